package slitest

import (
	"fmt"
	"math"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/words"
)

// Mutant is an SLI with one change that none of its tests notices.
type Mutant struct {
	SLI      string
	Decl     hcl.Range
	Change   string // in words, such as "< becomes <="
	Original string // the part that was changed, or the call that contains the changed constant
	Part     string // what it became
	Formula  string // the whole
}

// Mutate runs the tests and, if all pass, runs them again for each mutant of each SLI that has a test. The report lists
// the mutants for which all tests of the SLI still pass: either a test is missing, or the change makes no difference.
// Mutants that mean the same for every event can't always be recognised; obvious ones aren't made.
func Mutate(in Input) (*Report, hcl.Diagnostics) {
	rep, diags := Run(in)
	if rep == nil || rep.Failed() > 0 {
		return rep, diags
	}
	s := prepare(&in)
	for _, x := range s.order {
		if len(x.tests) == 0 {
			continue
		}
		for _, m := range mutants(x.own) { // what is put in belongs to another SLI, which has its own tests
			root, problem := s.inline(m.root, []*subject{x})
			if problem != nil {
				continue // it was reported for the SLI itself
			}
			p, problems := calc.Compile(&calc.Formula{Root: root})
			if p == nil || problems.HasErrors() {
				continue // no longer a formula
			}
			rep.Mutated++
			noticed := x.notices(p, &s.matching)
			if s.tooMuchMatching(x.tests[0]) {
				return nil, s.diags
			}
			if !noticed {
				rep.Mutants = append(rep.Mutants, &Mutant{SLI: x.name, Decl: x.field.Origin.Range, Change: m.change,
					Original: string(calc.Append(nil, m.from)), Part: string(calc.Append(nil, m.to)),
					Formula: string(calc.Append(nil, m.root))})
			}
		}
	}
	return rep, diags
}

// notices reports whether a test of the SLI fails if the program takes its place.
func (x *subject) notices(p *calc.Program, m *calc.Matching) bool {
	for _, t := range x.tests {
		rows := make([]*calc.Row, len(t.events))
		for i, e := range t.events {
			rows[i] = e.row(p.Columns(), m)
		}
		if got, _ := t.verdicts(p, rows); !t.satisfied(got) {
			return true
		}
	}
	return false
}

// mutant is an expression with one part changed.
type mutant struct {
	root, from, to calc.Expr
	change         string
}

// confused lists the functions that each is changed to; of a comparison the neighbour that differs at the boundary, and
// the opposite.
var confused = map[string][]string{
	"LT": {"LTE", "GTE"}, "LTE": {"LT", "GT"}, "GT": {"GTE", "LTE"}, "GTE": {"GT", "LT"},
	"AND": {"OR"}, "OR": {"AND"}, "MIN": {"MAX"}, "MAX": {"MIN"},
	"SUM": {"SUB"}, "SUB": {"SUM"}, "MUL": {"DIV"}, "DIV": {"MUL"},
}

// mutants returns all mutants of an expression, in the order of its parts.
func mutants(root calc.Expr) (out []mutant) {
	var visit func(e calc.Expr, parent *calc.Call, put func(calc.Expr) calc.Expr)
	visit = func(e calc.Expr, parent *calc.Call, put func(calc.Expr) calc.Expr) {
		add := func(to calc.Expr, format string, args ...any) {
			out = append(out, mutant{root: put(to), from: e, to: to, change: fmt.Sprintf(format, args...)})
		}
		switch n := e.(type) {
		case *calc.Literal:
			if parent != nil && parent.Func == "IN" && len(parent.Args) > 2 {
				return // leaving the candidate out is the same
			}
			if parent != nil {
				add = func(to calc.Expr, format string, args ...any) {
					out = append(out, mutant{root: put(to), from: parent, to: to, change: fmt.Sprintf(format, args...)})
				}
			}
			for _, v := range otherValues(n.Value) {
				add(&calc.Literal{Value: v}, "%s becomes %s", calc.AppendValue(nil, n.Value), calc.AppendValue(nil, v))
			}
		case *calc.Call:
			mutateCall(n, parent, add)
			f := calc.Lookup(n.Func)
			for i, a := range n.Args {
				if f != nil {
					if p := f.Param(i, len(n.Args)); p != nil && p.Form == calc.AsRegexp {
						continue // nobody can say what a small change to a regular expression would be
					}
				}
				visit(a, n, func(x calc.Expr) calc.Expr {
					c := *n
					c.Args = append([]calc.Expr(nil), n.Args...)
					c.Args[i] = x
					return put(&c)
				})
			}
		}
	}
	visit(root, nil, func(x calc.Expr) calc.Expr { return x })
	return out
}

func mutateCall(n, parent *calc.Call, add func(to calc.Expr, format string, args ...any)) {
	for _, other := range confused[n.Func] {
		if accepts(other, len(n.Args)) {
			c := *n
			c.Func = other
			add(&c, "%s becomes %s", n.Func, other)
		}
	}
	without := func(i int) calc.Expr {
		c := *n
		c.Args = append(append([]calc.Expr(nil), n.Args[:i]...), n.Args[i+1:]...)
		return &c
	}
	switch n.Func {
	case "EQUALS", "IN", "EXISTS", "CONTAINS", "STARTS_WITH", "ENDS_WITH", "REG_MATCH":
		if parent == nil || parent.Func != "NOT" { // leaving that out is the same
			add(&calc.Call{Func: "NOT", Args: []calc.Expr{n}}, "%s becomes its opposite", n.Func)
		}
		if n.Func == "IN" && len(n.Args) > 2 {
			for i := 1; i < len(n.Args); i++ {
				add(without(i), "the candidate %s is left out", calc.Append(nil, n.Args[i]))
			}
		}
	case "AND", "OR":
		if len(n.Args) > 1 {
			for i := range n.Args {
				add(without(i), "%s is left out", calc.Append(nil, n.Args[i]))
			}
		}
	case "NOT":
		add(n.Args[0], "NOT is left out")
	case "IF":
		if len(n.Args) == 2 {
			add(n.Args[1], "the condition is left out, so every event is eligible")
		}
	}
}

// accepts says whether a call of the function with so many arguments means something else than its one argument does.
func accepts(function string, arguments int) bool {
	switch function {
	case "AND", "OR":
		return arguments > 1
	case "SUB", "DIV":
		return arguments == 2
	}
	return true
}

// otherValues lists what a constant is changed to: its neighbours.
func otherValues(v calc.Value) (out []calc.Value) {
	switch v.Kind {
	case calc.Bool:
		return []calc.Value{{Kind: calc.Bool, Bool: !v.Bool}}
	case calc.Int:
		if v.Int < math.MaxInt64 {
			out = append(out, calc.Value{Kind: calc.Int, Int: v.Int + 1})
		}
		if v.Int > math.MinInt64+1 {
			out = append(out, calc.Value{Kind: calc.Int, Int: v.Int - 1})
		}
	case calc.Float:
		by := math.Max(math.Abs(v.Float)/100, 0.01)
		return []calc.Value{{Kind: calc.Float, Float: v.Float + by}, {Kind: calc.Float, Float: v.Float - by}}
	case calc.String:
		if v.Str != "" && v.Str != "true" {
			return []calc.Value{{Kind: calc.String, Str: v.Str + "x"}}
		}
	}
	return out
}

// mutantText lists the mutants.
func (r *Report) mutantText(o Options) string {
	if r.Mutated == 0 {
		return ""
	}
	var b strings.Builder
	sli := ""
	for _, m := range r.Mutants {
		if m.SLI != sli {
			sli = m.SLI
			fmt.Fprintf(&b, "%s: no test of %s notices when\n", o.paint(yellow, "Untested"), sli)
		}
		fmt.Fprintf(&b, "  - %s\n    in %s\n", m.Change, words.Cut(m.Original, o.Width-7))
	}
	fmt.Fprintf(&b, "%s tried, %d unnoticed.\n", words.Plural(r.Mutated, "change"), len(r.Mutants))
	return b.String()
}

func (r *Report) mutationJSON() *jsonMutation {
	if r.Mutated == 0 {
		return nil
	}
	out := &jsonMutation{Tried: r.Mutated, Survived: []jsonMutant{}}
	for _, m := range r.Mutants {
		out.Survived = append(out.Survived, jsonMutant{m.SLI, m.Change, m.Original, m.Part, m.Formula})
	}
	return out
}
