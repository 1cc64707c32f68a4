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
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/slogen-project/slogen/generator/internal/golden"
	"github.com/slogen-project/slogen/generator/simulate"
)

// TestBacktest shows the history that an SLI makes of files of events: testdata/backtest.
func TestBacktest(t *testing.T) {
	golden.Run(t, "testdata/backtest/*.txtar", func(t *testing.T, in *txtar.Archive) (out []txtar.File) {
		p := program(t, strings.TrimSpace(string(in.Files[0].Data)))
		for _, f := range in.Files[1:] {
			var b strings.Builder
			tally, err := Count(context.Background(), f.Name, bytes.NewReader(f.Data), p, CountOptions{PerMinute: true})
			if err != nil {
				fmt.Fprintf(&b, "error while counting: %v\n", err)
			}
			for _, l := range tally.Bad {
				fmt.Fprintf(&b, "bad line %d: %s\n", l.Line, l.Why)
			}
			if h, err := tally.History(); err != nil {
				fmt.Fprintf(&b, "error: %v\n", err)
			} else {
				fmt.Fprintln(&b, h.Start.Format(time.RFC3339))
				for i, c := range h.Minutes {
					fmt.Fprintf(&b, "minute %d: %d bad of %d\n", i, c.Bad/simulate.Micro, c.Total/simulate.Micro)
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

// dated makes n lines of events within some hours, and here and there a bad line or an event without a time.
func dated(n int) string {
	r := rand.New(rand.NewPCG(5, 6))
	var b strings.Builder
	for range n {
		status := []string{"200", "503", "null"}[r.IntN(3)]
		switch r.IntN(40) {
		case 0:
			b.WriteString("{\"status\":\n")
		case 1:
			fmt.Fprintf(&b, "{\"status\":%s}\n", status)
		default:
			fmt.Fprintf(&b, "{\"timestamp\":%d.5,\"status\":%s}\n", 1772438400+r.IntN(20_000), status)
		}
	}
	return b.String()
}

// naive counts the lines of text with encoding/json.
func naive(text string) (minutes map[int64]simulate.Counts, undated int64) {
	minutes = map[int64]simulate.Counts{}
	for line := range strings.Lines(text) {
		var e struct {
			Timestamp *float64
			Status    *int
		}
		if json.Unmarshal([]byte(line), &e) != nil {
			continue
		}
		if e.Timestamp == nil {
			undated++
			continue
		}
		m := int64(*e.Timestamp) / 60
		c := minutes[m]
		if e.Status != nil {
			c.Total += simulate.Micro
			if *e.Status >= 500 {
				c.Bad += simulate.Micro
			}
		}
		minutes[m] = c
	}
	return minutes, undated
}

// TestBacktestAgrees counts as a naive count does, whatever the number of workers and of files, compressed or not.
func TestBacktestAgrees(t *testing.T) {
	text := dated(20_000)
	counts, undated := naive(text)
	want, err := simulate.HistoryOf(counts)
	if err != nil {
		t.Fatal(err)
	}
	p := program(t, `IF(EXISTS($status), $status < 500)`)
	half := strings.Index(text[len(text)/2:], "\n") + len(text)/2 + 1
	for _, workers := range []int{1, 2, 7} {
		total := &Tally{}
		for _, part := range []string{text[:half], text[half:]} {
			var z bytes.Buffer
			w := gzip.NewWriter(&z)
			if _, err := io.WriteString(w, part); err != nil {
				t.Fatal(err)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			tally, err := Count(context.Background(), "x.ndjson.gz", &z, p, CountOptions{PerMinute: true, Workers: workers})
			if err != nil {
				t.Fatal(err)
			}
			total.Add(tally)
		}
		got, err := total.History()
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want.Minutes, got.Minutes); d != "" || !got.Start.Equal(want.Start) || got.Before != want.Before {
			t.Errorf("%d workers: %v and before %v, want %v and %v; %s", workers, got.Start, got.Before, want.Start, want.Before,
				d)
		}
		if total.PerMinute.Undated != undated || undated == 0 || total.BadLines == 0 {
			t.Errorf("%d workers: %d without a time, want %d; %d bad lines", workers, total.PerMinute.Undated, undated,
				total.BadLines)
		}
	}
	if _, err := Count(context.Background(), "x", strings.NewReader(text), p,
		CountOptions{PerMinute: true, Strict: true}); !errors.Is(err, ErrBadLine) {
		t.Errorf("strict: %v", err)
	}
	plain, err := Count(context.Background(), "x", strings.NewReader(text), p, CountOptions{})
	if err != nil || plain.PerMinute != nil {
		t.Errorf("not asked for: %v %v", plain.PerMinute, err)
	}
}

// TestBacktestCutOff: a file that is cut off is an error, and what could be read of it is a history.
func TestBacktestCutOff(t *testing.T) {
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	if _, err := io.WriteString(w, dated(20_000)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	tally, err := Count(context.Background(), "x.gz", bytes.NewReader(z.Bytes()[:z.Len()/2]), program(t, `$status < 500`),
		CountOptions{PerMinute: true})
	if err == nil || !strings.Contains(err.Error(), "cut off") {
		t.Error(err)
	}
	if h, err := tally.History(); err != nil || len(h.Minutes) == 0 {
		t.Error(h, err)
	}
}

// TestBacktestBound: more minutes than a history may have take no more memory, and are told.
func TestBacktestBound(t *testing.T) {
	m, one := &PerMinute{counts: make(map[int64]*minuteCount, simulate.MaxMinutes)}, &minuteCount{}
	for i := range int64(simulate.MaxMinutes) {
		m.counts[i+1] = one
	}
	m.add(&Event{HasTime: true, Time: 90}, true, true)
	if m.full || one.bad != 1 {
		t.Errorf("a minute that is there: %+v, full %t", one, m.full)
	}
	m.add(&Event{HasTime: true, Time: 60 * (simulate.MaxMinutes + 10)}, true, true)
	if len(m.counts) != simulate.MaxMinutes || !m.full || one.bad != 1 {
		t.Errorf("one minute more: %d, %+v, full %t", len(m.counts), one, m.full)
	}
	if _, err := (&Tally{Counts: Counts{Good: 1}, Events: 1, PerMinute: m}).History(); err == nil ||
		!strings.Contains(err.Error(), "more than") {
		t.Error(err)
	}
}

// BenchmarkBacktest is BenchmarkCount by the minute.
func BenchmarkBacktest(b *testing.B) {
	data := benchmarkEvents()
	p := program(b, benchmarkSLI)
	for b.Loop() {
		t, err := Count(context.Background(), "-", bytes.NewReader(data), p, CountOptions{PerMinute: true})
		if err != nil || t.Events != 20_000 {
			b.Fatal(t, err)
		}
	}
	perEvent(b, data)
}
