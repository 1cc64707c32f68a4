package slitest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/mitchellh/go-wordwrap"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/formats"
	"github.com/slogen-project/slogen/generator/printable"
	"github.com/slogen-project/slogen/generator/simulate"
	"github.com/slogen-project/slogen/generator/words"
)

// formatVersion is the version of a report's JSON form. The major number changes when a reader would break.
const formatVersion = "1.1"

// Options says how a report is shown.
type Options struct {
	Verbose bool // name the tests that passed, too
	Width   int  // columns to show expressions in; 0 for 100
	Color   bool
}

// Format is a form in which reports are written.
type Format struct {
	Name, Doc string
	Write     func(w io.Writer, r *Report, o Options) error
}

// The formats.
var (
	Text = &Format{Name: "text",
		Doc: "For people: each test that failed, with the SLI's expression and the value of every part.", Write: writeText}
	JSON  = &Format{Name: "json", Doc: "For programs: schemas/test.schema.json describes it.", Write: writeJSON}
	JUnit = &Format{Name: "junit", Doc: "For CI systems that show test results: JUnit's XML.", Write: writeJUnit}
)

// Formats lists all formats.
var Formats = []*Format{Text, JSON, JUnit}

const (
	red    = "\x1b[31m"
	green  = "\x1b[32m"
	yellow = "\x1b[33m"
)

func (o Options) paint(color, s string) string {
	if !o.Color {
		return s
	}
	return "\x1b[1m" + color + s + "\x1b[0m"
}

// maxFailures is how many events of one test are shown.
const maxFailures = 5

func writeText(w io.Writer, r *Report, o Options) error {
	if o.Width <= 0 {
		o.Width = 100
	}
	var b strings.Builder
	for _, x := range r.results() {
		if x.passed {
			if o.Verbose {
				fmt.Fprintf(&b, "%s  %s (%s)\n", o.paint(green, "pass"), x.name, x.about)
			}
			continue
		}
		fmt.Fprintf(&b, "%s  %s\n", o.paint(red, "FAIL"), x.name)
		fmt.Fprintf(&b, "      on %s line %d\n\n", x.decl.Filename, x.decl.Start.Line)
		b.WriteString(indent(x.text(o.Width-6), "      ") + "\n")
	}
	assumptions(&b, r)
	r.idleText(&b)
	if m := r.mutantText(o); m != "" {
		b.WriteString(m)
	}
	if s := b.String(); s != "" && !strings.HasSuffix(s, "\n\n") && !strings.HasPrefix(s, "pass") {
		b.WriteString("\n")
	}
	r.summary(&b, o)
	r.untestedText(&b)
	b.WriteString("\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// summary says how many tests passed, and how many were left out.
func (r *Report) summary(b *strings.Builder, o Options) {
	failed, ran := r.Failed(), r.ran()
	summary := o.paint(green, words.Plural(ran-failed, "test")+" passed")
	switch {
	case r.NoneOfThatName():
		summary = "No test has a name that matches"
	case ran == 0 && r.Skipped > 0 && r.Filtered > 0:
		summary = "Nothing of that name changed"
	case ran == 0 && r.Skipped > 0:
		summary = "Nothing changed that is tested"
	case ran == 0:
		summary = "There are no tests"
	case failed > 0:
		summary = o.paint(red, fmt.Sprintf("%d failed", failed)) + ", " + fmt.Sprintf("%d passed", ran-failed)
	}
	b.WriteString(summary)
	if left := r.Filtered + r.Skipped; left > 0 && (ran > 0 || r.Skipped > 0) {
		fmt.Fprintf(b, ", %d left out", left)
	}
	b.WriteString(".")
}

// untestedText names the first SLIs that no test is about.
func (r *Report) untestedText(b *strings.Builder) {
	u := r.untested()
	if len(u) == 0 {
		return
	}
	fmt.Fprintf(b, " %s without a test:", words.Plural(len(u), "SLI"))
	for i, s := range u {
		if i == 10 {
			fmt.Fprintf(b, " and %d more", len(u)-i)
			break
		}
		sep := ","
		if i == 0 {
			sep = ""
		}
		b.WriteString(sep + " " + s.Name)
	}
	b.WriteString(".")
}

// result is a test or scenario as reports show it.
type result struct {
	name, about string // what it is about, in brackets after the name
	subject     string // the SLI or SLO
	decl        hcl.Range
	passed      bool
	text        func(width int) string // why it failed
}

// results returns the tests and scenarios in the order of their places.
func (r *Report) results() (out []result) {
	sortCases(r.Cases)
	for _, c := range r.Cases {
		out = append(
			out,
			result{c.Name, c.SLI + ", " + words.Plural(c.Events, "event"), c.SLI, c.Decl, c.passed(), c.text},
		)
	}
	for _, s := range r.Scenarios {
		out = append(
			out,
			result{s.Name, s.SLO + ", " + words.Plural(s.Expects, "expectation"), s.SLO, s.Decl, s.passed(),
				s.text},
		)
	}
	slices.SortStableFunc(out, func(a, b result) int {
		return cmp.Or(strings.Compare(a.decl.Filename, b.decl.Filename), cmp.Compare(a.decl.Start.Byte, b.decl.Start.Byte))
	})
	return out
}

// text says which expectations were not met.
func (s *Scenario) text(width int) string {
	var b strings.Builder
	for _, u := range s.Unmet {
		b.WriteString(wordwrap.WrapString(u.Text, uint(max(width, 20))) + "\n")
		fmt.Fprintf(&b, "(line %d)\n\n", u.Decl.Start.Line)
	}
	fmt.Fprintf(&b, "slogen simulate -run %s shows everything that happens.\n", exactly(s.Name))
	return b.String()
}

// exactly returns a name as the value of -run in a shell.
func exactly(name string) string {
	return "'^" + strings.ReplaceAll(regexp.QuoteMeta(name), "'", `'\''`) + "$'"
}

// idleText lists the scenarios that expect nothing.
func (r *Report) idleText(b *strings.Builder) {
	if len(r.Idle) == 0 {
		return
	}
	fmt.Fprintf(b, "Note: %s nothing, so there is nothing to test. `slogen simulate` shows what happens in",
		words.Counted(len(r.Idle), "scenario expects", "scenarios expect"))
	for i, s := range r.Idle {
		if i == 10 {
			fmt.Fprintf(b, " and %d more", len(r.Idle)-i)
			break
		}
		if i > 0 {
			b.WriteString(",")
		}
		fmt.Fprintf(b, " %q", s.Name)
	}
	b.WriteString(".\n")
}

// assumptions says what the results rest on.
func assumptions(b *strings.Builder, r *Report) {
	for _, a := range r.Assumed.List() {
		n := 0
		for _, c := range r.Cases {
			for _, x := range c.Assumed.List() {
				if x == a {
					n++
				}
			}
		}
		fmt.Fprintf(b, "Note: %s on what Honeycomb doesn't document (%s). %s\n",
			words.Counted(n, "test depends", "tests depend"), a.ID, a.Choice)
	}
	for _, a := range simulate.Assumptions {
		n := 0
		for _, s := range r.Scenarios {
			if slices.Contains(s.Assumed, a.ID) {
				n++
			}
		}
		if n > 0 {
			fmt.Fprintf(b, "Note: whether %s depends on an assumption (%s). %s\n",
				words.Counted(n, "scenario passes", "scenarios pass"), a.ID, a.Choice)
		}
	}
}

func indent(s, by string) string {
	var b strings.Builder
	for line := range strings.Lines(s) {
		if strings.TrimSpace(line) != "" {
			b.WriteString(by)
		}
		b.WriteString(line)
	}
	return b.String()
}

// verdictWords returns a verdict, or the value that isn't one.
func verdictWords(v calc.Verdict, value calc.Value) string {
	if v == calc.NoVerdict {
		return "not a verdict but " + string(calc.AppendValue(nil, value))
	}
	return v.String()
}

// text says why a test failed.
func (c *Case) text(width int) string {
	var b strings.Builder
	for i, f := range c.Failures {
		if i == maxFailures {
			fmt.Fprintf(&b, "... and %s more\n\n", words.Plural(len(c.Failures)-i, "event"))
			break
		}
		if f.Want == calc.NoVerdict {
			fmt.Fprintf(&b, "%s gives %s for %s.\n\n", c.SLI, verdictWords(f.Got, f.Value), f.Where)
		} else {
			fmt.Fprintf(&b, "%s says that %s is %s; expected %s.\n\n", c.SLI, f.Where, verdictWords(f.Got, f.Value), f.Want)
		}
		b.WriteString(indent(f.Trace.Format(width-2), "  ") + "\n")
	}
	for _, m := range c.Mismatches {
		fmt.Fprintf(&b, "%s: %d of %s %s %s; expected %d.\n", c.SLI, m.Got, words.Plural(c.Events, "event"),
			words.Verb(m.Got, "is", "are"), m.Verdict, m.Want)
		if len(m.Where) > 0 {
			more := ""
			if m.Got > int64(len(m.Where)) {
				more = ", ..."
			}
			fmt.Fprintf(&b, "%s: %s%s\n\nThe first one:\n\n", m.Verdict, strings.Join(m.Where, ", "), more)
			b.WriteString(indent(m.Trace.Format(width-2), "  "))
		}
		b.WriteString("\n")
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// The JSON form of a report.
type (
	// The results of the tests of SLIs and of the scenarios of burn alerts.
	jsonReport struct {
		// Version of this format. The first number changes when readers would break.
		FormatVersion string `json:"format_version" jsonschema:"pattern=^1\\."`
		// How many tests, and scenarios that expect something, passed.
		Passed int `json:"passed" jsonschema:"minimum=0"`
		// How many tests and scenarios failed.
		Failed int `json:"failed" jsonschema:"minimum=0"`
		// How many tests and scenarios -run and -changed-since left out.
		LeftOut int `json:"left_out" jsonschema:"minimum=0"`
		// The tests, sorted by place.
		Tests []jsonCase `json:"tests"`
		// The scenarios. Those that expect nothing come last and aren't tests.
		Scenarios []jsonScenario `json:"scenarios"`
		// All SLIs of the configuration.
		SLIs []jsonSLI `json:"slis"`
		// The assumptions behind the results.
		Assumptions []jsonAssumption `json:"assumptions"`
		Mutation    *jsonMutation    `json:"mutation,omitempty"`
	}
	// One test.
	jsonCase struct {
		// What is tested, in words.
		Name string `json:"name"`
		// The SLI, such as sli.checkout.availability.
		SLI string `json:"sli"`
		// The file that holds it.
		File string `json:"file"`
		// The line it begins in.
		Line int `json:"line" jsonschema:"minimum=1"`
		// Whether everything was as expected.
		Passed bool `json:"passed"`
		// How many events it has.
		Events int    `json:"events" jsonschema:"minimum=1"`
		Counts Counts `json:"counts"`
		// The events whose verdict isn't the expected one.
		Failures []jsonFailure `json:"failures"`
		// The counts that aren't as expected.
		Mismatches []jsonMismatch `json:"mismatches"`
		// The names of the assumptions behind it.
		Assumptions []string `json:"assumptions"`
	}
	// A scenario.
	jsonScenario struct {
		// What happens, in words.
		Name string `json:"name"`
		// The SLO, such as slo.checkout.availability.
		SLO string `json:"slo"`
		// The file that holds it.
		File string `json:"file"`
		// The line it begins in.
		Line int `json:"line" jsonschema:"minimum=1"`
		// Whether everything was as expected.
		Passed bool `json:"passed"`
		// How many expectations it has.
		Expectations int `json:"expectations" jsonschema:"minimum=0"`
		// What was not as expected.
		Unmet []jsonUnmet `json:"unmet"`
		// The names of the assumptions that decide whether everything is as expected.
		Assumptions []string `json:"assumptions"`
	}
	// An expectation that was not met.
	jsonUnmet struct {
		// The burn alert.
		Alert string `json:"alert"`
		// The line of the expectation.
		Line int `json:"line" jsonschema:"minimum=1"`
		// What was expected, what happened, and what to do.
		Text string `json:"text"`
	}
	// An event whose verdict isn't the expected one.
	jsonFailure struct {
		// Which event.
		Event string `json:"event"`
		// The verdict.
		Got string `json:"got" jsonschema:"enum=good,enum=bad,enum=ineligible,enum=no verdict"`
		// The expected verdict; absent if any verdict would have been right.
		Want  string    `json:"want,omitempty" jsonschema:"enum=good,enum=bad,enum=ineligible,enum=no verdict"`
		Trace jsonTrace `json:"trace"`
	}
	// A count that isn't as expected.
	jsonMismatch struct {
		// What was counted.
		Verdict string `json:"verdict" jsonschema:"enum=good,enum=bad,enum=ineligible,enum=no verdict"`
		// How many events there are.
		Got int64 `json:"got" jsonschema:"minimum=0"`
		// How many are expected.
		Want int64 `json:"want" jsonschema:"minimum=0"`
		// Some of the events that have the verdict.
		Events []string `json:"events"`
	}
	// An expression with its value, and its parts with theirs; parts that are literals are left out.
	jsonTrace struct {
		// The expression in canonical form.
		Expression string `json:"expression"`
		// Its value as a literal of the language: null, true, 503, 2.0, "text".
		Value string `json:"value"`
		// The parts, in order.
		Parts []jsonTrace `json:"parts,omitempty"`
	}
	// An SLI.
	jsonSLI struct {
		// Its name, such as sli.checkout.availability.
		Name string `json:"name"`
		// The file that declares it.
		File string `json:"file"`
		// The line of its declaration.
		Line int `json:"line" jsonschema:"minimum=1"`
		// How many tests it has.
		Tests int `json:"tests" jsonschema:"minimum=0"`
	}
	// Something that Honeycomb doesn't document, and what slogen assumes.
	jsonAssumption struct {
		// Its name, as `slogen explain` accepts it.
		ID string `json:"id"`
		// What slogen assumes.
		Choice string `json:"choice"`
		// Why slogen assumes that.
		Why string `json:"why"`
		// What is known, and from where.
		Source string `json:"source"`
	}
	// What -mutate found; absent without it, or if a test failed.
	jsonMutation struct {
		// How many changes were tried.
		Tried int `json:"tried" jsonschema:"minimum=0"`
		// Those that no test noticed.
		Survived []jsonMutant `json:"survived"`
	}
	// A change of an SLI that no test notices.
	jsonMutant struct {
		// The SLI.
		SLI string `json:"sli"`
		// The change, in words.
		Change string `json:"change"`
		// The part of the expression that was changed, or the call that contains the changed constant.
		Original string `json:"original"`
		// What it became.
		Mutant string `json:"mutant"`
		// The whole expression with the change.
		Expression string `json:"expression"`
	}
)

func traceJSON(t *calc.Trace) jsonTrace {
	out := jsonTrace{Expression: string(calc.Append(nil, t.Expr)), Value: string(calc.AppendValue(nil, t.Value))}
	for _, a := range t.Args {
		if _, literal := a.Expr.(*calc.Literal); !literal {
			out.Parts = append(out.Parts, traceJSON(a))
		}
	}
	return out
}

func assumptionsJSON(a calc.Assumed) []jsonAssumption {
	out := []jsonAssumption{}
	for _, x := range a.List() {
		out = append(out, jsonAssumption{x.ID, x.Choice, x.Why, x.Source})
	}
	return out
}

func writeJSON(w io.Writer, r *Report, _ Options) error {
	sortCases(r.Cases)
	out := jsonReport{FormatVersion: formatVersion, Failed: r.Failed(), LeftOut: r.Filtered + r.Skipped,
		Tests:     []jsonCase{},
		Scenarios: []jsonScenario{}, SLIs: []jsonSLI{},
		Assumptions: assumptionsJSON(r.Assumed)}
	out.Passed = r.ran() - out.Failed
	for _, s := range slices.Concat(r.Scenarios, r.Idle) {
		j := jsonScenario{Name: s.Name, SLO: s.SLO, File: s.Decl.Filename, Line: s.Decl.Start.Line, Passed: s.passed(),
			Expectations: s.Expects, Unmet: []jsonUnmet{}, Assumptions: append([]string{}, s.Assumed...)}
		for _, u := range s.Unmet {
			j.Unmet = append(j.Unmet, jsonUnmet{u.Alert, u.Decl.Start.Line, u.Text})
		}
		out.Scenarios = append(out.Scenarios, j)
	}
	for _, a := range simulate.Assumptions {
		if slices.ContainsFunc(r.Scenarios, func(s *Scenario) bool { return slices.Contains(s.Assumed, a.ID) }) {
			out.Assumptions = append(out.Assumptions, jsonAssumption{a.ID, a.Choice, a.Why, a.Source})
		}
	}
	for _, c := range r.Cases {
		j := jsonCase{Name: c.Name, SLI: c.SLI, File: c.Decl.Filename, Line: c.Decl.Start.Line, Passed: c.passed(),
			Events: c.Events, Counts: c.Counts,
			Failures: []jsonFailure{}, Mismatches: []jsonMismatch{}, Assumptions: c.Assumed.IDs()}
		if j.Assumptions == nil {
			j.Assumptions = []string{}
		}
		for _, f := range c.Failures {
			x := jsonFailure{Event: f.Where, Got: f.Got.String(), Trace: traceJSON(f.Trace)}
			if f.Want != calc.NoVerdict {
				x.Want = f.Want.String()
			}
			j.Failures = append(j.Failures, x)
		}
		for _, m := range c.Mismatches {
			j.Mismatches = append(j.Mismatches, jsonMismatch{m.Verdict.String(), m.Got, m.Want, append([]string{}, m.Where...)})
		}
		out.Tests = append(out.Tests, j)
	}
	for _, s := range r.SLIs {
		out.SLIs = append(out.SLIs, jsonSLI{s.Name, s.Decl.Filename, s.Decl.Start.Line, s.Tests})
	}
	out.Mutation = r.mutationJSON()
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}

func writeJUnit(w io.Writer, r *Report, _ Options) error { return WriteJUnit(w, []Part{{Report: r}}) }

// Part is the report on an environment; without a name, on the only one.
type Part struct {
	Environment string
	Report      *Report
}

// WriteJUnit writes the reports on several environments as one document of JUnit's.
func WriteJUnit(w io.Writer, parts []Part) error {
	var out formats.JUnitSuites
	for _, p := range parts {
		p.addTo(&out)
	}
	return formats.WriteXML(w, out)
}

func (p *Part) addTo(out *formats.JUnitSuites) {
	in := ""
	if p.Environment != "" {
		in = " (" + p.Environment + ")"
	}
	for _, c := range p.Report.results() {
		j := formats.JUnitCase{
			Name:  printable.Text(c.name),
			Class: c.subject,
			File:  c.decl.Filename,
			Line:  c.decl.Start.Line,
		}
		if !c.passed {
			text := c.text(100)
			first, _, _ := strings.Cut(text, "\n")
			j.Failure = &formats.JUnitFailure{Message: printable.Text(first), Text: printable.Text(text)}
		}
		out.Add(c.decl.Filename+in, j)
	}
}

// Problems are the tests that failed, for those who show them at their places.
func (r *Report) Problems() (list hcl.Diagnostics) {
	for _, c := range r.results() {
		if !c.passed {
			list = append(list, diag.Error("test/failed", "Test failed", c.name+"\n\n"+strings.TrimSpace(c.text(100)),
				c.decl))
		}
	}
	return list
}
