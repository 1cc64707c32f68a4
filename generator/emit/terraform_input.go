package emit

import (
	"embed"
	"strconv"

	"github.com/slogen-project/slogen/generator/honeycomb"
)

// TerraformInput is the configuration as values for a module that is always the same: only one JSON file, with one
// object a line, changes between two runs.
var TerraformInput = &Format{
	Name: "terraform_input",
	Doc: "Values for a fixed Terraform module that slogen writes beside them: one JSON file with one object a line, " +
		"and a root module that is ready to apply.",
	Files: inputFiles,
}

// The fixed module, and the root module that calls it.
//
//go:embed module/*.tf module/root/*.tf
var moduleSource embed.FS

// fixedFiles lists the module's files that are the same for every configuration: the name in [moduleSource] and below
// the format's folder. variables.tf is in both modules, because the root module passes on what it is given.
var fixedFiles = [][2]string{
	{"module/root/main.tf", "main.tf"},
	{"module/variables.tf", "variables.tf"},
	{"module/main.tf", "module/main.tf"},
	{"module/outputs.tf", "module/outputs.tf"},
	{"module/recipients.tf", "module/recipients.tf"},
	{"module/variables.tf", "module/variables.tf"},
	{"module/versions.tf", "module/versions.tf"},
}

func inputFiles(r *honeycomb.Resources) []File {
	const folder = "terraform_input"
	var files []File
	add := func(name string, f func([]byte) []byte) {
		files = append(files, File{Path: folder + "/" + name, Append: f})
	}
	for _, f := range fixedFiles {
		source := f[0]
		add(f[1], func(b []byte) []byte {
			p := hclPrinter{b: b}
			p.comment("Written by slogen, the same for every configuration. Don't edit: `slogen generate` restores it.")
			p.blank()
			text, err := moduleSource.ReadFile(source)
			if err != nil {
				panic(err) // the file is embedded; a test reads them all
			}
			return append(p.b, text...)
		})
	}
	add(versionsFile, appender(func(p *hclPrinter) { writeVersions(p, r, true) }))
	add("slogen.auto.tfvars.json", func(b []byte) []byte { return appendInput(b, r) })
	if anyMoved(r) {
		add(movedFile, appender(func(p *hclPrinter) {
			p.header()
			p.comment("Objects whose name changed: Terraform keeps them instead of creating them again.")
			writeMoved(p, r, inputAddress)
		}))
	}
	if anyAdopted(r) {
		add(importsFile, appender(func(p *hclPrinter) {
			p.header()
			p.comment("Objects that existed before: Terraform takes them over at the next apply.")
			writeImports(p, r, inputAddress)
		}))
	}
	return sortFiles(files)
}

// inputAddress returns the address of an object of the fixed module, as seen from the root module.
func inputAddress(k honeycomb.Key) string {
	return "module." + ModuleName + "." + resourceType(k) + `.this["` + k.Label() + `"]`
}

// appendInput writes the value of the module's variable "slogen", whose type is in module/variables.tf.
func appendInput(b []byte, r *honeycomb.Resources) []byte {
	j := inputPrinter{b: append(b, "{\n  \"slogen\": {"...)}
	for _, kind := range []string{honeycomb.RecipientEmail, honeycomb.RecipientSlack, honeycomb.RecipientPagerDuty,
		honeycomb.RecipientWebhook, honeycomb.RecipientMSTeamsWorkflow} {
		section(&j, kind+"_recipients", r.Recipients, func(x *honeycomb.Recipient) bool {
			return x.Type == kind &&
				!x.Lookup
		},
			inputRecipient)
	}
	section(&j, "existing_recipients", r.Recipients, func(x *honeycomb.Recipient) bool { return x.Lookup }, inputLookup)
	section(&j, "calculated_fields", r.CalculatedFields, nil, inputCalculatedField)
	section(&j, "slos", r.SLOs, nil, inputSLO)
	section(&j, "burn_alerts", r.BurnAlerts, nil, inputBurnAlert)
	section(&j, "triggers", r.Triggers, nil, inputTrigger)
	section(&j, "queries", r.Queries, nil, inputQuery)
	section(&j, "query_annotations", r.QueryAnnotations, nil, inputQueryAnnotation)
	section(&j, "boards", r.Boards, nil, inputBoard)
	if j.sections > 0 {
		j.b = append(j.b, "\n  "...)
	}
	return append(j.b, "}\n}\n"...)
}

// section writes a map from label to object, one a line; nothing if there are none.
func section[T honeycomb.Object](j *inputPrinter, name string, objects []T, only func(T) bool,
	write func(*inputPrinter, T)) {
	n := 0
	for _, x := range objects {
		if only != nil && !only(x) {
			continue
		}
		if n == 0 {
			if j.sections > 0 {
				j.b = append(j.b, ',')
			}
			j.sections++
			j.b = append(j.b, "\n    \""...)
			j.b = append(j.b, name...)
			j.b = append(j.b, "\": {"...)
		} else {
			j.b = append(j.b, ',')
		}
		n++
		j.b = append(j.b, "\n      "...)
		j.b = appendJSONString(j.b, x.Head().Key.Label())
		j.b = append(j.b, ": {"...)
		write(j, x)
		j.b = append(j.b, '}')
	}
	if n > 0 {
		j.b = append(j.b, "\n    }"...)
	}
}

// inputPrinter writes compact JSON.
type inputPrinter struct {
	b        []byte
	sections int
}

// name starts a member of an object, after a comma unless it is the first.
func (j *inputPrinter) name(name string) {
	j.item('{')
	j.b = append(j.b, '"')
	j.b = append(j.b, name...)
	j.b = append(j.b, '"', ':')
}

// item starts an item of what opened with opening, after a comma unless it is the first.
func (j *inputPrinter) item(opening byte) {
	if j.b[len(j.b)-1] != opening {
		j.b = append(j.b, ',')
	}
}

func (j *inputPrinter) str(name, value string) {
	j.name(name)
	j.b = appendJSONString(j.b, value)
}

func (j *inputPrinter) opt(name, value string) {
	if value != "" {
		j.str(name, value)
	}
}

func (j *inputPrinter) num(name string, value int) {
	j.name(name)
	j.b = strconv.AppendInt(j.b, int64(value), 10)
}

func (j *inputPrinter) percent(name string, perMillion int) {
	j.name(name)
	j.b = appendPercent(j.b, perMillion)
}

func (j *inputPrinter) raw(name, value string) {
	j.name(name)
	j.b = append(j.b, value...)
}

func (j *inputPrinter) strs(name string, values []string) {
	j.name(name)
	j.b = append(j.b, '[')
	for _, v := range values {
		j.item('[')
		j.b = appendJSONString(j.b, v)
	}
	j.b = append(j.b, ']')
}

// text writes a text that may be a secret. If it is, its value is never written.
func (j *inputPrinter) text(name string, t honeycomb.Text) {
	j.name(name)
	j.b = append(j.b, '{')
	if t.Secret != "" {
		j.str("secret", t.Secret)
	} else {
		j.str("value", t.Value)
	}
	j.b = append(j.b, '}')
}

func (j *inputPrinter) tags(tags []honeycomb.Tag) {
	if len(tags) == 0 {
		return
	}
	j.name("tags")
	j.b = append(j.b, '{')
	for _, t := range tags {
		j.str(t.Key, t.Value)
	}
	j.b = append(j.b, '}')
}

func (j *inputPrinter) notifications(ns []honeycomb.Notification) {
	if len(ns) == 0 {
		return
	}
	j.name("recipients")
	j.b = append(j.b, '[')
	for _, n := range ns {
		j.item('[')
		j.b = append(j.b, '{')
		if n.Recipient != nil {
			j.str("recipient", n.Recipient.Key.Label())
		}
		j.opt("pagerduty_severity", n.PagerDutySeverity)
		if len(n.Variables) > 0 {
			j.name("variables")
			j.b = append(j.b, '{')
			for _, v := range n.Variables {
				j.str(v.Name, v.Value)
			}
			j.b = append(j.b, '}')
		}
		j.b = append(j.b, '}')
	}
	j.b = append(j.b, ']')
}

// query writes a query specification as a string of JSON.
func (j *inputPrinter) query(name string, q *honeycomb.Query) {
	if q == nil {
		return
	}
	text, _ := queryText(q)
	j.str(name, string(text))
}

func inputRecipient(j *inputPrinter, r *honeycomb.Recipient) {
	switch r.Type {
	case honeycomb.RecipientEmail:
		j.str("address", r.EmailAddress)
	case honeycomb.RecipientSlack:
		j.str("channel", r.SlackChannel)
	case honeycomb.RecipientPagerDuty:
		j.str("integration_name", r.IntegrationName)
		j.text("integration_key", r.IntegrationKey)
	case honeycomb.RecipientMSTeamsWorkflow:
		j.str("name", r.Name)
		j.text("url", r.URL)
	case honeycomb.RecipientWebhook:
		j.str("name", r.Name)
		j.text("url", r.URL)
		if r.Secret != (honeycomb.Text{}) {
			j.text("secret", r.Secret)
		}
		list(j, "headers", r.Headers, func(h honeycomb.Header) {
			j.str("name", h.Name)
			j.text("value", h.Value)
		})
		list(j, "variables", r.Variables, func(v honeycomb.TemplateVariable) {
			j.str("name", v.Name)
			j.opt("default_value", v.Default)
		})
		list(j, "templates", r.Templates, func(t honeycomb.PayloadTemplate) {
			j.str("type", t.Type)
			j.str("body", t.Body)
		})
	}
}

// list writes a list of objects; nothing if it is empty.
func list[T any](j *inputPrinter, name string, items []T, write func(T)) {
	if len(items) == 0 {
		return
	}
	j.name(name)
	j.b = append(j.b, '[')
	for _, x := range items {
		j.item('[')
		j.b = append(j.b, '{')
		write(x)
		j.b = append(j.b, '}')
	}
	j.b = append(j.b, ']')
}

func inputLookup(j *inputPrinter, r *honeycomb.Recipient) {
	name, value := lookupFilter(r)
	j.str("type", r.Type)
	j.str("detail", name)
	j.text("value", value)
}

func inputCalculatedField(j *inputPrinter, f *honeycomb.CalculatedField) {
	j.str("alias", f.Alias)
	j.opt("description", f.Description)
	j.opt("dataset", f.Dataset)
	j.str("expression", f.Expression)
}

func inputSLO(j *inputPrinter, s *honeycomb.SLO) {
	j.str("name", s.Name)
	j.opt("description", s.Description)
	if len(s.Datasets) == 1 {
		j.str("dataset", s.Datasets[0])
	} else {
		j.strs("datasets", s.Datasets)
	}
	if s.SLI != nil {
		j.str("sli", s.SLI.Key.Label())
	}
	j.percent("target_percentage", s.TargetPerMillion)
	j.num("time_period", s.TimePeriodDays)
	j.tags(s.Tags)
}

func inputBurnAlert(j *inputPrinter, a *honeycomb.BurnAlert) {
	if a.SLO != nil {
		j.str("slo", a.SLO.Key.Label())
		if len(a.SLO.Datasets) == 1 {
			j.str("dataset", a.SLO.Datasets[0])
		}
	}
	j.opt("description", a.Description)
	j.str("alert_type", a.AlertType)
	if a.AlertType == honeycomb.BudgetRate {
		j.num("budget_rate_window_minutes", a.BudgetRateWindowMinutes)
		j.percent("budget_rate_decrease_percent", a.BudgetRateDecreaseThresholdPerMillion)
	} else {
		j.num("exhaustion_minutes", a.ExhaustionMinutes)
	}
	j.notifications(a.Recipients)
}

func inputTrigger(j *inputPrinter, t *honeycomb.Trigger) {
	j.str("name", t.Name)
	j.opt("description", t.Description)
	j.str("dataset", datasetOrAll(t.Dataset))
	if t.Disabled {
		j.raw("disabled", "true")
	}
	j.tags(t.Tags)
	j.query("query_json", t.Query)
	j.str("alert_type", t.AlertType)
	j.num("frequency", t.FrequencySeconds)
	j.name("threshold")
	j.b = append(j.b, '{')
	j.str("op", t.Threshold.Op)
	j.raw("value", string(t.Threshold.Value))
	if t.Threshold.ExceededLimit > 0 {
		j.num("exceeded_limit", t.Threshold.ExceededLimit)
	}
	j.b = append(j.b, '}')
	if s := t.Schedule; s != nil {
		j.name("evaluation_schedule")
		j.b = append(j.b, '{')
		j.strs("days_of_week", s.DaysOfWeek)
		j.str("start_time", s.StartTime)
		j.str("end_time", s.EndTime)
		j.b = append(j.b, '}')
	}
	if x := t.Baseline; x != nil {
		j.name("baseline_details")
		j.b = append(j.b, '{')
		j.str("type", x.Type)
		j.num("offset_minutes", x.OffsetMinutes)
		j.b = append(j.b, '}')
	}
	j.notifications(t.Recipients)
}

func inputQuery(j *inputPrinter, q *honeycomb.SavedQuery) {
	j.str("dataset", datasetOrAll(q.Dataset))
	j.query("query_json", q.Query)
}

func inputQueryAnnotation(j *inputPrinter, a *honeycomb.QueryAnnotation) {
	j.str("name", a.Name)
	j.opt("description", a.Description)
	j.str("dataset", datasetOrAll(a.Dataset))
	if a.Query != nil {
		j.str("query", a.Query.Key.Label())
	}
}

func inputBoard(j *inputPrinter, b *honeycomb.Board) {
	j.str("name", b.Name)
	j.opt("description", b.Description)
	j.tags(b.Tags)
	list(j, "panels", b.Panels, func(p honeycomb.Panel) {
		switch {
		case p.SLO != nil:
			j.str("slo", p.SLO.Key.Label())
		case p.Query != nil:
			j.str("query_annotation", p.Query.Key.Label())
		default:
			j.str("text", p.Text)
		}
	})
}
