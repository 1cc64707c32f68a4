package config

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// Declared is what a name in an expression stands for: a local value, a variable or a function.
type Declared struct {
	Name  string                 // as expressions write it, such as "local.window" or "slow()"
	Dir   string                 // of the file that declares it
	Range hcl.Range              // where its value is written
	Exprs []hclsyntax.Expression // what its value is made of; none for a variable, and in JSON
	Value cty.Value              // cty.NilVal for a function
}

// Local is the local value that the name stands for in a directory; false if there is none.
func (s *Shared) Local(dir, name string) (Declared, bool) {
	at, l := s.findLocal(dir, name)
	if l == nil {
		return Declared{}, false
	}
	d := Declared{Name: "local." + name, Dir: at, Range: l.rng, Value: l.value}
	if x, ok := l.expr.(hclsyntax.Expression); ok {
		d.Exprs = []hclsyntax.Expression{x}
	}
	return d, true
}

// Locals are the names of the local values that a directory sees.
func (s *Shared) Locals(dir string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.visibleLocals(dir)
}

// Variable is the variable of the name; false if there is none.
func (s *Shared) Variable(name string) (Declared, bool) {
	v := s.variables[name]
	if v == nil {
		return Declared{}, false
	}
	d := Declared{Name: "var." + name, Dir: path.Dir(v.Decl.Filename), Range: v.Decl, Value: s.values[name]}
	if v.Default.Set() {
		d.Range = v.Default.Range
	}
	for _, in := range s.env.Inputs { // the last one counts
		if in.Name == name && s.given[name] == in.From {
			d.Range = v.Decl
			if in.Range.Filename != "" {
				d.Range = in.Range
			}
		}
	}
	return d, true
}

// Function is the function that the name stands for in a directory; false if there is none.
func (s *Shared) Function(dir, name string) (Declared, bool) {
	f := s.Scope(dir).Functions[name]
	if f == nil {
		return Declared{}, false
	}
	d := Declared{Name: name + "()", Dir: f.File.Dir, Range: f.Result.Range}
	for _, e := range []hclsyntax.Expression{f.Params.V, f.Result.V} {
		if e != nil {
			d.Exprs = append(d.Exprs, e)
		}
	}
	return d, true
}

// DefaultsOf are the blocks whose values a directory has, nearest first.
func (s *Shared) DefaultsOf(dir string) []*Defaults { return s.Scope(dir).Defaults }

// secretNames are words in the names of values that nobody should print, even where they don't belong.
var secretNames = []string{"secret", "token", "password", "passwd", "credential", "apikey", "api_key", "private"}

// MayShow reports whether a value of this name may be printed: neither its name nor its text looks like a credential's.
func MayShow(name string, v cty.Value) bool {
	for _, word := range secretNames {
		if strings.Contains(strings.ToLower(name), word) {
			return false
		}
	}
	return v.Type() != cty.String || v.IsNull() || !v.IsKnown() || credentialInText(v.AsString()) == ""
}

// TemplateAt is where a template is declared that is referred to as "sli_template.http"; false if there is none.
func (s *Shared) TemplateAt(ref string) (hcl.Range, bool) {
	typ, name, _ := strings.Cut(ref, ".")
	if t := s.templates[name]; t != nil && typ == templateBlock.Type {
		return t.Decl, true
	}
	if t := s.triggers[name]; t != nil && typ == triggerTemplateBlock.Type {
		return t.Decl, true
	}
	return hcl.Range{}, false
}

// Reusable is a block that does something only where others refer to it.
type Reusable struct {
	What string // such as "recipient"
	Name string // as others write it, such as "recipient.slack.payments"; of a function without brackets
	Decl hcl.Range
}

// Reusables lists the recipients, policies, templates and functions that the configuration declares, by place.
func (s *Shared) Reusables() (out []Reusable) {
	met := map[hcl.Range]bool{} // of a block with for_each there are several
	add := func(what, name string, at hcl.Range) {
		if !met[at] {
			met[at] = true
			out = append(out, Reusable{what, name, at})
		}
	}
	for key, r := range s.recipients {
		name, _, _ := strings.Cut(key, "/")
		add(recipientRefs.what, recipientRefs.root+"."+name, r.Decl)
	}
	for name, p := range s.policies {
		add(policyRefs.what, policyRefs.root+"."+name, p.Decl)
	}
	for name, t := range s.templates {
		add(templateRefs.what, templateRefs.root+"."+name, t.Decl)
	}
	for name, t := range s.triggers {
		add(triggerTemplateRefs.what, triggerTemplateRefs.root+"."+name, t.Decl)
	}
	for _, list := range s.functions {
		for name, f := range list {
			add("function", name, f.Decl)
		}
	}
	slices.SortFunc(out, func(a, b Reusable) int {
		return cmp.Or(cmp.Compare(a.Decl.Filename, b.Decl.Filename), cmp.Compare(a.Decl.Start.Byte, b.Decl.Start.Byte))
	})
	return out
}
