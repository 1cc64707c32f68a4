package syntax

import (
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"golang.org/x/tools/txtar"

	"github.com/slogen-project/slogen/generator/internal/golden"
)

// Each file is parsed, and each argument at the top of a JSON file read as an expression.
func TestParse(t *testing.T) {
	golden.Run(t, "testdata/load/*.txtar", func(t *testing.T, in *txtar.Archive) []txtar.File {
		var diags hcl.Diagnostics
		for _, file := range in.Files {
			f, more := Parse(file.Name, file.Data)
			diags = append(diags, more...)
			if f == nil || more.HasErrors() || !strings.HasSuffix(file.Name, ".json") {
				continue
			}
			attrs, more := f.Body.JustAttributes()
			diags = append(diags, more...)
			var names []string
			for n := range attrs {
				names = append(names, n)
			}
			sort.Strings(names)
			for _, n := range names {
				_, more := JSONExpr(attrs[n].Expr, file.Data)
				fixJSON(file.Name, file.Data, more)
				diags = append(diags, more...)
			}
		}
		return []txtar.File{{Name: "diagnostics", Data: golden.Diagnostics(t, diags, in)}}
	})
}

// The place of each operand is the place of its text, whatever escapes come before.
func TestJSONPlaces(t *testing.T) {
	src := []byte("{\n\t\"é\\n\": 1, \"good\": \"${ event.name == \\\"caf\\u00e9 \\ud83d\\ude00 \\\\\\\" && marker }\"}\n")
	f, diags := Parse("x.slo.json", src)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	attrs, _ := f.Body.JustAttributes()
	_, diags = JSONExpr(attrs["good"].Expr, src)
	if !diags.HasErrors() { // the backslash before the quote goes on with the string
		t.Fatal("accepted")
	}
	src = []byte("{\n\t\"é\\n\": 1, \"good\": \"${ event.name == \\\"caf\\u00e9 \\ud83d\\ude00 \\\\\\\\\\\" && marker " +
		"}\"}\n")
	f, _ = Parse("x.slo.json", src)
	attrs, _ = f.Body.JustAttributes()
	x, diags := JSONExpr(attrs["good"].Expr, src)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	at := x.(*hclsyntax.BinaryOpExpr).RHS.Range()
	d := hcl.Diagnostics{{Severity: hcl.DiagError, Summary: "x", Subject: &at}}
	fixJSON("x.slo.json", src, d)
	got := d[0].Subject
	want := strings.Index(string(src), "marker")
	if got.Start.Byte != want || got.End.Byte != want+len("marker") || got.Start.Line != 2 {
		t.Errorf("%v (bytes %d to %d), want bytes from %d", got, got.Start.Byte, got.End.Byte, want)
	}
}

func TestJSONExpr(t *testing.T) {
	for text, want := range map[string]string{
		`"event.a"`:               "event.a",
		`"${event.a}"`:            "event.a",
		`"${~ event.a ~}"`:        " event.a ",
		`"\"${a}-${b}\""`:         `"${a}-${b}"`,
		`"${{a = \"}\"}[\"a\"]}"`: `{a = "}"}["a"]`,
	} {
		src := []byte(`{"x": ` + text + `}`)
		f, diags := Parse("x.slo.json", src)
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		attrs, _ := f.Body.JustAttributes()
		x, diags := JSONExpr(attrs["x"].Expr, src)
		if text == `"${~ event.a ~}"` {
			if !diags.HasErrors() && x == nil {
				t.Error("no expression")
			}
			continue
		}
		if diags.HasErrors() {
			t.Errorf("%s: %v", text, diags)
			continue
		}
		d := hcl.Diagnostics{{Severity: hcl.DiagError, Summary: "x", Subject: x.Range().Ptr()}}
		fixJSON("x.slo.json", src, d)
		r := d[0].Subject
		got := strings.NewReplacer(`\"`, `"`).Replace(string(src[r.Start.Byte:r.End.Byte]))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
	}
}
