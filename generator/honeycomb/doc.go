// Package honeycomb is what Honeycomb accepts: its resources in its own vocabulary and units, the rules they must keep,
// and the bodies of the API requests that create them.
//
// It exists so that everything after the compiler (the emitters, the plan, the simulation) can work without knowing how
// a configuration was written, and so that each rule of the vendor stands in one place, with its source.
//
// It promises that a [Resources] on which [CheckPart] and [CheckAll] find nothing is accepted by Honeycomb's API, as
// far as that can be known without an account, and by the Terraform provider when a Terraform output is among
// [Settings.Outputs]; that [AppendBody] writes for each object a body that Honeycomb's OpenAPI document allows; and
// that the catalogue, written by [AppendCatalogue], has the same bytes on every run and every machine.
//
// It is not its job to know HCL, to judge what is legal but unwise, to decide what an asked percentage becomes, or to
// talk to Honeycomb.
package honeycomb
