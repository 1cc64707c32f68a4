package honeycomb_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/slogen-project/slogen/generator"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
)

// TestRuleExamples compiles the examples of every rule: Bad breaks that rule and no other, Good is without fault.
func TestRuleExamples(t *testing.T) {
	compile := func(t *testing.T, snippet string) (codes []string) {
		path := filepath.Join(t.TempDir(), "example.slo.hcl")
		if err := os.WriteFile(path, []byte(honeycomb.ExampleFile(snippet)), 0o666); err != nil {
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
	for _, r := range honeycomb.Rules {
		if r.Bad == "" {
			continue
		}
		t.Run(r.ID, func(t *testing.T) {
			if got := compile(t, r.Bad); !slices.Equal(got, []string{r.ID}) {
				t.Errorf("Bad breaks %q", got)
			}
			if got := compile(t, r.Good); got != nil {
				t.Errorf("Good breaks %q", got)
			}
		})
	}
}
