package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/slogen-project/slogen/generator/simulate"
	"github.com/slogen-project/slogen/generator/slitest"
	"github.com/slogen-project/slogen/generator/spec"
)

func simulateCommand(a *app) *cobra.Command {
	var in inputs
	var run, targets, svg string
	var past history
	var net, explain, asJSON bool
	var baseline int
	var interval time.Duration
	c := &cobra.Command{
		Use:   "simulate [PATH...]",
		Short: "Show which burn alerts fire in a scenario, and when",
		Long: `Puts the burn alerts of SLOs to the scenarios in the *.slotest.hcl files among the
files and directory trees given (without any: the current directory). A scenario
is a course of traffic and failures. What comes out is when each alert fires and
resolves and whom it tells, how much of the error budget is left at each of these
moments, and which failures nobody hears of.

The model is Honeycomb's as it is documented, by the minute and exact. What is not
documented is taken for granted and told by -explain; where another reading would
have an alert fire at another time, the output says when.

With -history or -events, it is what really happened that the alerts are put to: a
backtest of alerts, and with -target of targets, before they are deployed.

The exit code is 0 whatever fires, and 1 when something is wrong. To have a
scenario fail a build, write what it expects: slogen test runs it.`,
		Example: `slogen simulate examples/http-service
slogen simulate -run 'half the requests' -target 99,99.5,99.9 services/
slogen simulate -net -interval 5m -explain services/checkout
slogen simulate -history counts.csv -slo checkout.availability -svg march.svg`,
		RunE: func(c *cobra.Command, args []string) error {
			filter, err := nameFilter(run)
			if err != nil {
				return err
			}
			o, err := simulateOptions(interval, baseline, net)
			if err != nil {
				return err
			}
			others, err := parseTargets(targets)
			if err != nil {
				return err
			}
			if err := past.check(run); err != nil {
				return err
			}
			in.tests = true
			res, err := a.load(c, &in, defaultPaths(args))
			if err != nil {
				return err
			}
			rep := &simulate.Report{Options: o}
			if past.given() {
				happened, err := past.read(c.Context(), a, res)
				if err != nil {
					return err
				}
				rep.Outcomes = append(rep.Outcomes, happened.Simulate(o, others...))
			} else {
				scenarios, diags := slitest.Scenarios(testInput(res, filter), o, others...)
				if diags.HasErrors() {
					return &stop{code: exitError, diags: diags, sources: res.Sources}
				}
				a.report(diags, res.Sources)
				rep.LeftOut = len(res.Scenarios) - len(scenarios)
				for _, s := range scenarios {
					rep.Outcomes = append(rep.Outcomes, s.Outcome)
				}
			}
			if svg != "" {
				if err := writePicture(svg, rep); err != nil {
					return err
				}
			}
			if asJSON {
				err = rep.WriteJSON(a.out)
			} else {
				err = rep.WriteText(a.out, simulate.Show{Color: a.color(a.outFile), Explain: explain})
			}
			if err == nil && len(rep.Outcomes) == 0 && rep.LeftOut > 0 {
				err = exit(exitError)
			}
			return err
		},
	}
	f := c.Flags()
	f.StringVar(&run, "run", "", "Show only the scenarios whose name the `REGEXP` matches.")
	f.StringVar(&past.counts, "history", "", "Put the alerts to what happened, instead of scenarios: counts by the minute or hour in the `FILE`, as CSV or JSON with time, total and bad, or as Honeycomb's API gives an SLO's counts. - is the standard input.")
	f.StringVar(&past.events, "events", "", "The same with events in the `FILE`, of which the SLO's SLI says which are bad: JSON, CSV, or spans as the OpenTelemetry Collector writes them.")
	f.StringVar(&past.slo, "slo", "", "The SLO that -history or -events are of, by its `NAME`, such as checkout.availability. A configuration with one SLO needs none.")
	f.StringVar(&svg, "svg", "", "Also draw what happened to the `FILE`, as SVG. There has to be one scenario: -run chooses it.")
	f.StringVar(&targets, "target", "", "Compare with other targets in `PERCENT`, such as 99,99.5,99.9. Alerts keep their percent of the budget.")
	f.DurationVar(&interval, "interval", time.Minute, "How often alerts are evaluated: a `DURATION` of whole minutes; 1m when not given.")
	f.IntVar(&baseline, "baseline", 4, "The part of its exhaustion time that an exhaustion time alert looks back, as a divisor `N`: 4, when not given, is a quarter.")
	f.BoolVar(&net, "net", false, "Have budget rate alerts compare the budget left now with that at the start of their window, instead of counting the failures within it.")
	f.BoolVar(&explain, "explain", false, "Also tell what the model takes for granted, why, and what is known of it.")
	f.BoolVar(&asJSON, "json", false, "Print the results as JSON; schemas/simulate.schema.json describes it.")
	in.flags(f)
	return c
}

// simulateOptions are the points of the model that flags choose.
func simulateOptions(interval time.Duration, baseline int, net bool) (o simulate.Options, err error) {
	if interval < time.Minute || interval%time.Minute != 0 || interval > 24*time.Hour {
		return o, fail("Invalid value of a flag", fmt.Sprintf("-interval takes whole minutes up to a day, such as 5m, and not %s.", interval))
	}
	if baseline < 1 || baseline > 1000 {
		return o, fail("Invalid value of a flag", fmt.Sprintf("-baseline takes a divisor from 1 (the whole exhaustion time) to 1000, and not %d.", baseline))
	}
	return simulate.Options{IntervalMinutes: int(interval / time.Minute), Baseline: baseline, Net: net}, nil
}

// parseTargets reads targets in percent, with commas between.
func parseTargets(list string) (perMillion []int, err error) {
	if list == "" {
		return nil, nil
	}
	for _, text := range strings.Split(list, ",") {
		text = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(text), "%"))
		p, problem := spec.ParsePercent(text)
		if problem == "" && (p < 0 || p >= 1_000_000) {
			problem = text + " percent is no target: it is at least 0 and less than 100, for a target of 100 leaves no budget."
		}
		if problem != "" {
			return nil, fail("Invalid value of a flag", "-target takes percentages with commas between, such as 99,99.9. "+problem)
		}
		perMillion = append(perMillion, int(p))
	}
	return perMillion, nil
}
