package draft

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// trigger is one that may be an instance of another.
type trigger struct {
	*Object
	args     []argument // by name
	literals []literal
}

// argument is an argument of a trigger.
type argument struct {
	name string
	text string
}

// literal is a text or a number in an argument.
type literal struct {
	arg        int // the index of the argument
	start, end int // where it is in the text
	text       string
	number     bool
	quoted     bool // it is all that is between two quotes
}

// repeat makes one trigger with for_each of those that differ in one value.
func (s *Sharing) repeat(b *Block, alerts []*Object) {
	if b.Get("for_each") != nil {
		return
	}
	alike := map[string][]*trigger{}
	var order []string
	for _, o := range alerts {
		if o.Type != "trigger" || o.Get("for_each") != nil {
			continue
		}
		t, form := newTrigger(o, b)
		if alike[form] == nil {
			order = append(order, form)
		}
		alike[form] = append(alike[form], t)
	}
	for _, form := range order {
		left := alike[form]
		if s.instances(b, left) {
			continue
		}
		for j, l := range left[0].literals { // those that are equal but for this one, and what it is called by
			if j == maxLiterals {
				break
			}
			if name := left[0].args[l.arg].name; name == "name" || name == "description" || len(left) < enough {
				continue
			}
			parts := map[string][]*trigger{}
			var keys []string
			for _, t := range left {
				key := t.but(j)
				if parts[key] == nil {
					keys = append(keys, key)
				}
				parts[key] = append(parts[key], t)
			}
			left = nil
			for _, key := range keys {
				if !s.instances(b, parts[key]) {
					left = append(left, parts[key]...)
				}
			}
			if len(left) == 0 {
				break
			}
		}
	}
}

// maxLiterals is how many texts and numbers of a trigger are tried as the one that differs.
const maxLiterals = 16

// newTrigger takes a trigger apart. The form is the same for those that differ in texts and numbers alone.
func newTrigger(o *Object, b *Block) (t *trigger, form string) {
	t = &trigger{Object: o}
	for _, a := range o.Args {
		if a.Name != "existing" {
			t.args = append(t.args, argument{a.Name, a.Value.text(b.service)})
		}
	}
	if o.Get("name") == nil {
		t.args = append(t.args, argument{"name", Text(strings.Join(o.Path(), ": "))[0].Text})
	}
	slices.SortFunc(t.args, func(x, y argument) int { return strings.Compare(x.name, y.name) })
	var f strings.Builder
	fmt.Fprintf(&f, "%t %+v\n", o.Get("existing") != nil, o.Notes)
	for i, a := range t.args {
		fmt.Fprintf(&f, "%s =", a.name)
		tokens, _ := hclsyntax.LexExpression([]byte(a.text), "", hcl.InitialPos)
		for k, token := range tokens {
			number := token.Type == hclsyntax.TokenNumberLit
			if !number && token.Type != hclsyntax.TokenQuotedLit {
				fmt.Fprintf(&f, " %q", token.Bytes)
				continue
			}
			fmt.Fprintf(&f, " %d", token.Type)
			t.literals = append(t.literals, literal{i, token.Range.Start.Byte, token.Range.End.Byte,
				string(token.Bytes), number, k > 0 && k+1 < len(tokens) &&
					tokens[k-1].Type == hclsyntax.TokenOQuote && tokens[k+1].Type == hclsyntax.TokenCQuote})
		}
		f.WriteByte('\n')
	}
	var p printer
	for _, x := range o.Blocks {
		p.block(x, nil, b.service)
	}
	f.Write(p.Bytes())
	return t, f.String()
}

// but are the texts and numbers of a trigger without one, and without those that people call it by.
func (t *trigger) but(j int) string {
	var out []string
	for i, l := range t.literals {
		if name := t.args[l.arg].name; i != j && name != "name" && name != "description" {
			out = append(out, l.text)
		}
	}
	return fmt.Sprintf("%q", out)
}

// hole is what differs in texts that begin and end alike: whole words.
type hole struct {
	before, after string
	values        []string
}

// holeIn finds what differs in texts; false if one has nothing there, or they don't differ.
func holeIn(texts []string, word func(rune) bool) (h hole, ok bool) {
	h.before, h.after = texts[0], texts[0]
	for _, t := range texts {
		h.before = h.before[:common(h.before, t)]
		h.after = h.after[len(h.after)-commonEnd(h.after, t):]
	}
	for h.before != "" && !boundary(h.before, word) {
		_, n := utf8.DecodeLastRuneInString(h.before)
		h.before = h.before[:len(h.before)-n]
	}
	for h.after != "" {
		r, n := utf8.DecodeRuneInString(h.after)
		if r != utf8.RuneError && !word(r) {
			break
		}
		h.after = h.after[n:]
	}
	for _, t := range texts {
		if len(h.before)+len(h.after) >= len(t) {
			return h, false
		}
		h.values = append(h.values, t[len(h.before):len(t)-len(h.after)])
	}
	return h, slices.ContainsFunc(h.values, func(v string) bool { return v != h.values[0] })
}

func boundary(s string, word func(rune) bool) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r != utf8.RuneError && !word(r)
}

func common(a, b string) (n int) {
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n
}

func commonEnd(a, b string) (n int) {
	for n < min(len(a), len(b)) && a[len(a)-1-n] == b[len(b)-1-n] {
		n++
	}
	return n
}

// inWord says whether a character belongs to a word in what people write; a backslash begins what isn't cut.
func inWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r) || strings.ContainsRune(`-_\`, r)
}

// keysOf are the keys of instances, and what the trigger of them is called: by their labels, of which the keys are a
// part. Where labels are told apart by ids alone, the keys are made of the values.
func keysOf(b *Block, list []*trigger, values []string) (keys []string, label string) {
	labels := make([]string, len(list))
	for i, t := range list {
		labels[i] = t.Labels[0]
	}
	h, ok := holeIn(labels, func(r rune) bool { return r != '_' && r != '-' })
	if !ok {
		return nil, ""
	}
	keys = h.values
	if t := list[0]; t.ID != "" && keys[0] == strings.ToLower(t.ID) {
		keys = make([]string, len(values))
		for i, v := range values {
			keys[i] = Name(v, "")
		}
	}
	separator := "_"
	if before := strings.TrimRight(h.before, "_-"); before != h.before {
		separator = h.before[len(before):]
	}
	label = strings.Trim(h.before, "_-")
	if after := strings.Trim(h.after, "_-"); after != "" {
		if label != "" {
			label += separator
		}
		label += after
	}
	seen := map[string]bool{}
	for _, k := range keys {
		if !isName(k) || seen[k] {
			return nil, ""
		}
		seen[k] = true
	}
	for _, x := range b.Blocks {
		if x.Type == "trigger" && x.Labels[0] == label && !slices.ContainsFunc(list, func(t *trigger) bool {
			return x == &t.Block
		}) {
			return nil, ""
		}
	}
	if !isName(label) {
		return nil, ""
	}
	return keys, label
}

// written are the ways in which people write what follows from the key.
var written = []struct {
	hcl string
	of  func(key string) string
}{
	{"each.key", func(key string) string { return key }},
	{"title(each.key)", func(key string) string {
		if strings.Contains(key, "-") {
			return key
		}
		return strings.ToUpper(key[:1]) + key[1:]
	}},
	{"upper(each.key)", strings.ToUpper},
}

// difference is a literal that differs from trigger to trigger.
type difference struct {
	literal
	hole
	whole []string // the texts
}

// instances makes instances of one trigger of some, if they differ in one value and what follows from the key.
func (s *Sharing) instances(b *Block, list []*trigger) bool {
	if len(list) < enough {
		return false
	}
	found, ok := differences(list)
	if !ok || len(found) == 0 {
		return false
	}
	var first []string // the values, if those have to make the keys
	for _, d := range found {
		if name := list[0].args[d.arg].name; name != "name" && name != "description" {
			first = d.values
		}
	}
	keys, label := keysOf(b, list, first)
	if keys == nil || first == nil {
		return false
	}
	as := make([]string, len(found))
	var others []int
	for i, d := range found {
		if as[i] = ofKeys(keys, d.values); as[i] == "" {
			as[i] = "each.value"
			others = append(others, i)
		}
	}
	values, number, ok := oneValue(found, others)
	if !ok {
		return false
	}
	s.fold(b, list, label, keys, list[0].filled(found, as), each(keys, values, number))
	return true
}

// oneValue are the values of those differences that don't follow from the keys, if they are the same: whole texts
// rather than what differs in them.
func oneValue(found []difference, others []int) (values []string, number, ok bool) {
	if len(others) == 0 {
		return nil, false, true
	}
	first := found[others[0]]
	whole, part := true, true
	for _, i := range others {
		whole = whole && slices.Equal(found[i].whole, first.whole)
		part = part && slices.Equal(found[i].values, first.values)
		number = number || found[i].number
	}
	if !whole {
		return first.values, number, part
	}
	for _, i := range others {
		found[i].hole = hole{values: first.whole}
	}
	return first.whole, number, true
}

// ofKeys is how values are written that follow from the keys; empty if they don't.
func ofKeys(keys, values []string) string {
	for _, w := range written {
		i := 0
		if !slices.ContainsFunc(values, func(v string) bool { i++; return w.of(keys[i-1]) != v }) {
			return w.hcl
		}
	}
	return ""
}

// differences are the literals that differ from trigger to trigger; false if there is more to them than whole words.
func differences(list []*trigger) (out []difference, ok bool) {
	for j, l := range list[0].literals {
		texts := make([]string, len(list))
		for i, t := range list {
			texts[i] = t.literals[j].text
		}
		if !slices.ContainsFunc(texts, func(t string) bool { return t != texts[0] }) {
			continue
		}
		h, ok := holeIn(texts, inWord)
		if !ok {
			return nil, false
		}
		if l.number {
			h = hole{values: texts}
		}
		out = append(out, difference{l, h, texts})
	}
	return out, true
}

// each is what for_each is.
func each(keys, values []string, number bool) Value {
	if values == nil {
		text := `"` + strings.Join(slices.Sorted(slices.Values(keys)), `", "`) + `"`
		if len(text) > columns/2 {
			text = "\n  " + strings.ReplaceAll(text, ", ", ",\n  ") + ",\n"
		}
		return Raw("toset([" + text + "])")
	}
	var entries []Entry
	for i, k := range keys {
		v := Raw(`"` + values[i] + `"`) // as it is written in HCL
		if number {
			v = Raw(values[i])
		}
		entries = append(entries, Entry{k, v})
	}
	return byKey(entries)
}

// byKey is a map on several lines, in the order of its keys.
func byKey(entries []Entry) Value {
	slices.SortFunc(entries, func(x, y Entry) int { return cmp.Compare(x.Key, y.Key) })
	return lines(entries, Entry.key)
}

// filled are the arguments with expressions for what differs.
func (t *trigger) filled(found []difference, as []string) map[string]string {
	out := map[string]string{}
	for i, a := range t.args {
		var b bytes.Buffer
		at := 0
		for k, d := range found {
			if d.arg != i {
				continue
			}
			start, end, text := d.start, d.end, d.before+"${"+as[k]+"}"+d.after
			if whole := d.before == "" && d.after == ""; d.number || whole && d.quoted {
				text = as[k]
				if !d.number { // without its quotes
					start, end = start-1, end+1
				}
			}
			b.WriteString(a.text[at:start])
			b.WriteString(text)
			at = end
		}
		if at > 0 {
			b.WriteString(a.text[at:])
			out[a.name] = b.String()
		}
	}
	return out
}

// fold makes the first trigger of a list one with for_each, and the list its instances.
func (s *Sharing) fold(b *Block, list []*trigger, label string, keys []string, args map[string]string, each Value) {
	objects := make([]*Object, len(list))
	var existing []Entry
	for i, t := range list {
		objects[i] = t.Object
		if v := t.Get("existing"); v != nil {
			existing = append(existing, Entry{keys[i], v})
		}
	}
	s.keep(b, objects)
	of := objects[0]
	of.Labels = []string{label}
	of.Set("for_each", each)
	for name, text := range args {
		of.Set(name, Raw(text))
	}
	if text := of.Get("name"); text != nil && text.text(nil) ==
		`"`+strings.Join([]string{b.Labels[0], label, "${each.key}"}, ": ")+`"` {
		of.Unset("name")
	}
	if existing != nil {
		of.Set("existing", append(byKey(existing), Part{Text: "[each.key]"}))
	}
	for i, o := range objects {
		o.instance, o.of = keys[i], of
	}
	b.Blocks = slices.DeleteFunc(b.Blocks, func(x *Block) bool {
		return slices.ContainsFunc(objects[1:], func(o *Object) bool { return x == &o.Block })
	})
}
