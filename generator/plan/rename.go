package plan

import (
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/slogen-project/slogen/generator/honeycomb"
)

// findRenames notes on new objects which deleted one they look like. Two look alike if they differ only in their names.
// Of several, the only one with the same parent or the same last name is taken; if there isn't exactly one, none is.
func (d *differ) findRenames() {
	if !slices.ContainsFunc(d.work, func(w *work) bool { return w.change.Action == Delete }) ||
		!slices.ContainsFunc(d.work, func(w *work) bool { return w.change.Action == Create }) {
		return
	}
	d.renames = map[honeycomb.Key]honeycomb.Key{}
	// Alerts come second, because it must be known whether their SLOs are the same.
	for _, alerts := range []bool{false, true} {
		d.findRenamesOf(func(w *work) bool { return (w.change.Kind == honeycomb.KindBurnAlert) == alerts })
	}
}

func (d *differ) findRenamesOf(in func(*work) bool) {
	type group struct{ gone, made []*work }
	groups := map[string]*group{}
	var order []*group
	for _, w := range d.work {
		if a := w.change.Action; a != Create && a != Delete || w.old != nil && w.new != nil || !in(w) {
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
		if w.change.Action == Create {
			g.made = append(g.made, w)
		} else {
			g.gone = append(g.gone, w)
		}
	}
	for _, g := range order {
		taken := map[*work]int{}
		choice := make([]*work, len(g.made))
		for i, made := range g.made {
			choice[i] = counterpart(made, g.gone, len(g.made) == 1)
			taken[choice[i]]++
		}
		for i, made := range g.made {
			if gone := choice[i]; gone != nil && taken[gone] == 1 {
				made.change.Rename = gone.change.Key
				d.renames[gone.change.Key] = made.change.Key
			}
		}
	}
}

// counterpart finds the only one of gone that made can have been.
func counterpart(made *work, gone []*work, alone bool) *work {
	if alone && len(gone) == 1 {
		return gone[0]
	}
	var found *work
	for _, g := range gone {
		a, b := g.change.Key.Path(), made.change.Key.Path()
		if path.Dir(a) == path.Dir(b) || path.Base(a) == path.Base(b) {
			if found != nil {
				return nil
			}
			found = g
		}
	}
	return found
}

// signature is what an object says apart from its names; empty for kinds that nobody names, and for what can't be read.
func (d *differ) signature(w *work) string {
	o, at := w.new, d.now
	if o == nil {
		o, at = w.old, d.before
	}
	t, err := o.root()
	if err != nil || o.Lookup {
		return ""
	}
	var b []byte
	b = append(b, o.Kind...)
	add := func(names ...string) {
		for _, name := range names {
			b = append(b, 0)
			if n := t.get(name); n != nil {
				b = n.append(b)
			}
		}
	}
	switch o.Kind {
	case honeycomb.KindCalculatedField:
		add("expression")
	case honeycomb.KindSLO:
		add("time_period_days", "target_per_million")
		for _, k := range o.Requires {
			if f, err := at(k); err == nil && f != nil {
				if n, err := f.root(); err == nil && n.get("expression") != nil {
					b = n.get("expression").append(append(b, 0))
				}
			}
		}
	case honeycomb.KindBurnAlert:
		add("alert_type", "exhaustion_minutes", "budget_rate_window_minutes", "budget_rate_decrease_threshold_per_million")
		b = append(append(b, 0), d.sloWas(w)...)
	case honeycomb.KindTrigger:
		add("threshold", "frequency", "query", "evaluation_schedule", "baseline_details")
		b = append(append(b, 0), dataset(o.Record)...)
	case honeycomb.KindRecipient:
		add("type", "details")
	default:
		return ""
	}
	return string(b)
}

// sloWas returns the key that an alert's SLO had before. A new SLO may still be the successor of a deleted one, with
// another target; then only the names tell its alerts apart.
func (d *differ) sloWas(alert *work) string {
	slo := honeycomb.Key(honeycomb.KindSLO + "/" + path.Dir(alert.change.Key.Path()))
	w := d.byKey[slo]
	switch {
	case w == nil:
	case w.change.From != "":
		slo = w.change.From
	case w.change.Rename != "":
		slo = w.change.Rename
	case w.change.Action == Create, w.change.Action == Delete && d.renames[slo] == "":
		return path.Base(alert.change.Key.Path())
	}
	return string(slo)
}

// MovedBlock returns the HCL that says that from is now to, for the outermost block that was renamed: a moved service
// or SLO takes along what is below it, so none of that may still be declared in now. It is empty for kinds that have no
// name in HCL.
func MovedBlock(now *honeycomb.Resources, from, to honeycomb.Key) string {
	a, b := strings.Split(from.Path(), "/"), strings.Split(to.Path(), "/")
	if len(a) != len(b) {
		return ""
	}
	var root string
	switch kind := to.Kind(); {
	case kind == honeycomb.KindRecipient:
		root = "recipient"
	case a[0] != b[0] && slices.Equal(a[1:], b[1:]) && !declares(now, a[0]):
		root, a, b = "service", a[:1], b[:1]
	case kind == honeycomb.KindCalculatedField:
		root = "sli"
	case kind == honeycomb.KindSLO:
		root = "slo"
	case kind == honeycomb.KindBurnAlert && a[2] == b[2] &&
		find(now, honeycomb.Key(honeycomb.KindSLO+"/"+a[0]+"/"+a[1])) == nil:
		root, a, b = "slo", a[:2], b[:2]
	case kind == honeycomb.KindBurnAlert:
		root = "burn_alert"
	case kind == honeycomb.KindTrigger:
		root = "trigger"
	default:
		return ""
	}
	return "moved {\n  from = " + root + "." + strings.Join(a, ".") + "\n  to   = " + root + "." + strings.Join(b, ".") +
		"\n}"
}

// declares reports whether now has anything that belongs to a service.
func declares(now *honeycomb.Resources, service string) bool {
	return under(now.CalculatedFields, honeycomb.KindCalculatedField, service) ||
		under(now.SLOs, honeycomb.KindSLO, service) ||
		under(now.Triggers, honeycomb.KindTrigger, service) ||
		find(now, honeycomb.Key(honeycomb.KindBoard+"/"+service)) != nil
}

// under reports whether any of the sorted objects of a kind belongs to a service.
func under[T honeycomb.Object](list []T, kind, service string) bool {
	prefix := kind + "/" + service + "/"
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
	into := map[string]*work{}
	for _, w := range d.work {
		if w.change.Kind == honeycomb.KindCalculatedField && w.change.Action != Delete {
			into[Address(w.change.Key)] = w
		}
		c, old := w.change, w.old
		if c.Rename != "" {
			var err error
			if old, err = d.before(c.Rename); err != nil {
				return err
			}
			gone, err := d.elsewhere(w, old)
			if err != nil {
				return err
			}
			if block := MovedBlock(d.current, c.Rename, c.Key); block != "" && !gone {
				c.Keep = append(c.Keep, Paste{HCL: block})
			}
		}
		if c.Kind != honeycomb.KindCalculatedField || old == nil || w.new == nil || w.elsewhere(old) {
			continue
		}
		was, is, err := fieldAliases(old, w.new)
		if err != nil {
			return err
		}
		if was != is && !taken[was] && !d.sloMadeAnew(c.Key) {
			aliases[c.Key] = was
		}
	}
	pastes := AliasPastes(d.current, aliases)
	told := map[honeycomb.RecordOrigin]bool{}
	for _, p := range pastes {
		told[p.Origin] = true
		if w := into[p.Into]; w != nil {
			w.change.Keep = append(w.change.Keep, p)
		}
	}
	for key := range aliases {
		if w := d.byKey[key]; w != nil && !told[w.change.Origin] {
			w.change.untold, w.change.Keep = true, nil
			for _, x := range d.usersOf(key) {
				if slo := d.byKey[x.Head().Key]; slo != nil && slo.change.Kind == honeycomb.KindSLO {
					slo.change.untold = true
				}
			}
		}
	}
	return nil
}

// untoldAdvice is how an alias can be kept that no single argument can say.
const untoldAdvice = "the alias it had can't be kept as the block is written, so the history is recounted: the " +
	"service and the SLI both have a for_each, and in " +
	"the SLI each.key is the SLI's own. To keep it, put the service's key into the values of the SLI's for_each, such " +
	"as { for k in [...] : k => { service = each.key } }, " +
	"and let `alias` depend on each.value.service and each.key"

// elsewhere is [work.elsewhere] for an object that looks like the deleted old one. A burn alert is where its SLO is.
func (d *differ) elsewhere(w *work, old *object) (bool, error) {
	if w.change.Kind == honeycomb.KindBurnAlert {
		slo := d.byKey[honeycomb.Key(honeycomb.KindSLO+"/"+path.Dir(w.change.Key.Path()))]
		switch {
		case slo == nil:
		case slo.change.Action == Replace:
			return true, nil
		case slo.change.Rename != "":
			was, err := d.before(slo.change.Rename)
			if err != nil || was == nil {
				return false, err
			}
			return slo.elsewhere(was), nil
		}
	}
	return w.elsewhere(old), nil
}

// elsewhere reports whether the current object is in a different dataset from old, or over different ones: then it is
// re-created whatever its name.
func (w *work) elsewhere(old *object) bool {
	if dataset(old.Record) != dataset(w.new.Record) {
		return true
	}
	a, err := old.root()
	if err != nil {
		return true
	}
	b, err := w.new.root()
	return err != nil || !a.get("dataset_slugs").equal(b.get("dataset_slugs"), nil)
}

func fieldAliases(old, new *object) (was, is string, err error) {
	a, err := old.root()
	if err != nil {
		return "", "", err
	}
	b, err := new.root()
	if err != nil {
		return "", "", err
	}
	return a.get("alias").text(), b.get("alias").text(), nil
}

// sloMadeAnew reports whether the SLO on a current calculated field is re-created. Then no alias of its SLI keeps its
// history, and the old alias would only be in its way, since an SLI has one SLO.
func (d *differ) sloMadeAnew(field honeycomb.Key) bool {
	return slices.ContainsFunc(d.usersOf(field), func(x honeycomb.Object) bool {
		w := d.byKey[x.Head().Key]
		return w != nil && w.change.Kind == honeycomb.KindSLO && w.change.Action == Replace
	})
}

// keeps names what a moved block saves.
func keeps(kind string) string {
	if slices.Contains([]string{honeycomb.KindSLO, honeycomb.KindCalculatedField}, kind) {
		return "its history"
	}
	return "the same object"
}
