package config

import (
	"bytes"
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/spec"
)

// literalKey is the key of an object that is written out; false for one that has to be computed.
func literalKey(e hclsyntax.Expression) (string, bool) {
	k, ok := e.(*hclsyntax.ObjectConsKeyExpr)
	if !ok {
		return "", false
	}
	if name := hcl.ExprAsKeyword(k.Wrapped); name != "" && !k.ForceNonLiteral {
		return name, true
	}
	v, ok := spec.Literal(k.Wrapped)
	if !ok || v.IsNull() {
		return "", false
	}
	s, err := convert.Convert(v, cty.String)
	if err != nil || s.IsNull() {
		return "", false
	}
	return s.AsString(), true
}

// duplicateKeys finds keys that stand twice in an object within e. HCL takes the last without a word. In JSON they are
// found when the file is parsed.
func duplicateKeys(e hcl.Expression) (diags hcl.Diagnostics) {
	switch e.(type) {
	case *hclsyntax.LiteralValueExpr, *hclsyntax.ScopeTraversalExpr, *hclsyntax.TemplateExpr:
		return nil
	}
	x, ok := e.(hclsyntax.Expression)
	if !ok {
		return nil
	}
	return hclsyntax.VisitAll(x, func(n hclsyntax.Node) hcl.Diagnostics {
		o, ok := n.(*hclsyntax.ObjectConsExpr)
		if !ok || len(o.Items) < 2 {
			return nil
		}
		var diags hcl.Diagnostics
		seen := make(map[string]hcl.Range, len(o.Items))
		for _, it := range o.Items {
			key, ok := literalKey(it.KeyExpr)
			if !ok {
				continue
			}
			if first, dup := seen[key]; dup {
				diags = append(diags, diag.Error("language/duplicate", "Duplicate key",
					fmt.Sprintf("The key %q appears twice. HCL would silently use the last value; keep one.", key),
					it.KeyExpr.Range(),
					diag.Note{Text: "first written here", Range: first}))
				continue
			}
			seen[key] = it.KeyExpr.Range()
		}
		return diags
	})
}

// plainValue is [spec.Value] whose objects may not hold a key twice, and which knows the numbers of JSON that are
// written with a point.
var plainValue = &spec.Kind[cty.Value]{
	KindDoc: spec.Value.KindDoc,
	Decode: func(d *spec.Decoder, e hcl.Expression) (cty.Value, bool) {
		if twice := duplicateKeys(e); len(twice) > 0 {
			d.Add(twice...)
			return cty.NilVal, false
		}
		v, ok := spec.Value.Decode(d, e)
		if _, native := e.(hclsyntax.Expression); !native && ok {
			if r := e.Range(); r.End.Byte <= len(d.Src) && bytes.IndexByte(d.Src[r.Start.Byte:r.End.Byte], '.') >= 0 {
				v = calc.WithPoint(v)
			}
		}
		return v, ok
	},
}
