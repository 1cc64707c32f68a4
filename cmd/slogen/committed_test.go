package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/slogen-project/slogen/generator/emit"
	"github.com/slogen-project/slogen/generator/mark"
)

// contents is what the files below a folder hold, by their names there.
func contents(t testing.TB, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		b, err := os.ReadFile(name)
		all[rel] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// FuzzCommittedOutput runs the commands that read the committed output on anything in its place: catalogue, Terraform,
// journal and first step. Those that only read change nothing; where generate succeeds the output is as from nothing,
// and what slogen didn't write is as it was.
func FuzzCommittedOutput(f *testing.F) {
	const src = `service "checkout" {
  dataset = "checkout"
  sli "availability" { good = event.status < 500 }
  slo "availability" {
    description = "Buyers can pay"
    sli    = sli.availability
    target = 99.9
    window = "30d"
  }
}
`
	f.Chdir(f.TempDir())
	write := func(t testing.TB, name, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	const theirs = "nobody's business"
	write(f, "a.slo.hcl", src)
	write(f, "theirs.txt", theirs)
	slogen := func(t testing.TB, args ...string) (code int, said string) {
		t.Helper()
		a := newApp()
		a.in = strings.NewReader("")
		var out, err bytes.Buffer
		a.writeTo(&out, &err)
		code = a.run(args)
		*a = app{} // cobra keeps for ever what completes flags, which keeps the app, and that the folders it opened
		said = out.String() + err.String()
		if strings.Contains(said, "bug in slogen") || steering(said) != "" || code != exitOK && err.Len() == 0 &&
			code != exitFound &&
			args[len(args)-1] != "-check" {
			t.Fatalf("slogen %q: exit code %d: %s", args, code, said)
		}
		return code, said
	}
	if code, said := slogen(f, "generate"); code != exitOK {
		f.Fatal(said)
	}
	whole := contents(f, "out")
	places := []string{"json/checkout.json", "json/more.json", "terraform/checkout.slo.tf",
		emit.StepFolder + "/checkout.json", ".slogen-journal/journal.json"}
	for i, p := range places {
		text, _ := os.ReadFile(filepath.Join("out", p))
		f.Add(uint8(i), text)
		f.Add(uint8(i), text[:len(text)/2])
		for _, s := range []string{"", "{", "null", "[]", `{"format_version":"9.0"}`,
			`{"temporary_aliases":{"calculated_field/checkout/availability":"sli.x\n"}}`, `{"temporary_aliases":null}`,
			`{"format_version":"1.0","steps":[{"path":"../theirs.txt","staged":"0"}]}`,
			`{"format_version":"1.0","objects":[{"key":"slo/a/b","kind":"slo","body":{}}]}`} {
			f.Add(uint8(i), []byte(s))
			f.Add(uint8(i), []byte(strings.Replace(s, "{", mark.JSON()+",", 1)))
			f.Add(uint8(i), []byte("# "+mark.Text()+"\n"+s))
		}
	}
	f.Fuzz(func(t *testing.T, place uint8, text []byte) {
		runtime.GC() // the folder of a result stays open as long as it may be read
		if err := os.RemoveAll("out"); err != nil {
			t.Fatal(err)
		}
		for p, c := range whole {
			write(t, filepath.Join("out", p), c)
		}
		p := places[int(place)%len(places)]
		write(t, filepath.Join("out", p), string(text))
		before := contents(t, ".")
		for _, args := range [][]string{{"plan"}, {"plan", "-json"}, {"plan", "-verbose", "-detailed-exitcode"},
			{"generate", "-check"}} {
			slogen(t, args...)
		}
		if after := contents(t, "."); fmt.Sprint(after) != fmt.Sprint(before) {
			t.Fatalf("reading %s changed files: %q", p, after)
		}
		code, said := slogen(t, "generate")
		after := contents(t, ".")
		if after["theirs.txt"] != theirs || after["a.slo.hcl"] != src {
			t.Fatalf("%s led out of the folder: %s", p, said)
		}
		if !mark.Is(text) && after[filepath.Join("out", p)] != string(text) && filepath.Dir(p) != ".slogen-journal" {
			t.Fatalf("%s, which is nobody's business, is %q", p, after[filepath.Join("out", p)])
		}
		if code != exitOK {
			return
		}
		for p, c := range whole {
			if after[filepath.Join("out", p)] != c {
				t.Fatalf("%s isn't as it should be after %s", p, said)
			}
		}
		if code, said := slogen(t, "generate", "-check"); code != exitOK {
			t.Fatalf("it isn't current after generate: %s", said)
		}
	})
}
