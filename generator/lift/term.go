package lift

import "strings"

// term is an HCL expression as text on one line, with what is needed to put it into another one, or on several lines.
type term struct {
	text string
	prec precedence
	// Where it may be broken: what stands before the parts, after each but the last, and behind them.
	open, sep, close string
	parts            []term
	chain            string // the operator of a chain, whose parts may be chains of the same operator
	ask              *term  // of a conditional: `c ?` stands before its text
}

// precedence is how tightly an operator of HCL binds.
type precedence uint8

const (
	precConditional precedence = iota
	precOr
	precAnd
	precEqual
	precCompare
	precAdd
	precMultiply
	precUnary
	precAtom
)

// room is how long an expression may be before it is broken: with its argument's name and indentation it fills a line
// as long as the longest that people write.
const room = 112

// lines is the text of a whole argument, on several lines where it is long. Each is indented by as many spaces as it is
// deep in the expression, and the last line isn't.
func (t term) lines() string { return t.broken("", room) }

func (t term) broken(indent string, room int) string {
	if len(t.text) <= room || len(t.parts) == 0 {
		return t.text
	}
	inner := indent + "  "
	var b strings.Builder
	b.WriteString(t.open)
	parts := t.spread(room - 2)
	for i, p := range parts {
		b.WriteString("\n" + inner)
		if p.ask != nil {
			b.WriteString(p.ask.broken(inner, room-2) + " ? ")
		}
		b.WriteString(p.broken(inner, room-2))
		if i < len(parts)-1 {
			b.WriteString(t.sep)
		}
	}
	b.WriteString("\n" + indent + t.close)
	return b.String()
}

// spread is the parts of a term, with those of chains in a chain that are too long for a line.
func (t term) spread(room int) []term {
	var out []term
	for _, p := range t.parts {
		if t.chain != "" && p.chain == t.chain && len(p.text) > room {
			out = append(out, p.spread(room)...)
		} else {
			out = append(out, p)
		}
	}
	return out
}

// within is t where something that binds as tightly as least may stand: in parentheses if need be.
func (t term) within(least precedence) term {
	if t.prec >= least {
		return t
	}
	p := t
	p.text, p.prec, p.chain = "("+t.text+")", precAtom, ""
	return p
}

// chained is a chain of && or ||.
func chained(op string, prec precedence, parts []term) term {
	t := term{prec: prec, open: "(", sep: " " + op, close: ")", chain: op}
	texts := make([]string, len(parts))
	for i, p := range parts {
		p = p.within(prec)
		t.parts = append(t.parts, p)
		texts[i] = p.text
	}
	t.text = strings.Join(texts, " "+op+" ")
	return t
}

// called is a call, or a list.
func called(open string, parts []term, close string) term {
	t := term{prec: precAtom, open: open, sep: ",", close: close, parts: parts}
	texts := make([]string, len(parts))
	for i, p := range parts {
		texts[i] = p.text
	}
	t.text = open + strings.Join(texts, ", ") + close
	return t
}

// chosen is a conditional, or a chain of them: a condition, a value, and so on, and the value otherwise.
func chosen(parts []term) term {
	t := term{prec: precConditional, open: "(", sep: " :", close: ")"}
	for i := 0; i+1 < len(parts); i += 2 {
		c, v := parts[i].within(precOr), parts[i+1].within(precOr)
		t.text += c.text + " ? " + v.text + " : "
		v.ask = &c
		t.parts = append(t.parts, v)
	}
	last := parts[len(parts)-1].within(precOr)
	t.text += last.text
	t.parts = append(t.parts, last)
	return t
}

// negated is `!t`.
func negated(t term) term {
	if t.prec >= precUnary {
		n := t
		n.text, n.prec, n.open = "!"+t.text, precUnary, "!"+t.open
		if len(t.parts) == 0 {
			n.open = ""
		}
		return n
	}
	n := t.within(precUnary)
	n.text, n.prec, n.open = "!"+n.text, precUnary, "!"+n.open
	return n
}
