package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/slogen-project/slogen/generator"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/emit"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/lazy"
	"github.com/slogen-project/slogen/generator/mark"
	"github.com/slogen-project/slogen/generator/output"
	"github.com/slogen-project/slogen/generator/printable"
	"github.com/slogen-project/slogen/generator/source"
	"github.com/slogen-project/slogen/generator/words"
)

// inputsFile is the file in the output folder that says what the output was made from. There is none where that is the
// folder around the output and no values, so that most outputs have no use for it.
const inputsFile = emit.InputsFolder + "/inputs.json"

// madeFrom is what an output was made from. Paths are relative to the output folder, so that they are the same on every
// machine and wherever the command is run, with forward slashes and sorted. Values are never in it.
type madeFrom struct {
	Generated      string            `json:"generated"` // the mark
	FormatVersion  string            `json:"format_version"`
	Environment    string            `json:"environment,omitempty"` // of slogen.hcl, which has the values
	Paths          []string          `json:"paths"`
	VariablesFiles []string          `json:"variables_files"`
	Values         map[string]string `json:"values"` // digests of those given outside files, by flag: "-var=region"
}

const madeFromVersion = "1.0"

// around is what an output without an [inputsFile] was made from.
func around() *madeFrom { return &madeFrom{Paths: []string{".."}} }

func (m *madeFrom) equal(o *madeFrom) bool {
	return m.Environment == o.Environment && slices.Equal(m.Paths, o.Paths) &&
		slices.Equal(m.VariablesFiles, o.VariablesFiles) && maps.Equal(m.Values, o.Values)
}

// file is the file that holds m, if there is to be one.
func (m *madeFrom) file() []emit.File {
	if m.equal(around()) {
		return nil
	}
	full := *m
	full.Generated, full.FormatVersion = mark.Text(), madeFromVersion
	return []emit.File{{Path: inputsFile, Append: func(b []byte) []byte {
		text, err := json.MarshalIndent(full, "", "  ")
		if err != nil {
			panic(err) // it is texts
		}
		return append(b, mark.Seal(append(text, '\n'))...)
	}}}
}

// madeFrom describes what a configuration is made from, as the output folder at home remembers it.
func (in *inputs) madeFrom(home string, paths []string, res *generator.Result) (*madeFrom, error) {
	o, err := in.options(paths)
	if err != nil {
		return nil, err
	}
	m := &madeFrom{Paths: []string{}, VariablesFiles: []string{}, Values: map[string]string{}}
	if in.named != nil && in.named.environment != nil {
		m.Environment = in.named.environment.Name.V
	}
	for _, p := range paths {
		if p != standardInput {
			p = fromHome(home, p)
		}
		m.Paths = append(m.Paths, p)
	}
	for _, p := range in.varFiles {
		if fi, err := os.Stat(p); err == nil && fi.Mode().IsRegular() { // a pipe has another name each time
			m.VariablesFiles = append(m.VariablesFiles, fromHome(home, p))
		}
	}
	for _, list := range []*[]string{&m.Paths, &m.VariablesFiles} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	for _, v := range res.Variables {
		if v.Given {
			m.Values["-var="+v.Name] = v.Digest
		}
	}
	for flag, list := range map[string]map[string]string{
		"ext-str": o.ExtStr, "ext-code": o.ExtCode, "tla-str": o.TLAStr, "tla-code": o.TLACode,
	} {
		for name, value := range list {
			if told, ok := in.jsonnet[flag][name]; ok && told == value {
				continue // slogen.hcl says it every time
			}
			sum := sha256.Sum256([]byte(name + "\x00" + value))
			m.Values["-"+flag+"="+name] = hex.EncodeToString(sum[:8])
		}
	}
	return m, nil
}

// absolute is a path from the root, through the symbolic links that lead there: only paths that somebody typed are
// remembered and shown.
func absolute(p string) string {
	if abs, err := filepath.Abs(p); err == nil {
		return abs
	}
	return p
}

// homeOf is the absolute path of an output folder. One that is a link is where that leads, however it is named.
func homeOf(out string) string {
	home := absolute(out)
	for range 8 {
		to, err := os.Readlink(home)
		if err != nil {
			break
		}
		if !filepath.IsAbs(to) {
			to = filepath.Join(filepath.Dir(home), to)
		}
		home = to
	}
	return home
}

// fromHome is a path relative to the output folder.
func fromHome(home, p string) string {
	p = absolute(p)
	if rel, err := filepath.Rel(home, p); err == nil {
		p = rel
	}
	return filepath.ToSlash(p)
}

// atHome is the absolute path of one relative to the output folder.
func atHome(home, p string) string {
	p = filepath.FromSlash(p)
	if !filepath.IsAbs(p) {
		p = filepath.Join(home, p)
	}
	return p
}

// realPath is the absolute path without symbolic links, as far as there is something at it.
func realPath(p string) string {
	abs := absolute(p)
	for dir, rest := abs, ""; ; {
		if real, err := filepath.EvalSymlinks(dir); err == nil {
			return filepath.Join(real, rest)
		}
		up := filepath.Dir(dir)
		if up == dir {
			return abs
		}
		dir, rest = up, filepath.Join(filepath.Base(dir), rest)
	}
}

// readMadeFrom reads what the output in a folder was made from; nil if it doesn't say.
func readMadeFrom(out string) (*madeFrom, error) {
	list, err := output.Read(out, emit.InputsFolder, 0)
	if err != nil {
		return nil, err
	}
	for _, f := range list {
		if f.Path == inputsFile {
			m := &madeFrom{}
			err := json.Unmarshal(f.Data, m)
			maps.DeleteFunc(m.Values, func(flag, _ string) bool { // what is suggested to be pasted
				return !valueFlag().MatchString(flag)
			})
			return m, err
		}
	}
	return nil, nil
}

// valueFlag is a flag that gives a value, without the value.
var valueFlag = lazy.Regexp(`^-(?:var|(?:ext|tla)-(?:str|code))=[\pL\pN_.-]+$`)

// memory is what an output remembers of its input, and how that compares with the input at hand.
type memory struct {
	files []emit.File // to be written with the output
	other []string    // variables whose value is another than that of the last output
}

// with adds the memory to the files of an output.
func (m *memory) with(files []emit.File) []emit.File {
	files = append(files, m.files...)
	slices.SortFunc(files, func(a, b emit.File) int { return strings.Compare(a.Path, b.Path) })
	return files
}

// remember compares the input with what the output was made from. If a part of that is still there but was left out,
// it is an error: what it declares would look deleted.
func (a *app) remember(c *cobra.Command, in *inputs, args []string, out string, res *generator.Result) (
	*memory, error,
) {
	home := homeOf(out)
	now, err := in.madeFrom(home, in.pathsOf(args), res)
	if err != nil {
		return nil, err
	}
	before, err := readMadeFrom(out)
	if err != nil {
		a.report(hcl.Diagnostics{diag.Command(hcl.DiagWarning, "Input was not checked", fmt.Sprintf("%s can't be "+
			"read, so slogen can't check whether all that %s was made from is given: %s `slogen generate` writes it "+
			"anew.",
			filepath.Join(out, filepath.FromSlash(inputsFile)), out, wordy(err)), hcl.Range{})}, nil)
		return &memory{files: now.file()}, nil
	}
	if before == nil {
		before = around()
		if now.equal(before) {
			return &memory{}, nil
		}
		if rep, err := currency(out, nil); err != nil || len(rep.Stale) == 0 { // nothing was made yet
			return &memory{files: now.file()}, err
		}
	}
	if now.equal(before) {
		return &memory{files: before.file()}, nil
	}
	if before.Environment != now.Environment && before.Environment != "" && !in.allowPartial {
		return nil, otherEnvironment(c, in, args, out, before.Environment)
	}
	d := difference(home, before, now, in, res)
	if d.partial() && !in.allowPartial {
		return nil, d.refusal(c, in.named, args, out)
	}
	if d.none() { // another way to say the same
		now = before
	}
	return &memory{files: now.file(), other: d.other}, nil
}

// otherEnvironment is the error that an output is that of another environment.
func otherEnvironment(c *cobra.Command, in *inputs, args []string, out, name string) error {
	text := fmt.Sprintf("%s was made from the environment %q, ", filepath.ToSlash(out), printable.Line(name))
	if in.named != nil && slices.Contains(in.named.project.Names(), name) {
		text += fmt.Sprintf("which %s declares. Name it, or another output folder: %s\n", in.named.project.Name,
			"-environment="+shellQuote(name))
	} else {
		text += "which isn't declared. If that has got another name, this is its output all the same, and " +
			"-allow-partial says so; otherwise name another output folder.\n"
	}
	return fail("Output of another environment", text+"To go on all the same: "+
		commandLine(c, args, "-allow-partial"))
}

// inputDifference is how the input differs from what the output was made from.
type inputDifference struct {
	home   string
	before *madeFrom
	lost   []string // files with declarations that are there but not read
	files  []string // variables files that are there but weren't given
	values []string // flags of values that weren't given, and would have mattered
	other  []string // flags of values that are others
	moved  bool     // whether something is new, or gone
	apart  bool     // whether the two have no file in common
}

func (d *inputDifference) partial() bool { return len(d.lost)+len(d.files)+len(d.values) > 0 }
func (d *inputDifference) none() bool    { return !d.partial() && len(d.other) == 0 && !d.moved }

func difference(home string, before, now *madeFrom, in *inputs, res *generator.Result) *inputDifference {
	d := &inputDifference{home: home, before: before, apart: true}
	read := map[string]bool{}
	for _, name := range res.Names {
		if in.given == nil || name != in.given.name {
			read[realPath(name)] = true
		}
	}
	tops := []string{}
	left := mostWalked
	for _, p := range before.Paths {
		if p == standardInput {
			if !slices.Contains(now.Paths, p) {
				d.lost = append(d.lost, "standard input")
			}
			continue
		}
		top := atHome(home, p)
		tops = append(tops, realPath(top))
		d.moved = d.moved || !exists(top)
		d.lost = append(d.lost, in.unread(top, home, read, &left)...)
	}
	slices.Sort(d.lost)
	d.lost = slices.Compact(d.lost)
	for p := range read {
		if slices.ContainsFunc(tops, func(top string) bool { return within(p, top) }) {
			d.apart = false
		} else {
			d.moved = true
		}
	}
	d.moved = d.moved || slices.Contains(now.Paths, standardInput) && !slices.Contains(before.Paths, standardInput)
	for _, p := range before.VariablesFiles {
		switch {
		case slices.Contains(now.VariablesFiles, p):
		case exists(atHome(home, p)):
			d.files = append(d.files, atHome(home, p))
		default:
			d.moved = true
		}
	}
	for _, p := range now.VariablesFiles {
		d.moved = d.moved || !slices.Contains(before.VariablesFiles, p)
	}
	d.moved = d.moved || before.Environment != now.Environment
	d.compareValues(now, res)
	return d
}

// compareValues finds the values that are missing or others. A variable that is no longer declared was removed from the
// sources.
func (d *inputDifference) compareValues(now *madeFrom, res *generator.Result) {
	inEffect := maps.Clone(now.Values)
	var defaults []string
	for _, v := range res.Variables {
		inEffect["-var="+v.Name] = v.Digest
		if v.Default {
			defaults = append(defaults, "-var="+v.Name)
		}
	}
	for _, flag := range slices.Sorted(maps.Keys(d.before.Values)) {
		value, known := inEffect[flag]
		given := known && !slices.Contains(defaults, flag)
		switch {
		case value == d.before.Values[flag]:
		case !known && strings.HasPrefix(flag, "-var="):
			d.moved = true
		case given:
			d.other = append(d.other, flag)
		default:
			d.values = append(d.values, flag)
		}
	}
	for flag := range now.Values {
		if _, ok := d.before.Values[flag]; !ok {
			d.moved = true
		}
	}
}

// What an output folder remembers comes from anybody who can open a pull request, so only so many files and folders are
// looked at, and only so many are named.
const (
	mostWalked = 500_000
	mostUnread = 6
)

// unread finds files with declarations at or below top whose real paths aren't among those read; a few are enough.
func (in *inputs) unread(top, home string, read map[string]bool, left *int) (lost []string) {
	real := realPath(top)
	home = realPath(home)
	_ = filepath.WalkDir(real, func(p string, e fs.DirEntry, err error) error {
		*left--
		base := filepath.Base(p)
		switch {
		case *left < 0 || len(lost) >= mostUnread:
			return fs.SkipAll
		case err != nil:
			return nil // what can't be read can't be told from what isn't there
		case in.ignore != nil && p != real && in.ignore(typed(p)):
			if e.IsDir() {
				return fs.SkipDir
			}
		case e.IsDir() && p != real && (strings.HasPrefix(base, ".") || p == home):
			return fs.SkipDir
		case e.Type().IsRegular() && !strings.HasPrefix(base, ".") && source.IsOurs(base) && source.IsConfig(base) &&
			!read[p]:
			lost = append(lost, filepath.Join(top, strings.TrimPrefix(p, real)))
		}
		return nil
	})
	return lost
}

func exists(p string) bool {
	_, err := os.Stat(p)
	return err == nil
}

// within says whether a path is top or below it.
func within(p, top string) bool {
	rel, err := filepath.Rel(top, p)
	return err == nil && filepath.IsLocal(rel)
}

// typed is an absolute path as a user in the working directory types it.
func typed(p string) string {
	if rel, err := filepath.Rel(absolute("."), p); err == nil && len(rel) <= len(p) {
		p = rel
	}
	if strings.HasPrefix(p, "-") {
		p = "./" + p // and no flag
	}
	return filepath.ToSlash(p)
}

// refusal says what was left out, and the ways on.
func (d *inputDifference) refusal(c *cobra.Command, n *named, args []string, out string) error {
	var text strings.Builder
	fmt.Fprintf(
		&text,
		"%s was made from more than is given now, so that what is missing would look deleted or changed.\n",
		filepath.ToSlash(out),
	)
	list := func(what string, names []string) {
		for i, p := range names {
			if filepath.IsAbs(p) {
				names[i] = printable.Line(typed(p))
			}
		}
		if len(names) > 0 {
			fmt.Fprintf(&text, "%s: %s\n", what, someOf(names))
		}
	}
	files := slices.Clone(d.files)
	list("Not among the paths", d.lost)
	list("Variables files not given", d.files)
	list("Values not given", slices.Clone(d.values))
	if d.apart && len(d.lost) > 0 {
		text.WriteString("If these are two configurations, each needs an output folder of its own: -out=DIR\n")
	}
	doWithout := "To do without it: " + commandLine(c, args, "-allow-partial")
	if n != nil && n.own { // no path would add to those
		fmt.Fprintf(&text, "To give it all: add it to %s, at `paths`, `variables` or `var_files`.\n%s", n.project.Name,
			doWithout)
		return fail("Part of the input is missing", text.String())
	}
	var extra []string
	for _, p := range files {
		extra = append(extra, "-var-file="+shellQuote(typed(p)))
	}
	for _, flag := range d.values {
		extra = append(extra, shellQuote(flag+"=")+"...")
	}
	paths := args
	if len(d.lost) > 0 {
		paths = d.allPaths(args)
		if usual, err := outputFolder("", paths); !c.Flags().Changed("out") && (err != nil || usual != out) {
			extra = append(extra, "-out="+shellQuote(out))
		}
	}
	fmt.Fprintf(&text, "To give it all: %s\n%s", commandLine(c, paths, extra...), doWithout)
	return fail("Part of the input is missing", text.String())
}

// allPaths are the paths given with those that the output was made from, without those that others hold.
func (d *inputDifference) allPaths(args []string) []string {
	all := slices.Clone(defaultPaths(args))
	for _, p := range d.before.Paths {
		if p != standardInput {
			p = typed(atHome(d.home, p))
		}
		if p == standardInput || exists(p) {
			all = append(all, p)
		}
	}
	slices.Sort(all)
	all = slices.Compact(all)
	return slices.DeleteFunc(slices.Clone(all), func(p string) bool {
		return p != standardInput && slices.ContainsFunc(all, func(top string) bool {
			return top != standardInput && realPath(top) != realPath(p) && within(realPath(p), realPath(top))
		})
	})
}

// changedInput says how the input is another than that of the last output, where objects come or go by it.
func (a *app) changedInput(
	c *cobra.Command, in *inputs, args []string, out string, m *memory, files []emit.File, rep *output.Report,
	now *honeycomb.Resources,
) error {
	if in.allowPartial {
		return nil
	}
	if err := a.ignoredObjects(c, in, args, out, files, rep, now); err != nil {
		return err
	}
	return a.otherValues(c, args, out, m, files, rep, now)
}

// otherValues warns if values are others than those of the last output. If objects would be deleted, it is an error:
// that is more than a value usually does, and may be those of another environment.
func (a *app) otherValues(
	c *cobra.Command, args []string, out string, m *memory, files []emit.File, rep *output.Report,
	now *honeycomb.Resources,
) error {
	if len(m.other) == 0 {
		return nil
	}
	text := fmt.Sprintf(
		"%s was made with other values of these: %s.",
		filepath.ToSlash(out),
		strings.Join(m.other, ", "),
	)
	gone := 0
	if prior, err := committed(out, files, rep, ""); err == nil && prior != nil {
		gone = len(lost(prior, now))
	}
	if gone == 0 {
		a.report(hcl.Diagnostics{diag.Command(hcl.DiagWarning, "Other values than before", text+" What follows from "+
			"them changes.",
			hcl.Range{})}, nil)
		return nil
	}
	return fail(
		"Other values than before",
		fmt.Sprintf("%s With those given now, %s would be deleted. Give the values "+
			"that it was made with, or another output folder: -out=DIR\nTo delete them: %s", text,
			words.Plural(gone, "object"), commandLine(c, args, "-allow-partial")),
	)
}

// lost are the objects of a catalogue that are no longer declared, under their keys or others.
func lost(prior *honeycomb.Catalogue, now *honeycomb.Resources) (gone []*honeycomb.Entry) {
	has := map[honeycomb.Key]bool{}
	for x := range now.Objects() {
		has[x.Head().Key] = true
	}
	for _, m := range now.Moved {
		has[m.From] = true
	}
	for i := range prior.Entries {
		if !has[prior.Entries[i].Key] {
			gone = append(gone, &prior.Entries[i])
		}
	}
	return gone
}

// partialFlag is the flag of commands that use what the output was made from.
func partialFlag(f *pflag.FlagSet, in *inputs) {
	f.BoolVar(
		&in.allowPartial,
		"allow-partial",
		false,
		"Leave out a part of what the output was made from, also by ignore in "+projectFile+": its objects "+
			"count as deleted.",
	)
}
