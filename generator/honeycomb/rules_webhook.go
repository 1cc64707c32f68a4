package honeycomb

import (
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/rule"
	"github.com/slogen-project/slogen/generator/webhook"
)

// webhookRules are about what webhooks send.
var webhookRules = []*Rule{
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

// TemplateProblems gives what is wrong with the bodies of a webhook's templates, and where.
func (r *Recipient) TemplateProblems() func(yield func(hcl.Range, webhook.Problem) bool) {
	return func(yield func(hcl.Range, webhook.Problem) bool) {
		vars := make(map[string]string, len(r.Variables))
		for _, v := range r.Variables {
			vars[v.Name] = v.Default
		}
		for _, t := range r.Templates {
			if !slices.Contains(TemplateTypes, t.Type) {
				continue
			}
			for _, x := range webhook.Check(t.Type, t.Body, vars) {
				at := r.Origin.At("template." + t.Type)
				if t.Place != nil {
					at = t.Place(x.Start, x.End)
				}
				if !yield(at, x) {
					return
				}
			}
		}
	}
}
