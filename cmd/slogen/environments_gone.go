package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/plan"
	"github.com/slogen-project/slogen/generator/project"
	"github.com/slogen-project/slogen/generator/source"
	"github.com/slogen-project/slogen/generator/words"
)

// formerly finds environments that slogen.hcl doesn't declare at the base of a plan, which shows what goes with them.
type formerly struct {
	a *app
	c *cobra.Command
	f *planFlags
}

// base is what the plan of the project in a folder is compared with; nil where that declares no environments.
func (x *formerly) base(dir string) (*base, error) {
	b, err := x.a.base(x.c, x.f, []string{dir})
	if b == nil || err != nil || b.Kind != plan.BaseRevision && b.Kind != plan.BaseFolder {
		return nil, told(err)
	}
	return b, nil
}

// project stands for a slogen.hcl that the base has and that isn't there any more; nil where the base has none, too.
func (x *formerly) project() (*project.Project, error) {
	b, err := x.base(".")
	if b == nil || err != nil {
		return nil, err
	}
	dir := "."
	if b.Kind == plan.BaseRevision {
		if err := b.open(contextOf(x.c), x.f.maxFileBytes); err != nil {
			return nil, told(err)
		}
		defer b.close()
		var was *project.Project
		was, dir, err = b.projectAbove(x.f.maxFileBytes)
		if was == nil || err != nil {
			return nil, told(err)
		}
		was.Close()
	}
	return project.Without(filepath.FromSlash(dir))
}

// declared says why an environment that the project doesn't declare can't be planned; nil where the base declares it.
func (x *formerly) declared(p *project.Project, name string) error {
	unknown := func(more string) error {
		if has := p.Names(); len(has) > 0 {
			more += fmt.Sprintf(" %s declares %s.", p.Name, words.List(has))
		}
		return fail("Unknown environment", fmt.Sprintf("%s declares no environment %q.%s", p.Name, name, more))
	}
	b, err := x.base(p.Dir)
	if err != nil {
		return err
	}
	if b == nil {
		for _, o := range (&named{project: p}).leftOvers() {
			if o.environment == name {
				return unknown(fmt.Sprintf(" %s is its output all the same. To see what goes with it: "+
					"-against=REVISION -environment=%s, where the revision declares it.", o.out, shellQuote(name)))
			}
		}
		return unknown(diag.DidYouMean(name, p.Names()))
	}
	was, err := b.project(x.c, p, x.f.maxFileBytes)
	if err != nil {
		return told(err)
	}
	defer b.close()
	defer was.Close()
	if was == nil || was.Environment(name) == nil {
		return unknown(diag.DidYouMean(name, p.Names()) + fmt.Sprintf(" Nor did %s.", &b.Base))
	}
	if now := p.Renamed(was, was.Environment(name)); now != nil {
		return unknown(fmt.Sprintf(" It is called %q now, which has its output: -environment=%s.", now.Name.V,
			now.Name.V))
	}
	return nil
}

// contextOf is that of a command, which has none in tests.
func contextOf(c *cobra.Command) context.Context {
	if ctx := c.Context(); ctx != nil {
		return ctx
	}
	return context.Background()
}

// project is the slogen.hcl of a base for a project; nil for none. Both are to be closed.
func (b *base) project(c *cobra.Command, p *project.Project, maxBytes int64) (*project.Project, error) {
	if b.Kind == plan.BaseFolder {
		was, diags := project.Read(filepath.FromSlash(b.Name), source.Options{MaxBytes: maxBytes})
		if diags.HasErrors() {
			was.Close()
			return nil, &invalidBase{b, firstError(diags)}
		}
		return was, nil
	}
	if err := b.open(contextOf(c), maxBytes); err != nil {
		return nil, err
	}
	return b.projectAt(p.Dir, maxBytes)
}

// goneFrom are the environments of a project at the base that it doesn't declare now, by that or another name.
func goneFrom(was, is *project.Project) []string {
	return slices.DeleteFunc(was.Names(), func(name string) bool {
		return is.Environment(name) != nil || is.Renamed(was, was.Environment(name)) != nil
	})
}

// others finds out which environments that aren't planned are new against a base, or removed.
func (b *base) others(was *project.Project, n *named) {
	chosen := n.given.environments
	if len(chosen) == 0 || n.environment != nil && n.project.Environment(n.environment.Name.V) != nil &&
		n.environment.Name.V != n.first() {
		return // all are planned, or the first of those that are says it
	}
	var parts, flags []string
	for _, x := range []struct {
		names []string
		how   string
	}{{goneFrom(was, n.project), "no longer declares %s"}, {goneFrom(n.project, was), "declares %s anew"}} {
		names := slices.DeleteFunc(x.names, func(name string) bool { return slices.Contains(chosen, name) })
		if len(names) == 0 || len(was.Environments) == 0 {
			continue
		}
		parts = append(parts, fmt.Sprintf(x.how, words.List(words.Quoted(names))))
		for _, name := range names {
			flags = append(flags, "-environment="+name)
		}
	}
	if len(parts) > 0 {
		b.elsewhere = fmt.Sprintf("Not planned here: %s %s. To see it: %s", n.project.Name,
			strings.Join(parts, ", and "), strings.Join(flags, " "))
	}
}

// first is the first environment that is planned.
func (n *named) first() string {
	for _, name := range n.project.Names() {
		if slices.Contains(n.given.environments, name) {
			return name
		}
	}
	return ""
}

// noneNow says that there are no environments any more.
func noneNow(n *named) string {
	if n == nil {
		return projectFile + " isn't there any more."
	}
	return n.project.Name + " declares no environments any more."
}

// removedPlans are the plans of environments that the base declares and slogen.hcl no longer does, of all or of those
// that are named: all of their objects are deleted.
func (a *app) removedPlans(c *cobra.Command, f *planFlags) (plans []*environmentPlan, err error) {
	n := f.named
	if n == nil || len(n.project.Environments) == 0 && len(f.environments) == 0 ||
		strings.HasPrefix(f.against, statePrefix) {
		return nil, nil
	}
	b, err := f.formerly.base(n.project.Dir)
	if b == nil || err != nil {
		return nil, err
	}
	look := *b
	was, err := look.project(c, n.project, f.maxFileBytes)
	defer look.close()
	defer was.Close()
	if invalid := new(invalidBase); errors.As(err, &invalid) && b.From != "" {
		return nil, nil // which was told
	}
	if was == nil || err != nil {
		return nil, told(err)
	}
	for _, name := range goneFrom(was, n.project) {
		if len(f.environments) > 0 && !slices.Contains(f.environments, name) {
			continue
		}
		x, err := a.removedPlan(c, f, *b, name, was.FailOnOf(was.Environment(name)))
		if err != nil {
			return nil, err
		}
		plans = append(plans, x)
	}
	return plans, nil
}

// removedPlan is the plan of a removed environment, which is judged as the base says.
func (a *app) removedPlan(c *cobra.Command, f *planFlags, b base, name, failOn string) (*environmentPlan, error) {
	n := f.named
	with := *f
	with.inputs = n.given
	with.several, with.usualFailOn = f.several, failOn
	with.named = &named{project: n.project, environment: &project.Environment{}, given: n.given, own: true}
	with.named.environment.Name.V = name
	if err := with.readClasses(); err != nil {
		return nil, err
	}
	prior, _, err := b.prior(c, &with.inputs, []string{n.project.Dir}, nil)
	b.close()
	if err != nil {
		return nil, told(err)
	}
	p, err := plan.Diff(prior, &honeycomb.Resources{})
	if err != nil {
		return nil, fail("Base can't be read", wordy(err))
	}
	p.Base = &b.Base
	p.Base.Notes = []string{fmt.Sprintf("%s no longer declares this environment. Its output folder and its objects "+
		"at Honeycomb stay until somebody removes them; this is what goes then.", n.project.Name)}
	if len(f.environments) > 0 && n.first() == "" && b.elsewhere != "" && name == f.environments[0] {
		p.Base.Notes = append(p.Base.Notes, b.elsewhere)
	}
	if err := a.checkClasses(c, &with, p, &b, nil); err != nil {
		return nil, err
	}
	return &environmentPlan{name: name, flags: &with, plan: p, options: plan.Options{Against: true}}, nil
}
