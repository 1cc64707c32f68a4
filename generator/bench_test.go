package generator

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// benchSizes are the numbers of services that are measured, one file each. The largest takes a while to lay out: -short leaves it out.
var benchSizes = []int{1, 100, 1_000, 10_000}

// serviceFile is a service of the usual size, about 2 KB: an SLI, an SLO with two burn alerts of its own, and a trigger.
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

// sizes runs f for each number of services, with the collector set as cmd/slogen sets it.
func sizes(b *testing.B, f func(b *testing.B, dir string)) {
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	for _, n := range benchSizes {
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

// BenchmarkYardstick reads and parses the files and drops the trees, in as many workers as slogen uses: what hcl's parser takes is the
// floor.
func BenchmarkYardstick(b *testing.B) {
	sizes(b, func(b *testing.B, dir string) {
		for b.Loop() {
			var files []string
			filepath.WalkDir(dir, func(p string, d os.DirEntry, err error) error {
				if err == nil && !d.IsDir() {
					files = append(files, p)
				}
				return err
			})
			work(context.Background(), len(files), 0, func(i int) {
				src, err := os.ReadFile(files[i])
				if err != nil {
					b.Error(err)
				}
				if _, diags := hclsyntax.ParseConfig(src, files[i], hcl.InitialPos); diags.HasErrors() {
					b.Error(diags)
				}
			})
		}
	})
}

// BenchmarkLoad reads, checks and compiles the files.
func BenchmarkLoad(b *testing.B) {
	sizes(b, func(b *testing.B, dir string) {
		for b.Loop() {
			if _, diags := Load(context.Background(), Options{Paths: []string{dir}}); diags.HasErrors() {
				b.Fatal(diags)
			}
		}
	})
}
