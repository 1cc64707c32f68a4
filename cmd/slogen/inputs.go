package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/pflag"

	"github.com/slogen-project/slogen/generator"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/lint"
	"github.com/slogen-project/slogen/generator/project"
	"github.com/slogen-project/slogen/generator/source"
)

// inputs holds the flags of commands that read a configuration.
type inputs struct {
	vars, varFiles                   []string
	extStr, extCode, tlaStr, tlaCode []string
	maxFileBytes                     int64
	jsonnetTime                      time.Duration
	given                            *givenInput              // not a flag: what standard input held, once it was read
	allowPartial                     bool                     // of commands that use the output folder
	tests                            bool                     // not a flag: whether the command needs the tests
	names                            bool                     // not a flag: whether names are followed
	aliases                          map[honeycomb.Key]string // not a flag: those of a first step
	texts                            map[string][]byte        // not a flag: what files would hold
	lint                             bool                     // not a flag: whether all rules are checked
	rulePaths                        []string
	now                              string // the day that is taken for today; empty for the real one
	packs                            *packs // not a flag: what is in rulePaths; nil before it is read
	// of commands that may look only at what a branch changes
	since        string
	environments []string
	several      bool      // not a flag: whether it is about several environments, each of which is named
	formerly     *formerly // not a flag: of the command that shows what goes with removed environments

	// What slogen.hcl says, which isn't a flag.
	named       *named // nil where there is none
	paths       []string
	values      []generator.Given
	jsonnet     map[string]map[string]string
	usualOut    string
	ignore      func(name string) bool
	usualFailOn string
}

func (in *inputs) flags(f *pflag.FlagSet) {
	for _, x := range []struct {
		flag string
		to   *[]string
	}{
		{"var", &in.vars}, {"var-file", &in.varFiles}, {"ext-str", &in.extStr}, {"ext-code", &in.extCode},
		{"tla-str", &in.tlaStr}, {"tla-code", &in.tlaCode},
	} {
		f.StringArrayVar(x.to, x.flag, nil, project.Usage(x.flag))
	}
	environmentsFlag(f, in)
	f.StringArrayVar(&in.rulePaths, "rules", nil, "Hold the configuration to the rules in the file or directory "+
		"`PATH`, too. Repeatable.")
	f.StringVar(&in.now, "now", "", "Take `DATE`, such as 2027-03-31, for today: for what expires or is ignored until "+
		"a date.")
	f.DurationVar(&in.jsonnetTime, "jsonnet-time", 0, "Stop a *.slo.jsonnet after a `DURATION`; default 10s.")
	f.Int64Var(&in.maxFileBytes, "max-file-bytes", 0, "Refuse files of more than `N` bytes; default 4194304 (4 MiB).")
}

// defaultPaths returns the paths given, or the current directory if there are none.
func defaultPaths(args []string) []string {
	if len(args) == 0 {
		return []string{"."}
	}
	return args
}

// pathsOf are the paths that a configuration is in: those given, or all of the project that they belong to.
func (in *inputs) pathsOf(args []string) []string {
	if in.paths != nil {
		return in.paths
	}
	return defaultPaths(args)
}

// options are those that load the configuration in paths. The error is about flags.
func (in *inputs) options(paths []string) (generator.Options, error) {
	o := generator.Options{
		Paths:        paths,
		Vars:         in.vars,
		VarFiles:     in.varFiles,
		Given:        in.values,
		Ignore:       in.ignore,
		Environ:      os.Environ(),
		MaxFileBytes: in.maxFileBytes,
		JsonnetTime:  in.jsonnetTime,
		Today:        in.today(),
		Version:      buildVersion().release(),
		Tests:        in.tests,
		Names:        in.names,
		Aliases:      in.aliases,
	}
	if in.given != nil {
		o.Paths = slices.Clone(paths)
		for i, p := range o.Paths {
			if p == standardInput {
				o.Paths[i] = in.given.name
			}
		}
		o.Storage = source.With(source.Disk{}, in.given.name, in.given.text)
	}
	if len(in.texts) > 0 {
		o.Storage = source.Over(source.Disk{}, in.texts)
	}
	if _, err := time.Parse(time.DateOnly, in.today()); err != nil {
		return o, fail("Invalid value of a flag", fmt.Sprintf("-now takes a date such as 2027-03-31, not %q.", in.now))
	}
	if in.maxFileBytes < 0 || in.jsonnetTime < 0 {
		return o, fail("Invalid value of a flag", "-max-file-bytes and -jsonnet-time can't be negative.")
	}
	return o, in.jsonnetValues(&o)
}

// jsonnetValues are the values of slogen.hcl for jsonnet, and those of flags, which win: a name that a flag sets as
// text or as code is not set in the other way, too.
func (in *inputs) jsonnetValues(o *generator.Options) error {
	for _, x := range []struct {
		flag, instead string
		list          []string
		to, other     *map[string]string
	}{
		{"ext-str", "ext-code", in.extStr, &o.ExtStr, &o.ExtCode},
		{"ext-code", "ext-str", in.extCode, &o.ExtCode, &o.ExtStr},
		{"tla-str", "tla-code", in.tlaStr, &o.TLAStr, &o.TLACode},
		{"tla-code", "tla-str", in.tlaCode, &o.TLACode, &o.TLAStr},
	} {
		if *x.to == nil {
			*x.to = maps.Clone(in.jsonnet[x.flag])
		}
		if *x.other == nil {
			*x.other = maps.Clone(in.jsonnet[x.instead])
		}
		for _, s := range x.list {
			name, value, ok := strings.Cut(s, "=")
			if !ok {
				if value, ok = os.LookupEnv(name); !ok {
					return fail(
						"Invalid value of a flag",
						fmt.Sprintf("-%s=%s gives no value, and the environment has no "+
							"variable %s. Write -%s=%s=VALUE, or set the variable.", x.flag, s, name, x.flag, name),
					)
				}
			}
			if *x.to == nil {
				*x.to = map[string]string{}
			}
			(*x.to)[name] = value
			if was, ok := in.jsonnet[x.instead][name]; ok && (*x.other)[name] == was {
				delete(*x.other, name)
			}
		}
	}
	return nil
}

// examine reads and compiles the configuration in paths. It reports nothing; the error is about flags.
func (a *app) examine(ctx context.Context, in *inputs, paths []string) (*generator.Result, hcl.Diagnostics, error) {
	if err := a.readGiven(in, paths); err != nil {
		return nil, nil, err
	}
	o, err := in.options(paths)
	if err != nil {
		return nil, nil, err
	}
	if ctx == nil {
		ctx = context.Background()
	}
	if in.packs == nil {
		in.packs = readPacks(ctx, in)
	}
	res, diags := compile(ctx, in, o)
	res.Sources = in.packs.sources(res.Sources)
	a.evaluated = res.Evaluated
	return res, append(diags, in.packs.diags...), nil
}

// compile loads and compiles a configuration and looks for what is unwise in it.
func compile(ctx context.Context, in *inputs, o generator.Options) (*generator.Result, hcl.Diagnostics) {
	res, diags := generator.Load(ctx, o)
	if res.Resources != nil && !in.packs.failed() { // what rules find follows from what they say
		own, more := in.own(res)
		if diags = append(diags, more...); more.HasErrors() {
			return res, diags
		}
		opt := lintOptions(res, own, o.Today)
		opt.Rules, opt.Failed = own.Select(in.lint), func(d *hcl.Diagnostic) { diags = append(diags, d) }
		if in.lint {
			opt.Sources = res.Sources
		}
		found := lint.Diagnostics(lint.Run(res.Resources, opt))
		diags = append(diags, found...)
	}
	return res, diags
}

// own are the rules of organizations, those of the configuration and those of -rules.
func (in *inputs) own(res *generator.Result) (*lint.Own, hcl.Diagnostics) {
	return lint.NewOwn(append(slices.Clone(res.Rules), in.packs.list()...))
}

// lintOptions are what lint is told of a configuration, in all commands alike.
func lintOptions(res *generator.Result, own *lint.Own, today string) lint.Options {
	return lint.Options{Ignores: res.Ignores, Today: today, Own: own, Declared: res.Declared, Idle: res.Idle}
}

// standardInput is the path that stands for standard input.
const standardInput = "-"

// givenInput is what came from standard input, under the name by which messages call it.
type givenInput struct{ name, text string }

// readGiven reads standard input, if it is among the paths and wasn't read.
func (a *app) readGiven(in *inputs, paths []string) (err error) {
	if in.given == nil && slices.Contains(paths, standardInput) {
		in.given, err = readGiven(a.in, in.maxFileBytes)
	}
	return err
}

// readGiven reads a file of declarations from standard input; in JSON, it begins with a brace.
func readGiven(r io.Reader, limit int64) (*givenInput, error) {
	if limit <= 0 {
		limit = source.MaxFileSize
	}
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	switch {
	case err != nil:
		return nil, fail("Standard input can't be read", wordy(err))
	case int64(len(b)) > limit:
		return nil, fail(
			"Standard input is too large",
			fmt.Sprintf("It holds more than %d bytes, the most that a file may "+
				"have. -max-file-bytes allows more.", limit),
		)
	}
	text := bytes.TrimSpace(b)
	if len(text) == 0 {
		return nil, fail("Standard input is empty", "Nothing came through the pipe; did the program before it fail?")
	}
	if text[0] == '{' {
		return &givenInput{"stdin.slo.json", string(b)}, nil
	}
	return &givenInput{"stdin.slo.hcl", string(b)}, nil
}

// How large files may be that flags name and that are read whole.
const (
	maxColumns = 16 << 20 // lists of columns
	maxState   = 64 << 20 // the sandbox's state
	maxEvent   = 64 << 20 // what a pipeline says of what started it
)

// readWhole reads a file of at most limit bytes. It may be a pipe.
func readWhole(name string, limit int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if fi, err := f.Stat(); err == nil && fi.Size() > limit {
		return nil, tooLarge(name, limit)
	}
	return readAll(f, name, limit)
}

// readAll reads at most limit bytes to the end of what is called name.
func readAll(r io.Reader, name string, limit int64) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err == nil && int64(len(b)) > limit {
		err = tooLarge(name, limit)
	}
	return b, err
}

func tooLarge(name string, limit int64) error {
	return fmt.Errorf("%s is larger than %d MiB, the most that such a file may have; is it the right one?", name,
		limit>>20)
}

// today is the date for what ends on a date: today's, unless -now gives another one.
func (in *inputs) today() string { return cmp.Or(in.now, time.Now().Format(time.DateOnly)) }

// outputFolder returns the -out given, or otherwise the folder "out" in the directory that was given. It doesn't trust
// a link that leads elsewhere: anybody who can add a file to the sources could have made it.
func outputFolder(given string, paths []string) (string, error) {
	if given != "" {
		return given, nil
	}
	out := usualFolder(paths)
	real, err := filepath.EvalSymlinks(out)
	if err != nil {
		return out, nil // there is none yet, or a link to nothing, which is an error where it is opened
	}
	if home, err := filepath.EvalSymlinks(filepath.Dir(out)); err == nil {
		if in, err := filepath.Rel(home, real); err == nil && filepath.IsLocal(in) && in != "." {
			return out, nil
		}
	}
	return "", fail("Output folder leads elsewhere",
		fmt.Sprintf("%s is a link to %s, outside %s. If that is where the output belongs, "+
			"say so: -out=%s", out, real, filepath.Dir(out), shellQuote(real)))
}

// usualFolder returns the folder "out" in the directory that was given (for a file, the one it is in). If several
// different ones were given, none of them is the right one, and it is "out" in the current directory.
func usualFolder(paths []string) string {
	common := ""
	for i, p := range paths {
		dir := filepath.Clean(p)
		if p == standardInput {
			dir = "."
		} else if fi, err := os.Stat(p); err == nil && !fi.IsDir() {
			dir = filepath.Dir(dir)
		}
		if i > 0 && dir != common {
			return "out"
		}
		common = dir
	}
	return filepath.Join(common, "out")
}
