package lint

import (
	"math"
	"net/url"
	"slices"
	"strings"

	"github.com/slogen-project/slogen/generator/rule"
)

var recipientRules = []*Rule{
	{
		Rule: rule.Rule{
			ID:    "recipient/template_unknown",
			Title: "Webhook template with something unknown",
			Why:   "If Honeycomb doesn't know it either, the alert is never sent.",
			Fix:   "Once a test has arrived, say so beside it: `# slogen:ignore recipient/template_unknown REASON`.",
			Source: "docs: integrations/webhooks/variables and /functions, whose lists for burn alerts and of " +
				"functions are known in part",
			Level: rule.Warning,
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
		},
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
	{
		Rule: rule.Rule{
			ID:    "recipient/url_secret",
			Title: "Address that may hold a secret",
			Why: "The address is in the repository and in every output, and with many services anybody who knows the " +
				"address can post.",
			Fix: "If it is a credential, write secret(\"NAME\") for the whole address; if it isn't, say so: `# " +
				"slogen:ignore recipient/url_secret REASON`.",
			Source: "slogen: addresses of known services are errors; this rule looks for parts of other paths that " +
				"look random",
			Bad: `recipient "webhook" "bot" {
  name = "bot"
  url  = "https://bot.example.com/hooks/f81d4fae7dec11d0a76500a0c91e6bf6"
}`,
			Good: `recipient "webhook" "bot" {
  name = "bot"
  url  = "https://bot.example.com/hooks/payments-in-production-2026"
}`,
			Level: rule.Advice,
		},
		check: func(p *pass) {
			for _, r := range p.Recipients {
				u, err := url.Parse(r.URL.Value)
				if err != nil || r.Lookup {
					continue
				}
				if slices.ContainsFunc(strings.Split(u.Path, "/"), random) {
					p.report(Finding{About: r.Key}, "Part of the address's path looks random.", r.Origin.Range)
				}
			}
		},
	},
}

// random reports whether part of a path looks random: at least 20 letters and digits that alternate often and hardly
// repeat.
func random(part string) bool {
	const fewest, turns, bits = 20, 4, 3.0
	var counts [256]int
	n, changes, last := 0, 0, byte(0)
	for i := 0; i < len(part); i++ {
		c := part[i]
		kind := byte('a')
		switch {
		case c == '-' || c == '_' || c == '.' || c == '~':
			continue
		case '0' <= c && c <= '9':
			kind = '0'
		}
		if last != 0 && kind != last {
			changes++
		}
		last = kind
		counts[c]++
		n++
	}
	if n < fewest || changes < turns {
		return false
	}
	entropy := 0.0
	for _, k := range counts {
		if k > 0 {
			share := float64(k) / float64(n)
			entropy -= share * math.Log2(share)
		}
	}
	return entropy >= bits
}
