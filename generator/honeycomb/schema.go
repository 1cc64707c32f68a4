package honeycomb

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// CatalogueSchema is the JSON Schema (2020-12) of the catalogue: what the rows of wire_members.go say, in a frame.
func CatalogueSchema() []byte { return []byte(catalogueSchema()) }

var catalogueSchema = sync.OnceValue(func() string {
	defs := []string{
		`"object": ` + describeObject(),
		definitionOf(calculatedFields), definitionOf(slos), definitionOf(burnAlerts), definitionOf(triggers),
		`"clock": ` + clockTime.full(notes{}),
		definitionOf(recipients),
		`"webhook_name": ` + webhookName.full(notes{}),
		`"webhook_url": ` + webhookURL.full(notes{}),
		`"variable_name": ` + variable.full(notes{}),
		`"template": ` + template.full(notes{}),
		definitionOf(queryAnnotations), definitionOf(boards),
		`"tags": ` + tags.full(notes{}),
		`"notifications": ` + notifications.full(notes{}),
		`"routed_notifications": ` + routedNotifications.full(notes{}),
		definitionOf(queries),
		`"expressions": ` + formulas.full(notes{}),
		`"filters": ` + filters.full(notes{}),
	}
	return strings.Replace(catalogueFrame, "@version", formatVersion, 1) +
		"    " + indented(strings.Join(defs, ",\n"), 2) + "\n  }\n}\n"
})

func definitionOf(k *kind) string { return quote(k.name) + ": " + k.body(notes{}) }

// schema writes the JSON Schema of a value, with notes.
type schema func(notes) string

// notes are what a row adds to the schema of its value.
type notes struct {
	doc  string
	more []string // keywords
	// untyped leaves out that an object is one, where another place says so.
	untyped bool
}

// described is what a schema says of a member.
type described struct {
	name   string
	schema schema
	spare  bool // whether objects do without it
	notes
}

// keywords is the schema of a value for which these keywords are all there is to say.
func keywords(list ...string) schema {
	return func(n notes) string { return inLine(n.with(list)...) }
}

// definition is a reference to what has a name.
func definition(name string) schema { return keywords(`"$ref": "#/$defs/` + name + `"`) }

// with adds the notes to keywords.
func (n notes) with(list []string) []string {
	list = append(slices.Clone(list), n.more...)
	if n.doc != "" {
		list = append([]string{`"description": ` + quote(n.doc)}, list...)
	}
	return list
}

// describe is the schema of an object.
func describe(n notes, members []described) string {
	var list []string
	if n.doc != "" {
		list = append(list, `"description": `+quote(n.doc))
	}
	if !n.untyped {
		list = append(list, `"type": "object"`)
	}
	list = append(list, required(members)...)
	list = append(append(list, `"additionalProperties": false`), n.more...)
	list = append(list, properties(members))
	if n.untyped && !strings.Contains(list[len(list)-1], "\n") {
		return inLine(list...)
	}
	return inLines(list...)
}

// required lists the members that no object does without; nothing if there are none.
func required(members []described) []string {
	var list []string
	for _, m := range members {
		if !m.spare {
			list = append(list, m.name)
		}
	}
	if list == nil {
		return nil
	}
	return []string{`"required": ` + inWords(list)}
}

func properties(members []described, more ...string) string {
	list := more
	for _, m := range members {
		list = append(list, quote(m.name)+": "+m.schema(m.notes))
	}
	if len(list) == 1 && !strings.Contains(list[0], "\n") {
		return `"properties": ` + inLine(list...)
	}
	return `"properties": ` + inLines(list...)
}

// describeList is the schema of a list whose elements have the schema items.
func describeList(n notes, more []string, items string) string {
	list := n.with(append(append([]string{`"type": "array"`}, more...), `"items": `+items))
	if n.doc != "" || strings.Contains(items, "\n") {
		return inLines(list...)
	}
	return inLine(list...)
}

// describeObject is the schema of a line.
func describeObject() string {
	s := describe(notes{}, envelope.listed(""))
	var all []string
	for _, k := range kinds {
		all = append(
			all,
			`{"if": {"properties": {"kind": {"const": `+quote(k.name)+`}}}, "then": {"properties": {"body": `+
				definition(k.name)(notes{})+`}}}`,
		)
	}
	return strings.TrimSuffix(s, "\n}") + ",\n  " + `"allOf": ` + indented(inBrackets(all...), 1) + "\n}"
}

// kindNames is the schema of an object's kind.
func kindNames(n notes) string {
	var list []string
	for _, k := range kinds {
		list = append(list, k.name)
	}
	return keywords(`"enum": ` + inWords(list))(n)
}

// describeDeclared is the schema of what the API has no place for, whatever the kind.
func describeDeclared(n notes) string {
	var all []described
	for _, k := range kinds {
		for _, m := range k.declared {
			if !slices.ContainsFunc(all, func(x described) bool { return x.name == m.name }) {
				all = append(all, m)
			}
		}
	}
	slices.SortFunc(all, func(a, b described) int { return cmp.Compare(a.name, b.name) })
	n.more = append(n.more, `"minProperties": 1`)
	return describe(n, all)
}

// describeBurnAlert is the schema of a burn alert: what all have, and what each type has besides.
func describeBurnAlert(listed func(variant string) []described) string {
	all := listed("")
	var types []string
	for _, typ := range []string{ExhaustionTime, BudgetRate} {
		types = append(types, inLines(append(required(listed(typ)), properties(listed(typ),
			quote(all[0].name)+": "+inLine(`"const": `+quote(typ))))...))
	}
	return inLines(append(append([]string{`"type": "object"`}, required(all)...), properties(all[1:]),
		`"oneOf": `+inBrackets(types...), `"unevaluatedProperties": false`)...)
}

// describeRecipient is the schema of a recipient, whose details depend on its type.
func describeRecipient(details func(variant string) []described) string {
	var types []string
	for _, typ := range []string{RecipientEmail, RecipientSlack, RecipientPagerDuty, RecipientMSTeamsWorkflow,
		RecipientWebhook} {
		types = append(types, inLines(`"properties": `+inLines(`"type": `+inLine(`"const": `+quote(typ)),
			`"details": `+describe(notes{untyped: true}, details(typ)))))
	}
	return inLines(`"type": "object"`, `"required": ["type", "details"]`, `"additionalProperties": false`,
		`"properties": {"type": {"type": "string"}, "details": {"type": "object"}}`, `"oneOf": `+inBrackets(types...))
}

// describePanel is the schema of a board's panel, which is one of several.
func describePanel(listed func(variant string) []described) string {
	all := listed("")
	var types []string
	for _, typ := range []string{"slo", "query", "text"} {
		is := append(slices.Clone(all), listed(typ)...)
		is[0].schema = keywords(`"const": ` + quote(typ))
		is[1].untyped = true
		types = append(types, describe(notes{untyped: true}, is))
	}
	return inLines(`"oneOf": ` + inBrackets(types...))
}

// The layout of the schema.

func quote(s string) string { return string(appendString(nil, s)) }

func inLine(list ...string) string { return "{" + strings.Join(list, ", ") + "}" }

func inLines(list ...string) string { return "{\n  " + indented(strings.Join(list, ",\n"), 1) + "\n}" }

func inBrackets(list ...string) string {
	return "[\n  " + indented(strings.Join(list, ",\n"), 1) + "\n]"
}

// indented indents the lines after the first.
func indented(s string, levels int) string {
	return strings.ReplaceAll(s, "\n", "\n"+strings.Repeat("  ", levels))
}

func inWords(list []string) string {
	var quoted []string
	for _, s := range list {
		quoted = append(quoted, quote(s))
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

func inNumbers(list []int) string {
	var numbers []string
	for _, n := range list {
		numbers = append(numbers, strconv.Itoa(n))
	}
	return "[" + strings.Join(numbers, ", ") + "]"
}

const catalogueFrame = `{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "slogen catalogue",
  "description": "What slogen writes to a file of the catalogue: every object of one service, or those of no service, one a line, sorted by key. All files together hold what is to exist in one Honeycomb environment.",
  "type": "object",
  "required": ["generated", "format_version", "objects", "moved"],
  "additionalProperties": false,
  "properties": {
    "generated": {
      "description": "Marks the file as slogen's, which may replace and remove it, and ends in a digest of it.",
      "type": "string",
      "pattern": "^Generated by slogen"
    },
    "format_version": {
      "const": "@version",
      "description": "Version of this format: the first number changes with a meaning, the second with an addition."
    },
    "objects": {
      "type": "array",
      "items": {"$ref": "#/$defs/object"}
    },
    "moved": {
      "description": "Objects that have a new key and are otherwise the same.",
      "type": "array",
      "items": {
        "type": "object",
        "required": ["from", "to"],
        "additionalProperties": false,
        "properties": {
          "from": {"$ref": "#/$defs/key"},
          "to": {"$ref": "#/$defs/key"}
        }
      }
    }
  },
  "$defs": {
    "key": {
      "description": "Kind and path of an object: its identity from run to run.",
      "type": "string",
      "pattern": "^(board|burn_alert|calculated_field|query|query_annotation|recipient|slo|trigger)(/[^/]+)+$"
    },
    "ref": {
      "description": "The id that the object with this key has once it exists.",
      "type": "object",
      "required": ["$ref"],
      "additionalProperties": false,
      "properties": {"$ref": {"$ref": "#/$defs/key"}}
    },
    "secret": {
      "description": "A value that no file holds: the secret of this name.",
      "type": "object",
      "required": ["$secret"],
      "additionalProperties": false,
      "properties": {"$secret": {"type": "string", "minLength": 1}}
    },
`
