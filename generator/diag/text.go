package diag

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"github.com/apparentlymart/go-textseg/v15/textseg"
	"github.com/fatih/color"
	"github.com/mitchellh/go-wordwrap"
	"golang.org/x/text/width"

	"github.com/slogen-project/slogen/generator/printable"
	"github.com/slogen-project/slogen/generator/words"
)

// MaxShown is how many problems the text shows unless all are asked for. Errors are shown before warnings are.
const MaxShown = 50

// renderText writes r as terraform does, with a caret below the place.
func renderText(w io.Writer, r *Report, opt Options) error {
	p := &printer{opt: opt}
	list := r.Diagnostics
	if !opt.All {
		list = mostImportant(list, MaxShown)
	}
	for i := range list {
		if i > 0 {
			p.out.WriteByte('\n')
		}
		p.diagnostic(&list[i])
		if p.out.Len() > 1<<16 {
			if _, err := p.out.WriteTo(w); err != nil {
				return err
			}
		}
	}
	if n := len(r.Diagnostics) - len(list); n > 0 {
		fmt.Fprintf(&p.out, "\n%s, of which %d are shown: -all shows the other %d.\n", tally(r), len(list), n)
	} else if len(list) > 0 {
		p.out.WriteString("\n" + tally(r) + "\n")
	}
	_, err := p.out.WriteTo(w)
	return err
}

// mostImportant are the first n problems, in their order: errors, and where there is room for them warnings.
func mostImportant(list []Diagnostic, n int) []Diagnostic {
	if len(list) <= n {
		return list
	}
	errors := 0
	for _, d := range list {
		if d.Severity == severityError {
			errors++
		}
	}
	room := map[bool]int{true: min(errors, n), false: max(0, n-errors)} // by whether it is an error
	var out []Diagnostic
	for _, d := range list {
		if isError := d.Severity == severityError; room[isError] > 0 {
			room[isError]--
			out = append(out, d)
		}
	}
	return out
}

// tally is the count at the end: "2 errors, 1 warning".
func tally(r *Report) string {
	var parts []string
	if r.ErrorCount > 0 {
		parts = append(parts, words.Plural(r.ErrorCount, "error"))
	}
	if r.WarningCount > 0 {
		parts = append(parts, words.Plural(r.WarningCount, "warning"))
	}
	if r.InfoCount > 0 {
		parts = append(parts, words.Plural(r.InfoCount, "remark"))
	}
	return strings.Join(parts, ", ")
}

type printer struct {
	opt Options
	out bytes.Buffer
	buf strings.Builder // one diagnostic, before the box is drawn around it
}

func (p *printer) paint(s string, attrs ...color.Attribute) string {
	if !p.opt.Color || s == "" {
		return s
	}
	c := color.New(attrs...)
	c.EnableColor()
	return c.Sprint(s)
}

func (p *printer) diagnostic(d *Diagnostic) {
	p.buf.Reset()
	word, hue := "Error: ", color.FgRed
	switch d.Severity {
	case severityWarning:
		word, hue = "Warning: ", color.FgYellow
	case severityInfo:
		word, hue = "Info: ", color.FgCyan
	}
	b := &p.buf
	b.WriteString(p.paint(word, color.Bold, hue) + p.paint(printable.Line(d.Summary), color.Bold) + "\n")
	if d.Range != nil {
		b.WriteString("\n")
		p.place("on ", d.Range, d.Snippet, hue)
	}
	if d.Detail != "" {
		b.WriteString("\n")
		p.prose(d.Detail)
	}
	if len(d.Also) > 0 {
		b.WriteString("\n")
		p.prose("The same on " + places(d.Also) + ".")
	}
	if len(d.Instances) > 0 {
		b.WriteString("\n")
		p.prose("In the " + someOf(d.Instances, "instance"))
	}
	for i, n := range d.Notes {
		b.WriteString("\n")
		if i == maxNotes {
			p.prose(fmt.Sprintf("And %d more places that lead here.", len(d.Notes)-maxNotes))
			break
		}
		if n.Range == nil {
			p.prose(n.Text)
			continue
		}
		p.place(printable.Text(strings.TrimRight(n.Text, ".:"))+", on ", n.Range, n.Snippet, hue)
	}
	p.fix(d)
	switch {
	case d.Own:
		fmt.Fprintf(b, "\nRule %s.\n", printable.Line(d.Code))
	case d.Code != "":
		fmt.Fprintf(b, "\nRule %s: \"slogen explain %s\" says more.\n", d.Code, d.Code)
	}
	text := strings.TrimRight(b.String(), "\n")
	if !p.opt.Terminal {
		p.out.WriteString(text + "\n")
		return
	}
	p.out.WriteString(p.paint("╷", hue) + "\n")
	for line := range strings.SplitSeq(text, "\n") {
		p.out.WriteString(p.paint("│", hue) + " " + line + "\n")
	}
	p.out.WriteString(p.paint("╵", hue) + "\n")
}

// maxNotes is how many notes of one problem are shown, and maxNames how many places or names in a sentence.
const (
	maxNotes = 8
	maxNames = 10
)

// someOf lists names, for a sentence: all of them, or the first and how many more there are.
func someOf(names []string, noun string) string {
	if len(names) == 1 {
		return noun + " " + names[0] + "."
	}
	return noun + "s " + words.Some(names, maxNames) + "."
}

// places lists lines by file: "a.slo.hcl lines 3, 5 and 7, b.slo.hcl line 2".
func places(list []Range) string {
	var parts []string
	more := max(0, len(list)-maxNames)
	list = list[:len(list)-more]
	for i := 0; i < len(list); {
		var lines []string
		n := i
		for ; n < len(list) && list[n].Filename == list[i].Filename; n++ {
			if l := fmt.Sprint(list[n].Start.Line); !slices.Contains(lines, l) {
				lines = append(lines, l)
			}
		}
		parts = append(
			parts,
			printable.Line(list[i].Filename)+words.Verb(len(lines), " line ", " lines ")+words.List(lines),
		)
		i = n
	}
	s := strings.Join(parts, "; ")
	if more > 0 {
		s += fmt.Sprintf(", and at %d more places", more)
	}
	return s
}

// place writes where something is, the source lines and the carets.
func (p *printer) place(intro string, r *Range, s *Snippet, hue color.Attribute) {
	b := &p.buf
	fmt.Fprintf(b, "  %s%s line %d", intro, printable.Line(r.Filename), r.Start.Line)
	if s == nil {
		fmt.Fprintf(b, ", column %d\n", r.Start.Column)
		return
	}
	if s.Evaluated {
		b.WriteString(" of what it evaluates to")
	}
	if s.Context != "" {
		b.WriteString(", in " + printable.Line(s.Context))
	}
	b.WriteString(":\n")
	digits := 4
	if n := len(s.Lines); n > 0 {
		digits = max(digits, len(fmt.Sprint(s.Lines[n-1].Number)))
	}
	for i, l := range s.Lines {
		if i > 0 && l.Number != s.Lines[i-1].Number+1 {
			fmt.Fprintf(b, "%*s…\n", digits+2, "")
		}
		text, from, to := columns(l, p.opt.ASCII)
		fmt.Fprintf(b, "%*d: %s\n", digits, l.Number, text)
		if from >= 0 {
			b.WriteString(strings.Repeat(" ", digits+2+from) + p.paint(strings.Repeat("^", to-from), color.Bold, hue) + "\n")
		}
	}
	if len(s.Values) > 0 {
		b.WriteString("    ├────────────────\n")
		for _, v := range s.Values {
			fmt.Fprintf(b, "    │ %s %s\n", p.paint(printable.Line(v.Expression), color.Bold), printable.Line(v.Statement))
		}
	}
}

// prose writes paragraphs, wrapped to the width. Lines that are indented are examples and stay as they are.
func (p *printer) prose(s string) {
	limit := p.opt.Width
	if limit > 0 && p.opt.Terminal {
		limit -= 2 // the box
	}
	for line := range strings.SplitSeq(strings.TrimRight(s, "\n"), "\n") {
		line = printable.Text(line)
		if limit >= 20 && !strings.HasPrefix(line, " ") {
			line = wordwrap.WrapString(line, uint(limit))
		}
		p.buf.WriteString(line + "\n")
	}
}

// tabWidth is that of the source lines shown. Tabs become spaces, so that carets are right whatever a terminal thinks.
const tabWidth = 4

// columns lays a line out on a terminal: tabs and control characters replaced, and the columns of the place; -1 when
// there is none. A place always has a caret, also where it is a point. In ASCII, signs may take more columns.
func columns(l Line, ascii bool) (text string, from, to int) {
	var b strings.Builder
	col, from, to := 0, -1, -1
	rest := []byte(l.Text)
	for at := 0; len(rest) > 0; {
		n, cluster, err := textseg.ScanGraphemeClusters(rest, true)
		if err != nil || n == 0 {
			break
		}
		// A range may begin inside a cluster; the caret then stands below the whole of it.
		if l.HighlightStart >= at && l.HighlightStart < at+n {
			from = col
		}
		switch r := []rune(string(cluster)); {
		case r[0] == '\t':
			w := tabWidth - col%tabWidth
			b.WriteString(strings.Repeat(" ", w))
			col += w
		case unicode.IsControl(r[0]) || unicode.In(r[0], unicode.Cf) && len(r) == 1:
			b.WriteRune(unicode.ReplacementChar)
			col++
		case ascii && printable.InASCII(r[0]) != "":
			b.Write(cluster)
			col += len(printable.InASCII(r[0])) + len(r) - 1
		default:
			b.Write(cluster)
			col += clusterWidth(r)
		}
		at += n
		if l.HighlightEnd > at-n && l.HighlightEnd <= at {
			to = col
		}
		rest = rest[n:]
	}
	if l.HighlightStart < 0 {
		return b.String(), -1, -1
	}
	if from < 0 {
		from = col
	}
	if to <= from {
		to = from + 1
	}
	return strings.TrimRight(b.String(), " "), from, to
}

// clusterWidth is the number of terminal columns of a character: two for East Asian wide ones and emoji.
func clusterWidth(r []rune) int {
	switch width.LookupRune(r[0]).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	for _, c := range r[1:] {
		if c == 0xFE0F { // emoji presentation
			return 2
		}
	}
	if unicode.In(r[0], unicode.Mn, unicode.Me) {
		return 0
	}
	return 1
}
