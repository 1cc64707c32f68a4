package project

import (
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/bound"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/lazy"
	"github.com/slogen-project/slogen/generator/review"
	"github.com/slogen-project/slogen/generator/source"
	"github.com/slogen-project/slogen/generator/spec"
	"github.com/slogen-project/slogen/generator/syntax"
	"github.com/slogen-project/slogen/generator/words"
)

// FileName is the name of the file.
const FileName = "slogen.hcl"

// maxEnvironments is how many environments a project may have: each is compiled by itself.
const maxEnvironments = 100

// Project is what slogen.hcl says.
type Project struct {
	Settings
	Ignore       spec.At[[]spec.At[string]]
	Environments []*Environment

	// Dir is the folder of the file, and Name the file, as a user in the working directory types them.
	Dir, Name string

	files *source.Files
	texts map[string][]byte // the files that were read
	used  map[string]bool   // the patterns of Ignore that something matched
}

// Environment is one of the environments that a configuration is compiled for.
type Environment struct {
	Settings
	Name spec.At[string]
	Decl hcl.Range // the header
}

var environmentBlock = &spec.Block[Environment]{
	Type: "environment",
	Doc: "One of the environments at Honeycomb that the configuration is written for: what belongs together in it. " +
		"Commands work on all environments, or on those that `-environment` names. What it doesn't say holds as " +
		"slogen.hcl says it for all.",
	Decl: func(e *Environment, h, _ hcl.Range) { e.Decl = h },
	Labels: []spec.Label[Environment]{{Name: "name", Doc: "The environment's name.",
		Field: func(e *Environment) *spec.At[string] { return &e.Name }}},
	Args: arguments(func(e *Environment) *Settings { return &e.Settings }),
	Example: "environment \"prod\" {\n  variables = { availability = 99.95 }\n  paths     = [\"services\", " +
		"\"prod\"]\n  out       = \"out/prod\"\n}\n",
}

// Root is the top level of slogen.hcl.
var Root = &spec.Block[Project]{
	Type: "",
	Doc: "The file slogen.hcl, in the folder in which a configuration begins. It may be empty: files that are given " +
		"on the command line then stand for all that is in that folder and below. Values are plain: they can't refer " +
		"to anything. Paths are relative to the file, and nothing outside its folder can be named. Values of " +
		"variables are no place for secrets: they appear in outputs and messages.",
	Args: append(arguments(func(p *Project) *Settings { return &p.Settings }),
		spec.Attr("ignore", spec.Texts, func(p *Project) *spec.At[[]spec.At[string]] { return &p.Ignore },
			"Patterns of files and directories below the paths that are left out, relative to slogen.hcl: `*` and "+
				"`?` stand "+
				"for anything but `/`, and `**/` for any directories. What is below a directory is left out with it.",
			spec.Example(`["vendor", "**/*.draft.slo.hcl"]`))),
	Blocks: []spec.Child[Project]{
		spec.Blocks(environmentBlock, func(p *Project, e *Environment) { p.Environments = append(p.Environments, e) }),
	},
	Example: "var_files = [\"common.slovars.hcl\"]\n\nenvironment \"prod\" {\n  variables = { availability = 99.95 " +
		"}\n}\n\nenvironment \"staging\" {\n  variables = { availability = 99 }\n}\n",
}

// Read reads the file in a folder; nil where there is none. Whatever it names is checked, too; with o.MayMiss, paths
// that aren't there are no mistake. It is to be closed.
func Read(dir string, o source.Options) (*Project, hcl.Diagnostics) {
	files, err := source.Below(dir, o)
	if err != nil {
		return nil, nil // what can't be read is an error when it is loaded
	}
	p := &Project{files: files, texts: map[string][]byte{}, used: map[string]bool{}}
	p.Dir = files.Name(dir)
	p.Name = path.Join(p.Dir, FileName)
	if _, err := files.Options.Storage.Stat(filepath.FromSlash(p.Name)); err != nil {
		files.Close()
		return nil, nil
	}
	src, err := files.Read(p.Name)
	if err != nil {
		return p, hcl.Diagnostics{source.Unreadable(p.Name, err)}
	}
	p.texts[p.Name] = src
	if blank(src) {
		return p, nil
	}
	f, diags := syntax.Parse(p.Name, src)
	if f == nil || diags.HasErrors() {
		return p, diags
	}
	d := &spec.Decoder{Src: src, Budget: &bound.Budget{}, Diags: diags, Advise: advise}
	Root.DecodeBody(d, f.Body, p)
	if prob := d.Budget.Problem(); prob != nil {
		d.Add(prob)
	}
	for _, x := range d.Diags {
		if x.Summary == "Variables not allowed" || x.Summary == "Function calls not allowed" {
			x.Detail = FileName + " holds plain values: numbers, text in double quotes, lists and maps. They can't " +
				"refer to anything else."
		}
	}
	diags = diag.Coded("language/argument", d.Diags)
	if !diags.HasErrors() {
		diags = append(diags, p.check(o.MayMiss)...)
	}
	return p, diags
}

// Without stands for a project whose file isn't there.
func Without(dir string) (*Project, error) {
	files, err := source.Below(dir, source.Options{})
	if err != nil {
		return nil, err
	}
	p := &Project{files: files, texts: map[string][]byte{}, used: map[string]bool{}, Dir: files.Name(dir)}
	p.Name = path.Join(p.Dir, FileName)
	return p, nil
}

// meant are arguments by the names that other tools have for the same.
var meant = map[string]string{"vars": "variables", "var": "variables", "values": "variables", "inputs": "variables",
	"var_file": "var_files", "variables_files": "var_files", "variable_files": "var_files", "output": "out",
	"outputs": "out", "path": "paths", "sources": "paths"}

func advise(_ string, name spec.Stray) spec.Advice {
	if to := meant[name.Name]; to != "" && name.MayBeArgument {
		return spec.Advice{Say: fmt.Sprintf("Write %s.", to), Meant: to}
	}
	if name.MayBeBlock && !name.MayBeArgument {
		return spec.Advice{Say: FileName + " says what belongs together; what is declared stands in files named " +
			"*.slo.hcl."}
	}
	return spec.Advice{}
}

// blank says whether a file holds nothing but white space; one of comments is a file.
func blank(src []byte) bool { return len(strings.TrimSpace(string(src))) == 0 }

// Close gives back what is kept open.
func (p *Project) Close() {
	if p != nil {
		p.files.Close()
	}
}

// Source is the text of a file that was read; nil for another. It is a [diag.Sources].
func (p *Project) Source(name string) []byte {
	if p == nil {
		return nil
	}
	return p.texts[name]
}

// Names are those of the environments, in the order in which they are written.
func (p *Project) Names() (names []string) {
	for _, e := range p.Environments {
		names = append(names, e.Name.V)
	}
	return names
}

// Environment is the environment of a name; nil for none.
func (p *Project) Environment(name string) *Environment {
	for _, e := range p.Environments {
		if e.Name.V == name {
			return e
		}
	}
	return nil
}

// Renamed is the environment that e of another state of the project had been by another name, or is now: the one that
// writes the same output, where each name is in one of the two alone. It is nil for none.
func (p *Project) Renamed(other *Project, e *Environment) *Environment {
	if p.Environment(e.Name.V) != nil {
		return nil
	}
	below := func(p *Project, e *Environment) string { return strings.TrimPrefix(p.OutOf(e), p.Dir) }
	for _, o := range p.Environments {
		if other.Environment(o.Name.V) == nil && below(p, o) == below(other, e) {
			return o
		}
	}
	return nil
}

// Empty says whether the file says nothing, and only marks the folder.
func (p *Project) Empty() bool {
	src := p.texts[p.Name]
	return blank(src) || len(p.Environments) == 0 && !slices.ContainsFunc(Root.Describe().Args,
		func(a spec.ArgDoc) bool { return Root.Arg(p, a.Name).Filename != "" })
}

// envName is how an environment may be called: it is a folder's name, and stands in flags and comments.
var envName = lazy.Regexp(`^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$`)

// check finds what is wrong with what could be read.
func (p *Project) check(mayMiss bool) (diags hcl.Diagnostics) {
	if n := len(p.Environments); n > maxEnvironments {
		return hcl.Diagnostics{diag.Error("language/limit", "Too many environments", fmt.Sprintf("A project may "+
			"have %d environments, but this one has %d.", maxEnvironments, n), p.Environments[maxEnvironments].Decl)}
	}
	first := map[string]*Environment{}
	for _, e := range p.Environments {
		key := strings.ToLower(e.Name.V) // it names a folder, where case may not count
		switch other := first[key]; {
		case !envName().MatchString(e.Name.V):
			diags = append(diags, diag.Error("project/environment", "Invalid name of an environment", fmt.Sprintf(
				"%q: the name of an environment begins with a letter or digit and has letters, digits, \"_\", \"-\" "+
					"and \".\", at most 64.", e.Name.V), e.Name.Range))
		case other != nil:
			text := fmt.Sprintf("Two environments are called %q. Merge the two blocks, or give one another "+
				"name.", e.Name.V)
			if other.Name.V != e.Name.V {
				text = fmt.Sprintf("The environments %q and %q have one name wherever case doesn't count, as in the "+
					"names of folders on some systems. Give one another name.", other.Name.V, e.Name.V)
			}
			diags = append(diags, diag.Error("project/environment", "Environment declared twice", text, e.Name.Range,
				diag.Note{Text: "first declared here", Range: other.Decl}))
		}
		first[key] = e
	}
	diags = append(diags, p.checkIgnore()...)
	parts := []*Settings{&p.Settings}
	for _, e := range p.Environments {
		parts = append(parts, &e.Settings)
	}
	for _, s := range parts {
		diags = append(diags, append(p.checkPaths(s, mayMiss), s.checkClasses()...)...)
	}
	if !diags.HasErrors() {
		diags = append(diags, p.checkOuts()...)
	}
	return diags
}

// checkPaths finds paths that can't be meant.
func (p *Project) checkPaths(s *Settings, mayMiss bool) (diags hcl.Diagnostics) {
	for _, at := range s.Paths.V {
		why := p.leads(at.V)
		if full := p.at(at.V); why == "" && !mayMiss {
			if _, err := p.files.Options.Storage.Stat(filepath.FromSlash(full)); err != nil {
				why = source.Reason(err)
				if why == "there is no such file" {
					why = fmt.Sprintf("there is no file or directory %q", full)
				}
			}
		}
		diags = append(diags, badPath(at, why)...)
	}
	if s.Paths.Set() && len(s.Paths.V) == 0 {
		diags = append(diags, diag.Error("project/path", "No path", "The list of paths is empty. Leave it out to "+
			"read all that is in the folder of "+FileName+".", s.Paths.Range))
	}
	for _, at := range s.VarFiles.V {
		why := p.leads(at.V)
		if why == "" {
			src, err := p.files.Read(p.at(at.V))
			if err != nil && !mayMiss {
				why = source.Reason(err)
			}
			if err == nil {
				p.texts[p.at(at.V)] = src
			}
		}
		diags = append(diags, badPath(at, why)...)
	}
	if s.Out.Set() {
		diags = append(diags, badPath(s.Out, p.leads(s.Out.V))...)
	}
	return diags
}

// checkClasses finds classes of change that there aren't.
func (s *Settings) checkClasses() (diags hcl.Diagnostics) {
	for _, at := range s.FailOn.V {
		if names := review.Names(); !slices.Contains(names, at.V) {
			diags = append(diags, diag.Error("language/value", "Invalid value", fmt.Sprintf("%q is not one of "+
				"%s.%s", at.V,
				words.Or(words.Quoted(names)), diag.DidYouMean(at.V, names)), at.Range))
		}
	}
	return diags
}

func badPath(at spec.At[string], why string) hcl.Diagnostics {
	if why == "" {
		return nil
	}
	return hcl.Diagnostics{diag.Error("project/path", "Path that can't be used", fmt.Sprintf("%q can't be used: "+
		"%s.", at.V,
		why), at.Range)}
}

// leads says why a path of the file can't be used wherever it leads; empty where nothing speaks against it.
func (p *Project) leads(to string) string {
	if to != "" && strings.Contains(to, `\`) {
		return "folders are separated by / on every system"
	}
	full, err := source.Resolve(p.Dir, to)
	if err != nil {
		return err.Error()
	}
	rel, err := filepath.Rel(filepath.FromSlash(p.Dir), filepath.FromSlash(full))
	if err != nil || rel != "." && !filepath.IsLocal(rel) {
		return "it leads out of the folder of " + FileName + ", and only what is in it can be named"
	}
	if why := source.Private(filepath.ToSlash(rel)); why != "" {
		return why
	}
	top, err := p.files.Options.Storage.Real(filepath.FromSlash(p.Dir))
	if err != nil {
		return source.Reason(err)
	}
	// An output folder need not be there yet: then what is above it counts.
	for at := filepath.FromSlash(full); ; at = filepath.Dir(at) {
		real, err := p.files.Options.Storage.Real(at)
		if err != nil && at != filepath.FromSlash(p.Dir) && at != filepath.Dir(at) {
			continue
		}
		if below, err := filepath.Rel(top, real); err != nil || below != "." && !filepath.IsLocal(below) {
			return "it is a link that leads out of the folder of " + FileName
		}
		return ""
	}
}

// at is a path of the file as a user in the working directory types it.
func (p *Project) at(name string) string {
	full, _ := source.Resolve(p.Dir, name)
	return full
}

// checkOuts finds environments that would overwrite each other's output.
func (p *Project) checkOuts() (diags hcl.Diagnostics) {
	for i, e := range p.Environments {
		out := p.real(p.OutOf(e))
		for _, other := range p.Environments[:i] {
			has := p.real(p.OutOf(other))
			how := ""
			switch {
			case out == has:
				how = "to the same folder"
			case strings.HasPrefix(out, has+"/"), strings.HasPrefix(has, out+"/"):
				how = "to folders of which one holds the other"
			default:
				continue
			}
			at := e.Out.Range
			if !e.Out.Set() {
				at = e.Decl
			}
			diags = append(diags, diag.Error("project/out", "Two environments in one output folder", fmt.Sprintf(
				"The environments %q and %q write %s: %q and %q. Each would remove what the other wrote. Give each a "+
					"folder of its own.", other.Name.V, e.Name.V, how, p.OutOf(other), p.OutOf(e)), at,
				diag.Note{Text: "the other one", Range: other.Decl}))
		}
	}
	return diags
}

// real is a path without symbolic links, as far as there is something at it, in lower case: on some systems case
// doesn't count. It has forward slashes.
func (p *Project) real(name string) string {
	at, rest := filepath.FromSlash(name), ""
	for {
		if real, err := p.files.Options.Storage.Real(at); err == nil {
			return strings.ToLower(filepath.ToSlash(filepath.Join(real, rest)))
		}
		if at == filepath.Dir(at) {
			return strings.ToLower(filepath.ToSlash(filepath.Join(at, rest)))
		}
		at, rest = filepath.Dir(at), filepath.Join(filepath.Base(at), rest)
	}
}

// OutOf is the output folder of an environment, or of a project without: as a user in the working directory types it.
func (p *Project) OutOf(e *Environment) string {
	switch {
	case e != nil && e.Out.Set():
		return p.at(e.Out.V)
	case e != nil && p.Out.Set():
		return path.Join(p.at(p.Out.V), e.Name.V)
	case e != nil:
		return path.Join(p.Dir, "out", e.Name.V)
	case p.Out.Set():
		return p.at(p.Out.V)
	}
	return path.Join(p.Dir, "out")
}

// PathsOf are the paths of an environment, or of a project without: as a user in the working directory types them.
func (p *Project) PathsOf(e *Environment) (paths []string) {
	from := p.Paths
	if e != nil && e.Paths.Set() {
		from = e.Paths
	}
	if !from.Set() {
		return []string{filepath.FromSlash(p.Dir)}
	}
	for _, at := range from.V {
		paths = append(paths, filepath.FromSlash(p.at(at.V)))
	}
	return paths
}

// Given are values of variables: a file, or what stands in slogen.hcl.
type Given struct {
	Name   string // of the file
	Src    []byte // of a file of values; nil for slogen.hcl itself
	Values []Value
}

// ValuesOf are the values of an environment, or of a project without: what comes later wins.
func (p *Project) ValuesOf(e *Environment) (given []Given) {
	levels := []*Settings{&p.Settings}
	if e != nil {
		levels = append(levels, &e.Settings)
	}
	for _, s := range levels {
		for _, at := range s.VarFiles.V {
			if name := p.at(at.V); p.texts[name] != nil {
				given = append(given, Given{Name: name, Src: p.texts[name]})
			}
		}
		if s.Variables.Set() {
			given = append(given, Given{Name: p.Name, Values: s.Variables.V})
		}
	}
	return given
}

// FailOnOf are the classes of change that an environment's plan fails on, separated by commas.
func (p *Project) FailOnOf(e *Environment) string {
	from := p.FailOn
	if e != nil && e.FailOn.Set() {
		from = e.FailOn
	}
	var names []string
	for _, at := range from.V {
		names = append(names, at.V)
	}
	return strings.Join(names, ",")
}

// JsonnetOf are the values that an environment, or a project without, has for jsonnet, by the names of flags.
func (p *Project) JsonnetOf(e *Environment) map[string]map[string]string {
	out := map[string]map[string]string{}
	for _, x := range []struct {
		flag string
		of   func(*Settings) []spec.Item
	}{
		{"ext-str", func(s *Settings) []spec.Item { return s.ExtStr.V }},
		{"ext-code", func(s *Settings) []spec.Item { return s.ExtCode.V }},
		{"tla-str", func(s *Settings) []spec.Item { return s.TLAStr.V }},
		{"tla-code", func(s *Settings) []spec.Item { return s.TLACode.V }},
	} {
		items := x.of(&p.Settings)
		if e != nil {
			items = slices.Concat(items, x.of(&e.Settings))
		}
		for _, it := range items {
			if out[x.flag] == nil {
				out[x.flag] = map[string]string{}
			}
			if it.Null {
				delete(out[x.flag], it.Key)
			} else {
				out[x.flag][it.Key] = it.Value.V
			}
		}
	}
	return out
}
