// Package reference makes the documents in schemas/ and the answers of `slogen explain` from the tables that the
// program runs on: the declarations of blocks, the functions, the rules, the presets and the structs that are printed
// as JSON.
//
// It exists so that the documents can't disagree with the program. The function documents builds them; this package's
// test compares them with schemas/ or, with -update, writes them, so the check is the generator. [Find] answers for one
// name.
//
// It reads tables and writes text. It is not its job to hold facts of its own: wrong prose is corrected in the table it
// comes from. The glossary is the exception: its words are no package's alone. The one document that it doesn't make
// is schemas/cli.md, because commands and flags are declared in cmd/slogen, which nothing may import.
package reference
