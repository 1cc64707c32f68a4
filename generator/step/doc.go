// Package step checks whether Terraform can get from one configuration to the next.
//
// It exists because two configurations can both be right while the way from one to the other is not: names are unique
// at Honeycomb, and a new object can't have one that an old object still has. If nothing makes Terraform change the
// object that gives up a name before the one that takes it, the apply can fail half-way, and what was deleted by then
// is gone.
//
// [Check] walks the order in which Terraform acts and compares what each operation needs with what others have yet to
// give up. It promises:
//
//   - If it finds nothing, no order that Terraform may choose fails, or removes an object, even for a while, that is
//     declared before and after. A test draws configurations and orders to check that.
//   - If it finds something, there is an order that fails or loses something, and each way out that it offers avoids
//     that. A test follows them.
//
// What is unique: the alias of a calculated field, in its dataset and against those of the environment; the SLO of an
// SLI; a recipient's type and address. And a recipient that an alert notifies can't be deleted.
// Sources: OpenAPI (answers 409), docs "get-started/best-practices/slos" and "notify/alert/slos/create/sli", provider
// issue 124.
//
// It is not its job to know what else exists at Honeycomb besides what slogen made, or in which order a client other
// than Terraform sends the bodies.
package step
