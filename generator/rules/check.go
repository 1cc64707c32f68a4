package rules

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/rule"
	"github.com/slogen-project/slogen/generator/words"
)

// check is something Honeycomb or one of the outputs demands of every configuration. A broken rule is an error.
type check struct {
	rule.Rule

	part func(*pass) // looks at what a service declares
	all  func(*pass) // looks at everything together
}

// checks are all the rules, by category in the order in which a configuration is read.
var checks = slices.Concat(
	sloRules,
	calculatedFieldRules,
	burnAlertRules,
	notificationRules,
	triggerRules,
	groupRules,
	queryRules,
	recipientRules,
	webhookRules,
	boardRules,
	objectRules,
	terraformRules,
)

// CheckPart finds the broken rules in part: what one service declares, or what is shared. The objects' [Origin.Arg]
// should still be set, so that an error points at the argument.
func CheckPart(settings honeycomb.Settings, part *honeycomb.Resources) hcl.Diagnostics {
	p := pass{Resources: part, settings: settings}
	for _, r := range checks {
		if r.part != nil && p.binds(r) {
			p.rule = r
			r.part(&p)
		}
	}
	return p.diags
}

// WholeArguments are the arguments that CheckAll and the rules of lint point at: see [Origin.Keep].
var WholeArguments = []string{"existing", "sli", "alias", "eligible", "good", "value", "expression", "name",
	"description",
	"target", "window", "severity", "notify", "pagerduty_severity", "where", "having", "group_by", "over", "every",
	"for", "repeat", "resolve", "incident_per_group", "disabled", "investigate"}

// CheckAll finds the broken rules that concern several services: names that must be unique. It doesn't repeat
// [CheckPart].
func CheckAll(r *honeycomb.Resources) hcl.Diagnostics {
	p := pass{Resources: r, settings: r.Settings}
	for _, r := range checks {
		if r.all != nil && p.binds(r) {
			p.rule = r
			r.all(&p)
		}
	}
	return p.diags
}

// pass is one run of the rules.
type pass struct {
	*honeycomb.Resources
	settings honeycomb.Settings
	rule     *check
	diags    hcl.Diagnostics
	// terraform is whether an output is a Terraform one: 1 yes, -1 no, 0 not asked yet.
	terraform int8
}

const terraformOutputs = "terraform*"

func (p *pass) binds(r *check) bool {
	switch r.Outputs {
	case "":
		return true
	case terraformOutputs:
		if p.terraform == 0 {
			p.terraform = -1
			if p.settings.Output(terraformOutputs) {
				p.terraform = 1
			}
		}
		return p.terraform > 0
	}
	return p.settings.Output(r.Outputs)
}

// report adds the error that the argument arg of the object m breaks the rule at hand. found says what stands there.
func (p *pass) report(m *honeycomb.Meta, arg, found string, notes ...diag.Note) {
	p.reportFix(m, arg, found, p.rule.Fix, notes...)
}

// reportFix is report with a way out of this case's own.
func (p *pass) reportFix(m *honeycomb.Meta, arg, found, fix string, notes ...diag.Note) {
	detail := found + " " + p.rule.Why + " " + fix
	at, block := m.Origin.At(arg), m.Origin.Range
	if m.Key.Kind() == honeycomb.KindTrigger && // it may come from a template, or from defaults
		(at.Filename != block.Filename || at.Start.Byte < block.Start.Byte) {
		notes = append(notes, diag.Note{Text: "for this trigger", Range: block})
	}
	d := diag.RuleError(p.rule.ID, p.rule.Title, detail, at, notes...)
	if m.Instance != "" {
		diag.InInstance(d, m.Instance)
	}
	p.diags = append(p.diags, d)
}

// length reports a text that has fewer than lowest (0 or 1) or more than highest characters. what names it, such as
// "name".
func (p *pass) length(m *honeycomb.Meta, arg, what, s string, lowest, highest int) {
	if len(s) >= lowest && len(s) <= highest {
		return // no text has more characters than bytes
	}
	n := utf8.RuneCountInString(s)
	switch {
	case n == 0 && lowest > 0:
		p.report(m, arg, "The "+what+" is empty.")
	case n < lowest || n > highest:
		p.report(m, arg, fmt.Sprintf("The %s has %d characters, but %s.", what, n, bounds(lowest, highest)))
	}
}

func bounds(lowest, highest int) string {
	if lowest == 0 {
		return fmt.Sprintf("at most %s are allowed", words.Thousands(highest))
	}
	return fmt.Sprintf("%s to %s are allowed", words.Thousands(lowest), words.Thousands(highest))
}

// number reports a number that isn't between lowest and highest. unit follows the number, such as " seconds".
func (p *pass) number(m *honeycomb.Meta, arg, what string, n, lowest, highest int, unit string) {
	if n < lowest || n > highest {
		p.report(m, arg, fmt.Sprintf("The %s is %s%s; it can be %s to %s.", what, words.Thousands(n), unit,
			words.Thousands(lowest), words.Thousands(highest)))
	}
}

// oneOf reports a word that isn't among the accepted ones.
func (p *pass) oneOf(m *honeycomb.Meta, arg, what, word string, accepted []string) {
	if !slices.Contains(accepted, word) {
		p.report(m, arg, fmt.Sprintf("The %s is %q; it can be %s.", what, word, words.Or(words.Quoted(accepted))))
	}
}

// duration writes seconds as slogen's language does.
func duration(seconds int) string { return words.Duration(int64(seconds)) }

// repeats calls f with each index below n whose key an earlier one has too. Keys that are empty don't count.
func repeats(n int, key func(i int) string, f func(i int)) {
	if n <= 16 { // nearly always: nothing to allocate
		for i := 1; i < n; i++ {
			k := key(i)
			for j := 0; k != "" && j < i; j++ {
				if key(j) == k {
					f(i)
					break
				}
			}
		}
		return
	}
	seen := make(map[string]bool, n)
	for i := range n {
		if k := key(i); k != "" {
			if seen[k] {
				f(i)
			}
			seen[k] = true
		}
	}
}

// tagged calls f with every object that may have tags.
func (p *pass) tagged(f func(m *honeycomb.Meta, tags []honeycomb.Tag)) {
	for _, x := range p.SLOs {
		f(&x.Meta, x.Tags)
	}
	for _, x := range p.Triggers {
		f(&x.Meta, x.Tags)
	}
	for _, x := range p.Boards {
		f(&x.Meta, x.Tags)
	}
}

// notifying calls f with every alert that tells recipients. arg is the argument the recipients come from.
func (p *pass) notifying(f func(m *honeycomb.Meta, arg string, list []honeycomb.Notification)) {
	for _, x := range p.BurnAlerts {
		f(&x.Meta, notifyArg(x.Severity), x.Recipients)
	}
	for _, x := range p.Triggers {
		f(&x.Meta, notifyArg(x.Severity), x.Recipients)
	}
}

func notifyArg(severity string) string {
	if severity != "" {
		return "severity"
	}
	return "notify"
}

// queries calls f with every query. trigger says that it is a trigger's.
func (p *pass) queries(f func(m *honeycomb.Meta, q *honeycomb.Query, trigger bool)) {
	for _, x := range p.Triggers {
		if x.Query != nil {
			f(&x.Meta, x.Query, true)
		}
	}
	for _, x := range p.Queries {
		if x.Query != nil {
			f(&x.Meta, x.Query, false)
		}
	}
}
