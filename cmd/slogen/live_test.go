package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/slogen-project/slogen/generator/adopt"
)

// TestAccount asks servers that answer in all ways: what may help is asked for again, and no message has the key.
func TestAccount(t *testing.T) {
	tests := []struct {
		name    string
		answer  func(n int, w http.ResponseWriter)
		asked   int
		want    string // of the error; empty for none
		waited  time.Duration
		missing bool
	}{
		{name: "at once", asked: 1, answer: func(_ int, w http.ResponseWriter) { fmt.Fprint(w, "[]") }},
		{name: "missing", asked: 1, missing: true,
			answer: func(_ int, w http.ResponseWriter) { w.WriteHeader(http.StatusNotFound) }},
		{name: "limited by a date", asked: 2, waited: 6 * time.Second, answer: func(n int, w http.ResponseWriter) {
			if n > 1 {
				fmt.Fprint(w, "[]")
				return
			}
			w.Header().Set("Date", "Mon, 02 Mar 2026 10:00:00 GMT")
			w.Header().Set("Retry-After", "Mon, 02 Mar 2026 10:00:05 GMT")
			w.WriteHeader(http.StatusTooManyRequests)
		}},
		{name: "limited by seconds, for too long", asked: maxAttempts, waited: 7 * longestWait,
			want: "429 Too Many Requests",
			answer: func(_ int, w http.ResponseWriter) {
				w.Header().Set("Retry-After", "99999999")
				w.WriteHeader(http.StatusTooManyRequests)
			}},
		{name: "fails", asked: maxAttempts, want: "502 Bad Gateway",
			answer: func(_ int, w http.ResponseWriter) { w.WriteHeader(http.StatusBadGateway) }},
		{name: "wrong key", asked: 1, want: "401 Unauthorized: unknown key (the key)",
			answer: func(_ int, w http.ResponseWriter) {
				w.WriteHeader(http.StatusUnauthorized)
				fmt.Fprint(w, `{"error": "unknown key hush\u001b[31m"}`)
			}},
		{name: "leads elsewhere", asked: 1, want: "The key isn't sent elsewhere",
			answer: func(_ int, w http.ResponseWriter) {
				w.Header().Set("Location", "https://example.com/")
				w.WriteHeader(http.StatusFound)
			}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			asked := 0
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				asked++
				if r.Header.Get("X-Honeycomb-Team") != "hush" || r.Method != http.MethodGet {
					t.Errorf("%s with the key %q", r.Method, r.Header.Get("X-Honeycomb-Team"))
				}
				test.answer(asked, w)
			}))
			defer server.Close()
			t.Setenv(keyVariable, "hush")
			t.Setenv(endpointVariable, server.URL+"/")
			var told bytes.Buffer
			x, err := (&app{err: &told}).openAccount("")
			if err != nil {
				t.Fatal(err)
			}
			waited := time.Duration(0)
			x.sleep = func(_ context.Context, d time.Duration) bool { waited += d; return true }
			_, err = x.get(t.Context(), "/1/recipients")
			text := told.String()
			if err != nil {
				text += err.Error()
			}
			switch {
			case test.missing != errors.Is(err, adopt.ErrMissing), !test.missing && (err != nil) != (test.want != ""),
				!strings.Contains(text, test.want):
				t.Errorf("%v", err)
			case strings.Contains(text, "hush"), strings.Contains(text, "\x1b"):
				t.Errorf("it says %q", text)
			case asked != test.asked:
				t.Errorf("asked %d times", asked)
			case test.waited > 0 && (waited < test.waited || waited > test.waited+time.Second):
				t.Errorf("waited %s", waited)
			}
		})
	}
}
