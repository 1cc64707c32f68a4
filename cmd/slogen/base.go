package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/slogen-project/slogen/generator"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/plan"
	"github.com/slogen-project/slogen/generator/project"
	"github.com/slogen-project/slogen/generator/revision"
	"github.com/slogen-project/slogen/generator/source"
	"github.com/slogen-project/slogen/generator/state"
	"github.com/slogen-project/slogen/generator/uses"
)

// base is what a plan compares with.
type base struct {
	plan.Base
	files   *revision.Files // of a revision; to be closed
	repo    *revision.Repository
	missing []string // paths that the revision doesn't have
	added   bool     // the revision's slogen.hcl doesn't declare the environment
	// settings are what slogen.hcl says of the environment, or of all, otherwise than the revision's.
	settings   []project.Difference
	formerName string      // of the environment, at the revision
	gone       []string    // the environments that the base declares, where there are none any more
	elsewhere  string      // which others the base declares, or doesn't, than slogen.hcl: a sentence
	bare       bool        // the revision has no slogen.hcl
	asNow      bool        // what slogen.hcl says now is used where the revision has none
	unlike     bool        // nothing in the state has an address that slogen would write
	sources    *uses.State // once they were read
	state      *state.State
}

// The prefixes that say what a value of -against is, where it could be two things.
const (
	revisionPrefix = "git:"
	folderPrefix   = "dir:"
	mergePrefix    = "merge-base:"
	statePrefix    = "state:"
)

// otherBases ends the sentences about a base that can't be compared with.
const otherBases = "Other ways to compare: -against with another revision, with a folder (dir:PATH), with " +
	"Terraform's state (state:FILE), or with the committed output (-against=output)."

// outputBase is the committed output in the folder out.
func outputBase(out string) *base {
	return &base{Base: plan.Base{Kind: plan.BaseOutput, Name: filepath.ToSlash(out)}}
}

// namedBase finds what the value of -against names.
func (a *app) namedBase(ctx context.Context, name string, paths []string) (*base, error) {
	rev, isRev := strings.CutPrefix(name, revisionPrefix)
	dir, isDir := strings.CutPrefix(name, folderPrefix)
	file, isState := strings.CutPrefix(name, statePrefix)
	switch {
	case isDir:
		return folderBase(dir)
	case isState && file == "":
		return nil, fail("State can't be read", "-against="+statePrefix+" names no file. "+otherBases)
	case isState:
		return a.stateBase(file)
	case isRev, strings.HasPrefix(name, mergePrefix):
		return revisionBase(ctx, rev, paths)
	}
	info, err := os.Stat(name)
	b, revErr := revisionBase(ctx, name, paths)
	held := err == nil && !info.IsDir() && holdsState(name)
	var why *revision.Error
	asPath := folderPrefix
	if held {
		asPath = statePrefix
	}
	switch {
	case err == nil && revErr == nil:
		return nil, fail(
			"Ambiguous base",
			fmt.Sprintf("%q is a revision and a path. Write -against=%s or -against=%s.", name,
				shellQuote(revisionPrefix+name), shellQuote(asPath+name)),
		)
	case held:
		return a.stateBase(name)
	case err == nil && info.IsDir():
		return folderBase(name)
	case revErr != nil && errors.As(revErr, &why) && (why.NoRepository || why.Unknown):
		text := why.Detail + fmt.Sprintf(" There is no folder %q either. ", name)
		if err == nil {
			text = why.Detail + fmt.Sprintf(" %q is a file, and neither a folder with sources or with output nor a "+
				"state. ", name)
		}
		return nil, fail(why.Summary, text+otherBases)
	}
	return b, revErr
}

// folderBase is a folder of output or of sources.
func folderBase(dir string) (*base, error) {
	info, err := os.Stat(dir)
	switch {
	case err != nil:
		return nil, fail("Base can't be read", wordy(err)+" "+otherBases)
	case !info.IsDir():
		return nil, fail("Base can't be read", fmt.Sprintf("%q is no folder. %s", dir, otherBases))
	}
	rep, err := currency(dir, nil)
	if err != nil {
		return nil, err
	}
	if len(rep.Stale) > 0 || rep.Earlier() { // a folder named json is not enough: it may hold sources
		return outputBase(dir), nil
	}
	return &base{Base: plan.Base{Kind: plan.BaseFolder, Name: filepath.ToSlash(dir)}}, nil
}

// repository finds the repository that holds the first of the paths.
func repository(ctx context.Context, paths []string) (*revision.Repository, error) {
	dir := paths[0]
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		dir = filepath.Dir(dir)
	}
	return revision.Find(ctx, dir, os.Environ())
}

// revisionBase is a revision of the repository that holds the paths.
func revisionBase(ctx context.Context, name string, paths []string) (*base, error) {
	repo, err := repository(ctx, paths)
	if err != nil {
		return nil, err
	}
	return commitBase(ctx, repo, name)
}

func commitBase(ctx context.Context, repo *revision.Repository, name string) (*base, error) {
	commit, err := repo.Commit(ctx, name)
	if err != nil {
		return nil, err
	}
	return &base{Base: plan.Base{Kind: plan.BaseRevision, Name: name, Commit: commit.ID}, repo: repo}, nil
}

// close gives back what reading the base needs.
func (b *base) close() {
	if b.files != nil {
		b.files.Close()
	}
}

// open opens the files of a revision.
func (b *base) open(ctx context.Context, maxBytes int64) error {
	cwd, err := (source.Disk{}).Real(".")
	if err != nil {
		return fail("Base can't be read", wordy(err))
	}
	b.files, err = b.repo.Files(ctx, revision.Commit{Name: b.Name, ID: b.Commit}, cwd, maxBytes)
	return err
}

// options are the options that load the base: those of the configuration, but for where the files are.
func (b *base) options(ctx context.Context, in *inputs, paths []string) (generator.Options, error) {
	o, err := in.options(paths)
	if err != nil {
		return o, err
	}
	o.Past, o.Version, o.Tests, o.Aliases = true, "", false, nil
	if b.Kind == plan.BaseFolder {
		return b.inFolder(o, in)
	}
	cwd, err := (source.Disk{}).Real(".")
	if err != nil {
		return o, fail("Base can't be read", wordy(err))
	}
	place := func(list []string) (out []string, err error) {
		for _, p := range list {
			p, err := b.repo.Place(cwd, p)
			if err != nil {
				return nil, err
			}
			out = append(out, p)
		}
		return out, nil
	}
	if err := b.open(ctx, o.MaxFileBytes); err != nil {
		return o, err
	}
	if in, err = in.at(b, o.MaxFileBytes); err != nil {
		return o, err
	}
	paths = in.pathsOf(paths)
	past, err := in.options(paths)
	if err != nil {
		return o, err
	}
	o.Ignore = past.Ignore
	o.Given, o.ExtStr, o.ExtCode, o.TLAStr, o.TLACode = past.Given, past.ExtStr, past.ExtCode, past.TLAStr, past.TLACode
	if o.Paths, err = place(paths); err != nil {
		return o, err
	}
	if placed, err := place(o.VarFiles); err == nil { // values may be anywhere
		o.VarFiles = placed
	}
	o.Storage = b.files
	for i, p := range o.Paths {
		if _, err := b.files.Stat(p); err != nil {
			b.missing = append(b.missing, paths[i])
		}
	}
	return o, b.withoutSubmodules(o.Paths)
}

// inFolder are the options that load the sources in a folder, with what a slogen.hcl there says.
func (b *base) inFolder(o generator.Options, in *inputs) (generator.Options, error) {
	dir := filepath.FromSlash(b.Name)
	o.Paths = []string{dir}
	p, diags := project.Read(dir, source.Options{MaxBytes: o.MaxFileBytes})
	defer p.Close()
	if diags.HasErrors() {
		return o, &invalidBase{b, firstError(diags)}
	}
	if p == nil {
		return o, nil
	}
	n := &named{project: p, given: *in, own: true}
	if in.named != nil {
		n.given, n.environment = in.named.given, in.named.environment
	}
	if in.named != nil {
		b.others(p, in.named)
	}
	if n.environment == nil && len(p.Environments) > 0 {
		b.gone = p.Names()
		return o, nil
	}
	if len(p.Environments) == 0 {
		n.environment = nil
	}
	if n.environment != nil {
		if n.environment = p.Environment(in.named.environment.Name.V); n.environment == nil {
			b.added = true
			return o, nil
		}
	}
	then := *in
	n.apply(&then, p, n.environment)
	past, err := then.options(then.pathsOf([]string{dir}))
	if err != nil {
		return o, err
	}
	o.Paths, o.Given, o.Ignore = past.Paths, past.Given, past.Ignore
	o.ExtStr, o.ExtCode, o.TLAStr, o.TLACode = past.ExtStr, past.ExtCode, past.TLAStr, past.TLACode
	if in.named != nil {
		b.settings = project.Differences(p, n.environment, in.named.project, in.named.environment)
	}
	return o, nil
}

// withoutSubmodules refuses paths with declarations that are another repository's, and so would all seem new.
func (b *base) withoutSubmodules(paths []string) error {
	for _, sub := range b.files.Submodules {
		for _, p := range paths {
			rel, _ := b.files.Below(p)
			at := ""
			switch {
			case rel == "." || strings.HasPrefix(sub, rel+"/"):
				at = filepath.Join(b.repo.Top, filepath.FromSlash(sub))
			case rel == sub || strings.HasPrefix(rel, sub+"/"):
				at = p
			default:
				continue
			}
			if declares(at) {
				return fail(
					"Submodule among the paths",
					fmt.Sprintf("%q is a submodule: its files belong to another repository, "+
						"so %s doesn't hold them, and all that they declare would seem new. Leave it out, or "+
						"compare with a folder. %s",
						sub, &b.Base, otherBases),
				)
			}
		}
	}
	return nil
}

// declares says whether there are declarations at a path.
func declares(p string) bool {
	files, _ := source.Open(source.Options{Paths: []string{p}, MayMiss: true})
	defer files.Close()
	return len(files.Configs) > 0
}

// prior is the catalogue of the base, and whether it had an output for Terraform. An error that is an [*invalidBase] is
// about what the base declares. The base is to be closed when the plan is made.
func (b *base) prior(
	c *cobra.Command, in *inputs, paths []string, now *honeycomb.Resources,
) (_ *honeycomb.Catalogue, terraform bool, err error) {
	if b.Kind == plan.BaseState {
		found, err := b.state.Objects(now)
		if err != nil {
			return nil, false, unreadableState(b.Name, err)
		}
		b.Notes, b.unlike = found.Notes, found.None
		return honeycomb.CatalogueOf(found.Resources), true, nil
	}
	if b.Kind == plan.BaseOutput {
		rep, err := currency(filepath.FromSlash(b.Name), nil)
		if err != nil {
			return nil, false, err
		}
		prior, err := committed(filepath.FromSlash(b.Name), nil, rep, otherBases)
		if prior != nil && now != nil {
			prior.Root = rootOf(now, paths)
		}
		return prior, hadTerraform(nil, rep), err
	}
	ctx := c.Context()
	if ctx == nil {
		ctx = context.Background()
	}
	o, err := b.options(ctx, in, paths)
	if err != nil {
		return nil, false, err
	}
	if b.added {
		return nil, false, nil
	}
	res, diags := generator.Load(ctx, o)
	if diags.HasErrors() && b.bare && !b.asNow { // its values may have been given with flags
		b.close()
		b.asNow, b.settings = true, nil
		return b.prior(c, in, paths, now)
	}
	if diags.HasErrors() {
		return nil, false, &invalidBase{b, firstError(diags)}
	}
	prior, err := catalogueOf(b.Name, res.Resources)
	b.sources = res.State
	return prior, res.Resources.Settings.Output("terraform*"), err
}

// catalogueOf is what a plan compares with where the sources of before are known: their catalogue, and what only the
// sources say.
func catalogueOf(name string, r *honeycomb.Resources) (*honeycomb.Catalogue, error) {
	prior, err := honeycomb.ReadCatalogue(name, honeycomb.AppendCatalogue(nil, r))
	if err != nil {
		return nil, err
	}
	prior.Declare(r)
	return prior, nil
}

// absent are warnings about what the base doesn't have: a reader would take what moved there for new.
func (b *base) absent() (diags hcl.Diagnostics) {
	if b.unlike {
		diags = append(diags, diag.Command(hcl.DiagWarning, "Nothing known in the state", fmt.Sprintf("None of the "+
			"addresses in %s is one that slogen would write for what is declared, so everything counts as new, and "+
			"what the state has as gone. Is it the state of these services?", &b.Base), hcl.Range{}))
	}
	for _, p := range b.missing {
		if p == standardInput {
			diags = append(diags, diag.Command(hcl.DiagWarning, "Standard input has no past", fmt.Sprintf("%s doesn't "+
				"say what was on standard input, so everything that is declared there counts as new. To compare a "+
				"file, name it instead of -.", &b.Base), hcl.Range{}))
			continue
		}
		diags = append(diags, diag.Command(hcl.DiagWarning, "Path not in the base", fmt.Sprintf("%s has no %q, so "+
			"everything that is declared there counts as new. If it was moved there, name a directory that holds the "+
			"old place as well.",
			&b.Base, filepath.ToSlash(p)), hcl.Range{}))
	}
	return diags
}

// invalidBase says that a base has errors of its own.
type invalidBase struct {
	base  *base
	first string
}

func (e *invalidBase) Error() string {
	return fmt.Sprintf("The configuration of %s is not valid, so there is nothing to compare with. Its first error: %s",
		&e.base.Base, e.first)
}

// firstError is the first error as a sentence, with its place.
func firstError(diags hcl.Diagnostics) string {
	for _, d := range diags {
		if d.Severity != hcl.DiagError {
			continue
		}
		text := d.Summary
		if d.Detail != "" {
			text += ". " + d.Detail
		}
		if d.Subject != nil {
			text = fmt.Sprintf("%s:%d:%d: %s", d.Subject.Filename, d.Subject.Start.Line, d.Subject.Start.Column, text)
		}
		if last := text[len(text)-1]; last != '.' && last != '?' {
			text += "."
		}
		return text
	}
	return ""
}

// told makes problems of errors about a base.
func told(err error) error {
	rev := asRevision(err)
	var invalid *invalidBase
	switch {
	case rev != nil:
		return fail(rev.Summary, rev.Detail+" "+otherBases)
	case errors.As(err, &invalid):
		return fail("Base is not valid", invalid.Error()+" "+otherBases)
	}
	return err
}

// asRevision is an error about a revision; nil for another.
func asRevision(err error) (rev *revision.Error) {
	errors.As(err, &rev)
	return rev
}
