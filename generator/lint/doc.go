// Package lint finds what is legal but unwise: error rates at which a whole budget goes and nobody is told, alerts that can't fire, that
// say nothing that another one doesn't, or that a single failure trips.
//
// It exists because Honeycomb takes all of these, and they are found in an incident otherwise. What it promises:
//
//   - Each rule is a row of [Rules], with its reason, an example that it finds and one that it doesn't. A test runs both.
//   - What is found is so: by exact arithmetic over the model of package simulate, at even traffic where a rule says so and whatever the
//     traffic where it doesn't. What can't be known is not guessed.
//   - A finding can be declared to be meant, with a reason and until a day ([config.Ignore]). A comment that ignores nothing is a finding.
//   - It is fast: what depends on target, window and numbers alone is computed once for all SLOs that share them.
//
// It is not its job to refuse what Honeycomb would refuse: those are the rules of package honeycomb, which can't be ignored. It
// doesn't lay the findings out either.
package lint
