package review

import (
	"slices"
	"strings"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/honeycomb"
)

// SLI is a formula made ready to be asked how it judges events, over all events that there can be (see [Formulas]). It
// isn't safe for concurrent use.
type SLI struct {
	root    calc.Expr // nil if the formula can't be read
	columns []string
	space   *space
	program *calc.Program // nil if it can't be judged so
	slots   []int         // for each column of the program its index in the space
	row     calc.Row
	asks    bool
}

// NewSLI makes a formula, given as text, ready.
func NewSLI(formula string) *SLI {
	x := &SLI{}
	e, ok := parse(formula)
	if !ok {
		return x
	}
	x.root = e
	columnsOf(e, func(name string) {
		if !slices.Contains(x.columns, name) {
			x.columns = append(x.columns, name)
		}
	})
	slices.Sort(x.columns)
	calls(e, func(n *calc.Call) { x.asks = x.asks || n.Func == "EXISTS" || n.Func == "COALESCE" })
	s := &space{columns: map[string]*column{}, kinds: calc.TypeAny}
	abstract := s.abstract(e, verdict)
	if s.failed {
		return x
	}
	s.divide()
	program, diags := calc.Compile(&calc.Formula{Root: abstract})
	if program == nil || diags.HasErrors() {
		return x
	}
	x.space, x.program = s, program
	for _, name := range program.Columns() {
		x.slots = append(x.slots, s.columns[name].index)
	}
	x.row.Values = make([]calc.Value, len(x.slots))
	return x
}

// Formula is what was read; nil if the text isn't a formula.
func (x *SLI) Formula() calc.Expr { return x.root }

// Columns names the columns that the formula reads, sorted, each once.
func (x *SLI) Columns() []string { return x.columns }

func columnsOf(e calc.Expr, f func(name string)) {
	switch n := e.(type) {
	case *calc.Column:
		f(n.Name)
	case *calc.Call:
		for _, a := range n.Args {
			columnsOf(a, f)
		}
	}
}

// Possible says which verdicts an SLI can come to. Never is certain: no event has the verdict, whatever its columns
// hold.
type Possible struct {
	Good, Bad Certainty
	// OrdinaryBad is Bad for ordinary events alone: those that have the columns, and in them values of the type that
	// they are compared with. A formula that asks whether a column is there has something to say of those that lack it.
	OrdinaryBad Certainty
	// TooMany says that the formula can tell more events apart than are looked at.
	TooMany bool
}

// Verdicts finds the verdicts that the SLI can come to.
func (x *SLI) Verdicts() (p Possible) {
	if x.program == nil {
		return Possible{Perhaps, Perhaps, Perhaps, false}
	}
	put := func(c *Certainty, to Certainty) { *c = max(*c, to) }
	all := x.space.events(func(at []calc.Value) (looked int, more bool) {
		v, assumed := x.judge(at, -1, calc.Value{})
		looked = deepest(&x.row, x.slots)
		if v == calc.Ineligible || v == calc.Good && p.Good == Surely {
			return looked, true
		}
		how := Perhaps
		if !assumed {
			surely, further := x.space.settled(at, func(at []calc.Value) (bool, int) {
				w, assumed := x.judge(at, -1, calc.Value{})
				return w == v && !assumed, deepest(&x.row, x.slots)
			})
			if looked = max(looked, further); surely {
				how = Surely
			}
		}
		switch v {
		case calc.Good:
			put(&p.Good, how)
		case calc.Bad:
			put(&p.Bad, how)
			if p.OrdinaryBad < how && x.ordinary(at[:looked+1]) {
				p.OrdinaryBad = how
			}
		case calc.NoVerdict:
			put(&p.Good, Perhaps)
			put(&p.Bad, Perhaps)
			put(&p.OrdinaryBad, Perhaps)
		}
		return looked, p.Good < Surely || p.OrdinaryBad < Surely
	})
	if !all {
		return Possible{max(p.Good, Perhaps), max(p.Bad, Perhaps), max(p.OrdinaryBad, Perhaps), true}
	}
	return p
}

// judge judges an event, in which one column, unless its slot is negative, has a value of its own.
func (x *SLI) judge(at []calc.Value, slot int, value calc.Value) (v calc.Verdict, assumed bool) {
	for k, j := range x.slots {
		if x.row.Values[k] = at[j]; j == slot {
			x.row.Values[k] = value
		}
	}
	v, by := x.program.Judge(&x.row)
	return v, by != 0
}

// ordinary reports whether an event has the columns, or a formula asks whether it does, and in them values of the type
// that they are compared with. It may be the first columns of an event, where the others can have any value.
func (x *SLI) ordinary(at []calc.Value) bool {
	for i, c := range x.space.order[:len(at)] {
		kind := at[i].Kind
		if c.computed || c.truth || kind == calc.Null && x.asks {
			continue
		}
		compared := calc.TypeNone
		if len(c.numbers) > 0 {
			compared |= calc.TypeNumber
		}
		if len(c.strings) > 0 {
			compared |= calc.TypeString
		}
		if c.bools {
			compared |= calc.TypeBool
		}
		if kind == calc.Null || compared != calc.TypeNone && !compared.Has(kind.Type()) {
			return false
		}
	}
	return true
}

// Missing finds the verdict on an event that has none of the columns: whether it is judged all the same. It is
// [calc.NoVerdict] where that isn't certain, or where the formula reads no column or asks whether one is there.
func (x *SLI) Missing() calc.Verdict {
	if x.root == nil || x.asks || len(x.columns) == 0 {
		return calc.NoVerdict
	}
	whole, diags := calc.Compile(&calc.Formula{Root: x.root}) // what it computes has a value without the columns, too
	if whole == nil || diags.HasErrors() {
		return calc.NoVerdict
	}
	v, assumed := whole.Judge(&calc.Row{Values: make([]calc.Value, len(whole.Columns()))})
	if assumed != 0 {
		return calc.NoVerdict
	}
	return v
}

// Status is a formula's way with the values of one column, such as an HTTP status: Verdicts[i] is the verdict on an
// event that has the i-th value in it.
type Status struct {
	Column   string
	Verdicts []calc.Verdict
}

// Compared is a column with the literals that a formula compares it with.
type Compared struct {
	Name    string
	Numbers []calc.Value
	Texts   []string
}

// Statuses judges events that are alike but for one column, in which they have the given values: for each column that
// asked is true of, and for each combination of what else the formula asks. Different ones are listed once. It leaves
// out what isn't certain. Which values stand for true and false is assumed alike for all. It looks no further once
// enough is true of what it has found last; nil is for all.
func (x *SLI) Statuses(asked func(Compared) bool, values []calc.Value, enough func(Status) bool) (found []Status) {
	if x.program == nil {
		return nil
	}
	done := false
	for _, c := range x.space.order {
		name := x.space.asked(c)
		if name == "" || !asked(Compared{name, c.numbers, c.strings}) {
			continue
		}
		was := c.values
		c.values = make([]calc.Value, 1) // the event has the given ones instead
		verdicts := make([]calc.Verdict, len(values))
		seen := map[string]bool{}
		pattern := make([]byte, len(values))
		all := x.space.events(func(at []calc.Value) (looked int, more bool) {
			looked = -1
			for i, value := range values {
				v, _ := x.judge(at, c.index, value)
				looked = max(looked, deepest(&x.row, x.slots))
				if v == calc.NoVerdict {
					return looked, true
				}
				verdicts[i], pattern[i] = v, byte(v)
			}
			if seen[string(pattern)] {
				return looked, true
			}
			same := func(at []calc.Value) (same bool, looked int) {
				looked = -1
				for i, value := range values {
					v, _ := x.judge(at, c.index, value)
					looked = max(looked, deepest(&x.row, x.slots))
					if v != verdicts[i] {
						return false, looked
					}
				}
				return true, looked
			}
			surely, further := x.space.settled(at, same)
			if looked = max(looked, further); surely {
				seen[string(pattern)] = true
				found = append(found, Status{name, slices.Clone(verdicts)})
				done = enough != nil && enough(found[len(found)-1])
			}
			return looked, !done
		})
		c.values = was
		if !all {
			return nil // what contradicts what was found may be among the rest
		}
		if done {
			break
		}
	}
	return found
}

// asked is the name of the column that c asks of: its own or, where it stands for INT or FLOAT of a column that nothing
// else asks of, that column's. It is "" for what is no column.
func (s *space) asked(c *column) string {
	if !c.computed {
		return c.name
	}
	text := strings.TrimPrefix(c.name, opaque)
	e, ok := parse(text)
	if !ok {
		return ""
	}
	n, ok := e.(*calc.Call)
	if !ok || n.Func != "INT" && n.Func != "FLOAT" || len(n.Args) != 1 {
		return ""
	}
	inner, ok := n.Args[0].(*calc.Column)
	if !ok {
		return ""
	}
	if own := s.columns[inner.Name]; own != nil && (len(own.numbers)+len(own.strings) > 0 || own.bools || own.truth) {
		return ""
	}
	return inner.Name
}

// independent reports whether a part of a conjunction in IF shares no column with the rest of it.
func independent(n *calc.Call, parts []calc.Expr, i int) bool {
	own := mentions(parts[i])
	for k, rest := range append([]calc.Expr{n.Args[0]}, parts...) {
		if k != i+1 && slices.ContainsFunc(mentions(rest), func(s string) bool { return slices.Contains(own, s) }) {
			return false
		}
	}
	return true
}

// Implied finds the conditions of an SLI that hold for every event that counts: of those that AND joins in the last
// part of IF(eligible, AND(...)), the numbers and texts of the ones that make no difference there, and how many there
// are in all. What would make no difference without the first part either isn't listed: it is there to be read.
func (x *SLI) Implied(p Possible) (which []int, texts []string, of int) {
	n, ok := x.root.(*calc.Call)
	if !ok || n.Func != "IF" || len(n.Args) != 2 {
		return nil, nil, 0
	}
	parts := joined(n.Args[1])
	kept := make([]bool, len(parts))
	for i := range kept {
		kept[i] = true
	}
	if len(parts) < 2 {
		return nil, nil, 0
	}
	for i, part := range parts {
		if p.Good == Surely && independent(n, parts, i) && NewSLI(text(part)).Verdicts().Bad == Surely {
			continue // of an event that is good, its columns can be changed, and those of nothing else
		}
		kept[i] = false
		without, alone := conjunction(parts, kept), true
		if without != nil {
			j := compare(call("IF", n.Args[0], n.Args[1]), call("IF", n.Args[0], without), calc.TypeAny)
			alone = j.Kinder != Never || j.Stricter != Never
			if !alone {
				j = compare(n.Args[1], without, calc.TypeAny)
				alone = j.Kinder == Never && j.Stricter == Never
			}
		}
		if kept[i] = alone; !alone {
			which, texts = append(which, i), append(texts, text(part))
		}
	}
	return which, texts, len(parts)
}

// joined are the conditions that AND joins.
func joined(e calc.Expr) []calc.Expr {
	n, ok := e.(*calc.Call)
	if !ok || n.Func != "AND" {
		return []calc.Expr{e}
	}
	var out []calc.Expr
	for _, a := range n.Args {
		out = append(out, joined(a)...)
	}
	return out
}

// conjunction joins the conditions that are kept; nil where none is.
func conjunction(parts []calc.Expr, kept []bool) calc.Expr {
	var out []calc.Expr
	for i, p := range parts {
		if kept[i] {
			out = append(out, p)
		}
	}
	switch len(out) {
	case 0:
		return nil
	case 1:
		return out[0]
	}
	return call("AND", out...)
}

// CountsFailures reports whether a query counts just the events that the SLI calls bad: all of it, or one calculation
// of several. Where that can't be told, it is false.
func (x *SLI) CountsFailures(q *honeycomb.Query) bool {
	if x.root == nil {
		return false
	}
	bad := holds(call("AND", call("EQUALS", x.root, literal(false))))
	whole := expanded(q)
	for _, c := range q.Calculations {
		if c.Op != "COUNT" || len(q.Filters) > 0 && len(c.Filters) > 0 { // of these both would have to hold
			continue
		}
		passes := &filtered{whole, q.Filters, q.FilterCombination}
		if len(c.Filters) > 0 {
			passes = &filtered{whole, c.Filters, c.FilterCombination}
		}
		counted, ok := passes.formula()
		if len(passes.filters) == 0 || !ok {
			continue
		}
		if j := compare(counted, bad, calc.TypeAny); j.Kinder == Never && j.Stricter == Never {
			return true
		}
	}
	return false
}

// SeesNothing reports whether no event passes a query's filters, whatever its columns hold. Where that can't be told,
// it is false.
func SeesNothing(q *honeycomb.Query) bool {
	if len(q.Filters) < 2 || q.FilterCombination == "OR" {
		return false // one condition excludes nothing by itself
	}
	if len(q.CalculatedFields)+len(q.Uses) == 0 && onDistinctColumns(q.Filters) {
		return false // each can hold whatever the others ask for
	}
	passes, ok := (&filtered{expanded(q), q.Filters, q.FilterCombination}).formula()
	if !ok {
		return false
	}
	v := NewSLI(text(passes)).Verdicts()
	return v.Good == Never && v.Bad != Never
}

// onDistinctColumns reports whether no two filters are about one column.
func onDistinctColumns(filters []honeycomb.Filter) bool {
	for i, f := range filters {
		if slices.ContainsFunc(filters[:i], func(g honeycomb.Filter) bool { return g.Column == f.Column }) {
			return false
		}
	}
	return true
}

// expanded is a query in which columns with names of calculated fields are their formulas.
func expanded(q *honeycomb.Query) *honeycomb.Query {
	whole := *q
	for _, f := range q.Uses {
		whole.CalculatedFields = append(slices.Clip(whole.CalculatedFields),
			honeycomb.QueryField{Name: f.Alias, Expression: f.Expression})
	}
	return &whole
}
