package slitest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/internal/golden"
	"golang.org/x/tools/txtar"
)

// TestEvents shows the columns that Honeycomb's ingest would make of files: testdata/events. A file "types" declares
// columns, and a file "reads" names those that are going to be read.
func TestEvents(t *testing.T) {
	golden.Run(t, "testdata/events/*.txtar", func(t *testing.T, in *txtar.Archive) []txtar.File {
		types := Types{}
		var reads []string
		var out []txtar.File
		for _, file := range in.Files {
			if file.Name == "reads" {
				reads = strings.Fields(string(file.Data))
				continue
			}
			if file.Name == "types" {
				for line := range strings.Lines(string(file.Data)) {
					name, typ, _ := strings.Cut(strings.TrimSpace(line), " ")
					types[name] = typ
				}
				continue
			}
			var b strings.Builder
			events, err := ReadEvents(file.Name, file.Data, types, reads)
			for _, e := range events {
				b.WriteString(e.Where)
				if e.HasTime {
					fmt.Fprintf(&b, ", at %.3f", e.Time)
				}
				if e.HasIngest {
					fmt.Fprintf(&b, ", arrived at %.3f", e.Ingest)
				}
				b.WriteString("\n")
				for i, n := range e.Names {
					fmt.Fprintf(&b, "    %s = %s\n", n, calc.AppendValue(nil, e.Values[i]))
				}
			}
			if err != nil {
				fmt.Fprintf(&b, "error: %v\n", err)
			}
			out = append(out, txtar.File{Name: file.Name, Data: []byte(b.String())})
		}
		return out
	})
}

// TestMutants shows every mutant of a formula: testdata/mutants.
func TestMutants(t *testing.T) {
	golden.Run(t, "testdata/mutants/*.txtar", func(t *testing.T, in *txtar.Archive) []txtar.File {
		var out []txtar.File
		for _, file := range in.Files {
			f, diags := calc.Parse(calc.FromString("f", strings.TrimSpace(string(file.Data))))
			if f == nil {
				t.Fatal(diags)
			}
			var b strings.Builder
			seen := map[string]bool{f.String(): true}
			for _, m := range mutants(f.Root) {
				text := string(calc.Append(nil, m.root))
				if seen[text] {
					t.Errorf("%s: there twice, or no mutant", text)
				}
				seen[text] = true
				fmt.Fprintf(&b, "%s\n    %s\n", m.change, text)
			}
			if f.String() != strings.TrimSpace(string(file.Data)) {
				t.Errorf("%s was changed by its mutants", f)
			}
			out = append(out, txtar.File{Name: file.Name, Data: []byte(b.String())})
		}
		return out
	})
}
