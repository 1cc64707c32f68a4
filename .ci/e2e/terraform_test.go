package e2e

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/slogen-project/slogen/generator/emit"
	"github.com/slogen-project/slogen/generator/honeycomb"
)

func secretVariable(name string) string { return emit.SecretVariable(name) }

// address is what a resource is called within its module, however the form names it: type and label.
func address(r *record) string {
	kind, path := r.Key.Kind(), r.Key.Path()
	names := map[string]string{
		honeycomb.KindBoard: "flexible_board", honeycomb.KindBurnAlert: "burn_alert",
		honeycomb.KindCalculatedField: "derived_column",
		honeycomb.KindQuery:           "query", honeycomb.KindQueryAnnotation: "query_annotation", honeycomb.KindSLO: "slo",
		honeycomb.KindTrigger: "trigger",
	}
	name := names[kind]
	if kind == honeycomb.KindRecipient {
		name, _, _ = strings.Cut(path, "/")
		name += "_recipient"
	}
	if r.Lookup {
		name = "recipient"
	}
	return "honeycombio_" + name + "." + r.Key.Label()
}

// local is the address of a resource as [address] has it, of one as the CLI prints it in any form:
//
//	honeycombio_slo.a__b    module.slogen.honeycombio_slo.a__b    module.slogen.honeycombio_slo.this["a__b"]
func local(address string) string {
	address = strings.TrimPrefix(address, "module.slogen.")
	address = strings.TrimPrefix(address, "data.")
	if typ, index, ok := strings.Cut(address, `.this["`); ok {
		return typ + "." + strings.TrimSuffix(index, `"]`)
	}
	return address
}

// planned is what a CLI's plan does to one resource.
type planned struct {
	action string // create, update, replace, delete or "" for nothing
	from   string // where it was, when it moves
	adopts bool
}

// plan reads a plan of the CLI, by address.
func (l *life) plan(file string) (map[string]planned, error) {
	said, err := l.cli("show", "-json", file)
	if err != nil {
		return nil, err
	}
	var p struct {
		ResourceChanges []struct {
			Address         string
			PreviousAddress string `json:"previous_address"`
			Mode            string
			Change          struct {
				Actions       []string
				Importing     *struct{ ID string }
				Before, After any
				AfterUnknown  any `json:"after_unknown"`
			}
		} `json:"resource_changes"`
	}
	if err := json.Unmarshal([]byte(said), &p); err != nil {
		return nil, err
	}
	out := map[string]planned{}
	for _, c := range p.ResourceChanges {
		if c.Mode != "managed" {
			continue
		}
		var a planned
		switch actions := strings.Join(c.Change.Actions, " "); actions {
		case "no-op":
		case "create", "update", "delete":
			a.action = actions
		case "create delete", "delete create":
			a.action = "replace"
		default:
			return nil, fmt.Errorf("%s: the plan has the unknown actions %q", c.Address, actions)
		}
		if c.PreviousAddress != "" {
			a.from = local(c.PreviousAddress)
		}
		a.adopts = c.Change.Importing != nil
		if a.adopts && a.action == "update" && !holds(c.Change.AfterUnknown) &&
			reflect.DeepEqual(c.Change.Before, c.Change.After) {
			a.action = "" // a value becomes sensitive: some CLIs say so, and others don't
		}
		out[local(c.Address)] = a
	}
	return out, nil
}

// holds says whether JSON of booleans has a true one, however deep.
func holds(v any) bool {
	switch v := v.(type) {
	case bool:
		return v
	case []any:
		return slices.ContainsFunc(v, holds)
	case map[string]any:
		return slices.ContainsFunc(slices.Collect(maps.Values(v)), holds)
	}
	return false
}

func count(plan map[string]planned) (n counts) {
	for _, p := range plan {
		switch p.action {
		case "create":
			n.create++
		case "update":
			n.change++
		case "replace":
			n.create++
			n.destroy++
		case "delete":
			n.destroy++
		}
		if p.from != "" {
			n.move++
		}
		if p.adopts && p.from == "" { // else it is Terraform 1.5, see agree: what moves is in the state already
			n.adopt++
		}
	}
	return n
}

// change is what slogen plan says of one object.
type change struct {
	Action string
	Key    honeycomb.Key
	From   honeycomb.Key
}

func byKey(records []*record) map[honeycomb.Key]*record {
	m := map[honeycomb.Key]*record{}
	for _, r := range records {
		m[r.Key] = r
	}
	return m
}

func readChanges(said []byte) ([]change, error) {
	var p struct{ Changes []change }
	err := json.Unmarshal(said, &p)
	return p.Changes, err
}

// changesIn is what the CLI's plan does to objects, as slogen plan would say it.
func changesIn(plan map[string]planned, now []*record) (changes []change) {
	for _, r := range now {
		if p := plan[address(r)]; p.action != "" {
			changes = append(changes, change{Action: p.action, Key: r.Key})
		}
	}
	return changes
}

// agree says where the plan of slogen and that of the CLI differ. What is adopted, slogen calls created, for it had not
// been declared; the CLI imports it and may change it. What is looked up is no resource: it neither comes nor goes.
func agree(changes []change, plan map[string]planned, before, now []*record) error {
	old, current := byKey(before), byKey(now)
	want := map[string]planned{}
	for _, c := range changes {
		was, is := old[cmp.Or(c.From, c.Key)], current[c.Key]
		if was == nil && is == nil {
			return fmt.Errorf("slogen plan speaks of %s, which is in no catalogue", c.Key)
		}
		if was != nil && was.Lookup {
			was = nil // not Terraform's
		}
		var p planned
		switch {
		case is == nil || is.Lookup:
			if was != nil { // else it was and is not Terraform's
				want[address(was)] = planned{action: "delete"}
			}
			continue
		case was == nil && is.Existing != "":
			p.adopts = true
		case was == nil:
			p.action = "create"
		case c.Action != "move":
			p.action = c.Action
		}
		if c.From != "" && was != nil {
			p.from = address(was)
		}
		want[address(is)] = p
	}
	var adopted []string
	for _, r := range now {
		if r.Existing != "" {
			adopted = append(adopted, address(r))
		}
	}
	var wrong []error
	for _, at := range sortedKeys(plan) {
		got := plan[at]
		w := want[at]
		delete(want, at)
		if got.adopts && w.adopts && got.action == "update" {
			got.action = ""
		}
		if got.adopts && !w.adopts && got.from != "" && got.from == w.from && slices.Contains(adopted, at) {
			// Terraform 1.5 imports what has an import block once more when it moves: it looks for it at the new address.
			got.adopts = false
			if got.action == "update" { // the stand-in knows nothing of what it imports
				got.action = w.action
			}
		}
		if got != w {
			wrong = append(wrong, fmt.Errorf("%s: slogen says %+v, the CLI %+v", at, w, got))
		}
	}
	for _, at := range sortedKeys(want) {
		wrong = append(wrong, fmt.Errorf("%s: slogen says %+v, the CLI nothing", at, want[at]))
	}
	return errors.Join(wrong...)
}

// readIDs finds the ids of the objects in a state as the CLI shows it. All that is in the state must be an object.
func readIDs(state []byte, records []*record) (map[honeycomb.Key]string, error) {
	type module struct {
		Resources []struct {
			Address string
			Values  struct{ ID string }
		}
		ChildModules []json.RawMessage `json:"child_modules"`
	}
	var s struct {
		Values struct {
			RootModule json.RawMessage `json:"root_module"`
		}
	}
	if err := json.Unmarshal(state, &s); err != nil {
		return nil, err
	}
	keys := map[string]honeycomb.Key{}
	for _, r := range records {
		keys[address(r)] = r.Key
	}
	ids := map[honeycomb.Key]string{}
	var read func(raw json.RawMessage) error
	read = func(raw json.RawMessage) error {
		var m module
		if len(raw) == 0 {
			return nil
		}
		if err := json.Unmarshal(raw, &m); err != nil {
			return err
		}
		for _, r := range m.Resources {
			key, ok := keys[local(r.Address)]
			if !ok {
				return fmt.Errorf("Terraform's state holds %s, which is no object of the catalogue", r.Address)
			}
			ids[key] = r.Values.ID
		}
		for _, c := range m.ChildModules {
			if err := read(c); err != nil {
				return err
			}
		}
		return nil
	}
	return ids, read(s.Values.RootModule)
}
