package generator

import (
	"fmt"
	"path"
	"path/filepath"

	"slices"
	"sort"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/functions"
	"github.com/slogen-project/slogen/generator/lazy"
	"github.com/slogen-project/slogen/generator/presets"
	"github.com/slogen-project/slogen/generator/source"
	"github.com/slogen-project/slogen/generator/syntax"
)

// input is what a configuration is made from: its files and the values of its variables.
type input struct {
	*syntax.Files
	*functions.Table
	files  []inputFile
	inputs []config.Input
	shown  map[string]string // the files' names relative to the directory that holds everything given
	dirs   map[string]string // directories as a user in the working directory types them, by [inputFile.dir]
	texts  map[string][]byte // files of values that were read before
	// problems are those of the values of variables; they keep nothing else from being looked at.
	problems   hcl.Diagnostics
	valuesLost bool // values that were given could not be read
}

// inputFile is a file of declarations.
type inputFile struct {
	name string
	// relative to the directory that holds everything given, so that it is the same wherever the command is run
	dir string
	src []byte // nil before it is read and after it is done with
}

// evaluated says whether the file is JSON or jsonnet, whose blocks a scan for keywords can't find.
func (f *inputFile) evaluated() bool { return !strings.HasSuffix(f.name, ".hcl") }

func openInput(o Options) (*input, hcl.Diagnostics) {
	files, diags := syntax.Open(syntax.Options{
		Options: source.Options{Paths: o.Paths, MaxBytes: o.MaxFileBytes, Storage: o.Storage, MayMiss: o.Past,
			Ignore: o.Ignore},
		ExtStr: o.ExtStr, ExtCode: o.ExtCode, TLAStr: o.TLAStr, TLACode: o.TLACode, Jsonnet: o.JsonnetTime,
	})
	in := &input{Files: files, Table: functions.New(files), dirs: map[string]string{},
		texts: map[string][]byte{}}
	in.shown = in.relative(slices.Concat(files.Configs, files.Tests))
	for _, name := range files.Configs {
		in.files = append(in.files, in.file(name))
	}
	in.problems = in.gather(o)
	return in, diags
}

// file is the file of this name, not read yet.
func (in *input) file(name string) inputFile {
	dir := path.Dir(name)
	if s, ok := in.shown[name]; ok {
		dir = path.Dir(s)
		in.dirs[dir] = path.Dir(name)
	}
	return inputFile{name: name, dir: dir}
}

// fromFlag is where a value came from that was given on the command line.
const fromFlag = "-var"

// nearlyPrefix are the ways to write SLOGEN_VAR_ that slogen doesn't read.
var nearlyPrefix = lazy.Regexp(`^(?i:slogen[_-]*vars?[_-]+)`)

// gather collects the values of variables: the environment's first, then the files', then the command line's; later
// ones win.
func (in *input) gather(o Options) (diags hcl.Diagnostics) {
	env := append([]string(nil), o.Environ...)
	sort.Strings(env)
	for _, kv := range env {
		name, value, ok := strings.Cut(kv, "=")
		if name, found := strings.CutPrefix(name, "SLOGEN_VAR_"); ok && found && name != "" {
			if why := syntax.Normal(value); why != "" {
				diags = append(diags, diag.Error("syntax/characters", "Text that would be changed",
					fmt.Sprintf("In the environment variable SLOGEN_VAR_%s, %s", name, why), hcl.Range{}))
			}
			in.inputs = append(in.inputs, config.Input{Name: name, Text: value, From: config.FromEnvironment})
		} else if m := nearlyPrefix().FindString(name); ok && m != "" && m != name {
			in.inputs = append(in.inputs, config.Input{Name: name[len(m):], From: config.FromEnvironment, Env: name})
		}
	}
	for _, g := range o.Given {
		in.texts[g.File] = g.Src
		if g.Values == nil {
			diags = append(diags, in.values(g.File, g.Src)...)
		}
		for _, v := range g.Values {
			v.From = g.File
			in.inputs = append(in.inputs, v)
		}
	}
	for _, p := range o.VarFiles {
		name, src, more := in.ReadGiven(p)
		diags = append(diags, more...)
		if more.HasErrors() {
			in.valuesLost = true
			continue
		}
		diags = append(diags, in.values(name, src)...)
	}
	for _, kv := range o.Vars {
		name, value, ok := strings.Cut(kv, "=")
		if !ok || name == "" {
			diags = append(diags, diag.Error("language/variable", "Invalid -var",
				fmt.Sprintf("%q is not a name and a value: write -var name=value.", kv), hcl.Range{}))
			continue
		}
		if why := syntax.Normal(value); why != "" {
			diags = append(diags, diag.Error("syntax/characters", "Text that would be changed",
				fmt.Sprintf("In -var %s=..., %s", name, why),
				hcl.Range{}))
		}
		in.inputs = append(in.inputs, config.Input{Name: strings.TrimSpace(name), Text: value, From: fromFlag})
	}
	return diags
}

// values reads a file of values.
func (in *input) values(name string, src []byte) hcl.Diagnostics {
	f, diags := syntax.Parse(name, src)
	if diags.HasErrors() {
		in.valuesLost = true
		return diags
	}
	attrs, more := f.Body.JustAttributes()
	diags = append(diags, more...)
	names := make([]string, 0, len(attrs))
	for n := range attrs {
		names = append(names, n)
	}
	sort.Strings(names)
	for _, n := range names {
		v, more := in.Budget().Value(attrs[n].Expr, nil)
		for _, d := range more {
			if d.Summary == "Variables not allowed" {
				d.Detail = "A file of values holds plain values: numbers, text in double quotes, lists and maps. It can't refer " +
					"to anything else."
			}
		}
		diags = append(diags, more...)
		if more.HasErrors() {
			in.inputs = append(in.inputs, config.Input{Name: n, Value: cty.DynamicVal, From: name, Range: attrs[n].NameRange})
		}
		if !more.HasErrors() && v != cty.NilVal {
			in.inputs = append(in.inputs, config.Input{Name: n, Value: v, From: name, Range: attrs[n].NameRange})
		}
	}
	return diags
}

func (in *input) read(f *inputFile) ([]byte, hcl.Diagnostics) {
	src, err := in.Read(f.name)
	if err != nil {
		return nil, hcl.Diagnostics{source.Unreadable(f.name, err)}
	}
	return src, nil
}

func (in *input) parse(f *inputFile) (*config.File, hcl.Diagnostics) {
	file, diags := in.Parse(f.name, f.src)
	if diags.HasErrors() || file == nil {
		return nil, diags
	}
	return &config.File{Name: f.name, Dir: f.dir, Src: file.Bytes, Body: file.Body, JSON: f.evaluated(),
		Text: syntax.TextAt(file.Bytes, f.evaluated())}, diags
}

// typed is a directory as a user in the working directory types it.
func (in *input) typed(dir string) string {
	if d, ok := in.dirs[dir]; ok {
		return d
	}
	return dir
}

// relative gives the files' names for scopes and outputs: relative to the directory that holds everything given, so
// that they are the same wherever the command is run.
func (in *input) relative(names []string) map[string]string {
	out := make(map[string]string, len(names))
	if in.Cwd == "" {
		return out
	}
	abs := func(name string) string {
		if p := filepath.FromSlash(name); filepath.IsAbs(p) {
			return filepath.Clean(p)
		}
		return filepath.Join(in.Cwd, filepath.FromSlash(name))
	}
	top := ""
	for i, p := range in.Options.Paths {
		dir := abs(p)
		if source.IsOurs(filepath.Base(dir)) {
			dir = filepath.Dir(dir)
		}
		if i == 0 {
			top = dir
		}
		for top != dir && !strings.HasPrefix(dir,
			strings.TrimSuffix(top, string(filepath.Separator))+string(filepath.Separator)) {
			up := filepath.Dir(top)
			if up == top {
				break
			}
			top = up
		}
	}
	for _, name := range names {
		if rel, err := filepath.Rel(top, abs(name)); err == nil {
			out[name] = filepath.ToSlash(rel)
		}
	}
	return out
}

// fix puts the places of diagnostics right and leaves out what says the same of the same place.
func (in *input) fix(diags hcl.Diagnostics) hcl.Diagnostics {
	in.Fix(diags)
	return diags
}

// sources gives the texts of files, and of the built-in declarations by the names that their places have.
func (in *input) sources() diag.Sources {
	return func(name string) []byte {
		if rest, ok := strings.CutPrefix(name, builtinPrefix); ok {
			group, file, _ := strings.Cut(rest, "/")
			if src, ok := presets.Source(group, strings.TrimSuffix(file, ".hcl")); ok {
				return src
			}
		}
		if src := in.texts[name]; src != nil {
			return src
		}
		return in.Source(name)
	}
}

// builtinPrefix begins the file names of built-in declarations.
const builtinPrefix = "builtin/"
