// Package rules has the rules of slogen's language and joins them with all others whose breach is an error, so that
// there is one look-up for what a message cites.
//
// Its words are the users' words: arguments, blocks and their values.
package rules

import (
	"slices"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/emit"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/rule"
)

// Errors are the rules whose breach is an error. Those of a category are together.
func Errors() []*rule.Rule {
	list := slices.Concat(Language, rule.Heads(honeycomb.Rules), emit.Rules, calc.Rules)
	first := map[string]int{}
	for i, r := range list {
		if c := r.Category(); first[c] == 0 {
			first[c] = i + 1
		}
	}
	slices.SortStableFunc(list, func(a, b *rule.Rule) int { return first[a.Category()] - first[b.Category()] })
	return list
}
