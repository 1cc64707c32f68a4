package rules

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/rule"
	"github.com/slogen-project/slogen/generator/words"
)

// withoutTerraform is the other way out of every rule that only the Terraform provider has.
const withoutTerraform = " Or take the Terraform outputs out of `outputs` in the `slogen` block."

// terraformRules bind while a Terraform output is among the configuration's outputs, for every command. What the
// provider wants written though the API doesn't (a trigger's frequency, which it takes for zero when it is missing) is
// the emitter's matter.
var terraformRules = []*check{
	{
		Rule: rule.Rule{
			ID:    "terraform/target",
			Title: "Target the Terraform provider can't hold",
			Why: "The provider multiplies the percentage by 10,000 in floating point and cuts the fraction off; it " +
				"would create the SLO with a target one per million too low, and then the apply would fail.",
			Fix:     "Write one of the nearest targets that work." + withoutTerraform,
			Source:  "provider internal/helper/type_float.go, FloatToPPM; issue 335",
			Outputs: terraformOutputs,
			Bad: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.96
  window      = "30d"
}`,
			Good: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.95
  window      = "30d"
}`,
		},
		part: func(p *pass) {
			for _, s := range p.SLOs {
				if n := s.TargetPerMillion; n >= honeycomb.MinTarget && n <= honeycomb.MaxTarget &&
					!honeycomb.TerraformHoldsTarget(n) {
					below, above := honeycomb.NearestTargets(n)
					p.reportFix(&s.Meta, "target", fmt.Sprintf("The target is %s percent.", words.PerMillion(n)),
						nearestFix("target", below, above))
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:    "terraform/budget",
			Title: "Budget decrease the Terraform provider can't hold",
			Why: "The provider multiplies the percentage by 10,000 in floating point and cuts the fraction off; it " +
				"would create the burn alert with one per million less, and then the apply would fail.",
			Fix: "Write one of the nearest values that work; all values with one decimal place do." +
				withoutTerraform,
			Source:  "provider internal/helper/type_float.go, FloatToPPM; burn_alert_resource.go",
			Outputs: terraformOutputs,
			Bad: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"

  burn_alert "fast" {
    budget   = 2.01
    over     = "1h"
    severity = "page"
  }
}`,
			Good: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"

  burn_alert "fast" {
    budget   = 2
    over     = "1h"
    severity = "page"
  }
}`,
		},
		part: func(p *pass) {
			for _, a := range p.BurnAlerts {
				n := a.BudgetRateDecreaseThresholdPerMillion
				if a.AlertType == honeycomb.BudgetRate && n >= honeycomb.MinBudgetDecreasePerMillion &&
					n <= honeycomb.MaxBudgetDecreasePerMillion &&
					!honeycomb.TerraformHoldsBudgetRate(n) {
					below, above := honeycomb.NearestBudgetRates(n)
					p.reportFix(
						&a.Meta,
						budgetArg(a),
						fmt.Sprintf("The alert needs %s percent of the budget.", words.PerMillion(n)),
						nearestFix("value", below, above),
					)
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:    "terraform/slo_description",
			Title: "SLO without a description",
			Why: "The provider calls the description optional, but without one the apply fails after it has " +
				"created the SLO.",
			Fix:     "Say in `description` what users lose when the SLO is missed." + withoutTerraform,
			Source:  "provider slo_resource.go; issue 902",
			Outputs: terraformOutputs,
			Bad: `slo "availability" {
  sli    = sli.availability
  target = 99.9
  window = "30d"
}`,
			Good: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"
}`,
		},
		part: func(p *pass) {
			for _, s := range p.SLOs {
				kept := slices.Contains(s.Keeps, "description")
				switch {
				case s.Description != "":
				case !kept:
					p.report(&s.Meta, "description", "The SLO has no description.")
				case p.settings.Output("terraform_input"):
					p.report(&s.Meta, "description", "The SLO that is taken over has none here, and the output "+
						"terraform_input can't leave alone the one that it has.")
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:    "terraform/length",
			Title: "Text longer than the Terraform provider takes",
			Why: "The provider counts bytes where the API counts characters, and a letter outside ASCII has two to " +
				"four; for a board's description it accepts one character less than the API.",
			Fix: "Shorten the text." + withoutTerraform,
			Source: "provider: stringvalidator.LengthBetween and validation.StringLenBetween, which count bytes; " +
				"flexible_board_resource.go",
			Outputs: terraformOutputs,
			Bad: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"
}
board {
  description = format("%01024d", 0) # 1,024 characters
}`,
			Good: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"
}
board {
  description = format("%01023d", 0) # 1,023 characters
}`,
		},
		part: func(p *pass) {
			for _, f := range p.CalculatedFields {
				p.bytes(&f.Meta, "alias", f.Alias, honeycomb.MaxAlias, honeycomb.MaxAlias)
				p.bytes(&f.Meta, "description", f.Description, honeycomb.MaxFieldDescription,
					honeycomb.MaxFieldDescription)
			}
			for _, s := range p.SLOs {
				p.bytes(&s.Meta, "name", s.Name, honeycomb.MaxSLOName, honeycomb.MaxSLOName)
				p.bytes(&s.Meta, "description", s.Description, honeycomb.MaxSLODescription, honeycomb.MaxSLODescription)
			}
			for _, a := range p.BurnAlerts {
				p.bytes(&a.Meta, "description", a.Description, honeycomb.MaxBurnAlertDescription,
					honeycomb.MaxBurnAlertDescription)
			}
			for _, t := range p.Triggers {
				p.bytes(&t.Meta, "name", t.Name, honeycomb.MaxTriggerName, honeycomb.MaxTriggerName)
				p.bytes(&t.Meta, "description", t.Description, honeycomb.MaxTriggerDescription,
					honeycomb.MaxTriggerDescription)
			}
			for _, a := range p.QueryAnnotations {
				p.bytes(&a.Meta, "name", a.Name, honeycomb.MaxAnnotationName, honeycomb.MaxAnnotationName)
				p.bytes(&a.Meta, "description", a.Description, honeycomb.MaxAnnotationDescription,
					honeycomb.MaxAnnotationDescription)
			}
			for _, b := range p.Boards {
				p.bytes(&b.Meta, "name", b.Name, honeycomb.MaxBoardName, honeycomb.MaxBoardName)
				p.bytes(&b.Meta, "description", b.Description, honeycomb.MaxTerraformBoardDescr,
					honeycomb.MaxBoardDescription)
			}
			for _, r := range p.Recipients {
				if r.Type != honeycomb.RecipientWebhook {
					continue
				}
				p.bytes(&r.Meta, "name", r.Name, honeycomb.MaxWebhookName, honeycomb.MaxWebhookName)
				p.bytes(&r.Meta, "url", r.URL.Value, honeycomb.MaxWebhookURL, honeycomb.MaxWebhookURL)
				p.bytes(&r.Meta, "secret", r.Secret.Value, honeycomb.MaxWebhookSecret, honeycomb.MaxWebhookSecret)
				for _, h := range r.Headers {
					p.bytes(&r.Meta, "header."+h.Name, h.Value.Value, honeycomb.MaxHeaderValue,
						honeycomb.MaxHeaderValue)
				}
				for _, v := range r.Variables {
					p.bytes(&r.Meta, "variable."+v.Name, v.Default, honeycomb.MaxVariableValue,
						honeycomb.MaxVariableValue)
				}
			}
			p.notifying(func(m *honeycomb.Meta, _ string, list []honeycomb.Notification) {
				for i := range list {
					for _, v := range list[i].Variables {
						p.bytes(m, "variables", v.Value, honeycomb.MaxVariableValue, honeycomb.MaxVariableValue)
					}
				}
			})
		},
	},
	{
		Rule: rule.Rule{
			ID:      "terraform/tag_value",
			Title:   "Tag value of one letter",
			Why:     "The provider's pattern requires at least two characters, though its message says one.",
			Fix:     "Write a longer value." + withoutTerraform,
			Source:  "provider client/tags.go",
			Outputs: terraformOutputs,
			Bad: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"
  tags        = { tier = "a" }
}`,
			Good: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"
  tags        = { tier = "aa" }
}`,
		},
		part: func(p *pass) {
			p.tagged(func(m *honeycomb.Meta, tags []honeycomb.Tag) {
				for _, t := range tags {
					if len(t.Value) < honeycomb.MinTerraformTagValue && tagValue(t.Value) {
						p.report(m, "tags."+t.Key, fmt.Sprintf("The value of %q is %q.", t.Key, t.Value))
					}
				}
			})
		},
	},
	{
		Rule: rule.Rule{
			ID:      "terraform/alert_variables",
			Title:   "Too many variables for a webhook",
			Why:     "The provider accepts at most 10 variables on one notification.",
			Fix:     "Remove those whose default will do." + withoutTerraform,
			Source:  "provider notification_recipients.go",
			Outputs: terraformOutputs,
		},
		part: func(p *pass) {
			p.notifying(func(m *honeycomb.Meta, _ string, list []honeycomb.Notification) {
				for i := range list {
					if n := len(list[i].Variables); n > honeycomb.MaxVariables && list[i].Recipient != nil {
						p.report(m, "variables", fmt.Sprintf("%s is given %d variables.", list[i].Recipient.Key.Path(),
							n),
							diag.Note{Text: "The webhook is declared here.", Range: list[i].Recipient.Origin.Range})
					}
				}
			})
		},
	},
	{
		Rule: rule.Rule{
			ID:    "terraform/existing_alias",
			Title: "Existing calculated field that Terraform can't import",
			Why: "The provider reads everything before the first slash of the id as a dataset, so it can't import an " +
				"environment-wide calculated field with a slash in its alias.",
			Fix:     "Give it an alias without a slash in Honeycomb." + withoutTerraform,
			Source:  "provider resource_derived_column.go, resourceDerivedColumnImport",
			Outputs: terraformOutputs,
			Bad: `service "journey" {
  datasets = ["cart", "checkout"]

  sli "availability" {
    alias    = "sli/availability"
    existing = "sli/availability"
    good     = event.http.response.status_code < 500
  }
}`,
			Good: `service "journey" {
  datasets = ["cart", "checkout"]

  sli "availability" {
    alias    = "sli.availability"
    existing = "sli.availability"
    good     = event.http.response.status_code < 500
  }
}`,
		},
		part: func(p *pass) {
			for _, f := range p.CalculatedFields {
				if f.Existing != "" && f.Dataset == "" && strings.Contains(f.Alias, "/") {
					p.report(&f.Meta, "existing", fmt.Sprintf("The alias is %q.", f.Alias))
				}
			}
		},
	},
}

// bytes reports a text of more than limit bytes, unless it has more than api characters and so breaks a rule of the
// API's own.
func (p *pass) bytes(m *honeycomb.Meta, arg, s string, limit, api int) {
	if len(s) > limit && utf8.RuneCountInString(s) <= api {
		p.report(m, arg, fmt.Sprintf("The text has %s bytes, but the provider takes only %s.",
			words.Thousands(len(s)), words.Thousands(limit)))
	}
}

// nearestFix offers the nearest values that survive the provider's conversion.
func nearestFix(what string, below, above int) string {
	switch {
	case below < 0:
		return fmt.Sprintf("The nearest %s that works is %s.", what, words.PerMillion(above)) + withoutTerraform
	case above < 0:
		return fmt.Sprintf("The nearest %s that works is %s.", what, words.PerMillion(below)) + withoutTerraform
	}
	return fmt.Sprintf("The nearest %ss that work are %s and %s.", what, words.PerMillion(below),
		words.PerMillion(above)) + withoutTerraform
}
