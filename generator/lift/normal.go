package lift

import (
	"github.com/slogen-project/slogen/generator/calc"
)

// normal is an expression in another form of the same value for every event: chains flat, no double negation, no test
// of a boolean against true, what reads nothing computed. Two expressions of the same normal form are the same.
func normal(e calc.Expr) calc.Expr {
	n, ok := e.(*calc.Call)
	if !ok {
		return e
	}
	out := &calc.Call{Func: n.Func}
	for _, a := range n.Args {
		out.Args = append(out.Args, normal(a))
	}
	if v, ok := computed(out); ok {
		return v
	}
	switch n.Func {
	case "AND", "OR":
		return junction(out)
	case "NOT":
		return negation(out)
	case "BOOL":
		if len(out.Args) == 1 && boolean(out.Args[0]) {
			return out.Args[0]
		}
	case "SUM", "MUL": // they compute from the left
		if c, ok := out.Args[0].(*calc.Call); ok && c.Func == n.Func {
			out.Args = append(c.Args[:len(c.Args):len(c.Args)], out.Args[1:]...)
		}
		floats(out)
	case "SUB", "DIV", "MOD", "LT", "LTE", "GT", "GTE":
		floats(out)
	case "IN":
		if len(out.Args) == 2 {
			out.Func = "EQUALS"
			return equality(out)
		}
	case "EQUALS":
		return equality(out)
	case "IF":
		out.Args = conditions(out.Args)
	}
	return out
}

// junction is AND or OR, with those in it taken apart.
func junction(n *calc.Call) calc.Expr {
	var args []calc.Expr
	for _, a := range n.Args {
		a = truth(a)
		if c, ok := a.(*calc.Call); ok && c.Func == n.Func {
			args = append(args, c.Args...)
		} else {
			args = append(args, a)
		}
	}
	if len(args) == 1 {
		if boolean(args[0]) {
			return args[0]
		}
		return &calc.Call{Func: "BOOL", Args: args}
	}
	return &calc.Call{Func: n.Func, Args: args}
}

func negation(n *calc.Call) calc.Expr {
	if len(n.Args) != 1 {
		return n
	}
	x := truth(n.Args[0])
	if c, ok := x.(*calc.Call); ok && c.Func == "NOT" && len(c.Args) == 1 {
		if boolean(c.Args[0]) {
			return c.Args[0]
		}
		return &calc.Call{Func: "BOOL", Args: c.Args}
	}
	return &calc.Call{Func: "NOT", Args: []calc.Expr{x}}
}

// equality is EQUALS; of what is true or false for every event with true or false, that itself, or its negation.
func equality(n *calc.Call) calc.Expr {
	if len(n.Args) != 2 || !boolean(n.Args[0]) {
		return n
	}
	lit, ok := n.Args[1].(*calc.Literal)
	switch {
	case !ok || lit.Value.Kind != calc.Bool:
		return n
	case lit.Value.Bool:
		return n.Args[0]
	}
	return negation(&calc.Call{Func: "NOT", Args: n.Args[:1]})
}

// conditions are the arguments of IF, those of an IF that stands for the last one among them.
func conditions(args []calc.Expr) []calc.Expr {
	args = flat(args)
	for i := 0; i+1 < len(args); i += 2 {
		args[i] = truth(args[i])
	}
	return args
}

// flat are the arguments of IF with those of one that is the value otherwise.
func flat(args []calc.Expr) []calc.Expr {
	for len(args)%2 == 1 {
		c, ok := args[len(args)-1].(*calc.Call)
		if !ok || c.Func != "IF" || len(c.Args) < 2 {
			break
		}
		args = append(args[:len(args)-1:len(args)-1], c.Args...)
	}
	return args
}

// truth is a condition without BOOL around it.
func truth(e calc.Expr) calc.Expr {
	for {
		c, ok := e.(*calc.Call)
		if !ok || c.Func != "BOOL" || len(c.Args) != 1 {
			return e
		}
		e = c.Args[0]
	}
}

// boolean says whether a value is true or false for every event.
func boolean(e calc.Expr) bool {
	t, _ := calc.Check(e, nil)
	return t.Only(calc.TypeBool)
}

// floats makes floats of the integers that arithmetic and comparisons by size treat as such.
func floats(n *calc.Call) {
	const exact = 1 << 53
	for i, a := range n.Args {
		if lit, ok := a.(*calc.Literal); ok && lit.Value.Kind == calc.Int && lit.Value.Int < exact &&
			lit.Value.Int > -exact {
			n.Args[i] = &calc.Literal{Value: calc.Value{Kind: calc.Float, Float: float64(lit.Value.Int)}}
		}
	}
}

// computed is the value of a call with literals alone, if that is certain.
func computed(n *calc.Call) (calc.Expr, bool) {
	if len(n.Args) == 0 {
		return nil, false
	}
	for _, a := range n.Args {
		if _, ok := a.(*calc.Literal); !ok {
			return nil, false
		}
	}
	p, diags := calc.Compile(&calc.Formula{Root: n})
	if p == nil || diags.HasErrors() {
		return nil, false
	}
	v, assumed := p.Eval(&calc.Row{})
	return &calc.Literal{Value: v}, assumed == 0
}

// replaced is an expression with others for some columns; with gives nil for those that stay.
func replaced(e calc.Expr, with func(name string) calc.Expr) calc.Expr {
	switch n := e.(type) {
	case *calc.Column:
		if x := with(n.Name); x != nil {
			return x
		}
	case *calc.Call:
		out := &calc.Call{Func: n.Func}
		for _, a := range n.Args {
			out.Args = append(out.Args, replaced(a, with))
		}
		return out
	}
	return e
}

func text(e calc.Expr) string { return string(calc.Append(nil, e)) }

func call(fn string, args ...calc.Expr) *calc.Call { return &calc.Call{Func: fn, Args: args} }
