package calc

import (
	"cmp"
	"math/big"
	"strings"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/semconv"
)

// conventionKinds are the letters of [semconv.Name].
var conventionKinds = map[rune]Type{'s': TypeString, 'i': TypeInt, 'f': TypeFloat, 'b': TypeBool, 'n': TypeNumber}

// ConventionalType is the type that the OpenTelemetry conventions, or Honeycomb itself, give a column of this name;
// [TypeNone] where they say nothing.
func ConventionalType(name string) (t Type) {
	if n := semconv.Lookup(name); n != nil {
		for _, k := range n.Kinds {
			t |= conventionKinds[k]
		}
	}
	return t
}

// suggestColumn says which declared column may be meant by an unknown one, or "". use is the call that the column is an
// argument of, nil where there is none.
func suggestColumn(n *Column, use *Call, env *Env) string {
	if env.ColumnNames == nil {
		return ""
	}
	column := func(s string) string { return string(AppendColumn(nil, s)) }
	declared := func(names []string) (first, written string) {
		var out []string
		for _, s := range names {
			if _, ok := env.Columns(s); ok {
				out = append(out, column(s))
				first = cmp.Or(first, s)
			}
		}
		return first, strings.Join(out, " or ")
	}
	after := semconv.Successors(n.Name)
	if s, written := declared(after); s != "" {
		return " OpenTelemetry has renamed it, and the dataset declares the new name: write " + written + "." +
			changed(n, s, use)
	}
	if s, written := declared(semconv.Predecessors(n.Name)); s != "" {
		return " The dataset declares OpenTelemetry's older name for it: write " + written +
			", or declare the new one if events have it." + changed(n, s, use)
	}
	// x.length is a property in other languages, and in this one another column.
	for _, property := range []string{".length", ".size", ".len"} {
		if of, ok := strings.CutSuffix(n.Name, property); ok {
			if s, written := declared([]string{of}); s != "" {
				return " The length of a text is a function's result: LENGTH(" + written + ")."
			}
		}
	}
	hint := ""
	if len(after) > 0 {
		hint = " OpenTelemetry has renamed it to " + column(after[0]) + ", which the dataset doesn't declare either."
	}
	if s := diag.Suggest(n.Name, env.ColumnNames()); s != "" {
		hint += " Did you mean " + column(s) + "?" + changed(n, s, use)
	}
	return hint
}

// changed says how the values of the column to differ from those of the column that was written: another unit, and what
// becomes of the number that it is compared with, or another type.
func changed(from *Column, to string, use *Call) string {
	a, b := semconv.Lookup(from.Name), semconv.Lookup(to)
	if a == nil || b == nil {
		return ""
	}
	old, new := string(AppendColumn(nil, from.Name)), string(AppendColumn(nil, to))
	counted := use != nil && use.Func == "COUNT_DISTINCT" // in whatever unit
	if mul, div, ok := semconv.Factor(a.Unit, b.Unit); ok && mul != div && !counted {
		text := " Note the unit: " + new + " is in " + semconv.UnitWords(b.Unit) + " where " + old + " is in " +
			semconv.UnitWords(a.Unit)
		if limits := converted(from, use, big.NewRat(mul, div)); len(limits) > 0 {
			return text + ", so " + strings.Join(limits, " and ") + "."
		}
		what, factor := "divide", big.NewInt(div)
		if mul > div {
			what, factor = "multiply", big.NewInt(mul)
		}
		return text + ", so " + what + " what it is compared with by " + factor.String() + "."
	}
	ta, tb := ConventionalType(from.Name), ConventionalType(to)
	if ta != TypeNone && tb != TypeNone && !ta.Has(tb) && !(ta.Has(TypeNumber) && tb.Has(TypeNumber)) {
		return " Note the type: " + new + " is " + tb.String() + " where " + old + " is " + ta.String() + "."
	}
	return ""
}

// converted says of each number that the call compares the column with what it becomes.
func converted(n *Column, use *Call, factor *big.Rat) (out []string) {
	if use == nil || !isOrdering(use) && use.Func != "EQUALS" && use.Func != "IN" {
		return nil
	}
	for _, arg := range use.Args {
		if arg == Expr(n) {
			continue
		}
		lit, ok := arg.(*Literal)
		if !ok || !lit.Value.Kind.Type().Only(TypeNumber) {
			return nil
		}
		was := string(AppendValue(nil, lit.Value))
		v, ok := new(big.Rat).SetString(was)
		if !ok {
			return nil
		}
		v.Mul(v, factor)
		digits, exact := v.FloatPrec()
		if !exact {
			return nil
		}
		out = append(out, was+" becomes "+v.FloatString(digits))
	}
	return out
}
