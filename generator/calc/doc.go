// Package calc is Honeycomb's calculated-field language: it reads formulas, prints them in one canonical form, says
// what is wrong with them at the byte where it is wrong, and computes them for an event.
//
// It exists because Honeycomb tells an author little and late. The official parser stops at the first mistake and
// speaks of tokens; arity and unknown columns are refused only by the server; a mismatch of types is never refused at
// all but quietly becomes false, 0 or null.
//
// What it promises:
//
//   - [Parse] accepts exactly the texts that Honeycomb's own parser (honeycomb-derived-column-validator v0.2.0)
//     accepts, up to [MaxBytes] and [MaxDepth]. grammar.txt is the grammar; a differential fuzz test holds the promise.
//   - [Append] and [Formula.String] print one canonical text, the same on every machine. Reading it and printing it
//     again changes nothing, and the official parser reads the same operations from it as from the original.
//   - [Check] reports only what is certain: from arity, from literals, from the types of declared columns. What is
//     legal but unwise is a lint rule's business.
//   - [Compile] makes a [Program] that computes a formula for one event after another without allocating, as Honeycomb
//     documents it. Where the documentation is silent the choice is a row of [Assumptions], and a result that came by
//     one says so.
//   - Every node knows where it was written ([Origin]), in the user's own file, even inside a heredoc or behind an
//     escape ([Source]), and by which calls and references it got where it is ([Via]).
//
// It is not its job to translate HCL into formulas (package lower), to know which columns a dataset has (its caller
// says, through [Env]), or to say anything about Honeycomb's objects.
package calc
