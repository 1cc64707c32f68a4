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
		{`LT($a, 500)`, Possible{Good: Surely, Bad: Surely, OrdinaryBad: Surely}, calc.Bad},
		{`IF(LT($a, 500), LT($a, 500))`, Possible{Good: Surely, Bad: Never, OrdinaryBad: Never}, calc.NoVerdict},
		{`IF(GTE($a, 500), LT($a, 500))`, Possible{Good: Never, Bad: Surely, OrdinaryBad: Surely}, calc.NoVerdict},
		{`IF(AND(EQUALS($a, 1), EQUALS($a, 2)), true)`, Possible{Good: Never, Bad: Never, OrdinaryBad: Never}, calc.NoVerdict},
		// Only an event without the column, or with text in it, is bad.
		{`OR(LTE($a, 399), GTE($a, 200))`, Possible{Good: Surely, Bad: Surely, OrdinaryBad: Never}, calc.Bad},
		{`EXISTS($a)`, Possible{Good: Surely, Bad: Surely, OrdinaryBad: Surely}, calc.NoVerdict},
		{`IF(EXISTS($a), LT($a, 500))`, Possible{Good: Surely, Bad: Surely, OrdinaryBad: Surely}, calc.NoVerdict},
		// What an expression may be isn't known.
		{`IF(LT(SUM($a, $b), 5), LT(SUM($a, $b), 9))`, Possible{Good: Perhaps, Bad: Never, OrdinaryBad: Never}, calc.NoVerdict},
		{`no formula (`, Possible{Good: Perhaps, Bad: Perhaps, OrdinaryBad: Perhaps}, calc.NoVerdict},
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
		if strings.Contains(text, "SUM(") || x.Verdicts() == NewSLI("(").Verdicts() {
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

// Of events that are alike as far as a formula looks, one is visited: the others get the same verdict, and together
// they are all that there are.
func TestEventsStandForAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := drawnFormula(2).Draw(t, "formula")
		x := NewSLI(text)
		if x.program == nil {
			t.Skip("it has no meaning")
		}
		size, covered := 1, 0
		for _, c := range x.space.order {
			size *= len(c.values)
		}
		all := x.space.events(func(at []calc.Value) (int, bool) {
			want, _ := x.judge(at, -1, calc.Value{})
			looked := deepest(&x.row, x.slots)
			other, alike := slices.Clone(at), 1
			for i := looked + 1; i < len(at); i++ {
				values := x.space.order[i].values
				other[i] = rapid.SampledFrom(values).Draw(t, "value")
				alike *= len(values)
			}
			if got, _ := x.judge(other, -1, calc.Value{}); got != want {
				t.Fatalf("%s: %v is %s, and %v, alike in the first %d, is %s", text, at, want, other, looked+1, got)
			}
			covered += alike
			return looked, true
		})
		if all && covered != size {
			t.Fatalf("%s: the events stand for %d of %d", text, covered, size)
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
