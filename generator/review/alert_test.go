package review

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/slogen-project/slogen/generator/honeycomb"
)

func exhaustion(target, days, minutes int) *honeycomb.BurnAlert {
	return &honeycomb.BurnAlert{AlertType: honeycomb.ExhaustionTime, ExhaustionMinutes: minutes,
		SLO: &honeycomb.SLO{TargetPerMillion: target, TimePeriodDays: days}}
}

// TestExhaustion compares with whether two alerts fire at each error rate and with each part of the budget used.
func TestExhaustion(t *testing.T) {
	for _, c := range []struct {
		name     string
		old, new *honeycomb.BurnAlert
		want     Firing
	}{
		{"the same", exhaustion(999_000, 28, 240), exhaustion(999_000, 28, 240), Firing{}},
		{"when it is gone", exhaustion(999_000, 28, 0), exhaustion(999_000, 28, 60), Firing{Sooner: true}},
		{"a shorter window", exhaustion(999_000, 28, 240), exhaustion(999_000, 7, 240), Firing{Sooner: true}},
		{"less time and a much smaller budget", exhaustion(999_000, 28, 240), exhaustion(999_900, 28, 120),
			Firing{Sooner: true}},
		{"much less time and a smaller budget", exhaustion(999_000, 28, 240), exhaustion(999_500, 28, 60),
			Firing{Sooner: true, Later: true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := BurnAlerts(c.old, c.new); got != c.want {
				t.Errorf("%+v, want %+v", got, c.want)
			}
		})
	}
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) *honeycomb.BurnAlert {
			return exhaustion(1_000_000-1000*rapid.IntRange(1, 5).Draw(t, name+" budget"), 28,
				rapid.IntRange(0, 4).Draw(t, name+" minutes"))
		}
		old, next := draw("old"), draw("new")
		f := BurnAlerts(old, next)
		fires := func(a *honeycomb.BurnAlert, used, errors float64) bool {
			b, _ := a.SLO.Objective().BudgetMinutes().Float64()
			return errors*float64(a.ExhaustionMinutes) > b-used
		}
		for used := 0.5; used < 250; used += 10 {
			for errors := 0.3; errors < 500; errors *= 1.5 {
				if !f.Sooner && fires(next, used, errors) && !fires(old, used, errors) {
					t.Fatalf("%+v, but it fires sooner at a rate of %v, %v used", f, errors, used)
				}
				if !f.Later && fires(old, used, errors) && !fires(next, used, errors) {
					t.Fatalf("%+v, but it fires later at a rate of %v, %v used", f, errors, used)
				}
			}
		}
	})
}
