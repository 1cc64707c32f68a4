package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/apparentlymart/go-textseg/v15/textseg"
	"github.com/aymanbagabas/go-udiff"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/spf13/cobra"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/parallel"
	"github.com/slogen-project/slogen/generator/printable"
	"github.com/slogen-project/slogen/generator/syntax"
)

// formatted lists the endings of the files that slogen fmt looks at. JSON and jsonnet have formatters of their own.
var formatted = []string{".slo.hcl", ".slotest.hcl", ".slovars.hcl"}

func isFormatted(name string) bool {
	return filepath.Base(name) == projectFile ||
		slices.ContainsFunc(formatted, func(s string) bool { return strings.HasSuffix(name, s) })
}

func fmtCommand(a *app) *cobra.Command {
	var to formatFlags
	var check, diff, markdown bool
	c := &cobra.Command{
		Use:   "fmt [PATH...]",
		Short: "Rewrite files in the canonical format",
		Long: `Rewrites *.slo.hcl, *.slotest.hcl, *.slovars.hcl and slogen.hcl in the given files and
directory trees (default: the current directory) in HCL's canonical format, as
terraform fmt does, and prints the names of the files it changed. With - it
formats standard input to standard output. It leaves other tools' files alone. A
file that doesn't parse is an error and stays as it is.

A Markdown file that is given (*.md, *.markdown) has the HCL in its fences formatted,
those that begin with three backticks and the word hcl; with -markdown, the Markdown
files in directories do, too, and so does standard input. Not a byte outside of these fences
changes. One that isn't valid HCL is left alone with a warning.

A file that formatting would spoil, because of an interpolation over several lines
in a heredoc, is left alone with a warning.

The exit code is 0 on success, 1 on errors, and 2 if -check finds files that are
not in the canonical format.`,
		Example: `slogen fmt
slogen fmt -check -diff services/
slogen fmt -check -format=checkstyle services/
slogen fmt -markdown docs/`,
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return []string{"hcl", "md"}, cobra.ShellCompDirectiveFilterFileExt
		},
		RunE: func(c *cobra.Command, args []string) error {
			if err := to.parse(); err != nil {
				return err
			}
			stdin := len(args) == 1 && args[0] == "-"
			if to.given() && (stdin || !check) {
				return fail(
					"Nothing to report",
					"-format lists the files that aren't in the canonical format, which takes "+
						"-check and the files.",
				)
			}
			if diff { // of sources: whoever applies it must find their signs in it
				a.screens[0].ASCII = false
			}
			if stdin {
				return a.fmtInput(check, diff, markdown)
			}
			return a.fmtFiles(&to, defaultPaths(args), check, diff, markdown)
		},
	}
	c.Flags().BoolVar(&check, "check", false,
		"Write nothing; print the names of files that are not in the canonical format, and exit with 2 if there are "+
			"any.")
	c.Flags().BoolVar(&diff, "diff", false, "Print the changes as a unified diff.")
	c.Flags().BoolVar(&markdown, "markdown", false,
		"Format the HCL in the Markdown files of directories, too, and take standard input for Markdown.")
	to.flags(c.Flags(), "files that aren't in the canonical format", "diagnostics.schema.json")
	return c
}

// fmtFiles formats the files below paths or, with check, says which aren't formatted.
func (a *app) fmtFiles(to *formatFlags, paths []string, check, diff, markdown bool) error {
	names, diags := filesToFormat(paths, markdown)
	done := make([]fmtResult, len(names))
	parallel.Do(len(names), 0, func(numbers iter.Seq[int]) {
		for i := range numbers {
			done[i] = formatFile(names[i], check)
		}
	})
	var text bytes.Buffer
	var found hcl.Diagnostics
	sources := map[string][]byte{}
	source := func(name string) []byte { return sources[name] }
	for _, r := range done {
		diags = append(diags, r.diags...)
		if len(r.diags) > 0 || r.new != nil {
			sources[r.name] = r.old
		}
		if r.new == nil {
			continue
		}
		if found = append(found, r.unformatted()); to.given() {
			diag.AddFix(found[len(found)-1], diag.Fix{Title: "Write it in the canonical format", Edits: r.edits()})
		}
		fmt.Fprintln(&text, printable.Line(r.name))
		if diff {
			text.WriteString(unified(r.name, r.old, r.new))
		}
	}
	if err := a.writeResults(to, results{problems: a.problems(append(found, diags...), source),
		own: map[string]func(*os.File) ([]byte, error){
			diag.Text.Name: func(*os.File) ([]byte, error) { return text.Bytes(), nil },
		}}); err != nil {
		return err
	}
	if to.text() {
		a.out.Flush() // names come first
		a.report(diags, source)
	}
	switch {
	case diags.HasErrors():
		return exit(exitError)
	case check && len(found) > 0:
		return exit(exitFound)
	}
	return nil
}

// unformatted is the problem that a file isn't in the canonical format.
func (r *fmtResult) unformatted() *hcl.Diagnostic {
	same := 0
	for same < min(len(r.old), len(r.new)) && r.old[same] == r.new[same] {
		same++
	}
	at := (&cursor{src: r.old}).position(same)
	return diag.Command(hcl.DiagError, "Not in the canonical format", "slogen fmt rewrites it; only spaces change.",
		hcl.Range{Filename: r.name, Start: at, End: at})
}

// edits are what formatting changes, in the order of their places.
func (r *fmtResult) edits() (list []diag.Edit) {
	c := cursor{src: r.old}
	for _, e := range udiff.Bytes(r.old, r.new) {
		list = append(list, diag.Edit{New: e.New,
			Range: hcl.Range{Filename: r.name, Start: c.position(e.Start), End: c.position(e.End)}})
	}
	return list
}

// cursor finds positions in a source, each at or behind the one before.
type cursor struct {
	src              []byte
	line, at, column int // of the last position: lines before it, its byte, characters before it in its line
}

func (c *cursor) position(at int) hcl.Pos {
	from := c.at
	if i := bytes.LastIndexByte(c.src[from:at], '\n'); i >= 0 {
		c.line += bytes.Count(c.src[from:at], []byte{'\n'})
		c.column = 0
		from += i + 1
	}
	more, _ := textseg.TokenCount(c.src[from:at], textseg.ScanGraphemeClusters) // never fails
	c.at, c.column = at, c.column+more
	return hcl.Pos{Line: 1 + c.line, Column: 1 + c.column, Byte: at}
}

func unified(name string, old, new []byte) string {
	return udiff.Unified("old/"+name, "new/"+name, string(old), string(new))
}

// fmtInput formats the standard input.
func (a *app) fmtInput(check, diff, markdown bool) error {
	const name = "<stdin>"
	format := format
	if markdown {
		format = formatMarkdown
	}
	src, err := readAll(a.in, "The standard input", maxFormatted)
	if err != nil {
		return fail("Input can't be read", wordy(err))
	}
	out, diags := format(name, src)
	source := func(string) []byte { return src }
	if diags.HasErrors() {
		return &stop{code: exitError, diags: diags, sources: source}
	}
	a.report(diags, source)
	changed := !bytes.Equal(src, out)
	switch {
	case diff:
		if changed {
			a.out.WriteString(unified(name, src, out))
		}
	case !check:
		a.form(printable.Raw)
		a.out.Write(out)
	}
	if check && changed {
		return exit(exitFound)
	}
	return nil
}

// format returns src in the canonical format. Errors mean that it doesn't parse.
func format(name string, src []byte) ([]byte, hcl.Diagnostics) {
	if _, diags := syntax.Parse(name, src); diags.HasErrors() {
		return nil, diags
	}
	if d := spoilt(name, src); d != nil {
		return src, hcl.Diagnostics{d}
	}
	// What one pass leaves, the next one does: a second run must find nothing.
	for range 4 {
		out := hclwrite.Format(src)
		if bytes.Equal(out, src) {
			break
		}
		src = out
	}
	return src, nil
}

// filesToFormat finds the files below paths, sorted, each once; those of Markdown only if they are asked for.
func filesToFormat(paths []string, markdown bool) (names []string, diags hcl.Diagnostics) {
	problem := func(summary, detail string) {
		diags = append(diags, diag.Command(hcl.DiagError, summary, detail, hcl.Range{}))
	}
	seen := map[string]bool{}
	for _, p := range paths {
		fi, err := os.Stat(p)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			problem("Path not found", fmt.Sprintf("There is no file or directory %s.", p))
			continue
		case err != nil:
			problem("Path can't be read", wordy(err))
			continue
		case !fi.IsDir():
			if !fi.Mode().IsRegular() {
				problem("Path can't be read", fmt.Sprintf("%s is not a regular file.", p))
				continue
			}
			if !isFormatted(p) && !isMarkdown(p) {
				problem("Not a file of slogen", fmt.Sprintf("%s is left alone: slogen fmt formats "+projectFile+", "+
					"files whose names end in %s, and HCL in Markdown files (*.md).", p,
					strings.Join(formatted, ", ")))
				continue
			}
			if real, err := realName(p); err != nil || !seen[real] {
				seen[real] = err == nil
				names = append(names, filepath.Clean(p))
			}
			continue
		}
		names = append(names, below(p, seen, markdown, problem)...)
	}
	slices.Sort(names)
	return slices.Compact(names), diags
}

// below finds the files in the tree of dir. A symbolic link is followed, as it is when a configuration is loaded, if it
// leads to something in the tree. A file or directory with several names is taken once, under a name that isn't a link
// if it has one. seen holds the real names of those taken already.
func below(dir string, seen map[string]bool, markdown bool, problem func(summary, detail string)) []string {
	root, err := realName(dir)
	if err != nil {
		problem("Path can't be read", wordy(err))
		return nil
	}
	takes := func(name string) bool { return isFormatted(name) || markdown && isMarkdown(name) }
	w := treeWalk{seen: seen, problem: problem, ignores: ignoresIn(dir), takes: takes}
	w.walk(dir)
	for len(w.links) > 0 {
		link := w.links[0]
		w.links = w.links[1:]
		real, err := realName(link)
		if err != nil || !filepath.IsLocal(relative(root, real)) {
			continue // loading reports what is wrong
		}
		fi, err := os.Stat(real)
		switch {
		case err != nil || seen[real]:
		case fi.IsDir():
			w.walk(link + string(filepath.Separator)) // so that the directory is walked, not the link
		case fi.Mode().IsRegular() && takes(link):
			seen[real] = true
			w.names = append(w.names, link)
		}
	}
	return w.names
}

// treeWalk goes through trees and gathers the names of files to format, and symbolic links.
type treeWalk struct {
	seen         map[string]bool
	problem      func(summary, detail string)
	ignores      func(name string) bool // of slogen.hcl
	takes        func(name string) bool // by the names of files
	names, links []string
}

// walk goes through one tree. Hidden directories, such as .terraform and .git, are left out.
func (w *treeWalk) walk(top string) {
	_ = filepath.WalkDir(top, func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			w.problem("Path can't be read", wordy(err))
			return skip(e)
		case name != top && (strings.HasPrefix(e.Name(), ".") || w.ignores(name)):
			return skip(e)
		case e.Type()&fs.ModeSymlink != 0:
			w.links = append(w.links, name)
		case e.IsDir() || e.Type().IsRegular() && w.takes(name):
			real, err := realName(name)
			if err != nil || w.seen[real] {
				return skip(e)
			}
			w.seen[real] = true
			if !e.IsDir() {
				w.names = append(w.names, name)
			}
		}
		return nil
	})
}

// skip leaves out what is in a directory.
func skip(e fs.DirEntry) error {
	if e != nil && e.IsDir() {
		return fs.SkipDir
	}
	return nil
}

// realName returns the absolute name of a file or directory without symbolic links.
func realName(name string) (string, error) {
	real, err := filepath.EvalSymlinks(name)
	if err != nil {
		return "", err
	}
	return filepath.Abs(real)
}

// relative returns the path of name from dir, "" if there is none.
func relative(dir, name string) string {
	rel, err := filepath.Rel(dir, name)
	if err != nil {
		return ""
	}
	return rel
}

// maxFormatted is the size in bytes of the largest file that is read; no configuration is a tenth as large.
const maxFormatted = 64 << 20

type fmtResult struct {
	name     string
	old, new []byte // new is nil when the file is clean
	diags    hcl.Diagnostics
}

func formatFile(name string, check bool) fmtResult {
	r := fmtResult{name: name}
	problem := func(summary string, err error) fmtResult {
		r.diags = hcl.Diagnostics{diag.Command(hcl.DiagError, summary, wordy(err), hcl.Range{})}
		return r
	}
	var err error
	if r.old, err = readWhole(name, maxFormatted); err != nil {
		return problem("File can't be read", err)
	}
	format := format
	if isMarkdown(name) {
		format = formatMarkdown
	}
	out, diags := format(name, r.old)
	r.diags = diags
	if diags.HasErrors() {
		return r
	}
	if bytes.Equal(out, r.old) {
		return r
	}
	if !check {
		if err := replace(name, out); err != nil {
			return problem("File can't be written", err)
		}
	}
	r.new = out
	return r
}

// replace gives the file new content in one step: readers see either the old or the new. Its permissions stay, and a
// symbolic link stays a link.
func replace(name string, content []byte) error {
	s, err := stage(name, content)
	if err != nil {
		return err
	}
	return s.commit()
}

// stagedFile is new content beside a file, which takes its place in one step.
type stagedFile struct {
	dir             *os.Root
	base, temporary string
	old             []byte
	perm            fs.FileMode
}

// stage writes new content beside a file.
func stage(name string, content []byte) (s *stagedFile, err error) {
	real, err := filepath.EvalSymlinks(name)
	if err != nil {
		return nil, err
	}
	dir, err := os.OpenRoot(filepath.Dir(real))
	if err != nil {
		return nil, err
	}
	s = &stagedFile{dir: dir, base: filepath.Base(real)}
	defer func() {
		if err != nil {
			dir.Close()
		}
	}()
	fi, err := dir.Stat(s.base)
	if err != nil {
		return nil, err
	}
	if s.perm = fi.Mode().Perm(); s.perm&0o200 == 0 {
		return nil, &fs.PathError{Op: "write", Path: name, Err: fs.ErrPermission}
	}
	if s.old, err = dir.ReadFile(s.base); err != nil {
		return nil, err
	}
	s.temporary = fmt.Sprintf(".%s.%d.tmp", s.base, os.Getpid())
	return s, s.put(content)
}

// put writes the temporary file.
func (s *stagedFile) put(content []byte) error {
	f, err := s.dir.OpenFile(s.temporary, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, s.perm)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err == nil {
		err = f.Chmod(s.perm)
	}
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		_ = s.dir.Remove(s.temporary)
	}
	return err
}

// commit puts the new content in the file's place.
func (s *stagedFile) commit() error {
	defer s.dir.Close()
	err := s.dir.Rename(s.temporary, s.base)
	if err != nil {
		_ = s.dir.Remove(s.temporary)
	}
	return err
}

// discard leaves the file as it is.
func (s *stagedFile) discard() {
	_ = s.dir.Remove(s.temporary)
	s.dir.Close()
}
