package calc

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	hcljson "github.com/hashicorp/hcl/v2/json"
	"github.com/slogen-project/slogen/generator/internal/golden"
	"github.com/zclconf/go-cty/cty"
	"golang.org/x/tools/txtar"
)

var sourceCtx = &hcl.EvalContext{Variables: map[string]cty.Value{
	"local": cty.ObjectVal(map[string]cty.Value{
		"formula": cty.StringVal("LT($a, oops)"),
		"n":       cty.NumberIntVal(500),
		"null":    cty.NullVal(cty.String),
		"list":    cty.ListVal([]cty.Value{cty.StringVal("x")}),
		"secret":  cty.StringVal("x").Mark("secret"),
		"unknown": cty.UnknownVal(cty.String),
		"empty":   cty.StringVal(""),
		"e":       cty.StringVal("e"),
	}),
}}

// expression is the argument "expression" of a file.
func expression(t *testing.T, name string, src []byte) hcl.Expression {
	t.Helper()
	var f *hcl.File
	var diags hcl.Diagnostics
	if strings.HasSuffix(name, ".json") {
		f, diags = hcljson.Parse(src, name)
	} else {
		f, diags = hclsyntax.ParseConfig(src, name, hcl.InitialPos)
	}
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	attrs, diags := f.Body.JustAttributes()
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return attrs["expression"].Expr
}

// TestSource renders what is said of formulas inside HCL files: the carets are the test.
func TestSource(t *testing.T) {
	golden.Run(t, "testdata/source/*.txtar", func(t *testing.T, in *txtar.Archive) []txtar.File {
		var all hcl.Diagnostics
		for _, file := range in.Files {
			src, diags := FromExpr(nil, file.Data, expression(t, file.Name, file.Data), sourceCtx)
			if (src == nil) != diags.HasErrors() {
				t.Errorf("%s: %v %v", file.Name, src, diags)
			}
			all = append(all, diags...)
			if src == nil {
				continue
			}
			f, diags := Parse(src)
			all = append(all, diags...)
			if f != nil {
				_, diags = Check(f.Root, nil)
				all = append(all, diags...)
			}
		}
		return []txtar.File{{Name: "messages", Data: golden.Diagnostics(t, all, in)}}
	})
}

// TestSourceBytes shows, byte by byte, where the text of an expression was written.
func TestSourceBytes(t *testing.T) {
	for _, tt := range []struct{ name, src, want string }{
		{"quoted", `expression = "a\"é\u00e9\U0001F600\\\n$${%%{b"`, `a=a "=\" Ã=Ã ©=© Ã=\u00e9 ©=\u00e9 ` +
			`ð=\U0001F600 ` + "\u009f" + `=\U0001F600 ` + "\u0098" + `=\U0001F600 ` + "\u0080" + `=\U0001F600 \=\\ ` + "\n" +
			`=\n $=$${ {=$${ %=%%{ {=%%{ b=b`},
		{"interpolation", `expression = "a${local.n}${ "b" }c${""}${"d"}"`,
			`a=a 5=${local.n} 0=${local.n} 0=${local.n} b=${ "b" } c=c d=${"d"}`},
		{"wrapped", `expression = "${local.n}"`, `5=${local.n} 0=${local.n} 0=${local.n}`},
		{"parentheses", `expression = ("ab")`, `a=a b=b`},
		{"reference", `expression = local.n`, `5=local.n 0=local.n 0=local.n`},
		{"normalized", "expression = \"xe\u0301y\"", "x=xe\u0301y Ã=xe\u0301y ©=xe\u0301y y=xe\u0301y"},
		{"normalized across parts", "expression = \"x${local.e}\u0301\"", ""},
		{"heredoc", "expression = <<EOT\n  a\\n$${\n\tb\nEOT\n", "_=_ _=_ a=a \\=\\ n=n $=$${ {=$${ \n=\n \t=\t b=b \n=\n"},
		{"indented", "expression = <<-EOT\n    a\n      b\n\n    ${local.e}c\n  EOT\n",
			"a=a \n=\n _=_ _=_ b=b \n=\n \n=\n e=${local.e} c=c \n=\n"},
		{"strip", `expression = "a ${~ local.e ~} b"`, `a=a_ e=${~_local.e_~} b=_b`},
		{"condition", `expression = "%{ if true }a%{ endif }b"`, `a=%{_if_true_}a%{_endif_} b=b`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			src, diags := FromExpr(nil, []byte(tt.src), expression(t, "f.hcl", []byte(tt.src)), sourceCtx)
			if diags.HasErrors() {
				t.Fatal(diags)
			}
			var got []string
			text := src.Text()
			for i := range len(text) {
				r := src.Range(i, i+1)
				at := tt.src[r.Start.Byte:r.End.Byte]
				if len(at) == 1 {
					at = string(rune(at[0]))
				}
				got = append(got, strings.ReplaceAll(string(rune(text[i]))+"="+at, " ", "_"))
			}
			want := strings.NewReplacer("${ \"b\" }", "${_\"b\"_}").Replace(tt.want)
			if tt.want == "" { // everything is at the whole expression
				for i := range len(text) {
					want += fmt.Sprintf(" %c=%s", text[i], tt.src[len("expression = "):])
				}
				want = strings.TrimSpace(want)
			}
			if s := strings.Join(got, " "); s != want {
				t.Errorf("got\n%q, want\n%q", s, want)
			}
		})
	}
}

func TestRange(t *testing.T) {
	s := FileSource("f", []byte("ab\r\ne\u0301😀x\n\n\xffy\rz"))
	for _, tt := range []struct {
		start, end int
		want       string
	}{
		{0, 2, "f:1,1-3"},
		{1, 1, "f:1,2-2"},
		{4, 7, "f:2,1-2"},  // e with a combining accent
		{7, 11, "f:2,2-3"}, // an emoji
		{11, 12, "f:2,3-4"},
		{12, 14, "f:2,4-4,1"},
		{14, 15, "f:4,1-2"},
		{15, 16, "f:4,2-3"},
		{-5, 1000, "f:1,1-4,5"},
		{9, 3, "f:2,2-2"},
	} {
		if got := s.Range(tt.start, tt.end).String(); got != tt.want {
			t.Errorf("%d-%d: %s, want %s", tt.start, tt.end, got, tt.want)
		}
	}
	if got := FromString("f", "").Range(0, 0).String(); got != "f:1,1-1" {
		t.Error(got)
	}
	if got := s.Text(); got != string(s.file) {
		t.Errorf("%q", got)
	}
}

// TestSourceWithoutFile: without a usable file everything is at the expression itself.
func TestSourceWithoutFile(t *testing.T) {
	e := expression(t, "f.hcl", []byte("\nexpression = \"a b\"\n"))
	for _, file := range [][]byte{nil, []byte("short")} {
		s, diags := FromExpr(nil, file, e, nil)
		if diags.HasErrors() || s.Text() != "a b" || s.Range(2, 3) != e.Range() {
			t.Errorf("%v %v %v", diags, s.Text(), s.Range(2, 3))
		}
	}
}

// FuzzSource evaluates HCL strings: the places of a text's bytes are inside the expression and in order, and a byte
// with a place of one byte stands there.
func FuzzSource(f *testing.F) {
	for _, s := range []string{
		`"a\"\u00e9\U0001F600\\\n$${%%{"`, `"a${local.n}b"`, "<<EOT\n a\n  ${local.e}\nEOT\n",
		"<<-EOT\n    a\n\n      b ${~ local.e ~} c\n  EOT\n",
		`local.formula`, `("x")`, `"%{ if true ~} a %{ else } b %{ endif }"`, `"%{ for x in local.list }${x}%{ endfor }"`,
		"<<-EOT\n\ta\n \u00a0b\nEOT\n",
		"\"e\u0301\"", `"${"${"x"}"}"`, "<<-EOT\n  \r\n  a\r\n  EOT\n", `"a" == "b" ? "x" : "y"`, `5`, `"${5}${true}"`,
		"\"\xff\"", "<<-A\n  ${<<-B\n    x\n  B\n}\nA\n",
	} {
		f.Add([]byte(s), false)
	}
	f.Add([]byte(`"a\"\u00e9\n\\${local.n}$${"`), true)
	f.Add([]byte("\"\xaa\""), true)
	large := regexp.MustCompile(`[eE][+-]?[0-9]{4,}`) // an exponent that makes a text of many digits
	f.Fuzz(func(t *testing.T, in []byte, json bool) {
		if len(in) > 300 { // hcl's parser overflows the stack on deep nesting; what loads files guards it
			return
		}
		if large.Match(in) { // likewise
			return
		}
		var e hcl.Expression
		var diags hcl.Diagnostics
		if json {
			e, diags = hcljson.ParseExpression(in, "f")
		} else {
			e, diags = hclsyntax.ParseExpression(in, "f", hcl.InitialPos)
		}
		if diags.HasErrors() {
			return
		}
		for _, ctx := range []*hcl.EvalContext{sourceCtx, nil} {
			src, diags := FromExpr(nil, in, e, ctx)
			if (src == nil) != diags.HasErrors() {
				t.Fatalf("%q: %v %v", in, src, diags)
			}
			if src == nil {
				continue
			}
			text, whole, at := src.Text(), e.Range(), 0
			for i := range len(text) {
				r := src.Range(i, i+1)
				if r.Start.Byte < whole.Start.Byte || r.End.Byte > whole.End.Byte || r.Start.Byte < at ||
					r.End.Byte <= r.Start.Byte {
					t.Fatalf("%q: byte %d of %q is at %v, before %d or outside %v", in, i, text, r, at, whole)
				}
				at = r.Start.Byte
				if run := src.runOf(i); !json && run.exact && in[r.Start.Byte] != text[i] {
					t.Fatalf("%q: byte %d of %q is said to be at %v", in, i, text, r)
				}
			}
			src.Range(len(text), len(text))
			Parse(src)
		}
	})
}
