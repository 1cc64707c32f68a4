// Package burn is the arithmetic of error budgets and burn rates, in whole numbers and fractions, so that nothing is
// rounded.
//
// Units are in the names: shares are per million (as Honeycomb's API has them) or fractions, lengths of time are in
// minutes, and windows in days. A day is 24 hours, whatever the clocks do. All of it holds at even traffic: an error
// budget is counted in events, and only where these are spread evenly over the window is a part of the events a part of
// the time.
//
// The formulas are those of Google's SRE workbook, chapter 5, "Alerting on SLOs". Honeycomb's limits are not its job.
package burn

import "math/big"

const (
	// Million is the whole of what is counted per million: 999,000 of it are a target of 99.9%.
	Million = 1_000_000
	// PerPercent is one percent, per million.
	PerPercent = Million / 100
	// MinutesPerDay is the number of minutes in a day of an SLO's window.
	MinutesPerDay = 24 * 60
)

// Part is a share given per million, as a fraction.
func Part(perMillion int) *big.Rat { return big.NewRat(int64(perMillion), Million) }

// Objective is what an SLO promises: the share of eligible events that must be good, per million (0 to 999,999), over a
// rolling window of whole days (at least 1).
type Objective struct{ TargetPerMillion, WindowDays int }

// AllowedPerMillion is the share of the events that may be bad: 1,000,000 - target.
func (o Objective) AllowedPerMillion() int { return Million - o.TargetPerMillion }

// Allowed is the share of the events that may be bad, as a fraction: 1 - target.
func (o Objective) Allowed() *big.Rat { return Part(o.AllowedPerMillion()) }

// WindowMinutes is the length of the window.
func (o Objective) WindowMinutes() int { return o.WindowDays * MinutesPerDay }

// Window is the length of the window in minutes, as a number to reckon with.
func (o Objective) Window() *big.Rat { return big.NewRat(int64(o.WindowMinutes()), 1) }

// BudgetMinutes is the error budget as a length of full outage: window × (1 - target).
func (o Objective) BudgetMinutes() *big.Rat { return product(o.Window(), o.Allowed()) }

// Events is the number of events in a window: events a day × days.
func (o Objective) Events(perDay *big.Rat) *big.Rat {
	return product(perDay, big.NewRat(int64(o.WindowDays), 1))
}

// BudgetEvents is the error budget in events: events in a window × (1 - target).
func (o Objective) BudgetEvents(perDay *big.Rat) *big.Rat {
	return product(o.Events(perDay), o.Allowed())
}

// Rate is the burn rate that uses a part of the budget within some minutes: decrease × window / over. A rate of 1 uses
// up the budget exactly at the window's end.
func (o Objective) Rate(decreasePerMillion, overMinutes int) *big.Rat {
	return product(Part(decreasePerMillion), big.NewRat(int64(o.WindowMinutes()), int64(overMinutes)))
}

// DecreasePerMillion is the part of the budget that a burn rate uses within some minutes: rate × over / window, not
// rounded.
func (o Objective) DecreasePerMillion(rate *big.Rat, overMinutes int) *big.Rat {
	return product(rate, big.NewRat(int64(overMinutes)*Million, int64(o.WindowMinutes())))
}

// Errors is the share of the events that fail at a burn rate: rate × (1 - target). It is above 1 for a rate that not
// even a full outage reaches.
func (o Objective) Errors(rate *big.Rat) *big.Rat { return product(rate, o.Allowed()) }

// RateOf is the burn rate at which a share of the events fails: share / (1 - target).
func (o Objective) RateOf(errors *big.Rat) *big.Rat { return new(big.Rat).Quo(errors, o.Allowed()) }

// LastsMinutes is the time that a full budget lasts at a burn rate above 0: window / rate.
func (o Objective) LastsMinutes(rate *big.Rat) *big.Rat { return new(big.Rat).Quo(o.Window(), rate) }

func product(a, b *big.Rat) *big.Rat { return new(big.Rat).Mul(a, b) }
