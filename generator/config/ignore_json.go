package config

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
)

// jsonIgnores finds the properties "//" that say that a finding is meant to be there, as far as the text is JSON. The
// value is a text, or a list of them.
func jsonIgnores(name string, src []byte) (out []Ignore) {
	type level struct {
		start   int  // of the property's name or, without one, of the value
		array   bool // and no object
		name    bool // in an object, the next string is a name
		comment bool // it is the value of a property "//"
		first   int  // the ignores from here on are about what is in it
	}
	defer func() {
		var all []*hcl.Pos
		for i := range out {
			x := &out[i]
			all = append(all, &x.Range.Start, &x.Range.End, &x.Covers.Start, &x.Covers.End)
		}
		count(src, all)
	}()
	span := func(start, end int) hcl.Range {
		return hcl.Range{Filename: name, Start: hcl.Pos{Byte: start}, End: hcl.Pos{Byte: end}}
	}
	stack := []level{{array: true}}
	dec := json.NewDecoder(bytes.NewReader(src))
	property, comment := -1, false // where the name before the value at hand begins, and whether it is "//"
	for {
		before := int(dec.InputOffset())
		t, err := dec.Token()
		if err != nil {
			return out
		}
		start, end := before, int(dec.InputOffset())
		for start < end && bytes.IndexByte([]byte(" \t\r\n,:"), src[start]) >= 0 {
			start++
		}
		top := &stack[len(stack)-1]
		switch d, delim := t.(json.Delim); {
		case delim && (d == '{' || d == '['):
			l := level{start: start, array: d == '[', name: d == '{', comment: comment, first: len(out)}
			if property >= 0 && d == '{' {
				l.start = property
			}
			stack = append(stack, l)
			property, comment = -1, false
			continue
		case delim:
			if !top.array && len(stack) > 2 { // nothing in the root is about the file
				for i := top.first; i < len(out); i++ {
					if out[i].Covers.Filename == "" {
						out[i].Covers = span(top.start, end)
					}
				}
			}
			if stack = stack[:len(stack)-1]; len(stack) == 0 {
				return out
			}
		case !top.array && top.name:
			property, comment = start, t == "//"
			top.name = false
			continue
		default:
			if text, ok := t.(string); ok && (comment || top.comment) {
				if x, ok := readIgnore(text, span(start, end)); ok {
					out = append(out, x)
				}
			}
		}
		stack[len(stack)-1].name = true
		property, comment = -1, false
	}
}

// count gives the positions, of which only the bytes are known, their lines and columns, in one pass over the text.
func count(src []byte, positions []*hcl.Pos) {
	slices.SortFunc(positions, func(a, b *hcl.Pos) int { return cmp.Compare(a.Byte, b.Byte) })
	line, column, at := 1, 1, 0
	for _, p := range positions {
		for ; at < p.Byte; at++ {
			switch {
			case src[at] == '\n':
				line, column = line+1, 1
			case utf8.RuneStart(src[at]):
				column++
			}
		}
		p.Line, p.Column = line, column
	}
}
