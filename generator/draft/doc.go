// Package draft holds declarations that are still to be written, made from what exists elsewhere, and writes them as
// HCL that a person would have written: arguments in the order of the language's own tables, names made of labels, and
// each note about what couldn't be said beside what it is about.
//
// A [Value] is the text of an expression, so that whoever makes a draft can keep what was written (`var.team`) or give
// a literal. It may name another object of the draft, whose name and service are settled last: by [Draft.Arrange].
package draft
