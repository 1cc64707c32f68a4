package syntax

import (
	"bytes"
	"fmt"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/slogen-project/slogen/generator/diag"
)

// limitDiagnostics keeps the first problems of a file: one mistake can make a parser trip over every byte after it.
func limitDiagnostics(name string, src []byte, diags hcl.Diagnostics) hcl.Diagnostics {
	if len(diags) <= maxDiagnostics {
		return diags
	}
	at := diags[maxDiagnostics]
	r := rangeOf(name, src, 0, 0)
	if at.Subject != nil {
		r = *at.Subject
	}
	return append(diags[:maxDiagnostics:maxDiagnostics], diag.Error(codeLimit, "Too many problems",
		"More syntax problems were found from here on, most of them probably for the reasons above.", r))
}

// hints rewrites what HCL says badly, and drops what it says only because of that.
func hints(name string, src []byte, diags hcl.Diagnostics) hcl.Diagnostics {
	if !diags.HasErrors() {
		return diags
	}
	if m := conflict(name, src); m != nil {
		return hcl.Diagnostics{m}
	}
	diags = diags[:min(len(diags), 10*maxDiagnostics)] // the first are enough to work on
	tokens, _ := hclsyntax.LexConfig(src, name, hcl.InitialPos)
	h := hinting{
		name: name, src: src, tokens: tokens,
		open:      &openBrackets{tokens: tokens},
		words:     &rewording{name: name, src: src, tokens: tokens, openString: -1},
		scanned:   scannerProblems(src, diags),
		plain:     &unquoted{name: name, src: src, said: map[int]bool{}, nothing: map[lineAndSummary]bool{}},
		other:     &foreign{name: name, src: src, tokens: tokens, open: &openBrackets{tokens: tokens}, broken: -1},
		ofLine:    map[int]bool{},
		sequences: map[int]bool{},
	}
	var out hcl.Diagnostics
	for _, d := range diags {
		if d.Subject == nil || d.Subject.Start.Byte > len(src) {
			out = append(out, d)
			continue
		}
		out = append(out, h.of(d.Subject.Start.Byte, d)...)
	}
	return withoutEchoes(out)
}

// hinting goes through the problems of a file, in order.
type hinting struct {
	name   string
	src    []byte
	tokens hclsyntax.Tokens

	open      *openBrackets
	words     *rewording
	scanned   scannerProblem
	plain     *unquoted
	other     *foreign
	ofLine    map[int]bool // whether a line holds something of another language, which then is said already
	sequences map[int]bool // lines with a sign of another language of templates
}

// of is what to say instead of d, a problem at a byte; nothing where all is said. What explains most is asked first.
func (h *hinting) of(at int, d *hcl.Diagnostic) hcl.Diagnostics {
	line := d.Subject.Start.Line
	if h.astray(at) {
		return nil
	}
	if m, echo := h.plain.hint(at, d); m != nil {
		return hcl.Diagnostics{m}
	} else if echo || h.sequences[line] {
		return nil
	}
	if m := otherTemplate(h.name, h.src, at, d); m != nil {
		h.sequences[line] = true
		return hcl.Diagnostics{m}
	}
	quote, quoted := h.scanned.quotes[line]
	if echoes[d.Summary] && !quoted {
		if found, said := h.foreign(line); said {
			return found
		}
	}
	if quoted {
		if at != quote || d.Summary != "Invalid character" {
			return nil
		}
		return hcl.Diagnostics{diag.Error(codeHCL, d.Summary, "This isn't a plain quote: strings need straight double "+
			"quotes, \"text\". Word processors and chat programs replace them when you copy text.", *d.Subject)}
	}
	if h.scanned.operators[at] && d.Summary != "Unsupported operator" && d.Summary != "Invalid character" {
		return nil
	}
	m := numberInName(h.name, h.src, at, d.Summary)
	if m == nil {
		m = otherLanguage(h.name, h.src, h.tokens, at, d)
	}
	if m == nil {
		m = h.open.hint(h.name, h.src, at, d)
	}
	if m == nil {
		m = h.words.of(at, d)
	}
	if m == nil {
		return nil
	}
	return hcl.Diagnostics{m}
}

// astray says whether quotes are the wrong way round from somewhere before the byte on.
func (h *hinting) astray(at int) bool {
	return h.words.openString >= 0 && at >= h.words.openString || h.other.broken >= 0 && at >= h.other.broken
}

// foreign says of another language's words and signs on a line what wasn't said yet; said is whether there are any.
func (h *hinting) foreign(line int) (found hcl.Diagnostics, said bool) {
	said, known := h.ofLine[line]
	if !known {
		found = h.other.onLine(line)
		said = len(found) > 0
		h.ofLine[line] = said
	}
	return found, said
}

// rewording says in other words what HCL says of the syntax.
type rewording struct {
	name        string
	src         []byte
	tokens      hclsyntax.Tokens
	openString  int  // where a string without a closing quote was found, or -1
	conditional bool // that a conditional ends with its line was said
}

// of is d, or what to say instead of it; nil where all is said.
func (w *rewording) of(at int, d *hcl.Diagnostic) *hcl.Diagnostic {
	switch d.Summary {
	case "Invalid multi-line string":
		return w.unterminated(at, d)
	case "Invalid expression":
		if op := operatorBefore(w.tokens, at); op != nil && lineEndsAt(w.src, at) {
			return endsWithOperator(op)
		}
	case "Missing false expression in conditional":
		if lineEndsAt(w.src, at) {
			w.conditional = true
			return diag.Error(
				codeHCL, d.Summary,
				"The argument ends with its line, so the \":\" of the conditional is missing: an expression "+
					"continues on the next line only inside parentheses. Put the whole expression in parentheses, "+
					"as in (a ? b : c).",
				*d.Subject,
			)
		}
	case "Argument or block definition required":
		return w.startsWithOperator(at, d)
	case "Invalid escape sequence":
		return w.escape(at, d)
	case "Invalid single-argument block definition", "Argument definition required":
		if h := oneLineBlock(w.src, at); h != "" {
			c := *d
			c.Detail = fmt.Sprintf(
				"A block on one line can hold one argument only. Write each argument of %q on a line of its "+
					"own, and the closing brace on a line of its own too.",
				h,
			)
			return &c
		}
	}
	return d
}

// unterminated speaks of a string that ends with its line.
func (w *rewording) unterminated(at int, d *hcl.Diagnostic) *hcl.Diagnostic {
	quote := bytes.LastIndexByte(w.src[:at], '"')
	if quote < 0 || bytes.IndexByte(w.src[quote:at], '\n') >= 0 {
		return d
	}
	w.openString = at
	return diag.Error(codeHCL, "Unterminated string",
		"This string has no closing quote on its line. Add it; for text of several "+
			"lines write a heredoc (<<-EOT), or \\n for each new line.",
		rangeOf(w.name, w.src, quote, at))
}

// startsWithOperator speaks of a line that goes on with the expression of the one before.
func (w *rewording) startsWithOperator(at int, d *hcl.Diagnostic) *hcl.Diagnostic {
	op := operatorAt(w.src, at)
	switch before := operatorBefore(w.tokens, at); {
	case op == ":" && w.conditional:
		return nil
	case op == "" && before != nil:
		return endsWithOperator(before)
	case op == "":
		return d
	}
	example := "(a " + op + " b)"
	if op == "?" || op == ":" {
		example = "(a ? b : c)"
	}
	return diag.Error(codeHCL, "Invalid expression", fmt.Sprintf("A line can't start with %q: the argument above "+
		"ended with its line, because an expression continues on the next line only inside parentheses. Put the whole "+
		"expression in parentheses, as in %s.", op, example), rangeOf(w.name, w.src, at, at+len(op)))
}

// escape speaks of a backslash that begins no escape sequence.
func (w *rewording) escape(at int, d *hcl.Diagnostic) *hcl.Diagnostic {
	if at+1 >= len(w.src) || w.src[at] != '\\' {
		return d
	}
	r, n := utf8.DecodeRune(w.src[at+1:])
	if strings.ContainsRune("uUnrt\"\\", r) {
		return d
	}
	return diag.Error(codeHCL, d.Summary, fmt.Sprintf("\"%s\" isn't an escape sequence: in a quoted string a "+
		"backslash starts one of \\n, \\r, \\t, \\\", \\\\, \\uNNNN and \\UNNNNNNNN. For the backslash itself, as in "+
		"a regular expression, write two: \"\\\\%c\".", w.src[at:at+1+n], r), rangeOf(w.name, w.src, at, at+1+n))
}

// scannerProblem is what the scanner stumbled over, and the parser then too.
type scannerProblem struct {
	operators map[int]bool // bytes at which something stands that is no operator here, or in no expression
	quotes    map[int]int  // the byte of the first foreign quote on a line
}

func scannerProblems(src []byte, diags hcl.Diagnostics) scannerProblem {
	p := scannerProblem{map[int]bool{}, map[int]int{}}
	for _, d := range diags {
		if d.Subject == nil || d.Subject.Start.Byte >= len(src) {
			continue
		}
		at, line := d.Subject.Start.Byte, d.Subject.Start.Line
		switch d.Summary {
		case "Unsupported operator":
			p.operators[at] = true
			if at > 0 && src[at] == '~' && src[at-1] == '=' {
				p.operators[at-1] = true
			}
		case "Invalid character":
			p.operators[at] = true
			if r, _ := utf8.DecodeRune(src[at:]); strings.ContainsRune("“”„‟«»‘’‚‛`´", r) {
				if first, ok := p.quotes[line]; !ok || at < first {
					p.quotes[line] = at
				}
			}
		}
	}
	return p
}

// otherLanguage speaks of signs that other languages have, and HCL's parser just stops at. Words and whole expressions
// are [foreign]'s.
func otherLanguage(name string, src []byte, tokens hclsyntax.Tokens, at int, d *hcl.Diagnostic) *hcl.Diagnostic {
	if at >= len(src) {
		return nil
	}
	switch d.Summary {
	case "Unsupported operator":
		return otherLogic(name, src, at)
	case "Missing newline after argument":
		i := sort.Search(len(tokens), func(i int) bool { return tokens[i].Range.Start.Byte >= at })
		if i+1 < len(tokens) && tokens[i].Type == hclsyntax.TokenIdent && tokens[i+1].Type == hclsyntax.TokenEqual {
			return diag.Error(codeHCL, d.Summary, fmt.Sprintf("Another argument starts here, %q: put each on a line "+
				"of its own.",
				tokens[i].Bytes), *d.Subject)
		}
	case "Invalid character":
		return dollarColumn(name, src, at, d)
	}
	return nil
}

// otherLogic speaks of one "&" or "|", or of more than two.
func otherLogic(name string, src []byte, at int) *hcl.Diagnostic {
	c := src[at]
	if c != '&' && c != '|' {
		return nil
	}
	from, to := at, at+1
	for from > 0 && src[from-1] == c {
		from--
	}
	for to < len(src) && src[to] == c {
		to++
	}
	return diag.Error(codeHCL, unknownOperator,
		fmt.Sprintf("`%s` isn't an operator here. Write `%c%[2]c`.", src[from:to], c), rangeOf(name, src, from, to))
}

// dollarColumn speaks of a column as Honeycomb's calculated fields write it.
func dollarColumn(name string, src []byte, at int, d *hcl.Diagnostic) *hcl.Diagnostic {
	end := at + 1
	for end < len(src) && (src[end] == '_' || src[end] == '.' || digit(src[end]) || letter(src[end])) {
		end++
	}
	if src[at] != '$' || end == at+1 || digit(src[at+1]) || src[at+1] == '.' {
		return nil
	}
	return diag.Error(codeHCL, d.Summary, fmt.Sprintf("`%s` is how Honeycomb's calculated fields name a column. Here "+
		"it is written `event.%s`.", src[at:end], src[at+1:end]), rangeOf(name, src, at, end))
}

// withoutEchoes drops what the parser says of a token that the scanner spoke of already, and exact repetitions.
func withoutEchoes(diags hcl.Diagnostics) hcl.Diagnostics {
	type place struct{ start, end int }
	invalid := map[place]bool{}
	said := map[string]bool{}
	return slices.DeleteFunc(diags, func(d *hcl.Diagnostic) bool {
		if d.Subject == nil {
			return false
		}
		at := place{d.Subject.Start.Byte, d.Subject.End.Byte}
		text := fmt.Sprint(at, d.Summary, d.Detail)
		if said[text] || invalid[at] && d.Summary == "Invalid expression" {
			return true
		}
		said[text] = true
		if d.Summary == "Invalid character" || d.Summary == "Unsupported operator" {
			invalid[at] = true
		}
		return false
	})
}

func endsWithOperator(op *hclsyntax.Token) *hcl.Diagnostic {
	example := fmt.Sprintf("(a %s b)", op.Bytes)
	if op.Type == hclsyntax.TokenQuestion || op.Type == hclsyntax.TokenColon {
		example = "(a ? b : c)"
	}
	return diag.Error(codeHCL, "Invalid expression",
		fmt.Sprintf("The argument ends with its line, so the right side of %q is missing: an "+
			"expression continues on the next line only inside parentheses. Put the whole expression in "+
			"parentheses, as in %s.",
			op.Bytes, example), op.Range)
}

// operatorBefore returns the operator that is the last token before the byte, comments and line ends aside.
func operatorBefore(tokens hclsyntax.Tokens, at int) *hclsyntax.Token {
	i := sort.Search(len(tokens), func(i int) bool { return tokens[i].Range.Start.Byte >= at }) - 1
	for i >= 0 && (tokens[i].Type == hclsyntax.TokenNewline || tokens[i].Type == hclsyntax.TokenComment) {
		i--
	}
	if i >= 0 && slices.Contains(operators, string(tokens[i].Bytes)) {
		return &tokens[i]
	}
	return nil
}

func operatorAt(src []byte, at int) string {
	for _, op := range operators {
		if bytes.HasPrefix(src[at:], []byte(op)) {
			return op
		}
	}
	return ""
}

// operators are those with two sides, longer ones first.
var operators = []string{"&&", "||", "==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "%", "?", ":"}

// lineEndsAt says whether the line ends at the byte, but for a comment.
func lineEndsAt(src []byte, at int) bool {
	return at >= len(src) || src[at] == '\n' || src[at] == '\r' || src[at] == '#' ||
		bytes.HasPrefix(src[at:], []byte("//"))
}

// oneLineBlock returns the type of the block whose header the line of at begins with, "" if it begins with none.
func oneLineBlock(src []byte, at int) string {
	line := src[bytes.LastIndexByte(src[:at], '\n')+1 : at]
	brace := bytes.IndexByte(line, '{')
	if brace < 0 || bytes.IndexByte(line[:brace], '=') >= 0 {
		return ""
	}
	fields := bytes.Fields(line[:brace])
	if len(fields) == 0 || !hclsyntax.ValidIdentifier(string(fields[0])) {
		return ""
	}
	return string(fields[0])
}

// numberInName speaks of event.5xx and event.a.0.1, which HCL's parser trips over: nothing that begins with a digit can
// stand after a dot, but an index of a list.
func numberInName(name string, src []byte, at int, summary string) *hcl.Diagnostic {
	switch summary {
	case "Missing newline after argument", "Invalid legacy index syntax", "Invalid single-argument block definition",
		"Missing argument separator",
		"Unbalanced parentheses", "Invalid expression", "Missing item separator", "Missing false expression in " +
			"conditional":
	default:
		return nil
	}
	part := func(c byte) bool {
		return c == '_' || c == '.' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
	}
	start, end := at, at
	for start > 0 && part(src[start-1]) {
		start--
	}
	for end < len(src) && part(src[end]) {
		end++
	}
	root, rest, ok := strings.Cut(string(src[start:end]), ".")
	if !ok || !hclsyntax.ValidIdentifier(root) || rest == "" {
		return nil
	}
	for p := range strings.SplitSeq(rest, ".") {
		if p != "" && digit(p[0]) {
			return diag.Error(codeHCL, "Number in a column name",
				fmt.Sprintf("After a dot, a name can't start with a digit. If the column is named %q, write `%s[%q]`; "+
					"write an element of a list with brackets, `list[0]`.", rest, root, rest), rangeOf(name, src, start, end))
		}
	}
	return nil
}

// conflict finds the markers that an unresolved merge leaves behind.
func conflict(name string, src []byte) *hcl.Diagnostic {
	marker := func(from int, text string) int {
		for i := from; i < len(src); {
			n := bytes.Index(src[i:], []byte(text))
			if n < 0 {
				return -1
			}
			if i += n; i == 0 || src[i-1] == '\n' {
				return i
			}
			i += len(text)
		}
		return -1
	}
	ours := marker(0, "<<<<<<< ")
	if ours < 0 {
		return nil
	}
	middle := marker(ours, "=======")
	if middle < 0 {
		return nil
	}
	theirs := marker(middle, ">>>>>>> ")
	if theirs < 0 {
		return nil
	}
	line := func(at int) hcl.Range {
		end := bytes.IndexByte(src[at:], '\n')
		if end < 0 {
			end = len(src) - at
		}
		return rangeOf(name, src, at, at+end)
	}
	return diag.Error(codeHCL, "Unresolved merge conflict", "The file contains merge conflict markers. Choose between "+
		"the two versions, or join them, and delete the three marker lines.", line(ours),
		diag.Note{Text: "the other version starts here", Range: line(middle)},
		diag.Note{Text: "the conflict ends here", Range: line(theirs)})
}
