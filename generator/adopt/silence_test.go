package adopt_test

import (
	"encoding/json"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slogen-project/slogen/generator"
	"github.com/slogen-project/slogen/generator/adopt"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/sandbox"
)

// notMeant are the members that say nothing of what an object is: those that the API adds.
var notMeant = map[string]bool{"id": true, "created_at": true, "updated_at": true, "reset_at": true, "triggered": true,
	"links": true, "board_url": true, "query_id": true, "evaluation_schedule_type": true, "type": true, "target": true,
	"dataset": true, "layout_generation": true, "environment_slug": true,
	// secrets, whose values aren't kept
	"pagerduty_integration_key": true, "webhook_secret": true, "webhook_url": true, "value": true}

// mutate calls try with each change of one thing in v: a member that nobody knows in an object, another text, number or
// truth. In try, v is as it is changed. The path of what changes is the same for all items of a list.
func mutate(v any, set func(any), path string, try func(path, what string)) {
	switch v := v.(type) {
	case map[string]any:
		v["zz_unknown"] = json.Number("7")
		try(path+".zz_unknown", "zz_unknown")
		delete(v, "zz_unknown")
		for _, k := range slices.Sorted(maps.Keys(v)) {
			if !notMeant[k] {
				mutate(v[k], func(y any) { v[k] = y }, path+"."+k, try)
			}
		}
	case []any:
		for i, x := range v {
			mutate(x, func(y any) { v[i] = y }, path, try)
		}
	case string:
		set(v + "x")
		if len(v) > 100 {
			set("x" + v) // a note shows how a long text begins
		}
		try(path+" text", v)
		set(v)
	case json.Number:
		set(json.Number(string(v) + "1"))
		try(path+" number", string(v))
		set(v)
	case bool:
		set(!v)
		try(path, "")
		set(v)
	}
}

// mostAlike is how many changes are made of those that go the same way: the same member of objects of one kind.
const mostAlike = 2

// TestNotInSilence changes what an account has in each place, one after the other: what is written must change too, or
// a note must say why it doesn't.
func TestNotInSilence(t *testing.T) {
	res, diags := generator.Load(t.Context(), generator.Options{Paths: []string{filepath.Join("../../examples/shop")}})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	a := &account{t, sandbox.New(sandbox.Options{Clock: time.Now}), map[string]string{}}
	a.createAll(res.Resources)
	files := a.saved(res.Resources)
	was := text(imported(t, files...))
	n := 0
	alike := map[string]int{}
	for i := range files {
		kind, _, _ := strings.Cut(strings.TrimSuffix(files[i].Name, ".json"), "/")
		d := json.NewDecoder(strings.NewReader(string(files[i].Data)))
		d.UseNumber()
		var v any
		if err := d.Decode(&v); err != nil {
			t.Fatal(err)
		}
		mutate(v, nil, kind, func(path, what string) {
			alike[path]++
			if n++; alike[path] > mostAlike || testing.Short() && n%25 != 0 {
				return
			}
			data, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			changed := append([]adopt.File{}, files...)
			changed[i].Data = data
			r, err := adopt.Import(t.Context(), changed, adopt.Options{})
			if err != nil {
				return // it isn't in silence
			}
			is := text(r)
			if is == was {
				t.Errorf("%s: %s: %s is lost in silence", files[i].Name, path, what)
			}
			if what == "zz_unknown" && !strings.Contains(is, "zz_unknown") {
				t.Errorf("%s: nobody speaks of %s", files[i].Name, path)
			}
		})
	}
	if n < 500 {
		t.Errorf("only %d changes", n)
	}
}

// createAll makes all objects.
func (a *account) createAll(r *honeycomb.Resources) {
	a.t.Helper()
	for _, kind := range []string{honeycomb.KindRecipient, honeycomb.KindCalculatedField, honeycomb.KindSLO,
		honeycomb.KindBurnAlert, honeycomb.KindTrigger, honeycomb.KindQuery, honeycomb.KindQueryAnnotation,
		honeycomb.KindBoard} {
		for x := range r.Objects() {
			if r, ok := x.(*honeycomb.Recipient); ok && r.Lookup { // others made it, with its key
				r.Lookup = false
				if r.Type == honeycomb.RecipientPagerDuty {
					r.IntegrationKey = honeycomb.Text{Secret: "KEY"}
				}
			}
			if x.Head().Key.Kind() == kind {
				a.create(x)
			}
		}
	}
}
