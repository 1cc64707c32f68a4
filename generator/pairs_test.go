package generator_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator"
)

// apart are mistakes in testdata/mended/base.hcl that have nothing to do with each other: what stands there, what
// replaces it, and the title of the message.
var apart = []struct{ old, text, title string }{
	{`      severity  = "page"`, `      severity  = "pager"`, "Severity without a route"},
	{`over      = "1h"`, `over = "30m"`, "Burn alert window too short"},
	{`target      = 99.9`, `traget = 99.9`, "Unsupported argument"},
	{`window      = "30d"`, `window = "1 month"`, "Invalid window"},
	{`sli         = sli.availability`, `sli = sli.availabilty`, "Reference to undeclared SLI"},
	{`good = event.status_code < 500`, `good = evnt.status_code < 500`, "Unknown name"},
	{`channel = "#payments"`, `chanel = "#payments"`, "Unsupported argument"},
	{`exhausted_within = "4h"`, `exhausted_within = "4 hours"`, "Invalid duration"},
	{`board {}`, `boards {}`, "Unsupported block type"},
	{`days = ["monday"]`, `days = ["mondays"]`, "Invalid day"},
	{`fires_when  = count() >= 50`, `fires_when  = cuont() >= 50`, "Unknown function"},
	{`every       = "5m"`, `every       = "3"`, "Invalid duration"},
	{`over        = "10m"`, `over        = "25h"`, "Query duration doesn't fit the frequency"},
	{`    severity    = "page"`, `    severity    = "pager"`, "Severity without a route"},
	{`from = "09:00"`, `from = "9"`, "Invalid time of day"},
}

// TestPairs makes two mistakes at a time: one never hides the other.
func TestPairs(t *testing.T) {
	base, err := os.ReadFile("testdata/mended/base.hcl")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	for i, a := range apart {
		for _, b := range apart[i+1:] {
			if strings.HasPrefix(a.text, "every ") && strings.HasPrefix(b.text, "over   ") {
				continue // whether `over` fits depends on `every`
			}
			src := base
			for _, m := range []struct{ old, text, title string }{a, b} {
				if bytes.Count(base, []byte(m.old)) != 1 {
					t.Fatalf("the base must hold %q once", m.old)
				}
				src = bytes.Replace(src, []byte(m.old), []byte(m.text), 1)
			}
			if err := os.WriteFile("base.slo.hcl", src, 0o600); err != nil {
				t.Fatal(err)
			}
			res, diags := generator.Load(context.Background(), generator.Options{Paths: []string{"base.slo.hcl"},
				Today: "2026-06-01"})
			for _, m := range []struct{ old, text, title string }{a, b} {
				line := 1 + strings.Count(string(src[:bytes.Index(src, []byte(m.text))]), "\n")
				if !reported(diags, m.title, line) {
					t.Errorf("%s and %s: nothing is said of %q:\n%s", strings.TrimSpace(a.text), strings.TrimSpace(b.text),
						fmt.Sprint(m.title, " on line ", line), render(t, res, diags))
				}
			}
		}
	}
}

func reported(diags hcl.Diagnostics, title string, line int) bool {
	for _, d := range diags {
		if d.Summary == title && d.Subject != nil && d.Subject.Start.Line == line {
			return true
		}
	}
	return false
}
