package main

import (
	"fmt"
	"slices"
	"strings"
)

// otherCommands are commands of Terraform and of other tools that people type, and what does that job.
var otherCommands = []struct {
	names string // separated by spaces
	way   string
}{
	{"apply destroy refresh state show output graph taint untaint console workspace login logout force-unlock get providers metadata",
		"slogen writes the Terraform and Terraform does that: after `slogen generate -out DIR`, run `terraform %s` in DIR/terraform."},
	{"import", "Write `existing = \"<id>\"` in the block: slogen writes Terraform's import block for it, and `terraform apply` takes the object over."},
	{"deploy up push sync", "To bring a configuration to Honeycomb run `slogen generate -out DIR`, and then `terraform apply` in DIR/terraform."},
	{"build compile render emit gen", "The command that writes the output is `slogen generate`."},
	{"diff", "The command that shows what would change is `slogen plan`."},
	{"check verify", "The command that looks for mistakes is `slogen validate`; `slogen generate -check` says whether the output is current."},
	{"format", "The command that formats files is `slogen fmt`."},
	{"new create", "The command that writes a first configuration is `slogen init`."},
}

// otherCommand says what does the job of a command that slogen doesn't have; empty where nothing is known of it.
func otherCommand(name string) string {
	for _, o := range otherCommands {
		if slices.Contains(strings.Fields(o.names), name) {
			if strings.Contains(o.way, "%s") {
				return fmt.Sprintf(o.way, name)
			}
			return o.way
		}
	}
	return ""
}

// otherFlags are flags of Terraform that belong to its commands.
var otherFlags = []string{"auto-approve", "backend", "backend-config", "lock", "lock-timeout", "migrate-state", "parallelism", "reconfigure", "refresh",
	"refresh-only", "replace", "state", "state-out", "target", "upgrade"}
