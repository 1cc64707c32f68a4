package simulate

import (
	"testing"

	"github.com/invopop/jsonschema"

	"github.com/slogen-project/slogen/generator/internal/schema"
)

func TestSchema(t *testing.T) {
	schema.Test(t, "../..", "simulate.schema.json", "slogen simulate result", jsonReport{}, func(s *jsonschema.Schema) {
		moments, _ := s.Definitions["depends"].Properties.Get("resolves_at")
		moments.Items = &jsonschema.Schema{OneOf: []*jsonschema.Schema{{Type: "integer"}, {Type: "null"}}}
	})
}
