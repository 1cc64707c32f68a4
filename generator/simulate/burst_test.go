package simulate

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/slogen-project/slogen/generator/burn"
	"github.com/slogen-project/slogen/generator/honeycomb"
)

// As many failures as said make the alert fire when the minutes are gone through, and one fewer doesn't.
func TestLeastFailures(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		slo := &honeycomb.SLO{TargetPerMillion: rapid.SampledFrom([]int{0, 500_000, 900_000, 990_000, 999_000,
			999_900}).Draw(t, "target"), TimePeriodDays: rapid.IntRange(1, 3).Draw(t, "days")}
		window := slo.TimePeriodDays * burn.MinutesPerDay
		var a *honeycomb.BurnAlert
		if rapid.Bool().Draw(t, "exhaustion") {
			a = exhaustion(slo, rapid.IntRange(0, window-1).Draw(t, "exhaustion time"))
		} else {
			a = budgetRate(slo, rapid.IntRange(1, 1_000_000).Draw(t, "part"), rapid.IntRange(60, window).Draw(t, "alert window"))
		}
		perDay := rapid.SampledFrom([]float64{0.5, 1, 7.3, 24, 1000, 1440, 90_000, 2.5e6}).Draw(t, "events a day")
		perMinute := int64(perDay*Micro/burn.MinutesPerDay + 0.5)
		fires := func(failures int64) bool {
			before := 10
			minutes := make([]Counts, before+window)
			for i := range minutes {
				minutes[i].Total = perMinute
			}
			minutes[before] = Counts{max(perMinute, failures*Micro), failures * Micro}
			course, err := NewMinutes(slo, Counts{Total: perMinute}, minutes)
			if err != nil {
				t.Fatal(err)
			}
			return len(Run(slo, []*honeycomb.BurnAlert{a}, course, Options{}).Alerts[0].Firings) > 0
		}
		n := LeastFailures(a, perDay)
		if n == 0 {
			if fires(1_000_000) {
				t.Fatal("no number is said to be enough, and a million is")
			}
			return
		}
		if !fires(n) || n > 1 && fires(n-1) {
			t.Fatalf("%d is not the least number of failures: with it fires %t, with one fewer %t", n, fires(n), n > 1 &&
				fires(n-1))
		}
	})
}

func TestLeastFailuresOfNothing(t *testing.T) {
	a := budgetRate(&honeycomb.SLO{TargetPerMillion: 999_000, TimePeriodDays: 30}, 20_000, 60)
	for _, perDay := range []float64{0, -1, 1e30} {
		if n := LeastFailures(a, perDay); n != 0 {
			t.Errorf("%g events a day: %d", perDay, n)
		}
	}
	if n := LeastFailures(a, 90_000); n != 54 { // 2% of 0.1% of 2,700,000
		t.Errorf("got %d, want 54", n)
	}
}
