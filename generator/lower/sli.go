package lower

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/slogen-project/slogen/generator/calc"
)

// CompileSLI compiles an SLI to IF(eligible, good), or to good alone where every event is eligible. eligible may be
// nil. `sli.other` as the whole of good is that SLI with its eligibility; both eligibilities count where eligible is
// given, too. Events in one of excludes are not eligible. The result is checked as an SLI.
//
// The result is nil when there are errors, and nil without diagnostics when an SLI that it refers to is not known yet.
func CompileSLI(s *Scope, eligible, good hclsyntax.Expression, excludes []Exclude) (*SLI, hcl.Diagnostics) {
	l := lowerer{maxBytes: calc.MaxBytes}
	f := &frame{scope: s}

	var room [4]value
	conds := room[:0] // what makes an event eligible
	failed := false
	if eligible != nil {
		conds, failed = l.eligible(f, eligible, conds)
	}
	g, other := l.good(f, good)
	if other != nil {
		failed = failed || other.kind == bad
		conds = append(conds, *other)
	}
	if failed || g.kind == bad || l.diags.HasErrors() {
		return nil, l.diags
	}

	for _, x := range excludes {
		if conds = append(conds, l.outside(f, x)); l.stop {
			return nil, l.diags
		}
	}
	out := &SLI{Field: Field{Formula: g.x, Type: calc.TypeBool, Decl: good.Range()}, Good: g.x}
	whole := g
	if len(conds) > 0 {
		e := conds[0]
		if len(conds) > 1 {
			at := eligible
			if at == nil {
				at = good
			}
			e = l.chain(f, at, "AND", conds)
		}
		if e.kind == bad {
			return nil, l.diags
		}
		out.Eligible = e.x
		if whole = l.call(f, good, "IF", calc.Origin{}, e, g); whole.kind == bad {
			return nil, l.diags
		}
		out.Formula = whole.x
	}
	l.diags = append(l.diags, calc.CheckSLI(&calc.Formula{Root: out.Formula}, s.env())...)
	l.fits(good.Range(), whole)
	if l.diags.HasErrors() {
		return nil, l.diags
	}
	return out, l.diags
}

// CompileField compiles the value of a calculated field that is no SLI.
//
// The result is nil when there are errors, and nil without diagnostics when something that it refers to is not known
// yet.
func CompileField(s *Scope, e hclsyntax.Expression) (*Field, hcl.Diagnostics) {
	l := lowerer{maxBytes: calc.MaxBytes}
	v := l.lower(&frame{scope: s}, e)
	switch {
	case v.kind == static:
		v = l.constantValue(v)
	default:
		v = l.operand(v)
	}
	if v.kind == bad || l.diags.HasErrors() {
		return nil, l.diags
	}
	t, diags := calc.CheckSaved(&calc.Formula{Root: v.x}, s.env())
	l.diags = append(l.diags, diags...)
	l.fits(e.Range(), v)
	if l.diags.HasErrors() {
		return nil, l.diags
	}
	return &Field{Formula: v.x, Type: t, Decl: e.Range()}, l.diags
}

// constantValue reports a value that doesn't look at the event.
func (l *lowerer) constantValue(v value) value {
	if v.null {
		return l.fail(v.in, v.at.Range(), constantField("null"))
	}
	got, ok := l.known(v)
	if !ok {
		return value{}
	}
	if text, ok := conditionIn(got); ok {
		return l.fail(v.in, v.at.Range(), quotedCondition(text))
	}
	return l.fail(v.in, v.at.Range(), constantField(written(v.in, v.at)))
}

// eligible lowers the argument of that name and appends what an event must keep, which is nothing where all do.
func (l *lowerer) eligible(f *frame, e hclsyntax.Expression, conds []value) (_ []value, failed bool) {
	v := l.lower(f, e)
	if v.kind != static {
		if v = l.operand(v); v.kind == bad {
			return conds, true
		}
		return append(conds, v), false
	}
	is, ok := l.boolean(v)
	if ok && !is {
		l.fail(f, e.Range(), neverEligible())
	}
	return conds, !ok
}

// good lowers the argument of that name. Where it is another SLI, it is that SLI's, and so is the eligibility, if it
// has one.
func (l *lowerer) good(f *frame, e hclsyntax.Expression) (g value, eligible *value) {
	g = l.lower(f, e)
	switch {
	case g.kind == static:
		return l.constantGood(g), nil
	case g.kind != sliRef:
		return l.operand(g), nil
	case g.sli.Good == nil:
		return l.embed(f, g.sli.Formula, e), nil
	}
	if g.sli.Eligible != nil {
		v := l.embed(f, g.sli.Eligible, e)
		eligible = &v
	}
	return l.embed(f, g.sli.Good, e), eligible
}

// constantGood reports a criterion that doesn't look at the event.
func (l *lowerer) constantGood(g value) value {
	if g.null {
		return l.fail(g.in, g.at.Range(), goodNull())
	}
	got, ok := l.known(g)
	if !ok {
		return value{}
	}
	if b, err := convert.Convert(got, cty.Bool); err == nil && b.IsKnown() && !b.IsNull() {
		return l.fail(g.in, g.at.Range(), constantGood(b.True()))
	}
	if text, ok := conditionIn(got); ok {
		return l.fail(g.in, g.at.Range(), quotedCondition(text))
	}
	return l.fail(g.in, g.at.Range(), goodNotBoolean(typeName(got)))
}

// outside is the condition that an event is not in x.
func (l *lowerer) outside(f *frame, x Exclude) value {
	at := &hclsyntax.LiteralValueExpr{Val: cty.True, SrcRange: x.Range}
	seconds := func(n int64) value {
		return value{kind: perEvt, at: at, in: f, x: &calc.Literal{Value: calc.Value{Kind: calc.Int, Int: n},
			Origin: f.origin(x.Range)}, size: size{1, 1, 10}}
	}
	now := func() value { return l.call(f, at, "EVENT_TIMESTAMP", calc.Origin{}) }
	from := l.call(f, at, "GTE", calc.Origin{}, now(), seconds(x.From))
	to := l.call(f, at, "LT", calc.Origin{}, now(), seconds(x.To))
	return l.call(f, at, "NOT", calc.Origin{}, l.call(f, at, "AND", calc.Origin{}, from, to))
}

// SplitSLI is the SLI of a raw expression. Where it is IF(<eligible>, <good>), or can't be null, its parts are known
// and other SLIs may refer to them. Alias is left empty.
func SplitSLI(root calc.Expr, decl hcl.Range) *SLI {
	s := &SLI{Field: Field{Formula: root, Type: calc.TypeBool, Decl: decl}}
	if c, ok := root.(*calc.Call); ok && c.Func == "IF" && len(c.Args) == 2 && alwaysBoolean(c.Args[1]) {
		s.Eligible, s.Good = c.Args[0], c.Args[1]
	} else if alwaysBoolean(root) {
		s.Good = root
	}
	return s
}

// alwaysBoolean says whether x is true or false for every event.
func alwaysBoolean(x calc.Expr) bool {
	t, _ := calc.Check(x, nil)
	return t.Only(calc.TypeBool)
}

// mayBeNull says whether there are events for which x is null.
func mayBeNull(x calc.Expr) bool {
	t, _ := calc.Check(x, nil)
	return t.Has(calc.TypeNull)
}

// check runs the type checker over x.
func (l *lowerer) check(s *Scope, x calc.Expr) calc.Type {
	t, diags := calc.Check(x, s.env())
	l.diags = append(l.diags, diags...)
	return t
}
