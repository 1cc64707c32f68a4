package main

import (
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/slogen-project/slogen/generator/comment"
	"github.com/slogen-project/slogen/generator/contrast"
	"github.com/slogen-project/slogen/generator/diag"
)

func environmentsCommand(a *app) *cobra.Command {
	var in inputs
	to := formatFlags{names: []string{diag.Text.Name, diag.JSON.Name, commentFormat}}
	c := &cobra.Command{
		Use:   "environments [PATH...]",
		Short: "List the environments, and what differs between them",
		Long: `Reads the configuration of each environment that slogen.hcl declares, lists the
environments with their output folders, and says what differs between them: SLOs
and alerts that exist only in some, targets, windows, what alerts fire on and whom
they notify, and recipients that one creates and another looks up. What differs
alike in several objects is told once. Writes nothing and contacts no account.

slogen plan compares an environment with what it was before; this compares the
environments with each other, so it needs no base.

The exit code is 0 on success, whatever differs, and 1 on errors.`,
		Example: `slogen environments
slogen environments -environment=prod -environment=staging
slogen environments -format=markdown > differences.md`,
		RunE: func(c *cobra.Command, args []string) error {
			if err := to.parse(); err != nil {
				return err
			}
			return a.listEnvironments(c, &in, &to, args)
		},
	}
	to.flags(c.Flags(), "environments", "differences.schema.json")
	in.flags(c.Flags())
	return c
}

// listEnvironments is the work of the command environments.
func (a *app) listEnvironments(c *cobra.Command, in *inputs, to *formatFlags, args []string) error {
	runs, err := a.runs(in, args)
	if err != nil {
		return err
	}
	if runs[0].environment == "" {
		return fail("No environments", "No "+projectFile+" in this directory or above declares environments. At the "+
			"root of the configuration, write:\nenvironment \"prod\" {\n  variables = { NAME = VALUE }\n}")
	}
	if err := a.loadAll(c, runs, args); err != nil {
		return err
	}
	var list []contrast.Environment
	var about []contrast.About
	for _, r := range runs {
		list = append(list, contrast.Environment{Name: r.environment, Resources: r.res.Resources})
		x := contrast.About{Name: r.environment, Out: filepath.ToSlash(r.in.usualOut), Declares: census(r.res)}
		for _, p := range r.in.pathsOf(args) {
			x.Paths = append(x.Paths, filepath.ToSlash(p))
		}
		about = append(about, x)
	}
	rows, err := contrast.Rows(list)
	if err != nil {
		return fail("Environments can't be compared", wordy(err))
	}
	return a.writeResults(to, results{problems: a.problems(nil, nil), own: map[string]func(*os.File) ([]byte, error){
		diag.Text.Name: func(screen *os.File) ([]byte, error) {
			return contrast.AppendText(nil, about, rows, a.width(screen)), nil
		},
		diag.JSON.Name: func(*os.File) ([]byte, error) { return contrast.AppendJSON(nil, about, rows), nil },
		commentFormat:  func(*os.File) ([]byte, error) { return comment.Contrast(namesOf(runs), rows), nil },
	}})
}
