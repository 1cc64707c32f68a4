// Command slogen checks SLOs declared in HCL, shows what a change means, and writes the Honeycomb objects as JSON
// and Terraform.
//
// This package is the command line and nothing else: flags, exit codes, colours, and what is printed to which stream.
// It alone prints, exits, and reads the environment or the clock; the packages below generator make whatever it prints.
package main

import (
	"math"
	"os"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// commands lists slogen's commands in the order in which they are documented. Each has its own file. The name stands
// here too, because a run makes only the command that it names: all of them take longer than some commands run.
var commands = []namedCommand{
	{"plan", planCommand},
	{"generate", generateCommand},
	{"environments", environmentsCommand},
	{"validate", validateCommand},
	{"lint", lintCommand},
	{"waivers", waiversCommand},
	{"columns", columnsCommand},
	{"test", testCommand},
	{"simulate", simulateCommand},
	{"suggest", suggestCommand},
	{"eval", evalCommand},
	{"fmt", fmtCommand},
	{"init", initCommand},
	{"import", importCommand},
	{"explain", explainCommand},
	{"report", reportCommand},
	{"sandbox", sandboxCommand},
	{"version", versionCommand},
	{"completion", completionCommand},
	{"help", helpCommand},
}

type namedCommand struct {
	name string
	make func(*app) *cobra.Command
}

// A run is short and allocates a lot, nearly all of it garbage: some 200 KB of syntax trees for each service, which is
// 7 KB once it is compiled. So the collector leaves it room between two collections: a few services get by without any,
// and thousands stay small. Each collection looks at all that lives, so the room grows with that; a room of one size
// would make the collector's work grow with the square of the number of services.
//
// The room is kept through the percentage that GOGC is. A limit of memory (GOMEMLIMIT) also counts what the pieces of
// the heap leave unused, and close to it the collector hardly stops: with 20,000 services it took half of the time.
const leastRoom = 24 << 20

// roomFor is how much may be allocated between two collections while so many bytes live.
func roomFor(live uint64) uint64 { return max(leastRoom, live/2) }

// leastHeap is the size of the heap that Go multiplies with the percentage where less lives.
const leastHeap = 4 << 20

// tuneMemory sets the collector up, unless the environment does.
func tuneMemory() {
	if os.Getenv("GOGC") == "" {
		keepRoom(leastHeap)
	}
	if most := addressSpace(); os.Getenv("GOMEMLIMIT") == "" && most < math.MaxInt64 {
		debug.SetMemoryLimit(most)
	}
}

// keepRoom leaves the room for what lives now, and again after each collection.
func keepRoom(live uint64) {
	percent := roomFor(live) * 100 / max(live, leastHeap)
	debug.SetGCPercent(int(percent))
	type sentinel struct{ _ *byte }
	runtime.AddCleanup(&sentinel{}, func(struct{}) {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		keepRoom(m.NextGC * 100 / (100 + percent)) // what this collection found alive: its next goal follows from that
	}, struct{}{})
}

func main() {
	tuneMemory()
	cobra.EnableCommandSorting = false
	os.Exit(newApp().run(os.Args[1:]))
}
