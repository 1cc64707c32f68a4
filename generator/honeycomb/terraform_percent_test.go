package honeycomb

import (
	"strconv"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// providerTable is what the provider makes of the text that is emitted for every per-million there is: Terraform hands
// it the nearest float64.
var providerTable = sync.OnceValue(func() []int {
	sent := make([]int, MaxBudgetDecreasePerMillion+1)
	for n := range sent {
		f, _ := strconv.ParseFloat(percentOf(n), 64)
		sent[n] = int(f * 10000)
	}
	return sent
})

// TestTerraformHolds compares the predicate with the provider's arithmetic on the text that is emitted, for every value
// there is.
func TestTerraformHolds(t *testing.T) {
	lost := 0
	for n := MinTarget; n <= MaxBudgetDecreasePerMillion; n++ {
		sent := providerTable()[n]
		if sent != n {
			lost++
			if sent != n-1 {
				t.Fatalf("%s percent is sent as %d", percentOf(n), sent)
			}
		}
		if n <= MaxTarget && TerraformHoldsTarget(n) != (sent == n) {
			t.Fatalf("TerraformHoldsTarget(%d) = %v, and the provider sends %d", n, TerraformHoldsTarget(n), sent)
		}
		if n >= MinBudgetDecreasePerMillion && TerraformHoldsBudgetRate(n) != (sent == n) {
			t.Fatalf("TerraformHoldsBudgetRate(%d) = %v, and the provider sends %d", n, TerraformHoldsBudgetRate(n),
				sent)
		}
	}
	if lost != 68866 {
		t.Errorf("%d values are lost; 68,866 were counted with the provider's own code", lost)
	}
	for _, n := range []int{-1, MaxTarget + 1} {
		if TerraformHoldsTarget(n) {
			t.Errorf("the target %d is out of range", n)
		}
	}
	for _, n := range []int{0, MaxBudgetDecreasePerMillion + 1} {
		if TerraformHoldsBudgetRate(n) {
			t.Errorf("the budget decrease %d is out of range", n)
		}
	}
}

func TestTerraformPoison(t *testing.T) {
	for whole := 90; whole <= 99; whole++ {
		var lost []string
		for cents := range 100 {
			if n := whole*10000 + cents*100; !TerraformHoldsTarget(n) {
				lost = append(lost, strconv.Itoa(cents))
			}
		}
		if diff := cmp.Diff([]string{"7", "21", "32", "46", "57", "71", "82", "96"}, lost); diff != "" {
			t.Errorf("targets %d.xx (-want +got):\n%s", whole, diff)
		}
	}
	for _, percent := range []int{5700, 6900, 11300, 11400, 13800, 20100, 22600, 25100, 3} {
		if TerraformHoldsBudgetRate(percent) {
			t.Errorf("%s percent of budget is lost by the provider", percentOf(percent))
		}
	}
	for n := 1000; n <= 1000000; n += 1000 {
		if !TerraformHoldsBudgetRate(n) {
			t.Errorf("%s percent has one decimal and survives", percentOf(n))
		}
	}
}

// TestNearestOfEveryLostValue holds what is offered in place of each value that the provider loses to a search with the
// provider's own arithmetic: the nearest on both sides, within the range, and good.
func TestNearestOfEveryLostValue(t *testing.T) {
	good := make([]bool, MaxBudgetDecreasePerMillion+1)
	for n := range good {
		good[n] = providerTable()[n] == n
	}
	for _, c := range []struct {
		what            string
		nearest         func(int) (below, above int)
		lowest, highest int
	}{
		{"target", NearestTargets, MinTarget, MaxTarget},
		{"budget", NearestBudgetRates, MinBudgetDecreasePerMillion, MaxBudgetDecreasePerMillion},
	} {
		above := make([]int, len(good)+1) // the first good value behind each, -1 where there is none
		above[len(good)] = -1
		for n := len(good) - 1; n >= 0; n-- {
			above[n] = above[min(n+1, len(good))]
			if n+1 < len(good) && n+1 >= c.lowest && n+1 <= c.highest && good[n+1] {
				above[n] = n + 1
			}
		}
		below, lost := -1, 0
		for n := c.lowest; n <= c.highest; n++ {
			if good[n] {
				below = n
				continue
			}
			lost++
			if b, a := c.nearest(n); b != below || a != above[n] {
				t.Fatalf("%s %s: the nearest are said to be %d and %d, and are %d and %d", c.what, percentOf(n), b, a,
					below,
					above[n])
			}
		}
		if lost != 68866 {
			t.Errorf("%s: %d values are lost", c.what, lost)
		}
	}
}

func TestNearest(t *testing.T) {
	for _, c := range []struct{ n, below, above int }{
		{999600, 999599, 999601},
		{999999, 999997, -1}, // 99.9998 is lost too
		{0, -1, 1},
	} {
		if below, above := NearestTargets(c.n); below != c.below || above != c.above {
			t.Errorf("NearestTargets(%d) = %d, %d; want %d, %d", c.n, below, above, c.below, c.above)
		}
	}
	if below, above := NearestBudgetRates(1); below != -1 || above != 2 {
		t.Errorf("NearestBudgetRates(1) = %d, %d", below, above)
	}
	for n, want := range map[int]int{20000: 20000, 20100: 20099, 3: 2, 0: 0, -7: 0, 2000000: 1000000} {
		if got := LargestBudgetRate(n); got != want {
			t.Errorf("LargestBudgetRate(%d) = %d, want %d", n, got, want)
		}
	}
}

func TestPercentOf(t *testing.T) {
	for n, want := range map[int]string{0: "0", 1: "0.0001", 10: "0.001", 10000: "1", 999500: "99.95", 1000000: "100",
		21428: "2.1428", -5: "-0.0005"} {
		if got := percentOf(n); got != want {
			t.Errorf("percentOf(%d) = %q, want %q", n, got, want)
		}
	}
}
