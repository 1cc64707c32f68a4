package sample

import (
	"bytes"
	"encoding/json"
	"fmt"
	"sync"

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
	for i := range c.Entries {
		e := &c.Entries[i]
		rec, err := e.Decode()
		if err != nil {
			return err
		}
		again, err := json.Marshal(rec)
		if err != nil {
			return err
		}
		was, is, err := canonical(e.Raw, again)
		if err != nil {
			return fmt.Errorf("%s: %w", e.Key, err)
		}
		if !bytes.Equal(was, is) {
			return fmt.Errorf("%s was written as\n%s\nand read as\n%s", e.Key, was, is)
		}
	}
	return nil
}

// canonical writes two JSON values with their members sorted, numbers as they stand.
func canonical(a, b []byte) (x, y []byte, err error) {
	again := func(text []byte) (out []byte) {
		var v any
		d := json.NewDecoder(bytes.NewReader(text))
		d.UseNumber()
		if err == nil {
			err = d.Decode(&v)
		}
		if err == nil {
			out, err = json.Marshal(v)
		}
		return out
	}
	x, y = again(a), again(b)
	return x, y, err
}
