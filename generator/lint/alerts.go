package lint

import (
	"math/big"
	"slices"

	"github.com/slogen-project/slogen/generator/burn"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/simulate"
)

// Gap returns the error rates that use up an SLO's whole budget at even traffic without making any of its alerts fire:
// from least up to, but not including, below, as shares of all events. Without alerts, or if the alerts need more than
// full failure, below is more than 1. If ok is false, there is no gap.
//
// An error rate of 1 - target uses up the budget exactly at the window's end, and any higher rate uses it up sooner. An
// alert that fires at one rate fires at any higher one. So the gap begins with the allowed rate and ends with the first
// alert's.
func Gap(s *honeycomb.SLO, alerts []*honeycomb.BurnAlert) (least, below *big.Rat, ok bool) {
	least, below = s.Objective().Allowed(), big.NewRat(2, 1)
	if a := easiest(alerts, simulate.LeastErrors); a != nil {
		below = simulate.LeastErrors(a)
	}
	return least, below, least.Cmp(below) < 0
}

// easiest returns the alert that fires at the lowest error rate; nil if there is none.
func easiest(alerts []*honeycomb.BurnAlert,
	leastErrors func(*honeycomb.BurnAlert) *big.Rat) (found *honeycomb.BurnAlert) {
	for _, a := range alerts {
		if found == nil || leastErrors(a).Cmp(leastErrors(found)) < 0 {
			found = a
		}
	}
	return found
}

// Covers reports whether a fires whenever b, an alert of the same SLO, fires, whatever the traffic:
//
//   - Both have a budget rate, and a doesn't need a larger part of the budget, nor a shorter time.
//   - Both have the same exhaustion time.
//   - a has an exhaustion time, and b waits until the budget is gone: an exhaustion time of 0, or a budget rate of the
//     whole budget.
//
// Two exhaustion times cover each other only at constant error rates, because each extrapolates a different part of the
// past.
func Covers(a, b *honeycomb.BurnAlert) bool {
	switch {
	case a.AlertType == honeycomb.BudgetRate:
		return b.AlertType == honeycomb.BudgetRate && a.BudgetRateWindowMinutes >= b.BudgetRateWindowMinutes &&
			a.BudgetRateDecreaseThresholdPerMillion <= b.BudgetRateDecreaseThresholdPerMillion
	case b.AlertType == honeycomb.BudgetRate:
		return b.BudgetRateDecreaseThresholdPerMillion >= burn.Million
	}
	return b.ExhaustionMinutes == 0 || a.ExhaustionMinutes == b.ExhaustionMinutes
}

// severities from the quietest to the loudest: slogen's usual ones, and PagerDuty's.
var (
	severities          = []string{"inform", "ticket", "page"}
	pagerDutySeverities = []string{"info", "warning", "error", "critical"}
)

// asLoud reports whether one severity is at least as loud as another. Unknown ones are only as loud as themselves.
func asLoud(order []string, a, b string) bool {
	return a == b || slices.Contains(order, b) && slices.Index(order, a) >= slices.Index(order, b)
}

// louder reports whether a notifies everybody whom b notifies, at least as loudly. In stage "trial" all recipients are
// the trial's, and only alerts of the same severity are known to notify the same recipients later.
func louder(a, b *honeycomb.BurnAlert) bool {
	if a.Severity != "" && b.Severity != "" && !asLoud(severities, a.Severity, b.Severity) || a.Muted() &&
		(a.Severity == "" || a.Severity != b.Severity) {
		return false
	}
	for _, to := range b.Recipients {
		if !slices.ContainsFunc(a.Recipients, func(n honeycomb.Notification) bool {
			return n.Recipient == to.Recipient && asLoud(pagerDutySeverities, n.PagerDutySeverity, to.PagerDutySeverity) &&
				slices.Equal(n.Variables, to.Variables)
		}) {
			return false
		}
	}
	return true
}

// shadow finds the alert that makes another one of the same SLO superfluous; nil if none does. If two make each other
// superfluous, the first in the list stays.
func shadow(alerts []*honeycomb.BurnAlert, b *honeycomb.BurnAlert) *honeycomb.BurnAlert {
	shadows := func(a, b *honeycomb.BurnAlert) bool { return Covers(a, b) && louder(a, b) }
	before := true
	for _, a := range alerts {
		if a == b {
			before = false
		} else if shadows(a, b) && (before || !shadows(b, a)) {
			return a
		}
	}
	return nil
}

// shape is what an alert's lowest error rate depends on.
type shape struct {
	target, days                int
	kind                        string
	minutes, window, perMillion int
}

// volume is what the smallest number of failures depends on.
type volume struct {
	shape
	eventsPerDay float64
}

func shapeOf(a *honeycomb.BurnAlert) shape {
	return shape{a.SLO.TargetPerMillion, a.SLO.TimePeriodDays, a.AlertType, a.ExhaustionMinutes, a.BudgetRateWindowMinutes,
		a.BudgetRateDecreaseThresholdPerMillion}
}

// leastErrors is [simulate.LeastErrors], computed once for each shape.
func (p *pass) leastErrors(a *honeycomb.BurnAlert) *big.Rat {
	k := shapeOf(a)
	r := p.least[k]
	if r == nil {
		r = simulate.LeastErrors(a)
		if p.least == nil {
			p.least = map[shape]*big.Rat{}
		}
		p.least[k] = r
	}
	return r
}

// gap says what is wrong with an SLO's alerts if they leave a gap that matters, and is "" otherwise. That depends on
// the alert that fires at the lowest error rate.
func (p *pass) gap(s *honeycomb.SLO, alerts []*honeycomb.BurnAlert) string {
	first := easiest(alerts, p.leastErrors)
	k := shapeOf(first)
	text, ok := p.gaps[k]
	if ok {
		return text
	}
	// A burn rate may be off by a thousandth, because the outputs must be able to hold it.
	if least, below, ok := Gap(s, []*honeycomb.BurnAlert{first}); ok &&
		new(big.Rat).Mul(least, big.NewRat(1001, 1000)).Cmp(below) < 0 {
		text = GapWords(s, least, below)
	}
	if p.gaps == nil {
		p.gaps = map[shape]string{}
	}
	p.gaps[k] = text
	return text
}

// leastFailures is [simulate.LeastFailures] at the declared traffic, computed once for each shape and volume; 0 if
// nothing is declared.
func (p *pass) leastFailures(a *honeycomb.BurnAlert) int64 {
	if a.SLO.EventsPerDay <= 0 {
		return 0
	}
	k := volume{shapeOf(a), a.SLO.EventsPerDay}
	n, ok := p.failures[k]
	if !ok {
		n = simulate.LeastFailures(a, a.SLO.EventsPerDay)
		if p.failures == nil {
			p.failures = map[volume]int64{}
		}
		p.failures[k] = n
	}
	return n
}
