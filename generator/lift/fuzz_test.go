package lift_test

import (
	"context"
	"os"
	"testing"

	"pgregory.net/rapid"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/slogen-project/slogen/generator"
	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/internal/sample"
	"github.com/slogen-project/slogen/generator/lift"
	"github.com/slogen-project/slogen/generator/lower"
)

// scope is what the tests compile with: other than package lift's own.
func scope(src string) *lower.Scope {
	return &lower.Scope{Source: calc.FileSource("t.hcl", []byte(src)), Text: func(r hcl.Range) []byte {
		return []byte(src[r.Start.Byte:r.End.Byte])
	}}
}

func compiled(t testing.TB, text string) calc.Expr {
	t.Helper()
	e, diags := hclsyntax.ParseExpression([]byte(text), "t.hcl", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatalf("%s: %v", text, diags)
	}
	x, diags := lower.Expr(scope(text), e)
	if x == nil {
		t.Fatalf("%s: %v", text, diags)
	}
	return x
}

// held are the values that columns of a fuzzed event have.
var held = []calc.Value{
	{}, {Kind: calc.Bool, Bool: true}, {Kind: calc.Bool}, {Kind: calc.Int, Int: 5}, {Kind: calc.Int},
	{Kind: calc.Float, Float: 0.5}, {Kind: calc.String, Str: "x"}, {Kind: calc.String},
	{Kind: calc.String, Str: "true"},
}

// computed are the values of an expression for some events, by the names of columns.
func computed(t testing.TB, x calc.Expr) (out []calc.Value) {
	t.Helper()
	p, diags := calc.Compile(&calc.Formula{Root: x})
	if p == nil {
		t.Fatal(diags)
	}
	for seed := range 60 {
		row := &calc.Row{}
		for _, name := range p.Columns() {
			n := seed
			for _, c := range name {
				n = n*31 + int(c)
			}
			row.Values = append(row.Values, held[(n%len(held)+len(held))%len(held)])
		}
		v, _ := p.Eval(row)
		out = append(out, v)
	}
	return out
}

// same is equality of values, a whole float being like the integer: HCL computes constants exactly.
func same(a, b calc.Value) bool {
	number := func(v calc.Value) (float64, bool) {
		return map[bool]float64{true: float64(v.Int), false: v.Float}[v.Kind == calc.Int],
			v.Kind == calc.Int || v.Kind == calc.Float
	}
	x, isX := number(a)
	y, isY := number(b)
	return a == b || isX && isY && (x == y || x != x && y != y)
}

// FuzzFormula lifts whatever is a formula. What comes of it has the value of the formula for some events.
func FuzzFormula(f *testing.F) {
	for _, s := range []string{
		`IF(AND(EXISTS($a), !$b), $c <= 5, null)`, `NOT($a = null) AND $"b c" != "x\n"`, `IN($a, 1, "x", true, 2.5)`,
		`IF($a, null, $b, true, $c, false, $a > 1, $b < 2, true)`, "REG_MATCH($a, `^\\d+$`) OR CONCAT($a, \"${x}\", $b) = \"y\"",
		`SUM(1, 2, $a, MUL($b, 3)) - (4 - $c) / -$a % 5`, `SUB(0, SUB(0, $a))`, `AND(OR($a), AND($b), OR(AND($c, $a)))`,
		`IF(IF($a, $b), IF($c, 1), 0)`, `COALESCE(IF($a > 1, "x"), $b, "")`, `BOOL(EQUALS(BOOL($a), false))`,
		`SWITCH($a, "x", $b, 5)`, `IN(1, 2)`, `5`, `$é = "é"`, `IF(true, $a, $b)`, `MAX(MIN($a, 1), 2 * 3)`,
	} {
		f.Add(s)
	}
	l := &lift.Lifter{}
	f.Fuzz(func(t *testing.T, text string) {
		parsed, diags := calc.Parse(calc.FromString("formula", text))
		if diags.HasErrors() {
			return
		}
		if v := l.Value(parsed.Root); v.Why == "" && len(v.Notes) == 0 {
			got := computed(t, compiled(t, v.HCL))
			for i, want := range computed(t, parsed.Root) {
				if !same(got[i], want) {
					t.Fatalf("%s is lifted to %s: %v instead of %v", text, v.HCL, got[i], want)
				}
			}
		} else if (v.Why == "") == (v.HCL == "") {
			t.Fatalf("%s: %+v", text, v)
		}
		s := l.SLI(parsed.Root)
		if s.Why != "" {
			return
		}
		whole := compiled(t, s.Good)
		if s.Eligible != "" {
			whole = &calc.Call{Func: "IF", Args: []calc.Expr{compiled(t, s.Eligible), whole}}
		}
		got := computed(t, whole)
		for i, want := range computed(t, parsed.Root) {
			if !same(got[i], want) && !(want.Kind == calc.Int && got[i].Kind == calc.Bool) {
				t.Fatalf("%s is lifted to %s of %s: %v instead of %v", text, s.Good, s.Eligible, got[i], want)
			}
		}
	})
}

// TestSamples lifts the SLIs and triggers of drawn configurations. All of them can be said, since HCL said them, and
// what is compiled of the lifted ones is the same as before.
func TestSamples(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a while")
	}
	l := &lift.Lifter{}
	slis, triggers := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		c := sample.Draw(t)
		dir, err := os.MkdirTemp("", "lift")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		if err := c.Write(dir); err != nil {
			t.Fatal(err)
		}
		res, diags := generator.Load(context.Background(), generator.Options{Paths: []string{dir}})
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		for _, f := range res.Resources.CalculatedFields {
			x, diags := calc.Parse(calc.FromString("formula", f.Expression))
			if diags.HasErrors() {
				t.Fatal(diags)
			}
			s := l.SLI(x.Root)
			if !s.Proof.Holds() {
				t.Fatalf("%s: %s", f.Expression, s.Why)
			}
			slis++
		}
		for _, o := range res.Resources.Triggers {
			limit := honeycomb.Threshold{Op: o.Threshold.Op, Value: o.Threshold.Value}
			x := l.Trigger(o.Query, limit, o.Baseline != nil)
			if !x.Proof.Holds() {
				t.Fatalf("%s: %q", o.Name, x.Notes)
			}
			triggers++
		}
	})
	t.Logf("%d SLIs, %d triggers", slis, triggers)
}
