package source

import (
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
)

// Where a list of anything is wanted, cty compares the types of all elements of a tuple with each other before it makes
// one of it, in quadratic time: 10,000 strings take seconds. So such conversions are made here, for elements that are
// alike in linear time.

// maxUnlike is how many elements of different types are made alike.
const maxUnlike = 1000

// conversion is what the arguments of a function are converted to before cty sees them.
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

// ofAnything says whether a type is a collection of anything.
func ofAnything(ty cty.Type) bool {
	return ty.IsCollectionType() && ty.ElementType() == cty.DynamicPseudoType
}

func (c conversion) convert(args []cty.Value) ([]cty.Value, error) {
	var out []cty.Value // nil while nothing has changed
	for i, v := range args {
		want := c.rest
		if i < len(c.params) {
			want = c.params[i]
		}
		if !ofAnything(want) || v.Type() == cty.DynamicPseudoType {
			continue
		}
		n := 0
		switch ty := v.Type(); {
		case ty.IsTupleType():
			n = ty.Length()
		case ty.IsObjectType():
			n = len(ty.AttributeTypes())
		}
		x, ok := alike(v, want)
		if !ok && n > maxUnlike {
			return nil, function.NewArgErrorf(i, "it has %d elements of different types, but at most %d can be converted to one type", n, maxUnlike)
		}
		if !ok {
			var err error
			if x, err = convert.Convert(v, want); err != nil {
				return nil, function.NewArgError(i, err)
			}
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

// alike makes a collection of a tuple or an object whose elements have all the same type.
func alike(v cty.Value, want cty.Type) (cty.Value, bool) {
	e := commonType(v.Type())
	if e == cty.NilType || e.HasDynamicTypes() || want.IsMapType() != v.Type().IsObjectType() {
		return cty.NilVal, false
	}
	v, marks := v.Unmark()
	if !v.IsKnown() || v.IsNull() {
		return cty.NilVal, false
	}
	switch {
	case want.IsListType():
		v = cty.ListVal(v.AsValueSlice())
	case want.IsSetType():
		v = cty.SetVal(v.AsValueSlice())
	default:
		v = cty.MapVal(v.AsValueMap())
	}
	return v.WithMarks(marks), true
}

// commonType is the type that all elements of a tuple or an object have, if there is one.
func commonType(ty cty.Type) cty.Type {
	common := cty.NilType
	same := func(t cty.Type) bool {
		if common == cty.NilType {
			common = t
		}
		return common.Equals(t)
	}
	switch {
	case ty.IsTupleType():
		for _, t := range ty.TupleElementTypes() {
			if !same(t) {
				return cty.NilType
			}
		}
	case ty.IsObjectType():
		for _, t := range ty.AttributeTypes() {
			if !same(t) {
				return cty.NilType
			}
		}
	}
	return common
}
