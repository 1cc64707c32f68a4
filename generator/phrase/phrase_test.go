package phrase

import (
	"testing"

	"github.com/slogen-project/slogen/generator/honeycomb"
)

func TestPhrases(t *testing.T) {
	email := &honeycomb.Recipient{Type: honeycomb.RecipientEmail, EmailAddress: "a@example.com"}
	pager := &honeycomb.Recipient{Meta: honeycomb.Meta{Key: "recipient/pagerduty/a"},
		Type: honeycomb.RecipientPagerDuty, IntegrationName: "a"}
	twin := &honeycomb.Recipient{Meta: honeycomb.Meta{Key: "recipient/pagerduty/b"},
		Type: honeycomb.RecipientPagerDuty, IntegrationName: "a"}
	for _, c := range []struct{ got, want string }{
		{FiresWhen(&honeycomb.BurnAlert{AlertType: honeycomb.BudgetRate, BudgetRateWindowMinutes: 60,
			BudgetRateDecreaseThresholdPerMillion: 20_000}), "2% of the budget is used within an hour"},
		{FiresWhen(&honeycomb.BurnAlert{AlertType: honeycomb.ExhaustionTime, ExhaustionMinutes: 240}),
			"the budget would run out within 4 hours"},
		{FiresWhen(&honeycomb.BurnAlert{AlertType: honeycomb.ExhaustionTime}), "the budget is used up"},
		{Recipient(&honeycomb.Recipient{Type: honeycomb.RecipientEmail, EmailAddress: "a@example.com"}), "a@example.com"},
		{Recipient(&honeycomb.Recipient{Type: honeycomb.RecipientSlack, SlackChannel: "#a"}), "#a"},
		{Recipient(&honeycomb.Recipient{Type: honeycomb.RecipientPagerDuty, IntegrationName: "a"}), `PagerDuty "a"`},
		{Recipient(&honeycomb.Recipient{Type: honeycomb.RecipientWebhook, Name: "a"}), `webhook "a"`},
		{Recipient(&honeycomb.Recipient{Type: honeycomb.RecipientMSTeamsWorkflow, Name: "a"}), `Teams "a"`},
		{Recipient(&honeycomb.Recipient{Meta: honeycomb.Meta{Key: "recipient/odd/a"}, Type: "odd"}), "recipient/odd/a"},
		{BudgetRate(budgetRate(9_999, "10")), "1%"}, {BudgetRate(budgetRate(9_999, "")), "0.9999%"},
		{Notifies(nil), "nobody"},
		{Notifies([]honeycomb.Notification{{Recipient: email},
			{Recipient: pager, PagerDutySeverity: "critical"}}), `a@example.com and PagerDuty "a" (critical)`},
		{Notifies([]honeycomb.Notification{{Recipient: email}, {Recipient: pager},
			{Recipient: twin, PagerDutySeverity: "critical"}}),
			`a@example.com, PagerDuty "a" as recipient/pagerduty/a and PagerDuty "a" as recipient/pagerduty/b (critical)`},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
	if a, b := BudgetRates(budgetRate(9_999, "10"), budgetRate(10_000, "")); a != "0.9999%" || b != "1%" {
		t.Errorf("BudgetRates: %s, %s", a, b)
	}
}

func budgetRate(perMillion int, asked string) *honeycomb.BurnAlert {
	return &honeycomb.BurnAlert{AlertType: honeycomb.BudgetRate, BudgetRateWindowMinutes: 60,
		BudgetRateDecreaseThresholdPerMillion: perMillion, AskedBurnRate: asked}
}
