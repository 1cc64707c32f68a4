package config

import (
	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/spec"
)

// dependsOnParameters says whether an expression of a template has another value for other parameters.
func dependsOnParameters(e hcl.Expression) bool {
	for _, t := range e.Variables() {
		if t.RootName() == "param" {
			return true
		}
	}
	return false
}

func (s *Shared) takeTriggerTemplate(f *File, v *TriggerTemplate) hcl.Diagnostics {
	target := s.triggers[v.Name.V]
	if target == nil || target.Name.Set() {
		return nil
	}
	*target = *v
	return append(CheckName("trigger template", v.Name), s.adoptTriggerTemplate(target, f)...)
}

func (s *Shared) adoptTriggerTemplate(t *TriggerTemplate, f *File) hcl.Diagnostics {
	t.File, t.Scope = f, &Scope{Dir: f.Dir, shared: s}
	return s.parameters(t.Parameters)
}

// FromTemplate gives a trigger what it doesn't write itself and its template has, with the parameters in ctx. What was
// wrong with the template itself isn't said again.
func (s *Shared) FromTemplate(x *Trigger, t *TriggerTemplate, ctx *hcl.EvalContext) hcl.Diagnostics {
	d := s.decoder(t.File, ctx)
	fill(d, spec.Said, &x.Description, t.Description)
	fill(d, spec.Duration, &x.Over, t.Over)
	fill(d, spec.Duration, &x.Every, t.Every)
	fill(d, spec.Whole, &x.For, t.For)
	perGroup, repeats := x.Resolve.V == PerGroup, x.Repeat.V
	if !perGroup { // the two exclude each other, and the nearer holds
		fill(d, spec.Flag, &x.Repeat, t.Repeat)
	}
	if !repeats {
		fill(d, resolution, &x.Resolve, t.Resolve)
	}
	fill(d, spec.Flag, &x.IncidentPerGroup, t.IncidentPerGroup)
	fillRoutes(d, x, t)
	fill(d, spec.Text, &x.Severity, t.Severity)
	if x.Baseline == nil && t.Baseline != nil {
		x.Baseline = &Baseline{Decl: t.Baseline.Decl}
		fill(d, offsetKind, &x.Baseline.Against, t.Baseline.Against)
		fill(d, baselineBy, &x.Baseline.By, t.Baseline.By)
	}
	return d.Diags
}

// fill decodes an argument of a template for a trigger that doesn't write it.
func fill[V any](d *spec.Decoder, k *spec.Kind[V], to *spec.At[V], from spec.At[hcl.Expression]) {
	if to.Set() || !from.Set() {
		return
	}
	to.Range = from.Range
	before := len(d.Diags)
	to.V, _ = k.Decode(d, from.V)
	if !dependsOnParameters(from.V) { // it was said where the template was decoded
		d.Diags = d.Diags[:before]
	}
}
