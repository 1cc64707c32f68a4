package config

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/slogen-project/slogen/generator/spec"
	"github.com/slogen-project/slogen/generator/words"
)

// A home is a block that takes an argument or a block. Its type is empty for the top level of a file.
type home struct {
	block    string
	argument bool // what it takes is an argument
	test     bool // in files of tests
}

// homes are the places of every argument and block by name, from the declarations.
var homes = sync.OnceValue(func() map[string][]home {
	out := map[string][]home{}
	add := func(name string, h home) {
		if !slices.Contains(out[name], h) {
			out[name] = append(out[name], h)
		}
	}
	var walk func(d *spec.Description, test bool)
	walk = func(d *spec.Description, test bool) {
		for _, a := range d.Args {
			add(a.Name, home{d.Type, true, test})
		}
		for _, b := range d.Blocks {
			add(b.Type, home{d.Type, false, test})
			walk(b, test)
		}
	}
	walk(Root.Describe(), false)
	walk(TestRoot.Describe(), true)
	return out
})

// advise says of an argument or block that a block doesn't take what to write instead, or where it belongs; empty where
// nothing is known of it. The block's type is empty for the top level of a file.
func advise(block string, name spec.Stray, test bool) spec.Advice {
	for i := range foreign {
		if f := &foreign[i]; f.is(name.Name, block) {
			return spec.Advice{Say: f.advice(block, test), Meant: f.ours}
		}
	}
	return spec.Advice{Say: belongs(name, test)}
}

// belongs says where an argument or a block belongs. In a file of tests that is another file only where this one has no
// place for it.
func belongs(name spec.Stray, test bool) string {
	list := slices.DeleteFunc(slices.Clone(homes()[name.Name]), func(h home) bool {
		return h.argument && !name.MayBeArgument || !h.argument && !name.MayBeBlock
	})
	file := ""
	if here := slices.DeleteFunc(slices.Clone(list), func(h home) bool { return h.test != test }); len(here) > 0 {
		list = here
	} else if file = "*.slotest.hcl"; test {
		file = "*.slo.hcl"
	}
	var places []string
	for _, h := range list {
		switch {
		case h.block != "":
			places = append(places, words.Article(h.block)+" block")
		case file != "":
			places = append(places, "a file "+file)
		default:
			places = append(places, "the top level of a file, outside all blocks")
		}
	}
	if len(places) == 0 {
		return ""
	}
	say := "It belongs in " + words.Or(places)
	if file != "" && list[0].block != "" {
		say += ", in a file " + file
	}
	return say + "."
}

// A word is a name that Terraform's provider or another tool has for something, and what it is here.
type word struct {
	name    string // several are separated by spaces
	in      string // the blocks where it has this meaning; empty for all. "-" is the top level of a file
	ours    string // the argument or block that it is here; empty for none
	example string // as it is written
	home    string // the block that it belongs in, where it has a meaning in others too
	note    string // what else there is to say, in sentences
}

func (w *word) is(name, block string) bool {
	if block == "" {
		block = "-"
	}
	return slices.Contains(strings.Fields(w.name), name) && (w.in == "" || slices.Contains(strings.Fields(w.in), block))
}

func (w *word) advice(block string, test bool) string {
	var say []string
	if w.ours != "" {
		say = append(say, fmt.Sprintf("slogen calls it `%s`: write %s.", w.ours, w.example))
		if !slices.ContainsFunc(homes()[w.ours], func(h home) bool { return h.block == block }) {
			if w.home != "" {
				return strings.Join(append(say, "It belongs in "+words.Article(w.home)+" block."), " ")
			}
			say = append(say, belongs(spec.Stray{Name: w.ours, MayBeArgument: true, MayBeBlock: true}, test))
		}
	}
	if w.note != "" {
		say = append(say, w.note)
	}
	return strings.Join(say, " ")
}

const (
	notify = "notify = [recipient.slack.payments]"
	routes = "routes = { page = [recipient.slack.payments] }"
)

// noResource is what is said of the blocks of Terraform that make things.
const noResource = "A configuration declares services, SLOs and recipients; slogen writes the Terraform for them."

// foreign are the names of others. The first row that fits counts.
var foreign = []word{
	// SLOs.
	{name: "target_percentage objective goal target_percent objective_percentage", ours: "target",
		example: "target = 99.9"},
	{name: "threshold", in: "slo", ours: "target", example: "target = 99.9"},
	{name: "time_period time_period_days time_window rolling_window period", in: "slo service defaults", ours: "window",
		example: `window = "30d"`},
	{name: "indicator service_level_indicator", ours: "sli", example: "sli = sli.availability"},
	{name: "alert alerting alerts", in: "slo", ours: "burn_alert",
		example: "burn_alert \"fast\" {\n  burn_rate = 14.4\n  over      = \"1h\"\n  severity  = \"page\"\n}"},
	{name: "team contact contacts", ours: "owner", example: `owner = "payments"`},
	{name: "runbook_url runbook_link", ours: "runbook", example: `runbook = "https://runbooks.example.com/checkout"`},
	{name: "labels", ours: "tags", example: `tags = { tier = "gold" }`},
	{name: "environment", note: "Environments are declared in slogen.hcl, at the root of the configuration: keep one " +
		"configuration for all, and give what differs as variables."},
	// SLIs.
	{name: "total total_query valid valid_events", ours: "eligible", example: `eligible = event.name == "request"`},
	{name: "bad bad_events error error_query errors", ours: "good", example: "good = !(event.status_code >= 500)"},
	{name: "good_query good_events success", ours: "good", example: "good = event.status_code < 500"},
	{name: "formula", in: "sli", ours: "expression", example: `expression = "LT($status_code, 500)"`},
	// Burn alerts.
	{name: "exhaustion_minutes", ours: "exhausted_within", example: `exhausted_within = "4h"`},
	{name: "budget_rate_decrease_percent budget_rate_decrease_threshold_per_million", ours: "budget",
		example: "budget = 2"},
	{name: "budget_rate_window_minutes window lookback", in: "burn_alert", ours: "over", example: `over = "1h"`},
	{name: "factor threshold burn_rate_threshold", in: "burn_alert", ours: "burn_rate", example: "burn_rate = 14.4"},
	{name: "alert_type type", in: "burn_alert",
		note: "Leave it out. `exhausted_within` makes an alert on exhaustion time; `budget` or `burn_rate` " +
			"with `over` makes one on the budget rate."},
	{name: "slo_id slo", in: "burn_alert",
		note: "A burn alert belongs inside its slo block, or in a burn_alert_policy that SLOs name in `burn_alerts`."},
	{name: "notification_details", in: "trigger", ours: "pagerduty_severity",
		example: `pagerduty_severity = { page = "critical" }`},
	{name: "notification_details", in: "burn_alert", ours: "pagerduty_severity",
		example: `pagerduty_severity = "critical"`},
	{name: "variable", in: "burn_alert trigger", ours: "variables", example: `variables = { team = "payments" }`},
	// Who is notified.
	{name: "recipient recipients notification notifications channel channels email emails slack pagerduty",
		in:   "burn_alert trigger",
		ours: "notify", example: notify},
	{name: "recipients notification notifications notify channel channels email emails slack pagerduty recipient",
		in: "service slo defaults", ours: "routes", example: routes},
	{name: "email", in: "recipient", ours: "address", example: `address = "payments@example.com"`},
	{name: "target", in: "recipient",
		note: "An email recipient has `address`, a Slack one `channel`, a PagerDuty one `integration_name` and " +
			"`integration_key`, a webhook `name` and `url`."},
	{name: "type", in: "recipient",
		note: `Leave it out: the type is the block's first label, as in recipient "slack" "payments" { ... }.`},
	{name: "slack channels", in: "-", ours: "recipient",
		example: `recipient "slack" "payments" { channel = "#payments" }`},
	{name: "email", in: "-", ours: "recipient",
		example: `recipient "email" "payments" { address = "payments@example.com" }`},
	{name: "pagerduty", in: "-", ours: "recipient",
		example: "recipient \"pagerduty\" \"payments\" {\n  integration_name = \"Payments on-call\"\n  integration_key  = " +
			"secret(\"PAYMENTS_PAGERDUTY_KEY\")\n}"},
	{name: "webhook", in: "-", ours: "recipient",
		example: "recipient \"webhook\" \"bot\" {\n  name = \"incident bot\"\n  url  = \"https://bot.example.com/h\"\n}"},
	{name: "msteams msteams_workflow", in: "-", ours: "recipient",
		example: "recipient \"msteams_workflow\" \"payments\" {\n  name = \"Payments\"\n  url  = " +
			"secret(\"PAYMENTS_TEAMS_URL\")\n}"},
	{name: "type", in: "template", note: `Leave it out: the type is the block's label, as in template "trigger" { ... }.`},
	{name: "default_value", ours: "default", example: `default = "unknown"`},
	// Triggers.
	{name: "query_json query_id query calculation calculations op value", in: "trigger", ours: "fires_when",
		example: "fires_when = count() >= 50",
		note:    "Filters go into `where`, and breakdowns into `group_by`."},
	{name: "threshold", ours: "fires_when", example: "fires_when = count() >= 50"},
	{name: "filter filters filter_combination", in: "trigger", ours: "where", example: `where = event.name == "charge"`},
	{name: "filter filters", in: "sli", ours: "eligible", example: `eligible = event.name == "request"`},
	{name: "breakdown breakdowns groupby group", ours: "group_by", example: "group_by = [event.region]"},
	{name: "havings", ours: "having", example: "having = count() > 100"},
	{name: "frequency interval", ours: "every", example: `every = "5m"`},
	{name: "time_range lookback evaluation_window window duration", in: "trigger", ours: "over", example: `over = "10m"`},
	{name: "exceeded_limit", ours: "for", example: "for = 2"},
	{name: "alert_type", ours: "repeat", example: "repeat = true",
		note: "on_change is what a trigger does by default, and on_group_change is resolve = \"per_group\"."},
	{name: "group_filter", in: "trigger", ours: "route",
		example: "route \"cards\" {\n  when   = { card.type = [\"debit\"] }\n  notify = [recipient.slack.payments]\n}",
		note:    "It needs `group_by` and `resolve = \"per_group\"`."},
	{name: "group_filter", in: "route", ours: "when", example: `when = { card.type = ["debit"] }`},
	{name: "pagerduty_per_group_incidents", in: "trigger route", ours: "incident_per_group",
		example: "incident_per_group = true"},
	{name: "enabled", in: "trigger", ours: "disabled", example: "disabled = false"},
	{name: "evaluation_schedule evaluation_schedule_type", ours: "schedule",
		example: "schedule {\n  days = [\"monday\"]\n  from = \"09:00\"\n  to   = \"17:00\"\n}"},
	{name: "days_of_week", ours: "days", home: "schedule", example: `days = ["monday"]`},
	{name: "start_time", ours: "from", home: "schedule", example: `from = "09:00"`},
	{name: "end_time", ours: "to", home: "schedule", example: `to = "17:00"`},
	{name: "baseline_details", ours: "baseline", example: "baseline {\n  against = \"1d\"\n  by      = \"percentage\"\n}"},
	{name: "offset_minutes", ours: "against", example: `against = "1d"`},
	{name: "type", in: "baseline", ours: "by", example: `by = "percentage"`},
	{name: "auto_investigate", ours: "investigate", example: "investigate = true"},
	// Datasets and boards.
	{name: "column_type", in: "dataset", ours: "columns", example: "columns = { duration_ms = float }"},
	{name: "slug name", in: "dataset",
		note: `Leave it out: the slug is the block's label, as in dataset "checkout" { ... }.`},
	{name: "hidden delete_protected expand_json_depth", in: "dataset",
		note: "slogen neither makes datasets nor changes them: the block only says which columns one has."},
	{name: "panel slo_panel query_panel text_panel preset_filter",
		note: "A board shows every SLO and every trigger's query of its service. `panels` chooses among them and " +
			"orders them: panels = [about, slo.availability]. A text is a block: text \"sale\" { content = \"...\" }."},
	// Terraform's own.
	{name: "sensitive ephemeral", in: "variable",
		note: "A variable is no place for a secret: its value appears in generated files, plans and messages. " +
			"Leave it out. A recipient takes a secret as secret(\"NAME\"), whose value is given to Terraform."},
	{name: "count", ours: "for_each", example: `for_each = toset(["eu", "us"])`,
		note: "For a block that is there or not, write for_each = var.live ? [1] : []."},
	{name: "dynamic", note: "There are no dynamic blocks: write the block itself with a `for_each`, and in it " +
		"each.key and each.value. What `content` holds stands in the block. For instance:\nburn_alert \"fast\" {\n" +
		"  for_each  = { eu = 14.4, us = 10 }\n  burn_rate = each.value\n  over      = \"1h\"\n" +
		"  severity  = \"page\"\n}"},
	{name: "depends_on lifecycle provisioner connection",
		note: "slogen finds the order itself and writes what Terraform needs; leave it out. " +
			"Only an slo has `depends_on`: the SLOs that it depends on."},
	{name: "quiet", in: "defaults", note: "What is quiet says so for itself, with a day and a reason: write the " +
		"block in a service, an slo, a burn_alert or a trigger. In `defaults` it would silence whatever comes to " +
		"inherit it."},
	{name: "mute muted silence silenced snooze", ours: "quiet",
		example: "quiet {\n  until  = \"2027-01-31\"\n  reason = \"The old disk is replaced in January\"\n}"},
	{name: "provider providers", in: "- service slo sli trigger burn_alert recipient board",
		note: "Configure the provider in the Terraform module that calls slogen's; `provider` in the slogen block names " +
			"the version slogen writes for."},
	{name: "resource data", in: "-", note: noResource + ` What another Terraform module manages is found with ` +
		"`lookup`, for instance:\nrecipient \"slack\" \"payments\" {\n  channel = \"#payments\"\n  lookup  = true\n}"},
	{name: "module terraform output import check removed", in: "-", note: noResource +
		" All *.slo.hcl files in the given directories belong to it."},
}
