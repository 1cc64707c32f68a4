package output

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/slogen-project/slogen/generator/mark"
)

// FuzzCommitted writes into a folder in which a file and the journal are anything. Nothing that isn't marked changes,
// inside or outside the folder, and where the write succeeds the folder holds what it should and nothing else of
// slogen's, so that a second one finds nothing to do.
func FuzzCommitted(f *testing.F) {
	was := tree{"json/a.json": "before", "terraform/b.tf": "gone"}
	now := tree{"json/a.json": "now", "terraform_module/c.tf": "new"}
	const theirs = "nobody's business"
	dir := f.TempDir()
	out, outside := filepath.Join(dir, "out"), filepath.Join(dir, "outside.tf")
	places := []string{"json/a.json", "json/b.json", "terraform/b.tf", "terraform_module/c.tf", "terraform/more.tf"}
	for i, p := range places {
		whole := marked(p, "text\n")
		for _, text := range []string{"", whole, whole[:len(whole)/2], whole + "edited", "<<<<<<< HEAD\n" + whole,
			strings.ReplaceAll(whole, "\n", "\r\n"), strings.Replace(whole, "{", "{\n  ", 1), "# mine\n" + whole} {
			f.Add(uint8(i), []byte(text), []byte(nil), i%2 == 0)
		}
	}
	for i, journal := range []string{
		"", "{", `{"format_version":"1.0","steps":[]}`, `{"format_version":"2.0"}`,
		`{"format_version":"1.0","steps":[{"path":"json/a.json","staged":"0"},{"path":"terraform/theirs.tf"}]}`,
		`{"format_version":"1.0","steps":[{"path":"json/a.json"},{"path":"../outside.tf","staged":"0"}]}`,
		`{"format_version":"1.0","steps":[{"path":"terraform/b.tf/x.tf","staged":"0"},{"path":"json/a.json","staged":"../../outside.tf"},null]}`,
		`{"format_version":"1.0","steps":[{"path":".slogen-journal/0","staged":"1"},{"path":"terraform/theirs.tf","staged":"0"}]}`,
	} {
		f.Add(uint8(i), []byte(marked("x.tf", "x")), []byte(journal), i%2 == 0)
	}
	f.Fuzz(func(t *testing.T, place uint8, text, journal []byte, inPlace bool) {
		must(t, os.RemoveAll(out))
		for _, file := range was.files() {
			tree{file.Path: string(file.Append(nil))}.put(t, out)
		}
		tree{"notes/theirs.md": theirs, "terraform/theirs.tf": theirs}.put(t, out)
		must(t, os.WriteFile(outside, []byte(theirs), 0o666))
		p := places[int(place)%len(places)]
		tree{p: ""}.put(t, out)
		must(t, os.WriteFile(filepath.Join(out, p), text, 0o666))
		if len(journal) > 0 {
			tree{
				"0":            marked("0.tf", "staged"),
				"1":            "staged too",
				"journal.json": "",
			}.put(
				t,
				filepath.Join(out, journalName),
			)
			must(t, os.WriteFile(filepath.Join(out, journalName, journalFile), journal, 0o666))
		}
		o := Options{InPlace: inPlace}
		r, err := Write(out, now.files(), o)
		if b, err := os.ReadFile(outside); err != nil || string(b) != theirs {
			t.Fatalf("what lies outside is %q (%v)", b, err)
		}
		if names, err := os.ReadDir(dir); err != nil || len(names) != 2 {
			t.Fatalf("beside the folder there are %v (%v)", names, err)
		}
		keep := tree{"notes/theirs.md": theirs, "terraform/theirs.tf": theirs}
		if !mark.Is(text) {
			keep[p] = string(text)
		}
		for p, want := range keep {
			if b, err := os.ReadFile(filepath.Join(out, p)); err != nil || string(b) != want {
				t.Fatalf("what slogen didn't write, %s, is %q (%v)", p, b, err)
			}
		}
		if err != nil {
			if err.Error() == "" || r != nil {
				t.Fatalf("%v and the error %v", r, err)
			}
			return
		}
		want := maps.Clone(now)
		maps.Copy(want, keep)
		if got := read(t, out); got[p] != want[p] && string(text) != marked(p, now[p]) && len(r.Kept) == 0 {
			t.Fatalf("%s is %q", p, got[p])
		}
		for p := range read(t, out) {
			if _, ok := want[p]; !ok {
				t.Fatalf("%s is still there", p)
			}
		}
		if again, err := Write(out, now.files(), o); err != nil || !again.Nothing() || again.Recovered {
			t.Fatalf("a second time: %+v, %v", again, err)
		}
	})
}
