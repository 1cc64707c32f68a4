package compile

import (
	"fmt"
	"strings"
	"time"
	_ "time/tzdata" // the same zones on every machine

	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/spec"
	"github.com/slogen-project/slogen/generator/words"
)

// scheduleYear is the year whose offsets a time zone is taken with: fixed, so that the output doesn't depend on the day
// it is made.
const scheduleYear = 2026

var weekdays = []string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}

// schedule turns a schedule in a time zone into the UTC window that Honeycomb takes. One offset holds all year.
func (w *compiling) schedule(x *config.Schedule) *honeycomb.Schedule {
	before := len(w.diags)
	from, to := w.clock(x.From), w.clock(x.To)
	days := w.days(x)
	zone := x.Timezone.V
	if !x.Timezone.Set() {
		zone = "UTC"
	}
	offset, saving := w.offset(x, zone)
	if hasErrors(w.diags[before:]) {
		return nil
	}
	start, shift := wrap(from - offset)
	end, _ := wrap(to - offset)
	out := &honeycomb.Schedule{StartTime: hhmm(start), EndTime: hhmm(end)}
	have, asked := map[int]bool{}, make([]string, len(days))
	for i, d := range days {
		have[(d+shift+7)%7], asked[i] = true, weekdays[d]
	}
	for d := range weekdays {
		if have[d] {
			out.DaysOfWeek = append(out.DaysOfWeek, weekdays[d])
		}
	}
	out.Asked = words.Weekdays(asked) + " " + hhmm(from) + " to " + hhmm(to)
	if to <= from {
		out.Asked += " of the next day"
	}
	out.Asked += " " + zone + saving
	if saving != "" {
		z, _ := offsets(zone)
		other := z.standard + z.other - offset
		a, _ := wrap(from - offset + other)
		b, _ := wrap(to - offset + other)
		when := "in summer"
		switch {
		case !z.summer:
			when = "while clocks there are at " + utc(z.other)
		case x.DaylightSaving.V == "summer":
			when = "in winter"
		}
		out.Asked += fmt.Sprintf("; %s that is %s to %s there", when, hhmm(a), hhmm(b))
	}
	return out
}

// offset is the zone's offset from UTC in minutes, and what to say of it where the zone has two.
func (w *compiling) offset(x *config.Schedule, zone string) (int, string) {
	z, err := offsets(zone)
	if err != nil || zone == "" || zone == "Local" {
		w.add(diag.RuleError("trigger/schedule", "Unknown time zone", fmt.Sprintf("%q isn't in the IANA time zone database: "+
			"write a name such as \"Europe/Berlin\" or \"UTC\".%s", zone, meantZone(zone)), x.Timezone.Range))
		return 0, ""
	}
	if z.standard == z.other {
		if x.DaylightSaving.Set() {
			w.add(diag.Error("trigger/schedule", "No daylight saving", fmt.Sprintf("%s is %s all year, so "+
				"`daylight_saving` has no effect here: leave it out.", zone, utc(z.standard)), x.DaylightSaving.Range))
		}
		return z.standard, ""
	}
	switch x.DaylightSaving.V {
	case "standard":
		return z.standard, " (standard time, " + utc(z.standard) + ", all year)"
	case "summer":
		if !z.summer {
			w.add(diag.Error("trigger/schedule", "No daylight saving", fmt.Sprintf("%s is %s in winter and summer "+
				"alike, and %s for some weeks of the year: write daylight_saving = \"standard\".", zone,
				utc(z.standard), utc(z.other)),
				x.DaylightSaving.Range))
			return 0, ""
		}
		return z.other, " (summer time, " + utc(z.other) + ", all year)"
	}
	if x.DaylightSaving.Set() { // reported already
		return 0, ""
	}
	apart := words.Span(max(z.other-z.standard, z.standard-z.other))
	if z.summer {
		w.add(diag.Error("trigger/schedule", "Missing required argument", fmt.Sprintf("%s is %s in winter and %s in "+
			"summer. Honeycomb schedules are in UTC, so one of the two has to apply all year: write daylight_saving = "+
			"\"standard\" or \"summer\". The schedule will be %s off in the other half of the year.", zone,
			utc(z.standard),
			utc(z.other),
			apart), x.Decl))
	} else {
		w.add(diag.Error("trigger/schedule", "Missing required argument", fmt.Sprintf("%s is %s, but for some weeks "+
			"of the year %s. Honeycomb schedules are in UTC, so one offset has to apply all year: write "+
			"daylight_saving = \"standard\". The schedule will be %s off in those weeks.", zone, utc(z.standard),
			utc(z.other), apart), x.Decl))
	}
	return 0, ""
}

// zoneOffsets are a zone's two offsets from UTC in minutes, equal where it has one.
type zoneOffsets struct {
	standard, other int
	summer          bool // the other is that of summer, and not of a few weeks
}

// offsets finds the offsets of a zone.
//
// Where winter and summer differ, the smaller is the standard one: also in Ireland, whose law and therefore the IANA
// database have it the other way round. Where they don't, as in Morocco, which is an hour behind its standard time in
// Ramadan, that of both is.
func offsets(zone string) (zoneOffsets, error) {
	loc, err := time.LoadLocation(zone)
	if err != nil {
		return zoneOffsets{}, err
	}
	at := func(day time.Time) int {
		_, s := day.Zone()
		return s / 60
	}
	first := time.Date(scheduleYear, time.January, 1, 12, 0, 0, 0, loc)
	january, july := at(first), at(first.AddDate(0, 6, 0))
	if january != july {
		return zoneOffsets{min(january, july), max(january, july), true}, nil
	}
	for day := 7; day < 365; day += 7 {
		if m := at(first.AddDate(0, 0, day)); m != january {
			return zoneOffsets{january, m, false}, nil
		}
	}
	return zoneOffsets{january, january, false}, nil
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
			detail := fmt.Sprintf("%q is not a time of day: write hours and minutes, from \"00:00\" to \"23:59\".", at.V)
			if at.V == "24:00" {
				detail += " For the end of a day write \"00:00\": a `to` that isn't after `from` means the next day."
			}
			w.add(diag.RuleError("trigger/schedule", "Invalid time of day", detail, at.Range))
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
			w.add(diag.RuleError("trigger/schedule", "Invalid day",
				fmt.Sprintf("%q is not a day of the week: the days are %s.%s",
					at.V, strings.Join(weekdays, ", "), meantDay(at.V)), at.Range))
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
