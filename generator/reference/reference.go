package reference

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/slogen-project/slogen/generator/contrast"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/plan"
	"github.com/slogen-project/slogen/generator/project"
)

// notice is at the top of every Markdown document.
const notice = "<!-- Made from slogen's tables by `go test ./generator/reference -update`. Don't edit. -->\n\n"

// documents are those that are made from tables, by their names in schemas/. Equal programs make equal bytes. The
// schemas of results are made from the structs that are marshalled, by tests beside these (package internal/schema).
func documents() map[string][]byte {
	page := func(text string) []byte { return []byte(linkTerms(text, glossaryFile)) }
	return map[string][]byte{
		"language.md":           page(language()),
		"functions.md":          page(functionsPage()),
		"rules.md":              page(rulesDocument()),
		"lint.md":               page(lintRules()),
		"presets.md":            page(builtins()),
		"plan.md":               page(planPage()),
		"templates.md":          page(templatesPage()),
		glossaryFile:            []byte(glossaryPage()),
		"config.schema.json":    indented(configSchema()),
		"resources.schema.json": honeycomb.CatalogueSchema(),
		"plan.schema.json":      plan.Schema(),

		"environments.schema.json": project.Schema(),
		"differences.schema.json":  contrast.Schema(),
	}
}

// indented returns a JSON Schema as it is stored: members sorted by name.
func indented(schema any) []byte {
	b, err := json.MarshalIndent(schema, "", "  ")
	if err != nil {
		panic(err) // maps of strings, numbers and booleans always marshal
	}
	return append(b, '\n')
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
