package generator_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/slogen-project/slogen/generator"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/source"
)

// TestSameWhereverItRuns loads a configuration with one worker and with many, with its paths in another order,
// absolute, relative and from other working directories. Directories scope defaults, locals and functions, and hold
// files that expressions read: all of it is found, and the catalogue is the same to the byte. In memory, that is all
// there is.
func TestSameWhereverItRuns(t *testing.T) {
	in, err := txtar.ParseFile("testdata/same.txtar")
	if err != nil {
		t.Fatal(err)
	}
	unpack(t, in)
	root, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	inMemory := map[string]string{}
	for _, f := range in.Files {
		inMemory[f.Name] = string(f.Data)
	}
	memory := source.Memory(filepath.Join(root, "not on the disk"), inMemory)
	var first []byte
	for _, c := range []struct {
		name, cwd string
		paths     []string
		workers   int
		storage   source.Storage
	}{
		{"all", ".", []string{"."}, 0, nil},
		{"one worker", ".", []string{"."}, 1, nil},
		{"many workers", ".", []string{"."}, 64, nil},
		{"absolute", ".", []string{root}, 0, nil},
		{"directories", ".", []string{"shop", "platform", "defaults.slo.hcl"}, 0, nil},
		{"other order", ".", []string{"defaults.slo.hcl", "platform", "shop/"}, 0, nil},
		{"twice", ".", []string{"platform", "shop", "shop/cart", ".", "./platform"}, 0, nil},
		{"mixed", ".", []string{filepath.Join(root, "shop"), "./platform", "defaults.slo.hcl"}, 0, nil},
		{"from above", "..", []string{filepath.Base(root)}, 0, nil},
		{"from within", "shop/cart", []string{"../.."}, 0, nil},
		{"from within, in parts", "shop", []string{"..", "."}, 0, nil},
		{"from beside", "platform", []string{".", "../shop", "../defaults.slo.hcl"}, 0, nil},
		{"absolute, from elsewhere", "/", []string{root}, 0, nil},
		{"in memory", ".", []string{"."}, 0, memory},
		{"in memory, in parts", "/", []string{"platform", "shop/../shop", "defaults.slo.hcl"}, 0, memory},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Chdir(filepath.Join(root, c.cwd))
			if c.cwd == "/" {
				t.Chdir("/")
			}
			res, diags := generator.Load(context.Background(), generator.Options{Paths: c.paths, Workers: c.workers,
				Storage: c.storage})
			if len(diags) > 0 {
				t.Fatalf("%s", render(t, res, diags))
			}
			got := honeycomb.AppendCatalogue(nil, res.Resources)
			if first == nil {
				first = got
				for _, want := range []string{"Everybody loses #root", `\"cart_limit\"`, "LT($duration_ms, 250)",
					`"key":"tier","value":"gold"`} {
					if !bytes.Contains(got, []byte(want)) {
						t.Errorf("the catalogue lacks %s:\n%s", want, got)
					}
				}
			}
			if d := cmp.Diff(string(first), string(got)); d != "" {
				t.Error(d)
			}
		})
	}
}
