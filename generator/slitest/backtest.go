package slitest

import (
	"errors"
	"fmt"
	"math"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/burn"
	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/simulate"
)

// PerMinute is how many eligible events there were in each minute of the events' own time, and how many of them were
// bad. Unlike in a [Tally], an event counts as often as its sample rate says; otherwise failures that are all kept
// would outweigh successes of which one in ten is kept. A minute with only ineligible events is included, with none. It
// holds at most [simulate.MaxMinutes] minutes.
type PerMinute struct {
	// Sampled is the number of events that stand for more than themselves.
	Sampled int64
	// Undated is the number of events without a time; they aren't in any minute.
	Undated int64

	counts map[int64]*minuteCount // by minutes since 1970
	full   bool                   // there were more
}

type minuteCount struct{ eligible, bad int64 }

// add counts an event.
func (m *PerMinute) add(e *Event, eligible, bad bool) {
	if !e.HasTime || e.Time <= 0 { // OTLP's 0 is no time
		m.Undated++
		return
	}
	rate := max(e.Rate, 1)
	if rate > 1 {
		m.Sampled++
	}
	c := m.at(int64(math.Floor(e.Time / 60)))
	if c == nil || !eligible {
		return
	}
	c.eligible += rate
	if bad {
		c.bad += rate
	}
}

// at returns the counts of a minute, nil if there are too many minutes.
func (m *PerMinute) at(minute int64) *minuteCount {
	c, ok := m.counts[minute]
	switch {
	case ok:
		return c
	case len(m.counts) >= simulate.MaxMinutes:
		m.full = true
		return nil
	case m.counts == nil:
		m.counts = map[int64]*minuteCount{}
	}
	c = &minuteCount{}
	m.counts[minute] = c
	return c
}

// Add adds the counts of other events.
func (m *PerMinute) Add(o *PerMinute) {
	m.Undated += o.Undated
	m.Sampled += o.Sampled
	m.full = m.full || o.full
	for minute, n := range o.counts {
		if c := m.at(minute); c != nil {
			c.eligible += n.eligible
			c.bad += n.bad
		}
	}
}

// History returns what the SLI made of the events, for simulation: from the minute of the first event to that of the
// last. The tally must have been counted with [CountOptions.PerMinute]. The error says why there is no history.
func (t *Tally) History() (*simulate.History, error) {
	m := t.PerMinute
	if t.Events == 0 {
		return nil, errors.New("there are no events")
	}
	if m == nil || len(m.counts) == 0 {
		return nil, fmt.Errorf("none of the %d events has a time. It must be in a column %s or %s (RFC 3339, or seconds "+
			"since 1970), in \"time\" beside \"data\" as in Honeycomb's batch API, or in spans", t.Events, timeColumns[0],
			timeColumns[1])
	}
	if m.full {
		return nil, fmt.Errorf("the events are in more than %d minutes, and may span at most %d days. Are these times right?",
			simulate.MaxMinutes, simulate.MaxMinutes/burn.MinutesPerDay)
	}
	if t.Good+t.Counts.Bad == 0 {
		return nil, fmt.Errorf("none of the %d events is eligible, so nothing can fire. Does the SLI fit them?", t.Events)
	}
	counts := make(map[int64]simulate.Counts, len(m.counts))
	for minute, c := range m.counts {
		if c.eligible > math.MaxInt64/simulate.Micro {
			return nil, errors.New("a minute has more events than can be counted")
		}
		counts[minute] = simulate.Counts{Total: c.eligible * simulate.Micro, Bad: c.bad * simulate.Micro}
	}
	h, err := simulate.HistoryOf(counts)
	if err != nil {
		return nil, err
	}
	if m.Undated > 0 {
		h.Notes = append(h.Notes, fmt.Sprintf("%d of %d events have no time and are left out.", m.Undated, t.Events))
	}
	if m.Sampled > 0 {
		h.Notes = append(h.Notes, fmt.Sprintf("%d of %d events count as often as their sample rate says.", m.Sampled,
			t.Events))
	}
	if t.NoVerdict > 0 {
		h.Notes = append(h.Notes, fmt.Sprintf("%d of %d events are left out, because the SLI gives none of true, false and "+
			"null for them.", t.NoVerdict, t.Events))
	}
	return h, nil
}

// Program returns a calculated field of the configuration as an SLI for [Count], with the types of its columns if they
// are declared. It is nil if there are errors.
func Program(in Input, field honeycomb.Key) (*calc.Program, Types, hcl.Diagnostics) {
	s := prepare(&Input{Fields: in.Fields, Columns: in.Columns})
	x := s.slis[field.Path()]
	if x == nil || !s.compile(x) {
		return nil, nil, s.diags
	}
	return x.program, x.types, s.diags
}
