package plan

import (
	"bytes"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/tools/txtar"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/internal/golden"
	"github.com/slogen-project/slogen/generator/phrase"
)

// world is one service with one of everything, for cases to change.
type world struct {
	*honeycomb.Resources
	slack, other, pager, bot, looked *honeycomb.Recipient
	sli                              *honeycomb.CalculatedField
	slo                              *honeycomb.SLO
	fast, slow, soon                 *honeycomb.BurnAlert
	trigger                          *honeycomb.Trigger
	query                            *honeycomb.SavedQuery
	annotation                       *honeycomb.QueryAnnotation
	board                            *honeycomb.Board
}

func meta(key, service, file string, line int) honeycomb.Meta {
	return honeycomb.Meta{Key: honeycomb.Key(key), Service: service,
		Origin: honeycomb.Origin{Range: hcl.Range{Filename: file, Start: hcl.Pos{Line: line}}}}
}

func newWorld() *world {
	w := &world{
		slack: &honeycomb.Recipient{Meta: meta("recipient/slack/payments", "", "platform/people.slo.hcl", 1),
			Type: honeycomb.RecipientSlack, SlackChannel: "#payments"},
		other: &honeycomb.Recipient{Meta: meta("recipient/email/shop", "", "platform/people.slo.hcl", 3),
			Type: honeycomb.RecipientEmail, EmailAddress: "shop@example.com"},
		pager: &honeycomb.Recipient{Meta: meta("recipient/pagerduty/oncall", "", "platform/people.slo.hcl", 5),
			Type: honeycomb.RecipientPagerDuty, IntegrationName: "Payments on-call",
			IntegrationKey: honeycomb.Text{Secret: "PAGER_KEY"}},
		bot: &honeycomb.Recipient{Meta: meta("recipient/webhook/bot", "", "platform/people.slo.hcl", 9),
			Type: honeycomb.RecipientWebhook, Name: "incident bot",
			URL: honeycomb.Text{Value: "https://bot.example.com/h"}, Secret: honeycomb.Text{Secret: "BOT"},
			Headers: []honeycomb.Header{{Name: "Authorization", Value: honeycomb.Text{Value: "Bearer one"}}}},
		looked: &honeycomb.Recipient{Meta: meta("recipient/slack/legacy", "", "platform/people.slo.hcl", 20),
			Type: honeycomb.RecipientSlack, SlackChannel: "#old",
			Lookup: true},
		sli: &honeycomb.CalculatedField{Meta: meta("calculated_field/checkout/availability", "checkout", "checkout.slo.hcl",
			12), Alias: "sli.checkout.availability", Description: "Requests without a server error", Dataset: "checkout",
			Expression: "IF(EQUALS($name, \"POST /checkout\"), LT($status, 500))"},
	}
	w.slo = &honeycomb.SLO{Meta: meta("slo/checkout/availability", "checkout", "checkout.slo.hcl", 30),
		Name: "checkout: availability", Description: "Buyers can pay", Datasets: []string{"checkout"}, SLI: w.sli,
		TargetPerMillion: 999_000, TimePeriodDays: 30, Tags: []honeycomb.Tag{{Key: "tier", Value: "gold"}},
		EventsPerDay: 100_000}
	alert := func(name string, line int) *honeycomb.BurnAlert {
		return &honeycomb.BurnAlert{Meta: meta("burn_alert/checkout/availability/"+name, "checkout",
			"platform/policy.slo.hcl", line), Name: name, SLO: w.slo, Description: "words"}
	}
	w.fast, w.slow, w.soon = alert("fast", 2), alert("slow", 7), alert("soon", 12)
	rate := func(a *honeycomb.BurnAlert, asked string, window, perMillion int, severity string,
		to ...honeycomb.Notification) {
		a.AlertType, a.AskedBurnRate, a.BudgetRateWindowMinutes, a.BudgetRateDecreaseThresholdPerMillion, a.Severity,
			a.Recipients = honeycomb.BudgetRate, asked, window, perMillion, severity, to
	}
	page := honeycomb.Notification{Recipient: w.pager, PagerDutySeverity: "critical"}
	rate(w.fast, "14.4", 60, 20_000, "page", page, honeycomb.Notification{Recipient: w.slack})
	rate(w.slow, "3", 1440, 100_000, "inform", honeycomb.Notification{Recipient: w.slack})
	w.soon.AlertType, w.soon.ExhaustionMinutes, w.soon.Severity, w.soon.Recipients = honeycomb.ExhaustionTime, 240, "page",
		[]honeycomb.Notification{page}
	w.trigger = &honeycomb.Trigger{
		Meta: meta("trigger/checkout/declines", "checkout", "checkout.slo.hcl", 50), Name: "checkout: declines",
		Description: "Many cards are declined", Dataset: "checkout",
		Query: &honeycomb.Query{Calculations: []honeycomb.Calculation{{Op: "COUNT"}},
			Filters: []honeycomb.Filter{{Column: "name", Op: "=", Value: "charge"},
				{Column: "card.declined", Op: "=", Value: true}},
			TimeRangeSeconds: 600},
		AlertType: "on_change", Threshold: honeycomb.Threshold{Op: ">=", Value: "50", ExceededLimit: 1},
		FrequencySeconds: 300,
		Recipients:       []honeycomb.Notification{{Recipient: w.slack}}, Severity: "inform",
	}
	w.query = &honeycomb.SavedQuery{Meta: meta("query/checkout/declines", "checkout", "checkout.slo.hcl", 50),
		Dataset: "checkout", Query: w.trigger.Query}
	w.annotation = &honeycomb.QueryAnnotation{Meta: meta("query_annotation/checkout/declines", "checkout",
		"checkout.slo.hcl", 50), Dataset: "checkout", Name: "declines", Query: w.query}
	w.board = &honeycomb.Board{Meta: meta("board/checkout", "checkout", "checkout.slo.hcl", 60), Name: "checkout",
		Panels: []honeycomb.Panel{{SLO: w.slo}, {Query: w.annotation}}}
	w.Resources = &honeycomb.Resources{
		Recipients:       []*honeycomb.Recipient{w.slack, w.other, w.pager, w.bot, w.looked},
		CalculatedFields: []*honeycomb.CalculatedField{w.sli}, SLOs: []*honeycomb.SLO{w.slo},
		BurnAlerts: []*honeycomb.BurnAlert{w.fast, w.slow, w.soon}, Triggers: []*honeycomb.Trigger{w.trigger},
		Queries: []*honeycomb.SavedQuery{w.query}, QueryAnnotations: []*honeycomb.QueryAnnotation{w.annotation},
		Boards: []*honeycomb.Board{w.board},
	}
	return w
}

// sorted puts every list in the order of keys, as a compiled configuration has it.
func (w *world) sorted() *honeycomb.Resources {
	sortByKey(w.Recipients)
	sortByKey(w.CalculatedFields)
	sortByKey(w.SLOs)
	sortByKey(w.BurnAlerts)
	sortByKey(w.Triggers)
	sortByKey(w.Queries)
	sortByKey(w.QueryAnnotations)
	sortByKey(w.Boards)
	return w.Resources
}

func sortByKey[T honeycomb.Object](list []T) {
	slices.SortFunc(list, func(a, b T) int { return strings.Compare(string(a.Head().Key), string(b.Head().Key)) })
}

// to is a notification without details.
func to(r *honeycomb.Recipient) honeycomb.Notification { return honeycomb.Notification{Recipient: r} }

// rename gives the SLO, its SLI and its alerts another last name.
func (w *world) rename(name string) {
	w.sli.Key = honeycomb.Key("calculated_field/checkout/" + name)
	w.sli.Alias = "sli.checkout." + name
	w.slo.Key = honeycomb.Key("slo/checkout/" + name)
	w.slo.Name = "checkout: " + name
	for _, a := range w.BurnAlerts {
		a.Key = honeycomb.Key("burn_alert/checkout/" + name + "/" + a.Name)
	}
}

// another adds a second SLO.
func (w *world) another() *honeycomb.SLO {
	sli, slo := *w.sli, *w.slo
	sli.Key, sli.Alias = "calculated_field/checkout/uptime", "sli.checkout.uptime"
	slo.Key, slo.Name, slo.SLI = "slo/checkout/uptime", "checkout: uptime", &sli
	w.CalculatedFields, w.SLOs = append(w.CalculatedFields, &sli), append(w.SLOs, &slo)
	return &slo
}

func (w *world) moved(from, to string) {
	w.Moved = append(w.Moved, honeycomb.Moved{From: honeycomb.Key(from), To: honeycomb.Key(to)})
}

// rewritten is another SLI and another condition of a trigger, and theirWords how both are written.
func rewritten(w *world) {
	w.sli.Expression = `IF(AND(EQUALS($name, "POST /checkout"), NOT(EXISTS($bot))), LT($status, 400))`
	w.trigger.Threshold.Value = "70"
}

var theirWords = []Source{
	{"eligible", `event.name == "POST /checkout"`, `event.name == "POST /checkout" && !exists(event.bot)`},
	{"good", `event.http.response.status_code < 500 && event.duration_ms < local.slow_in_milliseconds_for_buyers`,
		`event.http.response.status_code < 400 && event.duration_ms < local.slow_in_milliseconds_for_buyers`},
	{"fires_when", "count() >= 50", "count() >= 70"},
}

// cases are named like their files in testdata, which hold what each is about and what comes out.
var cases = map[string]struct {
	fresh         bool // there is no prior catalogue
	before, after func(w *world)
	options       Options
	json          bool // the JSON is golden too, not only checked against its schema
	written       []Source
}{
	"unchanged":     {},
	"only_places":   {after: func(w *world) { w.slo.Origin.Range.Start.Line = 31; w.slo.Owner = "payments" }},
	"out_of_date":   {options: Options{OutOfDate: true}},
	"first":         {fresh: true},
	"first_verbose": {fresh: true, options: Options{Verbose: true, Width: 100}, after: func(w *world) { w.keepOnly() }},
	"first_adopted": {fresh: true, after: func(w *world) { w.slo.Existing = "checkout/abc123" }},
	"gone":          {after: func(w *world) { *w.Resources = honeycomb.Resources{} }},
	"gone_verbose": {before: func(w *world) { w.keepOnly() },
		after:   func(w *world) { *w.Resources = honeycomb.Resources{} },
		options: Options{Verbose: true}},
	"target": {json: true, after: func(w *world) {
		w.slo.TargetPerMillion = 999_500
		w.fast.Description = "other words"
	}},
	"target_loosened": {after: func(w *world) { w.slo.TargetPerMillion = 980_000 }, options: Options{Color: true}},
	"window": {
		after: func(w *world) { w.slo.TimePeriodDays = 28; w.fast.BudgetRateDecreaseThresholdPerMillion = 21_428 },
	},
	"exhaustion_target": {after: func(w *world) { w.slo.TargetPerMillion, w.soon.ExhaustionMinutes = 999_900, 120 }},
	"exhaustion_both":   {after: func(w *world) { w.slo.TargetPerMillion, w.soon.ExhaustionMinutes = 999_500, 60 }},
	"alert_window": {
		before: func(w *world) { w.fast.BudgetRateDecreaseThresholdPerMillion = 21_428 },
		after: func(w *world) {
			w.fast.BudgetRateWindowMinutes, w.fast.BudgetRateDecreaseThresholdPerMillion = 120, 42_857
		},
	},
	"slo_names": {
		before: func(w *world) { w.another() },
		after: func(w *world) {
			for _, slo := range w.SLOs {
				slo.Name = strings.Replace(slo.Name, "checkout", "Check out", 1)
			}
		},
	},
	"trigger_stays_disabled": {
		before: func(w *world) { w.trigger.Disabled = true },
		after: func(w *world) {
			w.trigger.Query.Filters = nil
			w.trigger.Recipients = nil
			w.trigger.Threshold.Value = "80"
		},
	},
	"trigger_schedule": {
		before: func(w *world) {
			w.trigger.Schedule = &honeycomb.Schedule{
				DaysOfWeek: []string{"saturday"},
				StartTime:  "20:00",
				EndTime:    "04:00",
			}
		},
		after: func(w *world) {
			w.trigger.Schedule = &honeycomb.Schedule{
				DaysOfWeek: []string{"saturday"},
				StartTime:  "22:00",
				EndTime:    "05:00",
			}
		},
	},
	"sli": {
		after:   func(w *world) { w.sli.Expression = "IF(EQUALS($name, \"POST /checkout\"), LT($status, 400))" },
		options: Options{Width: 80},
	},
	"sli_excluded": {after: func(w *world) {
		w.sli.Expression = `IF(AND(EQUALS($name, "POST /checkout"), NOT(AND(GTE(EVENT_TIMESTAMP(), 1794175200), ` +
			`LT(EVENT_TIMESTAMP(), 1794184200)))), LT($status, 500))`
	}},
	"sli_included": {before: func(w *world) {
		w.sli.Expression = `IF(AND(EQUALS($name, "POST /checkout"), NOT(EXISTS($bot))), LT($status, 500))`
	}, after: func(w *world) { w.sli.Expression = `IF(EQUALS($name, "POST /checkout"), LT($status, 500))` }},
	"width_40":    {after: everything, options: Options{Width: 40}},
	"width_80":    {after: everything, options: Options{Width: 80}},
	"width_120":   {after: everything, options: Options{Width: 120}},
	"written_40":  {after: rewritten, written: theirWords, options: Options{Width: 40}},
	"written_80":  {after: rewritten, written: theirWords, options: Options{Width: 80}},
	"written_120": {after: rewritten, written: theirWords, options: Options{Width: 120}},
	"dataset": {json: true, after: func(w *world) {
		w.slo.Datasets, w.sli.Dataset = []string{"checkout-v2"}, "checkout-v2"
	}},
	"datasets": {before: func(w *world) { w.slo.Datasets, w.sli.Dataset = []string{"a", "b"}, "" },
		after: func(w *world) { w.slo.Datasets = []string{"a", "c"} }},
	"alert_rate": {after: func(w *world) {
		w.fast.AskedBurnRate, w.fast.BudgetRateDecreaseThresholdPerMillion = "10", 13_888
		w.slow.BudgetRateWindowMinutes, w.slow.BudgetRateDecreaseThresholdPerMillion, w.slow.AskedBurnRate = 360, 25_000, "3"
		w.soon.ExhaustionMinutes = 0
	}},
	"alert_rate_verbose": {fresh: true, options: Options{Verbose: true, Width: 100}, after: func(w *world) {
		w.fast.AskedBurnRate, w.fast.BudgetRateDecreaseThresholdPerMillion = "10", 13_888
	}},
	"alert_type": {after: func(w *world) {
		w.soon.AlertType, w.soon.BudgetRateWindowMinutes, w.soon.BudgetRateDecreaseThresholdPerMillion = honeycomb.BudgetRate,
			60, 50_000
	}},
	"alert_impossible": {before: func(w *world) { w.slo.TargetPerMillion = 950_000 },
		after: func(w *world) { w.slo.TargetPerMillion = 900_000; w.add("melting", 120, 100_000, "36") }},
	"alert_words": {before: func(w *world) {
		w.fast.Description = "Buyers can pay.\n\n-- 1.44% of events failing.\n\nOwner: payments\nRunbook: none"
	}, after: func(w *world) {
		w.fast.Description = "Buyers can pay.\n\n++ 7.2% of events failing.\nAnd more.\n\nOwner: payments\nRunbook: none"
	}},
	"alert_removed": {after: func(w *world) { w.BurnAlerts = w.BurnAlerts[1:] }},
	"recipients": {after: func(w *world) {
		w.fast.Recipients = []honeycomb.Notification{{Recipient: w.pager, PagerDutySeverity: "warning"}}
		w.slow.Recipients = []honeycomb.Notification{to(w.other), to(w.slack)}
		w.soon.Recipients = []honeycomb.Notification{to(w.slack)}
	}},
	"promoted": {before: func(w *world) { w.trial() }},
	"demoted":  {after: func(w *world) { w.trial() }},
	"moved": {json: true, after: func(w *world) {
		w.rename("uptime")
		w.slo.Name, w.sli.Alias = "checkout: availability", "sli.checkout.availability"
		w.slo.TargetPerMillion = 999_500
		w.moved("slo/checkout/availability", "slo/checkout/success")
		w.moved("slo/checkout/success", "slo/checkout/uptime")
		w.moved("calculated_field/checkout/availability", "calculated_field/checkout/uptime")
		for _, a := range w.BurnAlerts {
			w.moved("burn_alert/checkout/availability/"+a.Name, string(a.Key))
		}
		w.moved("slo/long/gone", "slo/checkout/nothing")
	}},
	"moved_before": {after: func(w *world) {
		w.rename("avail")
		w.slo.Name, w.sli.Alias = "checkout: availability", "sli.checkout.availability"
		w.moved("slo/checkout/availability", "slo/checkout/avail")
		w.moved("calculated_field/checkout/availability", "calculated_field/checkout/avail")
		for _, a := range w.BurnAlerts {
			w.moved("burn_alert/checkout/availability/"+a.Name, string(a.Key))
		}
	}},
	"moved_onto_another": {
		before: func(w *world) { w.another() },
		after: func(w *world) {
			if len(w.SLOs) == 1 {
				w.another()
			}
			other := w.SLOs[1]
			w.SLOs, w.CalculatedFields = w.SLOs[1:], w.CalculatedFields[1:]
			w.fast.SLO, w.fast.Key = other, "burn_alert/checkout/uptime/fast"
			w.BurnAlerts = []*honeycomb.BurnAlert{w.fast}
			w.board.Panels = []honeycomb.Panel{{SLO: other}, {Query: w.annotation}}
			w.moved("slo/checkout/availability", "slo/checkout/uptime")
			w.moved("burn_alert/checkout/availability/fast", "burn_alert/checkout/uptime/fast")
		},
	},
	"rename_alert": {after: func(w *world) {
		w.slow.Key, w.slow.Name = "burn_alert/checkout/availability/sluggish",
			"sluggish"
	}},
	"rename_alert_quieter": {after: func(w *world) {
		w.fast.Key, w.fast.Name = "burn_alert/checkout/availability/quick", "quick"
		w.fast.Recipients = []honeycomb.Notification{to(w.slack)}
	}},
	"alert_elsewhere": {before: func(w *world) { w.second() }, after: func(w *world) {
		w.slow.Key = "burn_alert/checkout/latency/slow"
		w.slow.SLO = w.SLOs[len(w.SLOs)-1]
	}},
	"rename_trigger": {after: func(w *world) {
		w.trigger.Key, w.trigger.Name, w.trigger.Disabled = "trigger/checkout/refusals", "checkout: refusals", true
	}},
	"trigger_elsewhere": {after: func(w *world) {
		w.trigger.Key, w.trigger.Dataset = "trigger/cart/declines", "cart"
	}},
	"trigger_name":     {after: func(w *world) { w.trigger.Name = "Card refusals" }},
	"rename_recipient": {after: func(w *world) { w.slack.Key = "recipient/slack/pay" }},
	"lookup_elsewhere": {before: func(w *world) { w.slack.Lookup = true }, after: func(w *world) {
		w.slack.Lookup = true
		w.slack.SlackChannel = "#elsewhere"
	}},
	"lookup_ends_elsewhere": {before: func(w *world) { w.slack.Lookup = true }, after: func(w *world) {
		w.slack.Lookup = false
		w.slack.SlackChannel = "#elsewhere"
	}},
	"lookup_begins_elsewhere": {after: func(w *world) {
		w.slack.Lookup = true
		w.slack.SlackChannel = "#elsewhere"
	}},
	"demoted_same": {before: func(w *world) { w.fast.Recipients = []honeycomb.Notification{to(w.other)} },
		after: func(w *world) {
			w.fast.Trial, w.slow.Trial = true, true
			w.fast.Description, w.slow.Description = "[trial] words", "[trial] words"
			w.slow.Recipients = []honeycomb.Notification{to(w.other)}
		}},
	"trigger_calculation": {after: func(w *world) {
		w.trigger.Query = &honeycomb.Query{Calculations: []honeycomb.Calculation{{Op: "AVG", Column: "duration_ms"}},
			Filters: w.trigger.Query.Filters, TimeRangeSeconds: 600}
	}},
	"trigger_filter": {after: func(w *world) {
		w.trigger.Query = &honeycomb.Query{Calculations: w.trigger.Query.Calculations, Filters: w.trigger.Query.Filters[:1],
			TimeRangeSeconds: 600}
	}},
	"board_name":     {after: func(w *world) { w.board.Name = "Checkout <1>" }},
	"board_gone":     {after: func(w *world) { w.Boards = nil }},
	"rename":         {after: func(w *world) { w.rename("uptime") }},
	"rename_service": {after: func(w *world) { w.renameService("pay") }},
	"rename_unclear": {before: func(w *world) { w.twin("a"); w.twin("b") }, after: func(w *world) {
		w.Recipients = w.Recipients[:5]
		w.twin("c")
		w.twin("d")
	}},
	"trigger": {after: func(w *world) {
		w.trigger.Threshold = honeycomb.Threshold{Op: ">=", Value: "80", ExceededLimit: 2}
		w.trigger.FrequencySeconds = 900
		w.trigger.Query = &honeycomb.Query{Calculations: w.trigger.Query.Calculations, Filters: w.trigger.Query.Filters[:1],
			TimeRangeSeconds: 3600}
		w.trigger.AlertType = "on_true"
		w.trigger.Schedule = &honeycomb.Schedule{DaysOfWeek: []string{"monday", "tuesday", "wednesday", "thursday", "friday"},
			StartTime: "08:00", EndTime: "16:30",
			Asked: "monday to friday 09:00 to 17:30 Europe/Berlin (standard time, UTC+01:00, all year); in summer that is " +
				"10:00 to 18:30 there"}
	}},
	"trigger_baseline": {after: func(w *world) {
		w.trigger.Baseline = &honeycomb.Baseline{OffsetMinutes: 10080, Type: "percentage"}
		w.trigger.Query.Breakdowns = []string{"region"}
	}},
	"trigger_percentile": {
		before: func(w *world) {
			w.trigger.Query.Calculations[0] = honeycomb.Calculation{Op: "P99", Column: "duration_ms"}
		},
		after: func(w *world) {
			w.trigger.Query.Calculations[0] = honeycomb.Calculation{Op: "P95", Column: "duration_ms"}
		},
	},
	"trigger_condition": {before: func(w *world) { w.status(500) }, after: func(w *world) { w.status(400) }},
	"trigger_having":    {before: func(w *world) { w.having("100") }, after: func(w *world) { w.having("20") }},
	"alert_variables": {
		before: func(w *world) { w.variable("payments") },
		after:  func(w *world) { w.variable("checkout") },
	},
	"trigger_groups": {after: func(w *world) { w.trigger.Query.Breakdowns = []string{"region"} }},
	"trigger_ratio": {
		before: func(w *world) { w.ratio("declined", "200") },
		after: func(w *world) {
			w.ratio("other", "200", honeycomb.Filter{Column: "test", Op: "!=", Value: true})
			w.trigger.Threshold.Value = "0.3"
		},
	},
	"trigger_guard": {
		before: func(w *world) { w.ratio("declined", "200") },
		after:  func(w *world) { w.ratio("declined", "100") },
	},
	"trigger_against": {before: func(w *world) { w.against("-50") }, after: func(w *world) { w.against("-70") }},
	"trigger_severity": {before: func(w *world) { w.routed("inform", w.slack) }, after: func(w *world) {
		w.routed("page", w.pager)
	}},
	"trigger_other_dataset": {after: func(w *world) {
		w.trigger.Dataset = "orders"
		w.trigger.Query = &honeycomb.Query{Calculations: w.trigger.Query.Calculations, Breakdowns: []string{"error"},
			Filters: []honeycomb.Filter{{Column: "error", Op: "=", Value: true}}, TimeRangeSeconds: 1200}
	}},
	"trigger_described": {before: func(w *world) { w.described("payments") }, after: func(w *world) {
		w.trigger.Threshold.Value = "80"
		w.described("payments")
	}},
	"trigger_owner": {before: func(w *world) { w.described("payments") }, after: func(w *world) {
		w.trigger.Threshold.Value = "80"
		w.described("checkout")
	}},
	"owner":            {before: func(w *world) { w.owned("payments") }, after: func(w *world) { w.owned("checkout") }},
	"trigger_disabled": {after: func(w *world) { w.trigger.Disabled = true }},
	"trigger_enabled":  {before: func(w *world) { w.trigger.Disabled = true }},
	"trigger_dataset":  {after: func(w *world) { w.trigger.Dataset = "" }},
	"trigger_formula": {fresh: true, after: func(w *world) {
		w.keepOnly()
		w.Triggers = []*honeycomb.Trigger{w.trigger}
		w.trigger.Form = "`where` goes into every calculation, because the formula needs them apart"
		w.trigger.Query.Filters = nil
		w.trigger.Query.CalculatedFields = []honeycomb.QueryField{{Name: "slogen_1", Expression: "NOT(LT($amount, 5))"}}
		w.trigger.Query.Calculations = []honeycomb.Calculation{
			{Op: "COUNT", Name: "errors", FilterCombination: "OR",
				Filters: []honeycomb.Filter{{Column: "slogen_1", Op: "=", Value: true},
					{Column: "status", Op: "in", Value: []any{"a", "b"}}}},
			{Op: "COUNT", Name: "total"},
		}
		w.trigger.Query.Havings = []honeycomb.Having{{CalculateOp: "COUNT", Op: ">", Value: "100"}}
		w.trigger.Query.Formulas = []honeycomb.QueryFormula{{Name: "f", Expression: "DIV($errors, $total)"}}
		w.trigger.Threshold = honeycomb.Threshold{Op: ">", Value: "0.05", ExceededLimit: 2}
		w.trigger.Schedule = &honeycomb.Schedule{DaysOfWeek: []string{"friday", "saturday", "sunday"}, StartTime: "22:00",
			EndTime: "06:00"}
	}},
	"recipient": {after: func(w *world) {
		w.slack.SlackChannel = "#payments-alerts"
		w.bot.Headers[0].Value.Value = "Bearer two"
		w.pager.IntegrationKey.Secret = "NEW_PAGER_KEY"
	}},
	"recipient_names": {before: func(w *world) { w.template("{\n  \"queue\": \"a\"\n}") }, after: func(w *world) {
		w.template("{ \"queue\": \"a\" }")
		w.bot.Name, w.pager.IntegrationName = "Incident bot", "On-call of payments"
	}},
	"recipient_lookup_name": {before: func(w *world) { w.pager.Lookup = true }, after: func(w *world) {
		w.pager.Lookup = true
		w.pager.IntegrationName = "On-call of payments"
	}},
	"recipient_reached": {before: func(w *world) { w.template("{}") }, after: func(w *world) {
		w.template("{ \"queue\": \"a\" }")
		w.bot.URL.Value = "https://bot.example.com/g"
		w.bot.Secret.Secret = "NEW_BOT"
		w.other.EmailAddress = "market@example.com"
	}},
	"recipient_type": {after: func(w *world) {
		w.slack.Type, w.slack.EmailAddress = honeycomb.RecipientEmail,
			"payments@example.com"
	}},
	"recipient_lookup": {after: func(w *world) { w.looked.Lookup = false; w.other.Lookup = true }},
	"recipient_taken_over": {
		before: func(w *world) { w.slow.Recipients = []honeycomb.Notification{to(w.looked)} },
		after:  func(w *world) { w.looked.Lookup, w.looked.Existing = false, "yT8uXkq2pQ" },
	},
	"recipient_gone": {after: func(w *world) {
		w.Recipients = []*honeycomb.Recipient{w.pager, w.slack, w.bot}
	}},
	"tags": {after: func(w *world) {
		w.slo.Tags = []honeycomb.Tag{{Key: "team", Value: "payments"}, {Key: "tier", Value: "silver"}}
		w.slo.Name = "checkout works"
		w.slo.Description = "Buyers can pay \"now\"\nand 💳 later"
	}},
	"board": {after: func(w *world) {
		w.board.Panels = []honeycomb.Panel{{Text: "Read the runbook"}, {SLO: w.slo}}
	}},
	"board_order": {after: func(w *world) { slices.Reverse(w.board.Panels) }},
	"query": {after: func(w *world) {
		w.query.Query = &honeycomb.Query{Calculations: []honeycomb.Calculation{{Op: "P99", Column: "duration_ms"}}}
	}},
}

// everything changes a bit of everything.
func everything(w *world) {
	w.slo.TargetPerMillion = 995_000
	w.slo.Description = "Buyers can pay, with whatever card they have, and at the first attempt"
	w.sli.Expression = `IF(EQUALS($name, "POST /checkout"), LT($status, 505))`
	w.fast.AskedBurnRate, w.fast.BudgetRateDecreaseThresholdPerMillion = "10", 13_888
	w.slow.Recipients = []honeycomb.Notification{to(w.other)}
	w.trigger.Query = &honeycomb.Query{Calculations: w.trigger.Query.Calculations,
		Filters: w.trigger.Query.Filters[:1], TimeRangeSeconds: 600}
	w.Boards = nil
	other := w.another()
	other.SLI.Expression = "EXISTS($uptime)"
}

// keepOnly leaves the SLO and its SLI.
func (w *world) keepOnly() {
	*w.Resources = honeycomb.Resources{CalculatedFields: w.CalculatedFields, SLOs: w.SLOs}
}

func (w *world) add(name string, window, perMillion int, asked string) {
	a := *w.fast
	a.Key, a.Name = honeycomb.Key("burn_alert/checkout/availability/"+name), name
	a.BudgetRateWindowMinutes, a.BudgetRateDecreaseThresholdPerMillion, a.AskedBurnRate = window, perMillion, asked
	w.BurnAlerts = append(w.BurnAlerts, &a)
}

// variable makes an alert and the trigger notify the bot, with a value for its template's variable.
func (w *world) variable(queue string) {
	w.bot.Variables = []honeycomb.TemplateVariable{{Name: "queue", Default: "all"}}
	n := honeycomb.Notification{Recipient: w.bot, Variables: []honeycomb.Variable{{Name: "queue", Value: queue}}}
	w.slow.Recipients, w.trigger.Recipients = []honeycomb.Notification{n}, []honeycomb.Notification{n}
}

// described composes the description of the trigger, as that of a compiled one.
func (w *world) described(owner string) {
	for meaning := range phrase.TriggerMeanings(w.trigger) {
		w.trigger.Description = "Many cards are declined.\n\n" + meaning + "\n\nOwner: " + owner
		break
	}
	w.annotation.Description = w.trigger.Description
}

// template makes an alert notify the bot and a mailbox, and the bot send a body.
func (w *world) template(body string) {
	w.bot.Templates = []honeycomb.PayloadTemplate{{Type: honeycomb.BudgetRate, Body: body}}
	w.slow.Recipients = []honeycomb.Notification{to(w.bot), to(w.other)}
}

// owned gives the SLO an owner, which defaults name.
func (w *world) owned(owner string) {
	w.slo.Owner, w.slo.Description = owner, "Buyers can pay\n\nOwner: "+owner+"\nRunbook: none"
	at := honeycomb.Place{Range: hcl.Range{Filename: "defaults.slo.hcl", Start: hcl.Pos{Line: 2}}}
	w.slo.Inherited = []honeycomb.Inherited{{Argument: "owner", Place: at}}
}

// against makes the trigger one of a change since last week.
func (w *world) against(limit honeycomb.Number) {
	w.trigger.Baseline = &honeycomb.Baseline{OffsetMinutes: 10080, Type: "percentage"}
	w.trigger.Threshold = honeycomb.Threshold{Op: "<=", Value: limit, ExceededLimit: 1}
}

// routed gives the trigger a severity, whose recipient defaults name.
func (w *world) routed(severity string, r *honeycomb.Recipient) {
	w.trigger.Severity, w.trigger.Recipients = severity, []honeycomb.Notification{to(r)}
	at := honeycomb.Place{Range: hcl.Range{Filename: "defaults.slo.hcl", Start: hcl.Pos{Line: 2}}}
	w.trigger.Inherited = []honeycomb.Inherited{{Argument: "routes." + severity, Place: at}}
}

// status makes the trigger one of events with a status from this on.
func (w *world) status(from int64) {
	w.trigger.Query.Filters = []honeycomb.Filter{{Column: "status", Op: ">=", Value: from}}
}

// having makes the trigger one of a mean over more events than least.
func (w *world) having(least honeycomb.Number) {
	w.trigger.Query.Calculations = []honeycomb.Calculation{{Op: "AVG", Column: "duration_ms"}, {Op: "COUNT"}}
	w.trigger.Query.Havings = []honeycomb.Having{{CalculateOp: "COUNT", Op: ">", Value: least}}
}

// ratio makes the trigger one of the share of declined cards, of those that other filters let through, if there are
// more events than least.
func (w *world) ratio(name, least string, filters ...honeycomb.Filter) {
	q := w.trigger.Query
	declined := honeycomb.Filter{Column: "card.declined", Op: "=", Value: true}
	q.Calculations = []honeycomb.Calculation{{Op: "COUNT", Name: "total"},
		{Op: "COUNT", Name: name, Filters: append([]honeycomb.Filter{declined}, filters...)}}
	q.Formulas = []honeycomb.QueryFormula{{Name: "result",
		Expression: "IF(GT($total, " + least + "), DIV($" + name + ", $total), 0)"}}
	w.trigger.Threshold = honeycomb.Threshold{Op: ">", Value: "0.2", ExceededLimit: 1}
}

func (w *world) trial() {
	w.slo.Trial = true
	for _, a := range w.BurnAlerts {
		a.Trial = true
		a.Recipients = []honeycomb.Notification{to(w.other)}
	}
	w.trigger.Trial = true
	w.trigger.Recipients = []honeycomb.Notification{to(w.other)}
}

// second adds another SLO of the same SLI.
func (w *world) second() {
	slo := *w.slo
	slo.Key, slo.Name = "slo/checkout/latency", "checkout: latency"
	w.SLOs = append(w.SLOs, &slo)
}

func (w *world) renameService(name string) {
	for x := range w.Objects() {
		if m := x.Head(); m.Service != "" {
			m.Service = name
			m.Key = honeycomb.Key(strings.Replace(string(m.Key), "/checkout", "/"+name, 1))
		}
	}
	w.sli.Alias = "sli." + name + ".availability"
}

func (w *world) twin(name string) {
	w.Recipients = append(w.Recipients, &honeycomb.Recipient{Meta: meta("recipient/slack/"+name, "", "x.slo.hcl", 1),
		Type: honeycomb.RecipientSlack, SlackChannel: "#twins"})
}

// planOf is the plan of a case.
func planOf(t testing.TB, name string) *Plan {
	t.Helper()
	c, ok := cases[name]
	if !ok {
		t.Fatalf("no case %q", name)
	}
	was, is := newWorld(), newWorld()
	if c.before != nil {
		c.before(was)
		c.before(is)
		if c.after == nil {
			is = newWorld()
		}
	}
	if c.after != nil {
		c.after(is)
	}
	var prior *honeycomb.Catalogue
	if !c.fresh {
		var err error
		if prior, err = honeycomb.ReadCatalogue("out/json/slogen.json",
			honeycomb.AppendCatalogue(nil, was.sorted())); err != nil {
			t.Fatal(err)
		}
	}
	asked := Asked{}
	if c.written != nil {
		asked.Written = func(_, _ honeycomb.Key, _ *honeycomb.Shared, names []string) (list []Source) {
			for _, s := range c.written {
				if slices.Contains(names, s.Name) {
					list = append(list, s)
				}
			}
			return list
		}
	}
	p, err := DiffAsking(prior, is.sorted(), asked)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// paths match the names of attributes that only Honeycomb has.
var paths = regexp.MustCompile(`[_a-z]\.[_a-z]*_|^(query|details|recipients|calculations|filters|formulas|havings|` +
	`breakdowns|time_range|frequency|threshold)\b`)

func TestPlan(t *testing.T) {
	s := compileSchema(t)
	seen := map[string]bool{}
	golden.Run(t, "testdata/*.txtar", func(t *testing.T, in *txtar.Archive) []txtar.File {
		name := filepath.Base(t.Name())
		seen[name] = true
		p := planOf(t, name)
		var text bytes.Buffer
		if err := Print(&text, p, cases[name].options); err != nil {
			t.Fatal(err)
		}
		form := AppendJSON(nil, p)
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(form))
		if err != nil {
			t.Fatalf("%v in %s", err, form)
		}
		if err := s.Validate(v); err != nil {
			t.Error(err)
		}
		for i := range p.Changes {
			for _, a := range p.Changes[i].arguments() {
				if paths.MatchString(a.name) {
					t.Errorf("%s is no word of the language", a.name)
				}
			}
		}
		for _, secret := range []string{"Bearer one", "Bearer two"} {
			if bytes.Contains(form, []byte(secret)) || strings.Contains(text.String(), secret) {
				t.Errorf("shows the literal %q of a header", secret)
			}
		}
		files := []txtar.File{{Name: "plan.txt", Data: text.Bytes()}}
		if cases[name].json {
			files = append(files, txtar.File{Name: "plan.json", Data: form})
		}
		return files
	})
	for name := range cases {
		if !seen[name] {
			t.Errorf("case %s has no file in testdata", name)
		}
	}
}

func compileSchema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("plan.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("plan.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}
