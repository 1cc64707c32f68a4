package adopt_test

import (
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/slogen-project/slogen/generator/adopt"
	"github.com/slogen-project/slogen/generator/internal/golden"
)

// TestGolden imports what has something in common, of which some is said once and some isn't; and formulas that mean
// the same as expressions for several reasons.
func TestGolden(t *testing.T) {
	golden.Run(t, "testdata/*/*.txtar", func(t *testing.T, in *txtar.Archive) (out []txtar.File) {
		var files []adopt.File
		for _, f := range in.Files {
			files = append(files, adopt.File{Name: f.Name, Data: f.Data})
		}
		r := imported(t, files...)
		compiled(t, r)
		for _, f := range r.Files {
			if f.Name != "recipients.slo.hcl" {
				out = append(out, txtar.File{Name: f.Name, Data: f.Text})
			}
		}
		var report strings.Builder
		r.Print(&report)
		return append(out, txtar.File{Name: "report.txt", Data: []byte(report.String())})
	})
}
