package lint

import (
	"maps"
	"slices"
	"testing"

	"github.com/slogen-project/slogen/generator/config"
)

// TestRequired holds the arguments that the language accepts against those that can be looked for.
func TestRequired(t *testing.T) {
	for kind, accepted := range config.RequiredOf {
		if got := slices.Sorted(maps.Keys(has[kind])); !slices.Equal(got, slices.Sorted(slices.Values(accepted))) {
			t.Errorf("%s: %v, and the language has %v", kind, got, accepted)
		}
	}
}
