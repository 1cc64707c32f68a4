package generator

import (
	"slices"
	"sort"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/diag"
)

// One mistake gives one message. Every step reports all it finds, so some of it follows from what another step has said
// already; what follows is taken out here, when all of it is known.

// lost says what could not be read, so that references to it seem to lead nowhere.
type lost struct {
	shared   bool // a file that may hold what others refer to
	services bool // services, or a file that may hold some
}

// happened says whether it has happened what problems may follow from.
func (l lost) happened(c diag.Cause, otherErrors bool) bool {
	switch c {
	case diag.LostShared:
		return l.shared
	case diag.LostServices:
		return l.services
	case diag.AnyError:
		return otherErrors
	}
	return false
}

// settle leaves out what follows from something else and what was said before.
func settle(diags hcl.Diagnostics, l lost) hcl.Diagnostics {
	if len(diags) == 0 {
		return diags
	}
	diag.Coded("expression/evaluation", diags) // what HCL has found and nobody looked at
	causes := causesOf(diags)
	errors := slices.ContainsFunc(diags, func(d *hcl.Diagnostic) bool {
		return d.Severity == hcl.DiagError && diag.Of(d).Follows != diag.AnyError
	})
	type place struct {
		file             string
		start, end       int
		summary, details string
	}
	seen := map[place]*hcl.Diagnostic{}
	out := diags[:0]
	for _, d := range diags {
		if l.happened(diag.Of(d).Follows, errors) || causes.explain(d) {
			continue
		}
		if d.Subject != nil {
			p := place{d.Subject.Filename, d.Subject.Start.Byte, d.Subject.End.Byte, d.Summary, d.Detail}
			if first := seen[p]; first != nil {
				diag.Merge(first, d)
				continue
			}
			seen[p] = d
		}
		out = append(out, d)
	}
	if len(out) == 0 { // never lose the only message
		return diags[:1]
	}
	return out
}

// causes are the places of errors where something couldn't be read, by file, sorted, with the furthest end so far.
type causes map[string][]cause

type cause struct {
	start, end, furthest int
}

func causesOf(diags hcl.Diagnostics) causes {
	c := causes{}
	for _, d := range diags {
		if x := diag.Of(d); d.Severity == hcl.DiagError && d.Subject != nil && !x.Judged && !x.Aside {
			c[d.Subject.Filename] = append(
				c[d.Subject.Filename],
				cause{start: d.Subject.Start.Byte, end: d.Subject.End.Byte},
			)
		}
	}
	for _, list := range c {
		sort.Slice(list, func(i, j int) bool { return list[i].start < list[j].start })
		furthest := 0
		for i := range list {
			furthest = max(furthest, list[i].end)
			list[i].furthest = furthest
		}
	}
	return c
}

// explain says whether a broken rule is about an argument that couldn't be read in the first place.
func (c causes) explain(d *hcl.Diagnostic) bool {
	if d.Subject == nil || !diag.Of(d).Judged {
		return false
	}
	list := c[d.Subject.Filename]
	from, to := d.Subject.Start.Byte, d.Subject.End.Byte
	for i := sort.Search(len(list), func(i int) bool { return list[i].start >= to }) - 1; i >= 0 &&
		list[i].furthest > from; i-- {
		x := list[i]
		if x.end > from && (x.start >= from && x.end <= to || x.start <= from && x.end >= to) {
			return true
		}
	}
	return false
}
