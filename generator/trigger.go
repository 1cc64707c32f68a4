package generator

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"

	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/lower"
	"github.com/slogen-project/slogen/generator/spec"
)

// trigger compiles one trigger.
func (w *compiling) trigger(x *config.Trigger) {
	defer w.within("trigger", x.Name, x.ForEach)()
	before := len(w.diags)
	e := &effective{nearest: &x.Common, ctx: w.ctx(x.Ctx), service: w.svc, defaults: w.svc.Scope.Defaults}
	w.add(w.shared.CheckReferences(&x.Common, e.ctx)...)
	t := &honeycomb.Trigger{Meta: w.meta(honeycomb.KindTrigger, "/"+x.Name.V, x.Decl, w.place(e, x.Arg), x.Existing.V),
		Name: x.DisplayName.V, Disabled: x.Disabled.V, AlertType: "on_change", FrequencySeconds: int(x.Every.V),
		Severity: x.Severity.V, Owner: e.owner(), Runbook: e.runbook(), Tags: e.tags()}
	t.Trial = e.trial()
	if t.Name == "" {
		t.Name = w.title + ": " + x.Name.V
	}
	if x.Repeat.V {
		t.AlertType = "on_true"
	}
	sets, ok := w.triggerDataset(x, t)
	if !ok {
		return
	}
	in := lower.TriggerInput{Baseline: x.Baseline != nil}
	in.Where, in.FiresWhen, in.Having, in.GroupBy = x.Where.V, x.FiresWhen.V, x.Having.V, x.GroupBy.V
	if in.FiresWhen == nil {
		return // reported when it was decoded
	}
	scope := w.scope(x.Ctx, sets)
	waits := len(w.waits)
	q, diags := lower.CompileTrigger(scope, in)
	w.add(diags...)
	if x.Schedule != nil {
		t.Schedule = w.schedule(x.Schedule)
	}
	route := alertRoute{what: "trigger", decl: x.Decl, severity: x.Severity, notify: x.Notify, variables: x.Variables.V, ctx: w.ctx(x.Ctx), optional: true}
	t.Recipients = w.recipients(e, route)
	t.Inherited = inheritsRoute(w.inherits(e, x.Arg, "dataset", "owner", "runbook", "stage"), e, route)
	w.dates(e, "trigger", x.Decl)
	if q == nil || len(w.waits) > waits {
		return
	}
	t.Query, t.Threshold, t.Form = q.Query, q.Threshold, q.Form
	t.When = x.FiresWhen.Range
	for _, s := range q.SLIs {
		if f := w.fields[s]; f != nil && !slices.Contains(t.Query.Uses, f) {
			t.Query.Uses = append(t.Query.Uses, f)
		}
	}
	slices.SortFunc(t.Query.Uses, func(a, b *honeycomb.CalculatedField) int { return strings.Compare(string(a.Key), string(b.Key)) })
	t.Query.TimeRangeSeconds = int(x.Over.V)
	t.Threshold.ExceededLimit = 1
	if x.For.Set() {
		t.Threshold.ExceededLimit = x.For.V
	}
	if x.Baseline != nil {
		t.Baseline = &honeycomb.Baseline{OffsetMinutes: int(x.Baseline.Against.V / spec.Minute), Type: x.Baseline.By.V}
		// What could not be read was reported; with something that breaks no rule the rest is still checked.
		if t.Baseline.OffsetMinutes == 0 {
			t.Baseline.OffsetMinutes = honeycomb.BaselineOffsets[0]
		}
		if t.Baseline.Type == "" {
			t.Baseline.Type = honeycomb.BaselineTypes[0]
		}
	}
	if hasErrors(w.diags[before:]) || !x.Description.Set() || !x.Over.Set() || !x.Every.Set() {
		return
	}
	t.Description = w.describeTrigger(x, t, e)
	w.Triggers = append(w.Triggers, t)
}

// triggerDataset sets the dataset that a trigger runs on.
func (w *compiling) triggerDataset(x *config.Trigger, t *honeycomb.Trigger) ([]string, bool) {
	switch {
	case x.Dataset.V.All:
		return nil, true
	case x.Dataset.Set():
		t.Dataset = x.Dataset.V.Slug
		return []string{t.Dataset}, t.Dataset != ""
	}
	sets := w.needDatasets()
	switch len(sets) {
	case 0:
		return nil, false
	case 1:
		t.Dataset = sets[0].V
		return []string{t.Dataset}, true
	default:
		w.add(diag.Error("No dataset", fmt.Sprintf("The service has several datasets (%s), and a trigger runs on one: write `dataset` here, or dataset = all for the whole environment.", strings.Join(slugs(sets), ", ")), x.Decl))
		return nil, false
	}
}

// maxQuoted is how long a condition may be that is quoted in a description which would be too long with it, in bytes.
const maxQuoted = 120

// describeTrigger composes what a trigger says. Conditions are quoted in it; a long one is not where there is no room for it: that
// sentence is slogen's own, and how long a condition may be is not for it to say.
func (w *compiling) describeTrigger(x *config.Trigger, t *honeycomb.Trigger, e *effective) string {
	ctx := w.ctx(x.Ctx)
	if s := w.composeTrigger(x, t, e, func(at spec.At[spec.Expr]) string { return w.source(at, ctx) }); len(s) <= honeycomb.MaxTriggerDescription {
		return s
	}
	return w.composeTrigger(x, t, e, func(at spec.At[spec.Expr]) string {
		if s := w.source(at, ctx); len(s) <= maxQuoted {
			return s
		}
		return "its condition holds"
	})
}

func (w *compiling) composeTrigger(x *config.Trigger, t *honeycomb.Trigger, e *effective, quote func(spec.At[spec.Expr]) string) string {
	var b strings.Builder
	b.WriteString("Fires when ")
	b.WriteString(quote(x.FiresWhen))
	if t.Baseline != nil {
		unit := "by value"
		if t.Baseline.Type == "percentage" {
			unit = "in percent"
		}
		fmt.Fprintf(&b, ", as the change (%s) against %s earlier", unit, inWords(spec.Seconds(t.Baseline.OffsetMinutes)*spec.Minute))
	}
	b.WriteString(" over ")
	b.WriteString(inWords(x.Over.V))
	if x.Where.Set() {
		b.WriteString(", where ")
		b.WriteString(quote(x.Where))
	}
	if x.Having.Set() {
		b.WriteString(", having ")
		b.WriteString(quote(x.Having))
	}
	if len(t.Query.Breakdowns) > 0 {
		b.WriteString(", for each ")
		b.WriteString(strings.Join(t.Query.Breakdowns, ", "))
	}
	b.WriteString(". Checked every ")
	b.WriteString(strings.TrimPrefix(inWords(x.Every.V), "1 "))
	if n := t.Threshold.ExceededLimit; n > 1 {
		fmt.Fprintf(&b, "; %d times in a row are needed", n)
	}
	if t.Schedule != nil {
		b.WriteString("; only ")
		b.WriteString(t.Schedule.Asked)
	}
	if t.AlertType == "on_true" {
		b.WriteString("; repeated while it holds")
	}
	b.WriteByte('.')
	return paragraphs(sentence(x.Description.V), b.String(), w.people(e))
}

// source is an expression as it was written, on one line, with the values of variables, locals and each in place of their names: whoever
// reads it in an alert has not the source before them.
func (w *compiling) source(at spec.At[spec.Expr], ctx *hcl.EvalContext) string {
	whole := at.V.Range()
	text := w.svc.File.Text(whole)
	if text == nil {
		return "its condition holds"
	}
	var b []byte
	from := 0
	names := at.V.Variables()
	slices.SortFunc(names, func(a, b hcl.Traversal) int { return a.SourceRange().Start.Byte - b.SourceRange().Start.Byte })
	for _, t := range names {
		tr := t.SourceRange()
		start, end := tr.Start.Byte-whole.Start.Byte, tr.End.Byte-whole.Start.Byte
		if start < from || end > len(text) {
			continue
		}
		switch t.RootName() {
		case "var", "local", "each":
		default:
			continue
		}
		v, diags := t.TraverseAbs(ctx)
		if diags.HasErrors() {
			continue
		}
		if v, _ = v.UnmarkDeep(); !v.IsWhollyKnown() {
			continue
		}
		b = append(b, text[from:start]...)
		b = append(b, hclwrite.TokensForValue(v).Bytes()...)
		from = end
	}
	return onOneLine(append(b, text[from:]...))
}

// onOneLine joins the lines of an expression, without the comments. What stands in texts stays as it is.
func onOneLine(src []byte) string {
	var b strings.Builder
	tokens, _ := hclsyntax.LexExpression(src, "", hcl.InitialPos)
	end := 0
	for _, t := range tokens {
		switch t.Type {
		case hclsyntax.TokenComment, hclsyntax.TokenNewline, hclsyntax.TokenEOF:
			continue
		}
		if t.Range.Start.Byte > end && b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.Write(t.Bytes)
		end = t.Range.End.Byte
	}
	return b.String()
}

// board makes the service's board: every SLO, then every trigger's query.
func (w *compiling) board(x *config.Board) {
	b := &honeycomb.Board{Meta: w.meta(honeycomb.KindBoard, "", x.Decl, w.place(w.eff, x.Arg), x.Existing.V), Name: x.DisplayName.V, Description: x.Description.V, Tags: w.eff.tags()}
	b.Trial = w.eff.trial()
	if b.Name == "" {
		b.Name = w.title
	}
	if b.Description == "" {
		b.Description = w.svc.Description.V
	}
	if len(w.svc.SLOs) == 0 && len(w.svc.Triggers) == 0 {
		w.add(diag.Error("Empty board", "A board shows the service's SLOs and its triggers' queries, and this service has neither.", x.Decl))
		return
	}
	for _, s := range w.SLOs {
		b.Panels = append(b.Panels, honeycomb.Panel{SLO: s})
	}
	seen := map[string]bool{}
	for _, t := range w.Triggers {
		// Honeycomb gives equal queries the same id and takes each only once per board.
		id := t.Dataset + "\x00" + string(t.Query.AppendJSON(nil))
		if seen[id] {
			continue
		}
		seen[id] = true
		path := strings.TrimPrefix(t.Key.Path(), w.svc.Name.V)
		q := &honeycomb.SavedQuery{Meta: w.meta(honeycomb.KindQuery, path, t.Origin.Range, nil, ""), Dataset: t.Dataset, Query: t.Query}
		a := &honeycomb.QueryAnnotation{Meta: w.meta(honeycomb.KindQueryAnnotation, path, t.Origin.Range, t.Origin.Arg, ""), Dataset: t.Dataset, Name: t.Name, Description: t.Description, Query: q}
		q.Trial, a.Trial = t.Trial, t.Trial
		w.Queries = append(w.Queries, q)
		w.QueryAnnotations = append(w.QueryAnnotations, a)
		b.Panels = append(b.Panels, honeycomb.Panel{Query: a})
	}
	w.Boards = append(w.Boards, b)
}
