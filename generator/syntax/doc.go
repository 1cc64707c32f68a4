// Package syntax makes trees of bytes: it parses HCL, its JSON form and what jsonnet evaluates to.
//
// It exists because files come from anywhere, and the parsers of HCL trust them: some 100,000 nested brackets overflow
// their stack, which no program survives. What it promises:
//
//   - A pass over the bytes before the parser refuses what the parser would not survive, with a place; a jsonnet
//     program is stopped when it takes too long, too much memory or too much stack.
//   - Places in diagnostics are those in the file as it was written, also within strings of JSON, and where HCL speaks
//     badly of a common mistake the way out is added ([Parse], [Files.Fix]).
//
// It is not its job to know what blocks and arguments mean (package config).
package syntax
