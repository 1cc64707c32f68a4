package output

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/slogen-project/slogen/generator/emit"
)

// tree is a folder as a table: path → content; a folder's path ends in "/", a symbolic link's content begins with "->
// ".
type tree map[string]string

// files are the emitted files of t.
func (t tree) files() []emit.File {
	var list []emit.File
	for p, c := range t {
		list = append(list, emit.File{Path: p, Append: func(b []byte) []byte { return append(b, c...) }})
	}
	slices.SortFunc(list, func(a, b emit.File) int { return strings.Compare(a.Path, b.Path) })
	return list
}

// put makes t below dir.
func (t tree) put(tb testing.TB, dir string) {
	tb.Helper()
	for p, c := range t {
		p = filepath.Join(dir, filepath.FromSlash(p))
		must(tb, os.MkdirAll(filepath.Dir(p), 0o777))
		if target, ok := strings.CutPrefix(c, "-> "); ok {
			must(tb, os.Symlink(target, p))
		} else {
			must(tb, os.WriteFile(p, []byte(c), 0o666))
		}
	}
}

// read is dir as a table, with empty folders, without the manifest.
func read(tb testing.TB, dir string) tree {
	tb.Helper()
	t := tree{}
	must(tb, filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(dir, p)
		rel = filepath.ToSlash(rel)
		switch {
		case d.IsDir():
			if entries, err := os.ReadDir(p); err == nil && len(entries) == 0 {
				t[rel+"/"] = ""
			}
		case d.Type()&fs.ModeSymlink != 0:
			target, err := os.Readlink(p)
			t[rel] = "-> " + target
			return err
		case rel != ManifestName:
			b, err := os.ReadFile(p)
			t[rel] = string(b)
			return err
		}
		return nil
	}))
	return t
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// clean fails if slogen left anything beside the folder or a journal inside.
func clean(tb testing.TB, out string) {
	tb.Helper()
	entries, err := os.ReadDir(filepath.Dir(out))
	must(tb, err)
	for _, e := range entries {
		if strings.Contains(e.Name(), "slogen") {
			tb.Errorf("left beside the output: %s", e.Name())
		}
	}
	if _, err := os.Lstat(filepath.Join(out, journalName)); err == nil {
		tb.Error("left a journal")
	}
}

var (
	first  = tree{"json/slogen.json": "{1}\n", "terraform/cart.tf": "cart\n", "terraform/checkout.tf": "one\n"}
	second = tree{"json/slogen.json": "{2}\n", "terraform/checkout.tf": "one\n", "terraform/search.tf": "new\n"}
)

func TestWrite(t *testing.T) {
	foreignThings := tree{
		"terraform/.terraform/providers/x":   "binary",
		"terraform/.terraform/providers/cur": "-> x",
		"terraform/terraform.tfstate":        "state",
		"terraform/dangling":                 "-> nowhere",
		"notes/readme.md":                    "ours",
		"out-of-here":                        "-> ../..",
	}
	with := func(trees ...tree) tree {
		all := tree{}
		for _, t := range trees {
			for p, c := range t {
				all[p] = c
			}
		}
		return all
	}
	for _, c := range []struct {
		name    string
		before  tree // written by slogen first; nil for no folder
		meddle  func(t *testing.T, out string)
		options Options
		files   tree
		want    tree   // nil: unchanged, with an error
		err     string // part of the error
		result  Result
	}{
		{name: "new folder", files: first, want: first,
			result: Result{Written: []string{"json/slogen.json", "terraform/cart.tf", "terraform/checkout.tf"}}},
		{name: "nothing to write", files: tree{}, want: tree{}, result: Result{}},
		{name: "empty folder", meddle: func(t *testing.T, out string) { must(t, os.Mkdir(out, 0o777)) }, files: first,
			want:   first,
			result: Result{Written: []string{"json/slogen.json", "terraform/cart.tf", "terraform/checkout.tf"}}},
		{name: "unchanged", before: first, files: first, want: first, result: Result{Unchanged: 3}},
		{name: "changed, new and stale", before: first, files: second, want: second,
			result: Result{Written: []string{"json/slogen.json", "terraform/search.tf"}, Removed: []string{"terraform/cart.tf"},
				Unchanged: 1}},
		{name: "a whole format goes", before: first, files: tree{"json/slogen.json": "{1}\n"},
			want:   tree{"json/slogen.json": "{1}\n"},
			result: Result{Removed: []string{"terraform/cart.tf", "terraform/checkout.tf"}, Unchanged: 1}},
		{name: "everything goes", before: first, files: tree{}, want: tree{},
			result: Result{Removed: []string{"json/slogen.json", "terraform/cart.tf", "terraform/checkout.tf"}}},
		{name: "foreign things stay", before: first, meddle: func(t *testing.T, out string) {
			foreignThings.put(t, out)
			must(t, os.Mkdir(filepath.Join(out, "empty"), 0o700))
		}, files: second, want: with(second, foreignThings, tree{"empty/": ""}),
			result: Result{Written: []string{"json/slogen.json", "terraform/search.tf"}, Removed: []string{"terraform/cart.tf"},
				Unchanged: 1}},
		{name: "foreign things stay where all that was generated goes", before: first,
			meddle: func(t *testing.T, out string) { foreignThings.put(t, out) },
			files:  tree{"json/slogen.json": "{1}\n"}, want: with(tree{"json/slogen.json": "{1}\n"}, foreignThings),
			result: Result{Removed: []string{"terraform/cart.tf", "terraform/checkout.tf"}, Unchanged: 1}},
		{name: "deleted by hand", before: first,
			meddle: func(t *testing.T, out string) { must(t, os.RemoveAll(filepath.Join(out, "terraform"))) },
			files:  first, want: first, result: Result{Written: []string{"terraform/cart.tf", "terraform/checkout.tf"},
				Unchanged: 1}},
		{name: "same content without a manifest is taken over", before: first, meddle: func(t *testing.T, out string) {
			must(t,
				os.Remove(filepath.Join(out, ManifestName)))
		},
			files: first, want: first, result: Result{Unchanged: 3}},
		{name: "a folder where a generated file was", before: tree{"json/a": "x"}, files: tree{"json/a/b": "y"},
			want:   tree{"json/a/b": "y"},
			result: Result{Written: []string{"json/a/b"}, Removed: []string{"json/a"}}},

		{name: "edited", before: first,
			meddle: func(t *testing.T, out string) { tree{"terraform/checkout.tf": "mine\n"}.put(t, out) },
			files:  with(second, tree{"terraform/checkout.tf": "two\n"}),
			err:    "out/terraform/checkout.tf has been edited since slogen wrote it."},
		{name: "edited, forced", before: first,
			meddle:  func(t *testing.T, out string) { tree{"terraform/checkout.tf": "mine\n"}.put(t, out) },
			options: Options{Force: true}, files: second, want: second,
			result: Result{Written: []string{"json/slogen.json", "terraform/checkout.tf", "terraform/search.tf"},
				Removed: []string{"terraform/cart.tf"}}},
		{name: "edited and stale", before: first,
			meddle: func(t *testing.T, out string) { tree{"terraform/cart.tf": "mine\n"}.put(t, out) }, files: second,
			err: "out/terraform/cart.tf has been edited since slogen wrote it."},
		{name: "edited to what is generated now", before: first,
			meddle: func(t *testing.T, out string) { tree{"json/slogen.json": "{2}\n"}.put(t, out) }, files: second,
			want:   second,
			result: Result{Written: []string{"terraform/search.tf"}, Removed: []string{"terraform/cart.tf"}, Unchanged: 2}},
		{name: "a foreign file in the way", before: first,
			meddle: func(t *testing.T, out string) { tree{"terraform/search.tf": "theirs\n"}.put(t, out) }, files: second,
			err: "out/terraform/search.tf. Move it away"},
		{name: "a foreign file in the way, forced", before: first,
			meddle:  func(t *testing.T, out string) { tree{"terraform/search.tf": "theirs\n"}.put(t, out) },
			options: Options{Force: true}, files: second, want: second,
			result: Result{Written: []string{"json/slogen.json", "terraform/search.tf"}, Removed: []string{"terraform/cart.tf"},
				Unchanged: 1}},
		{name: "a link in the way, forced", before: first,
			meddle:  func(t *testing.T, out string) { tree{"terraform/search.tf": "-> cart.tf"}.put(t, out) },
			options: Options{Force: true}, files: second,
			err: "out/terraform/search.tf is a symbolic link that slogen did not create"},
		{name: "a linked folder in the way", meddle: func(t *testing.T, out string) { tree{"terraform": "-> ."}.put(t, out) },
			files: first,
			err:   "out/terraform is a symbolic link"},
		{name: "a folder in the way", meddle: func(t *testing.T, out string) { tree{"json/slogen.json/x": ""}.put(t, out) },
			files: first,
			err:   "out/json/slogen.json is a folder"},
		{name: "a file where a folder is needed", meddle: func(t *testing.T, out string) { tree{"json": "hm"}.put(t, out) },
			options: Options{Force: false},
			files:   first,
			err:     "out/json may be somebody else's"},
		{name: "a link as manifest", before: first, meddle: func(t *testing.T, out string) {
			must(t, os.Remove(filepath.Join(out, ManifestName)))
			tree{ManifestName: "-> elsewhere"}.put(t, out)
		}, files: first, err: ManifestName + " is a symbolic link"},
		{name: "a manifest that is none", before: first,
			meddle: func(t *testing.T, out string) { tree{ManifestName: "{\n<<<<<<< ours\n"}.put(t, out) },
			files:  second,
			err:    ManifestName + ", which lists what slogen wrote, can't be read: line 2: unresolved merge conflict."},
		{name: "a manifest that is none, forced", before: first,
			meddle:  func(t *testing.T, out string) { tree{ManifestName: "{}"}.put(t, out) },
			options: Options{Force: true}, files: second, want: with(second, tree{"terraform/cart.tf": "cart\n"}),
			result: Result{Written: []string{"json/slogen.json", "terraform/search.tf"}, Unchanged: 1}},
		{name: "a manifest of a later version", before: first, meddle: func(t *testing.T, out string) {
			tree{ManifestName: `{"format_version":"2.0","files":[]}`}.put(t, out)
		}, files: second, err: `format_version is "2.0"`},
		{name: "a manifest that points outside", before: first, meddle: func(t *testing.T, out string) {
			tree{ManifestName: `{"format_version":"1.0","files":[{"path":"../x","sha256":"` + strings.Repeat("0", 64) +
				`"}]}`}.put(t, out)
		}, files: second, err: `"../x" is not a path inside the output folder`},
		{name: "the folder is a file", meddle: func(t *testing.T, out string) { must(t, os.WriteFile(out, nil, 0o666)) },
			files: first, err: "out is a file; name another folder"},
		{name: "the folder is a dangling link",
			meddle: func(t *testing.T, out string) { must(t, os.Symlink("nowhere", out)) }, files: first,
			err: "symbolic link to something that doesn't exist"},
		{name: "files out of order", files: tree{"../x": ""}, err: `"../x" is not a path inside the output folder`},
		{name: "a reserved path", files: tree{ManifestName: ""}, err: "reserved"},
		{name: "something else where output is prepared", before: first,
			meddle: func(t *testing.T, out string) { tree{".out.slogen-stage/precious": "x"}.put(t, filepath.Dir(out)) },
			files:  second,
			err:    "holds something else; move it away"},
	} {
		for _, inPlace := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/in place %t", c.name, inPlace), func(t *testing.T) {
				out := filepath.Join(t.TempDir(), "parent", "out")
				o := c.options
				o.InPlace = inPlace
				if c.before != nil {
					_, err := Write(out, c.before.files(), Options{InPlace: inPlace})
					must(t, err)
				} else {
					must(t, os.MkdirAll(filepath.Dir(out), 0o777))
				}
				if c.meddle != nil {
					c.meddle(t, out)
				}
				before := read(t, filepath.Dir(out))
				got, err := Write(out, c.files.files(), o)
				if c.want == nil {
					if err == nil || !strings.Contains(filepath.ToSlash(err.Error()), c.err) {
						t.Fatalf("got error %v, want %q", err, c.err)
					}
					if diff := cmp.Diff(before, read(t, filepath.Dir(out))); diff != "" {
						t.Errorf("an error changed something (-before +after):\n%s", diff)
					}
					return
				}
				must(t, err)
				if diff := cmp.Diff(c.want, tree(read(t, out)), cmp.FilterValues(func(a, b tree) bool { return len(a) == 0 },
					cmp.Comparer(func(a, b tree) bool {
						return len(a) == 0 &&
							(len(b) == 0 || len(b) == 1 && b["./"] == "")
					}))); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
				if !got.Manifest && len(got.Written)+len(got.Removed) > 0 {
					t.Error("files were written without the manifest")
				}
				got.InPlace, got.Manifest = false, false
				if diff := cmp.Diff(&c.result, got,
					cmp.Transformer("nil", func(s []string) []string { return append([]string{}, s...) })); diff != "" {
					t.Errorf("result (-want +got):\n%s", diff)
				}
				clean(t, out)
				r, err := Compare(out, c.files.files())
				must(t, err)
				if !r.Current() {
					t.Errorf("not current after writing: %+v", r)
				}
			})
		}
	}
}

func TestCompare(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	r, err := Compare(out, first.files())
	must(t, err)
	if diff := cmp.Diff(&Report{Dir: out, Bytes: 13, Missing: []string{"json/slogen.json", "terraform/cart.tf",
		"terraform/checkout.tf"}, ManifestStale: true}, r); diff != "" {
		t.Errorf("missing folder (-want +got):\n%s", diff)
	}
	_, err = Write(out, first.files(), Options{})
	must(t, err)
	tree{"terraform/terraform.tfstate": "s", "extra/deep/x": "", "terraform/cart.tf": "edited",
		"terraform/search.tf": "theirs"}.put(t, out)
	before := read(t, out)
	r, err = Compare(out, second.files())
	must(t, err)
	want := &Report{
		Dir: out, Unchanged: 1, Bytes: 12,
		Differing:     []string{"json/slogen.json", "terraform/search.tf"},
		Stale:         []string{"terraform/cart.tf"},
		Edited:        []string{"terraform/cart.tf"},
		InTheWay:      []Obstacle{{"terraform/search.tf", "a file"}},
		Foreign:       []string{"extra/", "terraform/terraform.tfstate"},
		Listed:        []string{"json/slogen.json", "terraform/cart.tf", "terraform/checkout.tf"},
		ManifestStale: true,
	}
	if diff := cmp.Diff(want, r); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(before, read(t, out)); diff != "" {
		t.Errorf("Compare changed something:\n%s", diff)
	}
	must(t, os.RemoveAll(out))
	must(t, os.WriteFile(out, nil, 0o666))
	if _, err := Compare(out, nil); err == nil || !strings.Contains(err.Error(), "is a file") {
		t.Errorf("a file as folder: %v", err)
	}
}

// TestUnchangedFilesStay checks that files which don't change keep inode, time and permissions, whatever else changes.
func TestUnchangedFilesStay(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	_, err := Write(out, first.files(), Options{})
	must(t, err)
	must(t, os.Chmod(filepath.Join(out, "json"), 0o750))
	must(t, os.Chmod(filepath.Join(out, "json/slogen.json"), 0o600))
	tree{"terraform/.terraform/x": "y"}.put(t, out)
	stat := func(p string) fs.FileInfo {
		fi, err := os.Lstat(filepath.Join(out, p))
		must(t, err)
		return fi
	}
	same, foreign, folder := stat("terraform/checkout.tf"), stat("terraform/.terraform/x"), stat("terraform/.terraform")
	manifest := stat(ManifestName)
	_, err = Write(out, first.files(), Options{})
	must(t, err)
	if now := stat(ManifestName); !os.SameFile(now, manifest) {
		t.Error("the manifest was replaced though nothing changed")
	}
	_, err = Write(out, second.files(), Options{})
	must(t, err)
	for p, was := range map[string]fs.FileInfo{"terraform/checkout.tf": same, "terraform/.terraform/x": foreign} {
		if now := stat(p); !os.SameFile(now, was) || now.ModTime() != was.ModTime() {
			t.Errorf("%s was replaced", p)
		}
	}
	if now := stat("terraform/.terraform"); now.Mode() != folder.Mode() || now.ModTime() != folder.ModTime() {
		t.Errorf("a foreign folder has other permissions or times: %v %v, was %v %v", now.Mode(), now.ModTime(),
			folder.Mode(), folder.ModTime())
	}
	if now := stat("json"); now.Mode().Perm() != 0o750 {
		t.Errorf("folder json has permissions %v", now.Mode())
	}
	if now := stat("json/slogen.json"); now.Mode().Perm() != 0o600 {
		t.Errorf("a replaced file has permissions %v", now.Mode())
	}
}

// TestLinkedFolder checks that a link as output folder stays a link, and its target is written.
func TestLinkedFolder(t *testing.T) {
	dir := t.TempDir()
	must(t, os.MkdirAll(filepath.Join(dir, "real"), 0o777))
	must(t, os.Symlink("real", filepath.Join(dir, "out")))
	for _, files := range []tree{first, second} {
		_, err := Write(filepath.Join(dir, "out"), files.files(), Options{})
		must(t, err)
		if diff := cmp.Diff(files, read(t, filepath.Join(dir, "real"))); diff != "" {
			t.Error(diff)
		}
	}
	if target, err := os.Readlink(filepath.Join(dir, "out")); target != "real" {
		t.Errorf("the link is now %q, %v", target, err)
	}
	clean(t, filepath.Join(dir, "real"))
}

// TestInsideFolder checks that a run started inside the output folder keeps its ground: the folder stays the same one.
func TestInsideFolder(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	_, err := Write(out, first.files(), Options{})
	must(t, err)
	t.Chdir(filepath.Join(out, "terraform"))
	before, err := os.Stat(".")
	must(t, err)
	r, err := Write("..", second.files(), Options{})
	must(t, err)
	after, err := os.Stat(filepath.Join(out, "terraform"))
	must(t, err)
	if !r.InPlace || !os.SameFile(before, after) {
		t.Error("the current folder was exchanged")
	}
	if diff := cmp.Diff(second, read(t, out)); diff != "" {
		t.Error(diff)
	}
}

// TestJournalConflict checks that a half-done in-place write is not finished over a file that somebody changed since.
func TestJournalConflict(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	_, err := Write(out, first.files(), Options{})
	must(t, err)
	tree{
		journalName + "/0":              "{2}\n",
		journalName + "/manifest":       "",
		journalName + "/" + journalFile: `{"format_version":"1.0","steps":[{"path":"json/slogen.json","staged":"0","old":"00","new":"01"}]}`,
	}.put(t, out)
	r, err := Compare(out, first.files())
	must(t, err)
	if !r.Interrupted || r.Current() {
		t.Error("Compare does not see the journal")
	}
	_, err = Write(out, first.files(), Options{})
	if err == nil || !strings.Contains(err.Error(), "it was changed after a run was stopped half-way") {
		t.Fatalf("got %v", err)
	}
	res, err := Write(out, first.files(), Options{Force: true})
	must(t, err)
	if !res.Recovered {
		t.Error("not reported as recovered")
	}
	if diff := cmp.Diff(first, read(t, out)); diff != "" {
		t.Error(diff)
	}
	clean(t, out)
}

// TestRescue checks what is done with the former folder of a run that was killed right after the exchange.
func TestRescue(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	_, err := Write(out, second.files(), Options{})
	must(t, err)
	tree{"terraform/terraform.tfstate": "old state"}.put(t, out)
	old := filepath.Join(filepath.Dir(out), ".out.slogen-stage", stageTree)
	_, err = Write(old, first.files(), Options{})
	must(t, err)
	tree{"../" + stageID: "0:0\n", "terraform/late": "late", "late/deep/x": "late"}.put(t, old)
	must(t, os.Link(filepath.Join(out, "terraform/terraform.tfstate"), filepath.Join(old, "terraform/terraform.tfstate")))
	r, err := Write(out, second.files(), Options{})
	must(t, err)
	if !r.Recovered {
		t.Error("not reported as recovered")
	}
	want := tree{"terraform/terraform.tfstate": "old state", "terraform/late": "late", "late/deep/x": "late"}
	for p, c := range second {
		want[p] = c
	}
	if diff := cmp.Diff(want, read(t, out)); diff != "" {
		t.Error(diff)
	}
	clean(t, out)
}

// TestManifestAlone checks that a missing manifest is written, and that the result says so.
func TestManifestAlone(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	for i, want := range []bool{true, false, true} {
		if i == 2 {
			must(t, os.Remove(filepath.Join(out, ManifestName)))
		}
		r, err := Write(out, first.files(), Options{})
		must(t, err)
		if r.Manifest != want {
			t.Errorf("run %d: Manifest is %t", i, r.Manifest)
		}
	}
}

func TestConflictNamesAll(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	_, err := Write(out, first.files(), Options{})
	must(t, err)
	tree{"terraform/cart.tf": "x", "json/slogen.json": "x", "terraform/search.tf": "x"}.put(t, out)
	_, err = Write(out, second.files(), Options{})
	var c *ConflictError
	if !errors.As(err, &c) || len(c.Edited) != 2 || len(c.InTheWay) != 1 || strings.Count(err.Error(), "\n") != 2 {
		t.Errorf("got %v", err)
	}
}

func BenchmarkCompare(b *testing.B) {
	files := tree{}
	for i := range 1000 {
		files[fmt.Sprintf("terraform/service-%04d.tf", i)] = strings.Repeat("resource \"x\" \"y\" {}\n", 400)
	}
	out := filepath.Join(b.TempDir(), "out")
	_, err := Write(out, files.files(), Options{})
	must(b, err)
	list := files.files()
	b.ReportAllocs()
	for b.Loop() {
		r, err := Compare(out, list)
		must(b, err)
		if !r.Current() {
			b.Fatal("not current")
		}
	}
}

// TestRescueNeedsManifest checks that nothing of the former output comes back when its list of generated files can't be
// read: without the list all of it would pass for somebody's own.
func TestRescueNeedsManifest(t *testing.T) {
	for name, spoil := range map[string]func(t *testing.T, manifest string){
		"a folder":  func(t *testing.T, m string) { must(t, os.Mkdir(m, 0o777)) },
		"a link":    func(t *testing.T, m string) { must(t, os.Symlink("nowhere", m)) },
		"a loop":    func(t *testing.T, m string) { must(t, os.Symlink(ManifestName, m)) },
		"cut off":   func(t *testing.T, m string) { must(t, os.WriteFile(m, []byte(`{"format_ver`), 0o666)) },
		"of 9000.0": func(t *testing.T, m string) { must(t, os.WriteFile(m, []byte(`{"format_version": "9000.0"}`), 0o666)) },
	} {
		t.Run(name, func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "out")
			_, err := Write(out, second.files(), Options{})
			must(t, err)
			old := filepath.Join(filepath.Dir(out), ".out.slogen-stage", stageTree)
			_, err = Write(old, first.files(), Options{})
			must(t, err)
			tree{"../" + stageID: "0:0\n"}.put(t, old)
			must(t, os.Remove(filepath.Join(old, ManifestName)))
			spoil(t, filepath.Join(old, ManifestName))
			_, err = Write(out, second.files(), Options{})
			if err == nil || !strings.Contains(err.Error(), ManifestName+", can't be read") ||
				!strings.Contains(err.Error(), "-force") {
				t.Errorf("got %v", err)
			}
			if diff := cmp.Diff(second, read(t, out)); diff != "" {
				t.Errorf("the output changed (-want +got):\n%s", diff)
			}
			if _, err := os.Lstat(old); err != nil {
				t.Errorf("the former folder is gone: %v", err)
			}
			_, err = Write(out, second.files(), Options{Force: true})
			must(t, err)
			clean(t, out)
		})
	}
}

// TestFaults has the exchange fail: where it can't be done the files are written in place, and any other fault leaves
// everything as it was.
func TestFaults(t *testing.T) {
	defer func() { exchangeEntries = exchange }()
	for errno, inPlace := range map[syscall.Errno]bool{
		syscall.EXDEV: true, syscall.ENOSYS: true, syscall.EINVAL: true, syscall.ENOTSUP: true, syscall.EPERM: true,
		syscall.EBUSY:  true,
		syscall.ENOSPC: false, syscall.EIO: false, syscall.EACCES: false, syscall.EROFS: false, syscall.EDQUOT: false,
		syscall.ENOMEM: false,
	} {
		t.Run(errno.Error(), func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "out")
			_, err := Write(out, first.files(), Options{})
			must(t, err)
			exchangeEntries = func(*os.Root, string, string) error { return errno }
			r, err := Write(out, second.files(), Options{})
			want := first
			if inPlace {
				must(t, err)
				want = second
				if !r.InPlace {
					t.Error("not reported as written in place")
				}
			} else if !errors.Is(err, errno) || !strings.Contains(err.Error(), "the output is as it was before") {
				t.Errorf("got %v", err)
			}
			if diff := cmp.Diff(want, read(t, out)); diff != "" {
				t.Error(diff)
			}
			clean(t, out)
			exchangeEntries = exchange
			_, err = Write(out, second.files(), Options{})
			must(t, err)
		})
	}
}

// TestDamagedJournal checks that a journal nobody can read stops a run, and that -force gives it up.
func TestDamagedJournal(t *testing.T) {
	for name, record := range map[string]string{
		"cut off": `{"format_ver`, "newer": `{"format_version":"2.0"}`, "link": "-> ../json/slogen.json",
		"outside":        `{"format_version":"1.0","steps":[{"path":"../../x","staged":"0","old":"","new":"01"}]}`,
		"staged outside": `{"format_version":"1.0","steps":[{"path":"json/slogen.json","staged":"../terraform/cart.tf","old":"","new":"01"}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "out")
			_, err := Write(out, first.files(), Options{})
			must(t, err)
			tree{journalName + "/" + journalFile: record}.put(t, out)
			_, err = Write(out, second.files(), Options{})
			if err == nil || !strings.Contains(err.Error(), "abandon the half-done write with -force") {
				t.Fatalf("got %v", err)
			}
			r, err := Write(out, second.files(), Options{Force: true})
			must(t, err)
			if !r.Recovered {
				t.Error("not reported as recovered")
			}
			if diff := cmp.Diff(second, read(t, out)); diff != "" {
				t.Error(diff)
			}
			clean(t, out)
		})
	}
}

// TestRead checks that only ordinary files inside the folder are read.
func TestRead(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(dir, "out")
	tree{"../secret": "secret", "json/plain": "plain", "json/link": "-> plain", "json/out": "-> ../../secret",
		"json/zero": "-> /dev/zero",
		"linked":    "-> json", "away": "-> ..", "json/folder/x": ""}.put(t, out)
	if b, err := Read(out, "json/plain", 0); err != nil || string(b) != "plain" {
		t.Errorf("%q, %v", b, err)
	}
	if b, err := Read(out, "linked/plain", 0); err != nil || string(b) != "plain" { // a link inside leads nowhere else
		t.Errorf("%q, %v", b, err)
	}
	for _, name := range []string{"json/none", "none/none"} {
		if _, err := Read(out, name, 0); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Read(filepath.Join(dir, "none"), "json/plain", 0); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	for name, want := range map[string]string{"json/link": "a symbolic link", "json/out": "a symbolic link",
		"json/zero":   "a symbolic link",
		"json/folder": "a folder", "away/secret": "path escapes"} {
		if b, err := Read(out, name, 0); err == nil || errors.Is(err, fs.ErrNotExist) ||
			!strings.Contains(err.Error(), want) {
			t.Errorf("%s: %q, %v", name, b, err)
		}
	}
	big := filepath.Join(out, "json/big")
	must(t, os.WriteFile(big, nil, 0o666))
	must(t, os.Truncate(big, minCatalogue+1))
	if _, err := Read(out, "json/big", 0); err == nil || !strings.Contains(err.Error(), "larger than 256 MiB") {
		t.Error(err)
	}
}
