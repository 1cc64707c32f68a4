package syntax

import (
	"strings"
	"testing"
)

// Jsonnet that makes much of little ends with an error that names the limit, before it takes the memory.
func TestJsonnetSizes(t *testing.T) {
	const most, grows = "at most 500000 elements", "grows beyond"
	for text, want := range map[string]string{
		`{ a: std.length(std.range(1, 2000000000)) }`:                                                               most,
		`{ a: std.length(std["range"](1, 2000000000)) }`:                                                            most,
		`local s = std, f = s.range; { a: std.length(f(1, 2000000000)) }`:                                           most,
		`local s = std + {}; { a: std.length(s.makeArray(2000000000, function(i) i)) }`:                             most,
		`{ a: std.length(std.repeat([1, 2], 1000000000)) }`:                                                         most,
		`{ a: std.length(std.repeat("ab", 1000000000)) }`:                                                           most,
		`local s = std.repeat("a", 400000); { a: std.length(std.join(s, std.range(1, 1000))) }`:                     most,
		`local s = std.repeat("a", 400000); { a: std.length(std.strReplace(s, "a", s)) }`:                           most,
		`local d(a, n) = if n == 0 then a else d(a + a, n - 1); { a: std.length(d([1], 40)) }`:                      grows,
		`local d(a, n) = if n == 0 then a else d(a + a, n - 1); { a: std.length(d("abc", 40)) }`:                    grows,
		`{ a: std.foldl(function(a, b) a + a, std.range(1, 60), "abc") }`:                                           grows,
		`local l = import "l.libsonnet"; { a: std.length(l.a) }`:                                                    most,
		`local a = std.range(1, 9000); { a: std.length(std.flatMap(function(x) a, a)) }`:                            most,
		`{ a: std.length(std.join(",", ["a", null, "b"])) + std.length(std.flatMap(function(c) c + c, "ab")) }`:     "",
		`{ a: std.strReplace("a-b", "-", "+"), b: std.flatMap(function(x) [x, x], [1, 2]), c: std.repeat([1], 2) }`: "",
	} {
		f, _ := open(t, map[string]string{"a.slo.jsonnet": text, "l.libsonnet": `{ a:: std.repeat([1], 2000000000) }`}, ".")
		_, diags := f.Load("a.slo.jsonnet")
		switch {
		case want == "" && diags.HasErrors():
			t.Errorf("%s: %s", text, diags)
		case want != "" && (len(diags) != 1 || !strings.Contains(diags[0].Detail, want) || diags[0].Subject == nil):
			t.Errorf("%s: %v", text, diags)
		}
	}
}
