// Package lint finds what is legal but unwise: error rates that use up a whole budget without notifying anybody, alerts
// that can't fire, that add nothing to another one, or that a single failure trips, SLIs that call everything good, and
// alerts that reach the wrong people or reach them without what they need.
//
// It exists because Honeycomb accepts all of these, and otherwise they are found during an incident. What it promises:
//
//   - Each rule is a row of [Rules], with its reason, an example that it finds and one that it doesn't. A test runs
//     both.
//   - What it finds is true, by exact arithmetic over the model of package simulate: at even traffic if the rule says
//     so, and otherwise whatever the traffic. What an SLI says of events is decided over all that its formula can tell
//     apart (package review). What can't be known isn't guessed; only what a column or a name means is.
//   - A comment can declare a finding to be intended, with a reason and until a certain day ([config.Ignore]). A
//     comment that ignores nothing is itself a finding.
//   - It is fast: what depends on target, window and numbers alone is computed once for all SLOs that share them.
//
// It is not its job to refuse what Honeycomb would refuse: that is for the rules of package honeycomb, which can't be
// ignored. Nor does it format the findings.
package lint
