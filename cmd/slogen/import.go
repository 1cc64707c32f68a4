package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/slogen-project/slogen/generator/adopt"
	"github.com/slogen-project/slogen/generator/draft"
	"github.com/slogen-project/slogen/generator/printable"
	"github.com/slogen-project/slogen/generator/state"
	"github.com/slogen-project/slogen/generator/terraform"
	"github.com/slogen-project/slogen/generator/words"
)

// importFlags are the flags of `slogen import`.
type importFlags struct {
	out, from, dataset, region, state string
	json, live                        bool
	vars, varFiles                    []string
}

func importCommand(a *app) *cobra.Command {
	var f importFlags
	c := &cobra.Command{
		Use:   "import [FILE...]",
		Short: "Write a configuration of what exists",
		Long: `Reads what exists and prints a configuration for it, or with -out writes it to
files. It reads

  - JSON from Honeycomb's API, as curl or other tools saved it: single objects,
    lists and pages of calculated fields, SLOs, burn alerts, triggers, queries,
    recipients, boards and columns, one kind or many in a file;
  - a state of Terraform or OpenTofu: what "terraform show -json" or "tofu show
    -json" prints, or a state file of version 4;
  - source of Terraform or OpenTofu (*.tf, *.tf.json), a folder or files.
    Variables, locals and for_each stay, local modules are written out, and what
    only a registry or a backend knows is named. -state gives its objects ids;
  - OpenSLO (*.yaml, *.yml, or JSON), v1 and v2alpha. What is measured at
    Honeycomb becomes an SLI; of other sources, a person writes it, and
    everything else of the SLO is there.

Of a folder without source of Terraform it reads all files *.json, *.jsonl,
*.ndjson, *.tfstate, *.yaml and *.yml; - is the standard input. The API's answers
about calculated fields and columns don't say the dataset: name the file or its
folder after it, as in columns/checkout.json, or give -dataset.

With -live, and never without, it asks Honeycomb's API itself, or slogen sandbox.
It only reads. The key is in the environment variable HONEYCOMB_API_KEY;
HONEYCOMB_API_ENDPOINT may name another host.

Objects with an id get ` + "`existing`" + `, so that Terraform takes them over. slogen
compiles what it wrote and compares each object with what it read, member by
member. What isn't the same, and what slogen or Honeycomb would refuse, stands in
a comment "# slogen:import" where it belongs and in a report on the error stream.
Secrets become secret("NAME"); their values are not kept.

The exit code is 0 when everything is said, 2 when something couldn't be said, and
1 on errors. Then nothing is written.`,
		Example: `slogen import slos.json columns/checkout.json burn_alerts.json recipients.json
slogen import -out=services -service-from=tag:team saved/
tofu show -json | slogen import -
slogen import -out=services terraform/
slogen import -out=services -dataset=checkout openslo/
slogen import -live -region=eu -out=services`,
		Args: func(_ *cobra.Command, args []string) error {
			if f.live && len(args) > 0 {
				return fail("Unexpected argument", "With -live, what exists is read from the account, not from files.")
			}
			if f.region != "" && !f.live {
				return fail("Missing flag", "-region says where the account is that -live reads.")
			}
			if len(args) == 0 && !f.live {
				return fail("Missing argument", "`slogen import` takes files with what exists, such as: slogen import "+
					"slos.json recipients.json; or -live.")
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error { return a.importFrom(c, &f, args) },
	}
	c.Flags().StringVar(&f.out, "out", "", "Write the configuration to files in the `FOLDER`, none of which may exist, "+
		"instead of printing it.")
	c.Flags().StringVar(&f.from, "service-from", "dataset", "Which `RULE` says what service an object belongs to: "+
		"dataset (one for each dataset), tag:KEY (the value of that tag) or name-prefix:SEPARATOR (what stands before "+
		"it in the name).")
	c.Flags().StringVar(&f.dataset, "dataset", "", "The `SLUG` of the dataset of what doesn't say its own. With -live, "+
		"read only what is in it, and recipients.")
	c.Flags().BoolVar(&f.live, "live", false, "Read what exists from Honeycomb's API, with the key in "+keyVariable+".")
	c.Flags().StringVar(&f.region, "region", "", "With -live, where the account is: `us` or eu. Default: us.")
	c.Flags().StringVar(&f.state, "state", "", "The state, in a `FILE`, of the source of Terraform that is read: it "+
		"says which ids the objects have, so that they are taken over.")
	c.Flags().StringArrayVar(&f.vars, "var", nil, "Compare with this value of a variable of Terraform's: "+
		"`NAME=VALUE`. Repeatable.")
	c.Flags().StringArrayVar(&f.varFiles, "var-file", nil, "The same of the variables in a `FILE`, *.tfvars or JSON. "+
		"terraform.tfvars and *.auto.tfvars beside the source are read without it. Repeatable.")
	c.Flags().BoolVar(&f.json, "json", false,
		"Print the files and the report as JSON; see schemas/import.schema.json.")
	return c
}

func (a *app) importFrom(c *cobra.Command, f *importFlags, args []string) error {
	rule, err := draft.ParseRule(f.from)
	if err != nil {
		return fail("Invalid value of a flag", "-service-from: "+wordy(err))
	}
	marks := &terraform.Marks{}
	args, sources, state, err := a.sourceToImport(f, args, marks)
	if err != nil {
		return err
	}
	ctx := c.Context()
	if ctx == nil {
		ctx = context.Background()
	}
	ctx, stopped := signal.NotifyContext(ctx, os.Interrupt)
	defer stopped()
	files, err := a.whatExists(ctx, f, args)
	if ctx.Err() != nil {
		return exit(exitStopped)
	}
	if err != nil {
		return err
	}
	res, err := adopt.Import(ctx, files, adopt.Options{Rule: rule, Dataset: f.dataset,
		Inline:    f.out == "" && !f.json,
		Terraform: sources, Marks: marks, State: state})
	switch {
	case ctx.Err() != nil:
		return exit(exitStopped)
	case err != nil:
		return fail("What exists can't be read", wordy(err))
	}
	if f.out != "" && len(res.Files) > 0 {
		if err := createFiles(f.out, res.Files); err != nil {
			return err
		}
	}
	switch {
	case f.json:
		text, err := json.MarshalIndent(res.Report(), "", "  ")
		if err != nil {
			return err
		}
		a.form(printable.JSON)
		a.out.Write(append(text, '\n'))
	case f.out == "":
		a.form(printable.Raw)
		for i, x := range res.Files {
			if i > 0 {
				a.out.WriteByte('\n')
			}
			a.out.Write(x.Text)
		}
	case len(res.Files) == 0:
		fmt.Fprintf(a.out, "Nothing was written to %s.\n\n", f.out)
	default:
		a.sayCreated(f.out, res)
	}
	a.out.Flush()
	if !f.json {
		var report bytes.Buffer
		res.Print(&report)
		fmt.Fprint(a.err, fold(report.String(), a.width(a.errFile)))
	}
	if !res.Whole() {
		return exit(exitFound)
	}
	return nil
}

// sayCreated says which files were written, and what to do with them.
func (a *app) sayCreated(dir string, res *adopt.Result) {
	var names []string
	for _, x := range res.Files {
		names = append(names, filepath.Join(dir, x.Name))
	}
	fmt.Fprintf(a.out, "%s %s\n", a.bold("Created", green), words.List(names))
	next := "slogen plan " + shellQuote(dir)
	if !res.Whole() {
		next = "read the comments \"# slogen:import\" in them, then " + next
	}
	fmt.Fprintf(a.out, "Next: %s\n\n", next)
}

// whatExists reads files, or an account.
func (a *app) whatExists(ctx context.Context, f *importFlags, args []string) ([]adopt.File, error) {
	if !f.live {
		return a.filesToImport(args)
	}
	account, err := a.openAccount(f.region)
	if err != nil {
		return nil, err
	}
	files, err := adopt.Live(ctx, account.get, f.dataset)
	if err != nil {
		return nil, fail("Account can't be read", wordy(err))
	}
	return files, nil
}

// imported are the ends of the names of files that are read below a folder.
var imported = []string{".json", ".jsonl", ".ndjson", ".tfstate", ".yaml", ".yml"}

// filesToImport reads the files, and those below folders.
func (a *app) filesToImport(args []string) (files []adopt.File, err error) {
	seen := map[string]bool{}
	add := func(name string) error {
		if seen[filepath.Clean(name)] {
			return nil
		}
		seen[filepath.Clean(name)] = true
		in, shown := a.in, "the standard input"
		if name != standardInput {
			h, err := os.Open(name)
			if err != nil {
				return fail("File can't be read", wordy(err))
			}
			defer h.Close()
			in, shown = h, filepath.ToSlash(name)
		}
		data, err := readAll(in, shown, state.MaxBytes)
		if err != nil {
			return fail("File can't be read", wordy(err))
		}
		files = append(files, adopt.File{Name: shown, Data: data})
		return nil
	}
	for _, arg := range args {
		info, err := os.Stat(arg)
		if arg == standardInput || err != nil || !info.IsDir() {
			if err := add(arg); err != nil {
				return nil, err
			}
			continue
		}
		n := len(files)
		err = filepath.WalkDir(arg, func(p string, e fs.DirEntry, err error) error {
			hidden := strings.HasPrefix(e.Name(), ".") && p != arg
			switch {
			case err != nil:
				return fail("Folder can't be read", wordy(err))
			case e.IsDir() && hidden:
				return filepath.SkipDir
			case hidden || !e.Type().IsRegular() || !slices.Contains(imported, filepath.Ext(p)):
				return nil
			}
			return add(p)
		})
		if err != nil {
			return nil, err
		}
		if len(files) == n {
			return nil, fail("Nothing to import", fmt.Sprintf("%s holds no files whose names end in %s.", arg,
				words.Or(imported)))
		}
	}
	return files, nil
}

// createFiles writes files that don't exist yet: all of them, or none.
func createFiles(dir string, files []adopt.Written) error {
	_, err := os.Stat(dir)
	isNew := errors.Is(err, fs.ErrNotExist)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return fail("Directory can't be created", wordy(err))
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fail("Directory can't be opened", wordy(err))
	}
	defer root.Close()
	for i, f := range files {
		err := createFile(root, f.Name, f.Text)
		if err == nil {
			continue
		}
		for _, done := range files[:i] {
			_ = root.Remove(done.Name)
		}
		if isNew {
			_ = os.Remove(dir)
		}
		if errors.Is(err, fs.ErrExist) {
			return fail("File exists", fmt.Sprintf("%s exists, and import replaces no file. Nothing was written; name "+
				"another folder.", filepath.Join(dir, f.Name)))
		}
		return fail("File can't be written", wordy(err))
	}
	return nil
}
