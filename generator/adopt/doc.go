// Package adopt makes a configuration of what exists: of objects as Honeycomb's API has them, in files that were saved
// with curl or by other tools, and of the state of Terraform or OpenTofu.
//
//	files ──▶ items: bodies as the API has them ──▶ package draft ──▶ HCL ──▶ compiled,
//	and compared with the items
//
// What it writes is proven: it is compiled, and each object is compared with the item that it was made of, member by
// member. A member that isn't the same gets a note where it belongs, so nothing is lost in silence, whatever the rest
// of this package gets wrong. An object that breaks a rule is written all the same, with the error beside it.
package adopt
