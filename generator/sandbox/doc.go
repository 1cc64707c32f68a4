// Package sandbox is a stand-in for Honeycomb's API: the endpoints under /1 that create and read calculated fields,
// columns, datasets, SLOs, burn alerts, triggers, queries, query annotations, recipients and boards, in memory, with
// the rules that the server holds.
//
// It exists so that what slogen writes can be checked and tried without an account: Terraform with its real provider
// applies to it, you can write your own client against it, and tests read back what they sent. It shares with slogen's
// own rules only the table of limits and the language of calculated fields, so that one can be wrong without the other.
//
// What it promises:
//
//   - A body that Honeycomb documents as wrong is refused with the documented status and shape of error. A body that is
//     documented as right is kept and read back as it was sent. Read-only and unknown members are dropped.
//   - What is in use can't be deleted or renamed if Honeycomb says so: calculated fields behind SLOs, triggers and
//     boards, and recipients of alerts (409). A calculated field can be the SLI of only one SLO, and its alias is
//     unique in its dataset and the environment.
//   - The same requests with the same clock and seed give the same bytes. It reads no clock and draws no random numbers
//     itself.
//   - Nothing panics, whatever is sent; every answer but 204 is JSON.
//
// Datasets exist as soon as a slug is named, since nobody sends events here; with [Options.Strict] they must be created
// first. An unknown column in the formula of a calculated field is refused if the dataset's columns are known, that is,
// if there is at least one (POST /1/columns, or [Server.AddColumn]), and always with Strict.
//
// Where Honeycomb documents nothing, the sandbox behaves as follows: deleting an SLO deletes its burn alerts and takes
// it off boards; deleting a query annotation takes it off boards; deleting a dataset deletes its columns and nothing
// else; a formula may name another calculated field; an inline query that a PUT doesn't change keeps its id; two
// recipients with the same details are a conflict.
//
// It is not its job to accept events, answer queries or fire alerts, to know the limits of plans and teams, or to check
// permissions: it accepts any key. It has no API of version 2, no markers, board views or dataset definitions.
package sandbox
