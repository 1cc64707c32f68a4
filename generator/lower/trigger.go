package lower

import (
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
)

// TriggerInput is the expressions of a trigger. All but FiresWhen may be nil.
type TriggerInput struct {
	Where, FiresWhen, Having, GroupBy hclsyntax.Expression
	Also                              hclsyntax.Expression // a second condition on events, which must hold too
	Baseline                          bool                 // the trigger has a baseline
	// Scope is what an expression can see, where some stand in another file than the others: those of a template. The
	// field may be nil.
	Scope func(hclsyntax.Expression) *Scope
}

// TriggerQuery is what a trigger's expressions come to.
type TriggerQuery struct {
	Query     *honeycomb.Query    // without the time range
	Threshold honeycomb.Threshold // Op and Value
	// Form says in words how where and fires_when were compiled, for the plan; empty for the plain form, which is filters
	// and one calculation.
	Form string
	// Types says what the expressions take the columns to hold that aren't declared.
	Types []calc.Use
	// Reads are the places where the expressions read columns.
	Reads []calc.Read
	// Fields are the saved calculated fields that the query refers to by alias, each once, in the order of appearance.
	Fields []*Field
}

// maxConditions is the most filters that a query or a calculation takes. Source: the API's description of
// Query.filters.
const maxConditions = 100

// resultName is the name of the formula. No calculation has it: their names begin with an aggregate's.
const resultName = "result"

// CompileTrigger compiles the query and threshold of a trigger. The result is nil when there are errors, and nil
// without diagnostics when an SLI that it refers to is not known yet.
func CompileTrigger(s *Scope, in TriggerInput) (*TriggerQuery, hcl.Diagnostics) {
	t := &trigger{
		// What stands in filters is not bound to the length of a calculated field; each inline field is checked by itself.
		l:  lowerer{maxBytes: 1 << 20, root: s},
		f:  &frame{scope: s},
		q:  &honeycomb.Query{},
		in: in,
	}
	t.see(in.GroupBy)
	t.groupBy(in.GroupBy)
	where := and(t.where(in.Where), t.where(in.Also))
	fires, firesAggs := t.comparison(in.FiresWhen)
	having, havingAggs := t.comparison(in.Having)
	if t.l.diags.HasErrors() || t.l.deferred || t.l.stop {
		return nil, t.l.diags
	}

	out := &TriggerQuery{Query: t.q}
	t.see(in.FiresWhen)
	side := t.threshold(in, fires, &out.Threshold)
	var hav *honeycomb.Having
	var havCalc *calculation
	if in.Having != nil {
		t.see(in.Having)
		hav, havCalc = t.having(in.Having, having, havingAggs)
	}
	if t.l.diags.HasErrors() {
		return nil, t.l.diags
	}

	if c := soleCalculation(side, firesAggs); c != nil {
		t.plain(c, where, havCalc)
	} else {
		t.formula(in.FiresWhen, side, used(side, firesAggs), where, havCalc)
	}
	if hav != nil {
		t.q.Havings = []honeycomb.Having{*hav}
	}
	if t.l.diags.HasErrors() {
		return nil, t.l.diags
	}
	out.Form = strings.Join(t.form, "; ")
	out.Fields, out.Types, out.Reads = t.fields, t.l.types, t.l.reads
	return out, t.l.diags
}

type trigger struct {
	l    lowerer
	f    *frame
	q    *honeycomb.Query
	in   TriggerInput
	form []string

	fields []*Field
}

// see makes what an expression can see what is looked at from here on.
func (t *trigger) see(e hclsyntax.Expression) {
	if e != nil && t.in.Scope != nil {
		t.f = &frame{scope: t.in.Scope(e)}
	}
}

// where lowers a condition on the events that the query looks at; nil for none.
func (t *trigger) where(e hclsyntax.Expression) calc.Expr {
	if e == nil {
		return nil
	}
	t.see(e)
	t.l.mode = modeWhere
	x, _ := t.l.condition(t.l.lower(t.f, e))
	return x
}

func (t *trigger) fail(r hcl.Range, m message) {
	t.l.diags = append(t.l.diags, m.diagnostic(r))
}

// failAt reports at a node, with the calls it came through.
func (t *trigger) failAt(x calc.Expr, m message) {
	o := x.Place()
	d := m.diagnostic(o.Range())
	for v := o.Via; v != nil; v = v.Next {
		diag.AddNote(d, diag.Note{Text: v.Text, Range: v.Range})
	}
	t.l.diags = append(t.l.diags, d)
}

// text is what was written for x, for messages.
func (t *trigger) text(x calc.Expr) string {
	o, s := x.Place(), t.f.scope
	if o.Source == s.Source && o.Start < o.End {
		if b := s.text(hcl.Range{Start: hcl.Pos{Byte: o.Start}, End: hcl.Pos{Byte: o.End}}); len(b) > 0 {
			return short(string(b))
		}
	}
	return "x"
}

// groupBy fills the breakdowns.
func (t *trigger) groupBy(e hclsyntax.Expression) {
	if e == nil {
		return
	}
	t.l.mode = modeGroupBy
	switch e := unparen(e).(type) {
	case *hclsyntax.TupleConsExpr:
		for _, el := range e.Exprs {
			t.breakdown(el)
		}
	case *hclsyntax.ConditionalExpr:
		c := t.l.lower(t.f, e.Condition)
		switch c.kind {
		case static:
			if is, ok := t.l.boolean(c); ok && is {
				t.groupBy(e.TrueResult)
			} else if ok {
				t.groupBy(e.FalseResult)
			}
		case bad:
		default:
			t.fail(e.Condition.Range(), groupByForm(""))
		}
	default:
		t.fail(e.Range(), groupByForm(written(t.f, e)))
	}
}

func (t *trigger) breakdown(e hclsyntax.Expression) {
	v := t.l.lower(t.f, e)
	switch v.kind {
	case static:
		t.fail(e.Range(), groupByConstant(written(t.f, e)))
		return
	case sliRef:
		v = t.l.alias(v)
	default:
		v = t.l.operand(v)
	}
	if v.kind == bad || t.l.checkTrigger(v.x) == calc.TypeNone {
		return
	}
	name := ""
	if c, ok := v.x.(*calc.Column); ok {
		name = c.Name
		t.saw(c)
	} else {
		name = t.inline(v.x)
	}
	if slices.Contains(t.q.Breakdowns, name) {
		t.fail(e.Range(), groupByTwice(written(t.f, e)))
		return
	}
	t.q.Breakdowns = append(t.q.Breakdowns, name)
}

// comparison lowers fires_when or having.
func (t *trigger) comparison(e hclsyntax.Expression) (value, *aggregation) {
	aggs := &aggregation{}
	if e == nil {
		return value{}, aggs
	}
	t.see(e)
	t.l.mode, t.l.aggs = modeAgg, aggs
	t.l.bound, _ = unparen(e).(*hclsyntax.BinaryOpExpr)
	v := t.l.lower(t.f, e)
	if v.kind == column || v.kind == perEvt || v.kind == event || v.kind == sliRef {
		v = t.l.fail(v.in, v.at.Range(), outsideOf(v))
	}
	return v, aggs
}

func isNumber(x calc.Expr) bool {
	lit, ok := x.(*calc.Literal)
	return ok && lit.Value.Kind.Type().Only(calc.TypeNumber)
}

// outsideOf is what is wrong with the per-event v in place of a comparison of aggregates.
func outsideOf(v value) message {
	what := written(v.in, v.at)
	b, ok := unparen(v.at).(*hclsyntax.BinaryOpExpr)
	c, isCall := v.x.(*calc.Call)
	switch {
	case ok && isCall && len(c.Args) == 2 && operatorOf[c.Func].op != "" && isNumber(c.Args[0]) != isNumber(c.Args[1]):
		left, right := written(v.in, b.LHS), written(v.in, b.RHS)
		if isNumber(c.Args[0]) {
			return comparisonOutsideAggregate(what, left+" "+operator(b.Op)+" avg("+right+")")
		}
		return comparisonOutsideAggregate(what, "avg("+left+") "+operator(b.Op)+" "+right)
	case v.x != nil && alwaysBoolean(v.x):
		return conditionOutsideAggregate(what)
	}
	return outsideAggregate(what)
}

// operatorOf names the comparison functions, by what is written and by the other way round.
var operatorOf = map[string]struct{ op, turned string }{
	"LT": {"<", ">"}, "LTE": {"<=", ">="}, "GT": {">", "<"}, "GTE": {">=", "<="},
}

// threshold takes fires_when apart and returns the side that is no constant.
func (t *trigger) threshold(in TriggerInput, v value, to *honeycomb.Threshold) calc.Expr {
	if v.kind == static {
		t.fail(in.FiresWhen.Range(), constantFiresWhen())
		return nil
	}
	c, ok := v.x.(*calc.Call)
	if !ok {
		t.fail(in.FiresWhen.Range(), notComparison("fires_when"))
		return nil
	}
	ops, ok := operatorOf[c.Func]
	if !ok || len(c.Args) != 2 {
		t.failAt(c, t.badRoot(c))
		return nil
	}
	side, constant, op := c.Args[0], c.Args[1], ops.op
	if isLiteral(side) {
		side, constant, op = constant, side, ops.turned
	}
	lit, ok := constant.(*calc.Literal)
	if !ok {
		t.failAt(c, noConstantSide(t.text(c.Args[0]), ops.op, t.text(c.Args[1])))
		return nil
	}
	number, ok := numberText(lit.Value)
	if !ok {
		t.failAt(lit, thresholdNotNumber(t.text(lit)))
		return nil
	}
	if in.Baseline {
		switch {
		case op == "<" || op == ">":
			t.failAt(c, baselineOp(op, op+"="))
			return nil
		case op == ">=" && strings.HasPrefix(number, "-"), op == "<=" && number != "0" && !strings.HasPrefix(number, "-"):
			t.failAt(lit, baselineSign(op, number))
			return nil
		}
	}
	to.Op, to.Value = op, honeycomb.Number(number)
	return side
}

// badRoot is what is wrong with a fires_when that is not an ordering comparison.
func (t *trigger) badRoot(c *calc.Call) message {
	switch c.Func {
	case "EQUALS":
		return notOrdering("==")
	case "AND", "OR":
		return twoComparisons()
	case "NOT":
		if n, ok := c.Args[0].(*calc.Call); ok {
			if n.Func == "EQUALS" {
				return notOrdering("!=")
			}
			if _, ok := operatorOf[n.Func]; ok {
				return negatedComparison()
			}
		}
	}
	return notComparison("fires_when")
}

// soleCalculation is the aggregate that side is, nil when side is a formula.
func soleCalculation(side calc.Expr, aggs *aggregation) *calculation {
	if col, ok := side.(*calc.Column); ok {
		for _, c := range aggs.list {
			if slices.Contains(c.nodes, col) {
				return c
			}
		}
	}
	return nil
}

// used lists the aggregates that occur in side: an argument that a function ignores is none of the query's.
func used(side calc.Expr, aggs *aggregation) []*calculation {
	nodes := map[*calc.Column]bool{}
	var walk func(calc.Expr)
	walk = func(x calc.Expr) {
		switch x := x.(type) {
		case *calc.Column:
			nodes[x] = true
		case *calc.Call:
			for _, a := range x.Args {
				walk(a)
			}
		}
	}
	walk(side)
	var list []*calculation
	for _, c := range aggs.list {
		if slices.ContainsFunc(c.nodes, func(n *calc.Column) bool { return nodes[n] }) {
			list = append(list, c)
		}
	}
	return list
}

// having compiles `having` to the comparison and the aggregate that it needs.
func (t *trigger) having(e hclsyntax.Expression, v value, aggs *aggregation) (*honeycomb.Having, *calculation) {
	form := func() (*honeycomb.Having, *calculation) {
		t.fail(e.Range(), havingForm(t.havingInside(t.in)))
		return nil, nil
	}
	c, ok := v.x.(*calc.Call)
	if v.kind == static || !ok {
		return form()
	}
	op, turned := "", ""
	switch o, ordering := operatorOf[c.Func]; {
	case ordering:
		op, turned = o.op, o.turned
	case c.Func == "EQUALS":
		op, turned = "=", "="
	case c.Func == "NOT":
		n, ok := c.Args[0].(*calc.Call)
		if !ok || n.Func != "EQUALS" {
			return form()
		}
		c, op, turned = n, "!=", "!="
	}
	if op == "" || len(c.Args) != 2 {
		return form()
	}
	side, constant := c.Args[0], c.Args[1]
	if isLiteral(side) {
		side, constant, op = constant, side, turned
	}
	lit, ok := constant.(*calc.Literal)
	calculation := soleCalculation(side, aggs)
	if !ok || calculation == nil {
		return form()
	}
	number, ok := numberText(lit.Value)
	if !ok {
		t.failAt(lit, thresholdNotNumber(t.text(lit)))
		return nil, nil
	}
	if calculation.filter != nil {
		t.fail(calculation.at.Range(), havingFilter(t.havingInside(t.in)))
		return nil, nil
	}
	return &honeycomb.Having{CalculateOp: calculation.agg.Op, Column: t.columnOf(calculation), Op: op,
		Value: honeycomb.Number(number)}, calculation
}

// columnOf is the column of a calculation: of its expression an inline calculated field.
func (t *trigger) columnOf(c *calculation) string {
	if c.expr != nil {
		c.column, c.expr = t.inline(c.expr), nil
	}
	t.names(c.saved)
	return c.column
}

// plain is the query with one calculation, and one more for having.
func (t *trigger) plain(c *calculation, where calc.Expr, having *calculation) {
	if having != nil && c.filter != nil {
		t.fail(having.at.Range(), havingAmbiguous(c.agg.Name, t.havingInside(t.in)))
		return
	}
	t.q.Calculations = []honeycomb.Calculation{{Op: c.agg.Op, Column: t.columnOf(c)}}
	if having != nil && having.key != c.key {
		t.q.Calculations = append(t.q.Calculations, honeycomb.Calculation{Op: having.agg.Op, Column: t.columnOf(having)})
	}
	if c.filter != nil {
		t.form = append(t.form, formGlobalFilter)
	}
	t.q.Filters, t.q.FilterCombination = t.filters(and(where, c.filter))
}

// formula is the query with named calculations and a formula over them. Conditions are part of each calculation:
// Honeycomb doesn't take named calculations together with filters of the whole query.
func (t *trigger) formula(e hclsyntax.Expression, side calc.Expr, list []*calculation, where calc.Expr,
	having *calculation) {
	if having != nil {
		found := false
		for _, c := range list {
			if c.base != having.base {
				continue
			}
			if c.filter != nil {
				t.fail(having.at.Range(), havingAmbiguous(c.agg.Name, t.havingInside(t.in)))
				return
			}
			found = true
		}
		if !found {
			list = append(list, having)
		}
	}
	t.form = append(t.form, formFormula(len(list), where != nil))
	taken := map[string]bool{resultName: true}
	for _, c := range list {
		c.name = unique(calculationName(c), taken)
		for _, n := range c.nodes {
			n.Name = c.name
		}
		filters, combination := t.filters(and(where, c.filter))
		t.q.Calculations = append(t.q.Calculations, honeycomb.Calculation{
			Op: c.agg.Op, Column: t.columnOf(c), Name: c.name, Filters: filters, FilterCombination: combination,
		})
	}
	_, diags := calc.Check(side, &calc.Env{Calculations: true, Columns: func(name string) (calc.Type, bool) {
		return calc.TypeNumber, taken[name] && name != resultName
	}})
	t.l.diags = append(t.l.diags, diags...)
	text := calc.Append(nil, side)
	if len(text) > calc.MaxBytes {
		t.fail(e.Range(), tooLong(len(text)))
	}
	t.q.Formulas = []honeycomb.QueryFormula{{Name: resultName, Expression: string(text)}}
}

// calculationName makes a readable name: the aggregate, its columns, and the columns of its condition.
func calculationName(c *calculation) string {
	var b strings.Builder
	b.WriteString(c.agg.Name)
	if c.column != "" {
		b.WriteString("_" + identifier(c.column))
	}
	for _, n := range columnsIn(c.expr) {
		b.WriteString("_" + identifier(n))
	}
	if names := columnsIn(c.filter); len(names) > 0 {
		b.WriteString("_if")
		for _, n := range names {
			b.WriteString("_" + identifier(n))
		}
	}
	const most = 80
	s := b.String()
	return strings.TrimRight(s[:min(len(s), most)], "_")
}

func unique(name string, taken map[string]bool) string {
	s := name
	for i := 2; taken[s]; i++ {
		s = name + "_" + strconv.Itoa(i)
	}
	taken[s] = true
	return s
}

// identifier keeps the letters and digits of a column's name.
func identifier(name string) string {
	return strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' {
			return r
		}
		return '_'
	}, name)
}

// columnsIn lists the columns of x, each once, in the order in which they appear.
func columnsIn(x calc.Expr) []string {
	var names []string
	var walk func(calc.Expr)
	walk = func(x calc.Expr) {
		switch x := x.(type) {
		case *calc.Column:
			if !slices.Contains(names, x.Name) {
				names = append(names, x.Name)
			}
		case *calc.Call:
			for _, a := range x.Args {
				walk(a)
			}
		}
	}
	walk(x)
	return names
}
