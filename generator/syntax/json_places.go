package syntax

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"sort"
	"sync"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/diag"
)

// fixJSON puts right the places in diags that lie within string literals of a file in HCL's JSON form. Both hcl/json
// and the expressions of [JSONExpr] count bytes in the text a literal stands for, from the byte after its opening
// quote; the real place is further on wherever there are escapes. Lines and columns of all places in the file are
// counted anew (hcl/json counts a tab as two columns). Diagnostics are changed in place; apply it once to each.
func fixJSON(name string, src []byte, diags hcl.Diagnostics) {
	fix := jsonFixer{name: name, src: src, literals: sync.OnceValue(func() []extent { return escapedStrings(src) }),
		at: map[int]hcl.Pos{}}
	fix.each(diags, fix.note)
	fix.count()
	fix.each(diags, fix.fixed)
}

// jsonFixer looks at all places first and counts lines and columns in one pass: a file may be one long line.
type jsonFixer struct {
	name     string
	src      []byte
	literals func() []extent
	at       map[int]hcl.Pos // the positions of the bytes in question
}

func (f *jsonFixer) each(diags hcl.Diagnostics, do func(hcl.Range) hcl.Range) {
	ptr := func(r **hcl.Range) {
		if *r != nil { // a new one: ranges are shared
			n := do(**r)
			*r = &n
		}
	}
	for _, d := range diags {
		ptr(&d.Subject)
		ptr(&d.Context)
		if x, ok := d.Extra.(*diag.Extra); ok && x != nil {
			for i := range x.Notes {
				x.Notes[i].Range = do(x.Notes[i].Range)
			}
			for i := range x.Fix.Edits {
				x.Fix.Edits[i].Range = do(x.Fix.Edits[i].Range)
			}
		}
	}
}

func (f *jsonFixer) concerns(r hcl.Range) bool {
	return r.Filename == f.name && r.Start.Byte >= 0 && r.Start.Byte <= len(f.src)
}

func (f *jsonFixer) note(r hcl.Range) hcl.Range {
	if f.concerns(r) {
		f.at[f.offset(r.Start.Byte)] = hcl.Pos{}
		f.at[f.offset(r.End.Byte)] = hcl.Pos{}
	}
	return r
}

func (f *jsonFixer) count() {
	offsets := slices.Sorted(maps.Keys(f.at))
	p := hcl.InitialPos
	for _, o := range offsets {
		p = posOf(f.src, o, p)
		f.at[o] = p
	}
}

func (f *jsonFixer) fixed(r hcl.Range) hcl.Range {
	if !f.concerns(r) {
		return r
	}
	start, end := f.at[f.offset(r.Start.Byte)], f.at[f.offset(r.End.Byte)]
	if end.Byte < start.Byte {
		end = start
	}
	return hcl.Range{Filename: f.name, Start: start, End: end}
}

func (f *jsonFixer) offset(at int) int {
	l, ok := holding(f.literals(), at)
	if !ok {
		return at
	}
	return rawOffset(f.src, l.start+1, l.end-1, at-l.start-1)
}

// escapedStrings finds the strings of a JSON text that hold escapes, in order: where places within them are off.
func escapedStrings(src []byte) (list []extent) {
	for i := 0; i < len(src); i++ {
		if src[i] == '"' {
			end := endOfJSONString(src, i)
			// hcl/json counts in the text as it stands where it can't decode it.
			if lit := src[i:end]; bytes.IndexByte(lit, '\\') >= 0 && json.Valid(lit) {
				list = append(list, extent{i, end})
			}
			i = end - 1
		}
	}
	return list
}

// holding finds the string of the list within which a byte is.
func holding(list []extent, at int) (extent, bool) {
	i := sort.Search(len(list), func(i int) bool { return list[i].end > at })
	if i == len(list) || at <= list[i].start {
		return extent{}, false
	}
	return list[i], true
}

// TextAt gives what stands at places of expressions in a file, see [config.File].
func TextAt(src []byte, isJSON bool) func(hcl.Range) []byte {
	literals := func() []extent { return nil }
	if isJSON {
		literals = sync.OnceValue(func() []extent { return escapedStrings(src) })
	}
	return func(r hcl.Range) []byte {
		text, from, to := src, r.Start.Byte, r.End.Byte
		if l, ok := holding(literals(), from); ok {
			var s string
			if json.Unmarshal(src[l.start:l.end], &s) != nil {
				return nil
			}
			text, from, to = []byte(s), from-l.start-1, to-l.start-1
		}
		if from < 0 || from > to || to > len(text) {
			return nil
		}
		return text[from:to]
	}
}

// rawOffset finds the byte of a JSON string's inside, src[from:to], at which the text it stands for has its byte n.
func rawOffset(src []byte, from, to, n int) int {
	for i := from; i < to; {
		raw, decoded := 1, 1
		if src[i] == '\\' && i+1 < to {
			raw = 2
			if src[i+1] == 'u' && i+6 <= to {
				raw = 6
				r := hex4(src[i+2 : i+6])
				if utf16.IsSurrogate(r) {
					if i+12 <= to && src[i+6] == '\\' && src[i+7] == 'u' {
						if p := utf16.DecodeRune(r, hex4(src[i+8:i+12])); p != utf8.RuneError {
							r, raw = p, 12
						}
					}
				}
				if decoded = utf8.RuneLen(r); decoded < 0 {
					decoded = utf8.RuneLen(utf8.RuneError)
				}
			}
		}
		if n < decoded {
			return i
		}
		n -= decoded
		i += raw
	}
	return to
}

func hex4(b []byte) (r rune) {
	for _, c := range b {
		switch {
		case c >= '0' && c <= '9':
			r = r<<4 | rune(c-'0')
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			r = r<<4 | rune(c|0x20-'a'+10)
		default:
			return utf8.RuneError
		}
	}
	return r
}
