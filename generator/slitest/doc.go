// Package slitest shows how SLIs judge events, before Honeycomb does: it runs the tests in *.slotest.hcl, and computes
// an expression over large files of events.
//
// It exists because a wrong SLI is silent. A missing column makes a comparison false, a number that was sent as text
// never equals one, and a reversed condition counts every failure as a success. Nobody notices until an outage goes
// unnoticed.
//
// What it promises:
//
//   - [Run] gives every event the verdict that Honeycomb documents for the SLI's calculated field. Where the
//     documentation is silent, the verdict names the assumption it rests on (package calc).
//
//   - A failing test shows the expression with the value of every part.
//
//   - [Mutate] finds changes that no test notices: it changes each comparison, constant and boolean operator of an SLI
//     in turn.
//
//   - Events become columns just as they do in Honeycomb's own ingest; so do spans (github.com/honeycombio/husky,
//     package otlp).
//
//   - [Count] needs the same memory for any number of events. A line that isn't an event is counted and shown, but
//     isn't fatal.
//
//   - [Tally.History] returns what an SLI would have made of each minute of such a stream, so that alerts can be
//     simulated on it (package simulate). There, an event counts as often as its sample rate says.
//
//   - [Scenarios] turns the scenarios of *.slotest.hcl into courses of events, and checks what they expect of burn
//     alerts.
//
// It is not its job to decode test files (package config), to read or print anything itself, or to decide which alerts
// fire (package simulate).
package slitest
