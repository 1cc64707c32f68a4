package lint

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/rule"
)

var triggerRules = []*Rule{
	{
		Rule: rule.Rule{
			ID:     "trigger/unreachable",
			Title:  "Trigger that can't fire",
			Why:    "It would never notify anybody.",
			Fix:    "Write a threshold that the value can reach.",
			Source: "a number of events is never below zero, and can't fall by more than 100%",
			Level:  rule.Warning,
			Bad: `trigger "orders_missing" {
  description = "Orders are missing"
  fires_when  = count() <= -150
  over        = "1h"
  every       = "1h"
  severity    = "page"

  baseline {
    against = "1w"
    by      = "percentage"
  }
}`,
			Good: `trigger "orders_missing" {
  description = "Orders are missing"
  fires_when  = count() <= -50
  over        = "1h"
  every       = "1h"
  severity    = "page"

  baseline {
    against = "1w"
    by      = "percentage"
  }
}`,
		},
		check: func(p *pass) {
			for _, t := range p.Triggers {
				if found := neverFires(t); found != "" {
					p.report(Finding{About: t.Key}, found, t.When, t.Origin.Range)
				}
			}
		},
	},
}

// neverFires says why a trigger can't fire; "" if it can, or if nobody can know.
func neverFires(t *honeycomb.Trigger) string {
	q := t.Query
	if len(q.Formulas) > 0 || len(q.Calculations) == 0 || q.Calculations[0].Op != "COUNT" &&
		q.Calculations[0].Op != "COUNT_DISTINCT" {
		return ""
	}
	if len(t.Threshold.Value) > 64 {
		return ""
	}
	v, ok := new(big.Rat).SetString(string(t.Threshold.Value))
	if !ok {
		return ""
	}
	switch b := t.Baseline; {
	case b == nil:
		// Without events there is no value, or it is 0; neither is below 0.
		if t.Threshold.Op == "<" && v.Sign() <= 0 || t.Threshold.Op == "<=" && v.Sign() < 0 {
			return fmt.Sprintf("A count is never below 0, but this waits for one that is %s %s.", t.Threshold.Op,
				t.Threshold.Value)
		}
	case b.Type == "percentage" && t.Threshold.Op == "<=" && v.Cmp(big.NewRat(-100, 1)) < 0:
		return fmt.Sprintf("A count can't fall by more than 100%%, but this waits for a fall of %s%%.",
			strings.TrimPrefix(string(t.Threshold.Value), "-"))
	}
	return ""
}
