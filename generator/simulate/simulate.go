package simulate

import (
	"fmt"
	"math"

	"github.com/slogen-project/slogen/generator/honeycomb"
)

// Minutes is a course given minute by minute.
type Minutes struct {
	before   []Counts // before[i] is of the last i minutes before the first, which repeat
	sums     []Counts // sums[i] is of the minutes before minute i
	perEvent int64
}

// NewMinutes makes a course of minutes for an SLO, and of ordinary time before them, with the same counts in each of
// its minutes. It fails when a minute has more bad events than events, or there are more of them than can be counted:
// some two million million.
func NewMinutes(slo *honeycomb.SLO, before Counts, minutes []Counts) (*Minutes, error) {
	return NewMinutesAfter(slo, Micro, []Counts{before}, minutes)
}

// NewMinutesAfter is [NewMinutes] with ordinary time that is not the same in each minute but repeats itself, such as a
// day's course: the last of these is the minute before the first. The counts are not in [Micro] but have perEvent for
// each event, so that they can be whole where those of Micro aren't.
func NewMinutesAfter(slo *honeycomb.SLO, perEvent int64, before, minutes []Counts) (*Minutes, error) {
	if len(before) == 0 {
		before = []Counts{{}}
	}
	m := &Minutes{before: make([]Counts, len(before)+1), sums: make([]Counts, len(minutes)+1), perEvent: perEvent}
	reach := 2 * int64(slo.Objective().WindowMinutes()) // with -net a budget of a window ago counts too
	for i := range before {
		c := before[len(before)-1-i]
		if c.Bad < 0 || c.Bad > c.Total {
			return nil, fmt.Errorf("ordinary time has %g bad events of %g", m.Events(c.Bad), m.Events(c.Total))
		}
		if reach > 0 && c.Total > most/reach {
			return nil, fmt.Errorf("%.0f events a minute for %d days are more than can be counted", m.Events(c.Total),
				slo.TimePeriodDays)
		}
		m.before[i+1] = Counts{m.before[i].Total + c.Total, m.before[i].Bad + c.Bad}
	}
	for i, c := range minutes {
		if c.Bad < 0 || c.Bad > c.Total {
			return nil, fmt.Errorf("minute %d has %g bad events of %g", i+1, m.Events(c.Bad), m.Events(c.Total))
		}
		sum := m.sums[i]
		if c.Total > most-sum.Total {
			return nil, fmt.Errorf("up to minute %d there are more than %.0f events, the most that can be counted", i+1,
				m.Events(most))
		}
		m.sums[i+1] = Counts{sum.Total + c.Total, sum.Bad + c.Bad}
	}
	return m, nil
}

// most bounds the events of ordinary time and of the minutes each: both are added, and sums subtracted.
const most = math.MaxInt64 / 4

// Events is how many events a count of the course stands for.
func (m *Minutes) Events(count int64) float64 { return float64(count) / float64(m.perEvent) }

// Len is the number of minutes.
func (m *Minutes) Len() int { return len(m.sums) - 1 }

// First is the course of the first n minutes of it.
func (m *Minutes) First(n int) *Minutes {
	return &Minutes{m.before, m.sums[:min(n, m.Len())+1], m.perEvent}
}

// Between gives the counts between two moments. After the last minute nothing happens.
func (m *Minutes) Between(from, to int) Counts {
	a, b := m.until(from), m.until(to)
	return Counts{b.Total - a.Total, b.Bad - a.Bad}
}

func (m *Minutes) until(t int) Counts {
	if t < 0 {
		period := len(m.before) - 1
		whole, rest := m.before[period], m.before[-t%period]
		times := int64(-t / period)
		return Counts{-times*whole.Total - rest.Total, -times*whole.Bad - rest.Bad}
	}
	return m.sums[min(t, m.Len())]
}

// Span is a time from one moment to another, in minutes since the start of the first minute.
type Span struct{ From, To int }

// Firing is a time during which an alert fires: From is the moment of the first evaluation at which it does, To that of
// the first at which it doesn't any more.
type Firing struct {
	Span
	Open bool // it still fires when the course ends, at To
}

// AlertTimeline is what one alert did.
type AlertTimeline struct {
	Alert   *honeycomb.BurnAlert
	Firings []Firing
}

// Timeline is what the alerts of an SLO did in a course of minutes.
type Timeline struct {
	SLO       *honeycomb.SLO
	Course    *Minutes
	Alerts    []*AlertTimeline // in the order given
	Exhausted []Firing         // times with no budget left
	Options   Options
}

// Run evaluates the alerts of an SLO through a course of minutes.
func Run(slo *honeycomb.SLO, alerts []*honeycomb.BurnAlert, course *Minutes, o Options) *Timeline {
	t := &Timeline{SLO: slo, Course: course, Options: o}
	window, allowed := slo.Objective().WindowMinutes(), int64(slo.Objective().AllowedPerMillion())
	t.Exhausted = spans(course, o.interval(), func(at int) bool { return gone(course.Between(at-window, at), allowed) })
	for _, a := range alerts {
		t.Alerts = append(t.Alerts, &AlertTimeline{a, Fires(a, course, o)})
	}
	return t
}

// Fires says when one alert fires in a course of minutes.
func Fires(a *honeycomb.BurnAlert, course *Minutes, o Options) []Firing {
	return spans(course, o.interval(), func(at int) bool { return firing(course, a, at, o) })
}

// spans are the times for which is says yes, asked at every interval, the last moment included.
func spans(course *Minutes, interval int, is func(at int) bool) (out []Firing) {
	on := false
	for at := interval; at <= course.Len(); at += interval {
		switch now := is(at); {
		case now && !on:
			out = append(out, Firing{Span{at, course.Len()}, true})
		case !now && on:
			out[len(out)-1] = Firing{Span{out[len(out)-1].From, at}, false}
		}
		on = len(out) > 0 && out[len(out)-1].Open
	}
	return out
}

// BudgetLeft is the part of the error budget that is left at a moment: 1 for all of it, below 0 when it is overspent.
func (t *Timeline) BudgetLeft(at int) float64 {
	o := t.SLO.Objective()
	return budgetLeft(t.Course.Between(at-o.WindowMinutes(), at), int64(o.AllowedPerMillion()))
}
