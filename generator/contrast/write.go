package contrast

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/mitchellh/go-wordwrap"

	"github.com/slogen-project/slogen/generator/printable"
)

// formatVersion is the version of the JSON form. The first number changes when a reader would break.
const formatVersion = "1.0"

// About is what is said of each environment besides its objects.
type About struct {
	// Name is the environment's name.
	Name string `json:"name"`
	// Out is its output folder.
	Out string `json:"out"`
	// Paths are the files and directories that it is in.
	Paths []string `json:"paths"`
	// Declares counts what it declares, in words.
	Declares string `json:"declares"`
}

// AppendText appends for people which environments there are and what differs, in lines of so many characters; 0 is for
// no limit.
func AppendText(b []byte, list []About, rows []Row, width int) []byte {
	names := make([]string, len(list))
	wide, out := 0, 0
	for i, x := range list {
		names[i] = x.Name
		wide, out = max(wide, len(x.Name)), max(out, len(x.Out))
	}
	for _, x := range list {
		if width > 0 && wide+out+len(x.Declares)+4 > width {
			b = fmt.Appendf(b, "%s  %s\n", x.Name, x.Out)
			b = appendWrapped(b, x.Declares, "  ", "  ", width)
			continue
		}
		b = fmt.Appendf(b, "%-*s  %-*s  %s\n", wide, x.Name, out, x.Out, x.Declares)
	}
	if len(list) < 2 {
		return b
	}
	if len(rows) == 0 {
		return append(b, "\nNothing differs between them.\n"...)
	}
	b = append(b, "\nWhat differs:\n"...)
	last := ""
	for i := range rows {
		if title := printable.Line(rows[i].Title()); title != last {
			b = appendWrapped(append(b, '\n'), title, "", "", width)
			last = title
		}
		b = appendWrapped(b, printable.Line(rows[i].Line(names)), "  ", "    ", width)
	}
	return b
}

// appendWrapped appends a text whose first line and whose further lines begin with indents.
func appendWrapped(b []byte, text, first, next string, width int) []byte {
	if width > len(next) {
		text = strings.ReplaceAll(wordwrap.WrapString(text, uint(width-len(next))), "\n", "\n"+next)
	}
	return fmt.Appendf(b, "%s%s\n", first, text)
}

// AppendJSON appends the same for programs.
func AppendJSON(b []byte, list []About, rows []Row) []byte {
	type difference struct {
		Keys   []string          `json:"keys"`
		What   string            `json:"what"`
		Values map[string]string `json:"values"`
	}
	doc := struct {
		FormatVersion string       `json:"format_version"`
		Environments  []About      `json:"environments"`
		Differences   []difference `json:"differences"`
	}{formatVersion, list, []difference{}}
	for _, r := range rows {
		d := difference{What: r.What, Values: map[string]string{}}
		for _, k := range r.Keys {
			d.Keys = append(d.Keys, string(k))
		}
		for i, v := range r.Values {
			if v != "" {
				d.Values[list[i].Name] = v
			}
		}
		doc.Differences = append(doc.Differences, d)
	}
	var w strings.Builder
	e := json.NewEncoder(&w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(doc); err != nil {
		panic(err) // it is texts
	}
	return append(b, w.String()...)
}

// Schema is the JSON Schema of what [AppendJSON] makes.
func Schema() []byte { return []byte(schema) }

const schema = `{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "slogen environments",
  "description": "The environments that slogen.hcl declares, and what differs between them.",
  "type": "object",
  "required": ["format_version", "environments", "differences"],
  "additionalProperties": false,
  "properties": {
    "format_version": {
      "description": "Version of this format. The first number changes when readers would break.",
      "type": "string",
      "pattern": "^1\\.[0-9]+$"
    },
    "environments": {
      "description": "The environments, in their order in slogen.hcl.",
      "type": "array",
      "items": {
        "type": "object",
        "required": ["name", "out", "paths", "declares"],
        "additionalProperties": false,
        "properties": {
          "name": {"description": "The environment's name.", "type": "string"},
          "out": {"description": "Its output folder.", "type": "string"},
          "paths": {"description": "The files and directories that it is in.", "type": "array", "items": {"type": "string"}},
          "declares": {"description": "How much it declares, in words.", "type": "string"}
        }
      }
    },
    "differences": {
      "description": "What differs: SLOs first, then alerts, then recipients.",
      "type": "array",
      "items": {
        "type": "object",
        "required": ["keys", "what", "values"],
        "additionalProperties": false,
        "properties": {
          "keys": {
            "description": "The objects in which it differs alike.",
            "type": "array",
            "minItems": 1,
            "items": {"type": "string"}
          },
          "what": {
            "description": "What differs in them, such as target; empty where they exist in some environments only.",
            "type": "string"
          },
          "values": {
            "description": "The value in each environment, in words, by the environment's name. An environment without a value is left out.",
            "type": "object",
            "additionalProperties": {"type": "string"}
          }
        }
      }
    }
  }
}
`
