package emit_test

import (
	"bytes"
	"context"
	"fmt"

	"github.com/slogen-project/slogen/generator"
	"github.com/slogen-project/slogen/generator/emit"
)

// An output lists its files; their contents are made on demand.
func Example() {
	res, diags := generator.Load(context.Background(), generator.Options{Paths: []string{"../../examples/http-service"}})
	if diags.HasErrors() {
		fmt.Println(diags)
		return
	}
	for _, f := range emit.Terraform.Files(res.Resources) {
		fmt.Printf("%s has %d blocks\n", f.Path, bytes.Count(f.Append(nil), []byte("\n}\n")))
	}
	// Output:
	// terraform/checkout.slo.tf has 10 blocks
	// terraform/recipients.tf has 2 blocks
	// terraform/variables.tf has 1 blocks
	// terraform/versions.tf has 1 blocks
}
