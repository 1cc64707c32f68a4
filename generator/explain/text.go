package explain

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/mitchellh/go-wordwrap"

	"github.com/slogen-project/slogen/generator/burn"
	"github.com/slogen-project/slogen/generator/words"
)

// textWidth is the number of columns that a page takes at most.
const textWidth = 80

// Text is the page for people, in lines of at most width characters; 0 is for 80, and more makes none longer.
func (p *Page) Text(width int) string {
	if width <= 0 || width > textWidth {
		width = textWidth
	}
	wrapped := func(s, first, rest string) string { return wrapped(s, first, rest, width) }
	var b strings.Builder
	head := fmt.Sprintf("%s  %s", p.Key, p.Place)
	if utf8.RuneCountInString(head) > width {
		head = fmt.Sprintf("%s\n%s", p.Key, p.Place)
	}
	fmt.Fprintf(&b, "%s\n%q\n\n", head, p.Name)
	para := func(s string) {
		if s != "" {
			b.WriteString(wrapped(s, "  ", "  "))
		}
	}
	if p.Promise != "" {
		para("Promise to users: " + words.Sentence(p.Promise))
	}
	para(p.Objective.Words)
	measured := "It is measured by " + p.SLI.Name
	if p.SLI.Description != "" {
		measured += ": " + p.SLI.Description
	}
	para(words.Sentence(measured))
	if p.Owner != "" {
		para("Owner: " + p.Owner)
	}
	if p.Runbook != "" {
		para("Runbook: " + p.Runbook)
	}
	b.WriteString("\nAlerts\n")
	for _, a := range p.Alerts {
		title := "\n  " + a.Name
		if a.Severity != "" {
			title += " (" + a.Severity + ")"
		}
		b.WriteString(title + "\n")
		for _, s := range a.Words {
			b.WriteString(wrapped(s, "    ", "    "))
		}
	}
	if len(p.Alerts) == 0 {
		b.WriteString("\n  None.\n")
	} else {
		b.WriteString("\n" + wrapped("With a constant error rate and even traffic, after a window without failures",
			"", ""))
		for _, part := range p.parts(width) {
			b.WriteString("\n" + part)
		}
		b.WriteString("\n" + wrapped("burn: how many times the error rate that the target allows. fires: the time until "+
			"the alert fires. used: how much of the budget is used by then. "+
			"ends: how long it keeps firing if the failures end at that moment. -: it doesn't fire.", "  ", "  "))
	}
	b.WriteString("\n" + wrapped(p.Coverage, "", ""))
	b.WriteString("\nFindings\n\n")
	for _, f := range p.Findings {
		if f.Rule == "slo/alert_gap" { // that is what was said of the coverage
			f.Words = ""
		}
		head := f.Title
		if f.Ignored != "" {
			head += " (ignored: " + f.Ignored + ")"
			f.Fix = ""
		}
		text := f.Rule + ": " + words.Sentence(head) + " " + f.Words + " " + f.Fix
		b.WriteString(wrapped(strings.Join(strings.Fields(text), " "), "  • ", "    "))
	}
	if len(p.Findings) == 0 {
		b.WriteString("  None.\n")
	}
	if len(p.Assumptions) > 0 {
		b.WriteString("\n" + wrapped("Where Honeycomb's documentation is silent, these figures rest on assumptions: "+
			words.List(p.Assumptions)+". `slogen explain NAME` describes one.", "", ""))
	}
	return b.String()
}

// wrapped is a paragraph with a prefix for its first line and one for the others.
func wrapped(s, first, rest string, width int) string {
	text := wordwrap.WrapString(s, uint(width-utf8.RuneCountInString(first)))
	return first + strings.ReplaceAll(text, "\n", "\n"+rest) + "\n"
}

// column is a column of the table: its cells from the top, the title first.
type column []string

func (c column) width() (w int) {
	for _, cell := range c {
		w = max(w, len(cell))
	}
	return w
}

// parts is the table of reactions, in as many parts as need most characters at most.
func (p *Page) parts(most int) (out []string) {
	rates, burns := column{"errors"}, column{"burn"}
	for _, r := range p.Reactions {
		rates, burns = append(rates, short(r.ErrorsPercent)+"%"), append(burns, short(r.BurnRate)+"x")
	}
	left := []column{rates, burns}
	start := 2 + rates.width() + 1 + burns.width()
	type group struct {
		name    string
		columns []column
	}
	var part []group
	width := start
	flush := func() {
		var b strings.Builder
		line := strings.Repeat(" ", start)
		for _, g := range part {
			line += fmt.Sprintf("   %-*s", groupWidth(g.columns)-3, g.name)
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
		for i := range rates {
			b.WriteString(" ")
			for _, c := range left {
				fmt.Fprintf(&b, " %*s", c.width(), c[i])
			}
			for _, g := range part {
				b.WriteString("  ")
				for _, c := range g.columns {
					fmt.Fprintf(&b, " %*s", c.width(), c[i])
				}
			}
			b.WriteString("\n")
		}
		out = append(out, b.String())
		part, width = nil, start
	}
	for i, a := range p.Alerts {
		g := group{name: a.Name, columns: []column{{"fires"}, {"used"}, {"ends"}}}
		for _, r := range p.Reactions {
			cells := [3]string{"-", "-", "-"}
			if x := r.Alerts[i]; x.Fires {
				cells = [3]string{compact(x.AfterMinutes), short(x.BudgetGonePercent) + "%", compact(x.ResolvesAfterMinutes)}
			}
			for j := range g.columns {
				g.columns[j] = append(g.columns[j], cells[j])
			}
		}
		for last := len(g.columns) - 1; groupWidth(g.columns) < len(g.name)+3; { // a long name needs room
			g.columns[last][0] = fmt.Sprintf("%*s", g.columns[last].width()+1, g.columns[last][0])
		}
		if len(part) > 0 && width+groupWidth(g.columns) > most {
			flush()
		}
		part = append(part, g)
		width += groupWidth(g.columns)
	}
	flush()
	return out
}

// groupWidth is the width of an alert's columns, with the space before them.
func groupWidth(columns []column) int {
	w := 2
	for _, c := range columns {
		w += 1 + c.width()
	}
	return w
}

// short is a number of the table.
func short(f float64) string { return words.Rough(words.Exact(f)) }

// compact is a number of minutes in its two largest units: "59m", "7h12m", "14d3h".
func compact(minutes int) string {
	if minutes > burn.MinutesPerDay {
		minutes = (minutes + 30) / 60 * 60
	}
	return words.Length(minutes)
}
