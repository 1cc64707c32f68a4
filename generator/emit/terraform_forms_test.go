package emit

import (
	"encoding/json"
	"maps"
	"math/big"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/dynblock"
	"github.com/hashicorp/hcl/v2/ext/tryfunc"
	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/hashicorp/hcl/v2/hcldec"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
	ctyjson "github.com/zclconf/go-cty/cty/json"
	"pgregory.net/rapid"

	"github.com/slogen-project/slogen/generator/honeycomb"
)

// The three forms are evaluated as Terraform would, against the recorded schema of the provider: names of resource
// types, arguments and blocks, what is required, types, references to what isn't there, and the type of the module's
// variable. All three must come to the same objects.
func TestTerraformForms(t *testing.T) {
	schema := readProviderSchema(t)
	for name, sample := range samples {
		t.Run(name, func(t *testing.T) { checkForms(t, schema, sample()) })
	}
	t.Run("many", func(t *testing.T) { checkForms(t, schema, many(20)) })
	t.Run("anything", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) { checkForms(t, schema, anyResources(t)) })
	})
}

// A plan of the fixed module takes a time that grows as its objects do only while no object refers to a whole resource
// itself; and queries wait for the calculated fields that they name.
func TestModuleReferences(t *testing.T) {
	module := parseFolder(t, TerraformInput.Files(&honeycomb.Resources{}), "terraform_input/module")
	waits := 0
	for _, b := range module.blocks {
		if b.Type != "resource" {
			continue
		}
		diags := hclsyntax.VisitAll(b.Body, func(n hclsyntax.Node) hcl.Diagnostics {
			e, ok := n.(*hclsyntax.ScopeTraversalExpr)
			if !ok {
				return nil
			}
			if root := e.Traversal.RootName(); strings.HasPrefix(root, "honeycombio_") || root == "data" {
				t.Errorf("%s: %s refers to a whole resource", e.Range(), b.Labels[0])
			}
			return nil
		})
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		if a := b.Body.Attributes["query_json"]; a != nil {
			for _, to := range a.Expr.Variables() {
				if to.RootName() == "local" && to[1].(hcl.TraverseAttr).Name == "sli_aliases" {
					waits++
				}
			}
		}
	}
	if waits != 2 {
		t.Errorf("%d resources with queries wait for the calculated fields, want 2", waits)
	}
}

// fataler is what tests and properties have in common.
type fataler interface {
	Helper()
	Errorf(string, ...any)
	Fatalf(string, ...any)
}

func checkForms(t fataler, schema *providerSchema, r *honeycomb.Resources) {
	t.Helper()
	w := worldOf(r)
	root := evaluate(t, schema, w, parseFolder(t, Terraform.Files(r), "terraform"), w.context())
	module := evaluate(t, schema, w, parseFolder(t, TerraformModule.Files(r), "terraform_module"), w.context())
	compareForms(t, "terraform_module", root, module)

	files := TerraformInput.Files(r)
	input := parseFolder(t, files, "terraform_input/module")
	ctx := w.context()
	secrets := map[string]cty.Value{}
	for _, s := range secretsOf(r) {
		secrets[s.name] = cty.StringVal("value of " + s.name)
	}
	given := cty.MapValEmpty(cty.String)
	if len(secrets) > 0 {
		given = cty.MapVal(secrets)
	}
	ctx.Variables["var"] = cty.ObjectVal(map[string]cty.Value{
		"slogen":  inputValue(t, input, rootValue(t, files)),
		"secrets": given,
	})
	w.asModule(ctx)
	compareForms(t, "terraform_input", root, evaluate(t, schema, w, input, ctx))

	// The root module of the third form gives both variables, and nothing else, to the fixed module.
	call := parseFolder(t, files, "terraform_input").block(t, "module", "slogen")
	arguments := slices.Sorted(maps.Keys(call.Attributes))
	if want := []string{"secrets", "slogen", "source"}; !slices.Equal(arguments, want) {
		t.Errorf("the module is given %v, want %v", arguments, want)
	}

	checkTargets(t, root, parseFolder(t, Terraform.Files(r), "terraform"), "")
	checkTargets(t, root, parseFolder(t, TerraformModule.Files(r), "terraform_module"), "")
	checkTargets(t, root, parseFolder(t, TerraformModule.Files(r), "terraform_module/root"), "module.slogen.")
	checkTargets(t, root, parseFolder(t, files, "terraform_input"), "module.slogen.")
}

// evaluated is what a module comes to: each object by its address in the first form, and the outputs.
type evaluated struct {
	objects map[string]cty.Value
	outputs map[string]map[string]string
}

// add puts what an output holds with that of others: a service's output has the same maps as the outputs of the fixed
// module, with its own objects.
func (e *evaluated) add(name string, v cty.Value) {
	for it := v.ElementIterator(); it.Next(); {
		k, x := it.Element()
		if x.Type() == cty.String {
			if e.outputs[name] == nil {
				e.outputs[name] = map[string]string{}
			}
			e.outputs[name][k.AsString()] = x.AsString()
		} else {
			e.add(k.AsString(), x)
		}
	}
}

func compareForms(t fataler, name string, want, got evaluated) {
	t.Helper()
	for _, address := range slices.Sorted(maps.Keys(want.objects)) {
		if v, ok := got.objects[address]; !ok {
			t.Errorf("%s has no %s", name, address)
		} else if !v.RawEquals(want.objects[address]) {
			t.Errorf("%s: %s is\n%#v, but in terraform\n%#v", name, address, v, want.objects[address])
		}
	}
	for address := range got.objects {
		if _, ok := want.objects[address]; !ok {
			t.Errorf("%s has %s, which terraform has not", name, address)
		}
	}
	if d := cmp.Diff(want.outputs, got.outputs); d != "" {
		t.Errorf("%s has other outputs: %s", name, d)
	}
}

// world is what Terraform knows once everything exists: each object's attributes that others refer to, by type and
// label.
type world struct {
	managed map[string]map[string]cty.Value
	data    map[string]cty.Value
	secrets map[string]cty.Value // by variable
}

func worldOf(r *honeycomb.Resources) *world {
	w := &world{managed: map[string]map[string]cty.Value{}, data: map[string]cty.Value{}, secrets: map[string]cty.Value{}}
	for _, typ := range resourceTypes {
		w.managed[typ] = map[string]cty.Value{}
	}
	for _, kind := range []string{honeycomb.RecipientEmail, honeycomb.RecipientSlack, honeycomb.RecipientPagerDuty,
		honeycomb.RecipientWebhook, honeycomb.RecipientMSTeamsWorkflow} {
		w.managed[recipientType(kind)] = map[string]cty.Value{}
	}
	for x := range r.Objects() {
		k := x.Head().Key
		attributes := map[string]cty.Value{"id": cty.StringVal("id of " + string(k)),
			"board_url": cty.StringVal("url of " + string(k)),
			"alias":     cty.StringVal("")}
		if f, ok := x.(*honeycomb.CalculatedField); ok {
			attributes["alias"] = cty.StringVal(f.Alias)
		}
		if a, ok := x.(*honeycomb.QueryAnnotation); ok && a.Query != nil {
			attributes["query_id"] = cty.StringVal("id of " + string(a.Query.Key))
		}
		if x, ok := x.(*honeycomb.Recipient); ok && x.Lookup {
			w.data[k.Label()] = cty.ObjectVal(attributes)
		} else {
			w.managed[resourceType(k)][k.Label()] = cty.ObjectVal(attributes)
		}
	}
	for _, s := range secretsOf(r) {
		w.secrets[s.variable] = cty.StringVal("value of " + s.name)
	}
	return w
}

// context is where the first two forms are evaluated: `honeycombio_slo.checkout__availability.id`.
func (w *world) context() *hcl.EvalContext {
	ctx := &hcl.EvalContext{
		Variables: map[string]cty.Value{
			"var":  cty.ObjectVal(w.secrets),
			"data": cty.ObjectVal(map[string]cty.Value{"honeycombio_recipient": cty.ObjectVal(w.data)}),
		},
		Functions: map[string]function.Function{"jsonencode": stdlib.JSONEncodeFunc, "merge": stdlib.MergeFunc,
			"replace": stdlib.ReplaceFunc,
			"length":  stdlib.LengthFunc},
	}
	for typ, objects := range w.managed {
		ctx.Variables[typ] = cty.ObjectVal(objects)
	}
	return ctx
}

// asModule changes ctx to where the fixed module is evaluated: `honeycombio_slo.this["checkout__availability"].id`.
func (w *world) asModule(ctx *hcl.EvalContext) {
	for typ, objects := range w.managed {
		ctx.Variables[typ] = cty.ObjectVal(map[string]cty.Value{"this": cty.ObjectVal(objects)})
	}
	ctx.Variables["data"] = cty.ObjectVal(
		map[string]cty.Value{"honeycombio_recipient": cty.ObjectVal(map[string]cty.Value{"this": cty.ObjectVal(w.data)})},
	)
}

type folder struct{ blocks []*hclsyntax.Block }

func (f folder) block(t fataler, typ string, labels ...string) *hclsyntax.Body {
	t.Helper()
	for _, b := range f.blocks {
		if b.Type == typ && slices.Equal(b.Labels, labels) {
			return b.Body
		}
	}
	t.Fatalf("no block %s %q", typ, labels)
	return nil
}

// parseFolder reads the .tf files right in a folder.
func parseFolder(t fataler, files []File, name string) folder {
	t.Helper()
	var all folder
	for _, f := range files {
		if path.Dir(f.Path) != name || path.Ext(f.Path) != ".tf" {
			continue
		}
		parsed, diags := hclsyntax.ParseConfig(f.Append(nil), f.Path, hcl.InitialPos)
		if diags.HasErrors() {
			t.Fatalf("%v", diags)
		}
		all.blocks = append(all.blocks, parsed.Body.(*hclsyntax.Body).Blocks...)
	}
	return all
}

// rootValue is what the root module of the third form gives to the fixed module, from the files in objects.
func rootValue(t fataler, files []File) cty.Value {
	t.Helper()
	texts := map[string]string{}
	var names []cty.Value
	for _, f := range files {
		if name, ok := strings.CutPrefix(f.Path, "terraform_input/objects/"); ok {
			texts["here/objects/"+name] = string(f.Append(nil))
			names = append(names, cty.StringVal(name))
		}
	}
	set := cty.SetValEmpty(cty.String)
	if len(names) > 0 {
		set = cty.SetVal(names)
	}
	text := func(result cty.Type, impl func(args []cty.Value) cty.Value, params int) function.Function {
		return function.New(&function.Spec{
			Params: slices.Repeat(
				[]function.Parameter{{Type: cty.String}},
				params,
			), Type: function.StaticReturnType(result),
			Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) { return impl(args), nil },
		})
	}
	ctx := &hcl.EvalContext{
		Variables: map[string]cty.Value{"path": cty.ObjectVal(map[string]cty.Value{"module": cty.StringVal("here")})},
		Functions: map[string]function.Function{
			"fileset": text(cty.Set(cty.String), func([]cty.Value) cty.Value { return set }, 2),
			"file": text(cty.String, func(args []cty.Value) cty.Value {
				return cty.StringVal(texts[args[0].AsString()])
			}, 1),
			"jsondecode": stdlib.JSONDecodeFunc, "distinct": stdlib.DistinctFunc, "flatten": stdlib.FlattenFunc,
			"keys": stdlib.KeysFunc, "merge": stdlib.MergeFunc, "try": tryfunc.TryFunc,
		},
	}
	root := parseFolder(t, files, "terraform_input")
	ctx.Variables["local"] = cty.ObjectVal(map[string]cty.Value{
		"parts": value(t, root.block(t, "locals").Attributes["parts"].Expr, ctx),
	})
	return value(t, root.block(t, "module", "slogen").Attributes["slogen"].Expr, ctx)
}

// inputValue is v for the variable "slogen" that a module declares. An attribute that the variable's type hasn't would
// be dropped by Terraform without a word, and is an error here.
func inputValue(t fataler, module folder, v cty.Value) cty.Value {
	t.Helper()
	typ, defaults, diags := typeexpr.TypeConstraintWithDefaults(module.block(t, "variable",
		"slogen").Attributes["type"].Expr)
	if diags.HasErrors() {
		t.Fatalf("%v", diags)
	}
	checkKnown(t, "slogen", typ, v.Type())
	v, err := convert.Convert(defaults.Apply(v), typ)
	if err != nil {
		t.Fatalf("the value doesn't have the variable's type: %v\n%#v", err, v)
	}
	return v
}

func checkKnown(t fataler, at string, want, got cty.Type) {
	t.Helper()
	switch {
	case want.IsObjectType():
		for name, typ := range got.AttributeTypes() {
			if !want.HasAttribute(name) {
				t.Errorf("%s.%s: the module's variable has no such attribute", at, name)
				continue
			}
			checkKnown(t, at+"."+name, want.AttributeType(name), typ)
		}
	case want.IsMapType():
		for name, typ := range got.AttributeTypes() {
			checkKnown(t, at+"."+name, want.ElementType(), typ)
		}
	case want.IsListType():
		for _, typ := range got.TupleElementTypes() {
			checkKnown(t, at+"[]", want.ElementType(), typ)
		}
	}
}

// evaluate decodes every resource and data block of a module as the schema says, for each of its instances.
func evaluate(t fataler, schema *providerSchema, w *world, module folder, ctx *hcl.EvalContext) evaluated {
	t.Helper()
	locals := map[string]cty.Value{}
	for _, b := range module.blocks {
		if b.Type == "locals" {
			for name, a := range b.Body.Attributes {
				locals[name] = value(t, a.Expr, ctx)
			}
		}
	}
	ctx.Variables["local"] = cty.ObjectVal(locals)
	result := evaluated{objects: map[string]cty.Value{}, outputs: map[string]map[string]string{}}
	for _, b := range module.blocks {
		switch b.Type {
		case "output":
			v := value(t, b.Body.Attributes["value"].Expr, ctx)
			result.add(b.Labels[0], v)
		case "resource", "data":
			spec := schema.spec(t, b.Type, b.Labels[0])
			meta, rest, diags := b.Body.PartialContent(&hcl.BodySchema{
				Attributes: []hcl.AttributeSchema{{Name: "for_each"}, {Name: "depends_on"}},
				Blocks:     []hcl.BlockHeaderSchema{{Type: "lifecycle"}},
			})
			if diags.HasErrors() {
				t.Fatalf("%v", diags)
			}
			if a := meta.Attributes["depends_on"]; a != nil {
				checkDependsOn(t, w, a.Expr)
			}
			for _, l := range meta.Blocks {
				if _, diags := l.Body.Content(&hcl.BodySchema{Attributes: []hcl.AttributeSchema{{
					Name: "create_before_destroy"}, {Name: "ignore_changes"}}}); diags.HasErrors() {
					t.Errorf("%v", diags)
				}
			}
			decode := func(label string, ctx *hcl.EvalContext) {
				v, diags := hcldec.Decode(dynblock.Expand(rest, ctx), spec, ctx)
				if diags.HasErrors() {
					t.Fatalf("%s.%s: %v", b.Labels[0], label, diags)
				}
				result.objects[b.Type+"."+b.Labels[0]+"."+label] = normal(t, v)
			}
			each := meta.Attributes["for_each"]
			if each == nil {
				decode(b.Labels[1], ctx)
				continue
			}
			for it := value(t, each.Expr, ctx).ElementIterator(); it.Next(); {
				k, v := it.Element()
				child := ctx.NewChild()
				child.Variables = map[string]cty.Value{"each": cty.ObjectVal(map[string]cty.Value{"key": k, "value": v})}
				decode(k.AsString(), child)
			}
		}
	}
	return result
}

func value(t fataler, e hcl.Expression, ctx *hcl.EvalContext) cty.Value {
	t.Helper()
	v, diags := e.Value(ctx)
	if diags.HasErrors() {
		t.Fatalf("%v", diags)
	}
	return v
}

func checkDependsOn(t fataler, w *world, e hcl.Expression) {
	t.Helper()
	list, diags := hcl.ExprList(e)
	if diags.HasErrors() {
		t.Fatalf("%v", diags)
	}
	for _, e := range list {
		to, diags := hcl.AbsTraversalForExpr(e)
		if diags.HasErrors() {
			t.Fatalf("%v", diags)
		}
		label := to[1].(hcl.TraverseAttr).Name
		if _, ok := w.managed[to.RootName()][label]; !ok && label != "this" {
			t.Errorf("depends_on: no %s.%s", to.RootName(), label)
		}
	}
}

// normal makes values comparable: queries as their JSON means.
func normal(t fataler, v cty.Value) cty.Value {
	t.Helper()
	v, err := cty.Transform(v, func(p cty.Path, v cty.Value) (cty.Value, error) {
		if len(p) == 0 || v.IsNull() {
			return v, nil
		}
		if step, ok := p[len(p)-1].(cty.GetAttrStep); !ok || step.Name != "query_json" {
			return v, nil
		}
		return cty.StringVal(canonicalJSON(t, v.AsString())), nil
	})
	if err != nil {
		t.Fatalf("%v", err)
	}
	return v
}

func canonicalJSON(t fataler, text string) string {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	var walk func(v any) any
	walk = func(v any) any {
		switch v := v.(type) {
		case json.Number:
			r, _ := new(big.Rat).SetString(v.String())
			return r.String()
		case string:
			return cty.NormalizeString(v) // as HCL does to every string
		case []any:
			for i := range v {
				v[i] = walk(v[i])
			}
		case map[string]any:
			for k := range v {
				v[k] = walk(v[k])
			}
		}
		return v
	}
	b, err := json.Marshal(walk(v))
	if err != nil {
		t.Fatalf("%v", err)
	}
	return string(b)
}

// checkTargets holds the moved and import blocks of a folder to the addresses that there are, seen from it.
func checkTargets(t fataler, objects evaluated, f folder, prefix string) {
	t.Helper()
	for _, b := range f.blocks {
		if b.Type != "moved" && b.Type != "import" {
			continue
		}
		to, diags := hcl.AbsTraversalForExpr(b.Body.Attributes["to"].Expr)
		if diags.HasErrors() {
			t.Fatalf("%v", diags)
		}
		var address strings.Builder
		for i, step := range to {
			switch s := step.(type) {
			case hcl.TraverseRoot:
				address.WriteString(s.Name)
			case hcl.TraverseAttr:
				if i+1 < len(to) {
					if _, indexed := to[i+1].(hcl.TraverseIndex); indexed { // `this["label"]`
						continue
					}
				}
				address.WriteString("." + s.Name)
			case hcl.TraverseIndex:
				address.WriteString("." + s.Key.AsString())
			}
		}
		local, ok := strings.CutPrefix(address.String(), prefix)
		if _, there := objects.objects["resource."+local]; !ok || !there {
			t.Errorf("%s to %s: there is no such object", b.Type, address.String())
		}
	}
}

// providerSchema is what `terraform providers schema -json` says of the honeycombio provider.
type providerSchema struct {
	Resources map[string]struct{ Block schemaBlock } `json:"resource_schemas"`
	Data      map[string]struct{ Block schemaBlock } `json:"data_source_schemas"`
	specs     map[string]hcldec.Spec
}

type schemaBlock struct {
	Attributes map[string]struct {
		Type               json.RawMessage
		Required, Optional bool
	}
	BlockTypes map[string]struct {
		NestingMode string `json:"nesting_mode"`
		Block       schemaBlock
	} `json:"block_types"`
}

// readProviderSchema reads the schema that was recorded from the provider at 0.51.0, kept next to the checkout.
func readProviderSchema(t *testing.T) *providerSchema {
	t.Helper()
	data, err := os.ReadFile("../../../shared/data/honeycombio-provider-schema-0.51.0.json")
	if err != nil {
		t.Skip("the provider's schema is not there: it is kept in ../shared/data, next to the checkout")
	}
	var file struct {
		Schemas map[string]*providerSchema `json:"provider_schemas"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	for _, s := range file.Schemas {
		s.specs = map[string]hcldec.Spec{}
		return s
	}
	t.Fatal("the file holds no schema")
	return nil
}

func (s *providerSchema) spec(t fataler, mode, typ string) hcldec.Spec {
	t.Helper()
	if spec := s.specs[mode+typ]; spec != nil {
		return spec
	}
	all := s.Resources
	if mode == "data" {
		all = s.Data
	}
	x, ok := all[typ]
	if !ok {
		t.Fatalf("the provider has no %s %s", mode, typ)
	}
	spec := blockSpec(t, x.Block)
	s.specs[mode+typ] = spec
	return spec
}

func blockSpec(t fataler, b schemaBlock) hcldec.Spec {
	t.Helper()
	spec := hcldec.ObjectSpec{}
	for name, a := range b.Attributes {
		typ, err := ctyjson.UnmarshalType(a.Type)
		if err != nil {
			t.Fatalf("%v", err)
		}
		if a.Required || a.Optional {
			spec[name] = &hcldec.AttrSpec{Name: name, Type: typ, Required: a.Required}
		}
	}
	for name, n := range b.BlockTypes {
		nested := blockSpec(t, n.Block)
		switch n.NestingMode {
		case "set":
			spec[name] = &hcldec.BlockSetSpec{TypeName: name, Nested: nested}
		case "list":
			spec[name] = &hcldec.BlockListSpec{TypeName: name, Nested: nested}
		case "single":
			spec[name] = &hcldec.BlockSpec{TypeName: name, Nested: nested}
		default:
			t.Fatalf("unknown nesting mode %q", n.NestingMode)
		}
	}
	return spec
}
