package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/slogen-project/slogen/generator/emit"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/output"
	"github.com/slogen-project/slogen/generator/printable"
)

// hiddenCatalogue is where the catalogue is kept if the configuration's outputs don't include JSON, since slogen plan
// compares with it.
const hiddenCatalogue = ".slogen-catalogue.json"

// catalogues lists where the catalogue may be in the output folder.
var catalogues = []string{"json/slogen.json", hiddenCatalogue}

func isCatalogue(path string) bool { return slices.Contains(catalogues, path) }

// outFlag is the flag of commands that use the output folder.
func outFlag(f *pflag.FlagSet, out *string) {
	f.StringVar(out, "out", "", "Use the output folder `DIR`. Default: out in the given directory, or beside the given "+
		"file; out in the current directory if several directories are given.")
}

// outputFiles returns all files of the outputs that the configuration asks for, sorted by path.
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

// committed reads the catalogue in the output folder, from when the output was last generated. It is nil if nothing has
// been generated.
func committed(c *cobra.Command, args []string, out string, rep *output.Report) (*honeycomb.Catalogue, error) {
	for _, name := range catalogues {
		file := filepath.Join(out, filepath.FromSlash(name))
		data, err := output.Read(out, name, rep.Bytes)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fail("Committed catalogue can't be read", wordy(err)+" Restore the file from version control.")
		}
		read, err := honeycomb.ReadCatalogue(filepath.ToSlash(file), data)
		if err != nil {
			return nil, unreadable(c, args, rep, err)
		}
		return read, nil
	}
	if rep.Unchanged > 0 || len(rep.Stale) > 0 || len(rep.Edited) > 0 { // everything would look new
		return nil, fail("Committed catalogue is missing", fmt.Sprintf("%s holds files that slogen generated, but not the "+
			"catalogue that the plan compares with: %s. Restore it from version control, "+
			"and commit it with the other files. %s", out, strings.Join(catalogues, " or "), toWrite(c, args, rep)))
	}
	return nil, nil
}

// unreadable is the error for a damaged committed catalogue. slogen generate would refuse to overwrite it.
func unreadable(c *cobra.Command, args []string, rep *output.Report, err error) error {
	return fail("Committed catalogue can't be read",
		fmt.Sprintf("%s Restore it from version control to plan from the last output. %s", wordy(err), toWrite(c, args, rep)))
}

// currency compares the output folder with files.
func currency(out string, files []emit.File) (*output.Report, error) {
	rep, err := output.Compare(out, files)
	if err != nil {
		return nil, fail("Output folder can't be read", wordy(err))
	}
	return rep, nil
}

// wordy returns an error as a sentence.
func wordy(err error) string {
	var pe *fs.PathError
	if errors.As(err, &pe) && err == error(pe) {
		return fmt.Sprintf("%s: %v.", pe.Path, pe.Err)
	}
	s := err.Error()
	if !strings.HasSuffix(s, ".") && !strings.HasSuffix(s, "?") {
		s += "."
	}
	return s
}

// printStale lists the files that aren't as they would be written.
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
	if rep.ManifestError != nil {
		lines = append(lines, line{"~", output.ManifestName, fmt.Sprintf("can't be read: %v", rep.ManifestError)})
	} else if len(lines) == 0 && rep.ManifestStale {
		lines = append(lines, line{"~", output.ManifestName, "outdated"})
	}
	slices.SortFunc(lines, func(x, y line) int { return strings.Compare(x.path, y.path) })
	wide := 0
	for _, l := range lines {
		wide = max(wide, len(l.path))
	}
	for _, l := range lines {
		fmt.Fprintf(a.out, "  %s %-*s  %s\n", l.sign, wide, printable.Line(l.path), l.what)
	}
	if rep.Interrupted {
		fmt.Fprintln(a.out, "  An earlier run was stopped while writing; the next one finishes its work.")
	}
}

// toWrite returns a sentence with the command that writes what c looked at. If that must overwrite what slogen didn't
// write, the command does, and the sentence says so.
func toWrite(c *cobra.Command, args []string, rep *output.Report) string {
	if len(rep.Edited) == 0 && len(rep.InTheWay) == 0 && rep.ManifestError == nil {
		return "To write it: " + generateLine(c, args)
	}
	forced := generateLine(c, args, "-force")
	switch {
	case slices.ContainsFunc(rep.InTheWay, func(o output.Obstacle) bool { return o.What != "a file" }):
		return "To write it, move away what is in the way, then: " + forced
	case rep.ManifestError != nil:
		return fmt.Sprintf("To write it, restore %s from version control; or, overwriting it: %s", output.ManifestName,
			forced)
	}
	if len(rep.Edited) == 0 {
		return "To write it, overwriting what slogen did not write: " + forced
	}
	return "To write it, overwriting what was edited: " + forced
}

// generateLine returns the command that writes what c looked at, with the same paths and flags, plus more flags.
func generateLine(c *cobra.Command, args []string, flags ...string) string {
	words := append([]string{"slogen", "generate"}, flags...)
	has := c.Root().Commands()
	c.Flags().SortFlags = true
	c.Flags().Visit(func(f *pflag.Flag) {
		for _, x := range has {
			if x.Name() != "generate" || x.Flags().Lookup(f.Name) == nil || f.Name == "check" || f.Name == "force" ||
				f.Name == "first-step" ||
				f.Name == "accept-loss" || f.Name == "diagnostics" || f.Name == "no-color" {
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
