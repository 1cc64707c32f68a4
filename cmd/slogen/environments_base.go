package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/emit"
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
	b.others(p, n)
	if n.environment == nil && len(p.Environments) > 0 {
		b.gone = p.Names()
		return in, nil
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

// projectAbove reads the slogen.hcl that a revision has in the current folder or the nearest above, and says where that
// is; nil for none. It is to be closed.
func (b *base) projectAbove(maxBytes int64) (p *project.Project, dir string, err error) {
	dir = "."
	for range mostAbove {
		p, err = b.projectAt(dir, maxBytes)
		if invalid := new(invalidBase); errors.As(err, &invalid) {
			return nil, dir, err
		}
		if p != nil || err != nil { // an error is that it is above the repository
			break
		}
		dir = filepath.ToSlash(filepath.Join(dir, ".."))
	}
	return p, dir, nil
}

// before is what a slogen.hcl said at a revision that isn't there any more: in the current folder or the nearest above.
func (in *inputs) before(b *base, maxBytes int64) (*inputs, error) {
	p, _, err := b.projectAbove(maxBytes)
	if p == nil || err != nil {
		return in, err
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

// finishPlans adds the plans of removed environments, and writes all of them wherever they were asked for. found says
// how making them ended.
func (a *app) finishPlans(
	c *cobra.Command, f *planFlags, plans []*environmentPlan, found error,
) error {
	removed, err := a.removedPlans(c, f)
	if err != nil {
		return err
	}
	for i, x := range removed {
		if f.to.text() {
			a.head(&run{environment: x.name, in: x.flags.inputs}, i == 0 && len(plans) == 0)
			x.flags.kept = x
			if err := a.printPlan(x.flags, x.plan, x.options); err != nil {
				return err
			}
		}
		if f.detailed && !x.plan.Empty() || len(x.plan.Fails.Open()) > 0 {
			found = exit(exitFound)
		}
	}
	all := len(f.environments) == 0
	if all || len(plans) > 0 && plans[0].plan.Base.Kind == plan.BaseOutput { // otherwise the notes say it
		left := f.named.leftOvers()
		a.tellLeftOvers(left)
		if all && f.detailed && len(left) > 0 {
			found = exit(exitFound)
		}
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
		notes = append(notes, fmt.Sprintf("%s At %s it declared %s: what it said of them is not compared, nor are "+
			"their outputs and objects. -environment=%s shows what goes with it.", noneNow(n), &b.Base,
			words.List(b.gone), b.gone[0]))
	}
	if b.elsewhere != "" {
		notes = append(notes, b.elsewhere)
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

// leftOver is an output that no environment writes any more.
type leftOver struct{ out, environment, why string }

// leftOvers finds outputs in the folder of the project that were made from environments which aren't declared, or have
// another output folder now.
func (n *named) leftOvers() (list []leftOver) {
	if n == nil || len(n.project.Environments) == 0 {
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
		case exists(filepath.Join(p, projectFile)):
			return fs.SkipDir // another project, with outputs of its own
		case base == emit.InputsFolder:
			out := filepath.Dir(p)
			made, err := readMadeFrom(out)
			if err == nil && made != nil && made.Environment != "" && outs[realPath(out)] == "" {
				list = append(list, leftOver{filepath.ToSlash(out), made.Environment,
					n.why(made.Environment)})
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
			"writes %s any more: %s. Whoever applies it still has its objects. Destroy these, then remove %[3]s; or, "+
			"if it was moved, remove %[3]s and keep its state.", x.out, x.why, generatedIn(x.out)), hcl.Range{})}, nil)
	}
}

// generatedIn is what to remove of an output folder: the folder or, where somebody's own files are in it, such as the
// sources, what slogen wrote there.
func generatedIn(out string) string {
	dir := filepath.FromSlash(out)
	rep, err := currency(dir, nil)
	entries, readErr := os.ReadDir(dir)
	if err != nil || readErr != nil {
		return "the folder"
	}
	generated := map[string]bool{}
	for _, p := range rep.Stale {
		first, _, _ := strings.Cut(p, "/")
		generated[first] = true
	}
	if !slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return !generated[e.Name()] }) {
		return "the folder"
	}
	var names []string
	for _, name := range slices.Sorted(maps.Keys(generated)) {
		names = append(names, path.Join(out, name))
	}
	return words.List(names)
}
