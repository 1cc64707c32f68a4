package lint

import (
	"cmp"
	"slices"

	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/honeycomb"
)

// The states of waivers.
const (
	WaiverHolds   = "holds"
	WaiverExpired = "expired"
	WaiverUnused  = "ignores nothing"
	WaiverInvalid = "invalid"
)

// Waiver is a comment that says that findings are meant to be there, and what becomes of it.
type Waiver struct {
	*config.Ignore
	State string
	// Ignores counts the findings that it ignores.
	Ignores int
	// Problem says what is wrong with it, in sentences; empty unless it is invalid.
	Problem string
	// Owner is who answers for it: who is named in it, or else the owner of what it is about. Empty where nobody is
	// known.
	Owner string
	// Of are the keys of the objects whose findings it ignores, sorted.
	Of []honeycomb.Key
}

// Waivers lists all comments that say that findings are meant to be there, by file and place.
func Waivers(r *honeycomb.Resources, o Options) []Waiver {
	o.Rules = nil // whether one ignores something shows only if all rules are checked
	return WaiversIn(r, o, Run(r, o))
}

// WaiversIn is Waivers where all rules were checked already: found is what [Run] found with the same options.
func WaiversIn(r *honeycomb.Resources, o Options, found []Finding) (out []Waiver) {
	p := &pass{Resources: r, Options: o, known: o.Own.known()}
	for i := range o.Ignores {
		w := Waiver{Ignore: &o.Ignores[i], State: WaiverUnused, Problem: p.invalid(&o.Ignores[i]),
			Owner: o.Ignores[i].Owner}
		switch x := p.ofErrors(w.Ignore); {
		case x != nil:
			w.State, w.Problem = WaiverInvalid, "The rule "+x.ID+" is about an error, and errors can't be ignored."
		case w.Problem != "":
			w.State = WaiverInvalid
		case p.over(w.Ignore):
			w.State = WaiverExpired
		}
		out = append(out, w)
	}
	at := map[*config.Ignore]int{}
	for i := range out {
		at[out[i].Ignore] = i
	}
	for _, f := range found {
		if f.Ignored == nil {
			continue
		}
		w := &out[at[f.Ignored]]
		w.State = WaiverHolds
		w.Ignores += 1 + len(f.others)
		if f.About != "" && !slices.Contains(w.Of, f.About) {
			w.Of = append(w.Of, f.About)
		}
	}
	for i := range out {
		slices.Sort(out[i].Of)
		for _, key := range out[i].Of {
			out[i].Owner = cmp.Or(out[i].Owner, ownerOf(r.Find(key)))
		}
	}
	slices.SortStableFunc(out, func(a, b Waiver) int {
		return cmp.Or(cmp.Compare(a.Range.Filename, b.Range.Filename),
			cmp.Compare(a.Range.Start.Byte, b.Range.Start.Byte))
	})
	return out
}

// ownerOf is who answers for an object; empty where nobody is named.
func ownerOf(x honeycomb.Object) string {
	switch x := x.(type) {
	case *honeycomb.SLO:
		return x.Owner
	case *honeycomb.Trigger:
		return x.Owner
	case *honeycomb.BurnAlert:
		return x.SLO.Owner
	}
	return ""
}
