package sample

import (
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"
)

// Draw draws a configuration without fault.
func Draw(t *rapid.T) *Config {
	d := &drawer{T: t, Config: &Config{}}
	d.shared()
	n := rapid.IntRange(1, 3).Draw(t, "services")
	for i := range n {
		d.service([]string{"checkout", "web-shop", "a_b"}[i], fmt.Sprintf("team-%c/%d.slo.hcl", 'a'+byte(i%2), i))
	}
	d.moved()
	return d.Config
}

// drawer draws one configuration.
type drawer struct {
	*rapid.T
	*Config
	all    *File    // what is shared
	notify []string // recipients that are declared
	trial  bool     // whether every service has a recipient for trials
	slos   []string // "checkout.first", for those that depend on others
	ids    int      // how many objects exist already
}

// id is the id of an object that exists already: each has its own.
func (d *drawer) id(begins string) string {
	d.ids++
	return fmt.Sprint(begins, d.ids)
}

// texts are pieces that mean something to HCL, JSON, Terraform or a terminal, in the normal form that Terraform gives
// texts.
var texts = []string{"Buyers can pay", " ", "\"quoted\"", `back\slash`, "${var.x}", "%{ if true }", "$${", "100 %",
	"<a> & <b>", "é", "日本", "👩‍👩‍👧", "# no comment", "/* nor this */", "EOT", "'", "`", "{{ .Name }}", "~", "\u2028"}

// text draws a text of at most limit bytes, in quotes; sometimes it has exactly that many.
func (d *drawer) text(label string, limit int) string {
	if chance(d.T, 12, label+" at its limit") {
		return quote(strings.Repeat("x", limit))
	}
	out := pick(d.T, label, texts...)
	for _, piece := range rapid.SliceOfN(rapid.SampledFrom(texts), 0, 3).Draw(d.T, label) {
		if len(out)+len(piece) <= limit {
			out += piece
		}
	}
	if strings.TrimSpace(out) == "" {
		out = "x"
	}
	if len(out) > limit {
		out = "x"
	}
	return quote(out)
}

// lines draws a text of several lines as a heredoc, or one that refers to a local value.
func (d *drawer) description(label string, limit int) string {
	switch rapid.IntRange(0, 7).Draw(d.T, label+" form") {
	case 0:
		return "<<-EOT\n    First line\n      $${second} \"line\" \\n\n    EOT"
	case 1:
		return `"${local.what} of ${upper(local.name)}"`
	case 2:
		return `format("%s: %s", local.name, jsonencode([1, "a"]))`
	}
	return d.text(label, limit)
}

// tags draws a map of tags.
func (d *drawer) tags(label string, most int) string {
	keys := []string{"team", "tier", "region", "costcenter", "null", strings.Repeat("k", 32), "a", "b", "for"}
	values := []string{"aa", "gold", "payments/eu-1", "v1", strings.Repeat("v", 128)}
	var parts []string
	for _, k := range some(d.T, label, 0, most, keys...) {
		parts = append(parts, fmt.Sprintf("%q = %q", k, pick(d.T, label+" value", values...)))
	}
	return "{ " + strings.Join(parts, ", ") + " }"
}

// shared draws what services refer to.
func (d *drawer) shared() {
	d.all = &File{Name: "shared.slo.hcl"}
	d.Files = append(d.Files, d.all)
	add := func(typ string, labels ...string) *Block {
		b := &Block{Type: typ, Labels: labels}
		d.all.Blocks = append(d.all.Blocks, b)
		return b
	}

	d.Outputs = pick(d.T, "outputs", []string{"json", "terraform"}, []string{"json", "terraform", "terraform_module",
		"terraform_input"}, []string{"json", "terraform_module"})
	var quoted []string
	for _, o := range d.Outputs {
		quoted = append(quoted, quote(o))
	}
	settings := add("slogen")
	settings.Set("outputs", "["+strings.Join(quoted, ", ")+"]")
	if chance(d.T, 3, "provider") {
		settings.Set("provider", pick(d.T, "provider version", `">= 0.50.0"`, `"~> 0.51"`, `"0.51.0"`))
	}
	if chance(d.T, 3, "max_datasets") {
		settings.Set("max_datasets", pick(d.T, "datasets", "10", "12"))
	}

	v := add("variable", "limit")
	v.Set("type", "number")
	v.Set("default", pick(d.T, "default", "500", "0.5", "250.0"))
	l := add("locals")
	l.Set("what", `"Most"`)
	l.Set("name", `"checkout"`)
	l.Set("routes", `["/a", "/b \"c\"", "/$${d}"]`)
	l.Set("everyone", "[recipient.slack.ops]")
	f := add("function", "is_root")
	f.Set("params", "[e]")
	f.Set("result", "!exists(e.trace.parent_id)")
	f = add("function", "below")
	f.Set("params", "[x, limit]")
	f.Set("result", "exists(x) && x < limit")

	d.recipients(add)
	d.policy(add)
	tpl := add("sli_template", "http")
	tpl.Set("description", d.text("template description", 200))
	p := tpl.Add(&Block{Type: "parameter", Labels: []string{"route"}})
	p.Set("type", "string")
	p = tpl.Add(&Block{Type: "parameter", Labels: []string{"limit"}})
	p.Set("default", "500")
	tpl.Set("eligible", "event.http.route == param.route && is_root(event)")
	tpl.Set("good", "event.http.response.status_code < param.limit")

	if chance(d.T, 2, "declared dataset") {
		ds := add("dataset", "checkout")
		ds.Set("columns", `{
    app.amount                = float
    app.error                 = boolean
    app.retries               = integer
    cloud.region              = string
    duration_ms               = float
    http.request.method       = string
    http.response.status_code = integer
    span.kind                 = string
    http.route                = string
    name                      = string
    trace.parent_id           = string
    "user-agent"              = string
    "a \"b\" $${c} é"         = any
    root.name                 = string
  }`)
	}

	org := add("defaults", "organization")
	org.Set("routes", "{ page = [recipient.slack.ops], ticket = recipient.slack.ops, inform = local.everyone }")
	org.Set("window", pick(d.T, "inherited window", `"30d"`, `"4w"`, `"7d"`))
	if d.trial = chance(d.T, 2, "trial recipient"); d.trial {
		org.Set("trial_recipient", "recipient.slack.ops")
	}
	if chance(d.T, 2, "inherited policy") {
		org.Set("burn_alerts", "burn_alert_policy.standard")
	}
	if chance(d.T, 2, "inherited tags") {
		org.Set("tags", d.tags("inherited tags", 3))
	}
	if chance(d.T, 2, "inherited variables") {
		org.Set("variables", `{ team = "org", unused = "x" }`)
	}
	if chance(d.T, 2, "defaults of a team") {
		b := &Block{Type: "defaults"}
		b.Set("owner", d.text("owner", 40))
		b.Set("runbook", `"https://runbooks.example.com/a?b=c&d=é"`)
		d.Files = append(d.Files, &File{Name: "team-a/defaults.slo.hcl", Blocks: []*Block{b}})
	}
}

func (d *drawer) recipients(add func(string, ...string) *Block) {
	slack := add("recipient", "slack", "ops")
	slack.Set("channel", pick(d.T, "channel", `"#ops"`, `"@oncall"`, `"C024BE9"`, `"#é \"x\" $${y}"`))
	if chance(d.T, 4, "existing recipient") {
		slack.Set("existing", `"yT8uXkq2pQ"`)
	}
	d.notify = []string{"recipient.slack.ops"}
	use := func(name string) bool {
		if !chance(d.T, 2, name) {
			return false
		}
		d.notify = append(d.notify, "recipient."+name)
		return true
	}
	if use("email.team") {
		add("recipient", "email", "team").Set("address", pick(d.T, "address", `"team@example.com"`, `"a+b@sub.example.com"`))
	}
	if use("pagerduty.oncall") {
		b := add("recipient", "pagerduty", "oncall")
		b.Set("integration_name", d.text("integration", 100))
		b.Set("integration_key", `secret("PAGERDUTY_KEY")`)
	}
	if use("slack.known") {
		b := add("recipient", "slack", "known")
		b.Set("lookup", "true")
		b.Set("channel", `"#known"`)
	}
	if use("msteams_workflow.ops") {
		b := add("recipient", "msteams_workflow", "ops")
		b.Set("name", d.text("Teams name", 255))
		b.Set("url", pick(d.T, "Teams url", `secret("TEAMS_URL")`, `"https://teams.example.com/workflows/1"`))
	}
	if use("webhook.bot") {
		d.webhook(add("recipient", "webhook", "bot"))
	}
}

func (d *drawer) webhook(b *Block) {
	b.Set("name", d.text("webhook name", 255))
	b.Set("url", pick(d.T, "webhook url", `"https://bot.example.com/h"`, `"http://localhost:8080/x?y=%20"`,
		`secret("BOT_URL")`, quote("https://bot.example.com/"+strings.Repeat("x", 2048-24))))
	if chance(d.T, 2, "webhook secret") {
		b.Set("secret", `secret("BOT_SECRET")`)
	}
	for i := range rapid.IntRange(0, 5).Draw(d.T, "headers") {
		name := []string{"Authorization", "X-Team", "x-a_b", strings.Repeat("h", 64), "A!#$%&'*+-.^_`|~9"}[i]
		value := pick(d.T, "header", `secret("BOT_TOKEN")`, `"payments"`, `"a\tb é"`, quote(strings.Repeat("v", 750)))
		if name == "Authorization" {
			value = `secret("BOT_TOKEN")`
		}
		b.Add(&Block{Type: "header", Labels: []string{name}}).Set("value", value)
	}
	templates := some(d.T, "templates", 0, 3, "trigger", "budget_rate", "exhaustion_time")
	for _, typ := range templates {
		b.Add(&Block{Type: "template", Labels: []string{typ}}).Set("body",
			pick(d.T, "body", `"{\"text\": \"{{ .Name }} $${x} %%{y}\"}"`,
				"<<-EOT\n    {\n      \"text\": {{ toJson .Description }}\n    }\n    EOT", `"{}"`))
	}
	if len(templates) > 0 {
		for i := range rapid.IntRange(0, 10).Draw(d.T, "variables") {
			name := []string{"team", "severity2", "x", strings.Repeat("v", 64), "aB", "b", "c", "d", "e", "f"}[i]
			v := b.Add(&Block{Type: "variable", Labels: []string{name}})
			if chance(d.T, 2, "default") {
				v.Set("default", d.text("default", 256))
			}
		}
	}
}

// policy draws burn alerts that fit every window of a week or more.
func (d *drawer) policy(add func(string, ...string) *Block) {
	p := add("burn_alert_policy", "standard")
	p.Set("description", `"Two tiers"`)
	for _, name := range some(d.T, "policy", 1, 3, "fast", "slow", "soon") {
		d.burnAlert(p, name, 7)
	}
}

// budgets are percentages that every output holds, with the least and the most of what is allowed.
var budgets = []string{`"0.0001%"`, "100", "2", "5.5", `"10%"`, `"0.0025%"`, "33.3333"}

// burnAlert draws a burn alert for a window of so many days.
func (d *drawer) burnAlert(in *Block, name string, days int) {
	b := in.Add(&Block{Type: "burn_alert", Labels: []string{name}})
	form := rapid.IntRange(0, 2).Draw(d.T, "form of "+name)
	switch {
	case form == 0 && days >= 7 && days <= 90: // between a thousandth and all of the budget of such a window
		over := pick(d.T, "over", "1h", "6h", "24h", "90m")
		b.Set("burn_rate", pick(d.T, "rate", "6", "10", "14.4"))
		if over == "24h" {
			b.Set("burn_rate", pick(d.T, "slow rate", "1", "2", "3.5"))
		}
		b.Set("over", quote(over))
	case form < 2:
		b.Set("budget", pick(d.T, "budget", budgets...))
		b.Set("over", pick(d.T, "over", `"1h"`, `"60m"`, `"24h"`, fmt.Sprintf("%q", fmt.Sprint(days, "d")),
			fmt.Sprintf("%q", fmt.Sprint(days*24*60-1, "m"))))
	default:
		b.Set("exhausted_within", pick(d.T, "within", `"0m"`, `"1m"`, `"4h"`, `"23h59m"`))
	}
	if chance(d.T, 3, "own description") {
		b.Set("description", d.text("alert description", 100))
	}
	if chance(d.T, 4, "alert investigate") {
		b.Set("investigate", pick(d.T, "alert investigates", "true", "false"))
	}
	d.recipientsOf(b, "burn alert", 1)
	d.staged(b)
	d.one(b, "the alert "+name, false)
}

// staged puts something on trial or keeps it quiet, if anybody hears of that.
func (d *drawer) staged(b *Block) {
	if !d.trial {
		return
	}
	if b.Get("stage") == "" && chance(d.T, 6, "stage of "+b.Type) {
		b.Set("stage", `"trial"`)
		if chance(d.T, 2, "end of the trial") {
			b.Set("until", pick(d.T, "day", `"2027-01-31"`, `"9999-12-31"`))
		}
	}
	told := b.Type != "trigger" || b.Get("severity") != "" && b.Get("disabled") == ""
	if chance(d.T, 8, "quiet "+b.Type) && told {
		q := b.Add(&Block{Type: "quiet"})
		q.Set("until", `"2027-01-31"`)
		q.Set("reason", d.text("reason", 40))
	}
}

// recipientsOf says who hears of an alert, by severity or by name.
func (d *drawer) recipientsOf(b *Block, label string, least int) {
	webhook := false
	if chance(d.T, 2, label+" notifies") {
		list := some(d.T, label+" recipients", least, 4, d.notify...)
		for _, r := range list {
			webhook = webhook || r == "recipient.webhook.bot"
			if r == "recipient.pagerduty.oncall" && b.Type == "burn_alert" && chance(d.T, 2, "PagerDuty severity") {
				b.Set("pagerduty_severity", pick(d.T, "PagerDuty severity", `"critical"`, `"error"`, `"warning"`, `"info"`))
			}
		}
		b.Set("notify", "["+strings.Join(list, ", ")+"]")
		if len(list) == 1 && chance(d.T, 2, "concat") {
			b.Set("notify", "concat(local.everyone, [])")
			b.Set("pagerduty_severity", "")
			webhook = false
		}
	} else {
		b.Set("severity", pick(d.T, label+" severity", `"page"`, `"ticket"`, `"inform"`))
	}
	if webhook && d.declaresTeam() && chance(d.T, 2, label+" variables") {
		b.Set("variables", pick(d.T, label+" values", `{ team = "payments" }`, `{ team = "" }`,
			"{ team = "+quote(strings.Repeat("x", 256))+" }"))
	}
}

// declaresTeam says whether the webhook declares the variable "team".
func (d *drawer) declaresTeam() bool {
	for _, b := range d.Find("recipient") {
		for _, v := range b.Blocks {
			if v.Type == "variable" && v.Labels[0] == "team" {
				return true
			}
		}
	}
	return false
}

// service draws a service in a file of its own.
func (d *drawer) service(name, file string) {
	s := &Block{Type: "service", Labels: []string{name}}
	d.Services = append(d.Services, s)
	d.Files = append(d.Files, &File{Name: file, Blocks: []*Block{s}})
	set := func(arg string, value func() string) {
		if chance(d.T, 2, name+" "+arg) {
			s.Set(arg, value())
		}
	}
	set("name", func() string { return d.text("service name", 40) })
	set("description", func() string { return d.description("service description", 200) })
	set("owner", func() string { return d.text("owner", 40) })
	set("runbook", func() string { return `"https://runbooks.example.com/${local.name}"` })
	set("tags", func() string { return d.tags("tags", 4) })
	set("pagerduty_severity", func() string { return `{ page = "error", odd = "info" }` })
	if d.trial && chance(d.T, 4, "stage") {
		s.Set("stage", `"trial"`)
	}
	several := name != "checkout" && chance(d.T, 3, "several datasets")
	if several {
		s.Set("datasets", pick(d.T, "datasets", `["cart", "checkout2"]`,
			`["d10", "d01", "d02", "d03", "d04", "d05", "d06", "d07", "d08", "d09"]`, `["${local.name}-a", "b"]`))
	} else {
		s.Set("dataset", pick(d.T, "dataset", quote(name), `"other"`))
	}
	each := ""
	if !several && chance(d.T, 5, "for_each of the service") {
		s.Set("for_each", fmt.Sprintf(`{ eu%d = 1, us%[1]d = 2 }`, len(d.Services)))
		s.Set("dataset", `"gateway-${each.key}"`)
		each = "each"
	}

	names := some(d.T, "SLIs", 1, 5, "first", "second", "third", "fourth", "fifth")
	for i, sli := range names {
		d.sli(s, sli, names[:i], several, each != "")
		if i < 4 && chance(d.T, 2, "an SLO") {
			d.slo(s, name, sli, several, each != "")
		}
	}
	for _, trigger := range some(d.T, "triggers", 0, 4, "spike", "ratio", "drop", "silence") {
		d.trigger(s, trigger, several, each != "")
	}
	shown := slices.ContainsFunc(s.Blocks, func(b *Block) bool { return b.Type == "slo" || b.Type == "trigger" })
	if shown && chance(d.T, 2, "board") {
		b := s.Add(&Block{Type: "board"})
		if chance(d.T, 2, "board name") {
			b.Set("name", d.text("board name", 255))
		}
		if each != "" {
			b.Set("name", `"Board of ${each.key}"`)
		}
		if chance(d.T, 2, "board description") {
			b.Set("description", d.text("board description", 1023))
		}
		if each == "" && chance(d.T, 4, "existing board") {
			b.Set("existing", quote(d.id("a8cE6fPq")))
		}
		d.one(b, "the board", each != "")
	}
}

// one draws a for_each that makes one of a block, either an instance or the block itself, if it draws one at all; not
// within instances, whose each it would hide.
func (d *drawer) one(b *Block, what string, instances bool) {
	if !instances && b.Get("existing") == "" && chance(d.T, 6, "for_each of "+what) {
		b.Set("for_each", pick(d.T, "kind of for_each of "+what, `toset(["one"])`, `{ one = 1 }`, `[1]`))
	}
}

// reference is how an SLI of a service is referred to: by its label and, of an instance, the key.
func (b *Block) reference(sli string) string {
	if each := b.find("sli", sli).Get("for_each"); each == "" || each == "[1]" {
		return "sli." + sli
	}
	return "sli." + sli + `["one"]`
}

func (d *drawer) sli(s *Block, name string, before []string, several, instances bool) {
	b := s.Add(&Block{Type: "sli", Labels: []string{name}})
	defer d.one(b, "the SLI "+name, instances)
	if chance(d.T, 2, "SLI description") {
		b.Set("description", d.text("SLI description", 150))
	}
	if !instances && chance(d.T, 4, "alias") {
		b.Set("alias", pick(d.T, "alias", quote(s.Labels[0]+"."+name+" \"é\" $${x}"),
			quote(s.Labels[0]+name+strings.Repeat("x", 255-len(s.Labels[0]+name)))))
		if b.Get("alias")[1] != '"' && chance(d.T, 3, "existing SLI") && several {
			b.Set("existing", b.Get("alias"))
		}
	}
	switch rapid.IntRange(0, 7).Draw(d.T, "form of "+name) {
	case 0:
		b.Set("good", d.condition(2))
	case 1:
		b.Set("expression", pick(d.T, "expression", `"IF(EXISTS($duration_ms), LT($duration_ms, 1000))"`,
			`"$app.error = false"`, "<<-EOT\n      IF(\n        EXISTS($\"user-agent\"),\n        CONTAINS($name, `pay`),\n   "+
				"   )\n    EOT",
			quote(`EQUALS($name, "`+strings.Repeat("x", 4095-17)+`")`)))
	case 2:
		b.Set("template", "sli_template.http")
		b.Set("parameters", pick(d.T, "parameters", `{ route = "/pay" }`, `{ route = "/$${x}/\"y\"", limit = var.limit }`))
	case 3:
		b.Set("template", "builtin.sli.http_server_availability")
	case 4:
		if len(before) > 0 {
			b.Set("good", s.reference(before[0]))
			break
		}
		fallthrough
	case 5:
		if len(before) > 0 && b.Get("good") == "" {
			b.Set("eligible", s.reference(before[0])+".eligible")
			b.Set("good", s.reference(before[0])+".good && "+d.condition(1))
			if f := s.find("sli", before[0]); f.Get("eligible") != "" {
				break
			}
			b.Set("eligible", "")
			b.Set("good", d.condition(1))
			break
		}
		fallthrough
	default:
		b.Set("eligible", d.condition(2))
		b.Set("good", d.condition(2))
	}
	if (b.Get("eligible") != "" || b.Get("template") != "") && b.Get("good") != "" && chance(d.T, 4, "exclude") {
		x := b.Add(&Block{Type: "exclude"})
		x.Set("from", `"2026-12-24T22:00:00Z"`)
		x.Set("to", `"2026-12-25T00:30:00+01:00"`)
		x.Set("reason", `"database upgrade"`)
	}
}

// find is the block of a type with a label; nil where there is none.
func (b *Block) find(typ, label string) *Block {
	for _, x := range b.Blocks {
		if x.Type == typ && len(x.Labels) > 0 && x.Labels[0] == label {
			return x
		}
	}
	return nil
}

// target draws a percentage that every output holds.
func (d *drawer) target() string {
	n := rapid.OneOf(rapid.SampledFrom([]int{0, 999999, 999000, 995000, 999500, 1}),
		rapid.IntRange(0, 999999)).Filter(func(n int) bool {
		return int(float64(n)/10000*10000) == n // internal/helper/type_float.go of the Terraform provider
	}).Draw(d.T, "target")
	percent := fmt.Sprintf("%d.%04d", n/10000, n%10000)
	if 0 < n && n <= 10_000 { // without its sign it would be taken for a ratio
		return quote(percent + "%")
	}
	return pick(d.T, "form of the target", percent, quote(percent), quote(percent+"%"))
}

func (d *drawer) slo(s *Block, service, sli string, several, instances bool) {
	b := s.Add(&Block{Type: "slo", Labels: []string{sli}})
	b.Set("description", d.description("SLO description",
		200)) // what the owner, the runbook and the days say is put behind it
	b.Set("sli", s.reference(sli))
	if b.Get("sli") == "sli."+sli {
		b.Set("sli", pick(d.T, "reference", "sli."+sli, "sli["+quote(sli)+"]"))
	}
	b.Set("target", d.target())
	days := 7 // at least, where it is inherited
	if chance(d.T, 2, "own window") {
		days = pick(d.T, "window", 1, 2, 7, 28, 90, 3650)
		b.Set("window", fmt.Sprintf("%q", fmt.Sprint(days, "d")))
	}
	if days < 7 || days > 90 {
		b.Set("burn_alerts", "null")
	} else if chance(d.T, 2, "policy") {
		b.Set("burn_alerts", pick(d.T, "policy", "burn_alert_policy.standard", "builtin.burn_alerts.honeycomb",
			`burn_alert_policy["standard"]`, "null"))
	}
	if chance(d.T, 2, "SLO name") {
		b.Set("name", d.text("SLO name", 120))
	}
	if chance(d.T, 3, "SLO tags") {
		b.Set("tags", d.tags("SLO tags", 3))
	}
	if chance(d.T, 4, "events") {
		b.Set("expected_events_per_day", "50000")
	}
	if chance(d.T, 4, "review") {
		b.Set("reviewed_on", `"2026-05-31"`)
		b.Set("expires", `"2028-01-01"`)
	}
	if !several && !instances && chance(d.T, 5, "existing SLO") {
		b.Set("existing", quote(unquoted(s.Get("dataset"))+"/"+d.id("2LBq9LckbcA")))
	}
	if len(d.slos) > 0 && chance(d.T, 4, "depends_on") {
		b.Set("depends_on", "[slo."+pick(d.T, "on", d.slos...)+"]")
	}
	for _, name := range some(d.T, "own alerts", 0, 2, "fast", "melting") {
		d.burnAlert(b, name, days)
	}
	if !instances {
		d.slos = append(d.slos, service+"."+sli)
	}
}

func unquoted(s string) string { return strings.Trim(s, `"`) }

func (d *drawer) trigger(s *Block, name string, several, instances bool) {
	b := s.Add(&Block{Type: "trigger", Labels: []string{name}})
	b.Set("description", d.description("trigger description", 300))
	if chance(d.T, 3, "trigger name") {
		b.Set("name", d.text("trigger name", 120))
	}
	if several {
		b.Set("dataset", pick(d.T, "trigger dataset", "all", `"cart"`))
	} else if chance(d.T, 6, "environment-wide") {
		b.Set("dataset", "all")
	} else if !instances && chance(d.T, 5, "existing trigger") {
		b.Set("existing", quote(unquoted(s.Get("dataset"))+"/"+d.id("hKSTz9Lp")))
	}
	if chance(d.T, 6, "for_each of the trigger") && b.Get("existing") == "" {
		b.Set("for_each", fmt.Sprintf("toset([\"%s_one\", \"%[1]s_two\"])", name))
		b.Set("name", `"${each.key} of it"`)
	}

	every, plain := d.firesWhen(b)
	over := every * rapid.IntRange(1, 4).Draw(d.T, "times")
	if chance(d.T, 3, "seconds") {
		over -= rapid.IntRange(0, 30).Draw(d.T, "fewer")
	}
	over = max(every, min(over, 86400))
	b.Set("every", fmt.Sprintf(`"%ds"`, every))
	b.Set("over", fmt.Sprintf(`"%ds"`, over))

	d.events(s, b, plain, several)
	if chance(d.T, 3, "for") {
		b.Set("for", pick(d.T, "runs", "1", "2", "5"))
	}
	if chance(d.T, 4, "repeat") {
		b.Set("repeat", "true")
	}
	if chance(d.T, 4, "disabled") {
		b.Set("disabled", "true")
	}
	if chance(d.T, 4, "investigate") {
		b.Set("investigate", pick(d.T, "investigates", "true", "false"))
	}
	if chance(d.T, 4, "trigger tags") {
		b.Set("tags", d.tags("trigger tags", 2))
	}
	if chance(d.T, 3, "schedule") {
		d.schedule(b)
	}
	if chance(d.T, 4, "told to somebody") {
		d.recipientsOf(b, "trigger", 0)
	}
	d.staged(b)
}

// firesWhen draws what a trigger compares, and how often in seconds. plain says whether the query has one calculation
// without conditions.
func (d *drawer) firesWhen(b *Block) (every int, plain bool) {
	every = pick(d.T, "every", 60, 300, 900, 3600, 43200, 86400)
	n := fmt.Sprint(rapid.IntRange(1, 1000).Draw(d.T, "threshold"))
	switch rapid.IntRange(0, 6).Draw(d.T, "fires_when") {
	case 0:
		b.Set("fires_when", "count() "+pick(d.T, "op", ">", ">=", "<", "<=")+" "+n)
		plain = true
	case 1:
		b.Set("fires_when", n+" <= "+pick(d.T, "aggregate", "avg", "max", "min", "p999", "sum", "p50",
			"rate_max")+"(event.duration_ms)")
		plain = true
	case 2:
		b.Set("fires_when", "count("+d.condition(1)+") > "+n)
	case 3:
		b.Set("fires_when", "if(count() > 100, count(event.app.error == true) / count(), 0) > 0.05")
	case 4:
		b.Set("fires_when", "sum(event.app.amount, "+d.condition(0)+") / count() * 100 >= "+n+".5")
	case 5:
		b.Set("fires_when", "p95(event.duration_ms - 1.5) > "+n)
	case 6: // against a baseline
		every = max(every, 900)
		x := b.Add(&Block{Type: "baseline"})
		x.Set("against", pick(d.T, "against", `"1h"`, `"1d"`, `"1w"`, `"4w"`))
		x.Set("by", pick(d.T, "by", `"percentage"`, `"value"`))
		b.Set("fires_when", pick(d.T, "change", "count() >= 50", "count() <= -50", "avg(event.duration_ms) >= 0"))
	}
	return every, plain
}

// events draws which of a service's events a trigger counts, and by what.
func (d *drawer) events(s, b *Block, plain, several bool) {
	if chance(d.T, 2, "where") {
		b.Set("where", d.condition(2))
		if plain && s.find("sli", "first") != nil && !several && b.Get("dataset") == "" &&
			chance(d.T, 3, "an SLI's verdict") {
			b.Set("where", s.reference("first")+" == false")
		}
	}
	if chance(d.T, 3, "group_by") {
		b.Set("group_by", pick(d.T, "groups", "[event.cloud.region]", `[event.cloud.region, event["user-agent"]]`))
	}
	if plain && chance(d.T, 3, "having") {
		b.Set("having", pick(d.T, "having", "count() > 100", "avg(event.duration_ms) <= 12.5"))
	}
}

func (d *drawer) schedule(b *Block) {
	x := b.Add(&Block{Type: "schedule"})
	x.Set("days", pick(d.T, "days", `["monday"]`, `["sunday", "saturday"]`,
		`["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]`))
	x.Set("from", pick(d.T, "from", `"9:00"`, `"09:00"`, `"00:00"`, `"23:59"`))
	x.Set("to", pick(d.T, "to", `"17:30"`, `"09:00"`, `"0:00"`))
	if chance(d.T, 2, "zone") {
		x.Set("timezone", pick(d.T, "zone", `"Europe/Berlin"`, `"Australia/Sydney"`))
		x.Set("daylight_saving", pick(d.T, "half", `"standard"`, `"summer"`))
	}
}

// moved draws names that objects had before.
func (d *drawer) moved() {
	for i, s := range d.Services {
		if s.Get("for_each") != "" || !chance(d.T, 3, "moved") {
			continue
		}
		name := s.Labels[0]
		b := &Block{Type: "moved"}
		if chance(d.T, 2, "whole service") {
			b.Set("from", fmt.Sprint("service.old", i))
			b.Set("to", "service."+name)
		} else {
			sli := ""
			for _, x := range s.Blocks {
				if x.Type == "sli" {
					sli = x.Labels[0]
				}
			}
			b.Set("from", "sli."+name+".was")
			b.Set("to", "sli."+name+"."+sli)
		}
		d.all.Blocks = append(d.all.Blocks, b)
	}
}
