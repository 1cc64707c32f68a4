// Package printable makes text from elsewhere fit to print. Names, descriptions, paths and values come from files that
// anybody may have written, and what is printed is read by terminals and by the logs of pipelines, which obey some of
// it: escape sequences move the cursor and hide text, marks reorder it, zero-width characters make two names look like
// one, and workflow commands ("::error ...", "##[group]", "##vso[...]") speak to the pipeline in slogen's name.
//
// It promises that what it lets through is shown as it is, in its place, and commands nobody. [Text] and [Line] are for
// whoever prints; [Writer] is the last door before a terminal or a log, for whatever was forgotten.
package printable

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Line is s for a place within a line: without line breaks, and otherwise like [Text].
func Line(s string) string { return Text(strings.Map(breakless, s)) }

func breakless(r rune) rune {
	switch r {
	case '\n', '\t':
		return ' '
	}
	return r
}

// Text is s with whatever would steer a terminal replaced by U+FFFD: control characters other than a line feed, and
// format characters such as marks of direction and zero-width ones. A tab becomes a space.
func Text(s string) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	before := rune(0)
	for _, r := range s {
		switch {
		case r == '\t':
			b.WriteByte(' ')
		case r != '\n' && steers(r, before):
			b.WriteRune(unicode.ReplacementChar)
		default:
			b.WriteRune(r)
		}
		before = r
	}
	return b.String()
}

func plain(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < ' ' && c != '\n') || c >= 0x7f {
			return false
		}
	}
	return true
}

// steers says whether the rune r, which stands behind another one, does something other than being seen.
func steers(r, before rune) bool {
	switch {
	case r < 0x80:
		return r < ' ' || r == 0x7f
	case r == '\u200c' || r == '\u200d': // joiners: part of emoji, and of letters in some scripts; nowhere else
		return before < 0x80 || !(unicode.IsLetter(before) || unicode.IsMark(before) || unicode.IsSymbol(before))
	}
	return unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029'
}

// Form says what kind of text goes through a [Writer].
type Form int

const (
	// Prose is for people: whatever steers is replaced, and nothing in it is a workflow command.
	Prose Form = iota
	// JSON is for programs: whatever steers is escaped within its string, so that the value stays what it was.
	JSON
	// Raw passes as it is: sources, scripts.
	Raw
)

// Writer writes text to a terminal or a log. Call [Writer.Close] at the end: it may hold back part of a character.
type Writer struct {
	Form   Form
	Colors bool // lets the colours that slogen itself uses through
	ASCII  bool // writes the signs that slogen itself uses in ASCII; letters and other signs stay as they are
	w      io.Writer
	out    bytes.Buffer
	held   []byte // the beginning of a character or of an escape sequence
	begun  bool   // something other than white space stands in this line
	colon  bool   // it is one colon
	hashes int    // how many # stand before
	before rune
}

// signs are those that slogen uses and how they are written where only ASCII is shown.
var signs = map[rune]string{
	'→': "->", '↔': "<->", '·': "-", '•': "*", '…': "...", '×': "x", '±': "+/-", '½': "1/2", '²': "^2", '≤': "<=",
	'≥': ">=", '≈': "~", '–': "-", '—': "-", '«': "<<", '»': ">>", '“': "\"", '”': "\"", '‘': "'", '’': "'",
	'─': "-", '━': "-", '│': "|", '╷': "|", '╵': "|", '├': "+", '└': "+", '┌': "+", '█': "#",
}

// InASCII is how [Writer.ASCII] has a character written; "" for one that stays as it is.
func InASCII(r rune) string { return signs[r] }

// NewWriter makes a writer of prose.
func NewWriter(w io.Writer) *Writer { return &Writer{w: w} }

// Write never reports a short write without an error.
func (w *Writer) Write(p []byte) (int, error) {
	if w.Form == Raw {
		return w.w.Write(p)
	}
	src := p
	if len(w.held) > 0 {
		src = append(w.held, p...)
		w.held = nil
	}
	w.out.Reset()
	w.filter(src, false)
	if _, err := w.w.Write(w.out.Bytes()); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Close writes what was held back. It doesn't close what lies below.
func (w *Writer) Close() error {
	if len(w.held) == 0 {
		return nil
	}
	w.out.Reset()
	held := w.held
	w.held = nil
	w.filter(held, true)
	_, err := w.w.Write(w.out.Bytes())
	return err
}

// filter writes src to out; unless it is the end, an unfinished character or sequence is held.
func (w *Writer) filter(src []byte, end bool) {
	for len(src) > 0 {
		c := src[0]
		switch {
		case c == 0x1b:
			n := colorSequence(src)
			if n == 0 && !end && unfinished(src) {
				w.held = append([]byte(nil), src...)
				return
			}
			if n > 0 && w.Colors && w.Form == Prose {
				w.out.Write(src[:n])
				src = src[n:]
				continue
			}
			w.ascii(c)
			src = src[1:]
		case c < utf8.RuneSelf:
			w.ascii(c)
			src = src[1:]
		case !utf8.FullRune(src) && !end:
			w.held = append([]byte(nil), src...)
			return
		default:
			r, n := utf8.DecodeRune(src)
			w.mark(true)
			w.hashes = 0
			if steers(r, w.before) {
				w.replace(r)
			} else if plain := InASCII(r); plain != "" && w.ASCII && w.Form == Prose {
				w.out.WriteString(plain)
			} else {
				w.out.WriteRune(r) // U+FFFD for a byte that is no character
			}
			w.before = r
			src = src[n:]
		}
	}
}

func (w *Writer) ascii(c byte) {
	defer func() { w.before = rune(c) }()
	if w.Form == JSON {
		if c == 0x7f || c < ' ' && c != '\n' && c != '\t' {
			w.replace(rune(c))
		} else {
			w.out.WriteByte(c)
		}
		return
	}
	switch c {
	case '\n':
		w.out.WriteByte(c)
		w.begun, w.colon, w.hashes = false, false, 0
		return
	case '\t':
		w.out.WriteByte(c)
		return
	case ' ':
		w.out.WriteByte(c)
		w.colon, w.hashes = false, 0
		return
	case ':':
		if w.colon { // "::" at the start of a line is a command of GitHub's
			w.out.WriteByte(' ')
		}
		w.colon = !w.begun
		w.mark(w.colon)
		w.out.WriteByte(c)
		return
	case '#':
		w.mark(true)
		w.hashes++
		w.out.WriteByte(c)
		return
	case '[', 'v':
		if w.hashes >= 2 { // "##[" and "##vso[" are commands of Azure's, and were ones of GitHub's
			w.out.WriteByte(' ')
		}
	}
	w.mark(true)
	w.hashes = 0
	if c < ' ' || c == 0x7f {
		w.replace(rune(c))
		return
	}
	w.out.WriteByte(c)
}

// mark notes that the line has begun.
func (w *Writer) mark(begun bool) {
	if begun && w.begun {
		w.colon = false
	}
	w.begun = w.begun || begun
}

func (w *Writer) replace(r rune) {
	if w.Form == JSON {
		if r > 0xffff {
			r -= 0x10000
			fmt.Fprintf(&w.out, `\u%04x\u%04x`, 0xd800+r>>10, 0xdc00+r&0x3ff)
			return
		}
		fmt.Fprintf(&w.out, `\u%04x`, r)
		return
	}
	w.out.WriteRune(unicode.ReplacementChar)
}

// colorSequence is the length of the sequence at the start of src if it is one of the colours and weights that slogen
// uses.
func colorSequence(src []byte) int {
	end := bytes.IndexByte(src[:min(len(src), 12)], 'm')
	if end < 3 || src[1] != '[' {
		return 0
	}
	for part := range bytes.SplitSeq(src[2:end], []byte(";")) {
		switch string(part) {
		case "0", "1", "2", "22", "31", "32", "33", "34", "35", "36":
		default:
			return 0
		}
	}
	return end + 1
}

// unfinished says whether src may be the beginning of a colour.
func unfinished(src []byte) bool {
	if len(src) >= 12 {
		return false
	}
	for i, c := range src[1:] {
		if i == 0 && c != '[' || i > 0 && c != ';' && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}
