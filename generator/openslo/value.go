package openslo

import (
	"errors"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"

	yaml "sigs.k8s.io/yaml/goyaml.v3"

	"github.com/slogen-project/slogen/generator/lazy"
)

// The sizes that a file may have. No file that people write comes near to them.
const (
	MaxBytes  = 4 << 20
	maxNested = 64
	maxNodes  = 400_000 // with what aliases stand for
	maxDigits = 30
)

// Error is a mistake in a file.
type Error struct {
	Line, Column int
	Text         string
}

func (e *Error) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Text)
}

// Place is where something stands in its file.
type Place struct{ Line, Column int }

// Value is a value in a file: YAML, of which nobody knows yet whether it is what it should be.
type Value struct {
	node *yaml.Node
	path string // "spec.objectives[0].target"
	in   *document
	used map[string]bool // the members that were asked for
}

// document is one document of a file, or one object of a list in it.
type document struct {
	err    *Error // the first mistake
	values map[*yaml.Node]*Value
	left   []Unknown
}

// Unknown is a member that OpenSLO doesn't have.
type Unknown struct {
	Path string
	Place
}

// fail notes a mistake; the first one counts.
func (v *Value) fail(format string, args ...any) {
	if v.in.err == nil {
		v.in.err = &Error{v.node.Line, v.node.Column, fmt.Sprintf(format, args...)}
	}
}

// Place is where the value stands.
func (v *Value) Place() Place { return Place{v.node.Line, v.node.Column} }

func (v *Value) wrong(want string) {
	v.fail("%s is %s, where OpenSLO has %s", v.path, describe(v.node), want)
}

// describe says what a node is, without its value.
func describe(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "an object"
	case yaml.SequenceNode:
		return "a list"
	}
	switch n.ShortTag() {
	case "!!str":
		return "a text"
	case "!!int", "!!float":
		return "a number"
	case "!!bool":
		return "true or false"
	case "!!null":
		return "nothing"
	}
	return "a value of another kind"
}

// checked follows aliases and merges, and bounds what they come to. It works on copies, so that each place has a node
// of its own.
type checked struct{ nodes int }

func (c *checked) node(n *yaml.Node, depth int) (*yaml.Node, *Error) {
	if c.nodes++; c.nodes > maxNodes {
		return nil, &Error{n.Line, n.Column, fmt.Sprintf("it holds more than %d values, those that aliases repeat "+
			"included", maxNodes)}
	}
	if depth > maxNested {
		return nil, &Error{n.Line, n.Column, fmt.Sprintf("lists and objects are more than %d deep", maxNested)}
	}
	if n.Kind == yaml.AliasNode {
		return c.node(n.Alias, depth+1)
	}
	out := *n
	out.Content = nil
	if n.Kind == yaml.MappingNode {
		err := c.mapping(&out, n, depth)
		return &out, err
	}
	for _, x := range n.Content {
		y, err := c.node(x, depth+1)
		if err != nil {
			return nil, err
		}
		out.Content = append(out.Content, y)
	}
	return &out, nil
}

// mapping checks the members of an object, with those that it merges.
func (c *checked) mapping(out, n *yaml.Node, depth int) *Error {
	lines := map[string]int{}
	var merged []*yaml.Node
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		if k.Kind == yaml.AliasNode {
			k = k.Alias
		}
		if k.Kind != yaml.ScalarNode {
			return &Error{k.Line, k.Column, "the key of an object is " + describe(k) + ", not a text"}
		}
		v, err := c.node(n.Content[i+1], depth+1)
		if err != nil {
			return err
		}
		if k.Tag == "!!merge" {
			if v.Kind == yaml.SequenceNode {
				merged = append(merged, v.Content...)
			} else {
				merged = append(merged, v)
			}
			continue
		}
		if first, ok := lines[k.Value]; ok {
			return &Error{k.Line, k.Column, fmt.Sprintf("the key %q appears twice in the same object, first on "+
				"line %d, "+
				"but only one can count: remove or rename one", short(k.Value), first)}
		}
		lines[k.Value] = k.Line
		out.Content = append(out.Content, k, v)
	}
	for _, m := range merged {
		if m.Kind != yaml.MappingNode {
			return &Error{m.Line, m.Column, "<< merges " + describe(m) + ", where YAML has an object"}
		}
		for i := 0; i+1 < len(m.Content); i += 2 {
			if _, ok := lines[m.Content[i].Value]; !ok {
				lines[m.Content[i].Value] = m.Content[i].Line
				out.Content = append(out.Content, m.Content[i], m.Content[i+1])
			}
		}
	}
	return nil
}

func short(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

// at is the value of a node, which is the same each time.
func (d *document) at(n *yaml.Node, path string) *Value {
	if v := d.values[n]; v != nil {
		return v
	}
	v := &Value{node: n, path: path, in: d, used: map[string]bool{}}
	d.values[n] = v
	return v
}

// isNull says whether nothing stands there.
func (v *Value) isNull() bool {
	return v == nil || v.node.Kind == yaml.ScalarNode && v.node.ShortTag() == "!!null"
}

func (v *Value) isText() bool {
	return v != nil && v.node.Kind == yaml.ScalarNode && v.node.ShortTag() == "!!str"
}

// Get is a member of an object; nil if it isn't there or holds nothing.
func (v *Value) Get(name string) *Value {
	if v.isNull() {
		return nil
	}
	if v.node.Kind != yaml.MappingNode {
		v.wrong("an object")
		return nil
	}
	v.used[name] = true
	for i := 0; i+1 < len(v.node.Content); i += 2 {
		if v.node.Content[i].Value != name {
			continue
		}
		x := v.in.at(v.node.Content[i+1], joined(v.path, name))
		if x.isNull() {
			return nil
		}
		return x
	}
	return nil
}

func joined(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// Keys are the names of an object's members, in order; of a list, those of the objects in it.
func (v *Value) Keys() (out []string) {
	if v == nil {
		return nil
	}
	add := func(n *yaml.Node) {
		for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
			if name := n.Content[i].Value; !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
	}
	add(v.node)
	for _, x := range v.node.Content {
		if v.node.Kind == yaml.SequenceNode {
			add(x)
		}
	}
	return out
}

// List are the items of a list; none if nothing is there.
func (v *Value) List() (out []*Value) {
	if v.isNull() {
		return nil
	}
	if v.node.Kind != yaml.SequenceNode {
		v.wrong("a list")
		return nil
	}
	for i, n := range v.node.Content {
		out = append(out, v.in.at(n, fmt.Sprintf("%s[%d]", v.path, i)))
	}
	return out
}

// Text is a text; empty if nothing is there.
func (v *Value) Text() string {
	if v.isNull() {
		return ""
	}
	if v.node.Kind != yaml.ScalarNode || v.node.ShortTag() != "!!str" {
		v.wrong("a text")
		return ""
	}
	return v.node.Value
}

// scalar is a text, a number, a truth or a time as it is written.
func (v *Value) scalar() string {
	if v.isNull() {
		return ""
	}
	if v.node.Kind != yaml.ScalarNode {
		v.wrong("a text")
		return ""
	}
	return v.node.Value
}

// truth is true or false; nil if nothing is there.
func (v *Value) truth() *bool {
	if v.isNull() {
		return nil
	}
	b, err := strconv.ParseBool(strings.ToLower(v.node.Value))
	if v.node.Kind != yaml.ScalarNode || v.node.ShortTag() != "!!bool" || err != nil {
		v.wrong("true or false")
		return nil
	}
	return &b
}

// decimal matches the numbers that are read: those of JSON, with a few digits.
var decimal = lazy.Regexp(`^[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]{1,2})?$`)

// Number is a number; nil if nothing is there.
func (v *Value) Number() *Number {
	if v.isNull() {
		return nil
	}
	text := v.node.Value
	if v.node.Kind != yaml.ScalarNode || !slices.Contains([]string{"!!int", "!!float"}, v.node.ShortTag()) {
		v.wrong("a number")
		return nil
	}
	text = strings.TrimPrefix(text, "+")
	if len(text) > maxDigits || !decimal().MatchString(text) {
		v.fail("%s is a number that isn't written as a decimal of at most %d digits", v.path, maxDigits)
		return nil
	}
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		v.wrong("a number")
		return nil
	}
	return &Number{r, text}
}

// Number is a number, exactly, and as it is written.
type Number struct {
	*big.Rat
	Text string
}

// JSON is the value as encoding/json would have it, with numbers as makes them of their texts.
func (v *Value) JSON(number func(string) any) any {
	if v == nil {
		return nil
	}
	return asJSON(v.node, number)
}

func asJSON(n *yaml.Node, number func(string) any) any {
	switch n.Kind {
	case yaml.MappingNode:
		out := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			out[n.Content[i].Value] = asJSON(n.Content[i+1], number)
		}
		return out
	case yaml.SequenceNode:
		out := []any{}
		for _, x := range n.Content {
			out = append(out, asJSON(x, number))
		}
		return out
	}
	switch tag := n.ShortTag(); {
	case tag == "!!null":
		return nil
	case tag == "!!bool":
		return strings.EqualFold(n.Value, "true")
	case (tag == "!!int" || tag == "!!float") && len(n.Value) <= maxDigits && decimal().MatchString(n.Value):
		return number(strings.TrimPrefix(n.Value, "+"))
	}
	return n.Value
}

// unknown lists the members below a value that nobody asked for.
func (d *document) unknown(v *Value) {
	switch v.node.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(v.node.Content); i += 2 {
			k, n := v.node.Content[i], v.node.Content[i+1]
			switch {
			case v.used[anyMember]:
			case !v.used[k.Value]:
				d.left = append(d.left, Unknown{joined(v.path, short(k.Value)), Place{k.Line, k.Column}})
			default:
				d.unknown(d.at(n, joined(v.path, k.Value)))
			}
		}
	case yaml.SequenceNode:
		for i, n := range v.node.Content {
			d.unknown(d.at(n, fmt.Sprintf("%s[%d]", v.path, i)))
		}
	}
}

// anyMember says of an object that it may have any members.
const anyMember = "\x00"

// free says that whatever is in a value is allowed.
func (v *Value) free() *Value {
	if v != nil {
		v.used[anyMember] = true
	}
	return v
}

// yamlError is what the parser says of a file, with its place.
var yamlError = lazy.Regexp(`^yaml: (?:line (\d+): )?(.*)$`)

// syntaxError places a message of the parser, which knows the line alone.
func syntaxError(data []byte, err error) *Error {
	out := &Error{1, 1, "it isn't YAML: " + err.Error()}
	var at *Error
	if errors.As(err, &at) {
		return at
	}
	m := yamlError().FindStringSubmatch(err.Error())
	if m == nil {
		return out
	}
	out.Text = "it isn't YAML: " + m[2]
	if n, err := strconv.Atoi(m[1]); err == nil {
		out.Line = n
		lines := strings.SplitN(string(data), "\n", n+1)
		if n >= 1 && n <= len(lines) {
			line := lines[n-1]
			out.Column = 1 + len(line) - len(strings.TrimLeft(line, " \t"))
		}
	}
	return out
}

// shorthand matches a length of time.
var shorthand = lazy.Regexp(`^([0-9]{1,9})([mhdwMQY])$`)

// Duration is a length of time as OpenSLO writes it.
type Duration struct {
	Text string
	// Minutes is how long it is, where the calendar doesn't say otherwise: a month has 30 days, a quarter 90, a year
	// 365.
	Minutes  int
	Calendar bool // it is in months, quarters or years
}

// minutesOf are the minutes in a unit.
var minutesOf = map[string]int{"m": 1, "h": 60, "d": 1440, "w": 7 * 1440, "M": 30 * 1440, "Q": 90 * 1440,
	"Y": 365 * 1440}

// duration is a length of time; nil if nothing is there. A number is one of minutes.
func (v *Value) duration() *Duration {
	if v.isNull() {
		return nil
	}
	text := v.scalar()
	if v.node.ShortTag() == "!!int" && regexp.MustCompile(`^[0-9]{1,9}$`).MatchString(text) {
		text += "m"
	}
	m := shorthand().FindStringSubmatch(text)
	if m == nil {
		v.fail("%s is %q: a length of time is a number and one of m, h, d, w, M, Q, Y, such as 28d", v.path,
			short(v.node.Value))
		return nil
	}
	n, _ := strconv.Atoi(m[1])
	return &Duration{text, n * minutesOf[m[2]], strings.Contains("MQY", m[2])}
}
