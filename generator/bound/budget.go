package bound

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/slogen-project/slogen/generator/diag"
)

// What evaluating a configuration may take altogether. A step is about a tenth of a microsecond. Steps are counted and
// time is not, so that a configuration that is right on one machine is right on all.
const (
	// BaseSteps is what every configuration may take, whatever its size.
	BaseSteps    = 10_000_000
	stepsPerByte = 20 // and what it may take for each byte of its files

	bytesPerStep   = 64  // of text that is looked at
	bytesMade      = 8   // of text that is made, which takes memory too
	stepsPerValue  = 8   // of a value that is looked at: cty goes through what it is given several times
	stepsPerKey    = 25  // and as many for one with a key: keys are sorted to go through them
	stepsPerMember = 100 // and as many for one in a set, which cty sorts by comparing whole values
	stepsPerLevel  = 4   // and as many for one deep in others, for each level below flat: types are compared at each
	flat           = 20
	stepsToEqual   = 4   // as much as that for a value that is compared
	stepsPerRound  = 40  // of a `for`, whatever stands in it
	stepsPerNode   = 15  // of an expression
	stepsPerItem   = 100 // of an object that is written out
	stepsPerCall   = 40
)

// Budget counts the steps of a configuration. Without one, which is nil, expressions are evaluated as hcl does it.
type Budget struct {
	// Bytes gives the size of the files. It is asked once, and only where somebody needs more than all have.
	Bytes func() int
	// Word says what hcl says of an expression in the words of the configuration. It is set before anything is evaluated.
	Word func(*hcl.Diagnostic)

	used atomic.Int64
	once sync.Once
	most int64 // known after once
	over atomic.Bool

	mu sync.Mutex
	at *hcl.Range // where the steps were used up
}

// errExhausted is what every call of a function says once the steps are used up.
var errExhausted = errors.New("the expressions of this configuration take too many steps")

func (b *Budget) limit() int64 {
	b.once.Do(func() {
		b.most = BaseSteps
		if b.Bytes != nil {
			b.most += int64(b.Bytes()) * stepsPerByte
		}
	})
	return b.most
}

// Spend takes steps from the budget. Once it is used up it stays so: what is left of the configuration is evaluated no
// further.
func (b *Budget) Spend(steps int) error {
	if used := b.used.Add(int64(steps)); used > BaseSteps && used > b.limit() {
		b.over.Store(true)
	}
	return b.Err()
}

// SpendAt is Spend for what is done at a place. Without a budget it does nothing.
func (b *Budget) SpendAt(steps int, at hcl.Range) error {
	if b == nil || b.Spend(steps) == nil {
		return nil
	}
	b.stopped(at)
	return b.Err()
}

// Err is the error of functions that are called when the steps are used up; nil before.
func (b *Budget) Err() error {
	if b == nil || !b.over.Load() {
		return nil
	}
	return errExhausted
}

// Measure counts the steps that it takes to look at a value, as far as the steps last.
func (b *Budget) Measure(v cty.Value) Measure { return b.measure(v, bytesPerStep) }

// Made is [Budget.Measure] for a value that was made.
func (b *Budget) Made(v cty.Value) Measure { return b.measure(v, bytesMade) }

func (b *Budget) measure(v cty.Value, bytes int) Measure {
	used := b.used.Load()
	m := Measure{most: max(0, BaseSteps-used), bytes: bytes}
	m.count(v, 0)
	if int64(m.Steps) > m.most { // perhaps the files are so large that there are more
		m = Measure{most: max(0, b.limit()-used), bytes: bytes}
		m.count(v, 0)
	}
	return m
}

// stopped notes where the steps were used up, the first time.
func (b *Budget) stopped(at hcl.Range) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.at == nil {
		b.at = &at
	}
}

// Problem says that the steps are used up, and where; nil as long as they are not. Everything else that is said after
// them is doubtful, for values are missing.
func (b *Budget) Problem() *hcl.Diagnostic {
	if b.Err() == nil {
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	d := diag.Error("language/limit", "Too much to evaluate",
		fmt.Sprintf("The expressions of this configuration take too many steps, and here they ran out. All of them "+
			"together may take %d million, and %d more for each byte of source. Does a `for` go through long lists "+
			"again and again, or search and compare in them? Look values up in a map (local.names[key]) rather than "+
			"in a list, and let loops follow each other rather than nest.",
			BaseSteps/1_000_000, stepsPerByte), hcl.Range{})
	d.Subject = b.at
	return d
}

// look takes the steps for looking at a value once.
func (b *Budget) look(v cty.Value) error { return b.Spend(b.Measure(v).Steps) }

// Measure is what looking at a value takes.
type Measure struct {
	Steps   int
	Special bool  // it holds something marked, unknown or null
	Large   error // it holds a number that is too large
	values  int
	most    int64
	bytes   int // for one step
}

func (m *Measure) count(v cty.Value, depth int) {
	m.values++
	m.Steps += max(0, depth-flat) * stepsPerLevel
	if m.Steps += stepsPerValue; int64(m.Steps) > m.most || m.Large != nil {
		return
	}
	if v.IsMarked() {
		v, _ = v.Unmark()
		m.Special = true
	}
	if !v.IsKnown() || v.IsNull() {
		m.Special = true
		return
	}
	switch ty := v.Type(); {
	case ty == cty.String:
		m.Steps += len(v.AsString()) / m.bytes
	case ty == cty.Number:
		m.Large = TooLarge(v.AsBigFloat())
	case v.CanIterateElements():
		keyed := ty.IsObjectType() || ty.IsMapType()
		if ty.IsSetType() {
			m.Steps += v.LengthInt() * stepsPerMember
		} else if keyed {
			m.Steps += v.LengthInt() * stepsPerKey
		}
		for it := v.ElementIterator(); it.Next() && int64(m.Steps) <= m.most && m.Large == nil; {
			k, x := it.Element()
			if keyed {
				m.Steps += len(k.AsString()) / m.bytes
			}
			m.count(x, depth+1)
		}
	}
}
