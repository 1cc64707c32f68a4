package sandbox

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// shape describes what a JSON value must look like: the API's schemas as data.
type shape struct {
	kind     kind
	min, max int      // of characters, items or the integer's value; max < 0 for none
	words    []string // the only values that a text may have
	bytes    bool     // lengths are in bytes
	match    func(string) bool
	rule     string // match in words: "must ..."
	item     *shape
	members  []member
	by       string // a member whose text chooses one of variants
	variants map[string]*shape
}

type kind uint8

const (
	aText kind = iota
	anInteger
	aNumber
	aBool
	aList
	anObject
	aValue    // anything
	forbidden // nothing: it must be absent
)

// member is one member of an object.
type member struct {
	name     string
	required bool
	shape    *shape
	preset   any // the value if it isn't sent; nil for none
}

func text(min, max int) *shape         { return &shape{kind: aText, min: min, max: max} }
func enum(words ...string) *shape      { return &shape{kind: aText, words: words, max: -1} }
func integer(min, max int) *shape      { return &shape{kind: anInteger, min: min, max: max} }
func number() *shape                   { return &shape{kind: aNumber} }
func boolean() *shape                  { return &shape{kind: aBool} }
func value() *shape                    { return &shape{kind: aValue} }
func none(rule string) *shape          { return &shape{kind: forbidden, rule: rule} }
func object(members ...member) *shape  { return &shape{kind: anObject, members: members} }
func req(name string, s *shape) member { return member{name: name, required: true, shape: s} }
func opt(name string, s *shape) member { return member{name: name, shape: s} }

// or gives an optional member a default.
func (m member) or(preset any) member { m.preset = preset; return m }

func list(min, max int, item *shape) *shape {
	return &shape{kind: aList, min: min, max: max, item: item}
}

func pattern(max int, match func(string) bool, rule string) *shape {
	return &shape{kind: aText, max: max, match: match, rule: rule}
}

// variant is one of several kinds of object, chosen by the text of a member.
func variant(by string, variants map[string]*shape) *shape {
	return &shape{kind: anObject, by: by, variants: variants}
}

// unbounded is the maximum of what has no maximum.
const unbounded = -1

// clean checks v, which messages call path, and returns what the API keeps of it: known members, with defaults.
func (s *shape) clean(v any, path string, l *issues) any {
	switch s.kind {
	case aText:
		t, ok := v.(string)
		if !ok {
			l.add(incorrectType, path, "must be a string")
			return v
		}
		s.text(t, path, l)
	case anInteger:
		n, ok := v.(json.Number)
		if !ok {
			l.add(incorrectType, path, "must be an integer")
			return v
		}
		s.integer(n, path, l)
	case aNumber:
		n, ok := v.(json.Number)
		if !ok {
			l.add(incorrectType, path, "must be a number")
			return v
		}
		if _, err := n.Float64(); err != nil {
			l.add(invalid, path, "must be a number that fits 64 bits")
		}
	case aBool:
		if _, ok := v.(bool); !ok {
			l.add(incorrectType, path, "must be a boolean")
		}
	case aList:
		return s.list(v, path, l)
	case anObject:
		return s.object(v, path, l)
	case forbidden:
		l.add(invalid, path, "%s", s.rule)
	}
	return v
}

func (s *shape) integer(n json.Number, path string, l *issues) {
	i, err := strconv.ParseInt(string(n), 10, 64)
	switch {
	case err != nil:
		l.add(incorrectType, path, "must be an integer")
	case i < int64(s.min) || s.max >= 0 && i > int64(s.max):
		l.add(invalid, path, "must be %s", between(s.min, s.max, ""))
	}
}

func (s *shape) list(v any, path string, l *issues) any {
	items, ok := v.([]any)
	if !ok {
		l.add(incorrectType, path, "must be a list")
		return v
	}
	if len(items) < s.min || s.max >= 0 && len(items) > s.max {
		l.add(invalid, path, "must have %s", between(s.min, s.max, " items"))
		return v // not thousands of issues for thousands of items
	}
	out := make([]any, len(items))
	for i, x := range items {
		out[i] = s.item.clean(x, fmt.Sprintf("%s[%d]", path, i), l)
	}
	return out
}

func (s *shape) text(t, path string, l *issues) {
	if s.words != nil {
		if !slices.Contains(s.words, t) {
			l.add(invalid, path, "must be one of %s", strings.TrimPrefix(strings.Join(s.words, ", "), ", "))
		}
		return
	}
	n := len(t)
	unit := " bytes"
	if !s.bytes {
		n, unit = utf8.RuneCountInString(t), " characters"
	}
	switch {
	case n == 0 && s.min > 0:
		l.add(missing, path, "cannot be blank")
	case n < s.min || s.max >= 0 && n > s.max:
		l.add(invalid, path, "must have %s", between(s.min, s.max, unit))
	case s.match != nil && !s.match(t):
		l.add(invalid, path, "%s", s.rule)
	}
}

func (s *shape) object(v any, path string, l *issues) any {
	in, ok := v.(doc)
	if !ok {
		l.add(incorrectType, path, "must be an object")
		return v
	}
	if s.variants != nil {
		word, _ := in[s.by].(string)
		one, ok := s.variants[word]
		switch {
		case ok:
			return one.object(v, path, l)
		case in[s.by] == nil:
			l.add(missing, join(path, s.by), "cannot be blank")
		default:
			l.add(invalid, join(path, s.by), "must be a valid value")
		}
		return v
	}
	out := make(doc, len(s.members))
	for _, m := range s.members {
		x, sent := in[m.name]
		if x == nil {
			switch {
			case m.required:
				l.add(missing, join(path, m.name), "is required")
			case m.preset != nil:
				out[m.name] = m.preset
			case sent && m.shape.kind == aValue:
				out[m.name] = nil
			}
			continue
		}
		out[m.name] = m.shape.clean(x, join(path, m.name), l)
	}
	return out
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func between(min, max int, unit string) string {
	switch {
	case max < 0 && min == 1 && unit == " items":
		return "at least 1 item"
	case max < 0:
		return fmt.Sprintf("at least %d%s", min, unit)
	case min == max:
		return fmt.Sprintf("exactly %d%s", min, unit)
	case min == 0 && unit != "":
		return fmt.Sprintf("at most %d%s", max, unit)
	}
	return fmt.Sprintf("between %d and %d%s", min, max, unit)
}

// number returns n as a body holds it.
func whole(n int) json.Number { return json.Number(strconv.Itoa(n)) }

// str returns the text at a path of members, "" if there is none.
func str(d doc, path ...string) string {
	s, _ := at(d, path...).(string)
	return s
}

// num returns the integer at a path of members, 0 if there is none.
func num(d doc, path ...string) int {
	n, _ := at(d, path...).(json.Number)
	i, _ := strconv.Atoi(string(n))
	return i
}

// float returns the number at a path of members, 0 if there is none.
func float(d doc, path ...string) float64 {
	n, _ := at(d, path...).(json.Number)
	f, _ := n.Float64()
	return f
}

// items returns the objects in the list at a path of members.
func items(d doc, path ...string) []doc {
	l, _ := at(d, path...).([]any)
	out := make([]doc, 0, len(l))
	for _, x := range l {
		if d, ok := x.(doc); ok {
			out = append(out, d)
		}
	}
	return out
}

// texts returns the texts in the list at a path of members.
func texts(d doc, path ...string) []string {
	l, _ := at(d, path...).([]any)
	out := make([]string, 0, len(l))
	for _, x := range l {
		if s, ok := x.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

func at(d doc, path ...string) any {
	var v any = d
	for _, name := range path {
		d, ok := v.(doc)
		if !ok {
			return nil
		}
		v = d[name]
	}
	return v
}

// has reports whether d has a member that isn't null.
func has(d doc, name string) bool { return d[name] != nil }
