package review

import (
	"slices"
	"strconv"
	"strings"

	"github.com/slogen-project/slogen/generator/honeycomb"
)

const minutesPerDay = 24 * 60

// days are the days of the week as Honeycomb writes them.
var days = []string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}

// Schedules compares the minutes of the week in which two triggers look: how many there are only in the one and only in
// the other. Nil is all the time. ok is false if one of them can't be read.
func Schedules(old, new *honeycomb.Schedule) (lost, won int, ok bool) {
	a, okA := minutesOf(old)
	b, okB := minutesOf(new)
	if !okA || !okB {
		return 0, 0, false
	}
	for i := range a {
		switch {
		case a[i] && !b[i]:
			lost++
		case b[i] && !a[i]:
			won++
		}
	}
	return lost, won, true
}

// minutesOf marks the minutes of the week.
func minutesOf(s *honeycomb.Schedule) ([]bool, bool) {
	out := make([]bool, 7*minutesPerDay)
	if s == nil {
		for i := range out {
			out[i] = true
		}
		return out, true
	}
	from, okF := clock(s.StartTime)
	to, okT := clock(s.EndTime)
	if !okF || !okT {
		return nil, false
	}
	if to <= from {
		to += minutesPerDay
	}
	for _, d := range s.DaysOfWeek {
		day := slices.Index(days, d)
		if day < 0 {
			return nil, false
		}
		for m := from; m < to; m++ {
			out[(day*minutesPerDay+m)%len(out)] = true
		}
	}
	return out, true
}

// clock reads HH:MM.
func clock(s string) (int, bool) {
	h, m, ok := strings.Cut(s, ":")
	hours, errH := strconv.Atoi(h)
	minutes, errM := strconv.Atoi(m)
	in := hours >= 0 && hours <= 24 && minutes >= 0 && minutes < 60
	return hours*60 + minutes, ok && errH == nil && errM == nil && in
}
