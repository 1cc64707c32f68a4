package rules

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/rule"
	"github.com/slogen-project/slogen/generator/words"
)

var triggerRules = []*check{
	{
		Rule: rule.Rule{
			ID:     "trigger/name",
			Title:  "Trigger name too long",
			Why:    "Honeycomb accepts trigger names of 1 to 120 characters.",
			Fix:    "Write a shorter `name`.",
			Source: "OpenAPI BaseTrigger.name; provider trigger_resource.go",
			Bad: `trigger "errors" {
  description = "Many requests fail"
  name        = format("%0121d", 0) # 121 characters
  fires_when  = count() > 100
  over        = "15m"
  every       = "15m"
  notify      = [recipient.slack.payments]
}`,
			Good: `trigger "errors" {
  description = "Many requests fail"
  name        = format("%0120d", 0) # 120 characters
  fires_when  = count() > 100
  over        = "15m"
  every       = "15m"
  notify      = [recipient.slack.payments]
}`,
		},
		part: func(p *pass) {
			for _, t := range p.Triggers {
				p.length(&t.Meta, "name", "name", t.Name, 1, honeycomb.MaxTriggerName)
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:    "trigger/description",
			Title: "Trigger description too long",
			Why:   "Honeycomb accepts at most 1,023 characters, and slogen never cuts text off.",
			Fix: "Shorten what it is made of: the descriptions of the trigger and the service, and the runbook's " +
				"address.",
			Source: "OpenAPI BaseTrigger.description; provider trigger_resource.go",
			Bad: `trigger "errors" {
  description = format("%01024d", 0) # 1,024 characters
  fires_when  = count() > 100
  over        = "15m"
  every       = "15m"
  notify      = [recipient.slack.payments]
}`,
			Good: `trigger "errors" {
  description = format("%0500d", 0) # the rest is for the owner, the runbook and the condition
  fires_when  = count() > 100
  over        = "15m"
  every       = "15m"
  notify      = [recipient.slack.payments]
}`,
		},
		part: func(p *pass) {
			for _, t := range p.Triggers {
				p.length(&t.Meta, "description", "description", t.Description, 0, honeycomb.MaxTriggerDescription)
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:     "trigger/threshold",
			Title:  "Wrong threshold",
			Why:    "A trigger compares a value with a number, using >, >=, < or <=.",
			Fix:    "Write a comparison such as `count() > 100`.",
			Source: "OpenAPI BaseTrigger.threshold; provider trigger_resource.go",
			Bad: `trigger "spike" {
  description = "Many requests"
  fires_when  = count() == 0
  over        = "30m"
  every       = "15m"
  notify      = [recipient.slack.payments]
}`,
			Good: `trigger "spike" {
  description = "Many requests"
  fires_when  = count() < 1
  over        = "30m"
  every       = "15m"
  notify      = [recipient.slack.payments]
}`,
		},
		part: func(p *pass) {
			for _, t := range p.Triggers {
				if !slices.Contains(honeycomb.ThresholdOps, t.Threshold.Op) {
					p.report(&t.Meta, "fires_when", fmt.Sprintf("The comparison is %q.", t.Threshold.Op))
				}
				if !t.Threshold.Value.Valid() {
					p.report(&t.Meta, "fires_when", fmt.Sprintf("The value compared with is %q, which isn't a finite "+
						"number.",
						t.Threshold.Value))
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:     "trigger/for",
			Title:  "Number of runs out of range",
			Why:    "Honeycomb can wait for 1 to 5 consecutive runs over the threshold.",
			Fix:    "Write `for` of 1 to 5; for longer, run it less often (`every`) or look further back (`over`).",
			Source: "OpenAPI BaseTrigger.threshold.exceeded_limit; provider trigger_resource.go",
			Bad: `trigger "errors" {
  description = "Many requests fail"
  fires_when  = count() > 100
  over        = "15m"
  every       = "15m"
  for         = 6
  notify      = [recipient.slack.payments]
}`,
			Good: `trigger "errors" {
  description = "Many requests fail"
  fires_when  = count() > 100
  over        = "15m"
  every       = "15m"
  for         = 5
  notify      = [recipient.slack.payments]
}`,
		},
		part: func(p *pass) {
			for _, t := range p.Triggers {
				p.number(&t.Meta, "for", "number of runs", t.Threshold.ExceededLimit, honeycomb.MinExceededLimit,
					honeycomb.MaxExceededLimit, "")
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:     "trigger/every",
			Title:  "Frequency out of range",
			Why:    "Honeycomb runs a trigger every 1 to 1,440 whole minutes.",
			Fix:    `Write whole minutes from "1m" to "24h".`,
			Source: "OpenAPI BaseTrigger.frequency; provider trigger_resource.go",
			Bad: `trigger "errors" {
  description = "Many requests fail"
  fires_when  = count() > 100
  over        = "90s"
  every       = "90s"
  notify      = [recipient.slack.payments]
}`,
			Good: `trigger "errors" {
  description = "Many requests fail"
  fires_when  = count() > 100
  over        = "60s"
  every       = "60s"
  notify      = [recipient.slack.payments]
}`,
		},
		part: func(p *pass) {
			for _, t := range p.Triggers {
				if n := t.FrequencySeconds; !frequency(n) {
					p.report(&t.Meta, "every", fmt.Sprintf("The frequency is %s.", duration(n)))
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:    "trigger/alert_type",
			Title: "Wrong alert type",
			Why: "Honeycomb's triggers notify once when the threshold is crossed (on_change), on every run while " +
				"it is (on_true), or of each group that crosses it, either way (on_group_change).",
			Fix: "Write `repeat = true` to be notified on every run, or `resolve = \"per_group\"` to be notified of " +
				"each group.",
			Source: "OpenAPI BaseTrigger.alert_type; provider trigger_resource.go and pull request 906",
		},
		part: func(p *pass) {
			for _, t := range p.Triggers {
				if !slices.Contains(honeycomb.AlertTypes, t.AlertType) {
					p.oneOf(&t.Meta, "repeat", "alert type", t.AlertType, honeycomb.AlertTypes)
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:     "trigger/query",
			Title:  "Trigger without a query",
			Why:    "A trigger runs a query.",
			Fix:    "Write `fires_when`.",
			Source: "OpenAPI TriggerWithInlineQuery.query",
		},
		part: func(p *pass) {
			for _, t := range p.Triggers {
				if t.Query == nil {
					p.report(&t.Meta, "fires_when", "The trigger has no query.")
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:     "trigger/over",
			Title:  "Query duration doesn't fit the frequency",
			Why:    "The query must look back at least to the previous run, but over at most 4 runs and 24 hours.",
			Fix:    "Change `over` or `every`.",
			Source: "OpenAPI TriggerWithInlineQuery.query; provider trigger_resource.go, issues 653 and 770",
			Bad: `trigger "errors" {
  description = "Many requests fail"
  fires_when  = count() > 100
  over        = "1h"
  every       = "14m"
  notify      = [recipient.slack.payments]
}`,
			Good: `trigger "errors" {
  description = "Many requests fail"
  fires_when  = count() > 100
  over        = "1h"
  every       = "15m"
  notify      = [recipient.slack.payments]
}`,
		},
		part: func(p *pass) {
			for _, t := range p.Triggers {
				if t.Query == nil || !frequency(t.FrequencySeconds) {
					continue
				}
				n, every := t.Query.TimeRangeSeconds, t.FrequencySeconds
				highest := min(honeycomb.MaxDurationFrequencies*every, honeycomb.MaxDurationSeconds)
				if n >= every && n <= highest {
					continue
				}
				found := fmt.Sprintf("The query looks back %s and runs every %s.", duration(n), duration(every))
				if n == 0 { // the server would apply 7,200 seconds
					found = fmt.Sprintf("The query doesn't say how far it looks back, and it runs every %s.",
						duration(every))
				}
				fix := fmt.Sprintf("With `every` as it is, `over` can be %q to %q.", duration(every), duration(highest))
				if every == highest {
					fix = fmt.Sprintf("With `every` as it is, `over` can only be %q.", duration(every))
				}
				const most = 4 * honeycomb.FrequencyStepSeconds
				least := (n + most - 1) / most * honeycomb.FrequencyStepSeconds
				if n >= honeycomb.FrequencyStepSeconds && n <= honeycomb.MaxDurationSeconds {
					fix += fmt.Sprintf(" With `over` as it is, `every` can be %q to %q.", duration(max(least,
						honeycomb.MinFrequencySeconds)),
						duration(n/honeycomb.FrequencyStepSeconds*honeycomb.FrequencyStepSeconds))
				}
				p.reportFix(&t.Meta, "over", found, fix)
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:     "trigger/baseline",
			Title:  "Wrong baseline",
			Why:    "Honeycomb compares with 1 hour, 1 day, 1 week or 4 weeks earlier, by value or by percentage.",
			Fix:    "Write `against` as \"1h\", \"1d\", \"1w\" or \"4w\", and `by` as \"value\" or \"percentage\".",
			Source: "OpenAPI BaseTrigger.baseline_details; provider trigger_resource.go",
		},
		part: func(p *pass) {
			for _, t := range p.Triggers {
				if t.Baseline == nil {
					continue
				}
				if !slices.Contains(honeycomb.BaselineOffsets, t.Baseline.OffsetMinutes) {
					p.report(&t.Meta, "against", fmt.Sprintf("The baseline is %s before.",
						duration(60*t.Baseline.OffsetMinutes)))
				}
				if !slices.Contains(honeycomb.BaselineTypes, t.Baseline.Type) {
					p.report(&t.Meta, "by", fmt.Sprintf("The baseline compares by %q.", t.Baseline.Type))
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:    "trigger/baseline_threshold",
			Title: "Threshold doesn't fit the baseline",
			Why: "Against a baseline the threshold is a change: Honeycomb accepts >= with zero or more for growth, " +
				"and <= with zero or less for a drop.",
			Fix:    "Write `>=` with a number that isn't negative, or `<=` with one that isn't positive.",
			Source: "provider trigger_resource.go and pull request 708, which mirror the server",
			Bad: `trigger "spike" {
  description = "Many requests"
  fires_when  = count() <= 50
  over        = "30m"
  every       = "15m"
  notify      = [recipient.slack.payments]

  baseline {
    against = "1w"
    by      = "percentage"
  }
}`,
			Good: `trigger "spike" {
  description = "Many requests"
  fires_when  = count() <= -50
  over        = "30m"
  every       = "15m"
  notify      = [recipient.slack.payments]

  baseline {
    against = "1w"
    by      = "percentage"
  }
}`,
		},
		part: func(p *pass) {
			for _, t := range p.Triggers {
				if t.Baseline == nil || !t.Threshold.Value.Valid() {
					continue
				}
				v, _ := strconv.ParseFloat(string(t.Threshold.Value), 64)
				if op := t.Threshold.Op; op == ">=" && v < 0 || op == "<=" && v > 0 || op == ">" || op == "<" {
					p.report(&t.Meta, "fires_when", fmt.Sprintf("The trigger has a baseline and fires at %s %s.", op,
						t.Threshold.Value))
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:     "trigger/baseline_every",
			Title:  "Trigger with a baseline runs too often",
			Why:    "Honeycomb runs triggers with a baseline at most every 15 minutes.",
			Fix:    `Write ` + "`every`" + ` of "15m" or more.`,
			Source: "the server's answer in provider issue 760; the limit is per team",
			Bad: `trigger "drop" {
  description = "Half of the traffic is gone"
  fires_when  = count() <= -50
  over        = "30m"
  every       = "14m"
  notify      = [recipient.slack.payments]

  baseline {
    against = "1w"
    by      = "percentage"
  }
}`,
			Good: `trigger "drop" {
  description = "Half of the traffic is gone"
  fires_when  = count() <= -50
  over        = "30m"
  every       = "15m"
  notify      = [recipient.slack.payments]

  baseline {
    against = "1w"
    by      = "percentage"
  }
}`,
		},
		part: func(p *pass) {
			for _, t := range p.Triggers {
				if t.Baseline != nil && frequency(t.FrequencySeconds) &&
					t.FrequencySeconds < honeycomb.MinBaselineFrequencySeconds {
					p.report(&t.Meta, "every", fmt.Sprintf("The trigger runs every %s.", duration(t.FrequencySeconds)))
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:     "trigger/schedule",
			Title:  "Wrong schedule",
			Why:    "Honeycomb accepts 1 to 7 different days of the week and times from 0:00 to 23:59, in UTC.",
			Fix:    "Write days such as \"monday\" and times such as \"09:00\".",
			Source: "OpenAPI BaseTrigger.evaluation_schedule; provider trigger_resource.go",
			Bad: `trigger "spike" {
  description = "Many requests"
  fires_when  = count() > 50
  over        = "30m"
  every       = "15m"
  notify      = [recipient.slack.payments]

  schedule {
    days = ["monday"]
    from = "09:00"
    to   = "24:00"
  }
}`,
			Good: `trigger "spike" {
  description = "Many requests"
  fires_when  = count() > 50
  over        = "30m"
  every       = "15m"
  notify      = [recipient.slack.payments]

  schedule {
    days = ["monday"]
    from = "09:00"
    to   = "23:59"
  }
}`,
		},
		part: func(p *pass) {
			for _, t := range p.Triggers {
				if t.Schedule == nil {
					continue
				}
				if len(t.Schedule.DaysOfWeek) == 0 {
					p.report(&t.Meta, "days", "The schedule has no day.")
				}
				days := t.Schedule.DaysOfWeek
				for _, day := range days {
					if !slices.Contains(honeycomb.DaysOfWeek, day) {
						p.report(&t.Meta, "days", fmt.Sprintf("The schedule has the day %q.", day))
					}
				}
				repeats(len(days), func(i int) string { return days[i] }, func(i int) {
					p.reportFix(&t.Meta, "days", fmt.Sprintf("The schedule has %q twice.", days[i]), "Write it once.")
				})
				if !clock(t.Schedule.StartTime) {
					p.report(&t.Meta, "from", fmt.Sprintf("The schedule begins at %q.", t.Schedule.StartTime))
				}
				if !clock(t.Schedule.EndTime) {
					p.report(&t.Meta, "to", fmt.Sprintf("The schedule ends at %q.", t.Schedule.EndTime))
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:     "trigger/aggregate",
			Title:  "Aggregate a trigger can't use",
			Why:    "HEATMAP and CONCURRENCY give no single number to compare.",
			Fix:    "Use another aggregate, such as `p99(event.duration_ms)`.",
			Source: "OpenAPI TriggerWithInlineQuery.query; provider internal/helper/validation/trigger_query_spec.go",
			Bad: `trigger "spike" {
  description = "Many requests"
  fires_when  = heatmap(event.duration_ms) > 50
  over        = "30m"
  every       = "15m"
  notify      = [recipient.slack.payments]
}`,
			Good: `trigger "spike" {
  description = "Many requests"
  fires_when  = p99(event.duration_ms) > 50
  over        = "30m"
  every       = "15m"
  notify      = [recipient.slack.payments]
}`,
		},
		part: func(p *pass) {
			p.triggerQueries(func(m *honeycomb.Meta, q *honeycomb.Query) {
				for i := range q.Calculations {
					if op := honeycomb.LookupCalculationOp(q.Calculations[i].Op); op != nil && !op.Trigger {
						p.report(m, "fires_when", fmt.Sprintf("The trigger's query has %s.", op.Name))
					}
				}
			})
		},
	},
	{
		Rule: rule.Rule{
			ID:    "trigger/single_value",
			Title: "Trigger with no value, or with several",
			Why: "A trigger compares one value: its only formula, or its only calculation apart from one that a " +
				"having needs.",
			Fix:    "Write `fires_when` as one comparison; arithmetic over aggregates becomes one formula.",
			Source: "OpenAPI TriggerWithInlineQuery.query; provider internal/helper/validation/trigger_query_spec.go",
		},
		part: func(p *pass) {
			p.triggerQueries(func(m *honeycomb.Meta, q *honeycomb.Query) {
				switch {
				case len(q.Calculations) == 0:
					p.report(m, "fires_when", "The trigger's query has no calculation.")
				case len(q.Formulas) > 1:
					p.report(m, "fires_when", fmt.Sprintf("The trigger's query has %d formulas.", len(q.Formulas)))
				case len(q.Formulas) == 0:
					if n := q.ValueCalculations(); n != 1 {
						p.report(m, "fires_when", fmt.Sprintf("The trigger's query has %d calculations, of which %d "+
							"aren't for a having.",
							len(q.Calculations), n))
					}
				}
			})
		},
	},
	{
		Rule: rule.Rule{
			ID:     "trigger/having",
			Title:  "Trigger with several havings",
			Why:    "A trigger's query can have one having.",
			Fix:    "Write `having` as one comparison of one aggregate.",
			Source: "OpenAPI TriggerWithInlineQuery.query; provider internal/helper/validation/trigger_query_spec.go",
		},
		part: func(p *pass) {
			p.triggerQueries(func(m *honeycomb.Meta, q *honeycomb.Query) {
				if len(q.Havings) > 1 {
					p.report(m, "having", fmt.Sprintf("The trigger's query has %d havings.", len(q.Havings)))
				}
			})
		},
	},
	{
		Rule: rule.Rule{
			ID:    "trigger/filters",
			Title: "Filters on the query and on its calculations",
			Why: "In a trigger, calculations can have names or filters only with a formula, and not together with " +
				"filters on the whole query.",
			Fix:    "Move the conditions of `where` into each aggregate's filter.",
			Source: "OpenAPI TriggerWithInlineQuery.query; provider internal/helper/validation/trigger_query_spec.go",
		},
		part: func(p *pass) {
			p.triggerQueries(func(m *honeycomb.Meta, q *honeycomb.Query) {
				if !slices.ContainsFunc(q.Calculations,
					func(c honeycomb.Calculation) bool { return c.Name != "" || len(c.Filters) > 0 }) {
					return
				}
				if len(q.Filters) > 0 {
					p.report(m, "where", "The trigger's query has filters, but its calculations have filters or names "+
						"too.")
				}
				if len(q.Formulas) == 0 {
					p.reportFix(m, "fires_when", "The trigger's query has calculations with names or filters but no "+
						"formula.",
						"Make it a formula, or filter the whole query in `where`.")
				}
			})
		},
	},
	{
		Rule: rule.Rule{
			ID:     "trigger/granularity",
			Title:  "Trigger with a granularity",
			Why:    "A trigger compares one value over the whole duration, so it can't have a granularity.",
			Fix:    "Leave it out.",
			Source: "OpenAPI TriggerWithInlineQuery.query",
		},
		part: func(p *pass) {
			p.triggerQueries(func(m *honeycomb.Meta, q *honeycomb.Query) {
				if q.GranularitySeconds != 0 {
					p.report(m, "", fmt.Sprintf("The granularity is %s.", duration(q.GranularitySeconds)))
				}
			})
		},
	},
	{
		Rule: rule.Rule{
			ID:     "trigger/size",
			Title:  "Trigger too large",
			Why:    "Honeycomb refuses requests of more than 100,000 bytes.",
			Fix:    "Match a pattern instead of listing so many values.",
			Source: "OpenAPI response PayloadTooLarge of POST /1/triggers, whose example has this limit",
			Bad: `trigger "errors" {
  description = "Many requests fail"
  where       = in(event.route, [for i in range(100) : format("%01000d", i)]...)
  fires_when  = count() > 100
  over        = "15m"
  every       = "15m"
  notify      = [recipient.slack.payments]
}`,
			Good: `trigger "errors" {
  description = "Many requests fail"
  where       = in(event.route, [for i in range(90) : format("%01000d", i)]...)
  fires_when  = count() > 100
  over        = "15m"
  every       = "15m"
  notify      = [recipient.slack.payments]
}`,
		},
		part: func(p *pass) {
			for _, t := range p.Triggers {
				if t.Query == nil || t.Query.RoughSize() < honeycomb.MaxBodyBytes/10 {
					continue // the rest of a trigger is far from the limit
				}
				if n := len(honeycomb.AppendBody(nil, t)); n > honeycomb.MaxBodyBytes {
					p.report(&t.Meta, "where", fmt.Sprintf("The trigger has %s bytes.", words.Thousands(n)))
				}
			}
		},
	},
}

func (p *pass) triggerQueries(f func(m *honeycomb.Meta, q *honeycomb.Query)) {
	for _, t := range p.Triggers {
		if t.Query != nil {
			f(&t.Meta, t.Query)
		}
	}
}

// frequency says whether a trigger may run every n seconds.
func frequency(n int) bool {
	return n >= honeycomb.MinFrequencySeconds && n <= honeycomb.MaxFrequencySeconds &&
		n%honeycomb.FrequencyStepSeconds == 0
}

// clock says whether s is ^([0-1]?[0-9]|2[0-3]):[0-5][0-9]$, the pattern of OpenAPI BaseTrigger.evaluation_schedule.
func clock(s string) bool {
	if len(s) == 4 {
		return digit(s[0]) && s[1] == ':' && s[2] >= '0' && s[2] <= '5' && digit(s[3])
	}
	return len(s) == 5 && (s[0] <= '1' && s[0] >= '0' && digit(s[1]) || s[0] == '2' && s[1] >= '0' && s[1] <= '3') &&
		s[2] == ':' && s[3] >= '0' && s[3] <= '5' && digit(s[4])
}

func digit(c byte) bool { return '0' <= c && c <= '9' }
