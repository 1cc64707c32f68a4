package syntax

import (
	"bytes"
	"fmt"
	"slices"
	"sort"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/slogen-project/slogen/generator/diag"
)

// pairs are the brackets of native syntax and of templates.
var pairs = map[hclsyntax.TokenType]hclsyntax.TokenType{
	hclsyntax.TokenOParen: hclsyntax.TokenCParen, hclsyntax.TokenOBrack: hclsyntax.TokenCBrack,
	hclsyntax.TokenOBrace:          hclsyntax.TokenCBrace,
	hclsyntax.TokenTemplateInterp:  hclsyntax.TokenTemplateSeqEnd,
	hclsyntax.TokenTemplateControl: hclsyntax.TokenTemplateSeqEnd,
}

// closing is how the brackets that can be closed are closed, and opening the other way round.
var (
	closing = map[hclsyntax.TokenType]string{hclsyntax.TokenOParen: ")", hclsyntax.TokenOBrack: "]",
		hclsyntax.TokenOBrace: "}"}
	opening = map[hclsyntax.TokenType]string{hclsyntax.TokenCParen: "(", hclsyntax.TokenCBrack: "[",
		hclsyntax.TokenCBrace: "{"}
)

// openBrackets finds the brackets that are open before tokens. Asked for one token after the other, it goes on where it
// was.
type openBrackets struct {
	tokens hclsyntax.Tokens
	next   int
	open   []hclsyntax.Token
}

// before lists the brackets that are open before the token i, outermost first. A bracket that closes nothing is passed
// over.
func (o *openBrackets) before(i int) []hclsyntax.Token {
	if i < o.next {
		o.next, o.open = 0, nil
	}
	for ; o.next < i; o.next++ {
		t := o.tokens[o.next]
		if _, opens := pairs[t.Type]; opens {
			o.open = append(o.open, t)
		} else if n := len(o.open); n > 0 && pairs[o.open[n-1].Type] == t.Type {
			o.open = o.open[:n-1]
		}
	}
	return o.open
}

// hint speaks of brackets that are missing, which HCL notices only when it stumbles over what follows.
func (o *openBrackets) hint(name string, src []byte, at int, d *hcl.Diagnostic) *hcl.Diagnostic {
	tokens := o.tokens
	i := sort.Search(len(tokens), func(i int) bool { return tokens[i].Range.Start.Byte >= at })
	if i == len(tokens) {
		return nil
	}
	switch d.Summary {
	case "Unclosed configuration block":
		return unclosedBlock(name, src, tokens, d)
	case "Unterminated template string":
		return unclosedHeredoc(tokens)
	case "Invalid expression":
		if tokens[i].Type == hclsyntax.TokenNewline && i > 0 && tokens[i-1].Type == hclsyntax.TokenEqual {
			return diag.Error(codeHCL, "Missing value", "The value is missing: it must start on the same line as the "+
				"\"=\".",
				tokens[i-1].Range)
		}
	}
	if slices.Contains(inBrackets, d.Summary) {
		if m := o.unclosed(i, d); m != nil {
			return m
		}
	}
	switch d.Summary {
	case "Missing newline after argument", "Invalid single-argument block definition", "Extra characters after expression",
		"Argument or block definition required":
		if opening[tokens[i].Type] != "" {
			return o.closesNothing(i)
		}
		if d.Summary == "Missing newline after argument" && tokens[i].Type == hclsyntax.TokenOBrace {
			return blockWithEqual(src[lineStart(src, at):at], d)
		}
	case "Invalid block definition":
		return neitherForm(src[lineStart(src, at):at], tokens[i:], d)
	}
	return nil
}

// inBrackets are the summaries of what HCL says inside of brackets when one isn't closed.
var inBrackets = []string{
	"Missing item separator", "Missing argument separator", "Unbalanced parentheses", "Missing attribute separator",
	"Missing expression", "Invalid expression", "Missing close bracket on index", "Unterminated function call",
	"Unterminated tuple constructor expression", "Unterminated object constructor expression",
}

// unclosed speaks of the innermost bracket that is open before the token i: it isn't closed, or holds two things
// without a comma between them.
func (o *openBrackets) unclosed(i int, d *hcl.Diagnostic) *hcl.Diagnostic {
	open := o.before(i)
	if len(open) == 0 {
		return nil
	}
	next, last := o.tokens[i], open[len(open)-1]
	if d.Subject.Start.Byte == last.Range.Start.Byte ||
		d.Summary == "Unterminated function call" { // HCL points at the beginning itself
		all := o.before(len(o.tokens))
		next, last = o.tokens[len(o.tokens)-1], all[len(all)-1]
	}
	if shut := closing[last.Type]; shut != "" && cantGoOn(o.tokens, i, next, last) {
		where := "the file ends"
		if next.Type != hclsyntax.TokenEOF {
			where = fmt.Sprintf("what is on line %d", next.Range.Start.Line)
		}
		detail := fmt.Sprintf("The %q that closes this one is missing before %s.", shut, where)
		if column := indexOf(o.tokens, last); column != "" {
			detail = fmt.Sprintf("The %q that closes this one is missing. If you mean the quoted name alone, write %s.",
				shut, column)
		}
		return diag.Error(codeHCL, "Unclosed bracket", detail, last.Range)
	}
	switch d.Summary {
	case "Missing item separator":
		return diag.Error(codeHCL, d.Summary, fmt.Sprintf("A comma is missing between two items of a list. If "+
			"the list ends before this, its %q is missing.", "]"), *d.Subject)
	case "Missing argument separator":
		return diag.Error(codeHCL, d.Summary, fmt.Sprintf("A comma is missing between two arguments of a "+
			"function. If the call ends before this, its %q is missing.", ")"), *d.Subject)
	}
	return nil
}

// closesNothing speaks of the token i, a closing bracket, unless one of its kind is open.
func (o *openBrackets) closesNothing(i int) *hcl.Diagnostic {
	t := o.tokens[i]
	for _, open := range o.before(i) {
		if pairs[open.Type] == t.Type {
			return nil
		}
	}
	m := diag.Error(codeHCL, "Bracket without a start", fmt.Sprintf("This %q closes nothing: it is one too "+
		"many, or a %q is missing before it.", t.Bytes, opening[t.Type]), t.Range)
	if early := closesEarly(o.tokens[:i]); early != nil {
		diag.AddNote(m, diag.Note{Text: "This is probably the extra one: its indentation doesn't match what it closes",
			Range: early.Range})
	}
	return m
}

// blockWithEqual speaks of a block that is written as an argument; line is what stands before its brace.
func blockWithEqual(line []byte, d *hcl.Diagnostic) *hcl.Diagnostic {
	head := bytes.Fields(line)
	if len(head) < 2 || string(head[1]) != "=" {
		return nil
	}
	return diag.Error(codeHCL, "Invalid block definition",
		fmt.Sprintf("A block has no \"=\" after its type: write %s %s{ ... }.", head[0], spaced(head[2:])),
		*d.Subject)
}

// neitherForm speaks of a line with a name and a text, which ends before rest.
func neitherForm(line []byte, rest hclsyntax.Tokens, d *hcl.Diagnostic) *hcl.Diagnostic {
	head := bytes.Fields(line)
	if rest[0].Type != hclsyntax.TokenNewline || len(head) != 2 || head[1][0] != '"' ||
		len(rest) > 1 && rest[1].Type == hclsyntax.TokenOBrace {
		return nil
	}
	return diag.Error(codeHCL, d.Summary, fmt.Sprintf("This is neither an argument nor a block. An argument "+
		"has an equals sign: %s = %s. A block's content goes in braces, with the \"{\" on the line of its "+
		"type.",
		head[0], head[1]), *d.Subject)
}

// indexOf is name["key"] closed behind the key, where the bracket opens such an index; empty for other brackets.
func indexOf(tokens hclsyntax.Tokens, open hclsyntax.Token) string {
	i := sort.Search(len(tokens), func(i int) bool { return tokens[i].Range.Start.Byte >= open.Range.Start.Byte })
	if i == 0 || i+3 >= len(tokens) || open.Type != hclsyntax.TokenOBrack {
		return ""
	}
	name, key := tokens[i-1], tokens[i+1:i+4]
	if name.Type != hclsyntax.TokenIdent || name.Range.End.Byte != open.Range.Start.Byte ||
		key[0].Type != hclsyntax.TokenOQuote ||
		key[1].Type != hclsyntax.TokenQuotedLit || key[2].Type != hclsyntax.TokenCQuote {
		return ""
	}
	return fmt.Sprintf("%s[\"%s\"]", name.Bytes, key[1].Bytes)
}

// cantGoOn says whether what the bracket open holds has ended for certain before next, the token i or the end.
func cantGoOn(tokens hclsyntax.Tokens, i int, next, open hclsyntax.Token) bool {
	switch next.Type {
	case hclsyntax.TokenEOF:
		return true
	case hclsyntax.TokenCParen, hclsyntax.TokenCBrack, hclsyntax.TokenCBrace, hclsyntax.TokenTemplateSeqEnd:
		return pairs[open.Type] != next.Type
	case hclsyntax.TokenIdent: // an argument
		return open.Type != hclsyntax.TokenOBrace && i+1 < len(tokens) && tokens[i+1].Type == hclsyntax.TokenEqual &&
			next.Range.Start.Line > open.Range.Start.Line
	}
	return false
}

func lineStart(src []byte, at int) int { return bytes.LastIndexByte(src[:at], '\n') + 1 }

func spaced(words [][]byte) string {
	var b []byte
	for _, w := range words {
		b = append(append(b, w...), ' ')
	}
	return string(b)
}

// unclosedBlock says of which block the closing brace is likely missing: HCL misses that of the outermost one, at the
// end of the file. Where a block begins no further right than the one around it, or a brace stands left of the block
// that it closes, that one should have ended.
func unclosedBlock(name string, src []byte, tokens hclsyntax.Tokens, d *hcl.Diagnostic) *hcl.Diagnostic {
	m := diag.Error(codeHCL, d.Summary, "The \"}\" that closes this block is missing: the file ends before it.",
		*d.Subject)
	type block struct{ brace, indent, line int } // indentation and number of the line that it begins on
	var open []block
	// of the line: where it begins, ..., whether nothing came yet, and whether it has a "="
	begin, indent, first, argument := 0, 0, true, false
	for i, t := range tokens {
		if first {
			indent = t.Range.Start.Byte - begin
		}
		n, suspect := len(open), false
		switch t.Type {
		case hclsyntax.TokenOBrace:
			ends := i+1 < len(tokens) && (tokens[i+1].Type == hclsyntax.TokenNewline ||
				tokens[i+1].Type == hclsyntax.TokenComment)
			suspect = ends && !argument && n > 0 && indent <= open[n-1].indent && open[n-1].line < t.Range.Start.Line
		case hclsyntax.TokenCBrace:
			suspect = first && n > 0 && indent < open[n-1].indent
		}
		if suspect {
			if around := rangeOf(name, src, open[n-1].brace, open[n-1].brace+1); around.Start.Byte != d.Subject.Start.Byte {
				diag.AddNote(m, diag.Note{Text: fmt.Sprintf("It is probably missing here: see the indentation of line %d",
					t.Range.Start.Line), Range: around})
			}
			return m
		}
		switch {
		case t.Type == hclsyntax.TokenOBrace:
			open = append(open, block{t.Range.Start.Byte, indent, t.Range.Start.Line})
		case t.Type == hclsyntax.TokenCBrace && n > 0:
			open = open[:n-1]
		}
		argument = argument || t.Type == hclsyntax.TokenEqual
		if first = endsLine(t); first {
			begin, argument = t.Range.End.Byte, false
		}
	}
	return m
}

// endsLine says whether another line begins behind the token; comments hold their newline.
func endsLine(t hclsyntax.Token) bool {
	return t.Type == hclsyntax.TokenNewline || t.Type == hclsyntax.TokenComment && bytes.HasSuffix(t.Bytes, newline)
}

// closesEarly finds the first closing brace that begins a line and stands further right than the line of what it
// closes.
func closesEarly(tokens hclsyntax.Tokens) *hclsyntax.Token {
	var open []int // columns at which the lines of open braces begin
	first, column := true, 0
	for i, t := range tokens {
		if first {
			column = t.Range.Start.Column
		}
		switch n := len(open); {
		case t.Type == hclsyntax.TokenOBrace:
			open = append(open, column)
		case t.Type == hclsyntax.TokenCBrace && n > 0:
			if first && column > open[n-1] {
				return &tokens[i]
			}
			open = open[:n-1]
		}
		first = endsLine(t)
	}
	return nil
}

// unclosedHeredoc speaks of a heredoc without its last line. Nil where it is a quoted string that goes on.
func unclosedHeredoc(tokens hclsyntax.Tokens) *hcl.Diagnostic {
	var begin *hclsyntax.Token
	for i, t := range tokens {
		switch t.Type {
		case hclsyntax.TokenOHeredoc:
			begin = &tokens[i]
		case hclsyntax.TokenCHeredoc, hclsyntax.TokenOQuote:
			begin = nil
		}
	}
	if begin == nil {
		return nil
	}
	marker := bytes.TrimSpace(bytes.TrimLeft(begin.Bytes, "<-"))
	r := begin.Range
	r.End = r.Start
	r.End.Byte += len(bytes.TrimSpace(begin.Bytes))
	r.End.Column += len(bytes.TrimSpace(begin.Bytes))
	return diag.Error(codeHCL, "Unterminated heredoc",
		fmt.Sprintf("The text that starts here has no end: no line holds just its end marker, %s.", marker), r)
}
