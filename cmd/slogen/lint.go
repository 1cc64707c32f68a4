package main

import (
	"fmt"
	"io"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/slogen-project/slogen/generator/diag"
)

func lintCommand(a *app) *cobra.Command {
	in := inputs{lint: true}
	var to formatFlags
	var whole bool
	var fix string
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

With -fix it makes the fixes that are safe: they do what the rule is about, and
change nothing else of what is measured and who is told. -fix=unsafe makes the
others, too; look at what they change. Findings show both. Comments, layout and
line endings stay, files are written all or not at all, and what is left is
reported.

With -changed-since=REV it reports the findings that weren't there where the branch left
REV, wherever they are, and all errors. It finds change notes that accept nothing, and
what was renamed without a moved block, too.

The exit code is 0 without findings, 2 with findings, and 1 if the configuration
is not valid.`,
		Example: `slogen lint services/ platform/
slogen lint -project services/checkout/checkout.slo.hcl
slogen lint -json services/ > findings.json
slogen lint -format=sarif=slogen.sarif services/
slogen lint -changed-since=origin/main services/
slogen lint -fix services/`,
		RunE: func(c *cobra.Command, args []string) error {
			if err := to.parse(); err != nil {
				return err
			}
			if fix != "" && fix != fixSafe && fix != fixUnsafe {
				return fail("Invalid value of a flag", fmt.Sprintf("-fix takes %s or %s, not %q.", fixSafe,
					fixUnsafe, fix))
			}
			a.fixes = true
			return a.inProjects(whole, &to, args, func(args []string) error {
				if fix != "" {
					return a.lintFixing(c, &in, &to, args, fix == fixUnsafe)
				}
				return a.lintPaths(c, &in, &to, args)
			})
		},
	}
	wholeFlag(c.Flags(), &whole)
	sinceFlag(c.Flags(), &in, "findings that were there already")
	c.Flags().StringVar(&fix, "fix", "", "Mend what can be mended. `WHICH` fixes: safe, the default, or unsafe for all.")
	c.Flags().Lookup("fix").NoOptDefVal = fixSafe
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

// lintFixing is lintPaths after what can be mended is mended.
func (a *app) lintFixing(c *cobra.Command, in *inputs, to *formatFlags, args []string, unsafe bool) error {
	x, err := a.fixPaths(c, in, args, unsafe)
	if err != nil {
		return err
	}
	out := io.Writer(a.out)
	if !to.text() {
		out = a.err
	}
	fmt.Fprint(out, x.say())
	a.out.Flush()
	in.texts = nil
	return a.lintPaths(c, in, to, args)
}

// findings counts the problems that lint rules found.
func findings(diags hcl.Diagnostics) (n int) {
	for _, d := range diags {
		if isFinding(d) && !diag.Of(d).Info && d.Severity == hcl.DiagWarning {
			n++
		}
	}
	return n
}
