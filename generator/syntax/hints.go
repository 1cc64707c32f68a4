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
	var out hcl.Diagnostics
	tokens, _ := hclsyntax.LexConfig(src, name, hcl.InitialPos)
	open := &openBrackets{tokens: tokens}
	words := &rewording{name: name, src: src, tokens: tokens, openString: -1}
	scanned := scannerProblems(src, diags)
	plain := &unquoted{name: name, src: src, said: map[int]bool{}, nothing: map[lineAndSummary]bool{}}
	other := &foreign{name: name, src: src, tokens: tokens, open: &openBrackets{tokens: tokens}, broken: -1}
	ofLine := map[int]bool{}    // whether a line holds something of another language, which then is said already
	sequences := map[int]bool{} // lines with a sign of another language of templates
	for _, d := range diags {
		if d.Subject == nil || d.Subject.Start.Byte > len(src) {
			out = append(out, d)
			continue
		}
		at := d.Subject.Start.Byte
		// quotes are the wrong way round from there on
		if words.openString >= 0 && at >= words.openString || other.broken >= 0 && at >= other.broken {
			continue
		}
		if m, echo := plain.hint(at, d); m != nil {
			out = append(out, m)
			continue
		} else if echo {
			continue
		}
		if sequences[d.Subject.Start.Line] {
			continue
		}
		if m := otherTemplate(name, src, at, d); m != nil {
			sequences[d.Subject.Start.Line] = true
			out = append(out, m)
			continue
		}
		if echoes[d.Summary] && scanned.quotes[d.Subject.Start.Line] == 0 {
			line := d.Subject.Start.Line
			said, known := ofLine[line]
			if !known {
				found := other.onLine(line)
				out = append(out, found...)
				said = len(found) > 0
				ofLine[line] = said
			}
			if said {
				continue
			}
		}
		if first, ok := scanned.quotes[d.Subject.Start.Line]; ok {
			if at == first && d.Summary == "Invalid character" {
				out = append(
					out,
					diag.Error(codeHCL, d.Summary, "This isn't a plain quote: strings need straight double quotes, "+
						"\"text\". Word processors and chat programs replace them when you copy text.", *d.Subject),
				)
			}
			continue
		}
		if scanned.operators[at] && d.Summary != "Unsupported operator" && d.Summary != "Invalid character" {
			continue
		}
		if m := numberInName(name, src, at, d.Summary); m != nil {
			out = append(out, m)
			continue
		}
		if m := otherLanguage(name, src, tokens, at, d); m != nil {
			out = append(out, m)
			continue
		}
		if m := open.hint(name, src, at, d); m != nil {
			out = append(out, m)
			continue
		}
		if d = words.of(at, d); d != nil {
			out = append(out, d)
		}
	}
	return withoutEchoes(out)
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
		if quote := bytes.LastIndexByte(w.src[:at], '"'); quote >= 0 && bytes.IndexByte(w.src[quote:at], '\n') < 0 {
			w.openString = at
			d = diag.Error(
				codeHCL, "Unterminated string",
				"This string has no closing quote on its line. Add it; for text of several "+
					"lines write a heredoc (<<-EOT), or \\n for each new line.",
				rangeOf(w.name, w.src, quote, at),
			)
		}
	case "Invalid expression":
		if op := operatorBefore(w.tokens, at); op != nil && lineEndsAt(w.src, at) {
			d = endsWithOperator(op)
		}
	case "Missing false expression in conditional":
		if lineEndsAt(w.src, at) {
			w.conditional = true
			d = diag.Error(
				codeHCL, d.Summary,
				"The argument ends with its line, so the \":\" of the conditional is missing: an "+
					"expression "+
					"continues on the next line only inside parentheses. Put the whole expression in parentheses, "+
					"as in (a ? b : c).",
				*d.Subject,
			)
		}
	case "Argument or block definition required":
		op := operatorAt(w.src, at)
		if op == ":" && w.conditional {
			return nil
		}
		if before := operatorBefore(w.tokens, at); op == "" && before != nil {
			d = endsWithOperator(before)
		} else if op != "" {
			example := "(a " + op + " b)"
			if op == "?" || op == ":" {
				example = "(a ? b : c)"
			}
			d = diag.Error(codeHCL, "Invalid expression",
				fmt.Sprintf("A line can't start with %q: the argument above ended with its line, "+
					"because an expression continues on the next line only inside parentheses. Put the whole "+
					"expression in "+
					"parentheses, as in %s.", op, example), rangeOf(w.name, w.src, at, at+len(op)))
		}
	case "Invalid escape sequence":
		if at+1 < len(w.src) && w.src[at] == '\\' {
			if r, n := utf8.DecodeRune(w.src[at+1:]); !strings.ContainsRune("uUnrt\"\\", r) {
				d = diag.Error(
					codeHCL, d.Summary,
					fmt.Sprintf("\"%s\" isn't an escape sequence: in a quoted string a backslash starts "+
						"one of "+
						"\\n, \\r, \\t, \\\", \\\\, \\uNNNN and \\UNNNNNNNN. For the backslash itself, as in a "+
						"regular expression, write "+
						"two: \"\\\\%c\".", w.src[at:at+1+n], r),
					rangeOf(w.name, w.src, at, at+1+n),
				)
			}
		}
	case "Invalid single-argument block definition", "Argument definition required":
		if h := oneLineBlock(w.src, at); h != "" {
			c := *d
			c.Detail = fmt.Sprintf(
				"A block on one line can hold one argument only. Write each argument of %q on a line of its "+
					"own, and the closing brace on a line of its own too.",
				h,
			)
			d = &c
		}
	}
	return d
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
	rest := src[at:]
	switch d.Summary {
	case "Unsupported operator":
		for _, o := range [][2]string{{"&", "&&"}, {"|", "||"}} {
			if rest[0] == o[0][0] {
				from, to := at, at+1
				for from > 0 && src[from-1] == rest[0] {
					from--
				}
				for to < len(src) && src[to] == rest[0] {
					to++
				}
				return diag.Error(
					codeHCL, unknownOperator,
					fmt.Sprintf("`%s` isn't an operator here. Write `%s`.", src[from:to], o[1]),
					rangeOf(name, src, from, to),
				)
			}
		}
	case "Missing newline after argument":
		i := sort.Search(len(tokens), func(i int) bool { return tokens[i].Range.Start.Byte >= at })
		if i+1 < len(tokens) && tokens[i].Type == hclsyntax.TokenIdent && tokens[i+1].Type == hclsyntax.TokenEqual {
			return diag.Error(codeHCL, d.Summary, fmt.Sprintf("Another argument starts here, %q: put each on a line "+
				"of its own.",
				tokens[i].Bytes), *d.Subject)
		}
	case "Invalid character":
		end := at + 1
		for end < len(src) && (src[end] == '_' || src[end] == '.' || digit(src[end]) || src[end] >= 'a' && src[end] <= 'z' ||
			src[end] >= 'A' && src[end] <= 'Z') {
			end++
		}
		if rest[0] == '$' && end > at+1 && !digit(src[at+1]) && src[at+1] != '.' {
			return diag.Error(
				codeHCL, d.Summary,
				fmt.Sprintf("`%s` is how Honeycomb's calculated fields name a column. Here it is "+
					"written `event.%s`.", src[at:end], src[at+1:end]),
				rangeOf(name, src, at, end),
			)
		}
	}
	return nil
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
