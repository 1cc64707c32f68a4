package rules

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/rule"
	"github.com/slogen-project/slogen/generator/words"
)

var queryRules = []*check{
	{
		Rule: rule.Rule{
			ID:    "query/size",
			Title: "Query with too many parts",
			Why: "Honeycomb accepts at most 100 each of breakdowns, calculations, filters, formulas, havings and " +
				"calculated fields.",
			Fix:    "Use fewer, for instance `in(event.route, ...)` instead of many comparisons.",
			Source: "OpenAPI Query",
		},
		part: func(p *pass) {
			p.queries(func(m *honeycomb.Meta, q *honeycomb.Query, _ bool) {
				most := func(arg, what string, n int) {
					if n > honeycomb.MaxQueryItems {
						p.report(m, arg, fmt.Sprintf("The query has %d %s.", n, what))
					}
				}
				most("group_by", "breakdowns", len(q.Breakdowns))
				most("fires_when", "calculations", len(q.Calculations))
				most("where", "filters", len(q.Filters))
				most("fires_when", "formulas", len(q.Formulas))
				most("having", "havings", len(q.Havings))
				most("where", "calculated fields", len(q.CalculatedFields))
				for i := range q.Calculations {
					most("fires_when", "filters on one calculation", len(q.Calculations[i].Filters))
				}
			})
		},
	},
	{
		Rule: rule.Rule{
			ID:     "query/breakdown",
			Title:  "Wrong breakdown",
			Why:    "A breakdown is the name of a column.",
			Fix:    "Name each column once, such as `event.cloud.region`.",
			Source: "OpenAPI Query.breakdowns",
		},
		part: func(p *pass) {
			p.queries(func(m *honeycomb.Meta, q *honeycomb.Query, _ bool) {
				for _, c := range q.Breakdowns {
					if c == "" {
						p.report(m, "group_by", "A breakdown has no name.")
					}
				}
				repeats(len(q.Breakdowns), func(i int) string { return q.Breakdowns[i] }, func(i int) {
					p.report(m, "group_by", fmt.Sprintf("The query is broken down by %q twice.", q.Breakdowns[i]))
				})
			})
		},
	},
	{
		Rule: rule.Rule{
			ID:    "query/calculation",
			Title: "Wrong aggregate",
			Why: "Honeycomb knows a fixed list of aggregates; COUNT and CONCURRENCY have no column, and the others " +
				"need one.",
			Fix:    "Write `count()`, or for instance `p99(event.duration_ms)`.",
			Source: "OpenAPI QueryOp, Query.calculations; provider query_specification_data_source.go, issue 18",
		},
		part: func(p *pass) {
			p.queries(func(m *honeycomb.Meta, q *honeycomb.Query, _ bool) {
				for i := range q.Calculations {
					p.aggregate(m, "fires_when", "aggregate", q.Calculations[i].Op, q.Calculations[i].Column, false)
				}
				for i := range q.Havings {
					if h := &q.Havings[i]; !q.Named(h.Column) {
						p.aggregate(m, "having", "having's aggregate", h.CalculateOp, h.Column, true)
					}
				}
			})
		},
	},
	{
		Rule: rule.Rule{
			ID:    "query/calculation_name",
			Title: "Name of a calculation missing or used twice",
			Why: "Formulas and results refer to calculations by name. Each calculation with filters needs a name, " +
				"and no two calculations or formulas may share one.",
			Fix: "Give each its own name.",
			Source: "provider query_specification_data_source.go, internal/helper/validation/trigger_query_spec.go; " +
				"OpenAPI Query.calculations",
		},
		part: func(p *pass) {
			p.queries(func(m *honeycomb.Meta, q *honeycomb.Query, _ bool) {
				for i := range q.Calculations {
					if c := &q.Calculations[i]; c.Name == "" && len(c.Filters) > 0 {
						p.report(m, "fires_when", "A calculation has filters but no name.")
					}
				}
				for _, f := range q.Formulas {
					if f.Name == "" {
						p.report(m, "fires_when", "A formula has no name.")
					}
				}
				name := func(i int) string {
					if i < len(q.Calculations) {
						return q.Calculations[i].Name
					}
					return q.Formulas[i-len(q.Calculations)].Name
				}
				repeats(len(q.Calculations)+len(q.Formulas), name, func(i int) {
					p.report(m, "fires_when", fmt.Sprintf("Two of the calculations and formulas have the name %q.",
						name(i)))
				})
			})
		},
	},
	{
		Rule: rule.Rule{
			ID:    "query/filter",
			Title: "Wrong filter",
			Why: "A filter compares a column with what its operator needs: one value, a text, a list, or nothing " +
				"for exists.",
			Fix: "Write a comparison such as `event.status >= 500`, `in(event.route, \"/a\", \"/b\")` or " +
				"`exists(event.error)`.",
			Source: "OpenAPI FilterOp, FilterValue; provider client/query_spec.go",
		},
		part: func(p *pass) {
			p.queries(func(m *honeycomb.Meta, q *honeycomb.Query, _ bool) {
				for i := range q.Filters {
					p.filter(m, "where", &q.Filters[i])
				}
				for i := range q.Calculations {
					for j := range q.Calculations[i].Filters {
						p.filter(m, "fires_when", &q.Calculations[i].Filters[j])
					}
				}
			})
		},
	},
	{
		Rule: rule.Rule{
			ID:     "query/filter_combination",
			Title:  "Wrong combination of filters",
			Why:    "Filters are combined with AND or with OR, never both.",
			Fix:    "Join conditions with `&&` or with `||`.",
			Source: "OpenAPI FilterCombination",
		},
		part: func(p *pass) {
			p.queries(func(m *honeycomb.Meta, q *honeycomb.Query, _ bool) {
				p.combination(m, "where", q.FilterCombination)
				for i := range q.Calculations {
					p.combination(m, "fires_when", q.Calculations[i].FilterCombination)
				}
			})
		},
	},
	{
		Rule: rule.Rule{
			ID:    "query/relational",
			Title: "Column of another span where it isn't allowed",
			Why: "Names that begin with root., parent., child., any., any2., any3. or none. mean columns of other " +
				"spans of the trace. Honeycomb refuses them in the filters of a calculation, and in filters and " +
				"breakdowns beside a formula or such a calculation, even if the dataset has a column of that very " +
				"name.",
			Fix:    "Filter the whole query without a formula, or send the attribute under another name.",
			Source: "OpenAPI Query.calculations; provider query_specification_data_source.go",
			Bad: `dataset "checkout" {
  columns = {
    root.name = string
  }
}

service "checkout" {
  dataset = "checkout"

  trigger "errors" {
    description = "Many requests fail"
    fires_when  = count(event.root.name == "POST /pay") / count() > 0.05
    over        = "15m"
    every       = "15m"
    notify      = [recipient.slack.payments]
  }
}

recipient "slack" "payments" {
  channel = "#payments"
}`,
			Good: `dataset "checkout" {
  columns = {
    root.name = string
  }
}

service "checkout" {
  dataset = "checkout"

  trigger "errors" {
    description = "Many requests fail"
    where       = event.root.name == "POST /pay"
    fires_when  = count() > 100
    over        = "15m"
    every       = "15m"
    notify      = [recipient.slack.payments]
  }
}

recipient "slack" "payments" {
  channel = "#payments"
}`,
		},
		part: func(p *pass) {
			p.queries(func(m *honeycomb.Meta, q *honeycomb.Query, _ bool) {
				narrow := len(q.Formulas) > 0
				for i := range q.Calculations {
					c := &q.Calculations[i]
					narrow = narrow || len(c.Filters) > 0
					for j := range c.Filters {
						if calc.Relational(c.Filters[j].Column) {
							p.report(m, "fires_when", fmt.Sprintf("A calculation is filtered by %q.",
								c.Filters[j].Column))
						}
					}
				}
				if !narrow {
					return
				}
				for i := range q.Filters {
					if calc.Relational(q.Filters[i].Column) {
						p.report(m, "where", fmt.Sprintf("The query is filtered by %q.", q.Filters[i].Column))
					}
				}
				for _, c := range q.Breakdowns {
					if calc.Relational(c) {
						p.report(m, "group_by", fmt.Sprintf("The query is broken down by %q.", c))
					}
				}
			})
		},
	},
	{
		Rule: rule.Rule{
			ID:     "query/formula",
			Title:  "Wrong formula",
			Why:    "A formula is an expression over the names of the query's calculations, except HEATMAP.",
			Fix:    "Refer to calculations of this query only.",
			Source: "OpenAPI Query.formulas; provider query_specification_data_source.go",
		},
		part: func(p *pass) {
			p.queries(func(m *honeycomb.Meta, q *honeycomb.Query, _ bool) {
				if len(q.Formulas) == 0 {
					return
				}
				if slices.ContainsFunc(q.Calculations,
					func(c honeycomb.Calculation) bool { return c.Op == "HEATMAP" }) {
					p.report(m, "fires_when", "The query has a formula and a HEATMAP.")
				}
				for _, f := range q.Formulas {
					p.formula(m, q, f)
				}
			})
		},
	},
	{
		Rule: rule.Rule{
			ID:     "query/having",
			Title:  "Wrong having",
			Why:    "A having compares a calculation of the query with a number.",
			Fix:    "Write a comparison of an aggregate with a number, such as `count() > 100`.",
			Source: "OpenAPI Query.havings, HavingOp; provider query_specification_data_source.go",
		},
		part: func(p *pass) {
			p.queries(func(m *honeycomb.Meta, q *honeycomb.Query, _ bool) {
				for i := range q.Havings {
					h := &q.Havings[i]
					if !slices.Contains(honeycomb.HavingOps, h.Op) {
						p.report(m, "having", fmt.Sprintf("The comparison is %q.", h.Op))
					}
					if !h.Value.Valid() {
						p.report(m, "having", fmt.Sprintf("The value compared with is %q, which isn't a finite number.",
							h.Value))
					}
					if !q.Named(h.Column) && !slices.ContainsFunc(q.Calculations,
						func(c honeycomb.Calculation) bool { return c.Op == h.CalculateOp && c.Column == h.Column }) {
						p.report(m, "having", fmt.Sprintf("The query doesn't calculate %s.",
							aggregateText(h.CalculateOp, h.Column)))
					}
				}
			})
		},
	},
	{
		Rule: rule.Rule{
			ID:     "query/calculated_field",
			Title:  "Wrong calculated field in a query",
			Why:    "A calculated field of a query needs a name of its own and an expression of at most 4,095 bytes.",
			Fix:    "Write a shorter condition.",
			Source: "OpenAPI Query.calculated_fields, CalculatedField.expression",
		},
		part: func(p *pass) {
			p.queries(func(m *honeycomb.Meta, q *honeycomb.Query, _ bool) {
				for _, f := range q.CalculatedFields {
					if f.Name == "" {
						p.report(m, "where", "The calculated field has no name.")
					}
					p.expression(m, "where", "calculated field", f.Expression)
				}
				repeats(len(q.CalculatedFields), func(i int) string { return q.CalculatedFields[i].Name }, func(i int) {
					p.report(m, "where", fmt.Sprintf("Two calculated fields have the name %q.",
						q.CalculatedFields[i].Name))
				})
			})
		},
	},
	{
		Rule: rule.Rule{
			ID:    "query/time_range",
			Title: "Wrong time range or granularity",
			Why: "A query looks back at least a second. Its granularity is at least a thousandth of that time and at " +
				"most all of it.",
			Fix:    "Remove the granularity, or choose one in that range.",
			Source: "OpenAPI Query.time_range, Query.granularity; provider query_specification_data_source.go",
		},
		part: func(p *pass) {
			p.queries(func(m *honeycomb.Meta, q *honeycomb.Query, trigger bool) {
				if trigger {
					return // trigger/over and trigger/granularity are narrower
				}
				if q.TimeRangeSeconds < 0 {
					p.report(m, "over", fmt.Sprintf("The time range is %s.", duration(q.TimeRangeSeconds)))
					return
				}
				n := q.TimeRangeSeconds
				if n == 0 {
					n = honeycomb.DefaultTimeRangeSeconds
				}
				least := (n + honeycomb.MaxGranularityParts - 1) / honeycomb.MaxGranularityParts
				if g := q.GranularitySeconds; g != 0 && (g < least || g > n) {
					p.reportFix(m, "", fmt.Sprintf("The granularity is %s, and the time range %s.",
						duration(g),
						duration(n)),
						fmt.Sprintf("Choose %s to %s, or leave it out.", duration(least), duration(n)))
				}
			})
		},
	},
}

// aggregateText is an aggregate as slogen's language writes it.
func aggregateText(op, column string) string {
	if column == "" {
		return strings.ToLower(op) + "()"
	}
	return strings.ToLower(op) + "(event." + column + ")"
}

func (p *pass) aggregate(m *honeycomb.Meta, arg, what, op, column string, having bool) {
	o := honeycomb.LookupCalculationOp(op)
	switch {
	case o == nil || having && !o.Having:
		var names []string
		for _, c := range honeycomb.CalculationOps {
			if !having || c.Having {
				names = append(names, c.Name)
			}
		}
		p.report(m, arg, fmt.Sprintf("The %s is %q; Honeycomb has %s.", what, op, strings.Join(names, ", ")))
	case o.Column == honeycomb.NeedsColumn && column == "":
		p.report(m, arg, fmt.Sprintf("The %s %s has no column.", what, op))
	case o.Column == honeycomb.NoColumn && column != "":
		p.report(m, arg, fmt.Sprintf("The %s %s has the column %q.", what, op, column))
	}
}

func (p *pass) combination(m *honeycomb.Meta, arg, s string) {
	if s != "" && !slices.Contains(honeycomb.FilterCombinations, s) {
		p.report(m, arg, fmt.Sprintf("The filters are combined by %q.", s))
	}
}

func (p *pass) filter(m *honeycomb.Meta, arg string, f *honeycomb.Filter) {
	if f.Column == "" {
		p.report(m, arg, "A filter has no column.")
	}
	op := honeycomb.LookupFilterOp(f.Op)
	if op == nil {
		p.report(m, arg, fmt.Sprintf("The filter on %q compares by %q.", f.Column, f.Op))
		return
	}
	if what := filterValueProblem(op.Value, f.Value); what != "" {
		p.report(m, arg, fmt.Sprintf("The filter on %q by %q has %s.", f.Column, f.Op, what))
	}
}

// filterValueProblem says what is wrong with a filter's value; empty when nothing is.
func filterValueProblem(want honeycomb.FilterValue, v any) string {
	list, isList := v.([]any)
	switch want {
	case honeycomb.NoValue:
		if v != nil {
			return "a value, but takes none"
		}
	case honeycomb.ListValue:
		if !isList || len(list) == 0 {
			return "no list of values, but needs one with at least one value"
		}
		for _, e := range list {
			if !scalar(e) {
				return "something in its list that isn't text, a finite number or a boolean"
			}
		}
	case honeycomb.StringValue:
		if _, ok := v.(string); !ok {
			return "no text, but needs one"
		}
	case honeycomb.ScalarValue:
		if v == nil {
			return "no value, but needs one"
		}
		if !scalar(v) {
			return "a value that isn't text, a finite number or a boolean"
		}
	}
	return ""
}

func scalar(v any) bool {
	switch v := v.(type) {
	case string, int64, int, bool:
		return true
	case float64:
		return !math.IsInf(v, 0) && !math.IsNaN(v)
	}
	return false
}

// formula looks at the syntax of f and at the calculations it names.
func (p *pass) formula(m *honeycomb.Meta, q *honeycomb.Query, f honeycomb.QueryFormula) {
	if f.Expression == "" {
		p.report(m, "fires_when", fmt.Sprintf("The formula %q is empty.", f.Name))
		return
	}
	parsed, diags := calc.Parse(calc.FromString(m.Origin.Range.Filename, f.Expression))
	if diags.HasErrors() {
		p.report(m, "fires_when", fmt.Sprintf("The formula %q isn't a valid expression (%s).", f.Name,
			diags[0].Summary))
		return
	}
	var known []string
	for _, c := range q.Calculations {
		if c.Name != "" {
			known = append(known, c.Name)
		}
	}
	eachColumn(parsed.Root, func(name string) {
		if !slices.Contains(known, name) {
			found := fmt.Sprintf("The formula %q refers to %q, but no calculation has that name.", f.Name, name)
			p.report(
				m,
				"fires_when",
				found,
				diag.Note{Text: "The calculations are " + words.Or(words.Quoted(known)) + "."},
			)
		}
	})
}

// eachColumn calls f with the name of every column in e.
func eachColumn(e calc.Expr, f func(name string)) {
	switch e := e.(type) {
	case *calc.Column:
		f(e.Name)
	case *calc.Call:
		for _, a := range e.Args {
			eachColumn(a, f)
		}
	}
}
