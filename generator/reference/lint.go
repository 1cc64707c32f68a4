package reference

import (
	"strings"

	"github.com/slogen-project/slogen/generator/lint"
	"github.com/slogen-project/slogen/generator/rule"
)

// lintRules is lint.md.
func lintRules() string {
	var b strings.Builder
	b.WriteString("# Rules of lint\n\n" + notice)
	b.WriteString("What Honeycomb accepts but nobody wants. `slogen lint` reports it as warnings with the rule's " +
		"name and exits with code 2; `slogen explain NAME` shows the text below. " +
		"Every figure is exact and comes from the model behind `slogen explain SLO`; even traffic is assumed only " +
		"where the text says so.\n\n" +
		"To ignore a finding, write a comment with the rule, a reason and, if it is only temporary, the day from " +
		"which lint should report it again:\n\n" +
		"```hcl\n# slogen:ignore RULE [until DATE] REASON\n```\n\n" +
		"The comment applies to the block or argument that begins on its line or on the next one, and otherwise to " +
		"the whole block around it. " +
		"A policy's alert can be ignored in the policy, for all SLOs, or at one SLO.\n\n" +
		"JSON has no comments. There, and in what jsonnet evaluates to, use a property of the block instead; for " +
		"several comments, write a list:\n\n" +
		"```json\n\"//\": \"slogen:ignore RULE [until DATE] REASON\"\n```\n")
	ruleSections(&b, rule.Heads(lint.Rules))
	return b.String()
}
