package slitest_test

import (
	"fmt"
	"math"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/simulate"
	"github.com/slogen-project/slogen/generator/slitest"
	"github.com/slogen-project/slogen/generator/source"
)

// fataler is a *testing.T or a *rapid.T.
type fataler interface {
	Fatalf(format string, args ...any)
}

// scenarios runs the scenarios of a file *.slotest.hcl against one SLO, slo.a.x, with these alerts.
func scenarios(t fataler, text string, slo honeycomb.SLO, o simulate.Options, alerts ...honeycomb.BurnAlert) []*slitest.Scenario {
	f, diags := source.Parse("a.slotest.hcl", []byte(text))
	if diags.HasErrors() {
		t.Fatalf("%s\n%s", diags, text)
	}
	shared, diags := config.Declare(nil, &config.Environment{Functions: new(source.Files).Functions, JSONExpr: source.JSONExpr})
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
	return honeycomb.BurnAlert{Name: name, AlertType: honeycomb.BudgetRate, BudgetRateDecreaseThresholdPerMillion: perMillion, BudgetRateWindowMinutes: minutes}
}

// When the share of bad events grows evenly from 0 to r in n minutes, r·m²/2n of the events of a minute have failed after m minutes. An
// alert on a part p of a budget of (1-t)·W minutes fires after the first m at which that is p·(1-t)·W.
func TestRamp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		slo := honeycomb.SLO{TargetPerMillion: rapid.SampledFrom([]int{990_000, 995_000, 999_000, 999_900}).Draw(t, "target"), TimePeriodDays: rapid.IntRange(1, 10).Draw(t, "days")}
		n := rapid.IntRange(1, 24*60).Draw(t, "minutes")
		perMille := rapid.IntRange(1, 1000).Draw(t, "ratio per mille")
		part := rapid.IntRange(1, 1_000_000).Draw(t, "part per million")
		rate := rapid.SampledFrom([]string{"1000/min", "7/s", "1000/day", "1/h", "0.37/min"}).Draw(t, "traffic")
		s := scenarios(t, fmt.Sprintf("scenario \"ramp\" {\n slo = slo.a.x\n traffic = %q\n failures {\n to = \"%dm\"\n ratio = 0\n ratio_at_end = %g\n }\n}\n", rate, n, float64(perMille)/1000),
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

// The minutes of a scenario have the traffic and the failures that it says, exactly: compared with a reading of it minute by minute.
func TestCourse(t *testing.T) {
	perMinute := map[string]*big.Rat{"1000/min": big.NewRat(1000, 1), "3/s": big.NewRat(180, 1), "1000/day": big.NewRat(25, 36), "7/h": big.NewRat(7, 60), "0/min": new(big.Rat)}
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
		fmt.Fprintf(&b, "scenario \"x\" {\n slo = slo.a.x\n duration = \"%dm\"\n background_ratio = %g\n", length, float64(background)/1000)
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
			fmt.Fprintf(&b, " traffic = %q\n begins_at = %q\n night {\n from = %q\n to = %q\n traffic = %q\n }\n", day, clock(begins), clock(from), clock(to), night)
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
		course := scenarios(t, b.String(), honeycomb.SLO{TargetPerMillion: 999_000, TimePeriodDays: 3}, simulate.Options{})[0].Outcome.Course
		if course.Len() != length {
			t.Fatalf("%d minutes, want %d", course.Len(), length)
		}
		// All counts are whole in the unit that was chosen, but where a ramp asks for one that is too small to count in: there each is
		// the nearest whole number.
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
