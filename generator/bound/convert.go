package bound

import (
	"fmt"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// Where values of any type are to become alike, cty compares the types of all of them with each other, in quadratic
// time: 10,000 strings in a list take seconds. So such conversions are made here, in linear time where the values are
// alike.

const (
	// maxUnlike is how many values of different types are made alike.
	maxUnlike = 1000
	// few values are left to cty.
	few = 50
)

// Convert is convert.Convert for values of any size.
func (b *Budget) Convert(v cty.Value, want cty.Type) (cty.Value, error) {
	if mayBeNumber(want) {
		if err := numerals(v); err != nil {
			return cty.NilVal, err
		}
	}
	n := 0
	if !want.IsPrimitiveType() && want != cty.DynamicPseudoType {
		n = longest(v)
	}
	if n <= few {
		return convert.Convert(v, want)
	}
	if b != nil {
		if err := b.look(v); err != nil {
			return cty.NilVal, err
		}
	}
	x, done, err := b.oneByOne(v, want)
	switch {
	case done || err != nil:
		return x, err
	case n > maxUnlike:
		return cty.NilVal, fmt.Errorf("it has %d elements of different types, but at most %d can be converted to one type", n,
			maxUnlike)
	case b != nil:
		if err := b.Spend(n * b.Measure(v).values); err != nil {
			return cty.NilVal, err
		}
	}
	return convert.Convert(v, want)
}

// oneByOne converts the elements of v. It isn't done where they don't have the same type then, and where want is no
// collection.
func (b *Budget) oneByOne(v cty.Value, want cty.Type) (_ cty.Value, done bool, _ error) {
	v, marks := v.Unmark()
	ty := v.Type()
	keyed := ty.IsObjectType() || ty.IsMapType()
	switch {
	case !v.IsKnown() || v.IsNull() || !v.CanIterateElements():
		return cty.NilVal, false, nil
	case want.IsObjectType() && keyed:
		return b.attributes(v.AsValueMap(), marks, want)
	case !want.IsCollectionType() || want.IsMapType() != keyed:
		return cty.NilVal, false, nil
	}
	same := cty.NilType
	var list []cty.Value
	byKey := map[string]cty.Value{}
	for it := v.ElementIterator(); it.Next(); {
		k, x := it.Element()
		if want.ElementType() != cty.DynamicPseudoType {
			c, err := b.Convert(x, want.ElementType())
			if err != nil {
				return cty.NilVal, false, err
			}
			x = c
		}
		if same == cty.NilType {
			same = x.Type()
		}
		if !same.Equals(x.Type()) || same.HasDynamicTypes() {
			return cty.NilVal, false, nil
		}
		if keyed {
			byKey[k.AsString()] = x
		} else {
			list = append(list, x)
		}
	}
	switch {
	case same == cty.NilType:
		return cty.NilVal, false, nil
	case want.IsMapType():
		return cty.MapVal(byKey).WithMarks(marks), true, nil
	case want.IsSetType():
		return cty.SetVal(list).WithMarks(marks), true, nil
	}
	return cty.ListVal(list).WithMarks(marks), true, nil
}

// attributes converts those of an object; cty has little to do then.
func (b *Budget) attributes(attrs map[string]cty.Value, marks cty.ValueMarks, want cty.Type) (cty.Value, bool, error) {
	for name, t := range want.AttributeTypes() {
		if x, ok := attrs[name]; ok {
			c, err := b.Convert(x, t)
			if err != nil {
				return cty.NilVal, false, fmt.Errorf("attribute %q: %w", name, err)
			}
			attrs[name] = c
		}
	}
	x, err := convert.Convert(cty.ObjectVal(attrs).WithMarks(marks), want)
	return x, err == nil, err
}

// mayBeNumber says whether numbers may be in a value of a type.
func mayBeNumber(ty cty.Type) bool {
	switch {
	case ty.IsCollectionType():
		return mayBeNumber(ty.ElementType())
	case ty.IsTupleType():
		for _, t := range ty.TupleElementTypes() {
			if mayBeNumber(t) {
				return true
			}
		}
	case ty.IsObjectType():
		for _, t := range ty.AttributeTypes() {
			if mayBeNumber(t) {
				return true
			}
		}
	}
	return ty == cty.Number
}

// numerals refuses texts in v that would take long to read as numbers.
func numerals(v cty.Value) error {
	if v.Type().IsPrimitiveType() {
		return numeral(v)
	}
	if v, _ = v.Unmark(); canIterate(v) {
		for it := v.ElementIterator(); it.Next(); {
			_, x := it.Element()
			if err := numerals(x); err != nil {
				return err
			}
		}
	}
	return nil
}

// canIterate says whether v has elements, which those that are unknown or null have not, whatever their type.
func canIterate(v cty.Value) bool { return v.IsKnown() && !v.IsNull() && v.CanIterateElements() }

// longest is the number of elements of the longest part of v.
func longest(v cty.Value) int {
	if v, _ = v.Unmark(); !canIterate(v) {
		return 0
	}
	n := v.LengthInt()
	for it := v.ElementIterator(); it.Next(); {
		_, x := it.Element()
		n = max(n, longest(x))
	}
	return n
}

// alike makes a collection of a tuple or an object whose elements have all the same type.
func alike(v cty.Value, want cty.Type) (cty.Value, bool) {
	e, same := commonType(v.Type())
	if !same || e == cty.NilType || e.HasDynamicTypes() || want.IsMapType() != v.Type().IsObjectType() {
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

// commonType is the type that all elements of a tuple or an object have, NilType where there are none. It isn't ok
// where they have different types, and for other values.
func commonType(ty cty.Type) (common cty.Type, ok bool) {
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
				return cty.NilType, false
			}
		}
		return common, true
	case ty.IsObjectType():
		for _, t := range ty.AttributeTypes() {
			if !same(t) {
				return cty.NilType, false
			}
		}
		return common, true
	}
	return cty.NilType, false
}

// agree makes of the two results of a conditional what hcl would make of them: a list or a map where one is a tuple or
// an object. It isn't ok where the types of the elements are not all the same.
func agree(a, b cty.Value) (x, y cty.Value, ok bool) {
	ta, tb := a.Type(), b.Type()
	for _, k := range []struct {
		is, of func(cty.Type) bool
		want   cty.Type
	}{
		{cty.Type.IsTupleType, cty.Type.IsListType, cty.List(cty.DynamicPseudoType)},
		{cty.Type.IsObjectType, cty.Type.IsMapType, cty.Map(cty.DynamicPseudoType)},
	} {
		if !(k.is(ta) || k.of(ta)) || !(k.is(tb) || k.of(tb)) || ta.Equals(tb) {
			continue
		}
		ea, oka := elementType(ta)
		eb, okb := elementType(tb)
		if !oka || !okb || ea == cty.NilType || eb == cty.NilType || !ea.Equals(eb) {
			continue
		}
		x, y, ok = a, b, true
		if k.is(ta) {
			x, ok = alike(a, k.want)
		}
		if k.is(tb) && ok {
			y, ok = alike(b, k.want)
		}
		return x, y, ok
	}
	return a, b, false
}

// unlike is how many steps hcl takes to find the type of a conditional with these results: it compares the types of all
// elements with each other, unless the results have the same.
func (b *Budget) unlike(x, y cty.Value) int {
	if x.Type().IsPrimitiveType() || y.Type().IsPrimitiveType() || x.Type().Equals(y.Type()) {
		return 0
	}
	n := b.Measure(x).values + b.Measure(y).values
	return n * n
}

// elementType is commonType for collections, too.
func elementType(ty cty.Type) (cty.Type, bool) {
	if ty.IsCollectionType() {
		return ty.ElementType(), true
	}
	return commonType(ty)
}
