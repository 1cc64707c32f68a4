package calc

import (
	"fmt"
	"regexp/syntax"
	"sync/atomic"

	"github.com/slogen-project/slogen/generator/words"
)

// maxInstructions bounds regular expressions of calculated fields: the events that they are computed for may be large
// and many.
const maxInstructions = 1000

// Instructions is how many instructions a regular expression compiles to: what a byte of text may take to match. It is
// 0 for one that is none.
func Instructions(pattern string) int {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return 0
	}
	p, err := syntax.Compile(re.Simplify())
	if err != nil {
		return 0
	}
	return len(p.Inst)
}

// mostMatching is how many instructions of regular expressions a run may take: some ten seconds of the slowest kind.
// They are counted, and time is not, so that a run that ends well on one machine does on all.
const mostMatching = 1_000_000_000

// ErrMatching is why a run ends that spent too much in regular expressions.
var ErrMatching error = tooMuchMatching{}

type tooMuchMatching struct{ free int }

func (e tooMuchMatching) Error() string {
	instructions := "instructions"
	if e.free > 0 {
		instructions = fmt.Sprintf("instructions after the first %d", e.free)
	}
	return fmt.Sprintf("the regular expressions take too long on these events: each takes as many steps as it has %s, "+
		"times the bytes of its text, and all together may take %s. Give fewer events or shorter texts, or simplify "+
		"the expressions, above all large counts such as {1,100}", instructions, words.Thousands(mostMatching))
}

// Is says that all such errors are [ErrMatching].
func (e tooMuchMatching) Is(other error) bool {
	_, ok := other.(tooMuchMatching)
	return ok
}

// OrdinaryInstructions is more than expressions have that are written for requests: a list of thirty crawlers, or a
// path with two UUIDs.
const OrdinaryInstructions = 250

// Matching counts what the regular expressions of a run take, over all its events and programs. Its zero value is ready
// to use, also by several goroutines.
type Matching struct {
	// Free is how many instructions of each expression aren't counted, where any number of events is fine.
	Free int
	used atomic.Int64
}

// spend takes the steps of matching a text, and reports whether they were left. A nil Matching has no end.
func (m *Matching) spend(instructions, bytes int) bool {
	return m == nil || m.used.Add(int64(max(0, instructions-m.Free))*int64(bytes)) <= mostMatching
}

// Err is an [ErrMatching] if the steps are used up; nil before. Later matches gave null, so that no result counts.
func (m *Matching) Err() error {
	if m.used.Load() <= mostMatching {
		return nil
	}
	return tooMuchMatching{m.Free}
}
