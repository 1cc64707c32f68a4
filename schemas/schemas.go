// Package schemas holds the JSON Schemas of what slogen reads and writes, for tests and for programs that check with
// them. The files are made by `go test -update`: from slogen's tables in package reference, and from the structs that
// are printed in the packages that print them. The documents beside them are for people. It promises nothing but their
// bytes.
package schemas

import _ "embed"

// Config describes HCL's JSON form of a configuration: *.slo.json, and what *.slo.jsonnet evaluates to.
//
//go:embed config.schema.json
var Config []byte

// Resources describes a file of the catalogue, in the folder json of the output.
//
//go:embed resources.schema.json
var Resources []byte

// Plan describes what `slogen plan -json` prints.
//
//go:embed plan.schema.json
var Plan []byte

// Environments describes what commands print as JSON of several environments.
//
//go:embed environments.schema.json
var Environments []byte

// Differences describes what `slogen environments -json` prints.
//
//go:embed differences.schema.json
var Differences []byte

// Explain describes what `slogen explain SLO -json` prints.
//
//go:embed explain.schema.json
var Explain []byte

// Report describes what `slogen report -json` prints.
//
//go:embed report.schema.json
var Report []byte

// Test describes what `slogen test -json` prints.
//
//go:embed test.schema.json
var Test []byte

// Simulate describes what `slogen simulate -json` prints.
//
//go:embed simulate.schema.json
var Simulate []byte

// Suggest describes what `slogen suggest -json` prints.
//
//go:embed suggest.schema.json
var Suggest []byte

// Eval describes what `slogen eval -json` prints.
//
//go:embed eval.schema.json
var Eval []byte

// Generate describes what `slogen generate -json` prints.
//
//go:embed generate.schema.json
var Generate []byte

// Import describes what `slogen import -json` prints.
//
//go:embed import.schema.json
var Import []byte

// Waivers describes what `slogen waivers -json` prints.
//
//go:embed waivers.schema.json
var Waivers []byte

// Columns describes what `slogen columns -json` prints.
//
//go:embed columns.schema.json
var Columns []byte

// Diagnostics describes what -diagnostics=json and `slogen validate -json` print.
//
//go:embed diagnostics.schema.json
var Diagnostics []byte
