package lower

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/slogen-project/slogen/generator/calc"
)

// kind says what an HCL expression turned out to be.
type kind uint8

const (
	bad    kind = iota // reported already, or deferred: whatever is made of it is bad too
	static             // known when loaded
	event              // the event itself, which only functions and `.name` take
	column             // event.a.b: a column that a further name may follow
	perEvt             // any other per-event expression
	group              // an aggregate, or something computed from aggregates
	sliRef             // sli.x without .good or .eligible
)

// value is a lowered expression.
type value struct {
	kind kind
	null bool                 // static: written as the literal null
	at   hclsyntax.Expression // where it stands,
	in   *frame               // and in which frame: a caller's for arguments
	x    calc.Expr            // column, perEvt, group
	size size                 // of x

	// static: the value of e in f, or v when that is set
	e hclsyntax.Expression
	f *frame
	v cty.Value

	sli *SLI // sliRef
}

// size measures an expression as it will be printed. Nodes are shared where an argument is used several times, so
// counting has to go by use, not by allocation.
type size struct {
	nodes, depth int
	bytes        int // a lower bound: quotes and escapes add to it
}

// frame is the surroundings an expression is lowered in: a file, or one call of a user's function.
type frame struct {
	scope  *Scope
	fn     *Function // nil outside of functions
	caller *frame
	via    *calc.Via
	params []value // the arguments, as fn.Params

	ctx   *hcl.EvalContext // made when something static is evaluated first
	calls []*Function      // functions called in static expressions
}

// param finds the argument that a name stands for.
func (f *frame) param(name string) *value {
	if f.fn == nil {
		return nil
	}
	for i, p := range f.fn.Params {
		if p == name && i < len(f.params) {
			return &f.params[i]
		}
	}
	return nil
}

func (f *frame) origin(r hcl.Range) calc.Origin {
	return calc.Origin{Source: f.scope.Source, Start: r.Start.Byte, End: r.End.Byte, Via: f.via}
}

func unparen(e hclsyntax.Expression) hclsyntax.Expression {
	for {
		p, ok := e.(*hclsyntax.ParenthesesExpr)
		if !ok {
			return e
		}
		e = p.Expression
	}
}
