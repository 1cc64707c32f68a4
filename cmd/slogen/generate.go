package main

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/slogen-project/slogen/generator/output"
)

func generateCommand(a *app) *cobra.Command {
	var in inputs
	var out string
	var check, force bool
	c := &cobra.Command{
		Use:   "generate [PATH...]",
		Short: "Write the JSON and Terraform of a configuration",
		Long: `Reads the given files and directory trees (default: the current directory) as one
configuration and writes its outputs to the output folder: the whole new output
or, on any error, nothing. Commit the folder: slogen plan compares with it, and
reviewers see what changes.

A manifest in the folder lists what slogen wrote. Files that are no longer
generated are removed; files that slogen did not write stay untouched. A generated
file that was edited since is an error, unless -force is given.

The exit code is 0 when the output is written or up to date, and 1 on errors or
if -check finds the output out of date.`,
		Example: `slogen generate services/
slogen generate -check services/   # in a pipeline: is the commit complete?
slogen generate -out=build/prod -var-file=prod.slovars.hcl services/`,
		RunE: func(c *cobra.Command, args []string) error {
			paths := defaultPaths(args)
			res, err := a.load(c, &in, paths)
			if err != nil {
				return err
			}
			if out, err = outputFolder(out, paths); err != nil {
				return err
			}
			files := outputFiles(res.Resources)
			if check {
				rep, err := currency(out, files)
				if err != nil {
					return err
				}
				if rep.Current() {
					fmt.Fprintf(a.out, "%s is current: %s.\n", out, count(rep.Unchanged, "file"))
					return nil
				}
				fmt.Fprintf(a.out, "%s is not current:\n", out)
				a.printStale(rep)
				fmt.Fprintf(a.out, "\n%s\n", toWrite(c, args, rep))
				return exit(exitError)
			}
			var done *output.Result
			err = a.uninterrupted(func() error {
				done, err = output.Write(out, files, output.Options{Force: force, Waiting: func() {
					fmt.Fprintf(a.err, "Waiting for another run that is writing %s ...\n", out)
				}})
				return err
			})
			var conflict *output.ConflictError
			switch {
			case errors.As(err, &conflict):
				return fail("Output folder has been changed by others", conflict.Error())
			case err != nil && errors.As(err, new(*stop)):
				return err
			case err != nil:
				return fail("Output can't be written", wordy(err))
			}
			a.printWritten(out, done)
			return nil
		},
	}
	outFlag(c.Flags(), &out)
	c.Flags().BoolVar(&check, "check", false, "Write nothing; say whether the output folder is up to date, and exit with 1 if it is not.")
	c.Flags().BoolVar(&force, "force", false, "Overwrite or remove generated files that were edited, and overwrite files that slogen did not write at paths it generates.")
	in.flags(c.Flags())
	return c
}

func (a *app) printWritten(out string, r *output.Result) {
	if r.Recovered {
		fmt.Fprintln(a.err, "An earlier run had been stopped while it wrote; that is mended.")
	}
	if len(r.Written)+len(r.Removed) == 0 {
		fmt.Fprintf(a.out, "%s is current: %s, nothing to write.\n", out, count(r.Unchanged, "file"))
		return
	}
	parts := []string{fmt.Sprintf("%d written", len(r.Written))}
	if r.Unchanged > 0 {
		parts = append(parts, fmt.Sprintf("%d unchanged", r.Unchanged))
	}
	if len(r.Removed) > 0 {
		parts = append(parts, fmt.Sprintf("%d removed", len(r.Removed)))
	}
	fmt.Fprintf(a.out, "%s %s: %s.\n", a.bold("Generated", green), out, strings.Join(parts, ", "))
}

// uninterrupted runs f to its end even if the user or the system asks the program to stop meanwhile; then it stops. Asked
// twice it stops at once, which what it writes is made to survive.
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
