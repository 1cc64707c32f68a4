package honeycomb

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
)

// shop is a configuration that uses every kind of object and every type of recipient, and breaks no rule. Each call
// makes a new one.
func shop() *Resources {
	at := func(kind, path string, line int) Meta {
		service, _, _ := strings.Cut(path, "/")
		if kind == KindRecipient {
			service = ""
		}
		rng := hcl.Range{Filename: "checkout.slo.hcl", Start: hcl.Pos{Line: line, Column: 1},
			End: hcl.Pos{Line: line, Column: 9}}
		return Meta{Key: Key(kind + "/" + path), Service: service,
			Origin: Origin{Range: rng, Arg: func(string) hcl.Range { return hcl.Range{} }}}
	}
	r := &Resources{
		Settings: Settings{Outputs: []string{"json", "terraform"}, ProviderVersion: ">= 0.50.0"},
		Moved:    []Moved{{From: "slo/checkout/errors", To: "slo/checkout/availability"}},
	}

	email := &Recipient{Meta: at(KindRecipient, "email/payments", 1), Type: RecipientEmail,
		EmailAddress: "payments@example.com"}
	teams := &Recipient{Meta: at(KindRecipient, "msteams_workflow/ops", 2), Type: RecipientMSTeamsWorkflow, Name: "ops",
		URL: Text{Secret: "TEAMS_URL"}}
	duty := &Recipient{Meta: at(KindRecipient, "pagerduty/payments_oncall", 3), Type: RecipientPagerDuty,
		IntegrationName: "Payments on-call",
		IntegrationKey:  Text{Secret: "PAYMENTS_PAGERDUTY_KEY"}}
	old := &Recipient{Meta: at(KindRecipient, "slack/legacy", 4), Type: RecipientSlack, Lookup: true, SlackChannel: "#old"}
	slack := &Recipient{Meta: at(KindRecipient, "slack/payments", 5), Type: RecipientSlack, SlackChannel: "#payments"}
	hook := &Recipient{
		Meta: at(KindRecipient, "webhook/bot", 6), Type: RecipientWebhook, Name: "incident bot",
		URL: Text{Value: "https://bot.example.com/h"}, Secret: Text{Secret: "BOT_SECRET"},
		Headers:   []Header{{"Authorization", Text{Secret: "BOT_TOKEN"}}, {"X-Team", Text{Value: "payments"}}},
		Variables: []TemplateVariable{{"severity", "info"}, {"team", ""}},
		Templates: []PayloadTemplate{{Type: "trigger", Body: `{"a": "{{.Alert.Description}}"}`},
			{Type: "budget_rate", Body: "{}"}},
	}
	r.Recipients = []*Recipient{email, teams, duty, old, slack, hook}

	good := &CalculatedField{Meta: at(KindCalculatedField, "checkout/availability", 10),
		Alias: "sli.checkout.availability", Dataset: "checkout",
		Description: "Answered without a server error",
		Expression:  `IF(EQUALS($name, "POST /checkout"), LT($http.response.status_code, 500))`}
	wide := &CalculatedField{Meta: at(KindCalculatedField, "journey/availability", 11), Alias: "sli.journey.availability",
		Expression: "LT($status, 500)"}
	wide.Existing = "sli.journey.availability"
	r.CalculatedFields = []*CalculatedField{good, wide}

	slo := &SLO{Meta: at(KindSLO, "checkout/availability", 20), Name: "checkout: availability",
		Description: "Buyers can <pay> & leave", Datasets: []string{"checkout"},
		SLI: good, TargetPerMillion: 999000, TimePeriodDays: 30, Tags: []Tag{{"team", "payments"}, {"tier", "gold/eu-1"}},
		Owner:   "payments",
		Runbook: "https://runbooks.example.com/checkout", EventsPerDay: 86400}
	slo.Existing = "checkout/BGfyxhFto"
	many := &SLO{Meta: at(KindSLO, "journey/availability", 21), Name: "journey: availability",
		Description: "A cart becomes an order", Datasets: []string{"cart", "checkout"},
		SLI: wide, TargetPerMillion: 995000, TimePeriodDays: 28}
	r.SLOs = []*SLO{slo, many}

	r.BurnAlerts = []*BurnAlert{
		{Meta: at(KindBurnAlert, "checkout/availability/fast", 30), SLO: slo, Name: "fast", AlertType: BudgetRate,
			Description:             "Buyers can't pay.\nSee the runbook.",
			BudgetRateWindowMinutes: 60, BudgetRateDecreaseThresholdPerMillion: 20000, AskedBurnRate: "14.4", Severity: "page",
			Recipients: []Notification{{Recipient: duty, PagerDutySeverity: "critical"},
				{Recipient: hook, Variables: []Variable{{"severity", "page"}}}}},
		{Meta: at(KindBurnAlert, "checkout/availability/soon", 31), SLO: slo, Name: "soon", AlertType: ExhaustionTime,
			ExhaustionMinutes: 240,
			Recipients:        []Notification{{Recipient: slack}}},
		{Meta: at(KindBurnAlert, "journey/availability/slow", 32), SLO: many, Name: "slow", AlertType: BudgetRate,
			BudgetRateWindowMinutes:               1440,
			BudgetRateDecreaseThresholdPerMillion: 100000, Recipients: []Notification{{Recipient: email}, {Recipient: teams},
				{Recipient: old}}},
	}

	r.Triggers = []*Trigger{
		{Meta: at(KindTrigger, "checkout/declines_spike", 40), Name: "checkout: declines spike",
			Description: "Many cards are declined", Dataset: "checkout",
			AlertType: OnChange, Threshold: Threshold{">=", "50", 1}, FrequencySeconds: 300, Severity: "inform",
			Recipients: []Notification{{Recipient: slack}},
			Query: &Query{
				Calculations: []Calculation{{Op: "COUNT"}}, FilterCombination: "AND", TimeRangeSeconds: 600,
				Uses: []*CalculatedField{good},
				Filters: []Filter{{"name", "=", "charge"}, {"card.declined", "=", true}, {"amount", ">", 12.5},
					{"retries", "<=", int64(3)},
					{"country", "in", []any{"de", "fr"}}, {"error", "does-not-exist", nil}, {"sli.checkout.availability", "=", false}},
			}},
		{Meta: at(KindTrigger, "checkout/error_ratio", 41), Name: "checkout: error ratio", Dataset: "checkout",
			AlertType: OnTrue,
			Threshold: Threshold{">", "0.05", 2}, FrequencySeconds: 900, Tags: []Tag{{"tier", "gold"}},
			Form: "a formula over 2 calculations",
			Schedule: &Schedule{DaysOfWeek: []string{"monday", "friday"}, StartTime: "08:00", EndTime: "16:30",
				Asked: "Monday and Friday 09:00 to 17:30 Europe/Berlin"},
			Recipients: []Notification{{Recipient: slack}, {Recipient: duty, PagerDutySeverity: "info"}},
			Query: &Query{
				Breakdowns: []string{"cloud.region"}, TimeRangeSeconds: 900,
				Calculations: []Calculation{{Op: "COUNT", Name: "errors", Filters: []Filter{{"error", "=", true}}},
					{Op: "COUNT", Name: "total"}},
				Formulas: []QueryFormula{{"ratio", "IF(GT($total, 100), DIV($errors, $total), 0)"}},
			}},
		{Meta: at(KindTrigger, "checkout/traffic_drop", 42), Name: "checkout: traffic drop", AlertType: OnChange,
			Disabled:  true,
			Threshold: Threshold{"<=", "-50", 1}, FrequencySeconds: 900, Baseline: &Baseline{10080, "percentage"},
			Query: &Query{
				Calculations: []Calculation{{Op: "P99", Column: "slow"}, {Op: "COUNT"}},
				Havings:      []Having{{CalculateOp: "COUNT", Op: ">", Value: "100"}}, TimeRangeSeconds: 1800,
				CalculatedFields: []QueryField{{Name: "slow", Expression: `IF(EXISTS($duration_ms), $duration_ms)`}},
			}},
	}

	saved := &SavedQuery{Meta: at(KindQuery, "checkout/declines_spike", 50), Dataset: "checkout",
		Query: &Query{Calculations: []Calculation{{Op: "COUNT"}},
			TimeRangeSeconds: 7200, GranularitySeconds: 60}}
	note := &QueryAnnotation{Meta: at(KindQueryAnnotation, "checkout/declines_spike", 50), Dataset: "checkout",
		Name: "Declines", Description: "A day of declined cards", Query: saved}
	r.Queries, r.QueryAnnotations = []*SavedQuery{saved}, []*QueryAnnotation{note}
	r.Boards = []*Board{{Meta: at(KindBoard, "checkout", 60), Name: "checkout", Description: "Everything of checkout",
		Tags:   []Tag{{"team", "payments"}},
		Panels: []Panel{{SLO: slo}, {Query: note}, {Text: "# Checkout"}}}}
	r.Boards[0].Trial = true
	return r
}

// only keeps the outputs named.
func (r *Resources) only(outputs ...string) *Resources {
	r.Settings.Outputs = slices.Clone(outputs)
	return r
}
