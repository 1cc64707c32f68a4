// Package lazy puts off what most runs of slogen don't need: each start would pay for it.
package lazy

import (
	"regexp"
	"sync"
)

// Regexp gives a regular expression that is compiled when it is first asked for. A test of package generator compiles
// all of them.
func Regexp(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
