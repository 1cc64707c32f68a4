package review

import (
	"testing"

	"github.com/slogen-project/slogen/generator/calc"
)

// An event that flips is a proof where the formulas have none, and nothing where they have one.
func TestWith(t *testing.T) {
	flips := func(list ...calc.Verdict) *Tested {
		x := &Tested{Events: 4}
		for i := 0; i < len(list); i += 2 {
			x.Flips = append(x.Flips, Flip{"t", "the event", list[i], list[i+1]})
		}
		return x
	}
	open, kind := Judged{Kinder: Perhaps, Stricter: Perhaps}, Judged{Kinder: Surely, Stricter: Never}
	for _, c := range []struct {
		name             string
		was              Judged
		kinder, stricter Certainty
		tested           *Tested
		inSentence       string
	}{
		{"no tests", open, Perhaps, Perhaps, nil, ""},
		{"nothing flips", open, Perhaps, Perhaps, flips(), "each of the 4 events in its tests is judged as before"},
		{"better", open, Surely, Perhaps, flips(calc.Bad, calc.Ineligible),
			"of the 4 events in its tests 1 is judged otherwise: the event of \"t\" was bad and is ineligible"},
		{"worse", open, Perhaps, Surely, flips(calc.Good, calc.Bad), ""},
		{"both", open, Surely, Surely, flips(calc.Bad, calc.Good, calc.Good, calc.Bad), ""},
		{"no verdict", open, Perhaps, Perhaps, flips(calc.NoVerdict, calc.Good), ""},
		{"proved", kind, Surely, Never, flips(calc.Bad, calc.Good), ""},
	} {
		got := c.was.With(c.tested)
		if got.Kinder != c.kinder || got.Stricter != c.stricter {
			t.Errorf("%s: %+v", c.name, got)
		}
		looser, tighter := got.Promise()
		if got.Kinder == Surely && c.was.Kinder != Surely && looser.Certainty != Surely ||
			got.Stricter == Surely && c.was.Stricter != Surely && tighter.Certainty != Surely {
			t.Errorf("%s: loosened %+v, tightened %+v", c.name, looser, tighter)
		}
		if c.inSentence != "" && c.tested.String() != c.inSentence {
			t.Errorf("%s: %s", c.name, c.tested)
		}
	}
}

// That a good event is left out proves nothing while nobody can tell of bad ones, which matter more. One that counts
// now makes up for failures elsewhere, whatever else there is.
func TestWithOpen(t *testing.T) {
	for _, c := range []struct {
		before, after   calc.Verdict
		looser, tighter Certainty
	}{
		{calc.Good, calc.Ineligible, Perhaps, Perhaps},
		{calc.Ineligible, calc.Good, Surely, Perhaps},
		{calc.Bad, calc.Ineligible, Surely, Perhaps},
		{calc.Ineligible, calc.Bad, Perhaps, Surely},
	} {
		j := unknown.With(&Tested{Events: 1, Flips: []Flip{{"t", "the event", c.before, c.after}}})
		if looser, tighter := j.Promise(); looser.Certainty != c.looser || tighter.Certainty != c.tighter {
			t.Errorf("%s → %s: loosened %+v, tightened %+v", c.before, c.after, looser, tighter)
		}
	}
}
