package picture

import (
	"cmp"
	"math"
	"math/big"
	"slices"
	"strconv"
	"time"

	"github.com/slogen-project/slogen/generator/burn"
	"github.com/slogen-project/slogen/generator/words"
)

// segment is a part of the axis of time with one scale. A folded one is a long time in which nothing begins or ends,
// drawn in the room of a gap.
type segment struct {
	from, to    int // in minutes
	left, right float64
	folded      bool
}

// scale is the axis of time.
type scale []segment

const (
	foldWidth  = 80
	mostFolds  = 3
	leastFold  = 120 // in minutes
	foldFactor = 3   // a fold is that much longer than all that is drawn to scale
)

// newScale makes the axis of so many minutes between two edges. Moments are when something begins or ends.
func newScale(minutes int, moments []int, left, right float64) scale {
	moments = append(moments, 0, minutes)
	slices.Sort(moments)
	moments = slices.Compact(moments)
	folded, kept := folds(moments)
	// A little of what comes before and after is to scale, too.
	around := max(kept/10, 1)
	var s scale
	start := 0
	for i := range len(moments) - 1 {
		if folded[i] {
			from, to := moments[i]+around, moments[i+1]-around
			s = append(s, segment{from: start, to: from}, segment{from: from, to: to, folded: true})
			start = to
		}
	}
	s = append(s, segment{from: start, to: minutes})
	toScale := 0
	for _, x := range s {
		if !x.folded {
			toScale += x.to - x.from
		}
	}
	perMinute := (right - left - float64(foldWidth*len(folded))) / float64(toScale)
	for i := range s {
		wide := float64(foldWidth)
		if !s[i].folded {
			wide = float64(s[i].to-s[i].from) * perMinute
		}
		s[i].left, s[i].right = left, left+wide
		left += wide
	}
	s[len(s)-1].right = right
	return s
}

// folds are the gaps that are folded, by the index of the moment at which they begin, and how many minutes are left: as
// many gaps as there may be, each of them much longer than all that is left.
func folds(moments []int) (folded map[int]bool, kept int) {
	gap := func(i int) int { return moments[i+1] - moments[i] }
	var longest []int
	for i := range len(moments) - 1 {
		kept += gap(i)
		longest = append(longest, i)
	}
	slices.SortStableFunc(longest, func(a, b int) int { return cmp.Compare(gap(b), gap(a)) })
	all := kept
	for n := min(mostFolds, len(longest)); n > 0; n-- {
		kept, folded = all, map[int]bool{}
		for _, i := range longest[:n] {
			kept, folded[i] = kept-gap(i), true
		}
		if least := gap(longest[n-1]); kept > 0 && least >= leastFold && least >= foldFactor*kept {
			return folded, kept
		}
	}
	return nil, all
}

// x is where a moment is. (Conversions keep a processor from multiplying and adding in one step, which would round
// otherwise than another one does.)
func (s scale) x(at int) float64 {
	for _, g := range s {
		if at <= g.to {
			return g.left + float64(float64(at-g.from)*(g.right-g.left)/float64(g.to-g.from))
		}
	}
	return s[len(s)-1].right
}

// perMinute is the width of a minute that is to scale.
func (s scale) perMinute() float64 { return (s[0].right - s[0].left) / float64(s[0].to-s[0].from) }

// columns calls f for times of about a pixel, or of a minute where that is wider: the minutes from <= m < to.
func (s scale) columns(f func(from, to int)) {
	for _, g := range s {
		n := min(max(int(math.Round(g.right-g.left)), 1), g.to-g.from)
		for i := range n {
			f(g.from+(g.to-g.from)*i/n, g.from+(g.to-g.from)*(i+1)/n)
		}
	}
}

// together says whether several minutes are drawn as one.
func (s scale) together() (yes bool) {
	s.columns(func(from, to int) { yes = yes || to-from > 1 })
	return yes
}

// tick is a moment on the axis of time.
type tick struct {
	at        int
	text, day string // the day where it is another than before
}

// timeSteps are the distances that ticks may have, in minutes.
var timeSteps = []int{
	1, 2, 5, 10, 15, 30, 60, 2 * 60, 3 * 60, 6 * 60, 12 * 60,
	day, 2 * day, 7 * day, 14 * day, 28 * day, 56 * day, 112 * day,
}

const (
	day      = burn.MinutesPerDay
	tickRoom = 76 // pixels from one tick to the next
)

// step is the distance of ticks: at least so wide that most have room.
func (s scale) step() int {
	for _, x := range timeSteps {
		if float64(x)*s.perMinute() >= tickRoom {
			return x
		}
	}
	return timeSteps[len(timeSteps)-1]
}

// ticks are round moments, of which none is in a fold: since the beginning, or in UTC after a start.
func (s scale) ticks(start time.Time) (out []tick) {
	step := s.step()
	for _, g := range s {
		if g.folded {
			continue
		}
		for _, at := range round(start, step, g.from, g.to) {
			if len(out) == 0 || at > out[len(out)-1].at {
				out = append(out, tick{at: at})
			}
		}
	}
	before := ""
	for i := range out {
		k := &out[i]
		moment := start.Add(time.Duration(k.at) * time.Minute)
		switch {
		case start.IsZero():
			k.text = length(k.at)
		case step >= 28*day:
			k.text = moment.Format("2006-01")
		case step >= day:
			k.text = moment.Format(time.DateOnly)
		default:
			k.text = moment.Format("15:04")
			if today := moment.Format(time.DateOnly); today != before {
				before, k.day = today, today
			}
		}
	}
	return out
}

// round are the moments of a span that are whole steps: of months where these are long, and of weeks that begin on
// Mondays.
func round(start time.Time, step, from, to int) (out []int) {
	if months := step / (28 * day); months > 0 && !start.IsZero() {
		t := start.Add(time.Duration(from) * time.Minute)
		for t = time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC); ; t = t.AddDate(0, months, 0) {
			switch at := int(t.Sub(start) / time.Minute); {
			case at > to:
				return out
			case at >= from && !t.Before(start):
				out = append(out, at)
			}
		}
	}
	offset := 0
	if !start.IsZero() {
		offset = int(start.Unix() / 60 % int64(7*day*112))
		if step%(7*day) == 0 {
			offset -= 4 * day // 1970 began on a Thursday
		}
	}
	for at := from + ((-(from+offset))%step+step)%step; at <= to; at += step {
		out = append(out, at)
	}
	return out
}

// length is a time in words.
func length(minutes int) string { return words.Minutes(big.NewRat(int64(minutes), 1)) }

// axis is a vertical axis from a round number to another.
type axis struct {
	low, high   float64
	top, bottom float64 // in pixels
}

func (a axis) y(v float64) float64 {
	v = min(max(v, a.low), a.high)
	return a.bottom - float64((v-a.low)*(a.bottom-a.top)/(a.high-a.low))
}

// roundUp is the next number of 1, 2, 2.5 and 5 times a power of ten, or the number itself.
func roundUp(v float64) float64 {
	if v <= 0 {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(v)))
	for _, m := range []float64{1, 2, 2.5, 5, 10} {
		if v <= m*power*(1+1e-9) {
			return m * power
		}
	}
	return 10 * power
}

// short writes the number of a tick.
func short(v float64) string {
	for _, u := range []struct {
		least float64
		name  string
	}{{1e9, "G"}, {1e6, "M"}, {1e4, "k"}} {
		if math.Abs(v) >= u.least {
			if u.name == "k" {
				u.least = 1e3
			}
			return strconv.FormatFloat(v/u.least, 'g', 4, 64) + u.name
		}
	}
	return strconv.FormatFloat(v, 'g', 4, 64)
}
