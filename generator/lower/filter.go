package lower

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/honeycomb"
)

// and joins two conditions, either of which may be nil, as one flat chain.
func and(a, b calc.Expr) calc.Expr {
	if a == nil {
		return b
	}
	if b == nil {
		return a
	}
	c := &calc.Call{Func: "AND", Origin: a.Place()}
	for _, x := range []calc.Expr{a, b} {
		if n, ok := x.(*calc.Call); ok && n.Func == "AND" {
			c.Args = append(c.Args, n.Args...)
		} else {
			c.Args = append(c.Args, x)
		}
	}
	return c
}

// filters is a condition as query filters: a flat AND or a flat OR of simple tests, otherwise one inline calculated
// field filtered on true. A combination is given only where it is not the default, AND.
//
// The choice rests on filters treating an event without the column the way calculated-field functions do: every
// comparison is false, except != and the negated tests, which are true. The API's description says nothing of it.
func (t *trigger) filters(x calc.Expr) ([]honeycomb.Filter, string) {
	if x == nil {
		return nil, ""
	}
	terms, combination := []calc.Expr{x}, ""
	if c, ok := x.(*calc.Call); ok && (c.Func == "AND" || c.Func == "OR") {
		terms = c.Args
		if c.Func == "OR" && len(terms) > 1 {
			combination = "OR"
		}
	}
	if len(terms) <= maxConditions {
		out := make([]honeycomb.Filter, 0, len(terms))
		for _, term := range terms {
			f, ok := simple(term)
			if col, is := term.(*calc.Column); is && t.l.aliases[col] != nil && t.l.booleanColumn(col) {
				f, ok = honeycomb.Filter{Column: col.Name, Op: "=", Value: true}, true
			}
			if !ok {
				break
			}
			out = append(out, f)
		}
		if len(out) == len(terms) {
			for _, term := range terms {
				t.sawIn(term)
			}
			return out, combination
		}
	}
	name := t.inline(x)
	if words := formInline(name); !slices.Contains(t.form, words) {
		t.form = append(t.form, words)
	}
	return []honeycomb.Filter{{Column: name, Op: "=", Value: true}}, ""
}

// tests lists the functions that are filters, with the filter's operator, that of the negation, and that of the
// operands the other way round; an empty one is none.
var tests = map[string]struct{ op, not, turned string }{
	"EQUALS":      {"=", "!=", "="},
	"LT":          {"<", "", ">"},
	"LTE":         {"<=", "", ">="},
	"GT":          {">", "", "<"},
	"GTE":         {">=", "", "<="},
	"IN":          {"in", "not-in", ""},
	"CONTAINS":    {"contains", "does-not-contain", ""},
	"STARTS_WITH": {"starts-with", "does-not-start-with", ""},
	"ENDS_WITH":   {"ends-with", "does-not-end-with", ""},
	"EXISTS":      {"exists", "does-not-exist", ""},
}

// simple is a condition as one filter. A negated ordering is none: it differs from the opposite one on missing columns.
func simple(x calc.Expr) (honeycomb.Filter, bool) {
	none := honeycomb.Filter{}
	c, ok := x.(*calc.Call)
	if !ok {
		return none, false
	}
	negated := false
	if c.Func == "NOT" && len(c.Args) == 1 {
		if c, ok = c.Args[0].(*calc.Call); !ok {
			return none, false
		}
		negated = true
	}
	column, op, others := columnTest(c, negated)
	if op == "" {
		return none, false
	}
	values, ok := filterValues(others)
	if !ok {
		return none, false
	}
	f := honeycomb.Filter{Column: column, Op: op}
	switch c.Func {
	case "EXISTS":
		return f, len(values) == 0
	case "IN":
		f.Value = values
		return f, len(values) > 0
	}
	if len(values) != 1 {
		return none, false
	}
	f.Value = values[0]
	_, isString := f.Value.(string)
	_, isBool := f.Value.(bool)
	switch c.Func {
	case "CONTAINS", "STARTS_WITH", "ENDS_WITH":
		return f, isString
	case "EQUALS":
		return f, true
	}
	return f, !isBool
}

// columnTest is c, or not c where it is negated, as a column, a filter's operator and the other operands. The column
// may be on either side of a comparison. The operator is empty where no filter says the same.
func columnTest(c *calc.Call, negated bool) (column, op string, others []calc.Expr) {
	test, ok := tests[c.Func]
	if !ok || len(c.Args) == 0 {
		return "", "", nil
	}
	op, others = test.op, c.Args[1:]
	col, ok := c.Args[0].(*calc.Column)
	if !ok && len(c.Args) == 2 && test.turned != "" && isLiteral(c.Args[0]) {
		col, ok = c.Args[1].(*calc.Column)
		op, others = test.turned, c.Args[:1]
	}
	if !ok {
		return "", "", nil
	}
	if negated {
		op = test.not
	}
	return col.Name, op, others
}

// filterValues are those of literals, in the form that filters have.
func filterValues(xs []calc.Expr) ([]any, bool) {
	values := make([]any, 0, len(xs))
	for _, x := range xs {
		lit, ok := x.(*calc.Literal)
		if !ok {
			return nil, false
		}
		v, ok := filterValue(lit.Value)
		if !ok {
			return nil, false
		}
		values = append(values, v)
	}
	return values, true
}

func filterValue(v calc.Value) (any, bool) {
	switch v.Kind {
	case calc.Bool:
		return v.Bool, true
	case calc.Int:
		return v.Int, true
	case calc.Float:
		return v.Float, true
	case calc.String:
		return v.Str, true
	}
	return nil, false
}

// inline makes x a calculated field of the query, once, and returns its name, which is made of a hash of its text: the
// same everywhere, and changed when the meaning changes.
func (t *trigger) inline(x calc.Expr) string {
	// A saved field is written out: whether a query's calculated fields may refer to saved ones is not documented.
	if len(t.l.aliases) > 0 {
		x = rebase(x, nil, func(c *calc.Column) calc.Expr {
			if s := t.l.aliases[c]; s != nil {
				return s.Formula
			}
			return c
		})
	}
	text := string(calc.Append(nil, x))
	if len(text) > calc.MaxBytes {
		t.failAt(x, tooLong(len(text)))
	}
	sum := sha256.Sum256([]byte(text))
	name := "slogen_" + hex.EncodeToString(sum[:6])
	for _, have := range t.q.CalculatedFields {
		if have.Name == name {
			return name
		}
	}
	t.q.CalculatedFields = append(t.q.CalculatedFields, honeycomb.QueryField{Name: name, Expression: text,
		Formula: &calc.Formula{Root: x}})
	return name
}

// saw notes that the query refers to the saved calculated field that c may stand for.
func (t *trigger) saw(c *calc.Column) { t.names(t.l.aliases[c]) }

// names notes that the query names a saved calculated field; nil for none.
func (t *trigger) names(f *Field) {
	if f != nil && !slices.Contains(t.fields, f) {
		t.fields = append(t.fields, f)
	}
}

func (t *trigger) sawIn(x calc.Expr) {
	switch x := x.(type) {
	case *calc.Column:
		t.saw(x)
	case *calc.Call:
		for _, a := range x.Args {
			t.sawIn(a)
		}
	}
}
