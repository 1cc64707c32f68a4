package lower

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/diag"
)

// Expr lowers one per-event expression and checks it. The result is nil when there are errors, and nil without
// diagnostics when it refers to an SLI that is not known yet (see [Scope]). An expression that does not look at the
// event is its value as a literal.
func Expr(s *Scope, e hclsyntax.Expression) (calc.Expr, hcl.Diagnostics) {
	l := lowerer{maxBytes: calc.MaxBytes}
	f := &frame{scope: s}
	v := l.operand(l.lower(f, e))
	if v.kind == bad {
		return nil, l.diags
	}
	l.check(s, v.x)
	l.fits(e.Range(), v)
	if l.diags.HasErrors() {
		return nil, l.diags
	}
	return v.x, l.diags
}

// IsPerEvent says whether e depends on the event by itself: whether it mentions event, sli, field, event_timestamp()
// or ingest_timestamp() outside of the names a `for` binds. Bodies of functions are not looked into.
func IsPerEvent(e hclsyntax.Expression) bool {
	l := lowerer{}
	return l.scan(&frame{scope: &Scope{}}, e, nil, 0) != nil
}

// lowerer lowers one argument.
type lowerer struct {
	diags    hcl.Diagnostics
	depth    int
	work     int  // nodes visited in the bodies of functions
	stop     bool // a limit was hit and reported
	deferred bool // an SLI is not known yet
	maxBytes int
	root     *Scope // of a trigger

	mode  mode
	aggs  *aggregation            // in a trigger's fires_when and having
	bound *hclsyntax.BinaryOpExpr // the comparison that fires_when or having is
	types []calc.Use              // what a trigger takes undeclared columns to hold
	reads []calc.Read             // where a trigger reads columns
	// aliases holds, in a trigger, the columns that stand for saved calculated fields.
	aliases map[*calc.Column]*Field
}

// mode says what an expression is for.
type mode uint8

const (
	modeSLI     mode = iota // also any other expression
	modeWhere               // a trigger's conditions: sli.x is the saved calculated field
	modeAgg                 // fires_when, having: calls of aggregates
	modeInside              // an argument of an aggregate
	modeGroupBy             // a trigger's group_by: sli.x is the saved calculated field
)

func (m mode) trigger() bool { return m != modeSLI }

// lower lowers e in f. Everything it can complain about it has reported when the result is bad.
func (l *lowerer) lower(f *frame, e hclsyntax.Expression) value {
	if l.stop {
		return value{}
	}
	if l.depth >= calc.MaxDepth {
		l.stop = true
		return l.fail(f, e.Range(), tooDeep())
	}
	if f.fn != nil {
		if l.work++; l.work > calc.MaxNodes {
			l.stop = true
			return l.fail(f, e.Range(), tooManyNodes())
		}
	}
	l.depth++
	v := l.node(f, e)
	l.depth--
	return v
}

func (l *lowerer) node(f *frame, e hclsyntax.Expression) value {
	switch e := e.(type) {
	case *hclsyntax.ScopeTraversalExpr:
		return l.traversal(f, e)
	case *hclsyntax.LiteralValueExpr:
		return value{kind: static, at: e, in: f, e: e, f: f, v: e.Val, null: e.Val.IsNull()}
	case *hclsyntax.BinaryOpExpr:
		return l.binary(f, e)
	case *hclsyntax.FunctionCallExpr:
		return l.funcCall(f, e)
	case *hclsyntax.ParenthesesExpr:
		return l.lower(f, e.Expression)
	case *hclsyntax.UnaryOpExpr:
		return l.unary(f, e)
	case *hclsyntax.ConditionalExpr:
		return l.conditional(f, e)
	case *hclsyntax.TemplateExpr:
		return l.template(f, e)
	case *hclsyntax.TemplateWrapExpr:
		return l.lower(f, e.Wrapped)
	case *hclsyntax.RelativeTraversalExpr, *hclsyntax.IndexExpr:
		if root := f.instanceOf(e); root != "" {
			return l.instance(f, e, root)
		}
		return l.computed(f, e)
	case *hclsyntax.TupleConsExpr, *hclsyntax.ObjectConsExpr, *hclsyntax.ForExpr, *hclsyntax.SplatExpr,
		*hclsyntax.TemplateJoinExpr:
		return l.compound(f, e)
	}
	return value{kind: static, at: e, in: f, e: e, f: f}
}

// fail reports an error and returns the bad value.
func (l *lowerer) fail(f *frame, r hcl.Range, m message, notes ...diag.Note) value {
	d := m.diagnostic(r, notes...)
	if m.follows != 0 {
		diag.Follow(d, m.follows)
	}
	for v := f.via; v != nil; v = v.Next {
		diag.AddNote(d, diag.Note{Text: v.Text, Range: v.Range})
	}
	l.diags = append(l.diags, d)
	return value{}
}

// operand makes v something that can stand in a calculated field: its literal when it is static.
func (l *lowerer) operand(v value) value {
	switch v.kind {
	case static:
		return l.literal(v)
	case event:
		return l.fail(v.in, v.at.Range(), bareEvent())
	case sliRef:
		if l.mode.trigger() {
			return l.fail(v.in, v.at.Range(), bareSLITrigger(written(v.in, v.at)))
		}
		return l.fail(v.in, v.at.Range(), bareSLI(written(v.in, v.at)))
	}
	return v
}

// operands is [lowerer.operand] for several values that meet in one operation: they must not mix events and aggregates.
func (l *lowerer) operands(vs []value) bool {
	ok := true
	var evt, grp *value
	for i := range vs {
		vs[i] = l.operand(vs[i])
		switch vs[i].kind {
		case bad:
			ok = false
		case column, perEvt:
			if evt == nil && !isLiteral(vs[i].x) {
				evt = &vs[i]
			}
		case group:
			grp = &vs[i]
		}
	}
	if ok && evt != nil && grp != nil {
		l.fail(evt.in, evt.at.Range(), outsideAggregate(written(evt.in, evt.at)))
		return false
	}
	return ok
}

func isLiteral(x calc.Expr) bool { _, ok := x.(*calc.Literal); return ok }

// call makes a call of the calculated-field function fn, written at e, of operands.
func (l *lowerer) call(f *frame, e hclsyntax.Expression, fn string, name calc.Origin, vs ...value) value {
	var c *calc.Call
	switch len(vs) { // one allocation for the common sizes
	case 1:
		n := &struct {
			calc.Call
			args [1]calc.Expr
		}{}
		c, n.Args = &n.Call, n.args[:]
	case 2:
		n := &struct {
			calc.Call
			args [2]calc.Expr
		}{}
		c, n.Args = &n.Call, n.args[:]
	default:
		c = &calc.Call{Args: make([]calc.Expr, len(vs))}
	}
	c.Func, c.FuncName, c.Origin = fn, name, f.origin(e.Range())
	k := perEvt
	sz := size{nodes: 1, bytes: len(fn) + 2 + 2*max(len(vs)-1, 0)}
	for i := range vs {
		c.Args[i] = vs[i].x
		sz.add(vs[i].size)
		if vs[i].kind == group {
			k = group
		}
	}
	sz.depth++
	if !l.within(f, e, sz) {
		return value{}
	}
	return value{kind: k, at: e, in: f, x: c, size: sz}
}

func (s *size) add(t size) {
	s.nodes += t.nodes
	s.bytes += t.bytes
	s.depth = max(s.depth, t.depth)
}

// within stops the lowering at the first node that cannot be part of an acceptable result.
func (l *lowerer) within(f *frame, e hclsyntax.Expression, sz size) bool {
	var m message
	switch {
	case l.stop:
		return false
	case sz.nodes > calc.MaxNodes:
		m = tooManyNodes()
	case sz.depth > calc.MaxDepth:
		m = tooDeep()
	// A little more than allowed passes here and is judged by its printed text: flattening a chain takes off some bytes.
	case sz.bytes > l.maxBytes+64:
		m = tooLong(sz.bytes)
	default:
		return true
	}
	l.stop = true
	l.fail(f, e.Range(), m)
	return false
}

// fits checks the printed length, which quotes and escapes make larger than the size counted so far: six bytes for one
// at the most.
func (l *lowerer) fits(r hcl.Range, v value) {
	if v.kind == bad || 6*v.size.bytes <= calc.MaxBytes {
		return
	}
	if n := len(calc.Append(nil, v.x)); n > calc.MaxBytes {
		l.diags = append(l.diags, tooLong(n).diagnostic(r))
	}
}

// compound lowers what only HCL can compute: lists, objects, for, splat. They have to be static.
func (l *lowerer) compound(f *frame, e hclsyntax.Expression) value {
	found := l.scan(f, e, nil, 0)
	switch {
	case l.stop:
		return value{}
	case found == nil:
		return value{kind: static, at: e, in: f, e: e, f: f}
	}
	what := written(f, found)
	switch e.(type) {
	case *hclsyntax.TupleConsExpr:
		return l.fail(f, found.Range(),
			perEventIn(what, "a list", "Give the values one by one: `in(event.a, event.b, \"c\")`."))
	case *hclsyntax.ObjectConsExpr:
		return l.fail(f, found.Range(),
			perEventIn(what, "an object", "Choose with a condition instead: `event.a == \"x\" ? event.b : event.c`."))
	case *hclsyntax.SplatExpr:
		return l.fail(f, found.Range(),
			perEventIn(what, "a splat expression", "A column holds one value; compare it directly."))
	}
	return l.fail(f, found.Range(), perEventIn(what, "a `for` expression or template directive",
		"It runs when the file is loaded, and events have no lists to run over; write the terms out, joined by `||` or "+
			"`&&`, or use `in(event.a, local.list...)`."))
}

// scan finds the first part of e that depends on the event. bound holds the names that a `for` around it binds.
func (l *lowerer) scan(f *frame, e hclsyntax.Expression, bound []string, depth int) hclsyntax.Expression {
	if l.stop {
		return nil
	}
	if depth > calc.MaxDepth {
		l.stop = true
		l.fail(f, e.Range(), tooDeep())
		return nil
	}
	var room [3]hclsyntax.Expression // enough for most, without an allocation
	parts := room[:0]
	switch e := e.(type) {
	case *hclsyntax.ScopeTraversalExpr:
		if f.perEventName(e.Traversal.RootName(), bound) {
			return e
		}
	case *hclsyntax.FunctionCallExpr:
		if alwaysPerEvent(e.Name) && len(e.Args) == 0 {
			return e
		}
		if fn := f.scope.function(e.Name); fn != nil {
			f.uses(fn)
		}
		parts = e.Args
	case *hclsyntax.ForExpr:
		if found := l.scan(f, e.CollExpr, bound, depth+1); found != nil {
			return found
		}
		bound = append(bound[:len(bound):len(bound)], e.KeyVar, e.ValVar)
		parts = append(parts, e.KeyExpr, e.ValExpr, e.CondExpr)
	default:
		parts = appendParts(parts, e)
	}
	for _, part := range parts {
		if part == nil {
			continue
		}
		if found := l.scan(f, part, bound, depth+1); found != nil {
			return found
		}
	}
	return nil
}

// perEventName says whether what a name stands for depends on the event, unless a `for` binds it.
func (f *frame) perEventName(name string, bound []string) bool {
	if slices.Contains(bound, name) {
		return false
	}
	if p := f.param(name); p != nil {
		return p.kind != static && p.kind != bad
	}
	return name == "event" || name == "sli" || name == "field"
}

// appendParts appends the expressions that an operator, a template, a collection or a look-up consists of, in the order
// in which they are written. Keys of objects that are plain words are no expressions.
func appendParts(parts []hclsyntax.Expression, e hclsyntax.Expression) []hclsyntax.Expression {
	switch e := e.(type) {
	case *hclsyntax.ParenthesesExpr:
		return append(parts, e.Expression)
	case *hclsyntax.BinaryOpExpr:
		return append(parts, e.LHS, e.RHS)
	case *hclsyntax.UnaryOpExpr:
		return append(parts, e.Val)
	case *hclsyntax.ConditionalExpr:
		return append(parts, e.Condition, e.TrueResult, e.FalseResult)
	case *hclsyntax.TemplateExpr:
		return append(parts, e.Parts...)
	case *hclsyntax.TemplateWrapExpr:
		return append(parts, e.Wrapped)
	case *hclsyntax.TemplateJoinExpr:
		return append(parts, e.Tuple)
	case *hclsyntax.RelativeTraversalExpr:
		return append(parts, e.Source)
	case *hclsyntax.IndexExpr:
		return append(parts, e.Collection, e.Key)
	case *hclsyntax.TupleConsExpr:
		return append(parts, e.Exprs...)
	case *hclsyntax.ObjectConsExpr:
		for _, it := range e.Items {
			if k, ok := it.KeyExpr.(*hclsyntax.ObjectConsKeyExpr); !ok || k.ForceNonLiteral ||
				hcl.ExprAsKeyword(k.Wrapped) == "" {
				parts = append(parts, it.KeyExpr)
			}
			parts = append(parts, it.ValueExpr)
		}
		return parts
	case *hclsyntax.ObjectConsKeyExpr:
		return append(parts, e.Wrapped)
	case *hclsyntax.SplatExpr:
		return append(parts, e.Source, e.Each)
	}
	return parts
}

// binary lowers an operator with two operands.
func (l *lowerer) binary(f *frame, e *hclsyntax.BinaryOpExpr) value {
	switch e.Op {
	case hclsyntax.OpLogicalAnd:
		return l.logical(f, e, "AND")
	case hclsyntax.OpLogicalOr:
		return l.logical(f, e, "OR")
	}
	a, b := l.lower(f, e.LHS), l.lower(f, e.RHS)
	if a.kind == bad || b.kind == bad {
		return value{}
	}
	if a.kind == static && b.kind == static {
		return staticBinary(f, e, a, b)
	}
	if not, ok := e.LHS.(*hclsyntax.UnaryOpExpr); ok && not.Op == hclsyntax.OpLogicalNot {
		return l.fail(f, not.Range(), notBindsTighter(written(f, not.Val), written(f, not), operator(e.Op),
			written(f, e.RHS)))
	}
	negated := e.Op == hclsyntax.OpNotEqual
	if e.Op == hclsyntax.OpEqual || negated {
		if a.null || b.null {
			return l.nullTest(f, e, a, b, negated)
		}
		if l.mode.trigger() && (a.kind == sliRef || b.kind == sliRef) {
			return l.aliasTest(f, e, a, b, negated)
		}
	}
	vs := [2]value{a, b}
	if !l.operands(vs[:]) {
		return value{}
	}
	if comparison(e.Op) {
		l.floats(f, vs[:])
	}
	v := l.call(f, e, binaryFuncs[e.Op], calc.Origin{}, vs[0], vs[1])
	if negated && v.kind != bad {
		v = l.call(f, e, "NOT", calc.Origin{}, v)
	}
	return v
}

// staticBinary is an operator with two operands that are the same for all events, to be evaluated when it is needed.
func staticBinary(f *frame, e *hclsyntax.BinaryOpExpr, a, b value) value {
	x := e
	if left, right := decided(f, e.LHS, a), decided(f, e.RHS, b); left != e.LHS || right != e.RHS {
		x = &hclsyntax.BinaryOpExpr{LHS: left, Op: e.Op, RHS: right, SrcRange: e.SrcRange}
	}
	return value{kind: static, at: e, in: f, e: x, f: f}
}

// decided is the operand e, lowered to the static v, as HCL can evaluate it: `sli.x.eligible` of an SLI for all events,
// and `false && event.a`, are known though HCL knows neither sli nor event.
func decided(f *frame, e hclsyntax.Expression, v value) hclsyntax.Expression {
	switch unparen(e).(type) {
	case *hclsyntax.LiteralValueExpr, *hclsyntax.TemplateExpr:
		return e
	}
	switch {
	case v.v != cty.NilVal:
		return &hclsyntax.LiteralValueExpr{Val: v.v, SrcRange: e.Range()}
	case v.f == f && v.e != unparen(e):
		return v.e
	}
	return e
}

// binaryFuncs names the function of each operator; `!=` is NOT of what it names.
var binaryFuncs = map[*hclsyntax.Operation]string{
	hclsyntax.OpLessThan:           "LT",
	hclsyntax.OpLessThanOrEqual:    "LTE",
	hclsyntax.OpGreaterThan:        "GT",
	hclsyntax.OpGreaterThanOrEqual: "GTE",
	hclsyntax.OpEqual:              "EQUALS",
	hclsyntax.OpNotEqual:           "EQUALS",
	hclsyntax.OpAdd:                "SUM",
	hclsyntax.OpSubtract:           "SUB",
	hclsyntax.OpMultiply:           "MUL",
	hclsyntax.OpDivide:             "DIV",
	hclsyntax.OpModulo:             "MOD",
}

func operator(op *hclsyntax.Operation) string {
	switch op {
	case hclsyntax.OpLessThan:
		return "<"
	case hclsyntax.OpLessThanOrEqual:
		return "<="
	case hclsyntax.OpGreaterThan:
		return ">"
	case hclsyntax.OpGreaterThanOrEqual:
		return ">="
	case hclsyntax.OpEqual:
		return "=="
	case hclsyntax.OpNotEqual:
		return "!="
	case hclsyntax.OpAdd:
		return "+"
	case hclsyntax.OpSubtract:
		return "-"
	case hclsyntax.OpMultiply:
		return "*"
	case hclsyntax.OpDivide:
		return "/"
	}
	return "%"
}

func comparison(op *hclsyntax.Operation) bool {
	switch op {
	case hclsyntax.OpLessThan, hclsyntax.OpLessThanOrEqual, hclsyntax.OpGreaterThan, hclsyntax.OpGreaterThanOrEqual,
		hclsyntax.OpEqual, hclsyntax.OpNotEqual:
		return true
	}
	return false
}

// nullTest lowers x == null and x != null.
func (l *lowerer) nullTest(f *frame, e *hclsyntax.BinaryOpExpr, a, b value, negated bool) value {
	x := a
	if a.null {
		x = b
	}
	if x.kind == sliRef && l.mode.trigger() {
		x = l.alias(x)
	}
	if x = l.operand(x); x.kind == bad {
		return value{}
	}
	v := l.call(f, e, "EXISTS", calc.Origin{}, x)
	if !negated && v.kind != bad {
		v = l.call(f, e, "NOT", calc.Origin{}, v)
	}
	return v
}

// aliasTest lowers sli.x == true and sli.x == false in a trigger: a test of the saved calculated field.
func (l *lowerer) aliasTest(f *frame, e *hclsyntax.BinaryOpExpr, a, b value, negated bool) value {
	if b.kind == sliRef {
		a, b = b, a
	}
	if b.kind != static {
		return l.operand(a)
	}
	if b = l.literal(b); b.kind == bad {
		return value{}
	}
	lit := b.x.(*calc.Literal)
	if lit.Value.Kind != calc.Bool {
		return l.operand(a)
	}
	if negated {
		return l.fail(f, e.Range(), notEqualSLI(written(a.in, a.at), lit.Value.Bool))
	}
	return l.call(f, e, "EQUALS", calc.Origin{}, l.alias(a), b)
}

// alias is the column that stands for a saved SLI in a query.
func (l *lowerer) alias(v value) value { return l.saved(v.in, v.at, &v.sli.Field) }

// saved is the column that stands for a saved calculated field in a query, where e refers to it.
func (l *lowerer) saved(f *frame, e hclsyntax.Expression, x *Field) value {
	c := &calc.Column{Name: x.Alias, Origin: f.origin(e.Range())}
	if l.aliases == nil {
		l.aliases = map[*calc.Column]*Field{}
	}
	l.aliases[c] = x
	return value{kind: perEvt, at: e, in: f, x: c, size: size{1, 1, 1 + len(c.Name)}}
}

// logical lowers a chain of && or ||. Static operands decide or drop out, and what is left means the same as the whole
// chain; as in HCL, nothing behind a deciding one is looked at.
func (l *lowerer) logical(f *frame, e *hclsyntax.BinaryOpExpr, fn string) value {
	var buf [8]hclsyntax.Expression
	terms := buf[:0]
	var left hclsyntax.Expression = e
	for {
		b, ok := unparen(left).(*hclsyntax.BinaryOpExpr)
		if !ok || b.Op != e.Op {
			break
		}
		terms = append(terms, b.RHS)
		left = b.LHS
	}
	terms = append(terms, left)

	decides := fn == "OR"
	var vbuf [8]value
	vs := vbuf[:0]
	failed, allStatic := false, true
	for i := len(terms) - 1; i >= 0; i-- {
		v := l.lower(f, terms[i])
		switch v.kind {
		case bad:
			failed = true
		case static:
			if m, ok := l.either(f, fn, v, terms[i+1:]); ok {
				l.fail(f, v.at.Range(), m)
				failed = true
				continue
			}
			c, ok := l.boolean(v)
			if !ok {
				failed = true
			} else if c == decides {
				if failed {
					return value{}
				}
				return value{kind: static, at: e, in: f, e: e, f: f, v: cty.BoolVal(c)}
			}
		default:
			allStatic = false
			vs = append(vs, v)
		}
	}
	switch {
	case failed:
		return value{}
	case allStatic:
		return value{kind: static, at: e, in: f, e: e, f: f, v: cty.BoolVal(!decides)}
	case !l.operands(vs):
		return value{}
	case len(vs) == 1:
		return l.truth(f, e, vs[0])
	}
	return l.chain(f, e, fn, vs)
}

// either is what to say of the text or number v in a chain of ||, where a comparison of something with another stands
// before it.
func (l *lowerer) either(f *frame, fn string, v value, before []hclsyntax.Expression) (message, bool) {
	if fn != "OR" || len(before) == 0 {
		return message{}, false
	}
	first, ok := unparen(before[0]).(*hclsyntax.BinaryOpExpr)
	if !ok || first.Op != hclsyntax.OpEqual {
		return message{}, false
	}
	switch v.at.(type) {
	case *hclsyntax.LiteralValueExpr, *hclsyntax.TemplateExpr:
	default:
		return message{}, false
	}
	if got, ok := l.known(v); !ok || got.Type() == cty.Bool {
		return message{}, false
	}
	return eitherText(written(f, v.at), written(f, first.LHS), written(f, first.RHS)), true
}

// truth is v as AND and OR see it: v itself when it is true or false for every event, otherwise BOOL(v). A missing
// column is false to AND(true, $flag), and $flag alone would not count the event.
func (l *lowerer) truth(f *frame, e hclsyntax.Expression, v value) value {
	if alwaysBoolean(v.x) {
		return v
	}
	return l.call(f, e, "BOOL", calc.Origin{}, v)
}

// chain makes AND or OR of operands, taking apart those that are the same function themselves.
func (l *lowerer) chain(f *frame, e hclsyntax.Expression, fn string, vs []value) value {
	nested := false
	for i := range vs {
		if c, ok := vs[i].x.(*calc.Call); ok && c.Func == fn {
			nested = true
		}
	}
	v := l.call(f, e, fn, calc.Origin{}, vs...)
	if !nested || v.kind == bad {
		return v
	}
	c := v.x.(*calc.Call)
	var args []calc.Expr
	for _, a := range c.Args {
		if n, ok := a.(*calc.Call); ok && n.Func == fn {
			args = append(args, n.Args...)
			v.size.nodes--
			v.size.bytes -= len(fn) + 2
		} else {
			args = append(args, a)
		}
	}
	c.Args = args
	return v
}

// unary lowers ! and -.
func (l *lowerer) unary(f *frame, e *hclsyntax.UnaryOpExpr) value {
	v := l.lower(f, e.Val)
	if v.kind == bad {
		return v
	}
	if v.kind == static {
		x := e
		if operand := decided(f, e.Val, v); operand != e.Val {
			x = &hclsyntax.UnaryOpExpr{Op: e.Op, Val: operand, SrcRange: e.SrcRange, SymbolRange: e.SymbolRange}
		}
		return value{kind: static, at: e, in: f, e: x, f: f}
	}
	if v = l.operand(v); v.kind == bad {
		return v
	}
	if e.Op == hclsyntax.OpLogicalNot {
		return l.call(f, e, "NOT", f.origin(e.SymbolRange), v)
	}
	zero := value{kind: perEvt, at: e, in: f, x: &calc.Literal{Value: calc.Value{Kind: calc.Int},
		Origin: f.origin(e.SymbolRange)}, size: size{1, 1, 1}}
	return l.call(f, e, "SUB", f.origin(e.SymbolRange), zero, v)
}

// conditional lowers c ? a : b. A static condition picks its branch and the other is not looked at, as in HCL.
func (l *lowerer) conditional(f *frame, e *hclsyntax.ConditionalExpr) value {
	var buf [6]value
	vs := buf[:0]
	failed, last := false, hclsyntax.Expression(e)
	for {
		c, ok := unparen(last).(*hclsyntax.ConditionalExpr)
		if !ok {
			break
		}
		cond := l.lower(f, c.Condition)
		switch cond.kind {
		case bad:
			failed = true
		case static:
			is, ok := l.boolean(cond)
			if !ok {
				return value{}
			}
			if last = c.FalseResult; is {
				last = c.TrueResult
			}
			continue
		default:
			vs = append(vs, cond)
		}
		then := l.lower(f, c.TrueResult)
		failed = failed || then.kind == bad
		vs = append(vs, then)
		last = c.FalseResult
	}
	otherwise := l.lower(f, last)
	if failed || otherwise.kind == bad {
		return value{}
	}
	if len(vs) == 0 {
		if otherwise.kind == static {
			otherwise.at, otherwise.in = e, f
		}
		return otherwise
	}
	vs = append(vs, otherwise)
	if !l.operands(vs) {
		return value{}
	}
	v := l.call(f, e, "IF", calc.Origin{}, vs...)
	if v.kind == bad {
		return v
	}
	c := v.x.(*calc.Call)
	if n, ok := c.Args[len(c.Args)-1].(*calc.Call); ok && n.Func == "IF" && len(n.Args) >= 2 {
		c.Args = append(c.Args[:len(c.Args)-1:len(c.Args)-1], n.Args...)
		v.size.nodes--
		v.size.bytes -= len("IF()")
	}
	return v
}

// template lowers "${event.a}-x". Neighbouring parts that are static become one string.
func (l *lowerer) template(f *frame, e *hclsyntax.TemplateExpr) value {
	if len(e.Parts) == 0 {
		return value{kind: static, at: e, in: f, e: e, f: f, v: cty.StringVal("")}
	}
	if len(e.Parts) == 1 {
		if lit, ok := e.Parts[0].(*hclsyntax.LiteralValueExpr); ok {
			return value{kind: static, at: e, in: f, e: e, f: f, v: lit.Val}
		}
	}
	parts := make([]value, len(e.Parts))
	failed, allStatic := false, true
	for i, p := range e.Parts {
		parts[i] = l.lower(f, p)
		failed = failed || parts[i].kind == bad
		allStatic = allStatic && parts[i].kind == static
	}
	switch {
	case failed:
		return value{}
	case allStatic:
		return value{kind: static, at: e, in: f, e: e, f: f}
	}
	vs := make([]value, 0, len(parts))
	for i := 0; i < len(parts); i++ {
		if parts[i].kind != static {
			vs = append(vs, parts[i])
			continue
		}
		text, r := "", e.Parts[i].Range()
		for ; i < len(parts) && parts[i].kind == static; i++ {
			s, ok := l.text(parts[i])
			if !ok {
				failed = true
			}
			text += s
			r = hcl.RangeBetween(r, e.Parts[i].Range())
		}
		i--
		if text != "" {
			vs = append(vs, value{kind: perEvt, at: e, in: f, x: &calc.Literal{Value: calc.Value{Kind: calc.String, Str: text},
				Origin: f.origin(r)},
				size: size{1, 1, 2 + len(text)}})
		}
	}
	if failed || !l.operands(vs) {
		return value{}
	}
	return l.call(f, e, "CONCAT", calc.Origin{}, vs...)
}

// written is the source text of e, for messages: short, and on one line. e may stand in the file of a caller of f.
func written(f *frame, e hclsyntax.Expression) string {
	r := e.Range()
	for ; f != nil; f = f.caller {
		if f.scope.Source != nil && f.scope.Source.Range(0, 0).Filename == r.Filename {
			return sourceText(f, r, "this value")
		}
	}
	return "this value"
}

// sourceText is what stands at r in the file of f, or otherwise where that is not known.
func sourceText(f *frame, r hcl.Range, otherwise string) string {
	if b := f.scope.text(r); len(b) > 0 {
		return short(string(b))
	}
	return otherwise
}
