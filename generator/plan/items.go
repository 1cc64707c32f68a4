package plan

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/lazy"
	"github.com/slogen-project/slogen/generator/phrase"
	"github.com/slogen-project/slogen/generator/review"
)

// Item is one or several changes that a reviewer reads as one: they have the same effects.
type Item struct {
	// Class is the most harmful of what happens to the objects themselves or, if it all happens to others, of that;
	// None if nobody is concerned.
	Class   review.Class
	Changes []*Change
	// Parts are changes of what belongs to the object of the only change, and come and go with it.
	Parts []*Change
}

// Review is a plan as a reviewer reads it.
type Review struct {
	Items []Item // the most harmful first
	// Following are changes that say nothing of their own: alerts whose descriptions alone change, since they quote
	// figures that other changes change, and what boards show of triggers.
	Following []*Change
}

// Fold says how much alike changes must be to be one item.
type Fold int

// The folds.
const (
	SameEffects Fold = iota // the same effects, to the word
	SameShape               // the same but for figures
	SameClass               // the same class and kind
)

// Review puts the changes of p in a reviewer's order, and together what is alike.
func (p *Plan) Review(fold Fold) Review {
	var r Review
	at := map[honeycomb.Key]*Change{}
	for i := range p.Changes {
		at[p.Changes[i].Key] = &p.Changes[i]
	}
	for i := range p.Changes {
		if c := &p.Changes[i]; c.Rename != "" {
			at[c.Rename+renamed] = c
		}
	}
	parts := map[*Change][]*Change{}
	items := map[string]int{}
	for i := range p.Changes {
		c := &p.Changes[i]
		if whole := c.partOf(at); whole != nil {
			parts[whole] = append(parts[whole], c)
			continue
		}
		if c.quotes() || c.shownOf(at) {
			r.Following = append(r.Following, c)
			continue
		}
		id := c.signature(fold)
		if j, ok := items[id]; ok && (len(c.Keep) == 0 || fold == SameClass) {
			r.Items[j].Changes = append(r.Items[j].Changes, c)
			continue
		}
		items[id] = len(r.Items)
		r.Items = append(r.Items, Item{Class: c.own(), Changes: []*Change{c}})
	}
	for i := range r.Items {
		for _, c := range r.Items[i].Changes {
			r.Items[i].Parts = append(r.Items[i].Parts, parts[c]...)
		}
	}
	slices.SortStableFunc(r.Items, func(a, b Item) int { return a.Compare(&b) })
	return r
}

// Compare puts the more harmful item first.
func (x *Item) Compare(y *Item) int {
	return cmp.Or(cmp.Compare(x.rank(), y.rank()), cmp.Compare(kindRank(x.Changes[0]), kindRank(y.Changes[0])))
}

// New reports whether an item is about what didn't exist.
func (x *Item) New() bool {
	return slices.ContainsFunc(x.Changes[0].Effects, func(e Effect) bool { return e.New })
}

// own is the class of an item of a change.
func (c *Change) own() review.Class {
	worst := review.None
	for i := range c.Effects {
		if e := &c.Effects[i]; len(e.Of) == 0 && e.Class != review.None && (worst == review.None || e.Class < worst) {
			worst = e.Class
		}
	}
	if worst != review.None {
		return worst
	}
	return c.worst()
}

// rank orders items: by class, what is new after what changes, and words last.
func (x *Item) rank() int {
	switch {
	case x.Class == review.None:
		return 4*int(review.Recounted) + 2
	case x.New():
		return 4*int(review.Recounted) + 1
	}
	return 4 * int(x.Changes[0].worst())
}

// kindRank puts what pages before other alerts, and SLOs before alerts.
func kindRank(c *Change) int {
	x := c.After
	if x == nil {
		x = c.Before
	}
	alert := func(severity string, to []honeycomb.Notification) int {
		if review.Pages(severity, to) {
			return 2
		}
		return 3
	}
	switch o := x.(type) {
	case *honeycomb.SLO:
		return 0
	case *honeycomb.CalculatedField:
		return 1
	case *honeycomb.BurnAlert:
		return alert(o.Severity, o.Recipients)
	case *honeycomb.Trigger:
		return alert(o.Severity, o.Recipients)
	case *honeycomb.Recipient:
		return 4
	}
	return 5
}

// renamed marks, in a map of changes, the key of a deleted object: the new one is found there that it looks like.
const renamed = " renamed"

// partOf finds the change that c only follows: what is deleted goes with what takes its place, an SLO comes and goes
// with its SLI and its alerts, and the board of a service with its queries.
func (c *Change) partOf(at map[honeycomb.Key]*Change) *Change {
	if c.Action == Delete {
		if w := at[c.Key+renamed]; w != nil {
			if whole := w.partOf(at); whole != nil {
				return whole
			}
			return w
		}
	}
	if !c.mayFollow() {
		return nil
	}
	switch c.Kind {
	case honeycomb.KindBurnAlert:
		return c.alongWith(at[c.Key.SLO()])
	case honeycomb.KindQuery, honeycomb.KindQueryAnnotation:
		return at[honeycomb.Key(honeycomb.KindBoard+"/"+c.Service())]
	case honeycomb.KindCalculatedField:
		w := c.alongWith(at[honeycomb.Key(honeycomb.KindSLO+"/"+c.Key.Path())])
		if w == nil {
			return nil
		}
		slo, _ := w.After.(*honeycomb.SLO)
		if w.Action == Delete {
			slo, _ = w.Before.(*honeycomb.SLO)
		}
		if slo != nil && slo.SLI != nil && slo.SLI.Key == c.Key {
			return w
		}
	}
	return nil
}

// mayFollow says whether there is nothing to c that has to be told of it alone. An alert may be made anew with its SLO,
// if it isn't changed otherwise.
func (c *Change) mayFollow() bool {
	if c.From != "" || c.Rename == "" && len(c.Keep) > 0 {
		return false
	}
	for _, x := range c.Classes() {
		if x != review.Gap && c.Rename != "" {
			return false
		}
	}
	switch c.Action {
	case Create, Delete:
		return true
	case Replace:
		return c.Kind == honeycomb.KindBurnAlert && c.onlyFollows()
	}
	return false
}

// alongWith is w if c and w are made, deleted or renamed together, and nil otherwise.
func (c *Change) alongWith(w *Change) *Change {
	if w == nil || w.Action != c.Action || (w.Rename == "") != (c.Rename == "") {
		return nil
	}
	return w
}

// Service is the service that a change belongs to.
func (c *Change) Service() string {
	if c.After != nil {
		return c.After.Head().Service
	}
	return c.Before.Head().Service
}

// onlyFollows reports whether an alert is re-created for nothing but its SLO.
func (c *Change) onlyFollows() bool {
	for i := range c.Diffs {
		if p := root(c.Diffs[i].Path); p != "slo" && p != "dataset" && p != "description" {
			return false
		}
	}
	return len(c.Diffs) == 0 || composedOnly(c)
}

// quotes reports whether nothing changes of an alert but what its description says of its figures or its query.
func (c *Change) quotes() bool {
	return (c.Kind == honeycomb.KindBurnAlert || c.Kind == honeycomb.KindTrigger) && c.onlyDescription() &&
		composedOnly(c)
}

// shownOf reports whether c is what a board shows of a trigger that changes, or a board that changes for nothing else.
func (c *Change) shownOf(at map[honeycomb.Key]*Change) bool {
	switch c.Kind {
	case honeycomb.KindBoard:
		return c.Action == Update && !slices.ContainsFunc(c.Diffs, func(d AttrDiff) bool {
			return !d.showsOf(at) && !(d.QuotesService() && c.amongOthers(at))
		})
	case honeycomb.KindQuery, honeycomb.KindQueryAnnotation:
		w := at[honeycomb.Key(honeycomb.KindTrigger+"/"+c.Key.Path())]
		return w != nil && (c.Action == Update || c.Action == Replace) && (w.Action == Update || w.Action == Replace)
	}
	return false
}

// QuotesService reports whether a difference of a board is what its text about the service quotes.
func (d *AttrDiff) QuotesService() bool {
	return d.Before != nil && d.After != nil && strings.HasPrefix(d.Path, "panels["+aboutPanel+"]")
}

// amongOthers reports whether anything else of the board's service changes.
func (c *Change) amongOthers(at map[honeycomb.Key]*Change) bool {
	for _, o := range at {
		if o != c && o.Service() == c.Service() {
			return true
		}
	}
	return false
}

// showsOf reports whether a difference of a board is that it shows what is new, or no longer what is gone.
func (d *AttrDiff) showsOf(at map[honeycomb.Key]*Change) bool {
	id, ok := strings.CutPrefix(d.Path, "panels[")
	id, whole := strings.CutSuffix(id, "]")
	w := at[honeycomb.Key(id)]
	return ok && whole && w != nil && (d.Before == nil && w.Before == nil || d.After == nil && w.After == nil)
}

// composedOnly reports whether the descriptions of an alert differ at most in what slogen composes of its figures, or
// quotes of its SLO.
func composedOnly(c *Change) bool {
	if c.composed == nil {
		only := c.Before != nil && c.After != nil && written(c.Before) == written(c.After)
		c.composed = &only
	}
	return *c.composed
}

// written is an alert's description without what slogen composes of its figures or its query, and without what it
// quotes of its SLO's, line by line.
func written(x honeycomb.Object) string {
	switch x := x.(type) {
	case *honeycomb.BurnAlert:
		s := x.Description
		if x.SLO == nil {
			return s
		}
		for _, figures := range []string{phrase.BurnMeaning(x), phrase.Objective(x.SLO)} {
			s = without(s, figures)
		}
		for line := range strings.Lines(x.SLO.Description) {
			if line = strings.TrimSpace(line); line != "" { // the end of a sentence may be added to it
				s = strings.Replace(s, line, "", 1)
			}
		}
		return strings.Trim(s, ".\n")
	case *honeycomb.Trigger:
		for meaning := range phrase.TriggerMeanings(x) {
			if s := without(x.Description, meaning); s != x.Description {
				return s
			}
		}
		return x.Description
	}
	return ""
}

// without takes a paragraph out of a description.
func without(description, paragraph string) string {
	s := strings.Replace(description, paragraph, "", 1)
	return strings.Trim(strings.Replace(s, "\n\n\n\n", "\n\n", 1), "\n")
}

var figures = lazy.Regexp(`[0-9][0-9.,]*( (min|s|h|d|hours?|days?))*`)

// signature is equal for changes that are one item.
func (c *Change) signature(fold Fold) string {
	if c.Action == Moved && len(c.Keep) == 0 {
		return c.Action.String()
	}
	parts := []string{c.worst().String(), c.Kind, c.Action.String()}
	cause := c.cause()
	if c.Kind == honeycomb.KindBurnAlert && (cause == nil || cause.Block != defaultsBlock || fold == SameClass) {
		parts = append(parts, path.Base(string(c.Key)))
	}
	if c.Rename != "" {
		parts = append(parts, "renamed")
	}
	switch {
	case fold == SameClass:
	case cause != nil: // one cause is told once, with all that it reaches
		for _, class := range c.Classes() {
			parts = append(parts, class.String())
		}
		parts = append(parts, cause.Place(), cause.String(), string(c.From))
	default:
		parts = append(parts, c.meaning(fold)...)
	}
	return strings.Join(parts, "\x00") + "\x00"
}

// meaning is what a change without a cause means, as far as it has to be the same for two to be one item.
func (c *Change) meaning(fold Fold) (parts []string) {
	made := c.Action == Create || c.Action == Delete
	alone := made && c.Kind != honeycomb.KindBurnAlert && (fold == SameEffects || kindRank(c) <= 3)
	if c.Rename != "" || c.From != "" || alone {
		parts = append(parts, string(c.Key))
	}
	for i := range c.Effects {
		if e := &c.Effects[i]; e.Class != review.None {
			text := e.Text
			if fold == SameShape {
				text = figures().ReplaceAllString(text, "0")
			}
			parts = append(parts, e.Class.String(), text)
		}
	}
	for _, a := range c.arguments() {
		parts = append(parts, a.name)
		if fold == SameEffects {
			parts = append(parts, a.diff.text(true))
		}
	}
	return parts
}

// shows reports whether a difference is shown although not everything is: no sentence tells it, and no figures of
// others are behind it.
func (c *Change) shows(d *AttrDiff) bool {
	return !c.tells(d) && !(c.describes(d) && composedOnly(c))
}

// describes reports whether a difference is that of an alert's description, which slogen composes.
func (c *Change) describes(d *AttrDiff) bool {
	return d.Path == "description" && (c.Kind == honeycomb.KindBurnAlert || c.Kind == honeycomb.KindTrigger)
}
