package terraform

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2/hclwrite"
)

// reference is what a reference is to; false if it isn't to anything that has to be followed.
func (r *reading) reference(n *node, steps []step, know bool) (any, bool) {
	name := ""
	if len(steps) > 1 {
		name = steps[1].name
	}
	switch root := steps[0].name; {
	case root == "var":
		return r.variable(n, name, steps, know)
	case root == "local" && (know || n.m.parent != nil || !r.plainLocal(n, name)):
		x := n.m.locals[name]
		if x == nil {
			r.note(false, r.s.text(n.e), "there is no local.%s", name)
			return nil, true
		}
		return r.member(r.value(x, know), steps[2:])
	case root == "module":
		return r.output(n, steps, know), true
	case root == "data" && len(steps) > 3, strings.HasPrefix(root, provider) && len(steps) > 2:
		return r.attribute(n, steps, know), true
	case root == "path":
		v, ok := plain(n.sample())
		return v, ok
	}
	if e, ok := r.bound[steps[0].name]; ok && len(steps) > 1 {
		switch {
		case name == "key":
			return e.key, true
		case e.value != nil:
			return r.member(r.value(e.value, know), steps[2:])
		}
		return r.member(e.known, steps[2:])
	}
	return nil, false
}

// plainLocal says whether a local can be kept as such.
func (r *reading) plainLocal(n *node, name string) bool {
	x := n.m.locals[name]
	if x == nil {
		return false
	}
	_, why := x.kept(0)
	return why == ""
}

// variable is a variable: of a module what it is called with.
func (r *reading) variable(n *node, name string, steps []step, know bool) (any, bool) {
	if n.m.parent == nil {
		return nil, false
	}
	x := n.m.args[name]
	if x == nil {
		if v := n.m.variables[name]; v != nil && v.fallback != nil {
			x = v.fallback
		}
	}
	if x == nil {
		r.note(false, r.s.text(n.e), "var.%s of module %q has no value", name, n.m.name)
		return nil, true
	}
	if len(steps) > 2 {
		if v, ok := r.member(r.value(x, know), steps[2:]); ok {
			return v, true
		}
		return nil, false
	}
	return r.value(x, know), true
}

// member is what further names lead to in a value; false if they lead nowhere.
func (r *reading) member(v any, steps []step) (any, bool) {
	for _, s := range steps {
		if s.key != nil {
			k, _ := plain(s.key.sample())
			switch k := k.(type) {
			case string:
				s.name = k
			case json.Number:
				list, ok := v.([]any)
				i, err := k.Int64()
				if !ok || err != nil || i < 0 || int(i) >= len(list) {
					return nil, false
				}
				v = list[i]
				continue
			default:
				return nil, false
			}
		}
		o, ok := v.(map[string]any)
		if !ok {
			return nil, false
		}
		if v, ok = o[s.name]; !ok {
			return nil, false
		}
	}
	return v, true
}

// output is an output of a module.
func (r *reading) output(n *node, steps []step, know bool) any {
	original := r.s.text(n.e)
	rest := steps[2:]
	if len(rest) > 0 && rest[0].key != nil {
		rest = rest[1:]
	}
	c := n.m.calls[steps[1].name]
	if c == nil || len(rest) == 0 || c.outputs[rest[0].name] == nil {
		r.note(false, original, "it is an output of a module that isn't in the tree")
		return nil
	}
	v, ok := r.member(r.value(c.outputs[rest[0].name], know), rest[1:])
	if !ok {
		r.note(false, original, "the module's output has no such member")
		return nil
	}
	return v
}

// attribute is an attribute of a resource or a data source of the provider.
func (r *reading) attribute(n *node, steps []step, know bool) any {
	original := r.s.text(n.e)
	b := n.m.blocks[key(steps)]
	if b == nil {
		r.note(false, original, "there is no %s", key(steps))
		return nil
	}
	rest := steps[2:]
	if steps[0].name == "data" {
		rest = steps[3:]
	}
	instance := ""
	if len(rest) > 0 && rest[0].key != nil {
		instance = r.instance(b, rest[0].key)
		rest = rest[1:]
	}
	if len(rest) == 0 || rest[0].name == "" {
		r.note(false, original, "it is a whole resource")
		return nil
	}
	name := rest[0].name
	switch {
	case name == "json" && b.typ == provider+"query_specification":
		return r.s.specification(b)
	case b.typ == provider+"dataset" && (name == "slug" || name == "id"):
		title, ok := r.value(b.body.attrs["name"], true).(string)
		if !ok {
			return nil
		}
		return slug(title)
	case name == "id" && b.data && b.body.attrs["id"] != nil: // of something that exists
		return r.value(b.body.attrs["id"], true)
	case name == "id", name == "json":
		return b.address() + instance
	case b.body.attrs[name] == nil:
		r.note(false, original, "only Honeycomb knows it")
		return nil
	}
	v, ok := r.member(r.value(b.body.attrs[name], know), rest[1:])
	if !ok {
		r.note(false, original, "it has no such member")
	}
	return v
}

// instance is the key of a reference, as it is written behind the address.
func (r *reading) instance(b *block, k *node) string {
	if v, ok := plain(k.sample()); ok && b.count != nil {
		if i, ok := v.(json.Number); ok {
			if b.several {
				return "[" + string(i) + "]"
			}
			return ""
		}
	}
	if len(k.e.Variables()) > 0 {
		if text, why := k.kept(0); why == "" {
			return "[" + text + "]"
		}
	}
	if name, ok := r.value(k, true).(string); ok {
		return "[" + literal(b.instanceName(name)) + "]"
	}
	return ""
}

// address is the resource's address, of which no instance is named.
func (b *block) address() string {
	a := b.m.address
	if b.data {
		a += "data."
	}
	a += b.typ + "." + b.name
	if b.index >= 0 {
		a += fmt.Sprintf("[%d]", b.index)
	}
	return a
}

// slug is what Honeycomb makes of a dataset's name.
func slug(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ', r == '/':
			return '-'
		}
		return r
	}, strings.ToLower(name))
}

// literal is a value as HCL writes it.
func literal(v any) string {
	return strings.TrimSpace(string(hclwrite.TokensForValue(ctyOf(v)).Bytes()))
}
