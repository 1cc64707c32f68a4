package reference

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/lint"
	"github.com/slogen-project/slogen/generator/rule"
	"github.com/slogen-project/slogen/generator/rules"
)

// allRules are the rules of all tables: first those whose breach is an error, then those of lint. It is the one look-up
// for what a message cites.
var allRules = sync.OnceValue(func() []*rule.Rule {
	list := rules.Errors()
	for i, r := range list {
		if slices.Contains(calc.Rules, r) {
			r := *r
			r.Bad, r.Good = formulaExample(r.Bad), formulaExample(r.Good)
			list[i] = &r
		}
	}
	return append(list, rule.Heads(lint.Rules)...)
})

// ofLint says whether a rule is lint's, and stands in lint.md.
func ofLint(r *rule.Rule) bool { return r.Level != rule.Error }

// formulaExample returns an SLI with a formula, "" if there is none.
func formulaExample(formula string) string {
	if formula == "" {
		return ""
	}
	text := hclwrite.TokensForValue(cty.StringVal(formula)).Bytes()
	return "sli \"example\" {\n  expression = " + string(text) + "\n}"
}

// applies says when a rule is looked at.
func applies(r *rule.Rule) string {
	switch {
	case r.Level == rule.Advice:
		return "Reported by lint."
	case r.Level == rule.Remark:
		return "Reported by lint as a remark, which changes no exit code."
	case r.Level == rule.Warning:
		return "Reported by lint, and by every other command that reads a configuration."
	case r.Outputs == "":
		return "Always applies."
	}
	s := "Applies when the configuration's `outputs` include " +
		strings.ReplaceAll(strings.TrimSuffix(r.Outputs, "*"), "|", " or ")
	if strings.HasSuffix(r.Outputs, "*") {
		return s + " in any form."
	}
	return s + "."
}

// before is the heading of what a rule's examples are compared with.
const before = "What they are compared with"

// verdicts are the headings of a rule's examples.
func verdicts(r *rule.Rule) (bad, good string) {
	if ofLint(r) {
		return "Reported", "Not reported"
	}
	return "Not accepted", "Accepted"
}

// ruleSections writes the rules of a document, by category.
func ruleSections(b *strings.Builder, list []*rule.Rule) {
	last := ""
	for _, r := range list {
		if c := r.Category(); c != last {
			fmt.Fprintf(b, "\n## %s\n", c)
			last = c
		}
		fmt.Fprintf(b, "\n### %s\n\n%s. %s\n\n%s %s\n\nSource: %s\n", r.ID, r.Title, r.Why, r.Fix, applies(r), r.Source)
		if r.Bad != "" {
			bad, good := verdicts(r)
			if r.Before != "" {
				fmt.Fprintf(b, "\n%s:\n\n%s", before, fenced(r.Before))
			}
			fmt.Fprintf(b, "\n%s:\n\n%s\n%s:\n\n%s", bad, fenced(r.Bad), good, fenced(r.Good))
		}
	}
}

// fenced is an example as a block of Markdown, which says that it is HCL only if it is.
func fenced(text string) string {
	language := "hcl"
	if _, diags := hclsyntax.ParseConfig([]byte(text), "", hcl.InitialPos); diags.HasErrors() {
		language = "text"
	}
	return "```" + language + "\n" + strings.TrimRight(text, "\n") + "\n```\n"
}

// ruleText is the explanation of a rule.
func ruleText(r *rule.Rule) string {
	var w strings.Builder
	fmt.Fprintf(&w, "Rule %s\n\n%s.\n\n%s\n\n%s\n\n%s\n\n%s\n", r.ID, r.Title, wrap(r.Why, ""), wrap(r.Fix, ""),
		applies(r), wrap("Source: "+r.Source, ""))
	if r.Bad != "" {
		bad, good := verdicts(r)
		if r.Before != "" {
			fmt.Fprintf(&w, "\n%s:\n%s", before, indented2(r.Before))
		}
		fmt.Fprintf(&w, "\n%s:\n%s\n%s:\n%s", bad, indented2(r.Bad), good, indented2(r.Good))
	}
	return w.String()
}

// rulesDocument is rules.md.
func rulesDocument() string {
	var b strings.Builder
	b.WriteString("# Rules\n\n" + notice)
	b.WriteString("What Honeycomb or one of the outputs requires of a configuration. slogen checks all of it before " +
		"it writes anything. " +
		"A broken rule is an error with the rule's name; `slogen explain NAME` shows the text below. If a rule " +
		"belongs to an output, it applies, in every command, when `outputs` includes that output.\n")
	ruleSections(&b, slices.DeleteFunc(slices.Clone(allRules()), ofLint))
	return b.String()
}
