package simulate_test

import (
	"fmt"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/simulate"
	"github.com/slogen-project/slogen/generator/words"
)

// When does an alert fire in an outage of ten minutes, and when does it resolve?
func Example() {
	slo := &honeycomb.SLO{TargetPerMillion: 999_000, TimePeriodDays: 30}
	alert := &honeycomb.BurnAlert{SLO: slo, Name: "fast", AlertType: honeycomb.BudgetRate,
		BudgetRateWindowMinutes: 60, BudgetRateDecreaseThresholdPerMillion: 20_000} // 2% of the budget in an hour

	usual := simulate.Counts{Total: 1000 * simulate.Micro}
	minutes := make([]simulate.Counts, 120)
	for i := range minutes {
		minutes[i] = usual
		if i >= 5 && i < 15 {
			minutes[i].Bad = minutes[i].Total / 2
		}
	}
	course, err := simulate.NewMinutes(slo, usual, minutes)
	if err != nil {
		fmt.Println(err)
		return
	}
	t := simulate.Run(slo, []*honeycomb.BurnAlert{alert}, course, simulate.Options{})
	for _, f := range t.Alerts[0].Firings {
		fmt.Printf("fires at %s, resolves at %s\n", words.Length(f.From), words.Length(f.To))
	}
	fmt.Println(simulate.Share(t.BudgetLeft(course.Len())), "of the budget is left")
	// Output:
	// fires at 7m, resolves at 1h14m
	// 88.43% of the budget is left
}
