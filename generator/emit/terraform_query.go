package emit

import (
	"strconv"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/slogen-project/slogen/generator/honeycomb"
)

// writeQueryJSON writes a query specification as readable query_json: the object that [honeycomb.Query.AppendJSON]
// writes, for Terraform's jsonencode. The provider's data source for query specifications won't do, because it changes
// what it is given: it turns strings that look like numbers into numbers, splits lists at commas, and sets limits that
// a trigger may not have.
func writeQueryJSON(p *hclPrinter, q *honeycomb.Query) {
	if q == nil {
		return
	}
	if text, stable := queryText(q); !stable {
		p.str("query_json", string(text))
		return
	}
	p.open("query_json", "jsonencode({")
	writeQueryObject(p, q)
	p.end("})")
}

// queryText returns the query specification as JSON. Terraform normalizes each string to Unicode's form C, including
// the JSON that jsonencode makes: a combining mark after the escape `\n` merges with the "n", and the result isn't
// JSON. If a mark could do that, or normalizing would change the query, stable is false, and the text has escapes for
// whatever isn't ASCII.
func queryText(q *honeycomb.Query) (text []byte, stable bool) {
	text = q.AppendJSON(nil)
	if stableText(text) {
		return text, true
	}
	escaped := make([]byte, 0, 2*len(text))
	for _, r := range string(text) {
		if r < utf8.RuneSelf {
			escaped = append(escaped, byte(r))
		} else {
			escaped = appendEscape(escaped, r, false)
		}
	}
	return escaped, false
}

// stableText reports whether text is in form C and no part of it could combine with what is before it.
func stableText(text []byte) bool {
	if !norm.NFC.IsNormal(text) {
		return false
	}
	for i := 0; i < len(text); {
		if text[i] < utf8.RuneSelf {
			i++
			continue
		}
		p := norm.NFC.Properties(text[i:])
		if !p.BoundaryBefore() {
			return false
		}
		i += max(p.Size(), 1)
	}
	return true
}

func writeQueryObject(p *hclPrinter, q *honeycomb.Query) {
	if len(q.Breakdowns) > 0 {
		p.strs("breakdowns", q.Breakdowns)
	}
	if len(q.Calculations) > 0 {
		p.open("calculations", "[")
		for i := range q.Calculations {
			writeCalculation(p, &q.Calculations[i])
		}
		p.end("]")
	}
	writeFilters(p, q.Filters, q.FilterCombination)
	if len(q.Formulas) > 0 {
		p.open("formulas", "[")
		for _, f := range q.Formulas {
			p.item(member{"name", f.Name}, member{"expression", f.Expression})
		}
		p.end("]")
	}
	if len(q.Havings) > 0 {
		p.open("havings", "[")
		for _, h := range q.Havings {
			p.item(member{"calculate_op", h.CalculateOp}, member{"column", optional(h.Column)}, member{"op", h.Op},
				member{"value", h.Value})
		}
		p.end("]")
	}
	if len(q.CalculatedFields) > 0 {
		p.open("calculated_fields", "[")
		for _, f := range q.CalculatedFields {
			p.item(member{"name", f.Name}, member{"expression", f.Expression})
		}
		p.end("]")
	}
	if q.GranularitySeconds != 0 {
		p.num("granularity", q.GranularitySeconds)
	}
	if q.TimeRangeSeconds != 0 {
		p.num("time_range", q.TimeRangeSeconds)
	}
}

func writeCalculation(p *hclPrinter, c *honeycomb.Calculation) {
	if len(c.Filters) == 0 {
		p.item(member{"op", c.Op}, member{"column", optional(c.Column)}, member{"name", optional(c.Name)},
			member{"filter_combination", optional(c.FilterCombination)})
		return
	}
	p.open("", "{")
	p.str("op", c.Op)
	p.opt("column", c.Column)
	p.opt("name", c.Name)
	writeFilters(p, c.Filters, c.FilterCombination)
	p.end("},")
}

func writeFilters(p *hclPrinter, filters []honeycomb.Filter, combination string) {
	if len(filters) > 0 {
		p.open("filters", "[")
		for i := range filters {
			p.item(member{"column", filters[i].Column}, member{"op", filters[i].Op}, member{"value", filters[i].Value})
		}
		p.end("]")
	}
	p.opt("filter_combination", combination)
}

// member is a member of an object: a name, and a value as [honeycomb.Filter] has it. A member whose value is nil is
// left out.
type member struct {
	name  string
	value any
}

func optional(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// item writes an object as one line of a list.
func (p *hclPrinter) item(members ...member) {
	p.indent()
	first := true
	for _, m := range members {
		if m.value == nil {
			continue
		}
		if first {
			p.b = append(p.b, "{ "...)
		} else {
			p.b = append(p.b, ", "...)
		}
		first = false
		p.b = append(p.b, m.name...)
		p.b = append(p.b, " = "...)
		p.b = appendHCLValue(p.b, m.value)
	}
	p.b = append(p.b, " },\n"...)
}

func appendHCLValue(b []byte, v any) []byte {
	switch v := v.(type) {
	case string:
		return appendHCLString(b, v)
	case honeycomb.Number:
		return append(b, v...)
	case int64:
		return strconv.AppendInt(b, v, 10)
	case int:
		return strconv.AppendInt(b, int64(v), 10)
	case float64:
		return strconv.AppendFloat(b, v, 'g', -1, 64)
	case bool:
		return strconv.AppendBool(b, v)
	case []any:
		b = append(b, '[')
		for i, e := range v {
			if i > 0 {
				b = append(b, ", "...)
			}
			b = appendHCLValue(b, e)
		}
		return append(b, ']')
	}
	return append(b, "null"...)
}
