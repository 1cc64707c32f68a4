package lint

import (
	"fmt"

	"github.com/slogen-project/slogen/generator/rule"
	"github.com/slogen-project/slogen/generator/words"
)

// ChangeNoteUnmatched is the ID of the rule that needs a base, without which nobody knows what has changed.
const ChangeNoteUnmatched = "change_note/unmatched"

// BlockRenamed is the ID of the other rule that needs a base.
const BlockRenamed = "block/renamed"

// changeRules are about what changes: what people accept in advance, and what they have forgotten to say.
var changeRules = []*Rule{
	{
		Rule: rule.Rule{
			ID:    BlockRenamed,
			Title: "Renamed without a `moved` block",
			Why: "Without a `moved` block, Terraform deletes the old object and creates a new one: an SLO begins " +
				"with no history and a whole budget, and until its alerts are back nobody is told. Only a base says " +
				"what was renamed, so `slogen lint` looks for it with `-changed-since`.",
			Fix: "If it is the same thing, say so in a `moved` block; `slogen plan` prints it, and `slogen lint " +
				"-fix=unsafe -changed-since=REV` writes it. If it is another one that only looks alike, say so: " +
				"`# slogen:ignore block/renamed REASON`.",
			Source: "developer.hashicorp.com/terraform/language/modules/develop/refactoring",
			Level:  rule.Advice,
			Before: `service "checkout" {
  dataset = "checkout" # slogen:ignore dataset/no_columns this is an example

  sli "works" {
    good = event.error == false
  }

  # slogen:ignore slo/no_alerts this is an example
  slo "checkout" {
    description = "Buyers can pay"
    sli         = sli.works
    target      = 99.5
  }
}`,
			Bad: `service "checkout" {
  dataset = "checkout" # slogen:ignore dataset/no_columns this is an example

  sli "works" {
    good = event.error == false
  }

  # slogen:ignore slo/no_alerts this is an example
  slo "payment" {
    description = "Buyers can pay"
    sli         = sli.works
    target      = 99.5
  }
}`,
			Good: `service "checkout" {
  dataset = "checkout" # slogen:ignore dataset/no_columns this is an example

  sli "works" {
    good = event.error == false
  }

  # slogen:ignore slo/no_alerts this is an example
  slo "payment" {
    description = "Buyers can pay"
    sli         = sli.works
    target      = 99.5
  }
}

moved {
  from = slo.checkout.checkout
  to   = slo.checkout.payment
}`,
		},
		check: func(p *pass) {
			if p.Renamed == nil {
				return
			}
			for _, r := range p.Renamed() {
				found := fmt.Sprintf("%s looks like %s under another name, and nothing says so: %s anew.", r.To, r.From,
					words.Counted(r.Objects, "object is created", "objects are created"))
				p.report(Finding{About: r.About, mend: sayMoved(r)}, found, r.At)
			}
		},
	},
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
