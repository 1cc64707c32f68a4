package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/slogen-project/slogen/generator/burn"
	"github.com/slogen-project/slogen/generator/printable"
	"github.com/slogen-project/slogen/generator/simulate"
	"github.com/slogen-project/slogen/generator/slitest"
	"github.com/slogen-project/slogen/generator/spec"
)

// simulateFlags are the flags of `slogen simulate`.
type simulateFlags struct {
	inputs
	run, targets, svg    string
	past                 history
	net, explain, asJSON bool
	baseline             int
	interval             time.Duration
}

func simulateCommand(a *app) *cobra.Command {
	var f simulateFlags
	c := &cobra.Command{
		Use:   "simulate [PATH...]",
		Short: "Show which burn alerts fire in a scenario, and when",
		Long: `Plays the scenarios in the *.slotest.hcl files among the given files and directory
trees (default: the current directory). A scenario is a course of traffic and
failures. The output shows when each burn alert fires and resolves, whom it
notifies, how much of the error budget is left at each of these moments, and which
failures nobody is notified of.

The model is Honeycomb's as documented, exact to the minute. Where the
documentation is silent, -explain lists the assumptions; where another reading
would change when an alert fires, the output says so.

With -history or -events, real data takes the place of scenarios: backtest alerts,
and with -target targets, before you deploy them.

The exit code is 0 whatever fires, and 1 on errors. To make a scenario fail a
build, write what it expects; slogen test checks it.`,
		Example: `slogen simulate examples/http-service
slogen simulate -run 'half the requests' -target 99,99.5,99.9 services/
slogen simulate -net -interval 5m -explain services/checkout
slogen simulate -history counts.csv -slo checkout.availability -svg march.svg`,
		RunE: func(c *cobra.Command, args []string) error { return a.simulate(c, &f, args) },
	}
	set := c.Flags()
	set.StringVar(&f.run, "run", "", "Show only the scenarios whose name the `REGEXP` matches.")
	set.StringVar(&f.past.counts, "history", "", "Use real counts instead of scenarios: counts per minute or hour "+
		"in the `FILE`, as CSV or JSON with time, total and bad, or an SLO's counts from Honeycomb's API. - is "+
		"standard input.")
	set.StringVar(&f.past.events, "events", "", "Use real events instead of scenarios; the SLO's SLI judges those "+
		"in the `FILE`: JSON, CSV, or spans as the OpenTelemetry Collector writes them.")
	set.StringVar(&f.past.slo, "slo", "", "The `NAME` of the SLO for -history or -events, such as "+
		"checkout.availability. Not needed if the configuration has only one SLO.")
	set.StringVar(&f.svg, "svg", "",
		"Also draw what happens, as SVG, to the `FILE`. Needs exactly one scenario: choose it with -run.")
	set.StringVar(&f.targets, "target", "",
		"Compare with other targets in `PERCENT`, such as 99,99.5,99.9. Alerts keep their percentage of the budget.")
	set.DurationVar(&f.interval, "interval", time.Minute,
		"Evaluate alerts every `DURATION`, in whole minutes; default 1m.")
	set.IntVar(&f.baseline, "baseline", 4,
		"Let exhaustion time alerts look back over 1/`N` of their exhaustion time; default 4, a quarter.")
	set.BoolVar(&f.net, "net", false, "Let budget rate alerts compare the budget left now with the budget left at the "+
		"start of their window, instead of counting the failures within it.")
	set.BoolVar(&f.explain, "explain", false,
		"Also list the model's assumptions, each with its reason and what is known about it.")
	set.BoolVar(&f.asJSON, "json", false, "Print the results as JSON; see schemas/simulate.schema.json.")
	f.flags(set)
	return c
}

// simulate plays the scenarios, or what happened, and writes what comes of it.
func (a *app) simulate(c *cobra.Command, f *simulateFlags, args []string) error {
	rep, err := a.outcomes(c, f, args)
	if err != nil {
		return err
	}
	if f.svg != "" {
		if err := writePicture(f.svg, rep); err != nil {
			return err
		}
	}
	if f.asJSON {
		a.form(printable.JSON)
		err = rep.WriteJSON(a.out)
	} else {
		var text strings.Builder
		err = rep.WriteText(&text, simulate.Show{Color: a.color(a.outFile), Explain: f.explain})
		a.say("%s", text.String())
	}
	if err == nil && len(rep.Outcomes) == 0 && rep.LeftOut > 0 {
		err = exit(exitError)
	}
	return err
}

// outcomes are those of the scenarios that are chosen, or of the history that is given.
func (a *app) outcomes(c *cobra.Command, f *simulateFlags, args []string) (*simulate.Report, error) {
	filter, err := nameFilter(f.run)
	if err != nil {
		return nil, err
	}
	o, err := simulateOptions(f.interval, f.baseline, f.net)
	if err != nil {
		return nil, err
	}
	others, err := parseTargets(f.targets)
	if err != nil {
		return nil, err
	}
	if err := f.past.check(f.run); err != nil {
		return nil, err
	}
	one, err := a.single(&f.inputs, args)
	if err != nil {
		return nil, err
	}
	res, err := a.loadTests(c, &one.in, one.in.pathsOf(args))
	if err != nil {
		return nil, err
	}
	rep := &simulate.Report{Options: o}
	if f.past.given() {
		happened, err := f.past.read(c.Context(), a, res)
		if err != nil {
			return nil, err
		}
		rep.Outcomes = append(rep.Outcomes, happened.Simulate(o, others...))
		return rep, nil
	}
	scenarios, diags := slitest.Scenarios(testInput(res, filter), o, others...)
	if diags.HasErrors() {
		return nil, &stop{code: exitError, diags: diags, sources: res.Sources}
	}
	a.report(diags, res.Sources)
	rep.LeftOut = len(res.Scenarios) - len(scenarios)
	for _, s := range scenarios {
		rep.Outcomes = append(rep.Outcomes, s.Outcome)
	}
	return rep, nil
}

// simulateOptions returns the points of the model that flags choose.
func simulateOptions(interval time.Duration, baseline int, net bool) (o simulate.Options, err error) {
	if interval < time.Minute || interval%time.Minute != 0 || interval > 24*time.Hour {
		return o, fail("Invalid value of a flag",
			fmt.Sprintf("-interval takes whole minutes up to a day, such as 5m, not %s.", interval))
	}
	if baseline < 1 || baseline > 1000 {
		return o, fail("Invalid value of a flag",
			fmt.Sprintf("-baseline takes a divisor from 1 (the whole exhaustion time) to 1000, not %d.", baseline))
	}
	return simulate.Options{IntervalMinutes: int(interval / time.Minute), Baseline: baseline, Net: net}, nil
}

// parseTargets reads targets in percent, with commas between.
func parseTargets(list string) (perMillion []int, err error) {
	if list == "" {
		return nil, nil
	}
	for _, text := range strings.Split(list, ",") {
		text, signed := strings.CutSuffix(strings.TrimSpace(text), "%")
		text = strings.TrimSpace(text)
		p, problem := spec.ParsePercent(text)
		if ratio := spec.TargetRatio(text); !signed && ratio != "" {
			problem = ratio
		}
		if problem == "" && (p < 0 || p >= burn.Million) {
			problem = text + " percent isn't a target: targets are at least 0 and less than 100, because a target of 100 " +
				"leaves no budget."
		}
		if problem != "" {
			return nil, fail("Invalid value of a flag",
				"-target takes percentages such as 99.9. "+problem)
		}
		perMillion = append(perMillion, int(p))
	}
	return perMillion, nil
}
