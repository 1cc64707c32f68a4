package reference

import (
	"fmt"
	"slices"
	"strings"

	"github.com/slogen-project/slogen/generator/emit"
	"github.com/slogen-project/slogen/generator/honeycomb"
)

// ruleList are all rules: those about objects, and those about what is written for Terraform.
func ruleList() []*honeycomb.Rule { return slices.Concat(honeycomb.Rules, emit.Rules) }

// category is the first part of a rule's ID.
func category(r *honeycomb.Rule) string { c, _, _ := strings.Cut(r.ID, "/"); return c }

// binds says in words under which outputs a rule binds.
func binds(r *honeycomb.Rule) string {
	if r.Outputs == "" {
		return "Always applies."
	}
	return "Applies while the configuration's `outputs` include " + strings.ReplaceAll(strings.TrimSuffix(r.Outputs, "*"), "|", " or ") + outputsTail(r.Outputs)
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
	b.WriteString("What Honeycomb or one of the outputs requires of a configuration. slogen checks all of it before it writes anything. " +
		"A broken rule is an error with the rule's name; `slogen explain NAME` shows the text below. A rule of an output applies, in every command, while `outputs` includes that output.\n")
	last := ""
	for _, r := range ruleList() {
		if c := category(r); c != last {
			fmt.Fprintf(&b, "\n## %s\n", c)
			last = c
		}
		fmt.Fprintf(&b, "\n### %s\n\n%s. %s\n\n%s %s\n\nSource: %s\n", r.ID, strings.TrimSuffix(r.Title, "."), r.Why, r.Fix, binds(r), r.Source)
		if r.Bad != "" {
			fmt.Fprintf(&b, "\nNot accepted:\n\n```hcl\n%s\n```\n\nAccepted:\n\n```hcl\n%s\n```\n", strings.TrimRight(r.Bad, "\n"), strings.TrimRight(r.Good, "\n"))
		}
	}
	return b.String()
}
