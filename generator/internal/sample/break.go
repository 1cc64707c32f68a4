package sample

import (
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"
)

// A Fault is one mistake in a configuration that has no other.
type Fault struct {
	Name string // such as "slo: target = 100"
	File string // relative to the configuration's folder
	Line int    // where the mistake is
	Want string // the rule that is broken, or the summary of the message where it is no rule's
}

// A breaker makes a mistake in a block of a type.
type breaker struct {
	in   string // type of block
	name string // of the mistake
	args string // what is set: lines `name = value`; a value that is missing removes the argument
	at   string // the argument that is wrong: empty for the first one, "-" for the block
	want string
	of   func(b *Block) bool // which blocks; nil: all of the type
	// add puts a block with these arguments and labels into the block, and the mistake is there.
	add    string
	labels []string
}

func recipient(typ string) func(*Block) bool {
	return func(b *Block) bool { return b.Labels[0] == typ && b.Get("lookup") == "" && b.Get("existing") == "" }
}

// heard says whether an alert goes to those that it names, since it is neither on trial by itself nor quiet.
func heard(b *Block) bool {
	return b.Get("stage") == "" && !slices.ContainsFunc(b.Blocks, func(x *Block) bool { return x.Type == "quiet" })
}

// roomForHeader says whether a webhook has fewer headers than it may have.
func roomForHeader(b *Block) bool {
	n := 0
	for _, x := range b.Blocks {
		if x.Type == "header" {
			n++
		}
	}
	return recipient("webhook")(b) && n < 5
}

const (
	missing  = "Missing required argument"
	badPart  = "Invalid percentage"
	noRef    = "Reference to undeclared "
	anAlert  = "burn_rate\nbudget\nover\nexhausted_within\n"
	toSlack  = "severity\nvariables\npagerduty_severity\nnotify = [recipient.slack.ops]\n"
	anSLI    = "good = event.duration_ms < 5\n"
	aTrigger = "description = \"Broken\"\nfires_when = count() > 5\nover = \"15m\"\nevery = \"15m\"\n"
)

func long(n int) string { return quote(strings.Repeat("x", n)) }

func list(n int, format string) string {
	var all []string
	for i := range n {
		all = append(all, fmt.Sprintf(format, 'a'+i))
	}
	return strings.Join(all, ", ")
}

// breakers are mistakes and what is said of them. Those of the fact sheet have their row's name in the golden cases of
// generator/testdata/rules; here it matters that they are found wherever they are made.
var breakers = []breaker{
	{in: "slo", name: "long name", args: "name = " + long(121), want: "slo/name"},
	{in: "slo", name: "long description", args: "description = " + long(1024), want: "slo/description"},
	{in: "slo", name: "target 100", args: "target = 100", want: "slo/target"},
	{in: "slo", name: "target below zero", args: "target = -1", want: "slo/target"},
	{in: "slo", name: "target of five decimals", args: "target = 99.99989", want: badPart},
	{in: "slo", name: "target that is lost", args: "target = 99.96", want: "terraform/target"},
	{in: "slo", name: "target that is lost, as text", args: `target = "99.07%"`, want: "terraform/target"},
	{in: "slo", name: "no window", args: `window = "0d"`, want: "slo/window", of: noAlerts},
	{in: "slo", name: "half a day", args: `window = "180h"`, want: "Invalid window"},
	{in: "slo", name: "tag key", args: `tags = { team1 = "aa" }`, want: "tag/key"},
	{in: "slo", name: "long tag key", args: "tags = { " + strings.Repeat("k", 33) + ` = "aa" }`, want: "tag/key"},
	{in: "slo", name: "tag value", args: `tags = { team = "1blue" }`, want: "tag/value"},
	{in: "slo", name: "no tag value", args: `tags = { team = "" }`, want: "tag/value"},
	{in: "slo", name: "long tag value", args: "tags = { team = " + long(129) + " }", want: "tag/value"},
	{in: "slo", name: "tag value of one letter", args: `tags = { team = "a" }`, want: "terraform/tag_value"},
	{in: "slo", name: "eleven tags", args: `tags = { ` + list(11, "k%[1]c = \"aa\"") + ` }`, want: "tag/count"},
	{in: "slo", name: "no such SLI", args: "sli = sli.nope", want: noRef + "SLI"},
	{in: "slo", name: "no such policy", args: "burn_alerts = burn_alert_policy.nope", want: noRef + "burn alert policy"},
	{in: "slo", name: "id with a space", args: `existing = "a b"`, want: "object/existing"},

	{in: "burn_alert", name: "over an hour", args: anAlert + "budget = 2\nover = \"59m\"", at: "over",
		want: "burn_alert/over"},
	{in: "burn_alert", name: "over the window", args: anAlert + "budget = 2\nover = \"3651d\"", at: "over",
		want: "burn_alert/over_in_slo"},
	{in: "burn_alert", name: "no budget", args: anAlert + "over = \"1h\"\nbudget = 0", at: "budget",
		want: "burn_alert/budget"},
	{in: "burn_alert", name: "more than the budget", args: anAlert + "over = \"1h\"\nbudget = 100.1", at: "budget",
		want: "burn_alert/budget"},
	{in: "burn_alert", name: "budget that is lost", args: anAlert + "over = \"1h\"\nbudget = 2.01", at: "budget",
		want: "terraform/budget"},
	{in: "burn_alert", name: "budget of five decimals", args: anAlert + "over = \"1h\"\nbudget = 0.00009", at: "budget",
		want: badPart},
	{in: "burn_alert", name: "two forms", args: anAlert + "over = \"1h\"\nbudget = 2\nexhausted_within = \"1h\"", at: "-",
		want: "Invalid burn alert"},
	{in: "burn_alert", name: "no form", args: anAlert, at: "-", want: "Invalid burn alert"},
	{in: "burn_alert", name: "no time", args: anAlert + "budget = 2", at: "-", want: missing},
	{in: "burn_alert", name: "half a minute", args: anAlert + "exhausted_within = \"90s\"", at: "exhausted_within",
		want: "Not whole minutes"},
	{in: "burn_alert", name: "nobody", args: "severity\nvariables\npagerduty_severity\nnotify = []", at: "notify",
		want: "burn_alert/recipients", of: heard},
	{in: "burn_alert", name: "unknown severity", args: "notify\nvariables\npagerduty_severity\nseverity = \"shout\"",
		at: "severity", want: "Severity without a route"},
	{in: "burn_alert", name: "twice the same", args: "severity\nvariables\npagerduty_severity\nnotify = " +
		"[recipient.slack.ops, recipient.slack.ops]", at: "notify", want: "notification/repeated", of: heard},
	{in: "burn_alert", name: "long description", args: "description = " + long(1024), want: "burn_alert/description"},
	{in: "burn_alert", name: "variables of Slack", args: toSlack + `variables = { team = "x" }`, at: "variables",
		want: "Variable that no webhook declares", of: heard},
	{in: "burn_alert", name: "severity of Slack", args: toSlack + `pagerduty_severity = "info"`, at: "pagerduty_severity",
		want: "PagerDuty severity without PagerDuty", of: heard},

	{in: "trigger", name: "long name", args: "name = " + long(121), want: "trigger/name"},
	{in: "trigger", name: "long description", args: "description = " + long(1024), want: "trigger/description"},
	{in: "trigger", name: "no description", args: "description\nexisting", at: "-", want: missing},
	{in: "trigger", name: "no run", args: "for = 0", want: "trigger/for"},
	{in: "trigger", name: "six runs", args: "for = 6", want: "trigger/for"},
	{in: "trigger", name: "half a minute", args: `every = "30s"`, want: "trigger/every"},
	{in: "trigger", name: "no whole minute", args: `every = "930s"`, want: "trigger/every"},
	{in: "trigger", name: "over a day", args: `every = "86460s"`, want: "trigger/every"},
	{in: "trigger", name: "shorter than every", args: "every = \"15m\"\nover = \"899s\"", at: "over",
		want: "trigger/over"},
	{in: "trigger", name: "more than four times every", args: "every = \"15m\"\nover = \"3601s\"", at: "over",
		want: "trigger/over"},
	{in: "trigger", name: "more than a day", args: "every = \"12h\"\nover = \"48h\"", at: "over", want: "trigger/over"},
	{in: "trigger", name: "equality", args: "having\nfires_when = count() == 1", at: "fires_when",
		want: "trigger/threshold", of: plain},
	{in: "trigger", name: "heatmap", args: "having\nfires_when = heatmap(event.duration_ms) > 1", at: "fires_when",
		want: "trigger/aggregate", of: plain},
	{in: "trigger", name: "concurrency", args: "having\nfires_when = concurrency() > 1", at: "fires_when",
		want: "trigger/aggregate", of: plain},
	{in: "trigger", name: "nobody by that name", args: "severity\nvariables\npagerduty_severity\nnotify = " +
		"[recipient.slack.nobody]", at: "notify", want: noRef + "recipient"},
	{in: "trigger", name: "twice the same", args: "severity\nvariables\npagerduty_severity\nnotify = " +
		"[recipient.slack.ops, recipient.slack.ops]", at: "notify", want: "notification/repeated", of: heard},
	{in: "trigger", name: "growing against a baseline", args: "having\nevery = \"15m\"\nover = \"15m\"\nfires_when = " +
		"count() > 5", at: "fires_when", want: "trigger/baseline_threshold", of: against},
	{in: "trigger", name: "falling upwards", args: "having\nevery = \"15m\"\nover = \"15m\"\nfires_when = count() <= 5",
		at: "fires_when", want: "trigger/baseline_threshold", of: against},
	{in: "trigger", name: "baseline too often", args: "every = \"14m\"\nover = \"14m\"", at: "every",
		want: "trigger/baseline_every", of: against},
	{in: "trigger", name: "grouped twice", args: "group_by = [event.cloud.region, event.cloud.region]", at: "group_by",
		want: "Column given twice"},
	{in: "baseline", name: "two weeks ago", args: `against = "2w"`, want: "Invalid value"},
	{in: "baseline", name: "in parts", args: `by = "pct"`, want: "Invalid value"},
	{in: "schedule", name: "24 o'clock", args: `to = "24:00"`, want: "trigger/schedule"},
	{in: "schedule", name: "seconds", args: `from = "09:00:00"`, want: "trigger/schedule"},
	{in: "schedule", name: "no day", args: "days = []", want: "trigger/schedule"},
	{in: "schedule", name: "capital", args: `days = ["Monday"]`, want: "trigger/schedule"},
	{in: "schedule", name: "one day twice", args: `days = ["monday", "monday"]`, want: "trigger/schedule"},

	{in: "service", name: "two SLOs of one SLI", args: "sli = sli.first\ndescription = \"x\"\ntarget = 99\nburn_alerts " +
		"= null", want: "slo/one_per_sli", add: "slo", labels: []string{"zz"}, of: hasFirst},
	{in: "service", name: "small letters", args: `expression = "lte($a, 1)"`, add: "sli", labels: []string{"broken"},
		want: "Unknown function"},
	{in: "service", name: "missing comma", args: `expression = "IF($a $b)"`, add: "sli", labels: []string{"broken"},
		want: "Invalid formula"},
	{in: "service", name: "IF of one", args: `expression = "IF($name)"`, add: "sli", labels: []string{"broken"},
		want: "calculated_field/arity"},
	{in: "service", name: "bad pattern", args: `good = reg_match(event.name, "[")`, add: "sli", labels: []string{"broken"},
		want: "calculated_field/regexp"},
	{in: "service", name: "a number for an SLI", args: `good = event.duration_ms + 1`, add: "sli",
		labels: []string{"broken"}, want: "sli/boolean"},
	{in: "service", name: "long alias", args: anSLI + "alias = " + long(256), at: "alias", add: "sli",
		labels: []string{"broken"}, want: "calculated_field/alias"},
	{in: "service", name: "long SLI description", args: anSLI + "description = " + long(256), at: "description",
		add: "sli", labels: []string{"broken"}, want: "calculated_field/description"},
	{in: "service", name: "long expression", args: "good = event.name == " + long(4095), add: "sli",
		labels: []string{"broken"}, want: "calculated_field/expression"},
	{in: "service", name: "a name with a capital", args: anSLI, at: "-", add: "sli", labels: []string{"Broken"},
		want: "Invalid name"},
	{in: "service", name: "large trigger", args: aTrigger + "where = in(event.name, " +
		list(100, fmt.Sprintf("%q", "%d"+strings.Repeat("x", 1000))) + ")", at: "where", add: "trigger",
		labels: []string{"broken"}, want: "trigger/size"},

	{in: "recipient", name: "no address", args: `address = "not-an-email"`, want: "recipient/address",
		of: recipient("email")},
	{in: "recipient", name: "address with a name", args: `address = "Bob <bob@example.com>"`, want: "recipient/address",
		of: recipient("email")},
	{in: "recipient", name: "no channel", args: `channel = "ops"`, want: "recipient/channel", of: recipient("slack")},
	{in: "recipient", name: "no integration", args: `integration_name = ""`, want: "recipient/integration",
		of: recipient("pagerduty")},
	{in: "recipient", name: "long webhook", args: "name = " + long(256), want: "recipient/name", of: recipient("webhook")},
	{in: "recipient", name: "nameless webhook", args: `name = ""`, want: "recipient/name", of: recipient("webhook")},
	{in: "recipient", name: "long url", args: `url = "https://example.com/` + strings.Repeat("x", 2048-19) + `"`,
		want: "recipient/url", of: recipient("webhook")},
	{in: "recipient", name: "no scheme", args: `url = "x.com"`, want: "recipient/url", of: recipient("msteams_workflow")},
	{in: "recipient", name: "long Teams name", args: "name = " + long(256), want: "recipient/name",
		of: recipient("msteams_workflow")},
	{in: "recipient", name: "reserved header", args: `value = "a"`, at: "-", want: "recipient/header", of: roomForHeader,
		add: "header", labels: []string{"content-type"}},
	{in: "recipient", name: "header with a space", args: `value = "a"`, at: "-", want: "recipient/header",
		of: roomForHeader, add: "header", labels: []string{"X Bad"}},
	{in: "recipient", name: "template of SLOs", args: `body = "{}"`, at: "-", want: "recipient/template",
		of: recipient("webhook"), add: "template", labels: []string{"slo"}},

	{in: "board", name: "long name", args: "name = " + long(256), want: "board/name"},
	{in: "board", name: "long description", args: "description = " + long(1025), want: "board/description"},
	{in: "board", name: "description too long for Terraform", args: "description = " + long(1024),
		want: "terraform/length"},
	{in: "slogen", name: "old provider", args: `provider = "< 0.40"`, want: "terraform/provider_version"},
	{in: "moved", name: "to nothing", args: "from = slo.a.b\nto = slo.nothing.there", at: "to", want: "Moved to nothing"},
}

func noAlerts(b *Block) bool { return b.Get("burn_alerts") == "null" && len(b.Blocks) == 0 }

func plain(b *Block) bool { return b.find0("baseline") == nil }

func against(b *Block) bool { return b.find0("baseline") != nil }

// hasFirst says whether a service has an SLO on its SLI "first", in the same dataset, and no instances of that.
func hasFirst(b *Block) bool {
	return b.find("slo", "first") != nil && b.reference("first") == "sli.first"
}

func (b *Block) find0(typ string) *Block {
	for _, x := range b.Blocks {
		if x.Type == typ {
			return x
		}
	}
	return nil
}

// Break makes a mistake in a configuration that has none. It returns nil where the configuration has no place for one.
func (c *Config) Break(t *rapid.T) *Fault {
	var possible []func() *Fault
	for _, r := range breakers {
		for _, b := range c.Find(r.in) {
			if (r.of == nil || r.of(b)) && c.used(r.in, b) {
				possible = append(possible, func() *Fault { return c.apply(r, b) })
				break // the first block of the type will do: which it is was drawn
			}
		}
	}
	return rapid.SampledFrom(possible).Draw(t, "mistake")()
}

// Breakers is how many kinds of mistakes there are.
func Breakers() int { return len(breakers) }

// used says whether mistakes in the block are looked at: alerts of a policy that no SLO has are not, and on trial
// nobody hears of one.
func (c *Config) used(typ string, b *Block) bool {
	if typ == "burn_alert" || typ == "trigger" || typ == "slo" {
		for _, s := range c.Services {
			if s.Get("stage") != "" {
				continue
			}
			for _, x := range s.Blocks {
				if x == b || slices.Contains(x.Blocks, b) {
					return true
				}
			}
		}
		return false
	}
	return true
}

func (c *Config) apply(r breaker, b *Block) *Fault {
	f := c.fileOf(b)
	if r.add != "" {
		b = b.Add(&Block{Type: r.add, Labels: r.labels})
	}
	at := r.at
	for line := range strings.Lines(r.args) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), " = ")
		b.Set(name, value)
		if at == "" {
			at = name
		}
	}
	if at == "-" {
		at = ""
	}
	f.Bytes() // which notes the lines
	return &Fault{Name: r.in + ": " + r.name, File: f.Name, Line: b.Line(at), Want: r.want}
}
