package calc

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// kind is the kind of a token. The operators and their order are those of grammar.txt.
type kind uint8

const (
	tEOF kind = iota
	tBad      // something that was reported already
	tInt
	tFloat
	tString
	tRaw
	tColumn // $name
	tDollar // $ before a quoted name
	tWord   // name of a function, or what was taken for one
	tTrue
	tFalse
	tNull
	tLParen
	tRParen
	tComma
	tNot
	tOr
	tAnd
	tEqual
	tNotEqual
	tLT
	tLTE
	tGT
	tGTE
	tPlus
	tMinus
	tMul
	tDiv
	tMod
)

// token is a piece of the text. broken marks a literal that was reported and has no value.
type token struct {
	start, end int
	kind       kind
	broken     bool
}

// simple are the tokens of one character that start no other token.
var simple = [utf8.RuneSelf]kind{
	'(': tLParen, ')': tRParen, ',': tComma, '*': tMul, '%': tMod, '+': tPlus, '-': tMinus,
}

// next makes p.tok the next token of the text. Mistakes that leave no doubt about what was meant are reported and read
// as what was meant, so that the rest of the formula is still looked at.
func (p *parser) next() {
	p.prev = p.tok
	if p.stop {
		p.tok = token{start: len(p.text), end: len(p.text)}
		return
	}
	p.skipSpace()
	start := p.off
	p.tok = token{start: start}
	p.tok.kind = p.scan()
	p.tok.end = p.off
	if p.tok.kind == tBad {
		p.quiet = true
	}
}

// skipSpace moves over white space, and over comments, which it reports.
func (p *parser) skipSpace() {
	for p.off < len(p.text) {
		switch c := p.text[p.off]; {
		case c == ' ' || '\t' <= c && c <= '\r':
			p.off++
		case c >= utf8.RuneSelf:
			r, size := utf8.DecodeRuneInString(p.text[p.off:])
			if !unicode.IsSpace(r) {
				return
			}
			p.off += size
		case c == '#' || c == '/' && (p.at(1) == '/' || p.at(1) == '*'):
			start, rest := p.off, p.text[p.off:]
			n := len(rest)
			if p.at(1) == '*' && c == '/' {
				if i := strings.Index(rest, "*/"); i >= 0 {
					n = i + 2
				}
			} else if i := strings.IndexByte(rest, '\n'); i >= 0 {
				n = i
			}
			p.off += n
			p.report(comment(p.origin(start, p.off)))
		default:
			return
		}
	}
}

// at is the byte n after the current one, 0 beyond the end.
func (p *parser) at(n int) byte {
	if p.off+n < len(p.text) {
		return p.text[p.off+n]
	}
	return 0
}

// scan reads the token at p.off, which is not white space.
func (p *parser) scan() kind {
	if p.off >= len(p.text) {
		return tEOF
	}
	c := p.text[p.off]
	if c >= utf8.RuneSelf {
		return p.unknown()
	}
	if beginsOther[c] {
		if k := p.otherOperator(); k != 0 {
			return k
		}
	}
	if k := simple[c]; k != 0 {
		p.off++
		return k
	}
	switch {
	case isLetter(c):
		return p.word()
	case isDigit(c) || c == '.' && isDigit(p.at(1)):
		return p.number()
	}
	switch c {
	case '$':
		return p.column()
	case '"':
		return p.quotedString()
	case '`':
		return p.rawString()
	case '\'':
		return p.singleQuoted()
	case '/':
		p.off++
		return tDiv
	case '<':
		return p.either('=', tLTE, tLT)
	case '>':
		return p.either('=', tGTE, tGT)
	case '=':
		p.off++
		return tEqual
	case '!':
		return p.either('=', tNotEqual, tNot)
	}
	return p.unknown()
}

// otherOperators are those of other languages, with what to write for them and how to go on. Longer ones come first.
var otherOperators = []struct {
	text, use string
	kind      kind
}{
	{"===", "=", tEqual}, {"==", "=", tEqual}, {"=<", "<=", tLTE}, {"=>", ">=", tGTE},
	{"=~", "REG_MATCH(a, `...`)", tEqual}, {"!==", "!=", tNotEqual}, {"!~", "NOT(REG_MATCH(a, `...`))", tNotEqual},
	{"<>", "!=", tNotEqual}, {"**", "a * a", tMul}, {"&&", "AND", tAnd}, {"||", "OR", tOr},
}

// beginsOther are the characters that they begin with, so that others need no look.
var beginsOther = [utf8.RuneSelf]bool{'=': true, '!': true, '<': true, '*': true, '&': true, '|': true}

// otherOperator reads one of them; 0 where there is none.
func (p *parser) otherOperator() kind {
	first, second := p.text[p.off], p.at(1)
	for i := range otherOperators {
		o := &otherOperators[i]
		if o.text[0] == first && o.text[1] == second && strings.HasPrefix(p.text[p.off:], o.text) {
			return p.wrongOperator(len(o.text), o.use, o.kind)
		}
	}
	return 0
}

// rawString reads a string between backquotes.
func (p *parser) rawString() kind {
	start := p.off
	if i := strings.IndexByte(p.text[start+1:], '`'); i >= 0 {
		p.off += i + 2
		return tRaw
	}
	p.off = len(p.text)
	p.report(unclosedString(p.origin(start, start+1), '`'))
	p.tok.broken, p.quiet = true, true
	return tRaw
}

// either reads a token of two characters when the second is c, else of one.
func (p *parser) either(c byte, two, one kind) kind {
	if p.at(1) == c {
		p.off += 2
		return two
	}
	p.off++
	return one
}

func (p *parser) wrongOperator(n int, use string, k kind) kind {
	start := p.off
	p.off += n
	p.report(wrongOperator(p.origin(start, p.off), p.text[start:p.off], use))
	return k
}

// unknown reports a character that starts no token.
func (p *parser) unknown() kind {
	start := p.off
	r, size := utf8.DecodeRuneInString(p.text[start:])
	p.off += size
	switch r {
	case '“', '”', '„', '‘', '’', '«', '»':
		if i := strings.IndexAny(p.text[p.off:], "“”‘’«»\""); i >= 0 { // to its end, as one string
			p.off += i
			_, size = utf8.DecodeRuneInString(p.text[p.off:])
			p.off += size
		}
		p.report(smartQuotes(p.origin(start, p.off)))
		p.tok.broken = true
		return tString
	}
	if !p.quiet {
		p.report(unknownCharacter(p.origin(start, p.off), r))
	}
	return tBad
}

func (p *parser) word() kind {
	start := p.off
	for p.off < len(p.text) && isWord(p.text[p.off]) {
		p.off++
	}
	switch p.text[start:p.off] {
	case "AND":
		return tAnd
	case "OR":
		return tOr
	case "true":
		return tTrue
	case "false":
		return tFalse
	case "null":
		return tNull
	}
	return tWord
}

// number reads an integer or a float.
func (p *parser) number() kind {
	start, k := p.off, tInt
	p.digits()
	if p.at(0) == '.' && isDigit(p.at(1)) {
		k = tFloat
		p.off++
		p.digits()
	}
	if p.at(0)|0x20 == 'e' {
		if n := 1; isDigit(p.at(n)) || (p.at(n) == '+' || p.at(n) == '-') && isDigit(p.at(n+1)) {
			k = tFloat
			p.off += n + 1
			p.digits()
		}
	}
	// What follows directly can only be an operator. Words but AND and OR, a point and an underscore never are.
	end := p.off
	for p.off < len(p.text) && (isWord(p.text[p.off]) || p.text[p.off] == '.') {
		p.off++
	}
	if end == p.off {
		return k
	}
	if w, _, _ := strings.Cut(p.text[end:p.off], "."); w == "AND" || w == "OR" { // 1OR.5 too
		p.off = end
		return k
	}
	p.report(badNumber(p.origin(start, p.off), p.text[start:p.off], whyNotANumber(p.text[start:end], p.text[end:p.off])))
	p.tok.broken = true
	return k
}

func whyNotANumber(number, follows string) string {
	switch {
	case follows == ".":
		return "digits must follow the point. Write " + number + ".0."
	case follows[0] == '_':
		return "digits are not grouped. Write them together."
	case follows[0]|0x20 == 'x' && number == "0":
		return "only decimal numbers exist here."
	case follows[0]|0x20 == 'e' && len(follows) == 1:
		return "digits must follow the exponent's e."
	case follows[0] == '.':
		return "it has more than one point. A version or an address is a string, in double quotes."
	}
	return "letters follow the digits. There are no units: convert the number to the unit of the column. A name that " +
		"starts with a digit is a column if it follows a $."
}

func (p *parser) digits() {
	for p.off < len(p.text) && isDigit(p.text[p.off]) {
		p.off++
	}
}

func (p *parser) column() kind {
	start := p.off
	p.off++
	for p.off < len(p.text) {
		c := p.text[p.off]
		if c < utf8.RuneSelf {
			if !isColumn[c] {
				break
			}
			p.off++
			continue
		}
		r, size := utf8.DecodeRuneInString(p.text[p.off:])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			break
		}
		p.off += size
	}
	if p.off > start+1 {
		return tColumn
	}
	if p.at(0) == '{' {
		p.off++
		p.report(unknownCharacter(p.origin(start, p.off), '{'))
		return tBad
	}
	return tDollar
}

// quotedString reads "...", reporting each bad escape.
func (p *parser) quotedString() kind {
	start := p.off
	p.off++
	for p.off < len(p.text) {
		switch p.text[p.off] {
		case '"':
			p.off++
			return tString
		case '\n':
			if !p.tok.broken {
				p.tok.broken = true
				p.report(lineInString(p.origin(p.off, p.off+1)))
			}
			p.off++
		case '\\':
			p.escape()
		default:
			p.off++
		}
	}
	p.tok.broken, p.quiet = true, true // open brackets follow from it
	if i := strings.IndexAny(p.text[start:], "“”"); i >= 0 {
		_, size := utf8.DecodeRuneInString(p.text[start+i:])
		p.report(smartQuotes(p.origin(start+i, start+i+size)))
		return tString
	}
	p.report(unclosedString(p.origin(start, start+1), '"'))
	return tString
}

// escape reads the escape at p.off.
func (p *parser) escape() {
	start := p.off
	digits, base := 0, 16
	switch c := p.at(1); {
	case c != 0 && strings.IndexByte(`abfnrtv\"`, c) >= 0:
		p.off += 2
		return
	case c == 'x':
		digits = 2
	case c == 'u':
		digits = 4
	case c == 'U':
		digits = 8
	case '0' <= c && c <= '7':
		digits, base = 3, 8
		p.off--
	}
	p.off += 2
	if digits > 0 {
		r, ok := rune(0), true
		for i := range digits {
			d := hexDigit(p.at(i))
			ok = ok && 0 <= d && d < base
			r = r*rune(base) + rune(d)
		}
		if ok {
			p.off += digits
			if base == 8 && r > 0377 || digits >= 4 && !utf8.ValidRune(r) {
				p.tok.broken = true
				p.report(badCodePoint(p.origin(start, p.off), p.text[start:p.off]))
			}
			return
		}
	}
	p.off = start + 1
	if p.off < len(p.text) {
		_, size := utf8.DecodeRuneInString(p.text[p.off:])
		p.off += size
		p.tok.broken = true
		p.report(badEscape(p.origin(start, p.off), p.text[start:p.off]))
	}
}

// singleQuoted reads '...', which is no string in this language but always meant as one.
func (p *parser) singleQuoted() kind {
	start := p.off
	p.off++
	content := p.text[p.off:]
	if i := strings.IndexByte(content, '\''); i >= 0 {
		content = content[:i]
		p.off++
	}
	p.off += len(content)
	p.report(singleQuotes(p.origin(start, p.off), content))
	p.tok.broken = true
	return tString
}

// stringValue is what a string token between its quotes means. Bytes that are not UTF-8 become U+FFFD, each by itself,
// as in the official parser.
func stringValue(s string, raw bool) string {
	if (raw || strings.IndexByte(s, '\\') < 0) && utf8.ValidString(s) {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); {
		if s[i] != '\\' || raw {
			r, size := utf8.DecodeRuneInString(s[i:])
			b = utf8.AppendRune(b, r)
			i += size
			continue
		}
		c := s[i+1]
		i += 2
		digits := 0
		switch c {
		case 'a':
			c = '\a'
		case 'b':
			c = '\b'
		case 'f':
			c = '\f'
		case 'n':
			c = '\n'
		case 'r':
			c = '\r'
		case 't':
			c = '\t'
		case 'v':
			c = '\v'
		case 'x':
			digits = 2
		case 'u':
			digits = 4
		case 'U':
			digits = 8
		case '\\', '"':
		default: // octal
			b = append(b, (c-'0')<<6|(s[i]-'0')<<3|(s[i+1]-'0'))
			i += 2
			continue
		}
		if digits == 0 {
			b = append(b, c)
			continue
		}
		r := rune(0)
		for range digits {
			r = r<<4 | rune(hexDigit(s[i]))
			i++
		}
		if digits == 2 {
			b = append(b, byte(r))
		} else {
			b = utf8.AppendRune(b, r)
		}
	}
	return string(b)
}

// isColumn are the ASCII characters of a bare column name.
var isColumn = func() (t [utf8.RuneSelf]bool) {
	for c := range byte(utf8.RuneSelf) {
		t[c] = isWord(c) || strings.IndexByte("./:=+?-", c) >= 0
	}
	return t
}()

func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
func isWord(c byte) bool   { return isLetter(c) || isDigit(c) || c == '_' }

// hexDigit is the value of a hexadecimal digit, -1 for anything else.
func hexDigit(c byte) int {
	switch {
	case isDigit(c):
		return int(c - '0')
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}
