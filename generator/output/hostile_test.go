package output

import (
	"os"
	"path/filepath"
	"testing"
)

// FuzzCommitted writes into a folder whose manifest and journal are anything. Nothing that slogen didn't write changes,
// inside or outside the folder, and where the write succeeds the folder holds what it should, so that a second one
// finds nothing to do.
func FuzzCommitted(f *testing.F) {
	was := tree{"a.txt": "before", "old/b.txt": "gone"}
	now := tree{"a.txt": "now", "sub/c.txt": "new"}
	const theirs = "nobody's business"
	dir := f.TempDir()
	out, outside := filepath.Join(dir, "out"), filepath.Join(dir, "outside.txt")
	if _, err := Write(out, was.files(), Options{}); err != nil {
		f.Fatal(err)
	}
	manifest, err := os.ReadFile(filepath.Join(out, ManifestName))
	must(f, err)
	digest := func(name string) string {
		root, err := os.OpenRoot(out)
		must(f, err)
		defer root.Close()
		d, err := hashFile(root, name)
		must(f, err)
		return d
	}
	before := digest("a.txt")
	for _, journal := range []string{
		"", "{", `{"format_version":"1.0","steps":[]}`, `{"format_version":"2.0"}`,
		`{"format_version":"1.0","steps":[{"path":"a.txt","staged":"0","old":"` + before + `"}]}`,
		`{"format_version":"1.0","steps":[{"path":"a.txt","old":"` + before + `"},{"path":"../outside.txt","staged":"0"}]}`,
		`{"format_version":"1.0","steps":[{"path":"old/b.txt/x","staged":"0"},{"path":"a.txt","staged":"../../outside.txt"},null]}`,
		`{"format_version":"1.0","steps":[{"path":".slogen-journal/0","staged":"1"},{"path":"old","staged":"0"}]}`,
	} {
		for _, force := range []bool{false, true} {
			f.Add(manifest, []byte(journal), force, !force)
		}
	}
	for _, m := range []string{
		"", "{", `{"format_version":"1.0","files":[{"path":"../outside.txt","sha256":"` + before + `"}]}`,
		`{"format_version":"1.9","files":[]}`,
		`{"format_version":"1.0","files":[{"path":"old","sha256":"` + before + `"},{"path":"old/b.txt","sha256":""}]}`,
		"\n<<<<<<< ours\n",
		`{"format_version":"1.0","files":[{"path":".","sha256":"` + before + `"}]}`,
		`{"format_version":"1.0","files":[{"path":"a.txt/x","sha256":"` + before + `"}]}`,
	} {
		f.Add([]byte(m), []byte(nil), false, false)
		f.Add([]byte(m), []byte(nil), true, true)
	}
	f.Fuzz(func(t *testing.T, manifest, journal []byte, force, inPlace bool) {
		must(t, os.RemoveAll(out))
		was.put(t, out)
		tree{"notes/theirs.md": theirs}.put(t, out)
		must(t, os.WriteFile(outside, []byte(theirs), 0o666))
		must(t, os.WriteFile(filepath.Join(out, ManifestName), manifest, 0o666))
		if len(journal) > 0 {
			tree{"0": "staged", "1": "staged too", "journal.json": string(journal)}.put(t, filepath.Join(out, journalName))
		}
		o := Options{Force: force, InPlace: inPlace}
		r, err := Write(out, now.files(), o)
		if b, err := os.ReadFile(outside); err != nil || string(b) != theirs {
			t.Fatalf("what lies outside is %q (%v)", b, err)
		}
		if names, err := os.ReadDir(dir); err != nil || len(names) != 2 {
			t.Fatalf("beside the folder there are %v (%v)", names, err)
		}
		named := false // whether somebody says that slogen wrote what it didn't
		if m, err := parseManifest(manifest); err == nil {
			for p := range m {
				named = named || was[p] == "" && now[p] == ""
			}
		}
		if j, err := parseJournal(journal, nil); err == nil {
			for _, st := range j.Steps {
				named = named || was[st.Path] == "" && now[st.Path] == ""
			}
		}
		if named {
			return
		}
		if b, err := os.ReadFile(filepath.Join(out, "notes/theirs.md")); err != nil || string(b) != theirs {
			t.Fatalf("what slogen didn't write is %q (%v)", b, err)
		}
		if err != nil {
			if err.Error() == "" || r != nil {
				t.Fatalf("%v and the error %v", r, err)
			}
			return
		}
		for p, want := range now {
			if b, err := os.ReadFile(filepath.Join(out, filepath.FromSlash(p))); err != nil || string(b) != want {
				t.Fatalf("%s is %q (%v)", p, b, err)
			}
		}
		if _, err := os.Lstat(filepath.Join(out, journalName)); err == nil {
			t.Fatal("the journal is still there")
		}
		if again, err := Write(out, now.files(), o); err != nil || len(again.Written)+len(again.Removed) > 0 ||
			again.Manifest || again.Recovered {
			t.Fatalf("a second time: %+v, %v", again, err)
		}
	})
}

// FuzzManifest reads anything as a manifest: what is taken is written and read back as the same.
func FuzzManifest(f *testing.F) {
	sum := `"sha256":"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"`
	for _, s := range []string{
		`{"format_version":"1.0","files":[]}`, `{"format_version":"1.0","files":[{"path":"a/b",` + sum + `},{"path":"a",` +
			sum + `}]}`,
		`{"format_version":"1","files":[{"path":"a\u0000",` + sum + `}]}`,
		`{"format_version":"1.0","files":[{"path":"a","sha256":"00"},null]}`, "[", "\n<<<<<<< ",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := parseManifest(text)
		if err != nil {
			if m != nil || err.Error() == "" {
				t.Fatalf("%v and %v", m, err)
			}
			return
		}
		var paths []string
		var sums []digest
		for p, d := range m {
			if !filepath.IsLocal(filepath.FromSlash(p)) || p == ManifestName {
				t.Fatalf("%q is taken for a generated file", p)
			}
			paths, sums = append(paths, p), append(sums, d)
		}
		again, err := parseManifest(appendManifest(nil, paths, sums))
		if err != nil || len(again) != len(m) {
			t.Fatalf("%v becomes %v (%v)", m, again, err)
		}
		for p, d := range m {
			if again[p] != d {
				t.Fatalf("%q: %x becomes %x", p, d, again[p])
			}
		}
	})
}
