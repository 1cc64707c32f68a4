package sample

import (
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/honeycomb"
)

// Shop is a configuration that uses every kind of object and every type of recipient, and breaks no rule. Each call
// makes a new one.
func Shop() *honeycomb.Resources {
	at := func(kind, path string, line int) honeycomb.Meta {
		service, _, _ := strings.Cut(path, "/")
		if kind == honeycomb.KindRecipient {
			service = ""
		}
		rng := hcl.Range{Filename: "checkout.slo.hcl", Start: hcl.Pos{Line: line, Column: 1},
			End: hcl.Pos{Line: line, Column: 9}}
		return honeycomb.Meta{Key: honeycomb.Key(kind + "/" + path), Service: service,
			Origin: honeycomb.Origin{Range: rng, Arg: func(string) hcl.Range { return hcl.Range{} }}}
	}
	r := &honeycomb.Resources{
		Settings: honeycomb.Settings{Outputs: []string{"json", "terraform"}, ProviderVersion: ">= 0.50.0"},
		Moved:    []honeycomb.Moved{{From: "slo/checkout/errors", To: "slo/checkout/availability"}},
	}

	email := &honeycomb.Recipient{Meta: at(honeycomb.KindRecipient, "email/payments", 1),
		Type:         honeycomb.RecipientEmail,
		EmailAddress: "payments@example.com"}
	teams := &honeycomb.Recipient{Meta: at(honeycomb.KindRecipient, "msteams_workflow/ops", 2),
		Type: honeycomb.RecipientMSTeamsWorkflow, Name: "ops",
		URL: honeycomb.Text{Secret: "TEAMS_URL"}}
	duty := &honeycomb.Recipient{Meta: at(honeycomb.KindRecipient, "pagerduty/payments_oncall", 3),
		Type:            honeycomb.RecipientPagerDuty,
		IntegrationName: "Payments on-call",
		IntegrationKey:  honeycomb.Text{Secret: "PAYMENTS_PAGERDUTY_KEY"}}
	old := &honeycomb.Recipient{Meta: at(honeycomb.KindRecipient, "slack/legacy", 4), Type: honeycomb.RecipientSlack,
		Lookup: true, SlackChannel: "#old"}
	slack := &honeycomb.Recipient{Meta: at(honeycomb.KindRecipient, "slack/payments", 5),
		Type: honeycomb.RecipientSlack, SlackChannel: "#payments"}
	hook := &honeycomb.Recipient{
		Meta: at(honeycomb.KindRecipient, "webhook/bot", 6), Type: honeycomb.RecipientWebhook, Name: "incident bot",
		URL: honeycomb.Text{Value: "https://bot.example.com/h"}, Secret: honeycomb.Text{Secret: "BOT_SECRET"},
		Headers: []honeycomb.Header{{Name: "Authorization", Value: honeycomb.Text{Secret: "BOT_TOKEN"}},
			{Name: "X-Team", Value: honeycomb.Text{Value: "payments"}}},
		Variables: []honeycomb.TemplateVariable{{Name: "severity", Default: "info"}, {Name: "team", Default: ""}},
		Templates: []honeycomb.PayloadTemplate{{Type: "trigger", Body: `{"a": "{{.Alert.Description}}"}`},
			{Type: "budget_rate", Body: "{}"}},
	}
	r.Recipients = []*honeycomb.Recipient{email, teams, duty, old, slack, hook}

	good := &honeycomb.CalculatedField{Meta: at(honeycomb.KindCalculatedField, "checkout/availability", 10),
		Alias: "sli.checkout.availability", Dataset: "checkout",
		Description: "Answered without a server error",
		Expression:  `IF(EQUALS($name, "POST /checkout"), LT($http.response.status_code, 500))`}
	wide := &honeycomb.CalculatedField{Meta: at(honeycomb.KindCalculatedField, "journey/availability", 11),
		Alias:      "sli.journey.availability",
		Expression: "LT($status, 500)"}
	wide.Existing = "sli.journey.availability"
	r.CalculatedFields = []*honeycomb.CalculatedField{good, wide}

	slo := &honeycomb.SLO{Meta: at(honeycomb.KindSLO, "checkout/availability", 20), Name: "checkout: availability",
		Description: "Buyers can <pay> & leave", Datasets: []string{"checkout"},
		SLI: good, TargetPerMillion: 999000, TimePeriodDays: 30, Tags: []honeycomb.Tag{{Key: "team", Value: "payments"},
			{Key: "tier", Value: "gold/eu-1"}},
		Owner:   "payments",
		Runbook: "https://runbooks.example.com/checkout", EventsPerDay: 86400}
	slo.Existing = "checkout/BGfyxhFto"
	many := &honeycomb.SLO{Meta: at(honeycomb.KindSLO, "journey/availability", 21), Name: "journey: availability",
		Description: "A cart becomes an order", Datasets: []string{"cart", "checkout"},
		SLI: wide, TargetPerMillion: 995000, TimePeriodDays: 28}
	r.SLOs = []*honeycomb.SLO{slo, many}

	r.BurnAlerts = []*honeycomb.BurnAlert{
		{Meta: at(honeycomb.KindBurnAlert, "checkout/availability/fast", 30), SLO: slo, Name: "fast",
			AlertType:               honeycomb.BudgetRate,
			Description:             "Buyers can't pay.\nSee the runbook.",
			BudgetRateWindowMinutes: 60, BudgetRateDecreaseThresholdPerMillion: 20000, AskedBurnRate: "14.4",
			Severity: "page",
			Recipients: []honeycomb.Notification{{Recipient: duty, PagerDutySeverity: "critical"},
				{Recipient: hook, Variables: []honeycomb.Variable{{Name: "severity", Value: "page"}}}}},
		{Meta: at(honeycomb.KindBurnAlert, "checkout/availability/soon", 31), SLO: slo, Name: "soon",
			AlertType:         honeycomb.ExhaustionTime,
			ExhaustionMinutes: 240,
			Recipients:        []honeycomb.Notification{{Recipient: slack}}},
		{Meta: at(honeycomb.KindBurnAlert, "journey/availability/slow", 32), SLO: many, Name: "slow",
			AlertType:                             honeycomb.BudgetRate,
			BudgetRateWindowMinutes:               1440,
			BudgetRateDecreaseThresholdPerMillion: 100000, Recipients: []honeycomb.Notification{{Recipient: email},
				{Recipient: teams},
				{Recipient: old}}},
	}

	r.Triggers = []*honeycomb.Trigger{
		{Meta: at(honeycomb.KindTrigger, "checkout/declines_spike", 40), Name: "checkout: declines spike",
			Description: "Many cards are declined", Dataset: "checkout",
			AlertType: honeycomb.OnChange, Threshold: honeycomb.Threshold{Op: ">=", Value: "50", ExceededLimit: 1},
			FrequencySeconds: 300, Severity: "inform",
			Recipients: []honeycomb.Notification{{Recipient: slack}},
			Query: &honeycomb.Query{
				Calculations: []honeycomb.Calculation{{Op: "COUNT"}}, FilterCombination: "AND", TimeRangeSeconds: 600,
				Uses: []*honeycomb.CalculatedField{good},
				Filters: []honeycomb.Filter{{Column: "name", Op: "=", Value: "charge"}, {Column: "card.declined",
					Op: "=", Value: true}, {Column: "amount", Op: ">", Value: 12.5},
					{Column: "retries", Op: "<=", Value: int64(3)},
					{Column: "country", Op: "in", Value: []any{"de", "fr"}}, {Column: "error", Op: "does-not-exist",
						Value: nil}, {Column: "sli.checkout.availability", Op: "=", Value: false}},
			}},
		{Meta: at(honeycomb.KindTrigger, "checkout/error_ratio", 41), Name: "checkout: error ratio",
			Dataset:   "checkout",
			AlertType: honeycomb.OnTrue,
			Threshold: honeycomb.Threshold{Op: ">", Value: "0.05", ExceededLimit: 2}, FrequencySeconds: 900,
			Tags: []honeycomb.Tag{{Key: "tier", Value: "gold"}},
			Form: "a formula over 2 calculations",
			Schedule: &honeycomb.Schedule{DaysOfWeek: []string{"monday", "friday"}, StartTime: "08:00",
				EndTime: "16:30",
				Asked:   "Monday and Friday 09:00 to 17:30 Europe/Berlin"},
			Recipients: []honeycomb.Notification{{Recipient: slack}, {Recipient: duty, PagerDutySeverity: "info"}},
			Query: &honeycomb.Query{
				Breakdowns: []string{"cloud.region"}, TimeRangeSeconds: 900,
				Calculations: []honeycomb.Calculation{{Op: "COUNT", Name: "errors",
					Filters: []honeycomb.Filter{{Column: "error", Op: "=", Value: true}}},
					{Op: "COUNT", Name: "total"}},
				Formulas: []honeycomb.QueryFormula{{Name: "ratio", Expression: "IF(GT($total, 100), DIV($errors, " +
					"$total), 0)"}},
			}},
		{Meta: at(honeycomb.KindTrigger, "checkout/traffic_drop", 42), Name: "checkout: traffic drop",
			AlertType: honeycomb.OnChange,
			Disabled:  true,
			Threshold: honeycomb.Threshold{Op: "<=", Value: "-50", ExceededLimit: 1}, FrequencySeconds: 900,
			Baseline: &honeycomb.Baseline{OffsetMinutes: 10080, Type: "percentage"},
			Query: &honeycomb.Query{
				Calculations: []honeycomb.Calculation{{Op: "P99", Column: "slow"}, {Op: "COUNT"}},
				Havings:      []honeycomb.Having{{CalculateOp: "COUNT", Op: ">", Value: "100"}}, TimeRangeSeconds: 1800,
				CalculatedFields: []honeycomb.QueryField{{Name: "slow",
					Expression: `IF(EXISTS($duration_ms), $duration_ms)`}},
			}},
	}

	saved := &honeycomb.SavedQuery{Meta: at(honeycomb.KindQuery, "checkout/declines_spike", 50), Dataset: "checkout",
		Query: &honeycomb.Query{Calculations: []honeycomb.Calculation{{Op: "COUNT"}},
			TimeRangeSeconds: 7200, GranularitySeconds: 60}}
	note := &honeycomb.QueryAnnotation{Meta: at(honeycomb.KindQueryAnnotation, "checkout/declines_spike", 50),
		Dataset: "checkout",
		Name:    "Declines", Description: "A day of declined cards", Query: saved}
	r.Queries, r.QueryAnnotations = []*honeycomb.SavedQuery{saved}, []*honeycomb.QueryAnnotation{note}
	r.Boards = []*honeycomb.Board{{Meta: at(honeycomb.KindBoard, "checkout", 60), Name: "checkout",
		Description: "Everything of checkout",
		Tags:        []honeycomb.Tag{{Key: "team", Value: "payments"}},
		Panels:      []honeycomb.Panel{{SLO: slo}, {Query: note}, {Text: "# Checkout"}}}}
	r.Boards[0].Trial = true
	r.Boards[0].TrialUntil.Day = "2027-01-31"
	r.Triggers[0].Quiet = &honeycomb.Quiet{Until: "2027-01-31", Reason: "the bank tests its own alerts"}
	return r
}

// Service is what one ordinary service declares: an SLI, an SLO, two burn alerts and a trigger.
func Service() *honeycomb.Resources {
	r := Shop()
	return &honeycomb.Resources{Settings: r.Settings, CalculatedFields: r.CalculatedFields[:1], SLOs: r.SLOs[:1],
		BurnAlerts: r.BurnAlerts[:2], Triggers: r.Triggers[:1]}
}
