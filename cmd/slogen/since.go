package main

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/slogen-project/slogen/generator"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/lint"
	"github.com/slogen-project/slogen/generator/plan"
	"github.com/slogen-project/slogen/generator/slitest"
	"github.com/slogen-project/slogen/generator/source"
	"github.com/slogen-project/slogen/generator/words"
)

// sinceFlag is the flag of commands that may look only at what a branch changes; what says what they leave out.
func sinceFlag(f *pflag.FlagSet, in *inputs, what string) {
	f.StringVar(&in.since, "changed-since", "", "Leave out "+what+" where the branch parted from the git revision "+
		"`REV`, such as origin/main.")
}

// since is the configuration as it was where a branch began.
type since struct {
	base  *base
	res   *generator.Result
	diags hcl.Diagnostics
	cwd   string
	// lineNumber is where a message names a line, which changes when something is written above it.
	lineNumber *regexp.Regexp
}

// readSince reads the configuration at the revision of -changed-since; nil without the flag. It is to be closed.
func (a *app) readSince(c *cobra.Command, in *inputs, paths []string) (*since, error) {
	if in.since == "" {
		return nil, nil
	}
	if in.given != nil {
		return nil, fail("Standard input has no revision", "-changed-since compares files with what git has of them. "+
			"Leave it out, or name a file instead of -.")
	}
	ctx := c.Context()
	if ctx == nil {
		ctx = context.Background()
	}
	name := strings.TrimPrefix(in.since, revisionPrefix)
	if !strings.HasPrefix(name, mergePrefix) {
		name = mergePrefix + name
	}
	s := &since{lineNumber: regexp.MustCompile(`(\.[a-z]+:|\bline )[0-9]+`)}
	var err error
	if s.base, err = revisionBase(ctx, name, paths); err != nil {
		return nil, toldSince(err)
	}
	s.base.asNow = true // what is wrong is compared, and not what values do
	o, err := s.base.options(ctx, in, paths)
	if err == nil {
		s.cwd, err = (source.Disk{}).Real(".")
	}
	if err != nil {
		s.base.close()
		return nil, toldSince(err)
	}
	o.Tests = in.tests
	s.res, s.diags = compile(ctx, in, o)
	s.diags = append(s.diags, checkTests(s.res)...)
	return s, nil
}

// close gives back what reading files of the revision needs.
func (s *since) close() {
	if s != nil {
		s.base.close()
	}
}

// String names the state that is compared with.
func (s *since) String() string { return "commit " + s.base.Commit[:min(len(s.base.Commit), 7)] }

// newProblems are the problems that the revision doesn't have too, wherever in the same block of the same file it has
// them, and how many others there are. Errors are left out only if olderErrors says so.
func (s *since) newProblems(
	diags hcl.Diagnostics, sources diag.Sources, olderErrors bool,
) (kept hcl.Diagnostics, older int) {
	if s == nil {
		return diags, 0
	}
	had := map[string]int{}
	was := outlines{sources: s.res.Sources}
	for _, d := range s.diags {
		for _, id := range s.identities(d, &was) {
			had[id]++
		}
	}
	is := outlines{sources: sources}
	for _, d := range diags {
		ids := s.identities(d, &is)
		fresh := slices.ContainsFunc(ids, func(id string) bool { return had[id] == 0 })
		if fresh || d.Severity == hcl.DiagError && !olderErrors {
			kept = append(kept, d)
			continue
		}
		for _, id := range ids {
			had[id]--
		}
		older++
	}
	return kept, older
}

// identities tell problems apart, wherever in a block they are: one, or one for each object that it is about and each
// instance of the block.
func (s *since) identities(d *hcl.Diagnostic, in *outlines) []string {
	x, _ := d.Extra.(*diag.Extra)
	if x == nil {
		x = &diag.Extra{}
	}
	file, block := "", ""
	if d.Subject != nil {
		file, block = d.Subject.Filename, in.path(d.Subject)
		if placed, err := s.base.repo.Place(s.cwd, file); err == nil {
			file = placed
		}
	}
	id := fmt.Sprintf("%d\n%s\n%s\n%s\n%s\n%s", d.Severity, file, block, x.Code, d.Summary,
		s.lineNumber.ReplaceAllString(d.Detail, "$1"))
	return forEach(forEach([]string{id}, x.About), x.Instances)
}

// forEach makes an identity of each name; without names it leaves the identities as they are.
func forEach(ids, names []string) []string {
	if len(names) == 0 {
		return ids
	}
	var out []string
	for _, id := range ids {
		for _, name := range names {
			out = append(out, id+"\n"+name)
		}
	}
	return out
}

// outlines finds the blocks that places are in.
type outlines struct {
	sources diag.Sources
	byFile  map[string]*diag.Outline
}

func (o *outlines) path(at *hcl.Range) string {
	if o.byFile == nil {
		o.byFile = map[string]*diag.Outline{}
	}
	x := o.byFile[at.Filename]
	if x == nil {
		x = diag.NewOutline(at.Filename, o.sources(at.Filename))
		o.byFile[at.Filename] = x
	}
	return x.Path(at.Start.Byte)
}

// changeFindings finds the change notes that name nothing of what has changed since the revision, and what was renamed
// without a word. Problems are told by those who looked at the configurations before.
func (a *app) changeFindings(c *cobra.Command, in *inputs, args []string, s *since, r *run) hcl.Diagnostics {
	if s == nil || !in.lint || s.res.Resources == nil || r.res.Resources == nil {
		return nil
	}
	own, diags := in.own(r.res)
	if diags.HasErrors() || in.packs.failed() {
		return nil
	}
	unknown := func(err error) hcl.Diagnostics {
		return hcl.Diagnostics{diag.Command(hcl.DiagError, "Changes can't be checked", wordy(err), hcl.Range{})}
	}
	prior, err := catalogueOf(s.base.Name, s.res.Resources)
	if err != nil {
		return unknown(err)
	}
	p, err := plan.DiffAsking(prior, r.res.Resources, plan.Asked{Tests: a.testsOf(c, in, args, prior)})
	if err != nil {
		return unknown(err)
	}
	o := lintOptions(r.res, own, in.today())
	o.Sources = r.res.Sources
	o.Rules = slices.DeleteFunc(own.Select(true), func(r *lint.Rule) bool {
		return r.ID != lint.ChangeNoteUnmatched && r.ID != lint.BlockRenamed
	})
	o.Unmatched = func() []honeycomb.Note { return p.Accepted(map[string]string{}, r.res.Resources.Notes) }
	o.Renamed = func() []honeycomb.Renamed { return p.Unsaid(r.res.Resources) }
	found := lint.Run(r.res.Resources, o)
	for i := range found {
		found[i].Fix.With = in.sinceFlag()
	}
	return lint.Diagnostics(found)
}

// sinceFlag is -changed-since as it was given, for a command that somebody copies; empty without it.
func (in *inputs) sinceFlag() string {
	if in.since == "" {
		return ""
	}
	return "-changed-since=" + shellQuote(in.since)
}

// unchanged is what is as it was at the revision of -changed-since; nil for nothing.
func (a *app) unchanged(
	c *cobra.Command, in *inputs, paths []string, now slitest.Input,
) (*slitest.Unchanged, error) {
	s, err := a.readSince(c, in, paths)
	if s == nil || err != nil {
		return nil, err
	}
	defer s.close()
	if s.res.Resources == nil {
		a.report(hcl.Diagnostics{diag.Command(hcl.DiagWarning, "All tests are run", fmt.Sprintf("The configuration at "+
			"%s isn't valid, so nothing tells which tests come out as they did. Its first error: %s", s,
			firstError(s.diags)), hcl.Range{})}, nil)
		return nil, nil
	}
	return slitest.Same(now, testInput(s.res, nil)), nil
}

// sayOlder tells how many problems are not shown, if any are.
func (a *app) sayOlder(since string, older int, command string) {
	if older > 0 {
		a.out.Flush()
		fmt.Fprintf(a.err, "Not shown: %s that %s already had. To see all: slogen %s, without -changed-since.\n",
			words.Plural(older, "problem"), since, command)
	}
}

// toldSince makes problems of errors about the revision of -changed-since.
func toldSince(err error) error {
	if rev := asRevision(err); rev != nil {
		return fail(rev.Summary, rev.Detail+" Without -changed-since everything is looked at.")
	}
	return err
}
