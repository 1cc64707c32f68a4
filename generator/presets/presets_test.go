package presets

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
)

// TestFiles holds every preset to the promises of the package comment.
func TestFiles(t *testing.T) {
	names := Names()
	if len(names) != len(groups) {
		t.Fatalf("groups: got %v", names)
	}
	for _, g := range groups {
		if len(names[g.name]) == 0 || !slices.IsSorted(names[g.name]) {
			t.Errorf("%s: no names, or not sorted: %q", g.name, names[g.name])
		}
		for _, name := range names[g.name] {
			t.Run(g.name+"/"+name, func(t *testing.T) {
				src, ok := Source(g.name, name)
				if !ok {
					t.Fatal("no source")
				}
				if !bytes.Equal(hclwrite.Format(src), src) {
					t.Error("slogen fmt would change it")
				}
				if head, _, _ := strings.Cut(string(src), g.block); !strings.Contains(head, "# Source: ") {
					t.Error("it doesn't say where it comes from: write a comment # Source: above the block")
				}
				f, diags := hclsyntax.ParseConfig(src, name+".hcl", hcl.InitialPos)
				if diags.HasErrors() {
					t.Fatal(diags)
				}
				body := f.Body.(*hclsyntax.Body)
				if len(body.Attributes) != 0 || len(body.Blocks) != 1 {
					t.Fatal("a file declares one block and nothing else")
				}
				b := body.Blocks[0]
				if b.Type != g.block || len(b.Labels) != 1 || b.Labels[0] != name {
					t.Errorf("got %s %q, want %s %q", b.Type, b.Labels, g.block, name)
				}
				if b.Body.Attributes["description"] == nil {
					t.Error("it has no description")
				}
				for _, c := range b.Body.Blocks {
					if c.Type != "parameter" {
						continue
					}
					for _, arg := range []string{"type", "default", "description"} {
						if c.Body.Attributes[arg] == nil {
							t.Errorf("parameter %q has no %s", c.Labels, arg)
						}
					}
				}
			})
		}
	}
}

func TestSourceOfNothing(t *testing.T) {
	for _, c := range [][2]string{{"sli", "nothing"}, {"nothing", "honeycomb"}, {"sli", "../burn_alerts/honeycomb"},
		{"", "presets"}, {"sli", ""}} {
		if src, ok := Source(c[0], c[1]); ok || src != nil {
			t.Errorf("Source(%q, %q) = %q, %v; want nothing", c[0], c[1], src, ok)
		}
	}
}
