package review

import (
	"fmt"
	"strings"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/words"
)

// Tested is how two formulas of an SLI judge the events of its tests.
type Tested struct {
	// TooLong means that the events were not judged: their regular expressions take too long. Nothing else is set.
	TooLong bool

	Events int // at least 1
	Others int // that say nothing of a column that only the formula before reads, and so aren't judged
	// Flips are the events that the formulas judge differently, in the order of the tests.
	Flips []Flip
}

// Flip is an event of a test and its verdicts.
type Flip struct {
	Test, Event   string // names, such as "slow is bad" and "event 2 (line 14)"
	Before, After calc.Verdict
}

// String is the event with its verdicts, for people.
func (f Flip) String() string {
	return fmt.Sprintf("%s of %q was %s and is %s", f.Event, f.Test, f.Before, f.After)
}

// maxFlips is how many events are named.
const maxFlips = 3

// String tells in a sentence, without a full stop, what becomes of the events.
func (t *Tested) String() string {
	if t.TooLong {
		return "the events in its tests are not judged: their regular expressions take too long"
	}
	tests := "its tests"
	if t.Others > 0 {
		tests += " with all columns of the formula before,"
	}
	all := fmt.Sprintf("each of the %d events in %s is", t.Events, strings.TrimSuffix(tests, ","))
	switch n := len(t.Flips); {
	case t.Events == 1:
		all = fmt.Sprintf("the only event in %s is", strings.TrimSuffix(tests, ","))
	case n > 0 && n < t.Events:
		all = fmt.Sprintf("of the %d events in %s %d %s", t.Events, tests, n, words.Verb(n, "is", "are"))
	}
	if len(t.Flips) == 0 {
		return all + " judged as before"
	}
	list := make([]string, 0, maxFlips+1)
	for _, f := range t.Flips[:min(len(t.Flips), maxFlips)] {
		list = append(list, f.String())
	}
	if more := len(t.Flips) - maxFlips; more > 0 {
		list = append(list, fmt.Sprintf("and %d more", more))
	}
	return all + " judged otherwise: " + strings.Join(list, "; ")
}

// With is what is known once events were judged: one that flips is the proof that the formulas don't have.
func (j Judged) With(t *Tested) Judged {
	if t == nil {
		return j
	}
	// What nobody could tell may be any flip: that one is known doesn't exclude the others.
	for before := range calc.NoVerdict {
		for after := range calc.NoVerdict {
			open := j.Kinder == Perhaps && j.KindExample == nil
			if worth(after) < worth(before) {
				open = j.Stricter == Perhaps && j.StrictExample == nil
			}
			if open && before != after {
				j.flips[before][after].Certainty = max(j.flips[before][after].Certainty, Perhaps)
			}
		}
	}
	for _, f := range t.Flips {
		if f.Before == calc.NoVerdict || f.After == calc.NoVerdict {
			continue
		}
		j.flips[f.Before][f.After].Certainty = Surely
		if worth(f.After) > worth(f.Before) {
			j.Kinder = Surely
		} else {
			j.Stricter = Surely
		}
	}
	return j
}
