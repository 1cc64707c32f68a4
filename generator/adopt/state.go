package adopt

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/state"
)

// resourceKind is a kind of resources: what it is, and how a body is made of its attributes.
type resourceKind struct {
	kind string
	make func(a *attributes)
}

// resourceKinds are the kinds of the resources that are read, by their types.
var resourceKinds = map[string]resourceKind{
	"honeycombio_derived_column": {honeycomb.KindCalculatedField, func(a *attributes) {
		a.same("alias", "expression", "description")
	}},
	"honeycombio_slo": {honeycomb.KindSLO, func(a *attributes) {
		a.same("name", "description")
		a.body["sli"] = object{"alias": a.take("sli")}
		a.body["time_period_days"] = a.take("time_period")
		a.perMillion("target_percentage", "target_per_million")
		a.tags()
		if list, ok := a.take("datasets").([]any); ok && len(list) > 0 {
			a.body["dataset_slugs"] = list
		}
	}},
	"honeycombio_burn_alert": {honeycomb.KindBurnAlert, func(a *attributes) {
		a.same("alert_type", "description", "exhaustion_minutes", "budget_rate_window_minutes")
		a.perMillion("budget_rate_decrease_percent", "budget_rate_decrease_threshold_per_million")
		a.body["slo"] = object{"id": a.take("slo_id")}
		a.recipients()
	}},
	"honeycombio_trigger": {honeycomb.KindTrigger, func(a *attributes) {
		a.same("name", "description", "disabled", "frequency", "alert_type", "query_id")
		a.only("threshold", "threshold")
		a.query("query")
		if window := a.first("evaluation_schedule"); window != nil {
			a.body["evaluation_schedule"] = object{"window": window}
		}
		a.only("baseline_details", "baseline_details")
		a.recipients()
		a.tags()
	}},
	"honeycombio_query": {honeycomb.KindQuery, func(a *attributes) {
		a.query("")
		a.take("query_id")
	}},
	"honeycombio_query_annotation": {honeycomb.KindQueryAnnotation, func(a *attributes) {
		a.same("name", "description", "query_id")
	}},
	"honeycombio_flexible_board": {honeycomb.KindBoard, func(a *attributes) {
		a.same("name", "description")
		a.take("board_url")
		a.tags()
		a.panels()
	}},
	"honeycombio_column": {kindColumn, func(a *attributes) {
		a.body["key_name"] = a.take("name")
		a.take("key_name")
		a.same("type", "description", "hidden")
	}},
	"honeycombio_email_recipient":            recipientOf(honeycomb.RecipientEmail),
	"honeycombio_slack_recipient":            recipientOf(honeycomb.RecipientSlack),
	"honeycombio_pagerduty_recipient":        recipientOf(honeycomb.RecipientPagerDuty),
	"honeycombio_webhook_recipient":          recipientOf(honeycomb.RecipientWebhook),
	"honeycombio_msteams_workflow_recipient": recipientOf(honeycomb.RecipientMSTeamsWorkflow),
}

// foundRecipient is a recipient that was looked up by its details.
var foundRecipient = resourceKind{honeycomb.KindRecipient, func(a *attributes) {
	d := object{}
	if f := a.first("detail_filter"); f != nil {
		name, _ := f["name"].(string)
		if as := recipientDetails[name]; as != "" && f["value"] != nil {
			d[as] = f["value"]
			for name := range recipientDetails { // what was found is what was asked for
				a.take(name)
			}
		}
	}
	for name, as := range recipientDetails {
		if v := a.take(name); v != nil && v != "" {
			d[as] = v
		}
	}
	a.body["type"], a.body["details"] = a.take("type"), d
}}

// recipientDetails are the names of attributes of recipients in the API, by those in a state.
var recipientDetails = map[string]string{"address": "email_address", "channel": "slack_channel",
	"integration_name": "pagerduty_integration_name", "integration_key": "pagerduty_integration_key",
	"name": "webhook_name", "url": "webhook_url", "secret": "webhook_secret"}

func recipientOf(typ string) resourceKind {
	return resourceKind{honeycomb.KindRecipient, func(a *attributes) { a.recipient(typ) }}
}

// attributes are those of a resource, of which a body is made. What nobody takes stays in the body as it is, so that it
// is compared with what comes of it.
type attributes struct {
	values object
	body   object
}

// take is the value of an attribute, which nobody else then has to do with. Null and nothing are the same.
func (a *attributes) take(name string) any {
	v := a.values[name]
	delete(a.values, name)
	return v
}

// same takes attributes that the API has under the same name.
func (a *attributes) same(names ...string) {
	for _, n := range names {
		if v := a.take(n); v != nil {
			a.body[n] = v
		}
	}
}

// first is the only object of a list; nil for none.
func (a *attributes) first(name string) object {
	list, _ := a.values[name].([]any)
	if len(list) > 1 {
		return nil // and the attribute stays
	}
	a.take(name)
	for _, x := range list {
		if o, ok := x.(object); ok {
			return o
		}
	}
	return nil
}

func (a *attributes) only(name, as string) {
	if o := a.first(name); o != nil {
		a.body[as] = o
	}
}

// perMillion is a percentage that the API has per million.
func (a *attributes) perMillion(name, as string) {
	n, ok := a.values[name].(json.Number)
	if !ok {
		a.take(name)
		return
	}
	r, ok := rational(n)
	if !ok {
		return
	}
	// The provider rounds it, and a state may have it as a float.
	r.Mul(r, big.NewRat(10_000, 1)).Add(r, big.NewRat(1, 2))
	whole := new(big.Int).Div(r.Num(), r.Denom())
	a.take(name)
	a.body[as] = json.Number(whole.String())
}

func (a *attributes) tags() {
	tags, ok := a.values["tags"].(object)
	if !ok {
		return
	}
	a.take("tags")
	var list []any
	for _, k := range slices.Sorted(maps.Keys(tags)) {
		list = append(list, object{"key": k, "value": tags[k]})
	}
	if list != nil {
		a.body["tags"] = list
	}
}

// recipients are those of an alert.
func (a *attributes) recipients() {
	list, _ := a.take("recipient").([]any)
	var out []any
	for _, x := range list {
		o, ok := x.(object)
		if !ok {
			continue
		}
		details := object{}
		ds, _ := o["notification_details"].([]any)
		for _, d := range ds {
			d, _ := d.(object)
			for name, v := range d {
				switch name {
				case "variable":
					name = "variables"
				}
				details[name] = v
			}
		}
		maps.DeleteFunc(o, func(_ string, v any) bool { return v == nil || v == "" })
		delete(o, "notification_details")
		if len(details) > 0 {
			o["details"] = details
		}
		out = append(out, o)
	}
	if out != nil {
		a.body["recipients"] = out
	}
}

// query is the specification of a query, which becomes a member or, without a name, the body.
func (a *attributes) query(as string) {
	text, ok := a.values["query_json"].(string)
	if !ok || text == "" {
		return
	}
	o, ok := parse([]byte(text)).(object)
	if !ok {
		return
	}
	a.take("query_json")
	if as != "" {
		a.body[as] = o
		return
	}
	maps.Copy(a.body, o)
}

// parse reads JSON; nil if it is none.
func parse(data []byte) any {
	d := &decoder{Decoder: jsontext.NewDecoder(bytes.NewBuffer(data)), data: data}
	v, err := d.value(0)
	if err != nil {
		return nil
	}
	clean(v)
	return v
}

func (a *attributes) panels() {
	list, ok := a.values["panel"].([]any)
	if !ok {
		return
	}
	a.take("panel")
	var out []any
	for _, x := range list {
		o, ok := x.(object)
		if !ok {
			continue
		}
		for name, v := range o {
			if inner, ok := v.([]any); ok && len(inner) == 1 {
				o[name] = inner[0]
			} else if ok && len(inner) == 0 {
				delete(o, name)
			}
		}
		out = append(out, o)
	}
	a.body["panels"] = out
}

func (a *attributes) recipient(typ string) {
	d := object{}
	for name, as := range recipientDetails {
		if v := a.take(name); v != nil && v != "" {
			d[as] = v
		}
	}
	if typ == honeycomb.RecipientWebhook {
		if list, ok := a.take("header").([]any); ok && len(list) > 0 {
			for _, x := range list {
				if o, ok := x.(object); ok {
					o["header"] = o["name"]
					delete(o, "name")
				}
			}
			d["webhook_headers"] = list
		}
		payloads := object{}
		if list, ok := a.take("variable").([]any); ok && len(list) > 0 {
			payloads["template_variables"] = list
		}
		templates := object{}
		list, _ := a.take("template").([]any)
		for _, x := range list {
			if o, ok := x.(object); ok {
				name, _ := o["type"].(string)
				templates[name] = object{"body": o["body"]}
			}
		}
		if len(templates) > 0 {
			payloads["payload_templates"] = templates
		}
		if len(payloads) > 0 {
			d["webhook_payloads"] = payloads
		}
	}
	a.body["type"], a.body["details"] = typ, d
}

// state reads the objects of a state.
func (r *reading) state(s *state.State) error {
	for x := range s.All {
		row, ok := resourceKinds[x.Type]
		if x.Data && x.Type == "honeycombio_recipient" {
			row, ok = foundRecipient, true
		} else if x.Data {
			ok = false
		}
		if !ok {
			r.strange = append(r.strange, fmt.Sprintf("%s: slogen has nothing like %s.", r.file, x.Address))
			continue
		}
		a := &attributes{values: object{}, body: object{}}
		for name, raw := range x.Attributes {
			if v := parse(raw); v != nil {
				a.values[name] = v
			}
		}
		it := &item{kind: row.kind, body: a.body, file: r.file + " " + x.Address, hidden: x.Hidden}
		it.id, _ = a.take("id").(string)
		it.exists = it.id != ""
		it.dataset, _ = a.take("dataset").(string)
		row.make(a)
		if it.dataset == "" && row.kind != honeycomb.KindRecipient && row.kind != honeycomb.KindBoard {
			it.dataset = honeycomb.AllDatasets
		}
		for name, v := range a.values {
			if !isNothing(v) {
				a.body[name] = v
			}
		}
		it.lookup = x.Data
		it.named(x)
		r.items = append(r.items, it)
	}
	others, deposed := s.Left()
	if others > 0 {
		r.remarks = append(r.remarks, fmt.Sprintf("%s: resources of other providers were left out: %d.", r.file,
			others))
	}
	if deposed > 0 {
		r.strange = append(r.strange, fmt.Sprintf("%s: objects that a failed apply left over were left out: %d.",
			r.file, deposed))
	}
	return nil
}

// named takes the item's name from its label. Those that slogen writes have the names of services too.
func (x *item) named(o state.Object) {
	x.name = o.Name
	if o.Index != "" {
		if x.name = o.Index; o.Name != "this" { // as a module with one resource of each type names all
			x.name = o.Name + "_" + o.Index
		}
	}
	x.labelled()
}

// value notes that a calculated field is no SLI if its name has a prefix, which goes.
func (x *item) value(prefix string) {
	if own, is := strings.CutPrefix(x.name, prefix); is && x.kind == honeycomb.KindCalculatedField {
		x.name, x.isValue = own, true
	}
}

// fieldLabel begins the last part of the labels that slogen writes of calculated fields that are no SLIs.
var fieldLabel = honeycomb.Key("/" + honeycomb.FieldPrefix).Label()

// labelled takes a label apart that slogen wrote.
func (x *item) labelled() {
	parts := strings.Split(x.name, "__")
	if len(parts) == 1 {
		return
	}
	x.name = parts[len(parts)-1]
	if x.kind != honeycomb.KindRecipient {
		x.service = parts[0]
	}
	if strings.HasPrefix(parts[1], fieldLabel) { // and its instance
		x.name = strings.Join(parts[1:], "_")
		x.value(fieldLabel)
	}
}

// isNothing says whether a value says nothing: no text, no list, no object, zero or false.
func isNothing(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case []any:
		return len(v) == 0
	case object:
		return !slices.ContainsFunc(slices.Collect(maps.Values(v)), func(x any) bool { return !isNothing(x) })
	case bool:
		return !v
	case json.Number:
		r, ok := rational(v)
		return ok && r.Sign() == 0
	}
	return false
}
