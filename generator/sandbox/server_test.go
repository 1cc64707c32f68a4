package sandbox_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/slogen-project/slogen/generator/sandbox"
)

const column = `{"alias":"sli.a","expression":"EXISTS($a)"}`

func TestKey(t *testing.T) {
	r, err := http.NewRequest(http.MethodGet, "http://sandbox/1/boards", strings.NewReader(""))
	if err != nil {
		t.Fatal(err)
	}
	got := do(t, newServer(), r)
	if got.status != http.StatusUnauthorized || got.object()["error"] != "unknown API key - check your credentials" {
		t.Errorf("without a key: %d %s", got.status, got.raw)
	}
}

// TestRateLimit says that requests are counted by collection and method in windows, with the headers that clients wait
// by.
func TestRateLimit(t *testing.T) {
	clock := now
	s := newServer(func(o *sandbox.Options) {
		o.Clock = func() time.Time { return clock }
		o.RateLimit = sandbox.RateLimit{Requests: 2, Window: time.Minute}
	})
	type seen struct {
		Status                    int
		Limit, Policy, RetryAfter string
	}
	get := func(path string) seen {
		r := send(t, s, http.MethodGet, path, nil)
		return seen{r.status, r.header.Get("RateLimit"), r.header.Get("RateLimit-Policy"), r.header.Get("Retry-After")}
	}
	got := []seen{get("/1/boards"), get("/1/boards"), get("/1/boards"), get("/1/slos/checkout")}
	clock = clock.Add(27 * time.Second) // 11:15:00
	got = append(got, get("/1/boards"))
	want := []seen{
		{200, "limit=2, remaining=1, reset=27", "2;w=60", ""},
		{200, "limit=2, remaining=0, reset=27", "2;w=60", ""},
		{429, "limit=2, remaining=0, reset=27", "2;w=60", "Sun, 22 Nov 2026 11:15:00 GMT"},
		{200, "limit=2, remaining=1, reset=27", "2;w=60", ""},
		{200, "limit=2, remaining=1, reset=60", "2;w=60", ""},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// TestState says that a server restored from a state goes on where the other stopped, and that a wrong state changes
// nothing.
func TestState(t *testing.T) {
	s := newServer()
	field := want(t, s, 201, "POST", "/1/derived_columns/checkout", column)
	slo := want(t, s, 201, "POST", "/1/slos/checkout",
		`{"name":"A","sli":{"alias":"sli.a"},"time_period_days":30,"target_per_million":1}`)
	state, err := s.State()
	if err != nil {
		t.Fatal(err)
	}
	other := newServer()
	if err := other.Restore(state); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/1/derived_columns/checkout/" + field.id(), "/1/slos/checkout/" + slo.id()} {
		if d := cmp.Diff(send(t, s, "GET", path, nil).raw, want(t, other, 200, "GET", path, nil).raw); d != "" {
			t.Error(d)
		}
	}
	want(t, other, 409, "DELETE", "/1/derived_columns/checkout/"+field.id(), nil)
	next := `{"type":"flexible","name":"B"}`
	if a, b := want(t, s, 201, "POST", "/1/boards", next), want(t, other, 201, "POST", "/1/boards",
		next); a.id() != b.id() {
		t.Errorf("the next ids are %s and %s", a.id(), b.id())
	}
	before, _ := other.State()
	for _, bad := range []string{
		``, `[]`, `{"format_version":"2.0"}`,
		`{"format_version":"1.0","objects":[{"collection":"wishes","id":"a","body":{}}]}`,
		`{"format_version":"1.0","objects":[{"collection":"boards","body":{}}]}`,
		`{"format_version":"1.0","objects":[{"collection":"boards","id":"a"}]}`,
		`{"format_version":"1.0","objects":[{"collection":"boards","id":"a","dataset":"d","body":{"type":"flexible","name":"B"}}]}`,
		`{"format_version":"1.0","objects":[{"collection":"slos","id":"a","body":{}}]}`,
		`{"format_version":"1.0","objects":[{"collection":"boards","id":"a","body":{"name":5}}]}`,
	} {
		if err := other.Restore([]byte(bad)); err == nil {
			t.Errorf("restored from %s", bad)
		}
	}
	if after, _ := other.State(); cmp.Diff(before, after) != "" {
		t.Error("a wrong state changed something")
	}
}

// TestSeed says that ids depend on the seed, and look like Honeycomb's.
func TestSeed(t *testing.T) {
	made := func(seed string) string {
		s := newServer(func(o *sandbox.Options) { o.Seed = seed })
		return want(t, s, 201, "POST", "/1/derived_columns/checkout", column).id()
	}
	if a, b := made("a"), made("a"); a != b || len(a) != 11 {
		t.Errorf("the same seed made %q and %q", a, b)
	}
	if made("a") == made("b") {
		t.Error("other seeds make the same ids")
	}
}

func TestAddColumn(t *testing.T) {
	s := newServer()
	for _, c := range []struct{ dataset, name, typ string }{{"checkout", "a", "float"}, {"checkout", "a", "integer"}} {
		if err := s.AddColumn(c.dataset, c.name, c.typ, now); err != nil {
			t.Error(err)
		}
	}
	for _, c := range []struct{ dataset, name, typ string }{{"__all__", "a", "float"}, {"", "a", "float"},
		{"My Dataset", "a", "float"}, {"checkout", "", "float"},
		{"checkout", "a", "number"}} {
		if s.AddColumn(c.dataset, c.name, c.typ, now) == nil {
			t.Errorf("added %v", c)
		}
	}
	if got := want(t, s, 200, "GET", "/1/columns/checkout?key_name=a", nil).object()["type"]; got != "integer" {
		t.Errorf("the column is of type %v", got)
	}
	want(t, s, 400, "POST", "/1/derived_columns/checkout", `{"alias":"x","expression":"EXISTS($b)"}`)
	want(t, s, 201, "POST", "/1/derived_columns/checkout", column)
}

// TestLog says what is logged of a request, and that neither key nor body is.
func TestLog(t *testing.T) {
	var got []sandbox.Entry
	changes := 0
	s := newServer(func(o *sandbox.Options) {
		o.Log = func(e sandbox.Entry) { got = append(got, e) }
		o.Changed = func() { changes++ }
	})
	want(t, s, 404, "POST", "/1/derived_columns/a%20b?x=1%0A2", column)
	want(t, s, 404, "GET", "/1/boards/x", nil)
	want(t, s, 201, "POST", "/1/derived_columns/checkout", column)
	d := cmp.Diff([]sandbox.Entry{
		{Method: "POST", Path: "/1/derived_columns/a%20b?x=1%0A2", Status: 404, Error: "Dataset not found"},
		{Method: "GET", Path: "/1/boards/x", Status: 404, Error: "Board not found"},
		{Method: "POST", Path: "/1/derived_columns/checkout", Status: 201},
	}, got)
	if d != "" || changes != 1 {
		t.Error(d, changes)
	}
}

// TestAtOnce sends many requests at once: one of those that want the same alias gets it.
func TestAtOnce(t *testing.T) {
	s := newServer()
	made := make([]int, 20)
	var wait sync.WaitGroup
	for i := range made {
		wait.Go(func() {
			made[i] = send(t, s, "POST", "/1/derived_columns/checkout", column).status
			send(t, s, "GET", "/1/derived_columns/checkout", nil)
			if _, err := s.State(); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	n := 0
	for _, status := range made {
		if status == http.StatusCreated {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d got the alias", n)
	}
}

// FuzzRequests sends requests that make no sense after some that do: nothing panics, and every answer is JSON of a
// documented shape, which send checks.
func FuzzRequests(f *testing.F) {
	for _, c := range []struct{ method, path, body string }{
		{"POST", "/1/derived_columns/checkout", column},
		{"PUT", "/1/derived_columns/checkout/FIELD", `{"alias":"other","expression":"IF($a)"}`},
		{"POST", "/1/slos/__all__",
			`{"name":"A","sli":{"alias":"sli.env"},"time_period_days":30,"target_per_million":1,"dataset_slugs":["a"],"tags":[{"key":"a","value":"b"}]}`},
		{"POST", "/1/burn_alerts/checkout",
			`{"alert_type":"budget_rate","budget_rate_window_minutes":60,"budget_rate_decrease_threshold_per_million":1,"slo":{"id":"SLO"},"recipients":[{"type":"email","target":"a@example.com"}]}`},
		{"GET", "/1/burn_alerts/checkout?slo_id=SLO", ""},
		{"POST", "/1/triggers/checkout",
			`{"name":"T","threshold":{"op":">=","value":1},"baseline_details":{"offset_minutes":60,"type":"value"},"evaluation_schedule":{"window":{"days_of_week":["monday"],"start_time":"9:00","end_time":"10:00"}},"query":{"calculations":[{"op":"COUNT"}],"time_range":900,"havings":[{"calculate_op":"COUNT","op":">","value":1}]}}`},
		{"POST", "/1/queries/checkout",
			`{"calculations":[{"op":"COUNT","name":"n","filters":[{"column":"a","op":"in","value":[1,"b",null,{}]}]}],"formulas":[{"name":"f","expression":"DIV($n, 2)"}],"orders":[{"column":"f"}],"breakdowns":["a"],"granularity":60,"calculated_fields":[{"name":"x","expression":"$a"}]}`},
		{"POST", "/1/query_annotations/checkout", `{"name":"N","query_id":"QUERY"}`},
		{"POST", "/1/boards", `{"type":"flexible","name":"B","panels":[{"type":"slo","slo_panel":{"slo_id":"SLO"}},{"type":"query","query_panel":{"query_id":"QUERY","query_annotation_id":"NOTE","visualization_settings":{"charts":[{}]}}},{"type":"text","text_panel":{"content":""}}]}`},
		{"POST", "/1/recipients", `{"type":"webhook","details":{"webhook_name":"w","webhook_url":"https://example.com","webhook_payloads":{"template_variables":[{"name":"a"}],"payload_templates":{"trigger":{}}}}}`},
		{"POST", "/1/datasets", `{"name":"MyDataset!"}`},
		{"POST", "/1/columns/checkout", `{"key_name":"a"}`},
		{"DELETE", "/1/recipients/SLACK", ""},
		{"DELETE", "/1/slos/checkout/SLO", ""},
		{"GET", "/1/auth", ""},
		{"GET", "/1/recipients/SLACK/triggers", ""},
	} {
		f.Add(c.method, c.path, c.body)
	}
	f.Fuzz(func(t *testing.T, method, path, body string) {
		s := newServer()
		names := map[string]string{}
		for _, r := range [][3]string{
			{"FIELD", "/1/derived_columns/checkout", column},
			{"ENV", "/1/derived_columns/__all__", `{"alias":"sli.env","expression":"EXISTS($a)"}`},
			{"SLO", "/1/slos/checkout", `{"name":"A","sli":{"alias":"sli.a"},"time_period_days":30,"target_per_million":1}`},
			{"SLACK", "/1/recipients", `{"type":"slack","details":{"slack_channel":"#a"}}`},
			{"QUERY", "/1/queries/checkout", `{"breakdowns":["sli.a"]}`},
			{"NOTE", "/1/query_annotations/checkout", `{"name":"N","query_id":"QUERY"}`},
		} {
			text := r[2]
			for name, id := range names {
				text = strings.ReplaceAll(text, name, id)
			}
			names[r[0]] = send(t, s, "POST", r[1], text).id()
		}
		for name, id := range names {
			path, body = strings.ReplaceAll(path, name, id), strings.ReplaceAll(body, name, id)
		}
		r, err := http.NewRequest(method, "http://sandbox/"+strings.TrimPrefix(path, "/"), strings.NewReader(body))
		if err != nil {
			t.Skip() // no request that a client could make
		}
		r.Header.Set(sandbox.KeyHeader, "anything")
		do(t, s, r)
		state, err := s.State()
		if err != nil {
			t.Fatal(err)
		}
		if err := newServer().Restore(state); err != nil {
			t.Error(fmt.Errorf("what was kept can't be restored: %w\n%s", err, state))
		}
	})
}
