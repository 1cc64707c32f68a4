package source

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
)

// open makes a directory with the files, makes it the working directory and opens the paths.
func open(t *testing.T, files map[string]string, paths ...string) (*Files, hcl.Diagnostics) {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, files)
	t.Chdir(dir)
	f, diags := Open(Options{Paths: paths})
	t.Cleanup(func() { f.Close() })
	return f, diags
}

func summaries(diags hcl.Diagnostics) (s []string) {
	for _, d := range diags {
		s = append(s, d.Summary)
	}
	return s
}

func TestOpen(t *testing.T) {
	tree := map[string]string{
		"shop/a.slo.hcl":                    "",
		"shop/b.slo.json":                   "{}",
		"shop/c.slo.jsonnet":                "{}",
		"shop/sub/d.slo.hcl":                "",
		"shop/sub/d.slotest.hcl":            "",
		"shop/prod.slovars.hcl":             "",
		"shop/main.tf":                      "resource {",
		"shop/.terraform.lock.hcl":          "provider {",
		"shop/terragrunt.hcl":               "",
		"shop/.terraform/x.slo.hcl":         "",
		"shop/.git/x.slo.hcl":               "",
		"shop/.hidden.slo.hcl":              "",
		"shop/a.slo.hcl~":                   "",
		"shop/notes.slo.hcl.md":             "",
		"platform/recipients.slo.hcl":       "",
		"platform/deep/er/policies.slo.hcl": "",
		"empty/readme.md":                   "",
		"onlytests/a.slotest.hcl":           "",
		"bad/x.slo.hcl/y.slo.hcl":           "",
	}
	shop := []string{"shop/a.slo.hcl", "shop/b.slo.json", "shop/c.slo.jsonnet", "shop/sub/d.slo.hcl"}
	for _, c := range []struct {
		name  string
		paths []string
		want  []string
		errs  []string
	}{
		{"a tree", []string{"shop"}, shop, nil},
		{"two trees, however written", []string{"./platform/", "platform/../shop"},
			append([]string{"platform/deep/er/policies.slo.hcl", "platform/recipients.slo.hcl"}, shop...), nil},
		{"one file", []string{"shop/sub/d.slo.hcl"}, []string{"shop/sub/d.slo.hcl"}, nil},
		{"a file and its tree", []string{"shop/sub/d.slo.hcl", "shop", "shop/sub"}, shop, nil},
		{"the same twice", []string{"shop", "./shop"}, shop, nil},
		{"no path", nil, nil, []string{"No path given"}},
		{"an empty path", []string{""}, nil, []string{"Empty path"}},
		{"a missing path", []string{"shpo"}, nil, []string{"Path not found"}},
		{"a tree without files", []string{"empty"}, nil, []string{"No declarations found"}},
		{"a tree with tests only", []string{"onlytests"}, nil, []string{"No declarations found"}},
		{"one tree of two without files", []string{"shop", "empty"}, shop, []string{"No declarations found"}},
		{"another tool's file", []string{"shop/main.tf"}, nil, []string{"Unsupported file name"}},
		{"a hidden directory, given", []string{"shop/.git"}, []string{"shop/.git/x.slo.hcl"}, nil},
		{"a directory with a file's name", []string{"bad/x.slo.hcl"}, nil, []string{"Directory with a file's name"}},
		{"one below", []string{"bad"}, nil, []string{"Directory with a file's name", "No declarations found"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, diags := open(t, tree, c.paths...)
			g, more := Open(Options{Paths: c.paths, Storage: inMemory(t, f.Cwd, f.Cwd)})
			if d := cmp.Diff(f.Configs, g.Configs); d != "" {
				t.Errorf("files in memory: %s", d)
			}
			if d := cmp.Diff(fmt.Sprint(diags), fmt.Sprint(more)); d != "" {
				t.Errorf("errors in memory: %s", d)
			}
			if d := cmp.Diff(c.errs, summaries(diags)); d != "" {
				t.Errorf("errors: %s\n%v", d, diags)
			}
			if d := cmp.Diff(c.want, f.Configs); d != "" {
				t.Errorf("files: %s", d)
			}
			for _, n := range f.Configs {
				if _, err := f.Read(n); err != nil {
					t.Errorf("%s: %v", n, err)
				}
				if _, err := g.Read(n); err != nil {
					t.Errorf("%s in memory: %v", n, err)
				}
			}
		})
	}
	f, _ := open(t, tree, "shop")
	if d := cmp.Diff([]string{"shop/sub/d.slotest.hcl"}, f.Tests); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"shop/prod.slovars.hcl"}, f.Vars); d != "" {
		t.Error(d)
	}
	t.Run("from a directory below", func(t *testing.T) {
		t.Chdir("shop/sub")
		abs, err := filepath.Abs("../../platform")
		if err != nil {
			t.Fatal(err)
		}
		f, diags := Open(Options{Paths: []string{".", "..", abs}})
		if len(diags) > 0 {
			t.Fatal(diags)
		}
		defer f.Close()
		want := []string{"../../platform/deep/er/policies.slo.hcl", "../../platform/recipients.slo.hcl", "../a.slo.hcl",
			"../b.slo.json", "../c.slo.jsonnet", "d.slo.hcl"}
		if d := cmp.Diff(want, f.Configs); d != "" {
			t.Error(d)
		}
		for _, n := range f.Configs {
			if _, err := f.Read(n); err != nil {
				t.Errorf("%s: %v", n, err)
			}
		}
		if _, err := f.Read("../../empty/readme.md"); err == nil {
			t.Error("a file outside of the roots was read")
		}
	})
}

func TestMissingPathSuggestion(t *testing.T) {
	_, diags := open(t, map[string]string{"shop/a.slo.hcl": ""}, "shpo")
	want := `There is no file or directory "shpo". Did you mean "shop"?`
	if len(diags) != 1 || diags[0].Detail != want {
		t.Errorf("%v, want %s", diags, want)
	}
}

func TestLinks(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("symbolic links need a privilege on Windows")
	}
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"in/a.slo.hcl":          "",
		"in/sub/b.slo.hcl":      "",
		"in/data.json":          "1",
		"other/c.slo.hcl":       "",
		"other/c.json":          "2",
		"outside/secret":        "s",
		"outside/d.slo.hcl":     "",
		"outside/dir/x.slo.hcl": "",
	})
	for link, target := range map[string]string{
		"in/self":             ".",
		"in/same.slo.hcl":     "a.slo.hcl",
		"in/out.slo.hcl":      "../outside/d.slo.hcl",
		"in/outdir":           "../outside/dir",
		"in/secret":           "../outside/secret",
		"in/tosub":            "sub",
		"in/other.json":       "../other/c.json",
		"in/linked.slo.hcl":   "../other/c.slo.hcl",
		"in/dangling":         "nowhere",
		"in/dangling.slo.hcl": "nowhere.slo.hcl",
		"in/.#lock.slo.hcl":   "user@host",
	} {
		if err := os.Symlink(target, filepath.Join(dir, filepath.FromSlash(link))); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	for _, storage := range []Storage{Disk{}, inMemory(t, dir, dir)} {
		f, diags := Open(Options{Paths: []string{"in", "other"}, Storage: storage})
		defer f.Close()
		if d := cmp.Diff([]string{"in/a.slo.hcl", "in/sub/b.slo.hcl", "other/c.slo.hcl"}, f.Configs); d != "" {
			t.Error(d)
		}
		if d := cmp.Diff([]string{"Unreadable file", "Link leads outside"}, summaries(diags)); d != "" {
			t.Error(d, diags)
		}
		for name, want := range map[string]string{
			"data.json": "1", "self/sub/../data.json": "1", "other.json": "2", "../other/c.json": "2", "../in/data.json": "1",
		} {
			if got, err := f.ReadFrom("in", name); err != nil || string(got) != want {
				t.Errorf("%s: %q, %v", name, got, err)
			}
		}
		for _, name := range []string{"secret", "../outside/secret", "outdir/x.slo.hcl", "../../etc/passwd", "/etc/passwd",
			"", ".", "nope", "a\x00b"} {
			if got, err := f.ReadFrom("in", name); err == nil {
				t.Errorf("%s was read: %q", name, got)
			}
		}
		if _, err := f.Read("outside/secret"); !errors.Is(err, errOutside) {
			t.Error(err)
		}
	}
}

func TestUnreadable(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may read everything")
	}
	dir := t.TempDir()
	write(t, dir, map[string]string{"a.slo.hcl": "", "b.slo.hcl": ""})
	t.Chdir(dir)
	if err := os.Chmod("a.slo.hcl", 0); err != nil {
		t.Fatal(err)
	}
	f, diags := Open(Options{Paths: []string{"."}})
	defer f.Close()
	if len(diags) > 0 || len(f.Configs) != 2 {
		t.Fatal(diags, f.Configs)
	}
	if _, err := f.Read("a.slo.hcl"); err == nil || Reason(err) != "permission denied" {
		t.Error(err)
	}
}

func TestTooLarge(t *testing.T) {
	f, _ := open(t, map[string]string{"a.slo.hcl": strings.Repeat("# x\n", 300)}, ".")
	f.Options.MaxBytes = 1000
	_, err := f.Read("a.slo.hcl")
	want := `"a.slo.hcl" can't be read: it has 1.2 KiB, but a file may have at most 1000 bytes.`
	if d := Unreadable("a.slo.hcl", err); d.Detail != want {
		t.Errorf("%s, want %s", d.Detail, want)
	}
}

// Thousands of files need few file descriptors, also when each is given by name and lies in a directory of its own.
func TestFewDescriptors(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("open files are counted in /proc")
	}
	files := map[string]string{}
	var paths []string
	for i := range 300 {
		name := fmt.Sprintf("d%d/x.slo.hcl", i)
		files[name] = "a = 1\n"
		paths = append(paths, name)
	}
	f, diags := open(t, files, paths...)
	if len(diags) > 0 {
		t.Fatal(diags)
	}
	most := 0
	var wg sync.WaitGroup
	stop := make(chan bool)
	watched := make(chan bool)
	go func() {
		defer close(watched)
		for {
			select {
			case <-stop:
				return
			default:
				if fds, err := os.ReadDir("/proc/self/fd"); err == nil {
					most = max(most, len(fds))
				}
			}
		}
	}()
	for w := range 4 {
		wg.Go(func() {
			for i := w; i < len(f.Configs); i += 4 {
				if _, err := f.Read(f.Configs[i]); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	close(stop)
	<-watched
	if most > 56 {
		t.Errorf("%d file descriptors were open at once", most)
	}
}

func TestReadGiven(t *testing.T) {
	f, _ := open(t, map[string]string{"shop/a.slo.hcl": "", "env/prod.slovars.hcl": "a = 1\n"}, "shop")
	name, src, diags := f.ReadGiven("./env/prod.slovars.hcl")
	if name != "env/prod.slovars.hcl" || string(src) != "a = 1\n" || len(diags) > 0 {
		t.Error(name, string(src), diags)
	}
	if again, err := f.Read(name); err != nil || string(again) != string(src) {
		t.Errorf("read again: %q, %v", again, err)
	}
	for _, p := range []string{"", "env/prd.slovars.hcl", "env"} {
		if _, _, diags := f.ReadGiven(p); !diags.HasErrors() {
			t.Errorf("%q was read", p)
		}
	}
}

func TestFileNames(t *testing.T) {
	for _, c := range [][3]string{
		{".", "a/b", "a/b"}, {".", "../a", ""}, {".", "/a", ""}, {"a", "a/b", "b"}, {"a", "ab", ""}, {"a", "a", "."},
		{"..", "../a", "a"}, {"..", "../../a", ""}, {"../x", "../x/y", "y"}, {"/", "/a", "a"}, {"/a", "/a/b", "b"},
	} {
		got, ok := within(c[0], c[1])
		if ok != (c[2] != "") || ok && got != c[2] {
			t.Errorf("within(%q, %q) = %q, %v", c[0], c[1], got, ok)
		}
	}
}

func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		p := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(p), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}
