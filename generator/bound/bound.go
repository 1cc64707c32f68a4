// Package bound keeps values small. Values share their parts, so that a few lines of configuration stand for more text
// and elements than any machine holds: a local that holds another one twice, forty times in a row. What would be
// written out is counted, each part as often as it stands in the value.
//
// It promises that counting stops at the limit, so that it takes the same time for a value a million times too large.
// Saying so with a place is its callers' job.
package bound

import (
	"fmt"

	"github.com/zclconf/go-cty/cty"
)

// What one value may hold.
const (
	MaxText     = 4 << 20 // bytes of all its strings and keys together
	MaxElements = 250_000 // values in it, itself included
	// maxDepth is how deep it may nest. Much of what is done with values takes quadratic time in that, and stack.
	maxDepth = 500
)

// Size is how much a value holds. Beyond the limit it is only known to be beyond.
type Size struct{ Text, Elements, Depth int }

// Of counts what v holds.
func Of(v cty.Value) Size {
	var s Size
	s.count(v, 0)
	return s
}

// Over says whether a value of this size is too large.
func (s Size) Over() bool { return s.Text > MaxText || s.Elements > MaxElements || s.Depth > maxDepth }

// Plus is the size of two values together, the other one taken n times.
func (s Size) Plus(o Size, n int) Size {
	return Size{Text: s.Text + n*o.Text, Elements: s.Elements + n*o.Elements, Depth: max(s.Depth, o.Depth)}
}

// Detail says of a value that it is too large, as a whole sentence.
func (s Size) Detail() string {
	if s.Text > MaxText {
		return fmt.Sprintf("Its text is longer than %d MiB, counting each part as often as it occurs", MaxText>>20)
	}
	if s.Depth > maxDepth {
		return fmt.Sprintf("It nests more than %d levels deep", maxDepth)
	}
	return fmt.Sprintf("It holds more than %d elements, counting each part as often as it occurs", MaxElements)
}

func (s *Size) count(v cty.Value, depth int) {
	s.Depth = max(s.Depth, depth)
	if s.Elements++; s.Over() {
		return
	}
	if v.IsMarked() {
		v, _ = v.Unmark()
	}
	if !v.IsKnown() || v.IsNull() {
		return
	}
	switch ty := v.Type(); {
	case ty == cty.String:
		s.Text += len(v.AsString())
	case ty.IsObjectType(), ty.IsMapType():
		for it := v.ElementIterator(); it.Next() && !s.Over(); {
			k, x := it.Element()
			s.Text += len(k.AsString())
			s.count(x, depth+1)
		}
	case ty.IsTupleType(), ty.IsListType(), ty.IsSetType():
		for it := v.ElementIterator(); it.Next() && !s.Over(); {
			_, x := it.Element()
			s.count(x, depth+1)
		}
	}
}
