package lower_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
	"golang.org/x/tools/txtar"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/internal/golden"
	"github.com/slogen-project/slogen/generator/lower"
)

// world is what a test file declares: variables, columns, functions, and SLIs that others refer to.
type world struct {
	src   []byte
	scope *lower.Scope
	funcs map[string]*lower.Function
	slis  map[string]*lower.SLI
}

var functions = map[string]function.Function{
	"lower": stdlib.LowerFunc, "upper": stdlib.UpperFunc, "chomp": stdlib.ChompFunc, "max": stdlib.MaxFunc,
	"min":    stdlib.MinFunc,
	"length": stdlib.LengthFunc, "contains": stdlib.ContainsFunc, "concat": stdlib.ConcatFunc,
	"range": stdlib.RangeFunc,
	"floor": stdlib.FloorFunc, "toset": stdlib.MakeToFunc(cty.Set(cty.DynamicPseudoType)), "format": stdlib.FormatFunc,
}

var columnTypes = map[string]calc.Type{"bool": calc.TypeBool, "integer": calc.TypeInt, "float": calc.TypeFloat,
	"string": calc.TypeString}

func textOf(src []byte) func(hcl.Range) []byte {
	return func(r hcl.Range) []byte {
		if r.End.Byte > len(src) {
			return nil
		}
		return src[r.Start.Byte:r.End.Byte]
	}
}

// newWorld reads the declarations of a file: variables, columns, function and sli blocks.
func newWorld(body *hclsyntax.Body, filename string, src []byte) (*world, hcl.Diagnostics) {
	w := &world{src: src, funcs: map[string]*lower.Function{}, slis: map[string]*lower.SLI{}}
	var diags hcl.Diagnostics
	s := &lower.Scope{
		Ctx:       &hcl.EvalContext{Variables: map[string]cty.Value{}, Functions: functions},
		Source:    calc.FileSource(filename, src),
		Text:      textOf(src),
		Functions: func(name string) *lower.Function { return w.funcs[name] },
		FunctionNames: func() []string {
			var names []string
			for _, b := range body.Blocks {
				if b.Type == "function" {
					names = append(names, b.Labels[0])
				}
			}
			return names
		},
	}
	s.SLI = func(t hcl.Traversal) (*lower.SLI, hcl.Diagnostics) {
		var names []string
		for _, step := range t[1:] {
			if a, ok := step.(hcl.TraverseAttr); ok {
				names = append(names, a.Name)
			}
		}
		name := strings.Join(names, ".")
		if name == "later" {
			return nil, nil
		}
		if sli := w.slis[name]; sli != nil {
			return sli, nil
		}
		return nil, hcl.Diagnostics{diag.Error("language/reference", "Reference to undeclared SLI",
			"There is no SLI named "+name+".",
			t.SourceRange())}
	}
	w.scope = s
	for _, b := range body.Blocks {
		switch b.Type {
		case "variables":
			vals := map[string]cty.Value{"unknown": cty.DynamicVal, "secret": cty.StringVal("x").Mark("secret")}
			for name, a := range b.Body.Attributes {
				v, more := a.Expr.Value(s.Ctx)
				diags = append(diags, more...)
				vals[name] = v
			}
			s.Ctx.Variables["var"] = cty.ObjectVal(vals)
		case "columns":
			types := map[string]calc.Type{}
			var names []string
			for _, name := range sortedAttrs(b.Body) {
				types[strings.ReplaceAll(name, "__",
					".")] = columnTypes[hcl.ExprAsKeyword(b.Body.Attributes[name].Expr)]
				names = append(names, strings.ReplaceAll(name, "__", "."))
			}
			s.Columns = func(name string) (calc.Type, bool) { t, ok := types[name]; return t, ok }
			s.ColumnNames = func() []string { return names }
		case "function":
			fn := &lower.Function{Name: b.Labels[0], Scope: s, Decl: b.DefRange(),
				Result: b.Body.Attributes["result"].Expr}
			for _, p := range b.Body.Attributes["params"].Expr.(*hclsyntax.TupleConsExpr).Exprs {
				fn.Params = append(fn.Params, hcl.ExprAsKeyword(p))
			}
			w.funcs[fn.Name] = fn
		case "sli":
			sli, more := w.compile(b.Body)
			diags = append(diags, more...)
			if sli != nil {
				sli.Alias = "sli." + b.Labels[0]
				w.slis[b.Labels[0]] = sli
			}
		}
	}
	return w, diags
}

func sortedAttrs(b *hclsyntax.Body) []string {
	var names []string
	for name := range b.Attributes {
		names = append(names, name)
	}
	// by place
	for i := range names {
		for j := i + 1; j < len(names); j++ {
			if b.Attributes[names[j]].SrcRange.Start.Byte < b.Attributes[names[i]].SrcRange.Start.Byte {
				names[i], names[j] = names[j], names[i]
			}
		}
	}
	return names
}

func expression(b *hclsyntax.Body, name string) hclsyntax.Expression {
	if a := b.Attributes[name]; a != nil {
		return a.Expr
	}
	return nil
}

func (w *world) compile(b *hclsyntax.Body) (*lower.SLI, hcl.Diagnostics) {
	if a := b.Attributes["expression"]; a != nil {
		src, diags := calc.FromExpr(nil, w.src, a.Expr, w.scope.Ctx)
		if diags.HasErrors() {
			return nil, diags
		}
		f, diags := calc.Parse(src)
		if diags.HasErrors() {
			return nil, diags
		}
		return lower.SplitSLI(f.Root, a.SrcRange), diags
	}
	var excludes []lower.Exclude
	for _, x := range b.Blocks {
		from, _ := x.Body.Attributes["from"].Expr.Value(nil)
		to, _ := x.Body.Attributes["to"].Expr.Value(nil)
		f, _ := from.AsBigFloat().Int64()
		t, _ := to.AsBigFloat().Int64()
		excludes = append(excludes, lower.Exclude{From: f, To: t, Range: x.DefRange()})
	}
	return lower.CompileSLI(w.scope, expression(b, "eligible"), expression(b, "good"), excludes)
}

// TestGolden lowers what the HCL files of the archives hold: each expr, sli and trigger block. Results are one file,
// messages another.
func TestGolden(t *testing.T) {
	golden.Run(t, "testdata/*.txtar", func(t *testing.T, in *txtar.Archive) []txtar.File {
		var out strings.Builder
		var diags hcl.Diagnostics
		for _, file := range in.Files {
			f, more := hclsyntax.ParseConfig(file.Data, file.Name, hcl.InitialPos)
			if more.HasErrors() {
				t.Fatal(more)
			}
			body := f.Body.(*hclsyntax.Body)
			w, more := newWorld(body, file.Name, file.Data)
			diags = append(diags, more...)
			for _, b := range body.Blocks {
				text, more := w.result(b)
				if b.Type != "sli" { // reported by newWorld
					diags = append(diags, more...)
				}
				if text == "" {
					continue
				}
				if more.HasErrors() {
					t.Errorf("%s: a result in spite of errors", b.Labels[0])
				}
				fmt.Fprintf(&out, "%s: %s\n", strings.Join(b.Labels, ""), text)
			}
		}
		return []txtar.File{{Name: "result", Data: []byte(out.String())},
			{Name: "messages", Data: golden.Diagnostics(t, diags, in)}}
	})
}

func (w *world) result(b *hclsyntax.Block) (string, hcl.Diagnostics) {
	switch b.Type {
	case "expr":
		x, diags := lower.Expr(w.scope, expression(b.Body, "x"))
		if x == nil && len(diags) == 0 {
			return "deferred", nil
		}
		if x == nil {
			return "", diags
		}
		return string(calc.Append(nil, x)), diags
	case "sli":
		sli, diags := w.compile(b.Body)
		if sli == nil && len(diags) == 0 {
			return "deferred", nil
		}
		if sli == nil {
			return "", diags
		}
		return string(calc.Append(nil, sli.Formula)), diags
	case "trigger":
		in := lower.TriggerInput{
			Where: expression(b.Body, "where"), FiresWhen: expression(b.Body, "fires_when"),
			Having: expression(b.Body, "having"), GroupBy: expression(b.Body, "group_by"),
			Baseline: b.Body.Attributes["baseline"] != nil,
		}
		q, diags := lower.CompileTrigger(w.scope, in)
		if q == nil && len(diags) == 0 {
			return "deferred", nil
		}
		if q == nil {
			return "", diags
		}
		return describe(q), diags
	}
	return "", nil
}

// describe shows a trigger's query, a line for each thing that is there.
func describe(q *lower.TriggerQuery) string {
	var b strings.Builder
	line := func(what string, v any) {
		text, err := json.Marshal(v)
		if err != nil {
			panic(err)
		}
		s := strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(string(text))
		fmt.Fprintf(&b, "\n    %s %s", what, s)
	}
	fmt.Fprintf(&b, "%s %s", q.Threshold.Op, q.Threshold.Value)
	if len(q.Query.Breakdowns) > 0 {
		line("by", q.Query.Breakdowns)
	}
	for _, f := range q.Query.CalculatedFields {
		line("field", []string{f.Name, f.Expression})
	}
	for _, c := range q.Query.Calculations {
		words := []any{c.Op}
		if c.Column != "" {
			words = append(words, c.Column)
		}
		if c.Name != "" {
			words = append(words, "as "+c.Name)
		}
		line("calculate", words)
		for _, f := range c.Filters {
			line("    "+or(c.FilterCombination), []any{f.Column, f.Op, f.Value})
		}
	}
	for _, f := range q.Query.Filters {
		line(or(q.Query.FilterCombination), []any{f.Column, f.Op, f.Value})
	}
	for _, f := range q.Query.Formulas {
		line("formula", []string{f.Name, f.Expression})
	}
	for _, h := range q.Query.Havings {
		fmt.Fprintf(&b, "\n    having %s %s %s %s", h.CalculateOp, h.Column, h.Op, h.Value)
	}
	for _, s := range q.Fields {
		fmt.Fprintf(&b, "\n    uses %s", s.Alias)
	}
	if q.Form != "" {
		fmt.Fprintf(&b, "\n    form: %s", q.Form)
	}
	return b.String()
}

func or(combination string) string {
	if combination == "" {
		return "filter AND"
	}
	return "filter " + combination
}
