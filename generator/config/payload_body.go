package config

import (
	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/spec"
)

// Body is the body of a webhook's template.
type Body struct {
	Text string
	// Source knows where each byte of the text was written; nil where the text is another one.
	Source *calc.Source
}

// templateBody is a text of which the places are kept: what is wrong in it has a place of its own.
var templateBody = &spec.Kind[Body]{
	KindDoc: spec.Text.KindDoc,
	Decode: func(d *spec.Decoder, e hcl.Expression) (Body, bool) {
		text, ok := spec.Text.Decode(d, e)
		if !ok {
			return Body{}, false
		}
		b := Body{Text: text}
		if src, diags := calc.FromExpr(d.Budget, d.Src, e, d.Ctx); !diags.HasErrors() && src.Text() == text {
			b.Source = src
		}
		return b, true
	},
}
