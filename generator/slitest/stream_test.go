package slitest

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/parallel"
)

func program(t testing.TB, s string) *calc.Program {
	t.Helper()
	f, diags := calc.Parse(calc.FromString("f", s))
	if f == nil {
		t.Fatal(diags)
	}
	p, diags := calc.Compile(f)
	if p == nil {
		t.Fatal(diags)
	}
	return p
}

// generated makes n lines: events, and here and there a blank line, a bad line, and a very long one.
func generated(n int) (text string, want Counts, bad []int64) {
	r := rand.New(rand.NewPCG(1, 2))
	var b strings.Builder
	for i := range n {
		switch {
		case r.IntN(50) == 0:
			b.WriteString("\n")
			continue
		case r.IntN(100) == 0:
			b.WriteString(`{"status": 200,` + "\n")
			bad = append(bad, int64(i+1))
			continue
		case r.IntN(500) == 0:
			fmt.Fprintf(&b, `{"pad":%q,"status":200}`+"\n", strings.Repeat("x", r.IntN(3*chunkSize)))
			want.Good++
			continue
		}
		status := []string{"200", "500", "404.0", "null", `"200"`}[r.IntN(5)]
		switch status {
		case "200", "404.0":
			want.Good++
		case "null":
			want.Ineligible++
		default:
			want.Bad++
		}
		fmt.Fprintf(&b, `{"name":"GET /%d","duration_ms":%d.5,"status":%s,"tags":["a",{"b":1}]}`+"\n", i, r.IntN(1000),
			status)
	}
	return b.String(), want, bad
}

// TestCount counts the same events whatever the number of workers and the size of the reads.
func TestCount(t *testing.T) {
	text, want, bad := generated(5000)
	p := program(t, `IF(EXISTS($status), $status < 500)`)
	for _, workers := range []int{1, 2, 7} {
		for name, r := range map[string]io.Reader{
			"whole": strings.NewReader(text), "halves": iotest.HalfReader(strings.NewReader(text)),
			"without the last line break": strings.NewReader(strings.TrimSuffix(text, "\n")),
			"data and error":              iotest.DataErrReader(strings.NewReader(text)),
		} {
			got, err := Count(context.Background(), "x.ndjson", r, p, CountOptions{Workers: workers, First: 2})
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if got.Counts != want || got.BadLines != int64(len(bad)) || got.Events != want.Good+want.Bad+want.Ineligible {
				t.Errorf("%s, %d workers: %+v and %d bad lines, want %+v and %d", name, workers, got.Counts, got.BadLines, want,
					len(bad))
			}
			var lines []int64
			for _, b := range got.Bad {
				lines = append(lines, b.Line)
			}
			if d := cmp.Diff(bad[:maxBadLines], lines); d != "" {
				t.Errorf("%s: bad lines: %s", name, d)
			}
			if len(got.First) != 2 || got.First[0].Get("name").Kind != calc.String {
				t.Errorf("%s: the first events are %v", name, got.First)
			}
		}
	}
}

func TestCountStrict(t *testing.T) {
	text, _, bad := generated(5000)
	got, err := Count(context.Background(), "-", strings.NewReader(text), program(t, `$status < 500`),
		CountOptions{Strict: true, Workers: 1})
	if !errors.Is(err, ErrBadLine) || len(got.Bad) == 0 || got.Bad[0].Line != bad[0] {
		t.Errorf("%v %v, the first bad line is %d", err, got.Bad, bad[0])
	}
}

// TestLongLine: a line beyond every bound is a bad line, and those after it are read.
func TestLongLine(t *testing.T) {
	if testing.Short() {
		t.Skip("reads more than 64 MiB")
	}
	r := io.MultiReader(strings.NewReader("{\"a\":1}\n{\"a\":\""), io.LimitReader(letters{}, maxLine+chunkSize),
		strings.NewReader("\"}\n{\"a\":1}\nx\n"))
	got, err := Count(context.Background(), "-", r, program(t, `$a < 5`), CountOptions{})
	if err != nil || got.Good != 2 || got.BadLines != 2 || got.Bad[0].Line != 2 || got.Bad[1].Line != 4 {
		t.Errorf("%+v %v", got, err)
	}
}

type letters struct{}

func (letters) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = 'x'
	}
	return len(b), nil
}

// TestCompressed: what can be read of a damaged file is counted, and the rest is an error.
func TestCompressed(t *testing.T) {
	text, want, _ := generated(3000)
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	p := program(t, `IF(EXISTS($status), $status < 500)`)
	count := func(b []byte) (*Tally, error) {
		return Count(context.Background(), "x.ndjson.gz", bytes.NewReader(b), p, CountOptions{})
	}
	if got, err := count(z.Bytes()); err != nil || got.Counts != want {
		t.Errorf("%+v %v, want %+v", got.Counts, err, want)
	}
	got, err := count(z.Bytes()[:z.Len()/2])
	if err == nil || !strings.Contains(err.Error(), "cut off") || got.Events == 0 ||
		got.Events >= want.Good+want.Bad+want.Ineligible {
		t.Errorf("cut off: %d events, %v", got.Events, err)
	}
	if _, err := count([]byte(text)); err == nil {
		t.Error("what isn't compressed was read")
	}
	broken := bytes.Clone(z.Bytes())
	broken[len(broken)-5] ^= 1 // the checksum
	if got, err := count(broken); err == nil || got.Counts != want {
		t.Errorf("a wrong checksum: %+v %v", got.Counts, err)
	}
}

// TestInterrupted: what was counted until then is given.
func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	n := 0
	r := readFunc(func(b []byte) (int, error) {
		if n++; n > 50 {
			cancel()
		}
		return copy(b, strings.Repeat("{\"a\":1}\n", len(b)/8+1)[:len(b)/8*8]), nil
	})
	got, err := Count(ctx, "-", r, program(t, `$a < 5`), CountOptions{})
	if !errors.Is(err, context.Canceled) || got == nil {
		t.Errorf("%+v %v", got, err)
	}
}

type readFunc func(b []byte) (int, error)

func (f readFunc) Read(b []byte) (int, error) { return f(b) }

// TestMemory counts 256 MiB of events with no more memory than a fifth of that.
func TestMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("reads a quarter of a gigabyte")
	}
	line := []byte(`{"name":"POST /checkout","http.response.status_code":200,"duration_ms":12.25,"trace.trace_id":"4bf92f3577b34da6a3ce929d0e0e4736"}` + "\n")
	block := bytes.Repeat(line, 1000)
	left, peak, reads := 256<<20/len(block), uint64(0), 0
	var m runtime.MemStats
	r := readFunc(func(b []byte) (int, error) {
		if left == 0 {
			return 0, io.EOF
		}
		left--
		if reads++; reads%500 == 0 {
			runtime.ReadMemStats(&m)
			peak = max(peak, m.HeapAlloc)
		}
		return copy(b, block), nil
	})
	runtime.GC()
	got, err := Count(context.Background(), "-", &whole{r: r, size: len(block)}, program(t, `$duration_ms < 1000`),
		CountOptions{})
	if err != nil || got.BadLines > 0 || got.Good == 0 {
		t.Fatalf("%+v %v", got, err)
	}
	if peak > 50<<20 {
		t.Errorf("%d MiB are in use", peak>>20)
	}
}

// whole gives every read whole, however small the reader's buffer is.
type whole struct {
	r    io.Reader
	size int
	rest []byte
}

func (w *whole) Read(b []byte) (int, error) {
	if len(w.rest) == 0 {
		buf := make([]byte, w.size)
		n, err := w.r.Read(buf)
		if err != nil {
			return 0, err
		}
		w.rest = buf[:n]
	}
	n := copy(b, w.rest)
	w.rest = w.rest[n:]
	return n, nil
}

// TestForms reads the same three events in every form.
func TestForms(t *testing.T) {
	for name, text := range map[string]string{
		"x.ndjson": "{\"s\":200}\n{\"s\":503}\n{}\n",
		"x.json":   "[{\"s\":200},\n {\"s\":503}, {}]",
		"y.json":   "{\n  \"s\": 200\n}\n{\n  \"s\": 503\n}\n{}",
		"z.json":   " \n[\n{\"s\":200}]\n[{\"s\":503},{}]",
		"x.csv":    "\ufeffs,t\n200,\n503,x\n,y\n",
		"batch": `{"data":{"s":200},"time":"2026-01-01T00:00:00Z"}` + "\n" + `{"samplerate":5,"data":{"s":503}}` +
			"\n" + `{"data":{}}`,
		"otlp.json":   `{"resourceSpans":[{"scopeSpans":[{"spans":[{"attributes":[{"key":"s","value":{"intValue":"200"}}]},{"attributes":[{"key":"s","value":{"intValue":503}}]}]}]}]}` + "\n" + `{"resourceSpans":[{"scopeSpans":[{"spans":[{}]}]}]}`,
		"mark.json":   "\ufeff[{\"s\":200},\n {\"s\":503}, {}]",
		"mark.ndjson": "\ufeff{\"s\":200}\n{\"s\":503}\n{}\n",
	} {
		got, err := Count(context.Background(), name, strings.NewReader(text), program(t, `IF(EXISTS($s), $s < 500)`),
			CountOptions{})
		if want := (Counts{Good: 1, Bad: 1, Ineligible: 1}); err != nil || got.Counts != want || got.Events != 3 {
			t.Errorf("%s: %+v %v", name, got, err)
		}
		events, err := ReadEvents(name, []byte(text), nil, nil)
		if err != nil || len(events) != 3 || events[1].Get("s") != integer(503) {
			t.Errorf("%s: %+v %v", name, events, err)
		}
	}
}

// A panic where events are judged reaches the caller, and nobody waits for who is gone.
func TestPanicInStream(t *testing.T) {
	text, _, _ := generated(20_000)
	for _, workers := range []int{1, 4} {
		func() {
			defer func() {
				if _, ok := recover().(*parallel.Panic); !ok {
					t.Errorf("%d workers: the panic was lost", workers)
				}
			}()
			unusable := new(calc.Program)
			_, _ = Count(context.Background(), "events.ndjson", strings.NewReader(text), unusable,
				CountOptions{Workers: workers})
		}()
	}
}

// FuzzDecode compares with encoding/json: what that accepts is accepted, with the same values.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{`{"a":1}`, `{"a":"x\u00e9","a\\b":[1, {"x":null}],"b":1e3,"c":true}`,
		`{"data":{"a":5},"time":"2026-01-01T00:00:00Z"}`, `{"a":1}{}`,
		`{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"x"}]}]}]}`, `[`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		all, some := newFullDecoder(nil, nil), newDecoder(nil, []string{"a", "b"})
		var events, same []*Event
		keep := func(list *[]*Event) func(*Event) {
			return func(e *Event) {
				x := *e
				x.Names, x.Values = append([]string(nil), e.Names...), append([]calc.Value(nil), e.Values...)
				*list = append(*list, &x)
			}
		}
		err := all.decode([]byte(s), keep(&events))
		err2 := some.decode([]byte(s), keep(&same))
		if len(events) != len(same) && err == nil && err2 == nil {
			t.Fatalf("%q: %d events, and %d", s, len(events), len(same))
		}
		if err != nil || err2 != nil {
			return
		}
		for i, e := range events {
			for _, c := range []string{"a", "b"} {
				if e.Get(c) != same[i].Get(c) {
					t.Fatalf("%q: %s is %v, and %v", s, c, e.Get(c), same[i].Get(c))
				}
			}
		}
		var want map[string]any
		d := json.NewDecoder(strings.NewReader(s))
		d.UseNumber()
		if err := d.Decode(&want); err != nil {
			t.Fatalf("%q was accepted, and encoding/json says %v", s, err)
		}
		if want["data"] != nil || want["resourceSpans"] != nil || len(events) != 1 {
			return
		}
		for name, v := range want {
			got := events[0].Get(name)
			switch v := v.(type) {
			case string:
				if got != str(v) {
					t.Fatalf("%q: %s is %v, want %q", s, name, got, v)
				}
			case bool:
				if got != boolean(v) {
					t.Fatalf("%q: %s is %v, want %v", s, name, got, v)
				}
			case json.Number:
				if n, err := v.Float64(); err == nil && got != (calc.Value{Kind: calc.Float, Float: n}) && float64(got.Int) != n {
					t.Fatalf("%q: %s is %v, want %s", s, name, got, v)
				}
			}
		}
	})
}

// FuzzReadEvents reads any file of events in every form. What is read as events of a test is counted as the same
// events.
func FuzzReadEvents(f *testing.F) {
	forms := []string{"x.json", "x.csv", "x.tsv", "x.json.gz", "x.csv.gz"}
	packed := func(s string) string {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		_, _ = z.Write([]byte(s))
		_ = z.Close()
		return b.String()
	}
	for _, s := range []string{
		"a,b\n1,x\n,y\n", "a\tb\n1\tx\n", "a;a\n1;2\n", "a\n\"1\n", "\ufeffa\n1\n", "a\n1,2\n", "a;b\n1,5;2\n", "\r\n",
		"[{\"a\":1},{\"a\":9}]", "{\"a\":1}\n{\"a\":9}\n",
		"{\"a\":1}{\"a\":2}", "{\n\"a\":1}\n{\"a\":\n9}\n", "{\"a\":1}\n{\"a\":\n9}\n", "[[",
		"{\"data\":{\"a\":5},\"time\":\"2026-01-01T00:00:00Z\"}",
		"{\"a\":1e400}", "{\"a\":\"\\ud800\"}",
		`{"resourceSpans":[{"scopeSpans":[{"spans":[{"attributes":[{"key":"a","value":{"intValue":"4"}}]}]}]}]}`,
	} {
		for i := range forms {
			f.Add(s, uint8(i))
		}
		f.Add(packed(s), uint8(3))
		f.Add(packed(s), uint8(4))
	}
	p := program(f, `IF(EXISTS($a), $a < 5)`)
	f.Fuzz(func(t *testing.T, s string, form uint8) {
		name := forms[int(form)%len(forms)]
		events, err := ReadEvents(name, []byte(s), nil, nil)
		tally, counted := Count(context.Background(), name, strings.NewReader(s), p, CountOptions{Workers: 1, Strict: true})
		if tally == nil || tally.Counts.Good+tally.Counts.Bad+tally.Ineligible+tally.NoVerdict != tally.Events ||
			tally.Events < 0 {
			t.Fatalf("%s %q: %+v, %v", name, s, tally, counted)
		}
		if err != nil {
			if err.Error() == "" {
				t.Fatalf("%s %q: an error without words", name, s)
			}
			return
		}
		var want Counts
		for _, e := range events {
			row := calc.Row{Values: []calc.Value{e.Get("a")}, Time: e.Time, HasTime: e.HasTime}
			v, _ := p.Judge(&row)
			want.add(v)
		}
		if counted != nil || tally.Counts != want || tally.Events != int64(len(events)) {
			t.Fatalf("%s %q: %d events are %+v, and counted %+v (%v, %+v)", name, s, len(events), want, tally.Counts, counted,
				tally.Bad)
		}
	})
}

// benchmarkEvents are 20,000 events of some 400 bytes.
func benchmarkEvents() []byte {
	r := rand.New(rand.NewPCG(3, 4))
	var b bytes.Buffer
	for i := range 20_000 {
		fmt.Fprintf(&b, `{"timestamp":"2026-03-02T08:00:%02dZ","name":"POST /checkout","service.name":"checkout","http.route":"/checkout","http.request.method":"POST","http.response.status_code":%d,"duration_ms":%d.%d,"trace.trace_id":"%016x%016x","trace.span_id":"%016x","host.name":"ip-10-0-%d-17","error":false,"user_agent.original":"Mozilla/5.0 (X11; Linux x86_64)"}`+"\n",
			i%60, []int{200, 200, 200, 404, 503}[r.IntN(5)], r.IntN(900), r.IntN(100), r.Uint64(), r.Uint64(), r.Uint64(),
			r.IntN(255))
	}
	return b.Bytes()
}

const benchmarkSLI = `IF(AND(EQUALS($name, "POST /checkout"), NOT(EXISTS($trace.parent_id))), LT($http.response.status_code, 500))`

func perEvent(b *testing.B, data []byte) {
	b.SetBytes(int64(len(data)))
	b.ReportMetric(float64(b.N)*20_000/b.Elapsed().Seconds(), "events/s")
}

// BenchmarkCount counts with one worker and with all; compare with BenchmarkJSON.
func BenchmarkCount(b *testing.B) {
	data := benchmarkEvents()
	p := program(b, benchmarkSLI)
	for _, workers := range []int{1, runtime.GOMAXPROCS(0)} {
		b.Run(fmt.Sprint("workers=", workers), func(b *testing.B) {
			for b.Loop() {
				t, err := Count(context.Background(), "-", bytes.NewReader(data), p, CountOptions{Workers: workers})
				if err != nil || t.Events != 20_000 {
					b.Fatal(t, err)
				}
			}
			perEvent(b, data)
		})
	}
}

// BenchmarkJSON is the cost of reading the JSON alone, line by line: with encoding/json into maps, and with jsontext,
// which only looks at it.
func BenchmarkJSON(b *testing.B) {
	data := benchmarkEvents()
	b.Run("encoding", func(b *testing.B) {
		for b.Loop() {
			for line := range bytes.Lines(data) {
				var m map[string]any
				if err := json.Unmarshal(line, &m); err != nil {
					b.Fatal(err)
				}
			}
		}
		perEvent(b, data)
	})
	b.Run("jsontext", func(b *testing.B) {
		var d jsontext.Decoder
		var buf bytes.Buffer
		for b.Loop() {
			for line := range bytes.Lines(data) {
				buf = *bytes.NewBuffer(line)
				d.Reset(&buf, jsontext.AllowDuplicateNames(true))
				if err := d.SkipValue(); err != nil {
					b.Fatal(err)
				}
			}
		}
		perEvent(b, data)
	})
}
