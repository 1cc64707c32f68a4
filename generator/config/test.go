package config

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/spec"
)

// Test says what an SLI makes of events.
type Test struct {
	Decl       hcl.Range
	Name       spec.At[string]
	SLI        spec.At[spec.Expr]
	Event      spec.At[*TestEvent]
	Events     spec.At[[]*TestEvent]
	EventsFile spec.At[string]
	Time       spec.At[float64] // seconds since 1970
	Ingest     spec.At[float64] // likewise
	Expect     spec.At[*Expectation]
	Dir        string // of the file it stands in
	Failed     bool   // whether something in it could not be decoded, which was reported
}

// TestEvent is an event written out, its columns in the order of the source.
type TestEvent struct {
	Range   hcl.Range
	Columns []TestColumn
}

// TestColumn is one column of an event. A number whose kind is not said is in Number as decimal text, and Value is
// null.
type TestColumn struct {
	Name             string
	NameRange, Range hcl.Range
	Value            calc.Value
	Number           string
}

// Expectation is what a test wants: one verdict of every event, a verdict for each event in order, or how many events
// get which.
type Expectation struct {
	All    string // empty unless one is for all
	Each   []spec.At[string]
	Counts []ExpectedCount
}

// ExpectedCount is how many events a verdict is expected of.
type ExpectedCount struct {
	Verdict string
	Count   int
	Range   hcl.Range
}

// verdictWords are what an SLI says of an event, in the words of tests.
var verdictWords = []string{"good", "bad", "ineligible"}

var verdictKind = spec.OneOf("verdict", verdictWords...)

// eventKind is an event written out.
var eventKind = &spec.Kind[*TestEvent]{
	KindDoc: spec.KindDoc{Name: "event", Doc: "columns, which may hold dots without quotes, and their values; `null` " +
		"for a column that is missing", Example: "{ http.response.status_code = 503 }",
		Schema: map[string]any{"type": "object"}},
	Decode: decodeEvent,
}

var eventsKind = &spec.Kind[[]*TestEvent]{
	KindDoc: spec.KindDoc{Name: "list of events", Doc: "events in brackets",
		Example: "[{ duration_ms = 12 }, { duration_ms = 1200 }]",
		Schema:  map[string]any{"type": "array", "items": map[string]any{"type": "object"}}},
	Decode: func(d *spec.Decoder, e hcl.Expression) ([]*TestEvent, bool) {
		if t, ok := e.(*hclsyntax.TupleConsExpr); ok {
			out, fine := make([]*TestEvent, 0, len(t.Exprs)), true
			for _, x := range t.Exprs {
				v, ok := decodeEvent(d, x)
				fine = fine && ok
				out = append(out, v)
			}
			return out, fine
		}
		v, ok := d.Eval(e)
		if !ok {
			return nil, false
		}
		if !v.CanIterateElements() || v.Type().IsObjectType() || v.Type().IsMapType() {
			d.Add(diag.Error("test/events", "Incorrect value type", "A list of events such as [{ duration_ms = 12 }] "+
				"is needed here.",
				e.Range()))
			return nil, false
		}
		var out []*TestEvent
		fine := true
		for it := v.ElementIterator(); it.Next(); {
			_, x := it.Element()
			x, _ = x.Unmark()
			if x.IsNull() || !x.IsKnown() || !x.Type().IsObjectType() && !x.Type().IsMapType() {
				d.Add(diag.Error("test/events", "Incorrect value type", "An event is a map of columns and values, "+
					"such as { duration_ms = 12 }, but an element of this list isn't one.", e.Range()))
				return nil, false
			}
			event := &TestEvent{Range: e.Range()}
			for cols := x.ElementIterator(); cols.Next(); {
				k, c := cols.Element()
				col, ok := columnValue(d, k.AsString(), e.Range(), e.Range(), c)
				fine = fine && ok
				event.Columns = append(event.Columns, col)
			}
			out = append(out, event)
		}
		return out, fine
	},
}

func decodeEvent(d *spec.Decoder, e hcl.Expression) (*TestEvent, bool) {
	entries, ok := d.Entries(e)
	out := &TestEvent{Range: e.Range()}
	for _, x := range entries {
		v, forced := x.Value, false
		if x.Expr != nil {
			expr := x.Expr
			if call, is := expr.(*hclsyntax.FunctionCallExpr); is && call.Name == "float" && len(call.Args) == 1 &&
				!call.ExpandFinal {
				expr, forced = call.Args[0], true
			}
			var good bool
			if v, good = d.EvalNull(expr); !good {
				ok = false
				continue
			}
		}
		c, good := columnValue(d, x.Key, x.KeyRange, x.Range, v)
		if forced && good {
			f, err := strconv.ParseFloat(c.Number, 64)
			if err != nil {
				d.Add(diag.Error("test/events", "Incorrect value type", "float() turns a number into a float: "+
					"float(503).", x.Range))
				ok = false
				continue
			}
			c.Value, c.Number = calc.Value{Kind: calc.Float, Float: f}, ""
		}
		ok = ok && good
		out.Columns = append(out.Columns, c)
	}
	return out, ok
}

// columnValue is one column of an event from its value in HCL.
func columnValue(d *spec.Decoder, name string, nameRange, at hcl.Range, v cty.Value) (TestColumn, bool) {
	c := TestColumn{Name: name, NameRange: nameRange, Range: at}
	v, _ = v.Unmark()
	switch {
	case !v.IsKnown():
		d.Add(diag.Follow(diag.Error(
			"test/events", "Value not known",
			fmt.Sprintf(
				"The value of the column %q can't be determined when the tests are loaded.",
				name,
			),
			at,
		), diag.AnyError))
		return c, false
	case v.IsNull():
	case v.Type() == cty.String:
		c.Value = calc.Value{Kind: calc.String, Str: v.AsString()}
	case v.Type() == cty.Bool:
		c.Value = calc.Value{Kind: calc.Bool, Bool: v.True()}
	case v.Type() == cty.Number:
		if f, _ := v.AsBigFloat().Float64(); math.IsInf(f, 0) {
			d.Add(diag.Error("test/events", "Number out of range", "This number is larger than any that a column "+
				"holds.", at))
			return c, false
		}
		c.Number = spec.DecimalOf(v.AsBigFloat())
	default:
		is, way := "a list", "Honeycomb keeps lists as their JSON text: write a string."
		if v.Type().IsObjectType() || v.Type().IsMapType() {
			is, way = "a map", fmt.Sprintf("Name the columns inside with dots: %s.x = ...", name)
		}
		d.Add(diag.Error("test/events", "Incorrect value type",
			fmt.Sprintf("A column holds a string, a number or a boolean, and %q is %s here. %s", name, is, way), at))
		return c, false
	}
	return c, true
}

// expectKind is what a test wants.
var expectKind = &spec.Kind[*Expectation]{
	KindDoc: spec.KindDoc{Name: "expectation", Doc: "`\"good\"`, `\"bad\"` or `\"ineligible\"` for every event; a list " +
		"of these, one for each event; or counts such as `{ good = 2, bad = 1 }`; verdicts that are not named are not " +
		"counted", Example: `"bad"`,
		Schema: map[string]any{}},
	Decode: func(d *spec.Decoder, e hcl.Expression) (*Expectation, bool) {
		switch x := e.(type) {
		case *hclsyntax.TupleConsExpr:
			out := &Expectation{Each: []spec.At[string]{}}
			fine := true
			for _, one := range x.Exprs {
				v, ok := verdictKind.Decode(d, one)
				fine = fine && ok
				out.Each = append(out.Each, spec.At[string]{V: v, Range: one.Range()})
			}
			return out, fine
		case *hclsyntax.ObjectConsExpr:
			entries, fine := d.Entries(e)
			out := &Expectation{Counts: []ExpectedCount{}}
			for _, en := range entries {
				known := false
				for _, v := range verdictWords {
					known = known || v == en.Key
				}
				if !known {
					d.Add(diag.Error("test/expectation", "Invalid expectation", fmt.Sprintf("Events are counted as "+
						"good, bad and ineligible, not as %q.%s",
						en.Key, diag.DidYouMean(en.Key, verdictWords)), en.KeyRange))
					fine = false
					continue
				}
				n, ok := spec.Whole.Decode(d, en.Expr)
				if ok && n < 0 {
					d.Add(diag.Error("test/expectation", "Invalid expectation", "A number of events can't be negative.",
						en.Range))
					ok = false
				}
				fine = fine && ok
				out.Counts = append(out.Counts, ExpectedCount{en.Key, n, en.Range})
			}
			if len(entries) == 0 && fine {
				d.Add(diag.Error("test/expectation", "Invalid expectation", "No count is named, so the test would "+
					"expect nothing.", e.Range()))
				fine = false
			}
			return out, fine
		}
		v, ok := verdictKind.Decode(d, e)
		return &Expectation{All: v}, ok
	},
}

// momentKind is a moment in seconds since 1970, as events have it.
var momentKind = &spec.Kind[float64]{
	KindDoc: timestampKind.KindDoc,
	Decode: func(d *spec.Decoder, e hcl.Expression) (float64, bool) {
		s, ok := spec.Text.Decode(d, e)
		if !ok {
			return 0, false
		}
		t, err := time.Parse(time.RFC3339, s)
		if err != nil {
			d.Add(diag.Error("test/events", "Invalid moment", fmt.Sprintf("%q is not a date and time with an offset: "+
				"write it as \"2026-12-24T22:00:00Z\" or \"2026-12-24T23:00:00+01:00\".", s), e.Range()))
			return 0, false
		}
		return calc.Seconds(t), true
	},
}

var testBlock = &spec.Block[Test]{
	Type: "test",
	Doc: "How an SLI judges events, in a file *.slotest.hcl; `slogen test` runs it. A number has the type declared for " +
		"its column; otherwise it is an integer " +
		"if it is whole. `float(503)` forces a float.",
	Decl: func(v *Test, h, _ hcl.Range) { v.Decl = h },
	Labels: []spec.Label[Test]{{Name: "name", Doc: "What is tested, in words.",
		Field: func(v *Test) *spec.At[string] { return &v.Name }}},
	Args: []spec.Arg[Test]{
		spec.Attr("sli", reference, func(v *Test) *spec.At[spec.Expr] { return &v.SLI }, "The SLI to test, with its service.",
			spec.Required, spec.Example("sli.checkout.availability")),
		spec.Attr("event", eventKind, func(v *Test) *spec.At[*TestEvent] { return &v.Event }, "The event."),
		spec.Attr("events", eventsKind, func(v *Test) *spec.At[[]*TestEvent] { return &v.Events },
			"Several events, instead of `event`."),
		spec.Attr("events_file", spec.Text, func(v *Test) *spec.At[string] { return &v.EventsFile },
			"A file of events, instead of `event`; relative to this file. JSON, one object or a list; a JSON object a line; "+
				"CSV with names in the first line; or spans as the OpenTelemetry Collector's file exporter writes them.",
			spec.Example(`"events.ndjson"`)),
		spec.Attr("time", momentKind, func(v *Test) *spec.At[float64] { return &v.Time }, "When the events happened, if "+
			"they don't say so themselves in a column `timestamp`. Only SLIs that read the time need it."),
		spec.Attr("ingest_time", momentKind, func(v *Test) *spec.At[float64] { return &v.Ingest },
			"When the events arrived at Honeycomb, if they don't say so themselves in a column `ingest_timestamp`. Only SLIs "+
				"that read the time of arrival need it."),
		spec.Attr("expect", expectKind, func(v *Test) *spec.At[*Expectation] { return &v.Expect },
			"The expected verdict on the events.", spec.Required),
	},
	Example: "test \"a 503 is bad\" {\n  sli = sli.checkout.availability\n  event = {\n    name                      = " +
		"\"POST /checkout\"\n    http.response.status_code = 503\n  }\n  expect = \"bad\"\n}\n",
}

// TestFile is what a file *.slotest.hcl holds.
type TestFile struct {
	Tests     []*Test
	Scenarios []*Scenario
}

// TestRoot is the top level of a file of tests.
var TestRoot = &spec.Block[TestFile]{
	Doc: "The top level of a file *.slotest.hcl.",
	Blocks: []spec.Child[TestFile]{
		spec.Custom(testBlock, func(d *spec.Decoder, f *TestFile, raw *spec.RawBlock) {
			t := new(Test)
			t.Failed = decodeAlone(d, func() { testBlock.DecodeBlock(d, raw, t) })
			f.Tests = append(f.Tests, t)
		}),
		spec.Custom(scenarioBlock, func(d *spec.Decoder, f *TestFile, raw *spec.RawBlock) {
			s := new(Scenario)
			s.Failed = decodeAlone(d, func() { scenarioBlock.DecodeBlock(d, raw, s) })
			if !s.Failed {
				s.check(d)
			}
			f.Scenarios = append(f.Scenarios, s)
		}),
	},
}

// decodeAlone says whether decoding one block failed, whatever came of those before.
func decodeAlone(d *spec.Decoder, decode func()) (failed bool) {
	before := d.Failed
	d.Failed = false
	decode()
	failed = d.Failed
	d.Failed = failed || before
	return failed
}

// Tests decodes the tests and scenarios of a file. They see what declarations in its directory see. Those that could
// not be decoded are there too, so that they can be counted; they say so themselves.
func (s *Shared) Tests(f *File) (*TestFile, hcl.Diagnostics) {
	d := s.decoder(f, s.Scope(f.Dir).Ctx)
	out := new(TestFile)
	TestRoot.DecodeBody(d, f.Body, out)
	seen := map[string]hcl.Range{}
	once := func(what string, name spec.At[string]) {
		if first, ok := seen[name.V]; ok {
			d.Add(diag.Error("language/duplicate", "Duplicate test", fmt.Sprintf("%s of this name is already in this "+
				"file. Rename one of the two, so that a failure shows which it was.", what), name.Range,
				diag.Note{Text: "first written here",
					Range: first}))
		}
		seen[name.V] = name.Range
	}
	for _, t := range out.Tests {
		t.Dir = f.Dir
		once("A test", t.Name)
		ways := 0
		for _, r := range []hcl.Range{t.Event.Range, t.Events.Range, t.EventsFile.Range} {
			if r.Filename != "" {
				ways++
			}
		}
		if ways != 1 {
			t.Failed = true
			d.Add(diag.Error("test/events", "Invalid test", "A test takes its events from one of `event`, `events` "+
				"and `events_file`.", t.Decl))
		}
		if t.Events.Set() && len(t.Events.V) == 0 {
			t.Failed = true
			d.Add(diag.Error("test/events", "Invalid test", "The list of events is empty, so nothing would be tested.",
				t.Events.Range))
		}
	}
	for _, x := range out.Scenarios {
		x.Dir = f.Dir
		once("A test or scenario", x.Name)
	}
	return out, d.Diags
}
