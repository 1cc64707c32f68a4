package emit

import (
	"bytes"
	"embed"
	"strconv"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/mark"
)

// TerraformInput is the configuration as values for a module that is always the same: only files of JSON, one per
// service and with one object a line, change between two runs.
var TerraformInput = &Format{
	Name: "terraform_input",
	Doc: "Values for a fixed Terraform module that slogen writes beside them: one JSON file per service with one " +
		"object " +
		"a line, and a root module that is ready to apply.",
	Files: inputFiles,
}

// The fixed module, and the root module that calls it.
//
//go:embed module/*.tf module/root/*.tf module/root/*.tftest.hcl
var moduleSource embed.FS

// fixedFiles lists the files of the module that are the same for every configuration, but for [routingArguments]: the
// name in [moduleSource] and below the format's folder.
var fixedFiles = [][2]string{
	{"module/root/main.tf", "main.tf"},
	{"module/root/variables.tf", "variables.tf"},
	{"module/root/module.tftest.hcl", "module.tftest.hcl"},
	{"module/main.tf", "module/main.tf"},
	{"module/outputs.tf", "module/outputs.tf"},
	{"module/recipients.tf", "module/recipients.tf"},
	{"module/variables.tf", "module/variables.tf"},
	{"module/versions.tf", "module/versions.tf"},
}

// objectsFolder holds the values, where the root module looks for them.
const objectsFolder = "objects"

func inputFiles(r *honeycomb.Resources) []File {
	const folder = "terraform_input"
	var files []File
	add := func(name string, f func([]byte) []byte) {
		files = append(files, File{Path: folder + "/" + name, Append: f})
	}
	for _, f := range fixedFiles {
		source := f[0]
		add(f[1], appender(func(p *hclPrinter) {
			p.header()
			p.blank()
			p.b = append(p.b, fixedText(source, routes(r) != nil)...)
		}))
	}
	add(versionsFile, appender(func(p *hclPrinter) {
		writeVersions(p, &honeycomb.Resources{Settings: r.Settings, Triggers: r.Triggers}, true, asksToInvestigate(r))
	}))
	lookedUp := lookups(r)
	for _, u := range unitsOf(r) {
		add(
			objectsFolder+"/"+ServiceFile(u.service, ".json"),
			func(b []byte) []byte { return appendInput(b, &u.Resources) },
		)
		if u.anyMoved(lookedUp) || u.anyExisting() {
			add(u.terraformName(), appender(func(p *hclPrinter) {
				p.header(u.sources()...)
				u.writeMoved(p, lookedUp, inputAddress)
				u.writeImports(p, inputAddress)
			}))
		}
	}
	return sortFiles(files)
}

// routingArguments are the lines of the fixed module that a provider older than 0.54.0 refuses, whatever their values.
const routingArguments = `      group_filter                  = recipient.value.group_filter
      pagerduty_per_group_incidents = recipient.value.pagerduty_per_group_incidents

`

// fixedText is a file of the fixed module: without what routes groups, unless a trigger does.
func fixedText(source string, routes bool) []byte {
	text, err := moduleSource.ReadFile(source)
	if err != nil {
		panic(err) // the file is embedded; a test reads them all
	}
	if routes {
		return text
	}
	return bytes.Replace(text, []byte(routingArguments), nil, 1)
}

// inputAddress returns the address of an object of the fixed module, as seen from the root module.
func inputAddress(k honeycomb.Key) string {
	return "module." + moduleName + "." + resourceType(k) + `.this["` + k.Label() + `"]`
}

// appendInput writes a part of the module's variable "slogen", whose type is in module/variables.tf.
func appendInput(b []byte, r *honeycomb.Resources) []byte {
	j := inputPrinter{b: append(append(b, mark.JSON()...), ",\n  \"slogen\": {"...)}
	for _, kind := range []string{honeycomb.RecipientEmail, honeycomb.RecipientSlack, honeycomb.RecipientPagerDuty,
		honeycomb.RecipientWebhook, honeycomb.RecipientMSTeamsWorkflow} {
		section(&j, kind+"_recipients", r.Recipients, func(x *honeycomb.Recipient) bool {
			return x.Type == kind &&
				!x.Lookup
		},
			inputRecipient)
	}
	section(&j, "existing_recipients", r.Recipients, func(x *honeycomb.Recipient) bool { return x.Lookup }, inputLookup)
	section(&j, "calculated_fields", r.CalculatedFields, nil, calculatedFieldRows.json)
	section(&j, "slos", r.SLOs, nil, sloRows.json)
	section(&j, "burn_alerts", r.BurnAlerts, nil, burnAlertRows.json)
	section(&j, "triggers", r.Triggers, nil, triggerRows.json)
	section(&j, "queries", r.Queries, nil, queryRows.json)
	section(&j, "query_annotations", r.QueryAnnotations, nil, queryAnnotationRows.json)
	section(&j, "boards", r.Boards, nil, boardRows.json)
	if j.sections > 0 {
		j.b = append(j.b, "\n  "...)
	}
	j.b = append(j.b, "}\n}\n"...)
	mark.Seal(j.b[len(b):])
	return j.b
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

func (j *inputPrinter) num(name string, value int) {
	j.name(name)
	j.b = strconv.AppendInt(j.b, int64(value), 10)
}

func (j *inputPrinter) percent(name string, perMillion int) {
	j.name(name)
	j.b = appendPercent(j.b, perMillion)
}

func (j *inputPrinter) raw(name string, pieces ...string) {
	j.name(name)
	for _, s := range pieces {
		j.b = append(j.b, s...)
	}
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

// query writes a query specification as a string of JSON.
func (j *inputPrinter) query(name string, q *honeycomb.Query) {
	if q == nil {
		return
	}
	text, _ := queryText(q)
	j.str(name, string(text))
}

func inputRecipient(j *inputPrinter, r *honeycomb.Recipient) { recipientRows[r.Type].json(j, r) }

func inputLookup(j *inputPrinter, r *honeycomb.Recipient) {
	name, value := lookupFilter(r)
	j.str("type", r.Type)
	j.str("detail", name)
	j.text("value", value)
}
