// Package plan shows what would change at Honeycomb if the configuration were applied, and what each change means.
//
// It exists because a diff of attributes hides what matters: that one digit of a target halves a budget, that an alert
// nobody touched now needs half the errors, that a renamed dataset throws away a year of history, that somebody is no
// longer notified. It promises:
//
//   - [Diff] compares the last emitted catalogue with the current resources, object by object by key, and finds every
//     difference between the requests that would be sent: none is left out as unimportant. Places (file and line) don't
//     count as differences.
//   - What Honeycomb or its Terraform provider can't change in place is a replacement, with its reason. So is whatever
//     belongs to a replaced object.
//   - The figures are computed exactly, by rational arithmetic from per-million and minutes; a rounded one says
//     "about". Times and error rates assume evenly spread traffic, and say so.
//   - What a change does to somebody has a class of package review, which decides it exactly.
//   - The text begins with a verdict and goes from what does most harm to words. Each object that changes is in it, by
//     name or counted among its like; verbose, it lists all of them.
//   - Unchanged objects are compared as bytes and never decoded.
//   - Secrets are shown by name; a literal where a secret belongs is not shown.
//
// The text ([Print]) and the JSON ([AppendJSON], described by [Schema]) are two renderings of the same [Change] values.
//
// It is not its job to know the configuration language, to ask Honeycomb what exists now, or to judge whether a change
// is wise. Comments on pull requests are package comment's.
package plan
