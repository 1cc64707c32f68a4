package diag

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/fatih/color"
	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/printable"
)

// changedLine is a line as it was or, with number 0, as a fix makes it.
type changedLine struct {
	file   string
	number int
	text   string
}

// maxChanged is how many lines of a fix are shown.
const maxChanged = 12

// changed are the lines that edits change: those of each place as they were, and then as they become.
func (c *fileCache) changed(edits []Edit) (out []changedLine) {
	edits = slices.Clone(edits)
	slices.SortStableFunc(edits, func(a, b Edit) int {
		return cmp.Or(strings.Compare(a.Range.Filename, b.Range.Filename),
			cmp.Compare(a.Range.Start.Byte, b.Range.Start.Byte))
	})
	for i := 0; i < len(edits); {
		f := c.file(edits[i].Range.Filename)
		if f == nil || !f.fits(edits[i].Range) {
			return nil // the text is gone
		}
		first, last := f.lineAt(edits[i].Range.Start.Byte), f.lastLine(edits[i].Range)
		n := i + 1 // those from i to n are in the same lines
		for n < len(edits) && edits[n].Range.Filename == f.name && f.fits(edits[n].Range) &&
			f.lineAt(edits[n].Range.Start.Byte) <= last {
			last = max(last, f.lastLine(edits[n].Range))
			n++
		}
		out = append(out, f.become(first, last, edits[i:n])...)
		i = n
	}
	return out
}

func (f *file) fits(r hcl.Range) bool {
	return r.Start.Byte >= 0 && r.Start.Byte <= r.End.Byte && r.End.Byte <= len(f.src)
}

// lastLine is the index of the last line that a place is in.
func (f *file) lastLine(r hcl.Range) int { return f.lineAt(max(r.Start.Byte, r.End.Byte-1)) }

// become are the lines from first to last as they are, and as edits make them. What begins and ends both alike is left
// out.
func (f *file) become(first, last int, edits []Edit) (out []changedLine) {
	start, end := f.lines[first], len(f.src)
	if last+1 < len(f.lines) {
		end = f.lines[last+1]
	}
	var b strings.Builder
	at := start
	for _, e := range edits {
		if e.Range.Start.Byte < at {
			continue // two of one fix never overlap
		}
		b.Write(f.src[at:e.Range.Start.Byte])
		b.WriteString(e.New)
		at = e.Range.End.Byte
	}
	b.Write(f.src[min(at, end):end])
	was, is := splitLines(string(f.src[start:end])), splitLines(b.String())
	for len(was) > 0 && len(is) > 0 && was[0] == is[0] {
		was, is = was[1:], is[1:]
		first++
	}
	for len(was) > 0 && len(is) > 0 && was[len(was)-1] == is[len(is)-1] {
		was, is = was[:len(was)-1], is[:len(is)-1]
	}
	for i, text := range was {
		out = append(out, changedLine{f.name, first + i + 1, text})
	}
	for _, text := range is {
		out = append(out, changedLine{f.name, 0, text})
	}
	return out
}

// splitLines are the lines of a text without their ends.
func splitLines(s string) []string {
	s = strings.TrimSuffix(s, "\n")
	if s == "" {
		return nil
	}
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = strings.TrimSuffix(l, "\r")
	}
	return lines
}

// fix writes the lines that a fix changes, and what makes it.
func (p *printer) fix(d *Diagnostic) {
	if !p.opt.Fixes || len(d.shown) == 0 {
		return
	}
	how, flag := "Fix", "-fix"
	if d.FixUnsafe {
		how, flag = "Unsafe fix", "-fix=unsafe"
	}
	if d.fixWith != "" {
		flag += " " + d.fixWith
	}
	p.buf.WriteString("\n")
	p.prose(how + " (slogen lint " + flag + " makes it): " + d.FixTitle + ".")
	lines, more := d.shown, 0
	if len(lines) > maxChanged {
		lines, more = lines[:maxChanged], len(lines)-maxChanged
	}
	digits, file := 4, ""
	if d.Range != nil {
		file = d.Range.Filename
	}
	for _, l := range lines {
		digits = max(digits, len(fmt.Sprint(l.number)))
	}
	for _, l := range lines {
		if l.file != file {
			file = l.file
			fmt.Fprintf(&p.buf, "  in %s:\n", printable.Line(file))
		}
		text, _, _ := columns(Line{Text: short(l.text), HighlightStart: -1, HighlightEnd: -1}, p.opt.ASCII)
		number, sign := strings.Repeat(" ", digits)+" ", p.paint("+ "+text, color.FgGreen)
		if l.number > 0 {
			number, sign = fmt.Sprintf("%*d:", digits, l.number), p.paint("- "+text, color.FgRed)
		}
		p.buf.WriteString(number + " " + strings.TrimRight(sign, " ") + "\n")
	}
	if more > 0 {
		fmt.Fprintf(&p.buf, "%*s  and %d more lines\n", digits, "", more)
	}
}

// short cuts what no terminal shows in a line.
func short(text string) string {
	if len(text) <= maxWidth {
		return strings.ToValidUTF8(text, "\uFFFD")
	}
	return strings.ToValidUTF8(text[:maxWidth], "") + "…"
}
