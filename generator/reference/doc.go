// Package reference makes the documents in schemas/ and the answers of `slogen explain` from the tables that the program
// runs on: the declarations of blocks, the functions, the rules, the presets and the structs that are printed as JSON.
//
// It exists so that a document can't say anything that the program doesn't do. [Files] builds every document, the test of
// this package compares them with schemas/ and, with -update, writes them; so the check is the generator. [Find] answers
// for one name.
//
// It reads tables and writes text. It is not its job to hold facts of its own: prose that is wrong is mended in the table
// that it comes from. The one document it doesn't make is schemas/cli.md, since commands and flags are declared in
// cmd/slogen, which nothing may import.
package reference
