package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/mitchellh/go-wordwrap"
	"github.com/spf13/cobra"

	"github.com/slogen-project/slogen/generator"
	"github.com/slogen-project/slogen/generator/comment"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/output"
	"github.com/slogen-project/slogen/generator/plan"
	"github.com/slogen-project/slogen/generator/printable"
	"github.com/slogen-project/slogen/generator/project"
	"github.com/slogen-project/slogen/generator/review"
	"github.com/slogen-project/slogen/generator/step"
	"github.com/slogen-project/slogen/generator/words"
)

// planFlags are the flags of `slogen plan`.
type planFlags struct {
	inputs
	to                   formatFlags
	out, against, failOn string
	name                 string // of the comment
	detailed, verbose    bool
	classes              []review.Class // of failOn
	// link is not a flag: where the pipeline's service shows a line of a source.
	link func(file string, line int) string
	// instead is not a flag: why the committed output is compared with, where another base was to be expected.
	instead string
	// kept is not a flag: it gets the plan that is made.
	kept *environmentPlan
}

// planFormat is a form in which a plan is written.
type planFormat struct {
	name    string
	printed printable.Form
	// write writes a plan; the screen is nil for a file.
	write func(a *app, f *planFlags, p *plan.Plan, o plan.Options, screen *os.File) ([]byte, error)
}

// planFormats lists the formats in the order in which they are documented.
var planFormats = []planFormat{
	{diag.Text.Name, printable.Prose, func(
		a *app, f *planFlags, p *plan.Plan, o plan.Options, screen *os.File,
	) ([]byte, error) {
		o.Verbose = f.verbose
		if screen != nil {
			o.Color, o.Width = a.color(screen), a.width(screen)
		}
		var b bytes.Buffer
		err := plan.Print(&b, p, o)
		return b.Bytes(), err
	}},
	{diag.JSON.Name, printable.JSON, func(
		_ *app, _ *planFlags, p *plan.Plan, _ plan.Options, _ *os.File,
	) ([]byte, error) {
		return plan.AppendJSON(nil, p), nil
	}},
	{
		commentFormat,
		printable.Raw,
		func(_ *app, f *planFlags, p *plan.Plan, o plan.Options, _ *os.File) ([]byte, error) {
			x := environmentPlan{plan: p, options: o}
			return comment.Plan(p, comment.Options{Name: f.name, Link: f.link, Against: x.against()}), nil
		},
	},
}

// commentFormat is the format for comments on pull requests.
const commentFormat = "markdown"

func planCommand(a *app) *cobra.Command {
	var f planFlags
	c := &cobra.Command{
		Use:   "plan [PATH...]",
		Short: "Show what would change, and what the change means",
		Long: `Reads the given files and directory trees (default: the current directory; -
is standard input) as one configuration, compares it with the last output of slogen generate, and shows what
would change, object by object, and what each change means for the people who rely
on it. Writes nothing and contacts no account.

With -against=BASE it compares with something else:

  output          the committed output, as without the flag
  origin/main     the sources at a git revision: a branch, a tag, HEAD~1, an id
  merge-base:REV  the sources where REV and HEAD part
  ../old          a folder of sources, or one with output
  state:FILE      what Terraform or OpenTofu has applied: a state file, or what
                  terraform show -json prints; - is standard input

If a revision and a path have one name, write git:NAME, dir:NAME or state:NAME. A revision is
read from git's objects, with the same values of variables: nothing is checked out.
In CI, without -against and -out, the base of the pull request is found from the
variables of GitHub, GitLab, Bitbucket, Azure, Buildkite or, where only CI is set,
from git; a push to the default branch is compared with the commit before it. The
plan says what it was compared with.

The first line says what a reviewer must know, and what changes comes in the order of
the harm that it can do. -verbose lists every object with the values that Honeycomb has.

-format=markdown writes a comment for a pull request. Its first line, which isn't shown,
is the marker by which a later comment replaces it: <!-- slogen:plan NAME -->.

If the output was made from more than is given, the plan is refused: what is missing
would look deleted. -allow-partial plans it all the same.

With -fail-on=CLASS,... the exit code is 2 if the plan does something of these classes:
` + wrappedNames(review.Names()) + `
unless it is accepted: by a line "Slogen-Accept: FINGERPRINT reason" in the message of a
commit since the base, or by change_note in a service. The plan prints both.

The exit code is 0 on success and 1 on errors. With -detailed-exitcode it is 2 if
anything changes or, compared with the committed output, a generated file is out of
date.`,
		Example: `slogen plan examples/http-service
slogen plan -var=env=prod -out=build/prod services/ platform/
slogen plan -against=merge-base:origin/main services/
tofu show -json | slogen plan -against=state:- services/
slogen plan -json -detailed-exitcode services/ > plan.json
slogen plan -format=markdown=plan.md -fail-on=loosened services/`,
		RunE: func(c *cobra.Command, args []string) error {
			if f.against != "" && f.against != "output" && f.out != "" {
				return fail(
					"Conflicting flags",
					fmt.Sprintf("-out names the output to compare with, but -against=%s names "+
						"something else. Leave one of them out.", shellQuote(f.against)),
				)
			}
			if err := f.to.parse(); err != nil {
				return err
			}
			if err := f.readClasses(); err != nil {
				return err
			}
			f.names = f.against != "output" && (f.against != "" || f.out == "")
			f.formerly = &formerly{a, c, &f}
			runs, err := a.runs(&f.inputs, args)
			if err == nil {
				err = oneFolder(runs, f.out)
			}
			if err == nil {
				err = oneState(runs, f.against)
			}
			if err == nil && len(runs) > 0 {
				err = a.loadAll(c, runs, args)
			}
			if err != nil {
				return a.commentWhy(c, &f, args, err)
			}
			var plans []*environmentPlan
			err = a.each(c, runs, func(r *run) error {
				with := f
				with.inputs = r.in
				if err := with.readClasses(); err != nil {
					return err
				}
				p := &environmentPlan{name: r.environment, flags: &with}
				with.kept = p
				if f.to.text() {
					a.head(r, len(plans) == 0)
				}
				plans = append(plans, p)
				return a.plan(c, &with, args, r.res)
			})
			var s *stop
			if errors.As(err, &s) && s.problems(a) != nil {
				return a.commentWhy(c, &f, args, err)
			}
			return a.finishPlans(c, &f, plans, err)
		},
	}
	outFlag(c.Flags(), &f.out)
	c.Flags().StringVar(&f.against, "against", "", "Compare with the `BASE`: a git revision, merge-base:REVISION, a "+
		"folder of sources or of output, Terraform's state (state:FILE), or output. Default: output; in CI, the base "+
		"of the change.")
	for _, x := range planFormats {
		f.to.names = append(f.to.names, x.name)
	}
	f.to.flags(c.Flags(), "plan", "plan.schema.json")
	c.Flags().StringVar(&f.name, "comment-name", "", "In -format=markdown, the `NAME` in the marker, where one pull "+
		"request gets several comments.")
	c.Flags().BoolVar(&f.detailed, "detailed-exitcode", false,
		"Exit with 2 if anything changes or a generated file is out of date.")
	c.Flags().BoolVar(&f.verbose, "verbose", false, "List every object with every attribute as Honeycomb has it.")
	c.Flags().StringVar(&f.failOn, "fail-on", "", project.Usage("fail-on"))
	partialFlag(c.Flags(), &f.inputs)
	f.flags(c.Flags())
	return c
}

// wrappedNames is a list of names, indented and in lines.
func wrappedNames(names []string) string {
	return "  " + strings.ReplaceAll(wordwrap.WrapString(strings.Join(names, ", "), 80), "\n", "\n  ")
}

// plan compares one configuration with its base, and prints as text what changes.
func (a *app) plan(c *cobra.Command, f *planFlags, args []string, res *generator.Result) error {
	paths := f.pathsOf(args)
	b, err := a.base(c, f, paths)
	var unknown *unknownBase
	if errors.As(err, &unknown) {
		if f.classes != nil && !unknown.first { // what was committed with its output would pass every time
			return fail("Base of the change unknown", unknown.why+" Without it, -fail-on finds nothing.")
		}
		f.instead = "Not compared with what was before this change, but with the committed output. " + unknown.why
		b, err = nil, nil
	}
	if err != nil {
		return told(err)
	}
	if b == nil {
		return a.planFromOutput(c, f, args, res)
	}
	defer b.close()
	prior, hadTerraform, err := b.prior(c, &f.inputs, paths, res.Resources)
	var invalid *invalidBase
	if errors.As(err, &invalid) && b.From != "" { // this change may be what puts it right
		a.report(
			hcl.Diagnostics{
				diag.Command(hcl.DiagWarning, "Base is not valid", invalid.Error()+" The plan compares with "+
					"the committed output instead.", hcl.Range{}),
			},
			nil,
		)
		return a.planFromOutput(c, f, args, res)
	}
	if err != nil {
		return told(err)
	}
	a.report(b.absent(), nil)
	return a.planFromBase(c, f, args, b, prior, hadTerraform, res)
}

// base is what to compare with; nil for the committed output.
func (a *app) base(c *cobra.Command, f *planFlags, paths []string) (*base, error) {
	switch {
	case f.against == "output" || f.against == "" && f.out != "":
		return nil, nil
	case c.Flags().Changed("against"):
		return a.namedBase(c.Context(), f.against, paths)
	}
	return foundBase(c.Context(), paths)
}

// planFromBase compares with a base that isn't the committed output, which is not looked at.
func (a *app) planFromBase(
	c *cobra.Command, f *planFlags, args []string, b *base, prior *honeycomb.Catalogue, hadTerraform bool,
	res *generator.Result,
) error {
	now := res.Resources
	asked := plan.Asked{Tests: a.testsOf(c, &f.inputs, args, prior), Gone: f.named.gone}
	asked.Behind, asked.Written = bySources(prior, b.sources, res.State, now)
	p, err := plan.DiffAsking(prior, now, asked)
	if err != nil {
		return fail("Base can't be read", wordy(err))
	}
	found := &step.Result{}
	if hadTerraform {
		if found, err = step.Check(p, prior, now); err != nil {
			return fail("Base can't be read", wordy(err))
		}
	}
	p.Base, p.Problems = &b.Base, found.Problems
	p.Base.Notes = append(append(p.Base.Notes, b.notes(f.named)...), p.Muting...)
	f.link = pages(c.Context(), b.repo, os.Getenv)
	if err := a.checkClasses(c, f, p, b, now.Notes); err != nil {
		return err
	}
	if err := a.printPlan(f, p, plan.Options{Against: true}); err != nil {
		return err
	}
	if f.to.text() && len(p.Problems) > 0 {
		a.say("\n%s\n", toStep(c, args, found))
	}
	if f.detailed && !p.Empty() || len(p.Fails.Open()) > 0 {
		return exit(exitFound)
	}
	return nil
}

// readClasses reads -fail-on, or what slogen.hcl has in its place.
func (f *planFlags) readClasses() error {
	names := cmp.Or(f.failOn, f.usualFailOn)
	if names == "" {
		return nil
	}
	classes, unknown := plan.ClassesNamed(names)
	if classes == nil {
		return fail("Invalid value of a flag", fmt.Sprintf("-fail-on takes %s, separated by commas, not %q.%s",
			words.List(review.Names()), unknown, diag.DidYouMean(unknown, review.Names())))
	}
	f.classes = classes
	return nil
}

// checkClasses finds what the plan does of the classes of -fail-on, and what of it is accepted by the commits since the
// base, or by notes in the sources.
func (a *app) checkClasses(c *cobra.Command, f *planFlags, p *plan.Plan, b *base, notes []honeycomb.Note) error {
	reasons := map[string]string{}
	p.Unused = p.Accepted(reasons, notes)
	for _, n := range p.Unused {
		a.report(hcl.Diagnostics{diag.Command(hcl.DiagWarning, "Change note without effect",
			printable.Line(fmt.Sprintf("Nothing that changes has the fingerprint %q, at %s:%d. If the change is "+
				"merged, remove the note; if it is another change now, write the fingerprint that the plan prints.",
				n.Fingerprint, n.Range.Filename, n.Range.Start.Line)),
			hcl.Range{})}, nil)
	}
	if f.classes == nil {
		return nil
	}
	if len(b.gone) > 0 {
		return fail("Environments can't be judged", fmt.Sprintf("%s At %s it declared %s, and nothing says with which "+
			"of them the configuration is to be compared, so -fail-on can't tell. Keep the environments in %s, or "+
			"leave out -fail-on for this change.", noneNow(f.named), &b.Base, words.List(b.gone), projectFile))
	}
	var trailers []string
	if b.repo != nil {
		var err error
		if trailers, err = b.repo.Trailers(c.Context(), b.Commit, plan.AcceptTrailer); err != nil {
			return told(err)
		}
	}
	accepted, odd := plan.Acceptances(trailers)
	maps.Copy(reasons, accepted)
	for _, t := range odd {
		a.report(hcl.Diagnostics{diag.Command(hcl.DiagWarning, "Acceptance without effect",
			fmt.Sprintf("A commit message has the line \"%s: %s\". It must have a fingerprint, as the plan prints it, "+
				"and a reason.", plan.AcceptTrailer,
				printable.Line(t)), hcl.Range{})}, nil)
	}
	p.Fails = p.FailOn(f.classes, reasons)
	for _, n := range notes {
		if !slices.ContainsFunc(p.Unused, func(u honeycomb.Note) bool { return u.Range == n.Range }) {
			p.Fails.Notes = append(p.Fails.Notes, n)
		}
	}
	return nil
}

// environmentPlan is the plan of a configuration: that of an environment, or the only one.
type environmentPlan struct {
	name    string
	flags   *planFlags
	plan    *plan.Plan
	options plan.Options
}

// in writes the plan in a format.
func (x *environmentPlan) in(a *app, format string, screen *os.File) ([]byte, error) {
	return planFormatOf(format).write(a, x.flags, x.plan, x.options, screen)
}

func planFormatOf(name string) planFormat {
	return planFormats[slices.IndexFunc(planFormats, func(x planFormat) bool { return x.name == name })]
}

// printPlan prints a plan, if it is to be printed as text, and keeps it.
func (a *app) printPlan(f *planFlags, p *plan.Plan, o plan.Options) error {
	f.kept.plan, f.kept.options = p, o
	if !f.to.text() {
		return nil
	}
	text, err := planFormatOf(f.to.printed).write(a, f, p, o, a.outFile)
	if err == nil {
		_, err = a.out.Write(text)
	}
	return err
}

// writePlans writes plans wherever they were asked for, other than as text on standard output.
func (a *app) writePlans(f *planFlags, plans []*environmentPlan) error {
	in := func(format string) ([]byte, error) {
		if len(plans) == 1 && !plans[0].flags.several {
			return plans[0].in(a, format, nil)
		}
		return a.plansIn(format, f, plans)
	}
	if err := f.to.writeFiles(in); err != nil || f.to.text() {
		return err
	}
	text, err := in(f.to.printed)
	if err != nil {
		return err
	}
	a.form(planFormatOf(f.to.printed).printed)
	_, err = a.out.Write(text)
	return err
}

// commentWhy writes, where a comment was asked for, why there is no plan: what an earlier run wrote there would be
// taken for this one's. It returns the error, which is reported too.
func (a *app) commentWhy(c *cobra.Command, f *planFlags, args []string, why error) error {
	var s *stop
	if !errors.As(why, &s) || s.problems(a) == nil {
		return why
	}
	o := comment.Options{Name: f.name}
	if repo, err := repository(c.Context(), append(slices.Clone(args), ".")); err == nil {
		o.Link = pages(c.Context(), repo, os.Getenv)
	}
	text := func() []byte { return comment.Invalid(s.problems(a), o) }
	for file, name := range f.to.files {
		if name != commentFormat {
			continue
		}
		if err := writeFile(file, text()); err != nil {
			return err
		}
	}
	if f.to.printed == commentFormat {
		a.form(printable.Raw)
		if _, err := a.out.Write(text()); err != nil {
			return err
		}
	}
	return why
}

// planFromOutput compares with the committed output, and says what of it is out of date.
func (a *app) planFromOutput(c *cobra.Command, f *planFlags, args []string, res *generator.Result) error {
	now := res.Resources
	out, err := f.folderOf(f.out, args)
	if err != nil {
		return err
	}
	made, err := a.remember(c, &f.inputs, args, out, res)
	if err != nil {
		return err
	}
	files := made.with(outputFiles(now))
	rep, err := currency(out, files)
	if err != nil {
		return err
	}
	if err := a.changedInput(c, &f.inputs, args, out, made, files, rep, now); err != nil {
		return err
	}
	a.report(otherAddresses(files, rep, now), nil)
	a.report(unmarked(rep), nil)
	p, found := plan.Unchanged(now), &step.Result{}
	if outdated(files, rep) {
		prior, err := committed(out, files, rep, restoring(c, args, rep))
		if err != nil {
			return err
		}
		if prior != nil {
			prior.Root = rootOf(now, f.pathsOf(args))
		}
		if p, err = plan.DiffAsking(prior, now, plan.Asked{Tests: a.testsOf(c, &f.inputs, args, prior),
			Gone: f.named.gone}); err != nil {
			return unreadable(restoring(c, args, rep), err)
		}
		if hadTerraform(files, rep) {
			if found, err = step.Check(p, prior, now); err != nil {
				return unreadable(restoring(c, args, rep), err)
			}
		}
		p.Problems = found.Problems
	}
	b := outputBase(out)
	if f.instead != "" {
		b.Notes = append(b.Notes, f.instead)
	}
	p.Base = &b.Base
	p.Base.Notes = append(p.Base.Notes, p.Muting...)
	if err := a.checkClasses(c, f, p, b, now.Notes); err != nil {
		return err
	}
	if err := a.printPlan(f, p, plan.Options{OutOfDate: !rep.Current()}); err != nil {
		return err
	}
	a.sayOutdated(c, f, args, out, rep, p, found)
	if f.detailed && !(p.Empty() && rep.Current()) || len(p.Fails.Open()) > 0 {
		return exit(exitFound)
	}
	return nil
}

// sayOutdated says, behind a plan, which files of the committed output are out of date and what to do: nothing where
// none is, and a warning where the plan isn't text and says nothing itself.
func (a *app) sayOutdated(c *cobra.Command, f *planFlags, args []string, out string, rep *output.Report, p *plan.Plan,
	found *step.Result,
) {
	switch {
	case !f.to.text() && p.Empty() && !rep.Current():
		a.report(hcl.Diagnostics{diag.Command(hcl.DiagWarning, "Output is not current",
			fmt.Sprintf("No object changes, but some files in %s are out of date. %s", out, toWrite(c, args, rep)),
			hcl.Range{})}, nil)
	case !f.to.text():
	case len(p.Problems) > 0:
		a.say("\n%s\n", toStep(c, args, found))
	case rep.Current():
	default:
		a.printOutdated(rep, !p.Empty())
		a.say("\n%s\n%s", toWrite(c, args, rep), halfWay(c, args, out))
	}
}

// rootOf is the directory that the names of files in outputs begin in, as it was given.
func rootOf(now *honeycomb.Resources, paths []string) string {
	for x := range now.Objects() {
		o := x.Head().Origin
		if root, ok := strings.CutSuffix(o.Range.Filename, o.Name()); ok && o.Name() != "" {
			return path.Clean(root + ".")
		}
	}
	if info, err := os.Stat(paths[0]); len(paths) == 1 && err == nil && info.IsDir() {
		return filepath.ToSlash(paths[0])
	}
	return ""
}
