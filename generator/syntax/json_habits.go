package syntax

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
	hcljson "github.com/hashicorp/hcl/v2/json"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/source"
)

// mendJSON finds what people write in JSON that JSON doesn't have: comments, commas that are missing or too many,
// single quotes. The text that comes back has each of them put right, at the same length, so that what is wrong
// elsewhere is found too. It is only asked where the parser failed.
func mendJSON(src []byte) (mended []byte, problems []*problem) {
	m := jsonMender{src: src, out: bytes.Clone(src), comma: -1}
	for m.at < len(src) && len(m.problems) <= maxDiagnostics {
		m.step()
	}
	return m.out, m.problems
}

type jsonMender struct {
	src, out []byte
	at       int
	problems []*problem
	open     []byte // the brackets that are open
	comma    int    // the last thing was a comma, at this byte; or -1
	ended    int    // the last thing was a value, which ended here; or 0
	key      bool   // in an object, a name is next
}

func (m *jsonMender) say(summary, detail string, start, end int) {
	m.problems = append(m.problems, &problem{code: codeJSON, summary: summary, detail: detail, start: start, end: end})
}

func (m *jsonMender) blank(start, end int) {
	for i := start; i < end; i++ {
		if m.out[i] != '\n' {
			m.out[i] = ' '
		}
	}
}

func (m *jsonMender) step() {
	rest := m.src[m.at:]
	switch c := rest[0]; {
	case c == ' ' || c == '\t' || c == '\n' || c == '\r':
		m.at++
	case c == '#' || bytes.HasPrefix(rest, []byte("//")) || bytes.HasPrefix(rest, []byte("/*")):
		m.comment(rest)
	case c == '{' || c == '[':
		m.begin()
		m.open = append(m.open, c)
		m.at++
		m.comma, m.ended, m.key = -1, 0, c == '{'
	case c == '}' || c == ']':
		if m.comma >= 0 {
			m.say("Trailing comma", fmt.Sprintf("In JSON no comma follows the last value, but here `%c` comes next. Remove "+
				"the comma.", c), m.comma, m.comma+1)
			m.blank(m.comma, m.comma+1)
		}
		if n := len(m.open); n > 0 {
			m.open = m.open[:n-1]
		}
		m.at++
		m.comma, m.ended, m.key = -1, m.at, false
	case c == ',':
		m.comma, m.ended, m.key = m.at, 0, m.inObject()
		m.at++
	case c == ':' || c == '=':
		m.comma, m.ended, m.key = -1, 0, false
		m.at++
	default:
		m.value(c)
	}
}

func (m *jsonMender) inObject() bool { return len(m.open) > 0 && m.open[len(m.open)-1] == '{' }

func (m *jsonMender) comment(rest []byte) {
	end := bytes.IndexByte(rest, '\n')
	if bytes.HasPrefix(rest, []byte("/*")) {
		if end = bytes.Index(rest, []byte("*/")); end >= 0 {
			end += 2
		}
	}
	if end < 0 {
		end = len(rest)
	}
	line := len(bytes.TrimRight(rest[:end], "\r"))
	if n := bytes.IndexByte(rest[:line], '\n'); n > 0 {
		line = n
	}
	m.say("Comment in JSON", "JSON has no comments. A property named \"//\" is ignored in every block: write `\"//\": "+
		"\"...\"`. "+
		"Or write the file in HCL (*.slo.hcl) or jsonnet (*.slo.jsonnet), which have comments.", m.at, m.at+line)
	m.blank(m.at, m.at+end)
	m.at += end
}

// begin is what comes before a value or a name: a comma, unless it is the first.
func (m *jsonMender) begin() {
	if m.ended == 0 {
		return
	}
	m.say("Missing comma", "A comma is missing between this and the value before it. Write it after that value.", m.at,
		m.at+1)
	for i := m.ended; i < m.at; i++ { // in the place of a blank, so that all other places stay
		if m.src[i] == ' ' || m.src[i] == '\t' || m.src[i] == '\r' || m.src[i] == '\n' {
			m.out[i] = ','
			break
		}
	}
	m.key = m.inObject()
}

// value is a string, number or word: a name where one is next.
func (m *jsonMender) value(c byte) {
	m.begin()
	start, end := m.at, m.at+1
	switch c {
	case '"':
		end = endOfJSONString(m.src, start)
	case '\'':
		n := bytes.IndexAny(m.src[start+1:], "'\n")
		if n < 0 || m.src[start+1+n] == '\n' {
			break
		}
		end = start + n + 2
		if inner := m.src[start+1 : end-1]; !bytes.ContainsAny(inner, `"\`) {
			m.say("Single quotes", "In JSON, put text and names in double quotes.", start, end)
			m.out[start], m.out[end-1] = '"', '"'
		}
	default:
		for end < len(m.src) && !strings.ContainsRune(" \t\r\n,:{}[]\"'=", rune(m.src[end])) {
			end++
		}
		if m.key {
			m.say("Name without quotes", fmt.Sprintf("In JSON, put names in double quotes: %q.", m.src[start:end]), start, end)
			m.out = nil
		}
	}
	m.at, m.comma = end, -1
	if m.ended = end; m.key {
		m.ended, m.key = 0, false
	}
}

// jsonProblems makes of a text that isn't JSON what can be read of it, and what is wrong with it.
func jsonProblems(name string, src []byte) (*hcl.File, hcl.Diagnostics) {
	if m := conflict(name, src); m != nil {
		return nil, hcl.Diagnostics{m}
	}
	mended, problems := mendJSON(src)
	var diags hcl.Diagnostics
	for _, p := range problems {
		diags = append(diags, p.diagnostic(name, src))
	}
	for _, p := range problems {
		if p.summary == "Name without quotes" { // the parser would stop there
			return nil, diags
		}
	}
	f, more := hcljson.Parse(mended, name)
	for _, d := range more {
		switch d.Summary {
		case "Root value must be object":
			if len(more)+len(diags) > 1 {
				continue // it couldn't be read to its end
			}
			d.Detail = "A JSON file holds one object, { ... }, whose names are block types."
		case "Missing attribute seperator comma":
			d.Summary = "Missing comma"
		}
		diags = append(diags, d)
	}
	return f, diags
}

// emptyFile speaks of a file that holds nothing at all; nil where it holds something. In JSON and jsonnet it is an
// error.
func emptyFile(name string, src []byte) *hcl.Diagnostic {
	if len(bytes.TrimSpace(src)) > 0 || !source.IsConfig(name) {
		return nil
	}
	const detail = "The file is empty, so it declares nothing. Was it saved, or did the program that writes it fail? "
	if isJSONName(name) {
		return diag.Error("source/empty_file", "Empty file", detail+"To leave it empty on purpose, write an empty "+
			"object: `{}`.",
			rangeOf(name, src, 0, 0))
	}
	return diag.Warning("source/empty_file", "Empty file", detail+"Remove it, or put a comment in it.", rangeOf(name,
		src, 0, 0))
}

// withoutSchema takes the property $schema, by which editors find the JSON Schema of a file, out of the file's root.
func withoutSchema(f *hcl.File) {
	if f == nil || f.Body == nil || !bytes.Contains(f.Bytes, []byte(schemaProperty)) {
		return
	}
	_, rest, _ := f.Body.PartialContent(&hcl.BodySchema{Attributes: []hcl.AttributeSchema{{Name: schemaProperty}}})
	f.Body = rest
}

const schemaProperty = "$schema"
