package step

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/slogen-project/slogen/generator/emit"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/plan"
)

// Result is what [Check] found.
type Result struct {
	Problems []plan.Problem // in the order of the plan's changes
	// First holds the aliases that make the configuration a first step, which can be applied and after which the
	// configuration itself can be applied. It is nil if there is no such step or none is needed.
	First map[honeycomb.Key]string
}

// Check finds what Terraform can't do of the plan p, which leads from prior to now, or can do only by losing an object.
// It returns an error if the prior catalogue can't be read.
func Check(p *plan.Plan, prior *honeycomb.Catalogue, now *honeycomb.Resources) (*Result, error) {
	if !now.Settings.Output("terraform*") {
		return &Result{}, nil // another client does the work, in an order of its own
	}
	return check(p, prior, now, emit.CreatesFirst)
}

// check is Check with a table of the kinds whose new objects are made first.
func check(
	p *plan.Plan, prior *honeycomb.Catalogue, now *honeycomb.Resources, createsFirst func(kind string) bool,
) (*Result, error) {
	c := &checker{world: world{prior: prior, now: now}, first: map[honeycomb.Key]string{}, firsts: true}
	c.check(walk(p.Changes, &c.world, createsFirst))
	if c.err != nil {
		return nil, c.err
	}
	c.sameBlocks()
	c.together()
	r := &Result{Problems: c.problems}
	if c.firsts && len(c.first) > 0 {
		r.First = c.first
	} else {
		for i := range r.Problems {
			r.Problems[i].Ways = slices.DeleteFunc(r.Problems[i].Ways, func(w plan.Way) bool { return w.FirstStep })
		}
	}
	return r, nil
}

type checker struct {
	world
	ops      []*op
	problems []plan.Problem
	found    []foundBefore
	first    map[honeycomb.Key]string
	firsts   bool            // two steps solve every problem so far
	aliases  map[string]bool // in use before or afterwards; nil until needed
}

// foundBefore is a recipient that was looked up: it exists, and no apply changes it.
type foundBefore struct {
	lookup
	key honeycomb.Key
}

// holder is an object that has a claim before the apply.
type holder struct {
	claim
	key  honeycomb.Key // of before
	op   *op           // what frees it
	from *plan.Change
}

func (c *checker) check(ops []*op) {
	c.ops = ops
	held := map[string][]holder{} // by name
	keep := func(h holder) { held[h.name] = append(held[h.name], h) }
	for _, o := range ops {
		for _, x := range o.frees {
			keep(holder{x, was(o.change), o, o.change})
		}
	}
	for x := range c.had(honeycomb.KindRecipient) {
		if r := x.(*honeycomb.Recipient); r.Lookup {
			c.found = append(c.found, foundBefore{lookup{r.Type, found(r)}, r.Key})
		}
	}
	for _, r := range c.now.Recipients {
		if !r.Lookup {
			continue
		}
		l := lookup{r.Type, found(r)}
		for _, o := range ops {
			if slices.ContainsFunc(o.frees, l.finds) {
				c.lookedUp(o, r)
			}
		}
	}
	for _, o := range ops {
		if o.makes {
			c.taken(o, held)
		} else {
			c.gone(o)
		}
	}
}

// taken reports the first name that o needs while another object may still have it.
func (c *checker) taken(o *op, held map[string][]holder) {
	for _, x := range o.takes {
		for _, f := range c.found {
			if f.finds(x) && o.change.After.Head().Existing == "" {
				c.exists(o, f.key)
				return
			}
		}
		for _, h := range held[x.name] {
			if x.meets(h.claim) && h.op != o && !o.waits(h.op) {
				c.conflict(o, x, h)
				return
			}
		}
	}
}

// report adds a problem with a current object.
func (c *checker) report(key honeycomb.Key, p plan.Problem) {
	p.Key = key
	for x := range c.now.Objects() {
		if m := x.Head(); m.Key == key {
			p.Range = m.Origin.Range
			p.Origin = m.Origin.Record()
		}
	}
	c.firsts = c.firsts && slices.ContainsFunc(p.Ways, func(w plan.Way) bool { return w.FirstStep })
	c.problems = append(c.problems, p)
}

// conflict reports that o needs what h still has.
func (c *checker) conflict(o *op, x claim, h holder) {
	p := plan.Problem{Holder: h.key, Detail: c.why(o, x, h)}
	if w, ok := c.moved(o, h); ok {
		p.Ways = append(p.Ways, w)
	}
	switch {
	case x.what == address && len(p.Ways) == 0:
		p.Ways = append(p.Ways, c.relabelled(o, h))
	case x.what != address && o.change.After.Head().Existing == "": // what is taken over keeps its alias
		field := o.change.Key
		if x.what == sli {
			field = o.change.After.(*honeycomb.SLO).SLI.Key
			if c.first[field] != "" && len(p.Ways) == 0 {
				return // the SLO is helped by what helps its SLI
			}
		}
		c.first[field] = c.free(x.name)
		aliases := map[honeycomb.Key]string{field: c.first[field]}
		if pastes := plan.AliasPastes(c.now, aliases); len(pastes) > 0 {
			what := "SLI"
			if field.IsField() {
				what = "calculated field"
			}
			p.Ways = append(p.Ways, plan.Way{Text: "Give the " + what + " another alias", Pastes: pastes})
		}
		p.Ways = append(p.Ways, plan.Way{Text: "Take two steps: `slogen generate -first-step` writes the first. Apply it, " +
			"then generate and apply again", FirstStep: true})
	}
	c.report(o.change.Key, p)
}

// sameBlocks makes the aliases to paste agree, because a block that makes several SLIs has one argument for all of
// them.
func (c *checker) sameBlocks() {
	pastes := map[honeycomb.RecordOrigin]plan.Paste{}
	for _, p := range plan.AliasPastes(c.now, c.first) {
		pastes[p.Origin] = p
	}
	for i := range c.problems {
		for _, w := range c.problems[i].Ways {
			for j := range w.Pastes {
				if p, ok := pastes[w.Pastes[j].Origin]; ok {
					w.Pastes[j] = p
				}
			}
		}
	}
}

// together makes the ways out by new labels agree: if recipients pass their addresses on to each other, each needs its
// block, and one without the others would lead to the next problem.
func (c *checker) together() {
	var ways []*plan.Way
	for i := range c.problems {
		for j := range c.problems[i].Ways {
			if w := &c.problems[i].Ways[j]; len(w.Renames) > 0 {
				ways = append(ways, w)
			}
		}
	}
	group := map[honeycomb.Key]honeycomb.Key{} // the keys of one group lead to the same key
	var root func(k honeycomb.Key) honeycomb.Key
	root = func(k honeycomb.Key) honeycomb.Key {
		if up, ok := group[k]; ok && up != k {
			group[k] = root(up)
			return group[k]
		}
		return k
	}
	for _, w := range ways {
		for _, r := range w.Renames[1:] {
			group[root(r.From)] = root(w.Renames[0].From)
		}
	}
	all := map[honeycomb.Key]*plan.Way{}
	for _, w := range ways {
		k := root(w.Renames[0].From)
		if all[k] == nil {
			all[k] = &plan.Way{}
		}
		all[k].Renames, all[k].Pastes = append(all[k].Renames, w.Renames...), append(all[k].Pastes, w.Pastes...)
	}
	for _, x := range all {
		slices.SortFunc(x.Renames, func(a, b plan.Rename) int { return strings.Compare(string(a.From), string(b.From)) })
		slices.SortFunc(x.Pastes, func(a, b plan.Paste) int { return strings.Compare(a.HCL, b.HCL) })
		x.Renames, x.Pastes = slices.Compact(x.Renames), slices.Compact(x.Pastes)
	}
	for _, w := range ways {
		x := all[root(w.Renames[0].From)]
		w.Renames, w.Pastes = x.Renames, x.Pastes
	}
}

// why says what o needs and what has it.
func (c *checker) why(o *op, x claim, h holder) string {
	self := h.from == o.change
	certain := self || h.op.waits(o)
	verb := "may make %s before it %s, and Honeycomb refuses that"
	if certain {
		verb = "makes %s before it %s, and Honeycomb refuses that"
	}
	ends := "deletes " + string(h.key)
	if h.from.Action == plan.Update {
		ends = "changes " + string(h.key)
	}
	what := string(o.change.Key)
	if self {
		what, ends = "the new "+what, "deletes the old one"
	} else if o.change.Action == plan.Update {
		verb = "may change %s before it %s, and Honeycomb refuses that"
	}
	has := ""
	switch x.what {
	case alias:
		has = fmt.Sprintf("both have the alias %q", x.name)
		if x.scope != h.scope {
			has += ", which is unique in the environment and in each of its datasets"
		}
	case sli:
		has = fmt.Sprintf("an SLI can have only one SLO, and both use the SLI %q", x.name)
	case address:
		has = "both have the same address, and only one recipient can have it"
	}
	return fmt.Sprintf("Terraform "+verb+": %s.", what, ends, has)
}

// moved is the way out for two objects that are really one: declared so, they needn't be re-created.
func (c *checker) moved(o *op, h holder) (plan.Way, bool) {
	a, b := o.change, h.from
	if a.Action != plan.Create || b.Action != plan.Delete || a.Kind != b.Kind || a.Key.IsField() != b.Key.IsField() ||
		honeycomb.Dataset(a.After) != honeycomb.Dataset(b.Before) || !sameDatasets(a.After, b.Before) {
		return plan.Way{}, false
	}
	block := plan.MovedBlock(c.now, b.Key, a.Key)
	if block == "" {
		return plan.Way{}, false
	}
	return plan.Way{Text: "If it is the same object under another name, add this, and it stays as it is",
		Pastes: []plan.Paste{{HCL: block}}}, true
}

// relabelled is the way out that gives recipients new labels. Two recipients can't swap addresses, but they can swap
// labels.
func (c *checker) relabelled(o *op, h holder) plan.Way {
	w := plan.Way{Text: "Give the recipients new labels wherever they are used, and say which one was which"}
	to := o.change.Key
	relabel := func(key honeycomb.Key) honeycomb.Key {
		r := plan.Rename{From: key, To: c.freeKey(key)}
		w.Renames = append(w.Renames, r)
		return r.To
	}
	if o.change.Action != plan.Create {
		to = relabel(to)
	}
	if h.from.Action != plan.Delete {
		relabel(h.from.Key)
	}
	w.Pastes = []plan.Paste{{HCL: plan.MovedBlock(c.now, h.key, to)}}
	return w
}

// exists reports a recipient that would duplicate one that was looked up.
func (c *checker) exists(o *op, found honeycomb.Key) {
	key := o.change.Key
	c.report(key, plan.Problem{Holder: found,
		Detail: fmt.Sprintf("%s was looked up, so it exists already, and Honeycomb refuses a second recipient with the "+
			"same address.", found),
		Ways: []plan.Way{
			{Text: "Take it over by its id, which this command prints",
				Pastes:   []plan.Paste{{Into: key.Address(), Origin: o.change.Origin, HCL: `existing = "<id>"`}},
				Commands: c.commands("terraform state show '%s'", found, emit.LookupAddress)},
			{Text: "Keep looking it up",
				Pastes: []plan.Paste{{Into: key.Address(), Origin: o.change.Origin, HCL: "lookup = true"}}},
		}})
}

// lookedUp reports that the recipient r, which is looked up, is the one that o deletes or gives another address.
func (c *checker) lookedUp(o *op, r *honeycomb.Recipient) {
	old := was(o.change)
	p := plan.Problem{Loses: true, Holder: old}
	leave := plan.Way{Text: fmt.Sprintf("Leave out `lookup` of %s: slogen keeps managing what it created",
		r.Key.Address())}
	if o.makes {
		p.Detail = fmt.Sprintf("%s is looked up by an address that %s gives up, so from the next plan on it won't be found.",
			r.Key, old)
		p.Ways = []plan.Way{leave}
		c.report(r.Key, p)
		return
	}
	p.Detail = fmt.Sprintf("slogen created %s. Terraform doesn't manage what is only looked up, so it would delete it",
		old)
	for x := range c.now.Objects() {
		if slices.Contains(honeycomb.Requires(x), r.Key) {
			p.Loses = false
			p.Detail += fmt.Sprintf(", and Honeycomb refuses that while %s notifies it", x.Head().Key)
			break
		}
	}
	p.Detail += "."
	if old != r.Key {
		leave.Text += ", under its new name"
		said := func(m honeycomb.Moved) bool { return m.From == old && m.To == r.Key }
		if !slices.ContainsFunc(c.now.Moved, said) {
			leave.Pastes = []plan.Paste{{HCL: plan.MovedBlock(c.now, old, r.Key)}}
		}
	}
	p.Ways = []plan.Way{
		{Text: "Take it out of Terraform's state before the apply, then generate with -accept-loss",
			Commands: c.commands("terraform state rm '%s'", old, emit.Address)},
		leave,
	}
	c.report(r.Key, p)
}

// commands lists what to run for an object: one command for each Terraform output.
func (c *checker) commands(
	format string, key honeycomb.Key, address func(output string, k honeycomb.Key) string,
) (out []string) {
	for _, name := range c.now.Settings.Outputs {
		if at := address(name, key); at != "" {
			out = append(out, fmt.Sprintf(format, at))
		}
	}
	return out
}

// gone reports an object that is deleted before it is created again.
func (c *checker) gone(o *op) {
	if o.change.Action != plan.Replace {
		return // a deletion that somebody wrote
	}
	for _, made := range c.ops {
		if made.makes && made.change == o.change && made.waits(o) {
			c.report(o.change.Key, plan.Problem{Loses: true, Detail: fmt.Sprintf("%s must be re-created, and Terraform "+
				"deletes it first: it is missing in the meantime, or for good if the apply fails.", o.change.Key)})
		}
	}
}

// free finds an alias like this one that nothing has or had.
func (c *checker) free(like string) string {
	if c.aliases == nil {
		c.aliases = map[string]bool{}
		for _, f := range c.now.CalculatedFields {
			c.aliases[f.Alias] = true
		}
		for x := range c.had(honeycomb.KindCalculatedField) {
			c.aliases[x.(*honeycomb.CalculatedField).Alias] = true
		}
	}
	return numbered(like, ".", func(s string) bool { return c.aliases[s] })
}

// freeKey finds a key like this one that nothing has or had.
func (c *checker) freeKey(like honeycomb.Key) honeycomb.Key {
	declared := map[honeycomb.Key]bool{}
	for _, r := range c.now.Recipients {
		declared[r.Key] = true
	}
	return honeycomb.Key(numbered(string(like), "_", func(s string) bool {
		return declared[honeycomb.Key(s)] || c.record(honeycomb.Key(s)) != nil
	}))
}

func numbered(like, separator string, used func(string) bool) string {
	for n := 2; ; n++ {
		if s := like + separator + strconv.Itoa(n); !used(s) {
			return s
		}
	}
}

// sameDatasets reports whether two SLOs are over the same datasets; true for other objects.
func sameDatasets(a, b honeycomb.Object) bool {
	x, ok := a.(*honeycomb.SLO)
	return !ok || slices.Equal(x.Datasets, b.(*honeycomb.SLO).Datasets)
}
