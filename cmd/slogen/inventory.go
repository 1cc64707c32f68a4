package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/inventory"
	"github.com/slogen-project/slogen/generator/lint"
	"github.com/slogen-project/slogen/generator/project"
	"github.com/slogen-project/slogen/generator/rule"
)

func waiversCommand(a *app) *cobra.Command {
	var in inputs
	to := formatFlags{names: []string{diag.Text.Name, diag.JSON.Name}}
	c := &cobra.Command{
		Use:   "waivers [PATH...]",
		Short: "List the comments that accept findings of lint",
		Long: `Reads the given files and directory trees (default: the current directory) as one
configuration and lists every comment # slogen:ignore, and every property "//" in JSON
and jsonnet, with its rule, reason, owner, age and end, and what it accepts. It says
which ones have expired, accept nothing, or can't be read.

A waiver may say who answers for it and since when it is there:

  # slogen:ignore RULE @payments since 2026-11-01 until 2027-03-31 REASON

Without an owner, it is that of the SLO or trigger. slogen:ignore-file instead of
slogen:ignore accepts the rule's findings in the whole file.

The exit code is 0 on success, whatever is listed, and 1 on errors.`,
		Example: `slogen waivers services/
slogen waivers -json services/ > waivers.json
slogen waivers -now=2027-03-31 services/`,
		RunE: func(c *cobra.Command, args []string) error {
			return a.inventory(c, &in, &to, args, func(r *run) (list, error) {
				own, diags := lint.NewOwn(append(slices.Clone(r.res.Rules), r.in.packs.list()...))
				if diags.HasErrors() {
					return nil, &stop{code: exitError, diags: diags, sources: r.res.Sources}
				}
				today := r.in.today()
				waivers := lint.Waivers(r.res.Resources, lintOptions(r.res, own, today))
				return inventory.NewWaivers(waivers, today).Evaluated(r.res.Evaluated), nil
			})
		},
	}
	to.flags(c.Flags(), "waivers", "waivers.schema.json")
	in.flags(c.Flags())
	return c
}

func columnsCommand(a *app) *cobra.Command {
	var in inputs
	to := formatFlags{names: []string{diag.Text.Name, diag.JSON.Name}}
	c := &cobra.Command{
		Use:   "columns [NAME] [PATH...]",
		Short: "List the columns that everything rests on",
		Long: `Reads the given files and directory trees (default: the current directory) as one
configuration and lists the columns that SLIs, triggers and boards read, with their
types as far as these are declared, taken for granted or OpenTelemetry's, and the
columns that datasets declare and nothing reads.

With the name of a column it says what breaks if the column goes or changes its type:
every SLI with its SLOs and burn alerts, every trigger and board, where they read it,
and what becomes of events that lack it. A first argument that is no file or directory
is such a name.

The exit code is 0 on success and 1 on errors.`,
		Example: `slogen columns services/
slogen columns http.status_code services/
slogen columns -json services/ > columns.json`,
		RunE: func(c *cobra.Command, args []string) error {
			name, paths := "", args
			if len(args) > 0 && args[0] != standardInput {
				if _, err := os.Stat(args[0]); err != nil && args[0] == filepath.Base(args[0]) {
					name, paths = args[0], args[1:]
				}
			}
			in.tests = true
			return a.inventory(c, &in, &to, paths, func(r *run) (list, error) {
				columns := inventory.NewColumns(r.res.Resources, r.res.Declared).Evaluated(r.res.Evaluated)
				if name == "" {
					return columns, nil
				}
				if names := columns.Names(); !slices.Contains(names, name) {
					return nil, fail("Unknown column", fmt.Sprintf("Nothing reads a column %q, no dataset declares "+
						"it, and it is no file or directory.%s", name, diag.DidYouMean(name, names)))
				}
				return oneColumn{columns.Only(name)}, nil
			})
		},
	}
	to.flags(c.Flags(), "columns", "columns.schema.json")
	in.flags(c.Flags())
	return c
}

// list is what a command lists.
type list interface {
	Text() string
	AppendJSON(b []byte) ([]byte, error)
}

// oneColumn is the list of a column, of which the text says more.
type oneColumn struct{ *inventory.Columns }

func (c oneColumn) Text() string { return c.Details() }

// inventory writes a list about each configuration, in the format asked for.
func (a *app) inventory(c *cobra.Command, in *inputs, to *formatFlags, args []string,
	make func(*run) (list, error)) error {
	if err := to.parse(); err != nil {
		return err
	}
	runs, err := a.runs(in, args)
	if err != nil {
		return err
	}
	if err := a.examineAll(c.Context(), runs, args); err != nil {
		return err
	}
	errors := hcl.Diagnostics{}
	for _, r := range runs { // what lint says of it is for lint to say
		r.diags = slices.DeleteFunc(r.diags, func(d *hcl.Diagnostic) bool {
			return d.Severity != hcl.DiagError || r.res.Resources != nil && isFinding(d)
		})
		errors = append(errors, r.diags...)
	}
	if errors.HasErrors() {
		return &stop{code: exitError, report: a.problemsOf(runs)}
	}
	var texts, asJSON []project.Part
	for _, r := range runs {
		l, err := make(r)
		if err != nil {
			return err
		}
		text, err := l.AppendJSON(nil)
		if err != nil {
			return err
		}
		asJSON = append(asJSON, project.Part{Environment: r.environment, Text: text})
		texts = append(texts, project.Part{Environment: r.environment, Text: []byte(l.Text())})
	}
	own := map[string]func(*os.File) ([]byte, error){
		diag.Text.Name: func(*os.File) ([]byte, error) { return texts[0].Text, nil },
		diag.JSON.Name: func(*os.File) ([]byte, error) { return asJSON[0].Text, nil },
	}
	if runs[0].in.several {
		own[diag.Text.Name] = func(*os.File) ([]byte, error) { return project.Text(texts), nil }
		own[diag.JSON.Name] = func(*os.File) ([]byte, error) {
			return project.JSON(c.Name(), asJSON), nil
		}
	}
	return a.writeResults(to, results{problems: a.problems(nil, nil), own: own})
}

// isFinding reports whether a problem is a finding by a rule of lint, or of an organization.
func isFinding(d *hcl.Diagnostic) bool {
	x := diag.Of(d)
	return x.Own || rule.Lookup(lint.Rules, x.Code) != nil
}
