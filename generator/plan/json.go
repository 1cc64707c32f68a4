package plan

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/review"
)

// formatVersion is the version of the JSON form. Its second number grows when members are added, its first when the
// meaning of one changes.
const formatVersion = "1.3"

// AppendJSON appends p as JSON, one change a line and a newline at the end; [Schema] describes it.
func AppendJSON(b []byte, p *Plan) []byte {
	n := p.Counts()
	b = append(b, `{"format_version":"`+formatVersion+`","summary":{`...)
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
	b = p.appendVerdict(b)
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
	if p.Fails != nil {
		b = p.Fails.append(append(b, `,"fail_on":`...))
	}
	if len(p.Unused) > 0 {
		type note struct {
			Fingerprint string `json:"fingerprint"`
			Reason      string `json:"reason"`
			Origin      place  `json:"origin"`
		}
		list := make([]note, len(p.Unused))
		for i, n := range p.Unused {
			list[i] = note{n.Fingerprint, n.Reason, place{n.Name(), n.Range.Start.Line}}
		}
		b = appendValue(append(b, `,"unused_notes":`...), list)
	}
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
	b = c.appendMeaning(b)
	b = c.appendCauses(b)
	if len(c.Exact) > 0 {
		b = appendValue(append(b, `,"exact":`...), c.Exact)
	}
	if c.weakens() {
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

// append appends what a plan fails on.
func (f *FailOn) append(b []byte) []byte {
	type stop struct {
		Class       string          `json:"class"`
		Fingerprint string          `json:"fingerprint"`
		Keys        []honeycomb.Key `json:"keys"`
		Accepted    string          `json:"accepted,omitempty"`
	}
	out := struct {
		Classes []string `json:"classes"`
		Failed  bool     `json:"failed"`
		Found   []stop   `json:"found"`
	}{Classes: []string{}, Failed: len(f.Open()) > 0, Found: []stop{}}
	for _, c := range f.Classes {
		out.Classes = append(out.Classes, c.String())
	}
	for _, s := range f.Found {
		one := stop{Class: s.Class.String(), Fingerprint: s.Fingerprint, Accepted: s.Accepted}
		for _, c := range s.Changes {
			one.Keys = append(one.Keys, c.Key)
		}
		out.Found = append(out.Found, one)
	}
	return appendValue(b, out)
}

// weakened begins the sentences of meaning that say how an object protects less.
const weakened = "loosened: "

// appendMeaning appends the sentences, and what they do by class.
func (c *Change) appendMeaning(b []byte) []byte {
	meaning := []string{}
	for i := range c.Effects {
		switch e := &c.Effects[i]; {
		case e.Text == "":
		case e.weakens():
			meaning = append(meaning, weakened+e.Text)
		default:
			meaning = append(meaning, e.Text)
		}
	}
	b = appendValue(append(b, `,"meaning":`...), meaning)
	type effect struct {
		Of     []honeycomb.Key `json:"of,omitempty"`
		New    bool            `json:"new,omitempty"`
		Before string          `json:"before,omitempty"`
		After  string          `json:"after,omitempty"`
		Text   string          `json:"text,omitempty"`
	}
	type class struct {
		Class       string   `json:"class"`
		Fingerprint string   `json:"fingerprint"`
		Effects     []effect `json:"effects"`
	}
	var list []class
	for _, x := range c.Classes() {
		one := class{Class: x.String(), Fingerprint: c.Fingerprint(x)}
		for i := range c.Effects {
			if e := &c.Effects[i]; e.Class == x {
				one.Effects = append(one.Effects, effect{e.Of, e.New, e.Before, e.After, e.Text})
			}
		}
		list = append(list, one)
	}
	if len(list) > 0 {
		b = appendValue(append(b, `,"classes":`...), list)
	}
	return b
}

type place struct {
	File string `json:"file"`
	Line int    `json:"line"`
}

// appendCauses appends what it changes because of.
func (c *Change) appendCauses(b []byte) []byte {
	if len(c.Causes) == 0 {
		return b
	}
	type cause struct {
		Block   string   `json:"block"`
		Origin  place    `json:"origin"`
		What    []string `json:"what,omitempty"`
		Perhaps bool     `json:"perhaps,omitempty"`
	}
	list := make([]cause, len(c.Causes))
	for i, x := range c.Causes {
		list[i] = cause{x.Block, place{x.File, x.Line}, x.What, x.Perhaps}
	}
	return appendValue(append(b, `,"causes":`...), list)
}

// appendVerdict appends the verdict: its line, and its counts by class.
func (p *Plan) appendVerdict(b []byte) []byte {
	if p.Empty() {
		return b
	}
	v := p.Verdict()
	b = appendJSON(append(b, `,"verdict":{"text":`...), v.String())
	for _, r := range review.Classes {
		if n := v.Of[r.Class]; n > 0 {
			b = fmt.Appendf(b, `,%q:%d`, r.Name, n)
		}
	}
	if v.NewPromises > 0 {
		b = fmt.Appendf(b, `,"new-promises":%d`, v.NewPromises)
	}
	if v.NewAlerts > 0 {
		b = fmt.Appendf(b, `,"new-alerts":%d`, v.NewAlerts)
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
func Schema() []byte {
	var counts, names []string
	for _, r := range review.Classes {
		counts = append(counts, fmt.Sprintf(`        %q: {"description": %s, "$ref": "#/$defs/count"}`, r.Name,
			appendJSON(nil, r.Doc)))
		names = append(names, strconv.Quote(r.Name))
	}
	return []byte(strings.NewReplacer(`        "CLASSES": {}`, strings.Join(counts, ",\n"), `"CLASS"`,
		strings.Join(names, ", ")).Replace(schema))
}

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
    "verdict": {
      "description": "What a reviewer must know: how many promises (SLOs) and alerts the changes concern, by class; how many changes, of undecided. Absent if nothing changes.",
      "type": "object",
      "required": ["text"],
      "additionalProperties": false,
      "properties": {
        "text": {"description": "The verdict as a line for people.", "type": "string"},
        "new-promises": {"description": "SLOs that didn't exist.", "$ref": "#/$defs/count"},
        "new-alerts": {"description": "Alerts that didn't exist.", "$ref": "#/$defs/count"},
        "CLASSES": {}
      }
    },
    "base": {
      "description": "What the configuration was compared with.",
      "type": "object",
      "required": ["kind", "name"],
      "additionalProperties": false,
      "properties": {
        "kind": {
          "description": "A folder with output, a folder with sources, the sources at a git revision, or Terraform's state.",
          "enum": ["output", "folder", "revision", "state"]
        },
        "name": {
          "description": "The folder or the file, or the revision as it was given.",
          "type": "string"
        },
        "commit": {
          "description": "The id of the revision's commit.",
          "type": "string"
        },
        "from": {
          "description": "Whose variables name the revision, such as GitHub; absent where it was given.",
          "type": "string"
        },
        "notes": {
          "description": "What a reviewer must know besides what changes, in sentences.",
          "type": "array",
          "items": {"type": "string"}
        }
      }
    },
    "changes": {
      "description": "The objects that change: shared ones first, then service by service.",
      "type": "array",
      "items": {"$ref": "#/$defs/change"}
    },
    "fail_on": {
      "description": "What the plan must not do, as -fail-on says; absent without that flag.",
      "type": "object",
      "required": ["classes", "failed", "found"],
      "additionalProperties": false,
      "properties": {
        "classes": {"type": "array", "items": {"enum": ["CLASS"]}},
        "failed": {"description": "It does something of these classes that nobody has accepted.", "type": "boolean"},
        "found": {
          "description": "What it does of these classes.",
          "type": "array",
          "items": {
            "type": "object",
            "required": ["class", "fingerprint", "keys"],
            "additionalProperties": false,
            "properties": {
              "class": {"enum": ["CLASS"]},
              "fingerprint": {
                "description": "What a line \"Slogen-Accept: FINGERPRINT reason\" in a commit message names to accept it.",
                "type": "string",
                "pattern": "^[0-9a-f]{12}$"
              },
              "keys": {"type": "array", "items": {"$ref": "#/$defs/key"}},
              "accepted": {"description": "The reason for which it is accepted; absent if it isn't.", "type": "string"}
            }
          }
        }
      }
    },
    "unused_notes": {
      "description": "Entries of change_note in the sources that name no change, and can be removed; absent if there are none.",
      "type": "array",
      "items": {
        "type": "object",
        "required": ["fingerprint", "reason", "origin"],
        "additionalProperties": false,
        "properties": {
          "fingerprint": {"type": "string"},
          "reason": {"type": "string"},
          "origin": {"$ref": "#/$defs/place"}
        }
      }
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
        "classes": {
          "description": "What the change does to somebody, the most harmful first.",
          "type": "array",
          "items": {
            "type": "object",
            "required": ["class", "fingerprint", "effects"],
            "additionalProperties": false,
            "properties": {
              "class": {"enum": ["CLASS"]},
              "fingerprint": {
                "description": "Names what the change does in this class: the same wherever it is written, another one if it does something else.",
                "type": "string",
                "pattern": "^[0-9a-f]{12}$"
              },
              "effects": {
                "type": "array",
                "items": {
                  "type": "object",
                  "additionalProperties": false,
                  "properties": {
                    "of": {
                      "description": "Whom it concerns, if not the object itself: the SLOs of an SLI, the alerts of an SLO.",
                      "type": "array",
                      "items": {"$ref": "#/$defs/key"}
                    },
                    "new": {"description": "What it concerns didn't exist.", "const": true},
                    "before": {"description": "The value that decides the class, exactly; absent for none.", "type": "string"},
                    "after": {"description": "The same, afterwards.", "type": "string"},
                    "text": {"description": "What it does, as a sentence.", "type": "string"}
                  }
                }
              }
            }
          }
        },
        "causes": {
          "description": "What it changes because of, where that is written elsewhere: a block of defaults, an alert of a policy, a template; or, against sources, a local value, a variable, a function, another SLI, or a file that is read.",
          "type": "array",
          "items": {
            "type": "object",
            "required": ["block", "origin"],
            "additionalProperties": false,
            "properties": {
              "block": {
                "description": "The block or the name, such as defaults, sli_template.http or local.window; of a file its name.",
                "type": "string"
              },
              "origin": {
                "description": "Where the first of its values is that differ; line 0 is the whole file.",
                "$ref": "#/$defs/place"
              },
              "what": {
                "description": "The values, and how they change where that is known.",
                "type": "array",
                "items": {"type": "string"}
              },
              "perhaps": {"description": "Something else may be behind the change instead, or as well.", "const": true}
            }
          }
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
          "description": "What to paste so that the object keeps its history. Of a deleted object whose block has got a for_each, or has none any more, it is what to paste if one of the new objects of the block is the same.",
          "type": "array",
          "items": {"$ref": "#/$defs/paste"}
        }
      }
    }
  }
}
`
