package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/emit"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/plan"
	"github.com/slogen-project/slogen/generator/printable"
	"github.com/slogen-project/slogen/generator/project"
	"github.com/slogen-project/slogen/generator/source"
	"github.com/slogen-project/slogen/generator/words"
)

// projectAt reads slogen.hcl as it was at a revision; nil where there was none. It is to be closed.
func (b *base) projectAt(folder string, maxBytes int64) (*project.Project, error) {
	cwd, err := (source.Disk{}).Real(".")
	if err != nil {
		return nil, fail("Base can't be read", wordy(err))
	}
	dir, err := b.repo.Place(cwd, filepath.FromSlash(folder))
	if err != nil {
		return nil, err
	}
	p, diags := project.Read(dir, source.Options{Storage: b.files, MaxBytes: maxBytes, MayMiss: true})
	if diags.HasErrors() {
		p.Close()
		return nil, &invalidBase{b, firstError(diags)}
	}
	return p, nil
}

// at is what slogen.hcl said at a revision, with the same flags. Where it declared no environments, what it said of all
// held for whatever is an environment now.
func (in *inputs) at(b *base, maxBytes int64) (*inputs, error) {
	n := in.named
	if n == nil {
		return in.before(b, maxBytes)
	}
	p, err := b.projectAt(n.project.Dir, maxBytes)
	if err != nil {
		return nil, err
	}
	defer p.Close()
	if p == nil {
		if b.asNow {
			return in, nil
		}
		b.bare = true
		b.settings = project.Differences(nil, nil, n.project, n.environment)
		then := *in
		then.values, then.ignore, then.jsonnet = n.given.values, n.given.ignore, n.given.jsonnet
		return &then, nil
	}
	var e *project.Environment
	if n.environment != nil && len(p.Environments) > 0 {
		if e = p.Environment(n.environment.Name.V); e == nil {
			if e = p.Renamed(n.project, n.environment); e != nil {
				b.formerName = e.Name.V
			}
		}
		if e == nil {
			b.added = true
			return in, nil
		}
	}
	b.settings = project.Differences(p, e, n.project, n.environment)
	then := *in
	n.apply(&then, p, e)
	return &then, nil
}

// mostAbove is how many folders above the current one are searched for a slogen.hcl that isn't there any more.
const mostAbove = 50

// before is what a slogen.hcl said at a revision that isn't there any more: in the current folder or the nearest above.
func (in *inputs) before(b *base, maxBytes int64) (*inputs, error) {
	var p *project.Project
	dir := "."
	for range mostAbove {
		found, err := b.projectAt(dir, maxBytes)
		if err != nil {
			if outside := new(invalidBase); errors.As(err, &outside) {
				return nil, err
			}
			break // above the repository
		}
		if p = found; p != nil {
			break
		}
		dir = filepath.ToSlash(filepath.Join(dir, ".."))
	}
	if p == nil {
		return in, nil
	}
	defer p.Close()
	if len(p.Environments) > 0 {
		b.gone = p.Names()
		return in, nil
	}
	b.settings = project.Differences(p, nil, nil, nil)
	then := *in
	(&named{project: p, given: *in}).apply(&then, p, nil)
	return &then, nil
}

// removedPlans are the plans of environments that the base declares and slogen.hcl no longer does: all of their objects
// are deleted.
func (a *app) removedPlans(c *cobra.Command, f *planFlags, runs []*run, args []string) (
	plans []*environmentPlan, err error,
) {
	n := runs[0].in.named
	if n == nil || n.environment == nil || len(f.environments) > 0 || strings.HasPrefix(f.against, statePrefix) {
		return nil, nil
	}
	paths := runs[0].in.pathsOf(args)
	b, err := a.base(c, f, paths)
	if err != nil || b == nil || b.Kind != plan.BaseRevision {
		return nil, told(err)
	}
	names, err := b.environments(c, n, f.maxFileBytes)
	var invalid *invalidBase
	if errors.As(err, &invalid) && b.From != "" {
		return nil, nil // which was told
	}
	if err != nil {
		return nil, told(err)
	}
	for _, name := range names {
		if slices.Contains(n.project.Names(), name) {
			continue
		}
		with := *f
		with.inputs = n.given
		with.several = true
		with.named = &named{project: n.project, environment: &project.Environment{}, given: n.given, own: true}
		with.named.environment.Name.V = name
		was := *b
		prior, _, err := was.prior(c, &with.inputs, paths, nil)
		was.close()
		if err != nil {
			return nil, told(err)
		}
		p, err := plan.Diff(prior, &honeycomb.Resources{})
		if err != nil {
			return nil, fail("Base can't be read", wordy(err))
		}
		p.Base = &was.Base
		if err := a.checkClasses(c, &with, p, &was, nil); err != nil {
			return nil, err
		}
		plans = append(plans, &environmentPlan{name: name, flags: &with, plan: p, options: plan.Options{Against: true},
			notes: []string{fmt.Sprintf("%s no longer declares it. Its output folder and its objects at Honeycomb "+
				"stay until somebody removes them; this is what goes then.", n.project.Name)}})
	}
	return plans, nil
}

// finishPlans adds the plans of removed environments, and writes all of them wherever they were asked for. found says
// how making them ended.
func (a *app) finishPlans(
	c *cobra.Command, f *planFlags, runs []*run, args []string, plans []*environmentPlan, found error,
) error {
	removed, err := a.removedPlans(c, f, runs, args)
	if err != nil {
		return err
	}
	for _, x := range removed {
		if f.to.text() {
			a.head(&run{environment: x.name, in: x.flags.inputs}, false)
			x.flags.kept = x
			if err := a.printPlan(x.flags, x.plan, x.options); err != nil {
				return err
			}
		}
		if f.detailed && !x.plan.Empty() || len(x.plan.Fails.Open()) > 0 {
			found = exit(exitFound)
		}
	}
	var left []leftOver
	if len(f.environments) == 0 {
		left = runs[0].in.named.leftOvers()
	}
	a.tellLeftOvers(left)
	if f.detailed && len(left) > 0 {
		found = exit(exitFound)
	}
	return errors.Join(a.writePlans(f, append(plans, removed...)), found)
}

// notes are what a reviewer must know of slogen.hcl besides what changes.
func (b *base) notes(n *named) (notes []string) {
	if b.added {
		notes = append(notes, fmt.Sprintf("%s declares this environment anew.", n.project.Name))
	}
	if b.formerName != "" {
		notes = append(notes, fmt.Sprintf("This environment was named %q; it has the same output.", b.formerName))
	}
	if len(b.gone) > 0 {
		notes = append(notes, fmt.Sprintf("%s isn't there any more. At %s it declared %s: what it said of them is not "+
			"compared, nor are their outputs and objects.", project.FileName, &b.Base, words.List(b.gone)))
	}
	if b.asNow && b.bare {
		notes = append(notes, fmt.Sprintf("%s has no %s, and without its values nothing could be compared: those of "+
			"now were used for then, too.", &b.Base, project.FileName))
	}
	for _, d := range b.settings {
		where := project.FileName
		if n != nil {
			where = n.project.Name
		}
		if d.Range.Filename != "" {
			where = fmt.Sprintf("%s:%d", d.Range.Filename, d.Range.Start.Line)
		}
		notes = append(notes, fmt.Sprintf("Changed in %s: %s", where, d))
	}
	return notes
}

// environments are the names of those that a revision declares, but for those that only have another name now.
func (b *base) environments(c *cobra.Command, n *named, maxBytes int64) ([]string, error) {
	was := *b
	ctx := c.Context()
	if ctx == nil {
		ctx = context.Background()
	}
	if err := was.open(ctx, maxBytes); err != nil {
		return nil, err
	}
	defer was.close()
	p, err := was.projectAt(n.project.Dir, maxBytes)
	if p == nil || err != nil {
		return nil, err
	}
	defer p.Close()
	return slices.DeleteFunc(p.Names(), func(name string) bool {
		return n.project.Renamed(p, p.Environment(name)) != nil
	}), nil
}

// leftOver is an output that no environment writes any more.
type leftOver struct{ out, why string }

// leftOvers finds outputs in the folder of the project that were made from environments which aren't declared, or have
// another output folder now.
func (n *named) leftOvers() (list []leftOver) {
	if n == nil || n.environment == nil {
		return nil
	}
	outs := map[string]string{} // names of environments by their folders
	for _, e := range n.project.Environments {
		outs[realPath(filepath.FromSlash(n.project.OutOf(e)))] = e.Name.V
	}
	top := filepath.FromSlash(n.project.Dir)
	left := mostWalked / 5
	_ = filepath.WalkDir(top, func(p string, e fs.DirEntry, err error) error {
		left--
		base := filepath.Base(p)
		switch {
		case left < 0:
			return fs.SkipAll
		case err != nil || !e.IsDir() || p == top:
			return nil
		case base == emit.InputsFolder:
			out := filepath.Dir(p)
			made, err := readMadeFrom(out)
			if err == nil && made != nil && made.Environment != "" && outs[realPath(out)] == "" {
				list = append(list, leftOver{filepath.ToSlash(out), n.why(made.Environment)})
			}
			return fs.SkipDir
		case strings.HasPrefix(base, "."):
			return fs.SkipDir
		}
		return nil
	})
	return list
}

// why is why an environment's output is left over.
func (n *named) why(name string) string {
	if e := n.project.Environment(name); e != nil {
		return fmt.Sprintf("it is the output of the environment %q, which has its output in %s now", name,
			n.project.OutOf(e))
	}
	return fmt.Sprintf("it is the output of the environment %q, which %s doesn't declare", printable.Line(name),
		n.project.Name)
}

// tellLeftOvers warns of outputs that no environment writes any more.
func (a *app) tellLeftOvers(list []leftOver) {
	for _, x := range list {
		a.report(hcl.Diagnostics{diag.Command(hcl.DiagWarning, "Output that is left over", fmt.Sprintf("Nothing "+
			"writes %s any more: %s. Whoever applies it still has its objects. Destroy these, then remove the "+
			"folder; or, if it "+
			"was moved, remove the folder and keep its state.", x.out, x.why), hcl.Range{})}, nil)
	}
}
