package syntax

import (
	"bytes"
	"encoding/json"
	"fmt"
	"sort"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	hcljson "github.com/hashicorp/hcl/v2/json"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/diag"
)

// maxDiagnostics is how many problems of syntax are told of one file.
const maxDiagnostics = 100

// The rules that this package has something to say of.
const (
	codeHCL        = "syntax/hcl"
	codeJSON       = "syntax/json"
	codeJsonnet    = "syntax/jsonnet"
	codeCharacters = "syntax/characters"
	codeLimit      = "language/limit"
)

// codeOf is the rule about the syntax of a file of this name.
func codeOf(name string) string {
	switch {
	case strings.HasSuffix(name, ".jsonnet"):
		return codeJsonnet
	case isJSONName(name):
		return codeJSON
	}
	return codeHCL
}

// isJSONName says whether a file of this name is in HCL's JSON form, or evaluates to it.
func isJSONName(name string) bool {
	return strings.HasSuffix(name, ".json") || strings.HasSuffix(name, ".jsonnet")
}

// Parse reads a file in HCL's native syntax, or in its JSON form if the name ends in .json or .jsonnet (src is then
// what the jsonnet evaluates to). It may be called concurrently. A text that the parsers would not survive is refused
// with one error and a nil file; after errors of syntax the file holds what could be read.
//
// The file's text must not be changed while the file is in use. Places within strings of JSON are put right only by
// [fixJSON], which is applied already to the diagnostics returned here.
func Parse(name string, src []byte) (f *hcl.File, diags hcl.Diagnostics) {
	defer func() {
		if r := recover(); r != nil {
			f, diags = nil, hcl.Diagnostics{
				diag.Error("internal/bug", "Unreadable file", fmt.Sprintf("The parser of HCL failed on this file "+
					"(%v). This is a bug in slogen, not only a mistake in the file; please report it and attach the "+
					"file.", r),
					rangeOf(name, src, 0, 0)),
			}
		}
	}()
	if p := guardBytes(src); p != nil {
		return nil, hcl.Diagnostics{p.diagnostic(name, src)}
	}
	if d := emptyFile(name, src); d != nil {
		f, _ = hclsyntax.ParseConfig(src, name, hcl.InitialPos)
		return f, hcl.Diagnostics{d}
	}
	if isJSONName(name) {
		return parseJSON(name, src)
	}
	cuts, _, p := guardText(src, kindBody)
	if p == nil {
		p = numerals(src, false)
	}
	if p != nil {
		return nil, hcl.Diagnostics{p.diagnostic(name, src)}
	}
	f, diags = parseHCL(name, src, cuts)
	if body, ok := f.Body.(*hclsyntax.Body); ok {
		markPoints(body, src, 0)
		if !diags.HasErrors() { // otherwise what was read may not be what is there
			diags = append(diags, normalHCL(src, body)...)
		}
	}
	if len(diags) > 0 {
		diags = limitDiagnostics(name, src, diag.Coded(codeHCL, hints(name, src, diags)))
	}
	return f, diags
}

// markPoints marks the whole numbers within n that are written with a point. n was parsed from src, whose first byte
// has this offset.
func markPoints(n hclsyntax.Node, src []byte, offset int) {
	if !mayHoldPoint(src) {
		return
	}
	hclsyntax.VisitAll(n, func(n hclsyntax.Node) hcl.Diagnostics {
		if lit, ok := n.(*hclsyntax.LiteralValueExpr); ok {
			from, to := lit.SrcRange.Start.Byte-offset, lit.SrcRange.End.Byte-offset
			if 0 <= from && from < to && to <= len(src) && bytes.IndexByte(src[from:to], '.') >= 0 {
				lit.Val = calc.WithPoint(lit.Val)
			}
		}
		return nil
	})
}

// mayHoldPoint says whether src may hold a whole number with a point: digits behind one that are all zeros or go on
// with an exponent.
func mayHoldPoint(src []byte) bool {
	for {
		i := bytes.IndexByte(src, '.')
		if i < 0 {
			return false
		}
		before := i > 0 && digit(src[i-1])
		src = src[i+1:]
		n, zeros := 0, true
		for n < len(src) && digit(src[n]) {
			zeros = zeros && src[n] == '0'
			n++
		}
		if before && n > 0 && (zeros || n < len(src) && src[n]|0x20 == 'e') {
			return true
		}
	}
}

// parseHCL parses the pieces between the cuts one after the other, so that a large file doesn't need memory for all
// its tokens at once, and joins them.
func parseHCL(name string, src []byte, cuts []cut) (*hcl.File, hcl.Diagnostics) {
	if len(cuts) == 0 {
		return hclsyntax.ParseConfig(src, name, hcl.InitialPos)
	}
	body := &hclsyntax.Body{Attributes: hclsyntax.Attributes{}}
	var diags hcl.Diagnostics
	start := hcl.InitialPos
	for i := 0; i <= len(cuts); i++ {
		end := len(src)
		if i < len(cuts) {
			end = cuts[i].Byte
		}
		f, more := hclsyntax.ParseConfig(src[start.Byte:end], name, start)
		diags = append(diags, more...)
		part := f.Body.(*hclsyntax.Body)
		names := make([]string, 0, len(part.Attributes))
		for n := range part.Attributes {
			names = append(names, n)
		}
		sort.Strings(names)
		for _, n := range names {
			a := part.Attributes[n]
			if first, ok := body.Attributes[n]; ok {
				diags = append(
					diags,
					diag.Error(codeHCL, "Attribute redefined", fmt.Sprintf("The argument %q was already set at %s. "+
						"Each argument may be set only once.", n, first.NameRange), a.NameRange),
				)
				continue
			}
			body.Attributes[n] = a
		}
		body.Blocks = append(body.Blocks, part.Blocks...)
		if i == 0 {
			body.SrcRange = part.SrcRange
		}
		body.SrcRange = hcl.RangeBetween(body.SrcRange, part.SrcRange)
		body.EndRange = part.EndRange
		if i < len(cuts) {
			start = hcl.Pos{Byte: end, Line: cuts[i].Line, Column: 1}
		}
	}
	return &hcl.File{Body: body, Bytes: src}, diags
}

func parseJSON(name string, src []byte) (*hcl.File, hcl.Diagnostics) {
	problems := guardJSON(src)
	if p := numerals(src, true); p != nil {
		problems = append(problems, p)
	}
	var diags hcl.Diagnostics
	fatal := false
	for _, p := range problems {
		diags = append(diags, p.diagnostic(name, src))
		fatal = fatal || p.first == extent{}
	}
	if fatal {
		return nil, limitDiagnostics(name, src, diags)
	}
	diags = append(diags, normalJSON(name, src)...)
	f, more := hcljson.Parse(src, name)
	if more.HasErrors() {
		f, more = jsonProblems(name, src)
	}
	withoutSchema(f)
	more = limitDiagnostics(name, src, more)
	fixJSON(name, src, diag.Coded(codeOf(name), more))
	for _, d := range more {
		if d.Summary == "Invalid JSON string" && d.Context != nil {
			jsonString(name, src, d)
		}
	}
	return f, limitDiagnostics(name, src, append(diags, more...))
}

// jsonString says what is wrong in a string, and where exactly.
func jsonString(name string, src []byte, d *hcl.Diagnostic) {
	from, to := d.Context.Start.Byte, d.Context.End.Byte
	if from < 0 || to > len(src) || from >= to {
		return
	}
	var s string
	err, ok := json.Unmarshal(src[from:to], &s).(*json.SyntaxError)
	if !ok {
		return
	}
	at := from + max(0, int(err.Offset)-1)
	switch {
	case at < to && src[at] == '\n' || to < len(src) && src[to-1] != '"':
		d.Detail = "The string has no closing quote on its line; in JSON a new line within a string is written \\n."
		at = from
	case at > from && src[at-1] == '\\':
		d.Detail = fmt.Sprintf(
			"\"\\%c\" isn't an escape sequence: in JSON a backslash starts one of \\\", \\\\, \\/, \\b, "+
				"\\f, \\n, \\r, "+
				"\\t and \\uNNNN. For the backslash itself write two, or four if it is in a string inside an "+
				"expression.",
			src[at],
		)
		at--
	default:
		d.Detail = fmt.Sprintf("The string isn't JSON: %s.", err)
	}
	end := at + 2
	if at == from {
		end = to
	}
	r := rangeOf(name, src, at, min(end, to))
	d.Subject, d.Context = &r, nil
}
