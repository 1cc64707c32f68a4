package output

import (
	"testing"

	"github.com/slogen-project/slogen/generator/internal/schema"
)

func TestSchema(t *testing.T) {
	schema.Test(t, "../..", "generate.schema.json", "slogen generate result", Form{}, nil)
}
