package review

import (
	"math/big"
	"slices"
	"strings"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/honeycomb"
)

// Filters compares the events that two queries look at, where only their filters differ: whether there are events that
// only the new one looks at, or only the old one. ok is false if they can't be compared.
func Filters(old, new *honeycomb.Query) (wider, narrower, ok bool) {
	if !sameUses(old, new) {
		old, new = expanded(old), expanded(new)
	}
	return passing(&filtered{old, old.Filters, old.FilterCombination},
		&filtered{new, new.Filters, new.FilterCombination})
}

// sameUses reports whether two queries use calculated fields of the same names. Where not, one may have another name
// and mean the same: they are compared [expanded].
func sameUses(a, b *honeycomb.Query) bool {
	return slices.EqualFunc(a.Uses, b.Uses, func(x, y *honeycomb.CalculatedField) bool { return x.Alias == y.Alias })
}

// filtered are the events that filters of a query, or of one of its calculations, let through.
type filtered struct {
	query       *honeycomb.Query
	filters     []honeycomb.Filter
	combination string
}

// passing compares the events that filters let through: as lists, of which many are alike, and otherwise as formulas.
func passing(old, new *filtered) (wider, narrower, ok bool) {
	a, b := old.texts(), new.texts()
	more, fewer := within(a, b), within(b, a)
	or := new.combination == "OR"
	switch {
	case more && fewer && (old.combination == new.combination || len(a) < 2):
		return false, false, true
	case len(a) == 0 || len(b) == 0: // none at all lets everything pass, whatever the combination
		return len(b) == 0, len(a) == 0, true
	case old.combination == new.combination && more:
		return or, !or, true
	case old.combination == new.combination && fewer:
		return !or, or, true
	}
	x, okX := old.formula()
	y, okY := new.formula()
	if !okX || !okY {
		return false, false, false
	}
	return compare(x, y, calc.TypeAny).either()
}

// either reports whether something holds now that didn't, and the other way round. ok is false if that isn't certain;
// but if one of the two never happens, that the other only may happen is enough.
func (j Judged) either() (more, less, ok bool) {
	more, less = j.Kinder != Never, j.Stricter != Never
	return more, less, !(more && less) || j.Kinder == Surely && j.Stricter == Surely
}

// within reports whether all of a are among b.
func within(a, b []string) bool {
	return !slices.ContainsFunc(a, func(s string) bool { return !slices.Contains(b, s) })
}

// texts are the filters as texts, which are equal for those that ask the same.
func (f *filtered) texts() []string {
	list := make([]string, len(f.filters))
	for i, x := range f.filters {
		list[i] = columnOf(f.query, x.Column) + " " + x.Op + " " + string(x.AppendValue(nil))
	}
	return list
}

// columnOf is what a column of a query is: the expression of one that the query computes, otherwise its name.
func columnOf(q *honeycomb.Query, name string) string {
	for _, f := range q.CalculatedFields {
		if f.Name == name {
			return f.Expression
		}
	}
	return string(calc.AppendColumn(nil, name))
}

// asked lists the functions that ask what the operators of filters do, and whether the answer is turned round. That
// they agree on events without the column is slogen's assumption everywhere (package lower, AssumedEqual).
var asked = map[string]struct {
	function string
	not      bool
}{
	"=": {"EQUALS", false}, "!=": {"EQUALS", true}, "<": {"LT", false}, "<=": {"LTE", false}, ">": {"GT", false},
	">=": {"GTE", false}, "in": {"IN", false}, "not-in": {"IN", true},
	"contains": {"CONTAINS", false}, "does-not-contain": {"CONTAINS", true},
	"starts-with": {"STARTS_WITH", false}, "does-not-start-with": {"STARTS_WITH", true},
	"ends-with": {"ENDS_WITH", false}, "does-not-end-with": {"ENDS_WITH", true},
	"exists": {"EXISTS", false}, "does-not-exist": {"EXISTS", true},
}

// formula is true for the events that pass, and false for the others.
func (f *filtered) formula() (calc.Expr, bool) {
	all := call("AND")
	if f.combination == "OR" {
		all.Func = "OR"
	}
	for _, x := range f.filters {
		a, known := asked[x.Op]
		column, ok := parse(columnOf(f.query, x.Column))
		if !known || !ok {
			return nil, false
		}
		test := call(a.function, column)
		values, isList := x.Value.([]any)
		if !isList && x.Value != nil {
			values = []any{x.Value}
		}
		for _, v := range values {
			test.Args = append(test.Args, literal(v))
		}
		if a.not {
			test = call("NOT", test)
		}
		all.Args = append(all.Args, test)
	}
	return holds(all), true
}

func call(function string, args ...calc.Expr) *calc.Call {
	return &calc.Call{Func: function, Args: args}
}

// holds is true or false, whatever the condition is.
func holds(condition *calc.Call) calc.Expr {
	var c calc.Expr = condition
	switch len(condition.Args) {
	case 0:
		return literal(true)
	case 1:
		if condition.Func == "AND" || condition.Func == "OR" {
			c = condition.Args[0]
		}
	}
	return call("IF", c, literal(true), literal(false))
}

func literal(v any) *calc.Literal {
	if l, ok := calc.LiteralOf(v); ok {
		return l
	}
	return &calc.Literal{}
}

// numeral is a JSON number as a literal.
func numeral(n honeycomb.Number) (*calc.Literal, bool) {
	r, ok := rational(string(n))
	if !ok {
		return nil, false
	}
	if r.IsInt() && r.Num().IsInt64() {
		return literal(r.Num().Int64()), true
	}
	f, _ := r.Float64()
	return literal(f), true
}

func rational(text string) (*big.Rat, bool) { return new(big.Rat).SetString(text) }

// above reports whether an operator of a threshold is met by high values.
func above(op string) bool { return strings.HasPrefix(op, ">") }

// QueryColumns lists the columns that a query reads, sorted, each once.
func QueryColumns(q *honeycomb.Query) (out []string) {
	own := func(name string) bool {
		return slices.ContainsFunc(q.CalculatedFields, func(f honeycomb.QueryField) bool { return f.Name == name }) ||
			slices.ContainsFunc(q.Uses, func(f *honeycomb.CalculatedField) bool { return f.Alias == name })
	}
	add := func(name string) {
		if name != "" && !own(name) {
			out = append(out, name)
		}
	}
	filters := func(list []honeycomb.Filter) {
		for i := range list {
			add(list[i].Column)
		}
	}
	for _, b := range q.Breakdowns {
		add(b)
	}
	filters(q.Filters)
	for i := range q.Calculations {
		add(q.Calculations[i].Column)
		filters(q.Calculations[i].Filters)
	}
	for _, f := range q.CalculatedFields {
		for _, c := range NewSLI(f.Expression).Columns() {
			add(c)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
