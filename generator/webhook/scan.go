package webhook

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"text/template/parse"

	"github.com/slogen-project/slogen/generator/lazy"
)

// scanned is a body rewritten so that each line begins at a word of an action, because the parser reports only the line
// of a place.
type scanned struct {
	body    string
	lines   strings.Builder
	starts  []int // where in the body each line begins
	problem *Problem
}

// scan splits the body into text and the words of actions.
func scan(body string) *scanned {
	s := &scanned{body: body, starts: []int{0}}
	for at := 0; ; {
		open := strings.Index(body[at:], "{{")
		if open < 0 {
			s.text(body[at:])
			return s
		}
		s.text(body[at : at+open])
		at += open
		s.newLine(at)
		end := s.action(at)
		if s.problem != nil {
			return s
		}
		at = end
	}
}

// text keeps what stands between actions on one line.
func (s *scanned) text(t string) { s.lines.WriteString(strings.ReplaceAll(t, "\n", " ")) }

func (s *scanned) newLine(at int) {
	s.lines.WriteByte('\n')
	s.starts = append(s.starts, at)
}

// literal keeps the bytes from at to end as they are: a comment or a string, which may itself have several lines.
func (s *scanned) literal(at, end int) {
	for i := at; i < end; i++ {
		if s.body[i] == '\n' {
			s.newLine(i + 1)
		} else {
			s.lines.WriteByte(s.body[i])
		}
	}
}

// action keeps the action at byte from, one word a line, and returns its end.
func (s *scanned) action(from int) int {
	body := s.body
	s.lines.WriteString("{{")
	at := from + 2
	for at < len(body) {
		rest := body[at:]
		switch c := rest[0]; {
		case strings.HasPrefix(rest, "}}"):
			s.lines.WriteString("}}")
			return at + 2
		case strings.HasPrefix(rest, "{{"):
			return s.unclosed(from, at)
		case c == '}':
			return s.unclosed(from, at+1)
		case strings.HasPrefix(rest, `\"`):
			return s.escaped(from, at)
		case strings.HasPrefix(rest, "/*"):
			n := strings.Index(rest, "*/")
			if n < 0 {
				return s.fail(at, at+2, "The comment that begins here isn't closed.", "Close it: {{/* ... */}}.")
			}
			s.literal(at, at+n+2)
			at += n + 2
		case c == '"' || c == '\'' || c == '`':
			n := endOfQuoted(rest)
			if n < 0 {
				what := map[byte]string{'"': "string", '\'': "character", '`': "raw string"}[c]
				return s.fail(at, at+1, fmt.Sprintf("A %s in %s isn't closed.", what, quote(body[from:at+1])),
					fmt.Sprintf("Close it with another %c before the action's }}.", c))
			}
			s.literal(at, at+n)
			at += n
		case c == ' ' || c == '\t' || c == '\r' || c == '\n':
			at++
			s.newLine(at)
		default:
			s.lines.WriteByte(c)
			at++
		}
	}
	return s.unclosed(from, at)
}

// endOfQuoted is how long the quoted text at the start of rest is; -1 when it isn't closed.
func endOfQuoted(rest string) int {
	q := rest[0]
	for i := 1; i < len(rest); i++ {
		switch {
		case rest[i] == q:
			return i + 1
		case q != '`' && rest[i] == '\n':
			return -1
		case q != '`' && rest[i] == '\\':
			i++
		}
	}
	return -1
}

// escapedText is a text between quotes that have a backslash before them.
var escapedText = lazy.Regexp(`\\"([^"\x60\\]*)\\"`)

// escaped says that in the action at from a quote has a backslash before it, as jsonencode writes it.
func (s *scanned) escaped(from, at int) int {
	to, fix := at+2, "Write texts in actions between backquotes, which jsonencode leaves alone."
	if n := strings.Index(s.body[from:], "}}"); n >= 0 {
		to = from + n + 2
		if way := escapedText().ReplaceAllString(s.body[from:to], "`$1`"); !strings.Contains(way, `\"`) {
			fix = fmt.Sprintf("Write the text between backquotes, which jsonencode leaves alone: %s.", way)
		}
	}
	return s.fail(from, to, fmt.Sprintf("In %s quotes have a backslash before them, as jsonencode writes them, and an "+
		"action can't hold those.", quote(s.body[from:to])), fix)
}

// unclosed reports that the action at from isn't closed, although the body goes no further than to.
func (s *scanned) unclosed(from, to int) int {
	shown := strings.TrimRight(s.body[from:to], " \t\r\n")
	to = from + len(shown)
	return s.fail(from, to, fmt.Sprintf("The action %s isn't closed.", quote(shown)), "An action ends with }}.")
}

func (s *scanned) fail(from, to int, text, fix string) int {
	s.problem = &Problem{Start: from, End: to, Text: text, Fix: fix}
	return len(s.body)
}

// quote is a piece of a body as messages show it: on one line, and not too long.
func quote(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	const most = 40
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + "..."
	}
	return "`" + strings.ReplaceAll(s, "`", "'") + "`"
}

// place is what the parser writes before its messages.
var place = lazy.Regexp(`^template: [^:]*:(\d+): `)

// parse returns the templates of the body by name or, failing that, what is wrong, at the word where the parser
// stopped.
func (s *scanned) parse() (map[string]*parse.Tree, *Problem) {
	t := parse.New(mainTree)
	t.Mode = modeOf
	trees := map[string]*parse.Tree{}
	if _, err := t.Parse(s.lines.String(), "", "", trees); err != nil {
		return nil, s.problemAt(err.Error())
	}
	// The parser saw other lines; from here on, places are those of the body.
	t = parse.New(mainTree)
	t.Mode = modeOf
	trees = map[string]*parse.Tree{}
	if _, err := t.Parse(s.body, "", "", trees); err != nil {
		return nil, &Problem{End: len(s.body), Text: "The template can't be read: " + message(err.Error()) + ".",
			Fix: seeTemplates}
	}
	if trees[mainTree] == nil { // nothing but spaces and definitions
		trees[mainTree] = t
	}
	return trees, nil
}

const seeTemplates = "The language is Go's text/template: {{ .Name }}, {{ if ... }}...{{ end }}, {{ range ... " +
	"}}...{{ end }}."

// message is the parser's message without its place.
func message(err string) string {
	if m := place().FindString(err); m != "" {
		err = err[len(m):]
	}
	return regexp.MustCompile(`( started at| at|) ?[^ ]*`+mainTree+`:\d+`).ReplaceAllString(strings.ReplaceAll(err, "\n",
		" "), "")
}

func (s *scanned) problemAt(err string) *Problem {
	m := place().FindStringSubmatch(err)
	from, to := 0, len(s.body)
	if m != nil {
		line, _ := strconv.Atoi(m[1])
		line = min(max(line, 1), len(s.starts))
		from = s.starts[line-1]
		if line < len(s.starts) {
			to = s.starts[line]
		}
		if word := strings.TrimRight(s.body[from:to], " \t\r\n"); word != "" {
			to = from + len(word)
		}
		switch n := strings.Index(s.body[from:to], "}}"); {
		case n == 0: // the action as a whole
			from, to = strings.LastIndex(s.body[:from], "{{"), from+2
		case n > 0:
			to = from + n + 2
		}
	}
	text := message(err)
	if strings.HasPrefix(text, "unexpected EOF") {
		from, to, text = s.open()
		return &Problem{Start: from, End: to, Text: text, Fix: "Write {{ end }} where the block ends."}
	}
	return &Problem{Start: from, End: to, Text: "The template can't be read: " + strings.TrimSuffix(text, ".") + ".",
		Fix: seeTemplates}
}

// opening and closing match the actions that begin and end a block.
var (
	opening = lazy.Regexp(`^\{\{-?\s*(if|range|with|define|block)\b`)
	closing = lazy.Regexp(`^\{\{-?\s*end\b`)
)

// open finds the innermost block that has no end.
func (s *scanned) open() (from, to int, text string) {
	var stack []int
	for _, at := range s.starts {
		rest := s.body[at:]
		switch {
		case opening().MatchString(rest):
			stack = append(stack, at)
		case closing().MatchString(rest) && len(stack) > 0:
			stack = stack[:len(stack)-1]
		}
	}
	if len(stack) == 0 {
		return 0, len(s.body), "A block of the template has no {{ end }}."
	}
	from = stack[len(stack)-1]
	to = from + strings.Index(s.body[from:], "}}") + 2
	return from, to, fmt.Sprintf("%s has no {{ end }}.", quote(s.body[from:to]))
}
