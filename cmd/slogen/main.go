// Command slogen checks SLOs declared in HCL, shows what a change means, and writes the Honeycomb objects as JSON
// and Terraform.
//
// This package is the command line and nothing else: flags, exit codes, colours, and what is printed to which stream.
// It alone prints, exits, and reads the environment or the clock; the packages below generator make whatever it prints.
package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"

	"github.com/spf13/cobra"
)

// commands lists slogen's commands in the order in which they are documented. Each has its own file. The name stands
// here too, because a run makes only the command that it names: all of them take longer than some commands run.
var commands = []namedCommand{
	{"plan", planCommand},
	{"generate", generateCommand},
	{"validate", validateCommand},
	{"lint", lintCommand},
	{"test", testCommand},
	{"simulate", simulateCommand},
	{"eval", evalCommand},
	{"fmt", fmtCommand},
	{"init", initCommand},
	{"explain", explainCommand},
	{"sandbox", sandboxCommand},
	{"version", versionCommand},
	{"completion", completionCommand},
	{"help", helpCommand},
}

type namedCommand struct {
	name string
	make func(*app) *cobra.Command
}

// A run is short and allocates a lot, so collecting garbage less often saves a third of its time. The limit keeps a
// large run small. It stays some way above live memory, because with a limit close to that the collector would run all
// the time: most garbage is syntax trees, some 200 KB for each service, while a compiled one needs 8 KB.
const (
	gcPercent   = 400
	memoryLimit = leastRoom
	leastRoom   = 40 << 20
)

// limitFor is the memory limit while so many bytes live.
func limitFor(live int64) int64 { return live + max(leastRoom, live/3) }

// tuneMemory sets the collector up, unless the environment does.
func tuneMemory() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		most := addressSpace()
		debug.SetMemoryLimit(min(memoryLimit, most))
		afterCollection(most)
	}
}

// afterCollection raises the memory limit after each collection that leaves too little room below it, up to most.
func afterCollection(most int64) {
	type sentinel struct{ _ *byte }
	runtime.AddCleanup(&sentinel{}, func(struct{}) {
		live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		metrics.Read(live)
		if room := min(limitFor(int64(live[0].Value.Uint64())), most); room > debug.SetMemoryLimit(-1) {
			debug.SetMemoryLimit(room)
		}
		afterCollection(most)
	}, struct{}{})
}

func main() {
	tuneMemory()
	cobra.EnableCommandSorting = false
	os.Exit(newApp().run(os.Args[1:]))
}
