package lint

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/rule"
	"github.com/slogen-project/slogen/generator/words"
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
		check: overdue(func(x *dated) (honeycomb.Expiry, string) {
			if x.expires == nil {
				return honeycomb.Expiry{}, ""
			}
			return *x.expires, fmt.Sprintf("This should have been removed by %s.", x.expires.Day)
		}),
	},
	{
		Rule: rule.Rule{
			ID:    "review/trial_over",
			Title: "Trial that is over",
			Why:   "Nobody but `trial_recipient` is told until somebody ends the trial, whatever the day.",
			Fix: "If its alerts said something worth acting on, write `stage = \"live\"`; if not, change or remove " +
				"them; or move `until` to the day on which somebody decides.",
			Source: copeAlerts + ": begin with a recipient of one's own, then widen",
			Level:  rule.Warning,
			Bad:    trialUntil("2020-01-01"),
			Good:   trialUntil("9999-12-31"),
		},
		check: overdue(func(x *dated) (honeycomb.Expiry, string) {
			return x.TrialUntil, fmt.Sprintf("The trial was to end on %s.", x.TrialUntil.Day)
		}),
	},
	{
		Rule: rule.Rule{
			ID:     "review/quiet_over",
			Title:  "Quiet that is over",
			Why:    "Those whom the alert is for still don't hear of it: the day alone changes nothing.",
			Fix:    "Remove the block `quiet`, or write another day and why nobody needs to hear of it until then.",
			Source: "slogen",
			Level:  rule.Warning,
			Bad:    quietUntilDay("2020-01-01"),
			Good:   quietUntilDay("9999-12-31"),
		},
		check: overdue(func(x *dated) (honeycomb.Expiry, string) {
			if x.Quiet == nil {
				return honeycomb.Expiry{}, ""
			}
			return honeycomb.Expiry{Day: x.Quiet.Until, At: x.Quiet.At},
				fmt.Sprintf("It was to be quiet until %s: %s", x.Quiet.Until, words.Sentence(x.Quiet.Reason))
		}),
	},
	{
		Rule: rule.Rule{
			ID:    "review/trial_without_end",
			Title: "Trial without an end",
			Why: "In a trial nobody but `trial_recipient` is told. One that nobody ends looks like an alert and " +
				"wakes nobody.",
			Fix: "Write `until` with the day on which somebody decides, or remove `stage`.",
			Source: "honeycomb.io/blog/measure-what-matters: why does an alert exist that nobody answers?; " +
				copeAlerts + ": begin with a recipient of one's own, then widen",
			Level: rule.Advice,
			Bad: `trigger "declines" {
  description     = "Many cards are declined at once"
  fires_when      = count() >= 50
  over            = "10m"
  every           = "5m"
  severity        = "inform"
  stage           = "trial"
  trial_recipient = recipient.slack.payments
}`,
			Good: `trigger "declines" {
  description     = "Many cards are declined at once"
  fires_when      = count() >= 50
  over            = "10m"
  every           = "5m"
  severity        = "inform"
  stage           = "trial"
  until           = "9999-12-31"
  trial_recipient = recipient.slack.payments
}`,
		},
		check: (*pass).endlessTrials,
	},
}

// trialUntil is an example of a trial that ends.
func trialUntil(day string) string {
	return `trigger "declines" {
  description     = "Many cards are declined at once"
  fires_when      = count() >= 50
  over            = "10m"
  every           = "5m"
  severity        = "inform"
  stage           = "trial"
  until           = "` + day + `"
  trial_recipient = recipient.slack.payments
}`
}

// quietUntilDay is an example of a quiet that ends.
func quietUntilDay(day string) string {
	return `trigger "declines" {
  description     = "Many cards are declined at once"
  fires_when      = count() >= 50
  over            = "10m"
  every           = "5m"
  severity        = "inform"
  trial_recipient = recipient.slack.payments

  quiet {
    until  = "` + day + `"
    reason = "The bank tests its own alerts"
  }
}`
}

// endlessTrials finds trials without an end. Of a service that is on trial as a whole nobody asks when that ends: it
// may be one of an environment where nobody is to be woken.
func (p *pass) endlessTrials() {
	live := map[string]bool{} // services
	for _, s := range p.SLOs {
		live[s.Service] = live[s.Service] || !s.Trial
	}
	for _, t := range p.Triggers {
		live[t.Service] = live[t.Service] || !t.Trial
	}
	const endless = "on trial, and nothing says until when."
	for _, x := range p.dated() {
		switch {
		case !x.Trial || x.TrialUntil.Day != "" || x.expires != nil || !live[x.Service]:
		case x.alert == nil:
			p.report(Finding{About: x.Key}, "It is "+endless, x.Origin.Range)
		case !x.alert.SLO.Trial:
			p.reportAlertAt(x.alert, x.Origin.At("stage"), nil, false, "is "+endless)
		}
	}
}

// dated is something that may have days on which somebody meant to come back to it.
type dated struct {
	*honeycomb.Meta
	expires *honeycomb.Expiry
	alert   *honeycomb.BurnAlert // nil for others
	about   honeycomb.Key        // the SLO or trigger
}

// dated lists all that may have such days.
func (p *pass) dated() (out []dated) {
	for _, s := range p.SLOs {
		out = append(out, dated{Meta: &s.Meta, expires: s.Expires, about: s.Key})
	}
	for _, a := range p.BurnAlerts {
		out = append(out, dated{Meta: &a.Meta, alert: a, about: a.SLO.Key})
	}
	for _, t := range p.Triggers {
		out = append(out, dated{Meta: &t.Meta, expires: t.Expires, about: t.Key})
	}
	return out
}

// overdue finds days that have come, each where it is written and once, whatever it is about; day says which of a thing
// it is and what is to be said of it.
func overdue(day func(*dated) (honeycomb.Expiry, string)) func(*pass) {
	return func(p *pass) {
		if p.Today == "" {
			return
		}
		type place struct {
			day honeycomb.Expiry
			of  honeycomb.Key // the object, where the place of its day isn't known
		}
		var order []place
		found := map[place]Finding{}
		said, at := map[place]string{}, map[place]hcl.Range{}
		for _, x := range p.dated() {
			d, text := day(&x)
			if d.Day == "" || d.Day > p.Today {
				continue
			}
			k := place{day: d}
			if d.At == (hcl.Range{}) {
				k.of = x.Key
			}
			f, ok := found[k]
			switch {
			case !ok:
				order = append(order, k)
				f = Finding{About: x.about}
				said[k], at[k] = text, x.Origin.Range
			case f.About != x.about && !slices.Contains(f.others, string(x.about)):
				f.others = append(f.others, string(x.about))
				f.policy = f.policy || p.instance(f.About) != p.instance(x.about)
			}
			found[k] = f
		}
		for _, k := range order {
			p.report(found[k], said[k], cmp.Or(k.day.At, at[k]), at[k])
		}
	}
}
