package reference

import (
	"fmt"
	"strings"

	"github.com/slogen-project/slogen/generator/lint"
)

// reporters says which commands report a rule.
func reporters(r *lint.Rule) string {
	if r.Always {
		return "Reported by lint, and by every other command that reads a configuration."
	}
	return "Reported by lint."
}

// lintRules is lint.md.
func lintRules() string {
	var b strings.Builder
	b.WriteString("# Rules of lint\n\n" + notice)
	b.WriteString("What Honeycomb accepts but nobody wants. `slogen lint` reports it as warnings with the rule's name " +
		"and exits with code 2; `slogen explain NAME` shows the text below. " +
		"Every figure is exact and comes from the model behind `slogen explain SLO`; even traffic is assumed only where " +
		"the text says so.\n\n" +
		"To ignore a finding, write a comment with the rule, a reason and, if it is only temporary, the day from which " +
		"lint should report it again:\n\n" +
		"```hcl\n# slogen:ignore RULE [until DATE] REASON\n```\n\n" +
		"The comment applies to the block or argument that begins on its line or on the next one, and otherwise to the " +
		"whole block around it. " +
		"A policy's alert can be ignored in the policy, for all SLOs, or at one SLO.\n\n" +
		"JSON has no comments. There, and in what jsonnet evaluates to, use a property of the block instead; for several " +
		"comments, write a list:\n\n" +
		"```json\n\"//\": \"slogen:ignore RULE [until DATE] REASON\"\n```\n")
	last := ""
	for _, r := range lint.Rules {
		if c, _, _ := strings.Cut(r.ID, "/"); c != last {
			fmt.Fprintf(&b, "\n## %s\n", c)
			last = c
		}
		fmt.Fprintf(&b, "\n### %s\n\n%s. %s\n\n%s %s\n\nSource: %s\n\nReported:\n\n```hcl\n%s\n```\n\nNot "+
			"reported:\n\n```hcl\n%s\n```\n", r.ID, r.Title, r.Why, r.Fix, reporters(r), r.Source, r.Bad, r.Good)
	}
	return b.String()
}

func lintText(r *lint.Rule) string {
	return fmt.Sprintf("Rule %s\n\n%s.\n\n%s\n\n%s\n\n%s\n\nSource: %s\n\nReported:\n%s\nNot reported:\n%s", r.ID, r.Title,
		wrap(r.Why, ""), wrap(r.Fix, ""), reporters(r), r.Source, indented2(r.Bad),
		indented2(r.Good))
}
