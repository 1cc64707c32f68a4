package source

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/diag"
)

// unquoted speaks of values that are written as people say them: 99.5%, 1h, 99,5, an address without quotes; of comments and labels of
// other languages; of an "=" behind a block's type. HCL's parser stops somewhere in such a line.
type unquoted struct {
	name string
	src  []byte
	said map[int]bool // the bytes at which lines begin of which something was said
}

var (
	numberAndUnit = regexp.MustCompile(`(^|[=<>(\[,+*/ -])\s*([0-9]+(?:\.[0-9]+)?)(ms|us|ns|s|sec|min|m|h|d|w|y|mo|%)(\s*)(.?)`)
	decimalComma  = regexp.MustCompile(`=\s*([0-9]+),([0-9]+)\s*(?:$|#|//|})`)
	plainAddress  = regexp.MustCompile(`(=|\[|,)\s*([a-z]+://[^\s",\]}]+)`)
	dashComment   = regexp.MustCompile(`(?:^|\s)(--)(?:\s|$)(.*)`)
	equalBlock    = regexp.MustCompile(`^\s*([a-z_]+(?:\s+"[^"]*")+)\s*(=)\s*\{`)
	labelTemplate = regexp.MustCompile(`^\s*[a-z_]+(?:\s+"[^"]*")*\s+"[^"]*[$%]\{[^"]*"`)
)

// maxLine is how many bytes of a line are looked at.
const maxLine = 1000

// hint says what is wrong with the line of a problem, or nil. Echo says that it follows from what was said of the line.
func (u *unquoted) hint(at int, d *hcl.Diagnostic) (m *hcl.Diagnostic, echo bool) {
	start := lineStart(u.src, at)
	if u.said[start] {
		return nil, true
	}
	line := u.src[start:min(len(u.src), start+maxLine)]
	if end := bytes.IndexByte(line, '\n'); end >= 0 {
		line = line[:end]
	}
	m = u.line(start, bytes.TrimRight(line, "\r"), d.Summary)
	if m != nil {
		u.said[start] = true
	}
	return m, false
}

func (u *unquoted) line(start int, line []byte, summary string) *hcl.Diagnostic {
	say := func(from, to int, title, detail string) *hcl.Diagnostic {
		return diag.Error(title, detail, rangeOf(u.name, u.src, start+from, start+to))
	}
	code := outsideStrings(line)
	switch summary {
	case "Invalid string literal":
		if labelTemplate.Match(line) {
			i := bytes.IndexAny(line, "$%")
			return say(i, i+2, "Template in a label", "A label is fixed text: write a plain name. What people should see goes into "+
				"`name`, which may hold a template. To repeat a service, sli, slo or trigger write `for_each` in it; each instance is named by its key.")
		}
		return nil
	case "Invalid block definition":
		if g := equalBlock.FindSubmatchIndex(line); g != nil {
			return say(g[4], g[5], summary, fmt.Sprintf("A block has no \"=\" behind its labels. Write %s {", line[g[2]:g[3]]))
		}
		return nil
	case "Missing newline after argument", "Invalid expression", "Unexpected comma after argument", "Argument or block definition required",
		"Missing item separator", "Missing argument separator", "Unbalanced parentheses", "Invalid character", "Extra characters after expression",
		"Missing false expression in conditional", "Invalid single-argument block definition", "Unsupported operator":
	default:
		return nil
	}
	if g := plainAddress.FindSubmatchIndex(code); g != nil {
		return say(g[4], g[5], "Text without quotes", fmt.Sprintf("Text stands in double quotes. Write %q.", line[g[4]:g[5]]))
	}
	if g := dashComment.FindSubmatchIndex(code); g != nil {
		return say(g[2], g[3], "Invalid comment", strings.TrimSpace(fmt.Sprintf("A comment begins with \"#\". Write # %s", bytes.TrimSpace(line[g[4]:g[5]]))))
	}
	if g := decimalComma.FindSubmatchIndex(code); g != nil {
		return say(g[2], g[5], "Comma in a number", fmt.Sprintf("Decimals stand behind a point. Write %s.%s.", line[g[2]:g[3]], line[g[4]:g[5]]))
	}
	g := numberAndUnit.FindSubmatchIndex(code)
	if g == nil {
		return nil
	}
	number, unit, next := string(line[g[4]:g[5]]), string(line[g[6]:g[7]]), line[g[10]:g[11]]
	ends := len(next) == 0 || strings.ContainsRune("#/,]})&|", rune(next[0]))
	if !ends || g[6] != g[5] {
		return nil
	}
	if unit == "%" {
		return say(g[4], g[7], "Number with a percent sign", fmt.Sprintf("A percentage is a number here. Write %s.", number))
	}
	if assigned := bytes.HasSuffix(bytes.TrimSpace(code[:g[4]]), []byte("=")) && bytes.Count(code[:g[4]], []byte("=")) == 1; assigned {
		return say(g[4], g[7], "Duration without quotes", fmt.Sprintf("A length of time stands in double quotes. Write %q.", number+unit))
	}
	return say(g[4], g[7], "Number with a unit", fmt.Sprintf("A number that events are compared with has no unit: write it in the unit that the column has, which its name "+
		"often tells. For a column in the unit of this one write %s.", number))
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
