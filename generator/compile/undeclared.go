package compile

import (
	"cmp"
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
)

// named notes that the service names a dataset, if nobody has declared the dataset's columns.
func (w *compiling) named(slug string, at hcl.Range) {
	if d := w.shared.Datasets[slug]; slug != "" && (d == nil || d.Known == nil) {
		near := ""
		if d == nil {
			near = diag.Suggest(slug, slices.Collect(maps.Keys(w.shared.Datasets)))
		}
		w.undeclared = append(w.undeclared, honeycomb.Undeclared{Dataset: slug, Near: near, Range: at})
	}
}

// firstNamed keeps of each dataset the place where it is named first, in the order of the datasets.
func firstNamed(all []honeycomb.Undeclared) []honeycomb.Undeclared {
	slices.SortFunc(all, func(a, b honeycomb.Undeclared) int {
		return cmp.Or(cmp.Compare(a.Dataset, b.Dataset), cmp.Compare(a.Range.Filename, b.Range.Filename),
			cmp.Compare(a.Range.Start.Byte, b.Range.Start.Byte))
	})
	return slices.CompactFunc(all, func(a, b honeycomb.Undeclared) bool { return a.Dataset == b.Dataset })
}
