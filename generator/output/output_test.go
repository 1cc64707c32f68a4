package output

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slogen-project/slogen/generator/emit"
	"github.com/slogen-project/slogen/generator/mark"
)

// tree is a folder as a table: path → content; a folder's path ends in "/", a symbolic link's content begins with "->
// ". What slogen wrote is there without its mark.
type tree map[string]string

// files are the emitted files of t, which get marks.
func (t tree) files() []emit.File {
	var list []emit.File
	for p, c := range t {
		list = append(list, emit.File{Path: p, Append: func(b []byte) []byte { return append(b, marked(p, c)...) }})
	}
	slices.SortFunc(list, func(a, b emit.File) int { return strings.Compare(a.Path, b.Path) })
	return list
}

// marked is the file p as slogen writes it with this content.
func marked(p, content string) string {
	if path.Ext(p) == ".json" {
		return string(mark.Seal([]byte(mark.JSON() + "\n" + content)))
	}
	return string(mark.Seal([]byte("# " + mark.Text() + "\n" + content)))
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

// read is dir as a table, with empty folders.
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
		default:
			b, err := os.ReadFile(p)
			t[rel] = string(b)
			if _, content, ok := strings.Cut(string(b), "\n"); ok && marked(rel, content) == string(b) {
				t[rel] = content
			}
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
	edited := func(p, was, is string) string { return strings.Replace(marked(p, was), was, is, 1) }
	conflict := func(p string) string { // both sides changed the file, and git merged what it could
		a, b := marked(p, "ours\n"), marked(p, "theirs\n")
		headA, restA, _ := strings.Cut(a, "\n")
		headB, restB, _ := strings.Cut(b, "\n")
		return "<<<<<<< HEAD\n" + headA + "\n||||||| base\n" + headA + "\n=======\n" + headB + "\n>>>>>>> theirs\n" +
			restA + restB
	}
	for _, c := range []struct {
		name   string
		before tree // written by slogen first; nil for no folder
		meddle func(t *testing.T, out string)
		files  tree
		want   tree   // nil: unchanged, with an error
		err    string // part of the error
		result Result
	}{
		{name: "new folder", files: first, want: first,
			result: Result{Written: []string{"json/slogen.json", "terraform/cart.tf", "terraform/checkout.tf"}}},
		{name: "nothing to write", files: tree{}, want: tree{}, result: Result{}},
		{name: "empty folder", meddle: func(t *testing.T, out string) { must(t, os.Mkdir(out, 0o777)) }, files: first,
			want:   first,
			result: Result{Written: []string{"json/slogen.json", "terraform/cart.tf", "terraform/checkout.tf"}}},
		{name: "unchanged", before: first, files: first, want: first,
			result: Result{Kept: []string{"json/slogen.json", "terraform/cart.tf", "terraform/checkout.tf"}}},
		{name: "changed, new and stale", before: first, files: second, want: second, result: changes},
		{name: "a whole format goes", before: first, files: tree{"json/slogen.json": "{1}\n"},
			want: tree{"json/slogen.json": "{1}\n"},
			result: Result{Removed: []string{"terraform/cart.tf", "terraform/checkout.tf"},
				Kept: []string{"json/slogen.json"}}},
		{name: "everything goes", before: first, files: tree{}, want: tree{},
			result: Result{Removed: []string{"json/slogen.json", "terraform/cart.tf", "terraform/checkout.tf"}}},
		{name: "foreign things stay", before: first, meddle: func(t *testing.T, out string) {
			foreignThings.put(t, out)
			must(t, os.Mkdir(filepath.Join(out, "empty"), 0o700))
		}, files: second, want: with(second, foreignThings, tree{"empty/": ""}), result: changes},
		{name: "foreign things stay where all that was generated goes", before: first,
			meddle: func(t *testing.T, out string) { foreignThings.put(t, out) },
			files:  tree{"json/slogen.json": "{1}\n"}, want: with(tree{"json/slogen.json": "{1}\n"}, foreignThings),
			result: Result{Removed: []string{"terraform/cart.tf", "terraform/checkout.tf"},
				Kept: []string{"json/slogen.json"}}},
		{name: "copies elsewhere stay", before: first, meddle: func(t *testing.T, out string) {
			tree{"mine.tf": marked("mine.tf", "x"), "terraform/old/cart.tf": marked("x.tf", "x"),
				"terraform/notes.txt": marked("x.tf", "x")}.put(t, out)
		}, files: second, result: changes, want: with(second, tree{"mine.tf": "x", "terraform/old/cart.tf": "x",
			"terraform/notes.txt": "x"})},
		{name: "deleted by hand", before: first,
			meddle: func(t *testing.T, out string) { must(t, os.RemoveAll(filepath.Join(out, "terraform"))) },
			files:  first, want: first, result: Result{Written: []string{"terraform/cart.tf", "terraform/checkout.tf"},
				Kept: []string{"json/slogen.json"}}},
		{name: "other line ends", before: first, meddle: func(t *testing.T, out string) {
			tree{"terraform/checkout.tf": strings.ReplaceAll(marked("x.tf", "one\n"), "\n", "\r\n"),
				"terraform/cart.tf": strings.ReplaceAll(marked("x.tf", "cart\n"), "\n", "\r\n")}.put(t, out)
		}, files: second, result: changes, want: with(second, tree{
			"terraform/checkout.tf": strings.ReplaceAll(marked("x.tf", "one\n"), "\n", "\r\n")})},

		{name: "edited", before: first, meddle: func(t *testing.T, out string) {
			tree{"terraform/checkout.tf": edited("terraform/checkout.tf", "one\n", "mine\n"),
				"terraform/cart.tf": edited("terraform/cart.tf", "cart\n", "mine\n")}.put(t, out)
		}, files: second, want: second,
			result: Result{Written: []string{"terraform/search.tf"}, Removed: []string{"terraform/cart.tf"},
				Replaced: []string{"json/slogen.json", "terraform/checkout.tf"},
				Changed:  map[string]mark.State{"terraform/cart.tf": mark.Changed, "terraform/checkout.tf": mark.Changed}}},
		{name: "edited to what is generated now", before: first, meddle: func(t *testing.T, out string) {
			tree{"json/slogen.json": marked("x.json", "{2}\n")}.put(t, out)
		}, files: second, want: second,
			result: Result{Written: []string{"terraform/search.tf"}, Removed: []string{"terraform/cart.tf"},
				Kept: []string{"json/slogen.json", "terraform/checkout.tf"}}},
		{name: "conflicts", before: first, meddle: func(t *testing.T, out string) {
			tree{"terraform/checkout.tf": conflict("terraform/checkout.tf"), "json/slogen.json": conflict("json/slogen.json"),
				"terraform/cart.tf": strings.ReplaceAll(conflict("terraform/cart.tf"), "\n", "\r\n")}.put(t, out)
		}, files: second, want: second,
			result: Result{Written: []string{"terraform/search.tf"}, Removed: []string{"terraform/cart.tf"},
				Replaced: []string{"json/slogen.json", "terraform/checkout.tf"},
				Changed: map[string]mark.State{"terraform/cart.tf": mark.Conflicted, "terraform/checkout.tf": mark.Conflicted,
					"json/slogen.json": mark.Conflicted}}},
		{name: "files of another branch", before: first, meddle: func(t *testing.T, out string) {
			tree{"terraform/other.slo.tf": marked("x.tf", "x"), "json/other.json": marked("x.json", "x"),
				"terraform_input/objects/other.json": marked("x.json", "x")}.put(t, out)
		}, files: second, want: second,
			result: Result{Written: changes.Written, Replaced: changes.Replaced, Kept: changes.Kept,
				Removed: []string{"json/other.json", "terraform/cart.tf", "terraform/other.slo.tf",
					"terraform_input/objects/other.json"}}},

		{name: "an unmarked file in the way", before: first,
			meddle: func(t *testing.T, out string) { tree{"terraform/search.tf": "theirs\n"}.put(t, out) }, files: second,
			err: "out/terraform/search.tf is not marked as generated, so slogen won't replace it. Move it away, " +
				"remove it, or"},
		{name: "a link in the way", before: first,
			meddle: func(t *testing.T, out string) { tree{"terraform/search.tf": "-> cart.tf"}.put(t, out) }, files: second,
			err: "out/terraform/search.tf is a symbolic link that slogen did not create"},
		{name: "a linked folder in the way", meddle: func(t *testing.T, out string) { tree{"terraform": "-> ."}.put(t, out) },
			files: first,
			err:   "out/terraform is a symbolic link"},
		{name: "a folder in the way", meddle: func(t *testing.T, out string) { tree{"json/slogen.json/x": ""}.put(t, out) },
			files: first,
			err:   "out/json/slogen.json is a folder"},
		{name: "a file where a folder is needed", meddle: func(t *testing.T, out string) { tree{"json": "hm"}.put(t, out) },
			files: first,
			err:   "out/json is not marked as generated"},
		{name: "the folder is a file", meddle: func(t *testing.T, out string) { must(t, os.WriteFile(out, nil, 0o666)) },
			files: first, err: "out is a file; name another folder"},
		{name: "the folder is a dangling link",
			meddle: func(t *testing.T, out string) { must(t, os.Symlink("nowhere", out)) }, files: first,
			err: "symbolic link to something that doesn't exist"},
		{name: "a path outside", files: tree{"../x.tf": ""}, err: `"../x.tf" is no path of a generated file`},
		{name: "a path elsewhere", files: tree{"elsewhere/x.tf": ""}, err: `"elsewhere/x.tf" is no path of`},
		{name: "something else where output is prepared", before: first,
			meddle: func(t *testing.T, out string) { tree{".out.slogen-stage/precious": "x"}.put(t, filepath.Dir(out)) },
			files:  second,
			err:    "holds something else; move it away"},
	} {
		for _, inPlace := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/in place %t", c.name, inPlace), func(t *testing.T) {
				out := filepath.Join(t.TempDir(), "parent", "out")
				o := Options{InPlace: inPlace}
				if c.before != nil {
					_, err := Write(out, c.before.files(), o)
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
				if _, err := os.Stat(out); err == nil || len(c.want) > 0 {
					left := read(t, out)
					delete(left, "./") // an empty folder
					if diff := cmp.Diff(c.want, left); diff != "" {
						t.Errorf("(-want +got):\n%s", diff)
					}
				}
				got.InPlace = false
				if diff := cmp.Diff(&c.result, got,
					cmp.Transformer("nil", func(s []string) []string { return append([]string{}, s...) })); diff != "" {
					t.Errorf("result (-want +got):\n%s", diff)
				}
				clean(t, out)
				r, err := Compare(out, c.files.files(), Options{})
				must(t, err)
				if !r.Current() {
					t.Errorf("not current after writing: %+v", r)
				}
			})
		}
	}
}

// changes is what it takes to get from first to second.
var changes = Result{Written: []string{"terraform/search.tf"}, Replaced: []string{"json/slogen.json"},
	Removed: []string{"terraform/cart.tf"}, Kept: []string{"terraform/checkout.tf"}}

func TestCompare(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	r, err := Compare(out, first.files(), Options{})
	must(t, err)
	if diff := cmp.Diff(&Report{Dir: out, Missing: []string{"json/slogen.json", "terraform/cart.tf",
		"terraform/checkout.tf"}}, r); diff != "" {
		t.Errorf("missing folder (-want +got):\n%s", diff)
	}
	_, err = Write(out, first.files(), Options{})
	must(t, err)
	tree{"terraform/terraform.tfstate": "s", "extra/deep/x": "", "terraform/cart.tf": marked("x.tf", "") + "edited",
		"terraform/search.tf": "theirs"}.put(t, out)
	before := read(t, out)
	r, err = Compare(out, second.files(), Options{})
	must(t, err)
	want := &Report{
		Dir: out, Unchanged: 1,
		Differing: []string{"json/slogen.json", "terraform/search.tf"},
		Stale:     []string{"terraform/cart.tf"},
		Changed:   map[string]mark.State{"terraform/cart.tf": mark.Changed},
		InTheWay:  []Obstacle{{"terraform/search.tf", "an unmarked file"}},
		Foreign:   []string{"extra/", "terraform/terraform.tfstate"},
	}
	if diff := cmp.Diff(want, r); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(before, read(t, out)); diff != "" {
		t.Errorf("Compare changed something:\n%s", diff)
	}
	must(t, os.RemoveAll(out))
	must(t, os.WriteFile(out, nil, 0o666))
	if _, err := Compare(out, nil, Options{}); err == nil || !strings.Contains(err.Error(), "is a file") {
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

// TestJournalConflict checks that a half-done in-place write is not finished over a file of somebody's, and that
// nothing in a journal makes slogen write elsewhere.
func TestJournalConflict(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	_, err := Write(out, first.files(), Options{})
	must(t, err)
	tree{
		journalName + "/0":              marked("x.json", "{2}\n"),
		journalName + "/1":              "not marked",
		"json/theirs.json":              "theirs",
		journalName + "/" + journalFile: `{"format_version":"1.0","steps":[{"path":"json/theirs.json"},{"path":"json/more.json","staged":"1"},{"path":"json/slogen.json","staged":"0"}]}`,
	}.put(t, out)
	must(t, os.WriteFile(filepath.Join(out, "json/slogen.json"), []byte("mine"), 0o666))
	r, err := Compare(out, first.files(), Options{})
	must(t, err)
	if !r.Interrupted || r.Current() {
		t.Error("Compare does not see the journal")
	}
	_, err = Write(out, first.files(), Options{})
	if err == nil || !strings.Contains(err.Error(), "it is not marked as generated; move it away or remove it") {
		t.Fatalf("got %v", err)
	}
	must(t, os.Remove(filepath.Join(out, "json/slogen.json")))
	res, err := Write(out, first.files(), Options{})
	must(t, err)
	if !res.Recovered {
		t.Error("not reported as recovered")
	}
	want := maps.Clone(first)
	want["json/theirs.json"] = "theirs"
	if diff := cmp.Diff(want, read(t, out)); diff != "" {
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

func TestConflictNamesThem(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	many := tree{}
	for i := range 30 {
		many[fmt.Sprintf("terraform/s%02d.slo.tf", i)] = "x"
	}
	many.put(t, out)
	_, err := Write(out, many.files(), Options{})
	var c *ConflictError
	if !errors.As(err, &c) || len(c.InTheWay) != 30 || strings.Count(err.Error(), "\n") != conflictsShown ||
		!strings.HasSuffix(err.Error(), "\nAnd 10 more.") {
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
		r, err := Compare(out, list, Options{})
		must(b, err)
		if !r.Current() {
			b.Fatal("not current")
		}
	}
}

// formerOutput writes an output, and beside it a former one as a run that was stopped left it.
func formerOutput(t *testing.T) (out, former string) {
	t.Helper()
	out = filepath.Join(t.TempDir(), "out")
	_, err := Write(out, second.files(), Options{})
	must(t, err)
	former = filepath.Join(filepath.Dir(out), ".out.slogen-stage", stageTree)
	_, err = Write(former, first.files(), Options{})
	must(t, err)
	tree{"../" + stageID: "0:0\n", "terraform_module/root/old.tf": marked("x.tf", "") + "<<<<<<< HEAD\n",
		"json/late.txt": "late", "terraform_input/late.tf": "late",
		"terraform_input/module/old.tf": marked("x.tf", "")}.put(t, former)
	return out, former
}

// TestRescueOfWhatIsGone checks that nothing that slogen wrote comes back from the former output, whatever became of it
// there.
func TestRescueOfWhatIsGone(t *testing.T) {
	out, _ := formerOutput(t)
	_, err := Write(out, second.files(), Options{})
	must(t, err)
	want := maps.Clone(second)
	want["json/late.txt"], want["terraform_input/late.tf"] = "late", "late"
	if diff := cmp.Diff(want, read(t, out)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	clean(t, out)
}

// TestRescueUnreadable checks that a former output that can't be read stops the run.
func TestRescueUnreadable(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("permissions do not bind the superuser") // .ci/run runs it as another user
	}
	out, former := formerOutput(t)
	must(t, os.Chmod(filepath.Join(former, "terraform/cart.tf"), 0))
	if _, err := Write(out, second.files(), Options{}); err == nil ||
		!strings.Contains(err.Error(), "permission denied") {
		t.Errorf("got %v", err)
	}
	want := maps.Clone(second)
	want["json/late.txt"] = "late" // somebody else's: it came before and is back where it was
	if diff := cmp.Diff(want, read(t, out)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
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

// TestDamagedJournal checks that a journal nobody can read is given up: what is written then puts every file right.
func TestDamagedJournal(t *testing.T) {
	for name, record := range map[string]string{
		"cut off": `{"format_ver`, "newer": `{"format_version":"2.0"}`, "link": "-> ../json/slogen.json",
		"outside":        `{"format_version":"1.0","steps":[{"path":"../../x.tf","staged":"0"}]}`,
		"staged outside": `{"format_version":"1.0","steps":[{"path":"json/slogen.json","staged":"../terraform/cart.tf"}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "out")
			_, err := Write(out, first.files(), Options{})
			must(t, err)
			tree{journalName + "/" + journalFile: record}.put(t, out)
			r, err := Write(out, second.files(), Options{})
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

// TestRead checks that only ordinary files inside the folder are read, those that are marked, and not too much of them.
func TestRead(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(dir, "out")
	plain := marked("x.json", "plain")
	tree{"json/b.json": plain, "json/a.json": plain, "json/theirs.json": "{}", "json/x.txt": plain,
		"json/.terraform/x.json": plain}.put(t, out)
	list, err := Read(out, "json", 0)
	must(t, err)
	if diff := cmp.Diff([]Content{{"json/a.json", []byte(plain)}, {"json/b.json", []byte(plain)}}, list); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, where := range [][2]string{{out, "none"}, {out, "json/a.json"}, {filepath.Join(dir, "none"), "json"}} {
		if list, err := Read(where[0], where[1], 0); err != nil || len(list) > 0 {
			t.Errorf("%v: %v, %v", where, list, err)
		}
	}
	for name, to := range map[string]string{"link": "plain", "out": "../../secret", "zero": "/dev/zero", "none": "no"} {
		name = filepath.Join(out, "json", name+".json")
		must(t, os.Symlink(to, name))
		if _, err := Read(out, "json", 0); err == nil ||
			!strings.Contains(err.Error(), name+": it is a symbolic link") {
			t.Errorf("%s: %v", name, err)
		}
		must(t, os.Remove(name))
	}
	must(t, os.Symlink("..", filepath.Join(out, "away")))
	if list, err := Read(out, "away", 0); err != nil || len(list) > 0 {
		t.Errorf("a link as folder: %v, %v", list, err)
	}
	must(t, os.Truncate(filepath.Join(out, "json/b.json"), minRead))
	if _, err := Read(out, "json", 0); err == nil ||
		!strings.Contains(err.Error(), "b.json: it is larger than 255 MiB") {
		t.Errorf("256 MiB together with another: %v", err)
	}
}
