package config

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/spec"
)

// PerGroup and Together are how a trigger with groups is resolved.
const (
	Together = "together"  // once no group meets the condition
	PerGroup = "per_group" // each group by itself
)

// Route says who hears of some of a trigger's groups.
type Route struct {
	Decl hcl.Range
	Instance
	When             spec.At[[]GroupColumn]
	Notify           spec.At[spec.Expr]
	IncidentPerGroup spec.At[bool]
	Ctx              *hcl.EvalContext
	Meant            []string // as [SLI.Meant]
}

// GroupColumn is a column of a trigger's groups with some of its values.
type GroupColumn struct {
	Name   string
	Range  hcl.Range // of the name
	Values []GroupValue
	List   hcl.Range // of the values
}

// GroupValue is a value that a column has in a group, as Honeycomb prints it.
type GroupValue struct {
	Text    string
	Printed bool // it was written as a number or a boolean
	Range   hcl.Range
}

func (r *Route) named(key spec.At[string], ctx *hcl.EvalContext) { r.name(key, "."); r.Ctx = ctx }

// groupsKind reads which groups a route is for.
var groupsKind = &spec.Kind[[]GroupColumn]{
	KindDoc: spec.KindDoc{Name: "groups", Doc: "columns of `group_by` and lists of their values in braces",
		Example: `{ service.name = ["checkout", "cart"] }`,
		Schema: map[string]any{"anyOf": []any{map[string]any{"type": "string"}, map[string]any{"type": "object",
			"minProperties": 1, "additionalProperties": map[string]any{"anyOf": []any{
				map[string]any{"type": "string"},
				map[string]any{"type": "array", "minItems": 1,
					"items": map[string]any{"type": []any{"string", "number", "boolean"}}}}}}}}},
	Decode: func(d *spec.Decoder, e hcl.Expression) ([]GroupColumn, bool) {
		entries, ok := d.Entries(e)
		out := make([]GroupColumn, 0, len(entries))
		for _, x := range entries {
			c := GroupColumn{Name: x.Key, Range: x.KeyRange, List: x.Range}
			good := false
			c.Values, good = groupValues(d, x)
			if ok = ok && good; !good { // it was said: no rule has to
				c.Values = []GroupValue{{Text: "?"}}
			}
			out = append(out, c)
		}
		return out, ok
	},
}

// groupValues are the values of one column.
func groupValues(d *spec.Decoder, x spec.Entry) (out []GroupValue, ok bool) {
	ok = true
	add := func(v cty.Value, at hcl.Range) {
		text, good := groupValue(d, v, at)
		if ok = ok && good; good {
			out = append(out, GroupValue{Text: text, Printed: v.Type() != cty.String, Range: at})
		}
	}
	if t, written := x.Expr.(*hclsyntax.TupleConsExpr); written {
		for _, e := range t.Exprs {
			v, good := d.EvalNull(e)
			if ok = ok && good; good {
				add(v, e.Range())
			}
		}
		return out, ok
	}
	v := x.Value
	if x.Expr != nil {
		var good bool
		if v, good = d.Eval(x.Expr); !good {
			return nil, false
		}
	}
	if v.IsNull() || !v.CanIterateElements() || v.Type().IsObjectType() || v.Type().IsMapType() {
		detail := fmt.Sprintf("A list of the values of %q is needed here, but this is %s.", x.Key, spec.TypeName(v))
		if text, printed := printed(v); printed {
			detail += fmt.Sprintf(" Write [%s].", strconv.Quote(text))
		}
		d.Add(diag.Error("language/type", "Incorrect value type", detail, x.Range))
		return nil, false
	}
	for it := v.ElementIterator(); it.Next(); {
		_, e := it.Element()
		e, _ = e.Unmark()
		add(e, x.Range)
	}
	return out, ok
}

// groupValue is one value as text.
func groupValue(d *spec.Decoder, v cty.Value, at hcl.Range) (string, bool) {
	text, ok := printed(v)
	switch {
	case ok:
		return text, true
	case v.IsNull():
		d.Add(diag.Error("language/null", "Value is null", "A group is known by a value, but this is null. Groups "+
			"whose events lack the column go to those who hear of every group.", at))
	default:
		d.Add(diag.Error("language/type", "Incorrect value type", "A value of a column is text, a number or a "+
			"boolean, but this is "+spec.TypeName(v)+".", at))
	}
	return "", false
}

// printed is a value as Honeycomb prints it in the name of a group.
func printed(v cty.Value) (string, bool) {
	switch {
	case v.IsNull() || !v.IsKnown():
	case v.Type() == cty.String:
		return v.AsString(), true
	case v.Type() == cty.Number:
		return spec.DecimalOf(v.AsBigFloat()), true
	case v.Type() == cty.Bool:
		return strconv.FormatBool(v.True()), true
	}
	return "", false
}

var routeBlock = &spec.Block[Route]{
	Type: "route",
	Doc: "Who hears of some of the trigger's groups, and of no others. Whom the trigger itself names, with `notify` " +
		"or `severity`, hears of every group: without them nobody hears of the groups that no route is for. It needs " +
		"`group_by` and `resolve = \"per_group\"`, and a recipient stands in at most one place of a trigger. " +
		"Honeycomb doesn't document how several columns of a route combine, most likely all must fit. In Terraform " +
		"it needs version 0.54.0 of the provider.",
	Decl:  func(v *Route, h, _ hcl.Range) { v.Decl = h },
	Meant: func(v *Route) *[]string { return &v.Meant },
	Labels: []spec.Label[Route]{{Name: "name",
		Doc:   "The route's name within its trigger. Honeycomb doesn't hear of it.",
		Field: func(v *Route) *spec.At[string] { return &v.Label }}},
	Args: []spec.Arg[Route]{
		forEachArg(func(v *Route) *Instance { return &v.Instance }),
		spec.Attr("when", groupsKind, func(v *Route) *spec.At[[]GroupColumn] { return &v.When },
			"The groups that it is for: columns of `group_by`, each with the values that are meant.", spec.Required),
		spec.Attr("notify", recipients, func(v *Route) *spec.At[spec.Expr] { return &v.Notify },
			"Who is notified.", spec.Required),
		spec.Attr("incident_per_group", spec.Flag,
			func(v *Route) *spec.At[bool] { return &v.IncidentPerGroup }, incidentDoc, spec.Default("false")),
	},
	Example: "route \"checkout\" {\n  when   = { service.name = [\"checkout\", \"cart\"] }\n  notify = " +
		"[recipient.slack.payments]\n}\n",
}

const (
	resolveDoc = "How a trigger with `group_by` is resolved: `per_group` tells of each group that starts or stops to " +
		"meet the condition, `together` is over once no group meets it. `per_group` excludes `repeat`, needs a team " +
		"with grouped resolution alerts and, in Terraform, version 0.54.0 of the provider."
	incidentDoc = "Whether PagerDuty gets an incident for each group, opened and resolved by itself, instead of one " +
		"for the trigger."
)

// templateRoute keeps a route of a template as it is: it is decoded where the template is used, as it may depend on
// parameters. One that doesn't is looked at right away.
func templateRoute() spec.Child[TriggerTemplate] {
	return spec.Custom(routeBlock, func(d *spec.Decoder, t *TriggerTemplate, raw *spec.RawBlock) {
		if !bodyDependsOnParameters(raw.Body) {
			t.Routed = append(t.Routed, templateRoutes{raw: raw, checked: true})
			expand[Route](d, routeBlock, raw, func(*Route) {})
			return
		}
		t.Routed = append(t.Routed, templateRoutes{raw: raw})
	})
}

// templateRoutes is a block `route` of a template.
type templateRoutes struct {
	raw     *spec.RawBlock
	checked bool // what is wrong with it was said
}

func bodyDependsOnParameters(body hcl.Body) bool {
	attributes, _ := body.JustAttributes()
	for _, a := range attributes {
		if dependsOnParameters(a.Expr) {
			return true
		}
	}
	return false
}

// fillRoutes gives a trigger the routes of its template, but for those of which it has one of the same name.
func fillRoutes(d *spec.Decoder, x *Trigger, t *TriggerTemplate) {
	own := x.Routes
	x.Routes = slices.Clip(own)
	for _, r := range t.Routed {
		if slices.ContainsFunc(own, func(o *Route) bool { return slices.Equal(r.raw.Labels, []string{o.Label.V}) }) {
			continue
		}
		before := len(d.Diags)
		expand[Route](d, routeBlock, r.raw, func(o *Route) { x.Routes = append(x.Routes, o) })
		if r.checked {
			d.Diags = d.Diags[:before]
		}
	}
}

// routeArg is the place of a part of a route, named "route.NAME" or "route.NAME ARGUMENT".
func (v *Trigger) routeArg(name string) (hcl.Range, bool) {
	name, ok := strings.CutPrefix(name, "route.")
	if !ok {
		return hcl.Range{}, false
	}
	name, arg, _ := strings.Cut(name, " ")
	for _, r := range v.Routes {
		if r.Name.V != name {
			continue
		}
		column, inside := strings.CutPrefix(arg, "when ")
		for _, c := range r.When.V {
			if inside && c.Name == column {
				return c.Range, true
			}
		}
		if inside {
			arg = "when"
		}
		if at := routeBlock.Arg(r, arg); at.Filename != "" {
			return at, true
		}
		return r.Decl, true
	}
	return hcl.Range{}, true
}
