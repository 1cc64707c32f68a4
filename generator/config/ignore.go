package config

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// Ignore is a comment that says that a finding of lint is meant to be there:
//
//	# slogen:ignore <rule> [until <date>] <reason>
//
// It is about the block or argument that begins in its line or in the line after it, and otherwise about the block that it stands in.
type Ignore struct {
	Range  hcl.Range // the comment
	Rule   string
	Until  string // the day from which it doesn't hold any more, as "2006-01-02"; empty for none
	Reason string
	// Covers is the block or argument that it is about; empty when it stands outside of all blocks.
	Covers hcl.Range
	// Problem says what is wrong with the comment, in sentences; it then ignores nothing. Empty when it is well written.
	Problem string
}

// IgnoreMark begins the text of a comment that is an [Ignore].
const IgnoreMark = "slogen:ignore"

// MayIgnore says whether a text may have an [Ignore] in it: finding them costs as much as parsing.
func MayIgnore(src []byte) bool { return bytes.Contains(src, []byte(IgnoreMark)) }

// Ignores finds the comments in a file of native syntax, whether or not it can be parsed. The JSON form has no comments.
func Ignores(name string, src []byte) (out []Ignore) {
	tokens, _ := hclsyntax.LexConfig(src, name, hcl.InitialPos)
	var blocks []int // the first tokens of the lines that opened what is open here
	line := 0        // the first token of the line at hand
	for i, t := range tokens {
		switch t.Type {
		case hclsyntax.TokenOBrace, hclsyntax.TokenOBrack, hclsyntax.TokenOParen, hclsyntax.TokenTemplateInterp, hclsyntax.TokenTemplateControl:
			blocks = append(blocks, line)
		case hclsyntax.TokenCBrace, hclsyntax.TokenCBrack, hclsyntax.TokenCParen, hclsyntax.TokenTemplateSeqEnd:
			if len(blocks) > 0 {
				blocks = blocks[:len(blocks)-1]
			}
		case hclsyntax.TokenNewline:
			line = i + 1
		case hclsyntax.TokenComment:
			ends := bytes.HasSuffix(t.Bytes, []byte("\n"))
			if x, ok := parseIgnore(t); ok {
				switch after := subject(tokens, i); {
				case line < i: // it stands behind something
					x.Covers = extent(tokens, line)
				case after >= 0:
					x.Covers = extent(tokens, after)
				case len(blocks) > 0:
					x.Covers = extent(tokens, blocks[len(blocks)-1])
				}
				out = append(out, x)
			}
			if ends {
				line = i + 1
			}
		}
	}
	return out
}

// subject is the first token of what follows the comment i without an empty line between; -1 when nothing does.
func subject(tokens hclsyntax.Tokens, i int) int {
	end := tokens[i].Range.End.Line
	for j := i + 1; j < len(tokens); j++ {
		t := tokens[j]
		switch t.Type {
		case hclsyntax.TokenNewline:
			if !bytes.HasPrefix(tokens[i].Bytes, []byte("/*")) || t.Range.Start.Line > end {
				return -1
			}
		case hclsyntax.TokenComment:
			end = t.Range.End.Line
			i = j
		case hclsyntax.TokenIdent:
			return j
		default:
			return -1
		}
	}
	return -1
}

// extent is the block or argument whose first token is given: up to its closing bracket or the end of its last line.
func extent(tokens hclsyntax.Tokens, first int) hcl.Range {
	depth, end := 0, tokens[first].Range
	for _, t := range tokens[first:] {
		switch t.Type {
		case hclsyntax.TokenOBrace, hclsyntax.TokenOBrack, hclsyntax.TokenOParen, hclsyntax.TokenTemplateInterp, hclsyntax.TokenTemplateControl:
			depth++
		case hclsyntax.TokenCBrace, hclsyntax.TokenCBrack, hclsyntax.TokenCParen, hclsyntax.TokenTemplateSeqEnd:
			depth--
		case hclsyntax.TokenNewline, hclsyntax.TokenComment, hclsyntax.TokenEOF:
			if depth <= 0 && (t.Type != hclsyntax.TokenComment || bytes.HasSuffix(t.Bytes, []byte("\n"))) {
				return hcl.RangeBetween(tokens[first].Range, end)
			}
		}
		if depth < 0 {
			break
		}
		end = t.Range
	}
	return hcl.RangeBetween(tokens[first].Range, end)
}

// parseIgnore reads a comment; false when it is about something else.
func parseIgnore(t hclsyntax.Token) (Ignore, bool) {
	text := string(t.Bytes)
	for _, mark := range []string{"#", "//", "/*"} {
		if rest, ok := strings.CutPrefix(text, mark); ok {
			text = rest
			break
		}
	}
	text, ok := strings.CutPrefix(strings.TrimSpace(strings.TrimSuffix(text, "*/")), IgnoreMark)
	if !ok || text != "" && text[0] != ' ' && text[0] != '\t' {
		return Ignore{}, false
	}
	x := Ignore{Range: t.Range}
	if n := len(bytes.TrimRight(t.Bytes, "\r\n")); n < len(t.Bytes) { // the line's end is no part of what is shown
		x.Range.End = hcl.Pos{Line: x.Range.Start.Line, Column: x.Range.Start.Column + len([]rune(string(t.Bytes[:n]))), Byte: x.Range.Start.Byte + n}
	}
	words := strings.Fields(text)
	if len(words) == 0 {
		x.Problem = "It names no rule."
		return x, true
	}
	x.Rule, words = words[0], words[1:]
	if len(words) > 0 && words[0] == "until" {
		if len(words) == 1 {
			x.Problem = "After `until` stands a date."
			return x, true
		}
		if _, err := time.Parse(time.DateOnly, words[1]); err != nil {
			x.Problem = fmt.Sprintf("After `until` stands a date such as 2027-03-31, and %q is none.", words[1])
			return x, true
		}
		x.Until, words = words[1], words[2:]
	}
	if x.Reason = strings.Join(words, " "); x.Reason == "" {
		x.Problem = "It gives no reason."
	}
	return x, true
}
