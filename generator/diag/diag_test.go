package diag_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/internal/golden"
	"github.com/zclconf/go-cty/cty"
	"golang.org/x/tools/txtar"
)

// Of many names one is always half right, and no slip of the pen.
func TestSuggestSlip(t *testing.T) {
	names := []string{"can", "max", "pow", "upper", "distinct"}
	for name, want := range map[string]string{"raw": "", "uper": "upper", "Upper": "upper", "distnict": "distinct",
		"dist": "", "": ""} {
		if got := diag.SuggestSlip(name, names); got != want {
			t.Errorf("SuggestSlip(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestSuggest(t *testing.T) {
	names := []string{"window", "burn_alerts", "target", "sli", "description", "for", "every"}
	for name, want := range map[string]string{
		"windw": "window", "Window": "window", "burnAlerts": "burn_alerts", "burn-alert": "burn_alerts",
		"desc": "description", "descripton": "description",
		"slis": "sli", "xyz": "", "": "", "evry": "every", "fro": "for", "targte": "target", "ab": "",
	} {
		if got := diag.Suggest(name, names); got != want {
			t.Errorf("Suggest(%q) = %q, want %q", name, got, want)
		}
	}
	if got := diag.DidYouMean("windw", names); got != ` Did you mean "window"?` {
		t.Error(got)
	}
	if got := diag.DidYouMean("xyz", names); got != "" {
		t.Error(got)
	}
	for range 20 { // the order of candidates doesn't matter
		rand.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
		if got := diag.Suggest("aa", append(names, "ab", "ac")); got != "ab" {
			t.Error(got)
		}
	}
}

// Whoever misspells tens of thousands of names, or very long ones, doesn't wait for each to be compared with each.
func TestSuggestAmongMany(t *testing.T) {
	names := make([]string, 10_000)
	for i := range names {
		names[i] = fmt.Sprintf("name%06d", i)
	}
	start := time.Now()
	for i := range 2000 {
		if got := diag.Suggest(fmt.Sprintf("name%06dx", i), names); got != names[i] {
			t.Fatalf("got %q for %q", got, names[i])
		}
	}
	if got := diag.Suggest("name0000001x", append(names, "name0000001")); got != "" {
		t.Errorf("got %q among more names than anybody declares", got)
	}
	if got := diag.Suggest(strings.Repeat("a", 200_000), []string{strings.Repeat("b", 200_000)}); got != "" {
		t.Errorf("got %.20s", got)
	}
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("it took %s", took)
	}
}

// A file of one line may have thousands of problems.
func TestOneLongLine(t *testing.T) {
	src := []byte(strings.Repeat("é ", 2<<20))
	var list hcl.Diagnostics
	for i := range 10_000 {
		at := 3 * (len(src)/3 - i)
		list = append(list, diag.Command(hcl.DiagError, "Unknown name", "It isn't known.", hcl.Range{Filename: "a",
			Start: hcl.Pos{Line: 1, Column: 1, Byte: at}, End: hcl.Pos{Line: 1, Column: 1, Byte: at}}))
	}
	start := time.Now()
	r := diag.NewReport(list, func(string) []byte { return src }, diag.Options{})
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("it took %s", took)
	}
	for _, d := range r.Diagnostics {
		if want := 1 + 2*d.Range.Start.Byte/3; d.Range.Start.CodePoint != want {
			t.Fatalf("byte %d is code point %d, want %d", d.Range.Start.Byte, d.Range.Start.CodePoint, want)
		}
	}
}

// Marks in a case's files say where its diagnostics are: «...» is the place of the next one. The rest of a case is in
// the table, by the file's name without ".txtar".
var cases = map[string]struct {
	opt   diag.Options
	diags func(at func(n int) hcl.Range) hcl.Diagnostics
}{
	"caret": {diags: func(at func(int) hcl.Range) hcl.Diagnostics {
		return hcl.Diagnostics{diag.Command(hcl.DiagError, "Unsupported argument",
			`An argument named "windw" is not expected here. Did you mean "window"?`, at(0))}
	}},
	"tabs_and_wide_characters": {diags: func(at func(int) hcl.Range) hcl.Diagnostics {
		return hcl.Diagnostics{diag.Command(hcl.DiagError, "A", "a.", at(0)), diag.Command(hcl.DiagError, "B", "b.",
			at(1)), diag.Command(hcl.DiagError, "C", "c.", at(2)),
			diag.Command(hcl.DiagError, "D", "d.", at(3)), diag.Command(hcl.DiagError, "E", "e.", at(4))}
	}},
	"lines": {diags: func(at func(int) hcl.Range) hcl.Diagnostics {
		long := diag.Command(hcl.DiagError, "Many lines", "Some are left out.", at(1))
		few := diag.Command(hcl.DiagError, "Few lines", "All are shown.", at(0))
		around := diag.Command(hcl.DiagError, "With context", "The lines around are shown too.", at(2))
		around.Context = at(3).Ptr()
		return hcl.Diagnostics{long, few, around}
	}},
	"points": {diags: func(at func(int) hcl.Range) hcl.Diagnostics {
		return hcl.Diagnostics{diag.Command(hcl.DiagError, "Between", "A point.", at(0)), diag.Command(hcl.DiagError,
			"Line end", "At it.", at(1)),
			diag.Command(hcl.DiagError, "File end", "At it.", at(2))}
	}},
	"long_line": {diags: func(at func(int) hcl.Range) hcl.Diagnostics {
		return hcl.Diagnostics{diag.Command(hcl.DiagError, "Cut", "Only what is around is shown.", at(0))}
	}},
	"steering": {diags: func(at func(int) hcl.Range) hcl.Diagnostics {
		return hcl.Diagnostics{diag.Command(hcl.DiagError, "Control\x1b[31m characters", "Don't reach\x07 the "+
			"terminal: \u202etxt.", at(0))}
	}},
	"notes_and_rule": {diags: func(at func(int) hcl.Range) hcl.Diagnostics {
		return hcl.Diagnostics{diag.RuleError("slo/target_precision", "Target is too precise", "It is.", at(1),
			diag.Note{Text: "declared here", Range: at(0)}, diag.Note{Text: "A remark without a place."})}
	}},
	"order_and_duplicates": {diags: func(at func(int) hcl.Range) hcl.Diagnostics {
		a := func() *hcl.Diagnostic { return diag.Command(hcl.DiagError, "A", "a.", at(0)) }
		return hcl.Diagnostics{diag.Command(hcl.DiagWarning, "C", "c.", at(2)), diag.Command(hcl.DiagError, "B", "b.",
			at(1)), a(),
			diag.Command(hcl.DiagError, "B", "b2.", at(1)), a(),
			diag.Command(hcl.DiagError, "A", "a.", at(0), diag.Note{Text: "not the same"}), {Severity: hcl.DiagError,
				Summary: "Placeless",
				Detail:  "First."}}
	}},
	"values": {diags: func(at func(int) hcl.Range) hcl.Diagnostics {
		text := `[var.x, var.s, var.secret, var.list[1], var.obj, var.list, var.gone.a, var.null, var.long, var.unknown, local.t]`
		x, _ := hclsyntax.ParseExpression([]byte(text), "x", hcl.InitialPos)
		d := diag.Command(hcl.DiagError, "Invalid value", "It is.", at(0))
		d.Expression = x
		locals := cty.ObjectVal(map[string]cty.Value{"t": cty.True})
		d.EvalContext = (&hcl.EvalContext{Variables: map[string]cty.Value{"local": locals}}).NewChild()
		d.EvalContext.Variables = map[string]cty.Value{"var": cty.ObjectVal(map[string]cty.Value{
			"x": cty.NumberIntVal(5), "s": cty.StringVal("a\"b"), "secret": cty.StringVal("hunter2").Mark("sensitive"),
			"list": cty.ListVal([]cty.Value{cty.StringVal("a"), cty.StringVal("b")}),
			"obj":  cty.ObjectVal(map[string]cty.Value{"a": cty.True}),
			"null": cty.NullVal(cty.String), "long": cty.StringVal(strings.Repeat("é", 100)),
			"unknown": cty.UnknownVal(cty.String),
		})}
		return hcl.Diagnostics{d}
	}},
	"terminal": {opt: diag.Options{Terminal: true, Width: 40}, diags: func(at func(int) hcl.Range) hcl.Diagnostics {
		return hcl.Diagnostics{diag.Command(hcl.DiagError, "Unsupported argument", "An argument of this name is not "+
			"expected here, and a long text is wrapped.\n\n  examples = stay as they are, however long they are",
			at(0)),
			diag.Command(hcl.DiagWarning, "Old", "Yes.", at(1))}
	}},
	"colour": {opt: diag.Options{Color: true}, diags: func(at func(int) hcl.Range) hcl.Diagnostics {
		return hcl.Diagnostics{diag.Command(hcl.DiagError, "Red", "r.", at(0)), diag.Command(hcl.DiagWarning, "Yellow",
			"y.", at(1))}
	}},
	"context": {opt: diag.Options{Evaluated: func(n string) bool { return n == "e.slo.jsonnet" }},
		diags: func(at func(int) hcl.Range) hcl.Diagnostics {
			var all hcl.Diagnostics
			for i := range 12 {
				if r := at(i); r.Filename != "" {
					all = append(all, diag.Command(hcl.DiagError, "Here", fmt.Sprintf("x%d.", i), r))
				}
			}
			return all
		}},
	"equal": {diags: func(at func(int) hcl.Range) hcl.Diagnostics {
		var all hcl.Diagnostics
		for i := range 5 {
			all = append(all, diag.Command(hcl.DiagError, "Undeclared", "There is no var.x.", at(i)))
		}
		diag.InInstance(all[0], `SLO "eu"`)
		diag.InInstance(all[0], `service "a"`)
		diag.InInstance(all[1], `SLO "us"`)
		return append(all, diag.Command(hcl.DiagError, "Undeclared", "There is no var.y.", at(5)),
			diag.Command(hcl.DiagError, "Undeclared", "There is no var.x.", at(6)),
			diag.Command(hcl.DiagWarning, "Undeclared", "There is no var.x.", at(0)), diag.Command(hcl.DiagError,
				"Bracket", "One too many.", at(7)),
			diag.Command(hcl.DiagError, "Bracket", "One too many.", at(8)))
	}},
	"many": {diags: func(at func(int) hcl.Range) hcl.Diagnostics {
		all := hcl.Diagnostics{diag.Command(hcl.DiagWarning, "First", "Not shown.", at(0))}
		for i := range 60 {
			all = append(all, diag.Command(hcl.DiagError, "Error", fmt.Sprintf("Number %d.", i+100), at(1)))
		}
		return all
	}},
	"many_names": {diags: func(at func(int) hcl.Range) hcl.Diagnostics {
		d := diag.Command(hcl.DiagError, "Many", "All of them.", at(0))
		for i := range 30 {
			one := diag.Command(hcl.DiagError, "Many", "All of them.", at(0),
				diag.Note{Text: fmt.Sprintf("in the call of f%d", i), Range: at(1)})
			diag.InInstance(one, fmt.Sprintf("SLO %q", fmt.Sprint("n", i)))
			diag.Merge(d, one)
		}
		return hcl.Diagnostics{d}
	}},
	"gone": {diags: func(at func(int) hcl.Range) hcl.Diagnostics {
		return hcl.Diagnostics{
			diag.Command(hcl.DiagError, "Gone", "No text.", hcl.Range{Filename: "gone.slo.hcl", Start: hcl.Pos{Line: 3,
				Column: 7, Byte: 30},
				End: hcl.Pos{Line: 3, Column: 9, Byte: 32}}),
			diag.Command(hcl.DiagError, "Beyond", "Not in the text.",
				hcl.Range{Filename: "a.slo.hcl", Start: hcl.Pos{Line: 30, Column: 7, Byte: 3000},
					End: hcl.Pos{Line: 3, Column: 9, Byte: 3200}}),
		}
	}},
}

func TestRender(t *testing.T) {
	seen := 0
	golden.Run(t, "testdata/*.txtar", func(t *testing.T, in *txtar.Archive) []txtar.File {
		seen++
		_, name, _ := strings.Cut(t.Name(), "/")
		c, ok := cases[name]
		if !ok {
			t.Fatalf("no case %q", name)
		}
		var places []hcl.Range
		clean := &txtar.Archive{}
		for _, f := range in.Files {
			var src []byte
			var starts []int
			for rest := f.Data; len(rest) > 0; {
				switch {
				case bytes.HasPrefix(rest, []byte("«")):
					starts = append(starts, len(src))
					rest = rest[len("«"):]
				case bytes.HasPrefix(rest, []byte("»")):
					n := len(starts) - 1
					places = append(places, hcl.Range{Filename: f.Name, Start: hcl.Pos{Byte: starts[n]}, End: hcl.Pos{Byte: len(src)}})
					starts = starts[:n]
					rest = rest[len("»"):]
				default:
					src = append(src, rest[0])
					rest = rest[1:]
				}
			}
			src = bytes.ReplaceAll(src, []byte("\\e"), []byte("\x1b"))
			for i := range places {
				if p := &places[i]; p.Filename == f.Name {
					p.Start.Line = 1 + bytes.Count(src[:p.Start.Byte], []byte("\n"))
					p.Start.Column = 1 + p.Start.Byte - (bytes.LastIndexByte(src[:p.Start.Byte], '\n') + 1)
					p.End.Line = 1 + bytes.Count(src[:p.End.Byte], []byte("\n"))
				}
			}
			clean.Files = append(clean.Files, txtar.File{Name: f.Name, Data: src})
		}
		diags := c.diags(func(n int) hcl.Range {
			if n < len(places) {
				return places[n]
			}
			return hcl.Range{}
		})
		var text, js bytes.Buffer
		if err := diag.Render(&text, diag.Text, diags, golden.Sources(clean), c.opt); err != nil {
			t.Error(err)
		}
		if err := diag.Render(&js, diag.JSON, diags, golden.Sources(clean), c.opt); err != nil {
			t.Error(err)
		}
		rand.Shuffle(len(diags), func(i, j int) { diags[i], diags[j] = diags[j], diags[i] })
		var again bytes.Buffer
		if err := diag.Render(&again, diag.Text, diags, golden.Sources(clean), c.opt); err != nil ||
			again.String() != text.String() {
			t.Errorf("another order, another text: %v\n%s", err, cmp.Diff(text.String(), again.String()))
		}
		var back diag.Report
		if err := json.Unmarshal(js.Bytes(), &back); err != nil {
			t.Error(err)
		}
		again.Reset() // the text is that of the JSON form, also when it has been a file in between
		if err := diag.Text.Render(&again, &back, c.opt); err != nil || again.String() != text.String() {
			t.Errorf("the JSON form says something else: %v\n%s", err, cmp.Diff(text.String(), again.String()))
		}
		return []txtar.File{{Name: "text", Data: text.Bytes()}, {Name: "json", Data: js.Bytes()}}
	})
	if seen != len(cases) {
		t.Errorf("%d of %d cases have a file", seen, len(cases))
	}
}

func TestNothing(t *testing.T) {
	var text, js bytes.Buffer
	if err := errors.Join(diag.Render(&text, diag.Text, nil, nil, diag.Options{}),
		diag.Render(&js, diag.JSON, nil, nil, diag.Options{})); err != nil {
		t.Fatal(err)
	}
	want := "{\n  \"format_version\": \"1.0\",\n  \"error_count\": 0,\n  \"warning_count\": 0,\n  \"diagnostics\": []\n}\n"
	if text.String() != "" || js.String() != want {
		t.Errorf("%q, %q", &text, &js)
	}
}

// Any range of any bytes can be shown.
func FuzzRender(f *testing.F) {
	f.Add([]byte("a \"b\" {\n\tc = \"é\"\n}\n"), 3, 9)
	f.Add([]byte(`{"a": {"b": [1, "\u00e9"]}}`), 12, 13)
	f.Fuzz(func(t *testing.T, src []byte, start, end int) {
		for _, name := range []string{"x.hcl", "x.json"} {
			d := diag.Command(hcl.DiagError, "A", "b.", hcl.Range{Filename: name, Start: hcl.Pos{Byte: start, Line: 1},
				End: hcl.Pos{Byte: end, Line: 1}})
			var text, again, js bytes.Buffer
			sources := func(string) []byte { return src }
			if err := diag.Render(&text, diag.Text, hcl.Diagnostics{d}, sources, diag.Options{}); err != nil {
				t.Fatal(err)
			}
			if err := diag.Render(&js, diag.JSON, hcl.Diagnostics{d}, sources, diag.Options{}); err != nil {
				t.Fatal(err)
			}
			var r diag.Report
			if err := json.Unmarshal(js.Bytes(), &r); err != nil {
				t.Fatal(err)
			}
			if s := r.Diagnostics[0].Snippet; s != nil {
				for _, l := range s.Lines {
					if l.HighlightStart < -1 || l.HighlightStart > l.HighlightEnd || l.HighlightEnd > len(l.Text) {
						t.Errorf("line %+v", l)
					}
				}
			}
			if err := diag.Text.Render(&again, &r, diag.Options{}); err != nil || again.String() != text.String() {
				t.Errorf("%q\n%q", &text, &again)
			}
		}
	})
}
