package words

import (
	"math/big"
	"testing"

	"github.com/slogen-project/slogen/generator/honeycomb"
)

func TestNumbers(t *testing.T) {
	r := func(s string) *big.Rat {
		x, ok := new(big.Rat).SetString(s)
		if !ok {
			t.Fatalf("bad rational %q", s)
		}
		return x
	}
	for _, c := range []struct{ in, want string }{
		{"0", "0"}, {"43.2", "43.2"}, {"-0.5", "-0.5"}, {"1234567", "1,234,567"}, {"1/3", "about 0.3333"}, {"100/3", "about 33.33"},
		{"100000/3", "about 33,333"}, {"1/30000", "about 0.00003333"}, {"0.00005", "about 0.00005"}, {"999.99999", "about 1,000"}, {"1e6", "1,000,000"},
	} {
		if got := Number(r(c.in)); got != c.want {
			t.Errorf("Number(%s) = %q, want %q", c.in, got, c.want)
		}
	}
	for _, c := range []struct{ in, want string }{
		{"0", "0 min"}, {"1/2", "30 s"}, {"1", "1 min"}, {"43.2", "43.2 min"}, {"599", "599 min"}, {"600", "10 h"}, {"4320", "3 days"}, {"0.0432", "2.592 s"},
	} {
		if got := Minutes(r(c.in)); got != c.want {
			t.Errorf("Minutes(%s) = %q, want %q", c.in, got, c.want)
		}
	}
	for _, c := range []struct {
		in   int
		want string
	}{{0, "0 minutes"}, {1, "a minute"}, {45, "45 minutes"}, {60, "an hour"}, {90, "90 minutes"}, {240, "4 hours"}, {1440, "a day"}, {4320, "3 days"}} {
		if got := Span(c.in); got != c.want {
			t.Errorf("Span(%d) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestPhrases(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{FiresWhen(&honeycomb.BurnAlert{AlertType: honeycomb.BudgetRate, BudgetRateWindowMinutes: 60, BudgetRateDecreaseThresholdPerMillion: 20_000}), "2 % of the budget goes within an hour"},
		{FiresWhen(&honeycomb.BurnAlert{AlertType: honeycomb.ExhaustionTime, ExhaustionMinutes: 240}), "the budget would run out within 4 hours"},
		{FiresWhen(&honeycomb.BurnAlert{AlertType: honeycomb.ExhaustionTime}), "the budget is gone"},
		{Recipient(&honeycomb.Recipient{Type: honeycomb.RecipientEmail, EmailAddress: "a@example.com"}), "a@example.com"},
		{Recipient(&honeycomb.Recipient{Type: honeycomb.RecipientSlack, SlackChannel: "#a"}), "#a"},
		{Recipient(&honeycomb.Recipient{Type: honeycomb.RecipientPagerDuty, IntegrationName: "a"}), `PagerDuty "a"`},
		{Recipient(&honeycomb.Recipient{Type: honeycomb.RecipientWebhook, Name: "a"}), `webhook "a"`},
		{Recipient(&honeycomb.Recipient{Type: honeycomb.RecipientMSTeamsWorkflow, Name: "a"}), `Teams "a"`},
		{Recipient(&honeycomb.Recipient{Meta: honeycomb.Meta{Key: "recipient/odd/a"}, Type: "odd"}), "recipient/odd/a"},
		{List(nil), ""}, {List([]string{"a"}), "a"}, {List([]string{"a", "b", "c"}), "a, b and c"},
		{Plural(1, "policy"), "1 policy"}, {Plural(2, "policy"), "2 policies"}, {Plural(0, "day"), "0 days"},
		{Whole(big.NewRat(27, 10)), "about 3"}, {Whole(big.NewRat(2_700, 1)), "2,700"},
		{FromTo(big.NewRat(432, 10), big.NewRat(216, 10)), "43.2 → 21.6 min"}, {FromTo(big.NewRat(432, 10), big.NewRat(1, 2)), "43.2 min → 30 s"},
		{Seconds(90), "90 seconds"}, {Seconds(3600), "an hour"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}
