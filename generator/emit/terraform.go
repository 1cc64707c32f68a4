package emit

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/slogen-project/slogen/generator/honeycomb"
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
	sharedFile     = "shared.tf" // objects without a service
	recipientsFile = "recipients.tf"
	variablesFile  = "variables.tf"
	versionsFile   = "versions.tf"
	outputsFile    = "outputs.tf"
	movedFile      = "moved.tf"
	importsFile    = "imports.tf"
)

// serviceFile is the name of a service's file. Windows reserves some names for devices, whatever follows their first
// dot, so nobody could check out con.slo.tf there. Those services' files have another word before the dot.
func serviceFile(service string) string {
	if reserved.MatchString(service) {
		return "service." + service + serviceSuffix
	}
	return service + serviceSuffix
}

var reserved = regexp.MustCompile(`^(con|prn|aux|nul|com[0-9]|lpt[0-9])$`)

// ModuleName is what a configuration must call the child module: the addresses of its objects begin with it.
const ModuleName = "slogen"

// moduleFiles lists the files of a root or child module below folder.
func moduleFiles(r *honeycomb.Resources, folder string, root bool) []File {
	units := unitsOf(r)
	files := make([]File, 0, len(units)+8)
	add := func(name string, write func(p *hclPrinter)) {
		files = append(files, File{Path: folder + "/" + name, Append: appender(write)})
	}
	for _, u := range units {
		name := sharedFile
		if u.service != "" {
			name = serviceFile(u.service)
		}
		add(name, u.write)
	}
	add(versionsFile, func(p *hclPrinter) { writeVersions(p, r, root) })
	add(outputsFile, func(p *hclPrinter) { writeOutputs(p, r) })
	if len(r.Recipients) > 0 {
		add(recipientsFile, func(p *hclPrinter) { writeRecipients(p, r.Recipients) })
	}
	if len(secretsOf(r)) > 0 {
		add(variablesFile, func(p *hclPrinter) { writeVariables(p, secretsOf(r)) })
	}
	if anyMoved(r) {
		add(movedFile, func(p *hclPrinter) {
			p.header()
			p.comment("Objects whose name changed: Terraform keeps them instead of creating them again.")
			writeMoved(p, r, address)
		})
	}
	if anyAdopted(r) {
		if root {
			add(importsFile, func(p *hclPrinter) {
				p.header()
				p.comment("Objects that existed before: Terraform takes them over at the next apply.")
				writeImports(p, r, address)
			})
		} else {
			add("root/"+importsFile, func(p *hclPrinter) {
				p.header()
				p.comment("Objects that existed before. Terraform allows import blocks only in a root module: copy this file to " +
					"yours,")
				p.comment("which calls this module as `module \"" + ModuleName +
					"\"`. Terraform takes the objects over at the next apply.")
				writeImports(p, r, moduleAddress)
			})
		}
	}
	return sortFiles(files)
}

func appender(write func(p *hclPrinter)) func([]byte) []byte {
	return func(b []byte) []byte {
		p := hclPrinter{b: b, run: make([]aligned, 0, 16)}
		write(&p)
		return p.b
	}
}

func sortFiles(files []File) []File {
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return files
}

// unit is what one file holds: the objects of a service, each kind in the order of its keys.
type unit struct {
	service     string
	fields      []*honeycomb.CalculatedField
	slos        []*honeycomb.SLO
	burnAlerts  []*honeycomb.BurnAlert
	triggers    []*honeycomb.Trigger
	queries     []*honeycomb.SavedQuery
	annotations []*honeycomb.QueryAnnotation
	boards      []*honeycomb.Board
}

// unitsOf groups the objects of r by service. A service's objects are neighbours in r, so slicing is enough.
func unitsOf(r *honeycomb.Resources) []*unit {
	var units []*unit
	byService := map[string]*unit{}
	at := func(service string) *unit {
		u := byService[service]
		if u == nil {
			u = &unit{service: service}
			byService[service] = u
			units = append(units, u)
		}
		return u
	}
	group(r.CalculatedFields, at, func(u *unit) *[]*honeycomb.CalculatedField { return &u.fields })
	group(r.SLOs, at, func(u *unit) *[]*honeycomb.SLO { return &u.slos })
	group(r.BurnAlerts, at, func(u *unit) *[]*honeycomb.BurnAlert { return &u.burnAlerts })
	group(r.Triggers, at, func(u *unit) *[]*honeycomb.Trigger { return &u.triggers })
	group(r.Queries, at, func(u *unit) *[]*honeycomb.SavedQuery { return &u.queries })
	group(r.QueryAnnotations, at, func(u *unit) *[]*honeycomb.QueryAnnotation { return &u.annotations })
	group(r.Boards, at, func(u *unit) *[]*honeycomb.Board { return &u.boards })
	return units
}

func group[T honeycomb.Object](objects []T, at func(string) *unit, member func(*unit) *[]T) {
	for i := 0; i < len(objects); {
		service := objects[i].Head().Service
		j := i + 1
		for j < len(objects) && objects[j].Head().Service == service {
			j++
		}
		if m := member(at(service)); *m == nil {
			*m = objects[i:j:j]
		} else {
			*m = append(*m, objects[i:j]...)
		}
		i = j
	}
}

// sources lists the names of the files that declare the objects of u.
func (u *unit) sources() []string {
	var names []string
	names = appendSources(names, u.fields)
	names = appendSources(names, u.slos)
	names = appendSources(names, u.burnAlerts)
	names = appendSources(names, u.triggers)
	names = appendSources(names, u.queries)
	names = appendSources(names, u.annotations)
	names = appendSources(names, u.boards)
	slices.Sort(names)
	return names
}

func appendSources[T honeycomb.Object](names []string, objects []T) []string {
	last := ""
	for _, o := range objects {
		origin := &o.Head().Origin
		name := origin.Name()
		if name == last || name == "" {
			continue
		}
		last = name
		if origin.File == "" {
			// What messages call a file depends on where slogen is run, and the output must not.
			name = path.Base(strings.ReplaceAll(name, `\`, "/"))
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// header writes the comment at the top of a file.
func (p *hclPrinter) header(sources ...string) {
	switch {
	case len(sources) == 0:
		p.comment("Generated by slogen. Don't edit: change the sources and run `slogen generate`.")
	default:
		p.comment("Generated by slogen from ", strings.Join(sources, ", "),
			". Don't edit: change the source and run `slogen generate`.")
	}
}

// write writes a service's file. It reads from top to bottom: each SLO comes after its SLI and before its burn alerts.
func (u *unit) write(p *hclPrinter) {
	p.header(u.sources()...)
	alerts := make(map[*honeycomb.SLO][]*honeycomb.BurnAlert, len(u.slos))
	for _, a := range u.burnAlerts {
		alerts[a.SLO] = append(alerts[a.SLO], a)
	}
	own := make(map[*honeycomb.CalculatedField]bool, len(u.fields))
	for _, f := range u.fields {
		own[f] = true
	}
	for _, s := range u.slos {
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
	for _, f := range u.fields {
		if own[f] {
			writeCalculatedField(p, f)
		}
	}
	for _, a := range u.burnAlerts {
		if _, left := alerts[a.SLO]; left {
			writeBurnAlert(p, a)
		}
	}
	for _, t := range u.triggers {
		writeTrigger(p, t)
	}
	for _, q := range u.queries {
		writeQuery(p, q)
	}
	for _, a := range u.annotations {
		writeQueryAnnotation(p, a)
	}
	for _, b := range u.boards {
		writeBoard(p, b)
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
func moduleAddress(k honeycomb.Key) string { return "module." + ModuleName + "." + address(k) }

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
func createFirst(p *hclPrinter) {
	p.blank()
	p.block("lifecycle")
	p.raw("create_before_destroy", "true")
	p.end("}")
}

// write writes x as a resource of a type.
func (rows arguments[T]) write(p *hclPrinter, typ string, m *honeycomb.Meta, x *T) {
	resource(p, typ, m)
	rows.hcl(p, x)
	if CreatesFirst(m.Key.Kind()) {
		createFirst(p)
	}
	p.end("}")
}

func writeCalculatedField(p *hclPrinter, f *honeycomb.CalculatedField) {
	calculatedFieldRows.write(p, "honeycombio_derived_column", &f.Meta, f)
}

func writeSLO(p *hclPrinter, s *honeycomb.SLO) { sloRows.write(p, "honeycombio_slo", &s.Meta, s) }

func writeBurnAlert(p *hclPrinter, a *honeycomb.BurnAlert) {
	burnAlertRows.write(p, "honeycombio_burn_alert", &a.Meta, a)
}

func writeTrigger(p *hclPrinter, t *honeycomb.Trigger) {
	triggerRows.write(p, "honeycombio_trigger", &t.Meta, t)
}

func writeQuery(p *hclPrinter, q *honeycomb.SavedQuery) {
	queryRows.write(p, "honeycombio_query", &q.Meta, q)
}

func writeQueryAnnotation(p *hclPrinter, a *honeycomb.QueryAnnotation) {
	queryAnnotationRows.write(p, "honeycombio_query_annotation", &a.Meta, a)
}

func writeBoard(p *hclPrinter, b *honeycomb.Board) {
	boardRows.write(p, "honeycombio_flexible_board", &b.Meta, b)
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
		recipientRows[r.Type].write(p, recipientType(r.Type), &r.Meta, r)
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

func writeVersions(p *hclPrinter, r *honeycomb.Resources, root bool) {
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
	if root {
		p.blank()
		p.comment("The key comes from the environment: HONEYCOMB_API_KEY.")
		p.b = append(p.b, "provider \"honeycombio\" {}\n"...)
	}
}

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

func writeOutputs(p *hclPrinter, r *honeycomb.Resources) {
	p.header()
	writeOutput(p, "slo_ids", "The ids of the SLOs, by key", "honeycombio_slo.", ".id", r.SLOs)
	writeOutput(p, "burn_alert_ids", "The ids of the burn alerts, by key", "honeycombio_burn_alert.", ".id", r.BurnAlerts)
	writeOutput(p, "trigger_ids", "The ids of the triggers, by key", "honeycombio_trigger.", ".id", r.Triggers)
	writeOutput(p, "board_urls", "Where the boards are in Honeycomb, by key", "honeycombio_flexible_board.", ".board_url",
		r.Boards)
}

// writeOutput writes a map from keys to an attribute of each object. An empty line between services keeps the alignment
// of one from depending on the names in another.
func writeOutput[T honeycomb.Object](p *hclPrinter, name, description, typ, attribute string, objects []T) {
	p.blank()
	p.block("output", name)
	p.str("description", description)
	if len(objects) == 0 {
		p.raw("value", "{}")
		p.end("}")
		return
	}
	p.open("value", "{")
	for i, o := range objects {
		m := o.Head()
		if i > 0 && m.Service != objects[i-1].Head().Service {
			p.blank()
		}
		p.indent()
		p.b = append(p.b, '"')
		p.b = append(p.b, m.Key...)
		p.b = append(p.b, '"')
		p.run = append(p.run, aligned{len(p.b), len(m.Key) + 2})
		p.b = append(p.b, " = "...)
		p.b = append(p.b, typ...)
		p.b = append(p.b, m.Key.Label()...)
		p.b = append(p.b, attribute...)
		p.b = append(p.b, '\n')
	}
	p.end("}")
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

func anyMoved(r *honeycomb.Resources) bool {
	if len(r.Moved) == 0 {
		return false
	}
	lookedUp := lookups(r)
	return slices.ContainsFunc(r.Moved, func(m honeycomb.Moved) bool { return canMove(m, lookedUp) })
}

func writeMoved(p *hclPrinter, r *honeycomb.Resources, address func(honeycomb.Key) string) {
	lookedUp := lookups(r)
	moved := slices.Clone(r.Moved)
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

// anyAdopted reports whether anything exists already and is to be imported.
func anyAdopted(r *honeycomb.Resources) bool {
	for x := range r.Objects() {
		if adopted(x) {
			return true
		}
	}
	return false
}

func adopted(x honeycomb.Object) bool {
	if r, ok := x.(*honeycomb.Recipient); ok && r.Lookup {
		return false
	}
	return x.Head().Adopt != ""
}

// importID returns the id by which the provider imports an object. A trigger of the whole environment is imported with
// the dataset that [dataset] writes, or it would be replaced.
func importID(x honeycomb.Object) string {
	id := x.Head().Adopt
	if t, ok := x.(*honeycomb.Trigger); ok && t.Dataset == "" && !strings.Contains(id, "/") {
		return honeycomb.AllDatasets + "/" + id
	}
	return id
}

func writeImports(p *hclPrinter, r *honeycomb.Resources, address func(honeycomb.Key) string) {
	for x := range r.Objects() {
		if !adopted(x) {
			continue
		}
		p.blank()
		p.block("import")
		p.raw("to", address(x.Head().Key))
		p.str("id", importID(x))
		p.end("}")
	}
}
