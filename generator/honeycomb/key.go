package honeycomb

import "strings"

// Key identifies an object in one run and between runs: its kind and path joined by "/", such as
// "burn_alert/checkout/availability/fast". It is the identity that plan compares by, the name in JSON, and, without its
// kind and joined by "__", the Terraform resource's label.
//
// An instance of a block with for_each adds its key to the block's path: "slo/checkout/availability/search". That of a
// burn alert is joined to the alert's name by a dot, "burn_alert/checkout/availability/fast.eu", so that what stands
// before the last slash is always the path of the alert's SLO.
//
// A calculated field is that of an SLI, "calculated_field/checkout/availability", or one of its own, whose name follows
// "field.": "calculated_field/checkout/field.status". So the two may have one name in a service.
type Key string

// The kinds of objects, the first part of a [Key].
const (
	KindCalculatedField = "calculated_field"
	KindSLO             = "slo"
	KindBurnAlert       = "burn_alert"
	KindTrigger         = "trigger"
	KindRecipient       = "recipient"
	KindQuery           = "query"
	KindQueryAnnotation = "query_annotation"
	KindBoard           = "board"
)

// Kind is the first part of the key, such as "slo".
func (k Key) Kind() string { s, _, _ := strings.Cut(string(k), "/"); return s }

// Path is the key without its kind, such as "checkout/availability".
func (k Key) Path() string { _, s, _ := strings.Cut(string(k), "/"); return s }

// Label is the path joined by "__", such as "checkout__availability": the Terraform label. The dot before the key of an
// instance of a burn alert, or after "field", becomes "--". Names hold neither, so labels don't collide.
func (k Key) Label() string { return labels.Replace(k.Path()) }

var labels = strings.NewReplacer("/", "__", ".", "--")

// named says how many names the address of an object has before the key of an instance.
var named = map[string]int{KindCalculatedField: 2, KindSLO: 2, KindTrigger: 2, KindQuery: 2, KindQueryAnnotation: 2,
	KindRecipient: 2, KindBoard: 1}

// parts are the names of the object in its address. The key of an instance follows the name that it is an instance of.
type part struct{ name, key string }

func (k Key) parts() (out []part) {
	path, alert := k.Path(), ""
	n := named[k.Kind()]
	if k.Kind() == KindBurnAlert {
		i := strings.LastIndexByte(path, '/')
		path, alert = path[:max(i, 0)], path[i+1:]
		n = named[KindSLO]
	}
	for i, name := range strings.Split(path, "/") {
		if i < max(n, 1) {
			out = append(out, part{name: name})
		} else {
			out[len(out)-1].key = name
		}
	}
	if alert != "" {
		name, key, _ := strings.Cut(alert, ".")
		out = append(out, part{name, key})
	}
	return out
}

// FieldPrefix begins the name of a calculated field that is no SLI, in keys.
const FieldPrefix = "field."

// IsField reports whether the object is a calculated field that is no SLI.
func (k Key) IsField() bool {
	_, name, _ := strings.Cut(k.Path(), "/")
	return strings.HasPrefix(name, FieldPrefix) && k.Kind() == KindCalculatedField
}

// Address is the object as it is referred to in HCL, such as "slo.checkout.availability" or, of an instance of a block
// with for_each, `slo.checkout.availability["search"]`. A calculated field is the SLI that it was made from, or
// "field.checkout.status".
func (k Key) Address() string {
	kind := k.Kind()
	switch {
	case k.IsField():
		kind = "field"
	case kind == KindCalculatedField:
		kind = "sli"
	}
	return kind + "." + k.Name()
}

// Name is the address without its kind, such as `checkout.availability["search"]`.
func (k Key) Name() string {
	var b strings.Builder
	for i, p := range k.parts() {
		if i > 0 {
			b.WriteByte('.')
		}
		b.WriteString(strings.TrimPrefix(p.name, FieldPrefix))
		if p.key != "" {
			b.WriteString(`["` + p.key + `"]`)
		}
	}
	return b.String()
}

// Block is the key that the object would have if its block had no for_each, and the key of the instance that it is,
// empty for none.
func (k Key) Block() (Key, string) {
	parts := k.parts()
	instance := parts[len(parts)-1].key
	if instance == "" {
		return k, ""
	}
	return k[:len(k)-len(instance)-1], instance
}

// Means reports whether people mean the object by a text: its key, its path, its address or its name, with or without
// the quotes of an instance, which shells remove.
func (k Key) Means(text string) bool {
	if text == string(k) || text == k.Path() {
		return true
	}
	text = spelled.Replace(text)
	if k.IsField() { // whose key has a dot
		name := spelled.Replace(k.Name())
		return text == "field/"+name || text == name || text == spelled.Replace(string(k))
	}
	return text == string(k) || text == k.Path()
}

var spelled = strings.NewReplacer(`["`, "/", `"]`, "", "[", "/", "]", "", ".", "/")

// SLO is the key of a burn alert's SLO.
func (k Key) SLO() Key {
	path := k.Path()
	return Key(KindSLO + "/" + path[:max(strings.LastIndexByte(path, '/'), 0)])
}
