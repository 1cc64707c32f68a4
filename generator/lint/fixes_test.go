package lint_test

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2/hclwrite"
	"golang.org/x/tools/txtar"

	"github.com/slogen-project/slogen/generator"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/internal/golden"
	"github.com/slogen-project/slogen/generator/lint"
	"github.com/slogen-project/slogen/generator/rule"
)

// lintText finds what is unwise in a file, with fixes, and fails if the file isn't valid.
func lintText(t *testing.T, r *lint.Rule, text string) []lint.Finding {
	t.Helper()
	if err := os.WriteFile("a.slo.hcl", []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	o := generator.Options{Paths: []string{"."}, Today: today, Tests: true}
	res, diags := generator.Load(context.Background(), o)
	if diags.HasErrors() {
		t.Fatalf("%v in\n%s", diags, text)
	}
	all := options(t, r, res)
	all.Sources = res.Sources
	found := lint.Run(res.Resources, all)
	return slices.DeleteFunc(found, func(f lint.Finding) bool { return f.Ignored != nil })
}

// apply makes the edits of a fix.
func apply(text string, fix diag.Fix) string {
	edits := slices.Clone(fix.Edits)
	slices.SortFunc(edits, func(a, b diag.Edit) int { return cmp.Compare(b.Range.Start.Byte, a.Range.Start.Byte) })
	for _, e := range edits {
		text = text[:e.Range.Start.Byte] + e.New + text[e.Range.End.Byte:]
	}
	return text
}

func ids(found []lint.Finding) (out []string) {
	for _, f := range found {
		out = append(out, f.Rule.ID)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// TestRuleFixes applies each fix of each rule's bad example. Then the file is valid, the rule has nothing to say of it
// and no other has. What is applied is in the archive, so that it can be read in one place.
func TestRuleFixes(t *testing.T) {
	golden.Run(t, "testdata/fixes/*.txtar", func(t *testing.T, _ *txtar.Archive) (out []txtar.File) {
		t.Chdir(t.TempDir())
		for _, r := range lint.Rules {
			src := string(hclwrite.Format([]byte(rule.ExampleFile(r.Bad))))
			before := lintText(t, r, src)
			for _, f := range before {
				if f.Rule != r || len(f.Fix.Edits) == 0 {
					continue
				}
				mended := apply(src, f.Fix)
				rest := lintText(t, r, string(hclwrite.Format([]byte(mended))))
				if len(rest) >= len(before) {
					t.Errorf("%s: %q leads to %q:\n%s", r.ID, f.Fix.Title, ids(rest), mended)
				}
				for _, id := range ids(rest) {
					if id == r.ID || !slices.Contains(ids(before), id) {
						t.Errorf("%s: %q leads to %s:\n%s", r.ID, f.Fix.Title, id, mended)
					}
				}
				var b bytes.Buffer
				safety := "safe"
				if f.Fix.Unsafe {
					safety = "unsafe"
				}
				fmt.Fprintf(&b, "%s (%s)\n", f.Fix.Title, safety)
				b.WriteString(changed(src, mended))
				out = append(out, txtar.File{Name: r.ID, Data: b.Bytes()})
			}
		}
		return out
	})
}

// changed lists the lines that differ.
func changed(before, after string) string {
	var b strings.Builder
	was, is := strings.Split(before, "\n"), strings.Split(after, "\n")
	for len(was) > 0 && len(is) > 0 && was[0] == is[0] {
		was, is = was[1:], is[1:]
	}
	for len(was) > 0 && len(is) > 0 && was[len(was)-1] == is[len(is)-1] {
		was, is = was[:len(was)-1], is[:len(is)-1]
	}
	for _, l := range was {
		b.WriteString(strings.TrimRight("- "+l, " ") + "\n")
	}
	for _, l := range is {
		b.WriteString(strings.TrimRight("+ "+l, " ") + "\n")
	}
	return b.String()
}
