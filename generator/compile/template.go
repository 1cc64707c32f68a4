package compile

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/lower"
	"github.com/slogen-project/slogen/generator/spec"
)

// template is what a trigger has of the template that it is made from; the zero value is that of one without.
type template struct {
	scope  *lower.Scope                  // what its expressions can see
	has    map[hclsyntax.Expression]bool // those of the trigger's expressions that stand in it
	also   hclsyntax.Expression          // its condition on events, where the trigger has another one
	shared *honeycomb.Shared             // nil for a built-in one, which nobody can change
	decl   hcl.Range
}

// note says which trigger a problem in the template is about.
func (t template) note(x *config.Trigger, diags hcl.Diagnostics) {
	if t.scope == nil {
		return
	}
	for _, d := range diags {
		if d.Subject == nil || d.Subject.Filename != x.Decl.Filename || !insideBlock(*d.Subject, x.Whole) {
			diag.AddNote(d, diag.Note{Text: "used by this trigger", Range: x.Template.Range})
		}
	}
}

// triggerTemplate is a trigger with what it takes from its template. False means that it can't be told what it would
// be, which was said.
func (w *compiling) triggerTemplate(x *config.Trigger) (*config.Trigger, template, bool) {
	if !x.Template.Set() {
		if x.Parameters.Set() && x.FiresWhen.Set() {
			w.add(diag.Error("language/argument", "Unsupported argument", "`parameters` are for a template, but this "+
				"trigger has no `template`.", x.Parameters.Range))
		}
		return x, template{}, true
	}
	if x.FiresWhen.Set() {
		w.add(diag.Error("language/combination", "Conflicting arguments", "The template says when the trigger fires, "+
			"and `fires_when` does: write one of the two. What differs from trigger to trigger may be a parameter "+
			"of the template.", x.FiresWhen.Range, diag.Note{Text: "template is here", Range: x.Template.Range}))
		return x, template{}, false
	}
	if x.Template.V == nil {
		return x, template{}, false
	}
	t, diags := w.shared.TriggerTemplate(x.Template.V, w.ctx(x.Ctx))
	w.add(diags...)
	if diags.HasErrors() {
		return x, template{}, false
	}
	if t == nil {
		w.add(diag.Error("language/null", "Value is null", "`template` must name a template, but this is null.",
			x.Template.Range))
		return x, template{}, false
	}
	params, ok := w.parameters(use{x.Parameters.V, x.Template.Range, w.ctx(x.Ctx)}, t.Parameters, t.Decl)
	if !ok || t.FiresWhen.V == nil { // the template has errors of its own
		return x, template{}, false
	}
	ctx, sc := w.templateContext(t.File, t.Builtin, params)
	from := template{scope: w.fileScope(sc, t.File, t.File.Source(), ctx), has: map[hclsyntax.Expression]bool{}}
	if !t.Builtin {
		from.shared = &honeycomb.Shared{Name: "trigger_template." + t.Name.V, Place: honeycomb.Place{Range: t.Decl}}
	}
	from.decl = t.Decl
	made := *x
	more := w.shared.FromTemplate(&made, t, ctx)
	from.note(x, more)
	w.add(more...)
	for _, a := range []struct {
		own  *spec.At[spec.Expr]
		have spec.At[spec.Expr]
	}{{&made.FiresWhen, t.FiresWhen}, {&made.Having, t.Having}, {&made.GroupBy, t.GroupBy}, {&made.Where, t.Where}} {
		switch {
		case !a.have.Set():
		case !a.own.Set():
			*a.own = a.have
		case a.own == &made.Where:
			from.also = a.have.V
		}
		if a.have.V != nil {
			from.has[a.have.V] = true
		}
	}
	return &made, from, true
}

// completeTrigger is a trigger with what it inherits. What it needs and doesn't have is said.
func (w *compiling) completeTrigger(x *config.Trigger, from template) *config.Trigger {
	made := *x
	for _, d := range w.svc.Scope.Defaults {
		inherit(&made.Over, d.Over)
		inherit(&made.Every, d.Every)
		inherit(&made.For, d.For)
		perGroup, repeats := made.Resolve.V == config.PerGroup, made.Repeat.V
		if !perGroup { // the two exclude each other, and the nearer holds
			inherit(&made.Repeat, d.Repeat)
		}
		if !repeats {
			inherit(&made.Resolve, d.Resolve)
		}
	}
	for _, a := range []struct {
		name, doc string
		set       bool
	}{
		{"description", "what it means when it fires, for a reader without the background", made.Description.Set() ||
			made.Existing.Set() || from.scope == nil}, // without a template it was said already
		{"over", "how far its query looks back, such as over = \"10m\"", made.Over.Set()},
		{"every", "how often it looks, such as every = \"5m\"", made.Every.Set()},
	} {
		if a.set || meansOneOf(x.Meant, a.name, "template") {
			continue
		}
		detail, also := fmt.Sprintf("A trigger needs `%s`: %s. Write it here", a.name, a.doc), []diag.Note(nil)
		if a.name != "description" {
			detail += ", or in `defaults` for all triggers"
		}
		if from.scope != nil {
			detail += "; the template doesn't have it"
			also = append(also, diag.Note{Text: "the template is declared here", Range: from.decl})
		}
		w.add(diag.Follow(diag.Error("language/missing_argument", "Missing required argument", detail+".", x.Decl,
			also...), diag.LostShared))
	}
	return &made
}

// inherit gives an argument that isn't written the value of another block.
func inherit[T any](to *spec.At[T], from spec.At[T]) {
	if !to.Set() {
		*to = from
	}
}

// templateContext is what the expressions of a template can see: what its file does, and the values of its parameters.
func (w *compiling) templateContext(f *config.File, builtin bool, params map[string]cty.Value) (*hcl.EvalContext,
	*config.Scope) {
	sc := w.shared.Scope(f.Dir)
	ctx := sc.Ctx
	if builtin {
		ctx = w.shared.Functions()
		sc = &config.Scope{Ctx: ctx}
	}
	ctx = ctx.NewChild()
	ctx.Variables = map[string]cty.Value{"param": cty.ObjectVal(params)}
	return ctx, sc
}
