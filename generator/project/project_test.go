package project

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/internal/golden"
	"github.com/slogen-project/slogen/generator/source"
)

// TestRead reads the slogen.hcl of archives, and writes what it says of each environment or what is wrong with it.
func TestRead(t *testing.T) {
	golden.Run(t, "testdata/*.txtar", func(t *testing.T, in *txtar.Archive) []txtar.File {
		dir := t.TempDir()
		for _, f := range in.Files {
			name := filepath.Join(dir, filepath.FromSlash(f.Name))
			if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(name, f.Data, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		t.Chdir(dir)
		p, diags := Read(".", source.Options{})
		defer p.Close()
		var b strings.Builder
		if err := diag.Render(&b, diag.Text, diags, p.Source, diag.Options{}); err != nil {
			t.Fatal(err)
		}
		out := []txtar.File{{Name: "messages", Data: []byte(b.String())}}
		if diags.HasErrors() {
			return out
		}
		b.Reset()
		for _, e := range append(p.Environments, nil) {
			if e != nil {
				fmt.Fprintf(&b, "environment %s\n", e.Name.V)
			} else {
				b.WriteString("without\n")
			}
			fmt.Fprintf(&b, "  paths: %s\n  out: %s\n  fail on: %s\n  jsonnet: %v\n", strings.Join(p.PathsOf(e), " "),
				p.OutOf(e), p.FailOnOf(e), p.JsonnetOf(e))
			for _, g := range p.ValuesOf(e) {
				fmt.Fprintf(&b, "  values of %s:", g.Name)
				for _, v := range g.Values {
					fmt.Fprintf(&b, " %s = %#v", v.Name, v.Value)
				}
				b.WriteByte('\n')
			}
		}
		return append(out, txtar.File{Name: "project", Data: []byte(b.String())})
	})
}

// TestLinks says that no link leads out of the folder.
func TestLinks(t *testing.T) {
	dir := t.TempDir()
	outside := t.TempDir()
	home := filepath.Join(dir, "home")
	if err := os.Mkdir(home, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(home, "link")); err != nil {
		if runtime.GOOS != "windows" { // where making links takes a right
			t.Fatal(err)
		}
		t.Skip(err)
	}
	t.Chdir(home)
	for _, text := range []string{`paths = ["link"]`, `out = "link"`, `out = "link/new"`,
		`var_files = ["link/a.slovars.hcl"]`} {
		if err := os.WriteFile(FileName, []byte(text+"\n"), 0o666); err != nil {
			t.Fatal(err)
		}
		p, diags := Read(".", source.Options{})
		if !diags.HasErrors() || diags[0].Subject == nil || !strings.Contains(diags[0].Detail, "a link that leads "+
			"out of") {
			t.Errorf("%s: %v", text, diags)
		}
		p.Close()
	}
}

// TestExamples says that what the reference shows can be read, and that each argument names its flag.
func TestExamples(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, name := range []string{"services", "prod", "platform"} {
		if err := os.Mkdir(name, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"common.slovars.hcl", "prod.slovars.hcl"} {
		if err := os.WriteFile(name, []byte("a = 1\n"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	texts := []string{Root.Example, environmentBlock.Example}
	for _, a := range Root.Describe().Args {
		texts = append(texts, a.Name+" = "+a.Example)
		if a.Name != "paths" && a.Name != "ignore" && !strings.Contains(a.Doc, "`-") {
			t.Errorf("%s names no flag", a.Name)
		}
	}
	for _, text := range texts {
		if err := os.WriteFile(FileName, []byte(text+"\n"), 0o666); err != nil {
			t.Fatal(err)
		}
		p, diags := Read(".", source.Options{})
		if len(diags) > 0 {
			t.Errorf("%s\n%v", text, diags)
		}
		p.Close()
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(Root.Example))
	f.Add([]byte("environment \"a\" {\n  variables = { a = [1, { b = \"c\" }] }\n  out = \"x\"\n}\n"))
	f.Add([]byte("out = \"..\"\npaths = [\"\"]\nfail_on = 5\n"))
	f.Chdir(f.TempDir())
	f.Fuzz(func(t *testing.T, src []byte) {
		if err := os.WriteFile(FileName, src, 0o666); err != nil {
			t.Fatal(err)
		}
		p, diags := Read(".", source.Options{})
		defer p.Close()
		if diags.HasErrors() {
			return
		}
		for _, e := range append(p.Environments, nil) {
			for _, name := range append(p.PathsOf(e), p.OutOf(e)) {
				if !filepath.IsLocal(filepath.FromSlash(name)) {
					t.Errorf("%q leads out", name)
				}
			}
		}
	})
}
