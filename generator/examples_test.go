package generator_test

import (
	"bytes"
	"context"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"

	"github.com/slogen-project/slogen/generator"
	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/emit"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/internal/example"
	"github.com/slogen-project/slogen/generator/internal/golden"
	"github.com/slogen-project/slogen/generator/internal/openapi"
	"github.com/slogen-project/slogen/generator/internal/sample"
	"github.com/slogen-project/slogen/generator/lint"
	"github.com/slogen-project/slogen/generator/output"
	"github.com/slogen-project/slogen/generator/plan"
	templates "github.com/slogen-project/slogen/generator/render"
	"github.com/slogen-project/slogen/generator/slitest"
	"github.com/slogen-project/slogen/generator/spec"
	"github.com/slogen-project/slogen/generator/syntax"
)

// exampleDirs are the examples, as a user names them in the repository's top folder, where the test goes on from here.
func exampleDirs(t *testing.T) []string {
	t.Helper()
	t.Chdir("..")
	return example.Dirs(t, "examples")
}

// examples are the examples as a user loads them in the repository's top folder, where the test goes on from here.
func examples(t *testing.T) []example.Configuration {
	t.Helper()
	t.Chdir("..")
	return example.List(t, "examples")
}

// load loads a configuration that must be without fault, and without a warning.
func load(t *testing.T, o generator.Options) *honeycomb.Resources {
	t.Helper()
	res, diags := generator.Load(context.Background(), o)
	if len(diags) > 0 {
		var b bytes.Buffer
		if err := diag.Render(&b, diag.Text, diags, res.Sources, diag.Options{Evaluated: res.Evaluated}); err != nil {
			t.Error(err)
		}
		t.Fatalf("%q has problems:\n%s", o.Paths, &b)
	}
	return res.Resources
}

// files are the files that slogen generates for r, sorted by path.
func files(t *testing.T, r *honeycomb.Resources) (out []emit.File) {
	t.Helper()
	for _, name := range r.Settings.Outputs {
		f := emit.Lookup(name)
		if f == nil {
			t.Fatalf("there is no output %q", name)
		}
		out = append(out, f.Files(r)...)
	}
	slices.SortFunc(out, func(a, b emit.File) int { return strings.Compare(a.Path, b.Path) })
	return out
}

// TestExampleTemplates makes the files of each template of an example that has an output folder, which must be current.
func TestExampleTemplates(t *testing.T) {
	exampleDirs(t)
	outs, err := filepath.Glob("examples/*/out-*")
	if err != nil || len(outs) < 2 {
		t.Fatalf("%q, %v; there should be at least two", outs, err)
	}
	for _, out := range outs {
		dir, base := filepath.Split(out)
		name := strings.TrimPrefix(base, "out-") + ".jsonnet"
		f, err := syntax.Below(dir, syntax.Options{})
		if err != nil {
			t.Fatal(err)
		}
		r := load(t, generator.Options{Paths: []string{dir}})
		files, diags := templates.Files(f, f.Name(filepath.Join(dir, name)), "", r)
		if diags.HasErrors() {
			t.Error(diags)
			continue
		}
		files, o := output.Listed(files, "../"+name), output.Options{Listed: true}
		if *golden.Update {
			if _, err := output.Write(out, files, o); err != nil {
				t.Error(err)
			}
		}
		if rep, err := output.Compare(out, files, o); err != nil || !rep.Current() {
			t.Errorf("%s isn't current: %+v, %v", out, rep, err)
		}
		f.Close()
	}
}

// TestExamples holds every example to what a user expects of one: no problem, formatted, its output beside it, and a
// plan that finds nothing to do.
func TestExamples(t *testing.T) {
	forms := map[string]bool{}
	for _, x := range examples(t) {
		t.Run(x.Name, func(t *testing.T) {
			r := load(t, x.Options)
			for _, f := range r.Settings.Outputs {
				forms[f] = true
			}
			if !slices.Contains(r.Settings.Outputs, emit.JSON.Name) {
				t.Error("the outputs lack json, which the plan is compared with")
			}
			mine := files(t, r)
			want, out := slices.Clone(mine), x.Out
			made, err := output.Read(out, emit.InputsFolder, 0) // by `slogen generate`, which writes it
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range made {
				want = append(want, emit.File{Path: f.Path,
					Append: func(b []byte) []byte { return append(b, f.Data...) }})
			}
			slices.SortFunc(want, func(a, b emit.File) int { return strings.Compare(a.Path, b.Path) })
			if *golden.Update {
				if _, err := output.Write(out, want, output.Options{}); err != nil {
					t.Fatal(err)
				}
			}
			rep, err := output.Compare(out, want, output.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if !rep.Current() || len(rep.Foreign) > 0 {
				t.Errorf("%s is not current; run `go test ./generator -update` and read the difference:\nmissing %q\ndiffering "+
					"%q\nno longer generated %q\nnot slogen's %q %v",
					out, rep.Missing, rep.Differing, rep.Stale, rep.Foreign, rep.InTheWay)
			}

			if err := sample.CheckCatalogue(r); err != nil {
				t.Error(err)
			}
			committed, err := output.Read(out, emit.JSON.Name, 0)
			if err != nil {
				t.Fatal(err)
			}
			var parts []*honeycomb.Catalogue
			for _, f := range committed {
				part, err := honeycomb.ReadCatalogue(f.Path, f.Data)
				if err != nil {
					t.Fatal(err)
				}
				parts = append(parts, part)
			}
			prior, err := honeycomb.JoinCatalogues(parts)
			if err != nil {
				t.Fatal(err)
			}
			p, err := plan.Diff(prior, r)
			if err != nil {
				t.Fatal(err)
			}
			if !p.Empty() {
				t.Errorf("the plan against its own output is not empty: %+v", p.Counts())
			}

			alone := x.Options
			alone.Workers = 1
			again := files(t, load(t, alone))
			if len(again) != len(mine) {
				t.Fatalf("%d files, and %d when loaded again", len(mine), len(again))
			}
			for i := range again {
				a, b := mine[i].Append(nil), again[i].Append(nil)
				if mine[i].Path != again[i].Path || !bytes.Equal(a, b) {
					t.Errorf("%s differs when generated again:\n%s", mine[i].Path, cmp.Diff(string(a), string(b)))
				}
			}
		})
	}
	for _, f := range emit.Formats {
		if !forms[f.Name] {
			t.Errorf("no example has the output %q", f.Name)
		}
	}
}

// TestExamplesMatchOpenAPI holds every body of every example against Honeycomb's own document.
func TestExamplesMatchOpenAPI(t *testing.T) {
	doc := openapi.Load(t)
	for _, e := range examples(t) {
		t.Run(e.Name, func(t *testing.T) {
			n := 0
			for x := range load(t, e.Options).Objects() {
				if honeycomb.Method(x) == "GET" {
					continue
				}
				n++
				if err := doc.Check(x.Head().Key.Kind(), honeycomb.AppendBody(nil, x)); err != nil {
					t.Errorf("%s: %v", x.Head().Key, err)
				}
			}
			if n == 0 {
				t.Error("the example has no objects")
			}
		})
	}
}

// TestExamplesLint holds the examples to what `slogen lint` says of a configuration.
func TestExamplesLint(t *testing.T) {
	for _, x := range examples(t) {
		res, diags := generator.Load(context.Background(), x.Options)
		if len(diags) > 0 {
			t.Fatal(diags)
		}
		var b bytes.Buffer
		findings := lint.Run(res.Resources, lint.Options{Ignores: res.Ignores, Declared: res.Declared,
			Idle: res.Idle})
		if err := diag.Render(&b, diag.Text, lint.Diagnostics(findings), res.Sources, diag.Options{}); err != nil {
			t.Fatal(err)
		}
		if b.Len() > 0 {
			t.Errorf("%s:\n%s", x.Name, &b)
		}
	}
}

// TestExamplesTests runs the examples' own tests and scenarios, and holds them to noticing most changes of an SLI.
func TestExamplesTests(t *testing.T) {
	for _, x := range examples(t) {
		t.Run(x.Name, func(t *testing.T) {
			x.Options.Tests = true
			res, diags := generator.Load(context.Background(), x.Options)
			if len(diags) > 0 {
				t.Fatal(diags)
			}
			rep, diags := slitest.Mutate(slitest.Input{Tests: res.Tests, Fields: res.Resources.CalculatedFields,
				Columns: res.Columns, ReadFile: res.ReadFile,
				Scenarios: res.Scenarios, SLOs: res.Resources.SLOs, Alerts: res.Resources.BurnAlerts})
			if len(diags) > 0 {
				t.Fatal(diags)
			}
			if rep.Failed() > 0 || len(rep.Cases) == 0 || len(rep.Scenarios) == 0 || len(rep.Idle) > 0 ||
				len(rep.Mutants)*2 > rep.Mutated {
				var b bytes.Buffer
				if err := slitest.Text.Write(&b, rep, slitest.Options{}); err != nil {
					t.Error(err)
				}
				t.Errorf("%d tests, %d scenarios, %d failed, %d of %d changes unnoticed\n%s", len(rep.Cases), len(rep.Scenarios),
					rep.Failed(), len(rep.Mutants), rep.Mutated, &b)
			}
		})
	}
}

// TestShopInStaging gives the shop the values of another environment, where nobody is woken.
func TestShopInStaging(t *testing.T) {
	exampleDirs(t)
	pages := func(o generator.Options) (n int) {
		o.Paths = []string{"examples/shop"}
		for _, a := range load(t, o).BurnAlerts {
			for _, to := range a.Recipients {
				if to.Recipient.Type == honeycomb.RecipientPagerDuty {
					n++
				}
			}
		}
		return n
	}
	if n := pages(generator.Options{}); n == 0 {
		t.Error("in production nobody is paged")
	}
	if n := pages(generator.Options{VarFiles: []string{"examples/shop/staging.slovars.hcl"}}); n != 0 {
		t.Errorf("in staging %d alerts page somebody", n)
	}
}

// TestExamplesAreFormatted is what `slogen fmt -check` says of the examples' sources.
func TestExamplesAreFormatted(t *testing.T) {
	for _, f := range exampleSources(t) {
		if got := hclwrite.Format(f.src); !bytes.Equal(got, f.src) {
			t.Errorf("%s: slogen fmt would change it:\n%s", f.name, cmp.Diff(string(f.src), string(got)))
		}
	}
}

type sourceText struct {
	name string
	src  []byte
}

// exampleSources are the examples' files of native syntax.
func exampleSources(t *testing.T) (out []sourceText) {
	t.Helper()
	for _, dir := range exampleDirs(t) {
		err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && d.Name() == "out":
				return fs.SkipDir
			case d.IsDir() || filepath.Ext(p) != ".hcl":
				return nil
			}
			src, err := os.ReadFile(p)
			out = append(out, sourceText{p, src})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// TestExamplesShowEverything holds the examples to showing every block and every argument of the language at least
// once.
func TestExamplesShowEverything(t *testing.T) {
	seen := map[string]bool{}
	var visit func(path string, b *hclsyntax.Body)
	visit = func(path string, b *hclsyntax.Body) {
		for name := range b.Attributes {
			seen[path+name] = true
		}
		for _, c := range b.Blocks {
			seen[path+c.Type+" {}"] = true
			visit(path+c.Type+".", c.Body)
		}
	}
	for _, f := range exampleSources(t) {
		parsed, diags := hclsyntax.ParseConfig(f.src, f.name, hcl.InitialPos)
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		visit("", parsed.Body.(*hclsyntax.Body))
	}
	if seen["service.change_note"] {
		t.Error("an example has a change_note, which is for one pull request: here " +
			"nothing matches it, and the plan warns")
	}
	seen["service.change_note"] = true // the guide about pull requests shows it
	var missing []string
	var want func(path string, d *spec.Description)
	want = func(path string, d *spec.Description) {
		for _, a := range d.Args {
			if !seen[path+a.Name] && !inherited(path, a.Name, seen) {
				missing = append(missing, path+a.Name)
			}
		}
		for _, c := range d.Blocks {
			if !seen[path+c.Type+" {}"] && inherited(path, c.Type+" {}", seen) {
				continue
			}
			if !seen[path+c.Type+" {}"] {
				missing = append(missing, path+c.Type+" {}")
				continue
			}
			want(path+c.Type+".", c)
		}
	}
	want("", config.Root.Describe())
	want("", config.TestRoot.Describe())
	if len(missing) > 0 {
		t.Errorf("no example shows\n\t%s", strings.Join(missing, "\n\t"))
	}
}

// inherited says whether an argument that several levels of blocks take, or that both a policy's and an SLO's alerts
// take, is shown at one of them: the same row of the language stands behind all.
func inherited(path, name string, seen map[string]bool) bool {
	groups := [][]string{
		{"defaults.", "service.", "service.slo.", "service.trigger."},
		{"service.", "service.sli.", "service.slo.", "service.trigger.", "service.board.", "recipient.",
			"service.slo.burn_alert."},
		{"burn_alert_policy.burn_alert.", "service.slo.burn_alert."},
		{"defaults.", "service.", "service.slo.", "service.trigger.", "burn_alert_policy.burn_alert.",
			"service.slo.burn_alert."},
	}
	for i, g := range groups {
		if i == 3 && name != "stage" && name != "until" && name != "quiet {}" {
			continue
		}
		if i == 1 && name != "for_each" && name != "existing" && name != "name" && name != "description" {
			continue
		}
		if !slices.Contains(g, path) {
			continue
		}
		for _, p := range g {
			if seen[p+name] {
				return true
			}
		}
	}
	return false
}

// TestFieldsArrive holds the compiler to setting, in some example or other, every field that Honeycomb or the catalogue
// gets: an argument that is declared and never compiled would go unnoticed otherwise, since every argument may be left
// out.
func TestFieldsArrive(t *testing.T) {
	set := map[string]bool{} // by field: whether any object has it
	var walk func(v reflect.Value)
	walk = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Pointer:
			if _, other := v.Interface().(honeycomb.Object); !other && !v.IsNil() {
				walk(v.Elem())
			}
		case reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i))
			}
		case reflect.Struct:
			for i := range v.NumField() {
				f := v.Type().Field(i)
				if v.Type().PkgPath() != reflect.TypeFor[honeycomb.SLO]().PkgPath() || f.Tag.Get("wire") != "" {
					continue
				}
				name := v.Type().Name() + "." + f.Name
				set[name] = set[name] || !v.Field(i).IsZero()
				walk(v.Field(i))
			}
		}
	}
	for _, e := range examples(t) {
		for x := range load(t, e.Options).Objects() {
			walk(reflect.ValueOf(x).Elem())
		}
	}
	// What Honeycomb knows and no example needs.
	rare := []string{"Calculation.FilterCombination", "Query.FilterCombination",
		"Query.GranularitySeconds"}
	for _, field := range slices.Sorted(maps.Keys(set)) {
		switch {
		case !set[field] && !slices.Contains(rare, field):
			t.Errorf("no object of any example has %s: does the compiler set it?", field)
		case set[field] && slices.Contains(rare, field):
			t.Errorf("%s isn't rare: an example has it", field)
		}
	}
}
