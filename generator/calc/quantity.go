package calc

import (
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/semconv"
)

// quantityAsText finds the column and the text of an ordering such as $duration_ms < "300ms": a number or a length of
// time that was written as a text, and as such has no useful order.
func quantityAsText(n *Call) (*Column, *Literal) {
	for i, a := range n.Args {
		col, isColumn := a.(*Column)
		lit, isLiteral := n.Args[1-i].(*Literal)
		if !isColumn || !isLiteral || lit.Value.Kind != String {
			continue
		}
		if _, isTime := duration(lit.Value.Str); isTime || spelled(lit.Value.Str) == TypeNumber {
			return col, lit
		}
	}
	return nil, nil
}

// duration reads a length of time such as "300ms" or "7d".
func duration(s string) (time.Duration, bool) {
	s = strings.ReplaceAll(s, " ", "")
	times := time.Duration(1)
	if days, ok := strings.CutSuffix(s, "d"); ok {
		s, times = days+"h", 24
	}
	d, err := time.ParseDuration(s)
	return d * times, err == nil && d != 0 && d.Abs() < 1000*time.Hour*24
}

// orderedText reports what quantityAsText finds.
func orderedText(n *Call, col *Column, lit *Literal) *hcl.Diagnostic {
	column, written := string(AppendColumn(nil, col.Name)), string(appendString(nil, lit.Value.Str))
	detail := "This compares " + column + " with the text " + written +
		". If the column holds numbers, the comparison is false for every event; " +
		"if it holds text, it is compared character by character, so \"1000\" is less than \"500\"."
	if d, isTime := duration(lit.Value.Str); isTime {
		detail += " Write a number, without quotes" + inUnit(col.Name, d)
	} else {
		detail += " Write " + lit.Value.Str + " without quotes; if the events hold text, FLOAT(" + column +
			") turns it into a number."
	}
	return problem(lit.Origin, RuleType, "Number written as text", detail)
}

// unitEndings are the endings of names that say a unit of time.
var unitEndings = map[string]string{"ns": "ns", "us": "us", "ms": "ms", "s": "s", "sec": "s", "secs": "s",
	"seconds": "s", "millis": "ms", "milliseconds": "ms"}

// inUnit says what a length of time is as a number in the column's unit, in words that end a sentence.
func inUnit(column string, d time.Duration) string {
	unit := ""
	if n := semconv.Lookup(column); n != nil {
		unit = n.Unit
	}
	if _, _, ok := semconv.Factor("ns", unit); !ok {
		unit = unitEndings[column[strings.LastIndexAny(column, "_.")+1:]]
	}
	number := func(unit string) string {
		mul, div, _ := semconv.Factor("ns", unit)
		return strconv.FormatFloat(float64(d)*float64(mul)/float64(div), 'f', -1, 64)
	}
	if unit == "" {
		return ", in the unit of the column: " + number("ms") + " if that is milliseconds, " + number("s") +
			" if it is seconds."
	}
	return ": the column is in " + semconv.UnitWords(unit) + ", so " + number(unit) + "."
}
