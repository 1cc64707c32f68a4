package lift

import (
	"errors"
	"fmt"
	"slices"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/honeycomb"
)

// Ratio is the formula of an SLI that is a ratio: one query counts the good events, or the bad ones, and another all
// that are eligible. It is good or not for each event that the other one counts.
func Ratio(good, total *honeycomb.Query, bad bool) (string, error) {
	var l Lifter
	counted, err := (&reader{l: &l, q: good}).counted()
	if err != nil {
		return "", err
	}
	eligible, err := (&reader{l: &l, q: total}).counted()
	if err != nil {
		return "", err
	}
	if f := field(counted, eligible); f != nil && !bad {
		return text(f), nil
	}
	counted = slices.DeleteFunc(counted, func(x calc.Expr) bool {
		return slices.ContainsFunc(eligible, func(y calc.Expr) bool { return text(x) == text(y) })
	})
	if len(counted) == 0 {
		return "", errors.New("it counts the same events as the total")
	}
	is := conjunction(counted)
	if bad {
		is = call("NOT", is)
	}
	if len(eligible) > 0 {
		is = call("IF", conjunction(eligible), is)
	}
	return text(is), nil
}

// Threshold is the formula of an SLI that compares a value of each event that has one.
func Threshold(q *honeycomb.Query, value, op, limit string) (string, error) {
	var l Lifter
	r := &reader{l: &l, q: q}
	eligible, err := r.counted()
	if err != nil {
		return "", err
	}
	x, err := r.column(value)
	if err != nil {
		return "", err
	}
	parsed, diags := calc.Parse(calc.FromString("value", limit))
	if diags.HasErrors() {
		return "", fmt.Errorf("%s is no number of calculated fields", limit)
	}
	eligible = append(eligible, call("EXISTS", x))
	return text(call("IF", conjunction(eligible), call(op, x, parsed.Root))), nil
}

// counted are the conditions on the events that a query counts.
func (r *reader) counted() ([]calc.Expr, error) {
	terms, err := r.terms(r.q.Filters, r.q.FilterCombination)
	if err != nil {
		return nil, err
	}
	for _, c := range r.q.Calculations {
		if c.Op != "COUNT" || c.Column != "" || len(r.q.Calculations) > 1 {
			return nil, fmt.Errorf("it calculates %s over many events, and an SLI at Honeycomb judges each event alone", c.Op)
		}
		own, err := r.terms(c.Filters, c.FilterCombination)
		if err != nil {
			return nil, err
		}
		terms = append(terms, own...)
	}
	return terms, nil
}

// field is the calculated field that is true for what is counted, where all events count for which it has a value; nil
// for none.
func field(counted, eligible []calc.Expr) calc.Expr {
	if len(counted) != 1 || len(eligible) != 1 {
		return nil
	}
	exists, ok := eligible[0].(*calc.Call)
	if !ok || exists.Func != "EXISTS" {
		return nil
	}
	f := exists.Args[0]
	isTrue := call("EQUALS", f, &calc.Literal{Value: calc.Value{Kind: calc.Bool, Bool: true}})
	if t := text(counted[0]); t == text(f) || t == text(isTrue) {
		return f
	}
	return nil
}
