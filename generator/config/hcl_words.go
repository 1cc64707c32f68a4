package config

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/spec"
	"github.com/slogen-project/slogen/generator/words"
)

// roots are the names that expressions may begin with, and what stands behind them.
var roots = map[string]string{"var": "variable", "local": "local value", "recipient": "recipient",
	"burn_alert_policy": "burn alert policy",
	"sli_template":      "SLI template", "trigger_template": "trigger template", "param": "parameter",
	"builtin": "built-in"}

// word says in slogen's words what HCL says of a name that leads nowhere: HCL knows no more than objects and
// attributes. [Declare] has it done wherever an expression is evaluated.
func (s *Shared) word(d *hcl.Diagnostic) {
	code := "" // package bound has one for what has none
	switch {
	case d.Summary == "Invalid template interpolation value" && strings.HasSuffix(d.Detail, "have secret."):
		code = "language/secret"
		d.Detail = "A secret can't be part of a text, because slogen doesn't know its value. Write `secret(...)` " +
			"alone, and store the whole text in the secret, such as \"Bearer\" with the token."
	case d.Expression == nil || d.EvalContext == nil || d.Subject == nil:
	case d.Summary == "Call to unknown function":
		code = "expression/function"
		unknownFunction(d)
	case d.Summary == "Error in function call", d.Summary == "Invalid function argument":
		if name := s.fileOf(d.Expression, d.EvalContext); name != "" {
			d.Detail = strings.TrimSuffix(d.Detail, ".") + fmt.Sprintf(". The text is from the file %q.", name)
		}
	case d.Summary == "Unsupported attribute", d.Summary == "Invalid index":
		code = noSuchAttribute(d)
	case d.Summary == "Unknown variable":
		code = "expression/name"
		unknownRoot(d)
	}
	if code != "" {
		diag.Coded(code, hcl.Diagnostics{d})
	}
}

// unknownFunction words the call of a function that isn't there.
func unknownFunction(d *hcl.Diagnostic) {
	call, ok := d.Expression.(*hclsyntax.FunctionCallExpr)
	switch {
	case ok && slices.Contains(environment, call.Name):
		d.Detail = environmentDetail(call)
	case ok:
		d.Detail = fmt.Sprintf("There is no function named %q.%s", call.Name, nearFunction(call.Name, d.EvalContext))
	}
	diag.Follow(d, diag.LostShared)
}

// unknownRoot words a reference that begins with a name that nothing has.
func unknownRoot(d *hcl.Diagnostic) {
	t := d.Expression.Variables()
	if len(t) == 0 {
		return
	}
	switch root := t[0].RootName(); root {
	case "each":
		d.Detail = "`each` exists only inside a block with `for_each`."
	case "param":
		d.Detail = "`param` exists only inside an `sli_template` or a `trigger_template`."
	case "event", "sli", "field":
		d.Summary = "Value differs from event to event"
		d.Detail = fmt.Sprintf("This argument has a single value, known when the file is loaded, but `%s` differs "+
			"from event to event. To name an expression over events, declare a function: function \"name\" { ... }.",
			root)
	default:
		known := []string{"var", "local"}
		for c := d.EvalContext; c != nil; c = c.Parent() {
			for n := range c.Variables {
				known = append(known, n)
			}
		}
		d.Detail = fmt.Sprintf("Nothing is named %q here. Put text in double quotes; refer to values as var.<name> or "+
			"local.<name>.%s", root, diag.DidYouMean(root, known))
	}
}

// noSuchAttribute words a reference that leads nowhere behind its first name, and returns the rule's ID; "" where it
// leads into a value. It follows the references in the place that HCL points to until one goes wrong.
func noSuchAttribute(d *hcl.Diagnostic) string {
	subject := *d.Subject
	for _, t := range d.Expression.Variables() {
		r := t.SourceRange()
		if len(t) < 2 || r.Start.Byte > subject.Start.Byte || r.End.Byte < subject.End.Byte {
			continue
		}
		obj := variable(d.EvalContext, t.RootName())
		path := t.RootName()
		for _, step := range t[1:] {
			if obj == cty.NilVal || !obj.IsKnown() || obj.IsNull() || !obj.Type().IsObjectType() {
				d.Detail = cmp.Or(beyond(obj, path, step), nothingInside(obj, path), d.Detail)
				break
			}
			name := attributeName(step)
			if name == "" {
				break
			}
			if !obj.Type().HasAttribute(name) {
				return missingAttribute(d, t, obj.Type(), path, name)
			}
			obj = obj.GetAttr(name)
			path += "." + name
		}
	}
	return ""
}

// attributeName is that of a step of a reference; "" where it isn't known.
func attributeName(step hcl.Traverser) string {
	switch s := step.(type) {
	case hcl.TraverseAttr:
		return s.Name
	case hcl.TraverseIndex:
		if s.Key.IsKnown() && !s.Key.IsNull() && s.Key.Type() == cty.String {
			return s.Key.AsString()
		}
	}
	return ""
}

// missingAttribute words that what is at the path, an object of the type in, has no such name, for the reference t.
func missingAttribute(d *hcl.Diagnostic, t hcl.Traversal, in cty.Type, path, name string) string {
	var known []string
	attributes := in.AttributeTypes()
	if len(attributes) <= mostNames {
		known = slices.Sorted(maps.Keys(attributes))
	}
	root := t.RootName()
	what, ok := roots[root]
	guess := diag.DidYouMean(name, known)
	if !ok || path != root && root != "recipient" && root != "builtin" { // inside of a value
		d.Detail = fmt.Sprintf("%s has no %q.%s", path, name, guess)
		if len(attributes) <= 8 {
			d.Detail += " It has " + strings.Join(words.Quoted(known), ", ") + "."
		}
		if path == "each" && name == "key" { // everything but the instance of a list has one
			d.Detail = "There is no each.key, because this for_each is a list: it says whether the " +
				"block itself is there. For an instance of each element, with the element as " +
				"each.key, write toset([...])."
		}
		return ""
	}
	at := t.SourceRange()
	d.Subject = &at
	if root == "recipient" && strings.Count(path, ".") == 2 { // an instance of one with for_each
		for i, key := range known {
			known[i] = fmt.Sprintf("%s[%q]", path, key)
		}
		say := NoInstance(what, path, name, known, true, at)
		d.Summary, d.Detail = say.Summary, say.Detail
		diag.Follow(d, diag.LostShared)
		return "language/reference"
	}
	d.Summary = "Reference to undeclared " + what
	if what != "parameter" && what != "built-in" {
		diag.Follow(d, diag.LostShared)
	}
	d.Detail = fmt.Sprintf("There is no %s %q here.%s", what, path+"."+name, guess)
	if len(attributes) == 0 {
		d.Detail = fmt.Sprintf("There is no %s %q: none is declared here.", what, path+"."+name)
	}
	if n := len(known); n > 0 && n <= 8 && guess == "" {
		d.Detail += " Declared here: " + path + "." + strings.Join(known, ", "+path+".") + "."
	}
	switch {
	case what == "variable" && guess == "":
		d.Detail += fmt.Sprintf(" Declare it with a block `variable %q {}`, which may have a type and a default.", name)
	case what == "local value":
		d.Detail += " A local value is visible in the directory that declares it, and below."
	}
	return "language/reference"
}

// beyond says of a list at a path that it has no element of the number that a step asks for; empty for other steps.
func beyond(v cty.Value, path string, step hcl.Traverser) string {
	at, ok := step.(hcl.TraverseIndex)
	if !ok || at.Key.Type() != cty.Number || v == cty.NilVal || !v.IsKnown() || v.IsNull() ||
		!v.Type().IsListType() && !v.Type().IsTupleType() {
		return ""
	}
	return fmt.Sprintf("%[1]s is a list of %[2]s, counted from 0, so there is no %[1]s[%[3]s]. `[for x in %[1]s : x]` "+
		"looks at each that there is.", path, words.Plural(v.LengthInt(), "element"), at.Key.AsBigFloat().Text('f', -1))
}

// nothingInside says of a value at a path that no name follows it; empty where one may.
func nothingInside(v cty.Value, path string) string {
	if v == cty.NilVal || !v.IsKnown() || v.IsNull() {
		return ""
	}
	switch t := v.Type(); {
	case t.IsPrimitiveType():
		return fmt.Sprintf("%s is a single value, a %s, and has no attributes or elements. Write %[1]s alone.", path,
			strings.Replace(t.FriendlyName(), "bool", "boolean", 1))
	case t.IsListType() || t.IsTupleType():
		return fmt.Sprintf("%s is a list, and its elements have numbers, not names. Write %[1]s[0] for the first one.", path)
	}
	return ""
}

// environment are the functions of other languages that read the environment.
var environment = []string{"env", "getenv", "get_env", "environ"}

// environmentDetail says how a value comes from the environment.
func environmentDetail(call *hclsyntax.FunctionCallExpr) string {
	name := "name"
	if len(call.Args) > 0 {
		if v, ok := spec.Literal(call.Args[0]); ok && !v.IsNull() && v.Type() == cty.String &&
			hclsyntax.ValidIdentifier(v.AsString()) {
			name = strings.ToLower(v.AsString())
		}
	}
	return fmt.Sprintf("Functions can't read the environment, so the same files always give the same output. Declare "+
		"variable %q {}, set SLOGEN_VAR_%s in the "+
		"environment, and write var.%[2]s here. For a secret write secret(%[3]q), whose value never appears in any output.",
		name, name, strings.ToUpper(name))
}

// mostNames is how many names are looked through for one that is like another: for thousands of wrong ones, more would
// take long.
const mostNames = 2000

// nearFunction suggests the function that is meant, the same one in each run: HCL takes the first that a map yields,
// and any name of three letters is near enough for it.
func nearFunction(name string, ctx *hcl.EvalContext) string {
	var known []string
	for ; ctx != nil; ctx = ctx.Parent() {
		known = slices.AppendSeq(known, maps.Keys(ctx.Functions))
	}
	if s := diag.SuggestSlip(name, known); s != "" {
		return fmt.Sprintf(" Did you mean %q?", s)
	}
	return ""
}

// fileOf is the path of the only file that file() reads in an expression, or in a local value that it refers to; "" if
// there is none, or there are several.
func (s *Shared) fileOf(e hcl.Expression, ctx *hcl.EvalContext) string {
	dir, _ := s.dirs.Load(e.Range().Filename)
	at, _ := dir.(string)
	files := map[string]bool{}
	s.filesOf(e, ctx, at, files, map[*local]bool{})
	if len(files) != 1 {
		return ""
	}
	for name := range files {
		return name
	}
	return ""
}

func (s *Shared) filesOf(e hcl.Expression, ctx *hcl.EvalContext, dir string, files map[string]bool,
	seen map[*local]bool) {
	native, ok := e.(hclsyntax.Expression)
	if !ok {
		return
	}
	_ = hclsyntax.VisitAll(native, func(n hclsyntax.Node) hcl.Diagnostics {
		switch n := n.(type) {
		case *hclsyntax.FunctionCallExpr:
			if n.Name != "file" || len(n.Args) != 1 {
				return nil
			}
			v, diags := n.Args[0].Value(ctx)
			if v, _ = v.Unmark(); diags.HasErrors() || v.IsNull() || !v.IsKnown() || v.Type() != cty.String {
				return nil
			}
			files[v.AsString()] = true
		case *hclsyntax.ScopeTraversalExpr:
			name, ok := names(n.Traversal[:min(2, len(n.Traversal))], "local", 1)
			if !ok {
				return nil
			}
			if at, l := s.findLocal(dir, name[0]); l != nil && !seen[l] {
				seen[l] = true
				s.filesOf(l.expr, ctx, at, files, seen)
			}
		}
		return nil
	})
}

// variable finds a root name in a context and those around it.
func variable(ctx *hcl.EvalContext, name string) cty.Value {
	for ; ctx != nil; ctx = ctx.Parent() {
		if v, ok := ctx.Variables[name]; ok {
			return v
		}
	}
	return cty.NilVal
}
