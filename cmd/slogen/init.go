package main

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/slogen-project/slogen/generator"
	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/source"
	"github.com/slogen-project/slogen/generator/spec"
	"github.com/slogen-project/slogen/generator/words"
)

//go:embed init.slo.hcl
var firstService []byte

//go:embed init.slotest.hcl
var firstTest []byte

// The files that init writes if nothing is known of the service.
const (
	firstFile     = "checkout.slo.hcl"
	firstTestFile = "checkout.slotest.hcl"
)

// firstServices are the files for a service of a name; "@service@" and "@dataset@" stand for its names.
//
//go:embed init
var firstServices embed.FS

// kindsOfServices are the values of -from, each with two files in init.
var kindsOfServices = []struct{ name, means string }{
	{"http", "it answers HTTP requests"},
	{"grpc", "it answers gRPC calls"},
	{"queue", "it takes messages from a queue"},
	{"batch", "it is a job that runs by a schedule"},
}

// firstFlags say what the first service is.
type firstFlags struct{ service, dataset, from string }

// first is a file that init writes.
type first struct {
	name    string
	content []byte
}

// files are the files to write: the declarations, and the tests.
func (f *firstFlags) files() ([]first, error) {
	if *f == (firstFlags{}) {
		return []first{{firstFile, firstService}, {firstTestFile, firstTest}}, nil
	}
	if f.service == "" {
		return nil, fail("Missing flag", "Name the service, too: -service=NAME")
	}
	if f.from == "" {
		f.from = kindsOfServices[0].name
	}
	if f.dataset == "" {
		f.dataset = f.service
	}
	var names []string
	for _, k := range kindsOfServices {
		names = append(names, k.name)
	}
	if !slices.Contains(names, f.from) {
		return nil, fail("Invalid value of a flag", fmt.Sprintf("-from takes %s, not %q.%s", words.Or(names), f.from,
			diag.DidYouMean(f.from, names)))
	}
	if diags := config.CheckName("service", spec.At[string]{V: f.service}); diags.HasErrors() {
		return nil, fail("Invalid value of a flag", "-service: "+diags[0].Detail)
	}
	fill := strings.NewReplacer("@service@", f.service, "@dataset@", f.dataset)
	var files []first
	texts := map[string]string{}
	for _, suffix := range []string{".slo.hcl", ".slotest.hcl"} {
		text, err := firstServices.ReadFile("init/" + f.from + suffix)
		if err != nil {
			return nil, err
		}
		files = append(files, first{f.service + suffix, []byte(fill.Replace(string(text)))})
		texts[f.service+suffix] = string(files[len(files)-1].content)
	}
	return files, valid(texts)
}

// valid refuses files that would not be valid: a flag has a value that can't stand there.
func valid(texts map[string]string) error {
	top, err := (source.Disk{}).Real(".")
	if err != nil {
		return fail("Directory can't be read", wordy(err))
	}
	res, diags := generator.Load(context.Background(), generator.Options{Paths: []string{"."},
		Storage: source.Memory(top, texts), Tests: true})
	if diags.HasErrors() {
		diags = append(
			diags,
			diag.Command(hcl.DiagError, "Nothing was written", "With these flags, the first service would not be "+
				"valid.",
				hcl.Range{}),
		)
		return &stop{code: exitError, diags: diags, sources: res.Sources}
	}
	return nil
}

func initCommand(a *app) *cobra.Command {
	var about firstFlags
	var kinds []string
	for _, k := range kindsOfServices {
		kinds = append(kinds, k.name+" ("+k.means+")")
	}
	c := &cobra.Command{
		Use:   "init [DIR]",
		Short: "Write a commented first service",
		Long: `Writes two files to the directory (default: the current one), creating it if
needed: ` + firstFile + `, a first service with an SLI, an SLO, burn alerts, a
trigger and their recipients, and ` + firstTestFile + `, with tests of the SLI and
scenarios for the burn alerts. Both are valid as they stand. Nothing is
overwritten: a directory that already holds slogen files is an error.

With -service, the files are about that service and named after it, and need no
renaming: NAME.slo.hcl, with SLIs after OpenTelemetry's names, SLOs, burn alerts
and the Slack channel #NAME-alerts, and NAME.slotest.hcl.`,
		Example: `slogen init services/checkout
slogen init -service=basket -dataset=basket-prod -from=grpc services/basket`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return fail("Unexpected argument", fmt.Sprintf("`slogen init` takes only one directory, but %q was given, too.",
					args[1]))
			}
			return nil
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveFilterDirs
		},
		RunE: func(_ *cobra.Command, args []string) error {
			dir := "."
			if len(args) == 1 {
				dir = args[0]
			}
			files, err := about.files()
			if err != nil {
				return err
			}
			if err := os.MkdirAll(dir, 0o777); err != nil {
				return fail("Directory can't be created", wordy(err))
			}
			root, err := os.OpenRoot(dir)
			if err != nil {
				return fail("Directory can't be opened", wordy(err))
			}
			defer root.Close()
			entries, err := fs.ReadDir(root.FS(), ".")
			if err != nil {
				return fail("Directory can't be read", wordy(err))
			}
			for _, e := range entries {
				if source.IsOurs(e.Name()) {
					return fail("Directory holds a configuration already", fmt.Sprintf("%s exists. Nothing was written; name "+
						"another directory, such as: slogen init %s", filepath.Join(dir, e.Name()),
						shellQuote(filepath.Join(dir, strings.TrimSuffix(files[0].name, ".slo.hcl")))))
				}
			}
			for i, f := range files {
				if err := createFile(root, f.name, f.content); err != nil {
					for _, done := range files[:i] {
						_ = root.Remove(done.name)
					}
					return fail("File can't be written", wordy(err))
				}
			}
			task := "Put your service, dataset and columns in it."
			if about.service != "" {
				task = "Read it: add who owns it, and who is woken."
			}
			where := ""
			if filepath.Clean(dir) != "." {
				where = " " + shellQuote(dir)
			}
			a.say(`%s %s and %s

They are valid as they stand. Next:
  1. %s
  2. slogen validate%s
  3. slogen test%s
  4. slogen simulate%s
  5. slogen plan%s
  6. slogen generate%s
`, a.bold("Created", green), filepath.Join(dir, files[0].name), filepath.Join(dir, files[1].name),
				task, where, where, where, where, where)
			return nil
		},
	}
	c.Flags().StringVar(&about.service, "service", "", "Write a first service of this `NAME`.")
	c.Flags().StringVar(&about.dataset, "dataset", "",
		"The `SLUG` of the dataset with the service's events. Default: its name.")
	c.Flags().StringVar(&about.from, "from", "", "What the service's events are about, its `KIND`: "+
		strings.Join(kinds, ", ")+". Default: http.")
	return c
}

// createFile writes a file that doesn't exist yet, whole or not at all.
func createFile(root *os.Root, name string, content []byte) error {
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err = errors.Join(err, f.Close()); err != nil {
		_ = root.Remove(name)
	}
	return err
}
