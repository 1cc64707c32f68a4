package review

import (
	"slices"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/honeycomb"
)

// formulas compares two triggers whose values are formulas of calculations, with their thresholds. Calculations have
// names that follow from what they are, so that what is the same may have another name.
//
// If the calculations are the same, what fires is a formula of them, and is compared as one. If just their filters
// differ, the formula must be the same, and rise or fall with what it is computed of.
func formulas(old, new *honeycomb.Trigger) Firing {
	p, q := old.Query, new.Query
	if len(p.Formulas) != 1 || len(q.Formulas) != 1 {
		return Firing{Unknown: true}
	}
	a, okA := named(p, content)
	b, okB := named(q, content)
	if !okA || !okB {
		return Firing{Unknown: true}
	}
	if x, y := columns(a), columns(b); within(x, y) || within(y, x) {
		return fired(old, new, a, b)
	}
	if len(p.Calculations) != len(q.Calculations) {
		return Firing{Unknown: true}
	}
	position := func(q *honeycomb.Query, i int) string { return q.Calculations[i].Op + string(rune('a'+i)) }
	a, _ = named(p, position)
	b, _ = named(q, position)
	if text(a) != text(b) {
		return Firing{Unknown: true}
	}
	moves := moving{up: map[string]int{}, counts: map[string]bool{}}
	for i := range p.Calculations {
		c, d := &p.Calculations[i], &q.Calculations[i]
		wider, narrower, ok := passing(&filtered{p, c.Filters, c.FilterCombination}, &filtered{q, d.Filters,
			d.FilterCombination})
		still := !wider && !narrower
		if !ok || c.Op != d.Op || columnOf(p, c.Column) != columnOf(q, d.Column) || wider && narrower ||
			!still && grows[c.Op] == 0 {
			return Firing{Unknown: true}
		}
		name := position(p, i)
		moves.counts[name] = counts[c.Op]
		switch {
		case wider:
			moves.up[name] = grows[c.Op]
		case narrower:
			moves.up[name] = -grows[c.Op]
		}
	}
	way := moves.direction(b)
	if way.unknown {
		return Firing{Unknown: true}
	}
	return fires(way.up(), new).And(thresholds(old.Threshold, new.Threshold))
}

// content names a calculation by what it is.
func content(q *honeycomb.Query, i int) string {
	c := &q.Calculations[i]
	f := &filtered{q, c.Filters, c.FilterCombination}
	list := f.texts()
	slices.Sort(list)
	name := c.Op + " " + columnOf(q, c.Column) + " " + c.FilterCombination
	for _, s := range list {
		name += "\x00" + s
	}
	return name
}

// named is the formula of a query with other names for its calculations.
func named(q *honeycomb.Query, name func(q *honeycomb.Query, i int) string) (calc.Expr, bool) {
	root, ok := parse(q.Formulas[0].Expression)
	if !ok {
		return nil, false
	}
	var walk func(calc.Expr) calc.Expr
	walk = func(e calc.Expr) calc.Expr {
		switch n := e.(type) {
		case *calc.Column:
			i := slices.IndexFunc(q.Calculations, func(c honeycomb.Calculation) bool { return c.Name == n.Name })
			if i < 0 {
				ok = false
				return n
			}
			return &calc.Column{Name: name(q, i)}
		case *calc.Call:
			out := call(n.Func)
			for _, x := range n.Args {
				out.Args = append(out.Args, walk(x))
			}
			return out
		}
		return e
	}
	root = walk(root)
	return root, ok
}

// columns lists the columns of an expression, each once.
func columns(e calc.Expr) (out []string) {
	switch n := e.(type) {
	case *calc.Column:
		out = append(out, n.Name)
	case *calc.Call:
		for _, x := range n.Args {
			out = append(out, columns(x)...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// fired compares two formulas of the same calculations, each with its threshold.
func fired(old, new *honeycomb.Trigger, a, b calc.Expr) Firing {
	if text(a) == text(b) {
		return thresholds(old.Threshold, new.Threshold)
	}
	x, okX := exceeds(old, a)
	y, okY := exceeds(new, b)
	if !okX || !okY {
		return Firing{Unknown: true}
	}
	kinds := calc.TypeNumber
	for _, c := range slices.Concat(old.Query.Calculations, new.Query.Calculations) {
		if !counts[c.Op] {
			kinds |= calc.TypeNull
		}
	}
	more, less, ok := compare(x, y, kinds).either()
	return Firing{Sooner: more, Later: less, Unknown: !ok}
}

// exceeds is true where a value meets the threshold of a trigger.
func exceeds(t *honeycomb.Trigger, value calc.Expr) (calc.Expr, bool) {
	limit, ok := numeral(t.Threshold.Value)
	a := asked[t.Threshold.Op]
	if !ok || a.function == "" {
		return nil, false
	}
	return holds(call(a.function, value, limit)), true
}

// way is how the value of an expression can move.
type way struct{ rises, falls, unknown bool }

// up is 1 for a value that can only rise, -1 for one that can only fall, and 0 otherwise.
func (w way) up() int {
	switch {
	case w.unknown || w.rises == w.falls:
		return 0
	case w.rises:
		return 1
	}
	return -1
}

func (w way) and(v way) way {
	out := way{w.rises || v.rises, w.falls || v.falls, w.unknown || v.unknown}
	out.unknown = out.unknown || out.rises && out.falls
	return out
}

func (w way) back() way { return way{w.falls, w.rises, w.unknown} }

func (w way) still() bool { return w == way{} }

// moving is what is known of the calculations of a formula, by name.
type moving struct {
	up     map[string]int  // 1 for one that rises, -1 for one that falls
	counts map[string]bool // those that are never below 0
}

// direction says how the value of a formula moves with its calculations.
func (m *moving) direction(e calc.Expr) way {
	switch n := e.(type) {
	case *calc.Column:
		return way{rises: m.up[n.Name] > 0, falls: m.up[n.Name] < 0}
	case *calc.Call:
		ways := make([]way, len(n.Args))
		var all way
		positive := true
		for i, x := range n.Args {
			ways[i] = m.direction(x)
			all = all.and(ways[i])
			positive = positive && m.positive(x)
		}
		switch {
		case all.still():
			return all
		case n.Func == "SUM", n.Func == "MUL" && positive:
			return all
		case n.Func == "SUB" && len(n.Args) == 2:
			return ways[0].and(ways[1].back())
		case n.Func == "DIV" && len(n.Args) == 2 && positive && ways[1].still():
			return ways[0] // what moves below the line may get to 0, where there is no value
		case n.Func == "IF" && len(n.Args) == 3 && ways[0].still():
			return ways[1].and(ways[2])
		}
		return way{unknown: true}
	}
	return way{}
}

// positive reports whether the value of an expression is never below 0.
func (m *moving) positive(e calc.Expr) bool {
	switch n := e.(type) {
	case *calc.Literal:
		f, ok := number(n.Value)
		return ok && f >= 0
	case *calc.Column:
		return m.counts[n.Name]
	case *calc.Call:
		return slices.Contains([]string{"SUM", "MUL", "DIV"}, n.Func) &&
			!slices.ContainsFunc(n.Args, func(x calc.Expr) bool { return !m.positive(x) })
	}
	return false
}
