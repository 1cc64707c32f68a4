package diag_test

import (
	"testing"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/internal/schema"
)

func TestSchema(t *testing.T) {
	schema.Test(t, "../..", "diagnostics.schema.json", "slogen diagnostics", diag.Report{}, nil)
}
