package emit

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/slogen-project/slogen/generator/honeycomb"
)

// TestCreatesFirst holds what [CreatesFirst] says to what is emitted, in each form.
func TestCreatesFirst(t *testing.T) {
	kinds := map[string]string{} // by resource type
	for kind, typ := range resourceTypes {
		kinds[typ] = kind
	}
	for _, typ := range honeycomb.RecipientTypes {
		kinds[recipientType(typ)] = honeycomb.KindRecipient
	}
	for _, f := range []*Format{Terraform, TerraformModule, TerraformInput} {
		var seen []string
		for _, file := range f.Files(rich()) {
			if !strings.HasSuffix(file.Path, ".tf") {
				continue
			}
			for _, block := range regexp.MustCompile(`(?m)^resource `).Split(string(file.Append(nil)), -1)[1:] {
				typ := strings.Split(block, `"`)[1]
				block, _, _ = strings.Cut(block, "\n}\n")
				seen = append(seen, typ)
				if got, want := strings.Contains(block, "create_before_destroy = true"), CreatesFirst(kinds[typ]); got != want {
					t.Errorf("%s, %s: create_before_destroy is %v, and CreatesFirst says %v", f.Name, typ, got, want)
				}
			}
		}
		for typ := range kinds {
			if !slices.Contains(seen, typ) {
				t.Errorf("%s: the sample has no %s", f.Name, typ)
			}
		}
	}
}
