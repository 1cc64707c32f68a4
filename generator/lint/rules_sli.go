package lint

import (
	"strings"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/rule"
	"github.com/slogen-project/slogen/generator/words"
)

var sliRules = []*Rule{
	{
		Rule: rule.Rule{
			ID:    "sli/switch_case",
			Title: "Case of SWITCH that isn't text in quotes",
			Why: "Honeycomb's reference says that cases compare as EQUALS does; the examples of its own parser say " +
				"that they must be " +
				"string literals. Nobody can know beforehand which of the two holds for other cases.",
			Fix: "Compare with `==` and the conditional: `event.code == 1 ? ... : ...`, in a formula " +
				"IF(EQUALS($code, 1), ...).",
			Source: "docs.honeycomb.io/reference/calculated-field-expression/conditional; " +
				"honeycomb-derived-column-validator, examples/LLM_PROMPT.md",
			Bad: `sli "by_code" {
  good = switch(event.code, 1, true, false)
}`,
			Good: `sli "by_code" {
  good = switch(event.code, "ok", true, false)
}`,
			Level: rule.Advice,
		},
		check: func(p *pass) {
			for _, f := range p.CalculatedFields {
				p.formula(&f.Meta, f.Expression)
			}
			for _, t := range p.Triggers {
				for _, f := range t.Query.CalculatedFields {
					p.formula(&t.Meta, f.Expression)
				}
			}
		},
	},
}

// formula looks for cases of SWITCH that aren't string literals.
func (p *pass) formula(m *honeycomb.Meta, text string) {
	if !strings.Contains(text, "SWITCH(") {
		return
	}
	f, _ := calc.Parse(calc.FromString(string(m.Key), text))
	if f == nil {
		return
	}
	var found []string
	calls(f.Root, func(c *calc.Call) {
		if c.Func != "SWITCH" {
			return
		}
		for i := 1; i+1 < len(c.Args); i += 2 {
			if lit, ok := c.Args[i].(*calc.Literal); !ok || lit.Value.Kind != calc.String {
				found = append(found, string(calc.Append(nil, c.Args[i])))
			}
		}
	})
	if n := len(found); n > 0 {
		p.report(Finding{About: m.Key}, "The "+words.Verb(n, "case ", "cases ")+words.List(found)+
			words.Verb(n, " isn't", " aren't")+" text in quotes.",
			at(m, "good", "expression", "where")...)
	}
}

// calls calls f with every call in an expression.
func calls(e calc.Expr, f func(*calc.Call)) {
	if c, ok := e.(*calc.Call); ok {
		f(c)
		for _, a := range c.Args {
			calls(a, f)
		}
	}
}
