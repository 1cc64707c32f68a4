package state_test

import (
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/slogen-project/slogen/generator/comment"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/plan"
	"github.com/slogen-project/slogen/generator/state"
	"github.com/slogen-project/slogen/generator/step"
)

// states are those of the script that compares with them, as OpenTofu wrote them.
func states(t testing.TB) map[string][]byte {
	t.Helper()
	a, err := txtar.ParseFile("../../cmd/slogen/testdata/script/against_state.txtar")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, f := range a.Files {
		if strings.HasSuffix(f.Name, ".json") || strings.HasSuffix(f.Name, ".tfstate") {
			files[f.Name] = f.Data
		}
	}
	if len(files["terraform.tfstate"]) == 0 || len(files["shown.json"]) == 0 {
		t.Fatal("the script has no state")
	}
	return files
}

// TestIs holds the names of the script's files to what they are taken for.
func TestIs(t *testing.T) {
	for name, data := range states(t) {
		want := name != "other.json" && name != "empty.json" && name != "broken.json" && name != "fresh.json"
		if got := state.Is(data); got != want {
			t.Errorf("%s: Is says %v", name, got)
		}
	}
}

// TestAlone reads a state for which nothing is declared: all of it is to be deleted, and no secret is kept.
func TestAlone(t *testing.T) {
	for _, name := range []string{"terraform.tfstate", "shown.json"} {
		s, err := state.Read(states(t)[name])
		if err != nil {
			t.Fatal(err)
		}
		found, err := s.Objects(&honeycomb.Resources{})
		if err != nil {
			t.Fatal(err)
		}
		p, err := plan.Diff(honeycomb.CatalogueOf(found.Resources), &honeycomb.Resources{})
		if err != nil {
			t.Fatal(err)
		}
		if n := p.Counts(); n.Destroy != 11 || len(p.Changes) != 12 || !found.None {
			t.Errorf("%s: %+v, %d changes, none %v", name, n, len(p.Changes), found.None)
		}
		if text := string(plan.AppendJSON(nil, p)); strings.Contains(text, "https://s.example") {
			t.Errorf("%s: the plan has a secret:\n%s", name, text)
		}
	}
}

// TestMany reads what may be in the way: objects that a failed apply left, one address twice, several by number.
func TestMany(t *testing.T) {
	const text = `{"version": 4, "lineage": "x", "serial": 7, "resources": [
{"mode": "managed", "type": "honeycombio_derived_column", "name": "web__up", "instances": [
{"deposed": "00000001", "attributes": {"id": "old", "alias": "a"}},
{"status": "tainted", "attributes": {"id": "b", "alias": "b", "expression": "EXISTS($a)", "dataset": null}}]},
{"mode": "managed", "type": "honeycombio_derived_column", "name": "web__up", "instances": [
{"attributes": {"id": "c", "alias": "c"}}]},
{"mode": "managed", "type": "honeycombio_slo", "name": "web__many", "instances": [
{"index_key": 0, "attributes": {"id": "d"}}, {"index_key": 1, "attributes": {"id": "e"}}]},
{"mode": "managed", "type": "honeycombio_flexible_board", "name": "by_hand", "instances": [
{"attributes": {"id": "f", "name": "By hand"}}]}]}`
	s, err := state.Read([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	found, err := s.Objects(&honeycomb.Resources{})
	if err != nil {
		t.Fatal(err)
	}
	fields := found.Resources.CalculatedFields
	if len(fields) != 1 || fields[0].Alias != "b" || len(found.Resources.SLOs)+len(found.Resources.Boards) > 0 {
		t.Errorf("found %+v", found.Resources)
	}
	notes := strings.Join(found.Notes, "\n")
	for _, want := range []string{
		"Left over from an apply that failed, and deleted by the next: 1 object.",
		"tainted, so the next apply makes them anew, which this plan doesn't show, and an SLO loses its history: " +
			"honeycombio_derived_column.web__up.",
		"Left out: 4 resources",
	} {
		if !strings.Contains(notes, want) {
			t.Errorf("the notes don't say %q:\n%s", want, notes)
		}
	}
}

// FuzzState reads any state beside a configuration, and plans from it.
func FuzzState(f *testing.F) {
	for _, data := range states(f) {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		state.Is(data)
		s, err := state.Read(data)
		if err != nil {
			return
		}
		base, err := s.Objects(&honeycomb.Resources{})
		if err != nil {
			return
		}
		prior := honeycomb.CatalogueOf(base.Resources)
		again, err := s.Objects(base.Resources)
		if err != nil {
			t.Fatal(err)
		}
		for _, now := range []*honeycomb.Resources{{}, again.Resources} {
			p, err := plan.Diff(prior, now)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := step.Check(p, prior, now); err != nil {
				t.Fatal(err)
			}
			comment.Plan(p, comment.Options{})
			plan.AppendJSON(nil, p)
		}
	})
}
