package plan

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/aymanbagabas/go-udiff"
	"github.com/fatih/color"
	"github.com/mitchellh/go-wordwrap"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/printable"
	"github.com/slogen-project/slogen/generator/review"
	"github.com/slogen-project/slogen/generator/words"
)

// Options says how [Print] writes.
type Options struct {
	Color bool // with ANSI colours
	// Width is the most characters a line should have, 0 for no limit. Attributes are never cut, whatever it is.
	Width int
	// Verbose lists every object with every attribute as Honeycomb has it, and exact values beside rounded figures.
	Verbose bool

	// OutOfDate means that the committed output is not what would be written although no object differs: places, notes
	// or other files may.
	OutOfDate bool
	// Against says what the plan was compared with, which is not the committed output.
	Against bool
}

// Print writes p for people: the verdict in a line, then what changes and what that means, the most harmful first, and
// a summary as the last line. What is alike is folded, and at many objects more so; Verbose lists them one by one.
func Print(w io.Writer, p *Plan, o Options) error {
	out := &printer{Writer: bufio.NewWriter(w), o: o}
	against := ""
	if o.Against && p.Base != nil {
		against = printable.Line(p.Base.String())
		if p.Base.From != "" {
			against += ", the base that " + p.Base.From + " names"
		}
	}
	if p.Empty() {
		if against != "" {
			out.line("%s", out.paint("No changes", color.Bold)+" against "+against+".")
		} else if o.OutOfDate {
			out.line("%s No object at Honeycomb would change, but the committed output is out of date.",
				out.paint("No changes.", color.Bold))
		} else {
			out.line("%s The committed output matches the configuration.", out.paint("No changes.", color.Bold))
		}
		out.notes(p.Base)
		return out.Flush()
	}
	out.line("%s", out.paint(out.wrap(p.Verdict().String(), 0), color.Bold))
	if against != "" {
		out.line("%s", out.wrap("Compared with "+against+".", 0))
	}
	out.notes(p.Base)
	if o.Verbose {
		out.line("")
		out.legend(p)
		for i := range p.Changes {
			out.line("")
			out.change(&p.Changes[i])
		}
	} else {
		out.review(p)
	}
	out.problems(p)
	out.failOn(p.Fails)
	out.line("")
	out.summary(p)
	return out.Flush()
}

// notes writes what can't be compared.
func (p *printer) notes(b *Base) {
	if b == nil {
		return
	}
	for _, n := range b.Notes {
		p.line("%s", p.wrap(printable.Line(n), 0))
	}
}

type printer struct {
	*bufio.Writer
	o      Options
	pasted map[string]bool // the pastes that have been written
}

func (p *printer) line(format string, args ...any) {
	fmt.Fprintf(p, format, args...)
	p.WriteByte('\n')
}

func (p *printer) paint(s string, how ...color.Attribute) string {
	if !p.o.Color || s == "" {
		return s
	}
	c := color.New(how...)
	c.EnableColor()
	return c.Sprint(s)
}

// legend lists the actions in the order in which it shows them, with their words and colour.
var legend = []struct {
	action Action
	words  string
	color  color.Attribute
}{
	{Create, "create", color.FgGreen},
	{Update, "change in place", color.FgYellow},
	{Replace, "create again, then delete the old one", color.FgRed},
	{Delete, "delete", color.FgRed},
	{Moved, "move to another name", color.FgCyan},
}

func (p *printer) sign(a Action) string {
	for _, l := range legend {
		if l.action == a {
			return p.paint(string(rune(a)), l.color, color.Bold)
		}
	}
	return string(rune(a))
}

func (p *printer) legend(plan *Plan) {
	p.line("Applying the configuration would change these objects at Honeycomb:")
	for _, l := range legend {
		for i := range plan.Changes {
			if plan.Changes[i].Action == l.action {
				p.line("  %s %s", p.sign(l.action), l.words)
				break
			}
		}
	}
}

// place is where a change is declared, or was.
func (c *Change) place() string {
	switch {
	case c.Origin.File == "":
		return ""
	case c.Action == Delete && c.After == nil:
		return printable.Line("was " + c.Origin.String())
	}
	return printable.Line(c.Origin.String())
}

// head is how the sentence of an effect begins: with its class, unless that is the given one, which has been named.
func (e *Effect) head(named review.Class) string {
	if e.Class == review.None || e.Class == named || e.New {
		return ""
	}
	return e.Class.Words() + ": "
}

// change writes an object with each attribute that differs.
func (p *printer) change(c *Change) {
	place := ""
	if at := c.place(); at != "" {
		place = "  " + p.paint(at, color.Faint)
	}
	from := ""
	if c.From != "" {
		from = " (moved from " + string(c.From) + ")"
	}
	p.line("%s %s%s%s", p.sign(c.Action), p.paint(printable.Line(string(c.Key)), color.Bold), printable.Line(from), place)
	switch c.Action {
	case Create:
		p.attributes(attributesOf(c, false))
	case Delete:
		p.attributes(attributesOf(c, true))
	default:
		p.attributes(c.Diffs)
	}
	if c.Reason != "" {
		word := "Changed because "
		if c.Action == Replace {
			word = "Re-created because "
		}
		p.bullet(word + c.Reason + ".")
	}
	for i := range c.Effects {
		if e := &c.Effects[i]; e.Text != "" {
			p.bulletPainted(bulletSign, e.head(review.None), e.Text)
		}
	}
	for _, e := range c.Exact {
		p.bullet(e)
	}
	for i := range c.Causes {
		p.bullet(c.Causes[i].because())
	}
	p.keep(c, bulletSign)
}

// keep writes what to paste so that an object keeps its history. A block that covers several objects is written once.
func (p *printer) keep(c *Change, sign string) {
	news := p.unpasted(c)
	bullet := func(s string) { p.bulletPainted(sign, "", s) }
	switch looks := fmt.Sprintf("looks like a rename of %s", c.Rename); {
	case c.Rename != "" && len(c.Keep) == 0:
		if historic(c.Key) && !c.untold {
			looks += ", in another dataset: its history can't be kept"
		}
		bullet(looks)
		return
	case c.Rename != "" && len(news) < len(c.Keep):
		bullet(looks + ", which the moved block above covers")
		if len(news) > 0 {
			bullet("to keep its history, also add")
		}
	case c.Rename != "":
		keep := keeps(c.Key)
		if c.untold {
			keep = "the same object"
		}
		bullet(fmt.Sprintf("%s; to keep %s, add", looks, keep))
	case len(c.Kin) > 0:
		bullet(c.kinship())
	case len(news) > 0:
		bullet("to keep its history, add")
	}
	if p.pasted == nil {
		p.pasted = map[string]bool{}
	}
	for i := range news {
		p.pasted[news[i].HCL] = true
		p.paste(&news[i], strings.Repeat(" ", utf8.RuneCountInString(sign)+2))
	}
}

// unpasted lists what to paste for a change that hasn't been written.
func (p *printer) unpasted(c *Change) (news []Paste) {
	for _, k := range c.Keep {
		if !p.pasted[k.HCL] || k.Into != "" {
			news = append(news, k)
		}
	}
	return news
}

// paste writes HCL to paste, and where it belongs.
func (p *printer) paste(k *Paste, indent string) {
	if k.Into != "" {
		p.line("%s# %s", indent, printable.Line(k.Where()))
	}
	for line := range strings.SplitSeq(k.HCL, "\n") {
		p.line("%s%s", indent, printable.Line(line))
	}
}

const bulletSign = "    • "

func (p *printer) bullet(s string) { p.bulletPainted(bulletSign, "", s) }

// bulletPainted writes a line of meaning after a sign, wrapped to the width, with its beginning in colour.
func (p *printer) bulletPainted(sign, head, s string) {
	indent := utf8.RuneCountInString(sign)
	text := p.wrap(head+printable.Line(s), indent)
	text = strings.ReplaceAll(text, "\n", "\n"+strings.Repeat(" ", indent))
	if head != "" {
		// The head has no line break, because it is shorter than the smallest limit.
		text = p.paint(text[:len(head)-1], color.FgYellow, color.Bold) + text[len(head)-1:]
	}
	p.line("%s%s", sign, text)
}

// wrap breaks a text so that it fits beside an indent.
func (p *printer) wrap(text string, indent int) string {
	if limit := p.o.Width - indent; p.o.Width > 0 && limit >= 20 {
		return wordwrap.WrapString(text, uint(limit))
	}
	return text
}

// attributesOf lists every attribute of an object that is created or deleted.
func attributesOf(c *Change, deleted bool) []AttrDiff {
	x := c.After
	if deleted {
		x = c.Before
	}
	var leaves comparer
	if s := honeycomb.Dataset(x); s != "" {
		leaves.leaf("dataset", &node{kind: 's', raw: appendJSON(nil, s)}, deleted)
	}
	leaves.leaves("", body(x), deleted)
	return leaves.diffs
}

func (c *comparer) leaf(path string, n *node, deleted bool) {
	if deleted {
		c.diffs = append(c.diffs, AttrDiff{Path: path, Before: n.append(nil)})
	} else {
		c.diffs = append(c.diffs, AttrDiff{Path: path, After: n.append(nil)})
	}
}

func (c *comparer) leaves(path string, n *node, deleted bool) {
	if n.kind == '{' && !isReference(n) && len(n.items) > 0 {
		for i, name := range n.names {
			c.leaves(join(path, name), &n.items[i], deleted)
		}
		return
	}
	c.leaf(path, n, deleted)
}

// attributes writes differences, their paths in a column.
func (p *printer) attributes(diffs []AttrDiff) {
	width, limit := 0, p.o.Width
	if limit == 0 {
		limit = 120
	}
	for i := range diffs {
		if n := utf8.RuneCountInString(diffs[i].Path); n <= 44 {
			width = max(width, n)
		}
	}
	for i := range diffs {
		d := &diffs[i]
		note := ""
		if d.Replaces {
			note = p.paint("  # forces a new object", color.FgRed)
		}
		before, after := shown(d.Before), shown(d.After)
		name := d.Path + strings.Repeat(" ", max(0, width-utf8.RuneCountInString(d.Path)))
		switch {
		case d.Before == nil:
			p.line("    %s %s  %s%s", p.sign(Create), name, after, note)
		case d.After == nil:
			p.line("    %s %s  %s%s", p.sign(Delete), name, before, note)
		case d.Sensitive:
			p.line("    %s %s  %s, changes%s", p.sign(Update), name, masked, note)
		case p.lines(d, note):
		case 8+width+3+utf8.RuneCountInString(before)+utf8.RuneCountInString(after) > limit:
			// Two long values are easier to compare one above the other.
			p.line("    %s %s%s", p.sign(Update), d.Path, note)
			p.line("        %s %s", p.sign(Delete), before)
			p.line("        %s %s", p.sign(Create), after)
		default:
			p.line("    %s %s  %s → %s%s", p.sign(Update), name, before, after, note)
		}
	}
}

// lines writes only the lines that differ between two texts of several lines, and reports whether d is such a
// difference.
func (p *printer) lines(d *AttrDiff, note string) bool {
	var before, after string
	if json.Unmarshal(d.Before, &before) != nil || json.Unmarshal(d.After, &after) != nil ||
		!strings.Contains(before, "\n") || !strings.Contains(after, "\n") {
		return false
	}
	before, after = before+"\n", after+"\n"
	diff, err := udiff.ToUnifiedDiff("", "", before, udiff.Lines(before, after), 0)
	if err != nil {
		return false
	}
	p.line("    %s %s%s", p.sign(Update), d.Path, note)
	same := strings.Count(before, "\n")
	for _, h := range diff.Hunks {
		for _, l := range h.Lines {
			text := quotedLine(strings.TrimSuffix(l.Content, "\n"))
			switch l.Kind {
			case udiff.Delete:
				same--
				p.line("        %s %s", p.sign(Delete), text)
			case udiff.Insert:
				p.line("        %s %s", p.sign(Create), text)
			}
		}
	}
	if same > 0 {
		p.line("          (%s the same)", words.Plural(same, "other line"))
	}
	return true
}

// quotedLine quotes a line of a text as a JSON string, so that it can't pretend to come from the terminal or the plan.
func quotedLine(s string) string { return string(appendJSON(nil, s)) }

// shown writes a JSON value for people.
func shown(raw []byte) string {
	if raw == nil {
		return ""
	}
	n, err := parseNode(raw)
	if err != nil {
		return string(raw)
	}
	return string(n.show(nil))
}

// problems writes why applying the plan would fail or lose an object.
func (p *printer) problems(plan *Plan) {
	for i := range plan.Problems {
		x := &plan.Problems[i]
		place := ""
		if x.Origin.File != "" {
			place = "  " + p.paint(printable.Line(x.Origin.String()), color.Faint)
		}
		p.line("")
		p.line("%s %s%s", p.paint("! "+x.Title()+":", color.FgRed, color.Bold),
			p.paint(printable.Line(string(x.Key)), color.Bold),
			place)
		p.bullet(x.Detail)
		for _, line := range x.ways() {
			if strings.HasPrefix(line, " ") {
				p.line("      %s", printable.Line(line))
			} else {
				p.bullet(line)
			}
		}
	}
}

func (p *printer) summary(plan *Plan) {
	n := plan.Counts()
	parts := []string{fmt.Sprintf("%d to add", n.Add), fmt.Sprintf("%d to change", n.Change),
		fmt.Sprintf("%d to destroy", n.Destroy)}
	for _, more := range []struct {
		n     int
		words string
	}{{n.Replace, "to replace"}, {n.Moved, "moved"}, {n.Import, "to import"}, {n.LookUp, "to look up"}} {
		if more.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", more.n, more.words))
		}
	}
	counts, _ := strings.CutPrefix(p.wrap("Plan: "+strings.Join(parts, ", ")+".", 0), "Plan:")
	p.line("%s%s", p.paint("Plan:", color.Bold), counts)
	if n := len(plan.Problems); n > 0 {
		p.line("%s", p.paint(fmt.Sprintf("%s: see above.", words.Plural(n, "problem")), color.FgRed, color.Bold))
	}
}
