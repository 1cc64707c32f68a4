package lint

var recipientRules = []*Rule{
	{
		ID:     "recipient/template_unknown",
		Title:  "Webhook template with something unknown",
		Why:    "If Honeycomb doesn't know it either, the alert is never sent.",
		Fix:    "Once it has arrived, say so beside it: `# slogen:ignore recipient/template_unknown REASON`.",
		Source: "docs: integrations/webhooks/variables and /functions, whose lists for burn alerts and of functions are known in part",
		Always: true,
		Bad: `recipient "webhook" "bot" {
  name = "bot"
  url  = "https://bot.example.com/h"

  template "budget_rate" {
    body = "{\"text\": \"{{ .Budget }}\"}"
  }
}`,
		Good: `recipient "webhook" "bot" {
  name = "bot"
  url  = "https://bot.example.com/h"

  template "budget_rate" {
    body = "{\"text\": \"{{ .Name }}\"}"
  }
}`,
		check: func(p *pass) {
			for _, r := range p.Recipients {
				for at, x := range r.TemplateProblems() {
					if x.Doubt {
						p.report(Finding{About: r.Key, Range: at}, x.Text+" "+x.Fix, at, r.Origin.Range)
					}
				}
			}
		},
	},
}
