package honeycomb

import "strconv"

// perMillionOf is the Terraform provider's own conversion of a percentage (internal/helper/type_float.go, FloatToPPM):
// it cuts the product off instead of rounding it. percent is the float64 nearest to what the configuration says, as
// Terraform hands it over.
func perMillionOf(percent float64) int { return int(percent * 10000) }

// terraformHolds says whether the provider sends perMillion when the configuration says perMillion/10000 percent, and
// reads the same percentage back. The division is rounded to the nearest float64, as reading the decimal is.
func terraformHolds(perMillion int) bool {
	return perMillionOf(float64(perMillion)/10000) == perMillion
}

// TerraformHoldsTarget says whether the Terraform provider sends the target perMillion (0 to 999,999) as it was
// written. 68,866 of the million targets come out one per million too low, 99.96 percent among them; the apply then
// fails after the SLO was created.
func TerraformHoldsTarget(perMillion int) bool {
	return perMillion >= MinTarget && perMillion <= MaxTarget && terraformHolds(perMillion)
}

// TerraformHoldsBudgetRate says whether the Terraform provider sends a burn alert's budget decrease perMillion (1 to
// 1,000,000) as it was written. The conversion is that of [TerraformHoldsTarget].
func TerraformHoldsBudgetRate(perMillion int) bool {
	return perMillion >= MinBudgetDecreasePerMillion && perMillion <= MaxBudgetDecreasePerMillion &&
		terraformHolds(perMillion)
}

// NearestTargets are the nearest targets below and above perMillion that every output can hold; -1 where there is none.
func NearestTargets(perMillion int) (below, above int) {
	return nearest(perMillion, MinTarget, MaxTarget)
}

// NearestBudgetRates are the nearest budget decreases below and above perMillion that every output can hold; -1 where
// there is none.
func NearestBudgetRates(perMillion int) (below, above int) {
	return nearest(perMillion, MinBudgetDecreasePerMillion, MaxBudgetDecreasePerMillion)
}

// LargestBudgetRate is the largest budget decrease that is not above perMillion and that every output can hold; 0 when
// there is none.
func LargestBudgetRate(perMillion int) int {
	if TerraformHoldsBudgetRate(perMillion) {
		return perMillion
	}
	below, _ := NearestBudgetRates(perMillion)
	return max(below, 0)
}

func nearest(perMillion, lowest, highest int) (below, above int) {
	below, above = -1, -1
	for n := min(perMillion-1, highest); n >= lowest; n-- {
		if terraformHolds(n) {
			below = n
			break
		}
	}
	for n := max(perMillion+1, lowest); n <= highest; n++ {
		if terraformHolds(n) {
			above = n
			break
		}
	}
	return below, above
}

// percentOf writes per-million as a percentage, exactly: 999500 is "99.95".
func percentOf(perMillion int) string {
	var a [24]byte
	b := a[:0]
	if perMillion < 0 {
		b = append(b, '-')
		perMillion = -perMillion
	}
	b = strconv.AppendInt(b, int64(perMillion/10000), 10)
	if frac := perMillion % 10000; frac != 0 {
		b = append(b, '.')
		for unit := 1000; frac > 0; unit /= 10 {
			b = append(b, byte('0'+frac/unit))
			frac %= unit
		}
	}
	return string(b)
}
