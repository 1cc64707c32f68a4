package config

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/slogen-project/slogen/generator/spec"
)

// TestTerraformNames holds the table of foreign names against what the provider's resources have: each name is one of
// ours in the block that is the resource's like here, or something is said of it there.
func TestTerraformNames(t *testing.T) {
	text, err := os.ReadFile("testdata/terraform_names.txt")
	if err != nil {
		t.Fatal(err)
	}
	takes := func(block, name string) bool {
		return slices.ContainsFunc(homes()[name], func(h home) bool { return h.block == block })
	}
	checked := 0
	for line := range strings.Lines(string(text)) {
		head, names, ok := strings.Cut(line, ":")
		if strings.HasPrefix(line, "#") || !ok {
			continue
		}
		resource, block, _ := strings.Cut(head, " ")
		for name := range strings.FieldsSeq(names) {
			checked++
			stray := spec.Stray{Name: name, MayBeArgument: true, MayBeBlock: true}
			if !takes(block, name) && advise(block, stray, false).Say == "" {
				t.Errorf("%s.%s: nothing is said of it in a block %q", resource, name, block)
			}
		}
	}
	if checked < 60 {
		t.Fatalf("%d names were checked", checked)
	}
}
