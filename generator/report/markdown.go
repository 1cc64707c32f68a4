package report

import (
	"fmt"
	"strings"

	"github.com/slogen-project/slogen/generator/comment"
	"github.com/slogen-project/slogen/generator/words"
)

// markdownRows is how many rows stand open; more are folded.
const markdownRows = 25

// Markdown is the report for a forge, a wiki or a pull request, whose headings begin at a level. Users' text is escaped
// as in the comments on pull requests: it is neither markup nor a mention.
func (r *Report) Markdown(level int) string {
	var b strings.Builder
	p := r.page()
	head := func(deeper int, title string) {
		fmt.Fprintf(&b, "%s %s\n\n", strings.Repeat("#", level+deeper), comment.Cell(title))
	}
	b.WriteString(comment.Cell(p.summary) + "\n\n")
	if p.narrowed != "" {
		b.WriteString("Only " + comment.Cell(p.narrowed) + ".\n\n")
	}
	head(0, "What needs a decision")
	if len(p.decisions) == 0 {
		b.WriteString("Nothing.\n\n")
	}
	for i, d := range p.decisions {
		fmt.Fprintf(&b, "%d. **%s.** %s\n", i+1, comment.Cell(d.Title), markdownCode(d.Decide))
		folded := len(d.Items) > markdownRows
		if folded {
			fmt.Fprintf(&b, "\n   <details><summary>%s</summary>\n\n", words.Plural(len(d.Items), "item"))
		}
		for _, x := range d.Items {
			fmt.Fprintf(&b, "   - %s\n", comment.Cell(x.line()))
		}
		if folded {
			b.WriteString("\n   </details>\n")
		}
		b.WriteByte('\n')
	}
	for _, s := range p.sections {
		head(0, s.title)
		for _, say := range s.say {
			b.WriteString(comment.Cell(say) + "\n\n")
		}
		for i := range s.tables {
			s.tables[i].markdown(&b)
		}
		b.WriteString("Why: " + comment.Cell(strings.TrimSpace(s.measure.Reads+" "+s.measure.Own)))
		for _, g := range s.measure.Guidance {
			fmt.Fprintf(&b, " [%s](%s).", comment.Cell(g.Title), g.URL)
		}
		b.WriteString("\n\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// markdownCode is one of slogen's own sentences, in which code stands between backticks.
func markdownCode(s string) string {
	parts := strings.Split(s, "`")
	for i := range parts {
		if i%2 == 0 {
			parts[i] = comment.Cell(parts[i])
		} else {
			parts[i] = "`" + parts[i] + "`"
		}
	}
	return strings.Join(parts, "")
}

func (t *table) markdown(b *strings.Builder) {
	if len(t.rows) == 0 {
		return
	}
	folded := len(t.rows) > markdownRows
	if folded {
		fmt.Fprintf(b, "<details><summary>%s: %s</summary>\n\n", t.caption, words.Plural(len(t.rows), "row"))
	}
	columns := t.said()
	rule := "|"
	for _, i := range columns {
		b.WriteString("| " + comment.Cell(t.columns[i].title) + " ")
		if t.columns[i].number {
			rule += "--:|"
		} else {
			rule += "---|"
		}
	}
	b.WriteString("|\n" + rule + "\n")
	for _, row := range t.rows {
		for _, i := range columns {
			b.WriteString("| " + comment.Cell(row[i].text) + " ")
		}
		b.WriteString("|\n")
	}
	if folded {
		b.WriteString("\n</details>\n")
	}
	b.WriteByte('\n')
}
