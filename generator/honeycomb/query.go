package honeycomb

import "slices"

// Named says whether a calculation or formula has this name.
func (q *Query) Named(name string) bool {
	return name != "" && (slices.ContainsFunc(q.Calculations, func(c Calculation) bool { return c.Name == name }) ||
		slices.ContainsFunc(q.Formulas, func(f QueryFormula) bool { return f.Name == name }))
}

// Compared is the calculation that a trigger compares with its threshold, unless that is a formula: with a having, the
// one that no having is about, if there is one. Nil if there are none.
func (q *Query) Compared() *Calculation {
	for i := range q.Calculations {
		c := &q.Calculations[i]
		about := func(h Having) bool { return h.CalculateOp == c.Op && h.Column == c.Column }
		if !slices.ContainsFunc(q.Havings, about) {
			return c
		}
	}
	if len(q.Calculations) == 0 {
		return nil
	}
	return &q.Calculations[0]
}

// ValueCalculations counts the calculations that are there for themselves, as the provider does: a single one always
// is, and of several those that no having matches.
func (q *Query) ValueCalculations() int {
	if len(q.Calculations) == 1 || len(q.Havings) == 0 {
		return len(q.Calculations)
	}
	n := 0
	for _, c := range q.Calculations {
		if !slices.ContainsFunc(q.Havings,
			func(h Having) bool { return h.CalculateOp == c.Op && h.Column == c.Column }) {
			n++
		}
	}
	return n
}

// RoughSize is less than the size of the query's JSON, but of its order.
func (q *Query) RoughSize() int {
	n := 16 * len(q.Breakdowns)
	filters := func(list []Filter) {
		for i := range list {
			n += 32
			switch v := list[i].Value.(type) {
			case string:
				n += len(v)
			case []any:
				for _, e := range v {
					n += 2
					if s, ok := e.(string); ok {
						n += len(s)
					}
				}
			}
		}
	}
	filters(q.Filters)
	for i := range q.Calculations {
		n += 16
		filters(q.Calculations[i].Filters)
	}
	for i := range q.CalculatedFields {
		n += len(q.CalculatedFields[i].Expression)
	}
	for i := range q.Formulas {
		n += len(q.Formulas[i].Expression)
	}
	return n
}
