package compile

import (
	"context"
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/parallel"
)

// Unit is a service and what has become of it.
type Unit struct {
	service *config.Service // nil when it isn't needed any more, and the syntax trees with it
	head    Declared
	part    *part
}

// Declared is a service, and what holds for all of it.
type Declared struct {
	Name  string
	Owner string
	Tags  []honeycomb.Tag
	At    hcl.Range
}

// Unit compiles a service, as far as those it refers to are compiled. It may be called concurrently.
func (c *Compiler) Unit(s *config.Service) *Unit {
	c.announce(s)
	e := &effective{nearest: &s.Common, ctx: s.Ctx, defaults: s.Scope.Defaults}
	u := &Unit{service: s, head: Declared{s.Name.V, e.owner(), e.tags(), s.Decl}, part: c.service(s)}
	if len(u.part.waits) == 0 {
		u.service = nil
	}
	return u
}

// Declared is the service.
func (u *Unit) Declared() Declared { return u.head }

// Waits says whether the service refers to SLIs or calculated fields of others which weren't compiled yet.
func (u *Unit) Waits() bool { return u.service != nil }

// waiting is a service that refers to SLIs or calculated fields of others which weren't compiled yet.
type waiting struct {
	*Unit
	missing map[string]bool // the SLIs it waits for, as Compiler.index names them
	woken   bool            // one of them was compiled since the service was last tried
}

// worklist holds the services that wait, so that each is compiled when what it waits for is there, whatever the order
// of their names. Going through all of them in rounds takes as many rounds as the longest chain of references.
type worklist struct {
	*Compiler
	all     []*waiting
	ready   []*waiting            // those that miss nothing
	waiters map[string][]*waiting // who waits for an SLI
}

func newWorklist(c *Compiler, units []*Unit) *worklist {
	l := &worklist{Compiler: c, waiters: map[string][]*waiting{}}
	for _, u := range units {
		if u.Waits() {
			w := &waiting{Unit: u, missing: map[string]bool{}}
			l.all = append(l.all, w)
			l.register(w, u.part.waits)
		}
	}
	return l
}

// register notes what a service waits for.
func (l *worklist) register(w *waiting, waits []wait) {
	for _, x := range waits {
		key := x.key()
		switch {
		case w.missing[key]:
		case l.isCompiled(key):
			w.woken = true
		default:
			w.missing[key] = true
			l.waiters[key] = append(l.waiters[key], w)
		}
	}
	if len(w.missing) == 0 {
		l.ready = append(l.ready, w)
	}
}

// wake tells those who wait for a service's SLIs and fields which of them are there.
func (l *worklist) wake(s *config.Service) {
	keys := make([]string, 0, len(s.SLIs)+len(s.Fields))
	for _, x := range s.SLIs {
		keys = append(keys, sliObjects.key(s.Name.V, x.Name.V).Path())
	}
	for _, x := range s.Fields {
		keys = append(keys, fieldObjects.key(s.Name.V, x.Name.V).Path())
	}
	for _, key := range keys {
		if len(l.waiters[key]) == 0 || !l.isCompiled(key) {
			continue
		}
		for _, w := range l.waiters[key] {
			delete(w.missing, key)
			w.woken = true
			if len(w.missing) == 0 {
				l.ready = append(l.ready, w)
			}
		}
		delete(l.waiters, key)
	}
}

// next takes the services to try now: those that miss nothing. A service waits for the SLIs of all its blocks, though,
// and another one may wait for the block that misses nothing; so where no service is ready, those are tried for which
// anything has come.
func (l *worklist) next() []*waiting {
	out := l.ready
	l.ready = nil
	if len(out) > 0 {
		return out
	}
	for _, w := range l.all {
		if w.woken && w.Waits() {
			out = append(out, w)
		}
	}
	return out
}

// Finish compiles the services that refer to SLIs or calculated fields of others, when all units are made.
func (c *Compiler) Finish(ctx context.Context, workers int, units []*Unit) {
	list := newWorklist(c, units)
	for now := list.next(); len(now) > 0 && ctx.Err() == nil; now = list.next() {
		made := make([]*part, len(now))
		parallel.Each(ctx, len(now), workers, func(i int) { made[i] = list.service(now[i].service) })
		for i, p := range made {
			if p == nil {
				continue // interrupted
			}
			w := now[i]
			w.woken = false
			w.part = p
			if len(p.waits) > 0 {
				list.register(w, p.waits)
			}
		}
		for i, w := range now {
			list.wake(w.service)
			if made[i] != nil && len(made[i].waits) == 0 {
				w.service = nil
			}
		}
	}
	c.last = true
	for _, w := range list.all {
		if !w.Waits() {
			continue
		}
		p := c.service(w.service)
		w.part = &part{diags: p.diags, depends: p.depends, vain: true, waits: p.waits, edges: p.edges, refers: p.refers,
			unknown: p.unknown}
		w.service = nil
	}
}

// Forget forgets services that were compiled, before others are compiled in their place.
func (c *Compiler) Forget(units []*Unit) {
	c.last = false
	for _, u := range units {
		for _, o := range []*objects{sliObjects, fieldObjects} {
			for _, name := range o.of(c.names[u.head.Name]) {
				delete(c.index, o.key(u.head.Name, name).Path())
			}
		}
		delete(c.names, u.head.Name)
	}
}

// Ambiguous says whether two services have one name, so that it isn't certain which of them others refer to.
func (c *Compiler) Ambiguous() bool { return c.ambiguous }

// Dependents are the files, by their numbers, that hold services which refer to those of the names, directly or through
// others. Each file is given by its units. The names of the services in those files are added to names.
func Dependents(files [][]*Unit, names map[string]bool) (out []int) {
	referring := map[string][]int{} // files by the services that they refer to
	for i, units := range files {
		for _, u := range units {
			for _, name := range u.part.refers {
				referring[name] = append(referring[name], i)
			}
		}
	}
	seen := map[int]bool{}
	todo := slices.Collect(maps.Keys(names))
	for len(todo) > 0 {
		name := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, i := range referring[name] {
			if seen[i] {
				continue
			}
			seen[i] = true
			out = append(out, i)
			for _, u := range files[i] {
				if !names[u.head.Name] {
					names[u.head.Name] = true
					todo = append(todo, u.head.Name)
				}
			}
		}
	}
	slices.Sort(out)
	return out
}

// Name is the service's name.
func (u *Unit) Name() string { return u.head.Name }
