package generator

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/compile"
	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/lower"
	"github.com/slogen-project/slogen/generator/parallel"
	"github.com/slogen-project/slogen/generator/presets"
	"github.com/slogen-project/slogen/generator/source"
	"github.com/slogen-project/slogen/generator/syntax"
	"github.com/slogen-project/slogen/generator/uses"
)

// Load reads and compiles a configuration: everything below the paths. All problems are reported in one run; with
// errors the result has no resources.
//
// Files that others refer to are found by a scan of their bytes and read first; the others, which hold nothing but
// services, are then parsed, decoded, compiled and dropped one by one, so that memory grows with the resources and not
// with the syntax trees, which are some fifteen times the source.
func Load(ctx context.Context, o Options) (*Result, hcl.Diagnostics) {
	l, diags := load(ctx, o)
	for i := range l.parts {
		l.parts[i].units = nil // the resources are made of them
	}
	if l.compiler != nil {
		l.compiler.Release()
	}
	return l.result(ctx), diags
}

// load is [Load], and keeps what was made on the way.
func load(ctx context.Context, o Options) (*loading, hcl.Diagnostics) {
	in, diags := openInput(o)
	if diags.HasErrors() {
		return &loading{input: in, o: o}, in.fix(diags)
	}
	isShared := make([]bool, len(in.files))
	for {
		in.NewBudget()
		l := &loading{input: in, o: o, found: diags, isShared: isShared}
		if again := l.run(ctx); again {
			continue // the keywords of some files hid behind comments: these are now read first
		}
		if l.together && in.Budget().Err() != nil && o.Workers != 1 {
			runtime.GC()  // what they made isn't needed any more
			o.Workers = 1 // several used up the steps; one after the other they always run out in the same place
			continue
		}
		if ctx.Err() == nil {
			l.beside = append(in.above(), in.NearMisses()...)
		}
		return l, l.settled()
	}
}

// loading is one attempt to load.
type loading struct {
	*input
	o        Options
	found    hcl.Diagnostics // what finding the files said
	isShared []bool          // which files hold what others refer to
	parts    []filePart      // of each file
	diags    hcl.Diagnostics // what is wrong with the values of variables and shared declarations
	whole    hcl.Diagnostics // what is wrong with services, alone and together
	// testDiags are about files of tests, which the configuration needn't be right with.
	testDiags  hcl.Diagnostics
	beside     hcl.Diagnostics // what there is to say of files that are not read
	lostShared bool
	together   bool // the steps lasted until several began to evaluate at the same time

	shared   *config.Shared
	compiler *compile.Compiler // nil when it didn't come to that
	out      *honeycomb.Resources
	services []compile.Declared
	tests    config.TestFile // of all files
}

// filePart is what one file has become.
type filePart struct {
	problems hcl.Diagnostics
	ignores  []config.Ignore
	units    []*compile.Unit
	lost     bool // some of its services are not known
}

// settled are the problems that are worth saying. What was found stays as it is, for it may be settled again when a
// part of it is replaced.
func (l *loading) settled() hcl.Diagnostics {
	if p := l.Budget().Problem(); p != nil { // much of what else is said is so because values are missing
		return append(l.fix(hcl.Diagnostics{p}), l.beside...)
	}
	var all hcl.Diagnostics
	for _, list := range []hcl.Diagnostics{l.found, l.problemsOfAll(), l.testDiags} {
		for _, d := range list {
			all = append(all, diag.Clone(d))
		}
	}
	lost := lost{shared: l.lostShared, services: l.lostShared}
	for i := range l.parts {
		lost.services = lost.services || l.parts[i].lost
	}
	return append(l.fix(settle(all, lost)), l.beside...)
}

// problemsOfAll are those of the configuration without its tests.
func (l *loading) problemsOfAll() hcl.Diagnostics {
	diags := slices.Clone(l.diags)
	for i := range l.parts {
		diags = append(diags, l.parts[i].problems...)
	}
	return append(diags, l.whole...)
}

// result is what was made. It has resources if there are no errors, whatever the tests are like.
func (l *loading) result(ctx context.Context) *Result {
	res := &Result{Sources: l.sources(), Evaluated: l.Evaluated, Services: len(l.services), Listed: l.services}
	if l.parts == nil { // not even the files were found
		return res
	}
	res.Files, res.Names = len(l.files), l.Configs
	if l.found.HasErrors() || l.problemsOfAll().HasErrors() || ctx.Err() != nil {
		return res
	}
	res.Resources, res.Variables = l.out, l.variables()
	res.Rules = l.shared.Rules
	for i := range l.parts {
		res.Ignores = append(res.Ignores, l.parts[i].ignores...)
	}
	res.Tests, res.Scenarios = l.tests.Tests, l.tests.Scenarios
	if l.o.Names {
		res.State = l.state()
	}
	if l.o.Tests { // both keep what is otherwise not needed any more
		res.Columns, res.ReadFile = l.compiler.Columns, l.readBeside
	}
	res.reusable = l.shared.Reusables()
	res.Declared = map[string]map[string]config.Column{}
	for slug, d := range l.shared.Datasets {
		if d.Known != nil {
			res.Declared[slug] = d.Known
		}
	}
	return res
}

// state is what was made, and what it was made of. Where objects are declared is for the caller to say.
func (l *loading) state() *uses.State {
	return &uses.State{Shared: l.shared, Read: l.Read, Imports: l.Imports, Shown: l.shown,
		Resolve: func(dir, name string) (string, error) { return source.Resolve(l.typed(dir), name) },
		Dir:     func(name string) string { f := l.file(name); return f.dir },
		Parse: func(name string) *config.File {
			f := l.file(name)
			src, err := l.Read(name)
			if err != nil {
				return nil
			}
			f.src = src
			file, _ := l.parse(&f)
			return file
		}}
}

// variables are those that are declared.
func (l *loading) variables() (list []VariableValue) {
	for _, v := range l.shared.VariableValues() {
		value, _ := v.Value.UnmarkDeep()
		sum := sha256.Sum256([]byte(v.Name + "\x00" + value.GoString()))
		list = append(list, VariableValue{Name: v.Name, Given: v.From == fromFlag || v.From == config.FromEnvironment,
			Default: v.From == "", Digest: hex.EncodeToString(sum[:8])})
	}
	return list
}

// run loads everything. It returns true when files turned out to hold what others refer to; isShared says so now, and
// all begins anew.
func (l *loading) run(ctx context.Context) (again bool) {
	l.diags = append(l.diags, l.problems...)
	n := len(l.files)
	parsed := make([]*config.File, n)
	l.parts = make([]filePart, n)
	parallel.Each(ctx, n, l.o.Workers, func(i int) {
		if l.readFile(i); !l.parts[i].problems.HasErrors() && (l.isShared[i] || l.mayHoldShared(i)) {
			l.isShared[i] = true
			parsed[i] = l.parsePart(i)
		}
	})
	var files []*config.File
	for i, f := range parsed {
		if f != nil {
			files = append(files, f)
		} else if l.isShared[i] || l.parts[i].problems.HasErrors() && l.files[i].src == nil {
			l.lostShared = true
		}
	}
	l.declare(files)
	l.together = l.Budget().Err() == nil
	var late atomic.Bool
	parallel.Each(ctx, n, l.o.Workers, func(i int) {
		if l.parts[i].problems.HasErrors() && parsed[i] == nil {
			return
		}
		if !l.compilePart(i, parsed[i]) {
			l.isShared[i] = true
			late.Store(true)
		}
	})
	if late.Load() {
		return true
	}
	if l.join(ctx) && l.o.Tests {
		l.readTests()
	}
	return false
}

// mayHoldShared says whether a file may hold what others refer to.
func (l *loading) mayHoldShared(i int) bool {
	return l.files[i].evaluated() || holdsShared(l.files[i].src)
}

// readFile reads a file, if that hasn't been done.
func (l *loading) readFile(i int) {
	f, p := &l.files[i], &l.parts[i]
	if f.src == nil {
		f.src, p.problems = l.read(f)
	}
	if !f.evaluated() && config.MayIgnore(f.src) {
		p.ignores = config.Ignores(f.name, f.src)
	}
}

// parsePart parses a file that was read; nil if that can't be done.
func (l *loading) parsePart(i int) (file *config.File) {
	p := &l.parts[i]
	file, p.problems = l.parse(&l.files[i])
	// what jsonnet evaluates to is known only now
	if file != nil && file.JSON && config.MayIgnore(file.Src) {
		p.ignores = config.Ignores(file.Name, file.Src)
	}
	return file
}

// declare reads the shared declarations.
func (l *loading) declare(files []*config.File) {
	shared, diags := config.Declare(files, l.environment())
	l.diags = append(append(l.diags, diags...), shared.CheckShared()...)
	settings, diags := compile.Settings(shared, l.o.Version)
	l.diags = append(l.diags, diags...)
	l.shared = shared
	l.compiler = compile.New(shared, compile.Options{Settings: settings, Today: l.o.Today, Aliases: l.o.Aliases,
		Shown: l.shown})
}

// compilePart compiles the services of a file, which is parsed first if it wasn't. It returns false when the file holds
// what others refer to.
func (l *loading) compilePart(i int, file *config.File) bool {
	p := &l.parts[i]
	if file == nil {
		if file = l.parsePart(i); file == nil {
			p.lost = true
			return true
		}
	}
	services, diags := l.shared.Services(file)
	if services.HoldsOthers {
		return false
	}
	p.problems = append(p.problems, diags...)
	p.lost = services.Unknown
	waits := false
	for _, s := range services.List {
		u := l.compiler.Unit(s)
		waits = waits || u.Waits()
		p.units = append(p.units, u)
	}
	if !waits {
		l.files[i].src = nil // and the syntax tree with it
	}
	return true
}

// join finishes what waits, and puts everything together. It returns false when it was interrupted.
func (l *loading) join(ctx context.Context) bool {
	l.out, l.whole = nil, nil
	if ctx.Err() != nil {
		l.whole = hcl.Diagnostics{diag.Error("internal/interrupted", "Interrupted",
			"Loading was stopped before it was done.", hcl.Range{})}
		return false
	}
	var units []*compile.Unit
	for i := range l.parts {
		units = append(units, l.parts[i].units...)
	}
	l.services = nil
	for _, u := range units {
		l.services = append(l.services, u.Declared())
	}
	slices.SortStableFunc(l.services, func(a, b compile.Declared) int { return strings.Compare(a.Name, b.Name) })
	l.compiler.Finish(ctx, l.o.Workers, units)
	l.out, l.whole = l.compiler.Join(units, !l.problemsOfAll().HasErrors())
	return true
}

// readTests reads the tests of SLIs and the scenarios of burn alerts.
func (l *loading) readTests() {
	for _, name := range l.Tests {
		file := l.file(name)
		src, diags := l.read(&file)
		l.testDiags = append(l.testDiags, diags...)
		if diags.HasErrors() {
			continue
		}
		file.src = src
		f, diags := l.parse(&file)
		l.testDiags = append(l.testDiags, diags...)
		if f == nil || diags.HasErrors() {
			continue
		}
		tests, diags := l.shared.Tests(f)
		l.testDiags = append(l.testDiags, diags...)
		l.tests.Tests = append(l.tests.Tests, tests.Tests...)
		l.tests.Scenarios = append(l.tests.Scenarios, tests.Scenarios...)
	}
}

// environment is what config needs from outside.
func (l *loading) environment() *config.Environment {
	return &config.Environment{Inputs: l.inputs, Budget: l.Budget(), Incomplete: l.valuesLost, Strangers: l.o.Past,
		Functions:   l.Everywhere(),
		FunctionsIn: func(dir string) map[string]function.Function { return l.In(l.typed(dir)) },
		JSONExpr:    syntax.JSONExpr, ReadFile: l.readBeside, Reserved: reserved,
		ParseText: func(text string) (hclsyntax.Expression, hcl.Diagnostics) {
			return syntax.ParseText([]byte(text), hcl.Range{})
		},
		Untyped:  func(v string) any { return lower.Untyped{Variable: v} },
		Builtins: presets.Names(),
		Builtin: func(group, name string) (*config.File, hcl.Diagnostics) {
			src, _ := presets.Source(group, name)
			file := builtinPrefix + group + "/" + name + ".hcl"
			body, diags := syntax.Parse(file, src)
			if diags.HasErrors() {
				return nil, diags
			}
			return &config.File{
					Name: file,
					Dir:  path.Dir(file),
					Src:  src,
					Body: body.Body,
					Text: syntax.TextAt(src, false),
				},
				diags
		}}
}

func (l *loading) readBeside(dir, name string) ([]byte, error) {
	src, err := l.ReadFrom(l.typed(dir), name)
	if err != nil {
		return nil, errors.New(source.Reason(err))
	}
	return src, nil
}

// reserved says what a function's name stands for already.
func reserved(name string) string {
	if calc.Lookup(strings.ToUpper(name)) != nil && name == strings.ToLower(name) {
		return "a function of calculated fields"
	}
	for _, a := range lower.Aggregates {
		if a.Name == name {
			return "an aggregate of triggers"
		}
	}
	return ""
}

// sharedWords are the keywords of blocks that others refer to.
var sharedWords = [][]byte{[]byte("variable"), []byte("locals"), []byte("function"), []byte("dataset"),
	[]byte("defaults"), []byte("recipient"),
	[]byte("burn_alert_policy"), []byte("sli_template"), []byte("trigger_template"),
	[]byte("slogen"), []byte("moved"), []byte("rules")}

// holdsShared says whether a file may hold blocks that others refer to: a keyword at the beginning of a line that no
// "=" follows. It may say so of a file that holds none; the other mistake is found when the file is decoded.
func holdsShared(src []byte) bool {
	for len(src) > 0 {
		i := 0
		for i < len(src) && (src[i] == ' ' || src[i] == '\t') {
			i++
		}
		if i < len(src) {
			switch src[i] {
			case 'v', 'l', 'f', 'd', 'r', 'b', 's', 'm', 't':
				for _, w := range sharedWords {
					if bytes.HasPrefix(src[i:], w) && opensBlock(src[i+len(w):]) {
						return true
					}
				}
			}
		}
		nl := bytes.IndexByte(src, '\n')
		if nl < 0 {
			return false
		}
		src = src[nl+1:]
	}
	return false
}

// opensBlock says whether what follows a word can be labels or a body.
func opensBlock(rest []byte) bool {
	for _, c := range rest {
		switch {
		case c == ' ' || c == '\t':
		case c == '"' || c == '{':
			return true
		case c == '=' || c == '\n' || c == '\r' || c == '.' || c == ',' || c == ')' || c == ']' || c == '}':
			return false
		default:
			return true
		}
	}
	return false
}
