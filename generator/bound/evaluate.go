package bound

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/slogen-project/slogen/generator/diag"
)

// codeEvaluation is the rule that hcl's messages about values are about, unless [Budget.Word] knows better.
const codeEvaluation = "expression/evaluation"

// Value evaluates an expression. hcl evaluates a copy of it in which whatever may take long, or make much of little,
// stands in a meter: what a `for` does in each round, operands that are compared, texts that are put together. The
// original is left as it is, for others look at what is written in it.
func (b *Budget) Value(e hcl.Expression, ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	if b == nil {
		v, diags := e.Value(ctx)
		return v, diag.Coded(codeEvaluation, diags)
	}
	v, diags := b.whole(e, ctx)
	if b.Word != nil {
		for _, d := range diags {
			b.Word(d)
		}
	}
	return v, diag.Coded(codeEvaluation, diags)
}

func (b *Budget) whole(e hcl.Expression, ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	if b.Err() != nil {
		return cty.DynamicVal, hcl.Diagnostics{b.Problem()}
	}
	native, ok := e.(hclsyntax.Expression)
	if !ok {
		if native = template(e); native == nil {
			b.rehearse(e, ctx)
			if b.Err() != nil {
				return cty.DynamicVal, hcl.Diagnostics{b.Problem()}
			}
			return e.Value(ctx)
		}
	}
	switch native.(type) {
	case *hclsyntax.LiteralValueExpr, *hclsyntax.ScopeTraversalExpr:
		return e.Value(ctx)
	}
	v, diags := b.value(native, ctx)
	if b.Err() != nil {
		return cty.DynamicVal, hcl.Diagnostics{b.Problem()}
	}
	return v, diags
}

func (b *Budget) value(e hclsyntax.Expression, ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	return b.evaluate(e, ctx, copier{budget: b})
}

func (b *Budget) evaluate(e hclsyntax.Expression, ctx *hcl.EvalContext, c copier) (cty.Value, hcl.Diagnostics) {
	e = c.copy(e)
	if b.Spend(c.steps) != nil {
		b.stopped(e.Range())
		return cty.DynamicVal, nil
	}
	v, diags := e.Value(ctx)
	if b.Err() != nil {
		b.stopped(e.Range())
	}
	return v, diags
}

// template is the template that a text in HCL's JSON form holds, as hcl parses it; nil for other values, for texts that
// hold nothing to evaluate, and for those with mistakes.
func template(e hcl.Expression) hclsyntax.Expression {
	raw, _ := e.Value(nil)
	if !raw.IsKnown() || raw.IsNull() || raw.Type() != cty.String {
		return nil
	}
	return parseTemplate(raw.AsString(), e.Range())
}

func parseTemplate(text string, literal hcl.Range) hclsyntax.Expression {
	if !strings.Contains(text, "${") && !strings.Contains(text, "%{") {
		return nil
	}
	start := literal.Start // the text begins behind its quote
	start.Byte++
	start.Column++
	t, diags := hclsyntax.ParseTemplate([]byte(text), literal.Filename, start)
	if diags.HasErrors() {
		return nil
	}
	return t
}

// rehearse evaluates the templates within a list or an object of HCL's JSON form, which hcl parses and evaluates
// itself, out of reach. If the steps last, hcl may do it once more.
func (b *Budget) rehearse(e hcl.Expression, ctx *hcl.EvalContext) {
	raw, _ := e.Value(nil)
	try := func(text string) {
		if t := parseTemplate(text, e.Range()); t != nil && b.Err() == nil {
			b.evaluate(t, ctx, copier{budget: b, rehearsal: true})
			if b.Err() != nil { // the template's own place isn't known
				b.mu.Lock()
				defer b.mu.Unlock()
				b.at = e.Range().Ptr()
			}
		}
	}
	_ = cty.Walk(raw, func(_ cty.Path, v cty.Value) (bool, error) {
		switch ty := v.Type(); {
		case !v.IsKnown() || v.IsNull():
		case ty == cty.String:
			try(v.AsString())
		case ty.IsObjectType():
			for it := v.ElementIterator(); it.Next(); {
				k, _ := it.Element()
				try(k.AsString())
			}
		}
		return b.Err() == nil, nil
	})
}

// copier copies the parts of an expression that are to be metered, and what they stand in.
type copier struct {
	budget    *Budget
	steps     int  // of evaluating it all once, apart from what meters count
	rehearsal bool // it is done once more without meters
}

func (c *copier) all(list []hclsyntax.Expression) []hclsyntax.Expression {
	out := make([]hclsyntax.Expression, len(list))
	for i, e := range list {
		out[i] = c.copy(e)
	}
	return out
}

// copy makes what is evaluated in the place of e. Leaves and what costs nothing of its own stay.
func (c *copier) copy(e hclsyntax.Expression) hclsyntax.Expression {
	c.steps += stepsPerNode
	switch e := e.(type) {
	case *hclsyntax.ParenthesesExpr:
		x := *e
		x.Expression = c.copy(e.Expression)
		return &x
	case *hclsyntax.RelativeTraversalExpr:
		x := *e
		x.Source = c.copy(e.Source)
		return &x
	case *hclsyntax.FunctionCallExpr:
		return c.call(*e)
	case *hclsyntax.ConditionalExpr:
		x := *e
		x.Condition, x.TrueResult, x.FalseResult = c.copy(e.Condition), c.copy(e.TrueResult), c.copy(e.FalseResult)
		return &choice{ConditionalExpr: &x, budget: c.budget, rehearsal: c.rehearsal}
	case *hclsyntax.IndexExpr:
		x := *e
		x.Collection, x.Key = c.copy(e.Collection), c.meter(c.copy(e.Key), number)
		return &x
	case *hclsyntax.TupleConsExpr:
		x := *e
		x.Exprs = c.all(e.Exprs)
		return &x
	case *hclsyntax.ObjectConsExpr:
		return c.object(*e)
	case *hclsyntax.ObjectConsKeyExpr:
		if _, reference := e.Wrapped.(*hclsyntax.ScopeTraversalExpr); reference {
			return e // a name is a key, which hcl sees by its type
		}
		x := *e
		x.Wrapped = c.copy(e.Wrapped)
		return &x
	case *hclsyntax.ForExpr:
		return c.loop(*e)
	case *hclsyntax.SplatExpr: // Item stays: it is the same in Each
		x := *e
		x.Source = c.meter(c.copy(e.Source), looked)
		x.Each = c.round(e.Each, e.SrcRange)
		return &x
	case *hclsyntax.BinaryOpExpr:
		return c.binary(*e)
	case *hclsyntax.UnaryOpExpr:
		x := *e
		x.Val = c.copy(e.Val)
		if e.Op == hclsyntax.OpNegate {
			x.Val = c.meter(x.Val, number)
		}
		return &x
	case *hclsyntax.TemplateExpr:
		if e.IsStringLiteral() {
			return e
		}
		x := *e
		x.Parts = c.all(e.Parts)
		return c.meter(&x, made)
	case *hclsyntax.TemplateWrapExpr:
		x := *e
		x.Wrapped = c.copy(e.Wrapped)
		return &x
	case *hclsyntax.TemplateJoinExpr:
		x := *e
		x.Tuple = c.copy(e.Tuple)
		return c.meter(&x, made)
	}
	return e
}

func (c *copier) call(x hclsyntax.FunctionCallExpr) hclsyntax.Expression {
	c.steps += stepsPerCall
	x.Args = c.all(x.Args)
	if n := len(x.Args); x.ExpandFinal && n > 0 { // hcl makes an expression of each element
		x.Args[n-1] = c.meter(x.Args[n-1], looked)
	}
	return c.meter(&x, nothing)
}

func (c *copier) object(x hclsyntax.ObjectConsExpr) hclsyntax.Expression {
	items := make([]hclsyntax.ObjectConsItem, len(x.Items))
	for i, it := range x.Items {
		c.steps += stepsPerItem
		items[i] = hclsyntax.ObjectConsItem{KeyExpr: c.copy(it.KeyExpr), ValueExpr: c.copy(it.ValueExpr)}
	}
	x.Items = items
	return &x
}

func (c *copier) loop(x hclsyntax.ForExpr) hclsyntax.Expression {
	x.CollExpr = c.meter(c.copy(x.CollExpr), looked)
	// In each round the condition comes first, for it may leave out the rest.
	x.CondExpr = c.round(x.CondExpr, x.SrcRange)
	x.KeyExpr = c.round(x.KeyExpr, x.SrcRange)
	x.ValExpr = c.round(x.ValExpr, x.SrcRange)
	return &x
}

func (c *copier) binary(x hclsyntax.BinaryOpExpr) hclsyntax.Expression {
	x.LHS, x.RHS = c.copy(x.LHS), c.copy(x.RHS)
	switch x.Op {
	case hclsyntax.OpEqual, hclsyntax.OpNotEqual:
		x.LHS, x.RHS = c.meter(x.LHS, compared), c.meter(x.RHS, compared)
	case hclsyntax.OpLogicalAnd, hclsyntax.OpLogicalOr:
	default:
		x.LHS, x.RHS = c.meter(x.LHS, number), c.meter(x.RHS, number)
	}
	return &x
}

// round is a part of the loop that stands at a place, which is evaluated again and again.
func (c *copier) round(e hclsyntax.Expression, loop hcl.Range) hclsyntax.Expression {
	if e == nil {
		return nil
	}
	inside := copier{budget: c.budget, steps: stepsPerRound, rehearsal: c.rehearsal}
	e = inside.copy(e)
	return &meter{Expression: parentheses(e), budget: c.budget, steps: inside.steps, at: loop}
}

func (c *copier) meter(e hclsyntax.Expression, what measured) hclsyntax.Expression {
	if _, literal := e.(*hclsyntax.LiteralValueExpr); literal && what != number {
		return e
	}
	return &meter{Expression: parentheses(e), budget: c.budget, what: what, at: e.Range()}
}

// parentheses are how whatever walks the tree finds what is inside a meter.
func parentheses(e hclsyntax.Expression) hclsyntax.Expression {
	return &hclsyntax.ParenthesesExpr{Expression: e, SrcRange: e.Range()}
}

// measured says what a meter counts of a value.
type measured uint8

const (
	nothing  measured = iota
	looked            // hcl goes through it
	compared          // hcl compares it
	made              // it is a text that was put together
	number            // hcl makes a number of it
)

// meter takes the steps of an expression from the budget. Once that is used up there is nothing but an unknown value,
// so that what stands around ends soon.
type meter struct {
	hclsyntax.Expression
	budget *Budget
	steps  int // of evaluating it
	what   measured
	at     hcl.Range // what to show where the steps run out
}

func (m *meter) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	b := m.budget
	if b.Err() != nil {
		return cty.DynamicVal, nil
	}
	if m.steps > 0 && b.Spend(m.steps) != nil {
		b.stopped(m.at)
		return cty.DynamicVal, nil
	}
	v, diags := m.Expression.Value(ctx)
	switch m.what {
	case looked:
		b.look(v)
	case compared:
		b.Spend(b.Measure(v).Steps * stepsToEqual)
	case made:
		b.Spend(b.Made(v).Steps)
	case number:
		if err := numeral(v); err != nil {
			return cty.UnknownVal(cty.Number),
				append(diags, diag.Error("language/limit", "Number too large", "This "+strings.TrimPrefix(err.Error(),
					"a ")+".",
					m.Range()))
		}
	}
	if b.Err() != nil {
		b.stopped(m.at)
		return cty.DynamicVal, nil
	}
	return v, diags
}

// choice is a conditional. Both results are evaluated first, and made alike where that would take hcl long.
type choice struct {
	*hclsyntax.ConditionalExpr
	budget    *Budget
	rehearsal bool
}

func (c *choice) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	e := *c.ConditionalExpr
	whenTrue, trueDiags := e.TrueResult.Value(ctx)
	whenFalse, falseDiags := e.FalseResult.Value(ctx)
	if !trueDiags.HasErrors() && !falseDiags.HasErrors() {
		var steps int
		if x, y, ok := agree(whenTrue, whenFalse); ok && !c.rehearsal {
			whenTrue, whenFalse = x, y
		} else {
			steps = c.budget.unlike(whenTrue, whenFalse)
		}
		c.budget.look(whenTrue)
		c.budget.look(whenFalse)
		if c.budget.Spend(steps) != nil {
			c.budget.stopped(c.Range())
			return cty.DynamicVal, nil
		}
	}
	e.TrueResult = &evaluated{parentheses(e.TrueResult), whenTrue, trueDiags}
	e.FalseResult = &evaluated{parentheses(e.FalseResult), whenFalse, falseDiags}
	return e.Value(ctx)
}

// evaluated is an expression that was evaluated already.
type evaluated struct {
	hclsyntax.Expression
	value cty.Value
	diags hcl.Diagnostics
}

func (e *evaluated) Value(*hcl.EvalContext) (cty.Value, hcl.Diagnostics) { return e.value, e.diags }
