package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/tools/txtar"
)

// importable says of the configurations in testdata/import how many objects there are, and of how many the first apply
// of what was imported changes a field: the report says which, and why.
var importable = map[string]struct{ objects, changed int }{
	"for_each": {13, 0},
	"modules":  {10, 0},
	"formula":  {2, 1}, // whose text becomes slogen's
}

// TestImports applies Terraform that was written by hand, imports its source with its state, and applies what became of
// it: everything is taken over, no field changes at Honeycomb, and the plan after that is empty.
func TestImports(t *testing.T) {
	k := newKit(t)
	for name, want := range importable {
		files, err := txtar.ParseFile(filepath.Join("testdata/import", name+".txtar"))
		if err != nil {
			t.Fatal(err)
		}
		for _, cli := range k.clis {
			t.Run(name+"/"+filepath.Base(cli), func(t *testing.T) {
				l := newLife(way{k, cli, "terraform"}, t.TempDir())
				defer l.end()
				if err := l.handWritten(files); err != nil {
					t.Fatal(err)
				}
				report, err := l.run(l.dir, l.slogen, []string{"import", "-state=state.json", "-out=.", "old"},
					"NO_COLOR=1")
				if err != nil {
					t.Fatal(err)
				}
				before := l.bodies()
				l.api.madeBefore = map[string]doc{}
				for id, body := range before {
					l.api.madeBefore[id] = decode([]byte(body)).(doc)
				}
				plan := &counts{change: want.changed, adopt: want.objects}
				if _, err := l.apply(nil, plan); err != nil {
					t.Fatalf("%v\n%s", err, report)
				}
				after, changed := l.bodies(), 0
				for id, was := range before {
					if after[id] != was {
						changed++
						t.Logf("there was\n%s\nand is\n%s", was, after[id])
					}
				}
				if len(after) != len(before) || changed != want.changed {
					t.Errorf("%d objects changed, and %d are %d", changed, len(before), len(after))
				}
			})
		}
	}
}

// bodies are what the objects at the API hold, by id.
func (l *life) bodies() map[string]string {
	out := map[string]string{}
	for _, x := range l.api.state()["objects"].([]any) {
		o := x.(doc)
		out[o["id"].(string)] = text(o["body"])
	}
	return out
}

// handWritten applies Terraform of others, in the folder old, and shows its state in the file state.json.
func (l *life) handWritten(a *txtar.Archive) error {
	if err := os.WriteFile(l.config, []byte(l.provider.installation()), 0o666); err != nil {
		return err
	}
	for _, f := range a.Files {
		name := filepath.Join(l.dir, "old", filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			return err
		}
		if err := os.WriteFile(name, f.Data, 0o666); err != nil {
			return err
		}
	}
	if err := l.serve(); err != nil {
		return err
	}
	defer func() { l.server.Close() }() // the first apply starts it again
	old := filepath.Join(l.dir, "old")
	for _, args := range [][]string{{"init"}, {"apply", "-auto-approve"}} {
		if _, err := l.cliIn(old, args...); err != nil {
			return err
		}
	}
	shown, err := l.cliIn(old, "show", "-json")
	if err != nil {
		return fmt.Errorf("its state: %w", err)
	}
	return os.WriteFile(filepath.Join(l.dir, "state.json"), []byte(shown), 0o666)
}
