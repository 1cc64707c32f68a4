package terraform

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/slogen-project/slogen/generator/source"
)

// sample is what an expression is with the defaults of variables, and the first of what it is repeated for; unknown
// where that can't be told.
func (n *node) sample() cty.Value {
	if n == nil {
		return cty.DynamicVal
	}
	s := n.m.s
	if s.deepest > maxNested {
		return cty.DynamicVal
	}
	s.deepest++
	defer func() { s.deepest-- }()
	v, diags := s.budget.Value(n.e, n.context())
	if diags.HasErrors() || v == cty.NilVal {
		return cty.DynamicVal
	}
	v, _ = v.UnmarkDeep()
	return v
}

// context is what an expression can see, as far as it looks at it.
func (n *node) context() *hcl.EvalContext {
	members := map[string]map[string]cty.Value{}
	ctx := &hcl.EvalContext{Variables: map[string]cty.Value{}, Functions: n.m.functions()}
	for _, t := range n.e.Variables() {
		root, name := t.RootName(), ""
		if len(t) > 1 {
			if a, ok := t[1].(hcl.TraverseAttr); ok {
				name = a.Name
			}
		}
		v := cty.DynamicVal
		switch root {
		case "var":
			v = n.m.variableValue(name)
		case "local":
			v = n.m.local(name).sample()
		case "each":
			v = n.each(name)
		case "count":
			if n.b != nil && n.b.index >= 0 {
				v = cty.NumberIntVal(int64(n.b.index))
			}
		case "path":
			v = cty.StringVal(map[string]string{"module": n.m.dir}[name])
			if name != "module" {
				v = cty.StringVal(".")
			}
		default:
			ctx.Variables[root] = cty.DynamicVal
			continue
		}
		if members[root] == nil {
			members[root] = map[string]cty.Value{}
		}
		members[root][name] = v
	}
	for root, m := range members {
		ctx.Variables[root] = cty.ObjectVal(m)
	}
	return ctx
}

// local is a local of the module, once: one that is made of itself is none.
func (m *module) local(name string) *node { return m.locals[name] }

func (m *module) variableValue(name string) cty.Value {
	v := m.variables[name]
	n := m.args[name]
	if n == nil && v != nil {
		n = v.fallback
	}
	if v != nil && v.value != cty.NilVal {
		return v.value
	}
	val := n.sample()
	if v == nil {
		return val
	}
	ty := v.constraint()
	if n == nil {
		return cty.UnknownVal(ty)
	}
	if c, err := convert.Convert(val, ty); err == nil {
		return c
	}
	return val
}

// repeated is what makes the instances of the resource that an expression stands in; nil where it is there once.
func (n *node) repeated() *node {
	if n.b != nil && n.b.forEach != nil {
		return n.b.forEach
	}
	m := n.m
	if n.c != nil {
		m = n.c
	}
	for ; m != nil; m = m.parent {
		if m.forEach != nil {
			return m.forEach
		}
	}
	return nil
}

// each is each.key or each.value of the first instance.
func (n *node) each(name string) cty.Value {
	of := n.repeated()
	if of == nil {
		return cty.DynamicVal
	}
	v := of.sample()
	if !v.IsKnown() || v.IsNull() || !v.CanIterateElements() {
		return cty.DynamicVal
	}
	it := v.ElementIterator()
	if !it.Next() {
		return cty.DynamicVal
	}
	key, val := it.Element()
	if v.Type().IsSetType() {
		key = val
	}
	if name == "key" {
		return key
	}
	return val
}

// functions are those of Terraform that slogen has too, and those that read files of the module.
func (m *module) functions() map[string]function.Function {
	if m.funcs != nil {
		return m.funcs
	}
	m.funcs = maps.Clone(m.s.funcs)
	m.funcs["file"] = function.New(&function.Spec{
		Params: []function.Parameter{{Name: "path", Type: cty.String}}, Type: function.StaticReturnType(cty.String),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			src, err := m.s.open(m.resolve(args[0].AsString()))
			return cty.StringVal(string(src)), err
		}})
	m.funcs["templatefile"] = function.New(&function.Spec{
		Params: []function.Parameter{{Name: "path", Type: cty.String}, {Name: "vars", Type: cty.DynamicPseudoType}},
		Type:   function.StaticReturnType(cty.String),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			n, err := m.template(args[0].AsString())
			if err != nil {
				return cty.NilVal, err
			}
			ctx := &hcl.EvalContext{Functions: m.s.funcs}
			if ty := args[1].Type(); ty.IsObjectType() || ty.IsMapType() {
				ctx.Variables = args[1].AsValueMap()
			}
			v, diags := m.s.budget.Value(n.e, ctx)
			if diags.HasErrors() {
				return cty.NilVal, diags
			}
			return convert.Convert(v, cty.String)
		}})
	for name, f := range map[string]func(string) string{"basename": path.Base, "dirname": path.Dir,
		"pathexpand": func(s string) string { return s }, "abspath": func(s string) string { return s }} {
		m.funcs[name] = function.New(&function.Spec{
			Params: []function.Parameter{{Name: "path", Type: cty.String}}, Type: function.StaticReturnType(cty.String),
			Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
				return cty.StringVal(f(args[0].AsString())), nil
			}})
	}
	return m.funcs
}

// resolve is the name in the tree of a file that the module names: path.module is the module's directory in it, and the
// root module is where Terraform runs.
func (m *module) resolve(name string) string {
	if clean := path.Clean(name); m.dir != "." && (clean == m.dir || strings.HasPrefix(clean, m.dir+"/")) {
		return clean
	}
	root := m
	for root.parent != nil {
		root = root.parent
	}
	return path.Join(root.dir, name)
}

func (m *module) template(name string) (*node, error) {
	name = m.resolve(name)
	src, err := m.s.open(name)
	if err != nil {
		return nil, err
	}
	m.s.files[name+"#"] = &file{name: name, src: src}
	e, diags := hclsyntax.ParseTemplate(src, name+"#", hcl.InitialPos)
	if diags.HasErrors() {
		return nil, diags
	}
	return &node{e: e, m: m}, nil
}

// reading evaluates the values of one resource.
type reading struct {
	s     *Source
	to    *Resource // gets the notes; nil for none
	arg   string
	place string
	depth int
	bound map[string]element // what the iterators of dynamic blocks stand for
}

// element is one of what a dynamic block is repeated for.
type element struct {
	key   any
	value *node
	known any
}

func (r *reading) note(remark bool, original, format string, args ...any) {
	n := Note{Place: r.place, Arg: r.arg, Text: fmt.Sprintf(format, args...), Original: original, Remark: remark}
	if r.to == nil {
		r.s.note(n)
		return
	}
	if !slices.Contains(r.to.Notes, n) {
		r.to.Notes = append(r.to.Notes, n)
	}
}

// value is an expression as a state has its value, with marks for what is kept. know says that the value itself is
// needed, so that locals are followed.
func (r *reading) value(n *node, know bool) any {
	if r.depth > maxNested {
		r.note(false, "", "references go in a circle")
		return nil
	}
	r.depth++
	defer func() { r.depth-- }()
	switch e := n.e.(type) {
	case *hclsyntax.LiteralValueExpr:
		v, _ := plain(e.Val)
		return v
	case *hclsyntax.ParenthesesExpr:
		return r.value(n.of(e.Expression), know)
	case *hclsyntax.TemplateWrapExpr:
		return r.value(n.of(e.Wrapped), know)
	case *hclsyntax.TemplateExpr:
		return r.template(n, e, know)
	case *hclsyntax.TupleConsExpr:
		out := []any{}
		for _, x := range e.Exprs {
			if v := r.value(n.of(x), know); v != nil {
				out = append(out, v)
			}
		}
		return out
	case *hclsyntax.ObjectConsExpr:
		return r.object(n, e, know)
	case *hclsyntax.ConditionalExpr:
		if v, ok := r.chosen(n, e, know); ok {
			return v
		}
	case *hclsyntax.FunctionCallExpr:
		if v, ok := r.call(n, e, know); ok {
			return v
		}
	case *hclsyntax.ScopeTraversalExpr, *hclsyntax.RelativeTraversalExpr, *hclsyntax.IndexExpr:
		if steps, ok := stepsOf(n); ok {
			if v, ok := r.reference(n, steps, know); ok {
				return v
			}
		}
	}
	return r.keep(n, know)
}

// settled says whether an expression depends on nothing that is given from outside, nor on what is repeated.
func (n *node) settled() bool {
	return !slices.ContainsFunc(n.e.Variables(), func(t hcl.Traversal) bool {
		return t.RootName() != "path" && (t.RootName() != "count" || n.b == nil || n.b.index < 0)
	})
}

// of is a part of an expression.
func (n *node) of(e hclsyntax.Expression) *node { return &node{e: e, m: n.m, b: n.b, c: n.c} }

// keep is a mark for an expression, or its value if it depends on nothing or can't be kept.
func (r *reading) keep(n *node, know bool) any {
	if n.settled() {
		if v, ok := plain(n.sample()); ok {
			return v
		}
	}
	text, why := n.kept(0)
	if why == "" {
		return markText(r.s.marks.add(text, simple(n.e), n.sample()))
	}
	original := r.s.text(n.e)
	if v, ok := plain(n.sample()); ok {
		if !know {
			r.note(true, original, "%s, so the value stands here", why)
		}
		return v
	}
	r.note(false, original, "%s", why)
	return nil
}

func (r *reading) template(n *node, e *hclsyntax.TemplateExpr, know bool) any {
	var b strings.Builder
	for _, part := range e.Parts {
		v := r.value(n.of(part), know)
		switch v := v.(type) {
		case nil:
			return nil
		case map[string]any, []any:
			return r.keep(n, know)
		default:
			fmt.Fprint(&b, v)
		}
	}
	return b.String()
}

func (r *reading) object(n *node, e *hclsyntax.ObjectConsExpr, know bool) any {
	out := map[string]any{}
	for _, item := range e.Items {
		key, ok := "", false
		if k, is := item.KeyExpr.(*hclsyntax.ObjectConsKeyExpr); is && !k.ForceNonLiteral {
			key = hcl.ExprAsKeyword(k.Wrapped)
			ok = key != ""
			if !ok {
				key, ok = r.value(n.of(k.Wrapped), true).(string)
			}
		} else if is {
			key, ok = r.value(n.of(k.Wrapped), true).(string)
		}
		if !ok {
			return r.keep(n, know)
		}
		if v := r.value(n.of(item.ValueExpr), know); v != nil {
			out[key] = v
		}
	}
	return out
}

// chosen is a conditional one of whose sides is an object of the configuration: the idiom of one that is made here or
// exists elsewhere.
func (r *reading) chosen(n *node, e *hclsyntax.ConditionalExpr, know bool) (any, bool) {
	for i, side := range []hclsyntax.Expression{e.TrueResult, e.FalseResult} {
		steps, ok := stepsOf(n.of(side))
		if !ok || !strings.HasPrefix(steps[0].name, provider) && steps[0].name != "data" {
			continue
		}
		b := n.m.blocks[key(steps)]
		if b == nil {
			continue
		}
		condition, why := n.of(e.Condition).kept(0)
		if why != "" {
			continue
		}
		if i == 1 {
			condition = negated(condition, simple(e.Condition))
		}
		other := e.FalseResult
		if i == 1 {
			other = e.TrueResult
		}
		if b.count != nil {
			b.lookup = condition
			if text := r.s.text(other); text != `""` && text != "null" {
				b.other = append(b.other, text)
			}
		}
		return r.value(n.of(side), know), true
	}
	return nil, false
}

func negated(condition string, simple bool) string {
	if rest, ok := strings.CutPrefix(condition, "!"); ok && simple {
		return rest
	}
	if !simple {
		condition = "(" + condition + ")"
	}
	return "!" + condition
}

// call is what a call comes to that has to be computed whatever it depends on.
func (r *reading) call(n *node, e *hclsyntax.FunctionCallExpr, know bool) (any, bool) {
	arg := func(i int) any { return r.value(n.of(e.Args[i]), know) }
	switch {
	case e.Name == "jsonencode" && len(e.Args) == 1:
		v := arg(0)
		numbers(v)
		text, err := json.Marshal(v)
		return string(text), err == nil
	case e.Name == "jsondecode" && len(e.Args) == 1:
		text, ok := arg(0).(string)
		if !ok {
			return nil, false
		}
		v, err := decode(text)
		return v, err == nil
	case e.Name == "file" && len(e.Args) == 1:
		name, ok := plain(n.of(e.Args[0]).sample())
		if !ok {
			return nil, false
		}
		src, err := r.s.open(n.m.resolve(fmt.Sprint(name)))
		if err != nil {
			r.note(false, r.s.text(n.e), "the file can't be read: %s", source.Reason(err))
			return nil, true
		}
		if !know {
			r.note(true, "", "was %s", short(r.s.text(n.e)))
		}
		return string(src), true
	case e.Name == "templatefile" && len(e.Args) == 2:
		return r.templateFile(n, e)
	case slices.Contains([]string{"toset", "tolist", "tostring", "tonumber", "sensitive", "nonsensitive", "trimspace",
		"chomp"}, e.Name) && len(e.Args) == 1 && know:
		v := arg(0)
		if text, ok := v.(string); ok && (e.Name == "trimspace" || e.Name == "chomp") {
			return strings.TrimSpace(text), true
		}
		return v, v != nil
	}
	return nil, false
}

// templateFile is a template with values that may be kept.
func (r *reading) templateFile(n *node, e *hclsyntax.FunctionCallExpr) (any, bool) {
	name, ok := plain(n.of(e.Args[0]).sample())
	file, isText := name.(string)
	if !ok || !isText {
		return nil, false
	}
	t, err := n.m.template(file)
	if err != nil {
		r.note(false, r.s.text(n.e), "the template can't be read: %s", source.Reason(err))
		return nil, true
	}
	values, isObject := r.value(n.of(e.Args[1]), false).(map[string]any)
	if !isObject {
		return nil, false
	}
	ctx := &hcl.EvalContext{Functions: r.s.funcs, Variables: map[string]cty.Value{}}
	for k, v := range values {
		ctx.Variables[k] = ctyOf(v)
	}
	v, diags := r.s.budget.Value(t.e, ctx)
	if diags.HasErrors() {
		r.note(false, r.s.text(n.e), "the template can't be evaluated: %s", diags[0].Detail)
		return nil, true
	}
	text, err := convert.Convert(v, cty.String)
	if err != nil || !text.IsKnown() || text.IsNull() {
		return nil, false
	}
	r.note(true, "", "was %s", short(r.s.text(n.e)))
	return text.AsString(), true
}

func short(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	const most = 160
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "…"
	}
	return s
}

func ctyOf(v any) cty.Value {
	switch v := v.(type) {
	case string:
		return cty.StringVal(v)
	case bool:
		return cty.BoolVal(v)
	case json.Number:
		if n, err := cty.ParseNumberVal(string(v)); err == nil {
			return n
		}
	case []any:
		var list []cty.Value
		for _, x := range v {
			list = append(list, ctyOf(x))
		}
		return cty.TupleVal(list)
	case map[string]any:
		m := map[string]cty.Value{}
		for k, x := range v {
			m[k] = ctyOf(x)
		}
		return cty.ObjectVal(m)
	}
	return cty.NullVal(cty.DynamicPseudoType)
}

func decode(text string) (v any, err error) {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	err = d.Decode(&v)
	return v, err
}

// step is a part of a reference: a name, or a key in brackets.
type step struct {
	name string
	key  *node
}

// stepsOf takes a reference apart.
func stepsOf(n *node) ([]step, bool) {
	switch e := n.e.(type) {
	case *hclsyntax.ScopeTraversalExpr:
		return traversed(nil, e.Traversal, n)
	case *hclsyntax.RelativeTraversalExpr:
		s, ok := stepsOf(n.of(e.Source))
		if !ok {
			return nil, false
		}
		return traversed(s, e.Traversal, n)
	case *hclsyntax.IndexExpr:
		s, ok := stepsOf(n.of(e.Collection))
		return append(s, step{key: n.of(e.Key)}), ok
	case *hclsyntax.ParenthesesExpr:
		return stepsOf(n.of(e.Expression))
	}
	return nil, false
}

func traversed(to []step, t hcl.Traversal, n *node) ([]step, bool) {
	for _, s := range t {
		switch s := s.(type) {
		case hcl.TraverseRoot:
			to = append(to, step{name: s.Name})
		case hcl.TraverseAttr:
			to = append(to, step{name: s.Name})
		case hcl.TraverseIndex:
			to = append(to, step{key: n.of(&hclsyntax.LiteralValueExpr{Val: s.Key, SrcRange: s.SrcRange})})
		default:
			return nil, false
		}
	}
	return to, len(to) > 0
}

// key names the resource that a reference is to.
func key(steps []step) string {
	var b strings.Builder
	for i, s := range steps {
		if s.key != nil || i > 2 || i > 1 && steps[0].name != "data" {
			break
		}
		if i > 0 {
			b.WriteByte('.')
		}
		b.WriteString(s.name)
	}
	return b.String()
}

// kept is the text of an expression as it can stand in the root module, or why it can't.
func (n *node) kept(depth int) (text, why string) {
	s := n.m.s
	if depth > maxDepth {
		return "", "references go in a circle"
	}
	if n.inJSON() {
		if text, why, ok := n.keptJSON(depth); ok {
			return text, why
		}
	}
	text = s.text(n.e)
	for _, name := range calls(n.e) {
		if _, ok := s.funcs[name]; !ok {
			return "", fmt.Sprintf("slogen has no function %s for values", name)
		}
	}
	type change struct {
		start, end int
		text       string
	}
	var changes []change
	base := n.e.Range().Start.Byte
	for _, t := range n.e.Variables() {
		to, reason := n.renamed(t, depth)
		if reason != "" {
			return "", reason
		}
		if to == "" {
			continue
		}
		end := t[0].SourceRange().End.Byte
		if len(t) > 1 {
			end = t[1].SourceRange().End.Byte
		}
		changes = append(changes, change{t[0].SourceRange().Start.Byte - base, end - base, to})
	}
	sort.Slice(changes, func(i, j int) bool { return changes[i].start > changes[j].start })
	for _, c := range changes {
		if c.start < 0 || c.end > len(text) || c.start > c.end {
			return "", "the expression can't be told"
		}
		text = text[:c.start] + c.text + text[c.end:]
		if len(text) > 1<<16 {
			return "", "the expression is too long once modules are written out"
		}
	}
	return text, ""
}

// keptJSON is [node.kept] for the texts, lists and objects of JSON; false for what stands in ${...} in one.
func (n *node) keptJSON(depth int) (text, why string, ok bool) {
	switch e := n.e.(type) {
	case *hclsyntax.LiteralValueExpr:
		v, _ := plain(e.Val)
		return literal(v), "", true
	case *hclsyntax.TemplateWrapExpr:
		text, why = n.of(e.Wrapped).kept(depth + 1)
		return text, why, true
	case *hclsyntax.TemplateExpr:
		if strings.HasPrefix(n.m.s.text(e), `"`) {
			return "", "", false // in ${...}
		}
		var b strings.Builder
		for _, p := range e.Parts {
			if lit, ok := p.(*hclsyntax.LiteralValueExpr); ok && lit.Val.Type() == cty.String {
				part := literal(lit.Val.AsString())
				b.WriteString(part[1 : len(part)-1])
				continue
			}
			part, why := n.of(p).kept(depth + 1)
			if why != "" {
				return "", why, true
			}
			b.WriteString("${" + part + "}")
		}
		return `"` + b.String() + `"`, "", true
	case *hclsyntax.TupleConsExpr:
		if n.m.s.text(e) != "" && strings.Contains(e.SrcRange.Filename, "#") {
			return "", "", false
		}
		var list []string
		for _, x := range e.Exprs {
			part, why := n.of(x).kept(depth + 1)
			if why != "" {
				return "", why, true
			}
			list = append(list, part)
		}
		return "[" + strings.Join(list, ", ") + "]", "", true
	case *hclsyntax.ObjectConsExpr:
		if strings.Contains(e.SrcRange.Filename, "#") {
			return "", "", false
		}
		var list []string
		for _, x := range e.Items {
			key, why := n.of(x.KeyExpr.(*hclsyntax.ObjectConsKeyExpr).Wrapped).kept(depth + 1)
			part, why2 := n.of(x.ValueExpr).kept(depth + 1)
			if why+why2 != "" {
				return "", cmp.Or(why, why2), true
			}
			if word := strings.Trim(key, `"`); hclsyntax.ValidIdentifier(word) {
				key = word
			}
			list = append(list, key+" = "+part)
		}
		return "{ " + strings.Join(list, ", ") + " }", "", true
	}
	return "", "", false
}

// renamed is what stands for the first two names of a reference in the root module; empty for the same.
func (n *node) renamed(t hcl.Traversal, depth int) (to, why string) {
	name := ""
	if len(t) > 1 {
		if a, ok := t[1].(hcl.TraverseAttr); ok {
			name = a.Name
		}
	}
	inner := func(x *node) (string, string) {
		text, why := x.kept(depth + 1)
		if why == "" && !simple(x.e) {
			text = "(" + text + ")"
		}
		return text, why
	}
	switch t.RootName() {
	case "var":
		if n.m.parent == nil {
			return "", ""
		}
		if x := n.m.args[name]; x != nil {
			return inner(x)
		}
		if v := n.m.variables[name]; v != nil && v.fallback != nil {
			return inner(v.fallback)
		}
		return "", fmt.Sprintf("var.%s of module %q has no value", name, n.m.name)
	case "local":
		x := n.m.locals[name]
		if x == nil {
			return "", fmt.Sprintf("there is no local.%s", name)
		}
		if n.m.parent == nil {
			_, why := x.kept(depth + 1)
			return "", why
		}
		return inner(x)
	case "each":
		if n.repeated() == nil {
			return "", "nothing is repeated here"
		}
		if n.b != nil && name == "key" && n.b.odd() {
			return "each.value", ""
		}
		return "", ""
	case "count":
		if n.b != nil && n.b.index >= 0 {
			return fmt.Sprint(n.b.index), ""
		}
		return "", "slogen has no count.index"
	}
	return "", fmt.Sprintf("it refers to %s, whose value isn't in the source", traversalText(t))
}

func traversalText(t hcl.Traversal) string {
	var b strings.Builder
	for _, s := range t {
		switch s := s.(type) {
		case hcl.TraverseRoot:
			b.WriteString(s.Name)
		case hcl.TraverseAttr:
			b.WriteString("." + s.Name)
		}
	}
	return b.String()
}

// calls are the names of the functions that an expression calls.
func calls(e hclsyntax.Expression) (out []string) {
	hclsyntax.VisitAll(e, func(n hclsyntax.Node) hcl.Diagnostics {
		if c, ok := n.(*hclsyntax.FunctionCallExpr); ok {
			out = append(out, c.Name)
		}
		return nil
	})
	return out
}
