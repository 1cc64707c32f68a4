package suggest

import (
	"testing"

	"github.com/slogen-project/slogen/generator/internal/schema"
)

func TestSchema(t *testing.T) {
	schema.Test(t, "../..", "suggest.schema.json", "slogen suggest result", jsonReport{}, nil)
}
