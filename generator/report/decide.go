package report

import (
	"fmt"
	"slices"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/lint"
	"github.com/slogen-project/slogen/generator/words"
)

// decisions are the things for which somebody has to decide, the most urgent first: what a date has overtaken, then who
// is told of nothing or too little, then what only goes on.
var decisions = []struct {
	id, measure, noun string
	// one and several are the title, where %s is how many.
	one, several, decide string
	find                 func(*making) []Item
}{
	{"over", "dates", "thing", "%s is past its date", "%s are past their dates",
		"Remove each, or look at it again and move the date.", (*making).over},
	{"alerts_to_nobody", "proactive", "alert", "%s tells nobody", "%s tell nobody",
		"Name a recipient, or remove the alert.", (*making).toNobody},
	{"slos_without_alerts", "promises", "SLO", "%s has no alert", "%s have no alerts",
		"Give each burn alerts, or waive it: say why nobody needs to know that the promise is in danger.",
		(*making).unwatched},
	{"unnoticed", "recipients", "case", "%s used up a budget, or failed without an alert",
		"%s used up a budget, or failed without an alert", "Decide whether somebody should have been told.",
		(*making).unnoticed},
	{"pages_without_context", "context", "alert", "%s wakes somebody without an owner or a runbook",
		"%s wake somebody without an owner or a runbook",
		"Write `owner` and `runbook`, in the block or in the `defaults` above it.", (*making).bare},
	{"reactive_services", "proactive", "service", "%s wakes people by triggers alone",
		"%s wake people by triggers alone",
		"Promise users what the triggers stand for, and page when its budget burns.", (*making).reactive},
	{"services_without_slo", "services", "service", "%s promises nothing", "%s promise nothing",
		"Ask who its users are and what they count on. That it has none is an answer, too.", (*making).without},
	{"soon", "dates", "thing", "%s ends within a month", "%s end within a month",
		"Decide of each whether it goes, or stays with another date.", (*making).soon},
	{"trials", "dates", "object", "%s is on trial", "%s are on trial",
		"If its alerts said something worth acting on, set `stage = \"live\"`; if not, change or drop them.",
		(*making).trials},
	{"quiet", "dates", "thing", "%s is quiet", "%s are quiet",
		"Ask whether the reason still holds, and remove `quiet` when it doesn't: nobody else hears of it until then.",
		(*making).quiet},
	{"reviews", "dates", "object", "%s was last reviewed long ago", "%s were last reviewed long ago",
		"Look at whether target, alerts and recipients still fit, and write the day into `reviewed_on`.",
		(*making).reviews},
	{"replaced_columns", "columns", "object", "%s reads a column that OpenTelemetry has replaced",
		"%s read columns that OpenTelemetry has replaced",
		"Before instrumentation is updated, read both: `coalesce(event.new, event.old)`.", (*making).replaced},
	{"findings", "waivers", "rule", "%s of lint finds something else", "%s of lint find something else",
		"`slogen lint` says what and where; mend it, or waive it with a reason and a day.", (*making).broken},
}

// decide finds what needs a decision.
func (m *making) decide() {
	for _, d := range decisions {
		items := d.find(m)
		if len(items) == 0 {
			continue
		}
		text := d.several
		if len(items) == 1 {
			text = d.one
		}
		m.Decisions = append(m.Decisions, Decision{ID: d.id, Measure: d.measure, Decide: d.decide, Items: items,
			Title: fmt.Sprintf(text, words.Plural(len(items), d.noun))})
	}
}

func address(key string) string { return honeycomb.Key(key).Address() }

// waived says whether a waiver holds for a rule and an object, given by its key, or something of a service.
func (m *making) waived(rule, key string) bool { return m.waivers[rule][key] }

// dated lists what has a date from one day to before another, with waivers.
func (m *making) dated(from, before, verb string) (out []Item) {
	within := func(day string) bool { return day != "" && day >= from && day < before }
	for _, d := range m.Dates {
		if within(d.Expires) {
			out = append(out, Item{address(d.Key), verb + " on " + d.Expires, d.Owner, &d.Place})
		}
		if within(d.TrialUntil) {
			out = append(out, Item{address(d.Key), "its trial " + verb + " on " + d.TrialUntil, d.Owner, &d.Place})
		}
		if within(d.QuietUntil) {
			out = append(out, Item{address(d.Key), "its quiet " + verb + " on " + d.QuietUntil + ": " + d.QuietReason,
				d.Owner, &d.Place})
		}
	}
	for _, w := range m.Waivers {
		if within(w.Until) {
			out = append(out, Item{"waiver of " + w.Rule, verb + " on " + w.Until + ": " + w.Reason,
				w.Owner, &w.Place})
		}
	}
	return out
}

func (m *making) over() []Item { return m.dated("", daysAfter(m.Day, 1), "ended") }

func (m *making) soon() []Item {
	return m.dated(daysAfter(m.Day, 1), daysAfter(m.Day, soonDays+1), "ends")
}

// alertsThat lists the alerts for which a text is given.
func (m *making) alertsThat(why func(*Alert) string) (out []Item) {
	for i := range m.Alerts {
		a := &m.Alerts[i]
		if text := why(a); text != "" {
			out = append(out, Item{address(a.Key), text, a.Owner, &a.Place})
		}
	}
	return out
}

func (m *making) toNobody() []Item {
	return m.alertsThat(func(a *Alert) string {
		if len(a.Recipients) > 0 || a.Disabled {
			return ""
		}
		return "no recipient"
	})
}

func (m *making) bare() []Item {
	return m.alertsThat(func(a *Alert) string {
		lacks := slices.DeleteFunc(slices.Clone(a.Missing), func(x string) bool {
			return m.waived("alert/no_"+x, a.Key) || m.waived("alert/no_"+x, string(honeycomb.Key(a.Key).SLO()))
		})
		if !a.Pages || len(lacks) == 0 {
			return ""
		}
		return "no " + words.Or(lacks)
	})
}

func (m *making) unwatched() (out []Item) {
	for _, p := range m.Promises {
		if p.Alerts == 0 && !m.waived("slo/no_alerts", p.Key) {
			out = append(out, Item{address(p.Key), p.Promise, p.Owner, &p.Place})
		}
	}
	return out
}

func (m *making) unnoticed() (out []Item) {
	for _, p := range m.Played {
		if p.Kind != "history" || p.Exhausted+p.Unalerted == 0 {
			continue
		}
		out = append(out, Item{p.Case, fmt.Sprintf("the budget of %s was used up %s; %s without an alert", p.SLO,
			times(p.Exhausted), words.Plural(p.Unalerted, "failure")), "", placed(p.File, p.Line)})
	}
	return out
}

// times says how often: "once", "3 times", "never".
func times(n int) string {
	switch n {
	case 0:
		return "never"
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return words.Thousands(n) + " times"
}

func (m *making) servicesThat(is func(*Service) bool, why string) (out []Item) {
	for i := range m.Services {
		if s := &m.Services[i]; is(s) {
			text := why
			if s.Triggers > 0 {
				text = words.Plural(s.Triggers, "trigger")
				if s.PagingTriggers > 0 {
					text += ", " + words.Counted(s.PagingTriggers, "wakes", "wake") + " somebody"
				}
			}
			out = append(out, Item{s.Name, text, words.List(s.Owners), &s.Place})
		}
	}
	return out
}

func (m *making) reactive() []Item {
	return m.servicesThat(func(s *Service) bool {
		return s.SLOs > 0 && s.PagingTriggers > 0 && s.PagingBurnAlerts == 0 &&
			!m.waived("service/pages_by_trigger", s.Name)
	}, "")
}

func (m *making) without() []Item {
	return m.servicesThat(func(s *Service) bool { return s.SLOs == 0 }, "no alerts either")
}

func (m *making) trials() (out []Item) {
	for _, d := range m.Dates {
		if d.Trial {
			out = append(out, Item{address(d.Key), until(d.TrialUntil), d.Owner, &d.Place})
		}
	}
	return out
}

// until says until which day; "" where there is none.
func until(day string) string {
	if day == "" {
		return ""
	}
	return "until " + day
}

func (m *making) quiet() (out []Item) {
	for _, d := range m.Dates {
		if d.QuietUntil != "" {
			out = append(out, Item{address(d.Key), until(d.QuietUntil) + ": " + d.QuietReason, d.Owner, &d.Place})
		}
	}
	return out
}

func (m *making) reviews() (out []Item) {
	if m.in.ReviewDays == 0 {
		return nil
	}
	last := daysAfter(m.Day, -m.in.ReviewDays)
	for _, d := range m.Dates {
		if d.Reviewed != "" && d.Reviewed <= last {
			out = append(out, Item{address(d.Key), "last on " + d.Reviewed, d.Owner, &d.Place})
		}
	}
	return out
}

func (m *making) replaced() (out []Item) {
	for i := range m.in.Findings {
		f := &m.in.Findings[i]
		if f.Rule.ID == "column/deprecated" && f.Ignored == nil && m.concerns(f) {
			out = append(out, Item{address(string(f.About)), f.Found(), m.owners[f.About],
				placed(f.Range.Filename, f.Range.Start.Line)})
		}
	}
	return out
}

// told are the rules of lint whose findings another decision is about.
var told = []string{"alert/no_owner", "alert/no_runbook", "slo/no_alerts", "review/expired", "review/trial_over",
	"review/quiet_over", "ignore/expired",
	"service/pages_by_trigger", "column/deprecated"}

// broken lists the rules of lint that find something else that nobody has waived.
func (m *making) broken() (out []Item) {
	times := map[*lint.Rule]int{}
	for i := range m.in.Findings {
		if f := &m.in.Findings[i]; m.open(f) && !slices.Contains(told, f.Rule.ID) {
			times[f.Rule]++
		}
	}
	for _, r := range lint.Rules {
		if n := times[r]; n > 0 {
			out = append(out, Item{Name: r.ID, Words: r.Title + ", " + words.Plural(n, "finding")})
		}
	}
	return out
}
