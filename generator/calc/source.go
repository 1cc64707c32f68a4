package calc

import (
	"bytes"
	"encoding/json"
	"slices"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/slogen-project/slogen/generator/bound"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// Source is a text that formulas are read from, together with the place of each of its bytes in the user's file.
// It is safe for concurrent use.
type Source struct {
	filename string
	text     string    // the formula; unused when isFile
	file     []byte    // what lines and columns are counted in
	isFile   bool      // the text is the file itself
	runs     []run     // where the text's bytes were written, in order; nil when text and file are the same
	whole    hcl.Range // the answer when there is nothing better: FromExpr without a usable file
	index    sync.Once // guards lines
	lines    []int     // offset of the first byte of each line from start to end
	// What places are asked for: a line's start and its number, and the end. A file may hold thousands of formulas, so
	// each looks at its own lines only.
	start, line, end int
}

// run says where the bytes of a text from offset at on were written: one by one from start on when exact, otherwise
// all of them at start to end (an escape, an interpolation, a literal that could not be aligned).
type run struct {
	at, start, end int
	exact          bool
}

// FromString is a source outside any configuration, such as a formula given on the command line. Places are those of
// the text itself, under the file name given.
func FromString(name, text string) *Source {
	return &Source{filename: name, text: text, line: 1, end: len(text)}
}

// FileSource is a whole file as a source: offsets are the file's bytes. Nodes that were lowered from HCL expressions
// have their origin in one. Making it costs nothing; lines are counted when a Range is first asked for.
// The caller must not change file afterwards.
func FileSource(filename string, file []byte) *Source {
	return &Source{filename: filename, file: file, isFile: true, line: 1, end: len(file)}
}

// FromExpr evaluates e, an argument that holds the text of a formula, and keeps for each byte of the text where in file
// it was written: exactly for quoted strings with their escapes and for heredocs, indented or not; at the whole ${...}
// for what was interpolated; at the whole expression for everything else (local.x, a function's result), and wherever
// the text and the file don't line up.
//
// In HCL's JSON form the places follow the convention of hcl's own JSON parser: the literal's start, one for the quote,
// and the offset in the unescaped text.
//
// The budget may be nil, and so may file; places then fall back to e's range. It is an error, with a nil Source, when e
// fails to evaluate or is not a known string.
func FromExpr(b *bound.Budget, file []byte, e hcl.Expression, ctx *hcl.EvalContext) (*Source, hcl.Diagnostics) {
	rng := e.Range()
	v, diags := b.Value(e, ctx)
	if diags.HasErrors() {
		return nil, diags
	}
	text, problem := textOf(v)
	if problem != nil {
		problem.Subject = rng.Ptr()
		return nil, append(diags, problem)
	}
	s := &Source{filename: rng.Filename, text: text, file: file, whole: rng, line: 1, end: len(text)}
	if !within(file, rng.Start.Byte, rng.End.Byte) {
		s.file = nil
		return s, diags
	}
	s.start = bytes.LastIndexByte(file[:rng.Start.Byte], '\n') + 1
	s.line, s.end = rng.Start.Line, rng.End.Byte
	s.runs = []run{{at: 0, start: rng.Start.Byte, end: rng.End.Byte}}
	var runs []run
	var ok bool
	if native, is := e.(hclsyntax.Expression); is {
		runs, ok = alignNative(file, native, ctx, text)
	} else {
		runs, ok = alignJSON(file, rng, ctx, text)
	}
	if ok && len(runs) > 0 {
		s.runs = runs
	}
	return s, diags
}

// Text is the text itself. For a [FileSource] that is a copy of the file.
func (s *Source) Text() string {
	if s.isFile {
		return string(s.file)
	}
	return s.text
}

// Range is the place in the user's file of the bytes start to end (exclusive) of the text. Offsets outside the text are
// moved to its nearest end.
func (s *Source) Range(start, end int) hcl.Range {
	if s.runs == nil && s.whole.Filename != "" {
		return s.whole
	}
	n := len(s.text)
	if s.isFile {
		n = len(s.file)
	}
	start = min(max(start, 0), n)
	end = min(max(end, start), n)
	if s.runs != nil {
		start, end = s.toFile(start, end)
	}
	s.index.Do(s.indexLines)
	from := s.pos(start)
	to := from
	if end > start {
		to = s.pos(end)
	}
	return hcl.Range{Filename: s.filename, Start: from, End: to}
}

// toFile maps a span of the text to the file. An empty span stays empty: it is the place before its byte.
func (s *Source) toFile(start, end int) (int, int) {
	n, last := len(s.text), s.runs[len(s.runs)-1]
	if n == 0 { // there is no byte: the expression
		return s.runs[0].start, last.end
	}
	if start == end && start == n { // after the last byte
		if last.exact {
			at := last.start + n - last.at
			return at, at
		}
		return last.end, last.end
	}
	r := s.runOf(start)
	from := r.start
	if r.exact {
		from += start - r.at
	}
	if start == end {
		return from, from
	}
	r = s.runOf(end - 1)
	to := r.end
	if r.exact {
		to = r.start + end - r.at
	}
	return from, max(from, to)
}

func (s *Source) runOf(off int) run {
	i, found := slices.BinarySearchFunc(s.runs, off, func(r run, off int) int { return r.at - off })
	if !found {
		i--
	}
	return s.runs[max(i, 0)]
}

func (s *Source) indexLines() {
	b := s.bytes()[:s.end]
	s.lines = append(make([]int, 0, 1+bytes.Count(b[s.start:], []byte{'\n'})), s.start)
	for off := s.start; ; {
		i := bytes.IndexByte(b[off:], '\n')
		if i < 0 {
			return
		}
		off += i + 1
		s.lines = append(s.lines, off)
	}
}

func (s *Source) bytes() []byte {
	if s.file != nil || s.isFile {
		return s.file
	}
	return []byte(s.text)
}

// pos is the line and column of a byte, counted as hcl counts: columns in grapheme clusters.
func (s *Source) pos(off int) hcl.Pos {
	b := s.bytes()
	off = min(off, len(b))
	line, found := slices.BinarySearch(s.lines, off)
	if !found {
		line--
	}
	char := off
	for char > s.lines[line] && char < len(b) && char > off-utf8.UTFMax && !utf8.RuneStart(b[char]) {
		char--
	}
	before := b[s.lines[line]:char] // on the same line, whole characters
	at := hcl.Pos{Line: s.line + line, Column: 1, Byte: off}
	if !slices.ContainsFunc(before, func(c byte) bool { return c != '\t' && (c < ' ' || c > '~') }) {
		at.Column += len(before) // as people see them, each is one; a scanner allocates
		return at
	}
	sc := hcl.NewRangeScanner(before, "", func(data []byte, _ bool) (int, []byte, error) {
		return len(data), data, nil
	})
	sc.Scan()
	if end := sc.Range().End; end.Line == 1 {
		at.Column = end.Column
	} else { // a lone carriage return, which ends a line for the scanner but not for hcl's lexer
		at.Column = utf8.RuneCount(before) + 1
	}
	return at
}

// textOf is the string that a value holds, or a diagnostic without a place.
func textOf(v cty.Value) (string, *hcl.Diagnostic) {
	if v.IsMarked() {
		return "", expressionNotText("a secret, and a formula is stored and shown in the clear")
	}
	if v.IsNull() {
		return "", expressionNotText("null")
	}
	if !v.IsKnown() {
		return "", expressionNotText("a value that is not known yet")
	}
	if v.Type() == cty.String {
		return v.AsString(), nil
	}
	s, err := convert.Convert(v, cty.String)
	if err != nil || s.IsNull() || !s.IsKnown() {
		return "", expressionNotText("a value of type " + v.Type().FriendlyName())
	}
	return s.AsString(), nil
}

// expressionNotText has no place: the caller knows it.
func expressionNotText(what string) *hcl.Diagnostic {
	return diag.Error("language/type", "Formula is not a string",
		"A calculated field's expression must be a string that holds a formula, but this is "+what+
			`. Write the formula in quotes, or in a heredoc: expression = "IF(EXISTS($a), LT($a, 5))".`, hcl.Range{})
}

func within(b []byte, start, end int) bool { return 0 <= start && start <= end && end <= len(b) }

// alignNative aligns the text that a native HCL expression evaluated to with the file.
func alignNative(file []byte, e hclsyntax.Expression, ctx *hcl.EvalContext, text string) ([]run, bool) {
	for {
		p, ok := e.(*hclsyntax.ParenthesesExpr)
		if !ok {
			break
		}
		e = p.Expression
	}
	r := e.Range()
	if !within(file, r.Start.Byte, r.End.Byte) {
		return nil, false
	}
	style := quoted
	if lit := file[r.Start.Byte:r.End.Byte]; bytes.HasPrefix(lit, []byte("<<-")) {
		style = indented
	} else if bytes.HasPrefix(lit, []byte("<<")) {
		style = plain
	}
	return alignTemplate(template{file, 0, style}, e, ctx, text)
}

// alignJSON aligns with the unescaped text of a JSON string literal, see FromExpr.
func alignJSON(file []byte, r hcl.Range, ctx *hcl.EvalContext, text string) ([]run, bool) {
	lit := file[r.Start.Byte:r.End.Byte]
	if len(lit) < 2 || lit[0] != '"' || !utf8.Valid(lit) { // unescaped, a bad byte becomes three
		return nil, false
	}
	var decoded string
	if json.Unmarshal(lit, &decoded) != nil {
		return nil, false
	}
	base := r.Start.Byte + 1
	if ctx == nil {
		return []run{{0, base, base + len(decoded), true}}, decoded == text
	}
	e, diags := hclsyntax.ParseTemplate([]byte(decoded), r.Filename,
		hcl.Pos{Line: r.Start.Line, Column: r.Start.Column + 1, Byte: base})
	if diags.HasErrors() {
		return nil, false
	}
	return alignTemplate(template{[]byte(decoded), base, plain}, e, ctx, text)
}

// template is the bytes that a template was written in: src[i] is byte base+i of the file.
type template struct {
	src   []byte
	base  int
	style style
}

// style is how the literal parts of a template were written.
type style uint8

const (
	quoted   style = iota // "...", with backslash escapes
	plain                 // <<EOT, and templates in JSON: no backslash escapes
	indented              // <<-EOT: each line lost the same number of leading spaces
)

// slice is the bytes from offset start to end of the file, nil when they are not within the template.
func (t template) slice(start, end int) []byte {
	if !within(t.src, start-t.base, end-t.base) {
		return nil
	}
	return t.src[start-t.base : end-t.base]
}

func alignTemplate(t template, e hclsyntax.Expression, ctx *hcl.EvalContext, text string) ([]run, bool) {
	var parts []hclsyntax.Expression
	switch e := e.(type) {
	case *hclsyntax.TemplateExpr:
		parts = e.Parts
	case *hclsyntax.TemplateWrapExpr:
		parts = []hclsyntax.Expression{e.Wrapped}
	default:
		return nil, false
	}
	var runs []run
	at := 0
	for _, p := range parts {
		v, diags := p.Value(ctx)
		if diags.HasErrors() {
			return nil, false
		}
		s, problem := textOf(v)
		if problem != nil || len(s) > len(text)-at || text[at:at+len(s)] != s {
			return nil, false // also where joining the parts normalized the text
		}
		if s == "" {
			continue
		}
		r := p.Range()
		if _, literal := p.(*hclsyntax.LiteralValueExpr); !literal || t.interpolated(r) {
			start, end := t.braces(r.Start.Byte, r.End.Byte)
			runs = append(runs, run{at, start, end, false})
		} else {
			runs = append(runs, t.literal(r.Start.Byte, r.End.Byte, s, at)...)
		}
		at += len(s)
	}
	return runs, at == len(text)
}

// interpolated says whether a literal value stands in ${...}, as in "${5}", rather than being a part of the text.
func (t template) interpolated(r hcl.Range) bool {
	start, end := t.braces(r.Start.Byte, r.End.Byte)
	return start < r.Start.Byte && end > r.End.Byte
}

// braces widens the range of an interpolated expression to its ${ and }, when they stand around it.
func (t template) braces(start, end int) (int, int) {
	from, to := start-t.base, end-t.base
	if !within(t.src, from, to) {
		return start, end
	}
	for from > 0 && isSpace(t.src[from-1]) {
		from--
	}
	if from > 0 && t.src[from-1] == '~' {
		from--
	}
	for to < len(t.src) && isSpace(t.src[to]) {
		to++
	}
	if to < len(t.src) && t.src[to] == '~' {
		to++
	}
	if from < 2 || t.src[from-1] != '{' || t.src[from-2] != '$' || to >= len(t.src) || t.src[to] != '}' {
		return start, end
	}
	return from - 2 + t.base, to + 1 + t.base
}

func isSpace(b byte) bool { return b == ' ' || b == '\t' || b == '\n' || b == '\r' }

// literal aligns a literal part, val, with its bytes at start to end of the file. The runs cover val from offset at on.
// When they don't line up (a strip marker, Unicode normalization) it is one run for the whole part.
func (t template) literal(start, end int, val string, at int) []run {
	failed := []run{{at, start, end, false}}
	src := t.slice(start, end)
	if src == nil {
		return failed
	}
	var runs []run
	lineStart := true
	for i, v := 0, 0; ; {
		if v == len(val) {
			if lineStart && t.style == indented { // of the line that goes on with ${...}
				i += leadingSpace(src[i:])
			}
			if len(runs) == 0 || i < len(src) {
				return failed
			}
			return runs
		}
		if lineStart && t.style == indented {
			i += leadingSpace(src[i:]) - leadingSpace(val[v:])
		}
		lineStart = false
		if i < 0 || i >= len(src) {
			return failed
		}
		size, dec := t.char(src[i:])
		if dec == nil { // stands for itself
			if src[i] != val[v] {
				return failed
			}
			lineStart = src[i] == '\n'
			if last := len(runs) - 1; last >= 0 && runs[last].exact && runs[last].end == start+i {
				runs[last].end++
			} else {
				runs = append(runs, run{at + v, start + i, start + i + 1, true})
			}
			i, v = i+1, v+1
			continue
		}
		if len(val)-v < len(dec) || val[v:v+len(dec)] != string(dec) {
			return failed
		}
		runs = append(runs, run{at + v, start + i, start + i + size, false})
		i, v = i+size, v+len(dec)
	}
}

// leadingSpace counts the bytes of white space at the start of a line, its end not included.
func leadingSpace[T string | []byte](line T) int {
	for i, r := range string(line[:min(len(line), MaxBytes)]) {
		if r == '\n' || !unicode.IsSpace(r) {
			return i
		}
	}
	return min(len(line), MaxBytes)
}

// char reads one character of a literal: the bytes it takes in the file and what they mean, nil when they mean
// themselves.
func (t template) char(src []byte) (size int, means []byte) {
	if len(src) >= 3 && (src[0] == '$' || src[0] == '%') && src[1] == src[0] && src[2] == '{' {
		return 3, src[1:3]
	}
	if t.style != quoted || src[0] != '\\' || len(src) < 2 {
		return 1, nil
	}
	digits := 0
	switch src[1] {
	case 'n':
		return 2, []byte{'\n'}
	case 'r':
		return 2, []byte{'\r'}
	case 't':
		return 2, []byte{'\t'}
	case '"', '\\':
		return 2, src[1:2]
	case 'u':
		digits = 4
	case 'U':
		digits = 8
	}
	if digits == 0 || len(src) < 2+digits {
		return 1, nil
	}
	r := rune(0)
	for _, c := range src[2 : 2+digits] {
		d := hexDigit(c)
		if d < 0 {
			return 1, nil
		}
		r = r<<4 | rune(d)
	}
	return 2 + digits, utf8.AppendRune(nil, r)
}
