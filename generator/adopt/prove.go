package adopt

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator"
	"github.com/slogen-project/slogen/generator/draft"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/source"
)

// prover compiles what was written and compares it with the items.
type prover struct {
	m      *maker
	files  []*draft.File
	extra  map[string]string // files beside those of the configuration
	broken map[*draft.Object]bool
	vague  map[*draft.Object]bool // those of them whose values aren't known
	ids    map[string]string      // ids by key
	found  *honeycomb.Resources
}

// kindsOfBlocks are the kinds of what blocks become.
var kindsOfBlocks = map[string]string{"sli": honeycomb.KindCalculatedField, "slo": honeycomb.KindSLO,
	"calculated_field": honeycomb.KindCalculatedField,
	"burn_alert":       honeycomb.KindBurnAlert, "trigger": honeycomb.KindTrigger, "recipient": honeycomb.KindRecipient,
	"board": honeycomb.KindBoard}

// maxRounds is how often what is broken is taken out and the rest compiled again.
const maxRounds = 12

// prove compiles, notes what Honeycomb would refuse, and compares the rest.
func (p *prover) prove(ctx context.Context) {
	p.broken, p.vague = map[*draft.Object]bool{}, map[*draft.Object]bool{}
	for o := range p.m.unsaid {
		p.broken[o] = true
	}
	p.spread()
	for range maxRounds {
		found, diags := p.compile(ctx)
		if !diags.HasErrors() {
			p.found = found
			break
		}
		if !p.blame(diags) {
			p.failed(diags)
			return
		}
	}
	if p.found == nil && ctx.Err() == nil {
		p.failed(nil)
	}
	p.compareAll()
}

// compile compiles what was written, without what is broken.
func (p *prover) compile(ctx context.Context) (*honeycomb.Resources, hcl.Diagnostics) {
	files := map[string]string{}
	for name, text := range p.extra {
		files[name] = text
	}
	for _, f := range p.files {
		if text := f.Without(p.broken); len(text) > 0 {
			files[f.Name] = string(text)
		}
	}
	if len(files) == 0 {
		return &honeycomb.Resources{}, nil
	}
	dir := filepath.FromSlash("/import")
	res, diags := generator.Load(ctx, generator.Options{Paths: []string{dir}, Storage: source.Memory(dir, files),
		Given: []generator.Given{{File: "the source", Values: p.m.given}}})
	if diags.HasErrors() {
		return nil, diags
	}
	return res.Resources, nil
}

// failed tells that nothing is proven, and why as far as that is known.
func (p *prover) failed(diags hcl.Diagnostics) {
	text := "what was written isn't valid, so none of it was compared with what was read"
	for _, d := range diags {
		if d.Severity == hcl.DiagError {
			text += ": " + d.Summary + ". " + d.Detail
			break
		}
	}
	p.m.left = append(p.m.left, Left{Text: text})
}

// maxErrors is how many errors of an object are told.
const maxErrors = 3

// blame finds the objects that have errors, with those that need them. False if there are none.
func (p *prover) blame(diags hcl.Diagnostics) (some bool) {
	why := map[*draft.Object][]string{}
	for _, d := range diags {
		if d.Severity != hcl.DiagError {
			continue
		}
		text := d.Summary + ". " + d.Detail
		for _, o := range p.at(d) {
			if !p.broken[o] && len(why[o]) < maxErrors && !slices.Contains(why[o], text) {
				why[o] = append(why[o], text)
			}
		}
	}
	for _, o := range p.m.d.Objects { // in order, so that the notes are
		unknown := p.m.unknownTold[o]
		if x := p.m.of[o]; x != nil {
			unknown = x.unknown
		}
		if unknown != "" && len(why[o]) > 0 { // whose values may be others
			some = true
			p.broken[o], p.vague[o] = true, true
			p.leave(o, Left{Text: "it wasn't compared with what was read: " + unknown, Remark: true})
			continue
		}
		for _, text := range why[o] {
			some = true
			p.broken[o] = true
			text = "this isn't valid, so it wasn't compared: " + text
			o.Note(draft.Note{Text: text})
			p.leave(o, Left{Text: text})
		}
	}
	p.spread()
	return some
}

// spread finds what refers to what is broken, and can't be compiled without it.
func (p *prover) spread() {
	for again := len(p.broken) > 0; again; {
		again = false
		for _, o := range p.m.d.Objects {
			if p.broken[o] {
				continue
			}
			for on := range o.Needs() {
				if p.broken[on] && !p.broken[o] {
					p.broken[o], again = true, true
					text := "it wasn't compared with what was read, because it needs " + on.Address()
					if p.vague[on] {
						p.vague[o] = true
						p.leave(o, Left{Text: text, Remark: true})
						continue
					}
					p.leave(o, Left{Text: text + ", which isn't valid"})
				}
			}
		}
	}
}

func (p *prover) leave(o *draft.Object, l Left) {
	if x := p.m.of[o]; x != nil {
		l.Object, l.Place = x.title(), x.place()
	} else {
		l.Object = o.Address()
	}
	p.m.left = append(p.m.left, l)
}

// at are the objects that a message is about.
func (p *prover) at(d *hcl.Diagnostic) []*draft.Object {
	if d.Subject == nil {
		return nil
	}
	for _, f := range p.files {
		if filepath.Base(filepath.FromSlash(d.Subject.Filename)) == f.Name {
			return f.At(d.Subject.Start.Line)
		}
	}
	return nil
}

// identities finds the ids of what is compared, and the keys of queries that others show.
func (p *prover) identities() map[string]honeycomb.Key {
	p.ids = map[string]string{}
	for o, id := range p.m.found {
		p.ids[p.key(o)] = id
	}
	keys := map[string]honeycomb.Key{}
	for o, x := range p.m.of {
		if o.Type != "recipient" || o.Get("for_each") == nil { // notifications say which of these
			p.ids[p.key(o)] = x.id
		}
		if t, ok := p.found.Find(honeycomb.Key(p.key(o))).(*honeycomb.Trigger); ok && !x.open {
			if id := p.m.equalQuery(t); id != "" { // equal queries have one id
				p.ids[honeycomb.KindQuery+"/"+strings.Join(o.Path(), "/")] = id
				p.ids[honeycomb.KindQueryAnnotation+"/"+strings.Join(o.Path(), "/")] = p.m.notes[id]
			}
		}
		if o.Type != "trigger" || !x.open {
			continue
		}
		for _, kind := range []string{honeycomb.KindQuery, honeycomb.KindQueryAnnotation} { // that boards show
			key, id := kind+"/"+strings.Join(o.Path(), "/"), kind+"/"+honeycomb.Key(x.id).Path()
			p.ids[key], keys[id] = id, honeycomb.Key(key)
		}
	}
	return keys
}

// compareAll compares each object with its item.
func (p *prover) compareAll() {
	if p.found == nil {
		return
	}
	keys := p.identities()
	for _, o := range p.m.d.Objects {
		x := p.m.of[o]
		if x == nil || p.broken[o] {
			continue
		}
		if why := x.skipped(); why != "" {
			p.leave(o, Left{Text: "it wasn't compared with what was read: " + why, Remark: true})
			continue
		}
		made := p.found.Find(honeycomb.Key(p.key(o)))
		if made == nil {
			o.Note(draft.Note{Text: "it wasn't compared with what was read"})
			p.leave(o, Left{Text: "nothing came of it, so it wasn't compared"})
			continue
		}
		p.m.compared[x] = true
		p.note(o, x, p.compared(x, made))
	}
	for _, x := range p.m.items { // what boards show
		if x.kind != honeycomb.KindQuery && x.kind != honeycomb.KindQueryAnnotation || !p.m.shown(x) {
			continue
		}
		if made := p.found.Find(keys[x.id]); made != nil {
			for _, d := range p.compared(x, made) {
				text, original := x.said(d)
				p.m.left = append(p.m.left, Left{Object: x.title(), Place: x.place(), Argument: d.path, Text: text,
					Original: original, Remark: d.remark})
			}
		}
	}
}

// maxDifferences is how many differences of an object are noted one by one.
const maxDifferences = 20

func (p *prover) note(o *draft.Object, x *item, list []difference) {
	for i, d := range list {
		text, original := x.said(d)
		if i == maxDifferences {
			text, original = fmt.Sprintf("and %d other members", len(list)-i), ""
		}
		if slices.ContainsFunc(o.Notes, func(n draft.Note) bool { return n.Original == original && original != "" }) {
			continue
		}
		arg := argOf[d.path]
		if x.fresh() && d.remark { // what is written for the first time replaces nothing
			if text, _, _ = strings.Cut(text, "; the first apply"); strings.HasPrefix(text, "the first apply") {
				continue
			}
		}
		if !d.remark || !x.fresh() {
			o.Note(draft.Note{Arg: arg, Text: text, Original: original, Remark: d.remark})
		}
		p.leave(o, Left{Argument: d.path, Text: text, Original: original, Remark: d.remark})
		if i == maxDifferences {
			break
		}
	}
}

// argOf are the arguments that stand for members of other names.
var argOf = map[string]string{"expression": "good", "query": "fires_when", "recipients": "notify",
	"target_per_million": "target", "time_period_days": "window", "frequency": "every", "description": "description",
	"name": "name", "alias": "alias"}

// key is the key of the object that a declaration becomes.
func (p *prover) key(o *draft.Object) string {
	return p.instanceKey(o)
}

// resolve puts ids for references, and keys for what has none, so that both sides say the same.
func (p *prover) resolve(v any) any {
	switch v := v.(type) {
	case object:
		if key, ok := v["$ref"].(string); ok {
			return p.id(key)
		}
		out := make(object, len(v))
		for k, x := range v {
			out[k] = p.resolve(x)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = p.resolve(x)
		}
		return out
	}
	return v
}

func (p *prover) id(key string) any {
	if id := p.ids[key]; id != "" {
		return id
	}
	return key
}
