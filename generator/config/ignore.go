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
//	# slogen:ignore <rule> [@<owner>] [since <date>] [until <date>] <reason>
//
// In JSON, and in what jsonnet evaluates to, it is a property of the block:
//
//	"//": "slogen:ignore <rule> <reason>"
//
// With slogen:ignore-file it is about all that is said of its file. Otherwise it is about the block or argument that
// begins in its line or in the line after it, and otherwise about the block that it stands in. It always covers what is
// said of that block as a whole.
type Ignore struct {
	Range  hcl.Range // the comment
	Rule   string
	Until  string // the day from which it doesn't hold any more, as "2006-01-02"; empty for none
	Since  string // the day on which it was written, in the same way; empty where that isn't said
	Owner  string // who answers for it; empty where that isn't said
	Reason string
	File   bool // it is about its whole file
	// Covers is the block or argument that it is about; empty when it stands outside of all blocks.
	Covers hcl.Range
	// Inside is the block that it stands in if it is about an argument or a block in there: what is said of the whole
	// outer block, at its first word, it is about, too.
	Inside hcl.Range
	// Problem says what is wrong with the comment, in sentences; it then ignores nothing. Empty when it is well written.
	Problem string
}

// IgnoreMark begins the text of a comment that is an [Ignore]; with fileMark behind it, it is about its file.
const (
	IgnoreMark = "slogen:ignore"
	fileMark   = "-file"
)

// maxRule is the number of bytes beyond which nothing is a rule's ID.
const maxRule = 100

// MayIgnore says whether a text may have an [Ignore] in it: finding them costs as much as parsing.
func MayIgnore(src []byte) bool { return bytes.Contains(src, []byte(IgnoreMark)) }

// Ignores finds the comments in a file, whether or not it can be parsed. It takes time in proportion to the text,
// whatever stands in it.
func Ignores(name string, src []byte) (out []Ignore) {
	defer func() {
		for i := range out {
			if out[i].File {
				out[i].Inside = hcl.Range{}
				out[i].Covers = hcl.Range{Filename: name, Start: hcl.InitialPos, End: hcl.Pos{Line: 1, Column: 1,
					Byte: len(src)}}
			}
		}
	}()
	if strings.HasSuffix(name, ".json") || strings.HasSuffix(name, ".jsonnet") {
		return jsonIgnores(name, src)
	}
	tokens, _ := hclsyntax.LexConfig(src, name, hcl.InitialPos)
	ends, after := closing(tokens), following(tokens)
	var open []int // the first tokens of the lines that opened what is open here
	line := 0      // the first token of the line at hand
	for i, t := range tokens {
		switch bracket(t.Type) {
		case 1:
			open = append(open, line)
		case -1:
			if len(open) > 0 {
				open = open[:len(open)-1]
			}
		}
		switch t.Type {
		case hclsyntax.TokenNewline:
			line = i + 1
		case hclsyntax.TokenComment:
			if x, ok := parseIgnore(t); ok {
				switch {
				case line < i: // it stands behind something
					x.Covers = extent(tokens, ends, line)
				case after[i] >= 0:
					x.Covers = extent(tokens, ends, after[i])
					if len(open) > 0 {
						x.Inside = extent(tokens, ends, open[len(open)-1])
					}
				case len(open) > 0:
					x.Covers = extent(tokens, ends, open[len(open)-1])
				}
				out = append(out, x)
			}
			if endsLine(t) {
				line = i + 1
			}
		}
	}
	return out
}

// bracket is 1 for a token that opens something, -1 for one that closes it.
func bracket(t hclsyntax.TokenType) int {
	switch t {
	case hclsyntax.TokenOBrace, hclsyntax.TokenOBrack, hclsyntax.TokenOParen, hclsyntax.TokenTemplateInterp,
		hclsyntax.TokenTemplateControl:
		return 1
	case hclsyntax.TokenCBrace, hclsyntax.TokenCBrack, hclsyntax.TokenCParen, hclsyntax.TokenTemplateSeqEnd:
		return -1
	}
	return 0
}

// endsLine says whether a comment goes to the end of its line, which is then part of it.
func endsLine(t hclsyntax.Token) bool { return bytes.HasSuffix(t.Bytes, []byte("\n")) }

// closing gives, for each token that opens something, the one that closes it; the last token where none does.
func closing(tokens hclsyntax.Tokens) []int {
	ends := make([]int, len(tokens))
	var open []int
	for i, t := range tokens {
		switch bracket(t.Type) {
		case 1:
			ends[i] = len(tokens) - 1
			open = append(open, i)
		case -1:
			if n := len(open); n > 0 {
				ends[open[n-1]] = i
				open = open[:n-1]
			}
		}
	}
	return ends
}

// following gives, for each comment, the first token of the block or argument that comes after it without an empty line
// between; -1 when something else does.
func following(tokens hclsyntax.Tokens) []int {
	after := make([]int, len(tokens))
	for i := len(tokens) - 1; i >= 0; i-- {
		if after[i] = -1; tokens[i].Type != hclsyntax.TokenComment {
			continue
		}
		j := i + 1
		if j < len(tokens) && tokens[j].Type == hclsyntax.TokenNewline && !endsLine(tokens[i]) {
			j++ // the end of the comment's own line
		}
		if j < len(tokens) {
			switch tokens[j].Type {
			case hclsyntax.TokenIdent:
				after[i] = j
			case hclsyntax.TokenComment:
				after[i] = after[j]
			}
		}
	}
	return after
}

// extent is the block or argument whose first token is given: up to its closing bracket or the end of its last line.
func extent(tokens hclsyntax.Tokens, ends []int, first int) hcl.Range {
	last := first
	for i := first; i < len(tokens); i++ {
		t := tokens[i]
		if t.Type == hclsyntax.TokenNewline || t.Type == hclsyntax.TokenEOF || t.Type == hclsyntax.TokenComment &&
			endsLine(t) || bracket(t.Type) < 0 {
			break
		}
		if bracket(t.Type) > 0 {
			i = ends[i]
		}
		last = i
	}
	return hcl.RangeBetween(tokens[first].Range, tokens[last].Range)
}

// parseIgnore reads a comment; false when it is about something else.
func parseIgnore(t hclsyntax.Token) (Ignore, bool) {
	x, ok := readIgnore(string(t.Bytes), t.Range)
	if n := len(bytes.TrimRight(t.Bytes, "\r\n")); ok && n < len(t.Bytes) { // the line's end is no part of what is shown
		x.Range.End = hcl.Pos{Line: x.Range.Start.Line, Column: x.Range.Start.Column + len([]rune(string(t.Bytes[:n]))),
			Byte: x.Range.Start.Byte + n}
	}
	return x, ok
}

// readIgnore reads the text of a comment, with or without its marks.
func readIgnore(text string, at hcl.Range) (Ignore, bool) {
	for _, mark := range []string{"#", "//", "/*"} {
		if rest, ok := strings.CutPrefix(text, mark); ok {
			text = rest
			break
		}
	}
	text, ok := strings.CutPrefix(strings.TrimSpace(strings.TrimSuffix(text, "*/")), IgnoreMark)
	text, file := strings.CutPrefix(text, fileMark)
	if !ok || text != "" && text[0] != ' ' && text[0] != '\t' {
		return Ignore{}, false
	}
	x := Ignore{Range: at, File: file}
	words := strings.Fields(text)
	if len(words) == 0 {
		x.Problem = "It doesn't name a rule."
		return x, true
	}
	if x.Rule, words = words[0], words[1:]; len(x.Rule) > maxRule {
		x.Rule, x.Problem = "", "It doesn't name a rule."
		return x, true
	}
	if words = x.conditions(words); x.Problem != "" {
		return x, true
	}
	if x.Reason = strings.Join(words, " "); x.Reason == "" {
		x.Problem = "It doesn't give a reason."
	}
	return x, true
}

// conditions reads what stands between the rule and the reason: who answers for it, since when, until when. It returns
// the words of the reason.
func (x *Ignore) conditions(words []string) []string {
	for len(words) > 0 {
		word, next := words[0], ""
		if len(words) > 1 {
			next = words[1]
		}
		_, err := time.Parse(time.DateOnly, next)
		switch {
		case len(word) > 1 && word[0] == '@' && x.Owner == "":
			x.Owner, words = word[1:], words[1:]
		case word == "since" && err == nil && x.Since == "":
			x.Since, words = next, words[2:]
		case word == "until" && x.Until == "" && next == "":
			x.Problem = "A date must follow `until`."
			return nil
		case word == "until" && x.Until == "" && err != nil:
			x.Problem = fmt.Sprintf("A date such as 2027-03-31 must follow `until`, but %q isn't one.", next)
			return nil
		case word == "until" && x.Until == "":
			x.Until, words = next, words[2:]
		default:
			return words
		}
	}
	return nil
}
