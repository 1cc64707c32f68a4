package emit

import (
	"cmp"
	"slices"
	"strings"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/mark"
)

// Terraform is a root module: you can run `terraform apply` in its folder.
var Terraform = &Format{
	Name: "terraform",
	Doc: "A Terraform root module with one file per service, ready to apply. Works with Terraform 1.5 or newer and " +
		"OpenTofu.",
	Files: func(r *honeycomb.Resources) []File { return moduleFiles(r, "terraform", true) },
}

// TerraformModule is the same as a child module: without a provider configuration, for a configuration that calls it.
var TerraformModule = &Format{
	Name:  "terraform_module",
	Doc:   "The same resources as a child module, for a Terraform configuration that already has a provider and a state.",
	Files: func(r *honeycomb.Resources) []File { return moduleFiles(r, "terraform_module", false) },
}

// The files of a module that hold no service. A service's file is named <service>.slo.tf or service.<service>.slo.tf:
// service names have no dots, so the two never clash, and no file ends in _override.tf, which Terraform treats
// specially.
const (
	serviceSuffix  = ".slo.tf"
	sharedFile     = "shared.tf" // what belongs to no service, but for recipients
	recipientsFile = "recipients.tf"
	VariablesFile  = "variables.tf" // where the variables are that secrets become
	versionsFile   = "versions.tf"
)

// moduleName is what a configuration must call the child module: the addresses of its objects begin with it.
const moduleName = "slogen"

// moduleFiles lists the files of a root or child module below folder. Whatever is of one service is in its file, so
// that branches that change different services change different files.
func moduleFiles(r *honeycomb.Resources, folder string, root bool) []File {
	units := unitsOf(r)
	files := make([]File, 0, len(units)+8)
	add := func(name string, write func(p *hclPrinter)) {
		files = append(files, File{Path: folder + "/" + name, Append: appender(write)})
	}
	lookedUp := lookups(r)
	for _, u := range units {
		imports := root && u.anyExisting()
		if u.service != "" || u.any() || u.anyMoved(lookedUp) || imports {
			add(u.terraformName(), func(p *hclPrinter) {
				u.write(p)
				u.writeMoved(p, lookedUp, address)
				if imports {
					u.writeImports(p, address)
				}
			})
		}
		if !root && u.anyExisting() {
			add("root/"+u.terraformName(), func(p *hclPrinter) {
				p.header(u.sources()...)
				p.comment(
					"Objects that existed before. Terraform allows import blocks only in a root module: copy this " +
						"file to " +
						"yours,",
				)
				p.comment("which calls this module as `module \"" + moduleName +
					"\"`. Terraform takes the objects over at the next apply.")
				if investigates(&u.Resources) {
					p.comment(writeFeature + " " + whyIntelligence)
				}
				u.writeImports(p, moduleAddress)
			})
		}
	}
	if !root {
		add(moduleTest, func(p *hclPrinter) { writeModuleTest(p, r) })
		add("testing/main.tf", writeModuleHelper)
		add("testing/"+versionsFile, func(p *hclPrinter) { writeVersions(p, r, false, false) })
	}
	add(versionsFile, func(p *hclPrinter) { writeVersions(p, r, root, investigates(r)) })
	if len(r.Recipients) > 0 {
		add(recipientsFile, func(p *hclPrinter) { writeRecipients(p, r.Recipients) })
	}
	if len(secretsOf(r)) > 0 {
		add(VariablesFile, func(p *hclPrinter) { writeVariables(p, secretsOf(r)) })
	}
	return sortFiles(files)
}

func appender(write func(p *hclPrinter)) func([]byte) []byte {
	return func(b []byte) []byte {
		p := hclPrinter{b: b, run: make([]aligned, 0, 16)}
		write(&p)
		mark.Seal(p.b[len(b):])
		return p.b
	}
}

func sortFiles(files []File) []File {
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return files
}

// header writes the mark at the top of a file.
func (p *hclPrinter) header(sources ...string) { p.comment(mark.Text(sources...)) }

// write writes a service's file. It reads from top to bottom: each SLO comes after its SLI and before its burn alerts.
func (u *unit) write(p *hclPrinter) {
	p.header(u.sources()...)
	alerts := make(map[*honeycomb.SLO][]*honeycomb.BurnAlert, len(u.SLOs))
	for _, a := range u.BurnAlerts {
		alerts[a.SLO] = append(alerts[a.SLO], a)
	}
	own := make(map[*honeycomb.CalculatedField]bool, len(u.CalculatedFields))
	for _, f := range u.CalculatedFields {
		own[f] = true
	}
	for _, s := range u.SLOs {
		if own[s.SLI] {
			own[s.SLI] = false
			writeCalculatedField(p, s.SLI)
		}
		writeSLO(p, s)
		for _, a := range alerts[s] {
			writeBurnAlert(p, a)
		}
		delete(alerts, s)
	}
	for _, f := range u.CalculatedFields {
		if own[f] {
			writeCalculatedField(p, f)
		}
	}
	for _, a := range u.BurnAlerts {
		if _, left := alerts[a.SLO]; left {
			writeBurnAlert(p, a)
		}
	}
	for _, t := range u.Triggers {
		writeTrigger(p, t)
	}
	for _, q := range u.Queries {
		writeQuery(p, q)
	}
	for _, a := range u.QueryAnnotations {
		writeQueryAnnotation(p, a)
	}
	for _, b := range u.Boards {
		writeBoard(p, b)
	}
	if u.service != "" {
		u.writeOutput(p)
	}
}

// The provider's resource types, by kind. Recipients have one for each of their own types: see [resourceType].
var resourceTypes = map[string]string{
	honeycomb.KindCalculatedField: "honeycombio_derived_column",
	honeycomb.KindSLO:             "honeycombio_slo",
	honeycomb.KindBurnAlert:       "honeycombio_burn_alert",
	honeycomb.KindTrigger:         "honeycombio_trigger",
	honeycomb.KindQuery:           "honeycombio_query",
	honeycomb.KindQueryAnnotation: "honeycombio_query_annotation",
	honeycomb.KindBoard:           "honeycombio_flexible_board",
}

// resourceType is the type of the Terraform resource for the object of this key.
func resourceType(k honeycomb.Key) string {
	if k.Kind() == honeycomb.KindRecipient {
		kind, _, _ := strings.Cut(k.Path(), "/")
		return recipientType(kind)
	}
	return resourceTypes[k.Kind()]
}

func recipientType(kind string) string {
	switch kind {
	case honeycomb.RecipientEmail:
		return "honeycombio_email_recipient"
	case honeycomb.RecipientSlack:
		return "honeycombio_slack_recipient"
	case honeycomb.RecipientPagerDuty:
		return "honeycombio_pagerduty_recipient"
	case honeycomb.RecipientWebhook:
		return "honeycombio_webhook_recipient"
	case honeycomb.RecipientMSTeamsWorkflow:
		return "honeycombio_msteams_workflow_recipient"
	}
	return ""
}

// CreatesFirst reports whether Terraform creates a new object of a kind before it deletes the one that it replaces: see
// [createFirst].
func CreatesFirst(kind string) bool { return kind != honeycomb.KindBoard }

// Address returns the address of an object for a command that is run where the output of this name is applied; empty
// for other outputs.
func Address(output string, k honeycomb.Key) string {
	switch output {
	case Terraform.Name:
		return address(k)
	case TerraformModule.Name:
		return moduleAddress(k)
	case TerraformInput.Name:
		return inputAddress(k)
	}
	return ""
}

// LookupAddress returns the address of a recipient that is looked up, as [Address] does for what Terraform creates.
func LookupAddress(output string, k honeycomb.Key) string {
	at := Address(output, k)
	return strings.Replace(at, resourceType(k), "data.honeycombio_recipient", 1)
}

// moduleAddress returns the address of an object of the child module, as seen from the module that calls it.
func moduleAddress(k honeycomb.Key) string { return "module." + moduleName + "." + address(k) }

// address returns the address of an object within its module, such as "honeycombio_slo.checkout__availability".
func address(k honeycomb.Key) string { return resourceType(k) + "." + k.Label() }

func resource(p *hclPrinter, typ string, m *honeycomb.Meta) {
	p.blank()
	p.block("resource", typ, m.Key.Label())
}

// createFirst asks Terraform to create the new object before it deletes the old one. Honeycomb refuses to delete what
// is still referred to (409), and an SLO, alert or trigger that Terraform deleted first would be missing for a while,
// or for good if the apply then failed. Package step finds the replacements that can't work because a name is still
// taken.
func createFirst(p *hclPrinter) { p.raw("create_before_destroy", "true") }

// ignoreChanges asks Terraform to leave alone what an object that is taken over keeps.
func ignoreChanges(p *hclPrinter, list []honeycomb.Kept) {
	names := make([]string, len(list))
	for i, k := range list {
		names[i] = k.Terraform
	}
	slices.Sort(names)
	p.comment("It was taken over: what isn't declared stays as it is.")
	p.raw("ignore_changes", "[", strings.Join(names, ", "), "]")
}

// lifecycle writes how Terraform goes about changes of an object.
func lifecycle(p *hclPrinter, x honeycomb.Object) {
	first, kept := CreatesFirst(x.Head().Key.Kind()), honeycomb.KeptOf(x)
	if !first && len(kept) == 0 {
		return
	}
	p.blank()
	p.block("lifecycle")
	if first {
		createFirst(p)
	}
	if len(kept) > 0 {
		ignoreChanges(p, kept)
	}
	p.end("}")
}

// writeResource writes x as a resource of a type.
func writeResource[T any, P interface {
	*T
	honeycomb.Object
}](p *hclPrinter, rows arguments[T], typ string, x P) {
	resource(p, typ, x.Head())
	rows.hcl(p, x)
	lifecycle(p, x)
	p.end("}")
}

func writeCalculatedField(p *hclPrinter, f *honeycomb.CalculatedField) {
	writeResource(p, calculatedFieldRows, "honeycombio_derived_column", f)
}

func writeSLO(p *hclPrinter, s *honeycomb.SLO) { writeResource(p, sloRows, "honeycombio_slo", s) }

func writeBurnAlert(p *hclPrinter, a *honeycomb.BurnAlert) {
	writeResource(p, burnAlertRows, "honeycombio_burn_alert", a)
}

func writeTrigger(p *hclPrinter, t *honeycomb.Trigger) {
	writeResource(p, triggerRows, "honeycombio_trigger", t)
}

func writeQuery(p *hclPrinter, q *honeycomb.SavedQuery) {
	writeResource(p, queryRows, "honeycombio_query", q)
}

func writeQueryAnnotation(p *hclPrinter, a *honeycomb.QueryAnnotation) {
	writeResource(p, queryAnnotationRows, "honeycombio_query_annotation", a)
}

func writeBoard(p *hclPrinter, b *honeycomb.Board) {
	writeResource(p, boardRows, "honeycombio_flexible_board", b)
}

// writeUses writes what [uses] is about.
func writeUses(p *hclPrinter, q *honeycomb.Query) {
	if q == nil || len(q.Uses) == 0 {
		return
	}
	p.blank()
	p.open("depends_on", "[")
	for _, f := range q.Uses {
		p.indent()
		p.b = append(p.b, "honeycombio_derived_column."...)
		p.b = append(p.b, f.Key.Label()...)
		p.b = append(p.b, ",\n"...)
	}
	p.end("]")
}

func writeTags(p *hclPrinter, tags []honeycomb.Tag) {
	if len(tags) == 0 {
		return
	}
	p.blank()
	p.open("tags", "{")
	for _, t := range tags {
		switch t.Key {
		case "for", "null", "true", "false": // HCL's own words
			p.str(`"`+t.Key+`"`, t.Value)
		default:
			p.str(t.Key, t.Value)
		}
	}
	p.end("}")
}

func writeRecipients(p *hclPrinter, rs []*honeycomb.Recipient) {
	sources := appendSources(nil, rs)
	slices.Sort(sources)
	p.header(sources...)
	for _, r := range rs {
		if r.Lookup {
			name, value := lookupFilter(r)
			p.blank()
			p.block("data", "honeycombio_recipient", r.Key.Label())
			p.str("type", r.Type)
			p.blank()
			p.block("detail_filter")
			p.str("name", name)
			p.text("value", value)
			p.end("}")
			p.end("}")
			continue
		}
		writeResource(p, recipientRows[r.Type], recipientType(r.Type), r)
	}
}

// lookupFilter returns the detail by which the provider's data source finds an existing recipient. Source: the names
// that its detail_filter takes (provider, honeycombio/data_source_recipient.go).
func lookupFilter(r *honeycomb.Recipient) (name string, value honeycomb.Text) {
	switch r.Type {
	case honeycomb.RecipientEmail:
		return "address", honeycomb.Text{Value: r.EmailAddress}
	case honeycomb.RecipientSlack:
		return "channel", honeycomb.Text{Value: r.SlackChannel}
	case honeycomb.RecipientPagerDuty:
		return "integration_name", honeycomb.Text{Value: r.IntegrationName}
	}
	if r.Name == "" {
		return "url", r.URL
	}
	return "name", honeycomb.Text{Value: r.Name}
}

// text writes an argument with a text that may be a secret.
func (p *hclPrinter) text(name string, t honeycomb.Text) {
	if t.Secret != "" {
		p.raw(name, "var.", SecretVariable(t.Secret))
		return
	}
	p.str(name, t.Value)
}

// writeVersions writes what Terraform must know of the provider; intelligence says whether an alert is investigated.
func writeVersions(p *hclPrinter, r *honeycomb.Resources, root, intelligence bool) {
	p.header()
	p.blank()
	p.block("terraform")
	p.str("required_version", ">= 1.5")
	p.blank()
	p.block("required_providers")
	p.open("honeycombio", "{")
	p.str("source", "honeycombio/honeycombio")
	p.str("version", providerConstraint(r))
	p.end("}")
	p.end("}")
	p.end("}")
	if !root {
		if intelligence {
			p.blank()
			p.comment(writeFeature)
			p.comment(whyIntelligence)
		}
		return
	}
	p.blank()
	p.comment("The key comes from the environment: HONEYCOMB_API_KEY.")
	if !intelligence {
		p.b = append(p.b, "provider \"honeycombio\" {}\n"...)
		return
	}
	p.block("provider", "honeycombio")
	p.comment(whyIntelligence)
	p.block("features")
	p.block("intelligence")
	p.raw("enabled", "true")
	p.end("}")
	p.end("}")
	p.end("}")
}

// writeFeature is what whoever calls the module has to do, if alerts are investigated.
const writeFeature = "Write features { intelligence { enabled = true } } into your `provider \"honeycombio\"`."

// whyIntelligence is what somebody who writes the provider's configuration must know.
const whyIntelligence = "With this the provider switches on what investigates an alert, and leaves it on where the " +
	"alert was taken over."

// investigates reports whether an alert has auto_investigate on, or may have it because it was taken over. The provider
// switches it on, or leaves it on, only where it is told that Honeycomb Intelligence is there.
func investigates(r *honeycomb.Resources) bool {
	return asksToInvestigate(r) ||
		slices.ContainsFunc(r.BurnAlerts, func(a *honeycomb.BurnAlert) bool { return keepsIt(&a.Meta) }) ||
		slices.ContainsFunc(r.Triggers, func(t *honeycomb.Trigger) bool { return keepsIt(&t.Meta) })
}

// asksToInvestigate reports whether an alert is declared to have auto_investigate on.
func asksToInvestigate(r *honeycomb.Resources) bool {
	return slices.ContainsFunc(r.BurnAlerts, func(a *honeycomb.BurnAlert) bool { return a.Investigate }) ||
		slices.ContainsFunc(r.Triggers, func(t *honeycomb.Trigger) bool { return t.Investigate })
}

func keepsIt(m *honeycomb.Meta) bool { return slices.Contains(m.Keeps, honeycomb.AutoInvestigate) }

func writeVariables(p *hclPrinter, secrets []secret) {
	p.header()
	for _, s := range secrets {
		p.blank()
		p.block("variable", s.variable)
		p.str("description", "The secret "+s.name+": "+strings.Join(s.uses, ", "))
		p.raw("type", "string")
		p.raw("sensitive", "true")
		p.raw("nullable", "false")
		p.end("}")
	}
}

// writeOutput writes what others may need of a service: an output of its name with a map from keys to an attribute for
// each kind of object that it has.
func (u *unit) writeOutput(p *hclPrinter) {
	if len(u.SLOs)+len(u.BurnAlerts)+len(u.Triggers)+len(u.Boards) == 0 {
		return
	}
	p.blank()
	p.block("output", u.service)
	p.str(
		"description",
		"Of the service "+u.service+", by key: the ids of SLOs, burn alerts and triggers, and where its "+
			"board is in Honeycomb",
	)
	p.open("value", "{")
	writeMap(p, "slo_ids", ".id", u.SLOs)
	writeMap(p, "burn_alert_ids", ".id", u.BurnAlerts)
	writeMap(p, "trigger_ids", ".id", u.Triggers)
	writeMap(p, "board_urls", ".board_url", u.Boards)
	p.end("}")
	p.end("}")
}

// writeMap writes a map from keys to an attribute of each object; nothing if there are none.
func writeMap[T honeycomb.Object](p *hclPrinter, name, attribute string, objects []T) {
	if len(objects) == 0 {
		return
	}
	p.open(name, "{")
	for _, o := range objects {
		k := o.Head().Key
		p.indent()
		p.b = append(p.b, '"')
		p.b = append(p.b, k...)
		p.b = append(p.b, '"')
		p.run = append(p.run, aligned{len(p.b), len(k) + 2})
		p.b = append(p.b, " = "...)
		p.b = append(p.b, address(k)...)
		p.b = append(p.b, attribute...)
		p.b = append(p.b, '\n')
	}
	p.end("}")
}

// lookups returns the set of recipients that are looked up: data sources, which can be neither moved nor imported.
func lookups(r *honeycomb.Resources) map[honeycomb.Key]bool {
	set := map[honeycomb.Key]bool{}
	for _, x := range r.Recipients {
		if x.Lookup {
			set[x.Key] = true
		}
	}
	return set
}

// canMove reports whether Terraform can follow a move. It can't if the target is looked up, because that isn't in any
// state.
func canMove(m honeycomb.Moved, lookedUp map[honeycomb.Key]bool) bool {
	return !lookedUp[m.To] && resourceType(m.From) == resourceType(m.To)
}

func (u *unit) anyMoved(lookedUp map[honeycomb.Key]bool) bool {
	return slices.ContainsFunc(u.Moved, func(m honeycomb.Moved) bool { return canMove(m, lookedUp) })
}

// writeMoved writes the moves to objects whose name changed: Terraform keeps them instead of creating them again.
func (u *unit) writeMoved(p *hclPrinter, lookedUp map[honeycomb.Key]bool, address func(honeycomb.Key) string) {
	moved := slices.Clone(u.Moved)
	slices.SortStableFunc(moved, func(a, b honeycomb.Moved) int {
		return cmp.Or(strings.Compare(string(a.From), string(b.From)), strings.Compare(string(a.To), string(b.To)))
	})
	for _, m := range slices.CompactFunc(moved, func(a, b honeycomb.Moved) bool {
		return a.From == b.From &&
			a.To == b.To
	}) {
		if !canMove(m, lookedUp) {
			continue
		}
		p.blank()
		p.block("moved")
		p.raw("from", address(m.From))
		p.raw("to", address(m.To))
		p.end("}")
	}
}

// anyExisting reports whether anything exists already and is to be imported.
func (u *unit) anyExisting() bool {
	for x := range u.Objects() {
		if existing(x) {
			return true
		}
	}
	return false
}

func existing(x honeycomb.Object) bool {
	if r, ok := x.(*honeycomb.Recipient); ok && r.Lookup {
		return false
	}
	return x.Head().Existing != ""
}

// importID returns the id by which the provider imports an object. A trigger of the whole environment is imported with
// the dataset that [dataset] writes, or it would be replaced.
func importID(x honeycomb.Object) string {
	id := x.Head().Existing
	if t, ok := x.(*honeycomb.Trigger); ok && t.Dataset == "" && !strings.Contains(id, "/") {
		return honeycomb.AllDatasets + "/" + id
	}
	return id
}

// writeImports writes the imports of objects that existed before: Terraform takes them over at the next apply.
func (u *unit) writeImports(p *hclPrinter, address func(honeycomb.Key) string) {
	for x := range u.Objects() {
		if !existing(x) {
			continue
		}
		p.blank()
		p.block("import")
		p.raw("to", address(x.Head().Key))
		p.str("id", importID(x))
		p.end("}")
	}
}
