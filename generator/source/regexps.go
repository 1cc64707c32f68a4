package source

import (
	"regexp"
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/slogen-project/slogen/generator/calc"
)

// instructionsPerStep is how many instructions of a regular expression look at a byte in one step.
const instructionsPerStep = 16

// works gives the steps that a function takes beyond looking at its arguments once.
var works = map[string]func(args []cty.Value) int{
	"regex":    func(args []cty.Value) int { return regexWork(args, 0, 1, false) },
	"regexall": func(args []cty.Value) int { return regexWork(args, 0, 1, true) },
	"replace": func(args []cty.Value) int {
		if sub, ok := knownText(args, 1); !ok || len(sub) < 2 || sub[0] != '/' || sub[len(sub)-1] != '/' {
			return 0
		}
		str, _ := knownText(args, 0)
		if by, _ := knownText(args, 2); len(str)*len(by) > maxTextResult {
			return 0 // the function refuses it
		}
		return regexWork(args, 1, 0, true)
	},
}

func knownText(args []cty.Value, i int) (string, bool) {
	if i >= len(args) {
		return "", false
	}
	v, _ := args[i].Unmark()
	if !v.IsKnown() || v.IsNull() || v.Type() != cty.String {
		return "", false
	}
	return v.AsString(), true
}

func regexWork(args []cty.Value, pattern, text int, all bool) int {
	p, ok := knownText(args, pattern)
	s, known := knownText(args, text)
	if !ok || !known {
		return 0
	}
	p = strings.TrimSuffix(strings.TrimPrefix(p, "/"), "/") // those of `replace`
	size := calc.Instructions(p)
	steps := size * len(s) / instructionsPerStep
	if !all || steps > baseSteps || len(s) < shortSearched {
		return steps
	}
	re, err := regexp.Compile(p)
	if err != nil {
		return steps // the function says so
	}
	return steps + matchWork(re, size, s)
}

// shortSearched is a text so short that finding all matches in it takes no time, however far each looks ahead.
const shortSearched = 1000

// matchWork is how many steps it takes to find all matches, or a few more than there are: each may look ahead to the
// end of the text.
func matchWork(re *regexp.Regexp, size int, s string) (steps int) {
	for len(s) > 0 && steps <= baseSteps {
		r := &countingReader{r: strings.NewReader(s)}
		at := re.FindReaderIndex(r)
		steps += stepsPerValue + size*r.n/instructionsPerStep
		if at == nil {
			break
		}
		s = s[max(at[1], 1):]
	}
	return steps
}

// countingReader counts the characters that somebody reads.
type countingReader struct {
	r *strings.Reader
	n int
}

func (c *countingReader) ReadRune() (rune, int, error) {
	c.n++
	return c.r.ReadRune()
}
