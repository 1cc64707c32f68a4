package sandbox_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// recorded is one line of the recorded traffic.
type recorded struct {
	N        int    `json:"n"`
	Method   string `json:"m"`
	Path     string `json:"u"`
	Status   int    `json:"st"`
	Request  any    `json:"req"`
	Response any    `json:"res"`
}

// invented are members of recorded answers that the recorder made up: Honeycomb's API description has none of them
// there, and neither have we.
var invented = map[string][]string{
	"queries":           {"tags", "created_at", "updated_at"},
	"burn_alerts":       {"tags"},
	"query_annotations": {"tags"},
	"boards":            {"created_at", "updated_at"},
}

// TestRecordedTraffic sends what the real Terraform provider sent while it applied, read, changed and destroyed sixteen
// resources, and compares the answers with those it got: the same status, and the same shape.
func TestRecordedTraffic(t *testing.T) {
	lines := bytes.Split(bytes.TrimSpace(shared(t, "data/honeycombio-provider-requests.jsonl")), []byte("\n"))
	s := newServer()
	ids := map[string]string{} // recorded id → ours
	translate := func(text string) string {
		return regexp.MustCompile(`id\d{9}`).ReplaceAllStringFunc(text, func(id string) string {
			if ours, ok := ids[id]; ok {
				return ours
			}
			return id
		})
	}
	for _, line := range lines {
		var r recorded
		d := json.NewDecoder(bytes.NewReader(line))
		d.UseNumber()
		if err := d.Decode(&r); err != nil {
			t.Fatal(err)
		}
		var body any
		if r.Request != nil {
			b, err := json.Marshal(r.Request)
			if err != nil {
				t.Fatal(err)
			}
			body = translate(string(b))
		}
		status := r.Status
		collection := strings.Split(r.Path, "/")[2]
		if r.Method == http.MethodPost && collection == "queries" {
			status = http.StatusOK // as described; the recorder said 201
		}
		got := want(t, s, status, r.Method, translate(r.Path), body)
		if response, ok := r.Response.(doc); ok {
			learn(ids, response, got.object())
			for _, name := range invented[collection] {
				delete(response, name)
			}
		}
		for _, d := range shapeDiff("", r.Response, got.body) {
			t.Errorf("%d %s %s: %s", r.N, r.Method, r.Path, d)
		}
	}
	for _, path := range []string{"/1/derived_columns/checkout", "/1/slos/__all__", "/1/triggers/checkout", "/1/boards",
		"/1/query_annotations/checkout"} {
		if got := want(t, s, http.StatusOK, http.MethodGet, path, nil); got.raw != "[]\n" {
			t.Errorf("%s is left: %s", path, got.raw)
		}
	}
}

// learn notes which of our ids stands where a recorded one does.
func learn(ids map[string]string, recorded, got any) {
	switch r := recorded.(type) {
	case string:
		if g, ok := got.(string); ok && strings.HasPrefix(r, "id0") && ids[r] == "" {
			ids[r] = g
		}
	case doc:
		g, _ := got.(doc)
		for name, v := range r {
			learn(ids, v, g[name])
		}
	case []any:
		if g, ok := got.([]any); ok && len(g) == len(r) {
			for i := range r {
				learn(ids, r[i], g[i])
			}
		}
	}
}

// shapeDiff says where got lacks what recorded has, or has something of another type there. null is the same as
// nothing. Values count where they are not the server's to choose: what was sent is read back.
func shapeDiff(path string, recorded, got any) (out []string) {
	switch r := recorded.(type) {
	case nil:
		return nil
	case doc:
		g, ok := got.(doc)
		if !ok {
			return []string{fmt.Sprintf("%s is %v, not an object", path, got)}
		}
		for name, v := range r {
			out = append(out, shapeDiff(path+"."+name, v, g[name])...)
		}
	case []any:
		g, ok := got.([]any)
		if !ok || len(g) != len(r) {
			return []string{fmt.Sprintf("%s is %v, not a list of %d", path, got, len(r))}
		}
		for i := range r {
			out = append(out, shapeDiff(fmt.Sprintf("%s[%d]", path, i), r[i], g[i])...)
		}
	default:
		same := fmt.Sprintf("%T %v", r, r) == fmt.Sprintf("%T %v", got, got)
		name := path[strings.LastIndex(path, ".")+1:]
		if slices.Contains([]string{"id", "created_at", "updated_at", "board_url", "source", "query_id", "slo_id",
			"query_annotation_id"}, name) {
			same = fmt.Sprintf("%T", r) == fmt.Sprintf("%T", got)
		}
		if !same {
			out = append(out, fmt.Sprintf("%s is %v (%T), not %v (%T)", path, got, got, r, r))
		}
	}
	return out
}

// TestContract says whether the answers in the other tests were held to Honeycomb's API description.
func TestContract(t *testing.T) {
	shared(t, "data/honeycomb-openapi-2026-08-13.yaml")
	c, err := loadContract()
	if err != nil || c == nil {
		t.Fatal("the API description can't be read:", err)
	}
	r := want(t, newServer(), http.StatusCreated, http.MethodPost, "/1/boards", `{"type":"flexible","name":"B"}`)
	pointer := c.find(http.MethodPost, "/1/boards", r.status, "application/json")
	s, err := c.schema(pointer)
	if err != nil {
		t.Fatal(err)
	}
	if s.Validate(doc{"type": "flexible"}) == nil {
		t.Errorf("%s takes a board without a name: nothing is held to anything", pointer)
	}
}
