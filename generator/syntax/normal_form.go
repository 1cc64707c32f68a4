package syntax

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"golang.org/x/text/unicode/norm"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/lazy"
)

// HCL keeps each text in Unicode's form NFC, so a text in another form is changed when it is read: a condition then
// compares with other bytes than those that events have. What would be changed is an error.

// normalHCL finds the strings of a file that would be changed. Names of columns (event["..."]) are none: they are kept
// as they are.
func normalHCL(src []byte, body *hclsyntax.Body) (diags hcl.Diagnostics) {
	if norm.NFC.IsNormal(src) && !bytes.Contains(src, []byte(`\u`)) && !bytes.Contains(src, []byte(`\U`)) {
		return nil
	}
	_ = hclsyntax.VisitAll(body, func(n hclsyntax.Node) hcl.Diagnostics {
		t, ok := n.(*hclsyntax.TemplateExpr)
		if !ok || len(diags) >= maxDiagnostics {
			return nil
		}
		for _, part := range t.Parts {
			lit, ok := part.(*hclsyntax.LiteralValueExpr)
			if !ok {
				continue
			}
			from, to := lit.SrcRange.Start.Byte, lit.SrcRange.End.Byte
			if from < 0 || from > to || to > len(src) {
				continue
			}
			if text := unescaped(string(src[from:to])); !norm.NFC.IsNormalString(text) {
				diags = append(diags, notNormal(text, lit.SrcRange))
			}
		}
		return nil
	})
	return diags
}

// unescaped is the inside of a string with its escapes of code points put in; the others don't matter here.
func unescaped(s string) string {
	if !strings.Contains(s, `\u`) && !strings.Contains(s, `\U`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			b.WriteByte(s[i])
			continue
		}
		digits := map[byte]int{'u': 4, 'U': 8}[s[i+1]]
		if end := i + 2 + digits; digits > 0 && end <= len(s) {
			if r, err := strconv.ParseUint(s[i+2:end], 16, 32); err == nil {
				b.WriteRune(rune(r))
				i = end - 1
				continue
			}
		}
		b.WriteByte(' ')
		i++
	}
	return b.String()
}

// normalJSON is [normalHCL] for the strings of HCL's JSON form.
func normalJSON(name string, src []byte) (diags hcl.Diagnostics) {
	if norm.NFC.IsNormal(src) && !bytes.Contains(src, []byte(`\u`)) {
		return nil
	}
	for i := 0; i < len(src); {
		if src[i] != '"' {
			i++
			continue
		}
		end := endOfJSONString(src, i)
		var text string
		if json.Unmarshal(src[i:end], &text) == nil && !norm.NFC.IsNormalString(columns().ReplaceAllString(text, "")) &&
			len(diags) < maxDiagnostics {
			diags = append(diags, notNormal(text, rangeOf(name, src, i, end)))
		}
		i = end
	}
	return diags
}

// columns are the names of columns in an expression that is a string of JSON.
var columns = lazy.Regexp(`event\["([^"\\]|\\.)*"\]`)

func notNormal(text string, at hcl.Range) *hcl.Diagnostic {
	return diag.Error(codeCharacters, "Text that would be changed", ended(changes(text)), at)
}

// Normal says what HCL would change of a text that comes from elsewhere, such as a flag; empty for nothing.
func Normal(text string) string {
	if norm.NFC.IsNormalString(text) {
		return ""
	}
	return ended(changes(text))
}
