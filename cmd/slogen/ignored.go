package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/emit"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/output"
	"github.com/slogen-project/slogen/generator/plan"
	"github.com/slogen-project/slogen/generator/printable"
	"github.com/slogen-project/slogen/generator/spec"
	"github.com/slogen-project/slogen/generator/words"
)

// leavesOut is the pattern of slogen.hcl that leaves out a file, and where it stands; nil where the file isn't there or
// isn't left out.
func (n *named) leavesOut(file string) (pattern string, at *hcl.Range) {
	if n == nil || file == "" || len(n.project.Ignore.V) == 0 {
		return "", nil
	}
	if _, err := os.Stat(filepath.FromSlash(file)); err != nil {
		return "", nil
	}
	at = n.project.Pattern(file)
	if at == nil {
		return "", nil
	}
	i := slices.IndexFunc(n.project.Ignore.V, func(x spec.At[string]) bool { return x.Range == *at })
	return n.project.Ignore.V[i].V, at
}

// gone says what is behind objects that aren't declared any more: a pattern that leaves out the file that they are in.
func (n *named) gone(origin honeycomb.RecordOrigin) *plan.Cause {
	pattern, at := n.leavesOut(origin.Typed)
	if at == nil {
		return nil
	}
	c := plan.NameCause("ignore", *at, at.Filename, fmt.Sprintf("%q leaves out %s", pattern, origin.Typed))
	return &c
}

// ignoredObjects refuses to lose objects of the last output because slogen.hcl leaves out the files that they are in.
func (a *app) ignoredObjects(c *cobra.Command, in *inputs, args []string, out string, files []emit.File,
	rep *output.Report, now *honeycomb.Resources,
) error {
	n := in.named
	if n == nil || len(n.project.Ignore.V) == 0 || !outdated(files, rep) {
		return nil
	}
	prior, err := committed(out, files, rep, "")
	if err != nil || prior == nil {
		return nil // which is told where the two are compared
	}
	prior.Root = rootOf(now, in.pathsOf(args))
	type loss struct {
		pattern string
		at      hcl.Range
		files   []string
		objects int
	}
	var losses []*loss
	for _, e := range lost(prior, now) {
		x, err := prior.Object(e.Key)
		if err != nil {
			return nil
		}
		file := prior.Origin(e, x).Typed
		pattern, at := n.leavesOut(file)
		if at == nil {
			continue
		}
		i := slices.IndexFunc(losses, func(l *loss) bool { return l.at == *at })
		if i < 0 {
			i = len(losses)
			losses = append(losses, &loss{pattern: pattern, at: *at})
		}
		l := losses[i]
		l.objects++
		if !slices.Contains(l.files, file) {
			l.files = append(l.files, file)
		}
	}
	line := commandLine
	if c.Name() == "generate" { // not to -check again
		line = generateLine
	}
	var diags hcl.Diagnostics
	for _, l := range losses {
		for i := range l.files {
			l.files[i] = printable.Line(l.files[i])
		}
		diags = append(diags, diag.Error("project/ignore", "Ignored files have objects", fmt.Sprintf("%q leaves out "+
			"%s, of which %s holds %s, with what belongs to them. They would be deleted. Correct the pattern; or, if "+
			"they are to go, say so: %s", l.pattern, someOf(l.files), filepath.ToSlash(out),
			words.Plural(l.objects, "object"), line(c, args, "-allow-partial")), l.at))
	}
	if diags == nil {
		return nil
	}
	return &stop{code: exitError, diags: diags, sources: n.project.Source}
}
