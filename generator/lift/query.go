package lift

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/lower"
)

// Trigger is what a trigger's query and threshold are in HCL. FiresWhen is empty where they can't be said.
type Trigger struct {
	Where, FiresWhen, Having string // empty for none
	GroupBy                  []string
	Proof                    Proof
	Notes                    []string // what can't be said, and was left out
}

// Trigger lifts the query of a trigger with its threshold. baseline says that the threshold is one of a change.
func (l *Lifter) Trigger(q *honeycomb.Query, limit honeycomb.Threshold, baseline bool) Trigger {
	r := &reader{l: l, q: q}
	out := Trigger{}
	want, err := r.meaning(limit)
	if err != nil {
		return Trigger{Notes: append(r.notes, err.Error())}
	}
	out.Where = r.written(want.where, true)
	value := r.side(want)
	out.FiresWhen = value + " " + limit.Op + " " + string(limit.Value)
	if want.having != nil {
		out.Having = r.having(want)
	}
	for _, b := range want.breakdowns {
		w := writer{names: l.name, trigger: true}
		if t, ok := w.sli(b); ok {
			out.GroupBy = append(out.GroupBy, t.text)
		} else {
			out.GroupBy = append(out.GroupBy, r.written(b, true))
		}
	}
	if r.why != "" {
		return Trigger{Notes: append(r.notes, r.why)}
	}
	if out.Proof, err = r.prove(want, limit, baseline); err != nil {
		return Trigger{Notes: append(r.notes, err.Error())}
	}
	out.Notes = r.notes
	return out
}

// meaning is what a query means, whatever its parts are named.
type meaning struct {
	where      calc.Expr    // what all calculations ask of events; nil for all events
	value      calc.Expr    // of calculations by their keys
	calcs      []*aggregate // each once, in the order in which value has them
	having     *honeycomb.Having
	over       *aggregate // what having is about
	breakdowns []calc.Expr
}

// aggregate is a calculation.
type aggregate struct {
	name   string    // as HCL calls it
	column calc.Expr // nil for the number of events
	terms  []calc.Expr
	filter calc.Expr // what it asks of events besides where
}

// reader reads one query.
type reader struct {
	l     *Lifter
	q     *honeycomb.Query
	notes []string
	plain bool // columns aren't replaced by what they are
	why   string
}

func (r *reader) note(format string, args ...any) {
	r.notes = append(r.notes, fmt.Sprintf(format, args...))
}

// column is what a query's column is: what the query computes for it, or the column.
func (r *reader) column(name string) (calc.Expr, error) {
	for _, f := range r.q.CalculatedFields {
		if f.Name != name {
			continue
		}
		x, diags := calc.Parse(calc.FromString(name, f.Expression))
		if diags.HasErrors() {
			return nil, fmt.Errorf("the calculated field %s of the query can't be read: %s", name, diags[0].Detail)
		}
		var err error
		root := replaced(x.Root, func(column string) calc.Expr {
			if column == name || !slices.ContainsFunc(r.q.CalculatedFields,
				func(f honeycomb.QueryField) bool { return f.Name == column }) {
				return nil
			}
			err = fmt.Errorf("the calculated field %s of the query is computed from %s, another one", name, column)
			return nil
		})
		return root, err
	}
	return &calc.Column{Name: name}, nil
}

// operatorsOfFilters are the functions that ask what filters ask, and whether the answer is turned round. That they
// agree on events without the column is slogen's assumption everywhere (package lower).
var operatorsOfFilters = map[string]struct {
	fn     string
	not    bool
	values int // how many; -1 for a list
}{
	"=": {"EQUALS", false, 1}, "!=": {"EQUALS", true, 1}, "<": {"LT", false, 1}, "<=": {"LTE", false, 1},
	">": {"GT", false, 1}, ">=": {"GTE", false, 1}, "in": {"IN", false, -1}, "not-in": {"IN", true, -1},
	"contains": {"CONTAINS", false, 1}, "does-not-contain": {"CONTAINS", true, 1},
	"starts-with": {"STARTS_WITH", false, 1}, "does-not-start-with": {"STARTS_WITH", true, 1},
	"ends-with": {"ENDS_WITH", false, 1}, "does-not-end-with": {"ENDS_WITH", true, 1},
	"exists": {"EXISTS", false, 0}, "does-not-exist": {"EXISTS", true, 0},
}

// terms are what filters ask, all of which must hold.
func (r *reader) terms(filters []honeycomb.Filter, combination string) ([]calc.Expr, error) {
	var terms []calc.Expr
	for i := range filters {
		x, err := r.term(&filters[i])
		if err != nil {
			return nil, err
		}
		terms = append(terms, x)
	}
	if combination == "OR" && len(terms) > 1 {
		return []calc.Expr{call("OR", terms...)}, nil
	}
	return terms, nil
}

func (r *reader) term(f *honeycomb.Filter) (calc.Expr, error) {
	op, ok := operatorsOfFilters[f.Op]
	if !ok {
		return nil, fmt.Errorf("the filter %s %s has an operator that slogen doesn't know", f.Column, f.Op)
	}
	column, err := r.column(f.Column)
	if err != nil {
		return nil, err
	}
	values, isList := f.Value.([]any)
	if !isList && f.Value != nil {
		values = []any{f.Value}
	}
	if op.values >= 0 && len(values) != op.values || op.values < 0 && len(values) == 0 {
		return nil, fmt.Errorf("the filter %s %s has no value that it could be compared with", f.Column, f.Op)
	}
	test := call(op.fn, column)
	for _, v := range values {
		lit, ok := calc.LiteralOf(v)
		if !ok {
			return nil, fmt.Errorf("the filter %s %s has a value that is neither text, number nor boolean", f.Column,
				f.Op)
		}
		test.Args = append(test.Args, lit)
	}
	if lit, ok := last(test.Args).(*calc.Literal); ok && op.fn == "EQUALS" && lit.Value.Kind == calc.Bool &&
		r.isBoolean(column) {
		if lit.Value.Bool != op.not {
			return column, nil
		}
		return call("NOT", column), nil
	}
	if op.not {
		return call("NOT", test), nil
	}
	return test, nil
}

// isBoolean says whether a column's value is true or false for every event, and not that of an SLI, which is compared.
func (r *reader) isBoolean(e calc.Expr) bool {
	if c, ok := e.(*calc.Column); ok {
		n := r.l.name(c.Name)
		return n != nil && n.Bool && !n.SLI
	}
	return boolean(e)
}

func last(args []calc.Expr) calc.Expr { return args[len(args)-1] }

// aggregate reads a calculation.
func (r *reader) aggregate(op, column string, filters []honeycomb.Filter, combination string) (*aggregate, error) {
	a := &aggregate{}
	for _, known := range lower.Aggregates {
		if known.Op != op {
			continue
		}
		if known.Refused != "" {
			return nil, fmt.Errorf("%s can't be said: %s", op, known.Refused)
		}
		a.name = known.Name
		if known.Column != (column != "") {
			return nil, fmt.Errorf("%s of the column %q is no calculation that Honeycomb takes", op, column)
		}
	}
	if a.name == "" {
		return nil, fmt.Errorf("the calculation %s is one that slogen doesn't know", op)
	}
	var err error
	if column != "" {
		if a.column, err = r.column(column); err != nil {
			return nil, err
		}
	}
	own, err := r.terms(filters, combination)
	if err != nil {
		return nil, err
	}
	whole, err := r.terms(r.q.Filters, r.q.FilterCombination)
	a.terms = append(whole, own...)
	return a, err
}

// key names an aggregate by what it is.
func (a *aggregate) key() string {
	key := a.name
	if a.column != nil {
		key += " " + text(normal(a.column))
	}
	return key + " " + texts(a.terms)
}

// texts is the same for lists of conditions, all of which must hold, that differ only in their order.
func texts(terms []calc.Expr) string {
	var list []string
	for _, t := range terms {
		n := normal(t)
		if c, ok := n.(*calc.Call); ok && c.Func == "AND" {
			for _, a := range c.Args {
				list = append(list, text(sorted(a)))
			}
		} else {
			list = append(list, text(sorted(n)))
		}
	}
	slices.Sort(list)
	return strings.Join(slices.Compact(list), " and ")
}

// sorted has the parts of chains in an order of their own.
func sorted(e calc.Expr) calc.Expr {
	n, ok := e.(*calc.Call)
	if !ok {
		return e
	}
	out := &calc.Call{Func: n.Func}
	for _, a := range n.Args {
		out.Args = append(out.Args, sorted(a))
	}
	if n.Func == "AND" || n.Func == "OR" {
		slices.SortFunc(out.Args, func(a, b calc.Expr) int { return strings.Compare(text(a), text(b)) })
	}
	return out
}

// meaning reads the query.
func (r *reader) meaning(limit honeycomb.Threshold) (*meaning, error) {
	m := &meaning{}
	if err := r.values(m); err != nil {
		return nil, err
	}
	if err := r.overs(m); err != nil {
		return nil, err
	}
	m.share()
	for _, b := range r.q.Breakdowns {
		x, err := r.column(b)
		if err != nil {
			return nil, err
		}
		m.breakdowns = append(m.breakdowns, x)
	}
	if limit.Op == "" || limit.Value == "" {
		return nil, fmt.Errorf("there is no threshold")
	}
	return m, nil
}

// values reads what is compared with the threshold.
func (r *reader) values(m *meaning) error {
	q := r.q
	add := func(c *honeycomb.Calculation) (calc.Expr, error) {
		a, err := r.aggregate(c.Op, c.Column, c.Filters, c.FilterCombination)
		if err != nil {
			return nil, err
		}
		key := a.key()
		if m.calculation(key) == nil {
			m.calcs = append(m.calcs, a)
		}
		return &calc.Column{Name: key}, nil
	}
	switch {
	case len(q.Formulas) > 1:
		return fmt.Errorf("there are %d formulas, and a trigger compares one", len(q.Formulas))
	case len(q.Formulas) == 0 && q.ValueCalculations() > 1:
		return fmt.Errorf("there are %d calculations, and a trigger compares one", q.ValueCalculations())
	case len(q.Formulas) == 0:
		c := q.Compared()
		if c == nil {
			return fmt.Errorf("there is no calculation")
		}
		var err error
		m.value, err = add(c)
		return err
	}
	f, diags := calc.Parse(calc.FromString("formula", q.Formulas[0].Expression))
	if diags.HasErrors() {
		return fmt.Errorf("the formula %s can't be read: %s", q.Formulas[0].Name, diags[0].Detail)
	}
	var err error
	m.value = replaced(f.Root, func(name string) calc.Expr {
		i := slices.IndexFunc(q.Calculations, func(c honeycomb.Calculation) bool { return c.Name == name })
		if i < 0 {
			err = fmt.Errorf("the formula reads %s, and there is no calculation of that name", name)
			return nil
		}
		x, failed := add(&q.Calculations[i])
		if failed != nil {
			err = failed
		}
		return x
	})
	return err
}

// overs reads what groups must have.
func (r *reader) overs(m *meaning) error {
	if len(r.q.Havings) == 0 {
		return nil
	}
	for _, h := range r.q.Havings[1:] {
		of := strings.TrimSpace(h.CalculateOp + " " + h.Column)
		r.note("having %s %s %s is dropped: a trigger takes one", of, h.Op, h.Value)
	}
	h := r.q.Havings[0]
	var filters []honeycomb.Filter
	combination := ""
	for _, c := range r.q.Calculations {
		if c.Op == h.CalculateOp && c.Column == h.Column {
			filters, combination = c.Filters, c.FilterCombination
			break
		}
	}
	a, err := r.aggregate(h.CalculateOp, h.Column, filters, combination)
	if err != nil {
		return err
	}
	m.having, m.over = &h, a
	return nil
}

func (m *meaning) calculation(key string) *aggregate {
	for _, a := range m.calcs {
		if a.key() == key {
			return a
		}
	}
	return nil
}

// share takes the conditions that all calculations have to where.
func (m *meaning) share() {
	all := slices.Clip(m.calcs)
	if len(all) == 0 { // a formula of constants
		return
	}
	if m.over != nil {
		all = append(all, m.over)
	}
	var shared []calc.Expr
	common := map[string]bool{}
	for _, t := range all[0].terms {
		key := text(normal(t))
		everywhere := !slices.ContainsFunc(all, func(a *aggregate) bool {
			return !slices.ContainsFunc(a.terms, func(u calc.Expr) bool { return text(normal(u)) == key })
		})
		if everywhere && !common[key] {
			common[key] = true
			shared = append(shared, t)
		}
	}
	m.where = conjunction(shared)
	for _, a := range all {
		var own []calc.Expr
		for _, t := range a.terms {
			if !common[text(normal(t))] {
				own = append(own, t)
			}
		}
		a.filter = conjunction(own)
	}
}

func conjunction(terms []calc.Expr) calc.Expr {
	switch len(terms) {
	case 0:
		return nil
	case 1:
		return terms[0]
	}
	return call("AND", terms...)
}

// written is an expression over events; whole ones may be broken over lines.
func (r *reader) written(e calc.Expr, whole bool) string {
	if e == nil {
		return ""
	}
	w := writer{event: "event"}
	if !r.plain {
		w.names, w.trigger = r.l.name, true
	}
	t := w.expr(e, true)
	if r.why == "" {
		r.why = w.why
	}
	if whole && !r.plain {
		return t.lines()
	}
	return t.text
}

// side is what is compared with the threshold.
func (r *reader) side(m *meaning) string {
	w := writer{group: true, names: func(key string) *Name {
		if a := m.calculation(key); a != nil {
			return &Name{HCL: r.call(a)}
		}
		return nil
	}}
	t := w.expr(m.value, false)
	if r.why == "" {
		r.why = w.why
	}
	return t.within(precAdd).text
}

// call is a calculation.
func (r *reader) call(a *aggregate) string {
	var args []string
	if a.column != nil {
		args = append(args, r.written(a.column, false))
	}
	if a.filter != nil {
		args = append(args, r.written(a.filter, false))
	}
	return a.name + "(" + strings.Join(args, ", ") + ")"
}

func (r *reader) having(m *meaning) string {
	op := m.having.Op
	if op == "=" {
		op = "=="
	}
	return r.call(m.over) + " " + op + " " + string(m.having.Value)
}

// prove compiles what was written, with columns as they are, and compares what that means.
func (r *reader) prove(want *meaning, limit honeycomb.Threshold, baseline bool) (Proof, error) {
	p := &reader{l: r.l, q: r.q, plain: true}
	s := newSheet(func(column string) bool { return p.isBoolean(&calc.Column{Name: column}) })
	in := lower.TriggerInput{Baseline: baseline}
	groups := ""
	if len(want.breakdowns) > 0 {
		list := make([]string, len(want.breakdowns))
		for i, b := range want.breakdowns {
			list[i] = p.written(b, false)
		}
		groups = "[" + strings.Join(list, ", ") + "]"
	}
	having := ""
	if want.having != nil {
		having = p.having(want)
	}
	for _, part := range []struct {
		to   *hclsyntax.Expression
		text string
	}{
		{&in.Where, p.written(want.where, false)}, {&in.Having, having}, {&in.GroupBy, groups},
		{&in.FiresWhen, p.side(want) + " " + limit.Op + " " + string(limit.Value)},
	} {
		e, err := s.parse(part.text)
		if err != nil {
			return Proof{}, err
		}
		if e != nil {
			*part.to = e
		}
	}
	got, diags := lower.CompileTrigger(s.scope, in)
	if got == nil {
		return Proof{}, failure(diags)
	}
	back := &reader{l: r.l, q: got.Query}
	have, err := back.meaning(got.Threshold)
	if err != nil {
		return Proof{}, err
	}
	if a, b := want.said(limit), have.said(got.Threshold); a != b {
		return Proof{}, fmt.Errorf("HCL would compile it to another query: %s instead of %s", b, a)
	}
	return Proof{SameForm: true}, nil
}

// said is a text that is the same for queries that mean the same.
func (m *meaning) said(limit honeycomb.Threshold) string {
	out := text(normal(m.value)) + " " + limit.Op + " " + number64(limit.Value)
	if m.having != nil {
		out += " having " + m.over.key() + " " + m.having.Op + " " + number64(m.having.Value)
	}
	for _, b := range m.breakdowns {
		out += " by " + text(normal(b))
	}
	return out
}

// number64 is a number in one form.
func number64(n honeycomb.Number) string {
	f, diags := calc.Parse(calc.FromString("number", string(n)))
	if diags.HasErrors() {
		return string(n)
	}
	c := call("SUM", f.Root)
	floats(c)
	return text(c)
}
