// Package presets holds what is built in: burn alert policies and templates, written in slogen's own language.
//
// They are HCL rather than Go, so that anybody can read one, copy it and change it: `slogen explain
// builtin.sli.http_server_availability` prints the file. A configuration refers to one as builtin.<group>.<name>, such
// as builtin.burn_alerts.honeycomb; a file that nothing refers to is never parsed. Each file declares one block with
// the file's name, and a comment says where its numbers and columns come from.
//
// It is not its job to parse them or to know what they mean; packages config and generator do.
package presets

import (
	"embed"
	"io/fs"
	"strings"
)

//go:embed burn_alerts/*.hcl sli/*.hcl triggers/*.hcl
var files embed.FS

// groups lists the folders of presets and the blocks that their files declare, in the order in which they are shown.
var groups = []struct{ name, block string }{
	{"burn_alerts", "burn_alert_policy"},
	{"sli", "sli_template"},
	{"triggers", "trigger_template"},
}

// Names lists the presets by group ("burn_alerts", "sli", "triggers"), sorted by name.
func Names() map[string][]string {
	out := make(map[string][]string, len(groups))
	for _, g := range groups {
		entries, err := fs.ReadDir(files, g.name) // sorted
		if err != nil {
			continue // embedded, so it is there
		}
		names := make([]string, len(entries))
		for i, e := range entries {
			names[i] = strings.TrimSuffix(e.Name(), ".hcl")
		}
		out[g.name] = names
	}
	return out
}

// Source returns the HCL of a preset, and whether there is one of this name.
func Source(group, name string) ([]byte, bool) {
	if strings.Contains(group+name, "/") {
		return nil, false
	}
	src, err := files.ReadFile(group + "/" + name + ".hcl")
	return src, err == nil
}
