package suggest

import (
	"cmp"
	"iter"
	"slices"
	"sort"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/parallel"
	"github.com/slogen-project/slogen/generator/simulate"
)

// Judged is what an alert would have done.
type Judged struct {
	Alert   *honeycomb.BurnAlert
	how     candidate
	Firings []simulate.Firing
	caught  []catch // by spell
	Late    int     // spells in which it fired when most was over
	Outside int     // times it fired in no spell
}

// catch is that an alert fired in a spell while at least half of its failures were still to come.
type catch struct {
	in    bool
	after int     // minutes from the beginning of the failures
	spent float64 // the part of the budget that had gone by then
}

// caughtCount is how many spells the alert was in time for.
func (j *Judged) caughtCount() int { return len(catches(j.caught)) }

// catches are those that there are.
func catches(all []catch) []catch {
	return slices.DeleteFunc(slices.Clone(all), func(c catch) bool { return !c.in })
}

// run has package simulate evaluate alerts, which all are of one SLO, on all processors.
func run(alerts []*Judged, course *simulate.Minutes) {
	parallel.Do(len(alerts), 0, func(numbers iter.Seq[int]) {
		for i := range numbers {
			alerts[i].Firings = simulate.Fires(alerts[i].Alert, course, simulate.Options{})
		}
	})
}

// judge holds firings against spells, which are in order. An alert may fire some minutes earlier, as failures grow.
func (j *Judged) judge(spells []*Spell, course *simulate.Minutes, earlier int) {
	j.caught, j.Late, j.Outside = make([]catch, len(spells)), 0, 0
	late := make([]bool, len(spells))
	for _, f := range j.Firings {
		i := sort.Search(len(spells), func(i int) bool { return spells[i].until >= f.From })
		if i == len(spells) || f.From <= spells[i].From-earlier {
			j.Outside++
			continue
		}
		s, c := spells[i], &j.caught[i]
		failed := course.Between(s.From, max(f.From, s.From)).Bad
		switch {
		case c.in: // it was caught already; this is another page for it
		case 2*failed <= s.failed:
			*c = catch{true, max(f.From-s.From, 0), spent(j.Alert.SLO, course, s.From, max(f.From, s.From), f.From)}
		default:
			late[i] = true
		}
	}
	for i := range late {
		if late[i] && !j.caught[i].in {
			j.Late++
		}
	}
}

// set is one or two alerts together.
type set struct {
	alerts []*Judged
	caught []catch
	pages  int
}

func together(alerts ...*Judged) set {
	s := set{alerts: alerts, caught: slices.Clone(alerts[0].caught), pages: len(alerts[0].Firings)}
	for _, j := range alerts[1:] {
		s.pages += len(j.Firings)
		for i, c := range j.caught {
			if c.in && (!s.caught[i].in || c.after < s.caught[i].after) {
				s.caught[i] = c
			}
		}
	}
	return s
}

// better orders sets: more spells, then fewer pages, then less of the budget spent before them, then earlier ones.
func better(a, b set) int {
	spent := func(s set) (sum float64, after int) {
		for _, c := range catches(s.caught) {
			sum, after = sum+c.spent, after+c.after
		}
		return sum, after
	}
	n, m := len(catches(a.caught)), len(catches(b.caught))
	x, xAfter := spent(a)
	y, yAfter := spent(b)
	return cmp.Or(m-n, a.pages-b.pages, cmp.Compare(x, y), xAfter-yAfter, len(a.alerts)-len(b.alerts))
}

// choose returns the best alert, or the best two if no single one is in time for as many spells. Of two equally good
// ones it is the first.
func choose(alerts []*Judged) set {
	if len(alerts) == 0 {
		return set{}
	}
	best := together(alerts[0])
	consider := func(s set) {
		if better(s, best) < 0 {
			best = s
		}
	}
	for i, a := range alerts {
		consider(together(a))
		for _, b := range alerts[:i] {
			consider(together(b, a))
		}
	}
	if len(catches(best.caught)) == 0 {
		return set{}
	}
	return best
}
