package main

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/lint"
	"github.com/slogen-project/slogen/generator/rule"
)

func lintCommand(a *app) *cobra.Command {
	in := inputs{lint: lint.Rules}
	var to formatFlags
	var whole bool
	c := &cobra.Command{
		Use:   "lint [PATH...]",
		Short: "Find what is legal but unwise",
		Long: `Reads the given files and directory trees (default: the current directory; -
is standard input) as one configuration and reports what Honeycomb accepts but nobody wants: error rates
that use up a whole budget without an alert, alerts that can't fire, that add
nothing to another alert, or that a single failure trips. Each finding names its
rule; "slogen explain RULE" says more.

To keep something as it is, put a comment on its line, on the line before, or in
its block: # slogen:ignore RULE [until DATE] REASON. A comment that ignores
nothing, or whose date has come, is itself reported.

With -changed-since=REV it reports the findings that weren't there where the branch left
REV, wherever they are, and all errors.

The exit code is 0 without findings, 2 with findings, and 1 if the configuration
is not valid.`,
		Example: `slogen lint services/ platform/
slogen lint -project services/checkout/checkout.slo.hcl
slogen lint -json services/ > findings.json
slogen lint -format=sarif=slogen.sarif services/
slogen lint -changed-since=origin/main services/`,
		RunE: func(c *cobra.Command, args []string) error {
			if err := to.parse(); err != nil {
				return err
			}
			return a.inProjects(whole, &to, args, func(args []string) error {
				return a.lintPaths(c, &in, &to, args)
			})
		},
	}
	wholeFlag(c.Flags(), &whole)
	sinceFlag(c.Flags(), &in, "findings that were there already")
	in.flags(c.Flags())
	to.flags(c.Flags(), "findings", "diagnostics.schema.json")
	return c
}

// lintPaths is the work of lint.
func (a *app) lintPaths(c *cobra.Command, in *inputs, to *formatFlags, args []string) error {
	x, err := a.examineWhole(c, in, to, args, false)
	if err != nil {
		return err
	}
	switch {
	case invalid(x.runs):
		return exit(exitError)
	case slices.ContainsFunc(x.runs, func(r *run) bool { return findings(r.diags) > 0 }):
		return exit(exitFound)
	case !to.text():
	case x.older > 0:
		a.success(x.runs, "Nothing found that wasn't there at "+x.since)
	default:
		a.success(x.runs, "Nothing found")
	}
	return nil
}

// findings counts the problems that lint rules found.
func findings(diags hcl.Diagnostics) (n int) {
	for _, d := range diags {
		if x, ok := d.Extra.(*diag.Extra); ok && rule.Lookup(lint.Rules, x.Code) != nil {
			n++
		}
	}
	return n
}
