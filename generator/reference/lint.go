package reference

import (
	"fmt"
	"strings"

	"github.com/slogen-project/slogen/generator/config"
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
		"`slogen lint -fix` makes the fixes that are safe, and `-fix=unsafe` all of them: those that change what is " +
		"measured or who is told, or guess, are unsafe. A finding shows which lines its fix changes.\n\n" +
		"To ignore a finding, write a comment with the rule, a reason and, if it is only temporary, the day from " +
		"which lint should report it again:\n\n" +
		"```hcl\n# slogen:ignore RULE [until DATE] REASON\n```\n\n" +
		"Before the reason it may also say who answers for it and since when it is there: `@payments`, `since " +
		"2026-11-01`. `slogen waivers` lists all of them with their owners, ages and ends. `slogen:ignore-file` " +
		"instead of `slogen:ignore` is about the whole file.\n\n" +
		"The comment applies to the block or argument that begins on its line or on the next one, and otherwise to " +
		"the whole block around it. " +
		"A policy's alert can be ignored in the policy, for all SLOs, or at one SLO.\n\n" +
		"JSON has no comments. There, and in what jsonnet evaluates to, use a property of the block instead; for " +
		"several comments, write a list:\n\n" +
		"```json\n\"//\": \"slogen:ignore RULE [until DATE] REASON\"\n```\n")
	ownRules(&b)
	ruleSections(&b, rule.Heads(lint.Rules))
	return b.String()
}

// ownRules explains the blocks `rules`.
func ownRules(b *strings.Builder) {
	b.WriteString("\n## Rules of one's own\n\n" +
		"A block [`rules`](language.md#rules) gives rules other levels, and adds rules of an organization or a team:\n\n" +
		"```hcl\n" + ownExample + "```\n\n" +
		"A finding by a rule with the level `error` stops every command, `warning` is a finding of lint, `info` a remark " +
		"that changes no exit code, and `off` says nothing. Each says where the level comes from. The rule's name begins " +
		"with the block's label, as in `organization/slo_tag_team` or `organization/eu_stays_in_eu`; a comment ignores it " +
		"as it does any other. Only lint looks for comments that ignore nothing.\n\n" +
		"The block can stand in the configuration or, for many repositories, in files kept elsewhere, which " +
		"`-rules=PATH` names; such files hold nothing but rules, and locals and functions for them.\n\n" +
		"A condition must be true or false for every object. One that fails is an error of the rule, with its place, " +
		"and never passes for one that holds; so are unknown rules, arguments, types of recipients, and what can't " +
		"find anything.\n")
	for _, kind := range config.RuleKinds {
		fmt.Fprintf(b, "\nA check over `%s` sees:\n\n| Member | Type | What it is |\n|---|---|---|\n", kind)
		for _, m := range lint.Members(kind) {
			fmt.Fprintf(b, "| `%s.%s` | %s | %s |\n", kind, m.Name, m.Type, m.Doc)
		}
	}
}

const ownExample = `rules "organization" {
  levels = {
    "slo/no_time"      = "error"
    "trigger/disabled" = "off"
  }

  require "slo" {
    arguments = ["owner", "runbook"]
    tags      = ["team"]
  }

  reach "page" {
    any_of = ["pagerduty"]
  }

  limits {
    max_target = 99.95
  }

  check "eu stays in eu" {
    over      = "slo"
    condition = !startswith(slo.service, "eu-") || alltrue([for d in slo.datasets : startswith(d, "eu-")])
    message   = "${slo.key} reads ${join(", ", slo.datasets)}: services in the EU read datasets in the EU."
    level     = "error"
  }
}
`
