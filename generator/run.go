package generator

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"path"
	"runtime"
	"slices"
	"sort"
	"strings"
	"sync/atomic"

	"github.com/hashicorp/go-version"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/emit"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/lower"
	"github.com/slogen-project/slogen/generator/parallel"
	"github.com/slogen-project/slogen/generator/presets"
	"github.com/slogen-project/slogen/generator/source"
	"github.com/slogen-project/slogen/generator/syntax"
	"github.com/slogen-project/slogen/generator/words"
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

// work calls f for 0 to n-1 in as many goroutines as there are workers, until ctx ends.
func work(ctx context.Context, n, workers int, f func(i int)) {
	parallel.Do(n, workers, func(numbers iter.Seq[int]) {
		for i := range numbers {
			if ctx.Err() != nil {
				return
			}
			f(i)
		}
	})
}

// run loads everything. It returns true when files turned out to hold what others refer to; isShared says so now, and
// all begins anew.
func (l *loading) run(ctx context.Context) (again bool) {
	l.diags = append(l.diags, l.problems...)
	n := len(l.files)
	parsed := make([]*config.File, n)
	problems := make([]hcl.Diagnostics, n)
	ignores := make([][]config.Ignore, n)
	work(ctx, n, l.o.Workers, func(i int) {
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
	settings, more := l.settings(shared)
	l.diags = append(l.diags, more...)
	c := newCompiler(shared, settings, l.o.Today)
	c.aliases = l.o.Aliases
	recipients := c.declareRecipients()

	l.together = l.Budget().Err() == nil
	parts := make([][]*part, n)
	waiters := make([][]*waiting, n)
	decls := make([][]declared, n)
	var late, lostServices atomic.Bool
	work(ctx, n, l.o.Workers, func(i int) {
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
		for _, s := range services {
			decls[i] = append(decls[i], declared{s.Name.V, s.Decl})
			c.announce(s)
			p := c.service(s)
			if len(p.waits) > 0 {
				waiters[i] = append(waiters[i], &waiting{file: i, service: s, waits: p.waits})
				continue
			}
			parts[i] = append(parts[i], p)
		}
		if len(waiters[i]) == 0 {
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
	l.finishWaiting(ctx, newWorklist(c, slices.Concat(waiters...)), parts)
	for _, p := range problems {
		l.diags = append(l.diags, p...)
	}
	l.diags = append(l.diags, collisions(decls)...)
	l.join(c, settings, recipients, parts)
	if l.o.Tests {
		l.readTests(c)
	}
	return false
}

// readTests reads the tests of SLIs and the scenarios of burn alerts.
func (l *loading) readTests(c *compiler) {
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
		tests, diags := c.shared.Tests(f)
		l.testDiags = append(l.testDiags, diags...)
		l.tests.Tests = append(l.tests.Tests, tests.Tests...)
		l.tests.Scenarios = append(l.tests.Scenarios, tests.Scenarios...)
	}
	l.columns = func(field honeycomb.Key) []config.Column {
		c.mu.Lock()
		e := c.index[field.Path()]
		c.mu.Unlock()
		if e == nil {
			return nil
		}
		return c.declaredColumns(e.datasets)
	}
}

type declared struct {
	name string
	decl hcl.Range
}

// collisions finds services of the same name.
func collisions(decls [][]declared) (diags hcl.Diagnostics) {
	first := map[string]hcl.Range{}
	for _, list := range decls {
		for _, d := range list {
			if at, ok := first[d.name]; ok {
				diags = append(diags, diag.Error("Duplicate service", fmt.Sprintf("A service %q is already declared, and all the "+
					"files given form one configuration. Rename or remove one of the two.", d.name), d.decl,
					diag.Note{Text: "first declared here", Range: at}))
				continue
			}
			first[d.name] = d.decl
		}
	}
	return diags
}

// join puts the services' parts together, sorted by key, and checks what concerns all of them.
func (l *loading) join(c *compiler, settings honeycomb.Settings, recipients []*honeycomb.Recipient, parts [][]*part) {
	out := &honeycomb.Resources{Settings: settings, Recipients: recipients}
	byKey(out.Recipients)
	var depends []dependency
	var unfinished []*honeycomb.SLO // no output has them, but their SLIs are taken
	var fields []*honeycomb.CalculatedField
	own := &honeycomb.Resources{Settings: settings}
	for _, r := range recipients {
		if !c.failed[r] {
			own.Recipients = append(own.Recipients, r)
		}
	}
	l.diags = append(l.diags, honeycomb.CheckPart(settings, own)...)
	for _, list := range parts {
		for _, p := range list {
			l.services++
			l.diags = append(l.diags, p.diags...)
			out.CalculatedFields = append(out.CalculatedFields, p.CalculatedFields...)
			out.SLOs = append(out.SLOs, p.SLOs...)
			fields = append(fields, p.unfinished.CalculatedFields...)
			for _, s := range p.unfinished.SLOs {
				if s.SLI.Key != "" { // whose SLI is no stand-in
					unfinished = append(unfinished, s)
				}
			}
			out.BurnAlerts = append(out.BurnAlerts, p.BurnAlerts...)
			out.Triggers = append(out.Triggers, p.Triggers...)
			out.Queries = append(out.Queries, p.Queries...)
			out.QueryAnnotations = append(out.QueryAnnotations, p.QueryAnnotations...)
			out.Boards = append(out.Boards, p.Boards...)
			depends = append(depends, p.depends...)
			out.Undeclared = append(out.Undeclared, p.undeclared...)
		}
	}
	out.Undeclared = firstNamed(out.Undeclared)
	byKey(out.CalculatedFields)
	byKey(out.SLOs)
	byKey(out.BurnAlerts)
	byKey(out.Triggers)
	byKey(out.Queries)
	byKey(out.QueryAnnotations)
	byKey(out.Boards)
	l.diags = append(l.diags, c.checkDependencies(depends)...)
	l.diags = append(l.diags, moves(c.shared.Moved, out, !l.diags.HasErrors())...)
	sound := !l.diags.HasErrors()
	if sound {
		linkDependencies(depends, out.SLOs)
	}
	all := *out
	all.Recipients = own.Recipients // what one is that has errors isn't known
	all.SLOs = slices.Concat(out.SLOs, unfinished)
	byKey(all.SLOs)
	all.CalculatedFields = slices.Concat(out.CalculatedFields, fields)
	byKey(all.CalculatedFields)
	l.diags = append(l.diags, honeycomb.CheckAll(&all)...)
	if sound { // where something could not be compiled, what refers to it would seem wrong
		l.diags = append(l.diags, emit.CheckTerraform(out)...)
	}
	forget(&honeycomb.Resources{Recipients: recipients})
	for x := range out.Objects() {
		m := x.Head()
		m.Origin.File = l.shown[m.Origin.Range.Filename]
		for i := range m.Inherited {
			m.Inherited[i].File = l.shown[m.Inherited[i].Range.Filename]
		}
		if b, ok := x.(*honeycomb.BurnAlert); ok {
			b.Replaces.File = l.shown[b.Replaces.Range.Filename]
		}
	}
	l.out = out
}

// settings reads the block slogen.
func (l *loading) settings(shared *config.Shared) (honeycomb.Settings, hcl.Diagnostics) {
	out := honeycomb.Settings{Outputs: []string{"json", "terraform"}, ProviderVersion: ">= 0.50.0",
		MaxDatasets: honeycomb.DefaultMaxDatasets}
	s := shared.Settings
	if s == nil {
		return out, nil
	}
	var diags hcl.Diagnostics
	if s.Outputs.Set() {
		out.Outputs = nil
		seen := map[string]bool{}
		for _, o := range s.Outputs.V {
			known := false
			for _, n := range honeycomb.Outputs {
				known = known || n == o.V
			}
			switch {
			case !known:
				diags = append(diags, diag.Error("Unknown output", fmt.Sprintf("%q is not an output: the outputs are %s.%s", o.V,
					strings.Join(words.Quoted(honeycomb.Outputs), ", "),
					diag.DidYouMean(o.V, honeycomb.Outputs)), o.Range))
			case seen[o.V]:
				diags = append(diags, diag.Error("Duplicate output", fmt.Sprintf("%q is listed twice.", o.V), o.Range))
			default:
				seen[o.V] = true
				out.Outputs = append(out.Outputs, o.V)
			}
		}
		if len(s.Outputs.V) == 0 {
			diags = append(diags, diag.Error("No output", "The list of outputs is empty, so slogen would write nothing. Leave "+
				"the argument out to get JSON and Terraform.", s.Outputs.Range))
		}
		sort.Strings(out.Outputs)
	}
	if s.Provider.V != "" {
		if _, err := version.NewConstraint(s.Provider.V); err != nil {
			diags = append(diags, diag.Error("Invalid version constraint",
				fmt.Sprintf("%q is not a version constraint: write \">= 0.50.0\" or \"~> 0.51\".", s.Provider.V), s.Provider.Range))
		} else {
			out.ProviderVersion, out.ProviderRange = s.Provider.V, s.Provider.Range
		}
	}
	if s.MaxDatasets.Set() {
		if s.MaxDatasets.V < 1 {
			diags = append(diags, diag.Error("Invalid number of datasets",
				"An SLO must be allowed to span at least one dataset.", s.MaxDatasets.Range))
		} else {
			out.MaxDatasets = s.MaxDatasets.V
		}
	}
	if s.RequiredVersion.V != "" {
		want, err := version.NewConstraint(s.RequiredVersion.V)
		have, err2 := version.NewVersion(l.o.Version)
		switch {
		case err != nil:
			diags = append(diags, diag.Error("Invalid version constraint", fmt.Sprintf("%q is not a version constraint: write "+
				"\">= 0.1\" or \"~> 0.1\".", s.RequiredVersion.V), s.RequiredVersion.Range))
		case err2 == nil && !want.Check(have.Core()):
			diags = append(diags, diag.Error("Different version of slogen needed", fmt.Sprintf("This configuration needs "+
				"slogen %s, but this is slogen %s. Install a matching version, or change the constraint.", s.RequiredVersion.V,
				l.o.Version), s.RequiredVersion.Range))
		}
	}
	return out, diags
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
