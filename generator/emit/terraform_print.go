package emit

import (
	"bytes"
	"strconv"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// hclPrinter writes HCL as `terraform fmt` leaves it: two spaces for each level, and the equals signs of arguments on
// consecutive lines aligned. It appends to b and never looks back further than the current run of arguments, so it
// costs about a hundredth of hclwrite; tests compare it with hclwrite.Format.
//
// The rule of the canonical form that shapes the methods: lines are aligned with their neighbours while each holds one
// whole argument. A blank line, a comment, a block, or an argument whose value continues on the next line ends the run
// and isn't part of it.
type hclPrinter struct {
	b     []byte
	depth int
	run   []aligned // arguments of the current run, not aligned yet
	close bool      // whether the next block comes right after what is there
}

// aligned is where an argument's name ends in the printer's bytes, and how long the name is.
type aligned struct{ end, width int }

// block starts a block: its type and labels, as they are.
func (p *hclPrinter) block(header ...string) {
	p.align()
	p.indent()
	for i, s := range header {
		if i > 0 {
			p.b = append(p.b, ' ')
		}
		if i == 0 || s == "=" {
			p.b = append(p.b, s...)
		} else {
			p.b = append(p.b, '"')
			p.b = append(p.b, s...)
			p.b = append(p.b, '"')
		}
	}
	p.b = append(p.b, " {\n"...)
	p.depth++
}

// end ends what [hclPrinter.block] or [hclPrinter.open] started; closing is "}" or, say, "})".
func (p *hclPrinter) end(closing string) {
	p.align()
	p.depth--
	p.indent()
	p.b = append(p.b, closing...)
	p.b = append(p.b, '\n')
}

// open starts an argument that takes several lines: `query_json = jsonencode({`. An empty name starts an item of a
// list.
func (p *hclPrinter) open(name, opening string) {
	p.align()
	p.indent()
	if name != "" {
		p.b = append(p.b, name...)
		p.b = append(p.b, " = "...)
	}
	p.b = append(p.b, opening...)
	p.b = append(p.b, '\n')
	p.depth++
}

// blank writes an empty line.
func (p *hclPrinter) blank() {
	p.align()
	p.b = append(p.b, '\n')
}

// gap writes an empty line before a block, unless the block is the first thing in another.
func (p *hclPrinter) gap() {
	if !p.close && !bytes.HasSuffix(p.b, []byte("{\n")) {
		p.blank()
	}
	p.close = false
}

// name starts an argument on a line of its own; the value follows, and a newline.
func (p *hclPrinter) name(name string) {
	p.indent()
	p.b = append(p.b, name...)
	p.run = append(p.run, aligned{len(p.b), len(name)})
	p.b = append(p.b, " = "...)
}

// str writes an argument with a string for its value.
func (p *hclPrinter) str(name, value string) {
	p.name(name)
	p.b = appendHCLString(p.b, value)
	p.b = append(p.b, '\n')
}

// opt is str, but writes nothing if value is empty.
func (p *hclPrinter) opt(name, value string) {
	if value != "" {
		p.str(name, value)
	}
}

// raw writes an argument with an expression for its value, given in pieces.
func (p *hclPrinter) raw(name string, pieces ...string) {
	p.name(name)
	for _, s := range pieces {
		p.b = append(p.b, s...)
	}
	p.b = append(p.b, '\n')
}

// num writes an argument with a whole number for its value.
func (p *hclPrinter) num(name string, value int) {
	p.name(name)
	p.b = strconv.AppendInt(p.b, int64(value), 10)
	p.b = append(p.b, '\n')
}

// percent writes an argument with a percentage for its value, exactly.
func (p *hclPrinter) percent(name string, perMillion int) {
	p.name(name)
	p.b = appendPercent(p.b, perMillion)
	p.b = append(p.b, '\n')
}

// strs writes an argument with a list of strings for its value, on one line.
func (p *hclPrinter) strs(name string, values []string) {
	p.name(name)
	p.b = append(p.b, '[')
	for i, v := range values {
		if i > 0 {
			p.b = append(p.b, ", "...)
		}
		p.b = appendHCLString(p.b, v)
	}
	p.b = append(p.b, "]\n"...)
}

// comment writes a line of comment. Line breaks and other control characters become spaces.
func (p *hclPrinter) comment(pieces ...string) {
	p.align()
	p.indent()
	p.b = append(p.b, '#')
	p.b = append(p.b, ' ')
	for _, s := range pieces {
		for _, r := range s {
			if !unicode.IsPrint(r) {
				r = ' '
			}
			p.b = utf8.AppendRune(p.b, r)
		}
	}
	p.b = append(p.b, '\n')
}

func (p *hclPrinter) indent() {
	const blanks = "                                "
	for n := 2 * p.depth; n > 0; n -= len(blanks) {
		p.b = append(p.b, blanks[:min(n, len(blanks))]...)
	}
}

// align ends the current run of arguments: it aligns their equals signs.
func (p *hclPrinter) align() {
	width, pad := 0, 0
	for _, a := range p.run {
		width = max(width, a.width)
	}
	for _, a := range p.run {
		pad += width - a.width
	}
	if pad > 0 {
		// Working from the back, each stretch moves once, by all the padding before it.
		from := len(p.b)
		for range pad {
			p.b = append(p.b, ' ')
		}
		for i := len(p.run) - 1; pad > 0; i-- {
			a := p.run[i]
			copy(p.b[a.end+pad:], p.b[a.end:from])
			from = a.end
			for range width - a.width {
				pad--
				p.b[a.end+pad] = ' '
			}
		}
	}
	p.run = p.run[:0]
}

// appendPercent writes per-million as percent: exactly, with as few digits as that takes.
func appendPercent(b []byte, perMillion int) []byte {
	b = strconv.AppendInt(b, int64(perMillion/10_000), 10)
	frac := perMillion % 10_000
	if frac == 0 {
		return b
	}
	b = append(b, '.')
	for unit := 1000; frac > 0; unit /= 10 {
		b = append(b, byte('0'+frac/unit))
		frac %= unit
	}
	return b
}

// appendHCLString writes s as a quoted template without interpolation that HCL reads as s. It escapes what would start
// a template sequence, and whatever a reader can't see: control characters, and marks that change the direction of
// text.
func appendHCLString(b []byte, s string) []byte { return appendQuoted(b, s, true) }

// appendJSONString writes s as JSON, with the same care.
func appendJSONString(b []byte, s string) []byte { return appendQuoted(b, s, false) }

func appendQuoted(b []byte, s string, hcl bool) []byte {
	b = append(b, '"')
	done := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(s[i:])
			// Terraform composes a file's characters before it decodes JSON, and a mark would change the escape before it.
			composes := !hcl && i == done && unicode.IsMark(r)
			if r == utf8.RuneError && n == 1 || !unicode.IsPrint(r) || composes {
				b = append(b, s[done:i]...)
				b = appendEscape(b, r, hcl)
				done = i + n
			}
			i += n
			continue
		}
		switch {
		case shortEscapes[c] != 0:
			b = append(b, s[done:i]...)
			b = append(b, '\\', shortEscapes[c])
		case c < 0x20 || c == 0x7f:
			b = append(b, s[done:i]...)
			b = appendEscape(b, rune(c), hcl)
		case hcl && (c == '$' || c == '%') && i+1 < len(s) && s[i+1] == '{':
			b = append(b, s[done:i]...)
			if i > 0 && s[i-1] == c {
				b = appendEscape(b, rune(c), hcl) // `$$${` would be read as an escape that starts at the first sign
			} else {
				b = append(b, c, c)
			}
		default:
			i++
			continue
		}
		i++
		done = i
	}
	b = append(b, s[done:]...)
	return append(b, '"')
}

// shortEscapes are the letters that stand behind a backslash for a character, in HCL and in JSON.
var shortEscapes = [utf8.RuneSelf]byte{'"': '"', '\\': '\\', '\n': 'n', '\r': 'r', '\t': 't'}

func appendEscape(b []byte, r rune, hcl bool) []byte {
	if r <= 0xffff {
		return appendHex(append(b, '\\', 'u'), r, 4)
	}
	if hcl {
		return appendHex(append(b, '\\', 'U'), r, 8)
	}
	high, low := utf16.EncodeRune(r)
	b = appendHex(append(b, '\\', 'u'), high, 4)
	return appendHex(append(b, '\\', 'u'), low, 4)
}

func appendHex(b []byte, r rune, digits int) []byte {
	for shift := 4 * (digits - 1); shift >= 0; shift -= 4 {
		b = append(b, "0123456789abcdef"[r>>shift&15])
	}
	return b
}
