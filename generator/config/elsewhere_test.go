package config

import (
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"golang.org/x/tools/txtar"

	"github.com/slogen-project/slogen/generator/spec"
)

// Every name of others is none of ours where it is advised against, and what is advised is an argument or a block
// there, or in the block that is named.
func TestForeign(t *testing.T) {
	taken := map[string][]string{} // what a block takes
	var walk func(d *spec.Description)
	walk = func(d *spec.Description) {
		for _, a := range d.Args {
			taken[d.Type] = append(taken[d.Type], a.Name)
		}
		for _, b := range d.Blocks {
			taken[d.Type] = append(taken[d.Type], b.Type)
			walk(b)
		}
	}
	walk(Root.Describe())
	followed := followedNames(t)
	for _, w := range foreign {
		for name := range strings.FieldsSeq(w.name) {
			blocks := strings.Fields(w.in)
			if len(blocks) == 0 && !slices.ContainsFunc(followed,
				func(f string) bool { return strings.HasSuffix(f, ": "+name) }) {
				t.Errorf("%s: no test follows the advice", name)
			}
			for _, block := range blocks {
				if !slices.Contains(followed, block+": "+name) {
					t.Errorf("%s in %s: no test follows the advice", name, block)
				}
			}
			for _, block := range blocks {
				if block == "-" {
					block = ""
				}
				if slices.Contains(taken[block], name) {
					t.Errorf("%q is an argument or block of %q", name, block)
				}
				if got := advise(block, spec.Stray{Name: name, MayBeArgument: true, MayBeBlock: true},
					false).Say; !strings.Contains(got, w.example) || !strings.Contains(got, w.note) {
					t.Errorf("%s in %q: got %q, want %q", name, block, got, w.example)
				}
			}
		}
		if w.ours == "" {
			if w.note == "" {
				t.Errorf("%s: nothing is advised", w.name)
			}
			continue
		}
		if len(homes()[w.ours]) == 0 {
			t.Errorf("%s: there is no %q", w.name, w.ours)
		}
		f, diags := hclsyntax.ParseConfig([]byte(w.example+"\n"), "x.hcl", hcl.InitialPos)
		if strings.Contains(w.example, "{ ... }") {
			continue
		}
		if diags.HasErrors() {
			t.Errorf("%s: %s", w.example, diags)
			continue
		}
		body := f.Body.(*hclsyntax.Body)
		if body.Attributes[w.ours] == nil && (len(body.Blocks) != 1 || body.Blocks[0].Type != w.ours) {
			t.Errorf("%s: the example is of something else: %s", w.ours, w.example)
		}
	}
}

// followedNames are the names of others for which a test of package generator does what is advised, as "block: name".
func followedNames(t *testing.T) (out []string) {
	t.Helper()
	a, err := txtar.ParseFile("../testdata/foreign.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range a.Files {
		block, names, _ := strings.Cut(f.Name, ": ")
		for name := range strings.FieldsSeq(names) {
			out = append(out, block+": "+name)
		}
	}
	return out
}

// Where something belongs comes from the declarations: what any block takes is known in any other.
func TestBelongs(t *testing.T) {
	for _, c := range []struct{ block, name, want string }{
		{"", "slo", "It belongs in a service block."},
		{"service", "target", "It belongs in an slo block."},
		{"service", "burn_alert", "It belongs in an slo block or a burn_alert_policy block."},
		{"", "test", "It belongs in a file *.slotest.hcl."},
		{"test", "service", "It belongs in a file *.slo.hcl."},
		{"slo", "recipient", "slogen calls it `routes`: write routes = { page = [recipient.slack.payments] }."},
		{"service", "recipient", "slogen calls it `routes`: write routes = { page = [recipient.slack.payments] }."},
		{"trigger", "burn_rate", "It belongs in a burn_alert block."},
		{"slo", "nothing_of_the_kind", ""},
	} {
		if got := advise(c.block, spec.Stray{Name: c.name, MayBeArgument: true, MayBeBlock: true},
			c.block == "test").Say; got != c.want {
			t.Errorf("%s in %q: got %q, want %q", c.name, c.block, got, c.want)
		}
	}
}
