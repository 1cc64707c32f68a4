package lint

import (
	"fmt"
	"math/big"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/phrase"
	"github.com/slogen-project/slogen/generator/rule"
	"github.com/slogen-project/slogen/generator/words"
)

// Exhaustion times that are too short to act on, or too long to be worth a notification:
// docs.honeycomb.io/notify/slos/monitor has a quarter of an hour for the first and "more than a few days" for the
// second, and the longest that it shows is 72 hours.
const (
	shortExhaustionMinutes = 15
	longExhaustionMinutes  = 72 * 60
)

var burnAlertRules = []*Rule{
	{
		Rule: rule.Rule{
			ID:     "burn_alert/unreachable",
			Title:  "Burn alert that can't fire at even traffic",
			Why:    "Such an alert fires only while there are more events than the window's average, if ever.",
			Fix:    "Write a lower rate or a longer time.",
			Source: own + ": the budget is used up at most 1 / (1 - target) times faster than planned",
			Level:  rule.Warning,
			Bad: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 90
  window      = "30d"

  burn_alert "fast" {
    burn_rate = 14.4
    over      = "1h"
    severity  = "page"
  }

  burn_alert "soon" {
    exhausted_within = "4h"
    severity         = "page"
  }
}`,
			Good: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 90
  window      = "30d"

  burn_alert "fast" {
    burn_rate = 10
    over      = "1h"
    severity  = "page"
  }

  burn_alert "soon" {
    exhausted_within = "4h"
    severity         = "page"
  }
}`,
		},
		check: func(p *pass) {
			one := big.NewRat(1, 1)
			for _, a := range p.BurnAlerts {
				if r := p.leastErrors(a); r.Cmp(one) > 0 {
					p.reportAlert(a, true, fmt.Sprintf("needs more failures than there are events: with a target of "+
						"%s, %s of the "+
						"events of %s would have to be bad. Even if everything fails, the budget is used up only %s "+
						"times as fast as "+
						"planned.",
						words.Percent(a.SLO.TargetPerMillion), words.Share(r), words.Span(a.BudgetRateWindowMinutes),
						words.Figure(a.SLO.Objective().RateOf(one))))
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:    "burn_alert/shadowed",
			Title: "Burn alert that adds nothing to another one",
			Why:   "Being notified twice about the same thing teaches people to ignore alerts.",
			Fix: "Remove it, or make it fire earlier than the other, notify somebody else, or have a higher " +
				"severity.",
			Source: own + "; tiers should differ in loudness and order: " +
				"honeycomb.io/blog/restructuring-how-we-think-about-alerts",
			Bad: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"

  burn_alert "morning" {
    budget   = 5
    over     = "6h"
    severity = "page"
  }

  burn_alert "hour" {
    budget   = 10
    over     = "1h"
    severity = "page"
  }

  burn_alert "soon" {
    exhausted_within = "4h"
    severity         = "page"
  }
}`,
			Good: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"

  burn_alert "morning" {
    budget   = 5
    over     = "6h"
    severity = "page"
  }

  burn_alert "hour" {
    budget   = 2
    over     = "1h"
    severity = "page"
  }

  burn_alert "soon" {
    exhausted_within = "4h"
    severity         = "page"
  }
}`,
			Level: rule.Advice,
		},
		check: func(p *pass) {
			for _, s := range p.SLOs {
				alerts := p.groups[s]
				for _, b := range alerts {
					if a := shadow(alerts, b); a != nil {
						p.reportAlert(
							b,
							false,
							fmt.Sprintf("fires when %s. Whenever that happens, %q fires, too (when %s), and "+
								"notifies the same recipients, no less loudly.", phrase.FiresWhen(b), a.Name,
								phrase.FiresWhen(a)),
							diag.Note{Text: "the other alert", Range: a.When},
						)
					}
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:     "burn_alert/on_track",
			Title:  "Burn alert that fires while the target is met",
			Why:    "At a burn rate below 1 the budget outlasts the window, so there is nothing to do.",
			Fix:    "Write a `burn_rate` of 1 or more, or a larger `budget`, or a shorter `over`.",
			Source: workbook + ": 1 is the lowest rate to alert on",
			Bad: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"

  burn_alert "slow" {
    budget   = 1
    over     = "8h"
    severity = "ticket"
  }
}`,
			Good: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"

  burn_alert "slow" {
    burn_rate = 1
    over      = "3d"
    severity  = "ticket"
  }
}`,
			Level: rule.Advice,
		},
		check: func(p *pass) {
			for _, a := range p.BurnAlerts {
				if a.AlertType != honeycomb.BudgetRate || a.AskedRatio != "" { // a different budget is meant
					continue
				}
				if rate := a.BurnRate(); rate != nil && rate.Cmp(sustained) < 0 {
					p.reportAlert(a, false, fmt.Sprintf("fires when %s, which is a burn rate of %s. At that pace the "+
						"budget lasts "+
						"%s, but the window is only %s.",
						phrase.FiresWhen(a), words.Times(rate), words.Minutes(a.SLO.Objective().LastsMinutes(rate)),
						words.Plural(a.SLO.TimePeriodDays, "day")))
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:     "burn_alert/exhaustion_short",
			Title:  "Exhaustion time too short to act on",
			Why:    "By then it is usually too late to do anything before the target is missed.",
			Fix:    "Write \"4h\", or \"0m\" for an alert that fires when the budget is gone.",
			Source: docsMonitor,
			Bad: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"

  burn_alert "soon" {
    exhausted_within = "15m"
    severity         = "page"
  }
}`,
			Good: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"

  burn_alert "soon" {
    exhausted_within = "30m"
    severity         = "page"
  }
}`,
			Level: rule.Advice,
		},
		check: func(p *pass) {
			for _, a := range p.BurnAlerts {
				if n := a.ExhaustionMinutes; a.AlertType == honeycomb.ExhaustionTime && n > 0 && n <= shortExhaustionMinutes {
					p.reportAlert(a, false, fmt.Sprintf("fires when %s.", phrase.FiresWhen(a)))
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:     "burn_alert/exhaustion_long",
			Title:  "Exhaustion time too long to act on",
			Why:    "A forecast that far ahead says little, and a regular review will catch it.",
			Fix:    "Write \"72h\" or less; \"24h\" is usual for what can wait for the morning.",
			Source: docsMonitor,
			Bad: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"

  burn_alert "soon" {
    exhausted_within = "5d"
    severity         = "ticket"
  }
}`,
			Good: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"

  burn_alert "soon" {
    exhausted_within = "72h"
    severity         = "ticket"
  }
}`,
			Level: rule.Advice,
		},
		check: func(p *pass) {
			for _, a := range p.BurnAlerts {
				if a.AlertType == honeycomb.ExhaustionTime && a.ExhaustionMinutes > longExhaustionMinutes && !beyondWindow(a) {
					p.reportAlert(a, false, fmt.Sprintf("fires when %s.", phrase.FiresWhen(a)))
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:    "burn_alert/exhaustion_window",
			Title: "Exhaustion time as long as the window",
			Why: "After a whole window, every failure so far has left it. So the alert ignores how much of the " +
				"budget is left: it fires whenever the recent past alone was worse than the target.",
			Fix:    "Write a time shorter than the window, such as \"4h\".",
			Source: own,
			Bad: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99
  window      = "1d"

  burn_alert "soon" {
    exhausted_within = "24h"
    severity         = "page"
  }
}`,
			Good: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99
  window      = "1d"

  burn_alert "soon" {
    exhausted_within = "4h"
    severity         = "page"
  }
}`,
			Level: rule.Advice,
		},
		check: func(p *pass) {
			for _, a := range p.BurnAlerts {
				if beyondWindow(a) {
					p.reportAlert(a, true, fmt.Sprintf("looks %s ahead, and the SLO's window is %s.",
						words.Span(a.ExhaustionMinutes),
						words.Plural(a.SLO.TimePeriodDays, "day")))
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:    "burn_alert/single_failure",
			Title: "Burn alert that a single failure trips",
			Why: "A single failure may be an outage or just chance, and people soon ignore an alert that is mostly " +
				"chance.",
			Fix: "Lower the target, lengthen the window or the alert's time, raise the alert's threshold, or measure " +
				"something that happens more often.",
			Source: own + "; an SLO needs a reasonably high volume: docs.honeycomb.io/get-started/best-practices/slos",
			Bad: `slo "availability" {
  description             = "Buyers can pay"
  sli                     = sli.availability
  target                  = 99.9
  window                  = "30d"
  expected_events_per_day = 100

  burn_alert "soon" {
    exhausted_within = "4h"
    severity         = "page"
  }
}`,
			Good: `slo "availability" {
  description             = "Buyers can pay"
  sli                     = sli.availability
  target                  = 99.9
  window                  = "30d"
  expected_events_per_day = 100000

  burn_alert "soon" {
    exhausted_within = "4h"
    severity         = "page"
  }
}`,
			Level: rule.Advice,
		},
		check: func(p *pass) {
			for _, a := range p.BurnAlerts {
				if p.leastFailures(a) == 1 {
					perDay := words.Exact(a.SLO.EventsPerDay)
					p.reportAlert(a, true, fmt.Sprintf("fires on the first failure in an otherwise faultless window. "+
						"At %s events a "+
						"day, as declared, and evenly spread, the budget of %s is %s failures, and it fires when %s.",
						words.Number(perDay), words.Plural(a.SLO.TimePeriodDays, "day"),
						words.Number(a.SLO.Objective().BudgetEvents(perDay)), phrase.FiresWhen(a)))
				}
			}
		},
	},
}

// sustained is a burn rate of 1. Rates may be off by a thousandth, because the outputs must be able to hold them.
var sustained = big.NewRat(999, 1000)

// beyondWindow reports whether an alert looks at least as far ahead as its SLO's window is long.
func beyondWindow(a *honeycomb.BurnAlert) bool {
	return a.AlertType == honeycomb.ExhaustionTime && a.SLO.TimePeriodDays > 0 &&
		a.ExhaustionMinutes >= a.SLO.Objective().WindowMinutes()
}
