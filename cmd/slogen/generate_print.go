package main

import (
	"fmt"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/emit"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/printable"
	"github.com/slogen-project/slogen/generator/words"
)

// printed are the outputs that -format prints, and what each of them can't say.
var printed = map[string]struct {
	format *emit.Format
	title  string
	lost   func(r *honeycomb.Resources) []string
}{emit.OpenSLO.Name: {emit.OpenSLO, "OpenSLO", emit.LostInOpenSLO}}

// notPrinted are the flags that have to do with the output folder.
var notPrinted = []string{"out", "template", "check", "json", "accept-loss", "first-step", "allow-partial"}

// printOutput prints one output of a configuration instead of writing its output folder.
func (a *app) printOutput(c *cobra.Command, f *generateFlags, args []string) error {
	p, ok := printed[f.format]
	if !ok {
		names := slices.Sorted(maps.Keys(printed))
		return fail("Invalid value of a flag", fmt.Sprintf("-format of generate takes %s, not %q.%s JSON and Terraform are "+
			"written to the output folder, without -format.", words.Or(names), f.format, diag.DidYouMean(f.format, names)))
	}
	for _, name := range notPrinted {
		if c.Flags().Changed(name) {
			return fail("Flags that exclude each other", fmt.Sprintf("-format prints an output, and -%s is about the output "+
				"folder. Leave one of them out.", name))
		}
	}
	runs, err := a.runs(&f.inputs, args)
	if err != nil {
		return err
	}
	if len(runs) > 1 {
		return fail("Several environments", "-format prints the output of one: choose it with -environment=NAME.")
	}
	if err := a.loadAll(c, runs, args); err != nil {
		return err
	}
	r := runs[0].res.Resources
	a.form(printable.Raw)
	for i, file := range p.format.Files(r) {
		if i > 0 {
			a.out.WriteString("---\n")
		}
		a.out.Write(file.Append(nil))
	}
	a.out.Flush()
	for i, text := range p.lost(r) {
		if i == 0 {
			fmt.Fprintf(a.err, "%s has no place for:\n", p.title)
		}
		fmt.Fprintf(a.err, "  %s\n", printable.Line(text))
	}
	return nil
}
