package compile

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/lower"
)

// fieldState is a calculated field of the service that is no SLI.
type fieldState struct {
	decl  *config.CalculatedField
	out   *lower.Field
	field *honeycomb.CalculatedField
	state int8 // as [sliState.state]
}

// enter notes what is compiled from here on, until done is called.
func (w *compiling) enter(o *objects, name string) (done func()) {
	w.path = append(w.path, o.key(w.svc.Name.V, name))
	return func() { w.path = w.path[:len(w.path)-1] }
}

// calculatedFields compiles the service's calculated fields that are no SLIs.
func (w *compiling) calculatedFields() {
	w.own = make(map[string]*fieldState, len(w.svc.Fields))
	for _, x := range w.svc.Fields {
		w.own[x.Name.V] = &fieldState{decl: x}
	}
	for _, x := range w.svc.Fields {
		w.calculatedField(w.own[x.Name.V])
	}
}

// calculatedField compiles one of them, after those it refers to.
func (w *compiling) calculatedField(st *fieldState) {
	if st.state != 0 {
		return
	}
	st.state = 1
	x := st.decl
	defer w.enter(fieldObjects, x.Name.V)()
	defer w.within("calculated_field", &x.Instance, w.ofService)()
	sets, ok := w.fieldDatasets(x)
	meta := w.meta(honeycomb.KindCalculatedField, "/"+honeycomb.FieldPrefix+x.Name.V, x.Decl, w.place(w.eff, x.Arg),
		x.Existing.V)
	f := &honeycomb.CalculatedField{Meta: meta, Alias: x.Alias.V, Description: x.Description.V, Expression: "true"}
	if len(sets) == 1 {
		f.Dataset = sets[0]
	}
	if f.Alias == "" {
		f.Alias = fieldObjects.alias(w.svc.Name.V, x.Name.V, f.Dataset != "")
	}
	if a := w.options.Aliases[meta.Key]; a != "" {
		f.Alias, f.Existing = a, ""
	}
	errors := len(w.diags)
	out := w.lowerField(x, sets)
	if out == nil || !ok || hasErrors(w.diags[errors:]) {
		if st.state = 3; ok && x.Name.V != "" { // its names are held against the rules all the same
			w.rest.CalculatedFields = append(w.rest.CalculatedFields, f)
		}
		return
	}
	st.out, st.field, st.state = out, f, 2
	out.Alias, out.Decl = f.Alias, x.Decl
	f.Expression, f.Formula = string(calc.Append(nil, out.Formula)), &calc.Formula{Root: out.Formula}
	f.Trial, f.Raw, f.Basis = w.eff.trial(), x.Expression.Set(), w.basis[meta.Key]
	honeycomb.Keep(f, map[string]bool{"description": f.Description != ""})
	if w.columnsOf(sets) == nil {
		f.Types = calc.Uses(out.Formula, w.declares(sets))
	}
	f.Reads = calc.Reads(out.Formula)
	w.shadows(f, sets)
	w.CalculatedFields = append(w.CalculatedFields, f)
	w.know(&fieldEntry{field: f, typ: out.Type, decl: x.Decl, description: f.Description, datasets: sets})
}

// fieldDatasets are the datasets whose events a calculated field is computed for; none for all of them. False means
// that it isn't known, which was said.
func (w *compiling) fieldDatasets(x *config.CalculatedField) ([]string, bool) {
	switch {
	case x.Dataset.V.All:
		return nil, true
	case x.Dataset.Set():
		w.named(x.Dataset.V.Slug, x.Dataset.Range)
		return []string{x.Dataset.V.Slug}, x.Dataset.V.Slug != ""
	}
	sets := slugs(w.needDatasets())
	return sets, len(sets) > 0
}

// lowerField compiles what a calculated field holds. Nil without an error means that it waits for another service.
func (w *compiling) lowerField(x *config.CalculatedField, sets []string) *lower.Field {
	switch {
	case x.Value.Set() && x.Expression.Set():
		w.add(diag.Error("language/combination", "Conflicting arguments", "`value` and `expression` both say what the "+
			"field holds: write one of the two.", x.Expression.Range, diag.Note{Text: "value is here",
			Range: x.Value.Range}))
		return nil
	case x.Expression.Set():
		return w.rawField(x, sets)
	case x.Value.V == nil: // reported when it was decoded
		return nil
	}
	out, diags := lower.CompileField(w.scope(x.Ctx, sets), x.Value.V)
	w.add(diags...)
	return out
}

// rawField is a calculated field that is written as text.
func (w *compiling) rawField(x *config.CalculatedField, sets []string) *lower.Field {
	f := w.formula(x.Expression.V, x.Ctx)
	if f == nil {
		return nil
	}
	t, diags := calc.CheckSaved(f, w.reading(sets))
	w.add(diags...)
	if diags.HasErrors() {
		return nil
	}
	return &lower.Field{Formula: f.Root, Type: t, Decl: x.Decl}
}

// resolveField finds the calculated field that an expression names.
func (w *compiling) resolveField(t hcl.Traversal, sets []string) (*lower.Field, hcl.Diagnostics) {
	at := t.SourceRange()
	service, name, diags := w.reference(fieldObjects, t)
	if diags.HasErrors() {
		return nil, diags
	}
	if service != w.svc.Name.V {
		e := w.elsewhere(fieldObjects, service, name, at)
		if e == nil {
			return nil, nil
		}
		if d := reachable(fieldObjects, e.field, sets, at, e.decl); d != nil {
			return nil, hcl.Diagnostics{d}
		}
		out := e.lowered()
		w.refer(&out, e.field)
		return &out, nil
	}
	st := w.own[name]
	switch {
	case st == nil && w.svc.Unknown:
		return nil, nil
	case st == nil:
		return nil, hcl.Diagnostics{w.undeclaredField(fieldObjects, name, at)}
	case st.state == 1:
		return nil, hcl.Diagnostics{w.cycle(fieldObjects, name, at, st.decl.Decl)}
	}
	w.calculatedField(st)
	if st.out == nil { // it waits for another service, or its own errors say enough
		w.unfollowed(fieldObjects, service, name, at)
		return nil, nil
	}
	if d := reachable(fieldObjects, st.field, sets, at, st.decl.Decl); d != nil {
		return nil, hcl.Diagnostics{d}
	}
	w.refer(st.out, st.field)
	return st.out, nil
}

// cycle is what is wrong with a reference to what is being compiled.
func (w *compiling) cycle(o *objects, name string, at, decl hcl.Range) *hcl.Diagnostic {
	key := o.key(w.svc.Name.V, name)
	d := refersToItself(w.path[max(slices.Index(w.path, key), 0):], at)
	diag.AddNote(d, diag.Note{Text: key.Address() + " is declared here", Range: decl})
	return d
}

// refersToItself says that the first of the fields refers to itself through the others.
func refersToItself(path []honeycomb.Key, at hcl.Range) *hcl.Diagnostic {
	summary, names := "SLIs refer to each other", make([]string, 0, len(path)+1)
	for _, key := range path {
		if names = append(names, key.Address()); key.IsField() {
			summary = "Calculated fields refer to each other"
		}
	}
	if len(path) == 1 {
		what := "SLI"
		if path[0].IsField() {
			what = "calculated field"
		}
		return diag.Error("language/cycle", "Reference to itself", fmt.Sprintf("The %s %s refers to itself, so it has no "+
			"value. Write the expression that is meant.", what, names[0]), at)
	}
	return diag.Error("language/cycle", summary, fmt.Sprintf("%s refers to itself: %s. Replace one of these references "+
		"with the expression itself.", names[0], strings.Join(append(names, names[0]), " -> ")), at)
}

// shadows reports a calculated field whose alias is the name of a column: of the dataset, or one that it reads itself.
// What is there already, Honeycomb took.
func (w *compiling) shadows(f *honeycomb.CalculatedField, sets []string) {
	if f.Existing != "" {
		return
	}
	taken := func(why string, notes ...diag.Note) {
		w.add(diag.Error("calculated_field/alias_taken", "Alias taken by a column", fmt.Sprintf("The alias %q is also "+
			"the name of a column %s. Honeycomb would have two columns of one name, and it isn't said which one a query "+
			"means. Choose another `alias`, such as %q.", f.Alias, why,
			fieldOrSLI(f.Key).alias(w.svc.Name.V, strings.TrimPrefix(strings.TrimPrefix(f.Key.Path(), w.svc.Name.V+"/"),
				honeycomb.FieldPrefix), f.Dataset != "")), f.Origin.At("alias"), notes...))
	}
	for _, r := range calc.Reads(f.Formula.Root) {
		if r.Column == f.Alias {
			taken("that its own formula reads", diag.Note{Text: "read here", Range: r.Range})
			return
		}
	}
	if len(sets) == 0 { // it is in all of them
		sets = slices.Sorted(maps.Keys(w.shared.Datasets))
	}
	for _, slug := range sets {
		d := w.shared.Datasets[slug]
		if d == nil {
			continue
		}
		if _, ok := d.Known[f.Alias]; ok {
			taken(fmt.Sprintf("of the dataset %q", slug), diag.Note{Text: "its columns are declared here", Range: d.Decl})
			return
		}
	}
}

// fieldOrSLI is the kind of object that a calculated field is.
func fieldOrSLI(key honeycomb.Key) *objects {
	if key.IsField() {
		return fieldObjects
	}
	return sliObjects
}
