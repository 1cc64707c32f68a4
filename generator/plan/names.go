package plan

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/words"
)

// mostNames is how many objects, services, folders or owners are named in a list.
const mostNames = 12

// namesOf lists objects: by name or, where they are many, by service, and where these are many, by folder or owner,
// whichever says most in as many words. Same means that the alerts among them have one name.
func namesOf(changes []*Change, same bool) string {
	if len(changes) <= mostNames {
		list := make([]string, len(changes))
		for i, c := range changes {
			list[i] = c.shortName(same)
			if c.Action == Moved {
				list[i] = string(c.From) + " → " + string(c.Key)
			}
		}
		return strings.Join(list, ", ")
	}
	services := grouped(changes, func(c *Change) string {
		service, _, _ := strings.Cut(c.shortName(same), "/")
		return service
	})
	if len(services) <= mostNames || !hasServices(changes) {
		return sized(services, "")
	}
	all := words.Plural(len(services), "service")
	if folder := commonFolder(changes); folder != "." {
		all += " in " + folder
	}
	groups, noun := folded(changes)
	if noun == "" {
		return sized(services, all+": ")
	}
	return sized(groups, fmt.Sprintf("%s, %s: ", all, words.Plural(len(groups), noun)))
}

// commonFolder is the folder that holds all, "." for none but the root.
func commonFolder(changes []*Change) string {
	common := changes[0].folder()
	for _, c := range changes[1:] {
		for common != "." && c.folder() != common && !strings.HasPrefix(c.folder(), common+"/") {
			common = path.Dir(common)
		}
	}
	return common
}

// folded groups changes by folder or owner, whichever gives most groups that can all be listed, with a noun for one. If
// none does, it is by owner or, where some have none, by nothing: then the noun is empty.
func folded(changes []*Change) (best []Group, noun string) {
	consider := func(groups []Group, of string) {
		if n := len(groups); n > 1 && n <= mostNames && n > len(best) {
			best, noun = groups, of
		}
	}
	deepest := 0
	for _, c := range changes {
		deepest = max(deepest, strings.Count(c.folder(), "/")+1)
	}
	for depth := 1; depth <= deepest; depth++ {
		consider(grouped(changes, func(c *Change) string { return cutPath(c.folder(), depth) }), "folder")
	}
	owners := grouped(changes, (*Change).owner)
	if slices.ContainsFunc(owners, func(g Group) bool { return g.Name == "" }) {
		return best, noun
	}
	consider(owners, "owner")
	if best == nil && len(owners) > 1 {
		return owners, "owner"
	}
	return best, noun
}

func hasServices(changes []*Change) bool {
	return !slices.ContainsFunc(changes, func(c *Change) bool { return c.Service() == "" })
}

// Group is several changes under one name.
type Group struct {
	Name string
	N    int
}

// Groups counts the changes of p by service or, if there are more services than can be listed, by folder or owner where
// that makes fewer, with a noun for one. Shared objects are in a group without a name.
func (p *Plan) Groups(most int) (noun string, groups []Group) {
	changes := make([]*Change, len(p.Changes))
	for i := range p.Changes {
		changes[i] = &p.Changes[i]
	}
	services := grouped(changes, (*Change).Service)
	if len(services) <= most {
		return "service", services
	}
	if groups, noun := folded(changes); noun != "" && len(groups) < len(services) {
		return noun, groups
	}
	return "service", services
}

// grouped counts changes by a name, the most first.
func grouped(changes []*Change, by func(*Change) string) []Group {
	n := map[string]int{}
	for _, c := range changes {
		n[by(c)]++
	}
	list := make([]Group, 0, len(n))
	for name, k := range n {
		list = append(list, Group{name, k})
	}
	slices.SortFunc(list, func(a, b Group) int {
		if a.N != b.N {
			return b.N - a.N
		}
		return strings.Compare(a.Name, b.Name)
	})
	return list
}

// sized writes groups with their sizes after a text; without the sizes if each is 1.
func sized(groups []Group, text string) string {
	list := make([]string, len(groups))
	alone := groups[0].N == 1
	for i, g := range groups {
		list[i] = g.Name
		if !alone {
			list[i] += fmt.Sprintf(" (%d)", g.N)
		}
	}
	return text + words.Some(list, mostNames)
}

// slo is the SLO that a change is about: its own, or that of an alert; nil for none.
func (c *Change) slo() *honeycomb.SLO {
	x := c.After
	if x == nil {
		x = c.Before
	}
	switch x := x.(type) {
	case *honeycomb.SLO:
		return x
	case *honeycomb.BurnAlert:
		return x.SLO
	}
	return nil
}

// owner is who answers for an object; empty for nobody.
func (c *Change) owner() string {
	if s := c.slo(); s != nil {
		return s.Owner
	}
	x := c.After
	if x == nil {
		x = c.Before
	}
	owner, _ := people(x)
	return owner
}

// folder is the folder of the file that declares an object or, where it is made from a block elsewhere, the SLO that it
// is about.
func (c *Change) folder() string {
	if s := c.slo(); s != nil && s.Origin.Name() != "" {
		return path.Dir(s.Origin.Name())
	}
	return path.Dir(c.Origin.File)
}

// cutPath is the first parts of a path.
func cutPath(p string, parts int) string {
	list := strings.SplitN(p, "/", parts+1)
	return strings.Join(list[:min(len(list), parts)], "/")
}
