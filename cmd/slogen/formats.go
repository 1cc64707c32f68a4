package main

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/pflag"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/formats"
	"github.com/slogen-project/slogen/generator/printable"
	"github.com/slogen-project/slogen/generator/reference"
	"github.com/slogen-project/slogen/generator/source"
	"github.com/slogen-project/slogen/generator/words"
)

// formatFlags are -format and -json: where a command's results go, and in which format.
type formatFlags struct {
	asked  []string
	asJSON bool
	names  []string // the formats that the command has

	printed string            // the format on standard output; "text" unless another one is asked for
	files   map[string]string // further formats by the files that they go to
}

// formatNames is the annotation of -format that has the names of the formats.
const formatNames = "formats"

// flags adds the flags. The document about the JSON is in schemas/.
func (x *formatFlags) flags(f *pflag.FlagSet, results, document string) {
	if x.names == nil {
		x.names = formats.Names()
	}
	f.StringArrayVar(&x.asked, "format", nil, fmt.Sprintf("Print the %s as `FORMAT`: %s. With FORMAT=FILE, also write "+
		"them to the file. Repeatable.", results, strings.Join(x.names, ", ")))
	_ = f.SetAnnotation("format", formatNames, x.names)
	f.BoolVar(&x.asJSON, "json", false,
		fmt.Sprintf("Print the %s as JSON, as -format=json does; see schemas/%s.", results, document))
}

// parse reads the flags' values.
func (x *formatFlags) parse() error {
	x.printed, x.files = "", map[string]string{}
	asked := x.asked
	if x.asJSON {
		asked = append(slices.Clone(asked), diag.JSON.Name)
	}
	for _, s := range asked {
		name, file, isFile := strings.Cut(s, "=")
		isFile = isFile && file != "-" // which is the standard output
		if !slices.Contains(x.names, name) {
			return fail(
				"Invalid value of a flag",
				fmt.Sprintf("-format takes %s, not %q.%s", words.Or(x.names), name, diag.DidYouMean(name, x.names)),
			)
		}
		switch {
		case !isFile && x.printed != "" && x.printed != name:
			return fail(
				"Two formats on standard output",
				fmt.Sprintf("Both %s and %s would be printed. Give one of them a "+
					"file: -format=%[2]s=FILE", x.printed, name),
			)
		case !isFile:
			x.printed = name
		case file == "":
			return fail("Invalid value of a flag", fmt.Sprintf("-format=%s= names no file.", name))
		default:
			clean := filepath.Clean(file)
			if other := x.files[clean]; other != "" && other != name {
				return fail(
					"Two formats in a file",
					fmt.Sprintf("Both %s and %s would be written to %s. Give each a file "+
						"of its own.", other, name, file),
				)
			}
			x.files[clean] = name
		}
	}
	if x.printed == "" {
		x.printed = diag.Text.Name
	}
	return nil
}

// given reports whether anything but text on standard output was asked for.
func (x *formatFlags) given() bool { return !x.text() || len(x.files) > 0 }

// text reports whether people read what is printed.
func (x *formatFlags) text() bool { return x.printed == diag.Text.Name }

// results are what a command found, in the formats that it has.
type results struct {
	problems *diag.Report
	// own are formats that hold more than the problems; may be nil. The screen is nil for a file.
	own map[string]func(screen *os.File) ([]byte, error)
}

// writeResults writes results wherever they were asked for. As text, problems go to the error stream.
func (a *app) writeResults(x *formatFlags, r results) error {
	if err := a.printResults(x, r); err != nil {
		return err
	}
	return x.writeFiles(func(format string) ([]byte, error) { return a.inFormat(format, r, nil) })
}

func (a *app) printResults(x *formatFlags, r results) error {
	if x.text() && r.own[x.printed] == nil {
		a.reportProblems(r.problems)
		return nil
	}
	text, err := a.inFormat(x.printed, r, a.outFile)
	if err != nil {
		return err
	}
	form := printable.Raw
	if f := formats.Lookup(x.printed); f != nil {
		form = f.Printed
	}
	if x.text() {
		text = []byte(fold(string(text), a.width(a.outFile)))
	}
	a.form(form)
	_, err = a.out.Write(text)
	return err
}

// writeFiles writes the files that were asked for, each in its format.
func (x *formatFlags) writeFiles(in func(format string) ([]byte, error)) error {
	for _, name := range slices.Sorted(maps.Keys(x.files)) {
		text, err := in(x.files[name])
		if err != nil {
			return err
		}
		if err := writeFile(name, text); err != nil {
			return err
		}
	}
	return nil
}

// writeFile writes a file that a flag names. It trusts no link that leads elsewhere: anybody who can add a file to a
// branch could have made it, and a pipeline would write wherever it leads.
func writeFile(name string, text []byte) error {
	name = filepath.Clean(name)
	if to := ledTo(name); to != "" {
		return fail(
			"File leads elsewhere",
			fmt.Sprintf("%s is reached by a link and is %s. If that is where the results "+
				"belong, name it.", name, to),
		)
	}
	if err := os.WriteFile(name, text, 0o666); err != nil {
		return fail("File can't be written", wordy(err))
	}
	return nil
}

// ledTo is where a link at the end of a path leads or, for a relative path, any link on it, if that is a file or folder
// outside the folder that the path starts from; otherwise empty. Pipes and devices, such as /dev/stdout, may be
// anywhere.
func ledTo(name string) string {
	start := "."
	if filepath.IsAbs(name) {
		start = filepath.Dir(name)
	}
	start, err := filepath.EvalSymlinks(start)
	if err == nil {
		start, err = filepath.Abs(start)
	}
	if err != nil {
		return ""
	}
	meant := filepath.Join(start, name)
	if filepath.IsAbs(name) {
		meant = filepath.Join(start, filepath.Base(name))
	}
	real, err := filepath.EvalSymlinks(meant)
	if err != nil { // there is none yet
		dir, err := filepath.EvalSymlinks(filepath.Dir(meant))
		if err != nil {
			return "" // which is told when it is opened
		}
		real = filepath.Join(dir, filepath.Base(meant))
		if to, err := os.Readlink(meant); err == nil { // to what isn't there
			if real = to; !filepath.IsAbs(to) {
				real = filepath.Join(dir, to)
			}
		}
	}
	if rel, err := filepath.Rel(start, real); real == meant || err == nil && filepath.IsLocal(rel) {
		return ""
	}
	if fi, err := os.Stat(name); err == nil && !fi.Mode().IsRegular() || strings.HasPrefix(meant, "/dev/") {
		return ""
	}
	return real
}

// inFormat makes results of a format.
func (a *app) inFormat(name string, r results, screen *os.File) ([]byte, error) {
	if own := r.own[name]; own != nil {
		return own(screen)
	}
	var b bytes.Buffer
	err := formats.Lookup(name).Write(&b, r.problems, a.formatOptions(nil))
	return b.Bytes(), err
}

// formatOptions says how to write problems to f; nil for a file that isn't a terminal.
func (a *app) formatOptions(f *os.File) formats.Options {
	o := formats.Options{Version: buildVersion().release(), Folder: folderInRepository(), Help: ruleHelp}
	if f == nil {
		o.Text = diag.Options{Evaluated: a.evaluated, All: true, Fixes: a.fixes}
	} else {
		o.Text = a.diagOptions(f)
	}
	return o
}

// ruleHelp is what the rules of slogen, and of its lint, say of themselves.
func ruleHelp(code string) formats.Help {
	topics, _ := reference.Find(code)
	for _, t := range topics {
		if strings.HasSuffix(t.Kind, "rule") {
			return formats.Help{Title: t.Title, Text: strings.TrimSpace(t.Text(0))}
		}
	}
	return formats.Help{}
}

// folderInRepository is the current directory as its git repository knows it, which is how scanners and pipelines name
// files; empty at the top, and outside a repository.
func folderInRepository() string {
	here, err := (source.Disk{}).Real(".") // a shell may have come here by a link
	if err != nil {
		return ""
	}
	top := topOf(here)
	if rel, err := filepath.Rel(top, here); err == nil && top != "" && rel != "." {
		return filepath.ToSlash(rel)
	}
	return ""
}

// topOf is the top of the git repository that holds an absolute path; empty if none does.
func topOf(p string) string {
	for ; ; p = filepath.Dir(p) {
		if _, err := os.Lstat(filepath.Join(p, ".git")); err == nil {
			return p
		}
		if p == filepath.Dir(p) {
			return ""
		}
	}
}

// problems makes a report of problems for formats.
func (a *app) problems(diags hcl.Diagnostics, sources diag.Sources) *diag.Report {
	return diag.NewReport(diags, sources, diag.Options{Evaluated: a.evaluated})
}

// reportProblems writes problems to the error stream, in the format of -diagnostics.
func (a *app) reportProblems(r *diag.Report) {
	if len(r.Diagnostics) == 0 {
		return
	}
	f := formats.Lookup(a.diagnostics)
	if f == nil {
		f = formats.Lookup(diag.Text.Name)
	}
	a.screens[1].Form = f.Printed
	defer func() { a.screens[1].Form = printable.Prose }()
	var b bytes.Buffer
	if f.Write(&b, r, a.formatOptions(a.errFile)) == nil {
		_, _ = b.WriteTo(a.err) // if it can't be printed, neither can an error
	}
}
