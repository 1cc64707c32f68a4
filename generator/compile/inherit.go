package compile

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/spec"
)

// effective is what holds for a block: its own values, then the service's, then the defaults', nearest first.
type effective struct {
	nearest  *config.Common // of the SLO or trigger, or of the service itself
	ctx      *hcl.EvalContext
	service  *config.Service // nil when nearest is the service's
	defaults []*config.Defaults
	own      *config.Staged // that of a burn alert, which has no other values that others inherit; nil otherwise
}

// of is what holds for a burn alert of an SLO.
func (e *effective) of(a *config.BurnAlert) *effective {
	out := *e
	out.own = &a.Staged
	return &out
}

// levels are the blocks that may give a value, nearest first, and where their expressions are evaluated.
func (e *effective) levels(yield func(c *config.Common, ctx *hcl.EvalContext) bool) {
	if !yield(e.nearest, e.ctx) {
		return
	}
	if e.service != nil && !yield(&e.service.Common, e.service.Ctx) {
		return
	}
	for _, d := range e.defaults {
		if !yield(&d.Common, d.Scope.Ctx) {
			return
		}
	}
}

// means says whether an argument of another name, in one of the blocks, most likely stands for one of these. That was
// reported, and it would be there.
func (e *effective) means(names ...string) bool {
	for c := range e.levels {
		if meansOneOf(c.Meant, names...) {
			return true
		}
	}
	return false
}

// place gives the places of a block's arguments, of those it inherits too: own are the block's own ones.
func (w *compiling) place(e *effective, own func(string) hcl.Range) func(string) hcl.Range {
	return func(name string) hcl.Range {
		if key, ok := strings.CutPrefix(name, "tags."); ok {
			for c := range e.levels {
				for _, it := range c.Tags.V {
					if it.Key == key {
						return it.KeyRange
					}
				}
			}
			return hcl.Range{}
		}
		if r := own(name); r.Filename != "" || !config.Inheritable(name) {
			return r
		}
		if r := w.svc.Arg(name); r.Filename != "" {
			return r
		}
		for _, d := range e.defaults {
			if r := d.Arg(name); r.Filename != "" {
				return r
			}
		}
		return hcl.Range{}
	}
}

// inherits lists the arguments that a block has from blocks `defaults`: those among names, and its tags.
func (w *compiling) inherits(e *effective, own func(string) hcl.Range, names ...string) (out []honeycomb.Inherited) {
	if len(e.defaults) == 0 {
		return nil
	}
	add := func(name string, r hcl.Range) {
		out = append(out, honeycomb.Inherited{Argument: name, Place: honeycomb.Place{Range: r}})
	}
	for _, name := range names {
		other := name // a dataset is written in two ways
		if name == "dataset" {
			other = "datasets"
		}
		if own(name).Filename != "" || own(other).Filename != "" || w.svc.Arg(name).Filename != "" ||
			w.svc.Arg(other).Filename != "" {
			continue
		}
		for _, d := range e.defaults {
			if r := d.Arg(name); r.Filename != "" {
				add(name, r)
				break
			}
			if r := d.Arg(other); r.Filename != "" {
				add(other, r)
				break
			}
		}
	}
	for _, d := range e.defaults {
		if len(d.Tags.V) == 0 {
			continue
		}
		for _, it := range merged(e, func(c *config.Common) []spec.Item { return c.Tags.V }) {
			for _, d := range e.defaults {
				for i := range d.Tags.V {
					if d.Tags.V[i].KeyRange == it.KeyRange && d.Tags.V[i].Key == it.Key {
						add("tags."+it.Key, it.KeyRange)
					}
				}
			}
		}
		break
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Argument < out[j].Argument })
	return out
}

// shared is a block that several objects are made from, with those of its arguments that are written.
func shared(name string, decl hcl.Range, own func(string) hcl.Range, arguments ...string) *honeycomb.Shared {
	s := &honeycomb.Shared{Name: name, Place: honeycomb.Place{Range: decl}}
	for _, a := range arguments {
		if r := own(a); r.Filename != "" {
			s.Arguments = append(s.Arguments, honeycomb.Inherited{Argument: a, Place: honeycomb.Place{Range: r}})
		}
	}
	return s
}

// inheritsRoute adds the route of a severity to the arguments that an alert has from blocks `defaults`.
func inheritsRoute(list []honeycomb.Inherited, e *effective, a alertRoute) []honeycomb.Inherited {
	if a.notify.Set() || !a.severity.Set() {
		return list
	}
	entry, _, _, ok := e.route(a.severity.V)
	if !ok {
		return list
	}
	for _, d := range e.defaults {
		for _, r := range d.Routes.V {
			if r.Key == entry.Key && r.KeyRange == entry.KeyRange {
				return append(list, honeycomb.Inherited{Argument: "routes." + r.Key, Place: honeycomb.Place{Range: r.KeyRange}})
			}
		}
	}
	return list
}

func first[T any](e *effective, field func(*config.Common) spec.At[T]) (found spec.At[T]) {
	for c := range e.levels {
		if v := field(c); v.Set() {
			return v
		}
	}
	return found
}

func (e *effective) owner() string {
	return first(e, func(c *config.Common) spec.At[string] { return c.Owner }).V
}
func (e *effective) runbook() string {
	return first(e, func(c *config.Common) spec.At[string] { return c.Runbook }).V
}

// composes says whether slogen adds to the description of an object: as is said in own or, where that isn't set, in
// what it inherits. Where nobody says, it doesn't add to what is taken over.
func (e *effective) composes(own spec.At[bool], existing spec.At[string]) bool {
	if own.Set() {
		return own.V
	}
	if said := first(e, func(c *config.Common) spec.At[bool] { return c.Compose }); said.Set() {
		return said.V
	}
	return !existing.Set()
}

// investigates says whether an alert is investigated: as is said in own or, where that isn't set, in what it inherits.
func (e *effective) investigates(own spec.At[bool]) spec.At[bool] {
	if own.Set() {
		return own
	}
	return first(e, func(c *config.Common) spec.At[bool] { return c.Investigate })
}

// stage is what says the stage: the nearest that does. Without any it is that of nothing, which is live.
func (e *effective) stage() *config.Staged {
	if e.own != nil && e.own.Stage.Set() {
		return e.own
	}
	for c := range e.levels {
		if c.Stage.Set() {
			return &c.Staged
		}
	}
	return &config.Staged{}
}

func (e *effective) trial() bool { return e.stage().Stage.V == config.StageTrial }

// setStage notes the stage of an object.
func (e *effective) setStage(m *honeycomb.Meta) {
	if s := e.stage(); s.Stage.V == config.StageTrial {
		m.Trial, m.TrialUntil = true, honeycomb.Expiry{Day: s.Until.V, At: s.Until.Range}
	}
}

// setQuiet notes whether an alert is quiet; slo is the key of its SLO, or its own if it has none. One that is on trial
// and has nobody for quiet ones stays as it is.
func (w *compiling) setQuiet(e *effective, m *honeycomb.Meta, slo honeycomb.Key) {
	of, q := m.Key, (*config.Quiet)(nil)
	if e.own != nil {
		q = e.own.Quiet
	}
	if q == nil {
		of, q = slo, e.nearest.Quiet
	}
	if q == nil && e.service != nil {
		of, q = honeycomb.Key("service/"+m.Service), e.service.Quiet
	}
	if q != nil && q.Until.V != "" && q.Reason.V != "" { // what is missing was reported when it was decoded
		m.Quiet = &honeycomb.Quiet{Until: q.Until.V, Reason: q.Reason.V, Of: of, At: q.Decl}
	}
}

// hasTrialRecipient says whether somebody hears of what is quiet, or is meant to.
func (e *effective) hasTrialRecipient() bool {
	for c := range e.levels {
		if c.TrialRecipient.Set() {
			return c.TrialRecipient.V != nil
		}
	}
	return e.means("trial_recipient")
}

// merged is a map that merges by key: nearer wins, null removes.
func merged(e *effective, field func(*config.Common) []spec.Item) (out []spec.Item) {
	seen := map[string]bool{}
	for c := range e.levels {
		for _, it := range field(c) {
			if !seen[it.Key] {
				seen[it.Key] = true
				if !it.Null {
					out = append(out, it)
				}
			}
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Key < out[j].Key })
	return out
}

func (e *effective) tags() []honeycomb.Tag {
	items := merged(e, func(c *config.Common) []spec.Item { return c.Tags.V })
	if len(items) == 0 {
		return nil
	}
	out := make([]honeycomb.Tag, len(items))
	for i, it := range items {
		out[i] = honeycomb.Tag{Key: it.Key, Value: it.Value.V}
	}
	return out
}

// route finds the recipients of a severity: the nearest block that has the key.
func (e *effective) route(severity string) (entry spec.Entry, ctx *hcl.EvalContext, known []string, ok bool) {
	seen := map[string]bool{}
	found := false
	for c, cx := range e.levels {
		for _, r := range c.Routes.V {
			if r.Key == severity && !found {
				entry, ctx, found = r, cx, true
				if !isNull(r) {
					return entry, ctx, nil, true
				}
			}
			if !seen[r.Key] {
				seen[r.Key] = true
				if !isNull(r) {
					known = append(known, r.Key)
				}
			}
		}
	}
	sort.Strings(known)
	return entry, ctx, known, false
}

func isNull(e spec.Entry) bool {
	if e.Expr == nil {
		return e.Value.IsNull()
	}
	v, ok := spec.Literal(e.Expr)
	return ok && v.IsNull()
}

// pagerDutyDefaults are PagerDuty's severities for slogen's usual ones. The API's own default, critical, would make
// every alert as loud as the loudest.
var pagerDutyDefaults = map[string]string{"page": "critical", "ticket": "error", "inform": "warning"}

// PagerDuty's severity where nothing says another: an alert that names its recipients and no severity.
const pagerDutyFallback = "critical"

// pagerDutySeverity is the nearest that is said for a severity, by the alert itself first.
func pagerDutySeverity(e *effective, severity string, own []spec.Item) string {
	it := saidFor(severity, own)
	for c := range e.levels {
		if it != nil {
			break
		}
		it = saidFor(severity, c.PagerDutySeverity.V)
	}
	switch s := pagerDutyDefaults[severity]; {
	case it != nil && !it.Null && slices.Contains(config.PagerDutySeverities, it.Value.V):
		return it.Value.V
	case it != nil && !it.Null: // reported where it is written
	case s != "":
		return s
	}
	return pagerDutyFallback
}

// saidFor is the entry of a severity, or the one for all; nil for none.
func saidFor(severity string, list []spec.Item) *spec.Item {
	i := slices.IndexFunc(list, func(it spec.Item) bool { return it.Key == severity || it.Key == config.AnySeverity })
	if i < 0 {
		return nil
	}
	return &list[i]
}

// alertRoute is how one alert says who hears of it.
type alertRoute struct {
	what      string // "burn alert"
	decl      hcl.Range
	severity  spec.At[string]
	notify    spec.At[spec.Expr]
	pagerDuty spec.At[[]spec.Item] // the alert's own
	variables []spec.Item          // the alert's own
	ctx       *hcl.EvalContext
	optional  bool // an alert without recipients is allowed (triggers)
	quiet     *honeycomb.Quiet
	// Of triggers alone:
	perGroup spec.At[bool] // PagerDuty gets an incident for each group
	routes   []*config.Route
}

// quietBurnAlert reports, once for each block, that nobody could hear of a burn alert that is quiet.
func (w *compiling) quietBurnAlert(a alertRoute) {
	if slices.Contains(w.quiets, a.quiet.At) {
		return
	}
	w.quiets = append(w.quiets, a.quiet.At)
	w.add(diag.Follow(diag.Error("burn_alert/route", "Quiet without a recipient", "Honeycomb can't disable a burn "+
		"alert, so while it is quiet somebody has to hear of it, and neither the service nor any defaults say who. "+
		"Write trial_recipient = recipient.<type>.<name> in one of them, such as a channel that wakes nobody; or "+
		"remove the burn alert instead of keeping it quiet.", a.quiet.At,
		diag.Note{Text: "this burn alert is quiet", Range: a.decl}),
		diag.LostShared))
}

// recipients resolves who hears of an alert.
func (w *compiling) recipients(e *effective, a alertRoute) []honeycomb.Notification {
	all, ok := w.told(e, a)
	if !ok {
		return nil
	}
	muted := e.trial()
	if a.quiet != nil && !muted {
		if muted = e.hasTrialRecipient(); !muted && a.what == "burn alert" { // a trigger is disabled
			w.quietBurnAlert(a)
		}
	}
	if muted && (e.trial() || len(all) > 0) { // what notifies nobody isn't louder for being quiet
		all = nil // of every group, and as of one
		for _, r := range w.trialRecipient(e, a) {
			all = append(all, told{to: r})
		}
	}
	pd := pagerDutySeverity(e, a.severity.V, a.pagerDuty.V)
	inherited := merged(e, func(c *config.Common) []spec.Item { return c.Variables.V })
	out := make([]honeycomb.Notification, 0, len(all))
	used := map[string]bool{}
	for _, r := range all {
		hr := w.Compiler.recipients[r.to.V]
		if hr == nil {
			continue // the recipient has errors of its own
		}
		n := honeycomb.Notification{Recipient: hr, Groups: r.groups, Route: r.route}
		if hr.Type == honeycomb.RecipientPagerDuty {
			n.PagerDutySeverity, n.PerGroupIncidents = pd, r.perGroup
		}
		if hr.Type == honeycomb.RecipientWebhook {
			n.Variables = variablesFor(hr, a.variables, inherited, used)
		}
		out = append(out, n)
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Recipient.Key < out[j].Recipient.Key })
	if !muted {
		w.withoutEffect(a, out, used)
	}
	return out
}

// told is somebody who hears of an alert, and of which groups.
type told struct {
	to       spec.At[*config.Recipient]
	groups   []honeycomb.GroupValues
	perGroup bool
	route    string
}

// told are those who hear of an alert: whom it names itself, and of a trigger those of each route.
func (w *compiling) told(e *effective, a alertRoute) (all []told, ok bool) {
	got, ok := w.routed(e, a)
	if !ok && len(a.routes) == 0 {
		return nil, false
	}
	for _, r := range got {
		all = append(all, told{to: r, perGroup: a.perGroup.V})
	}
	w.incidents(a.perGroup, got, a.notify.Set() || a.severity.Set())
	for _, r := range a.routes {
		if r.Notify.V == nil || !r.When.Set() {
			continue // it was said what is wrong with it
		}
		got, diags := w.shared.Recipients(r.Notify.V, w.ctx(r.Ctx))
		w.add(diags...)
		if diags.HasErrors() {
			continue
		}
		if len(got) == 0 {
			w.add(diag.Error("language/value", "Route that leads nowhere", "The list of recipients is empty, so the "+
				"route tells nobody. Name a recipient, or remove the route.", r.Notify.Range))
		}
		w.incidents(r.IncidentPerGroup, got, true)
		groups := groupsOf(r)
		for _, to := range got {
			all = append(all, told{to, groups, r.IncidentPerGroup.V, r.Name.V})
		}
	}
	return all, true
}

// incidents reports that nobody of a list opens incidents, though one is asked for each group. named is whether
// somebody could be in the list: what else is wrong was said.
func (w *compiling) incidents(asked spec.At[bool], list []spec.At[*config.Recipient], named bool) {
	if !asked.V || slices.ContainsFunc(list, func(r spec.At[*config.Recipient]) bool {
		return r.V.Type.V == honeycomb.RecipientPagerDuty
	}) {
		return
	}
	detail := "Only PagerDuty opens incidents, and nobody who is notified here is a PagerDuty recipient. Notify one, " +
		"or leave this out."
	switch {
	case named && len(list) == 0:
		return
	case !named:
		detail = "It is about whom the trigger itself names, and this one names nobody: write it in the route whose " +
			"PagerDuty recipient it is for, or write `notify` or `severity` here."
	}
	w.add(diag.RuleError("trigger/incident_per_group", "Incidents without PagerDuty", detail, asked.Range))
}

// groupsOf are the groups that a route is for, sorted.
func groupsOf(r *config.Route) (out []honeycomb.GroupValues) {
	for _, c := range r.When.V {
		g := honeycomb.GroupValues{Column: c.Name, At: c.List}
		for _, v := range c.Values {
			g.Values = append(g.Values, v.Text)
			if v.Printed {
				g.Printed = append(g.Printed, v.Text)
			}
		}
		slices.Sort(g.Values)
		out = append(out, g)
	}
	slices.SortFunc(out, func(a, b honeycomb.GroupValues) int { return strings.Compare(a.Column, b.Column) })
	return out
}

// routed are the recipients that the alert or the route of its severity names; false where there are none to go on
// with, which was said unless it is allowed.
func (w *compiling) routed(e *effective, a alertRoute) (got []spec.At[*config.Recipient], ok bool) {
	var diags hcl.Diagnostics
	switch {
	case a.notify.Set():
		if a.notify.V == nil {
			return nil, false
		}
		got, diags = w.shared.Recipients(a.notify.V, a.ctx)
		if !diags.HasErrors() && len(got) == 0 && !a.optional {
			w.add(diag.RuleError("burn_alert/recipients", "Nobody to notify",
				"The list of recipients is empty, but a burn alert needs at least one.", a.notify.Range))
		}
	case a.severity.Set():
		entry, ctx, known, ok := e.route(a.severity.V)
		if !ok && e.means("routes") {
			return nil, false // reported when it was decoded
		}
		if !ok {
			w.noRoute(a, entry, known)
			return nil, false
		}
		if entry.Expr == nil {
			got, diags = w.shared.RecipientValues(entry.Value, entry.Range)
		} else if x, native := entry.Expr.(hclsyntax.Expression); native {
			got, diags = w.shared.Recipients(x, ctx)
		}
	case !a.optional:
		w.add(diag.RuleError("burn_alert/recipients", "Nobody to notify",
			"A burn alert needs `severity`, a key of `routes`, or `notify`, a list of recipients.", a.decl))
		return nil, false
	default:
		return nil, false
	}
	w.add(diags...)
	return got, !diags.HasErrors()
}

// noRoute reports a severity without a route: entry is the one that was removed, if one was, and known are the
// severities that have one.
func (w *compiling) noRoute(a alertRoute, entry spec.Entry, known []string) {
	detail := fmt.Sprintf("No route says whom to notify for the severity %q.%s", a.severity.V,
		diag.DidYouMean(a.severity.V, known))
	switch {
	case entry.Key != "":
		detail = fmt.Sprintf("The route for the severity %q was removed with null, so this alert would notify nobody. "+
			"Give the severity a route, or write `notify` here.", a.severity.V)
	case len(known) == 0:
		detail += fmt.Sprintf(" In the service or in defaults, write routes = { %s = [recipient.<type>.<name>] }, or "+
			"`notify` here.", a.severity.V)
	default:
		detail += " The severities with a route here are " + strings.Join(known, ", ") +
			"; add this one to `routes`, or write `notify` here."
	}
	d := diag.Follow(diag.Error("burn_alert/route", "Severity without a route", detail, a.severity.Range),
		diag.LostShared)
	if entry.Key != "" {
		diag.AddNote(d, diag.Note{Text: "removed here", Range: entry.KeyRange})
	}
	if a.severity.Range.Filename != w.svc.File.Name {
		diag.AddNote(d, diag.Note{Text: "needed by this service", Range: w.svc.Decl})
	}
	w.add(d)
}

// withoutEffect reports what an alert says to recipients that it doesn't have: variables that no webhook declares, and
// PagerDuty's severity. used are the variables that are.
func (w *compiling) withoutEffect(a alertRoute, told []honeycomb.Notification, used map[string]bool) {
	for _, v := range a.variables {
		if !used[v.Key] && !v.Null {
			w.add(diag.Error("notification/variables", "Variable that no webhook declares",
				fmt.Sprintf("No webhook that this alert notifies declares a variable %q, so its value would never "+
					"be used.%s", v.Key,
					diag.DidYouMean(v.Key, webhookVariables(told))), v.KeyRange))
		}
	}
	pager := slices.ContainsFunc(told, func(n honeycomb.Notification) bool {
		return n.Recipient.Type == honeycomb.RecipientPagerDuty
	})
	if a.pagerDuty.Set() && len(a.pagerDuty.V) > 0 && pager && saidFor(a.severity.V, a.pagerDuty.V) == nil {
		detail := fmt.Sprintf("This alert's severity is %q, for which nothing is said here.", a.severity.V)
		if !a.severity.Set() {
			detail = "This alert has no `severity`, so none of these is its own."
		}
		w.add(diag.Error("language/combination", "PagerDuty severity of other alerts", detail+" Write the one that "+
			"PagerDuty shall have alone, such as pagerduty_severity = \"error\".", a.pagerDuty.Range))
	}
	if a.pagerDuty.Set() && len(told) > 0 && !pager {
		w.add(diag.Error("language/combination", "PagerDuty severity without PagerDuty",
			"No recipient of this alert is PagerDuty, so this severity would have no effect.", a.pagerDuty.Range))
	}
}

// variablesFor gives the values of those variables that the webhook declares. A webhook that is looked up is taken at
// its word.
func variablesFor(r *honeycomb.Recipient, own, inherited []spec.Item, used map[string]bool) (out []honeycomb.Variable) {
	declares := func(name string) bool {
		for _, v := range r.Variables {
			if v.Name == name {
				return true
			}
		}
		return r.Lookup
	}
	have := map[string]bool{}
	for i, list := range [][]spec.Item{own, inherited} {
		for _, v := range list {
			if have[v.Key] || i == 1 && r.Lookup || !declares(v.Key) {
				continue
			}
			have[v.Key] = true
			used[v.Key] = true
			if !v.Null {
				out = append(out, honeycomb.Variable{Name: v.Key, Value: v.Value.V})
			}
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return out
}

// trialRecipient is who hears of alerts in stage "trial".
func (w *compiling) trialRecipient(e *effective, a alertRoute) []spec.At[*config.Recipient] {
	for c, ctx := range e.levels {
		if !c.TrialRecipient.Set() {
			continue
		}
		if c.TrialRecipient.V == nil {
			return nil
		}
		got, diags := w.shared.Recipients(c.TrialRecipient.V, ctx)
		w.add(diags...)
		return got
	}
	if e.means("trial_recipient") || !e.trial() {
		return nil // reported when it was decoded
	}
	w.add(diag.Follow(diag.Error("burn_alert/route", "Trial without a recipient", "In stage \"trial\" every alert "+
		"goes to `trial_recipient`, but neither the service nor any defaults set it. Write trial_recipient = "+
		"recipient.<type>.<name> in one of them.",
		e.stage().Stage.Range, diag.Note{Text: "this " + a.what + " is in trial", Range: a.decl}), diag.LostShared))
	return nil
}

// webhookVariables are the variables that the webhooks among an alert's recipients declare.
func webhookVariables(list []honeycomb.Notification) (out []string) {
	for _, n := range list {
		for _, v := range n.Recipient.Variables {
			out = append(out, v.Name)
		}
	}
	return out
}
