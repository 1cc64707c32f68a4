package lint

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/rule"
	"github.com/slogen-project/slogen/generator/semconv"
)

// columnRules are about columns that nobody declares. Once a dataset declares its columns, wrong types are errors.
var columnRules = []*Rule{
	{
		Rule: rule.Rule{
			ID:    "dataset/no_columns",
			Title: "Dataset without declared columns",
			Why: "Honeycomb doesn't complain about a misspelt column, or about \"200\" where events hold 200: both " +
				"conditions are false for every event. " +
				"Once the columns are declared, slogen reports both as errors.",
			Fix: "Declare every column that you use, as in `columns = { duration_ms = float }`, or name a " +
				"`columns_file` with the list from " +
				"Honeycomb's columns API.",
			Source: "docs.honeycomb.io/reference/calculated-field-expression: values of different types are never " +
				"equal",
			Bad: `service "search" {
  dataset = "search"

  sli "fast" {
    good = event.duration_ms < 300
  }

  # slogen:ignore slo/no_alerts this is an example
  slo "fast" {
    description = "Searches are quick"
    sli         = sli.fast
    target      = 99
  }
}`,
			Good: `service "search" {
  dataset = "search"

  sli "fast" {
    good = event.duration_ms < 300
  }

  # slogen:ignore slo/no_alerts this is an example
  slo "fast" {
    description = "Searches are quick"
    sli         = sli.fast
    target      = 99
  }
}

dataset "search" {
  columns = { duration_ms = float }
}`,
			Level: rule.Advice,
		},
		check: func(p *pass) {
			var places []hcl.Range
			names := map[hcl.Range][]string{} // with for_each, one place names several
			near := map[hcl.Range]string{}
			for _, u := range p.Undeclared {
				if names[u.Range] == nil {
					places = append(places, u.Range)
				}
				names[u.Range] = append(names[u.Range], strconv.Quote(u.Dataset))
				if u.Near != "" {
					near[u.Range] = fmt.Sprintf(" Did you mean %q, which is declared?", u.Near)
				}
			}
			for _, at := range places {
				p.report(Finding{}, fmt.Sprintf("No `dataset` block declares the columns of %s.",
					strings.Join(names[at], ", "))+near[at], at)
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:    "column/other_type",
			Title: "Column used with an unconventional type",
			Why: "Honeycomb compares types as well as values, so this is false (with !=, true) for every event that " +
				"follows the convention.",
			Fix: "Use a value of that type, such as 200 rather than \"200\" for an integer. If your events hold " +
				"something else, declare the " +
				"dataset's columns, or compare `string(event.http.response.status_code)`, which is text whatever " +
				"they hold.",
			Source: semconv.Sources(),
			Level:  rule.Warning,
			Bad: `sli "ok" {
  eligible = event.http.response.status_code != "404"
  good     = event.error != true
}`,
			Good: `sli "ok" {
  eligible = event.http.response.status_code != 404
  good     = event.error != true
}`,
		},
		check: func(p *pass) { p.reportUses(func(c *columnChecks) []columnFinding { return c.otherType }, unquote) },
	},
	{
		Rule: rule.Rule{
			ID:    "column/two_types",
			Title: "Column with two types",
			Why: "Honeycomb compares types as well as values. Unless events hold sometimes one type and sometimes " +
				"the other, one of the two is false (with !=, true) for every event.",
			Fix: "Use the type that events hold in both places, or convert: `string(event.status) == \"200\"` and " +
				"`int(event.status) < 500` work " +
				"either way.",
			Source: "docs.honeycomb.io/reference/calculated-field-expression: values of different types are never " +
				"equal",
			Level: rule.Warning,
			Bad: `sli "ok" {
  eligible = event.status != 404
  good     = event.status == "ok"
}`,
			Good: `sli "ok" {
  good = event.status == "ok" || event.status == 1
}`,
		},
		check: func(p *pass) { p.reportUses(func(c *columnChecks) []columnFinding { return c.twoTypes }, nil) },
	},
	{
		Rule: rule.Rule{
			ID:    "column/text_value",
			Title: "Number or boolean in quotes",
			Why: "Honeycomb compares types as well as values: if events hold the number or boolean itself, the text " +
				"never equals it.",
			Fix: "Write it without quotes. If events hold it as text, declare the dataset's columns, or write " +
				"`string(event.ok) == \"true\"`, which works " +
				"either way.",
			Source: "docs.honeycomb.io/reference/calculated-field-expression: values of different types are never " +
				"equal",
			Bad: `sli "ok" {
  good = event.ok == "true"
}`,
			Good: `sli "ok" {
  good = event.ok == true
}`,
			Level: rule.Advice,
		},
		check: func(p *pass) { p.reportUses(func(c *columnChecks) []columnFinding { return c.textValue }, unquote) },
	},
}

// columnUse is an object's use of a column that nobody declares.
type columnUse struct {
	*calc.Use
	meta    *honeycomb.Meta
	dataset string // empty if the object is about several
}

type columnFinding struct {
	columnUse
	found string
	notes []diag.Note
}

// columnChecks holds the findings of the rules about columns. A place is in at most one of them.
type columnChecks struct{ otherType, twoTypes, textValue []columnFinding }

func (p *pass) reportUses(which func(*columnChecks) []columnFinding, mend func(hcl.Range) func(*mender) diag.Fix) {
	if p.columns == nil {
		p.columns = checkColumns(p.columnUses())
	}
	for _, f := range which(p.columns) {
		x := Finding{About: f.meta.Key, Notes: f.notes}
		if mend != nil {
			x.mend = mend(f.Range)
		}
		p.report(x, f.found, f.Range, f.meta.Origin.Range)
	}
}

// columnUses lists the uses by place, each once, because a function's uses are in every formula that calls it.
func (p *pass) columnUses() []columnUse {
	var all []columnUse
	add := func(uses []calc.Use, m *honeycomb.Meta, dataset string) {
		for i := range uses {
			all = append(all, columnUse{&uses[i], m, dataset})
		}
	}
	for _, f := range p.CalculatedFields {
		add(f.Types, &f.Meta, f.Dataset)
	}
	for _, t := range p.Triggers {
		add(t.Types, &t.Meta, t.Dataset)
	}
	slices.SortStableFunc(all, func(a, b columnUse) int {
		return cmp.Or(cmp.Compare(a.Range.Filename, b.Range.Filename), cmp.Compare(a.Range.Start.Byte,
			b.Range.Start.Byte),
			cmp.Compare(a.Column, b.Column), cmp.Compare(a.dataset, b.dataset))
	})
	return slices.CompactFunc(all, func(a, b columnUse) bool {
		return a.Range == b.Range && a.Column == b.Column && a.dataset == b.dataset
	})
}

func checkColumns(all []columnUse) *columnChecks {
	out := &columnChecks{}
	type column struct{ dataset, name string }
	uses, places := map[column][]columnUse{}, map[hcl.Range]bool{}
	var order []column
	for _, u := range all {
		conventional := calc.ConventionalType(u.Column)
		switch {
		case conventional == calc.TypeNone:
			k := column{u.dataset, u.Column}
			if u.dataset == "" { // several datasets: a column may hold another type in each, but not to one object
				k.dataset = string(u.meta.Key)
			}
			if uses[k] == nil {
				order = append(order, k)
			}
			uses[k] = append(uses[k], u)
		case !conventional.Has(u.As) && !places[u.Range]:
			places[u.Range] = true
			out.otherType = append(out.otherType, columnFinding{u, fmt.Sprintf("This %s, which holds %s by convention.",
				u.doing(), conventional), nil})
		}
	}
	for _, k := range order {
		if f := twoTypes(uses[k]); f != nil && !places[f.Range] {
			places[f.Range] = true
			out.twoTypes = append(out.twoTypes, *f)
		}
	}
	for _, u := range all {
		if u.Spells != calc.TypeNone && calc.ConventionalType(u.Column) == calc.TypeNone && !places[u.Range] {
			places[u.Range] = true
			found := fmt.Sprintf("This compares the text %s, which looks like %s, with the column %q.", u.With,
				u.Spells,
				u.Column)
			out.textValue = append(out.textValue, columnFinding{u, found, nil})
		}
	}
	return out
}

// twoTypes finds the first use of a column with a type other than that of most uses; nil if all agree.
func twoTypes(uses []columnUse) *columnFinding {
	count, first := map[calc.Type]int{}, map[calc.Type]*columnUse{}
	most := uses[0].As
	for i := range uses {
		t := uses[i].As
		if first[t] == nil {
			first[t] = &uses[i]
		}
		if count[t]++; count[t] > count[most] {
			most = t
		}
	}
	for i := range uses {
		if u := &uses[i]; u.As != most {
			other := first[most]
			where := fmt.Sprintf("in the dataset %q", u.dataset)
			switch {
			case u.dataset != "":
			case strings.HasPrefix(string(u.meta.Key), honeycomb.KindTrigger+"/"):
				where = "in this trigger"
			default:
				where = "in this SLI"
			}
			found := fmt.Sprintf("This %s, but elsewhere %s the column is used as %s.", u.doing(), where, most)
			return &columnFinding{*u, found, []diag.Note{{Text: "used as " + most.String() + " here",
				Range: other.Range}}}
		}
	}
	return nil
}

// doing says what the place does with the column, in words that follow "this" and end with the column.
func (u *columnUse) doing() string {
	if u.With != "" {
		return fmt.Sprintf("compares %s with the column %q", u.With, u.Column)
	}
	return fmt.Sprintf("needs %s from the column %q", u.As, u.Column)
}
