package functions

import (
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/customdecode"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/slogen-project/slogen/generator/bound"
)

// metered is a function whose calls take steps from the budget: one, and those that its arguments take to be looked at.
// Numbers that it is given or gives are bounded, and should it panic, the error says what to report.
func (t *Table) metered(name string, fn function.Function) function.Function {
	work, direct := works[name], searches[name]
	call := func(args []cty.Value) (cty.Value, error) {
		plain := true
		for _, a := range args {
			plain = plain && !t.budget.Measure(a).Special
		}
		if plain && direct != nil {
			return direct(args)
		}
		return fn.Call(args)
	}
	c := conversionOf(name, fn)
	params, rest := fn.Params(), fn.VarParam()
	for i := range params {
		params[i] = anything(params[i])
	}
	if rest != nil {
		p := anything(*rest)
		rest = &p
	}
	return function.New(&function.Spec{
		Description: fn.Description(),
		Params:      params,
		VarParam:    rest,
		Type: func(args []cty.Value) (_ cty.Type, err error) {
			defer caught(&err)
			if err := t.budget.Err(); err != nil {
				return cty.NilType, err
			}
			steps := 1
			for i, a := range args {
				m := t.budget.Measure(a)
				if m.Large != nil {
					return cty.NilType, function.NewArgError(i, m.Large)
				}
				steps += m.Steps
			}
			steps *= max(1, slow[name])
			if work != nil {
				steps += work(args)
			}
			if err := t.budget.Spend(steps); err != nil {
				return cty.NilType, err
			}
			args, err = c.convert(t.budget, args)
			if err != nil {
				return cty.NilType, err
			}
			ty, err := fn.ReturnTypeForValues(args)
			return ty, withoutPanic(err)
		},
		Impl: func(args []cty.Value, _ cty.Type) (_ cty.Value, err error) {
			defer caught(&err)
			args, err = c.convert(t.budget, args)
			if err != nil {
				return cty.NilVal, err
			}
			v, err := call(args)
			if err != nil {
				return cty.NilVal, withoutPanic(err)
			}
			m := t.budget.Made(v)
			if m.Large != nil {
				return cty.NilVal, m.Large
			}
			return v, t.budget.Spend(m.Steps)
		},
	})
}

// anything is a parameter that lets all through to the function itself, so that cty doesn't go through large values
// twice.
func anything(p function.Parameter) function.Parameter {
	p.AllowNull, p.AllowUnknown, p.AllowDynamicType, p.AllowMarked = true, true, true, true
	if converted(p.Type) {
		p.Type = cty.DynamicPseudoType
	}
	return p
}

// maxError is how long the error of a function may be: some repeat what they are given.
const maxError = 1000

func shortened(err error) error {
	if err == nil || len(err.Error()) <= maxError {
		return err
	}
	text := strings.ToValidUTF8(err.Error()[:maxError], "") + "..."
	if arg, ok := err.(function.ArgError); ok {
		return function.NewArgErrorf(arg.Index, "%s", text)
	}
	return errors.New(text)
}

// withoutPanic makes a sentence for users of the error that cty makes of a panic, which is a page of stack.
func withoutPanic(err error) error {
	var p function.PanicError
	if !errors.As(err, &p) {
		return shortened(err)
	}
	return panicked(p.Value)
}

func panicked(p any) error {
	return fmt.Errorf("this is a bug in slogen: the function fails on these arguments (%v). Please report it with this "+
		"line of your configuration: "+
		"https://github.com/slogen-project/slogen/issues", p)
}

// caught makes the error of a panic.
func caught(err *error) {
	if p := recover(); p != nil {
		*err = panicked(p)
	}
}

// Operators are no functions of a configuration: hcl has them in variables, for all that it evaluates, texts in JSON
// included. This bounds what they give, which is exact whatever its size: the square of a square of a square would take
// gigabytes to write.
func init() {
	for _, op := range []*hclsyntax.Operation{
		hclsyntax.OpAdd, hclsyntax.OpSubtract, hclsyntax.OpMultiply, hclsyntax.OpDivide, hclsyntax.OpModulo,
		hclsyntax.OpNegate,
	} {
		op.Impl = boundedResult(op.Impl)
	}
}

func boundedResult(fn function.Function) function.Function {
	check := func(vals ...cty.Value) error {
		for _, v := range vals {
			if !v.IsKnown() || v.IsNull() || v.Type() != cty.Number {
				continue
			}
			if err := bound.TooLarge(v.AsBigFloat()); err != nil {
				return err
			}
		}
		return nil
	}
	return function.New(&function.Spec{
		Description: fn.Description(),
		Params:      fn.Params(),
		VarParam:    fn.VarParam(),
		Type:        func(args []cty.Value) (cty.Type, error) { return fn.ReturnTypeForValues(args) },
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			if err := check(args...); err != nil { // "%" takes long for these
				return cty.NilVal, err
			}
			v, err := fn.Call(args)
			if err == nil {
				err = check(v)
			}
			return v, err
		},
	})
}

// tries gives `try` and `can`. Those of hcl evaluate what they are given once for the type of the result and once more
// for the result, which is a million times in twenty calls within each other. They would also take the end of the
// budget for one more thing to try something else after.
func (t *Table) tries() (try, can function.Function) {
	closure := function.Parameter{Name: "expressions", Type: customdecode.ExpressionClosureType}
	try = function.New(&function.Spec{
		Description: "The first of the expressions that can be evaluated without an error.",
		VarParam:    &closure,
		Type:        function.StaticReturnType(cty.DynamicPseudoType),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			if len(args) == 0 {
				return cty.NilVal, errors.New("at least one argument is required")
			}
			var all hcl.Diagnostics
			for _, a := range args {
				v, diags := customdecode.ExpressionClosureFromVal(a).Value()
				switch {
				case t.budget.Err() != nil:
					return cty.NilVal, t.budget.Err()
				case diags.HasErrors():
					all = append(all, diags...)
				case !v.IsWhollyKnown(): // once all is known it may be an error, and the next expression the result
					return cty.DynamicVal, nil
				default:
					return v, nil
				}
			}
			return cty.NilVal, noneSucceeds(all)
		},
	})
	one := closure
	one.Name = "expression"
	can = function.New(&function.Spec{
		Description: "Whether the expression can be evaluated without an error.",
		Params:      []function.Parameter{one},
		Type:        function.StaticReturnType(cty.Bool),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			v, diags := customdecode.ExpressionClosureFromVal(args[0]).Value()
			switch {
			case t.budget.Err() != nil:
				return cty.NilVal, t.budget.Err()
			case diags.HasErrors():
				return cty.False, nil
			case !v.IsWhollyKnown():
				return cty.UnknownVal(cty.Bool), nil
			}
			return cty.True, nil
		},
	})
	return try, can
}

// noneSucceeds says why each expression of a `try` failed.
func noneSucceeds(diags hcl.Diagnostics) error {
	text := "no expression succeeded:"
	for _, d := range diags {
		at := ""
		if d.Subject != nil {
			at = fmt.Sprintf(" (at %s)", d.Subject)
		}
		text += fmt.Sprintf("\n- %s%s\n  %s", d.Summary, at, d.Detail)
	}
	return errors.New(text + "\n\nAt least one expression must produce a successful result")
}
