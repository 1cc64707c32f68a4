package standin

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"math/big"
	"net/http"
	"net/url"
	"os"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// doc is a JSON object; what a resource leaves out is nil.
type doc = map[string]any

// kind is where the API keeps the objects of a resource type, and what it takes of them.
type kind struct {
	collection string
	inDataset  bool // whether a dataset, or __all__, stands before the id
	body       func(doc) doc
}

// kinds are the resource types that slogen writes.
// Source: what provider 0.51.0 sends for each (client and the expand functions of internal/provider and honeycombio).
var kinds = map[string]kind{
	"honeycombio_derived_column": {"derived_columns", true, func(r doc) doc {
		return doc{"alias": r["alias"], "description": r["description"], "expression": r["expression"]}
	}},
	"honeycombio_slo": {"slos", true, func(r doc) doc {
		return doc{
			"name": r["name"], "description": r["description"], "sli": doc{"alias": r["sli"]},
			"time_period_days":   r["time_period"],
			"target_per_million": perMillion(r["target_percentage"]), "dataset_slugs": r["datasets"], "tags": tags(r),
		}
	}},
	"honeycombio_burn_alert": {"burn_alerts", true, func(r doc) doc {
		return doc{
			"alert_type": r["alert_type"], "description": r["description"], "slo": doc{"id": r["slo_id"]},
			"recipients": notifications(r), "auto_investigate": r["auto_investigate"],
			"exhaustion_minutes": r["exhaustion_minutes"], "budget_rate_window_minutes": r["budget_rate_window_minutes"],
			"budget_rate_decrease_threshold_per_million": perMillion(r["budget_rate_decrease_percent"]),
		}
	}},
	"honeycombio_trigger": {"triggers", true, trigger},
	"honeycombio_query":   {"queries", true, func(r doc) doc { return query(r) }},
	"honeycombio_query_annotation": {"query_annotations", true,
		func(r doc) doc { return pick(r, "name", "description", "query_id") }},
	"honeycombio_flexible_board": {"boards", false, board},
	"honeycombio_email_recipient": recipient("email", func(r doc) doc {
		return doc{"email_address": r["address"]}
	}),
	"honeycombio_slack_recipient": recipient("slack", func(r doc) doc {
		return doc{"slack_channel": r["channel"]}
	}),
	"honeycombio_pagerduty_recipient": recipient("pagerduty", func(r doc) doc {
		return doc{"pagerduty_integration_name": r["integration_name"], "pagerduty_integration_key": r["integration_key"]}
	}),
	"honeycombio_msteams_workflow_recipient": recipient("msteams_workflow", func(r doc) doc {
		return doc{"webhook_name": r["name"], "webhook_url": r["url"]}
	}),
	"honeycombio_webhook_recipient": recipient("webhook", webhook),
}

func recipient(typ string, details func(doc) doc) kind {
	return kind{"recipients", false, func(r doc) doc { return doc{"type": typ, "details": compact(details(r))} }}
}

func webhook(r doc) doc {
	details := doc{"webhook_name": r["name"], "webhook_url": r["url"], "webhook_secret": r["secret"]}
	headers := []any{}
	for _, h := range blocks(r, "header") {
		headers = append(headers, doc{"header": h["name"], "value": h["value"]})
	}
	details["webhook_headers"] = headers
	variables, templates := []any{}, doc{}
	for _, v := range blocks(r, "variable") {
		variables = append(variables, pick(v, "name", "default_value"))
	}
	for _, t := range blocks(r, "template") {
		templates[t["type"].(string)] = doc{"body": t["body"]}
	}
	details["webhook_payloads"] = doc{"template_variables": variables, "payload_templates": templates}
	return details
}

func trigger(r doc) doc {
	out := pick(r, "name", "description", "alert_type", "frequency", "auto_investigate")
	out["disabled"] = r["disabled"] == true // the API keeps what isn't sent
	out["query"] = query(r)
	out["tags"] = tags(r)
	out["recipients"] = notifications(r)
	out["baseline_details"] = doc{} // none
	for _, t := range blocks(r, "threshold") {
		out["threshold"] = pick(t, "op", "value", "exceeded_limit")
	}
	for _, b := range blocks(r, "baseline_details") {
		out["baseline_details"] = pick(b, "type", "offset_minutes")
	}
	for _, s := range blocks(r, "evaluation_schedule") {
		out["evaluation_schedule_type"] = "window"
		out["evaluation_schedule"] = doc{"window": pick(s, "days_of_week", "start_time", "end_time")}
	}
	return out
}

func query(r doc) doc {
	d := doc{}
	text, _ := r["query_json"].(string)
	_ = json.Unmarshal([]byte(text), &d) // what is none lacks all that the API asks for
	return d
}

func board(r doc) doc {
	out := pick(r, "name", "description")
	out["type"], out["layout_generation"], out["tags"] = "flexible", "auto", tags(r)
	panels, filters := []any{}, []any{}
	for _, p := range blocks(r, "panel") {
		panel := pick(p, "type")
		if position, ok := p["position"].(doc); ok {
			panel["position"], out["layout_generation"] = compact(position), "manual"
		}
		for _, q := range blocks(p, "query_panel") {
			panel["query_panel"] = pick(q, "query_id", "query_annotation_id", "query_style")
		}
		for _, s := range blocks(p, "slo_panel") {
			panel["slo_panel"] = pick(s, "slo_id")
		}
		for _, t := range blocks(p, "text_panel") {
			panel["text_panel"] = pick(t, "content")
		}
		panels = append(panels, panel)
	}
	for _, f := range blocks(r, "preset_filter") {
		filters = append(filters, pick(f, "column", "alias"))
	}
	out["panels"], out["preset_filters"] = panels, filters
	return out
}

func notifications(r doc) []any {
	list := []any{}
	for _, n := range blocks(r, "recipient") {
		one := pick(n, "id", "type", "target", "group_filter")
		if n["pagerduty_per_group_incidents"] == true {
			one["pagerduty_per_group_incidents"] = true
		}
		for _, d := range blocks(n, "notification_details") {
			details := pick(d, "pagerduty_severity")
			variables := []any{}
			for _, v := range blocks(d, "variable") {
				variables = append(variables, pick(v, "name", "value"))
			}
			if len(variables) > 0 {
				details["variables"] = variables
			}
			one["details"] = details
		}
		list = append(list, one)
	}
	return list
}

func tags(r doc) []any {
	list := []any{}
	m, _ := r["tags"].(doc)
	for _, key := range slices.Sorted(maps.Keys(m)) {
		list = append(list, doc{"key": key, "value": m[key]})
	}
	return list
}

// perMillion is a percentage as the API has it; nil for none.
func perMillion(percent any) any {
	f, ok := percent.(float64)
	if !ok {
		return nil
	}
	return int64(math.Round(f * 10_000))
}

// pick is the members of these names that there are.
func pick(r doc, names ...string) doc {
	out := doc{}
	for _, name := range names {
		if r[name] != nil {
			out[name] = r[name]
		}
	}
	return out
}

// compact is d without what is nil.
func compact(d doc) doc { return pick(d, slices.Collect(maps.Keys(d))...) }

// blocks are the nested blocks of a name.
func blocks(r doc, name string) (out []doc) {
	list, _ := r[name].([]any)
	for _, x := range list {
		if d, ok := x.(doc); ok {
			out = append(out, d)
		}
	}
	return out
}

// plain is a value as encoding/json would have it: what is null or unknown is nil.
func plain(v tftypes.Value) (any, error) {
	if v.IsNull() || !v.IsKnown() {
		return nil, nil
	}
	t := v.Type()
	switch {
	case t.Is(tftypes.String):
		var s string
		err := v.As(&s)
		return s, err
	case t.Is(tftypes.Bool):
		var b bool
		err := v.As(&b)
		return b, err
	case t.Is(tftypes.Number):
		var n big.Float
		err := v.As(&n)
		f, _ := n.Float64() // as the real provider has them
		return f, err
	case t.Is(tftypes.Object{}), t.Is(tftypes.Map{}):
		values, err := attributes(v)
		if err != nil {
			return nil, err
		}
		d := doc{}
		for name, x := range values {
			if d[name], err = plain(x); err != nil {
				return nil, err
			}
		}
		return d, nil
	}
	var items []tftypes.Value
	if err := v.As(&items); err != nil {
		return nil, err
	}
	list := make([]any, len(items))
	for i, x := range items {
		var err error
		if list[i], err = plain(x); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// The environment variables by which the real provider finds the API.
const (
	keyVariable      = "HONEYCOMB_API_KEY"
	endpointVariable = "HONEYCOMB_API_ENDPOINT"
)

// refusal is an answer of the API that isn't a success.
type refusal struct {
	status int
	text   string
}

func (r *refusal) Error() string {
	return fmt.Sprintf("%d %s: %s", r.status, http.StatusText(r.status), r.text)
}

// send sends one request and reads the answer; out may be nil.
func send(ctx context.Context, method, path string, body doc, out any) error {
	var b []byte
	if body != nil {
		var err error
		if b, err = json.Marshal(compact(body)); err != nil {
			return err
		}
	}
	r, err := http.NewRequestWithContext(ctx, method, os.Getenv(endpointVariable)+path, bytes.NewReader(b))
	if err != nil {
		return err
	}
	r.Header.Set("X-Honeycomb-Team", os.Getenv(keyVariable))
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer a.Body.Close()
	if a.StatusCode >= 300 {
		var said struct{ Error string }
		_ = readJSON(a.Body, &said)
		return &refusal{a.StatusCode, said.Error}
	}
	if out == nil {
		return nil
	}
	return readJSON(a.Body, out)
}

func readJSON(r io.Reader, out any) error {
	d := json.NewDecoder(r)
	d.UseNumber()
	return d.Decode(out)
}

// path is where the API keeps the object of a resource, or with an empty id, where it makes one.
func (k kind) path(dataset any, id string) string {
	p := "/1/" + k.collection
	if k.inDataset {
		slug, _ := dataset.(string)
		if slug == "" {
			slug = "__all__"
		}
		p += "/" + url.PathEscape(slug)
	}
	if id != "" {
		p += "/" + url.PathEscape(id)
	}
	return p
}

// save creates the object of a resource, or changes the one that has this id. It returns the id.
func (k kind) save(ctx context.Context, r doc, id string) (string, error) {
	if id == "" {
		var made struct{ ID string }
		err := send(ctx, http.MethodPost, k.path(r["dataset"], ""), k.body(r), &made)
		return made.ID, err
	}
	return id, send(ctx, http.MethodPut, k.path(r["dataset"], id), k.body(r), nil)
}

// remove deletes the object of a resource. What is gone already is gone; queries can't be deleted.
func (k kind) remove(ctx context.Context, r doc) error {
	id, _ := r["id"].(string)
	if k.collection == "queries" {
		return nil
	}
	err := send(ctx, http.MethodDelete, k.path(r["dataset"], id), nil, nil)
	if isGone(err) {
		return nil
	}
	return err
}

func isGone(err error) bool {
	r, ok := err.(*refusal)
	return ok && r.status == http.StatusNotFound
}

// found is the id of what an import names: calculated fields are known by their alias.
func (k kind) found(ctx context.Context, dataset, name string) (string, error) {
	path := k.path(dataset, name)
	if k.collection == "derived_columns" {
		path = k.path(dataset, "") + "?alias=" + url.QueryEscape(name)
	}
	var there struct{ ID string }
	err := send(ctx, http.MethodGet, path, nil, &there)
	return there.ID, err
}

// lookedUp is the id of the one recipient that a data source asks for.
// Source: provider 0.51.0, honeycombio/data_source_recipient.go.
func lookedUp(ctx context.Context, r doc) (string, error) {
	var all []struct {
		ID, Type string
		Details  map[string]any
	}
	if err := send(ctx, http.MethodGet, "/1/recipients", nil, &all); err != nil {
		return "", err
	}
	details := map[string]string{
		"address": "email_address", "channel": "slack_channel", "name": "webhook_name",
		"integration_name": "pagerduty_integration_name", "url": "webhook_url",
	}
	var ids []string
	for _, x := range all {
		fits := x.Type == r["type"]
		for _, f := range blocks(r, "detail_filter") {
			name, _ := f["name"].(string)
			fits = fits && x.Details[details[name]] == f["value"]
		}
		if fits {
			ids = append(ids, x.ID)
		}
	}
	switch len(ids) {
	case 0:
		return "", fmt.Errorf("your recipient query returned no results")
	case 1:
		return ids[0], nil
	}
	return "", fmt.Errorf("your recipient query returned more than one result")
}
