package draft

import (
	"maps"
	"slices"
	"strings"
)

// enough is how many alerts of a kind have something in common before it is said once: two may be alike by chance.
const enough = 3

// Sharing is what [Draft.Share] changed, by service, so that it can be taken back.
type Sharing struct {
	before map[*Block]*before
}

// before is a service as it was.
type before struct {
	args    []Arg
	blocks  []*Block
	objects map[*Object]Object
}

// Share says once what several alerts of a service have in common: lists of recipients become its routes, and triggers
// that differ in one value become one with for_each. It takes only objects that may be changed. All are arranged.
func (d *Draft) Share(may func(*Object) bool) *Sharing {
	s := &Sharing{map[*Block]*before{}}
	var order []*Block
	in := map[*Block][]*Object{}
	for _, o := range d.Objects {
		if b := o.Service(); b != nil && (o.Type == "trigger" || o.Type == "burn_alert") && !o.inPolicy() && may(o) {
			if in[b] == nil {
				order = append(order, b)
			}
			in[b] = append(in[b], o)
		}
	}
	for _, b := range order {
		s.routes(b, in[b])
		s.repeat(b, in[b])
	}
	return s
}

// inPolicy says whether a burn alert is written in a policy.
func (o *Object) inPolicy() bool {
	return o.Parent != nil && !slices.Contains(o.Parent.Blocks, &o.Block)
}

// Instances are how many objects are instances of each that has for_each in their place, by its address.
func (d *Draft) Instances() map[string]int {
	out := map[string]int{}
	for _, o := range d.Objects {
		if o.of != nil {
			out[o.of.Address()]++
		}
	}
	return out
}

// keep remembers a service, and some of the objects in it, as they are.
func (s *Sharing) keep(b *Block, list []*Object) {
	was := s.before[b]
	if was == nil {
		was = &before{slices.Clone(b.Args), slices.Clone(b.Blocks), map[*Object]Object{}}
		s.before[b] = was
	}
	for _, o := range list {
		if _, ok := was.objects[o]; !ok {
			o := o
			was.objects[o] = *o
			o.Args, o.Notes = slices.Clone(o.Args), slices.Clone(o.Notes)
		}
	}
}

// None says whether nothing was changed.
func (s *Sharing) None() bool { return len(s.before) == 0 }

// Undo makes a service what it was; nil for all of them. False if nothing was changed there.
func (s *Sharing) Undo(service *Block) (some bool) {
	for _, b := range slices.Collect(maps.Keys(s.before)) {
		if service != nil && b != service {
			continue
		}
		was := s.before[b]
		b.Args, b.Blocks = was.args, was.blocks
		for o, as := range was.objects {
			*o = as
		}
		delete(s.before, b)
		some = true
	}
	return some
}

// severities are the words for how urgent alerts are that have a meaning of their own, with PagerDuty's severity of
// each. The first one is for what wakes people up, the last one also for lists without PagerDuty.
var severities = []struct{ name, pagerDuty string }{{"page", "critical"}, {"ticket", "error"}, {"inform", "warning"}}

// routes makes routes of the lists of recipients that many alerts in a service have.
func (s *Sharing) routes(b *Block, alerts []*Object) {
	if b.Get("routes") != nil || b.Get("pagerduty_severity") != nil {
		return
	}
	type group struct {
		list     Value
		severity string
		alerts   []*Object
	}
	index := map[string]*group{}
	var groups []*group
	for _, o := range alerts {
		list := o.Get("notify")
		name := urgency(o, list)
		if name == "" {
			continue
		}
		key := name + " " + list.unordered(b.service)
		g := index[key]
		if g == nil {
			g = &group{list: list, severity: name}
			index[key] = g
			groups = append(groups, g)
		}
		g.alerts = append(g.alerts, o)
	}
	slices.SortStableFunc(groups, func(x, y *group) int { return len(y.alerts) - len(x.alerts) })
	byName := map[string]*group{}
	for _, g := range groups {
		if len(g.alerts) >= enough && byName[g.severity] == nil {
			byName[g.severity] = g
		}
	}
	var entries []Entry
	for _, severity := range severities {
		g := byName[severity.name]
		if g == nil {
			continue
		}
		s.keep(b, g.alerts)
		entries = append(entries, Entry{severity.name, g.list})
		for _, o := range g.alerts {
			o.Unset("notify")
			o.Unset("pagerduty_severity")
			o.Set("severity", Text(severity.name))
		}
	}
	if entries != nil {
		routes := Map(entries...)
		if len(entries) > 1 {
			routes = lines(entries, Entry.key)
		}
		b.Set("routes", routes)
	}
}

// unordered is the same for lists with the same items in any order.
func (v Value) unordered(in *service) string {
	var out []string
	for _, x := range v[0].Items {
		out = append(out, x.text(in))
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

// urgency is the severity of an alert that notifies a list; empty where it can't be told by a route.
func urgency(o *Object, list Value) string {
	if len(list) != 1 || len(list[0].Items) == 0 || o.Notes != nil && slices.ContainsFunc(o.Notes, func(n Note) bool {
		return n.Arg == "notify"
	}) {
		return ""
	}
	pager := false
	for _, v := range list[0].Items {
		if len(v) == 0 || v[0].Object == nil || len(v) > 1 { // an instance may differ from alert to alert
			return ""
		}
		pager = pager || v[0].Object.Labels[0] == "pagerduty"
	}
	if !pager {
		if o.Get("severity") != nil {
			return ""
		}
		return severities[len(severities)-1].name
	}
	said := o.said()
	for _, s := range severities {
		if s.pagerDuty == said {
			return s.name
		}
	}
	return ""
}

// said is PagerDuty's severity of an alert, as a draft says it: the severity of its own has the same name.
func (o *Object) said() string {
	for _, name := range []string{"severity", "pagerduty_severity"} {
		if v := o.Get(name); v != nil {
			for _, s := range severities {
				if v.text(nil) == Text(s.pagerDuty).text(nil) {
					return s.pagerDuty
				}
			}
			return ""
		}
	}
	return severities[0].pagerDuty
}
