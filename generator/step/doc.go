// Package step says whether Terraform gets from one configuration to the next.
//
// It exists because a configuration can be right, and so can the one before, while the way between them is not: names
// are unique at Honeycomb, and one that an old object still has can't be given to a new one. Where Terraform changes
// the object that gives a name up and the one that takes it in any order, the apply fails half-way, and what was
// deleted by then is gone.
//
// [Check] walks the order in which Terraform acts and holds what each operation needs against what others have yet to
// give up. It promises:
//
//   - where it finds nothing, no order that Terraform may choose fails, or leaves out, even for a while, an object that
//     is declared before and after. A test draws configurations and orders and holds it to that.
//   - where it finds something, there is an order that fails or loses something, and each way out that it offers leads
//     round it. A test follows them.
//
// What is unique: the alias of a calculated field, in its dataset and against those of the environment; the SLO of an
// SLI; a recipient's type and address. And a recipient that an alert notifies can't be deleted.
// Sources: OpenAPI (answers 409), docs "get-started/best-practices/slos" and "notify/alert/slos/create/sli", provider
// issue 124.
//
// It is not its job to know what exists at Honeycomb beside what slogen made, or in which order another client than
// Terraform sends the bodies.
package step
