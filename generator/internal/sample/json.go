package sample

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// JSON is the configuration in HCL's JSON form: the same blocks in files of other names.
func (c *Config) JSON() *Config {
	out := &Config{Outputs: c.Outputs, Services: c.Services}
	for _, f := range c.Files {
		out.Files = append(out.Files, &File{Name: strings.TrimSuffix(f.Name, ".hcl") + ".json", Blocks: f.Blocks, json: true})
	}
	return out
}

// inJSON writes blocks as HCL's JSON form has them: an object for each block, below its labels; several of the same are
// a list.
func inJSON(blocks []*Block) []byte {
	b, err := json.MarshalIndent(object(nil, blocks), "", "  ")
	if err != nil {
		panic(err) // texts alone, in maps and lists
	}
	return append(b, '\n')
}

func object(args []Arg, blocks []*Block) *ordered {
	o := &ordered{}
	for _, a := range args {
		*o.at(a.Name) = valueInJSON(a.Value)
	}
	for _, b := range blocks {
		in, name := o, b.Type
		for _, label := range b.Labels {
			v := in.at(name)
			if *v == nil {
				*v = &ordered{}
			}
			in, name = (*v).(*ordered), label
		}
		v, content := in.at(name), object(b.Args, b.Blocks)
		switch before := (*v).(type) {
		case nil:
			*v = content
		case []any:
			*v = append(before, content)
		default:
			*v = []any{before, content}
		}
	}
	return o
}

// ordered is a JSON object whose members stand in the order in which they came: blocks are shown in that of their
// declaration.
type ordered struct {
	names  []string
	values []*any
}

func (o *ordered) at(name string) *any {
	if i := slices.Index(o.names, name); i >= 0 {
		return o.values[i]
	}
	o.names, o.values = append(o.names, name), append(o.values, new(any))
	return o.values[len(o.values)-1]
}

// MarshalJSON writes the members.
func (o *ordered) MarshalJSON() ([]byte, error) {
	b := []byte{'{'}
	for i, name := range o.names {
		if i > 0 {
			b = append(b, ',')
		}
		for j, v := range []any{name, *o.values[i]} {
			text, err := json.Marshal(v)
			if err != nil {
				return nil, err
			}
			if b = append(b, text...); j == 0 {
				b = append(b, ':')
			}
		}
	}
	return append(b, '}'), nil
}

// valueInJSON is an expression as it stands in JSON: itself where it is JSON too, as texts without escapes of HCL's own
// are, a keyword as a text, a map as an object, and anything else in `${}`.
func valueInJSON(value string) any {
	d := json.NewDecoder(strings.NewReader(value))
	d.UseNumber()
	var v any
	if d.Decode(&v) == nil && !d.More() {
		return v
	}
	if e, diags := hclsyntax.ParseExpression([]byte(value), "", hcl.InitialPos); !diags.HasErrors() {
		if word := hcl.ExprAsKeyword(e); word != "" {
			return word
		}
		if o, ok := e.(*hclsyntax.ObjectConsExpr); ok {
			out := &ordered{}
			for _, item := range o.Items {
				key := string(item.KeyExpr.Range().SliceBytes([]byte(value)))
				if k, ok := valueInJSON(key).(string); ok && strings.HasPrefix(key, `"`) {
					key = k
				}
				*out.at(key) = valueInJSON(string(item.ValueExpr.Range().SliceBytes([]byte(value))))
			}
			return out
		}
	}
	if strings.HasPrefix(value, "<<") {
		value += "\n" // behind which its end must stand
	}
	return "${" + value + "}"
}
