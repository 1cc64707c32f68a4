package spec

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

func TestParseDuration(t *testing.T) {
	for text, want := range map[string]Seconds{
		"0m": 0, "1s": 1, "90s": 90, "10m": 600, "1h": 3600, "1h30m": 5400, "2d": 2 * Day, "1w": 7 * Day, "4w": 28 * Day,
		"1d12h": 36 * Hour, "007m": 420,
		"36500d": maxDuration, "36499d24h": maxDuration, "3153600000s": maxDuration,
	} {
		if got, problem := ParseDuration(text); got != want || problem != "" {
			t.Errorf("%q: got %d %q, want %d", text, got, problem, want)
		}
	}
	for _, text := range []string{"", " ", "m", "10", "10 m", "10min", "1.5h", "-1h", "1h-", "1M", "1y", "1h30", "h1",
		"99999999999m", "１h", "1h 30m", "1H",
		"36500d1s", "36501d", "700000000w", "9223372036854775807s", "9223372036854775808s",
		strings.Repeat("36500d", 100_000)} {
		if got, problem := ParseDuration(text); problem == "" {
			t.Errorf("%q: got %d, want a problem", text, got)
		}
	}
}

func TestDurationText(t *testing.T) {
	for d, want := range map[Seconds]string{0: "0s", 1: "1s", 59: "59s", 60: "1m", 90: "1m30s", 3600: "1h", 5400: "1h30m",
		Day:       "1d",
		36 * Hour: "1d12h", 4 * Week: "28d"} {
		if got := d.String(); got != want {
			t.Errorf("%d: got %s, want %s", int64(d), got, want)
		}
		if back, problem := ParseDuration(d.String()); back != d || problem != "" {
			t.Errorf("%s reads back as %d %s", d, back, problem)
		}
	}
}

func TestParsePercent(t *testing.T) {
	for text, want := range map[string]PerMillion{
		"0": 0, "100": 1_000_000, "99.9": 999_000, "99.95": 999_500, "99.9999": 999_999, "0.0001": 1, "99.90000000": 999_000,
		".5": 5_000, "5.": 50_000, "-1": -10_000,
		"-0.5": -5_000, "250": 2_500_000,
	} {
		if got, problem := ParsePercent(text); got != want || problem != "" {
			t.Errorf("%q: got %d %q, want %d", text, got, problem, want)
		}
	}
	for _, text := range []string{"", ".", "-", "99,9", "99.9.9", "1e2", "0x10", "99.99999", "+1", "٩٩", "9999999999",
		"99.9%", " 99"} {
		if got, problem := ParsePercent(text); problem == "" {
			t.Errorf("%q: got %d, want a problem", text, got)
		}
	}
}

func FuzzParsePercent(f *testing.F) {
	for _, s := range []string{"99.9", "100", "-0.0001", "1.00001", "", "."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, problem := ParsePercent(text)
		if problem != "" {
			return
		}
		want, ok := new(big.Rat).SetString(strings.TrimSuffix(text, "."))
		if !ok || want.Mul(want, big.NewRat(10_000, 1)).Cmp(new(big.Rat).SetInt64(int64(p))) != 0 {
			t.Errorf("%q is %d per million", text, p)
		}
		if back, problem := ParsePercent(p.Percent()); back != p || problem != "" {
			t.Errorf("%q reads back as %d %q, want %d", p.Percent(), back, problem, p)
		}
	})
}

func FuzzParseDuration(f *testing.F) {
	for _, s := range []string{"1h30m", "4w", "0s", "", "1M", "700000000w", "36500d"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, problem := ParseDuration(text)
		if problem != "" {
			return
		}
		if back, problem := ParseDuration(d.String()); back != d || problem != "" {
			t.Errorf("%q is %s, which reads back as %d %q", text, d, back, problem)
		}
	})
}

// decode decodes an expression as a percentage.
func decode(t *testing.T, text string, vars map[string]cty.Value) (PerMillion, bool) {
	t.Helper()
	src := []byte(text)
	e, diags := hclsyntax.ParseExpression(src, "x", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatal(text, diags)
	}
	d := &Decoder{Src: src, Ctx: &hcl.EvalContext{Variables: vars}}
	s, ok := Percent.Decode(d, e)
	return s.PerMillion, ok
}

// Every target of two decimals from 90.00 to 99.99 is exact, however it is written. A test that asks a binary float
// whether it is whole fails for 160 of them.
func TestPercentIsExact(t *testing.T) {
	for n := 9000; n <= 9999; n++ {
		want := PerMillion(n * 100)
		text := fmt.Sprintf("%d.%02d", n/100, n%100)
		number := cty.MustParseNumberVal(text)
		rest := fmt.Sprintf("%d.%02d", (10000-n)/100, (10000-n)%100)
		x, _ := strconv.ParseFloat(text, 64)
		for what, got := range map[string]func() (PerMillion, bool){
			"literal":    func() (PerMillion, bool) { return decode(t, text, nil) },
			"brackets":   func() (PerMillion, bool) { return decode(t, "("+text+")", nil) },
			"string":     func() (PerMillion, bool) { return decode(t, `"`+text+`"`, nil) },
			"percent":    func() (PerMillion, bool) { return decode(t, `"`+text+` %"`, nil) },
			"template":   func() (PerMillion, bool) { return decode(t, `"${x}%"`, map[string]cty.Value{"x": number}) },
			"variable":   func() (PerMillion, bool) { return decode(t, "x", map[string]cty.Value{"x": number}) },
			"difference": func() (PerMillion, bool) { return decode(t, "100 - "+rest, nil) },
			"product": func() (PerMillion, bool) {
				return decode(t, "x * 100", map[string]cty.Value{"x": cty.MustParseNumberVal(fmt.Sprintf("0.%04d", n))})
			},
			"quotient": func() (PerMillion, bool) { return decode(t, fmt.Sprintf("%d / 100", n), nil) },
		} {
			if p, ok := got(); p != want || !ok {
				t.Errorf("%s as %s: got %d %v, want %d", text, what, p, ok, want)
			}
		}
		// A float64 that came from somewhere is itself, and seldom the decimal it was meant to be: it is never rounded.
		p, ok := decode(t, "x", map[string]cty.Value{"x": cty.NumberFloatVal(x)})
		if exact, _ := new(big.Rat).SetFloat64(x).Mul(new(big.Rat).SetFloat64(x), big.NewRat(10_000, 1)).Float64(); ok &&
			p != want {
			t.Errorf("%s as a float64: got %d for %g", text, p, exact)
		}
	}
}

func TestPercentIsNeverRounded(t *testing.T) {
	for _, text := range []string{"99.12345", "99.99999", "100 - 0.00001", "200 / 3", "99.9 + 1 / 1e80", "99.9 + 1e-100",
		`"99.9%%"`, "1e400", "1 / 1e300"} {
		if p, ok := decode(t, text, nil); ok {
			t.Errorf("%s: got %d, want an error", text, p)
		}
	}
}

func TestDecimalOf(t *testing.T) {
	for text, want := range map[string]string{
		"0": "0", "14.4": "14.4", "0.1": "0.1", "-2.5": "-2.5", "1e3": "1000", "1e30": "1000000000000000000000000000000",
		"0.000001":            "0.000001",
		"123456789.123456789": "123456789.123456789", "1e-60": "0." + strings.Repeat("0", 59) + "1", "1e-100": "0." +
			strings.Repeat("0", 99) + "1",
	} {
		if got := DecimalOf(cty.MustParseNumberVal(text).AsBigFloat()); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}
