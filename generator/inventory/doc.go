// Package inventory lists what a configuration rests on: the comments that accept findings of lint (waivers), and the
// columns that SLIs, triggers and boards read.
//
// It exists because both are spread over many files, and because somebody asks for all of them on one day: before a
// review, or before an upgrade of the instrumentation that renames columns. Each list is a struct whose JSON is
// documented, and a text. It is not its job to judge: that is for package lint.
package inventory
