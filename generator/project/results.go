package project

import (
	"bytes"
	"fmt"
	"strconv"
)

// formatVersion is the version of the JSON form of results of several environments. The first number changes when a
// reader would break.
const formatVersion = "1.0"

// Part is what a command says of an environment, in one of its formats.
type Part struct {
	Environment string
	Text        []byte // ends with a newline
}

// JSON makes one document of the results of several environments, each under the name of what it is.
func JSON(result string, parts []Part) []byte {
	b := []byte(`{"format_version":"` + formatVersion + `","environments":[`)
	for i, p := range parts {
		if i > 0 {
			b = append(b, ',')
		}
		b = fmt.Appendf(b, "\n{\"name\":%s,%q:", strconv.Quote(p.Environment), result)
		b = append(b, bytes.TrimSpace(p.Text)...)
		b = append(b, '}')
	}
	return append(b, "\n]}\n"...)
}

// Text puts what people read of several environments below each other.
func Text(parts []Part) []byte {
	var b bytes.Buffer
	for i, p := range parts {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "Environment %s:\n", p.Environment)
		b.Write(p.Text)
	}
	return b.Bytes()
}

// Schema is the JSON Schema of what [JSON] makes.
func Schema() []byte { return []byte(schema) }

const schema = `{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "slogen plan, generate, test, report, waivers and columns in several environments",
  "description": "What a command says of each environment that slogen.hcl declares, in their order there. With one -environment on the command line it is what the command says of that one.",
  "type": "object",
  "required": ["format_version", "environments"],
  "additionalProperties": false,
  "properties": {
    "format_version": {
      "description": "Version of this format. The first number grows when readers would break.",
      "type": "string",
      "pattern": "^1\\.[0-9]+$"
    },
    "environments": {
      "description": "The environments.",
      "type": "array",
      "items": {
        "type": "object",
        "required": ["name"],
        "minProperties": 2,
        "additionalProperties": false,
        "properties": {
          "name": {"description": "The environment's name.", "type": "string"},
          "plan": {"description": "What slogen plan says of it.", "$ref": "plan.schema.json"},
          "generate": {"description": "What slogen generate -json says of it.", "$ref": "generate.schema.json"},
          "test": {"description": "What slogen test says of it.", "$ref": "test.schema.json"},
          "report": {"description": "What slogen report says of it.", "$ref": "report.schema.json"},
          "waivers": {"description": "What slogen waivers says of it.", "$ref": "waivers.schema.json"},
          "columns": {"description": "What slogen columns says of it.", "$ref": "columns.schema.json"}
        }
      }
    }
  }
}
`
