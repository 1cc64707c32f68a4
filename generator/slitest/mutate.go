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

// comparisons lists what each comparison is changed to: the neighbour that differs at the boundary, and the opposite.
var comparisons = map[string][2]string{"LT": {"LTE", "GTE"}, "LTE": {"LT", "GT"}, "GT": {"GTE", "LTE"},
	"GTE": {"GT", "LT"}}

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
	named := func(name string) *calc.Call {
		c := *n
		c.Func = name
		return &c
	}
	switch n.Func {
	case "LT", "LTE", "GT", "GTE":
		for _, other := range comparisons[n.Func] {
			add(named(other), "%s becomes %s", n.Func, other)
		}
	case "EQUALS", "IN", "EXISTS", "CONTAINS", "STARTS_WITH", "ENDS_WITH", "REG_MATCH":
		if parent == nil || parent.Func != "NOT" { // leaving that out is the same
			add(&calc.Call{Func: "NOT", Args: []calc.Expr{n}}, "%s becomes its opposite", n.Func)
		}
		if n.Func == "IN" && len(n.Args) > 2 {
			for i := 1; i < len(n.Args); i++ {
				c := *n
				c.Args = append(append([]calc.Expr(nil), n.Args[:i]...), n.Args[i+1:]...)
				add(&c, "the candidate %s is left out", calc.Append(nil, n.Args[i]))
			}
		}
	case "AND", "OR":
		other := "OR"
		if n.Func == "OR" {
			other = "AND"
		}
		if len(n.Args) > 1 {
			add(named(other), "%s becomes %s", n.Func, other)
			for i := range n.Args {
				c := *n
				c.Args = append(append([]calc.Expr(nil), n.Args[:i]...), n.Args[i+1:]...)
				add(&c, "%s is left out", calc.Append(nil, n.Args[i]))
			}
		}
	case "NOT":
		add(n.Args[0], "NOT is left out")
	case "IF":
		if len(n.Args) == 2 {
			add(n.Args[1], "the condition is left out, so every event is eligible")
		}
	case "MIN":
		add(named("MAX"), "MIN becomes MAX")
	case "MAX":
		add(named("MIN"), "MAX becomes MIN")
	case "SUM":
		if len(n.Args) == 2 {
			add(named("SUB"), "SUM becomes SUB")
		}
	case "SUB":
		add(named("SUM"), "SUB becomes SUM")
	case "MUL":
		if len(n.Args) == 2 {
			add(named("DIV"), "MUL becomes DIV")
		}
	case "DIV":
		add(named("MUL"), "DIV becomes MUL")
	}
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
