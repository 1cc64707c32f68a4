package lower

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/words"
)

// Names that other languages have, and what they are called here. The way out is written with the user's own operands,
// ready to paste.

// otherValues are words that stand for a value elsewhere.
var otherValues = map[string]string{
	"yes": "true", "on": "true", "true": "true", "no": "false", "off": "false", "false": "false",
	"null": "null", "nil": "null", "none": "null", "undefined": "null", "missing": "null",
}

// otherFunctions are functions of other languages, by their names in lower case without underscores. X, Y and Z are the
// arguments that they have there.
var otherFunctions = map[string]string{
	"isnull": "X == null", "isnil": "X == null", "isnone": "X == null", "notexists": "!exists(X)",
	"isnotnull": "X != null",
	"hasvalue":  "exists(X)", "defined": "exists(X)", "has": "exists(X)", "isset": "exists(X)", "present": "exists(X)",
	"eq": "X == Y", "equal": "X == Y", "ne": "X != Y", "neq": "X != Y", "notequals": "X != Y", "notequal": "X != Y",
	"all": "X && Y", "every": "X && Y", "any": "X || Y", "some": "X || Y", "xor": "X != Y",
	"ifelse": "X ? Y : Z", "iff": "X ? Y : Z", "iif": "X ? Y : Z", "between": "X >= Y && X <= Z", "notin": "!in(X, Y)",
	"prefix": "starts_with(X, Y)", "hasprefix": "starts_with(X, Y)", "suffix": "ends_with(X, Y)",
	"hassuffix": "ends_with(X, Y)",
	"includes":  "contains(X, Y)", "strpos": "contains(X, Y)", "matches": "reg_match(X, Y)", "match": "reg_match(X, Y)",
	"regexpmatch": "reg_match(X, Y)", "regexmatch": "reg_match(X, Y)", "rematch": "reg_match(X, Y)",
	"like": "reg_match(X, Y)",
	"len":  "length(X)", "strlen": "length(X)", "size": "length(X)", "isempty": `X == ""`, "nvl": "coalesce(X, Y)",
	"ifnull": "coalesce(X, Y)",
	"add":    "X + Y", "plus": "X + Y", "multiply": "X * Y", "times": "X * Y", "divide": "X / Y", "subtract": "X - Y",
	"minus": "X - Y",
}

// otherFunction is a call of such a function; false when it is none, or hasn't the arguments for it.
func otherFunction(e *hclsyntax.FunctionCallExpr, arg func(i int) string) (message, bool) {
	way := otherFunctions[strings.ReplaceAll(strings.ToLower(e.Name), "_", "")]
	want := 0
	for i, placeholder := range []string{"X", "Y", "Z"} {
		if strings.Contains(way, placeholder) {
			want = i + 1
		}
	}
	if len(e.Args) == 1 && !e.ExpandFinal && (way == "X && Y" || way == "X || Y") {
		return ofOne(e, arg(0)), true
	}
	if way == "" || len(e.Args) < want || e.ExpandFinal {
		return message{}, false
	}
	args := make([]string, len(e.Args))
	for i := range args {
		args[i] = arg(i)
	}
	switch rest := args[want:]; {
	case len(rest) == 0:
	case strings.HasPrefix(way, "!in("):
		args[1] = strings.Join(args[1:], ", ")
	case way == "X && Y":
		args[1] = strings.Join(args[1:], " && ")
	case way == "X || Y":
		args[1] = strings.Join(args[1:], " || ")
	default:
		return message{}, false
	}
	args = append(args, "", "", "")
	way = strings.NewReplacer("X", args[0], "Y", args[1], "Z", args[2]).Replace(way)
	return msg("expression/function", "Unknown function", "There is no function %s(). Write `%s`.", e.Name, way), true
}

// ofOne is any(x) or all(x): a single value, so the condition is meant.
func ofOne(e *hclsyntax.FunctionCallExpr, x string) message {
	const one = "There is no function %s(), and an event has one value in a column. "
	switch unparen(e.Args[0]).(type) {
	case *hclsyntax.ScopeTraversalExpr, *hclsyntax.IndexExpr, *hclsyntax.RelativeTraversalExpr:
		return msg("expression/function", "Unknown function",
			one+"Write the condition that it has to meet: `%[2]s == true`, or `exists(%[2]s)` for "+
				"events that have it.", e.Name, x)
	}
	return msg("expression/function", "Unknown function", one+"Write `%s`.", e.Name, x)
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
	return words.List(names)
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
		var names []string
		for _, a := range Aggregates {
			if a.Refused == "" {
				names = append(names, a.Name)
			}
		}
		return msg("expression/function", "Unknown function", "There is no aggregate or function %s().%s%s", e.Name,
			diag.DidYouMean(e.Name, names),
			list)
	}
	x, y := arg(0), ""
	if len(e.Args) > 1 {
		y = arg(1)
	}
	return msg("expression/function", "Unknown function",
		"There is no aggregate %s(). Write `%s`.%s", e.Name, strings.NewReplacer("X", x, "Y", y).Replace(way), list)
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
		return msg("expression/name", "Unknown name",
			"`%s` alone isn't a value: an aggregate is a function of a column. Write `%s(event.duration_ms)`, with "+
				"your column.",
			name, a.Name)
	}
	return msg("expression/name", "Unknown name", "`%s` alone isn't a value: an aggregate is a function. Write `%s()`.",
		name, a.Name)
}

// bareName is the name of a variable or the like without what it is written with.
func bareName(name, root string) message {
	return msg("expression/name", "Unknown name",
		"There is nothing named %q here. Write `%s.%[1]s`; a column of that name is `event.%[1]s`.", name, root)
}

// quotedCondition is a condition in quotes, which is then nothing but a text.
func quotedCondition(text string) message {
	return msg("expression/condition", "Condition in quotes",
		"In quotes this is text and doesn't look at the event. Write it without quotes: `%s`.", text)
}

// eitherText is a comparison with one of several values as it is said: event.a == "x" || "y".
func eitherText(what, left, first string) message {
	return msg("expression/condition", "Condition is not a boolean",
		"`%s` alone isn't a condition. For one of several values write `in(%s, %s, %[1]s)`.", what, left, first)
}

// quotedColumn is the column that a text in quotes names, as it is written.
func quotedColumn(text string) (string, bool) {
	name, err := strconv.Unquote(text)
	if err != nil || name == "" || strings.ContainsAny(name, "${}\"\\") {
		return "", false
	}
	for part := range strings.SplitSeq(name, ".") {
		if !hclsyntax.ValidIdentifier(part) {
			return "event[" + text + "]", true
		}
	}
	return "event." + name, true
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
		return msg("expression/function", "Function can't take a column",
			"%s() of a list is computed once, when the file is loaded, but this list differs from event to event. "+
				"Give the values one by one: `%[1]s(%[2]s)`.",
			name, strings.Join(terms, ", ")), true
	}
	return msg("expression/function", "Function can't take a column",
		"%s() is computed once, when the file is loaded, but this list differs from event to event. Write `%s`.",
		name, way), true
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
	if in.Scope != nil && in.Scope(in.Having) != in.Scope(in.FiresWhen) {
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
