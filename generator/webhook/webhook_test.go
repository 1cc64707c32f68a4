package webhook

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/slogen-project/slogen/generator/internal/golden"
)

// TestCheck checks bodies. A file is named after what is tried with the type of the template as its ending; a template
// declares the variables team, with a default, and room, without one.
func TestCheck(t *testing.T) {
	golden.Run(t, "testdata/*.txtar", func(t *testing.T, in *txtar.Archive) (out []txtar.File) {
		for _, f := range in.Files {
			body := strings.TrimSuffix(string(f.Data), "\n")
			_, typ, _ := strings.Cut(f.Name, ".")
			var b strings.Builder
			for _, p := range Check(typ, body, map[string]string{"team": "x", "room": ""}) {
				if p.Start < 0 || p.Start > p.End || p.End > len(body) {
					t.Fatalf("%s: a problem from %d to %d of %d bytes", f.Name, p.Start, p.End, len(body))
				}
				word := "error"
				if p.Doubt {
					word = "doubt"
				}
				fmt.Fprintf(&b, "%s at %q\n  %s\n  %s\n", word, body[p.Start:p.End], p.Text, p.Fix)
			}
			if b.Len() == 0 {
				b.WriteString("fine\n")
			}
			out = append(out, txtar.File{Name: f.Name, Data: []byte(b.String())})
		}
		return out
	})
}

// TestHostile checks bodies that would take for ever, or all memory, if they were simply rendered.
func TestHostile(t *testing.T) {
	doubling := "{{ define \"t0\" }}{{ end }}"
	for i := range 60 {
		doubling += fmt.Sprintf("{{ define \"t%d\" }}{{ template \"t%d\" }}{{ template \"t%d\" }}{{ end }}", i+1, i, i)
	}
	for name, body := range map[string]string{
		"calls itself":    `{{ define "a" }}{{ template "a" . }}{{ end }}{{ template "a" . }}`,
		"a large number":  "{{ range 1000000000 }}{{ end }}",
		"nested ranges":   strings.Repeat("{{ range $.Result.Groups }}", 60) + strings.Repeat("{{ end }}", 60),
		"doubling calls":  doubling + `{{ template "t60" }}`,
		"nested brackets": "{{ " + strings.Repeat("(", 20_000) + " }}",
		"many blocks":     strings.Repeat("{{ if true }}", 50_000),
	} {
		start := time.Now()
		if len(Check(typeTrigger, body, nil)) == 0 {
			t.Errorf("%s: nothing found", name)
		}
		if d := time.Since(start); d > 20*time.Second {
			t.Errorf("%s: it took %s", name, d)
		}
	}
	wide := `{"a": "{{ printf "%1000000000d" 1 }}"}`
	if found := Check(typeTrigger, wide, nil); len(found) > 0 {
		t.Errorf("a width: %v", found)
	}
}

// FuzzCheck looks at whatever text: it ends, and the places are in the text. Where nothing is a template, the text is
// JSON or it isn't.
func FuzzCheck(f *testing.F) {
	for _, s := range []string{`{"text": "{{ .Name }"}`, `{{ range .Result.Groups }}{{ .Group }}`, "{{/* x", "{{ `\n` }}",
		"\x00{{", "{{ $x := .Vars.a }}{{ $x.y }}", "\"\x00\"", "1" + strings.Repeat("0", 400)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, body string) {
		found := Check(typeTrigger, body, map[string]string{"a": "1"})
		for _, p := range found {
			if p.Start < 0 || p.Start > p.End || p.End > len(body) || p.Text == "" || p.Fix == "" {
				t.Errorf("%+v in %q", p, body)
			}
		}
		if !strings.Contains(body, "{{") && json.Valid([]byte(body)) != (len(found) == 0) {
			t.Errorf("%q: JSON is %t, and %v", body, json.Valid([]byte(body)), found)
		}
	})
}
