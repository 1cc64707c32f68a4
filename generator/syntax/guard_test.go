package syntax

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	hcljson "github.com/hashicorp/hcl/v2/json"
)

// excesses are texts that the parsers don't survive at some 100,000 repetitions, or take forever for.
var excesses = []struct {
	name, summary string
	text          func(n int) string
}{
	{"x.slo.hcl", "Nested too deeply", func(n int) string { return "a = " + strings.Repeat("(", n) }},
	{"x.slo.hcl", "Nested too deeply", func(n int) string {
		return "a = " + strings.Repeat("(", n) + "1" +
			strings.Repeat(")", n) + "\n"
	}},
	{"x.slo.hcl", "Nested too deeply", func(n int) string { return "a = " + strings.Repeat("[", n) }},
	{"x.slo.hcl", "Nested too deeply", func(n int) string { return "a = " + strings.Repeat("{a=", n) }},
	{"x.slo.hcl", "Nested too deeply", func(n int) string { return strings.Repeat("a {\n", n) }},
	{"x.slo.hcl", "Nested too deeply", func(n int) string { return "a = " + strings.Repeat("f(", n) }},
	{"x.slo.hcl", "Nested too deeply", func(n int) string { return "a = " + strings.Repeat("[for x in ", n) }},
	{"x.slo.hcl", "Nested too deeply", func(n int) string { return "a = " + strings.Repeat("\"${", n) }},
	{"x.slo.hcl", "Nested too deeply", func(n int) string { return "a = " + strings.Repeat("<<A\n${", n) }},
	{"x.slo.hcl", "Nested too deeply", func(n int) string { return "a = " + strings.Repeat("{\n for = [\n", n) }},
	{"x.slo.hcl", "Too many operators", func(n int) string { return "a = " + strings.Repeat("!", n) + "true\n" }},
	{"x.slo.hcl", "Too many operators", func(n int) string { return "a = " + strings.Repeat("- ", n) + "1\n" }},
	{"x.slo.hcl", "Too many operators", func(n int) string { return "a = (" + strings.Repeat("!# x\n/**/", n) + "1)\n" }},
	{"x.slo.hcl", "Too many conditionals", func(n int) string { return "a = " + strings.Repeat("a ? b : ", n) + "1\n" }},
	{"x.slo.hcl", "Too many conditionals", func(n int) string { return "a = " + strings.Repeat("a ? ", n) }},
	{"x.slo.hcl", "Too many conditionals", func(n int) string {
		return "a = {for x in y : x => " +
			strings.Repeat("a ?\n1 :\n", n) + "1}\n"
	}},
	{"x.slo.hcl", "Expression too large", func(n int) string { return "a = 1" + strings.Repeat("+1", n) + "\n" }},
	{"x.slo.hcl", "Expression too large", func(n int) string {
		return "a = 1" + strings.Repeat("||1&&1==1<1+1*1", n) +
			"\n"
	}},
	{"x.slo.hcl", "Expression too large", func(n int) string { return "a = b" + strings.Repeat("[c]", n) + "\n" }},
	{"x.slo.hcl", "Expression too large", func(n int) string { return "a = b" + strings.Repeat("[*]", n) + "\n" }},
	{"x.slo.hcl", "Expression too large", func(n int) string { return "a = b" + strings.Repeat(".*[0]", n) + "\n" }},
	{"x.slo.hcl", "Expression too large", func(n int) string { return "a = \"" + strings.Repeat("%{if a}", n) + "\"\n" }},
	{"x.slo.hcl", "Expression too large", func(n int) string {
		return "a = " + strings.Repeat(strings.Repeat("!", 400)+"(",
			n/400)
	}},
	{"x.slo.hcl", "Expression too large", func(n int) string {
		return "a = " + strings.Repeat("(", 400) + "1" + strings.Repeat(strings.Repeat("+1", 1000)+")", 400) + "\n"
	}},
	{"x.slo.hcl", "Text too long", func(n int) string { return "a = <<A\n" + strings.Repeat("b\n", n) + "A\n" }},
	{"x.slo.hcl", "Text too long", func(n int) string { return "a = \"" + strings.Repeat("$a", n) + "\"\n" }},
	{"x.slo.hcl", "Invalid function name", func(n int) string { return "a = b" + strings.Repeat("::c", n) + "()\n" }},
	{"x.slo.hcl", "Invalid function name", func(n int) string { return strings.Repeat("a {\n b=x::\n}\ny=(1)\n", n) }},
	{"x.slo.hcl", "Number too large", func(n int) string { return "a = " + strings.Repeat("9", n) + "\n" }},
	{"x.slo.hcl", "Number too large", func(n int) string { return fmt.Sprintf("a = 1.5E+%d\n", n) }},
	{"x.slo.hcl", "Unclosed comment", func(n int) string { return "a = 1 " + strings.Repeat("/* ", n) }},
	{"x.slo.hcl", "Block too large", func(n int) string { return "a = [" + strings.Repeat("\"0123456789\",", n) + "]\n" }},
	{"x.slo.hcl", "Too many blocks in one", func(n int) string { return "a {\n" + strings.Repeat("b {}\n", n) + "}\n" }},
	{"x.slo.json", "Nested too deeply", func(n int) string { return strings.Repeat("[", n) }},
	{"x.slo.json", "Nested too deeply", func(n int) string { return strings.Repeat(`{"a":`, n) }},
	{"x.slo.json", "Invalid JSON", func(n int) string { return strings.Repeat(`[{}] `, n) }},
	{"x.slo.json", "Number too large", func(n int) string { return `{"a":` + strings.Repeat("9", n) + "}" }},
	{"x.slo.json", "Number too large", func(n int) string { return fmt.Sprintf(`{"a":-1e-%d}`, n) }},
	{"x.slo.json", "Nested too deeply", func(n int) string { return `{"a":"${` + strings.Repeat("(", n) + `}"}` }},
	{"x.slo.json", "Nested too deeply", func(n int) string {
		return `{"a":"$\u007b` + strings.Repeat(`\u0028`, n) +
			`}"}`
	}},
	{"x.slo.json", "Nested too deeply", func(n int) string { return `{"a":"` + strings.Repeat("(", n) + `"}` }},
	{"x.slo.json", "Nested too deeply", func(n int) string { return `{"${` + strings.Repeat("(", n) + `}":1}` }},
	{"x.slo.json", "Text too long", func(n int) string { return `{"a":"` + strings.Repeat(`\n`, n) + `"}` }},
}

func TestGuardRefuses(t *testing.T) {
	const n = 100_000
	for i, x := range excesses {
		src := []byte(x.text(n))
		began := time.Now()
		f, diags := Parse(x.name, src)
		if took := time.Since(began); took > time.Minute {
			t.Errorf("case %d (%.30q...) took %s", i, src, took)
		}
		if f != nil || len(diags) != 1 || diags[0].Summary != x.summary {
			t.Errorf("case %d (%.30q...): want %q, got %v", i, src, x.summary, diags)
			continue
		}
		if s := diags[0].Subject; s == nil || s.Filename != x.name || s.Start.Byte > len(src) || s.Start.Line < 1 ||
			s.Start.Column < 1 {
			t.Errorf("case %d (%.30q...): bad place %v", i, src, s)
		}
	}
}

func TestGuardAccepts(t *testing.T) {
	for i, src := range []string{
		"a = " + strings.Repeat("(", 400) + "1" + strings.Repeat(")", 400) + "\n",
		"a = " + strings.Repeat("!", 400) + "true\n",
		"a = 1" + strings.Repeat("+1", 1500) + "\n",
		"a = [" + strings.Repeat("-1, !true, x ? 1 : 2, ", 5000) + "]\n",
		"# " + strings.Repeat("(", 100_000) + "\n",
		"/* " + strings.Repeat("[{", 100_000) + "*/\n",
		"a = \"" + strings.Repeat("({[!?", 50_000) + "\"\n",
		"a = \"" + strings.Repeat("$${(", 1000) + "\"\n",
		"a = <<EOT\n" + strings.Repeat("[[[[[ \" ((((\n", 4000) + "EOT\nb = 1\n",
		"a = <<-EOT\n  ${upper(\"}\")} ((( \n  EOT \n  EOT\nb = (1)\n",
		strings.Repeat("a \"b\" {\n  c = [1, 2]\n}\n", 20_000),
		strings.Repeat("# comment\n", 100_000),
		"trigger \"x\" {\n  for = 2\n" + strings.Repeat("  a = 1 + 2\n", 3000) + "}\n",
		"a = \"abc1e12345 1e99999\" # 1e99999\n",
		"a = 1.5e300\nb = " + strings.Repeat("1", 300) + "\n",
	} {
		if cuts, _, p := guardText([]byte(src), kindBody); p != nil {
			t.Errorf("case %d (%.30q...): %s: %s", i, src, p.summary, p.detail)
		} else if p := numerals([]byte(src), false); p != nil {
			t.Errorf("case %d (%.30q...): %s: %s", i, src, p.summary, p.detail)
		} else if len(src) > 4*cutSize && i > 9 && len(cuts) == 0 {
			t.Errorf("case %d (%.30q...): %d bytes in one piece", i, src, len(src))
		}
	}
}

// A file that is parsed in pieces is the same as one that is parsed at once.
func TestPieces(t *testing.T) {
	var b bytes.Buffer
	for i := range 5000 {
		fmt.Fprintf(&b, "service \"s%d\" { # {\n  a = <<E\n${x}\n}\nE\n  b {\n  c = \"}${\"}\"}\"\n  }\n}\n\nv%d = "+
			"[\n1]\n/* \n\n */\n", i, i)
	}
	src := b.Bytes()
	cuts, _, p := guardText(src, kindBody)
	if p != nil || len(cuts) < 5 {
		t.Fatalf("%d cuts, %+v", len(cuts), p)
	}
	got, diags := parseHCL("x.slo.hcl", src, cuts)
	want, wantDiags := hclsyntax.ParseConfig(src, "x.slo.hcl", hcl.InitialPos)
	if diags.HasErrors() || wantDiags.HasErrors() {
		t.Fatal(diags, wantDiags)
	}
	g, w := got.Body.(*hclsyntax.Body), want.Body.(*hclsyntax.Body)
	if len(g.Blocks) != len(w.Blocks) || len(g.Attributes) != len(w.Attributes) || g.SrcRange != w.SrcRange ||
		g.EndRange != w.EndRange {
		t.Fatalf("%d blocks, %d arguments, %v, %v; want %d, %d, %v, %v", len(g.Blocks), len(g.Attributes), g.SrcRange,
			g.EndRange,
			len(w.Blocks), len(w.Attributes), w.SrcRange, w.EndRange)
	}
	for i := range g.Blocks {
		if g.Blocks[i].Range() != w.Blocks[i].Range() || g.Blocks[i].Body.Range() != w.Blocks[i].Body.Range() {
			t.Fatalf("block %d: %v, want %v", i, g.Blocks[i].Range(), w.Blocks[i].Range())
		}
	}
	for n, a := range g.Attributes {
		if a.SrcRange != w.Attributes[n].SrcRange {
			t.Fatalf("%s: %v, want %v", n, a.SrcRange, w.Attributes[n].SrcRange)
		}
	}
	_, diags = Parse("x.slo.hcl", append(append([]byte("v4000 = 1\n"), src...), "v1 = 2\n"...))
	if len(diags) != 2 || diags[0].Summary != "Attribute redefined" || diags[1].Summary != "Attribute redefined" {
		t.Error(diags)
	}
}

var soupTokens = []string{
	"{", "}", "(", ")", "[", "]", "\"", "${", "%{", "%{ if a }", "%{ endif }", "%{ for a in b }", "~}", "a", "b = ", "a {",
	"a {\n", "}\n", "\n",
	"\n", "\n", ",", "!", "-", "?", ":", "@", "<<A\n", "\nA\n", "for", "in", "...", "=>", "*", ".", "#", "//", "/**/", "1",
	"$", "$$", "%", "\\",
	"=", "==", "&&", "||", "+", "[*]", ".*", "f(", "if", " ", "\t", "\r\n", "é", "'", "`", "~", "\\\"", "\"a\"",
	"\"${a}\"", "[for a in b : ", "{for a, b in c : a => ",
}

var jsonTokens = []string{"{", "}", "[", "]", ",", ":", "\"", "\"a\"", "\"a\":", "1", "true", "null", "x", "=", "-",
	"\\", "\"${\"", "\"${a", "}\"", "\n", " ", "\"\\u007b\"", "[{",
	"}]"}

// Whatever short piece of nonsense is repeated: the parser neither overflows a small stack nor takes forever.
func TestRepeatedNonsense(t *testing.T) {
	defer debug.SetMaxStack(debug.SetMaxStack(300 << 20))
	rounds, size := 150, 200<<10
	if s := os.Getenv("SLOGEN_TEST_ROUNDS"); s != "" {
		fmt.Sscan(s, &rounds)
	} else if testing.Short() {
		rounds = 20
	}
	seed := uint64(1)
	if s := os.Getenv("SLOGEN_TEST_SEED"); s != "" {
		fmt.Sscan(s, &seed)
	}
	rnd := rand.New(rand.NewPCG(seed, 2))
	for range rounds {
		name, tokens := "x.slo.hcl", soupTokens
		if rnd.IntN(4) == 0 {
			name, tokens = "x.slo.json", jsonTokens
		}
		piece := func(n int) string {
			var b strings.Builder
			for range 1 + rnd.IntN(n) {
				b.WriteString(tokens[rnd.IntN(len(tokens))])
			}
			return b.String()
		}
		start, unit := piece(3), piece(12)
		src := []byte(start + strings.Repeat(unit, size/len(unit)))
		if f := os.Getenv("SLOGEN_TEST_LAST"); f != "" {
			os.WriteFile(f, fmt.Appendf(nil, "%s %q %q\n", name, start, unit), 0o666)
		}
		began := time.Now()
		_, diags := Parse(name, src)
		if took := time.Since(began); took > time.Minute {
			t.Errorf("%s: %q and %q again and again: %s", name, start, unit, took)
		}
		for _, d := range diags {
			if d.Subject == nil {
				t.Errorf("%s: %q and %q again and again: no place: %s", name, start, unit, d.Summary)
			}
		}
	}
}

// FuzzLoad gives any bytes to the guard and, if it lets them through, to the parsers.
func FuzzLoad(f *testing.F) {
	for _, x := range excesses {
		f.Add([]byte(x.text(30)), x.name)
	}
	f.Add([]byte("service \"a\" {\n  description = <<-EOT\n    x ${upper(\"y\")}\n    EOT\n  b = \"%{ if a }x%{ endif "+
		"}\"\n}\n"), "x.slo.hcl")
	f.Add([]byte(`{"service": {"a": {"good": "event.x < 5 && \"\u00e9\" == event.y", "b": ["${x}", null, 1.5e3]}}}`),
		"x.slo.json")
	f.Fuzz(func(t *testing.T, src []byte, name string) {
		if len(src) > 1<<16 {
			return
		}
		for _, name := range []string{"x.slo.hcl", "x.slo.json"} {
			file, diags := Parse(name, src)
			for _, d := range diags {
				if d.Subject == nil || d.Subject.Start.Byte < 0 || d.Subject.Start.Byte > len(src) || d.Subject.Start.Line < 1 {
					t.Errorf("%s: no place, or a wrong one: %s %v", name, d.Summary, d.Subject)
				}
			}
			if file == nil || !strings.HasSuffix(name, ".json") {
				continue
			}
			attrs, _ := file.Body.JustAttributes()
			for _, a := range attrs {
				JSONExpr(a.Expr, src)
				a.Expr.Value(&hcl.EvalContext{})
			}
		}
		if p := guardBytes(src); p == nil {
			guardJsonnet(src)
		}
	})
}

// FuzzJsonnet evaluates any jsonnet that isn't refused before: it ends soon, with JSON or with an error and its place.
func FuzzJsonnet(f *testing.F) {
	for _, text := range []string{`{ service: { a: { dataset: "d" } } }`, `local f(x) = f(x + 1) tailstrict; f(1)`,
		`[x for x in std.range(1, 1e5) for y in std.range(1, 1e5) if false]`, `local d(a) = d(a + a); d("a")`,
		`(import "a.slo.jsonnet") + { a+: super.b }`, `function(x=1) { ["a" + x]: error "oh" }`, "{ a: |||\n  x\n||| }",
		`{ a: "%s %d" % ["x", 1e308], assert self.a != "", b:: importstr "/etc/passwd" }`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		if len(src) > 1<<14 {
			return
		}
		const name = "a.slo.jsonnet"
		files, _ := open(t, map[string]string{name: string(src)}, ".")
		files.Options.Jsonnet = time.Second
		start := time.Now()
		out, diags := files.evaluate(name, src)
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("it took %s", took)
		}
		if !diags.HasErrors() && !json.Valid(out) {
			t.Errorf("no JSON: %.200q", out)
		}
		for _, d := range diags {
			if d.Summary == "" || d.Detail == "" || d.Subject == nil || d.Subject.Start.Line < 1 {
				t.Errorf("no words, or no place: %+v", d)
			}
		}
	})
}

// One file that doesn't end is as much waiting as there is: the next ones aren't evaluated.
func TestOneEndlessJsonnet(t *testing.T) {
	const endless = `[x for x in std.range(1, 1e5) for y in std.range(1, 1e5) if false]`
	f, _ := open(t, map[string]string{"a.slo.jsonnet": endless, "b.slo.jsonnet": endless}, ".")
	f.Options.Jsonnet = 100 * time.Millisecond
	for _, x := range []struct{ name, want string }{
		{"a.slo.jsonnet", "Jsonnet takes too long"}, {"b.slo.jsonnet", "Jsonnet not evaluated"},
	} {
		_, diags := f.evaluate(x.name, []byte(endless))
		if len(diags) != 1 || diags[0].Summary != x.want {
			t.Errorf("%s: %v, want %q", x.name, diags, x.want)
		}
	}
}

// service is about the text of a usual file.
func service(i int) []byte {
	return fmt.Appendf(nil, `service "svc%[1]d" {
  description = "Turns a cart into a paid order, number %[1]d"
  owner       = "team-%[1]d"
  dataset     = "svc%[1]d"
  runbook     = "https://runbooks.example.com/svc%[1]d"
  tags        = { tier = "gold" }

  routes = { # severity -> who hears of it
    page   = [recipient.pagerduty.payments_oncall]
    inform = [recipient.slack.payments]
  }

  sli "availability" {
    description = "Requests answered without a server error"
    eligible    = event.name == "POST /checkout" && !exists(event.trace.parent_id)
    good        = event.http.response.status_code < 500
  }

  slo "availability" {
    description = "Buyers can pay"
    sli         = sli.availability
    target      = 99.9
    window      = "30d"

    burn_alert "fast" {
      burn_rate = 14.4
      over      = "1h"
      severity  = "page"
    }
    burn_alert "slow" {
      exhausted_within = "4h"
      severity         = "inform"
    }
  }

  trigger "declines_spike" {
    description = <<-EOT
      Many cards are declined at once;
      the payment provider may be down
      EOT
    where       = event.name == "charge" && event.card.declined == true
    fires_when  = count() >= 50
    over        = "10m"
    every       = "5m"
    notify      = [recipient.slack.payments]
  }
}
`, i)
}

func BenchmarkGuard(b *testing.B) {
	src := service(7)
	b.Run("guard", func(b *testing.B) {
		b.SetBytes(int64(len(src)))
		b.ReportAllocs()
		for b.Loop() {
			if guardBytes(src) != nil {
				b.Fatal()
			}
			if _, _, p := guardText(src, kindBody); p != nil {
				b.Fatal(p)
			}
			if numerals(src, false) != nil {
				b.Fatal()
			}
		}
	})
	b.Run("parse", func(b *testing.B) {
		b.SetBytes(int64(len(src)))
		b.ReportAllocs()
		for b.Loop() {
			hclsyntax.ParseConfig(src, "x.slo.hcl", hcl.InitialPos)
		}
	})
	j := []byte(`{"service": {"checkout": {"dataset": "checkout", "sli": {"a": {"good": "event.x < 5 && event.name == \"a\"", "eligible": "exists(event.y)"}}, "slo": {"a": {"sli": "${sli.a}", "target": 99.9, "tags": ["x", "y"]}}}}}`)
	b.Run("json guard", func(b *testing.B) {
		b.SetBytes(int64(len(j)))
		b.ReportAllocs()
		for b.Loop() {
			guardJSON(j)
			numerals(j, true)
		}
	})
	b.Run("json parse", func(b *testing.B) {
		b.SetBytes(int64(len(j)))
		b.ReportAllocs()
		for b.Loop() {
			hcljson.Parse(j, "x.slo.json")
		}
	})
}

// Mistakes that are repeated are soon told.
func TestManyMistakes(t *testing.T) {
	for i, x := range [][2]string{
		{"x.slo.json", "[{" + strings.Repeat("\\  \"a\"],null=", 20_000)},
		{"x.slo.json", "{" + strings.Repeat("\"a\":,\"\"\\u007b\"", 20_000)},
		{"x.slo.json", "{" + strings.Repeat("\"a\": \"\\n\", ", 20_000) + "\"b\": 1}"},
		{"x.slo.hcl", strings.Repeat("a = @\n", 20_000)},
		{"x.slo.hcl", "a = \"" + strings.Repeat("\\q", 20_000) + "\"\n"},
		{"x.slo.hcl", strings.Repeat("a = 1 &&\n", 20_000)},
	} {
		began := time.Now()
		_, diags := Parse(x[0], []byte(x[1]))
		if took := time.Since(began); took > time.Minute || len(diags) == 0 || len(diags) > 2*maxDiagnostics+2 {
			t.Errorf("case %d: %d diagnostics in %s", i, len(diags), took)
		}
	}
}

// A file holds only so many blocks, arguments and values, however it writes them: parsed, each takes a hundred times
// its size. A large file of services is far from that.
func TestHeavy(t *testing.T) {
	file := func(item string, size int) string { return strings.Repeat(item, size/len(item)) }
	const most = 4<<20 - 100 // bytes, the default limit of a file
	for name, c := range map[string]struct{ file, src, want string }{
		"arguments":     {"a.slo.hcl", file("a=1\n", most), "Too much in one file"},
		"blocks":        {"a.slo.hcl", file("a{}\n", most), "Too much in one file"},
		"list":          {"a.slo.hcl", "a = [" + file("1,", maxItemSize-100) + "]\n", "Too much in one block"},
		"texts":         {"a.slo.hcl", "a = [" + file(`"",`, maxItemSize-100) + "]\n", "Too much in one block"},
		"object":        {"a.slo.hcl", "a = {" + file("b=1,", maxItemSize-100) + "}\n", "Too much in one block"},
		"sums":          {"a.slo.hcl", file("a = [1"+file("+1", 3000)+"]\n", most), "Too much in one file"},
		"steps":         {"a.slo.hcl", file("a"+file(".b", 1<<19)+"\n", most), ""},
		"pieces":        {"a.slo.hcl", file("a = \""+file("$a", 9000)+"\"\n", most), "Too much in one file"},
		"JSON list":     {"a.slo.json", `{"a": [` + file("1,", most) + "1]}", "Too much in one file"},
		"JSON objects":  {"a.slo.json", `{"a": [` + file("{},", most) + "1]}", "Too much in one file"},
		"JSON template": {"a.slo.json", `{"a": [` + file(`"${1}",`, most) + "1]}", "Too much in one file"},
		"services": {"a.slo.hcl", file("service \"s\" {\n  dataset = \"d\"\n"+
			"  sli \"a\" { good = event.x == 1 && event.y < 5 }\n"+
			"  slo \"a\" {\n    sli = sli.a\n    target = 99.9\n    window = \"30d\"\n  }\n}\n", most), ""},
		"comments": {"a.slo.hcl", file("#\n", most), ""},
		"text":     {"a.slo.hcl", file("a = \""+strings.Repeat("a, b = c. ", 1000)+"\"\n", most), ""},
	} {
		t.Run(name, func(t *testing.T) {
			var p *problem
			if isJSONName(c.file) {
				if all := guardJSON([]byte(c.src)); len(all) > 0 {
					p = all[0]
				}
			} else {
				_, _, p = guardText([]byte(c.src), kindBody)
			}
			got := ""
			if p != nil {
				got = p.summary
			}
			if got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}
