package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/slogen-project/slogen/generator"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/emit"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/mark"
	"github.com/slogen-project/slogen/generator/output"
	"github.com/slogen-project/slogen/generator/plan"
	"github.com/slogen-project/slogen/generator/step"
)

// stepContent is what each file in the folder [emit.StepFolder] contains, which marks the output as a first step: the
// aliases of a service's SLIs. The mark is still the first member when a formatter has sorted them.
type stepContent struct {
	Generated string                   `json:"generated"`
	Aliases   map[honeycomb.Key]string `json:"temporary_aliases"`
}

// stepFiles returns all files of the first step r with these aliases, sorted by path.
func stepFiles(r *honeycomb.Resources, aliases map[honeycomb.Key]string) []emit.File {
	files := outputFiles(r)
	services := map[string]map[honeycomb.Key]string{}
	for _, f := range r.CalculatedFields {
		if alias := aliases[f.Key]; alias != "" {
			if services[f.Service] == nil {
				services[f.Service] = map[honeycomb.Key]string{}
			}
			services[f.Service][f.Key] = alias
		}
	}
	for service, aliases := range services {
		files = append(files, emit.File{Path: emit.StepFolder + "/" + emit.ServiceFile(service, ".json"),
			Append: func(b []byte) []byte {
				text, err := json.MarshalIndent(stepContent{mark.Text(), aliases}, "", "  ")
				if err != nil {
					panic(err) // it is a map of texts
				}
				return append(b, mark.Seal(append(text, '\n'))...)
			}})
	}
	slices.SortFunc(files, func(a, b emit.File) int { return strings.Compare(a.Path, b.Path) })
	return files
}

// committedStep reads the aliases of the first step that the output folder holds; nil if it holds none.
func committedStep(out string) (map[honeycomb.Key]string, error) {
	const title, advice = "First step can't be read", " Restore it from version control, or remove it to start again."
	list, err := output.Read(out, emit.StepFolder, 0)
	if err != nil {
		return nil, fail(title, wordy(err)+advice)
	}
	var all map[honeycomb.Key]string
	for _, f := range list {
		var s stepContent
		err := json.Unmarshal(f.Data, &s)
		if errors.As(err, new(*json.UnmarshalTypeError)) {
			err = errors.New("it is not as slogen wrote it")
		}
		if err != nil {
			return nil, fail(title, fmt.Sprintf("%s: %v.", path.Join(filepath.ToSlash(out), f.Path), err)+advice)
		}
		if all == nil {
			all = map[honeycomb.Key]string{}
		}
		maps.Copy(all, s.Aliases)
	}
	return all, nil
}

// halfWay says what to do if the output folder holds a first step, which may be damaged; it is empty if there is none.
func halfWay(c *cobra.Command, args []string, out string) string {
	if aliases, err := committedStep(out); aliases == nil && err == nil {
		return ""
	}
	return "The last output is the first of two steps: apply it before you write the second.\nTo write the first again, " +
		"with later edits: " + generateLine(c, args, "-first-step") + "\n"
}

// nextStep finds what prevents the step from the last output to r.
func (a *app) nextStep(
	c *cobra.Command, args []string, out string, files []emit.File, rep *output.Report, r *honeycomb.Resources,
) (*step.Result, error) {
	if !outdated(files, rep) || !hadTerraform(files, rep) || len(rep.InTheWay) > 0 { // then nothing is written
		return &step.Result{}, nil
	}
	prior, err := committed(out, files, rep, "")
	if err == nil {
		var p *plan.Plan
		if p, err = plan.Diff(prior, r); err == nil {
			return step.Check(p, prior, r)
		}
	}
	// The catalogue is incomplete or damaged. generate is there to put that right.
	a.report(hcl.Diagnostics{diag.Command(hcl.DiagWarning, "Step was not checked", fmt.Sprintf("The catalogue of the "+
		"output that %s holds can't be read, so slogen can't check whether Terraform can get from there to the new "+
		"one. Compare with the sources that were applied last (`slogen plan -against=REVISION`), or read what "+
		"`terraform plan` says.",
		out),
		hcl.Range{})}, nil)
	return &step.Result{}, nil
}

// hadTerraform reports whether the last output had a form for Terraform. If it had none, there is no state, and
// Terraform only creates objects.
func hadTerraform(files []emit.File, rep *output.Report) bool {
	is := func(p string) bool { return strings.HasPrefix(p, emit.Terraform.Name) }
	return slices.ContainsFunc(rep.Stale, is) || slices.ContainsFunc(files, func(f emit.File) bool {
		return is(f.Path) && rep.Holds(f.Path)
	})
}

// outdated reports whether the catalogue isn't as it would be written, or what is gone has left files behind.
func outdated(files []emit.File, rep *output.Report) bool {
	return slices.ContainsFunc(files, func(f emit.File) bool { return isCatalogue(f.Path) && !rep.Has(f.Path) }) ||
		slices.ContainsFunc(rep.Stale, func(p string) bool { return isCatalogue(p) || emit.CatalogueFile(p) != "" })
}

// firstStep makes the files of the first of two steps to res. If the folder already holds a first step, it is written
// again with later edits and the same aliases.
func (a *app) firstStep(
	c *cobra.Command, f *generateFlags, args []string, res *generator.Result, found *step.Result,
) ([]emit.File, error) {
	aliases, err := committedStep(f.out)
	if err != nil {
		return nil, err
	}
	aliases = stillAhead(aliases, res.Resources)
	switch {
	case len(found.Problems) == 0 && len(aliases) == 0:
		return nil, fail("One step is enough", "Nothing prevents writing what is declared in one step: "+generateLine(c,
			args))
	case len(found.Problems) > 0 && found.First == nil:
		return nil, refused(c, args, res, found)
	}
	maps.Copy(aliases, found.First)
	with := f.inputs
	with.aliases = aliases
	first, diags, err := a.examine(c.Context(), &with, with.pathsOf(args))
	if err != nil {
		return nil, err
	}
	if diags.HasErrors() {
		return nil, &stop{code: exitError, diags: diags, sources: first.Sources}
	}
	files := stepFiles(first.Resources, aliases)
	rep, err := currency(f.out, files)
	if err != nil {
		return nil, err
	}
	again, err := a.nextStep(c, args, f.out, files, rep, first.Resources)
	if err != nil {
		return nil, err
	}
	if len(again.Problems) > 0 {
		again.First = nil // another first step doesn't count
		return nil, refused(c, args, first, again)
	}
	return files, nil
}

// stillAhead returns the aliases of a first step that the second is to change.
func stillAhead(aliases map[honeycomb.Key]string, r *honeycomb.Resources) map[honeycomb.Key]string {
	ahead := map[honeycomb.Key]string{}
	for _, f := range r.CalculatedFields {
		if alias := aliases[f.Key]; alias != "" && alias != f.Alias {
			ahead[f.Key] = alias
		}
	}
	return ahead
}

// refused ends generate with what stands in the way.
func refused(c *cobra.Command, args []string, res *generator.Result, found *step.Result) error {
	var diags hcl.Diagnostics
	for i := range found.Problems {
		diags = append(diags, found.Problems[i].Diagnostic())
	}
	text := "Applying it would fail, or would lose an object that is still declared."
	if found.First != nil {
		text += "\nTo write the first of two steps: " + generateLine(c, args, "-first-step")
	}
	text += "\nTo write it anyway: " + generateLine(c, args, "-accept-loss")
	diags = append(diags, diag.Command(hcl.DiagError, "Output was not written", text, hcl.Range{}))
	return &stop{code: exitError, diags: diags, sources: res.Sources}
}

// toStep returns the commands that write what slogen generate refuses.
func toStep(c *cobra.Command, args []string, found *step.Result) string {
	text := "slogen generate refuses to write this."
	if found.First != nil {
		text += "\nTo write the first of two steps: " + generateLine(c, args, "-first-step")
	}
	return text + "\nTo write it anyway: " + generateLine(c, args, "-accept-loss")
}

// accepted returns the problems as warnings.
func accepted(found *step.Result) (diags hcl.Diagnostics) {
	for i := range found.Problems {
		d := found.Problems[i].Diagnostic()
		d.Severity = hcl.DiagWarning
		diags = append(diags, d)
	}
	return diags
}
