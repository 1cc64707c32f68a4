package compile

import (
	"fmt"
	"sort"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/spec"
)

// movable are the kinds of addresses that moved takes: how many names follow, and the kinds of objects they hold, each
// with its own path or those below it.
var movable = map[string]struct {
	names int
	kinds []string
}{
	"service": {1, []string{honeycomb.KindCalculatedField, honeycomb.KindSLO, honeycomb.KindBurnAlert,
		honeycomb.KindTrigger,
		honeycomb.KindQuery, honeycomb.KindQueryAnnotation, honeycomb.KindBoard}},
	"sli":        {2, []string{honeycomb.KindCalculatedField}},
	"slo":        {2, []string{honeycomb.KindSLO, honeycomb.KindBurnAlert}},
	"burn_alert": {3, []string{honeycomb.KindBurnAlert}},
	"trigger":    {2, []string{honeycomb.KindTrigger, honeycomb.KindQuery, honeycomb.KindQueryAnnotation}},
	"board":      {1, []string{honeycomb.KindBoard}},
	"recipient":  {2, []string{honeycomb.KindRecipient}},
}

// move is a moved block whose addresses make sense.
type move struct {
	block         *config.Moved
	root          string // such as "slo"
	from, to      string // the paths of the keys
	found, failed bool   // it moved something; what is wrong with it was said
}

// moves turns moved blocks into renames of single objects: a moved service or SLO takes what is below it along. The new
// address of one block may be the old one of another: an object may have moved more than once. Without resolve only the
// addresses are looked at: where something could not be compiled, it would seem to be gone.
func moves(list []*config.Moved, r *honeycomb.Resources, resolve bool) (diags hcl.Diagnostics) {
	if len(list) == 0 {
		return nil
	}
	var blocks []*move
	for _, m := range list {
		if m.From.V == nil || m.To.V == nil {
			continue // reported when it was decoded
		}
		root, a, more := movedAddress(m.From)
		diags = append(diags, more...)
		root2, b, more2 := movedAddress(m.To)
		diags = append(diags, more2...)
		if more.HasErrors() || more2.HasErrors() {
			continue
		}
		if root != root2 {
			diags = append(diags, diag.Error("moved/address", "Moved to another kind", fmt.Sprintf("%s.<name> can't "+
				"become %s.<name>: both addresses have to name the same kind of object.", root, root2), m.To.Range))
			continue
		}
		if a == b {
			diags = append(diags, diag.Error("moved/address", "Moved to itself", "The two addresses are the same.",
				m.To.Range))
			continue
		}
		blocks = append(blocks, &move{block: m, root: root, from: a, to: b})
	}
	if !resolve {
		return diags
	}
	declared := map[honeycomb.Key]bool{}
	var known []honeycomb.Key // the objects of now, and in later rounds what those were that the round before found
	for x := range r.Objects() {
		declared[x.Head().Key] = true
		known = append(known, x.Head().Key)
	}
	// What names an object more closely comes first: an SLO that was renamed in a renamed service was called something
	// else there.
	sort.SliceStable(blocks, func(i, j int) bool { return movable[blocks[i].root].names > movable[blocks[j].root].names })
	from := map[honeycomb.Key]hcl.Range{}
	to := map[honeycomb.Key]*move{}
	for len(known) > 0 { // no key is an old one twice, so this ends
		sort.Slice(known, func(i, j int) bool { return known[i] < known[j] })
		var before []honeycomb.Key
		for _, m := range blocks {
			for _, kind := range movable[m.root].kinds {
				prefix := kind + "/" + m.to
				for i := sort.Search(len(known), func(i int) bool { return string(known[i]) >= prefix }); i < len(known) &&
					strings.HasPrefix(string(known[i]), prefix); i++ {
					k := known[i]
					rest := string(k)[len(prefix):]
					if rest != "" && rest[0] != '/' {
						continue
					}
					m.found = true
					other := to[k]
					if m.failed || other != nil && movable[other.root].names > movable[m.root].names {
						continue
					}
					old := honeycomb.Key(kind + "/" + m.from + rest)
					if declared[old] {
						diags = append(diags, diag.Error("moved/address", "Moved object still exists",
							fmt.Sprintf("%s is still declared, so it can't have become %s. Remove whichever "+
								"declaration is out of date, or remove this block.",
								address(old), address(k)),
							m.block.From.Range))
						m.failed = true
						continue
					}
					if at, dup := from[old]; dup {
						diags = append(diags, diag.Error("moved/address", "Moved twice", fmt.Sprintf("Another block "+
							"already moves %s.", address(old)),
							m.block.From.Range,
							diag.Note{Text: "the other block", Range: at}))
						m.failed = true
						continue
					}
					if other != nil {
						diags = append(diags, diag.Error("moved/address", "Two objects moved to one",
							fmt.Sprintf("Another block also moves an object to %s.", address(k)), m.block.To.Range,
							diag.Note{Text: "the other block", Range: other.block.To.Range}))
						m.failed = true
						continue
					}
					from[old], to[k] = m.block.From.Range, m
					r.Moved = append(r.Moved, honeycomb.Moved{From: old, To: k, Range: m.block.Decl})
					before = append(before, old)
				}
			}
		}
		known = before
	}
	for _, m := range blocks {
		if !m.found {
			diags = append(diags, diag.Error("moved/address", "Moved to nothing",
				fmt.Sprintf("Nothing is declared at the new address %s. If the object is "+
					"gone, remove this block: a deletion needs no declaration.%s", m.root+"."+strings.ReplaceAll(m.to, "/", "."),
					m.meant(declared)),
				m.block.To.Range))
		}
	}
	sort.Slice(r.Moved, func(i, j int) bool { return r.Moved[i].To < r.Moved[j].To })
	return diags
}

// address is a key as it is written in HCL.
func address(k honeycomb.Key) string {
	kind := k.Kind()
	if kind == honeycomb.KindCalculatedField {
		kind = "sli"
	}
	return kind + "." + strings.ReplaceAll(k.Path(), "/", ".")
}

// movedAddress reads an address as its kind and the path of its key.
func movedAddress(at spec.At[spec.Expr]) (root, path string, diags hcl.Diagnostics) {
	bad := func(why string) (string, string, hcl.Diagnostics) {
		return "", "", hcl.Diagnostics{diag.Error("moved/address", "Invalid address", why+" Addresses are written "+
			"service.<service>, sli.<service>.<name>, slo.<service>.<name>, burn_alert.<service>.<slo>.<name>, "+
			"trigger.<service>.<name>, board.<service>, recipient.<type>.<name>.", at.Range)}
	}
	t, more := hcl.AbsTraversalForExpr(at.V)
	if more.HasErrors() {
		return bad("This is not an address.")
	}
	root = t.RootName()
	kind, ok := movable[root]
	if !ok {
		return bad(fmt.Sprintf("%q is not a kind of object.", root))
	}
	names := strings.Split(strings.TrimPrefix(spec.Dotted(t[1:]), "."), ".")
	if len(t)-1 != kind.names || len(names) != kind.names {
		return bad("This address has too few or too many names.")
	}
	return root, strings.Join(names, "/"), nil
}

// meant suggests what is declared and may be meant by an address at which nothing is. A name is looked for in its
// service first.
func (m *move) meant(declared map[honeycomb.Key]bool) string {
	parent, name := "", m.to
	if i := strings.LastIndexByte(m.to, '/'); i >= 0 {
		parent, name = m.to[:i+1], m.to[i+1:]
	}
	var beside, known []string
	for k := range declared {
		for _, kind := range movable[m.root].kinds {
			rest, ok := strings.CutPrefix(string(k), kind+"/")
			if m.root == "service" || m.root == "board" {
				rest, _, _ = strings.Cut(rest, "/")
			}
			if !ok || strings.Count(rest, "/") != strings.Count(m.to, "/") {
				continue
			}
			known = append(known, rest)
			if last, ok := strings.CutPrefix(rest, parent); ok {
				beside = append(beside, last)
			}
		}
	}
	near := parent + diag.Suggest(name, beside)
	if len(beside) == 0 {
		near = diag.Suggest(m.to, known)
	}
	if near == parent {
		return ""
	}
	return " Did you mean " + m.root + "." + strings.ReplaceAll(near, "/", ".") + "?"
}
