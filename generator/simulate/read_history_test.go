package simulate

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
	"pgregory.net/rapid"
	"sigs.k8s.io/yaml"

	"github.com/slogen-project/slogen/generator/burn"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/internal/golden"
)

// TestReadHistory shows what is read of files, or why not: testdata/history.
func TestReadHistory(t *testing.T) {
	golden.Run(t, "testdata/history/*.txtar", func(t *testing.T, in *txtar.Archive) (out []txtar.File) {
		for _, f := range in.Files {
			var b strings.Builder
			h, err := ReadHistory(bytes.NewReader(f.Data))
			if err != nil {
				fmt.Fprintf(&b, "error: %v\n", err)
			} else {
				fmt.Fprintf(&b, "%s, %d minutes, before %s\n", h.Start.Format(time.RFC3339), len(h.Minutes), show(h.Before))
				for i := 0; i < len(h.Minutes); {
					same, sum := i, Counts{}
					for same < len(h.Minutes) && near(h.Minutes[same].Total, h.Minutes[i].Total) &&
						near(h.Minutes[same].Bad, h.Minutes[i].Bad) {
						sum.Total += h.Minutes[same].Total
						sum.Bad += h.Minutes[same].Bad
						same++
					}
					fmt.Fprintf(&b, "%4d min: %s\n", same-i, show(sum))
					i = same
				}
				for _, n := range h.Notes {
					fmt.Fprintf(&b, "note: %s\n", n)
				}
			}
			out = append(out, txtar.File{Name: f.Name, Data: []byte(b.String())})
		}
		return out
	})
}

// near says whether two minutes may have been spread from one count.
func near(a, b int64) bool { return max(a, b)-min(a, b) <= 2 }

func show(c Counts) string {
	return fmt.Sprintf("%d.%06d of %d.%06d", c.Bad/Micro, c.Bad%Micro, c.Total/Micro, c.Total%Micro)
}

// TestAPI reads the examples of Honeycomb's own document of its API, and finds every member that answers are said to
// have.
func TestAPI(t *testing.T) {
	src, err := os.ReadFile("../../../shared/data/honeycomb-openapi-2026-08-13.yaml")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("Honeycomb's OpenAPI document isn't in ../shared/data")
	}
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Paths map[string]struct {
			Get struct {
				Responses map[string]struct {
					Content map[string]struct{ Example json.RawMessage }
				}
			}
		}
		Components struct {
			Schemas map[string]struct{ Properties map[string]any }
		}
	}
	if err := yaml.Unmarshal(src, &doc); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]struct {
		minutes int
		sum     Counts
	}{
		"/1/slos/{datasetSlug}/{sloId}/counts":         {2, Counts{(1243 + 1188) * Micro, (3 + 1) * Micro}},
		"/1/slos/{datasetSlug}/{sloId}/counts/history": {120, Counts{(74520 + 71043) * Micro, (182 + 97) * Micro}},
	} {
		example := doc.Paths[path].Get.Responses["200"].Content["application/json"].Example
		h, err := ReadHistory(bytes.NewReader(example))
		if err != nil {
			t.Fatalf("%s: %v\n%s", path, err, example)
		}
		if got := sumOf(h); got != want.sum || len(h.Minutes) != want.minutes {
			t.Errorf("%s: %+v in %d minutes, want %+v in %d", path, got, len(h.Minutes), want.sum, want.minutes)
		}
	}
	for schema, members := range map[string][]string{
		"SLOCountsResponse":       {"slo_id", "resolution_seconds", "epoch", "windows"},
		"SLOHourlyCountsResponse": {"slo_id", "resolution_seconds", "buckets"},
		"SLOCountWindow":          {"window_start", "total_count", "error_count", "is_partial"},
		"SLOHourBucket":           {"start_time", "total_count", "error_count", "is_partial"},
	} {
		for _, m := range members {
			if doc.Components.Schemas[schema].Properties[m] == nil {
				t.Errorf("%s has no %s any more", schema, m)
			}
		}
	}
}

// What a compressed file holds is read, and one that is cut off or damaged is refused.
func TestReadHistoryCompressed(t *testing.T) {
	text := "time,total,bad\n1772438400,100,1\n1772438460,200,0\n"
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	want, err := ReadHistory(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	got, err := ReadHistory(bytes.NewReader(z.Bytes()))
	if d := cmp.Diff(want, got); err != nil || d != "" {
		t.Errorf("%v %s", err, d)
	}
	if _, err := ReadHistory(bytes.NewReader(z.Bytes()[:z.Len()-10])); err == nil ||
		!strings.Contains(err.Error(), "cut off") {
		t.Errorf("cut off: %v", err)
	}
	if _, err := ReadHistory(bytes.NewReader(append([]byte{0x1f, 0x8b}, text...))); err == nil ||
		!strings.Contains(err.Error(), "damaged") {
		t.Errorf("damaged: %v", err)
	}
	broken := errors.New("broken")
	if _, err := ReadHistory(io.MultiReader(strings.NewReader(text), iotest.ErrReader(broken))); !errors.Is(err, broken) {
		t.Errorf("a reader's error: %v", err)
	}
}

// More rows than two years have minutes, and rows that don't end, are refused, whatever the form.
func TestReadHistoryBounds(t *testing.T) {
	repeat := func(before, row string, n int) io.Reader {
		return io.MultiReader(strings.NewReader(before), io.LimitReader(endless(row), int64(n*len(row))))
	}
	const rows, bytes = "there are more than 1054080 rows", "a row is longer than 1 MiB"
	row := `{"time":60,"total":1,"bad":0}` + "\n"
	for name, c := range map[string]struct {
		r    io.Reader
		want string
	}{
		"csv":     {repeat("time,total,bad\n", "60,1,0\n", MaxMinutes+1), "line 1054082: " + rows},
		"lines":   {repeat("", row, MaxMinutes+1), "line 1054081: " + rows},
		"list":    {repeat("["+row, ","+row, MaxMinutes), "line 1054081, element 1054081: " + rows},
		"windows": {repeat(`{"windows":[`+row, ","+row, MaxMinutes), `line 1054081, element 1054081 of "windows": ` + rows},

		"endless value":      {repeat("time,total,bad\n60,1,0\n120,1,\"", "0", 1<<30), "line 3: " + bytes},
		"endless row":        {repeat("time,total,bad\n60,1", "0", 1<<30), "line 2: " + bytes},
		"endless names":      {repeat("time,total,bad", ",a", 1<<30), "line 1: " + bytes},
		"endless string":     {repeat("\n{\"time\": \"", "0", 1<<30), "line 2: " + bytes},
		"endless object":     {repeat("{", `"a":1,`, 1<<30), "line 1: " + bytes},
		"endless list":       {repeat("{\"a\": [", "1,", 1<<30), "line 1: " + bytes},
		"zeros":              {repeat("", "\x00", 1<<30), "line 1: " + bytes},
		"blanks":             {repeat("", " ", 1<<30), "line 1: " + bytes},
		"line breaks":        {repeat("", "\n", 1<<30), "line 1: " + bytes},
		"blanks behind rows": {repeat(row, "\n", 1<<30), "line 1: " + bytes},
	} {
		if testing.Short() && strings.HasSuffix(c.want, rows) && name != "csv" {
			continue // a million rows each
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := ReadHistory(c.r)
		runtime.ReadMemStats(&after)
		if err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
		if used := (after.TotalAlloc - before.TotalAlloc) >> 20; used > 900 {
			t.Errorf("%s took %d MiB", name, used)
		}
	}
}

// endless is a text without an end.
type endless string

func (r endless) Read(b []byte) (n int, _ error) {
	for n+len(r) <= len(b) {
		n += copy(b[n:], r)
	}
	return n, nil
}

// Whatever the counts, and however many the minutes, what is spread sums up to what there was, as evenly as whole
// millionths can be, and no minute has more bad events than events.
func TestSpread(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 60).Draw(t, "minutes")
		want := Counts{Total: rapid.Int64Range(0, maxEvents*Micro).Draw(t, "total")}
		want.Bad = rapid.Int64Range(0, want.Total).Draw(t, "bad")
		minutes := make([]Counts, n)
		spread(minutes, want)
		var got Counts
		for _, c := range minutes {
			got.Total += c.Total
			got.Bad += c.Bad
			if c.Bad < 0 || c.Bad > c.Total {
				t.Fatalf("a minute has %+v", c)
			}
			if d := c.Bad - want.Bad/int64(n); d < 0 || d > 1 {
				t.Fatalf("a minute has %d bad events of %d in %d minutes", c.Bad, want.Bad, n)
			}
		}
		if got != want {
			t.Fatalf("got %+v, want %+v", got, want)
		}
	})
}

// A history in one form is the same in every other, whatever the order of its rows.
func TestReadHistoryForms(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.SampledFrom([]int64{60, 3600}).Draw(t, "width")
		n := rapid.IntRange(2, 40).Draw(t, "rows")
		var windows, buckets, list []map[string]int64
		csv, lines := []string{}, []string{}
		var want Counts
		for _, i := range rapid.Permutation(slices.Collect(func(yield func(int) bool) {
			for i := range n {
				if !yield(i) {
					return
				}
			}
		})).Draw(t, "order") {
			at := 1772438400 + int64(i)*width
			total := rapid.Int64Range(1, 1000).Draw(t, "total")
			bad := rapid.Int64Range(0, total).Draw(t, "bad")
			want.Total += total * Micro
			want.Bad += bad * Micro
			csv = append(csv, fmt.Sprintf("%s,%d,%d",
				time.Unix(at, 0).In(time.FixedZone("", 3600*int(rapid.IntRange(-12, 12).Draw(t, "zone")))).Format(time.RFC3339),
				total,
				total-bad))
			lines = append(lines, fmt.Sprintf(`{"errors": "%d", "time": "%d", "good": %d}`, bad, at, total-bad))
			windows = append(windows, map[string]int64{"window_start": at, "total_count": total, "error_count": bad})
			buckets = append(buckets, map[string]int64{"start_time": at, "total_count": total, "error_count": bad})
			list = append(list, map[string]int64{"timestamp": at, "eligible": total, "bad": bad})
		}
		write := func(v any) string {
			b, err := json.MarshalIndent(v, "", " ")
			if err != nil {
				t.Fatal(err)
			}
			return string(b)
		}
		answer := write(map[string]any{"windows": windows, "resolution_seconds": 60})
		if width == 3600 {
			answer = write(map[string]any{"buckets": buckets, "resolution_seconds": 3600})
		}
		var first *History
		for form, text := range map[string]string{
			"csv": "time,total,good\n" + strings.Join(csv, "\n"), "lines": strings.Join(lines, "\n"), "list": write(list),
			"answer": answer,
		} {
			h, err := ReadHistory(strings.NewReader(text))
			if err != nil {
				t.Fatalf("%s: %v\n%s", form, err, text)
			}
			if first == nil {
				first = h
			}
			if d := cmp.Diff(first, h); d != "" {
				t.Fatalf("%s: %s", form, d)
			}
		}
		if got := sumOf(first); got != want {
			t.Fatalf("got %+v, want %+v", got, want)
		}
		if _, err := NewMinutes(&honeycomb.SLO{TargetPerMillion: 999_000, TimePeriodDays: 30}, first.Before,
			first.Minutes); err != nil {
			t.Fatal(err)
		}
	})
}

func sumOf(h *History) (c Counts) {
	for _, m := range h.Minutes {
		c.Total += m.Total
		c.Bad += m.Bad
	}
	return c
}

// FuzzReadHistory compares with encoding/json: of lists of rows that are read the sums are those of the rows. Whatever
// is read is a history that can be simulated.
func FuzzReadHistory(f *testing.F) {
	for _, s := range []string{
		"time,total,bad\n1772438400,100,1\n1772438460,200,0\n",
		"\ufefftime,good,errors\n2026-03-02T08:00:00Z,100,1\n2026-03-02T09:00:00Z,2,1\n",
		`[{"time":1772438400,"total":100,"bad":1},{"time":1772438460,"total":7,"bad":0}]`,
		`[{"time":0,"total":1e2,"bad":1},{"time":3600,"total":7,"bad":0}]`,
		`{"slo_id":"x","resolution_seconds":60,"epoch":"a","windows":[{"window_start":1745251200,"total_count":9,"error_count":0}]}`,
		`{"buckets":[{"start_time":1745254800,"total_count":9,"error_count":0,"is_partial":false}]}`,
		"time,total,bad\n60,0,0\n120,0,0\n", "\x1f\x8b", "[", "{", `{"windows":[[`, `{"a":{"windows":[]}}`,
		"time,total,bad\n\"",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		h, err := ReadHistory(strings.NewReader(s))
		if err != nil {
			if h != nil || err.Error() == "" {
				t.Fatalf("%q: %v and %v", s, h, err)
			}
			return
		}
		if h.Start.Location() != time.UTC || h.Start.Unix()%60 != 0 || len(h.Minutes) == 0 || len(h.Minutes) > MaxMinutes {
			t.Fatalf("%q: %v and %d minutes", s, h.Start, len(h.Minutes))
		}
		for i, c := range h.Minutes {
			if c.Bad < 0 || c.Bad > c.Total {
				t.Fatalf("%q: minute %d has %+v", s, i, c)
			}
		}
		if sum := sumOf(h); h.Before.Bad != 0 || h.Before.Total != sum.Total/int64(len(h.Minutes)) {
			t.Fatalf("%q: before %+v, of %+v in %d minutes", s, h.Before, sum, len(h.Minutes))
		}
		var rows []struct {
			Time, Total, Bad *int64
		}
		if json.Unmarshal([]byte(s), &rows) != nil ||
			slices.ContainsFunc(rows, func(r struct{ Time, Total, Bad *int64 }) bool {
				return r.Time == nil || r.Total == nil || r.Bad == nil
			}) || strings.Contains(s, "partial") || strings.Contains(s, `\u`) {
			return
		}
		var want Counts
		for _, r := range rows {
			want.Total += *r.Total * Micro
			want.Bad += *r.Bad * Micro
		}
		if got := sumOf(h); got != want {
			t.Fatalf("%q: the sum is %+v, want %+v", s, got, want)
		}
	})
}

func BenchmarkReadHistory(b *testing.B) {
	var text bytes.Buffer
	text.WriteString("time,total,bad\n")
	for i := range 365 * burn.MinutesPerDay {
		fmt.Fprintf(&text, "%s,%d,%d\n", time.Unix(1772438400+int64(i)*60, 0).UTC().Format(time.RFC3339), 1000+i%7, i%3)
	}
	b.SetBytes(int64(text.Len()))
	for b.Loop() {
		if _, err := ReadHistory(bytes.NewReader(text.Bytes())); err != nil {
			b.Fatal(err)
		}
	}
}
