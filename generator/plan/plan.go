package plan

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/review"
)

// Action is what happens to an object; its value is the sign that stands for it.
type Action rune

// The actions.
const (
	NoOp    Action = '=' // nothing
	Create  Action = '+' // it is created or, if it exists already, looked up or imported
	Update  Action = '~' // it is changed in place
	Replace Action = '±' // it is re-created with another id, and the old one is deleted
	Delete  Action = '-' // it is deleted
	Moved   Action = '→' // it has a new key and is otherwise the same
)

// String is the action's name in JSON: "no_op", "create", "update", "replace", "delete" or "move".
func (a Action) String() string {
	switch a {
	case Create:
		return "create"
	case Update:
		return "update"
	case Replace:
		return "replace"
	case Delete:
		return "delete"
	case Moved:
		return "move"
	}
	return "no_op"
}

// Plan is what would change.
type Plan struct {
	// Changes lists the objects that change: shared ones first, then service by service, an SLO's alerts after it. None
	// is NoOp.
	Changes   []Change
	Unchanged int // objects that stay as they are
	// Problems lists why applying it would fail or lose an object; package step finds them.
	Problems []Problem
	// Base is what it was compared with; nil where nobody says.
	Base *Base
	// Fails is what it must not do; nil if nobody says.
	Fails *FailOn
	// Unused are notes in the sources that name no change.
	Unused []honeycomb.Note
	// Muting says, in sentences, what is otherwise about trials and quiet alerts of which nothing changes at Honeycomb,
	// since their descriptions are their own.
	Muting []string
}

// Base is what a plan compares with.
type Base struct {
	Kind   string `json:"kind"`             // one of the constants
	Name   string `json:"name"`             // as it was given: a revision, or a folder
	Commit string `json:"commit,omitempty"` // the id of a revision's commit
	// From is whose variables named it, such as "GitHub"; empty where somebody chose it.
	From string `json:"from,omitempty"`
	// Notes say, in sentences, what a reviewer must know of the base besides what changes: what slogen.hcl says
	// otherwise, which environments are new or removed, what can't be compared.
	Notes []string `json:"notes,omitempty"`
}

// What a plan can compare with.
const (
	BaseOutput   = "output"   // a folder with output
	BaseFolder   = "folder"   // a folder with sources
	BaseRevision = "revision" // the sources at a revision
	BaseState    = "state"    // Terraform's state
)

// String names the base in a sentence.
func (b *Base) String() string {
	text, folder := b.Name, b.Name
	if strings.HasSuffix(folder, ".") { // of "." or "..": the sentence may end after it
		folder += "/"
	}
	switch id := b.Commit[:min(len(b.Commit), 7)]; {
	case b.Kind == BaseOutput:
		text = "the output in " + folder
	case b.Kind == BaseFolder:
		text = "the sources in " + folder
	case b.Kind == BaseState:
		text = "the state in " + b.Name
	case b.Name == b.Commit:
		text = "commit " + id
	case id != "":
		text = b.Name + " at " + id
	}
	return text
}

// Change is what happens to one object.
type Change struct {
	Action Action
	Kind   string // such as "slo"
	Key    honeycomb.Key
	From   honeycomb.Key // the key it had; empty unless a `moved` block says that it moved
	// Origin is where it is declared or, for a deleted object, where it was.
	Origin honeycomb.RecordOrigin
	// Before and After are the object as it was and as it will be; nil if there is none.
	Before, After honeycomb.Object
	// Diffs lists the attributes that differ, for every action but Create and Delete.
	Diffs []AttrDiff
	// Reason is why the object is replaced, or why it changes without a difference of its own; otherwise empty.
	Reason string
	// Effects says, in sentences, what the change means for those who rely on the object, and what it does to them.
	Effects []Effect
	// Causes lists what it changes because of, where that is written elsewhere than the object.
	Causes []Cause
	// Exact says what Honeycomb gets where Effects have rounded figures.
	Exact []string
	// Rename is the key of the deleted object that this new one looks like, when no `moved` block says so; otherwise
	// empty.
	Rename honeycomb.Key
	// Kin are the new objects of the same block, where the block of a deleted object has got a for_each, or none any
	// more, and nothing says which of them the object is now, if any.
	Kin []honeycomb.Key
	// Keep is what to paste so that the object keeps its history under its new name. With Kin, it is the first of them.
	Keep []Paste
	// untold means that no argument can keep the alias of a calculated field, or of the one that an SLO uses, since the
	// block makes instances that it doesn't tell apart. The history is recounted.
	untold bool
	// sources are the arguments that it is about, as they are written.
	sources []Source
	// caused means that the only one of Causes is behind everything that changes.
	caused bool
	// composed is whether an alert's description differs in composed figures alone; nil until somebody asks.
	composed *bool
}

// AttrDiff is one attribute that differs.
type AttrDiff struct {
	// Path names it inside the request body, such as "target_per_million" or "recipients[recipient/slack/payments]"; or
	// it is "dataset" or "lookup", which aren't part of the body.
	Path string
	// Before and After are its values as JSON; nil where it is absent.
	Before, After json.RawMessage
	// Replaces means that it can't be changed in place.
	Replaces bool
	// Sensitive means that the values must not be shown; they are masked.
	Sensitive bool
	// Released means that it was kept as it was when the object was taken over, and is so no longer.
	Released bool
}

// Counts is how many objects each thing happens to.
type Counts struct {
	Add, Change, Destroy, Replace, Moved int
	LookUp, Import                       int // of existing objects, which aren't added
	Loosened                             int
}

// Counts counts p's changes. An object that moves and changes counts as both.
func (p *Plan) Counts() Counts {
	var n Counts
	for i := range p.Changes {
		c := &p.Changes[i]
		switch {
		case c.Action == Create && honeycomb.LookedUp(c.After):
			n.LookUp++
		case c.Action == Create && c.After.Head().Existing != "":
			n.Import++
		case c.Action == Create:
			n.Add++
		case c.Action == Update:
			n.Change++
		case c.Action == Replace:
			n.Replace++
		case c.Action == Delete && !honeycomb.LookedUp(c.Before) && c.After != nil:
			n.Destroy++
			n.LookUp++
		case c.Action == Delete && !honeycomb.LookedUp(c.Before):
			n.Destroy++
		}
		if c.From != "" {
			n.Moved++
		}
		if c.weakens() {
			n.Loosened++
		}
	}
	return n
}

// Empty reports whether nothing changes.
func (p *Plan) Empty() bool { return len(p.Changes) == 0 }

// Unchanged is the plan if the prior catalogue is current's own, to the byte.
func Unchanged(current *honeycomb.Resources) *Plan {
	p := &Plan{}
	for range current.Objects() {
		p.Unchanged++
	}
	return p
}

// Diff compares prior, the catalogue of the last output (nil if there is none yet), with current. If the prior
// catalogue can't be read, the error names file and line.
func Diff(prior *honeycomb.Catalogue, current *honeycomb.Resources) (*Plan, error) {
	return DiffAsking(prior, current, Asked{})
}

// Tests judges the events of an SLI's tests by its formula before and after; nil if it has none.
type Tests func(before, after *honeycomb.CalculatedField) *review.Tested

// Asked are what else can be asked about a change; each may be nil.
type Asked struct {
	Tests  Tests  // what another formula of an SLI does
	Behind Behind // what is behind it, where that is none of the blocks that the object is made from
	// Written is how the arguments are written that a change is about; without it, what Honeycomb has is shown.
	Written Written
	// Gone is what is behind objects that aren't declared any more, by where they were; nil for the sources alone.
	Gone func(honeycomb.RecordOrigin) *Cause
}

// DiffAsking is [Diff] that asks what the objects alone don't tell.
func DiffAsking(prior *honeycomb.Catalogue, current *honeycomb.Resources, asked Asked) (*Plan, error) {
	if prior == nil {
		prior = &honeycomb.Catalogue{}
	}
	d := &differ{prior: prior, current: current, asked: asked}
	pairs, err := d.match()
	if err != nil {
		return nil, err
	}
	if err := d.move(&pairs); err != nil {
		return nil, err
	}
	if err := d.changes(pairs); err != nil {
		return nil, err
	}
	if err := d.carryAlong(); err != nil {
		return nil, err
	}
	d.sort()
	d.findRenames()
	if err := d.keep(); err != nil {
		return nil, err
	}
	d.plan.Changes = make([]Change, 0, len(d.work))
	for _, w := range d.work {
		d.findWritten(w)
		if err := d.explain(w); err != nil {
			return nil, err
		}
		if w.untold && w.Kind == honeycomb.KindCalculatedField {
			w.say("%s", untoldAdvice)
		}
		d.findCauses(w)
		d.findBehind(w)
		d.plan.Changes = append(d.plan.Changes, *w)
	}
	d.tellMuting()
	p := d.plan // alone: what was needed to make it is as large again
	return &p, nil
}

// differ is one run of Diff.
type differ struct {
	prior   *honeycomb.Catalogue
	current *honeycomb.Resources
	asked   Asked
	plan    Plan
	work    []*Change
	byKey   map[honeycomb.Key]*Change            // by the current key, or that of the deleted object
	users   map[honeycomb.Key][]honeycomb.Object // see usersOf
	moved   map[honeycomb.Key]honeycomb.Key      // what old keys became through `moved` blocks
	renames map[honeycomb.Key]honeycomb.Key      // new objects by the deleted ones that they look like
	judged  map[[2]string]review.Judged          // pairs of formulas that have been compared
	spread  map[string]bool                      // see changesAll
	remuted []*Change                            // see tellMuting
}

// pair is an object before and now; either may be missing.
type pair struct {
	old *honeycomb.Entry
	new honeycomb.Object
}

// match joins the two sorted lists. Lines with equal bytes are dropped here, without being decoded.
func (d *differ) match() ([]pair, error) {
	var pairs []pair
	var line []byte
	var last honeycomb.Key
	entries := d.prior.Entries
	i := 0
	for x := range d.current.Objects() {
		key := x.Head().Key
		if key <= last {
			return nil, fmt.Errorf("objects are out of order or equal: %q, %q", last, key)
		}
		last = key
		for i < len(entries) && entries[i].Key < key {
			pairs = append(pairs, pair{old: &entries[i]})
			i++
		}
		if i == len(entries) || entries[i].Key != key {
			pairs = append(pairs, pair{new: x})
			continue
		}
		line = honeycomb.AppendObject(line[:0], x)
		if bytes.Equal(line, entries[i].Raw) {
			d.plan.Unchanged++
		} else {
			pairs = append(pairs, pair{&entries[i], x})
		}
		i++
	}
	for ; i < len(entries); i++ {
		pairs = append(pairs, pair{old: &entries[i]})
	}
	return pairs, nil
}

// move pairs the objects that have a new key with what they were. A statement does nothing if its old key isn't among
// the prior objects (it has been carried out), or if its new key was there before (it can't be meant).
func (d *differ) move(pairs *[]pair) error {
	if len(d.current.Moved) == 0 {
		return nil
	}
	from := make(map[honeycomb.Key]honeycomb.Key, len(d.current.Moved))
	for _, m := range d.current.Moved {
		from[m.To] = m.From
	}
	d.moved = map[honeycomb.Key]honeycomb.Key{}
	gone := map[honeycomb.Key]int{}
	for i, p := range *pairs {
		if p.new == nil {
			gone[p.old.Key] = i
		}
	}
	for i, p := range *pairs {
		if p.old != nil || p.new == nil { // if it has neither, it was paired with an object that sorts before it
			continue
		}
		key := p.new.Head().Key
		for range from { // a chain is no longer than the list
			old, ok := from[key]
			if !ok {
				break
			}
			if j, ok := gone[old]; ok {
				if honeycomb.LookedUp(p.new) {
					was, err := d.prior.Object(old)
					if err != nil {
						return err
					}
					if !honeycomb.LookedUp(was) {
						break // Terraform can't move a resource to something that it only reads
					}
				}
				(*pairs)[i].old = (*pairs)[j].old
				(*pairs)[j] = pair{}
				delete(gone, old)
				d.moved[old] = p.new.Head().Key
				break
			}
			key = old
		}
	}
	*pairs = slices.DeleteFunc(*pairs, func(p pair) bool { return p.old == nil && p.new == nil })
	return nil
}

// changes decodes the pairs and says what happens to each.
func (d *differ) changes(pairs []pair) error {
	d.byKey = make(map[honeycomb.Key]*Change, len(pairs))
	for _, p := range pairs {
		c := &Change{After: p.new}
		declared := false // a state doesn't say what is on trial or quiet
		if p.old != nil {
			var err error
			if c.Before, err = d.prior.Object(p.old.Key); err != nil {
				return err
			}
			c.Key, c.Origin = p.old.Key, d.prior.Origin(p.old, c.Before)
			declared = c.Origin.File != ""
		}
		if p.new != nil {
			c.Key, c.Origin = p.new.Head().Key, p.new.Head().Origin.Record()
		}
		if p.old != nil && p.new != nil && honeycomb.LookedUp(c.Before) && !honeycomb.LookedUp(p.new) &&
			p.new.Head().Existing != "" {
			c.Before = nil // what is found is imported: it is new here, but keeps its id
		}
		c.Kind = c.Key.Kind()
		switch {
		case c.Before == nil:
			c.Action = Create
		case c.After == nil:
			c.Action = Delete
		case honeycomb.LookedUp(c.Before) != honeycomb.LookedUp(c.After):
			// In one of the two Terraform has a resource, and in the other it only reads: so it creates the resource,
			// or deletes it.
			c.Action = Create
			if honeycomb.LookedUp(c.After) {
				c.Action = Delete
			}
		default:
			if was := c.Before.Head().Key; was != c.Key {
				c.From = was
			}
			c.After = d.settled(c.After, c.Before)
			c.Diffs = diffReleased(diffObjects(c.Before, c.After, d.renamed), c.Before, c.After)
			c.Action, c.Reason = judge(c.Kind, c.Diffs)
			if c.Action == NoOp && c.From != "" {
				c.Action = Moved
			}
			if declared && len(c.Diffs) == 0 && !c.sameMuting() {
				d.remuted = append(d.remuted, c)
			}
			if c.Action == NoOp { // only its place, or comments on it
				d.plan.Unchanged++
				continue
			}
		}
		d.work = append(d.work, c)
		d.byKey[c.Key] = c
	}
	return nil
}

// renamed reports whether a `moved` block turned old into new, so that a reference to it is no difference.
func (d *differ) renamed(old, new honeycomb.Key) bool {
	to, ok := d.moved[old]
	return ok && to == new
}

// newID reports whether w's object has another id for those that refer to it. A recipient that is now looked up by the
// address it had is the same one; if it is looked up by another address, it is another one.
func (w *Change) newID() bool {
	switch {
	case w.Action == Replace, w.Action == Create && w.Before != nil:
		return true
	case w.After == nil || !honeycomb.LookedUp(w.After), w.Action != Delete && w.Action != Update:
		return false
	}
	was, is := w.Before.(*honeycomb.Recipient), w.After.(*honeycomb.Recipient)
	other := func(was, is string) bool { return is != "" && is != was }
	return other(was.EmailAddress, is.EmailAddress) || other(was.SlackChannel, is.SlackChannel) ||
		other(was.IntegrationName, is.IntegrationName) || other(was.Name, is.Name) || other(was.URL.Value, is.URL.Value)
}

// carryAlong adds the objects that change because one they refer to by id is re-created.
func (d *differ) carryAlong() error {
	var replaced []honeycomb.Key
	for _, w := range d.work {
		if w.newID() {
			replaced = append(replaced, w.Key)
		}
	}
	for len(replaced) > 0 {
		key := replaced[0]
		replaced = replaced[1:]
		for _, x := range d.usersOf(key) {
			k := x.Head().Key
			w := d.byKey[k]
			if w == nil {
				was, err := d.prior.Object(k)
				if err != nil {
					return err
				}
				if was == nil {
					continue
				}
				w = &Change{
					Action: NoOp,
					Kind:   k.Kind(),
					Key:    k,
					Origin: x.Head().Origin.Record(),
					Before: was,
					After:  x,
				}
				d.work = append(d.work, w)
				d.byKey[k] = w
				d.plan.Unchanged--
			}
			c := w
			switch effect := idEffect(k.Kind(), key.Kind()); {
			case effect == Replace && (c.Action == Update || c.Action == NoOp || c.Action == Moved):
				c.Action, c.Reason = Replace, fmt.Sprintf("%s is re-created, along with what belongs to it", key)
				replaced = append(replaced, k)
			case effect == Update && (c.Action == NoOp || c.Action == Moved):
				c.Action, c.Reason = Update, fmt.Sprintf("%s is now another object, with another id", key)
				if d.byKey[key].Action == Replace {
					c.Reason = fmt.Sprintf("%s is re-created, so its id changes", key)
				}
			}
		}
	}
	// What refers to it by name, not by id, was added for nothing.
	d.work = slices.DeleteFunc(d.work, func(w *Change) bool {
		if w.Action != NoOp {
			return false
		}
		delete(d.byKey, w.Key)
		d.plan.Unchanged++
		return true
	})
	return nil
}

// usersOf lists the current objects that require the object key, by key.
func (d *differ) usersOf(key honeycomb.Key) []honeycomb.Object {
	if d.users == nil {
		d.users = map[honeycomb.Key][]honeycomb.Object{}
		for x := range d.current.Objects() {
			for _, k := range honeycomb.Requires(x) {
				d.users[k] = append(d.users[k], x)
			}
		}
	}
	return d.users[key]
}

// sort puts the changes in the order of [Plan.Changes].
func (d *differ) sort() {
	rank := func(kind string) int {
		switch kind {
		case honeycomb.KindRecipient:
			return 0
		case honeycomb.KindCalculatedField:
			return 1
		case honeycomb.KindSLO, honeycomb.KindBurnAlert:
			return 2
		case honeycomb.KindTrigger:
			return 3
		case honeycomb.KindQuery, honeycomb.KindQueryAnnotation:
			return 5
		}
		return 4
	}
	slices.SortFunc(d.work, func(x, y *Change) int {
		return cmp.Or(
			cmp.Compare(x.Service(), y.Service()),
			cmp.Compare(rank(x.Kind), rank(y.Kind)),
			comparePaths(x.Key.Path(), y.Key.Path()),
			cmp.Compare(x.Key, y.Key),
		)
	})
}

// comparePaths compares paths part by part, so that a/b/c stands between a/b and a/b-d.
func comparePaths(a, b string) int {
	for {
		x, restA, moreA := strings.Cut(a, "/")
		y, restB, moreB := strings.Cut(b, "/")
		if c := cmp.Compare(x, y); c != 0 || !moreA || !moreB {
			switch {
			case c != 0:
				return c
			case moreA == moreB:
				return 0
			case moreB:
				return -1
			}
			return 1
		}
		a, b = restA, restB
	}
}
