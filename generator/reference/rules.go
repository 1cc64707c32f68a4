package reference

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/emit"
	"github.com/slogen-project/slogen/generator/honeycomb"
)

// ruleList returns all rules: those about objects, about what is written for Terraform, and about formulas. Those of a
// category are together.
func ruleList() []*honeycomb.Rule {
	list := slices.Concat(honeycomb.Rules, emit.Rules)
	for i := range calc.Rules {
		r := &calc.Rules[i]
		list = append(list, &honeycomb.Rule{ID: r.ID, Title: r.Title, Why: r.Why, Fix: r.Fix, Source: r.Source,
			Bad: formulaExample(r.Bad), Good: formulaExample(r.Good)})
	}
	first := map[string]int{}
	for i, r := range list {
		if c := category(r); first[c] == 0 {
			first[c] = i + 1
		}
	}
	slices.SortStableFunc(list, func(a, b *honeycomb.Rule) int { return first[category(a)] - first[category(b)] })
	return list
}

// formulaExample returns an SLI with a formula, "" if there is none.
func formulaExample(formula string) string {
	if formula == "" {
		return ""
	}
	text := hclwrite.TokensForValue(cty.StringVal(formula)).Bytes()
	return "sli \"example\" {\n  expression = " + string(text) + "\n}"
}

// category returns the first part of a rule's ID.
func category(r *honeycomb.Rule) string { c, _, _ := strings.Cut(r.ID, "/"); return c }

// binds says for which outputs a rule applies.
func binds(r *honeycomb.Rule) string {
	if r.Outputs == "" {
		return "Always applies."
	}
	return "Applies when the configuration's `outputs` include " + strings.ReplaceAll(strings.TrimSuffix(r.Outputs, "*"),
		"|", " or ") + outputsTail(r.Outputs)
}

func outputsTail(outputs string) string {
	if strings.HasSuffix(outputs, "*") {
		return " in any form."
	}
	return "."
}

// rules is rules.md.
func rules() string {
	var b strings.Builder
	b.WriteString("# Rules\n\n" + notice)
	b.WriteString("What Honeycomb or one of the outputs requires of a configuration. slogen checks all of it before it " +
		"writes anything. " +
		"A broken rule is an error with the rule's name; `slogen explain NAME` shows the text below. If a rule belongs to " +
		"an output, it applies, in every command, when `outputs` includes that output.\n")
	last := ""
	for _, r := range ruleList() {
		if c := category(r); c != last {
			fmt.Fprintf(&b, "\n## %s\n", c)
			last = c
		}
		fmt.Fprintf(&b, "\n### %s\n\n%s. %s\n\n%s %s\n\nSource: %s\n", r.ID, strings.TrimSuffix(r.Title, "."), r.Why, r.Fix,
			binds(r), r.Source)
		if r.Bad != "" {
			fmt.Fprintf(&b, "\nNot accepted:\n\n```hcl\n%s\n```\n\nAccepted:\n\n```hcl\n%s\n```\n",
				strings.TrimRight(r.Bad, "\n"), strings.TrimRight(r.Good, "\n"))
		}
	}
	return b.String()
}
