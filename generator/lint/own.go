package lint

import (
	"cmp"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/rule"
	"github.com/slogen-project/slogen/generator/rules"
	"github.com/slogen-project/slogen/generator/spec"
	"github.com/slogen-project/slogen/generator/words"
)

// Own are the rules of organizations: other levels for lint's rules, and rules of their own.
type Own struct {
	levels map[string]level // that `levels` sets, by the IDs of rules
	rules  []*Rule
	own    map[*Rule]level // of the blocks that rules are made of, as two of them may make rules with one ID
}

// level is what happens when a rule is broken, and where that is set.
type level struct {
	name string
	in   string // the block, such as `rules "organization"`
	at   hcl.Range
}

// codeRules is the rule about `rules` blocks.
const codeRules = "language/rules"

// levelOf is the level of a rule; nil where nobody sets one.
func (o *Own) levelOf(r *Rule) *level {
	if o == nil {
		return nil
	}
	if l, ok := o.levels[r.ID]; ok {
		return &l
	}
	if l, ok := o.own[r]; ok {
		return &l
	}
	return nil
}

// known are all rules that there are.
func (o *Own) known() []*Rule {
	if o == nil {
		return Rules
	}
	return slices.Concat(Rules, o.rules)
}

// Select gives the rules that a command checks: lint all but those that are off, others those of all commands and those
// whose breach is an error.
func (o *Own) Select(all bool) (out []*Rule) {
	var own []*Rule
	if o != nil {
		own = o.rules
	}
	// Rules about comments come last, when it is known which of them ignore something.
	for _, r := range slices.Concat(Rules[:len(Rules)-len(ignoreRules)], own, ignoreRules) {
		l := o.levelOf(r)
		switch {
		case l == nil && (all || r.Level == rule.Warning): // as the rule itself says
		case r.whole && !all: // without the other rules it would find what isn't so
			continue
		case l != nil && l.name == "error":
		case l != nil && l.name != "off" && (all || r.Level == rule.Warning && l.name != "info"):
		default:
			continue
		}
		out = append(out, r)
	}
	return out
}

// NewOwn reads blocks of rules. Mistakes in them are errors.
func NewOwn(blocks []*config.Rules) (*Own, hcl.Diagnostics) {
	if len(blocks) == 0 {
		return nil, nil
	}
	r := ownReader{own: &Own{levels: map[string]level{}, own: map[*Rule]level{}}, titles: map[string]hcl.Range{}}
	for _, b := range blocks {
		r.in, r.block = fmt.Sprintf("rules %q", b.Name.V), b
		for _, x := range b.Requires {
			r.require(x)
		}
		for _, x := range b.Reaches {
			r.reach(x)
		}
		if b.Limits != nil {
			r.limits(b.Limits)
		}
	}
	for _, b := range blocks { // after what names its rules by itself
		r.in, r.block = fmt.Sprintf("rules %q", b.Name.V), b
		for _, x := range b.Checks {
			r.check(x)
		}
	}
	for _, b := range blocks { // also of their own
		r.in, r.block = fmt.Sprintf("rules %q", b.Name.V), b
		for _, it := range b.Levels.V {
			r.level(it.Key, it.KeyRange, it.Value.V, it.Value.Range)
		}
	}
	return r.own, r.diags
}

// ownReader reads blocks of rules.
type ownReader struct {
	own    *Own
	diags  hcl.Diagnostics
	block  *config.Rules
	in     string
	titles map[string]hcl.Range // of checks, by the IDs of their rules
}

func (r *ownReader) fail(at hcl.Range, summary, format string, args ...any) {
	r.diags = append(r.diags, diag.RuleError(codeRules, summary, fmt.Sprintf(format, args...), at))
}

// level sets the level of a rule.
func (r *ownReader) level(id string, at hcl.Range, name string, nameAt hcl.Range) {
	known := slices.Concat(Rules, r.own.rules)
	switch {
	case rule.Lookup(known, id) == nil && rule.Lookup(rules.Errors(), id) != nil:
		r.fail(at, "Level of an error", "The rule %s (%q) is about what Honeycomb or slogen's language refuses, so it "+
			"stays an error. Remove it here.", id, rule.Lookup(rules.Errors(), id).Title)
		return
	case rule.Lookup(known, id) == nil:
		r.fail(at, "Unknown rule", "Lint has no rule %q.%s `slogen explain` lists them.", id, nearRule(id, known))
		return
	case !slices.Contains(config.RuleLevels, name):
		r.fail(nameAt, "Invalid level", "%q is not one of %s.%s", name, words.Or(words.Quoted(config.RuleLevels)),
			diag.DidYouMean(name, config.RuleLevels))
		return
	}
	if was, twice := r.own.levels[id]; twice && was.at != at {
		d := diag.RuleError(codeRules, "Two levels of a rule", fmt.Sprintf("The level of %s is set twice, and nobody "+
			"can know which one is meant. Keep one of the two.", id), at,
			diag.Note{Text: "set first here", Range: was.at})
		r.diags = append(r.diags, d)
		return
	}
	r.own.levels[id] = level{name, r.in, at}
}

// add adds a rule of the organization's own.
func (r *ownReader) add(name, title string, at hcl.Range, lvl string, check func(*pass)) {
	id := r.block.Name.V + "/" + name
	own := &Rule{Rule: rule.Rule{ID: id, Title: title, Level: rule.Advice}, own: true, check: check,
		declared: diag.Note{Text: "the rule", Range: at}}
	r.own.rules = append(r.own.rules, own)
	r.own.own[own] = level{cmp.Or(lvl, "warning"), r.in, at}
}

// words checks the words of a list.
func (r *ownReader) words(list []spec.At[string], accepted []string, what string) {
	for _, x := range list {
		if !slices.Contains(accepted, x.V) {
			r.fail(x.Range, "Unknown "+what, "%q is not one of %s.%s", x.V, words.Or(words.Quoted(accepted)),
				diag.DidYouMean(x.V, accepted))
		}
	}
}

func (r *ownReader) require(x *config.Require) {
	kind := x.Kind.V
	if config.RequiredOf[kind] == nil {
		kinds := slices.Sorted(maps.Keys(config.RequiredOf))
		r.fail(x.Kind.Range, "Unknown kind of object", "%q is not one of %s.%s", kind, words.Or(words.Quoted(kinds)),
			diag.DidYouMean(kind, kinds))
		return
	}
	r.words(x.Arguments.V, config.RequiredOf[kind], "argument of "+kind)
	switch {
	case len(x.Arguments.V)+len(x.Tags.V) == 0:
		r.fail(x.Decl, "Nothing is required", "The block has neither `arguments` nor `tags`, so it can never find "+
			"anything. Write what is required, or remove it.")
	case kind == "burn_alert" && len(x.Tags.V) > 0:
		r.fail(x.Tags.Range, "Burn alerts have no tags", "Honeycomb has tags for SLOs and triggers. Require them of "+
			"\"slo\".")
		return
	}
	wanted := texts(x.Severities.V)
	for _, a := range x.Arguments.V {
		if a.V == "severity" && len(wanted) > 0 {
			r.fail(a.Range, "Nothing is required", "What has one of these severities has a severity, so this can "+
				"never find anything. Remove it here, or `severities`.")
			continue
		}
		r.add(kind+"_"+a.V, capital(kindWords[kind])+" without `"+a.V+"`", a.Range, x.Level.V, func(p *pass) {
			p.severitiesKnown(x.Severities.V)
			for _, o := range p.views(kind) {
				if p.hasSeverity(o, wanted) && !has[kind][a.V](o) {
					p.reportOwn(o, fmt.Sprintf("The %s has no `%s`, which %s requires. Write it in the block, or, "+
						"where it is inherited, in its service or in `defaults`.", kindWords[kind], a.V, p.rule.by()), a.V)
				}
			}
		})
	}
	for _, tag := range x.Tags.V {
		r.add(kind+"_tag_"+slug(tag.V), capital(kindWords[kind])+" without the tag "+tag.V, tag.Range, x.Level.V,
			func(p *pass) {
				p.severitiesKnown(x.Severities.V)
				for _, o := range p.views(kind) {
					tags := tagsOf(o.value)
					if _, ok := tags[tag.V]; ok || !p.hasSeverity(o, wanted) {
						continue
					}
					has := "It has no tags."
					if len(tags) > 0 {
						has = "It has " + words.List(slices.Sorted(maps.Keys(tags))) + "." +
							diag.DidYouMean(tag.V, slices.Collect(maps.Keys(tags)))
					}
					p.reportOwn(o, fmt.Sprintf("The %s has no tag `%s`, which %s requires. %s", kindWords[kind], tag.V,
						p.rule.by(), has), "tags")
				}
			})
	}
}

var kindWords = map[string]string{"slo": "SLO", "trigger": "trigger", "burn_alert": "burn alert", "sli": "SLI",
	"calculated_field": "calculated field", "service": "service", "recipient": "recipient"}

// KindName is what people call objects of a kind that checks look at.
func KindName(kind string) string { return kindWords[kind] }

func capital(s string) string { return words.Capital(s) }

func (r *ownReader) reach(x *config.Reach) {
	types := []string{honeycomb.RecipientEmail, honeycomb.RecipientMSTeamsWorkflow, honeycomb.RecipientPagerDuty,
		honeycomb.RecipientSlack, honeycomb.RecipientWebhook}
	r.words(x.AnyOf.V, types, "type of recipient")
	r.words(x.NoneOf.V, types, "type of recipient")
	if len(x.AnyOf.V)+len(x.NoneOf.V) == 0 {
		r.fail(x.Decl, "Nothing is asked for", "The block has neither `any_of` nor `none_of`, so it can never find "+
			"anything. Write one of them, or remove it.")
	}
	anyOf, noneOf := texts(x.AnyOf.V), texts(x.NoneOf.V)
	r.add("reach_"+slug(x.Severity.V), "Alert that notifies the wrong kind of recipient", x.Decl, x.Level.V,
		func(p *pass) {
			p.severitiesKnown([]spec.At[string]{x.Severity})
			look := func(o viewed, severity string, to []honeycomb.Notification) {
				if severity != x.Severity.V || o.meta.Muted() {
					return
				}
				any := len(anyOf) == 0
				for _, n := range to {
					any = any || slices.Contains(anyOf, n.Recipient.Type)
					if slices.Contains(noneOf, n.Recipient.Type) {
						p.reportOwn(o, fmt.Sprintf("With severity %q it notifies %s, which %s rules out.", severity,
							n.Recipient.Key.Address(), p.rule.by()), "notify")
					}
				}
				if !any {
					p.reportOwn(o, fmt.Sprintf("With severity %q it notifies %s, but %s wants one of the type %s.",
						severity, recipients(to), p.rule.by(), words.Or(anyOf)), "notify")
				}
			}
			for _, a := range p.BurnAlerts {
				look(viewed{meta: &a.Meta, alert: a}, a.Severity, a.Recipients)
			}
			for _, t := range p.Triggers {
				look(viewed{meta: &t.Meta}, t.Severity, t.Recipients)
			}
		})
}

func (r *ownReader) limits(x *config.Limits) {
	name := func(p int) string { return words.Percent(p) }
	days := func(n int) string { return words.Plural(n, "day") }
	bound(r, x, "target", "lower", x.MinTarget, x.MaxTarget, func(v spec.PerMillion) string { return name(int(v)) },
		func(p *pass, each func(viewed, spec.PerMillion)) {
			for _, s := range p.SLOs {
				each(viewed{meta: &s.Meta}, spec.PerMillion(s.TargetPerMillion))
			}
		}, func(a, b spec.PerMillion) int { return cmp.Compare(a, b) })
	bound(r, x, "window", "shorter", x.MinWindow, x.MaxWindow, days, func(p *pass, each func(viewed, int)) {
		for _, s := range p.SLOs {
			each(viewed{meta: &s.Meta}, s.TimePeriodDays)
		}
	}, cmp.Compare[int])
	bound(r, x, "burn_rate", "lower", x.MinBurnRate, x.MaxBurnRate,
		func(v spec.Decimal) string { return words.Figure(v.Rat()) },
		func(p *pass, each func(viewed, spec.Decimal)) {
			for _, a := range p.BurnAlerts {
				if rate := a.BurnRate(); rate != nil {
					asked := cmp.Or(a.AskedBurnRate, rate.FloatString(6))
					each(viewed{meta: &a.Meta, alert: a}, spec.Decimal{Text: asked})
				}
			}
		}, func(a, b spec.Decimal) int { return a.Rat().Cmp(b.Rat()) })
	bound(r, x, "exhausted_within", "shorter", x.MinExhaustedIn, x.MaxExhaustedIn,
		func(v spec.Seconds) string { return words.Minutes(big.NewRat(int64(v), 60)) },
		func(p *pass, each func(viewed, spec.Seconds)) {
			for _, a := range p.BurnAlerts {
				if a.AlertType == honeycomb.ExhaustionTime {
					each(viewed{meta: &a.Meta, alert: a}, spec.Seconds(60*a.ExhaustionMinutes))
				}
			}
		}, func(a, b spec.Seconds) int { return cmp.Compare(a, b) })
}

// bound adds the rules about one number: that it is not below a minimum, and not above a maximum.
func bound[T any](r *ownReader, x *config.Limits, argument, less string, least, most spec.At[T], say func(T) string,
	values func(*pass, func(viewed, T)), compare func(a, b T) int) {
	more := map[string]string{"lower": "higher", "shorter": "longer"}[less]
	if least.Set() && most.Set() && compare(least.V, most.V) > 0 {
		r.fail(most.Range, "Bounds that nothing is within", "The minimum %s is above the maximum %s, so every %s is "+
			"outside. Swap the two.", say(least.V), say(most.V), argument)
		return
	}
	for _, b := range []struct {
		name, word string
		at         spec.At[T]
		sign       int
	}{{"min_", less, least, -1}, {"max_", more, most, 1}} {
		if !b.at.Set() {
			continue
		}
		title := fmt.Sprintf("`%s` %s the bound", argument, map[int]string{-1: "below", 1: "above"}[b.sign])
		r.add(b.name+argument, title, b.at.Range, x.Level.V, func(p *pass) {
			values(p, func(o viewed, v T) {
				if compare(v, b.at.V)*b.sign > 0 {
					p.reportOwn(o, fmt.Sprintf("`%s` is %s, which is %s than %s, the bound of %s.", argument, say(v),
						b.word, say(b.at.V), p.rule.by()), argument)
				}
			})
		})
	}
}

// check adds a condition.
func (r *ownReader) check(x *config.Check) {
	name, kind := slug(x.Name.V), x.Over.V
	id := r.block.Name.V + "/" + name
	was, twice := r.titles[id]
	var same *Rule
	if i := slices.IndexFunc(r.own.rules, func(o *Rule) bool { return o.ID == id }); i >= 0 {
		same = r.own.rules[i]
	}
	switch {
	case x.Over.V == "" || x.Condition.V == nil || x.Message.V == nil:
		return // reported when it was decoded
	case name == "":
		r.fail(x.Name.Range, "Check without a name", "The label has no letter or digit, of which the rule's name "+
			"could be made.")
		return
	case twice:
		r.diags = append(r.diags, diag.RuleError(codeRules, "Two checks with one name", fmt.Sprintf("Both are the "+
			"rule %s. Rename one.", id), x.Name.Range, diag.Note{Text: "the other check", Range: was}))
		return
	case same != nil:
		r.diags = append(r.diags, diag.RuleError(codeRules, "Check with the name of another rule", fmt.Sprintf("The "+
			"rule %s is made by another block, too, so nobody can know which one a level or a comment means. Rename "+
			"the check.", id), x.Name.Range, same.declared))
		return
	}
	r.titles[id] = x.Name.Range
	block := r.block
	asks := membersOf(x.Condition.V, kind)
	if len(asks) == 0 && !reads(x.Condition.V, kind) {
		r.fail(x.Condition.Range, "Condition that is the same for all", "It doesn't look at `%s`, so it is true of "+
			"every one or of none.", kind)
		return
	}
	before := len(r.diags)
	for _, e := range []hclsyntax.Expression{x.Condition.V, x.Message.V} {
		r.names(e, kind)
	}
	if len(r.diags) > before {
		return
	}
	unknown := map[string]cty.Value{kind: cty.UnknownVal(viewType(kind))}
	for _, e := range []hcl.Expression{x.Condition.V, x.Message.V} {
		_, diags := block.Evaluate(e, unknown)
		r.diags = append(r.diags, diag.Coded(codeRules, diags)...)
	}
	if len(r.diags) > before {
		return
	}
	r.add(name, words.Capital(x.Name.V), x.Decl, x.Level.V, func(p *pass) { p.runCheck(block, x, asks) })
}

// names checks what an expression asks of the object, also where it wouldn't be evaluated.
func (r *ownReader) names(e hclsyntax.Expression, kind string) {
	var has []string
	for _, m := range Members(kind) {
		has = append(has, m.Name)
	}
	for _, t := range e.Variables() {
		if root := t.RootName(); root != kind {
			if slices.Contains(config.RuleKinds, root) {
				r.fail(t.SourceRange(), "Another kind of object", "The check is over %q, so there is no %s here. "+
					"Write a check over %q for that.", kind, root, root)
			}
			continue
		}
		if len(t) < 2 {
			continue
		}
		if a, ok := t[1].(hcl.TraverseAttr); ok && !slices.Contains(has, a.Name) {
			r.fail(a.SrcRange, "Unknown member", "%s has no %q.%s It has %s.",
				words.Capital(words.Article(kindWords[kind])), a.Name, diag.DidYouMean(a.Name, has), words.List(has))
		}
	}
}

// runCheck evaluates a condition for each object. A condition that fails is an error, and not one that holds.
func (p *pass) runCheck(block *config.Rules, x *config.Check, asks []string) {
	for _, o := range p.views(x.Over.V) {
		variables := map[string]cty.Value{x.Over.V: viewValue(o.value)}
		holds, diags := block.Evaluate(x.Condition.V, variables)
		holds, _ = holds.Unmark()
		if !diags.HasErrors() && (!holds.IsKnown() || holds.IsNull() || holds.Type() != cty.Bool) {
			diags = append(diags, diag.RuleError(codeRules, "Condition that is neither true nor false",
				"It must be true or false for every object, but of this one it is "+typeWords(holds)+".",
				x.Condition.Range))
		}
		if p.ownFailed(o, diags) {
			return
		}
		if holds.True() {
			continue
		}
		text, diags := block.Evaluate(x.Message.V, variables)
		text, marks := text.Unmark()
		switch {
		case diags.HasErrors():
		case len(marks) > 0:
			diags = append(diags, diag.RuleError(codeRules, "Message with a secret", "The message holds a sensitive "+
				"value, and messages are printed.", x.Message.Range))
		case !text.IsKnown() || text.IsNull() || text.Type() != cty.String:
			diags = append(diags, diag.RuleError(codeRules, "Message that is no text", "It must be a text, but it is "+
				typeWords(text)+".", x.Message.Range))
		}
		if p.ownFailed(o, diags) {
			return
		}
		p.reportOwn(o, text.AsString(), slices.Concat(broken(block, x, variables), asks)...)
	}
}

// broken lists the arguments behind those parts of a condition that aren't met.
func broken(block *config.Rules, x *config.Check, variables map[string]cty.Value) (out []string) {
	for _, part := range chain(x.Condition.V) {
		v, diags := block.Evaluate(part, variables)
		if v, _ = v.Unmark(); !diags.HasErrors() && v.IsKnown() && !v.IsNull() && v.Type() == cty.Bool && v.False() {
			out = append(out, membersOf(part, x.Over.V)...)
		}
	}
	return out
}

func typeWords(v cty.Value) string {
	if v.IsKnown() && v.IsNull() {
		return "null"
	}
	return words.Article(v.Type().FriendlyName())
}

// fail tells of what is wrong with a rule of one's own.
func (p *pass) fail(d *hcl.Diagnostic) {
	if p.Failed != nil {
		p.Failed(d)
	}
}

// ownFailed tells the errors of evaluating a check, once: they are the check's, whatever object it is about.
func (p *pass) ownFailed(o viewed, diags hcl.Diagnostics) bool {
	if !diags.HasErrors() {
		return false
	}
	for _, d := range diag.Coded(codeRules, diags) {
		diag.AddNote(d, diag.Note{Text: "for this object", Range: o.meta.Origin.Range})
		p.fail(d)
	}
	return true
}

// reportOwn adds a finding about an object, at the first of the arguments that it writes.
func (p *pass) reportOwn(o viewed, found string, arguments ...string) {
	if o.alert == nil {
		p.report(Finding{About: o.meta.Key}, found, at(o.meta, arguments...)...)
		return
	}
	when := o.alert.When
	if places := at(o.meta, arguments...); len(places) > 1 {
		when = places[0]
	}
	p.reportAlertAt(o.alert, when, nil, false, found)
}

// by names who wants the rule at hand.
func (r *Rule) by() string {
	who, _, _ := strings.Cut(r.ID, "/")
	return fmt.Sprintf("`rules %q`", who)
}

// severitiesKnown warns of a severity that no alert has but that is nearly one that some have: a rule about it would
// never find anything.
func (p *pass) severitiesKnown(list []spec.At[string]) {
	used := map[string]bool{}
	for _, a := range p.BurnAlerts {
		used[a.Severity] = true
	}
	for _, t := range p.Triggers {
		used[t.Severity] = true
	}
	for _, s := range list {
		near := diag.DidYouMean(s.V, slices.Sorted(maps.Keys(used)))
		if used[s.V] || near == "" || p.doubted[s.Range] {
			continue
		}
		if p.doubted == nil {
			p.doubted = map[hcl.Range]bool{}
		}
		p.doubted[s.Range] = true
		d := diag.RuleError(codeRules, "Severity that no alert has", fmt.Sprintf("No alert has the severity %q, so "+
			"this rule can find nothing.%s", s.V, near), s.Range)
		d.Severity = hcl.DiagWarning
		p.fail(d)
	}
}

// hasSeverity reports whether an object has an alert of one of the severities; without any, all do.
func (p *pass) hasSeverity(o viewed, wanted []string) bool {
	if len(wanted) == 0 {
		return true
	}
	switch v := o.value.(type) {
	case sloView:
		return slices.ContainsFunc(v.Alerts, func(a alertView) bool { return slices.Contains(wanted, a.Severity) })
	case alertView:
		return slices.Contains(wanted, v.Severity)
	case triggerView:
		return slices.Contains(wanted, v.Severity)
	}
	return false
}

// has says whether an object has a value of an argument that may be required, by the kind of object and the argument.
var has = map[string]map[string]func(viewed) bool{
	"slo": {
		"owner":                   func(o viewed) bool { return o.value.(sloView).Owner != "" },
		"runbook":                 func(o viewed) bool { return o.value.(sloView).Runbook != "" },
		"expected_events_per_day": func(o viewed) bool { return o.value.(sloView).EventsPerDay.Sign() != 0 },
		"depends_on":              func(o viewed) bool { return len(o.value.(sloView).DependsOn) > 0 },
	},
	"trigger": {
		"owner":    func(o viewed) bool { return o.value.(triggerView).Owner != "" },
		"runbook":  func(o viewed) bool { return o.value.(triggerView).Runbook != "" },
		"severity": func(o viewed) bool { return o.value.(triggerView).Severity != "" },
	},
	"burn_alert": {
		"severity": func(o viewed) bool { return o.value.(alertView).Severity != "" },
		// Honeycomb's has what slogen composes, too.
		"description": func(o viewed) bool { return len(at(o.meta, "description")) > 1 },
	},
}

func tagsOf(value any) map[string]string {
	switch v := value.(type) {
	case sloView:
		return v.Tags
	case triggerView:
		return v.Tags
	}
	return nil
}

func texts(list []spec.At[string]) (out []string) {
	for _, x := range list {
		out = append(out, x.V)
	}
	return out
}

// slug is a text as a part of a rule's name: its lower-case letters and digits, with underscores between.
func slug(s string) string {
	var b strings.Builder
	for _, c := range strings.ToLower(s) {
		switch {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			b.WriteRune(c)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "_"):
			b.WriteByte('_')
		}
	}
	return strings.TrimSuffix(b.String(), "_")
}

// reads reports whether an expression reads a variable.
func reads(e hclsyntax.Expression, name string) bool {
	return slices.ContainsFunc(e.Variables(), func(t hcl.Traversal) bool { return t.RootName() == name })
}

// membersOf lists the arguments behind what an expression asks of an object, in their order.
func membersOf(e hclsyntax.Expression, kind string) (out []string) {
	for _, t := range e.Variables() {
		if t.RootName() != kind || len(t) < 2 {
			continue
		}
		if a, ok := t[1].(hcl.TraverseAttr); ok {
			out = append(out, argumentOf(kind, a.Name))
		}
	}
	return out
}
