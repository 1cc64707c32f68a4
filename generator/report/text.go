package report

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/mitchellh/go-wordwrap"

	"github.com/slogen-project/slogen/generator/words"
)

const (
	textWidth = 100 // of paragraphs
	textRows  = 20  // of tables and lists, before the rest is counted
	textCell  = 44  // characters of a cell
)

// Text is the report for a terminal. What doesn't fit is counted; the other formats have it all.
func (r *Report) Text() string {
	var b strings.Builder
	p := r.page()
	paragraph := func(first, rest, s string) {
		wrapped := wordwrap.WrapString(s, uint(textWidth-utf8.RuneCountInString(first)))
		b.WriteString(first + strings.ReplaceAll(wrapped, "\n", "\n"+rest) + "\n")
	}
	paragraph("", "", p.summary)
	if p.narrowed != "" {
		paragraph("", "", "Only "+p.narrowed+".")
	}
	b.WriteString("\nWhat needs a decision\n")
	if len(p.decisions) == 0 {
		b.WriteString("\n  Nothing.\n")
	}
	for i, d := range p.decisions {
		b.WriteByte('\n')
		paragraph(fmt.Sprintf("%3d. ", i+1), "     ", d.Title+". "+d.Decide)
		for j, x := range d.Items {
			if j == textRows/2 {
				fmt.Fprintf(&b, "       and %s more\n", words.Thousands(len(d.Items)-j))
				break
			}
			paragraph("     - ", "       ", x.line())
		}
	}
	for _, s := range p.sections {
		b.WriteString("\n" + s.title + "\n")
		for _, say := range s.say {
			paragraph("  ", "  ", say)
		}
		for _, t := range s.tables {
			if len(t.columns) > 1 {
				t.text(&b)
				continue
			}
			for i, row := range t.rows {
				if i == textRows {
					fmt.Fprintf(&b, "    and %s more\n", words.Thousands(len(t.rows)-i))
					break
				}
				paragraph("  - ", "    ", row[0].text)
			}
		}
	}
	b.WriteByte('\n')
	paragraph("", "", "There is no score: each section reads a text about alerting. -format=html and -format=markdown "+
		"name them; -format=json lists everything.")
	return b.String()
}

// line is what there is to say of an item.
func (x *Item) line() string {
	s := x.Name
	if x.Words != "" {
		s += ": " + x.Words
	}
	if x.Owner != "" {
		s += " (" + x.Owner + ")"
	}
	if at := where(x.Place); at != "" {
		s += "  " + at
	}
	return s
}

// said are the columns of which some row says something.
func (t *table) said() (out []int) {
	for i := range t.columns {
		for _, row := range t.rows {
			if row[i].text != "" {
				out = append(out, i)
				break
			}
		}
	}
	return out
}

func (t *table) text(b *strings.Builder) {
	if len(t.rows) == 0 {
		return
	}
	rows, hidden := t.rows, 0
	if len(rows) > textRows {
		rows, hidden = rows[:textRows], len(rows)-textRows
	}
	columns := t.said()
	wide := map[int]int{}
	for _, i := range columns {
		wide[i] = utf8.RuneCountInString(t.columns[i].title)
		for _, row := range rows {
			wide[i] = max(wide[i], utf8.RuneCountInString(words.Cut(row[i].text, textCell)))
		}
	}
	line := func(of func(i int) string) {
		s := " "
		for _, i := range columns {
			text := words.Cut(of(i), textCell)
			pad := strings.Repeat(" ", wide[i]-utf8.RuneCountInString(text))
			if t.columns[i].number {
				text = pad + text
			} else {
				text += pad
			}
			s += " " + text + " "
		}
		b.WriteString(strings.TrimRight(s, " ") + "\n")
	}
	b.WriteByte('\n')
	line(func(i int) string { return t.columns[i].title })
	for _, row := range rows {
		line(func(i int) string { return row[i].text })
	}
	if hidden > 0 {
		fmt.Fprintf(b, "  and %s more\n", words.Thousands(hidden))
	}
}
