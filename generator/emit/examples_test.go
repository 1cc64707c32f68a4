package emit_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/slogen-project/slogen/generator"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/emit"
	"github.com/slogen-project/slogen/generator/rule"
)

// TestRuleExamples compiles the examples of every rule of Terraform's: Bad breaks that rule and no other, Good is
// without fault, and where no Terraform output is asked for neither is Bad.
func TestRuleExamples(t *testing.T) {
	compile := func(t *testing.T, text string) (codes []string) {
		path := filepath.Join(t.TempDir(), "example.slo.hcl")
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		_, diags := generator.Load(context.Background(), generator.Options{Paths: []string{path}})
		for _, d := range diags {
			code := "no rule's: " + d.Summary + ": " + d.Detail
			if x, ok := d.Extra.(*diag.Extra); ok && x.Code != "" {
				code = x.Code
			}
			if !slices.Contains(codes, code) {
				codes = append(codes, code)
			}
		}
		return codes
	}
	const json = "slogen {\n  outputs = [\"json\"]\n}\n\n"
	for _, r := range emit.Rules {
		t.Run(r.ID, func(t *testing.T) {
			bad := rule.ExampleFile(r.Bad)
			if got := compile(t, bad); !slices.Equal(got, []string{r.ID}) {
				t.Errorf("Bad breaks %q", got)
			}
			if r.ID != "terraform/provider_version" { // its example has a block slogen
				if got := compile(t, json+bad); got != nil {
					t.Errorf("Bad breaks %q without Terraform", got)
				}
			}
			if got := compile(t, rule.ExampleFile(r.Good)); got != nil {
				t.Errorf("Good breaks %q", got)
			}
		})
	}
}
