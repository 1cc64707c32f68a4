package lint

import (
	"fmt"
	"strings"

	"github.com/slogen-project/slogen/generator/rule"
	"github.com/slogen-project/slogen/generator/words"
)

var ratioRules = []*Rule{
	{
		Rule: rule.Rule{
			ID:     "burn_alert/budget_ratio",
			Title:  "Budget that looks like a ratio",
			Why:    "Other tools write shares as ratios, but here a budget is in percent.",
			Fix:    "If that is what you mean, write it as text with a percent sign, such as `\"0.5%\"`.",
			Source: own + ": ratios are how OpenSLO and others write shares, and both are legal numbers",
			Level:  rule.Warning,
			Bad: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"

  burn_alert "fast" {
    budget   = 0.5
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

  burn_alert "fast" {
    budget   = "0.5%"
    over     = "1h"
    severity = "page"
  }

  burn_alert "soon" {
    exhausted_within = "4h"
    severity         = "page"
  }
}`,
		},
		check: func(p *pass) {
			for _, a := range p.BurnAlerts {
				if a.AskedRatio == "" {
					continue
				}
				percent := words.Percent(a.BudgetRateDecreaseThresholdPerMillion)
				meant := words.Percent(100 * a.BudgetRateDecreaseThresholdPerMillion)
				write := strings.TrimSuffix(meant, "%")
				if a.BudgetRateDecreaseThresholdPerMillion < 100 { // which would look like a ratio again
					write = `"` + meant + `"`
				}
				mend := rewrite(a.When, a.AskedRatio, write, "Write the budget in percent")
				p.reportAlertAt(a, a.When, mend, false, fmt.Sprintf("has a budget of %s, which is %s of the error "+
					"budget; for %s write %s.", a.AskedRatio, percent, meant, write))
			}
		},
	},
}
