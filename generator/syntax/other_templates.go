package syntax

import (
	"bytes"
	"fmt"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/diag"
)

// otherTemplate speaks of the signs of other languages of templates: ${ and %{ are HCL's own in strings and heredocs.
// It looks for one that begins before the byte at on its line, which is where the parser stumbled.
func otherTemplate(name string, src []byte, at int, d *hcl.Diagnostic) *hcl.Diagnostic {
	at = min(at, len(src))
	line := src[bytes.LastIndexByte(src[:at], '\n')+1 : at]
	for _, s := range []struct {
		sign, what string
		begins     bool
	}{
		{"%{", "a directive of HCL, such as %{ if ... }", d.Summary == "Invalid template directive" ||
			d.Summary == "Invalid template control keyword"},
		{"${{", "an interpolation of HCL, such as ${var.name}", true},
	} {
		i := bytes.LastIndex(line, []byte(s.sign))
		if i < 0 || !s.begins || i > 0 && line[i-1] == s.sign[0] {
			continue
		}
		from := at - len(line) + i
		sign := s.sign[:2]
		return diag.Error(codeHCL, "Invalid template sequence", fmt.Sprintf("%s starts %s. For the two characters "+
			"themselves, as other template languages use them, write %c%s.", sign, s.what, sign[0], sign), rangeOf(name,
			src, from,
			from+2))
	}
	return nil
}
