package diag

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
)

// Part is the report on one of several things.
type Part struct {
	Name   string
	Report *Report
}

// Join makes one report of those on several things of a kind, such as "environment". A problem that all have is told
// once; one that only some have, once with their names.
func Join(kind string, parts []Part) *Report {
	if len(parts) == 1 {
		return parts[0].Report
	}
	out := &Report{FormatVersion: formatVersion, Diagnostics: []Diagnostic{}}
	at := map[string]int{}
	var in [][]string
	for _, p := range parts {
		for _, d := range p.Report.Diagnostics {
			text, _ := json.Marshal(d) // can't fail: strings and numbers
			i, ok := at[string(text)]
			if !ok {
				i = len(out.Diagnostics)
				at[string(text)] = i
				out.Diagnostics = append(out.Diagnostics, d)
				in = append(in, nil)
			}
			if !slices.Contains(in[i], p.Name) {
				in[i] = append(in[i], p.Name)
			}
		}
	}
	for i := range out.Diagnostics {
		d := &out.Diagnostics[i]
		out.count(d)
		if n := len(in[i]); n < len(parts) {
			text := "Only in " + kind + " " + strings.Join(in[i], ", ") + "."
			if n > 1 {
				text = "Only in the " + kind + "s " + strings.Join(in[i], ", ") + "."
			}
			d.Notes = append(slices.Clone(d.Notes), NoteAt{Text: text})
		}
	}
	slices.SortStableFunc(out.Diagnostics, func(a, b Diagnostic) int {
		x, y := cmp.Or(a.Range, &Range{}), cmp.Or(b.Range, &Range{}) // what has no place comes first
		return cmp.Or(strings.Compare(x.Filename, y.Filename), cmp.Compare(x.Start.Byte, y.Start.Byte))
	})
	return out
}
