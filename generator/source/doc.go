// Package source reads what teams wrote: it finds their files, keeps to the directories that were given, and parses
// HCL, its JSON form and jsonnet.
//
// It exists because files come from anywhere, and the parsers of HCL trust them: some 100,000 nested brackets overflow
// their stack, which no program survives. What it promises:
//
//   - A file is read through a directory that was given, so that no symbolic link leads elsewhere ([Files]), whether it
//     is on the disk, where an [os.Root] sees to that, or in memory ([Storage]).
//   - A pass over the bytes before the parser refuses what the parser would not survive, with a place; a jsonnet
//     program is stopped when it takes too long, too much memory or too much stack; functions make no value that is out
//     of all proportion.
//   - Places in diagnostics are those in the file as it was written, also within strings of JSON, and where HCL speaks
//     badly of a common mistake the way out is added ([Parse], [FixJSON]).
//
// It is not its job to know what blocks and arguments mean (package config).
package source
