package calc

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
)

// inHCL says the same to someone who wrote HCL and has never seen the formula that it became: columns are event.name,
// comparisons are operators, functions are in lower case. Texts in quotes stay as they are. It is used on messages
// only, so it may be slow.
func inHCL(diags hcl.Diagnostics) {
	for _, d := range diags {
		d.Detail = hclWords(d.Detail)
	}
}

// phrases are formulas that messages give as examples, and the same in HCL; longer ones first.
var phrases = strings.NewReplacer(
	`AND(REG_MATCH(...), NOT(REG_MATCH(...)))`, `reg_match(...) && !reg_match(...)`,
	`OR(EQUALS(a, "x"), EQUALS(a, "y"))`, `a == "x" || a == "y"`,
	`IF(EQUALS(a, b), value, ...)`, `a == b ? value : ...`,
	`IF(condition, 1, 0)`, `condition ? 1 : 0`,
	`NOT(EXISTS(a))`, `a == null`,
	`EXISTS(a)`, `a != null`,
	`EQUALS(a, true)`, `a == true`,
	`EQUALS(a, "ok")`, `event.status == "ok"`,
	`LT(a, 1000)`, `event.duration_ms < 1000`,
	`a < b AND b < c`, `a < b && b < c`,
	`!a = b is (!a) = b. Write a != b, or !(a = b)`, `!a == b is (!a) == b. Write a != b, or !(a == b)`,
	`The formula language has no literal`, `Calculated fields have no literal`,
)

// operators are the functions that HCL writes as operators.
var operators = func() map[string]string {
	m := map[string]string{"IF": "the conditional", "CONCAT": "the template"}
	for _, f := range Functions {
		if op := f.HCLOperator(); op != "" {
			m[f.Name] = "`" + op + "`"
		}
	}
	return m
}()

func hclWords(s string) string {
	s = phrases.Replace(s)
	var b strings.Builder
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c == '$':
			name, n := columnAt(s[i:])
			if n == 0 {
				b.WriteByte(c)
				i++
				continue
			}
			b.WriteString(hclColumn(name))
			i += n
		case c == '"' || c == '`':
			end := strings.IndexByte(s[i+1:], c)
			if end < 0 {
				b.WriteString(s[i:])
				return b.String()
			}
			b.WriteString(s[i : i+end+2])
			i += end + 2
		case c >= 'A' && c <= 'Z' && (i == 0 || !wordByte(s[i-1])):
			n := i
			for n < len(s) && wordByte(s[n]) {
				n++
			}
			word := s[i:n]
			f := Lookup(word)
			switch {
			case f == nil || f.Name != word:
				b.WriteString(word)
			case n < len(s) && s[n] == '(':
				b.WriteString(strings.ToLower(word))
			case operators[word] != "":
				b.WriteString(operators[word])
			default:
				b.WriteString(strings.ToLower(word) + "()")
			}
			i = n
		default:
			b.WriteByte(c)
			i++
		}
	}
	return b.String()
}

func wordByte(c byte) bool {
	return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_'
}

// columnAt reads a column as [AppendColumn] writes it; the length is 0 where there is none.
func columnAt(s string) (name string, n int) {
	if len(s) > 1 && s[1] == '"' {
		for i := 2; i < len(s); i++ {
			switch s[i] {
			case '\\':
				i++
			case '"':
				if f, diags := Parse(FromString("", s[:i+1])); !diags.HasErrors() {
					if c, ok := f.Root.(*Column); ok {
						return c.Name, i + 1
					}
				}
				return "", 0
			}
		}
		return "", 0
	}
	n = 1
	for n < len(s) && (wordByte(s[n]) || s[n] == '.' && n+1 < len(s) && wordByte(s[n+1])) {
		n++
	}
	if n == 1 {
		return "", 0
	}
	return s[1:n], n
}

// hclColumn is a column as HCL writes it.
func hclColumn(name string) string {
	for i, part := range strings.Split(name, ".") {
		if part == "" || part[0] >= '0' && part[0] <= '9' || i == 0 && part[0] == '_' {
			return string(appendString([]byte("event["), name)) + "]"
		}
		for j := 0; j < len(part); j++ {
			if !wordByte(part[j]) {
				return string(appendString([]byte("event["), name)) + "]"
			}
		}
	}
	return "event." + name
}
