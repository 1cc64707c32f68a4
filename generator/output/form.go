package output

import (
	"maps"
	"slices"

	"github.com/slogen-project/slogen/generator/emit"
	"github.com/slogen-project/slogen/generator/mark"
)

// Form is what slogen generate -json prints: what was done, or with -check would be, to which file. Paths are relative
// to the output folder, with forward slashes, and sorted.
type Form struct {
	// FormatVersion is the version of this format. The first number changes when readers would break.
	FormatVersion string `json:"format_version" jsonschema:"pattern=^1\\."`
	// Out is the output folder, as it was named.
	Out string `json:"out"`
	// Current says that there was nothing to do.
	Current bool `json:"current"`
	// Written are the files that weren't there.
	Written []string `json:"written"`
	// Replaced are the files that had other content.
	Replaced []string `json:"replaced"`
	// Removed are the files that are no longer generated.
	Removed []string `json:"removed"`
	// Kept are the files that were as they should be.
	Kept []string `json:"kept"`
	// Changed are the files among those replaced and removed that weren't as slogen had written them.
	Changed []ChangedForm `json:"changed"`
	// InTheWay is what slogen did not write and won't replace. Without -check that is an error, and the list is empty.
	InTheWay []string `json:"in_the_way"`
}

// ChangedForm is a file that wasn't as slogen had written it.
type ChangedForm struct {
	// Path is the file.
	Path string `json:"path"`
	// State is what had become of it.
	State mark.State `json:"state" jsonschema:"enum=holds a merge conflict,enum=changed since it was written"`
}

// Form is the result as a form, without the name of the folder.
func (r *Result) Form() *Form {
	f := &Form{Written: r.Written, Replaced: r.Replaced, Removed: r.Removed, Kept: r.Kept}
	return f.complete(r.Changed)
}

// Form is what a [Write] of the files that the report is about would do.
func (r *Report) Form(files []emit.File) *Form {
	f := &Form{Written: r.Missing, Removed: r.Stale}
	for _, o := range r.InTheWay {
		f.InTheWay = append(f.InTheWay, o.Path)
	}
	for _, p := range r.Differing {
		if r.Holds(p) {
			f.Replaced = append(f.Replaced, p)
		}
	}
	for _, x := range files {
		if r.Has(x.Path) {
			f.Kept = append(f.Kept, x.Path)
		}
	}
	return f.complete(r.Changed)
}

// complete sets what follows from the rest. An empty list isn't null.
func (f *Form) complete(changed map[string]mark.State) *Form {
	f.FormatVersion, f.Changed = "1.0", []ChangedForm{}
	f.Current = len(f.Written)+len(f.Replaced)+len(f.Removed)+len(f.InTheWay) == 0
	for _, p := range slices.Sorted(maps.Keys(changed)) {
		f.Changed = append(f.Changed, ChangedForm{p, changed[p]})
	}
	for _, list := range []*[]string{&f.Written, &f.Replaced, &f.Removed, &f.Kept, &f.InTheWay} {
		*list = append([]string{}, *list...)
	}
	return f
}
