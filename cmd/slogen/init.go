package main

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
)

//go:embed init.slo.hcl
var firstService []byte

//go:embed init.slotest.hcl
var firstTest []byte

// The files that init writes.
const (
	firstFile     = "checkout.slo.hcl"
	firstTestFile = "checkout.slotest.hcl"
)

func initCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "init [DIR]",
		Short: "Write a commented first service",
		Long: `Writes two files to the directory (default: the current one), creating it if
needed: ` + firstFile + `, a first service with an SLI, an SLO, burn alerts, a
trigger and their recipients, and ` + firstTestFile + `, with tests of the SLI and
scenarios for the burn alerts. Both are valid as they stand. Nothing is
overwritten: a directory that already holds slogen files is an error.`,
		Example: `slogen init services/checkout`,
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
				if ours(e.Name()) {
					return fail("Directory holds a configuration already", fmt.Sprintf("%s exists. Nothing was written; name "+
						"another directory, such as: slogen init %s", filepath.Join(dir, e.Name()),
						shellQuote(filepath.Join(dir, "checkout"))))
				}
			}
			if err := createFile(root, firstFile, firstService); err != nil {
				return fail("File can't be written", wordy(err))
			}
			if err := createFile(root, firstTestFile, firstTest); err != nil {
				_ = root.Remove(firstFile)
				return fail("File can't be written", wordy(err))
			}
			where := ""
			if filepath.Clean(dir) != "." {
				where = " " + shellQuote(dir)
			}
			fmt.Fprintf(a.out, `%s %s and %s

They are valid as they stand. Next:
  1. Put your service, dataset and columns in it.
  2. slogen validate%s
  3. slogen test%s
  4. slogen simulate%s
  5. slogen plan%s
  6. slogen generate%s
`, a.bold("Created", green), filepath.Join(dir, firstFile), filepath.Join(dir, firstTestFile),
				where, where, where, where, where)
			return nil
		},
	}
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

// ours reports whether a file of this name is one of slogen's.
func ours(name string) bool {
	for _, s := range []string{".slo.hcl", ".slo.json", ".slo.jsonnet", ".slotest.hcl"} {
		if strings.HasSuffix(name, s) {
			return true
		}
	}
	return false
}
