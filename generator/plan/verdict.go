package plan

import (
	"fmt"
	"strings"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/review"
	"github.com/slogen-project/slogen/generator/words"
)

// Verdict counts what a reviewer must know of a plan: how many promises and alerts are concerned, in each class.
type Verdict struct {
	// Of counts SLOs and alerts by class, each once in a class however many changes do it to them. New ones are not
	// among them. Of undecided, it counts changes.
	Of map[review.Class]int
	// NewPromises and NewAlerts count what didn't exist.
	NewPromises, NewAlerts int
	Objects                int // how many change, and how many of them exist already and are taken over or looked up
	TakenOver, LookedUp    int
	// OnlyWords means that words change, and nothing else but what follows from that.
	OnlyWords bool
}

// Verdict counts what p does.
func (p *Plan) Verdict() Verdict {
	n := p.Counts()
	v := Verdict{Of: map[review.Class]int{}, Objects: len(p.Changes), TakenOver: n.Import,
		LookedUp: n.LookUp - n.Destroy, OnlyWords: true} // what is deleted and looked up instead changes
	type subject struct {
		class review.Class
		key   honeycomb.Key
	}
	seen := map[subject]bool{}
	for i := range p.Changes {
		c := &p.Changes[i]
		if worst := c.worst(); worst != review.WordsOnly {
			follows := worst == review.None && (c.Reason != "" || c.Action == Moved)
			v.OnlyWords = v.OnlyWords && follows
		}
		for j := range c.Effects {
			e := &c.Effects[j]
			of := e.Of
			if len(of) == 0 || e.Class == review.Undecided { // whatever it concerns, it is one change
				of = []honeycomb.Key{c.Key}
			}
			for _, k := range of {
				switch s := (subject{e.Class, k}); {
				case e.Class == review.None || seen[s]:
				case e.New && e.Class == review.Tightened:
					v.NewPromises++
				case e.New:
					v.NewAlerts++
				default:
					seen[s] = true
					v.Of[e.Class]++
				}
			}
		}
	}
	return v
}

// String is the verdict in a line: "2 promises loosened, 1 new · 3 alerts louder · 15 objects change".
func (v Verdict) String() string {
	var parts []string
	group := func(noun string, counts ...counted) {
		var list []string
		for _, c := range counts {
			switch {
			case c.n == 0:
			case len(list) == 0:
				list = append(list, fmt.Sprintf("%s %s", words.Plural(c.n, noun), c.word))
			default:
				list = append(list, fmt.Sprintf("%s %s", words.Thousands(c.n), c.word))
			}
		}
		if len(list) > 0 {
			parts = append(parts, strings.Join(list, ", "))
		}
	}
	group("promise", counted{v.Of[review.Loosened], "loosened"}, counted{v.Of[review.Tightened], "tightened"},
		counted{v.NewPromises, "new"})
	group("alert", counted{v.Of[review.Louder], "louder"}, counted{v.Of[review.Quieter], "quieter"},
		counted{v.Of[review.OtherPeople], "to other people"}, counted{v.NewAlerts, "new"})
	for _, more := range []struct {
		n            int
		one, several string
	}{
		{v.Of[review.HistoryLost], "SLO loses its history", "SLOs lose their history"},
		{v.Of[review.Recounted], "SLO is recounted", "SLOs are recounted"},
		{v.Of[review.Gap], "alert has a gap", "alerts have a gap"},
		{v.Of[review.Undecided], "change that slogen can't judge", "changes that slogen can't judge"},
	} {
		if more.n > 0 {
			parts = append(parts, words.Counted(more.n, more.one, more.several))
		}
	}
	if len(parts) == 0 && v.OnlyWords && v.Of[review.WordsOnly] > 0 {
		parts = append(parts, "Words only")
	}
	return strings.Join(append(parts, v.objects()), " · ")
}

// objects counts objects: what only exists already and is taken over doesn't change by that.
func (v Verdict) objects() string {
	if v.TakenOver == 0 || v.TakenOver+v.LookedUp < v.Objects {
		return words.Counted(v.Objects, "object changes", "objects change")
	}
	taken := words.Counted(v.TakenOver, "object is taken over", "objects are taken over")
	if v.LookedUp == 0 {
		return taken
	}
	return taken + ", " + words.Thousands(v.LookedUp) + " looked up"
}

type counted struct {
	n    int
	word string
}
