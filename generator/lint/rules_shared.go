package lint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/rule"
	"github.com/slogen-project/slogen/generator/words"
)

// sharedRules are about what several services share: blocks that others refer to, recipients, targets.
var sharedRules = []*Rule{
	{
		Rule: rule.Rule{
			ID:    BlockUnused,
			Title: "Block that nothing uses",
			Why: "Who reads it believes that it does something, and changes it in vain. Often something was meant to " +
				"refer to it: a route, an SLO, a condition.",
			Fix: "Refer to it, or remove it. If another repository uses the file, say so: `# slogen:ignore " +
				"block/unused REASON`.",
			Source: "slogen: what a name in no comment and no expression refers to",
			Level:  rule.Advice,
			Bad: `recipient "email" "everybody" {
  address = "all@example.com"
}

service "checkout" {
  dataset = "checkout" # slogen:ignore dataset/no_columns this is an example

  sli "fast" {
    good = event.duration_ms < 1000
  }

  # slogen:ignore slo/no_alerts this is an example
  slo "fast" {
    description = "Buyers don't wait"
    sli         = sli.fast
    target      = 99
  }
}`,
			Good: `recipient "email" "everybody" {
  address = "all@example.com"
}

service "checkout" {
  dataset = "checkout" # slogen:ignore dataset/no_columns this is an example
  routes  = { inform = [recipient.email.everybody] }

  sli "fast" {
    good = event.duration_ms < 1000
  }

  # slogen:ignore slo/no_alerts this is an example
  slo "fast" {
    description = "Buyers don't wait"
    sli         = sli.fast
    target      = 99
  }
}`,
		},
		check: func(p *pass) {
			if len(p.SLOs)+len(p.Triggers) == 0 || p.Idle == nil {
				return // it is all for others
			}
			for _, x := range p.Idle() {
				f := Finding{mend: dropBlock(x.Decl, "the "+x.What)}
				if r := p.recipientAt(x.Decl); r != nil {
					f.About = r.Key
				}
				name := x.Name
				if x.What == "function" {
					name += "()"
				}
				p.report(f, fmt.Sprintf("Nothing in this configuration refers to %s.", name), x.Decl)
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:    "recipient/same_place",
			Title: "Two recipients in one place",
			Why: "Each message arrives twice, and people learn to skip them. Where one of the two is changed, they " +
				"part without anybody noticing.",
			Fix:    "Notify one of the two.",
			Source: "honeycomb.io/blog/alerts-are-fundamentally-messy: an alert shouldn't be told twice",
			Level:  rule.Advice,
			Bad: `recipient "slack" "payments" {
  channel = "#payments"
}

recipient "webhook" "bot" {
  name = "Bot of #payments"
  url  = "https://bot.example.com/h"
}

service "checkout" {
  dataset = "checkout" # slogen:ignore dataset/no_columns this is an example
  routes  = { inform = [recipient.slack.payments, recipient.webhook.bot] }

  trigger "declines" {
    description = "Many cards are declined at once"
    fires_when  = count() >= 50
    over        = "10m"
    every       = "5m"
    severity    = "inform"
  }
}`,
			Good: `recipient "slack" "payments" {
  channel = "#payments"
}

recipient "webhook" "bot" {
  name = "Bot of #payments"
  url  = "https://bot.example.com/h"
}

service "checkout" {
  dataset = "checkout" # slogen:ignore dataset/no_columns this is an example
  routes  = { inform = [recipient.slack.payments], ticket = [recipient.webhook.bot] }

  trigger "declines" {
    description = "Many cards are declined at once"
    fires_when  = count() >= 50
    over        = "10m"
    every       = "5m"
    severity    = "inform"
  }

  trigger "refunds" {
    description = "Many payments are given back at once"
    where       = event.name == "refund"
    fires_when  = count() >= 50
    over        = "10m"
    every       = "5m"
    severity    = "ticket"
  }
}`,
		},
		check: (*pass).samePlaces,
	},
	{
		Rule: rule.Rule{
			ID:    "slo/same_target",
			Title: "One target for everything",
			Why: "How good is good enough differs from service to service: people wait longer for an export than for " +
				"a login. A target that nobody chose is met by what is idle and missed by what matters.",
			Fix: "Ask for each what users still accept, and what was kept so far. If one target is what you want, " +
				"say so: `# slogen:ignore slo/same_target REASON`.",
			Source: "sre.google/workbook/implementing-slos: targets follow from what users need and what was measured",
			Level:  rule.Remark,
			Bad:    fmt.Sprintf(manyServices, `99.9`),
			Good:   fmt.Sprintf(manyServices, `each.value`),
		},
		check: (*pass).sameTarget,
	},
}

// BlockUnused is the rule about blocks that nothing refers to: what one environment doesn't use another may.
const BlockUnused = "block/unused"

// manyServices are services with a target.
const manyServices = `service "shop" {
  for_each = { a = 99, b = 99.5, c = 99.9, d = 99, e = 99.5, f = 99.9, g = 99, h = 99.5, i = 99.9, j = 99 }
  dataset  = "shop-${each.key}" # slogen:ignore dataset/no_columns this is an example

  sli "fast" {
    good = event.duration_ms < 1000
  }

  # slogen:ignore slo/no_alerts this is an example
  slo "fast" {
    description = "Buyers don't wait"
    sli         = sli.fast
    target      = %s
  }
}`

// manyTargets is from how many SLOs on, of at least as many services as manyOwners, one target shows that nobody chose.
const (
	manyTargets = 10
	manyOwners  = 3
)

func (p *pass) sameTarget() {
	services := map[string]bool{}
	for _, s := range p.SLOs {
		if s.TargetPerMillion != p.SLOs[0].TargetPerMillion {
			return
		}
		services[s.Service] = true
	}
	if len(p.SLOs) < manyTargets || len(services) < manyOwners {
		return
	}
	p.reportSLO(p.SLOs[0], fmt.Sprintf("All %d SLOs of %d services have the target %s.", len(p.SLOs), len(services),
		words.Percent(p.SLOs[0].TargetPerMillion)), "target")
}

// recipientAt is the recipient that a block declares; nil for none.
func (p *pass) recipientAt(at hcl.Range) *honeycomb.Recipient {
	for _, r := range p.Recipients {
		if r.Origin.Range == at {
			return r
		}
	}
	return nil
}

// samePlaces finds recipients that some alert notifies together and whose messages arrive in one place.
func (p *pass) samePlaces() {
	type pair struct{ a, b *honeycomb.Recipient }
	met := map[pair]bool{}
	look := func(m *honeycomb.Meta, to []honeycomb.Notification) {
		for i, x := range to {
			for _, y := range to[:i] {
				a, b := y.Recipient, x.Recipient
				if a.Key > b.Key {
					a, b = b, a
				}
				where := samePlace(a, b)
				if where == "" || met[pair{a, b}] {
					continue
				}
				met[pair{a, b}] = true
				p.report(Finding{About: b.Key, Notes: []diag.Note{{Text: "the other one", Range: a.Origin.Range},
					{Text: "notified together here", Range: m.Origin.Range}}},
					fmt.Sprintf("%s and %s both %s.", a.Key.Address(), b.Key.Address(), where), b.Origin.Range)
			}
		}
	}
	for _, a := range p.BurnAlerts {
		look(&a.Meta, a.Recipients)
	}
	for _, t := range p.Triggers {
		look(&t.Meta, t.Recipients)
	}
}

// samePlace says what both recipients do that brings their messages to one place; "" for two places, or where that
// isn't known.
func samePlace(a, b *honeycomb.Recipient) string {
	if a.Type == honeycomb.RecipientWebhook && b.Type == honeycomb.RecipientSlack {
		a, b = b, a
	}
	switch {
	case a.Type == honeycomb.RecipientSlack && b.Type == honeycomb.RecipientWebhook:
		texts := []string{b.Name}
		for _, t := range b.Templates {
			texts = append(texts, t.Body)
		}
		if slices.ContainsFunc(texts, func(s string) bool { return namesChannel(s, a.SlackChannel) }) {
			return "name " + a.SlackChannel
		}
	case a.Type != b.Type:
	case a.Type == honeycomb.RecipientSlack && strings.EqualFold(a.SlackChannel, b.SlackChannel):
		return "write to " + a.SlackChannel
	case a.Type == honeycomb.RecipientEmail && strings.EqualFold(a.EmailAddress, b.EmailAddress):
		return "write to " + a.EmailAddress
	case a.Type == honeycomb.RecipientPagerDuty && a.IntegrationKey == b.IntegrationKey:
		return "call the same integration of PagerDuty"
	case (a.Type == honeycomb.RecipientWebhook || a.Type == honeycomb.RecipientMSTeamsWorkflow) && a.URL == b.URL:
		return "send to the same address"
	}
	return ""
}

// namesChannel reports whether a text has the name of a channel, which begins with #.
func namesChannel(text, channel string) bool {
	if !strings.HasPrefix(channel, "#") || len(channel) < 2 {
		return false
	}
	for {
		_, rest, found := strings.Cut(text, channel)
		if !found {
			return false
		}
		if rest == "" || !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789-_", rune(rest[0])) {
			return true
		}
		text = rest
	}
}
