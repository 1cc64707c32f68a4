package reference

import (
	"fmt"
	"strings"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/semconv"
)

// columnName is the name of a column without what stands before it in expressions.
func columnName(name string) string {
	name = strings.TrimPrefix(strings.TrimPrefix(name, "event."), "$")
	return strings.Trim(name, `"`)
}

// columnTopic is what the OpenTelemetry conventions say of a column.
func columnTopic(name string) (Topic, bool) {
	n := semconv.Lookup(columnName(name))
	if n == nil {
		return Topic{}, false
	}
	return Topic{Kind: "column", Name: n.Name, Title: "A column that OpenTelemetry or Honeycomb names",
		text: func() string { return columnText(n) }}, true
}

func columnText(n *semconv.Name) string {
	var w strings.Builder
	fmt.Fprintf(&w, "Column %s\n\n", n.Name)
	after := semconv.Successors(n.Name)
	if len(after) == 0 {
		w.WriteString(wrap("A name of the OpenTelemetry conventions, or of Honeycomb itself.", "") + "\n\n")
	} else {
		w.WriteString(wrap("A name that OpenTelemetry no longer uses. Events of older instrumentation still have it.", "") +
			"\n\n")
	}
	fmt.Fprintf(&w, "Holds: %s\n", columnType(n))
	if n.Unit != "" {
		fmt.Fprintf(&w, "Unit: %s\n", semconv.UnitWords(n.Unit))
	}
	for i, s := range after {
		head := "Replaced by: "
		if i > 0 {
			head = "  or, in other versions: "
		}
		next := semconv.Lookup(s)
		w.WriteString(head + s)
		if next != nil {
			w.WriteString(" (" + columnType(next))
			if next.Unit != "" {
				w.WriteString(", in " + semconv.UnitWords(next.Unit))
			}
			w.WriteString(")")
		}
		w.WriteString("\n")
		if next != nil {
			if mul, div, ok := semconv.Factor(n.Unit, next.Unit); ok && mul != div {
				factor := fmt.Sprintf("multiply by %d", mul)
				if div > 1 {
					factor = fmt.Sprintf("divide by %d", div)
				}
				fmt.Fprintf(&w, "  A threshold changes with the unit: %s.\n", factor)
			}
		}
	}
	if before := semconv.Predecessors(n.Name); len(before) > 0 {
		w.WriteString(wrap("Replaces: "+strings.Join(before, ", "), "") + "\n")
	}
	fmt.Fprintf(&w, "\nIn an expression: event.%s\nIn a raw formula: %s\n", n.Name, calc.AppendColumn(nil, n.Name))
	source := n.Source
	if source == "" {
		source = semconv.Sources()
	}
	w.WriteString("\n" + wrap("Source: "+source, "") + "\n")
	return w.String()
}

func columnType(n *semconv.Name) string {
	if t := calc.ConventionalType(n.Name); t != calc.TypeNone {
		return t.String()
	}
	return "what the conventions don't say"
}
