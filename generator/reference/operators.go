package reference

import (
	"fmt"
	"strings"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/lower"
)

// operator is an operator of HCL expressions, where these are about an event.
type operator struct {
	name    string // as written
	fn      string // the function of calculated fields that it becomes
	doc     string // what to add to the function's own words
	example string // an example condition
	formula string // the formula that the example becomes
	level   int    // how tight it binds: 1 is the tightest
}

// operatorList lists the operators, those that bind tightest first.
var operatorList = []operator{
	{"!", "NOT", "", `!exists(event.trace.parent_id)`, `NOT(EXISTS($trace.parent_id))`, 1},
	{"*", "MUL", "", `event.seconds * 1000 < 300`, `LT(MUL($seconds, 1000), 300)`, 2},
	{"/", "DIV", "", `event.duration_ms / 1000 < 5`, `LT(DIV($duration_ms, 1000), 5)`, 2},
	{"%", "MOD", "", `event.shard % 4 == 0`, `EQUALS(MOD($shard, 4), 0)`, 2},
	{"+", "SUM", "To join texts, write a template: \"${event.a}-${event.b}\".", `event.queue_ms + event.work_ms < 500`,
		`LT(SUM($queue_ms, $work_ms), 500)`, 3},
	{"-", "SUB", "A minus sign before a column becomes 0 - column.", `event.total_ms - event.queue_ms < 500`,
		`LT(SUB($total_ms, $queue_ms), 500)`, 3},
	{"<", "LT", "", `event.duration_ms < 500`, `LT($duration_ms, 500)`, 4},
	{"<=", "LTE", "", `event.duration_ms <= 500`, `LTE($duration_ms, 500)`, 4},
	{">", "GT", "", `event.retries > 3`, `GT($retries, 3)`, 4},
	{">=", "GTE", "", `event.http.response.status_code >= 500`, `GTE($http.response.status_code, 500)`, 4},
	{"==", "EQUALS", "`event.a == null` asks whether the column is missing: NOT(EXISTS($a)).",
		`event.name == "POST /checkout"`,
		`EQUALS($name, "POST /checkout")`, 5},
	{"!=", "EQUALS", "It is true for an event without the column. `event.a != null` asks whether the column is there: " +
		"EXISTS($a).",
		`event.name != "GET /healthz"`, `NOT(EQUALS($name, "GET /healthz"))`, 5},
	{"&&", "AND", "", `event.a == 1 && event.b < 5`, `AND(EQUALS($a, 1), LT($b, 5))`, 6},
	{"||", "OR", "", `event.a == 1 || event.b < 5`, `OR(EQUALS($a, 1), LT($b, 5))`, 7},
	{"? :", "IF", "The conditional: condition ? value : other.", `(event.tier == "gold" ? 200 : 500) > event.duration_ms`,
		`GT(IF(EQUALS($tier, "gold"), 200, 500), $duration_ms)`, 8},
}

// rawOperator is how a formula writes the operator; "" if it has none.
func (o *operator) rawOperator() string {
	if o.name == "!=" {
		return "!="
	}
	return calc.Lookup(o.fn).Operator
}

// aliases lists further names that lead to it.
func (o *operator) aliases() []string {
	switch raw := o.rawOperator(); {
	case o.name == "? :":
		return []string{"?", "?:"}
	case raw != o.name && calc.Lookup(raw) == nil: // AND and OR have pages of their own
		return []string{raw}
	}
	return nil
}

// prose is all that is said about an operator.
func (o *operator) prose() string {
	s := calc.Lookup(o.fn).Doc
	if o.name == "!=" {
		s = "Whether the two are not equal."
	}
	return strings.TrimSpace(s + " " + o.doc)
}

func (o *operator) text() string {
	var w strings.Builder
	fmt.Fprintf(&w, "Operator %s\n\n%s\n\n", o.name, wrap(o.prose(), ""))
	fmt.Fprintf(&w, "In HCL:        %s\nThe formula:   %s\n", o.example, o.formula)
	raw := o.rawOperator()
	switch {
	case raw == "":
		w.WriteString("\nA raw `expression` has no operator for this, only the function " + o.fn + ".\n")
	case raw == o.name:
		w.WriteString("\nIn a raw `expression` it is the same, with spaces around it, or the function " + o.fn + ".\n")
	default:
		w.WriteString("\nIn a raw `expression` it is written " + raw + ", with spaces around it, or the function " + o.fn +
			".\n")
	}
	w.WriteString("`slogen explain operators` shows which operator binds tighter.\n")
	return w.String()
}

const operatorsIntro = "If one of its values depends on the event, an operator becomes a function of calculated " +
	"fields; " +
	"if all are known when the file is read, HCL computes the result. The operators that bind tightest come first. In a " +
	"raw `expression` the " +
	"order is the same, except that `-` binds tighter than `+`. Operators need spaces around them, because + - / = : " +
	"and ? may be part of a name."

// operatorsText is the page of all operators.
func operatorsText() string {
	var w strings.Builder
	w.WriteString("Operators\n\n" + wrap(strings.ReplaceAll(operatorsIntro, "`", ""), "") + "\n\n")
	fmt.Fprintf(&w, "  %-6s %-12s %-8s %s\n", "HCL", "expression", "function", "example")
	for _, o := range operatorList {
		fmt.Fprintf(&w, "  %-6s %-12s %-8s %s\n", o.name, o.rawOperator(), o.fn, o.example)
	}
	return w.String()
}

// operators is the section of functions.md.
func operators() string {
	var b strings.Builder
	b.WriteString("\n## Operators\n\n" + operatorsIntro +
		"\n\n| HCL | in a raw `expression` | function | example | becomes | |\n|---|---|---|---|---|---|\n")
	code := func(s string) string {
		if s == "" {
			return ""
		}
		return "`" + strings.ReplaceAll(s, "|", `\|`) + "`"
	}
	for _, o := range operatorList {
		fmt.Fprintf(&b, "| %s | %s | [%s](#%s) | %s | %s | %s |\n", code(o.name), code(o.rawOperator()), o.fn,
			strings.ToLower(o.fn),
			code(o.example), code(o.formula), cell(o.doc))
	}
	return b.String()
}

const aggregatesIntro = "A trigger compares one value of many events with a number: an aggregate, or a formula over " +
	"aggregates. They belong in " +
	"`fires_when` and `having`. `count()` counts events, `count(condition)` those that meet a condition. The others " +
	"take a column or an " +
	"expression, and optionally a condition: `p99(event.duration_ms)`, `avg(event.a + event.b, event.kind == " +
	"\"server\")`. A formula combines " +
	"them with the operators and functions of calculated fields: `count(event.error == true) / count() > 0.05`, " +
	"`if(count() > 100, max(event.a) - min(event.a), 0) > 10`. Conditions and expressions that Honeycomb's filters " +
	"can't express become " +
	"calculated fields of the query."

// aggregates is the section of functions.md.
func aggregates() string {
	var b strings.Builder
	b.WriteString("\n## Aggregates\n\n" + aggregatesIntro +
		"\n\n| aggregate | at Honeycomb | | example |\n|---|---|---|---|\n")
	for _, a := range lower.Aggregates {
		example := ""
		if a.Example != "" {
			example = "`" + a.Example + "`"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", a.Name, a.Op, cell(aggregateProse(a)), example)
	}
	return b.String()
}

func aggregateProse(a *lower.Aggregate) string {
	s := a.Doc
	if a.Numbers {
		s += " Of numbers only."
	}
	return strings.TrimSpace(s + " " + a.Refused)
}

func aggregateText(a *lower.Aggregate) string {
	var w strings.Builder
	form := a.Name + "([condition])"
	if a.Column {
		form = a.Name + "(column or expression [, condition])"
	}
	if a.Refused != "" {
		form = a.Name
	}
	fmt.Fprintf(&w, "Aggregate %s\n\n%s\n\n", form, wrap(aggregateProse(a), ""))
	if a.Example != "" {
		fmt.Fprintf(&w, "  fires_when = %s\n\n", a.Example)
	}
	if a.Refused == "" {
		w.WriteString(wrap("In `fires_when` and `having` of a trigger. Honeycomb calls it "+a.Op+
			". `slogen explain aggregates` shows how to combine aggregates.", "") + "\n")
	} else {
		w.WriteString("Honeycomb calls it " + a.Op + ".\n")
	}
	return w.String()
}

// aggregatesText is the page of all aggregates.
func aggregatesText() string {
	var w strings.Builder
	w.WriteString("Aggregates\n\n" + wrap(aggregatesIntro, "") + "\n\n")
	for _, a := range lower.Aggregates {
		if a.Refused == "" {
			fmt.Fprintf(&w, "  %-15s %s\n", a.Name, a.Doc)
		}
	}
	return w.String()
}
