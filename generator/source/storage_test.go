package source

import (
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
)

// inMemory is a tree of what lies below a directory of the disk.
func inMemory(t *testing.T, top, cwd string) *Tree {
	t.Helper()
	var entries []Entry
	err := filepath.WalkDir(top, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(top, p)
		e := Entry{Path: filepath.ToSlash(rel), Type: d.Type()}
		src := []byte(nil)
		if d.Type()&fs.ModeSymlink != 0 {
			var to string
			to, err = os.Readlink(p)
			src = []byte(to)
		} else if err == nil {
			src, err = os.ReadFile(p)
		}
		e.Read = func() ([]byte, error) { return src, nil }
		entries = append(entries, e)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return NewTree(top, cwd, entries)
}

// Whatever is asked of the disk has the same answer in memory.
func TestStoragesAgree(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("symbolic links need a privilege on Windows")
	}
	top, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	write(t, top, map[string]string{"a/b/file": "1", "a/other": "2", "c/deep/er/file": "3", "x": "4"})
	for link, target := range map[string]string{
		"a/self": ".", "a/up": "..", "a/b/out": "../../..", "a/b/x": "../../x", "a/dangling": "nowhere", "a/loop": "loop",
		"a/one": "two", "a/two": "one", "c/to": "deep/er", "c/chain": "to/file", "c/abs": "/etc/passwd", "link": "a",
		"c/through": "../x/y", "c/there": "../c/deep/../../c/deep/er/file",
	} {
		if err := os.Symlink(target, filepath.Join(top, filepath.FromSlash(link))); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(filepath.Join(top, "a"))
	disk, tree := Storage(Disk{}), Storage(inMemory(t, top, filepath.Join(top, "a")))
	paths := []string{".", "b", "b/file", "other", "self", "self/self/b/file", "up/x", "up", "dangling", "loop", "one",
		"b/x", "../c/to/file", "../c/chain", "../c/through", "../c/there", "../link/b/file", "other/x", "nope", "nope/x",
		"./b/../other", filepath.Join(top, "link", "b", "x"), top, "../c/to"}
	answer := func(s Storage, p string) string {
		real, err := s.Real(p)
		info, err2 := s.Stat(p)
		file, err3 := s.Open(p)
		return content(file, err3) + real + kind(err) + kind(err2) + is(info, err2)
	}
	for _, p := range paths {
		if d, m := answer(disk, p), answer(tree, p); d != m {
			t.Errorf("%s: on the disk %q, in memory %q", p, d, m)
		}
	}
	for _, dir := range []string{".", "..", "../c", "../link", "b"} {
		d, err := disk.Root(dir)
		m, err2 := tree.Root(dir)
		if err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		for _, name := range append(paths, "b/out", "c/abs", "abs", "deep/er/file", "a/b/out/x", "a/up/c/chain", "x") {
			if filepath.IsAbs(name) {
				continue
			}
			answer := func(r Root) string {
				info, err := r.Stat(name)
				file, err2 := r.Open(name)
				return content(file, err2) + kind(err) + is(info, err)
			}
			if d, m := answer(d), answer(m); d != m {
				t.Errorf("%s in %s: on the disk %q, in memory %q", name, dir, d, m)
			}
		}
		d.Close()
		m.Close()
	}
	for _, s := range []Storage{disk, tree} {
		for _, p := range []string{"other", "other/x", "nope"} {
			if _, err := s.Root(p); err == nil {
				t.Errorf("%T: %s was opened as a directory", s, p)
			}
		}
	}
}

// kind says whether an answer is an error, and whether it is that nothing is there.
func kind(err error) string {
	switch {
	case err == nil:
		return ""
	case errors.Is(err, fs.ErrNotExist):
		return "|none"
	}
	return "|error"
}

func is(info fs.FileInfo, err error) string {
	if err != nil {
		return ""
	}
	return "|" + info.Mode().Type().String()
}

func content(f fs.File, err error) string {
	if err != nil {
		return kind(err)
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.IsDir() {
		list := ""
		entries, err := f.(fs.ReadDirFile).ReadDir(-1)
		names := map[string]fs.FileMode{}
		for _, e := range entries {
			names[e.Name()] = e.Type()
		}
		for _, n := range slices.Sorted(maps.Keys(names)) {
			list += n + names[n].String() + " "
		}
		return list + kind(err)
	}
	src, err := io.ReadAll(f)
	return string(src) + kind(err)
}
