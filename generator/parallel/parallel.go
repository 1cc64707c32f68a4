// Package parallel shares numbered work among goroutines.
//
// It exists so that the packages that read, compare and write thousands of files do it in the same way: as many workers
// as are asked for, each with buffers of its own, and a panic that reaches the caller instead of ending the program
// where nobody can say so.
package parallel

import (
	"context"
	"fmt"
	"iter"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
)

// Panic is what a panic in a goroutine reaches the caller as.
type Panic struct {
	Value any
	Stack []byte // of the goroutine
}

func (p *Panic) Error() string { return fmt.Sprint(p.Value) }

// Group is goroutines that somebody waits for. The zero value is ready for use.
type Group struct {
	wg     sync.WaitGroup
	failed atomic.Pointer[Panic]
}

// Go runs f in a goroutine.
func (g *Group) Go(f func()) {
	g.wg.Go(func() {
		defer func() {
			if p := recover(); p != nil {
				g.failed.CompareAndSwap(nil, &Panic{p, debug.Stack()})
			}
		}()
		f()
	})
}

// Failed says whether one of the goroutines has ended in a panic.
func (g *Group) Failed() bool { return g.failed.Load() != nil }

// Wait returns when all goroutines have ended. The first panic in one is raised again here, as a [Panic].
func (g *Group) Wait() {
	g.wg.Wait()
	if p := g.failed.Load(); p != nil {
		panic(p)
	}
}

// Do runs worker in several goroutines, the number of processors where workers is 0, never more than n. Together the
// workers are given the numbers 0 to n-1, each once, in order; a worker that returns early leaves the rest to the
// others. Do returns when all workers have. A panic in one stops the others at their next number, and is raised again
// in the caller, as a [Panic].
func Do(n, workers int, worker func(numbers iter.Seq[int])) {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	var next atomic.Int64
	var g Group
	numbers := func(yield func(int) bool) {
		for !g.Failed() {
			i := int(next.Add(1)) - 1
			if i >= n || !yield(i) {
				return
			}
		}
	}
	for range min(n, workers) {
		g.Go(func() { worker(numbers) })
	}
	g.Wait()
}

// Each calls f for 0 to n-1, as [Do] shares them among workers, until ctx ends.
func Each(ctx context.Context, n, workers int, f func(i int)) {
	Do(n, workers, func(numbers iter.Seq[int]) {
		for i := range numbers {
			if ctx.Err() != nil {
				return
			}
			f(i)
		}
	})
}
