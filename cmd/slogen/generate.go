package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/slogen-project/slogen/generator/emit"
	"github.com/slogen-project/slogen/generator/output"
	"github.com/slogen-project/slogen/generator/printable"
	"github.com/slogen-project/slogen/generator/words"
)

// generateFlags are the flags of `slogen generate`.
type generateFlags struct {
	inputs
	out                                string
	check, json, acceptLoss, firstStep bool
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

The exit code is 0 when the output is written or up to date, 2 if -check finds it
out of date, and 1 on errors.`,
		Example: `slogen generate services/
slogen generate -check services/   # in a pipeline: is the commit complete?
slogen generate -out=build/prod -var-file=prod.slovars.hcl services/`,
		RunE: func(c *cobra.Command, args []string) error {
			var err error
			if f.out, err = outputFolder(f.out, defaultPaths(args)); err != nil {
				return err
			}
			if f.check {
				return a.check(c, &f, args)
			}
			return a.generate(c, &f, args)
		},
	}
	outFlag(c.Flags(), &f.out)
	c.Flags().BoolVar(&f.check, "check", false,
		"Write nothing; check whether the output folder is up to date, and exit with 2 if it isn't.")
	c.Flags().BoolVar(&f.json, "json", false, "Print which files were, or with -check would be, written, replaced, "+
		"removed and kept, as JSON; see schemas/generate.schema.json.")
	c.Flags().BoolVar(&f.acceptLoss, "accept-loss", false,
		"Write the output even if its apply would fail, or would lose an object that is still declared.")
	c.Flags().BoolVar(&f.firstStep, "first-step", false,
		"If two applies are needed, write the first step: SLIs whose alias is still taken have another one in between.")
	partialFlag(c.Flags(), &f.inputs)
	f.flags(c.Flags())
	return c
}

// generate writes the output and says what it did.
func (a *app) generate(c *cobra.Command, f *generateFlags, args []string) error {
	res, err := a.load(c, &f.inputs, defaultPaths(args))
	if err != nil {
		return err
	}
	second := false
	done, err := a.write(f.out, func() ([]emit.File, error) {
		second = !f.firstStep && halfWay(c, args, f.out) != ""
		made, err := a.remember(c, &f.inputs, args, f.out, res)
		if err != nil {
			return nil, err
		}
		files := made.with(outputFiles(res.Resources))
		rep, err := currency(f.out, files)
		if err != nil {
			return nil, err
		}
		if err := a.otherValues(c, &f.inputs, args, f.out, made, files, rep, res.Resources); err != nil {
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
	})
	if err != nil {
		return err
	}
	if done.Recovered {
		fmt.Fprintln(a.err, "An earlier run was stopped while writing; its work has been finished or cleaned up.")
	}
	if f.json {
		return a.printForm(done.Form(), f.out)
	}
	a.printWritten(f.out, done)
	switch {
	case f.firstStep:
		fmt.Fprintf(a.out, "This is the first of two steps. Apply it, then write the second: %s\n",
			generateLine(c, args))
	case second:
		fmt.Fprintln(a.out, "This is the second of two steps. Apply it only after the first.")
	}
	a.out.WriteString(comesNext(f.out, done, res.Resources))
	return nil
}

// write writes the files that make returns into the output folder. Meanwhile, no other run changes anything there.
func (a *app) write(out string, make func() ([]emit.File, error)) (*output.Result, error) {
	var done *output.Result
	err := a.uninterrupted(func() error {
		s, err := output.Open(out, output.Options{Waiting: func() {
			fmt.Fprintf(a.err, "Waiting for another run that is writing %s ...\n", out)
		}})
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
		return nil, fail("Output folder holds what slogen did not write", conflict.Error())
	case err != nil && errors.As(err, new(*stop)):
		return nil, err
	case err != nil:
		return nil, fail("Output can't be written", wordy(err))
	}
	return done, nil
}

// check reports whether the output folder is current. So is a first step, as long as it leads to the configuration.
func (a *app) check(c *cobra.Command, f *generateFlags, args []string) error {
	paths, out := defaultPaths(args), f.out
	if step, _ := committedStep(out); step != nil { // one that can't be read is not current
		with := f.inputs
		with.aliases = step
		if res, diags, err := a.examine(c.Context(), &with, paths); err == nil && !diags.HasErrors() {
			made, err := a.remember(c, &with, args, out, res)
			if err != nil {
				return err
			}
			files := made.with(stepFiles(res.Resources, step))
			if rep, err := currency(out, files); err == nil && rep.Current() {
				a.report(diags, res.Sources)
				if f.json {
					return a.printCheck(out, files, rep)
				}
				fmt.Fprintf(a.out, "%s is current: %s. It is the first of two steps. Once it is applied, %s\n", out,
					words.Plural(rep.Unchanged, "file"), generateLine(c, args))
				return nil
			}
		}
	}
	res, err := a.load(c, &f.inputs, paths)
	if err != nil {
		return err
	}
	made, err := a.remember(c, &f.inputs, args, out, res)
	if err != nil {
		return err
	}
	files := made.with(outputFiles(res.Resources))
	rep, err := currency(out, files)
	if err != nil {
		return err
	}
	if err := a.otherValues(c, &f.inputs, args, out, made, files, rep, res.Resources); err != nil {
		return err
	}
	a.report(unmarked(rep), nil)
	if f.json {
		return a.printCheck(out, files, rep)
	}
	if rep.Current() {
		fmt.Fprintf(a.out, "%s is current: %s.\n", out, words.Plural(rep.Unchanged, "file"))
		return nil
	}
	fmt.Fprintf(a.out, "%s is not current:\n", out)
	a.printStale(rep)
	fmt.Fprintf(a.out, "\n%s\n%s", toWrite(c, args, rep), halfWay(c, args, out))
	return exit(exitFound)
}

func (a *app) printWritten(out string, r *output.Result) {
	if r.Nothing() {
		fmt.Fprintf(a.out, "%s is current: %s, nothing to write.\n", out, words.Plural(len(r.Kept), "file"))
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
	fmt.Fprintf(a.out, "%s %s: %s.\n", a.bold("Generated", green), out, strings.Join(parts, ", "))
	gone := slices.DeleteFunc(slices.Clone(r.Removed), func(p string) bool { return r.Changed[p] != "" })
	if len(gone) > 0 {
		fmt.Fprintf(a.out, "  %s  no longer generated; removed\n", printable.Line(someOf(gone)))
	}
	for _, p := range slices.Sorted(maps.Keys(r.Changed)) {
		did := "replaced"
		if slices.Contains(r.Removed, p) {
			did = "removed"
		}
		fmt.Fprintf(a.out, "  %s  %s; %s\n", printable.Line(p), r.Changed[p], did)
	}
}

// printForm prints what was done, or what -check found, as JSON.
func (a *app) printForm(f *output.Form, out string) error {
	f.Out = filepath.ToSlash(out)
	a.form(printable.JSON)
	text, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return err
	}
	_, err = a.out.Write(append(text, '\n'))
	return err
}

// printCheck prints what -check found as JSON.
func (a *app) printCheck(out string, files []emit.File, rep *output.Report) error {
	if err := a.printForm(rep.Form(files), out); err != nil || rep.Current() {
		return err
	}
	return exit(exitFound)
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
