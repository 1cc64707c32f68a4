package calc

import "github.com/hashicorp/hcl/v2"

// Expr is a node of a calculated field: *Literal, *Column or *Call, nothing else.
type Expr interface {
	// Place says where the node was written.
	Place() Origin
	expr()
}

// Literal is a constant: null, boolean, integer, float or string.
type Literal struct {
	Value  Value
	Origin Origin
}

// LiteralOf is a boolean, an int64, a float64 or a string as a literal. There is none of another type.
func LiteralOf(v any) (*Literal, bool) {
	out := &Literal{}
	switch v := v.(type) {
	case bool:
		out.Value = Value{Kind: Bool, Bool: v}
	case int64:
		out.Value = Value{Kind: Int, Int: v}
	case float64:
		out.Value = Value{Kind: Float, Float: v}
	case string:
		out.Value = Value{Kind: String, Str: v}
	default:
		return nil, false
	}
	return out, true
}

// Column is a column of the event, named without its "$". In the formula of a query it is the name of a calculation.
type Column struct {
	Name   string
	Origin Origin
	// Bare says that the name was written without quotes in a formula, where + - / = : and ? are part of a name.
	Bare bool
}

// Call is a function applied to arguments. Operators are calls too: `a + b` is SUM, `a != b` is NOT(EQUALS(a, b)).
type Call struct {
	Func     string // canonical upper-case name, such as "REG_MATCH"
	Args     []Expr
	Origin   Origin // the whole call
	FuncName Origin // the function's name or the operator alone; zero when the call was made by lowering
}

func (n *Literal) Place() Origin { return n.Origin }
func (n *Column) Place() Origin  { return n.Origin }
func (n *Call) Place() Origin    { return n.Origin }
func (*Literal) expr()           {}
func (*Column) expr()            {}
func (*Call) expr()              {}

// Origin is where a node was written: bytes Start to End of Source's text. Via is the place of the call or reference
// through which the node came into the expression at hand (a function's body, another SLI), nil when it was written
// there.
type Origin struct {
	Source     *Source
	Start, End int
	Via        *Via
}

// Via is one step of a chain of calls or references, nearest first.
type Via struct {
	Text  string // "in the call of is_root" or "in sli.availability"
	Range hcl.Range
	Next  *Via
}

// Range is the place in the user's file; the zero range when the origin is unknown.
func (o Origin) Range() hcl.Range {
	if o.Source == nil {
		return hcl.Range{}
	}
	return o.Source.Range(o.Start, o.End)
}

// Kind is the type of a value.
type Kind uint8

// The kinds of values, in the order in which the reference lists them.
const (
	Null Kind = iota
	Bool
	Int
	Float
	String
)

// Value is a value of the calculated-field language. Only the member that Kind names is meaningful.
type Value struct {
	Kind  Kind
	Bool  bool
	Int   int64
	Float float64
	Str   string
}

// Formula is a parsed expression and the text it came from (nil Source for one made by lowering).
type Formula struct {
	Root   Expr
	Source *Source
}

// Where is the place of the first column or text of a formula that odd is true of; the zero range where there is none.
func (f *Formula) Where(odd func(text string) bool) hcl.Range {
	var find func(e Expr) hcl.Range
	find = func(e Expr) hcl.Range {
		switch n := e.(type) {
		case *Column:
			if odd(n.Name) && n.Origin.Source != nil {
				return n.Origin.Range()
			}
		case *Literal:
			if n.Value.Kind == String && odd(n.Value.Str) && n.Origin.Source != nil {
				return n.Origin.Range()
			}
		case *Call:
			for _, a := range n.Args {
				if r := find(a); r.Filename != "" {
					return r
				}
			}
		}
		return hcl.Range{}
	}
	return find(f.Root)
}
