package compile

import (
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/emit"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/lower"
	"github.com/slogen-project/slogen/generator/rules"
	"github.com/slogen-project/slogen/generator/spec"
	"github.com/slogen-project/slogen/generator/words"
)

// Options says how to compile.
type Options struct {
	Settings honeycomb.Settings
	Today    string // the day as "2006-01-02", for `reviewed_on`; empty: not looked at
	// Aliases are the aliases of calculated fields, instead of those that the configuration gives them. One that
	// existed and is taken over is then made anew.
	Aliases map[honeycomb.Key]string
	// Shown are the names of files in outputs, by those in places.
	Shown map[string]string
}

// Compiler turns services into resources.
type Compiler struct {
	options Options
	shared  *config.Shared

	declared []*honeycomb.Recipient // all of them, sorted by key
	sound    []*honeycomb.Recipient // those without errors of their own

	sharedDiags hcl.Diagnostics // what is wrong with shared declarations
	ambiguous   bool            // two services have one name
	recipients  map[*config.Recipient]*honeycomb.Recipient
	failed      map[*honeycomb.Recipient]bool // those with errors of their own
	last        bool                          // what services wait for now will never be there
	meanings    memo[meaningKey]
	rates       memo[rateKey]

	mu    sync.Mutex
	index map[string]*fieldEntry // compiled SLIs and calculated fields, by the paths of their keys
	names map[string]announced   // what every service declares, compiled or not
	funcs map[*config.Function]*lower.Function
}

// fieldEntry is what other services may know of an SLI or a calculated field. The trees are dropped with their service;
// the texts stay.
type fieldEntry struct {
	field *honeycomb.CalculatedField
	typ   calc.Type // of what it holds
	// canonical text; eligible is empty where every event counts, good where the SLI is text that can't be taken apart
	eligible, good string
	decl           hcl.Range
	description    string
	datasets       []string
}

// New makes a compiler of services that refer to these shared declarations.
func New(shared *config.Shared, o Options) *Compiler {
	c := &Compiler{options: o, shared: shared,
		recipients: map[*config.Recipient]*honeycomb.Recipient{}, failed: map[*honeycomb.Recipient]bool{},
		index: map[string]*fieldEntry{}, names: map[string]announced{}, funcs: map[*config.Function]*lower.Function{}}
	c.declared = c.declareRecipients()
	byKey(c.declared)
	for _, r := range c.declared {
		if !c.failed[r] { // what one is that has errors isn't known
			c.sound = append(c.sound, r)
		}
	}
	c.sharedDiags = rules.CheckPart(o.Settings, &honeycomb.Resources{Settings: o.Settings, Recipients: c.sound})
	return c
}

// Release drops what holds the syntax trees of shared declarations, when no more is to be compiled.
func (c *Compiler) Release() { forget(&honeycomb.Resources{Recipients: c.declared}) }

// part is the result of one service.
type part struct {
	honeycomb.Resources
	diags hcl.Diagnostics
	// waits names the SLIs and calculated fields of other services that were not compiled yet: the part is then
	// incomplete, and the service is compiled again when they are.
	waits []wait
	// vain says that some of what it waits for will never be there.
	vain bool
	// edges are the references between SLIs and calculated fields that could not be followed.
	edges []edge
	// refers names the services whose SLIs and calculated fields were looked for, found or not.
	refers []string
	// unknown are references to SLIs and calculated fields that the service doesn't have. What is meant may be any of any
	// service, so what is said of them is made complete when all are known.
	unknown []unknownField
	// undeclared are the datasets named here whose columns nobody declares.
	undeclared []honeycomb.Undeclared
	used       []honeycomb.Key // the SLIs and calculated fields that it refers to, each once
	// depends are the SLOs that SLOs of this service depend on, looked up when everything is compiled.
	depends []dependency
	// unfinished objects are checked and not emitted, as something they refer to has errors; nil for none.
	unfinished *honeycomb.Resources
}

// unknownField is a problem with a reference to an SLI or a calculated field that isn't there.
type unknownField struct {
	problem       *hcl.Diagnostic
	of            *objects
	service, name string
}

type wait struct {
	of            *objects
	service, name string
	rng           hcl.Range
	from          string // the service that waits
}

func (w wait) key() string { return w.of.key(w.service, w.name).Path() }

// edge is a reference of one SLI or calculated field to another, each as in compiler.index.
type edge struct {
	from, to string
	rng      hcl.Range
}

// announced is what a service declares, by name.
type announced struct {
	slis, slos, fields []string

	absent  []string // as [config.Service.Absent]
	unknown bool     // some SLIs or calculated fields may be missing here, because of an error that was reported
}

type dependency struct {
	slo                *honeycomb.SLO
	from, service, dep string // the service of the SLO, and what it depends on
	rng                hcl.Range
}

// compiling is the work on one service.
type compiling struct {
	*Compiler
	part
	svc       *config.Service
	src       *calc.Source
	byName    map[string]*sliState
	own       map[string]*fieldState // the service's calculated fields that are no SLIs, by name
	eff       *effective
	title     string
	sets      []spec.At[string] // the service's datasets
	columns   map[string]columnSet
	fields    map[*lower.Field]*honeycomb.CalculatedField  // of those that were referred to
	path      []honeycomb.Key                              // the SLIs and calculated fields that are being compiled
	basis     map[honeycomb.Key][]honeycomb.Key            // see [honeycomb.CalculatedField.Basis]
	quiets    []hcl.Range                                  // the blocks of which it was said that nobody hears
	quieted   map[hcl.Range]bool                           // the blocks that keep an alert quiet
	homeless  bool                                         // that there is no dataset was said
	instance  string                                       // the instance of a repeated block that is being compiled
	ofService string                                       // the instance that the service is
	rest      honeycomb.Resources                          // what becomes part.unfinished
	labels    map[*objects]map[string]bool                 // see ownLabels
	shown     map[honeycomb.Key]*honeycomb.QueryAnnotation // of triggers that boards show
}

type sliState struct {
	sli   *config.SLI
	out   *lower.SLI
	field *honeycomb.CalculatedField
	state int8 // 0 new, 1 in progress, 2 done, 3 failed or waiting
	desc  string
	// builtin says that its expressions are those of a built-in template, which nobody can change.
	builtin bool
	shared  *honeycomb.Shared // the template that it is made from; nil for none and for a built-in one
}

// service compiles one service.
func (c *Compiler) service(svc *config.Service) *part {
	w := &compiling{Compiler: c, svc: svc, byName: make(map[string]*sliState, len(svc.SLIs)), title: svc.DisplayName.V,
		quieted: map[hcl.Range]bool{}}
	if w.title == "" {
		w.title = svc.Name.V
	}
	w.src = svc.File.Source()
	w.ofService = svc.Called("service")
	w.instance = w.ofService
	w.eff = &effective{nearest: &svc.Common, ctx: svc.Ctx, defaults: svc.Scope.Defaults}
	w.add(c.shared.CheckReferences(&svc.Common, svc.Ctx)...)
	w.add(c.shared.CheckVariables(&svc.Common)...)
	w.changeNotes()
	w.sets = w.datasets(svc.Dataset, svc.Datasets)
	for _, s := range w.sets {
		w.named(s.V, s.Range)
	}
	for _, x := range svc.SLIs {
		w.byName[x.Name.V] = &sliState{sli: x}
	}
	w.calculatedFields()
	for _, x := range svc.SLIs {
		w.sli(w.byName[x.Name.V])
	}
	slos := make(map[string]*honeycomb.SLO, len(svc.SLOs))
	for _, x := range svc.SLOs {
		if s := w.slo(x); s != nil {
			slos[x.Name.V] = s
		}
	}
	for _, x := range svc.Triggers {
		w.trigger(x)
	}
	w.boards()
	if len(w.waits) > 0 && !c.last {
		return w.result()
	}
	w.quietNothing()
	w.sort()
	w.instance = "" // the rules name it
	w.add(rules.CheckPart(c.options.Settings, &w.Resources)...)
	w.add(emit.CheckTerraformPart(c.options.Settings, &w.Resources)...)
	if len(w.rest.CalculatedFields) > 0 || len(w.rest.SLOs) > 0 || len(w.rest.BurnAlerts) > 0 ||
		len(w.rest.Triggers) > 0 {
		w.add(rules.CheckPart(c.options.Settings, &w.rest)...)
		rest := w.rest // a pointer into w would keep what result drops
		w.unfinished = &rest
	}
	forget(&w.Resources)
	forget(&w.rest)
	return w.result()
}

// result is the part on its own: a pointer into w would keep the service's syntax trees alive.
func (w *compiling) result() *part {
	p := w.part
	return &p
}

// forget drops what held syntax trees.
func forget(r *honeycomb.Resources) {
	for x := range r.Objects() {
		x.Head().Origin.Keep(rules.WholeArguments...)
	}
	for _, f := range r.CalculatedFields {
		f.Formula = nil
	}
	for _, t := range r.Triggers {
		for i := range t.Query.CalculatedFields {
			t.Query.CalculatedFields[i].Formula = nil
		}
	}
}

func (w *compiling) sort() {
	byKey(w.CalculatedFields)
	byKey(w.SLOs)
	byKey(w.BurnAlerts)
	byKey(w.Triggers)
	byKey(w.Queries)
	byKey(w.QueryAnnotations)
	byKey(w.Boards)
}

func byKey[T honeycomb.Object](list []T) {
	slices.SortFunc(list, func(a, b T) int { return strings.Compare(string(a.Head().Key), string(b.Head().Key)) })
}

func (w *compiling) add(ds ...*hcl.Diagnostic) {
	if w.instance != "" {
		for _, d := range ds {
			diag.InInstance(d, w.instance)
		}
	}
	w.diags = append(w.diags, ds...)
}

// within names the instance of a repeated block, which stands in another one or in none, in what is added from here on,
// until done is called.
func (w *compiling) within(typ string, i *config.Instance, of string) (done func()) {
	outer := w.instance
	w.instance = of
	if called := i.Called(typ); called != "" {
		if w.instance = called; of != "" {
			w.instance += " of " + of
		}
	}
	return func() { w.instance = outer }
}

func (w *compiling) meta(kind, name string, decl hcl.Range, arg func(string) hcl.Range,
	existing string) honeycomb.Meta {
	return honeycomb.Meta{
		Key:      honeycomb.Key(kind + "/" + w.svc.Name.V + name),
		Service:  w.svc.Name.V,
		Existing: existing,
		Instance: w.instance,
		Origin:   honeycomb.Origin{Range: decl, Arg: arg}}
}

// ctx is the evaluation context of a block: the instance's own, or the service's.
func (w *compiling) ctx(own *hcl.EvalContext) *hcl.EvalContext {
	if own != nil {
		return own
	}
	return w.svc.Ctx
}

// datasets resolves the datasets of a service or SLO, inherited when it names none.
func (w *compiling) datasets(one spec.At[string], many spec.At[[]spec.At[string]]) []spec.At[string] {
	if one.Set() && many.Set() {
		w.add(diag.Error("language/combination", "Conflicting arguments", "`dataset` is for one dataset and "+
			"`datasets` is for several: write only "+
			"one of the two.", many.Range, diag.Note{Text: "dataset is here", Range: one.Range}))
		return nil
	}
	if one.Set() {
		return []spec.At[string]{one}
	}
	if many.Set() {
		if len(many.V) == 0 {
			w.add(diag.Error("service/dataset", "No dataset", "The list of datasets is empty. List the slugs of the "+
				"datasets that hold the events, such as [\"checkout\"], or leave `datasets` out to inherit it.",
				many.Range))
		}
		seen := map[string]bool{}
		for _, d := range many.V {
			if seen[d.V] {
				w.add(diag.Error("service/dataset", "Duplicate dataset", fmt.Sprintf("The dataset %q is listed twice.",
					d.V), d.Range))
			}
			seen[d.V] = true
		}
		return many.V
	}
	for _, d := range w.svc.Scope.Defaults {
		if d.Dataset.Set() {
			return []spec.At[string]{d.Dataset}
		}
		if d.Datasets.Set() {
			return d.Datasets.V
		}
	}
	return nil
}

// needDatasets is the service's datasets. That there is none is said once, at the service.
func (w *compiling) needDatasets() []spec.At[string] {
	if len(w.sets) == 0 && !w.svc.Incomplete && !w.homeless && !(w.svc.Dataset.Set() || w.svc.Datasets.Set()) &&
		!w.eff.means("dataset", "datasets") {
		w.homeless = true
		w.add(
			diag.Follow(
				diag.Error("service/dataset", "No dataset", "Honeycomb keeps calculated fields, SLOs and triggers in "+
					"datasets, and this service doesn't name one. Write `dataset = \"<slug>\"` in the service (or in "+
					"defaults), with the slug from the dataset's URL.", w.svc.Decl),
				diag.LostShared,
			),
		)
	}
	return w.sets
}

// scope is what expressions of this service's blocks can see.
func (w *compiling) scope(own *hcl.EvalContext, sets []string) *lower.Scope {
	s := w.fileScope(w.svc.Scope, w.svc.File, w.src, w.ctx(own))
	w.seeColumns(s, sets)
	s.SLI = func(t hcl.Traversal) (*lower.SLI, hcl.Diagnostics) { return w.resolveSLI(t, sets, false) }
	s.Field = func(t hcl.Traversal) (*lower.Field, hcl.Diagnostics) { return w.resolveField(t, sets) }
	return s
}

func (c *Compiler) fileScope(sc *config.Scope, f *config.File, src *calc.Source, ctx *hcl.EvalContext) *lower.Scope {
	s := &lower.Scope{Ctx: ctx, Budget: c.shared.Budget(), Source: src, Text: f.Text}
	if len(sc.Functions) > 0 {
		s.Functions = func(name string) *lower.Function {
			if fn := sc.Functions[name]; fn != nil {
				return c.function(fn)
			}
			return nil
		}
		s.FunctionNames = func() []string {
			out := make([]string, 0, len(sc.Functions))
			for n := range sc.Functions {
				out = append(out, n)
			}
			sort.Strings(out)
			return out
		}
	}
	return s
}

// function is a user's function as lower takes it, made once.
func (c *Compiler) function(f *config.Function) *lower.Function {
	c.mu.Lock()
	defer c.mu.Unlock()
	if fn := c.funcs[f]; fn != nil {
		return fn
	}
	sc := c.shared.Scope(f.File.Dir)
	fn := &lower.Function{Name: f.Name.V, Params: f.ParamNames, Result: f.Result.V, Decl: f.Decl}
	fn.Scope = c.fileScope(sc, f.File, f.File.Source(), sc.Ctx)
	c.funcs[f] = fn
	return fn
}

type columnSet func(name string) (calc.Type, bool)

// columnsOf gives the declared columns of the datasets, nil where one of them is not declared.
func (w *compiling) columnsOf(sets []string) columnSet {
	if len(sets) == 0 || len(w.shared.Datasets) == 0 {
		return nil
	}
	key := strings.Join(sets, "\x00")
	if f, ok := w.columns[key]; ok {
		return f
	}
	var known []map[string]config.Column
	for _, s := range sets {
		d := w.shared.Datasets[s]
		if d == nil || d.Known == nil {
			return nil
		}
		known = append(known, d.Known)
	}
	f := columnSet(func(name string) (t calc.Type, ok bool) {
		for _, m := range known {
			if c, found := m[name]; found {
				t |= columnTypes[c.Type]
				ok = true
			}
		}
		return t, ok
	})
	if w.columns == nil {
		w.columns = map[string]columnSet{}
	}
	w.columns[key] = f
	return f
}

// seeColumns lets expressions see what is declared of the datasets' columns.
func (w *compiling) seeColumns(s *lower.Scope, sets []string) {
	s.Columns = w.columnsOf(sets)
	s.Declared = w.declares(sets)
	s.ColumnNames = func() []string { return w.columnNames(sets) }
}

// declares says whether one of the datasets declares a column; of no datasets in particular, whether any at all does.
func (w *compiling) declares(sets []string) func(string) bool {
	return func(name string) bool {
		for slug, d := range w.shared.Datasets { // any of them: the answer is the same
			if _, ok := d.Known[name]; ok && (len(sets) == 0 || slices.Contains(sets, slug)) {
				return true
			}
		}
		return false
	}
}

// columnNames are the declared columns of the datasets, for suggestions.
func (w *compiling) columnNames(sets []string) (out []string) {
	for _, s := range sets {
		if d := w.shared.Datasets[s]; d != nil {
			for name := range d.Known {
				out = append(out, name)
			}
		}
	}
	sort.Strings(out)
	return slices.Compact(out)
}

// Columns gives the declared columns of the datasets that an SLI's calculated field is for, sorted by name; nil where
// one of these datasets is not declared.
func (c *Compiler) Columns(field honeycomb.Key) []config.Column {
	c.mu.Lock()
	e := c.index[field.Path()]
	c.mu.Unlock()
	if e == nil {
		return nil
	}
	return c.declaredColumns(e.datasets)
}

// declaredColumns lists the columns that datasets are declared to have, sorted by name; nil where one of them is not
// declared. A column that two of them declare differently is of any type.
func (c *Compiler) declaredColumns(sets []string) []config.Column {
	all := map[string]config.Column{}
	for _, s := range sets {
		d := c.shared.Datasets[s]
		if d == nil || d.Known == nil {
			return nil
		}
		for name, col := range d.Known {
			if old, ok := all[name]; ok && old.Type != col.Type {
				col.Type = "any"
			}
			all[name] = col
		}
	}
	if len(sets) == 0 {
		return nil
	}
	out := slices.Collect(maps.Values(all))
	slices.SortFunc(out, func(a, b config.Column) int { return strings.Compare(a.Name, b.Name) })
	return out
}

var columnTypes = map[string]calc.Type{"string": calc.TypeString, "integer": calc.TypeInt, "float": calc.TypeFloat,
	"boolean": calc.TypeBool,
	"any":     calc.TypeAny}

func slugs(sets []spec.At[string]) []string {
	out := make([]string, len(sets))
	for i, s := range sets {
		out[i] = s.V
	}
	return out
}

// sli compiles one SLI of the service, after those it refers to.
func (w *compiling) sli(st *sliState) {
	if st.state != 0 {
		return
	}
	st.state = 1
	x := st.sli
	defer w.enter(sliObjects, x.Name.V)()
	defer w.within("sli", &x.Instance, w.ofService)()
	sets := w.needDatasets()
	errors := len(w.diags)
	out := w.lowerSLI(x, slugs(sets))
	if out == nil || hasErrors(w.diags[errors:]) {
		st.state = 3
		w.unfinishedSLI(x, st, sets)
		return
	}
	st.out, st.state = out, 2
	out.Alias = x.Alias.V
	if out.Alias == "" {
		out.Alias = sliObjects.alias(w.svc.Name.V, x.Name.V, len(sets) == 1)
	}
	meta := w.meta(honeycomb.KindCalculatedField, "/"+x.Name.V, x.Decl, w.place(w.eff, x.Arg), x.Existing.V)
	if a := w.options.Aliases[meta.Key]; a != "" {
		out.Alias, meta.Existing = a, ""
	}
	st.field = &honeycomb.CalculatedField{Meta: meta, Alias: out.Alias, Description: st.desc,
		Expression: string(calc.Append(nil, out.Formula)), Formula: &calc.Formula{Root: out.Formula}}
	st.field.Trial, st.field.Shared, st.field.Raw = w.eff.trial(), st.shared, x.Expression.Set()
	st.field.Basis = w.basis[meta.Key]
	honeycomb.Keep(st.field, map[string]bool{"description": st.desc != ""})
	if len(sets) == 1 {
		st.field.Dataset = sets[0].V
	}
	if !st.builtin && w.columnsOf(slugs(sets)) == nil {
		st.field.Types = calc.ConditionUses(out.Formula, w.declares(slugs(sets)))
	}
	if !st.builtin {
		st.field.Reads = calc.Reads(out.Formula)
	}
	w.CalculatedFields = append(w.CalculatedFields, st.field)

	e := &fieldEntry{field: st.field, typ: out.Type, decl: x.Decl, description: st.desc, datasets: slugs(sets)}
	if out.Good != nil {
		e.good = sharing(st.field.Expression, string(calc.Append(nil, out.Good)))
		if out.Eligible != nil {
			e.eligible = sharing(st.field.Expression, string(calc.Append(nil, out.Eligible)))
		}
	}
	w.know(e)
}

// know lets other services refer to an SLI or a calculated field.
func (w *compiling) know(e *fieldEntry) {
	w.mu.Lock()
	w.index[e.field.Key.Path()] = e
	w.mu.Unlock()
}

// sharing is the text part, in the memory of the whole where it stands in that.
func sharing(whole, part string) string {
	if i := strings.Index(whole, part); i >= 0 {
		return whole[i : i+len(part)]
	}
	return part
}

// changeNotes keeps the reasons for which changes are accepted.
func (w *compiling) changeNotes() {
	for _, it := range w.svc.ChangeNote.V {
		if it.Null || spec.Blank(it.Value.V) {
			w.add(
				diag.Error(
					"language/empty_text", "Change note without a reason",
					"Say why the change is accepted, such as { \"3772b8cc8980\" = "+
						"\"never met before\" }.",
					it.KeyRange,
				),
			)
			continue
		}
		w.Notes = append(w.Notes, honeycomb.Note{Fingerprint: it.Key, Reason: it.Value.V,
			Place: honeycomb.Place{Range: it.KeyRange}, Map: w.svc.ChangeNote.Range, Block: w.svc.Decl,
			Services: []string{w.svc.Name.V}})
	}
}

// unfinishedSLI keeps an SLI with errors, so that its names are held against the rules all the same.
func (w *compiling) unfinishedSLI(x *config.SLI, st *sliState, sets []spec.At[string]) {
	if len(sets) == 0 || x.Name.V == "" {
		return
	}
	f := &honeycomb.CalculatedField{Meta: w.meta(honeycomb.KindCalculatedField, "/"+x.Name.V, x.Decl,
		w.place(w.eff, x.Arg),
		x.Existing.V),
		Alias: x.Alias.V, Description: st.desc, Expression: "true"}
	if len(sets) == 1 {
		f.Dataset = sets[0].V
	}
	if f.Alias == "" {
		f.Alias = sliObjects.alias(w.svc.Name.V, x.Name.V, len(sets) == 1)
	}
	w.rest.CalculatedFields = append(w.rest.CalculatedFields, f)
}

// environmentSuffix ends the default alias of a field of the whole environment. Such an alias must differ from that of
// every dataset: with one name for both, an SLI that gets a second dataset could only be made after the old one is
// gone, and with it the SLO. No name has a dot, so that it is no other block's.
const environmentSuffix = ".env"

// alias is the alias of an SLI or a calculated field that names none: "sli.checkout.availability" or, of an instance,
// "sli.checkout.availability.search".
func (o *objects) alias(service, name string, oneDataset bool) string {
	alias := o.root + "." + service + "." + strings.ReplaceAll(name, "/", ".")
	if !oneDataset {
		alias += environmentSuffix
	}
	return alias
}

func hasErrors(ds hcl.Diagnostics) bool { return ds.HasErrors() }

// lowerSLI compiles an SLI's expressions. Nil without an error means that it waits for another service.
func (w *compiling) lowerSLI(x *config.SLI, sets []string) *lower.SLI {
	st := w.byName[x.Name.V]
	if st.desc = x.Description.V; st.desc == "" && meansOneOf(x.Meant, "description") {
		st.desc = x.Title() // an SLO that is about it lacks nothing else
	}
	scope := w.scope(x.Ctx, sets)
	excludes := w.excludes(x, st)
	if !w.writtenOnce(x) {
		return nil
	}
	if x.Parameters.Set() && !x.Template.Set() {
		w.add(diag.Error("language/argument", "Unsupported argument", "`parameters` are for a template, but this SLI "+
			"has no `template`.",
			x.Parameters.Range))
	}
	switch {
	case x.Expression.Set():
		if len(excludes) > 0 {
			w.add(diag.Error("language/block", "Unsupported block type", "slogen can't exclude a period from an SLI "+
				"written as text: write `eligible` and `good`, or put the period into the text.", x.Excludes[0].Decl))
		}
		return w.rawSLI(x, sets)
	case x.Template.Set():
		return w.templateSLI(x, sets, excludes)
	case !x.Good.Set() && meansOneOf(x.Meant, "good"):
		return nil
	case !x.Good.Set():
		w.add(diag.Error("language/missing_argument", "Missing required argument",
			"An SLI needs `good`, which says which of its eligible events are good.", x.Decl))
		return nil
	}
	var eligible hclsyntax.Expression
	if x.Eligible.Set() {
		eligible = x.Eligible.V
	}
	if x.Good.V == nil || x.Eligible.Set() && eligible == nil {
		return nil // reported when it was decoded
	}
	out, diags := lower.CompileSLI(scope, eligible, x.Good.V, excludes)
	w.add(diags...)
	if out != nil {
		out.Decl = x.Decl
	}
	return out
}

// excludes are the periods that an SLI leaves out. Their reasons become part of its description.
func (w *compiling) excludes(x *config.SLI, st *sliState) (list []lower.Exclude) {
	for _, e := range x.Excludes {
		if e.From.V == 0 || e.To.V == 0 {
			continue // reported when it was decoded
		}
		if e.From.V >= e.To.V {
			w.add(diag.Error("language/value", "Empty time", "This period doesn't end after it starts, so it would "+
				"exclude nothing.", e.To.Range,
				diag.Note{Text: "it begins here", Range: e.From.Range}))
			continue
		}
		list = append(list, lower.Exclude{From: e.From.V, To: e.To.V, Range: e.Decl})
		if e.Reason.V != "" {
			st.desc = joinSentences(st.desc, "Without "+period(e.From.V, e.To.V)+": "+e.Reason.V)
		}
	}
	return list
}

// writtenOnce says whether an SLI is written in one of the three ways, and reports it where not.
func (w *compiling) writtenOnce(x *config.SLI) bool {
	ways := 0
	for _, set := range []bool{x.Good.Set() || x.Eligible.Set(), x.Expression.Set(), x.Template.Set()} {
		if set {
			ways++
		}
	}
	if ways == 1 {
		return true
	}
	if ways > 1 || !meansOneOf(x.Meant, "good", "eligible", "expression", "template") {
		w.add(diag.Error("language/combination", "Invalid SLI", "An SLI is written in one of three ways: `good` (and "+
			"usually `eligible`), or "+
			"`template`, or `expression`. Here "+
			words.Few(ways, "of them is", "of them are")+" written.", x.Decl))
	}
	return false
}

func (w *compiling) rawSLI(x *config.SLI, sets []string) *lower.SLI {
	f := w.formula(x.Expression.V, x.Ctx)
	if f == nil {
		return nil
	}
	if _, constant := f.Root.(*calc.Literal); constant {
		w.add(diag.Error("sli/criterion", "Criterion is the same for every event", "This formula is a constant and "+
			"doesn't look at the event. An SLI decides for each event whether it is good (true), bad (false) or not "+
			"eligible (null): IF(EXISTS($duration_ms), LT($duration_ms, 1000)).", x.Expression.Range))
		return nil
	}
	diags := calc.CheckSLI(f, w.reading(sets))
	w.add(diags...)
	if diags.HasErrors() {
		return nil
	}
	return lower.SplitSLI(f.Root, x.Decl)
}

// formula reads a formula that is written as text; nil where it can't be read, which was said.
func (w *compiling) formula(x hcl.Expression, in *hcl.EvalContext) *calc.Formula {
	src, diags := calc.FromExpr(w.shared.Budget(), w.svc.File.Src, x, w.ctx(in))
	w.add(diags...)
	if diags.HasErrors() {
		return nil
	}
	f, diags := calc.Parse(src)
	w.add(diags...)
	if diags.HasErrors() {
		return nil
	}
	return f
}

// reading is what a formula for these datasets can read.
func (w *compiling) reading(sets []string) *calc.Env {
	return &calc.Env{Columns: w.columnsOf(sets), Declared: w.declares(sets),
		ColumnNames: func() []string { return w.columnNames(sets) }}
}

func (w *compiling) templateSLI(x *config.SLI, sets []string, excludes []lower.Exclude) *lower.SLI {
	if x.Template.V == nil {
		return nil
	}
	t, diags := w.shared.Template(x.Template.V, w.ctx(x.Ctx))
	w.add(diags...)
	if diags.HasErrors() {
		return nil
	}
	if t == nil {
		w.add(diag.Error("language/null", "Value is null", "`template` must name a template, but this is null.",
			x.Template.Range))
		return nil
	}
	if t.Good.V == nil {
		return nil // the template has errors of its own
	}
	params, ok := w.parameters(use{x.Parameters.V, x.Template.Range, w.ctx(x.Ctx)}, t.Parameters, t.Decl)
	if !ok {
		return nil
	}
	if st := w.byName[x.Name.V]; !t.Builtin {
		st.shared = &honeycomb.Shared{Name: "sli_template." + t.Name.V, Place: honeycomb.Place{Range: t.Decl}}
	}
	w.byName[x.Name.V].builtin = t.Builtin
	ctx, sc := w.templateContext(t.File, t.Builtin, params)
	scope := w.fileScope(sc, t.File, t.File.Source(), ctx)
	w.seeColumns(scope, sets)
	var eligible hclsyntax.Expression
	if t.Eligible.Set() {
		eligible = t.Eligible.V
	}
	out, more := lower.CompileSLI(scope, eligible, t.Good.V, excludes)
	for _, d := range more {
		diag.AddNote(d, diag.Note{Text: "used by this SLI", Range: x.Template.Range})
	}
	w.add(more...)
	if out != nil {
		out.Decl = x.Decl
	}
	if st := w.byName[x.Name.V]; x.Description.V == "" && t.Description.V != "" {
		st.desc = joinSentences(t.Description.V, st.desc)
	}
	return out
}

// use is how something uses a template: the values it gives to parameters, the place where it names the template, and
// what its expressions can see.
type use struct {
	values []spec.Entry
	at     hcl.Range
	ctx    *hcl.EvalContext
}

// parameters gives the values of the parameters that a template declares.
func (w *compiling) parameters(x use, declared []*config.Parameter, decl hcl.Range) (map[string]cty.Value, bool) {
	given := map[string]spec.Entry{}
	for _, e := range x.values {
		given[e.Key] = e
	}
	out := make(map[string]cty.Value, len(declared))
	known := make([]string, 0, len(declared))
	fine := true
	d := &spec.Decoder{Ctx: x.ctx, Src: w.svc.File.Src, Budget: w.shared.Budget()}
	for _, p := range declared {
		known = append(known, p.Name.V)
		e, ok := given[p.Name.V]
		delete(given, p.Name.V)
		switch {
		case ok:
			v := e.Value
			if e.Expr != nil {
				var good bool
				if v, good = d.EvalNull(e.Expr); !good {
					fine = false
					continue
				}
			}
			c, err := w.shared.Budget().Convert(v, p.Constraint)
			if err != nil {
				w.add(diag.Error("language/parameter", "Invalid value for parameter", fmt.Sprintf("The value of %q "+
					"doesn't have the parameter's type: %s.", p.Name.V, err), e.Range,
					diag.Note{Text: "the parameter is declared here",
						Range: p.Decl}))
				fine = false
				continue
			}
			out[p.Name.V] = c
		case p.Default.Set():
			out[p.Name.V] = p.Default.V
		default:
			w.add(diag.Error("language/parameter", "Missing parameter", fmt.Sprintf("The template needs a value for "+
				"%q: write parameters = { %s = ... }.", p.Name.V, p.Name.V), x.at,
				diag.Note{Text: "the parameter is declared here",
					Range: p.Decl}))
			fine = false
		}
	}
	for _, e := range x.values {
		if _, extra := given[e.Key]; extra {
			w.add(diag.Error("language/parameter", "Unknown parameter", fmt.Sprintf("The template has no parameter "+
				"%q.%s", e.Key,
				diag.DidYouMean(e.Key, known)), e.KeyRange, diag.Note{Text: "the template is declared here",
				Range: decl}))
			fine = false
		}
	}
	w.add(d.Diags...)
	return out, fine
}

// resolveSLI finds the SLI that an expression names. With whole, only its calculated field is needed.
func (w *compiling) resolveSLI(t hcl.Traversal, sets []string, whole bool) (*lower.SLI, hcl.Diagnostics) {
	at := t.SourceRange()
	service, name, diags := w.reference(sliObjects, t)
	if diags.HasErrors() {
		return nil, diags
	}
	if service == w.svc.Name.V {
		st := w.byName[name]
		if st == nil {
			if w.svc.Unknown {
				return nil, nil
			}
			return nil, hcl.Diagnostics{w.undeclaredField(sliObjects, name, at)}
		}
		if st.state == 1 {
			return nil, hcl.Diagnostics{w.cycle(sliObjects, name, at, st.sli.Decl)}
		}
		w.sli(st)
		if st.out == nil { // it waits for another service, or its own errors say enough
			w.unfollowed(sliObjects, service, name, at)
			return nil, nil
		}
		if d := reachable(sliObjects, st.field, sets, at, st.sli.Decl); d != nil && !whole {
			return nil, hcl.Diagnostics{d}
		}
		w.refer(&st.out.Field, st.field)
		return st.out, nil
	}
	e := w.elsewhere(sliObjects, service, name, at)
	if e == nil {
		return nil, nil
	}
	if d := reachable(sliObjects, e.field, sets, at, e.decl); d != nil && !whole {
		return nil, hcl.Diagnostics{d}
	}
	out := e.sli()
	w.refer(&out.Field, e.field)
	return out, nil
}

// elsewhere is an SLI or a calculated field of another service; nil where it isn't known yet.
func (w *compiling) elsewhere(o *objects, service, name string, at hcl.Range) *fieldEntry {
	w.refersTo(service)
	w.mu.Lock()
	e := w.index[o.key(service, name).Path()]
	w.mu.Unlock()
	if e == nil {
		w.waits = append(w.waits, wait{o, service, name, at, w.svc.Name.V})
		w.unfollowed(o, service, name, at)
	}
	return e
}

// undeclaredField is what is wrong with a reference to an SLI or a calculated field that the service doesn't have.
func (w *compiling) undeclaredField(o *objects, name string, at hcl.Range) *hcl.Diagnostic {
	d := w.noSuch(o, w.svc.Name.V, w.svc.Name.V, name, at)
	w.unknown = append(w.unknown, unknownField{d, o, w.svc.Name.V, name})
	return d
}

// refersTo notes that the service refers to another one.
func (w *compiling) refersTo(service string) {
	if service != w.svc.Name.V && !slices.Contains(w.refers, service) {
		w.refers = append(w.refers, service)
	}
}

// unfollowed notes a reference that could not be followed.
func (w *compiling) unfollowed(o *objects, service, name string, at hcl.Range) {
	if n := len(w.path); n > 0 {
		w.edges = append(w.edges, edge{w.path[n-1].Path(), o.key(service, name).Path(), at})
	}
}

func (w *compiling) refer(x *lower.Field, f *honeycomb.CalculatedField) {
	if w.fields == nil {
		w.fields = map[*lower.Field]*honeycomb.CalculatedField{}
	}
	w.fields[x] = f
	if !slices.Contains(w.used, f.Key) {
		w.used = append(w.used, f.Key)
	}
	if n := len(w.path); n > 0 && !slices.Contains(w.basis[w.path[n-1]], f.Key) {
		if w.basis == nil {
			w.basis = map[honeycomb.Key][]honeycomb.Key{}
		}
		w.basis[w.path[n-1]] = append(w.basis[w.path[n-1]], f.Key)
	}
}

// reachable says why a field can't be used with these datasets; nil where it can.
func reachable(o *objects, f *honeycomb.CalculatedField, sets []string, at, decl hcl.Range) *hcl.Diagnostic {
	if f.Dataset == "" || len(sets) == 1 && sets[0] == f.Dataset {
		return nil
	}
	detail := fmt.Sprintf("This %s belongs to the dataset %q, but the reference to it is in another dataset, where the "+
		"events have other columns and the calculated field doesn't exist.", o.what, f.Dataset)
	if o == fieldObjects {
		detail += " If it makes sense for every dataset, write `dataset = all` in it; otherwise declare one for this " +
			"dataset, too."
	}
	return diag.Error("language/reference", words.Capital(o.what)+" of another dataset", detail, at,
		diag.Note{Text: "declared here", Range: decl})
}

// parse reads a text of the field back.
func (e *fieldEntry) parse(text string) calc.Expr {
	if text == "" {
		return nil
	}
	f, diags := calc.Parse(calc.FromString(e.field.Key.Address(), text))
	if diags.HasErrors() {
		return nil // it was printed by slogen, so it parses
	}
	return f.Root
}

// lowered is a field of another service.
func (e *fieldEntry) lowered() lower.Field {
	return lower.Field{Alias: e.field.Alias, Decl: e.decl, Type: e.typ, Formula: e.parse(e.field.Expression)}
}

func (e *fieldEntry) sli() *lower.SLI {
	return &lower.SLI{Field: e.lowered(), Eligible: e.parse(e.eligible), Good: e.parse(e.good)}
}

// undeclaredService says that there is no such service among those that there are.
func undeclaredService(name string, known []string, at hcl.Range) *hcl.Diagnostic {
	return diag.Follow(diag.Error("language/reference", "Reference to undeclared service",
		fmt.Sprintf("There is no service %q in this configuration.%s Did you name the directory that declares it on "+
			"the command line?", name, diag.DidYouMean(name, known)),
		at),
		diag.LostServices)
}

// meansOneOf says whether an argument of another name most likely stands for one of these, which was reported.
func meansOneOf(meant []string, names ...string) bool {
	return slices.ContainsFunc(meant, func(m string) bool { return slices.Contains(names, m) })
}

// announce says that a service exists, with its SLIs and SLOs.
func (c *Compiler) announce(s *config.Service) {
	a := announced{slis: make([]string, len(s.SLIs)), slos: make([]string, len(s.SLOs)),
		fields: make([]string, len(s.Fields)), absent: s.Absent, unknown: s.Unknown}
	for i, x := range s.Fields {
		a.fields[i] = x.Name.V
	}
	for i, x := range s.SLIs {
		a.slis[i] = x.Name.V
	}
	for i, x := range s.SLOs {
		a.slos[i] = x.Name.V
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if other, twice := c.names[s.Name.V]; twice { // which is an error; whichever comes first, others may mean either
		a.slis, a.slos = merge(a.slis, other.slis), merge(a.slos, other.slos)
		a.fields = merge(a.fields, other.fields)
		a.absent, a.unknown = merge(a.absent, other.absent), a.unknown || other.unknown
	}
	c.names[s.Name.V] = a
}

// merge is all names of two lists, sorted.
func merge(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}

func (c *Compiler) isCompiled(field string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.index[field] != nil
}

// inVain reports the SLIs and calculated fields of other services that were waited for and don't exist. Those that
// exist have errors of their own, or are part of a circle.
func (c *Compiler) inVain(waits []wait) (diags hcl.Diagnostics) {
	for _, x := range waits {
		if has := c.names[x.service]; !has.unknown && !slices.Contains(x.of.of(has), x.name) {
			if d := c.partOfUndeclared(x); d != nil {
				diags = append(diags, d)
				continue
			}
			diags = append(diags, c.noSuch(x.of, x.from, x.service, x.name, x.rng))
		}
	}
	return diags
}

// partOfUndeclared is what is wrong with sli.x.good and sli.x.eligible where x is nearly an SLI of the service that the
// reference stands in; nil for anything else.
func (c *Compiler) partOfUndeclared(x wait) *hcl.Diagnostic {
	if _, exists := c.names[x.service]; exists || x.of != sliObjects || x.name != "good" && x.name != "eligible" {
		return nil
	}
	near := diag.Suggest(x.service, blocks(c.names[x.from].slis))
	if near == "" {
		return nil
	}
	return diag.Error("language/reference", "Reference to undeclared SLI", fmt.Sprintf("The service %q has no SLI %q. "+
		"Did you mean sli.%s.%s?",
		x.from, x.service, near, x.name), x.rng)
}

// circles reports each circle of references among fields of several services once.
func circles(edges []edge) (diags hcl.Diagnostics) {
	sort.SliceStable(edges, func(i, j int) bool {
		if edges[i].from != edges[j].from {
			return edges[i].from < edges[j].from
		}
		return edges[i].rng.Start.Byte < edges[j].rng.Start.Byte
	})
	from := map[string][]edge{}
	for _, e := range edges {
		from[e.from] = append(from[e.from], e)
	}
	const onPath, done = 1, 2
	state := map[string]int{}
	var path []edge
	var visit func(node string)
	visit = func(node string) {
		state[node] = onPath
		for _, e := range from[node] {
			path = append(path, e)
			switch state[e.to] {
			case onPath:
				i := len(path) - 1
				for path[i].from != e.to {
					i--
				}
				diags = append(diags, circle(path[i:]))
			case 0:
				visit(e.to)
			}
			path = path[:len(path)-1]
		}
		state[node] = done
	}
	for _, e := range edges {
		if state[e.from] == 0 {
			visit(e.from)
		}
	}
	return diags
}

func circle(path []edge) *hcl.Diagnostic {
	keys := make([]honeycomb.Key, len(path))
	for i, e := range path {
		keys[i] = honeycomb.Key(honeycomb.KindCalculatedField + "/" + e.from)
	}
	d := refersToItself(keys, path[0].rng)
	for i, e := range path[1:] {
		diag.AddNote(d, diag.Note{Text: keys[i+1].Address() + " refers to the next", Range: e.rng})
	}
	return d
}
