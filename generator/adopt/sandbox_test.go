package adopt_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/slogen-project/slogen/generator/adopt"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/internal/example"
	"github.com/slogen-project/slogen/generator/sandbox"
)

// account is a sandbox in which objects were made.
type account struct {
	t      *testing.T
	server *sandbox.Server
	ids    map[string]string // by key
}

// request makes a request, which must work.
func (a *account) request(method, path string, body []byte) []byte {
	a.t.Helper()
	r := httptest.NewRequest(method, path, bytes.NewReader(body))
	r.Header.Set(sandbox.KeyHeader, "anything")
	w := httptest.NewRecorder()
	a.server.ServeHTTP(w, r)
	if w.Code >= 300 {
		a.t.Fatalf("%s %s: %d %s\n%s", method, path, w.Code, w.Body, body)
	}
	return w.Body.Bytes()
}

// get is an [adopt.Get].
func (a *account) get(_ context.Context, path string) ([]byte, error) {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header.Set(sandbox.KeyHeader, "anything")
	w := httptest.NewRecorder()
	a.server.ServeHTTP(w, r)
	switch w.Code {
	case http.StatusOK:
		return w.Body.Bytes(), nil
	case http.StatusNotFound:
		return nil, adopt.ErrMissing
	}
	return nil, fmt.Errorf("GET %s: %d %s", path, w.Code, w.Body)
}

// create makes an object.
func (a *account) create(x honeycomb.Object) {
	a.t.Helper()
	var line struct {
		Path string
		Body any
	}
	if err := json.Unmarshal(honeycomb.AppendObject(nil, x), &line); err != nil {
		a.t.Fatal(err)
	}
	body, err := json.Marshal(resolved(line.Body, a.ids, "0123456789abcdef0123456789abcdef"))
	if err != nil {
		a.t.Fatal(err)
	}
	var made struct{ ID string }
	if err := json.Unmarshal(a.request(http.MethodPost, line.Path, body), &made); err != nil {
		a.t.Fatal(err)
	}
	a.ids[string(x.Head().Key)] = made.ID
}

// hidden stands for any secret.
const hidden = "secret"

// resolved has ids for references, and a text for secrets.
func resolved(v any, ids map[string]string, secret string) any {
	switch v := v.(type) {
	case map[string]any:
		if key, ok := v["$ref"].(string); ok {
			return ids[key]
		}
		if name, ok := v["$secret"].(string); ok {
			if strings.Contains(name, "URL") && secret != hidden {
				return "https://teams.example.com/hooks/" + secret
			}
			return secret
		}
		for k, x := range v {
			v[k] = resolved(x, ids, secret)
		}
	case []any:
		for i, x := range v {
			v[i] = resolved(x, ids, secret)
		}
	}
	return v
}

// saved is what the account has, as people save it.
func (a *account) saved(r *honeycomb.Resources) (files []adopt.File) {
	add := func(name, path string) {
		files = append(files, adopt.File{Name: name, Data: a.request(http.MethodGet, path, nil)})
	}
	sets := map[string]bool{}
	for _, s := range r.SLOs {
		sets[honeycomb.Dataset(s)] = true
	}
	for _, f := range r.CalculatedFields {
		sets[honeycomb.Dataset(f)] = true
	}
	for _, t := range r.Triggers {
		sets[honeycomb.Dataset(t)] = true
	}
	add("recipients.json", "/1/recipients")
	add("boards.json", "/1/boards")
	names := make([]string, 0, len(sets))
	for set := range sets {
		names = append(names, set)
	}
	slices.Sort(names)
	for _, set := range names {
		for _, kind := range []string{"derived_columns", "slos", "triggers"} {
			add(kind+"/"+set+".json", "/1/"+kind+"/"+set)
		}
	}
	for _, s := range r.SLOs {
		add("burn_alerts.json", "/1/burn_alerts/"+honeycomb.Dataset(s)+"?slo_id="+a.ids[string(s.Key)])
	}
	for _, b := range r.BurnAlerts { // a list doesn't have their recipients
		add("burn_alert.json", "/1/burn_alerts/"+honeycomb.Dataset(b)+"/"+a.ids[string(b.Key)])
	}
	return files
}

// TestSandbox makes the objects of the examples in a sandbox, saves them, and imports what was saved: each is taken
// over as it is. Boards that show queries can't be.
func TestSandbox(t *testing.T) {
	for _, x := range example.List(t, "../../examples") {
		t.Run(x.Name, func(t *testing.T) {
			was := loaded(t, x.Options)
			a := &account{t, sandbox.New(sandbox.Options{Clock: time.Now}), map[string]string{}}
			a.createAll(was)
			live, err := adopt.Live(t.Context(), a.get, "")
			if err != nil {
				t.Fatal(err)
			}
			l := imported(t, live...)
			a.taken(was, compiled(t, l))
			for _, x := range l.Left {
				if !x.Remark && !strings.HasPrefix(x.Object, "board ") && !strings.HasPrefix(x.Object, "query ") {
					t.Errorf("live: %+v", x)
				}
			}
			r := imported(t, a.saved(was)...)
			for _, l := range r.Left {
				if !l.Remark && !strings.HasPrefix(l.Object, "board ") {
					t.Errorf("%+v", l)
				}
			}
			a.taken(was, compiled(t, r))
			if t.Failed() {
				t.Log(text(r))
			}
		})
	}
}

// TestStates imports the states of the script that plans against them: what OpenTofu keeps of what slogen wrote. All is
// said but the board, which shows a query.
func TestStates(t *testing.T) {
	a, err := txtar.ParseFile("../../cmd/slogen/testdata/script/against_state.txtar")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, f := range a.Files {
		if f.Name != "shown.json" && f.Name != "terraform.tfstate" {
			continue
		}
		n++
		r := imported(t, adopt.File{Name: f.Name, Data: f.Data})
		for _, l := range r.Left {
			switch {
			case l.Remark, strings.HasPrefix(l.Object, `board "web"`), strings.HasPrefix(l.Object, "query "):
			case f.Name == "terraform.tfstate" && (strings.Contains(l.Text, "honeycombio_dataset") ||
				strings.HasPrefix(l.Object, `SLO "Legacy"`) || strings.HasPrefix(l.Object, `SLO "By hand"`)): // by hand
			default:
				t.Errorf("%s: %+v", f.Name, l)
			}
		}
		if strings.Contains(text(r), "https://s.example") {
			t.Errorf("%s: a secret is written", f.Name)
		}
	}
	if n != 2 {
		t.Errorf("%d states", n)
	}
}

// taken checks that each object of was is taken over with the same body.
func (a *account) taken(was, is *honeycomb.Resources) {
	ids := map[string]string{} // by key
	found := map[string]honeycomb.Object{}
	for x := range is.Objects() {
		id := x.Head().Existing[strings.IndexByte(x.Head().Existing, '/')+1:]
		ids[string(x.Head().Key)] = id
		found[x.Head().Key.Kind()+" "+id] = x
	}
	body := func(x honeycomb.Object, ids map[string]string) string {
		var v any
		if err := json.Unmarshal(honeycomb.AppendBody(nil, x), &v); err != nil {
			a.t.Fatal(err)
		}
		v = resolved(v, ids, hidden)
		if o := v.(map[string]any); o["recipients"] != nil {
			list := o["recipients"].([]any)
			slices.SortFunc(list, func(a, b any) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
		}
		out, err := json.MarshalIndent(v, "", " ")
		if err != nil {
			a.t.Fatal(err)
		}
		return string(out)
	}
	for x := range was.Objects() {
		kind, id := x.Head().Key.Kind(), a.ids[string(x.Head().Key)]
		if f, ok := x.(*honeycomb.CalculatedField); ok {
			id = f.Alias
		}
		switch kind {
		case honeycomb.KindBoard, honeycomb.KindQuery, honeycomb.KindQueryAnnotation:
			continue
		}
		y := found[kind+" "+id]
		if y == nil {
			a.t.Errorf("%s isn't taken over", x.Head().Key)
			continue
		}
		if a1, b := body(x, a.ids), body(y, ids); a1 != b {
			a.t.Errorf("%s was\n%s\nand is\n%s", x.Head().Key, a1, b)
		}
	}
}
