package functions

import (
	"fmt"
	"maps"
	"runtime/metrics"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

// hostileValues are what somebody may give a function: by name, so that a failure says which.
func hostileValues() map[string]cty.Value {
	str, num := cty.StringVal, cty.NumberIntVal
	many := func(n int, v func(i int) cty.Value) (vs []cty.Value) {
		for i := range n {
			vs = append(vs, v(i))
		}
		return vs
	}
	keyed := func(n int) map[string]cty.Value {
		m := map[string]cty.Value{}
		for i := range n {
			m[fmt.Sprint("k", i)] = num(int64(i))
		}
		return m
	}
	deep := func(n int, in func(cty.Value) cty.Value) cty.Value {
		v := str("x")
		for range n {
			v = in(v)
		}
		return v
	}
	return map[string]cty.Value{
		"zero":                  num(0),
		"one":                   num(1),
		"two":                   num(2),
		"negative":              num(-5),
		"one less than nothing": num(-1),
		"huge":                  num(1e9),
		"hugely negative":       num(-1e9),
		"int64":                 num(1<<63 - 1),
		"beyond int64":          cty.MustParseNumberVal("9223372036854775808"),
		"fractional":            cty.NumberFloatVal(0.5),
		"tiny":                  cty.MustParseNumberVal("1e-9999"),
		"vast":                  cty.MustParseNumberVal("1e9999"),
		"too vast":              cty.MustParseNumberVal("1e99999"),
		"infinite":              cty.PositiveInfinity,
		"negatively infinite":   cty.NegativeInfinity,
		"negative in text":      str("-1"),
		"huge in text":          str("1e9"),
		"vast in text":          str("1e999999999"),
		"NaN in text":           str("NaN"),
		"Inf in text":           str("Inf"),
		"yes":                   cty.True,
		"no":                    cty.False,
		"no text":               str(""),
		"text":                  str("x"),
		"lines":                 str("a\nb\r\nc\n"),
		"megabyte":              str(strings.Repeat("x", 1<<20)),
		"many lines":            str(strings.Repeat("\n", 1<<16)),
		"digits":                str(strings.Repeat("9", 1<<16)),
		"brackets":              str(strings.Repeat("[", 1<<16)),
		"commas":                str(strings.Repeat(",", 1<<16)),
		"quotes":                str(strings.Repeat("\"", 1<<16)),
		"combining":             str("e" + strings.Repeat("\u0301", 1<<14)),
		"verbs":                 str(strings.Repeat("%s", 1<<10)),
		"odd verb":              str("%[9999999999]*.*d%"),
		"star":                  str("%*d"),
		"spec":                  str("YYYY'"),
		"pattern":               str("(?P<a>x*)*|(?P<a>y)"),
		"broken pattern":        str("(["),
		"regular":               str("/(x*)*/"),
		"slash":                 str("/"),
		"slashes":               str("//"),
		"date":                  str("9999-12-31T23:59:60Z"),
		"long ago":              str("0000-01-01T00:00:00Z"),
		"duration":              str("9999999h"),
		"overflowing duration":  str("-99999999999999h"),
		"json":                  str(`{"a":[1,{"b":null}]}`),
		"json twice":            str(`{"a":1,"a":2}`),
		"csv":                   str("a,a\n1,2\n"),
		"yaml":                  str("a: &a [*a]\n"),
		"yaml key":              str("? [a]\n: b\n"),
		"yaml tag":              str("!!binary x"),
		"yaml merge":            str("<<: [1]\n"),
		"yaml nan":              str(".nan"),
		"yaml inf":              str("-.inf"),
		"null":                  cty.NullVal(cty.DynamicPseudoType),
		"null text":             cty.NullVal(cty.String),
		"null number":           cty.NullVal(cty.Number),
		"null list":             cty.NullVal(cty.List(cty.String)),
		"null object":           cty.NullVal(cty.EmptyObject),
		"unknown":               cty.DynamicVal,
		"unknown text":          cty.UnknownVal(cty.String),
		"unknown number":        cty.UnknownVal(cty.Number),
		"unknown list":          cty.UnknownVal(cty.List(cty.String)),
		"unknown map":           cty.UnknownVal(cty.Map(cty.Number)),
		"unknown set":           cty.UnknownVal(cty.Set(cty.Bool)),
		"unknown object":        cty.UnknownVal(cty.Object(map[string]cty.Type{"a": cty.String})),
		"unknown tuple":         cty.UnknownVal(cty.Tuple([]cty.Type{cty.String})),
		"refined":               cty.UnknownVal(cty.String).Refine().NotNull().StringPrefix("x").NewValue(),
		"short": cty.UnknownVal(cty.List(cty.String)).Refine().NotNull().
			CollectionLengthUpperBound(1).NewValue(),
		"marked":                 str("x").Mark("m"),
		"marked number":          num(-1).Mark("m"),
		"marked null":            cty.NullVal(cty.String).Mark("m"),
		"marked unknown":         cty.DynamicVal.Mark("m"),
		"marked list":            cty.ListVal([]cty.Value{str("x").Mark("m")}),
		"marked tuple":           cty.TupleVal([]cty.Value{num(1), str("x").Mark("m")}).Mark("n"),
		"empty tuple":            cty.EmptyTupleVal,
		"empty object":           cty.EmptyObjectVal,
		"empty list":             cty.ListValEmpty(cty.String),
		"empty set":              cty.SetValEmpty(cty.Number),
		"empty map":              cty.MapValEmpty(cty.Bool),
		"empty list of anything": cty.ListValEmpty(cty.DynamicPseudoType),
		"tuple":                  cty.TupleVal([]cty.Value{num(1), str("x"), cty.True, cty.NullVal(cty.DynamicPseudoType)}),
		"list":                   cty.ListVal([]cty.Value{str("b"), str("a"), str("b")}),
		"numbers":                cty.ListVal([]cty.Value{num(3), num(-1)}),
		"set":                    cty.SetVal([]cty.Value{str("x"), str("y")}),
		"map":                    cty.MapVal(map[string]cty.Value{"a": num(1)}),
		"object":                 cty.ObjectVal(map[string]cty.Value{"": num(1), "a": cty.NullVal(cty.String)}),
		"list of null":           cty.ListVal([]cty.Value{cty.NullVal(cty.String)}),
		"list of unknown":        cty.ListVal([]cty.Value{cty.UnknownVal(cty.String), str("x")}),
		"set of unknown":         cty.SetVal([]cty.Value{cty.UnknownVal(cty.String), str("x")}),
		"tuple of unknown":       cty.TupleVal([]cty.Value{cty.DynamicVal}),
		"map of unknown":         cty.MapVal(map[string]cty.Value{"a": cty.UnknownVal(cty.Number)}),
		"tuple of infinity":      cty.TupleVal([]cty.Value{cty.PositiveInfinity, cty.NegativeInfinity}),
		"list of lists":          cty.ListVal([]cty.Value{cty.ListVal([]cty.Value{str("x")}), cty.ListValEmpty(cty.String)}),
		"list of maps":           cty.ListVal([]cty.Value{cty.MapVal(map[string]cty.Value{"a": num(1)})}),
		"set of sets":            cty.SetVal([]cty.Value{cty.SetVal([]cty.Value{num(1)})}),
		"many texts":             cty.ListVal(many(1_000, func(i int) cty.Value { return str(fmt.Sprint("v", i)) })),
		"many numbers":           cty.TupleVal(many(1_000, func(i int) cty.Value { return num(int64(i)) })),
		"unlike": cty.TupleVal(many(900, func(i int) cty.Value {
			return cty.ObjectVal(map[string]cty.Value{fmt.Sprint("a", i): num(1)})
		})),
		"megabytes":    cty.TupleVal(many(3, func(int) cty.Value { return str(strings.Repeat("x", 1<<20)) })),
		"large map":    cty.MapVal(keyed(1_000)),
		"large object": cty.ObjectVal(keyed(1_000)),
		"large set":    cty.SetVal(many(150, func(i int) cty.Value { return num(int64(i)) })),
		"deep":         deep(300, func(v cty.Value) cty.Value { return cty.TupleVal([]cty.Value{v}) }),
		"deep lists":   deep(300, func(v cty.Value) cty.Value { return cty.ListVal([]cty.Value{v}) }),
		"deep maps":    deep(300, func(v cty.Value) cty.Value { return cty.MapVal(map[string]cty.Value{"a": v}) }),
		"deep objects": deep(300, func(v cty.Value) cty.Value { return cty.ObjectVal(map[string]cty.Value{"a": v}) }),
	}
}

func allocated() uint64 {
	m := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(m)
	return m[0].Value.Uint64()
}

// Whatever a function is given, in whatever place: it answers, or says what is wrong, in little memory. Time isn't
// measured, but what takes long has no steps left before.
func TestFunctionsTakeAnything(t *testing.T) {
	f := shop(t)
	fns := f.Functions("shop")
	values := hostileValues()
	names := slices.Sorted(maps.Keys(values))
	call := func(fn string, args ...string) {
		vars := map[string]cty.Value{}
		var texts []string
		for i, a := range args {
			name := fmt.Sprint("a", i)
			vars[name] = values[a]
			texts = append(texts, name)
		}
		text := fn + "(" + strings.Join(texts, ", ") + ")"
		x, diags := hclsyntax.ParseExpression([]byte(text), "x.slo.hcl", hcl.InitialPos)
		f.NewBudget()
		before := allocated()
		if !diags.HasErrors() {
			_, diags = f.Budget().Value(x, &hcl.EvalContext{Functions: fns, Variables: vars})
		}
		what := fmt.Sprintf("%s(%s)", fn, strings.Join(args, "; "))
		if used := (allocated() - before) >> 20; used > 400 { // of which a part is alive at once
			t.Errorf("%s took %d MiB, one after the other", what, used)
		}
		for _, d := range diags {
			if strings.Contains(d.Detail, "bug in slogen") || strings.Contains(d.Detail, "panic") ||
				strings.Contains(d.Detail, ".go:") {
				t.Errorf("%s: %.500s", what, d.Detail)
			}
			if d.Subject == nil || d.Detail == "" || len(d.Detail) > 5000 {
				t.Errorf("%s: %s without a place or words, or with too many: %.200s", what, d.Summary, d.Detail)
			}
		}
	}
	// likely is a value that the function may want in the place i, so that it looks at the others.
	likely := func(fn function.Function, i int) string {
		ty := cty.DynamicPseudoType
		if params := fn.Params(); i < len(params) {
			ty = params[i].Type
		} else if rest := fn.VarParam(); rest != nil {
			ty = rest.Type
		}
		switch {
		case ty == cty.Number:
			return "two"
		case ty == cty.String:
			return "lines"
		case ty.IsMapType():
			return "map"
		}
		return "list"
	}
	for _, name := range slices.Sorted(maps.Keys(fns)) {
		fn, pure := pureFunctions()[name]
		if !pure {
			fn = fns[name]
		}
		call(name)
		most := len(fn.Params())
		if fn.VarParam() != nil {
			most += 2
		}
		for n := 1; n <= most; n++ {
			for _, hostile := range names {
				for at := range n {
					args := make([]string, n)
					for i := range args {
						args[i] = likely(fn, i)
					}
					args[at] = hostile
					call(name, args...)
				}
				if n > 1 && !testing.Short() {
					call(name, slices.Repeat([]string{hostile}, n)...)
				}
			}
		}
	}
}
