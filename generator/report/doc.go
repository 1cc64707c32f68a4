// Package report makes one page about the alerting of a team or an organization: what needs a decision, what is
// promised, who is told of what and how often, which alerts come without context, what is waived until when, and what
// everything rests on.
//
// It exists because nobody sees these things from a service's file: a recipient that ten services page, a waiver whose
// reason is gone, a promise that nothing watches. What it promises:
//
//   - There is no score. Each measure names the guidance that it reads (measures.go), and says where a figure is
//     slogen's own reading. Objects are judged, not people.
//   - Nothing is invented: how often an alert would fire is said only of scenarios and of counts that were given.
//   - The same configuration on the same day gives the same bytes.
//   - Text from a configuration can't become markup. In HTML, each text goes through one function, whatever it is; the
//     page's policy (Content-Security-Policy) allows no script and no style but its own two, by their digests, and no
//     address at all. See html.go.
//
// [Report] is what programs read. The text, Markdown and HTML are three renderings of the sections that [Report.page]
// makes of it, so that none says anything that another doesn't. It is not its job to find what is unwise; that is
// package lint's.
package report
