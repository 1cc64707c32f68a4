// Package plan says what would change at Honeycomb if the configuration were applied, and what each change means.
//
// It exists because a diff of attributes hides what matters: that one digit of a target halves a budget, that an alert which
// wasn't touched now needs half the errors, that a renamed dataset throws a year of history away, that somebody is no longer
// told. It promises:
//
//   - [Diff] compares the last emitted catalogue with the resources of now, object by object by key, and finds every difference
//     of the requests that would be sent: none is left out as unimportant. Places (file and line) are no difference.
//   - What Honeycomb or its Terraform provider can't change in place is a replacement, with its reason; and what hangs on a
//     replaced object goes with it.
//   - The words are computed exactly, from per-million and minutes by rational arithmetic; a figure that had to be rounded says
//     "about". Figures of time and error rates assume traffic spread evenly, and say so.
//   - What protects less than before says "loosened".
//   - Unchanged objects are compared as bytes and never decoded.
//   - Secrets are shown by name; a literal where a secret belongs is not shown.
//
// The text ([Print]) and the JSON ([AppendJSON], described by [Schema]) are two renderings of the same [Change] values.
//
// It is not its job to know the configuration language, to ask Honeycomb what is there now, or to judge whether a change is wise.
package plan
