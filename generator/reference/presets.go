package reference

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/slogen-project/slogen/generator/presets"
)

// preset is something that is built into slogen.
type preset struct {
	name   string // such as "builtin.burn_alerts.honeycomb"
	group  string
	source string
}

func presetList() (out []preset) {
	names := presets.Names()
	for _, group := range slices.Sorted(maps.Keys(names)) {
		for _, name := range names[group] {
			src, _ := presets.Source(group, name)
			out = append(out, preset{"builtin." + group + "." + name, group, string(src)})
		}
	}
	return out
}

// builtins is presets.md.
func builtins() string {
	var b strings.Builder
	b.WriteString("# Built-in policies and templates\n\n" + notice)
	b.WriteString("They are written in slogen's own language, so that you can read, copy and change them. `slogen " +
		"explain NAME` prints one.\n")
	last := ""
	for _, p := range presetList() {
		if p.group != last {
			use := "`burn_alerts = " + p.name + "`"
			if p.group != "burn_alerts" {
				use = "`template = " + p.name + "`"
			}
			fmt.Fprintf(&b, "\n## builtin.%s\n\nUsed as %s.\n", p.group, use)
			if p.group == "sli" {
				b.WriteString(sliTable())
			}
			last = p.group
		}
		fmt.Fprintf(&b, "\n### %s\n\n```hcl\n%s```\n", p.name, strings.TrimLeft(p.source, "\n"))
	}
	return b.String()
}

// sliTable lists what the built-in SLIs measure, and the columns that they read.
func sliTable() string {
	var b strings.Builder
	b.WriteString("\nWhere a column has an old name, `old_names = true` reads both, and `new_names = false` the old " +
		"one alone; Honeycomb must know every column that is read. A column that a parameter needs is read only if " +
		"that is set. Each SLI is tested with messy events: numbers as text, missing columns, messages in " +
		"`error`.\n\n" +
		"| SLI | good | reads |\n|---|---|---|\n")
	for _, p := range presetList() {
		if p.group != "sli" {
			continue
		}
		body := bodyOf(p.source)
		about, _ := body.Attributes["description"].Expr.Value(nil)
		var columns []string
		for _, attr := range []string{"eligible", "good"} {
			for _, t := range body.Attributes[attr].Expr.Variables() {
				if t.RootName() == "event" {
					columns = append(columns, strings.TrimPrefix(address(t), "event."))
				}
			}
		}
		slices.Sort(columns)
		fmt.Fprintf(&b, "| [`%s`](#%s) | %s | `%s` |\n", strings.TrimPrefix(p.name, "builtin.sli."),
			strings.ReplaceAll(p.name, ".", ""), about.AsString(), strings.Join(slices.Compact(columns), "`, `"))
	}
	return b.String()
}

// bodyOf is the body of the block that a preset's file declares.
func bodyOf(source string) *hclsyntax.Body {
	f, _ := hclsyntax.ParseConfig([]byte(source), "", hcl.InitialPos) // a test of presets parses each
	return f.Body.(*hclsyntax.Body).Blocks[0].Body
}

// address is a traversal as it is written.
func address(t hcl.Traversal) string {
	names := []string{t.RootName()}
	for _, step := range t[1:] {
		if a, ok := step.(hcl.TraverseAttr); ok {
			names = append(names, a.Name)
		}
	}
	return strings.Join(names, ".")
}
