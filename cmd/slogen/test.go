package main

import (
	"bytes"
	"fmt"
	"os"
	"regexp"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/slogen-project/slogen/generator"
	"github.com/slogen-project/slogen/generator/slitest"
)

// testFlags are the flags of `slogen test`.
type testFlags struct {
	inputs
	to              formatFlags
	run             string
	mutate, verbose bool
}

func testCommand(a *app) *cobra.Command {
	f := testFlags{inputs: inputs{tests: true}}
	c := &cobra.Command{
		Use:   "test [PATH...]",
		Short: "Run the tests of SLIs and burn alerts",
		Long: `Runs the tests in the *.slotest.hcl files among the given files and directory
trees (default: the current directory; - is declarations from standard
input). Each test gives events to an SLI and says
whether they are good, bad or ineligible. Nothing is sent anywhere; slogen
computes Honeycomb's calculated fields itself. A failing test shows the SLI's
expression with the value of every part. Where Honeycomb's documentation is
silent, a note names slogen's assumption.

A scenario that expects burn alerts to fire, or not to fire, is a test too;
slogen simulate shows what happens in it.

With -changed-since=REV it runs the tests that would not come out as they did where the
branch left REV, because they, their events, the formula of the SLI or, for a scenario,
its SLO or a burn alert changed. The tests of an SLI are run together. Of the SLIs without
a test it names those that changed.

-mutate changes each comparison, constant and boolean operator of every tested SLI
in turn and lists the changes that no test notices.

The exit code is 0 when all tests pass, 2 when one fails, and 1 if the
configuration or a test is not valid.`,
		Example: `slogen test services/ platform/
slogen test -run '503|timeout' services/checkout
slogen test -mutate -format=junit=results.xml services/
slogen test -changed-since=origin/main services/`,
		RunE: func(c *cobra.Command, args []string) error { return a.test(c, &f, args) },
	}
	c.Flags().StringVar(&f.run, "run", "", "Run only the tests and scenarios whose name the `REGEXP` matches.")
	c.Flags().BoolVar(&f.mutate, "mutate", false,
		"If all tests pass, also change each SLI in every small way and list the changes that no test notices.")
	c.Flags().BoolVar(&f.verbose, "verbose", false, "Also name the tests that pass.")
	f.to.flags(c.Flags(), "results", "test.schema.json")
	sinceFlag(c.Flags(), &f.inputs, "tests of what is as it was")
	f.flags(c.Flags())
	return c
}

// test runs the tests and writes the results: those of the tests, or what is wrong where they can't be run.
func (a *app) test(c *cobra.Command, f *testFlags, args []string) error {
	filter, err := nameFilter(f.run)
	if err != nil {
		return err
	}
	if err := f.to.parse(); err != nil {
		return err
	}
	res, diags, err := a.examine(c.Context(), &f.inputs, defaultPaths(args))
	if err != nil {
		return err
	}
	var rep *slitest.Report
	if diags.HasErrors() {
		diags = append(diags, checkTests(res)...)
	} else {
		do := slitest.Run
		if f.mutate {
			do = slitest.Mutate
		}
		var more hcl.Diagnostics
		tests := testInput(res, filter)
		if tests.Unchanged, err = a.unchanged(c, &f.inputs, defaultPaths(args), tests); err != nil {
			return err
		}
		rep, more = do(tests)
		diags = append(diags, more...)
	}
	if rep == nil {
		if err := a.writeResults(&f.to, results{problems: a.problems(diags, res.Sources)}); err != nil {
			return err
		}
		return exit(exitError)
	}
	r := results{problems: a.problems(append(diags, rep.Problems()...), res.Sources),
		own: map[string]func(*os.File) ([]byte, error){}}
	for _, format := range slitest.Formats {
		r.own[format.Name] = func(screen *os.File) ([]byte, error) {
			var b bytes.Buffer
			err := format.Write(&b, rep,
				slitest.Options{Verbose: f.verbose, Width: width(screen), Color: a.color(screen)})
			return b.Bytes(), err
		}
	}
	if r.own[f.to.printed] != nil {
		a.report(diags, res.Sources)
	}
	if err := a.writeResults(&f.to, r); err != nil {
		return err
	}
	switch {
	case rep.NoneOfThatName():
		return exit(exitError)
	case rep.Failed() > 0:
		return exit(exitFound)
	}
	return nil
}

// loadTests is [app.load] with the tests: one that can't run doesn't hide what is wrong with the others.
func (a *app) loadTests(c *cobra.Command, in *inputs, paths []string) (*generator.Result, error) {
	in.tests = true
	res, diags, err := a.examine(c.Context(), in, paths)
	if err != nil {
		return nil, err
	}
	if diags.HasErrors() {
		return nil, &stop{code: exitError, diags: append(diags, checkTests(res)...), sources: res.Sources}
	}
	a.report(diags, res.Sources)
	return res, nil
}

// checkTests finds what is wrong with the tests of a correct configuration.
func checkTests(res *generator.Result) hcl.Diagnostics {
	if res.Resources == nil {
		return nil
	}
	return slitest.Check(testInput(res, nil))
}

// testInput returns what a configuration has to test.
func testInput(res *generator.Result, filter *regexp.Regexp) slitest.Input {
	return slitest.Input{Tests: res.Tests, Fields: res.Resources.CalculatedFields, Columns: res.Columns,
		ReadFile:  res.ReadFile,
		Scenarios: res.Scenarios, SLOs: res.Resources.SLOs, Alerts: res.Resources.BurnAlerts, Filter: filter}
}

// nameFilter returns the value of -run; nil if there is none.
func nameFilter(run string) (*regexp.Regexp, error) {
	if run == "" {
		return nil, nil
	}
	filter, err := regexp.Compile(run)
	if err != nil {
		return nil, fail("Invalid value of a flag", fmt.Sprintf("-run takes a regular expression, but %q isn't one: %v.", run,
			err))
	}
	return filter, nil
}
