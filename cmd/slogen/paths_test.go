package main

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/slogen-project/slogen/generator/mark"
)

// TestPathsAreWritten says that a path in a message is one that somebody wrote, or leads there from the working
// directory: none that slogen made up or found out behind links. Every command meets what can't be read or written.
func TestPathsAreWritten(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("links need rights there")
	}
	top, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	const behind = "behind-the-link" // where links lead, which nobody types
	work := filepath.Join(top, "some", "where")
	far := filepath.Join(top, behind, "far")
	write := func(name, text string) {
		t.Helper()
		name = filepath.Join(top, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	link := func(target, name string) {
		t.Helper()
		name = filepath.Join(top, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(target, name); err != nil {
			t.Fatal(err)
		}
	}
	service := func(name, more string) string {
		return `service "` + name + `" {
  dataset = "d"
  runbook = "https://runbooks.example.com/x"
  sli "a" { good = event.x == 1 }
  slo "a" {
    description = "It works"
    sli         = sli.a
    target      = 99.9
    window      = "30d"
  }
` + more + "}\n"
	}
	write(behind+"/shop/a.slo.hcl", service("a", ""))
	write(behind+"/shop/b.slo.hcl", service("b", "  owner = file(\"missing.txt\")\n"))
	write(behind+"/shop/c.slo.jsonnet", `import "missing.libsonnet"`)
	write(behind+"/shop/d.slo.json", `{`)
	write(behind+"/shop/e.slo.hcl", "dataset \"x\" {\n  columns_file = \"missing.json\"\n}\ndataset \"y\" {\n  "+
		"columns_file = \"bad.json\"\n}\n"+service("e", "  owner = jsonnet(\"bad.jsonnet\")\n"))
	write(behind+"/shop/bad.json", `[1]`)
	write(behind+"/shop/bad.jsonnet", `local x = import "away.libsonnet"; error x`)
	write(behind+"/shop/out.txt", "")
	write(behind+"/far/away.libsonnet", `"x"`)
	write(behind+"/fine/a.slo.hcl", service("a", ""))
	write(behind+"/fine/a.slotest.hcl",
		"test \"x\" {\n  sli = sli.a.a\n  events_file = \"missing.ndjson\"\n  expect = { good = 1 }\n}\n")
	write(behind+"/ugly.slo.hcl", "locals {\n  a   =   1\n  b=\n}\n")
	link(filepath.Join(top, behind, "shop"), "some/where/shop")
	link(filepath.Join(top, behind, "fine"), "some/where/fine")
	link(filepath.Join(far, "away.libsonnet"), behind+"/shop/away.libsonnet")
	link(filepath.Join(far, "nothing.slo.hcl"), behind+"/shop/dangling.slo.hcl")
	link(filepath.Join(top, behind, "ugly.slo.hcl"), "some/where/ugly.slo.hcl")
	link(filepath.Join(far, "nothing"), "some/where/dangling")
	link(far, "some/where/elsewhere")
	write("some/where/bad.slovars.hcl", "limit = ")
	write("some/where/bad.json", "[1]")
	write("some/where/in-the-way/out", "a file")
	write("some/where/edited/out/json/fine.json", "{")
	write("some/where/conflict/out/json/a.json", "<<<<<<< HEAD\n"+mark.JSON())
	write("some/where/edited/out/.slogen-journal/journal.json", "{")
	link(filepath.Join(far, "x"), "some/where/linked/out/json/fine.json")
	t.Chdir(work)

	slogen := func(args ...string) string {
		a := newApp()
		a.in = strings.NewReader("")
		var out, err bytes.Buffer
		a.writeTo(&out, &err)
		a.run(args)
		return out.String() + err.String()
	}
	commands := [][]string{
		{"validate", "SHOP"}, {"validate", "-json", "SHOP"}, {"validate", "-diagnostics=json", "SHOP"},
		{"validate", "missing"}, {"validate", "dangling"}, {"validate", "elsewhere"},
		{"validate", "SHOP/b.slo.hcl"}, {"validate", "SHOP/dangling.slo.hcl"}, {"validate", "-var-file=missing.slovars.hcl",
			"FINE"}, {"validate", "-var-file=bad.slovars.hcl", "FINE"},
		{"validate", "-var-file=dangling", "FINE"}, {"validate", "FINE"}, {"plan", "FINE"}, {"plan", "SHOP"},
		{"plan", "-out=in-the-way/out", "FINE"}, {"plan", "-out=edited/out", "FINE"}, {"plan", "-out=linked/out", "FINE"},
		{"plan", "-json", "-out=edited/out", "FINE"}, {"generate", "-out=in-the-way/out", "FINE"},
		{"generate", "-out=in-the-way/out/x", "FINE"}, {"generate", "-out=edited/out", "FINE"},
		{"generate", "-check", "-out=edited/out", "FINE"},
		{"generate", "-check", "-out=linked/out", "FINE"}, {"generate", "-out=linked/out", "FINE"},
		{"plan", "-out=conflict/out", "FINE"}, {"generate", "-out=conflict/out", "FINE"},
		{"generate", "-out=dangling", "FINE"},
		{"generate", "-out=dangling/x", "FINE"},
		{"generate", "-out=/proc/x", "FINE"}, {"generate", "-out=bad.json/out", "FINE"}, {"generate", "-check", "FINE"},
		{"lint", "FINE"}, {"lint", "SHOP"}, {"lint", "-json", "FINE"}, {"test", "FINE"}, {"test", "-json", "FINE"},
		{"test", "-junit=missing/x.xml", "FINE"},
		{"simulate", "FINE"}, {"simulate", "-history=missing.csv", "-slo=a/a", "FINE"},
		{"simulate", "-history=bad.json", "-slo=a/a", "FINE"}, {"simulate", "-svg=missing/x.svg", "FINE"},
		{"suggest", "-history=missing.csv"}, {"suggest", "-history=bad.json", "-slo=a/a", "FINE"},
		{"explain", "a/a", "SHOP"}, {"explain", "a/a", "FINE"},
		{"fmt", "SHOP"}, {"fmt", "missing"}, {"fmt", "dangling"}, {"fmt", "ugly.slo.hcl"}, {"fmt", "-check", "FINE"},
		{"fmt", "bad.json"}, {"init", "missing/x"}, {"init", "bad.json"}, {"init", "dangling"}, {"init", "FINE"},
		{"eval", "$x", "missing.ndjson"}, {"eval", "$x", "-events=missing.ndjson"},
		{"eval", "-sli=a.a", "FINE", "-events=bad.json"}, {"sandbox", "-state=bad.json"},
		{"sandbox", "-state=missing/x.json", "-listen=nowhere"}, {"sandbox", "-columns=a=missing.json"},
		{"sandbox", "-columns=a=bad.json"},
	}
	check := func(args []string, said string, made ...string) {
		t.Helper()
		for _, m := range made {
			if i := strings.Index(said, m); i >= 0 {
				t.Errorf("slogen %q shows %q, which nobody wrote:\n%s", args, m, said)
				return
			}
		}
	}
	for _, c := range commands {
		// As somebody types it in the working directory: no absolute path, and none behind a link.
		args := strings.Split(strings.NewReplacer("SHOP", "shop", "FINE", "fine").Replace(strings.Join(c, "\x00")), "\x00")
		said := slogen(args...)
		if said == "" && c[0] != "fmt" && c[0] != "generate" {
			t.Logf("slogen %q says nothing", args)
		}
		check(args, said, top, behind, ".slogen-stage", ".tmp", "/../", filepath.Base(top))
	}
	for _, c := range commands {
		// As a pipeline does it: absolute paths, from a directory that has nothing in common with them.
		t.Chdir("/usr")
		abs := strings.NewReplacer("SHOP", filepath.Join(work, "shop"), "FINE", filepath.Join(work, "fine"))
		args := strings.Split(abs.Replace(strings.Join(c, "\x00")), "\x00")
		check(args, slogen(args...), behind, "../")
	}
}
