package formats_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	"golang.org/x/tools/txtar"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/formats"
	"github.com/slogen-project/slogen/generator/internal/golden"
)

// options are those of a run in the folder services of a repository.
var options = formats.Options{Folder: "services", Version: "1.2.3", Help: func(code string) formats.Help {
	if code != "slo/no_alerts" {
		return formats.Help{}
	}
	return formats.Help{Title: "SLO without alerts", Text: "Nobody hears when its budget is used up. Add a burn alert."}
}}

var evaluated = diag.Options{Evaluated: func(file string) bool { return strings.HasSuffix(file, ".jsonnet") }}

// list has a problem of each kind.
func list(t *testing.T, sources diag.Sources) hcl.Diagnostics {
	found := func(file, text string) hcl.Range {
		src := sources(file)
		i := bytes.Index(src, []byte(text))
		if i < 0 {
			t.Fatalf("%s doesn't hold %q", file, text)
		}
		pos := func(i int) hcl.Pos {
			line := src[bytes.LastIndexByte(src[:i], '\n')+1 : i]
			return hcl.Pos{Byte: i, Line: 1 + bytes.Count(src[:i], []byte{'\n'}), Column: 1 + utf8.RuneCount(line)}
		}
		return hcl.Range{Filename: file, Start: pos(i), End: pos(i + len(text))}
	}
	const file = "a b/ü.slo.hcl"
	fixed := diag.Command(hcl.DiagError, "Invalid name", "Write it in lower case.", found(file, "Target"))
	fixed.Extra = &diag.Extra{Fix: diag.Fix{Title: "Write target", Unsafe: true,
		Edits: []diag.Edit{{Range: found(file, "Target"), New: "target"}}}}
	unwise := diag.Command(hcl.DiagWarning, "No alerts", "Nobody hears of it.", found(file, "slo \"e\u0301\" {\n    "+
		"Target = 99\n  }"))
	unwise.Extra = &diag.Extra{Code: "slo/no_alerts", Instances: []string{`SLO "eu"`, `SLO "us"`},
		Notes: []diag.Note{{Text: "The SLI is here.", Range: found(file, "sli")}, {Text: "Nothing else alerts on it."}}}
	computed := diag.Command(hcl.DiagError, "Unknown name", "Nothing is called `okay`.", found("c.slo.jsonnet", "okay"))
	computed.Extra = &diag.Extra{Notes: []diag.Note{{Text: "It is here.", Range: found("c.slo.jsonnet", "a")}}}
	return hcl.Diagnostics{
		diag.Command(hcl.DiagError, "Path not found", "There is no file or directory \"servises\".", hcl.Range{}),
		fixed, unwise,
		diag.Command(hcl.DiagError, "Unknown name", "Nothing is called `lod`.", found("b.slo.hcl", "lod")),
		diag.Command(hcl.DiagError, "Unknown name", "Nothing is called `lod`.", found("b.slo.hcl", "lod\n}")),
		computed,
		diag.Command(hcl.DiagError,
			"Hostile %0A::error::\x1b[31mtext",
			"]]></failure>\n::warning::x\u202e, \"<b>\"\x00 & 100%: \r##[group]",
			hcl.Range{Filename: "../c,:%.slo.hcl", Start: hcl.Pos{Line: 3, Column: 4}, End: hcl.Pos{Line: 2}},
		),
	}
}

// TestFormats writes the same problems in every format but text and JSON, which package diag tests.
func TestFormats(t *testing.T) {
	golden.Run(t, "testdata/*.txtar", func(t *testing.T, in *txtar.Archive) (want []txtar.File) {
		sources := func(name string) []byte {
			for _, f := range in.Files {
				if f.Name == name {
					return f.Data
				}
			}
			return nil
		}
		for _, f := range formats.All[2:] {
			var none, b bytes.Buffer
			if err := f.Write(&none, diag.NewReport(nil, nil, diag.Options{}), options); err != nil {
				t.Fatal(err)
			}
			want = append(want, txtar.File{Name: f.Name + ", none", Data: none.Bytes()})
			if err := f.Write(&b, diag.NewReport(list(t, sources), sources, evaluated), options); err != nil {
				t.Fatal(err)
			}
			want = append(want, txtar.File{Name: f.Name, Data: b.Bytes()})
			wellFormed(t, f.Name, none.Bytes(), 0)
			wellFormed(t, f.Name, b.Bytes(), 7)
		}
		return want
	})
}

// wellFormed reads what a format wrote as its readers do, and counts the problems.
func wellFormed(t *testing.T, format string, text []byte, problems int) {
	t.Helper()
	got := 0
	switch format {
	case "sarif":
		log, err := sarif.FromBytes(text)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		for _, run := range log.Runs { // where the schema has a default, the library has nothing
			run.Language, run.Tool.Driver.Language, run.NewlineSequences = "en-US", "en-US", []string{"\n"}
		}
		if err := log.Validate(); err != nil { // against the official schema
			t.Errorf("%v\n%s", err, text)
		}
		again, err := json.Marshal(log)
		if err != nil {
			t.Fatal(err)
		}
		if lost := lost("", decoded(t, text), decoded(t, again)); lost != "" {
			t.Errorf("SARIF has no %s:\n%s", lost, text)
		}
		got = len(log.Runs[0].Results)
	case "gitlab":
		var issues []struct{ Fingerprint string }
		if err := json.Unmarshal(text, &issues); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		seen := map[string]bool{}
		for _, x := range issues {
			if seen[x.Fingerprint] {
				t.Errorf("two issues have the fingerprint %s", x.Fingerprint)
			}
			seen[x.Fingerprint] = true
		}
		got = len(issues)
	case "github":
		for line := range strings.Lines(string(text)) {
			if !strings.HasPrefix(line, "::error ") && !strings.HasPrefix(line, "::warning ") {
				t.Errorf("%q isn't an annotation", line)
			}
			got++
		}
	case "junit", "checkstyle":
		d := xml.NewDecoder(bytes.NewReader(text))
		for {
			token, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%v\n%s", err, text)
			}
			if e, ok := token.(xml.StartElement); ok && (e.Name.Local == "failure" || e.Name.Local == "error") {
				got++
			}
		}
	}
	if got != problems {
		t.Errorf("%s holds %d problems, not %d:\n%s", format, got, problems, text)
	}
}

func decoded(t *testing.T, text []byte) (v any) {
	t.Helper()
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// lost names a value of a document that another one doesn't have; empty where it has all.
func lost(at string, a, b any) string {
	switch a := a.(type) {
	case map[string]any:
		b, _ := b.(map[string]any)
		for name := range a {
			if s := lost(at+"."+name, a[name], b[name]); s != "" {
				return s
			}
		}
		return ""
	case []any:
		b, _ := b.([]any)
		for i := range a {
			if i == len(b) {
				return fmt.Sprintf("%s[%d]", at, i)
			}
			if s := lost(fmt.Sprintf("%s[%d]", at, i), a[i], b[i]); s != "" {
				return s
			}
		}
		return ""
	}
	if a != b {
		return at
	}
	return ""
}

// FuzzFormats writes problems of any text: each format can be read, and holds as many.
func FuzzFormats(f *testing.F) {
	f.Add("Unknown name", "Nothing is called `x`.", "a.slo.hcl", "slo/target", []byte("a = 1\n"), 0, 1)
	f.Add("::error::%0A", "]]>\n\x00\xff", "../a,b:%\n.hcl", "<&>", []byte("\xff\n\u0301"), 2, 9)
	f.Fuzz(func(t *testing.T, summary, detail, file, code string, src []byte, start, end int) {
		r := hcl.Range{Filename: file, Start: hcl.Pos{Line: 1, Byte: start}, End: hcl.Pos{Line: 2, Byte: end}}
		broken := diag.RuleError(code, summary, detail, r, diag.Note{Text: detail, Range: r})
		broken.Extra = &diag.Extra{Code: code, Instances: []string{summary},
			Fix: diag.Fix{Title: summary, Edits: []diag.Edit{{Range: r, New: detail}}}}
		report := diag.NewReport(hcl.Diagnostics{broken, diag.Command(hcl.DiagWarning, detail, summary, hcl.Range{})},
			func(string) []byte { return src }, diag.Options{})
		for _, format := range formats.All {
			var b bytes.Buffer
			if err := format.Write(&b, report, formats.Options{Folder: summary}); err != nil {
				t.Fatal(err)
			}
			if format.Name != "text" && format.Name != "json" {
				wellFormed(t, format.Name, b.Bytes(), len(report.Diagnostics))
			}
		}
	})
}
