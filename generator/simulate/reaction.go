package simulate

import (
	"math"
	"math/big"
	"sort"

	"github.com/slogen-project/slogen/generator/honeycomb"
)

// Reaction is how an alert reacts to the plainest incident: from one minute to the next a constant part of all events
// is bad, after a whole window of even traffic in which nothing failed.
type Reaction struct {
	Fires bool
	// After is the time from the first bad event until the alert fires, in minutes.
	After int
	// BudgetUsed is the part of the error budget that is gone by then; more than 1 when it is overspent.
	BudgetUsed float64
	// Reset is the time until the alert resolves if the failures end in the moment in which it fires, in minutes.
	Reset int
}

// React computes how an alert reacts to a constant error rate, in bad events per million. An alert that doesn't fire
// within the SLO's window never does: from then on as many failures leave the window as come.
func React(a *honeycomb.BurnAlert, errorsPerMillion int, o Options) Reaction {
	objective := a.SLO.Objective()
	window := objective.WindowMinutes()
	steps := window / o.interval()
	at := func(i int) int { return (i + 1) * o.interval() }
	going := step{errorsPerMillion, math.MaxInt}
	i := sort.Search(steps, func(i int) bool { return firing(going, a, at(i), o) })
	if i == steps {
		return Reaction{}
	}
	r := Reaction{Fires: true, After: at(i)}
	r.BudgetUsed = 1 - budgetLeft(going.Between(r.After-window, r.After), int64(objective.AllowedPerMillion()))
	ended := step{errorsPerMillion, r.After}
	longest := 2*window/o.interval() + 1 // by then every failure has left every window
	r.Reset = o.interval() * (1 + sort.Search(longest, func(i int) bool { return !firing(ended, a, r.After+at(i), o) }))
	return r
}

// step is a course with one event a minute, of which the same part is bad from minute 0 on until it ends.
type step struct{ errorsPerMillion, end int }

// Between gives the counts between two moments.
func (s step) Between(from, to int) Counts {
	failing := max(min(to, s.end)-max(from, 0), 0)
	return Counts{int64(to-from) * Micro, int64(failing) * int64(s.errorsPerMillion)}
}

// LeastErrors is the lowest constant error rate at which an alert fires at even traffic, as a part of all events; above
// 1 when even a full outage doesn't make it fire.
//
//	budget rate:     (1 - target) × decrease × SLO window / alert window
//	exhaustion time: 1 - target, the rate at which the budget just lasts the window
func LeastErrors(a *honeycomb.BurnAlert) *big.Rat {
	o := a.SLO.Objective()
	if a.AlertType == honeycomb.ExhaustionTime {
		return o.Allowed()
	}
	return o.Errors(o.Rate(a.BudgetRateDecreaseThresholdPerMillion, a.BudgetRateWindowMinutes))
}
