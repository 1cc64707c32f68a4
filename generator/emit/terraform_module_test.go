package emit

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/slogen-project/slogen/generator/honeycomb"
)

// TestModuleHasEveryRow holds the fixed module, which is written by hand, to the rows from which the other forms come:
// each argument stands in the resource, is made from the member of that name, and the variable's type has that member,
// optional where entries may lack it. And the module has nothing else.
func TestModuleHasEveryRow(t *testing.T) {
	// A provider that knows no groups refuses their arguments, so that only who has routes has them.
	files := TerraformInput.Files(&honeycomb.Resources{Triggers: []*honeycomb.Trigger{{
		Meta:       honeycomb.Meta{Key: "trigger/shop/errors", Service: "shop"},
		Recipients: []honeycomb.Notification{{Groups: []honeycomb.GroupValues{{Column: "a", Values: []string{"b"}}}}},
	}}})
	text, err := moduleSource.ReadFile("module/main.tf")
	if err != nil || bytes.Count(text, []byte(routingArguments)) != 1 {
		t.Errorf("module/main.tf doesn't have the arguments of routes, which others leave out: %v", err)
	}
	module := parseFolder(t, files, "terraform_input/module")
	given, _, diags := typeexpr.TypeConstraintWithDefaults(
		module.block(t, "variable", "slogen").Attributes["type"].Expr,
	)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	check := func(resource, section string, rows []listed) {
		t.Run(section, func(t *testing.T) {
			m := moduleCheck{t: t}
			m.arguments(module.block(t, "resource", resource, "this"), rows)
			m.members(section, given.AttributeType(section).ElementType(), rows)
		})
	}
	check("honeycombio_derived_column", "calculated_fields", calculatedFieldRows.listed())
	check("honeycombio_slo", "slos", sloRows.listed())
	check("honeycombio_burn_alert", "burn_alerts", burnAlertRows.listed())
	check("honeycombio_trigger", "triggers", triggerRows.listed())
	check("honeycombio_query", "queries", queryRows.listed())
	check("honeycombio_query_annotation", "query_annotations", queryAnnotationRows.listed())
	check("honeycombio_flexible_board", "boards", boardRows.listed())
	for typ, rows := range recipientRows {
		check(recipientType(typ), typ+"_recipients", rows.listed())
	}
}

type moduleCheck struct{ t *testing.T }

// arguments compares the arguments and blocks of a resource, or of a block in it.
func (m *moduleCheck) arguments(body *hclsyntax.Body, rows []listed) {
	var want, got []string
	for name := range body.Attributes {
		if name != "for_each" {
			got = append(got, name)
		}
	}
	blocks := map[string]*hclsyntax.Body{}
	for _, b := range body.Blocks {
		switch b.Type {
		case "lifecycle":
			continue
		case "dynamic":
			for _, in := range b.Body.Blocks {
				blocks[b.Labels[0]] = in.Body // content
			}
			got = append(got, b.Labels[0])
		default:
			blocks[b.Type] = b.Body
			got = append(got, b.Type)
		}
	}
	for _, r := range rows {
		want = append(want, r.name)
		if a := body.Attributes[r.name]; a != nil && r.input != "" && !reads(a.Expr, r.input) {
			m.t.Errorf("%s isn't made from %s", r.name, r.input)
		}
		if in := blocks[r.name]; in != nil && r.rows != nil && !r.flat {
			m.arguments(in, r.rows)
		} else if in != nil && r.flat && len(in.Attributes)+len(in.Blocks) != len(r.rows) {
			m.t.Errorf("%s has other arguments than its rows", r.name)
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if d := cmp.Diff(want, got); d != "" {
		m.t.Errorf("the arguments in module/*.tf (-rows +module):\n%s", d)
	}
}

// reads reports whether an expression names a member.
func reads(e hclsyntax.Expression, member string) bool {
	found := false
	_ = hclsyntax.VisitAll(e, func(n hclsyntax.Node) hcl.Diagnostics {
		if x, ok := n.(*hclsyntax.ScopeTraversalExpr); ok {
			for _, step := range x.Traversal[1:] {
				attr, ok := step.(hcl.TraverseAttr)
				found = found || ok && attr.Name == member
			}
		}
		return nil
	})
	return found
}

// members compares the members that the variable's type gives an entry.
func (m *moduleCheck) members(path string, typ cty.Type, rows []listed) {
	want := map[string]bool{} // whether an entry may lack it
	var walk func(rows []listed, spare bool)
	walk = func(rows []listed, spare bool) {
		for _, r := range rows {
			switch {
			case r.flat:
				walk(r.rows, true)
			case r.input != "":
				want[r.input] = spare || r.spare
			}
		}
	}
	walk(rows, false)
	got := map[string]bool{}
	for name := range typ.AttributeTypes() {
		got[name] = typ.AttributeOptional(name)
	}
	if d := cmp.Diff(want, got); d != "" {
		m.t.Errorf("the members of %s in module/variables.tf, true for optional ones (-rows +module):\n%s", path, d)
	}
	for _, r := range rows {
		if r.rows == nil || r.flat || !slices.Contains(slices.Collect(maps.Keys(got)), r.input) {
			continue
		}
		in := typ.AttributeType(r.input)
		if in.IsListType() {
			in = in.ElementType()
		}
		m.members(strings.Join([]string{path, r.input}, "."), in, r.rows)
	}
}
