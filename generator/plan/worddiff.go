package plan

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/aymanbagabas/go-udiff"

	"github.com/slogen-project/slogen/generator/lazy"
	"github.com/slogen-project/slogen/generator/printable"
)

// piece is a part of a text that is the same before and after, or is taken out, or put in.
type piece struct {
	sign Action // NoOp, Delete or Create
	text string
}

// pieces is a difference of two texts, word by word.
type pieces []piece

var word = lazy.Regexp(`[\pL\pN_.]+|\s+|[^\s\pL\pN_.]`)

// byWord compares two texts word by word.
func byWord(before, after string) pieces {
	lines := func(s string) string {
		var b strings.Builder
		for _, w := range word().FindAllString(s, -1) {
			b.WriteString(strings.ReplaceAll(w, "\n", "\x00"))
			b.WriteByte('\n')
		}
		return b.String()
	}
	text := func(s string) string {
		return strings.ReplaceAll(strings.ReplaceAll(s, "\n", ""), "\x00", "\n")
	}
	a := lines(before)
	var out pieces
	add := func(sign Action, s string) {
		if s = text(s); s == "" {
			return
		}
		if n := len(out); n > 0 && out[n-1].sign == sign {
			out[n-1].text += s
			return
		}
		out = append(out, piece{sign, s})
	}
	at := 0
	for _, e := range udiff.Lines(a, lines(after)) {
		add(NoOp, a[at:e.Start])
		add(Delete, a[e.Start:e.End])
		add(Create, e.New)
		at = e.End
	}
	add(NoOp, a[at:])
	return out
}

// Values are those of an attribute as people read them; empty where it is absent. They may be sensitive.
func (d *AttrDiff) Values() (before, after string) {
	if d.Before != nil {
		before = plain(d.Before)
	}
	if d.After != nil {
		after = plain(d.After)
	}
	return before, after
}

// difference is how an attribute differs, as people read it.
func difference(d *AttrDiff) pieces {
	before, after := plain(d.Before), plain(d.After)
	switch {
	case d.Sensitive:
		return pieces{{NoOp, masked + ", changes"}}
	case d.Before == nil:
		return pieces{{Delete, ""}, {Create, after}}
	case d.After == nil:
		return pieces{{Delete, before}, {Create, ""}}
	case isList(d.Before) && isList(d.After):
		return byElement(d)
	}
	return between(before, after)
}

// between is how two texts differ: as they are where they are short, otherwise word by word.
func between(before, after string) pieces {
	short := utf8.RuneCountInString(before)+utf8.RuneCountInString(after) <= 60 && !strings.Contains(before+after, "\n")
	if short || before == "" || after == "" {
		return pieces{{Delete, before}, {Create, after}}
	}
	return byWord(before, after)
}

func isList(raw json.RawMessage) bool { return len(raw) > 0 && raw[0] == '[' }

// byElement compares two lists, element by element. Where only the order differs, all of both is shown.
func byElement(d *AttrDiff) pieces {
	var before, after []json.RawMessage
	if json.Unmarshal(d.Before, &before) != nil || json.Unmarshal(d.After, &after) != nil {
		return byWord(shown(d.Before), shown(d.After))
	}
	var out pieces
	rest := func(sign Action, list, other []json.RawMessage) {
		for _, x := range list {
			if !slices.ContainsFunc(other, func(y json.RawMessage) bool { return bytes.Equal(x, y) }) {
				out = append(out, piece{sign, plain(x)})
			}
		}
	}
	rest(Delete, before, after)
	rest(Create, after, before)
	if len(out) == 0 {
		return pieces{{Delete, shown(d.Before)}, {Create, shown(d.After)}}
	}
	if len(out) < len(before)+len(after) {
		out = append(out, piece{NoOp, " (others as before)"})
	}
	return out
}

// plain is a value as people read it: a text as it is, without quotes.
func plain(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	return shown(raw)
}

// most is the number of characters of a text that is the same, above which its middle is left out; ends are what is
// left of it at each end.
const most, ends = 56, 24

// text is a difference in a line: what is taken out in [- -], what is put in in {+ +}, or "a → b" where nothing is the
// same. Cut leaves out the middle of what is the same.
func (p pieces) text(cut bool) string {
	if len(p) == 2 && p[0].sign == Delete && p[1].sign == Create {
		return orNone(printable.Line(p[0].text)) + " → " + orNone(printable.Line(p[1].text))
	}
	var b strings.Builder
	for i, x := range p {
		text := printable.Line(x.text)
		switch {
		case x.sign == Delete:
			b.WriteString("[-" + text + "-]")
		case x.sign == Create:
			b.WriteString("{+" + text + "+}")
		case x.sign == NoOp && cut && utf8.RuneCountInString(text) > most:
			r := []rune(text)
			head, tail := string(r[:ends]), string(r[len(r)-ends:])
			if i == 0 {
				head = ""
			}
			if i == len(p)-1 {
				tail = ""
			}
			b.WriteString(head + "…" + tail)
		default:
			b.WriteString(text)
		}
	}
	return b.String()
}
