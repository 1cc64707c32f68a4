package diag

import (
	"strings"
	"testing"
)

// A path that nobody can read is cut, and takes no room: without that, deep nesting takes quadratic memory.
func TestDeepPaths(t *testing.T) {
	for name, src := range map[string]string{
		"arrays":       strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000),
		"objects":      strings.Repeat(`{"ab":`, 20_000) + "1" + strings.Repeat("}", 20_000),
		"long names":   `{"` + strings.Repeat("x", 100_000) + `": [` + strings.Repeat("1,", 20_000) + "1]}",
		"nearly long":  strings.Repeat(`{"`+strings.Repeat("x", 150)+`":`, 100) + "1" + strings.Repeat("}", 100),
		"not complete": strings.Repeat("[", 20_000),
	} {
		n := 0
		for _, p := range jsonScope([]byte(src)) {
			n += len(p.name)
			if len(p.name) > 2*maxPath+10 {
				t.Errorf("%s: a path of %d bytes", name, len(p.name))
			}
		}
		if n > 100_000 {
			t.Errorf("%s: %d bytes of paths", name, n)
		}
	}
	src := `{"a": ` + strings.Repeat("[", 30) + strings.Repeat("]", 30) + `, "b": {"c": 1}}`
	f := &file{name: "x.json", src: []byte(src)}
	for at, want := range map[int]string{
		7:                             "a[0]",
		30:                            "a" + strings.Repeat("[0]", 14),
		strings.Index(src, `"c"`) + 1: "b.c",
	} {
		if got := f.context(at); got != want {
			t.Errorf("byte %d is in %q, want %q", at, got, want)
		}
	}
}

// Blocks within blocks have a path; braces of expressions and templates are no blocks.
func TestOutline(t *testing.T) {
	src := "# a comment\nservice \"a\" {\n  tags = {\n    b = \"${{ c = 1 }.c}\"\n  }\n  slo \"d\" { # why\n" +
		"    burn_alert \"e\" { over = 1 }\n    f = 2\n  }\n}\ng = { h = 3 }\n"
	o := NewOutline("x.slo.hcl", []byte(src))
	for at, want := range map[string]string{
		"a comment":  "",
		"tags":       `service "a"`,
		"c = 1":      `service "a"`,
		`slo "d"`:    `service "a", slo "d"`,
		"burn_alert": `service "a", slo "d", burn_alert "e"`,
		"over":       `service "a", slo "d", burn_alert "e"`,
		"f = 2":      `service "a", slo "d"`,
	} {
		if got := o.Path(strings.Index(src, at)); got != want {
			t.Errorf("%s is in %q, want %q", at, got, want)
		}
	}
}
