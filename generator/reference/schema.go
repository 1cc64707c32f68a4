package reference

import (
	"maps"
	"slices"
	"strings"

	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/spec"
)

const dialect = "https://json-schema.org/draft/2020-12/schema"

type object = map[string]any

// configSchema is the JSON Schema of HCL's JSON form, for editors and for programs that write it. It is as strict as
// JSON allows: the contents of templates ("${...}") and expressions aren't checked.
func configSchema() object {
	defs := object{
		"comment": object{"description": "A comment; slogen ignores it, unless it begins with slogen:ignore."},
		"template": object{"type": "string", "pattern": `\$\{|%\{`,
			"description": "An HCL template such as \"${var.name}\"."},
		"expression": object{"description": "An HCL expression as text, such as \"event.duration_ms < 5\"; \"${...}\" " +
			"around it is accepted.",
			"type": []any{"string", "number", "boolean", "array", "object", "null"}},
	}
	root := body(config.Root.Describe(), defs)
	root["properties"].(object)["$schema"] = object{"type": "string",
		"description": "The address of this schema, for editors."}
	root["$schema"] = dialect
	root["title"] = "slogen configuration in HCL's JSON form (*.slo.json, and what *.slo.jsonnet evaluates to)"
	root["$defs"] = defs
	return root
}

// body is the schema of a block's contents. Definitions of blocks inside go to defs.
func body(d *spec.Description, defs object) object {
	properties := object{"//": ref("comment")}
	var required []string
	without := map[string][]string{}
	for _, a := range d.Args {
		properties[a.Name] = argument(a)
		if a.Required {
			required = append(required, a.Name)
		}
		if a.Unless != "" {
			without[a.Unless] = append(without[a.Unless], a.Name)
		}
	}
	for _, c := range d.Blocks {
		properties[c.Type] = ref(define(c, defs))
	}
	out := object{"type": "object", "properties": properties, "additionalProperties": false}
	if d.FreeDoc != "" {
		out["additionalProperties"] = object{"description": d.FreeDoc}
	}
	if d.Doc != "" {
		out["description"] = d.Doc
	}
	if required != nil {
		slices.Sort(required)
		out["required"] = required
	}
	for _, other := range slices.Sorted(maps.Keys(without)) {
		slices.Sort(without[other])
		out["anyOf"] = []any{object{"required": []string{other}}, object{"required": without[other]}}
	}
	return out
}

func ref(name string) object { return object{"$ref": "#/$defs/" + name} }

// define adds the schema of a block with its labels to the definitions and returns its name there.
func define(d *spec.Description, defs object) string {
	name := blockDefinition(d)
	if _, ok := defs[name]; ok {
		return name
	}
	defs[name] = object{} // a block can't hold itself, but let's not depend on that
	defs[name+".body"] = body(d, defs)
	labels := d.Labels
	s := several(ref(name + ".body"))
	for i := len(labels) - 1; i >= 0; i-- {
		named := several(object{"type": "object", "additionalProperties": s, "description": labels[i].Doc})
		if labels[i].Optional {
			named = object{"anyOf": []any{s, named}}
		}
		s = named
	}
	s["description"] = d.Doc
	defs[name] = s
	return name
}

// blockDefinition names the definition of a block: its path, which tells apart blocks of the same type that differ.
func blockDefinition(d *spec.Description) string {
	for _, b := range blocks() {
		if b.Type == d.Type && same(b.Description, d) {
			return "block." + b.paths[0]
		}
	}
	return "block." + d.Type
}

// several is one s or a list of them, as HCL's JSON form writes several blocks of a type.
func several(s object) object {
	return object{"anyOf": []any{s, object{"type": "array", "items": s}}}
}

// argument is the schema of an argument's value.
func argument(a spec.ArgDoc) object {
	description := a.Doc
	if a.Default != "" {
		description += " Default: " + a.Default + "."
	}
	if len(a.Kind.Schema) == 0 {
		return object{"$ref": "#/$defs/expression", "description": description}
	}
	s := withTemplates(a.Kind.Schema)
	if len(s) == 1 && s["type"] == "string" {
		return object{"type": "string", "description": description}
	}
	return object{"anyOf": []any{s, ref("template"), object{"type": "null"}}, "description": description}
}

// withTemplates returns a kind's schema in which templates are allowed inside lists and maps, too.
func withTemplates(s object) object {
	out := object{}
	for k, v := range s {
		inner, ok := v.(object)
		if ok && (k == "items" || k == "additionalProperties") && len(inner) > 0 {
			v = object{"anyOf": []any{withTemplates(inner), ref("template"), object{"type": "null"}}}
		}
		out[k] = v
	}
	return out
}

func same(a, b *spec.Description) bool {
	return a.Type == b.Type && a.Doc == b.Doc && len(a.Args) == len(b.Args) && strings.EqualFold(a.Example, b.Example)
}
