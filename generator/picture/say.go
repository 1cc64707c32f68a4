package picture

import (
	"fmt"
	"time"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/phrase"
	"github.com/slogen-project/slogen/generator/simulate"
)

// say adds a sentence for people who can't see the picture.
func (p *picture) say(format string, args ...any) {
	p.said = append(p.said, fmt.Sprintf(format, args...))
}

// moment is one of the time's axis in words: since the start, or the date and time.
func (p *picture) moment(at int) string {
	if p.Case.Start.IsZero() {
		return length(at)
	}
	t := p.Case.Start.Add(time.Duration(at) * time.Minute)
	end := p.Case.Start.Add(time.Duration(p.Course.Len()) * time.Minute)
	if end.Sub(p.Case.Start.Truncate(24*time.Hour)) <= 24*time.Hour {
		return t.Format("15:04")
	}
	return t.Format("2006-01-02 15:04")
}

// summary is what comes of it, in two sentences.
func (p *picture) summary() string {
	var first *simulate.AlertTimeline
	fire := 0
	for _, a := range p.Alerts {
		if len(a.Firings) == 0 {
			continue
		}
		if fire++; first == nil || a.Firings[0].From < first.Firings[0].From {
			first = a
		}
	}
	text := "No alert fires."
	switch {
	case len(p.Alerts) == 0:
		text = "There is no burn alert."
	case fire > 0:
		name := shortened(plain(first.Alert.Name), textSize, false, pictureWidth/4)
		fires := p.fires(p.Outcome, first.Firings[0], p.moment)
		text = name + " " + fires + "."
		if fire > 1 {
			text = "The first alert is " + name + ": it " + fires + "."
		}
	}
	least := p.BudgetLeft(p.Lowest)
	switch {
	case len(p.Exhausted) > 0 && p.Exhausted[0].From <= 1:
		return text + " There is no budget left from the beginning."
	case len(p.Exhausted) > 0:
		return fmt.Sprintf("%s The budget is used up at %s.", text, p.moment(p.Exhausted[0].From))
	}
	if least >= 1 {
		return text + " All of the budget is left."
	}
	return fmt.Sprintf("%s At least %s of the budget is left.", text, simulate.Share(least))
}

// when is how moments are told: in full, or by the clock where the axis has the dates.
type when func(at int) string

func (p *picture) clock(at int) string {
	t := p.Case.Start.Add(time.Duration(at) * time.Minute)
	if p.Case.Start.IsZero() || p.scale.step() >= day {
		return p.moment(at)
	}
	return t.Format("15:04")
}

// fires says when an alert fires: "fires after 2 min".
func (p *picture) fires(o *simulate.Outcome, f simulate.Firing, moment when) string {
	after, ok := o.Since(f.From)
	switch {
	case !ok:
		return "fires at " + moment(f.From)
	case p.Case.Start.IsZero():
		return "fires after " + length(after)
	}
	return fmt.Sprintf("fires at %s, after %s", moment(f.From), length(after))
}

// resolves says when an alert does.
func (p *picture) resolves(o *simulate.Outcome, f simulate.Firing, moment when) string {
	at := ""
	if !p.Case.Start.IsZero() {
		at = " at " + moment(f.To) + ","
	}
	over, ok := o.Over(f.From)
	switch {
	case f.Open:
		return "still firing at the end"
	case ok && over == f.To:
		return "resolves" + at + " when the failures end"
	case ok && over < f.To:
		return fmt.Sprintf("resolves%s %s after the failures", at, length(f.To-over))
	}
	return fmt.Sprintf("resolves%s after %s", at, length(f.To-f.From))
}

// mostSaid bounds what is said one by one for people who can't see the picture.
const mostSaid = 30

// sayAlert says when an alert fires.
func (p *picture) sayAlert(i int) {
	if len(p.said) > 4*mostSaid {
		return
	}
	a := p.Alerts[i].Alert
	for j, s := range p.drawn() {
		name := plain(a.Name)
		if series := p.seriesName(j); series != "" {
			name = series + ": " + name
		}
		for n, f := range s.Alerts[i].Firings {
			if n == 5 {
				p.say("%s fires %d more times.", name, len(s.Alerts[i].Firings)-n)
				break
			}
			p.say(
				"%s (%s) %s, %s %s, and %s.",
				name,
				threshold(a),
				p.fires(
					s,
					f,
					p.moment,
				),
				kindOf(a).verb,
				plain(phrase.Notifies(a.Recipients)),
				p.resolves(s, f, p.moment),
			)
		}
	}
}

// threshold says when an alert fires: "10% of the budget in 1 h".
func threshold(a *honeycomb.BurnAlert) string {
	switch {
	case a.AlertType == honeycomb.BudgetRate:
		return phrase.BudgetRate(a) + " of the budget in " + length(a.BudgetRateWindowMinutes)
	case a.ExhaustionMinutes > 0:
		return "budget gone within " + length(a.ExhaustionMinutes)
	}
	return "budget gone"
}
