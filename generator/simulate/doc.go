// Package simulate says which burn alerts fire, and when, for a course of traffic and failures: one that somebody
// thought up, or one that happened.
//
// It exists because nobody sees an alert before the incident that it is for. Whether it would have fired, how long that
// would have taken, what would have been left of the error budget by then and how long the alert would have gone on
// afterwards is arithmetic, and arithmetic can be done beforehand.
//
// What it promises:
//
//   - [Run] looks at every alert of an SLO each minute, as Honeycomb documents them, over minutes of events that are
//     counted exactly: an alert that is to fire at 14.4 times the even rate fires at that rate, and a hair below it
//     doesn't.
//   - [Case.Simulate] adds what people ask next: what was never alerted, how near an alert came, what another target
//     would do, and whether it depends on what isn't documented. [Report] writes it as text and as JSON.
//   - [React] gives the same answer for the plainest incident, a constant error rate, without going through the
//     minutes.
//   - [ReadHistory] reads what happened: counts by the minute or by the hour, also as Honeycomb's API gives them. Sums
//     are exact, and what is missing or was spread is told.
//   - What Honeycomb doesn't document is in [Assumptions], with the choice, its reason and its source.
//
// It is not its job to read HCL or events (package slitest), to judge whether an alert is wise (package lint), to draw
// (package picture), to read a clock, or to print anything itself.
package simulate
