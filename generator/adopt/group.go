package adopt

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/slogen-project/slogen/generator/draft"
)

// routing gathers who hears of which groups of a trigger.
type routing struct {
	m      *maker
	o      *draft.Object
	x      *item
	routes []*groupRoute
	// How many PagerDuty recipients that hear of every group get an incident for each, and how many get one for all.
	each, one int
}

// groupRoute is a block `route` before it is written.
type groupRoute struct {
	filter   object
	told     []draft.Value
	pager    bool // whether it tells PagerDuty
	incident bool // whether PagerDuty gets an incident for each group
}

const (
	groupFilter       = "group_filter"
	perGroupIncidents = "pagerduty_per_group_incidents"
)

// take takes a recipient of a trigger; true for one that hears of every group.
func (r *routing) take(n object, to draft.Value, pager bool) bool {
	filter, _ := n[groupFilter].(object)
	incident := isTrue(n[perGroupIncidents])
	if len(filter) == 0 {
		switch {
		case pager && incident:
			r.each++
		case pager:
			r.one++
		}
		return true
	}
	same := func(o *groupRoute) bool {
		return bytes.Equal(inJSON(sortedFilter(o.filter)), inJSON(sortedFilter(filter))) &&
			(!pager || !o.pager || o.incident == incident)
	}
	i := slices.IndexFunc(r.routes, same)
	if i < 0 {
		i = len(r.routes)
		r.routes = append(r.routes, &groupRoute{filter: filter})
	}
	o := r.routes[i]
	o.told = append(o.told, to)
	if pager {
		o.pager, o.incident = true, incident
	}
	return false
}

// write writes the blocks, and what is said of those who hear of every group.
func (r *routing) write() {
	switch {
	case r.each > 0 && r.one > 0:
		r.m.lost(r.o, r.x, "recipients", "of those who hear of every group, some PagerDuty recipients get an incident "+
			"for each group and some don't, and a trigger says that of all: here all do", nil)
		fallthrough
	case r.each > 0:
		r.o.Set("incident_per_group", draft.Bool(true))
	}
	names := map[string]bool{}
	for _, g := range r.routes {
		b := &draft.Block{Type: "route", Labels: []string{r.name(g, names)}}
		var when []draft.Entry
		for _, column := range slices.Sorted(maps.Keys(g.filter)) {
			var values []draft.Value
			for _, v := range texts(g.filter[column]) {
				values = append(values, draft.Text(v))
			}
			when = append(when, draft.Entry{Key: column, Value: draft.List(values...)})
		}
		b.Set("when", draft.Map(when...))
		b.Set("notify", draft.List(g.told...))
		if g.incident {
			b.Set("incident_per_group", draft.Bool(true))
		}
		r.o.Blocks = append(r.o.Blocks, b)
	}
}

// name is a name for a route: its first value, with a number where another one has that.
func (r *routing) name(g *groupRoute, names map[string]bool) string {
	base := "groups"
	for _, column := range slices.Sorted(maps.Keys(g.filter)) {
		if list := texts(g.filter[column]); len(list) > 0 {
			base = draft.Name(list[0], base)
			break
		}
	}
	name := base
	for n := 2; names[name]; n++ {
		name = fmt.Sprintf("%s_%d", base, n)
	}
	names[name] = true
	return name
}

// isTrue reads a flag, which is text in some sources.
func isTrue(v any) bool { return v == true || v == "true" }

func inJSON(v any) []byte {
	b, _ := json.Marshal(v) // it was decoded from JSON
	return b
}

// sortedFilter is a filter whose values are in order, since their order means nothing.
func sortedFilter(filter object) object {
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
