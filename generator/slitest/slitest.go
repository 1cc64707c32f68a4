package slitest

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/simulate"
	"github.com/slogen-project/slogen/generator/spec"
	"github.com/slogen-project/slogen/generator/words"
)

// Input is what to test.
type Input struct {
	Tests []*config.Test
	// Fields are the calculated fields of a configuration: its SLIs, and others.
	Fields []*honeycomb.CalculatedField
	// Columns returns the columns declared for an SLI, nil if none are declared.
	Columns func(field honeycomb.Key) []config.Column
	// ReadFile reads a file by its path relative to a directory.
	ReadFile func(dir, name string) ([]byte, error)
	// The burn alerts of their SLOs run through Scenarios.
	Scenarios []*config.Scenario
	SLOs      []*honeycomb.SLO
	Alerts    []*honeycomb.BurnAlert
	// Filter chooses the tests and scenarios whose names it matches; nil for all.
	Filter *regexp.Regexp
	// Unchanged, if not nil, is left out; see [Same].
	Unchanged *Unchanged
}

// lets says whether a test or a scenario is to be run.
func (in *Input) lets(x any, name string) bool {
	return in.names(name) && (in.Unchanged == nil || !in.Unchanged.Tests[x])
}

// names says whether the filter chooses a name.
func (in *Input) names(name string) bool { return in.Filter == nil || in.Filter.MatchString(name) }

// Report is what the tests found.
type Report struct {
	Cases     []*Case
	Scenarios []*Scenario // those that expect something
	Idle      []*Scenario // those that expect nothing, which aren't tests
	SLIs      []SLI
	Assumed   calc.Assumed // over all cases
	Named     int          // tests and scenarios that the filter chose
	Filtered  int          // those that the filter alone left out
	Skipped   int          // those that were to be left out
	Mutants   []*Mutant    // of Mutate: those that no test noticed
	Mutated   int          // mutants that were tried
}

// SLI is an SLI and how many tests it has.
type SLI struct {
	Name  string // "sli.checkout.availability"
	Decl  hcl.Range
	Tests int
}

// Case is a test that was run.
type Case struct {
	Name    string
	SLI     string
	Decl    hcl.Range
	Events  int
	Counts  Counts
	Assumed calc.Assumed
	// Failures lists the events with an unexpected verdict, in order. Mismatches lists the counts that aren't as
	// expected.
	Failures   []*Failure
	Mismatches []Mismatch
}

// passed reports whether everything was as expected.
func (c *Case) passed() bool { return len(c.Failures) == 0 && len(c.Mismatches) == 0 }

// Counts is how many events got which verdict.
type Counts struct {
	// Events that are eligible and good.
	Good int64 `json:"good" jsonschema:"minimum=0"`
	// Events that are eligible and bad.
	Bad int64 `json:"bad" jsonschema:"minimum=0"`
	// Events that don't count.
	Ineligible int64 `json:"ineligible" jsonschema:"minimum=0"`
	// Events for which the expression gives none of true, false, null, 1 and 0.
	NoVerdict int64 `json:"no_verdict" jsonschema:"minimum=0"`
}

// CountOf counts one event.
func CountOf(v calc.Verdict) (c Counts) {
	c.add(v)
	return c
}

func (c *Counts) add(v calc.Verdict) { *c.of(v)++ }

func (c *Counts) of(v calc.Verdict) *int64 {
	switch v {
	case calc.Good:
		return &c.Good
	case calc.Bad:
		return &c.Bad
	case calc.Ineligible:
		return &c.Ineligible
	}
	return &c.NoVerdict
}

// Failure is an event with a verdict other than the expected one. Want is NoVerdict if any verdict would have been
// right.
type Failure struct {
	Where     string // "the event", "event 2", "line 3 of events.ndjson"
	Got, Want calc.Verdict
	Value     calc.Value // of the SLI
	Trace     *calc.Trace
}

// Mismatch is a count that isn't as expected.
type Mismatch struct {
	Verdict   calc.Verdict
	Got, Want int64
	// Where names some of the events that have the verdict.
	Where []string
	Trace *calc.Trace // of the first of these; nil if there are none
}

// untested returns the SLIs without a test.
func (r *Report) untested() (out []SLI) {
	for _, s := range r.SLIs {
		if s.Tests == 0 {
			out = append(out, s)
		}
	}
	return out
}

// Failed returns how many tests and scenarios failed.
func (r *Report) Failed() (n int) {
	for _, c := range r.Cases {
		if !c.passed() {
			n++
		}
	}
	for _, s := range r.Scenarios {
		if !s.passed() {
			n++
		}
	}
	return n
}

// ran returns how many tests and scenarios were run.
func (r *Report) ran() int { return len(r.Cases) + len(r.Scenarios) }

// NoneOfThatName reports whether the filter left out everything.
func (r *Report) NoneOfThatName() bool { return r.Named == 0 && r.Filtered+r.Skipped > 0 }

// suite is the tests, ready to run.
type suite struct {
	in    *Input
	slis  map[string]*subject // by "checkout/availability"
	order []*subject          // the SLIs
	all   []*subject          // and the other calculated fields
	cases []*prepared
	diags hcl.Diagnostics
	// matching bounds what the regular expressions of all tests take.
	matching calc.Matching
}

// subject is an SLI under test.
type subject struct {
	name    string // "sli.checkout.availability"
	field   *honeycomb.CalculatedField
	own     calc.Expr // the formula before other calculated fields were inlined
	program *calc.Program
	types   Types
	columns []config.Column
	tests   []*prepared
	failed  bool
}

// prepared is a test with its events read.
type prepared struct {
	test   *config.Test
	sli    *subject
	events []*Event
	rows   []*calc.Row
	where  func(i int) string
}

// Run runs the tests. Diagnostics are about tests that make no sense: an SLI that doesn't exist, a column that isn't
// declared, a file that can't be read. A failing test is not a diagnostic. If there are errors, there is no report.
func Run(in Input) (*Report, hcl.Diagnostics) {
	s := prepare(&in)
	scenarios, diags := Scenarios(in, simulate.Options{})
	s.diags = append(s.diags, diags...)
	if s.diags.HasErrors() {
		return nil, s.diags
	}
	rep := &Report{}
	if in.Unchanged != nil {
		rep.Skipped = len(in.Unchanged.Tests)
	}
	for _, t := range in.Tests {
		if in.names(t.Name.V) {
			rep.Named++
		}
	}
	for _, x := range in.Scenarios {
		if in.names(x.Name.V) {
			rep.Named++
		}
	}
	rep.Filtered = len(in.Tests) - len(s.cases) + len(in.Scenarios) - len(scenarios) - rep.Skipped
	for _, x := range scenarios {
		if x.Expects > 0 {
			rep.Scenarios = append(rep.Scenarios, x)
		} else {
			rep.Idle = append(rep.Idle, x)
		}
	}
	for _, p := range s.cases {
		c := p.run()
		if s.tooMuchMatching(p) {
			return nil, s.diags
		}
		rep.Assumed |= c.Assumed
		rep.Cases = append(rep.Cases, c)
	}
	for _, x := range s.order {
		if in.Unchanged != nil && in.Unchanged.SLIs[x.name] {
			continue
		}
		rep.SLIs = append(rep.SLIs, SLI{Name: x.name, Decl: x.field.Origin.Range})
	}
	for _, t := range in.Tests { // those that the filter leaves out are tests, too
		if x := s.named(t); x != nil {
			for i := range rep.SLIs {
				if rep.SLIs[i].Name == x.name {
					rep.SLIs[i].Tests++
				}
			}
		}
	}
	return rep, s.diags
}

// tooMuchMatching reports an error if the steps for regular expressions ran out in a test: its verdicts are void then.
func (s *suite) tooMuchMatching(p *prepared) bool {
	err := s.matching.Err()
	if err != nil {
		s.diags = append(s.diags, diag.Error("language/limit", "Too much to match", fmt.Sprintf("The tests can't be "+
			"run to their end. "+
			"Here, with the events for %s, the steps ran out: %v.", p.sli.name, err), p.test.Decl))
	}
	return err != nil
}

// Check finds what [Run] would refuse, and runs nothing.
func Check(in Input) hcl.Diagnostics {
	s := prepare(&in)
	_, diags := scenarioJobs(in)
	return append(s.diags, diags...)
}

// prepare resolves what tests refer to and reads their events.
func prepare(in *Input) *suite {
	s := &suite{in: in, slis: make(map[string]*subject, len(in.Fields))}
	for _, f := range in.Fields {
		x := &subject{name: f.Key.Address(), field: f}
		if s.all = append(s.all, x); f.Key.IsField() {
			continue
		}
		s.slis[f.Key.Path()] = x
		s.order = append(s.order, x)
	}
	for _, t := range in.Tests {
		if t.Failed {
			continue
		}
		x := s.resolve(t)
		if x == nil || !s.compile(x) {
			continue
		}
		if !in.lets(t, t.Name.V) {
			continue
		}
		if p := s.events(t, x); p != nil {
			s.cases = append(s.cases, p)
			x.tests = append(x.tests, p)
		}
	}
	return s
}

// objectPath returns the path of the object that a test or scenario names, such as sli.<service>.<name>; "" if it names
// none. The rest is the names as they are written.
func objectPath(e spec.Expr, root string) (path, written string) {
	if e == nil {
		return "", ""
	}
	tr, diags := hcl.AbsTraversalForExpr(e)
	if diags.HasErrors() || len(tr) < 3 || len(tr) > 4 || tr.RootName() != root {
		return "", ""
	}
	var names []string
	written = root
	for _, step := range tr[1:] {
		name, index := spec.Step(step)
		if name == "" {
			return "", ""
		}
		names = append(names, name)
		switch {
		case index && len(names) < 3: // an instance of what has no service
			return "", ""
		case index:
			written += fmt.Sprintf("[%q]", name)
		default:
			written += "." + name
		}
	}
	return strings.Join(names, "/"), written
}

// unnamed says what is wrong with the name of an object in a test or scenario, where names are those that there are.
func unnamed(what, written string, names []string, at hcl.Range) *hcl.Diagnostic {
	var instances []string
	for _, n := range names {
		if strings.HasPrefix(n, written+"[") {
			instances = append(instances, n)
		}
	}
	if len(instances) > 0 {
		return config.NoInstance(what, written, "", instances, true, at)
	}
	if block, key, ok := strings.Cut(written, "["); ok {
		key = strings.Trim(key, `"]`)
		for _, n := range names {
			if strings.HasPrefix(n, block+"[") {
				instances = append(instances, n)
			}
		}
		if single := slices.Contains(names, block); single || len(instances) > 0 {
			return config.NoInstance(what, block, key, instances, !single, at)
		}
	}
	// It may be the key alone, as instances were named once, or the key without brackets.
	for _, n := range names {
		block, key, ok := strings.Cut(n, "[")
		key = strings.Trim(key, `"]`)
		service := strings.Join(strings.Split(block, ".")[:2], ".")
		if ok && (written == service+"."+key || written == block+"."+key) {
			instances = append(instances, n)
		}
	}
	detail := fmt.Sprintf("There is no %s %q in this configuration.", what, written)
	if len(instances) > 0 {
		detail += " An instance of a for_each is named by its block's label and its key: write " +
			words.Or(instances[:min(len(instances), 4)]) + "."
	} else if near := diag.Suggest(written, names); near != "" {
		detail += " Did you mean " + near + "?"
	}
	return diag.Error("language/reference", "Reference to undeclared "+what, detail, at)
}

// named is the SLI that a test names; nil where there is none.
func (s *suite) named(t *config.Test) *subject {
	path, written := objectPath(t.SLI.V, "sli")
	if x := s.slis[path]; x != nil && x.name == written {
		return x
	}
	return nil
}

// resolve finds the SLI of a test; nil after an error.
func (s *suite) resolve(t *config.Test) *subject {
	path, written := objectPath(t.SLI.V, "sli")
	if path == "" {
		s.diags = append(s.diags, diag.Error("language/reference", "Invalid reference",
			"A test names its SLI with the service: sli.<service>.<name>."+s.withService(t), t.SLI.Range))
		return nil
	}
	if x := s.named(t); x != nil {
		return x
	}
	names := make([]string, 0, len(s.order))
	for _, x := range s.order {
		names = append(names, x.name)
	}
	s.diags = append(s.diags, unnamed("SLI", written, names, t.SLI.Range))
	return nil
}

// withService says which SLIs have the name that a test gives without a service.
func (s *suite) withService(t *config.Test) string {
	names := make([]string, len(s.order))
	for i, x := range s.order {
		names[i] = x.name
	}
	return inFull(t.SLI.V, names)
}

// dots turns the brackets of an instance into a dot, as references are compared.
var dots = strings.NewReplacer(`["`, ".", `"]`, "")

// inFull lists which of the names, such as sli.checkout.availability, end in what e has: sli.availability,
// slo.checkout.availability, in quotes or not.
func inFull(e hcl.Expression, names []string) string {
	name := ""
	if v, ok := spec.Literal(e); ok && !v.IsNull() && v.Type() == cty.String {
		name = v.AsString()
	} else if tr, diags := hcl.AbsTraversalForExpr(e); !diags.HasErrors() {
		name = spec.Dotted(tr)
	}
	name = strings.TrimPrefix(strings.TrimPrefix(name, "sli."), "slo.")
	var found []string
	for _, x := range names {
		if name != "" && strings.HasSuffix(dots.Replace(x), "."+name) {
			found = append(found, x)
		}
	}
	switch {
	case len(found) == 0:
		return ""
	case len(found) > 4:
		return fmt.Sprintf(" Write %s, for example.", found[0])
	}
	return " Write " + strings.Join(found, " or ") + "."
}

// compile makes the SLI's program, once.
func (s *suite) compile(x *subject) bool {
	if x.program != nil || x.failed {
		return !x.failed
	}
	f, diags := calc.Parse(calc.FromString(x.field.Alias, x.field.Expression))
	if f != nil {
		x.own = f.Root
		root, problem := s.inline(f.Root, []*subject{x})
		if problem != nil {
			diags = append(diags, problem)
		} else {
			var more hcl.Diagnostics
			x.program, more = calc.Compile(&calc.Formula{Root: root, Source: f.Source})
			diags = append(diags, more...)
		}
	}
	if x.program == nil {
		x.failed = true
		for _, d := range diags { // places in the text mean nothing to a user who didn't write it
			s.diags = append(s.diags, diag.Error("test/events", "SLI can't be tested", d.Detail, x.field.Origin.Range))
		}
		return false
	}
	if x.columns = s.in.Columns(x.field.Key); x.columns != nil {
		x.types = make(Types, len(x.columns))
		for _, c := range x.columns {
			x.types[c.Name] = c.Type
		}
	}
	return true
}

// inline replaces the aliases of other calculated fields by their formulas, since an SLI written as text may name them
// as columns.
func (s *suite) inline(e calc.Expr, path []*subject) (calc.Expr, *hcl.Diagnostic) {
	switch n := e.(type) {
	case *calc.Column:
		for _, x := range s.all {
			if x.field.Alias != n.Name || x.field.Dataset != "" && x.field.Dataset != path[0].field.Dataset {
				continue
			}
			if slices.Contains(path, x) {
				return nil, diag.Error("language/cycle", "Circular reference",
					fmt.Sprintf("Its calculated field refers to itself through the alias %q.", n.Name),
					x.field.Origin.Range)
			}
			f, diags := calc.Parse(calc.FromString(x.field.Alias, x.field.Expression))
			if f == nil {
				return nil, diags[0]
			}
			return s.inline(f.Root, append(path, x))
		}
	case *calc.Call:
		out := *n
		out.Args = make([]calc.Expr, len(n.Args))
		for i, a := range n.Args {
			x, problem := s.inline(a, path)
			if problem != nil {
				return nil, problem
			}
			out.Args[i] = x
		}
		return &out, nil
	}
	return e, nil
}

// events reads a test's events; nil after an error.
func (s *suite) events(t *config.Test, x *subject) *prepared {
	p := &prepared{test: t, sli: x}
	before := len(s.diags)
	switch {
	case t.EventsFile.Set():
		src, err := s.in.ReadFile(t.Dir, t.EventsFile.V)
		if err == nil {
			p.events, err = ReadEvents(t.EventsFile.V, src, x.types, x.program.Columns())
		}
		if err != nil {
			s.diags = append(s.diags, diag.Error("source/path", "Unreadable file", fmt.Sprintf("%q can't be read: %s.",
				t.EventsFile.V, err),
				t.EventsFile.Range))
			return nil
		}
		if len(p.events) == 0 {
			s.diags = append(s.diags, diag.Error("test/events", "No events", fmt.Sprintf("%q has no events, so "+
				"nothing would be tested.",
				t.EventsFile.V), t.EventsFile.Range))
			return nil
		}
		p.where = func(i int) string { return p.events[i].Where + " of " + t.EventsFile.V }
	case t.Event.Set():
		if t.Event.V != nil {
			p.events = []*Event{s.event(t.Event.V, x)}
		}
		p.where = func(int) string { return "the event" }
	default:
		for i, e := range t.Events.V {
			if e != nil {
				ev := s.event(e, x)
				ev.Where = fmt.Sprintf("event %d (line %d)", i+1, e.Range.Start.Line)
				p.events = append(p.events, ev)
			}
		}
		p.where = func(i int) string { return p.events[i].Where }
	}
	if w := t.Expect.V; w != nil && w.Each != nil && len(w.Each) != len(p.events) {
		s.diags = append(s.diags, diag.Error("test/expectation", "Invalid expectation", fmt.Sprintf("There are %s and "+
			"%s. Write a verdict for each event, or counts such as { good = 2, bad = 1 }.", words.Plural(len(p.events),
			"event"),
			words.Plural(len(w.Each), "verdict")),
			t.Expect.Range))
	}
	s.checkColumns(p)
	for _, e := range p.events {
		if t.Time.Set() && !e.HasTime {
			e.Time, e.HasTime = t.Time.V, true
		}
		if t.Ingest.Set() && !e.HasIngest {
			e.Ingest, e.HasIngest = t.Ingest.V, true
		}
		p.rows = append(p.rows, e.row(x.program.Columns(), &s.matching))
	}
	if s.diags[before:].HasErrors() || t.Expect.V == nil {
		return nil
	}
	return p
}

// checkColumns makes sure that a test's events have what its SLI reads. If none of them has any of it, the test means
// nothing: the events are in another shape, or their columns have other names.
func (s *suite) checkColumns(p *prepared) {
	t, reads := p.test, p.sli.program.Columns()
	if u := unread(p.events, reads); u != nil {
		rng := t.Event.Range
		for _, r := range []hcl.Range{t.Events.Range, t.EventsFile.Range} {
			if r.Filename != "" {
				rng = r
			}
		}
		what := "The event has none of the columns that"
		if len(p.events) > 1 {
			what = "None of the events has a column that"
		}
		detail := fmt.Sprintf("%s %s reads, so the test would test nothing. %s", what, p.sli.name, u)
		if !t.EventsFile.Set() {
			detail += fmt.Sprintf(" If an event is meant to lack a column, say so: `%s = null`.", reads[0])
		}
		s.diags = append(s.diags, diag.Error("test/events", "Events without the SLI's columns", detail, rng))
		return
	}
	if t.EventsFile.Set() {
		return
	}
	has := map[string]bool{}
	for _, e := range p.events {
		for _, n := range e.Names {
			has[n] = true
		}
	}
	missing := slices.DeleteFunc(slices.Clone(reads), func(n string) bool { return has[n] })
	for _, n := range slices.Sorted(maps.Keys(has)) {
		if meant := near(n, missing); meant != "" && !slices.Contains(reads, n) {
			s.diags = append(s.diags, diag.Warning("test/events", "Column that the SLI doesn't read",
				fmt.Sprintf("%s doesn't read the column %q. Did you mean %q? If an event is meant "+
					"to lack that column, say so: `%s = null`.", p.sli.name, n, meant, meant), placeOf(t, n)))
		}
	}
}

// placeOf returns the place where a test writes a column first.
func placeOf(t *config.Test, column string) hcl.Range {
	events := t.Events.V
	if t.Event.V != nil {
		events = append([]*config.TestEvent{t.Event.V}, events...)
	}
	for _, e := range events {
		for i := range e.Columns {
			if e.Columns[i].Name == column {
				return e.Columns[i].NameRange
			}
		}
	}
	return t.Decl
}

// moments takes the times of an event that is written in the test from the columns that hold them in files, too.
func (e *Event) moments(c *config.TestColumn) (special bool) {
	at, ok := 0.0, false
	switch {
	case c.Number != "":
		at, ok = cellMoment(c.Number)
	case c.Value.Kind == calc.String:
		at, ok = moment(c.Value.Str)
	}
	switch c.Name {
	case timeColumns[0], timeColumns[1]:
		e.Time, e.HasTime = at, ok
	case memberIngest:
		e.Ingest, e.HasIngest = at, ok
	default:
		return false
	}
	return ok
}

// event gives the columns of an event that is written in the test their declared types.
func (s *suite) event(t *config.TestEvent, x *subject) *Event {
	e := &Event{}
	for i := range t.Columns {
		c := &t.Columns[i]
		special := e.moments(c)
		declared, known := x.types[c.Name]
		if x.types != nil && !known && special {
			continue
		}
		if x.types != nil && !known {
			names := make([]string, 0, len(x.columns))
			for _, c := range x.columns {
				names = append(names, c.Name)
			}
			s.diags = append(s.diags, diag.Error("test/events", "Unknown column", fmt.Sprintf("The dataset is "+
				"declared, but it has no column %q.%s", c.Name, diag.DidYouMean(c.Name, names)), c.NameRange))
			continue
		}
		v := c.Value
		if c.Number != "" {
			v, _ = number(c.Number, declared) // config has checked its range
		}
		if bad := mistyped(v, declared); bad != "" {
			s.diags = append(s.diags, diag.Error("test/events", "Incorrect value type", fmt.Sprintf("The column %q is "+
				"declared as %s, but this is %s. If events really hold that, declare the column as any.", c.Name,
				declared, bad), c.Range))
			continue
		}
		e.Set(c.Name, v)
	}
	return e
}

// mistyped names the type of a value that a column's declaration doesn't allow, "" if it allows the value.
func mistyped(v calc.Value, declared string) string {
	if v.Kind == calc.Null || declared == "" || declared == "any" {
		return ""
	}
	is := map[calc.Kind]string{calc.Bool: "boolean", calc.Int: "integer", calc.Float: "float",
		calc.String: "string"}[v.Kind]
	if is == declared {
		return ""
	}
	switch is {
	case "integer":
		return "an integer"
	default:
		return "a " + is
	}
}

var verdictOf = map[string]calc.Verdict{"good": calc.Good, "bad": calc.Bad, "ineligible": calc.Ineligible}

// verdicts judges every event.
func (p *prepared) verdicts(program *calc.Program, rows []*calc.Row) ([]calc.Verdict, calc.Assumed) {
	out := make([]calc.Verdict, len(rows))
	var all calc.Assumed
	for i, r := range rows {
		v, a := program.Judge(r)
		out[i] = v
		all |= a
	}
	return out, all
}

// run judges the events and compares with what is expected.
func (p *prepared) run() *Case {
	c := &Case{Name: p.test.Name.V, SLI: p.sli.name, Decl: p.test.Decl, Events: len(p.events)}
	var got []calc.Verdict
	got, c.Assumed = p.verdicts(p.sli.program, p.rows)
	fail := func(i int, want calc.Verdict) {
		trace := p.sli.program.Trace(p.rows[i])
		c.Failures = append(c.Failures, &Failure{Where: p.where(i), Got: got[i], Want: want, Value: trace.Value,
			Trace: trace})
	}
	want := p.test.Expect.V
	for i, v := range got {
		c.Counts.add(v)
		switch {
		case want.All != "" && v != verdictOf[want.All]:
			fail(i, verdictOf[want.All])
		case want.Each != nil && v != verdictOf[want.Each[i].V]:
			fail(i, verdictOf[want.Each[i].V])
		case want.Counts != nil && v == calc.NoVerdict:
			fail(i, calc.NoVerdict)
		}
	}
	for _, w := range want.Counts {
		verdict := verdictOf[w.Verdict]
		if n := *c.Counts.of(verdict); n != int64(w.Count) {
			m := Mismatch{Verdict: verdict, Got: n, Want: int64(w.Count)}
			for i, v := range got {
				if v == verdict && len(m.Where) < maxNamed {
					m.Where = append(m.Where, p.where(i))
					if m.Trace == nil {
						m.Trace = p.sli.program.Trace(p.rows[i])
					}
				}
			}
			c.Mismatches = append(c.Mismatches, m)
		}
	}
	return c
}

// maxNamed is the most events that a message names.
const maxNamed = 5

// satisfied reports whether verdicts are as expected.
func (p *prepared) satisfied(got []calc.Verdict) bool {
	want := p.test.Expect.V
	var n Counts
	for i, v := range got {
		n.add(v)
		if want.All != "" && v != verdictOf[want.All] || want.Each != nil && v != verdictOf[want.Each[i].V] {
			return false
		}
	}
	for _, w := range want.Counts {
		if *n.of(verdictOf[w.Verdict]) != int64(w.Count) {
			return false
		}
	}
	return n.NoVerdict == 0
}

// sortCases sorts cases by file and line.
func sortCases(list []*Case) {
	slices.SortStableFunc(list, func(a, b *Case) int {
		return cmp.Or(strings.Compare(a.Decl.Filename, b.Decl.Filename), cmp.Compare(a.Decl.Start.Byte,
			b.Decl.Start.Byte))
	})
}
