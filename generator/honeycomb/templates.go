package honeycomb

import (
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/webhook"
)

// TemplateProblems gives what is wrong with the bodies of a webhook's templates, and where.
func (r *Recipient) TemplateProblems() func(yield func(hcl.Range, webhook.Problem) bool) {
	return func(yield func(hcl.Range, webhook.Problem) bool) {
		vars := make(map[string]string, len(r.Variables))
		for _, v := range r.Variables {
			vars[v.Name] = v.Default
		}
		for _, t := range r.Templates {
			if !slices.Contains(TemplateTypes, t.Type) {
				continue
			}
			for _, x := range webhook.Check(t.Type, t.Body, vars) {
				at := r.Origin.At("template." + t.Type)
				if t.Place != nil {
					at = t.Place(x.Start, x.End)
				}
				if !yield(at, x) {
					return
				}
			}
		}
	}
}
