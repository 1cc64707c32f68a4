package slitest_test

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/functions"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/simulate"
	"github.com/slogen-project/slogen/generator/slitest"
	"github.com/slogen-project/slogen/generator/syntax"
)

// fataler is a *testing.T or a *rapid.T.
type fataler interface {
	Fatalf(format string, args ...any)
}

// scenarios runs the scenarios of a file *.slotest.hcl against one SLO, slo.a.x, with these alerts.
func scenarios(t fataler, text string, slo honeycomb.SLO, o simulate.Options,
	alerts ...honeycomb.BurnAlert) []*slitest.Scenario {
	f, diags := syntax.Parse("a.slotest.hcl", []byte(text))
	if diags.HasErrors() {
		t.Fatalf("%s\n%s", diags, text)
	}
	shared, diags := config.Declare(nil, &config.Environment{
		Functions:   new(functions.Table).Everywhere(),
		FunctionsIn: new(functions.Table).In,
		JSONExpr:    syntax.JSONExpr,
	})
	if diags.HasErrors() {
		t.Fatalf("%s", diags)
	}
	tests, diags := shared.Tests(&config.File{Name: "a.slotest.hcl", Dir: ".", Src: []byte(text), Body: f.Body})
	if diags.HasErrors() {
		t.Fatalf("%s\n%s", diags, text)
	}
	slo.Key = "slo/a/x"
	in := slitest.Input{Scenarios: tests.Scenarios, SLOs: []*honeycomb.SLO{&slo}}
	for i := range alerts {
		alerts[i].SLO = &slo
		in.Alerts = append(in.Alerts, &alerts[i])
	}
	out, diags := slitest.Scenarios(in, o)
	if diags.HasErrors() || len(out) != len(tests.Scenarios) {
		t.Fatalf("%d of %d scenarios: %s\n%s", len(out), len(tests.Scenarios), diags, text)
	}
	return out
}

func rateAlert(name string, perMillion, minutes int) honeycomb.BurnAlert {
	return honeycomb.BurnAlert{Name: name, AlertType: honeycomb.BudgetRate,
		BudgetRateDecreaseThresholdPerMillion: perMillion, BudgetRateWindowMinutes: minutes}
}

// When the share of bad events grows evenly from 0 to r in n minutes, r·m²/2n of the events of a minute have failed
// after m minutes. An alert on a part p of a budget of (1-t)·W minutes fires after the first m at which that is
// p·(1-t)·W.
func TestRamp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		slo := honeycomb.SLO{TargetPerMillion: rapid.SampledFrom([]int{990_000, 995_000, 999_000, 999_900}).Draw(t, "target"),
			TimePeriodDays: rapid.IntRange(1, 10).Draw(t, "days")}
		n := rapid.IntRange(1, 24*60).Draw(t, "minutes")
		perMille := rapid.IntRange(1, 1000).Draw(t, "ratio per mille")
		part := rapid.IntRange(1, 1_000_000).Draw(t, "part per million")
		rate := rapid.SampledFrom([]string{"1000/min", "7/s", "1000/day", "1/h", "0.37/min"}).Draw(t, "traffic")
		s := scenarios(t, fmt.Sprintf("scenario \"ramp\" {\n slo = slo.a.x\n traffic = %q\n failures {\n to = \"%dm\"\n "+
			"ratio = 0\n ratio_at_end = %g\n }\n}\n", rate, n, float64(perMille)/1000),
			slo, simulate.Options{}, rateAlert("a", part, 24*60))[0]

		budget := big.NewRat(int64(1_000_000-slo.TargetPerMillion)*int64(slo.TimePeriodDays)*24*60, 1_000_000)
		need := new(big.Rat).Mul(budget, big.NewRat(int64(part), 1_000_000)) // bad minutes
		want := 0
		for m := 1; m <= n && want == 0; m++ {
			if big.NewRat(int64(perMille)*int64(m)*int64(m), int64(2*n)*1000).Cmp(need) >= 0 {
				want = m
			}
		}
		// The same from the formula, but for the last digit of a float.
		if f, _ := need.Float64(); want > 0 {
			if closed := math.Sqrt(2 * float64(n) * f * 1000 / float64(perMille)); math.Abs(closed-float64(want)) > 1+1e-6 {
				t.Fatalf("the closed form says %g, and the sum %d", closed, want)
			}
		}
		firings := s.Outcome.Alerts[0].Firings
		if want == 0 && len(firings) > 0 || want > 0 && (len(firings) == 0 || firings[0].From != want) {
			t.Fatalf("fires at %v, want %d", firings, want)
		}
	})
}

// The minutes of a scenario have the traffic and the failures that it says, exactly: compared with a reading of it
// minute by minute.
func TestCourse(t *testing.T) {
	perMinute := map[string]*big.Rat{"1000/min": big.NewRat(1000, 1), "3/s": big.NewRat(180, 1),
		"1000/day": big.NewRat(25, 36),
		"7/h":      big.NewRat(7, 60), "0/min": new(big.Rat)}
	rates := []string{"1000/min", "3/s", "1000/day", "7/h", "0/min"}
	rapid.Check(t, func(t *rapid.T) {
		length := rapid.IntRange(1, 3000).Draw(t, "length")
		background := rapid.IntRange(0, 20).Draw(t, "background per mille")
		traffic := make([]*big.Rat, length)
		before := map[int]*big.Rat{}
		ratio := make([]*big.Rat, length)
		for i := range ratio {
			ratio[i] = big.NewRat(int64(background), 1000)
		}
		var b strings.Builder
		fmt.Fprintf(&b, "scenario \"x\" {\n slo = slo.a.x\n duration = \"%dm\"\n background_ratio = %g\n", length,
			float64(background)/1000)
		step, ramps := 1, false
		day := rapid.SampledFrom(rates).Draw(t, "traffic")
		switch rapid.IntRange(0, 2).Draw(t, "shape") {
		case 0:
			fmt.Fprintf(&b, " traffic = %q\n", day)
			for i := range traffic {
				traffic[i] = perMinute[day]
			}
			before[-1], before[-1441] = perMinute[day], perMinute[day]
		case 1:
			night := rapid.SampledFrom(rates).Draw(t, "night's traffic")
			from := rapid.IntRange(0, 1439).Draw(t, "from")
			to := (from + rapid.IntRange(1, 1439).Draw(t, "night's length")) % 1440
			begins := rapid.IntRange(0, 1439).Draw(t, "begins at")
			clock := func(m int) string { return fmt.Sprintf("%02d:%02d", m/60, m%60) }
			fmt.Fprintf(&b, " traffic = %q\n begins_at = %q\n night {\n from = %q\n to = %q\n traffic = %q\n }\n", day,
				clock(begins), clock(from), clock(to), night)
			at := func(i int) *big.Rat {
				m := (begins + i + 10*1440) % 1440
				if from < to && m >= from && m < to || from > to && (m >= from || m < to) {
					return perMinute[night]
				}
				return perMinute[day]
			}
			for i := range traffic {
				traffic[i] = at(i)
			}
			for _, i := range []int{-1, -700, -1440, -1441, -3000} {
				before[i] = at(i)
			}
		case 2:
			step = rapid.IntRange(1, 60).Draw(t, "step")
			fmt.Fprintf(&b, " traffic = \"30x1 _ 10+10x3\"\n step = \"%dm\"\n", step)
			values := []int64{30, 30, 0, 10, 20, 30, 40}
			for i := range traffic {
				traffic[i] = big.NewRat(values[min(i/step, len(values)-1)], 1)
			}
			before[-1], before[-9999] = big.NewRat(30, 1), big.NewRat(30, 1)
		}
		for from := 0; ; {
			from += rapid.IntRange(0, 500).Draw(t, "pause")
			to := from + rapid.IntRange(1, 500).Draw(t, "failures")
			if to > length {
				break
			}
			fmt.Fprintf(&b, " failures {\n from = \"%dm\"\n", from)
			switch a, z := rapid.IntRange(0, 1000).Draw(t, "ratio"), rapid.IntRange(0, 1000).Draw(t, "ratio at end"); {
			case step > 1 && from+3*step <= length:
				fmt.Fprintf(&b, " series = \"%g _ 0.5\"\n }\n", float64(a)/1000)
				to = from + 3*step
				for i := range step {
					ratio[from+i], ratio[from+2*step+i] = big.NewRat(int64(a), 1000), big.NewRat(1, 2)
				}
			case z%2 == 0:
				fmt.Fprintf(&b, " to = \"%dm\"\n ratio = %g\n }\n", to, float64(a)/1000)
				for i := from; i < to; i++ {
					ratio[i] = big.NewRat(int64(a), 1000)
				}
			default:
				ramps = true
				fmt.Fprintf(&b, " to = \"%dm\"\n ratio = %g\n ratio_at_end = %g\n }\n", to, float64(a)/1000, float64(z)/1000)
				for i := from; i < to; i++ { // a + (z-a)·(i+½)/n
					share := big.NewRat(int64(2*(i-from)+1)*int64(z-a), int64(2*(to-from))*1000)
					ratio[i] = share.Add(share, big.NewRat(int64(a), 1000))
				}
			}
			from = to
		}
		b.WriteString("}\n")
		course := scenarios(t, b.String(), honeycomb.SLO{TargetPerMillion: 999_000, TimePeriodDays: 3},
			simulate.Options{})[0].Outcome.Course
		if course.Len() != length {
			t.Fatalf("%d minutes, want %d", course.Len(), length)
		}
		// All counts are whole in the unit that was chosen, but where a ramp asks for one that is too small to count in:
		// there each is the nearest whole number.
		var unit, first *big.Rat // counts for an event, and the rate of the minute that says so
		near := func(got int64, want, within *big.Rat) bool {
			d := new(big.Rat).Sub(new(big.Rat).SetInt64(got), want)
			return d.Sign() == 0 || ramps && d.Abs(d).Cmp(within) <= 0
		}
		half := big.NewRat(1, 2)
		check := func(i int, rate, share *big.Rat) {
			c := course.Between(i, i+1)
			total := new(big.Rat).SetInt64(c.Total)
			if unit == nil && rate.Sign() > 0 {
				unit, first = new(big.Rat).Quo(total, rate), rate
			}
			want, within := new(big.Rat), half
			if rate.Sign() > 0 {
				want.Mul(unit, rate)
				within = new(big.Rat).Quo(rate, first)
				within.Mul(within.Add(within, big.NewRat(1, 1)), half)
			}
			if !near(c.Total, want, within) {
				t.Fatalf("minute %d has a count of %d, and %s a minute are %s\n%s", i, c.Total, rate, want, b.String())
			}
			if want := total.Mul(total, share); !near(c.Bad, want, half) {
				t.Fatalf("minute %d: of %d are %d bad, and %s should be\n%s", i, c.Total, c.Bad, want, b.String())
			}
		}
		for i := range traffic {
			check(i, traffic[i], ratio[i])
		}
		for i, rate := range before {
			check(i, rate, big.NewRat(int64(background), 1000))
		}
	})
}

func exhaustionAlert(name string, minutes int) honeycomb.BurnAlert {
	return honeycomb.BurnAlert{Name: name, AlertType: honeycomb.ExhaustionTime, ExhaustionMinutes: minutes}
}

// A budget can also run out because traffic falls: failures that stay in the window weigh more as good events leave it.
// Of a budget of 1% of a day with 1,440,000 events 12,000 fail in the first hour. From 6h on 10 events come a minute,
// and at t minutes there are 1440000 - 990(t-360) events in the window: at most 1,200,000, of which these failures are
// 1%, from t = 603, 10h3m. Four hours before that, with what the last hour foretells, it is foreseen: at 409 minutes,
// 6h49m.
func TestFallingTraffic(t *testing.T) {
	slo := honeycomb.SLO{TargetPerMillion: 990_000, TimePeriodDays: 1}
	s := scenarios(t, `scenario "falling" {
  slo      = slo.a.x
  traffic  = "1000x359 10"
  duration = "12h"
  failures {
    to    = "60m"
    ratio = 0.2
  }
}
`, slo, simulate.Options{}, exhaustionAlert("soon", 240), exhaustionAlert("gone", 0))[0].Outcome
	end := s.Course.Len()
	for i, want := range [][]simulate.Firing{ // the first is for the failures themselves
		{{Span: simulate.Span{From: 15, To: 118}}, {Span: simulate.Span{From: 6*60 + 49, To: end}, Open: true}},
		{{Span: simulate.Span{From: 10*60 + 3, To: end}, Open: true}},
	} {
		if f := s.Alerts[i].Firings; !slices.Equal(f, want) {
			t.Errorf("%s fires at %v, want %v", s.Alerts[i].Alert.Name, f, want)
		}
	}
	if x := s.Exhausted; len(x) != 1 || x[0].From != 10*60+3 {
		t.Errorf("exhausted at %v", x)
	}
}

// Counted alone, the failures of an hour keep an alert firing until they leave its window. Compared with the budget
// before it, a steady burn ends it as soon as failures leave the SLO's window as fast as they come: after a day, here.
func TestOnlyTheEndDiffers(t *testing.T) {
	slo := honeycomb.SLO{TargetPerMillion: 990_000, TimePeriodDays: 1}
	const text = `scenario "steady" {
  slo     = slo.a.x
  traffic = "1000/min"
  failures {
    to    = "72h"
    ratio = 0.2
  }
}
`
	gross := scenarios(t, text, slo, simulate.Options{}, rateAlert("hour", 50_000, 60))[0].Outcome
	net := scenarios(t, text, slo, simulate.Options{Net: true}, rateAlert("hour", 50_000, 60))[0].Outcome
	// 5% of 14,400 failures are 720: four minutes of 200. After the end 57 minutes go by until less than that is in the
	// hour.
	if f := gross.Alerts[0].Firings; len(f) != 1 || f[0].Span != (simulate.Span{From: 4, To: 72*60 + 57}) {
		t.Errorf("gross: %v", f)
	}
	// In the window's second day its failures stay the same; at 24h57m three minutes more have come in the hour before.
	if f := net.Alerts[0].Firings; len(f) != 1 || f[0].Span != (simulate.Span{From: 4, To: 24*60 + 57}) {
		t.Errorf("net: %v", f)
	}
	var b strings.Builder
	if err := (&simulate.Report{Outcomes: []*simulate.Outcome{gross}}).WriteText(&b, simulate.Show{}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "(-net): hour resolves at 1d57m\n") {
		t.Errorf("the difference isn't said:\n%s", b.String())
	}
}

// A window without events has its whole budget, with -net too: what is gone is the difference to that.
func TestEmptyWindow(t *testing.T) {
	slo := honeycomb.SLO{TargetPerMillion: 990_000, TimePeriodDays: 1}
	s := scenarios(t, `scenario "the first events" {
  slo     = slo.a.x
  traffic = "0x60 1000"
  failures {
    from  = "61m"
    to    = "65m"
    ratio = 0.001
  }
}
`, slo, simulate.Options{Net: true}, rateAlert("hour", 50_000, 60))[0].Outcome
	// After the first minute a tenth of its budget is gone, and it was whole before.
	if left := s.BudgetLeft(62); math.Abs(left-0.9) > 1e-9 {
		t.Errorf("%g of the budget is left", left)
	}
	if f := s.Alerts[0].Firings; len(f) != 1 || f[0].From != 62 {
		t.Errorf("fires at %v", f)
	}
}

// How long after its failures an alert fires counts from where they begin, also when no event comes at first.
func TestSinceFailuresBegan(t *testing.T) {
	s := scenarios(t, `scenario "silence" {
  slo     = slo.a.x
  traffic = "1000x9 0 1000"
  failures {
    from  = "10m"
    to    = "15m"
    ratio = 1
  }
}
`, honeycomb.SLO{TargetPerMillion: 990_000, TimePeriodDays: 1}, simulate.Options{},
		rateAlert("hour", 50_000, 60))[0].Outcome
	f := s.Alerts[0].Firings
	if len(f) != 1 || f[0].From != 12 {
		t.Fatalf("fires at %v", f)
	}
	if ago, ok := s.Since(12); !ok || ago != 2 {
		t.Errorf("that is %d minutes after they began", ago)
	}
	if over, ok := s.Over(12); !ok || over != 15 {
		t.Errorf("they are over at %d", over)
	}
}

// Where failures are less than one event, it is said what one real failure would do, and whether a test depends on it.
func TestPartsOfEvents(t *testing.T) {
	slo := honeycomb.SLO{TargetPerMillion: 999_000, TimePeriodDays: 30}
	for _, c := range []struct {
		traffic, to, ratio string
		failed, budget     float64 // events that fail, and what one of them takes; 0 where none is said
		sparse             bool
		fires              string
		assumed            bool // whether a test that no alert fires depends on it
	}{
		{"5/h", "1m", "1", 1. / 12, 1 / 3.6, true, "day", true},
		{"5/h", "10h", "1", 50, 1 / 3.6, true, "day", false},
		{"10/min", "1m", "0.01", 0.1, 1 / 432., false, "", false},
		{"10/min", "10m", "0.01", 0, 0, false, "", false},
		{"0/min", "10m", "1", 0, 0, false, "", false},
	} {
		x := scenarios(t, fmt.Sprintf("scenario \"x\" {\n slo = slo.a.x\n traffic = %q\n failures {\n to = %q\n ratio = "+
			"%s\n }\n "+
			"expect_no_alert \"day\" {}\n}\n", c.traffic, c.to, c.ratio), slo, simulate.Options{},
			exhaustionAlert("day", 24*60))[0]
		if got := slices.Contains(x.Assumed, "parts_of_events"); got != c.assumed {
			t.Errorf("%+v: assumed %v", c, x.Assumed)
		}
		w := x.Outcome.Whole
		if c.failed == 0 {
			if w != nil {
				t.Errorf("%+v: %+v", c, w)
			}
			continue
		}
		if w == nil {
			t.Errorf("%+v: nothing is said", c)
			continue
		}
		var fires []string
		for _, a := range w.Fires {
			fires = append(fires, a.Name)
		}
		failed := x.Outcome.Course.Events(w.Failed.Bad)
		if math.Abs(failed-c.failed) > 1e-9 || math.Abs(w.Budget-c.budget) > 1e-9 || w.Sparse != c.sparse ||
			strings.Join(fires, " ") != c.fires {
			t.Errorf("%+v: %g fail, one takes %g, sparse %t, fires %v", c, failed, w.Budget, w.Sparse, fires)
		}
	}
}

// Counts that have no unit in common that is large enough are rounded, which a note says; all others are exact.
func TestRoundedCounts(t *testing.T) {
	for traffic, want := range map[string]string{
		"1000/min": "", "7/h": "", "999999999999/min": "rounded to 1/21 ",
		"0.1234567890123/min": "rounded to 1/",
	} {
		s := scenarios(t, fmt.Sprintf("scenario \"x\" {\n slo = slo.a.x\n traffic = %q\n failures {\n to = \"7m\"\n ratio "+
			"= 0.25\n ratio_at_end = 1\n }\n}\n", traffic),
			honeycomb.SLO{TargetPerMillion: 999_000, TimePeriodDays: 30}, simulate.Options{})[0].Outcome
		if notes := strings.Join(s.Case.Notes, "\n"); (want == "") != (notes == "") || !strings.Contains(notes, want) {
			t.Errorf("%s: %q", traffic, notes)
		}
	}
}
