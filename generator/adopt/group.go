package adopt

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/slogen-project/slogen/generator/draft"
)

// routing gathers who hears of which groups of a trigger.
type routing struct {
	m      *maker
	o      *draft.Object
	x      *item
	routes []*groupRoute
	// every has, for each PagerDuty recipient that hears of every group, whether it gets an incident for each.
	every []draft.Value
}

// groupRoute is a block `route` before it is written.
type groupRoute struct {
	when     draft.Value
	same     string // alike for routes that are for the same groups
	base     string // what it is called, but for a number
	told     []draft.Value
	pager    bool        // whether it tells PagerDuty
	incident draft.Value // whether PagerDuty gets an incident for each group; nil for no
}

const (
	groupFilter       = "group_filter"
	perGroupIncidents = "pagerduty_per_group_incidents"
)

// take takes a recipient of a trigger; true for one that hears of every group.
func (r *routing) take(n object, to draft.Value, pager bool) bool {
	var incident draft.Value
	if text, ok := n[perGroupIncidents].(string); ok && r.m.marks.Marked(text) {
		incident = draft.Text(text)
	} else if isTrue(n[perGroupIncidents]) {
		incident = draft.Bool(true)
	}
	when, base := r.when(n[groupFilter])
	same := string(inJSON(sortedFilter(n[groupFilter])))
	if when == nil {
		if pager {
			r.every = append(r.every, incident)
		}
		return true
	}
	i := slices.IndexFunc(r.routes, func(o *groupRoute) bool {
		return o.same == same && (!pager || !o.pager || reflect.DeepEqual(o.incident, incident))
	})
	if i < 0 {
		i = len(r.routes)
		r.routes = append(r.routes, &groupRoute{when: when, same: same, base: base})
	}
	o := r.routes[i]
	o.told = append(o.told, to)
	if pager {
		o.pager, o.incident = true, incident
	}
	return false
}

// when says which groups a filter is for, and what they may be called; nil for every group. Source may have an
// expression in place of the filter, and of the values of a column.
func (r *routing) when(v any) (when draft.Value, base string) {
	base = "groups"
	if text, ok := v.(string); ok && r.m.marks.Marked(text) {
		return draft.Text(text), base
	}
	filter, _ := v.(object)
	if len(filter) == 0 {
		return nil, ""
	}
	var entries []draft.Entry
	for _, column := range slices.Sorted(maps.Keys(filter)) {
		if text, ok := filter[column].(string); ok && r.m.marks.Marked(text) {
			entries = append(entries, draft.Entry{Key: column, Value: draft.Text(text)})
			continue
		}
		var values []draft.Value
		for _, v := range texts(filter[column]) {
			values = append(values, draft.Text(v))
			if base == "groups" && !r.m.marks.Marked(v) {
				base = draft.Name(v, base)
			}
		}
		entries = append(entries, draft.Entry{Key: column, Value: draft.List(values...)})
	}
	return draft.Map(entries...), base
}

// write writes the blocks, and what is said of those who hear of every group.
func (r *routing) write() {
	given := slices.IndexFunc(r.every, func(v draft.Value) bool { return v != nil })
	if given >= 0 {
		incident := r.every[given]
		if slices.ContainsFunc(r.every, func(v draft.Value) bool { return !reflect.DeepEqual(v, incident) }) {
			r.m.lost(r.o, r.x, "recipients", "of those who hear of every group, some PagerDuty recipients get an "+
				"incident for each group and some don't, and a trigger says that of all: here all do", nil)
			incident = draft.Bool(true)
		}
		r.o.Set("incident_per_group", incident)
	}
	names := map[string]bool{}
	for _, g := range r.routes {
		name := g.base
		for n := 2; names[name]; n++ {
			name = fmt.Sprintf("%s_%d", g.base, n)
		}
		names[name] = true
		b := &draft.Block{Type: "route", Labels: []string{name}}
		b.Set("when", g.when)
		b.Set("notify", draft.List(g.told...))
		if g.incident != nil {
			b.Set("incident_per_group", g.incident)
		}
		r.o.Blocks = append(r.o.Blocks, b)
	}
}

// isTrue reads a flag, which is text in some sources.
func isTrue(v any) bool { return v == true || v == "true" }

func inJSON(v any) []byte {
	b, _ := json.Marshal(v) // it was decoded from JSON
	return b
}

// sortedFilter is a filter whose values are in order, since their order means nothing.
func sortedFilter(v any) any {
	filter, ok := v.(object)
	if !ok {
		return v
	}
	out := object{}
	for column, v := range filter {
		out[column] = v
		if list, ok := v.([]any); ok {
			list = slices.Clone(list)
			slices.SortFunc(list, func(a, b any) int { return bytes.Compare(inJSON(a), inJSON(b)) })
			out[column] = list
		}
	}
	return out
}
