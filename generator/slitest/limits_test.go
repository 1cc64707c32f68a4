package slitest

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/slogen-project/slogen/generator/calc"
)

// repeated is a text without end.
type repeated string

func (r repeated) Read(b []byte) (int, error) {
	n := 0
	for n+len(r) <= len(b) {
		n += copy(b[n:], r)
	}
	return n, nil
}

func zip(t *testing.T, text string, size int64) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.Copy(z, io.LimitReader(repeated(text), size)); err != nil {
		t.Fatal(err)
	}
	z.Close()
	return b.Bytes()
}

// Events of a test are limited before they are kept.
func TestManyEvents(t *testing.T) {
	for name, c := range map[string]struct {
		src  []byte
		want string
	}{
		"a.csv.gz":     {zip(t, "1,2\n", 100<<20), "larger than the 16 MiB"},
		"b.csv.gz":     {zip(t, "1,2\n", 12<<20), "more than 100000 events"},
		"c.ndjson.gz":  {zip(t, "{\"a\":1}\n", 12<<20), "more than 100000 events"},
		"d.csv":        {[]byte(strings.Repeat("1,2\n", 200_000)), "more than 100000 events"},
		"e.ndjson":     {[]byte(strings.Repeat("{\"a\":1}\n", 200_000)), "more than 100000 events"},
		"otlp.json.gz": {zip(t, " ", 100<<20), "larger than the 16 MiB"},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := ReadEvents(name, c.src, nil, nil)
		runtime.ReadMemStats(&after)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
		if used := (after.TotalAlloc - before.TotalAlloc) >> 20; used > 500 {
			t.Errorf("%s took %d MiB", name, used)
		}
	}
}

// One event without an end is an error, whatever the form.
func TestEndlessEvents(t *testing.T) {
	for name, start := range map[string]string{
		"object.json": "{\n\"a\": \"", "list.json": "[{\"a\": \"", "lists.json": "[{\"a\": [", "value.csv": "a,b\n1,\"",
		"header.csv": "a",
	} {
		r := io.MultiReader(strings.NewReader(start), io.LimitReader(repeated("1,"), 200<<20))
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := Count(context.Background(), name, r, program(t, "LT($a, 1)"), CountOptions{})
		runtime.ReadMemStats(&after)
		if err == nil || !strings.Contains(err.Error(), "longer than 4 MiB") {
			t.Errorf("%s: %v", name, err)
		}
		if used := (after.TotalAlloc - before.TotalAlloc) >> 20; used > 600 {
			t.Errorf("%s took %d MiB", name, used)
		}
	}
}

// A line that is too long is a bad line, and what follows it counts; but one that goes on and on is the end.
func TestEndlessLine(t *testing.T) {
	for name, c := range map[string]struct {
		start  string
		bytes  int64
		events int64
		want   string // of the error
	}{
		"long":    {"{\"a\": 1}\n", 60 << 20, 2, ""},
		"endless": {"{\"a\": 1}\n", 1 << 40, 1, "line 2 is longer than 64 MiB"},
		"zeros":   {"", 1 << 40, 0, "line 1 is longer than 64 MiB"},
	} {
		r := io.MultiReader(strings.NewReader(c.start), io.LimitReader(repeated("\x00"), c.bytes),
			strings.NewReader("\n{\"a\": 2}\n"))
		got, err := Count(context.Background(), "a.ndjson", r, program(t, "LT($a, 3)"), CountOptions{})
		if (err == nil) != (c.want == "") || err != nil && !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
		if got.Events != c.events || got.BadLines != 1 || !strings.Contains(got.Bad[0].Why, "longer than 4 MiB") {
			t.Errorf("%s: %d events, bad lines: %v", name, got.Events, got.Bad)
		}
	}
}

// Any number of events is fine for an expression as people write them; one with large counts is limited.
func TestManyMatches(t *testing.T) {
	line := "{\"path\":\"/api/v1/orders/" + strings.Repeat("0d9c8a2e", 32) + "\"}\n"
	const limited = "as many steps as it has instructions after the first 250"
	for re, want := range map[string]string{
		"^/api/v[0-9]+/(orders|carts|payments)(/[0-9a-f-]{36})?$": "",
		"^[^x]{1,230}([^y]{1,230})$":                              limited,
	} {
		events := int64(60_000)
		r := io.LimitReader(repeated(line), events*int64(len(line)))
		got, err := Count(context.Background(), "a.ndjson", r, program(t, "REG_MATCH($path, `"+re+"`)"), CountOptions{})
		switch {
		case want == "" && (err != nil || got.Events != events):
			t.Errorf("%s: %d events, %v", re, got.Events, err)
		case want != "" && (!errors.Is(err, calc.ErrMatching) || !strings.Contains(err.Error(), want)):
			t.Errorf("%s: %v", re, err)
		}
	}
}
