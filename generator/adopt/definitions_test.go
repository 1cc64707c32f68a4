package adopt_test

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slogen-project/slogen/generator/adopt"
	"github.com/slogen-project/slogen/generator/sandbox"
)

// collections are where objects are made, in the order in which they can be.
var collections = []struct {
	has, path string // the member that tells them apart from those that follow
	set       bool   // the path has a dataset
}{
	{"details", "/1/recipients", false}, {"expression", "/1/derived_columns/", true}, {"sli", "/1/slos/", true},
	{"slo", "/1/burn_alerts/", true}, {"query", "/1/triggers/", true},
}

// make makes objects as [definition.bodies] has them. The error is what the account says of one that it refuses.
func (a *account) make(data []byte) error {
	var list []map[string]any
	if err := json.Unmarshal(data, &list); err != nil {
		return err
	}
	ids := map[string]any{}
	set := "web"
	for _, x := range list {
		if sets, _ := x["dataset_slugs"].([]any); len(sets) > 1 || x["dataset_slug"] == "__all__" {
			set = "__all__"
		}
	}
	for _, c := range collections {
		for _, x := range list {
			if i := slices.IndexFunc(collections, func(d struct {
				has, path string
				set       bool
			}) bool {
				return x[d.has] != nil
			}); i < 0 || collections[i].path != c.path {
				continue
			}
			path := c.path
			if c.set {
				path += set
			}
			was := x["id"]
			for _, name := range []string{"id", "dataset_slug"} {
				delete(x, name)
			}
			if set != "__all__" {
				delete(x, "dataset_slugs")
			}
			if slo, ok := x["slo"].(map[string]any); ok {
				slo["id"] = cmp.Or(ids[fmt.Sprint(slo["id"])], slo["id"])
			}
			told, _ := x["recipients"].([]any)
			for _, n := range told {
				n := n.(map[string]any)
				if id := ids[fmt.Sprint(n["id"])]; id != nil {
					n["id"] = id
					delete(n, "type")
					delete(n, "target")
				}
			}
			for name, v := range x { // nobody sends what isn't there
				if v == nil {
					delete(x, name)
				}
			}
			body, err := json.Marshal(x)
			if err != nil {
				return err
			}
			r := httptest.NewRequest(http.MethodPost, path, bytes.NewReader(body))
			r.Header.Set(sandbox.KeyHeader, "anything")
			w := httptest.NewRecorder()
			if a.server.ServeHTTP(w, r); w.Code >= 300 {
				return fmt.Errorf("%d %s", w.Code, w.Body)
			}
			var made struct{ ID any }
			if err := json.Unmarshal(w.Body.Bytes(), &made); err != nil {
				return err
			}
			if was != nil {
				ids[fmt.Sprint(was)] = made.ID
			}
		}
	}
	return nil
}

// meant are the objects of an account without what the API adds, in an order of their own.
func (a *account) meant() string {
	files, err := adopt.Live(a.t.Context(), a.get, "")
	if err != nil {
		a.t.Fatal(err)
	}
	var out []string
	for _, f := range files {
		if strings.HasPrefix(f.Name, "/1/columns") {
			continue
		}
		var v any
		if err := json.Unmarshal(f.Data, &v); err != nil {
			a.t.Fatal(err)
		}
		list, ok := v.([]any)
		if !ok {
			list = []any{v}
		}
		for _, x := range list {
			text, err := json.Marshal(onlyMeant(x))
			if err != nil {
				a.t.Fatal(err)
			}
			out = append(out, f.Name[:strings.LastIndex(f.Name, "/")]+" "+string(text))
		}
	}
	slices.Sort(out)
	return strings.Join(out, "\n")
}

func onlyMeant(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			x = onlyMeant(x)
			list, isList := x.([]any)
			o, isObject := x.(map[string]any)
			if notMeant[k] || k == "slo" || isList && len(list) == 0 || isObject && len(o) == 0 {
				delete(v, k)
			}
		}
	case []any:
		for _, x := range v {
			onlyMeant(x)
		}
		slices.SortFunc(v, func(a, b any) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	}
	return v
}

// newAccount is an account with datasets, which are there before anything is declared about them.
func newAccount(t *testing.T) *account {
	a := &account{t, sandbox.New(sandbox.Options{Clock: time.Now}), map[string]string{}}
	for _, set := range []string{"api", "web"} {
		a.request(http.MethodPost, "/1/datasets", []byte(`{"name": "`+set+`"}`))
	}
	return a
}

// outcome is what becomes of a definition that is made in an account, read from there and imported: "whole", "comments"
// or "refused" by the account.
func outcome(t *testing.T, data []byte) (what, why string) {
	a := newAccount(t)
	if err := a.make(data); err != nil {
		return "refused", err.Error()
	}
	live, err := adopt.Live(t.Context(), a.get, "")
	if err != nil {
		t.Fatal(err)
	}
	r := imported(t, live...)
	other := false
	for _, l := range r.Left {
		other = other || strings.Contains(l.Text, "the first apply replaces")
		if !l.Remark {
			why += l.Object + ": " + l.Text + ": " + l.Original + "\n"
		}
	}
	if !r.Whole() {
		return "comments", why
	}
	n := 0
	for _, c := range r.Counts {
		if c.Kind != "column" {
			n += c.Read
		}
	}
	var list []any
	if err := json.Unmarshal(data, &list); err != nil || n != len(list) {
		t.Errorf("%d objects were read of\n%s", n, data)
	}
	again := newAccount(t)
	again.createAll(compiled(t, r))
	if was, is := a.meant(), again.meant(); was != is && !other {
		t.Errorf("the account had\n%s\nand what was imported makes\n%s", was, is)
	}
	return "whole", ""
}

// definitions calls f for each definition in a file with one a line; false if there is no such file.
func definitions(t *testing.T, file string, f func(d *definition, want string)) bool {
	h, err := os.Open(file)
	if os.IsNotExist(err) {
		return false
	}
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	for s := bufio.NewScanner(h); s.Scan(); {
		var d definition
		var more struct {
			Decrease *float64 `json:"budget_rate_decrease_percent"`
			Want     string
		}
		for _, v := range []any{&d, &more} {
			if err := json.Unmarshal(s.Bytes(), v); err != nil {
				t.Fatal(err)
			}
		}
		d.Decrease = more.Decrease
		f(&d, more.Want)
	}
	return true
}

// TestDefinitions makes definitions of each kind in an account and imports what it has: the same objects, those with
// comments, and those that it refuses.
func TestDefinitions(t *testing.T) {
	n := 0
	definitions(t, "testdata/definitions.jsonl", func(d *definition, want string) {
		n++
		if got, why := outcome(t, d.bodies(t)); got != want {
			t.Errorf("%s %q: %s, not %s: %s", d.Type, d.Name+d.SLO, got, want, why)
		}
	})
	if n < 15 {
		t.Errorf("only %d definitions", n)
	}
}

// TestRealDefinitions is TestDefinitions of real ones.
func TestRealDefinitions(t *testing.T) {
	counts := map[string]int{}
	if !definitions(t, "../../../shared/data/definitions.jsonl", func(d *definition, _ string) {
		got, why := outcome(t, d.bodies(t))
		counts[got]++
		if got == "comments" && !strings.Contains(why, "slogen has no recipients of type") {
			t.Errorf("%s %q: %s", d.Type, d.Name+d.SLO, why)
		}
		if got != "whole" {
			t.Logf("%s: %s %q: %.400s", got, d.Type, d.Name+d.SLO, why)
		}
	}) {
		t.Skip("../shared/data/definitions.jsonl is not beside the checkout")
	}
	t.Logf("%v", counts)
	if counts["whole"] < 50 {
		t.Error("too few are imported whole")
	}
}
