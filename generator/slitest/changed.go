package slitest

import (
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/spec"
)

// Unchanged is what is as it was in another state of a configuration.
type Unchanged struct {
	// Tests are the tests (a [*config.Test]) and the scenarios (a [*config.Scenario]) that come out as they did.
	Tests map[any]bool
	// SLIs are those whose formula, with all that it is made of, is the same, and which haven't lost their last test,
	// by name: "sli.checkout.availability".
	SLIs map[string]bool
}

// Same finds what of now is as before. A test comes out as it did if it says the same, and its events and the formula
// of its SLI are the same; a scenario, if its SLO and its burn alerts are. Where they stand is no matter. The tests of
// an SLI belong together: all of them are unchanged and none is gone, or none is unchanged. What can't be prepared, on
// either side, is not.
func Same(now, before Input) *Unchanged {
	out := &Unchanged{Tests: map[any]bool{}, SLIs: map[string]bool{}}
	nowTests, nowFormulas := prints(now)
	hadTests, hadFormulas := prints(before)
	changed, tested, lost := map[string]bool{}, map[string]bool{}, map[string]bool{}
	compare := func(these, others []print) {
		has := map[string]bool{}
		for _, p := range others {
			has[p.text] = true
		}
		for _, p := range these {
			changed[p.about] = changed[p.about] || !has[p.text]
		}
	}
	compare(nowTests, hadTests)
	compare(hadTests, nowTests)
	for _, p := range nowTests {
		tested[p.about] = true
	}
	for _, p := range hadTests {
		lost[p.about] = !tested[p.about]
	}
	for _, p := range nowTests {
		if !changed[p.about] {
			out.Tests[p.of] = true
		}
	}
	for name, formula := range nowFormulas {
		out.SLIs[name] = hadFormulas[name] == formula && !lost[name]
	}
	return out
}

// print is all that the result of a test or a scenario depends on, as text.
type print struct {
	of    any    // a [*config.Test] or a [*config.Scenario]
	about string // an SLI, or the scenario alone
	text  string
}

// prints are those of all tests and scenarios, and the formulas of the SLIs by name.
func prints(in Input) (out []print, formulas map[string]string) {
	in.Filter, in.Unchanged = nil, nil
	add := func(of any, about string, parts ...any) {
		if b, err := json.Marshal(parts, withoutPlaces, json.Deterministic(true)); err == nil {
			out = append(out, print{of, about, string(b)})
		}
	}
	s := prepare(&in)
	formulas = map[string]string{}
	for _, x := range s.order {
		if s.compile(x) {
			formulas[x.name] = string(calc.Append(nil, x.program.Formula().Root))
		}
	}
	for _, p := range s.cases {
		t := *p.test
		t.Event, t.EventsFile = spec.At[*config.TestEvent]{}, spec.At[string]{}
		t.Events = spec.At[[]*config.TestEvent]{}
		t.Dir = ""
		add(p.test, p.sli.name, t, unplaced(p.events), formulas[p.sli.name], p.sli.columns)
	}
	jobs, _ := scenarioJobs(in)
	for _, j := range jobs {
		s := *j.scenario
		s.Dir = ""
		objects := []string{string(honeycomb.AppendBody(nil, j.slo))}
		for _, a := range j.alerts {
			objects = append(objects, string(a.Key)+string(honeycomb.AppendBody(nil, a)))
		}
		slices.Sort(objects)
		add(j.scenario, "scenario "+j.scenario.Decl.String(), s, objects)
	}
	return out, formulas
}

// unplaced are events without what says where they stand.
func unplaced(events []*Event) []Event {
	out := make([]Event, len(events))
	for i, e := range events {
		out[i] = *e
		out[i].Where = ""
	}
	return out
}

// withoutPlaces writes what a test says without where it says it.
var withoutPlaces = json.WithMarshalers(json.JoinMarshalers(
	json.MarshalToFunc(func(e *jsontext.Encoder, _ hcl.Range) error { return e.WriteToken(jsontext.Null) }),
	json.MarshalToFunc(func(e *jsontext.Encoder, x spec.Expr) error {
		return e.WriteToken(jsontext.String(dotted(x)))
	}),
))

// dotted is a reference as it is written.
func dotted(x spec.Expr) string {
	tr, diags := hcl.AbsTraversalForExpr(x)
	if diags.HasErrors() {
		return ""
	}
	return strings.TrimPrefix(spec.Dotted(tr), ".")
}
