package phrase

import (
	"fmt"
	"strings"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/words"
)

// Condition words the threshold: "COUNT >= 50 in 2 runs in a row".
func Condition(t *honeycomb.Trigger) string {
	q := t.Query
	s := fmt.Sprintf("%s %s %s", Compared(q), t.Threshold.Op, number(t.Threshold.Value))
	if t.Baseline != nil {
		unit := ""
		if t.Baseline.Type == "percentage" {
			unit = "%"
		}
		s += unit + " against " + baselines[t.Baseline.OffsetMinutes]
	}
	return s + Among(t)
}

// Among words the groups that a condition is about, and how often it must hold, to be put behind it; empty for neither.
func Among(t *honeycomb.Trigger) (s string) {
	q := t.Query
	if len(q.Breakdowns) > 0 {
		s += " for any " + Groups(q)
	}
	if len(q.Havings) > 0 {
		s += " where " + Having(q)
	}
	if t.Threshold.ExceededLimit > 1 {
		s += fmt.Sprintf(" in %d runs in a row", t.Threshold.ExceededLimit)
	}
	return s
}

// Groups names what a query groups by; "" for nothing.
func Groups(q *honeycomb.Query) string {
	groups := make([]string, len(q.Breakdowns))
	for i, b := range q.Breakdowns {
		groups[i] = shown(q, b)
	}
	return words.List(groups)
}

// Having words which groups count: "COUNT > 100"; "" for all.
func Having(q *honeycomb.Query) string {
	list := make([]string, len(q.Havings))
	for i, h := range q.Havings {
		list[i] = fmt.Sprintf("%s %s %s", call(q, h.CalculateOp, h.Column), h.Op, number(h.Value))
	}
	return strings.Join(list, " where ")
}

// baselines words the offsets that Honeycomb knows.
var baselines = map[int]string{60: "an hour before", 1440: "a day before", 10080: "a week before",
	40320: "four weeks before"}

// Looks words how often it looks at how much: "every 5 minutes, over the last 10 minutes".
func Looks(t *honeycomb.Trigger) string {
	s := Every(t)
	if over := Over(t.Query); over != "" {
		s += ", over the last " + over
	}
	return s
}

// Every words how often it looks: "every 5 minutes".
func Every(t *honeycomb.Trigger) string {
	return "every " + withoutArticle(words.Seconds(t.FrequencySeconds))
}

// Over words how far a query looks back: "10 minutes"; "" if it doesn't say.
func Over(q *honeycomb.Query) string {
	if q.TimeRangeSeconds == 0 {
		return ""
	}
	return withoutArticle(words.Seconds(q.TimeRangeSeconds))
}

// Tells words how often a trigger tells of one breach: "once when the condition starts".
func Tells(t *honeycomb.Trigger) string {
	switch t.AlertType {
	case honeycomb.OnTrue:
		return "on every run while the condition holds"
	case honeycomb.OnGroupChange:
		return "of each group when the condition starts or stops to hold for it"
	}
	return "once when the condition starts"
}

func withoutArticle(s string) string { return strings.TrimPrefix(strings.TrimPrefix(s, "an "), "a ") }

// Compared words what is compared: "COUNT", "P99(duration_ms)", or the formula.
func Compared(q *honeycomb.Query) string {
	if len(q.Formulas) > 0 {
		return q.Formulas[0].Expression
	}
	if c := q.Compared(); c != nil {
		return call(q, c.Op, c.Column)
	}
	return "COUNT"
}

// Only words which events are looked at; "" for all.
func Only(q *honeycomb.Query) string { return only(q, q.Filters, q.FilterCombination) }

// Named words the calculations that a formula is about: "$errors is COUNT of events where error = true".
func Named(q *honeycomb.Query) (out []string) {
	for _, c := range q.Calculations {
		s := fmt.Sprintf("$%s is %s", c.Name, call(q, c.Op, c.Column))
		if where := only(q, c.Filters, c.FilterCombination); where != "" {
			s += " of events where " + where
		}
		out = append(out, s)
	}
	return out
}

// only words filters: `name = "charge" and duration_ms exists`; a calculated field of the query is shown as what
// it computes.
func only(q *honeycomb.Query, filters []honeycomb.Filter, combination string) string {
	parts := make([]string, len(filters))
	for i, x := range filters {
		parts[i] = shown(q, x.Column) + " " + strings.ReplaceAll(x.Op, "-", " ")
		switch value := string(x.AppendValue(nil)); {
		case value == "true" && x.Op == "=" && parts[i] != x.Column+" =":
			parts[i] = strings.TrimSuffix(parts[i], " =")
		case value != "":
			parts[i] += " " + value
		}
	}
	if combination == "OR" {
		return strings.Join(parts, " or ")
	}
	return strings.Join(parts, " and ")
}

// shown is a column as a reader knows it: of a calculated field of the query, which has a name that says nothing, it
// is the expression.
func shown(q *honeycomb.Query, name string) string {
	for _, f := range q.CalculatedFields {
		if f.Name == name {
			return f.Expression
		}
	}
	return name
}

// call words an aggregate: "COUNT", "P99(duration_ms)".
func call(q *honeycomb.Query, op, column string) string {
	if column == "" {
		return op
	}
	return op + "(" + shown(q, column) + ")"
}

// number reads a JSON number as words do; as it stands when it is none.
func number(n honeycomb.Number) string {
	if r, ok := words.Exactly(string(n)); ok {
		return words.Number(r)
	}
	return string(n)
}
