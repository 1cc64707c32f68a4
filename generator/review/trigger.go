package review

import (
	"cmp"
	"math/big"
	"slices"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/honeycomb"
)

// And is what two differences do together.
func (f Firing) And(g Firing) Firing {
	return Firing{Sooner: f.Sooner || g.Sooner, Later: f.Later || g.Later, Unknown: f.Unknown || g.Unknown}
}

// back is what the opposite difference does.
func (f Firing) back() Firing { return Firing{Sooner: f.Later, Later: f.Sooner, Unknown: f.Unknown} }

// Conditions compares when two triggers that look at the same events fire: by what they compute of them (see
// [computed]), the groups that they form, the threshold, and how many runs in a row must agree.
func Conditions(old, new *honeycomb.Trigger) Firing {
	if !sameUses(old.Query, new.Query) {
		was, is := *old, *new
		was.Query, is.Query = expanded(old.Query), expanded(new.Query)
		old, new = &was, &is
	}
	a, b := old.Threshold, new.Threshold
	runs := Firing{Sooner: b.ExceededLimit < a.ExceededLimit, Later: b.ExceededLimit > a.ExceededLimit}
	if !sameBaseline(old.Baseline, new.Baseline) {
		return Firing{Unknown: true}
	}
	if new.Baseline == nil {
		return runs.And(computed(old, new))
	}
	// A higher value may be a smaller difference from what was: only the threshold tells.
	same := *new
	same.Threshold = a
	if computed(old, &same) != (Firing{}) {
		return Firing{Unknown: true}
	}
	return runs.And(thresholds(a, b))
}

func sameBaseline(a, b *honeycomb.Baseline) bool { return a == b || a != nil && b != nil && *a == *b }

// computed compares the values of two triggers and their thresholds, with conditions on groups.
func computed(old, new *honeycomb.Trigger) Firing {
	p, q := old.Query, new.Query
	var f Firing
	switch {
	case len(p.Formulas)+len(q.Formulas) > 0:
		f = formulas(old, new)
	default:
		a, b := old.Threshold, new.Threshold
		if counts[compared(p).Op] && counts[compared(q).Op] && new.Baseline == nil {
			a, b = whole(a), whole(b)
		}
		f = thresholds(a, b).And(aggregates(old, new))
	}
	return f.And(havings(p, q)).And(groups(old, new))
}

// thresholds compares two thresholds for one value. The values that fire are a half-line: the nearer its end, the
// sooner. Of two with one end, that with = is wider.
func thresholds(old, new honeycomb.Threshold) (f Firing) {
	if old.Op == new.Op && old.Value == new.Value {
		return f
	}
	a, okA := rational(string(old.Value))
	b, okB := rational(string(new.Value))
	if !okA || !okB || old.Op == "" || new.Op == "" || above(old.Op) != above(new.Op) {
		return Firing{Unknown: true}
	}
	c := b.Cmp(a)
	if !above(new.Op) {
		c = -c
	}
	if c == 0 {
		c = len(old.Op) - len(new.Op)
	}
	return Firing{Sooner: c < 0, Later: c > 0}
}

// whole is the threshold as whole numbers meet it: more than 4 is at least 5.
func whole(t honeycomb.Threshold) honeycomb.Threshold {
	v, ok := rational(string(t.Value))
	if !ok || t.Op == "" {
		return t
	}
	n := new(big.Int).Div(v.Num(), v.Denom()) // rounds down
	switch {
	case t.Op == ">", t.Op == ">=" && !v.IsInt():
		n.Add(n, big.NewInt(1))
	case t.Op == "<" && v.IsInt():
		n.Sub(n, big.NewInt(1))
	}
	return honeycomb.Threshold{Op: t.Op[:1] + "=", Value: honeycomb.Number(n.String())}
}

// quantiles lists the aggregates whose values rise in this order, over whatever events. The mean is between the first
// and the last, and can't be compared with the others.
var quantiles = []string{"MIN", "P001", "P01", "P05", "P10", "P20", "P25", "P50", "P75", "P80", "P90", "P95", "P99",
	"P999", "MAX"}

// rises says how an aggregate of a column differs from another one of the same column: 1 for a value that is never
// lower, -1 for one that is never higher, 0 for the same. ok is false if they can't be compared.
func rises(old, new string) (_ int, ok bool) {
	i, j := slices.Index(quantiles, old), slices.Index(quantiles, new)
	last := len(quantiles) - 1
	switch {
	case old == new:
		return 0, true
	case i >= 0 && j >= 0:
		return cmp.Compare(j, i), true
	case old == "AVG" && j == last, new == "AVG" && i == 0:
		return 1, true
	case old == "AVG" && j == 0, new == "AVG" && i == last:
		return -1, true
	}
	return 0, false
}

// aggregates compares two triggers whose values are aggregates, at one threshold.
func aggregates(old, new *honeycomb.Trigger) Firing {
	a, b := compared(old.Query), compared(new.Query)
	up, ok := rises(a.Op, b.Op)
	if !ok || columnOf(old.Query, a.Column) != columnOf(new.Query, b.Column) {
		return Firing{Unknown: true}
	}
	wider, narrower, ok := passing(
		&filtered{old.Query, a.Filters, a.FilterCombination},
		&filtered{new.Query, b.Filters, b.FilterCombination},
	)
	moved := moreEvents(grows[a.Op], counts[a.Op], new, wider, narrower)
	return fires(up, new).And(moved).And(Firing{Unknown: !ok})
}

// compared is what a trigger compares.
func compared(q *honeycomb.Query) honeycomb.Calculation {
	if c := q.Compared(); c != nil {
		return *c
	}
	return honeycomb.Calculation{Op: "COUNT"}
}

// fires says what it does to a trigger that its value rises, falls or stays.
func fires(up int, t *honeycomb.Trigger) Firing {
	if !above(t.Threshold.Op) {
		up = -up
	}
	return Firing{Sooner: up > 0, Later: up < 0}
}

// havings compares the conditions on groups: those that only the new query lets through fire sooner.
func havings(p, q *honeycomb.Query) Firing {
	if f, ok := aggregated(p, q); ok {
		return f
	}
	a, okA := having(p)
	b, okB := having(q)
	if !okA || !okB {
		return Firing{Unknown: true}
	}
	more, less, ok := compare(a, b, calc.TypeNumber|calc.TypeNull).either()
	return Firing{Sooner: more, Later: less, Unknown: !ok}
}

// aggregated compares conditions on groups that differ only in the aggregates, where these can be compared.
func aggregated(p, q *honeycomb.Query) (f Firing, ok bool) {
	if len(p.Havings) != len(q.Havings) {
		return f, false
	}
	for i := range p.Havings {
		a, b := &p.Havings[i], &q.Havings[i]
		up, comparable := rises(a.CalculateOp, b.CalculateOp)
		if !comparable || a.Op != b.Op || a.Value != b.Value || columnOf(p, a.Column) != columnOf(q, b.Column) ||
			up != 0 && (a.Op == "=" || a.Op == "!=") {
			return f, false
		}
		if !above(b.Op) {
			up = -up
		}
		f = f.And(Firing{Sooner: up > 0, Later: up < 0})
	}
	return f, true
}

// having is true for the groups that a query lets through.
func having(q *honeycomb.Query) (calc.Expr, bool) {
	all := call("AND")
	for _, h := range q.Havings {
		limit, ok := numeral(h.Value)
		a := asked[h.Op]
		if !ok || a.function == "" {
			return nil, false
		}
		test := call(a.function, &calc.Column{Name: h.CalculateOp + " " + columnOf(q, h.Column)}, limit)
		if a.not {
			test = call("NOT", test)
		}
		all.Args = append(all.Args, test)
	}
	return holds(all), true
}

// groups says what it does that each group falls into several, or several into one. A group is counted with fewer
// events, but one of its parts has a percentile, a mean or an extreme that is no lower, and one that is no higher.
func groups(old, new *honeycomb.Trigger) Firing {
	p, q := breakdowns(old.Query), breakdowns(new.Query)
	split, joined := within(p, q), within(q, p)
	switch {
	case split && joined:
		return Firing{}
	case joined:
		return groups(new, old).back()
	case !split || len(old.Query.Havings)+len(new.Query.Havings) > 0:
		return Firing{Unknown: true}
	}
	if len(old.Query.Formulas)+len(new.Query.Formulas) > 0 {
		return Firing{Unknown: true}
	}
	switch op := compared(new.Query).Op; {
	case op == "COUNT" || op == "COUNT_DISTINCT":
		// Below a threshold, smaller groups fire sooner; but where nothing happened there is no group at all, unlike
		// before if all events were one.
		below := !above(new.Threshold.Op)
		return Firing{Later: !below || len(p) == 0, Sooner: below}
	case op == "AVG" || slices.Contains(quantiles, op):
		return Firing{Sooner: true}
	}
	return Firing{Unknown: true}
}

// breakdowns are what a query forms its groups by, as texts that are equal for what is the same.
func breakdowns(q *honeycomb.Query) []string {
	list := make([]string, len(q.Breakdowns))
	for i, name := range q.Breakdowns {
		list[i] = columnOf(q, name)
	}
	return list
}

// grows says how the value of an aggregate moves if it is taken of more events: 1 for one that can only rise, -1 for
// one that can only fall. Those that aren't listed may do either.
var grows = map[string]int{"COUNT": 1, "COUNT_DISTINCT": 1, "MAX": 1, "MIN": -1}

// counts are the aggregates that are 0, and not missing, where there are no events; they are never negative.
var counts = map[string]bool{"COUNT": true, "COUNT_DISTINCT": true}

// moreEvents says what it does to a trigger that its value is taken of more events (wider) or fewer (narrower), if that
// moves the value up (1), down (-1) or somehow (0). always means that there is a value even of no events.
func moreEvents(up int, always bool, t *honeycomb.Trigger, wider, narrower bool) Firing {
	var f Firing
	switch {
	case !wider && !narrower:
		return f
	case up == 0:
		return Firing{Unknown: true}
	}
	f = fires(up, t)
	if f.Later && (len(t.Query.Breakdowns) > 0 || !always) {
		f.Sooner = true // for a group that there was not, or a value that there was not
	}
	switch {
	case wider && narrower:
		return f.And(f.back())
	case narrower:
		return f.back()
	}
	return f
}

// Events says what it does to when a trigger fires that its query looks at more events than before (wider) or at fewer
// (narrower), be it by its filters or by how far it looks back.
func Events(t *honeycomb.Trigger, wider, narrower bool) Firing {
	q := t.Query
	if t.Baseline != nil {
		return Firing{Unknown: wider || narrower}
	}
	var f Firing
	if len(q.Formulas) == 0 {
		op := compared(q).Op
		f = moreEvents(grows[op], counts[op], t, wider, narrower)
	} else {
		always := true
		moves := moving{up: map[string]int{}, counts: map[string]bool{}}
		for _, c := range q.Calculations {
			moves.up[c.Name], moves.counts[c.Name] = grows[c.Op], counts[c.Op]
			always = always && counts[c.Op]
			if grows[c.Op] == 0 {
				return Firing{Unknown: wider || narrower}
			}
		}
		root, ok := parse(q.Formulas[0].Expression)
		if !ok {
			return Firing{Unknown: true}
		}
		f = moreEvents(moves.direction(root).up(), always, t, wider, narrower)
	}
	for _, h := range q.Havings {
		passes := Firing{Sooner: true}
		up := grows[h.CalculateOp]
		switch {
		case up == 0 || h.Op == "=" || h.Op == "!=":
			passes = Firing{Unknown: true}
		case above(h.Op) != (up > 0):
			passes = Firing{Sooner: true, Later: true} // a new group may pass
		}
		switch {
		case wider && narrower:
			passes = passes.And(passes.back())
		case narrower:
			passes = passes.back()
		case !wider:
			continue
		}
		f = f.And(passes)
	}
	return f
}

// Uses compares when two triggers fire that differ in nothing but the formulas of the calculated fields that they use.
func Uses(old, new *honeycomb.Trigger) Firing {
	was, is := *old, *new
	was.Query, is.Query = expanded(old.Query), expanded(new.Query)
	for _, name := range new.Query.Breakdowns {
		if columnOf(was.Query, name) != columnOf(is.Query, name) {
			return Firing{Unknown: true} // the groups are others
		}
	}
	wider, narrower, ok := Filters(was.Query, is.Query)
	if !ok {
		return Firing{Unknown: true}
	}
	return Conditions(&was, &is).And(Events(&was, wider, narrower)).And(Events(&is, wider, narrower))
}
