package sandbox_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/sandbox"
)

// TestHost says which Host headers are answered by a sandbox for this machine only: a page in a browser whose name was
// given this machine's address still sends its own name.
func TestHost(t *testing.T) {
	for host, want := range map[string]int{
		"localhost": 200, "localhost:8080": 200, "LocalHost.:80": 200, "127.0.0.1:8080": 200, "127.9.9.9": 200,
		"[::1]:8080": 200, "[::1]": 200,
		"evil.example": 403, "evil.example:8080": 403, "localhost.evil.example": 403, "127.0.0.1.evil.example:80": 403,
		"192.168.1.1:8080": 403,
		"":                 403, "0.0.0.0:8080": 403, "evil.localhost:80": 403,
	} {
		r, err := http.NewRequest(http.MethodGet, "http://sandbox/1/boards", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = host
		r.Header.Set(sandbox.KeyHeader, "anything")
		if got := status(t, newServer(func(o *sandbox.Options) { o.LocalOnly = true }), r); got != want {
			t.Errorf("Host %q: %d, want %d", host, got, want)
		}
		r.Body = http.NoBody
		if got := status(t, newServer(), r); got != 200 {
			t.Errorf("Host %q, open to others: %d", host, got)
		}
	}
}

// TestBodies says what becomes of bodies that are too large, too slow or cut off. No more of a large one is read than
// the limit.
func TestBodies(t *testing.T) {
	for _, c := range []struct {
		name   string
		body   io.Reader
		status int
	}{
		{"largest", strings.NewReader(strings.Repeat(" ", honeycomb.MaxBodyBytes-2) + "{}"), 422},
		{"a byte more", strings.NewReader(strings.Repeat(" ", honeycomb.MaxBodyBytes-1) + "{}"), 413},
		{"endless", endless{}, 413},
		{"slow", iotest.ErrReader(os.ErrDeadlineExceeded), 408},
		{"cut off", iotest.ErrReader(io.ErrUnexpectedEOF), 400},
	} {
		r, err := http.NewRequest(http.MethodPost, "http://sandbox/1/boards", c.body)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set(sandbox.KeyHeader, "anything")
		if got := status(t, newServer(), r); got != c.status {
			t.Errorf("%s: %d, want %d", c.name, got, c.status)
		}
	}
}

// status is that of the answer, which is JSON. Honeycomb documents none of those with which the sandbox protects
// itself.
func status(t *testing.T, s http.Handler, r *http.Request) int {
	t.Helper()
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if !json.Valid(w.Body.Bytes()) {
		t.Errorf("%d is no JSON: %s", w.Code, w.Body)
	}
	return w.Code
}

type endless struct{}

func (endless) Read(b []byte) (int, error) { return copy(b, bytes.Repeat([]byte(" "), len(b))), nil }

// FuzzRestore restores from anything: what is taken is written and read back as the same bytes, and what isn't changes
// nothing.
func FuzzRestore(f *testing.F) {
	for _, s := range []string{
		`{"format_version":"1.0","ids":1,"objects":[{"collection":"boards","id":"a","created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z","body":{"type":"flexible","name":"B"}}]}`,
		`{"format_version":"1.0","ids":2,"objects":[{"collection":"derived_columns","dataset":"d","id":"a","body":{"alias":"x","expression":"EXISTS($a)"}}]}`,
		`{"format_version":"1.0","objects":[{"collection":"slos","dataset":"__all__","id":"b","body":{"name":"A","sli":{"alias":"x"},"time_period_days":30,"target_per_million":1e3}}]}`,
		`{"format_version":"1.0","objects":[null,{}]}`, `{"format_version":"2.0"}`, `[`, ``,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		s := newServer()
		want(t, s, 201, "POST", "/1/derived_columns/checkout", column)
		before, err := s.State()
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Restore(text); err != nil {
			if after, _ := s.State(); !bytes.Equal(before, after) || err.Error() == "" {
				t.Fatalf("%q: %v, and the state is %s", text, err, after)
			}
			return
		}
		first, err := s.State()
		if err != nil {
			t.Fatal(err)
		}
		other := newServer()
		if err := other.Restore(first); err != nil {
			t.Fatalf("%q: its own state %s: %v", text, first, err)
		}
		if second, err := other.State(); err != nil || !bytes.Equal(first, second) {
			t.Fatalf("%q: %s\nand then %s (%v)", text, first, second, err)
		}
		for _, path := range []string{"/1/boards", "/1/derived_columns/d", "/1/slos/__all__", "/1/recipients", "/1/datasets",
			"/1/triggers/d"} {
			send(t, other, "GET", path, nil) // it checks the shape of the answer
		}
	})
}
