// Package honeycomb is what Honeycomb accepts: its resources in its own vocabulary and units, the limits of their
// members, and the bodies of the API requests that create them.
//
// It exists so that everything after the compiler (the emitters, the plan, the simulation) can work without knowing how
// a configuration was written.
//
// It promises that [AppendBody] writes for each object a body that Honeycomb's OpenAPI document allows if package rules
// finds no fault with it, and that the catalogue, written by [AppendCatalogue], has the same bytes on every run and
// every machine.
//
// It is not its job to know HCL, to judge objects (that is package rules'), to decide what an asked percentage becomes,
// or to talk to Honeycomb.
package honeycomb
