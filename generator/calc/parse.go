package calc

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
)

// maxProblems is how many mistakes are reported of one formula.
const maxProblems = 10

// Parse reads a formula. It accepts exactly what Honeycomb's parser (honeycomb-derived-column-validator v0.2.0)
// accepts, among the texts of at most [MaxBytes] bytes and [MaxDepth] levels; others are refused. It goes on after a
// mistake and reports several. The Formula is nil exactly if there are errors. Arity and types are [Check]'s business.
func Parse(src *Source) (*Formula, hcl.Diagnostics) {
	p := parser{src: src, text: src.Text()}
	if n := len(p.text); n > MaxBytes {
		end := MaxBytes + 1
		for end < n && !utf8.RuneStart(p.text[end]) {
			end++
		}
		return nil, hcl.Diagnostics{tooLong(p.origin(MaxBytes, end), n)}
	}
	p.scratch = p.room[:0]
	p.next()
	if p.tok.kind == tEOF && len(p.diags) == 0 {
		return nil, hcl.Diagnostics{emptyFormula(p.origin(0, len(p.text)))}
	}
	root := p.expr(1)
	if p.tok.kind != tEOF {
		p.afterEnd()
	}
	if len(p.diags) > 0 {
		return nil, p.diags
	}
	return &Formula{Root: root, Source: src}, nil
}

// parser reads by precedence climbing: one function for all binary operators, with their levels in a table.
type parser struct {
	src  *Source
	text string
	off  int // of the scanner: the end of tok
	tok  token
	prev token // the token before tok

	depth int
	// quiet is set after a syntax error, until a comma or bracket from which reading can go on: what comes between would
	// only give errors that follow from the first.
	quiet      bool
	stop       bool // the rest of the text is not read
	timeSeries bool // a time-series function was read

	scratch []Expr // arguments of the calls being read
	room    [16]Expr
	diags   hcl.Diagnostics
}

// level is how tight a binary operator binds, 0 for tokens that are none. All are left-associative, and minus binds
// tighter than plus: both as in grammar.txt.
var level = [...]struct {
	prec int
	fn   string
}{
	tOr:       {1, "OR"},
	tAnd:      {2, "AND"},
	tEqual:    {3, "EQUALS"},
	tNotEqual: {3, "EQUALS"},
	tLT:       {4, "LT"}, tLTE: {4, "LTE"}, tGT: {4, "GT"}, tGTE: {4, "GTE"},
	tPlus:  {5, "SUM"},
	tMinus: {6, "SUB"},
	tMul:   {7, "MUL"}, tDiv: {7, "DIV"}, tMod: {7, "MOD"},
}

func (p *parser) origin(start, end int) Origin {
	return Origin{Source: p.src, Start: start, End: end}
}

func (p *parser) where(t token) Origin { return p.origin(t.start, t.end) }

// report adds a mistake after which reading goes on as if it were none.
func (p *parser) report(d *hcl.Diagnostic) {
	if p.stop {
		return
	}
	p.diags = append(p.diags, d)
	if len(p.diags) == maxProblems {
		p.diags = append(p.diags, tooManyProblems(p.origin(p.off, p.off)))
		p.stop, p.quiet = true, true
	}
}

// fail adds a syntax error, unless it follows from one that was reported.
func (p *parser) fail(d func() *hcl.Diagnostic) Expr {
	if !p.quiet {
		p.report(d())
	}
	p.quiet = true
	return &Literal{}
}

// enter goes one level deeper; false when that is too deep, and reading stops.
func (p *parser) enter() bool {
	p.depth++
	if p.depth <= MaxDepth {
		return true
	}
	p.report(tooDeep(p.where(p.tok)))
	p.stop, p.quiet = true, true
	p.tok = token{start: p.tok.end, end: p.tok.end}
	return false
}

// expr reads an expression of operators of level min and tighter.
func (p *parser) expr(min int) Expr {
	start := p.tok.start
	left := p.operand()
	for {
		p.wordOperator()
		op := p.tok
		if int(op.kind) >= len(level) || level[op.kind].prec < min || level[op.kind].prec == 0 {
			return left
		}
		p.next()
		right := p.expr(level[op.kind].prec + 1)
		left = binary(level[op.kind].fn, left, right, p.origin(start, p.prev.end), p.where(op))
		if op.kind == tNotEqual {
			left = unary("NOT", left, left.Place(), p.where(op))
		}
	}
}

func binary(fn string, left, right Expr, whole, op Origin) Expr {
	n := &struct {
		Call
		args [2]Expr
	}{Call{Func: fn, Origin: whole, FuncName: op}, [2]Expr{left, right}}
	n.Args = n.args[:]
	return &n.Call
}

func unary(fn string, arg Expr, whole, op Origin) Expr {
	n := &struct {
		Call
		args [1]Expr
	}{Call{Func: fn, Origin: whole, FuncName: op}, [1]Expr{arg}}
	n.Args = n.args[:]
	return &n.Call
}

// wordOperator reads "and" and "or" between operands as AND and OR, and reports them.
func (p *parser) wordOperator() {
	if p.tok.kind != tWord || p.quiet {
		return
	}
	switch w := p.text[p.tok.start:p.tok.end]; strings.ToUpper(w) {
	case "AND":
		p.tok.kind = tAnd
		p.report(wrongOperator(p.where(p.tok), w, "AND"))
	case "OR":
		p.tok.kind = tOr
		p.report(wrongOperator(p.where(p.tok), w, "OR"))
	}
}

func (p *parser) operand() Expr {
	t := p.tok
	switch t.kind {
	case tInt, tFloat:
		p.next()
		return p.numberLiteral(t, t.start)
	case tString, tRaw:
		p.next()
		return &Literal{Value: Value{Kind: String, Str: p.unquote(t)}, Origin: p.where(t)}
	case tTrue, tFalse:
		p.next()
		return &Literal{Value: Value{Kind: Bool, Bool: t.kind == tTrue}, Origin: p.where(t)}
	case tNull:
		p.next()
		return &Literal{Origin: p.where(t)}
	case tColumn:
		p.next()
		return &Column{Name: p.text[t.start+1 : t.end], Origin: p.where(t), Bare: true}
	case tDollar:
		p.next()
		if q := p.tok; q.kind == tString || q.kind == tRaw {
			p.next()
			return &Column{Name: p.unquote(q), Origin: p.origin(t.start, q.end)}
		}
		return p.fail(func() *hcl.Diagnostic { return dollarAlone(p.where(t)) })
	case tMinus:
		return p.minus()
	case tNot:
		p.next()
		if !p.enter() {
			return &Literal{}
		}
		arg := p.operand()
		p.depth--
		return unary("NOT", arg, p.origin(t.start, p.prev.end), p.where(t))
	case tLParen:
		return p.group()
	case tWord:
		if p.opens() {
			return p.call()
		}
		return p.bareWord()
	case tAnd, tOr:
		if p.opens() {
			return p.call()
		}
	}
	return p.fail(func() *hcl.Diagnostic { return expectedExpression(p.where(t), p.describe(t), p.after()) })
}

// unquote is the value of a string token.
func (p *parser) unquote(t token) string {
	if t.broken {
		return ""
	}
	return stringValue(p.text[t.start+1:t.end-1], t.kind == tRaw)
}

// numberLiteral is the literal of a number token; start is before its sign.
func (p *parser) numberLiteral(t token, start int) Expr {
	n := &Literal{Value: Value{Kind: Int}, Origin: p.origin(start, t.end)}
	if t.broken {
		return n
	}
	s := p.text[t.start:t.end]
	negative := start < t.start
	if t.kind == tInt {
		v, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			p.report(integerRange(p.where(t), s))
		}
		if negative {
			v = -v
		}
		n.Value.Int = v
		return n
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		p.report(floatRange(p.where(t)))
	}
	if negative {
		v = -v
	}
	n.Value = Value{Kind: Float, Float: v}
	return n
}

// minus reads a minus sign where an operand should stand: it belongs to the number after it, or is an error.
func (p *parser) minus() Expr {
	t := p.tok
	p.next()
	if p.tok.kind == tInt || p.tok.kind == tFloat {
		n := p.tok
		p.next()
		return p.numberLiteral(n, t.start)
	}
	if p.tok.kind == tEOF || p.tok.kind == tBad || !p.enter() {
		return p.fail(func() *hcl.Diagnostic { return expectedExpression(p.where(p.tok), p.describe(p.tok), p.after()) })
	}
	before := len(p.diags)
	wasQuiet := p.quiet
	arg := p.operand()
	p.depth--
	if !wasQuiet && len(p.diags) == before {
		end := max(p.prev.end, t.end)
		p.report(minusBeforeExpression(p.origin(t.start, t.end), strings.TrimSpace(p.text[t.end:end])))
	}
	return arg
}

// group reads an expression in brackets. The node keeps its own place, without them.
func (p *parser) group() Expr {
	open := p.tok
	if !p.enter() {
		return &Literal{}
	}
	p.next()
	e := p.expr(1)
	p.depth--
	if p.tok.kind != tRParen && p.tok.kind != tEOF {
		p.fail(func() *hcl.Diagnostic { return expectedClose(p.where(p.tok), p.describe(p.tok), p.sideBySide("")) })
	}
	for p.tok.kind != tRParen && p.tok.kind != tEOF {
		if p.tok.kind == tComma {
			p.next()
		}
		p.skip()
	}
	if p.tok.kind == tEOF {
		return p.fail(func() *hcl.Diagnostic { return unclosedBracket(p.where(open), "this one") })
	}
	p.quiet = false
	p.next()
	return e
}

// opens says whether the next character after p.tok that is not white space opens a bracket.
func (p *parser) opens() bool {
	for _, r := range p.text[p.off:] {
		if r == '(' {
			return true
		}
		if !unicode.IsSpace(r) {
			return false
		}
	}
	return false
}

// call reads a function and its arguments.
func (p *parser) call() Expr {
	name := p.tok
	fn := p.text[name.start:name.end]
	f := Lookup(fn)
	switch {
	case f == nil:
		p.report(unknownFunction(p.where(name), Origin{}, fn))
	case f.Metrics && p.timeSeries:
		p.report(secondTimeSeries(p.where(name), fn))
	case f.Metrics:
		p.timeSeries = true
	}
	if f != nil {
		fn = f.Name
	}
	p.next() // the name
	open := p.tok
	if !p.enter() {
		return &Literal{}
	}
	p.next() // the bracket
	base := len(p.scratch)
	for p.tok.kind != tRParen && p.tok.kind != tEOF {
		p.scratch = append(p.scratch, p.expr(1))
		if p.tok.kind == tComma && !p.quiet {
			p.next()
			continue
		}
		if p.tok.kind != tRParen && p.tok.kind != tEOF {
			p.fail(func() *hcl.Diagnostic {
				return expectedComma(p.where(p.tok), p.describe(p.tok), fn, p.sideBySide(commaHint))
			})
		}
		p.skip()
		if p.tok.kind == tComma {
			p.next()
		}
	}
	p.depth--
	n := &Call{Func: fn, Args: slices.Clone(p.scratch[base:]), FuncName: p.where(name)}
	p.scratch = p.scratch[:base]
	if p.tok.kind == tEOF {
		return p.fail(func() *hcl.Diagnostic { return unclosedBracket(p.where(open), "the arguments of "+fn) })
	}
	n.Origin = p.origin(name.start, p.tok.end)
	p.quiet = false
	p.next()
	return n
}

// skip moves to the comma or bracket that ends the current argument, and ends the quiet after an error.
func (p *parser) skip() {
	for depth := 0; ; p.next() {
		switch p.tok.kind {
		case tEOF:
			return
		case tLParen:
			depth++
		case tRParen:
			if depth == 0 {
				p.quiet = false
				return
			}
			depth--
		case tComma:
			if depth == 0 {
				p.quiet = false
				return
			}
		}
	}
}

// constants are words that are written for the constants of the language.
var constants = map[string]string{
	"TRUE": "true", "True": "true", "FALSE": "false", "False": "false",
	"NULL": "null", "Null": "null", "nil": "null", "NIL": "null", "None": "null", "undefined": "null",
}

// bareWord reports a word that is neither a call nor a constant.
func (p *parser) bareWord() Expr {
	t := p.tok
	w := p.text[t.start:t.end]
	if use, ok := constants[w]; ok {
		p.report(wrongConstant(p.where(t), w, use))
		p.next()
		return &Literal{}
	}
	// The whole of what was meant as a name.
	end := t.end
	for end < len(p.text) {
		r, size := utf8.DecodeRuneInString(p.text[end:])
		if r != '.' && r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			break
		}
		end += size
	}
	if p.quiet {
		return &Literal{}
	}
	p.off, p.tok.end = end, end
	p.report(bareWord(p.where(p.tok), p.text[t.start:end]))
	if f := Lookup(strings.ToUpper(w)); f != nil && end == t.end { // NOT $a: what follows belongs to it
		p.quiet = true
	}
	p.next()
	return &Literal{}
}

// afterEnd reports what stands after a whole expression, and looks through the rest for mistakes in literals.
func (p *parser) afterEnd() {
	p.fail(func() *hcl.Diagnostic {
		if p.tok.kind == tRParen {
			return extraClose(p.where(p.tok))
		}
		return expectedEnd(p.where(p.tok), p.describe(p.tok), p.sideBySide(""))
	})
	for p.tok.kind != tEOF {
		p.next()
	}
}

// infixWords are words that other languages have between operands.
var infixWords = map[string]string{
	"IN":       "IN(a, b, c)",
	"NOT":      "NOT(IN(a, b, c)), or NOT(...)",
	"LIKE":     "CONTAINS(text, part), or REG_MATCH(text, `...`)",
	"CONTAINS": "CONTAINS(text, part)",
	"MATCHES":  "REG_MATCH(text, `...`)",
	"IS":       "EXISTS(a), or NOT(EXISTS(a))",
	"EXISTS":   "EXISTS(a)",
	"BETWEEN":  "AND(GTE(a, low), LTE(a, high))",
	"MOD":      "a % b",
	"DIV":      "a / b",
	"XOR":      "NOT(EQUALS(a, b))",
}

// sideBySide is the hint for an operand that stands directly after another one.
func (p *parser) sideBySide(otherwise string) string {
	if prev := p.text[p.prev.start:p.prev.end]; p.prev.kind == tColumn &&
		strings.IndexByte("-+/=:?", prev[len(prev)-1]) >= 0 {
		return nameSwallowed(prev)
	}
	switch p.tok.kind {
	case tWord:
		if use, ok := infixWords[strings.ToUpper(p.text[p.tok.start:p.tok.end])]; ok {
			return " There is no such operator: write " + use + "."
		}
		if p.prev.kind == tColumn && !p.opens() {
			return spaceInName(p.text[p.prev.start:p.prev.end], p.text[p.tok.start:p.tok.end])
		}
		return otherwise
	case tInt, tFloat, tString, tRaw, tColumn, tDollar, tTrue, tFalse, tNull, tLParen:
		return otherwise
	}
	return ""
}

// describe names a token in a message.
func (p *parser) describe(t token) string {
	s := p.text[t.start:t.end]
	if len(s) > 40 {
		s = strings.ToValidUTF8(s[:40], "") + "..."
	}
	switch t.kind {
	case tEOF:
		return "the end of the formula"
	case tComma:
		return "a comma"
	case tLParen:
		return "an opening bracket"
	case tRParen:
		return "a closing bracket"
	case tInt, tFloat:
		return "the number " + s
	case tString, tRaw:
		return "the string " + s
	case tColumn, tDollar:
		return "the column " + s
	case tWord:
		return "the word " + s
	case tTrue, tFalse, tNull:
		return s
	}
	return "the operator " + s
}

// after says where in the text p.tok stands.
func (p *parser) after() string {
	if p.prev.end == 0 {
		return "at the start"
	}
	return "after " + p.describe(p.prev)
}
