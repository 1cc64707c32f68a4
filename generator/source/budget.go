package source

import (
	"errors"
	"fmt"
	"math/big"
	"sync"
	"sync/atomic"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/customdecode"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

// What the functions of a configuration may do altogether. A step is a value or some text that a function looks at:
// some tens of nanoseconds. Steps are counted and time is not, so that a configuration that is right on one machine is
// right on all.
const (
	baseSteps     = 10_000_000 // whatever the size of the source
	stepsPerByte  = 20         // and for each byte of the files of declarations
	bytesPerStep  = 64         // how much text is one step
	stepsPerValue = 8          // cty goes through what it is given several times
)

// errExhausted is what every call says once the steps are used up.
var errExhausted = errors.New("the functions of this configuration take too many steps")

// budget counts the steps of the functions of a configuration.
type budget struct {
	used atomic.Int64
	once sync.Once
	most int64 // known after once
	over atomic.Bool
}

// limit is how many steps the functions may take. The files are counted only where somebody needs more than all have.
func (f *Files) limit() int64 {
	f.steps.once.Do(func() {
		f.steps.most = baseSteps
		for _, name := range f.Configs {
			if src, err := f.Read(name); err == nil {
				f.steps.most += int64(len(src)) * stepsPerByte
			}
		}
	})
	return f.steps.most
}

// spend takes steps from the budget. Once it is used up it stays so: what is left of the configuration is evaluated no
// further.
func (f *Files) spend(steps int) error {
	if used := f.steps.used.Add(int64(steps)); used > baseSteps && used > f.limit() {
		f.steps.over.Store(true)
	}
	return f.exhausted()
}

func (f *Files) exhausted() error {
	if !f.steps.over.Load() {
		return nil
	}
	return fmt.Errorf("%w. They may take %d million in all, plus %d for each byte of source. Does a `for` search or compare long lists or "+
		"texts again and again? Look values up in a map (local.names[key]) rather than in a list", errExhausted, baseSteps/1_000_000, stepsPerByte)
}

// Exhausted says of a problem that it is one of a configuration whose functions take too many steps. All calls that
// come later have the same, and one is enough.
func Exhausted(d *hcl.Diagnostic) bool {
	call, ok := hcl.DiagnosticExtra[hclsyntax.FunctionCallDiagExtra](d)
	return ok && errors.Is(call.FunctionCallError(), errExhausted)
}

// metered is a function whose calls take steps from the budget: one, and those that its arguments take to be looked at.
// Numbers that it is given or gives are bounded, and should it panic, the error says what to report.
func (f *Files) metered(name string, fn function.Function) function.Function {
	work, direct := works[name], searches[name]
	call := func(args []cty.Value) (cty.Value, error) {
		plain := true
		for _, a := range args {
			m := measure{most: baseSteps}
			m.count(a)
			plain = plain && !m.special
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
		Type: func(args []cty.Value) (cty.Type, error) {
			if err := f.exhausted(); err != nil {
				return cty.NilType, err
			}
			steps := 1
			for i, a := range args {
				m := measure{most: baseSteps}
				m.count(a)
				if m.large {
					return cty.NilType, function.NewArgError(i, errLargeNumber)
				}
				steps += m.steps
			}
			if work != nil {
				steps += work(args)
			}
			if err := f.spend(steps); err != nil {
				return cty.NilType, err
			}
			args, err := c.convert(args)
			if err != nil {
				return cty.NilType, err
			}
			ty, err := fn.ReturnTypeForValues(args)
			return ty, withoutPanic(name, err)
		},
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			args, err := c.convert(args)
			if err != nil {
				return cty.NilVal, err
			}
			v, err := call(args)
			if err != nil {
				return cty.NilVal, withoutPanic(name, err)
			}
			m := measure{most: baseSteps}
			m.count(v)
			if m.large {
				return cty.NilVal, errLargeNumber
			}
			return v, f.spend(m.steps)
		},
	})
}

// anything is a parameter that lets all through to the function itself, so that cty doesn't go through large values
// twice.
func anything(p function.Parameter) function.Parameter {
	p.AllowNull, p.AllowUnknown, p.AllowDynamicType, p.AllowMarked = true, true, true, true
	if ofAnything(p.Type) {
		p.Type = cty.DynamicPseudoType
	}
	return p
}

// withoutPanic makes a sentence for users of the error that cty makes of a panic, which is a page of stack.
func withoutPanic(name string, err error) error {
	var p function.PanicError
	if !errors.As(err, &p) {
		return err
	}
	return fmt.Errorf("this is a bug in slogen: the function fails on these arguments (%v). Please report it with this line of your configuration: "+
		"https://github.com/slogen-project/slogen/issues", p.Value)
}

// measure counts the steps it takes to look at a value.
type measure struct {
	steps, most int
	large       bool // it holds a number beyond maxExponent
	special     bool // it holds something marked, unknown or null
}

func (m *measure) count(v cty.Value) {
	if m.steps += stepsPerValue; m.steps > m.most || m.large {
		return
	}
	if v.IsMarked() {
		v, _ = v.Unmark()
		m.special = true
	}
	if !v.IsKnown() || v.IsNull() {
		m.special = true
		return
	}
	switch ty := v.Type(); {
	case ty == cty.String:
		m.steps += len(v.AsString()) / bytesPerStep
	case ty == cty.Number:
		m.large = largeValue(v.AsBigFloat())
	case v.CanIterateElements():
		for it := v.ElementIterator(); it.Next() && m.steps <= m.most && !m.large; {
			k, x := it.Element()
			if k.Type() == cty.String {
				m.steps += len(k.AsString()) / bytesPerStep
			}
			m.count(x)
		}
	}
}

// maxBits is maxExponent in powers of two.
const maxBits = maxExponent * 3322 / 1000

// largeValue says whether a number is beyond what a literal may be, and so would take long to write. Some products of
// literals are a little beyond, which is no matter.
func largeValue(n *big.Float) bool {
	exp := n.MantExp(nil)
	return exp > maxBits || exp < -maxBits
}

var errLargeNumber = fmt.Errorf("a number may have an exponent of at most %d. Honeycomb holds numbers as 64-bit integers or floating point", maxExponent)

// Operators are no functions of a configuration: hcl has them in variables, for all that it evaluates, texts in JSON
// included. This bounds what they give, which is exact whatever its size: the square of a square of a square would take
// gigabytes to write.
func init() {
	for _, op := range []*hclsyntax.Operation{
		hclsyntax.OpAdd, hclsyntax.OpSubtract, hclsyntax.OpMultiply, hclsyntax.OpDivide, hclsyntax.OpModulo, hclsyntax.OpNegate,
	} {
		op.Impl = boundedResult(op.Impl)
	}
}

func boundedResult(fn function.Function) function.Function {
	check := func(vals ...cty.Value) error {
		for _, v := range vals {
			if v.IsKnown() && !v.IsNull() && v.Type() == cty.Number && largeValue(v.AsBigFloat()) {
				return errLargeNumber
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
func (f *Files) tries() (try, can function.Function) {
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
				case f.exhausted() != nil:
					return cty.NilVal, f.exhausted()
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
			case f.exhausted() != nil:
				return cty.NilVal, f.exhausted()
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
