package lower

import (
	"bytes"
	"errors"
	"math"
	"math/big"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/slogen-project/slogen/generator/bound"
	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/diag"
)

// eval is the value of a static expression; what is wrong with it is reported.
func (l *lowerer) eval(v value) (cty.Value, bool) {
	if v.v != cty.NilVal {
		return v.v, true
	}
	ctx, ok := l.context(v.f)
	if !ok {
		return cty.NilVal, false
	}
	before := len(l.diags)
	got, diags := v.f.scope.Budget.Value(v.e, ctx)
	// Functions can double what they are given, call by call; without one, a value is no larger than its source and what
	// it refers to.
	if v.f.fn != nil && !diags.HasErrors() {
		if s := bound.Of(got); s.Over() {
			l.stop = true
			l.fail(v.in, v.at.Range(), largeValue(s))
		}
	}
	if len(l.diags) > before { // a user's function, called by HCL, has said what is wrong
		return cty.NilVal, false
	}
	for d := v.f.via; d != nil; d = d.Next {
		for _, x := range diags {
			diag.AddNote(x, diag.Note{Text: d.Text, Range: d.Range})
		}
	}
	l.diags = append(l.diags, diags...)
	return got, !diags.HasErrors()
}

// known is [lowerer.eval] for a value that has to be known, not null, and no secret.
func (l *lowerer) known(v value) (cty.Value, bool) {
	got, ok := l.eval(v)
	if !ok {
		return cty.NilVal, false
	}
	var m message
	switch {
	case got.IsMarked() || got.ContainsMarked():
		m = secretValue()
		_, marks := got.UnmarkDeep()
		for mark := range marks {
			if u, ok := mark.(Untyped); ok {
				m = untypedValue(u.Variable)
			}
		}
	case !got.IsKnown():
		m = unknownValue(written(v.in, v.at))
	case got.IsNull():
		m = nullValue(written(v.in, v.at))
	default:
		return got, true
	}
	l.fail(v.in, v.at.Range(), m)
	return cty.NilVal, false
}

// boolean is the value of a static condition.
// conditionIn is the text of a string that is an expression over events.
func conditionIn(v cty.Value) (string, bool) {
	const most = 200
	if v.Type() != cty.String || v.IsMarked() || v.IsNull() || !v.IsKnown() || len(v.AsString()) > most {
		return "", false
	}
	for _, text := range []string{v.AsString(), strings.ReplaceAll(v.AsString(), "'", `"`)} {
		e, diags := hclsyntax.ParseExpression([]byte(text), "", hcl.InitialPos)
		if !diags.HasErrors() && IsPerEvent(e) {
			return text, true
		}
	}
	return "", false
}

func (l *lowerer) boolean(v value) (is, ok bool) {
	got, ok := l.known(v)
	if !ok {
		return false, false
	}
	b, err := convert.Convert(got, cty.Bool)
	if err != nil || b.IsNull() || !b.IsKnown() {
		if text, ok := conditionIn(got); ok {
			l.fail(v.in, v.at.Range(), quotedCondition(text))
			return false, false
		}
		l.fail(v.in, v.at.Range(), notBoolean(written(v.in, v.at), typeName(got)))
		return false, false
	}
	return b.True(), true
}

// text is a static part of a template.
func (l *lowerer) text(v value) (string, bool) {
	got, ok := l.known(v)
	if !ok {
		return "", false
	}
	s, err := convert.Convert(got, cty.String)
	if err != nil || s.IsNull() || !s.IsKnown() {
		l.fail(v.in, v.at.Range(), notText(typeName(got)))
		return "", false
	}
	return s.AsString(), true
}

// literal is a static value as a literal of the calculated-field language.
func (l *lowerer) literal(v value) value {
	lit := calc.Literal{}
	if i, ok := digits(v); ok {
		lit.Value = calc.Value{Kind: calc.Int, Int: i}
	} else if !v.null {
		got, ok := l.known(v)
		if !ok {
			return value{}
		}
		val, m, ok := l.toLiteral(v, got)
		if !ok {
			return l.fail(v.in, v.at.Range(), m)
		}
		lit.Value = val
	}
	lit.Origin = v.in.origin(v.at.Range())
	return value{kind: perEvt, at: v.at, in: v.in, x: &lit, size: literalSize(lit.Value)}
}

// digits is the value of an integer literal, read from the source: the common case, without big numbers.
func digits(v value) (n int64, ok bool) {
	e, ok := v.e.(*hclsyntax.LiteralValueExpr)
	if !ok || e.Val.Type() != cty.Number {
		return 0, false
	}
	text := v.f.scope.text(e.SrcRange)
	if len(text) == 0 || len(text) > 18 {
		return 0, false
	}
	for _, c := range text {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	return n, true
}

func literalSize(v calc.Value) size {
	n := 1
	if v.Kind == calc.String {
		n = 2 + len(v.Str)
	}
	return size{1, 1, n}
}

func (l *lowerer) toLiteral(v value, got cty.Value) (calc.Value, message, bool) {
	switch ty := got.Type(); {
	case ty == cty.Bool:
		return calc.Value{Kind: calc.Bool, Bool: got.True()}, message{}, true
	case ty == cty.String:
		return calc.Value{Kind: calc.String, Str: got.AsString()}, message{}, true
	case ty == cty.Number:
		return l.number(v, got.AsBigFloat())
	case ty.IsListType() || ty.IsTupleType() || ty.IsSetType():
		return calc.Value{}, listValue(written(v.in, v.at)), false
	}
	hasParts := got.Type().IsObjectType() || got.Type().IsMapType()
	return calc.Value{}, noLiteral(written(v.in, v.at), typeName(got), hasParts), false
}

// number is the literal of a number: an integer when it is whole, unless it is written with a point. What is computed
// rounds to a float64; what is written must not change.
func (l *lowerer) number(v value, b *big.Float) (calc.Value, message, bool) {
	if b.IsInf() {
		return calc.Value{}, infiniteValue(written(v.in, v.at)), false
	}
	if b.IsInt() && !l.writtenWithPoint(v, b) {
		// The magnitude is read before the sign, so the smallest int64 has no literal.
		// Source: honeycomb-derived-column-validator v0.2.0, pkg/parser.
		if i, acc := b.Int64(); acc == big.Exact && i != math.MinInt64 {
			return calc.Value{Kind: calc.Int, Int: i}, message{}, true
		}
		return calc.Value{}, integerRange(written(v.in, v.at)), false
	}
	x, _ := b.Float64()
	if math.IsInf(x, 0) || x == 0 && b.Sign() != 0 {
		return calc.Value{}, floatRange(written(v.in, v.at)), false
	}
	exact := new(big.Float).SetFloat64(x).Cmp(b) == 0
	if e := numberLiteral(v); e != nil && !exact && e.SrcRange.End.Byte-e.SrcRange.Start.Byte > exactDigits {
		near := floatText(x)
		if back, _, err := big.ParseFloat(near, 10, b.Prec(), big.ToNearestEven); err != nil || back.Cmp(b) != 0 {
			return calc.Value{}, tooManyDigits(written(v.in, v.at), near), false
		}
	}
	return calc.Value{Kind: calc.Float, Float: x}, message{}, true
}

// exactDigits is how many decimal digits always survive in a float64.
const exactDigits = 15

// floatText is x as it is written in HCL, with a point even when it is whole.
func floatText(x float64) string {
	if abs := math.Abs(x); abs >= 1e21 || abs < 1e-6 {
		s := strconv.FormatFloat(x, 'e', -1, 64)
		if strings.IndexByte(s, '.') < 0 {
			s = strings.Replace(s, "e", ".0e", 1)
		}
		return s
	}
	s := strconv.FormatFloat(x, 'f', -1, 64)
	if strings.IndexByte(s, '.') < 0 {
		s += ".0"
	}
	return s
}

// numberLiteral is the literal that v is, perhaps behind a minus sign; nil when v is anything else.
func numberLiteral(v value) *hclsyntax.LiteralValueExpr {
	if v.e == nil {
		return nil
	}
	e := unparen(v.e)
	if u, ok := e.(*hclsyntax.UnaryOpExpr); ok && u.Op == hclsyntax.OpNegate {
		e = unparen(u.Val)
	}
	lit, _ := e.(*hclsyntax.LiteralValueExpr)
	return lit
}

// writtenWithPoint says whether v, whose value is b, was written with a point: 200.0 here, perhaps with a minus sign,
// or where it comes from.
func (l *lowerer) writtenWithPoint(v value, b *big.Float) bool {
	if calc.HasPoint(b) {
		return true
	}
	if e := numberLiteral(v); e != nil {
		return bytes.IndexByte(v.f.scope.text(e.SrcRange), '.') >= 0
	}
	if v.e == nil {
		return false
	}
	if u, ok := unparen(v.e).(*hclsyntax.UnaryOpExpr); ok && u.Op == hclsyntax.OpNegate {
		got, ok := l.eval(value{kind: static, at: v.at, in: v.in, e: u.Val, f: v.f})
		return ok && !got.IsMarked() && got.Type() == cty.Number && got.IsKnown() && !got.IsNull() &&
			calc.HasPoint(got.AsBigFloat())
	}
	return false
}

// floats turns whole literals into floats where the other side is a column declared float, so that the types agree.
func (l *lowerer) floats(f *frame, vs []value) {
	if f.scope.Columns == nil {
		return
	}
	float := false
	for i := range vs {
		if c, ok := vs[i].x.(*calc.Column); ok {
			if t, known := f.scope.Columns(c.Name); known && t.Has(calc.TypeFloat) && t.Only(calc.TypeFloat|calc.TypeNull) {
				float = true
			}
		}
	}
	if !float {
		return
	}
	for i := range vs {
		lit, ok := vs[i].x.(*calc.Literal)
		if !ok || lit.Value.Kind != calc.Int {
			continue
		}
		// An integer that float64 doesn't hold stays one: no rule changes a value.
		if x := float64(lit.Value.Int); lit.Value.Int > -1<<53 && lit.Value.Int < 1<<53 {
			vs[i].x = &calc.Literal{Value: calc.Value{Kind: calc.Float, Float: x}, Origin: lit.Origin}
		}
	}
}

// numberText is a literal as a JSON number, exactly.
func numberText(v calc.Value) (string, bool) {
	switch v.Kind {
	case calc.Int:
		return strconv.FormatInt(v.Int, 10), true
	case calc.Float:
		if v.Float == 0 {
			return "0", true
		}
		if abs := math.Abs(v.Float); abs >= 1e21 || abs < 1e-6 {
			return strconv.FormatFloat(v.Float, 'e', -1, 64), true
		}
		return strconv.FormatFloat(v.Float, 'f', -1, 64), true
	}
	return "", false
}

// list is the elements of a static list, tuple or set.
func (l *lowerer) list(v value) ([]cty.Value, bool) {
	got, ok := l.known(v)
	if !ok {
		return nil, false
	}
	if ty := got.Type(); !ty.IsListType() && !ty.IsTupleType() && !ty.IsSetType() {
		l.fail(v.in, v.at.Range(), notList(written(v.in, v.at), typeName(got)))
		return nil, false
	}
	if got.LengthInt() == 0 {
		l.fail(v.in, v.at.Range(), emptyList(written(v.in, v.at)))
		return nil, false
	}
	if got.LengthInt() > calc.MaxNodes {
		l.fail(v.in, v.at.Range(), tooManyNodes())
		return nil, false
	}
	return got.AsValueSlice(), true
}

func typeName(v cty.Value) string { return v.Type().FriendlyName() }

const (
	// From these sizes on, how often a function uses an argument is counted before it is evaluated.
	largeText     = 64 << 10
	largeElements = 4000
	// maxUsed is how many of the largest values a function may use.
	maxUsed = 8
)

// context is what static expressions of a frame are evaluated in: its file's, with the static arguments and the users'
// functions that are called.
func (l *lowerer) context(f *frame) (*hcl.EvalContext, bool) {
	if f.fn == nil && len(f.calls) == 0 {
		return f.scope.Ctx, true
	}
	if f.ctx == nil {
		var vars map[string]cty.Value
		for i, name := range f.fnParams() {
			p := &f.params[i]
			if p.kind != static {
				continue
			}
			v, ok := l.eval(*p)
			if !ok {
				// Said once; what needs the argument is bad, too.
				f.params[i] = value{}
				return nil, false
			}
			if p.v == cty.NilVal {
				p.v = v
			}
			if s := bound.Of(v); s.Text > largeText || s.Elements > largeElements {
				n := 0
				for _, t := range f.fn.Result.Variables() {
					if t.RootName() == name {
						n++
					}
				}
				if s = (bound.Size{}).Plus(s, n); s.Text > maxUsed*bound.MaxText || s.Elements > maxUsed*bound.MaxElements {
					l.stop = true
					l.fail(f, f.fn.Result.Range(), largeValue(s))
					return nil, false
				}
			}
			if vars == nil {
				vars = make(map[string]cty.Value, len(f.params))
			}
			vars[name] = v
		}
		// A context of its own for each call: a splat keeps its state by context.
		if f.scope.Ctx == nil {
			f.ctx = &hcl.EvalContext{}
		} else {
			f.ctx = f.scope.Ctx.NewChild()
		}
		f.ctx.Variables = vars
	}
	for _, fn := range f.calls {
		if f.ctx.Functions == nil {
			f.ctx.Functions = make(map[string]function.Function, len(f.calls))
		}
		if _, have := f.ctx.Functions[fn.Name]; !have {
			f.ctx.Functions[fn.Name] = l.forHCL(f, fn)
		}
	}
	return f.ctx, true
}

func (f *frame) fnParams() []string {
	if f.fn == nil {
		return nil
	}
	return f.fn.Params[:min(len(f.fn.Params), len(f.params))]
}

// uses notes that a static expression in f calls fn, for [lowerer.context].
func (f *frame) uses(fn *Function) {
	for _, have := range f.calls {
		if have.Name == fn.Name {
			return
		}
	}
	f.calls = append(f.calls, fn)
}

var errReported = errors.New("see the other message")

// forHCL is a user's function as HCL calls it, with values.
func (l *lowerer) forHCL(f *frame, fn *Function) function.Function {
	return function.New(&function.Spec{
		VarParam: &function.Parameter{Name: "args", Type: cty.DynamicPseudoType, AllowNull: true, AllowUnknown: true,
			AllowDynamicType: true, AllowMarked: true},
		Type: function.StaticReturnType(cty.DynamicPseudoType),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			at := fn.Result
			vs := make([]value, len(args))
			for i, a := range args {
				vs[i] = value{kind: static, at: at, in: f, f: f, v: a}
			}
			v := l.inline(f, fn, fn.Decl, vs)
			if v.kind == static {
				if got, ok := l.eval(v); ok {
					return got, nil
				}
				return cty.NilVal, errReported
			}
			if v.kind != bad {
				l.fail(f, fn.Decl, perEventFunction(fn.Name))
			}
			return cty.NilVal, errReported
		},
	})
}
