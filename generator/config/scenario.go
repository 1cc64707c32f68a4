package config

import (
	"fmt"
	"math/big"
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/spec"
	"github.com/slogen-project/slogen/generator/words"
)

// Scenario is a course of traffic and failures that the burn alerts of an SLO are put to. Times are whole minutes since
// its start.
type Scenario struct {
	Decl       hcl.Range
	Name       spec.At[string]
	SLO        spec.At[spec.Expr]
	Traffic    spec.At[Traffic]
	Step       spec.At[int] // minutes that a value of a series lasts
	Background spec.At[spec.Decimal]
	BeginsAt   spec.At[int] // minute of the day
	Duration   spec.At[int]
	Night      *Night
	Failures   []*Failures
	Fires      []*ExpectAlert
	Silent     []*ExpectNoAlert
	Failed     bool   // whether something in it could not be decoded, which was reported
	Dir        string // of the file it stands in
}

// Night is the time of the day with other traffic, in minutes of the day. It may pass midnight.
type Night struct {
	Decl     hcl.Range
	From, To spec.At[int]
	Traffic  spec.At[*big.Rat] // a minute
}

// Failures are a time in which a share of all events is bad.
type Failures struct {
	Decl              hcl.Range
	From, To          spec.At[int]
	Ratio, RatioAtEnd spec.At[spec.Decimal]
	Series            spec.At[Series]
	end               int
}

// End is when they are over.
func (f *Failures) End() int { return f.end }

// ExpectAlert wants an alert to fire.
type ExpectAlert struct {
	Decl           hcl.Range
	Alert          spec.At[string]
	Since          spec.At[int]
	After, Within  spec.At[int] // since Since
	ResolvesWithin spec.At[int] // since the failures are over
}

// ExpectNoAlert wants an alert never to fire.
type ExpectNoAlert struct {
	Decl  hcl.Range
	Alert spec.At[string]
}

// StepMinutes is how long a value of a series lasts.
func (s *Scenario) StepMinutes() int {
	if s.Step.Set() {
		return s.Step.V
	}
	return 1
}

// BackgroundRatio is the share of bad events in ordinary times.
func (s *Scenario) BackgroundRatio() *big.Rat { return s.Background.V.Rat() }

// First is when the first failures begin, 0 without any.
func (s *Scenario) First() int {
	if len(s.Failures) == 0 {
		return 0
	}
	return s.Failures[0].From.V
}

// wholeMinutes is a length of time or a moment of a scenario.
var wholeMinutes = &spec.Kind[int]{
	KindDoc: spec.KindDoc{Name: "minutes", Doc: "a length of time of whole minutes, such as `\"10m\"` or `\"1h30m\"`",
		Example: `"10m"`, Schema: spec.Duration.Schema},
	Decode: func(d *spec.Decoder, e hcl.Expression) (int, bool) {
		s, ok := spec.Duration.Decode(d, e)
		if !ok {
			return 0, false
		}
		if s%spec.Minute != 0 {
			d.Add(diag.Error("test/scenario", "Invalid duration", fmt.Sprintf("Scenarios count in minutes, like "+
				"Honeycomb's SLOs, but %s isn't "+
				"a whole number of minutes. Write %q, for example.", s, max((s+spec.Minute/2)/spec.Minute,
				1)*spec.Minute),
				e.Range()))
			return 0, false
		}
		if s > MaxScenarioMinutes*spec.Minute {
			d.Add(diag.Error("test/scenario", "Invalid duration", fmt.Sprintf("A scenario lasts at most %s, but this "+
				"is %s.",
				MaxScenarioMinutes*spec.Minute, s), e.Range()))
			return 0, false
		}
		return int(s / spec.Minute), true
	},
}

// ratioKind is a share of all events.
var ratioKind = &spec.Kind[spec.Decimal]{
	KindDoc: spec.KindDoc{Name: "ratio", Doc: "a share of all events, from 0 to 1", Example: "0.5",
		Schema: map[string]any{"type": "number", "minimum": 0, "maximum": 1}},
	Decode: func(d *spec.Decoder, e hcl.Expression) (spec.Decimal, bool) {
		n, ok := spec.Number.Decode(d, e)
		if !ok {
			return n, false
		}
		switch r := n.Rat(); {
		case len(n.Text) > 40:
			d.Add(
				diag.Error(
					"test/scenario", "Invalid ratio",
					fmt.Sprintf("%s has too many decimals. Write fewer.", words.Cut(n.Text, 60)),
					e.Range(),
				),
			)
			return n, false
		case r.Sign() < 0:
			d.Add(diag.Error("test/scenario", "Invalid ratio", fmt.Sprintf("A ratio is between 0 and 1, but %s is "+
				"negative.", n.Text), e.Range()))
			return n, false
		case r.Cmp(big.NewRat(1, 1)) > 0:
			way := ""
			if r.Cmp(big.NewRat(100, 1)) <= 0 {
				way = fmt.Sprintf(" For %s percent write %s.", n.Text, words.Rounded(r.Quo(r, big.NewRat(100, 1)), 9))
			}
			d.Add(diag.Error("test/scenario", "Invalid ratio", fmt.Sprintf("A ratio is between 0 and 1, but %s is "+
				"more than 1.%s", n.Text, way),
				e.Range()))
			return n, false
		}
		return n, true
	},
}

// timeOfDay is a time of the day, in minutes since midnight.
var timeOfDay = &spec.Kind[int]{
	KindDoc: spec.KindDoc{Name: "time of day", Doc: "hours and minutes, such as `\"22:30\"`", Example: `"22:00"`,
		Schema: map[string]any{"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}},
	Decode: func(d *spec.Decoder, e hcl.Expression) (int, bool) {
		s, ok := spec.Text.Decode(d, e)
		if !ok {
			return 0, false
		}
		var h, m int
		if n, err := fmt.Sscanf(s, "%2d:%2d", &h, &m); n != 2 || err != nil || len(s) != 5 || h < 0 || h > 23 || m < 0 ||
			m > 59 {
			d.Add(diag.Error("test/scenario", "Invalid time of day", fmt.Sprintf("%q isn't a time of day: write hours "+
				"and minutes, such as \"09:00\" or \"22:30\".", words.Cut(s, 60)), e.Range()))
			return 0, false
		}
		return h*60 + m, true
	},
}

var scenarioBlock = &spec.Block[Scenario]{
	Type: "scenario",
	Doc: "An imagined course of traffic and failures, with the burn alerts of an SLO that should fire, in a file " +
		"*.slotest.hcl. `slogen simulate` shows what every alert would do; `slogen test` " +
		"checks what is expected. All times are whole minutes since the scenario's start. A whole SLO window of the same " +
		"traffic precedes it, in which only `background_ratio` failed.",
	Decl: func(v *Scenario, h, _ hcl.Range) { v.Decl = h },
	Labels: []spec.Label[Scenario]{{Name: "name", Doc: "What happens, in words.",
		Field: func(v *Scenario) *spec.At[string] { return &v.Name }}},
	Args: []spec.Arg[Scenario]{
		spec.Attr("slo", reference, func(v *Scenario) *spec.At[spec.Expr] { return &v.SLO },
			"The SLO whose burn alerts are tested, with its service.", spec.Required,
			spec.Example("slo.checkout.availability")),
		spec.Attr("traffic", trafficKind, func(v *Scenario) *spec.At[Traffic] { return &v.Traffic },
			"How many eligible events there are. After a series its last value continues; its first value also applies before "+
				"the scenario. A value left out of a series means no traffic.", spec.Required),
		spec.Attr("step", wholeMinutes, func(v *Scenario) *spec.At[int] { return &v.Step },
			"How long each value of a series lasts.", spec.Default(`"1m"`),
			spec.Example(`"5m"`)),
		spec.Attr("background_ratio", ratioKind, func(v *Scenario) *spec.At[spec.Decimal] { return &v.Background },
			"The share of events that is bad in ordinary times: before the scenario, and whenever no `failures` apply.",
			spec.Default("0"),
			spec.Example("0.0002")),
		spec.Attr("begins_at", timeOfDay, func(v *Scenario) *spec.At[int] { return &v.BeginsAt },
			"The time of day at which the scenario starts. Required only with a `night`.", spec.Example(`"14:00"`)),
		spec.Attr("duration", wholeMinutes, func(v *Scenario) *spec.At[int] { return &v.Duration }, "How long it lasts.",
			spec.Default("until an hour after the last failures, or longer if an alert takes longer to resolve or something "+
				"is expected later"),
			spec.Example(`"2h"`)),
	},
	Blocks: []spec.Child[Scenario]{
		spec.One(nightBlock, func(v *Scenario) **Night { return &v.Night }),
		spec.Blocks(failuresBlock, func(v *Scenario, f *Failures) { v.Failures = append(v.Failures, f) }),
		spec.Blocks(expectAlertBlock, func(v *Scenario, x *ExpectAlert) { v.Fires = append(v.Fires, x) }),
		spec.Blocks(expectNoAlertBlock, func(v *Scenario, x *ExpectNoAlert) { v.Silent = append(v.Silent, x) }),
	},
	Example: "scenario \"half the requests fail for ten minutes\" {\n  slo     = slo.checkout.availability\n  traffic = " +
		"\"1000/min\"\n\n  failures {\n    to    = \"10m\"\n    ratio = 0.5\n  }\n\n  expect_alert \"fast\" {\n    within " +
		"= \"5m\"\n  }\n\n  expect_no_alert \"soon\" {}\n}\n",
}

var nightBlock = &spec.Block[Night]{
	Type: "night",
	Doc: "The hours of each day with different traffic, also before the scenario. The traffic of the other hours must " +
		"be a rate.",
	Decl: func(v *Night, h, _ hcl.Range) { v.Decl = h },
	Args: []spec.Arg[Night]{
		spec.Attr("from", timeOfDay, func(v *Night) *spec.At[int] { return &v.From }, "When it begins.", spec.Required),
		spec.Attr("to", timeOfDay, func(v *Night) *spec.At[int] { return &v.To },
			"When it ends; a time before `from` is on the next day.", spec.Required, spec.Example(`"06:00"`)),
		spec.Attr("traffic", rateKind, func(v *Night) *spec.At[*big.Rat] { return &v.Traffic },
			"How many eligible events there are then.", spec.Required),
	},
	Example: "night {\n  from    = \"22:00\"\n  to      = \"06:00\"\n  traffic = \"50/min\"\n}\n",
}

var failuresBlock = &spec.Block[Failures]{
	Type: "failures",
	Doc: "A period in which a share of all events is bad, ordinary failures included. There can be several, but they " +
		"must not overlap.",
	Decl: func(v *Failures, h, _ hcl.Range) { v.Decl = h },
	Args: []spec.Arg[Failures]{
		spec.Attr("from", wholeMinutes, func(v *Failures) *spec.At[int] { return &v.From },
			"When they start, counted from the scenario's start.", spec.Default(`"0m"`),
			spec.Example(`"30m"`)),
		spec.Attr("to", wholeMinutes, func(v *Failures) *spec.At[int] { return &v.To }, "When they end, counted from the "+
			"scenario's start. Not with a series, which has its own end.", spec.Example(`"40m"`)),
		spec.Attr("ratio", ratioKind, func(v *Failures) *spec.At[spec.Decimal] { return &v.Ratio },
			"The share of all events that is bad."),
		spec.Attr("ratio_at_end", ratioKind, func(v *Failures) *spec.At[spec.Decimal] { return &v.RatioAtEnd },
			"The share that it rises or falls to evenly from `ratio`: a ramp. Each minute has the share at its middle.",
			spec.Example("0.9")),
		spec.Attr("series", ratioSeries, func(v *Failures) *spec.At[Series] { return &v.Series },
			"The shares one after another, each for a `step`, instead of `to` and `ratio`. A value left out means the "+
				"ordinary share."),
	},
	Example: "failures {\n  from  = \"5m\"\n  to    = \"15m\"\n  ratio = 0.5\n}\n",
}

var expectAlertBlock = &spec.Block[ExpectAlert]{
	Type: "expect_alert",
	Doc:  "A burn alert that must start to fire.",
	Decl: func(v *ExpectAlert, h, _ hcl.Range) { v.Decl = h },
	Labels: []spec.Label[ExpectAlert]{{Name: "name", Doc: "The burn alert.",
		Field: func(v *ExpectAlert) *spec.At[string] { return &v.Alert }}},
	Args: []spec.Arg[ExpectAlert]{
		spec.Attr("since", wholeMinutes, func(v *ExpectAlert) *spec.At[int] { return &v.Since },
			"The moment from which the alert is watched and times are counted, since the scenario's start. If an alert should "+
				"fire for several failures, write a block with a `since` for each.",
			spec.Default("the start of the first failures"),
			spec.Example(`"6h"`)),
		spec.Attr("after", wholeMinutes, func(v *ExpectAlert) *spec.At[int] { return &v.After },
			"The earliest time at which it may fire.", spec.Default(`"0m"`),
			spec.Example(`"2m"`)),
		spec.Attr("within", wholeMinutes, func(v *ExpectAlert) *spec.At[int] { return &v.Within },
			"The time within which it must fire.", spec.Default("until the scenario ends")),
		spec.Attr("resolves_within", wholeMinutes, func(v *ExpectAlert) *spec.At[int] { return &v.ResolvesWithin },
			"The time within which it must resolve, counted from the end of the failures that started before it fired.",
			spec.Example(`"1h"`)),
	},
	Example: "expect_alert \"fast\" {\n  within          = \"10m\"\n  resolves_within = \"1h\"\n}\n",
}

var expectNoAlertBlock = &spec.Block[ExpectNoAlert]{
	Type: "expect_no_alert",
	Doc:  "A burn alert that must not fire at any time in the scenario.",
	Decl: func(v *ExpectNoAlert, h, _ hcl.Range) { v.Decl = h },
	Labels: []spec.Label[ExpectNoAlert]{{Name: "name", Doc: "The burn alert.",
		Field: func(v *ExpectNoAlert) *spec.At[string] { return &v.Alert }}},
	Example: "expect_no_alert \"soon\" {}\n",
}

// minutes is a moment or length of a scenario as it would be written.
func minutes(n int) string { return (spec.Seconds(n) * spec.Minute).String() }

// check finds what makes no sense in a scenario that was decoded without an error, and puts its failures into order.
func (s *Scenario) check(d *spec.Decoder) {
	bad := func(summary, detail string, at hcl.Range, notes ...diag.Note) {
		d.Add(diag.Error("test/scenario", summary, detail, at, notes...))
	}
	if s.Step.Set() && s.Step.V == 0 {
		bad("Invalid duration", "A step needs a length: write \"1m\" or more.", s.Step.Range)
		s.Step.V = 1
	}
	series := s.Traffic.V.Series != nil
	if n := s.Night; n != nil {
		if n.From.Set() && n.To.Set() && n.From.V == n.To.V {
			bad("Invalid night", "This night ends when it starts, so it has no length.", n.To.Range)
		}
		if series {
			bad("Invalid night", "A series already sets the traffic of every minute, so it can't have a night as well. Write "+
				"the traffic of the day as a rate, such as \"1000/min\".", n.Decl,
				diag.Note{Text: "the series is here", Range: s.Traffic.Range})
		}
		if !s.BeginsAt.Set() {
			bad("Invalid night", "Whether a failure meets the day's traffic or the night's depends on when the scenario "+
				"starts: write begins_at = \"14:00\", for example, in the scenario.", n.Decl)
		}
	} else if s.BeginsAt.Set() {
		bad("Invalid scenario", "The time of day makes a difference only where traffic has a `night`. Remove it, or add a "+
			"`night`.", s.BeginsAt.Range)
	}
	if s.Duration.Set() && s.Duration.V == 0 {
		bad("Invalid duration", "A scenario without a duration has no events.", s.Duration.Range)
	}
	for _, f := range s.Failures {
		series = series || f.Series.Set()
		s.checkFailures(f, bad)
	}
	if s.Step.Set() && !series {
		bad("Invalid scenario", "A step says how long each value of a series lasts, but there is no series here.",
			s.Step.Range)
	}
	slices.SortStableFunc(s.Failures, func(a, b *Failures) int { return a.From.V - b.From.V })
	for i := 1; i < len(s.Failures); i++ {
		a, b := s.Failures[i-1], s.Failures[i]
		if a.end > b.From.V {
			bad("Overlapping failures", fmt.Sprintf("These failures start at %s, before others end at %s, but a minute can't "+
				"have two ratios. End one where the other starts, or write their combined ratio.", minutes(b.From.V),
				minutes(a.end)), b.Decl, diag.Note{Text: "the others", Range: a.Decl})
		}
	}
	s.checkExpectations(bad)
}

func (s *Scenario) checkFailures(f *Failures, bad func(summary, detail string, at hcl.Range, notes ...diag.Note)) {
	if f.Series.Set() {
		for _, at := range []hcl.Range{f.To.Range, f.Ratio.Range, f.RatioAtEnd.Range} {
			if at.Filename != "" {
				bad("Invalid failures", "A series sets the ratio of every minute and has its own end: use either the series, or "+
					"`to` and `ratio`.", at)
			}
		}
		f.end = f.From.V + len(f.Series.V)*s.StepMinutes()
		if f.end > MaxScenarioMinutes {
			bad("Invalid failures", fmt.Sprintf("The series ends after %s, but a scenario lasts at most %s.", minutes(f.end),
				minutes(MaxScenarioMinutes)), f.Series.Range)
			f.end = MaxScenarioMinutes
		}
	} else {
		if !f.To.Set() {
			bad("Missing required argument", "Failures need an end: write to = \"10m\", for example. Failures that never end "+
				"last as long as the scenario.", f.Decl)
		} else if f.From.V >= f.To.V {
			bad("Invalid failures", fmt.Sprintf("They would end at %s, which isn't after their start at %s.", minutes(f.To.V),
				minutes(f.From.V)), f.To.Range)
		}
		if !f.Ratio.Set() {
			bad("Missing required argument",
				"Failures need `ratio`, the share of events that are bad: write ratio = 0.5, for example.", f.Decl)
		}
		f.end = f.To.V
	}
	if s.Duration.Set() && f.end > s.Duration.V {
		bad("Invalid failures", fmt.Sprintf("They end at %s, but the scenario ends at %s. Make the scenario longer, or "+
			"leave its duration out.", minutes(f.end), minutes(s.Duration.V)), f.Decl,
			diag.Note{Text: "the duration", Range: s.Duration.Range})
	}
}

func (s *Scenario) checkExpectations(bad func(summary, detail string, at hcl.Range, notes ...diag.Note)) {
	type key struct {
		alert string
		since int
	}
	fires, silent := map[string]hcl.Range{}, map[string]hcl.Range{}
	seen := map[key]hcl.Range{}
	for _, x := range s.Fires {
		if !x.Since.Set() {
			x.Since.V = s.First()
		}
		k := key{x.Alert.V, x.Since.V}
		if first, ok := seen[k]; ok {
			bad("Duplicate expectation", fmt.Sprintf("There is already an expectation for %q. Merge the two, or give each a "+
				"`since` of its own.", x.Alert.V), x.Decl, diag.Note{Text: "first written here", Range: first})
			continue
		}
		seen[k], fires[x.Alert.V] = x.Decl, x.Decl
		if x.Within.Set() && x.After.V > x.Within.V {
			bad("Contradicting expectation", fmt.Sprintf("It can't fire after %s at the earliest and within %s at the latest.",
				minutes(x.After.V), minutes(x.Within.V)), x.After.Range,
				diag.Note{Text: "the latest", Range: x.Within.Range})
		}
		if latest := x.Since.V + max(x.Within.V, x.After.V); s.Duration.Set() && latest > s.Duration.V {
			bad("Invalid expectation", fmt.Sprintf("This expectation runs until %s, but the scenario ends at %s. Make the "+
				"scenario longer, or leave its duration out.", minutes(latest), minutes(s.Duration.V)), x.Decl,
				diag.Note{Text: "the duration", Range: s.Duration.Range})
		} else if latest > MaxScenarioMinutes {
			bad("Invalid expectation", fmt.Sprintf("This expectation runs until %s, but a scenario lasts at most %s.",
				minutes(latest), minutes(MaxScenarioMinutes)), x.Decl)
		}
	}
	for _, x := range s.Silent {
		if first, ok := silent[x.Alert.V]; ok {
			bad("Duplicate expectation", fmt.Sprintf("There is already an expectation that %q doesn't fire.", x.Alert.V), x.Decl,
				diag.Note{Text: "first written here", Range: first})
		} else if other, ok := fires[x.Alert.V]; ok {
			bad("Contradicting expectation", fmt.Sprintf("One scenario can't expect %q both to fire and not to fire.",
				x.Alert.V), x.Decl, diag.Note{Text: "it is expected to fire here", Range: other})
		}
		silent[x.Alert.V] = x.Decl
	}
}
