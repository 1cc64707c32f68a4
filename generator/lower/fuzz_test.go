package lower_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/lower"
)

// preamble is the world that fuzzed expressions see.
const preamble = `
variables {
  ms     = 200
  routes = ["/a", "/b"]
  yes    = true
  none   = null
}
function "is_root" {
  params = [e]
  result = !exists(e.trace.parent_id)
}
function "twice" {
  params = [n]
  result = n + n
}
function "loop" {
  params = [n]
  result = loop(n)
}
function "use" {
  params = [f, g]
  result = f ? g : event.x
}
sli "ok" {
  eligible = event.name == "x"
  good     = event.code < 500
}
sli "raw" {
  expression = "IF($a, true, $b, false)"
}
`

func fuzzWorld(t testing.TB) *world {
	src := []byte(preamble)
	f, diags := hclsyntax.ParseConfig(src, "world.hcl", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	w, diags := newWorld(f.Body.(*hclsyntax.Body), "world.hcl", src)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return w
}

// FuzzLower lowers random expressions in every role. Nothing panics; a result is the canonical text of something the
// calculated-field parser reads; and no result means that something was said, with a place.
func FuzzLower(f *testing.F) {
	for _, s := range []string{
		`event.a < 5`, `event.name == "x" && !exists(event.trace.parent_id) || event["any name"] != null`,
		`is_root(event) ? twice(event.a) : -event.b`,
		`"${event.a}-${var.ms}x"`, `in(event.a, var.routes...)`, `contains(var.routes, event.a)`,
		`sli.ok.good && sli.ok.eligible`, `sli.ok`, `sli.raw`,
		`if(count() > 100, count(event.error == true) / count(), 0) > 0.05`,
		`p99(event.duration_ms, is_root(event)) >= twice(5)`, `sli.ok == false`,
		`max(count(), 5) - min(event.a) <= -1.5`, `[for r in var.routes : event.a == r]`, `event.a[*].b`, `event.a.0`,
		`var.routes[event.a]`, `loop(event)`,
		`use(event.a, use(var.yes, event.b))`, `!event.a == 1`, "reg_match(event.a, <<EOT\n^x\nEOT\n)",
		`coalesce(event.a, 1.0, 1e3, null, "é\n")`,
		`event.a == var.none`, `count(sli.ok == false) / count(sli.ok != null) > 0.01`, `IF(event.a, 1)`, `event.größe["x"]`,
		`switch(event.a, "b", 1, 2)`,
		`{ a = event.b, (event.c) = 1 }`, `event`, `avg(event.a / event.b, event.c || event.d && event.e) > 5`, `(event).a.b`,
		`use(event, event.y).z`,
	} {
		f.Add(s)
	}
	w := fuzzWorld(f)
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Count(text, "(")+strings.Count(text, "[")+strings.Count(text, "{")+strings.Count(text,
			"!")+strings.Count(text,
			"?")+strings.Count(text, "-") > 400 {
			return // kept from the parser before
		}
		exercise(t, w, text)
	})
}

// exercise lowers text in every role and reports whether any of them took it.
func exercise(t *testing.T, w *world, text string) (taken bool) {
	e, diags := hclsyntax.ParseExpression([]byte(text), "fuzz.hcl", hcl.InitialPos)
	if diags.HasErrors() {
		return false
	}
	s := *w.scope
	s.Source, s.Text = calc.FileSource("fuzz.hcl", []byte(text)), textOf([]byte(text))

	x, diags := lower.Expr(&s, e)
	verify(t, "expression", x, diags)
	taken = x != nil
	sli, diags := lower.CompileSLI(&s, nil, e, nil)
	verify(t, "good", formula(sli), diags)
	sli, diags = lower.CompileSLI(&s, e, e, []lower.Exclude{{From: 1, To: 2}})
	verify(t, "eligible", formula(sli), diags)
	count, _ := hclsyntax.ParseExpression([]byte("count() > 5"), "count.hcl", hcl.InitialPos)
	for _, in := range []lower.TriggerInput{{FiresWhen: e}, {FiresWhen: e, Baseline: true}, {Where: e, FiresWhen: count},
		{FiresWhen: e, Where: e, Having: e, GroupBy: e}} {
		q, diags := lower.CompileTrigger(&s, in)
		if (q == nil) != diags.HasErrors() {
			t.Fatalf("query %v with %v", q, diags)
		}
		if q == nil {
			continue
		}
		taken = true
		for _, field := range q.Query.CalculatedFields {
			verifyText(t, field.Expression)
		}
		for _, f := range q.Query.Formulas {
			verifyText(t, f.Expression)
		}
	}
	s.Text = nil
	lower.Expr(&s, e)
	lower.IsPerEvent(e)
	return taken
}

// TestGenerated exercises expressions made by a grammar, most of which make sense, which random bytes seldom do.
func TestGenerated(t *testing.T) {
	w := fuzzWorld(t)
	r := rand.New(rand.NewPCG(1, 2))
	taken := 0
	const n = 5000
	for range n {
		g := generator{r: r, aggregates: r.IntN(3) == 0}
		text := g.expr(4)
		if exercise(t, w, text) {
			taken++
		}
		if t.Failed() {
			t.Fatalf("by: %s", text)
		}
	}
	if taken < n/10 {
		t.Errorf("only %d of %d expressions were taken: the generator makes too little sense", taken, n)
	}
}

type generator struct {
	r          *rand.Rand
	aggregates bool
}

func (g *generator) pick(s ...string) string { return s[g.r.IntN(len(s))] }

func (g *generator) expr(depth int) string {
	if depth == 0 || g.r.IntN(8) == 0 {
		if g.aggregates && g.r.IntN(2) == 0 {
			return g.pick("count()", "p99(event.a)", "count(event.b == true)", "sum(event.a)", "count(sli.ok == false)")
		}
		return g.pick("event.a", "event.b.c", `event["x y"]`, "5", "1.5", "200.0", `"t"`, "true", "false", "null", "var.ms",
			"var.yes", "var.none",
			"sli.ok.good", "sli.ok.eligible", "sli.ok", "event", "event_timestamp()", `"a${event.d}"`, "var.routes")
	}
	x := func() string { return g.expr(depth - 1) }
	switch g.r.IntN(10) {
	case 0, 1:
		return x() + " " + g.pick("<", "<=", ">", ">=", "==", "!=") + " " + x()
	case 2, 3:
		return "(" + x() + " " + g.pick("&&", "||") + " " + x() + ")"
	case 4:
		return x() + " " + g.pick("+", "-", "*", "/", "%") + " " + x()
	case 5:
		return g.pick("!", "-") + "(" + x() + ")"
	case 6:
		return "(" + x() + " ? " + x() + " : " + x() + ")"
	case 7:
		return g.pick("exists", "is_root", "twice", "to_lower", "int", "max", "count", "avg", "length") + "(" + x() + ")"
	case 8:
		return g.pick("use", "starts_with", "contains", "coalesce", "in", "min", "p50", "equals") + "(" + x() + ", " + x() +
			")"
	}
	return g.pick(`in(event.a, var.routes...)`, `contains(var.routes, event.a)`, `"${`+x()+`}-${`+x()+`}"`,
		`switch(event.a, "x", `+x()+`, `+x()+`)`,
		"if("+x()+", "+x()+", "+x()+")", "[for r in var.routes : r]", "reg_match(event.a, \"^x\")")
}

func formula(s *lower.SLI) calc.Expr {
	if s == nil {
		return nil
	}
	return s.Formula
}

func verify(t *testing.T, role string, x calc.Expr, diags hcl.Diagnostics) {
	t.Helper()
	if (x == nil) != diags.HasErrors() {
		t.Fatalf("%s: result %v with messages %v", role, x, diags)
	}
	for _, d := range diags {
		if d.Subject == nil || d.Detail == "" {
			t.Fatalf("%s: %v has no place or says nothing", role, d)
		}
	}
	if x != nil {
		verifyText(t, string(calc.Append(nil, x)))
	}
}

// verifyText checks that text is canonical: what the parser reads in it prints as itself.
func verifyText(t *testing.T, text string) {
	t.Helper()
	f, diags := calc.Parse(calc.FromString("text", text))
	if diags.HasErrors() {
		t.Fatalf("%s\n%v", text, diags)
	}
	if again := f.String(); again != text {
		t.Fatalf("%s\nis read as\n%s", text, again)
	}
}

func parse(t testing.TB, text string) (*lower.Scope, hclsyntax.Expression) {
	t.Helper()
	s := *fuzzWorld(t).scope
	e, diags := hclsyntax.ParseExpression([]byte(text), "x.hcl", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	s.Source, s.Text = calc.FileSource("x.hcl", []byte(text)), textOf([]byte(text))
	return &s, e
}

// TestLimits holds expressions at and beyond the limits of size and depth.
func TestLimits(t *testing.T) {
	list := func(sizes ...int) string { // in(event.a, ...) of strings of these sizes
		s := "in(event.a"
		for _, n := range sizes {
			s += `, "` + strings.Repeat("x", n) + `"`
		}
		return s + ")"
	}
	for _, c := range []struct{ name, text, summary string }{
		// IN($a) is 6 bytes, and each string has 4 round it.
		{"4,095 bytes", list(2040, 2041), ""},
		{"4,096 bytes", list(2041, 2041), "Expression too long"},
		{"many columns", "event.a" + strings.Repeat(" || event.a", 800), ""},
		{"too many columns", "event.a" + strings.Repeat(" || event.a", 1200), "Expression too long"},
		{"escapes count", `in(event.a, "` + strings.Repeat(`\"`, 2100) + `")`, "Expression too long"},
		{"flat chains are not deep", "event.a" + strings.Repeat(" && event.b", 600), ""},
		{"deep sum", "event.a" + strings.Repeat(" + 1", 600), "Expression nested too deeply"},
		{"deep static sum", "1" + strings.Repeat(" + 1", 600), "Expression nested too deeply"},
		{"deep static sum in a list", "[for x in [1] : 1" + strings.Repeat(" + 1", 600) + "]",
			"Expression nested too deeply"},
		{"deep by functions", strings.Repeat("twice(", 30) + "event.a" + strings.Repeat(")", 30), "Expression too long"},
		{"deep by static functions", "event.a < " + strings.Repeat("twice(", 400) + "1" + strings.Repeat(")", 400),
			"Number out of range"},
		{"long conditional", strings.Repeat("event.a ? 1 : ", 300) + "2", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, e := parse(t, c.text)
			x, diags := lower.Expr(s, e)
			if c.summary == "" {
				verify(t, c.name, x, diags)
				if x == nil {
					t.Fatal(diags)
				}
				return
			}
			if len(diags) != 1 || diags[0].Summary != c.summary {
				t.Errorf("got %d messages, want one: %q\n%.300v", len(diags), c.summary, diags)
			}
		})
	}
}

// TestLargeConditions holds what filters and inline calculated fields have room for.
func TestLargeConditions(t *testing.T) {
	long := `in(event.a` + strings.Repeat(`, "`+strings.Repeat("x", 50)+`"`, 200) + `)` // 10,000 bytes
	for _, c := range []struct {
		name, where, summary string
		filters, fields      int
	}{
		{"a long list is a filter", long, "", 1, 0},
		{"a long list in a field is too long", long + " || event.a == event.b", "Expression too long", 0, 0},
		{"100 filters", "event.a != 1" + strings.Repeat(" && event.a != 1", 99), "", 100, 0},
		{"101 filters are a field", "event.a != 1" + strings.Repeat(" && event.a != 1", 100), "", 1, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, where := parse(t, c.where)
			fires, _ := hclsyntax.ParseExpression([]byte("count() > 5"), "x.hcl", hcl.InitialPos)
			q, diags := lower.CompileTrigger(s, lower.TriggerInput{Where: where, FiresWhen: fires})
			switch {
			case c.summary != "":
				if len(diags) != 1 || diags[0].Summary != c.summary {
					t.Errorf("want %q, got %v", c.summary, diags)
				}
			case diags.HasErrors():
				t.Error(diags)
			case len(q.Query.Filters) != c.filters || len(q.Query.CalculatedFields) != c.fields:
				t.Errorf("%d filters and %d fields", len(q.Query.Filters), len(q.Query.CalculatedFields))
			}
		})
	}
}

func TestIsPerEvent(t *testing.T) {
	for text, want := range map[string]bool{
		"event.a": true, "sli.x": true, "event_timestamp() > 5": true, "var.x": false,
		"[for event in var.routes : event.a]": false,
		"[for r in var.routes : event.a]":     true, `"${var.ms}"`: false, `"${event.ms}"`: true, "{ event = 1 }": false,
		"{ (event.a) = 1 }": true, "twice(5)": false,
	} {
		if _, e := parse(t, text); lower.IsPerEvent(e) != want {
			t.Errorf("IsPerEvent(%s) is not %v", text, want)
		}
	}
}

// TestExamples compiles the example of each aggregate.
func TestExamples(t *testing.T) {
	for _, a := range lower.Aggregates {
		if a.Refused != "" {
			continue
		}
		s, e := parse(t, a.Example)
		q, diags := lower.CompileTrigger(s, lower.TriggerInput{FiresWhen: e})
		if diags.HasErrors() {
			t.Errorf("%s: %v", a.Name, diags)
		} else if got := q.Query.Calculations[0].Op; got != a.Op {
			t.Errorf("%s: %s", a.Name, got)
		}
	}
}

func BenchmarkSLI(b *testing.B) {
	eligible := `event.name == "POST /checkout" && !exists(event.trace.parent_id)`
	good := `event.http.response.status_code < 500`
	text := eligible + "\n" + good
	s, e := parse(b, eligible)
	g, diags := hclsyntax.ParseExpression([]byte(good), "x.hcl", hcl.Pos{Line: 2, Column: 1, Byte: len(eligible) + 1})
	if diags.HasErrors() {
		b.Fatal(diags)
	}
	s.Source, s.Text = calc.FileSource("x.hcl", []byte(text)), textOf([]byte(text))
	b.ReportAllocs()
	for b.Loop() {
		if _, diags := lower.CompileSLI(s, e, g, nil); diags.HasErrors() {
			b.Fatal(diags)
		}
	}
}

func BenchmarkTrigger(b *testing.B) {
	for _, text := range []string{`count() >= 50`, `if(count() > 100, count(event.error == true) / count(), 0) > 0.05`} {
		b.Run(fmt.Sprintf("%.10s", text), func(b *testing.B) {
			s, e := parse(b, text)
			b.ReportAllocs()
			for b.Loop() {
				if _, diags := lower.CompileTrigger(s, lower.TriggerInput{FiresWhen: e}); diags.HasErrors() {
					b.Fatal(diags)
				}
			}
		})
	}
}
