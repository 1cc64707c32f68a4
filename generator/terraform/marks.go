package terraform

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/slogen-project/slogen/generator/lazy"
)

// mark is an expression that is kept.
type mark struct {
	text   string
	simple bool      // it needs no parentheses, wherever it stands
	value  cty.Value // what it is, with the defaults of variables; NilVal where that isn't known
}

// Marks are all expressions that are kept, each once: one such as each.key counts for each value that it has.
// Configurations that are read together share them.
type Marks struct {
	list  []mark
	index map[string]int
}

// firstNumber and stride make the numbers that stand for expressions: no whole minutes, and larger than what people
// write.
const (
	firstNumber = 73_000_000_021
	stride      = 60
)

func (m *Marks) add(text string, simple bool, value cty.Value) int {
	key := text + "\x00?"
	if v, ok := plain(value); ok {
		key = text + "\x00" + literal(v)
	}
	if i, ok := m.index[key]; ok {
		return i
	}
	if m.index == nil {
		m.index = map[string]int{}
	}
	m.index[key] = len(m.list)
	m.list = append(m.list, mark{text, simple, value})
	return len(m.list) - 1
}

func markText(i int) string { return "tfmark" + strconv.Itoa(i) + "x" }

func markNumber(i int) json.Number { return json.Number(strconv.Itoa(firstNumber + stride*i)) }

var (
	wholeMark = lazy.Regexp(`"tfmark(\d{1,6})x"`)
	// columnMark is a column; one whose name is made of expressions stands in brackets.
	columnMark = lazy.Regexp(`\b(event|e)(\.[A-Za-z_][A-Za-z0-9_]*)+`)
	// listMark is the only value of a list of values, which may be a list itself.
	listMark = lazy.Regexp(`contains\(\["tfmark(\d{1,6})x"\],`)
	textMark = lazy.Regexp(`tfmark(\d{1,6})x`)
	numeral  = lazy.Regexp(`\d+`)
)

// at is the mark of this index.
func (m *Marks) at(digits string) *mark {
	i, err := strconv.Atoi(digits)
	if err != nil || i >= len(m.list) {
		return nil
	}
	return &m.list[i]
}

// numbered is the mark that a number stands for.
func (m *Marks) numbered(digits string) *mark {
	n, err := strconv.Atoi(digits)
	if err != nil || n < firstNumber || (n-firstNumber)%stride != 0 || (n-firstNumber)/stride >= len(m.list) {
		return nil
	}
	return &m.list[(n-firstNumber)/stride]
}

// list says whether the expression is a list.
func (k *mark) list() bool {
	if k.value == cty.NilVal {
		return false
	}
	t := k.value.Type()
	return t.IsListType() || t.IsTupleType() || t.IsSetType()
}

// within is the expression where something else stands beside it.
func (k *mark) within() string {
	if k.simple {
		return k.text
	}
	return "(" + k.text + ")"
}

// Restore puts the expressions back into HCL in which marks stand for them.
func (m *Marks) Restore(hcl string) string {
	if len(m.list) == 0 {
		return hcl
	}
	hcl = columnMark().ReplaceAllStringFunc(hcl, func(found string) string {
		event, name, _ := strings.Cut(found, ".")
		if !textMark().MatchString(name) {
			return found
		}
		return event + `["` + name + `"]`
	})
	hcl = listMark().ReplaceAllStringFunc(hcl, func(found string) string {
		k := m.at(listMark().FindStringSubmatch(found)[1])
		if k == nil || !k.list() {
			return found
		}
		return "contains(" + k.text + ","
	})
	hcl = wholeMark().ReplaceAllStringFunc(hcl, func(found string) string {
		k := m.at(wholeMark().FindStringSubmatch(found)[1])
		switch {
		case k == nil:
			return found
		case found == hcl:
			return k.text
		}
		return k.within()
	})
	hcl = textMark().ReplaceAllStringFunc(hcl, func(found string) string {
		if k := m.at(textMark().FindStringSubmatch(found)[1]); k != nil {
			return "${" + k.text + "}"
		}
		return found
	})
	var b strings.Builder
	from := 0
	for _, at := range numeral().FindAllStringIndex(hcl, -1) {
		k := m.numbered(hcl[at[0]:at[1]])
		if k == nil {
			continue
		}
		b.WriteString(hcl[from:at[0]])
		switch {
		case quoted(hcl[:at[0]]):
			b.WriteString("${" + k.text + "}")
		case at[0] == 0 && at[1] == len(hcl):
			b.WriteString(k.text)
		default:
			b.WriteString(k.within())
		}
		from = at[1]
	}
	return b.String() + hcl[from:]
}

// Marked says whether a text has marks.
func (m *Marks) Marked(text string) bool { return textMark().MatchString(text) }

// quoted says whether what follows a text in HCL is inside of quotes.
func quoted(before string) bool {
	in := false
	for i := 0; i < len(before); i++ {
		switch {
		case before[i] == '\\' && in:
			i++
		case before[i] == '"':
			in = !in
		}
	}
	return in
}

// Unknown are the variables and locals that the expressions need which marks in a value stand for and whose values
// aren't known.
func (m *Marks) Unknown(v any) (out []string) {
	text := fmt.Sprint(v)
	for i := range m.list {
		if _, ok := plain(m.list[i].value); !ok &&
			(strings.Contains(text, markText(i)) || strings.Contains(text, string(markNumber(i)))) {
			out = append(out, m.list[i].text)
		}
	}
	return out
}

// Known is a value with what the expressions are in place of marks. It is false if one isn't known.
func (m *Marks) Known(v any) (any, bool) {
	ok := true
	var walk func(v any) any
	walk = func(v any) any {
		switch v := v.(type) {
		case string:
			out, known := m.knownText(v)
			ok = ok && known
			return out
		case json.Number:
			out, known := m.knownNumber(v)
			ok = ok && known
			return out
		case []any:
			out := make([]any, len(v))
			for i := range v {
				out[i] = walk(v[i])
			}
			return out
		case map[string]any:
			out := make(map[string]any, len(v))
			for k, x := range v {
				name, _ := walk(k).(string)
				out[name] = walk(x)
			}
			return out
		}
		return v
	}
	return walk(v), ok
}

func (m *Marks) knownText(text string) (any, bool) {
	if found := textMark().FindStringSubmatch(text); found != nil && found[0] == text {
		if k := m.at(found[1]); k != nil {
			return plain(k.value)
		}
	}
	ok := true
	replace := func(k *mark) string {
		v, known := plain(k.value)
		if !known {
			ok = false
		}
		return fmt.Sprint(v)
	}
	out := textMark().ReplaceAllStringFunc(text, func(found string) string {
		if k := m.at(textMark().FindStringSubmatch(found)[1]); k != nil {
			return replace(k)
		}
		return found
	})
	out = numeral().ReplaceAllStringFunc(out, func(found string) string {
		if k := m.numbered(found); k != nil {
			return replace(k)
		}
		return found
	})
	return out, ok
}

func (m *Marks) knownNumber(n json.Number) (any, bool) {
	if k := m.numbered(string(n)); k != nil {
		v, ok := plain(k.value)
		if text, isText := v.(string); isText {
			v = json.Number(text)
		}
		return v, ok
	}
	const million = 10_000 // what percentages are per million
	whole, err := strconv.Atoi(string(n))
	if err != nil || whole%million != 0 {
		return n, true
	}
	k := m.numbered(strconv.Itoa(whole / million))
	if k == nil {
		return n, true
	}
	v, ok := plain(k.value)
	r, isNumber := new(big.Rat).SetString(fmt.Sprint(v))
	if !ok || !isNumber {
		return n, false
	}
	r.Mul(r, big.NewRat(million, 1))
	return json.Number(r.FloatString(0)), true
}

// plain is a value as JSON has it; false if it isn't known.
func plain(v cty.Value) (any, bool) {
	if v == cty.NilVal || !v.IsWhollyKnown() || v.IsMarked() {
		return nil, false
	}
	if v.IsNull() {
		return nil, true
	}
	switch ty := v.Type(); {
	case ty == cty.String:
		return v.AsString(), true
	case ty == cty.Bool:
		return v.True(), true
	case ty == cty.Number:
		return json.Number(v.AsBigFloat().Text('f', -1)), true
	case ty.IsObjectType() || ty.IsMapType():
		out := map[string]any{}
		for k, x := range v.AsValueMap() {
			p, ok := plain(x)
			if !ok {
				return nil, false
			}
			out[k] = p
		}
		return out, true
	case ty.IsTupleType() || ty.IsListType() || ty.IsSetType():
		out := []any{}
		for _, x := range v.AsValueSlice() {
			p, ok := plain(x)
			if !ok {
				return nil, false
			}
			out = append(out, p)
		}
		return out, true
	}
	return nil, false
}

// simple says whether an expression needs no parentheses beside others.
func simple(e hclsyntax.Expression) bool {
	switch e.(type) {
	case *hclsyntax.ScopeTraversalExpr, *hclsyntax.RelativeTraversalExpr, *hclsyntax.IndexExpr,
		*hclsyntax.FunctionCallExpr, *hclsyntax.TemplateExpr, *hclsyntax.LiteralValueExpr,
		*hclsyntax.ParenthesesExpr, *hclsyntax.TupleConsExpr, *hclsyntax.ObjectConsExpr:
		return true
	}
	return false
}
