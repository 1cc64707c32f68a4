package calc

import (
	"errors"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/diag"
)

// Program is a formula made ready to be computed for many events. It is safe for concurrent use; each goroutine needs a
// [Row] of its own.
type Program struct {
	formula *Formula
	columns []string
	root    code
}

// Row is one event as a [Program] reads it. It may be used again for the next event.
type Row struct {
	// Values are the event's columns: Values[i] is the one that [Program.Columns] names at i, null when the event lacks
	// it.
	Values []Value
	// Time is when the event happened, in seconds since 1970; it counts only if HasTime.
	Time    float64
	HasTime bool
	// Ingest is when the event arrived, likewise.
	Ingest    float64
	HasIngest bool
	// Matching bounds what regular expressions take; nil doesn't.
	Matching *Matching

	assumed Assumed
	read    uint64 // see Read
}

// Read says which columns the last evaluation looked at: bit i is set for Values[i]. Whatever the others hold, the
// result is the same. It knows nothing of those from the 65th on.
func (r *Row) Read() uint64 { return r.read }

// column reads a column.
func (r *Row) column(slot int) *Value {
	r.read |= 1 << slot
	return &r.Values[slot]
}

// Compile makes a program of a formula. A formula that [Check] refuses has none, nor has one with a time-series
// function, which needs other events than the one at hand; the Program is then nil. Columns are not checked: that needs
// their declarations.
func Compile(f *Formula) (*Program, hcl.Diagnostics) {
	_, diags := Check(f.Root, nil)
	return compile(f, diags)
}

// CompileAny is [Compile] for whatever Honeycomb would compute, even if it makes no sense: what is refused in an SLI
// for its meaning alone, such as 3 > 2 > 1, is computed and reported as a warning. env may be nil.
func CompileAny(f *Formula, env *Env) (*Program, hcl.Diagnostics) {
	_, diags := Check(f.Root, env)
	for _, d := range diags {
		if x, ok := d.Extra.(*diag.Extra); ok && computed[x.Code] {
			d.Severity = hcl.DiagWarning
		}
	}
	return compile(f, diags)
}

// computed are the rules whose breaking doesn't keep a formula from having a value.
var computed = map[string]bool{RuleType: true, RuleSwitchCase: true, RuleRelational: true, RuleOperatorInName: true}

func compile(f *Formula, diags hcl.Diagnostics) (*Program, hcl.Diagnostics) {
	if !diags.HasErrors() {
		diags = append(diags, timeSeries(f.Root)...)
	}
	if diags.HasErrors() {
		return nil, diags
	}
	b := &builder{slots: map[string]int{}}
	p := &Program{formula: f, root: b.code(f.Root)}
	if c, ok := f.Root.(*Column); ok {
		p.root = rootColumn(b.slots[c.Name])
	}
	p.columns = b.columns
	return p, diags
}

// timeSeries reports the functions that can't be computed from one event.
func timeSeries(e Expr) (diags hcl.Diagnostics) {
	n, ok := e.(*Call)
	if !ok {
		return nil
	}
	if f := Lookup(n.Func); f != nil && f.Metrics {
		diags = append(diags, timeSeriesOffline(n))
	}
	for _, a := range n.Args {
		diags = append(diags, timeSeries(a)...)
	}
	return diags
}

// rootColumn is a formula that is a column alone.
func rootColumn(slot int) code {
	c := columnCode(slot)
	c.value = func(r *Row) Value {
		v := *r.column(slot)
		if v.Kind == String && v.Str == "" {
			r.assumed |= assumeRootEmpty
		}
		return v
	}
	return c
}

// Formula is what the program was made of.
func (p *Program) Formula() *Formula { return p.formula }

// Columns names the columns that the program reads, each once; a column's index is its slot in [Row.Values].
// The caller must not change the slice.
func (p *Program) Columns() []string { return p.columns }

// Eval computes the formula for one event, whose Values must be as many as there are [Program.Columns], and tells which
// assumptions it made on its way. It never fails: what has no value is null.
func (p *Program) Eval(r *Row) (Value, Assumed) {
	r.assumed, r.read = 0, 0
	v := p.root.value(r)
	return v, r.assumed
}

// Verdict is what an SLI says of an event.
type Verdict uint8

// The verdicts. NoVerdict is for a value that an SLI must not have.
const (
	Ineligible Verdict = iota
	Bad
	Good
	NoVerdict
)

var verdictNames = [...]string{"ineligible", "bad", "good", "no verdict"}

// String is the verdict in a word: "good", "bad", "ineligible".
func (v Verdict) String() string { return verdictNames[v] }

// Judge is [Program.Eval] for the formula of an SLI: true is good, false is bad, null is not eligible, and 1 and 0 are
// taken for true and false.
func (p *Program) Judge(r *Row) (Verdict, Assumed) {
	r.assumed, r.read = 0, 0
	v := p.root.value(r)
	switch {
	case v.Kind == Null:
		return Ineligible, r.assumed
	case v.Kind == Bool && v.Bool:
		return Good, r.assumed
	case v.Kind == Bool:
		return Bad, r.assumed
	case v.Kind == Int && v.Int == 1 || v.Kind == Float && v.Float == 1:
		return Good, r.assumed | assumeVerdictNumber
	case v.Kind == Int && v.Int == 0 || v.Kind == Float && v.Float == 0:
		return Bad, r.assumed | assumeVerdictNumber
	}
	return NoVerdict, r.assumed
}

// code is a compiled expression: closures over its arguments' code. Both are set: value computes it, test its truth.
type code struct {
	value func(r *Row) Value
	test  func(r *Row) bool
	slot  int    // of a column, else -1
	lit   *Value // of a literal, else nil
}

// builder compiles expressions, and gives columns their slots.
type builder struct {
	slots   map[string]int
	columns []string
	keep    func(e Expr, c code) // told of every expression; may be nil
}

func (b *builder) code(e Expr) (c code) {
	switch n := e.(type) {
	case *Literal:
		v := n.Value
		t := truthOf(v)
		c = code{value: func(*Row) Value { return v }, test: func(*Row) bool { return t }, slot: -1, lit: &v}
	case *Column:
		slot, ok := b.slots[n.Name]
		if !ok {
			slot = len(b.columns)
			b.slots[n.Name] = slot
			b.columns = append(b.columns, n.Name)
		}
		c = columnCode(slot)
	case *Call:
		args := make([]code, len(n.Args))
		for i, a := range n.Args {
			args[i] = b.code(a)
		}
		c = Lookup(n.Func).eval(n, args)
	}
	if b.keep != nil {
		b.keep(e, c)
	}
	return c
}

func columnCode(slot int) code {
	return code{value: func(r *Row) Value { return *r.column(slot) },
		test: func(r *Row) bool { return truthOf(*r.column(slot)) }, slot: slot}
}

// values is the code of what computes a value.
func values(f func(r *Row) Value) code {
	return code{value: f, test: func(r *Row) bool { return truthOf(f(r)) }, slot: -1}
}

// tests is the code of what is true or false.
func tests(f func(r *Row) bool) code {
	return code{value: func(r *Row) Value { return Value{Kind: Bool, Bool: f(r)} }, test: f, slot: -1}
}

// evaluator makes the code of a call from that of its arguments. The call has passed [Check].
type evaluator func(n *Call, args []code) code

// of1, of2 and so on make an evaluator of a plain Go function of the arguments' values.

func of1(f func(r *Row, x Value) Value) evaluator {
	return func(_ *Call, a []code) code {
		x := a[0].value
		return values(func(r *Row) Value { return f(r, x(r)) })
	}
}

func of2(f func(r *Row, x, y Value) Value) evaluator {
	return func(_ *Call, a []code) code {
		x, y := a[0].value, a[1].value
		return values(func(r *Row) Value { return f(r, x(r), y(r)) })
	}
}

func number2(f func(r *Row, x, y float64) Value) evaluator {
	return of2(func(r *Row, x, y Value) Value { return f(r, numberOf(r, x), numberOf(r, y)) })
}

// test2 is of2 for a function that is true or false, with the most frequent pair of arguments, a column and a literal,
// done apart.
func test2(f func(r *Row, x, y Value) bool) evaluator {
	return func(_ *Call, a []code) code {
		x, y := a[0], a[1]
		if x.slot >= 0 && y.lit != nil {
			slot, v := x.slot, *y.lit
			return tests(func(r *Row) bool { return f(r, *r.column(slot), v) })
		}
		return tests(func(r *Row) bool { return f(r, x.value(r), y.value(r)) })
	}
}

// fold is an evaluator that goes through the arguments' numbers one by one.
func fold(from float64, f func(acc, x float64) float64) evaluator {
	return func(_ *Call, a []code) code {
		return values(func(r *Row) Value {
			acc := from
			for i := range a {
				acc = f(acc, numberOf(r, a[i].value(r)))
			}
			return floatValue(r, acc)
		})
	}
}

func boolValue(b bool) Value  { return Value{Kind: Bool, Bool: b} }
func intValue(n int64) Value  { return Value{Kind: Int, Int: n} }
func strValue(s string) Value { return Value{Kind: String, Str: s} }

// floatValue is the result of arithmetic.
func floatValue(r *Row, f float64) Value {
	if f-f != 0 { // infinite, or NaN
		r.assumed |= assumeNotFinite
	}
	return Value{Kind: Float, Float: f}
}

// truthOf is the truth of a value: of a boolean itself, of a number that it isn't 0, of a string that it is "true". NaN
// is not 0. Source: the table of BOOL in the reference.
func truthOf(v Value) bool {
	switch v.Kind {
	case Bool:
		return v.Bool
	case Int:
		return v.Int != 0
	case Float:
		return v.Float != 0
	case String:
		return v.Str == "true"
	}
	return false
}

// exact is the bound up to which every integer is a float.
const exact = 1 << 53

// floatOf is an integer as a float.
func floatOf(r *Row, n int64) float64 {
	if n > exact || n < -exact {
		r.assumed |= assumeLargeInt
	}
	return float64(n)
}

// numberOf is what arithmetic reads: numbers, strings that hold one; everything else is 0.
func numberOf(r *Row, v Value) float64 {
	f, _ := toNumber(r, v)
	return f
}

// toNumber is [numberOf] that also says whether there was a number.
func toNumber(r *Row, v Value) (float64, bool) {
	switch v.Kind {
	case Int:
		return floatOf(r, v.Int), true
	case Float:
		return v.Float, true
	case String:
		return parseNumber(r, v.Str)
	}
	return 0, false
}

// parseNumber reads a string as a number.
func parseNumber(r *Row, s string) (float64, bool) {
	if plainNumber(s) {
		f, err := strconv.ParseFloat(s, 64)
		if err != nil { // out of range
			r.assumed |= assumeNumberText
			return 0, false
		}
		return f, true
	}
	t := strings.TrimSpace(s)
	if t == "" || len(t) > 400 || !strings.ContainsRune("0123456789+-.iInN", rune(t[0])) {
		return 0, false
	}
	f, err := strconv.ParseFloat(s, 64)
	if err == nil {
		r.assumed |= assumeNumberText
		return f, true
	}
	if _, err := strconv.ParseFloat(strings.ReplaceAll(t, "_", ""), 64); err == nil || errors.Is(err, strconv.ErrRange) {
		r.assumed |= assumeNumberText
	}
	return 0, false
}

// plainNumber says whether a string is a number by every reading: an optional minus, digits, a fraction.
func plainNumber(s string) bool {
	i := 0
	digits := func() bool {
		from := i
		for i < len(s) && '0' <= s[i] && s[i] <= '9' {
			i++
		}
		return i > from
	}
	if i < len(s) && s[i] == '-' {
		i++
	}
	if !digits() {
		return false
	}
	if i < len(s) && s[i] == '.' {
		i++
		if !digits() {
			return false
		}
	}
	return i == len(s)
}

// compareNumbers compares two numbers of any kind; ok is false when one is NaN.
func compareNumbers(r *Row, x, y Value) (c int, ok bool) {
	if x.Kind == Int && y.Kind == Int {
		switch {
		case x.Int < y.Int:
			return -1, true
		case x.Int > y.Int:
			return 1, true
		}
		return 0, true
	}
	a, b := x.Float, y.Float
	if x.Kind == Int {
		a = floatOf(r, x.Int)
	}
	if y.Kind == Int {
		b = floatOf(r, y.Int)
	}
	switch {
	case a < b:
		return -1, true
	case a > b:
		return 1, true
	}
	return 0, a == b
}

func isNumber(v Value) bool { return v.Kind == Int || v.Kind == Float }

// ordered compares numbers with numbers and strings with strings, and is false for everything else. want says of the
// result of a comparison whether the function is true.
func orderedBy(want func(c int) bool) evaluator {
	return test2(func(r *Row, x, y Value) bool {
		switch {
		case isNumber(x) && isNumber(y):
			c, ok := compareNumbers(r, x, y)
			return ok && want(c)
		case x.Kind == String && y.Kind == String:
			ok := want(strings.Compare(x.Str, y.Str))
			if ok && (x.Str == "" || y.Str == "") {
				r.assumed |= assumeEmptyString
			}
			return ok
		case x.Kind == Bool && y.Kind == Bool:
			r.assumed |= assumeOrderBool
		}
		return false
	})
}

// equal is EQUALS, and what IN and SWITCH compare with.
func equal(r *Row, x, y Value) bool {
	if x.Kind != y.Kind {
		if !isNumber(x) || !isNumber(y) {
			return false
		}
		if c, ok := compareNumbers(r, x, y); !ok || c != 0 {
			return false
		}
		r.assumed |= assumeIntFloat
		return true
	}
	switch x.Kind {
	case Bool:
		return x.Bool == y.Bool
	case Int:
		return x.Int == y.Int
	case Float:
		return x.Float == y.Float
	case String:
		if x.Str != y.Str {
			return false
		}
		if x.Str == "" {
			r.assumed |= assumeEmptyString
		}
		return true
	}
	r.assumed |= assumeEqualsNull
	return false
}

// textOfValue is a value as STRING and CONCAT write it; null is "".
func textOfValue(r *Row, v Value) string {
	switch v.Kind {
	case Bool:
		return strconv.FormatBool(v.Bool)
	case Int:
		return strconv.FormatInt(v.Int, 10)
	case Float:
		r.assumed |= assumeTextOfFloat
		return strconv.FormatFloat(v.Float, 'f', -1, 64)
	case String:
		return v.Str
	}
	return ""
}
