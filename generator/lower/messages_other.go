package lower

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// Names that other languages have, and what they are called here. The way out is written with the user's own operands,
// ready to paste.

// otherValues are words that stand for a value elsewhere.
var otherValues = map[string]string{
	"yes": "true", "on": "true", "true": "true", "no": "false", "off": "false", "false": "false",
	"null": "null", "nil": "null", "none": "null", "undefined": "null", "missing": "null",
}

// otherAggregates are aggregates of other query languages. X is the first argument.
var otherAggregates = map[string]string{
	"median": "p50(X)", "mean": "avg(X)", "average": "avg(X)", "total": "sum(X)", "maximum": "max(X)", "minimum": "min(X)",
	"unique": "count_distinct(X)", "distinct": "count_distinct(X)", "uniq": "count_distinct(X)",
	"cardinality": "count_distinct(X)", "countdistinct": "count_distinct(X)", "distinct_count": "count_distinct(X)",
	"count_unique": "count_distinct(X)", "dcount": "count_distinct(X)", "nunique": "count_distinct(X)",
	"count_if": "count(X)", "countif": "count(X)", "sum_if": "sum(X, Y)", "sumif": "sum(X, Y)",
	"avg_if": "avg(X, Y)", "avgif": "avg(X, Y)",
	"rate": "rate_sum(X)",
}

// allowedAggregates lists the aggregates that a trigger can have, for a sentence. The percentiles are one item.
func allowedAggregates() string {
	var names []string
	for _, a := range Aggregates {
		switch {
		case a.Refused != "" || a.Name != "p001" && isPercentile(a.Name):
		case a.Name == "p001":
			names = append(names, "the percentiles "+percentiles())
		default:
			names = append(names, a.Name)
		}
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

func percentiles() string {
	var names []string
	for _, a := range Aggregates {
		if isPercentile(a.Name) {
			names = append(names, a.Name)
		}
	}
	return strings.Join(names, " ")
}

// unknownAggregate is a call in fires_when or having of what is neither an aggregate nor a function. arg writes an
// argument.
func unknownAggregate(e *hclsyntax.FunctionCallExpr, arg func(i int) string) message {
	list := " The aggregates are " + allowedAggregates() + "."
	way := otherAggregates[strings.ToLower(e.Name)]
	switch p := namedPercentile(e); {
	case p != nil:
		way = p.Name + "(X)"
		if _, number := percentileOf(e.Args[0]); number {
			way = p.Name + "(Y)"
		}
	case strings.Contains(way, "Y") && len(e.Args) < 2, len(e.Args) == 0:
		way = ""
	}
	if way == "" {
		return msg("Unknown function", "There is no aggregate or function %s().%s", e.Name, list)
	}
	x, y := arg(0), ""
	if len(e.Args) > 1 {
		y = arg(1)
	}
	return msg("Unknown function", "There is no aggregate %s(). Write `%s`.%s", e.Name, strings.NewReplacer("X", x, "Y", y).Replace(way), list)
}

// elsewhere says whether the function is an aggregate of other languages.
func elsewhere(e *hclsyntax.FunctionCallExpr) bool {
	switch name := strings.ToLower(e.Name); name {
	case "stddev", "stdev", "variance", "mode", "first", "last": // which Honeycomb doesn't compute
		return true
	default:
		return otherAggregates[name] != "" || namedPercentile(e) != nil
	}
}

// namedPercentile is the aggregate that percentile(x, 99) or quantile(0.99, x) means; nil for other calls.
func namedPercentile(e *hclsyntax.FunctionCallExpr) *Aggregate {
	switch strings.ToLower(e.Name) {
	case "percentile", "quantile", "perc", "pct", "percentile_cont", "p", "approx_percentile":
	default:
		return nil
	}
	for _, a := range e.Args {
		if name, ok := percentileOf(a); ok {
			return aggregateNamed(name)
		}
	}
	return nil
}

// percentileOf names the percentile that a number stands for: 99.9, or 0.999 of one.
func percentileOf(e hclsyntax.Expression) (name string, number bool) {
	lit, ok := e.(*hclsyntax.LiteralValueExpr)
	if !ok || lit.Val.Type() != cty.Number || lit.Val.IsNull() {
		return "", false
	}
	f, _ := lit.Val.AsBigFloat().Float64()
	if f > 0 && f < 1 {
		f *= 100
	}
	digits := strings.ReplaceAll(strconv.FormatFloat(f, 'f', -1, 64), ".", "")
	if f < 10 {
		digits = "0" + digits
	}
	return "p" + digits, true
}

// aggregateName is what a bare name in fires_when means: count is count().
func aggregateName(name string) message {
	a := aggregateNamed(strings.ToLower(name))
	if a.Column {
		return msg("Unknown name", "`%s` alone is no value: an aggregate is a function of a column. Write `%s(event.duration_ms)`, with your column.", name, a.Name)
	}
	return msg("Unknown name", "`%s` alone is no value: an aggregate is a function. Write `%s()`.", name, a.Name)
}

// listOfConditions is anytrue([...]), alltrue([...]) and the like over values of the event.
func listOfConditions(name string, terms []string) (message, bool) {
	way := ""
	switch name {
	case "anytrue":
		way = strings.Join(terms, " || ")
	case "alltrue":
		way = strings.Join(terms, " && ")
	default:
		if perEventFunctions()[name] == nil && name != "concat" {
			return message{}, false
		}
		return msg("Function can't take a column", "%s() of a list is computed once, when the file is loaded, but this list differs from event to event. Give the values one by one: `%[1]s(%[2]s)`.",
			name, strings.Join(terms, ", ")), true
	}
	return msg("Function can't take a column", "%s() is computed once, when the file is loaded, but this list differs from event to event. Write `%s`.", name, way), true
}

// havingInside is what has to become of `having`, which can't be by itself: a part of fires_when.
func (t *trigger) havingInside(in TriggerInput) string {
	const otherwise = "`if(count() > 100, <value>, 0) > <threshold>`"
	b, ok := unparen(in.FiresWhen).(*hclsyntax.BinaryOpExpr)
	if !ok || !comparison(b.Op) {
		return otherwise
	}
	if _, ok := unparen(in.Having).(*hclsyntax.BinaryOpExpr); !ok {
		return otherwise
	}
	_, number := unparen(b.RHS).(*hclsyntax.LiteralValueExpr)
	having, value, limit := written(t.f, in.Having), written(t.f, b.LHS), written(t.f, b.RHS)
	if strings.HasSuffix(having, "...") || strings.HasSuffix(value, "...") {
		return otherwise
	}
	none := "0" // a value for which the trigger doesn't fire
	switch op := operator(b.Op); {
	case op == ">" && number:
	case op == ">=" && number && limit != "0" && limit != "0.0":
	case op == ">" || op == "<":
		none = limit
	case op == ">=":
		none = limit + " - 1"
	case op == "<=":
		none = limit + " + 1"
	default:
		return otherwise
	}
	return fmt.Sprintf("`fires_when = if(%s, %s, %s) %s %s`", having, value, none, operator(b.Op), limit)
}
