package config

import (
	"math/big"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// naive reads the notation in the plainest way: number by number from the left, each value from the start and the step.
// It gives up on what is longer than a scenario.
func naive(text string) (out []string, ok bool) {
	number := func(s string) (*big.Rat, string) {
		i := 0
		for i < len(s) && (s[i] >= '0' && s[i] <= '9' || s[i] == '.') {
			i++
		}
		head := s[:i]
		if strings.Count(head, ".") > 1 || strings.HasSuffix(head, ".") || head == "" {
			return nil, s
		}
		r, _ := new(big.Rat).SetString("0" + head)
		return r, s[i:]
	}
	times := func(s string) (int, bool) {
		digits, found := strings.CutPrefix(s, "x")
		n, err := strconv.Atoi(digits)
		return n, found && err == nil && strings.Trim(digits, "0123456789") == "" && n <= MaxScenarioMinutes
	}
	for _, item := range strings.Fields(text) {
		if len(item) > 200 {
			return nil, false
		}
		if rest, gap := strings.CutPrefix(item, "_"); gap {
			n, counted := times(rest)
			if !counted && rest != "" {
				return nil, false
			}
			if rest == "" {
				n = 1
			}
			for range n {
				out = append(out, "_")
			}
			if len(out) > MaxScenarioMinutes {
				return nil, false
			}
			continue
		}
		body, negative := strings.CutPrefix(item, "-")
		start, rest := number(body)
		if start == nil {
			return nil, false
		}
		if negative {
			start.Neg(start)
		}
		step := new(big.Rat)
		changes := rest != "" && (rest[0] == '+' || rest[0] == '-')
		if changes {
			down := rest[0] == '-'
			if step, rest = number(rest[1:]); step == nil {
				return nil, false
			}
			if down {
				step.Neg(step)
			}
		}
		n, counted := times(rest)
		if !counted && (rest != "" || changes) {
			return nil, false
		}
		for i := 0; i <= n; i++ {
			v := new(big.Rat).Mul(step, big.NewRat(int64(i), 1))
			out = append(out, v.Add(v, start).RatString())
		}
		if len(out) > MaxScenarioMinutes {
			return nil, false
		}
	}
	return out, len(out) > 0
}

func written(s Series) (out []string) {
	for _, v := range s {
		if v == nil {
			out = append(out, "_")
		} else {
			out = append(out, v.RatString())
		}
	}
	return out
}

// The examples of promtool's documentation, and what is no series.
func TestSeries(t *testing.T) {
	for text, want := range map[string]string{
		"1+2x3":               "1 3 5 7",
		"1-2x4":               "1 -1 -3 -5 -7",
		"1x4":                 "1 1 1 1 1",
		"-2+4x3":              "-2 2 6 10",
		"1 _x3 5":             "1 _ _ _ 5",
		"_":                   "_",
		"0x10 0.01+0.01x2 _":  "0 0 0 0 0 0 0 0 0 0 0 1/100 1/50 3/100 _",
		".5-.25x2":            "1/2 1/4 0",
		"7x0":                 "7",
		"  1\t\n2 ":           "1 2",
		"":                    "",
		"_x0":                 "",
		"1+2":                 "",
		"1x":                  "",
		"x3":                  "",
		"1e3":                 "",
		"1.":                  "",
		"0.5x3,1":             "",
		"1x99999999999999999": "",
		"1x527039 1":          "",
		"stale":               "",
	} {
		got, problem := parseSeries(text)
		if s := strings.Join(written(got), " "); s != want || (problem == "") != (want != "") {
			t.Errorf("%q: got %q, %q; want %q", text, s, problem, want)
		}
	}
	for _, year := range []string{"1x527039", "_x527040", "_ _x527039", "1+1x527039"} {
		if got, problem := parseSeries(year); len(got) != MaxScenarioMinutes || problem != "" {
			t.Errorf("%s, a year: %d values, %q", year, len(got), problem)
		}
		if _, problem := parseSeries(year + " _"); problem == "" {
			t.Errorf("%s and one value more: no problem", year)
		}
	}
}

func FuzzSeries(f *testing.F) {
	for _, s := range []string{"1+2x3", "0x10 0.01+0.01x5 _x3", "1-.5x2 _ 3", "-1x2", "1x", "_x", "1.5.2", "1+x2",
		"00.50x1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Count(text, "x") > 5 {
			t.Skip("five items that repeat say it all, and many are slow")
		}
		got, problem := parseSeries(text)
		want, ok := naive(text)
		if ok != (problem == "") {
			t.Fatalf("%q: %q, and a naive reader says %t", text, problem, ok)
		}
		if ok {
			if d := cmp.Diff(want, written(got)); d != "" {
				t.Errorf("%q: %s", text, d)
			}
		}
	})
}
