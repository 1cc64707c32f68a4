package functions

import (
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/slogen-project/slogen/generator/source"
	"github.com/slogen-project/slogen/generator/syntax"
)

// open makes the table of a configuration.
func open(t *testing.T, files map[string]string, paths ...string) (*Table, hcl.Diagnostics) {
	t.Helper()
	f, diags := syntax.Open(syntax.Options{
		Options: source.Options{Paths: paths, Storage: source.Memory(t.TempDir(), files)},
		ExtStr:  map[string]string{"env": "prod"}})
	return New(f), diags
}

func shop(t *testing.T) *Table {
	t.Helper()
	table, diags := open(t, map[string]string{"shop/a.slo.hcl": ""}, "shop")
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return table
}

func evaluate(t *testing.T, f *Table, text string, vars map[string]cty.Value) (cty.Value, hcl.Diagnostics) {
	t.Helper()
	x, diags := hclsyntax.ParseExpression([]byte(text), "x", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return x.Value(&hcl.EvalContext{Functions: f.Functions("shop"), Variables: vars})
}

func TestFunctions(t *testing.T) {
	f, diags := open(t, map[string]string{
		"shop/a.slo.hcl": "", "shop/data.txt": "text\n", "shop/bin": "\xff",
		"platform/teams.jsonnet": "{ a: [1, std.extVar('env')] }",
		"platform/x.slo.hcl":     "", "outside/x.json": "{}",
	}, "shop", "platform")
	if len(diags) > 0 {
		t.Fatal(diags)
	}
	for text, want := range map[string]string{
		`file("data.txt")`:                          `"text\n"`,
		`jsonnet("../platform/teams.jsonnet").a[1]`: `"prod"`,
		`jsondecode("{\"a\": [1, 2]}").a[1]`:        `2`,
		`yamldecode("a: &x [1, 2]\nb: *x").b[1]`:    `2`,
		`csvdecode("a,b\n1,2")[0].b`:                `"2"`,
		`length("héé")`:                             `3`,
		`length([1, 2])`:                            `2`,
		`length({ a = 1 })`:                         `1`,
		`index(["a", "b"], "b")`:                    `1`,
		`replace("a.b.c", ".", "-")`:                `"a-b-c"`,
		`replace("a1b22", "/[0-9]+/", "#")`:         `"a#b#"`,
		`sum([1, 2.5])`:                             `3.5`,
		`[signum(0.5), signum(-2.25), signum(0)]`:   `[1, -1, 0]`,
		`one([])`:                `null`,
		`one(["x"])`:             `"x"`,
		`alltrue([true, false])`: `false`,
		`anytrue([true, false])`: `true`,
		`alltrue([])`:            `true`,
		`startswith("abc", "ab") && endswith("abc", "c") && strcontains("abc", "b")`: `true`,
		`try(jsondecode("{"), "no")`:             `"no"`,
		`can(file("nope"))`:                      `false`,
		`sha256("")`:                             `"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"`,
		`base64decode(base64encode("é"))`:        `"é"`,
		`urlencode("a b/ü")`:                     `"a+b%2F%C3%BC"`,
		`format("%05.1f|%-4s|%d", 2.25, "a", 3)`: `"002.2|a   |3"`,
		`merge({ a = 1 }, { a = 2 }).a`:          `2`,
		`toset(["a", "a"]) == toset(["a"])`:      `true`,
	} {
		want, wantDiags := evaluate(t, f, want, nil)
		got, diags := evaluate(t, f, text, nil)
		if diags.HasErrors() || wantDiags.HasErrors() {
			t.Errorf("%s: %v %v", text, diags, wantDiags)
		} else if !got.RawEquals(want) && !(got.IsNull() && want.IsNull()) {
			t.Errorf("%s = %#v, want %#v", text, got, want)
		}
	}
}

// What would fill the memory or take forever is an error, soon.
func TestFunctionsAreBounded(t *testing.T) {
	f, _ := open(t, map[string]string{"shop/a.slo.hcl": "", "shop/bin": "\xff"}, "shop")
	list := make([]cty.Value, 20_000)
	for i := range list {
		list[i] = cty.NumberIntVal(int64(i))
	}
	bomb := "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
	for i := range 12 {
		n, m := string(rune('a'+i+1)), string(rune('a'+i))
		if i == 0 {
			m = "a0"
		}
		bomb += n + ": &" + n + " [" + strings.Repeat("*"+m+", ", 9) + "x]\n"
	}
	vars := map[string]cty.Value{
		"long": cty.StringVal(strings.Repeat("a", 1<<20)), "digits": cty.StringVal(strings.Repeat("9", 1<<20)),
		"list":  cty.ListVal(list),
		"lines": cty.StringVal(strings.Repeat("a\n", 10_000)),
		"bomb":  cty.StringVal(bomb), "dashes": cty.StringVal(strings.Repeat("- ", 1<<20)),
		"deep": cty.StringVal(strings.Repeat("[", 1<<20)),
	}
	for text, want := range map[string]string{
		`range(1000000000)`:                               "more than 1024 values",
		`format("%1000000000d", 1)`:                       "10000 characters wide",
		`format("%0.1000000000f", 1)`:                     "10000 characters wide",
		`format("%[1]1000000000d", 1)`:                    "10000 characters wide",
		`formatlist("%99999s", ["a"])`:                    "10000 characters wide",
		`indent(1000000000, "a\nb")`:                      "1000 spaces",
		`replace(long, "a", long)`:                        "4.0 MiB",
		`replace(long, "", long)`:                         "4.0 MiB",
		`replace(long, "/a/", long)`:                      "4.0 MiB",
		`setproduct(list, list)`:                          "100000 elements",
		`format("%[1]s%[1]s%[1]s%[1]s%[1]s", long)`:       "longer than 4.0 MiB",
		`formatlist("%s%s", long, list)`:                  "longer than 4.0 MiB",
		`join(long, list)`:                                "longer than 4.0 MiB",
		`join("", [long, long, long, long, "a"])`:         "too much text",
		`indent(1000, lines)`:                             "longer than 4.0 MiB",
		`jsonencode([for a in range(10) : long])`:         "too much text",
		`yamlencode([for a in range(10) : long])`:         "too much text",
		`concat([for a in range(13) : list]...)`:          "too many elements",
		`merge([for a in range(10) : { (a) = long }]...)`: "too much text",
		`flatten([for a in range(13) : list])`:            "too many elements",
		`tonumber(digits)`:                                "1000 digits",
		`parseint(digits, 10)`:                            "1000 digits",
		`tonumber("1e999999999")`:                         "exponent",
		`yamldecode(bomb)`:                                "aliases",
		`jsondecode(deep)`:                                "500 deep",
		`yamldecode(dashes)`:                              "500 deep",
		`yamldecode(deep)`:                                "",
		`file("bin")`:                                     "not UTF-8",
		`file("../../etc/passwd")`:                        "outside",
		`file("/etc/passwd")`:                             "absolute",
		`file("")`:                                        "empty",
		`one([1, 2])`:                                     "2 elements",
		`sum([])`:                                         "at least one",
		`length(1)`:                                       "must be",
		`index(["a"], "b")`:                               "no element",
		`base64decode("%")`:                               "not Base64",
	} {
		began := time.Now()
		f.NewBudget()
		v, diags := evaluate(t, f, text, vars)
		if !diags.HasErrors() {
			t.Errorf("%s = %.100s", text, v.GoString())
		} else if !strings.Contains(diags[0].Detail, want) {
			t.Errorf("%s: %s", text, diags[0].Detail)
		}
		if took := time.Since(began); took > time.Minute {
			t.Errorf("%s took %s", text, took)
		}
	}
}
