package slitest

import (
	"testing"

	"github.com/slogen-project/slogen/generator/internal/schema"
)

func TestSchemas(t *testing.T) {
	schema.Test(t, "../..", "test.schema.json", "slogen test results", jsonReport{}, nil)
	schema.Test(t, "../..", "eval.schema.json", "slogen eval result", Evaluation{}, nil)
}
