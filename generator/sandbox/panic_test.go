package sandbox

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// A fault of the sandbox's own is an answer and a line of the log, and the next request is answered as ever.
func TestPanicIsAnswered(t *testing.T) {
	var logged []Entry
	s := New(Options{Clock: time.Now, Seed: "test", Log: func(e Entry) { logged = append(logged, e) }})
	get := func() (int, string) {
		r := httptest.NewRequest("GET", "http://sandbox/1/recipients", nil)
		r.Header.Set(KeyHeader, "anything")
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		return w.Code, w.Body.String()
	}
	before := s.tables
	s.tables = nil // which no request can bring about
	status, body := get()
	if status != 500 || !strings.Contains(body, "bug in slogen") || strings.Contains(body, ".go") {
		t.Errorf("%d: %s", status, body)
	}
	s.tables = before
	if status, body := get(); status != 200 || body != "[]\n" {
		t.Errorf("afterwards: %d: %s", status, body)
	}
	if len(logged) != 2 || logged[0].Status != 500 || !strings.Contains(logged[0].Error, "bug in slogen") {
		t.Errorf("logged: %+v", logged)
	}
}
