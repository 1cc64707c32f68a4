package main

import (
	"cmp"
	"slices"
	"strings"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/plan"
	"github.com/slogen-project/slogen/generator/uses"
)

// bySources answers, from the sources of a base and of now, what is behind a change, by following the names that are
// used, and how people wrote what changes; neither where the base has no sources.
func bySources(
	prior *honeycomb.Catalogue, base, now *uses.State, current *honeycomb.Resources,
) (plan.Behind, plan.Written) {
	if base == nil || now == nil {
		return nil, nil
	}
	base.Declared = func(key honeycomb.Key) (string, int, bool) {
		i, _ := slices.BinarySearchFunc(prior.Entries, key, func(e honeycomb.Entry, key honeycomb.Key) int {
			return strings.Compare(string(e.Key), string(key))
		})
		if i == len(prior.Entries) || !isOrHas(key, prior.Entries[i].Key) {
			return "", 0, false
		}
		at := prior.Entries[i].Declared
		return at.Typed, at.Line, at.Line > 0
	}
	now.Declared = func(key honeycomb.Key) (string, int, bool) {
		x := current.Find(key)
		if x == nil && key.Kind() == honeycomb.KindCalculatedField {
			i, _ := slices.BinarySearchFunc(current.CalculatedFields, key,
				func(f *honeycomb.CalculatedField, key honeycomb.Key) int {
					return strings.Compare(string(f.Key), string(key))
				})
			if i < len(current.CalculatedFields) && isOrHas(key, current.CalculatedFields[i].Key) {
				x = current.CalculatedFields[i]
			}
		}
		if x == nil {
			return "", 0, false
		}
		at := x.Head().Origin.Range
		return at.Filename, at.Start.Line, true
	}
	c := uses.Compare(base, now)
	behind := func(q plan.Question) *plan.Reasons {
		b := c.Behind(q.Was, q.Is, q.Shared, uses.Only{Arguments: q.Arguments, Whole: q.Whole})
		if b == nil {
			return nil
		}
		r := &plan.Reasons{Own: b.Own, Blocks: b.Blocks, Unsure: b.Unsure}
		for _, n := range b.Names {
			r.Names = append(r.Names, plan.NameCause(n.Name, n.Range,
				cmp.Or(now.Shown[n.Range.Filename], n.Range.Filename), n.Change))
		}
		return r
	}
	return behind, func(was, is honeycomb.Key, shared *honeycomb.Shared, names []string) (list []plan.Source) {
		for _, a := range c.Written(was, is, shared, names) {
			list = append(list, plan.Source(a))
		}
		return list
	}
}

// isOrHas reports whether an object has a key, or is an instance of the SLI that has it.
func isOrHas(key, object honeycomb.Key) bool {
	return object == key || key.Kind() == honeycomb.KindCalculatedField &&
		strings.HasPrefix(string(object), string(key)+"/")
}
