package step

import (
	"encoding/json"
	"net/url"
	"sort"
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
		if c.Before != nil && !c.Before.Lookup {
			had = w.before(c.Before)
		}
		if c.After != nil && !c.After.Lookup {
			has = w.after(c.After)
		}
		if c.Action == plan.Update || c.Action == plan.Create && !c.After.Lookup || c.Action == plan.Replace {
			o := &op{change: c, makes: true, takes: has}
			if c.Action == plan.Update {
				o.takes, o.frees = without(has, had), without(had, has)
			}
			makes[c.Key] = o
			ops = append(ops, o)
		}
		if c.Action == plan.Replace || c.Action == plan.Delete && !c.Before.Lookup {
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
		for _, key := range c.Before.Requires {
			if x := ends[key]; x != nil {
				x.after = append(x.after, o)
			}
		}
		return
	}
	for _, key := range c.After.Requires {
		if x := makes[key]; x != nil {
			o.after = append(o.after, x)
		}
	}
	old := []honeycomb.Key{}
	if c.Before != nil && !c.Before.Lookup {
		old = append(old, c.Before.Requires...)
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
		return c.Before.Key
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
func (w *world) record(key honeycomb.Key) *honeycomb.Record {
	if w.prior == nil {
		return nil
	}
	entries := w.prior.Entries
	i, ok := sort.Find(len(entries), func(i int) int { return strings.Compare(string(key), string(entries[i].Key)) })
	if !ok {
		return nil
	}
	return w.recordOf(&entries[i], key.Kind())
}

// recordOf decodes an entry; nil where it is of another kind.
func (w *world) recordOf(e *honeycomb.Entry, kind string) *honeycomb.Record {
	if e.Key.Kind() != kind {
		return nil
	}
	r, err := e.Decode()
	if err != nil {
		w.err = err
		return nil
	}
	return r
}

// field returns the current calculated field with this key, nil if there is none.
func (w *world) field(key honeycomb.Key) *honeycomb.CalculatedField {
	list := w.now.CalculatedFields
	i, ok := sort.Find(len(list), func(i int) int { return strings.Compare(string(key), string(list[i].Key)) })
	if !ok {
		return nil
	}
	return list[i]
}

// before lists the names that an object had.
func (w *world) before(r *honeycomb.Record) []claim {
	if r.Kind != honeycomb.KindSLO {
		return claims(r)
	}
	for _, key := range r.Requires {
		if f := w.record(key); f != nil && f.Kind == honeycomb.KindCalculatedField {
			c := claims(f)[0]
			return []claim{{sli, c.scope, c.name}}
		}
	}
	return nil
}

// after lists the names that an object is to have.
func (w *world) after(r *honeycomb.Record) []claim {
	if r.Kind != honeycomb.KindSLO {
		return claims(r)
	}
	for _, key := range r.Requires {
		if f := w.field(key); f != nil {
			return []claim{{sli, f.Dataset, f.Alias}}
		}
	}
	return nil
}

// recipient is what a recipient's body says about it.
type recipient struct {
	Type    string                     `json:"type"`
	Details map[string]json.RawMessage `json:"details"`
}

// claims lists the names of an object that its body holds.
func claims(r *honeycomb.Record) []claim {
	switch r.Kind { // a body that can't be read was refused when the changes were found
	case honeycomb.KindCalculatedField:
		var body struct {
			Alias string `json:"alias"`
		}
		_ = json.Unmarshal(r.Body, &body)
		dataset, err := url.PathUnescape(r.Path[strings.LastIndexByte(r.Path, '/')+1:])
		if err != nil || dataset == honeycomb.AllDatasets {
			dataset = ""
		}
		return []claim{{alias, dataset, body.Alias}}
	case honeycomb.KindRecipient:
		var body recipient
		_ = json.Unmarshal(r.Body, &body)
		var parts []string
		for _, detail := range addresses[body.Type] {
			parts = append(parts, string(body.Details[detail]))
		}
		return []claim{{address, body.Type, strings.Join(parts, " ")}}
	}
	return nil
}

// lookup is what a recipient is looked up by. PagerDuty recipients are found by name alone.
type lookup struct{ typ, name string }

// lookupOf returns what the recipient of r is looked up by; false if that isn't an address.
func lookupOf(r *honeycomb.Record) (lookup, bool) {
	var body recipient
	_ = json.Unmarshal(r.Body, &body)
	if len(addresses[body.Type]) == 0 {
		return lookup{}, false
	}
	name := string(body.Details[addresses[body.Type][0]])
	return lookup{body.Type, name}, name != ""
}

// finds reports whether l finds the recipient with the address c.
func (l lookup) finds(c claim) bool {
	return c.what == address && c.scope == l.typ && (c.name == l.name || strings.HasPrefix(c.name, l.name+" "))
}

// addresses lists the details that two recipients of a type can't share.
var addresses = map[string][]string{
	honeycomb.RecipientEmail:           {"email_address"},
	honeycomb.RecipientSlack:           {"slack_channel"},
	honeycomb.RecipientPagerDuty:       {"pagerduty_integration_name", "pagerduty_integration_key"},
	honeycomb.RecipientWebhook:         {"webhook_name"},
	honeycomb.RecipientMSTeamsWorkflow: {"webhook_name"},
}

// datasets lists the datasets of an SLO over several datasets, as its body has them.
func datasets(r *honeycomb.Record) json.RawMessage {
	var body struct {
		Datasets json.RawMessage `json:"dataset_slugs"`
	}
	_ = json.Unmarshal(r.Body, &body) // one that can't be read was refused when the changes were found
	return body.Datasets
}
