package lint_test

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"github.com/slogen-project/slogen/generator/burn"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/lint"
	"github.com/slogen-project/slogen/generator/rule"
	"github.com/slogen-project/slogen/generator/simulate"
)

// drawSLO draws an SLO whose window is short, so that courses through it are.
func drawSLO(t *rapid.T) *honeycomb.SLO {
	return &honeycomb.SLO{TargetPerMillion: rapid.SampledFrom([]int{0, 500_000, 900_000, 990_000, 999_000, 999_500,
		999_900}).Draw(t, "target"), TimePeriodDays: rapid.IntRange(1, 3).Draw(t, "days")}
}

// drawAlert draws an alert such as are declared, or an odd one.
func drawAlert(t *rapid.T, s *honeycomb.SLO) *honeycomb.BurnAlert {
	window := s.TimePeriodDays * burn.MinutesPerDay
	if rapid.IntRange(0, 3).Draw(t, "type") == 0 {
		return &honeycomb.BurnAlert{SLO: s, AlertType: honeycomb.ExhaustionTime,
			ExhaustionMinutes: rapid.OneOf(rapid.SampledFrom([]int{0, 60, 240}), rapid.IntRange(0, window-1)).Draw(t,
				"exhaustion time")}
	}
	return &honeycomb.BurnAlert{SLO: s, AlertType: honeycomb.BudgetRate,
		BudgetRateWindowMinutes: rapid.OneOf(rapid.SampledFrom([]int{60, 360, window}),
			rapid.IntRange(60, window)).Draw(t, "alert window"),
		BudgetRateDecreaseThresholdPerMillion: rapid.OneOf(rapid.SampledFrom([]int{20_000, 50_000, 100_000, 999_999,
			1_000_000}), rapid.IntRange(1, 1_000_000)).Draw(t, "part")}
}

// In a gap the budget goes and no alert fires; outside of it, wherever the budget goes, one does.
func TestGaps(t *testing.T) {
	gaps := 0
	check := func(t *rapid.T) {
		s := drawSLO(t)
		var alerts []*honeycomb.BurnAlert
		for range rapid.IntRange(0, 4).Draw(t, "alerts") {
			alerts = append(alerts, drawAlert(t, s))
		}
		least, below, ok := lint.Gap(s, alerts)
		if ok {
			gaps++
		}
		edge := func(r *big.Rat) int { // the first whole rate per million that is not below r
			n := new(big.Int).Mul(r.Num(), big.NewInt(1_000_000))
			n.Add(n, r.Denom()).Sub(n, big.NewInt(1))
			return int(n.Quo(n, r.Denom()).Int64())
		}
		rates := []int{edge(least), edge(below) - 1, edge(below), 1_000_000}
		for range 5 {
			rates = append(rates, rapid.IntRange(1, 1_000_000).Draw(t, "errors per million"))
		}
		for _, e := range rates {
			if e < 1 || e > 1_000_000 {
				continue
			}
			r := big.NewRat(int64(e), 1_000_000)
			told := false
			for _, a := range alerts {
				told = told || simulate.React(a, e, simulate.Options{}).Fires
			}
			goes := r.Cmp(least) >= 0
			claimed := ok && goes && r.Cmp(below) < 0
			if claimed != (goes && !told) {
				t.Fatalf("%d errors in a million: the gap %v (%v to %v) says %t, and the budget goes %t, somebody is "+
					"told %t", e,
					ok, least, below, claimed, goes, told)
			}
		}
	}
	for range 50 { // a short run draws few
		if rapid.Check(t, check); gaps > 0 {
			break
		}
	}
	if gaps == 0 {
		t.Error("no gap was drawn")
	}
}

func TestGap(t *testing.T) {
	s := &honeycomb.SLO{TargetPerMillion: 999_000, TimePeriodDays: 30}
	rate := func(perMillion, minutes int) *honeycomb.BurnAlert {
		return &honeycomb.BurnAlert{SLO: s, AlertType: honeycomb.BudgetRate,
			BudgetRateDecreaseThresholdPerMillion: perMillion, BudgetRateWindowMinutes: minutes}
	}
	for _, c := range []struct {
		name   string
		alerts []*honeycomb.BurnAlert
		below  *big.Rat // nil: no gap
	}{
		{"none", nil, big.NewRat(2, 1)},
		{"14.4 and 3 times", []*honeycomb.BurnAlert{rate(20_000, 60), rate(100_000, 1440)}, big.NewRat(3, 1000)},
		{"once", []*honeycomb.BurnAlert{rate(100_000, 3*1440)}, nil},
		{"less than once", []*honeycomb.BurnAlert{rate(10_000, 480)}, nil},
		{"exhaustion", []*honeycomb.BurnAlert{rate(20_000, 60), {SLO: s, AlertType: honeycomb.ExhaustionTime,
			ExhaustionMinutes: 240}},
			nil},
		{"a hair more than once", []*honeycomb.BurnAlert{rate(100_001, 3*1440)}, big.NewRat(100_001, 100_000_000)},
	} {
		least, below, ok := lint.Gap(s, c.alerts)
		if ok != (c.below != nil) || ok && (least.Cmp(big.NewRat(1, 1000)) != 0 || below.Cmp(c.below) != 0) {
			t.Errorf("%s: %v from %v to %v", c.name, ok, least, below)
		}
	}
}

// An alert that another one covers never fires without it: at no constant error rate before it, and in no course of
// traffic alone.
func TestCovers(t *testing.T) {
	covered := 0
	rapid.Check(t, func(t *rapid.T) {
		s := drawSLO(t)
		alerts := make([]*honeycomb.BurnAlert, 6)
		for i := range alerts {
			alerts[i] = drawAlert(t, s)
		}
		var minutes []simulate.Counts
		for len(minutes) < 2*s.TimePeriodDays*burn.MinutesPerDay {
			length, total := rapid.IntRange(1, 600).Draw(t, "minutes"), rapid.Int64Range(0, 100).Draw(t,
				"events")*simulate.Micro
			// In halves of what the target allows, so that budgets go slowly too.
			halves := rapid.SampledFrom([]int64{0, 0, 1, 2, 3, 20, 2000}).Draw(t, "bad")
			bad := min(total, halves*total/2_000_000*int64(1_000_000-s.TargetPerMillion))
			for range length {
				minutes = append(minutes, simulate.Counts{Total: total, Bad: bad})
			}
		}
		course, err := simulate.NewMinutes(s, simulate.Counts{Total: 10 * simulate.Micro}, minutes)
		if err != nil {
			t.Fatal(err)
		}
		got := simulate.Run(s, alerts, course, simulate.Options{})
		e := rapid.IntRange(1, 1_000_000).Draw(t, "errors per million")
		for i, a := range alerts {
			for j, b := range alerts {
				if i == j || !lint.Covers(a, b) {
					continue
				}
				first, second := simulate.React(a, e, simulate.Options{}), simulate.React(b, e, simulate.Options{})
				if second.Fires && (!first.Fires || first.After > second.After) {
					t.Fatalf("at %d errors in a million %+v reacts with %+v, and %+v with %+v", e, *b, second, *a,
						first)
				}
				for _, f := range got.Alerts[j].Firings {
					covered++
					inside := false
					for _, o := range got.Alerts[i].Firings {
						inside = inside || o.From <= f.From && f.To <= o.To
					}
					if !inside {
						t.Fatalf("%+v fires at %v and %+v at %v", *b, f, *a, got.Alerts[i].Firings)
					}
				}
			}
		}
	})
	if covered == 0 {
		t.Error("no covered alert fired")
	}
}

// The rule says of an alert that a single failure trips it when it does in the minutes.
func TestSingleFailure(t *testing.T) {
	said := map[bool]bool{}
	rapid.Check(t, func(t *rapid.T) {
		s := drawSLO(t)
		s.EventsPerDay = rapid.SampledFrom([]float64{1, 24, 100, 1440, 14_400, 144_000}).Draw(t, "events a day")
		a := drawAlert(t, s)
		findings := lint.Run(&honeycomb.Resources{SLOs: []*honeycomb.SLO{s}, BurnAlerts: []*honeycomb.BurnAlert{a}},
			lint.Options{Rules: []*lint.Rule{rule.Lookup(lint.Rules, "burn_alert/single_failure")}})
		perMinute := int64(s.EventsPerDay*simulate.Micro/burn.MinutesPerDay + 0.5)
		minutes := make([]simulate.Counts, s.TimePeriodDays*burn.MinutesPerDay)
		for i := range minutes {
			minutes[i].Total = perMinute
		}
		minutes[0] = simulate.Counts{Total: max(perMinute, simulate.Micro), Bad: simulate.Micro}
		course, err := simulate.NewMinutes(s, simulate.Counts{Total: perMinute}, minutes)
		if err != nil {
			t.Fatal(err)
		}
		trips := len(simulate.Run(s, []*honeycomb.BurnAlert{a}, course, simulate.Options{}).Alerts[0].Firings) > 0
		if trips != (len(findings) == 1) {
			t.Fatalf("one failure trips it: %t; found: %v", trips, findings)
		}
		said[trips] = true
	})
	if len(said) != 2 {
		t.Errorf("only %v was drawn", said)
	}
}
