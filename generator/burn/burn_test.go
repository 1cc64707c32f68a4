package burn

import (
	"math/big"
	"testing"
)

// TestWorkbook holds the formulas to the SRE workbook, chapter 5, table 5-8 and figure 5-1: a target of 99.9% over 30
// days.
func TestWorkbook(t *testing.T) {
	o := Objective{TargetPerMillion: 999_000, WindowDays: 30}
	is := func(what string, got *big.Rat, want string) {
		t.Helper()
		if w, ok := new(big.Rat).SetString(want); !ok || got.Cmp(w) != 0 {
			t.Errorf("%s is %s, want %s", what, got.RatString(), want)
		}
	}
	is("the budget in minutes", o.BudgetMinutes(), "43.2")
	is("the budget in events", o.BudgetEvents(big.NewRat(1_000, 1)), "30")
	is("the share that may be bad", o.Allowed(), "0.001")
	for _, c := range []struct {
		over, decrease int
		rate           string
		errors, lasts  string // as a share, in minutes
	}{
		{60, 20_000, "14.4", "0.0144", "3000"},
		{6 * 60, 50_000, "6", "0.006", "7200"},
		{3 * MinutesPerDay, 100_000, "1", "0.001", "43200"},
		{43, Million, "43200/43", "216/215", "43"}, // more than a full outage
	} {
		rate := o.Rate(c.decrease, c.over)
		is("the rate", rate, c.rate)
		is("the decrease", o.DecreasePerMillion(rate, c.over), big.NewRat(int64(c.decrease), 1).RatString())
		is("the share of errors", o.Errors(rate), c.errors)
		is("the rate of these errors", o.RateOf(o.Errors(rate)), c.rate)
		is("the time that a budget lasts", o.LastsMinutes(rate), c.lasts)
	}
	// A rate that no whole part of a million is exactly: nothing is rounded.
	is("the decrease", Objective{WindowDays: 28}.DecreasePerMillion(big.NewRat(10, 1), 60), "10000000/672")
}
