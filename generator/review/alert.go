package review

import (
	"math/big"

	"github.com/slogen-project/slogen/generator/burn"
	"github.com/slogen-project/slogen/generator/honeycomb"
)

// Firing says how a change affects when an alert fires. Both may be true: sooner for some failures, later for others.
type Firing struct {
	// Sooner means that there are failures at which it fires now and didn't before, or fires sooner; Later, the
	// opposite.
	Sooner, Later bool
	// Unknown means that the two can't be compared.
	Unknown bool
}

// BurnAlerts compares when two burn alerts fire, each with the SLO that it belongs to.
//
// A budget rate alert waits for some bad minutes (part of the budget, as a length of full outage) within its window.
// Any failures that set off one with d bad minutes within w also set off one with d' within w' if and only if d >=
// ceil(w/w') * d': then one of the shorter windows that w consists of must hold d' of them, and otherwise failures that
// are spread over these windows are too few in each. All of it holds at even traffic. Differences of a tenth of a
// percent come from rounding to what Honeycomb can hold, and count as none.
//
// An exhaustion alert fires at an error rate e as soon as e * t >= b - u, with t minutes to go, a budget of b minutes
// and u minutes of it used. Whatever u is, t' and b' fire no later if both b' <= b and b'/t' <= b/t; the second is the
// error rate that a full budget needs. Where windows differ, u is taken to be the same.
func BurnAlerts(old, next *honeycomb.BurnAlert) Firing {
	if old.AlertType != next.AlertType || old.SLO == nil || next.SLO == nil {
		return Firing{Unknown: true}
	}
	was, is := old.SLO.Objective(), next.SLO.Objective()
	if next.AlertType == honeycomb.ExhaustionTime {
		before, after := was.BudgetMinutes(), is.BudgetMinutes()
		minutes := func(n int) *big.Rat { return big.NewRat(int64(n), 1) }
		// The error rates that a full budget needs, both multiplied by the times to go, of which either may be 0.
		needed := new(big.Rat).Mul(before, minutes(next.ExhaustionMinutes))
		needs := new(big.Rat).Mul(after, minutes(old.ExhaustionMinutes))
		size, rate := after.Cmp(before), needs.Cmp(needed)
		return Firing{Sooner: size < 0 || rate < 0, Later: size > 0 || rate > 0}
	}
	before, after := badMinutes(was, old), badMinutes(is, next)
	wWas, wIs := old.BudgetRateWindowMinutes, next.BudgetRateWindowMinutes
	if before == nil || after == nil {
		return Firing{Unknown: true}
	}
	return Firing{Sooner: !implies(after, wIs, before, wWas), Later: !implies(before, wWas, after, wIs)}
}

// badMinutes is how long a full outage lasts that sets off an alert; nil if it can't be told.
func badMinutes(o burn.Objective, a *honeycomb.BurnAlert) *big.Rat {
	if o.WindowDays <= 0 || a.BudgetRateWindowMinutes <= 0 {
		return nil
	}
	return new(big.Rat).Mul(o.BudgetMinutes(), burn.Part(a.BudgetRateDecreaseThresholdPerMillion))
}

// implies reports whether whatever has d bad minutes within w has e of them within v.
func implies(d *big.Rat, w int, e *big.Rat, v int) bool {
	parts := big.NewRat(int64((w+v-1)/v), 1)
	least := new(big.Rat).Mul(e, parts)
	least.Mul(least, big.NewRat(999, 1000))
	return d.Cmp(least) >= 0
}

// Notifications is how two lists of notifications differ. Pairs are before and after.
type Notifications struct {
	Kept           [][2]honeycomb.Notification // those who were notified, and still are
	Swapped        [][2]honeycomb.Notification // those instead of whom others are notified
	Removed, Added []honeycomb.Notification    // those without a counterpart
}

// CompareRecipients says who is notified that wasn't, and the other way round. told finds the one of new that notifies
// whom one of old did, nil for none. The others are paired, the loudest first.
func CompareRecipients(
	old, new []honeycomb.Notification,
	told func(old *honeycomb.Notification, new []honeycomb.Notification) *honeycomb.Notification,
) (out Notifications) {
	kept := map[*honeycomb.Notification]bool{}
	var gone, made []honeycomb.Notification
	for i := range old {
		if n := told(&old[i], new); n != nil {
			kept[n] = true
			out.Kept = append(out.Kept, [2]honeycomb.Notification{old[i], *n})
		} else {
			gone = append(gone, old[i])
		}
	}
	for i := range new {
		if !kept[&new[i]] {
			made = append(made, new[i])
		}
	}
	sortByLoudness(gone)
	sortByLoudness(made)
	n := min(len(gone), len(made))
	for i := range n {
		out.Swapped = append(out.Swapped, [2]honeycomb.Notification{gone[i], made[i]})
	}
	out.Removed, out.Added = gone[n:], made[n:]
	return out
}
