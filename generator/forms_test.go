package generator_test

import (
	"context"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/slogen-project/slogen/generator"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/internal/golden"
)

// origins finds where objects were declared, and the digest that depends on it.
var origins = regexp.MustCompile(`"origin":\{[^}]*\}|Digest [0-9a-f]+`)

// TestForms loads the same configuration in HCL's native syntax, its JSON form and jsonnet, each in a directory of its
// own: but for the places they came from, the objects are the same.
func TestForms(t *testing.T) {
	golden.Run(t, "testdata/forms/*.txtar", func(t *testing.T, in *txtar.Archive) []txtar.File {
		o, _ := options(t, in.Comment)
		unpack(t, in)
		dirs, err := filepath.Glob("*")
		if err != nil || len(dirs) < 2 {
			t.Fatalf("there should be a directory for each form: %q %v", dirs, err)
		}
		slices.Sort(dirs)
		var first []string
		for _, dir := range dirs {
			o.Paths = []string{dir}
			res, diags := generator.Load(context.Background(), o)
			if len(diags) > 0 {
				t.Fatalf("%s has problems:\n%s", dir, render(t, res, diags))
			}
			got := strings.Split(origins.ReplaceAllString(string(honeycomb.AppendCatalogue(nil, res.Resources)), `"origin":{}`),
				"\n")
			if first == nil {
				first = got
			} else if d := cmp.Diff(first, got); d != "" {
				t.Errorf("-%s +%s:\n%s", dirs[0], dir, d)
			}
		}
		return []txtar.File{{Name: "slogen.json", Data: []byte(strings.Join(first, "\n"))}}
	})
}
