package suggest

import (
	"time"

	"github.com/slogen-project/slogen/generator/burn"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/simulate"
)

// Spell is a time in which much of the error budget went.
type Spell struct {
	simulate.Span         // from where the failures begin to where they end
	Budget        float64 // the part of the budget that went in it
	until         int     // the end of its last bad hour or day
	failed        int64
}

// kindOfSpell is how long the pieces are that are looked at, in minutes, how much of the budget one of them must take,
// per million, and how far apart bad ones may be to be one spell.
type kindOfSpell struct{ width, part, gap int }

// apart is how far bad hours are apart that are two spells: whoever is called for the first deals with what comes
// sooner.
const apart = 6 * 60

// slowPart is what a bad day takes of the budget: the workbook's ticket is for 10% in three days.
const slowPart = burn.Million / 10

// spells finds the bad hours or days, those that follow each other as one. Hours are the clock's.
func spells(slo *honeycomb.SLO, course *simulate.Minutes, start time.Time, k kindOfSpell) (out []*Spell) {
	offset := int(start.Unix()/60) % k.width
	for from := -offset; from < course.Len(); from += k.width {
		from, to := max(from, 0), min(from+k.width, course.Len())
		if spent(slo, course, from, to, to)*burn.Million < float64(k.part)-1e-6 {
			continue
		}
		if n := len(out); n > 0 && from-out[n-1].until < k.gap {
			out[n-1].until = to
			continue
		}
		out = append(out, &Spell{Span: simulate.Span{From: from}, until: to})
	}
	last := 0
	for _, s := range out {
		s.Span = bounds(course, simulate.Span{From: s.From, To: s.until}, max(s.From-k.width, last))
		s.Budget, s.failed = spent(slo, course, s.From, s.To, s.To), course.Between(s.From, s.To).Bad
		last = s.until
	}
	return out
}

// spent is the part of the budget that goes between two moments, of the budget at a third.
func spent(slo *honeycomb.SLO, course *simulate.Minutes, from, to, at int) float64 {
	o := slo.Objective()
	total, bad := course.Between(at-o.WindowMinutes(), at).Total, course.Between(from, to).Bad
	if total == 0 {
		return 0
	}
	return float64(bad) * burn.Million / (float64(total) * float64(o.AllowedPerMillion()))
}

// bounds finds where the failures of bad hours begin and end: the span in which most more failed than half of the share
// that failed in those hours, as a cumulative sum finds a change. It may begin before them, but not before earliest.
func bounds(course *simulate.Minutes, hours simulate.Span, earliest int) simulate.Span {
	all := course.Between(hours.From, hours.To)
	usual := float64(all.Bad) / float64(all.Total) / 2
	best, sum, from := hours, 0.0, earliest
	most := 0.0
	for m := earliest; m < hours.To; m++ {
		c := course.Between(m, m+1)
		if sum <= 0 {
			sum, from = 0, m
		}
		if sum += float64(c.Bad) - usual*float64(c.Total); sum > most {
			most, best = sum, simulate.Span{From: from, To: m + 1}
		}
	}
	return best
}
