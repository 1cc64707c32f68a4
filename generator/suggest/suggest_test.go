package suggest

import (
	"bytes"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slogen-project/slogen/generator/burn"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/presets"
	"github.com/slogen-project/slogen/generator/simulate"
)

var start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// past is a history of so many days: counts gives the events of a minute and those of them that were bad.
func past(days int, counts func(minute int) (total, bad int64)) *simulate.History {
	h := &simulate.History{Start: start, Minutes: make([]simulate.Counts, days*day)}
	for i := range h.Minutes {
		total, bad := counts(i)
		h.Minutes[i] = simulate.Counts{Total: total * simulate.Micro, Bad: bad * simulate.Micro}
		h.Before.Total += total * simulate.Micro
	}
	h.Before.Total /= int64(len(h.Minutes))
	return h
}

// outage is a history of 1,000 events a minute, of which a share per thousand fails from one minute to another.
func outage(days, from, to int, perThousand int64) *simulate.History {
	return past(days, func(m int) (int64, int64) {
		if m >= from && m < to {
			return 1000, perThousand
		}
		return 1000, 0
	})
}

func options(days int) Options {
	return Options{File: "counts.csv", WindowDays: days, Kept: DefaultKept, Target: -1, BadHour: DefaultBadHour,
		Seed: 1}
}

func suggested(t *testing.T, h *simulate.History, o Options) *Report {
	t.Helper()
	r, err := Suggest(h, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Where the same part of the events fails in every minute, every window keeps exactly what isn't that part, no history
// drawn from it differs, and the budget is what the formulas of package burn say.
func TestConstant(t *testing.T) {
	for _, perThousand := range []int64{1, 3, 20, 500} {
		r := suggested(t, outage(21, 0, 21*day, perThousand), options(7))
		want := burn.Million - int(perThousand)*1000
		for _, k := range r.Kept {
			if k.Target != want || k.Low != want || k.High != want {
				t.Errorf("%d in 1,000: kept %d (%d to %d) in %d, want %d", perThousand, k.Target, k.Low, k.High,
					k.Part, want)
			}
		}
		if perThousand == 500 {
			if r.Target >= 0 || r.HCL != "" || !strings.Contains(strings.Join(r.Cant, " "), "no target is worth") {
				t.Errorf("half of the events fail, and the target is %d: %q", r.Target, r.Cant)
			}
			continue
		}
		if r.Target >= want || 2*(burn.Million-want) < (burn.Million-r.Target)*39/100 {
			t.Errorf("%d in 1,000: a target of %d isn't the round one below %d", perThousand, r.Target, want)
		}
		for _, row := range r.Targets {
			allowed := float64(burn.Million-row.Target) / burn.Million
			minutes, _ := row.BudgetMinutes.Float64()
			if kept := row.Target <= want; kept != (row.Part == 1) || !near(row.BudgetEvents, 7*day*1000*allowed,
				1e-9) ||
				!near(minutes, 7*day*allowed, 1e-9) {
				t.Errorf("%d in 1,000: got %+v", perThousand, *row)
			}
		}
	}
}

func near(a, b, part float64) bool { return math.Abs(a-b) <= part*max(math.Abs(a), math.Abs(b)) }

// One outage of m minutes in the middle: of the windows, one for each minute of the history after the first window,
// those have all of it that end in the window's length after it, and each minute at its two ends has a minute less.
func TestOneOutage(t *testing.T) {
	const days, window, length = 60, 7, 30
	from := 30*day + 600
	r := suggested(t, outage(days, from, from+length, 1000), options(window))
	all := (days-window)*day + 1
	for _, row := range r.Targets {
		allowed := float64(burn.Million-row.Target) / burn.Million * window * day // minutes of outage
		missed := 0
		for end := window * day; end <= days*day; end++ {
			if in := min(end, from+length) - max(end-window*day, from); float64(max(in, 0)) > allowed {
				missed++
			}
		}
		if want := 1 - float64(missed)/float64(all); !near(row.Part, want, 1e-12) {
			t.Errorf("%d: kept in %v of the windows, want %v", row.Target, row.Part, want)
		}
	}
	if len(r.Hours) != 1 || r.Hours[0].Span != (simulate.Span{From: from, To: from + length}) {
		t.Fatalf("bad times: %+v", r.Hours)
	}
	allowed := float64(burn.Million-r.Target) / burn.Million * window * day
	if got := r.Hours[0].Budget; !near(got, length/allowed, 1e-12) {
		t.Errorf("it took %v of the budget, want %v", got, length/allowed)
	}
	// What simulate's closed form says of a constant error rate, and the arithmetic of a budget rate alert: it fires
	// when
	// that part of the budget is gone.
	for _, j := range slices.Concat(r.Pages, r.Slow) {
		want := simulate.React(j.Alert, burn.Million, simulate.Options{})
		if fires := want.Fires && want.After <= length; fires != (len(j.Firings) == 1) {
			t.Errorf("%s: fires at %v, want %+v", j.Alert.Name, j.Firings, want)
		} else if fires {
			if after := j.Firings[0].From - from; after != want.After {
				t.Errorf("%s: fires after %d minutes, want %d", j.Alert.Name, after, want.After)
			}
			if c := j.caught; c[0].in != (2*want.After <= length) || c[0].in && !near(c[0].spent, want.BudgetUsed,
				1e-9) {
				t.Errorf("%s: caught %+v, want %+v", j.Alert.Name, c, want)
			}
		}
		if j.Alert.AlertType == honeycomb.BudgetRate && len(j.Firings) == 1 {
			part := float64(j.Alert.BudgetRateDecreaseThresholdPerMillion) / burn.Million * allowed
			if after := j.Firings[0].From - from; after != int(math.Ceil(part-1e-9)) {
				t.Errorf("%s: fires after %d minutes, but %v use its part of the budget", j.Alert.Name, after, part)
			}
		}
	}
}

// Where each event fails with the same chance, the share of a window's bad events is normal, with a known deviation.
// The
// margin of the median holds the chance itself about nine times in ten: not less than seven, in so few windows.
func TestBernoulli(t *testing.T) {
	const chance, perMinute, days, trials = 0.01, 20, 30, 40
	held, medians := 0, 0.0
	for trial := range trials {
		random := rand.New(rand.NewPCG(7, uint64(trial)))
		h := past(days, func(int) (int64, int64) {
			bad := int64(0)
			for range perMinute {
				if random.Float64() < chance {
					bad++
				}
			}
			return perMinute, bad
		})
		shares, _ := rolling(h.Minutes, day)
		low, high := margin(bootstrap(h.Minutes, 1, 1), func(s []float64) float64 {
			return quantile(s,
				burn.Million/2)
		})
		if low <= chance && chance <= high {
			held++
		}
		medians += quantile(shares, burn.Million/2) / trials
		// One deviation of a window's share, 28,800 events: six hold all windows there are.
		deviation := math.Sqrt(chance * (1 - chance) / (perMinute * day))
		if shares[0] < chance-6*deviation || shares[len(shares)-1] > chance+6*deviation {
			t.Errorf("windows from %v to %v, with a deviation of %v", shares[0], shares[len(shares)-1], deviation)
		}
	}
	if held < trials*7/10 || !near(medians, chance, 0.005) {
		t.Errorf("%d of %d margins hold the chance; the mean of the medians is %v", held, trials, medians)
	}
}

// What can't be said is said, and nothing is proposed that rests on nothing.
func TestLittle(t *testing.T) {
	quiet := func(int) (int64, int64) { return 10, 0 }
	part := past(31, func(m int) (int64, int64) { return int64(m / (30 * day) * 10), 0 })
	part.Minutes = part.Minutes[:30*day+day/2]
	declared := &honeycomb.SLO{Meta: honeycomb.Meta{Key: "slo/shop/availability"}, TargetPerMillion: 995_000,
		TimePeriodDays: 30}
	for _, x := range []struct {
		name   string
		past   *simulate.History
		amend  func(*Options)
		target int
		cant   string
	}{
		{"less than a window", past(3, quiet), nil, -1, "3 days, less than a window of 30 days"},
		{"less than a window, but a target is given", past(3, quiet), func(o *Options) { o.Target = 999_000 }, 999_000,
			"less than a window of 30 days"},
		{"less than a window of an SLO", past(3, quiet), func(o *Options) { o.SLO = declared }, 995_000,
			"less than a window of 30 days"},
		{"only a part of a day", part, nil, -1, "Only the last day"},
		{"hardly more than a window", past(31, quiet), nil, 999_990, "1.0 windows long"},
		{"no failure", past(31, quiet), nil, 999_990, "Nothing failed."},
		{"no bad hour", outage(31, 0, 31*day, 1), nil, 998_000, "No hour took 2% of the budget"},
		{"few events", past(60, func(m int) (int64, int64) {
			if m%day == 0 {
				return 1, 0
			}
			return 0, 0
		}), nil, 900_000, "99% of the minutes have no events"},
		{"windows without events", past(90, func(m int) (int64, int64) {
			if m < 10*day {
				return 100, 0
			}
			return 0, 0
		}), nil, 999_995, "of the windows have no events"},
		{"one bad time", outage(60, 50*day, 50*day+60, 1000), nil, -2, "only 1 bad time to judge"},
	} {
		o := options(30)
		if x.amend != nil {
			x.amend(&o)
		}
		r := suggested(t, x.past, o)
		if x.target > -2 && r.Target != x.target {
			t.Errorf("%s: the target is %d, want %d (%s)", x.name, r.Target, x.target, r.Why)
		}
		if got := strings.Join(r.Cant, "\n"); !strings.Contains(got, x.cant) {
			t.Errorf("%s: got %q, want %q", x.name, got, x.cant)
		}
		if (r.HCL == "") != (r.Target < 0) {
			t.Errorf("%s: target %d, and the HCL is %q", x.name, r.Target, r.HCL)
		}
		var b bytes.Buffer
		if err := r.WriteText(&b); err != nil || strings.Contains(b.String(), "NaN") {
			t.Errorf("%s: %v\n%s", x.name, err, b.String())
		}
	}
}

// Alerts are chosen that are in time for the most bad times, then with the fewest pages, then with the least of the
// budget spent. Two are better than one only if they are in time for more.
func TestChoose(t *testing.T) {
	alert := func(name string, pages int, caught ...catch) *Judged {
		return &Judged{Alert: &honeycomb.BurnAlert{Name: name}, Firings: make([]simulate.Firing, pages), caught: caught}
	}
	yes, late := catch{true, 5, 0.1}, catch{true, 50, 0.4}
	for _, x := range []struct {
		name   string
		alerts []*Judged
		want   string
	}{
		{"the fewest pages", []*Judged{alert("a", 9, yes, yes), alert("b", 2, late, late)}, "b"},
		{"more bad times", []*Judged{alert("a", 9, yes, yes), alert("b", 1, yes, catch{})}, "a"},
		{"the least spent", []*Judged{alert("a", 2, late, yes), alert("b", 2, yes, yes)}, "b"},
		{"two where one isn't enough", []*Judged{alert("a", 1, yes, catch{}), alert("b", 1, catch{}, yes),
			alert("c", 1, yes, catch{})}, "a and b"},
		{"the first of equals", []*Judged{alert("a", 1, yes), alert("b", 1, yes)}, "a"},
		{"none in time", []*Judged{alert("a", 1, catch{})}, ""},
		{"none", nil, ""},
	} {
		if got := names(choose(x.alerts).alerts); got != x.want {
			t.Errorf("%s: got %q, want %q", x.name, got, x.want)
		}
	}
}

// Bad hours that are close together are one bad time, which begins and ends where the failures do.
func TestSpells(t *testing.T) {
	for _, x := range []struct {
		name     string
		failures [][2]int // minutes
		want     []simulate.Span
	}{
		{"none", nil, nil},
		{"in an hour", [][2]int{{610, 640}}, []simulate.Span{{From: 610, To: 640}}},
		{"across hours", [][2]int{{595, 640}}, []simulate.Span{{From: 595, To: 640}}},
		{"with a pause", [][2]int{{610, 640}, {730, 760}}, []simulate.Span{{From: 610, To: 640}}},
		{"far apart", [][2]int{{610, 640}, {1330, 1360}}, []simulate.Span{{From: 610, To: 640}, {From: 1330,
			To: 1360}}},
		{"to the end", [][2]int{{3*day - 30, 3 * day}}, []simulate.Span{{From: 3*day - 30, To: 3 * day}}},
		{"from the beginning", [][2]int{{0, 30}}, []simulate.Span{{From: 0, To: 30}}},
	} {
		h := past(3, func(m int) (int64, int64) {
			for _, f := range x.failures {
				if m >= f[0] && m < f[1] {
					return 10, 10
				}
			}
			return 10, 0
		})
		slo := &honeycomb.SLO{TargetPerMillion: 990_000, TimePeriodDays: 1}
		course, err := simulate.NewMinutes(slo, h.Before, h.Minutes)
		if err != nil {
			t.Fatal(err)
		}
		var got []simulate.Span
		for _, s := range spells(slo, course, start, kindOfSpell{60, DefaultBadHour, apart}) {
			got = append(got, s.Span)
		}
		if x.name == "with a pause" && len(got) == 1 { // one, whichever of the two it shows
			continue
		}
		if !slices.Equal(got, x.want) {
			t.Errorf("%s: got %v, want %v", x.name, got, x.want)
		}
	}
}

// Every alert of the built-in policies is tried, under a name of its own.
func TestCandidates(t *testing.T) {
	seen := map[string]bool{}
	from := map[string]int{}
	for _, c := range candidates() {
		if seen[c.name()] || (c.over == 0) == (c.within == 0) {
			t.Errorf("%+v: %s", c, c.name())
		}
		seen[c.name()] = true
		for _, p := range c.from {
			from[p]++
		}
	}
	for _, name := range presets.Names()["burn_alerts"] {
		src, _ := presets.Source("burn_alerts", name)
		if want := bytes.Count(src, []byte("\n  burn_alert ")); from[name] != want || want == 0 {
			t.Errorf("%s has %d alerts, and %d are tried", name, want, from[name])
		}
	}
}

// The same history, options and seed give the same bytes; another seed gives other margins of the same figures.
func TestDeterministic(t *testing.T) {
	h := past(60, func(m int) (int64, int64) { return int64(50 + m%17), int64(m * 7919 % 9973 / 9960) })
	said := func(seed uint64) (*Report, string) {
		o := options(7)
		o.Seed = seed
		r := suggested(t, h, o)
		var b bytes.Buffer
		if err := r.WriteJSON(&b); err != nil {
			t.Fatal(err)
		}
		if err := r.WriteText(&b); err != nil {
			t.Fatal(err)
		}
		return r, b.String()
	}
	a, x := said(1)
	_, y := said(1)
	b, z := said(2)
	if x != y {
		t.Error("the same seed gives something else")
	}
	if x == z {
		t.Error("the seed does nothing")
	}
	for i, k := range a.Kept {
		if k.Target != b.Kept[i].Target {
			t.Errorf("the seed changes what was kept: %d and %d", k.Target, b.Kept[i].Target)
		}
	}
}
