package calc

import (
	"strings"
	"unicode/utf8"
)

// Trace is an expression with the values that it and its parts have for one event. Parts that the result didn't need,
// such as the branches that IF didn't take, have theirs too.
type Trace struct {
	Expr  Expr
	Value Value
	Args  []*Trace // of a call, one for each argument
}

// Trace computes the formula for one event, as [Program.Eval] does, and keeps the value of every sub-expression.
func (p *Program) Trace(r *Row) *Trace {
	codes := map[Expr]code{}
	b := &builder{slots: map[string]int{}, keep: func(e Expr, c code) { codes[e] = c }}
	b.code(p.formula.Root) // gives the same slots as it gave Compile
	var trace func(e Expr) *Trace
	trace = func(e Expr) *Trace {
		t := &Trace{Expr: e, Value: codes[e].value(r)}
		if n, ok := e.(*Call); ok {
			for _, a := range n.Args {
				t.Args = append(t.Args, trace(a))
			}
		}
		return t
	}
	return trace(p.formula.Root)
}

// maxShown is how many characters of a string are shown of a value.
const maxShown = 40

// show is a value as a trace shows it.
func show(v Value) string {
	if v.Kind == String && utf8.RuneCountInString(v.Str) > maxShown {
		v.Str = string([]rune(v.Str)[:maxShown]) + "…"
	}
	return string(AppendValue(nil, v))
}

// Format shows the expression in canonical form with each value under its sub-expression: under a column or a literal
// at its first character, under a call at its name. What doesn't fit into width columns is broken at its arguments, and
// the value of a call that was broken stands behind its name. Each line ends in a newline. A literal's value is itself,
// and not repeated.
func (t *Trace) Format(width int) string {
	var b strings.Builder
	t.format(&b, "", "", width)
	return b.String()
}

// mark is a value to be written under a line.
type mark struct {
	at   int // column, counted in characters
	text string
}

func (t *Trace) format(b *strings.Builder, indent, end string, width int) {
	call, isCall := t.Expr.(*Call)
	line := string(Append(nil, t.Expr)) + end
	if !isCall || len(call.Args) == 0 || utf8.RuneCountInString(indent)+utf8.RuneCountInString(line) <= width &&
		t.depth() <= 3 {
		b.WriteString(indent + line + "\n")
		writeMarks(b, indent, t.marks(0, nil))
		return
	}
	b.WriteString(indent + call.Func + "(")
	b.WriteString("  → " + show(t.Value) + "\n")
	for i, a := range t.Args {
		comma := ","
		if i == len(t.Args)-1 {
			comma = ")" + end
		}
		a.format(b, indent+"  ", comma, width)
	}
}

// depth is how many calls are nested in one another.
func (t *Trace) depth() int {
	d := 0
	for _, a := range t.Args {
		d = max(d, a.depth())
	}
	if _, ok := t.Expr.(*Call); ok {
		d++
	}
	return d
}

// marks gathers the values of t, which begins at a column, from left to right.
func (t *Trace) marks(at int, list []mark) []mark {
	switch n := t.Expr.(type) {
	case *Column:
		return append(list, mark{at, show(t.Value)})
	case *Call:
		list = append(list, mark{at, show(t.Value)})
		at += utf8.RuneCountInString(n.Func) + 1
		for _, a := range t.Args {
			list = a.marks(at, list)
			at += utf8.RuneCount(Append(nil, a.Expr)) + 2
		}
	}
	return list
}

// writeMarks writes values under a line, the last first, so that none covers another: each value stands in the first
// line in which there is room for it, and bars lead to those below.
func writeMarks(b *strings.Builder, indent string, marks []mark) {
	for first := true; len(marks) > 0; first = false {
		var line []rune
		put := func(at int, text string) {
			for len(line) < at {
				line = append(line, ' ')
			}
			line = append(line[:at], []rune(text)...)
		}
		if first {
			for _, m := range marks {
				put(m.at, "│")
			}
			b.WriteString(indent + string(line) + "\n")
			line = nil
		}
		// Values go into this line from the right for as long as they don't reach the next one's bar or value.
		fits := make([]bool, len(marks))
		next := int(^uint(0) >> 1)
		for i := len(marks) - 1; i >= 0; i-- {
			fits[i] = marks[i].at+utf8.RuneCountInString(marks[i].text) < next
			next = marks[i].at
		}
		var rest []mark
		for i, m := range marks {
			if fits[i] {
				put(m.at, m.text)
			} else {
				put(m.at, "│")
				rest = append(rest, m)
			}
		}
		b.WriteString(indent + string(line) + "\n")
		marks = rest
	}
}
