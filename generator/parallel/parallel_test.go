package parallel

import (
	"bytes"
	"iter"
	"sync/atomic"
	"testing"
)

func TestDo(t *testing.T) {
	for _, workers := range []int{0, 1, 3, 100} {
		var seen [57]atomic.Int32
		Do(len(seen), workers, func(numbers iter.Seq[int]) {
			for i := range numbers {
				seen[i].Add(1)
			}
		})
		for i := range seen {
			if n := seen[i].Load(); n != 1 {
				t.Errorf("%d workers: number %d was given %d times", workers, i, n)
			}
		}
	}
	Do(0, 0, func(iter.Seq[int]) { t.Error("a worker without work") })
}

func TestDoPanics(t *testing.T) {
	defer func() {
		p, ok := recover().(*Panic)
		if !ok || p.Value != "oh" || !bytes.Contains(p.Stack, []byte("TestDoPanics")) {
			t.Errorf("recovered %v", p)
		}
	}()
	Do(1000, 4, func(numbers iter.Seq[int]) {
		for i := range numbers {
			if i == 10 {
				panic("oh")
			}
		}
	})
	t.Error("the panic was lost")
}
