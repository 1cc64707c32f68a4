package explain

import (
	"testing"

	"github.com/slogen-project/slogen/generator/internal/schema"
)

func TestSchema(t *testing.T) {
	schema.Test(t, "../..", "explain.schema.json", "slogen explanation of an SLO", Page{}, nil)
}
