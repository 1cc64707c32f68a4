package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/emit"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/output"
	"github.com/slogen-project/slogen/generator/words"
)

// commandsShown is how many commands of a kind are written out.
const commandsShown = 20

// otherAddresses warns if one Terraform output replaces another: no object changes, but each has another address, and
// Terraform knows objects by their addresses.
func otherAddresses(files []emit.File, rep *output.Report, r *honeycomb.Resources) hcl.Diagnostics {
	if len(rep.Stale) == 0 {
		return nil
	}
	from, to := "", ""
	for _, f := range emit.Formats {
		in := func(path string) bool { return strings.HasPrefix(path, f.Name+"/") }
		goesOn := func(x emit.File) bool { return in(x.Path) && !slices.Contains(rep.Missing, x.Path) }
		declared := slices.Contains(r.Settings.Outputs, f.Name)
		switch {
		case !strings.HasPrefix(f.Name, emit.Terraform.Name):
		case !declared && slices.ContainsFunc(rep.Stale, in):
			from = f.Name
		case declared && slices.ContainsFunc(files, goesOn):
			return nil
		case declared:
			to = f.Name
		}
	}
	if from == "" || to == "" {
		return nil
	}
	text := fmt.Sprintf("The output %s replaces %s. Its objects have other addresses, so with the same state Terraform "+
		"would delete and re-create each one, and Honeycomb refuses names that are still taken. Change nothing else in "+
		"this step, and move the objects in Terraform's state before the apply:", to, from)
	n := 0
	for x := range r.Objects() {
		m := x.Head()
		if rec, ok := x.(*honeycomb.Recipient); ok && rec.Lookup {
			continue
		}
		if n++; n <= commandsShown {
			text += fmt.Sprintf("\n  terraform state mv '%s' '%s'", emit.Address(from, m.Key), emit.Address(to, m.Key))
		}
	}
	if n > commandsShown {
		text += fmt.Sprintf("\nand %s likewise.", words.Plural(n-commandsShown, "more object"))
	}
	return hcl.Diagnostics{diag.Command(hcl.DiagWarning, "Terraform's addresses change", text, hcl.Range{})}
}
