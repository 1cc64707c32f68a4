package adopt

import (
	"fmt"
	"strings"

	"github.com/slogen-project/slogen/generator/honeycomb"
)

// inputKinds are the objects in the values of slogen's output terraform_input, by the member that they are in: their
// attributes are those of resources, but for what refers to others by label.
var inputKinds = map[string]resourceKind{
	"email_recipients":            recipientOf(honeycomb.RecipientEmail),
	"slack_recipients":            recipientOf(honeycomb.RecipientSlack),
	"pagerduty_recipients":        recipientOf(honeycomb.RecipientPagerDuty),
	"webhook_recipients":          recipientOf(honeycomb.RecipientWebhook),
	"msteams_workflow_recipients": recipientOf(honeycomb.RecipientMSTeamsWorkflow),
	"existing_recipients":         foundRecipient,
	"calculated_fields":           resourceKinds["honeycombio_derived_column"],
	"slos":                        resourceKinds["honeycombio_slo"],
	"burn_alerts":                 resourceKinds["honeycombio_burn_alert"],
	"triggers":                    resourceKinds["honeycombio_trigger"],
	"queries":                     resourceKinds["honeycombio_query"],
	"query_annotations":           resourceKinds["honeycombio_query_annotation"],
	"boards":                      resourceKinds["honeycombio_flexible_board"],
}

// inputs reads the values of slogen's output terraform_input.
func (r *reading) inputs(sections object) {
	for _, section := range sortedNames(sections) {
		list, _ := sections[section].(object)
		row, ok := inputKinds[section]
		if !ok {
			r.strange = append(r.strange, fmt.Sprintf("%s: slogen has nothing like %q.", r.file, section))
			continue
		}
		for _, label := range sortedNames(list) {
			if values, ok := list[label].(object); ok {
				r.input(row, label, values)
			}
		}
	}
}

// input adds an object as it is in the output terraform_input. It gets the key that it has in slogen.
func (r *reading) input(row resourceKind, label string, values object) {
	line, _ := values[lineOf].(int)
	clean(values)
	a := &attributes{values: object{}, body: object{}}
	for name, v := range values {
		a.values[inputName(name)] = inputValue(name, v)
	}
	x := &item{kind: row.kind, body: a.body, id: inputKey(row.kind, label), file: r.file, line: line, open: true}
	x.dataset, _ = a.take("dataset").(string)
	if detail, ok := a.take("detail").(string); ok {
		x.lookup = true
		a.values["detail_filter"] = []any{object{"name": detail, "value": a.take("value")}}
	}
	row.make(a)
	for name, v := range a.values {
		if !isNothing(v) {
			a.body[name] = v
		}
	}
	if x.dataset == "" && row.kind != honeycomb.KindRecipient && row.kind != honeycomb.KindBoard {
		x.dataset = honeycomb.AllDatasets
	}
	x.name = nameOf(honeycomb.Key(x.id))
	x.value(fieldName)
	if row.kind != honeycomb.KindRecipient {
		x.service, _, _ = strings.Cut(honeycomb.Key(x.id).Path(), "/")
	}
	r.items = append(r.items, x)
}

// inputKey is the key of an object that has a label in Terraform.
func inputKey(kind, label string) string {
	path := strings.ReplaceAll(label, "__", "/")
	if kind == honeycomb.KindBurnAlert || kind == honeycomb.KindCalculatedField {
		path = strings.ReplaceAll(path, "--", ".")
	}
	return kind + "/" + path
}

// inputNames are the members that a resource has under other names.
var inputNames = map[string]string{"slo": "slo_id", "recipients": "recipient", "panels": "panel", "headers": "header",
	"variables": "variable", "templates": "template", "query": "query_id"}

func inputName(name string) string {
	if as := inputNames[name]; as != "" {
		return as
	}
	return name
}

// inputValue is the value of a member as a resource has it.
func inputValue(name string, v any) any {
	label, isText := v.(string)
	o, isObject := v.(object)
	switch {
	case name == "slo" && isText:
		return inputKey(honeycomb.KindSLO, label)
	case name == "query" && isText:
		return inputKey(honeycomb.KindQuery, label)
	case isObject && len(o) == 1 && o["secret"] != nil:
		return object{"$secret": o["secret"]}
	case isObject && len(o) == 1 && has(o, "value"):
		return o["value"]
	case isObject && name != "tags": // blocks that are there once
		return []any{o}
	case name == "headers":
		for _, h := range objects(v) {
			h["value"] = inputValue("value", h["value"])
		}
	case name == "recipients":
		var out []any
		for _, n := range objects(v) {
			out = append(out, inputNotification(n))
		}
		return out
	case name == "panels":
		var out []any
		for _, p := range objects(v) {
			out = append(out, inputPanel(p))
		}
		return out
	}
	return v
}

func inputNotification(n object) object {
	label, _ := n["recipient"].(string)
	out := object{"id": inputKey(honeycomb.KindRecipient, label)}
	for _, name := range []string{groupFilter, perGroupIncidents} {
		if n[name] != nil {
			out[name] = n[name]
		}
	}
	details := object{}
	if s := n["pagerduty_severity"]; s != nil {
		details["pagerduty_severity"] = s
	}
	variables, _ := n["variables"].(object)
	var list []any
	for _, name := range sortedNames(variables) {
		list = append(list, object{"name": name, "value": variables[name]})
	}
	if list != nil {
		details["variable"] = list
	}
	if len(details) > 0 {
		out["notification_details"] = []any{details}
	}
	return out
}

func inputPanel(p object) object {
	text := func(name string) string { s, _ := p[name].(string); return s }
	switch {
	case text("slo") != "":
		return object{"type": "slo", "slo_panel": []any{object{"slo_id": inputKey(honeycomb.KindSLO, text("slo"))}}}
	case text("query_annotation") != "":
		label := text("query_annotation")
		return object{"type": "query", "query_panel": []any{object{"query_id": inputKey(honeycomb.KindQuery, label),
			"query_annotation_id": inputKey(honeycomb.KindQueryAnnotation, label), "query_style": "graph"}}}
	}
	return object{"type": "text", "text_panel": []any{object{"content": text("text")}}}
}

// inputAliases puts the aliases of calculated fields for the labels by which SLOs name them.
func (r *reading) inputAliases() {
	aliases := map[string]string{}
	for _, x := range r.items {
		if x.open && x.kind == honeycomb.KindCalculatedField {
			aliases[x.id] = x.text("alias")
		}
	}
	for _, x := range r.items {
		sli := x.object("sli")
		label, _ := sli["alias"].(string)
		if alias := aliases[inputKey(honeycomb.KindCalculatedField, label)]; x.open && alias != "" {
			sli["alias"] = alias
		}
	}
}
