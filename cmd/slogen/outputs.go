package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/emit"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/output"
	"github.com/slogen-project/slogen/generator/printable"
	"github.com/slogen-project/slogen/generator/project"
	"github.com/slogen-project/slogen/generator/words"
)

// catalogues lists the folders that may hold the catalogue, in the output folder: the second if the configuration's
// outputs don't include JSON, since slogen plan compares with it.
var catalogues = []string{emit.JSON.Name, emit.HiddenFolder}

func isCatalogue(file string) bool { return slices.Contains(catalogues, path.Dir(file)) }

// outFlag is the flag of commands that use the output folder.
func outFlag(f *pflag.FlagSet, out *string) {
	f.StringVar(out, "out", "", project.Usage("out"))
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
		files = append(files, emit.Catalogue(r, emit.HiddenFolder)...)
	}
	slices.SortFunc(files, func(a, b emit.File) int { return strings.Compare(a.Path, b.Path) })
	return files
}

// committed reads the catalogue in the output folder, from when the output was last generated. It is nil if nothing has
// been generated. A catalogue of which a file is missing or damaged is an error, which ends in the advice: what that
// file held would look new.
func committed(out string, files []emit.File, rep *output.Report, advice string) (*honeycomb.Catalogue, error) {
	if rep.Earlier() {
		return nil, unreadable(advice, errors.New(out+" holds the output of an earlier slogen, in another form"))
	}
	var parts []*honeycomb.Catalogue
	var errs []error
	has := map[string]bool{} // the files that the catalogue consists of, without their folders
	for _, folder := range catalogues {
		list, err := output.Read(out, folder, int64(len(files))*fileSize)
		if err != nil {
			return nil, unreadable(advice, err)
		}
		for _, f := range list {
			part, err := honeycomb.ReadCatalogue(path.Join(filepath.ToSlash(out), f.Path), f.Data)
			if err != nil {
				errs = append(errs, err)
				continue
			}
			parts = append(parts, part)
			has[path.Base(f.Path)] = true
		}
	}
	if len(errs) > 0 {
		return nil, unreadable(advice, errs...)
	}
	if lost := lostParts(files, rep, has); len(lost) > 0 {
		return nil, fail("Committed catalogue is incomplete", fmt.Sprintf("%s holds what slogen generated before, but "+
			"not all of the catalogue that the plan compares with. Missing: %s. %s", out, someOf(lost), advice))
	}
	if len(parts) == 0 {
		return nil, nil
	}
	read, err := honeycomb.JoinCatalogues(parts)
	if err != nil {
		return nil, unreadable(advice, err)
	}
	return read, nil
}

// fileSize is what a file of the catalogue may hold on average before all of them together are suspiciously large, in
// bytes.
const fileSize = 256 << 10

// lostParts lists the files of the catalogue that aren't there, though other files that slogen wrote of the same
// objects are.
func lostParts(files []emit.File, rep *output.Report, has map[string]bool) (lost []string) {
	written := slices.Clone(rep.Stale)
	for _, f := range files {
		if rep.Holds(f.Path) {
			written = append(written, f.Path)
		}
	}
	for _, p := range written {
		if name := emit.CatalogueFile(p); name != "" && !has[name] {
			has[name] = true
			lost = append(lost, name)
		}
	}
	if len(has) == 0 && len(written) > 0 {
		return catalogues
	}
	slices.Sort(lost)
	return lost
}

// someOf lists the first of many names.
func someOf(names []string) string {
	const shown = 5
	if len(names) <= shown {
		return strings.Join(names, ", ")
	}
	return strings.Join(names[:shown], ", ") + " and " + words.Plural(len(names)-shown, "more file")
}

// unreadable is the error for a damaged committed catalogue.
func unreadable(advice string, errs ...error) error {
	var b strings.Builder
	for _, err := range errs {
		b.WriteString(wordy(err) + "\n")
	}
	return fail("Committed catalogue can't be read", b.String()+advice)
}

// restoring is the advice for a committed catalogue that c can't read.
func restoring(c *cobra.Command, args []string, rep *output.Report) string {
	text := "To plan from the last output, restore it from version control, or compare with the sources at a revision: "
	if rep.Earlier() {
		text = "Compare with the sources at a revision: "
	}
	return text + "-against=REVISION. " + toWrite(c, args, rep)
}

// currency compares the output folder with files.
func currency(out string, files []emit.File) (*output.Report, error) {
	return currencyOf(out, files, output.Options{})
}

func currencyOf(out string, files []emit.File, o output.Options) (*output.Report, error) {
	rep, err := output.Compare(out, files, o)
	if err != nil {
		return nil, fail("Output folder can't be read", wordy(err))
	}
	return rep, nil
}

// unmarked warns of files that slogen leaves alone, though whoever reads the folder takes them for generated: a merge
// or an editor may have taken their marks away.
func unmarked(rep *output.Report) hcl.Diagnostics {
	if rep.Earlier() {
		return nil // that says what to remove
	}
	var names []string
	for _, p := range rep.Foreign {
		switch dir := path.Dir(p); {
		case slices.Contains(emit.Folders, dir) && emit.CatalogueFile(p) != "",
			(isCatalogue(p) || dir == emit.StepFolder || dir == emit.InputsFolder) && path.Ext(p) == ".json":
			names = append(names, printable.Line(p))
		}
	}
	if len(names) == 0 {
		return nil
	}
	text := fmt.Sprintf("In %s, slogen leaves alone what doesn't begin as its own files do, but Terraform and other "+
		"programs read it with the rest: %s. If slogen wrote it, remove it; if it is yours, give it a name or a "+
		"folder that slogen doesn't use.", rep.Dir, someOf(names))
	return hcl.Diagnostics{diag.Command(hcl.DiagWarning, "Not marked as generated", text, hcl.Range{})}
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

// printOutdated lists the files that aren't as they would be written. If objects change, that says enough of most
// files: then it lists only what somebody changed and what is in the way.
func (a *app) printOutdated(rep *output.Report, objectsChange bool) {
	shown := *rep
	if objectsChange {
		theirs := func(paths []string) []string {
			return slices.DeleteFunc(slices.Clone(paths), func(p string) bool { return rep.Changed[p] == "" })
		}
		shown.Missing, shown.Differing, shown.Stale = nil, theirs(rep.Differing), theirs(rep.Stale)
	}
	if !shown.Current() {
		a.say("\nNot current in %s:\n", rep.Dir)
		a.printStale(&shown)
	}
}

// printStale lists the files that aren't as they would be written.
func (a *app) printStale(rep *output.Report) {
	type line struct{ sign, path, what string }
	var lines []line
	blocked := map[string]bool{}
	for _, o := range rep.InTheWay {
		blocked[o.Path] = true
		lines = append(lines, line{"!", o.Path, o.What + " is in the way"})
	}
	for _, p := range rep.Missing {
		lines = append(lines, line{"+", p, "missing"})
	}
	for _, p := range rep.Differing {
		if !blocked[p] {
			lines = append(lines, line{"~", p, cmp.Or(string(rep.Changed[p]), "outdated")})
		}
	}
	for _, p := range rep.Stale {
		what := "no longer generated"
		if state := rep.Changed[p]; state != "" {
			what += ", " + string(state)
		}
		lines = append(lines, line{"-", p, what})
	}
	slices.SortFunc(lines, func(x, y line) int { return strings.Compare(x.path, y.path) })
	wide := 0
	for _, l := range lines {
		wide = max(wide, len(l.path))
	}
	for _, l := range lines {
		a.say("  %s %-*s  %s\n", l.sign, wide, printable.Line(l.path), l.what)
	}
	if rep.Interrupted {
		a.say("  An earlier run was stopped while writing; the next one finishes its work.\n")
	}
}

// toWrite returns a sentence with the command that writes what c looked at.
func toWrite(c *cobra.Command, args []string, rep *output.Report) string {
	switch {
	case rep.Earlier():
		return output.EarlierAdvice(rep.Dir) + " Then: " + generateLine(c, args)
	case len(rep.InTheWay) > 0:
		var names []string
		for _, o := range rep.InTheWay {
			names = append(names, filepath.Join(rep.Dir, filepath.FromSlash(o.Path)))
		}
		return "To write it, move away " + someOf(names) + ", then: " + generateLine(c, args)
	}
	return "To write it: " + generateLine(c, args)
}

// generateLine returns the command that writes what c looked at, with the same paths and flags, plus more flags.
func generateLine(c *cobra.Command, args []string, flags ...string) string {
	flags = append([]string{"slogen", "generate"}, flags...)
	has := generateCommand(newApp())
	return lineOf(c, args, flags, func(name string) bool {
		return has.Flags().Lookup(name) != nil &&
			!slices.Contains([]string{"check", "json", "first-step", "accept-loss", "diagnostics", "no-color"}, name)
	})
}

// commandLine returns c's own command with other paths and more flags.
func commandLine(c *cobra.Command, args []string, flags ...string) string {
	return lineOf(c, args, append([]string{"slogen", c.Name()}, flags...), func(string) bool { return true })
}

// lineOf returns a command that begins with words and goes on with those flags of c that it takes, and the paths.
func lineOf(c *cobra.Command, args, words []string, takes func(flag string) bool) string {
	c.Flags().SortFlags = true
	c.Flags().Visit(func(f *pflag.Flag) {
		list, many := f.Value.(pflag.SliceValue)
		switch {
		case !takes(f.Name):
		case many:
			for _, v := range list.GetSlice() {
				words = append(words, "-"+f.Name+"="+shellQuote(v))
			}
		case f.Value.Type() == "bool" && f.Value.String() == "true":
			words = append(words, "-"+f.Name)
		default:
			words = append(words, "-"+f.Name+"="+shellQuote(f.Value.String()))
		}
	})
	for _, p := range args {
		words = append(words, shellQuote(p))
	}
	return strings.Join(words, " ")
}
