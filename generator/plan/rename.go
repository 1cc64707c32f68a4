package plan

import (
	"fmt"
	"path"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/honeycomb"
)

// findRenames notes on new objects which deleted one they look like. Two look alike if they differ only in their names.
// Of several, the only one with the same parent or the same last name is taken; if there isn't exactly one, none is.
func (d *differ) findRenames() {
	if !slices.ContainsFunc(d.work, func(w *Change) bool { return w.Action == Delete }) ||
		!slices.ContainsFunc(d.work, func(w *Change) bool { return w.Action == Create }) {
		return
	}
	d.renames = map[honeycomb.Key]honeycomb.Key{}
	// Alerts come second, because it must be known whether their SLOs are the same.
	for _, alerts := range []bool{false, true} {
		d.findRenamesOf(func(w *Change) bool { return (w.Kind == honeycomb.KindBurnAlert) == alerts })
	}
	d.findKin()
}

// findKin notes on deleted objects which new ones are of the same block, where that has got a for_each or has none any
// more. It comes after the renames: what looks alike is told as such.
func (d *differ) findKin() {
	type family struct{ gone, made []*Change } // by whether they are instances: single ones and instances
	families := map[honeycomb.Key]*[2]family{}
	for _, c := range d.work {
		if c.Before != nil && c.After != nil || c.Kind == honeycomb.KindQuery ||
			c.Kind == honeycomb.KindQueryAnnotation {
			continue
		}
		block, key := c.Key.Block()
		f := families[block]
		if f == nil {
			f = new([2]family)
			families[block] = f
		}
		i := 0
		if key != "" {
			i = 1
		}
		switch _, renamed := d.renames[c.Key]; {
		case c.Action == Create && c.Rename == "":
			f[i].made = append(f[i].made, c)
		case c.Action == Delete && !renamed:
			f[i].gone = append(f[i].gone, c)
		}
	}
	for _, f := range families {
		for i := range f {
			gone, made := f[i].gone, f[1-i].made
			if len(gone) == 0 || len(made) == 0 {
				continue
			}
			slices.SortFunc(gone, func(a, b *Change) int { return strings.Compare(string(a.Key), string(b.Key)) })
			for _, m := range made {
				gone[0].Kin = append(gone[0].Kin, m.Key)
			}
			slices.Sort(gone[0].Kin)
			gone[0].Keep = []Paste{{HCL: MovedBlock(d.current, gone[0].Key, gone[0].Kin[0])}}
		}
	}
}

// kinship says what became of the block of a deleted object, before what to paste.
func (c *Change) kinship() string {
	text := "its block has a for_each now"
	if _, key := c.Key.Block(); key != "" {
		text = "its block has no for_each any more"
	}
	if len(c.Keep) == 0 {
		return text + ", in another dataset: nothing of this object can be kept"
	}
	which, kept := c.Kin[0].Address(), "it"
	if historic(c.Key) {
		kept = "its history"
	}
	if len(c.Kin) > 1 {
		which = fmt.Sprintf("one of its %d instances, such as %s,", len(c.Kin), which)
	}
	return fmt.Sprintf("%s; if %s is the same object, say so to keep %s", text, which, kept)
}

func (d *differ) findRenamesOf(in func(*Change) bool) {
	type group struct{ gone, made []*Change }
	groups := map[string]*group{}
	var order []*group
	for _, w := range d.work {
		if a := w.Action; a != Create && a != Delete || w.Before != nil && w.After != nil || !in(w) {
			continue
		}
		s := d.signature(w)
		if s == "" {
			continue
		}
		g := groups[s]
		if g == nil {
			g = &group{}
			groups[s] = g
			order = append(order, g)
		}
		if w.Action == Create {
			g.made = append(g.made, w)
		} else {
			g.gone = append(g.gone, w)
		}
	}
	for _, g := range order {
		taken := map[*Change]int{}
		choice := make([]*Change, len(g.made))
		for i, made := range g.made {
			choice[i] = counterpart(made, g.gone, len(g.made) == 1)
			taken[choice[i]]++
		}
		for i, made := range g.made {
			if gone := choice[i]; gone != nil && taken[gone] == 1 {
				made.Rename = gone.Key
				d.renames[gone.Key] = made.Key
			}
		}
	}
}

// counterpart finds the only one of gone that made can have been.
func counterpart(made *Change, gone []*Change, alone bool) *Change {
	if alone && len(gone) == 1 {
		return gone[0]
	}
	var found *Change
	for _, g := range gone {
		a, b := g.Key.Path(), made.Key.Path()
		if path.Dir(a) == path.Dir(b) || path.Base(a) == path.Base(b) {
			if found != nil {
				return nil
			}
			found = g
		}
	}
	return found
}

// signature is what an object says apart from its names; empty for kinds that nobody names.
func (d *differ) signature(w *Change) string {
	x := w.After
	if x == nil {
		x = w.Before
	}
	more := ""
	switch o := x.(type) {
	case *honeycomb.CalculatedField:
		x, more = &honeycomb.CalculatedField{Expression: o.Expression}, strconv.FormatBool(o.Key.IsField())
	case *honeycomb.SLO:
		x, more = &honeycomb.SLO{TimePeriodDays: o.TimePeriodDays, TargetPerMillion: o.TargetPerMillion}, o.SLI.Expression
	case *honeycomb.BurnAlert:
		alike := *o
		alike.Description, alike.SLO, alike.Recipients = "", nil, nil
		x, more = &alike, d.sloWas(w)
	case *honeycomb.Trigger:
		alike := *o
		alike.Name, alike.Description, alike.Tags, alike.AlertType, alike.Disabled, alike.Recipients = "", "", nil, "", false,
			nil
		x, more = &alike, o.Dataset
	case *honeycomb.Recipient:
		if o.Lookup {
			return ""
		}
	default:
		return ""
	}
	return w.Kind + "\x00" + string(honeycomb.AppendBody(nil, x)) + "\x00" + more
}

// sloWas returns the key that an alert's SLO had before. A new SLO may still be the successor of a deleted one, with
// another target; then only the names tell its alerts apart.
func (d *differ) sloWas(alert *Change) string {
	slo := alert.Key.SLO()
	w := d.byKey[slo]
	switch {
	case w == nil:
	case w.From != "":
		slo = w.From
	case w.Rename != "":
		slo = w.Rename
	case w.Action == Create, w.Action == Delete && d.renames[slo] == "":
		return path.Base(alert.Key.Path())
	}
	return string(slo)
}

// MovedBlock returns the HCL that says that from is now to, for the outermost block that was renamed: a moved service
// or SLO takes along what is below it, and a moved block its instances, so none of that may still be declared in now.
// It is empty for kinds that have no name in HCL.
func MovedBlock(now *honeycomb.Resources, from, to honeycomb.Key) string {
	if a, b := renamedBlock(now, from, to); a != "" {
		return "moved {\n  from = " + a + "\n  to   = " + b + "\n}"
	}
	return ""
}

// renamedBlock names the outermost block that was renamed, as it was called and as it is.
func renamedBlock(now *honeycomb.Resources, from, to honeycomb.Key) (was, is string) {
	kind := to.Kind()
	a, b := strings.Split(from.Path(), "/"), strings.Split(to.Path(), "/")
	fromBlock, fromKey := from.Block()
	toBlock, toKey := to.Block()
	switch {
	case kind == honeycomb.KindQuery, kind == honeycomb.KindQueryAnnotation:
		return "", ""
	case kind == honeycomb.KindRecipient:
	case a[0] != b[0] && slices.Equal(a[1:], b[1:]) && !declares(now, a[0]):
		return "service." + a[0], "service." + b[0]
	case kind == honeycomb.KindBurnAlert && path.Base(string(from)) == path.Base(string(to)) &&
		now.Find(from.SLO()) == nil:
		return renamedBlock(now, from.SLO(), to.SLO())
	case fromKey != "" && fromKey == toKey && fromBlock != toBlock && kind != honeycomb.KindBurnAlert &&
		!instances(now, fromBlock):
		return fromBlock.Address(), toBlock.Address()
	}
	return from.Address(), to.Address()
}

// instances reports whether now has an instance of a block.
func instances(now *honeycomb.Resources, block honeycomb.Key) bool {
	kind, path := block.Kind(), block.Path()
	return under(now.CalculatedFields, kind, path) || under(now.SLOs, kind, path) || under(now.Triggers, kind, path) ||
		under(now.Recipients, kind, path) || under(now.Boards, kind, path)
}

// declares reports whether now has anything that belongs to a service.
func declares(now *honeycomb.Resources, service string) bool {
	return under(now.CalculatedFields, honeycomb.KindCalculatedField, service) ||
		under(now.SLOs, honeycomb.KindSLO, service) ||
		under(now.Triggers, honeycomb.KindTrigger, service) ||
		now.Find(honeycomb.Key(honeycomb.KindBoard+"/"+service)) != nil
}

// under reports whether any of the sorted objects of a kind is below a path: belongs to a service, or is an instance of
// a block.
func under[T honeycomb.Object](list []T, kind, path string) bool {
	prefix := kind + "/" + path + "/"
	i := sort.Search(len(list), func(i int) bool { return string(list[i].Head().Key) >= prefix })
	return i < len(list) && strings.HasPrefix(string(list[i].Head().Key), prefix)
}

// keep notes on the changes what to paste so that objects keep their history: a moved block if a new object looks like
// a deleted one, and the alias that an SLI had, which can't be changed.
func (d *differ) keep() error {
	aliases := map[honeycomb.Key]string{}
	taken := map[string]bool{}
	for _, f := range d.current.CalculatedFields {
		taken[f.Alias] = true
	}
	into := map[string]*Change{}
	for _, c := range d.work {
		if c.Kind == honeycomb.KindCalculatedField && c.Action != Delete {
			into[c.Key.Address()] = c
		}
		old, err := d.pasteMoved(c)
		if err != nil {
			return err
		}
		was, ok := old.(*honeycomb.CalculatedField)
		is, _ := c.After.(*honeycomb.CalculatedField)
		if ok && is != nil && was.Dataset == is.Dataset && was.Alias != is.Alias && !taken[was.Alias] &&
			!d.sloMadeAnew(c.Key) {
			aliases[c.Key] = was.Alias
		}
	}
	for _, c := range d.work {
		if len(c.Kin) == 0 {
			continue
		}
		kin := d.current.Find(c.Kin[0])
		if honeycomb.Dataset(c.Before) != honeycomb.Dataset(kin) {
			c.Keep = nil
			continue
		}
		was, ok := c.Before.(*honeycomb.CalculatedField)
		if is, _ := kin.(*honeycomb.CalculatedField); ok && was.Alias != is.Alias && !taken[was.Alias] {
			aliases[c.Kin[0]] = was.Alias
			into[c.Kin[0].Address()] = c
		}
	}
	d.pasteAliases(aliases, into)
	return nil
}

// pasteMoved notes the moved block on a change that looks like a rename, unless the object is found elsewhere. It
// returns what was there before.
func (d *differ) pasteMoved(c *Change) (honeycomb.Object, error) {
	if c.Rename == "" {
		return c.Before, nil
	}
	old, err := d.prior.Object(c.Rename)
	if err != nil {
		return nil, err
	}
	gone, err := d.elsewhere(c, old)
	if err != nil {
		return nil, err
	}
	if block := MovedBlock(d.current, c.Rename, c.Key); block != "" && !gone {
		c.Keep = append(c.Keep, Paste{HCL: block})
	}
	return old, nil
}

// pasteAliases notes the aliases that SLIs had on the changes of what declares them, by its address. Where no argument
// can keep one, nothing is to be pasted, and the changes of the SLI and of its SLOs say so.
func (d *differ) pasteAliases(aliases map[honeycomb.Key]string, into map[string]*Change) {
	told := map[honeycomb.RecordOrigin]bool{}
	for _, p := range AliasPastes(d.current, aliases) {
		told[p.Origin] = true
		if w := into[p.Into]; w != nil {
			w.Keep = append(w.Keep, p)
		}
	}
	for key := range aliases {
		if w := d.byKey[key]; w != nil && !told[w.Origin] {
			w.untold, w.Keep = true, nil
			for _, x := range d.usersOf(key) {
				if slo := d.byKey[x.Head().Key]; slo != nil && slo.Kind == honeycomb.KindSLO {
					slo.untold = true
				}
			}
		}
	}
}

// untoldAdvice is how an alias can be kept that no single argument can say.
const untoldAdvice = "the alias it had can't be kept as the block is written, so the history is recounted: the " +
	"service and the SLI both have a for_each, and in " +
	"the SLI each.key is the SLI's own. To keep it, put the service's key into the values of the SLI's for_each, such " +
	"as { for k in [...] : k => { service = each.key } }, " +
	"and let `alias` depend on each.value.service and each.key"

// elsewhere reports whether the current object of w is in a different dataset from old, which it looks like, or over
// different ones: then it is re-created whatever its name. A burn alert is where its SLO is.
func (d *differ) elsewhere(w *Change, old honeycomb.Object) (bool, error) {
	if w.Kind == honeycomb.KindBurnAlert {
		slo := d.byKey[w.Key.SLO()]
		switch {
		case slo == nil:
		case slo.Action == Replace:
			return true, nil
		case slo.Rename != "":
			was, err := d.prior.Object(slo.Rename)
			if err != nil || was == nil {
				return false, err
			}
			w, old = slo, was
		}
	}
	if honeycomb.Dataset(old) != honeycomb.Dataset(w.After) {
		return true, nil
	}
	was, ok := old.(*honeycomb.SLO)
	return ok && !slices.Equal(was.Datasets, w.After.(*honeycomb.SLO).Datasets), nil
}

// sloMadeAnew reports whether the SLO on a current calculated field is re-created. Then no alias of its SLI keeps its
// history, and the old alias would only be in its way, since an SLI has one SLO.
func (d *differ) sloMadeAnew(field honeycomb.Key) bool {
	return slices.ContainsFunc(d.usersOf(field), func(x honeycomb.Object) bool {
		w := d.byKey[x.Head().Key]
		return w != nil && w.Kind == honeycomb.KindSLO && w.Action == Replace
	})
}

// keeps names what a moved block saves.
func keeps(key honeycomb.Key) string {
	if historic(key) {
		return "its history"
	}
	return "the same object"
}

// historic reports whether an object has a history that ends with it.
func historic(key honeycomb.Key) bool {
	return key.Kind() == honeycomb.KindSLO || key.Kind() == honeycomb.KindCalculatedField && !key.IsField()
}

// Unsaid lists the renames that no `moved` block says, by the outermost block that was renamed. now is what the plan
// leads to.
func (p *Plan) Unsaid(now *honeycomb.Resources) (list []honeycomb.Renamed) {
	at := map[string]int{} // by the `moved` block
	blocks := map[string]hcl.Range{}
	for _, f := range now.CalculatedFields {
		blocks[f.Key.Address()] = f.Origin.Range
	}
	for _, c := range p.Changes {
		moved := slices.IndexFunc(c.Keep, func(p Paste) bool { return p.Into == "" })
		if c.Rename == "" || moved < 0 {
			continue
		}
		block := c.Keep[moved].HCL
		i, known := at[block]
		if !known {
			i = len(list)
			at[block] = i
			r := honeycomb.Renamed{At: c.After.Head().Origin.Range, About: c.Key, Moved: block}
			r.From, r.To = renamedBlock(now, c.Rename, c.Key)
			list = append(list, r)
		}
		list[i].Objects++
		for _, p := range c.Keep {
			if _, alias, ok := strings.Cut(p.HCL, "alias = "); ok && p.Into != "" {
				list[i].Aliases = append(list[i].Aliases, honeycomb.KeptAlias{Block: blocks[p.Into], HCL: alias})
			}
		}
	}
	return list
}
