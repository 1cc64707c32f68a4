// Package project reads slogen.hcl, the file at the root of a configuration that says what belongs together: the paths,
// values of variables and output folder of each environment. It replaces flags that would be repeated, so one table has
// an argument and the flag that stands for the same.
//
// The file comes with the sources, from whoever can open a pull request. So nothing that it names lies outside its
// folder or is hidden there, and it can't raise the limits that flags raise.
//
// It is not its job to read what the paths hold (package generator).
package project
