package main

import (
	"fmt"
	"slices"
	"strings"
)

// otherCommands lists commands of Terraform and other tools that people type, with what does that job here.
var otherCommands = []struct {
	names string // separated by spaces
	way   string
}{
	{"apply destroy refresh state show output graph taint untaint console workspace login logout force-unlock get " +
		"providers metadata",
		"slogen only writes the Terraform; Terraform does that. After `slogen generate -out DIR`, run `terraform %s` in " +
			"DIR/terraform."},
	{"deploy up push sync", "To apply a configuration, run `slogen generate -out DIR`, and then `terraform apply` in " +
		"DIR/terraform."},
	{"build compile render emit gen", "To write the output, use `slogen generate`."},
	{"diff", "To see what would change, use `slogen plan`."},
	{"check verify", "To find mistakes, use `slogen validate`; `slogen generate -check` checks whether the output is " +
		"current."},
	{"format", "To format files, use `slogen fmt`."},
	{"new create", "To write a first configuration, use `slogen init`."},
}

// otherCommand says what does the job of a command that slogen doesn't have; empty if the command is unknown.
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
var otherFlags = []string{"auto-approve", "backend", "backend-config", "lock", "lock-timeout", "migrate-state",
	"parallelism", "reconfigure", "refresh",
	"refresh-only", "replace", "state", "state-out", "target", "upgrade"}
