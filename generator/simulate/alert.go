package simulate

import (
	"cmp"
	"math"
	"math/big"

	"github.com/slogen-project/slogen/generator/burn"
	"github.com/slogen-project/slogen/generator/honeycomb"
)

// Counts is how many eligible events there were, and how many of these were bad, in [Micro] events: in a course of
// traffic that somebody thought up they needn't be whole.
type Counts struct{ Total, Bad int64 }

// Micro is one event in the unit of [Counts], which is a millionth of an event: sums of whole numbers are exact.
const Micro = 1_000_000

// course gives the counts between two moments, in minutes: those of the minutes from <= m < to. Moments may lie before
// the first minute, where the assumption full_window_before says what was.
type course interface {
	Between(from, to int) Counts
}

// Options are the points of the model that a user may choose otherwise. The zero value is the model as [Assumptions]
// has it.
type Options struct {
	IntervalMinutes int // how often alerts are evaluated; 1 when 0
	// the part of its exhaustion time that an alert projects from, as a divisor: 4, when 0, is the last quarter
	Baseline int
	Net      bool // budget rate alerts compare the budget left now with that at the start of their window
}

func (o Options) interval() int { return max(cmp.Or(o.IntervalMinutes, 1), 1) }

// baselineMinutes is the time that an exhaustion time alert looks back: at least a minute.
func (o Options) baselineMinutes(exhaustionMinutes int) int {
	return max(exhaustionMinutes/max(cmp.Or(o.Baseline, 4), 1), 1)
}

// firing says whether an alert fires at the moment t, the end of minute t-1.
func firing(c course, a *honeycomb.BurnAlert, t int, o Options) bool {
	window, allowed := a.SLO.Objective().WindowMinutes(), int64(a.SLO.Objective().AllowedPerMillion())
	if a.AlertType == honeycomb.ExhaustionTime {
		if gone(c.Between(t-window, t), allowed) {
			return true
		}
		// What stays in the window, and what comes if the recent past goes on. All is multiplied by the length of the
		// baseline, so that it is whole.
		ahead := a.ExhaustionMinutes
		if ahead == 0 {
			return false
		}
		back := o.baselineMinutes(ahead)
		stays, recent := c.Between(min(t+ahead-window, t), t), c.Between(t-back, t)
		scale, times := int64(back), int64(ahead)
		// Nothing need have failed lately: where traffic falls, so does the budget, and failures that stay may use it
		// up.
		return stays.Bad+recent.Bad > 0 && atLeast(
			sum{{stays.Bad, scale, burn.Million}, {recent.Bad, times, burn.Million}},
			sum{{stays.Total, scale, allowed}, {recent.Total, times, allowed}})
	}
	over := a.BudgetRateWindowMinutes
	now, part := c.Between(t-window, t), int64(a.BudgetRateDecreaseThresholdPerMillion)
	if !o.Net {
		bad := c.Between(t-over, t).Bad
		return bad > 0 && atLeast(sum{{bad, burn.Million, burn.Million}}, sum{{now.Total, allowed, part}})
	}
	then := c.Between(t-over-window, t-over)
	// bad/allowed now - bad/allowed then >= part. Floats decide unless it is so close that they can't.
	left, was, share := budgetLeft(now, allowed), budgetLeft(then, allowed), float64(part)/burn.Million
	if d := was - left - share; math.Abs(d) > 1e-9*max(math.Abs(left), math.Abs(was), 1) {
		return d > 0
	}
	used, before := ratio(now, allowed), ratio(then, allowed)
	return used.Sub(used, before).Cmp(big.NewRat(part, burn.Million)) >= 0
}

// ratio is the part of the budget that is used; it may be more than 1. Of that of a window without events nothing is.
func ratio(c Counts, allowed int64) *big.Rat {
	if c.Total == 0 {
		return new(big.Rat)
	}
	r := new(big.Rat).SetFrac(big.NewInt(c.Bad), big.NewInt(c.Total))
	return r.Mul(r, big.NewRat(burn.Million, allowed))
}

// gone says whether the budget of a window is used up. A window without events has no budget, and nothing failed in it
// either.
func gone(c Counts, allowedPerMillion int64) bool {
	return c.Bad > 0 && atLeast(sum{{c.Bad, burn.Million, 1}}, sum{{c.Total, allowedPerMillion, 1}})
}

// budgetLeft is the part of the budget that is left: 1 for all, which a window without events has, below 0 for an
// overspent one.
func budgetLeft(c Counts, allowedPerMillion int64) float64 {
	if c.Total == 0 {
		return 1
	}
	return 1 - float64(c.Bad)*burn.Million/(float64(c.Total)*float64(allowedPerMillion))
}

// sum is a sum of products.
type sum [][3]int64

// atLeast says whether a >= b, exactly. Floats decide unless the two are so close that they can't.
func atLeast(a, b sum) bool {
	x, y := a.float(), b.float()
	if d := x - y; math.Abs(d) > 1e-9*math.Max(math.Abs(x), math.Abs(y)) {
		return d > 0
	}
	return a.exact().Cmp(b.exact()) >= 0
}

func (s sum) float() (f float64) {
	for _, p := range s {
		f += float64(p[0]) * float64(p[1]) * float64(p[2])
	}
	return f
}

func (s sum) exact() *big.Int {
	out := new(big.Int)
	for _, p := range s {
		n := new(big.Int).Mul(big.NewInt(p[0]), big.NewInt(p[1]))
		out.Add(out, n.Mul(n, big.NewInt(p[2])))
	}
	return out
}
