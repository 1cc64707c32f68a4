package review

import (
	"slices"
	"testing"
)

// TestImpliedApart holds that what is decided by a condition alone, because its columns are its own, is what looking at
// all columns together decides.
func TestImpliedApart(t *testing.T) {
	for _, c := range []struct {
		formula string
		want    []int
	}{
		{`IF(EQUALS($a, "x"), AND(LT($s, 500), LTE($d, 1000)))`, nil},
		{`IF(EQUALS($a, "x"), AND(LT($s, 500), EQUALS($a, "x")))`, []int{1}},
		{`IF(EQUALS($a, "x"), AND(LT($s, 500), NOT(EQUALS($a, "y"))))`, []int{1}},
		{`IF(EXISTS($a), AND(EXISTS($a), EXISTS($b)))`, []int{0}},
		{`IF(EXISTS($a), AND(OR(EXISTS($b), NOT(EXISTS($b))), EXISTS($c)))`, nil},
		{`IF(EXISTS($a), AND(LT($b, 1), GT($b, 2), EXISTS($c)))`, nil},
		{`IF(AND(EXISTS($a), NOT(EXISTS($a))), AND(EXISTS($b), EXISTS($c)))`, []int{0}},
		{`IF(EXISTS($a), AND(CONTAINS($b, "x"), GT(LENGTH($b), 2), EQUALS(LENGTH($c), 2)))`, nil},
		{`IF(EXISTS($s), AND(LT(INT($s), 500), LT($d, 1)))`, nil},
	} {
		x := NewSLI(c.formula)
		got, _, _ := x.Implied(x.Verdicts())
		all, _, _ := x.Implied(Possible{})
		if !slices.Equal(got, all) || !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, all together %v, want %v", c.formula, got, all, c.want)
		}
	}
}
