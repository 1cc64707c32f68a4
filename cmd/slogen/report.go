package main

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/lint"
	"github.com/slogen-project/slogen/generator/project"
	"github.com/slogen-project/slogen/generator/report"
	"github.com/slogen-project/slogen/generator/simulate"
	"github.com/slogen-project/slogen/generator/slitest"
	"github.com/slogen-project/slogen/generator/words"
)

// reportFlags are the flags of `slogen report`.
type reportFlags struct {
	inputs
	to           formatFlags
	histories    []string
	earlier      string
	reviewDays   int
	only         report.Filter
	noScenarios  bool
	earlierBytes []byte // of the file earlier
}

// reportFormats lists what a report is written as.
var reportFormats = []string{"text", "json", "markdown", "html"}

func reportCommand(a *app) *cobra.Command {
	f := reportFlags{inputs: inputs{tests: true}, to: formatFlags{names: reportFormats}}
	c := &cobra.Command{
		Use:   "report [PATH...]",
		Short: "Report on the alerting of a team or an organization",
		Long: `Reads the given files and directory trees (default: the current directory; -
is standard input) as one configuration and writes one page about its alerting. It
begins with what needs a decision: what is past its date, alerts that tell nobody or
come without context, services that promise nothing, trials and reviews that are due.
Then come promises and error budgets, burn alerts (proactive) and triggers (reactive),
whom they tell and how often, waivers, what is shared, and the columns that everything
rests on.

There is no score. Each section names the guidance that it reads. How often alerts
would fire is said only of the scenarios in *.slotest.hcl files, and of real counts
given with -history.

-owner, -service, -tag and -in narrow the report, such as to one team. Each can be
repeated: of each kind, one must hold. -since compares with an earlier report.

-format=html=FILE writes a page that needs no network and no other file. It can be
read by keyboard and screen reader, in light and dark, and printed.

The exit code is 0 whatever the report says, and 1 on errors.`,
		Example: `slogen report services/ platform/
slogen report -format=html=report.html -format=json=report.json services/
slogen report -owner=payments -owner=checkout services/
slogen report -tag=team=payments -format=markdown services/
slogen report -since=last-month.json -now=2026-12-01 services/
slogen report -history=checkout.availability=counts.csv services/`,
		RunE: func(c *cobra.Command, args []string) error { return a.reportOn(c, &f, args) },
	}
	set := c.Flags()
	set.StringArrayVar(&f.only.Owners, "owner", nil, "Only what the `TEAM` owns, as the argument owner says. "+
		"Repeatable.")
	set.StringArrayVar(&f.only.Services, "service", nil, "Only the service `NAME`. Repeatable.")
	set.StringArrayVar(&f.only.Tags, "tag", nil, "Only what has the tag `KEY=VALUE`. Repeatable.")
	set.StringArrayVar(&f.only.Folders, "in", nil, "Only what is declared in the file or below the folder `PATH`, "+
		"though all of the configuration is read. Repeatable.")
	set.StringVar(&f.earlier, "since", "", "Also say what is otherwise than in the `FILE`, an earlier report as JSON.")
	set.StringArrayVar(&f.histories, "history", nil, "Also play real counts: `SLO=FILE`, with counts per minute or "+
		"hour as simulate takes them. Repeatable.")
	set.BoolVar(&f.noScenarios, "no-scenarios", false, "Play no scenarios, which may take longer than all the rest.")
	set.IntVar(&f.reviewDays, "review-days", 180, "A review is due `N` days after reviewed_on; "+
		"default 180, and 0 for never.")
	f.to.flags(set, "results", "report.schema.json")
	f.flags(set)
	return c
}

// checkFlags refuses values that make no sense.
func (f *reportFlags) checkFlags() error {
	if err := f.to.parse(); err != nil {
		return err
	}
	if f.reviewDays < 0 || f.reviewDays > 36500 {
		return fail("Invalid value of a flag", fmt.Sprintf("-review-days takes a number of days from 0 to 36500, "+
			"not %d.", f.reviewDays))
	}
	for _, t := range f.only.Tags {
		if key, value, ok := strings.Cut(t, "="); !ok || key == "" || value == "" {
			return fail("Invalid value of a flag", fmt.Sprintf("-tag takes KEY=VALUE, such as team=payments, "+
				"not %q.", t))
		}
	}
	if f.earlier == "" {
		return nil
	}
	var err error
	if f.earlierBytes, err = readWhole(f.earlier, maxState); err != nil {
		return fail("File can't be read", wordy(err))
	}
	return nil
}

// reportOn writes the report on all configurations, or what is wrong with them.
func (a *app) reportOn(c *cobra.Command, f *reportFlags, args []string) error {
	if err := f.checkFlags(); err != nil {
		return err
	}
	runs, err := a.runs(&f.inputs, args)
	if err != nil {
		return err
	}
	if len(runs) > 1 && len(f.histories) > 0 {
		return fail("Several environments", fmt.Sprintf("-history gives the counts of one environment, and this "+
			"is about %s. Name it: -environment=%s", words.List(namesOf(runs)), runs[0].environment))
	}
	if err := a.examineAll(c.Context(), runs, args); err != nil {
		return err
	}
	var parts []report.Part
	if !invalid(runs) {
		for _, r := range runs {
			r.diags = append(r.diags, checkTests(r.res)...)
		}
	}
	if invalid(runs) {
		return &stop{code: exitError, report: a.problemsOf(runs)}
	}
	for _, r := range runs {
		rep, err := a.reportOf(c, f, r)
		if err != nil {
			return err
		}
		parts = append(parts, report.Part{Environment: r.environment, Report: rep})
	}
	a.reportProblems(a.problemsOf(runs))
	return a.writeReport(f, parts)
}

// reportOf makes the report on a configuration.
func (a *app) reportOf(c *cobra.Command, f *reportFlags, r *run) (*report.Report, error) {
	own, diags := lint.NewOwn(append(slices.Clone(r.res.Rules), r.in.packs.list()...))
	if diags.HasErrors() {
		return nil, &stop{code: exitError, diags: diags, sources: r.res.Sources}
	}
	opt := lint.Options{Ignores: r.res.Ignores, Today: f.today(), Own: own, Sources: r.res.Sources,
		Declared: r.res.Declared}
	found := lint.Run(r.res.Resources, opt)
	in := report.Input{Resources: r.res.Resources, Day: opt.Today, ReviewDays: f.reviewDays, Only: f.only,
		Findings: found, Waivers: lint.WaiversIn(r.res.Resources, opt, found), Columns: r.res.Declared}
	for _, s := range r.res.Listed {
		in.Services = append(in.Services, report.Declared(s))
	}
	if u := f.only.Unknown(&in); u != nil {
		return nil, a.unknownFilter(u)
	}
	if !f.noScenarios {
		scenarios, diags := slitest.Scenarios(testInput(r.res, nil), simulate.Options{})
		if r.diags = append(r.diags, diags...); diags.HasErrors() {
			return nil, &stop{code: exitError, diags: r.diags, sources: r.res.Sources}
		}
		for _, s := range scenarios {
			in.Outcomes = append(in.Outcomes, report.Outcome{Outcome: s.Outcome})
		}
	}
	for _, given := range f.histories {
		slo, file, ok := strings.Cut(given, "=")
		if !ok {
			slo, file = "", given
		}
		past := history{counts: file, slo: slo, flag: "history=SLO=FILE"}
		happened, err := past.read(c.Context(), a, r.res)
		if err != nil {
			return nil, err
		}
		in.Outcomes = append(in.Outcomes, report.Outcome{Outcome: happened.Simulate(simulate.Options{}), History: true})
	}
	if f.earlierBytes != nil {
		var err error
		if in.Earlier, err = report.Read(f.earlierBytes, r.environment); err != nil {
			return nil, fail("Earlier report can't be read", fmt.Sprintf("-since=%s: %v.", shellQuote(f.earlier), err))
		}
	}
	return report.New(&in), nil
}

// unknownFilter is the error about a filter that leaves nothing.
func (a *app) unknownFilter(u *report.Unknown) error {
	has := "No SLO or trigger has one."
	if len(u.Has) > 0 {
		has = fmt.Sprintf("There is %s.", words.Some(words.Quoted(u.Has), 12))
	}
	what := map[string]string{"owner": "owner", "service": "service", "tag": "tag", "in": "file or folder of the " +
		"configuration, as the paths are written,"}[u.Kind]
	return fail("Nothing to report on", fmt.Sprintf("-%s=%s: there is no such %s.%s %s", u.Kind, shellQuote(u.Value),
		strings.TrimSuffix(what, ","), diag.DidYouMean(u.Value, u.Has), has))
}

// writeReport writes a report wherever it was asked for.
func (a *app) writeReport(f *reportFlags, parts []report.Part) error {
	out := results{problems: a.problems(nil, nil), own: map[string]func(*os.File) ([]byte, error){}}
	for _, name := range reportFormats {
		out.own[name] = func(*os.File) ([]byte, error) { return f.inFormat(name, parts) }
	}
	return a.writeResults(&f.to, out)
}

// inFormat is the report in a format.
func (f *reportFlags) inFormat(name string, parts []report.Part) ([]byte, error) {
	if name == "html" {
		return report.HTML(parts), nil
	}
	var texts []project.Part
	for _, p := range parts {
		var text []byte
		var err error
		switch name {
		case "json":
			text, err = p.Report.AppendJSON(nil)
		case "markdown":
			text = f.markdown(p)
		default:
			text = []byte(p.Report.Text())
		}
		if err != nil {
			return nil, err
		}
		texts = append(texts, project.Part{Environment: p.Environment, Text: text})
	}
	switch {
	case !f.several:
		return texts[0].Text, nil
	case name == "json":
		return project.JSON("report", texts), nil
	case name == "markdown":
		return bytes.Join(textsOf(texts), []byte("\n")), nil
	}
	return project.Text(texts), nil
}

func textsOf(parts []project.Part) (out [][]byte) {
	for _, p := range parts {
		out = append(out, p.Text)
	}
	return out
}

// markdown is the report as Markdown, under the name of its environment where there are several.
func (f *reportFlags) markdown(p report.Part) []byte {
	if !f.several {
		return []byte(p.Report.Markdown(2))
	}
	return []byte("## Environment " + p.Environment + "\n\n" + p.Report.Markdown(3))
}
