package generator

import (
	"bytes"
	"context"
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
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/lower"
	"github.com/slogen-project/slogen/generator/parallel"
	"github.com/slogen-project/slogen/generator/presets"
	"github.com/slogen-project/slogen/generator/source"
	"github.com/slogen-project/slogen/generator/syntax"
)

// Load reads and compiles a configuration: everything below the paths. All problems are reported in one run; with
// errors the result has no resources.
//
// Files that others refer to are found by a scan of their bytes and read first; the others, which hold nothing but
// services, are then parsed, decoded, compiled and dropped one by one, so that memory grows with the resources and not
// with the syntax trees, which are some fifteen times the source.
func Load(ctx context.Context, o Options) (*Result, hcl.Diagnostics) {
	in, diags := openInput(o)
	if diags.HasErrors() {
		return &Result{Sources: in.sources(), Evaluated: in.Evaluated}, in.fix(diags)
	}
	shared := make([]bool, len(in.files))
	for {
		in.NewBudget()
		l := &loading{input: in, o: o, isShared: shared}
		if again := l.run(ctx); again {
			continue // the keywords of some files hid behind comments: these are now read first
		}
		if l.together && in.Budget().Err() != nil && o.Workers != 1 {
			runtime.GC()  // what they made isn't needed any more
			o.Workers = 1 // several used up the steps; one after the other they always run out in the same place
			continue
		}
		all := append(diags, l.diags...)
		right := !all.HasErrors() // whatever the tests are like
		diags = append(all, l.testDiags...)
		if p := in.Budget().Problem(); p != nil {
			diags = hcl.Diagnostics{p} // much of what else is said is so because values are missing
		}
		diags = in.fix(settle(diags, l.lost))
		if ctx.Err() == nil {
			diags = append(append(diags, in.above()...), in.NearMisses()...)
		}
		res := &Result{Sources: in.sources(), Evaluated: in.Evaluated, Files: len(in.files), Services: l.services}
		if right && ctx.Err() == nil {
			res.Resources = l.out
			res.Ignores = l.ignores
			res.Tests, res.Scenarios, res.Columns = l.tests.Tests, l.tests.Scenarios, l.columns
			res.ReadFile = l.readBeside
		}
		return res, diags
	}
}

// loading is one attempt to load.
type loading struct {
	*input
	o        Options
	isShared []bool
	diags    hcl.Diagnostics
	// testDiags are about files of tests, which the configuration needn't be right with.
	testDiags hcl.Diagnostics
	lost      lost
	together  bool // the steps lasted until several began to evaluate at the same time
	out       *honeycomb.Resources
	services  int

	ignores []config.Ignore
	tests   config.TestFile // of all files
	columns func(honeycomb.Key) []config.Column
}

// run loads everything. It returns true when files turned out to hold what others refer to; isShared says so now, and
// all begins anew.
func (l *loading) run(ctx context.Context) (again bool) {
	l.diags = append(l.diags, l.problems...)
	n := len(l.files)
	parsed := make([]*config.File, n)
	problems := make([]hcl.Diagnostics, n)
	ignores := make([][]config.Ignore, n)
	parallel.Each(ctx, n, l.o.Workers, func(i int) {
		f := &l.files[i]
		if f.src == nil {
			f.src, problems[i] = l.read(f)
		}
		if !f.evaluated() && config.MayIgnore(f.src) {
			ignores[i] = config.Ignores(f.name, f.src)
		}
		if !problems[i].HasErrors() && (l.isShared[i] || f.evaluated() || holdsShared(f.src)) {
			l.isShared[i] = true
			parsed[i], problems[i] = l.parse(f)
		}
		// what jsonnet evaluates to is known only now
		if p := parsed[i]; p != nil && p.JSON && config.MayIgnore(p.Src) {
			ignores[i] = config.Ignores(f.name, p.Src)
		}
	})
	l.ignores = slices.Concat(ignores...)
	var files []*config.File
	for i := range parsed {
		if parsed[i] != nil {
			files = append(files, parsed[i])
		} else if l.isShared[i] || problems[i].HasErrors() && l.files[i].src == nil {
			l.lost.shared, l.lost.services = true, true
		}
	}
	env := l.environment()
	shared, diags := config.Declare(files, env)
	l.diags = append(append(l.diags, diags...), shared.CheckShared()...)
	settings, more := compile.Settings(shared, l.o.Version)
	l.diags = append(l.diags, more...)
	c := compile.New(shared, compile.Options{Settings: settings, Today: l.o.Today, Aliases: l.o.Aliases, Shown: l.shown})

	l.together = l.Budget().Err() == nil
	units := make([][]*compile.Unit, n)
	var late, lostServices atomic.Bool
	parallel.Each(ctx, n, l.o.Workers, func(i int) {
		f := parsed[i]
		if f == nil {
			if problems[i].HasErrors() {
				return
			}
			if f, problems[i] = l.parse(&l.files[i]); f == nil {
				lostServices.Store(true)
				return
			}
		}
		services, holdsOthers, diags := shared.Services(f)
		if holdsOthers {
			l.isShared[i] = true
			late.Store(true)
			return
		}
		problems[i] = append(problems[i], diags...)
		waits := false
		for _, s := range services {
			u := c.Unit(s)
			waits = waits || u.Waits()
			units[i] = append(units[i], u)
		}
		if !waits {
			l.files[i].src = nil // and the syntax tree with it
		}
	})
	if late.Load() {
		return true
	}
	if lostServices.Load() || shared.Unknown() {
		l.lost.services = true
	}
	if err := ctx.Err(); err != nil {
		l.diags = append(l.diags, &hcl.Diagnostic{Severity: hcl.DiagError, Summary: "Interrupted",
			Detail: "Loading was stopped before it was done."})
		return false
	}
	all := slices.Concat(units...)
	l.services = len(all)
	l.diags = append(l.diags, c.Finish(ctx, l.o.Workers, all)...)
	for _, p := range problems {
		l.diags = append(l.diags, p...)
	}
	var whole hcl.Diagnostics
	l.out, whole = c.Join(all, !l.diags.HasErrors())
	l.diags = append(l.diags, whole...)
	if l.o.Tests {
		l.readTests(c, shared)
	}
	return false
}

// readTests reads the tests of SLIs and the scenarios of burn alerts.
func (l *loading) readTests(c *compile.Compiler, shared *config.Shared) {
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
		tests, diags := shared.Tests(f)
		l.testDiags = append(l.testDiags, diags...)
		l.tests.Tests = append(l.tests.Tests, tests.Tests...)
		l.tests.Scenarios = append(l.tests.Scenarios, tests.Scenarios...)
	}
	l.columns = c.Columns
}

// environment is what config needs from outside.
func (l *loading) environment() *config.Environment {
	return &config.Environment{Inputs: l.inputs, Budget: l.Budget(), Incomplete: l.valuesLost, Strangers: l.o.Past,
		Functions: func(dir string) map[string]function.Function { return l.Functions(l.typed(dir)) },
		JSONExpr:  syntax.JSONExpr, ReadFile: l.readBeside, Reserved: reserved,
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
	[]byte("burn_alert_policy"), []byte("sli_template"), []byte("slogen"), []byte("moved")}

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
			case 'v', 'l', 'f', 'd', 'r', 'b', 's', 'm':
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
