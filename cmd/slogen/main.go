// Command slogen checks SLOs declared in HCL, shows what a change means, and writes the Honeycomb objects as JSON
// and Terraform.
//
// This package is the command line and nothing else: flags, exit codes, colours, what goes to which stream. It is the only
// one that prints, exits, reads the environment or the clock; whatever it prints was made by the packages below generator.
package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"

	"github.com/spf13/cobra"
)

// commands are slogen's commands in the order in which they are documented. Each has a file of its own.
var commands = []func(*app) *cobra.Command{
	planCommand,
	generateCommand,
	validateCommand,
	lintCommand,
	testCommand,
	simulateCommand,
	evalCommand,
	fmtCommand,
	initCommand,
	explainCommand,
	sandboxCommand,
	versionCommand,
	completionCommand,
	helpCommand,
}

// A run is short and allocates much: collecting garbage less often saves a third of its time. The limit keeps a large run small; it
// grows with what is alive, since a limit near that would have the collector run all the time.
const (
	gcPercent   = 400
	memoryLimit = 72 << 20
)

// tuneMemory sets the collector up, unless the environment does.
func tuneMemory() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
		afterCollection()
	}
}

// afterCollection raises the memory limit after each collection that leaves too little room below it.
func afterCollection() {
	type sentinel struct{ _ *byte }
	runtime.AddCleanup(&sentinel{}, func(struct{}) {
		live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		metrics.Read(live)
		if room := 5*int64(live[0].Value.Uint64()) - 130<<20; room > debug.SetMemoryLimit(-1) {
			debug.SetMemoryLimit(room)
		}
		afterCollection()
	}, struct{}{})
}

func main() {
	tuneMemory()
	cobra.EnableCommandSorting = false
	os.Exit(newApp().run(os.Args[1:]))
}
