package phrase

import (
	"math/big"
	"strings"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/words"
)

// Objective is the SLO in sentences, as descriptions have it: target, window and budget.
func Objective(s *honeycomb.SLO) string {
	o := s.Objective()
	var b strings.Builder
	b.WriteString("Objective: ")
	b.WriteString(words.PerMillion(s.TargetPerMillion))
	b.WriteString("% of eligible events good over ")
	b.WriteString(words.Span(o.WindowMinutes()))
	b.WriteString(". Error budget: ")
	b.WriteString(words.PerMillion(o.AllowedPerMillion()))
	b.WriteString("%, which is ")
	b.WriteString(words.Minutes(o.BudgetMinutes()))
	b.WriteString(" of full outage at even traffic")
	if s.EventsPerDay > 0 {
		b.WriteString(", or about ")
		b.WriteString(words.Figure(o.BudgetEvents(new(big.Rat).SetFloat64(s.EventsPerDay))))
		b.WriteString(" failed events")
	}
	b.WriteByte('.')
	return b.String()
}

// BurnMeaning says what it means that a burn alert fires, in numbers.
func BurnMeaning(b *honeycomb.BurnAlert) string {
	if b.AlertType == honeycomb.ExhaustionTime {
		if b.ExhaustionMinutes == 0 {
			return "The error budget is used up: the target is missed until old failures leave the window."
		}
		return "If errors continue at the recent rate, the error budget will be used up within " +
			words.Span(b.ExhaustionMinutes) + "."
	}
	over := words.Span(b.BudgetRateWindowMinutes)
	var t strings.Builder
	t.WriteString(BudgetRate(b))
	t.WriteString(" of the error budget was used within ")
	t.WriteString(over)
	rate := b.BurnRate()
	if rate == nil {
		t.WriteByte('.')
		return t.String()
	}
	t.WriteString(", a burn rate of ")
	if b.AskedBurnRate != "" {
		t.WriteString(b.AskedBurnRate)
	} else {
		t.WriteString(words.Figure(rate))
	}
	t.WriteString("x, where 1x uses up the budget exactly by the end of the window. At this rate a full budget lasts ")
	t.WriteString(words.Minutes(b.SLO.Objective().LastsMinutes(rate)))
	share := b.SLO.Objective().Errors(rate)
	if share.Cmp(big.NewRat(1, 1)) > 0 {
		t.WriteString(". At even traffic not even a full outage for ")
		t.WriteString(over)
		t.WriteString(" uses that much.")
		return t.String()
	}
	t.WriteString(". At even traffic that is ")
	t.WriteString(words.Share(share))
	t.WriteString(" of events failing for ")
	t.WriteString(over)
	t.WriteByte('.')
	return t.String()
}
