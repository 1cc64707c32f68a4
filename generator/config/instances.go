package config

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/spec"
	"github.com/slogen-project/slogen/generator/words"
)

// instance is a block that for_each can repeat.
type instance interface {
	instance() *Instance
	// named takes the name of the instance and what its expressions see; key is its key, not set for the block itself.
	named(key spec.At[string], ctx *hcl.EvalContext)
}

func (i *Instance) instance() *Instance { return i }

// name names the instance of this key by its block's label and the key, joined by sep.
func (i *Instance) name(key spec.At[string], sep string) {
	i.Each, i.Name = key.V, i.Label
	if key.V != "" {
		i.Name = spec.At[string]{V: i.Label.V + sep + key.V, Range: key.Range}
	}
}

// Title is the name as it stands in the default names of what people see.
func (i *Instance) Title() string {
	if i.Each == "" {
		return i.Label.V
	}
	return i.Label.V + " " + i.Each
}

func (s *SLI) named(key spec.At[string], ctx *hcl.EvalContext) { s.name(key, "/"); s.Ctx = ctx }
func (f *CalculatedField) named(key spec.At[string], ctx *hcl.EvalContext) {
	f.name(key, "/")
	f.Ctx = ctx
}

func (s *SLO) named(key spec.At[string], ctx *hcl.EvalContext)     { s.name(key, "/"); s.Ctx = ctx }
func (t *Trigger) named(key spec.At[string], ctx *hcl.EvalContext) { t.name(key, "/"); t.Ctx = ctx }
func (r *Recipient) named(key spec.At[string], _ *hcl.EvalContext) { r.name(key, "/") }

// A dot keeps the alert's name one part of its key, after those of its SLO.
func (a *BurnAlert) named(key spec.At[string], ctx *hcl.EvalContext) { a.name(key, "."); a.Scope = ctx }

func (s *Service) named(key spec.At[string], ctx *hcl.EvalContext) {
	s.Each, s.Name, s.Ctx = key.V, s.Label, ctx
	if key.V != "" {
		s.Name = key
	}
}

// A board has no label.
func (b *Board) named(key spec.At[string], ctx *hcl.EvalContext) {
	b.Each, b.Name, b.Ctx = key.V, key, ctx
}

// Called is how messages name an instance of a type of block: `sli.availability["search"]`, `service "eu"`. It is empty
// for what is no instance.
func (i *Instance) Called(typ string) string {
	switch {
	case i.Each == "":
		return ""
	case typ == serviceType:
		return typ + " " + strconv.Quote(i.Each)
	case i.Label.V == "":
		return fmt.Sprintf("%s[%q]", typ, i.Each)
	}
	return fmt.Sprintf("%s.%s[%q]", typ, i.Label.V, i.Each)
}

// each declares a type of block that may stand any number of times and may have for_each.
func each[T, C any, P interface {
	*C
	instance
}](b *spec.Block[C], add func(dst *T, c *C)) spec.Child[T] {
	return spec.Custom(b, func(d *spec.Decoder, dst *T, raw *spec.RawBlock) {
		n := 0
		known := expand[C, P](d, b, raw, func(c *C) {
			n++
			add(dst, c)
		})
		v, ok := any(dst).(*Service)
		switch {
		case !ok:
		case !known:
			v.Unknown = true
		case n == 0 && len(raw.Labels) == 1:
			v.Absent = append(v.Absent, b.Type+"."+raw.Labels[0])
		}
	})
}

// maxInstances bounds what the for_each of one file may make. Each takes some 50 microseconds, and those of a block
// within others multiply.
const maxInstances = 20_000

// maxNames is how many bad names of one for_each are told one by one.
const maxNames = 3

// expand decodes a block once for each instance. It returns false when some of the instances are not known, because of
// an error.
func expand[C any, P interface {
	*C
	instance
}](d *spec.Decoder, b *spec.Block[C], raw *spec.RawBlock, add func(c *C)) bool {
	e := forEachOf(raw.Body)
	if e == nil {
		decodeInstance[C, P](d, b, raw, nil, add)
		return true
	}
	if twice := duplicateKeys(e); len(twice) > 0 && d.Repeated <= maxInstances {
		d.Add(twice...)
		return false
	}
	if d.Repeated > maxInstances { // said already
		return false
	}
	v, ok := d.EvalNull(e)
	if !ok {
		return false
	}
	list, ok := repeats(d, b.Type, e, v)
	for i := range list {
		decodeInstance[C, P](d, b, raw, &list[i], add)
	}
	return ok
}

// decodeInstance decodes a block as one of its instances; nil for one without for_each.
func decodeInstance[C any, P interface {
	*C
	instance
}](d *spec.Decoder, b *spec.Block[C], raw *spec.RawBlock, r *repeat, add func(c *C)) {
	c := new(C)
	outer, failed, before := d.Ctx, d.Failed, len(d.Diags)
	var key spec.At[string]
	ctx := outer
	if r != nil {
		key = r.key
		ctx = outer.NewChild()
		ctx.Variables = map[string]cty.Value{"each": r.each}
	}
	d.Ctx, d.Failed = ctx, false
	b.DecodeBlock(d, raw, c)
	d.Ctx = outer
	if s, ok := any(c).(*Service); ok {
		s.Incomplete = d.Failed
	}
	d.Failed = d.Failed || failed
	P(c).named(key, ctx)
	if called := P(c).instance().Called(b.Type); called != "" {
		for _, p := range d.Diags[before:] {
			diag.InInstance(p, called)
		}
	}
	add(c)
}

// repeat is an instance that for_each makes.
type repeat struct {
	key  spec.At[string] // not set for the block itself
	each cty.Value
}

// repeats are the instances that the value of for_each makes of a block of a type; false where some are not known.
func repeats(d *spec.Decoder, typ string, e hcl.Expression, v cty.Value) (list []repeat, ok bool) {
	fail := func(detail string) ([]repeat, bool) {
		d.Add(diag.Error("language/for_each", "Invalid for_each", detail, e.Range()))
		return nil, false
	}
	ty := v.Type()
	switch {
	case v.IsNull():
		return fail("for_each takes a map, or a set of strings, but this is null. For no instances write {}.")
	case ty.IsObjectType() || ty.IsMapType():
	case ty.IsSetType() && v.LengthInt() == 0: // of no type in particular
	case ty.IsSetType() && ty.ElementType() == cty.String:
	case (ty.IsTupleType() || ty.IsListType()) && v.LengthInt() <= 1:
		for it := v.ElementIterator(); it.Next(); {
			_, x := it.Element()
			list = append(list, repeat{each: cty.ObjectVal(map[string]cty.Value{"value": x})})
			d.Repeated++
		}
		return list, true
	case ty.IsTupleType() || ty.IsListType() || ty.IsSetType():
		return fail("for_each takes a map, or a set of strings, because every instance needs a name that doesn't " +
			"depend on its place in a list. Write toset([...]) around a list of strings, or { for x in list : x.name " +
			"=> x }. Only a list of at most one element may stand here: it says whether the block itself is there.")
	default:
		return fail("for_each takes a map, or a set of strings, but this is " + spec.TypeName(v) + ".")
	}
	if d.Repeated += v.LengthInt(); d.Repeated > maxInstances {
		return fail(fmt.Sprintf("%d instances are more than the %d that the `for_each` of one file may make, nested "+
			"ones multiplied. Is one of the collections larger than intended? If not, split the file.",
			d.Repeated, maxInstances))
	}
	return keyed(d, typ, e, v)
}

// keyed are the instances that the elements of a map or set make; false where the key of one is no name.
func keyed(d *spec.Decoder, typ string, e hcl.Expression, v cty.Value) (list []repeat, ok bool) {
	what := strings.ReplaceAll(typ, "_", " ")
	if what == "sli" || what == "slo" {
		what = strings.ToUpper(what)
	}
	if typ != serviceType {
		what = "instance of " + words.Article(what)
	}
	places := keyPlaces(e)
	wrong := 0
	for it := v.ElementIterator(); it.Next(); {
		k, x := it.Element()
		if v.Type().IsSetType() {
			k = x
		}
		if k.IsNull() {
			d.Add(diag.Error("language/for_each", "Invalid for_each", "The name of an instance is null.", e.Range()))
			return nil, false
		}
		key := spec.At[string]{V: k.AsString(), Range: e.Range()}
		if r, ok := places[key.V]; ok {
			key.Range = r
		}
		if bad := CheckName(what, key); bad != nil {
			if wrong++; wrong <= maxNames {
				d.Add(bad...)
			}
			continue
		}
		list = append(list, repeat{key, cty.ObjectVal(map[string]cty.Value{"key": k, "value": x})})
	}
	if wrong > maxNames {
		d.Add(invalidName(e.Range(), "%d more keys aren't names either. Every instance is named by its key, which "+
			"becomes part of addresses.", wrong-maxNames))
	}
	return list, wrong == 0
}

// keyPlaces are the places of the keys of a map that is written out.
func keyPlaces(e hcl.Expression) map[string]hcl.Range {
	o, ok := e.(*hclsyntax.ObjectConsExpr)
	if !ok {
		return nil
	}
	out := make(map[string]hcl.Range, len(o.Items))
	for _, it := range o.Items {
		if key, ok := literalKey(it.KeyExpr); ok {
			out[key] = it.KeyExpr.Range()
		}
	}
	return out
}

// forEachOf finds the argument for_each before a body is decoded.
func forEachOf(body hcl.Body) hcl.Expression {
	if native, ok := body.(*hclsyntax.Body); ok {
		if a := native.Attributes["for_each"]; a != nil {
			return a.Expr
		}
		return nil
	}
	content, _, _ := body.PartialContent(&hcl.BodySchema{Attributes: []hcl.AttributeSchema{{Name: "for_each"}}})
	if content == nil || content.Attributes["for_each"] == nil {
		return nil
	}
	return content.Attributes["for_each"].Expr
}
