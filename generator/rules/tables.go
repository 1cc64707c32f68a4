// Package rules has what Honeycomb and the Terraform provider demand of objects, each rule in one place with its source
// and its check, and the rows that explain the mistakes of slogen's language. It joins them with the other rules whose
// breach is an error, so that there is one look-up for what a message cites.
//
// It promises that what [CheckPart] and [CheckAll] find no fault with is accepted by Honeycomb's API, as far as that
// can be known without an account, and by the Terraform provider when a Terraform output is among the settings'
// outputs.
//
// It stands beside package honeycomb, and not in it, because its words are the users' words: a rule says which argument
// breaks it and how to write that. A test holds the names of arguments and blocks to the declarations of package
// config.
//
// It is not its job to judge what is legal but unwise: that is package lint's.
package rules

import (
	"slices"

	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/emit"
	"github.com/slogen-project/slogen/generator/rule"
)

// Errors are the rules whose breach is an error. Those of a category are together.
func Errors() []*rule.Rule {
	list := slices.Concat(Language, rule.Heads(checks), emit.Rules, calc.Rules)
	first := map[string]int{}
	for i, r := range list {
		if c := r.Category(); first[c] == 0 {
			first[c] = i + 1
		}
	}
	slices.SortStableFunc(list, func(a, b *rule.Rule) int { return first[a.Category()] - first[b.Category()] })
	return list
}
