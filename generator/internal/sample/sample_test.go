package sample_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"pgregory.net/rapid"

	"github.com/slogen-project/slogen/generator"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/internal/openapi"
	"github.com/slogen-project/slogen/generator/internal/sample"
	"github.com/slogen-project/slogen/generator/plan"
)

// TestMain makes the properties few where nobody says how many: each loads a configuration.
func TestMain(m *testing.M) {
	if err := flag.Set("rapid.checks", "40"); err != nil {
		panic(err)
	}
	os.Exit(m.Run()) // which reads the command line
}

// write puts a configuration into a new folder of the working directory and returns the folder's name.
func write(t *rapid.T, c *sample.Config) string {
	dir, err := os.MkdirTemp(".", "c")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := c.Write(dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

// load loads a configuration from a folder.
func load(dir string) (*generator.Result, hcl.Diagnostics) {
	return generator.Load(context.Background(), generator.Options{Paths: []string{dir}, Today: "2026-06-01"})
}

// compiled loads a configuration that must be without fault.
func compiled(t *rapid.T, c *sample.Config) *honeycomb.Resources {
	t.Helper()
	res, diags := load(write(t, c))
	if diags.HasErrors() {
		diags = slices.DeleteFunc(diags, func(d *hcl.Diagnostic) bool { return d.Severity != hcl.DiagError })
		var b bytes.Buffer
		if err := diag.Render(&b, diag.Text, diags, res.Sources, diag.Options{}); err != nil {
			t.Error(err)
		}
		t.Fatalf("a configuration without fault has problems:\n%s\n%s", &b, text(c))
	}
	return res.Resources
}

func text(c *sample.Config) string {
	var b strings.Builder
	for _, f := range c.Files {
		fmt.Fprintf(&b, "-- %s --\n%s", f.Name, f.Bytes())
	}
	return b.String()
}

// TestValid holds what becomes of configurations without fault to Honeycomb's document and to slogen's own promises.
func TestValid(t *testing.T) {
	doc := openapi.Load(t)
	t.Chdir(t.TempDir())
	rapid.Check(t, func(t *rapid.T) {
		c := sample.Draw(t)
		r := compiled(t, c)
		for x := range r.Objects() {
			if honeycomb.Method(x) == "GET" {
				continue
			}
			body := honeycomb.AppendBody(nil, x)
			if err := doc.Check(x.Head().Key.Kind(), body); err != nil {
				t.Errorf("%s: %v\n%s", x.Head().Key, err, body)
			}
		}
		if err := sample.CheckCatalogue(r); err != nil {
			t.Error(err)
		}
		prior, err := honeycomb.ReadCatalogue("slogen.json", honeycomb.AppendCatalogue(nil, r))
		if err != nil {
			t.Fatal(err)
		}
		p, err := plan.Diff(prior, r)
		if err != nil {
			t.Fatal(err)
		}
		if !p.Empty() {
			t.Errorf("the plan against its own catalogue is not empty: %+v", p.Counts())
		}
		outputs := slices.Sorted(slices.Values(c.Outputs))
		if !slices.Equal(r.Settings.Outputs, outputs) {
			t.Errorf("outputs %q, want %q", r.Settings.Outputs, outputs)
		}
	})
}

// origins finds where objects were declared, and the digest that depends on it.
var origins = regexp.MustCompile(`"origin":\{[^}]*\}|Digest [0-9a-f]+`)

// TestFormsOfSamples loads configurations in HCL's JSON form too: but for the places they came from, the objects are
// the same.
func TestFormsOfSamples(t *testing.T) {
	t.Chdir(t.TempDir())
	rapid.Check(t, func(t *rapid.T) {
		c := sample.Draw(t)
		catalogue := func(c *sample.Config) []string {
			return strings.Split(origins.ReplaceAllString(string(honeycomb.AppendCatalogue(nil, compiled(t, c))), `"origin":{}`),
				"\n")
		}
		if d := cmp.Diff(catalogue(c), catalogue(c.JSON())); d != "" {
			t.Fatalf("-native +JSON:\n%s\n%s", d, text(c.JSON()))
		}
	})
}

// TestBroken makes one mistake in a configuration without fault: it is found, where it was made, and nothing else is.
func TestBroken(t *testing.T) {
	t.Chdir(t.TempDir())
	seen := map[string]bool{}
	rapid.Check(t, func(t *rapid.T) {
		c := sample.Draw(t)
		fault := c.Break(t)
		seen[fault.Name] = true
		dir := write(t, c)
		res, diags := load(dir)
		want := fmt.Sprintf("%s at %s:%d", fault.Want, fault.File, fault.Line)
		var got []string
		for _, d := range diags {
			if d.Severity != hcl.DiagError {
				continue
			}
			code := d.Summary
			if x := diag.Of(d); x.Judged {
				code = x.Code
			}
			name, _ := filepath.Rel(dir, d.Subject.Filename)
			if found := fmt.Sprintf("%s at %s:%d", code, name, d.Subject.Start.Line); !slices.Contains(got, found) {
				got = append(got, found)
			}
		}
		if !slices.Equal(got, []string{want}) {
			var b bytes.Buffer
			if err := diag.Render(&b, diag.Text, diags, res.Sources, diag.Options{}); err != nil {
				t.Error(err)
			}
			t.Fatalf("%s: found %q, want %q\n%s\n%s", fault.Name, got, want, &b, text(c))
		}
	})
	t.Logf("%d of %d kinds of mistakes were made", len(seen), sample.Breakers())
}
