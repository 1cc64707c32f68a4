package sandbox

import (
	"fmt"
	"net/http"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
)

var calculatedFields = &collection{
	name: nameCalculatedFields, noun: "Calculated field", scope: datasetOrAll, created: http.StatusCreated,
	refused: http.StatusBadRequest,
	body: object(
		req("alias", text(1, honeycomb.MaxAlias)),
		req("expression", expression),
		opt("description", text(0, honeycomb.MaxFieldDescription)).or(""),
	),
	prepare: func(k *call, body doc, old *thing, _ *issues) *answer {
		alias := str(body, "alias")
		if wrong := k.wrongExpression(k.dataset, str(body, "expression")); wrong != "" {
			return plain(http.StatusBadRequest, "%s", wrong)
		}
		if old != nil && alias != str(old.Body, "alias") {
			if by := k.fieldUsedBy(old); by != "" {
				return conflict("Calculated field can't be renamed: %s", by)
			}
		}
		for _, x := range k.tables[nameCalculatedFields].list {
			if x != old && str(x.Body, "alias") == alias && overlap(x.Dataset, k.dataset) {
				return conflict("Your chosen alias is the same as an existing derived column. Please choose a different alias.")
			}
		}
		if old != nil && str(body, "expression") != str(old.Body, "expression") && k.sloOf(old) != nil {
			if wrong := wrongSLI(str(body, "expression")); wrong != "" {
				return plain(http.StatusBadRequest, "expression: %s", wrong)
			}
		}
		return nil
	},
	view:  func(_ *Server, x *thing) doc { return shown(x) },
	list:  func(k *call, all []*thing) *answer { return k.oneOrAll("alias", all) },
	keeps: (*Server).fieldUsedBy,
}

// expression is the shape of a formula. Its length is counted in bytes, the stricter reading of the API's
// documentation.
var expression = &shape{kind: aText, min: 1, max: honeycomb.MaxExpressionBytes, bytes: true}

// overlap reports whether an alias in one dataset is visible in another.
func overlap(a, b string) bool {
	return a == b || a == honeycomb.AllDatasets || b == honeycomb.AllDatasets
}

// field finds the calculated field that a name means in a dataset: the dataset's own, or the environment's.
func (s *Server) field(dataset, alias string) *thing {
	for _, x := range s.tables[nameCalculatedFields].list {
		if str(x.Body, "alias") == alias && (x.Dataset == dataset || x.Dataset == honeycomb.AllDatasets) {
			return x
		}
	}
	return nil
}

// sloOf returns the SLO of which x is the SLI, nil if there is none.
func (s *Server) sloOf(x *thing) *thing {
	for _, o := range s.tables[nameSLOs].list {
		if s.sliOf(o) == x {
			return o
		}
	}
	return nil
}

// fieldUsedBy says what uses a calculated field: an SLO has it as its SLI, or a trigger or a board names it in a query.
func (s *Server) fieldUsedBy(x *thing) string {
	if o := s.sloOf(x); o != nil {
		return inUse("SLO", o)
	}
	uses := func(queryID string) bool {
		q := s.tables[nameQueries].byID[queryID]
		return q != nil && (x.Dataset == q.Dataset || x.Dataset == honeycomb.AllDatasets) &&
			namesColumn(q.Body, str(x.Body, "alias"))
	}
	for _, t := range s.tables[nameTriggers].list {
		if uses(str(t.Body, "query_id")) {
			return inUse("trigger", t)
		}
	}
	for _, b := range s.tables[nameBoards].list {
		for _, p := range items(b.Body, "panels") {
			if uses(str(p, "query_panel", "query_id")) {
				return inUse("board", b)
			}
		}
	}
	return ""
}

func inUse(noun string, x *thing) string {
	return fmt.Sprintf("it is in use by the %s %q", noun, str(x.Body, "name"))
}

// refusedRules lists the rules of formulas that the server enforces. The others are only slogen's: Honeycomb accepts
// values of the wrong type and silently turns them into false, 0 or null.
var refusedRules = map[string]bool{
	calc.RuleLength: true, calc.RuleDepth: true, calc.RuleRegexp: true, calc.RuleTimeSeriesOnce: true,
}

// wrongExpression says why the server refuses a calculated field's formula in a dataset; empty if it doesn't.
func (s *Server) wrongExpression(dataset, text string) string {
	f, wrong := parse(text, false)
	if wrong != "" {
		return wrong
	}
	unknown := ""
	walk(f.Root, func(e calc.Expr) {
		if c, ok := e.(*calc.Column); ok && unknown == "" && !s.knownColumn(dataset, c.Name) {
			unknown = fmt.Sprintf("unknown column: %s", c.Name)
		}
	})
	return unknown
}

// parse reads a formula and checks it against the server's rules. calculations means that it is the formula of a query.
func parse(text string, calculations bool) (*calc.Formula, string) {
	f, diags := calc.Parse(calc.FromString("expression", text))
	if f == nil {
		if len(diags) == 0 {
			return nil, "invalid expression"
		}
		return nil, "invalid expression: " + diags[0].Summary
	}
	wrong := ""
	walk(f.Root, func(e calc.Expr) {
		if c, ok := e.(*calc.Call); ok && wrong == "" {
			wrong = wrongArity(c)
		}
	})
	if wrong != "" {
		return nil, wrong
	}
	_, diags = calc.Check(f.Root, &calc.Env{Calculations: calculations})
	for _, d := range diags {
		if x, ok := d.Extra.(*diag.Extra); ok && (refusedRules[x.Code] || x.Code == calc.RuleArity) {
			return nil, "invalid expression: " + d.Summary
		}
	}
	return f, ""
}

// wrongArity reports a wrong number of arguments in the server's words (provider issue 310).
func wrongArity(c *calc.Call) string {
	f := calc.Lookup(c.Func)
	if f == nil {
		return ""
	}
	n, most := len(c.Args), f.MaxArgs()
	if n >= f.Min && (most < 0 || n <= most) {
		return ""
	}
	expected := fmt.Sprintf("%d or more", f.Min)
	switch {
	case most == f.Min:
		expected = fmt.Sprint(f.Min)
	case most >= 0:
		expected = fmt.Sprintf("%d to %d", f.Min, most)
	}
	return fmt.Sprintf("invalid arguments for op %s, got %d, expected %s", c.Func, n, expected)
}

// wrongSLI says why a formula can't be an SLI; empty if it can.
func wrongSLI(text string) string {
	f, wrong := parse(text, false)
	if wrong != "" {
		return wrong
	}
	for _, d := range calc.CheckSLI(f, nil) {
		if x, ok := d.Extra.(*diag.Extra); ok && (x.Code == calc.RuleVerdict || x.Code == calc.RuleTimeSeriesSLI) {
			return "an SLI must be true, false or null"
		}
	}
	return ""
}

// walk calls f for e and everything in it.
func walk(e calc.Expr, f func(calc.Expr)) {
	f(e)
	if c, ok := e.(*calc.Call); ok {
		for _, a := range c.Args {
			walk(a, f)
		}
	}
}
