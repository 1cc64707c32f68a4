package config

import (
	"github.com/zclconf/go-cty/cty"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/spec"
)

// The kinds of expressions. They are not evaluated when the configuration is decoded.
var (
	condition = spec.ExprKind("condition on events", "an expression over `event` that is true or false",
		`event.http.response.status_code < 500`)
	eventValue = spec.ExprKind("value of events", "an expression over `event`",
		`coalesce(event.http.response.status_code, event.http.status_code)`)
	reference  = spec.ExprKind("reference", "the name of another declaration", `sli.availability`)
	recipients = spec.ExprKind("recipients", "references to recipients in brackets", `[recipient.slack.payments]`)
	aggregate  = spec.ExprKind("comparison of aggregates",
		"one `<`, `<=`, `>` or `>=` between aggregates of events and a constant", `count() >= 50`)
	eventColumns = spec.ExprKind("list of columns", "columns of `event` in brackets", `[event.cloud.region]`)
	typeKind     = spec.ExprKind("type", "a type such as `string`, `number`, `bool`, `list(string)`", `number`)
	paramNames   = spec.ExprKind("list of names", "names in brackets, without quotes", `[e]`)
	address      = spec.ExprKind("address", "where an object is declared", `slo.checkout.availability`)
)

// forEachArg is the row of what for_each can repeat.
func forEachArg[T any](i func(*T) *Instance) spec.Arg[T] {
	return spec.Attr("for_each", forEach, func(v *T) *spec.At[spec.Expr] { return &i(v).ForEach }, "One instance for "+
		"each entry of a map or a set of strings: `each.key` is its key, and `each.value` its value. An instance is "+
		"referred to by label and key, as in `sli.availability[\"search\"]`, and in default names and aliases the key "+
		"follows the label; a service is named by the key alone. A list of at most one element, as in "+
		"`var.live ? [1] : []`, says whether the block itself is there.")
}

// forEach is evaluated before its block is decoded, see expand.
var forEach = &spec.Kind[spec.Expr]{
	KindDoc: spec.KindDoc{Name: "map or set", Doc: "a map, a set of strings, or a list of at most one element",
		Example: `{ eu = "Frankfurt" }`, Schema: map[string]any{"type": []any{"object", "array", "string"}}},
	Decode: func(*spec.Decoder, hcl.Expression) (spec.Expr, bool) { return nil, true },
}

var settingsBlock = &spec.Block[Settings]{
	Type: "slogen",
	Doc: "Settings for the whole run: the version of slogen it was written for, and the outputs. At most one per " +
		"configuration.",
	Decl: func(s *Settings, h, _ hcl.Range) { s.Decl = h },
	Args: []spec.Arg[Settings]{
		spec.Attr("required_version", spec.Text, func(s *Settings) *spec.At[string] { return &s.RequiredVersion },
			"The versions of slogen that this configuration may be read with, as a version constraint.",
			spec.Example(`">= 0.1"`)),
		spec.Attr("outputs", spec.Texts, func(s *Settings) *spec.At[[]spec.At[string]] { return &s.Outputs },
			"What `slogen generate` writes: `json`, `terraform`, `terraform_module`, `terraform_input`. Every command checks "+
				"the rules of each output.", spec.Default(`["json", "terraform"]`), spec.Example(`["json", "terraform"]`)),
		spec.Attr("provider", spec.Text, func(s *Settings) *spec.At[string] { return &s.Provider },
			"The versions of the Terraform provider honeycombio that the output may be used with.", spec.Default(`">= 0.50.0"`),
			spec.Example(`">= 0.50.0"`)),
		spec.Attr("max_datasets", spec.Whole, func(s *Settings) *spec.At[int] { return &s.MaxDatasets },
			"How many datasets one SLO may span. Honeycomb's limit is 10 and can be raised for a team.", spec.Default("10"),
			spec.Example("10")),
	},
	Example: "slogen {\n  required_version = \">= 0.1\"\n  outputs          = [\"json\", \"terraform\"]\n}\n",
}

var variableBlock = &spec.Block[Variable]{
	Type: "variable",
	Doc: "A value set from outside: with `-var`, a `-var-file`, or the environment variable `SLOGEN_VAR_name`. " +
		"Written `var.name`. Don't use it for secrets: its value appears in generated files, plans and messages. " +
		"Recipients' secrets are Terraform variables.",
	Decl: func(v *Variable, h, _ hcl.Range) { v.Decl = h },
	Labels: []spec.Label[Variable]{{Name: "name", Doc: "The variable's name.",
		Field: func(v *Variable) *spec.At[string] { return &v.Name }}},
	Args: []spec.Arg[Variable]{
		spec.Attr("type", typeKind, func(v *Variable) *spec.At[spec.Expr] { return &v.Type },
			"The type of its value. Values are converted to it."),
		spec.Attr("default", plainValue, func(v *Variable) *spec.At[cty.Value] { return &v.Default },
			"The value if none is set. Without a default, a value must be set.", spec.Example("1000")),
		spec.Attr("description", spec.Prose, func(v *Variable) *spec.At[string] { return &v.Description }, "What it is for.",
			spec.Example(`"How long a checkout may take"`)),
	},
	Example: "variable \"checkout_latency_ms\" {\n  type    = number\n  default = 1000\n}\n",
}

var functionBlock = &spec.Block[Function]{
	Type: "function",
	Doc: "A name for an expression over events. A call is replaced by the expression, so a parameter may be `event` " +
		"or a part of it. Visible in its directory and below.",
	Decl: func(f *Function, h, _ hcl.Range) { f.Decl = h },
	Labels: []spec.Label[Function]{{Name: "name", Doc: "The function's name.",
		Field: func(f *Function) *spec.At[string] { return &f.Name }}},
	Args: []spec.Arg[Function]{
		spec.Attr("params", paramNames, func(f *Function) *spec.At[spec.Expr] { return &f.Params },
			"The names of its parameters.", spec.Default("[]")),
		spec.Attr("result", condition, func(f *Function) *spec.At[spec.Expr] { return &f.Result },
			"The expression that replaces a call.", spec.Required,
			spec.Example(`!exists(e.trace.parent_id)`)),
	},
	Example: "function \"is_root\" {\n  params = [e]\n  result = !exists(e.trace.parent_id)\n}\n",
}

var columnBlock = &spec.Block[ColumnBlock]{
	Type: "column",
	Doc: "What a column means, who answers for it, and which column replaces it. `slogen columns` shows that, and " +
		"lint reports what still reads a column that is replaced.",
	Decl: func(v *ColumnBlock, h, _ hcl.Range) { v.Decl = h },
	Labels: []spec.Label[ColumnBlock]{{Name: "name", Doc: "The column's name.",
		Field: func(v *ColumnBlock) *spec.At[string] { return &v.Name }}},
	Args: []spec.Arg[ColumnBlock]{
		spec.Attr("type", columnType,
			func(v *ColumnBlock) *spec.At[string] { return &v.Type },
			"What it holds. Without it, it is what `columns` or `columns_file` says, and otherwise `any`.",
			spec.Example(`integer`)),
		spec.Attr("description", spec.Prose, func(v *ColumnBlock) *spec.At[string] { return &v.Description },
			"What it means.", spec.Example(`"The status that the client saw, after retries"`)),
		spec.Attr("owner", spec.Prose, func(v *ColumnBlock) *spec.At[string] { return &v.Owner },
			"The team that answers for it.", spec.Example(`"platform"`)),
		spec.Attr("deprecated_by", spec.Text, func(v *ColumnBlock) *spec.At[string] { return &v.DeprecatedBy },
			"The column that replaces it. The dataset declares it, too.", spec.Example(`"http.response.status_code"`)),
	},
	Example: "column \"http.status_code\" {\n  type        = integer\n  description = \"The status that the client " +
		"saw, after retries\"\n  owner       = \"platform\"\n}\n",
}

var datasetBlock = &spec.Block[Dataset]{
	Type: "dataset",
	Doc: "A dataset's columns. Once columns are declared, unknown columns and comparisons of the wrong type are " +
		"errors. It creates nothing.",
	Decl: func(v *Dataset, h, _ hcl.Range) { v.Decl = h },
	Labels: []spec.Label[Dataset]{{Name: "slug", Doc: "The dataset's slug.",
		Field: func(v *Dataset) *spec.At[string] { return &v.Name }}},
	Args: []spec.Arg[Dataset]{
		spec.Attr("columns", columnsKind, func(v *Dataset) *spec.At[[]Column] { return &v.Columns },
			"The columns and their types: `string`, `integer`, `float`, `boolean`, or `any`."),
		spec.Attr("columns_file", spec.Text, func(v *Dataset) *spec.At[string] { return &v.ColumnsFile },
			"A JSON file of columns, as listed by Honeycomb's columns API, or an object of names and types. The path is "+
				"relative to this file.", spec.Example(`"checkout.columns.json"`)),
	},
	Blocks: []spec.Child[Dataset]{
		spec.Blocks(columnBlock, func(v *Dataset, x *ColumnBlock) { v.Each = append(v.Each, x) }),
	},
	Example: "dataset \"checkout\" {\n  columns = {\n    http.response.status_code = integer\n    duration_ms           " +
		"    = float\n  }\n}\n",
}

// commonArgs are the rows of [Common] for a block that holds one.
func commonArgs[T any](c func(*T) *Common) []spec.Arg[T] {
	return []spec.Arg[T]{
		spec.Attr("owner", spec.Prose, func(t *T) *spec.At[string] { return &c(t).Owner },
			"The team responsible for it; named in every alert.", spec.Example(`"payments"`)),
		spec.Attr("runbook", spec.Prose, func(t *T) *spec.At[string] { return &c(t).Runbook },
			"Where to read what to do; given in every alert.", spec.Example(`"https://runbooks.example.com/checkout"`)),
		spec.Attr("tags", spec.TextMap, func(t *T) *spec.At[[]spec.Item] { return &c(t).Tags },
			"Tags of SLOs, triggers and boards. Merged with inherited ones; `null` removes one."),
		spec.Attr("routes", routesKind, func(t *T) *spec.At[[]spec.Entry] { return &c(t).Routes },
			"Who is notified, by the alert's severity. Merged with inherited ones by severity; `null` removes one."),
		stageArg(func(t *T) *Staged { return &c(t).Staged }),
		untilArg(func(t *T) *Staged { return &c(t).Staged }),
		spec.Attr("trial_recipient", reference, func(t *T) *spec.At[spec.Expr] { return &c(t).TrialRecipient },
			"Who is notified in stage `trial`.", spec.Example("recipient.slack.trial")),
		spec.Attr("pagerduty_severity", pagerDutySeverity,
			func(t *T) *spec.At[[]spec.Item] { return &c(t).PagerDutySeverity }, pagerDutyDoc,
			spec.Default(`{ page = "critical", ticket = "error", inform = "warning" }`), spec.Example(`{ page = "critical" }`)),
		spec.Attr("variables", spec.TextMap, func(t *T) *spec.At[[]spec.Item] { return &c(t).Variables },
			"Values for the template variables of the notified webhooks.", spec.Example(`{ team = "payments" }`)),
		composeArg(func(t *T) *spec.At[bool] { return &c(t).Compose }),
		investigateArg(func(t *T) *spec.At[bool] { return &c(t).Investigate }),
	}
}

// stageArg is the row of what may be on trial.
func stageArg[T any](s func(*T) *Staged) spec.Arg[T] {
	return spec.Attr("stage", spec.OneOf("stage", "live", "trial"), func(t *T) *spec.At[string] { return &s(t).Stage },
		"In stage `trial` every alert goes only to `trial_recipient`, while the routes stay in the source. The "+
			"nearest wins: what a burn alert, SLO or trigger says, then its service, then `defaults`. So one alert "+
			"can be on trial in a service that is live, and in a service on trial an alert is live only if it or "+
			"its SLO says so.",
		spec.Default(`"live"`))
}

// untilArg is the row of the end of a trial.
func untilArg[T any](s func(*T) *Staged) spec.Arg[T] {
	return spec.Attr("until", spec.Date, func(t *T) *spec.At[string] { return &s(t).Until },
		"The day on which the trial ends that `stage` of the same block says. It is added to the descriptions of its "+
			"alerts, and the day itself changes nothing: from then on slogen warns until somebody writes another "+
			"stage or another day.")
}

var quietBlock = &spec.Block[Quiet]{
	Type:  "quiet",
	Twice: "What is quiet for two reasons is quiet until the later day: write one block that says both.",
	Doc: "Keeps alerts from waking anybody for a while, and says why: a burn alert or a trigger, those of an SLO, or " +
		"all of a service. They go to `trial_recipient` alone, while severity and routes stay in the source. Where " +
		"there is no `trial_recipient`, a trigger is disabled; a burn alert is an error, since Honeycomb can't " +
		"disable one. The reason and the day are added to the descriptions of the alerts. The day itself changes " +
		"nothing: from then on slogen warns until somebody removes the block or writes another day. `defaults` can't " +
		"have it.",
	Decl: func(v *Quiet, h, _ hcl.Range) { v.Decl = h },
	Args: []spec.Arg[Quiet]{
		spec.Attr("until", spec.Date, func(v *Quiet) *spec.At[string] { return &v.Until },
			"The day on which it is to end.", spec.Required),
		spec.Attr("reason", spec.Said, func(v *Quiet) *spec.At[string] { return &v.Reason },
			"Why nobody needs to hear of it until then.", spec.Required,
			spec.Example(`"The old disk is replaced in January"`)),
	},
	Example: "quiet {\n  until  = \"2027-01-31\"\n  reason = \"The old disk is replaced in January\"\n}\n",
}

// quiets is the block of what may be quiet for a while.
func quiets[T any](s func(*T) *Staged) spec.Child[T] {
	return spec.One(quietBlock, func(t *T) **Quiet { return &s(t).Quiet })
}

const pagerDutyDoc = "PagerDuty's severity (`critical`, `error`, `warning`, `info`): one for all alerts here, or one " +
	"for each of your severities. The nearest wins, and maps merge. Always written to the output, since the API's " +
	"own default is critical."

// resolution is how a trigger with groups is resolved.
var resolution = spec.OneOf("resolution", Together, PerGroup)

// composeArg is the row of what has a description that slogen adds to.
func composeArg[T any](at func(*T) *spec.At[bool]) spec.Arg[T] {
	return spec.Attr("compose", spec.Flag, at, "Whether slogen adds to the descriptions of SLOs, burn alerts and "+
		"triggers what their readers need: what the numbers mean, the owner, the runbook, the dates. If not, "+
		"Honeycomb gets `description` as it is written, and nothing else. Inherited if left out; where nobody says, "+
		"it is false for what is taken over with `existing`.", spec.Default("true"))
}

// investigateArg is the row of what Honeycomb Intelligence may look into.
func investigateArg[T any](at func(*T) *spec.At[bool]) spec.Arg[T] {
	return spec.Attr("investigate", spec.Flag, at, "Whether Honeycomb Intelligence looks into it as soon as a burn alert "+
		"or trigger fires, and adds what it finds. Inherited if left out; where nobody says, an alert that is taken over "+
		"with `existing` stays as it is. In Terraform the `provider` block must say that the team has Honeycomb "+
		"Intelligence: `features { intelligence { enabled = true } }`, which only the output "+
		"`terraform_module` leaves to you.",
		spec.Default("false"))
}

// datedArgs are the rows of what is reviewed and may expire.
func datedArgs[T any](c func(*T) *Common) []spec.Arg[T] {
	return []spec.Arg[T]{
		spec.Attr("expires", spec.Date, func(t *T) *spec.At[string] { return &c(t).Expires },
			"The day by which it should be removed; from then on slogen warns. Added to the description."),
		spec.Attr("reviewed_on", spec.Date, func(t *T) *spec.At[string] { return &c(t).ReviewedOn },
			"The day on which a person last reviewed it. Added to the description."),
	}
}

func datasetArgs[T any](one func(*T) *spec.At[string], many func(*T) *spec.At[[]spec.At[string]]) []spec.Arg[T] {
	return []spec.Arg[T]{
		spec.Attr("dataset", spec.Text, one, "The slug of the dataset that holds the events.", spec.Example(`"checkout"`)),
		spec.Attr("datasets", spec.Texts, many, "The slugs of several datasets. Calculated fields are then "+
			"environment-wide, and each trigger names its dataset.", spec.Example(`["cart", "checkout"]`)),
	}
}

const (
	windowDoc = "The length of the rolling window."
	alertsDoc = "The burn alert policy."
)

var defaultsBlock = &spec.Block[Defaults]{
	Type: "defaults",
	Doc: "Values that services inherit: in its directory and below, or everywhere with the label \"organization\". The " +
		"nearest wins; maps merge by key.",
	Decl:  func(v *Defaults, h, _ hcl.Range) { v.Decl = h },
	Meant: func(v *Defaults) *[]string { return &v.Meant },
	Labels: []spec.Label[Defaults]{{Name: "level", Doc: "Nothing, or \"organization\".", Optional: true,
		Field: func(v *Defaults) *spec.At[string] { return &v.Level }}},
	Args: concat(commonArgs(func(v *Defaults) *Common { return &v.Common }),
		datasetArgs(func(v *Defaults) *spec.At[string] { return &v.Dataset },
			func(v *Defaults) *spec.At[[]spec.At[string]] { return &v.Datasets }),
		[]spec.Arg[Defaults]{
			spec.Attr("window", spec.Window, func(v *Defaults) *spec.At[int] { return &v.Window }, windowDoc),
			spec.Attr("burn_alerts", reference, func(v *Defaults) *spec.At[spec.Expr] { return &v.BurnAlerts }, alertsDoc,
				spec.Example("burn_alert_policy.standard")),
			spec.Attr("over", spec.Duration, func(v *Defaults) *spec.At[spec.Seconds] { return &v.Over },
				"Of triggers. "+triggerOverDoc, spec.Example(`"10m"`)),
			spec.Attr("every", spec.Duration, func(v *Defaults) *spec.At[spec.Seconds] { return &v.Every },
				"Of triggers. "+triggerEveryDoc, spec.Example(`"5m"`)),
			spec.Attr("for", spec.Whole, func(v *Defaults) *spec.At[int] { return &v.For },
				"Of triggers. "+triggerForDoc),
			spec.Attr("repeat", spec.Flag, func(v *Defaults) *spec.At[bool] { return &v.Repeat },
				"Of triggers. "+repeatDoc),
			spec.Attr("resolve", resolution, func(v *Defaults) *spec.At[string] { return &v.Resolve },
				"Of triggers. "+resolveDoc),
		}),
	Example: "defaults {\n  window = \"30d\"\n}\n",
}

var headerBlock = &spec.Block[Header]{
	Type: "header",
	Doc:  "An HTTP header of a webhook.",
	Decl: func(v *Header, h, _ hcl.Range) { v.Decl = h },
	Labels: []spec.Label[Header]{{Name: "name", Doc: "The header's name.",
		Field: func(v *Header) *spec.At[string] { return &v.Name }}},
	Args: []spec.Arg[Header]{
		spec.Attr("value", secretKind, func(v *Header) *spec.At[Secret] { return &v.Value },
			"The header's value, or a `secret()`.", spec.Example(`"slogen"`)),
	},
	Example: "header \"X-Team\" {\n  value = \"payments\"\n}\n",
}

var templateVariableBlock = &spec.Block[TemplateVariable]{
	Type: "variable",
	Doc:  "A variable for the webhook's templates.",
	Decl: func(v *TemplateVariable, h, _ hcl.Range) { v.Decl = h },
	Labels: []spec.Label[TemplateVariable]{{Name: "name",
		Doc:   "The variable's name: a lower-case letter, then letters and digits.",
		Field: func(v *TemplateVariable) *spec.At[string] { return &v.Name }}},
	Args: []spec.Arg[TemplateVariable]{
		spec.Attr("default", spec.Text, func(v *TemplateVariable) *spec.At[string] { return &v.Default },
			"The value if an alert sets none.", spec.Example(`"unknown"`)),
	},
	Example: "variable \"team\" {\n  default = \"unknown\"\n}\n",
}

var payloadTemplateBlock = &spec.Block[PayloadTemplate]{
	Type: "template",
	Doc:  "The body that a webhook sends for one kind of alert.",
	Decl: func(v *PayloadTemplate, h, _ hcl.Range) { v.Decl = h },
	Labels: []spec.Label[PayloadTemplate]{{Name: "type", Doc: "`trigger`, `budget_rate` or `exhaustion_time`.",
		Field: func(v *PayloadTemplate) *spec.At[string] { return &v.Type }}},
	Args: []spec.Arg[PayloadTemplate]{
		spec.Attr("body", templateBody, func(v *PayloadTemplate) *spec.At[Body] { return &v.Body },
			"The body, in Honeycomb's template language.", spec.Required,
			spec.Example(`"{\"text\": \"{{ .Name }}\"}"`)),
	},
	Example: "template \"trigger\" {\n  body = \"{}\"\n}\n",
}

var recipientBlock = &spec.Block[Recipient]{
	Type: "recipient",
	Doc:  "Who or what an alert notifies. Written `recipient.type.name`. Recipients belong to the whole Honeycomb team.",
	Decl: func(v *Recipient, h, _ hcl.Range) { v.Decl = h },
	Labels: []spec.Label[Recipient]{
		{Name: "type", Doc: "`email`, `slack`, `pagerduty`, `webhook` or `msteams_workflow`.",
			Field: func(v *Recipient) *spec.At[string] { return &v.Type }},
		{Name: "name", Doc: "Its name in this configuration.",
			Field: func(v *Recipient) *spec.At[string] { return &v.Label }},
	},
	Args: []spec.Arg[Recipient]{
		forEachArg(func(v *Recipient) *Instance { return &v.Instance }),
		spec.Attr("lookup", spec.Flag, func(v *Recipient) *spec.At[bool] { return &v.Lookup },
			"Whether it already exists and is found by its details instead of being created.", spec.Default("false")),
		spec.Attr("existing", existingID, func(v *Recipient) *spec.At[string] { return &v.Existing },
			"The id of an existing recipient to take over (Terraform `import`)."+keptDoc, spec.Example(`"yT8uXkq2pQ"`)),
		spec.Attr("address", spec.Text, func(v *Recipient) *spec.At[string] { return &v.Address }, "email: the bare address.",
			spec.Example(`"payments@example.com"`)),
		spec.Attr("channel", spec.Text, func(v *Recipient) *spec.At[string] { return &v.Channel },
			"slack: the channel (`#name`), user (`@name`) or Slack id.", spec.Example(`"#payments-alerts"`)),
		spec.Attr("integration_name", spec.Prose, func(v *Recipient) *spec.At[string] { return &v.IntegrationName },
			"pagerduty: the name of the integration.", spec.Example(`"Payments on-call"`)),
		spec.Attr("integration_key", secretKind, func(v *Recipient) *spec.At[Secret] { return &v.IntegrationKey },
			"pagerduty: the integration's key of 32 characters, as a `secret()`.",
			spec.Example(`secret("PAYMENTS_PAGERDUTY_KEY")`)),
		spec.Attr("name", spec.Prose, func(v *Recipient) *spec.At[string] { return &v.DisplayName },
			"webhook and msteams_workflow: the name that Honeycomb shows.", spec.Example(`"incident bot"`)),
		spec.Attr("url", secretKind, func(v *Recipient) *spec.At[Secret] { return &v.URL }, "webhook and msteams_workflow: "+
			"the address to send to, or a `secret()`.", spec.Example(`"https://bot.example.com/h"`)),
		spec.Attr("secret", secretKind, func(v *Recipient) *spec.At[Secret] { return &v.Secret },
			"webhook: what Honeycomb signs with, as a `secret()`.", spec.Example(`secret("BOT_SECRET")`)),
	},
	Blocks: []spec.Child[Recipient]{
		spec.Blocks(headerBlock, func(r *Recipient, h *Header) { r.Headers = append(r.Headers, h) }),
		spec.Blocks(templateVariableBlock, func(r *Recipient, v *TemplateVariable) { r.Variables = append(r.Variables, v) }),
		spec.Blocks(payloadTemplateBlock, func(r *Recipient, t *PayloadTemplate) { r.Templates = append(r.Templates, t) }),
	},
	Example: "recipient \"slack\" \"payments\" {\n  channel = \"#payments-alerts\"\n}\n",
}

var burnAlertBlock = &spec.Block[BurnAlert]{
	Type: "burn_alert",
	Doc: "When to notify recipients that an SLO's error budget is burning. Written in one of three ways: `burn_rate` " +
		"and `over`; `budget` and `over`; `exhausted_within`.",
	Decl:  func(v *BurnAlert, h, w hcl.Range) { v.Decl, v.Whole = h, w },
	Meant: func(v *BurnAlert) *[]string { return &v.Meant },
	Labels: []spec.Label[BurnAlert]{{Name: "name", Doc: "The alert's name within its SLO.",
		Field: func(v *BurnAlert) *spec.At[string] { return &v.Label }}},
	Args: []spec.Arg[BurnAlert]{
		forEachArg(func(v *BurnAlert) *Instance { return &v.Instance }),
		spec.Attr("description", spec.Prose, func(v *BurnAlert) *spec.At[string] { return &v.Description },
			"A sentence for whoever is notified; slogen adds the numbers, the owner and the runbook.",
			spec.Example(`"Buyers are leaving"`)),
		spec.Attr("burn_rate", spec.Number, func(v *BurnAlert) *spec.At[spec.Decimal] { return &v.BurnRate },
			"Fires when the budget burns, over the time `over`, this many times faster than the rate that would use it up "+
				"exactly at the end of the window."),
		spec.Attr("budget", spec.Percent, func(v *BurnAlert) *spec.At[spec.Share] { return &v.Budget },
			"Fires when this percentage of the budget burns within the time `over`.", spec.Example("2")),
		spec.Attr("over", spec.Duration, func(v *BurnAlert) *spec.At[spec.Seconds] { return &v.Over },
			"The time over which `burn_rate` or `budget` is measured: from one hour up to the SLO's window."),
		spec.Attr("exhausted_within", spec.Duration, func(v *BurnAlert) *spec.At[spec.Seconds] { return &v.ExhaustedWithin },
			"Fires when the budget would be used up within this time if errors continue at the current rate.",
			spec.Example(`"4h"`)),
		spec.Attr("severity", spec.Text, func(v *BurnAlert) *spec.At[string] { return &v.Severity },
			"How urgent it is: a key of `routes`, which says who is notified.", spec.Example(`"page"`)),
		spec.Attr("notify", recipients, func(v *BurnAlert) *spec.At[spec.Expr] { return &v.Notify },
			"Who is notified, instead of the severity's route."),
		spec.Attr("pagerduty_severity", pagerDutySeverity,
			func(v *BurnAlert) *spec.At[[]spec.Item] { return &v.PagerDutySeverity }, pagerDutyDoc),
		stageArg(func(v *BurnAlert) *Staged { return &v.Staged }),
		untilArg(func(v *BurnAlert) *Staged { return &v.Staged }),
		spec.Attr("variables", spec.TextMap, func(v *BurnAlert) *spec.At[[]spec.Item] { return &v.Variables },
			"Values for the template variables of the notified webhooks.", spec.Example(`{ team = "payments" }`)),
		composeArg(func(v *BurnAlert) *spec.At[bool] { return &v.Compose }),
		investigateArg(func(v *BurnAlert) *spec.At[bool] { return &v.Investigate }),
		spec.Attr("existing", existingID, func(v *BurnAlert) *spec.At[string] { return &v.Existing },
			"`dataset/ID` of an existing burn alert to take over (Terraform `import`)."+keptDoc,
			spec.Example(`"checkout/4pHq1sW9"`)),
	},
	Blocks:  []spec.Child[BurnAlert]{quiets(func(v *BurnAlert) *Staged { return &v.Staged })},
	Example: "burn_alert \"fast\" {\n  burn_rate = 14.4\n  over      = \"1h\"\n  severity  = \"page\"\n}\n",
}

var policyBlock = &spec.Block[BurnAlertPolicy]{
	Type: "burn_alert_policy",
	Doc: "A named set of burn alerts. Written `burn_alert_policy.name`. An SLO's own alert replaces the policy's of " +
		"the same name.",
	Decl: func(v *BurnAlertPolicy, h, _ hcl.Range) { v.Decl = h },
	Labels: []spec.Label[BurnAlertPolicy]{{Name: "name", Doc: "The policy's name.",
		Field: func(v *BurnAlertPolicy) *spec.At[string] { return &v.Name }}},
	Args: []spec.Arg[BurnAlertPolicy]{
		spec.Attr("description", spec.Prose, func(v *BurnAlertPolicy) *spec.At[string] { return &v.Description },
			"What the policy is for.", spec.Example(`"Two tiers"`)),
	},
	Blocks: []spec.Child[BurnAlertPolicy]{
		each(burnAlertBlock, func(p *BurnAlertPolicy, a *BurnAlert) { p.BurnAlerts = append(p.BurnAlerts, a) }),
	},
	Example: "burn_alert_policy \"standard\" {\n  burn_alert \"soon\" {\n    exhausted_within = \"4h\"\n    severity    " +
		"     = \"page\"\n  }\n}\n",
}

var parameterBlock = &spec.Block[Parameter]{
	Type: "parameter",
	Doc:  "A parameter of a template, written `param.name`.",
	Decl: func(v *Parameter, h, _ hcl.Range) { v.Decl = h },
	Labels: []spec.Label[Parameter]{{Name: "name", Doc: "The parameter's name.",
		Field: func(v *Parameter) *spec.At[string] { return &v.Name }}},
	Args: []spec.Arg[Parameter]{
		spec.Attr("type", typeKind, func(v *Parameter) *spec.At[spec.Expr] { return &v.Type }, "The type of its values."),
		spec.Attr("default", plainValue, func(v *Parameter) *spec.At[cty.Value] { return &v.Default },
			"The value if nobody sets one.", spec.Example("500")),
		spec.Attr("description", spec.Prose, func(v *Parameter) *spec.At[string] { return &v.Description }, "What it is for.",
			spec.Example(`"The route as the server names it"`)),
	},
	Example: "parameter \"route\" {\n  type = string\n}\n",
}

var templateBlock = &spec.Block[SLITemplate]{
	Type: "sli_template",
	Doc:  "An SLI with parameters, for use in many services. Written `sli_template.name`.",
	Decl: func(v *SLITemplate, h, _ hcl.Range) { v.Decl = h },
	Labels: []spec.Label[SLITemplate]{{Name: "name", Doc: "The template's name.",
		Field: func(v *SLITemplate) *spec.At[string] { return &v.Name }}},
	Args: []spec.Arg[SLITemplate]{
		spec.Attr("description", spec.Prose, func(v *SLITemplate) *spec.At[string] { return &v.Description },
			"What the SLI measures; the default for the SLIs that use the template.",
			spec.Example(`"Requests answered without a server error"`)),
		spec.Attr("eligible", condition, func(v *SLITemplate) *spec.At[spec.Expr] { return &v.Eligible }, eligibleDoc,
			spec.Example(`event.http.route == param.route`)),
		spec.Attr("good", condition, func(v *SLITemplate) *spec.At[spec.Expr] { return &v.Good }, goodDoc, spec.Required),
	},
	Blocks: []spec.Child[SLITemplate]{
		spec.Blocks(parameterBlock, func(t *SLITemplate, p *Parameter) { t.Parameters = append(t.Parameters, p) }),
	},
	Example: "sli_template \"http_success\" {\n  parameter \"route\" {\n    type = string\n  }\n  eligible = " +
		"event.http.route == param.route\n  good     = event.http.response.status_code < 500\n}\n",
}

// later is a kind of value of a template: it is decoded where the template is used, as it may depend on parameters.
// Where it doesn't, it is looked at right away.
func later[V any](k *spec.Kind[V]) *spec.Kind[hcl.Expression] {
	return &spec.Kind[hcl.Expression]{KindDoc: k.KindDoc,
		Decode: func(d *spec.Decoder, e hcl.Expression) (hcl.Expression, bool) {
			if dependsOnParameters(e) {
				return e, true
			}
			_, ok := k.Decode(d, e)
			return e, ok
		}}
}

var triggerTemplateBlock = &spec.Block[TriggerTemplate]{
	Type: "trigger_template",
	Doc: "A trigger with parameters, for use in many services. Written `trigger_template.name`. Every argument may " +
		"depend on parameters.",
	Decl: func(v *TriggerTemplate, h, _ hcl.Range) { v.Decl = h },
	Labels: []spec.Label[TriggerTemplate]{{Name: "name", Doc: "The template's name.",
		Field: func(v *TriggerTemplate) *spec.At[string] { return &v.Name }}},
	Args: []spec.Arg[TriggerTemplate]{
		spec.Attr("description", later(spec.Said),
			func(v *TriggerTemplate) *spec.At[hcl.Expression] { return &v.Description },
			"What it means when this fires; the default for the triggers that use the template.",
			spec.Example(`"Many requests fail"`)),
		spec.Attr("where", condition, func(v *TriggerTemplate) *spec.At[spec.Expr] { return &v.Where },
			"Which events the query looks at.", spec.Example(`event.http.route == param.route`)),
		spec.Attr("fires_when", aggregate, func(v *TriggerTemplate) *spec.At[spec.Expr] { return &v.FiresWhen },
			"The condition: one comparison of aggregates with a constant.", spec.Required,
			spec.Example(`count() > param.most`)),
		spec.Attr("having", aggregate, func(v *TriggerTemplate) *spec.At[spec.Expr] { return &v.Having },
			havingDoc, spec.Example(`count() > 100`)),
		spec.Attr("group_by", eventColumns, func(v *TriggerTemplate) *spec.At[spec.Expr] { return &v.GroupBy },
			groupByDoc),
		spec.Attr("over", later(spec.Duration), func(v *TriggerTemplate) *spec.At[hcl.Expression] { return &v.Over },
			triggerOverDoc, spec.Example(`"10m"`)),
		spec.Attr("every", later(spec.Duration), func(v *TriggerTemplate) *spec.At[hcl.Expression] { return &v.Every },
			triggerEveryDoc, spec.Example(`"5m"`)),
		spec.Attr("for", later(spec.Whole), func(v *TriggerTemplate) *spec.At[hcl.Expression] { return &v.For },
			triggerForDoc, spec.Default("1")),
		spec.Attr("repeat", later(spec.Flag), func(v *TriggerTemplate) *spec.At[hcl.Expression] { return &v.Repeat },
			repeatDoc, spec.Default("false")),
		spec.Attr("resolve", later(resolution),
			func(v *TriggerTemplate) *spec.At[hcl.Expression] { return &v.Resolve }, resolveDoc,
			spec.Default(`"together"`), spec.Example(`"per_group"`)),
		spec.Attr("incident_per_group", later(spec.Flag),
			func(v *TriggerTemplate) *spec.At[hcl.Expression] { return &v.IncidentPerGroup },
			incidentDoc+incidentOfAll, spec.Default("false")),
		spec.Attr("severity", later(spec.Text),
			func(v *TriggerTemplate) *spec.At[hcl.Expression] { return &v.Severity },
			"How urgent it is: a key of `routes`; the default for the triggers that use the template.",
			spec.Example(`"inform"`)),
	},
	Blocks: []spec.Child[TriggerTemplate]{
		spec.Blocks(parameterBlock, func(t *TriggerTemplate, p *Parameter) { t.Parameters = append(t.Parameters, p) }),
		templateRoute(),
		spec.One(templateBaselineBlock, func(t *TriggerTemplate) **TemplateBaseline { return &t.Baseline }),
	},
	Example: "trigger_template \"many_requests\" {\n  parameter \"most\" {\n    type = number\n  }\n  description = " +
		"\"Unusually many requests\"\n  fires_when  = count() > param.most\n  over        = \"10m\"\n  every       = " +
		"\"5m\"\n}\n",
}

const (
	havingDoc       = "A second condition that a group must meet: one comparison of an aggregate."
	groupByDoc      = "Columns whose values form groups; each group is judged separately."
	triggerOverDoc  = "How far the query looks back: from `every` to four times `every`, at most a day."
	triggerEveryDoc = "How often it runs: whole minutes from 1m to 24h."
	triggerForDoc   = "How many runs in a row the condition must hold: 1 to 5."
	repeatDoc       = "Whether it notifies on every run while the condition holds, instead of only when it starts to " +
		"hold."
	incidentOfAll = " For whom the trigger itself names, with `notify` or `severity`; each `route` has its own."
	needed        = " Needed unless the template or `defaults` has it."
	inherited     = " If left out, it is the template's or, if that has none, the one in `defaults`."
	inTemplateDoc = " With a `template` it stands in for the template's."
)

const (
	eligibleDoc = "Which events count. Without it every event counts, and an event that lacks a column is bad."
	goodDoc     = "Which of the events that count are good."
	nameDoc     = "The name that Honeycomb shows."
	existingDoc = "`dataset/ID` of an existing object to take over (Terraform `import`)." + keptDoc
	keptDoc     = " While it is written, what the block doesn't say stays as it is at Honeycomb."
)

var movedBlock = &spec.Block[Moved]{
	Type: "moved",
	Doc: "Says that an object has a new name, so that it is renamed instead of deleted and created again. An SLI's " +
		"default `alias` comes from its names, and an alias can't be changed: write the old one in the SLI to keep the " +
		"history of its SLO. `slogen plan` shows what to write. Write each of the two arguments on its own line.",
	Decl: func(v *Moved, h, _ hcl.Range) { v.Decl = h },
	Args: []spec.Arg[Moved]{
		spec.Attr("from", address, func(v *Moved) *spec.At[spec.Expr] { return &v.From }, "The name it had.", spec.Required),
		spec.Attr("to", address, func(v *Moved) *spec.At[spec.Expr] { return &v.To }, "The name it has now.", spec.Required),
	},
	Example: "moved {\n  from = slo.checkout.uptime\n  to   = slo.checkout.availability\n}\n",
}

var excludeBlock = &spec.Block[Exclude]{
	Type: "exclude",
	Doc: "A period whose events don't count: planned maintenance. It changes the SLI, so Honeycomb counts its history " +
		"again.",
	Decl: func(v *Exclude, h, _ hcl.Range) { v.Decl = h },
	Args: []spec.Arg[Exclude]{
		spec.Attr("from", timestampKind, func(v *Exclude) *spec.At[int64] { return &v.From }, "When it begins.",
			spec.Required),
		spec.Attr("to", timestampKind, func(v *Exclude) *spec.At[int64] { return &v.To },
			"When it ends; events from that moment on count again.", spec.Required, spec.Example(`"2026-12-24T23:30:00Z"`)),
		spec.Attr("reason", spec.Said, func(v *Exclude) *spec.At[string] { return &v.Reason },
			"Why. Added to the SLI's description.", spec.Required, spec.Example(`"database upgrade"`)),
	},
	Example: "exclude {\n  from   = \"2026-12-24T22:00:00Z\"\n  to     = \"2026-12-24T23:30:00Z\"\n  reason = " +
		"\"database upgrade\"\n}\n",
}

var sliBlock = &spec.Block[SLI]{
	Type: "sli",
	Doc: "Which events count and which of them are good: an expression for each, compiled to a Honeycomb calculated " +
		"field. Or a template with parameters, or a calculated field as text.",
	Decl:  func(v *SLI, h, _ hcl.Range) { v.Decl = h },
	Meant: func(v *SLI) *[]string { return &v.Meant },
	Labels: []spec.Label[SLI]{{Name: "name", Doc: "The SLI's name within its service.",
		Field: func(v *SLI) *spec.At[string] { return &v.Label }}},
	Args: []spec.Arg[SLI]{
		forEachArg(func(v *SLI) *Instance { return &v.Instance }),
		spec.Attr("description", spec.Prose, func(v *SLI) *spec.At[string] { return &v.Description },
			"What it measures, in the users' words.", spec.Example(`"Checkout requests answered without a server error"`)),
		spec.Attr("alias", spec.Name, func(v *SLI) *spec.At[string] { return &v.Alias }, "The name of the calculated field "+
			"in Honeycomb. It can't be changed later: another alias is another calculated field, and the SLO's history is "+
			"counted again. Over several datasets the field belongs to the whole environment, and the default ends in `.env`.",
			spec.Default(`"sli.<service>.<name>"`), spec.Example(`"sli.checkout.availability"`)),
		spec.Attr("eligible", condition, func(v *SLI) *spec.At[spec.Expr] { return &v.Eligible }, eligibleDoc),
		spec.Attr("good", condition, func(v *SLI) *spec.At[spec.Expr] { return &v.Good },
			goodDoc+" `sli.other` on its own is that SLI, including its eligibility."),
		spec.Attr("expression", formulaText, func(v *SLI) *spec.At[hcl.Expression] { return &v.Expression },
			"The calculated field as text, instead of `eligible` and `good`: true is good, false is bad, null doesn't count."),
		spec.Attr("template", reference, func(v *SLI) *spec.At[spec.Expr] { return &v.Template },
			"A template to take `eligible` and `good` from.", spec.Example("sli_template.http_success")),
		spec.Attr("parameters", entriesKind, func(v *SLI) *spec.At[[]spec.Entry] { return &v.Parameters },
			"Values for the template's parameters.", spec.Example(`{ route = "/checkout" }`)),
		spec.Attr("existing", existingID, func(v *SLI) *spec.At[string] { return &v.Existing },
			"`dataset/alias` of an existing calculated field to take over (Terraform `import`)."+keptDoc,
			spec.Example(`"checkout/sli.availability"`)),
	},
	Blocks: []spec.Child[SLI]{
		spec.Blocks(excludeBlock, func(s *SLI, e *Exclude) { s.Excludes = append(s.Excludes, e) }),
	},
	Example: "sli \"availability\" {\n  eligible = event.name == \"POST /checkout\"\n  good     = " +
		"event.http.response.status_code < 500\n}\n",
}

var calculatedFieldBlock = &spec.Block[CalculatedField]{
	Type: "calculated_field",
	Doc: "A value of each event that has a name, such as a status that two columns may hold: a calculated field at " +
		"Honeycomb, which queries of people can use, too. SLIs, triggers and other calculated fields refer to it as " +
		"`field.<name>`, or `field.<service>.<name>` for one of another service. Honeycomb's documentation doesn't say " +
		"whether a calculated field may use another one, so in formulas (SLIs, other fields, and conditions of triggers " +
		"that no filter can say) slogen writes the field's own formula in its place; where Honeycomb takes a column " +
		"(filters, `group_by` and aggregates of triggers) it names the field by its alias, and creates it first.",
	Decl:  func(v *CalculatedField, h, _ hcl.Range) { v.Decl = h },
	Meant: func(v *CalculatedField) *[]string { return &v.Meant },
	Labels: []spec.Label[CalculatedField]{{Name: "name", Doc: "The field's name within its service.",
		Field: func(v *CalculatedField) *spec.At[string] { return &v.Label }}},
	Args: []spec.Arg[CalculatedField]{
		forEachArg(func(v *CalculatedField) *Instance { return &v.Instance }),
		spec.Attr("description", spec.Prose, func(v *CalculatedField) *spec.At[string] { return &v.Description },
			"What it holds, for those who find it at Honeycomb.", spec.Example(`"The HTTP status, under either name"`)),
		spec.Attr("alias", spec.Name, func(v *CalculatedField) *spec.At[string] { return &v.Alias }, "Its name in "+
			"Honeycomb, which is none of a column's or another calculated field's. It can't be changed later: another "+
			"alias is another calculated field. The default of one for the whole environment ends in `.env`.",
			spec.Default(`"field.<service>.<name>"`), spec.Example(`"http.status"`)),
		spec.Attr("value", eventValue, func(v *CalculatedField) *spec.At[spec.Expr] { return &v.Value },
			"The value of an event: text, a number or a boolean, or null where there is none.",
			spec.RequiredWithout("expression")),
		spec.Attr("expression", formulaText, func(v *CalculatedField) *spec.At[hcl.Expression] { return &v.Expression },
			"The calculated field as text, instead of `value`."),
		spec.Attr("dataset", datasetKind, func(v *CalculatedField) *spec.At[DatasetName] { return &v.Dataset },
			"The dataset that it belongs to, or `all` for the whole environment, where any service can use it. Default: "+
				"the service's dataset, or the whole environment if the service has several."),
		spec.Attr("existing", existingID, func(v *CalculatedField) *spec.At[string] { return &v.Existing },
			"`dataset/alias`, or `alias` for the whole environment, of an existing calculated field to take over "+
				"(Terraform `import`)."+keptDoc,
			spec.Example(`"checkout/http.status"`)),
	},
	Example: "calculated_field \"status\" {\n  value = coalesce(event.http.response.status_code, " +
		"event.http.status_code)\n}\n",
}

var sloBlock = &spec.Block[SLO]{
	Type:  "slo",
	Doc:   "A target for one SLI over a rolling window. Honeycomb allows one SLO per SLI.",
	Decl:  func(v *SLO, h, w hcl.Range) { v.Decl, v.Whole = h, w },
	Meant: func(v *SLO) *[]string { return &v.Meant },
	Labels: []spec.Label[SLO]{{Name: "name", Doc: "The SLO's name within its service.",
		Field: func(v *SLO) *spec.At[string] { return &v.Label }}},
	Args: concat([]spec.Arg[SLO]{
		forEachArg(func(v *SLO) *Instance { return &v.Instance }),
		spec.Attr("name", spec.Name, func(v *SLO) *spec.At[string] { return &v.DisplayName }, nameDoc,
			spec.Default(`"<service>: <name>"`),
			spec.Example(`"Checkout works"`)),
		spec.Attr("description", spec.Prose, func(v *SLO) *spec.At[string] { return &v.Description },
			"What users lose when it is missed; the first line of every alert.", spec.Example(`"Buyers can pay"`)),
		spec.Attr("sli", reference, func(v *SLO) *spec.At[spec.Expr] { return &v.SLI },
			"The SLI that this objective is about.", spec.Required),
		spec.Attr("target", spec.Target, func(v *SLO) *spec.At[spec.PerMillion] { return &v.Target },
			"The share of eligible events that must be good, in percent with at most four decimals, below 100.", spec.Required),
		spec.Attr("window", spec.Window, func(v *SLO) *spec.At[int] { return &v.Window }, windowDoc+" Inherited if left out.",
			spec.Default(`"30d"`)),
		spec.Attr("burn_alerts", reference, func(v *SLO) *spec.At[spec.Expr] { return &v.BurnAlerts },
			alertsDoc+" Inherited if left out; `null` for none.", spec.Example("burn_alert_policy.standard")),
		spec.Attr("expected_events_per_day", spec.Number, func(v *SLO) *spec.At[spec.Decimal] { return &v.EventsPerDay },
			eventsDoc,
			spec.Example("50000")),
		spec.Attr("depends_on", reference, func(v *SLO) *spec.At[spec.Expr] { return &v.DependsOn },
			"The SLOs that this one depends on. slogen warns if the target is higher than theirs allow.",
			spec.Example("[slo.payments.authorization]")),
		spec.Attr("existing", existingID, func(v *SLO) *spec.At[string] { return &v.Existing }, existingDoc,
			spec.Example(`"checkout/2LBq9LckbcA"`)),
	},
		datasetArgs(func(v *SLO) *spec.At[string] { return &v.Dataset },
			func(v *SLO) *spec.At[[]spec.At[string]] { return &v.Datasets }),
		commonArgs(func(v *SLO) *Common { return &v.Common }),
		datedArgs(func(v *SLO) *Common { return &v.Common })),
	Blocks: []spec.Child[SLO]{
		each(burnAlertBlock, func(s *SLO, a *BurnAlert) { s.Alerts = append(s.Alerts, a) }),
		quiets(func(v *SLO) *Staged { return &v.Staged }),
	},
	Example: "slo \"availability\" {\n  sli    = sli.availability\n  target = 99.9\n  window = \"30d\"\n}\n",
}

const eventsDoc = "How many eligible events a day you expect. slogen then also shows budgets in events and says how " +
	"few failures trip an alert."

var scheduleBlock = &spec.Block[Schedule]{
	Type: "schedule",
	Twice: "A trigger has one schedule. For other days or hours write a second trigger with a schedule of its own, or " +
		"merge the days when the hours agree.",
	Doc: "The time of the week in which the trigger runs. Honeycomb's schedules are in UTC, so one offset applies all " +
		"year: `daylight_saving` says which, and the plan says what that means for the other half of the year.",
	Decl: func(v *Schedule, h, _ hcl.Range) { v.Decl = h },
	Args: []spec.Arg[Schedule]{
		spec.Attr("days", spec.Texts, func(v *Schedule) *spec.At[[]spec.At[string]] { return &v.Days },
			"The days of the week on which it begins, in lower case.", spec.Required,
			spec.Example(`["monday", "tuesday", "wednesday", "thursday", "friday"]`)),
		spec.Attr("from", spec.Text, func(v *Schedule) *spec.At[string] { return &v.From }, "When it begins, as `HH:MM`.",
			spec.Required, spec.Example(`"09:00"`)),
		spec.Attr("to", spec.Text, func(v *Schedule) *spec.At[string] { return &v.To },
			"When it ends, as `HH:MM`; not after `from` means the next day.", spec.Required, spec.Example(`"17:30"`)),
		spec.Attr("timezone", spec.Text, func(v *Schedule) *spec.At[string] { return &v.Timezone },
			"The time zone of `from` and `to`, by its name in the IANA database.", spec.Default(`"UTC"`),
			spec.Example(`"Europe/Berlin"`)),
		spec.Attr("daylight_saving", spec.OneOf("half of the year", "standard", "summer"),
			func(v *Schedule) *spec.At[string] { return &v.DaylightSaving },
			"Which of the zone's two offsets applies all year. Required if the zone has two."),
	},
	Example: "schedule {\n  days = [\"monday\", \"friday\"]\n  from = \"09:00\"\n  to   = \"17:30\"\n}\n",
}

var baselineBlock = &spec.Block[Baseline]{
	Type: "baseline",
	Doc:  baselineDoc,
	Decl: func(v *Baseline, h, _ hcl.Range) { v.Decl = h },
	Args: []spec.Arg[Baseline]{
		spec.Attr("against", offsetKind, func(v *Baseline) *spec.At[spec.Seconds] { return &v.Against }, againstDoc,
			spec.Required, spec.Example(`"1w"`)),
		spec.Attr("by", baselineBy, func(v *Baseline) *spec.At[string] { return &v.By }, baselineByDoc, spec.Required),
	},
	Example: baselineExample,
}

var baselineBy = spec.OneOf("difference", "percentage", "value")

const (
	baselineDoc     = "Compares the value with the same query some time ago: `fires_when` then tests the change."
	againstDoc      = "How long ago."
	baselineByDoc   = "Whether the change is a percentage or in the value's own unit."
	baselineExample = "baseline {\n  against = \"1w\"\n  by      = \"percentage\"\n}\n"
)

// templateBaselineBlock is that of a template.
var templateBaselineBlock = &spec.Block[TemplateBaseline]{
	Type: "baseline",
	Doc:  baselineDoc,
	Decl: func(v *TemplateBaseline, h, _ hcl.Range) { v.Decl = h },
	Args: []spec.Arg[TemplateBaseline]{
		spec.Attr("against", later(offsetKind),
			func(v *TemplateBaseline) *spec.At[hcl.Expression] { return &v.Against },
			againstDoc, spec.Required, spec.Example(`"1w"`)),
		spec.Attr("by", later(baselineBy), func(v *TemplateBaseline) *spec.At[hcl.Expression] { return &v.By },
			baselineByDoc, spec.Required),
	},
	Example: baselineExample,
}

var triggerBlock = &spec.Block[Trigger]{
	Type: "trigger",
	Doc: "An alert on a query. Triggers are reactive and mean something only to people who know the background, so " +
		"each needs a description.",
	Decl:  func(v *Trigger, h, w hcl.Range) { v.Decl, v.Whole = h, w },
	Meant: func(v *Trigger) *[]string { return &v.Meant },
	Labels: []spec.Label[Trigger]{{Name: "name", Doc: "The trigger's name within its service.",
		Field: func(v *Trigger) *spec.At[string] { return &v.Label }}},
	Args: concat([]spec.Arg[Trigger]{
		forEachArg(func(v *Trigger) *Instance { return &v.Instance }),
		spec.Attr("name", spec.Name, func(v *Trigger) *spec.At[string] { return &v.DisplayName }, nameDoc,
			spec.Default(`"<service>: <name>"`),
			spec.Example(`"Many declines"`)),
		spec.Attr("description", spec.Said, func(v *Trigger) *spec.At[string] { return &v.Description },
			"What it means when this fires, for a reader without the background. Required, except for a trigger that "+
				"has it from its template, or is taken over with `existing` and keeps its own.",
			spec.Example(`"Many cards are declined at once"`)),
		spec.Attr("template", reference, func(v *Trigger) *spec.At[spec.Expr] { return &v.Template },
			"A template to take the condition from, and everything else of it that isn't written here.",
			spec.Example("trigger_template.many_requests")),
		spec.Attr("parameters", entriesKind, func(v *Trigger) *spec.At[[]spec.Entry] { return &v.Parameters },
			"Values for the template's parameters.", spec.Example(`{ most = 1000 }`)),
		spec.Attr("dataset", datasetKind, func(v *Trigger) *spec.At[DatasetName] { return &v.Dataset },
			"The dataset it runs on, or `all`. Default: the service's."),
		spec.Attr("where", condition, func(v *Trigger) *spec.At[spec.Expr] { return &v.Where },
			"Which events the query looks at. With a `template` whose own `where` says so too, both must hold.",
			spec.Example(`event.name == "charge"`)),
		spec.Attr("fires_when", aggregate, func(v *Trigger) *spec.At[spec.Expr] { return &v.FiresWhen },
			"The condition: one comparison of aggregates with a constant.", spec.RequiredWithout("template")),
		spec.Attr("having", aggregate, func(v *Trigger) *spec.At[spec.Expr] { return &v.Having },
			havingDoc+inTemplateDoc, spec.Example(`count() > 100`)),
		spec.Attr("group_by", eventColumns, func(v *Trigger) *spec.At[spec.Expr] { return &v.GroupBy },
			groupByDoc+inTemplateDoc),
		spec.Attr("over", spec.Duration, func(v *Trigger) *spec.At[spec.Seconds] { return &v.Over },
			triggerOverDoc+needed, spec.Example(`"10m"`)),
		spec.Attr("every", spec.Duration, func(v *Trigger) *spec.At[spec.Seconds] { return &v.Every },
			triggerEveryDoc+needed, spec.Example(`"5m"`)),
		spec.Attr("for", spec.Whole, func(v *Trigger) *spec.At[int] { return &v.For }, triggerForDoc+inherited,
			spec.Default("1")),
		spec.Attr("repeat", spec.Flag, func(v *Trigger) *spec.At[bool] { return &v.Repeat }, repeatDoc+inherited,
			spec.Default("false")),
		spec.Attr("resolve", resolution, func(v *Trigger) *spec.At[string] { return &v.Resolve }, resolveDoc+inherited,
			spec.Default(`"together"`), spec.Example(`"per_group"`)),
		spec.Attr("disabled", spec.Flag, func(v *Trigger) *spec.At[bool] { return &v.Disabled },
			"Whether it exists without running.", spec.Default("false")),
		spec.Attr("severity", spec.Text, func(v *Trigger) *spec.At[string] { return &v.Severity },
			"How urgent it is: a key of `routes`, which says who is notified.", spec.Example(`"inform"`)),
		spec.Attr("notify", recipients, func(v *Trigger) *spec.At[spec.Expr] { return &v.Notify },
			"Who is notified, instead of the severity's route. With blocks `route`, they hear of every group."),
		spec.Attr("incident_per_group", spec.Flag,
			func(v *Trigger) *spec.At[bool] { return &v.IncidentPerGroup }, incidentDoc+incidentOfAll,
			spec.Default("false")),
		spec.Attr("existing", existingID, func(v *Trigger) *spec.At[string] { return &v.Existing }, existingDoc,
			spec.Example(`"checkout/hKSTz9Lp"`)),
	},
		commonArgs(func(v *Trigger) *Common { return &v.Common }),
		datedArgs(func(v *Trigger) *Common { return &v.Common })),
	Blocks: []spec.Child[Trigger]{
		each(routeBlock, func(t *Trigger, r *Route) { t.Routes = append(t.Routes, r) }),
		spec.One(scheduleBlock, func(t *Trigger) **Schedule { return &t.Schedule }),
		spec.One(baselineBlock, func(t *Trigger) **Baseline { return &t.Baseline }),
		quiets(func(v *Trigger) *Staged { return &v.Staged }),
	},
	Example: "trigger \"declines_spike\" {\n  description = \"Many cards are declined at once\"\n  fires_when  = " +
		"count() >= 50\n  over        = \"10m\"\n  every       = \"5m\"\n}\n",
}

var boardTextBlock = &spec.Block[BoardText]{
	Type: "text",
	Doc: "A text on the board, for what people must know who look at it. Honeycomb shows Markdown. In `panels` it is " +
		"`text.<name>`.",
	Decl: func(v *BoardText, h, _ hcl.Range) { v.Decl = h },
	Labels: []spec.Label[BoardText]{{Name: "name", Doc: "Its name within the board, which nobody else sees.",
		Field: func(v *BoardText) *spec.At[string] { return &v.Name }}},
	Args: []spec.Arg[BoardText]{
		spec.Attr("content", spec.Said, func(v *BoardText) *spec.At[string] { return &v.Content },
			"The text, of at most 10,000 characters.", spec.Required,
			spec.Example(`"During the sale, low cache hits are expected."`)),
	},
	Example: "text \"sale\" {\n  content = \"During the sale, low cache hits are expected.\"\n}\n",
}

var boardBlock = &spec.Block[Board]{
	Type: "board",
	Doc: "A flexible board. It begins with a text about the service: what it does, who owns it, and what its users " +
		"are promised. Then it shows the board's own texts, every SLO, and every trigger's query, unless `panels` " +
		"says otherwise.",
	Decl: func(v *Board, h, _ hcl.Range) { v.Decl = h },
	Args: []spec.Arg[Board]{
		forEachArg(func(v *Board) *Instance { return &v.Instance }),
		spec.Attr("name", spec.Name, func(v *Board) *spec.At[string] { return &v.DisplayName }, nameDoc,
			spec.Default(`"<service>"`),
			spec.Example(`"Checkout"`)),
		spec.Attr("description", spec.Prose, func(v *Board) *spec.At[string] { return &v.Description },
			"What the board is for.", spec.Default("the service's description"),
			spec.Example(`"Everything about checkout"`)),
		spec.Attr("about", spec.Flag, func(v *Board) *spec.At[bool] { return &v.About },
			"Whether the board begins with the text about the service. slogen writes it from the descriptions, owner, "+
				"runbook and SLOs of the service, and keeps it true.", spec.Default("true")),
		spec.Attr("panels", reference, func(v *Board) *spec.At[spec.Expr] { return &v.Panels },
			"What the board shows, in this order: `about`, `text.<name>`, and the service's `slo.<name>` and "+
				"`trigger.<name>`. Default: all of them.",
			spec.Example("[about, slo.availability, trigger.declines_spike]")),
		spec.Attr("existing", existingID, func(v *Board) *spec.At[string] { return &v.Existing },
			"The id of an existing board to take over (Terraform `import`)."+keptDoc+" That goes for its panels, too, "+
				"unless `panels`, `about` or a `text` is written.",
			spec.Example(`"a8cE6fPq"`)),
	},
	Blocks: []spec.Child[Board]{
		spec.Blocks(boardTextBlock, func(b *Board, t *BoardText) { b.Texts = append(b.Texts, t) }),
	},
	Example: "board {}\n",
}

// serviceType stands apart, as what serviceBlock is made of needs it.
const serviceType = "service"

var serviceBlock = &spec.Block[Service]{
	Type:  serviceType,
	Doc:   "A service: its SLIs, SLOs, triggers, calculated fields and board, and what they share.",
	Decl:  func(v *Service, h, w hcl.Range) { v.Decl, v.Whole = h, w },
	Meant: func(v *Service) *[]string { return &v.Meant },
	Labels: []spec.Label[Service]{{Name: "name", Doc: "The service's name.",
		Field: func(v *Service) *spec.At[string] { return &v.Label }}},
	Args: concat([]spec.Arg[Service]{
		forEachArg(func(v *Service) *Instance { return &v.Instance }),
		spec.Attr("name", spec.Name, func(v *Service) *spec.At[string] { return &v.DisplayName },
			"What people call it; used in the names of its SLOs, triggers and board.", spec.Default("the label"),
			spec.Example(`"Checkout"`)),
		spec.Attr("description", spec.Prose, func(v *Service) *spec.At[string] { return &v.Description },
			"What it does for its users.", spec.Example(`"Turns a cart into a paid order"`)),
		spec.Attr("window", spec.Window, func(v *Service) *spec.At[int] { return &v.Window },
			"The rolling window of its SLOs that set none."),
		spec.Attr("burn_alerts", reference, func(v *Service) *spec.At[spec.Expr] { return &v.BurnAlerts },
			"The burn alert policy of its SLOs that set none.", spec.Example("burn_alert_policy.standard")),
		spec.Attr("expected_events_per_day", spec.Number, func(v *Service) *spec.At[spec.Decimal] { return &v.EventsPerDay },
			eventsDoc,
			spec.Example("50000")),
		spec.Attr("change_note", spec.TextMap, func(v *Service) *spec.At[[]spec.Item] { return &v.ChangeNote },
			"Why changes are accepted that `slogen plan -fail-on` would fail on: reasons by the fingerprints that the plan "+
				"prints, of any service. No output has them; remove them once the change is merged.",
			spec.Example(`{ "3772b8cc8980" = "never met before" }`)),
	},
		datasetArgs(func(v *Service) *spec.At[string] { return &v.Dataset },
			func(v *Service) *spec.At[[]spec.At[string]] { return &v.Datasets }),
		commonArgs(func(v *Service) *Common { return &v.Common })),
	Blocks: []spec.Child[Service]{
		each(calculatedFieldBlock, func(s *Service, c *CalculatedField) { s.Fields = append(s.Fields, c) }),
		each(sliBlock, func(s *Service, c *SLI) { s.SLIs = append(s.SLIs, c) }),
		each(sloBlock, func(s *Service, c *SLO) { s.SLOs = append(s.SLOs, c) }),
		each(triggerBlock, func(s *Service, c *Trigger) { s.Triggers = append(s.Triggers, c) }),
		each(boardBlock, func(s *Service, c *Board) { s.Boards = append(s.Boards, c) }),
		quiets(func(v *Service) *Staged { return &v.Staged }),
	},
	Example: "service \"checkout\" {\n  dataset = \"checkout\"\n\n  sli \"availability\" {\n    good = " +
		"event.http.response.status_code < 500\n  }\n}\n",
}

func concat[T any](lists ...[]T) (out []T) {
	for _, l := range lists {
		out = append(out, l...)
	}
	return out
}
