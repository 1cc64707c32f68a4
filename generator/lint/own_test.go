package lint_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"golang.org/x/tools/txtar"

	"github.com/slogen-project/slogen/generator"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/internal/golden"
	"github.com/slogen-project/slogen/generator/lint"
)

// TestOwn holds what users read of rules of their own, and of mistakes in them. Each file of an archive is held against
// the same configuration.
func TestOwn(t *testing.T) {
	base, err := os.ReadFile("testdata/own.hcl")
	if err != nil {
		t.Fatal(err)
	}
	golden.Run(t, "testdata/own/*.txtar", func(t *testing.T, in *txtar.Archive) (out []txtar.File) {
		t.Chdir(t.TempDir())
		for _, f := range in.Files {
			dir := f.Name
			if err := os.MkdirAll(dir, 0o777); err != nil {
				t.Fatal(err)
			}
			for name, text := range map[string][]byte{"base.slo.hcl": base, "rules.slo.hcl": f.Data} {
				if err := os.WriteFile(filepath.Join(dir, name), text, 0o666); err != nil {
					t.Fatal(err)
				}
			}
			res, diags := generator.Load(context.Background(), generator.Options{Paths: []string{dir}, Today: today})
			own, more := lint.NewOwn(res.Rules)
			diags = append(diags, more...)
			if res.Resources != nil && !more.HasErrors() {
				o := lint.Options{Ignores: res.Ignores, Today: today, Own: own,
					Failed: func(d *hcl.Diagnostic) { diags = append(diags, d) }}
				diags = append(diags, lint.Diagnostics(lint.Run(res.Resources, o))...)
			}
			var b bytes.Buffer
			if err := diag.Render(&b, diag.Text, diags, res.Sources, diag.Options{}); err != nil {
				t.Fatal(err)
			}
			out = append(out, txtar.File{Name: f.Name, Data: b.Bytes()})
		}
		return out
	})
}

// TestMembers reads what the documents say of each kind of object.
func TestMembers(t *testing.T) {
	for _, kind := range []string{"slo", "burn_alert", "trigger", "sli", "service", "recipient"} {
		if len(lint.Members(kind)) < 4 {
			t.Errorf("%s has %v", kind, lint.Members(kind))
		}
		for _, m := range lint.Members(kind) {
			if m.Name == "" || m.Doc == "" || m.Type == "" {
				t.Errorf("%s: %+v", kind, m)
			}
		}
	}
}
