package main

import (
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/slogen-project/slogen/generator/parallel"
)

// processSizes are the numbers of services of [BenchmarkProcess]. -short leaves out the large ones.
var processSizes = []int{1, 1_000, 5_000, 10_000, 100_000}

// bareParse is the yardstick: it reads and parses the files below a folder and drops the trees, in as many workers as
// slogen uses. hcl's parser is the least that any program pays that reads them.
func bareParse(dir string) error {
	var files []string
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(p, ".slo.hcl") {
			files = append(files, p)
		}
		return err
	})
	errs := make([]error, len(files))
	parallel.Do(len(files), 0, func(numbers iter.Seq[int]) {
		for i := range numbers {
			src, err := os.ReadFile(files[i])
			if err != nil {
				errs[i] = err
			} else if _, diags := hclsyntax.ParseConfig(src, files[i], hcl.InitialPos); diags.HasErrors() {
				errs[i] = diags
			}
		}
	})
	return errors.Join(append(errs, err)...)
}

// bareParseMain is the program bare-parse, with the collector set up as slogen's is.
func bareParseMain() {
	tuneMemory()
	if err := bareParse(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// least is the least that runs of a command took.
type least struct {
	cpu, wall time.Duration
	// peak is the most that was resident, in MiB, 0 on Windows. Linux counts what the parent had before exec, some 26.
	peak float64
}

// run runs a command once more.
func (l *least) run(b *testing.B, name string, args ...string) {
	b.Helper()
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), "GITHUB_ACTIONS=", "CI=")
	start := time.Now()
	out, err := cmd.CombinedOutput()
	wall := time.Since(start)
	if err != nil {
		b.Fatalf("%v: %v\n%s", cmd, err, out)
	}
	used := cmd.ProcessState
	peak := peakMiB(used)
	cpu := used.UserTime() + used.SystemTime()
	if l.wall == 0 {
		*l = least{cpu, wall, peak}
		return
	}
	*l = least{min(l.cpu, cpu), min(l.wall, wall), min(l.peak, peak)}
}

// BenchmarkProcess runs slogen as a process, as users do, beside a bare parse of the same files. It reports the
// processors' time and the wall time of each command as multiples of that parse's, and the peak of resident memory,
// each the least of all rounds. The commands take turns, so that a machine that gets slower is slower for all. A round
// takes long: -benchtime=5x is about right.
func BenchmarkProcess(b *testing.B) {
	program := filepath.Join(b.TempDir(), "slogen")
	build := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", program, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0") // as releases are
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	for _, n := range processSizes {
		if testing.Short() && n > 1_000 {
			continue
		}
		b.Run(fmt.Sprintf("services=%d", n), func(b *testing.B) {
			dir := benchDir(b, n)
			out := filepath.Join(dir, "out")
			var parse least
			var taken [3]least
			old := b.TempDir()
			for round := 0; b.Loop(); round++ {
				// Not removed: ext4 takes long to make files while many were removed lately.
				if err := os.Rename(out, filepath.Join(old, fmt.Sprint(round))); err != nil && round > 0 {
					b.Fatal(err)
				}
				parse.run(b, "bare-parse", dir)
				taken[0].run(b, program, "plan", dir)
				taken[1].run(b, program, "generate", dir)
				taken[2].run(b, program, "plan", "-detailed-exitcode", dir)
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(parse.cpu.Seconds()*1e3, "parse-cpu-ms")
			for i, name := range []string{"first-plan", "first-generate", "plan"} {
				t := taken[i]
				b.ReportMetric(t.cpu.Seconds()*1e3, name+"-cpu-ms")
				b.ReportMetric(t.wall.Seconds()*1e3, name+"-wall-ms")
				b.ReportMetric(t.cpu.Seconds()/parse.cpu.Seconds(), name+"-cpu/parse")
				b.ReportMetric(t.wall.Seconds()/parse.wall.Seconds(), name+"-wall/parse")
				b.ReportMetric(t.peak, name+"-MiB")
			}
		})
	}
}
