package lint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/rule"
	"github.com/slogen-project/slogen/generator/rules"
)

// ignoreRules are about comments. They come last, when it is known which comments ignore something.
var ignoreRules = []*Rule{
	{
		Rule: rule.Rule{
			ID:    "ignore/invalid",
			Title: "Ignore comment that can't be read",
			Why:   "As written, it ignores nothing.",
			Fix: "Write `# slogen:ignore RULE [until DATE] REASON` with one of lint's rules, on the line of the " +
				"block or argument, on the line before, or in the block.",
			Source: "slogen",
			Bad: `recipient "slack" "payments" {
  # slogen:ignore slo/no_alerts
  channel = "#payments"
}`,
			Good: `recipient "slack" "payments" {
  # slogen: ignore what isn't written as an ignore
  channel = "#payments"
}`,
			Level: rule.Advice,
		},
		check: func(p *pass) {
			for i := range p.Ignores {
				x := &p.Ignores[i]
				if r := p.ofErrors(x); r != nil {
					f := Finding{fix: "Remove it; an error has to be mended.", mend: dropComment(x.Range)}
					p.report(f, fmt.Sprintf("The rule %s (%q) is "+
						"about an error, and errors can't be ignored.", r.ID, r.Title), x.Range)
				} else if problem := p.invalid(x); problem != "" {
					p.report(Finding{}, problem, x.Range)
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:     "ignore/expired",
			Title:  "Expired ignore comment",
			Why:    "From that day on, it ignores nothing.",
			Fix:    "Fix what it ignored and remove the comment, or review it and move the date.",
			Source: "slogen",
			Bad: `recipient "slack" "payments" {
  # slogen:ignore trigger/unreachable until 2020-01-01 the old threshold is still in use
  channel = "#payments"
}`,
			Good: `# slogen:ignore slo/no_alerts until 9999-12-31 alerts come after the trial
slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"
}`,
			Level: rule.Advice,
		},
		check: func(p *pass) {
			for i := range p.Ignores {
				if x := &p.Ignores[i]; p.invalid(x) == "" && p.over(x) {
					p.report(Finding{}, fmt.Sprintf("This comment expired on %s: %s.", x.Until, x.Reason), x.Range)
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:    "ignore/unused",
			Title: "Comment that ignores nothing",
			Why: "What it was written for is gone or somewhere else, and later the comment might hide something " +
				"else.",
			Fix:    "Remove it, or move it to the block or argument that the finding points to.",
			Source: "slogen",
			Bad: `recipient "slack" "payments" {
  # slogen:ignore slo/no_alerts looked at in the weekly review
  channel = "#payments"
}`,
			Good: `# slogen:ignore slo/no_alerts looked at in the weekly review
slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"
}`,
			Level: rule.Advice,
		},
		whole: true,
		check: func(p *pass) {
			for i := range p.Ignores {
				if x := &p.Ignores[i]; p.invalid(x) == "" && !p.over(x) && !p.used[i] && !p.off(x) {
					found := fmt.Sprintf("The rule %s reports nothing here.", x.Rule)
					p.report(Finding{mend: dropComment(x.Range)}, found, x.Range)
				}
			}
		},
	},
}

// ofErrors is the rule that a comment names if its breach is an error; nil where it is none, or one of lint's.
func (p *pass) ofErrors(x *config.Ignore) *rule.Rule {
	if rule.Lookup(p.known, x.Rule) != nil {
		return nil
	}
	return rule.Lookup(rules.Errors(), x.Rule)
}

// off reports whether a comment is about a rule that is switched off, or can't be looked for: it is there for those who
// switch it on.
func (p *pass) off(x *config.Ignore) bool {
	if x.Rule == ChangeNoteUnmatched && p.Unmatched == nil || x.Rule == BlockRenamed && p.Renamed == nil {
		return true
	}
	r := rule.Lookup(p.known, x.Rule)
	l := p.Own.levelOf(r)
	return l != nil && l.name == "off"
}

// invalid says what is wrong with a comment; "" if nothing is.
func (p *pass) invalid(x *config.Ignore) string {
	if x.Rule == "" || rule.Lookup(p.known, x.Rule) != nil {
		return x.Problem
	}
	near := nearRule(x.Rule, p.known)
	if who, _, ok := strings.Cut(x.Rule, "/"); ok && who != "" &&
		!slices.ContainsFunc(p.known, func(r *Rule) bool { return r.Category() == who }) {
		near += fmt.Sprintf(" If it is of `rules %q` in files kept elsewhere, name these: -rules=PATH.", who)
	}
	return fmt.Sprintf("Lint has no rule %q.%s", x.Rule, near)
}

// nearRule suggests the rule that was meant. Of those of a category, what follows the category counts.
func nearRule(id string, known []*Rule) string {
	category, name, _ := strings.Cut(id, "/")
	var same, all []string
	for _, r := range known {
		if all = append(all, r.ID); r.Category() == category {
			same = append(same, strings.TrimPrefix(r.ID, category+"/"))
		}
	}
	if len(same) == 0 {
		return diag.DidYouMean(id, all)
	}
	if near := diag.Suggest(name, same); near != "" {
		return fmt.Sprintf(" Did you mean %q?", category+"/"+near)
	}
	return ""
}
