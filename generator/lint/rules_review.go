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
}

// expired adds a finding if x's day has come.
func (p *pass) expired(m *honeycomb.Meta, x *honeycomb.Expiry) {
	if p.Today != "" && x != nil && x.Day <= p.Today {
		p.report(Finding{About: m.Key}, fmt.Sprintf("This should have been removed by %s.", x.Day),
			cmp.Or(x.At, m.Origin.Range), m.Origin.Range)
	}
}
