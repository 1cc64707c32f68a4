package source

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"
	"sync"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	hcljson "github.com/hashicorp/hcl/v2/json"
	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/zclconf/go-cty/cty"
)

// maxDiagnostics is how many problems of syntax are told of one file.
const maxDiagnostics = 100

// isJSONName says whether a file of this name is in HCL's JSON form, or evaluates to it.
func isJSONName(name string) bool {
	return strings.HasSuffix(name, ".json") || strings.HasSuffix(name, ".jsonnet")
}

// Parse reads a file in HCL's native syntax, or in its JSON form if the name ends in .json or .jsonnet (src is then
// what the jsonnet evaluates to). It may be called concurrently. A text that the parsers would not survive is refused
// with one error and a nil file; after errors of syntax the file holds what could be read.
//
// The file's text must not be changed while the file is in use. Places within strings of JSON are put right only by
// [FixJSON], which is applied already to the diagnostics returned here.
func Parse(name string, src []byte) (f *hcl.File, diags hcl.Diagnostics) {
	defer func() {
		if r := recover(); r != nil {
			f, diags = nil, hcl.Diagnostics{diag.Error("Unreadable file", fmt.Sprintf("The parser of HCL failed on this file "+
				"(%v). This is a bug in slogen, not only a mistake in the file; please report it and attach the file.", r),
				rangeOf(name, src, 0, 0))}
		}
	}()
	if p := guardBytes(src); p != nil {
		return nil, hcl.Diagnostics{p.diagnostic(name, src)}
	}
	if d := emptyFile(name, src); d != nil {
		f, _ = hclsyntax.ParseConfig(src, name, hcl.InitialPos)
		return f, hcl.Diagnostics{d}
	}
	if isJSONName(name) {
		return parseJSON(name, src)
	}
	cuts, p := guardText(src, kindBody)
	if p == nil {
		p = numerals(src, false)
	}
	if p != nil {
		return nil, hcl.Diagnostics{p.diagnostic(name, src)}
	}
	f, diags = parseHCL(name, src, cuts)
	if body, ok := f.Body.(*hclsyntax.Body); ok {
		markPoints(body, src, 0)
		if !diags.HasErrors() { // otherwise what was read may not be what is there
			diags = append(diags, normalHCL(src, body)...)
		}
	}
	if len(diags) > 0 {
		diags = limitDiagnostics(name, src, hints(name, src, diags))
	}
	return f, diags
}

// markPoints marks the whole numbers within n that are written with a point. n was parsed from src, whose first byte
// has this offset.
func markPoints(n hclsyntax.Node, src []byte, offset int) {
	if !mayHoldPoint(src) {
		return
	}
	hclsyntax.VisitAll(n, func(n hclsyntax.Node) hcl.Diagnostics {
		if lit, ok := n.(*hclsyntax.LiteralValueExpr); ok {
			from, to := lit.SrcRange.Start.Byte-offset, lit.SrcRange.End.Byte-offset
			if 0 <= from && from < to && to <= len(src) && bytes.IndexByte(src[from:to], '.') >= 0 {
				lit.Val = calc.WithPoint(lit.Val)
			}
		}
		return nil
	})
}

// mayHoldPoint says whether src may hold a whole number with a point: digits behind one that are all zeros or go on
// with an exponent.
func mayHoldPoint(src []byte) bool {
	for {
		i := bytes.IndexByte(src, '.')
		if i < 0 {
			return false
		}
		before := i > 0 && digit(src[i-1])
		src = src[i+1:]
		n, zeros := 0, true
		for n < len(src) && digit(src[n]) {
			zeros = zeros && src[n] == '0'
			n++
		}
		if before && n > 0 && (zeros || n < len(src) && src[n]|0x20 == 'e') {
			return true
		}
	}
}

// parseHCL parses the pieces between the cuts one after the other, so that a large file doesn't need memory for all
// its tokens at once, and joins them.
func parseHCL(name string, src []byte, cuts []cut) (*hcl.File, hcl.Diagnostics) {
	if len(cuts) == 0 {
		return hclsyntax.ParseConfig(src, name, hcl.InitialPos)
	}
	body := &hclsyntax.Body{Attributes: hclsyntax.Attributes{}}
	var diags hcl.Diagnostics
	start := hcl.InitialPos
	for i := 0; i <= len(cuts); i++ {
		end := len(src)
		if i < len(cuts) {
			end = cuts[i].Byte
		}
		f, more := hclsyntax.ParseConfig(src[start.Byte:end], name, start)
		diags = append(diags, more...)
		part := f.Body.(*hclsyntax.Body)
		names := make([]string, 0, len(part.Attributes))
		for n := range part.Attributes {
			names = append(names, n)
		}
		sort.Strings(names)
		for _, n := range names {
			a := part.Attributes[n]
			if first, ok := body.Attributes[n]; ok {
				diags = append(diags, diag.Error("Attribute redefined", fmt.Sprintf("The argument %q was already set at %s. "+
					"Each argument may be set only once.", n, first.NameRange), a.NameRange))
				continue
			}
			body.Attributes[n] = a
		}
		body.Blocks = append(body.Blocks, part.Blocks...)
		if i == 0 {
			body.SrcRange = part.SrcRange
		}
		body.SrcRange = hcl.RangeBetween(body.SrcRange, part.SrcRange)
		body.EndRange = part.EndRange
		if i < len(cuts) {
			start = hcl.Pos{Byte: end, Line: cuts[i].Line, Column: 1}
		}
	}
	return &hcl.File{Body: body, Bytes: src}, diags
}

func parseJSON(name string, src []byte) (*hcl.File, hcl.Diagnostics) {
	problems := guardJSON(src)
	if p := numerals(src, true); p != nil {
		problems = append(problems, p)
	}
	var diags hcl.Diagnostics
	fatal := false
	for _, p := range problems {
		diags = append(diags, p.diagnostic(name, src))
		fatal = fatal || p.first == extent{}
	}
	if fatal {
		return nil, limitDiagnostics(name, src, diags)
	}
	diags = append(diags, normalJSON(name, src)...)
	f, more := hcljson.Parse(src, name)
	if more.HasErrors() {
		f, more = jsonProblems(name, src)
	}
	withoutSchema(f)
	more = limitDiagnostics(name, src, more)
	FixJSON(name, src, more)
	for _, d := range more {
		if d.Summary == "Invalid JSON string" && d.Context != nil {
			jsonString(name, src, d)
		}
	}
	return f, limitDiagnostics(name, src, append(diags, more...))
}

// jsonString says what is wrong in a string, and where exactly.
func jsonString(name string, src []byte, d *hcl.Diagnostic) {
	from, to := d.Context.Start.Byte, d.Context.End.Byte
	if from < 0 || to > len(src) || from >= to {
		return
	}
	var s string
	err, ok := json.Unmarshal(src[from:to], &s).(*json.SyntaxError)
	if !ok {
		return
	}
	at := from + max(0, int(err.Offset)-1)
	switch {
	case at < to && src[at] == '\n' || to < len(src) && src[to-1] != '"':
		d.Detail = "The string has no closing quote on its line; in JSON a new line within a string is written \\n."
		at = from
	case at > from && src[at-1] == '\\':
		d.Detail = fmt.Sprintf("\"\\%c\" isn't an escape sequence: in JSON a backslash starts one of \\\", \\\\, \\/, \\b, "+
			"\\f, \\n, \\r, "+
			"\\t and \\uNNNN. For the backslash itself write two, or four if it is in a string inside an expression.", src[at])
		at--
	default:
		d.Detail = fmt.Sprintf("The string isn't JSON: %s.", err)
	}
	end := at + 2
	if at == from {
		end = to
	}
	r := rangeOf(name, src, at, min(end, to))
	d.Subject, d.Context = &r, nil
}

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
	return append(diags[:maxDiagnostics:maxDiagnostics], diag.Error("Too many problems", "More syntax problems were "+
		"found from here on, most of them probably for the reasons above.", r))
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
	plain := &unquoted{name: name, src: src, said: map[int]bool{}}
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
				out = append(out, diag.Error(d.Summary, "This isn't a plain quote: strings need straight double quotes, \"text\". "+
					"Word processors and chat programs replace them when you copy text.", *d.Subject))
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
			d = diag.Error("Unterminated string", "This string has no closing quote on its line. Add it; for text of several "+
				"lines write a heredoc (<<-EOT), or \\n for each new line.", rangeOf(w.name, w.src, quote, at))
		}
	case "Invalid expression":
		if op := operatorBefore(w.tokens, at); op != nil && lineEndsAt(w.src, at) {
			d = endsWithOperator(op)
		}
	case "Missing false expression in conditional":
		if lineEndsAt(w.src, at) {
			w.conditional = true
			d = diag.Error(d.Summary, "The argument ends with its line, so the \":\" of the conditional is missing: an "+
				"expression "+
				"continues on the next line only inside parentheses. Put the whole expression in parentheses, as in (a ? b : c).",
				*d.Subject)
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
			d = diag.Error("Invalid expression",
				fmt.Sprintf("A line can't start with %q: the argument above ended with its line, "+
					"because an expression continues on the next line only inside parentheses. Put the whole expression in "+
					"parentheses, as in %s.", op, example), rangeOf(w.name, w.src, at, at+len(op)))
		}
	case "Invalid escape sequence":
		if at+1 < len(w.src) && w.src[at] == '\\' {
			if r, n := utf8.DecodeRune(w.src[at+1:]); !strings.ContainsRune("uUnrt\"\\", r) {
				d = diag.Error(d.Summary, fmt.Sprintf("\"%s\" isn't an escape sequence: in a quoted string a backslash starts "+
					"one of "+
					"\\n, \\r, \\t, \\\", \\\\, \\uNNNN and \\UNNNNNNNN. For the backslash itself, as in a regular expression, write "+
					"two: \"\\\\%c\".", w.src[at:at+1+n], r), rangeOf(w.name, w.src, at, at+1+n))
			}
		}
	case "Invalid single-argument block definition", "Argument definition required":
		if h := oneLineBlock(w.src, at); h != "" {
			c := *d
			c.Detail = fmt.Sprintf("A block on one line can hold one argument only. Write each argument of %q on a line of its "+
				"own, and the closing brace on a line of its own too.", h)
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
				return diag.Error(unknownOperator, fmt.Sprintf("`%s` isn't an operator here. Write `%s`.", src[from:to], o[1]),
					rangeOf(name, src, from, to))
			}
		}
	case "Missing newline after argument":
		i := sort.Search(len(tokens), func(i int) bool { return tokens[i].Range.Start.Byte >= at })
		if i+1 < len(tokens) && tokens[i].Type == hclsyntax.TokenIdent && tokens[i+1].Type == hclsyntax.TokenEqual {
			return diag.Error(d.Summary, fmt.Sprintf("Another argument starts here, %q: put each on a line of its own.",
				tokens[i].Bytes), *d.Subject)
		}
	case "Invalid character":
		end := at + 1
		for end < len(src) && (src[end] == '_' || src[end] == '.' || digit(src[end]) || src[end] >= 'a' && src[end] <= 'z' ||
			src[end] >= 'A' && src[end] <= 'Z') {
			end++
		}
		if rest[0] == '$' && end > at+1 && !digit(src[at+1]) && src[at+1] != '.' {
			return diag.Error(d.Summary, fmt.Sprintf("`%s` is how Honeycomb's calculated fields name a column. Here it is "+
				"written `event.%s`.", src[at:end], src[at+1:end]), rangeOf(name, src, at, end))
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
	return diag.Error("Invalid expression",
		fmt.Sprintf("The argument ends with its line, so the right side of %q is missing: an "+
			"expression continues on the next line only inside parentheses. Put the whole expression in parentheses, as in %s.",
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
		"Unbalanced parentheses", "Invalid expression", "Missing item separator", "Missing false expression in conditional":
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
			return diag.Error("Number in a column name",
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
	return diag.Error("Unresolved merge conflict", "The file contains merge conflict markers. Choose between "+
		"the two versions, or join them, and delete the three marker lines.", line(ours),
		diag.Note{Text: "the other version starts here", Range: line(middle)},
		diag.Note{Text: "the conflict ends here", Range: line(theirs)})
}

// FixJSON puts right the places in diags that lie within string literals of a file in HCL's JSON form. Both hcl/json
// and the expressions of [JSONExpr] count bytes in the text a literal stands for, from the byte after its opening
// quote; the real place is further on wherever there are escapes. Lines and columns of all places in the file are
// counted anew (hcl/json counts a tab as two columns). Diagnostics are changed in place; apply it once to each.
func FixJSON(name string, src []byte, diags hcl.Diagnostics) {
	fix := jsonFixer{name: name, src: src, literals: sync.OnceValue(func() []extent { return escapedStrings(src) }),
		at: map[int]hcl.Pos{}}
	fix.each(diags, fix.note)
	fix.count()
	fix.each(diags, fix.fixed)
}

// jsonFixer looks at all places first and counts lines and columns in one pass: a file may be one long line.
type jsonFixer struct {
	name     string
	src      []byte
	literals func() []extent
	at       map[int]hcl.Pos // the positions of the bytes in question
}

func (f *jsonFixer) each(diags hcl.Diagnostics, do func(hcl.Range) hcl.Range) {
	ptr := func(r **hcl.Range) {
		if *r != nil { // a new one: ranges are shared
			n := do(**r)
			*r = &n
		}
	}
	for _, d := range diags {
		ptr(&d.Subject)
		ptr(&d.Context)
		if x, ok := d.Extra.(*diag.Extra); ok && x != nil {
			for i := range x.Notes {
				x.Notes[i].Range = do(x.Notes[i].Range)
			}
			for i := range x.Fix {
				x.Fix[i].Range = do(x.Fix[i].Range)
			}
		}
	}
}

func (f *jsonFixer) concerns(r hcl.Range) bool {
	return r.Filename == f.name && r.Start.Byte >= 0 && r.Start.Byte <= len(f.src)
}

func (f *jsonFixer) note(r hcl.Range) hcl.Range {
	if f.concerns(r) {
		f.at[f.offset(r.Start.Byte)] = hcl.Pos{}
		f.at[f.offset(r.End.Byte)] = hcl.Pos{}
	}
	return r
}

func (f *jsonFixer) count() {
	offsets := slices.Sorted(maps.Keys(f.at))
	p := hcl.InitialPos
	for _, o := range offsets {
		p = posOf(f.src, o, p)
		f.at[o] = p
	}
}

func (f *jsonFixer) fixed(r hcl.Range) hcl.Range {
	if !f.concerns(r) {
		return r
	}
	start, end := f.at[f.offset(r.Start.Byte)], f.at[f.offset(r.End.Byte)]
	if end.Byte < start.Byte {
		end = start
	}
	return hcl.Range{Filename: f.name, Start: start, End: end}
}

func (f *jsonFixer) offset(at int) int {
	l, ok := holding(f.literals(), at)
	if !ok {
		return at
	}
	return rawOffset(f.src, l.start+1, l.end-1, at-l.start-1)
}

// escapedStrings finds the strings of a JSON text that hold escapes, in order: where places within them are off.
func escapedStrings(src []byte) (list []extent) {
	for i := 0; i < len(src); i++ {
		if src[i] == '"' {
			end := endOfJSONString(src, i)
			// hcl/json counts in the text as it stands where it can't decode it.
			if lit := src[i:end]; bytes.IndexByte(lit, '\\') >= 0 && json.Valid(lit) {
				list = append(list, extent{i, end})
			}
			i = end - 1
		}
	}
	return list
}

// holding finds the string of the list within which a byte is.
func holding(list []extent, at int) (extent, bool) {
	i := sort.Search(len(list), func(i int) bool { return list[i].end > at })
	if i == len(list) || at <= list[i].start {
		return extent{}, false
	}
	return list[i], true
}

// TextAt gives what stands at places of expressions in a file, see [config.File].
func TextAt(src []byte, isJSON bool) func(hcl.Range) []byte {
	literals := func() []extent { return nil }
	if isJSON {
		literals = sync.OnceValue(func() []extent { return escapedStrings(src) })
	}
	return func(r hcl.Range) []byte {
		text, from, to := src, r.Start.Byte, r.End.Byte
		if l, ok := holding(literals(), from); ok {
			var s string
			if json.Unmarshal(src[l.start:l.end], &s) != nil {
				return nil
			}
			text, from, to = []byte(s), from-l.start-1, to-l.start-1
		}
		if from < 0 || from > to || to > len(text) {
			return nil
		}
		return text[from:to]
	}
}

// rawOffset finds the byte of a JSON string's inside, src[from:to], at which the text it stands for has its byte n.
func rawOffset(src []byte, from, to, n int) int {
	for i := from; i < to; {
		raw, decoded := 1, 1
		if src[i] == '\\' && i+1 < to {
			raw = 2
			if src[i+1] == 'u' && i+6 <= to {
				raw = 6
				r := hex4(src[i+2 : i+6])
				if utf16.IsSurrogate(r) {
					if i+12 <= to && src[i+6] == '\\' && src[i+7] == 'u' {
						if p := utf16.DecodeRune(r, hex4(src[i+8:i+12])); p != utf8.RuneError {
							r, raw = p, 12
						}
					}
				}
				if decoded = utf8.RuneLen(r); decoded < 0 {
					decoded = utf8.RuneLen(utf8.RuneError)
				}
			}
		}
		if n < decoded {
			return i
		}
		n -= decoded
		i += raw
	}
	return to
}

func hex4(b []byte) (r rune) {
	for _, c := range b {
		switch {
		case c >= '0' && c <= '9':
			r = r<<4 | rune(c-'0')
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			r = r<<4 | rune(c|0x20-'a'+10)
		default:
			return utf8.RuneError
		}
	}
	return r
}

// JSONExpr turns the value of an argument in HCL's JSON form into the HCL expression that it holds: the text of a
// string is the expression (one surrounding ${...} is taken off), numbers, true, false and null stand for themselves,
// arrays and objects hold expressions in turn. src is the text of the whole file. Places in the result are those that
// [FixJSON] puts right.
func JSONExpr(e hcl.Expression, src []byte) (hclsyntax.Expression, hcl.Diagnostics) {
	if x, ok := e.(hclsyntax.Expression); ok {
		return x, nil
	}
	rng := e.Range()
	var first byte
	if rng.Start.Byte < len(src) {
		first = src[rng.Start.Byte]
	}
	switch first {
	case '[':
		items, diags := hcl.ExprList(e)
		if diags.HasErrors() {
			return &hclsyntax.LiteralValueExpr{Val: cty.DynamicVal, SrcRange: rng}, diags
		}
		x := &hclsyntax.TupleConsExpr{SrcRange: rng, OpenRange: rng}
		for _, item := range items {
			v, more := JSONExpr(item, src)
			diags = append(diags, more...)
			x.Exprs = append(x.Exprs, v)
		}
		return x, diags
	case '{':
		items, diags := hcl.ExprMap(e)
		if diags.HasErrors() {
			return &hclsyntax.LiteralValueExpr{Val: cty.DynamicVal, SrcRange: rng}, diags
		}
		x := &hclsyntax.ObjectConsExpr{SrcRange: rng, OpenRange: rng}
		for _, item := range items {
			key, more := item.Key.Value(nil)
			diags = append(diags, more...)
			v, more := JSONExpr(item.Value, src)
			diags = append(diags, more...)
			x.Items = append(x.Items, hclsyntax.ObjectConsItem{
				KeyExpr:   &hclsyntax.ObjectConsKeyExpr{Wrapped: &hclsyntax.LiteralValueExpr{Val: key, SrcRange: item.Key.Range()}},
				ValueExpr: v,
			})
		}
		return x, diags
	}
	v, diags := e.Value(nil)
	if diags.HasErrors() || v.IsNull() || !v.IsKnown() || v.Type() != cty.String {
		if rng.End.Byte <= len(src) && bytes.IndexByte(src[rng.Start.Byte:rng.End.Byte], '.') >= 0 {
			v = calc.WithPoint(v)
		}
		return &hclsyntax.LiteralValueExpr{Val: v, SrcRange: rng}, diags
	}
	return ParseText([]byte(v.AsString()), rng)
}

// ParseText parses the text of a string literal of JSON as an expression.
func ParseText(text []byte, literal hcl.Range) (hclsyntax.Expression, hcl.Diagnostics) {
	start := literal.Start
	start.Byte++
	start.Column++
	failed := func(d *hcl.Diagnostic) (hclsyntax.Expression, hcl.Diagnostics) {
		return &hclsyntax.LiteralValueExpr{Val: cty.DynamicVal, SrcRange: literal}, hcl.Diagnostics{d}
	}
	if _, p := guardText(text, kindExpression); p != nil {
		at := literal
		at.Start, at.End = start, start
		at.Start.Byte += p.start
		at.End.Byte += p.end
		return failed(diag.Error(p.summary, p.detail, at))
	}
	if len(bytes.TrimSpace(text)) == 0 {
		return failed(diag.Error("Missing expression",
			"The string should hold an expression, such as \"event.duration_ms < 500\", but it is empty.", literal))
	}
	if inner, skipped := unwrapSequence(text); skipped > 0 {
		text = inner
		start.Byte += skipped
		start.Column += skipped
	}
	x, diags := hclsyntax.ParseExpression(text, literal.Filename, start)
	markPoints(x, text, start.Byte)
	if diags.HasErrors() { // once more, from the start of the text, where the hints look for what stands around
		_, diags = hclsyntax.ParseExpression(text, literal.Filename, hcl.InitialPos)
		diags = hints(literal.Filename, text, diags)
		for _, d := range diags {
			d.Detail = strings.ReplaceAll(d.Detail, "the end of the file", "the end of the text")
			for _, r := range []**hcl.Range{&d.Subject, &d.Context} {
				if *r != nil {
					moved := **r
					moved.Start.Byte += start.Byte
					moved.End.Byte += start.Byte
					*r = &moved
				}
			}
		}
	}
	if diags.HasErrors() && bytes.Contains(text, []byte("${")) && !bytes.Contains(text, []byte(`"`)) {
		d := *diags[0]
		d.Detail += " The whole string is an expression here, not a template. For text with values in it, put quotes " +
			"around it: " +
			"\"\\\"${event.a}-x\\\"\"."
		diags[0] = &d
	}
	if diags.HasErrors() {
		x = &hclsyntax.LiteralValueExpr{Val: cty.DynamicVal, SrcRange: literal}
	}
	return x, withoutEchoes(diags)
}

// unwrapSequence takes ${ and } off a text that is one sequence as a whole.
func unwrapSequence(text []byte) (inner []byte, skipped int) {
	if !bytes.HasPrefix(text, []byte("${")) || text[len(text)-1] != '}' {
		return text, 0
	}
	tokens, _ := hclsyntax.LexTemplate(text, "", hcl.InitialPos)
	depth := 0
	for i, t := range tokens {
		switch t.Type {
		case hclsyntax.TokenTemplateInterp, hclsyntax.TokenTemplateControl:
			depth++
		case hclsyntax.TokenTemplateSeqEnd:
			if depth--; depth == 0 {
				if i != len(tokens)-2 { // the last one ends the file
					return text, 0
				}
				from, to := len(tokens[0].Bytes), t.Range.Start.Byte
				return text[from:to], from
			}
		}
	}
	return text, 0
}
