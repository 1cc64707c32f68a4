package honeycomb

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// Each member of an object in JSON is one row: wire_members.go holds them all. A row says how the member is written,
// how it is read back, and what the schema says of it, so that none of the three can lack what another has.

// row is a member of the JSON object that holds a T.
type row[T any] struct {
	described
	start    string          // `,"name":`
	variants []string        // the variants of the object that have it; nil for all
	stands   func(v *T) bool // whether it is written; nil for always
	given    func(v *T) bool // whether there is anything to write; nil for always
	append   func(b []byte, v *T) []byte
	read     func(r *reader, v *T)
}

// form is how a V stands in JSON.
type form[V any] struct {
	append  func(b []byte, v *V) []byte
	read    func(r *reader, v *V)
	given   func(v *V) bool // whether there is anything to write; nil for always
	guarded bool            // whether it can't be written unless there is
	schema  schema
	full    schema // what schema refers to by a name; nil if it doesn't
}

// member is a row for the field, which it finds in a T or, for reading, makes there.
func member[T, V any](name string, field func(v *T) *V, f form[V]) row[T] {
	m := newRow[T](name, f.schema)
	m.append = func(b []byte, v *T) []byte { return f.append(b, field(v)) }
	m.read = func(r *reader, v *T) { f.read(r, field(v)) }
	if f.given != nil {
		m.given = func(v *T) bool { return f.given(field(v)) }
	}
	if f.guarded {
		m.stands = m.given
	}
	return m
}

func newRow[T any](name string, s schema) row[T] {
	return row[T]{described: described{name: name, schema: s}, start: `,"` + name + `":`}
}

// derived is a row for a text that follows from the rest. Reading skips it: [Entry.Decode] finds out whether it was
// right.
func derived[T any](name string, get func(v *T) string, s schema) row[T] {
	m := newRow[T](name, s)
	m.append = func(b []byte, v *T) []byte { return appendString(b, get(v)) }
	m.read = func(r *reader, _ *T) { r.text() }
	return m
}

// constant is a row that always has the same text.
func constant[T any](name, value string) row[T] {
	return derived(name, func(*T) string { return value }, keywords(`"const": "`+value+`"`))
}

// inside is a row for an object that holds part of the same T.
func inside[T any](name string, rows ...row[T]) row[T] {
	return member(name, func(v *T) *T { return v }, members(rows...))
}

// optional leaves a row out where there is nothing to write.
func (m row[T]) optional() row[T] { return m.when(m.given) }

// when leaves a row out unless stands.
func (m row[T]) when(stands func(v *T) bool) row[T] {
	m.spare = true
	return m.guarded(stands)
}

// guarded is when for a row that nothing complete lacks.
func (m row[T]) guarded(stands func(v *T) bool) row[T] {
	m.stands = stands
	return m
}

// of restricts a row to variants of the object.
func (m row[T]) of(variants ...string) row[T] {
	m.variants = variants
	return m
}

// about describes a row in the schema.
func (m row[T]) about(doc string) row[T] {
	m.doc = doc
	return m
}

// and adds keywords to a row in the schema.
func (m row[T]) and(more ...string) row[T] {
	m.more = more
	return m
}

// object is a T as a JSON object.
type object[T any] struct {
	rows    []row[T]
	variant func(v *T) string // which variant of the object v is; nil if there is only one
}

// members is the form of an object with these rows.
func members[T any](rows ...row[T]) form[T] {
	o := &object[T]{rows: rows}
	return o.form(func(n notes) string { return describe(n, o.listed("")) })
}

// variants is the form of an object whose rows depend on which variant it is.
func variants[T any](variant func(v *T) string, s func(listed func(variant string) []described) string,
	rows ...row[T]) form[T] {
	o := &object[T]{rows, variant}
	return o.form(func(notes) string { return s(o.listed) })
}

func (o *object[T]) form(s schema) form[T] { return form[T]{append: o.append, read: o.read, schema: s} }

// listed are the rows for a schema: those of a variant or, without a name, those that all have.
func (o *object[T]) listed(variant string) (out []described) {
	for i := range o.rows {
		if m := &o.rows[i]; variant == "" && m.variants == nil || slices.Contains(m.variants, variant) {
			out = append(out, m.described)
		}
	}
	return out
}

func (o *object[T]) append(b []byte, v *T) []byte {
	return append(o.appendMembers(append(b, '{'), v), '}')
}

// appendMembers appends the members without the braces.
func (o *object[T]) appendMembers(b []byte, v *T) []byte {
	for i := range o.rows {
		m := &o.rows[i]
		if m.variants != nil && !slices.Contains(m.variants, o.variant(v)) || m.stands != nil && !m.stands(v) {
			continue
		}
		start := m.start
		if b[len(b)-1] == '{' {
			start = start[1:]
		}
		b = m.append(append(b, start...), v)
	}
	return b
}

// read reads members in any order. One that has no row is an error, and so is an id that is missing, since whoever
// works with the object relies on it. Whatever else is missing, [Entry.Decode] finds.
func (o *object[T]) read(r *reader, v *T) {
	r.each('{', "an object", func() {
		name := r.text()
		for i := range o.rows {
			if o.rows[i].name == name {
				o.rows[i].read(r, v)
				return
			}
		}
		if r.err == nil {
			r.err = fmt.Errorf("unknown field %q", r.place())
		}
	})
	for i := range o.rows {
		if m := &o.rows[i]; r.err == nil && m.stands != nil && !m.spare && m.variants == nil && !m.stands(v) {
			r.err = fmt.Errorf("%s has no %q", r.place(), m.name)
		}
	}
}

// pointer is the form of what a pointer points to.
func pointer[V any](f form[V]) form[*V] {
	return form[*V]{
		append:  func(b []byte, v **V) []byte { return f.append(b, *v) },
		read:    func(r *reader, v **V) { f.read(r, made(v)) },
		given:   func(v **V) bool { return *v != nil },
		guarded: true,
		schema:  f.schema,
	}
}

// made is what *p points to, which it makes if there is nothing yet.
func made[V any](p **V) *V {
	if *p == nil {
		*p = new(V)
	}
	return *p
}

// list is the form of a list.
func list[E any](item form[E], more ...string) form[[]E] {
	return form[[]E]{
		append: func(b []byte, v *[]E) []byte {
			b = append(b, '[')
			for i := range *v {
				if i > 0 {
					b = append(b, ',')
				}
				b = item.append(b, &(*v)[i])
			}
			return append(b, ']')
		},
		read: func(r *reader, v *[]E) {
			r.each('[', "a list", func() {
				*v = append(*v, *new(E))
				item.read(r, &(*v)[len(*v)-1])
			})
		},
		given:  func(v *[]E) bool { return len(*v) > 0 },
		schema: func(n notes) string { return describeList(n, more, item.schema(notes{})) },
	}
}

// text is a text of min to max characters; 0 for no bound.
func text(min, max int) form[string] {
	more := []string{`"type": "string"`}
	if min > 0 {
		more = append(more, `"minLength": `+strconv.Itoa(min))
	}
	if max > 0 {
		more = append(more, `"maxLength": `+strconv.Itoa(max))
	}
	return texts(more...)
}

// enum is a text that is one of words.
func enum(words []string) form[string] { return texts(`"enum": ` + inWords(words)) }

// texts is a text with these keywords in the schema.
func texts(more ...string) form[string] {
	return form[string]{
		append: func(b []byte, v *string) []byte { return appendString(b, *v) },
		read:   func(r *reader, v *string) { *v = r.text() },
		given:  func(v *string) bool { return *v != "" },
		schema: keywords(more...),
	}
}

// whole is a whole number with these keywords in the schema.
func whole(more ...string) form[int] {
	return form[int]{
		append: func(b []byte, v *int) []byte { return strconv.AppendInt(b, int64(*v), 10) },
		read:   func(r *reader, v *int) { *v = r.whole() },
		given:  func(v *int) bool { return *v != 0 },
		schema: keywords(more...),
	}
}

// from is a whole number of at least min.
func from(min int) form[int] { return whole(`"type": "integer"`, `"minimum": `+strconv.Itoa(min)) }

// between is a whole number of min to max.
func between(min, max int, more ...string) form[int] {
	return whole(append([]string{`"type": "integer"`, `"minimum": ` + strconv.Itoa(min),
		`"maximum": ` + strconv.Itoa(max)}, more...)...)
}

// described gives a form another schema.
func (f form[V]) described(s schema) form[V] {
	f.schema = s
	return f
}

// truth is true or false.
func truth(more ...string) form[bool] {
	return form[bool]{
		append: func(b []byte, v *bool) []byte { return strconv.AppendBool(b, *v) },
		read:   func(r *reader, v *bool) { *v = r.truth() },
		given:  func(v *bool) bool { return *v },
		schema: keywords(more...),
	}
}

// number is a number, exactly as it is written. What is no number is null, so that a body is always JSON.
var number = form[Number]{
	append: func(b []byte, v *Number) []byte {
		if !v.Valid() {
			return append(b, "null"...)
		}
		return append(b, *v...)
	},
	read:   func(r *reader, v *Number) { *v = Number(r.number()) },
	schema: keywords(`"type": "number"`),
}

// amount is a number of any size; 0 for none.
var amount = form[float64]{
	append: func(b []byte, v *float64) []byte { return appendFloat(b, *v) },
	read:   func(r *reader, v *float64) { *v = r.float(r.number()) },
	given:  func(v *float64) bool { return *v != 0 },
	schema: keywords(`"type": "number"`),
}

// anyValue is the value of a [Filter].
var anyValue = form[any]{
	append: func(b []byte, v *any) []byte { return appendValue(b, *v) },
	read:   func(r *reader, v *any) { *v = r.value() },
	given:  func(v *any) bool { return *v != nil },
	schema: func(notes) string {
		const scalar = `{"type": ["string", "number", "boolean"]}`
		return inLines(`"anyOf": ` + inBrackets(scalar, inLine(`"type": "array"`, `"minItems": 1`, `"items": `+scalar)))
	},
}

// defined gives a form a name in the schema, by which others refer to it.
func (f form[V]) defined(name string) form[V] {
	f.full, f.schema = f.schema, definition(name)
	return f
}

// reference is the id that the object pointed to has once it exists: {"$ref": key}. What is read has its key alone,
// until [Catalogue.Object] finds the rest.
func reference[X any, P interface {
	*X
	Object
}]() form[P] {
	key := func(v *P) *string {
		if *v == nil {
			*v = new(X)
		}
		return (*string)(&(*v).Head().Key)
	}
	o := &object[P]{rows: []row[P]{member("$ref", key, text(0, 0))}}
	return form[P]{append: o.append, read: o.read, given: func(v *P) bool { return *v != nil }, guarded: true,
		schema: definition("ref")}
}

// aSecret is how the name of a secret stands in for its value.
var aSecret = object[Text]{rows: []row[Text]{
	member("$secret", func(t *Text) *string { return &t.Secret }, text(1, 0)),
}}

// secret is a text with this schema, or a secret: {"$secret": name}.
func secret(plain form[string]) form[Text] {
	return form[Text]{
		append: func(b []byte, v *Text) []byte {
			if v.Secret == "" {
				return plain.append(b, &v.Value)
			}
			return aSecret.append(b, v)
		},
		read: func(r *reader, v *Text) {
			if r.PeekKind() == '{' {
				aSecret.read(r, v)
			} else {
				plain.read(r, &v.Value)
			}
		},
		given: func(v *Text) bool { return *v != Text{} },
		schema: func(notes) string {
			return inLine(`"anyOf": [` + plain.schema(notes{}) + ", " + definition("secret")(notes{}) + "]")
		},
	}
}

// reader reads JSON of which the whole is known. The first error is kept, and what is read after it means nothing.
type reader struct {
	*jsontext.Decoder
	err error
}

// take reads a token of a kind, which people call what.
func (r *reader) take(kind jsontext.Kind, what string) (t jsontext.Token) {
	if r.err != nil {
		return t
	}
	got := r.PeekKind()
	if t, r.err = r.ReadToken(); r.err == nil && got != kind {
		r.err = fmt.Errorf("%s must be %s", r.place(), what)
	}
	return t
}

// place is where the value stands that was read last, such as "body.tags[0].key".
func (r *reader) place() string {
	var b strings.Builder
	for part := range r.StackPointer().Tokens() {
		if _, err := strconv.Atoi(part); err == nil {
			b.WriteString("[" + part + "]")
		} else if b.Len() > 0 {
			b.WriteString("." + part)
		} else {
			b.WriteString(part)
		}
	}
	return cmp.Or(b.String(), "it")
}

// each reads what opens with open, and in it calls f for each member or element.
func (r *reader) each(open jsontext.Kind, what string, f func()) {
	r.take(open, what)
	for r.err == nil {
		switch r.PeekKind() {
		case '}', ']':
			_, r.err = r.ReadToken()
			return
		}
		f()
	}
}

func (r *reader) text() string {
	if t := r.take('"', "a text"); r.err == nil {
		return t.String()
	}
	return ""
}

func (r *reader) number() string {
	if t := r.take('0', "a number"); r.err == nil {
		return t.String()
	}
	return ""
}

func (r *reader) whole() int {
	n, err := strconv.Atoi(r.number())
	if err != nil && r.err == nil {
		r.err = fmt.Errorf("%s must be a whole number", r.place())
	}
	return n
}

func (r *reader) truth() bool {
	if r.PeekKind() == 'f' {
		r.take('f', "")
		return false
	}
	r.take('t', "true or false")
	return r.err == nil
}

// value reads the value of a [Filter].
func (r *reader) value() (v any) {
	switch r.PeekKind() {
	case '"':
		return r.text()
	case '0':
		n := r.number()
		if i, err := strconv.ParseInt(n, 10, 64); err == nil {
			return i
		}
		return r.float(n)
	case '[':
		list := []any{}
		r.each('[', "", func() { list = append(list, r.value()) })
		return list
	}
	return r.truth()
}

func (r *reader) float(n string) float64 {
	f, err := strconv.ParseFloat(n, 64)
	if err != nil && r.err == nil {
		r.err = fmt.Errorf("%s must be a number that fits 64 bits", r.place())
	}
	return f
}
