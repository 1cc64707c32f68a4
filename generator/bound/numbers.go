package bound

import (
	"errors"
	"fmt"
	"math/big"
	"strings"

	"github.com/zclconf/go-cty/cty"
)

// A longer number takes quadratic time to read, and one with a larger exponent a gigabyte to write.
const (
	MaxDigits   = 1000
	MaxExponent = 9999
)

// maxBits is MaxExponent in powers of two.
const maxBits = MaxExponent * 3322 / 1000

// TooLarge is the error of a number that is beyond what a literal may be, and so would take long to write; nil for
// others. Some products of literals are a little beyond, which is no matter.
func TooLarge(n *big.Float) error {
	switch exp := n.MantExp(nil); {
	case n.IsInf():
		return ErrInfinite
	case exp > maxBits || exp < -maxBits:
		return ErrLargeNumber
	}
	return nil
}

// ErrInfinite is said of infinity, which YAML writes as .inf.
var ErrInfinite = errors.New("a number must be finite, and this is infinity, which JSON can't write")

// ErrLargeNumber is said of numbers with large exponents.
var ErrLargeNumber = fmt.Errorf("a number may have an exponent of at most %d. Honeycomb holds numbers as 64-bit "+
	"integers or floating point", MaxExponent)

// ErrLongNumber is said of numbers with many digits.
var ErrLongNumber = fmt.Errorf("a number may have at most %d digits", MaxDigits)

// Numeral refuses a text that would take long to read as a number, or make one that takes long to write.
func Numeral(s string) error {
	if len(s) > MaxDigits {
		return ErrLongNumber
	}
	if i := strings.IndexAny(s, "eE"); i >= 0 && len(strings.TrimLeft(s[i+1:], "+-0")) > len("9999") {
		return ErrLargeNumber
	}
	return nil
}

// numeral is Numeral for values that may become numbers: texts that begin with as many digits, or hold nothing but what
// numbers are written with.
func numeral(v cty.Value) error {
	if v, _ = v.Unmark(); !v.IsKnown() || v.IsNull() || v.Type() != cty.String {
		return nil
	}
	s := v.AsString()
	rest := strings.TrimLeft(s, "+-._0123456789eE")
	if rest == "" || len(s)-len(rest) > MaxDigits {
		return Numeral(s)
	}
	return nil
}
