package spec

import (
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/diag"
)

// Prose is a text that people read: spaces alone say nothing. The empty text stands for none.
var Prose = prose(func(s string) bool { return s != "" && strings.TrimSpace(s) == "" })

// Said is a text that people read and that has to say something.
var Said = prose(func(s string) bool { return strings.TrimSpace(s) == "" })

func prose(blank func(string) bool) *Kind[string] {
	return &Kind[string]{
		KindDoc: Text.KindDoc,
		Decode: func(d *Decoder, e hcl.Expression) (string, bool) {
			s, ok := Text.Decode(d, e)
			if ok && blank(s) {
				d.Add(diag.Error("Empty text", "This text is for people, but it is empty. Write what they should know.", e.Range()))
				return s, false
			}
			return s, ok
		},
	}
}
