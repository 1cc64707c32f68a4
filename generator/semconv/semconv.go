// Package semconv holds what the OpenTelemetry semantic conventions say of the names of columns: the type of an
// attribute, the unit of a metric, what replaced a deprecated name, and how stable a name is.
//
// It exists because most columns at Honeycomb have such names, and a dataset that declares no columns doesn't keep
// anybody from comparing http.response.status_code with "200". What it promises:
//
//   - names.tsv is made from the published modules and from nothing else: its first lines say which versions. What no
//     module holds is a row of [byHand], with its source.
//   - Where versions of the conventions disagree about a type, each of their types is allowed. Where they disagree
//     about a successor, all are kept, that of the newest version first.
//
// Conventions are no rules: instrumentation may send something else. It is not this package's job to say what comes of
// that.
package semconv

//go:generate go run -C ../../.ci/semconv . -o ../../generator/semconv/names.tsv

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

//go:embed names.tsv
var names string

// Name is what the conventions say of a name.
type Name struct {
	Name string
	// Kinds are letters for the types that a value may have: s for a string, i for an integer, f for a float, b for a
	// boolean, n for a number of either kind. Empty where nothing is known.
	Kinds string
	Unit  string // as UCUM writes it, such as "ms"; empty where there is none
	// Successors are what replaced it, in the words of the newest version first.
	Successors []string
	// Stability is "stable", "development" or "deprecated" in the newest version; empty for what that doesn't have.
	Stability string
	Source    string // where a row by hand has it from; empty for what a module holds
}

// Lookup finds a name; nil when the conventions don't know it. It searches the text of the table, whose lines are
// sorted: to make something of all of them takes longer than what a configuration of a few services asks for.
func Lookup(name string) *Name {
	published := search(name)
	i := slices.IndexFunc(byHand, func(n Name) bool { return n.Name == name })
	if i < 0 {
		return published
	}
	row := byHand[i]
	if published != nil { // the module knows the type
		if row.Kinds == "" {
			row.Kinds = published.Kinds
		}
		row.Successors = append(published.Successors, row.Successors...)
		row.Stability = published.Stability
	}
	return &row
}

// search finds the line of a name in the table that was made from the modules.
func search(name string) *Name {
	for from, to := 0, len(names); name != "" && from < to; {
		middle := from + (to-from)/2
		start := from + strings.LastIndexByte(names[from:middle], '\n') + 1
		line, _, _ := strings.Cut(names[start:], "\n")
		switch at := nameOf(line); {
		case at == name:
			return parse(line)
		case at < name:
			from = start + len(line) + 1
		default:
			to = start
		}
	}
	return nil
}

// nameOf is the name that a line of the table is about; comments, which are about none, come before all.
func nameOf(line string) string {
	if strings.HasPrefix(line, "#") {
		return ""
	}
	name, _, _ := strings.Cut(line, "\t")
	return name
}

func parse(line string) *Name {
	cells := append(strings.Split(line, "\t"), "", "", "", "")
	n := &Name{Name: cells[0], Kinds: cells[1], Unit: cells[2], Stability: cells[4]}
	if cells[3] != "" {
		n.Successors = strings.Split(cells[3], ",")
	}
	return n
}

// Names are all names, sorted.
func Names() (all []string) {
	for line := range strings.Lines(names) {
		if name := nameOf(strings.TrimSuffix(line, "\n")); name != "" {
			all = append(all, name)
		}
	}
	for i := range byHand {
		all = append(all, byHand[i].Name)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// before has the names that a name replaced.
var before = sync.OnceValue(func() map[string][]string {
	x := map[string][]string{}
	for _, name := range Names() {
		for _, s := range Lookup(name).Successors {
			x[s] = append(x[s], name)
		}
	}
	return x
})

// Sources says which modules the table was made from, and which versions.
func Sources() string {
	for line := range strings.Lines(names) {
		if s, ok := strings.CutPrefix(line, "# Sources: "); ok {
			return strings.TrimSpace(s)
		}
	}
	return ""
}

// Successors are the names that replaced a name, and those that replaced these, nearest first.
func Successors(name string) []string {
	return closure(name, func(s string) []string {
		if n := Lookup(s); n != nil {
			return n.Successors
		}
		return nil
	})
}

// Predecessors are the names that a name replaced, and those that these replaced, nearest first.
func Predecessors(name string) []string {
	return closure(name, func(s string) []string { return before()[s] })
}

func closure(name string, next func(string) []string) []string {
	out := []string{name}
	for i := 0; i < len(out); i++ {
		for _, s := range next(out[i]) {
			if !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	return out[1:]
}

// units are the units of time, in nanoseconds.
var units = map[string]struct {
	nanoseconds int64
	words       string
}{
	"ns": {1, "nanoseconds"}, "us": {1e3, "microseconds"}, "ms": {1e6, "milliseconds"}, "s": {1e9, "seconds"},
}

// Factor says what a number in the unit from is to be multiplied with and divided by to be one in the unit to; false
// where that isn't known.
func Factor(from, to string) (mul, div int64, ok bool) {
	a, b := units[from].nanoseconds, units[to].nanoseconds
	if a == 0 || b == 0 {
		return 0, 0, false
	}
	if a >= b {
		return a / b, 1, true
	}
	return 1, b / a, true
}

// UnitWords is a unit for people, such as "milliseconds".
func UnitWords(unit string) string {
	if u, ok := units[unit]; ok {
		return u.words
	}
	return unit
}
