package lint

import (
	"cmp"
	"fmt"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/rule"
)

// reviewRules are about what somebody wanted to review.
var reviewRules = []*Rule{
	{
		Rule: rule.Rule{
			ID:     "review/expired",
			Title:  "Expired",
			Why:    "Something that outlives its purpose alerts people about things that nobody cares about any more.",
			Fix:    "Remove it, or look at it again and move the date.",
			Source: "slogen",
			Level:  rule.Warning,
			Bad: `trigger "old_api" {
  description = "Somebody still calls the old API"
  where       = starts_with(event.http.route, "/v1/")
  fires_when  = count() > 100
  over        = "1h"
  every       = "1h"
  severity    = "page"
  expires     = "2020-01-01"
}`,
			Good: `trigger "old_api" {
  description = "Somebody still calls the old API"
  where       = starts_with(event.http.route, "/v1/")
  fires_when  = count() > 100
  over        = "1h"
  every       = "1h"
  severity    = "page"
  expires     = "9999-12-31"
}`,
		},
		check: func(p *pass) {
			for _, s := range p.SLOs {
				p.expired(&s.Meta, s.Expires)
			}
			for _, t := range p.Triggers {
				p.expired(&t.Meta, t.Expires)
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:    "review/trial_without_end",
			Title: "Trial without an end",
			Why: "In a trial nobody but `trial_recipient` is told. One that nobody ends looks like an alert and " +
				"wakes nobody.",
			Fix: "Write `expires` with the day on which somebody decides, or remove `stage`.",
			Source: "honeycomb.io/blog/measure-what-matters: why does an alert exist that nobody answers?; " +
				copeAlerts + ": begin with a recipient of one's own, then widen",
			Level: rule.Advice,
			Bad: `trigger "declines" {
  description     = "Many cards are declined at once"
  fires_when      = count() >= 50
  over            = "10m"
  every           = "5m"
  severity        = "inform"
  stage           = "trial"
  trial_recipient = recipient.slack.payments
}`,
			Good: `trigger "declines" {
  description     = "Many cards are declined at once"
  fires_when      = count() >= 50
  over            = "10m"
  every           = "5m"
  severity        = "inform"
  stage           = "trial"
  trial_recipient = recipient.slack.payments
  expires         = "9999-12-31"
}`,
		},
		check: (*pass).endlessTrials,
	},
}

// endlessTrials finds trials without an end. A service that is on trial as a whole has no place for the day.
func (p *pass) endlessTrials() {
	live := map[string]bool{} // services
	for _, s := range p.SLOs {
		live[s.Service] = live[s.Service] || !s.Trial
	}
	for _, t := range p.Triggers {
		live[t.Service] = live[t.Service] || !t.Trial
	}
	look := func(m *honeycomb.Meta, x *honeycomb.Expiry) {
		if m.Trial && x == nil && live[m.Service] {
			p.report(Finding{About: m.Key}, "It is on trial, and nothing says until when.", m.Origin.Range)
		}
	}
	for _, s := range p.SLOs {
		look(&s.Meta, s.Expires)
	}
	for _, t := range p.Triggers {
		look(&t.Meta, t.Expires)
	}
}

// expired adds a finding if x's day has come.
func (p *pass) expired(m *honeycomb.Meta, x *honeycomb.Expiry) {
	if p.Today != "" && x != nil && x.Day <= p.Today {
		p.report(Finding{About: m.Key}, fmt.Sprintf("This should have been removed by %s.", x.Day),
			cmp.Or(x.At, m.Origin.Range), m.Origin.Range)
	}
}
