package draft

import (
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"
)

// Value is the text of an HCL expression. Nil is no value.
type Value []Part

// Part is a piece of a [Value]: a text, a reference if Object is set, or a list if Items is set.
type Part struct {
	Text   string
	Object *Object
	Items  []Value
}

// Raw is an expression as it is written in HCL.
func Raw(text string) Value { return Value{{Text: text}} }

// Text is a literal.
func Text(s string) Value {
	return Raw(string(hclwrite.TokensForValue(cty.StringVal(s)).Bytes()))
}

// Bool is true or false.
func Bool(b bool) Value { return Raw(strconv.FormatBool(b)) }

// Whole is a whole number.
func Whole(n int) Value { return Raw(strconv.Itoa(n)) }

// Null is null.
func Null() Value { return Raw("null") }

// Ref refers to another object of the draft.
func Ref(o *Object) Value { return Value{{Object: o}} }

// List is a list of values.
func List(items ...Value) Value {
	if len(items) == 0 {
		return Raw("[]")
	}
	return Value{{Items: items}}
}

// Entry is one entry of a map.
type Entry struct {
	Key   string
	Value Value
}

// Map is a map with these entries, in this order.
func Map(entries ...Entry) Value {
	out := Value{{Text: "{ "}}
	for i, e := range entries {
		if i > 0 {
			out = append(out, Part{Text: ", "})
		}
		out = append(append(out, Part{Text: e.key() + " = "}), e.Value...)
	}
	if len(entries) == 0 {
		return Raw("{}")
	}
	return append(out, Part{Text: " }"})
}

// Lines is a map with these entries on lines of their own, with its keys in quotes.
func Lines(entries ...Entry) Value {
	return lines(entries, func(e Entry) string { return Text(e.Key)[0].Text })
}

func lines(entries []Entry, key func(Entry) string) Value {
	out := Value{{Text: "{\n"}}
	for _, e := range entries {
		out = append(append(out, Part{Text: "  " + key(e) + " = "}), e.Value...)
		out = append(out, Part{Text: "\n"})
	}
	return append(out, Part{Text: "}"})
}

// key is the key as it is written.
func (e Entry) key() string {
	if !hclsyntax.ValidIdentifier(e.Key) || isWord(e.Key) {
		return Text(e.Key)[0].Text
	}
	return e.Key
}

// isWord says whether a name means something else to HCL at the start of an entry.
func isWord(s string) bool { return s == "null" || s == "true" || s == "false" || s == "for" }

// text is the value as it is written in a service; nil for outside of any.
func (v Value) text(in *service) string {
	if len(v) == 1 && v[0].Object == nil && v[0].Items == nil {
		return v[0].Text
	}
	var b strings.Builder
	for _, p := range v {
		switch {
		case p.Object != nil:
			b.WriteString(p.Object.address(in))
		case p.Items != nil:
			b.WriteByte('[')
			for i, x := range p.Items {
				if i > 0 {
					b.WriteString(", ")
				}
				b.WriteString(x.text(in))
			}
			b.WriteByte(']')
		default:
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

// refers calls yield with the objects that the value refers to.
func (v Value) refers(yield func(*Object) bool) bool {
	for _, p := range v {
		if p.Object != nil && !yield(p.Object) {
			return false
		}
		for _, x := range p.Items {
			if !x.refers(yield) {
				return false
			}
		}
	}
	return true
}
