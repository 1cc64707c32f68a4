package syntax

import (
	"bytes"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/lazy"
)

// unquoted speaks of values that are written as people say them: 99.5%, 1h, 99,5, an address without quotes; of
// comments and labels of other languages; of an "=" behind a block's type. HCL's parser stops somewhere in such a line.
type unquoted struct {
	name string
	src  []byte
	said map[int]bool // the bytes at which lines begin of which something was said
	// nothing has what was looked at in vain: a line may have very many problems of a kind.
	nothing map[lineAndSummary]bool
}

// lineAndSummary is the byte at which a line begins and a kind of problem in it.
type lineAndSummary struct {
	start   int
	summary string
}

var (
	numberAndUnit = lazy.Regexp(`(^|[=<>(\[,+*/ -])\s*([0-9]+(?:\.[0-9]+)?)(ms|us|ns|s|sec|min|m|h|d|w|y|mo|%)(\s*)(.?)`)
	otherBase     = lazy.Regexp(`(^|[=<>(\[,+*/ -])\s*(0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+)(\s*)(.?)`)
	numberAndSize = lazy.Regexp(`(^|[=<>(\[,+*/ -])\s*([0-9]+(?:\.[0-9]+)?)\s?([kKMGT](?:i?[bB])?)(\s*)(.?)`)
	decimalComma  = lazy.Regexp(`=\s*([0-9]+),([0-9]+)\s*(?:$|#|//|})`)
	plainAddress  = lazy.Regexp(`(=|\[|,)\s*([a-z]+://[^\s",\]}]+)`)
	grouped       = lazy.Regexp(`[<>=]\s*([0-9]{1,3}(?:,[0-9]{3})+)\s*(?:$|#|//|})`)
	comparedComma = lazy.Regexp(`(?:[<>]=?|[=!]=)\s*([0-9]+),([0-9]+)\s*(?:$|#|//|})`)
	barePoint     = lazy.Regexp(`(?:^|[=<>(\[,+*/ -])\s*(\.[0-9]+)(\s*)(.?)`)
	dashComment   = lazy.Regexp(`(?:^|\s)(--)(?:\s|$)(.*)`)
	equalBlock    = lazy.Regexp(`^\s*([a-z_]+(?:\s+"[^"]*")+)\s*(=)\s*\{`)
	labelTemplate = lazy.Regexp(`^\s*[a-z_]+(?:\s+"[^"]*")*\s+"[^"]*[$%]\{[^"]*"`)
)

// maxLine is how many bytes of a line are looked at.
const maxLine = 1000

// hint says what is wrong with the line of a problem, or nil. Echo says that it follows from what was said of the line.
func (u *unquoted) hint(at int, d *hcl.Diagnostic) (m *hcl.Diagnostic, echo bool) {
	start := lineStart(u.src, at)
	if u.said[start] {
		return nil, true
	}
	key := lineAndSummary{start, d.Summary}
	if u.nothing[key] {
		return nil, false
	}
	line := u.src[start:min(len(u.src), start+maxLine)]
	if end := bytes.IndexByte(line, '\n'); end >= 0 {
		line = line[:end]
	}
	m = plainLine{u, start, bytes.TrimRight(line, "\r"), d.Summary}.hint()
	if m != nil {
		u.said[start] = true
	} else {
		u.nothing[key] = true
	}
	return m, false
}

// stumbles are the summaries of what HCL says of such lines.
var stumbles = []string{
	"Missing newline after argument", "Invalid expression", "Unexpected comma after argument",
	"Argument or block definition required", "Missing item separator", "Missing argument separator",
	"Unbalanced parentheses", "Invalid character", "Extra characters after expression",
	"Missing false expression in conditional", "Invalid single-argument block definition", "Unsupported operator",
}

// plainLine is a line with a problem.
type plainLine struct {
	*unquoted
	start   int // the byte at which it begins
	line    []byte
	summary string
}

// say speaks of some bytes of the line.
func (u plainLine) say(from, to int, title, detail string) *hcl.Diagnostic {
	return diag.Error(codeHCL, title, detail, rangeOf(u.name, u.src, u.start+from, u.start+to))
}

func (u plainLine) hint() *hcl.Diagnostic {
	line := u.line
	switch {
	case u.summary == "Invalid string literal":
		if labelTemplate().Match(line) {
			i := bytes.IndexAny(line, "$%")
			return u.say(i, i+2, "Template in a label",
				"A label is fixed text: write a plain name. What people should see goes into "+
					"`name`, which may hold a template. To repeat a block, write `for_each` in it; each instance is "+
					"named by the label and its key.")
		}
		return nil
	case u.summary == "Invalid block definition":
		if g := equalBlock().FindSubmatchIndex(line); g != nil {
			return u.say(g[4], g[5], u.summary,
				fmt.Sprintf("A block has no \"=\" after its labels. Write %s {", line[g[2]:g[3]]))
		}
		return nil
	case !slices.Contains(stumbles, u.summary):
		return nil
	}
	code := outsideStrings(line)
	if g := plainAddress().FindSubmatchIndex(code); g != nil {
		return u.say(g[4], g[5], "Text without quotes",
			fmt.Sprintf("Put text in double quotes: write %q.", line[g[4]:g[5]]))
	}
	if g := dashComment().FindSubmatchIndex(code); g != nil {
		return u.say(g[2], g[3], "Invalid comment",
			strings.TrimSpace(fmt.Sprintf("A comment starts with \"#\". Write # %s", bytes.TrimSpace(line[g[4]:g[5]]))))
	}
	if m := u.comma(code); m != nil {
		return m
	}
	if m := u.otherNotation(code); m != nil {
		return m
	}
	return u.unit(code)
}

// comma speaks of a comma in a number, for its point or between its thousands.
func (u plainLine) comma(code []byte) *hcl.Diagnostic {
	const title = "Comma in a number"
	line := u.line
	if g := decimalComma().FindSubmatchIndex(code); g != nil {
		return u.say(g[2], g[5], title, pointInstead(line[g[2]:g[3]], line[g[4]:g[5]]))
	}
	if u.summary != "Unexpected comma after argument" {
		return nil
	}
	if g := grouped().FindSubmatchIndex(code); g != nil {
		whole := strings.ReplaceAll(string(line[g[2]:g[3]]), ",", "")
		return u.say(g[2], g[3], title, fmt.Sprintf("Numbers have no separators between digits. Write %s.", whole))
	}
	if g := comparedComma().FindSubmatchIndex(code); g != nil {
		return u.say(g[2], g[5], title, pointInstead(line[g[2]:g[3]], line[g[4]:g[5]]))
	}
	return nil
}

// otherNotation speaks of .5, of 0xff and of 10k.
func (u plainLine) otherNotation(code []byte) *hcl.Diagnostic {
	line := u.line
	if g := barePoint().FindSubmatchIndex(code); g != nil && endsValue(line[g[6]:g[7]]) {
		return u.say(g[2], g[3], "Number without a digit before its point",
			fmt.Sprintf("A number starts with a digit. Write 0%s.", line[g[2]:g[3]]))
	}
	if g := otherBase().FindSubmatchIndex(code); g != nil && endsValue(line[g[8]:g[9]]) {
		if n, err := strconv.ParseUint(string(line[g[4]:g[5]]), 0, 64); err == nil {
			return u.say(g[4], g[5], "Number that is not decimal",
				fmt.Sprintf("Write numbers in decimal. Write %d.", n))
		}
	}
	if g := numberAndSize().FindSubmatchIndex(code); g != nil && endsValue(line[g[10]:g[11]]) {
		if detail := withoutSize(string(line[g[4]:g[5]]), string(line[g[6]:g[7]])); detail != "" {
			return u.say(g[4], g[7], "Number with a unit", detail)
		}
	}
	return nil
}

// unit speaks of a number with a unit of time or a percent sign.
func (u plainLine) unit(code []byte) *hcl.Diagnostic {
	line := u.line
	g := numberAndUnit().FindSubmatchIndex(code)
	if g == nil || g[6] != g[5] || !endsValue(line[g[10]:g[11]]) {
		return nil
	}
	number, unit, before := string(line[g[4]:g[5]]), string(line[g[6]:g[7]]), bytes.TrimSpace(code[:g[4]])
	title, detail := "Number with a unit", withoutUnit(number, unit)
	assigned := bytes.HasSuffix(before, []byte("=")) && bytes.Count(before, []byte("=")) == 1
	switch {
	case unit == "%" && assigned:
		title, detail = "Number with a percent sign", fmt.Sprintf("A percentage is a number here. Write %s.", number)
	case unit == "%":
		title, detail = "Number with a percent sign", percentCompared(number)
	case assigned:
		title = "Duration without quotes"
		detail = fmt.Sprintf("Put a length of time in double quotes. Write %q.", number+unit)
	}
	return u.say(g[4], g[7], title, detail)
}

func pointInstead(whole, decimals []byte) string {
	return fmt.Sprintf("Decimals come after a point. Write %s.%s.", whole, decimals)
}

// endsValue says whether a value can end before the byte next, if there is one.
func endsValue(next []byte) bool { return len(next) == 0 || bytes.ContainsAny(next, "#/,]})&|<>=?:!") }

// percentCompared says what to write for a percentage in an expression.
func percentCompared(number string) string {
	v, ok := new(big.Rat).SetString(number)
	if !ok {
		return ""
	}
	digits, _ := v.Mul(v, big.NewRat(1, 100)).FloatPrec()
	return fmt.Sprintf("Numbers in expressions have no percent sign. For a share, such as count(event.error == true) / "+
		"count(), write %s; "+
		"for a column that holds percent, %s.", v.FloatString(digits), number)
}

// milliseconds says how many milliseconds a unit of time has.
var milliseconds = map[string]*big.Rat{
	"ns": big.NewRat(1, 1_000_000), "us": big.NewRat(1, 1000), "ms": big.NewRat(1, 1),
	"s": big.NewRat(1000, 1), "sec": big.NewRat(1000, 1),
	"min": big.NewRat(60_000, 1), "m": big.NewRat(60_000, 1), "h": big.NewRat(3_600_000, 1),
	"d": big.NewRat(86_400_000, 1),
}

// withoutUnit says what to write for a length of time that a column is compared with.
func withoutUnit(number, unit string) string {
	const no = "Numbers in expressions have no unit: they are compared in the column's own unit."
	v, ok := new(big.Rat).SetString(number)
	factor := milliseconds[unit]
	if !ok || factor == nil {
		return fmt.Sprintf(no+" For a column in the unit of this one write %s.", number)
	}
	write := func(v *big.Rat) string {
		digits, _ := v.FloatPrec()
		return v.FloatString(digits)
	}
	ms := new(big.Rat).Mul(v, factor)
	return fmt.Sprintf(no+" For a column in milliseconds, such as duration_ms, write %s; for one in seconds %s.",
		write(ms),
		write(new(big.Rat).Quo(ms, big.NewRat(1000, 1))))
}

// withoutSize says what to write for 10k, 10 MB or 10 MiB.
func withoutSize(number, unit string) string {
	v, ok := new(big.Rat).SetString(number)
	if !ok {
		return ""
	}
	power := int64(strings.IndexByte("kMGT", strings.Replace(unit, "K", "k", 1)[0]) + 1)
	times := func(base int64) string {
		p := new(big.Int).Exp(big.NewInt(base), big.NewInt(power), nil)
		x := new(big.Rat).Mul(v, new(big.Rat).SetInt(p))
		digits, _ := x.FloatPrec()
		return x.FloatString(digits)
	}
	const no = "Numbers have no unit."
	switch {
	case len(unit) == 1:
		return fmt.Sprintf(no+" Write %s.", times(1000))
	case strings.Contains(unit, "i"):
		return fmt.Sprintf(no+" For a column in bytes write %s.", times(1024))
	}
	return fmt.Sprintf(no+" For a column in bytes write %s, or %s if each step is 1,024.", times(1000), times(1024))
}

// outsideStrings is the line with everything inside of double quotes, and comments that begin with "#", as spaces.
func outsideStrings(line []byte) []byte {
	out := bytes.Clone(line)
	in := false
	for i := 0; i < len(out); i++ {
		switch {
		case out[i] == '"' && (i == 0 || line[i-1] != '\\'):
			in = !in
		case in:
			out[i] = ' '
		case out[i] == '#':
			for ; i < len(out); i++ {
				out[i] = ' '
			}
		}
	}
	return out
}
