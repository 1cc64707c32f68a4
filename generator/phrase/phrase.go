// Package phrase says in words what the objects of package honeycomb do: what an alert waits for, and whom it notifies.
//
// It exists so that the plan, the page of an SLO, a simulation, a picture and the findings of lint say the same thing
// of the same alert. It is not its job to judge, or to lay anything out; figures are those of package words.
package phrase

import (
	"fmt"
	"strings"

	"github.com/slogen-project/slogen/generator/burn"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/words"
)

// BudgetRate is the part of the budget that a budget rate alert waits for: exactly as it was written, or, where it
// follows from a burn rate, as a figure.
func BudgetRate(a *honeycomb.BurnAlert) string {
	if a.AskedBurnRate == "" {
		return words.Percent(a.BudgetRateDecreaseThresholdPerMillion)
	}
	return words.Share(burn.Part(a.BudgetRateDecreaseThresholdPerMillion))
}

// BudgetRates are those of two alerts, which show that they differ.
func BudgetRates(a, b *honeycomb.BurnAlert) (string, string) {
	x, y := BudgetRate(a), BudgetRate(b)
	if x == y && a.BudgetRateDecreaseThresholdPerMillion != b.BudgetRateDecreaseThresholdPerMillion {
		x = words.Percent(a.BudgetRateDecreaseThresholdPerMillion)
		y = words.Percent(b.BudgetRateDecreaseThresholdPerMillion)
	}
	return x, y
}

// FiresWhen words what a burn alert waits for: "2% of the budget is used within an hour".
func FiresWhen(a *honeycomb.BurnAlert) string {
	switch {
	case a.AlertType == honeycomb.BudgetRate:
		return BudgetRate(a) + " of the budget is used within " + words.Span(a.BudgetRateWindowMinutes)
	case a.ExhaustionMinutes == 0:
		return "the budget is used up"
	}
	return "the budget would run out within " + words.Span(a.ExhaustionMinutes)
}

// Recipient is what people know a recipient by: "#payments", `PagerDuty "On-call"`.
func Recipient(r *honeycomb.Recipient) string {
	switch r.Type {
	case honeycomb.RecipientEmail:
		return r.EmailAddress
	case honeycomb.RecipientSlack:
		return r.SlackChannel
	case honeycomb.RecipientPagerDuty:
		return fmt.Sprintf("PagerDuty %q", r.IntegrationName)
	case honeycomb.RecipientWebhook:
		return fmt.Sprintf("webhook %q", r.Name)
	case honeycomb.RecipientMSTeamsWorkflow:
		return fmt.Sprintf("Teams %q", r.Name)
	}
	return string(r.Key)
}

// Told is a recipient with the severity of its notification, if it has one: `PagerDuty "On-call" (critical)`.
func Told(n honeycomb.Notification) string { return told(n, "") }

func told(n honeycomb.Notification, as string) string {
	text := Recipient(n.Recipient) + as
	if n.PagerDutySeverity != "" {
		text += " (" + n.PagerDutySeverity + ")"
	}
	return text
}

// Names tells recipients apart, of whom people may know several by one name: those have their keys.
type Names map[string]map[honeycomb.Key]bool

// NamesOf are the names of whom lists notify.
func NamesOf(lists ...[]honeycomb.Notification) Names {
	n := Names{}
	for _, list := range lists {
		for _, x := range list {
			n.Add(x.Recipient)
		}
	}
	return n
}

// Add adds a recipient.
func (n Names) Add(r *honeycomb.Recipient) {
	name := Recipient(r)
	if n[name] == nil {
		n[name] = map[honeycomb.Key]bool{}
	}
	n[name][r.Key] = true
}

// Told is a recipient with the severity of its notification, as [Told] has it.
func (n Names) Told(x honeycomb.Notification) string {
	if len(n[Recipient(x.Recipient)]) > 1 {
		return told(x, " as "+string(x.Recipient.Key))
	}
	return Told(x)
}

// Notifies names the recipients of an alert: `#payments and PagerDuty "On-call" (critical)`, or "nobody".
func Notifies(recipients []honeycomb.Notification) string {
	return NamesOf(recipients).Notifies(recipients)
}

// Notifies names the recipients of an alert, as [Notifies] has them.
func (n Names) Notifies(recipients []honeycomb.Notification) string {
	if len(recipients) == 0 {
		return "nobody"
	}
	routed := false
	for i := range recipients {
		routed = routed || recipients[i].Routed()
	}
	list := make([]string, len(recipients))
	for i, x := range recipients {
		list[i] = n.Told(x)
		if routed {
			list[i] += " " + Hears(x)
		}
	}
	if routed { // each has a list of its own
		return strings.Join(list, "; ")
	}
	return words.List(list)
}

// Hears words which groups of a trigger a recipient hears of: `of groups where region is "eu" or "us", with an incident
// for each`, "of every group".
func Hears(n honeycomb.Notification) string {
	s := "of every group"
	if len(n.Groups) > 0 {
		s = "of groups where " + GroupsOf(n.Groups)
	}
	if n.PerGroupIncidents {
		s += ", with an incident for each"
	}
	return s
}

// GroupsOf words which groups there are: `region is "eu" or "us", and tier is "gold"`.
func GroupsOf(list []honeycomb.GroupValues) string {
	parts := make([]string, len(list))
	for i, g := range list {
		parts[i] = g.Column + " is " + words.Or(words.Quoted(g.Values))
	}
	return strings.Join(parts, ", and ")
}
