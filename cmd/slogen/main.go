// Command slogen checks SLOs declared in HCL, shows what a change of them means, and writes the Honeycomb objects as JSON
// and Terraform.
//
// This package is the command line and nothing else: flags, exit codes, colours, what goes to which stream. It is the only
// one that prints, exits, reads the environment or the clock; whatever it prints was made by the packages below generator.
package main

import (
	"os"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// commands are slogen's commands in the order in which they are documented. Each has a file of its own.
var commands = []func(*app) *cobra.Command{
	planCommand,
	generateCommand,
	validateCommand,
	fmtCommand,
	initCommand,
	explainCommand,
	versionCommand,
	completionCommand,
	helpCommand,
}

// A run is short and allocates much: collecting garbage less often saves a third of its time, and the limit keeps a large
// run as small as it would be otherwise.
const (
	gcPercent   = 400
	memoryLimit = 80 << 20
)

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
	cobra.EnableCommandSorting = false
	os.Exit(newApp().run(os.Args[1:]))
}
