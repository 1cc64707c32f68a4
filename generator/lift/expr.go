package lift

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"

	"github.com/slogen-project/slogen/generator/calc"
)

// Name is what to write for a column that is a calculated field of its own.
type Name struct {
	HCL  string // such as `field.is_api` or `sli.availability`
	SLI  bool   // HCL is a reference to an SLI, which a trigger can only compare with true, false and null
	Bool bool   // it is true or false for every event
}

// Lifter writes formulas in HCL.
type Lifter struct {
	// Names says which columns are something else. The field may be nil.
	Names func(column string) *Name
}

func (l *Lifter) name(column string) *Name {
	if l.Names == nil {
		return nil
	}
	return l.Names(column)
}

// writer writes one expression.
type writer struct {
	event string
	names func(column string) *Name // what to write for some columns; may be nil
	group bool                      // names are aggregates: in fires_when
	// trigger says that names of SLIs may stand for saved ones.
	trigger bool
	meant   bool   // comparisons with null ask whether there is a value, as they do in HCL
	why     string // why it can't be written; the first reason
}

func (w *writer) fail(format string, args ...any) term {
	if w.why == "" {
		w.why = fmt.Sprintf(format, args...)
	}
	return term{text: "null", prec: precAtom}
}

func atom(text string) term { return term{text: text, prec: precAtom} }

// operators are the functions of two arguments that HCL has an operator for.
var operators = map[string]struct {
	op   string
	prec precedence
}{
	"LT": {"<", precCompare}, "LTE": {"<=", precCompare}, "GT": {">", precCompare}, "GTE": {">=", precCompare},
	"EQUALS": {"==", precEqual},
	"SUM":    {"+", precAdd}, "SUB": {"-", precAdd},
	"MUL": {"*", precMultiply}, "DIV": {"/", precMultiply}, "MOD": {"%", precMultiply},
}

// expr writes an expression; whole says that it stands by itself, where a conditional needs no parentheses.
func (w *writer) expr(e calc.Expr, whole bool) term {
	switch n := e.(type) {
	case *calc.Literal:
		return w.literal(n.Value)
	case *calc.Column:
		return w.column(n.Name)
	case *calc.Call:
		return w.call(n, whole)
	}
	return w.fail("it is empty")
}

func (w *writer) literal(v calc.Value) term {
	switch v.Kind {
	case calc.Null:
		return atom("null")
	case calc.Bool:
		return atom(strconv.FormatBool(v.Bool))
	case calc.Int:
		return number(strconv.FormatInt(v.Int, 10))
	case calc.Float:
		if math.IsNaN(v.Float) || math.IsInf(v.Float, 0) {
			return w.fail("HCL has no infinite numbers")
		}
		text := string(calc.AppendValue(nil, v))
		if strings.IndexByte(text, '.') < 0 { // 1e+21: with a point it stays a float
			text = strings.Replace(text, "e", ".0e", 1)
		}
		return number(text)
	}
	if cty.NormalizeString(v.Str) != v.Str {
		return w.fail("HCL would change the text %q to Unicode's normal form C", v.Str)
	}
	return atom(quoted(v.Str))
}

// quoted is a text as HCL writes it.
func quoted(s string) string { return string(hclwrite.TokensForValue(cty.StringVal(s)).Bytes()) }

func number(text string) term {
	t := atom(text)
	if text[0] == '-' {
		t.prec = precUnary
	}
	return t
}

func (w *writer) column(name string) term {
	if w.names != nil {
		if n := w.names(name); n != nil && !n.SLI {
			return atom(n.HCL)
		}
	}
	if w.group {
		return w.fail("there is no calculation named %q", name)
	}
	if name == "" {
		return w.fail("a column has no name")
	}
	for part := range strings.SplitSeq(name, ".") {
		if !plain(part) {
			return atom(w.event + "[" + rawQuoted(name) + "]")
		}
	}
	return atom(w.event + "." + name)
}

// plain says whether a part of a column's name may stand behind a dot: where it can't be taken for anything else.
func plain(part string) bool {
	return hclsyntax.ValidIdentifier(part) && !strings.ContainsFunc(part, func(r rune) bool {
		return r == '-' || r > '~'
	})
}

// rawQuoted is a column's name in quotes. Package lower reads such a name as it is written, byte by byte, so that it
// need not be in Unicode's normal form.
func rawQuoted(name string) string {
	if cty.NormalizeString(name) == name {
		return quoted(name)
	}
	return `"` + name + `"`
}

func (w *writer) call(n *calc.Call, whole bool) term {
	if v, ok := computed(n); ok && operators[n.Func].op == "" { // what HCL wouldn't take, or take for its own function
		return w.expr(v, whole)
	}
	if t, ok := w.logical(n); ok {
		return t
	}
	switch n.Func {
	case "IF":
		n = call("IF", flat(n.Args)...)
		if whole && len(n.Args)%2 == 1 {
			return chosen(w.all(n.Args, false))
		}
	case "IN":
		if t, ok := w.in(n); ok {
			return t
		}
	case "CONCAT":
		if t, ok := w.template(n); ok {
			return t
		}
	case "SUM", "MUL":
		if len(n.Args) > 2 {
			return w.fold(n)
		}
	}
	if op, ok := operators[n.Func]; ok && len(n.Args) == 2 && (n.Func != "EQUALS" || w.comparable(n)) {
		return w.binary(op.op, op.prec, n)
	}
	if f := calc.Lookup(n.Func); f == nil || f.Metrics {
		return w.fail("%s has no counterpart in HCL: it works across the events of a time series", n.Func)
	}
	return called(strings.ToLower(n.Func)+"(", w.all(n.Args, true), ")")
}

// logical writes what are operators of logic, and tests of saved SLIs.
func (w *writer) logical(n *calc.Call) (term, bool) {
	switch n.Func {
	case "AND":
		return w.chain(n, "&&", precAnd), true
	case "OR":
		return w.chain(n, "||", precOr), true
	case "NOT":
		return w.not(n), true
	}
	return w.saved(n)
}

func (w *writer) all(args []calc.Expr, whole bool) []term {
	out := make([]term, len(args))
	for i, a := range args {
		out[i] = w.expr(a, whole)
	}
	return out
}

// reads says whether an expression depends on the event.
func reads(e calc.Expr) bool {
	switch n := e.(type) {
	case *calc.Column:
		return true
	case *calc.Call:
		return n.Func == "EVENT_TIMESTAMP" || n.Func == "INGEST_TIMESTAMP" || slices.ContainsFunc(n.Args, reads)
	}
	return false
}

func isNull(e calc.Expr) bool {
	lit, ok := e.(*calc.Literal)
	return ok && lit.Value.Kind == calc.Null
}

// comparable says whether `==` means what EQUALS does: in HCL, `x == null` asks whether there is a value.
func (w *writer) comparable(n *calc.Call) bool {
	return !isNull(n.Args[0]) && !isNull(n.Args[1]) || w.meant && isNull(n.Args[0]) != isNull(n.Args[1])
}

func (w *writer) chain(n *calc.Call, op string, prec precedence) term {
	if len(n.Args) < 2 {
		if len(n.Args) == 1 && boolean(n.Args[0]) {
			return w.expr(n.Args[0], false)
		}
		return called("bool(", w.all(n.Args, true), ")")
	}
	return chained(op, prec, w.all(n.Args, false))
}

// not writes a negation: `!=` of an equality.
func (w *writer) not(n *calc.Call) term {
	if len(n.Args) != 1 {
		return w.fail("NOT has one argument, not %d", len(n.Args))
	}
	inner, ok := n.Args[0].(*calc.Call)
	if ok && inner.Func == "EQUALS" && len(inner.Args) == 2 && w.comparable(inner) &&
		!slices.ContainsFunc(inner.Args, w.isSLI) {
		return w.binary("!=", precEqual, inner)
	}
	return negated(w.expr(n.Args[0], false))
}

// sli is the reference that stands for a column in a trigger, where it may be compared with true and false, and asked
// whether it is there.
func (w *writer) sli(e calc.Expr) (term, bool) {
	c, ok := e.(*calc.Column)
	if !ok || w.names == nil || !w.trigger {
		return term{}, false
	}
	n := w.names(c.Name)
	if n == nil || !n.SLI {
		return term{}, false
	}
	return atom(n.HCL), true
}

func (w *writer) isSLI(e calc.Expr) bool {
	_, ok := w.sli(e)
	return ok
}

// saved writes the test of a saved SLI.
func (w *writer) saved(n *calc.Call) (term, bool) {
	if len(n.Args) == 0 {
		return term{}, false
	}
	ref, ok := w.sli(n.Args[0])
	if !ok {
		return term{}, false
	}
	if n.Func == "EXISTS" && len(n.Args) == 1 {
		return called("exists(", []term{ref}, ")"), true
	}
	if n.Func != "EQUALS" || len(n.Args) != 2 {
		return term{}, false
	}
	lit, ok := n.Args[1].(*calc.Literal)
	if !ok || lit.Value.Kind != calc.Bool {
		return term{}, false
	}
	return term{text: ref.text + " == " + strconv.FormatBool(lit.Value.Bool), prec: precEqual}, true
}

func (w *writer) binary(op string, prec precedence, n *calc.Call) term {
	left, right := w.expr(n.Args[0], false), w.expr(n.Args[1], false)
	if sub, ok := n.Args[0].(*calc.Literal); ok && n.Func == "SUB" && sub.Value == (calc.Value{Kind: calc.Int}) {
		right = right.within(precAtom)
		return term{text: "-" + right.text, prec: precUnary}
	}
	// Comparisons of comparisons are legal and confuse readers: they get parentheses.
	least := prec
	if prec == precEqual || prec == precCompare {
		least = precAdd
	}
	left, right = left.within(least), right.within(max(least, prec+1))
	if strings.HasPrefix(left.text, "!") { // !a == b is (!a) == b, which few people know
		left = atom("(" + left.text + ")")
	}
	return term{text: left.text + " " + op + " " + right.text, prec: prec}
}

// fold writes SUM or MUL of many operands with the operator, which computes from the left as they do.
func (w *writer) fold(n *calc.Call) term {
	first := calc.Call{Func: n.Func, Args: n.Args[:len(n.Args)-1]}
	return w.binary(operators[n.Func].op, operators[n.Func].prec,
		&calc.Call{Func: n.Func, Args: []calc.Expr{&first, n.Args[len(n.Args)-1]}})
}

// in writes IN(x, "a", "b") as contains(["a", "b"], x).
func (w *writer) in(n *calc.Call) (term, bool) {
	if len(n.Args) < 2 || !reads(n.Args[0]) {
		return term{}, false
	}
	for _, a := range n.Args[1:] {
		if lit, ok := a.(*calc.Literal); !ok || lit.Value.Kind == calc.Null {
			return term{}, false
		}
	}
	list := called("[", w.all(n.Args[1:], true), "]")
	return called("contains(", []term{list, w.expr(n.Args[0], true)}, ")"), true
}

// template writes CONCAT of texts and columns as "${event.a}-x".
func (w *writer) template(n *calc.Call) (term, bool) {
	var b strings.Builder
	b.WriteByte('"')
	columns, text := 0, false
	for _, a := range n.Args {
		switch a := a.(type) {
		case *calc.Column:
			columns++
			text = false
			b.WriteString("${" + w.column(a.Name).text + "}")
			continue
		case *calc.Literal:
			if !text && a.Value.Kind == calc.String && a.Value.Str != "" {
				text = true
				t := w.literal(a.Value).text
				b.WriteString(strings.TrimSuffix(strings.TrimPrefix(t, `"`), `"`))
				continue
			}
		}
		return term{}, false
	}
	b.WriteByte('"')
	return atom(b.String()), columns > 0 && len(n.Args) > 1
}
