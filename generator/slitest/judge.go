package slitest

import (
	"slices"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/review"
)

// Judge compares the verdicts of SLIs before and after a change on the events of their tests.
type Judge struct{ now, before *suite }

// NewJudge prepares the tests of now; before are all calculated fields as they were. Tests that can't be run are left
// out: [Check] speaks of them.
func NewJudge(now Input, before []*honeycomb.CalculatedField) *Judge {
	was := Input{Fields: before, Columns: now.Columns}
	return &Judge{now: prepare(&now), before: prepare(&was)}
}

// Tested judges the events of all tests of an SLI by its formula before and after; nil if it has no tests, or if one of
// the formulas can't be computed. An event is left out if it says nothing of a column that only the formula before
// reads: the test was written for the formula after, and how the event was judged can't be told.
func (j *Judge) Tested(before, after *honeycomb.CalculatedField) *review.Tested {
	is, was := j.now.slis[after.Key.Path()], j.before.slis[before.Key.Path()]
	if is == nil || was == nil || len(is.tests) == 0 || !j.before.compile(was) {
		return nil
	}
	t := &review.Tested{}
	verdict := func(p *calc.Program, e *Event) calc.Verdict {
		v, _ := p.Judge(e.row(p.Columns(), &j.now.matching))
		return v
	}
	gone := slices.DeleteFunc(slices.Clone(was.program.Columns()), func(c string) bool {
		return slices.Contains(is.program.Columns(), c)
	})
	for _, p := range is.tests {
		for i, e := range p.events {
			if slices.ContainsFunc(gone, func(c string) bool { return !slices.Contains(e.Names, c) }) {
				t.Others++
				continue
			}
			t.Events++
			if a, b := verdict(was.program, e), verdict(is.program, e); a != b {
				t.Flips = append(t.Flips, review.Flip{Test: p.test.Name.V, Event: p.where(i), Before: a, After: b})
			}
		}
	}
	switch {
	case t.Events == 0:
		return nil
	case j.now.matching.Err() != nil:
		return &review.Tested{TooLong: true}
	}
	return t
}
