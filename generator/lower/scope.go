package lower

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/slogen-project/slogen/generator/bound"
	"github.com/slogen-project/slogen/generator/calc"
)

// Scope is what an expression can see. Scopes are read only and may be shared by workers.
type Scope struct {
	// Ctx holds everything that is not per event: var, local, each, param, and HCL's functions. Its variables must not be
	// named event, sli or field.
	Ctx *hcl.EvalContext
	// Budget is what evaluating in it takes from. The field may be nil.
	Budget *bound.Budget
	// Source is the file the expression stands in: byte offsets of its ranges are offsets of Source.
	Source *calc.Source
	// Text is what is written at a place in that file, which tells 200.0 from 200; nil where that is not known. The field
	// may be nil.
	Text func(hcl.Range) []byte
	// Functions finds a user's function by name; nil if there is none. The field may be nil.
	Functions func(name string) *Function
	// FunctionNames lists the user's functions for suggestions. The field may be nil.
	FunctionNames func() []string
	// SLI resolves `sli.x` or `sli.service.x`, given without a trailing `.good` or `.eligible`. (nil, nil) says that the
	// SLI exists but is not compiled yet, or that it failed and that was reported: the whole result is then nil without
	// diagnostics, and the caller decides whether to try again.
	// Reference cycles are the resolver's to find. The field may be nil where no SLI can be referred to.
	SLI func(t hcl.Traversal) (*SLI, hcl.Diagnostics)
	// Field resolves `field.x` or `field.service.x` as SLI does. The field may be nil where none can be referred to.
	Field func(t hcl.Traversal) (*Field, hcl.Diagnostics)
	// Columns gives the declared type of a column, false for an unknown one. Nil when the columns are not declared
	// completely: nothing is guessed then.
	Columns func(name string) (calc.Type, bool)
	// Declared says whether any dataset at hand declares a column, also where Columns is nil. The field may be nil.
	Declared func(name string) bool
	// ColumnNames lists the declared columns for suggestions. The field may be nil.
	ColumnNames func() []string
}

// text is what is written at r, nil where that is not known.
func (s *Scope) text(r hcl.Range) []byte {
	if s.Text == nil {
		return nil
	}
	return s.Text(r)
}

// ownFunctions lists the user's functions.
func (s *Scope) ownFunctions() []string {
	if s.FunctionNames == nil {
		return nil
	}
	return s.FunctionNames()
}

func (s *Scope) env() *calc.Env {
	return &calc.Env{Columns: s.Columns, Declared: s.Declared, ColumnNames: s.ColumnNames, HCL: true}
}

// Function is a user's function. Calls are inlined: a parameter stands for the argument's expression, which may be
// `event` or a part of it.
type Function struct {
	Name   string
	Params []string
	Result hclsyntax.Expression
	Scope  *Scope // of the file that declares it
	Decl   hcl.Range
}

// Field is a compiled calculated field.
type Field struct {
	Alias   string // set by the caller
	Formula calc.Expr
	Type    calc.Type // of what it holds
	Decl    hcl.Range
}

// SLI is a compiled SLI. Its formula is IF(Eligible, Good), or Good alone, or the raw expression.
type SLI struct {
	Field
	Eligible calc.Expr // nil when every event counts
	Good     calc.Expr // nil when the SLI is a raw expression that can't be taken apart
}

// Exclude is a span of time whose events do not count, such as planned maintenance.
type Exclude struct {
	From, To int64     // Unix seconds; From is in it, To is not; From < To
	Range    hcl.Range // where it was declared
}

// Untyped is the mark of a value that was given as text for a variable whose type nobody declared. Beside a per-event
// value, where 500 and "500" are different things, it is an error.
type Untyped struct{ Variable string }
