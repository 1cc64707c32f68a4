package plan

import (
	"bytes"
	"encoding/json"
	"strconv"
)

// FormatVersion is the version of the JSON form. Its second number grows when members are added, its first when the
// meaning of one changes.
const FormatVersion = "1.2"

// AppendJSON appends p as JSON, one change a line and a newline at the end; [Schema] describes it.
func AppendJSON(b []byte, p *Plan) []byte {
	n := p.Counts()
	b = append(b, `{"format_version":"`+FormatVersion+`","summary":{`...)
	for i, c := range []struct {
		name string
		n    int
	}{{"add", n.Add}, {"change", n.Change}, {"destroy", n.Destroy}, {"replace", n.Replace}, {"moved", n.Moved},
		{"import", n.Import}, {"look_up", n.LookUp},
		{"loosened", n.Loosened}, {"unchanged", p.Unchanged}} {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '"')
		b = append(b, c.name...)
		b = append(b, '"', ':')
		b = strconv.AppendInt(b, int64(c.n), 10)
	}
	b = append(b, '}')
	if p.Base != nil {
		b = appendValue(append(b, `,"base":`...), p.Base)
	}
	b = append(b, `,"changes":[`...)
	for i := range p.Changes {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '\n')
		b = p.Changes[i].append(b)
	}
	if len(p.Changes) > 0 {
		b = append(b, '\n')
	}
	b = append(b, ']')
	if len(p.Problems) > 0 {
		b = appendValue(append(b, `,"problems":`...), p.Problems)
	}
	return append(b, "}\n"...)
}

func (c *Change) append(b []byte) []byte {
	member := func(name, value string) {
		if b[len(b)-1] != '{' {
			b = append(b, ',')
		}
		b = append(append(append(b, '"'), name...), '"', ':')
		b = appendJSON(b, value)
	}
	raw := func(name string, value json.RawMessage) {
		if value == nil {
			return
		}
		b = append(append(append(b, ',', '"'), name...), '"', ':')
		b = append(b, value...)
	}
	b = append(b, '{')
	member("action", c.Action.String())
	member("kind", c.Kind)
	member("key", string(c.Key))
	if c.From != "" {
		member("from", string(c.From))
	}
	if c.Origin.File != "" {
		b = append(b, `,"origin":{`...)
		member("file", c.Origin.File)
		if c.Origin.Line > 0 {
			b = strconv.AppendInt(append(b, `,"line":`...), int64(c.Origin.Line), 10)
		}
		b = append(b, '}')
	}
	if c.Before != nil {
		raw("before", body(c.Before).append(nil))
	}
	if c.After != nil {
		raw("after", body(c.After).append(nil))
	}
	b = append(b, `,"diffs":[`...)
	for i := range c.Diffs {
		if i > 0 {
			b = append(b, ',')
		}
		d := &c.Diffs[i]
		b = append(b, '{')
		member("path", d.Path)
		raw("before", d.Before)
		raw("after", d.After)
		if d.Replaces {
			b = append(b, `,"replaces":true`...)
		}
		if d.Sensitive {
			b = append(b, `,"sensitive":true`...)
		}
		b = append(b, '}')
	}
	b = append(b, ']')
	if c.Reason != "" {
		member("reason", c.Reason)
	}
	texts := func(name string, list []string) {
		b = append(append(append(b, ',', '"'), name...), `":[`...)
		for i, s := range list {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendJSON(b, s)
		}
		b = append(b, ']')
	}
	texts("meaning", c.Meaning)
	if len(c.Exact) > 0 {
		texts("exact", c.Exact)
	}
	if c.Loosened {
		b = append(b, `,"loosened":true`...)
	}
	if c.Rename != "" {
		member("looks_like_rename_of", string(c.Rename))
	}
	if len(c.Keep) > 0 {
		b = appendValue(append(b, `,"to_keep":`...), c.Keep)
	}
	return append(b, '}')
}

// appendValue appends what encodes itself, without escapes for HTML.
func appendValue(b []byte, value any) []byte {
	var w bytes.Buffer
	e := json.NewEncoder(&w)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		panic(err) // they are texts and numbers
	}
	return append(b, bytes.TrimSuffix(w.Bytes(), []byte{'\n'})...)
}

// Schema is the JSON Schema (2020-12) of what [AppendJSON] writes.
func Schema() []byte { return []byte(schema) }

const schema = `{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "slogen plan",
  "description": "What would change at Honeycomb if the configuration were applied, and what each change means.",
  "type": "object",
  "required": ["format_version", "summary", "changes"],
  "additionalProperties": false,
  "properties": {
    "format_version": {
      "description": "Version of this format. The second number grows when members are added, the first when the meaning of one changes.",
      "type": "string",
      "pattern": "^1\\.[0-9]+$"
    },
    "summary": {
      "description": "How many objects are affected in each way. An object that moves and changes counts as both.",
      "type": "object",
      "required": ["add", "change", "destroy", "replace", "moved", "import", "look_up", "loosened", "unchanged"],
      "additionalProperties": false,
      "properties": {
        "add": {"$ref": "#/$defs/count"},
        "change": {"$ref": "#/$defs/count"},
        "destroy": {"$ref": "#/$defs/count"},
        "replace": {"$ref": "#/$defs/count"},
        "moved": {"$ref": "#/$defs/count"},
        "import": {"$ref": "#/$defs/count"},
        "look_up": {"$ref": "#/$defs/count"},
        "loosened": {"$ref": "#/$defs/count"},
        "unchanged": {"$ref": "#/$defs/count"}
      }
    },
    "base": {
      "description": "What the configuration was compared with.",
      "type": "object",
      "required": ["kind", "name"],
      "additionalProperties": false,
      "properties": {
        "kind": {
          "description": "A folder with output, a folder with sources, or the sources at a git revision.",
          "enum": ["output", "folder", "revision"]
        },
        "name": {
          "description": "The folder, or the revision as it was given.",
          "type": "string"
        },
        "commit": {
          "description": "The id of the revision's commit.",
          "type": "string"
        },
        "from": {
          "description": "Whose variables name the revision, such as GitHub; absent where it was given.",
          "type": "string"
        }
      }
    },
    "changes": {
      "description": "The objects that change: shared ones first, then service by service.",
      "type": "array",
      "items": {"$ref": "#/$defs/change"}
    },
    "problems": {
      "description": "Why applying the plan would fail, or would lose, at least for a while, an object that is still declared; absent if nothing is in the way. slogen generate refuses to write such a step.",
      "type": "array",
      "items": {"$ref": "#/$defs/problem"}
    }
  },
  "$defs": {
    "place": {
      "type": "object",
      "required": ["file", "line"],
      "additionalProperties": false,
      "properties": {
        "file": {"type": "string"},
        "line": {"type": "integer", "minimum": 0}
      }
    },
    "paste": {
      "description": "HCL that is ready to paste.",
      "type": "object",
      "required": ["hcl"],
      "additionalProperties": false,
      "properties": {
        "into": {"description": "The block it belongs in, such as sli.pay.uptime; absent for the top level.", "type": "string"},
        "origin": {"description": "Where that block is.", "$ref": "#/$defs/place"},
        "hcl": {"description": "One argument or one block.", "type": "string"}
      }
    },
    "problem": {
      "type": "object",
      "required": ["key", "detail"],
      "additionalProperties": false,
      "properties": {
        "loses": {"description": "An object would be lost; if absent, the apply would fail.", "const": true},
        "key": {"description": "The object that can't be created or changed, or would be lost.", "$ref": "#/$defs/key"},
        "holder": {"description": "The object that still has what this one needs.", "$ref": "#/$defs/key"},
        "origin": {"description": "Where the object is declared.", "$ref": "#/$defs/place"},
        "detail": {"description": "What happens and why.", "type": "string"},
        "ways": {
          "description": "Ways out, each complete in itself.",
          "type": "array",
          "items": {
            "type": "object",
            "required": ["text"],
            "additionalProperties": false,
            "properties": {
              "text": {"description": "What to do.", "type": "string"},
              "paste": {"type": "array", "items": {"$ref": "#/$defs/paste"}},
              "rename": {
                "description": "Labels to change wherever they are used.",
                "type": "array",
                "items": {
                  "type": "object",
                  "required": ["from", "to"],
                  "additionalProperties": false,
                  "properties": {"from": {"$ref": "#/$defs/key"}, "to": {"$ref": "#/$defs/key"}}
                }
              },
              "run": {"description": "Commands to run before the apply.", "type": "array", "items": {"type": "string"}},
              "first_step": {"description": "slogen generate -first-step writes the first of two steps.", "const": true}
            }
          }
        }
      }
    },
    "count": {"type": "integer", "minimum": 0},
    "key": {
      "description": "Kind and path of an object.",
      "type": "string",
      "pattern": "^[a-z_]+/.+$"
    },
    "change": {
      "type": "object",
      "required": ["action", "kind", "key", "diffs", "meaning"],
      "additionalProperties": false,
      "properties": {
        "action": {
          "description": "What happens: replace re-creates the object with another id and deletes the old one; move gives it another key and changes nothing else.",
          "enum": ["create", "update", "replace", "delete", "move"]
        },
        "kind": {
          "enum": ["board", "burn_alert", "calculated_field", "query", "query_annotation", "recipient", "slo", "trigger"]
        },
        "key": {"$ref": "#/$defs/key"},
        "from": {
          "description": "The key it had, if a moved block says that it moved.",
          "$ref": "#/$defs/key"
        },
        "origin": {
          "description": "Where it is declared or, for a deleted object, the file that declared it.",
          "type": "object",
          "required": ["file"],
          "additionalProperties": false,
          "properties": {
            "file": {"type": "string"},
            "line": {"type": "integer", "minimum": 0}
          }
        },
        "before": {
          "description": "The request body it was created with; a literal where a secret belongs is masked.",
          "type": "object"
        },
        "after": {
          "description": "The request body it will have; a literal where a secret belongs is masked.",
          "type": "object"
        },
        "diffs": {
          "description": "The attributes that differ; empty for objects that are created or deleted.",
          "type": "array",
          "items": {
            "type": "object",
            "required": ["path"],
            "additionalProperties": false,
            "properties": {
              "path": {
                "description": "The attribute inside the body, such as target_per_million or recipients[recipient/slack/payments]; or dataset or lookup.",
                "type": "string"
              },
              "before": {"description": "Its value before; absent if there was none."},
              "after": {"description": "Its value afterwards; absent if there is none."},
              "replaces": {"description": "It can't be changed in place.", "const": true},
              "sensitive": {"description": "Its values are masked.", "const": true}
            }
          }
        },
        "reason": {
          "description": "Why it is re-created, or why it changes without a difference of its own.",
          "type": "string"
        },
        "exact": {
          "description": "What Honeycomb gets, exactly, where the sentences of meaning have rounded figures.",
          "type": "array",
          "items": {"type": "string"}
        },
        "meaning": {
          "description": "What the change means for those who rely on the object, as sentences.",
          "type": "array",
          "items": {"type": "string"}
        },
        "loosened": {
          "description": "It protects less than before; the lines of meaning that say how begin with \"loosened:\".",
          "const": true
        },
        "looks_like_rename_of": {
          "description": "The deleted object that this new one looks like, if no moved block says so.",
          "$ref": "#/$defs/key"
        },
        "to_keep": {
          "description": "What to paste so that the object keeps its history.",
          "type": "array",
          "items": {"$ref": "#/$defs/paste"}
        }
      }
    }
  }
}
`
