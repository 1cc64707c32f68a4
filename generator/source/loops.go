package source

import (
	"bytes"
	"fmt"
	"slices"
	"sync/atomic"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/zclconf/go-cty/cty"
)

// maxRounds is how often the inside of one `for` may be evaluated in a run, in all loops and calls around it together. A round takes some
// microseconds: more than this is no longer a wait but a hang.
const maxRounds = 100_000

// loop counts the rounds of one `for`.
type loop struct {
	rounds atomic.Int64
	at     hcl.Range
}

// counted is a part of a `for` that is evaluated under its count. It stands around an expression in parentheses, which is how whatever walks the
// tree finds what is inside.
type counted struct {
	hclsyntax.Expression
	*loop
	round bool // one evaluation is one round
}

// Unwrap gives the expression as it was written.
func (c *counted) Unwrap() hclsyntax.Expression { return c.Expression }

// Value evaluates the part. From the first round too many on there is nothing but an unknown value, so that what is left of the loops ends soon.
func (c *counted) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	n := c.rounds.Load()
	if c.round {
		n = c.rounds.Add(1)
	}
	if n == maxRounds+1 && c.round {
		return cty.DynamicVal, hcl.Diagnostics{diag.Error("Loop too large", fmt.Sprintf("This `for` runs more than %d times, counting all the loops and "+
			"calls around it. Are the collections larger than intended, or are loops nested that could follow each other?", maxRounds), c.at)}
	}
	if n > maxRounds {
		return cty.DynamicVal, nil
	}
	v, diags := c.Expression.Value(ctx)
	if slices.ContainsFunc(diags, Exhausted) { // each round would say so
		c.rounds.Store(maxRounds + 1)
	}
	return v, diags
}

// boundLoops puts a count into every `for` within n, which was parsed from src.
func boundLoops(n hclsyntax.Node, src []byte) {
	if !mayLoop(src) {
		return
	}
	hclsyntax.VisitAll(n, func(n hclsyntax.Node) hcl.Diagnostics {
		f, ok := n.(*hclsyntax.ForExpr)
		if !ok {
			return nil
		}
		l := &loop{at: f.SrcRange}
		wrap := func(e hclsyntax.Expression, round bool) hclsyntax.Expression {
			if e == nil {
				return nil
			}
			return &counted{Expression: &hclsyntax.ParenthesesExpr{Expression: e, SrcRange: e.Range()}, loop: l, round: round}
		}
		// What is evaluated in each round: the condition where there is one, for it may leave out the rest.
		f.CollExpr = wrap(f.CollExpr, false)
		f.ValExpr = wrap(f.ValExpr, f.CondExpr == nil)
		f.CondExpr = wrap(f.CondExpr, true)
		return nil
	})
}

// mayLoop says whether some "for" in src follows an opening bracket or brace.
func mayLoop(src []byte) bool {
	for {
		i := bytes.Index(src, []byte("for"))
		if i < 0 {
			return false
		}
		before := bytes.TrimRight(src[:i], " \t\r\n~")
		if n := len(before); n > 0 && (before[n-1] == '[' || before[n-1] == '{') && (i+3 == len(src) || src[i+3] == ' ' || src[i+3] == '\t' || src[i+3] == '\n' || src[i+3] == '\r') {
			return true
		}
		src = src[i+3:]
	}
}

// nestsLoops says whether a template, or an expression, holds a `for` inside a `for`.
func nestsLoops(text []byte) bool {
	start := hcl.InitialPos
	deep := deepLoops{}
	if e, diags := hclsyntax.ParseTemplate(text, "", start); !diags.HasErrors() {
		hclsyntax.Walk(e, &deep)
	}
	if e, diags := hclsyntax.ParseExpression(text, "", start); !diags.HasErrors() {
		hclsyntax.Walk(e, &deep)
	}
	return deep.found
}

// deepLoops walks a tree and notices a `for` inside a `for`.
type deepLoops struct {
	depth int
	found bool
}

func (d *deepLoops) Enter(n hclsyntax.Node) hcl.Diagnostics {
	if _, ok := n.(*hclsyntax.ForExpr); ok {
		d.depth++
		d.found = d.found || d.depth > 1
	}
	return nil
}

func (d *deepLoops) Exit(n hclsyntax.Node) hcl.Diagnostics {
	if _, ok := n.(*hclsyntax.ForExpr); ok {
		d.depth--
	}
	return nil
}
