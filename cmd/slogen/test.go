package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"regexp"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/slogen-project/slogen/generator"
	"github.com/slogen-project/slogen/generator/printable"
	"github.com/slogen-project/slogen/generator/slitest"
)

func testCommand(a *app) *cobra.Command {
	var in inputs
	var run, junit string
	var mutate, verbose, asJSON bool
	c := &cobra.Command{
		Use:   "test [PATH...]",
		Short: "Run the tests of SLIs and burn alerts",
		Long: `Runs the tests in the *.slotest.hcl files among the given files and directory
trees (default: the current directory). Each test gives events to an SLI and says
whether they are good, bad or ineligible. Nothing is sent anywhere; slogen
computes Honeycomb's calculated fields itself. A failing test shows the SLI's
expression with the value of every part. Where Honeycomb's documentation is
silent, a note names slogen's assumption.

A scenario that expects burn alerts to fire, or not to fire, is a test too;
slogen simulate shows what happens in it.

-mutate changes each comparison, constant and boolean operator of every tested SLI
in turn and lists the changes that no test notices.

The exit code is 0 when all tests pass, 1 when one fails.`,
		Example: `slogen test services/ platform/
slogen test -run '503|timeout' services/checkout
slogen test -mutate -junit results.xml services/`,
		RunE: func(c *cobra.Command, args []string) error {
			filter, err := nameFilter(run)
			if err != nil {
				return err
			}
			res, err := a.loadTests(c, &in, defaultPaths(args))
			if err != nil {
				return err
			}
			input := testInput(res, filter)
			do := slitest.Run
			if mutate {
				do = slitest.Mutate
			}
			rep, diags := do(input)
			if rep == nil {
				return &stop{code: exitError, diags: diags, sources: res.Sources}
			}
			a.report(diags, res.Sources)
			if junit != "" {
				var b bytes.Buffer
				if err := slitest.JUnit.Write(&b, rep, slitest.Options{}); err != nil {
					return err
				}
				if err := os.WriteFile(junit, b.Bytes(), 0o666); err != nil {
					return fail("File can't be written", wordy(err))
				}
			}
			f := slitest.Text
			if asJSON {
				f = slitest.JSON
				a.form(printable.JSON)
			}
			w := bufio.NewWriter(a.out)
			if err := f.Write(w, rep, slitest.Options{Verbose: verbose, Width: width(a.outFile),
				Color: a.color(a.outFile)}); err != nil {
				return err
			}
			if err := w.Flush(); err != nil {
				return err
			}
			if rep.Failed() > 0 || rep.NoneOfThatName() {
				return exit(exitError)
			}
			return nil
		},
	}
	c.Flags().StringVar(&run, "run", "", "Run only the tests and scenarios whose name the `REGEXP` matches.")
	c.Flags().BoolVar(&mutate, "mutate", false,
		"If all tests pass, also change each SLI in every small way and list the changes that no test notices.")
	c.Flags().BoolVar(&verbose, "verbose", false, "Also name the tests that pass.")
	c.Flags().BoolVar(&asJSON, "json", false, "Print the results as JSON; see schemas/test.schema.json.")
	c.Flags().StringVar(&junit, "junit", "",
		"Also write the results to the `FILE` as JUnit XML, which CI systems display.")
	in.flags(c.Flags())
	return c
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
