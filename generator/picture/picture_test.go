package picture

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"image/color"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/plot/plotter"
	"pgregory.net/rapid"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/internal/golden"
	"github.com/slogen-project/slogen/generator/simulate"
)

func budgetRate(slo *honeycomb.SLO, perMillion, windowMinutes int) *honeycomb.BurnAlert {
	return &honeycomb.BurnAlert{SLO: slo, AlertType: honeycomb.BudgetRate, BudgetRateWindowMinutes: windowMinutes, BudgetRateDecreaseThresholdPerMillion: perMillion}
}

func exhaustion(slo *honeycomb.SLO, minutes int) *honeycomb.BurnAlert {
	return &honeycomb.BurnAlert{SLO: slo, AlertType: honeycomb.ExhaustionTime, ExhaustionMinutes: minutes}
}

// timeline runs three usual alerts.
func timeline(t testing.TB, target, days int, before simulate.Counts, minutes []simulate.Counts) *simulate.Timeline {
	t.Helper()
	slo := &honeycomb.SLO{TargetPerMillion: target, TimePeriodDays: days}
	course, err := simulate.NewMinutes(slo, before, minutes)
	if err != nil {
		t.Fatal(err)
	}
	fast, slow, soon := budgetRate(slo, 20_000, 60), budgetRate(slo, 100_000, 3*simulate.MinutesPerDay), exhaustion(slo, 240)
	fast.Name, slow.Name, soon.Name = "fast", "slow", "soon"
	return simulate.Run(slo, []*honeycomb.BurnAlert{fast, slow, soon}, course, simulate.Options{})
}

// incident is even traffic in which errors per million fail from one minute to another.
func incident(minutes, from, to, errors int) (out []simulate.Counts) {
	for i := range minutes {
		c := simulate.Counts{Total: 100 * simulate.Micro}
		if i >= from && i < to {
			c.Bad = 100 * int64(errors)
		}
		out = append(out, c)
	}
	return out
}

// A year of days and nights, with some incidents: one of them of a single minute.
func year() (out []simulate.Counts) {
	for i := range 365 * simulate.MinutesPerDay {
		c := simulate.Counts{Total: int64(1000+600*math.Sin(float64(i)*2*math.Pi/simulate.MinutesPerDay)) * simulate.Micro}
		c.Bad = c.Total / 5000
		switch {
		case i == 200_000:
			c.Bad = c.Total
		case i > 300_000 && i < 300_600:
			c.Bad = c.Total / 10
		case i > 400_000 && i < 410_000:
			c.Bad = c.Total / 500
		}
		out = append(out, c)
	}
	return out
}

func pictures(t testing.TB) map[string]*Picture {
	even := simulate.Counts{Total: 100 * simulate.Micro}
	outage := incident(6*60, 60, 150, 250_000)
	return map[string]*Picture{
		"scenario": {Title: "checkout availability: a quarter of all events fails for 90 minutes", Series: []Series{{"", timeline(t, 999_000, 30, even, outage)}}},
		"targets": {Title: "checkout availability: what if the target were another", Start: time.Date(2026, 3, 2, 22, 30, 0, 0, time.UTC), Series: []Series{
			{"99%", timeline(t, 990_000, 30, even, outage)}, {"99.9%", timeline(t, 999_000, 30, even, outage)}, {"99.95%", timeline(t, 999_500, 30, even, outage)}}},
		"year":  {Title: "checkout availability", Start: time.Date(2025, 3, 2, 0, 0, 0, 0, time.UTC), Series: []Series{{"", timeline(t, 999_000, 30, simulate.Counts{Total: 1000 * simulate.Micro}, year())}}},
		"quiet": {Title: "nothing happens", Series: []Series{{"", timeline(t, 999_000, 30, simulate.Counts{}, make([]simulate.Counts, 10))}}},
		"week":  {Title: "a week", Series: []Series{{"", timeline(t, 999_000, 7, even, incident(7*simulate.MinutesPerDay, 2000, 2020, 1_000_000))}}},
	}
}

func svg(t testing.TB, p *Picture) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteSVG(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestPictures compares two pictures with those that somebody has looked at, byte by byte: testdata.
func TestPictures(t *testing.T) {
	all := pictures(t)
	for _, name := range []string{"scenario", "targets"} {
		file, got := filepath.Join("testdata", name+".svg"), svg(t, all[name])
		if *golden.Update {
			if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); d != "" {
			t.Errorf("%s differs (-want +got; -update rewrites it, then look at it):\n%s", file, d)
		}
	}
}

// Every picture is well-formed, holds its title and the names of all alerts as texts, is small, and is the same when it is drawn again.
func TestPictureHolds(t *testing.T) {
	again := pictures(t)
	for name, p := range pictures(t) {
		got := svg(t, p)
		if got != svg(t, again[name]) {
			t.Errorf("%s: drawn again it is another", name)
		}
		if strings.Contains(got, "NaN") || strings.Contains(got, "Inf") || len(got) > 64<<10 {
			t.Errorf("%s: %d bytes, with numbers that are none, or too large", name, len(got))
		}
		texts := map[string]int{}
		d := xml.NewDecoder(strings.NewReader(got))
		for {
			token, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if c, ok := token.(xml.CharData); ok {
				texts[string(c)]++
			}
			if e, ok := token.(xml.StartElement); ok && e.Name.Local == "text" {
				if !strings.Contains(fmt.Sprint(e.Attr), "Liberation Sans,Arial,Helvetica,sans-serif;") {
					t.Errorf("%s: a text of another font: %v", name, e.Attr)
				}
			}
		}
		want := []string{p.Title}
		for _, r := range p.rows() {
			want = append(want, r.label)
			if len(r.firings) == 0 {
				want = append(want, r.nothing)
			}
		}
		for _, s := range p.Series {
			if len(p.Series) > 1 {
				want = append(want, s.Name)
			}
		}
		for _, w := range want {
			if texts[w] == 0 {
				t.Errorf("%s: it doesn't say %q", name, w)
			}
		}
	}
}

// What is short is drawn all the same: a single minute of a year.
func TestPictureKeepsPeaks(t *testing.T) {
	p := pictures(t)["year"]
	_, edge := byColumn(365*simulate.MinutesPerDay, func(int, int) float64 { return 0 }, func(from, to int) float64 {
		if from <= 200_000 && 200_000 < to {
			return 100
		}
		return 0
	})
	at := slices.IndexFunc(edge, func(p plotter.XY) bool { return p.Y == 100 })
	if at < 0 || edge[at].X > 200_000 || edge[at+1].X <= 200_000 || edge[at+1].X-edge[at].X != simulate.MinutesPerDay {
		t.Errorf("the outage of a minute is drawn with %v", edge)
	}
	for _, m := range regexp.MustCompile(`<path d="M([\d.]+),([\d.]+)L([\d.]+),([\d.]+)L([\d.]+),([\d.]+)L([\d.]+),([\d.]+)Z" style="fill:#0072B2"`).FindAllStringSubmatch(svg(t, p), -1) {
		from, _ := strconv.ParseFloat(m[1], 64)
		to, _ := strconv.ParseFloat(m[3], 64)
		if to-from < leastBar-0.02 {
			t.Errorf("a bar from %g to %g", from, to)
		}
	}
	if !strings.Contains(svg(t, p), "line: mean of each 1 d, area: its highest minute") || strings.Contains(svg(t, pictures(t)["scenario"]), "highest minute") {
		t.Error("that days are put together isn't said, or is where they aren't")
	}
	a := p.Series[0].Timeline.Alerts[0]
	if len(a.Firings) == 0 || a.Firings[0].To-a.Firings[0].From > simulate.MinutesPerDay {
		t.Errorf("the fast alert is not a short one: %v", a.Firings)
	}
}

// The line of the budget goes through the lowest and the highest value that there is, and through no other than the budget's.
func TestExtremes(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		minutes := incident(rapid.IntRange(1, 5000).Draw(r, "minutes"), 0, 0, 0)
		for range rapid.IntRange(0, 5).Draw(r, "incidents") {
			at := rapid.IntRange(0, len(minutes)-1).Draw(r, "at")
			minutes[at].Bad = 100 * simulate.Micro
			// Another a little before that leaves the window of a day: for these minutes both count.
			if at += simulate.MinutesPerDay - rapid.IntRange(1, 5).Draw(r, "both"); at < len(minutes) {
				minutes[at].Bad = 100 * simulate.Micro
			}
		}
		tl := timeline(t, 999_000, 1, simulate.Counts{Total: 100 * simulate.Micro}, minutes)
		low, high := math.Inf(1), math.Inf(-1)
		for at := range len(minutes) + 1 {
			v := 100 * tl.BudgetLeft(at)
			low, high = min(low, v), max(high, v)
		}
		gotLow, gotHigh, before := math.Inf(1), math.Inf(-1), -1.0
		for _, xy := range extremes(tl) {
			gotLow, gotHigh = min(gotLow, xy.Y), max(gotHigh, xy.Y)
			if xy.X <= before || xy.Y != 100*tl.BudgetLeft(int(xy.X)) {
				r.Fatalf("%v after %v", xy, before)
			}
			before = xy.X
		}
		if gotLow != low || gotHigh != high || before != float64(len(minutes)) {
			r.Fatalf("from %g to %g until %g, want from %g to %g until %d", gotLow, gotHigh, before, low, high, len(minutes))
		}
	})
}

// Whatever the range, there are a few ticks at round numbers.
func TestNumberTicks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		low := -rapid.Float64Range(0, 1e6).Draw(t, "below")
		high := rapid.Float64Range(1e-4, 1e9).Draw(t, "above")
		ticks := numberTicks(low, high)
		if len(ticks) < 2 || len(ticks) > 6 {
			t.Fatalf("%g to %g: %v", low, high, ticks)
		}
		for i, k := range ticks {
			if k.Value < low || k.Value > high || len(k.Label) > 8 || k.Label == "-0" || i > 0 && ticks[i-1].Label == k.Label {
				t.Fatalf("%g to %g: %v", low, high, ticks)
			}
		}
	})
}

// Whatever the length and the start, there are a few ticks of time, all different.
func TestTimeTicks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := &Picture{}
		if rapid.Bool().Draw(t, "dates") {
			p.Start = time.Unix(60*rapid.Int64Range(1, 80_000_000).Draw(t, "start"), 0).UTC()
		}
		minutes := rapid.OneOf(rapid.IntRange(1, 600), rapid.IntRange(1, simulate.MaxMinutes)).Draw(t, "minutes")
		x := newPlot("")
		p.time(x, minutes, true)
		ticks := x.X.Tick.Marker.Ticks(0, float64(minutes))
		if len(ticks) < 1 || len(ticks) > mostTicks+1 {
			t.Fatalf("%d minutes from %v: %v", minutes, p.Start, ticks)
		}
		before := -1.0
		seen := map[string]bool{}
		for _, k := range ticks {
			if k.Value <= before || k.Value > float64(minutes) || k.Label == "" || seen[k.Label] && len(k.Label) > len("15:04") {
				t.Fatalf("%d minutes from %v: %v", minutes, p.Start, ticks)
			}
			before, seen[k.Label] = k.Value, true
			if p.Start.IsZero() {
				continue
			}
			at := p.Start.Add(time.Duration(k.Value) * time.Minute)
			if len(ticks) > 1 && ticks[1].Value-ticks[0].Value == 7*simulate.MinutesPerDay && at.Weekday() != time.Monday {
				t.Fatalf("a week begins on %v", at)
			}
			if text := k.Label; !strings.Contains(text, at.Format("15:04")) && text != at.Format("2006-01-02") && text != at.Format("2006-01") {
				t.Fatalf("%v is labelled %q", at, text)
			}
		}
	})
}

// Every colour that says something is seen on white and on black (WCAG 2.1, 1.4.11: 3 to 1), and texts better still.
func TestColours(t *testing.T) {
	luminance := func(c color.NRGBA) float64 {
		part := func(v uint8) float64 {
			if f := float64(v) / 255; f > 0.04045 {
				return math.Pow((f+0.055)/1.055, 2.4)
			} else {
				return f / 12.92
			}
		}
		return 0.2126*part(c.R) + 0.7152*part(c.G) + 0.0722*part(c.B)
	}
	contrast := func(a, b color.NRGBA) float64 {
		x, y := luminance(a), luminance(b)
		return (max(x, y) + 0.05) / (min(x, y) + 0.05)
	}
	for _, ground := range []color.NRGBA{{0xff, 0xff, 0xff, 0xff}, {0x0d, 0x11, 0x17, 0xff}} {
		for _, c := range append(seriesColours, failing) {
			if got := contrast(c, ground); got < 3 {
				t.Errorf("%v on %v: %.2f", c, ground, got)
			}
		}
		if got := contrast(ink, ground); got < 4.3 {
			t.Errorf("texts on %v: %.2f", ground, got)
		}
	}
}

// What can't be drawn is an error, and so is what can't be written.
func TestPictureErrors(t *testing.T) {
	one, two, none := timeline(t, 999_000, 1, simulate.Counts{}, make([]simulate.Counts, 1)), timeline(t, 999_000, 1, simulate.Counts{}, make([]simulate.Counts, 2)), timeline(t, 999_000, 1, simulate.Counts{}, nil)
	for _, p := range []*Picture{{}, {Series: []Series{{"", none}}}, {Series: []Series{{"a", one}, {"b", two}}}} {
		if err := WriteSVG(io.Discard, p); err == nil {
			t.Errorf("%+v was drawn", p)
		}
	}
	broken := errors.New("broken")
	if err := WriteSVG(brokenWriter{broken}, &Picture{Series: []Series{{"", one}}}); !errors.Is(err, broken) {
		t.Error(err)
	}
}

type brokenWriter struct{ err error }

func (w brokenWriter) Write([]byte) (int, error) { return 0, w.err }

// Texts that XML can't hold don't break a picture.
func TestPictureTexts(t *testing.T) {
	tl := timeline(t, 999_000, 1, simulate.Counts{}, make([]simulate.Counts, 1))
	tl.Alerts[0].Alert.Name = "a\nb"
	got := svg(t, &Picture{Title: "<&>\x00\uffff\xff\U0001f600", Series: []Series{{"x\x01", tl}, {"y", tl}}})
	var all struct {
		Text string `xml:",innerxml"`
	}
	if err := xml.Unmarshal([]byte(got), &all); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{">&lt;&amp;&gt;  \ufffd\U0001f600<", ">x <", ">x  · a b: 2% in 1 h<"} {
		if !strings.Contains(got, want) {
			t.Errorf("it doesn't hold %q", want)
		}
	}
}

// Alerts are named by their name and threshold, or as the caller wants, and not at any length.
func TestAlertLabels(t *testing.T) {
	slo := &honeycomb.SLO{}
	for want, a := range map[string]*honeycomb.BurnAlert{
		"0.05% in 90 min": budgetRate(slo, 500, 90), "2% in 1 h": budgetRate(slo, 20_000, 60), "10% in 3 d": budgetRate(slo, 100_000, 3*simulate.MinutesPerDay),
		"exhausted": exhaustion(slo, 0), "exhausted within 4 h": exhaustion(slo, 240),
	} {
		if got := alertLabel(a); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	tl := timeline(t, 999_000, 1, simulate.Counts{}, make([]simulate.Counts, 1))
	p := &Picture{Series: []Series{{"", tl}}, Label: func(a *honeycomb.BurnAlert) string { return a.Name + strings.Repeat("é", 100) }}
	if got := p.rows()[0].label; got != "fast"+strings.Repeat("é", longestLabel-5)+"…" {
		t.Errorf("%q", got)
	}
}

func BenchmarkPicture(b *testing.B) {
	p := pictures(b)["year"]
	for b.Loop() {
		if err := WriteSVG(io.Discard, p); err != nil {
			b.Fatal(err)
		}
	}
}
