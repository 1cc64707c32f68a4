package calc

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/internal/golden"
	"github.com/slogen-project/slogen/generator/rule"
	"golang.org/x/tools/txtar"
)

// TestMessages renders what is said of the formulas in testdata. A file "columns" declares columns for the formulas of
// its archive, one "name kind..." a line; formulas in sli/ are those of an SLI.
func TestMessages(t *testing.T) {
	for _, glob := range []string{"testdata/parse/*.txtar", "testdata/check/*.txtar"} {
		golden.Run(t, glob, func(t *testing.T, in *txtar.Archive) []txtar.File {
			env := &Env{Calculations: bytes.Contains(in.Comment, []byte("formula of a query"))}
			var all hcl.Diagnostics
			for _, file := range in.Files {
				if file.Name == "columns" {
					declare(t, env, string(file.Data))
					continue
				}
				f, diags := Parse(FromString(file.Name, strings.TrimSuffix(string(file.Data), "\n")))
				if strings.Contains(glob, "parse") != diags.HasErrors() {
					t.Errorf("%s: %v", file.Name, diags)
				}
				if f != nil && strings.HasPrefix(file.Name, "sli/") {
					diags = CheckSLI(f, env)
				} else if f != nil {
					var typ Type
					typ, diags = Check(f.Root, env)
					if typ == TypeNone && !diags.HasErrors() {
						t.Errorf("%s: no type, and no diagnostics either", file.Name)
					}
				}
				if !diags.HasErrors() && !strings.Contains(file.Name, "fine") {
					t.Errorf("%s: nothing is said about it", file.Name)
				}
				all = append(all, diags...)
			}
			return []txtar.File{{Name: "messages", Data: golden.Diagnostics(t, all, in)}}
		})
	}
}

var kinds = map[string]Type{"bool": TypeBool, "integer": TypeInt, "float": TypeFloat, "number": TypeNumber,
	"string": TypeString, "any": TypeAny}

func declare(t *testing.T, env *Env, columns string) {
	types := map[string]Type{}
	var names []string
	for line := range strings.Lines(columns) {
		name, kind, _ := strings.Cut(strings.TrimSpace(line), " ")
		if kinds[kind] == 0 {
			t.Fatalf("no kind %q", kind)
		}
		types[name] = kinds[kind]
		names = append(names, name)
	}
	env.Columns = func(name string) (Type, bool) { typ, ok := types[name]; return typ, ok }
	env.ColumnNames = func() []string { return names }
}

func parse(t testing.TB, s string) *Formula {
	t.Helper()
	f, diags := Parse(FromString("f", s))
	if diags.HasErrors() {
		t.Fatalf("%s: %v", s, diags)
	}
	return f
}

func TestFunctions(t *testing.T) {
	if len(Functions) != len(ops) {
		t.Errorf("%d functions, but the official parser has %d", len(Functions), len(ops))
	}
	for i, f := range Functions {
		if _, ok := ops[f.Name]; !ok {
			t.Errorf("%s: the official parser doesn't know it", f.Name)
		}
		if Lookup(f.Name) != f {
			t.Errorf("%s: Lookup finds another", f.Name)
		}
		if i > 0 && f.Section != Functions[i-1].Section {
			for _, g := range Functions[i+1:] {
				if g.Section == Functions[i-1].Section {
					t.Errorf("%s: section %s is in two pieces", g.Name, g.Section)
				}
			}
		}
		if f.Doc == "" || f.Since == "" || f.Section == "" || f.Result == 0 || len(f.Examples) == 0 ||
			f.Repeat > len(f.Params) || f.Min < len(f.Params)-f.Repeat-1 && len(f.Params) < 3 {
			t.Errorf("%s: the row is not whole", f.Name)
		}
		for _, x := range f.Examples {
			formula := parse(t, x.Expr)
			typ, diags := Check(formula.Root, nil)
			if diags.HasErrors() {
				t.Errorf("%s: example %s: %v", f.Name, x.Expr, diags)
			}
			if !strings.Contains(x.Expr, f.Name+"(") {
				t.Errorf("%s: example %s is of another function", f.Name, x.Expr)
			}
			if x.Result == "" {
				continue
			}
			result, ok := parse(t, x.Result).Root.(*Literal)
			if !ok || result.Value.Kind.Type()&typ == 0 {
				t.Errorf("%s: example %s is %v, which has not the type of %s", f.Name, x.Expr, typ, x.Result)
			}
		}
	}
}

func TestSignature(t *testing.T) {
	for name, want := range map[string]string{
		"IF":              "IF(condition, value, ... [, else])",
		"SWITCH":          "SWITCH(subject, case, value, ... [, else])",
		"LENGTH":          "LENGTH(text [, unit])",
		"BUCKET":          "BUCKET(number, size [, min] [, max])",
		"EVENT_TIMESTAMP": "EVENT_TIMESTAMP()",
		"SUM":             "SUM(number, ...)",
		"LT":              "LT(left, right)",
	} {
		if got := Lookup(name).Signature(); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestParam(t *testing.T) {
	for _, tt := range []struct {
		call string
		want string
	}{
		{"IF(1, 2)", "condition value"},
		{"IF(1, 2, 3)", "condition value value"},
		{"IF(1, 2, 3, 4)", "condition value condition value"},
		{"IF(1)", "condition"},
		{"SWITCH(1, 2, 3, 4)", "subject case value value"},
		{"SWITCH(1, 2, 3, 4, 5)", "subject case value case value"},
		{"IN(1, 2, 3)", "value candidate candidate"},
		{"LT(1, 2, 3)", "left right -"},
		{"LENGTH(1, 2)", "text unit"},
	} {
		n := parse(t, tt.call).Root.(*Call)
		var names []string
		for i := range n.Args {
			if p := Lookup(n.Func).Param(i, len(n.Args)); p != nil {
				names = append(names, p.Name)
			} else {
				names = append(names, "-")
			}
		}
		if got := strings.Join(names, " "); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.call, got, tt.want)
		}
	}
}

// TestRules shows that each rule's bad formula breaks it and no other, and that the good one is fine.
func TestRules(t *testing.T) {
	seen := map[string]bool{}
	check := func(r *rule.Rule, s string) (diags hcl.Diagnostics) {
		f, diags := Parse(FromString("f", s))
		if f == nil {
			return diags
		}
		if strings.HasPrefix(r.ID, "sli/") {
			return CheckSLI(f, &Env{})
		}
		_, diags = Check(f.Root, &Env{})
		return diags
	}
	for _, r := range Rules {
		if seen[r.ID] || r.Title == "" || r.Why == "" || r.Source == "" || r.Good == "" {
			t.Errorf("%s: the row is there twice, or not whole", r.ID)
		}
		seen[r.ID] = true
		if diags := check(r, r.Good); diags.HasErrors() {
			t.Errorf("%s: %s: %v", r.ID, r.Good, diags)
		}
		bad := r.Bad
		switch r.ID {
		case RuleLength:
			bad = strings.Repeat(" ", MaxBytes) + "1"
		case RuleDepth:
			bad = strings.Repeat("!", MaxDepth+1) + "$a"
		case RuleColumn:
			continue // needs declared columns: testdata/check
		}
		diags := check(r, bad)
		if len(diags) == 0 {
			t.Errorf("%s: %s breaks no rule", r.ID, bad)
		}
		for _, d := range diags {
			if got := codeOf(d); got != r.ID {
				t.Errorf("%s: %s breaks %q: %v", r.ID, r.Bad, got, d)
			}
		}
	}
}

func TestPrint(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{`IF( EXISTS($a),$a<5 , )`, `IF(EXISTS($a), LT($a, 5))`},
		{`$a != $"a"`, `NOT(EQUALS($a, $a))`},
		{`!$a-1 + 2 - 3`, `SUM(NOT($a-1), SUB(2, 3))`},
		{`$a + $b - $c`, `SUM($a, SUB($b, $c))`},
		{`$a OR $b = 1 AND $c < 2 + 3 - 1`, `OR($a, AND(EQUALS($b, 1), LT($c, SUM(2, SUB(3, 1)))))`},
		{"REG_MATCH($a, `^\\d+$`)", `REG_MATCH($a, "^\\d+$")`},
		{`$1st`, `$"1st"`},
		{`$é`, `$"é"`},
		{`$"user agent"`, `$"user agent"`},
		{`$http.status_code`, `$http.status_code`},
		{`-007`, `-7`},
		{`-0`, `0`},
		{`1e2`, `100.0`},
		{`-.5`, `-0.5`},
		{`-0.0`, `-0.0`},
		{`1e21`, `1e+21`},
		{`123456789012345678901.0`, `123456789012345680000.0`},
		{`.000001`, `0.000001`},
		{`.0000001`, `1e-07`},
		{"`a\n\"\\`", `"a\n\"\\"`},
		{`"\a\x00\x7f\u200d\ufeff\xff é"`, `"\x07\x00\x7f\u200d\ufeff\xff é"`},
		{`null`, `null`},
	} {
		want := strings.ReplaceAll(tt.want, "$a-1", `$"a-1"`)
		if got := parse(t, tt.in).String(); got != want {
			t.Errorf("%s: %s, want %s", tt.in, got, want)
		}
	}
}

// TestEscapes reads every byte as an escape, in octal and in hexadecimal, alone and between others: Go's
// strconv.Unquote, which the official parser uses, says what each means.
func TestEscapes(t *testing.T) {
	for n := range 256 {
		for _, lit := range []string{
			fmt.Sprintf(`"\%03o"`, n), fmt.Sprintf(`"\x%02x"`, n), fmt.Sprintf(`"\x%02X"`, n), fmt.Sprintf(`"a\%03o7\060"`, n),
		} {
			want, err := strconv.Unquote(lit)
			if err != nil {
				t.Fatal(lit, err)
			}
			if got := parse(t, lit).Root.(*Literal).Value.Str; got != want {
				t.Errorf("%s is read as %q, want %q", lit, got, want)
			}
			if got := parse(t, "$"+lit).Root.(*Column).Name; got != want {
				t.Errorf("$%s is read as %q, want %q", lit, got, want)
			}
		}
	}
	if got, _ := evaluate(t, `CONCAT("\101\060")`, nil); got != strValue("A0") {
		t.Errorf("%v", got)
	}
}

// TestLimits: nesting is bounded, chains are not, and a text of any size is refused at once.
func TestLimits(t *testing.T) {
	const n = MaxDepth
	for _, tt := range []struct {
		text    string
		refused string
	}{
		{strings.Repeat("(", n) + "1" + strings.Repeat(")", n), ""},
		{strings.Repeat("(", n+1) + "1" + strings.Repeat(")", n+1), "f:1,501-502"},
		{strings.Repeat("!", n) + "$a", ""},
		{strings.Repeat("! ", n+1) + "$a", "f:1,1003-1005"},
		{strings.Repeat("IF(", n) + "1" + strings.Repeat(")", n), ""},
		{strings.Repeat("IF(", n+1) + "1" + strings.Repeat(")", n+1), "f:1,1503-1504"},
		{strings.Repeat("- ", 2*n) + "1", "f:1,1003-1004"},
		{strings.Repeat("1+", 2000) + "1", ""},
		{strings.Repeat("1!=", 1000) + "1", ""},
		{strings.Repeat("1 OR ", 580) + "1", ""},
		{"IF(" + strings.Repeat("1,", 2000) + "1)", ""},
		{"$" + strings.Repeat("a", MaxBytes-1), ""},
		{"$" + strings.Repeat("a", MaxBytes), "f:1,4096-4097"},
		{strings.Repeat("é", MaxBytes/2) + "é", "f:1,2048-2049"},
		{strings.Repeat("(", 10<<20), "f:1,4096-4097"},
		{strings.Repeat("!", 10<<20), "f:1,4096-4097"},
		{strings.Repeat("\n", 10<<20), "f:4096,1-4097,1"},
		{strings.Repeat("\xff", 10<<20), "f:1,4096-4097"},
	} {
		name := tt.text[:min(len(tt.text), 10)]
		_, diags := Parse(FromString("f", tt.text))
		got := ""
		if len(diags) > 0 {
			got = diags[0].Subject.String()
		}
		if got != tt.refused || len(diags) > 1 {
			t.Errorf("%s...: %v, want a diagnostic at %q", name, diags, tt.refused)
		}
		if len(tt.text) <= MaxBytes {
			agree(t, tt.text)
		}
	}
}

// TestVia: a diagnostic tells the calls through which a node came.
func TestVia(t *testing.T) {
	src := FromString("lib", "LT(1, true)")
	f, _ := Parse(src)
	n := f.Root.(*Call).Args[1].(*Literal)
	n.Origin.Via = &Via{Text: "in the call of is_fast", Range: hcl.Range{Filename: "a"},
		Next: &Via{Text: "in sli.x", Range: hcl.Range{Filename: "b"}}}
	_, diags := Check(f.Root, nil)
	if len(diags) != 1 {
		t.Fatal(diags)
	}
	want := []diag.Note{{Text: "in the call of is_fast", Range: hcl.Range{Filename: "a"}},
		{Text: "in sli.x", Range: hcl.Range{Filename: "b"}}}
	if d := cmp.Diff(want, diags[0].Extra.(*diag.Extra).Notes); d != "" {
		t.Error(d)
	}
}

// TestNoLiteral: numbers without a literal are refused before they are printed.
func TestNoLiteral(t *testing.T) {
	for _, v := range []Value{{Kind: Int, Int: math.MinInt64}, {Kind: Float, Float: math.Inf(-1)},
		{Kind: Float, Float: math.NaN()}} {
		if typ, diags := Check(&Literal{Value: v}, nil); typ != TypeNone || !diags.HasErrors() {
			t.Errorf("%v: %v %v", v, typ, diags)
		}
	}
}

// TestPlaces shows what each node's place covers.
func TestPlaces(t *testing.T) {
	const s = `IF(!$a, ($b + -1) * $"c d", $e != 2)`
	var got []string
	var walk func(Expr)
	walk = func(e Expr) {
		o := e.Place()
		name := ""
		if n, ok := e.(*Call); ok {
			name = n.Func + " " + s[n.FuncName.Start:n.FuncName.End] + ": "
		}
		got = append(got, name+s[o.Start:o.End])
		if n, ok := e.(*Call); ok {
			for _, a := range n.Args {
				walk(a)
			}
		}
	}
	walk(parse(t, s).Root)
	want := []string{
		"IF IF: " + s, "NOT !: !$a", "$a", `MUL *: ($b + -1) * $"c d"`, "SUM +: $b + -1", "$b", "-1", `$"c d"`,
		"NOT !=: $e != 2", "EQUALS !=: $e != 2", "$e", "2",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestTypeOfResult(t *testing.T) {
	env := &Env{}
	declare(t, env, "s string\ni integer\nf float\nb bool")
	for _, tt := range []struct {
		in   string
		want string
	}{
		{`$s`, "a string or null"},
		{`$i`, "an integer or null"},
		{`$i + 1`, "a float"},
		{`$i / 2`, "a float"},
		{`$i % "2"`, "a float or null"},
		{`$i / $f`, "a float or null"},
		{`IF($b, 1)`, "an integer or null"},
		{`IF($b, 1, 2.0)`, "a number"},
		{`IF($b, "x", $i)`, "an integer, a string or null"},
		{`COALESCE($s, $i, 0)`, "an integer or a string"},
		{`COALESCE($s, $b)`, "a boolean, a string or null"},
		{`SWITCH($s, "a", true, false)`, "a boolean"},
		{`SWITCH($s, "a", true)`, "a boolean or null"},
		{`MIN($i, 5)`, "an integer"},
		{`MAX($i, $f)`, "a number or null"},
		{`$s = "x" AND $b`, "a boolean"},
		{`null`, "null"},
		{`TO_LOWER($s)`, "a string or null"},
		{`TO_LOWER("A")`, "a string"},
	} {
		typ, diags := Check(parse(t, tt.in).Root, env)
		if got := typ.String(); got != tt.want || diags.HasErrors() {
			t.Errorf("%s: %s, want %s (%v)", tt.in, got, tt.want, diags)
		}
	}
	if typ, _ := Check(parse(t, "$x").Root, nil); typ != TypeAny || typ.String() != "any value" {
		t.Errorf("an undeclared column is %v", typ)
	}
}

func FuzzParse(f *testing.F) {
	for _, name := range []string{"accepted.txt", "rejected.txt"} {
		for _, s := range formulas(f, name) {
			f.Add(s)
		}
	}
	f.Fuzz(func(t *testing.T, s string) {
		formula, diags := Parse(FromString("f", s))
		for _, d := range diags {
			if d.Subject == nil || d.Subject.Start.Byte > d.Subject.End.Byte || d.Subject.End.Byte > len(s) {
				t.Fatalf("%q: %v is outside the text", s, d)
			}
		}
		if (formula == nil) != diags.HasErrors() || len(diags) > maxProblems+1 {
			t.Fatalf("%q: %v %v", s, formula, diags)
		}
		if formula == nil {
			return
		}
		CheckSLI(formula, &Env{Columns: func(string) (Type, bool) { return TypeString, true }})
		printed := formula.String()
		if len(printed) > MaxBytes || depth(formula.Root) > MaxDepth {
			return
		}
		if again := parse(t, printed); !same(formula.Root, again.Root) || again.String() != printed {
			t.Fatalf("%q prints as %q, which reads as %q", s, printed, again)
		}
	})
}

const typical = `IF(EXISTS($http.response.status_code) AND $name = "POST /checkout" AND !EXISTS($trace.parent_id), $http.response.status_code < 500)`

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, diags := Parse(FromString("f", typical)); diags.HasErrors() {
			b.Fatal(diags)
		}
	}
}

func BenchmarkPrint(b *testing.B) {
	f := parse(b, typical)
	var buf []byte
	b.ReportAllocs()
	for b.Loop() {
		buf = Append(buf[:0], f.Root)
	}
}

func BenchmarkCheckSLI(b *testing.B) {
	f := parse(b, typical)
	env := &Env{Columns: func(string) (Type, bool) { return TypeAny, true }}
	b.ReportAllocs()
	for b.Loop() {
		if diags := CheckSLI(f, env); diags.HasErrors() {
			b.Fatal(diags)
		}
	}
}

func codeOf(d *hcl.Diagnostic) string {
	if x, ok := d.Extra.(*diag.Extra); ok {
		return x.Code
	}
	return ""
}
