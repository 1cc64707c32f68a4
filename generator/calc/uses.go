package calc

import (
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
)

// Use is a place where a formula takes the values of a column to be of some type.
type Use struct {
	Column string
	As     Type   // TypeNumber, TypeString or TypeBool
	With   string // the literal that it is compared with, as a formula writes it; empty where there is none
	// Spells is the type that every text it is compared with seems to have, TypeNone where there is none or where one
	// is plain text.
	Spells Type
	Range  hcl.Range
}

// Read is a place where a formula reads a column.
type Read struct {
	Column string
	Range  hcl.Range
}

// Reads lists the places in users' files where e reads columns, in their order, each once.
func Reads(e Expr) (out []Read) {
	seen := map[Read]bool{}
	var look func(Expr)
	look = func(e Expr) {
		switch n := e.(type) {
		case *Column:
			if n.Origin.Source == nil || n.Origin.Source.file == nil {
				return
			}
			if r := (Read{n.Name, n.Origin.Range()}); !seen[r] {
				seen[r] = true
				out = append(out, r)
			}
		case *Call:
			for _, a := range n.Args {
				look(a)
			}
		}
	}
	look(e)
	return out
}

// Uses lists the places in e where a column that isn't declared is taken to be of some type: where it is compared, and
// where a function needs a number or a text. declared may be nil.
func Uses(e Expr, declared func(string) bool) []Use {
	u := uses{declared: declared}
	u.expr(e)
	return u.out
}

// Aggregated is the use of a column by an aggregate of numbers such as avg; e is its argument.
func Aggregated(e Expr, declared func(string) bool) []Use {
	u := uses{declared: declared}
	if c, ok := e.(*Column); ok && u.usable(c) {
		u.add(c, c, Use{As: TypeNumber})
	}
	return u.out
}

// ConditionUses is [Uses] for an expression that is true or false, or null for events that don't count: a column that
// is all of it is used as a boolean.
func ConditionUses(e Expr, declared func(string) bool) []Use {
	u := uses{declared: declared}
	for {
		n, ok := e.(*Call)
		if !ok || n.Func != "IF" || len(n.Args) < 2 {
			break
		}
		rest := n.Args
		for len(rest) > 1 {
			u.condition(rest[0])
			u.condition(rest[1])
			rest = rest[2:]
		}
		if len(rest) == 0 {
			return u.out
		}
		e = rest[0]
	}
	u.condition(e)
	return u.out
}

// condition is an expression that is used as a boolean.
func (u *uses) condition(e Expr) {
	if c, ok := e.(*Column); ok && u.usable(c) {
		u.add(c, c, Use{As: TypeBool})
		return
	}
	u.expr(e)
}

type uses struct {
	declared func(string) bool
	out      []Use
}

// usable says whether a use of the column has to do with the user's own files.
func (u *uses) usable(c *Column) bool {
	return c.Origin.Source != nil && c.Origin.Source.file != nil && (u.declared == nil || !u.declared(c.Name))
}

func (u *uses) add(c *Column, at Expr, use Use) {
	if o := at.Place(); o.Source == nil || o.Source.file == nil {
		at = c
	}
	use.Column, use.Range = c.Name, at.Place().Range()
	u.out = append(u.out, use)
}

func (u *uses) expr(e Expr) {
	n, ok := e.(*Call)
	if !ok {
		return
	}
	switch {
	case n.Func == "EQUALS" || n.Func == "IN" || isOrdering(n):
		u.comparison(n)
	case n.Func == "AND" || n.Func == "OR":
		u.either(n)
		return
	default:
		u.parameters(n)
	}
	for i, a := range n.Args {
		if n.Func == "NOT" || n.Func == "IF" && i%2 == 0 && i+1 < len(n.Args) {
			u.condition(a)
		} else {
			u.expr(a)
		}
	}
}

// comparison is a comparison of a column with literals or with what is of a known type.
func (u *uses) comparison(n *Call) {
	for i, a := range n.Args {
		c, ok := a.(*Column)
		if !ok || !u.usable(c) || n.Func == "IN" && i > 0 {
			continue
		}
		use, at := Use{}, Expr(c)
		for j, other := range n.Args {
			if j == i {
				continue
			}
			t := certain(other)
			if t == TypeNone || use.As != TypeNone && use.As != t {
				use.As = TypeNone // unknown, or meant to be of several types
				break
			}
			spells := TypeNone
			if lit, ok := other.(*Literal); ok && t == TypeString {
				spells = spelled(lit.Value.Str)
			}
			if use.As == TypeNone {
				use.As, use.Spells, at = t, spells, other
				if lit, ok := other.(*Literal); ok {
					use.With = string(AppendValue(nil, lit.Value))
				}
			} else if use.Spells != spells {
				use.Spells = TypeNone
			}
		}
		if use.As != TypeNone {
			u.add(c, at, use)
		}
	}
}

// either is a chain of conditions. One that compares a column with literals of two types, as in a = 200 OR a = "200",
// is meant to take either.
func (u *uses) either(n *Call) {
	before := len(u.out)
	var equal []int // the uses in the chain's own comparisons for equality
	for _, a := range n.Args {
		from := len(u.out)
		u.condition(a)
		if c, ok := a.(*Call); ok && c.Func == "NOT" && len(c.Args) == 1 {
			a = c.Args[0]
		}
		if c, ok := a.(*Call); ok && (c.Func == "EQUALS" || c.Func == "IN") {
			for i := from; i < len(u.out); i++ {
				equal = append(equal, i)
			}
		}
	}
	both := map[int]bool{}
	for _, i := range equal {
		for _, j := range equal {
			if u.out[i].Column == u.out[j].Column && u.out[i].As != u.out[j].As {
				both[i] = true
			}
		}
	}
	if len(both) > 0 {
		kept := u.out[:before]
		for i := before; i < len(u.out); i++ {
			if !both[i] {
				kept = append(kept, u.out[i])
			}
		}
		u.out = kept
	}
}

// parameters is a call of a function that can use numbers only, or texts only.
func (u *uses) parameters(n *Call) {
	f := Lookup(n.Func)
	if f == nil {
		return
	}
	for i, a := range n.Args {
		c, ok := a.(*Column)
		p := f.Param(i, len(n.Args))
		if !ok || p == nil || !u.usable(c) {
			continue
		}
		switch t := p.Takes &^ TypeNull; {
		case t.Only(TypeNumber):
			u.add(c, c, Use{As: TypeNumber})
		case t.Only(TypeString):
			u.add(c, c, Use{As: TypeString})
		}
	}
}

// certain is the type that e certainly has: a number, a string or a boolean; [TypeNone] where that isn't known.
func certain(e Expr) Type {
	t := TypeNone
	switch n := e.(type) {
	case *Literal:
		t = n.Value.Kind.Type()
	case *Call:
		if f := Lookup(n.Func); f != nil && f.Result != TypeAny {
			t = f.Result
		}
	}
	for _, kind := range []Type{TypeNumber, TypeString, TypeBool} {
		if t &^= TypeNull; t.Only(kind) {
			return kind
		}
	}
	return TypeNone
}

// spelled is the type that a text seems to have: "200" is a number, "true" a boolean, all else is text, TypeNone.
// Digits with a zero in front of them are a code.
func spelled(s string) Type {
	if s == "true" || s == "false" {
		return TypeBool
	}
	if s == "" || !strings.ContainsRune("+-.0123456789", rune(s[0])) || len(s) > 1 && s[0] == '0' && s[1] != '.' {
		return TypeNone
	}
	if _, err := strconv.ParseFloat(s, 64); err != nil {
		return TypeNone
	}
	return TypeNumber
}
