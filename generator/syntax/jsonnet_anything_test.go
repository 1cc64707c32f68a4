package syntax

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/hcl/v2"
)

// Whatever a function of jsonnet's library is given, in whatever place: it answers with JSON, or the error says what is
// wrong and where.
func TestJsonnetFunctionsTakeAnything(t *testing.T) {
	f, _ := open(t, map[string]string{"shop/a.slo.hcl": ""}, "shop")
	f.Options.Jsonnet = time.Minute // on a machine with other things to do; a second is enough
	run := func(src string) (string, hcl.Diagnostics) {
		f.abandoned.Store(false)
		f.late.Store(false)
		out, diags := f.evaluate("shop/x.slo.jsonnet", []byte(src))
		return string(out), diags
	}
	list, diags := run(`{ [n]: if std.isFunction(std[n]) then std.length(std[n]) else -1 for n in std.objectFieldsAll(std) }`)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	var arities map[string]int
	if err := json.Unmarshal([]byte(list), &arities); err != nil || len(arities) < 100 {
		t.Fatalf("%d functions: %v", len(arities), err)
	}
	values := []string{
		"null",
		"true",
		"-5",
		"1e9",
		"0.5",
		"1e308",
		"-1e308",
		"2147483648",
		"\"\"",
		"\"x\"",
		"\"%\"",
		"\"%1000000000d\"",
		"\"[[[[\"",
		"\"\\u0000\\ud800\"",
		"std.repeat(\"x\", 1000000)",
		"[]",
		"[1, \"a\", null, {}]",
		"std.range(1, 2000)",
		"{}",
		"{ a: 1, b:: error \"lazy\" }",
		"function(x) x",
		"function() 1",
		"function(x, y) error \"oh\"",
		"error \"oh\"",
		"local a = [a]; a",
		"local o = { a: o }; o",
		"std.foldl(function(a, _) [a], std.range(1, 10000), 1)",
	}
	if testing.Short() {
		values = values[:16]
	}
	for name, arity := range arities {
		if arity < 0 || name == "thisFile" {
			continue
		}
		for at := range max(1, arity) {
			for _, v := range values {
				for _, rest := range []string{"\"x\"", "[3, 1]"} {
					args := make([]string, arity)
					for i := range args {
						if args[i] = rest; i == at {
							args[i] = v
						}
					}
					src := fmt.Sprintf("std.%s(%s)", name, strings.Join(args, ", "))
					out, diags := run(src)
					if !diags.HasErrors() && !json.Valid([]byte(out)) {
						t.Errorf("%s gives %.100q", src, out)
					}
					for _, d := range diags {
						internal := strings.Contains(d.Detail, "interpreter of jsonnet") || strings.Contains(d.Detail, ".go:")
						if d.Subject == nil || internal || len(d.Detail) > 5000 {
							t.Errorf("%s: %s: %.500s", src, d.Summary, d.Detail)
						}
					}
				}
			}
		}
	}
}
