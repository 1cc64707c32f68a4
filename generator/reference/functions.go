package reference

import (
	"fmt"
	"strings"

	"github.com/slogen-project/slogen/generator/calc"
)

// sections groups the functions of calculated fields as the table does.
func sections() (names []string, by map[string][]*calc.Function) {
	by = map[string][]*calc.Function{}
	for _, f := range calc.Functions {
		if by[f.Section] == nil {
			names = append(names, f.Section)
		}
		by[f.Section] = append(by[f.Section], f)
	}
	return names, by
}

// hclForm is how a function of calculated fields is written in an HCL expression.
func hclForm(f *calc.Function) string {
	return strings.ToLower(f.Name) + strings.TrimPrefix(f.Signature(), f.Name)
}

// written says how a function is written in a formula and in HCL.
func written(f *calc.Function) string {
	raw, hcl := "`"+f.Signature()+"`", ", in HCL `"+hclForm(f)+"`"
	switch op := f.HCLOperator(); {
	case f.Metrics:
		return raw
	case op == "":
		return raw + hcl
	case op == f.Operator:
		return raw + hcl + ", or in both the operator `" + op + "`"
	default:
		return raw + " or the operator `" + f.Operator + "`" + hcl + " or the operator `" + op + "`"
	}
}

// functionsPage is functions.md.
func functionsPage() string {
	var b strings.Builder
	b.WriteString("# Functions\n\n" + notice)
	b.WriteString("An expression over `event` (`eligible`, `good`, `where`, ...) is compiled to Honeycomb's calculated " +
		"field language. Every function of that language " +
		"is available there in lower case, and many have an operator. In a raw `expression` the name is in upper case. " +
		"If an argument depends on the event, a name means the function below; otherwise it means [HCL's " +
		"function](#functions-of-hcl).\n")
	names, by := sections()
	for _, section := range names {
		fmt.Fprintf(&b, "\n## %s\n", section)
		for _, f := range by[section] {
			fmt.Fprintf(&b, "\n### %s\n\n%s, gives %s.\n\n%s", f.Name, written(f), f.Result, f.Doc)
			if n := f.Nulls.String(); n != "" {
				b.WriteString(" " + n)
			}
			b.WriteString("\n")
			if len(f.Params) > 0 {
				b.WriteString("\n| parameter | takes |\n|---|---|\n")
				for _, p := range f.Params {
					fmt.Fprintf(&b, "| `%s` | %s |\n", p.Name, paramProse(p))
				}
			}
			if len(f.Examples) > 0 {
				b.WriteString("\n```\n" + examples(f) + "```\n")
			}
		}
	}
	b.WriteString(operators())
	b.WriteString(aggregates())
	b.WriteString("\n## Functions of HCL\n\nEvaluated when the configuration is read.\n\n| function | |\n|---|---|\n")
	for _, f := range hclFunctions() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", f.signature, cell(f.doc))
	}
	b.WriteString("\n## Assumptions\n\nWhat `slogen test` and `slogen eval` assume where Honeycomb's documentation says " +
		"nothing or is unclear. A result that rests on an assumption names it.\n\n" +
		"| name | what slogen assumes | why | what is known |\n|---|---|---|---|\n")
	for _, a := range calc.Assumptions {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", a.ID, cell(a.Choice), cell(a.Why), cell(a.Source))
	}
	return b.String()
}

func paramProse(p calc.Param) string {
	s := p.Takes.String()
	switch p.Form {
	case calc.AsLiteral:
		s += ", written as a literal"
	case calc.AsRegexp:
		s += ", written as a literal: a regular expression of RE2"
	}
	if p.Optional {
		s += "; may be left out"
	}
	return s
}

// examples returns a function's examples as they are shown: an expression, with its result unless that depends on the
// event.
func examples(f *calc.Function) string {
	var b strings.Builder
	wide := 0
	for _, e := range f.Examples {
		if e.Result != "" {
			wide = max(wide, len(e.Expr))
		}
	}
	for _, e := range f.Examples {
		if e.Result == "" {
			b.WriteString(e.Expr + "\n")
		} else {
			fmt.Fprintf(&b, "%-*s  = %s\n", wide, e.Expr, e.Result)
		}
	}
	return b.String()
}
