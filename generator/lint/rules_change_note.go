package lint

import (
	"fmt"

	"github.com/slogen-project/slogen/generator/rule"
)

// ChangeNoteUnmatched is the ID of the rule that needs a base, without which nobody knows what has changed.
const ChangeNoteUnmatched = "change_note/unmatched"

// changeNoteRules are about what people accept in advance.
var changeNoteRules = []*Rule{
	{
		Rule: rule.Rule{
			ID:    ChangeNoteUnmatched,
			Title: "Change note without effect",
			Why: "It accepts nothing: the change is merged, or it is another one now. Only a base says which, so " +
				"`slogen lint` looks for it with `-changed-since`.",
			Fix: "If the change is merged, remove the note. If it is another change now, write the fingerprint that " +
				"slogen plan prints.",
			Source: "slogen",
			Level:  rule.Remark,
			Bad: `service "checkout" {
  dataset     = "checkout" # slogen:ignore dataset/no_columns this is an example
  change_note = { "3772b8cc8980" = "was never met before, and has been merged" }
}`,
			Good: `service "checkout" {
  dataset = "checkout" # slogen:ignore dataset/no_columns this is an example
}`,
		},
		check: func(p *pass) {
			if p.Unmatched == nil {
				return
			}
			for _, n := range p.Unmatched() {
				p.report(Finding{}, fmt.Sprintf("Nothing that changes has the fingerprint %q.", n.Fingerprint), n.Range,
					n.Block)
			}
		},
	},
}
