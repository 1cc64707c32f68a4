package plan

import (
	"fmt"
	"path"
	"strings"

	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"

	"github.com/slogen-project/slogen/generator/honeycomb"
)

// Paste is HCL that is ready to paste into a source file.
type Paste struct {
	// Into is the block it belongs in, such as "sli.pay.uptime"; empty for the top level.
	Into   string                 `json:"into,omitempty"`
	Origin honeycomb.RecordOrigin `json:"origin,omitzero"` // where that block is; zero for the top level
	HCL    string                 `json:"hcl"`             // one argument or one block
}

// Where says where the HCL belongs, as part of a sentence: "in sli.pay.uptime (pay.slo.hcl:10)".
func (p *Paste) Where() string {
	if p.Into == "" {
		return "at the top level"
	}
	return fmt.Sprintf("in %s (%s)", p.Into, p.Origin)
}

// AliasPastes returns the arguments that give current calculated fields these aliases, by the first of their keys. If
// one block makes several fields, its argument says which instance has which alias; there is no argument if nothing in
// the block tells them apart.
func AliasPastes(now *honeycomb.Resources, aliases map[honeycomb.Key]string) []Paste {
	at := func(f *honeycomb.CalculatedField) honeycomb.RecordOrigin { return f.Origin.Record() }
	blocks := map[honeycomb.RecordOrigin][]*honeycomb.CalculatedField{} // the blocks that make the fields
	for key := range aliases {
		if f, ok := now.Find(key).(*honeycomb.CalculatedField); ok {
			blocks[at(f)] = nil
		}
	}
	if len(blocks) == 0 {
		return nil
	}
	for _, f := range now.CalculatedFields {
		if list, ok := blocks[at(f)]; ok {
			blocks[at(f)] = append(list, f)
		}
	}
	var out []Paste
	for _, f := range now.CalculatedFields {
		block := at(f)
		if _, ok := aliases[f.Key]; !ok || blocks[block] == nil {
			continue
		}
		if told(blocks[block]) {
			out = append(out, Paste{f.Key.Address(), block, aliasArgument(blocks[block], aliases)})
		}
		blocks[block] = nil
	}
	return out
}

// told reports whether each.key tells the fields of one block apart. If both the SLI and its service have a for_each,
// each.key is the SLI's, and no argument can say which service it is.
func told(fields []*honeycomb.CalculatedField) bool {
	seen := map[string]bool{}
	for _, f := range fields {
		seen[instance(f, fields)] = true
	}
	return len(seen) == len(fields)
}

// aliasArgument writes the argument that gives the fields of one block their aliases. Those that keep theirs are not
// spelled out if they follow a pattern.
func aliasArgument(fields []*honeycomb.CalculatedField, aliases map[honeycomb.Key]string) string {
	if len(fields) == 1 {
		return "alias = " + quoted(aliases[fields[0].Key])
	}
	var entries, rest []string
	pattern := ""
	for _, f := range fields {
		key := instance(f, fields)
		if alias, ok := aliases[f.Key]; ok {
			entries = append(entries, quoted(key)+" = "+quoted(alias))
			continue
		}
		rest = append(rest, quoted(key)+" = "+quoted(f.Alias))
		p := strings.Replace(quoted(f.Alias), "."+key, ".${each.key}", 1)
		if len(rest) > 1 && p != pattern {
			pattern = quoted(f.Alias)
		} else {
			pattern = p
		}
	}
	if strings.Contains(pattern, "${each.key}") {
		return "alias = lookup({ " + strings.Join(entries, ", ") + " }, each.key, " + pattern + ")"
	}
	return "alias = { " + strings.Join(append(entries, rest...), ", ") + " }[each.key]"
}

// instance is the for_each key of one of the fields that a block makes: the service's if that differs, otherwise the
// SLI's.
func instance(f *honeycomb.CalculatedField, fields []*honeycomb.CalculatedField) string {
	for _, other := range fields {
		if other.Service != f.Service {
			return f.Service
		}
	}
	return path.Base(f.Key.Path())
}

func quoted(s string) string {
	return string(hclwrite.TokensForValue(cty.StringVal(s)).Bytes())
}
