package functions

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

// What takes a few lines to write and would take minutes or gigabytes ends with an error that names a limit, or with
// the right value. Memory is counted, never time; what has no end fails by not ending.
func TestSmallInputsEnd(t *testing.T) {
	var names []cty.Value
	for i := range 40_000 {
		names = append(names, cty.StringVal(fmt.Sprint("v", i)))
	}
	vars := map[string]cty.Value{"local": cty.ObjectVal(map[string]cty.Value{
		"names": cty.TupleVal(names),
		"text":  cty.StringVal(strings.Repeat("x", 200_000)),
		"nines": cty.StringVal(strings.Repeat("9", 4_000_000)),
	})}
	const steps, exponent = "take too many steps", "an exponent of at most 9999"
	for text, want := range map[string]string{
		strings.Repeat("try(", 40) + "1" + strings.Repeat(")", 40):       "",
		strings.Repeat("can(", 40) + "1" + strings.Repeat(")", 40):       "",
		`"a${"1e99999999" * 1}"`:                                         exponent,
		`"a${-"1e99999999"}"`:                                            exponent,
		`"a${"1e99999999" - 1}"`:                                         exponent,
		`"a${1 / "1e99999999"}"`:                                         exponent,
		`1e9999 * 1e9999`:                                                exponent,
		`abs("1e99999999")`:                                              exponent,
		`max(1, "1e99999999")`:                                           exponent,
		`tostring(jsondecode("1e99999999"))`:                             exponent,
		`jsondecode("[1, {\"a\": 1e99999999}]")`:                         exponent,
		`sum(["1e99999999"])`:                                            exponent,
		`jsondecode(local.nines)`:                                        "at most 1000 digits",
		`yamldecode("a: ${substr(local.nines, 0, 9999)}")`:               "at most 1000 digits",
		`[for x in local.names : index(local.names, x)]`:                 steps,
		`[for x in local.names : contains(local.names, x)]`:              steps,
		`[for x in local.names : distinct(slice(local.names, 0, 9999))]`: steps,
		`[for x in local.names : try(index(local.names, x), 0)]`:         steps,
		`[for x in local.names : can(index(local.names, x))]`:            steps,
		`length(distinct(local.names))`:                                  "",
		`length(toset(local.names))`:                                     "",
		`length(tolist(local.names))`:                                    "",
		`regexall("((x{0,10}){0,10}){0,9}b", local.text)`:                steps,
		`regex("((x{0,10}){0,10}){0,9}b", local.text)`:                   steps,
		`replace(local.text, "/((x{0,10}){0,10}){0,9}b/", "")`:           steps,
		`regexall("x*y|x", local.text)`:                                  steps,
		`length(regexall("x+", local.text))`:                             "",
		`indent(-5, "a\nb")`:                                             "can't be negative",
	} {
		f := shop(t)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		x, diags := hclsyntax.ParseExpression([]byte(text), "x.slo.hcl", hcl.InitialPos)
		if !diags.HasErrors() {
			_, diags = f.Budget().Value(x, &hcl.EvalContext{Functions: f.Functions("shop"), Variables: vars})
		}
		runtime.ReadMemStats(&after)
		switch {
		case want == "" && diags.HasErrors():
			t.Errorf("%s: %s", text, diags)
		case want != "" && len(diags) != 1:
			t.Errorf("%s: %d problems", text, len(diags))
		case want != "" && (!strings.Contains(diags[0].Detail, want) || diags[0].Subject == nil):
			t.Errorf("%s: %s", text, diags[0].Detail)
		}
		if used := (after.TotalAlloc - before.TotalAlloc) >> 20; used > 3000 {
			t.Errorf("%s took %d MiB, one after the other", text, used)
		}
	}
}

// The elements that distinct keeps are the first of each, in their order.
func TestDistinctKeepsTheOrder(t *testing.T) {
	for text, want := range map[string]string{
		`jsonencode(distinct(["b", "a", "b", "c", "a"]))`: `["b","a","c"]`,
		`jsonencode(distinct([2, 1.0, 1, 2]))`:            `[2,1]`,
		`jsonencode(distinct([]))`:                        `[]`,
		`jsonencode(distinct([[1], [2], [1]]))`:           `[[1],[2]]`,
		`jsonencode(distinct(["1", 1, true]))`:            `["1","true"]`,
		`tostring(index(["a", 1, "b"], "b"))`:             `2`,
		`tostring(contains([1, "b", null], "b"))`:         `true`,
		`tostring(contains(toset(["b"]), "c"))`:           `false`,
	} {
		v, diags := evaluate(t, shop(t), text, nil)
		if diags.HasErrors() {
			t.Errorf("%s: %s", text, diags)
		} else if v.AsString() != want {
			t.Errorf("%s = %s, not %s", text, v.AsString(), want)
		}
	}
}

// A panic within a function is no page of stack.
func TestPanicsInFunctions(t *testing.T) {
	f := shop(t)
	fn := f.metered("broken", textFunc("", "str", func(string) (string, error) { panic("oh") }))
	x, _ := hclsyntax.ParseExpression([]byte(`broken("a")`), "x.slo.hcl", hcl.InitialPos)
	_, diags := x.Value(&hcl.EvalContext{Functions: map[string]function.Function{"broken": fn}})
	if len(diags) != 1 || !strings.Contains(diags[0].Detail, "this is a bug in slogen") ||
		strings.Contains(diags[0].Detail, ".go") {
		t.Errorf("%s", diags)
	}
}
