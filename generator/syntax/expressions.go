package syntax

import (
	"bytes"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/diag"
)

// JSONExpr turns the value of an argument in HCL's JSON form into the HCL expression that it holds: the text of a
// string is the expression (one surrounding ${...} is taken off), numbers, true, false and null stand for themselves,
// arrays and objects hold expressions in turn. src is the text of the whole file. Places in the result are those that
// [fixJSON] puts right.
func JSONExpr(e hcl.Expression, src []byte) (hclsyntax.Expression, hcl.Diagnostics) {
	if x, ok := e.(hclsyntax.Expression); ok {
		return x, nil
	}
	rng := e.Range()
	var first byte
	if rng.Start.Byte < len(src) {
		first = src[rng.Start.Byte]
	}
	switch first {
	case '[':
		items, diags := hcl.ExprList(e)
		if diags.HasErrors() {
			return &hclsyntax.LiteralValueExpr{Val: cty.DynamicVal, SrcRange: rng}, diags
		}
		x := &hclsyntax.TupleConsExpr{SrcRange: rng, OpenRange: rng}
		for _, item := range items {
			v, more := JSONExpr(item, src)
			diags = append(diags, more...)
			x.Exprs = append(x.Exprs, v)
		}
		return x, diags
	case '{':
		items, diags := hcl.ExprMap(e)
		if diags.HasErrors() {
			return &hclsyntax.LiteralValueExpr{Val: cty.DynamicVal, SrcRange: rng}, diags
		}
		x := &hclsyntax.ObjectConsExpr{SrcRange: rng, OpenRange: rng}
		for _, item := range items {
			key, more := item.Key.Value(nil)
			diags = append(diags, more...)
			v, more := JSONExpr(item.Value, src)
			diags = append(diags, more...)
			x.Items = append(x.Items, hclsyntax.ObjectConsItem{
				KeyExpr: &hclsyntax.ObjectConsKeyExpr{
					Wrapped: &hclsyntax.LiteralValueExpr{Val: key, SrcRange: item.Key.Range()},
				},
				ValueExpr: v,
			})
		}
		return x, diags
	}
	v, diags := e.Value(nil)
	if diags.HasErrors() || v.IsNull() || !v.IsKnown() || v.Type() != cty.String {
		if rng.End.Byte <= len(src) && bytes.IndexByte(src[rng.Start.Byte:rng.End.Byte], '.') >= 0 {
			v = calc.WithPoint(v)
		}
		return &hclsyntax.LiteralValueExpr{Val: v, SrcRange: rng}, diags
	}
	return ParseText([]byte(v.AsString()), rng)
}

// ParseText parses the text of a string literal of JSON as an expression.
func ParseText(text []byte, literal hcl.Range) (hclsyntax.Expression, hcl.Diagnostics) {
	start := literal.Start
	start.Byte++
	start.Column++
	failed := func(d *hcl.Diagnostic) (hclsyntax.Expression, hcl.Diagnostics) {
		return &hclsyntax.LiteralValueExpr{Val: cty.DynamicVal, SrcRange: literal}, hcl.Diagnostics{d}
	}
	if _, _, p := guardText(text, kindExpression); p != nil {
		at := literal
		at.Start, at.End = start, start
		at.Start.Byte += p.start
		at.End.Byte += p.end
		return failed(diag.Error(p.code, p.summary, p.detail, at))
	}
	if len(bytes.TrimSpace(text)) == 0 {
		return failed(diag.Error(codeHCL, "Missing expression",
			"The string should hold an expression, such as \"event.duration_ms < 500\", but it is empty.", literal))
	}
	if inner, skipped := unwrapSequence(text); skipped > 0 {
		text = inner
		start.Byte += skipped
		start.Column += skipped
	}
	x, diags := hclsyntax.ParseExpression(text, literal.Filename, start)
	markPoints(x, text, start.Byte)
	if diags.HasErrors() { // once more, from the start of the text, where the hints look for what stands around
		_, diags = hclsyntax.ParseExpression(text, literal.Filename, hcl.InitialPos)
		diags = diag.Coded(codeHCL, hints(literal.Filename, text, diags))
		for _, d := range diags {
			d.Detail = strings.ReplaceAll(d.Detail, "the end of the file", "the end of the text")
			for _, r := range []**hcl.Range{&d.Subject, &d.Context} {
				if *r != nil {
					moved := **r
					moved.Start.Byte += start.Byte
					moved.End.Byte += start.Byte
					*r = &moved
				}
			}
		}
	}
	if diags.HasErrors() && bytes.Contains(text, []byte("${")) && !bytes.Contains(text, []byte(`"`)) {
		d := *diags[0]
		d.Detail += " The whole string is an expression here, not a template. For text with values in it, put quotes " +
			"around it: " +
			"\"\\\"${event.a}-x\\\"\"."
		diags[0] = &d
	}
	if diags.HasErrors() {
		x = &hclsyntax.LiteralValueExpr{Val: cty.DynamicVal, SrcRange: literal}
	}
	return x, withoutEchoes(diags)
}

// unwrapSequence takes ${ and } off a text that is one sequence as a whole.
func unwrapSequence(text []byte) (inner []byte, skipped int) {
	if !bytes.HasPrefix(text, []byte("${")) || text[len(text)-1] != '}' {
		return text, 0
	}
	tokens, _ := hclsyntax.LexTemplate(text, "", hcl.InitialPos)
	depth := 0
	for i, t := range tokens {
		switch t.Type {
		case hclsyntax.TokenTemplateInterp, hclsyntax.TokenTemplateControl:
			depth++
		case hclsyntax.TokenTemplateSeqEnd:
			if depth--; depth == 0 {
				if i != len(tokens)-2 { // the last one ends the file
					return text, 0
				}
				from, to := len(tokens[0].Bytes), t.Range.Start.Byte
				return text[from:to], from
			}
		}
	}
	return text, 0
}
