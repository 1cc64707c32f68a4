// Package golden runs tests that are data: txtar archives that hold a case's inputs and the outputs expected of it.
//
// An archive's files are inputs, except those below "want/", which are outputs. The -update flag rewrites the outputs
// and nothing else, so that a case is added by writing its inputs and reading what -update makes of them. The package
// is for tests only; it knows nothing of what is tested.
package golden

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/slogen-project/slogen/generator/diag"
	"golang.org/x/tools/txtar"
)

// Update is the -update flag: rewrite expected outputs instead of comparing with them. Tests with golden files of
// another form honour it too.
var Update = flag.Bool("update", false, "rewrite the expected outputs of golden tests")

// Run calls f for each archive that glob matches, as a subtest named like the file. f gets the inputs alone and returns
// the outputs; their names get the prefix "want/" where it is missing. A file without content is the same as no file.
// Run fails when glob matches nothing.
func Run(t *testing.T, glob string, f func(t *testing.T, in *txtar.Archive) []txtar.File) {
	t.Helper()
	names, err := filepath.Glob(glob)
	if err != nil {
		t.Fatal(err)
	}
	if len(names) == 0 {
		t.Fatalf("no golden test matches %q", glob)
	}
	for _, name := range names {
		name, err := filepath.Abs(name) // a test may change the working directory
		if err != nil {
			t.Fatal(err)
		}
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			src, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			all := txtar.Parse(src)
			in := &txtar.Archive{Comment: all.Comment}
			var want []txtar.File
			for _, file := range all.Files {
				if strings.HasPrefix(file.Name, wantPrefix) {
					want = append(want, file)
				} else {
					in.Files = append(in.Files, file)
				}
			}
			var got []txtar.File
			for _, file := range f(t, &txtar.Archive{Comment: in.Comment, Files: append([]txtar.File(nil), in.Files...)}) {
				if len(file.Data) == 0 {
					continue
				}
				if !strings.HasPrefix(file.Name, wantPrefix) {
					file.Name = wantPrefix + file.Name
				}
				if !bytes.HasSuffix(file.Data, []byte("\n")) {
					file.Data = append(file.Data[:len(file.Data):len(file.Data)], '\n')
				}
				got = append(got, file)
			}
			if t.Failed() {
				return
			}
			if *Update {
				out := txtar.Format(&txtar.Archive{Comment: in.Comment, Files: append(in.Files[:len(in.Files):len(in.Files)],
					got...)})
				if back := txtar.Parse(out); len(back.Files) != len(in.Files)+len(got) {
					t.Fatalf("%s: an output holds a line that looks like the start of a txtar file", name)
				}
				if !bytes.Equal(out, src) {
					if err := os.WriteFile(name, out, 0o666); err != nil {
						t.Fatal(err)
					}
				}
				return
			}
			compare(t, want, got)
		})
	}
}

const wantPrefix = "want/"

func compare(t *testing.T, want, got []txtar.File) {
	t.Helper()
	text := func(files []txtar.File) map[string]string {
		m := map[string]string{}
		for _, f := range files {
			if _, dup := m[f.Name]; dup {
				t.Errorf("output %s is there twice", f.Name)
			}
			m[f.Name] = string(f.Data)
		}
		return m
	}
	w, g := text(want), text(got)
	for _, f := range want {
		if _, ok := g[f.Name]; !ok {
			t.Errorf("%s: expected, but the test made no such output", f.Name)
		}
	}
	for _, f := range got {
		if _, ok := w[f.Name]; !ok {
			t.Errorf("%s: not expected (run the test with -update if it should be):\n%s", f.Name, f.Data)
		} else if d := cmp.Diff(strings.Split(w[f.Name], "\n"), strings.Split(g[f.Name], "\n")); d != "" {
			t.Errorf("%s differs (-want +got; -update rewrites it):\n%s", f.Name, d)
		}
	}
}

// Diagnostics renders diags as a user sees them in a pipe, with the snippets taken from the files of in. It fails the
// test for a diagnostic without a place.
func Diagnostics(t *testing.T, diags hcl.Diagnostics, in *txtar.Archive) []byte {
	t.Helper()
	for _, d := range diags {
		if d.Subject == nil {
			t.Errorf("diagnostic without a place: %s; %s", d.Summary, d.Detail)
		}
	}
	var b bytes.Buffer
	if err := diag.Render(&b, diag.Text, diags, Sources(in), diag.Options{}); err != nil {
		t.Error(err)
	}
	return b.Bytes()
}

// Sources gives the files of an archive to [diag.Render].
func Sources(in *txtar.Archive) diag.Sources {
	return func(filename string) []byte {
		for _, f := range in.Files {
			if f.Name == filename {
				return f.Data
			}
		}
		return nil
	}
}
