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

// Same finds the tests and scenarios of now that before has too and that come out there as they do now: they say the
// same, and their events and the formula of their SLI are the same or, for a scenario, its SLO and its burn alerts.
// Where they stand doesn't matter. The tests of an SLI belong together: all of them are the same, or none is. What
// can't be prepared, on either side, is not the same.
func Same(now, before Input) map[any]bool {
	had := map[string]bool{}
	for _, p := range prints(before) {
		had[p.text] = true
	}
	same, changed := map[any]bool{}, map[string]bool{}
	all := prints(now)
	for _, p := range all {
		changed[p.about] = changed[p.about] || !had[p.text]
	}
	for _, p := range all {
		if !changed[p.about] {
			same[p.of] = true
		}
	}
	return same
}

// print is all that the result of a test or a scenario depends on, as text.
type print struct {
	of    any    // a [*config.Test] or a [*config.Scenario]
	about string // an SLI, or the scenario alone
	text  string
}

func prints(in Input) (out []print) {
	in.Filter, in.Skip = nil, nil
	add := func(of any, about string, parts ...any) {
		if b, err := json.Marshal(parts, withoutPlaces, json.Deterministic(true)); err == nil {
			out = append(out, print{of, about, string(b)})
		}
	}
	for _, p := range prepare(&in).cases {
		t := *p.test
		t.Event, t.Events, t.EventsFile = spec.At[*config.TestEvent]{}, spec.At[[]*config.TestEvent]{}, spec.At[string]{}
		t.Dir = ""
		add(p.test, p.sli.name, t, unplaced(p.events), string(calc.Append(nil, p.sli.program.Formula().Root)), p.sli.columns)
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
	return out
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
	json.MarshalToFunc(func(e *jsontext.Encoder, x spec.Expr) error { return e.WriteToken(jsontext.String(dotted(x))) }),
))

// dotted is a reference as it is written.
func dotted(x spec.Expr) string {
	tr, diags := hcl.AbsTraversalForExpr(x)
	if diags.HasErrors() {
		return ""
	}
	return strings.TrimPrefix(spec.Dotted(tr), ".")
}
