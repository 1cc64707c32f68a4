package lint_test

import (
	"bytes"
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/slogen-project/slogen/generator"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/internal/golden"
	"github.com/slogen-project/slogen/generator/lint"
	"github.com/slogen-project/slogen/generator/plan"
	"github.com/slogen-project/slogen/generator/rule"
)

const today = "2026-11-28"

// load loads files that have no fault.
func load(t testing.TB, files ...txtar.File) *generator.Result {
	t.Helper()
	t.Chdir(t.TempDir())
	for _, f := range files {
		if err := os.MkdirAll(filepath.Dir(f.Name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(f.Name, f.Data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	res, diags := generator.Load(context.Background(), generator.Options{Paths: []string{"."}, Today: today})
	if len(diags) > 0 {
		var b bytes.Buffer
		if err := diag.Render(&b, diag.Text, diags, res.Sources, diag.Options{}); err != nil {
			t.Fatal(err)
		}
		t.Fatal(b.String())
	}
	return res
}

// options are those of lint as a command sets them, for a rule's example.
func options(t testing.TB, r *lint.Rule, res *generator.Result) lint.Options {
	o := lint.Options{Ignores: res.Ignores, Today: today, Declared: res.Declared, Idle: res.Idle,
		Unmatched: func() []honeycomb.Note { return res.Resources.Notes }} // as if nothing had changed
	if r.Before != "" {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "a.slo.hcl"), []byte(rule.ExampleFile(r.Before)), 0o666); err != nil {
			t.Fatal(err)
		}
		base, diags := generator.Load(context.Background(), generator.Options{Paths: []string{dir}, Today: today})
		if len(diags) > 0 {
			t.Fatal(diags)
		}
		prior, err := honeycomb.ReadCatalogue("base", honeycomb.AppendCatalogue(nil, base.Resources))
		if err != nil {
			t.Fatal(err)
		}
		p, err := plan.Diff(prior, res.Resources)
		if err != nil {
			t.Fatal(err)
		}
		o.Renamed = func() []honeycomb.Renamed { return p.Unsaid(res.Resources) }
	}
	return o
}

func TestRuleRows(t *testing.T) {
	for _, r := range lint.Rules {
		for _, c := range []struct {
			text string
			want []string
		}{{r.Bad, []string{r.ID}}, {r.Good, nil}} {
			t.Run(r.ID, func(t *testing.T) {
				res := load(t, txtar.File{Name: "a.slo.hcl", Data: []byte(rule.ExampleFile(c.text))})
				found := map[string]bool{}
				for _, f := range lint.Run(res.Resources, options(t, r, res)) {
					if f.Ignored == nil {
						found[f.Rule.ID] = true
					}
				}
				if got := slices.Sorted(maps.Keys(found)); !slices.Equal(got, c.want) {
					t.Errorf("found %q, want %q in\n%s", got, c.want, c.text)
				}
			})
		}
	}
}

// TestWaived writes a comment at each place where a rule reports its bad example: on the line, before it and in
// the block. Nothing is left then, neither the finding nor a comment that ignores nothing. What is wrong with a comment
// goes with the comment, so that no other comment can be about it.
func TestWaived(t *testing.T) {
	for _, r := range lint.Rules {
		if strings.HasPrefix(r.ID, "ignore/") {
			continue
		}
		src := rule.ExampleFile(r.Bad)
		places := map[int]bool{} // lines
		res := load(t, txtar.File{Name: "a.slo.hcl", Data: []byte(src)})
		for _, f := range lint.Run(res.Resources, options(t, r, res)) {
			if f.Ignored == nil {
				places[f.Range.Start.Line] = true
			}
		}
		if len(places) == 0 {
			t.Errorf("%s: nothing is found", r.ID)
		}
		comment := "# slogen:ignore " + r.ID + " it is meant so"
		type writer func(out []string, line string) []string
		for name, write := range map[string]writer{
			"line":        func(out []string, line string) []string { return append(out, line+" "+comment) },
			"line before": func(out []string, line string) []string { return append(out, comment, line) },
			"block": func(out []string, line string) []string {
				if strings.HasSuffix(line, "{") {
					return append(out, line, comment)
				}
				for i := len(out) - 1; i >= 0; i-- { // the innermost block that is open
					if strings.HasSuffix(out[i], "{") {
						return slices.Insert(append(out, line), i+1, comment)
					}
				}
				return append(out, line)
			},
		} {
			t.Run(r.ID+" "+name, func(t *testing.T) {
				var out []string
				for i, line := range strings.Split(src, "\n") {
					if places[i+1] {
						out = write(out, line)
					} else {
						out = append(out, line)
					}
				}
				text := strings.Join(out, "\n")
				res := load(t, txtar.File{Name: "a.slo.hcl", Data: []byte(text)})
				for _, f := range lint.Run(res.Resources, options(t, r, res)) {
					if f.Ignored == nil {
						t.Errorf("%s: %s\n%s", f.Rule.ID, f.Detail, text)
					}
				}
			})
		}
	}
}

// TestFindings holds what users read. A file "rules" names the rules that a case is about, one a line; without it, it
// is about all.
func TestFindings(t *testing.T) {
	golden.Run(t, "testdata/*.txtar", func(t *testing.T, in *txtar.Archive) []txtar.File {
		o := lint.Options{Today: today}
		files := slices.DeleteFunc(slices.Clone(in.Files), func(f txtar.File) bool {
			if f.Name != "rules" {
				return false
			}
			ids := strings.Fields(string(f.Data))
			for _, r := range lint.Rules { // in their order
				if slices.Contains(ids, r.ID) {
					o.Rules = append(o.Rules, r)
				}
			}
			if len(o.Rules) != len(ids) {
				t.Fatalf("not every name is a rule's: %q", ids)
			}
			return true
		})
		res := load(t, files...)
		var b bytes.Buffer
		o.Ignores, o.Idle = res.Ignores, res.Idle
		findings := lint.Run(res.Resources, o)
		if err := diag.Render(&b, diag.Text, lint.Diagnostics(findings), res.Sources, diag.Options{}); err != nil {
			t.Fatal(err)
		}
		return []txtar.File{{Name: "findings", Data: b.Bytes()}}
	})
}

// TestMessages holds what each rule says of its bad example, so that every message can be read in one place.
func TestMessages(t *testing.T) {
	golden.Run(t, "testdata/bad/*.txtar", func(t *testing.T, _ *txtar.Archive) (out []txtar.File) {
		for _, r := range lint.Rules {
			res := load(t, txtar.File{Name: "a.slo.hcl", Data: []byte(rule.ExampleFile(r.Bad))})
			var b bytes.Buffer
			findings := lint.Run(res.Resources, options(t, r, res))
			err := diag.Render(&b, diag.Text, lint.Diagnostics(findings), res.Sources, diag.Options{})
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, txtar.File{Name: r.ID, Data: b.Bytes()})
		}
		return out
	})
}
