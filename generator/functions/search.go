package functions

import (
	"errors"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// searches are functions that look for a value among others, as they are for arguments that are known and have neither
// null nor a mark in them. Those of cty go through all that they are given several times before they begin, and call a
// function for each comparison.
var searches = map[string]func(args []cty.Value) (cty.Value, error){
	"index": position,
	"contains": func(args []cty.Value) (cty.Value, error) {
		if !args[0].Type().IsListType() && !args[0].Type().IsTupleType() {
			return stdlib.ContainsFunc.Call(args)
		}
		_, found := find(args[0], args[1])
		return cty.BoolVal(found), nil
	},
}

// find gives where the first element is that equals v. What holds an unknown value equals nothing for certain.
func find(list, v cty.Value) (at cty.Value, found bool) {
	text := ""
	isText := v.Type() == cty.String && v.IsKnown() && !v.IsNull()
	if isText {
		text = v.AsString()
	}
	for it := list.ElementIterator(); it.Next(); {
		i, x := it.Element()
		if isText && x.Type() == cty.String && x.IsKnown() && !x.IsNull() {
			if x.AsString() == text {
				return i, true
			}
			continue
		}
		if a, b := x.Type(), v.Type(); !a.Equals(b) && !a.HasDynamicTypes() && !b.HasDynamicTypes() {
			continue // which cty finds out after it has looked at both
		}
		if eq, err := stdlib.Equal(x, v); err == nil && eq.IsKnown() && eq.True() {
			return i, true
		}
	}
	return cty.NilVal, false
}

func position(args []cty.Value) (cty.Value, error) {
	if ty := args[0].Type(); !ty.IsListType() && !ty.IsTupleType() {
		return cty.NilVal, function.NewArgErrorf(0, "it must be a list")
	}
	if at, found := find(args[0], args[1]); found {
		return at, nil
	}
	if !args[0].IsWhollyKnown() || !args[1].IsWhollyKnown() {
		return cty.UnknownVal(cty.Number), nil
	}
	return cty.NilVal, errors.New("no element of the list equals the value")
}

var indexFunc = function.New(&function.Spec{
	Description: "The position, from 0, of the first element of a list that equals a value; an error if there is none.",
	Params: []function.Parameter{{Name: "list", Type: cty.DynamicPseudoType},
		{Name: "value", Type: cty.DynamicPseudoType}},
	Type: function.StaticReturnType(cty.Number),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		if !args[0].IsWhollyKnown() { // an element before the first that is equal may be equal too
			return cty.UnknownVal(cty.Number), nil
		}
		return position(args)
	},
})

// distinctFunc hashes, where that of cty compares all elements with all others.
var distinctFunc = function.New(&function.Spec{
	Description: stdlib.DistinctFunc.Description(),
	Params:      stdlib.DistinctFunc.Params(),
	Type:        func(args []cty.Value) (cty.Type, error) { return args[0].Type(), nil },
	Impl: func(args []cty.Value, ty cty.Type) (cty.Value, error) {
		if !args[0].IsWhollyKnown() {
			return cty.UnknownVal(ty), nil
		}
		seen := cty.NewValueSet(ty.ElementType())
		var kept []cty.Value
		for it := args[0].ElementIterator(); it.Next(); {
			if _, v := it.Element(); !seen.Has(v) {
				seen.Add(v)
				kept = append(kept, v)
			}
		}
		if len(kept) == 0 {
			return cty.ListValEmpty(ty.ElementType()), nil
		}
		return cty.ListVal(kept), nil
	},
})
