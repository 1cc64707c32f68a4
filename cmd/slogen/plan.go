package main

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/plan"
	"github.com/slogen-project/slogen/generator/printable"
	"github.com/slogen-project/slogen/generator/step"
)

func planCommand(a *app) *cobra.Command {
	var in inputs
	var out string
	var asJSON, detailed, verbose bool
	c := &cobra.Command{
		Use:   "plan [PATH...]",
		Short: "Show what would change, and what the change means",
		Long: `Reads the given files and directory trees (default: the current directory) as one
configuration, compares it with the last output of slogen generate, and shows what
would change, object by object, and what each change means for the people who rely
on it. Writes nothing and contacts no account.

The exit code is 0 on success and 1 on errors. With -detailed-exitcode it is 2 if
anything changes or a generated file is out of date.`,
		Example: `slogen plan examples/http-service
slogen plan -var=env=prod -out=build/prod services/ platform/
slogen plan -json -detailed-exitcode services/ > plan.json`,
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
			rep, err := currency(out, files)
			if err != nil {
				return err
			}
			a.report(otherAddresses(files, rep, res.Resources), nil)
			p, found := plan.Unchanged(res.Resources), &step.Result{}
			if outdated(files, rep) {
				prior, err := committed(c, args, out, rep)
				if err != nil {
					return err
				}
				if p, err = plan.Diff(prior, res.Resources); err != nil {
					return unreadable(c, args, rep, err)
				}
				if hadTerraform(rep) {
					if found, err = step.Check(p, prior, res.Resources); err != nil {
						return unreadable(c, args, rep, err)
					}
				}
				p.Problems = found.Problems
			}
			if asJSON {
				a.form(printable.JSON)
				a.out.Write(plan.AppendJSON(nil, p))
				if p.Empty() && !rep.Current() {
					a.report(hcl.Diagnostics{diag.Warning("Output is not current", fmt.Sprintf("No object changes, but some files "+
						"in %s are out of date. %s", out, toWrite(c, args, rep)), hcl.Range{})}, nil)
				}
			} else {
				opt := plan.Options{Color: a.color(a.outFile), Width: width(a.outFile), Verbose: verbose, OutOfDate: !rep.Current()}
				if err := plan.Print(a.out, p, opt); err != nil {
					return err
				}
				switch {
				case len(p.Problems) > 0:
					fmt.Fprintf(a.out, "\n%s\n", toStep(c, args, found))
				case rep.Current():
				case p.Empty():
					fmt.Fprintf(a.out, "\nNot current in %s:\n", out)
					a.printStale(rep)
					fallthrough
				default:
					fmt.Fprintf(a.out, "\n%s\n%s", toWrite(c, args, rep), halfWay(c, args, out))
				}
			}
			if detailed && !(p.Empty() && rep.Current()) {
				return exit(exitFound)
			}
			return nil
		},
	}
	outFlag(c.Flags(), &out)
	c.Flags().BoolVar(&asJSON, "json", false, "Print the plan as JSON; see schemas/plan.schema.json.")
	c.Flags().BoolVar(&detailed, "detailed-exitcode", false,
		"Exit with 2 if anything changes or a generated file is out of date.")
	c.Flags().BoolVar(&verbose, "verbose", false, "List every attribute of objects that would be created or deleted.")
	in.flags(c.Flags())
	return c
}
