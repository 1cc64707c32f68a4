package review

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/honeycomb"
)

func TestVerdicts(t *testing.T) {
	for _, c := range []struct {
		formula string
		want    Possible
		missing calc.Verdict
	}{
		{`LT($a, 500)`, Possible{Surely, Surely, Surely}, calc.Bad},
		{`IF(LT($a, 500), LT($a, 500))`, Possible{Surely, Never, Never}, calc.NoVerdict},
		{`IF(GTE($a, 500), LT($a, 500))`, Possible{Never, Surely, Surely}, calc.NoVerdict},
		{`IF(AND(EQUALS($a, 1), EQUALS($a, 2)), true)`, Possible{Never, Never, Never}, calc.NoVerdict},
		// Only an event without the column, or with text in it, is bad.
		{`OR(LTE($a, 399), GTE($a, 200))`, Possible{Surely, Surely, Never}, calc.Bad},
		{`EXISTS($a)`, Possible{Surely, Surely, Surely}, calc.NoVerdict},
		{`IF(EXISTS($a), LT($a, 500))`, Possible{Surely, Surely, Surely}, calc.NoVerdict},
		// What an expression may be isn't known.
		{`IF(LT(SUM($a, $b), 5), LT(SUM($a, $b), 9))`, Possible{Perhaps, Never, Never}, calc.NoVerdict},
		{`no formula (`, Possible{Perhaps, Perhaps, Perhaps}, calc.NoVerdict},
	} {
		x := NewSLI(c.formula)
		if got := x.Verdicts(); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.formula, got, c.want)
		}
		if got := x.Missing(); got != c.missing && c.missing != calc.NoVerdict {
			t.Errorf("%s: without columns %v, want %v", c.formula, got, c.missing)
		}
	}
}

// What never happens happens to no drawn event, and what surely happens to some event.
func TestVerdictsHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := drawnFormula(2).Draw(t, "formula")
		p := programOf(t, text)
		if p == nil {
			t.Skip("it has no meaning")
		}
		x := NewSLI(text)
		can := x.Verdicts()
		values := map[string]calc.Value{}
		for range 20 {
			for _, c := range drawnColumns {
				values[c] = drawnValue.Draw(t, c)
			}
			switch v := judgeEvent(p, values); {
			case v == calc.Good && can.Good == Never, v == calc.Bad && can.Bad == Never:
				t.Fatalf("%s: %v is %s, but that never happens", text, values, v)
			}
		}
		// Whatever the other column holds, the verdicts on two values of one are among those found.
		if strings.Contains(text, "SUM(") || x.Verdicts() == (Possible{Perhaps, Perhaps, Perhaps}) {
			return
		}
		pair := []calc.Value{{Kind: calc.Int, Int: 1}, {Kind: calc.String, Str: "x"}}
		isA := func(c Compared) bool { return c.Name == "a" }
		found := x.Statuses(isA, pair, nil)
		first := x.Statuses(isA, pair, func(Status) bool { return true })
		if !reflect.DeepEqual(first, found[:min(1, len(found))]) {
			t.Fatalf("%s: where the first is enough, it is %v of %v", text, first, found)
		}
		if !slices.Contains(x.Columns(), "a") {
			return
		}
		var got []calc.Verdict
		for _, v := range pair {
			values["a"] = v
			got = append(got, judgeEvent(p, values))
		}
		if !slices.ContainsFunc(found, func(s Status) bool { return slices.Equal(s.Verdicts, got) }) &&
			!slices.Contains(got, calc.NoVerdict) {
			t.Fatalf("%s: %v gives %v, which is not among %v", text, values, got, found)
		}
	})
}

func TestCountsFailures(t *testing.T) {
	count := func(filters ...honeycomb.Filter) *honeycomb.Query {
		return &honeycomb.Query{Calculations: []honeycomb.Calculation{{Op: "COUNT"}}, Filters: filters}
	}
	failed := honeycomb.Filter{Column: "status", Op: ">=", Value: int64(500)}
	for _, c := range []struct {
		name string
		sli  string
		q    *honeycomb.Query
		want bool
	}{
		{"the same events", `NOT(GTE($status, 500))`, count(failed), true},
		{"those without the column differ", `LT($status, 500)`, count(failed), false},
		{"other events", `NOT(GTE($status, 400))`, count(failed), false},
		{"no filter", `NOT(GTE($status, 500))`, count(), false},
		{"eligible ones alone", `IF(EQUALS($kind, "server"), NOT(GTE($status, 500)))`,
			count(failed, honeycomb.Filter{Column: "kind", Op: "=", Value: "server"}), true},
		{"through the field's name", `LT($status, 500)`, &honeycomb.Query{
			Calculations: []honeycomb.Calculation{{Op: "COUNT"}},
			Filters:      []honeycomb.Filter{{Column: "sli.ok", Op: "=", Value: false}},
			Uses:         []*honeycomb.CalculatedField{{Alias: "sli.ok", Expression: `LT($status, 500)`}}}, true},
		{"one of two calculations", `NOT(GTE($status, 500))`, &honeycomb.Query{
			Calculations: []honeycomb.Calculation{{Op: "COUNT", Name: "all"},
				{Op: "COUNT", Name: "bad", Filters: []honeycomb.Filter{failed}}}}, true},
		{"another aggregate", `NOT(GTE($status, 500))`, &honeycomb.Query{
			Calculations: []honeycomb.Calculation{{Op: "P99", Column: "d"}},
			Filters:      []honeycomb.Filter{failed}}, false},
	} {
		if got := NewSLI(c.sli).CountsFailures(c.q); got != c.want {
			t.Errorf("%s: %t", c.name, got)
		}
	}
}
