package compile

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/lower"
	"github.com/slogen-project/slogen/generator/phrase"
	"github.com/slogen-project/slogen/generator/spec"
	"github.com/slogen-project/slogen/generator/words"
)

// trigger compiles one trigger.
func (w *compiling) trigger(x *config.Trigger) {
	defer w.within("trigger", &x.Instance, w.ofService)()
	before := len(w.diags)
	if !x.Template.Set() { // whose own may be enough
		w.needsDescription(x)
	}
	e := &effective{nearest: &x.Common, ctx: w.ctx(x.Ctx), service: w.svc, defaults: w.svc.Scope.Defaults}
	w.add(w.shared.CheckReferences(&x.Common, e.ctx)...)
	x, from, ok := w.triggerTemplate(x)
	if !ok {
		return
	}
	own := x
	x = w.completeTrigger(x, from)
	t := &honeycomb.Trigger{Meta: w.meta(honeycomb.KindTrigger, "/"+x.Name.V, x.Decl, w.place(e, x.Arg), x.Existing.V),
		Name: x.DisplayName.V, Disabled: x.Disabled.V, FrequencySeconds: int(x.Every.V),
		Severity: x.Severity.V, Owner: e.owner(), Runbook: e.runbook(), Tags: e.tags()}
	e.setStage(&t.Meta)
	w.setQuiet(e, &t.Meta, t.Key)
	w.quietTrigger(x, t, e)
	investigate := e.investigates(x.Investigate)
	t.Investigate = investigate.V
	composes := e.composes(x.Compose, x.Existing) && x.Description.Set()
	honeycomb.Keep(t, map[string]bool{"name": t.Name != "", "tags": len(t.Tags) > 0, "for": x.For.Set(),
		"description": x.Description.Set(), "repeat": x.Repeat.Set() || x.Resolve.Set(), "disabled": x.Disabled.Set(),
		"schedule": x.Schedule != nil, "recipients": x.Severity.Set() || x.Notify.Set() || len(x.Routes) > 0,
		"investigate": investigate.Set()})
	if t.Name == "" {
		t.Name = w.title + ": " + x.Title()
	}
	t.AlertType = w.alertType(x)
	// Every part is looked at, whatever is wrong with another.
	if x.Schedule != nil {
		t.Schedule = w.schedule(x.Schedule)
	}
	route := alertRoute{what: "trigger", decl: x.Decl, severity: x.Severity, notify: x.Notify,
		pagerDuty: x.PagerDutySeverity, variables: x.Variables.V,
		ctx: w.ctx(x.Ctx), optional: true, quiet: t.Quiet}
	route.perGroup, route.routes = x.IncidentPerGroup, x.Routes
	t.Recipients = w.recipients(e, route)
	t.Shared = from.shared
	t.Inherited = inheritsRoute(w.inherits(e, own.Arg, "compose", "dataset", "every", "for", "investigate", "over",
		"owner", "repeat", "resolve", "runbook", "stage", "until"), e, route)
	sets, ok := w.triggerDataset(x, t)
	if !ok {
		return
	}
	if x.Dataset.Set() && !x.Dataset.V.All {
		w.named(x.Dataset.V.Slug, x.Dataset.Range)
	}
	ok = w.query(x, from, t, sets)
	t.Expires, t.Reviewed = w.dates(e), e.nearest.ReviewedOn.V
	if !ok {
		return
	}
	t.Threshold.ExceededLimit = 1
	if x.For.Set() {
		t.Threshold.ExceededLimit = x.For.V
	}
	t.Baseline = baseline(x.Baseline)
	if hasErrors(w.diags[before:]) || !x.FiresWhen.Set() || !x.Over.Set() || !x.Every.Set() {
		w.unfinishedTrigger(t)
		return
	}
	if t.Description = x.Description.V; composes {
		t.Description = w.describeTrigger(x, t, e)
	}
	w.Triggers = append(w.Triggers, t)
}

// alertType is how a trigger notifies: on_true and on_group_change are two answers to one question.
func (w *compiling) alertType(x *config.Trigger) string {
	perGroup := x.Resolve.V == config.PerGroup
	switch {
	case perGroup && x.Repeat.V:
		w.add(diag.Error("language/combination", "Conflicting arguments", "A trigger notifies on every run, or of "+
			"each group that starts or stops to meet the condition: leave out `repeat` or resolve = \"per_group\".",
			x.Resolve.Range, diag.Note{Text: "repeat is here", Range: x.Repeat.Range}))
		return honeycomb.OnGroupChange
	case perGroup:
		return honeycomb.OnGroupChange
	case x.Repeat.V:
		return honeycomb.OnTrue
	}
	return honeycomb.OnChange
}

// quietTrigger disables a trigger that is quiet and that nobody can hear of. What slogen doesn't know of one that is
// taken over, it can't give back afterwards.
func (w *compiling) quietTrigger(x *config.Trigger, t *honeycomb.Trigger, e *effective) {
	if t.Quiet == nil || e.trial() {
		return
	}
	names := x.Severity.Set() || x.Notify.Set() || len(x.Routes) > 0
	tells, disabled := names || x.Existing.Set(), !e.hasTrialRecipient()
	fail := func(summary, detail string) {
		w.add(diag.Error("language/combination", summary, detail, t.Quiet.At,
			diag.Note{Text: "this trigger is quiet", Range: x.Decl}))
	}
	if tells && !x.Disabled.V {
		w.quieted[t.Quiet.At] = true
	}
	switch {
	case x.Quiet != nil && x.Disabled.V:
		fail("Quiet without effect", "This trigger is disabled, so it notifies nobody as it is. Remove the block "+
			"`quiet`; or, if the trigger is disabled for a while only, remove `disabled` and keep the block.")
	case x.Existing.Set() && disabled && !x.Disabled.Set():
		fail("Quiet hides what a trigger was", "While it is quiet this trigger is disabled, since there is no "+
			"`trial_recipient`. It is taken over with `existing`, and slogen doesn't know whether it runs now, so it "+
			"would stay disabled afterwards. Write `disabled = false` in it.")
	case x.Existing.Set() && !disabled && !names:
		fail("Quiet hides what a trigger was", "While it is quiet this trigger notifies the `trial_recipient`. It is "+
			"taken over with `existing`, and slogen doesn't know whom it notifies now, so it could notify nobody else "+
			"afterwards. Write `severity` or `notify` in it.")
	case x.Quiet != nil && !tells && !meansOneOf(x.Meant, "severity", "notify"):
		fail("Quiet without effect", "This trigger has no `severity`, `notify` or `route`, so it notifies nobody as "+
			"it is. Remove the block `quiet`, or say whom the trigger notifies.")
	case disabled && tells:
		t.Disabled = true
	}
}

// quietNothing warns of blocks that keep no alert quiet. It is no error, since the alerts may depend on a variable, and
// a block can't.
func (w *compiling) quietNothing() {
	if hasErrors(w.diags) {
		return // the alerts may be among what is wrong
	}
	look := func(q *config.Quiet, what string) {
		if q == nil || w.quieted[q.Decl] {
			return
		}
		w.quieted[q.Decl] = true // once
		w.add(diag.Warning("language/combination", "Quiet without effect", fmt.Sprintf("It keeps nothing quiet: "+
			"this %s has no alert, or each of them notifies nobody as it is or has a block `quiet` of its own. "+
			"Remove the block, or write it where the alert is.", what), q.Decl))
	}
	look(w.svc.Quiet, "service")
	for _, x := range w.svc.SLOs {
		look(x.Quiet, "SLO")
	}
}

// needsDescription reports a trigger without a description. One that is taken over has its own.
func (w *compiling) needsDescription(x *config.Trigger) {
	if !x.Description.Set() && !x.Existing.Set() && !meansOneOf(x.Meant, "description") {
		w.add(diag.Error("language/missing_argument", "Missing required argument",
			`The argument "description" is required here: what it means when this fires, for a reader without the `+
				`background. For example: description = "Many cards are declined at once"`, x.Decl))
	}
}

// query compiles what a trigger asks and compares. False means that it waits for another service, or can't go on.
func (w *compiling) query(x *config.Trigger, from template, t *honeycomb.Trigger, sets []string) bool {
	in := lower.TriggerInput{Baseline: x.Baseline != nil}
	in.Where, in.Also, in.FiresWhen = x.Where.V, from.also, x.FiresWhen.V
	in.Having, in.GroupBy = x.Having.V, x.GroupBy.V
	if in.FiresWhen == nil { // reported when it was decoded
		in.FiresWhen = anyEvents
	}
	scope := w.scope(x.Ctx, sets)
	if from.scope != nil {
		w.seeColumns(from.scope, sets)
		in.Scope = func(e hclsyntax.Expression) *lower.Scope {
			if from.has[e] {
				return from.scope
			}
			return scope
		}
	}
	waits := len(w.waits)
	q, diags := lower.CompileTrigger(scope, in)
	from.note(x, diags)
	w.add(diags...)
	if len(w.waits) > waits {
		return false
	}
	if q == nil { // what is wrong with the query was said
		if q, _ = lower.CompileTrigger(scope, lower.TriggerInput{FiresWhen: anyEvents, Baseline: in.Baseline}); q == nil {
			return false
		}
	}
	t.Query, t.Threshold, t.Form, t.Types, t.Reads = q.Query, q.Threshold, q.Form, q.Types, q.Reads
	t.When = x.FiresWhen.Range
	for _, s := range q.Fields {
		if f := w.fields[s]; f != nil && !slices.Contains(t.Query.Uses, f) {
			t.Query.Uses = append(t.Query.Uses, f)
		}
	}
	slices.SortFunc(t.Query.Uses, func(a, b *honeycomb.CalculatedField) int {
		return strings.Compare(string(a.Key), string(b.Key))
	})
	t.Query.TimeRangeSeconds = int(x.Over.V)
	return true
}

// baseline is what a trigger compares with. What could not be read was reported; with something that breaks no rule the
// rest is still checked.
func baseline(x *config.Baseline) *honeycomb.Baseline {
	if x == nil {
		return nil
	}
	b := &honeycomb.Baseline{OffsetMinutes: int(x.Against.V / spec.Minute), Type: x.By.V}
	if b.OffsetMinutes == 0 {
		b.OffsetMinutes = honeycomb.BaselineOffsets[0]
	}
	if b.Type == "" {
		b.Type = honeycomb.BaselineTypes[0]
	}
	return b
}

// anyEvents stands for a condition with errors.
var anyEvents, _ = hclsyntax.ParseExpression([]byte("count() > 0"), "", hcl.InitialPos)

// unfinishedTrigger keeps a trigger with errors, so that it is held against the rules all the same: what is missing was
// reported, and something that breaks no rule stands in its place.
func (w *compiling) unfinishedTrigger(t *honeycomb.Trigger) {
	if t.FrequencySeconds == 0 {
		t.FrequencySeconds = max(60, min(t.Query.TimeRangeSeconds, 86_400))
	}
	if t.Query.TimeRangeSeconds == 0 {
		t.Query.TimeRangeSeconds = t.FrequencySeconds
	}
	t.Description = t.Name
	w.rest.Triggers = append(w.rest.Triggers, t)
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
		w.add(diag.Error("service/dataset", "No dataset", fmt.Sprintf("The service has several datasets (%s), and a "+
			"trigger runs on one: write `dataset` here, or dataset = all for the whole environment.",
			strings.Join(slugs(sets), ", ")),
			x.Decl))
		return nil, false
	}
}

// describeTrigger composes what a trigger says. What its query looks for is told in it, in the words of the plan; a
// long piece of that is left out where there is no room: that sentence is slogen's own, and how long a query may be is
// not for it to say.
func (w *compiling) describeTrigger(x *config.Trigger, t *honeycomb.Trigger, e *effective) (s string) {
	for meaning := range phrase.TriggerMeanings(t) {
		s = paragraphs(words.Sentence(x.Description.V), meaning, w.people(e, &t.Meta))
		if len(s) <= honeycomb.MaxTriggerDescription {
			break
		}
	}
	return s
}
