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
// with its own path or those below it. The key of an instance may follow the names of all but a service.
var movable = map[string]struct {
	names int
	kinds []string
}{
	"service": {1, []string{honeycomb.KindCalculatedField, honeycomb.KindSLO, honeycomb.KindBurnAlert,
		honeycomb.KindTrigger,
		honeycomb.KindQuery, honeycomb.KindQueryAnnotation, honeycomb.KindBoard}},
	"sli":        {2, []string{honeycomb.KindCalculatedField}},
	"field":      {2, []string{honeycomb.KindCalculatedField}},
	"slo":        {2, []string{honeycomb.KindSLO, honeycomb.KindBurnAlert}},
	"burn_alert": {3, []string{honeycomb.KindBurnAlert}},
	"trigger":    {2, []string{honeycomb.KindTrigger, honeycomb.KindQuery, honeycomb.KindQueryAnnotation}},
	"board":      {1, []string{honeycomb.KindBoard}},
	"recipient":  {2, []string{honeycomb.KindRecipient}},
}

// prefixes begin names in keys, by the kind of address: the last names of calculated fields that are no SLIs.
var prefixes = map[string][3]string{fieldObjects.root: {1: fieldObjects.prefix}}

// move is a moved block whose addresses make sense.
type move struct {
	block         *config.Moved
	root          string // such as "slo"
	from, to      string // the paths of the keys
	fromKey       bool   // whether from and to are instances; without, all instances of a block may be meant
	toKey         bool
	found, failed bool // it moved something; what is wrong with it was said
}

// depth is how closely the block names what it moves: an alert more than an SLO, and an instance more than a block.
func (m *move) depth() int {
	n := 2 * movable[m.root].names
	if m.toKey {
		n++
	}
	return n
}

// takes reports whether the block moves an object of a kind, whose path begins with that of the new address and goes on
// with rest.
func (m *move) takes(kind, rest string) bool {
	if m.root == honeycomb.KindSLO && kind == honeycomb.KindBurnAlert { // what is below the SLO
		i := strings.LastIndexByte(rest, '/')
		if i < 0 {
			return false
		}
		rest = rest[:i]
	}
	switch {
	case rest == "":
		return true
	case m.root == "service":
		return rest[0] == '/'
	case m.fromKey || m.toKey: // one object, and not the instances of a block
		return false
	case m.root == honeycomb.KindBurnAlert:
		return rest[0] == '.'
	}
	return rest[0] == '/' && strings.Count(rest, "/") == 1
}

// moves turns moved blocks into renames of single objects: a moved service or SLO takes what is below it along. The new
// address of one block may be the old one of another: an object may have moved more than once. Without resolve only the
// addresses are looked at: where something could not be compiled, it would seem to be gone.
func moves(list []*config.Moved, r *honeycomb.Resources, resolve bool) hcl.Diagnostics {
	if len(list) == 0 {
		return nil
	}
	blocks, diags := movedBlocks(list)
	if !resolve {
		return diags
	}
	s := moving{resources: r, diags: diags, declared: map[honeycomb.Key]bool{}, from: map[honeycomb.Key]hcl.Range{},
		to: map[honeycomb.Key]*move{}}
	var known []honeycomb.Key // the objects of now, and in later rounds what those were that the round before found
	for x := range r.Objects() {
		s.declared[x.Head().Key] = true
		known = append(known, x.Head().Key)
	}
	// What names an object more closely comes first: an SLO that was renamed in a renamed service was called something
	// else there.
	sort.SliceStable(blocks, func(i, j int) bool { return blocks[i].depth() > blocks[j].depth() })
	for len(known) > 0 { // no key is an old one twice, so this ends
		sort.Slice(known, func(i, j int) bool { return known[i] < known[j] })
		var before []honeycomb.Key
		for _, m := range blocks {
			for _, kind := range movable[m.root].kinds {
				before = append(before, s.take(m, kind, known)...)
			}
		}
		known = before
	}
	for _, m := range blocks {
		if !m.found {
			s.diags = append(s.diags, diag.Error("moved/address", "Moved to nothing",
				fmt.Sprintf("Nothing is declared at the new address %s. If the object is "+
					"gone, remove this block: a deletion needs no declaration.%s", m.address(m.to),
					m.meant(s.declared)), m.block.To.Range))
		}
	}
	sort.Slice(r.Moved, func(i, j int) bool { return r.Moved[i].To < r.Moved[j].To })
	return s.diags
}

// movedBlocks are the blocks whose addresses make sense.
func movedBlocks(list []*config.Moved) (blocks []*move, diags hcl.Diagnostics) {
	for _, m := range list {
		if m.From.V == nil || m.To.V == nil {
			continue // reported when it was decoded
		}
		root, a, fromKey, more := movedAddress(m.From)
		diags = append(diags, more...)
		root2, b, toKey, more2 := movedAddress(m.To)
		diags = append(diags, more2...)
		switch {
		case more.HasErrors() || more2.HasErrors():
		case root != root2:
			diags = append(diags, diag.Error("moved/address", "Moved to another kind", fmt.Sprintf("%s.<name> can't "+
				"become %s.<name>: both addresses have to name the same kind of object.", root, root2), m.To.Range))
		case a == b:
			diags = append(diags, diag.Error("moved/address", "Moved to itself", "The two addresses are the same.",
				m.To.Range))
		default:
			blocks = append(blocks, &move{block: m, root: root, from: a, to: b, fromKey: fromKey, toKey: toKey})
		}
	}
	return blocks, diags
}

// moving is the search for what moved blocks are about.
type moving struct {
	resources *honeycomb.Resources
	diags     hcl.Diagnostics
	declared  map[honeycomb.Key]bool
	from      map[honeycomb.Key]hcl.Range // the old keys, with the addresses that say so
	to        map[honeycomb.Key]*move     // the new keys
}

// take finds the objects of a kind that a block moves among the known keys, which are sorted. It returns what their
// keys were.
func (s *moving) take(m *move, kind string, known []honeycomb.Key) (before []honeycomb.Key) {
	prefix := kind + "/" + m.to
	i := sort.Search(len(known), func(i int) bool { return string(known[i]) >= prefix })
	for ; i < len(known) && strings.HasPrefix(string(known[i]), prefix); i++ {
		k := known[i]
		rest := string(k)[len(prefix):]
		if !m.takes(kind, rest) {
			continue
		}
		m.found = true
		if other := s.to[k]; m.failed || other != nil && other.depth() > m.depth() {
			continue
		}
		old := honeycomb.Key(kind + "/" + m.from + rest)
		if problem := s.clash(m, old, k); problem != nil {
			s.diags = append(s.diags, problem)
			m.failed = true
			continue
		}
		s.from[old], s.to[k] = m.block.From.Range, m
		s.resources.Moved = append(s.resources.Moved, honeycomb.Moved{From: old, To: k, Range: m.block.Decl})
		before = append(before, old)
	}
	return before
}

// clash says why an object can't have moved; nil where it can.
func (s *moving) clash(m *move, old, now honeycomb.Key) *hcl.Diagnostic {
	if s.declared[old] {
		return diag.Error("moved/address", "Moved object still exists",
			fmt.Sprintf("%s is still declared, so it can't have become %s. Remove whichever "+
				"declaration is out of date, or remove this block.",
				old.Address(), now.Address()),
			m.block.From.Range)
	}
	if at, dup := s.from[old]; dup {
		return diag.Error("moved/address", "Moved twice", fmt.Sprintf("Another block "+
			"already moves %s.", old.Address()),
			m.block.From.Range,
			diag.Note{Text: "the other block", Range: at})
	}
	if other := s.to[now]; other != nil {
		return diag.Error("moved/address", "Two objects moved to one",
			fmt.Sprintf("Another block also moves an object to %s.", now.Address()), m.block.To.Range,
			diag.Note{Text: "the other block", Range: other.block.To.Range})
	}
	return nil
}

// address is a path as it is written in HCL.
func (m *move) address(path string) string {
	if m.root == "service" {
		return m.root + "." + path
	}
	return honeycomb.Key(movable[m.root].kinds[0] + "/" + path).Address()
}

// movedAddress reads an address as its kind and the path of its key, and whether that is of an instance.
func movedAddress(at spec.At[spec.Expr]) (root, path string, instance bool, diags hcl.Diagnostics) {
	bad := func(why string) (string, string, bool, hcl.Diagnostics) {
		return "", "", false, hcl.Diagnostics{diag.Error("moved/address", "Invalid address", why+" Addresses are "+
			"written service.<service>, sli.<service>.<name>, field.<service>.<name>, slo.<service>.<name>, "+
			"burn_alert.<service>.<slo>.<name>, trigger.<service>.<name>, board.<service>, recipient.<type>.<name>; "+
			"the key of an instance stands in brackets after the name of what has the for_each, as in "+
			"slo.<service>.<name>[\"<key>\"].", at.Range)}
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
	var names, keys []string // keys by name, empty for none
	for _, step := range t[1:] {
		name, index := spec.Step(step)
		switch {
		case !index:
			names, keys = append(names, name), append(keys, "")
		case len(keys) == 0 || keys[len(keys)-1] != "" || name == "":
			return bad("A key in brackets follows a name.")
		default:
			keys[len(keys)-1] = name
		}
	}
	last := len(names) - 1
	switch {
	case len(names) != kind.names:
		return bad("This address has too few or too many names.")
	case root == "service" && keys[last] != "":
		return bad("The instance of a service is named by its key alone, service.<key>.")
	}
	var b strings.Builder
	for i, name := range names {
		sep, of := "/", keys[i] != "" && (i == last || root == honeycomb.KindBurnAlert && i == last-1)
		if keys[i] != "" && !of {
			return bad(fmt.Sprintf("%s has no for_each.", name))
		}
		if i > 0 {
			b.WriteByte('/')
		}
		b.WriteString(prefixes[root][i] + name)
		if root == honeycomb.KindBurnAlert && i == last {
			sep = "." // as in the key of such an object
		}
		if of {
			b.WriteString(sep + keys[i])
		}
	}
	return root, b.String(), keys[last] != "", nil
}

// meant suggests what is declared and may be meant by an address at which nothing is. A name is looked for in its
// service first.
func (m *move) meant(declared map[honeycomb.Key]bool) string {
	if m.root == "service" || m.root == honeycomb.KindBoard && !m.toKey {
		var known []string
		for k := range declared {
			service, _, _ := strings.Cut(k.Path(), "/")
			known = append(known, service)
		}
		if near := diag.Suggest(m.to, known); near != "" {
			return " Did you mean " + m.root + "." + near + "?"
		}
		return ""
	}
	kind := movable[m.root].kinds[0]
	to := honeycomb.Key(kind + "/" + m.to)
	service, _, _ := strings.Cut(m.to, "/")
	parent := m.root + "." + service + "."
	var beside, known, instances []string
	for k := range declared {
		if k.Kind() != kind {
			continue
		}
		known = append(known, k.Address())
		if name, ok := strings.CutPrefix(k.Address(), parent); ok {
			beside = append(beside, name)
		}
		if strings.HasPrefix(k.Address(), to.Address()+"[") {
			instances = append(instances, k.Address())
		}
	}
	if len(instances) > 0 {
		sort.Strings(instances)
		return fmt.Sprintf(" %s has a for_each: write the instance, such as %s.", to.Address(), instances[0])
	}
	near := diag.Suggest(to.Address(), known)
	if len(beside) > 0 {
		if near = diag.Suggest(strings.TrimPrefix(to.Address(), parent), beside); near != "" {
			near = parent + near
		}
	}
	if near == "" {
		return ""
	}
	return " Did you mean " + near + "?"
}
