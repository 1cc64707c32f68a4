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

// flags adds the flags. The document about the JSON is in schemas/.
func (x *formatFlags) flags(f *pflag.FlagSet, results, document string) {
	if x.names == nil {
		x.names = formats.Names()
	}
	f.StringArrayVar(&x.asked, "format", nil, fmt.Sprintf("Print the %s as `FORMAT`: %s. With FORMAT=FILE, also write "+
		"them to the file. Repeatable.", results, strings.Join(x.names, ", ")))
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
		case x.files[file] != "" && x.files[file] != name:
			return fail("Two formats in a file",
				fmt.Sprintf("Both %s and %s would be written to %s.", x.files[file], name, file))
		default:
			x.files[file] = name
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
	if err := x.writeFiles(func(format string) ([]byte, error) { return a.inFormat(format, r, nil) }); err != nil {
		return err
	}
	if x.text() && r.own[x.printed] == nil {
		a.reportProblems(r.problems)
		return nil
	}
	text, err := a.inFormat(x.printed, r, a.outFile)
	if err != nil {
		return err
	}
	a.form(formats.Lookup(x.printed).Printed)
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
		if err := os.WriteFile(name, text, 0o666); err != nil {
			return fail("File can't be written", wordy(err))
		}
	}
	return nil
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
		o.Text = diag.Options{Evaluated: a.evaluated, All: true}
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
			return formats.Help{Title: t.Title, Text: strings.TrimSpace(t.Text())}
		}
	}
	return formats.Help{}
}

// folderInRepository is the current directory as its git repository knows it, which is how scanners and pipelines name
// files; empty at the top, and outside a repository.
func folderInRepository() string {
	here, err := os.Getwd()
	if err != nil {
		return ""
	}
	for dir := here; ; dir = filepath.Dir(dir) {
		if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil {
			rel, err := filepath.Rel(dir, here)
			if err != nil || rel == "." {
				return ""
			}
			return filepath.ToSlash(rel)
		}
		if dir == filepath.Dir(dir) {
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
