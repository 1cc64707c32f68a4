package lint

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/review"
	"github.com/slogen-project/slogen/generator/rule"
	"github.com/slogen-project/slogen/generator/words"
)

var triggerRules = []*Rule{
	{
		Rule: rule.Rule{
			ID:     "trigger/unreachable",
			Title:  "Trigger that can't fire",
			Why:    "It would never notify anybody.",
			Fix:    "Write a threshold that the value can reach.",
			Source: "a number of events is never below zero, and can't fall by more than 100%",
			Level:  rule.Warning,
			Bad: `trigger "orders_missing" {
  description = "Orders are missing"
  fires_when  = count() <= -150
  over        = "1h"
  every       = "1h"
  severity    = "page"

  baseline {
    against = "1w"
    by      = "percentage"
  }
}`,
			Good: `trigger "orders_missing" {
  description = "Orders are missing"
  fires_when  = count() <= -50
  over        = "1h"
  every       = "1h"
  severity    = "page"

  baseline {
    against = "1w"
    by      = "percentage"
  }
}`,
		},
		check: func(p *pass) {
			for _, t := range p.Triggers {
				if found := neverFires(t); found != "" {
					p.report(Finding{About: t.Key}, found, t.When, t.Origin.Range)
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:    "trigger/no_catch_all",
			Title: "Groups that nobody hears of",
			Why: "Every recipient of the trigger hears of some groups, and a group that none of them is for notifies " +
				"nobody.",
			Fix:    "Write `notify` or `severity` in the trigger: they hear of every group.",
			Source: "provider documentation of recipient.group_filter: a recipient without one is a catch-all",
			Level:  rule.Warning,
			Bad: `trigger "orders_spike" {
  description = "Unusually many orders"
  fires_when  = count() > 1000
  group_by    = [event.shop.country]
  resolve     = "per_group"
  over        = "1h"
  every       = "1h"

  route "germany" {
    when   = { shop.country = ["de"] }
    notify = [recipient.slack.payments]
  }
}`,
			Good: `trigger "orders_spike" {
  description = "Unusually many orders"
  fires_when  = count() > 1000
  group_by    = [event.shop.country]
  resolve     = "per_group"
  over        = "1h"
  every       = "1h"
  severity    = "page"

  route "germany" {
    when   = { shop.country = ["de"] }
    notify = [recipient.slack.payments]
  }
}`,
		},
		check: func(p *pass) {
			for _, t := range p.Triggers {
				if review.Unheard(t) && !t.Disabled {
					p.report(Finding{About: t.Key}, "No recipient of this trigger hears of every group.",
						t.Origin.Range)
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:    "trigger/per_group_alone",
			Title: "Resolved per group without groups",
			Why:   "A query without `group_by` has one group, so `resolve = \"per_group\"` does nothing.",
			Fix:   "Write `group_by`, or leave `resolve` out.",
			Source: "provider client/trigger.go: on_group_change is on_change for queries with a group-by; no rule " +
				"of Honeycomb's against it is known",
			Level: rule.Warning,
			Bad: `trigger "orders_spike" {
  description = "Unusually many orders"
  fires_when  = count() > 1000
  resolve     = "per_group"
  over        = "1h"
  every       = "1h"
  severity    = "page"
}`,
			Good: `trigger "orders_spike" {
  description = "Unusually many orders"
  fires_when  = count() > 1000
  group_by    = [event.shop.country]
  resolve     = "per_group"
  over        = "1h"
  every       = "1h"
  severity    = "page"
}`,
		},
		check: func(p *pass) {
			for _, t := range p.Triggers {
				if t.AlertType == honeycomb.OnGroupChange && len(t.Query.Breakdowns) == 0 {
					p.report(Finding{About: t.Key}, "The trigger has no `group_by`.", t.Origin.At("resolve"),
						t.Origin.Range)
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:    "trigger/group_value",
			Title: "Group that is no text",
			Why: "Honeycomb takes the values of a route as text and doesn't document how it prints a number or a " +
				"boolean, so the route may match nothing.",
			Fix: "Group by a column of text, or see in Honeycomb what the group is called, write that as text, and " +
				"make sure that somebody hears of every group.",
			Source: "provider client/trigger.go: group_filter is a map of lists of strings; no source for other " +
				"values is known",
			Level: rule.Warning,
			Bad: `trigger "orders_spike" {
  description = "Unusually many orders"
  fires_when  = count() > 1000
  group_by    = [event.shop.number]
  resolve     = "per_group"
  over        = "1h"
  every       = "1h"
  severity    = "page"

  route "germany" {
    when   = { shop.number = [49] }
    notify = [recipient.slack.payments]
  }
}`,
			Good: `trigger "orders_spike" {
  description = "Unusually many orders"
  fires_when  = count() > 1000
  group_by    = [event.shop.country]
  resolve     = "per_group"
  over        = "1h"
  every       = "1h"
  severity    = "page"

  route "germany" {
    when   = { shop.country = ["de"] }
    notify = [recipient.slack.payments]
  }
}`,
		},
		check: func(p *pass) {
			for _, t := range p.Triggers {
				seen := map[string]bool{}
				for _, n := range t.Recipients {
					for _, g := range n.Groups {
						if len(g.Printed) > 0 && !seen[n.Route+" "+g.Column] {
							seen[n.Route+" "+g.Column] = true
							p.report(Finding{About: t.Key}, fmt.Sprintf("The route %q is for groups where %s is %s, "+
								"which isn't written as text; it is sent as %s.", n.Route, g.Column,
								words.Or(g.Printed), words.Or(words.Quoted(g.Printed))), g.At, t.Origin.Range)
						}
					}
				}
			}
		},
	},
}

// neverFires says why a trigger can't fire; "" if it can, or if nobody can know.
func neverFires(t *honeycomb.Trigger) string {
	q := t.Query
	if len(q.Formulas) > 0 || len(q.Calculations) == 0 || q.Calculations[0].Op != "COUNT" &&
		q.Calculations[0].Op != "COUNT_DISTINCT" {
		return ""
	}
	if len(t.Threshold.Value) > 64 {
		return ""
	}
	v, ok := new(big.Rat).SetString(string(t.Threshold.Value))
	if !ok {
		return ""
	}
	switch b := t.Baseline; {
	case b == nil:
		// Without events there is no value, or it is 0; neither is below 0.
		if t.Threshold.Op == "<" && v.Sign() <= 0 || t.Threshold.Op == "<=" && v.Sign() < 0 {
			return fmt.Sprintf("A count is never below 0, but this waits for one that is %s %s.", t.Threshold.Op,
				t.Threshold.Value)
		}
	case b.Type == "percentage" && t.Threshold.Op == "<=" && v.Cmp(big.NewRat(-100, 1)) < 0:
		return fmt.Sprintf("A count can't fall by more than 100%%, but this waits for a fall of %s%%.",
			strings.TrimPrefix(string(t.Threshold.Value), "-"))
	}
	return ""
}
