package reference

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/slogen-project/slogen/generator/functions"
)

// hclFunction is a function that is evaluated when the configuration is read.
type hclFunction struct {
	name, signature, doc string
}

// undescribed describes the functions that come from libraries without a description.
var undescribed = map[string]string{
	"yamldecode": "The value that a YAML document holds.",
	"yamlencode": "The value as a YAML document.",
}

// hclFunctions returns the functions of HCL expressions, sorted by name.
var hclFunctions = sync.OnceValue(func() (out []hclFunction) {
	table := new(functions.Table).Functions(".")
	for _, name := range slices.Sorted(maps.Keys(table)) {
		f := table[name]
		doc := f.Description()
		if doc == "" {
			doc = undescribed[name]
		}
		out = append(out, hclFunction{name, signature(name, f), doc})
	}
	return out
})

func signature(name string, f function.Function) string {
	var params []string
	for _, p := range f.Params() {
		params = append(params, parameter(p, ""))
	}
	if p := f.VarParam(); p != nil {
		params = append(params, parameter(*p, "..."))
	}
	return name + "(" + strings.Join(params, ", ") + ")"
}

func parameter(p function.Parameter, tail string) string {
	s := p.Name + tail
	if p.Type != cty.DynamicPseudoType {
		s += ": " + p.Type.FriendlyNameForConstraint()
	}
	return s
}
