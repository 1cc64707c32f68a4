package calc

import "strings"

// Function is a function of the calculated-field language: one row per function is its reference, its signature for
// [Check], what it does, and its examples, which the tests run.
type Function struct {
	Name     string // upper case, as it must be written
	Section  string // heading of the reference under which it stands
	Operator string // the infix or prefix operator of formulas that means the same, "" if none
	InHCL    string // the operator of HCL expressions, where it is not the same
	// Params are the parameters in order. The last Repeat of them may be given again and again; Else allows one more
	// argument after a whole number of repetitions.
	Params []Param
	Min    int // fewest arguments
	Repeat int
	Else   bool
	Result Type // what it may yield; check narrows it for the arguments at hand
	Nulls  Nulls
	// Metrics marks the temporal aggregations: only on metrics datasets, only in the calculated fields of a query, at most
	// one in a formula, and never in an SLI.
	Metrics  bool
	Doc      string
	Examples []Example
	Since    string // version of slogen that knew it first

	// check narrows the result and reports what Params can't say. Nil: Result it is.
	check func(c *checker, call *Call, args []Type) Type
	// eval is what the function does. Nil for those that one event doesn't suffice for.
	eval evaluator
}

// Param is a parameter of a function.
type Param struct {
	Name string
	// Takes is the kinds of values that count here. Honeycomb accepts others and quietly makes false, 0 or null of them.
	Takes Type
	Form  Form
	// Optional parameters may be left out, from the last on.
	Optional bool
}

// Form restricts how an argument may be written.
type Form uint8

// The forms of arguments.
const (
	AnyExpr   Form = iota // any expression
	AsNumber              // any expression; a string is read as the number it holds, and a literal one must hold one
	AsLiteral             // a literal
	AsRegexp              // a string literal that is a regular expression of Go's syntax (RE2)
)

// literal says whether the argument must be a literal.
func (p *Param) literal() bool { return p.Form == AsLiteral || p.Form == AsRegexp }

// Nulls is what a function makes of a missing argument.
type Nulls uint8

// The policies for missing arguments.
const (
	NullsOwn     Nulls = iota // the function's own rule, told in Doc
	NullsFalse                // the result is false
	NullsZero                 // it counts as 0
	NullsNull                 // the result is null
	NullsSkip                 // it is passed over
	NullsUnknown              // Honeycomb documents nothing
)

// String is the policy in words.
func (n Nulls) String() string {
	switch n {
	case NullsFalse:
		return "A missing argument makes the result false."
	case NullsZero:
		return "A missing argument counts as 0."
	case NullsNull:
		return "A missing argument makes the result null."
	case NullsSkip:
		return "Missing arguments are skipped."
	case NullsUnknown:
		return "The result for a missing argument isn't documented."
	}
	return ""
}

// Example is an expression and the literal of its result. Result is "" where it depends on the event.
type Example struct{ Expr, Result string }

// MaxArgs is the largest number of arguments, -1 when there is no bound.
func (f *Function) MaxArgs() int {
	if f.Repeat > 0 {
		return -1
	}
	return len(f.Params)
}

// Param is the parameter for the i-th of n arguments, nil when there is none.
func (f *Function) Param(i, n int) *Param {
	fixed := len(f.Params) - f.Repeat
	switch {
	case i < fixed:
		return &f.Params[i]
	case f.Repeat == 0:
		return nil
	}
	k := (i - fixed) % f.Repeat
	if f.Else && i == n-1 && i > fixed && k == 0 {
		return &f.Params[len(f.Params)-1]
	}
	return &f.Params[fixed+k]
}

// HCLOperator is the operator that means the same in an HCL expression, "" if none.
func (f *Function) HCLOperator() string {
	if f.InHCL != "" {
		return f.InHCL
	}
	return f.Operator
}

// Signature is the function as the reference shows it, such as "LENGTH(text [, unit])" or "IF(condition, value, ... [,
// else])".
func (f *Function) Signature() string {
	var b strings.Builder
	b.WriteString(f.Name)
	b.WriteByte('(')
	for i, p := range f.Params {
		sep := ", "
		if i == 0 {
			sep = ""
		}
		if p.Optional {
			b.WriteString(" [" + sep + p.Name + "]")
		} else {
			b.WriteString(sep + p.Name)
		}
	}
	if f.Repeat > 0 {
		b.WriteString(", ...")
	}
	if f.Else {
		b.WriteString(" [, else]")
	}
	b.WriteByte(')')
	return b.String()
}

// Lookup finds a function by its exact name; nil if there is none. Names are upper case.
func Lookup(name string) *Function { return byName[name] }

var byName = func() map[string]*Function {
	m := make(map[string]*Function, len(Functions))
	for _, f := range Functions {
		m[f.Name] = f
	}
	return m
}()

// Functions are all functions of the language in the order of the reference. Names: pkg/parser/parser.go of
// honeycomb-derived-column-validator v0.2.0. Arity and behaviour:
// docs.honeycomb.io/reference/calculated-field-expression, and where it is silent examples/LLM_PROMPT.md of the
// validator.
var Functions = []*Function{
	ifFunc, switchFunc, coalesceFunc,
	ltFunc, lteFunc, gtFunc, gteFunc, equalsFunc, inFunc,
	andFunc, orFunc, notFunc, existsFunc,
	sumFunc, subFunc, mulFunc, divFunc, modFunc, minFunc, maxFunc, log10Func, bucketFunc,
	intFunc, floatFunc, boolFunc, stringFunc,
	concatFunc, toLowerFunc, startsWithFunc, endsWithFunc, containsFunc, regMatchFunc, regValueFunc, regCountFunc,
	lengthFunc,
	eventTimestampFunc, ingestTimestampFunc, unixTimestampFunc, formatTimeFunc,
	lastFunc, summarizeFunc, increaseFunc, rateFunc, rawMetricFunc,
}

// Lengths are the limits on what is read and built.
const (
	// MaxBytes is the length of an expression. Honeycomb's API description and the Terraform provider say 4,095
	// characters; counting bytes is the safe reading.
	MaxBytes = 4095
	// MaxDepth is how deep brackets, calls and ! may nest in a text, the same limit that configuration files have.
	// Honeycomb states none.
	MaxDepth = 500
	// MaxNodes is how many nodes a compiled formula may have while it is put together: slogen's own bound on functions
	// that expand exponentially. More could not be written in MaxBytes.
	MaxNodes = 10000
)
