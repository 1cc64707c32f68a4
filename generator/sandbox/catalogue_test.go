package sandbox_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/slogen-project/slogen/generator/sandbox"
)

// declared is an object of the catalogue that slogen writes.
type declared struct {
	Key      string   `json:"key"`
	Kind     string   `json:"kind"`
	Method   string   `json:"method"`
	Path     string   `json:"path"`
	Requires []string `json:"requires"`
	Existing string   `json:"existing"`
	Lookup   bool     `json:"lookup"`
	Body     doc      `json:"body"`
}

// TestExamples applies the catalogues of the examples to the stand-in in orders that their dependencies allow, reads
// back what it sent, changes all that can be changed, tries to delete what is in use, and destroys it.
func TestExamples(t *testing.T) {
	files, err := filepath.Glob("../../examples/*/out/json/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal("no example has a catalogue:", err)
	}
	catalogues := map[string][]declared{}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var catalogue struct{ Objects []declared }
		d := json.NewDecoder(bytes.NewReader(src))
		d.UseNumber()
		if err := d.Decode(&catalogue); err != nil {
			t.Fatal(err)
		}
		name := filepath.Dir(file)
		catalogues[name] = append(catalogues[name], catalogue.Objects...)
	}
	names := slices.Sorted(maps.Keys(catalogues))
	tried := map[string]bool{}
	rapid.Check(t, func(r *rapid.T) {
		name := rapid.SampledFrom(names).Draw(r, "example")
		tried[name] = true
		c := &client{T: t, server: newServer(), ids: map[string]string{}}
		order := c.order(r, catalogues[name])
		for _, o := range order {
			c.apply(o)
		}
		for _, o := range order {
			c.readBack(o, c.resolve("", o.Body))
		}
		for _, o := range order {
			c.change(o)
		}
		c.destroy(r, order)
		if t.Failed() {
			r.FailNow()
		}
	})
	if len(tried) < len(names) && !testing.Short() {
		t.Errorf("only %d of %d examples were tried", len(tried), len(names))
	}
}

// client is a small client of the API, as a team may write one for the catalogue.
type client struct {
	*testing.T
	server *sandbox.Server
	ids    map[string]string // by key
	seeded []string          // recipients that were there before
}

// order is the objects in some order in which each stands behind what it requires.
func (c *client) order(r *rapid.T, objects []declared) (out []declared) {
	done := map[string]bool{}
	for _, o := range rapid.Permutation(objects).Draw(r, "order") {
		var visit func(o declared)
		visit = func(o declared) {
			if done[o.Key] {
				return
			}
			done[o.Key] = true
			for _, key := range o.Requires {
				i := slices.IndexFunc(objects, func(x declared) bool { return x.Key == key })
				if i < 0 {
					c.Fatalf("%s requires %s, which is not there", o.Key, key)
				}
				visit(objects[i])
			}
			out = append(out, o)
		}
		visit(o)
	}
	return out
}

// resolve puts ids where the catalogue refers to other objects, and values where it names secrets.
func (c *client) resolve(name string, v any) any {
	switch v := v.(type) {
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = c.resolve(name, x)
		}
		return out
	case doc:
		if key, ok := v["$ref"].(string); ok {
			if c.ids[key] == "" {
				c.Fatalf("%s is referred to and does not exist yet", key)
			}
			return c.ids[key]
		}
		if secret, ok := v["$secret"].(string); ok {
			sum := sha256.Sum256([]byte(secret))
			text := hex.EncodeToString(sum[:16]) // 32 characters, as PagerDuty's keys have
			if name == "webhook_url" {
				text = "https://secret.example.com/" + text
			}
			return text
		}
		out := doc{}
		for n, x := range v {
			out[n] = c.resolve(n, x)
		}
		return out
	}
	return v
}

func (c *client) apply(o declared) {
	c.Helper()
	body := c.resolve("", o.Body)
	switch {
	case o.Lookup:
		r := want(c, c.server, http.StatusCreated, http.MethodPost, o.Path, body)
		c.seeded = append(c.seeded, r.id())
		for _, x := range want(c, c.server, http.StatusOK, http.MethodGet, o.Path, nil).body.([]any) {
			if contains(x, body) == "" {
				c.ids[o.Key] = x.(doc)["id"].(string)
			}
		}
		if c.ids[o.Key] == "" {
			c.Fatalf("%s is not found by its details", o.Key)
		}
	case o.Existing != "":
		id := o.Existing[strings.IndexByte(o.Existing, '/')+1:] // what is the whole environment's has no dataset
		c.exists(o, id, body.(doc))
		if alias, ok := body.(doc)["alias"]; ok { // known by its alias
			id = want(c, c.server, http.StatusOK, http.MethodGet, fmt.Sprintf("%s?alias=%s", o.Path, alias), nil).id()
		}
		want(c, c.server, http.StatusOK, http.MethodPut, o.Path+"/"+id, body)
		c.ids[o.Key] = id
	default:
		status := http.StatusCreated
		if o.Kind == "query" {
			status = http.StatusOK
		}
		c.ids[o.Key] = want(c, c.server, status, o.Method, o.Path, body).id()
	}
}

// exists makes an object as if somebody had made it by hand before, with an id of its own and another description.
func (c *client) exists(o declared, id string, body doc) {
	old := doc{}
	for name, v := range body {
		old[name] = v
	}
	old["description"] = "made by hand"
	parts := strings.Split(o.Path, "/")
	if parts[2] == "slos" {
		old["dataset_slugs"] = []any{parts[3]}
	}
	src, err := c.server.State()
	if err != nil {
		c.Fatal(err)
	}
	var state doc
	d := json.NewDecoder(bytes.NewReader(src))
	d.UseNumber()
	if err := d.Decode(&state); err != nil {
		c.Fatal(err)
	}
	state["objects"] = append(state["objects"].([]any), doc{
		"collection": parts[2], "dataset": parts[3], "id": id, "body": old, "created_at": now, "updated_at": now,
	})
	if src, err = json.Marshal(state); err != nil {
		c.Fatal(err)
	}
	if err := c.server.Restore(src); err != nil {
		c.Fatal(err)
	}
}

// readBack compares what is read with what was sent.
func (c *client) readBack(o declared, sent any) {
	c.Helper()
	if s, ok := sent.(doc); ok && o.Kind == "trigger" {
		if b, ok := s["baseline_details"].(doc); ok && len(b) == 0 {
			delete(s, "baseline_details") // none: it is not shown
		}
	}
	got := want(c, c.server, http.StatusOK, http.MethodGet, o.Path+"/"+c.ids[o.Key], nil)
	if d := contains(got.body, sent); d != "" {
		c.Errorf("%s: read back is not what was sent: %s", o.Key, d)
	}
}

// change gives the object another description, or a recipient another target, with the rest as it was.
func (c *client) change(o declared) {
	c.Helper()
	if o.Kind == "query" || o.Lookup {
		return
	}
	body := c.resolve("", o.Body).(doc)
	if details, ok := body["details"].(doc); ok {
		for _, name := range []string{"email_address", "slack_channel", "pagerduty_integration_name", "webhook_name"} {
			if s, ok := details[name].(string); ok {
				details[name] = strings.TrimSuffix(s, ".com") + "2"
			}
		}
	} else {
		body["description"] = "changed"
	}
	delete(body, "disabled") // keeps its value
	want(c, c.server, http.StatusOK, http.MethodPut, o.Path+"/"+c.ids[o.Key], body)
	if d, ok := o.Body["disabled"]; ok {
		body["disabled"] = d
	}
	c.readBack(o, body)
}

// destroy deletes what was made, in an order that is tried at random: what is in use is refused, and deleted later.
func (c *client) destroy(r *rapid.T, objects []declared) {
	c.Helper()
	left := slices.DeleteFunc(slices.Clone(objects), func(o declared) bool { return o.Kind == "query" || o.Lookup })
	for _, o := range rapid.Permutation(left).Draw(r, "wrong order") {
		if user := inUse(o, left); user != "" {
			want(c, c.server, http.StatusConflict, http.MethodDelete, o.Path+"/"+c.ids[o.Key], nil)
			if o.Kind == "calculated_field" {
				body := c.resolve("", o.Body).(doc)
				body["alias"] = "another"
				want(c, c.server, http.StatusConflict, http.MethodPut, o.Path+"/"+c.ids[o.Key], body)
			}
		}
	}
	for i := range left {
		o := left[len(left)-1-i]
		want(c, c.server, http.StatusNoContent, http.MethodDelete, o.Path+"/"+c.ids[o.Key], nil)
		want(c, c.server, http.StatusNotFound, http.MethodGet, o.Path+"/"+c.ids[o.Key], nil)
	}
	for _, id := range c.seeded {
		want(c, c.server, http.StatusNoContent, http.MethodDelete, "/1/recipients/"+id, nil)
	}
	for _, path := range []string{"/1/recipients", "/1/boards", "/1/slos/__all__", "/1/derived_columns/__all__",
		"/1/triggers/__all__"} {
		if r := want(c, c.server, http.StatusOK, http.MethodGet, path, nil); r.raw != "[]\n" {
			c.Errorf("%s is left: %s", path, r.raw)
		}
	}
}

// inUse is what keeps o from being deleted: the SLO, trigger or board of a calculated field, the alert of a recipient.
func inUse(o declared, objects []declared) string {
	for _, x := range objects {
		if !slices.Contains(x.Requires, o.Key) {
			continue
		}
		switch {
		case o.Kind == "recipient" && (x.Kind == "burn_alert" || x.Kind == "trigger"),
			o.Kind == "calculated_field" && (x.Kind == "slo" || x.Kind == "trigger"):
			return x.Key
		}
	}
	return ""
}

// contains says where got doesn't have what sent has; empty when it has all of it.
func contains(got, sent any) string {
	switch s := sent.(type) {
	case doc:
		g, ok := got.(doc)
		if !ok {
			return fmt.Sprintf("%v is no object", got)
		}
		for name, v := range s {
			if d := contains(g[name], v); d != "" {
				return name + ": " + d
			}
		}
	case []any:
		g, ok := got.([]any)
		if !ok || len(g) != len(s) {
			return fmt.Sprintf("%v is not as long as %v", got, sent)
		}
		for i := range s {
			if d := contains(g[i], s[i]); d != "" {
				return fmt.Sprintf("%d: %s", i, d)
			}
		}
	default:
		if fmt.Sprintf("%T %v", got, got) != fmt.Sprintf("%T %v", sent, sent) {
			return fmt.Sprintf("%v (%T) instead of %v (%T)", got, got, sent, sent)
		}
	}
	return ""
}
