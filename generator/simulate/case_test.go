package simulate

import (
	"math"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/slogen-project/slogen/generator/burn"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/words"
)

// courseOf has 100 events a minute, of which a digit says how many tenths are bad; "." is none, "_" a minute without
// events.
func courseOf(t *testing.T, slo *honeycomb.SLO, s string) *Minutes {
	t.Helper()
	var minutes []Counts
	for _, c := range s {
		switch m := (Counts{Total: 100 * Micro}); {
		case c == '_':
			minutes = append(minutes, Counts{})
		case c == '.':
			minutes = append(minutes, m)
		default:
			m.Bad = int64(c-'0') * 10 * Micro
			minutes = append(minutes, m)
		}
	}
	course, err := NewMinutes(slo, Counts{Total: 100 * Micro}, minutes)
	if err != nil {
		t.Fatal(err)
	}
	return course
}

// Incidents are the longest times above the ordinary share; the last one reaches the end. Who fires during one has
// alerted of it, also who fires since an earlier one, and at the moment at which it ends.
func TestIncidents(t *testing.T) {
	slo := &honeycomb.SLO{TargetPerMillion: 900_000, TimePeriodDays: 1}
	alert := &honeycomb.BurnAlert{Name: "a", SLO: slo, AlertType: honeycomb.BudgetRate}
	for _, x := range []struct {
		name, course string
		ordinary     *big.Rat
		firings      []Firing
		want         []Incident
	}{
		{name: "nothing", course: "...__..."},
		{"all in one", "9", nil, nil, []Incident{{Span{0, 1}, 0.9 / 144, false}}},
		{"several", ".12.3_4.5", nil, []Firing{{Span{5, 7}, false}}, []Incident{{Span{1, 3}, 0.3 / 144, false},
			{Span{4, 5}, 0.3 / 144, true},
			{Span{6, 7}, 0.4 / 143.9, true}, {Span{8, 9}, 0.5 / 143.9, false}}},
		{"ordinary ones don't count", "112.3111", big.NewRat(1, 10), []Firing{{Span{3, 8}, true}},
			[]Incident{{Span{2, 3}, 0.2 / 144, true},
				{Span{4, 5}, 0.3 / 144, true}}},
	} {
		c := &Case{SLO: slo, Course: courseOf(t, slo, x.course), Ordinary: x.ordinary}
		got := c.incidents(&Timeline{Alerts: []*AlertTimeline{{alert, x.firings}}})
		if d := cmp.Diff(x.want, got, cmpopts.EquateApprox(1e-12, 0)); d != "" {
			t.Errorf("%s: %s", x.name, d)
		}
	}
}

// What nobody heard of is listed with the dearest first, and incidents are found from any moment.
func TestUnalerted(t *testing.T) {
	o := &Outcome{Incidents: []Incident{{Span{5, 9}, 0.1, false}, {Span{20, 30}, 0.5, true}, {Span{40, 45}, 0.3, false}}}
	if got := o.Unalerted(); len(got) != 2 || got[0].From != 40 || got[1].From != 5 {
		t.Errorf("got %v", got)
	}
	for at, want := range map[int][3]int{5: {}, 6: {1, 9, 1}, 20: {15, 9, 1}, 21: {1, 30, 1}, 100: {60, 45, 1}} {
		since, ok := o.Since(at)
		over, also := o.Over(at)
		if ok != also || ok != (want[2] == 1) || since != want[0] || over != want[1] {
			t.Errorf("at %d: since %d, over %d, %t; want %v", at, since, over, ok, want)
		}
	}
}

// How near an alert is to firing is 1 or more exactly when it fires, but for what floats can't tell.
func TestPressure(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		slo := &honeycomb.SLO{TargetPerMillion: rapid.SampledFrom([]int{900_000, 990_000, 999_000, 999_900}).Draw(t,
			"target"),
			TimePeriodDays: rapid.IntRange(1, 3).Draw(t, "days")}
		window := slo.TimePeriodDays * burn.MinutesPerDay
		o := Options{rapid.IntRange(1, 30).Draw(t, "interval"), rapid.IntRange(1, 10).Draw(t, "baseline"),
			rapid.Bool().Draw(t, "net")}
		var a *honeycomb.BurnAlert
		if rapid.Bool().Draw(t, "exhaustion") {
			a = exhaustion(slo, rapid.IntRange(0, window).Draw(t, "exhaustion time"))
		} else {
			a = budgetRate(slo, rapid.IntRange(1, 1_000_000).Draw(t, "part"), rapid.IntRange(60, window).Draw(t, "alert window"))
		}
		var minutes []Counts
		for len(minutes) < 3000 {
			c := Counts{Total: int64(rapid.IntRange(0, 50).Draw(t, "total"))}
			c.Bad = int64(float64(c.Total) * math.Pow(rapid.Float64Range(0, 1).Draw(t, "share"), 6))
			minutes = append(minutes, slices.Repeat([]Counts{c}, rapid.IntRange(1, 1500).Draw(t, "minutes"))...)
		}
		before := Counts{Total: int64(rapid.IntRange(1, 50).Draw(t, "total before"))}
		course, err := NewMinutes(slo, before, minutes)
		if err != nil {
			t.Fatal(err)
		}
		for at := 1; at <= course.Len(); at += 7 {
			fires, p := firing(course, a, at, o), pressure(course, a, at, o)
			if fires != (p >= 1) && math.Abs(p-1) > 1e-9 {
				t.Fatalf("at %d it fires %t, and the pressure is %g", at, fires, p)
			}
		}
	})
}

// Another target leaves the alerts' part of the budget as it is, and the case itself too.
func TestWhatIf(t *testing.T) {
	slo := &honeycomb.SLO{TargetPerMillion: 990_000, TimePeriodDays: 1}
	alert := budgetRate(slo, 100_000, 60)
	c := &Case{SLO: slo, Alerts: []*honeycomb.BurnAlert{alert}, Course: courseOf(t, slo, strings.Repeat("2", 30))}
	o := c.Simulate(Options{}, 900_000, 999_000)
	var first []int
	for _, x := range append([]*Outcome{o}, o.WhatIf...) {
		at := 0
		if f := x.Alerts[0].Firings; len(f) > 0 {
			at = f[0].From
		}
		first = append(first, at)
	}
	// A tenth of a budget of 14.4 minutes, at two tenths a minute, takes 8; of 144 it would take 72, and of 1.44 it takes
	// one.
	if d := cmp.Diff([]int{8, 0, 1}, first); d != "" {
		t.Error(d)
	}
	if slo.TargetPerMillion != 990_000 || alert.SLO != slo {
		t.Error("the case itself was changed")
	}
}

// Shares of a budget are never rounded to all or nothing.
func TestWords(t *testing.T) {
	for part, want := range map[float64]string{0: "0%", 1: "100%", 0.5: "50%", 0.123456: "12.35%", 0.99999: "99.99%",
		0.00001: "0.001%", -0.5: "-50%",
		12.5: "1250%", -0.00001: "-0.001%", 0.9: "90%", -0.0069: "-0.69%", 0.0069: "0.69%"} {
		if got := Share(part); got != want {
			t.Errorf("%g is %q, want %q", part, got, want)
		}
	}
	for minutes, want := range map[int]string{0: "0m", 59: "59m", 60: "1h", 61: "1h1m", 1440: "1d", 1441: "1d1m",
		1500: "1d1h", 1501: "1d1h1m",
		-5: "-5m"} {
		if got := words.Length(minutes); got != want {
			t.Errorf("%d is %q, want %q", minutes, got, want)
		}
	}
}
