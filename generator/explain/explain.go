// Package explain makes the page of an SLO: what users are promised, what the error budget is, when each alert fires
// and whom it notifies, how the alerts react to error rates, and what is unwise about them.
//
// It exists because a burn alert is three numbers, and what they mean is arithmetic that nobody does in a review: how
// long an outage goes on until somebody hears of it, how much of the budget is gone by then, how long the alert goes on
// afterwards. The figures are those of package simulate, the findings those of package lint, and the words those of
// package words. [Page.Text] and [Page.AppendJSON] are two renderings of one [Page]. It is not its job to compute what
// the plan says, or to find SLOs that are wrong.
package explain

import (
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/slogen-project/slogen/generator/burn"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/lint"
	"github.com/slogen-project/slogen/generator/phrase"
	"github.com/slogen-project/slogen/generator/simulate"
	"github.com/slogen-project/slogen/generator/words"
)

// formatVersion is the version of a page's JSON form. The major number changes when a reader would break.
const formatVersion = "1.0"

// Page is what an SLO and its alerts mean.
type Page struct {
	// Version of this format. The first number changes when readers would break.
	FormatVersion string `json:"format_version" jsonschema:"pattern=^1\\."`
	// The SLO, such as slo/checkout/availability.
	Key string `json:"key"`
	// What Honeycomb shows.
	Name  string `json:"name"`
	Place Place  `json:"place"`
	// What users are promised: the SLO's description.
	Promise string `json:"promise,omitempty"`
	// What the SLO is measured by.
	SLI SLI `json:"sli"`
	// The target and its error budget.
	Objective Objective `json:"objective"`
	// Who is responsible for it.
	Owner string `json:"owner,omitempty"`
	// Where to read what to do about a failure.
	Runbook string `json:"runbook,omitempty"`
	// Whether it is in stage trial, where every alert notifies only the trial recipient.
	Trial bool `json:"trial"`
	// Its burn alerts, sorted by name.
	Alerts []Alert `json:"alerts"`
	// How the alerts react to constant error rates at even traffic, after a window without failures; sorted by rate.
	// Empty without alerts.
	Reactions []Reaction `json:"reactions"`
	Gap       *Gap       `json:"gap,omitempty"`
	// At which error rates somebody is notified, in words.
	Coverage string `json:"coverage"`
	// What lint reports about the SLO and its alerts.
	Findings []Finding `json:"findings"`
	// The assumptions behind the figures where Honeycomb documents nothing, by the names that `slogen explain` accepts.
	Assumptions []string `json:"assumptions"`
}

// Place is where something was declared.
type Place struct {
	// The file.
	File string `json:"file"`
	// The line.
	Line int `json:"line" jsonschema:"minimum=1"`
}

func (p Place) String() string { return fmt.Sprintf("%s:%d", p.File, p.Line) }

// SLI is what an SLO is about.
type SLI struct {
	// The SLI, such as sli.checkout.availability.
	Name string `json:"name"`
	// Its description.
	Description string `json:"description,omitempty"`
}

// Objective is the target, and the budget that it leaves.
type Objective struct {
	// The share of eligible events that must be good.
	TargetPercent float64 `json:"target_percent" jsonschema:"minimum=0"`
	// The length of the rolling window.
	WindowDays int `json:"window_days" jsonschema:"minimum=1"`
	// The budget as minutes of full outage at even traffic.
	BudgetMinutes float64 `json:"budget_minutes" jsonschema:"minimum=0"`
	// The declared number of eligible events expected per day.
	EventsPerDay float64 `json:"expected_events_per_day,omitempty" jsonschema:"minimum=0"`
	// The budget as failed events at the declared traffic.
	BudgetEvents float64 `json:"budget_events,omitempty" jsonschema:"minimum=0"`
	// The same in words.
	Words string `json:"words"`
}

// Alert is a burn alert.
type Alert struct {
	// Its name in the SLO.
	Name string `json:"name"`
	// Its key, such as burn_alert/checkout/availability/fast.
	Key string `json:"key"`
	// Its type at Honeycomb.
	Type string `json:"type" jsonschema:"enum=budget_rate,enum=exhaustion_time"`
	// Its severity; absent if recipients are named directly.
	Severity string `json:"severity,omitempty"`
	// How many times faster than evenly the budget must be used up; only for budget_rate.
	BurnRate float64 `json:"burn_rate,omitempty" jsonschema:"minimum=0"`
	// The lowest constant error rate at which it fires at even traffic; above 100 if it can't fire.
	LeastErrorsPercent float64 `json:"least_errors_percent" jsonschema:"minimum=0"`
	// How many failures at once make it fire at the declared traffic; absent if no traffic is declared or no number is
	// enough.
	LeastFailures int64 `json:"least_failures,omitempty" jsonschema:"minimum=1"`
	// Who is notified.
	Recipients []Told `json:"recipients"`
	// Whether it is in stage trial, by itself or with its SLO.
	Trial bool `json:"trial"`
	// The day on which the trial ends; absent where nobody says.
	TrialUntil string `json:"trial_until,omitempty" jsonschema:"format=date"`
	// The day until which it is quiet, so that it notifies only the trial recipient; absent for one that isn't.
	QuietUntil string `json:"quiet_until,omitempty" jsonschema:"format=date"`
	// Why it is quiet.
	QuietReason string `json:"quiet_reason,omitempty"`
	// The policy it comes from; absent if it is written in the SLO.
	Policy string `json:"policy,omitempty"`
	Place  Place  `json:"place"`
	// When it fires, whom it notifies and where it comes from.
	Words []string `json:"words"`
}

// Told is somebody who is notified.
type Told struct {
	// The recipient's key.
	Key string `json:"key"`
	// What people know it by.
	Name string `json:"name"`
	// How loud it is for PagerDuty.
	PagerDutySeverity string `json:"pagerduty_severity,omitempty"`
}

// Reaction is what happens at a constant error rate, after a window without failures.
type Reaction struct {
	// The error rate.
	ErrorsPercent float64 `json:"errors_percent" jsonschema:"minimum=0"`
	// How many times the rate is that the target allows.
	BurnRate float64 `json:"burn_rate" jsonschema:"minimum=0"`
	// How long the whole budget lasts; absent if it outlasts the window.
	BudgetLastsMinutes float64 `json:"budget_lasts_minutes,omitempty" jsonschema:"minimum=0"`
	// What each alert does, in their order.
	Alerts []AlertReaction `json:"alerts"`
}

// AlertReaction is what one alert does at a constant error rate.
type AlertReaction struct {
	// The alert.
	Name string `json:"name"`
	// Whether it fires at all. Only then are the members below present.
	Fires bool `json:"fires"`
	// The time until it fires.
	AfterMinutes int `json:"after_minutes,omitempty" jsonschema:"minimum=1"`
	// How much of the error budget is gone by then.
	BudgetGonePercent float64 `json:"budget_gone_percent,omitempty" jsonschema:"minimum=0"`
	// How long it keeps firing if the failures end at the moment it fires.
	ResolvesAfterMinutes int `json:"resolves_after_minutes,omitempty" jsonschema:"minimum=1"`
}

// Gap is the constant error rates that use up the whole budget at even traffic without an alert; absent if there are
// none.
type Gap struct {
	// The lowest of them.
	FromPercent float64 `json:"from_percent" jsonschema:"minimum=0"`
	// The rate at which an alert fires; absent if none fires even at full failure.
	BelowPercent float64 `json:"below_percent,omitempty" jsonschema:"minimum=0"`
}

// Finding is what lint reports of the SLO or one of its alerts.
type Finding struct {
	// The rule, as `slogen explain` accepts it.
	Rule string `json:"rule"`
	// What is wrong.
	Title string `json:"title"`
	// What was found.
	Words string `json:"words"`
	// What to do.
	Fix string `json:"fix"`
	// The reason given by an ignore comment; absent if there is none.
	Ignored string `json:"ignored,omitempty"`
}

// Find is the SLO of a name, with its burn alerts: slo/checkout/availability, checkout/availability, or either with
// dots. Nil when there is none.
func Find(r *honeycomb.Resources, name string) (*honeycomb.SLO, []*honeycomb.BurnAlert) {
	for _, s := range r.SLOs {
		if !s.Key.Means(name) {
			continue
		}
		var alerts []*honeycomb.BurnAlert
		for _, a := range r.BurnAlerts {
			if a.SLO == s {
				alerts = append(alerts, a)
			}
		}
		return s, alerts
	}
	return nil, nil
}

// Names are the names under which an SLO is found; the first is its key.
func Names(s *honeycomb.SLO) []string {
	return []string{string(s.Key), s.Key.Path(), s.Key.Address(), s.Key.Name()}
}

// New makes the page of an SLO. alerts are its own, findings those about it.
func New(s *honeycomb.SLO, alerts []*honeycomb.BurnAlert, findings []lint.Finding) *Page {
	p := &Page{FormatVersion: formatVersion, Key: string(s.Key), Name: s.Name, Place: placeOf(&s.Meta),
		Promise:   s.Summary,
		SLI:       SLI{s.SLI.Key.Address(), s.SLI.Description},
		Objective: objective(s), Owner: s.Owner, Runbook: s.Runbook, Trial: s.Trial,
		Alerts: []Alert{}, Reactions: []Reaction{}, Findings: []Finding{}, Assumptions: assumptions(alerts)}
	for _, a := range alerts {
		p.Alerts = append(p.Alerts, alert(a))
	}
	if len(alerts) > 0 {
		for _, errors := range rates(s, alerts) {
			p.Reactions = append(p.Reactions, react(s, alerts, errors))
		}
	}
	p.cover(s, alerts)
	for i := range findings {
		f := &findings[i]
		x := Finding{Rule: f.Rule.ID, Title: f.Rule.Title, Words: f.Found(), Fix: f.Rule.Fix}
		if f.Ignored != nil {
			x.Ignored = f.Ignored.Reason
		}
		p.Findings = append(p.Findings, x)
	}
	return p
}

func placeOf(m *honeycomb.Meta) Place {
	return Place{m.Origin.Range.Filename, m.Origin.Range.Start.Line}
}

func number(r *big.Rat) float64 { f, _ := r.Float64(); return f }

func mul(a, b *big.Rat) *big.Rat { return new(big.Rat).Mul(a, b) }

func quo(a, b *big.Rat) *big.Rat { return new(big.Rat).Quo(a, b) }

var hundred = big.NewRat(100, 1)

func objective(s *honeycomb.SLO) Objective {
	promise := s.Objective()
	minutes := promise.BudgetMinutes()
	o := Objective{TargetPercent: number(mul(burn.Part(s.TargetPerMillion), hundred)), WindowDays: s.TimePeriodDays,
		BudgetMinutes: number(minutes), EventsPerDay: s.EventsPerDay}
	o.Words = fmt.Sprintf(
		"%s of the eligible events must be good over %s. The error budget is the other %s: %s of full "+
			"outage at even traffic",
		words.Percent(
			s.TargetPerMillion,
		),
		words.Plural(s.TimePeriodDays, "day"),
		words.Percent(promise.AllowedPerMillion()),
		words.Minutes(minutes),
	)
	if s.EventsPerDay > 0 {
		perDay := words.Exact(s.EventsPerDay)
		budget := promise.BudgetEvents(perDay)
		o.BudgetEvents = number(budget)
		o.Words += fmt.Sprintf(", or %s of %s events at the declared traffic", words.Number(budget),
			words.Whole(promise.Events(perDay)))
	}
	o.Words += "."
	return o
}

func alert(a *honeycomb.BurnAlert) Alert {
	least := simulate.LeastErrors(a)
	x := Alert{Name: a.Name, Key: string(a.Key), Type: a.AlertType, Severity: a.Severity,
		LeastErrorsPercent: number(mul(least, hundred)),
		Recipients:         []Told{}, Policy: a.Policy, Place: placeOf(&a.Meta)}
	fires := "It fires when " + phrase.FiresWhen(a)
	if a.AlertType == honeycomb.BudgetRate {
		rate := a.SLO.Objective().RateOf(least)
		x.BurnRate = number(rate)
		fires += ", which is a burn rate of " + words.Times(rate) + ", or an error rate of "
		if least.Cmp(big.NewRat(1, 1)) > 0 {
			fires += fmt.Sprintf("%s, which is impossible at even traffic.", words.Share(least))
		} else {
			fires += fmt.Sprintf("%s for %s at even traffic.", words.Share(least), words.Span(a.BudgetRateWindowMinutes))
		}
	} else {
		if a.ExhaustionMinutes > 0 {
			fires += " if errors continue at the recent rate, or when it is used up"
		}
		fires += fmt.Sprintf(". Any constant error rate of at least %s makes it fire sooner or later.", words.Share(least))
	}
	if x.LeastFailures = simulate.LeastFailures(a, a.SLO.EventsPerDay); x.LeastFailures == 1 {
		fires += " At the declared traffic a single failure is enough."
	} else if x.LeastFailures > 1 {
		fires += fmt.Sprintf(" At the declared traffic %s failures at once are enough.",
			words.Whole(big.NewRat(x.LeastFailures, 1)))
	}
	var told []string
	for _, n := range a.Recipients {
		x.Recipients = append(
			x.Recipients,
			Told{string(n.Recipient.Key), phrase.Recipient(n.Recipient), n.PagerDutySeverity},
		)
		told = append(told, phrase.Told(n))
	}
	tells := "It notifies " + words.List(told) + "."
	x.Trial, x.TrialUntil = a.Trial, a.TrialUntil.Day
	if a.Quiet != nil {
		x.QuietUntil, x.QuietReason = a.Quiet.Until, a.Quiet.Reason
		tells = words.Capital(phrase.Quiet(a.Quiet)) + ": it notifies only " + words.List(told) + "."
	}
	if a.Trial {
		tells = "In " + phrase.Trial(&a.Meta) + ": it notifies only " + words.List(told) + "."
	}
	x.Words = []string{fires, tells, from(a)}
	return x
}

// from says where an alert was declared, and what of it was inherited.
func from(a *honeycomb.BurnAlert) string {
	text := "Declared at " + placeOf(&a.Meta).String()
	if a.Policy != "" {
		text = "From " + a.Policy + " at " + placeOf(&a.Meta).String()
		for _, i := range a.SLO.Inherited {
			if i.Argument == "burn_alerts" {
				text += fmt.Sprintf(", chosen by the defaults at %s:%d", i.Range.Filename, i.Range.Start.Line)
			}
		}
	}
	for _, i := range a.Inherited {
		text += fmt.Sprintf("; %s is inherited from %s:%d", i.Argument, i.Range.Filename, i.Range.Start.Line)
	}
	if a.Replaces != nil {
		r := a.Replaces.Range
		text += fmt.Sprintf("; it replaces the policy's alert of the same name at %s:%d", r.Filename, r.Start.Line)
	}
	return text + "."
}

// usual are the multiples of the allowed error rate that are worth a row: those that alerts are advised for, and powers
// of ten.
var usual = []*big.Rat{big.NewRat(1, 1), big.NewRat(2, 1), big.NewRat(3, 1), big.NewRat(6, 1), big.NewRat(10, 1),
	big.NewRat(144, 10),
	big.NewRat(36, 1), big.NewRat(100, 1), big.NewRat(1000, 1), big.NewRat(10_000, 1), big.NewRat(100_000, 1)}

// rates are the error rates per million that are worth a row: usual ones, those from which on an alert fires, and full
// failure.
func rates(s *honeycomb.SLO, alerts []*honeycomb.BurnAlert) (out []int) {
	million := big.NewRat(burn.Million, 1)
	add := func(r *big.Rat) { // rounded up to a whole number per million
		r = mul(r, million)
		n := new(big.Int).Add(r.Num(), r.Denom())
		n.Sub(n, big.NewInt(1)).Quo(n, r.Denom())
		if n.Sign() > 0 && n.Cmp(big.NewInt(burn.Million)) <= 0 {
			out = append(out, int(n.Int64()))
		}
	}
	for _, times := range usual {
		add(s.Objective().Errors(times))
	}
	for _, a := range alerts {
		add(simulate.LeastErrors(a))
	}
	out = append(out, burn.Million)
	slices.Sort(out)
	// A burn rate may be off by a thousandth, since it has to be one that the outputs can hold: two rows would look like
	// one.
	for i := len(out) - 2; i >= 0; i-- {
		if out[i+1]-out[i] <= out[i+1]/1000 {
			out = slices.Delete(out, i, i+1)
		}
	}
	return out
}

func react(s *honeycomb.SLO, alerts []*honeycomb.BurnAlert, errorsPerMillion int) Reaction {
	errors, o := burn.Part(errorsPerMillion), s.Objective()
	rate := o.RateOf(errors)
	r := Reaction{ErrorsPercent: number(mul(errors, hundred)), BurnRate: number(rate), Alerts: []AlertReaction{}}
	if rate.Cmp(big.NewRat(1, 1)) >= 0 {
		r.BudgetLastsMinutes = number(o.LastsMinutes(rate))
	}
	for _, a := range alerts {
		got := simulate.React(a, errorsPerMillion, simulate.Options{})
		x := AlertReaction{Name: a.Name, Fires: got.Fires}
		if got.Fires {
			gone := quo(mul(errors, big.NewRat(int64(got.After), 1)), o.BudgetMinutes())
			x.AfterMinutes, x.ResolvesAfterMinutes, x.BudgetGonePercent = got.After, got.Reset, number(mul(gone, hundred))
		}
		r.Alerts = append(r.Alerts, x)
	}
	return r
}

// cover says at which error rates somebody is told.
func (p *Page) cover(s *honeycomb.SLO, alerts []*honeycomb.BurnAlert) {
	least, below, ok := lint.Gap(s, alerts)
	if !ok {
		p.Coverage = fmt.Sprintf("An alert fires at every error rate that uses up the budget (at least %s).",
			words.Share(least))
		return
	}
	p.Gap = &Gap{FromPercent: number(mul(least, hundred))}
	if below.Cmp(big.NewRat(1, 1)) <= 0 {
		p.Gap.BelowPercent = number(mul(below, hundred))
	}
	p.Coverage = lint.GapWords(s, least, below)
}

// assumptions are the points of the model that the figures of these alerts rest on.
func assumptions(alerts []*honeycomb.BurnAlert) []string {
	has := map[string]bool{}
	for _, a := range alerts {
		has[a.AlertType] = true
	}
	out := []string{}
	if len(alerts) == 0 {
		return out
	}
	for _, a := range simulate.Assumptions {
		switch {
		case a.ID == "empty_window", a.ID == "parts_of_events": // not at even traffic
		case a.ID == "gross_budget_rate" && !has[honeycomb.BudgetRate], strings.HasPrefix(a.ID, "exhaustion_") &&
			!has[honeycomb.ExhaustionTime]:
		default:
			out = append(out, a.ID)
		}
	}
	return out
}

// AppendJSON appends the page as schemas/explain.schema.json describes it.
func (p *Page) AppendJSON(b []byte) ([]byte, error) {
	text, err := json.MarshalIndent(p, "", "  ")
	return append(append(b, text...), '\n'), err
}
