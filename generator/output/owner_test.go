package output

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slogen-project/slogen/generator/emit"
	"github.com/slogen-project/slogen/generator/mark"
)

// listed are the emitted files of t as they are, and their list.
func (t tree) listed() []emit.File {
	var list []emit.File
	for p, c := range t {
		list = append(list, emit.File{Path: p, Append: func(b []byte) []byte { return append(b, c...) }})
	}
	slices.SortFunc(list, func(a, b emit.File) int { return strings.Compare(a.Path, b.Path) })
	return Listed(list, "../t.jsonnet")
}

// Files without marks are known by their list: what is in it is replaced and removed, also when somebody changed it,
// and nothing else is.
func TestListed(t *testing.T) {
	for _, inPlace := range []bool{false, true} {
		out := filepath.Join(t.TempDir(), "out")
		o := Options{Listed: true, InPlace: inPlace}
		_, err := Write(out, tree{"a.md": "a\n", "b/c.yaml": "c\n", "b/d.yaml": "d\n", "e/f.txt": "f\n"}.listed(), o)
		must(t, err)
		tree{"b/notes.md": "mine", "e.md": "mine", "json/x.json": marked("json/x.json", "x")}.put(t, out)
		tree{"b/c.yaml": "changed", "b/d.yaml": "changed", "a.md": "a\r\n"}.put(t, out)
		next := tree{"a.md": "a\n", "b/c.yaml": "c2\n", "new/g.txt": ""}
		rep, err := Compare(out, next.listed(), o)
		must(t, err)
		if diff := cmp.Diff(map[string]mark.State{"b/c.yaml": mark.Changed, "b/d.yaml": mark.Changed},
			rep.Changed); diff != "" {
			t.Error(diff)
		}
		r, err := Write(out, next.listed(), o)
		must(t, err)
		if diff := cmp.Diff([]string{"b/d.yaml", "e/f.txt"}, r.Removed); diff != "" {
			t.Error(diff)
		}
		got := read(t, out)
		delete(got, listName)
		if diff := cmp.Diff(tree{"a.md": "a\r\n", "b/c.yaml": "c2\n", "new/g.txt": "", "b/notes.md": "mine",
			"e.md": "mine", "json/x.json": "x"}, got); diff != "" {
			t.Error(diff)
		}
		if r, err := Write(out, next.listed(), o); err != nil || !r.Nothing() {
			t.Errorf("again: %+v, %v", r, err)
		}
		var conflict *ConflictError
		if _, err := Write(out, tree{"b/notes.md": "theirs"}.listed(), o); !errors.As(err, &conflict) {
			t.Errorf("what isn't listed is in the way: %v", err)
		}
		if r, err := Write(out, tree{}.listed(), o); err != nil || len(r.Removed) != 3 {
			t.Errorf("%+v, %v", r, err)
		}
		clean(t, out)
	}
}

// A list comes from anybody who can open a pull request: it reaches nothing outside of the folder, and nothing hidden.
// After a merge, the lines of both sides count.
func TestHostileList(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(dir, "out")
	o := Options{Listed: true}
	_, err := Write(out, tree{"a.md": "a\n"}.listed(), o)
	must(t, err)
	tree{"../outside.md": "outside", ".git/hooks/x": "hook", "b.md": "b", "c.md": "c", "d": "-> ../outside.md",
		"c.slo.hcl": "mine"}.put(t, out)
	text, err := os.ReadFile(filepath.Join(out, listName))
	must(t, err)
	hash := strings.Repeat("0", 64)
	lines := "<<<<<<< HEAD\n" + hash + "  b.md\n=======\n" + hash + "  c.md\n>>>>>>> x\n"
	for _, p := range []string{"../outside.md", "/etc/passwd", ".git/hooks/x", "x/../../outside.md", "d", `..\outside.md`, ".",
		"", "c.slo.hcl", ".slogen-inputs/.."} {
		lines += hash + "  " + p + "\n"
	}
	must(t, os.WriteFile(filepath.Join(out, listName), append(text, lines...), 0o666))
	o.Made = func(p string) bool { return p != "c.slo.hcl" }
	r, err := Write(out, tree{}.listed(), o)
	must(t, err)
	if diff := cmp.Diff([]string{"a.md", "b.md", "c.md"}, r.Removed); diff != "" {
		t.Error(diff)
	}
	got := read(t, dir)
	if got["outside.md"] != "outside" || got["out/.git/hooks/x"] != "hook" || got["out/d"] == "" ||
		got["out/c.slo.hcl"] != "mine" {
		t.Errorf("%v", got)
	}
	if name, listed, err := TemplateOf(out); name != "../t.jsonnet" || !listed || err != nil {
		t.Errorf("%q, %t, %v", name, listed, err)
	}
}

// Without the mark, a file that is called like the list is somebody's.
func TestForeignList(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	tree{listName: strings.Repeat("0", 64) + "  a.md\n", "a.md": "mine"}.put(t, out)
	var conflict *ConflictError
	if _, err := Write(out, tree{}.listed(), Options{Listed: true}); !errors.As(err, &conflict) {
		t.Error(err)
	}
	if _, listed, err := TemplateOf(out); listed || err != nil {
		t.Errorf("%t, %v", listed, err)
	}
}
