package lint

import (
	"fmt"
	"math/big"
	"regexp"
	"strings"
	"sync"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/rule"
	"github.com/slogen-project/slogen/generator/words"
)

// promiseRules are about what SLOs promise, and what people read of it.
var promiseRules = []*Rule{
	{
		Rule: rule.Rule{
			ID:    "sli/unused",
			Title: "SLI that nothing uses",
			Why: "It is a calculated field that costs a place in Honeycomb's list and says nothing to anybody. Often " +
				"an SLO was meant to be about it.",
			Fix: "Write an SLO about it, or remove it. If people use it in queries of their own, say so: `# " +
				"slogen:ignore sli/unused REASON`.",
			Source: "slogen",
			Level:  rule.Advice,
			Bad: `service "search" {
  dataset = "search" # slogen:ignore dataset/no_columns this is an example

  sli "fast" {
    good = event.duration_ms < 1000
  }
}`,
			Good: `sli "fast" {
  good = event.duration_ms < 1000
}

slo "fast" {
  description = "Buyers don't wait"
  sli         = sli.fast
  target      = 99
  burn_alerts = builtin.burn_alerts.honeycomb
}`,
		},
		check: func(p *pass) {
			for _, f := range p.Unused {
				what, found := "the SLI", "No SLO, trigger or other SLI of this configuration refers to it."
				if f.Key.IsField() {
					if f.Description != "" || f.Existing != "" {
						continue // it is there for people
					}
					what = "the calculated field"
					found = "No SLI, trigger or other calculated field of this configuration refers to it, and no " +
						"`description` says what people would use it for."
				}
				p.report(Finding{About: f.Key, mend: dropBlock(f.Origin.Range, what)}, found, f.Origin.Range)
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:    "slo/no_time",
			Title: "Budget that is gone before anybody can act",
			Why: "Until an alert has fired and somebody has looked, some minutes pass. A target that allows fewer " +
				"can't be kept by people.",
			Fix:    "Lower the target, or shorten what fails by itself: retries, redundancy, automatic failover.",
			Source: "sre.google/sre-book/availability-table; " + skill + ": start at 99% before 99.99%",
			Level:  rule.Advice,
			Bad: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.995
  window      = "30d"
  burn_alerts = builtin.burn_alerts.honeycomb
}`,
			Good: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.95
  window      = "30d"
  burn_alerts = builtin.burn_alerts.honeycomb
}`,
		},
		check: func(p *pass) {
			for _, s := range p.SLOs {
				if m := s.Objective().BudgetMinutes(); m.Cmp(big.NewRat(minutesToAct, 1)) < 0 {
					p.reportSLO(s, fmt.Sprintf("A target of %s over %s allows %s in which everything fails.",
						words.Percent(s.TargetPerMillion), words.Plural(s.TimePeriodDays, "day"), words.Minutes(m)),
						"target")
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:     "slo/no_failure_allowed",
			Title:  "Target that allows no failure",
			Why:    "The first failure breaks the promise for the rest of the window, whatever anybody does.",
			Fix:    "Lower the target, lengthen the window, or measure something that happens more often.",
			Source: docsSLOs + ": SLOs need a reasonably high volume",
			Level:  rule.Warning,
			Bad: `# slogen:ignore burn_alert/single_failure this is an example
slo "availability" {
  description             = "Buyers can pay"
  sli                     = sli.availability
  target                  = 99.9
  window                  = "30d"
  expected_events_per_day = 20
  burn_alerts             = builtin.burn_alerts.honeycomb
}`,
			Good: `# slogen:ignore burn_alert/single_failure this is an example
slo "availability" {
  description             = "Buyers can pay"
  sli                     = sli.availability
  target                  = 99
  window                  = "30d"
  expected_events_per_day = 20
  burn_alerts             = builtin.burn_alerts.honeycomb
}`,
		},
		check: func(p *pass) {
			for _, s := range p.SLOs {
				if s.EventsPerDay <= 0 {
					continue
				}
				if n := s.Objective().BudgetEvents(words.Exact(s.EventsPerDay)); n.Cmp(big.NewRat(1, 1)) < 0 {
					p.reportSLO(s, fmt.Sprintf("At %s events a day, as declared, the budget of %s is %s failures.",
						words.Number(words.Exact(s.EventsPerDay)), words.Plural(s.TimePeriodDays, "day"),
						words.Figure(n)), "target")
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:    "slo/other_window",
			Title: "Another window than its dependencies have",
			Why: "The two count different days, so one may be met while the other is missed, and nobody can tell one " +
				"from the other's budget.",
			Fix:    "Give both the same window, for example in `defaults`.",
			Source: "slogen",
			Level:  rule.Advice,
			Bad: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99
  window      = "30d"
  depends_on  = [slo.bank]
  burn_alerts = builtin.burn_alerts.honeycomb
}

sli "bank" {
  eligible = event.server.address == "bank"
  good     = event.error != true
}

slo "bank" {
  description = "The bank answers"
  sli         = sli.bank
  target      = 99.5
  window      = "14d"
  burn_alerts = builtin.burn_alerts.honeycomb
}`,
			Good: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99
  window      = "30d"
  depends_on  = [slo.bank]
  burn_alerts = builtin.burn_alerts.honeycomb
}

sli "bank" {
  eligible = event.server.address == "bank"
  good     = event.error != true
}

slo "bank" {
  description = "The bank answers"
  sli         = sli.bank
  target      = 99.5
  window      = "30d"
  burn_alerts = builtin.burn_alerts.honeycomb
}`,
		},
		check: func(p *pass) {
			for _, s := range p.SLOs {
				for _, d := range s.DependsOn {
					if d.TimePeriodDays != s.TimePeriodDays {
						note := diag.Note{Text: "the other SLO", Range: d.Origin.Range}
						p.report(Finding{About: s.Key, Notes: []diag.Note{note}},
							fmt.Sprintf("Its window is %s, and that of %q is %s.",
								words.Plural(s.TimePeriodDays, "day"), d.Name, words.Plural(d.TimePeriodDays, "day")),
							s.DependsAt, s.Origin.Range)
						break
					}
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:     "slo/same_name",
			Title:  "Two SLOs with one name",
			Why:    "Alerts, lists and reports show the name, and nobody can tell which of the two is meant.",
			Fix:    "Give each a `name` that says what it promises.",
			Source: "docs.honeycomb.io/working-with-your-data/triggers: the name goes into the notification",
			Level:  rule.Advice,
			Bad: `slo "availability" {
  name        = "Checkout"
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.5
  burn_alerts = builtin.burn_alerts.honeycomb
}

sli "fast" {
  good = event.duration_ms < 1000
}

slo "fast" {
  name        = "Checkout"
  description = "Buyers don't wait"
  sli         = sli.fast
  target      = 99
  burn_alerts = builtin.burn_alerts.honeycomb
}`,
			Good: `slo "availability" {
  name        = "Checkout works"
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.5
  burn_alerts = builtin.burn_alerts.honeycomb
}

sli "fast" {
  good = event.duration_ms < 1000
}

slo "fast" {
  name        = "Checkout is quick"
  description = "Buyers don't wait"
  sli         = sli.fast
  target      = 99
  burn_alerts = builtin.burn_alerts.honeycomb
}`,
		},
		check: func(p *pass) {
			first := map[string]*honeycomb.Meta{}
			for _, s := range p.SLOs {
				p.sameName(first, &s.Meta, "SLO", s.Name)
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:     "trigger/same_name",
			Title:  "Two triggers with one name",
			Why:    "The notification begins with the name, and nobody can tell which of the two has fired.",
			Fix:    "Give each a `name` that says what has happened.",
			Source: "docs.honeycomb.io/working-with-your-data/triggers: the name says what happened",
			Level:  rule.Advice,
			Bad: `trigger "declines" {
  name        = "Payments"
  description = "Many cards are declined at once"
  where       = event.name == "declined"
  fires_when  = count() >= 50
  over        = "10m"
  every       = "5m"
  severity    = "inform"
}

trigger "refunds" {
  name        = "Payments"
  description = "Many payments are given back at once"
  where       = event.name == "refunded"
  fires_when  = count() >= 50
  over        = "10m"
  every       = "5m"
  severity    = "inform"
}`,
			Good: `trigger "declines" {
  name        = "Many declined cards"
  description = "Many cards are declined at once"
  where       = event.name == "declined"
  fires_when  = count() >= 50
  over        = "10m"
  every       = "5m"
  severity    = "inform"
}

trigger "refunds" {
  name        = "Many refunds"
  description = "Many payments are given back at once"
  where       = event.name == "refunded"
  fires_when  = count() >= 50
  over        = "10m"
  every       = "5m"
  severity    = "inform"
}`,
		},
		check: func(p *pass) {
			first := map[string]*honeycomb.Meta{}
			for _, t := range p.Triggers {
				p.sameName(first, &t.Meta, "trigger", t.Name)
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:     "alert/empty_name",
			Title:  "Name that says nothing",
			Why:    "A notification begins with the name. Whoever reads it must be able to tell what has happened.",
			Fix:    "Name it after what users notice, such as \"Many declined cards\".",
			Source: docsAlerts + ": the name says what, the description what to do",
			Level:  rule.Advice,
			Bad: `trigger "declines" {
  name        = "Alert 1"
  description = "Many cards are declined at once"
  fires_when  = count() >= 50
  over        = "10m"
  every       = "5m"
  severity    = "inform"
}`,
			Good: `trigger "declines" {
  name        = "Declined cards"
  description = "Many cards are declined at once"
  fires_when  = count() >= 50
  over        = "10m"
  every       = "5m"
  severity    = "inform"
}`,
		},
		check: func(p *pass) {
			for _, s := range p.SLOs {
				if emptyName().MatchString(ownName(s.Name)) {
					p.reportSLO(s, fmt.Sprintf("The SLO's name is %q.", s.Name), "name")
				}
			}
			for _, t := range p.Triggers {
				if emptyName().MatchString(ownName(t.Name)) {
					p.report(Finding{About: t.Key}, fmt.Sprintf("The trigger's name is %q.", t.Name),
						at(&t.Meta, "name")...)
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:    "alert/description_repeats",
			Title: "Description that only repeats the name",
			Why: "An alert means something only to those who know the background, and the description is where it " +
				"goes.",
			Fix:    "Say what it means for users, and what to look at first.",
			Source: copeAlerts + "; docs.honeycomb.io/working-with-your-data/triggers",
			Level:  rule.Advice,
			Bad: `trigger "many_declines" {
  description = "Many declines"
  fires_when  = count() >= 50
  over        = "10m"
  every       = "5m"
  severity    = "inform"
}`,
			Good: `trigger "many_declines" {
  description = "The bank, or our contract with it, has a problem"
  fires_when  = count() >= 50
  over        = "10m"
  every       = "5m"
  severity    = "inform"
}`,
		},
		check: func(p *pass) {
			for _, t := range p.Triggers {
				p.repeats(&t.Meta, t.Name, t.Description)
			}
			for _, s := range p.SLOs {
				p.repeats(&s.Meta, s.Name, s.Summary)
			}
		},
	},
}

// minutesToAct is how long it takes at least until somebody does something about an alert.
const minutesToAct = 5

// emptyName matches names that could be anything's, with a number or without.
var emptyName = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)^(?:my |new |the )?(?:alert|burn alert|example|foo|bar|monitor|name|slo|sli|` +
		`temp|test|tmp|todo|trigger|untitled)[ _#-]*[0-9]*$`)
})

// sameName adds a finding about an object whose name another one of its kind has, too.
func (p *pass) sameName(first map[string]*honeycomb.Meta, m *honeycomb.Meta, kind, name string) {
	if was := first[name]; was != nil {
		p.report(Finding{About: m.Key, Notes: []diag.Note{{Text: "the other " + kind, Range: was.Origin.Range}}},
			fmt.Sprintf("Another %s has the name %q, too.", kind, name), at(m, "name")...)
		return
	}
	first[name] = m
}

// repeats adds a finding if the first line of a description has only the words of the name.
func (p *pass) repeats(m *honeycomb.Meta, name, description string) {
	line, _, _ := strings.Cut(description, "\n")
	label := m.Key.Path()[strings.LastIndexByte(m.Key.Path(), '/')+1:]
	if d := plainWords(line); d == plainWords(name) || d == plainWords(label) {
		p.report(Finding{About: m.Key}, fmt.Sprintf("The description is %q.", line), at(m, "description")...)
	}
}

// plainWords are the letters and digits of a text, in lower case.
func plainWords(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \t_-:.,;!?'\"", r) {
			return -1
		}
		return r
	}, strings.ToLower(s))
}
