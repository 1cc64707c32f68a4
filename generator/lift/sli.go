package lift

import (
	"errors"
	"fmt"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/lower"
)

// Expression is an expression in HCL.
type Expression struct {
	HCL   string // on several lines where it is long; empty if there is none
	Proof Proof
	Notes []string // what a reader should know
	Why   string   // why there is none
}

// Value writes the value of a formula: of a calculated field that is no SLI. Tests of missing values are
// written as those who wrote `$x != null` meant them, with a note.
func (l *Lifter) Value(root calc.Expr) Expression {
	x := Expression{}
	meant := existence(root)
	if text(meant) != text(root) {
		x.Notes = append(x.Notes, "whether null equals null isn't documented, so that `!= null` may be true for every event;"+
			" here it asks whether there is a value")
	}
	w := writer{event: "event", names: l.name, meant: true}
	t := w.expr(root, true)
	x.Proof, x.Why = w.proven(root, meant)
	if x.Why == "" {
		x.HCL = t.lines()
	}
	return x
}

// proven proves that what w wrote of e is what was meant: as it is with columns for other names.
func (w *writer) proven(e, meant calc.Expr) (Proof, string) {
	if w.why != "" {
		return Proof{}, w.why
	}
	plain := writer{event: "event", meant: w.meant}
	p, err := sameValue(plain.expr(e, true).text, meant)
	if err != nil {
		return Proof{}, err.Error()
	}
	return p, ""
}

// existence has EXISTS for comparisons with null.
func existence(e calc.Expr) calc.Expr {
	n, ok := e.(*calc.Call)
	if !ok {
		return e
	}
	if n.Func == "EQUALS" && len(n.Args) == 2 && isNull(n.Args[0]) != isNull(n.Args[1]) {
		x := n.Args[0]
		if isNull(x) {
			x = n.Args[1]
		}
		return call("NOT", call("EXISTS", existence(x)))
	}
	out := &calc.Call{Func: n.Func}
	for _, a := range n.Args {
		out.Args = append(out.Args, existence(a))
	}
	if n.Func == "NOT" {
		return negation(out)
	}
	return out
}

// SLI is an SLI in HCL: Eligible is empty where every event counts, and Good where the formula can't be said.
type SLI struct {
	Eligible, Good string
	Proof          Proof
	Why            string // why there is none
}

// SLI takes the formula of an SLI apart.
func (l *Lifter) SLI(root calc.Expr) SLI {
	var why []string
	for _, parts := range candidates(root) {
		out, err := l.sli(root, parts)
		if err == nil {
			return out
		}
		why = append(why, err.Error())
	}
	return SLI{Why: why[len(why)-1]}
}

// parts are what an SLI may be taken apart into; eligible is nil where every event counts.
type parts struct{ eligible, good calc.Expr }

// candidates are the ways to take an SLI apart, the best for readers first.
func candidates(root calc.Expr) []parts {
	var out []parts
	if p, ok := split(root); ok {
		out = append(out, p)
	}
	if c, ok := root.(*calc.Call); ok && c.Func == "IF" && len(c.Args) == 2 {
		out = append(out, parts{c.Args[0], c.Args[1]})
	}
	return append(out, parts{nil, root})
}

func (l *Lifter) sli(root calc.Expr, p parts) (SLI, error) {
	write := func(e calc.Expr) (shown, plain string, err error) {
		if e == nil {
			return "", "", nil
		}
		w := writer{event: "event", names: l.name}
		shown = w.expr(e, true).lines()
		v := writer{event: "event"}
		plain = v.expr(e, true).text
		if w.why != "" {
			return "", "", errors.New(w.why)
		}
		return shown, plain, nil
	}
	var out SLI
	eligible, plainEligible, err := write(p.eligible)
	if err != nil {
		return out, err
	}
	good, plainGood, err := write(p.good)
	if err != nil {
		return out, err
	}
	got, err := compiledSLI(plainEligible, plainGood)
	if err != nil {
		return out, err
	}
	proof := Same(root, got)
	if !proof.Holds() {
		return out, fmt.Errorf("HCL would compile it to %s", text(got))
	}
	return SLI{Eligible: eligible, Good: good, Proof: proof}, nil
}

func compiledSLI(eligible, good string) (calc.Expr, error) {
	s := newSheet(nil)
	e, err := s.parse(eligible)
	if err != nil {
		return nil, err
	}
	g, err := s.parse(good)
	if err != nil {
		return nil, err
	}
	sli, diags := lower.CompileSLI(s.scope, e, g, nil)
	if sli == nil {
		return nil, failure(diags)
	}
	return sli.Formula, nil
}

// split takes an SLI apart into which events count and which are good. It is false for formulas that aren't made of
// conditions.
func split(e calc.Expr) (parts, bool) {
	n, ok := e.(*calc.Call)
	if !ok || n.Func != "IF" || len(n.Args) < 2 {
		return parts{good: e}, boolean(e)
	}
	var rest *parts // what is left once no condition so far holds; nil where such events don't count
	args := n.Args
	if len(args)%2 == 1 {
		last := args[len(args)-1]
		args = args[:len(args)-1]
		if !isNull(last) {
			p, ok := split(last)
			if !ok {
				return parts{}, false
			}
			rest = &p
		}
	}
	var nulls []calc.Expr // conditions of neighbours that are null
	for i := len(args) - 2; i >= 0; i -= 2 {
		if isNull(args[i+1]) {
			nulls = append([]calc.Expr{args[i]}, nulls...)
			if i > 0 {
				continue
			}
		}
		rest = excluding(nulls, rest)
		nulls = nil
		if isNull(args[i+1]) {
			break
		}
		if rest, ok = before(args[i], args[i+1], rest); !ok {
			return parts{}, false
		}
	}
	if rest == nil || rest.good == nil || constant(rest.good) {
		return parts{}, false
	}
	return *rest, true
}

// excluding is p without the events that one of the conditions holds for.
func excluding(conditions []calc.Expr, p *parts) *parts {
	if p == nil || len(conditions) == 0 {
		return p
	}
	not := call("NOT", or(conditions...))
	if p.eligible == nil {
		return &parts{not, p.good}
	}
	return &parts{and(not, p.eligible), p.good}
}

// before is what IF(condition, value, rest) comes to.
func before(condition, value calc.Expr, rest *parts) (*parts, bool) {
	lit, isLiteral := value.(*calc.Literal)
	if isLiteral && lit.Value.Kind != calc.Bool {
		return nil, false
	}
	if rest == nil {
		if isLiteral {
			return &parts{condition, value}, true
		}
		inner, ok := split(value)
		if !ok {
			return nil, false
		}
		if inner.eligible != nil {
			return &parts{and(condition, inner.eligible), inner.good}, true
		}
		return &parts{condition, inner.good}, true
	}
	out := &parts{}
	if rest.eligible != nil {
		out.eligible = or(condition, rest.eligible)
	}
	switch {
	case isLiteral && lit.Value.Bool:
		out.good = or(condition, rest.good)
	case isLiteral:
		out.good = and(call("NOT", condition), rest.good)
	case boolean(value):
		out.good = call("IF", condition, value, rest.good)
	default:
		return nil, false
	}
	return out, true
}

func constant(e calc.Expr) bool {
	_, ok := e.(*calc.Literal)
	return ok
}

// or is a || b; where one of them is false anyway, the other one.
func or(list ...calc.Expr) calc.Expr { return joined("OR", false, list) }

func and(list ...calc.Expr) calc.Expr { return joined("AND", true, list) }

func joined(fn string, neutral bool, list []calc.Expr) calc.Expr {
	var args []calc.Expr
	for _, e := range list {
		if lit, ok := e.(*calc.Literal); ok && lit.Value.Kind == calc.Bool {
			if lit.Value.Bool == neutral {
				continue
			}
			return e
		}
		args = append(args, e)
	}
	switch len(args) {
	case 0:
		return &calc.Literal{Value: calc.Value{Kind: calc.Bool, Bool: neutral}}
	case 1:
		if boolean(args[0]) {
			return args[0]
		}
		return call("BOOL", args[0])
	}
	return &calc.Call{Func: fn, Args: args}
}
