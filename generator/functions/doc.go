// Package functions has the functions of HCL that a configuration may call in expressions that are evaluated when it is
// loaded: Terraform's, as far as they depend on nothing but their arguments and the files beside the configuration.
//
// Functions make no value that is out of all proportion, and all calls of a configuration together take no more steps
// than its [bound.Budget] has. Functions over events are none of these: they are calculated fields (package lower).
package functions
