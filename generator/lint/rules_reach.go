package lint

import (
	"cmp"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/phrase"
	"github.com/slogen-project/slogen/generator/review"
	"github.com/slogen-project/slogen/generator/rule"
	"github.com/slogen-project/slogen/generator/words"
)

const (
	docsAlerts   = "docs.honeycomb.io/get-started/best-practices/alerts"
	docsSLOs     = "docs.honeycomb.io/get-started/best-practices/slos"
	restructure  = "honeycomb.io/blog/restructuring-how-we-think-about-alerts"
	copeAlerts   = "honeycomb.io/blog/cope-guide-alert-management-pt5"
	userAlerting = "honeycomb.io: Alerting on the User Experience"
)

// reachRules are about who hears of alerts, how loudly, and what they can do then.
var reachRules = []*Rule{
	{
		Rule: rule.Rule{
			ID:    "alert/tells_nobody",
			Title: "Trigger that tells nobody",
			Why:   "It fires, and nobody hears of it. Whoever reads its name believes that somebody is told.",
			Fix: "Write `severity`, whose route names the recipients, or `notify`. If it is only for the board, say " +
				"so: `# slogen:ignore alert/tells_nobody REASON`.",
			Source: restructure + "; " + docsAlerts + ": the right person is told at the right time",
			Level:  rule.Advice,
			Bad: `trigger "declines" {
  description = "Many cards are declined at once"
  fires_when  = count() >= 50
  over        = "10m"
  every       = "5m"
}`,
			Good: `trigger "declines" {
  description = "Many cards are declined at once"
  fires_when  = count() >= 50
  over        = "10m"
  every       = "5m"
  severity    = "inform"
}`,
		},
		check: func(p *pass) {
			for _, t := range p.Triggers {
				switch {
				case len(t.Recipients) > 0 || t.Disabled:
				case t.Severity == "":
					p.report(Finding{About: t.Key, mend: addArgument(t.Origin.Range, "severity", p.usualSeverity(t))},
						"It has neither a severity nor `notify`.", t.Origin.Range)
				default:
					p.report(Finding{About: t.Key}, fmt.Sprintf("Its severity is %q, and no recipient is named for it.",
						t.Severity), at(&t.Meta, "notify", "severity")...)
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:    "burn_alert/quieter",
			Title: "Burn alert that is quieter than a slower one",
			Why: "The faster the budget goes, the sooner somebody must act. Here the more urgent alert waits until " +
				"somebody looks, and the other one wakes people.",
			Fix:    "Give the more urgent alert at least the severity of the other.",
			Source: restructure + ": differing levels of certainty and intensity",
			Level:  rule.Advice,
			Bad: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"

  burn_alert "soon" {
    exhausted_within = "2h"
    severity         = "ticket"
  }

  burn_alert "today" {
    exhausted_within = "12h"
    severity         = "page"
  }
}`,
			Good: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"

  burn_alert "soon" {
    exhausted_within = "2h"
    severity         = "page"
  }

  burn_alert "today" {
    exhausted_within = "12h"
    severity         = "ticket"
  }
}`,
		},
		check: func(p *pass) {
			for _, s := range p.SLOs {
				alerts := p.groups[s]
				for _, a := range alerts {
					if b := louderAndSlower(alerts, a); b != nil {
						p.reportAlert(a, false, fmt.Sprintf("fires when %s, with severity %q. %q fires when %s, with "+
							"severity %q.", phrase.FiresWhen(a), a.Severity, b.Name, phrase.FiresWhen(b), b.Severity),
							diag.Note{Text: "the other alert", Range: b.When})
					}
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:    "burn_alert/slow_page",
			Title: "Page for a budget that goes slowly",
			Why: "At such a pace there are days left, and people who are woken for what could have waited learn to " +
				"ignore pages.",
			Fix: "Give it a severity such as ticket or inform. A page is for a burn rate above 3, or for a budget " +
				"that is gone within a day.",
			Source: workbook + ": page at 14.4 and 6, ticket at 1; " + skill + ": page at 4 hours, trend at 24",
			Level:  rule.Advice,
			Bad: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"

  burn_alert "slow" {
    burn_rate = 1
    over      = "3d"
    severity  = "page"
  }
}`,
			Good: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"

  burn_alert "slow" {
    burn_rate = 1
    over      = "3d"
    severity  = "ticket"
  }
}`,
		},
		check: func(p *pass) {
			for _, a := range p.BurnAlerts {
				if review.Pages(a.Severity, a.Recipients) && !a.Muted() && slow(a) {
					pace := ""
					if rate := a.BurnRate(); rate != nil {
						pace = ", a burn rate of " + words.Times(rate)
					}
					p.reportAlert(a, false, fmt.Sprintf("pages when %s%s.", phrase.FiresWhen(a), pace))
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:    "alert/page_unheard",
			Title: "Page that reaches no pager",
			Why:   "Mail and chat are read when somebody looks. Nobody is woken by them, and nobody sees who took it.",
			Fix: "Notify a pager: recipient \"pagerduty\", or the \"webhook\" of another one. Or lower the " +
				"severity.",
			Source: skill + ": page on-call through PagerDuty; multitudes.com: from chat to ticket to page",
			Level:  rule.Advice,
			Bad: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"

  burn_alert "soon" {
    exhausted_within = "4h"
    severity         = "page"
    notify           = [recipient.slack.payments]
  }
}`,
			Good: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"

  burn_alert "soon" {
    exhausted_within = "4h"
    severity         = "page"
    notify           = [recipient.slack.payments, recipient.pagerduty.payments]
  }
}`,
		},
		check: func(p *pass) {
			unheard := func(severity string, to []honeycomb.Notification) string {
				if severity != page || len(to) == 0 || slices.ContainsFunc(to, canPage) || onlyFor(to) != "" {
					return "" // alert/one_person
				}
				return "pages, but notifies only " + recipients(to) + "."
			}
			p.eachAlert(unheard)
		},
	},
	{
		Rule: rule.Rule{
			ID:     "alert/inform_pages",
			Title:  "Information that wakes somebody",
			Why:    "Severity inform is for what can wait, and PagerDuty wakes people for an error.",
			Fix:    "Notify somebody else, or lower `pagerduty_severity` to info or warning.",
			Source: docsAlerts + ": limit pager notifications by urgency and time of day",
			Level:  rule.Advice,
			Bad: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"

  burn_alert "soon" {
    exhausted_within   = "4h"
    severity           = "inform"
    notify             = [recipient.pagerduty.payments]
    pagerduty_severity = "critical"
  }
}`,
			Good: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"

  burn_alert "soon" {
    exhausted_within   = "4h"
    severity           = "inform"
    notify             = [recipient.pagerduty.payments]
    pagerduty_severity = "info"
  }
}`,
		},
		check: func(p *pass) {
			p.eachAlert(func(severity string, to []honeycomb.Notification) string {
				if severity != inform || !review.Pages(severity, to) {
					return ""
				}
				return "informs, but tells PagerDuty of an error."
			})
		},
	},
	{
		Rule: rule.Rule{
			ID:     "alert/one_person",
			Title:  "Page for one person",
			Why:    "That person is asleep, on holiday or in another team one day, and then nobody hears of it.",
			Fix:    "Notify a pager that has a rotation.",
			Source: userAlerting + ": routes need fallbacks",
			Level:  rule.Advice,
			Bad: `service "search" {
  dataset = "search" # slogen:ignore dataset/no_columns this is an example
  owner   = "search"
  runbook = "https://runbooks.example.com/search"
  routes  = { page = [recipient.slack.ada] }

  sli "fast" {
    good = event.duration_ms < 300
  }

  slo "fast" {
    description = "Searches are quick"
    sli         = sli.fast
    target      = 99

    burn_alert "soon" {
      exhausted_within = "4h"
      severity         = "page"
    }
  }
}

recipient "slack" "ada" {
  channel = "@ada"
}`,
			Good: `service "search" {
  dataset = "search" # slogen:ignore dataset/no_columns this is an example
  owner   = "search"
  runbook = "https://runbooks.example.com/search"
  routes  = { page = [recipient.slack.ada, recipient.pagerduty.search] }

  sli "fast" {
    good = event.duration_ms < 300
  }

  slo "fast" {
    description = "Searches are quick"
    sli         = sli.fast
    target      = 99

    burn_alert "soon" {
      exhausted_within = "4h"
      severity         = "page"
    }
  }
}

recipient "slack" "ada" {
  channel = "@ada"
}

recipient "pagerduty" "search" {
  integration_name = "Search"
  integration_key  = secret("SEARCH_PAGERDUTY_KEY")
}`,
		},
		check: func(p *pass) {
			alone := func(severity string, to []honeycomb.Notification) string {
				if who := onlyFor(to); severity == page && who != "" {
					return "pages nobody but " + who + "."
				}
				return ""
			}
			p.eachAlert(alone)
		},
	},
	{
		Rule: rule.Rule{
			ID:     "alert/no_runbook",
			Title:  "Page without a runbook",
			Why:    "Whoever is woken has to find out first where to look, at the worst time for it.",
			Fix:    "Write `runbook` with the address of a page: in the service, or in `defaults` for many.",
			Source: docsMonitor + ": the description carries links to runbooks; " + copeAlerts,
			Level:  rule.Advice,
			Bad:    withoutPeople("owner   = \"search\""),
			Good:   withoutPeople("owner   = \"search\"\n  runbook = \"https://runbooks.example.com/search\""),
		},
		check: func(p *pass) { p.eachPaging("runbook", func(_, runbook string) bool { return runbook == "" }) },
	},
	{
		Rule: rule.Rule{
			ID:     "alert/no_owner",
			Title:  "Page without an owner",
			Why:    "Whoever is woken, and whoever looks at it later, can't tell which team to turn to.",
			Fix:    "Write `owner` with the name of a team: in the service, or in `defaults` for many.",
			Source: copeAlerts + ": the right person at the right time",
			Level:  rule.Advice,
			Bad:    withoutPeople("runbook = \"https://runbooks.example.com/search\""),
			Good:   withoutPeople("owner   = \"search\"\n  runbook = \"https://runbooks.example.com/search\""),
		},
		check: func(p *pass) { p.eachPaging("owner", func(owner, _ string) bool { return owner == "" }) },
	},
	{
		Rule: rule.Rule{
			ID:     "alert/outside_production",
			Title:  "Page outside production",
			Why:    "No customer waits for it, so it can wait for the morning.",
			Fix:    "Give alerts there a lower severity, for example with a variable for each environment.",
			Source: "honeycomb.io: the CoPE series, part 3: production differs from what comes before it",
			Level:  rule.Advice,
			Bad: withoutPeople("owner   = \"search\"\n  runbook = \"https://runbooks.example.com/search\"\n" +
				"  tags    = { environment = \"staging\" }"),
			Good: withoutPeople("owner   = \"search\"\n  runbook = \"https://runbooks.example.com/search\"\n" +
				"  tags    = { environment = \"production\" }"),
		},
		check: func(p *pass) {
			told := map[string]bool{}
			p.paging(func(m *honeycomb.Meta, _, _ string, tags []honeycomb.Tag) string {
				if told[m.Service] {
					return ""
				}
				for _, t := range tags {
					if slices.Contains(environmentTags, t.Key) && slices.Contains(otherEnvironments, t.Value) {
						told[m.Service] = true
						return fmt.Sprintf("pages, and its tag %s is %q.", t.Key, t.Value)
					}
				}
				return ""
			})
		},
	},
	{
		Rule: rule.Rule{
			ID:    "service/pages_by_trigger",
			Title: "Service that pages by triggers alone",
			Why: "A trigger fires when something has happened, and means something only to those who know the " +
				"background. A burn alert fires before a promise to users is broken, and says which.",
			Fix:    "Declare an SLO with a burn alert that pages, and let the trigger inform.",
			Source: copeAlerts + ": reactive and proactive alerts",
			Level:  rule.Advice,
			Bad: `service "search" {
  dataset = "search" # slogen:ignore dataset/no_columns this is an example
  owner   = "search"
  runbook = "https://runbooks.example.com/search"
  routes  = { page = [recipient.pagerduty.search] }

  trigger "slow" {
    description = "Searches are slow"
    fires_when  = p99(event.duration_ms) > 2000
    over        = "10m"
    every       = "10m"
    severity    = "page"
  }
}

recipient "pagerduty" "search" {
  integration_name = "Search"
  integration_key  = secret("SEARCH_PAGERDUTY_KEY")
}`,
			Good: `service "search" {
  dataset = "search" # slogen:ignore dataset/no_columns this is an example
  owner   = "search"
  runbook = "https://runbooks.example.com/search"
  routes  = { page = [recipient.pagerduty.search] }

  sli "fast" {
    good = event.duration_ms < 300
  }

  slo "fast" {
    description = "Searches are quick"
    sli         = sli.fast
    target      = 99

    burn_alert "soon" {
      exhausted_within = "4h"
      severity         = "page"
    }
  }

  trigger "slow" {
    description = "Searches are slow"
    fires_when  = p99(event.duration_ms) > 2000
    over        = "10m"
    every       = "10m"
    severity    = "page"
  }
}

recipient "pagerduty" "search" {
  integration_name = "Search"
  integration_key  = secret("SEARCH_PAGERDUTY_KEY")
}`,
		},
		check: func(p *pass) {
			burns := map[string]bool{}
			for _, a := range p.BurnAlerts {
				burns[a.Service] = burns[a.Service] || review.Pages(a.Severity, a.Recipients)
			}
			for _, t := range p.Triggers {
				// That nothing happens at all is what an SLO can't see.
				waits := strings.HasPrefix(t.Threshold.Op, "<")
				if !burns[t.Service] && !waits && !t.Muted() && !t.Disabled && review.Pages(t.Severity, t.Recipients) {
					burns[t.Service] = true // one finding a service
					p.report(Finding{About: t.Key}, fmt.Sprintf("No burn alert of the service %q pages, but this "+
						"trigger does.", t.Service), t.Origin.Range)
				}
			}
		},
	},
}

// The severities that rules speak of.
const (
	page   = "page"
	inform = "inform"
)

// The tags that name an environment, and the values that aren't production.
var (
	environmentTags   = []string{"env", "environment", "stage"}
	otherEnvironments = []string{"dev", "development", "integration", "local", "preprod", "pre-production", "qa",
		"sandbox", "stage", "staging", "test", "testing", "uat"}
)

// withoutPeople is a whole service that pages, with some arguments of the service.
func withoutPeople(arguments string) string {
	return `service "search" {
  dataset = "search" # slogen:ignore dataset/no_columns this is an example
  ` + arguments + `
  routes  = { page = [recipient.pagerduty.search] }

  sli "fast" {
    good = event.duration_ms < 300
  }

  slo "fast" {
    description = "Searches are quick"
    sli         = sli.fast
    target      = 99

    burn_alert "soon" {
      exhausted_within = "4h"
      severity         = "page"
    }
  }
}

recipient "pagerduty" "search" {
  integration_name = "Search"
  integration_key  = secret("SEARCH_PAGERDUTY_KEY")
}`
}

// slow reports whether an alert fires although the budget lasts for long.
func slow(a *honeycomb.BurnAlert) bool {
	if a.AlertType == honeycomb.ExhaustionTime {
		return a.ExhaustionMinutes > 24*60
	}
	rate := a.BurnRate()
	return rate != nil && rate.Cmp(big.NewRat(3, 1)) <= 0 &&
		a.SLO.Objective().LastsMinutes(rate).Cmp(big.NewRat(24*60, 1)) > 0
}

// louderAndSlower finds the alert that is less urgent than a and louder; nil if none is. Both are of one kind, and both
// have severities whose order is known.
func louderAndSlower(alerts []*honeycomb.BurnAlert, a *honeycomb.BurnAlert) *honeycomb.BurnAlert {
	for _, b := range alerts {
		if a.AlertType != b.AlertType || a.Severity == b.Severity || !slices.Contains(severities, a.Severity) ||
			!asLoud(severities, b.Severity, a.Severity) {
			continue
		}
		if a.AlertType == honeycomb.ExhaustionTime {
			if a.ExhaustionMinutes < b.ExhaustionMinutes {
				return b
			}
			continue
		}
		x, y := a.BurnRate(), b.BurnRate()
		if x != nil && y != nil && x.Cmp(y) > 0 && a.BudgetRateWindowMinutes <= b.BudgetRateWindowMinutes {
			return b
		}
	}
	return nil
}

// canPage reports whether a recipient may wake somebody: PagerDuty does, and a webhook may be any pager.
func canPage(n honeycomb.Notification) bool {
	return n.Recipient.Type == honeycomb.RecipientPagerDuty || n.Recipient.Type == honeycomb.RecipientWebhook
}

// onlyFor is the one person whom recipients reach; "" if they reach others, too.
func onlyFor(to []honeycomb.Notification) string {
	if len(to) == 1 && strings.HasPrefix(to[0].Recipient.SlackChannel, "@") {
		return to[0].Recipient.SlackChannel
	}
	return ""
}

// recipients names recipients as references to them are written.
func recipients(list []honeycomb.Notification) string {
	names := make([]string, len(list))
	for i, n := range list {
		names[i] = n.Recipient.Key.Address()
	}
	return words.List(names)
}

// eachAlert goes through the alerts that aren't on trial or quiet, and adds a finding where found says something. Of
// the burn alerts of a service that notify the same recipients, only the first that nobody accepted is told.
func (p *pass) eachAlert(found func(severity string, to []honeycomb.Notification) string) {
	told := map[string]bool{}
	for _, s := range p.SLOs {
		for _, a := range p.groups[s] {
			route := s.Service + " " + recipients(a.Recipients)
			if a.Muted() || told[route] {
				continue
			}
			if text := found(a.Severity, a.Recipients); text != "" {
				p.reportAlertAt(a, at(&a.Meta, "notify", "severity")[0], nil, true, text)
				told[route] = p.findings[len(p.findings)-1].Ignored == nil
				break
			}
		}
	}
	for _, t := range p.Triggers {
		if t.Muted() || t.Disabled {
			continue
		}
		if text := found(t.Severity, t.Recipients); text != "" {
			p.report(Finding{About: t.Key}, "The trigger "+text, at(&t.Meta, "notify", "severity")...)
		}
	}
}

// paging goes through the SLOs and triggers that page, each once, and adds a finding where found says something.
func (p *pass) paging(found func(m *honeycomb.Meta, owner, runbook string, tags []honeycomb.Tag) string) {
	for _, s := range p.SLOs {
		pages := slices.ContainsFunc(p.groups[s], func(a *honeycomb.BurnAlert) bool {
			return !a.Muted() && review.Pages(a.Severity, a.Recipients)
		})
		if !pages {
			continue
		}
		if text := found(&s.Meta, s.Owner, s.Runbook, s.Tags); text != "" {
			p.reportSLO(s, "The SLO "+text)
		}
	}
	for _, t := range p.Triggers {
		if t.Muted() || t.Disabled || !review.Pages(t.Severity, t.Recipients) {
			continue
		}
		if text := found(&t.Meta, t.Owner, t.Runbook, t.Tags); text != "" {
			p.report(Finding{About: t.Key}, "The trigger "+text, at(&t.Meta, "severity", "notify")...)
		}
	}
}

// eachPaging adds a finding about each SLO and trigger that pages and lacks an argument. Where several of a service do,
// the first is told of all, because the service is where the argument belongs.
func (p *pass) eachPaging(argument string, lacks func(owner, runbook string) bool) {
	told := map[string]bool{}
	p.paging(func(m *honeycomb.Meta, owner, runbook string, _ []honeycomb.Tag) string {
		if !lacks(owner, runbook) || told[m.Service] {
			return ""
		}
		told[m.Service] = true // whoever accepts it for one SLO accepts it for the service
		return fmt.Sprintf("pages, and neither it nor its service has `%s`.", argument)
	})
}

// usualSeverity is the severity that most triggers of a service have; where none has one, the quietest.
func (p *pass) usualSeverity(t *honeycomb.Trigger) string {
	count := map[string]int{}
	for _, x := range p.Triggers {
		if x.Service == t.Service && x.Severity != "" {
			count[x.Severity]++
		}
	}
	best := ""
	for _, name := range slices.Sorted(maps.Keys(count)) {
		if best == "" || count[name] > count[best] {
			best = name
		}
	}
	return cmp.Or(best, "inform")
}
