package review

import (
	"slices"
	"strings"
	"time"

	"github.com/slogen-project/slogen/generator/calc"
)

// Certainty says whether something happens.
type Certainty uint8

// The certainties.
const (
	Never   Certainty = iota // for no event
	Perhaps                  // slogen can't tell
	Surely                   // for the event of the example
)

// Example is an event that two formulas judge differently.
type Example struct {
	// Columns are its columns that matter, in the order in which the formulas read them. A column may be an expression
	// whose value is assumed, and null is a column that must be missing.
	Columns       []ColumnValue
	Before, After calc.Verdict
}

// ColumnValue is a column and its value.
type ColumnValue struct {
	Name  string
	Value calc.Value
}

// String is an example in words: "duration_ms = 2500, no trace.parent_id".
func (e *Example) String() string {
	list := make([]string, len(e.Columns))
	for i, c := range e.Columns {
		switch {
		case c.Value.Kind == calc.Null:
			list[i] = "no " + c.Name
			continue
		case c.Name == eventTime:
			list[i] = "a time of " + instant(c.Value)
			continue
		}
		list[i] = c.Name + " = " + string(calc.AppendValue(nil, c.Value))
	}
	return strings.Join(list, ", ")
}

// eventTime is the expression for the time of an event.
const eventTime = "EVENT_TIMESTAMP()"

// instant writes a time in seconds since 1970.
func instant(v calc.Value) string {
	seconds := v.Float
	if v.Kind == calc.Int {
		seconds = float64(v.Int)
	}
	return time.Unix(int64(seconds), 0).UTC().Format(time.RFC3339)
}

// Judged says how the verdicts on events differ between two formulas. From the worst to the best, an event is bad, not
// eligible, or good: what isn't eligible is no failure, and what is good makes up for one.
type Judged struct {
	Kinder, Stricter Certainty // whether there are events whose verdict is better or worse than before
	// KindExample and StrictExample are such events; nil where none is known. Where the certainty is Perhaps, it is an
	// example only if there is such an event.
	KindExample, StrictExample *Example

	flips [calc.NoVerdict][calc.NoVerdict]flip // by the verdict before and after
	kinds int                                  // how many kinds of events were looked at
}

// flip is whether there are events with one verdict before and another one after, and such an event.
type flip struct {
	Certainty
	example *Example
}

// Shift is what another formula does to a promise: whether it is kept more easily, or less so.
type Shift struct {
	Certainty
	Example *Example // nil where none is known
	// Counted is above 0 if it is that more events are eligible, and below if fewer; 0 if it is how they are judged.
	Counted int
}

// Promise says how another formula loosens the promise of an SLO, and how it tightens it. A verdict of good instead of
// bad loosens. Where fewer events are eligible, as with maintenance that is excluded, good ones and bad ones are left
// out, and no failure among them counts any more: that loosens too, and does nothing else, although good ones no longer
// make up for failures elsewhere. Only where none but good ones are left out, it tightens. With more events it may do
// both: failures among them count, and good ones, such as health checks, make up for failures elsewhere.
func (j *Judged) Promise() (loosened, tightened Shift) {
	const out = calc.Ineligible
	loosened = j.flips[calc.Bad][calc.Good].shift(0).or(j.flips[calc.Bad][out].shift(-1))
	tightened = j.flips[calc.Good][calc.Bad].shift(0).or(j.flips[out][calc.Bad].shift(1))
	if j.flips[calc.Bad][out].Certainty == Never {
		tightened = tightened.or(j.flips[calc.Good][out].shift(-1))
	}
	loosened = loosened.or(j.flips[out][calc.Good].shift(1))
	// What may happen without an example is a verdict that can't be told.
	if j.Kinder == Perhaps && j.KindExample == nil {
		loosened.Certainty = Perhaps
	}
	if j.Stricter == Perhaps && j.StrictExample == nil {
		tightened.Certainty = Perhaps
	}
	return loosened, tightened
}

func (f flip) shift(counted int) Shift { return Shift{f.Certainty, f.example, counted} }

// or is the more certain one of two.
func (s Shift) or(other Shift) Shift {
	if other.Certainty > s.Certainty {
		return other
	}
	return s
}

// maxEvents is the most events that are looked at for a formula, or for a pair: a hundredth of a second's work. That
// reaches for far more than there are, since most formulas look no further than at the first columns of most events.
const maxEvents = 20_000

// Formulas compares the verdicts of two formulas, given as texts, over all events.
//
// A formula asks few questions of a column: how it compares with some literals, whether it is true, whether it is
// missing. So its values fall into few cells, within which nothing that the formulas ask has another answer, and one
// event for each combination of cells stands for all. What isn't such a question (arithmetic, a regular expression, a
// comparison of two columns) is taken for a column of its own, which may have any value. If the verdict is better for
// none of these events, it is better for no event; if it is better for one whose columns are all real, that event is
// the proof. In between, nothing is certain.
func Formulas(before, after string) Judged {
	if before == after {
		return Judged{}
	}
	a, okA := parse(before)
	b, okB := parse(after)
	if !okA || !okB {
		return unknown
	}
	return compare(a, b, calc.TypeAny)
}

// Alike is the number of kinds of events that two formulas can tell apart, if they judge all of them alike, and 0 if
// they don't or if that can't be told.
func Alike(before, after string) int {
	a, okA := parse(before)
	b, okB := parse(after)
	if !okA || !okB {
		return 0
	}
	j := compare(a, b, calc.TypeAny)
	if j.Kinder != Never || j.Stricter != Never {
		return 0
	}
	return j.kinds
}

// unknown is what is known of formulas that can't be compared.
var unknown = Judged{Kinder: Perhaps, Stricter: Perhaps}

// compare is [Formulas] where columns have values of some types.
func compare(a, b calc.Expr, kinds calc.Type) Judged {
	for _, shared := range []map[string]bool{nil, apart(a, b), common(a, b)} {
		s := &space{columns: map[string]*column{}, kinds: kinds, shared: shared}
		x, y := s.abstract(a, verdict), s.abstract(b, verdict)
		if s.failed {
			continue
		}
		s.divide()
		if j, ok := s.compare(x, y); ok {
			return j
		}
	}
	return unknown
}

func parse(text string) (calc.Expr, bool) {
	f, diags := calc.Parse(calc.FromString("formula", text))
	if f == nil || diags.HasErrors() {
		return nil, false
	}
	return f.Root, true
}

// calls goes through the calls of a formula, outer ones first.
func calls(e calc.Expr, f func(*calc.Call)) {
	if n, ok := e.(*calc.Call); ok {
		f(n)
		for _, x := range n.Args {
			calls(x, f)
		}
	}
}

// common lists the calls that two formulas have in common, as text.
func common(a, b calc.Expr) map[string]bool {
	in := map[string]bool{}
	calls(a, func(n *calc.Call) { in[text(n)] = false })
	calls(b, func(n *calc.Call) {
		if _, ok := in[text(n)]; ok {
			in[text(n)] = true
		}
	})
	return in
}

// apart lists the calls of [common] that have nothing to do with what differs: no column, and nothing else that is
// taken for one, is in both. To take these for columns loses nothing.
func apart(a, b calc.Expr) map[string]bool {
	shared := common(a, b)
	touched := map[string]bool{}
	for _, e := range []calc.Expr{a, b} {
		calls(e, func(n *calc.Call) {
			inner := false
			for _, x := range n.Args {
				c, ok := x.(*calc.Call)
				inner = inner || ok && !shared[text(c)]
			}
			if !shared[text(n)] && !inner { // the smallest that differ
				for _, s := range mentions(n) {
					touched[s] = true
				}
			}
		})
	}
	out := map[string]bool{}
	calls(a, func(n *calc.Call) {
		if shared[text(n)] {
			out[text(n)] = !slices.ContainsFunc(mentions(n), func(s string) bool { return touched[s] })
		}
	})
	return out
}

// mentions lists the columns of an expression, and the calls that are taken for columns.
func mentions(e calc.Expr) []string {
	switch n := e.(type) {
	case *calc.Column:
		return []string{"$" + n.Name}
	case *calc.Call:
		var out []string
		if !transparent[n.Func] {
			out = append(out, text(n))
		}
		for _, x := range n.Args {
			out = append(out, mentions(x)...)
		}
		return out
	}
	return nil
}

func text(e calc.Expr) string { return string(calc.Append(nil, e)) }

// compare judges every event of the space with both formulas.
func (s *space) compare(before, after calc.Expr) (j Judged, ok bool) {
	p, diagsP := calc.Compile(&calc.Formula{Root: before})
	q, diagsQ := calc.Compile(&calc.Formula{Root: after})
	if p == nil || q == nil || diagsP.HasErrors() || diagsQ.HasErrors() {
		return j, false
	}
	slots := func(x *calc.Program) (out []int, row calc.Row) {
		for _, name := range x.Columns() {
			out = append(out, s.columns[name].index)
		}
		return out, calc.Row{Values: make([]calc.Value, len(out))}
	}
	slotsP, rowP := slots(p)
	slotsQ, rowQ := slots(q)
	judge := func(at []calc.Value) (a, b calc.Verdict, assumed bool, looked int) {
		for i, k := range slotsP {
			rowP.Values[i] = at[k]
		}
		for i, k := range slotsQ {
			rowQ.Values[i] = at[k]
		}
		a, byA := p.Judge(&rowP)
		b, byB := q.Judge(&rowQ)
		return a, b, byA|byB != 0, max(deepest(&rowP, slotsP), deepest(&rowQ, slotsQ))
	}
	all := s.events(func(at []calc.Value) (looked int, more bool) {
		j.kinds++
		a, b, assumed, looked := judge(at)
		if a == b {
			return looked, true
		}
		if a == calc.NoVerdict || b == calc.NoVerdict {
			j.Kinder, j.Stricter = max(j.Kinder, Perhaps), max(j.Stricter, Perhaps)
			return looked, true
		}
		certainty, example := &j.Stricter, &j.StrictExample
		if worth(b) > worth(a) {
			certainty, example = &j.Kinder, &j.KindExample
		}
		pair := &j.flips[a][b]
		if pair.Certainty == Surely {
			return looked, true
		}
		same := func(at []calc.Value) (bool, int) {
			x, y, _, looked := judge(at)
			return x == a && y == b, looked
		}
		always := func(at []calc.Value) (bool, int) { return s.settled(at, same) }
		surely := false
		if !assumed {
			var further int
			surely, further = always(at)
			looked = max(looked, further)
		}
		switch {
		case surely:
			*pair = flip{Surely, s.example(at, a, b, always)}
		case pair.Certainty == Never:
			*pair = flip{Perhaps, s.example(at, a, b, same)}
		}
		if pair.Certainty > *certainty {
			*certainty, *example = pair.Certainty, pair.example
		}
		return looked, true
	})
	return j, all
}

// worth ranks verdicts by how well an SLO does with them.
func worth(v calc.Verdict) int {
	switch v {
	case calc.Good:
		return 2
	case calc.Ineligible:
		return 1
	}
	return 0
}

// example is an event without the columns that don't matter to how it is judged.
func (s *space) example(at []calc.Value, a, b calc.Verdict, still func([]calc.Value) (bool, int)) *Example {
	same := func(at []calc.Value) bool {
		ok, _ := still(at)
		return ok
	}
	at = append([]calc.Value(nil), at...)
	e := &Example{Before: a, After: b}
	for i := range at {
		was := at[i]
		if was.Kind == calc.Null {
			continue
		}
		if at[i] = (calc.Value{}); !same(at) {
			at[i] = was
		}
	}
	for i, c := range s.order {
		if at[i].Kind != calc.Null || s.mustMiss(at, i, same) {
			e.Columns = append(e.Columns, ColumnValue{strings.TrimPrefix(c.name, opaque), at[i]})
		}
	}
	return e
}

// mustMiss reports whether an event is judged in this way only if it doesn't have a column.
func (s *space) mustMiss(at []calc.Value, i int, same func([]calc.Value) bool) bool {
	if s.order[i].computed {
		return false
	}
	at = slices.Clone(at)
	for _, v := range s.order[i].values {
		if at[i] = v; v.Kind != calc.Null && same(at) {
			return false
		}
	}
	return true
}
