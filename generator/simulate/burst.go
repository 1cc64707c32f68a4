package simulate

import (
	"math"
	"sort"

	"github.com/slogen-project/slogen/generator/burn"
	"github.com/slogen-project/slogen/generator/honeycomb"
)

// LeastFailures is how many events have to fail within a minute for an alert to fire, when its SLO has eventsPerDay
// eligible events that come evenly and no other of the window failed. A minute in which more fail than otherwise come
// has as many events as failures. It is 0 when no number is enough, or eventsPerDay isn't positive, or there are more
// events than can be counted.
func LeastFailures(a *honeycomb.BurnAlert, eventsPerDay float64) int64 {
	perMinute := eventsPerDay * Micro / burn.MinutesPerDay
	// All events of two windows, and as many failures again, fit into an int64 several times over.
	most := int64(math.MaxInt64 / 16)
	window := int64(a.SLO.Objective().WindowMinutes())
	if !(eventsPerDay > 0) || perMinute >= float64(most/(2*window)) {
		return 0
	}
	b := burst{perMinute: int64(math.Round(perMinute))}
	fires := func(failures int64) bool {
		b.bad = failures * Micro
		return firing(b, a, 1, Options{})
	}
	// Where as many failures as a whole window has events are not enough, no number is: all but all events failed then.
	limit := max(b.perMinute*window/Micro, 1) * 1000
	if limit > most/Micro || !fires(limit) {
		limit = most / Micro
		if !fires(limit) {
			return 0
		}
	}
	return 1 + int64(sort.Search(int(limit-1), func(i int) bool { return fires(int64(i) + 1) }))
}

// burst is a course of even traffic with failures in minute 0 and in no other.
type burst struct{ perMinute, bad int64 }

// Between gives the counts between two moments.
func (b burst) Between(from, to int) Counts {
	c := Counts{Total: int64(to-from) * b.perMinute}
	if from <= 0 && to > 0 {
		c.Bad = b.bad
		c.Total += max(0, b.bad-b.perMinute)
	}
	return c
}
