package comment

import (
	"strings"

	"github.com/slogen-project/slogen/generator/lazy"
	"github.com/slogen-project/slogen/generator/printable"
)

// apart is a space without width. Forges make links of what looks like a mention, a reference or an address; with it
// inside, it doesn't.
const apart = "\u200b"

// Whatever means something in Markdown is escaped with a backslash, and in HTML, as an entity.
var escaped = func() *strings.Replacer {
	pairs := []string{"&", "&amp;", "<", "&lt;", ">", "&gt;", "@", "@" + apart, "://", ":" + apart + "//"}
	for _, c := range "\\`*_{}[]()#+!|~$" {
		pairs = append(pairs, string(c), `\`+string(c))
	}
	return strings.NewReplacer(pairs...)
}()

// What forges make links of besides: references to issues, and hosts.
var (
	reference = lazy.Regexp(`(\\[#!$%&~]|&amp;|[%^]|(?i:gh|issue|pr)-)(\d)`)
	host      = lazy.Regexp(`(?i)\b(www)\.`)
)

// text is a user's text as Markdown, in a line.
func text(s string) string {
	s = escaped.Replace(printable.Line(s))
	s = reference().ReplaceAllString(s, "$1"+apart+"$2")
	return host().ReplaceAllString(s, "$1"+apart+".")
}

// Inside of HTML that stands in lines of its own, Markdown means nothing: a backslash would be seen.
var (
	escapedHTML = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "@", "@"+apart, "://", ":"+apart+"//")
	inHTML      = lazy.Regexp(`([#!$%~^]|&amp;|(?i:gh|issue|pr)-)(\d)`)
)

// summary is a user's text for a <summary>, in a line.
func summary(s string) string {
	s = inHTML().ReplaceAllString(escapedHTML.Replace(printable.Line(s)), "$1"+apart+"$2")
	return host().ReplaceAllString(s, "$1"+apart+".")
}

// breakable is a path or a key for a cell, which may be broken behind each slash: a phone is narrow.
func breakable(s string) string { return strings.ReplaceAll(cell(s), "/", "/<wbr>") }

// Words that are longer than a column of a phone, and where they may be broken.
var (
	longWord = lazy.Regexp(`\S{19,}`)
	slash    = lazy.Regexp(`/([^/])`)
	joint    = lazy.Regexp(`(\\[_(]|[.,=])([^\s0-9])`)
)

// broken is Markdown whose long words may be broken behind what joins their parts, as those of columns and formulas do.
func broken(s string) string {
	return longWord().ReplaceAllStringFunc(s, func(word string) string {
		switch {
		case strings.Contains(word, "@"):
			return word
		case strings.Contains(word, "/"): // a path, or a key
			return slash().ReplaceAllString(word, "/<wbr>$1")
		}
		return joint().ReplaceAllString(word, "$1<wbr>$2")
	})
}

// cell is a text for a cell of a table, cut if it is very long.
func cell(s string) string {
	const most = 600
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + "…"
	}
	return text(s)
}

// Cell is a text for a cell of a table, or a line, of Markdown that isn't a comment: cut if it is very long.
func Cell(s string) string { return cell(s) }

// fence writes a text of several lines between fences that it can't end.
func fence(b *strings.Builder, info, s string) {
	longest := 2
	for i := 0; i < len(s); {
		n := 0
		for i+n < len(s) && s[i+n] == '`' {
			n++
		}
		longest = max(longest, n)
		i += n + 1
	}
	marks := strings.Repeat("`", longest+1)
	b.WriteString(marks + info + "\n")
	for line := range strings.SplitSeq(strings.TrimSuffix(s, "\n"), "\n") {
		b.WriteString(printable.Line(line) + "\n")
	}
	b.WriteString(marks + "\n")
}
