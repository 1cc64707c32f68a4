package reference

import (
	"fmt"
	"maps"
	"slices"
	"strings"

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
			if p.group == "sli" {
				use = "`template = " + p.name + "`"
			}
			fmt.Fprintf(&b, "\n## builtin.%s\n\nUsed as %s.\n", p.group, use)
			last = p.group
		}
		fmt.Fprintf(&b, "\n### %s\n\n```hcl\n%s```\n", p.name, strings.TrimLeft(p.source, "\n"))
	}
	return b.String()
}
