package review

import (
	"slices"

	"github.com/slogen-project/slogen/generator/honeycomb"
)

// Groups says whether a recipient that heard of some groups hears now of some that it didn't, and the other way round.
// Honeycomb doesn't say how several columns combine: only where both have the same columns, or one has none and so
// hears of every group, can it be told.
func Groups(old, new []honeycomb.GroupValues) (more, less, ok bool) {
	switch {
	case len(old) == 0 || len(new) == 0:
		return len(old) > 0, len(new) > 0, true
	case len(old) != len(new):
		return false, false, false
	}
	for i := range old {
		if old[i].Column != new[i].Column {
			return false, false, false
		}
		more = more || beyond(new[i].Values, old[i].Values)
		less = less || beyond(old[i].Values, new[i].Values)
	}
	return more, less, true
}

// beyond reports whether a has a value that b hasn't.
func beyond(a, b []string) bool {
	return slices.ContainsFunc(a, func(v string) bool { return !slices.Contains(b, v) })
}

// Unheard reports whether a trigger may have groups that nobody hears of: all that it notifies hear of some groups.
func Unheard(t *honeycomb.Trigger) bool {
	return len(t.Recipients) > 0 && !slices.ContainsFunc(t.Recipients,
		func(n honeycomb.Notification) bool { return len(n.Groups) == 0 })
}
