// Package terraform reads the source of Terraform and OpenTofu configurations, as far as it is about Honeycomb: the
// resources and data sources of the provider honeycombio with the variables, locals and modules behind them.
//
// It exists because what people wrote says more than a state: why a number is what it is (a variable), what is the same
// (a local), and what is repeated (for_each). So nothing is evaluated that needn't be. Where a value comes from a
// variable, a local or each, a [Resource] has a mark in its place: a text or a number that stands for the expression.
// Whoever makes HCL of the resources treats it like any other value and puts the expressions back in the end, with
// [Marks.Restore]. That way whatever is proven of a formula is proven for any value of the variable.
//
// It promises to read nothing outside of the tree that it was given, to take bounded time and memory, and to name
// whatever it leaves out. It never contacts a registry or a backend.
package terraform
