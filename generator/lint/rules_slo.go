package lint

import (
	"cmp"
	"fmt"
	"math/big"

	"github.com/slogen-project/slogen/generator/burn"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/rule"
	"github.com/slogen-project/slogen/generator/words"
)

const (
	docsMonitor = "docs.honeycomb.io/notify/slos/monitor"
	skill       = "github.com/honeycombio/agent-skill, slos-and-triggers"
	workbook    = "sre.google/workbook/alerting-on-slos"
	own         = "slogen's model of burn alerts"
)

var sloRules = []*Rule{
	{
		Rule: rule.Rule{
			ID:    "slo/no_alerts",
			Title: "SLO without a burn alert",
			Why:   "The budget can run out, and the target be missed, without anybody noticing.",
			Fix: "Write a `burn_alert` in it, or `burn_alerts` with a policy such as builtin.burn_alerts.honeycomb. " +
				"If the SLO is only for reporting, say so: `# slogen:ignore slo/no_alerts REASON`.",
			Source: skill + ": at least two alerts; Honeycomb's API gives such an SLO the status no_alerts",
			Bad: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"
}`,
			Good: `# slogen:ignore slo/no_alerts looked at in the weekly review
slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"
}`,
			Level: rule.Advice,
		},
		check: func(p *pass) {
			for _, s := range p.SLOs {
				if len(p.groups[s]) == 0 {
					p.reportSLO(s, "The SLO has no burn alert.")
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:    "slo/alert_gap",
			Title: "Error rates that use up the budget but alert nobody",
			Why: "Failures only slightly above what is allowed can go on for days, and the target is missed without " +
				"anybody noticing.",
			Fix: "Add an alert with `exhausted_within`, such as \"24h\": it fires at every rate that uses up the " +
				"budget. Or add one with `burn_rate = 1` and `over = \"3d\"`.",
			Source: own + "; " + docsMonitor + ": both types of burn alerts together; " + workbook +
				": a burn rate of 1 over three days is a ticket",
			Bad: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"

  burn_alert "fast" {
    burn_rate = 14.4
    over      = "1h"
    severity  = "page"
  }
}`,
			Good: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"

  burn_alert "fast" {
    burn_rate = 14.4
    over      = "1h"
    severity  = "page"
  }

  burn_alert "soon" {
    exhausted_within = "24h"
    severity         = "page"
  }
}`,
			Level: rule.Advice,
		},
		check: func(p *pass) {
			for _, s := range p.SLOs {
				alerts := p.groups[s]
				if len(alerts) == 0 {
					continue // slo/no_alerts
				}
				if found := p.gap(s, alerts); found != "" {
					p.reportGap(s, alerts, found)
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:     "slo/dependencies",
			Title:  "Target above what its dependencies allow",
			Why:    "Something that needs all of its dependencies is at best as good as the product of their targets.",
			Fix:    "Lower the target, raise theirs, or remove what the service can do without.",
			Source: "The Calculus of Service Availability, ACM Queue 15(2), 2017",
			Level:  rule.Warning,
			Bad: `# slogen:ignore slo/no_alerts looked at in the weekly review
slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"
  depends_on  = [slo.bank]
}

sli "bank" {
  eligible = event.server.address == "bank"
  good     = event.error != true
}

# slogen:ignore slo/no_alerts looked at in the weekly review
slo "bank" {
  description = "The bank answers"
  sli         = sli.bank
  target      = 99.5
  window      = "30d"
}`,
			Good: `# slogen:ignore slo/no_alerts looked at in the weekly review
slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99
  window      = "30d"
  depends_on  = [slo.bank]
}

sli "bank" {
  eligible = event.server.address == "bank"
  good     = event.error != true
}

# slogen:ignore slo/no_alerts looked at in the weekly review
slo "bank" {
  description = "The bank answers"
  sli         = sli.bank
  target      = 99.5
  window      = "30d"
}`,
		},
		check: func(p *pass) {
			for _, s := range p.SLOs {
				if found := overDependencies(s); found != "" {
					p.report(Finding{About: s.Key}, found, cmp.Or(s.DependsAt, s.Origin.Range), s.Origin.Range)
				}
			}
		},
	},
}

// overDependencies says how far a target is above what the SLO's dependencies allow; "" if it isn't.
func overDependencies(s *honeycomb.SLO) string {
	most := big.NewRat(1, 1)
	for _, d := range s.DependsOn {
		most.Mul(most, burn.Part(d.TargetPerMillion))
	}
	if len(s.DependsOn) == 0 || burn.Part(s.TargetPerMillion).Cmp(most) <= 0 {
		return ""
	}
	reach, exact := words.Decimals(most.Mul(most, big.NewRat(100, 1)), 4)
	if !exact {
		reach = "about " + reach
	}
	return fmt.Sprintf("The target is %s, but if every dependency is needed and each just meets its own target, at "+
		"most %s%% can be reached.", words.Percent(s.TargetPerMillion), reach)
}

// reportGap adds a finding about all alerts of an SLO. If they come from a policy, it is placed in the policy, at the
// alert that ends the gap.
func (p *pass) reportGap(s *honeycomb.SLO, alerts []*honeycomb.BurnAlert, found string) {
	policy := alerts[0].Policy
	for _, a := range alerts {
		if a.Policy != policy || policy == "" || builtin(a) {
			p.reportSLO(s, found)
			return
		}
	}
	last := easiest(alerts, p.leastErrors)
	f := Finding{About: s.Key, Range: last.When, policy: true,
		Notes: []diag.Note{{Text: "for this SLO", Range: s.Origin.Range}}}
	if s.Alerts.Filename != "" {
		f.places = append(f.places, s.Alerts)
	}
	p.report(f, found, last.Origin.Range, last.When, s.Origin.Range)
}

// GapWords puts a gap into words.
func GapWords(s *honeycomb.SLO, least, below *big.Rat) string {
	lasts := func(rate *big.Rat) string {
		return words.Minutes(s.Objective().LastsMinutes(s.Objective().RateOf(rate)))
	}
	if one := big.NewRat(1, 1); below.Cmp(one) > 0 {
		if least.Cmp(one) == 0 {
			return fmt.Sprintf("If everything fails at even traffic, the whole budget is used up in %s, and no alert "+
				"fires.", lasts(least))
		}
		return fmt.Sprintf("Any constant error rate from %s to full failure uses up the whole budget at even traffic, "+
			"in %s at the lower end and %s at the upper, and no alert fires.", words.Share(least), lasts(least),
			lasts(one))
	}
	return fmt.Sprintf("A constant error rate from %s up to %s, which is 1 to %s times what the target allows, uses "+
		"up the whole budget at even traffic, in %s at the lower end and %s at the upper, and no alert fires.",
		words.Share(least), words.Share(below), words.Figure(new(big.Rat).Quo(below, least)), lasts(least),
		lasts(below))
}
