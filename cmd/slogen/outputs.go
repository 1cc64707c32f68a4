package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/slogen-project/slogen/generator/emit"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/output"
)

// hiddenCatalogue is where the catalogue is kept when the configuration's outputs don't include JSON: slogen plan compares with it.
const hiddenCatalogue = ".slogen-catalogue.json"

// catalogues are the places of the catalogue in the output folder.
var catalogues = []string{"json/slogen.json", hiddenCatalogue}

func isCatalogue(path string) bool { return slices.Contains(catalogues, path) }

// outFlag is the flag of commands that have to do with the output folder.
func outFlag(f *pflag.FlagSet, out *string) {
	f.StringVar(out, "out", "", "The output folder `DIR`. When not given: the folder out in the directory given, or beside the file; out in the current directory when several directories are given.")
}

// outputFiles are all files of the outputs that the configuration asks for, sorted by path.
func outputFiles(r *honeycomb.Resources) []emit.File {
	var files []emit.File
	catalogue := false
	for _, name := range r.Settings.Outputs {
		f := emit.Lookup(name)
		if f == nil {
			continue // refused when the configuration was read
		}
		catalogue = catalogue || f == emit.JSON
		files = append(files, f.Files(r)...)
	}
	if !catalogue {
		hidden := emit.JSON.Files(r)[0]
		hidden.Path = hiddenCatalogue
		files = append(files, hidden)
	}
	slices.SortFunc(files, func(a, b emit.File) int { return strings.Compare(a.Path, b.Path) })
	return files
}

// committed reads the catalogue in the output folder: what was generated the last time. It is nil when there is none.
func committed(out string) (*honeycomb.Catalogue, error) {
	for _, name := range catalogues {
		file := filepath.Join(out, filepath.FromSlash(name))
		data, err := os.ReadFile(file)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fail("Output folder can't be read", wordy(err))
		}
		c, err := honeycomb.ReadCatalogue(filepath.ToSlash(file), data)
		if err != nil {
			return nil, fail("Committed catalogue can't be read", wordy(err))
		}
		return c, nil
	}
	return nil, nil
}

// currency compares the output folder with files.
func currency(out string, files []emit.File) (*output.Report, error) {
	rep, err := output.Compare(out, files)
	if err != nil {
		return nil, fail("Output folder can't be read", wordy(err))
	}
	return rep, nil
}

// wordy is an error as a sentence.
func wordy(err error) string {
	var pe *fs.PathError
	if errors.As(err, &pe) && err == error(pe) {
		return fmt.Sprintf("%s: %v.", pe.Path, pe.Err)
	}
	s := err.Error()
	if !strings.HasSuffix(s, ".") {
		s += "."
	}
	return s
}

// printStale lists the files that are not as they would be written.
func (a *app) printStale(rep *output.Report) {
	edited := map[string]bool{}
	for _, p := range rep.Edited {
		edited[p] = true
	}
	blocked := map[string]string{}
	for _, o := range rep.InTheWay {
		blocked[o.Path] = o.What
	}
	type line struct{ sign, path, what string }
	var lines []line
	for _, p := range rep.Missing {
		lines = append(lines, line{"+", p, "missing"})
	}
	for _, p := range rep.Differing {
		what := "outdated"
		if edited[p] {
			what = "edited since it was written"
		} else if blocked[p] != "" {
			what = "not written by slogen"
		}
		delete(blocked, p)
		lines = append(lines, line{"~", p, what})
	}
	for _, p := range rep.Stale {
		what := "no longer generated"
		if edited[p] {
			what += ", and edited since it was written"
		}
		lines = append(lines, line{"-", p, what})
	}
	for _, o := range rep.InTheWay {
		if what, ok := blocked[o.Path]; ok {
			lines = append(lines, line{"!", o.Path, what + " is in the way"})
		}
	}
	if len(lines) == 0 && rep.ManifestStale {
		lines = append(lines, line{"~", output.ManifestName, "outdated"})
	}
	slices.SortFunc(lines, func(x, y line) int { return strings.Compare(x.path, y.path) })
	wide := 0
	for _, l := range lines {
		wide = max(wide, len(l.path))
	}
	for _, l := range lines {
		fmt.Fprintf(a.out, "  %s %-*s  %s\n", l.sign, wide, l.path, l.what)
	}
	if rep.Interrupted {
		fmt.Fprintln(a.out, "  An earlier run was stopped while it wrote; the next one finishes it.")
	}
}

// generateLine is the command that writes what c looked at, with the same paths and flags.
func generateLine(c *cobra.Command, args []string) string {
	words := []string{"slogen", "generate"}
	has := c.Root().Commands()
	c.Flags().SortFlags = true
	c.Flags().Visit(func(f *pflag.Flag) {
		for _, x := range has {
			if x.Name() != "generate" || x.Flags().Lookup(f.Name) == nil || f.Name == "check" || f.Name == "diagnostics" || f.Name == "no-color" {
				continue
			}
			if list, ok := f.Value.(pflag.SliceValue); ok {
				for _, v := range list.GetSlice() {
					words = append(words, "-"+f.Name+"="+shellQuote(v))
				}
			} else {
				words = append(words, "-"+f.Name+"="+shellQuote(f.Value.String()))
			}
		}
	})
	for _, p := range args {
		words = append(words, shellQuote(p))
	}
	return strings.Join(words, " ")
}
