package emit_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"pgregory.net/rapid"

	"github.com/slogen-project/slogen/generator"
	"github.com/slogen-project/slogen/generator/emit"
	"github.com/slogen-project/slogen/generator/internal/sample"
)

// TestTerraformOfSamples holds the Terraform of whole configurations to the recorded schema of the provider, and its
// three forms to one another.
func TestTerraformOfSamples(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a while")
	}
	schema := emit.ReadProviderSchema(t)
	dir := t.TempDir()
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		c := sample.Draw(t)
		own := filepath.Join(dir, fmt.Sprint(n))
		if err := c.Write(own); err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(own)
		res, diags := generator.Load(context.Background(), generator.Options{Paths: []string{own}})
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		if n%4 == 1 { // the slow part
			emit.CheckForms(t, schema, res.Resources)
		}
		for _, f := range []*emit.Format{emit.Terraform, emit.TerraformModule, emit.TerraformInput} {
			emit.CheckFiles(t, f, res.Resources)
		}
	})
}
