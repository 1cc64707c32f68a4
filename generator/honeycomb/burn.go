package honeycomb

import (
	"math/big"

	"github.com/slogen-project/slogen/generator/burn"
)

// Objective is the SLO's target and window, to reckon with.
func (s *SLO) Objective() burn.Objective {
	return burn.Objective{TargetPerMillion: s.TargetPerMillion, WindowDays: s.TimePeriodDays}
}

// BurnRate is the rate at which a budget rate alert really fires: how many times faster the budget goes than would use
// it up exactly at the window's end, at even traffic. Nil for alerts of the other type, and where a number that it
// takes is missing or wrong.
func (a *BurnAlert) BurnRate() *big.Rat {
	if a.AlertType != BudgetRate || a.BudgetRateWindowMinutes <= 0 || a.BudgetRateDecreaseThresholdPerMillion <= 0 ||
		a.SLO.TimePeriodDays <= 0 {
		return nil
	}
	return a.SLO.Objective().Rate(a.BudgetRateDecreaseThresholdPerMillion, a.BudgetRateWindowMinutes)
}
