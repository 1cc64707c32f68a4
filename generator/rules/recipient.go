package rules

import (
	"fmt"
	"net/mail"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/rule"
)

var recipientRules = []*check{
	{
		Rule: rule.Rule{
			ID:    "recipient/type",
			Title: "Unknown type of recipient",
			Why: "Honeycomb creates recipients of the types email, slack, pagerduty, webhook and msteams_workflow; " +
				"the older msteams can no longer be created.",
			Fix:    "Use one of these types.",
			Source: "OpenAPI RecipientType; provider resource_msteams_recipient.go",
		},
		part: func(p *pass) {
			for _, r := range p.Recipients {
				if !slices.Contains(honeycomb.RecipientTypes, r.Type) {
					p.report(&r.Meta, "", fmt.Sprintf("The recipient is of type %q.", r.Type))
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:    "recipient/address",
			Title: "Wrong e-mail address",
			Why:   "Honeycomb sends to one bare address.",
			Fix:   `Write it without name and brackets: "payments@example.com".`,
			Source: "OpenAPI EmailRecipient.details; provider resource_email_recipient.go, which takes addresses " +
				"with names too",
			Bad: `recipient "email" "payments" {
  address = "Payments <payments@example.com>"
}`,
			Good: `recipient "email" "payments" {
  address = "payments@example.com"
}`,
		},
		part: func(p *pass) {
			for _, r := range p.Recipients {
				if r.Type != honeycomb.RecipientEmail {
					continue
				}
				if a, err := mail.ParseAddress(r.EmailAddress); err != nil || a.Address != r.EmailAddress {
					p.report(&r.Meta, "address", fmt.Sprintf("%q isn't a bare e-mail address.", r.EmailAddress))
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:     "recipient/channel",
			Title:  "Wrong Slack channel",
			Why:    "Honeycomb identifies Slack channels by #name, people by @name, and both by ids such as C024BE91L.",
			Fix:    `Write it as "#payments".`,
			Source: "OpenAPI SlackRecipient.details; provider resource_slack_recipient.go",
			Bad: `recipient "slack" "payments" {
  channel = "payments"
}`,
			Good: `recipient "slack" "payments" {
  channel = "#payments"
}`,
		},
		part: func(p *pass) {
			for _, r := range p.Recipients {
				if r.Type == honeycomb.RecipientSlack && !slackChannel(r.SlackChannel) {
					fix := p.rule.Fix
					if named := "#" + strings.ToLower(strings.Join(strings.Fields(r.SlackChannel),
						"-")); r.SlackChannel != "" &&
						slackChannel(named) {
						fix = fmt.Sprintf("Write it as %q.", named) // the user's own name
					}
					p.reportFix(&r.Meta, "channel", fmt.Sprintf("The channel is %q.", r.SlackChannel), fix)
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:    "recipient/integration",
			Title: "PagerDuty integration without name or key",
			Why:   "Honeycomb identifies a PagerDuty integration by its name and its key of 32 characters.",
			Fix: "Write `integration_name`, and the key as `integration_key = secret(\"NAME\")`, so that no file " +
				"holds it.",
			Source: "OpenAPI PagerDutyRecipient.details; provider resource_pagerduty_recipient.go",
			Bad: `recipient "pagerduty" "payments" {
  integration_name = ""
  integration_key  = secret("PAYMENTS_PAGERDUTY_KEY")
}`,
			Good: `recipient "pagerduty" "payments" {
  integration_name = "Payments on-call"
  integration_key  = secret("PAYMENTS_PAGERDUTY_KEY")
}`,
		},
		part: func(p *pass) {
			for _, r := range p.Recipients {
				if r.Type != honeycomb.RecipientPagerDuty {
					continue
				}
				if r.IntegrationName == "" {
					p.report(&r.Meta, "integration_name", "The integration has no name.")
				}
				if r.IntegrationKey.Secret == "" && (!r.Lookup || r.IntegrationKey.Value != "") {
					if n := utf8.RuneCountInString(r.IntegrationKey.Value); n != honeycomb.PagerDutyKeyLength ||
						len(r.IntegrationKey.Value) != n {
						p.report(&r.Meta, "integration_key", fmt.Sprintf("The key has %d characters.",
							n)) // which may be a secret: never shown
					}
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:    "recipient/name",
			Title: "Recipient name empty or too long",
			Why:   "Honeycomb identifies webhooks and Teams workflows by a name of 1 to 255 characters.",
			Fix:   "Write a `name` of that length.",
			Source: "OpenAPI WebhookRecipient.details, MSTeamsWorkflowRecipient.details; provider " +
				"webhook_recipient_resource.go",
			Bad: `recipient "webhook" "bot" {
  name = format("%0256d", 0) # 256 characters
  url  = "https://bot.example.com/h"
}`,
			Good: `recipient "webhook" "bot" {
  name = format("%0255d", 0) # 255 characters
  url  = "https://bot.example.com/h"
}`,
		},
		part: func(p *pass) {
			p.webhooks(func(r *honeycomb.Recipient) {
				p.length(&r.Meta, "name", "name", r.Name, 1,
					honeycomb.MaxWebhookName)
			})
		},
	},
	{
		Rule: rule.Rule{
			ID:    "recipient/url",
			Title: "Wrong address of a webhook",
			Why:   "Honeycomb calls an HTTP or HTTPS address of at most 2,048 characters.",
			Fix:   `Write it as "https://bot.example.com/hook".`,
			Source: "OpenAPI WebhookRecipient.details, MSTeamsWorkflowRecipient.details; provider " +
				"internal/helper/validation/valid_url.go",
			Bad: `recipient "webhook" "bot" {
  name = "bot"
  url  = "bot.example.com/h"
}`,
			Good: `recipient "webhook" "bot" {
  name = "bot"
  url  = "https://bot.example.com/h"
}`,
		},
		part: func(p *pass) {
			p.webhooks(func(r *honeycomb.Recipient) {
				if r.URL.Secret != "" || r.Lookup && r.URL.Value == "" {
					return
				}
				p.length(&r.Meta, "url", "address", r.URL.Value, 1, honeycomb.MaxWebhookURL)
				if r.URL.Value == "" {
					return
				}
				if u, err := url.Parse(r.URL.Value); err != nil {
					p.report(&r.Meta, "url", "The address can't be parsed.")
				} else if u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
					p.report(&r.Meta, "url", fmt.Sprintf("The address has the scheme %q and the host %q.", u.Scheme,
						u.Host))
				}
			})
		},
	},
	{
		Rule: rule.Rule{
			ID:     "recipient/secret",
			Title:  "Webhook secret too long",
			Why:    "Honeycomb accepts webhook secrets of at most 255 characters.",
			Fix:    "Use a shorter one.",
			Source: "OpenAPI WebhookRecipient.details; provider webhook_recipient_resource.go",
		},
		part: func(p *pass) {
			p.webhooks(func(r *honeycomb.Recipient) {
				p.length(&r.Meta, "secret", "secret", r.Secret.Value, 0,
					honeycomb.MaxWebhookSecret)
			})
		},
	},
	{
		Rule: rule.Rule{
			ID:    "recipient/header",
			Title: "Wrong header of a webhook",
			Why: "A webhook has at most 5 headers, with names of 1 to 64 characters that HTTP allows and values of " +
				"at most 750 characters on one line; Honeycomb sets Content-Type, User-Agent and " +
				"X-Honeycomb-Webhook-Token itself.",
			Fix:    "Write a header such as `Authorization` with a value on one line.",
			Source: "OpenAPI WebhookHeader; provider webhook_recipient_resource.go",
		},
		part: func(p *pass) {
			p.webhooks(func(r *honeycomb.Recipient) {
				if n := len(r.Headers); n > honeycomb.MaxHeaders {
					p.report(&r.Meta, "header", fmt.Sprintf("The webhook has %d headers.", n))
				}
				for _, h := range r.Headers {
					p.header(r, h)
				}
				repeats(len(r.Headers), func(i int) string { return strings.ToLower(r.Headers[i].Name) }, func(i int) {
					p.reportFix(&r.Meta, "header."+r.Headers[i].Name, fmt.Sprintf("The header %q appears twice.",
						r.Headers[i].Name),
						"Write it once.")
				})
			})
		},
	},
	{
		Rule: rule.Rule{
			ID:    "recipient/variable",
			Title: "Wrong variable of a webhook",
			Why: "A webhook has at most 10 variables, each declared once, with default values of at most 256 " +
				"characters, and only for use in its templates.",
			Fix: "Declare each once, beside a `template`.",
			Source: "OpenAPI TemplateVariableDefinition, WebhookRecipient.details; provider " +
				"webhook_recipient_resource.go",
		},
		part: func(p *pass) {
			p.webhooks(func(r *honeycomb.Recipient) {
				n := len(r.Variables)
				if n > honeycomb.MaxVariables {
					p.report(&r.Meta, "variable", fmt.Sprintf("The webhook has %d variables.", n))
				}
				if n > 0 && len(r.Templates) == 0 {
					p.report(&r.Meta, "variable", "The webhook has variables but no template.")
				}
				repeats(n, func(i int) string { return r.Variables[i].Name }, func(i int) {
					p.report(&r.Meta, "variable."+r.Variables[i].Name, fmt.Sprintf("The variable %q appears twice.",
						r.Variables[i].Name))
				})
				for _, v := range r.Variables {
					if !variableName(v.Name) {
						p.reportFix(&r.Meta, "variable."+v.Name, fmt.Sprintf("The variable's name is %q.", v.Name),
							variableNameFix)
						continue
					}
					p.length(&r.Meta, "variable."+v.Name, fmt.Sprintf("default of the variable %q", v.Name), v.Default,
						0,
						honeycomb.MaxVariableValue)
				}
			})
		},
	},
	{
		Rule: rule.Rule{
			ID:    "recipient/template",
			Title: "Wrong template of a webhook",
			Why: "A webhook has at most one template for each kind of alert: trigger, budget_rate and " +
				"exhaustion_time.",
			Fix:    "Write one template of each type.",
			Source: "OpenAPI WebhookRecipient.details.webhook_payloads; provider webhook_recipient_resource.go",
		},
		part: func(p *pass) {
			p.webhooks(func(r *honeycomb.Recipient) {
				for _, t := range r.Templates {
					if !slices.Contains(honeycomb.TemplateTypes, t.Type) {
						p.report(&r.Meta, "template."+t.Type, fmt.Sprintf("The template's type is %q.", t.Type))
					}
				}
				repeats(len(r.Templates), func(i int) string { return r.Templates[i].Type }, func(i int) {
					p.report(&r.Meta, "template."+r.Templates[i].Type, fmt.Sprintf("There are two templates of type "+
						"%q.",
						r.Templates[i].Type))
				})
			})
		},
	},
	{
		Rule: rule.Rule{
			ID:     "recipient/webhook_only",
			Title:  "Webhook settings on another recipient",
			Why:    "Only webhooks have a secret, headers, variables and templates.",
			Fix:    "Remove them, or declare the recipient as a webhook.",
			Source: "OpenAPI MSTeamsWorkflowRecipient.details and the other recipients",
		},
		part: func(p *pass) {
			for _, r := range p.Recipients {
				if r.Type != honeycomb.RecipientWebhook &&
					(r.Secret != (honeycomb.Text{}) || len(r.Headers)+len(r.Variables)+len(r.Templates) > 0) {
					p.report(&r.Meta, "", fmt.Sprintf("The recipient is of type %s.", r.Type))
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:    "recipient/declared_twice",
			Title: "Recipient declared twice",
			Why: "Recipients are shared by the whole team, and Honeycomb refuses a second one with the same " +
				"details.",
			Fix:    "Keep one of the two and refer to it.",
			Source: "docs: api/recipients (answer 409 of POST /1/recipients)",
			Bad: `recipient "slack" "payments" {
  channel = "#payments"
}
recipient "slack" "checkout" {
  channel = "#payments"
}`,
			Good: `recipient "slack" "payments" {
  channel = "#payments"
}
recipient "slack" "checkout" {
  channel = "#checkout"
}`,
		},
		all: func(p *pass) {
			first := make(map[string]*honeycomb.Recipient, len(p.Recipients))
			var body []byte
			for _, r := range p.Recipients {
				body = honeycomb.AppendBody(body[:0], r)
				if other := first[string(body)]; other != nil {
					p.report(&r.Meta, "", fmt.Sprintf("This recipient has the same details as %s.", other.Key.Path()),
						diag.Note{Text: "The other recipient is declared here.", Range: other.Origin.Range})
					continue
				}
				first[string(body)] = r
			}
		},
	},
}

// webhooks calls f with every recipient that has a name and an address.
func (p *pass) webhooks(f func(r *honeycomb.Recipient)) {
	for _, r := range p.Recipients {
		if r.Type == honeycomb.RecipientWebhook || r.Type == honeycomb.RecipientMSTeamsWorkflow {
			f(r)
		}
	}
}

func (p *pass) header(r *honeycomb.Recipient, h honeycomb.Header) {
	arg := "header." + h.Name
	switch {
	case !headerName(h.Name):
		p.report(&r.Meta, arg, fmt.Sprintf("The header's name is %q.", h.Name))
	case slices.ContainsFunc(honeycomb.ReservedHeaders, func(o string) bool { return strings.EqualFold(o, h.Name) }):
		p.report(&r.Meta, arg, fmt.Sprintf("The webhook sets %s.", h.Name))
	}
	p.length(&r.Meta, arg, fmt.Sprintf("value of the header %q", h.Name), h.Value.Value, 0, honeycomb.MaxHeaderValue)
	if !headerValue(h.Value.Value) {
		p.report(&r.Meta, arg, fmt.Sprintf("The value of the header %q has a line break or another control character.",
			h.Name))
	}
}

// headerName says whether s is a token of RFC 9110, section 5.6.2, and not too long.
func headerName(s string) bool {
	if s == "" || len(s) > honeycomb.MaxHeaderName {
		return false
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || digit(c) || strings.IndexByte("!#$%&'*+-.^_`|~", c) >= 0) {
			return false
		}
	}
	return true
}

// headerValue says whether s has no control characters other than tabs (RFC 9110, section 5.5).
func headerValue(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return true
}

// slackChannel says whether s is #name, @name or ^[CDGU][A-Z0-9]{6,}$.
func slackChannel(s string) bool {
	if len(s) > 1 && (s[0] == '#' || s[0] == '@') {
		return true
	}
	if len(s) < 7 || strings.IndexByte("CDGU", s[0]) < 0 {
		return false
	}
	for i := 1; i < len(s); i++ {
		if c := s[i]; !('A' <= c && c <= 'Z' || digit(c)) {
			return false
		}
	}
	return true
}
