package lower

import (
	"math/big"
	"slices"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/slogen-project/slogen/generator/calc"
)

// Aggregate is an aggregate that `fires_when` and `having` of a trigger know.
type Aggregate struct {
	Name    string // as it is written in HCL
	Op      string // as the API calls it
	Column  bool   // takes a column or expression; count takes none
	Numbers bool   // of numbers only
	Refused string // why a trigger can't have it; empty for the others
	Doc     string
	Example string
}

// Aggregates lists the aggregates. Source: the API's description of query calculations and of the restrictions for
// triggers (schemas QueryOp and TriggerQuery).
var Aggregates = []*Aggregate{
	{Name: "count", Op: "COUNT", Doc: "The number of events, or of those that meet a condition.",
		Example: "count(event.error == true) > 50"},
	{Name: "sum", Op: "SUM", Column: true, Numbers: true, Doc: "The sum over all events.",
		Example: "sum(event.bytes) > 1000000"},
	{Name: "avg", Op: "AVG", Column: true, Numbers: true, Doc: "The mean.", Example: "avg(event.duration_ms) > 500"},
	{Name: "max", Op: "MAX", Column: true, Numbers: true, Doc: "The largest value.",
		Example: "max(event.queue_length) > 1000"},
	{Name: "min", Op: "MIN", Column: true, Numbers: true, Doc: "The smallest value.",
		Example: "min(event.certificate.days_left) < 14"},
	{Name: "count_distinct", Op: "COUNT_DISTINCT", Column: true, Doc: "The number of different values.",
		Example: "count_distinct(event.user.id) < 10"},
	percentile("001", "0.1th"), percentile("01", "1st"), percentile("05", "5th"), percentile("10", "10th"),
	percentile("20", "20th"),
	percentile("25", "25th"), percentile("50", "50th"), percentile("75", "75th"), percentile("80", "80th"),
	percentile("90", "90th"),
	percentile("95", "95th"), percentile("99", "99th"), percentile("999", "99.9th"),
	{Name: "rate_avg", Op: "RATE_AVG", Column: true, Numbers: true,
		Doc: "The change of the mean from one interval to the next.", Example: "rate_avg(event.queue_length) > 10"},
	{Name: "rate_sum", Op: "RATE_SUM", Column: true, Numbers: true,
		Doc: "The change of the sum from one interval to the next.", Example: "rate_sum(event.bytes) > 1000"},
	{Name: "rate_max", Op: "RATE_MAX", Column: true, Numbers: true,
		Doc: "The change of the largest value from one interval to the next.", Example: "rate_max(event.queue_length) > 10"},
	{Name: "heatmap", Op: "HEATMAP", Column: true, Doc: "The distribution of values.",
		Refused: "A heatmap is a picture and has no number to compare. Choose a percentile, such as p95(event.duration_ms)."},
	{Name: "concurrency", Op: "CONCURRENCY", Doc: "The number of spans open at a time.",
		Refused: "Honeycomb doesn't allow concurrency in triggers. Count the events, or take the maximum of a column that " +
			"holds the number in flight."},
}

func percentile(digits, words string) *Aggregate {
	return &Aggregate{Name: "p" + digits, Op: "P" + digits, Column: true, Numbers: true, Doc: "The " + words +
		" percentile.",
		Example: "p" + digits + "(event.duration_ms) > 500"}
}

func aggregateNamed(name string) *Aggregate {
	for _, a := range Aggregates {
		if a.Name == name {
			return a
		}
	}
	return nil
}

// certain says whether a call with so many arguments, where aggregates may stand, is one of the aggregate whatever the
// arguments are. There are per-event functions max, min and sum as well.
func (a *Aggregate) certain(arguments int) bool {
	return perEventFunctions()[a.Name] == nil || a.Column && arguments == 0
}

// aggregation collects the aggregates of an expression, equal ones once.
type aggregation struct {
	list []*calculation
}

// add gives the calculation of the list that is equal to c, which is c where there was none.
func (a *aggregation) add(c *calculation) *calculation {
	for _, have := range a.list {
		if have.key == c.key {
			return have
		}
	}
	a.list = append(a.list, c)
	return c
}

// calculation is one aggregate as it is used.
type calculation struct {
	agg    *Aggregate
	column string         // the column, empty for count and when it is an expression
	saved  *Field         // the saved calculated field that the column is, nil for none
	expr   calc.Expr      // the expression, when it is not a column
	filter calc.Expr      // nil for all events
	nodes  []*calc.Column // the places in the formula where its name goes
	at     hclsyntax.Expression
	in     *frame
	base   string // what it is without its condition
	key    string // and with it
	name   string
}

// aggregate lowers the call of an aggregate; vs are its arguments if they are lowered already.
func (l *lowerer) aggregate(f *frame, e *hclsyntax.FunctionCallExpr, a *Aggregate, vs []value) value {
	if a.Refused != "" {
		return l.fail(f, e.NameRange, refusedAggregate(a))
	}
	most := 1
	if a.Column {
		most = 2
	}
	if n := len(e.Args); n > most || a.Column && n == 0 || e.ExpandFinal {
		return l.fail(f, e.Range(), aggregateArguments(a, n))
	}
	before := l.mode
	l.mode = modeInside
	defer func() { l.mode = before }()
	if vs == nil {
		for _, arg := range e.Args {
			vs = append(vs, l.lower(f, arg))
		}
	}
	for _, v := range vs {
		switch v.kind {
		case bad:
			return value{}
		case group:
			return l.fail(v.in, v.at.Range(), aggregateOfAggregate(a.Name))
		}
	}
	c := &calculation{agg: a, at: e, in: f, base: a.Op}
	if a.Column {
		if !l.aggregated(c, e, vs[0]) {
			return value{}
		}
		vs = vs[1:]
	}
	c.key = c.base
	if len(vs) > 0 {
		x, ok := l.condition(vs[0])
		if !ok {
			return value{}
		}
		if x != nil {
			c.filter = x
			c.key = string(appendMeaning([]byte(c.base+" if "), x))
		}
	}
	c = l.aggs.add(c)
	node := &calc.Column{Origin: f.origin(e.Range())}
	c.nodes = append(c.nodes, node)
	return value{kind: group, at: e, in: f, x: node, size: size{1, 1, 1 + len(a.Name)}}
}

// aggregated gives c what it aggregates, the first argument of e, which is v. It says so where that can't be.
func (l *lowerer) aggregated(c *calculation, e *hclsyntax.FunctionCallExpr, v value) bool {
	a := c.agg
	if v.kind == static {
		l.fail(v.in, v.at.Range(), aggregateOfConstant(a.Name, written(v.in, v.at)))
		return false
	}
	if v = l.operand(v); v.kind == bad {
		return false
	}
	t := l.checkUsed(v.x, l.useOf(a, e, v.x))
	switch {
	case t == calc.TypeNone:
		return false
	case a.Numbers && !t.Has(calc.TypeNumber):
		l.fail(v.in, v.at.Range(), aggregateType(a.Name, written(v.in, v.at)))
		return false
	case a.Numbers && l.root.Columns == nil:
		l.types = append(l.types, calc.Aggregated(v.x, l.root.Declared)...)
	}
	if col, ok := v.x.(*calc.Column); ok {
		c.column, c.saved = col.Name, l.aliases[col]
	} else {
		c.expr = v.x
	}
	c.base = string(calc.Append([]byte(c.base+"|"), v.x))
	return true
}

// appendMeaning appends a text that is the same for conditions that differ only in the order of what has none: a == 1
// and 1 == a, a < 1 and 1 > a, a && b and b && a.
func appendMeaning(dst []byte, x calc.Expr) []byte {
	c, ok := x.(*calc.Call)
	if !ok {
		return calc.Append(dst, x)
	}
	args := make([]string, len(c.Args))
	for i, a := range c.Args {
		args[i] = string(appendMeaning(nil, a))
	}
	fn := c.Func
	switch fn {
	case "EQUALS", "AND", "OR":
		slices.Sort(args)
	case "GT", "GTE":
		fn = "L" + fn[1:]
		slices.Reverse(args)
	}
	dst = append(append(dst, fn...), '(')
	for _, a := range args {
		dst = append(append(dst, a...), ',')
	}
	return append(dst, ')')
}

// condition is v as a condition that a query filters by: nil when it holds for every event.
func (l *lowerer) condition(v value) (calc.Expr, bool) {
	switch v.kind {
	case bad:
		return nil, false
	case static:
		is, ok := l.boolean(v)
		if ok && !is {
			l.fail(v.in, v.at.Range(), filterNever())
		}
		return nil, ok && is
	}
	if v = l.operand(v); v.kind == bad {
		return nil, false
	}
	t := l.checkTrigger(v.x)
	switch {
	case t == calc.TypeNone:
		return nil, false
	case !t.Has(calc.TypeBool):
		l.fail(v.in, v.at.Range(), filterType(t.String()))
		return nil, false
	}
	x := v.x
	if c, ok := x.(*calc.Call); ok && c.Func == "BOOL" && l.booleanColumn(c.Args[0]) {
		x = c.Args[0] // which a filter can ask
	}
	if col, ok := x.(*calc.Column); ok {
		if !t.Only(calc.TypeBool | calc.TypeNull) {
			l.fail(v.in, v.at.Range(), filterColumn(written(v.in, v.at)))
			return nil, false
		}
		yes := &calc.Literal{Value: calc.Value{Kind: calc.Bool, Bool: true}, Origin: col.Origin}
		return &calc.Call{Func: "EQUALS", Args: []calc.Expr{col, yes}, Origin: col.Origin}, true
	}
	if !t.Only(calc.TypeBool | calc.TypeNull) {
		return &calc.Call{Func: "BOOL", Args: []calc.Expr{v.x}, Origin: v.x.Place()}, true
	}
	return v.x, true
}

// booleanColumn says whether x is a column that is known to hold booleans.
func (l *lowerer) booleanColumn(x calc.Expr) bool {
	c, ok := x.(*calc.Column)
	return ok && l.checkTrigger(c).Only(calc.TypeBool|calc.TypeNull)
}

// checkTrigger is [lowerer.check] for an expression of a trigger, in which saved calculated fields are columns.
func (l *lowerer) checkTrigger(x calc.Expr) calc.Type { return l.checkUsed(x, nil) }

// useOf is what becomes of the column x that the call e aggregates: the comparison of an aggregate with a number is one
// of x with that number, since all of them but count_distinct have the unit of their column.
func (l *lowerer) useOf(a *Aggregate, e *hclsyntax.FunctionCallExpr, x calc.Expr) *calc.Call {
	if !a.Numbers {
		return &calc.Call{Func: a.Op, Args: []calc.Expr{x}}
	}
	if l.bound == nil || !comparison(l.bound.Op) {
		return nil
	}
	limit := l.bound.RHS
	if unparen(limit) == hclsyntax.Expression(e) {
		limit = l.bound.LHS
	} else if unparen(l.bound.LHS) != hclsyntax.Expression(e) {
		return nil
	}
	number, ok := unparen(limit).(*hclsyntax.LiteralValueExpr)
	if !ok || number.Val.IsNull() || number.Val.Type() != cty.Number {
		return nil
	}
	f, _ := number.Val.AsBigFloat().Float64()
	as := calc.Value{Kind: calc.Float, Float: f}
	if i, acc := number.Val.AsBigFloat().Int64(); acc == big.Exact {
		as = calc.Value{Kind: calc.Int, Int: i}
	}
	return &calc.Call{Func: "LT", Args: []calc.Expr{x, &calc.Literal{Value: as}}}
}

// checkUsed is checkTrigger for what is the argument of the call use, which may be nil.
func (l *lowerer) checkUsed(x calc.Expr, use *calc.Call) calc.Type {
	env := l.root.env()
	env.Use = use
	_, env.Query = x.(*calc.Column) // and no calculated field
	env.Saved = func(name string) (calc.Type, bool) {
		for c, f := range l.aliases { // any of them: the answer is the same
			if c.Name == name {
				return f.Type, true
			}
		}
		return 0, false
	}
	alias := func(name string) bool { _, ok := env.Saved(name); return ok }
	declared := env.Declared
	env.Declared = func(name string) bool { return alias(name) || declared != nil && declared(name) }
	t, diags := calc.Check(x, env)
	l.diags = append(l.diags, diags...)
	if diags.HasErrors() {
		return calc.TypeNone
	}
	if env.Columns == nil {
		l.types = append(l.types, calc.Uses(x, env.Declared)...)
	}
	for _, r := range calc.Reads(x) {
		if !alias(r.Column) && !slices.Contains(l.reads, r) {
			l.reads = append(l.reads, r)
		}
	}
	return t
}
