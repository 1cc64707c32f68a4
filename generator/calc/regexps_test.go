package calc

import (
	"strings"
	"testing"
)

// A few characters can make a regular expression that takes minutes for one event.
func TestLargeRegexp(t *testing.T) {
	for pattern, large := range map[string]bool{
		`((a{0,10}){0,10}){0,9}b`: true,
		`(a{1,100}){10}`:          true,
		`^/api/v[0-9]+/(users|orders)/[a-zA-Z0-9._-]{1,64}$`: false,
		`[^@]{1,64}@[^@]{1,255}`:                             false,
	} {
		f, diags := Parse(FromString("expression", "REG_MATCH($a, `"+pattern+"`)"))
		if f == nil {
			t.Fatal(diags)
		}
		_, diags = CompileAny(f, nil)
		if found := diags.HasErrors() && strings.Contains(diags[0].Summary, "too large"); found != large {
			t.Errorf("%s (%d instructions): %v", pattern, Instructions(pattern), diags)
		}
	}
}
