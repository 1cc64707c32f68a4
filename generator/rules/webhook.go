package rules

import (
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/rule"
)

// webhookRules are about what webhooks send.
var webhookRules = []*check{
	{
		Rule: rule.Rule{
			ID:    "recipient/template_body",
			Title: "Webhook template that can't be sent",
			Why: "Honeycomb fills the body in when an alert fires, and sends nothing if that fails or the result " +
				"isn't JSON.",
			Fix: "Write JSON with Honeycomb's variables in double braces, such as {\"text\": \"{{ .Name }}\"}.",
			Source: "docs: integrations/webhooks/variables and /functions; text/template of Go, whose parser reads " +
				"the body. For triggers all variables are known; for burn alerts, lint reports an unknown one",
			Bad: `recipient "webhook" "bot" {
  name = "bot"
  url  = "https://bot.example.com/h"

  template "trigger" {
    body = "{\"text\": \"{{ .Name }\"}"
  }
}`,
			Good: `recipient "webhook" "bot" {
  name = "bot"
  url  = "https://bot.example.com/h"

  template "trigger" {
    body = "{\"text\": \"{{ .Name }}\"}"
  }
}`,
		},
		part: func(p *pass) {
			for _, r := range p.Recipients {
				for at, x := range r.TemplateProblems() {
					if !x.Doubt {
						detail := x.Text + " " + p.rule.Why + " " + x.Fix
						p.diags = append(p.diags, diag.RuleError(p.rule.ID, p.rule.Title, detail, at))
					}
				}
			}
		},
	},
}
