package spec

import (
	"strings"
	"unicode"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/diag"
)

// Prose is a text that people read: spaces alone say nothing. The empty text stands for none.
var Prose = prose(func(s string) bool { return s != "" && Blank(s) })

// Said is a text that people read and that has to say something.
var Said = prose(Blank)

// Blank says whether nothing of a text can be seen: spaces, and characters without a shape of their own.
func Blank(s string) bool {
	return !strings.ContainsFunc(s, func(c rune) bool {
		return !unicode.IsSpace(c) && !unicode.In(c, unicode.C, unicode.M, unicode.Z,
			unicode.Other_Default_Ignorable_Code_Point) &&
			c != '\u2800' // BRAILLE PATTERN BLANK
	})
}

func prose(empty func(string) bool) *Kind[string] {
	return &Kind[string]{
		KindDoc: Text.KindDoc,
		Decode: func(d *Decoder, e hcl.Expression) (string, bool) {
			s, ok := Text.Decode(d, e)
			if ok && empty(s) {
				d.Add(diag.Error("language/empty_text", "Empty text", "This text is for people, but it is empty. "+
					"Write what they should know.", e.Range()))
				return s, false
			}
			return s, ok
		},
	}
}
