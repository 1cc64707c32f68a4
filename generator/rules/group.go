package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/rule"
	"github.com/slogen-project/slogen/generator/words"
)

// groupRules are about who hears of which group of a trigger. Source: provider pull request 906, whose checks say early
// what the API would answer with 422.
var groupRules = []*check{
	{
		Rule: rule.Rule{
			ID:    "trigger/route",
			Title: "Route of a trigger that isn't resolved per group",
			Why: "Only a trigger that tells of each group by itself (on_group_change) can tell different people, or " +
				"open an incident, for different groups; of another one, Honeycomb would drop that.",
			Fix:    "Write `resolve = \"per_group\"` in the trigger.",
			Source: "provider pull request 906; client/trigger.go",
			Bad: `trigger "errors" {
  description = "Many requests fail"
  fires_when  = count() > 100
  group_by    = [event.http.route]
  over        = "15m"
  every       = "15m"

  route "checkout" {
    when   = { http.route = ["/checkout"] }
    notify = [recipient.slack.payments]
  }
}`,
			Good: `trigger "errors" {
  description = "Many requests fail"
  fires_when  = count() > 100
  group_by    = [event.http.route]
  resolve     = "per_group"
  over        = "15m"
  every       = "15m"

  route "checkout" {
    when   = { http.route = ["/checkout"] }
    notify = [recipient.slack.payments]
  }
}`,
		},
		part: func(p *pass) {
			p.routing(func(t *honeycomb.Trigger, n *honeycomb.Notification) bool {
				if t.AlertType == honeycomb.OnGroupChange {
					return true
				}
				found := fmt.Sprintf("The route %q is for some groups.", n.Route)
				arg := routeArg(n, "")
				if n.Route == "" {
					found = fmt.Sprintf("%s gets an incident for each group.", n.Recipient.Key.Path())
				}
				fix := p.rule.Fix
				if t.AlertType == honeycomb.OnTrue {
					fix = "Write `resolve = \"per_group\"` in the trigger instead of `repeat`."
				}
				p.reportFix(&t.Meta, arg, found, fix)
				return false
			})
		},
	},
	{
		Rule: rule.Rule{
			ID:    "trigger/route_column",
			Title: "Route by a column that the query doesn't group by",
			Why: "A route picks groups by the values of columns that the query groups by, and Honeycomb compares the " +
				"whole name with upper and lower case.",
			Fix:    "Write a column of `group_by`, or add the column there.",
			Source: "provider pull request 906, validateGroupedRecipientRouting",
			Bad: `trigger "errors" {
  description = "Many requests fail"
  fires_when  = count() > 100
  group_by    = [event.http.route]
  resolve     = "per_group"
  over        = "15m"
  every       = "15m"

  route "checkout" {
    when   = { url.path = ["/checkout"] }
    notify = [recipient.slack.payments]
  }
}`,
			Good: `trigger "errors" {
  description = "Many requests fail"
  fires_when  = count() > 100
  group_by    = [event.http.route]
  resolve     = "per_group"
  over        = "15m"
  every       = "15m"

  route "checkout" {
    when   = { http.route = ["/checkout"] }
    notify = [recipient.slack.payments]
  }
}`,
		},
		part: func(p *pass) {
			p.routing(func(t *honeycomb.Trigger, n *honeycomb.Notification) bool {
				if t.Query == nil {
					return true
				}
				by := t.Query.Breakdowns
				if len(by) == 0 {
					found := "The trigger has no `group_by`, so there are no groups to tell apart."
					fix := "Write `group_by`, or notify the recipient of the whole trigger with `notify`."
					if len(n.Groups) > 0 {
						fix = fmt.Sprintf("Write `group_by = [event.%s]`, or notify the recipient of the whole "+
							"trigger with `notify`.", n.Groups[0].Column)
					}
					p.reportFix(&t.Meta, routeArg(n, ""), found, fix)
					return true
				}
				for _, g := range n.Groups {
					if g.Column == "" || slices.Contains(by, g.Column) {
						continue
					}
					fix := p.rule.Fix
					same := func(b string) bool { return strings.EqualFold(b, g.Column) }
					if near := slices.IndexFunc(by, same); near >= 0 {
						fix = fmt.Sprintf("Write %q.", by[near])
					}
					p.reportFix(&t.Meta, routeArg(n, "when "+g.Column), fmt.Sprintf("The route %q asks for %q, and "+
						"the query groups by %s.", n.Route, g.Column, words.List(words.Quoted(by))), fix)
				}
				return true
			})
		},
	},
	{
		Rule: rule.Rule{
			ID:    "trigger/route_values",
			Title: "Route that picks no group",
			Why: "A route picks groups by at least one column, with at least one value that isn't empty, each " +
				"written once.",
			Fix: "Write the values, such as `when = { service.name = [\"checkout\"] }`. Who should hear of every " +
				"group stands in the `notify` of the trigger.",
			Source: "provider pull request 906, validators of recipient.group_filter",
			Bad: `trigger "errors" {
  description = "Many requests fail"
  fires_when  = count() > 100
  group_by    = [event.http.route]
  resolve     = "per_group"
  over        = "15m"
  every       = "15m"

  route "checkout" {
    when   = { http.route = [] }
    notify = [recipient.slack.payments]
  }
}`,
			Good: `trigger "errors" {
  description = "Many requests fail"
  fires_when  = count() > 100
  group_by    = [event.http.route]
  resolve     = "per_group"
  over        = "15m"
  every       = "15m"

  route "checkout" {
    when   = { http.route = ["/checkout"] }
    notify = [recipient.slack.payments]
  }
}`,
		},
		part: func(p *pass) {
			p.routing(func(t *honeycomb.Trigger, n *honeycomb.Notification) bool {
				if n.Route != "" && len(n.Groups) == 0 {
					p.report(&t.Meta, routeArg(n, "when"), fmt.Sprintf("The route %q names no column.", n.Route))
				}
				for _, g := range n.Groups {
					p.routeValues(t, n, g)
				}
				return true
			})
		},
	},
	{
		Rule: rule.Rule{
			ID:    "trigger/incident_per_group",
			Title: "Incidents without PagerDuty",
			Why:   "Only PagerDuty opens incidents.",
			Fix:   "Leave `incident_per_group` out, or notify a PagerDuty recipient.",
			Source: "provider pull request 906, attribute pagerduty_per_group_incidents; by id the provider leaves " +
				"it to the API",
			Bad: `trigger "errors" {
  description        = "Many requests fail"
  fires_when         = count() > 100
  group_by           = [event.http.route]
  resolve            = "per_group"
  incident_per_group = true
  over               = "15m"
  every              = "15m"
  notify             = [recipient.slack.payments]
}`,
			Good: `trigger "errors" {
  description        = "Many requests fail"
  fires_when         = count() > 100
  group_by           = [event.http.route]
  resolve            = "per_group"
  incident_per_group = true
  over               = "15m"
  every              = "15m"
  notify             = [recipient.pagerduty.payments]
}`,
		},
		part: func(p *pass) {
			p.routing(func(t *honeycomb.Trigger, n *honeycomb.Notification) bool {
				if n.PerGroupIncidents && n.Recipient.Type != honeycomb.RecipientPagerDuty {
					p.report(&t.Meta, routeArg(n, "incident_per_group"), fmt.Sprintf("%s is of type %s but gets an "+
						"incident for each group.", n.Recipient.Key.Path(), n.Recipient.Type))
				}
				return true
			})
		},
	},
	{
		Rule: rule.Rule{
			ID:     "burn_alert/route_groups",
			Title:  "Burn alert with groups",
			Why:    "A burn alert has no groups, and Honeycomb refuses what is about them.",
			Fix:    "Notify the recipient of the whole alert.",
			Source: "provider pull request 906, client/trigger.go",
		},
		part: func(p *pass) {
			for _, a := range p.BurnAlerts {
				for i := range a.Recipients {
					if n := &a.Recipients[i]; n.Routed() && n.Recipient != nil {
						p.report(&a.Meta, notifyArg(a.Severity), fmt.Sprintf("%s is told of groups.",
							n.Recipient.Key.Path()))
					}
				}
			}
		},
	},
}

// routing calls f with every recipient of a trigger that is about groups. False ends it for the trigger's route, since
// the next recipient would break the rule in the same place.
func (p *pass) routing(f func(t *honeycomb.Trigger, n *honeycomb.Notification) bool) {
	for _, t := range p.Triggers {
		var done []string
		for i := range t.Recipients {
			n := &t.Recipients[i]
			if n.Recipient == nil || !n.Routed() && n.Route == "" || n.Route != "" && slices.Contains(done, n.Route) {
				continue
			}
			if n.Route != "" {
				done = append(done, n.Route)
			}
			if !f(t, n) {
				break
			}
		}
	}
}

// routeArg is the part of a route that a recipient's mistake is in.
func routeArg(n *honeycomb.Notification, arg string) string {
	if n.Route == "" {
		return "incident_per_group"
	}
	return strings.TrimSuffix("route."+n.Route+" "+arg, " ")
}

// routeValues checks the values of one column of a route.
func (p *pass) routeValues(t *honeycomb.Trigger, n *honeycomb.Notification, g honeycomb.GroupValues) {
	arg := routeArg(n, "when "+g.Column)
	switch {
	case g.Column == "":
		p.report(&t.Meta, arg, fmt.Sprintf("The route %q has a column without a name.", n.Route))
		return
	case len(g.Values) == 0:
		p.report(&t.Meta, arg, fmt.Sprintf("The route %q names no value of %q.", n.Route, g.Column))
	case slices.Contains(g.Values, ""):
		p.reportFix(&t.Meta, arg, fmt.Sprintf("The route %q has an empty value of %q.", n.Route, g.Column),
			"Remove it: groups whose events lack the column go to those who hear of every group.")
	}
	repeats(len(g.Values), func(i int) string { return g.Values[i] }, func(i int) {
		p.reportFix(&t.Meta, arg, fmt.Sprintf("The route %q has the value %q of %q twice.", n.Route, g.Values[i],
			g.Column), "Write it once.")
	})
}
