// Package spec holds one declaration per block and argument of a configuration language: the declaration decodes the
// block, explains it and gives its JSON Schema.
//
// A block is a literal [Block] table whose rows name the argument, its [Kind], the member of the Go value it is written
// to, and its prose. [Block.Decode] reads HCL's native syntax by walking the tree (an order of magnitude faster than
// hcl.Body.Content) and falls back to hcl.Body.Content for JSON and wherever something is not as declared, so that
// unknown arguments, missing arguments and their suggestions are worded by hcl itself. [Block.Describe] gives the same
// rows to whoever writes documents.
//
// Every decoded value is an [At]: the value and the place where it was written.
//
// The package knows HCL and nothing of SLOs: what a reference refers to, and what a value means, is its callers' job.
package spec
