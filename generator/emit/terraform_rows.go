package emit

import (
	"cmp"

	"github.com/slogen-project/slogen/generator/honeycomb"
)

// Terraform knows each object in three forms: as a resource with its values in it, as an entry of the fixed module's
// variable, and as the module's resource, which reads such an entry. Each argument is one row in terraform_objects.go,
// from which the first two are written. A test holds the module to the rows.

// printer writes arguments with values: of a resource, or of an entry.
type printer interface {
	str(name, value string)
	num(name string, value int)
	percent(name string, perMillion int)
	raw(name string, pieces ...string)
	strs(name string, values []string)
	text(name string, t honeycomb.Text)
}

// argument is an argument of a resource, or a block in it, and the member of an entry that it is made from.
type argument[T any] struct {
	name  string // in the resource; empty for what only entries have
	input string // in an entry; empty for what only resources have
	spare bool   // whether an entry may lack it
	hcl   func(p *hclPrinter, x *T)
	json  func(j *inputPrinter, x *T)
	write func(p printer, name string, x *T) // what both do, if it is the same
	rows  interface{ listed() []listed }     // of a block
	// flat says that the block's arguments are members of the entry itself.
	flat bool
}

type arguments[T any] []argument[T]

func (rows arguments[T]) hcl(p *hclPrinter, x *T) {
	for i := range rows {
		if f := rows[i].hcl; f != nil {
			f(p, x)
		}
	}
}

func (rows arguments[T]) json(j *inputPrinter, x *T) {
	for i := range rows {
		if f := rows[i].json; f != nil {
			f(j, x)
		}
	}
}

// listed is what the module must have of an argument.
type listed struct {
	name, input string
	spare, flat bool
	rows        []listed
}

func (rows arguments[T]) listed() (out []listed) {
	for _, a := range rows {
		l := listed{name: a.name, input: a.input, spare: a.spare, flat: a.flat}
		if a.rows != nil {
			l.rows = a.rows.listed()
		}
		if a.name != "" {
			out = append(out, l)
		}
	}
	return out
}

// both is an argument that both forms write in the same way.
func both[T any](name string, write func(p printer, name string, x *T)) argument[T] {
	return argument[T]{name: name, input: name, write: write,
		hcl:  func(p *hclPrinter, x *T) { write(p, name, x) },
		json: func(j *inputPrinter, x *T) { write(j, name, x) }}
}

// str is a text.
func str[T any](name string, get func(x *T) string) argument[T] {
	return both(name, func(p printer, name string, x *T) { p.str(name, get(x)) })
}

// opt is a text, or nothing where it is empty.
func opt[T any](name string, get func(x *T) string) argument[T] {
	return str(name, get).when(func(x *T) bool { return get(x) != "" })
}

// num is a whole number.
func num[T any](name string, get func(x *T) int) argument[T] {
	return both(name, func(p printer, name string, x *T) { p.num(name, get(x)) })
}

// percent is a share that the API has per million.
func percent[T any](name string, get func(x *T) int) argument[T] {
	return both(name, func(p printer, name string, x *T) { p.percent(name, get(x)) })
}

// strs is a list of texts.
func strs[T any](name string, get func(x *T) []string) argument[T] {
	return both(name, func(p printer, name string, x *T) { p.strs(name, get(x)) })
}

// raw is what stands as it is: a number, true or false.
func raw[T any](name string, get func(x *T) string) argument[T] {
	return both(name, func(p printer, name string, x *T) { p.raw(name, get(x)) })
}

// text is a text that may be a secret.
func text[T any](name string, get func(x *T) honeycomb.Text) argument[T] {
	return both(name, func(p printer, name string, x *T) { p.text(name, get(x)) })
}

// reference is an attribute of another object, which entries know by its label; nothing where get finds no object. The
// attribute is its id, unless another is named.
func reference[T any](name, input, attribute string, get func(x *T) honeycomb.Object) argument[T] {
	a := argument[T]{name: name, input: input,
		hcl: func(p *hclPrinter, x *T) {
			if o := get(x); o != nil {
				typ := resourceType(o.Head().Key)
				if honeycomb.LookedUp(o) {
					typ = "data.honeycombio_recipient"
				}
				p.raw(name, typ, ".", o.Head().Key.Label(), ".", attribute)
			}
		}}
	if input != "" {
		a.json = func(j *inputPrinter, x *T) {
			if o := get(x); o != nil {
				j.str(input, o.Head().Key.Label())
			}
		}
	}
	return a
}

// object is p as an object; nil for none.
func object[X any, P interface {
	*X
	honeycomb.Object
}](p P) honeycomb.Object {
	if p == nil {
		return nil
	}
	return p
}

// block is a block, which entries have as an object; nothing where get finds none.
func block[T, E any](name string, get func(x *T) *E, rows ...argument[E]) argument[T] {
	return argument[T]{name: name, input: name, rows: arguments[E](rows),
		hcl: func(p *hclPrinter, x *T) {
			if e := get(x); e != nil {
				p.gap()
				p.block(name)
				arguments[E](rows).hcl(p, e)
				p.end("}")
			}
		},
		json: func(j *inputPrinter, x *T) {
			if e := get(x); e != nil {
				j.name(name)
				j.b = append(j.b, '{')
				arguments[E](rows).json(j, e)
				j.b = append(j.b, '}')
			}
		}}
}

// blocks is a block for each element of a list, which entries have as a list of objects.
func blocks[T, E any](name, input string, get func(x *T) []E, rows ...argument[E]) argument[T] {
	return argument[T]{name: name, input: input, rows: arguments[E](rows), spare: true,
		hcl: func(p *hclPrinter, x *T) {
			list := get(x)
			for i := range list {
				p.gap()
				p.block(name)
				arguments[E](rows).hcl(p, &list[i])
				p.end("}")
			}
		},
		json: func(j *inputPrinter, x *T) {
			list := get(x)
			if len(list) == 0 {
				return
			}
			j.name(input)
			j.b = append(j.b, '[')
			for i := range list {
				j.item('[')
				j.b = append(j.b, '{')
				arguments[E](rows).json(j, &list[i])
				j.b = append(j.b, '}')
			}
			j.b = append(j.b, ']')
		}}
}

// part is a block around some of the arguments of the same x, which entries have among the others.
func part[T any](name string, rows ...argument[T]) argument[T] {
	a := block(name, func(x *T) *T { return x }, rows...)
	a.input, a.flat, a.json = "", true, arguments[T](rows).json
	return a
}

// pairs is a block with a name and a value for each of a list, which entries have as a map.
func pairs[T any](name, input string, get func(x *T) []honeycomb.Variable) argument[T] {
	a := blocks(name, input, get,
		str("name", func(v *honeycomb.Variable) string { return v.Name }),
		str("value", func(v *honeycomb.Variable) string { return v.Value }))
	a.rows = nil
	a.json = func(j *inputPrinter, x *T) {
		if list := get(x); len(list) > 0 {
			j.name(input)
			j.b = append(j.b, '{')
			for _, v := range list {
				j.str(v.Name, v.Value)
			}
			j.b = append(j.b, '}')
		}
	}
	return a
}

// groups are a map of columns and their values in both forms; nothing where there are none.
func groups[T any](name string, get func(x *T) []honeycomb.GroupValues) argument[T] {
	a := argument[T]{name: name, input: name,
		hcl: func(p *hclPrinter, x *T) {
			p.open(name, "{")
			for _, g := range get(x) {
				p.strs(string(appendHCLString(nil, g.Column)), g.Values)
			}
			p.end("}")
		},
		json: func(j *inputPrinter, x *T) {
			j.name(name)
			j.b = append(j.b, '{')
			for _, g := range get(x) {
				j.item('{')
				j.b = append(appendJSONString(j.b, g.Column), ':', '[')
				for _, v := range g.Values {
					j.item('[')
					j.b = appendJSONString(j.b, v)
				}
				j.b = append(j.b, ']')
			}
			j.b = append(j.b, '}')
		}}
	return a.when(func(x *T) bool { return len(get(x)) > 0 })
}

// tags are a map in both forms.
func tags[T any](get func(x *T) []honeycomb.Tag) argument[T] {
	return argument[T]{name: "tags", input: "tags", spare: true,
		hcl:  func(p *hclPrinter, x *T) { writeTags(p, get(x)) },
		json: func(j *inputPrinter, x *T) { j.tags(get(x)) }}
}

// query is a query specification: readable in a resource, and a text in an entry.
func query[T any](get func(x *T) *honeycomb.Query) argument[T] {
	return argument[T]{name: "query_json", input: "query_json",
		hcl:  func(p *hclPrinter, x *T) { writeQueryJSON(p, get(x)) },
		json: func(j *inputPrinter, x *T) { j.query("query_json", get(x)) }}
}

// gap is an empty line in a resource.
func gap[T any]() argument[T] { return argument[T]{hcl: func(p *hclPrinter, _ *T) { p.blank() }} }

// dataset is the dataset of triggers, queries and their annotations. The whole environment is named too: without a
// name, the provider leaves an object in the dataset that it was in. Source: provider 0.51.0,
// internal/helper/modifiers/dataset_deprecation.go.
func dataset[T any](get func(x *T) string) argument[T] {
	a := str("dataset", func(x *T) string { return cmp.Or(get(x), honeycomb.AllDatasets) })
	a.spare = true
	return a
}

// when writes an argument only where is says so.
func (a argument[T]) when(is func(x *T) bool) argument[T] {
	a.spare = true
	hcl, json := a.hcl, a.json
	a.hcl = func(p *hclPrinter, x *T) {
		if is(x) {
			hcl(p, x)
		}
	}
	if json != nil {
		a.json = func(j *inputPrinter, x *T) {
			if is(x) {
				json(j, x)
			}
		}
	}
	return a
}

// as gives an argument of both forms another name in entries; none for what only resources have.
func (a argument[T]) as(input string) argument[T] {
	a.input, a.json = input, nil
	if write := a.write; input != "" {
		a.json = func(j *inputPrinter, x *T) { write(j, input, x) }
	}
	return a
}

// optional says that an entry may lack an argument that nothing else says that of.
func (a argument[T]) optional() argument[T] {
	a.spare = true
	return a
}

// said writes a comment above a block; none where it is empty.
func (a argument[T]) said(comment func(x *T) string) argument[T] {
	hcl := a.hcl
	a.hcl = func(p *hclPrinter, x *T) {
		if c := comment(x); c != "" {
			p.gap()
			p.comment(c)
			p.close = true
		}
		hcl(p, x)
	}
	return a
}

// uses makes sure that the calculated fields that a query names are created before it. A query names them like any
// column, in text where Terraform sees no reference. The fixed module waits for all of them.
func uses[T any](get func(x *T) *honeycomb.Query) argument[T] {
	return argument[T]{hcl: func(p *hclPrinter, x *T) { writeUses(p, get(x)) }}
}
