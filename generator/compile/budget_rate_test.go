package compile

import (
	"fmt"
	"math/big"
	"strconv"
	"testing"
)

// TestBudgetRates holds what burn rates become against arithmetic of its own: the exact share of the budget is rate ×
// minutes / (days × 1440); what is used is not above it, the largest that the Terraform provider's conversion leaves as
// it is, and within a thousandth of it; or there is an error.
func TestBudgetRates(t *testing.T) {
	// The provider reads a percentage as float64, multiplies it by 10,000 and cuts off the rest (facts:
	// internal/helper/type_float.go).
	survives := func(perMillion int64) bool {
		percent, err := strconv.ParseFloat(fmt.Sprintf("%d.%04d", perMillion/10_000, perMillion%10_000), 64)
		return err == nil && int64(percent*10_000) == perMillion
	}
	rates := []string{"0.0001", "0.01", "0.1", "0.5", "1", "1.5", "2", "2.33", "3", "6", "7.2", "10", "13.44", "14.4",
		"14.5", "36", "100", "333.333", "720", "1000"}
	minutes := []int{60, 61, 90, 120, 180, 360, 720, 1440, 4320, 10080, 20160}
	held, refused := 0, 0
	for _, rate := range rates {
		for _, m := range minutes {
			for days := 1; days <= 90; days++ {
				r, _ := new(big.Rat).SetString(rate)
				exact := r.Mul(r, big.NewRat(int64(m)*1_000_000, int64(days)*1440))
				floor := new(big.Int).Quo(exact.Num(), exact.Denom()).Int64()
				want := floor
				for want > 0 && !survives(want) {
					want--
				}
				miss := new(big.Rat).Sub(exact, big.NewRat(want, 1))
				bad := want == 0 || exact.Cmp(big.NewRat(1_000_000, 1)) > 0 || miss.Mul(miss, big.NewRat(1000, 1)).Cmp(exact) > 0
				got, problem := exactBudgetRate(rateKey{rate, m, days})
				switch {
				case bad != (problem != nil):
					t.Errorf("%s times over %d minutes of %d days, %s: got %d, an error %t, want an error %t", rate, m, days,
						exact.FloatString(3), got, problem != nil, bad)
				case !bad && int64(got) != want:
					t.Errorf("%s times over %d minutes of %d days, %s: got %d, want %d", rate, m, days, exact.FloatString(3), got,
						want)
				case bad:
					refused++
				default:
					held++
				}
			}
		}
	}
	if held < 10_000 || refused < 1_000 {
		t.Errorf("%d rates held and %d refused: the test looks at too few of either", held, refused)
	}
	for _, rate := range []string{"0", "-1", "nonsense"} {
		if _, problem := exactBudgetRate(rateKey{rate, 60, 30}); problem == nil {
			t.Errorf("%s is accepted", rate)
		}
	}
}
