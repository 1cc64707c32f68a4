package calc

import (
	"fmt"
	"math"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// Whatever an event holds in whatever place of a function, and whatever is written where a literal must be: it computes
// a value, soon and in little memory.
func TestFunctionsTakeAnything(t *testing.T) {
	long := func(s string) Value { return strValue(strings.Repeat(s, 1<<15/len(s))) }
	values := map[string]Value{
		"null":                {},
		"true":                boolValue(true),
		"false":               boolValue(false),
		"zero":                intValue(0),
		"one":                 intValue(1),
		"negative":            intValue(-1),
		"largest":             intValue(math.MaxInt64),
		"smallest":            intValue(math.MinInt64),
		"half":                {Kind: Float, Float: 0.5},
		"NaN":                 {Kind: Float, Float: math.NaN()},
		"infinite":            {Kind: Float, Float: math.Inf(1)},
		"negatively infinite": {Kind: Float, Float: math.Inf(-1)},
		"vast":                {Kind: Float, Float: math.MaxFloat64},
		"tiny":                {Kind: Float, Float: math.SmallestNonzeroFloat64},
		"minus zero":          {Kind: Float, Float: math.Copysign(0, -1)},
		"empty":               strValue(""),
		"text":                strValue("x"),
		"number in text":      strValue("1e400"),
		"hex":                 strValue("0x1p-9999"),
		"date":                strValue("9999-12-31T23:59:60.999999999+23:59"),
		"no UTF-8":            strValue("\xff\xfe"),
		"NUL":                 strValue("\x00"),
		"megabyte":            strValue(strings.Repeat("x", 1<<20)),
		"long":                long("x"),
		"digits":              long("9"),
		"zeros":               long("0."),
		"lines":               long("\n"),
		"wide":                long("é"),
		"broken":              long("\xff"),
	}
	literals := []string{
		`0`, `-1`, `1000000000`, `-9223372036854775808`, `0.5`, `1e308`, `5e-324`, `null`, `true`, `""`, `"x"`,
		`"bytes"`, `"(x*)*"`, `"(x*)*y"`, `"^"`, `"(?s)."`, `"(["`, `"((x{0,9}){0,9}){0,9}y"`, "`\\\\pL+`",
	}
	tried := 0
	for _, fn := range Functions {
		if fn.eval == nil {
			continue
		}
		for n := fn.Min; n <= fn.Min+2*max(fn.Repeat, 1) && (fn.MaxArgs() < 0 || n <= fn.MaxArgs()); n++ {
			var written int // how many arguments must be literals
			for i := range n {
				if p := fn.Param(i, n); p != nil && p.literal() {
					written++
				}
			}
			for _, lit := range literals[:max(1, min(written*len(literals), len(literals)))] {
				args := make([]string, n)
				for i := range args {
					if args[i] = fmt.Sprintf("$c%d", i); fn.Param(i, n) != nil && fn.Param(i, n).literal() {
						args[i] = lit
					}
				}
				text := fn.Name + "(" + strings.Join(args, ", ") + ")"
				f, diags := Parse(FromString("f", text))
				if f == nil || diags.HasErrors() {
					continue
				}
				p, _ := CompileAny(f, &Env{})
				if p == nil {
					continue
				}
				for at := range max(1, len(p.Columns())) {
					for name, v := range values {
						for _, rest := range []Value{{}, strValue("x"), v} {
							r := &Row{Values: make([]Value, len(p.Columns())), Time: math.NaN(), HasTime: true}
							for i := range r.Values {
								if r.Values[i] = rest; i == at {
									r.Values[i] = v
								}
							}
							tried++
							bounded(t, fmt.Sprintf("%s, column %d is %s", text, at, name), func() {
								p.Eval(r)
							})
							if len(v.Str) < 100 {
								bounded(t, text, func() { p.Trace(r).Format(60) })
							}
						}
					}
				}
			}
		}
	}
	if tried < 10_000 {
		t.Errorf("only %d calls", tried)
	}
}

// mostMiB is how much memory a call may take. The race detector throws away at random what package regexp pools.
var mostMiB = sync.OnceValue(func() uint64 {
	info, _ := debug.ReadBuildInfo()
	if slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"}) {
		return 3000
	}
	return 100
})

// bounded fails where f takes long or much memory.
func bounded(t *testing.T, what string, f func()) {
	t.Helper()
	defer func() {
		if p := recover(); p != nil {
			t.Errorf("%s: panic: %v", what, p)
		}
	}()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	began := time.Now()
	f()
	took := time.Since(began)
	runtime.ReadMemStats(&after)
	if took > 20*time.Second { // a second on a machine that has nothing else to do
		t.Errorf("%s took %s", what, took)
	}
	if used := (after.TotalAlloc - before.TotalAlloc) >> 20; used > mostMiB() {
		t.Errorf("%s took %d MiB", what, used)
	}
}
