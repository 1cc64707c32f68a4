package bound

import (
	"strings"
	"testing"
	"time"

	"github.com/zclconf/go-cty/cty"
)

func TestOf(t *testing.T) {
	v := cty.ObjectVal(map[string]cty.Value{"ab": cty.StringVal("cde"),
		"f": cty.TupleVal([]cty.Value{cty.True, cty.NullVal(cty.String), cty.UnknownVal(cty.Number)})})
	if got, want := Of(v.Mark("x")), (Size{Text: 6, Elements: 6, Depth: 2}); got != want {
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

// A value nests only so deep, and nobody walks further down to find out.
func TestDeep(t *testing.T) {
	v := cty.True
	for range 200_000 {
		v = cty.TupleVal([]cty.Value{v})
	}
	if s := Of(v); !s.Over() || s.Elements > maxDepth+2 || !strings.Contains(s.Detail(), "500 levels") {
		t.Errorf("%+v: %s", s, s.Detail())
	}
}
