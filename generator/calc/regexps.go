package calc

import "regexp/syntax"

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
