package bound

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	hcljson "github.com/hashicorp/hcl/v2/json"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

func numbers(n int) (out []cty.Value) {
	for i := range n {
		out = append(out, cty.NumberIntVal(int64(i)))
	}
	return out
}

func context() *hcl.EvalContext {
	obj := func(n int) cty.Value {
		m := map[string]cty.Value{}
		for i := range n {
			m[fmt.Sprint("k", i)] = cty.NumberIntVal(int64(i))
		}
		return cty.ObjectVal(m)
	}
	return &hcl.EvalContext{
		Variables: map[string]cty.Value{
			"text": cty.StringVal("a"), "n": cty.NumberIntVal(3), "null": cty.NullVal(cty.String),
			"marked":  cty.StringVal("m").Mark("secret"),
			"unknown": cty.UnknownVal(cty.String), "dynamic": cty.DynamicVal, "yes": cty.True, "maybe": cty.UnknownVal(cty.Bool),
			"tuple": cty.TupleVal(numbers(3)), "longer": cty.TupleVal(numbers(70)), "list": cty.ListVal(numbers(3)),
			"set":    cty.SetVal(numbers(3)),
			"none":   cty.EmptyTupleVal,
			"mixed":  cty.TupleVal([]cty.Value{cty.StringVal("x"), cty.Zero, cty.True}),
			"map":    cty.MapVal(map[string]cty.Value{"a": cty.Zero}),
			"object": obj(3), "larger": obj(60), "objects": cty.TupleVal([]cty.Value{obj(1), obj(2)}),
			"empty":  cty.EmptyObjectVal,
			"nested": cty.TupleVal([]cty.Value{cty.TupleVal(numbers(2)), cty.TupleVal(numbers(3))}),
		},
		Functions: map[string]function.Function{"upper": stdlib.UpperFunc, "max": stdlib.MaxFunc, "length": stdlib.LengthFunc,
			"fail": stdlib.RegexFunc},
	}
}

// hcl makes of the copy of an expression what it makes of the expression, and says the same.
func TestCopies(t *testing.T) {
	list := []string{
		`1`, `null`, `text`, `missing`, `text.a`, `object.k1`, `(object).k1`, `object["k1"]`, `object[text]`, `tuple[0]`,
		`tuple[n]`, `tuple["1"]`, `list[9]`, `nested[1][0]`,
		`upper(text)`, `upper(null)`, `upper()`, `upper(1, 2)`, `max(tuple...)`, `max(none...)`, `max(text...)`, `nope(1)`,
		`fail("(", "a")`,
		`[]`, `[1, text, n]`, `[missing, other]`, `{}`, `{ a = 1, (text) = 2, "b" = 3, "${text}c" = 4, 5 = 6 }`,
		`{ a.b = 1 }`, `{ (null) = 1 }`, `{ true = 1 }`, `{ (unknown) = 1 }`,
		`[for x in tuple : x + 1]`, `[for i, x in list : i if x > 0]`, `{ for k, v in object : k => v }`,
		`{ for k, v in object : text => v... }`, `{ for k, v in object : text => v }`,
		`[for x in null : x]`, `[for x in 1 : x]`, `[for x in tuple : x if null]`, `[for x in tuple : x if text]`,
		`[for x in dynamic : x]`, `[for x in tuple : [for y in tuple : x * y]]`,
		`[for x in tuple : x if unknown == "a"]`, `[for x in marked : x]`, `{ for x in tuple : null => x }`,
		`[for x in tuple : missing]`, `[for x in tuple : objects[*].k0]`,
		`objects[*].k0`, `objects.*.k1`, `object[*].k0`, `null[*]`, `nested[*][0]`, `set[*]`, `list[*]`, `dynamic[*].a`,
		`missing[*].a`, `objects[*].k1`,
		`1 + 1`, `"1" + n`, `text + 1`, `null + 1`, `1 / 0`, `1 == 1`, `tuple == tuple`, `tuple != list`, `unknown == text`,
		`null == null`, `marked == text`, `yes && missing`, `!yes || maybe`, `!text`,
		`-n`, `-"2"`, `-text`, `n > 2 && n <= 3`, `n % 2`, `yes ? 1 : "a"`, `maybe ? 1 : 2`, `null ? 1 : 2`, `text ? 1 : 2`,
		`yes ? missing : 1`, `yes ? null : 1`,
		`"a"`, `""`, `"${text}"`, `"x${text}y${n}"`, `"x${null}"`, `"x${unknown}"`, `"x${marked}"`, `"x${tuple}"`,
		`"%{ if yes }a%{ else }b%{ endif }"`, `"%{ for x in tuple }${x},%{ endfor }"`,
		`"%{ for x in null }a%{ endfor }"`, `"a" == "a" ? upper("${text}b") : [1][0]`, "<<-EOT\n  a ${text}\n   b\n  EOT\n",
	}
	branches := []string{"tuple", "longer", "list", "set", "none", "mixed", "map", "object", "larger", "objects", "nested",
		"empty", "text", "n", "null", "dynamic", "unknown", "marked", "[1]", `["a"]`, "{ a = 1 }", "{ b = true }"}
	for _, a := range branches {
		for _, b := range branches {
			list = append(list, fmt.Sprintf("yes ? %s : %s", a, b), fmt.Sprintf("maybe ? %s : %s", a, b),
				fmt.Sprintf("%s == %s", a, b))
		}
	}
	for _, text := range list {
		e, diags := hclsyntax.ParseExpression([]byte(text), "x.hcl", hcl.InitialPos)
		if diags.HasErrors() {
			t.Fatalf("%s: %s", text, diags)
		}
		want, wantDiags := e.Value(context())
		got, gotDiags := (&Budget{}).Value(e, context())
		// Of a list hcl knows more than of a tuple, where the condition is unknown.
		if !got.RawEquals(want) && (want.IsKnown() || !got.Type().Equals(want.Type())) {
			t.Errorf("%s = %#v, not %#v", text, got, want)
		}
		if g, w := said(gotDiags), said(wantDiags); g != w {
			t.Errorf("%s:\n%s, not\n%s", text, g, w)
		}
	}
}

func said(diags hcl.Diagnostics) string {
	var b strings.Builder
	for _, d := range diags {
		variables := 0
		if d.Expression != nil {
			variables = len(d.Expression.Variables())
		}
		fmt.Fprintf(&b, "%s: %s: %s (%d variables)\n", d.Subject, d.Summary, d.Detail, variables)
	}
	return b.String()
}

// nearlySpent is a budget of which a tenth is left, so that tests don't take long.
func nearlySpent() *Budget {
	b := &Budget{}
	b.Spend(BaseSteps / 10 * 9)
	return b
}

// Whatever part of an expression goes on without end, the steps run out, and there is one problem, which has a place.
func TestStepsRunOut(t *testing.T) {
	text := strings.Repeat("x", 1<<20)
	vars := map[string]cty.Value{"a": cty.TupleVal(numbers(40_000)), "text": cty.StringVal(text),
		"m": cty.ObjectVal(map[string]cty.Value{"k": cty.TupleVal(numbers(3000))})}
	ctx := &hcl.EvalContext{Variables: vars, Functions: context().Functions}
	for expr, at := range map[string]string{
		`[for x in a : [for y in a : x]]`:                                          "1,15-31",
		`[for x in a : x if [for y in a : y] == []]`:                               "1,20-36",
		`{ for x in a : "k${x}" => [for y in a : y] }`:                             "1,27-43",
		`[for x in a : a == a]`:                                                    "1,15-16",
		`[for x in a : a != [x]]`:                                                  "1,15-16",
		`[for x in a : a[*] == x]`:                                                 "1,15-19",
		`[for x in a : "${text}${x}"]`:                                             "1,15-28",
		`[for x in a : "%{ for y in a }${y}%{ endfor }"]`:                          "1,16-46",
		`[for x in a : x > 1 ? a : [x]]`:                                           "1,15-30",
		`[for x in a : x > 1 ? m : { k = [x] }]`:                                   "1,15-38",
		`[for x in a : max(a...)]`:                                                 "1,19-20",
		`[for x in a : { a = x, b = x, c = { d = x }, e = x}]`:                     "1,1-53",
		`[for x in a : [x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x]]`: "1,1-73",
		`["x${text}", [for x in a : "y${text}"]]`:                                  "1,28-38",
	} {
		e, diags := hclsyntax.ParseExpression([]byte(expr), "x.hcl", hcl.InitialPos)
		if diags.HasErrors() {
			t.Fatalf("%s: %s", expr, diags)
		}
		b := nearlySpent()
		v, diags := b.Value(e, ctx)
		if len(diags) != 1 || diags[0].Summary != "Too much to evaluate" || v != cty.DynamicVal {
			t.Errorf("%s: %#v, %v", expr, v, diags)
			continue
		}
		if got := strings.TrimPrefix(diags[0].Subject.String(), "x.hcl:"); got != at {
			t.Errorf("%s: the steps ran out at %s, not at %s", expr, got, at)
		}
		if used := b.used.Load(); used > 3*BaseSteps {
			t.Errorf("%s: %d steps", expr, used)
		}
		// Whatever comes later stops at once.
		if _, diags := b.Value(e, ctx); len(diags) != 1 || diags[0].Subject.String() != "x.hcl:"+at {
			t.Errorf("%s again: %v", expr, diags)
		}
	}
}

// Texts of JSON are templates, which hcl parses and evaluates when it is asked for the value.
func TestStepsOfJSON(t *testing.T) {
	ctx := &hcl.EvalContext{Variables: map[string]cty.Value{"a": cty.TupleVal(numbers(40_000))}}
	for text, fine := range map[string]bool{
		`{"x": "${[for x in a : a == a]}"}`:                            false,
		`{"x": ["y", {"z": "${[for x in a : a == a]}"}]}`:              false,
		`{"x": {"${[for x in a : a == a][0]}": 1}}`:                    false,
		`{"x": ["${a[0] == 0 ? [1] : a}"]}`:                            false,
		`{"x": "${a[0] == 0 ? [1] : a}"}`:                              true,
		`{"x": "%{ for x in a }${a == a}%{ endfor }"}`:                 false,
		`{"x": ["${[for x in [a[1], 2] : x + 1]}", "$${[for x", 1.5]}`: true,
	} {
		f, diags := hcljson.Parse([]byte(text), "x.json")
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		attrs, _ := f.Body.JustAttributes()
		b := nearlySpent()
		got, diags := b.Value(attrs["x"].Expr, ctx)
		if !fine {
			if len(diags) != 1 || diags[0].Summary != "Too much to evaluate" || diags[0].Subject.Filename != "x.json" {
				t.Errorf("%s: %v", text, diags)
			}
			continue
		}
		if diags.HasErrors() {
			t.Errorf("%s: %v", text, diags)
		} else if strings.Contains(text, "?") {
			continue // for which hcl alone takes long
		} else if want, _ := attrs["x"].Expr.Value(ctx); !got.RawEquals(want) {
			t.Errorf("%s: %#v", text, got)
		}
	}
}

// Larger files may take more steps, and the files are asked for their size only where it matters.
func TestStepsForFiles(t *testing.T) {
	asked := 0
	b := &Budget{Bytes: func() int { asked++; return 1 << 20 }}
	if b.Spend(BaseSteps) != nil || asked > 0 {
		t.Error("asked too early")
	}
	if b.Spend(stepsPerByte<<20) != nil || b.Spend(1) == nil || asked != 1 {
		t.Errorf("%d steps, asked %d times", b.used.Load(), asked)
	}
}

// Convert makes what cty makes, also of values that cty takes quadratic time for.
func TestConvert(t *testing.T) {
	vals := context().Variables
	var texts, objects, lists []cty.Value
	for i := range 80 {
		texts = append(texts, cty.StringVal(fmt.Sprint(i%50)))
		objects = append(objects, cty.ObjectVal(map[string]cty.Value{"a": cty.NumberIntVal(int64(i)),
			"b": cty.TupleVal(texts[:min(i, 60)])}))
		lists = append(lists, cty.TupleVal(numbers(i%3)))
	}
	vals["texts"], vals["many"], vals["lists"] = cty.TupleVal(texts), cty.TupleVal(objects), cty.TupleVal(lists)
	vals["both"] = cty.TupleVal(append(texts[:60:60], numbers(20)...))
	vals["keyed"] = cty.ObjectVal(map[string]cty.Value{"a": cty.TupleVal(texts), "b": cty.StringVal("1")})
	vals["set2"] = cty.SetVal(texts)
	types := []cty.Type{cty.String, cty.Number, cty.Bool, cty.DynamicPseudoType}
	for _, ty := range types[:4] {
		types = append(types, cty.List(ty), cty.Set(ty), cty.Map(ty), cty.List(cty.List(ty)),
			cty.Object(map[string]cty.Type{"a": ty}), cty.Tuple([]cty.Type{ty}),
			cty.List(cty.Object(map[string]cty.Type{"a": ty, "b": cty.List(cty.Number)})),
			cty.ObjectWithOptionalAttrs(map[string]cty.Type{"a": cty.List(ty), "c": ty}, []string{"c"}),
			cty.List(cty.ObjectWithOptionalAttrs(map[string]cty.Type{"a": cty.Number, "c": ty}, []string{"c"})))
	}
	for name, v := range vals {
		for _, ty := range types {
			want, wantErr := convert.Convert(v, ty)
			got, err := (&Budget{}).Convert(v, ty)
			if (err != nil) != (wantErr != nil) || err == nil && !got.RawEquals(want) {
				t.Errorf("%s to %s: %#v, %v, not %#v, %v", name, ty.FriendlyName(), got, err, want, wantErr)
			}
		}
	}
	long := cty.TupleVal(append(numbers(5000), cty.StringVal(strings.Repeat("9", 2000))))
	if _, err := (&Budget{}).Convert(long, cty.List(cty.Number)); err != ErrLongNumber {
		t.Error(err)
	}
	unlike := cty.TupleVal(append(numbers(5000), cty.StringVal("a")))
	if _, err := (&Budget{}).Convert(unlike, cty.Set(cty.DynamicPseudoType)); err == nil ||
		!strings.Contains(err.Error(), "at most 1000") {
		t.Error(err)
	}
	if v, err := (&Budget{}).Convert(unlike, cty.List(cty.String)); err != nil || v.LengthInt() != 5001 {
		t.Error(err)
	}
}
