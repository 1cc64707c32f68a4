package picture

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/internal/golden"
	"github.com/slogen-project/slogen/generator/simulate"
)

var (
	pager  = &honeycomb.Recipient{Type: honeycomb.RecipientPagerDuty, IntegrationName: "Payments on-call"}
	onCall = honeycomb.Notification{Recipient: pager, PagerDutySeverity: "critical"}
	slack  = &honeycomb.Recipient{Type: honeycomb.RecipientSlack, SlackChannel: "#payments"}
	chat   = honeycomb.Notification{Recipient: slack}
)

func budgetRate(name string, perMillion, windowMinutes int, to ...honeycomb.Notification) *honeycomb.BurnAlert {
	return &honeycomb.BurnAlert{Name: name, AlertType: honeycomb.BudgetRate, BudgetRateWindowMinutes: windowMinutes,
		BudgetRateDecreaseThresholdPerMillion: perMillion, Recipients: to}
}

func exhaustion(name string, minutes int, to ...honeycomb.Notification) *honeycomb.BurnAlert {
	return &honeycomb.BurnAlert{Name: name, AlertType: honeycomb.ExhaustionTime, ExhaustionMinutes: minutes,
		Recipients: to}
}

// usual are three alerts as people have them.
func usual() []*honeycomb.BurnAlert {
	fast, slow := budgetRate("fast", 20_000, 60, onCall), budgetRate("slow", 100_000, 3*day, chat)
	return []*honeycomb.BurnAlert{exhaustion("soon", 240), fast, slow}
}

// course is a case over minutes, each of which is the same before.
func course(t testing.TB, name string, target, window int,
	alerts []*honeycomb.BurnAlert, minutes []simulate.Counts) *simulate.Case {
	t.Helper()
	slo := &honeycomb.SLO{TargetPerMillion: target, TimePeriodDays: window}
	slo.Key = "slo/checkout/availability"
	for _, a := range alerts {
		a.SLO = slo
	}
	var before simulate.Counts
	if len(minutes) > 0 {
		before.Total = minutes[0].Total
	}
	m, err := simulate.NewMinutes(slo, before, minutes)
	if err != nil {
		t.Fatal(err)
	}
	return &simulate.Case{Name: name, SLO: slo, Alerts: alerts, Course: m}
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
	for i := range 365 * day {
		c := simulate.Counts{Total: int64(1000+600*math.Sin(float64(i)*2*math.Pi/day)) * simulate.Micro}
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

// flapping are failures of four minutes, again and again.
func flapping() (out []simulate.Counts) {
	for i := range 3 * day {
		c := simulate.Counts{Total: 100 * simulate.Micro}
		if i%120 < 4 {
			c.Bad = c.Total
		}
		out = append(out, c)
	}
	return out
}

// outcomes are pictures of all kinds, by the name of their golden file. They are read only.
func outcomes(t testing.TB) map[string]*simulate.Outcome {
	made.Do(func() { all = outcomesAnew(t) })
	return all
}

var (
	made sync.Once
	all  map[string]*simulate.Outcome
)

func outcomesAnew(t testing.TB) map[string]*simulate.Outcome {
	even := func(name string, errors int) *simulate.Case {
		return course(t, name, 999_000, 30, usual(), incident(6*60, 60, 150, errors))
	}
	thought := even("a quarter of all events fails for 90 minutes", 250_000)
	thought.Failures = []simulate.Failures{{Span: simulate.Span{From: 60, To: 150}, Share: "25% of the events"}}
	dated := func(c *simulate.Case, start time.Time) *simulate.Case {
		c.Start, c.Ordinary = start, big.NewRat(1, 1000)
		return c
	}
	monday := time.Date(2026, 3, 2, 22, 30, 0, 0, time.UTC)
	long := course(t, "a slow alert goes on for days", 999_000, 30, usual(), incident(4*day, 30, 60, 500_000))
	gone := course(t, "all of the budget goes", 999_000, 7, usual(), incident(9*day, 10, 40, 1_000_000))

	var many, hostile []*honeycomb.BurnAlert
	for i := range 40 {
		many = append(many, budgetRate(fmt.Sprintf("alert_%d", i+1), 10_000*(i+1), 60, chat))
	}
	hostile = append(hostile,
		budgetRate(strings.Repeat("very_", 200)+"long", 20_000, 60, onCall, onCall, chat, chat),
		budgetRate(`</text><script>alert("x")</script>`+"\x00\uffff\xff\n\u202e&#x41;", 20_000, 60, chat),
		budgetRate("z"+strings.Repeat("\u0300", 500)+" 支払いの可用性について誰かに知らせる警報 👩‍👩‍👧‍👦", 20_000, 60),
		budgetRate("", 123_457, 61), exhaustion("", 0, chat))
	const happened = "what happened to checkout.availability"
	endless := "<&>\x00\uffff\xff\u202e\U0001f600 " + strings.Repeat("a course of the world that never ends, ", 200)
	outage := incident(6*60, 60, 150, 1_000_000)
	even40 := course(t, "forty alerts and ten targets", 999_000, 30, many, incident(6*60, 60, 150, 250_000))
	targets := []int{900_000, 950_000, 980_000, 990_000, 995_000, 998_000, 999_500, 999_900, 999_990, 999_999}

	out := map[string]*simulate.Outcome{}
	for name, c := range map[string]*simulate.Case{
		"scenario": thought,
		"fold":     long,
		"gone":     gone,
		"year":     dated(course(t, happened, 999_000, 30, usual(), year()), monday),
		"flapping": dated(course(t, happened, 999_000, 30, usual(), flapping()), monday),
		"quiet":    even("hardly anything fails", 500),
		"minute":   course(t, "one minute", 999_000, 30, usual(), incident(1, 0, 1, 1_000_000)),
		"none":     course(t, "no alert, no events", 999_000, 1, nil, make([]simulate.Counts, 10)),
		"many":     course(t, "forty alerts", 999_000, 30, many, outage),
		"hostile":  course(t, endless, 999_000, 30, hostile, outage),
	} {
		out[name] = c.Simulate(simulate.Options{})
	}
	other := dated(even("what if the target were another", 250_000), monday)
	out["targets"] = other.Simulate(simulate.Options{}, 990_000, 999_500)
	out["compared"] = even40.Simulate(simulate.Options{}, targets...)
	return out
}

func svg(t testing.TB, o *simulate.Outcome) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteSVG(&b, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestPictures compares pictures with those that somebody has looked at, byte by byte: testdata.
func TestPictures(t *testing.T) {
	for name, o := range outcomes(t) {
		file, got := filepath.Join("testdata", name+".svg"), svg(t, o)
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

// walk gives f each element of a picture with its text, and fails where it is not well-formed.
func walk(t rapid.TB, picture string, f func(e xml.StartElement, text string)) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(picture))
	var open []xml.StartElement
	for {
		token, err := d.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		switch x := token.(type) {
		case xml.StartElement:
			open = append(open, x.Copy())
			f(x, "")
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if len(open) > 0 && strings.TrimSpace(string(x)) != "" {
				f(open[len(open)-1], string(x))
			}
		}
	}
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// Every picture is well-formed, says its name and what it tells, is small, and is the same when it is drawn again.
func TestPictureHolds(t *testing.T) {
	again := outcomesAnew(t)
	for name, o := range outcomes(t) {
		got := svg(t, o)
		if got != svg(t, again[name]) {
			t.Errorf("%s: drawn again it is another", name)
		}
		if strings.Contains(got, "NaN") || strings.Contains(got, "Inf") || len(got) > 64<<10 {
			t.Errorf("%s: %d bytes, with numbers that are none, or too large", name, len(got))
		}
		said := map[string]string{}
		walk(t, got, func(e xml.StartElement, text string) {
			if id := attr(e, "id"); text != "" && id != "" {
				said[id] = text
			}
			switch e.Name.Local {
			case "svg":
				if attr(e, "role") != "img" || attr(e, "aria-labelledby") != "title desc" {
					t.Errorf("%s: %v", name, e.Attr)
				}
			case "text":
				if attr(e, "class") == "" || attr(e, "font-size") == "" || attr(e, "style") != "" || attr(e, "font-family") != "" {
					t.Errorf("%s: a text of its own style: %v", name, e.Attr)
				}
			case "style", "title", "desc", "defs", "pattern", "path", "rect":
			default:
				t.Errorf("%s: an element %s", name, e.Name.Local)
			}
		})
		if strings.Count(got, "font-family") != 1 {
			t.Errorf("%s: not one stack of fonts", name)
		}
		if said["title"] != plain(o.Case.Name) {
			t.Errorf("%s: its title is %q", name, said["title"])
		}
		for _, a := range o.Alerts {
			want, all := plain(a.Alert.Name)+" ", len(o.WhatIf) == 0 && len(o.Alerts) < mostAlerts
			if all && !strings.Contains(said["desc"], want) {
				t.Errorf("%s: its description doesn't tell of %q:\n%s", name, want, said["desc"])
			}
		}
	}
}

// texts are the labels of a picture as it holds them, with their boxes.
func texts(t rapid.TB, picture string) (out []label) {
	number := func(s string) float64 {
		f, err := strconv.ParseFloat(s, 64)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	walk(t, picture, func(e xml.StartElement, text string) {
		switch {
		case e.Name.Local == "text" && text == "":
			l := label{x: number(attr(e, "x")), y: number(attr(e, "y")), size: number(attr(e, "font-size")), anchor: "start"}
			l.class = attr(e, "class")
			if a := attr(e, "text-anchor"); a != "" {
				l.anchor = a
			}
			out = append(out, l)
		case e.Name.Local == "text":
			out[len(out)-1].text = text
		case e.Name.Local == "title" && len(out) > 0 && text != "":
			out[len(out)-1].full = text
		}
	})
	return out
}

// apart checks that no texts overlap, that none is outside, none empty, and that what ends early has a title.
func apart(t rapid.TB, name, picture string) {
	t.Helper()
	high := 0.0
	walk(t, picture, func(e xml.StartElement, _ string) {
		if e.Name.Local == "svg" {
			fmt.Sscanf(attr(e, "viewBox"), "0 0 840 %f", &high)
		}
	})
	all := texts(t, picture)
	for i, l := range all {
		b := l.box()
		if b.left < 0 || b.right > pictureWidth || b.top < 0 || b.bottom > high || l.text == "" {
			t.Errorf("%s: %q is outside: %v", name, l.text, b)
		}
		begin, short := strings.CutSuffix(l.text, "…")
		if short != (l.full != "") || !strings.HasPrefix(l.full, begin) && short {
			t.Errorf("%s: %q has the title %q", name, l.text, l.full)
		}
		for _, other := range all[i+1:] {
			if b.meets(other.box()) {
				t.Errorf("%s: %q and %q overlap", name, l.text, other.text)
			}
		}
	}
}

func TestTextsApart(t *testing.T) {
	for name, o := range outcomes(t) {
		apart(t, name, svg(t, o))
	}
}

// So it is for any course, any alerts and any targets.
func TestTextsApartAnywhere(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		minutes := incident(rapid.OneOf(rapid.IntRange(1, 300), rapid.IntRange(1, 20*day)).Draw(r, "minutes"), 0, 0, 0)
		for range rapid.IntRange(0, 8).Draw(r, "incidents") {
			from := rapid.IntRange(0, len(minutes)-1).Draw(r, "from")
			part := rapid.Int64Range(1, 100).Draw(r, "part")
			for at := from; at < min(len(minutes), from+rapid.IntRange(1, 2000).Draw(r, "long")); at++ {
				minutes[at].Bad = part * simulate.Micro
			}
		}
		var alerts []*honeycomb.BurnAlert
		for i := range rapid.IntRange(0, 6).Draw(r, "alerts") {
			name := rapid.StringN(1, 60, 200).Draw(r, "name")
			if rapid.Bool().Draw(r, "exhaustion") {
				alerts = append(alerts, exhaustion(name, 60*rapid.IntRange(0, 72).Draw(r, "ahead"), onCall))
				continue
			}
			budget, whom := rapid.IntRange(1, 1_000_000).Draw(r, "budget"), []honeycomb.Notification{onCall, chat}[:i%3]
			alerts = append(alerts, budgetRate(name, budget, 60*(1+i*7), whom...))
		}
		target, window := rapid.SampledFrom([]int{0, 900_000, 999_000, 999_999}), rapid.IntRange(1, 30)
		c := course(t, rapid.String().Draw(r, "title"), target.Draw(r, "target"), window.Draw(r, "days"), alerts, minutes)
		if rapid.Bool().Draw(r, "dated") {
			c.Start = time.Unix(60*rapid.Int64Range(1, 80_000_000).Draw(r, "start"), 0).UTC()
		}
		targets := rapid.SliceOfN(rapid.SampledFrom([]int{500_000, 990_000, 999_500}), 0, 6).Draw(r, "targets")
		got := svg(t, c.Simulate(simulate.Options{}, targets...))
		apart(r, "a picture", got)
		if len(got) > 200<<10 {
			r.Fatalf("%d bytes", len(got))
		}
	})
}

// What is short is drawn all the same: a single minute of a year.
func TestPictureKeepsPeaks(t *testing.T) {
	o := outcomes(t)["year"]
	got := svg(t, o)
	// The only area that comes to the top of the panel of failures is that minute's.
	a := regexp.MustCompile(`<path class="worst" d="([^"]*)"`).FindStringSubmatch(got)
	p := &picture{Outcome: o}
	s := newScale(o.Course.Len(), nil, plotLeft, plotRight)
	at := regexp.MustCompile(`H` + regexp.QuoteMeta(number(s.x(200_000)))[:3])
	if a == nil || !at.MatchString(a[1]) {
		t.Errorf("the outage of a minute, at %s, isn't there:\n%v", number(s.x(200_000)), a)
	}
	p.scale = s
	first, last := simulate.Span{From: 0, To: 1}, simulate.Span{From: 365*day - 1, To: 365 * day}
	for _, r := range p.runs([]simulate.Firing{{Span: first}, {Span: last}}) {
		if r.right-r.left < leastBar || r.left < plotLeft || r.right > plotRight {
			t.Errorf("a bar from %g to %g", r.left, r.right)
		}
	}
	if !strings.Contains(got, "area: worst minute") || strings.Contains(svg(t, outcomes(t)["scenario"]), "worst minute") {
		t.Error("that minutes are put together isn't said, or is where they aren't")
	}
}

// The line of the budget goes through the lowest and the highest value that there is.
func TestExtremes(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(0, 1), 2, 5000).Draw(r, "values")
		p := &picture{scale: newScale(len(values)-1, nil, plotLeft, plotRight)}
		line := p.extremes(axis{high: 1, bottom: 1000}, func(at int) float64 { return values[at] })
		low, high, before := math.Inf(1), math.Inf(-1), -1.0
		for _, q := range line {
			low, high = min(low, q.y), max(high, q.y)
			if q.x < before {
				r.Fatalf("%v after %g", q, before)
			}
			before = q.x
		}
		off := max(math.Abs(high-1000*(1-slices.Min(values))), math.Abs(low-1000*(1-slices.Max(values))))
		if off > 0.1 || before != plotRight {
			r.Fatalf("from %g to %g until %g", low, high, before)
		}
	})
}

// An axis goes from one edge to the other without a step back, whatever is folded, and what happens is to scale.
func TestScale(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		minutes := rapid.OneOf(rapid.IntRange(1, 600), rapid.IntRange(1, simulate.MaxMinutes)).Draw(r, "minutes")
		moments := rapid.SliceOfN(rapid.IntRange(0, minutes), 0, 10).Draw(r, "moments")
		s := newScale(minutes, moments, plotLeft, plotRight)
		if s.x(0) != plotLeft || s.x(minutes) != plotRight {
			r.Fatalf("%v", s)
		}
		before := 0
		for _, g := range s {
			happens := slices.ContainsFunc(moments, func(at int) bool { return at >= g.from && at <= g.to })
			wide := g.right - g.left
			if g.from != before || g.to <= g.from || wide <= 0 || g.folded && (happens || math.Abs(wide-foldWidth) > 1e-9) {
				r.Fatalf("%v of %v", g, s)
			}
			before = g.to
		}
		if before != minutes {
			r.Fatalf("it ends at %d", before)
		}
		at := rapid.IntRange(0, minutes-1).Draw(r, "at")
		if s.x(at) > s.x(at+1) {
			r.Fatalf("%d is right of the minute after it", at)
		}
	})
	for _, c := range []struct {
		moments []int
		folds   int
	}{
		{[]int{30, 32, 60, 119, 1447}, 1},      // where only a slow alert goes on
		{[]int{5, 15, 74}, 0},                  // short enough as it is
		{[]int{0, 720, 1440}, 0},               // nothing is long beside all else
		{[]int{5, 65, 1503, 43244, 50_000}, 3}, // two alerts, and nothing after them
		{[]int{10, 20, 3000, 3010, 9000, 9010}, 2},
	} {
		folds := 0
		for _, g := range newScale(slices.Max(c.moments), c.moments, plotLeft, plotRight) {
			if g.folded {
				folds++
			}
		}
		if folds != c.folds {
			t.Errorf("%v has %d folds, want %d", c.moments, folds, c.folds)
		}
	}
}

// Whatever the length and the start, there are a few ticks of time, all different.
func TestTicks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var start time.Time
		if rapid.Bool().Draw(t, "dates") {
			start = time.Unix(60*rapid.Int64Range(1, 80_000_000).Draw(t, "start"), 0).UTC()
		}
		minutes := rapid.OneOf(rapid.IntRange(1, 600), rapid.IntRange(1, simulate.MaxMinutes)).Draw(t, "minutes")
		s := newScale(minutes, nil, plotLeft, plotRight)
		ticks := s.ticks(start)
		if len(ticks) < 1 || len(ticks) > (plotRight-plotLeft)/(tickRoom-8)+1 {
			t.Fatalf("%d minutes from %v: %v", minutes, start, ticks)
		}
		before := -1
		seen := map[string]bool{}
		for i, k := range ticks {
			if k.at <= before || k.at > minutes || k.text == "" || seen[k.text] && len(k.text) > len("15:04") {
				t.Fatalf("%d minutes from %v: %v", minutes, start, ticks)
			}
			before, seen[k.text] = k.at, true
			if start.IsZero() {
				continue
			}
			at := start.Add(time.Duration(k.at) * time.Minute)
			if s.step()%(7*day) == 0 && s.step() < 28*day && at.Weekday() != time.Monday {
				t.Fatalf("a week begins on %v", at)
			}
			if !slices.Contains([]string{at.Format("15:04"), at.Format("2006-01-02"), at.Format("2006-01")}, k.text) {
				t.Fatalf("%v is labelled %q", at, k.text)
			}
			if s.step() < day && k.day == "" && (i == 0 || at.Format("15:04") == "00:00") {
				t.Fatalf("%v has no date", at)
			}
		}
	})
}

// Whatever the largest value, an axis ends at a round number not far above.
func TestRoundUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Float64Range(1e-4, 1e9).Draw(t, "v")
		up := roundUp(v)
		if up < v*(1-1e-8) || up > 2.5*v || len(short(up)) > 7 {
			t.Fatalf("%g: %g, %q", v, up, short(up))
		}
	})
	for v, want := range map[float64]string{
		0.0005: "0.0005", 12.5: "12.5", 2000: "2000", 25_000: "25k", 5e6: "5M", -200: "-200", 1e10: "10G",
	} {
		if got := short(v); got != want {
			t.Errorf("%g is written %q, want %q", v, got, want)
		}
	}
}

// What is traffic without a change takes no panel; what varies has one.
func TestTraffic(t *testing.T) {
	all := outcomes(t)
	for name, want := range map[string]bool{"scenario": false, "year": true, "none": false} {
		if got := strings.Contains(svg(t, all[name]), ">Traffic<"); got != want {
			t.Errorf("%s: traffic is drawn: %v", name, got)
		}
	}
}

// What an alert does to people is told by colour, by filling and in words.
func TestKinds(t *testing.T) {
	page := budgetRate("", 1, 60, chat)
	page.Severity = "page"
	warning := onCall
	warning.PagerDutySeverity = "warning"
	for want, alerts := range map[kind][]*honeycomb.BurnAlert{
		pages:    {budgetRate("", 1, 60, onCall), budgetRate("", 1, 60, chat, onCall), page},
		notifies: {budgetRate("", 1, 60, chat), budgetRate("", 1, 60, warning)},
		silent:   {budgetRate("", 1, 60)},
	} {
		for _, a := range alerts {
			if got := kindOf(a); got != want {
				t.Errorf("%v is %v, want %v", a.Recipients, got, want)
			}
		}
	}
	seen := map[string]bool{}
	for _, k := range []kind{pages, notifies, silent} {
		i := slices.IndexFunc(roles, func(r role) bool { return r.class == k.class })
		if seen[roles[i].css] {
			t.Errorf("%s differs by its colour alone", k.class)
		}
		seen[roles[i].css] = true
	}
}

// Everything that says something is seen on its ground (WCAG 2.1: texts 4.5 to 1, the rest 3 to 1), in both schemes.
func TestColours(t *testing.T) {
	luminance := func(hex string) float64 {
		part := func(s string) float64 {
			v, err := strconv.ParseUint(s, 16, 8)
			if err != nil {
				t.Fatal(err)
			}
			f := float64(v) / 255
			if f > 0.04045 {
				return math.Pow((f+0.055)/1.055, 2.4)
			}
			return f / 12.92
		}
		return 0.2126*part(hex[1:3]) + 0.7152*part(hex[3:5]) + 0.0722*part(hex[5:7])
	}
	contrast := func(a, b string) float64 {
		x, y := luminance(a), luminance(b)
		return (max(x, y) + 0.05) / (min(x, y) + 0.05)
	}
	least := map[string]float64{"ink": 4.5, "muted": 4.5, "bad-text": 4.5}
	for _, said := range []string{"ground", "panel", "veil", "grid", "incident"} { // by something else as well
		least[said] = 0
	}
	for _, ground := range roles[:2] {
		for _, r := range roles {
			want, ok := least[r.class]
			if !ok {
				want = 3
			}
			if ground.class != "ground" && want == 0 {
				continue
			}
			if a, b := contrast(r.light, ground.light), contrast(r.dark, ground.dark); a < want || b < want {
				t.Errorf("%s on %s: %.2f in light, %.2f in dark, want %g", r.class, ground.class, a, b, want)
			}
		}
	}
}

// What can't be drawn is an error, and so is what can't be written.
func TestPictureErrors(t *testing.T) {
	if err := WriteSVG(io.Discard, course(t, "", 999_000, 1, nil, nil).Simulate(simulate.Options{})); err == nil {
		t.Error("nothing was drawn")
	}
	broken := errors.New("broken")
	if err := WriteSVG(brokenWriter{broken}, outcomes(t)["none"]); !errors.Is(err, broken) {
		t.Error(err)
	}
}

type brokenWriter struct{ err error }

func (w brokenWriter) Write([]byte) (int, error) { return 0, w.err }

// Texts of elsewhere are texts, and not endless.
func TestPlain(t *testing.T) {
	for in, want := range map[string]string{
		"a\nb\tc":                         "a b c",
		"<&>\x00\uffff\xff\U0001f600":     "<&>\ufffd\ufffd\ufffd\U0001f600",
		"abc\u202edef":                    "abc\ufffddef",
		"z" + strings.Repeat("\u0300", 9): "z\u0300\u0300\u0300",
	} {
		if got := plain(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	if got := plain(strings.Repeat("é", 5000)); len(got) > 2010 {
		t.Errorf("%d bytes", len(got))
	}
	if got := escape(`<a b="c" d='e'>&`); got != "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;" {
		t.Error(got)
	}
}

// Where an alert fires is told as people write it.
func TestThreshold(t *testing.T) {
	for want, a := range map[string]*honeycomb.BurnAlert{
		"0.05% of the budget in 1 h 30 min": budgetRate("", 500, 90),
		"2% of the budget in 1 h":           budgetRate("", 20_000, 60),
		"budget gone":                       exhaustion("", 0),
		"budget gone within 4 h":            exhaustion("", 240),
	} {
		if got := threshold(a); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func BenchmarkPicture(b *testing.B) {
	o := outcomes(b)["year"]
	for b.Loop() {
		if err := WriteSVG(io.Discard, o); err != nil {
			b.Fatal(err)
		}
	}
}
