package main

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/slogen-project/slogen/generator/lazy"
)

var (
	colors = lazy.Regexp("\x1b\\[[0-9;]*m")
	bullet = lazy.Regexp(`^ *(?:(?:[-•]|[0-9]+\.|pass|FAIL) +)?`)
	column = lazy.Regexp(`\S {2,}`)
)

// copied are the beginnings of lines that somebody may copy: a command in two lines is none.
var copied = lazy.Regexp(`^ *(slogen [a-z]|export |terraform |tofu )`)

// say prints for people, in lines as wide as the terminal.
func (a *app) say(format string, args ...any) {
	a.out.WriteString(fold(fmt.Sprintf(format, args...), a.width(a.outFile)))
}

// fold breaks those lines of a text for people that have more than width characters; 0 is for no limit. What goes on
// stands below what it belongs to: the last column of a table, if that leaves room, or the text behind a bullet.
func fold(text string, width int) string {
	if width <= 0 {
		return text
	}
	var b strings.Builder
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if wide(line) <= width || copied().MatchString(line) {
			b.WriteString(line + "\n")
			continue
		}
		start := len(bullet().FindString(line))
		hang := start
		if start == 0 {
			hang = 2
		}
		if list := column().FindAllStringIndex(line, -1); list != nil {
			if end := list[len(list)-1][1]; wide(line[:end]) <= width*3/5 {
				start, hang = end, wide(line[:end])
			}
		}
		at := wide(line[:start])
		b.WriteString(line[:start])
		words := strings.Split(line[start:], " ")
		for i := 1; i < len(words); i++ {
			if words[i] == "slogen" && strings.HasSuffix(words[i-1], ":") {
				words = append(words[:i], strings.Join(words[i:], " "))
			}
		}
		for i, word := range words {
			switch n := wide(word); {
			case i == 0:
				at += n
			case at+1+n > width:
				b.WriteString("\n" + strings.Repeat(" ", hang))
				at = hang + n
			default:
				b.WriteByte(' ')
				at += 1 + n
			}
			b.WriteString(word)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// wide is how many characters of a text are seen.
func wide(s string) int { return utf8.RuneCountInString(colors().ReplaceAllString(s, "")) }
