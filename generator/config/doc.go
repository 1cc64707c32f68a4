// Package config is the slogen language as it is written: one Go struct and one declaration table per block, every
// value with its place.
//
// [Declare] reads what other declarations refer to (variables, locals, functions, datasets, recipients, policies,
// templates, defaults, moved) and builds the scopes expressions are evaluated in. [Shared.Services] then decodes the
// services of one file at a time, so that thousands of files needn't be held: for_each is expanded, and each instance
// carries the evaluation context of its own.
//
// References are values: recipients, policies and templates stand in the evaluation contexts as capsules, and a plain
// reference is resolved without evaluation, for an exact place and a suggestion.
//
// It doesn't decide what a declaration means in Honeycomb (that is generator's Compile), and doesn't look into
// expressions on events (package lower).
package config
