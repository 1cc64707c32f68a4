// Package slitest says what SLIs make of events, before Honeycomb does: it runs the tests in *.slotest.hcl, and computes an
// expression over large files of events.
//
// It exists because an SLI that is wrong is silent. A column that is missing makes a comparison false, a number that was sent as text is never
// equal to one, and a condition turned round counts every failure as a success; nobody hears of it until an outage isn't noticed.
//
// What it promises:
//
//   - [Run] gives every event the verdict that Honeycomb documents for the SLI's calculated field, and where the documentation
//     is silent the verdict says which assumption it rests on (package calc).
//
//   - A test that fails shows the expression with the value of every part of it.
//
//   - [Mutate] finds what no test would notice: it changes each comparison, constant and boolean operator of an SLI in turn.
//
//   - Events become columns as Honeycomb's own ingest makes columns of them; spans too (github.com/honeycombio/husky, package otlp).
//
//   - [Count] needs the same memory for any number of events. A line that is no event is counted and shown, not fatal.
//
//   - [Tally.History] gives what an SLI would have made of each minute of such a stream, for the alerts to be simulated on (package simulate).
//     There an event counts as often as its sample rate says.
//
//   - [Scenarios] turns the scenarios of *.slotest.hcl into courses of events, and says what of that which they expect of burn alerts comes about.
//
// It is not its job to decode test files (package config), to read or print anything itself, or to say which alerts fire (package simulate).
package slitest
