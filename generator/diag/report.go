package diag

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/slogen-project/slogen/generator/words"
)

// formatVersion is the version of the JSON form. The major number changes when a reader would break.
const formatVersion = "1.0"

// Sources returns the text of a file that diagnostics speak of, by the name they use; nil if it is gone.
type Sources func(filename string) []byte

// Options changes how diagnostics are shown. The zero value is what a pipe gets.
type Options struct {
	// Terminal draws the box that terraform and tofu draw on a terminal. Text only.
	Terminal bool
	// Width is the number of columns to wrap prose to; 0 doesn't wrap. Text only.
	Width int
	// Color uses ANSI colours. Text only.
	Color bool
	// ASCII places carets below lines that are written as [printable.Writer] does with ASCII. Text only.
	ASCII bool
	// All shows all problems where the text would only count those beyond [MaxShown]. Text only.
	All bool
	// Fixes shows which lines fixes change, and which command makes them. Text only.
	Fixes bool
	// Evaluated says whether the source of a file is not what stands in it but what it evaluates to (jsonnet); may be nil.
	Evaluated func(filename string) bool
}

// Format is a form in which diagnostics are shown.
type Format struct {
	// Name is what the -diagnostics flag takes.
	Name string
	// Doc says in a sentence whom it is for.
	Doc string
	// Render writes r.
	Render func(w io.Writer, r *Report, opt Options) error
}

// Text is the form for people.
var Text = &Format{
	Name:   "text",
	Doc:    "For people: each problem with its source line and a caret, and a count at the end.",
	Render: renderText,
}

// JSON is the form for programs; schemas/ has its schema.
var JSON = &Format{
	Name:   "json",
	Doc:    "For programs: one JSON object with every problem, its place and its source lines.",
	Render: renderJSON,
}

// Render writes diags to w in the form f: sorted by file and position, exact duplicates merged. src gives the files'
// text and may be nil. The error is w's.
func Render(w io.Writer, f *Format, diags hcl.Diagnostics, src Sources, opt Options) error {
	return f.Render(w, NewReport(diags, src, opt), opt)
}

// Report is what is wrong with a configuration, sorted by place, each problem once.
type Report struct {
	// Version of this format. The first number changes when readers would break.
	FormatVersion string `json:"format_version" jsonschema:"pattern=^1\\."`
	// How many errors there are.
	ErrorCount int `json:"error_count" jsonschema:"minimum=0"`
	// How many warnings there are.
	WarningCount int `json:"warning_count" jsonschema:"minimum=0"`
	// How many remarks there are that need no attention.
	InfoCount int `json:"info_count,omitempty" jsonschema:"minimum=0"`
	// The problems.
	Diagnostics []Diagnostic `json:"diagnostics"`
}

// Diagnostic is one problem.
type Diagnostic struct {
	// An error stops the run; a warning doesn't, and an info is only worth knowing.
	Severity string `json:"severity" jsonschema:"enum=error,enum=warning,enum=info"`
	// What kind of problem it is; always the same text for the same kind.
	Summary string `json:"summary"`
	// What is wrong here, why, and what to do.
	Detail string `json:"detail"`
	// The rule that was broken, as `slogen explain` accepts it.
	Code string `json:"code,omitempty"`
	// Whether the rule is the organization's own: of a `rules` block, and nothing that `slogen explain` knows.
	Own     bool     `json:"own,omitempty"`
	Range   *Range   `json:"range,omitempty"`
	Snippet *Snippet `json:"snippet,omitempty"`
	// Remarks, some with places of their own.
	Notes []NoteAt `json:"notes,omitempty"`
	// Further places of the same mistake: the same text there is wrong in the same way.
	Also []Range `json:"also,omitempty"`
	// The instances of repeated blocks (for_each) that are affected.
	Instances []string `json:"instances,omitempty"`
	// Edits that fix the problem: all of them are to be made, or none.
	Fix []Change `json:"fix,omitempty"`
	// What the edits do.
	FixTitle string `json:"fix_title,omitempty"`
	// Whether the edits are a guess, or change what is measured or who is told: somebody should look at them.
	FixUnsafe bool `json:"fix_unsafe,omitempty"`
	// The flags that `slogen lint -fix` needs besides.
	fixWith string
	// The lines that the edits change, as people see them.
	shown []changedLine
}

// Range is a place in a file, up to its end, which is not part of it.
type Range struct {
	// The file, as it was named or found.
	Filename string `json:"filename"`
	Start    Pos    `json:"start"`
	End      Pos    `json:"end"`
}

// Pos is a position in a file.
type Pos struct {
	// The line, from 1.
	Line int `json:"line" jsonschema:"minimum=1"`
	// The column, from 1, in characters as a reader sees them (grapheme clusters).
	Column int `json:"column" jsonschema:"minimum=1"`
	// The byte in the file, from 0. A line end is one byte, also where the file has CRLF.
	Byte int `json:"byte" jsonschema:"minimum=0"`
	// The column in Unicode code points, counted from 1: what SARIF's readers count. Where the source is gone it is
	// Column.
	CodePoint int `json:"-"`
}

// Snippet is the source around a place.
type Snippet struct {
	// What the place is in, such as: service "checkout".
	Context string `json:"context,omitempty"`
	// Whether the lines aren't the file's own but what it evaluates to (jsonnet).
	Evaluated bool `json:"evaluated,omitempty"`
	// The lines. Gaps in the numbers mean that lines were left out.
	Lines []Line `json:"lines"`
	// What the references at the place evaluate to.
	Values []Value `json:"values,omitempty"`
}

// Line is a source line. Bytes that aren't UTF-8 are U+FFFD.
type Line struct {
	// Its number, from 1.
	Number int `json:"number" jsonschema:"minimum=1"`
	// Its text; a long line is shortened around the place, with … for what was cut.
	Text string `json:"text"`
	// Where in text the place begins, in bytes; -1 on a line that is only shown around it.
	HighlightStart int `json:"highlight_start" jsonschema:"minimum=-1"`
	// Where in text the place ends, in bytes; -1 on a line that is only shown around it.
	HighlightEnd int `json:"highlight_end" jsonschema:"minimum=-1"`
}

// Value is what a reference evaluates to.
type Value struct {
	// The reference, such as: var.x
	Expression string `json:"expression"`
	// Its value in words, such as: is 5
	Statement string `json:"statement"`
}

// NoteAt is a remark, with its place if it has one.
type NoteAt struct {
	// What it says.
	Text    string   `json:"text"`
	Range   *Range   `json:"range,omitempty"`
	Snippet *Snippet `json:"snippet,omitempty"`
}

// Change is an edit: the range is replaced by new.
type Change struct {
	Range Range `json:"range"`
	// The new text.
	New string `json:"new"`
}

func renderJSON(w io.Writer, r *Report, _ Options) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(r)
}

// NewReport makes the JSON form of diags: sorted, exact duplicates merged, with the source lines.
func NewReport(diags hcl.Diagnostics, src Sources, opt Options) *Report {
	sorted := slices.DeleteFunc(slices.Clone(diags), func(d *hcl.Diagnostic) bool { return d == nil })
	slices.SortStableFunc(sorted, compare)
	files := &fileCache{src: src, evaluated: opt.Evaluated, files: map[string]*file{}}
	r := &Report{FormatVersion: formatVersion, Diagnostics: []Diagnostic{}}
	for i := 0; i < len(sorted); {
		n := i + 1 // those from i to n compare as equal
		for n < len(sorted) && compare(sorted[i], sorted[n]) == 0 {
			n++
		}
		var group []Diagnostic
		for _, d := range sorted[i:n] {
			j := files.diagnostic(d)
			if !slices.ContainsFunc(group, func(o Diagnostic) bool { return reflect.DeepEqual(o, j) }) {
				group = append(group, j)
			}
		}
		if len(group) > 1 { // they differ in their notes or values
			slices.SortFunc(group, func(a, b Diagnostic) int {
				x, _ := json.Marshal(a) // can't fail: strings and numbers
				y, _ := json.Marshal(b)
				return bytes.Compare(x, y)
			})
		}
		r.Diagnostics = append(r.Diagnostics, group...)
		i = n
	}
	r.Diagnostics = foldEqual(r.Diagnostics)
	for i := range r.Diagnostics {
		r.count(&r.Diagnostics[i])
	}
	return r
}

// count counts a problem.
func (r *Report) count(d *Diagnostic) {
	switch d.Severity {
	case severityError:
		r.ErrorCount++
	case severityWarning:
		r.WarningCount++
	default:
		r.InfoCount++
	}
}

// The severities of problems.
const (
	severityError   = "error"
	severityWarning = "warning"
	severityInfo    = "info"
)

// foldEqual makes one problem of those that say the same of the same text at several places, such as an undeclared
// variable that is used ten times.
func foldEqual(list []Diagnostic) []Diagnostic {
	type said struct{ severity, code, summary, detail, text string }
	first := map[said]int{}
	out := list[:0]
	for _, d := range list {
		text := d.marked()
		if text == "" {
			out = append(out, d)
			continue
		}
		k := said{d.Severity, d.Code, d.Summary, d.Detail, text}
		if i, ok := first[k]; ok && reflect.DeepEqual(out[i].Notes, d.Notes) && reflect.DeepEqual(out[i].Snippet.Values,
			d.Snippet.Values) {
			if *d.Range != *out[i].Range && !slices.Contains(out[i].Also, *d.Range) { // instances have one place
				out[i].Also = append(out[i].Also, *d.Range)
			}
			out[i].Instances = append(out[i].Instances, d.Instances...)
			out[i].Fix, out[i].shown = append(out[i].Fix, d.Fix...), append(out[i].shown, d.shown...)
			continue
		}
		first[k] = len(out)
		out = append(out, d)
	}
	for _, i := range first {
		out[i].Instances = once(out[i].Instances)
	}
	return out
}

// once is the list without what was there before.
func once[T comparable](list []T) []T {
	if len(list) < 2 {
		return list
	}
	seen := make(map[T]bool, len(list))
	out := list[:0:0]
	for _, x := range list {
		if !seen[x] {
			seen[x] = true
			out = append(out, x)
		}
	}
	return out
}

// marked is the text at the place of a problem; empty where it isn't a name, which is the same elsewhere.
func (d *Diagnostic) marked() string {
	if d.Snippet == nil || len(d.Snippet.Lines) != 1 {
		return ""
	}
	l := d.Snippet.Lines[0]
	if l.HighlightStart < 0 {
		return ""
	}
	text := l.Text[l.HighlightStart:l.HighlightEnd]
	if first, _ := utf8.DecodeRuneInString(text); !unicode.IsLetter(first) {
		return ""
	}
	return text
}

// compare orders diagnostics by place, those without one first, then by what they say.
func compare(a, b *hcl.Diagnostic) int {
	var ra, rb hcl.Range
	if a.Subject != nil {
		ra = *a.Subject
	}
	if b.Subject != nil {
		rb = *b.Subject
	}
	return cmp.Or(
		strings.Compare(ra.Filename, rb.Filename),
		cmp.Compare(ra.Start.Byte, rb.Start.Byte),
		cmp.Compare(ra.Start.Line, rb.Start.Line),
		cmp.Compare(ra.End.Byte, rb.End.Byte),
		cmp.Compare(a.Severity, b.Severity),
		strings.Compare(a.Summary, b.Summary),
		strings.Compare(a.Detail, b.Detail),
	)
}

func (c *fileCache) diagnostic(d *hcl.Diagnostic) Diagnostic {
	j := Diagnostic{Severity: severityError, Summary: title(d.Summary), Detail: withoutStack(d.Detail)}
	if d.Severity != hcl.DiagError {
		if j.Severity = severityWarning; Of(d).Info {
			j.Severity = severityInfo
		}
	}
	if d.Subject != nil {
		j.Range = c.newRange(*d.Subject)
		j.Snippet = c.snippet(*d.Subject, d.Context)
		if j.Snippet != nil {
			j.Snippet.Values = values(d.Expression, d.EvalContext)
		}
	}
	if x, ok := d.Extra.(*Extra); ok && x != nil {
		j.Code, j.Own = x.Code, x.Own
		j.Instances = once(x.Instances)
		for _, n := range once(x.Notes) {
			at := NoteAt{Text: n.Text}
			if n.Range.Filename != "" {
				at.Range = c.newRange(n.Range)
				at.Snippet = c.snippet(n.Range, nil)
			}
			j.Notes = append(j.Notes, at)
		}
		for _, e := range x.Fix.Edits {
			j.Fix = append(j.Fix, Change{Range: *c.newRange(e.Range), New: e.New})
		}
		if len(x.Fix.Edits) > 0 {
			j.FixTitle, j.FixUnsafe, j.fixWith = x.Fix.Title, x.Fix.Unsafe, x.Fix.With
			j.shown = c.changed(x.Fix.Edits)
		}
	}
	return j
}

// panicked is how cty begins the error that it makes of a panic in a function or an operator. The stack follows, with
// the paths of whoever built this.
const panicked = "panic in function implementation: "

// withoutStack makes a sentence for users of what a panic left in a detail.
func withoutStack(detail string) string {
	before, after, found := strings.Cut(detail, panicked)
	if !found {
		return detail
	}
	value, _, _ := strings.Cut(after, "\ngoroutine ")
	return fmt.Sprintf("%sthis is a bug in slogen: it fails on these values (%s). Please report it with this line of "+
		"your configuration: "+
		"https://github.com/slogen-project/slogen/issues", before, strings.TrimSpace(value))
}

func (c *fileCache) newRange(r hcl.Range) *Range {
	f := c.file(r.Filename)
	pos := func(p hcl.Pos) Pos {
		x := Pos{Line: p.Line, Column: p.Column, Byte: p.Byte, CodePoint: p.Column}
		if f != nil && p.Byte >= 0 && p.Byte <= len(f.src) {
			x.CodePoint = 1 + f.runes(p.Byte) - f.runes(f.lines[f.lineAt(p.Byte)])
		}
		return x
	}
	return &Range{Filename: r.Filename, Start: pos(r.Start), End: pos(r.End)}
}

// fileCache keeps what was found out about each file while one report is made.
type fileCache struct {
	src       Sources
	evaluated func(string) bool
	files     map[string]*file
}

type file struct {
	name  string
	src   []byte
	lines []int // where each line begins
	begun []int // how many characters begin before each part of src
	scope scope // nil until asked for
}

// part is how much of a file is counted at once: a file of one line may have thousands of problems.
const part = 4 << 10

// runes counts the characters that begin before a byte.
func (f *file) runes(offset int) int {
	count := func(b []byte) (n int) {
		for _, c := range b {
			if utf8.RuneStart(c) {
				n++
			}
		}
		return n
	}
	if f.begun == nil {
		f.begun = []int{0}
		for at := 0; at+part <= len(f.src); at += part {
			f.begun = append(f.begun, f.begun[at/part]+count(f.src[at:at+part]))
		}
	}
	i := offset / part
	return f.begun[i] + count(f.src[i*part:offset])
}

func (c *fileCache) file(name string) *file {
	if f, ok := c.files[name]; ok {
		return f
	}
	var f *file
	if c.src != nil {
		if src := c.src(name); src != nil {
			f = &file{name: name, src: src, lines: []int{0}}
			for i, b := range src {
				if b == '\n' {
					f.lines = append(f.lines, i+1)
				}
			}
		}
	}
	c.files[name] = f
	return f
}

// lineAt is the index of the line that holds the byte.
func (f *file) lineAt(offset int) int {
	i, ok := slices.BinarySearch(f.lines, offset)
	if !ok {
		i--
	}
	return i
}

// line returns where line i begins and ends, without its line ending.
func (f *file) line(i int) (start, end int) {
	start, end = f.lines[i], len(f.src)
	if i+1 < len(f.lines) {
		end = f.lines[i+1] - 1
	}
	if end > start && f.src[end-1] == '\r' {
		end--
	}
	return start, end
}

const (
	maxLines = 6   // more lines than these of one place are cut in the middle
	maxWidth = 200 // bytes of a line; longer ones are cut around the place
)

// snippet is nil when the text is gone or the range isn't of it.
func (c *fileCache) snippet(r hcl.Range, context *hcl.Range) *Snippet {
	f := c.file(r.Filename)
	if f == nil {
		return nil
	}
	start, end := r.Start.Byte, r.End.Byte
	if start < 0 || start > len(f.src) || end < start {
		return nil
	}
	end = min(end, len(f.src))
	first := f.lineAt(start)
	last := first
	if end > start {
		last = f.lineAt(end - 1)
	}
	s := &Snippet{Evaluated: c.evaluated != nil && c.evaluated(r.Filename), Context: f.context(start)}
	from, to := first, last
	if context != nil && context.Filename == r.Filename && f.holds(context, start, end) {
		cf, ct := f.lineAt(context.Start.Byte), f.lineAt(max(context.Start.Byte, context.End.Byte-1))
		if ct-cf < maxLines {
			from, to = cf, ct
		}
	}
	for i := from; i <= to; i++ {
		if to-from >= maxLines && i == from+maxLines-2 {
			i = to
		}
		ls, le := f.line(i)
		hs, he := -1, -1
		if i >= first && i <= last {
			hs, he = f.marked(i, i > first, start, end)
		}
		s.Lines = append(s.Lines, cutLine(f.src, i+1, ls, le, hs, he))
	}
	return s
}

// holds says whether the bytes from start to end are in a part of the file.
func (f *file) holds(part *hcl.Range, start, end int) bool {
	return part.Start.Byte >= 0 && part.Start.Byte <= start && part.End.Byte >= end && part.End.Byte <= len(f.src)
}

// marked is the part of a line that is in the bytes from start to end. The indentation of further lines isn't worth a
// caret.
func (f *file) marked(line int, further bool, start, end int) (hs, he int) {
	ls, le := f.line(line)
	hs, he = max(ls, start), min(le, end)
	if further {
		for hs < he && (f.src[hs] == ' ' || f.src[hs] == '\t') {
			hs++
		}
	}
	hs = min(hs, le) // the place may be the line ending itself
	return hs, max(hs, he)
}

// cutLine makes a Line of the bytes ls to le of src.
func cutLine(src []byte, number, ls, le, hs, he int) Line {
	before, after := "", ""
	if le-ls > maxWidth {
		around := max(hs, ls)
		from := max(ls, around-maxWidth/3)
		to := min(le, from+maxWidth)
		from = max(ls, min(from, to-maxWidth))
		for from > ls && !utf8.RuneStart(src[from]) {
			from--
		}
		for to < le && !utf8.RuneStart(src[to]) {
			to++
		}
		if from > ls {
			before = "…"
		}
		if to < le {
			after = "…"
		}
		ls, le = from, to
		if hs >= 0 {
			hs, he = min(hs, le), min(he, le)
		}
	}
	clean := func(b []byte) string { return strings.ToValidUTF8(string(b), "\uFFFD") }
	if hs < 0 {
		return Line{Number: number, Text: before + clean(src[ls:le]) + after, HighlightStart: -1, HighlightEnd: -1}
	}
	head, mid := before+clean(src[ls:hs]), clean(src[hs:he])
	return Line{
		Number: number, Text: head + mid + clean(src[he:le]) + after,
		HighlightStart: len(head), HighlightEnd: len(head) + len(mid),
	}
}

// values lists what the references of e evaluate to, sorted; what is unknown or doesn't evaluate is left out.
func values(e hcl.Expression, ctx *hcl.EvalContext) []Value {
	if e == nil || ctx == nil {
		return nil
	}
	var vs []Value
	seen := map[string]bool{}
	for _, t := range e.Variables() {
		for len(t) > 1 {
			v, diags := t.TraverseAbs(ctx)
			if diags.HasErrors() {
				t = t[:len(t)-1] // an attribute that isn't there: what it was looked for in is worth showing
				continue
			}
			name := traversalString(t)
			if s := statement(v); s != "" && name != "" && !seen[name] {
				seen[name] = true
				vs = append(vs, Value{Expression: name, Statement: s})
			}
			break
		}
	}
	slices.SortFunc(vs, func(a, b Value) int { return strings.Compare(a.Expression, b.Expression) })
	return vs
}

func traversalString(t hcl.Traversal) string {
	var b strings.Builder
	for _, s := range t {
		switch s := s.(type) {
		case hcl.TraverseRoot:
			b.WriteString(s.Name)
		case hcl.TraverseAttr:
			b.WriteString("." + s.Name)
		case hcl.TraverseIndex:
			switch k := s.Key; {
			case !k.IsKnown() || k.IsNull() || k.IsMarked():
				return ""
			case k.Type() == cty.String:
				fmt.Fprintf(&b, "[%q]", k.AsString())
			case k.Type() == cty.Number:
				fmt.Fprintf(&b, "[%s]", k.AsBigFloat().Text('g', 12))
			default:
				return ""
			}
		default:
			return ""
		}
	}
	return b.String()
}

// statement says what v is, in a few words; never what a marked (sensitive) value is.
func statement(v cty.Value) string {
	if v == cty.NilVal {
		return ""
	}
	if v.ContainsMarked() {
		return "has a sensitive value"
	}
	if !v.IsKnown() {
		return ""
	}
	ty := v.Type()
	switch {
	case v.IsNull():
		return "is null"
	case ty == cty.Bool && v.True():
		return "is true"
	case ty == cty.Bool:
		return "is false"
	case ty == cty.Number:
		return "is " + v.AsBigFloat().Text('g', 12)
	case ty == cty.String:
		s := v.AsString()
		if r := []rune(s); len(r) > 60 {
			return fmt.Sprintf("is %q, …", string(r[:60]))
		}
		return fmt.Sprintf("is %q", s)
	case ty.IsCapsuleType():
		return "is " + words.Article(ty.FriendlyName())
	case ty.IsObjectType():
		return "is an object with " + words.Plural(len(ty.AttributeTypes()), "attribute")
	case ty.IsTupleType(), ty.IsCollectionType():
		return "is a " + strings.SplitN(ty.FriendlyName(), " ", 2)[0] + " with " + words.Plural(
			v.LengthInt(),
			"element",
		)
	}
	return "is " + words.Article(ty.FriendlyName())
}
