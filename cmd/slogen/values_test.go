package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestValuesOfTheEnvironment says what is printed of SLOGEN_VAR_*: nothing of a variable that the configuration doesn't
// declare, which may be another tool's business, and of a value that isn't of the variable's type nothing but its keys.
// A value that is used does appear; cli.md and the variable's documentation say so.
func TestValuesOfTheEnvironment(t *testing.T) {
	t.Chdir(t.TempDir())
	const marker = "hunter2"
	types := map[string]string{
		"number": "number", "bool": "bool", "list": "list(number)", "set": "set(bool)", "map": "map(number)",
		"object": "object({ a = number })", "tuple": "tuple([number])",
	}
	src := `service "s" {
  dataset = "d"
  runbook = "https://runbooks.example.com/x"
  sli "a" { good = event.x == var.used }
  slo "a" {
    description = "It works"
    sli         = sli.a
    target      = 99.9
    window      = "30d"
  }
}
variable "used" {
  type = string
}
`
	for name, ty := range types {
		src += "variable \"" + name + "\" {\n  type = " + ty + "\n}\n"
	}
	if err := os.WriteFile("a.slo.hcl", []byte(src), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("b.slotest.hcl",
		[]byte("test \"x\" {\n  sli    = sli.s.a\n  event  = { x = 1 }\n  expect = \"good\"\n}\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	commands := [][]string{
		{"validate"}, {"validate", "-json"}, {"validate", "-diagnostics=json"}, {"plan"}, {"plan", "-verbose"},
		{"plan", "-json"}, {"lint"}, {"lint", "-json"}, {"test"}, {"test", "-json"}, {"test", "-mutate"},
		{"simulate"}, {"report"}, {"report", "-json"},
		{"explain", "s/a"}, {"explain", "-json", "s/a"}, {"generate", "-check"}, {"generate"},
		{"eval", "-sli=s.a", `{"x": 1}`}, {"fmt"}, {"version"}, {"help", "validate"}, {"sandbox", "-listen=nowhere"},
	}
	run := func(args []string) (said string) {
		a := newApp()
		a.in = strings.NewReader("")
		var out, err bytes.Buffer
		a.writeTo(&out, &err)
		a.run(args)
		said = out.String() + err.String()
		_ = filepath.WalkDir("out", func(name string, _ os.DirEntry, _ error) error {
			b, _ := os.ReadFile(name)
			said += string(b)
			return nil
		})
		return said
	}
	t.Run("of the wrong type", func(t *testing.T) {
		t.Setenv("SLOGEN_VAR_used", "fine")
		for _, v := range []string{
			marker, `["hunter2"]`, `["hunter2"`, `["hunter2", 5 +]`, `{ a = "hunter2" }`, "${hunter2}", "hunter2(1)",
			`"hunter2" 5`, `{"hunter2": 1, "hunter2": 1}`, "{ hunter2 = 1",
			"[hunter2]", "[1e999999hunter2]", "hunter2\xff", "hunter2 e\u0301", `{"a": {"hunter2": [1]}}`,
			"<<hunter2\nhunter2\n", "hunter2\x1b[2J",
		} {
			for name := range types {
				t.Setenv("SLOGEN_VAR_"+name, v)
			}
			for _, args := range commands[:7] {
				if said := run(args); strings.Contains(said, marker) || !strings.Contains(said, "\"number\"") &&
					!strings.Contains(said, `\"number\"`) && !strings.Contains(said, "_number") {
					t.Errorf("slogen %q with %q: %s", args, v, said)
				}
			}
		}
	})
	t.Run("of no variable", func(t *testing.T) {
		t.Setenv("SLOGEN_VAR_used", "fine")
		for name, v := range map[string]string{"number": "1", "bool": "true", "list": "[1]", "set": "[true]",
			"map": "{ a = 1 }", "object": "{ a = 1 }", "tuple": "[1]"} {
			t.Setenv("SLOGEN_VAR_"+name, v)
		}
		for _, stranger := range []string{"token", "usde", "USED2", "list_of_tokens", ""} {
			t.Setenv("SLOGEN_VAR_"+stranger, marker)
		}
		t.Setenv("SLOGEN_TOKEN", marker)
		t.Setenv("HONEYCOMB_API_KEY", marker)
		for _, args := range commands {
			if said := run(args); strings.Contains(said, marker) {
				t.Errorf("slogen %q: %s", args, said)
			}
		}
	})
}
