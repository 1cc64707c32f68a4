package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/slogen-project/slogen/generator"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/emit"
	"github.com/slogen-project/slogen/generator/output"
	"github.com/slogen-project/slogen/generator/printable"
	"github.com/slogen-project/slogen/generator/project"
	"github.com/slogen-project/slogen/generator/words"
)

// generateFlags are the flags of `slogen generate`.
type generateFlags struct {
	inputs
	out, format                        string
	check, json, acceptLoss, firstStep bool
	templates                          []string // one at most
}

func generateCommand(a *app) *cobra.Command {
	var f generateFlags
	c := &cobra.Command{
		Use:   "generate [PATH...]",
		Short: "Write the JSON and Terraform of a configuration",
		Long: `Reads the given files and directory trees (default: the current directory; -
is standard input) as one configuration and writes its outputs to the output folder: the whole new output
or, on any error, nothing. Commit the folder: slogen plan compares with it, and
reviewers see what changes.

Each file says at its top that it is generated. Such files are replaced, whatever
version control or an editor did to them, and removed when they are no longer
generated; any other file stays untouched. So after a merge, with conflicts in the
output or without, run slogen generate again: only the sources need resolving.

If Terraform couldn't apply the output, because a new object needs a name that is
still in use, or would lose an object for a while, slogen refuses to write it and
prints the way out. -first-step writes the first of two steps if that helps; given
again before the second is written, it adds later edits to the first. -accept-loss
writes the output anyway.

The output folder remembers which paths, variables files and values (as digests) it
was made from. If some of these are still there but aren't given, slogen refuses, as
what they declare would look deleted; so it does if other values delete objects.
-allow-partial goes on.

-template writes files of your own instead, which a function of jsonnet makes of the
compiled objects; see schemas/templates.md. They go to a folder of their own, by
default out-NAME after NAME.jsonnet, with a list by which they are known again.

-format=openslo writes no folder. It prints the SLOs, SLIs, burn alerts and recipients
as OpenSLO v1, in YAML for other tools; what OpenSLO can't say is listed in it, and on
the error stream, with the exit code 0. slogen import reads it back.

The exit code is 0 when the output is written or up to date, 2 if -check finds it
out of date, and 1 on errors.`,
		Example: `slogen generate services/
slogen generate -check services/   # in a pipeline: is the commit complete?
slogen generate -out=build/prod -var-file=prod.slovars.hcl services/
slogen generate -template=backstage.jsonnet -out=catalog services/
slogen generate -format=openslo services/ > slos.yaml`,
		RunE: func(c *cobra.Command, args []string) error {
			if c.Flags().Changed("format") {
				return a.printOutput(c, &f, args)
			}
			runs, err := a.runs(&f.inputs, args)
			if err != nil {
				return err
			}
			if err := errors.Join(f.checkTemplate(), oneFolder(runs, f.out)); err != nil {
				return err
			}
			all := make([]*generateFlags, len(runs))
			for i, r := range runs {
				with := f
				with.inputs = r.in
				if with.out, err = with.folderOf(f.out, args); err != nil {
					return err
				}
				if err := with.checkFolder(f.out); err != nil {
					return err
				}
				all[i] = &with
			}
			if f.check {
				return a.checkAll(c, &f, runs, all, args)
			}
			return a.generateAll(c, &f, runs, all, args)
		},
	}
	outFlag(c.Flags(), &f.out)
	c.Flags().StringVar(&f.format, "format", "", "Print this `OUTPUT` instead of writing the output folder: openslo, "+
		"which is OpenSLO v1 for other tools.")
	_ = c.Flags().SetAnnotation("format", formatNames, []string{emit.OpenSLO.Name})
	c.Flags().BoolVar(&f.check, "check", false,
		"Write nothing; check whether the output folder is up to date, and exit with 2 if it isn't.")
	c.Flags().BoolVar(&f.json, "json", false, "Print which files were, or with -check would be, written, replaced, "+
		"removed and kept, as JSON; see schemas/generate.schema.json.")
	c.Flags().BoolVar(&f.acceptLoss, "accept-loss", false,
		"Write the output even if its apply would fail, or would lose an object that is still declared.")
	c.Flags().BoolVar(&f.firstStep, "first-step", false,
		"If two applies are needed, write the first step: SLIs whose alias is still taken have another one in between.")
	c.Flags().StringArrayVar(&f.templates, "template", nil, "Write what the jsonnet function in `FILE` makes of the "+
		"configuration, instead of the outputs; see schemas/templates.md.")
	partialFlag(c.Flags(), &f.inputs)
	f.flags(c.Flags())
	return c
}

// generateAll writes the outputs of all configurations, or of none if one can't be written.
func (a *app) generateAll(
	c *cobra.Command, f *generateFlags, runs []*run, all []*generateFlags, args []string,
) error {
	if err := a.loadAll(c, runs, args); err != nil {
		return err
	}
	if len(runs) > 1 { // nothing is written before all can be
		quiet := *a
		quiet.err, quiet.out = io.Discard, bufio.NewWriter(io.Discard)
		err := a.each(c, runs, func(r *run) error {
			with := all[slices.Index(runs, r)]
			files, err := quiet.filesToWrite(c, with, args, r.res)
			if err != nil {
				return err
			}
			rep, err := currencyOf(with.out, files, with.outputOptions())
			if err == nil && len(rep.InTheWay) > 0 {
				err = inTheWay(&output.ConflictError{Dir: with.out, InTheWay: rep.InTheWay})
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	var forms []project.Part
	var written []string
	err := a.each(c, runs, func(r *run) error {
		if !f.json {
			a.head(r, r == runs[0])
		}
		with := all[slices.Index(runs, r)]
		form, err := a.generate(c, with, args, r.res)
		if err != nil {
			return err
		}
		written = append(written, filepath.ToSlash(with.out))
		return a.keepForm(&forms, r, form, with)
	})
	if err != nil && len(written) > 0 {
		a.report(hcl.Diagnostics{diag.Command(hcl.DiagWarning, "Some environments were written", fmt.Sprintf(
			"%s was written before this error, and what comes after it wasn't. Generate again when it is mended.",
			strings.Join(written, ", ")), hcl.Range{})}, nil)
	}
	if err != nil {
		return err
	}
	a.tellLeftOvers(runs[0].in.named.leftOvers())
	if !f.json {
		return nil
	}
	return a.printForms(f, forms)
}

// keepForm keeps what was done with an output folder as JSON, if that is asked for.
func (a *app) keepForm(forms *[]project.Part, r *run, form *output.Form, f *generateFlags) error {
	if !f.json {
		return nil
	}
	form.Out = filepath.ToSlash(f.out)
	text, err := json.MarshalIndent(form, "", "  ")
	*forms = append(*forms, project.Part{Environment: r.environment, Text: append(text, '\n')})
	return err
}

// printForms prints what was done, or what -check found, as JSON.
func (a *app) printForms(f *generateFlags, forms []project.Part) error {
	a.form(printable.JSON)
	text := forms[0].Text
	if f.several {
		text = project.JSON("generate", forms)
	}
	_, err := a.out.Write(text)
	return err
}

// filesToWrite are the files of an output, if nothing speaks against writing them.
func (a *app) filesToWrite(c *cobra.Command, f *generateFlags, args []string, res *generator.Result) (
	[]emit.File, error,
) {
	if f.templates != nil {
		files, _, err := a.rendered(c, f, args, res)
		return files, err
	}
	made, err := a.remember(c, &f.inputs, args, f.out, res)
	if err != nil {
		return nil, err
	}
	files := made.with(outputFiles(res.Resources))
	rep, err := currency(f.out, files)
	if err != nil {
		return nil, err
	}
	if err := a.changedInput(c, &f.inputs, args, f.out, made, files, rep, res.Resources); err != nil {
		return nil, err
	}
	a.report(otherAddresses(files, rep, res.Resources), nil)
	a.report(unmarked(rep), nil)
	found, err := a.nextStep(c, args, f.out, files, rep, res.Resources)
	switch {
	case err != nil:
		return nil, err
	case f.firstStep:
		first, err := a.firstStep(c, f, args, res, found)
		return made.with(first), err
	case len(found.Problems) > 0 && !f.acceptLoss:
		return nil, refused(c, args, res, found)
	}
	a.report(accepted(found), res.Sources)
	return files, nil
}

// generate writes the output of a configuration and says what it did.
func (a *app) generate(c *cobra.Command, f *generateFlags, args []string, res *generator.Result) (*output.Form, error) {
	second := false
	done, err := a.write(f.out, f.outputOptions(), func() ([]emit.File, error) {
		second = !f.firstStep && halfWay(c, args, f.out) != ""
		return a.filesToWrite(c, f, args, res)
	})
	if err != nil {
		return nil, err
	}
	if done.Recovered {
		fmt.Fprintln(a.err, "An earlier run was stopped while writing; its work has been finished or cleaned up.")
	}
	if f.json {
		return done.Form(), nil
	}
	a.printWritten(f.out, done)
	switch {
	case f.templates != nil:
		return nil, nil
	case f.firstStep:
		a.say("This is the first of two steps. Apply it, then write the second: %s\n",
			generateLine(c, args))
	case second:
		a.say("This is the second of two steps. Apply it only after the first.\n")
	}
	a.say("%s", comesNext(f.out, done, res.Resources))
	return nil, nil
}

// write writes the files that make returns into the output folder. Meanwhile, no other run changes anything there.
func (a *app) write(out string, o output.Options, make func() ([]emit.File, error)) (*output.Result, error) {
	var done *output.Result
	err := a.uninterrupted(func() error {
		o.Waiting = func() { fmt.Fprintf(a.err, "Waiting for another run that is writing %s ...\n", out) }
		s, err := output.Open(out, o)
		if err != nil {
			return err
		}
		defer s.Close()
		files, err := make()
		if err != nil {
			return err
		}
		done, err = s.Write(files)
		return err
	})
	var conflict *output.ConflictError
	switch {
	case errors.As(err, &conflict):
		return nil, inTheWay(conflict)
	case err != nil && errors.As(err, new(*stop)):
		return nil, err
	case err != nil:
		return nil, fail("Output can't be written", wordy(err))
	}
	return done, nil
}

func inTheWay(conflict *output.ConflictError) error {
	return fail("Output folder holds what slogen did not write", conflict.Error())
}

// checkAll reports whether the output folders of all configurations are current.
func (a *app) checkAll(c *cobra.Command, f *generateFlags, runs []*run, all []*generateFlags, args []string) error {
	if err := a.loadAll(c, runs, args); err != nil {
		return err
	}
	var forms []project.Part
	err := a.each(c, runs, func(r *run) error {
		if !f.json {
			a.head(r, r == runs[0])
		}
		with := all[slices.Index(runs, r)]
		form, err := a.check(c, with, args, r.res)
		if form == nil {
			return err
		}
		return errors.Join(a.keepForm(&forms, r, form, with), err)
	})
	var s *stop
	if errors.As(err, &s) && s.problems(a) != nil {
		return err
	}
	if left := runs[0].in.named.leftOvers(); len(left) > 0 {
		a.tellLeftOvers(left)
		if len(f.environments) == 0 {
			err = exit(exitFound)
		}
	}
	if !f.json {
		return err
	}
	return errors.Join(a.printForms(f, forms), err)
}

// check reports whether the output folder is current. So is a first step, as long as it leads to the configuration.
func (a *app) check(c *cobra.Command, f *generateFlags, args []string, res *generator.Result) (*output.Form, error) {
	out := f.out
	if f.templates != nil {
		files, rep, err := a.rendered(c, f, args, res)
		if err != nil {
			return nil, err
		}
		return a.sayCurrent(c, f, args, files, rep)
	}
	if step, _ := committedStep(out); step != nil { // one that can't be read is not current
		with := f.inputs
		with.aliases = step
		if res, diags, err := a.examine(c.Context(), &with, with.pathsOf(args)); err == nil && !diags.HasErrors() {
			made, err := a.remember(c, &with, args, out, res)
			if err != nil {
				return nil, err
			}
			files := made.with(stepFiles(res.Resources, step))
			if rep, err := currency(out, files); err == nil && rep.Current() {
				if !f.json {
					a.say("%s is current: %s. It is the first of two steps. Once it is applied, %s\n", out,
						words.Plural(rep.Unchanged, "file"), generateLine(c, args))
				}
				return rep.Form(files), nil
			}
		}
	}
	made, err := a.remember(c, &f.inputs, args, out, res)
	if err != nil {
		return nil, err
	}
	files := made.with(outputFiles(res.Resources))
	rep, err := currency(out, files)
	if err != nil {
		return nil, err
	}
	if err := a.changedInput(c, &f.inputs, args, out, made, files, rep, res.Resources); err != nil {
		return nil, err
	}
	a.report(unmarked(rep), nil)
	return a.sayCurrent(c, f, args, files, rep)
}

// sayCurrent says whether an output folder is current.
func (a *app) sayCurrent(c *cobra.Command, f *generateFlags, args []string, files []emit.File, rep *output.Report) (
	*output.Form, error,
) {
	out := f.out
	form := rep.Form(files)
	switch {
	case rep.Current() && !f.json:
		a.say("%s is current: %s.\n", out, words.Plural(rep.Unchanged, "file"))
	case !f.json:
		a.say("%s is not current:\n", out)
		a.printStale(rep)
		a.say("\n%s\n%s", toWrite(c, args, rep), halfWay(c, args, out))
	}
	if !rep.Current() {
		return form, exit(exitFound)
	}
	return form, nil
}

func (a *app) printWritten(out string, r *output.Result) {
	if r.Nothing() {
		a.say("%s is current: %s, nothing to write.\n", out, words.Plural(len(r.Kept), "file"))
		return
	}
	var parts []string
	for _, did := range []struct {
		what  string
		paths []string
	}{{"written", r.Written}, {"replaced", r.Replaced}, {"removed", r.Removed}, {"unchanged", r.Kept}} {
		if len(did.paths) > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", len(did.paths), did.what))
		}
	}
	a.say("%s %s: %s.\n", a.bold("Generated", green), out, strings.Join(parts, ", "))
	gone := slices.DeleteFunc(slices.Clone(r.Removed), func(p string) bool { return r.Changed[p] != "" })
	if len(gone) > 0 {
		a.say("  %s  no longer generated; removed\n", printable.Line(someOf(gone)))
	}
	for _, p := range slices.Sorted(maps.Keys(r.Changed)) {
		did := "replaced"
		if slices.Contains(r.Removed, p) {
			did = "removed"
		}
		a.say("  %s  %s; %s\n", printable.Line(p), r.Changed[p], did)
	}
}

// uninterrupted runs f to its end even if the user or the system asks the program to stop meanwhile, and only then
// stops. Asked twice, it stops at once; the output is written so that it survives that.
func (a *app) uninterrupted(f func() error) error {
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, os.Interrupt, syscall.SIGTERM)
	over, told := make(chan struct{}), make(chan bool)
	go func() {
		select {
		case <-asked:
			signal.Stop(asked)
			fmt.Fprintln(a.err, "Interrupted: finishing what is being written. Interrupt again to stop at once.")
			told <- true
		case <-over:
			signal.Stop(asked)
			told <- false
		}
	}()
	err := f()
	close(over)
	if <-told && err == nil {
		return exit(exitStopped)
	}
	return err
}
