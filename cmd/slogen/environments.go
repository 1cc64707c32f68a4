package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/slogen-project/slogen/generator"
	"github.com/slogen-project/slogen/generator/comment"
	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/lint"
	"github.com/slogen-project/slogen/generator/project"
	"github.com/slogen-project/slogen/generator/source"
	"github.com/slogen-project/slogen/generator/words"
)

const environmentFlag = "environment"

// environmentsFlag is the flag of commands that read a configuration.
func environmentsFlag(f *pflag.FlagSet, in *inputs) {
	f.StringArrayVar(&in.environments, environmentFlag, nil, "Only the environment `NAME` that "+projectFile+
		" declares. Repeatable. Default: all of them.")
}

// run is one configuration that a command looks at: that of an environment, or the only one.
type run struct {
	environment string // its name; empty where slogen.hcl declares none, or isn't there
	in          inputs
	res         *generator.Result
	diags       hcl.Diagnostics
}

// named is what slogen.hcl says of the configuration of a run. The zero value is that there is none.
type named struct {
	project     *project.Project
	environment *project.Environment
	given       inputs // what the flags alone say
	own         bool   // whether the paths are those of the project
}

// apply adds what the project says to what the flags say.
func (n *named) apply(in *inputs, p *project.Project, e *project.Environment) {
	if n.own {
		in.paths = p.PathsOf(e)
	}
	in.values = nil
	for _, g := range p.ValuesOf(e) {
		to := generator.Given{File: g.Name, Src: g.Src}
		for _, v := range g.Values {
			to.Values = append(to.Values, config.Input{Name: v.Name, Value: v.Value, Range: v.Range})
		}
		if g.Src == nil {
			to.Src = p.Source(g.Name)
			to.Values = append([]config.Input{}, to.Values...) // not nil, even if there are none
		}
		in.values = append(in.values, to)
	}
	in.ignore = p.Ignores
	in.jsonnet = p.JsonnetOf(e)
	in.usualOut = filepath.FromSlash(p.OutOf(e))
	in.usualFailOn = p.FailOnOf(e)
}

// runs finds the configurations that a command is about.
func (a *app) runs(in *inputs, args []string) ([]*run, error) {
	if err := a.readGiven(in, args); err != nil { // once for all of them
		return nil, err
	}
	dir, own, err := projectAround(args)
	if err != nil {
		return nil, err
	}
	var p *project.Project
	var diags hcl.Diagnostics
	if dir != "" {
		p, diags = project.Read(dir, source.Options{MaxBytes: in.maxFileBytes})
	}
	if diags.HasErrors() {
		return nil, &stop{code: exitError, diags: diags, sources: p.Source}
	}
	if p == nil && len(in.environments) > 0 && in.formerly != nil {
		if p, err = in.formerly.project(); err != nil {
			return nil, err
		}
	}
	if p == nil {
		if len(in.environments) > 0 {
			return nil, fail("No environments", fmt.Sprintf("-environment=%s names an environment, but there is no "+
				"%s in this directory or above. Environments are declared there, at the root of the configuration.",
				shellQuote(in.environments[0]), projectFile))
		}
		return []*run{{in: *in}}, nil
	}
	a.report(diags, p.Source)
	if err := ignored(p, args); err != nil {
		return nil, err
	}
	chosen, err := in.choose(p)
	if err != nil {
		return nil, err
	}
	in.several = len(p.Environments) > 0 && len(in.environments) != 1 || len(in.environments) > 1
	one := named{project: p, given: *in, own: own}
	in.named = &one
	if len(p.Environments) == 0 && len(in.environments) == 0 {
		r := &run{in: *in}
		one.apply(&r.in, p, nil)
		r.in.named = &one
		return []*run{r}, nil
	}
	var runs []*run
	for _, e := range chosen {
		r := &run{environment: e.Name.V, in: *in}
		n := one
		n.environment = e
		n.apply(&r.in, p, e)
		r.in.named = &n
		runs = append(runs, r)
	}
	return runs, nil
}

// ignored refuses a file that is given though slogen.hcl leaves it out.
func ignored(p *project.Project, args []string) error {
	for _, name := range args {
		fi, err := os.Stat(name)
		if name == standardInput || err != nil || !fi.Mode().IsRegular() {
			continue
		}
		if at := p.Pattern(name); at != nil {
			return &stop{code: exitError, sources: p.Source, diags: hcl.Diagnostics{diag.Error("project/ignore",
				"File is ignored", fmt.Sprintf("%q is given, but this pattern leaves it out of the configuration. "+
					"Correct the pattern, or leave out the file.", filepath.ToSlash(name)), *at)}}
		}
	}
	return nil
}

// ignoresIn says what the slogen.hcl above a directory leaves out; nothing where there is none that can be read.
func ignoresIn(dir string) func(name string) bool {
	found, err := projectOf(dir)
	if err == nil && found.marked {
		p, diags := project.Read(found.dir, source.Options{})
		defer p.Close()
		if p != nil && !diags.HasErrors() {
			return p.Ignores
		}
	}
	return func(string) bool { return false }
}

// choose finds the environments of -environment, in the order in which they are declared; all of them without.
func (in *inputs) choose(p *project.Project) (chosen []*project.Environment, err error) {
	has, names := p.Names(), in.environments
	for _, name := range names {
		switch {
		case in.formerly != nil && !slices.Contains(has, name):
			if err := in.formerly.declared(p, name); err != nil {
				return nil, err
			}
		case len(has) == 0:
			return nil, fail("No environments", fmt.Sprintf("-environment=%s names an environment, but %s declares "+
				"none: write environment %q { }.", shellQuote(name), p.Name, name))
		case !slices.Contains(has, name):
			return nil, fail("Unknown environment", fmt.Sprintf("%s declares no environment %q.%s It declares "+
				"%s.", p.Name,
				name, diag.DidYouMean(name, has), words.List(has)))
		}
	}
	for _, e := range p.Environments {
		if len(names) == 0 || slices.Contains(names, e.Name.V) {
			chosen = append(chosen, e)
		}
	}
	return chosen, nil
}

// projectAround finds the project that the paths belong to; empty where none does. own says that all of the project is
// meant: no path is given, its folder, or only files, which may need the others.
func projectAround(args []string) (dir string, own bool, err error) {
	var dirs []string
	own = true
	for _, p := range defaultPaths(args) {
		if p == standardInput {
			own = false
			p = "."
		}
		found, err := projectOf(p)
		if err != nil {
			return "", false, fail("Path can't be read", wordy(err))
		}
		if !found.marked {
			own = false
			continue
		}
		if !slices.Contains(dirs, found.dir) {
			dirs = append(dirs, found.dir)
		}
		fi, err := os.Stat(p)
		file := err == nil && fi.Mode().IsRegular() && source.IsOurs(filepath.Base(p))
		own = own && (file || len(args) == 0 || realPath(p) == realPath(found.dir))
	}
	dirs = slices.DeleteFunc(dirs, func(dir string) bool { return len(dirs) > 1 && onlyMarks(dir) })
	switch len(dirs) {
	case 0:
		return "", false, nil
	case 1:
		return dirs[0], own, nil
	}
	for i, d := range dirs {
		dirs[i] = filepath.ToSlash(filepath.Join(d, projectFile))
	}
	return "", false, fail("Several projects", fmt.Sprintf("The paths belong to %s, which each have values of their "+
		"own. Name the paths of one of them.", words.List(dirs)))
}

// onlyMarks says whether the file of a project says nothing.
func onlyMarks(dir string) bool {
	p, diags := project.Read(dir, source.Options{})
	defer p.Close()
	return p != nil && !diags.HasErrors() && p.Empty()
}

// run examines the only configuration that a command is about, which can't look at several.
func (a *app) single(in *inputs, args []string) (*run, error) {
	runs, err := a.runs(in, args)
	if err != nil {
		return nil, err
	}
	if len(runs) == 1 {
		return runs[0], nil
	}
	var names []string
	for _, r := range runs {
		names = append(names, r.environment)
	}
	return nil, fail("Several environments", fmt.Sprintf("This command looks at one environment, and %s declares %s. "+
		"Name one of them: -environment=%s", runs[0].in.named.project.Name, words.List(names), names[0]))
}

// examineAll examines configurations. What is wrong is not reported.
func (a *app) examineAll(ctx context.Context, runs []*run, args []string) error {
	for _, r := range runs {
		var err error
		if r.res, r.diags, err = a.examine(ctx, &r.in, r.in.pathsOf(args)); err != nil {
			return err
		}
		r.explain()
	}
	usedElsewhere(runs, a.others(ctx, runs, args))
	return a.checkRead(runs, args)
}

// unused says whether a diagnostic is about a block that nothing refers to.
func unused(d *hcl.Diagnostic) bool { return diag.Of(d).Code == lint.BlockUnused && d.Subject != nil }

// others are the environments that weren't named, examined where that decides whether something is unused. One that has
// errors of its own, or no values, decides nothing.
func (a *app) others(ctx context.Context, runs []*run, args []string) (others []*run) {
	if !slices.ContainsFunc(runs, func(r *run) bool { return slices.ContainsFunc(r.diags, unused) }) {
		return nil
	}
	n := runs[0].in.named
	if n == nil {
		return nil
	}
	for _, e := range n.project.Environments {
		if slices.Contains(namesOf(runs), e.Name.V) {
			continue
		}
		r, of := &run{environment: e.Name.V, in: n.given}, *n
		of.environment = e
		of.apply(&r.in, n.project, e)
		r.in.named, r.in.packs = &of, runs[0].in.packs
		var err error
		if r.res, r.diags, err = a.examine(ctx, &r.in, r.in.pathsOf(args)); err == nil && !r.diags.HasErrors() {
			others = append(others, r)
		}
	}
	return others
}

// usedElsewhere drops findings about blocks that nothing uses where another environment, which reads the same file,
// uses them.
func usedElsewhere(runs, others []*run) {
	all := slices.Concat(runs, others)
	idle := make([]map[hcl.Range]bool, len(all))
	for i, r := range all {
		idle[i] = map[hcl.Range]bool{}
		for _, d := range r.diags {
			if unused(d) {
				idle[i][*d.Subject] = true
			}
		}
	}
	for _, r := range runs {
		r.diags = slices.DeleteFunc(r.diags, func(d *hcl.Diagnostic) bool {
			if !unused(d) {
				return false
			}
			for i, other := range all {
				if other.res.Resources != nil && !idle[i][*d.Subject] &&
					slices.Contains(other.res.Names, d.Subject.Filename) {
					return true
				}
			}
			return false
		})
	}
}

// unheard warns of each slogen.hcl between the paths and the files that were read: what it says isn't heard, as the
// configuration begins further up.
func (r *run) unheard(args []string) (diags hcl.Diagnostics) {
	seen := map[string]bool{".": true, "/": true}
	if r.in.named != nil {
		seen[r.in.named.project.Dir] = true
	}
	for _, p := range r.in.pathsOf(args) {
		seen[path.Dir(path.Clean(filepath.ToSlash(p)))] = true
	}
	for _, name := range r.res.Names {
		for dir := path.Dir(name); !seen[dir] && !strings.HasSuffix(dir, ".."); dir = path.Dir(dir) {
			seen[dir] = true
			file := filepath.Join(filepath.FromSlash(dir), projectFile)
			if _, err := os.Stat(file); err != nil || onlyMarks(filepath.FromSlash(dir)) {
				continue
			}
			diags = append(diags, diag.Command(hcl.DiagWarning, "File of a project within another", fmt.Sprintf(
				"%s isn't read: a run reads one such file, that at or above the paths given. To use it, name its "+
					"folder, and nothing above.", filepath.ToSlash(file)), hcl.Range{}))
		}
	}
	return diags
}

// checkRead refuses files that are given, and stand for the project that they belong to, but that none of its
// environments reads. It adds warnings about patterns that leave out nothing.
func (a *app) checkRead(runs []*run, args []string) error {
	for _, r := range runs {
		r.diags = append(r.diags, r.unheard(args)...)
	}
	n := runs[0].in.named
	if n == nil || !n.own {
		return nil
	}
	if len(n.given.environments) == 0 && !invalid(runs) {
		for _, r := range runs {
			r.diags = append(r.diags, n.project.Unused()...)
		}
	}
	read := map[string]bool{}
	for _, r := range runs {
		for _, name := range r.res.Names {
			read[realPath(filepath.FromSlash(name))] = true
		}
	}
	for _, name := range args {
		if fi, err := os.Stat(name); err != nil || fi.IsDir() || !source.IsConfig(filepath.Base(name)) ||
			read[realPath(name)] || invalid(runs) {
			continue
		}
		return fail("File is not part of the configuration", fmt.Sprintf("%q belongs to the project of %s, but it is "+
			"below none of the paths that are read. Add it to paths there, or name its directory.",
			filepath.ToSlash(name), n.project.Name))
	}
	return nil
}

// explain says which environment gives no value, where that is what is missing.
func (r *run) explain() {
	if r.environment == "" {
		return
	}
	for _, d := range r.diags {
		if d.Summary == "No value for required variable" {
			diag.AddNote(d, diag.Note{Text: fmt.Sprintf("environment %q has no value for it in variables or var_files",
				r.environment), Range: r.in.named.environment.Decl})
		}
	}
}

// problemsOf makes one report of what is wrong with configurations: what several have in common is told once.
func (a *app) problemsOf(runs []*run) *diag.Report {
	parts := make([]diag.Part, len(runs))
	for i, r := range runs {
		a.evaluated = r.res.Evaluated
		parts[i] = diag.Part{Name: r.environment, Report: a.problems(r.diags, r.res.Sources)}
	}
	return diag.Join("environment", parts)
}

// invalid says whether a configuration has errors.
func invalid(runs []*run) bool {
	return slices.ContainsFunc(runs, func(r *run) bool { return r.diags.HasErrors() })
}

// loadAll reads and compiles configurations. If one has errors, the error is a [*stop] that reports them and all
// warnings. Otherwise warnings are reported at once.
func (a *app) loadAll(c *cobra.Command, runs []*run, args []string) error {
	if err := a.examineAll(c.Context(), runs, args); err != nil {
		return err
	}
	if invalid(runs) {
		return &stop{code: exitError, report: a.problemsOf(runs)}
	}
	a.reportProblems(a.problemsOf(runs))
	return nil
}

// each does what a command does with each configuration, as if its environment had been named. The exit code is the
// worst; an error ends it.
func (a *app) each(c *cobra.Command, runs []*run, do func(r *run) error) error {
	if len(runs) == 0 {
		return nil
	}
	if runs[0].environment == "" {
		return do(runs[0])
	}
	flag := c.Flags().Lookup(environmentFlag)
	list, wasSet := flag.Value.(pflag.SliceValue), flag.Changed
	before := list.GetSlice()
	defer func() {
		_ = list.Replace(before)
		flag.Changed, a.environment = wasSet, ""
	}()
	code := exitOK
	for _, r := range runs {
		if err := errors.Join(c.Flags().Set(environmentFlag, r.environment),
			list.Replace([]string{r.environment})); err != nil {
			return err
		}
		a.environment = ""
		if r.in.several {
			a.environment = r.environment
		}
		err := do(r)
		var s *stop
		switch {
		case err == nil:
		case errors.As(err, &s) && len(s.diags) == 0 && s.report == nil:
			code = worst(code, s.code)
		default:
			a.inEnvironment(s)
			return err
		}
	}
	if code != exitOK {
		return exit(code)
	}
	return nil
}

// inEnvironment says in problems which environment they are about, where there are several.
func (a *app) inEnvironment(s *stop) {
	if a.environment == "" || s == nil {
		return
	}
	for _, d := range s.diags {
		diag.AddNote(d, diag.Note{Text: fmt.Sprintf("In environment %q.", a.environment)})
	}
}

// head prints which environment what follows is about, where there are several.
func (a *app) head(r *run, first bool) {
	if !r.in.several {
		return
	}
	if !first {
		fmt.Fprintln(a.out)
	}
	fmt.Fprintf(a.out, "%s\n", a.bold("Environment "+r.environment+":", ""))
}

// namesOf are the names of environments.
func namesOf(runs []*run) (names []string) {
	for _, r := range runs {
		names = append(names, r.environment)
	}
	return names
}

// folderOf is the output folder of a configuration.
func (in *inputs) folderOf(given string, args []string) (string, error) {
	if given == "" && in.usualOut != "" && (in.named.environment != nil || in.named.own ||
		in.named.project.Out.Set()) {
		return in.usualOut, nil
	}
	return outputFolder(given, in.pathsOf(args))
}

// oneFolder refuses -out where several environments would use the folder.
func oneFolder(runs []*run, out string) error {
	if out == "" || len(runs) < 2 {
		return nil
	}
	return fail("Conflicting flags", fmt.Sprintf("-out names one folder, but the environments %s each have their own. "+
		"Leave -out out, or name one of them with -environment.", words.List(namesOf(runs))))
}

// worst is the exit code that counts: an error before what was found.
func worst(codes ...int) int {
	if slices.Contains(codes, exitError) {
		return exitError
	}
	return slices.Max(codes)
}

// plansIn writes the plans of several environments in a format.
func (a *app) plansIn(format string, f *planFlags, plans []*environmentPlan) ([]byte, error) {
	if format == commentFormat {
		var parts []comment.Part
		for _, x := range plans {
			parts = append(parts, comment.Part{Environment: x.name, Plan: x.plan,
				Options: comment.Options{Against: x.against()}})
		}
		return comment.Environments(parts, comment.Options{Name: f.name, Link: plans[0].flags.link}), nil
	}
	var parts []project.Part
	for _, x := range plans {
		text, err := x.in(a, format, nil)
		if err != nil {
			return nil, err
		}
		parts = append(parts, project.Part{Environment: x.name, Text: text})
	}
	if format == diag.JSON.Name {
		return project.JSON("plan", parts), nil
	}
	return project.Text(parts), nil
}

// against is what the plan was compared with; empty for the committed output.
func (x *environmentPlan) against() string {
	if x.options.Against && x.plan.Base != nil {
		return x.plan.Base.String()
	}
	return ""
}
