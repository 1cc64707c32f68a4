package syntax

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode"
	"unicode/utf8"

	"github.com/apparentlymart/go-textseg/v15/textseg"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/slogen-project/slogen/generator/bound"
	"github.com/slogen-project/slogen/generator/diag"
)

// What the guard lets through. HCL's parsers, and whatever walks what they return, recurse once for each level of
// nesting, prefix operator, conditional and link of a chain of operators, at up to 22 KB of stack a level, and the
// runtime ends a program whose stack passes 1 GB: no recover helps. What recurses was found by experiment with hcl
// 2.25.0; so were the pieces that take quadratic time.
const (
	// maxItemSize is the same for one block or argument at the top level, which is parsed at once.
	maxItemSize = 1 << 20
	// MaxNesting is how deep brackets, braces, parentheses and template sequences may nest.
	MaxNesting = 500
	// maxRun is how many prefix operators may follow each other, and how many conditionals an expression may chain.
	maxRun = 500
	// maxOperators bounds the height of an expression's tree, counted in bytes of operators and in brackets: chains such
	// as a + b + c are as high as they are long.
	maxOperators = 4000
	// maxPieces bounds the lines of a heredoc and the "$" and "%" of a string: hcl joins literals in quadratic time.
	maxPieces = 5000
	// maxBraces bounds the braces of an item: after a syntax error hcl may take the blocks that follow for nested ones.
	maxBraces = 10000
	// maxWeight bounds what a file holds, in what its parts weigh in memory once they are parsed: some 100 bytes each.
	// A file of nothing but small services has half of that.
	maxWeight = 3_000_000
	// maxItemWeight is the same for one block or argument at the top level.
	maxItemWeight = 1_000_000
	// cutSize is how much text is parsed at once where a file can be cut between blocks.
	cutSize = 64 << 10
	// expressionSize is from where on a JSON string is also seen as an expression, which hcl/json may be asked to do.
	expressionSize = 2000
)

// cut is a place between two items at the top level of a file: a parser may begin there.
type cut struct {
	Byte, Line int
}

// textKind says how a text is read.
type textKind int

const (
	kindBody       textKind = iota // a file in HCL's native syntax
	kindTemplate                   // what stands between the quotes of a string
	kindExpression                 // an expression alone
)

// guard is one pass over the bytes of an HCL text, ahead of the parser. It follows the scanner of hclsyntax exactly as
// far as strings, templates, heredocs, comments and braces go, and counts. It stops at the first thing too much.
type guard struct {
	src  []byte
	body bool // whether it is a file and not an expression or a template

	frames []frame    // the open brackets
	tmpls  []template // the open strings and heredocs, which have an open sequence each, but for the last
	braces int        // as hclsyntax counts them: may be negative in broken files

	// Of the expression at hand, in the innermost bracket:
	ops    int // operators so far
	terns  int // question marks so far
	child  int // height of the highest bracket that was closed in it
	height int // of the highest expression before it in the same bracket
	line   bool

	outer     int // operators of the expressions around it
	run       int // prefix operators that led up to prefixEnd
	prefixEnd int

	cuts     []cut
	itemAt   int // where the item at the top level began
	opened   int // braces since then
	weight   int // of what was seen so far
	itemFrom int // of what was seen before the item
	sinceCut int // braces since the last cut
	problem  *problem
}

// problem is a diagnostic that has no name and position yet.
type problem struct {
	code            string // the rule's ID
	summary, detail string
	start, end      int
	first           extent // the other place, of a duplicate
}

// frame is an open bracket and the counts of the expression around it.
type frame struct {
	kind                      byte // '{' '[' '(' or '$' for a template sequence
	ops, terns, child, height int
	line                      bool
}

// template is an open string ('"'), heredoc ('h') or whole text ('t').
type template struct {
	kind   byte
	braces int // where its open sequence ends
	marker []byte
	fresh  bool // at the start of a heredoc's line
	pieces int
	start  int
}

const (
	boring = iota
	evNewline
	evComma
	evOp
	evPrefix
	evQuestion
	evOpen
	evClose
	evBraceO
	evBraceC
	evQuote
	evHash
	evSlash
	evLess
	evEqual
	evDot
	evTilde
	evColon
)

// events says which bytes outside strings and comments matter.
var events = [256]uint8{
	'\n': evNewline, ',': evComma, '+': evOp, '*': evOp, '%': evOp, '&': evOp, '|': evOp, '=': evEqual, '>': evOp,
	'^': evOp, '!': evPrefix, '-': evPrefix, '?': evQuestion, '(': evOpen, '[': evOpen, ')': evClose, ']': evClose,
	'{': evBraceO, '}': evBraceC, '"': evQuote, '#': evHash, '/': evSlash, '<': evLess, '~': evTilde, ':': evColon,
	'.': evDot,
}

// weights says what the parts of a file weigh, of which such an event is a sign.
var weights = [...]uint8{
	evComma: 3, evEqual: 3, evOp: 3, evPrefix: 3, evQuestion: 3, evSlash: 3, evLess: 3, evOpen: 3, evBraceO: 8, evQuote: 3,
	evDot: 1, evColon: 0,
}

// What a piece of a string weighs, what the sign of an argument weighs more than an operator, and a value in JSON.
const (
	pieceWeight    = 3
	argumentWeight = 5
	jsonWeight     = 15
)

// guardText looks at src, which is read as kind says.
func guardText(src []byte, kind textKind) (cuts []cut, weight int, p *problem) {
	// Frames are few in any sensible file; the arrays keep them off the heap.
	var frames [32]frame
	var tmpls [8]template
	body := kind == kindBody
	g := guard{src: src, body: body, frames: frames[:0], tmpls: tmpls[:0], line: body, prefixEnd: -1}
	i := 0
	if kind == kindTemplate {
		g.tmpls = append(g.tmpls, template{kind: 't'})
		i = g.template(0)
	}
	if g.problem == nil {
		g.main(i)
	}
	if g.problem == nil && body && len(src)-g.itemAt > maxItemSize {
		g.itemTooLarge(len(src))
	}
	return g.cuts, g.weight, g.problem
}

func (g *guard) fail(start, end int, code, summary, detail string) int {
	if g.problem == nil {
		g.problem = &problem{code: code, summary: summary, detail: detail, start: start, end: min(end, len(g.src))}
	}
	return len(g.src)
}

// main reads code from i on: everything but strings, heredocs and templates, which template reads, up to a sequence in
// them. Each step goes on behind what it has read, at the end of the text once there is a problem. The steps are called
// one by one and not through a table, as that would move the guard and its arrays to the heap.
func (g *guard) main(i int) {
	for i < len(g.src) {
		event := events[g.src[i]]
		if event == boring {
			i++
			continue
		}
		if g.weight += int(weights[event]); g.weight > maxWeight || g.weight-g.itemFrom > maxItemWeight {
			i = g.tooHeavy(i)
			continue
		}
		switch event {
		case evEqual:
			i = g.equals(i)
		case evNewline:
			i = g.lineEnd(i)
		case evComma:
			g.endExpression()
			i++
		case evOp:
			i = g.operator(i)
		case evPrefix:
			i = g.prefix(i)
		case evQuestion:
			i = g.question(i)
		case evColon:
			i = g.colon(i)
		case evOpen:
			i = g.open(i, g.src[i])
		case evClose:
			g.close(openers[g.src[i]])
			i++
		case evBraceO:
			i = g.openBrace(i)
		case evBraceC:
			i = g.closeBrace(i)
		case evTilde:
			i = g.tilde(i)
		case evQuote:
			g.tmpls = append(g.tmpls, template{kind: '"', start: i})
			i = g.template(i + 1)
		case evHash:
			i = g.comment(i)
		case evSlash:
			i = g.slash(i)
		case evLess:
			i = g.less(i)
		default: // a dot, which only weighs something
			i++
		}
	}
}

// openers are the brackets that those of evClose close.
var openers = [256]byte{')': '(', ']': '['}

// operator counts one of an expression.
func (g *guard) operator(i int) int {
	if g.ops++; g.outer+g.ops+g.child > maxOperators {
		return g.tooManyOperators(i)
	}
	return i + 1
}

// equals reads an "=", which gives an argument its value or is part of an operator.
func (g *guard) equals(i int) int {
	if g.line && (i == 0 || bytes.IndexByte([]byte("=!<>"), g.src[i-1]) < 0) &&
		(i+1 == len(g.src) || g.src[i+1] != '=') {
		g.weight += argumentWeight
	}
	return g.operator(i)
}

// lineEnd reads a newline, which ends an expression outside of brackets.
func (g *guard) lineEnd(i int) int {
	if !g.line {
		return i + 1
	}
	g.endExpression()
	if g.body && len(g.frames) == 0 {
		return g.endItem(i + 1)
	}
	return i + 1
}

func (g *guard) question(i int) int {
	if g.terns++; g.terns > maxRun {
		return g.fail(i, i+1, codeLimit, "Too many conditionals", fmt.Sprintf("An expression may hold at most %d "+
			"conditionals one after the other (a ? b : c ? d : ...); this is one too many. A map with a "+
			"lookup, such as { a = 1, b = 2 }[key], says the same in one step.", maxRun))
	}
	return g.operator(i)
}

func (g *guard) colon(i int) int {
	if g.next(i, ':') {
		return g.fail(i, i+2, codeHCL, "Invalid function name", "Functions have plain names; \"::\" has no "+
			"meaning here. Write the name alone, as in upper(var.name).")
	}
	return i + 1
}

func (g *guard) openBrace(i int) int {
	g.braces++
	g.sinceCut++
	if g.opened++; g.opened > maxBraces && g.body {
		return g.fail(i, i+1, codeLimit, "Too many blocks in one", fmt.Sprintf("A block or argument at the top "+
			"level of a file may hold at most %d pairs of braces; this is one too many. Split it, or move the "+
			"data to a file of its own and read it with jsondecode(file(...)).", maxBraces))
	}
	line := !isFor(g.src[i+1:])
	i = g.open(i, '{')
	g.line = line
	return i
}

func (g *guard) closeBrace(i int) int {
	if g.inSequence() {
		return g.endSequence(i + 1)
	}
	g.braces--
	g.close('{')
	return i + 1
}

// tilde reads "~}", which hclsyntax takes for the end of a sequence even where it is none, so that no brace is closed.
func (g *guard) tilde(i int) int {
	if !g.next(i, '}') {
		return i + 1
	}
	if g.inSequence() {
		return g.endSequence(i + 2)
	}
	g.braces--
	return i + 2
}

// inSequence says whether the next "}" ends a sequence of a template.
func (g *guard) inSequence() bool {
	n := len(g.tmpls)
	return n > 0 && g.tmpls[n-1].braces == g.braces
}

// slash reads a comment or a division.
func (g *guard) slash(i int) int {
	switch {
	case g.next(i, '/'):
		return g.comment(i)
	case g.next(i, '*'):
		n := bytes.Index(g.src[i+2:], []byte("*/"))
		if n < 0 {
			return g.fail(i, i+2, codeHCL, "Unclosed comment", "This comment has no \"*/\" before the end of the file.")
		}
		end := i + 2 + n + 2
		if g.run > 0 && blank(g.src[g.prefixEnd:i]) {
			g.prefixEnd = end
		}
		return end
	}
	g.ops++
	return i + 1
}

// less reads a heredoc, up to its end or its first sequence, or an operator.
func (g *guard) less(i int) int {
	if n, marker := heredoc(g.src[i:]); n > 0 {
		g.tmpls = append(g.tmpls, template{kind: 'h', marker: marker, fresh: true, start: i})
		return g.template(i + n)
	}
	g.ops++
	return i + 1
}

// next says whether c follows the byte i.
func (g *guard) next(i int, c byte) bool { return i+1 < len(g.src) && g.src[i+1] == c }

// comment skips a comment to the end of its line and leaves the newline, which ends expressions as any other does.
func (g *guard) comment(i int) int {
	n := bytes.IndexByte(g.src[i:], '\n')
	if n < 0 {
		return len(g.src)
	}
	if g.run > 0 && blank(g.src[g.prefixEnd:i]) {
		g.prefixEnd = i + n
	}
	return i + n
}

func (g *guard) prefix(i int) int {
	if g.run > 0 && blank(g.src[g.prefixEnd:i]) {
		g.run++
	} else {
		g.run = 1
	}
	g.prefixEnd = i + 1
	if g.run > maxRun {
		return g.fail(i, i+1, codeLimit, "Too many operators", fmt.Sprintf("At most %d of \"!\" and \"-\" may follow "+
			"each other; this is one too many. An even number of them changes nothing.", maxRun))
	}
	return g.operator(i)
}

func (g *guard) tooHeavy(i int) int {
	what, limit := "file", maxWeight
	if g.weight-g.itemFrom > maxItemWeight {
		what, limit = "block", maxItemWeight
	}
	return g.fail(i, i+1, codeLimit, "Too much in one "+what, fmt.Sprintf("Up to here the %s holds more arguments, "+
		"values and "+
		"operators than slogen reads at once: at most %d arguments, or %d values of lists. Split it, or move data "+
		"to a file "+
		"of its own and read it with jsondecode(file(...)).", what, limit/(int(weights[evEqual])+argumentWeight),
		limit/int(weights[evComma])))
}

func (g *guard) tooManyOperators(i int) int {
	return g.fail(i, i+1, codeLimit, "Expression too large",
		fmt.Sprintf("The expression has about %d operators up to here, more than slogen reads; Honeycomb accepts "+
			"4,095 bytes. A comparison with many values is shorter as in(event.x, ...).",
			maxOperators))
}

// endExpression begins a new expression in the same bracket.
func (g *guard) endExpression() {
	g.height = max(g.height, g.ops+g.child)
	g.ops, g.terns, g.child = 0, 0, 0
}

// endItem is called at the start of each line outside brackets.
func (g *guard) endItem(i int) int {
	size := i - g.itemAt
	if size > maxItemSize {
		return g.itemTooLarge(i)
	}
	g.height = 0
	from := 0
	if n := len(g.cuts); n > 0 {
		from = g.cuts[n-1].Byte
	}
	if i-from >= cutSize || g.sinceCut > maxBraces/2 {
		line := 1
		if n := len(g.cuts); n > 0 {
			line = g.cuts[n-1].Line
		}
		g.cuts = append(g.cuts, cut{Byte: i, Line: line + bytes.Count(g.src[from:i], newline)})
		g.sinceCut = 0
	}
	g.itemAt, g.opened, g.itemFrom = i, 0, g.weight
	return i
}

var newline = []byte{'\n'}

func (g *guard) itemTooLarge(end int) int {
	stop := bytes.IndexByte(g.src[g.itemAt:], '\n')
	if stop < 0 {
		stop = end - g.itemAt
	}
	return g.fail(g.itemAt, g.itemAt+stop, codeLimit, "Block too large",
		fmt.Sprintf("A block or argument at the top level of a file "+
			"may have at most %s; this one has %s. Split it, or move the data to a file of its own and read it with "+
			"jsondecode(file(...)).", bound.Bytes(maxItemSize), bound.Bytes(end-g.itemAt)))
}

func (g *guard) open(i int, kind byte) int {
	if len(g.frames) >= MaxNesting {
		return g.fail(i, i+1, codeLimit, "Nested too deeply", fmt.Sprintf("Brackets, braces, parentheses and template "+
			"sequences may nest %d deep; this opens one more. Name the inner parts, as local values or functions.",
			MaxNesting))
	}
	g.ops++
	if g.outer+g.ops+g.child > maxOperators {
		return g.tooManyOperators(i)
	}
	g.frames = append(g.frames, frame{kind: kind, ops: g.ops, terns: g.terns, child: g.child, height: g.height,
		line: g.line})
	g.outer += g.ops
	g.ops, g.terns, g.child, g.height, g.line = 0, 0, 0, 0, false
	return i + 1
}

// close ends the innermost bracket if it is of this kind. One that doesn't match changes nothing: whatever the parser
// makes of it, it doesn't nest less than we say.
func (g *guard) close(kind byte) {
	n := len(g.frames) - 1
	if n < 0 || g.frames[n].kind != kind {
		return
	}
	f := g.frames[n]
	g.frames = g.frames[:n]
	h := max(g.height, g.ops+g.child)
	g.ops, g.terns, g.height, g.line = f.ops, f.terns, f.height, f.line
	g.child = max(f.child, h)
	g.outer -= f.ops
}

// template reads a string, heredoc or bare template from i on, up to its end or to where a sequence begins in it.
func (g *guard) template(i int) int {
	t := &g.tmpls[len(g.tmpls)-1]
	src := g.src
	lineStart := i
	for i < len(src) {
		switch c := src[i]; c {
		case '"':
			i++
			if t.kind == '"' {
				g.tmpls = g.tmpls[:len(g.tmpls)-1]
				return i
			}
		case '\\':
			i++
			if t.kind == '"' && i < len(src) && src[i] != '\n' && src[i] != '\r' {
				i++
			}
		case '$', '%':
			if i+2 < len(src) && src[i+1] == c && src[i+2] == '{' { // an escape
				i += 3
			} else if i+1 < len(src) && src[i+1] == '{' {
				t.fresh = false
				return g.openSequence(i)
			} else {
				i++
			}
			g.weight += pieceWeight
			if t.pieces++; t.pieces > maxPieces {
				return g.tooManyPieces(i)
			}
		case '\n':
			i++
			if t.kind == 'h' && t.fresh && bytes.Equal(bytes.TrimSpace(src[lineStart:i]), t.marker) {
				g.tmpls = g.tmpls[:len(g.tmpls)-1]
				return i - 1 // the newline ends the argument
			}
			t.fresh = true
			lineStart = i
			g.weight += pieceWeight
			if t.pieces++; t.pieces > maxPieces {
				return g.tooManyPieces(i - 1)
			}
		default:
			i++
		}
	}
	return i
}

func (g *guard) tooManyPieces(i int) int {
	return g.fail(i, i+1, codeLimit, "Text too long",
		fmt.Sprintf("A string may have at most %d lines, \"$\" and \"%%\" signs together; "+
			"this is one too many. Move the text to a file of its own and read it with file(...).", maxPieces))
}

func (g *guard) openSequence(i int) int {
	g.braces++
	g.tmpls[len(g.tmpls)-1].braces = g.braces
	if r := g.open(i, '$'); g.problem != nil {
		return r
	}
	i += 2
	if i < len(g.src) && g.src[i] == '~' {
		i++
	}
	return i
}

// endSequence goes on with the template after a "}" that ended a sequence of it.
func (g *guard) endSequence(i int) int {
	g.braces--
	g.close('$')
	t := &g.tmpls[len(g.tmpls)-1]
	t.braces = -1 << 30 // no sequence is open
	return g.template(i)
}

// heredoc returns the length of the introducer that src begins with, and the marker; 0 when it begins with none.
func heredoc(src []byte) (n int, marker []byte) {
	if len(src) < 4 || src[1] != '<' {
		return 0, nil
	}
	i := 2
	if src[i] == '-' {
		i++
	}
	start, ascii := i, true
	for i < len(src) {
		c := src[i]
		switch {
		case letter(c), c == '_':
		case i > start && (digit(c) || c == '-'):
		case c >= utf8.RuneSelf:
			ascii = false
		case c == '\n', c == '\r' && i+1 < len(src) && src[i+1] == '\n':
			marker = src[start:i]
			if len(marker) == 0 || !ascii && !hclsyntax.ValidIdentifier(string(marker)) {
				return 0, nil
			}
			if c == '\r' {
				i++
			}
			return i + 1, marker
		default:
			return 0, nil
		}
		i++
	}
	return 0, nil
}

// isFor says whether what follows an open brace is a for expression, in which line ends mean nothing.
func isFor(src []byte) bool {
	rest, ok := bytes.CutPrefix(behindBlanks(src), []byte("for"))
	if !ok {
		return false
	}
	trimmed := bytes.TrimLeft(rest, " \t\r\n")
	if len(trimmed) == 0 || len(trimmed) == len(rest) && trimmed[0] != '/' && trimmed[0] != '#' {
		return false // "format = ..." or the end
	}
	return trimmed[0] != '=' && trimmed[0] != '{' && trimmed[0] != '"' // the argument "for", or a block of that name
}

// behindBlanks is what follows white space and comments; nothing where the last comment has no end.
func behindBlanks(src []byte) []byte {
	for len(src) > 0 {
		end := ""
		switch c := src[0]; {
		case c == ' ', c == '\t', c == '\n', c == '\r':
			src = src[1:]
			continue
		case c == '#', bytes.HasPrefix(src, []byte("//")):
			end = "\n"
		case bytes.HasPrefix(src, []byte("/*")):
			src, end = src[2:], "*/"
		default:
			return src
		}
		_, src, _ = bytes.Cut(src, []byte(end))
	}
	return nil
}

// blank says whether b holds nothing that ends a run of operators; it looks from the end, where the answer mostly is.
func blank(b []byte) bool {
	for i := len(b) - 1; i >= 0; i-- {
		if c := b[i]; c != ' ' && c != '\t' && c != '\n' && c != '\r' {
			return false
		}
	}
	return true
}

// numerals looks for number literals that are too long or too large; it is rarely more than a glance at every fifth
// byte. Digits in strings and comments don't matter, so HCL's own scanner decides where there is a suspicion.
func numerals(src []byte, isJSON bool) *problem {
	for i := 4; i < len(src); i += 5 {
		if !digit(src[i]) {
			continue
		}
		from, to := i, i+1
		for from > 0 && digit(src[from-1]) {
			from--
		}
		for to < len(src) && digit(src[to]) {
			to++
		}
		e := from
		if e > 0 && (src[e-1] == '+' || src[e-1] == '-') {
			e--
		}
		exponent := to-from > 4 && e > 1 && src[e-1]|0x20 == 'e' && (digit(src[e-2]) || src[e-2] == '.')
		if exponent || to-from > bound.MaxDigits {
			return numeralTokens(src, isJSON)
		}
		i = max(i, to-to%5-1)
	}
	return nil
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

func letter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func numeralTokens(src []byte, isJSON bool) *problem {
	check := func(lit []byte, at int) *problem {
		mantissa, exp := lit, []byte(nil)
		if e := bytes.IndexAny(lit, "eE"); e >= 0 {
			mantissa, exp = lit[:e], bytes.TrimLeft(lit[e+1:], "+-0")
		}
		if len(mantissa) > bound.MaxDigits || len(exp) > len("9999") {
			return &problem{
				code:    codeLimit,
				summary: "Number too large",
				detail: fmt.Sprintf("A number may have at most %d digits and an exponent of at most %d. Honeycomb holds "+
					"numbers as 64-bit integers or floating point.", bound.MaxDigits, bound.MaxExponent),
				start: at, end: at + len(lit),
			}
		}
		return nil
	}
	if isJSON {
		for i := 0; i < len(src); {
			switch c := src[i]; {
			case c == '"':
				i = endOfJSONString(src, i)
			case digit(c):
				n := bytes.IndexFunc(src[i:], func(r rune) bool {
					return !(r >= '0' && r <= '9' || r == '.' || r == 'e' || r == 'E' || r == '+' || r == '-')
				})
				if n < 0 {
					n = len(src) - i
				}
				if p := check(src[i:i+n], i); p != nil {
					return p
				}
				i += n
			default:
				i++
			}
		}
		return nil
	}
	tokens, _ := hclsyntax.LexConfig(src, "", hcl.InitialPos)
	for _, t := range tokens {
		if t.Type == hclsyntax.TokenNumberLit {
			if p := check(t.Bytes, t.Range.Start.Byte); p != nil {
				return p
			}
		}
	}
	return nil
}

// guardJSON is the same for HCL's JSON form, where only arrays and objects nest; the strings in it are templates, and
// seen as such. It finds properties given twice as well, which hcl/json takes without a word.
func guardJSON(src []byte) []*problem {
	g := jsonGuard{src: src}
	for i := 0; i < len(src); {
		if g.weight > maxWeight {
			return g.fail(i, i+1, "Too much in one file", fmt.Sprintf(
				"Up to here the file holds more values than slogen reads at once: at most %d. Split it, or "+
					"move data to a file of its own and read it with jsondecode(file(...)).", maxWeight/jsonWeight))
		}
		switch c := src[i]; c {
		case '{', '[':
			if len(g.stack) >= MaxNesting {
				return g.fail(i, i+1, "Nested too deeply",
					fmt.Sprintf("Arrays and objects may nest %d deep; this opens one more.", MaxNesting))
			}
			g.open(c == '[')
			i++
		case '}', ']':
			g.close(c == ']')
			i++
		case ',':
			g.weight += jsonWeight
			if n := len(g.stack); n > 0 && !g.stack[n-1].array {
				g.stack[n-1].key = true
			}
			i++
		case '"':
			end := endOfJSONString(src, i)
			p, templates := guardJSONString(src[i:end])
			g.weight += templates
			if p != nil {
				p.start, p.end = i, end
				return append(g.problems, p)
			}
			g.text(extent{i, end})
			i = end
		default:
			i++
		}
	}
	if g.opened > maxBraces && !json.Valid(src) {
		// In a broken text hcl/json may nest much deeper than the text does; encoding/json doesn't recurse.
		return append(g.problems, invalidJSON(src))
	}
	return g.problems
}

// jsonGuard is one pass over the bytes of a JSON text.
type jsonGuard struct {
	src            []byte
	stack          []jsonLevel
	opened, weight int
	problems       []*problem
}

// jsonLevel is an open array or object.
type jsonLevel struct {
	array bool
	key   bool // a property's name is next
	names map[string]int
	list  []extent
}

func (g *jsonGuard) fail(start, end int, summary, detail string) []*problem {
	return append(g.problems, &problem{code: codeLimit, summary: summary, detail: detail, start: start, end: end})
}

func (g *jsonGuard) open(array bool) {
	g.weight += jsonWeight
	g.opened++
	if n := len(g.stack); n < cap(g.stack) { // reuse what a closed one left behind
		g.stack = g.stack[:n+1]
		o := &g.stack[n]
		o.array, o.key, o.names, o.list = array, !array, nil, o.list[:0]
		return
	}
	g.stack = append(g.stack, jsonLevel{array: array, key: !array})
}

// close ends the innermost array or object if it is of this kind, as the other guard's does.
func (g *jsonGuard) close(array bool) {
	if n := len(g.stack); n > 0 && g.stack[n-1].array == array {
		g.stack = g.stack[:n-1]
	}
}

// text looks at a string: a property's name must be new in its object.
func (g *jsonGuard) text(at extent) {
	n := len(g.stack)
	if n == 0 || !g.stack[n-1].key {
		return
	}
	o := &g.stack[n-1]
	o.key = false
	if first, ok := seenBefore(g.src, &o.list, &o.names, at); ok && len(g.problems) <= maxDiagnostics {
		g.problems = append(g.problems, &problem{
			code:    codeJSON,
			summary: "Duplicate property",
			detail: fmt.Sprintf("The property %s appears twice in the same object, but only one can count. Remove "+
				"one; to declare several blocks of a kind, give each its own label below one property.",
				g.src[at.start:at.end]),
			start: at.start, end: at.end, first: first,
		})
	}
}

// invalidJSON says where a text stops being JSON.
func invalidJSON(src []byte) *problem {
	p := &problem{code: codeJSON, summary: "Invalid JSON", detail: "The text isn't JSON.", start: 0, end: 1}
	var v json.RawMessage
	if err, ok := json.Unmarshal(src, &v).(*json.SyntaxError); ok {
		p.detail = fmt.Sprintf("The text isn't JSON: %s.", err)
		p.start = max(0, int(err.Offset)-1)
		p.end = p.start + 1
	}
	return p
}

type extent struct{ start, end int }

// seenBefore says where a name of the object stands already, and remembers it. Few names are compared one by one; many
// go to a map.
func seenBefore(src []byte, list *[]extent, names *map[string]int, at extent) (first extent, ok bool) {
	text := func(s extent) string {
		lit := src[s.start:s.end]
		if bytes.IndexByte(lit, '\\') >= 0 {
			var v string
			if json.Unmarshal(lit, &v) == nil {
				return v
			}
		}
		return string(bytes.Trim(lit, `"`))
	}
	const few = 16
	if *names != nil {
		name := text(at)
		if i, ok := (*names)[name]; ok {
			return (*list)[i], true
		}
		(*names)[name] = len(*list)
		*list = append(*list, at)
		return extent{}, false
	}
	lit := src[at.start:at.end]
	escaped := bytes.IndexByte(lit, '\\') >= 0
	for _, s := range *list {
		other := src[s.start:s.end]
		if bytes.Equal(lit, other) || (escaped || bytes.IndexByte(other, '\\') >= 0) && text(s) == text(at) {
			return s, true
		}
	}
	*list = append(*list, at)
	if len(*list) > few {
		*names = map[string]int{}
		for i, s := range *list {
			(*names)[text(s)] = i
		}
	}
	return extent{}, false
}

// endOfJSONString returns where the string that begins at i ends, as hcl/json sees it.
func endOfJSONString(src []byte, i int) int {
	for i++; i < len(src); i++ {
		switch c := src[i]; {
		case c == '"':
			return i + 1
		case c == '\\' && i+1 < len(src) && src[i+1] >= ' ':
			i++
		case c < ' ':
			return i
		}
	}
	return len(src)
}

// guardJSONString looks at a string with its quotes. Most have nothing to look at, and weigh nothing more.
func guardJSONString(lit []byte) (p *problem, weight int) {
	if len(lit) > maxItemSize {
		return &problem{
			code:    codeLimit,
			summary: "Text too long",
			detail: fmt.Sprintf("A string may have at most %s; this one has %s.", bound.Bytes(maxItemSize),
				bound.Bytes(len(lit))),
		}, 0
	}
	if len(lit) < 3 || len(lit) < expressionSize && bytes.IndexByte(lit, '{') < 0 && !bytes.Contains(lit, []byte(`\u`)) {
		return nil, 0
	}
	text := lit[1:]
	if bytes.IndexByte(lit, '\\') >= 0 {
		var s string
		if json.Unmarshal(lit, &s) != nil {
			return nil, 0 // hcl/json says so, and looks no further
		}
		text = []byte(s)
	} else if text[len(text)-1] == '"' {
		text = text[:len(text)-1]
	}
	_, weight, p = guardText(text, kindTemplate)
	if p != nil {
		return p, 0
	}
	if len(text) >= expressionSize {
		if _, _, p := guardText(text, kindExpression); p != nil && p.summary != "Unclosed comment" &&
			p.summary != "Invalid function name" {
			return p, 0
		}
	}
	return nil, weight
}

// guardBytes refuses what is no text at all. It returns the text without a byte order mark's help: nothing is cut off.
func guardBytes(src []byte) *problem {
	switch {
	case bytes.HasPrefix(src, []byte{0xFF, 0xFE}), bytes.HasPrefix(src, []byte{0xFE, 0xFF}):
		return &problem{
			code:    codeCharacters,
			summary: "File is not UTF-8",
			detail: "The file begins with the byte order mark of UTF-16. Save it as UTF-8 (most editors can: \"Save with " +
				"encoding\").",
			start: 0, end: 2,
		}
	case bytes.HasPrefix(src, []byte{0xEF, 0xBB, 0xBF}):
		return &problem{
			code:    codeCharacters,
			summary: "Byte order mark",
			detail: "The file begins with a byte order mark, which HCL and JSON don't allow and which editors don't show. " +
				"Save it as UTF-8 without it (\"UTF-8\", not \"UTF-8 with BOM\").",
			start: 0, end: 3,
		}
	}
	if i := bytes.IndexByte(src, 0); i >= 0 {
		return &problem{
			code:    codeCharacters,
			summary: "File is not text",
			detail: "There is a NUL byte here, which text never contains. The file may be binary or damaged, or be saved in " +
				"another " +
				"encoding than UTF-8.",
			start: i, end: i + 1,
		}
	}
	if utf8.Valid(src) {
		return nil
	}
	for i := 0; i < len(src); {
		r, n := utf8.DecodeRune(src[i:])
		if r == utf8.RuneError && n == 1 {
			detail := "This byte isn't part of a character in UTF-8. Save the file as UTF-8."
			if l := unicode.ToUpper(rune(src[i])); unicode.IsLetter(l) {
				detail = fmt.Sprintf("This byte isn't part of a character in UTF-8; in Latin-1 it would be %q. Save the file as "+
					"UTF-8.", rune(src[i]))
			}
			return &problem{code: codeCharacters, summary: "File is not UTF-8", detail: detail, start: i, end: i + 1}
		}
		i += n
	}
	return nil
}

// diagnostic gives p its place in a file.
func (p *problem) diagnostic(name string, src []byte) *hcl.Diagnostic {
	d := diag.Error(p.code, p.summary, p.detail, rangeOf(name, src, p.start, p.end))
	if p.first != (extent{}) {
		diag.AddNote(d, diag.Note{Text: "first given here", Range: rangeOf(name, src, p.first.start, p.first.end)})
	}
	return d
}

// rangeOf makes a range of byte offsets.
func rangeOf(name string, src []byte, start, end int) hcl.Range {
	from := posOf(src, start, hcl.InitialPos)
	return hcl.Range{Filename: name, Start: from, End: posOf(src, end, from)}
}

// posOf makes a position of a byte offset that is not before from, by counting on from there.
func posOf(src []byte, offset int, from hcl.Pos) hcl.Pos {
	offset = min(max(offset, from.Byte), len(src))
	p := from
	b := src[from.Byte:offset]
	if n := bytes.LastIndexByte(b, '\n'); n >= 0 {
		p.Line += bytes.Count(b, newline)
		p.Column = 1
		b = b[n+1:]
	}
	for len(b) > 0 {
		n, _, err := textseg.ScanGraphemeClusters(b, true)
		if err != nil || n == 0 {
			break
		}
		p.Column++
		b = b[n:]
	}
	p.Byte = offset
	return p
}
