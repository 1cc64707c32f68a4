package config

import (
	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/diag"
)

// The stages.
const (
	StageLive  = "live"
	StageTrial = "trial"
)

// check says what of a stage has no effect.
func (s *Staged) check() hcl.Diagnostics {
	if !s.Until.Set() || s.Until.V == "" || s.Stage.Set() && s.Stage.V != StageLive {
		return nil
	}
	if !s.Stage.Set() {
		return hcl.Diagnostics{diag.Error("language/combination", "End of a trial that isn't written here",
			"`until` is the day on which a trial ends, and belongs beside the `stage = \"trial\"` that it ends: write "+
				"both here, or move `until` to where `stage` is. What should be gone on a day says so with `expires`.",
			s.Until.Range)}
	}
	return hcl.Diagnostics{diag.Error("language/combination", "End of a trial of what is live",
		"The stage written here is \"live\", so there is no trial that could end. Remove `until`; or, if the stage "+
			"depends on a variable, let the day depend on it too, and be null where the stage is \"live\".",
		s.Until.Range, diag.Note{Text: "the stage is here", Range: s.Stage.Range})}
}

// checkShared says what an alert of a policy can't say, because others decide it.
func (a *BurnAlert) checkShared() hcl.Diagnostics {
	diags := a.Staged.check()
	if a.Stage.V == StageLive {
		diags = append(diags, diag.Error("language/combination", "Policy that ends trials",
			"A policy's alert is for many SLOs, and this would make it live in services that are on trial. Remove "+
				"`stage`: an SLO says for itself that it is live. \"trial\" puts the alert on trial for all of them.",
			a.Stage.Range))
	}
	return diags
}
