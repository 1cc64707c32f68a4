package compile

import (
	"fmt"
	"math/big"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/slogen-project/slogen/generator/burn"
	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/spec"
	"github.com/slogen-project/slogen/generator/words"
)

// defaultWindowDays is the window of an SLO where nothing names one: what 28 of 37 public definitions have.
const defaultWindowDays = 30

// slo compiles one SLO and its burn alerts.
func (w *compiling) slo(x *config.SLO) *honeycomb.SLO {
	defer w.within("slo", &x.Instance, w.ofService)()
	e := &effective{nearest: &x.Common, ctx: w.ctx(x.Ctx), service: w.svc, defaults: w.svc.Scope.Defaults}
	w.add(w.shared.CheckReferences(&x.Common, e.ctx)...)
	w.add(w.shared.CheckVariables(&x.Common)...)
	var sets []spec.At[string]
	if x.Dataset.Set() || x.Datasets.Set() {
		sets = w.datasets(x.Dataset, x.Datasets)
		for _, s := range sets {
			w.named(s.V, s.Range)
		}
	} else {
		sets = w.needDatasets()
	}
	field, sliDesc := w.sloSLI(x, slugs(sets))
	s := &honeycomb.SLO{Meta: w.meta(honeycomb.KindSLO, "/"+x.Name.V, x.Decl, w.place(e, x.Arg), x.Existing.V),
		Name: x.DisplayName.V, Description: x.Description.V, Datasets: slugs(sets), SLI: field,
		TargetPerMillion: int(x.Target.V), TimePeriodDays: w.window(x), Tags: e.tags(), Owner: e.owner(),
		Runbook: e.runbook()}
	sort.Strings(s.Datasets)
	e.setStage(&s.Meta)
	s.Inherited = w.inherits(e, x.Arg, "burn_alerts", "compose", "dataset", "owner", "runbook", "stage", "until",
		"window")
	composes := e.composes(x.Compose, x.Existing)
	honeycomb.Keep(s, map[string]bool{"name": s.Name != "", "tags": len(s.Tags) > 0,
		"description": s.Description != "" || composes})
	if s.Name == "" {
		s.Name = w.title + ": " + x.Title()
	}
	if s.Description == "" {
		s.Description = sliDesc
	}
	if s.Description == "" && meansOneOf(x.Meant, "description") {
		s.Description = s.Name // it has one, under another name
	}
	s.EventsPerDay = w.eventsPerDay(x)
	summary := s.Description
	s.Summary = summary
	s.Alerts = x.BurnAlerts.Range
	w.describeSLO(x, s, e, composes)
	s.Expires, s.Reviewed = w.dates(e), e.nearest.ReviewedOn.V
	if x.DependsOn.Set() && x.DependsOn.V != nil {
		w.dependsOn(s, x)
	}
	alerts := w.burnAlerts(x, s, e, summary)
	missing := !x.Target.Set()
	if missing { // reported when it was decoded; with something that breaks no rule the rest is still checked
		s.TargetPerMillion = 990_000
	}
	if missing || field == nil || len(s.Datasets) == 0 {
		// What is wrong with its SLI or dataset was said; the rest is held against the rules all the same, with something in
		// place of what is missing.
		if len(s.Datasets) == 0 {
			s.Datasets = []string{"dataset"}
		}
		if s.Description == "" {
			s.Description = s.Name
		}
		if s.SLI = field; field == nil {
			s.SLI = &honeycomb.CalculatedField{Alias: "sli", Expression: "true"}
			s.SLI.Key = w.keyOfSLI(x)
			if len(s.Datasets) == 1 {
				s.SLI.Dataset = s.Datasets[0]
			}
		}
		w.rest.SLOs = append(w.rest.SLOs, s)
		w.rest.BurnAlerts = append(w.rest.BurnAlerts, alerts...)
		return nil
	}
	w.SLOs = append(w.SLOs, s)
	w.BurnAlerts = append(w.BurnAlerts, alerts...)
	return s
}

// describeSLO turns an SLO's description into what Honeycomb gets. What is taken over and has none here keeps its own.
func (w *compiling) describeSLO(x *config.SLO, s *honeycomb.SLO, e *effective, composes bool) {
	switch {
	case x.Existing.Set() && !x.Description.Set() && !composes:
		s.Description = ""
	case s.Description != "" && composes:
		s.Description = paragraphs(s.Description, w.people(e, nil))
	}
}

// sloSLI finds the calculated field that an SLO is about.
func (w *compiling) sloSLI(x *config.SLO, sets []string) (*honeycomb.CalculatedField, string) {
	if !x.SLI.Set() || x.SLI.V == nil {
		return nil, ""
	}
	if name, ok := config.Bare(x.SLI.V, w.ctx(x.Ctx)); ok && name != "sli" {
		w.add(w.bareSLI(name, x.SLI.Range))
		return nil, ""
	}
	t, diags := w.traversal(x.SLI.V, w.ctx(x.Ctx))
	if diags.HasErrors() {
		w.add(diags...)
		return nil, ""
	}
	if t.RootName() != "sli" {
		d := diag.Error("language/reference", "Invalid reference",
			"An SLO refers to an SLI as sli.<name>, or sli.<service>.<name> for one of another service.", x.SLI.Range)
		if name, ok := templateReference(t); ok {
			d.Detail += fmt.Sprintf(" To use the template, declare an SLI with it: sli \"<name>\" { template = %s }.", name)
		}
		w.add(d)
		return nil, ""
	}
	if n := len(t); n > 2 {
		a, ok := t[n-1].(hcl.TraverseAttr)
		if ok && (a.Name == "good" || a.Name == "eligible") && w.byName[a.Name] == nil {
			w.add(diag.Error("language/reference", "Invalid reference", fmt.Sprintf("An SLO needs a whole SLI: leave "+
				"out .%s.", a.Name), x.SLI.Range))
			return nil, ""
		}
	}
	waits := len(w.waits)
	out, diags := w.resolveSLI(t, sets, true)
	if len(w.waits) > waits {
		return nil, ""
	}
	if out == nil && len(diags) == 0 {
		return nil, ""
	}
	w.add(diags...)
	if diags.HasErrors() {
		return nil, ""
	}
	service, name, _ := w.reference(sliObjects, t)
	if service != w.svc.Name.V {
		w.mu.Lock()
		entry := w.index[sliObjects.key(service, name).Path()]
		w.mu.Unlock()
		return entry.field, entry.description
	}
	return w.byName[name].field, w.byName[name].desc
}

// keyOfSLI is the key of the SLI that an SLO refers to, also of one with errors; empty where there is no such SLI.
func (w *compiling) keyOfSLI(x *config.SLO) honeycomb.Key {
	if x.SLI.V == nil {
		return ""
	}
	t, diags := w.traversal(x.SLI.V, w.ctx(x.Ctx))
	if diags.HasErrors() || t.RootName() != "sli" {
		return ""
	}
	service, name, diags := w.reference(sliObjects, t)
	if diags.HasErrors() {
		return ""
	}
	w.refersTo(service)
	w.mu.Lock()
	known := slices.Contains(w.names[service].slis, name)
	w.mu.Unlock()
	if !known {
		return ""
	}
	return sliObjects.key(service, name)
}

// bareSLI says how an SLI is referred to that was given by its name alone.
func (w *compiling) bareSLI(text string, at hcl.Range) *hcl.Diagnostic {
	names := make([]string, 0, len(w.svc.SLIs))
	for _, x := range w.svc.SLIs {
		names = append(names, x.Label.V)
	}
	slices.Sort(names)
	names = slices.Compact(names)
	name := strings.TrimPrefix(strings.TrimPrefix(text, "sli."), w.svc.Name.V+".")
	how := "without quotes, as"
	if !strings.HasSuffix(at.Filename, ".hcl") {
		how = "as"
	}
	detail := "An SLO refers to an SLI " + how + " sli.<name>, or sli.<service>.<name> for one of another service."
	switch near := diag.Suggest(name, names); {
	case slices.Contains(names, name):
		detail += " Write sli." + name + "."
	case strings.HasPrefix(text, "sli.") && strings.Count(text, ".") == 2:
		detail += " Write " + text + "."
	case near != "":
		detail += " Did you mean sli." + near + "?"
	case len(names) > 0 && len(names) <= 8:
		detail += " This service has sli." + strings.Join(names, ", sli.") + "."
	}
	return diag.Error("language/reference", "Invalid reference", detail, at)
}

// traversal is a reference as names; an index such as sli.availability[each.key] is evaluated.
func (w *compiling) traversal(e hclsyntax.Expression, ctx *hcl.EvalContext) (hcl.Traversal, hcl.Diagnostics) {
	if t, diags := hcl.AbsTraversalForExpr(e); !diags.HasErrors() {
		return t, nil
	}
	if v, ok := spec.Literal(e); ok && !v.IsNull() {
		return nil, hcl.Diagnostics{diag.Error("language/type", "Incorrect value type",
			"This is a literal, but a reference is needed: write the name without quotes.", e.Range())}
	}
	switch x := e.(type) {
	case *hclsyntax.IndexExpr:
		t, diags := w.traversal(unparen(x.Collection), ctx)
		if diags.HasErrors() {
			return nil, diags
		}
		k, diags := w.shared.Budget().Value(x.Key, ctx)
		if diags.HasErrors() {
			return nil, diags
		}
		return append(t[:len(t):len(t)], hcl.TraverseIndex{Key: k, SrcRange: x.Range()}), nil
	case *hclsyntax.RelativeTraversalExpr:
		t, diags := w.traversal(unparen(x.Source), ctx)
		if diags.HasErrors() {
			return nil, diags
		}
		return append(t[:len(t):len(t)], x.Traversal...), nil
	case *hclsyntax.ParenthesesExpr:
		return w.traversal(unparen(x.Expression), ctx)
	case *hclsyntax.ConditionalExpr:
		c, diags := w.shared.Budget().Value(x.Condition, ctx)
		if diags.HasErrors() {
			return nil, diags
		}
		if c, _ = c.Unmark(); c.IsKnown() && !c.IsNull() && c.Type().FriendlyName() == "bool" {
			if c.True() {
				return w.traversal(unparen(x.TrueResult), ctx)
			}
			return w.traversal(unparen(x.FalseResult), ctx)
		}
	}
	return nil, hcl.Diagnostics{diag.Error("language/reference", "Invalid reference",
		"A reference is needed here, such as sli.availability or sli.availability[each.key].", e.Range())}
}

func unparen(e hclsyntax.Expression) hclsyntax.Expression {
	if p, ok := e.(*hclsyntax.ParenthesesExpr); ok {
		return p.Expression
	}
	return e
}

func templateReference(t hcl.Traversal) (string, bool) {
	r := t.RootName()
	return spec.Dotted(t), r == "sli_template" || r == "builtin"
}

func (w *compiling) window(x *config.SLO) int {
	if x.Window.Set() {
		return x.Window.V
	}
	if w.svc.Window.Set() {
		return w.svc.Window.V
	}
	for _, d := range w.svc.Scope.Defaults {
		if d.Window.Set() {
			return d.Window.V
		}
	}
	return defaultWindowDays
}

func (w *compiling) eventsPerDay(x *config.SLO) float64 {
	at := x.EventsPerDay
	if !at.Set() {
		at = w.svc.EventsPerDay
	}
	if !at.Set() || at.V.Text == "" {
		return 0
	}
	r := at.V.Rat()
	if r.Sign() <= 0 {
		w.add(diag.Error("language/value", "Invalid number of events",
			"The expected number of events a day must be above zero. Leave the argument out if you don't know it.",
			at.Range))
		return 0
	}
	f, _ := r.Float64()
	return f
}

// policy finds the burn alerts that an SLO inherits.
func (w *compiling) policy(x *config.SLO) *config.BurnAlertPolicy {
	at, ctx := x.BurnAlerts, w.ctx(x.Ctx)
	if !at.Set() {
		at, ctx = w.svc.BurnAlerts, w.svc.Ctx
	}
	for _, d := range w.svc.Scope.Defaults {
		if at.Set() {
			break
		}
		at, ctx = d.BurnAlerts, d.Scope.Ctx
	}
	if !at.Set() || at.V == nil {
		return nil
	}
	p, diags := w.shared.Policy(at.V, ctx)
	w.add(diags...)
	return p
}

// burnAlerts compiles the policy's and the SLO's own burn alerts; its own replaces the policy's of the same name.
func (w *compiling) burnAlerts(x *config.SLO, s *honeycomb.SLO, e *effective,
	summary string) (out []*honeycomb.BurnAlert) {
	own := make(map[string]bool, len(x.Alerts))
	for _, a := range x.Alerts {
		own[a.Label.V] = true
	}
	replaced := map[string]hcl.Range{}
	if p := w.policy(x); p != nil {
		for _, a := range p.BurnAlerts {
			if own[a.Label.V] {
				replaced[a.Label.V] = a.Decl
			} else {
				if b := w.burnAlert(x, a, s, e, summary); b != nil {
					out = append(out, b)
				}
			}
		}
	}
	for _, a := range x.Alerts {
		if b := w.burnAlert(x, a, s, e, summary); b != nil {
			if at, ok := replaced[a.Label.V]; ok {
				b.Replaces = &honeycomb.Place{Range: at}
			}
			out = append(out, b)
		}
	}
	return out
}

func (w *compiling) burnAlert(x *config.SLO, a *config.BurnAlert, s *honeycomb.SLO, e *effective,
	summary string) *honeycomb.BurnAlert {
	defer w.within("burn_alert", &a.Instance, w.instance)()
	b := &honeycomb.BurnAlert{Meta: w.meta(honeycomb.KindBurnAlert, "/"+x.Name.V+"/"+a.Name.V, a.Decl, a.Arg,
		a.Existing.V),
		SLO: s, Name: a.Name.V, Severity: a.Severity.V}
	e = e.of(a)
	e.setStage(&b.Meta)
	w.setQuiet(e, &b.Meta, s.Key)
	if b.Quiet != nil {
		w.quieted[b.Quiet.At] = true
	}
	b.Policy, b.When = policyName(a.Policy), whenRange(a)
	if a.Policy != nil && a.Existing.Set() {
		w.add(diag.Error("language/argument", "Unsupported argument", "A policy's alert applies to many SLOs, so it "+
			"can't take over a single existing alert: declare the alert in its SLO.", a.Existing.Range))
	}
	before := len(w.diags)
	if a.Policy == nil {
		w.add(config.OpenVariables(a.Variables.V)...)
	}
	w.burnThreshold(a, s, b)
	route := alertRoute{what: "burn alert", decl: a.Decl, severity: a.Severity, notify: a.Notify,
		pagerDuty: a.PagerDutySeverity, variables: a.Variables.V, ctx: a.Scope, quiet: b.Quiet,
		optional: meansOneOf(a.Meant, "severity", "notify")}
	b.Recipients = w.recipients(e, route)
	b.Inherited = inheritsRoute(nil, e, route)
	if p := a.Policy; p != nil && !p.Builtin {
		b.Shared = shared(fmt.Sprintf("%s %q", b.Policy, b.Name), a.Decl, a.Arg, "burn_rate", "budget", "over",
			"exhausted_within", "severity", "notify", "pagerduty_severity", "stage", "until")
	}
	if a.Policy != nil {
		for _, d := range w.diags[before:] {
			if d.Subject == nil || d.Subject.Filename != x.Decl.Filename || !insideBlock(*d.Subject, x.Whole) {
				diag.AddNote(d, diag.Note{Text: "for this SLO", Range: x.Decl})
			}
		}
	}
	if hasErrors(w.diags[before:]) || len(a.Meant) > 0 ||
		len(b.Recipients) == 0 && e.means("routes", "trial_recipient") {
		w.unfinishedAlert(b)
		return nil
	}
	if b.Description = a.Description.V; e.composes(a.Compose, a.Existing) {
		b.Description = w.describeBurnAlert(a, b, e, summary)
	}
	investigate := e.investigates(a.Investigate)
	b.Investigate = investigate.V
	honeycomb.Keep(b, map[string]bool{"description": b.Description != "", "investigate": investigate.Set()})
	return b
}

// unfinishedAlert keeps an alert with errors, so that it is held against the rules all the same. Who hears of it was
// checked already.
func (w *compiling) unfinishedAlert(b *honeycomb.BurnAlert) {
	if b.AlertType == honeycomb.BudgetRate && b.BudgetRateDecreaseThresholdPerMillion == 0 {
		b.BudgetRateDecreaseThresholdPerMillion = 10_000
	}
	if b.AlertType == "" || b.AlertType == honeycomb.BudgetRate && b.BudgetRateWindowMinutes == 0 {
		return // it can't be told what it would be
	}
	if len(b.Recipients) == 0 {
		b.Recipients = []honeycomb.Notification{{Recipient: &honeycomb.Recipient{
			Meta: honeycomb.Meta{Key: "recipient/email/somebody"},
			Type: honeycomb.RecipientEmail, EmailAddress: "somebody@example.com"}}}
	}
	w.rest.BurnAlerts = append(w.rest.BurnAlerts, b)
}

// policyName is how a reference to a policy is written; empty for none.
func policyName(p *config.BurnAlertPolicy) string {
	switch {
	case p == nil:
		return ""
	case p.Builtin:
		return "builtin.burn_alerts." + p.Name.V
	}
	return "burn_alert_policy." + p.Name.V
}

// whenRange is the place of the argument that says when an alert fires.
func whenRange(a *config.BurnAlert) hcl.Range {
	for _, r := range []hcl.Range{a.BurnRate.Range, a.Budget.Range, a.ExhaustedWithin.Range} {
		if r.Filename != "" {
			return r
		}
	}
	return a.Decl
}

func insideBlock(r, outer hcl.Range) bool {
	return r.Start.Byte >= outer.Start.Byte && r.End.Byte <= outer.End.Byte
}

// burnThreshold turns one of the three ways of writing a burn alert into one of the API's two types.
//
// What a burn rate takes of the budget ([burn.Objective.DecreasePerMillion]) is rounded down to the largest whole
// per-million that every output can hold, so the alert fires at the rate asked for and not above it; a deviation of
// more than 0.1 % is an error.
func (w *compiling) burnThreshold(a *config.BurnAlert, s *honeycomb.SLO, b *honeycomb.BurnAlert) {
	ways := 0
	for _, set := range []bool{a.BurnRate.Set(), a.Budget.Set(), a.ExhaustedWithin.Set()} {
		if set {
			ways++
		}
	}
	if ways == 0 && meansOneOf(a.Meant, "burn_rate", "budget", "exhausted_within") {
		return
	}
	if ways != 1 {
		w.add(diag.Error("language/combination", "Invalid burn alert", "A burn alert is written in one of three ways: "+
			"`burn_rate` and `over`; "+
			"`budget` and `over`; or `exhausted_within`. Here "+
			words.Few(ways, "of them is", "of them are")+" written.", a.Decl))
		return
	}
	if a.ExhaustedWithin.Set() {
		b.AlertType = honeycomb.ExhaustionTime
		if a.Over.Set() {
			w.add(diag.Error("language/argument", "Unsupported argument", "`over` belongs to `burn_rate` and "+
				"`budget`; with `exhausted_within` "+
				"Honeycomb chooses how far back it looks.", a.Over.Range))
		}
		b.ExhaustionMinutes, _ = w.minutes(a.ExhaustedWithin)
		return
	}
	b.AlertType = honeycomb.BudgetRate
	if !a.Over.Set() && meansOneOf(a.Meant, "over") {
		return
	}
	if !a.Over.Set() {
		w.add(diag.Error("language/missing_argument", "Missing required argument", "`burn_rate` and `budget` need "+
			"`over`: the time over which the "+
			"budget's decrease is measured, such as \"1h\".", a.Decl))
		return
	}
	minutes, ok := w.minutes(a.Over)
	if !ok {
		return
	}
	b.BudgetRateWindowMinutes = minutes
	if a.Budget.Set() {
		b.BudgetRateDecreaseThresholdPerMillion = int(a.Budget.V.PerMillion)
		b.AskedRatio = a.Budget.V.Ratio
		return
	}
	if a.BurnRate.V.Text == "" { // reported already; with something that breaks no rule the rest is still checked
		b.BudgetRateDecreaseThresholdPerMillion = 10_000
		return
	}
	if minutes == 0 || s.TimePeriodDays <= 0 { // reported already, or by a rule; as above
		b.BudgetRateDecreaseThresholdPerMillion = 10_000
		return
	}
	used, problem := w.budgetRate(rateKey{a.BurnRate.V.Text, minutes, s.TimePeriodDays})
	if problem != nil {
		w.add(problem(a))
		return
	}
	b.BudgetRateDecreaseThresholdPerMillion = used
	b.AskedBurnRate = a.BurnRate.V.Text
}

type rateKey struct {
	rate          string
	minutes, days int
}

// budgetRate is what a burn rate takes of the budget in whole parts of a million, or what is wrong with it.
func (w *compiling) budgetRate(k rateKey) (used int, problem func(*config.BurnAlert) *hcl.Diagnostic) {
	if text := w.rates.get(k, func() string {
		used, problem = exactBudgetRate(k)
		if problem != nil {
			return ""
		}
		return strconv.Itoa(used)
	}); text != "" {
		used, _ = strconv.Atoi(text)
		return used, nil
	}
	return exactBudgetRate(k)
}

func exactBudgetRate(k rateKey) (used int, problem func(*config.BurnAlert) *hcl.Diagnostic) {
	fail := func(summary, format string, args ...any) func(*config.BurnAlert) *hcl.Diagnostic {
		return func(a *config.BurnAlert) *hcl.Diagnostic {
			return diag.Error("burn_alert/burn_rate", summary, fmt.Sprintf(format, args...), a.BurnRate.Range)
		}
	}
	rate := spec.Decimal{Text: k.rate}.Rat()
	if rate.Sign() <= 0 {
		return 0, fail("Invalid burn rate",
			"A burn rate must be above zero: 1 uses up the budget exactly at the end of the window.")
	}
	exact := burn.Objective{WindowDays: k.days}.DecreasePerMillion(rate, k.minutes)
	percent := new(big.Rat).Quo(exact, big.NewRat(burn.PerPercent, 1))
	over := spec.Seconds(k.minutes) * spec.Minute
	if exact.Cmp(big.NewRat(burn.Million, 1)) > 0 {
		return 0, fail("Burn rate takes more than the whole budget", "A burn rate of %s over %s would use %s%% of the "+
			"budget of a %d-day window. That is more than there is, so this alert could never fire. The largest rate over %s "+
			"is %s: write that or less, or shorten `over`.",
			k.rate, over, words.Rounded(percent, 4), k.days, over, largestRate(k))
	}
	floor := int(new(big.Int).Quo(exact.Num(), exact.Denom()).Int64())
	if floor == 0 {
		return 0, fail("Burn rate too low to express", "A burn rate of %s over %s uses less than 0.0001%% of the budget of "+
			"a %d-day window, the least that Honeycomb accepts. Write a higher rate or a longer `over`.",
			k.rate, over, k.days)
	}
	used = honeycomb.LargestBudgetRate(floor)
	deviation := new(big.Rat).Sub(exact, big.NewRat(int64(used), 1))
	if deviation.Mul(deviation, big.NewRat(1000, 1)).Cmp(exact) > 0 {
		return 0, fail("Burn rate can't be represented", "A burn rate of %s over %s uses %s%% of the budget of a %d-day "+
			"window. The nearest lower value that every output can hold is %s%%, more than 0.1%% below what you asked for. "+
			"Write a higher rate, a longer `over`, or `budget` with the percentage you mean.",
			k.rate, over, words.Rounded(percent, 7), k.days, words.PerMillion(used))
	}
	return used, nil
}

// largestRate is the burn rate that takes the whole budget, rounded down to two decimals.
func largestRate(k rateKey) string {
	hundredths := int64(k.days) * burn.MinutesPerDay * 100 / int64(k.minutes)
	return words.Rounded(big.NewRat(hundredths, 100), 2)
}

// minutes is a duration as whole minutes.
func (w *compiling) minutes(at spec.At[spec.Seconds]) (int, bool) {
	if at.V%spec.Minute != 0 {
		w.add(diag.Error("language/duration", "Not whole minutes", fmt.Sprintf("Honeycomb accepts only whole minutes "+
			"here, but this is %s. "+
			"Write %q, for example.", at.V, (at.V/spec.Minute+1)*spec.Minute), at.Range))
		return 0, false
	}
	return int(at.V / spec.Minute), true
}

// dependsOn notes the SLOs that an SLO depends on.
func (w *compiling) dependsOn(s *honeycomb.SLO, x *config.SLO) {
	list := []hclsyntax.Expression{x.DependsOn.V}
	if t, ok := x.DependsOn.V.(*hclsyntax.TupleConsExpr); ok {
		list = t.Exprs
	}
	for _, e := range list {
		t, diags := w.traversal(e, w.ctx(x.Ctx))
		if diags.HasErrors() || t.RootName() != "slo" || len(t) < 2 || len(t) > 4 {
			w.add(diag.Error("language/reference", "Invalid reference",
				"SLOs are written slo.<name>, or slo.<service>.<name> for one of another service, "+
					"in brackets."+w.meantSLO(e), e.Range()))
			continue
		}
		service, name, diags := w.reference(sloObjects, t)
		if w.add(diags...); diags.HasErrors() {
			continue
		}
		w.depends = append(w.depends, dependency{slo: s, from: w.svc.Name.V, service: service, dep: name,
			rng: e.Range()})
	}
}

// meantSLO says which SLO of the service is meant by a name in quotes, alone, or of its SLI.
func (w *compiling) meantSLO(e hclsyntax.Expression) string {
	name, _ := config.Bare(e, nil)
	if t, diags := hcl.AbsTraversalForExpr(e); !diags.HasErrors() && len(t) > 1 {
		name = spec.Dotted(t)
	}
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		name = name[i+1:]
	}
	names := make([]string, len(w.svc.SLOs))
	for i, s := range w.svc.SLOs {
		names[i] = s.Label.V
	}
	switch near := diag.Suggest(name, names); {
	case name == "" || near == "":
		return ""
	case near == name:
		return " Write slo." + name + "."
	default:
		return " Did you mean slo." + near + "?"
	}
}

// checkDependencies looks up the SLOs that SLOs depend on.
func (c *Compiler) checkDependencies(deps []dependency) (diags hcl.Diagnostics) {
	for _, d := range deps {
		if d.slo.Key == d.key() {
			diags = append(diags, diag.Error("language/cycle", "SLO depends on itself", "This SLO is listed among its "+
				"own dependencies.", d.rng))
			continue
		}
		has, ok := c.names[d.service]
		if slices.Contains(has.slos, d.dep) || has.unknown {
			continue
		}
		if ok && c.noInstance(sloObjects, d.from, d.service, d.dep, has, d.rng) == nil {
			name, _, _ := strings.Cut(sloObjects.written("", d.service, d.dep), "[")
			detail := fmt.Sprintf("There is no SLO %q in this configuration.", name)
			if near := diag.Suggest(d.dep, blocks(has.slos)); near != "" {
				detail += " Did you mean slo." + d.service + "." + near + "?"
			}
			diags = append(diags, diag.Error("language/reference", "Reference to undeclared SLO", detail, d.rng))
			continue
		}
		diags = append(diags, c.noSuch(sloObjects, d.from, d.service, d.dep, d.rng))
	}
	return diags
}

func (d dependency) key() honeycomb.Key {
	return honeycomb.Key(honeycomb.KindSLO + "/" + d.service + "/" + d.dep)
}

// linkDependencies tells SLOs which others they depend on, anew.
func linkDependencies(deps []dependency, slos []*honeycomb.SLO) {
	if len(deps) == 0 {
		return
	}
	for _, d := range deps {
		d.slo.DependsOn, d.slo.DependsAt = nil, hcl.Range{}
	}
	byKey := make(map[honeycomb.Key]*honeycomb.SLO, len(slos))
	for _, s := range slos {
		byKey[s.Key] = s
	}
	for _, d := range deps {
		dep := byKey[d.key()]
		if dep == nil {
			continue
		}
		if len(d.slo.DependsOn) == 0 {
			d.slo.DependsAt = d.rng
		}
		d.slo.DependsOn = append(d.slo.DependsOn, dep)
	}
}
