package generator

import (
	"fmt"
	"strings"
	"time"
	_ "time/tzdata" // the same zones on every machine

	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/spec"
)

// scheduleYear is the year whose offsets a time zone is taken with: fixed, so that the output doesn't depend on the day it is made.
const scheduleYear = 2026

var weekdays = []string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}

// schedule turns a schedule in a time zone into the UTC window that Honeycomb takes. One offset holds all year.
func (w *compiling) schedule(x *config.Schedule) *honeycomb.Schedule {
	before := len(w.diags)
	from, to := w.clock(x.From), w.clock(x.To)
	days := w.days(x)
	zone := x.Timezone.V
	if zone == "" {
		zone = "UTC"
	}
	offset, words := w.offset(x, zone)
	if hasErrors(w.diags[before:]) {
		return nil
	}
	start, shift := wrap(from - offset)
	end, _ := wrap(to - offset)
	out := &honeycomb.Schedule{StartTime: hhmm(start), EndTime: hhmm(end)}
	have := map[int]bool{}
	for _, d := range days {
		have[(d+shift+7)%7] = true
	}
	for d := range weekdays {
		if have[d] {
			out.DaysOfWeek = append(out.DaysOfWeek, weekdays[d])
		}
	}
	out.Asked = dayWords(days) + " " + hhmm(from) + " to " + hhmm(to)
	if to <= from {
		out.Asked += " of the next day"
	}
	out.Asked += " " + zone + words
	if words != "" {
		standard, summer := offsets(zone)
		other := standard + summer - offset
		a, _ := wrap(from - offset + other)
		b, _ := wrap(to - offset + other)
		half := "summer"
		if x.DaylightSaving.V == "summer" {
			half = "winter"
		}
		out.Asked += fmt.Sprintf("; in %s that is %s to %s there", half, hhmm(a), hhmm(b))
	}
	return out
}

// offset is the zone's offset from UTC in minutes, and what to say of it where the zone has two.
func (w *compiling) offset(x *config.Schedule, zone string) (int, string) {
	if _, err := time.LoadLocation(zone); err != nil || zone == "Local" {
		w.add(diag.Error("Unknown time zone", fmt.Sprintf("%q is not a time zone of the IANA database: write a name such as \"Europe/Berlin\" or \"UTC\".", zone), x.Timezone.Range))
		return 0, ""
	}
	standard, summer := offsets(zone)
	if standard == summer {
		if x.DaylightSaving.Set() {
			w.add(diag.Error("No daylight saving", fmt.Sprintf("%s is %s all year, so `daylight_saving` has no effect here: leave it out.", zone, utc(standard)), x.DaylightSaving.Range))
		}
		return standard, ""
	}
	switch x.DaylightSaving.V {
	case "standard":
		return standard, " (standard time, " + utc(standard) + ", all year)"
	case "summer":
		return summer, " (summer time, " + utc(summer) + ", all year)"
	default:
		if !x.DaylightSaving.Set() {
			w.add(diag.Error("Missing required argument", fmt.Sprintf("%s is %s in winter and %s in summer, and Honeycomb takes UTC, so one of the two has to hold all year: write daylight_saving = \"standard\" or \"summer\". The schedule is %s off in the other half of the year.", zone, utc(standard), utc(summer), inWords(spec.Seconds(summer-standard)*spec.Minute)), x.Decl))
		}
		return 0, ""
	}
}

// offsets are a zone's two offsets from UTC in minutes, the smaller first; equal where it has one.
func offsets(zone string) (standard, summer int) {
	loc, err := time.LoadLocation(zone)
	if err != nil {
		return 0, 0
	}
	for month := time.January; month <= time.December; month++ {
		_, s := time.Date(scheduleYear, month, 15, 12, 0, 0, 0, loc).Zone()
		m := s / 60
		if month == time.January {
			standard, summer = m, m
		}
		standard, summer = min(standard, m), max(summer, m)
	}
	return standard, summer
}

func utc(minutes int) string {
	sign := "+"
	if minutes < 0 {
		sign, minutes = "-", -minutes
	}
	if minutes%60 == 0 {
		return fmt.Sprintf("UTC%s%d", sign, minutes/60)
	}
	return fmt.Sprintf("UTC%s%d:%02d", sign, minutes/60, minutes%60)
}

// wrap brings minutes into a day and says by how many days they were outside.
func wrap(m int) (minutes, days int) {
	for m < 0 {
		m, days = m+1440, days-1
	}
	for m >= 1440 {
		m, days = m-1440, days+1
	}
	return m, days
}

func hhmm(m int) string { return fmt.Sprintf("%02d:%02d", m/60, m%60) }

func (w *compiling) clock(at spec.At[string]) int {
	h, m, ok := strings.Cut(at.V, ":")
	hour, minute := digits(h), digits(m)
	if !ok || len(h) < 1 || len(h) > 2 || len(m) != 2 || hour < 0 || hour > 23 || minute < 0 || minute > 59 {
		if at.Set() {
			w.add(diag.RuleError("trigger/schedule", "Invalid time of day", fmt.Sprintf("%q is not a time of day: write hours and minutes, from \"00:00\" to \"23:59\".", at.V), at.Range))
		}
		return 0
	}
	return hour*60 + minute
}

// digits is a small number written in digits only, or -1.
func digits(s string) int {
	n := 0
	for _, c := range s {
		if c < '0' || c > '9' {
			return -1
		}
		n = n*10 + int(c-'0')
	}
	return n
}

func (w *compiling) days(x *config.Schedule) (out []int) {
	seen := map[int]bool{}
	for _, at := range x.Days.V {
		found := -1
		for i, d := range weekdays {
			if d == at.V {
				found = i
			}
		}
		switch {
		case found < 0:
			w.add(diag.RuleError("trigger/schedule", "Invalid day", fmt.Sprintf("%q is not a day of the week: they are %s.%s", at.V, strings.Join(weekdays, ", "), diag.DidYouMean(at.V, weekdays)), at.Range))
		case seen[found]:
			w.add(diag.RuleError("trigger/schedule", "Duplicate day", fmt.Sprintf("%q is listed twice.", at.V), at.Range))
		default:
			seen[found] = true
			out = append(out, found)
		}
	}
	if len(x.Days.V) == 0 && x.Days.Set() {
		w.add(diag.RuleError("trigger/schedule", "No days", "A schedule needs at least one day of the week.", x.Days.Range))
	}
	return out
}

// dayWords lists days, runs as "monday to friday".
func dayWords(days []int) string {
	have := [7]bool{}
	for _, d := range days {
		have[d] = true
	}
	var list []string
	for i := 1; i <= 7; i++ { // from Monday
		d := i % 7
		if !have[d] {
			continue
		}
		j := i
		for j < 7 && have[(j+1)%7] {
			j++
		}
		if j > i+1 {
			list = append(list, weekdays[d]+" to "+weekdays[j%7])
		} else {
			for k := i; k <= j; k++ {
				list = append(list, weekdays[k%7])
			}
		}
		i = j
	}
	return strings.Join(list, ", ")
}
