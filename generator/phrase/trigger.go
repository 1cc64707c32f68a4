package phrase

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/words"
)

// Trigger is what of a trigger says when it fires, as in the body that the API takes: the plan reads that of yesterday,
// too.
type Trigger struct {
	Threshold struct {
		Op    string      `json:"op"`
		Value json.Number `json:"value"`
		Runs  int         `json:"exceeded_limit"`
	} `json:"threshold"`
	Frequency int   `json:"frequency"`
	Query     Query `json:"query"`
	Baseline  struct {
		Offset int    `json:"offset_minutes"`
		Type   string `json:"type"`
	} `json:"baseline_details"`
}

// Query is a query, as in the body that the API takes.
type Query struct {
	Breakdowns   []string `json:"breakdowns"`
	Calculations []struct {
		Op     string `json:"op"`
		Column string `json:"column"`
		Name   string `json:"name"`
		filters
	} `json:"calculations"`
	Formulas []struct {
		Expression string `json:"expression"`
	} `json:"formulas"`
	Havings []struct {
		Op      string      `json:"calculate_op"`
		Column  string      `json:"column"`
		Compare string      `json:"op"`
		Value   json.Number `json:"value"`
	} `json:"havings"`
	filters
	CalculatedFields []struct {
		Name       string `json:"name"`
		Expression string `json:"expression"`
	} `json:"calculated_fields"`
	TimeRange int `json:"time_range"`
}

// filters say which events are looked at.
type filters struct {
	Filters []struct {
		Column string          `json:"column"`
		Op     string          `json:"op"`
		Value  json.RawMessage `json:"value"`
	} `json:"filters"`
	Combination string `json:"filter_combination"`
}

// OfTrigger is what [Trigger] holds of t.
func OfTrigger(t *honeycomb.Trigger) (out Trigger, err error) {
	err = json.Unmarshal(t.Query.AppendJSON(nil), &out.Query)
	out.Threshold.Op, out.Threshold.Value, out.Threshold.Runs = t.Threshold.Op, json.Number(t.Threshold.Value),
		t.Threshold.ExceededLimit
	out.Frequency = t.FrequencySeconds
	if t.Baseline != nil {
		out.Baseline.Offset, out.Baseline.Type = t.Baseline.OffsetMinutes, t.Baseline.Type
	}
	return out, err
}

// Condition words the threshold: "COUNT >= 50 in 2 runs in a row".
func (t *Trigger) Condition() string {
	s := fmt.Sprintf("%s %s %s", t.Query.Compared(), t.Threshold.Op, number(t.Threshold.Value))
	if t.Baseline.Offset != 0 {
		unit := ""
		if t.Baseline.Type == "percentage" {
			unit = "%"
		}
		s += unit + " against " + baselines[t.Baseline.Offset]
	}
	if len(t.Query.Breakdowns) > 0 {
		groups := make([]string, len(t.Query.Breakdowns))
		for i, b := range t.Query.Breakdowns {
			groups[i] = t.Query.column(b)
		}
		s += " for any " + words.List(groups)
	}
	for _, h := range t.Query.Havings {
		s += fmt.Sprintf(" where %s %s %s", t.Query.call(h.Op, h.Column), h.Compare, number(h.Value))
	}
	if t.Threshold.Runs > 1 {
		s += fmt.Sprintf(" in %d runs in a row", t.Threshold.Runs)
	}
	return s
}

// baselines words the offsets that Honeycomb knows.
var baselines = map[int]string{60: "an hour before", 1440: "a day before", 10080: "a week before",
	40320: "four weeks before"}

// Looks words how often it looks at how much: "every 5 minutes, over the last 10 minutes".
func (t *Trigger) Looks() string {
	s := "every " + withoutArticle(words.Seconds(t.Frequency))
	if t.Query.TimeRange > 0 {
		s += ", over the last " + withoutArticle(words.Seconds(t.Query.TimeRange))
	}
	return s
}

func withoutArticle(s string) string { return strings.TrimPrefix(strings.TrimPrefix(s, "an "), "a ") }

// Compared words what is compared: "COUNT", "P99(duration_ms)", or the formula.
func (q *Query) Compared() string {
	if len(q.Formulas) > 0 {
		return q.Formulas[0].Expression
	}
	// With a having the compared calculation is the one that no having is about, if there is one.
	for _, c := range q.Calculations {
		matched := false
		for _, h := range q.Havings {
			matched = matched || h.Op == c.Op && h.Column == c.Column
		}
		if !matched {
			return q.call(c.Op, c.Column)
		}
	}
	if len(q.Calculations) > 0 {
		return q.call(q.Calculations[0].Op, q.Calculations[0].Column)
	}
	return "COUNT"
}

// Only words which events are looked at; "" for all.
func (q *Query) Only() string { return q.only(q.filters) }

// Named words the calculations that a formula is about: "$errors is COUNT of events where error = true".
func (q *Query) Named() (out []string) {
	for _, c := range q.Calculations {
		s := fmt.Sprintf("$%s is %s", c.Name, q.call(c.Op, c.Column))
		if only := q.only(c.filters); only != "" {
			s += " of events where " + only
		}
		out = append(out, s)
	}
	return out
}

// only words the filters f: `name = "charge" and duration_ms exists`; a calculated field of the query is shown as what
// it computes.
func (q *Query) only(f filters) string {
	parts := make([]string, len(f.Filters))
	for i, x := range f.Filters {
		parts[i] = q.column(x.Column) + " " + strings.ReplaceAll(x.Op, "-", " ")
		switch value := strings.TrimSpace(string(x.Value)); {
		case value == "true" && x.Op == "=" && parts[i] != x.Column+" =":
			parts[i] = strings.TrimSuffix(parts[i], " =")
		case value != "":
			parts[i] += " " + value
		}
	}
	if f.Combination == "OR" {
		return strings.Join(parts, " or ")
	}
	return strings.Join(parts, " and ")
}

// column is a column as a reader knows it: of a calculated field of the query, which has a name that says nothing, it
// is the expression.
func (q *Query) column(name string) string {
	for _, f := range q.CalculatedFields {
		if f.Name == name {
			return f.Expression
		}
	}
	return name
}

// call words an aggregate: "COUNT", "P99(duration_ms)".
func (q *Query) call(op, column string) string {
	if column == "" {
		return op
	}
	return op + "(" + q.column(column) + ")"
}

// number reads a JSON number as words do; as it stands when it is none.
func number(n json.Number) string {
	if r, ok := words.Exactly(n.String()); ok {
		return words.Number(r)
	}
	return n.String()
}
