package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/slogen-project/slogen/generator"
	"github.com/slogen-project/slogen/generator/lint"
)

// benchSizes are the numbers of services that are measured, one file each. The largest takes a while to lay out: -short
// leaves it out.
var benchSizes = []int{1, 100, 1_000, 10_000}

// serviceFile is a service of the usual size, about 2 KB: an SLI, an SLO with two burn alerts of its own, and a
// trigger.
func serviceFile(i int) string {
	name := fmt.Sprintf("service-%05d", i)
	return strings.NewReplacer("SERVICE", name, "TEAM", fmt.Sprintf("team-%03d", i%100)).Replace(`# SERVICE takes requests of the web shop and answers them, or says why not.
service "SERVICE" {
  description = "Answers what the web shop asks of SERVICE"
  owner       = "TEAM"
  dataset     = "SERVICE"
  runbook     = "https://runbooks.example.com/SERVICE"
  tags        = { team = "TEAM", tier = "gold" }

  routes = {
    page   = [recipient.pagerduty.oncall]
    inform = [recipient.slack.alerts]
  }

  # A request counts when it came from outside; it is good when the server did not fail and was quick enough.
  sli "availability" {
    description = "Requests of SERVICE answered without a server error"
    eligible    = event.name == "POST /SERVICE" && !exists(event.trace.parent_id) && event.http.request.method != "OPTIONS"
    good        = event.http.response.status_code < 500 && event.duration_ms <= var.latency_ms
  }

  slo "availability" {
    description = "People can use SERVICE"
    sli         = sli.availability
    target      = 99.9
    window      = "30d"

    burn_alert "fast" {
      description = "Users are leaving right now"
      burn_rate   = 14.4
      over        = "1h"
      severity    = "page"
    }

    burn_alert "slow" {
      description = "Something is wrong that will not go away by itself"
      burn_rate   = 3
      over        = "24h"
      severity    = "inform"
    }
  }

  # What the SLO can't see: the queue behind the service is filling up, although every request is still answered in time.
  trigger "queue_full" {
    description = "The queue of SERVICE is filling up; orders are taken and not worked on"
    where       = event.name == "enqueue" && event.queue.depth > 1000
    fires_when  = count() >= 50
    over        = "10m"
    every       = "5m"
    severity    = "inform"
  }
}
`)
}

const benchShared = `recipient "pagerduty" "oncall" {
  integration_name = "On call"
  integration_key  = secret("PAGERDUTY_KEY")
}
recipient "slack" "alerts" { channel = "#alerts" }
variable "latency_ms" {
  type    = number
  default = 1000
}
`

// benchDir lays n services out.
func benchDir(tb testing.TB, n int) string {
	dir := tb.TempDir()
	write := func(name, text string) {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			tb.Fatal(err)
		}
	}
	write("platform.slo.hcl", benchShared)
	for i := range n {
		write(fmt.Sprintf("team-%03d/service-%05d.slo.hcl", i%100, i), serviceFile(i))
	}
	return dir
}

// sizes runs f for each of benchSizes.
func sizes(b *testing.B, f func(b *testing.B, dir string)) { sizesOf(b, benchSizes, f) }

// sizesOf runs f for each number of services, with the collector set up as main does it.
func sizesOf(b *testing.B, sizes []int, f func(b *testing.B, dir string)) {
	defer debug.SetGCPercent(debug.SetGCPercent(100))
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(-1))
	tuneMemory()
	for _, n := range sizes {
		if testing.Short() && n > 1000 {
			continue
		}
		b.Run(fmt.Sprintf("services=%d", n), func(b *testing.B) {
			dir := benchDir(b, n)
			b.ReportAllocs()
			b.ResetTimer()
			f(b, dir)
		})
	}
}

// BenchmarkYardstick reads and parses the files and drops the trees, in as many workers as slogen uses: what hcl's
// parser takes is the floor.
func BenchmarkYardstick(b *testing.B) {
	sizes(b, func(b *testing.B, dir string) {
		for b.Loop() {
			files := make(chan string)
			var workers sync.WaitGroup
			for range runtime.GOMAXPROCS(0) {
				workers.Go(func() {
					for file := range files {
						src, err := os.ReadFile(file)
						if err != nil {
							b.Error(err)
						}
						if _, diags := hclsyntax.ParseConfig(src, file, hcl.InitialPos); diags.HasErrors() {
							b.Error(diags)
						}
					}
				})
			}
			err := filepath.WalkDir(dir, func(p string, d os.DirEntry, err error) error {
				if err == nil && strings.HasSuffix(p, ".slo.hcl") {
					files <- p
				}
				return err
			})
			close(files)
			workers.Wait()
			if err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkLoad reads, checks and compiles the files.
func BenchmarkLoad(b *testing.B) {
	sizes(b, func(b *testing.B, dir string) {
		for b.Loop() {
			if _, diags := generator.Load(context.Background(), generator.Options{Paths: []string{dir}}); diags.HasErrors() {
				b.Fatal(diags)
			}
		}
	})
}

// BenchmarkPlan is `slogen plan` against an unchanged committed output, with both outputs made and compared.
func BenchmarkPlan(b *testing.B) {
	sizes(b, func(b *testing.B, dir string) {
		command(b, "generate", dir)
		b.ResetTimer()
		for b.Loop() {
			command(b, "plan", "-detailed-exitcode", dir)
		}
	})
}

// BenchmarkPlanAgainst is `slogen plan -against` a commit in which three services of all were others, and beside it a
// plan of the same against the committed output. The first compiles two configurations.
func BenchmarkPlanAgainst(b *testing.B) {
	if _, err := exec.LookPath("git"); err != nil {
		b.Skip("git is needed")
	}
	git := func(dir string, args ...string) {
		c := exec.Command(
			"git",
			append([]string{"-c", "user.name=Dev", "-c", "user.email=dev@example.com"}, args...)...)
		c.Dir = dir
		if out, err := c.CombinedOutput(); err != nil {
			b.Fatalf("git %q: %v\n%s", args, err, out)
		}
	}
	sizesOf(b, []int{1_000, 5_000}, func(b *testing.B, dir string) {
		git(dir, "init", "-q")
		git(dir, "add", ".")
		git(dir, "commit", "-q", "-m", "before")
		for i := range 3 {
			file := filepath.Join(dir, fmt.Sprintf("team-%03d", i), fmt.Sprintf("service-%05d.slo.hcl", i))
			changed := strings.Replace(serviceFile(i), "99.9\n", "99.5\n", 1)
			if err := os.WriteFile(file, []byte(changed), 0o666); err != nil {
				b.Fatal(err)
			}
		}
		command(b, "generate", dir)
		b.Run("output", func(b *testing.B) {
			for b.Loop() {
				command(b, "plan", dir)
			}
		})
		b.Run("revision", func(b *testing.B) {
			for b.Loop() {
				command(b, "plan", "-against=HEAD", dir)
			}
		})
	})
}

// BenchmarkGenerate is `slogen generate` into an output folder that is current.
func BenchmarkGenerate(b *testing.B) {
	sizes(b, func(b *testing.B, dir string) {
		for b.Loop() {
			command(b, "generate", dir)
		}
	})
}

// command runs a command of slogen in this process.
func command(b *testing.B, args ...string) {
	b.Helper()
	a := newApp()
	a.out, a.err = bufio.NewWriter(io.Discard), io.Discard
	if code := a.run(args); code != 0 {
		b.Fatalf("slogen %s: exit code %d", strings.Join(args, " "), code)
	}
}

// BenchmarkLint looks for what breaks all rules of lint, in what BenchmarkLoad loads.
func BenchmarkLint(b *testing.B) {
	sizes(b, func(b *testing.B, dir string) {
		res, diags := generator.Load(context.Background(), generator.Options{Paths: []string{dir}})
		if diags.HasErrors() {
			b.Fatal(diags)
		}
		b.ResetTimer()
		for b.Loop() {
			if findings := lint.Run(res.Resources, lintOptions(res, nil, "")); len(findings) == 0 {
				b.Fatal("nothing found: the services have a gap between their two alerts")
			}
		}
	})
}
