package inventory

import (
	"testing"

	"github.com/slogen-project/slogen/generator/internal/schema"
)

func TestWaiversSchema(t *testing.T) {
	schema.Test(t, "../..", "waivers.schema.json", "slogen waivers", Waivers{}, nil)
}

func TestColumnsSchema(t *testing.T) {
	schema.Test(t, "../..", "columns.schema.json", "slogen columns", Columns{}, nil)
}
