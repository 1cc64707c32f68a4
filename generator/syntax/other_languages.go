package syntax

import (
	"bytes"
	"fmt"
	"regexp"
	"sort"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/lazy"
)

// foreign speaks of what other languages write otherwise: operators, methods, regular expressions between slashes.
// HCL's parser just stops at such a thing. The way out is written with the user's own operands, ready to paste.
type foreign struct {
	name   string
	src    []byte
	tokens hclsyntax.Tokens
	open   *openBrackets
	next   int // the token to go on with, behind what was found
	broken int // where a regular expression with quotes or brackets ends, behind which nothing can be trusted; or -1
}

// echoes are the problems that HCL's parser has with such things.
var echoes = map[string]bool{
	"Missing newline after argument": true, "Unbalanced parentheses": true, "Missing argument separator": true,
	"Missing item separator": true, "Missing false expression in conditional": true,
	"Invalid single-argument block definition": true, "Extra characters after expression": true,
	"Unsupported operator": true, "Invalid expression": true, "Invalid character": true,
	"Argument or block definition required": true,
	"Missing close bracket on index":        true, "Invalid legacy index syntax": true, "Missing expression": true,
}

// A file may be one long line, so there are limits to what is looked at.
const (
	maxOfLine  = 10  // things of other languages that are told of one line
	maxOperand = 200 // tokens of an operand
	maxPattern = 400 // bytes of a regular expression between slashes
)

// onLine lists what stands on a line that is of another language.
func (f *foreign) onLine(line int) (found hcl.Diagnostics) {
	i := sort.Search(len(f.tokens), func(i int) bool { return f.tokens[i].Range.Start.Line >= line })
	for ; i < len(f.tokens) && f.tokens[i].Range.Start.Line == line && len(found) < maxOfLine; i++ {
		f.next = i + 1
		if d := f.at(i); d != nil {
			found = append(found, d)
			i = f.next - 1
		}
	}
	return found
}

func (f *foreign) is(i int, t hclsyntax.TokenType) bool {
	return i >= 0 && i < len(f.tokens) && f.tokens[i].Type == t
}

// adjacent says whether nothing stands between the tokens i-1 and i.
func (f *foreign) adjacent(i int) bool {
	return i > 0 && i < len(f.tokens) && f.tokens[i-1].Range.End.Byte == f.tokens[i].Range.Start.Byte
}

// calls says whether a function's arguments begin with the token i.
func (f *foreign) calls(i int) bool { return f.is(i, hclsyntax.TokenOParen) && f.adjacent(i) }

// at says what is wrong with the token i, if another language has it; nil where it may be HCL's.
func (f *foreign) at(i int) *hcl.Diagnostic {
	left := f.endsOperand(i - 1)
	switch f.tokens[i].Type {
	case hclsyntax.TokenSlash:
		if !left {
			return f.regexp(i)
		}
	case hclsyntax.TokenEqual:
		return f.equal(i, left)
	case hclsyntax.TokenBitwiseNot:
		return f.tilde(i, left)
	case hclsyntax.TokenBang:
		if left && f.is(i+1, hclsyntax.TokenBitwiseNot) {
			return f.match(i, i+2, "!")
		}
	case hclsyntax.TokenLessThan:
		if f.is(i+1, hclsyntax.TokenGreaterThan) && f.adjacent(i+1) {
			return f.operator(i, i+2, "!=", "")
		}
	case hclsyntax.TokenEqualOp:
		return f.comparison(i, "")
	case hclsyntax.TokenNotEqual:
		return f.comparison(i, "!")
	case hclsyntax.TokenQuestion:
		if left {
			return f.question(i)
		}
	case hclsyntax.TokenStar:
		return f.star(i)
	case hclsyntax.TokenDot:
		return f.dot(i)
	case hclsyntax.TokenBitwiseXor:
		if left {
			return f.power(i, i+1)
		}
	case hclsyntax.TokenIdent:
		return f.ident(i, left)
	}
	return nil
}

// equal speaks of `=~`, of f(name = value) and of a comparison with one sign.
func (f *foreign) equal(i int, left bool) *hcl.Diagnostic {
	if f.is(i+1, hclsyntax.TokenBitwiseNot) {
		return f.match(i, i+2, "")
	}
	if f.is(i-1, hclsyntax.TokenIdent) && (f.is(i-2, hclsyntax.TokenOParen) || f.is(i-2, hclsyntax.TokenComma) &&
		!f.inBraces(i)) {
		return f.say(unknownOperator, i-1, i+1,
			fmt.Sprintf("Arguments of functions have no names: write the value alone, `%s`. To compare, write `==`.",
				f.operand(i+1, f.end(i+1), "x")))
	}
	if left && !f.argument(i) {
		return f.operator(i, i+1, "==", "A single `=` gives an argument its value. ")
	}
	return nil
}

// tilde speaks of `~` and `~=`.
func (f *foreign) tilde(i int, left bool) *hcl.Diagnostic {
	switch {
	case !left:
		return nil
	case f.is(i+1, hclsyntax.TokenEqual):
		return f.match(i, i+2, "")
	}
	return f.match(i, i+1, "")
}

// comparison speaks of `===`, of `== /re/`, and of both with `!`, which then is not.
func (f *foreign) comparison(i int, not string) *hcl.Diagnostic {
	if f.is(i+1, hclsyntax.TokenEqual) && f.adjacent(i+1) {
		return f.operator(i, i+2, string(f.tokens[i].Bytes), "")
	}
	if f.is(i+1, hclsyntax.TokenSlash) {
		return f.match(i, i+1, not)
	}
	return nil
}

// question speaks of `??` and `?.` behind an operand.
func (f *foreign) question(i int) *hcl.Diagnostic {
	if f.is(i+1, hclsyntax.TokenQuestion) {
		return f.infix(i, i+2, infix{way: "coalesce(X, A)"})
	}
	if f.is(i+1, hclsyntax.TokenDot) && f.is(i+2, hclsyntax.TokenIdent) && f.adjacent(i+1) {
		return f.say(unknownOperator, i, i+2,
			fmt.Sprintf("`?.` isn't an operator here. A missing column is null anyway: write `%s.%s`.",
				f.operand(f.first(i), i, "event"), f.tokens[i+2].Bytes))
	}
	return nil
}

// star speaks of `*` for everything, of `count(*)` and of `**`.
func (f *foreign) star(i int) *hcl.Diagnostic {
	if f.is(i-1, hclsyntax.TokenEqual) && f.is(i+1, hclsyntax.TokenNewline) {
		return f.say("Invalid expression", i, i+1,
			"A star has no meaning here. To include every event, leave the argument out.")
	}
	if f.is(i+1, hclsyntax.TokenStar) && f.adjacent(i+1) {
		return f.power(i, i+2)
	}
	if f.is(i-1, hclsyntax.TokenOParen) && f.is(i+1, hclsyntax.TokenCParen) && f.is(i-2, hclsyntax.TokenIdent) {
		call := f.text(i-2, i-1)
		return f.say("Invalid expression", i, i+1,
			fmt.Sprintf("A star has no meaning here. To count all events, write `%s()`.", strings.ToLower(call)))
	}
	return nil
}

// dot speaks of `a.method(b)` and of `p99.9(a)`.
func (f *foreign) dot(i int) *hcl.Diagnostic {
	if !f.calls(i + 2) {
		return nil
	}
	if f.is(i+1, hclsyntax.TokenIdent) {
		return f.method(i)
	}
	if f.is(i-1, hclsyntax.TokenIdent) && f.is(i+1, hclsyntax.TokenNumberLit) {
		if p := f.tokens[i-1].Bytes; percentile().Match(p) {
			return f.say("Unknown function", i-1, i+2,
				fmt.Sprintf("A percentile's name has no point: write `p%s%s`.", p[1:], f.tokens[i+1].Bytes))
		}
	}
	return nil
}

// ident speaks of a word, and of `1_000`, which HCL reads as a number and a word.
func (f *foreign) ident(i int, left bool) *hcl.Diagnostic {
	t := f.tokens[i]
	if f.is(i-1, hclsyntax.TokenNumberLit) && f.adjacent(i) && separated().Match(t.Bytes) {
		number := string(f.tokens[i-1].Bytes) + strings.ReplaceAll(string(t.Bytes), "_", "")
		return f.say("Invalid number literal", i-1, i+1,
			fmt.Sprintf("Numbers have no separators between digits: write `%s`.", number))
	}
	if f.is(i-1, hclsyntax.TokenDot) {
		return nil
	}
	if left {
		return f.wordBehind(i)
	}
	return f.wordBefore(i)
}

// endsOperand says whether an operand may end with the token i.
func (f *foreign) endsOperand(i int) bool {
	if i < 0 {
		return false
	}
	switch f.tokens[i].Type {
	case hclsyntax.TokenIdent:
		word := f.wordAt(i)
		return f.is(i-1, hclsyntax.TokenDot) || word != "not" && word != "and" && word != "or"
	case hclsyntax.TokenNumberLit, hclsyntax.TokenCQuote, hclsyntax.TokenCParen, hclsyntax.TokenCBrack:
		return true
	}
	return false
}

func (f *foreign) beginsOperand(i int) bool {
	if i >= len(f.tokens) {
		return false
	}
	switch f.tokens[i].Type {
	case hclsyntax.TokenIdent, hclsyntax.TokenNumberLit, hclsyntax.TokenOQuote, hclsyntax.TokenOParen,
		hclsyntax.TokenOBrack, hclsyntax.TokenBang, hclsyntax.TokenMinus, hclsyntax.TokenSlash:
		return true
	}
	return false
}

// argument says whether the "=" at i gives an argument, or an item of an object, its value.
func (f *foreign) argument(i int) bool {
	if f.is(i-1, hclsyntax.TokenCQuote) || f.is(i-1, hclsyntax.TokenCParen) {
		return f.inObject(i)
	}
	if i < 2 {
		return true
	}
	switch f.tokens[i-2].Type {
	case hclsyntax.TokenNewline, hclsyntax.TokenComment, hclsyntax.TokenOBrace:
		return f.is(i-1, hclsyntax.TokenIdent)
	case hclsyntax.TokenComma:
		return f.is(i-1, hclsyntax.TokenIdent) && f.inBraces(i)
	}
	// Two arguments on one line.
	return f.is(i-1, hclsyntax.TokenIdent) && f.endsOperand(i-2) || f.inObject(i)
}

// inBraces says whether the innermost bracket that is open before the token i is a brace.
func (f *foreign) inBraces(i int) bool {
	open := f.open.before(i)
	return len(open) > 0 && open[len(open)-1].Type == hclsyntax.TokenOBrace
}

// inObject says whether that brace opens an object.
func (f *foreign) inObject(i int) bool {
	open := f.open.before(i)
	return len(open) > 0 && open[len(open)-1].Type == hclsyntax.TokenOBrace && !f.blockOpens(open[len(open)-1])
}

// blockOpens says whether the brace opens a block rather than an object.
func (f *foreign) blockOpens(brace hclsyntax.Token) bool {
	line := bytes.TrimSpace(f.src[lineStart(f.src, brace.Range.Start.Byte):brace.Range.Start.Byte])
	return len(line) > 0 && bytes.IndexByte(line, '=') < 0 && bytes.IndexByte(line, '(') < 0
}

// first is the token that begins the operand which ends before the token i; -1 where there is none.
func (f *foreign) first(i int) int {
	for j := i - 1; j >= 0 && j > i-maxOperand; {
		switch f.tokens[j].Type {
		case hclsyntax.TokenCQuote, hclsyntax.TokenCParen, hclsyntax.TokenCBrack:
			shut := f.tokens[j].Type
			if j = f.matching(j); j < 0 {
				return -1
			}
			if shut != hclsyntax.TokenCQuote && f.adjacent(j) && f.endsOperand(j-1) {
				j--
				continue
			}
		case hclsyntax.TokenIdent, hclsyntax.TokenNumberLit:
		default:
			return -1
		}
		if !f.is(j-1, hclsyntax.TokenDot) {
			return j
		}
		j -= 2
	}
	return -1
}

// matching is the token that opens what the token i closes, or closes what it opens; -1 where there is none.
func (f *foreign) matching(i int) int {
	quotes := f.is(i, hclsyntax.TokenOQuote) || f.is(i, hclsyntax.TokenCQuote)
	step, depth := 1, 0
	switch f.tokens[i].Type {
	case hclsyntax.TokenCParen, hclsyntax.TokenCBrack, hclsyntax.TokenCBrace, hclsyntax.TokenCQuote:
		step = -1
	}
	for j := i; j >= 0 && j < len(f.tokens) && j > i-maxOperand && j < i+maxOperand; j += step {
		switch f.tokens[j].Type {
		case hclsyntax.TokenOQuote:
			if quotes {
				depth++
			}
		case hclsyntax.TokenCQuote:
			if quotes {
				depth--
			}
		case hclsyntax.TokenOParen, hclsyntax.TokenOBrack, hclsyntax.TokenOBrace:
			if !quotes {
				depth++
			}
		case hclsyntax.TokenCParen, hclsyntax.TokenCBrack, hclsyntax.TokenCBrace:
			if !quotes {
				depth--
			}
		}
		if depth == 0 {
			return j
		}
	}
	return -1
}

// end is the token behind the operand that begins with the token i; -1 where there is none.
func (f *foreign) end(i int) int {
	for f.is(i, hclsyntax.TokenBang) || f.is(i, hclsyntax.TokenMinus) {
		i++
	}
	if i >= len(f.tokens) {
		return -1
	}
	switch f.tokens[i].Type {
	case hclsyntax.TokenSlash:
		_, after := f.pattern(i)
		return after
	case hclsyntax.TokenOQuote, hclsyntax.TokenOParen, hclsyntax.TokenOBrack:
		if i = f.matching(i); i < 0 {
			return -1
		}
	case hclsyntax.TokenIdent, hclsyntax.TokenNumberLit:
	default:
		return -1
	}
	for last := i + maxOperand; ; {
		if i++; i > last {
			return -1
		}
		switch {
		case f.is(i, hclsyntax.TokenDot) && f.is(i+1, hclsyntax.TokenIdent) && !f.calls(i+2):
			i++
		case (f.is(i, hclsyntax.TokenOParen) || f.is(i, hclsyntax.TokenOBrack)) && f.adjacent(i):
			if i = f.matching(i); i < 0 {
				return -1
			}
		default:
			return i
		}
	}
}

// text is what the tokens from a up to b hold, on one line.
func (f *foreign) text(a, b int) string {
	if a < 0 || b <= a {
		return ""
	}
	s := f.src[f.tokens[a].Range.Start.Byte:f.tokens[b-1].Range.End.Byte]
	return strings.Join(strings.Fields(string(s)), " ")
}

// operand is the operand before or behind an operator as a sentence can hold it.
func (f *foreign) operand(a, b int, otherwise string) string {
	const most = 80
	if a >= 0 && f.is(a, hclsyntax.TokenSlash) {
		re, _ := f.pattern(a)
		return re
	}
	if s := f.text(a, b); s != "" && len(s) <= most {
		return s
	}
	return otherwise
}

func (f *foreign) say(summary string, from, to int, detail string) *hcl.Diagnostic {
	f.next = to
	start, end := f.tokens[from].Range.Start.Byte, f.tokens[to-1].Range.End.Byte
	return diag.Error(codeHCL, summary, detail, rangeOf(f.name, f.src, start, end))
}

const unknownOperator = "Unknown operator"

// operator is one that is spelt differently here.
func (f *foreign) operator(from, to int, ours, reason string) *hcl.Diagnostic {
	was := f.text(from, to)
	if reason == "" {
		reason = fmt.Sprintf("`%s` isn't an operator here. ", was)
	}
	left, right := f.operand(f.first(from), from, "a"), f.operand(to, f.end(to), "b")
	return f.say(unknownOperator, from, to, fmt.Sprintf("%sWrite `%s`: `%s %s %s`.", reason, ours, left, ours, right))
}

// match is an operator that tests with a regular expression.
func (f *foreign) match(from, to int, not string) *hcl.Diagnostic {
	was := f.text(from, to)
	left := f.operand(f.first(from), from, "event.name")
	right := f.operand(to, f.end(to), `"^GET "`)
	d := f.say(unknownOperator, from, to,
		fmt.Sprintf("`%s` isn't an operator here. To match a regular expression, call a function: `%sreg_match(%s, %s)`.",
			was, not, left, right))
	if strings.HasPrefix(was, "==") || strings.HasPrefix(was, "!=") {
		d.Summary, d.Detail = slashes,
			fmt.Sprintf("A regular expression is text in quotes, matched by a function: `%sreg_match(%s, %s)`.",
				not, left, right)
		d.Subject = rangeOf(f.name, f.src, f.tokens[to].Range.Start.Byte, f.patternEnd(to)).Ptr()
	}
	f.skipPattern(to)
	return d
}

// power is an operator for powers.
func (f *foreign) power(from, to int) *hcl.Diagnostic {
	left, right := f.operand(f.first(from), from, "a"), f.operand(to, f.end(to), "2")
	way := "Multiply instead"
	if right == "2" {
		way = fmt.Sprintf("Write `%s * %[1]s`", left)
	}
	return f.say(unknownOperator, from, to,
		fmt.Sprintf("`%s` isn't an operator here, and Honeycomb computes no powers. %s.", f.text(from, to), way))
}

// separated is what follows the first digits of a number that is written with separators.
var separated = lazy.Regexp(`^(_[0-9]+)+$`)

var percentile = lazy.Regexp(`^[pP][0-9]+$`)

const slashes = "Regular expression between slashes"

func (f *foreign) regexp(i int) *hcl.Diagnostic {
	text, after := f.pattern(i)
	if after < 0 {
		return nil
	}
	d := diag.Error(codeHCL, slashes,
		fmt.Sprintf("A regular expression is text in quotes, with doubled backslashes: `%s`. Match it with a "+
			"function: `reg_match(event.name, %[1]s)`.",
			text),
		rangeOf(f.name, f.src, f.tokens[i].Range.Start.Byte, f.patternEnd(i)))
	f.skipPattern(i)
	return d
}

// slashed is a regular expression as other languages write it, on one line.
var slashed = lazy.Regexp(`^/((?:[^/\\\n]|\\[^\n])+)/([gimsuy]*)`)

// pattern is the regular expression at token i as a text in quotes; after is the first token behind it, -1 where it
// doesn't end.
func (f *foreign) pattern(i int) (text string, after int) {
	if !f.is(i, hclsyntax.TokenSlash) {
		return "", -1
	}
	at := f.tokens[i].Range.Start.Byte
	m := slashed().FindSubmatch(f.src[at:min(len(f.src), at+maxPattern)])
	if m == nil {
		return "", -1
	}
	re := strings.ReplaceAll(string(m[1]), `\/`, `/`)
	if bytes.IndexByte(m[2], 'i') >= 0 {
		re = "(?i)" + re
	}
	for after = i + 1; after < len(f.tokens) && f.tokens[after].Range.Start.Byte < at+len(m[0]); {
		after++
	}
	return quoted(re), after
}

// quoted writes a text as a string of HCL.
func quoted(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "${", "$${", "%{", "%%{").Replace(s) + `"`
}

func (f *foreign) patternEnd(i int) int {
	at := f.tokens[i].Range.Start.Byte
	return at + max(1, len(slashed().Find(f.src[at:min(len(f.src), at+maxPattern)])))
}

// skipPattern goes on behind the regular expression at the token i. One with quotes or brackets leads the scanner
// astray.
func (f *foreign) skipPattern(i int) {
	_, after := f.pattern(i)
	if after < 0 {
		return
	}
	f.next = after
	end := f.patternEnd(i)
	if bytes.ContainsAny(f.src[f.tokens[i].Range.Start.Byte:end], "\"'`{}()[]#") {
		f.broken = end
	}
}

// infix is a word, or sign, that other languages write between or behind operands. X and A in the way out are its
// operands; one that begins with a sign is an operator.
type infix struct {
	way     string
	postfix bool // there is no operand behind it
}

// infixes are those words in lower case, without hyphens and underscores.
var infixes = map[string]infix{
	"and": {way: "&&"}, "or": {way: "||"}, "eq": {way: "=="}, "equals": {way: "=="}, "equal": {way: "=="},
	"ne": {way: "!="}, "lt": {way: "<"}, "lte": {way: "<="}, "le": {way: "<="}, "gt": {way: ">"}, "gte": {way: ">="},
	"ge": {way: ">="}, "above": {way: ">"}, "exceeds": {way: ">"}, "below": {way: "<"}, "mod": {way: "%"},
	"div":        {way: "/"},
	"startswith": {way: "starts_with(X, A)"}, "doesnotstartwith": {way: "!starts_with(X, A)"},
	"endswith": {way: "ends_with(X, A)"}, "doesnotendwith": {way: "!ends_with(X, A)"},
	"contains": {way: "contains(X, A)"}, "doesnotcontain": {way: "!contains(X, A)"},
	"includes": {way: "contains(X, A)"}, "matches": {way: "reg_match(X, A)"}, "rlike": {way: "reg_match(X, A)"},
	"regexp": {way: "reg_match(X, A)"},
	"exists": {way: "exists(X)", postfix: true}, "doesnotexist": {way: "!exists(X)", postfix: true},
	"isnull": {way: "X == null", postfix: true}, "notnull": {way: "X != null", postfix: true},
}

// wordBefore speaks of a word before an operand that is an operator elsewhere.
func (f *foreign) wordBefore(i int) *hcl.Diagnostic {
	if !f.beginsOperand(i + 1) {
		return nil
	}
	call := f.is(i+1, hclsyntax.TokenOParen)
	switch word := f.plainWord(i); {
	case word == "not" && !f.adjacent(i+1):
		return f.not(i)
	case word == "if" && !f.is(i-1, hclsyntax.TokenOBrace) && !call:
		return f.ifThen(i)
	case word == "exists" && !call:
		if end := f.end(i + 1); end > 0 {
			return f.say(unknownOperator, i, i+1,
				fmt.Sprintf("`exists` is a function: `exists(%s)`.", f.text(i+1, end)))
		}
	}
	return nil
}

// wordBehind speaks of a word behind an operand that is an operator elsewhere.
func (f *foreign) wordBehind(i int) *hcl.Diagnostic {
	if f.is(i+1, hclsyntax.TokenEqual) || f.loop(i) {
		return nil
	}
	if f.is(i-1, hclsyntax.TokenIdent) && !f.is(i-2, hclsyntax.TokenDot) && f.is(i+1, hclsyntax.TokenOBrace) {
		return nil // the header of a block
	}
	word := f.plainWord(i)
	switch word {
	case "is":
		return f.isWord(i)
	case "in":
		return f.membership(i, i+1, "")
	case "notin":
		return f.membership(i, i+1, "!")
	case "like", "ilike":
		return f.like(i, i+1, "")
	case "between":
		return f.between(i)
	case "not":
		switch next := f.wordAt(i + 1); next {
		case "in":
			return f.membership(i, i+2, "!")
		case "like", "ilike":
			return f.like(i, i+2, "!")
		}
	}
	if in, ok := infixes[word]; ok && (in.postfix || f.beginsOperand(i+1)) {
		return f.infix(i, i+1, in)
	}
	return nil
}

// plainWord is the word of a token in lower case, without hyphens and underscores.
func (f *foreign) plainWord(i int) string {
	return strings.NewReplacer("-", "", "_", "").Replace(strings.ToLower(string(f.tokens[i].Bytes)))
}

// ifThen is "if a then b else c".
func (f *foreign) ifThen(i int) *hcl.Diagnostic {
	then, otherwise := -1, -1
	j := i + 1
	for ; j < len(f.tokens) && j < i+maxOperand && !f.is(j, hclsyntax.TokenNewline) && !f.is(j, hclsyntax.TokenEOF) &&
		!f.is(j, hclsyntax.TokenCBrace); j++ {
		switch f.wordAt(j) {
		case "then":
			then = j
		case "else":
			otherwise = j
		}
	}
	way := "condition ? a : b"
	if then > 0 && otherwise > then+1 && j > otherwise+1 {
		way = fmt.Sprintf("%s ? %s : %s", f.text(i+1, then), f.text(then+1, otherwise), f.text(otherwise+1, j))
	}
	d := f.say("Invalid expression", i, i+1, fmt.Sprintf("Write a choice as `%s`.", way))
	f.next = j
	return d
}

func (f *foreign) wordAt(i int) string {
	if !f.is(i, hclsyntax.TokenIdent) {
		return ""
	}
	return strings.ToLower(string(f.tokens[i].Bytes))
}

// loop says whether the token i stands in the header of a `for`.
func (f *foreign) loop(i int) bool {
	for j := i - 1; j >= 0 && j > i-5; j-- {
		if f.wordAt(j) == "for" {
			return true
		}
	}
	return false
}

func (f *foreign) infix(from, to int, in infix) *hcl.Diagnostic {
	was := f.text(from, to)
	left, end := f.operand(f.first(from), from, "event.name"), f.end(to)
	right := f.operand(to, end, `"x"`)
	way := in.way
	if strings.ContainsRune("&|=!<>%/", rune(way[0])) && !strings.Contains(way, "X") {
		return f.say(unknownOperator, from, to, fmt.Sprintf("`%s` isn't an operator here. Write `%s`.", was, way))
	}
	way = strings.NewReplacer("X", left, "A", right).Replace(way)
	d := f.say(unknownOperator, from, to, fmt.Sprintf("`%s` isn't an operator here. Write `%s`.", was, way))
	f.skipPattern(to)
	return d
}

// not is "not" before an operand, which in other languages takes in a whole comparison.
func (f *foreign) not(i int) *hcl.Diagnostic {
	end := f.end(i + 1)
	way := "!" + f.operand(i+1, end, "condition")
	if end > 0 && end < len(f.tokens) {
		switch f.tokens[end].Type {
		case hclsyntax.TokenEqualOp, hclsyntax.TokenNotEqual, hclsyntax.TokenLessThan, hclsyntax.TokenLessThanEq,
			hclsyntax.TokenGreaterThan, hclsyntax.TokenGreaterThanEq:
			if last := f.end(end + 1); last > 0 {
				way = "!(" + f.operand(i+1, last, "condition") + ")"
			}
		}
	}
	return f.say(unknownOperator, i, i+1, fmt.Sprintf("`%s` isn't an operator here. Write `%s`.", f.tokens[i].Bytes, way))
}

// isWord is "is null", "is not null", "is true".
func (f *foreign) isWord(i int) *hcl.Diagnostic {
	op, to := "==", i+1
	if f.wordAt(to) == "not" {
		op, to = "!=", to+1
	}
	if !f.beginsOperand(to) {
		return nil
	}
	right := f.operand(to, f.end(to), "null")
	for _, w := range []string{"null", "true", "false"} {
		if strings.EqualFold(right, w) {
			right = w
		}
	}
	if strings.EqualFold(right, "none") || strings.EqualFold(right, "missing") || strings.EqualFold(right, "nil") {
		right = "null"
	}
	return f.say(unknownOperator, i, to,
		fmt.Sprintf("`%s` isn't an operator here. Write `%s %s %s`.",
			f.text(i, to), f.operand(f.first(i), i, "event.name"), op, right))
}

// membership is "in" with a list.
func (f *foreign) membership(from, to int, not string) *hcl.Diagnostic {
	if !f.beginsOperand(to) {
		return nil
	}
	end := f.end(to)
	list := f.operand(to, end, `"a", "b"`)
	switch {
	case end < 0:
		list = `"a", "b"`
	case f.is(to, hclsyntax.TokenOParen) || f.is(to, hclsyntax.TokenOBrack):
		list = strings.TrimSpace(strings.TrimRight(strings.TrimSpace(list[1:len(list)-1]), ","))
	case f.is(to, hclsyntax.TokenIdent):
		list += "..."
	}
	return f.say(unknownOperator, from, to,
		fmt.Sprintf("`%s` isn't an operator here, but a function: `%sin(%s, %s)`.",
			f.text(from, to), not, f.operand(f.first(from), from, "event.name"), list))
}

// like is SQL's comparison with a pattern.
func (f *foreign) like(from, to int, not string) *hcl.Diagnostic {
	left := f.operand(f.first(from), from, "event.name")
	say := func(way string) *hcl.Diagnostic {
		return f.say(unknownOperator, from, to, fmt.Sprintf("`%s` isn't an operator here. Write `%s`.", f.text(from, to),
			way))
	}
	end := f.end(to)
	pattern := f.text(to, end)
	if end < 0 || len(pattern) < 2 || pattern[0] != '"' {
		return say(not + "reg_match(" + left + `, "^GET ")`)
	}
	pattern = pattern[1 : len(pattern)-1]
	inner := strings.Trim(pattern, "%")
	before, after := strings.HasPrefix(pattern, "%"), strings.HasSuffix(pattern, "%")
	switch {
	case strings.EqualFold(f.wordAt(to-1), "ilike") || strings.ContainsAny(inner, "%_"):
		re := "^" + strings.NewReplacer("%", ".*", "_", ".").Replace(regexp.QuoteMeta(pattern)) + "$"
		if f.wordAt(to-1) == "ilike" {
			re = "(?i)" + re
		}
		return say(not + "reg_match(" + left + ", " + quoted(re) + ")")
	case before && after:
		return say(fmt.Sprintf("%scontains(%s, %q)", not, left, inner))
	case after:
		return say(fmt.Sprintf("%sstarts_with(%s, %q)", not, left, inner))
	case before:
		return say(fmt.Sprintf("%sends_with(%s, %q)", not, left, inner))
	case not != "":
		return say(fmt.Sprintf("%s != %q", left, inner))
	}
	return say(fmt.Sprintf("%s == %q", left, inner))
}

// between is SQL's "between a and b".
func (f *foreign) between(i int) *hcl.Diagnostic {
	low := f.end(i + 1)
	if low < 0 || f.wordAt(low) != "and" {
		return nil
	}
	high := f.end(low + 1)
	if high < 0 {
		return nil
	}
	left := f.operand(f.first(i), i, "event.duration_ms")
	d := f.say(unknownOperator, i, i+1,
		fmt.Sprintf("`%s` isn't an operator here. Write `%s >= %s && %[2]s <= %[4]s`.",
			f.tokens[i].Bytes, left, f.text(i+1, low), f.text(low+1, high)))
	f.next = high
	return d
}

// methods are functions that other languages write behind a value, in lower case and without underscores. X is the
// value, A the arguments. A function of the same name needs no row.
var methods = map[string]string{
	"hasprefix": "starts_with(X, A)", "startwith": "starts_with(X, A)",
	"hassuffix": "ends_with(X, A)", "endwith": "ends_with(X, A)",
	"includes": "contains(X, A)", "include": "contains(X, A)", "has": "contains(X, A)", "substring": "contains(X, A)",
	"match": "reg_match(X, A)", "matches": "reg_match(X, A)", "regex": "reg_match(X, A)", "search": "reg_match(X, A)",
	"lower": "to_lower(X)", "tolowercase": "to_lower(X)", "downcase": "to_lower(X)", "lowercase": "to_lower(X)",
	"tostring": "string(X)", "str": "string(X)", "toint": "int(X)", "tointeger": "int(X)",
	"tofloat": "float(X)", "tonumber": "float(X)", "len": "length(X)", "size": "length(X)",
	"isempty": `X == ""`, "isnull": "X == null", "isnil": "X == null", "isnotnull": "X != null", "isset": "exists(X)",
	"equals": "X == A", "eq": "X == A", "isin": "in(X, A)", "oneof": "in(X, A)",
}

// method is a call behind a value.
func (f *foreign) method(dot int) *hcl.Diagnostic {
	shut := f.matching(dot + 2)
	text, after := f.pattern(dot + 3)
	args := ""
	switch {
	case after > 0:
		args, shut = text, after
	case shut < 0:
		return nil
	default:
		args = f.text(dot+3, shut)
	}
	name := string(f.tokens[dot+1].Bytes)
	folded := strings.ReplaceAll(strings.ToLower(name), "_", "")
	left := f.operand(f.first(dot), dot, "event.name")
	way := methods[folded]
	if strings.HasPrefix(left, "/") || folded == "test" {
		way = "" // a regular expression's own method
	}
	for _, fn := range calc.Functions {
		if lower := strings.ToLower(fn.Name); way == "" && !fn.Metrics && strings.ReplaceAll(lower, "_", "") == folded {
			if way = lower + "(X, A)"; args == "" {
				way = lower + "(X)"
			}
		}
	}
	detail := fmt.Sprintf("Values have no methods: a function comes before its arguments, as in `starts_with(%s, "+
		"\"x\")`. No function is named %q; `slogen explain` lists them.", left, name)
	if way != "" {
		way = strings.NewReplacer("X", left, "A", args).Replace(way)
		detail = fmt.Sprintf("Values have no methods: a function comes before its arguments. Write `%s`.", way)
	}
	d := f.say("Unknown function", dot+1, dot+2, detail)
	f.skipPattern(dot + 3)
	f.next = max(f.next, min(shut+1, len(f.tokens)))
	return d
}
