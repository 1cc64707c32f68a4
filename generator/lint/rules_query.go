package lint

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/review"
	"github.com/slogen-project/slogen/generator/rule"
	"github.com/slogen-project/slogen/generator/semconv"
	"github.com/slogen-project/slogen/generator/words"
)

// queryRules are about what triggers ask, and how often they tell it.
var queryRules = []*Rule{
	{
		Rule: rule.Rule{
			ID:    "trigger/repeats_page",
			Title: "Page on every run",
			Why: "Whoever was woken is at work on it, and is paged again every few minutes until it is over. Pagers " +
				"repeat by themselves what nobody takes.",
			Fix:    "Leave out `repeat`.",
			Source: "OpenAPI Trigger.alert_type: on_true notifies on every run; " + docsAlerts,
			Level:  rule.Advice,
			Bad: `trigger "declines" {
  description = "Many cards are declined at once"
  fires_when  = count() >= 50
  over        = "10m"
  every       = "5m"
  severity    = "page"
  repeat      = true
}`,
			Good: `trigger "declines" {
  description = "Many cards are declined at once"
  fires_when  = count() >= 50
  over        = "10m"
  every       = "5m"
  severity    = "inform"
  repeat      = true
}`,
		},
		check: func(p *pass) {
			p.pagingTriggers("repeat", func(t *honeycomb.Trigger) string {
				if t.AlertType != "on_true" {
					return ""
				}
				return fmt.Sprintf("It pages every %s while the condition holds.", words.Seconds(t.FrequencySeconds))
			}, func(t *honeycomb.Trigger) func(*mender) diag.Fix { return dropArgument(t.Origin.Range, "repeat") })
		},
	},
	{
		Rule: rule.Rule{
			ID:    "trigger/hasty_page",
			Title: "Page for a few minutes",
			Why: "What goes wrong for a minute or two is often over before anybody has looked, and the trigger fires " +
				"and resolves again and again.",
			Fix:    "Look back over five minutes or more, or wait for several runs with `for`.",
			Source: skill + ": a duration of 5 to 10 minutes at least",
			Level:  rule.Advice,
			Bad: `trigger "declines" {
  description = "Many cards are declined at once"
  fires_when  = count() >= 50
  over        = "2m"
  every       = "2m"
  severity    = "page"
}`,
			Good: `trigger "declines" {
  description = "Many cards are declined at once"
  fires_when  = count() >= 50
  over        = "2m"
  every       = "2m"
  for         = 3
  severity    = "page"
}`,
		},
		check: func(p *pass) {
			p.pagingTriggers("over", func(t *honeycomb.Trigger) string {
				if t.Query.TimeRangeSeconds >= shortRangeSeconds || t.Threshold.ExceededLimit > 1 {
					return ""
				}
				return fmt.Sprintf("It pages for what happened within %s, at the first run that sees it.",
					words.Seconds(t.Query.TimeRangeSeconds))
			}, nil)
		},
	},
	{
		Rule: rule.Rule{
			ID:    "trigger/ratio_without_floor",
			Title: "Ratio without a floor",
			Why: "At night or after a release there are few events, and one failure among three is a third of all. " +
				"An SLO's budget counts events, so it needs no floor.",
			Fix:    "Ask for a number of events, too: `if(count() >= 50, count(...) / count(), 0) > 0.1`.",
			Source: "honeycomb.io/blog/slos-budget-rate-alerts: a minute where half of four events fail",
			Level:  rule.Advice,
			Bad: `trigger "declines" {
  description = "A large part of the cards is declined"
  fires_when  = count(event.declined == true) / count() > 0.1
  over        = "10m"
  every       = "5m"
  severity    = "inform"
}`,
			Good: `trigger "declines" {
  description = "A large part of the cards is declined"
  fires_when  = if(count() >= 50, count(event.declined == true) / count(), 0) > 0.1
  over        = "10m"
  every       = "5m"
  severity    = "inform"
}`,
		},
		check: func(p *pass) {
			for _, t := range p.Triggers {
				if ratioWithoutFloor(t.Query) && strings.HasPrefix(t.Threshold.Op, ">") {
					p.reportTrigger(t, "It divides by a number of events, however few there are.")
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:    "trigger/change_without_floor",
			Title: "Percentage of change without a floor",
			Why: "Where there was one event an hour, two are a rise of 100%. Quiet hours, and quiet groups, fire all " +
				"the time.",
			Fix:    "Add a `having` such as `count() >= 50`, or compare by \"value\".",
			Source: "slogen: the change is divided by the former value",
			Level:  rule.Advice,
			Bad: `trigger "orders" {
  description = "Many more orders than a week ago"
  fires_when  = count() >= 50
  over        = "1h"
  every       = "1h"
  severity    = "inform"

  baseline {
    against = "1w"
    by      = "percentage"
  }
}`,
			Good: `trigger "orders" {
  description = "Many more orders than a week ago"
  fires_when  = count() >= 1000
  over        = "1h"
  every       = "1h"
  severity    = "inform"

  baseline {
    against = "1w"
    by      = "value"
  }
}`,
		},
		check: func(p *pass) {
			for _, t := range p.Triggers {
				if b := t.Baseline; b != nil && b.Type == "percentage" && strings.HasPrefix(t.Threshold.Op, ">") &&
					len(t.Query.Havings) == 0 && len(t.Query.Formulas) == 0 {
					p.reportTrigger(t, fmt.Sprintf("It fires at a rise of %s%%, however little there is.",
						t.Threshold.Value))
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:    "trigger/average_latency",
			Title: "Average of a latency",
			Why: "A few very slow requests are lost among many quick ones, and one of an hour looks like a slow " +
				"day.",
			Fix:    "Count the slow ones with `where`, as in the example, or take a percentile such as p95.",
			Source: skill + ": never AVG for latency; " + docsAlerts,
			Level:  rule.Advice,
			Bad: `trigger "slow" {
  description = "Checkouts are slow"
  fires_when  = avg(event.duration_ms) > 2000
  over        = "10m"
  every       = "5m"
  severity    = "inform"
}`,
			Good: `trigger "slow" {
  description = "Checkouts are slow"
  where       = event.duration_ms > 2000
  fires_when  = count() > 50
  over        = "10m"
  every       = "5m"
  severity    = "inform"
}`,
		},
		check: func(p *pass) {
			for _, t := range p.Triggers {
				for _, c := range t.Query.Calculations {
					if c.Op == "AVG" && isLatency(c.Column) && strings.HasPrefix(t.Threshold.Op, ">") {
						p.reportTrigger(t, fmt.Sprintf("It takes the average of %s.", c.Column))
						break
					}
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:    "trigger/stands_in",
			Title: "Trigger that stands in for an SLO",
			Why: "It forgets what happened before its range, fires at night as it does at noon, and knows no budget: " +
				"a few failures among few events weigh as much as a real outage.",
			Fix:    "Let the burn alerts of an SLO about the SLI tell instead, and remove the trigger.",
			Source: "honeycomb.io/blog/slos-budget-rate-alerts; " + copeAlerts,
			Level:  rule.Advice,
			Bad: `trigger "unavailable" {
  description = "Fewer than 99% of the requests are answered"
  fires_when  = count(sli.availability == true) / if(count() >= 50, count(), 50) < 0.99
  over        = "15m"
  every       = "15m"
  severity    = "inform"
}`,
			Good: `trigger "unavailable" {
  description = "Hardly any request is answered in one region"
  where       = sli.availability == false && event.cloud.region == "eu-central-1"
  fires_when  = count() > 100
  over        = "15m"
  every       = "15m"
  severity    = "inform"
}`,
		},
		check: func(p *pass) {
			for _, t := range p.Triggers {
				if sli := standsIn(t.Query); sli != "" {
					p.reportTrigger(t, fmt.Sprintf("It compares a share of what the SLI %s calls good or bad.", sli))
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:    "trigger/counts_everything",
			Title: "Trigger named after failures that counts everything",
			Why: "It fires when there is much traffic, and not when much fails: on the best day of the year, and " +
				"never at night.",
			Fix: "Say in `where` which events are failures, or write the name and description after what is " +
				"counted.",
			Source: "slogen: of 34 triggers in public repositories, 3 were so",
			Level:  rule.Advice,
			Bad: `trigger "high_error_rate" {
  description = "Many requests fail"
  fires_when  = count() > 50
  over        = "10m"
  every       = "5m"
  severity    = "inform"
}`,
			Good: `trigger "high_error_rate" {
  description = "Many requests fail"
  where       = event.http.response.status_code == 503
  fires_when  = count() > 50
  over        = "10m"
  every       = "5m"
  severity    = "inform"
}`,
		},
		check: func(p *pass) {
			for _, t := range p.Triggers {
				if everything(t.Query) && !failureWords().MatchString(t.Dataset) &&
					strings.HasPrefix(t.Threshold.Op, ">") && t.Baseline == nil &&
					failureWords().MatchString(ownName(t.Name)) {
					p.reportTrigger(t, fmt.Sprintf("%q counts all events, good and bad.", ownName(t.Name)))
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:     "trigger/sees_nothing",
			Title:  "Trigger that looks at no event",
			Why:    "It counts nothing, whatever happens, so it never fires, or always.",
			Fix:    "Look for two conditions in `where` and `fires_when` that exclude each other.",
			Source: decided,
			Level:  rule.Warning,
			Bad: `trigger "declines" {
  description = "Many cards are declined at once"
  where       = event.name == "charge" && event.name == "refund"
  fires_when  = count() >= 50
  over        = "10m"
  every       = "5m"
  severity    = "inform"
}`,
			Good: `trigger "declines" {
  description = "Many cards are declined at once"
  where       = event.name == "charge" || event.name == "refund"
  fires_when  = count() >= 50
  over        = "10m"
  every       = "5m"
  severity    = "inform"
}`,
		},
		check: func(p *pass) {
			for _, t := range p.Triggers {
				if review.SeesNothing(t.Query) {
					p.report(Finding{About: t.Key}, "No event meets all its conditions.", at(&t.Meta, "where")...)
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:    "trigger/silent_group",
			Title: "Groups that are missed when they fall silent",
			Why: "A group without any event has no row in the result, so nothing is compared: the trigger sees a " +
				"group with few events, and not one with none.",
			Fix: "Write a trigger for each group that must be there, without `group_by`, for example with " +
				"`for_each`.",
			Source: "docs.honeycomb.io/notify/triggers: each row of the result is compared with the threshold",
			Level:  rule.Advice,
			Bad: `trigger "silent" {
  description = "A region sends nothing"
  fires_when  = count() < 10
  group_by    = [event.cloud.region]
  over        = "1h"
  every       = "15m"
  severity    = "inform"
}`,
			Good: `trigger "silent" {
  description = "Frankfurt sends nothing"
  where       = event.cloud.region == "eu-central-1"
  fires_when  = count() < 10
  over        = "1h"
  every       = "15m"
  severity    = "inform"
}`,
		},
		check: func(p *pass) {
			for _, t := range p.Triggers {
				c := t.Query.Compared()
				if c != nil && c.Op == "COUNT" && len(t.Query.Breakdowns) > 0 && len(t.Query.Formulas) == 0 &&
					t.Baseline == nil && strings.HasPrefix(t.Threshold.Op, "<") {
					p.reportTrigger(t, fmt.Sprintf("It waits for a %s with fewer events, but one without any isn't "+
						"seen.", words.List(t.Query.Breakdowns)))
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:    "trigger/many_groups",
			Title: "Groups without number",
			Why: "Each group is judged by itself and has few events, and a notification can't list them all. " +
				"Honeycomb keeps at most a thousand.",
			Fix: "Group by something with few values, such as a region or a route. What is worst within it shows " +
				"when you open the query.",
			Source: "OpenAPI Query.limit: at most 1,000 groups; " + docsSLOs,
			Level:  rule.Advice,
			Bad: `trigger "slow" {
  description = "Checkouts are slow"
  fires_when  = p95(event.duration_ms) > 2000
  group_by    = [event.user.id]
  over        = "10m"
  every       = "5m"
  severity    = "inform"
}`,
			Good: `trigger "slow" {
  description = "Checkouts are slow"
  fires_when  = p95(event.duration_ms) > 2000
  group_by    = [event.cloud.region]
  over        = "10m"
  every       = "5m"
  severity    = "inform"
}`,
		},
		check: func(p *pass) {
			for _, t := range p.Triggers {
				for _, b := range t.Query.Breakdowns {
					if manyValues(b) {
						p.reportTrigger(t, fmt.Sprintf("It groups by %s, which has a value for each visitor, request "+
							"or trace.", b), "group_by")
						break
					}
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:     "trigger/disabled",
			Title:  "Disabled without an end",
			Why:    "Nobody remembers it, and the next time it would have mattered it says nothing.",
			Fix:    "Remove it, or write `expires` with the day on which somebody looks at it again.",
			Source: "honeycomb.io/blog/measure-what-matters: why does an alert exist that nobody answers?",
			Level:  rule.Advice,
			Bad: `trigger "declines" {
  description = "Many cards are declined at once"
  fires_when  = count() >= 50
  over        = "10m"
  every       = "5m"
  severity    = "inform"
  disabled    = true
}`,
			Good: `trigger "declines" {
  description = "Many cards are declined at once"
  fires_when  = count() >= 50
  over        = "10m"
  every       = "5m"
  severity    = "inform"
  disabled    = true
  expires     = "9999-12-31"
}`,
		},
		check: func(p *pass) {
			for _, t := range p.Triggers {
				if t.Disabled && t.Expires == nil && t.Quiet == nil {
					p.report(Finding{About: t.Key}, "It never runs.", at(&t.Meta, "disabled")...)
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:     "trigger/same_query",
			Title:  "Two triggers with one query",
			Why:    "Both fire at the same moment, and people are told twice or look for the difference.",
			Fix:    "Remove one, and let the other notify everybody; or mend the one that was copied and not changed.",
			Source: "honeycomb.io/blog/alerts-are-fundamentally-messy",
			Level:  rule.Advice,
			Bad: `trigger "declines" {
  description = "Many cards are declined at once"
  fires_when  = count() >= 50
  over        = "10m"
  every       = "5m"
  severity    = "inform"
}

trigger "refunds" {
  description = "Many payments are given back at once"
  fires_when  = count() >= 50
  over        = "10m"
  every       = "5m"
  severity    = "inform"
}`,
			Good: `trigger "declines" {
  description = "Many cards are declined at once"
  where       = event.name == "declined"
  fires_when  = count() >= 50
  over        = "10m"
  every       = "5m"
  severity    = "inform"
}

trigger "refunds" {
  description = "Many payments are given back at once"
  where       = event.name == "refunded"
  fires_when  = count() >= 50
  over        = "10m"
  every       = "5m"
  severity    = "inform"
}`,
		},
		check: func(p *pass) {
			first := map[string]*honeycomb.Trigger{}
			for _, t := range p.Triggers {
				k := asks(t)
				if was := first[k]; was == nil {
					first[k] = t
				} else {
					note := diag.Note{Text: "the other trigger", Range: was.Origin.Range}
					p.report(Finding{About: t.Key, Notes: []diag.Note{note}},
						fmt.Sprintf("It asks the same as %q, and fires when that fires.", was.Name), t.Origin.Range)
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:    "trigger/doubles_sli",
			Title: "Trigger on the failures of an SLI",
			Why: "The SLO's burn alerts look at the same events, and say with them which promise to users is at " +
				"stake, how much of the budget is left and how fast it goes.",
			Fix:    "Remove the trigger; for a spike add a `burn_alert` with a high `burn_rate` to the SLO.",
			Source: copeAlerts + ": reactive and proactive alerts; " + skill,
			Level:  rule.Advice,
			Bad: `trigger "errors" {
  description = "Many requests fail"
  where       = event.http.response.status_code >= 500
  fires_when  = count() >= 50
  over        = "10m"
  every       = "5m"
  severity    = "inform"
}

sli "no_errors" {
  good = !(event.http.response.status_code >= 500)
}

slo "no_errors" {
  description = "Requests are answered"
  sli         = sli.no_errors
  target      = 99.9
  burn_alerts = builtin.burn_alerts.honeycomb
}`,
			Good: `trigger "unavailable" {
  description = "A dependency refuses requests"
  where       = event.http.response.status_code == 503
  fires_when  = count() >= 50
  over        = "10m"
  every       = "5m"
  severity    = "inform"
}

sli "no_errors" {
  good = !(event.http.response.status_code >= 500)
}

slo "no_errors" {
  description = "Requests are answered"
  sli         = sli.no_errors
  target      = 99.9
  burn_alerts = builtin.burn_alerts.honeycomb
}`,
		},
		check: func(p *pass) { p.doubles() },
	},
}

const shortRangeSeconds = 5 * 60

// reportTrigger adds a finding about what a trigger asks, at the first of the arguments that it writes; without any, at
// fires_when.
func (p *pass) reportTrigger(t *honeycomb.Trigger, found string, arguments ...string) {
	places := at(&t.Meta, arguments...)
	if len(arguments) == 0 && t.When.Filename != "" {
		places = []hcl.Range{t.When, t.Origin.Range}
	}
	p.report(Finding{About: t.Key}, found, places...)
}

// pagingTriggers adds a finding about each trigger that pages and of which found says something, at an argument.
func (p *pass) pagingTriggers(argument string, found func(*honeycomb.Trigger) string,
	mend func(*honeycomb.Trigger) func(*mender) diag.Fix) {
	for _, t := range p.Triggers {
		if t.Muted() || t.Disabled || !review.Pages(t.Severity, t.Recipients) {
			continue
		}
		if text := found(t); text != "" {
			f := Finding{About: t.Key}
			if mend != nil {
				f.mend = mend(t)
			}
			p.report(f, text, at(&t.Meta, argument)...)
		}
	}
}

// ratioWithoutFloor reports whether a query divides by a count of events that may be small.
func ratioWithoutFloor(q *honeycomb.Query) bool {
	if len(q.Havings) > 0 {
		return false
	}
	counts := func(e calc.Expr) bool {
		c, ok := e.(*calc.Column)
		return ok && slices.ContainsFunc(q.Calculations, func(x honeycomb.Calculation) bool {
			return x.Name == c.Name && x.Op == "COUNT"
		})
	}
	for _, f := range q.Formulas {
		parsed, _ := calc.Parse(calc.FromString("formula", f.Expression))
		if parsed == nil {
			continue
		}
		ratio, floor := false, false
		calls(parsed.Root, func(c *calc.Call) {
			ratio = ratio || c.Func == "DIV" && len(c.Args) == 2 && counts(c.Args[0]) && counts(c.Args[1])
			floor = floor || c.Func == "IF"
		})
		if ratio && !floor {
			return true
		}
	}
	return false
}

// standsIn names the SLI of whose verdicts a query takes a share or an average; "" for none.
func standsIn(q *honeycomb.Query) string {
	if len(q.Filters) > 0 {
		return "" // it looks at some events alone, which an SLO doesn't
	}
	for _, f := range q.Uses {
		if f.Key.IsField() {
			continue // which has no verdicts
		}
		share := len(q.Formulas) > 0 && divides(q.Formulas[0].Expression)
		for _, c := range q.Calculations {
			if c.Op == "AVG" && c.Column == f.Alias {
				return f.Alias
			}
			whole := len(c.Filters) == 0 || len(c.Filters) == 1 && c.Filters[0].Column == f.Alias
			share = share && c.Op == "COUNT" && whole
		}
		if share {
			return f.Alias
		}
	}
	for _, c := range q.Calculations { // or of one that isn't declared here
		if c.Op == "AVG" && (strings.HasPrefix(c.Column, "sli.") || strings.HasPrefix(c.Column, "sli_")) {
			return c.Column
		}
	}
	return ""
}

// divides reports whether a formula divides.
func divides(text string) (found bool) {
	if parsed, _ := calc.Parse(calc.FromString("formula", text)); parsed != nil {
		calls(parsed.Root, func(c *calc.Call) { found = found || c.Func == "DIV" })
	}
	return found
}

// everything reports whether a query counts all events.
func everything(q *honeycomb.Query) bool {
	return len(q.Formulas) == 0 && len(q.Filters) == 0 && len(q.Calculations) == 1 && q.Calculations[0].Op == "COUNT" &&
		len(q.Calculations[0].Filters) == 0 && len(q.Breakdowns) == 0
}

// ownName is a name without that of its service, which a default name begins with.
func ownName(whole string) string {
	if _, name, ok := strings.Cut(whole, ": "); ok {
		return name
	}
	return whole
}

// failureWords matches names that speak of failures.
var failureWords = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)(?:^|[^a-z])(?:errors?|failures?|failed|failing|crash(?:es)?|exceptions?|5xx)` +
		`(?:[^a-z]|$)`)
})

// isLatency reports whether a column holds lengths of time, by OpenTelemetry's unit or by its name.
func isLatency(column string) bool {
	if n := semconv.Lookup(column); n != nil {
		switch n.Unit {
		case "ms", "s", "us", "ns":
			return true
		}
	}
	return latencyName().MatchString(column)
}

var latencyName = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?:duration|latency|response_time|elapsed|dur)` +
		`(?:_(?:ms|s|us|ns|sec|secs|seconds|millis))?$`)
})

// unbounded are columns with a value for each user, request or visit.
var unbounded = []string{"http.url", "message.id", "request.id", "request_id", "session.id", "session_id", "span_id",
	"trace_id", "trace.parent_id", "trace.span_id", "trace.trace_id", "url.full", "url.query", "client.address",
	"exception.stacktrace", "enduser.id", "user.email", "user.id", "user.ip", "user_id", "user_email"}

func manyValues(column string) bool {
	return slices.ContainsFunc(unbounded, func(c string) bool {
		return column == c || strings.HasSuffix(column, "."+c)
	})
}

// asks is what a trigger asks, and of which events, as a text.
func asks(t *honeycomb.Trigger) string {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %v %v %v %v ", t.Dataset, t.Threshold, t.Schedule, t.Disabled, t.FrequencySeconds)
	if t.Baseline != nil {
		fmt.Fprintf(&b, "%v ", *t.Baseline)
	}
	b.Write(t.Query.AppendJSON(nil))
	return b.String()
}

// doubles looks for triggers that count just the events that the SLI of an SLO with burn alerts calls bad.
func (p *pass) doubles() {
	slis := map[string][]*honeycomb.SLO{} // by the dataset of the SLI
	for _, s := range p.SLOs {
		if len(p.groups[s]) > 0 {
			slis[s.SLI.Dataset] = append(slis[s.SLI.Dataset], s)
		}
	}
	for _, t := range p.Triggers {
		if t.Baseline != nil || len(t.Query.Breakdowns)+len(t.Query.Formulas) > 0 ||
			!strings.HasPrefix(t.Threshold.Op, ">") {
			continue // it asks more: what is unusual, or where
		}
		columns := review.QueryColumns(t.Query)
		for _, s := range slis[t.Dataset] {
			through := slices.Contains(t.Query.Uses, s.SLI)
			if !through && !slices.Equal(columns, p.formulaOf(s.SLI).sli().Columns()) {
				continue
			}
			if p.formulaOf(s.SLI).sli().CountsFailures(t.Query) {
				p.report(Finding{About: t.Key, Notes: []diag.Note{{Text: "the SLO", Range: s.Origin.Range}}},
					fmt.Sprintf("It counts just the events that are bad for the SLO %q.", s.Name), t.Origin.Range)
				break
			}
		}
	}
}
