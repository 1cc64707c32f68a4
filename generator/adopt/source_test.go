package adopt_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/slogen-project/slogen/generator/adopt"
	"github.com/slogen-project/slogen/generator/emit"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/internal/example"
	"github.com/slogen-project/slogen/generator/terraform"
)

// TestWritten imports the Terraform that slogen wrote for the examples: it becomes the catalogue that it was made from.
func TestWritten(t *testing.T) {
	var dirs []string
	for _, pattern := range []string{"*/out/terraform", "*/out/terraform_module", "*/out/*/terraform"} {
		found, err := filepath.Glob("../../examples/" + pattern)
		if err != nil {
			t.Fatal(err)
		}
		dirs = append(dirs, found...)
	}
	if len(dirs) < 8 {
		t.Fatalf("only %q", dirs)
	}
	for _, dir := range dirs {
		t.Run(dir, func(t *testing.T) {
			marks := &terraform.Marks{}
			s, err := terraform.Read(os.DirFS(dir), ".", nil, "", marks, nil)
			if err != nil {
				t.Fatal(err)
			}
			r, err := adopt.Import(t.Context(), nil, adopt.Options{Terraform: []*terraform.Source{s}, Marks: marks})
			if err != nil {
				t.Fatal(err)
			}
			var report bytes.Buffer
			if r.Print(&report); !r.Whole() {
				t.Fatalf("not whole:\n%s", report.String())
			}
			want := bodies(compiled(t, imported(t, filesIn(t, filepath.Join(dir, "../json"))...)))
			if got := bodies(compiled(t, r)); got != want {
				t.Errorf("%s\nbut the catalogue has\n%s", got, want)
			}
		})
	}
}

// bodies are the objects without what only slogen calls them: in place of a reference stands what it leads to.
func bodies(r *honeycomb.Resources) string {
	var body func(x honeycomb.Object) string
	body = func(x honeycomb.Object) string {
		return x.Head().Key.Kind() + " of " + honeycomb.Dataset(x) + ": " +
			string(ref.ReplaceAllFunc(honeycomb.AppendBody(nil, x), func(m []byte) []byte {
				return []byte("(" + body(r.Find(honeycomb.Key(ref.FindSubmatch(m)[1]))) + ")")
			}))
	}
	var all []string
	for x := range r.Objects() {
		all = append(all, body(x))
	}
	slices.Sort(all)
	return strings.Join(all, "\n")
}

// TestInput imports the output terraform_input of the examples: it becomes the catalogue that JSON becomes, too.
func TestInput(t *testing.T) {
	for _, x := range example.List(t, "../../examples") {
		t.Run(x.Name, func(t *testing.T) {
			was := loaded(t, x.Options)
			written := func(f *emit.Format, within string) (out []adopt.File) {
				for _, x := range f.Files(was) {
					if strings.HasPrefix(x.Path, within) && strings.HasSuffix(x.Path, ".json") {
						out = append(out, adopt.File{Name: x.Path, Data: x.Append(nil)})
					}
				}
				return out
			}
			r := imported(t, written(emit.TerraformInput, "terraform_input/objects/")...)
			var report bytes.Buffer
			if r.Print(&report); !r.Whole() {
				t.Errorf("not whole:\n%s", report.String())
			}
			want := bodies(compiled(t, imported(t, written(emit.JSON, "json/")...)))
			if got := bodies(compiled(t, r)); got != want {
				t.Errorf("%s\nbut the catalogue has\n%s", got, want)
			}
		})
	}
}
