package review

import (
	"slices"

	"github.com/slogen-project/slogen/generator/honeycomb"
)

// Filters compares the events that two queries look at, where only their filters differ: whether there are events that
// only the new one looks at, or only the old one. Of a list that must all hold, more are narrower; of a list of which
// one must hold, wider. ok is false if they can't be compared.
func Filters(old, new *honeycomb.Query) (wider, narrower, ok bool) {
	if old.FilterCombination != new.FilterCombination {
		return false, false, false
	}
	has := func(list []honeycomb.Filter, f honeycomb.Filter) bool {
		return slices.ContainsFunc(list, func(g honeycomb.Filter) bool { return sameFilter(f, g) })
	}
	within := func(a, b []honeycomb.Filter) bool {
		return !slices.ContainsFunc(a, func(f honeycomb.Filter) bool { return !has(b, f) })
	}
	more, fewer := within(old.Filters, new.Filters), within(new.Filters, old.Filters)
	switch {
	case more && fewer:
		return false, false, true
	case len(old.Filters) == 0 || len(new.Filters) == 0: // none at all lets everything pass, whatever the combination
		return len(new.Filters) == 0, len(old.Filters) == 0, true
	case more:
		or := new.FilterCombination == "OR"
		return or, !or, true
	case fewer:
		or := new.FilterCombination == "OR"
		return !or, or, true
	}
	return false, false, false
}

func sameFilter(a, b honeycomb.Filter) bool {
	if a.Column != b.Column || a.Op != b.Op {
		return false
	}
	x, okX := a.Value.([]any)
	y, okY := b.Value.([]any)
	if okX || okY {
		return okX && okY && slices.Equal(x, y)
	}
	return a.Value == b.Value
}

// GrowsWithEvents reports whether the value of a query can only rise if it looks at more events: then a trigger that
// waits for a high value fires no later. It is false where that isn't certain.
func GrowsWithEvents(q *honeycomb.Query) bool {
	if len(q.Calculations) != 1 || len(q.Formulas)+len(q.Havings)+len(q.CalculatedFields) > 0 {
		return false
	}
	return slices.Contains([]string{"COUNT", "COUNT_DISTINCT", "MAX"}, q.Calculations[0].Op)
}
