package step

import (
	"fmt"
	"iter"
	"strconv"
	"strings"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/plan"
)

// claim is a name that only one object can have at a time.
type claim struct {
	what  string // what it names: one of those below
	scope string // the dataset, empty for the environment; the type of a recipient
	name  string
}

const (
	alias   = "alias"   // of a calculated field
	sli     = "sli"     // the calculated field that an SLO measures
	address = "address" // of a recipient
)

// meets reports whether two objects can't have c and o at the same time.
func (c claim) meets(o claim) bool {
	if c.what != o.what || c.name != o.name {
		return false
	}
	return c.scope == o.scope || c.what == alias && (c.scope == "" || o.scope == "")
}

// op is one thing that Terraform does to one object.
type op struct {
	change *plan.Change
	makes  bool    // creates or changes the object; otherwise deletes it
	takes  []claim // what the object has from then on
	frees  []claim // what it no longer has
	after  []*op   // those that Terraform finishes first
}

// waits reports whether a always comes after b.
func (a *op) waits(b *op) bool {
	seen := map[*op]bool{}
	var look func(o *op) bool
	look = func(o *op) bool {
		if o == b {
			return true
		}
		if seen[o] {
			return false
		}
		seen[o] = true
		for _, x := range o.after {
			if look(x) {
				return true
			}
		}
		return false
	}
	return look(a)
}

// walk lists what Terraform does to make the changes, and in what order: an object is made after those it refers to,
// and deleted after those that referred to it have been changed or deleted. createsFirst reports for which kinds the
// new object is made before the one that it replaces is deleted. Source: OpenTofu,
// internal/tofu/transform_destroy_edge.go and transform_destroy_cbd.go.
func walk(changes []plan.Change, w *world, createsFirst func(kind string) bool) []*op {
	var ops []*op
	makes, ends := map[honeycomb.Key]*op{}, map[honeycomb.Key]*op{} // by current key, and by previous key
	for i := range changes {
		c := &changes[i]
		var had, has []claim
		if c.Before != nil && !honeycomb.LookedUp(c.Before) {
			had = claims(c.Before)
		}
		if c.After != nil && !honeycomb.LookedUp(c.After) {
			has = claims(c.After)
		}
		if c.Action == plan.Update || c.Action == plan.Create && !honeycomb.LookedUp(c.After) ||
			c.Action == plan.Replace {
			o := &op{change: c, makes: true, takes: has}
			if c.Action == plan.Update {
				o.takes, o.frees = without(has, had), without(had, has)
			}
			makes[c.Key] = o
			ops = append(ops, o)
		}
		if c.Action == plan.Replace || c.Action == plan.Delete && !honeycomb.LookedUp(c.Before) {
			o := &op{change: c, frees: had}
			ends[was(c)] = o
			ops = append(ops, o)
		}
	}
	for _, o := range ops {
		o.order(makes, ends, createsFirst)
	}
	return ops
}

// order records what o comes after, and what comes after o.
func (o *op) order(makes, ends map[honeycomb.Key]*op, createsFirst func(kind string) bool) {
	c := o.change
	if !o.makes {
		for _, key := range honeycomb.Requires(c.Before) {
			if x := ends[key]; x != nil {
				x.after = append(x.after, o)
			}
		}
		return
	}
	for _, key := range honeycomb.Requires(c.After) {
		if x := makes[key]; x != nil {
			o.after = append(o.after, x)
		}
	}
	old := []honeycomb.Key{}
	if c.Before != nil && !honeycomb.LookedUp(c.Before) {
		old = append(old, honeycomb.Requires(c.Before)...)
		if c.Action == plan.Replace {
			old = append(old, was(c))
		}
	}
	for _, key := range old {
		x := ends[key]
		switch {
		case x == nil:
		case createsFirst(key.Kind()):
			x.after = append(x.after, o)
		default:
			o.after = append(o.after, x)
		}
	}
}

// was returns the key that an object had before.
func was(c *plan.Change) honeycomb.Key {
	if c.Before != nil {
		return c.Before.Head().Key
	}
	return c.Key
}

func without(list, other []claim) (out []claim) {
	for _, c := range list {
		found := false
		for _, o := range other {
			found = found || c == o
		}
		if !found {
			out = append(out, c)
		}
	}
	return out
}

// world is the two configurations: what the objects of each refer to.
type world struct {
	prior *honeycomb.Catalogue
	now   *honeycomb.Resources
	err   error // of an entry that can't be read
}

// record returns the object of the prior catalogue with this key, nil if there is none.
func (w *world) record(key honeycomb.Key) honeycomb.Object {
	if w.prior == nil {
		return nil
	}
	x, err := w.prior.Object(key)
	if err != nil {
		w.err = err
		return nil
	}
	return x
}

// had are the objects of a kind of the prior catalogue.
func (w *world) had(kind string) iter.Seq[honeycomb.Object] {
	return func(yield func(honeycomb.Object) bool) {
		if w.prior == nil {
			return
		}
		for i := range w.prior.Entries {
			if key := w.prior.Entries[i].Key; key.Kind() == kind {
				if x := w.record(key); x != nil && !yield(x) {
					return
				}
			}
		}
	}
}

// claims lists the names that an object has.
func claims(x honeycomb.Object) []claim {
	switch x := x.(type) {
	case *honeycomb.CalculatedField:
		return []claim{{alias, x.Dataset, x.Alias}}
	case *honeycomb.SLO:
		return []claim{{sli, x.SLI.Dataset, x.SLI.Alias}}
	case *honeycomb.Recipient:
		name := found(x)
		if x.Type == honeycomb.RecipientPagerDuty {
			name += fmt.Sprintf(" %q", x.IntegrationKey)
		}
		return []claim{{address, x.Type, name}}
	}
	return nil
}

// lookup is what a recipient is looked up by. PagerDuty recipients are found by name alone.
type lookup struct{ typ, name string }

// found is the detail by which a recipient is found, quoted so that nothing follows from where it ends.
func found(r *honeycomb.Recipient) string {
	switch r.Type {
	case honeycomb.RecipientEmail:
		return strconv.Quote(r.EmailAddress)
	case honeycomb.RecipientSlack:
		return strconv.Quote(r.SlackChannel)
	case honeycomb.RecipientPagerDuty:
		return strconv.Quote(r.IntegrationName)
	}
	return strconv.Quote(r.Name)
}

// finds reports whether l finds the recipient with the address c.
func (l lookup) finds(c claim) bool {
	return c.what == address && c.scope == l.typ && (c.name == l.name || strings.HasPrefix(c.name, l.name+" "))
}
