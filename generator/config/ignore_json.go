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
func jsonIgnores(name string, src []byte) []Ignore {
	s := ignoreSearch{name: name, stack: []ignoreLevel{{array: true}}, property: -1}
	s.read(src)
	var all []*hcl.Pos
	for i := range s.found {
		x := &s.found[i]
		all = append(all, &x.Range.Start, &x.Range.End, &x.Covers.Start, &x.Covers.End)
	}
	count(src, all)
	return s.found
}

// ignoreSearch is the way through a JSON text.
type ignoreSearch struct {
	name     string
	found    []Ignore
	stack    []ignoreLevel
	property int  // where the name before the value at hand begins; -1 for none
	comment  bool // whether that name is "//"
}

// ignoreLevel is an open array or object.
type ignoreLevel struct {
	start   int  // of the property's name or, without one, of the value
	array   bool // and no object
	name    bool // in an object, the next string is a name
	comment bool // it is the value of a property "//"
	first   int  // the ignores from here on are about what is in it
}

func (s *ignoreSearch) span(start, end int) hcl.Range {
	return hcl.Range{Filename: s.name, Start: hcl.Pos{Byte: start}, End: hcl.Pos{Byte: end}}
}

// read goes through the text up to the end of the document, or to what isn't JSON.
func (s *ignoreSearch) read(src []byte) {
	dec := json.NewDecoder(bytes.NewReader(src))
	for len(s.stack) > 0 {
		start := int(dec.InputOffset())
		t, err := dec.Token()
		if err != nil {
			return
		}
		end := int(dec.InputOffset())
		for start < end && bytes.IndexByte([]byte(" \t\r\n,:"), src[start]) >= 0 {
			start++
		}
		top := &s.stack[len(s.stack)-1]
		switch d, delim := t.(json.Delim); {
		case delim && (d == '{' || d == '['):
			s.open(start, d == '[')
			continue
		case delim:
			s.close(end)
		case !top.array && top.name:
			s.property, s.comment = start, t == "//"
			top.name = false
			continue
		case s.comment || top.comment:
			if text, ok := t.(string); ok {
				if x, ok := readIgnore(text, s.span(start, end)); ok {
					s.found = append(s.found, x)
				}
			}
		}
		s.property, s.comment = -1, false
		if n := len(s.stack); n > 0 {
			s.stack[n-1].name = true
		}
	}
}

func (s *ignoreSearch) open(start int, array bool) {
	l := ignoreLevel{start: start, array: array, name: !array, comment: s.comment, first: len(s.found)}
	if s.property >= 0 && !array {
		l.start = s.property
	}
	s.stack = append(s.stack, l)
	s.property, s.comment = -1, false
}

// close ends the innermost array or object. An object is what the ignores in it are about, unless they are about one
// further in; nothing in the root is about the file.
func (s *ignoreSearch) close(end int) {
	top := &s.stack[len(s.stack)-1]
	if !top.array && len(s.stack) > 2 {
		for i := top.first; i < len(s.found); i++ {
			if s.found[i].Covers.Filename == "" {
				s.found[i].Covers = s.span(top.start, end)
			}
		}
	}
	s.stack = s.stack[:len(s.stack)-1]
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
