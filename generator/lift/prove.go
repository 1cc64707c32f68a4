package lift

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/lower"
	"github.com/slogen-project/slogen/generator/review"
	"github.com/slogen-project/slogen/generator/words"
)

// Proof says why HCL means what a formula or a query meant. The zero Proof is none.
type Proof struct {
	SameText bool // it compiles to the same canonical text
	SameForm bool // it compiles to the same but for how it is nested and how its parts are named
	Kinds    int  // it judges all events alike, of which formulas can tell so many kinds apart
}

// Holds says whether there is a proof.
func (p Proof) Holds() bool { return p.SameText || p.SameForm || p.Kinds > 0 }

// String is the proof in words: "same text".
func (p Proof) String() string {
	switch {
	case p.SameText:
		return "same text"
	case p.SameForm:
		return "same but for form"
	case p.Kinds > 0:
		return "agrees on all " + words.Thousands(p.Kinds) + " kinds of events"
	}
	return "not proven"
}

const filename = "lifted.hcl"

// sheet is HCL that was written here, several expressions one after the other, with the scope to compile them in.
type sheet struct {
	src   []byte
	scope *lower.Scope
}

// newSheet is one of some expressions. Any column may hold anything, but those that boolean names are true or false.
func newSheet(boolean func(column string) bool) *sheet {
	s := &sheet{}
	s.scope = &lower.Scope{
		Ctx: &hcl.EvalContext{},
		Text: func(r hcl.Range) []byte {
			if r.Start.Byte < 0 || r.End.Byte > len(s.src) || r.Start.Byte > r.End.Byte {
				return nil
			}
			return s.src[r.Start.Byte:r.End.Byte]
		},
		Columns: func(name string) (calc.Type, bool) {
			if boolean != nil && boolean(name) {
				return calc.TypeBool, true
			}
			return calc.TypeAny, true
		},
	}
	return s
}

// parse reads one more expression; nil of an empty text.
func (s *sheet) parse(text string) (hclsyntax.Expression, error) {
	if text == "" {
		return nil, nil
	}
	at := len(s.src)
	s.src = append(append(s.src, text...), '\n')
	s.scope.Source = calc.FileSource(filename, s.src)
	e, diags := hclsyntax.ParseExpression([]byte(text), filename, hcl.Pos{Line: 1, Column: 1, Byte: at})
	if diags.HasErrors() {
		return nil, fmt.Errorf("HCL can't read it: %s", diags[0].Detail)
	}
	return e, nil
}

func failure(diags hcl.Diagnostics) error {
	for _, d := range diags {
		if d.Severity == hcl.DiagError {
			return fmt.Errorf("%s: %s", d.Summary, d.Detail)
		}
	}
	return fmt.Errorf("it can't be compiled")
}

// sameValue proves that HCL, compiled, has the value of an expression for every event.
func sameValue(hclText string, want calc.Expr) (Proof, error) {
	s := newSheet(nil)
	e, err := s.parse(hclText)
	if err != nil {
		return Proof{}, err
	}
	got, diags := lower.Expr(s.scope, e)
	if got == nil {
		return Proof{}, failure(diags)
	}
	p := form(got, want)
	if !p.Holds() && boolean(got) && boolean(want) {
		p = Same(want, got)
	}
	if p.Holds() {
		return p, nil
	}
	return Proof{}, fmt.Errorf("HCL would compile it to %s", text(got))
}

// Same proves that a formula judges all events as another one does, if it does.
func Same(was, is calc.Expr) Proof {
	p := form(is, was)
	if !p.Holds() {
		p.Kinds = review.Alike(text(was), text(is))
	}
	return p
}

// form proves that two expressions are the same but for their form.
func form(got, want calc.Expr) Proof {
	switch {
	case text(got) == text(want):
		return Proof{SameText: true}
	case text(normal(got)) == text(normal(want)):
		return Proof{SameForm: true}
	}
	return Proof{}
}
