package lift_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/internal/golden"
	"github.com/slogen-project/slogen/generator/lift"
)

func parse(t testing.TB, text string) calc.Expr {
	t.Helper()
	f, diags := calc.Parse(calc.FromString("formula", text))
	if diags.HasErrors() {
		t.Fatalf("%s: %v", text, diags)
	}
	return f.Root
}

// names are the calculated fields that the archives know: two functions and an SLI.
func names(column string) *lift.Name {
	switch column {
	case "is_api":
		return &lift.Name{HCL: "is_api(event)", Bool: true}
	case "tier":
		return &lift.Name{HCL: "tier(event)"}
	case "sli.ok":
		return &lift.Name{HCL: "sli.ok", SLI: true, Bool: true}
	}
	return nil
}

// TestGolden lifts what the files of the archives hold: values and SLIs, separated by empty lines, and queries, one a
// line.
func TestGolden(t *testing.T) {
	golden.Run(t, "testdata/*.txtar", func(t *testing.T, in *txtar.Archive) []txtar.File {
		var out strings.Builder
		l := &lift.Lifter{Names: names}
		for _, f := range in.Files {
			for part := range strings.SplitSeq(strings.TrimSpace(string(f.Data)), "\n\n") {
				switch f.Name {
				case "values":
					fmt.Fprintf(&out, "%s\n%s\n\n", part, value(l.Value(parse(t, part))))
				case "slis":
					fmt.Fprintf(&out, "%s\n%s\n\n", part, sli(l.SLI(parse(t, part))))
				case "queries":
					fmt.Fprintf(&out, "%s\n%s\n\n", part, trigger(t, l, part))
				}
			}
		}
		return []txtar.File{{Name: "result", Data: []byte(out.String())}}
	})
}

func value(x lift.Expression) string {
	if x.Why != "" {
		return "  none: " + x.Why
	}
	text := "  " + strings.ReplaceAll(x.HCL, "\n", "\n  ") + "\n  (" + x.Proof.String() + ")"
	for _, n := range x.Notes {
		text += "\n  note: " + n
	}
	return text
}

func sli(x lift.SLI) string {
	if x.Why != "" {
		return "  none: " + x.Why
	}
	text := ""
	if x.Eligible != "" {
		text = "  eligible = " + strings.ReplaceAll(x.Eligible, "\n", "\n  ") + "\n"
	}
	return text + "  good = " + strings.ReplaceAll(x.Good, "\n", "\n  ") + "\n  (" + x.Proof.String() + ")"
}

// query is a trigger's query in the archives: JSON as the API has it, as far as triggers need it.
type query struct {
	Breakdowns   []string
	Calculations []struct {
		Op, Column, Name  string
		Filters           []filter
		FilterCombination string `json:"filter_combination"`
	}
	Filters           []filter
	FilterCombination string `json:"filter_combination"`
	Formulas          []honeycomb.QueryFormula
	Havings           []struct {
		CalculateOp string `json:"calculate_op"`
		Column, Op  string
		Value       json.Number
	}
	CalculatedFields []honeycomb.QueryField `json:"calculated_fields"`
	Threshold        struct {
		Op    string
		Value json.Number
	}
	Baseline bool
}

type filter struct {
	Column, Op string
	Value      any
}

func filters(list []filter) (out []honeycomb.Filter) {
	var native func(v any) any
	native = func(v any) any {
		switch v := v.(type) {
		case json.Number:
			if i, err := v.Int64(); err == nil {
				return i
			}
			f, _ := v.Float64()
			return f
		case []any:
			for i := range v {
				v[i] = native(v[i])
			}
		}
		return v
	}
	for _, f := range list {
		out = append(out, honeycomb.Filter{Column: f.Column, Op: f.Op, Value: native(f.Value)})
	}
	return out
}

func trigger(t *testing.T, l *lift.Lifter, text string) string {
	var in query
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.UseNumber()
	d.DisallowUnknownFields()
	if err := d.Decode(&in); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	q := &honeycomb.Query{Breakdowns: in.Breakdowns, Filters: filters(in.Filters),
		FilterCombination: in.FilterCombination, Formulas: in.Formulas, CalculatedFields: in.CalculatedFields}
	for _, c := range in.Calculations {
		q.Calculations = append(q.Calculations, honeycomb.Calculation{Op: c.Op, Column: c.Column, Name: c.Name,
			Filters: filters(c.Filters), FilterCombination: c.FilterCombination})
	}
	for _, h := range in.Havings {
		q.Havings = append(q.Havings, honeycomb.Having{CalculateOp: h.CalculateOp, Column: h.Column, Op: h.Op,
			Value: honeycomb.Number(h.Value)})
	}
	limit := honeycomb.Threshold{Op: in.Threshold.Op, Value: honeycomb.Number(in.Threshold.Value)}
	x := l.Trigger(q, limit, in.Baseline)
	var b strings.Builder
	line := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "  %s = %s\n", name, strings.ReplaceAll(value, "\n", "\n  "))
		}
	}
	line("where", x.Where)
	line("fires_when", x.FiresWhen)
	line("having", x.Having)
	if len(x.GroupBy) > 0 {
		line("group_by", "["+strings.Join(x.GroupBy, ", ")+"]")
	}
	for _, n := range x.Notes {
		fmt.Fprintf(&b, "  note: %s\n", n)
	}
	return b.String() + "  (" + x.Proof.String() + ")"
}
