// Package parallel shares numbered work among goroutines.
//
// It exists so that the packages that read, compare and write thousands of files do it in the same way: as many workers as
// are asked for, each with buffers of its own, and a panic that reaches the caller instead of ending the program where nobody can say so.
package parallel

import (
	"iter"
	"runtime"
	"sync"
	"sync/atomic"
)

// Do runs worker in several goroutines, the number of processors where workers is 0, never more than n. Together the workers
// are given the numbers 0 to n-1, each once, in order; a worker that returns early leaves the rest to the others. Do returns when all
// workers have. A panic in one stops the others at their next number, and is raised again in the caller.
func Do(n, workers int, worker func(numbers iter.Seq[int])) {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	var next atomic.Int64
	var failed atomic.Pointer[any]
	numbers := func(yield func(int) bool) {
		for failed.Load() == nil {
			i := int(next.Add(1)) - 1
			if i >= n || !yield(i) {
				return
			}
		}
	}
	var wg sync.WaitGroup
	for range min(n, workers) {
		wg.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					failed.CompareAndSwap(nil, &p)
				}
			}()
			worker(numbers)
		})
	}
	wg.Wait()
	if p := failed.Load(); p != nil {
		panic(*p)
	}
}
