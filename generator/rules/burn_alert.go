package rules

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/rule"
	"github.com/slogen-project/slogen/generator/words"
)

var burnAlertRules = []*check{
	{
		Rule: rule.Rule{
			ID:     "burn_alert/slo",
			Title:  "Burn alert without an SLO",
			Why:    "A burn alert watches the error budget of one SLO.",
			Fix:    "Declare it in an `slo` block or in a policy that an SLO refers to.",
			Source: "OpenAPI CreateBudgetRateBurnAlertRequest.slo",
		},
		part: func(p *pass) {
			for _, a := range p.BurnAlerts {
				if a.SLO == nil {
					p.report(&a.Meta, "", "The burn alert has no SLO.")
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:    "burn_alert/type",
			Title: "Burn alert of unclear type",
			Why: "Honeycomb has two types, exhaustion_time with exhaustion_minutes and budget_rate with a window " +
				"and a threshold, and refuses a mixture.",
			Fix:    "Write `burn_rate` with `over`, or `budget` with `over`, or `exhausted_within`.",
			Source: "OpenAPI ExhaustionTimeBurnAlert, BudgetRateBurnAlert; provider burn_alert_resource.go",
		},
		part: func(p *pass) {
			for _, a := range p.BurnAlerts {
				switch a.AlertType {
				case honeycomb.ExhaustionTime:
					if a.BudgetRateWindowMinutes != 0 || a.BudgetRateDecreaseThresholdPerMillion != 0 {
						p.report(&a.Meta, "over", "The burn alert is of type exhaustion_time but has a budget rate.")
					}
				case honeycomb.BudgetRate:
					if a.ExhaustionMinutes != 0 {
						p.report(&a.Meta, "exhausted_within", "The burn alert is of type budget_rate but has an "+
							"exhaustion time.")
					}
				default:
					p.report(&a.Meta, "", fmt.Sprintf("The burn alert's type is %q.", a.AlertType))
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:     "burn_alert/exhausted_within",
			Title:  "Exhaustion time out of range",
			Why:    "Honeycomb accepts whole minutes, zero or more.",
			Fix:    `Write a time such as "4h".`,
			Source: "OpenAPI ExhaustionTimeBurnAlert.exhaustion_minutes",
		},
		part: func(p *pass) {
			for _, a := range p.BurnAlerts {
				if a.AlertType == honeycomb.ExhaustionTime && a.ExhaustionMinutes < honeycomb.MinExhaustionMinutes {
					p.report(&a.Meta, "exhausted_within", fmt.Sprintf("The exhaustion time is %d minutes.",
						a.ExhaustionMinutes))
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:     "burn_alert/over",
			Title:  "Burn alert window too short",
			Why:    "Honeycomb measures the error budget over at least an hour.",
			Fix:    `Write "1h" or more.`,
			Source: "OpenAPI BudgetRateBurnAlert.budget_rate_window_minutes; provider burn_alert_resource.go",
			Bad: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"

  burn_alert "fast" {
    budget   = 2
    over     = "59m"
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
    over     = "60m"
    severity = "page"
  }
}`,
		},
		part: func(p *pass) {
			for _, a := range p.BurnAlerts {
				if a.AlertType == honeycomb.BudgetRate &&
					a.BudgetRateWindowMinutes < honeycomb.MinBudgetRateWindowMinutes {
					p.report(&a.Meta, "over", fmt.Sprintf("The window is %s.", duration(60*a.BudgetRateWindowMinutes)))
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:     "burn_alert/over_in_slo",
			Title:  "Burn alert window longer than the SLO's",
			Why:    "The error budget only exists for the SLO's window, so Honeycomb refuses to look back further.",
			Fix:    "Shorten `over` of the burn alert, or lengthen `window` of the SLO.",
			Source: "OpenAPI BudgetRateBurnAlert.budget_rate_window_minutes",
			Bad: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "7d"

  burn_alert "slow" {
    budget   = 50
    over     = "169h" # an hour more than 7 days
    severity = "page"
  }
}`,
			Good: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "7d"

  burn_alert "slow" {
    budget   = 50
    over     = "168h" # 7 days
    severity = "page"
  }
}`,
		},
		part: func(p *pass) {
			for _, a := range p.BurnAlerts {
				if a.AlertType != honeycomb.BudgetRate || a.SLO == nil ||
					a.SLO.TimePeriodDays < honeycomb.MinTimePeriodDays {
					continue
				}
				if a.BudgetRateWindowMinutes > a.SLO.Objective().WindowMinutes() {
					p.report(&a.Meta, "over", fmt.Sprintf("The burn alert's window is %s, but its SLO's is only %dd.",
						duration(60*a.BudgetRateWindowMinutes), a.SLO.TimePeriodDays),
						diag.Note{Text: "The SLO's window is here.", Range: a.SLO.Origin.At("window")})
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:    "burn_alert/budget",
			Title: "Budget decrease out of range",
			Why:   "Honeycomb accepts 0.0001 to 100 percent of the error budget.",
			Fix: "Write another `budget`, `burn_rate` or `over`: the budget spent is the burn rate times `over` " +
				"divided by the SLO's window.",
			Source: "OpenAPI BudgetRateBurnAlert.budget_rate_decrease_threshold_per_million; provider " +
				"burn_alert_resource.go",
			Bad: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"

  burn_alert "fast" {
    budget   = 101
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
    budget   = 100
    over     = "1h"
    severity = "page"
  }
}`,
		},
		part: func(p *pass) {
			for _, a := range p.BurnAlerts {
				n := a.BudgetRateDecreaseThresholdPerMillion
				if a.AlertType == honeycomb.BudgetRate &&
					(n < honeycomb.MinBudgetDecreasePerMillion || n > honeycomb.MaxBudgetDecreasePerMillion) {
					p.report(
						&a.Meta,
						budgetArg(a),
						fmt.Sprintf("The alert would need %s percent of the budget.", words.PerMillion(n)),
					)
				}
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:    "burn_alert/description",
			Title: "Burn alert description too long",
			Why:   "Honeycomb accepts at most 1,023 characters, and slogen never cuts text off.",
			Fix: "Shorten what it is made of: the descriptions of the SLO, the burn alert and the service, and the " +
				"runbook's address.",
			Source: "OpenAPI BurnAlertSharedParams.description; provider burn_alert_resource.go",
		},
		part: func(p *pass) {
			for _, a := range p.BurnAlerts {
				if a.SLO != nil && utf8.RuneCountInString(a.SLO.Description) > honeycomb.MaxSLODescription {
					continue // which the alert's begins with: slo/description speaks
				}
				p.length(&a.Meta, "description", "description", a.Description, 0, honeycomb.MaxBurnAlertDescription)
			}
		},
	},
	{
		Rule: rule.Rule{
			ID:     "burn_alert/recipients",
			Title:  "Burn alert without a recipient",
			Why:    "Honeycomb refuses a burn alert that notifies nobody.",
			Fix:    "Name recipients in `notify`, or give the alert a `severity` that `routes` has.",
			Source: "OpenAPI CreateExhaustionTimeBurnAlertRequest.recipients; provider burn_alert_resource.go",
			Bad: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"

  burn_alert "soon" {
    exhausted_within = "4h"
    notify           = []
  }
}`,
			Good: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"

  burn_alert "soon" {
    exhausted_within = "4h"
    notify           = [recipient.slack.payments]
  }
}`,
		},
		part: func(p *pass) {
			for _, a := range p.BurnAlerts {
				if len(a.Recipients) == 0 {
					p.report(&a.Meta, notifyArg(a.Severity), "The burn alert has no recipient.")
				}
			}
		},
	},
}

// budgetArg is the argument that the budget of a burn alert comes from.
func budgetArg(a *honeycomb.BurnAlert) string {
	if a.AskedBurnRate != "" {
		return "burn_rate"
	}
	return "budget"
}

var notificationRules = []*check{
	{
		Rule: rule.Rule{
			ID:     "notification/recipient",
			Title:  "Notification without a recipient",
			Why:    "Honeycomb needs the id of a recipient.",
			Fix:    "Name a declared recipient, such as `recipient.slack.payments`.",
			Source: "OpenAPI NotificationRecipient.id; provider notification_recipients.go",
		},
		part: func(p *pass) {
			p.notifying(func(m *honeycomb.Meta, arg string, list []honeycomb.Notification) {
				for i := range list {
					if list[i].Recipient == nil {
						p.report(m, arg, "The alert names no recipient.")
					}
				}
			})
		},
	},
	{
		Rule: rule.Rule{
			ID:     "notification/repeated",
			Title:  "Recipient named twice",
			Why:    "An alert notifies each recipient once; Honeycomb refuses duplicates.",
			Fix:    "Name it once.",
			Source: "provider pull request 906",
			Bad: `trigger "errors" {
  description = "Many requests fail"
  fires_when  = count() > 100
  over        = "15m"
  every       = "15m"
  notify      = [recipient.slack.payments, recipient.slack.payments]
}`,
			Good: `trigger "errors" {
  description = "Many requests fail"
  fires_when  = count() > 100
  over        = "15m"
  every       = "15m"
  notify      = [recipient.slack.payments]
}`,
		},
		part: func(p *pass) {
			p.notifying(func(m *honeycomb.Meta, arg string, list []honeycomb.Notification) {
				key := func(i int) string {
					if list[i].Recipient == nil {
						return ""
					}
					return reached(list[i].Recipient)
				}
				repeats(len(list), key, func(i int) {
					first := slices.IndexFunc(list, func(n honeycomb.Notification) bool {
						return n.Recipient != nil && reached(n.Recipient) == key(i)
					})
					p.toldTwice(m, arg, &list[first], &list[i])
				})
			})
		},
	},
	{
		Rule: rule.Rule{
			ID:    "notification/pagerduty_severity",
			Title: "Wrong PagerDuty severity",
			Why: "PagerDuty's severities are critical, error, warning and info; other recipients have none. For " +
				"PagerDuty one must be written, since the API's own default is critical.",
			Fix: `Write one of the four in ` + "`pagerduty_severity`.",
			Source: "OpenAPI NotificationRecipientDetails.pagerduty_severity; provider notification_recipients.go, " +
				"issue 309",
		},
		part: func(p *pass) {
			p.notifying(func(m *honeycomb.Meta, arg string, list []honeycomb.Notification) {
				for i := range list {
					n := &list[i]
					if n.Recipient == nil {
						continue
					}
					if n.Recipient.Type != honeycomb.RecipientPagerDuty {
						if n.PagerDutySeverity != "" {
							p.report(m, arg, fmt.Sprintf("%s is of type %s but has the severity %q.",
								n.Recipient.Key.Path(),
								n.Recipient.Type, n.PagerDutySeverity))
						}
					} else if !slices.Contains(honeycomb.PagerDutySeverities, n.PagerDutySeverity) {
						p.oneOf(m, "pagerduty_severity", "severity for "+n.Recipient.Key.Path(), n.PagerDutySeverity,
							honeycomb.PagerDutySeverities)
					}
				}
			})
		},
	},
	{
		Rule: rule.Rule{
			ID:    "notification/variables",
			Title: "Wrong variable for a webhook",
			Why: "An alert can set the variables that its webhook declares, each once, to at most 256 characters; " +
				"other recipients have no variables.",
			Fix:    "Declare the variable in a `variable` block of the webhook, or leave it out.",
			Source: "OpenAPI NotificationRecipientDetails.variables; provider notification_recipients.go",
		},
		part: func(p *pass) {
			p.notifying(func(m *honeycomb.Meta, _ string, list []honeycomb.Notification) {
				for i := range list {
					if n := &list[i]; n.Recipient != nil && len(n.Variables) > 0 {
						p.alertVariables(m, n)
					}
				}
			})
		},
	},
}

// reached is where a recipient is reached, so that two blocks that are the same recipient at Honeycomb have one.
func reached(r *honeycomb.Recipient) string {
	if r.EmailAddress != "" || r.SlackChannel != "" {
		return r.Type + " " + r.EmailAddress + r.SlackChannel
	}
	return string(r.Key)
}

// toldTwice reports a recipient that an alert names a second time.
func (p *pass) toldTwice(m *honeycomb.Meta, arg string, first, second *honeycomb.Notification) {
	who := second.Recipient.Key.Path()
	found := fmt.Sprintf("The recipient %s is named twice.", who)
	if a, b := first.Recipient.Key, second.Recipient.Key; a != b {
		found = fmt.Sprintf("The recipients %s and %s are one at Honeycomb, so it is named twice.", a.Path(), who)
	}
	if first.Route == "" && second.Route == "" {
		p.report(m, arg, found)
		return
	}
	if second.Route == "" { // the route is the place to change
		first, second = second, first
	}
	other, at := "the trigger itself names it, as one who hears of every group", m.Origin.At(arg)
	fix := "Leave it out of the route, or name it there alone."
	if first.Route != "" {
		other, at = fmt.Sprintf("the route %q names it", first.Route), m.Origin.At(routeArg(first, "notify"))
		fix = "Write one route for it, with the values of both, or notify another recipient there."
	}
	p.reportFix(m, routeArg(second, "notify"), fmt.Sprintf("%s The route %q names it, and %s.", found, second.Route,
		other), fix, diag.Note{Text: "named here too", Range: at})
}

func (p *pass) alertVariables(m *honeycomb.Meta, n *honeycomb.Notification) {
	r := n.Recipient
	if r.Type != honeycomb.RecipientWebhook {
		p.report(m, "variables", fmt.Sprintf("%s is of type %s but is given variables.", r.Key.Path(), r.Type))
		return
	}
	repeats(len(n.Variables), func(i int) string { return n.Variables[i].Name }, func(i int) {
		p.reportFix(m, "variables", fmt.Sprintf("The variable %q is given two values.", n.Variables[i].Name),
			"Give it one.")
	})
	known := !r.Lookup && len(r.Variables) <= honeycomb.MaxVariables // with more, recipient/variable speaks
	for _, v := range n.Variables {
		if !variableName(v.Name) {
			p.reportFix(m, "variables", fmt.Sprintf("The variable's name is %q.", v.Name), variableNameFix)
			continue
		}
		p.length(m, "variables", fmt.Sprintf("value of the variable %q", v.Name), v.Value, 0,
			honeycomb.MaxVariableValue)
		if known && !slices.ContainsFunc(r.Variables,
			func(o honeycomb.TemplateVariable) bool { return o.Name == v.Name }) {
			p.report(m, "variables", fmt.Sprintf("The webhook %s declares no variable %q.", r.Key.Path(), v.Name),
				diag.Note{Text: "The webhook is declared here.", Range: r.Origin.Range})
		}
	}
}

const variableNameFix = "A name has 1 to 64 letters and digits, and begins with a lower-case letter."

// variableName says whether s is ^[a-z](?:[a-zA-Z0-9]+$)?$ and not too long: the pattern of OpenAPI
// TemplateVariableDefinition.name.
func variableName(s string) bool {
	if s == "" || len(s) > honeycomb.MaxVariableName || s[0] < 'a' || s[0] > 'z' {
		return false
	}
	for i := 1; i < len(s); i++ {
		if c := s[i]; !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9') {
			return false
		}
	}
	return true
}
