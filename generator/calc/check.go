package calc

import (
	"math"
	"regexp/syntax"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
)

// Env is what a formula is checked against. The zero Env knows of no columns.
type Env struct {
	// Columns says which kinds a column holds, and whether there is such a column; nil when the columns are not declared.
	// A column may be missing from an event whatever its type: [Check] adds null.
	Columns func(name string) (Type, bool)
	// Saved is the type of a calculated field that is saved at Honeycomb, false where the name isn't that of one; may be
	// nil.
	Saved func(name string) (Type, bool)
	// Declared says whether any dataset at hand declares a column of this name: what to ask where Columns is nil
	// because not all of them declare theirs. May be nil.
	Declared func(name string) bool
	// ColumnNames are the names to suggest for an unknown one; may be nil.
	ColumnNames func() []string
	// HCL says that the expression was written in HCL, and messages speak of it so: event.name for $name, < for LT.
	HCL bool
	// Calculations says that this is the formula of a query, where $name is the name of a calculation.
	Calculations bool
	// Use is the call that e is an argument of, for the words about an unknown column; nil where there is none. An
	// aggregate is compared for its column, except count_distinct, whose name is in upper case.
	Use *Call
	// Query says that the expression is a column that a query names itself, not in a calculated field.
	Query bool
}

// Check finds what is certainly wrong in e: wrong numbers of arguments, unknown columns where columns are declared,
// regular expressions that don't compile, arguments that must be literals and are not, and values of a type that
// Honeycomb would quietly turn into false, 0 or null. It returns the type of e's value, [TypeNone] after an error in
// it.
//
// One mistake gives one message. Time-series functions are allowed here, see [CheckSLI]. Without an env nothing is said
// about columns.
func Check(e Expr, env *Env) (Type, hcl.Diagnostics) {
	c := checker{env: env}
	if env == nil {
		c.env = anyColumn
	}
	c.use = c.env.Use
	c.types = c.room[:0]
	t := c.expr(e)
	if c.env.HCL {
		inHCL(c.diags)
	}
	return t, c.diags
}

// CheckSaved is [Check] for a calculated field that belongs to a dataset or the environment, where time-series
// functions are errors.
func CheckSaved(f *Formula, env *Env) (Type, hcl.Diagnostics) {
	t, diags := Check(f.Root, env)
	c := checker{env: env, diags: diags}
	c.noTimeSeries(f.Root)
	if env != nil && env.HCL {
		inHCL(c.diags[len(diags):])
	}
	return t, c.diags
}

// CheckSLI is [CheckSaved] for the formula of an SLI, which must say of each event that it is good (true), bad (false)
// or not eligible (null). The literals 1 and 0 are accepted for true and false, as Honeycomb does. Any other result is
// an error. Source: docs.honeycomb.io/notify/slos/create/sli.
func CheckSLI(f *Formula, env *Env) hcl.Diagnostics {
	_, diags := CheckSaved(f, env)
	c := checker{env: env, diags: diags}
	if !c.diags.HasErrors() { // a type is known only of a sound formula
		c.verdict(f.Root)
	}
	if env != nil && env.HCL {
		inHCL(c.diags[len(diags):])
	}
	return c.diags
}

// anyColumn is the Env of those who know nothing of the columns.
var anyColumn = &Env{Declared: func(string) bool { return true }}

type checker struct {
	env   *Env
	diags hcl.Diagnostics
	types []Type // of the arguments of the calls being checked: a stack
	room  [32]Type
	use   *Call // whose arguments are being checked
}

func (c *checker) report(d *hcl.Diagnostic) Type {
	c.diags = append(c.diags, d)
	return TypeNone
}

func (c *checker) expr(e Expr) Type {
	switch n := e.(type) {
	case *Literal:
		return c.literal(n)
	case *Column:
		return c.column(n)
	case *Call:
		return c.call(n)
	}
	return TypeNone
}

func (c *checker) literal(n *Literal) Type {
	v := n.Value
	if v.Kind == Int && v.Int == math.MinInt64 || v.Kind == Float && (math.IsInf(v.Float, 0) || math.IsNaN(v.Float)) {
		return c.report(noLiteral(n))
	}
	return v.Kind.Type()
}

func (c *checker) column(n *Column) Type {
	if c.env.Saved != nil {
		if t, ok := c.env.Saved(n.Name); ok {
			return t | TypeNull
		}
	}
	if c.env.Columns != nil {
		if t, ok := c.env.Columns(n.Name); ok {
			return t | TypeNull
		}
	} else if c.env.Declared != nil && c.env.Declared(n.Name) {
		return TypeAny
	}
	switch {
	case c.env.Calculations: // whose names are no columns
	case Relational(n.Name):
		return c.report(relationalColumn(n))
	case n.Bare && strings.ContainsAny(n.Name, nameOperators):
		return c.report(operatorInName(n, c.env))
	}
	if c.env.Columns != nil {
		return c.report(unknownColumn(n, c.use, c.env))
	}
	return TypeAny
}

// nameOperators are the characters that look like operators and are letters of a bare column name.
const nameOperators = "+-/=:?"

// relationalPrefixes make a column of a query one of another span of the trace (provider
// query_specification_data_source.go).
var relationalPrefixes = []string{"root.", "parent.", "child.", "any.", "any2.", "any3.", "none."}

// Relational says whether a column is one of another span of the trace.
func Relational(column string) bool {
	if strings.IndexByte(column, '.') < 0 {
		return false
	}
	for _, prefix := range relationalPrefixes {
		if strings.HasPrefix(column, prefix) {
			return true
		}
	}
	return false
}

func (c *checker) call(n *Call) Type {
	f := Lookup(n.Func)
	if f == nil {
		return c.report(unknownFunction(n.FuncName, n.Origin, n.Func))
	}
	base, broken := len(c.types), false
	outer := c.use
	c.use = n
	for _, a := range n.Args {
		t := c.expr(a)
		broken = broken || t == TypeNone
		c.types = append(c.types, t)
	}
	c.use = outer
	args := c.types[base:]
	c.types = c.types[:base]
	if len(args) < f.Min {
		return c.report(tooFewArguments(n, f))
	}
	if m := f.MaxArgs(); m >= 0 && len(args) > m {
		return c.report(tooManyArguments(n, f))
	}
	before := len(c.diags)
	for i, t := range args {
		c.argument(n, f, i, t)
	}
	if broken || len(c.diags) > before {
		if f.check != nil && f.Result == TypeAny {
			return TypeNone // the result is that of the arguments
		}
		return f.Result
	}
	if f.check != nil {
		return f.check(c, n, args)
	}
	return f.Result
}

// argument checks one argument against its parameter.
func (c *checker) argument(n *Call, f *Function, i int, t Type) {
	p, arg := f.Param(i, len(n.Args)), n.Args[i]
	if t == TypeNone || p == nil {
		return
	}
	lit, isLit := arg.(*Literal)
	if p.literal() && !isLit {
		c.report(literalRequired(arg, f, p))
		return
	}
	if !t.Has(p.Takes) {
		c.report(wrongType(n, f, p, arg, t))
		return
	}
	if isLit && lit.Value.Kind == String && p.Form == AsNumber {
		if _, err := strconv.ParseFloat(lit.Value.Str, 64); err != nil {
			c.report(notANumber(lit, f))
		}
	}
	if p.Form == AsRegexp {
		// What Go compiles is what parses, and parsing takes no memory to speak of.
		if _, err := syntax.Parse(lit.Value.Str, syntax.Perl); err != nil {
			c.report(badRegexp(lit, err))
		} else if n := Instructions(lit.Value.Str); n > maxInstructions {
			c.report(largeRegexp(lit, n))
		}
	}
}

func checkIf(c *checker, n *Call, args []Type) Type {
	t := TypeNone
	for i := 0; i+1 < len(args); i += 2 {
		c.condition(n, n.Args[i])
		t |= args[i+1]
	}
	return t | rest(args, 0)
}

// rest is the type of the value for "none of them": the argument left over after pairs, else null.
func rest(args []Type, fixed int) Type {
	if (len(args)-fixed)%2 == 1 {
		return args[len(args)-1]
	}
	return TypeNull
}

func checkSwitch(c *checker, n *Call, args []Type) Type {
	t := TypeNone
	for i := 1; i+1 < len(args); i += 2 {
		t |= args[i+1]
		if subject := args[0]; !subject.Has(args[i]&^TypeNull) && !(subject.Has(TypeNumber) && args[i].Has(TypeNumber)) {
			c.report(caseNeverEqual(n.Args[i], subject, args[i]))
			continue
		}
		lit, ok := n.Args[i].(*Literal)
		for j := 1; ok && j < i; j += 2 {
			if first, same := n.Args[j].(*Literal); same && first.Value == lit.Value {
				c.report(repeatedCase(lit, first))
				break
			}
		}
	}
	return t | rest(args, 1)
}

func checkCoalesce(_ *checker, _ *Call, args []Type) Type {
	t, null := TypeNone, TypeNull
	for _, a := range args {
		t |= a
		null &= a
	}
	return t&^TypeNull | null
}

func checkOrdering(c *checker, n *Call, args []Type) Type {
	l, r := args[0], args[1]
	if !(l.Has(TypeNumber) && r.Has(TypeNumber) || l.Has(TypeString) && r.Has(TypeString)) {
		c.report(neverComparable(n, n.Args[1], l, r))
	} else if col, lit := quantityAsText(n); col != nil && c.unknown(col.Name) {
		c.report(orderedText(n, col, lit))
	}
	return TypeBool
}

// unknown says whether nothing is declared of a column.
func (c *checker) unknown(name string) bool {
	return c.env.Columns == nil && (c.env.Declared == nil || !c.env.Declared(name))
}

func checkEquals(c *checker, n *Call, args []Type) Type {
	l := args[0] &^ TypeNull
	for i, r := range args[1:] {
		r &^= TypeNull
		if !l.Has(r) && !(l.Has(TypeNumber) && r.Has(TypeNumber)) {
			c.report(neverComparable(n, n.Args[i+1], l, r))
		}
	}
	return TypeBool
}

func checkConditions(c *checker, n *Call, _ []Type) Type {
	for _, a := range n.Args {
		c.condition(n, a)
	}
	return TypeBool
}

// condition reports a literal that is never true although its author thought otherwise.
func (c *checker) condition(n *Call, e Expr) {
	lit, ok := e.(*Literal)
	if !ok {
		return
	}
	if k := lit.Value.Kind; k == Null || k == String && lit.Value.Str != "true" {
		c.report(neverTrue(lit, n.Func))
	}
}

func checkExists(c *checker, n *Call, _ []Type) Type {
	if lit, ok := n.Args[0].(*Literal); ok {
		c.report(existsOfLiteral(lit))
	}
	return TypeBool
}

func checkDivision(c *checker, n *Call, _ []Type) Type {
	lit, ok := n.Args[1].(*Literal)
	switch {
	case !ok || lit.Value.Kind == String:
		return TypeFloat | TypeNull
	case lit.Value.Int == 0 && lit.Value.Float == 0:
		c.report(divisionByZero(n, lit))
	}
	return TypeFloat
}

func checkExtreme(c *checker, n *Call, args []Type) Type {
	t, null := TypeNone, TypeNull
	first := TypeNone // the types that the first argument that isn't missing may have
	known := -1       // the argument that is never missing, if there is one: the first is not behind it
	for i, a := range args {
		if counts := widen(a); known >= 0 && !counts.Has(first) {
			c.report(ignoredExtreme(n, i, first))
			continue
		}
		t |= a & ordered
		null &= a
		if known < 0 {
			first |= widen(a)
			if !a.Has(TypeNull | TypeBool) { // booleans are passed over
				known = i
			}
		}
	}
	return t | null
}

// widen is a type's ordered kinds, all numbers being alike.
func widen(t Type) Type {
	if t &= ordered; t.Has(TypeNumber) {
		t |= TypeNumber
	}
	return t
}

func checkBucket(c *checker, n *Call, args []Type) Type {
	value := func(i int) (float64, Expr) {
		lit := n.Args[i].(*Literal)
		return lit.Value.Float + float64(lit.Value.Int), lit
	}
	if size, at := value(1); size <= 0 {
		c.report(badBucket(at, "The size of the bins must be greater than 0."))
	}
	if len(args) == 4 {
		lo, _ := value(2)
		if hi, at := value(3); lo >= hi {
			c.report(badBucket(at, "The upper end of the range must be greater than its lower end."))
		}
	}
	return TypeString | TypeNull
}

func checkToLower(_ *checker, _ *Call, args []Type) Type {
	if args[0].Only(TypeString) {
		return TypeString
	}
	return TypeString | TypeNull
}

func checkLength(c *checker, n *Call, args []Type) Type {
	if len(args) == 2 {
		if lit := n.Args[1].(*Literal); lit.Value.Str != "bytes" && lit.Value.Str != "chars" {
			c.report(badUnit(lit))
		}
	}
	return TypeInt
}

// noTimeSeries reports the functions that look at a time series.
func (c *checker) noTimeSeries(e Expr) {
	n, ok := e.(*Call)
	if !ok {
		return
	}
	if f := Lookup(n.Func); f != nil && f.Metrics {
		c.report(timeSeriesInSLI(n))
	}
	for _, a := range n.Args {
		c.noTimeSeries(a)
	}
}

// verdict reports the expressions whose value becomes the SLI's and can't be a verdict: true, false, null, 1 or 0.
func (c *checker) verdict(e Expr) {
	switch n := e.(type) {
	case *Literal:
		if !isVerdict(n.Value) {
			c.report(notAVerdict(n, n.Value.Kind.Type()))
		}
	case *Column:
		if c.env == nil || c.env.Columns == nil {
			return
		}
		// A column of numbers may hold 1 and 0.
		if t, ok := c.env.Columns(n.Name); ok && !t.Has(TypeBool|TypeNumber) {
			c.report(notAVerdict(n, t))
		}
	case *Call:
		switch n.Func {
		case "IF", "SWITCH":
			first := 1 // the first value; they are every second argument, and the one left over
			if n.Func == "SWITCH" {
				first = 2
			}
			for i := first; i < len(n.Args); i += 2 {
				c.verdict(n.Args[i])
			}
			if last := len(n.Args) - 1; (last-first)%2 == 1 {
				c.verdict(n.Args[last])
			}
		case "COALESCE":
			for _, a := range n.Args {
				c.verdict(a)
			}
		default:
			if f := Lookup(n.Func); f != nil && !f.Result.Has(TypeBool) {
				c.report(notAVerdict(n, f.Result&^TypeNull))
			}
		}
	}
}

// isVerdict says whether a value is true, false, null, 1 or 0.
func isVerdict(v Value) bool {
	switch v.Kind {
	case String:
		return false
	case Int:
		return v.Int == 0 || v.Int == 1
	case Float:
		return v.Float == 0 || v.Float == 1
	}
	return true
}
