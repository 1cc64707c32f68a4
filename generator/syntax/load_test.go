package syntax_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/hashicorp/hcl/v2"
	"golang.org/x/tools/txtar"

	"github.com/slogen-project/slogen/generator/bound"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/functions"
	"github.com/slogen-project/slogen/generator/internal/golden"
	"github.com/slogen-project/slogen/generator/source"
	"github.com/slogen-project/slogen/generator/syntax"
)

// Each archive is a directory. Its *.slo.* files are loaded, and the diagnostics shown as a user sees them.
func TestLoad(t *testing.T) {
	golden.Run(t, "testdata/jsonnet/*.txtar", func(t *testing.T, in *txtar.Archive) []txtar.File {
		files := map[string]string{}
		for _, f := range in.Files {
			files[f.Name] = string(f.Data)
		}
		f, diags := syntax.Open(syntax.Options{
			Options: source.Options{Paths: []string{"shop"}, Storage: source.Memory(t.TempDir(), files)},
			ExtStr:  map[string]string{"env": "prod"}, Jsonnet: 300 * time.Millisecond})
		table := functions.New(f)
		var out []txtar.File
		for _, n := range f.Configs {
			file, more := f.Load(n)
			diags = append(diags, more...)
			if file == nil {
				continue
			}
			if f.Evaluated(n) {
				out = append(out, txtar.File{Name: n + ".json", Data: file.Bytes})
			}
			attrs, _ := file.Body.JustAttributes()
			for _, a := range attrs { // one a file, so that the order doesn't matter
				_, more := syntax.JSONExpr(a.Expr, file.Bytes)
				diags = append(diags, more...)
				if len(more) == 0 {
					var noLimit *bound.Budget
					_, more = noLimit.Value(a.Expr, &hcl.EvalContext{Functions: table.Functions("shop")})
					diags = append(diags, more...)
				}
			}
		}
		f.Fix(diags)
		var b bytes.Buffer
		if err := diag.Render(&b, diag.Text, diags, f.Source, diag.Options{Evaluated: f.Evaluated}); err != nil {
			t.Error(err)
		}
		return append(out, txtar.File{Name: "diagnostics", Data: b.Bytes()})
	})
}
