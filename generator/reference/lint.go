package reference

import (
	"fmt"
	"strings"

	"github.com/slogen-project/slogen/generator/lint"
)

// told says in words which commands tell of a rule.
func told(r *lint.Rule) string {
	if r.Always {
		return "Told by lint, and by every other command that reads a configuration."
	}
	return "Told by lint."
}

// lintRules is lint.md.
func lintRules() string {
	var b strings.Builder
	b.WriteString("# Rules of lint\n\n" + notice)
	b.WriteString("What Honeycomb takes and nobody wants. `slogen lint` tells of it, as warnings with the rule's name, and ends with exit code 1; `slogen explain NAME` shows what stands here. " +
		"Each figure is exact, from the model that `slogen explain SLO` shows for an SLO; even traffic is assumed only where that is said.\n\n" +
		"A finding that is meant to be is ignored by a comment with the rule, a reason and, if it is for a time, the day from which it is told again:\n\n" +
		"```hcl\n# slogen:ignore <rule> [until <date>] <reason>\n```\n\n" +
		"It is about the block or argument that begins in its line or in the line after it, and otherwise about the block that it stands in, with all that is in it. " +
		"A policy's alert can be ignored in the policy, for all SLOs, or at one SLO. HCL's JSON form has no comments.\n")
	last := ""
	for _, r := range lint.Rules {
		if c, _, _ := strings.Cut(r.ID, "/"); c != last {
			fmt.Fprintf(&b, "\n## %s\n", c)
			last = c
		}
		fmt.Fprintf(&b, "\n### %s\n\n%s. %s\n\n%s %s\n\nSource: %s\n\nFound:\n\n```hcl\n%s\n```\n\nNot found:\n\n```hcl\n%s\n```\n", r.ID, r.Title, r.Why, fenced(r.Fix), told(r), r.Source, r.Bad, r.Good)
	}
	return b.String()
}

// fenced keeps words in angle brackets from being taken for HTML.
func fenced(s string) string { return strings.NewReplacer("<", `\<`, ">", `\>`).Replace(s) }

func lintText(r *lint.Rule) string {
	return fmt.Sprintf("Rule %s\n\n%s.\n\n%s\n\n%s\n\n%s\n\nSource: %s\n\nFound:\n%s\nNot found:\n%s", r.ID, r.Title, wrap(r.Why, ""), wrap(r.Fix, ""), told(r), r.Source, indented2(r.Bad), indented2(r.Good))
}
