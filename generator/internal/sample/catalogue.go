package sample

import (
	"bytes"
	"fmt"
	"sync"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/slogen-project/slogen/generator/honeycomb"
)

// schema is the catalogue's, compiled.
var schema = sync.OnceValues(func() (*jsonschema.Schema, error) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(honeycomb.CatalogueSchema()))
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("catalogue.json", doc); err != nil {
		return nil, err
	}
	return c.Compile("catalogue.json")
})

// CheckCatalogue says what is wrong with the catalogue of r: every object must be read as it was written, with nothing
// left over and nothing lost, and the schema must know all of it. A member that is written and not read would otherwise
// pass every other test, since lines that are equal are never decoded, and slogen couldn't read its own catalogue.
func CheckCatalogue(r *honeycomb.Resources) error {
	data := honeycomb.AppendCatalogue(nil, r)
	s, err := schema()
	if err != nil {
		return err
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return err
	}
	if err := s.Validate(v); err != nil {
		return fmt.Errorf("the schema refuses the catalogue: %w", err)
	}
	c, err := honeycomb.ReadCatalogue("slogen.json", data)
	if err != nil {
		return err
	}
	i := 0
	for x := range r.Objects() {
		e := &c.Entries[i]
		i++
		again, err := c.Object(e.Key)
		if err != nil {
			return err
		}
		if line := honeycomb.AppendObject(nil, again); !bytes.Equal(line, e.Raw) {
			return fmt.Errorf("%s was written as\n%s\nand read as\n%s", e.Key, e.Raw, line)
		}
		if d := cmp.Diff(x, again, sent...); d != "" {
			return fmt.Errorf("%s isn't what was read back (-written +read):\n%s", e.Key, d)
		}
	}
	return nil
}

// sent are options for comparing objects in what the catalogue holds of them: fields that have the tag `wire:"-"` are
// for slogen alone, and what nothing is said of is as good as an empty list.
var sent = cmp.Options{
	cmpopts.EquateEmpty(),
	cmp.FilterPath(func(p cmp.Path) bool {
		field, ok := p.Last().(cmp.StructField)
		if !ok {
			return false
		}
		f, _ := p.Index(-2).Type().FieldByName(field.Name())
		return f.Tag.Get("wire") == "-"
	}, cmp.Ignore()),
	cmp.Transformer("Filter", func(f honeycomb.Filter) [3]string { // 250 and 250.0 are one number in JSON
		return [3]string{f.Column, f.Op, string(f.AppendValue(nil))}
	}),
	cmp.Transformer("Origin", func(o honeycomb.Origin) honeycomb.RecordOrigin {
		return honeycomb.RecordOrigin{File: o.Name()} // a catalogue doesn't say the line
	}),
}
