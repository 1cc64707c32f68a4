package syntax

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"

	"github.com/google/go-jsonnet"
	"github.com/google/go-jsonnet/ast"
	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/bound"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/lazy"
)

// maxExact is the largest whole number up to which float64 holds each one.
const maxExact = 1<<53 - 1

// rounded says whether a whole number that jsonnet made may be another than was meant: it is beyond what float64 holds
// exactly and has more digits than every float64 keeps.
func rounded(number string) bool {
	x, err := strconv.ParseFloat(number, 64)
	if err != nil || !beyond(x) {
		return false
	}
	short := strconv.FormatFloat(x, 'e', -1, 64)
	digits, _, _ := strings.Cut(strings.TrimPrefix(short, "-"), "e")
	return len(strings.Replace(digits, ".", "", 1)) > keptDigits
}

// inexact says whether jsonnet changes a whole number that is written in a source or in data.
func inexact(number string) bool {
	x, err := strconv.ParseFloat(number, 64)
	if err != nil || !beyond(x) || len(number) > bound.MaxDigits {
		return false
	}
	written, ok := new(big.Rat).SetString(number)
	kept, _ := new(big.Rat).SetString(strconv.FormatFloat(x, 'e', -1, 64)) // as it comes out
	return rounded(number) || ok && written.Cmp(kept) != 0
}

// beyond says whether a number is whole and beyond those that float64 holds exactly.
func beyond(x float64) bool { return math.Abs(x) > maxExact && x == math.Trunc(x) && !math.IsInf(x, 0) }

// keptDigits is how many digits of a decimal every float64 keeps.
const keptDigits = 15

const inexactDetail = "jsonnet is exact only for whole numbers up to 9007199254740991, and %s is beyond that. Write " +
	"it as a string " +
	"and convert it in HCL with tonumber(...), or write it in a file of HCL or JSON."

// largeNumber is a literal that jsonnet changes when it reads it.
type largeNumber struct {
	at     ast.LocationRange
	number string
}

func (l *largeNumber) Error() string { return beyondExact(l.number) }

func beyondExact(number string) string {
	const most = 30
	if len(number) > most {
		number = number[:most] + "..."
	}
	return fmt.Sprintf(inexactDetail, number)
}

// watch makes the brake look at what jsonnet evaluates: literals that it can't hold, and its decoders.
func (b *brake) watch(vm *jsonnet.VM) error {
	for name, check := range map[string]func(string) error{"slogen.json": numbersOf(LosslessJSON),
		"slogen.yaml": numbersOf(LosslessYAML)} {
		vm.NativeFunction(&jsonnet.NativeFunction{Name: name, Params: ast.Identifiers{"str"},
			Func: func(args []any) (any, error) {
				text, ok := args[0].(string)
				if !ok {
					return nil, fmt.Errorf("text is needed, but this is %T", args[0])
				}
				return text, check(text)
			}})
	}
	node, err := jsonnet.SnippetToAST("", checkedStd)
	if err != nil {
		return err
	}
	b.checked = node
	return nil
}

// numbersOf adds to a check of data that jsonnet can hold its numbers.
func numbersOf(check func(string) error) func(string) error {
	return func(text string) error {
		if err := check(text); err != nil {
			return err
		}
		for _, at := range largeNumerals().FindAllStringSubmatchIndex(text, -1) {
			if number := text[at[2]:at[3]]; inexact(number) {
				return fmt.Errorf("on line %d: %s", LineAt(text, at[2]), strings.TrimSuffix(beyondExact(number), "."))
			}
		}
		return nil
	}
}

// largeNumerals finds whole numbers of many digits that stand as values in JSON or YAML, not in strings.
var largeNumerals = lazy.Regexp(`(?m)(?:^|[:\[,{-])[ \t\n]*(-?[0-9]{16,})[ \t]*(?:[,\]}\r\n#]|$)`)

// look is called with each node before it is evaluated.
func (b *brake) look(node ast.Node) {
	switch n := node.(type) {
	case *ast.LiteralNumber:
		if b.large == nil && inexact(n.OriginalString) && n.Loc() != nil {
			b.large = &largeNumber{*n.Loc(), n.OriginalString}
		}
	case *ast.Import:
		b.imported(n)
	}
}

// changed says what isn't what was meant in the JSON that a file evaluates to: numbers that jsonnet can't hold.
func changed(name string, src []byte, out string) *hcl.Diagnostic {
	path, number, ok := losslessNumbers([]byte(out))
	if ok {
		return nil
	}
	return diag.Error(codeJsonnet, "Number too large for jsonnet", fmt.Sprintf("In what the file evaluates to, at %s: "+
		"%s", path,
		beyondExact(number)), rangeOf(name, src, 0, 0))
}

// losslessNumbers refuses whole numbers that jsonnet may have changed: its numbers are float64, which hold each one
// only up to 2^53. It gives the path of the first in what a file evaluates to.
func losslessNumbers(out []byte) (path, number string, ok bool) {
	var names []string
	dec := json.NewDecoder(bytes.NewReader(out))
	dec.UseNumber()
	type level struct {
		object, key bool
		index       int
	}
	var stack []level
	for {
		tok, err := dec.Token()
		if err != nil {
			return "", "", true
		}
		var top *level
		if len(stack) > 0 {
			top = &stack[len(stack)-1]
		}
		switch {
		case top != nil && top.object && top.key:
			if s, is := tok.(string); is {
				names[len(names)-1] = s
				top.key = false
				continue
			}
		case top != nil && !top.object && tok != json.Delim(']'):
			names[len(names)-1] = fmt.Sprint(top.index)
			top.index++
		}
		switch tok := tok.(type) {
		case json.Delim:
			if tok == '}' || tok == ']' {
				stack, names = stack[:len(stack)-1], names[:len(names)-1]
				if len(stack) > 0 && stack[len(stack)-1].object {
					stack[len(stack)-1].key = true
				}
				continue
			}
			stack = append(stack, level{object: tok == '{', key: tok == '{'})
			names = append(names, "")
			continue
		case json.Number:
			if rounded(tok.String()) {
				return strings.Join(names, "."), tok.String(), false
			}
		}
		if top != nil && top.object {
			top.key = true
		}
	}
}
