package adopt

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/slogen-project/slogen/generator/draft"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/state"
)

// applied are the objects of a state, by the addresses of their blocks: without the keys of instances.
type applied map[string][]*instanceOfState

// instanceOfState is an object of a state.
type instanceOfState struct {
	address  string
	key      string // of the instance, or of that of the module it is in; empty for none
	existing string // what `existing` says of it
	used     bool
}

// readApplied reads the state that belongs to source.
func readApplied(f File) (applied, error) {
	s, err := state.Read(f.Data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name, err)
	}
	out := applied{}
	sets := map[string]string{} // of SLOs, by id: a burn alert needs not say it
	for o := range s.All {
		if o.Type == "honeycombio_slo" && !o.Data {
			sets[attribute(o, "id")] = attribute(o, "dataset")
		}
	}
	for o := range s.All {
		row, ok := resourceKinds[o.Type]
		if o.Data || !ok {
			continue
		}
		id, set := attribute(o, "id"), attribute(o, "dataset")
		switch row.kind {
		case honeycomb.KindCalculatedField:
			id = attribute(o, "alias")
		case honeycomb.KindBurnAlert:
			set = sets[attribute(o, "slo_id")]
		case honeycomb.KindRecipient, honeycomb.KindBoard:
			set = ""
		case kindColumn, honeycomb.KindQuery, honeycomb.KindQueryAnnotation:
			continue
		}
		if id == "" {
			continue
		}
		if set != "" && set != honeycomb.AllDatasets {
			id = set + "/" + id
		}
		block, key := withoutKeys(o.Address)
		out[block] = append(out[block], &instanceOfState{address: o.Address, key: key, existing: id})
	}
	return out, nil
}

// attribute is one that is a text; empty for any other.
func attribute(o state.Object, name string) (v string) {
	_ = json.Unmarshal(o.Attributes[name], &v) // what is no text says nothing
	return v
}

// withoutKeys is an address without the keys of instances, and the last of these.
func withoutKeys(address string) (block, key string) {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(address, "[")
		b.WriteString(before)
		if !ok {
			return b.String(), key
		}
		end := strings.Index(rest, "]")
		if strings.HasPrefix(rest, `"`) {
			end = strings.Index(rest, `"]`) + 1
		}
		if end <= 0 {
			return b.String(), key
		}
		key, address = strings.Trim(rest[:end], `"`), rest[end+1:]
	}
}

// existing says which objects of a state an item stands for.
func (x *item) existing(state applied) {
	block, _ := withoutKeys(x.id)
	for _, s := range state[block] {
		switch {
		case x.resource.Lookup != "":
			s.used = true // and slogen finds it
		case counted().MatchString(x.id) && s.address != x.id:
		case x.resource.ForEach == "" || strings.HasSuffix(x.resource.ForEach, optional):
			x.existed, s.used = s.existing, true
		default:
			x.instances, s.used = append(x.instances, s), true
		}
	}
}

// takeOver says of an object that is repeated which objects its instances take over.
func (x *item) takeOver(o *draft.Object) {
	if len(x.instances) == 0 {
		return
	}
	slices.SortFunc(x.instances, func(a, b *instanceOfState) int { return strings.Compare(a.key, b.key) })
	var list []draft.Entry
	for _, s := range x.instances {
		list = append(list, draft.Entry{Key: x.resource.InstanceName(s.key), Value: draft.Text(s.existing)})
	}
	o.Set("existing", append(draft.Map(list...), draft.Part{Text: "[each.key]"}))
}

// fresh says whether an item was read as source alone, so that what becomes of it replaces nothing.
func (x *item) fresh() bool {
	return x.declared != nil || x.resource != nil && x.existed == "" && len(x.instances) == 0
}

// applied says what of a state and its source the other one lacks.
func (r *reading) applied(state applied) {
	for _, x := range r.items {
		if x.resource != nil && x.resource.Lookup == "" && x.fresh() && kindsOfState[x.kind] {
			r.tell(true, fmt.Sprintf("%s: the state has no %s: it takes nothing over", x.place(), x.id))
		}
	}
	taken := 0
	for _, block := range sortedKeys(state) {
		for _, s := range state[block] {
			if !s.used {
				r.tell(false, fmt.Sprintf("The state has %s, which the source doesn't declare: it was left out.",
					s.address))
			} else {
				taken++
			}
		}
	}
	if taken > 0 {
		r.tell(true, "Once the new output is applied, the configuration that made these objects has to forget them, "+
			"or it removes them: with `terraform state rm` or blocks `removed` that don't destroy.")
	}
}

// kindsOfState are the kinds of objects that are taken over.
var kindsOfState = map[string]bool{honeycomb.KindCalculatedField: true, honeycomb.KindSLO: true,
	honeycomb.KindBurnAlert: true, honeycomb.KindTrigger: true, honeycomb.KindRecipient: true,
	honeycomb.KindBoard: true}
