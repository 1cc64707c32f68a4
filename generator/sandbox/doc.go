// Package sandbox is a stand-in for Honeycomb's API: the endpoints under /1 that make and read calculated fields, columns,
// datasets, SLOs, burn alerts, triggers, queries, query annotations, recipients and boards, in memory, with the rules that
// the server holds.
//
// It exists so that what slogen writes can be judged, and tried, without an account: Terraform with its real provider
// applies to it, a client of one's own can be written against it, and tests read back what they sent. It shares nothing
// with slogen's own rules but the table of limits and the language of calculated fields, so that one can be wrong without
// the other.
//
// What it promises:
//
//   - A body that Honeycomb documents as wrong is refused with the documented status and shape of error, and one that is
//     documented as right is kept and read back as it was sent. Members that are read-only or unknown are dropped.
//   - What is in use can't be deleted or renamed where Honeycomb says so: calculated fields behind SLOs, triggers and
//     boards, and recipients of alerts (409). One calculated field is the SLI of one SLO, and its alias is unique in its
//     dataset and the environment.
//   - The same requests with the same clock and seed give the same bytes. It reads neither clock nor chance itself.
//   - Nothing panics, whatever is sent; every answer but 204 is JSON.
//
// Datasets are taken to exist as soon as a slug is named, since nobody sends events here; [Options.Strict] asks for them to
// be created first. An unknown column in the formula of a calculated field is refused where the dataset's columns are known,
// that is, where there is at least one (POST /1/columns, or [Server.AddColumn]), and everywhere with Strict.
//
// Where Honeycomb documents nothing, this is what happens here: deleting an SLO deletes its burn alerts and takes it off
// boards; deleting a query annotation takes it off boards; deleting a dataset deletes its columns and nothing else; a
// formula may name another calculated field; an inline query that a PUT leaves as it was keeps its id; two recipients with
// the same details are a conflict.
//
// It is not its job to take events, answer queries or fire alerts, to know the limits of plans and teams, or to check
// permissions: any key opens it. It has no API of version 2, no markers, board views or dataset definitions.
package sandbox
