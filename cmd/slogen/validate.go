package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/slogen-project/slogen/generator"
	"github.com/slogen-project/slogen/generator/words"
)

func validateCommand(a *app) *cobra.Command {
	var in inputs
	var to formatFlags
	var whole bool
	c := &cobra.Command{
		Use:   "validate [PATH...]",
		Short: "Report everything that is wrong with a configuration",
		Long: `Reads the given files and directory trees (default: the current directory; -
is standard input) as one configuration and reports everything that is wrong in one run, sorted, each
problem with its source line: syntax, names, types, and every rule of Honeycomb
and of the outputs that the configuration asks for. Files of tests (*.slotest.hcl)
are read too, but not run. Writes nothing.

With -changed-since=REV it reports what is wrong now and wasn't where the branch left
REV, wherever that is: an argument of a policy may break a service far away.

The exit code is 0 if the configuration is valid and 1 if it is not.`,
		Example: `slogen validate services/ platform/
slogen validate -project services/checkout/checkout.slo.hcl
slogen validate -json services/ > problems.json
slogen validate -format=github -format=sarif=slogen.sarif services/
slogen validate -changed-since=origin/main services/`,
		RunE: func(c *cobra.Command, args []string) error {
			if err := to.parse(); err != nil {
				return err
			}
			return a.inProjects(whole, &to, args, func(args []string) error {
				return a.validatePaths(c, &in, &to, args)
			})
		},
	}
	wholeFlag(c.Flags(), &whole)
	sinceFlag(c.Flags(), &in, "problems that were there already")
	in.flags(c.Flags())
	to.flags(c.Flags(), "problems", "diagnostics.schema.json")
	return c
}

// validatePaths is the work of validate.
func (a *app) validatePaths(c *cobra.Command, in *inputs, to *formatFlags, args []string) error {
	x, err := a.examineWhole(c, in, to, args, true)
	if err != nil {
		return err
	}
	switch {
	case invalid(x.runs):
		return exit(exitError)
	case !to.text():
	case x.invalid:
		a.say("Nothing is wrong that wasn't at %s. But the configuration isn't valid, so some of it was "+
			"not looked at.\n", x.since)
	default:
		a.success(x.runs, "The configuration is valid")
	}
	return nil
}

// success prints that nothing is wrong with configurations, and what is in them.
func (a *app) success(runs []*run, what string) {
	if !runs[0].in.several {
		a.say("%s %s: %s.\n", a.bold("Success!", green), what, census(runs[0].res))
		return
	}
	a.say("%s %s:\n", a.bold("Success!", green), what)
	wide := 0
	for _, r := range runs {
		wide = max(wide, len(r.environment))
	}
	for _, r := range runs {
		a.say("  %-*s  %s\n", wide, r.environment, census(r.res))
	}
}

// examined is what [app.examineWhole] finds.
type examined struct {
	runs    []*run // with those problems that were written
	invalid bool   // there are errors, whether they were written or not
	since   string // the revision of -changed-since; empty for none
	older   int    // how many problems weren't written, since that revision has them
}

// examineWhole examines configurations with their tests, and writes what is wrong in the formats asked for: with
// -changed-since, what the revision doesn't have too. Errors that it has are left out only if olderErrors says so.
func (a *app) examineWhole(
	c *cobra.Command, in *inputs, to *formatFlags, args []string, olderErrors bool,
) (*examined, error) {
	in.tests = true
	runs, err := a.runs(in, args)
	if err != nil {
		return nil, err
	}
	if err := a.examineAll(c.Context(), runs, args); err != nil {
		return nil, err
	}
	x := &examined{runs: runs}
	for _, r := range runs {
		s, err := a.readSince(c, &r.in, r.in.pathsOf(args))
		if err != nil {
			return nil, err
		}
		x.invalid = x.invalid || r.diags.HasErrors()
		older := 0
		r.diags, older = s.newProblems(append(r.diags, checkTests(r.res)...), r.res.Sources, olderErrors)
		r.diags = append(r.diags, a.changeFindings(c, &r.in, args, s, r)...)
		x.older += older
		if s != nil {
			x.since = s.String()
		}
		s.close()
	}
	if err := a.writeResults(to, results{problems: a.problemsOf(runs)}); err != nil {
		return nil, err
	}
	a.sayOlder(x.since, x.older, c.Name())
	return x, nil
}

// census counts what a configuration declares.
func census(res *generator.Result) string {
	r := res.Resources
	parts := []string{words.Plural(res.Files, "file"), words.Plural(res.Services, "service")}
	for _, x := range []struct {
		n    int
		noun string
	}{
		{len(r.SLOs), "SLO"}, {len(r.BurnAlerts), "burn alert"}, {len(r.Triggers), "trigger"},
		{len(r.Recipients), "recipient"}, {len(r.Boards), "board"},
		{len(res.Tests), "test"}, {len(res.Scenarios), "scenario"},
	} {
		if x.n > 0 || x.noun == "SLO" {
			parts = append(parts, words.Plural(x.n, x.noun))
		}
	}
	return strings.Join(parts, ", ")
}

// The colours of the command line's own words.
const (
	green  = "\x1b[32m"
	yellow = "\x1b[33m"
)

// bold returns s in bold and colour if the output supports them.
func (a *app) bold(s, color string) string {
	if !a.color(a.outFile) {
		return s
	}
	return "\x1b[1m" + color + s + "\x1b[0m"
}
