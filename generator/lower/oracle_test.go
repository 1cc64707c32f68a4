package lower_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/slogen-project/slogen/generator/calc"
)

// judged is what each event that columns can make: missing, false, true, texts and numbers.
var judged = []calc.Value{
	{}, {Kind: calc.Bool}, {Kind: calc.Bool, Bool: true}, {Kind: calc.String, Str: "true"}, {Kind: calc.String, Str: "x"},
	{Kind: calc.Int}, {Kind: calc.Int, Int: 1}, {Kind: calc.Int, Int: 7}, {Kind: calc.Float, Float: 0.5},
}

// judge calls see with the verdicts of the formulas for every event made of the columns a and b.
func judge(t *testing.T, formulas []calc.Expr, see func(a, b calc.Value, verdicts []calc.Verdict)) {
	t.Helper()
	programs := make([]*calc.Program, len(formulas))
	for i, x := range formulas {
		p, diags := calc.Compile(&calc.Formula{Root: x})
		if p == nil {
			t.Fatalf("%s: %v", calc.Append(nil, x), diags)
		}
		programs[i] = p
	}
	for _, a := range judged {
		for _, b := range judged {
			verdicts := make([]calc.Verdict, len(programs))
			for i, p := range programs {
				row := &calc.Row{}
				for _, name := range p.Columns() {
					row.Values = append(row.Values, map[string]calc.Value{"a": a, "b": b}[name])
				}
				verdicts[i], _ = p.Judge(row)
			}
			see(a, b, verdicts)
		}
	}
}

func rawFormula(t *testing.T, text string) calc.Expr {
	t.Helper()
	f, diags := calc.Parse(calc.FromString("formula", text))
	if diags.HasErrors() {
		t.Fatalf("%s: %v", text, diags)
	}
	return f.Root
}

// slis compiles the sli blocks of an HCL text.
func slis(t *testing.T, text string) *world {
	t.Helper()
	f, diags := hclsyntax.ParseConfig([]byte(text), "t.hcl", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	w, diags := newWorld(f.Body.(*hclsyntax.Body), "t.hcl", []byte(text))
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return w
}

// TestDroppedConstants compares what is left of && and || with constants against the whole, event by event.
func TestDroppedConstants(t *testing.T) {
	for _, tt := range []struct{ good, whole string }{
		{`true && event.a`, `AND(true, $a)`},
		{`event.a && true`, `AND($a, true)`},
		{`false || event.a`, `OR(false, $a)`},
		{`(event.a || false) && true`, `AND(OR($a, false), true)`},
		{`true && event.a && event.b`, `AND(true, $a, $b)`},
		{`true && (event.a || event.b)`, `AND(true, OR($a, $b))`},
		{`true && event.a == 1`, `AND(true, EQUALS($a, 1))`},
		{`!(true && event.a)`, `NOT(AND(true, $a))`},
		{`true && (event.b == 1 ? event.a : null)`, `AND(true, IF(EQUALS($b, 1), $a, null))`},
		{`true && (event.b == 1 ? event.a == 1 : event.a == true)`,
			`AND(true, IF(EQUALS($b, 1), EQUALS($a, 1), EQUALS($a, true)))`},
		{`true && coalesce(event.a, event.b)`, `AND(true, COALESCE($a, $b))`},
		{`false || -event.a`, `OR(false, SUB(0, $a))`},
		{`sli.plain.eligible && event.b`, `AND(true, $b)`},
		{`event.b && sli.plain.eligible`, `AND($b, true)`},
		{`(true && event.a) == false`, `EQUALS(AND(true, $a), false)`},
		{`(true && event.a) == null`, `NOT(EXISTS(AND(true, $a)))`},
		{`(false && event.a) == false && event.b`, `AND(EQUALS(AND(false, $a), false), $b)`},
		{`!(true || event.a) || event.b`, `OR(NOT(OR(true, $a)), $b)`},
		{`(!sli.plain.eligible == false) && event.b`, `AND(true, $b)`},
	} {
		t.Run(tt.good, func(t *testing.T) {
			w := slis(t, "sli \"plain\" {\n good = event.a == 1\n}\nsli \"x\" {\n good = "+tt.good+"\n}\n")
			x := w.slis["x"].Formula
			judge(t, []calc.Expr{x, rawFormula(t, tt.whole)}, func(a, b calc.Value, got []calc.Verdict) {
				if got[0] != got[1] {
					t.Errorf("%s with a=%v, b=%v: %v, but %v by %s", calc.Append(nil, x), a, b, got[0], got[1], tt.whole)
				}
			})
		})
	}
	// What is true or false anyway stays as it is.
	w := slis(t, "sli \"x\" {\n good = true && event.a < 5\n}\n")
	if got := string(calc.Append(nil, w.slis["x"].Formula)); strings.Contains(got, "BOOL") {
		t.Errorf("got %s", got)
	}
}

// TestParts compares the parts of SLIs with what the SLIs say: an event is eligible that is good or bad, and an
// eligible one is good or not. SLIs that can be null in spite of their `eligible` have no parts.
func TestParts(t *testing.T) {
	for _, tt := range []struct {
		sli     string
		refused bool
	}{
		{sli: `good = event.a == 1`},
		{sli: `good = event.a == 1 ? true : null`, refused: true},
		{sli: `good = event.a == 1 ? event.b == 1 : event.b == true`},
		{sli: `good = event.a`, refused: true},
		{sli: `good = true && event.a`},
		{sli: "eligible = event.a\n good = event.b == 1"},
		{sli: "eligible = event.a == 1 ? event.b : null\n good = event.b != true"},
		{sli: "eligible = event.a == 1\n good = event.b", refused: true},
		{sli: "eligible = exists(event.b)\n good = event.a != true"},
		{sli: `expression = "IF($a, LT($b, 5))"`},
		{sli: `expression = "IF($a, LT($b, 5), EQUALS($b, true))"`},
		{sli: `expression = "IF($a, IF($b, LT($a, 5)))"`, refused: true},
	} {
		t.Run(tt.sli, func(t *testing.T) {
			const parts = `
sli "eligible" {
  good = sli.c.eligible == true && event.b != "no event has this"
}
sli "good" {
  good = sli.c.good == true && event.b != "no event has this"
}
sli "bad" {
  good = !sli.c.good && event.b != "no event has this"
}
sli "eligible null" {
  good = sli.c.eligible == null || event.b == "no event has this"
}
`
			text := "sli \"c\" {\n " + tt.sli + "\n}\n" + parts
			f, diags := hclsyntax.ParseConfig([]byte(text), "t.hcl", hcl.InitialPos)
			if diags.HasErrors() {
				t.Fatal(diags)
			}
			w, diags := newWorld(f.Body.(*hclsyntax.Body), "t.hcl", []byte(text))
			if tt.refused {
				n := 0
				for _, d := range diags {
					if d.Summary == "SLI has no parts" {
						n++
					}
				}
				if n != 4 {
					t.Errorf("%d references are refused, want 4: %v", n, diags)
				}
				return
			}
			if diags.HasErrors() {
				t.Fatal(diags)
			}
			formula := func(name string) calc.Expr { return w.slis[name].Formula }
			judge(t, []calc.Expr{formula("c"), formula("eligible"), formula("good"), formula("bad"), formula("eligible null")},
				func(a, b calc.Value, got []calc.Verdict) {
					eligible := got[0] != calc.Ineligible
					if (got[1] == calc.Good) != eligible || got[4] == calc.Good {
						t.Errorf("a=%v, b=%v: the SLI says %v, its part eligible %v", a, b, got[0], got[1])
					}
					if eligible && ((got[2] == calc.Good) != (got[0] == calc.Good) || (got[3] == calc.Good) != (got[0] == calc.Bad)) {
						t.Errorf("a=%v, b=%v: the SLI says %v, its part good %v, not good %v", a, b, got[0], got[2], got[3])
					}
				})
		})
	}
}
