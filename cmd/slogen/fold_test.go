package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// foldedCommands are what TestWidths runs, with the example shop in the current directory.
var foldedCommands = []string{
	"plan shop",
	"plan -var=none=1 shop",
	"generate shop",
	"generate -check shop",
	"environments environments",
	"validate shop",
	"validate wrong.slo.hcl",
	"lint shop",
	"lint unwise.slo.hcl",
	"waivers shop",
	"columns unwise.slo.hcl",
	"test -verbose shop",
	"test failing",
	"simulate -run=declined shop",
	"eval LT($duration_ms,1000) {\"duration_ms\":1200}",
	"eval EQUALS($a,1) many.ndjson",
	"init -service=basket -from=queue new/basket",
	"import -out=imported slos.json",
	"explain target",
	"explain slo/target",
	"explain checkout/availability shop",
	"explain permissions",
	"help lint",
	"help",
}

// unfolded are the commands that TestWidths doesn't run, and why.
var unfolded = map[string]string{
	"report":     "it shows wide tables, whose rows are lines; the page is for reading",
	"suggest":    "it shows tables of figures, whose rows are lines",
	"fmt":        "it prints names of files, and sources",
	"sandbox":    "it runs until it is stopped",
	"version":    "it prints a line",
	"completion": "a shell reads it",
}

// unbroken are lines that may be longer than the terminal is wide: what somebody may copy, titles and places of
// problems, sources, and what has no space to break at.
var unbroken = regexp.MustCompile(`slogen [a-z]|^Usage: |^(Error|Warning): |^  on \S+ line |^ *(export|terraform) ` +
	`|^[│ ]*\d+: |^[│ ]*\^+$|^\S+$|^ +\S+$|^ *[│╷╵]|: \S+$|^  \S+, .*default |^\S+  \S+$`)

// TestWidths says what each command prints on terminals of 40, 80 and 120 columns.
func TestWidths(t *testing.T) {
	for _, c := range commands {
		run := strings.Contains("\n"+strings.Join(foldedCommands, "\n")+"\n", "\n"+c.name)
		if run == (unfolded[c.name] != "") {
			t.Errorf("%s is either run or named with a reason", c.name)
		}
	}
	example, err := filepath.Abs("../../examples")
	if err != nil {
		t.Fatal(err)
	}
	goldens, err := filepath.Abs("testdata/widths")
	if err != nil {
		t.Fatal(err)
	}
	for _, columns := range []int{40, 80, 120} {
		t.Run(fmt.Sprint(columns), func(t *testing.T) {
			t.Chdir(t.TempDir())
			layFolded(t, example)
			var got strings.Builder
			for _, line := range foldedCommands {
				a, stderr := testApp()
				var stdout bytes.Buffer
				a.writeTo(&stdout, stderr)
				a.columns, a.outFile, a.errFile = columns, os.Stdout, os.Stderr
				a.noColor = true
				code := a.run(strings.Fields(line))
				fmt.Fprintf(&got, "$ slogen %s\n%s%s[%d]\n\n", line, stdout.String(), stderr.String(), code)
			}
			for line := range strings.Lines(got.String()) {
				if n := utf8.RuneCountInString(line) - 1; n > columns && !unbroken.MatchString(line) {
					t.Errorf("%d characters: %s", n, line)
				}
			}
			file := filepath.Join(goldens, fmt.Sprint(columns)+".txt")
			if *update {
				if err := os.WriteFile(file, []byte(got.String()), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			text := strings.ReplaceAll(string(want), "\r\n", "\n")
			if d := cmp.Diff(strings.Split(text, "\n"), strings.Split(got.String(), "\n")); d != "" {
				t.Errorf("not as in %s (-file +printed; -update writes it):\n%s", file, d)
			}
		})
	}
}

// layFolded lays out what the commands of TestWidths read.
func layFolded(t *testing.T, examples string) {
	for _, name := range []string{"shop", "environments"} {
		if err := os.CopyFS(name, os.DirFS(filepath.Join(examples, name))); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.RemoveAll("shop/out"); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir("failing", 0o777); err != nil {
		t.Fatal(err)
	}
	unwise := `service "web" {
  dataset = "web"
  sli "ok" { good = event.http.response.status_code < 500 && event.duration_ms < 1500 }
  slo "ok" {
    description = "Pages come, and they come within a second and a half"
    sli         = sli.ok
    target      = 99.5
  }
}
`
	for name, text := range map[string]string{
		"unwise.slo.hcl":      unwise,
		"failing/web.slo.hcl": unwise,
		"failing/web.slotest.hcl": `test "a page that comes late is bad, however it ends" {
  sli    = sli.web.ok
  event  = { http.response.status_code = 200, duration_ms = 1499, name = "GET /a/page/with/a/long/name" }
  expect = "bad"
}
`,
		"wrong.slo.hcl": "service \"web\" {\n  dataset = \"web\"\n  owner = nobody\n}\n",
		"many.ndjson":   "{\"a\": 1}\n{\"a\": 2}\nnone\n",
		"slos.json": `[{"id": "abc", "name": "Checkout", "sli": {"alias": "sli.checkout"}, "time_period_days": 30,
  "target_per_million": 999000, "tags": []}]`,
	} {
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// TestFold says where lines are broken, and where they aren't.
func TestFold(t *testing.T) {
	const red, plain = "\x1b[31m", "\x1b[0m"
	for _, x := range []struct{ in, want string }{
		{"short\n", "short\n"},
		{"one two three four five\n", "one two three\n  four five\n"},
		{"  one two three four\n", "  one two\n  three four\n"},
		{"- one two three four\n", "- one two\n  three four\n"},
		{"a     one two three\n", "a     one two\n      three\n"},
		{"a quite long name  one\n", "a quite long\n  name  one\n"},
		{red + "one" + plain + " two thre\n", red + "one" + plain + " two thre\n"},
		{"  slogen plan -against=main services\n", "  slogen plan -against=main services\n"},
		{"To write it: slogen generate services\n", "To write it:\n  slogen generate services\n"},
		{"unbreakable-and-long\n", "unbreakable-and-long\n"},
	} {
		if got := fold(x.in, 14); got != x.want {
			t.Errorf("%q is %q, not %q", x.in, got, x.want)
		}
		if got := fold(x.in, 0); got != x.in {
			t.Errorf("%q is %q without a limit", x.in, got)
		}
	}
}
