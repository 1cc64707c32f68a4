package rules

import "github.com/slogen-project/slogen/generator/rule"

// Language are the rules of slogen's own language. Whatever reads it (packages source, syntax, spec, config, lower,
// compile and slitest) cites them by their IDs; a kind of message has a row here, and not each message. The examples
// are missing where a whole file, another file or a command line is what breaks the rule.
var Language = []*rule.Rule{
	{
		ID:    "source/path",
		Title: "File or directory that can't be read",
		Why: "slogen reads only the files and directories that it is given and what these refer to. What can't be " +
			"read may hold what others need.",
		Fix: "Check the path, which is relative to the working directory or, in an argument, to the file that names " +
			"it, and the permissions. Symbolic links must lead to what was named, too.",
		Source: "slogen",
		Bad: `dataset "checkout" {
  columns_file = "no_such_file.json"
}`,
		Good: `dataset "checkout" {
  columns = { "http.response.status_code" = "integer" }
}`,
	},
	{
		ID:    "source/file_name",
		Title: "File that isn't named as slogen's files are",
		Why: "slogen knows its files by their names, so that it can share a directory with others: *.slo.hcl, " +
			"*.slo.json and *.slo.jsonnet hold declarations, *.slotest.hcl tests.",
		Fix:    "Rename the file, or name the directory that holds the declarations.",
		Source: "slogen",
	},
	{
		ID:     "source/empty_file",
		Title:  "File without content",
		Why:    "An empty file is often one that wasn't saved, or that a program failed to write.",
		Fix:    "Remove it, or put a comment in it; in JSON write `{}`.",
		Source: "slogen",
	},
	{
		ID:    "project/environment",
		Title: "Name of an environment that can't be used",
		Why: "An environment's name stands in flags, comments and messages, and it is a folder's name. Two of one " +
			"name could not be told apart, also where case doesn't count in the names of folders.",
		Fix: "Give each environment of slogen.hcl a name of its own, of letters, digits, underscores, hyphens and " +
			"full stops.",
		Source: "slogen",
	},
	{
		ID:    "project/out",
		Title: "Two environments in one output folder",
		Why: "slogen removes what is no longer generated from an output folder. Where two environments write to " +
			"one, or one into the other's, each would remove what the other wrote.",
		Fix:    "Give each environment of slogen.hcl a folder of its own with `out`, or leave `out` out.",
		Source: "slogen",
	},
	{
		ID:    "output/template",
		Title: "Template whose result can't be written",
		Why: "What a template of `slogen generate -template` makes is committed and checked out on all systems, in a " +
			"folder of its own. A name that leads elsewhere, that some system can't have, or that slogen would read as " +
			"configuration would do harm; an unwritten file would be missed late.",
		Fix: "Return an object of names and contents: relative names with / between folders, text, or values under " +
			"names that end with .json, .yaml or .yml.",
		Source: "slogen",
	},
	{
		ID:    "project/ignore",
		Title: "Pattern in slogen.hcl that can't be used, or isn't meant so",
		Why: "What a pattern leaves out isn't checked and isn't there for others. One that means something else than " +
			"it seems to would leave out too much or too little: objects of a file that is left out would be deleted.",
		Fix: "Write a path relative to slogen.hcl, in which * and ? stand for anything but /, and **/ for any " +
			"directories. If objects are to go, -allow-partial says so once.",
		Source: "slogen",
	},
	{
		ID:    "project/path",
		Title: "Path in slogen.hcl that can't be used",
		Why: "slogen.hcl comes with the sources, from whoever can open a pull request. So it names only what is in " +
			"its own folder, and nothing that is hidden there.",
		Fix: "Write a path relative to slogen.hcl, with / between folders. What lies elsewhere can be named on the " +
			"command line.",
		Source: "slogen",
	},
	{
		ID:    "syntax/hcl",
		Title: "Text that isn't HCL",
		Why: "Where the text can't be read as blocks and arguments, what stands there is unknown. Other mistakes in " +
			"the same place may not be reported before this one is gone.",
		Fix: "Correct what the message points at. An argument is `name = value` on a line of its own, a block is " +
			"`type \"label\" {` with its content and a `}`, and text stands in double quotes. `slogen fmt` shows how " +
			"blocks nest.",
		Source: "HCL Native Syntax Specification, github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md",
		Bad: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      =
  window      = "30d"
}`,
		Good: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"
}`,
	},
	{
		ID:    "syntax/json",
		Title: "Text that isn't JSON",
		Why:   "Where the text can't be read as JSON, what stands there is unknown.",
		Fix: "Correct what the message points at: names and texts stand in double quotes, and a comma stands between " +
			"items only.",
		Source: "RFC 8259; HCL JSON Syntax Specification",
	},
	{
		ID:     "syntax/jsonnet",
		Title:  "Jsonnet that can't be evaluated",
		Why:    "slogen reads the JSON that a file of jsonnet evaluates to; without it, there is nothing to read.",
		Fix:    "Correct what the message points at, or the value of -ext-str or -ext-code that it names.",
		Source: "jsonnet.org/ref/spec.html",
	},
	{
		ID:    "syntax/characters",
		Title: "Characters that get lost or changed",
		Why: "Configurations are text in UTF-8 and in Unicode's normal form C. HCL changes other text while it reads " +
			"it, so that Honeycomb would get something else than what was written.",
		Fix:    "Save the file as UTF-8 without a byte order mark, and write the characters as the message shows.",
		Source: "HCL Native Syntax Specification, Lexical Elements",
	},
	{
		ID:    "language/limit",
		Title: "More than slogen reads at once",
		Why: "A configuration may come from somebody else's pull request. Limits on sizes, depths and steps keep " +
			"every command quick and small, whatever it is given; nothing that a person writes comes near them.",
		Fix:    "Split the file, the block or the expression, or move data to a file of its own, as the message says.",
		Source: "slogen",
	},
	{
		ID:    "language/argument",
		Title: "Argument that doesn't belong there",
		Why:   "slogen would have to ignore it, and what it was written for wouldn't happen.",
		Fix: "Correct the name, move the argument to the block that it belongs to, or remove it. `slogen explain " +
			"BLOCK` lists a block's arguments.",
		Source: "slogen",
		Bad: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  windw       = "30d"
}`,
		Good: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"
}`,
	},
	{
		ID:     "language/missing_argument",
		Title:  "Argument that is missing",
		Why:    "The block means nothing without it, and no default would suit everybody.",
		Fix:    "Write the argument; `slogen explain BLOCK.ARGUMENT` says what it takes.",
		Source: "slogen",
		Bad: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  window      = "30d"
}`,
		Good: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"
}`,
	},
	{
		ID:     "language/combination",
		Title:  "Arguments that exclude each other",
		Why:    "Each of them says the same thing in another way, so that only one can count.",
		Fix:    "Keep the one that you mean and remove the others.",
		Source: "slogen",
		Bad: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"

  burn_alert "fast" {
    budget           = 2
    burn_rate        = 14.4
    over             = "1h"
    exhausted_within = "4h"
    severity         = "page"
  }
}`,
		Good: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"

  burn_alert "fast" {
    burn_rate = 14.4
    over      = "1h"
    severity  = "page"
  }
}`,
	},
	{
		ID:    "language/block",
		Title: "Block that doesn't belong there",
		Why: "Each type of block stands in certain blocks, as often as its type says and with as many labels; slogen " +
			"would have to ignore another.",
		Fix: "Correct the type or the labels, move the block, or remove it. `slogen explain BLOCK` lists the blocks " +
			"inside one.",
		Source: "slogen",
		Bad: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"

  alert "fast" {
    burn_rate = 14.4
    over      = "1h"
    severity  = "page"
  }
}`,
		Good: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"

  burn_alert "fast" {
    burn_rate = 14.4
    over      = "1h"
    severity  = "page"
  }
}`,
	},
	{
		ID:    "language/type",
		Title: "Value of another type than the argument takes",
		Why: "slogen doesn't turn one type into another where that could hide a mistake: \"true\" is a text, and 30 " +
			"is no duration.",
		Fix:    "Write a value of the type that `slogen explain BLOCK.ARGUMENT` names.",
		Source: "slogen",
		Bad: `slo "availability" {
  description = ["Buyers can pay"]
  sli         = sli.availability
  target      = 99.9
  window      = "30d"
}`,
		Good: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"
}`,
	},
	{
		ID:    "language/null",
		Title: "Value that is null or not known",
		Why: "Everything has to be known when the configuration is loaded, because the output is made from it there " +
			"and then.",
		Fix:    "Give a value, or leave the argument out to use the default or what is inherited.",
		Source: "slogen",
		Bad: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = null
  window      = "30d"
}`,
		Good: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"
}`,
	},
	{
		ID:    "language/rules",
		Title: "Rule of one's own that can't be used",
		Why: "A rule that is misspelt, that can find nothing, or whose condition fails would let pass what it was " +
			"written for, and nobody would know.",
		Fix: "Mend the block `rules` that the message points at. `slogen explain` lists lint's rules, and lint.md what " +
			"conditions can ask.",
		Source: "slogen",
	},
	{
		ID:     "language/value",
		Title:  "Value that the argument doesn't take",
		Why:    "It is none of the words, or isn't in the range, that have a meaning there.",
		Fix:    "Write one of the values that the message or `slogen explain BLOCK.ARGUMENT` names.",
		Source: "slogen",
		Bad: `dataset "checkout" {
  columns = { duration_ms = "milliseconds" }
}`,
		Good: `dataset "checkout" {
  columns = { duration_ms = "float" }
}`,
	},
	{
		ID:    "language/duration",
		Title: "Duration that can't be read or can't be kept",
		Why: "A number without a unit is read differently by everybody. Honeycomb counts in whole days, minutes or " +
			"seconds, so that not every duration can be kept.",
		Fix: "Write a number with a unit in quotes, such as \"30d\", \"4h\", \"10m\" or \"90s\", which is a whole " +
			"number of what Honeycomb counts.",
		Source: "slogen; OpenAPI SLO.time_period_days, BurnAlert.exhaustion_minutes",
		Bad: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = 30
}`,
		Good: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"
}`,
	},
	{
		ID:     "language/percentage",
		Title:  "Percentage that can't be meant or can't be kept",
		Why:    "Targets and budgets are in percent here. Honeycomb keeps four decimals.",
		Fix:    "Write a number of percent, such as 99.9, or text with the sign, such as \"99.9%\".",
		Source: "slogen; OpenAPI SLO.target_per_million",
		Bad: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 0.999
  window      = "30d"
}`,
		Good: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"
}`,
	},
	{
		ID:    "language/name",
		Title: "Name that can't be one",
		Why:   "Names become parts of references, of Terraform's addresses and of names in Honeycomb.",
		Fix: "Choose a name as the message describes, such as lower-case letters, digits and underscores, that " +
			"nothing else has.",
		Source: "slogen",
		Bad: `sli "fast enough" {
  good = event.duration_ms < 500
}`,
		Good: `sli "fast_enough" {
  good = event.duration_ms < 500
}`,
	},
	{
		ID:     "language/empty_text",
		Title:  "Text that is empty",
		Why:    "The text is for people, or stands for an object. Whoever reads an empty one learns nothing.",
		Fix:    "Write the text, or leave the argument out if it isn't required.",
		Source: "slogen",
		Bad: `slo "availability" {
  description = "  "
  sli         = sli.availability
  target      = 99.9
  window      = "30d"
}`,
		Good: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"
}`,
	},
	{
		ID:     "language/duplicate",
		Title:  "Name that is given twice",
		Why:    "References by that name would lead to two things, and one of them would silently win.",
		Fix:    "Rename one of the two, or remove it.",
		Source: "slogen",
		Bad: `sli "availability" {
  good = event.error == false
}`,
		Good: `sli "correctness" {
  good = event.error == false
}`,
	},
	{
		ID:    "language/reference",
		Title: "Reference that leads nowhere",
		Why: "What is referred to isn't declared in the files that slogen reads, or is of another kind than is " +
			"needed there.",
		Fix: "Correct the name, declare what it names, or name the directory that declares it on the command line. A " +
			"reference has no quotes: sli.availability, recipient.slack.payments, slo.checkout.availability.",
		Source: "slogen",
		Bad: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.latency
  target      = 99.9
  window      = "30d"
}`,
		Good: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"
}`,
	},
	{
		ID:     "language/cycle",
		Title:  "References that go round in a circle",
		Why:    "None of the values could be computed first.",
		Fix:    "Replace one of the references with the expression or value itself.",
		Source: "slogen",
		Bad: `sli "payment" {
  good = sli.payment && event.duration_ms < 500
}`,
		Good: `sli "payment" {
  good = event.duration_ms < 500
}`,
	},
	{
		ID:    "language/secret",
		Title: "Secret in the open, or one that something depends on",
		Why: "What is written in a configuration stands in the repository and in every output. slogen doesn't know " +
			"the values of secrets, so that nothing can be made of one.",
		Fix: "Write secret(\"NAME\") as the whole value: it becomes a sensitive variable in Terraform and a " +
			"placeholder in JSON.",
		Source: "slogen",
		Bad: `recipient "pagerduty" "oncall" {
  integration_name = "Payments on-call"
  integration_key  = "0123456789abcdef0123456789abcdef"
}`,
		Good: `recipient "pagerduty" "oncall" {
  integration_name = "Payments on-call"
  integration_key  = secret("PAYMENTS_PAGERDUTY_KEY")
}`,
	},
	{
		ID:    "language/for_each",
		Title: "Repetition that can't be made",
		Why:   "`for_each` makes an object of each key, which becomes a part of its name and address.",
		Fix: "Give a map, or a set of texts, whose keys are names. To say whether the block itself is there, give a " +
			"list of at most one element.",
		Source: "slogen",
		Bad: `sli "fast" {
  for_each = 3
  good     = event.duration_ms < 500
}`,
		Good: `sli "fast" {
  for_each = { eu = 500, us = 800 }
  good     = event.duration_ms < each.value
}`,
	},
	{
		ID:    "language/variable",
		Title: "Variable without a value that fits",
		Why:   "A variable's value is given from outside, and what is made of it has to be the same on every machine.",
		Fix: "Give the value with -var, -var-file or SLOGEN_VAR_<name>, in the variable's type, and declare the " +
			"variable with a `variable` block.",
		Source: "slogen",
		Bad: `variable "target" {
  type    = number
  default = "high"
}`,
		Good: `variable "target" {
  type    = number
  default = 99.9
}`,
	},
	{
		ID:     "language/parameter",
		Title:  "Parameters that don't fit the template",
		Why:    "A template of SLIs takes the parameters that it declares, each of its type.",
		Fix:    "Give each parameter that has no default, and none that the template doesn't declare.",
		Source: "slogen",
		Bad: `sli "fast" {
  template   = builtin.sli.grpc_server_latency
  parameters = { limit = 500 }
}`,
		Good: `sli "fast" {
  template   = builtin.sli.grpc_server_latency
  parameters = { threshold_ms = 500 }
}`,
	},
	{
		ID:     "language/settings",
		Title:  "Setting that can't be kept",
		Why:    "The block `slogen` says which outputs are written, and for which versions.",
		Fix:    "Write what the message names; `slogen explain slogen` lists the settings.",
		Source: "slogen",
		Bad: `slogen {
  outputs = ["yaml"]
}`,
		Good: `slogen {
  outputs = ["json"]
}`,
	},
	{
		ID:    "language/defaults",
		Title: "Defaults in the wrong place",
		Why: "A directory has one block `defaults`, which applies to it and below, and the configuration has one " +
			"for the organization.",
		Fix:    "Merge the blocks, or correct the label.",
		Source: "slogen",
		Bad: `defaults "team" {
  window = "30d"
}`,
		Good: `defaults {
  window = "30d"
}`,
	},
	{
		ID:    "expression/name",
		Title: "Name that means nothing in an expression",
		Why: "Expressions over events know `event`, `sli`, field.<name>, the functions that are declared, and values " +
			"such as var.<name> and local.<name>.",
		Fix:    "Write event.<column> for a column of the event, and text in double quotes.",
		Source: "slogen",
		Bad: `sli "fast" {
  good = duration_ms < 500
}`,
		Good: `sli "fast" {
  good = event.duration_ms < 500
}`,
	},
	{
		ID:    "expression/column",
		Title: "Column that can't be read so",
		Why:   "A column is one value of the event and has a name; it has no parts and can't be computed.",
		Fix: "Write event.<column>, or event[\"<column>\"] where the name isn't made of letters, digits, dots and " +
			"underscores.",
		Source: "slogen",
		Bad: `sli "fast" {
  good = event.duration-ms < 500
}`,
		Good: `sli "fast" {
  good = event["duration-ms"] < 500
}`,
	},
	{
		ID:    "expression/function",
		Title: "Function that can't be called so",
		Why: "Expressions over events become formulas of Honeycomb's calculated fields, which have other functions " +
			"than HCL; those of HCL are computed when the file is loaded.",
		Fix:    "Write a function that `slogen explain` lists, in lower case, with as many arguments as it takes.",
		Source: "docs.honeycomb.io/reference/calculated-field-expression",
		Bad: `sli "fast" {
  good = sqrt(event.duration_ms) < 20
}`,
		Good: `sli "fast" {
  good = event.duration_ms < 400
}`,
	},
	{
		ID:     "expression/value",
		Title:  "Value that an event can't be compared with",
		Why:    "A column holds a text, a number or a boolean. Honeycomb's numbers have 64 bits.",
		Fix:    "Write a value of one of these types, and `contains([...], event.<column>)` for a list.",
		Source: "docs.honeycomb.io/reference/calculated-field-expression",
		Bad: `sli "get" {
  good = event.http.request.method == ["GET", "HEAD"]
}`,
		Good: `sli "get" {
  good = contains(["GET", "HEAD"], event.http.request.method)
}`,
	},
	{
		ID:     "expression/condition",
		Title:  "Condition that isn't one",
		Why:    "Honeycomb would count every event, or none, without saying so.",
		Fix:    "Compare the column with a value, such as `event.error == false`, without quotes around the whole.",
		Source: "docs.honeycomb.io/notify/slos/create/sli",
		Bad: `trigger "errors" {
  description = "Payments fail"
  where       = "event.error == true"
  fires_when  = count() > 10
  over        = "10m"
  every       = "10m"
}`,
		Good: `trigger "errors" {
  description = "Payments fail"
  where       = event.error == true
  fires_when  = count() > 10
  over        = "10m"
  every       = "10m"
}`,
	},
	{
		ID:     "expression/negation",
		Title:  "Negation that covers less than it seems",
		Why:    "`!` binds tighter than comparisons and operators: `!a == b` is `(!a) == b`.",
		Fix:    "Put what you mean in parentheses, or turn the comparison around.",
		Source: "HCL Native Syntax Specification, Operations",
		Bad: `sli "answered" {
  good = !event.status_code == 500
}`,
		Good: `sli "answered" {
  good = event.status_code != 500
}`,
	},
	{
		ID:    "expression/aggregate",
		Title: "Aggregate where there is none to compute, or none where one is needed",
		Why:   "A trigger compares one figure over many events; an SLI judges each event.",
		Fix: "Write aggregates such as count() or avg(event.duration_ms) in `fires_when` and `having`, and columns " +
			"inside them.",
		Source: "OpenAPI Query.calculations; docs.honeycomb.io/notify/alert/triggers",
		Bad: `trigger "slow" {
  description = "Payments are slow"
  fires_when  = event.duration_ms > 500
  over        = "10m"
  every       = "10m"
}`,
		Good: `trigger "slow" {
  description = "Payments are slow"
  fires_when  = avg(event.duration_ms) > 500
  over        = "10m"
  every       = "10m"
}`,
	},
	{
		ID:    "expression/field",
		Title: "Calculated field that can't be written so",
		Why: "A calculated field is a value of each event, and is referred to by its name and, from another service, " +
			"that of its service.",
		Fix:    "Write event.<column> in its `value`, and field.<name> or field.<service>.<name> where it is used.",
		Source: "slogen",
		Bad: `calculated_field "kind" {
  value = "checkout"
}`,
		Good: `calculated_field "kind" {
  value = event.kind == "checkout" ? "checkout" : "other"
}`,
	},
	{
		ID:    "expression/sli",
		Title: "SLI that can't be used so",
		Why:   "In an expression an SLI is one value for each event: good, bad or not eligible.",
		Fix: "Write sli.<name> or sli.<service>.<name>, compare it with true or false, or use exists() for whether " +
			"the event is eligible.",
		Source: "slogen",
		Bad: `sli "fast" {
  good = sli.availability && event.duration_ms < 500
}`,
		Good: `sli "fast" {
  good = sli.availability.good && event.duration_ms < 500
}`,
	},
	{
		ID:     "expression/evaluation",
		Title:  "Expression that can't be computed",
		Why:    "The value is needed when the configuration is loaded, and HCL can't compute it.",
		Fix:    "Correct what the message names: the function's arguments, the index, or the types of the operands.",
		Source: "HCL Native Syntax Specification, Expressions",
		Bad: `slo "availability" {
  description = upper(["Buyers can pay"])
  sli         = sli.availability
  target      = 99.9
  window      = "30d"
}`,
		Good: `slo "availability" {
  description = upper("Buyers can pay")
  sli         = sli.availability
  target      = 99.9
  window      = "30d"
}`,
	},
	{
		ID:    "service/dataset",
		Title: "Service without its dataset",
		Why:   "Honeycomb keeps calculated fields, SLOs and triggers in datasets.",
		Fix: "Write `dataset` or `datasets` in the service or in defaults that it inherits; in a trigger, one " +
			"dataset or `all`.",
		Source: "OpenAPI paths /1/slos/{datasetSlug}, /1/triggers/{datasetSlug}",
		Bad: `service "search" {
  sli "availability" {
    good = event.error == false
  }
}`,
		Good: `service "search" {
  dataset = "search" # slogen:ignore dataset/no_columns this is an example

  sli "availability" {
    good = event.error == false
  }
}`,
	},
	{
		ID:     "sli/criterion",
		Title:  "Criterion that doesn't look at the event",
		Why:    "The SLI would be 0% or 100% whatever happens, or have no events at all.",
		Fix:    "Compare at least one column of the event.",
		Source: "docs.honeycomb.io/notify/slos/create/sli",
		Bad: `sli "fast" {
  good = true
}`,
		Good: `sli "fast" {
  good = event.duration_ms < 500
}`,
	},
	{
		ID:    "burn_alert/burn_rate",
		Title: "Burn rate that can't be asked for",
		Why: "Honeycomb compares the budget's decrease over a time, in steps of 0.0001 percent, and the budget can't " +
			"decrease by more than all of it.",
		Fix:    "Write another burn rate, a longer or shorter `over`, or `budget` in percent instead.",
		Source: "OpenAPI BurnAlert.budget_rate_decrease_threshold_per_million",
		Bad: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"

  burn_alert "fast" {
    burn_rate = 1000
    over      = "1d"
    severity  = "page"
  }
}`,
		Good: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"

  burn_alert "fast" {
    burn_rate = 14.4
    over      = "1h"
    severity  = "page"
  }
}`,
	},
	{
		ID:    "burn_alert/route",
		Title: "Severity that reaches nobody",
		Why:   "The alert would fire and tell nobody.",
		Fix: "Give the severity a route in `routes`, write `notify` in the alert, or set `trial_recipient` for a " +
			"trial.",
		Source: "slogen",
		Bad: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"

  burn_alert "slow" {
    burn_rate = 3
    over      = "6h"
    severity  = "urgent"
  }
}`,
		Good: `slo "availability" {
  description = "Buyers can pay"
  sli         = sli.availability
  target      = 99.9
  window      = "30d"

  burn_alert "slow" {
    burn_rate = 3
    over      = "6h"
    severity  = "page"
  }
}`,
	},
	{
		ID:    "moved/address",
		Title: "Move that can't have happened",
		Why: "A block `moved` says that an object has another name now, so that its history stays. That is so only " +
			"where the old name is gone and the new one is declared.",
		Fix:    "Correct the addresses, or remove the block: a deletion needs no declaration.",
		Source: "slogen; Terraform, refactoring with moved blocks",
		Bad: `service "checkout" {
  dataset = "checkout" # slogen:ignore dataset/no_columns this is an example

  sli "availability" {
    good = event.error == false
  }
}

moved {
  from = sli.checkout.errors
  to   = sli.checkout.correctness
}`,
		Good: `service "checkout" {
  dataset = "checkout" # slogen:ignore dataset/no_columns this is an example

  sli "availability" {
    good = event.error == false
  }
}

moved {
  from = sli.checkout.errors
  to   = sli.checkout.availability
}`,
	},
	{
		ID:    "terraform/step",
		Title: "Change that Terraform can't apply in one step",
		Why: "Terraform deletes, changes and creates objects in an order of its own. From the output that is " +
			"committed to the new one, an object would be lost or the apply would fail half-way.",
		Fix:     "Take one of the ways that the message names: usually a `moved` block, or the change in two steps.",
		Source:  "Terraform, refactoring with moved blocks; the API's rules on unique names",
		Outputs: "terraform*",
	},
	{
		ID:     "test/events",
		Title:  "Test without events that the SLI can judge",
		Why:    "The test would show nothing of the SLI.",
		Fix:    "Give events in one of `event`, `events` and `events_file`, with the columns that the SLI reads.",
		Source: "slogen",
	},
	{
		ID:     "test/expectation",
		Title:  "Expectation that can't be checked",
		Why:    "A test expects a verdict for its event or events, or how many of them are good, bad and ineligible.",
		Fix:    "Write `expect` as the message shows.",
		Source: "slogen",
	},
	{
		ID:    "test/scenario",
		Title: "Scenario that can't be simulated",
		Why: "A scenario describes traffic and failures minute by minute, from which the model computes when alerts " +
			"fire.",
		Fix:    "Correct the figure that the message names; `slogen explain scenario` lists the arguments.",
		Source: "slogen",
	},
	{
		ID:     "test/failed",
		Title:  "Test that failed",
		Why:    "The SLI or the alerts do something else than the test expects.",
		Fix:    "Correct the declaration or, if what it does is meant, the test.",
		Source: "slogen",
	},
	{
		ID:     "internal/interrupted",
		Title:  "Loading that was stopped",
		Why:    "The configuration wasn't read to its end, so that nothing can be said of it.",
		Fix:    "Run the command again.",
		Source: "slogen",
	},
	{
		ID:    "internal/bug",
		Title: "Mistake in slogen itself",
		Why:   "Something happened that should be impossible. No file is left half written.",
		Fix: "Please report it at https://github.com/slogen-project/slogen/issues with the message and, if you can, " +
			"the configuration.",
		Source: "slogen",
	},
}
