package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/printable"
	"github.com/slogen-project/slogen/generator/slitest"
	"github.com/slogen-project/slogen/generator/words"
)

func evalCommand(a *app) *cobra.Command {
	var x evaluation
	c := &cobra.Command{
		Use:   "eval EXPRESSION [EVENTS...]",
		Short: "Compute a calculated field for events",
		Long: `Computes an expression in Honeycomb's calculated field language. EVENTS are
events as JSON ('{"duration_ms": 12}'), files of events, or - for the standard
input. Files hold one JSON object per line, a JSON list, CSV with names in the
first line (*.csv, *.tsv), or spans as the OpenTelemetry Collector's file exporter writes
them, and may be compressed (*.gz). An event's columns "timestamp" and
"ingest_timestamp" say when it happened and when it arrived. Without EVENTS every
column is missing.

For a single event, slogen shows the value of every part of the expression. For
more, it counts how many an SLI with this expression would call good, bad and not
eligible. Any number of events is fine: they are streamed, on all processors.
Lines that aren't events are counted and reported; with -strict the first one is
an error. Sample rates are ignored. If no event has a column that the expression
reads, a note on the error stream says so.

The exit code is 0 if events were read, and 1 if none were or something went wrong.`,
		Example: `slogen eval 'LT($duration_ms, 1000)' '{"duration_ms": 1200}'
slogen eval 'LT($status, 500)' events.ndjson.gz
zcat events/*.gz | slogen eval -json 'LT($status, 500)' -`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return fail("Missing argument",
					"`slogen eval` takes an expression, such as: slogen eval 'LT($duration_ms, 1000)' "+
						"'{\"duration_ms\": 1200}'")
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			if x.first < 0 {
				return fail("Invalid value of a flag", "-first can't be negative.")
			}
			ctx := c.Context()
			if ctx == nil {
				ctx = context.Background()
			}
			ctx, stopped := signal.NotifyContext(ctx, os.Interrupt)
			defer stopped()
			return x.run(ctx, a, args[0], args[1:])
		},
	}
	c.Flags().BoolVar(&x.strict, "strict", false, "Stop with an error at the first line that isn't an event.")
	c.Flags().IntVar(&x.first, "first", 0,
		"Also show the first `N` events of each file, with the value of every part of the expression.")
	c.Flags().StringVar(&x.columns, "columns", "", "Read column types from the `FILE`: the list from Honeycomb's "+
		"columns API, or an object of names and types. Unknown columns are then errors.")
	c.Flags().BoolVar(&x.asJSON, "json", false, "Print the result as JSON; see schemas/eval.schema.json.")
	return c
}

// evaluation is one run of `slogen eval`.
type evaluation struct {
	strict, asJSON bool
	first          int
	columns        string

	program *calc.Program
	types   slitest.Types
	total   slitest.Tally
	shown   []shownEvent
	bad     []badLine
	broken  hcl.Diagnostics // what could not be read
}

type shownEvent struct {
	where string
	trace *calc.Trace
}

type badLine struct {
	file string
	slitest.BadLine
}

// progressInterval is how often the progress bar is drawn.
const progressInterval = 100 * time.Millisecond

// expressionName is the name under which problems show the expression.
const expressionName = "expression"

func (x *evaluation) run(ctx context.Context, a *app, text string, events []string) error {
	sources := func(name string) []byte {
		if name == expressionName {
			return []byte(text)
		}
		return nil
	}
	diags := x.compile(text)
	if diags.HasErrors() {
		return &stop{code: exitError, diags: diags, sources: sources}
	}
	a.report(diags, sources)
	one := len(events) == 0
	if one {
		x.event(&slitest.Event{}, "an event without columns")
	}
	for i, arg := range events {
		switch {
		case strings.HasPrefix(strings.TrimLeft(arg, " \t\r\n"), "{"):
			list, err := slitest.ReadEvents("", []byte(arg), x.types, x.program.Columns())
			if err != nil {
				return fail("Invalid event", fmt.Sprintf("The argument %s isn't an event: %v.", strconv.Quote(arg),
					err))
			}
			one = len(events) == 1 && len(list) == 1
			for j, e := range list {
				where := fmt.Sprintf("argument %d", i+2)
				if len(list) > 1 {
					where += fmt.Sprintf(", event %d", j+1)
				}
				x.event(e, where)
			}
		case ctx.Err() == nil:
			if err := x.file(ctx, a, arg); err != nil {
				return err
			}
		}
	}
	if x.asJSON {
		a.form(printable.JSON)
		if err := x.writeJSON(a.out); err != nil {
			return err
		}
	} else {
		x.writeText(a, one)
	}
	if ctx.Err() != nil {
		return &stop{code: exitStopped, diags: hcl.Diagnostics{diag.Command(hcl.DiagError, "Interrupted",
			"The counts are those of the events read until then.", hcl.Range{})}}
	}
	if u := x.total.Unread(x.program); u != nil {
		fmt.Fprintf(a.err, "Note: %s a column that the expression reads. %s\n", noneHas(x.total.Events), u)
	}
	if x.total.Events == 0 && len(x.broken) == 0 {
		x.broken = append(x.broken, diag.Command(hcl.DiagError, "No events", "No event could be read, so the "+
			"expression wasn't computed.",
			hcl.Range{}))
	}
	if len(x.broken) > 0 {
		return &stop{code: exitError, diags: x.broken}
	}
	return nil
}

func noneHas(events int64) string {
	if events == 1 {
		return "the event doesn't have"
	}
	return "none of the " + words.Thousands(events) + " events has"
}

// compile reads the expression and, if they are given, the columns.
func (x *evaluation) compile(text string) hcl.Diagnostics {
	f, diags := calc.Parse(calc.FromString(expressionName, text))
	if f == nil {
		return diags
	}
	env := &calc.Env{}
	if x.columns != "" {
		src, err := readWhole(x.columns, maxColumns)
		if err != nil {
			return hcl.Diagnostics{diag.Command(hcl.DiagError, "File can't be read", wordy(err), hcl.Range{})}
		}
		list, err := config.ReadColumns(src, hcl.Range{})
		if err != nil {
			return hcl.Diagnostics{diag.Command(hcl.DiagError, "Unreadable file", fmt.Sprintf("%q can't be read: %v.",
				x.columns, err),
				hcl.Range{})}
		}
		kinds := map[string]calc.Type{"string": calc.TypeString, "integer": calc.TypeInt, "float": calc.TypeFloat,
			"boolean": calc.TypeBool,
			"any":     calc.TypeAny}
		x.types = make(slitest.Types, len(list))
		names := make([]string, len(list))
		for i, c := range list {
			x.types[c.Name] = c.Type
			names[i] = c.Name
		}
		env = &calc.Env{Columns: func(n string) (calc.Type, bool) { t, ok := x.types[n]; return kinds[t], ok },
			ColumnNames: func() []string { return names }}
	}
	x.program, diags = calc.CompileAny(f, env)
	return diags
}

// event judges one event and keeps it for showing.
func (x *evaluation) event(e *slitest.Event, where string) {
	row := x.row(e)
	v, assumed := x.program.Judge(row)
	read := slices.ContainsFunc(row.Values, func(v calc.Value) bool { return v.Kind != calc.Null })
	x.total.Add(&slitest.Tally{Events: 1, Assumed: assumed, Counts: slitest.CountOf(v), Read: read, Has: e.Names})
	x.shown = append(x.shown, shownEvent{where, x.program.Trace(row)})
}

func (x *evaluation) row(e *slitest.Event) *calc.Row {
	r := &calc.Row{Time: e.Time, HasTime: e.HasTime, Ingest: e.Ingest, HasIngest: e.HasIngest}
	for _, c := range x.program.Columns() {
		r.Values = append(r.Values, e.Get(c))
	}
	return r
}

// file judges the events of a file, or of the standard input for "-".
func (x *evaluation) file(ctx context.Context, a *app, name string) error {
	r, size, shown := a.in, int64(-1), "the standard input"
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return fail("File can't be read", wordy(err))
		}
		defer f.Close()
		shown = name
		r = f
		switch fi, err := f.Stat(); {
		case err == nil && fi.IsDir():
			return fail("File can't be read", fmt.Sprintf("%s is a directory. Name the files in it: %s/*", name,
				strings.TrimSuffix(name, "/")))
		case err == nil && fi.Mode().IsRegular():
			size = fi.Size()
		}
	}
	if terminal(a.errFile) {
		bar := progressbar.NewOptions64(size, progressbar.OptionSetWriter(a.errFile), progressbar.OptionShowBytes(true),
			progressbar.OptionClearOnFinish(),
			progressbar.OptionSetDescription(shown), progressbar.OptionThrottle(progressInterval),
			progressbar.OptionSetElapsedTime(false))
		r = io.TeeReader(r, bar)
		defer bar.Finish()
	}
	t, err := slitest.Count(ctx, name, r, x.program, slitest.CountOptions{Strict: x.strict, First: x.first,
		Types: x.types})
	for i, e := range t.First {
		x.shown = append(x.shown, shownEvent{fmt.Sprintf("event %d of %s", i+1, shown), x.program.Trace(x.row(e))})
	}
	for _, b := range t.Bad {
		x.bad = append(x.bad, badLine{shown, b})
	}
	x.total.Add(t)
	switch {
	case err == nil || errors.Is(err, context.Canceled):
	case errors.Is(err, slitest.ErrBadLine):
		x.broken = append(x.broken, diag.Command(hcl.DiagError, "Line isn't an event", fmt.Sprintf("Line %d of %s: %s.",
			t.Bad[0].Line, shown,
			t.Bad[0].Why), hcl.Range{}))
	default:
		summary := "File could not be read to its end"
		if errors.Is(err, calc.ErrMatching) {
			summary = "Too much to match"
		}
		x.broken = append(x.broken, diag.Command(hcl.DiagError, summary, fmt.Sprintf("%s: %v. The counts are those of "+
			"the %s before.", shown,
			err, words.Plural(int(t.Events), "event")), hcl.Range{}))
	}
	return nil
}

// writeText prints the result for people.
func (x *evaluation) writeText(a *app, one bool) {
	w := a.width(a.outFile)
	if w == 0 {
		w = 100
	}
	for _, s := range x.shown {
		if !one {
			fmt.Fprintf(a.out, "%s:\n\n", s.where)
		}
		for line := range strings.Lines(s.trace.Format(w - 2)) {
			a.out.WriteString("  " + line)
		}
		if one {
			verdict := ""
			switch {
			case x.total.Good > 0:
				verdict = " (as an SLI: good)"
			case x.total.Counts.Bad > 0:
				verdict = " (as an SLI: bad)"
			case x.total.Ineligible > 0:
				verdict = " (as an SLI: not eligible)"
			}
			fmt.Fprintf(a.out, "\n%s%s\n", calc.AppendValue(nil, s.trace.Value), verdict)
		} else {
			fmt.Fprintln(a.out)
		}
	}
	if !one {
		x.writeCounts(a)
	}
	for _, n := range x.total.Assumed.List() {
		a.say("\nNote: this depends on what Honeycomb doesn't document (%s). %s\n", n.ID, n.Choice)
	}
}

func (x *evaluation) writeCounts(a *app) {
	t := &x.total
	wide := len(words.Thousands(t.Events))
	line := func(name string, n, of int64) {
		share := ""
		if of > 0 {
			share = fmt.Sprintf("  %8.4f%%", float64(n)*100/float64(of))
		}
		fmt.Fprintf(a.out, "%-10s  %*s%s\n", name, wide, words.Thousands(n), share)
	}
	eligible := t.Good + t.Counts.Bad
	line("events", t.Events, 0)
	line("good", t.Good, eligible)
	line("bad", t.Counts.Bad, eligible)
	line("ineligible", t.Ineligible, 0)
	if t.NoVerdict > 0 {
		line("no verdict", t.NoVerdict, 0)
		a.say("\nAn SLI must give true, false or null, but %s another value.\n",
			words.Counted(t.NoVerdict, "event gets", "events get"))
	}
	if t.BadLines > 0 {
		fmt.Fprintf(a.out, "\n%s:\n", badLines(t.BadLines))
		for _, b := range x.bad {
			a.say("  line %d of %s: %s\n", b.Line, b.file, b.Why)
		}
		if more := t.BadLines - int64(len(x.bad)); more > 0 {
			fmt.Fprintf(a.out, "  and %s more\n", words.Thousands(more))
		}
	}
}

func badLines(n int64) string { return words.Counted(n, "line isn't an event", "lines aren't events") }

func (x *evaluation) writeJSON(w io.Writer) error {
	out := slitest.NewEvaluation(x.program.Formula().String(), &x.total, len(x.broken) == 0)
	for _, b := range x.bad {
		out.AddBadLine(b.file, b.BadLine)
	}
	for _, s := range x.shown {
		out.AddEvent(s.where, s.trace)
	}
	return out.Write(w)
}
