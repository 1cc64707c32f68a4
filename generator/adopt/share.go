package adopt

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/draft"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/lazy"
)

// referred matches references in the body of an object.
var referred = lazy.Regexp(`{"\$ref":"([^"]*)"}`)

// alike says once what alerts have in common, where the same objects come of it as before. What was proven is proven
// of these, too.
func (p *prover) alike(ctx context.Context) {
	if p.found == nil {
		return
	}
	was := map[*draft.Object][]string{}
	for _, o := range p.m.d.Objects {
		was[o] = o.Path()
	}
	sharing := p.m.d.Share(func(o *draft.Object) bool { return !p.broken[o] && p.m.compared[p.m.of[o]] })
	for !sharing.None() && ctx.Err() == nil {
		found, diags := p.compile(ctx)
		other := p.services(diags)
		if found != nil {
			var same bool
			if other, same = p.others(found, was); same {
				break
			}
		}
		undone := false
		for _, b := range other {
			undone = sharing.Undo(b) || undone
		}
		if !undone {
			sharing.Undo(nil)
		}
	}
	instances := p.m.d.Instances()
	for _, address := range sortedKeys(instances) {
		p.m.left = append(p.m.left, Left{Remark: true, Text: fmt.Sprintf("%s has for_each: it stands for %d triggers "+
			"that differ in one value", address, instances[address])})
	}
}

// services are those that errors are about.
func (p *prover) services(diags hcl.Diagnostics) (out []*draft.Block) {
	for _, d := range diags {
		if d.Severity != hcl.DiagError {
			continue
		}
		for _, o := range p.at(d) {
			if b := o.Service(); b != nil && !slices.Contains(out, b) {
				out = append(out, b)
			}
		}
	}
	return out
}

// others are the services of which other objects come than before. was are the paths that objects had.
func (p *prover) others(found *honeycomb.Resources, was map[*draft.Object][]string) (out []*draft.Block, same bool) {
	services := map[string]*draft.Block{}
	moved := map[string]string{} // old paths by new ones
	for _, o := range p.m.d.Objects {
		if b := o.Service(); b != nil {
			services[b.Labels[0]] = b
		}
		if is := o.Path(); !slices.Equal(is, was[o]) {
			moved[strings.Join(is, "/")] = strings.Join(was[o], "/")
		}
	}
	before := func(key honeycomb.Key) honeycomb.Key {
		switch key.Kind() {
		case honeycomb.KindTrigger, honeycomb.KindQuery, honeycomb.KindQueryAnnotation:
			if old := moved[key.Path()]; old != "" {
				return honeycomb.Key(key.Kind() + "/" + old)
			}
		}
		return key
	}
	left := map[honeycomb.Key]bool{}
	for x := range p.found.Objects() {
		left[x.Head().Key] = true
	}
	same = true
	differs := func(key honeycomb.Key) {
		same = false
		service, _, _ := strings.Cut(key.Path(), "/")
		if b := services[service]; b != nil && !slices.Contains(out, b) {
			out = append(out, b)
		}
	}
	for x := range found.Objects() {
		old := p.found.Find(before(x.Head().Key))
		if old == nil || !sameObject(old, x, before) {
			differs(x.Head().Key)
			continue
		}
		delete(left, old.Head().Key)
	}
	for key := range left {
		differs(key)
	}
	return out, same
}

// sameObject says whether two objects are the same at Honeycomb, and taken over alike. Keys in the new one are others.
func sameObject(old, is honeycomb.Object, before func(honeycomb.Key) honeycomb.Key) bool {
	a, b := old.Head(), is.Head()
	body := referred().ReplaceAllFunc(honeycomb.AppendBody(nil, is), func(m []byte) []byte {
		key := before(honeycomb.Key(referred().FindSubmatch(m)[1]))
		return []byte(`{"$ref":"` + string(key) + `"}`)
	})
	return a.Existing == b.Existing && slices.Equal(a.Keeps, b.Keeps) &&
		honeycomb.Dataset(old) == honeycomb.Dataset(is) && bytes.Equal(honeycomb.AppendBody(nil, old), body)
}
