package functions

import (
	"regexp"
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/slogen-project/slogen/generator/bound"
	"github.com/slogen-project/slogen/generator/calc"
)

const (
	instructionsPerStep = 16 // of a regular expression that look at a byte
	stepsPerMatch       = 8
	stepsPerCombination = 300 // that is put into a set
)

// works gives the steps that a function takes beyond looking at its arguments once.
var works = map[string]func(args []cty.Value) int{
	// These read texts with a regular expression or a parser, a few bytes in a step.
	"chomp":        perByte(2),
	"csvdecode":    perByte(8),
	"formatdate":   perByte(2),
	"jsondecode":   perByte(2),
	"length":       perByte(1), // of characters that may be made of several code points
	"strrev":       perByte(1),
	"substr":       perByte(1),
	"timeadd":      perByte(2),
	"title":        perByte(1),
	"yamldecode":   perByte(2),
	"coalesce":     unifyWork,
	"coalescelist": unifyWork,
	"setproduct":   productWork,
	"regex":        func(args []cty.Value) int { return regexWork(args, 0, 1, false) },
	"regexall":     func(args []cty.Value) int { return regexWork(args, 0, 1, true) },
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

// slow are functions that go through their arguments several times more than others, or do more with each value.
var slow = map[string]int{"distinct": 4, "flatten": 4, "format": 10, "formatlist": 10, "join": 4, "jsonencode": 10,
	"merge": 4, "setproduct": 4,
	"setsubtract": 4, "setunion": 4, "setintersection": 4, "yamlencode": 20, "zipmap": 4}

// perByte is the work of a function that takes as many steps for each byte of its first text.
func perByte(steps int) func(args []cty.Value) int {
	return func(args []cty.Value) int {
		for i := range args {
			if s, ok := knownText(args, i); ok {
				return len(s) * steps
			}
		}
		return 0
	}
}

// unifyWork is what it takes to find the type that arguments of different types have in common: cty compares the types
// of all the elements of tuples and objects with each other.
func unifyWork(args []cty.Value) int {
	n, alike := 0, true
	for _, a := range args {
		ty := a.Type()
		alike = alike && ty.Equals(args[0].Type())
		if ty.IsTupleType() {
			n += ty.Length()
		} else if ty.IsObjectType() {
			n += len(ty.AttributeTypes())
		}
	}
	if alike {
		return 0
	}
	return n * n / 4
}

// productWork is what it takes to put all combinations into a set, if one of the arguments is a set.
func productWork(args []cty.Value) int {
	n, isSet := 1, false
	for _, a := range args {
		if a, _ = a.Unmark(); !a.IsKnown() || a.IsNull() || !a.CanIterateElements() {
			return 0
		}
		isSet = isSet || a.Type().IsSetType()
		if n *= a.LengthInt(); n > maxListResult {
			return 0 // the function refuses it
		}
	}
	if !isSet {
		return 0
	}
	return n * stepsPerCombination
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
	if !ok || !known || len(p) > maxRegexp { // the function refuses what is too long
		return 0
	}
	p = strings.TrimSuffix(strings.TrimPrefix(p, "/"), "/") // those of `replace`
	size := calc.Instructions(p)
	steps := size * len(s) / instructionsPerStep
	if !all || steps > bound.BaseSteps || len(s) < shortSearched {
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
	for len(s) > 0 && steps <= bound.BaseSteps {
		r := &countingReader{r: strings.NewReader(s)}
		at := re.FindReaderIndex(r)
		steps += stepsPerMatch + size*r.n/instructionsPerStep
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
