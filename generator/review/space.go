package review

import (
	"math"
	"slices"

	"github.com/slogen-project/slogen/generator/calc"
)

// opaque begins the names of columns that stand for an expression.
const opaque = "\x00"

// space is the events that two formulas can tell apart.
type space struct {
	columns map[string]*column
	order   []*column
	kinds   calc.Type       // what columns may be
	shared  map[string]bool // calls, as text, that are taken for columns although they could be looked into; may be nil
	failed  bool            // it can't be told which events there are
	left    int             // how many events may still be looked at
}

// column is a column, or an expression that is taken for one, with what formulas ask of it.
type column struct {
	name     string
	index    int
	numbers  []calc.Value // literals that it is compared with
	strings  []string
	bools    bool      // it is compared with a boolean
	truth    bool      // its truth matters, or its value is a verdict
	ordered  bool      // strings are compared by order
	empty    bool      // an empty string may count as missing
	kinds    calc.Type // what it may be
	values   []calc.Value
	computed bool
}

// use is what becomes of an expression's value.
type use uint8

const (
	truth   use = iota // it is true or false
	verdict            // it is the verdict: null, true, false, 1 or 0
	inner              // it is compared, or tested for being there
)

func (s *space) column(name string, kinds calc.Type, computed bool) *column {
	c := s.columns[name]
	if c == nil {
		c = &column{name: name, index: len(s.order), kinds: kinds, computed: computed}
		s.columns[name] = c
		s.order = append(s.order, c)
	}
	return c
}

// transparent are the functions that only ask questions of their arguments, or pass one of them on.
var transparent = map[string]bool{
	"IF": true, "SWITCH": true, "COALESCE": true, "LT": true, "LTE": true, "GT": true, "GTE": true, "EQUALS": true,
	"IN": true, "AND": true, "OR": true, "NOT": true, "EXISTS": true,
}

// abstract replaces what a formula does beyond asking questions of columns by columns of its own, and notes the
// questions.
func (s *space) abstract(e calc.Expr, how use) calc.Expr {
	switch n := e.(type) {
	case *calc.Column:
		c := s.column(n.Name, s.kinds, false)
		c.truth = c.truth || how != inner
		return n
	case *calc.Call:
		if !transparent[n.Func] || s.shared != nil && s.shared[text(n)] {
			return s.opaque(n, how)
		}
		out := *n
		out.Args = make([]calc.Expr, len(n.Args))
		for i, a := range n.Args {
			out.Args[i] = s.abstract(a, useOf(n, i, how))
		}
		if !s.compared(&out) {
			return s.opaque(n, how)
		}
		if n.Func == "COALESCE" {
			var f flow
			f.add(&out)
			for _, name := range f.columns {
				s.columns[name].empty = true
			}
		}
		return &out
	}
	return e
}

// opaque is an expression taken for a column.
func (s *space) opaque(n *calc.Call, how use) calc.Expr {
	kinds := calc.TypeAny
	if f := calc.Lookup(n.Func); f != nil {
		kinds = f.Result
	}
	// The time of an event is as good as a column of it.
	c := s.column(opaque+text(n), kinds, n.Func != "EVENT_TIMESTAMP")
	c.truth = c.truth || how != inner
	return &calc.Column{Name: c.name}
}

// useOf is what becomes of the i-th argument of a call whose own value is used in this way.
func useOf(n *calc.Call, i int, how use) use {
	last := i == len(n.Args)-1
	switch n.Func {
	case "AND", "OR", "NOT":
		return truth
	case "IF":
		if i%2 == 0 && !(last && i > 0) {
			return truth
		}
		return how
	case "SWITCH":
		if i > 0 && (i%2 == 0 || last) {
			return how
		}
		return inner
	case "COALESCE":
		return how
	}
	return inner
}

// compared notes what a call compares. It is false if it compares columns with each other.
func (s *space) compared(n *calc.Call) bool {
	var left []calc.Expr
	var right []calc.Expr
	switch n.Func {
	case "LT", "LTE", "GT", "GTE", "EQUALS":
		left, right = n.Args[:1], n.Args[1:]
	case "IN":
		left, right = n.Args[:1], n.Args[1:]
	case "SWITCH":
		left = n.Args[:1]
		for i := 1; i+1 < len(n.Args); i += 2 {
			right = append(right, n.Args[i])
		}
	default:
		return true
	}
	var a, b flow
	for _, e := range left {
		a.add(e)
	}
	for _, e := range right {
		b.add(e)
	}
	if len(a.columns) > 0 && len(b.columns) > 0 {
		return false
	}
	ordered := n.Func != "EQUALS" && n.Func != "IN" && n.Func != "SWITCH"
	for _, name := range a.columns {
		s.ask(name, &b, ordered)
	}
	for _, name := range b.columns {
		s.ask(name, &a, ordered)
	}
	return true
}

// ask notes that a column is compared with literals.
func (s *space) ask(name string, with *flow, ordered bool) {
	c := s.columns[name]
	c.bools = c.bools || with.bools
	for _, v := range with.literals {
		switch v.Kind {
		case calc.Bool:
			c.bools = true
		case calc.String:
			c.strings, c.ordered = append(c.strings, v.Str), c.ordered || ordered
		case calc.Int, calc.Float:
			if _, ok := number(v); !ok {
				s.failed = true // too large to be told from its neighbours, or not a number
			}
			c.numbers = append(c.numbers, v)
		}
	}
}

// flow is what the value of an expression can be: the value of a column, a literal, true or false.
type flow struct {
	columns  []string
	literals []calc.Value
	bools    bool
}

func (f *flow) add(e calc.Expr) {
	switch n := e.(type) {
	case *calc.Literal:
		f.literals = append(f.literals, n.Value)
	case *calc.Column:
		f.columns = append(f.columns, n.Name)
	case *calc.Call:
		switch n.Func {
		case "IF", "SWITCH", "COALESCE":
			for i, a := range n.Args {
				if useOf(n, i, verdict) == verdict {
					f.add(a)
				}
			}
		default:
			f.bools = true
		}
	}
}

// number is a literal as a float, if that is exact.
func number(v calc.Value) (float64, bool) {
	if v.Kind == calc.Float {
		return v.Float, !math.IsNaN(v.Float) && !math.IsInf(v.Float, 0)
	}
	const exact = 1 << 52
	return float64(v.Int), v.Int < exact && v.Int > -exact
}

// divide divides the values of each column into cells.
func (s *space) divide() {
	for _, c := range s.order {
		c.values = c.cells()
	}
}

// cells is one value for each cell.
func (c *column) cells() (out []calc.Value) {
	add := func(v calc.Value) {
		if c.kinds.Has(v.Kind.Type()) {
			out = append(out, v)
		}
	}
	if c.truth && c.kinds.Has(calc.TypeNumber) {
		c.numbers = append(c.numbers, calc.Value{Kind: calc.Int}, calc.Value{Kind: calc.Int, Int: 1})
	}
	if c.truth {
		c.strings = append(c.strings, "true")
	}
	add(calc.Value{})
	// What isn't compared with anything is like a boolean. Where it is, a boolean comes last, for the sake of examples.
	booleans := func() {
		add(calc.Value{Kind: calc.Bool, Bool: true})
		if c.bools || c.truth {
			add(calc.Value{Kind: calc.Bool})
		}
	}
	late := !c.bools && !c.truth && len(c.numbers)+len(c.strings) > 0
	if !late {
		booleans()
	}
	if c.bools { // then numbers and strings are like nothing else
		if len(c.numbers) == 0 {
			add(calc.Value{Kind: calc.Int})
		}
		if len(c.strings) == 0 {
			add(calc.Value{Kind: calc.String, Str: "x"})
		}
	}
	for _, v := range c.numberCells() {
		add(v)
	}
	texts := c.stringCells()
	if c.empty && !slices.Contains(texts, "") {
		texts = append(texts, "")
	}
	for _, s := range texts {
		add(calc.Value{Kind: calc.String, Str: s})
	}
	if late {
		booleans()
	}
	if len(out) <= 1 { // it is only asked for being there, and can be no boolean
		add(calc.Value{Kind: calc.Int})
		add(calc.Value{Kind: calc.Float})
		add(calc.Value{Kind: calc.String})
	}
	if c.computed && c.kinds.Has(calc.TypeFloat) {
		add(calc.Value{Kind: calc.Float, Float: math.NaN()})
		add(calc.Value{Kind: calc.Float, Float: math.Inf(1)})
		add(calc.Value{Kind: calc.Float, Float: math.Inf(-1)})
	}
	return out
}

// numberCells are the numbers that a column is compared with, and one below, between and above them.
func (c *column) numberCells() (out []calc.Value) {
	if len(c.numbers) == 0 {
		return nil
	}
	var at []float64
	literal := map[float64]calc.Value{}
	for _, v := range c.numbers {
		f, _ := number(v)
		if _, twice := literal[f]; !twice {
			at = append(at, f)
			literal[f] = v
		}
	}
	slices.Sort(at)
	put := func(f float64) {
		if v, ok := literal[f]; ok && c.kinds.Has(v.Kind.Type()) {
			out = append(out, v)
		} else if f == math.Trunc(f) && math.Abs(f) < 1<<53 && c.kinds.Has(calc.TypeInt) {
			out = append(out, calc.Value{Kind: calc.Int, Int: int64(f)})
		} else {
			out = append(out, calc.Value{Kind: calc.Float, Float: f})
		}
	}
	for i, f := range at { // those between first: they make the better examples
		if i+1 == len(at) {
			put(f + 1)
			break
		}
		next := at[i+1]
		if m := math.Trunc(f + (next-f)/2); m > f && m < next {
			put(m)
		} else if m := f + (next-f)/2; m > f && m < next {
			put(m)
		}
	}
	put(at[0] - 1)
	for _, f := range at {
		put(f)
	}
	return out
}

// stringCells are the strings that a column is compared with, and others: one that equals none or, where the order of
// strings matters, one before, between and after them.
func (c *column) stringCells() []string {
	if len(c.strings) == 0 {
		return nil
	}
	list := slices.Clone(c.strings)
	slices.Sort(list)
	list = slices.Compact(list)
	if !c.ordered {
		other := "x"
		for slices.Contains(list, other) {
			other += "x"
		}
		return append(list, other)
	}
	var out []string
	if list[0] > "\x00" { // the least but the empty string
		out = append(out, "\x00")
	}
	for i, s := range list {
		out = append(out, s)
		// The next string after s. If that is in the list, there is none between the two.
		if next := s + "\x00"; i+1 == len(list) || list[i+1] != next {
			out = append(out, next)
		}
	}
	return out
}

// events calls f for events that stand for all, until it returns false as more. f says how deep it looked: at columns
// up to that index, -1 for none. Events that are alike so far are alike to f, so it gets one of them; the columns after
// that have any of their values. It is false if there are too many events to look at.
func (s *space) events(f func(at []calc.Value) (deepest int, more bool)) bool {
	s.left = maxEvents
	all := make([]int, len(s.order))
	for i := range all {
		all[i] = i
	}
	return s.walk(make([]calc.Value, len(s.order)), all, f)
}

// walk is events for those in which the columns other than the given ones, in ascending order, have the values in at.
func (s *space) walk(at []calc.Value, vary []int, f func(at []calc.Value) (deepest int, more bool)) bool {
	chosen := make([]int, len(vary))
	for _, i := range vary {
		at[i] = s.order[i].values[0]
	}
	for {
		if s.left--; s.left < 0 {
			return false
		}
		deepest, more := f(at)
		if !more {
			return true
		}
		k := len(vary) - 1
		for ; k >= 0; k-- {
			i := vary[k]
			if values := s.order[i].values; i <= deepest && chosen[k]+1 < len(values) {
				chosen[k]++
				at[i] = values[chosen[k]]
				break
			}
			chosen[k], at[i] = 0, s.order[i].values[0]
		}
		if k < 0 {
			return true
		}
	}
}

// settled reports whether something holds of an event whatever the columns are that stand for expressions. Then it
// holds of an event that there is. The second result is how deep it looked, as [space.events] has it.
func (s *space) settled(at []calc.Value, holds func(at []calc.Value) (bool, int)) (always bool, deepest int) {
	var computed []int
	for i, c := range s.order {
		if c.computed {
			computed = append(computed, i)
		}
	}
	if len(computed) == 0 {
		return holds(at)
	}
	always, deepest = true, -1
	all := s.walk(slices.Clone(at), computed, func(at []calc.Value) (int, bool) {
		ok, looked := holds(at)
		always, deepest = always && ok, max(deepest, looked)
		return looked, ok
	})
	return always && all, deepest
}

// deepest is the highest index in the space of the columns that a program has just looked at; slots has each one's
// index.
func deepest(row *calc.Row, slots []int) int {
	d, read := -1, row.Read()
	for k, i := range slots {
		if k >= 64 || read>>k&1 == 1 {
			d = max(d, i)
		}
	}
	return d
}
