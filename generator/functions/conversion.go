package functions

import (
	"errors"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/slogen-project/slogen/generator/bound"
)

// conversion is what the arguments of a function are converted to before cty sees them, which takes long for some.
type conversion struct {
	params []cty.Type
	rest   cty.Type
}

// results are the functions that convert their argument themselves.
var results = map[string]cty.Type{
	"tolist": cty.List(cty.DynamicPseudoType),
	"toset":  cty.Set(cty.DynamicPseudoType),
	"tomap":  cty.Map(cty.DynamicPseudoType),
}

func conversionOf(name string, fn function.Function) (c conversion) {
	for _, p := range fn.Params() {
		c.params = append(c.params, p.Type)
	}
	c.rest = cty.DynamicPseudoType
	if p := fn.VarParam(); p != nil {
		c.rest = p.Type
	}
	if ty, ok := results[name]; ok {
		c.params[0] = ty
	}
	return c
}

// converted says whether arguments of a type are converted here.
func converted(ty cty.Type) bool {
	return ty == cty.Number || ty.IsCollectionType()
}

func (c conversion) convert(b *bound.Budget, args []cty.Value) ([]cty.Value, error) {
	var out []cty.Value // nil while nothing has changed
	for i, v := range args {
		want := c.rest
		if i < len(c.params) {
			want = c.params[i]
		}
		if !converted(want) {
			continue
		}
		x, err := b.Convert(v, want)
		if err != nil {
			return nil, function.NewArgError(i, err)
		}
		if out == nil {
			out = append(out, args...)
		}
		out[i] = x
	}
	if out == nil {
		return args, nil
	}
	return out, nil
}

// toNumber makes a number of a value.
func toNumber(v cty.Value) (cty.Value, error) {
	var unlimited *bound.Budget
	return unlimited.Convert(v, cty.Number)
}

func tooLargeNumber(err error) bool {
	return errors.Is(err, bound.ErrInfinite) || errors.Is(err, bound.ErrLargeNumber) ||
		errors.Is(err, bound.ErrLongNumber)
}
