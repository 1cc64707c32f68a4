package simulate

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"time"

	"github.com/slogen-project/slogen/generator/burn"
	"github.com/slogen-project/slogen/generator/honeycomb"
)

// Case is a course of events that the burn alerts of an SLO are put to: a scenario, or what happened.
type Case struct {
	Name   string // in words
	File   string // where it was written, or what it was read from
	Line   int    // 0 when that has none
	SLO    *honeycomb.SLO
	Alerts []*honeycomb.BurnAlert
	Course *Minutes
	// Ordinary is the share of bad events in ordinary times, 0 to 1; nil for 0.
	Ordinary *big.Rat
	// Failures are the failures that were thought up, in order; none for what happened.
	Failures []Failures
	Start    time.Time // of the first minute; zero for a scenario
	Notes    []string  // what a reader has to know of the events, in sentences
	Parts    *Parts    // nil where all failures have whole events
}

// Parts says that failures that were thought up have parts of events: traffic is spread evenly, also where less than
// one event comes a minute.
type Parts struct {
	Span          // the first such failures
	Sparse bool   // less than one event comes in some of their minutes
	Failed Counts // what comes in them, in the unit of the case's course
	// Whole is the same traffic with one failed event instead, a whole one, in the first minute of these failures.
	Whole *Minutes
}

// Whole is what one real failure would do where a case counts parts of events.
type Whole struct {
	*Parts
	Budget float64 // the part of the budget that it takes
	Fires  []*honeycomb.BurnAlert
}

// whole says what one real failure would do.
func (c *Case) whole(o Options) *Whole {
	if c.Parts == nil {
		return nil
	}
	w := &Whole{Parts: c.Parts}
	at := c.Parts.From + 1
	window := c.Course.Between(at-c.SLO.Objective().WindowMinutes(), at)
	w.Budget = 1 - budgetLeft(Counts{window.Total, c.Course.perEvent}, int64(c.SLO.Objective().AllowedPerMillion()))
	for _, a := range Run(c.SLO, c.Alerts, c.Parts.Whole, o).Alerts {
		if len(a.Firings) > 0 {
			w.Fires = append(w.Fires, a.Alert)
		}
	}
	return w
}

// Failures are a time of failures, and what share of the events fails in words: "50% of the events".
type Failures struct {
	Span
	Share string
}

// Incident is a longest time in which in each minute a larger share of the events was bad than in ordinary times.
type Incident struct {
	Span
	Budget  float64 // the part of the error budget that went in it; more than 1 when that was more than all of it
	Alerted bool    // whether an alert was firing at some moment from its beginning to its end
}

// Dependence is how an alert would have fired if the model were another in a point that Honeycomb doesn't document.
type Dependence struct {
	Alert      *honeycomb.BurnAlert
	Assumption string // its ID
	Words      string // the other reading, after "with": "a baseline of half its exhaustion time (-baseline=2)"
	Firings    []Firing
}

// Outcome is what came of a case.
type Outcome struct {
	Case *Case
	*Timeline
	Incidents []Incident
	Depends   []Dependence // only where something else would have fired or resolved, or at another time
	Whole     *Whole       // nil unless the case counts parts of events
	Lowest    int          // the moment at which the least of the budget was left, the first of several
	WhatIf    []*Outcome   // with other targets, when they were asked for
}

// Simulate says what came of a case, and how it would have been with other targets, which are per million.
func (c *Case) Simulate(o Options, targets ...int) *Outcome {
	out := &Outcome{Case: c, Timeline: Run(c.SLO, c.Alerts, c.Course, o)}
	out.Incidents, out.Whole = c.incidents(out.Timeline), c.whole(o)
	for _, a := range out.Timeline.Alerts {
		for _, v := range Variants(o) {
			if v.alertType != a.Alert.AlertType {
				continue
			}
			firings := Fires(a.Alert, c.Course, v.Options)
			if !slices.Equal(firings, a.Firings) {
				out.Depends = append(out.Depends, Dependence{a.Alert, v.Assumption, v.Words, firings})
			}
		}
	}
	least := 2.0
	for at := 0; at <= c.Course.Len(); at++ {
		if left := out.BudgetLeft(at); left < least {
			least, out.Lowest = left, at
		}
	}
	for _, t := range targets {
		other := *c
		slo := *c.SLO
		slo.TargetPerMillion = t
		other.SLO, other.Alerts = &slo, make([]*honeycomb.BurnAlert, len(c.Alerts))
		for i, a := range c.Alerts {
			alert := *a
			alert.SLO = &slo
			other.Alerts[i] = &alert
		}
		out.WhatIf = append(out.WhatIf, other.Simulate(o))
	}
	return out
}

// Variant is another reading of a point that Honeycomb doesn't document.
type Variant struct {
	Assumption string // its ID
	Words      string // what is otherwise, after "with"
	Options    Options
	alertType  string // of the alerts to which it makes a difference
}

// Variants are the other readings that there are than the chosen one.
func Variants(o Options) (out []Variant) {
	other := o
	other.Net = !o.Net
	words := "the budget compared with the one before its window (-net)"
	if o.Net {
		words = "only the failures within its window counted (without -net)"
	}
	out = append(out, Variant{"gross_budget_rate", words, other, honeycomb.BudgetRate})
	for _, b := range []struct {
		part  int
		words string
	}{{2, "half"}, {4, "a quarter"}, {8, "an eighth"}} {
		if b.part == cmp.Or(o.Baseline, 4) {
			continue
		}
		other := o
		other.Baseline = b.part
		out = append(out, Variant{"exhaustion_baseline", fmt.Sprintf("a baseline of %s of its exhaustion time (-baseline=%d)",
			b.words, b.part), other, honeycomb.ExhaustionTime})
	}
	return out
}

// incidents finds the times in which more failed than in ordinary times.
func (c *Case) incidents(t *Timeline) (out []Incident) {
	num, denom := 0.0, 1.0
	if c.Ordinary != nil {
		n, _ := new(big.Float).SetInt(c.Ordinary.Num()).Float64()
		d, _ := new(big.Float).SetInt(c.Ordinary.Denom()).Float64()
		num, denom = n, d
	}
	on := false
	for i := 0; i <= c.Course.Len(); i++ {
		above := false
		if i < c.Course.Len() {
			m := c.Course.Between(i, i+1)
			// A count that isn't whole was rounded to the nearest of the unit.
			above = float64(m.Bad)-float64(m.Total)*num/denom > 0.6
		}
		switch {
		case above && !on:
			out = append(out, Incident{Span: Span{i, i}})
		case !above && on:
			out[len(out)-1].To = i
		}
		on = above
	}
	objective := c.SLO.Objective()
	for i := range out {
		x := &out[i]
		bad, total := c.Course.Between(x.From, x.To).Bad, c.Course.Between(x.To-objective.WindowMinutes(), x.To).Total
		x.Budget = float64(bad) * burn.Million / (float64(total) * float64(objective.AllowedPerMillion()))
		for _, a := range t.Alerts {
			x.Alerted = x.Alerted || slices.ContainsFunc(a.Firings, func(f Firing) bool {
				return f.From <= x.To &&
					(f.Open || f.To > x.From)
			})
		}
	}
	return out
}

// Unalerted are the incidents during which no alert fired, those first that cost most of the budget.
func (o *Outcome) Unalerted() (out []Incident) {
	for _, x := range o.Incidents {
		if !x.Alerted {
			out = append(out, x)
		}
	}
	slices.SortStableFunc(out, func(a, b Incident) int {
		switch {
		case a.Budget > b.Budget:
			return -1
		case a.Budget < b.Budget:
			return 1
		}
		return 0
	})
	return out
}

// failing is the time of failures that a moment is in, or that was the last before it: of those that were thought up,
// else the incident. False when there was none.
func (o *Outcome) failing(at int) (Span, bool) {
	if o.Case != nil {
		for _, f := range slices.Backward(o.Case.Failures) {
			if f.From < at {
				return f.Span, true
			}
		}
	}
	for _, x := range slices.Backward(o.Incidents) {
		if x.From < at {
			return x.Span, true
		}
	}
	return Span{}, false
}

// Since is how long before a moment the failures began that it is in, or that were the last before it; false when there
// were none.
func (o *Outcome) Since(at int) (minutes int, ok bool) {
	f, ok := o.failing(at)
	if !ok {
		return 0, false
	}
	return at - f.From, true
}

// Over is the end of the last failures that began before a moment.
func (o *Outcome) Over(at int) (end int, ok bool) {
	f, ok := o.failing(at)
	return f.To, ok
}

// Nearest is the moment at which an alert was nearest to firing, and how near: 1 when it fired.
func (o *Outcome) Nearest(a *honeycomb.BurnAlert) (at int, part float64) {
	for t := o.Options.interval(); t <= o.Course.Len(); t += o.Options.interval() {
		if p := pressure(o.Course, a, t, o.Options); p > part {
			at, part = t, p
		}
	}
	return at, part
}

// Pressure is how near an alert is to firing at a moment: 1 and more where it fires, but for how floats are rounded.
func (t *Timeline) Pressure(a *honeycomb.BurnAlert, at int) float64 {
	return pressure(t.Course, a, at, t.Options)
}

// pressure is [firing] as a part of what makes an alert fire, rounded as floats are.
func pressure(c course, a *honeycomb.BurnAlert, t int, o Options) float64 {
	window, allowed := a.SLO.Objective().WindowMinutes(), int64(a.SLO.Objective().AllowedPerMillion())
	now := c.Between(t-window, t)
	if a.AlertType == honeycomb.ExhaustionTime {
		used, ahead := 1-budgetLeft(now, allowed), a.ExhaustionMinutes
		if ahead == 0 {
			return used
		}
		stays, recent := c.Between(min(t+ahead-window, t), t), c.Between(t-o.baselineMinutes(ahead), t)
		times := float64(ahead) / float64(o.baselineMinutes(ahead))
		if total := float64(stays.Total) + times*float64(recent.Total); stays.Bad+recent.Bad > 0 {
			used = max(used, (float64(stays.Bad)+times*float64(recent.Bad))*burn.Million/(total*float64(allowed)))
		}
		return used
	}
	over := a.BudgetRateWindowMinutes
	part := float64(a.BudgetRateDecreaseThresholdPerMillion) / burn.Million
	if o.Net {
		then := c.Between(t-over-window, t-over)
		return (budgetLeft(then, allowed) - budgetLeft(now, allowed)) / part
	}
	if now.Total == 0 {
		return 0
	}
	return float64(c.Between(t-over, t).Bad) * burn.Million / (float64(now.Total) * float64(allowed) * part)
}
