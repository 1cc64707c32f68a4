package calc_test

import (
	"fmt"

	"github.com/slogen-project/slogen/generator/calc"
)

// A formula is parsed once and judges as many events as there are.
func Example() {
	f, diags := calc.Parse(calc.FromString("sli", `IF(EQUALS($name, "pay"), LT($status, 500))`))
	if diags.HasErrors() {
		fmt.Println(diags)
		return
	}
	program, diags := calc.Compile(f)
	if diags.HasErrors() {
		fmt.Println(diags)
		return
	}
	fmt.Println("it reads", program.Columns())
	text := func(s string) calc.Value { return calc.Value{Kind: calc.String, Str: s} }
	number := func(n int64) calc.Value { return calc.Value{Kind: calc.Int, Int: n} }
	for _, event := range []map[string]calc.Value{
		{"name": text("pay"), "status": number(200)},
		{"name": text("pay"), "status": number(503)},
		{"name": text("browse"), "status": number(503)},
	} {
		row := &calc.Row{}
		for _, c := range program.Columns() {
			row.Values = append(row.Values, event[c])
		}
		verdict, _ := program.Judge(row)
		fmt.Println(verdict)
	}
	// Output:
	// it reads [name status]
	// good
	// bad
	// ineligible
}
