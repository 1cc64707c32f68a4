package plan

import (
	"bufio"
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/fatih/color"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/phrase"
	"github.com/slogen-project/slogen/generator/printable"
	"github.com/slogen-project/slogen/generator/review"
	"github.com/slogen-project/slogen/generator/words"
)

// maxLines is the most lines of items that are written before more is folded.
const maxLines = 50

// review writes what changes as a reviewer reads it.
func (p *printer) review(plan *Plan) {
	var text string
	for _, fold := range []Fold{SameEffects, SameShape, SameClass} {
		text = p.items(plan.Review(fold))
		if strings.Count(text, "\n") <= maxLines {
			break
		}
	}
	p.WriteString(text)
}

// items makes the text of items.
func (p *printer) items(r Review) string {
	var b strings.Builder
	q := &printer{Writer: bufio.NewWriter(&b), o: p.o}
	for i := range r.Items {
		q.line("")
		q.item(&r.Items[i])
	}
	if n := len(r.Quoting); n > 0 {
		q.line("")
		q.bulletPainted("", strings.ToUpper(review.WordsOnly.Words())+" ", fmt.Sprintf(" %s: %s",
			words.Counted(n, "alert", "alerts"), words.Verb(n, "its description quotes figures that change",
				"their descriptions quote figures that change")+" (-verbose lists "+words.Verb(n, "it", "them")+")"))
	}
	q.Flush()
	return b.String()
}

// Label says in capitals what an item does.
func (x *Item) Label() string {
	c := x.Changes[0]
	switch {
	case x.New():
		return "NEW"
	case x.Class == review.None && c.Rename != "":
		return "RENAMED"
	case x.Class != review.None:
		return strings.ToUpper(x.Class.Words())
	}
	switch c.Action {
	case Create:
		switch {
		case honeycomb.LookedUp(c.After):
			return "FOUND"
		case c.After.Head().Existing != "":
			return "IMPORTED"
		}
		return "NEW"
	case Delete:
		return "DELETED"
	case Moved:
		return "MOVED"
	case Replace:
		return "RE-CREATED"
	}
	return "CHANGED"
}

// Title names the objects of an item.
func (x *Item) Title() string {
	c := x.Changes[0]
	if len(x.Changes) == 1 {
		switch {
		case c.From != "":
			return printable.Line(string(c.From) + " → " + string(c.Key))
		case c.Rename != "":
			return printable.Line(string(c.Rename) + " → " + string(c.Key))
		}
		return printable.Line(string(c.Key))
	}
	if c.Action == Moved {
		return words.Plural(len(x.Changes), "object")
	}
	title := words.Plural(len(x.Changes), noun(c.Kind))
	if c.Kind == honeycomb.KindBurnAlert {
		title += " " + path.Base(string(c.Key))
	}
	return printable.Line(title)
}

// noun is a kind in a sentence.
func noun(kind string) string {
	if kind == honeycomb.KindSLO {
		return "SLO"
	}
	return strings.ReplaceAll(kind, "_", " ")
}

// Place is where the objects of an item are declared, if that is one place.
func (x *Item) Place() string {
	at := x.Changes[0].place()
	for _, c := range x.Changes[1:] {
		if c.place() != at {
			return ""
		}
	}
	return at
}

const itemIndent = "  "

// item writes an item: its class, its objects, and what happens to them.
func (p *printer) item(x *Item) {
	label, title, place := x.Label(), x.Title(), x.Place()
	head := p.paint(label, labelColor(x.Class), color.Bold) + "  " + p.paint(title, color.Bold)
	used := utf8.RuneCountInString(label) + 2 + utf8.RuneCountInString(title)
	switch {
	case place == "":
		p.line("%s", head)
	case p.o.Width > 0 && used+2+utf8.RuneCountInString(place) > p.o.Width:
		p.line("%s", head)
		p.line("%s%s", itemIndent, p.paint(place, color.Faint))
	default:
		p.line("%s  %s", head, p.paint(place, color.Faint))
	}
	for _, l := range x.sentences() {
		p.tells(l.head, l.text)
	}
	for _, c := range x.Changes[:min(len(x.Changes), 3)] {
		p.keep(c, itemIndent)
	}
	for _, c := range x.Parts[:min(len(x.Parts), 10)] {
		if len(p.unpasted(c)) > 0 {
			p.keep(c, itemIndent)
		}
	}
}

func labelColor(c review.Class) color.Attribute {
	switch c {
	case review.Loosened, review.HistoryLost, review.Undecided:
		return color.FgRed
	case review.None, review.Tightened, review.WordsOnly:
		return color.FgCyan
	}
	return color.FgYellow
}

// tells writes a sentence of an item.
func (p *printer) tells(head, s string) { p.bulletPainted(itemIndent, head, s) }

// sentence is a line of an item, with how it begins.
type sentence struct{ head, text string }

// Lines says what happens to the objects of an item, line by line.
func (x *Item) Lines() []string {
	var out []string
	for _, s := range x.sentences() {
		out = append(out, s.head+s.text)
	}
	return out
}

func (x *Item) sentences() (out []sentence) {
	c := x.Changes[0]
	tell := func(s string) { out = append(out, sentence{"", s}) }
	if c.Reason != "" {
		word := "changed because "
		if c.Action == Replace {
			word = "re-created because "
		}
		tell(word + x.common(func(c *Change) string { return c.Reason }, "what they belong to is re-created"))
	}
	out = append(out, x.effects()...)
	for i := range c.Diffs {
		if d := &c.Diffs[i]; c.shows(d) {
			note := ""
			if d.Replaces {
				note = " (forces a new object)"
			}
			tell(d.Path + ": " + difference(d).text(true) + note)
		}
	}
	for _, s := range x.parts() {
		tell(s)
	}
	for _, s := range x.sources() {
		tell(s)
	}
	if len(x.Changes) > 1 {
		tell(x.names())
	}
	return out
}

// effects are those that all changes of an item have, those of its class first.
func (x *Item) effects() (out []sentence) {
	c := x.Changes[0]
	shared := func(e *Effect) bool {
		for _, other := range x.Changes[1:] {
			if !slices.ContainsFunc(other.Effects, func(o Effect) bool { return o.Class == e.Class && o.Text == e.Text }) {
				return false
			}
		}
		return true
	}
	var classed, plain []*Effect
	for i := range c.Effects {
		switch e := &c.Effects[i]; {
		case e.Text == "", e.background:
		case e.Class != review.None:
			classed = append(classed, e)
		case c.Rename != "": // what is as before
		default:
			plain = append(plain, e)
		}
	}
	slices.SortStableFunc(classed, func(a, b *Effect) int {
		if first := a.Class == x.Class; first != (b.Class == x.Class) {
			if first {
				return -1
			}
			return 1
		}
		return int(a.Class) - int(b.Class)
	})
	for _, e := range append(classed, plain...) {
		switch {
		case shared(e):
			out = append(out, sentence{e.head(x.Class), e.Text})
		case e.Class != review.None:
			out = append(out, sentence{e.head(x.Class), fmt.Sprintf("for example, %s: %s", c.Key.Path(), e.Text)})
		}
	}
	return out
}

// common is what all changes of an item say, or else.
func (x *Item) common(of func(*Change) string, otherwise string) string {
	s := of(x.Changes[0])
	for _, c := range x.Changes[1:] {
		if of(c) != s {
			return otherwise
		}
	}
	return s
}

// inheritable lists the arguments that attributes follow from and that blocks of defaults can give. A name that ends in
// a dot stands for all that begin so.
var inheritable = []struct{ attribute, argument string }{
	{"time_period_days", "window"}, {"dataset", "dataset"}, {"dataset_slugs", "dataset"}, {"recipients", "routes."},
	{"tags", "tags."},
}

// sources says from which defaults the attributes that differ come, where all objects of an item have them from there.
func (x *Item) sources() (out []string) {
	of := func(c *Change) (list []string) {
		if c.After == nil || c.Action == Create {
			return nil
		}
		for _, i := range c.After.Head().Inherited {
			for _, a := range inheritable {
				if (i.Argument == a.argument || strings.HasSuffix(a.argument, ".") &&
					strings.HasPrefix(i.Argument, a.argument)) && c.differs(a.attribute) {
					list = append(list, fmt.Sprintf("%s is from %s:%d", i.Argument, i.Name(), i.Range.Start.Line))
					break
				}
			}
		}
		return list
	}
	for _, s := range of(x.Changes[0]) {
		if !slices.ContainsFunc(x.Changes[1:], func(c *Change) bool { return !slices.Contains(of(c), s) }) {
			out = append(out, s)
		}
	}
	return out
}

// parts says what comes and goes with an SLO.
func (x *Item) parts() (out []string) {
	tell := func(s string) { out = append(out, s) }
	var gone []string
	many := len(x.Changes) > 1
	for _, c := range x.Parts {
		if c.Kind != honeycomb.KindBurnAlert {
			continue
		}
		switch {
		case many && c.Rename == "" && c.Action != Replace:
			gone = append(gone, x.partName(c))
		case x.Changes[0].Rename != "" && c.Action == Delete:
		case c.Rename != "":
			gone = append(gone, x.partName(c))
		case c.Action == Create:
			a := c.After.(*honeycomb.BurnAlert)
			tell(fmt.Sprintf("alert %s fires when %s; notifies %s", x.partName(c), phrase.FiresWhen(a),
				phrase.Notifies(a.Recipients)))
		case c.Action == Delete:
			a := c.Before.(*honeycomb.BurnAlert)
			tell(fmt.Sprintf("with it goes alert %s, which notified %s", x.partName(c), phrase.Notifies(a.Recipients)))
		default:
			gone = append(gone, x.partName(c))
		}
	}
	switch {
	case len(gone) > 0 && many && x.Changes[0].Rename == "" && x.Changes[0].Action != Replace:
		tell(fmt.Sprintf("with them: %s", words.Plural(len(gone), "alert")))
	case len(gone) > 0:
		text := fmt.Sprintf("with it, %s re-created: %s", words.Counted(len(gone), "alert is", "alerts are"),
			words.Some(gone, 12))
		if x.Changes[0].Rename != "" {
			text += "; in between nobody may be notified"
		}
		tell(text)
	}
	return out
}

// partName is the name of a part of an item's object.
func (x *Item) partName(c *Change) string {
	if len(x.Changes) == 1 {
		return path.Base(string(c.Key))
	}
	return c.Key.Path()
}

// names lists the objects of an item: by name or, where they are many, by service.
func (x *Item) names() string {
	const most = 12
	var list []string
	services := map[string]int{}
	for _, c := range x.Changes {
		name := c.Key.Path()
		service, _, _ := strings.Cut(name, "/")
		switch {
		case c.Action == Moved:
			name = string(c.From) + " → " + string(c.Key)
		case c.Kind == honeycomb.KindBurnAlert:
			name = path.Dir(name)
		}
		list = append(list, name)
		services[service]++
	}
	if len(list) <= most {
		return strings.Join(list, ", ")
	}
	var in []string
	for s := range services {
		in = append(in, s)
	}
	slices.SortFunc(in, func(a, b string) int {
		if d := services[b] - services[a]; d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	for i, s := range in {
		in[i] = fmt.Sprintf("%s (%d)", s, services[s])
	}
	return words.Some(in, most)
}
