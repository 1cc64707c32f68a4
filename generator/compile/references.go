package compile

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/spec"
	"github.com/slogen-project/slogen/generator/words"
)

// objects are a kind of object that others refer to by service and name.
type objects struct {
	root, block, what string
	prefix            string // of its name in keys
	kind              string
	example           string                     // of what a block holds; empty where there is no short one
	of                func(a announced) []string // those that a service declares
}

var (
	sliObjects = &objects{"sli", "sli", "SLI", "", honeycomb.KindCalculatedField,
		"good = event.duration_ms < 500", func(a announced) []string { return a.slis }}
	fieldObjects = &objects{"field", "calculated_field", "calculated field", honeycomb.FieldPrefix,
		honeycomb.KindCalculatedField, "value = coalesce(event.http.response.status_code, event.http.status_code)",
		func(a announced) []string { return a.fields }}
	sloObjects = &objects{"slo", "slo", "SLO", "", honeycomb.KindSLO, "",
		func(a announced) []string { return a.slos }}
	// Only its own service's boards refer to a trigger, so it isn't announced.
	triggerObjects = &objects{"trigger", "trigger", "trigger", "", honeycomb.KindTrigger, "", nil}
)

func (o *objects) key(service, name string) honeycomb.Key {
	return honeycomb.Key(o.kind + "/" + service + "/" + o.prefix + name)
}

// written is how an object is referred to from a service.
func (o *objects) written(from, service, name string) string {
	address := o.key(service, name).Address()
	if from == service {
		return o.root + strings.TrimPrefix(address, o.root+"."+service)
	}
	return address
}

// blocks are the labels of the blocks that make objects of these names.
func blocks(names []string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i], _, _ = strings.Cut(n, "/")
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// instances are the objects among these that the block of a label makes by its for_each.
func instances(names []string, label string) (out []string) {
	for _, n := range names {
		if strings.HasPrefix(n, label+"/") {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return out
}

// ownLabels are the labels of the blocks of the service that make objects of a kind, or would if their for_each did.
func (w *compiling) ownLabels(o *objects) map[string]bool {
	if w.labels[o] != nil {
		return w.labels[o]
	}
	out := map[string]bool{}
	for _, x := range w.svc.SLIs {
		if o == sliObjects {
			out[x.Label.V] = true
		}
	}
	for _, x := range w.svc.Fields {
		if o == fieldObjects {
			out[x.Label.V] = true
		}
	}
	for _, x := range w.svc.SLOs {
		if o == sloObjects {
			out[x.Label.V] = true
		}
	}
	for _, x := range w.svc.Triggers {
		if o == triggerObjects {
			out[x.Label.V] = true
		}
	}
	for _, name := range w.svc.Absent {
		if label, ok := strings.CutPrefix(name, o.block+"."); ok {
			out[label] = true
		}
	}
	if w.labels == nil {
		w.labels = map[*objects]map[string]bool{}
	}
	w.labels[o] = out
	return out
}

// reference says which object a reference means: <root>.name, <root>.name["key"], <root>.service.name or
// <root>.service.name["key"].
func (w *compiling) reference(o *objects, t hcl.Traversal) (service, name string, diags hcl.Diagnostics) {
	fail := func(summary, detail string) (string, string, hcl.Diagnostics) {
		return "", "", hcl.Diagnostics{diag.Error("language/reference", summary, detail, t.SourceRange())}
	}
	path := make([]string, 0, 3)
	index := false // whether the last step is one
	for _, step := range t[1:] {
		var name string
		if name, index = spec.Step(step); name == "" {
			return fail("Invalid reference", "An instance is named by its key, which is text: "+o.root+
				".<name>[\"<key>\"]. A block whose for_each is a list has no instances: "+o.root+".<name> means it.")
		}
		path = append(path, name)
	}
	switch n := len(path); {
	case n == 1:
		return w.svc.Name.V, path[0], nil
	case n == 2 && index && w.ownLabels(o)[path[0]]:
		return w.svc.Name.V, path[0] + "/" + path[1], nil
	case n == 2:
		return path[0], path[1], nil
	case n == 3 && !index:
		return fail("Invalid reference", "An instance is named by its key in brackets: write "+
			o.written(w.svc.Name.V, path[0], path[1]+"/"+path[2])+".")
	case n == 3:
		return path[0], path[1] + "/" + path[2], nil
	}
	return fail("Incomplete reference", fmt.Sprintf("%s is written %s.<name>, or %[2]s.<service>.<name> for one of "+
		"another service; an instance of a for_each has its key in brackets after its name.",
		words.Capital(words.Article(o.what)), o.root))
}

// noSuch says that a service has no such object, with the best guess among those that are known by now. The service
// that refers to it is from.
func (c *Compiler) noSuch(o *objects, from, service, name string, at hcl.Range) *hcl.Diagnostic {
	var elsewhere, services []string
	c.mu.Lock()
	for s, has := range c.names {
		services = append(services, s)
		if s != service && slices.Contains(o.of(has), name) {
			elsewhere = append(elsewhere, o.written("", s, name))
		}
	}
	has, exists := c.names[service]
	own := o.of(c.names[from])
	c.mu.Unlock()
	if !exists && service != from {
		if o == fieldObjects && slices.Contains(own, service) {
			return diag.Error("language/reference", "Invalid reference", fmt.Sprintf("field.%s is a single value, so it "+
				"has no %s.", service, name), at)
		}
		if slices.Contains(own, service+"/"+name) {
			return diag.Error("language/reference", "Invalid reference", "An instance is named by its key in "+
				"brackets: write "+o.written(from, from, service+"/"+name)+".", at)
		}
		return undeclaredService(service, services, at)
	}
	there := o.of(has)
	if d := c.noInstance(o, from, service, name, has, at); d != nil {
		return d
	}
	sort.Strings(elsewhere)
	label, key, _ := strings.Cut(name, "/")
	known := blocks(there)
	detail := fmt.Sprintf("The service %q has no %s %q.", service, o.what, label)
	switch near := diag.Suggest(label, known); {
	case near != "" && key != "":
		detail += " Did you mean " + o.written(from, service, near) + "?"
	case near != "":
		detail += diag.DidYouMean(label, known)
	case len(elsewhere) > 0:
		detail += " Did you mean " + elsewhere[0] + "?"
	case len(known) > 0:
		const most = 5
		detail += " It has " + words.Some(words.Quoted(known), most) + "."
	case o.example != "":
		detail += fmt.Sprintf(" It has none: declare it there, as in `%s \"%s\" { %s }`.", o.block, label, o.example)
		if o == fieldObjects && from == service {
			detail += fmt.Sprintf(" A column of events is written event.%s.", label)
		}
	}
	return diag.Error("language/reference", "Reference to undeclared "+o.what, detail, at)
}

// noInstance says what is wrong with a reference to a block with for_each, or with an instance of one without; nil
// where it is something else.
func (c *Compiler) noInstance(o *objects, from, service, name string, has announced, at hcl.Range) *hcl.Diagnostic {
	there := o.of(has)
	label, key, _ := strings.Cut(name, "/")
	block := o.written(from, service, label)
	var refs []string
	for _, n := range instances(there, label) {
		refs = append(refs, o.written(from, service, n))
	}
	switch {
	case len(refs) > 0 || slices.Contains(has.absent, o.block+"."+label):
		return config.NoInstance(o.what, block, key, refs, true, at)
	case slices.Contains(there, label):
		return config.NoInstance(o.what, block, key, nil, false, at)
	}
	// It may be the key alone, as instances were named once.
	var keyed []string
	for _, n := range there {
		if l, k, ok := strings.Cut(n, "/"); ok && k == label && key == "" {
			keyed = append(keyed, o.written(from, service, n))
			block = o.written(from, service, l)
		}
	}
	if len(keyed) == 0 {
		return nil
	}
	sort.Strings(keyed)
	detail := fmt.Sprintf("The service %q has no %s %q: an instance of a for_each is named by its block's label and "+
		"its key. Write %s", service, o.what, label, keyed[0])
	if len(keyed) > 1 {
		detail += " or " + keyed[1]
	} else {
		detail += fmt.Sprintf(" or, in a block with the same for_each, %s[each.key]", block)
	}
	return diag.Error("language/reference", "Reference to undeclared "+o.what, detail+".", at)
}
