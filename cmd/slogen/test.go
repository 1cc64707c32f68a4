package main

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/slogen-project/slogen/generator"
	"github.com/slogen-project/slogen/generator/project"
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

// test runs the tests of all configurations and writes the results: those of the tests, or what is wrong where they
// can't be run.
func (a *app) test(c *cobra.Command, f *testFlags, args []string) error {
	filter, err := nameFilter(f.run)
	if err != nil {
		return err
	}
	if err := f.to.parse(); err != nil {
		return err
	}
	runs, err := a.runs(&f.inputs, args)
	if err != nil {
		return err
	}
	t := testRun{filter: filter, mutate: f.mutate, verbose: f.verbose}
	var tested []*tested
	for _, r := range runs {
		x, err := t.test(a, c, r, args)
		if err != nil {
			return err
		}
		tested = append(tested, x)
	}
	return t.write(a, &f.to, runs, tested)
}

// testRun says how tests are run.
type testRun struct {
	filter          *regexp.Regexp
	mutate, verbose bool
}

// tested is what tests of a configuration came to.
type tested struct {
	report *slitest.Report // nil where the configuration or a test isn't valid
}

// test runs the tests of a configuration.
func (t *testRun) test(a *app, c *cobra.Command, r *run, args []string) (*tested, error) {
	var err error
	if r.res, r.diags, err = a.examine(c.Context(), &r.in, r.in.pathsOf(args)); err != nil {
		return nil, err
	}
	r.explain()
	if r.diags.HasErrors() {
		r.diags = append(r.diags, checkTests(r.res)...)
		return &tested{}, nil
	}
	do := slitest.Run
	if t.mutate {
		do = slitest.Mutate
	}
	tests := testInput(r.res, t.filter)
	if tests.Unchanged, err = a.unchanged(c, &r.in, r.in.pathsOf(args), tests); err != nil {
		return nil, err
	}
	rep, more := do(tests)
	r.diags = append(r.diags, more...)
	return &tested{rep}, nil
}

// write writes what came of tests in the formats asked for.
func (t *testRun) write(a *app, to *formatFlags, runs []*run, all []*tested) error {
	if slices.ContainsFunc(all, func(x *tested) bool { return x.report == nil }) {
		if err := a.writeResults(to, results{problems: a.problemsOf(runs)}); err != nil {
			return err
		}
		return exit(exitError)
	}
	warnings := a.problemsOf(runs)
	var parts []slitest.Part
	code := exitOK
	for i, r := range runs {
		rep := all[i].report
		r.diags = append(r.diags, rep.Problems()...)
		parts = append(parts, slitest.Part{Environment: r.environment, Report: rep})
		switch {
		case rep.NoneOfThatName():
			code = exitError
		case rep.Failed() > 0:
			code = worst(code, exitFound)
		}
	}
	out := results{problems: a.problemsOf(runs), own: map[string]func(*os.File) ([]byte, error){}}
	for _, f := range slitest.Formats {
		out.own[f.Name] = func(screen *os.File) ([]byte, error) {
			return t.inFormat(f, parts, runs[0].in.several, slitest.Options{Verbose: t.verbose, Width: a.width(screen),
				Color: a.color(screen)})
		}
	}
	if out.own[to.printed] != nil {
		a.reportProblems(warnings)
	}
	if err := a.writeResults(to, out); err != nil {
		return err
	}
	if code != exitOK {
		return exit(code)
	}
	return nil
}

// inFormat is what came of tests in a format.
func (t *testRun) inFormat(f *slitest.Format, parts []slitest.Part, several bool, o slitest.Options) ([]byte, error) {
	var b bytes.Buffer
	if !several {
		err := f.Write(&b, parts[0].Report, o)
		return b.Bytes(), err
	}
	if f == slitest.JUnit {
		err := slitest.WriteJUnit(&b, parts)
		return b.Bytes(), err
	}
	var texts []project.Part
	for _, p := range parts {
		var b bytes.Buffer
		if err := f.Write(&b, p.Report, o); err != nil {
			return nil, err
		}
		texts = append(texts, project.Part{Environment: p.Environment, Text: b.Bytes()})
	}
	if f == slitest.JSON {
		return project.JSON("test", texts), nil
	}
	return project.Text(texts), nil
}

// loadTests reads and compiles a configuration with its tests: one that can't run doesn't hide what is wrong with the
// others.
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
