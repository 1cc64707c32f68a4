package terraform

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/slogen-project/slogen/generator/bound"
	"github.com/slogen-project/slogen/generator/functions"
	"github.com/slogen-project/slogen/generator/source"
	"github.com/slogen-project/slogen/generator/syntax"
)

// Values are values of variables that stand beside the source. They take no variable's place in what is written, since
// they differ from environment to environment; they are what comparisons are made with.
type Values struct {
	files []valueFile
	texts map[string]string // as flags have them
}

// valueFile are those of a file.
type valueFile struct {
	name string
	set  map[string]cty.Value
}

// File adds the values of a file *.tfvars or *.tfvars.json. Later files win.
func (v *Values) File(name string, src []byte) error {
	f, diags := syntax.Parse(name, src)
	if diags.HasErrors() {
		return fmt.Errorf("%s: %s", name, diags[0].Detail)
	}
	attrs, diags := f.Body.JustAttributes()
	set, budget := map[string]cty.Value{}, functions.New(&syntax.Files{Files: &source.Files{}}).Budget()
	for _, a := range attrs {
		x, more := budget.Value(a.Expr, nil)
		if diags = append(diags, more...); !more.HasErrors() {
			set[a.Name] = x
		}
	}
	if diags.HasErrors() {
		return fmt.Errorf("%s:%d: %s", name, diags[0].Subject.Start.Line, diags[0].Detail)
	}
	v.files = append(v.files, valueFile{name, set})
	return nil
}

// Text adds a value as a flag has it: a text where the variable is one, or else an expression. It wins over files.
func (v *Values) Text(name, text string) {
	if v.texts == nil {
		v.texts = map[string]string{}
	}
	v.texts[name] = text
}

// Empty says whether there is none.
func (v *Values) Empty() bool { return len(v.files)+len(v.texts) == 0 }

// Undeclared are the names that flags give values and no source declares, in order.
func (v *Values) Undeclared(sources []*Source) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(v.texts)), func(name string) bool {
		return slices.ContainsFunc(sources, func(s *Source) bool {
			return slices.ContainsFunc(s.Shared, func(d *Declared) bool { return !d.Local && d.Name == name })
		})
	})
}

// automatic are the files of values that Terraform reads without being told, in its order.
func automatic(tree fs.FS) (out []string) {
	for _, pattern := range []string{"terraform.tfvars", "terraform.tfvars.json", "*.auto.tfvars",
		"*.auto.tfvars.json"} {
		found, _ := fs.Glob(tree, pattern) // the patterns are right
		out = append(out, found...)
	}
	return out
}

// given are the values of the root module's variables: those of the files beside it, and then others.
func (m *module) given(v *Values) error {
	all := &Values{}
	if tree, err := fs.Sub(m.s.tree, m.dir); err == nil {
		for _, name := range automatic(tree) {
			src, err := m.s.open(path.Join(m.dir, name))
			if err == nil {
				err = all.File(path.Join(m.s.shown, m.dir, name), src)
			}
			if err != nil {
				return err
			}
		}
	}
	if v != nil {
		all.files, all.texts = append(all.files, v.files...), v.texts
	}
	for _, name := range slices.Sorted(maps.Keys(m.variables)) {
		x := m.variables[name]
		if x.sensitive { // whose value has no business in a message
			continue
		}
		for _, f := range all.files {
			if val, ok := f.set[name]; ok {
				if err := x.give(val, f.name); err != nil {
					return err
				}
			}
		}
		if text, ok := all.texts[name]; ok {
			val, err := x.parse(text, m.s.budget)
			if err == nil {
				err = x.give(val, "-var")
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func (v *variable) give(val cty.Value, from string) error {
	c, err := convert.Convert(val, v.constraint())
	if err != nil {
		return fmt.Errorf("%s: the value of var.%s doesn't have its type: %w", from, v.name, err)
	}
	v.value = c
	return nil
}

// parse reads a value as a flag has it.
func (v *variable) parse(text string, budget *bound.Budget) (cty.Value, error) {
	ty := v.constraint()
	if ty.IsPrimitiveType() || ty == cty.DynamicPseudoType && !strings.ContainsAny(text, "[{") {
		return cty.StringVal(text), nil
	}
	e, diags := hclsyntax.ParseExpression([]byte(text), "-var", hcl.InitialPos)
	if !diags.HasErrors() {
		var val cty.Value
		if val, diags = budget.Value(e, nil); !diags.HasErrors() {
			return val, nil
		}
	}
	return cty.NilVal, fmt.Errorf("-var: the value of var.%s is no expression, as its type needs: %s", v.name,
		diags[0].Detail)
}
