package calc

import (
	"math"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/slogen-project/slogen/generator/internal/golden"
	"golang.org/x/tools/txtar"
)

// evaluate computes a formula for an event whose columns are given as literals.
func evaluate(t testing.TB, s string, event map[string]string) (Value, Assumed) {
	t.Helper()
	p, diags := Compile(parse(t, s))
	if p == nil {
		t.Fatalf("%s: %v", s, diags)
	}
	return p.Eval(row(t, p, event))
}

func row(t testing.TB, p *Program, event map[string]string) *Row {
	t.Helper()
	r := &Row{Values: make([]Value, len(p.Columns()))}
	for i, c := range p.Columns() {
		if lit, ok := event[c]; ok {
			r.Values[i] = parse(t, lit).Root.(*Literal).Value
		}
	}
	return r
}

// TestExamples runs the examples of the function table.
func TestExamples(t *testing.T) {
	for _, f := range Functions {
		for _, x := range f.Examples {
			p, diags := Compile(parse(t, x.Expr))
			if f.Metrics {
				if p != nil || !diags.HasErrors() {
					t.Errorf("%s: a time-series function was compiled", x.Expr)
				}
				continue
			}
			if p == nil {
				t.Errorf("%s: %v", x.Expr, diags)
				continue
			}
			got, _ := p.Eval(row(t, p, nil))
			if x.Result == "" {
				if len(p.Columns()) == 0 && !strings.Contains(x.Expr, "_TIMESTAMP()") {
					t.Errorf("%s: the example depends on no event, but has no result", x.Expr)
				}
				continue
			}
			if text := string(AppendValue(nil, got)); text != x.Result {
				t.Errorf("%s is %s, and its example says %s", x.Expr, text, x.Result)
			}
		}
	}
}

// TestMissing holds the functions to their declared policy for missing arguments, one at a time.
func TestMissing(t *testing.T) {
	for _, f := range Functions {
		if f.Metrics || f.Nulls == NullsOwn || f.Nulls == NullsUnknown || f.Nulls == NullsSkip {
			continue
		}
		for i := range f.Params {
			if f.Params[i].Form == AsLiteral || f.Params[i].Form == AsRegexp {
				continue
			}
			with := func(missing string) string {
				args := make([]string, f.Min)
				for j := range args {
					p := f.Param(j, f.Min)
					switch {
					case j == i:
						args[j] = missing
					case p.Form == AsRegexp:
						args[j] = `"a"`
					case p.Takes.Has(TypeNumber):
						args[j] = "3"
					default:
						args[j] = `"a"`
					}
				}
				return f.Name + "(" + strings.Join(args, ", ") + ")"
			}
			if i >= f.Min {
				continue
			}
			got, _ := evaluate(t, with("$missing"), nil)
			switch f.Nulls {
			case NullsFalse:
				if got != boolValue(false) {
					t.Errorf("%s is %v", with("$missing"), got)
				}
			case NullsNull:
				if got.Kind != Null {
					t.Errorf("%s is %v", with("$missing"), got)
				}
			case NullsZero:
				want, _ := evaluate(t, with("$zero"), map[string]string{"zero": "0"})
				if got != want {
					t.Errorf("%s is %v, with 0 it is %v", with("$missing"), got, want)
				}
			}
		}
	}
}

// TestEval is testdata/eval: lines of an event's columns ("name = literal"), then lines of formulas, each with its
// value and the assumptions made on the way.
func TestEval(t *testing.T) {
	golden.Run(t, "testdata/eval/*.txtar", func(t *testing.T, in *txtar.Archive) []txtar.File {
		event := map[string]string{}
		var out []txtar.File
		for _, file := range in.Files {
			if file.Name == "event" {
				for line := range strings.Lines(string(file.Data)) {
					name, value, _ := strings.Cut(strings.TrimSpace(line), " = ")
					event[name] = value
				}
				continue
			}
			var b strings.Builder
			for line := range strings.Lines(string(file.Data)) {
				line = strings.TrimSpace(line)
				if line == "" || strings.HasPrefix(line, "--") {
					b.WriteString(line + "\n")
					continue
				}
				v, assumed := evaluate(t, line, event)
				b.WriteString(line + "\n    " + string(AppendValue(nil, v)))
				if assumed != 0 {
					b.WriteString("  (" + strings.Join(assumed.IDs(), ", ") + ")")
				}
				b.WriteString("\n")
			}
			out = append(out, txtar.File{Name: file.Name, Data: []byte(b.String())})
		}
		return out
	})
}

// TestTrace is testdata/trace: a formula and an event, and what is shown of them.
func TestTrace(t *testing.T) {
	golden.Run(t, "testdata/trace/*.txtar", func(t *testing.T, in *txtar.Archive) []txtar.File {
		event := map[string]string{}
		var formula string
		for _, file := range in.Files {
			switch file.Name {
			case "event":
				for line := range strings.Lines(string(file.Data)) {
					name, value, _ := strings.Cut(strings.TrimSpace(line), " = ")
					event[name] = value
				}
			case "formula":
				formula = strings.TrimSpace(string(file.Data))
			}
		}
		p, diags := Compile(parse(t, formula))
		if p == nil {
			t.Fatal(diags)
		}
		return []txtar.File{{Name: "trace", Data: []byte(p.Trace(row(t, p, event)).Format(100))}}
	})
}

func TestAssumptions(t *testing.T) {
	if assumeEnd != 1<<len(Assumptions) {
		t.Errorf("%d assumptions in the table do not match the constants", len(Assumptions))
	}
	seen := map[string]bool{}
	for _, a := range Assumptions {
		if seen[a.ID] || a.ID == "" || a.Choice == "" || a.Why == "" || a.Source == "" {
			t.Errorf("%s: the row is there twice, or not whole", a.ID)
		}
		seen[a.ID] = true
	}
	all := Assumed(assumeEnd - 1).IDs()
	if len(all) != len(Assumptions) {
		t.Errorf("%v", all)
	}
}

// TestEveryAssumptionIsMade: there is an event for each row of the table.
func TestEveryAssumptionIsMade(t *testing.T) {
	var made Assumed
	for _, tt := range []struct {
		formula string
		event   map[string]string
	}{
		{`$a = 1.0`, map[string]string{"a": "1"}},
		{`$a = $b`, nil},
		{`$a < "x"`, map[string]string{"a": `""`}},
		{`COALESCE($a, 1)`, map[string]string{"a": `""`}},
		{`EXISTS($a)`, map[string]string{"a": `""`}},
		{`EXISTS($a + 1)`, nil},
		{`$a`, map[string]string{"a": `""`}},
		{`$a < $b`, map[string]string{"a": "true", "b": "false"}},
		{`MIN($a, 1)`, map[string]string{"a": "true"}},
		{`MAX($a, $b)`, nil},
		{`SWITCH($a, 1, "one")`, map[string]string{"a": "1"}},
		{`INT($a)`, map[string]string{"a": "9223372036854775807"}},
		{`$a * $a`, map[string]string{"a": "1e300"}},
		{`$a + 1`, map[string]string{"a": `"+5"`}},
		{`STRING($a)`, map[string]string{"a": "2.0"}},
		{`INT($a)`, map[string]string{"a": "true"}},
		{`$a % 3`, map[string]string{"a": "-4"}},
		{`BUCKET($a, 10, 0)`, map[string]string{"a": "0.0"}},
		{`BUCKET($a, 10, 0)`, map[string]string{"a": "5"}},
		{`REG_VALUE($a, "x(.)")`, map[string]string{"a": `"y"`}},
		{`REG_VALUE($a, "x")`, map[string]string{"a": `"x"`}},
		{`REG_VALUE($a, "x(y)?")`, map[string]string{"a": `"x"`}},
		{`TO_LOWER($a)`, map[string]string{"a": "1"}},
		{`LENGTH($a)`, map[string]string{"a": `"é"`}},
		{`UNIX_TIMESTAMP($a)`, map[string]string{"a": `"yesterday"`}},
		{`FORMAT_TIME($a, 0)`, map[string]string{"a": "1"}},
		{`INGEST_TIMESTAMP()`, nil},
		{`EVENT_TIMESTAMP()`, nil},
	} {
		_, a := evaluate(t, tt.formula, tt.event)
		if a == 0 {
			t.Errorf("%s: no assumption was made", tt.formula)
		}
		made |= a
	}
	p, _ := Compile(parse(t, `IF($a, 1, 0)`))
	_, a := p.Judge(row(t, p, nil))
	if made |= a; made != assumeEnd-1 {
		t.Errorf("not made: %v", (assumeEnd - 1&^made).IDs())
	}
}

// TestCompileAny: what makes no sense is computed all the same, with a warning for each thing that is odd about it.
func TestCompileAny(t *testing.T) {
	for _, tt := range []struct{ formula, want, rule string }{
		{`3 > 2 > 1`, "false", RuleType},
		{`IF("yes", 1, 2)`, "2", RuleType},
		{`IF(null, 1, 2)`, "2", RuleType},
		{`5 / 0`, "null", RuleType},
		{`"a" = 1`, "false", RuleType},
		{`EXISTS("a")`, "true", RuleType},
		{`SUM("a", true)`, "0.0", RuleType},
		{`MIN("a", 1)`, `"a"`, RuleType},
		{`TO_LOWER(1)`, "null", RuleType},
		{`SWITCH(2, "a", 1, 2, 3)`, "3", RuleSwitchCase},
		{`SWITCH("a", "a", 1, "a", 2)`, "1", RuleSwitchCase},
		{`EXISTS($root.name)`, "false", RuleRelational},
		{`$status=200`, "null", RuleOperatorInName},
	} {
		f := parse(t, tt.formula)
		p, diags := CompileAny(f, &Env{})
		if p == nil || len(diags) == 0 || diags[0].Severity != hcl.DiagWarning || codeOf(diags[0]) != tt.rule {
			t.Errorf("%s: %v", tt.formula, diags)
			continue
		}
		v, _ := p.Eval(row(t, p, nil))
		if got := string(AppendValue(nil, v)); got != tt.want {
			t.Errorf("%s is %s, want %s", tt.formula, got, tt.want)
		}
		if _, diags := Check(f.Root, &Env{}); !diags.HasErrors() {
			t.Errorf("%s is no error in an SLI", tt.formula)
		}
	}
	for _, s := range []string{`REG_MATCH($a, "[")`, `REG_MATCH($a, $b)`, `REG_MATCH($a, 1)`, `BUCKET($a, 0)`,
		`BUCKET($a, "x")`, `LENGTH($a, "words")`, `IF($a)`, `RATE($a)`} {
		if p, diags := CompileAny(parse(t, s), nil); p != nil || !diags.HasErrors() {
			t.Errorf("%s is computed", s)
		}
	}
}

func TestJudge(t *testing.T) {
	for _, tt := range []struct {
		formula string
		want    Verdict
	}{
		{`true`, Good}, {`false`, Bad}, {`null`, Ineligible}, {`1`, Good}, {`0.0`, Bad}, {`2`, NoVerdict},
		{`"true"`, NoVerdict},
	} {
		p, diags := Compile(parse(t, tt.formula))
		if p == nil {
			t.Fatal(diags)
		}
		if got, _ := p.Judge(&Row{}); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.formula, got, tt.want)
		}
	}
}

// judgements: the order of the evaluation may not be seen, but a branch that isn't taken makes no assumptions.
func TestLazy(t *testing.T) {
	if _, a := evaluate(t, `IF($a = 1, TO_LOWER($b), "x")`, nil); a != 0 {
		t.Error(a.IDs())
	}
}

func TestSlots(t *testing.T) {
	p, _ := Compile(parse(t, `IF($b = $a, $a < $c, $b)`))
	if d := cmp.Diff([]string{"b", "a", "c"}, p.Columns()); d != "" {
		t.Error(d)
	}
}

// TestAgainstGo compares with the functions of Go's library that the semantics are taken from.
func FuzzText(f *testing.F) {
	f.Add("GET /a/7", "([0-9]+)", "1.5")
	f.Add("", "^$", "-0e1")
	f.Add("é\r\n", "(x)?", "+1")
	f.Fuzz(func(t *testing.T, s, re, number string) {
		get := func(formula string) Value {
			p, diags := Compile(parse(t, formula))
			if p == nil {
				t.Fatal(diags)
			}
			r := &Row{Values: make([]Value, len(p.Columns()))}
			for i, c := range p.Columns() {
				r.Values[i] = strValue(map[string]string{"s": s, "n": number, "p": re}[c])
			}
			v, _ := p.Eval(r)
			return v
		}
		for formula, want := range map[string]Value{
			`STARTS_WITH($s, $p)`:    boolValue(strings.HasPrefix(s, re)),
			`ENDS_WITH($s, $p)`:      boolValue(strings.HasSuffix(s, re)),
			`CONTAINS($s, $p)`:       boolValue(strings.Contains(s, re)),
			`$s < $p`:                boolValue(s < re),
			`$s >= $p`:               boolValue(s >= re),
			`$s = $p`:                boolValue(s == re),
			`LENGTH($s, "bytes")`:    intValue(int64(len(s))),
			`CONCAT($s, 1, $p)`:      strValue(s + "1" + re),
			`TO_LOWER($s)`:           strValue(strings.ToLower(s)),
			`MIN($s, $p)`:            strValue(min(s, re)),
			`SWITCH($s, "a", 1, 2)`:  intValue(map[bool]int64{true: 1, false: 2}[s == "a"]),
			`CONCAT($n, null, true)`: strValue(number + "true"),
		} {
			if got := get(formula); got != want {
				t.Errorf("%s is %v with %q and %q, want %v", formula, got, s, re, want)
			}
		}
		if n, err := strconv.ParseFloat(number, 64); err == nil && len(number) < 400 {
			if got := get(`FLOAT($n)`); got.Kind != Float || got.Float != n && n == n {
				t.Errorf("FLOAT(%q) is %v, want %v", number, got, n)
			}
		} else if got := get(`FLOAT($n)`); got != (Value{Kind: Float}) {
			t.Errorf("FLOAT(%q) is %v, want 0", number, got)
		}
		if at, err := time.Parse(time.RFC3339, s); err == nil {
			if got := get(`UNIX_TIMESTAMP($s)`); math.Abs(got.Float-float64(at.UnixMicro())/1e6) > 1e-5*math.Max(1,
				math.Abs(got.Float)/1e9) {
				t.Errorf("UNIX_TIMESTAMP(%q) is %v", s, got)
			}
		}
		c, err := regexp.Compile(re)
		if err != nil || len(re) > 200 {
			return
		}
		lit := string(appendString(nil, re))
		if got := get(`REG_MATCH($s, ` + lit + `)`); got.Bool != c.MatchString(s) {
			t.Errorf("REG_MATCH(%q, %q) is %v", s, re, got)
		}
		if got := get(`REG_COUNT($s, ` + lit + `)`); got.Int != int64(len(c.FindAllString(s, -1))) {
			t.Errorf("REG_COUNT(%q, %q) is %v", s, re, got)
		}
		m := c.FindStringSubmatch(s)
		got := get(`REG_VALUE($s, ` + lit + `)`)
		switch {
		case m == nil && got.Kind != Null, len(m) == 1 && got.Str != m[0], len(m) > 1 && got.Str != m[1]:
			t.Errorf("REG_VALUE(%q, %q) is %v, not %q", s, re, got, m)
		}
	})
}

// FuzzEval: every formula that Check accepts is computed for events of all kinds of values, without a panic, to a value
// of the type that Check gave it.
func FuzzEval(f *testing.F) {
	for _, s := range formulas(f, "accepted.txt") {
		f.Add(s, "x", int64(3), 1.5, uint64(0x123456789))
	}
	for seed := range uint64(200) { // an empty text stands for a formula of the grammar, with escapes in its literals
		f.Add("", "x", int64(3), 1.5, seed)
	}
	f.Fuzz(func(t *testing.T, s, str string, i int64, fl float64, kinds uint64) {
		if s == "" {
			g := grammar{rand.New(rand.NewPCG(kinds, 4))}
			s = g.expr(int(kinds % 5))
		}
		formula, diags := Parse(FromString("f", s))
		if diags.HasErrors() {
			return
		}
		typ, checked := Check(formula.Root, nil)
		p, diags := Compile(formula)
		if p == nil {
			if !checked.HasErrors() && len(timeSeries(formula.Root)) == 0 {
				t.Fatalf("%s: %v", s, diags)
			}
			if p, _ = CompileAny(formula, &Env{}); p == nil {
				return
			}
			typ = TypeAny // of what makes no sense nothing is promised
		}
		literalsAgree(t, s, formula.Root)
		r := &Row{Values: make([]Value, len(p.Columns())), Time: fl, HasTime: true}
		for j := range r.Values {
			r.Values[j] = []Value{{}, boolValue(i > 0), intValue(i), {Kind: Float, Float: fl}, strValue(str), strValue(""),
				{Kind: Float, Float: math.NaN()}, intValue(1)}[kinds>>(3*(j%20))&7]
		}
		v, assumed := p.Eval(r)
		if !typ.Has(v.Kind.Type()) {
			t.Fatalf("%s is %v, and its type is %v", s, v, typ)
		}
		if assumed >= assumeEnd {
			t.Fatalf("%s assumes %b", s, assumed)
		}
		// Once more, and as a condition and as a trace: the same.
		again, _ := p.Eval(r)
		trace := p.Trace(r)
		trace.Format(60)
		for _, x := range []Value{again, trace.Value} {
			if x != v && !(x.Kind == Float && x.Float != x.Float && v.Float != v.Float) {
				t.Fatalf("%s is %v, and then %v", s, v, x)
			}
		}
		if p.root.test(r) != truthOf(v) {
			t.Fatalf("%s is %v, but as a condition %v", s, v, !truthOf(v))
		}
	})
}

func BenchmarkEval(b *testing.B) {
	for _, bb := range []struct{ name, formula string }{
		{"typical", typical},
		{"latency", `IF(EXISTS($duration_ms), LT($duration_ms, 1000))`},
		{"route", `IF(IN($http.route, "/a", "/b", "/checkout") AND REG_MATCH($name, "^POST"), $http.response.status_code < 500)`},
	} {
		b.Run(bb.name, func(b *testing.B) {
			p, diags := Compile(parse(b, bb.formula))
			if p == nil {
				b.Fatal(diags)
			}
			r := row(b, p, map[string]string{"http.response.status_code": "503", "name": `"POST /checkout"`,
				"duration_ms": "17.25", "http.route": `"/checkout"`})
			b.ReportAllocs()
			for b.Loop() {
				if v, _ := p.Judge(r); v == Ineligible {
					b.Fatal("not eligible")
				}
			}
		})
	}
}
