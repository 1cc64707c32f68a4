package emit

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/honeycomb"
)

// samples are the resources that tests name.
var samples = map[string]func() *honeycomb.Resources{
	"rich":  rich,
	"empty": func() *honeycomb.Resources { return &honeycomb.Resources{} },
}

func meta(key honeycomb.Key, service, file string) honeycomb.Meta {
	return honeycomb.Meta{Key: key, Service: service,
		Origin: honeycomb.Origin{Range: hcl.Range{Filename: file, Start: hcl.InitialPos, End: hcl.InitialPos}}}
}

// rich has every kind of object and every member of each at least once.
func rich() *honeycomb.Resources {
	const checkout, cart, platform = "payments/checkout.slo.hcl", "cart.slo.json", "platform/recipients.slo.hcl"
	pager := &honeycomb.Recipient{Meta: meta("recipient/pagerduty/payments_oncall", "", platform), Type: "pagerduty",
		IntegrationName: "Payments on-call",
		IntegrationKey:  honeycomb.Text{Secret: "PAYMENTS_PAGERDUTY_KEY"}}
	slack := &honeycomb.Recipient{Meta: meta("recipient/slack/payments", "", platform), Type: "slack",
		SlackChannel: "#payments-alerts"}
	slack.Existing = "R3c1p13nt"
	legacy := &honeycomb.Recipient{Meta: meta("recipient/slack/legacy", "", platform), Type: "slack", SlackChannel: "#old",
		Lookup: true}
	email := &honeycomb.Recipient{Meta: meta("recipient/email/payments", "", platform), Type: "email",
		EmailAddress: "payments@example.com"}
	teams := &honeycomb.Recipient{Meta: meta("recipient/msteams_workflow/ops", "", platform), Type: "msteams_workflow",
		Name: "ops", URL: honeycomb.Text{Secret: "TEAMS_URL"}}
	existingTeams := &honeycomb.Recipient{Meta: meta("recipient/msteams_workflow/old", "", platform),
		Type: "msteams_workflow", URL: honeycomb.Text{Secret: "TEAMS_URL"},
		Lookup: true}
	bot := &honeycomb.Recipient{
		Meta: meta("recipient/webhook/bot", "", checkout), Type: "webhook", Name: "incident bot",
		URL: honeycomb.Text{Value: "https://bot.example.com/h"}, Secret: honeycomb.Text{Secret: "BOT_SECRET"},
		Headers: []honeycomb.Header{{Name: "Authorization", Value: honeycomb.Text{Secret: "BOT_SECRET"}},
			{Name: "X-Team", Value: honeycomb.Text{Value: "payments"}}},
		Variables: []honeycomb.TemplateVariable{{Name: "severity", Default: "low"}, {Name: "team"}},
		Templates: []honeycomb.PayloadTemplate{
			{Type: "budget_rate", Body: "{\"text\": {{ .Name | quote }}}"},
			{Type: "trigger", Body: "{\n  \"text\": \"${not.hcl} and %{neither}\"\n}"},
		},
	}
	availability := &honeycomb.CalculatedField{
		Meta: meta("calculated_field/checkout/availability", "checkout", checkout), Alias: "sli.checkout.availability",
		Dataset:     "checkout",
		Description: "Checkout requests answered without a server error",
		Expression:  `IF(AND(EQUALS($name, "POST /checkout"), NOT(EXISTS($trace.parent_id))), LT($http.response.status_code, 500))`,
	}
	shared := &honeycomb.CalculatedField{Meta: meta("calculated_field/cart/journey", "cart", cart),
		Alias: "sli.cart.journey", Expression: `REG_MATCH($url, "^/(cart|pay)\\?id=\\d+$")`}
	shared.Existing = "sli.cart.journey"
	slo := &honeycomb.SLO{
		Meta: meta("slo/checkout/availability", "checkout", checkout), Name: "checkout: availability",
		Description: "Buyers can \"pay\":\n100% of them", Datasets: []string{"checkout"},
		SLI: availability, TargetPerMillion: 999_500, TimePeriodDays: 30,
		Tags: []honeycomb.Tag{{Key: "for", Value: "payments"},
			{Key: "tier", Value: "gold"}},
	}
	journey := &honeycomb.SLO{Meta: meta("slo/cart/journey", "cart", cart), Name: "cart: journey",
		Description: "From cart to receipt", Datasets: []string{"cart", "checkout"}, SLI: shared,
		TargetPerMillion: 990_000, TimePeriodDays: 28}
	journey.Existing = "abc123"
	decline := &honeycomb.Query{
		Calculations: []honeycomb.Calculation{{Op: "COUNT"}},
		Filters: []honeycomb.Filter{
			{Column: "name", Op: "=", Value: "charge"}, {Column: "card.declined", Op: "=", Value: true},
			{Column: "route", Op: "in", Value: []any{"/a", "/b"}},
			{Column: "duration_ms", Op: ">", Value: 250.5}, {Column: "http.status", Op: ">=", Value: int64(500)},
			{Column: "trace.parent_id", Op: "exists"},
			{Column: "sli.checkout.availability", Op: "=", Value: false},
		},
		FilterCombination: "AND", TimeRangeSeconds: 600, Uses: []*honeycomb.CalculatedField{availability},
	}
	saved := &honeycomb.SavedQuery{Meta: meta("query/checkout/declines", "checkout", checkout), Dataset: "checkout",
		Query: decline}
	annotation := &honeycomb.QueryAnnotation{Meta: meta("query_annotation/checkout/declines", "checkout", checkout),
		Dataset: "checkout", Name: "Declines", Description: "Declined cards",
		Query: saved}
	moreMeta := meta("trigger/checkout/error_ratio", "checkout", "../teams/payments/more.slo.hcl")
	moreMeta.Origin.File = "payments/more.slo.hcl"
	return &honeycomb.Resources{
		Settings:         honeycomb.Settings{Outputs: []string{"json", "terraform"}, ProviderVersion: "~> 0.51"},
		Recipients:       []*honeycomb.Recipient{email, existingTeams, teams, pager, legacy, slack, bot},
		CalculatedFields: []*honeycomb.CalculatedField{shared, availability},
		SLOs:             []*honeycomb.SLO{journey, slo},
		BurnAlerts: []*honeycomb.BurnAlert{
			{Meta: meta("burn_alert/cart/journey/soon", "cart", cart), SLO: journey, AlertType: honeycomb.ExhaustionTime,
				ExhaustionMinutes: 240,
				Recipients:        []honeycomb.Notification{{Recipient: legacy}, {Recipient: teams}}},
			{
				Meta: meta("burn_alert/checkout/availability/fast", "checkout", checkout), SLO: slo,
				AlertType: honeycomb.BudgetRate, BudgetRateWindowMinutes: 60,
				BudgetRateDecreaseThresholdPerMillion: 20_000,
				AskedBurnRate:                         "14.4", Description: "The budget burns 14.4 times too fast",
				Recipients: []honeycomb.Notification{
					{Recipient: pager, PagerDutySeverity: "critical"},
					{Recipient: bot, Variables: []honeycomb.Variable{{Name: "severity", Value: "high"},
						{Name: "team", Value: "payments"}}},
				},
			},
		},
		Triggers: []*honeycomb.Trigger{
			{
				Meta: meta("trigger/checkout/declines_spike", "checkout", checkout), Name: "checkout: declines spike",
				Description: "Many cards are declined at once", Dataset: "checkout",
				Query: decline, AlertType: "on_change", Threshold: honeycomb.Threshold{Op: ">=", Value: "50", ExceededLimit: 2},
				FrequencySeconds: 300, Recipients: []honeycomb.Notification{{Recipient: slack}, {Recipient: email}},
				Schedule: &honeycomb.Schedule{DaysOfWeek: []string{"monday", "friday"}, StartTime: "08:00", EndTime: "16:30",
					Asked: "monday and friday 09:00 to 17:30 Europe/Berlin, at standard time"},
				Tags: []honeycomb.Tag{{Key: "tier", Value: "gold"}},
			},
			{
				Meta: moreMeta, Name: "checkout: error ratio", Disabled: true, AlertType: "on_true",
				Threshold: honeycomb.Threshold{Op: ">=", Value: "0.05", ExceededLimit: 1}, FrequencySeconds: 900,
				Baseline: &honeycomb.Baseline{OffsetMinutes: 10080, Type: "percentage"},
				Query: &honeycomb.Query{
					Breakdowns: []string{"cloud.region", "a \"b\""},
					Calculations: []honeycomb.Calculation{
						{Op: "COUNT", Name: "errors", Filters: []honeycomb.Filter{{Column: "error", Op: "=", Value: true}},
							FilterCombination: "OR"},
						{Op: "COUNT", Name: "total"}, {Op: "P99", Column: "slow", Name: "p99"},
					},
					Formulas:         []honeycomb.QueryFormula{{Name: "ratio", Expression: "DIV($errors, $total)"}},
					Havings:          []honeycomb.Having{{CalculateOp: "P99", Column: "slow", Op: ">", Value: "-1.5"}},
					CalculatedFields: []honeycomb.QueryField{{Name: "slow", Expression: "GT($duration_ms, 100)"}},
					TimeRangeSeconds: 900, GranularitySeconds: 60,
				},
			},
		},
		Queries:          []*honeycomb.SavedQuery{saved},
		QueryAnnotations: []*honeycomb.QueryAnnotation{annotation},
		Boards: []*honeycomb.Board{{
			Meta: meta("board/checkout", "checkout", checkout), Name: "Checkout", Description: "All of checkout",
			Tags:   []honeycomb.Tag{{Key: "team", Value: "payments"}},
			Panels: []honeycomb.Panel{{SLO: slo}, {Query: annotation}, {Text: "# Read me\n"}},
		}},
		Moved: []honeycomb.Moved{
			{From: "slo/checkout/uptime", To: "slo/checkout/availability"},
			{From: "burn_alert/checkout/uptime/fast", To: "burn_alert/checkout/availability/fast"},
			{From: "recipient/slack/older", To: "recipient/slack/legacy"},
			// to what is looked up: nothing for Terraform to follow
		},
	}
}

// many has n services with an SLI, an SLO, two burn alerts and a trigger each.
func many(n int) *honeycomb.Resources {
	r := &honeycomb.Resources{}
	slack := &honeycomb.Recipient{Meta: honeycomb.Meta{Key: "recipient/slack/ops"}, Type: "slack", SlackChannel: "#ops"}
	r.Recipients = []*honeycomb.Recipient{slack}
	to := []honeycomb.Notification{{Recipient: slack}}
	for i := range n {
		service := fmt.Sprintf("service-%05d", i)
		file := service + ".slo.hcl"
		f := &honeycomb.CalculatedField{
			Meta: meta(honeycomb.Key("calculated_field/"+service+"/availability"), service, file), Alias: "sli." + service +
				".availability", Dataset: service,
			Description: "Requests answered without a server error",
			Expression:  `IF(AND(EQUALS($name, "POST /checkout"), NOT(EXISTS($trace.parent_id))), LT($http.response.status_code, 500))`,
		}
		s := &honeycomb.SLO{
			Meta: meta(honeycomb.Key("slo/"+service+"/availability"), service, file), Name: service + ": availability",
			Description: "Buyers can pay",
			Datasets:    []string{service}, SLI: f,
			TargetPerMillion: 999_000, TimePeriodDays: 30, Tags: []honeycomb.Tag{{Key: "tier", Value: "gold"}},
		}
		r.CalculatedFields, r.SLOs = append(r.CalculatedFields, f), append(r.SLOs, s)
		for _, name := range []string{"fast", "slow"} {
			r.BurnAlerts = append(r.BurnAlerts, &honeycomb.BurnAlert{
				Meta: meta(honeycomb.Key("burn_alert/"+service+"/availability/"+name), service, file), SLO: s,
				AlertType:                             honeycomb.BudgetRate,
				BudgetRateWindowMinutes:               60,
				BudgetRateDecreaseThresholdPerMillion: 20_000, Description: "Users lose the checkout. The budget of 43.2 minutes " +
					"in 30 days burns 14.4 times too fast. Owner: payments.", Recipients: to,
			})
		}
		r.Triggers = append(r.Triggers, &honeycomb.Trigger{
			Meta: meta(honeycomb.Key("trigger/"+service+"/declines"), service, file), Name: service + ": declines",
			Description: "Many cards are declined at once", Dataset: service,
			AlertType: "on_change",
			Query: &honeycomb.Query{Calculations: []honeycomb.Calculation{{Op: "COUNT"}},
				Filters: []honeycomb.Filter{{Column: "name", Op: "=", Value: "charge"}}, TimeRangeSeconds: 600},
			Threshold: honeycomb.Threshold{Op: ">=", Value: "50", ExceededLimit: 1}, FrequencySeconds: 300, Recipients: to,
		})
	}
	return r
}
