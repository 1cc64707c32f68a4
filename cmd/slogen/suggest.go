package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/slogen-project/slogen/generator"
	"github.com/slogen-project/slogen/generator/burn"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/printable"
	"github.com/slogen-project/slogen/generator/simulate"
	"github.com/slogen-project/slogen/generator/spec"
	"github.com/slogen-project/slogen/generator/suggest"
	"github.com/slogen-project/slogen/generator/words"
)

// suggestFlags are the flags of `slogen suggest`.
type suggestFlags struct {
	inputs
	past                          history
	window, kept, target, badHour string
	seed                          uint64
	asJSON                        bool
}

func suggestCommand(a *app) *cobra.Command {
	var f suggestFlags
	c := &cobra.Command{
		Use:   "suggest -history FILE [PATH...]",
		Short: "Propose a target and burn alerts from what happened",
		Long: `Reads a history of good and bad events and says what it supports: which targets
were kept in which share of the rolling windows, with margins; the error budget
that each leaves, in events and in minutes of total outage; which hours were bad,
and which burn alerts would have reported them in time, with how many pages, how
late, and how much of the budget was spent by then. It ends with an SLO to paste.

With -slo or a PATH the SLO's own target and alerts are judged, too. Without
either, no configuration is read.

It proposes and decides nothing: no file is written, and the output says what the
history can't tell. What alerts would have done is what slogen simulate says.

The exit code is 0 if the history could be read, and 1 on errors.`,
		Example: `slogen suggest -history counts.csv
slogen suggest -history counts.csv -window 7d -kept 99
slogen suggest -history counts.csv -slo checkout.availability services/
slogen suggest -history counts.csv -target 99.9 -bad-hour 5 -json`,
		RunE: func(c *cobra.Command, args []string) error { return a.suggest(c, &f, args) },
	}
	set := c.Flags()
	set.StringVar(&f.past.counts, "history", "", "Read the counts per minute or hour in the `FILE`, as CSV or JSON "+
		"with time, total and bad, or an SLO's counts from Honeycomb's API. - is standard input.")
	set.StringVar(&f.past.slo, "slo", "", "The `NAME` of the SLO that the history is of, such as "+
		"checkout.availability. Not needed if the configuration has only one SLO.")
	set.StringVar(&f.window, "window", "",
		"The window of the SLO, a `DURATION` in whole days; default the SLO's, or 30d.")
	set.StringVar(&f.kept, "kept", words.PerMillion(suggest.DefaultKept),
		"Propose a target that was kept in `PERCENT` of the windows.")
	set.StringVar(&f.target, "target", "",
		"Choose alerts for this target in `PERCENT` instead of the one that was kept.")
	set.StringVar(&f.badHour, "bad-hour", words.PerMillion(suggest.DefaultBadHour),
		"An hour is bad that took this `PERCENT` of the budget; 2 is where the SRE workbook begins to page.")
	set.Uint64Var(&f.seed, "seed", 1, "Draw the histories for the margins with this `NUMBER`; the same gives the same.")
	set.BoolVar(&f.asJSON, "json", false, "Print the result as JSON; see schemas/suggest.schema.json.")
	f.flags(set)
	return c
}

// suggest writes what a history supports.
func (a *app) suggest(c *cobra.Command, f *suggestFlags, args []string) error {
	o, err := f.options()
	if err != nil {
		return err
	}
	if f.configured(c.Flags(), args) {
		if err := f.load(c, a, args, &o); err != nil {
			return err
		}
	}
	if o.WindowDays == 0 {
		o.WindowDays = suggest.DefaultDays
	}
	past, err := f.past.file(a, simulate.ReadHistory)
	if err != nil {
		return err
	}
	o.File = f.past.fileName()
	r, err := suggest.Suggest(past, o)
	if err != nil {
		return notCounts(o.File, err)
	}
	if f.asJSON {
		a.form(printable.JSON)
		return r.WriteJSON(a.out)
	}
	return r.WriteText(a.out)
}

// configured says whether a configuration is to be read.
func (f *suggestFlags) configured(given *pflag.FlagSet, args []string) bool {
	about := f.past.slo != "" || len(args) > 0
	var other inputs
	of := pflag.NewFlagSet("", pflag.ContinueOnError)
	other.flags(of)
	of.VisitAll(func(x *pflag.Flag) { about = about || given.Changed(x.Name) })
	return about
}

// load finds the SLO that the history is of.
func (f *suggestFlags) load(c *cobra.Command, a *app, args []string, o *suggest.Options) error {
	one, err := a.single(&f.inputs, args)
	if err != nil {
		return err
	}
	res, diags, err := a.examine(c.Context(), &one.in, one.in.pathsOf(args))
	switch {
	case err != nil:
		return err
	case diags.HasErrors():
		return &stop{code: exitError, diags: diags, sources: res.Sources}
	}
	a.report(diags, res.Sources)
	if o.SLO, err = f.past.find(res.Resources.SLOs); err != nil {
		return err
	}
	o.Alerts = alertsOf(res, o.SLO)
	if o.WindowDays == 0 {
		o.WindowDays = o.SLO.TimePeriodDays
	}
	return nil
}

// alertsOf are the burn alerts of an SLO.
func alertsOf(res *generator.Result, slo *honeycomb.SLO) (out []*honeycomb.BurnAlert) {
	for _, alert := range res.Resources.BurnAlerts {
		if alert.SLO == slo {
			out = append(out, alert)
		}
	}
	return out
}

// options reads the flags.
func (f *suggestFlags) options() (o suggest.Options, err error) {
	o = suggest.Options{Target: -1, Seed: f.seed}
	if f.past.counts == "" {
		return o, fail("Missing flag", "`slogen suggest` needs a history of good and bad events: -history=counts.csv, "+
			"with the columns time, total and bad. Honeycomb's API has an SLO's counts; see "+
			"schemas/guides/from-a-week.md.")
	}
	if o.Kept, err = percentFlag("kept", f.kept); err != nil {
		return o, err
	}
	if o.BadHour, err = percentFlag("bad-hour", f.badHour); err != nil {
		return o, err
	}
	if strings.Contains(f.target, ",") {
		return o, fail("Invalid value of a flag", "-target takes a single percentage here, such as 99.9.")
	}
	targets, err := parseTargets(f.target)
	if err != nil {
		return o, err
	}
	for _, t := range targets {
		o.Target = t
	}
	if f.window == "" {
		return o, nil
	}
	s, problem := spec.ParseDuration(f.window)
	if problem == "" && (s < spec.Day || s%spec.Day != 0 || s > simulate.MaxMinutes*spec.Minute) {
		problem = fmt.Sprintf("An SLO's window has whole days, from 1d to %dd.", simulate.MaxMinutes/burn.MinutesPerDay)
	}
	if problem != "" {
		return o, fail("Invalid value of a flag", "-window takes days, such as 30d. "+problem)
	}
	o.WindowDays = int(s / spec.Day)
	return o, nil
}

// percentFlag reads a percentage above 0.
func percentFlag(name, text string) (int, error) {
	p, problem := spec.ParsePercent(strings.TrimSpace(strings.TrimSuffix(text, "%")))
	if problem == "" && (p <= 0 || p > burn.Million) {
		problem = "It must be above 0 and at most 100."
	}
	if problem != "" {
		return 0, fail("Invalid value of a flag", fmt.Sprintf("-%s takes a percentage, not %q. %s", name, text,
			problem))
	}
	return int(p), nil
}
