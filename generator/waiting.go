package generator

import (
	"context"

	"github.com/slogen-project/slogen/generator/config"
)

// waiting is a service that refers to SLIs of others which weren't compiled yet.
type waiting struct {
	file    int
	service *config.Service
	waits   []wait          // what it waited for when it was first tried
	missing map[string]bool // the SLIs it waits for, as compiler.index names them
	woken   bool            // one of them was compiled since the service was last tried
	done    bool
}

// worklist holds the services that wait, so that each is compiled when what it waits for is there, whatever the order
// of their names. Going through all of them in rounds takes as many rounds as the longest chain of references.
type worklist struct {
	*compiler
	all     []*waiting
	ready   []*waiting            // those that miss nothing
	waiters map[string][]*waiting // who waits for an SLI
}

func newWorklist(c *compiler, all []*waiting) *worklist {
	l := &worklist{compiler: c, all: all, waiters: map[string][]*waiting{}}
	for _, w := range all {
		w.missing = map[string]bool{}
		l.register(w, w.waits)
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

// wake tells those who wait for a service's SLIs which of them are there.
func (l *worklist) wake(s *config.Service) {
	for _, x := range s.SLIs {
		key := sliKey(s.Name.V, x.Name.V)
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
		if w.woken && !w.done {
			out = append(out, w)
		}
	}
	return out
}

// finishWaiting compiles the services that refer to SLIs of others.
func (l *loading) finishWaiting(ctx context.Context, list *worklist, parts [][]*part) {
	for now := list.next(); len(now) > 0 && ctx.Err() == nil; now = list.next() {
		made := make([]*part, len(now))
		work(ctx, len(now), l.o.Workers, func(i int) { made[i] = list.service(now[i].service) })
		for i, p := range made {
			if p == nil {
				continue // interrupted
			}
			w := now[i]
			w.woken = false
			if w.done = len(p.waits) == 0; w.done {
				parts[w.file] = append(parts[w.file], p)
			} else {
				list.register(w, p.waits)
			}
		}
		for _, w := range now {
			list.wake(w.service)
		}
	}
	list.last = true
	var waits []wait
	var edges []edge
	for _, w := range list.all {
		if w.done {
			continue
		}
		p := list.service(w.service)
		waits, edges = append(waits, p.waits...), append(edges, p.edges...)
		parts[w.file] = append(parts[w.file], &part{diags: p.diags, depends: p.depends})
	}
	l.diags = append(l.diags, list.inVain(waits)...)
	l.diags = append(l.diags, circles(edges)...)
}
