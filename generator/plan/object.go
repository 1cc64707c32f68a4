package plan

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/phrase"
)

// masked stands in for a value that isn't shown.
const masked = "(not shown)"

// body is the body of x as a tree. Literals of a recipient where a secret belongs are masked in it; real secrets are
// only names anyway.
func body(x honeycomb.Object) *node {
	t, err := parseNode(honeycomb.AppendBody(nil, x))
	if err != nil {
		return &node{kind: '{'} // a body is always JSON
	}
	if _, ok := x.(*honeycomb.Recipient); !ok {
		return t
	}
	hide := func(n *node) {
		if n != nil && n.kind == 's' {
			n.raw, n.hidden = []byte(strconv.Quote(masked)), n.raw
		}
	}
	details := t.get("details")
	hide(details.get("pagerduty_integration_key"))
	hide(details.get("webhook_secret"))
	if headers := details.get("webhook_headers"); headers != nil {
		for i := range headers.items {
			hide(headers.items[i].get("value"))
		}
	}
	return t
}

// node is a JSON value whose members keep their order.
type node struct {
	kind   byte // '{', '[', 's' string, or 'v' any other scalar
	names  []string
	items  []node // of members or elements
	raw    []byte // of scalars
	hidden []byte // what a masked scalar really is
}

func parseNode(raw []byte) (*node, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	n, err := readNode(d, 0)
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return &n, err
}

func readNode(d *json.Decoder, depth int) (node, error) {
	if depth > 100 {
		return node{}, errors.New("it is nested too deeply")
	}
	t, err := d.Token()
	if err != nil {
		return node{}, err
	}
	switch t := t.(type) {
	case json.Delim:
		n := node{kind: byte(t)}
		for d.More() {
			if t == '{' {
				name, err := d.Token()
				if err != nil {
					return n, err
				}
				s, _ := name.(string)
				n.names = append(n.names, s)
			}
			item, err := readNode(d, depth+1)
			if err != nil {
				return n, err
			}
			n.items = append(n.items, item)
		}
		_, err := d.Token() // the closing one
		return n, err
	case string:
		return node{kind: 's', raw: appendJSON(nil, t)}, nil
	case json.Number:
		return node{kind: 'v', raw: []byte(t)}, nil
	case bool:
		return node{kind: 'v', raw: strconv.AppendBool(nil, t)}, nil
	}
	return node{kind: 'v', raw: []byte("null")}, nil
}

// appendJSON appends s as a JSON string, without escapes for HTML.
func appendJSON(b []byte, s string) []byte {
	var w bytes.Buffer
	e := json.NewEncoder(&w)
	e.SetEscapeHTML(false)
	if e.Encode(s) != nil {
		return append(b, `""`...) // a string always encodes
	}
	return append(b, bytes.TrimSuffix(w.Bytes(), []byte{'\n'})...)
}

// get returns the member of that name, nil if there is none.
func (n *node) get(name string) *node {
	if n == nil || n.kind != '{' {
		return nil
	}
	for i := range n.names {
		if n.names[i] == name {
			return &n.items[i]
		}
	}
	return nil
}

// text returns the value of a string, and is empty for anything else.
func (n *node) text() string {
	if n == nil || n.kind != 's' {
		return ""
	}
	var s string
	if json.Unmarshal(n.raw, &s) != nil {
		return ""
	}
	return s
}

// append appends n as compact JSON.
func (n *node) append(b []byte) []byte {
	switch n.kind {
	case '{':
		b = append(b, '{')
		for i := range n.items {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(appendJSON(b, n.names[i]), ':')
			b = n.items[i].append(b)
		}
		return append(b, '}')
	case '[':
		b = append(b, '[')
		for i := range n.items {
			if i > 0 {
				b = append(b, ',')
			}
			b = n.items[i].append(b)
		}
		return append(b, ']')
	}
	return append(b, n.raw...)
}

// show appends n as people read it: references as keys, secrets by name, members without quotes.
func (n *node) show(b []byte) []byte {
	switch n.kind {
	case '{':
		if len(n.items) == 1 {
			switch s := n.items[0].text(); n.names[0] {
			case "$ref":
				return append(b, s...)
			case "$secret":
				return append(append(append(b, "secret("...), n.items[0].raw...), ')')
			}
		}
		b = append(b, '{')
		for i := range n.items {
			if i > 0 {
				b = append(b, ", "...)
			}
			b = append(append(b, n.names[i]...), ": "...)
			b = n.items[i].show(b)
		}
		return append(b, '}')
	case '[':
		b = append(b, '[')
		for i := range n.items {
			if i > 0 {
				b = append(b, ", "...)
			}
			b = n.items[i].show(b)
		}
		return append(b, ']')
	}
	return append(b, n.raw...)
}

// equal compares two values as JSON: members in any order, hidden scalars by what they hide. A reference to an object
// under its old key equals one under its new key.
func (n *node) equal(m *node, renamed func(old, new honeycomb.Key) bool) bool {
	if n == nil || m == nil {
		return n == m
	}
	if n.kind != m.kind || len(n.items) != len(m.items) {
		return false
	}
	switch n.kind {
	case '{':
		for i, name := range n.names {
			x := m.get(name)
			if x == nil {
				return false
			}
			if name == "$ref" && renamed != nil && renamed(honeycomb.Key(n.items[i].text()), honeycomb.Key(x.text())) {
				continue
			}
			if !n.items[i].equal(x, renamed) {
				return false
			}
		}
		return true
	case '[':
		for i := range n.items {
			if !n.items[i].equal(&m.items[i], renamed) {
				return false
			}
		}
		return true
	}
	return bytes.Equal(n.value(), m.value())
}

func (n *node) value() []byte {
	if n.hidden != nil {
		return n.hidden
	}
	return n.raw
}

// diffObjects lists the attributes that differ.
func diffObjects(old, new honeycomb.Object, renamed func(old, new honeycomb.Key) bool) []AttrDiff {
	c := comparer{renamed: renamed}
	text := func(s string) *node {
		if s == "" {
			return nil
		}
		return &node{kind: 's', raw: appendJSON(nil, s)}
	}
	flag := func(v bool) *node { return &node{kind: 'v', raw: strconv.AppendBool(nil, v)} }
	c.diff("dataset", text(honeycomb.Dataset(old)), text(honeycomb.Dataset(new)))
	c.diff("lookup", flag(honeycomb.LookedUp(old)), flag(honeycomb.LookedUp(new)))
	c.diff("", body(old), body(new))
	return c.diffs
}

type comparer struct {
	renamed func(old, new honeycomb.Key) bool
	diffs   []AttrDiff
}

func (c *comparer) diff(path string, a, b *node) {
	if a.equal(b, c.renamed) {
		return
	}
	switch {
	case a != nil && b != nil && a.kind == '{' && b.kind == '{' && !isReference(a) && !isReference(b):
		for i, name := range a.names {
			c.diff(join(path, name), &a.items[i], b.get(name))
		}
		for i, name := range b.names {
			if a.get(name) == nil {
				c.diff(join(path, name), nil, &b.items[i])
			}
		}
	case a != nil && b != nil && a.kind == '[' && b.kind == '[' && c.diffLists(path, a, b):
	default:
		d := AttrDiff{Path: path}
		if a != nil {
			d.Before = a.append(nil)
			d.Sensitive = a.hidden != nil
		}
		if b != nil {
			d.After = b.append(nil)
			d.Sensitive = d.Sensitive || b.hidden != nil
		}
		c.diffs = append(c.diffs, d)
	}
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func isReference(n *node) bool {
	return len(n.names) == 1 && strings.HasPrefix(n.names[0], "$")
}

// diffLists compares lists whose elements have names, element by element; it returns false if they have none. A
// different order is one difference, of the list.
func (c *comparer) diffLists(path string, a, b *node) bool {
	x, okA := identities(a)
	y, okB := identities(b)
	if !okA || !okB {
		return false
	}
	pos := func(list []string, id string) int {
		return slices.IndexFunc(list, func(s string) bool {
			return s == id || c.renamed != nil && (c.renamed(honeycomb.Key(id), honeycomb.Key(s)) ||
				c.renamed(honeycomb.Key(s), honeycomb.Key(id)))
		})
	}
	element := func(id string) string { return path + "[" + id + "]" }
	ordered, last := true, -1
	for i, id := range x {
		j := pos(y, id)
		if j < 0 {
			c.diff(element(id), content(&a.items[i]), nil)
			continue
		}
		ordered = ordered && j > last
		last = j
		c.diff(element(y[j]), content(&a.items[i]), content(&b.items[j]))
	}
	for j, id := range y {
		if pos(x, id) < 0 {
			c.diff(element(id), nil, content(&b.items[j]))
		}
	}
	if !ordered {
		list := func(ids []string) json.RawMessage {
			n := node{kind: '['}
			for _, id := range ids {
				n.items = append(n.items, node{kind: 's', raw: appendJSON(nil, id)})
			}
			return n.append(nil)
		}
		c.diffs = append(c.diffs, AttrDiff{Path: path, Before: list(x), After: list(y)})
	}
	return true
}

// aboutPanel names the text about the service among the panels of a board.
const aboutPanel = "about the service"

// identities names the elements of a list, and reports whether each has a name of its own.
func identities(list *node) ([]string, bool) {
	ids := make([]string, len(list.items))
	texts := 0
	for i := range list.items {
		e := &list.items[i]
		for _, n := range []*node{
			e.get("id").get("$ref"), // recipients
			e.get("key"),            // tags
			e.get("header"),         // headers of webhooks
			e.get("name"),           // variables, calculations, formulas
			e.get("slo_panel").get("slo_id").get("$ref"), // panels
			e.get("query_panel").get("query_annotation_id").get("$ref"),
		} {
			if s := n.text(); s != "" {
				ids[i] = s
				break
			}
		}
		if p := e.get("text_panel"); p != nil {
			ids[i] = aboutPanel
			if !strings.HasPrefix(p.get("content").text(), phrase.AboutHeading) || slices.Contains(ids[:i], aboutPanel) {
				texts++
				ids[i] = fmt.Sprintf("text %d", texts)
			}
		}
		if ids[i] == "" || slices.Contains(ids[:i], ids[i]) {
			return nil, false
		}
	}
	return ids, true
}

// content is the element without its name, or just the value if nothing else is left.
func content(e *node) *node {
	switch {
	case len(e.names) == 2 && (e.names[0] == "key" || e.names[0] == "header" || e.names[0] == "name"):
		return &e.items[1]
	}
	return e
}
