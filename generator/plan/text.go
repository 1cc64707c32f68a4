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
	if text := r.Follows(); text != "" {
		q.line("")
		q.bulletPainted("", strings.ToUpper(review.WordsOnly.Words())+" ", fmt.Sprintf(" %s (-verbose lists %s)", text,
			words.Verb(len(r.Following), "it", "them")))
	}
	q.Flush()
	return b.String()
}

// Follows says of what only follows other changes how much that is; empty if nothing does.
func (r *Review) Follows() string {
	n := len(r.Following)
	if n == 0 {
		return ""
	}
	shown := slices.ContainsFunc(r.Following, func(c *Change) bool {
		return c.Kind != honeycomb.KindBurnAlert && c.Kind != honeycomb.KindTrigger
	})
	if shown {
		return fmt.Sprintf("%s: what boards show and descriptions quote follows the changes above",
			words.Plural(n, "object"))
	}
	return fmt.Sprintf("%s: %s", words.Plural(n, "alert"), words.Verb(n, "its description quotes what changes",
		"their descriptions quote what changes"))
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
	if c.Kind == honeycomb.KindBurnAlert && x.sameName() {
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

// sameName reports whether the objects of an item have one name, under different ones.
func (x *Item) sameName() bool {
	return !slices.ContainsFunc(x.Changes, func(c *Change) bool {
		return path.Base(string(c.Key)) !=
			path.Base(string(x.Changes[0].Key))
	})
}

// Place says what the objects of an item change because of, or where they are declared, if that is one place.
func (x *Item) Place() string {
	if c := x.cause(); c != nil {
		return "because of " + c.Place()
	}
	at := x.Changes[0].place()
	for _, c := range x.Changes[1:] {
		if c.place() != at {
			return ""
		}
	}
	return at
}

// Source is the file, as it was given, and the line that Place names; empty if it names none, or what is gone.
func (x *Item) Source() (file string, line int) {
	if c := x.cause(); c != nil {
		return c.Typed, c.Line
	}
	if at := x.Changes[0]; x.Place() != "" && at.After != nil {
		return at.Origin.Typed, at.Origin.Line
	}
	return "", 0
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
	if cause := x.cause(); cause != nil && cause.Line > 0 { // a whole file has been named
		tell(cause.String())
	}
	if c.Reason != "" {
		word := "changed because "
		if c.Action == Replace {
			word = "re-created because "
		}
		tell(word + x.common(func(c *Change) string { return c.Reason }, "what they belong to is re-created"))
	}
	effects, named := x.effects()
	out = append(out, effects...)
	for _, a := range c.arguments() {
		line := a.line()
		tell(x.example(line) + line)
	}
	for _, s := range x.parts() {
		tell(s)
	}
	for _, s := range x.sources() {
		tell(s)
	}
	if len(x.Changes) > 1 && !named {
		tell(namesOf(x.Changes, x.sameName()))
	}
	return out
}

// example begins the line of a difference that not all changes of an item have.
func (x *Item) example(line string) string {
	for _, c := range x.Changes[1:] {
		if !slices.ContainsFunc(c.arguments(), func(a argument) bool { return a.line() == line }) {
			return "for example, " + x.Changes[0].Key.Path() + ": "
		}
	}
	return ""
}

// effects are those that all changes of an item have, those of its class first, and those that some have, with their
// names. Named says that these are all.
func (x *Item) effects() (out []sentence, named bool) {
	c := x.Changes[0]
	shared := func(e *Effect) bool {
		for _, other := range x.Changes[1:] {
			if !slices.ContainsFunc(
				other.Effects,
				func(o Effect) bool { return o.Class == e.Class && o.Text == e.Text },
			) {
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
	several := x.variants()
	// Of what differs from object to object and does nothing to anybody, one is told if nothing else is.
	for i, e := range append(classed, plain...) {
		switch v := several[e.Class]; {
		case shared(e):
			out = append(out, sentence{e.head(x.Class), e.Text})
		case e.Class == review.None && (len(out) > 0 || i < len(classed)+len(plain)-1):
		case len(v) == 0 || len(v) > mostVariants || v[0].text != e.Text: // more than can be told
			out = append(out, sentence{e.head(x.Class), fmt.Sprintf("for example, %s: %s", c.Key.Path(), e.Text)})
		default:
			for _, one := range v {
				out = append(
					out,
					sentence{e.head(x.Class), fmt.Sprintf("%s  (%s)", one.text, namesOf(one.changes, x.sameName()))},
				)
			}
			named = true
		}
	}
	return out, named
}

// mostVariants is how many sentences an item has in the place of one, where objects differ in it.
const mostVariants = 3

// variant is a sentence that only some objects have.
type variant struct {
	text    string
	changes []*Change
}

// variants lists, by class, the sentences in which the objects of an item differ, if each object has just one sentence
// of the class.
func (x *Item) variants() map[review.Class][]variant {
	out := map[review.Class][]variant{}
	not := map[review.Class]bool{}
	for _, c := range x.Changes {
		has := map[review.Class]int{}
		for i := range c.Effects {
			e := &c.Effects[i]
			has[e.Class]++
			if e.Class == review.None || len(out[e.Class]) > mostVariants {
				continue
			}
			j := slices.IndexFunc(out[e.Class], func(v variant) bool { return v.text == e.Text })
			if j < 0 {
				j = len(out[e.Class])
				out[e.Class] = append(out[e.Class], variant{text: e.Text})
			}
			out[e.Class][j].changes = append(out[e.Class][j].changes, c)
		}
		for class, n := range has {
			not[class] = not[class] || n > 1
		}
	}
	for class := range not {
		if not[class] {
			delete(out, class)
		}
	}
	return out
}

// shortName is the name of an object in a list; same means that the alerts of the list have one name.
func (c *Change) shortName(same bool) string {
	if name := c.Key.Path(); c.Kind != honeycomb.KindBurnAlert || !same {
		return name
	}
	return path.Dir(c.Key.Path())
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

// sources says what the objects of an item change because of, as far as that is one thing for all.
func (x *Item) sources() (out []string) {
	if x.cause() != nil {
		return nil // it comes first
	}
	for i := range x.Changes[0].Causes {
		c := &x.Changes[0].Causes[i]
		lacks := func(other *Change) bool {
			return !slices.ContainsFunc(other.Causes, func(o Cause) bool { return o.is(c) })
		}
		if !slices.ContainsFunc(x.Changes[1:], lacks) {
			out = append(out, c.because())
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
			for _, e := range c.Effects {
				if e.adopts {
					tell(fmt.Sprintf("alert %s: %s", x.partName(c), e.Text))
				}
			}
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
