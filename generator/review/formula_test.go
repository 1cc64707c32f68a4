package review

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/slogen-project/slogen/generator/calc"
)

// words of the certainties
var certain = [...]string{"never", "perhaps", "surely"}

func TestFormulas(t *testing.T) {
	const short = "AND(LT($a, 0), LT($b, 1), LT($c, 2), LT($d, 3), LT($e, 4), LT($f, 5), LT($g, 6), LT($h, 7))"
	// Whatever the first columns hold, the others matter, and that is too much to look at.
	many := "LT($a, 0)"
	for _, c := range "bcdefgh" {
		many = fmt.Sprintf("EQUALS(%s, LT($%c, 0))", many, c)
	}
	for _, c := range []struct{ name, before, after, want string }{
		{"a later limit", `LTE($ms, 2000)`, `LTE($ms, 3000)`, "kinder surely (ms = 2500), stricter never"},
		{"an earlier limit", `LT($ms, 505)`, `LT($ms, 500)`, "kinder never, stricter surely (ms = 502)"},
		{"less or equal", `LT($ms, 500)`, `LTE($ms, 500)`, "kinder surely (ms = 500), stricter never"},
		{"another order", `AND(LT($ms, 500), EXISTS($a))`, `AND(EXISTS($a), GT(500, $ms))`,
			"kinder never, stricter never"},
		{"missing is good now", `LT($status, 500)`, `NOT(GTE($status, 500))`,
			"kinder surely (), stricter never"},
		{"fewer are eligible", `IF(EQUALS($name, "a"), LT($status, 500))`,
			`IF(AND(EQUALS($name, "a"), NOT(EQUALS($route, "/health"))), LT($status, 500))`,
			`kinder surely (name = "a", route = "/health"), stricter surely (name = "a", status = 499, route = "/health")`},
		{"only bad ones are left out", `IF(EXISTS($name), LT($status, 500))`,
			`IF(AND(EXISTS($name), NOT(EQUALS($status, 503))), LT($status, 500))`,
			`kinder surely (name = true, status = 503), stricter never`},
		{"a set grows", `IN($code, "a", "b")`, `IN($code, "a", "b", "c")`, `kinder surely (code = "c"), stricter never`},
		{"a number, not a text", `EQUALS($code, 200)`, `EQUALS($code, "200")`,
			`kinder surely (code = "200"), stricter surely (code = 200)`},
		{"next to an expression", `AND(REG_MATCH($r, "^/a"), LT($ms, 500))`, `AND(REG_MATCH($r, "^/a"), LT($ms, 600))`,
			`kinder perhaps (REG_MATCH($r, "^/a") = true, ms = 550), stricter never`},
		{"beside an expression that doesn't matter", `OR(REG_MATCH($r, "^/a"), LT($ms, 500), EQUALS($x, 1))`,
			`OR(REG_MATCH($r, "^/a"), LT($ms, 500), EQUALS($x, 1), EXISTS($y))`,
			`kinder perhaps (y = true), stricter never`},
		{"arithmetic with a limit", `LT(SUM($a, $b), 500)`, `LT(SUM($a, $b), 400)`,
			`kinder never, stricter perhaps (SUM($a, $b) = 450.0)`},
		{"other arithmetic", `LT(SUM($a, $b), 500)`, `LT(SUM($a, $b, 1), 500)`,
			`kinder perhaps (SUM($a, $b, 1) = 499.0), stricter perhaps (SUM($a, $b) = 499.0)`},
		{"two columns", `LT($a, $b)`, `LTE($a, $b)`,
			`kinder perhaps (LT($a, $b) = false, LTE($a, $b) = true), stricter perhaps (LT($a, $b) = true, LTE($a, $b) = false)`},
		{"a default", `LT(COALESCE($ms, 0), 500)`, `LT(COALESCE($ms, 1000), 500)`,
			`kinder never, stricter surely ()`},
		{"strings in order", `LT($v, "2")`, `LT($v, "3")`, `kinder surely (v = "2"), stricter never`},
		{"no verdict", `$a`, `IF(EXISTS($a), $a)`, "kinder never, stricter never"},
		{"many columns, most of which most events need not be asked for", `IF(` + short + `, LT($ms, 500))`,
			`IF(` + short + `, LT($ms, 505))`, "kinder surely (a = -1, b = 0, c = 1, d = 2, e = 3, f = 4, g = 5, " +
				"h = 6, ms = 502), stricter never"},
		{"one of many columns", `IF(` + many + `, LT($ms, 500))`, `IF(` + many + `, LT($ms, 505))`,
			"kinder perhaps (MANY = true, ms = 502), stricter never"},
		{"a longer time that is left out",
			`IF(AND(` + many + `, NOT(AND(GTE(EVENT_TIMESTAMP(), 20), LT(EVENT_TIMESTAMP(), 30)))), EXISTS($ok))`,
			`IF(AND(` + many + `, NOT(AND(GTE(EVENT_TIMESTAMP(), 10), LT(EVENT_TIMESTAMP(), 30)))), EXISTS($ok))`,
			"kinder perhaps (MANY = true, a time of 1970-01-01T00:00:15Z, EXISTS($ok) = false), " +
				"stricter perhaps (MANY = true, a time of 1970-01-01T00:00:15Z, EXISTS($ok) = true)"},
		{"a longer time, alone", `IF(NOT(AND(GTE(EVENT_TIMESTAMP(), 20), LT(EVENT_TIMESTAMP(), 30))), EXISTS($ok))`,
			`IF(NOT(AND(GTE(EVENT_TIMESTAMP(), 10), LT(EVENT_TIMESTAMP(), 30))), EXISTS($ok))`,
			"kinder surely (a time of 1970-01-01T00:00:15Z, no ok), " +
				"stricter surely (a time of 1970-01-01T00:00:15Z, ok = true)"},
		{"one and true", `IF(EQUALS($a, 1), true, false)`, `$a`,
			"kinder surely (no a), stricter perhaps"},
	} {
		t.Run(c.name, func(t *testing.T) {
			j := Formulas(c.before, c.after)
			say := func(what string, k Certainty, e *Example) string {
				s := what + " " + certain[k]
				if e != nil {
					s += fmt.Sprintf(" (%s)", e)
				}
				return s
			}
			got := say("kinder", j.Kinder, j.KindExample) + ", " + say("stricter", j.Stricter, j.StrictExample)
			got = strings.ReplaceAll(got, many, "MANY")
			if got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// TestPromise is about formulas that make other events eligible.
func TestPromise(t *testing.T) {
	const all = `IF(EXISTS($name), LT($status, 500))`
	some := func(condition string) string { return "IF(AND(EXISTS($name), " + condition + "), LT($status, 500))" }
	for _, c := range []struct{ name, before, after, want string }{
		{"the same", all, all, "never, never"},
		{"left out for a time", all, some("NOT(AND(GTE(EVENT_TIMESTAMP(), 20), LT(EVENT_TIMESTAMP(), 30)))"),
			"surely fewer, never"},
		{"no longer left out", some(`NOT(EQUALS($name, "a"))`), all, "surely more, surely more"},
		{"only bad ones left out", all, some("NOT(EQUALS($status, 503))"), "surely fewer, never"},
		{"only good ones left out", all, some("NOT(EQUALS($status, 200))"), "never, surely fewer"},
		{"only good ones more", some("NOT(EQUALS($status, 200))"), all, "surely more, never"},
		{"others", some(`EQUALS($name, "a")`), some(`EQUALS($name, "b")`), "surely fewer, surely more"},
		{"a later limit, for fewer", all, `IF(AND(EXISTS($name), EXISTS($kind)), LT($status, 505))`, "surely, never"},
		{"an expression", some(`REG_MATCH($name, "a")`), some(`REG_MATCH($name, "b")`), "perhaps fewer, perhaps more"},
		{"no formula", "a", "LT(", "perhaps, perhaps"},
	} {
		t.Run(c.name, func(t *testing.T) {
			j := Formulas(c.before, c.after)
			loosened, tightened := j.Promise()
			say := func(s Shift) string {
				return certain[s.Certainty] + map[int]string{-1: " fewer", 0: "", 1: " more"}[s.Counted]
			}
			if got := say(loosened) + ", " + say(tightened); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// drawnColumns are the columns of drawn formulas and events.
var drawnColumns = []string{"a", "b"}

// drawnFormula draws formulas of SLIs, of some depth, and drawnValue values of columns for them.
func drawnFormula(depth int) *rapid.Generator[string] {
	literal := rapid.SampledFrom([]string{"0", "1", "2", "2.5", `"x"`, `"true"`, "true", "false"})
	column := rapid.Map(rapid.SampledFrom(drawnColumns), func(s string) string { return "$" + s })
	var test func(depth int) *rapid.Generator[string]
	value := func(depth int) *rapid.Generator[string] {
		return rapid.Custom(func(t *rapid.T) string {
			switch rapid.IntRange(0, 5).Draw(t, "value") {
			case 0:
				return "COALESCE(" + column.Draw(t, "c") + ", " + literal.Draw(t, "l") + ")"
			case 1:
				return "SUM(" + column.Draw(t, "c") + ", 1)"
			default:
				return column.Draw(t, "c")
			}
		})
	}
	test = func(depth int) *rapid.Generator[string] {
		return rapid.Custom(func(t *rapid.T) string {
			top := 7
			if depth == 0 {
				top = 4
			}
			switch k := rapid.IntRange(0, top).Draw(t, "test"); k {
			case 0:
				return "EXISTS(" + column.Draw(t, "c") + ")"
			case 1, 2, 3:
				f := rapid.SampledFrom([]string{"LT", "LTE", "GT", "GTE", "EQUALS"}).Draw(t, "f")
				return f + "(" + value(depth).Draw(t, "x") + ", " + literal.Draw(t, "l") + ")"
			case 4:
				return "IN(" + value(depth).Draw(t, "x") + ", " + literal.Draw(t, "l") + ", " +
					literal.Draw(t, "m") + ")"
			case 5:
				return "NOT(" + test(depth-1).Draw(t, "x") + ")"
			default:
				f := rapid.SampledFrom([]string{"AND", "OR", "IF"}).Draw(t, "f")
				return f + "(" + test(depth-1).Draw(t, "x") + ", " + test(depth-1).Draw(t, "y") + ")"
			}
		})
	}
	return test(depth)
}

var drawnValue = rapid.SampledFrom([]calc.Value{{},
	{Kind: calc.Bool, Bool: true}, {Kind: calc.Bool}, {Kind: calc.Int, Int: -3},
	{Kind: calc.Int}, {Kind: calc.Int, Int: 1}, {Kind: calc.Float, Float: 1.5}, {Kind: calc.Int, Int: 2},
	{Kind: calc.Float, Float: 2.25}, {Kind: calc.Float, Float: 2.5}, {Kind: calc.Int, Int: 7},
	{Kind: calc.String, Str: "true"}, {Kind: calc.String, Str: "x"},
	{Kind: calc.String, Str: "w"}, {Kind: calc.String, Str: "y"}})

// What is said of all events holds of events that are drawn.
func TestFormulasHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, after := drawnFormula(2).Draw(t, "before"), drawnFormula(2).Draw(t, "after")
		j := Formulas(before, after)
		p, q := programOf(t, before), programOf(t, after)
		if p == nil || q == nil {
			t.Skip("it has no meaning")
		}
		values := map[string]calc.Value{}
		for range 10 {
			for _, c := range drawnColumns {
				values[c] = drawnValue.Draw(t, c)
			}
			a, b := judgeEvent(p, values), judgeEvent(q, values)
			switch {
			case a == b:
			case worth(b) > worth(a) && j.Kinder == Never, worth(b) < worth(a) && j.Stricter == Never:
				t.Fatalf("%v: %s → %s, but that never happens: %+v", values, a, b, j)
			}
		}
		for _, e := range []*Example{j.KindExample, j.StrictExample} {
			if e == nil || e == j.KindExample && j.Kinder != Surely || e == j.StrictExample && j.Stricter != Surely {
				continue
			}
			clear(values)
			for _, c := range e.Columns {
				values[c.Name] = c.Value
			}
			if a, b := judgeEvent(p, values), judgeEvent(q, values); a != e.Before || b != e.After {
				t.Fatalf("the example %s is %s → %s, not %s → %s", e, a, b, e.Before, e.After)
			}
		}
	})
}

// programOf compiles a formula; nil if it has no meaning.
func programOf(t *rapid.T, text string) *calc.Program {
	f, _ := calc.Parse(calc.FromString("f", text))
	if f == nil {
		t.Fatalf("%s can't be read", text)
	}
	p, _ := calc.Compile(f)
	return p
}

func judgeEvent(p *calc.Program, values map[string]calc.Value) calc.Verdict {
	row := calc.Row{Values: make([]calc.Value, len(p.Columns()))}
	for i, c := range p.Columns() {
		row.Values[i] = values[c]
	}
	v, _ := p.Judge(&row)
	return v
}
