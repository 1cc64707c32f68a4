package syntax

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-jsonnet"
	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/source"
)

// inMemory names files that no disk holds.
func inMemory(t *testing.T, files map[string]string, paths ...string) source.Options {
	t.Helper()
	return source.Options{Paths: paths, Storage: source.Memory(t.TempDir(), files)}
}

// open opens the paths among the files.
func open(t *testing.T, files map[string]string, paths ...string) (*Files, hcl.Diagnostics) {
	t.Helper()
	return Open(Options{Options: inMemory(t, files, paths...)})
}

// Code that flags give is looked at before the parser of jsonnet, which has no limit to its depth, sees it.
func TestJsonnetCode(t *testing.T) {
	options := inMemory(t, map[string]string{"a.slo.jsonnet": "{ a: std.extVar('x') }"}, ".")
	for code, want := range map[string]string{
		strings.Repeat("[", 2_000_000):       "nest 500 deep",
		strings.Repeat("-", 2_000_000) + "1": "words and signs",
		"1 +":                                `The value that -ext-code sets for "x" isn't jsonnet. Unexpected end of file. To pass text, use -ext-str.`,
	} {
		_, diags := Open(Options{Options: options, ExtCode: map[string]string{"x": code}})
		if len(diags) != 1 || !strings.Contains(diags[0].Detail, want) {
			t.Errorf("%.20s...: %v, want %q", code, diags, want)
		}
	}
}

func TestJsonnetMemory(t *testing.T) {
	f, _ := open(t, map[string]string{
		"a.slo.jsonnet": "{ a: std.length(std.join('', std.makeArray(400000, function(i) 'x' + i))) }\n",
		"b.slo.jsonnet": "{}",
	}, ".")
	f.jsonnetMemory = 8 << 20
	_, diags := f.Load("a.slo.jsonnet")
	if len(diags) != 1 || diags[0].Summary != "Jsonnet takes too much memory" {
		t.Error(diags)
	}
	f.abandoned.Store(true)
	if _, diags = f.Load("b.slo.jsonnet"); len(diags) != 1 || diags[0].Summary != "Jsonnet not evaluated" {
		t.Error(diags)
	}
}

func TestBrake(t *testing.T) {
	if !new(brake).install(jsonnet.MakeVM()) {
		t.Fatal("the hooks of go-jsonnet look different: see brake.install")
	}
	f, _ := open(t, map[string]string{"a.slo.jsonnet": ""}, ".")
	for src, want := range map[string]string{
		"local f(x) = f(x + 1) tailstrict; { a: f(1) }": "Jsonnet can't be " +
			"evaluated",
		"local f(x) = if x > 1e9 then x else f(x + 1) tailstrict; { a: f(1) }": "Jsonnet can't be " +
			"evaluated",
		"local f(n) = if n < 2 then n else f(n - 1) + f(n - 2); { a: f(60) }": "Jsonnet takes too long",
		"{ a: std.foldl(function(a, i) a + i, std.range(1, 10000), 0) }":      "",
		"{ a: std.length([1 for a in std.range(1, 30000) for b in std.range(1, 30000)]) }": "Jsonnet takes too much " +
			"memory",
	} {
		f.late.Store(false)
		f.Options.Jsonnet = time.Hour // what ends by itself has all the time it needs, however slow the machine
		if want == "Jsonnet takes too long" {
			f.Options.Jsonnet = time.Second
		}
		_, diags := f.Parse("a.slo.jsonnet", []byte(src))
		if want == "" && len(diags) > 0 || want != "" && (len(diags) != 1 || diags[0].Summary != want) {
			t.Errorf("%s: %v", src, diags)
		}
		if f.abandoned.Load() {
			t.Errorf("%s: could not be stopped", src)
		}
	}
}

// Jsonnet that its parser would not survive.
func TestGuardJsonnet(t *testing.T) {
	f, _ := open(t, map[string]string{"a.slo.jsonnet": ""}, ".")
	const n = 100_000
	for i, src := range []string{
		strings.Repeat("[", n), strings.Repeat("(", n) + "1" + strings.Repeat(")", n), strings.Repeat("!", n) + "true",
		"1" + strings.Repeat("+1", n), strings.Repeat("local a=1;", n) + "1", strings.Repeat("if false then 1 else ", n) +
			"1",
		strings.Repeat("function() ", n) + "1", "local a=[1]; a" + strings.Repeat("[0]", n), "{}" + strings.Repeat("{}", n),
		strings.Repeat("error ", n) + "1", strings.Repeat("assert true; ", n) + "1", strings.Repeat("{a:", n),
		"'" + strings.Repeat("'+'", n) + "'", strings.Repeat("([1]+", 300) +
			strings.Repeat(strings.Repeat("[1]+", 200)+"[1])+", 300) + "[1]",
	} {
		file, diags := f.Parse("a.slo.jsonnet", []byte(src))
		if file != nil || len(diags) != 1 || diags[0].Summary != "Nested too deeply" &&
			diags[0].Summary != "Expression too large" && diags[0].Summary != "Invalid jsonnet" {
			t.Errorf("case %d (%.20q...): %v", i, src, diags)
		}
	}
	for i, src := range []string{
		"{ a: '" + strings.Repeat("([{", n) + "' }", "{ a: @'\\' } // " + strings.Repeat("[", n), "{ a: |||\n  " +
			strings.Repeat("[[", n) + "\n\n  ' |||\n|||, b: 1 }",
		"/* " + strings.Repeat("(", n) + "*/ {}", "{ " + strings.Repeat("['a' + 'b']:: -1 + 2 * 3, ", 1) +
			strings.Repeat("a+: {b: [1, 2, 3]},"[3:3], n) + "}",
		"[" + strings.Repeat("{a: 1 + 2, b: if true then 3 else 4},", 20_000) + "]", "{ a: @'it''s [[[', b: " +
			"\"\\\"[[\" }",
	} {
		if p := guardJsonnet([]byte(src)); p != nil {
			t.Errorf("case %d (%.20q...): %s", i, src, p.detail)
		}
	}
}
