// Package generator loads a configuration and compiles it into the objects that Honeycomb takes. It is the middle of
// slogen, and this comment is slogen's architecture.
//
//	  what teams write                                        what Honeycomb takes
//
//	*.slo.hcl ──hcl, spec──▶ package config ──Compile──▶ honeycomb.Resources
//	*.slo.json                 │                            │
//	*.slo.jsonnet              │                            ├──▶ emit    files of JSON and Terraform
//	                           └─ expressions: lower, calc  ├──▶ plan    what would change, and what it means
//	                                                        └──▶ output  the folder that is committed
//
//	every step also returns hcl.Diagnostics with places ──▶ diag.Render ──▶ text, JSON
//
// There are two models with one compiler between them. Package config is the users' vocabulary with places: percent,
// durations, references, inherited defaults. Package honeycomb is the vendor's vocabulary without opinions: per-million,
// minutes, seconds. Whatever reads only the second (emit, plan) can't see HCL, so a new output can't come to depend on
// syntax, and new syntax can't break an output.
//
// [Load] reads in two steps. Blocks that others refer to are few: the files that hold them are found by a scan of their
// bytes and read first. Files that hold nothing but services are parsed, compiled and dropped one by one in parallel, for
// a syntax tree is some fifteen times its source.
//
// # Packages
//
// Each may import the ones listed behind it and none other of slogen's. A test reads this list.
//
//	cmd/slogen: printable reference generator source explain lint picture slitest simulate sandbox output step plan emit config words honeycomb calc spec diag parallel
//	reference:  generator source lower lint simulate slitest presets plan emit config honeycomb calc spec diag
//	generator:  source presets emit lower config words honeycomb calc spec diag bound parallel
//	source:     calc diag bound
//	slitest:    printable config simulate words honeycomb calc spec diag parallel
//	picture:    printable simulate words honeycomb
//	explain:    lint simulate words honeycomb
//	lint:       config simulate words honeycomb calc semconv diag
//	simulate:   words honeycomb
//	output:     emit parallel
//	step:       plan emit honeycomb
//	plan:       printable words honeycomb diag
//	emit:       honeycomb diag
//	sandbox:    honeycomb calc diag
//	lower:      honeycomb calc diag bound
//	config:     calc spec diag bound
//	words:      honeycomb
//	honeycomb:  webhook calc diag
//	webhook:    diag
//	spec:       diag
//	calc:       semconv diag
//	presets:
//	semconv:
//	bound:
//	diag:       printable
//	printable:
//	parallel:
//	internal/golden: diag
//	internal/openapi:
//	internal/sample: honeycomb
//
// From the bottom up: diag says what is wrong and where. source finds and parses files. calc is the language of
// calculated fields. semconv knows OpenTelemetry's names of columns. spec declares blocks and arguments, and config is
// the slogen language in such declarations. webhook looks at the bodies that webhooks send, honeycomb holds the objects
// and the rules they must keep. lower turns HCL expressions over events into calculated fields and queries. presets are
// the policies and templates that come along, in slogen's own language. emit writes files' contents, plan compares with
// what was written before, step says whether Terraform gets from there to here, and output puts files into a folder.
// words has the figures and phrases of those who explain. bound keeps values to sizes that any machine holds. slitest
// says what SLIs make of events, simulate which burn alerts fire and when, picture draws that, lint says what of all
// that is unwise; explain puts it all on a page about one SLO, and sandbox is a stand-in for Honeycomb's API to try it
// with. reference makes the documents in schemas/ from the tables of all of these. cmd/slogen is the command line.
// printable keeps what is printed from steering terminals and pipelines. parallel shares work among goroutines. What is
// in internal serves tests: golden runs those that are data, openapi is Honeycomb's own document, and sample draws
// configurations.
//
// Only cmd prints, ends the program, and reads the environment or the clock. Below it nothing does, which a test holds
// too: the same configuration gives the same bytes on every run and every machine. Files are read and written through
// os.Root, so that symbolic links lead nowhere else.
//
// What Terraform makes of the output is tried with real CLIs in .ci/e2e, a module of its own. Another one, .ci/semconv,
// makes package semconv's table from what OpenTelemetry publishes: `go generate ./generator/semconv`.
//
// # Adding something
//
// An argument is a member and a row in its block's declaration (config); decoding, documents and JSON Schema follow. A
// function is a row in calc. A rule is a row in honeycomb, and one about what is unwise a row in lint, with an example that
// breaks it and one that keeps it. An output is a file in emit and a line in emit.Formats. A built-in is a file in presets.
// A command is a file in cmd/slogen and a line in main.go. Afterwards `go test ./... -update` writes the documents anew.
//
// # Glossary
//
//   - service: what a team runs and answers for; the block that holds the rest.
//   - event: one row of data in a dataset, such as a span; a column is one of its values.
//   - SLI: a rule that says of an event whether it counts (eligible), and then whether it is good.
//   - SLO: a target for one SLI over a rolling window.
//   - target: the share of eligible events that must be good, in percent.
//   - error budget: the bad events that the target allows in a window.
//   - burn rate: how many times faster than evenly the budget goes.
//   - burn alert: an alert on how fast the budget goes or on when it will be gone.
//   - trigger: an alert on a query.
//   - recipient: who or what hears of an alert.
//   - calculated field: a formula that Honeycomb computes for each event; its API says derived column.
//   - formula: an expression in the language of calculated fields.
//   - argument, block: HCL's words for `name = value` and `type "label" { ... }`.
//   - key: what identifies an object from run to run, such as slo/checkout/availability.
//   - finding: something legal but unwise, by a rule of lint; a comment can say that it is meant.
//   - catalogue: the JSON file with every object, which plan compares with.
//
// # What is not its job
//
// slogen talks to no account: what exists at Honeycomb, and whether data arrives there, it doesn't know. The sandbox only
// answers.
package generator
