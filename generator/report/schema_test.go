package report

import (
	"testing"

	"github.com/slogen-project/slogen/generator/internal/schema"
)

func TestSchema(t *testing.T) {
	schema.Test(t, "../..", "report.schema.json", "slogen report", Report{}, nil)
}
