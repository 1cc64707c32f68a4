package calc

import (
	"math/big"

	"github.com/zclconf/go-cty/cty"
)

// pointMode is the rounding mode of numbers that were written with a point. HCL computes with big floats and has one
// type of numbers, so 200.0 and 200 are the same value, while a calculated field has integers and floats. Nothing looks
// at the mode of a value but its own arithmetic, for ties, and results of arithmetic have the default mode: what is
// computed was not written.
const pointMode = big.ToNearestAway

// WithPoint is a number as one that was written with a point, wherever it goes from here: into variables, lists and
// maps. Other values stay as they are.
func WithPoint(v cty.Value) cty.Value {
	if v == cty.NilVal || v.IsMarked() || v.IsNull() || !v.IsKnown() || v.Type() != cty.Number {
		return v
	}
	return cty.NumberVal(v.AsBigFloat().SetMode(pointMode))
}

// HasPoint says whether a number was written with a point.
func HasPoint(b *big.Float) bool { return b.Mode() == pointMode }
