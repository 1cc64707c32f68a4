package bound

import (
	"testing"
	"time"

	"github.com/zclconf/go-cty/cty"
)

func TestOf(t *testing.T) {
	v := cty.ObjectVal(map[string]cty.Value{"ab": cty.StringVal("cde"),
		"f": cty.TupleVal([]cty.Value{cty.True, cty.NullVal(cty.String), cty.UnknownVal(cty.Number)})})
	if got, want := Of(v.Mark("x")), (Size{Text: 6, Elements: 6}); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	if Of(v).Over() {
		t.Error("a small value is too large")
	}
}

// Parts count as often as they stand in the value, and nothing is counted beyond the limit.
func TestShared(t *testing.T) {
	for _, v := range []cty.Value{cty.True, cty.StringVal("x")} {
		for range 40 {
			v = cty.ListVal([]cty.Value{v, v})
		}
		began := time.Now()
		if !Of(v).Over() {
			t.Error("a value of 2^40 elements is small enough")
		}
		if took := time.Since(began); took > time.Minute {
			t.Errorf("it took %s", took)
		}
	}
}
