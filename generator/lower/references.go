package lower

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/slogen-project/slogen/generator/calc"
)

// instanceOf is "sli" or "field" where e is a reference to an SLI or a calculated field with a key that has to be
// computed, such as sli.availability[each.key], and what follows it; empty for anything else.
func (f *frame) instanceOf(e hclsyntax.Expression) string {
	for {
		switch x := e.(type) {
		case *hclsyntax.IndexExpr:
			e = x.Collection
		case *hclsyntax.RelativeTraversalExpr:
			e = x.Source
		case *hclsyntax.ScopeTraversalExpr:
			if root := x.Traversal.RootName(); (root == "sli" || root == "field") && f.param(root) == nil {
				return root
			}
			return ""
		default:
			return ""
		}
	}
}

// instance lowers such a reference.
func (l *lowerer) instance(f *frame, e hclsyntax.Expression, root string) value {
	t, ok := l.reference(f, e)
	switch {
	case !ok:
		return value{}
	case root == "field":
		return l.field(f, e, t)
	}
	return l.sli(f, e, t)
}

// field lowers field.x and field.service.x["key"]. Where Honeycomb takes the name of a column, in a query, that is the
// saved calculated field; everywhere else its formula stands in its place, as it isn't documented whether one
// calculated field may use another.
func (l *lowerer) field(f *frame, e hclsyntax.Expression, t hcl.Traversal) value {
	if len(t) < 2 {
		return l.fail(f, e.Range(), fieldNowhere())
	}
	if f.scope.Field == nil {
		return l.fail(f, e.Range(), fieldUnseen(written(f, e)))
	}
	x, diags := f.scope.Field(t)
	l.diags = append(l.diags, diags...)
	switch {
	case x == nil:
		l.deferred = l.deferred || !diags.HasErrors()
		return value{}
	case !l.mode.trigger():
		return l.embed(f, x.Formula, e)
	}
	if l.root.Columns != nil { // the query's dataset may lack what the formula reads
		_, diags := calc.Check(rebase(x.Formula, through(f, e), nil), l.root.env())
		if l.diags = append(l.diags, diags...); diags.HasErrors() {
			return value{}
		}
	}
	return l.saved(f, e, x)
}

// reference is a reference whose keys are computed; false after an error.
func (l *lowerer) reference(f *frame, e hclsyntax.Expression) (hcl.Traversal, bool) {
	switch x := e.(type) {
	case *hclsyntax.ScopeTraversalExpr:
		return slices.Clip(x.Traversal), true
	case *hclsyntax.RelativeTraversalExpr:
		t, ok := l.reference(f, x.Source)
		return append(t, x.Traversal...), ok
	}
	x := e.(*hclsyntax.IndexExpr)
	t, ok := l.reference(f, x.Collection)
	k := l.lower(f, x.Key)
	switch {
	case !ok || k.kind == bad:
		return nil, false
	case k.kind != static:
		l.fail(f, x.Key.Range(), perEventKey(written(f, x.Key)))
		return nil, false
	}
	key, ok := l.known(k)
	return append(t, hcl.TraverseIndex{Key: key, SrcRange: x.BracketRange}), ok
}

// sli lowers sli.x, sli.x.good, sli.service.x["key"].eligible.
func (l *lowerer) sli(f *frame, e hclsyntax.Expression, t hcl.Traversal) value {
	if len(t) < 2 || f.scope.SLI == nil {
		return l.fail(f, e.Range(), sliNowhere())
	}
	// `good` and `eligible` are parts where there is something they can be a part of, otherwise names.
	last, ok := t[len(t)-1].(hcl.TraverseAttr)
	if ok && len(t) > 2 && (last.Name == "good" || last.Name == "eligible") {
		s, diags := f.scope.SLI(t[:len(t)-1])
		if !diags.HasErrors() {
			v, ok := l.resolved(f, e, s, diags)
			if !ok {
				return v
			}
			return l.part(f, v, last.Name, e)
		}
		if diags[0].Summary != "Reference to undeclared SLI" { // it is there, and something is wrong with it
			v, _ := l.resolved(f, e, nil, diags)
			return v
		}
		if s, more := f.scope.SLI(t); !more.HasErrors() {
			v, _ := l.resolved(f, e, s, more)
			return v
		}
		v, _ := l.resolved(f, e, nil, diags)
		return v
	}
	s, diags := f.scope.SLI(t)
	v, _ := l.resolved(f, e, s, diags)
	return v
}

func (l *lowerer) resolved(f *frame, e hclsyntax.Expression, s *SLI, diags hcl.Diagnostics) (value, bool) {
	l.diags = append(l.diags, diags...)
	if s == nil {
		l.deferred = l.deferred || !diags.HasErrors()
		return value{}, false
	}
	return value{kind: sliRef, at: e, in: f, sli: s}, true
}

// part lowers sli.x.good and sli.x.eligible, which are true or false for every event. An SLI whose `good` may be null
// has no such parts: the null takes an event out, whatever its `eligible` says.
func (l *lowerer) part(f *frame, v value, name string, e hclsyntax.Expression) value {
	s := v.sli
	switch {
	case s.Good == nil:
		return l.fail(f, e.Range(), rawSLI())
	case mayBeNull(s.Good):
		return l.fail(f, e.Range(), nullableGood(), declaredHere("The SLI is declared here", s.Decl))
	case name == "good":
		return l.embedTruth(f, s.Good, e)
	case s.Eligible == nil:
		return value{kind: static, at: e, in: f, e: e, f: f, v: cty.True}
	}
	return l.embedTruth(f, s.Eligible, e)
}
