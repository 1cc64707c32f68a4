package config

import (
	"path"
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

// TemplateAt is where a template of SLIs is declared; false if there is none.
func (s *Shared) TemplateAt(name string) (hcl.Range, bool) {
	t := s.templates[name]
	if t == nil {
		return hcl.Range{}, false
	}
	return t.Decl, true
}
