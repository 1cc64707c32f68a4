package reference

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slogen-project/slogen/generator/internal/golden"
)

// TestGuidesLinkTerms holds the guides and the README to linking a term of the glossary where they first use it;
// -update links it.
func TestGuidesLinkTerms(t *testing.T) {
	guides, err := filepath.Glob(filepath.Join(folder, "guides", "*.md"))
	if err != nil || len(guides) == 0 {
		t.Fatalf("%d guides: %v", len(guides), err)
	}
	readme := filepath.Join(folder, "..", "README.md")
	for _, name := range append(guides, readme) {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		glossary := "../" + glossaryFile
		if name == readme {
			glossary = "schemas/" + glossaryFile
		}
		got := linkTerms(string(src), glossary)
		if !strings.Contains(got, glossaryFile+"#") {
			t.Errorf("%s uses no word of the glossary", name)
		}
		switch {
		case got == string(src):
		case *golden.Update:
			if err := os.WriteFile(name, []byte(got), 0o666); err != nil {
				t.Fatal(err)
			}
		default:
			t.Errorf("%s uses a term and doesn't link it (-update does):\n%s", name,
				cmp.Diff(strings.Split(string(src), "\n"), strings.Split(got, "\n")))
		}
	}
}

func TestLinkTerms(t *testing.T) {
	for in, want := range map[string]string{
		"SLOs and an SLO":        "[SLOs](g.md#slo) and an SLO",
		"An SLO's alert":         "An [SLO](g.md#slo)'s alert",
		"SLOGEN":                 "SLOGEN",
		"`SLO` and SLO":          "`SLO` and [SLO](g.md#slo)",
		"[SLO](x.md), SLO":       "[SLO](x.md), [SLO](g.md#slo)",
		"[an SLO](g.md#slo) SLO": "[an SLO](g.md#slo) SLO",
		"![SLO](slo.svg)":        "![SLO](slo.svg)",
		"slos-and-triggers":      "slos-and-triggers",
		"severities":             "[severities](g.md#severity)",
		"burn alert policies, then burn alerts": "[burn alert policies](g.md#burn-alert-policy), " +
			"then [burn alerts](g.md#burn-alert)",
		"# SLO\n```\nSLO\n```\nSLO\n": "# SLO\n```\nSLO\n```\n[SLO](g.md#slo)\n",
		"````\n```\nSLO\n````\nSLO\n": "````\n```\nSLO\n````\n[SLO](g.md#slo)\n",
		"<!-- SLO -->\nno <SLO> SLO":  "<!-- SLO -->\nno <SLO> [SLO](g.md#slo)",
	} {
		if got := linkTerms(in, "g.md"); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}
