package syntax

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"sync"

	ctyyaml "github.com/zclconf/go-cty-yaml"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"golang.org/x/text/unicode/norm"
	yaml "sigs.k8s.io/yaml/goyaml.v3"

	"github.com/slogen-project/slogen/generator/bound"

	"github.com/slogen-project/slogen/generator/lazy"
)

// Decoders of data take a key that stands twice, and keep one of its values without a word; those of YAML make booleans
// of some words, and other texts of dates and of keys that look like numbers. What data would lose that way is an error
// that says where.

// LosslessJSON says what decoding would lose of a JSON text. A text that isn't JSON is the decoder's to report.
func LosslessJSON(text string) error {
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	type level struct {
		keys map[string]int // the lines of an object's keys; nil for an array
		key  bool           // a key is next
	}
	var stack []level
	for {
		tok, err := dec.Token()
		if err != nil {
			return nil
		}
		end := int(dec.InputOffset())
		var top *level
		if len(stack) > 0 {
			top = &stack[len(stack)-1]
		}
		isKey := top != nil && top.key
		switch tok := tok.(type) {
		case json.Delim:
			switch tok {
			case '{':
				if top != nil {
					top.key = top.keys != nil
				}
				stack = append(stack, level{keys: map[string]int{}, key: true})
				continue
			case '[':
				if top != nil {
					top.key = top.keys != nil
				}
				stack = append(stack, level{})
				continue
			}
			stack = stack[:len(stack)-1]
			continue
		case string:
			line := LineAt(text, end)
			if err := Unchanged(tok, line); err != nil {
				return err
			}
			if isKey {
				if first, ok := top.keys[tok]; ok {
					return twiceInData(tok, first, line)
				}
				top.keys[tok] = line
			}
		}
		if top != nil && top.keys != nil {
			top.key = !isKey
		}
	}
}

func LineAt(text string, at int) int { return 1 + strings.Count(text[:min(at, len(text))], "\n") }

func twiceInData(key string, first, again int) error {
	if first == again {
		return fmt.Errorf("the key %q appears twice in the same object, on line %d, but only one can count: remove or "+
			"rename one", key, first)
	}
	return fmt.Errorf("the key %q appears twice in the same object, on lines %d and %d, but only one can count: remove "+
		"or rename one", key, first, again)
}

// Unchanged says what HCL, which keeps all text in Unicode's form NFC, would change of a text.
func Unchanged(text string, line int) error {
	if norm.NFC.IsNormalString(text) {
		return nil
	}
	return fmt.Errorf("on line %d: %s", line, changes(text))
}

// changes describes the first change that normalization would make.
func changes(text string) string {
	at := norm.NFC.QuickSpanString(text)
	old := text[at:]
	if n := norm.NFC.NextBoundaryInString(old, true); n > 0 {
		old = old[:n]
	}
	if norm.NFC.IsNormalString(old) { // it changes together with what stands before
		last := norm.NFC.NextBoundaryInString
		for i := range text[:at] {
			if n := last(text[i:], true); i+n > at || n > 0 && !norm.NFC.IsNormalString(text[i:i+n]) {
				old = text[i : i+n]
				break
			}
		}
	}
	return fmt.Sprintf("%s would become %s: HCL keeps text only in Unicode's NFC form. Write it in that form",
		codePoints(old), codePoints(norm.NFC.String(old)))
}

// codePoints shows characters that may look the same.
func codePoints(s string) string {
	const most = 4
	var b strings.Builder
	n := 0
	for _, r := range s {
		if n++; n > most {
			b.WriteString(" ...")
			break
		}
		if n > 1 {
			b.WriteByte(' ')
		}
		fmt.Fprintf(&b, "U+%04X", r)
	}
	return fmt.Sprintf("%s (%q)", b.String(), s)
}

// LosslessYAML is [LosslessJSON] for YAML.
func LosslessYAML(text string) error {
	if long := longNumeral().FindString(text); long != "" {
		return fmt.Errorf("on line %d: a number may have at most %d digits. Put it into quotes if it is text",
			LineAt(text, strings.Index(text, long)), bound.MaxDigits)
	}
	var doc yaml.Node
	if yaml.Unmarshal([]byte(text), &doc) != nil {
		return nil
	}
	return losslessNode(&doc)
}

func losslessNode(n *yaml.Node) error {
	switch n.Kind {
	case yaml.ScalarNode:
		return losslessScalar(n, false)
	case yaml.MappingNode:
		lines := map[string]int{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			k := n.Content[i]
			if k.Kind != yaml.ScalarNode {
				continue
			}
			merge := k.Value == "<<" && k.Style == 0
			if err := losslessScalar(k, true); err != nil && !merge {
				return err
			}
			if first, ok := lines[k.Value]; ok {
				return twiceInData(k.Value, first, k.Line)
			}
			lines[k.Value] = k.Line
			if err := losslessNode(n.Content[i+1]); err != nil {
				return err
			}
		}
		return nil
	}
	for _, c := range n.Content {
		if err := losslessNode(c); err != nil {
			return err
		}
	}
	return nil
}

// longNumeral finds what YAML may read as a number, in quadratic time.
var longNumeral = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(fmt.Sprintf(`(?m)(^|[-:,\[{] *)[-+]?[0-9][0-9_.]{%d}`, bound.MaxDigits))
})

// mayBeOther finds plain scalars that may be something other than the text that they are: numbers, dates, booleans.
var mayBeOther = lazy.Regexp(`^([-+.0-9][-+.:0-9A-Za-z ]*|[yYnNoOtTfF][a-zA-Z]{0,4})$`)

func losslessScalar(n *yaml.Node, key bool) error {
	if err := Unchanged(n.Value, n.Line); err != nil {
		return err
	}
	const marked = yaml.DoubleQuotedStyle | yaml.SingleQuotedStyle | yaml.LiteralStyle |
		yaml.FoldedStyle | yaml.TaggedStyle
	if n.Style&marked != 0 || len(n.Value) > 64 || !mayBeOther().MatchString(n.Value) {
		return nil
	}
	list, err := ctyyaml.YAMLDecodeFunc.Call([]cty.Value{cty.StringVal("- " + n.Value)})
	if err != nil || !list.Type().IsTupleType() || list.LengthInt() != 1 {
		return nil
	}
	v := list.Index(cty.Zero)
	asText, err := convert.Convert(v, cty.String)
	switch {
	case v.IsNull() || err != nil:
		return nil
	case v.Type() == cty.Bool && !strings.EqualFold(n.Value, "true") && !strings.EqualFold(n.Value, "false"):
		return fmt.Errorf("on line %d: %s is text in YAML 1.2 and was %s before. Put it into quotes, or write %s", n.Line,
			n.Value, asText.AsString(), asText.AsString())
	case (key || v.Type() == cty.String) && asText.AsString() != n.Value:
		return fmt.Errorf("on line %d: %s would become %q. Put it into quotes", n.Line, n.Value, asText.AsString())
	}
	return nil
}

// LongNumeral finds a number in a JSON text that takes quadratic time to read, and says at which byte it is.
func LongNumeral(text string) (at int, found bool) {
	p := numerals([]byte(text), true)
	if p == nil {
		return 0, false
	}
	return p.start, true
}

// NestsTooDeep says whether a JSON text nests deeper than a decoder should recurse.
func NestsTooDeep(text string) bool {
	src := []byte(text)
	depth := 0
	for i := 0; i < len(src); i++ {
		switch src[i] {
		case '"':
			i = endOfJSONString(src, i) - 1
		case '[', '{':
			if depth++; depth > MaxNesting {
				return true
			}
		case ']', '}':
			depth--
		}
	}
	return false
}
