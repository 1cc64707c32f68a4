// Package generator loads a configuration: it reads files and the values of variables, has them compiled into the
// objects that Honeycomb accepts, and settles which messages are worth saying. It is the way into slogen, and this
// comment describes slogen's architecture.
//
//	  what teams write                                        what Honeycomb accepts
//
//	*.slo.hcl ──hcl, spec──▶ package config ──compile──▶ honeycomb.Resources
//	*.slo.json                 │                            │
//	*.slo.jsonnet              │                            ├──▶ emit    files of JSON and Terraform
//	                           └─ expressions: lower, calc  ├──▶ plan    what would change, and what it means
//	                                                        └──▶ output  the folder that is committed
//
//	every step also returns hcl.Diagnostics with places ──▶ diag.Render ──▶ text, JSON
//
// There are two models with one compiler between them, package compile. Package config is the users' vocabulary with
// places: percent, durations, references, inherited defaults. Package honeycomb is the vendor's vocabulary without
// opinions: per-million, minutes, seconds. Packages that read only the second model (emit, plan) can't see HCL, so no
// output can depend on syntax, and new syntax can't break an output. Rules that objects must keep are checked on the
// second model and speak the first one's words, because they tell people what to write; so they are a package of their
// own, rules, above honeycomb, and their names of arguments are tested against config's declarations. Five of
// Terraform's stay in emit, and those of formulas in calc, beside what they check.
//
// [Load] reads in two steps. Few blocks are referred to by others: a scan of their bytes finds the files that hold such
// blocks, and these are read first. Files that hold only services are parsed, compiled and dropped one by one, in
// parallel, because a syntax tree is about fifteen times as large as its source.
//
// # Packages
//
// Each may import the packages listed after it and no others of slogen's. A test reads this list.
//
//	cmd/slogen: reference adopt generator uses revision render project state syntax source slitest picture suggest
//	            report explain inventory lint simulate output step plan emit comment contrast review sandbox mark
//	            terraform draft config honeycomb spec calc formats rule lazy diag words burn printable parallel
//	reference:  generator render project syntax functions lower lint simulate slitest presets contrast plan review rules
//	            config honeycomb calc semconv spec rule lazy diag words
//	adopt:      generator source state terraform openslo lift draft config honeycomb calc lazy words burn
//	generator:  uses compile functions syntax source lower config honeycomb spec calc presets lazy diag words parallel
//	uses:       config honeycomb lazy
//	revision:   source lazy words
//	compile:    rules emit phrase lower config honeycomb spec calc diag words burn parallel
//	render:     project syntax source lint emit config honeycomb diag
//	project:    syntax source review config spec bound lazy diag words
//	terraform:  functions syntax source bound lazy
//	functions:  syntax source calc bound
//	syntax:     source calc diag bound lazy
//	source:     bound diag
//	slitest:    simulate review config honeycomb spec calc formats diag words burn printable parallel stream
//	picture:    simulate phrase honeycomb words burn printable
//	suggest:    simulate presets honeycomb spec phrase words burn parallel
//	report:     inventory lint simulate comment review phrase config honeycomb words burn printable
//	explain:    lint simulate review phrase honeycomb words burn
//	inventory:  lint review config honeycomb calc semconv words printable
//	lint:       simulate review phrase rules config honeycomb spec calc semconv rule diag words burn parallel
//	rules:      emit honeycomb webhook calc rule diag words burn
//	simulate:   phrase honeycomb words burn stream
//	output:     emit mark lazy parallel
//	comment:    contrast plan lazy diag words printable
//	contrast:   plan phrase honeycomb words printable
//	step:       plan emit honeycomb
//	state:      honeycomb words
//	plan:       review phrase honeycomb lazy diag words burn printable
//	emit:       openslo honeycomb mark rule lazy diag
//	lift:       review lower honeycomb calc words
//	sandbox:    honeycomb calc diag burn
//	review:     honeycomb calc words burn
//	phrase:     honeycomb words burn
//	openslo:    honeycomb lazy burn
//	draft:      config spec
//	lower:      honeycomb calc bound diag words
//	config:     spec calc bound lazy diag words burn
//	honeycomb:  webhook mark calc diag words burn
//	webhook:    diag lazy
//	spec:       bound lazy diag words burn
//	calc:       semconv bound rule diag words
//	presets:
//	semconv:
//	bound:      diag
//	mark:       lazy
//	lazy:
//	formats:    diag printable
//	rule:
//	diag:       words printable
//	words:
//	burn:
//	printable:
//	parallel:
//	stream:
//	internal/example: generator project source config
//	internal/golden: diag
//	internal/openapi:
//	internal/schema: internal/golden
//	internal/sample: honeycomb
//
// From the bottom up: diag says what is wrong and where, formats says it to other tools, and rule is what all rules
// have in common, wherever they are checked: each message has the ID of one. rules has those that objects must keep and
// those of the language, in the words of the language, and joins them with the others. source finds and reads files,
// syntax makes trees of them, and functions are those that HCL's expressions call. revision has the files of a git
// revision, project what slogen.hcl says, and uses follows the names in expressions from what changes to what is behind
// it. calc is the language of calculated fields. semconv knows OpenTelemetry's column names. spec declares blocks and
// arguments, and config is the slogen language in such declarations. webhook checks the bodies that webhooks send.
// honeycomb holds the objects. lower turns HCL expressions over events into calculated fields and queries, and lift
// turns these back. presets are the built-in policies and templates, in slogen's own language. compile makes a
// service's objects of its declarations, with the texts that people read in them, and joins those of all. emit makes
// the contents of files, plan compares them with what was written before, review judges what a change does to people,
// contrast says what differs between environments, comment writes that for a pull request, state reads what Terraform
// has applied, terraform its source and openslo what other tools declare, draft holds and writes HCL that is made of
// something else, adopt makes it of what exists and proves it, step checks whether Terraform can get from there to
// here, and output writes files into a folder, where mark tells them from others'. words writes figures and lists in
// English, and phrase says what alerts do, for those that explain. burn is the arithmetic of error budgets. bound
// limits values to sizes that any machine can hold, and lazy puts off what most runs don't need. slitest shows how SLIs
// judge events, simulate shows which burn alerts fire and when, picture draws that, suggest says which targets and
// alerts a history supports, and lint finds what is unwise. inventory lists which columns everything rests on, and what
// was accepted. render makes files of an organization's own with its templates. explain puts everything on a page about
// one SLO and report on one about all of them, and sandbox is a stand-in for Honeycomb's API to try it all with.
// reference makes the documents in schemas/ from the tables of all of these. cmd/slogen is the command line. printable
// keeps what is printed from steering terminals and pipelines. parallel shares work among goroutines, and stream reads
// files of rows and events piece by piece. The packages in internal are for tests: golden runs tests that are data,
// schema makes the schemas of results, openapi is Honeycomb's own document, and sample draws random configurations.
//
// The packages stand side by side, and the list above is their order. Folders were considered (what teams write, what
// Honeycomb takes, what is written, what tests and explains): they would say less than the list, which is tested, and
// less truly. lower is about what teams write and what Honeycomb takes, lint explains and judges, and half of the
// packages serve all four.
//
// Only cmd prints, ends the program, and reads the environment or the clock; a test checks that nothing below it does.
// So the same configuration gives the same bytes on every run and every machine. Files are read and written through
// os.Root, so that symbolic links can't lead elsewhere.
//
// Tests in .ci/e2e, a separate module, apply the output with real Terraform CLIs. Another one, .ci/semconv, makes
// package semconv's table from what OpenTelemetry publishes: `go generate ./generator/semconv`. A third, .ci/conftest,
// runs the policies of a guide with OPA.
//
// # Dependencies
//
// Each module is here for a reason; a test reads this list too.
//
//	github.com/agext/levenshtein                       suggests names near to a misspelt one, as hcl's own messages do
//	github.com/apparentlymart/go-textseg/v15           counts in the characters that people see, as hcl does
//	github.com/aymanbagabas/go-udiff                   unified differences, of Go's own making, for plan and fmt
//	github.com/bmatcuk/doublestar/v4                   the patterns with ** that slogen.hcl ignores
//	github.com/fatih/color                             colours that a Windows console shows too
//	github.com/go-json-experiment/json                 reads events and catalogues, with the place of a mistake
//	github.com/google/go-jsonnet                       *.slo.jsonnet
//	github.com/hashicorp/go-version                    version constraints, as Terraform reads them
//	github.com/hashicorp/hcl/v2                        the syntax
//	github.com/mitchellh/go-wordwrap                   text in the width of a terminal, as Terraform wraps it
//	github.com/ncruces/go-strftime                     the function FORMAT_TIME
//	github.com/rogpeppe/go-internal                    locks files on every system; runs the command-line tests
//	github.com/schollz/progressbar/v3                  progress while large files of events are read
//	github.com/spf13/cobra                             commands, help and completion
//	github.com/spf13/pflag                             flags
//	github.com/yuin/goldmark                           where the fences of a Markdown document are
//	github.com/zclconf/go-cty                          the values of the syntax
//	github.com/zclconf/go-cty-yaml                     yamldecode and yamlencode, as Terraform has them
//	golang.org/x/mod                                   tells a release from a pseudo-version, and an older version
//	golang.org/x/sys                                   swaps folders at once, and locks them
//	golang.org/x/term                                  whether there is a terminal, and how wide it is
//	golang.org/x/text                                  Unicode's normal form, as HCL has it; widths of characters
//	sigs.k8s.io/yaml                                   YAML's keys and places: OpenSLO, and mistakes in data
//
// For tests alone:
//
//	github.com/google/go-cmp                           differences between values
//	github.com/honeycombio/honeycomb-derived-column-validator  Honeycomb's own parser of formulas, the reference
//	github.com/invopop/jsonschema                      makes the JSON Schemas of results from the structs
//	github.com/owenrumney/go-sarif/v3                  the official schema of SARIF
//	github.com/santhosh-tekuri/jsonschema/v6           holds output to JSON Schema
//	golang.org/x/tools                                 txtar archives
//	pgregory.net/rapid                                 draws configurations
//
// # Adding something
//
// An argument is a member and a row in its block's declaration (config); decoding, documents and JSON Schema follow. A
// function is a row in calc. A rule is a row in rules, or in lint if it is about what is unwise, with an example that
// breaks it and one that keeps it. An error needs a rule's ID to be made ([diag.Error]): one of those in
// rules/language.go, where each kind of mistake in the language has a row, or a new row there. What is sent to
// Honeycomb or kept in the catalogue is a field in honeycomb/resources.go and a row in honeycomb/wire_members.go; what
// Terraform takes is a row in emit/terraform_objects.go. An output is a file in emit and a line in emit.Formats. A
// built-in is a file in presets. A command is a file in cmd/slogen and a line in main.go. A word that users meet is a
// row in reference/glossary.go, and a guide is a file in schemas/guides, whose commands are run. Afterwards, `go test
// ./... -update` rewrites the documents.
//
// # Glossary
//
// The words that users meet are in schemas/glossary.md, which package reference makes from its table, and mean the same
// here. The code also speaks of:
//
//   - argument, block: HCL's words for `name = value` and `type "label" { ... }`.
//   - mark: the sentence in a generated file that says so; slogen replaces and removes marked files only.
//
// # What is not its job
//
// slogen contacts no account but for `slogen import -live`, which reads and is asked for, so it doesn't know what
// exists at Honeycomb or whether data arrives there. The sandbox only answers requests.
package generator
