package lower

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/slogen-project/slogen/generator/calc"
)

// traversal lowers a name with what follows it: event.a.b, sli.x, field.x, a parameter, or anything HCL knows.
func (l *lowerer) traversal(f *frame, e *hclsyntax.ScopeTraversalExpr) value {
	name := e.Traversal.RootName()
	if p := f.param(name); p != nil {
		v := *p
		if v.kind == event || v.kind == sliRef {
			v.at, v.in = e, f // what can be wrong with them is how the function uses them
		}
		return l.steps(f, v, e.Traversal[1:], e)
	}
	switch name {
	case "event":
		return l.steps(f, value{kind: event, at: e, in: f}, e.Traversal[1:], e)
	case "sli":
		return l.sli(f, e, e.Traversal)
	case "field":
		return l.field(f, e, e.Traversal)
	}
	if !defined(f.scope.Ctx, name) {
		if l.mode == modeAgg && aggregateNamed(strings.ToLower(name)) != nil {
			return l.fail(f, e.Traversal[0].SourceRange(), aggregateName(name))
		}
		if root := declaredUnder(f.scope.Ctx, name); root != "" {
			return l.fail(f, e.Traversal[0].SourceRange(), bareName(name, root))
		}
		return l.fail(f, e.Traversal[0].SourceRange(), unknownName(name, written(f, e)))
	}
	return value{kind: static, at: e, in: f, e: e, f: f}
}

// declaredUnder says whether the name is that of a variable ("var"), a local ("local") or a parameter ("param"); ""
// when it is none.
func declaredUnder(ctx *hcl.EvalContext, name string) string {
	for ; ctx != nil; ctx = ctx.Parent() {
		for _, root := range []string{"var", "local", "param"} {
			if v, ok := ctx.Variables[root]; ok && v != cty.NilVal && v.Type().IsObjectType() && v.Type().HasAttribute(name) {
				return root
			}
		}
	}
	return ""
}

func defined(ctx *hcl.EvalContext, name string) bool {
	for ; ctx != nil; ctx = ctx.Parent() {
		if _, ok := ctx.Variables[name]; ok {
			return true
		}
	}
	return false
}

// steps lowers v.a.b, v["x"]: e is the whole.
func (l *lowerer) steps(f *frame, v value, t hcl.Traversal, e hclsyntax.Expression) value {
	if len(t) == 0 {
		return v
	}
	switch v.kind {
	case bad:
		return v
	case static:
		return value{kind: static, at: e, in: f, e: e, f: f}
	case event, column:
		return l.column(f, v, t, e)
	case sliRef:
		if a, ok := t[0].(hcl.TraverseAttr); ok && len(t) == 1 && (a.Name == "good" || a.Name == "eligible") {
			return l.part(f, v, a.Name, e)
		}
	}
	return l.fail(f, t.SourceRange(), noParts(written(v.in, v.at)))
}

// column lowers the column whose name is v's, if any, followed by the names of t.
func (l *lowerer) column(f *frame, v value, t hcl.Traversal, e hclsyntax.Expression) value {
	base := columnName(v)
	n := len(base)
	for i, step := range t {
		a, ok := step.(hcl.TraverseAttr)
		if !ok {
			return l.indexStep(f, v, t, i, e)
		}
		if strings.IndexByte(a.Name, '-') >= 0 {
			name := dotted(f, base, t)
			at := strings.IndexByte(name, '-')
			return l.fail(f, a.SrcRange, hyphen(name, name[:at], name[at+1:]))
		}
		n += 1 + len(a.Name)
	}
	if base == "" && len(t) == 1 {
		return l.newColumn(f, e, t[0].(hcl.TraverseAttr).Name, column)
	}
	var b strings.Builder
	b.Grow(n)
	b.WriteString(base)
	for _, step := range t {
		if b.Len() > 0 {
			b.WriteByte('.')
		}
		b.WriteString(step.(hcl.TraverseAttr).Name)
	}
	return l.newColumn(f, e, b.String(), column)
}

func (l *lowerer) newColumn(f *frame, e hclsyntax.Expression, name string, k kind) value {
	return value{kind: k, at: e, in: f, x: &calc.Column{Name: name, Origin: f.origin(e.Range())},
		size: size{1, 1, 1 + len(name)}}
}

// indexStep lowers event["any name"] and refuses every other index.
func (l *lowerer) indexStep(f *frame, v value, t hcl.Traversal, i int, e hclsyntax.Expression) value {
	x, ok := t[i].(hcl.TraverseIndex)
	if !ok {
		return l.fail(f, t[i].SourceRange(), perEventIn("event", "a splat expression",
			"A column holds one value; compare it directly."))
	}
	if v.kind != event || i > 0 {
		return l.fail(f, x.SrcRange, indexAfterName(dotted(f, columnName(v), t)))
	}
	if x.Key.IsNull() || !x.Key.IsKnown() || x.Key.Type() != cty.String {
		return l.fail(f, x.SrcRange, indexNotName(dotted(f, "", t)))
	}
	if len(t) > 1 {
		return l.fail(f, t[1:].SourceRange(), nameAfterIndex(dotted(f, "", t)))
	}
	key := x.Key.AsString()
	if key == "" {
		return l.fail(f, x.SrcRange, emptyColumn())
	}
	return l.newColumn(f, e, rawKey(f, x.SrcRange, key), perEvt)
}

func columnName(v value) string {
	if v.kind == column {
		return v.x.(*calc.Column).Name
	}
	return ""
}

// dotted is name followed by the steps of t as one column name, numbers as they are written.
func dotted(f *frame, name string, t hcl.Traversal) string {
	var b strings.Builder
	b.WriteString(name)
	for _, step := range t {
		if b.Len() > 0 {
			b.WriteByte('.')
		}
		switch s := step.(type) {
		case hcl.TraverseAttr:
			b.WriteString(s.Name)
		case hcl.TraverseIndex:
			switch {
			case s.Key.IsNull() || !s.Key.IsKnown():
				b.WriteByte('?')
			case s.Key.Type() == cty.String:
				b.WriteString(s.Key.AsString())
			case s.Key.Type() == cty.Number:
				b.WriteString(numberName(f, s))
			default:
				b.WriteByte('?')
			}
		default:
			b.WriteByte('*')
		}
	}
	return b.String()
}

func numberName(f *frame, s hcl.TraverseIndex) string {
	if text, ok := strings.CutPrefix(string(f.scope.text(s.SrcRange)), "."); ok {
		return strings.TrimSpace(text)
	}
	return s.Key.AsBigFloat().Text('g', 20)
}

// rawKey is the name in ["..."] as its bytes stand in the file. HCL's strings are in Unicode's normal form C, but a
// column's name is compared byte by byte.
func rawKey(f *frame, r hcl.Range, key string) string {
	ascii := true
	for i := 0; i < len(key); i++ {
		if key[i] >= 0x80 {
			ascii = false
			break
		}
	}
	if ascii {
		return key
	}
	text := string(f.scope.text(r))
	i, j := strings.IndexByte(text, '"'), strings.LastIndexByte(text, '"')
	if i < 0 || i == j {
		return key
	}
	if raw := text[i+1 : j]; cty.NormalizeString(raw) == key {
		return raw
	}
	return key
}

// computed lowers a value and what follows it, c[k] where k is more than a literal or more names.
func (l *lowerer) computed(f *frame, e hclsyntax.Expression) value {
	if r, ok := e.(*hclsyntax.RelativeTraversalExpr); ok {
		return l.steps(f, l.lower(f, r.Source), r.Traversal, e)
	}
	return l.index(f, e.(*hclsyntax.IndexExpr))
}

// index lowers c[k] where k is more than a literal.
func (l *lowerer) index(f *frame, e *hclsyntax.IndexExpr) value {
	c, k := l.lower(f, e.Collection), l.lower(f, e.Key)
	switch {
	case c.kind == bad || k.kind == bad:
		return value{}
	case k.kind != static:
		return l.fail(f, e.Key.Range(), perEventIndex(written(f, e.Key)))
	case c.kind == static:
		return value{kind: static, at: e, in: f, e: e, f: f}
	case c.kind != event:
		return l.fail(f, e.BracketRange, noParts(written(f, e.Collection)))
	}
	got, ok := l.known(k)
	if !ok {
		return value{}
	}
	if got.Type() != cty.String {
		return l.fail(f, e.Key.Range(), columnNotString(written(f, e.Key), typeName(got)))
	}
	if got.AsString() == "" {
		return l.fail(f, e.Key.Range(), emptyColumn())
	}
	return l.newColumn(f, e, got.AsString(), perEvt)
}

func (l *lowerer) embedTruth(f *frame, x calc.Expr, e hclsyntax.Expression) value {
	v := l.embed(f, x, e)
	if v.kind == bad {
		return v
	}
	return l.truth(f, e, v)
}

// embed is an expression of an SLI or a calculated field, in place of the reference e to it.
func (l *lowerer) embed(f *frame, x calc.Expr, e hclsyntax.Expression) value {
	via := through(f, e)
	sz := measure(x)
	if !l.within(f, e, sz) {
		return value{}
	}
	return value{kind: perEvt, at: e, in: f, x: rebase(x, via, nil), size: sz}
}

// through is the step from what e refers to to the place of e.
func through(f *frame, e hclsyntax.Expression) *calc.Via {
	return &calc.Via{Text: "in " + sourceText(f, e.Range(), "the calculated field"), Range: e.Range(), Next: f.via}
}

func measure(x calc.Expr) size {
	switch x := x.(type) {
	case *calc.Column:
		return size{1, 1, 1 + len(x.Name)}
	case *calc.Literal:
		return literalSize(x.Value)
	case *calc.Call:
		sz := size{nodes: 1, bytes: len(x.Func) + 2 + 2*max(len(x.Args)-1, 0)}
		for _, a := range x.Args {
			sz.add(measure(a))
		}
		sz.depth++
		return sz
	}
	return size{}
}

// rebase copies x with via at the end of each node's chain of calls. Columns in sub are replaced.
func rebase(x calc.Expr, via *calc.Via, sub func(*calc.Column) calc.Expr) calc.Expr {
	origin := func(o calc.Origin) calc.Origin {
		if via != nil {
			o.Via = appendVia(o.Via, via)
		}
		return o
	}
	switch x := x.(type) {
	case *calc.Column:
		if sub != nil {
			if y := sub(x); y != nil {
				return y
			}
		}
		return &calc.Column{Name: x.Name, Origin: origin(x.Origin)}
	case *calc.Literal:
		return &calc.Literal{Value: x.Value, Origin: origin(x.Origin)}
	case *calc.Call:
		c := &calc.Call{Func: x.Func, Args: make([]calc.Expr, len(x.Args)), Origin: origin(x.Origin), FuncName: x.FuncName}
		if x.FuncName.Source != nil {
			c.FuncName = origin(x.FuncName)
		}
		for i, a := range x.Args {
			c.Args[i] = rebase(a, via, sub)
		}
		return c
	}
	return x
}

func appendVia(v, last *calc.Via) *calc.Via {
	if v == nil {
		return last
	}
	return &calc.Via{Text: v.Text, Range: v.Range, Next: appendVia(v.Next, last)}
}
