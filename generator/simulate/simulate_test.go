package simulate

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/slogen-project/slogen/generator/burn"
	"github.com/slogen-project/slogen/generator/honeycomb"
)

func budgetRate(slo *honeycomb.SLO, perMillion, windowMinutes int) *honeycomb.BurnAlert {
	return &honeycomb.BurnAlert{SLO: slo, AlertType: honeycomb.BudgetRate, BudgetRateWindowMinutes: windowMinutes,
		BudgetRateDecreaseThresholdPerMillion: perMillion}
}

func exhaustion(slo *honeycomb.SLO, minutes int) *honeycomb.BurnAlert {
	return &honeycomb.BurnAlert{SLO: slo, AlertType: honeycomb.ExhaustionTime, ExhaustionMinutes: minutes}
}

func ceil(r *big.Rat) int {
	n := new(big.Int).Add(r.Num(), new(big.Int).Sub(r.Denom(), big.NewInt(1)))
	return int(n.Div(n, r.Denom()).Int64())
}

// A constant error rate e uses up a budget of (1-t) of a window of W minutes after (1-t)·W/e minutes, a part p of it
// after p times that, and an exhaustion alert fires as soon as what has failed so far and what would fail at the rate
// of its baseline make the budget.
func TestClosedForms(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		slo := &honeycomb.SLO{TargetPerMillion: rapid.SampledFrom([]int{0, 900_000, 990_000, 995_000, 999_000, 999_500,
			999_900, 999_990}).Draw(t, "target"), TimePeriodDays: rapid.IntRange(1, 5).Draw(t, "days")}
		window := slo.TimePeriodDays * burn.MinutesPerDay
		errors := rapid.IntRange(1, 1_000_000).Draw(t, "errors per million")
		budget := big.NewRat(int64(1_000_000-slo.TargetPerMillion)*int64(window), 1) // in bad events per million minutes
		rate := big.NewRat(int64(errors), 1)

		part := rapid.IntRange(1, 1_000_000).Draw(t, "part per million")
		over := rapid.IntRange(60, window).Draw(t, "alert window")
		a := budgetRate(slo, part, over)
		after := ceil(new(big.Rat).Quo(new(big.Rat).Mul(budget, big.NewRat(int64(part), 1_000_000)), rate))
		got := React(a, errors, Options{})
		if got.Fires != (after <= over) || got.Fires && got.After != after {
			t.Fatalf("budget rate: got %+v, want %d of %d", got, after, over)
		}
		if (LeastErrors(a).Cmp(big.NewRat(int64(errors), 1_000_000)) <= 0) != got.Fires {
			t.Fatalf("fires at %v, not %d per million: %t", LeastErrors(a), errors, got.Fires)
		}
		if got.Fires && got.Reset != over-after+1 { // then the first failing minutes have left the alert's window
			t.Fatalf("budget rate: reset after %d, want %d", got.Reset, over-after+1)
		}

		ahead := rapid.IntRange(0, window).Draw(t, "exhaustion time")
		a = exhaustion(slo, ahead)
		back := max(ahead/4, 1)
		want := Reaction{}
		for m := 1; m <= window && m < 3*back+window; m++ {
			failed := new(big.Rat).Mul(rate, big.NewRat(int64(m), 1))
			coming := new(big.Rat).Mul(rate, big.NewRat(int64(min(m, back))*int64(ahead), int64(back)))
			// What has left the window by then doesn't count; nothing failed before minute 0.
			stays := new(big.Rat).Mul(rate, big.NewRat(int64(min(m, window-ahead)), 1))
			if failed.Cmp(budget) >= 0 || ahead > 0 && stays.Add(stays, coming).Cmp(budget) >= 0 {
				want = Reaction{Fires: true, After: m}
				break
			}
		}
		got = React(a, errors, Options{})
		if got.Fires != want.Fires || got.After != want.After {
			t.Fatalf("exhaustion: got %+v, want %+v", got, want)
		}
	})
}

// Going through the minutes gives what the closed form of a constant error rate gives, at every interval and with every
// option.
func TestRunAgreesWithReact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		slo := &honeycomb.SLO{TargetPerMillion: rapid.SampledFrom([]int{900_000, 990_000, 999_000, 999_900}).Draw(t,
			"target"),
			TimePeriodDays: rapid.IntRange(1, 4).Draw(t, "days")}
		window := slo.TimePeriodDays * burn.MinutesPerDay
		errors := rapid.IntRange(1, 1_000_000).Draw(t, "errors per million")
		o := Options{rapid.IntRange(1, 15).Draw(t, "interval"), rapid.IntRange(1, 10).Draw(t, "baseline"),
			rapid.Bool().Draw(t, "net")}
		var a *honeycomb.BurnAlert
		if rapid.Bool().Draw(t, "exhaustion") {
			a = exhaustion(slo, rapid.IntRange(0, window).Draw(t, "exhaustion time"))
		} else {
			a = budgetRate(slo, rapid.IntRange(1, 1_000_000).Draw(t, "part"), rapid.IntRange(60, window).Draw(t, "alert window"))
		}
		want := React(a, errors, o)
		minutes := make([]Counts, 3*window)
		for i := range minutes {
			minutes[i] = Counts{Total: 7 * Micro}
			if !want.Fires || i < want.After {
				minutes[i].Bad = 7 * int64(errors)
			}
		}
		course, err := NewMinutes(slo, Counts{Total: 7 * Micro}, minutes)
		if err != nil {
			t.Fatal(err)
		}
		got := Run(slo, []*honeycomb.BurnAlert{a}, course, o)
		firings := got.Alerts[0].Firings
		if !want.Fires {
			if len(firings) > 0 {
				t.Fatalf("fires at %v, React says never", firings)
			}
			return
		}
		if len(firings) != 1 || firings[0] != (Firing{Span{want.After, want.After + want.Reset}, false}) {
			t.Fatalf("got %v, want %+v", firings, want)
		}
		if used := 1 - got.BudgetLeft(want.After); used < want.BudgetUsed*(1-1e-9) || used > want.BudgetUsed*(1+1e-9) {
			t.Fatalf("%g of the budget used, React says %g", used, want.BudgetUsed)
		}
	})
}

// The example of Observability Engineering, chapter 13: 99% over 30 days and some 43,800 events; 285 of 37,960 failed
// in 26 days, 130 of 1,460 in the last 24 hours. A baseline of a day and a lookahead of four: the budget runs out.
func TestBook(t *testing.T) {
	slo := &honeycomb.SLO{TargetPerMillion: 990_000, TimePeriodDays: 30}
	var minutes []Counts
	days := func(n, total, bad int) {
		for range n * burn.MinutesPerDay {
			minutes = append(minutes, Counts{int64(total) * Micro / int64(n*burn.MinutesPerDay),
				int64(bad) * Micro / int64(n*burn.MinutesPerDay)})
		}
	}
	days(26, 37_960, 285)
	before := len(minutes)
	days(1, 1_460, 130)
	days(3, 4_380, 15) // the outage is over
	course, err := NewMinutes(slo, Counts{Total: 1_460 * Micro / burn.MinutesPerDay}, minutes)
	if err != nil {
		t.Fatal(err)
	}
	alert := exhaustion(slo, 4*burn.MinutesPerDay)
	got := Run(slo, []*honeycomb.BurnAlert{alert}, course, Options{})
	if f := got.Alerts[0].Firings; len(f) != 1 || f[0].From <= before || f[0].From > before+burn.MinutesPerDay ||
		f[0].Open {
		t.Errorf("got %v, want one from the day of the outage that ends", f)
	}
	if !firing(course, alert, before+burn.MinutesPerDay, Options{}) || firing(course, alert, before, Options{}) {
		t.Error("it is to fire at the end of the day and not before it")
	}
}

// At the burn rate asked for an alert fires, and a millionth below it doesn't.
func TestThresholdIsExact(t *testing.T) {
	slo := &honeycomb.SLO{TargetPerMillion: 999_000, TimePeriodDays: 30}
	a := budgetRate(slo, 20_000, 60) // 14.4 times
	for errors, want := range map[int]Reaction{14_400: {Fires: true, After: 60}, 14_399: {}} {
		got := React(a, errors, Options{})
		if got.Fires != want.Fires || got.After != want.After {
			t.Errorf("%d: got %+v, want %+v", errors, got, want)
		}
	}
	if got := LeastErrors(a); got.Cmp(big.NewRat(144, 10_000)) != 0 {
		t.Errorf("least errors %v", got)
	}
}

// Spans end where nothing is found any more, and at the end of the course at the latest.
func TestSpans(t *testing.T) {
	slo := &honeycomb.SLO{TargetPerMillion: 900_000, TimePeriodDays: 1}
	course, err := NewMinutes(slo, Counts{}, make([]Counts, 10))
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		interval int
		on       string // what is said of minutes 1 to 10
		want     []Firing
	}{
		{1, "..........", nil},
		{1, "##..#...##", []Firing{{Span{1, 3}, false}, {Span{5, 6}, false}, {Span{9, 10}, true}}},
		{3, "##..#...##", []Firing{{Span{9, 10}, true}}},
		{5, "....#....#", []Firing{{Span{5, 10}, true}}},
	} {
		got := spans(course, x.interval, func(at int) bool { return x.on[at-1] == '#' })
		if d := cmp.Diff(x.want, got); d != "" {
			t.Errorf("%s every %d: %s", x.on, x.interval, d)
		}
	}
}

func TestTooMuch(t *testing.T) {
	slo := &honeycomb.SLO{TargetPerMillion: 900_000, TimePeriodDays: 30}
	for _, x := range []struct {
		before  Counts
		minutes []Counts
	}{
		{Counts{Total: 1 << 60}, nil},
		{Counts{Total: 1, Bad: 2}, nil},
		{Counts{}, []Counts{{1, 2}}},
		{Counts{}, []Counts{{2, -1}}},
		{Counts{}, []Counts{{1 << 60, 0}, {1 << 60, 0}, {1 << 60, 0}}},
	} {
		if _, err := NewMinutes(slo, x.before, x.minutes); err == nil {
			t.Errorf("%v: no error", x)
		}
	}
}

func BenchmarkRun(b *testing.B) {
	slo := &honeycomb.SLO{TargetPerMillion: 999_000, TimePeriodDays: 30}
	minutes := make([]Counts, 30*burn.MinutesPerDay)
	for i := range minutes {
		minutes[i] = Counts{Micro, Micro / 1000 * int64(i%3)}
	}
	course, err := NewMinutes(slo, Counts{Total: Micro}, minutes)
	if err != nil {
		b.Fatal(err)
	}
	for _, a := range []*honeycomb.BurnAlert{budgetRate(slo, 20_000, 60), exhaustion(slo, 240)} {
		b.Run(fmt.Sprint(a.AlertType), func(b *testing.B) {
			for b.Loop() {
				Run(slo, []*honeycomb.BurnAlert{a}, course, Options{})
			}
		})
	}
}
