package standin

import (
	"context"
	"encoding/json"
	"fmt"
	"math/big"
	"net/http"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// What the real provider reads of an object that is imported. Of recipients that alerts notify, it reads the ids alone.
// Source: provider 0.51.0, the Read functions of internal/provider and honeycombio.

// readers turn an answer of the API into the attributes and blocks of a resource.
var readers = map[string]func(a doc) doc{
	"honeycombio_derived_column": func(a doc) doc {
		if a["description"] == "" { // for the provider's library, that is none
			delete(a, "description")
		}
		return pick(a, "alias", "description", "expression")
	},
	"honeycombio_slo": func(a doc) doc {
		out := pick(a, "name", "description")
		out["sli"], out["tags"] = inside(a, "sli")["alias"], tagsOf(a)
		out["time_period"], out["target_percentage"] = a["time_period_days"], percent(a["target_per_million"])
		return out
	},
	"honeycombio_burn_alert": func(a doc) doc {
		out := pick(a, "alert_type", "description", "exhaustion_minutes", "budget_rate_window_minutes",
			"auto_investigate")
		out["slo_id"], out["recipient"] = inside(a, "slo")["id"], idsOf(a)
		out["budget_rate_decrease_percent"] = percent(a["budget_rate_decrease_threshold_per_million"])
		return out
	},
	"honeycombio_trigger":        readTrigger,
	"honeycombio_flexible_board": readBoard,
	"honeycombio_email_recipient": func(a doc) doc {
		return doc{"address": inside(a, "details")["email_address"]}
	},
	"honeycombio_slack_recipient": func(a doc) doc { return doc{"channel": inside(a, "details")["slack_channel"]} },
	"honeycombio_pagerduty_recipient": func(a doc) doc {
		d := inside(a, "details")
		return doc{"integration_name": d["pagerduty_integration_name"],
			"integration_key": d["pagerduty_integration_key"]}
	},
	"honeycombio_msteams_workflow_recipient": func(a doc) doc {
		d := inside(a, "details")
		return doc{"name": d["webhook_name"], "url": d["webhook_url"]}
	},
	"honeycombio_webhook_recipient": readWebhook,
}

func readTrigger(a doc) doc {
	out := pick(a, "name", "description", "alert_type", "frequency", "disabled", "auto_investigate")
	out["tags"], out["recipient"], out["threshold"] = tagsOf(a), idsOf(a), []any{a["threshold"]}
	query := inside(a, "query")
	delete(query, "id")
	text, _ := json.Marshal(query) // it was decoded from JSON
	out["query_json"] = string(text)
	if b := inside(a, "baseline_details"); b["type"] != nil && b["type"] != "" {
		out["baseline_details"] = []any{b}
	}
	if w := inside(inside(a, "evaluation_schedule"), "window"); len(w) > 0 {
		out["evaluation_schedule"] = []any{w}
	}
	return out
}

func readBoard(a doc) doc {
	out := pick(a, "name", "description")
	out["tags"], out["preset_filter"] = tagsOf(a), a["preset_filters"]
	panels := []any{}
	for _, p := range blocks(a, "panels") {
		panel := pick(p, "type")
		if a["layout_generation"] == "manual" {
			panel["position"] = p["position"]
		}
		for _, name := range []string{"query_panel", "slo_panel", "text_panel"} {
			if one, ok := p[name].(doc); ok {
				panel[name] = []any{one}
			}
		}
		panels = append(panels, panel)
	}
	out["panel"] = panels
	return out
}

func readWebhook(a doc) doc {
	d := inside(a, "details")
	out := doc{"name": d["webhook_name"], "url": d["webhook_url"], "secret": d["webhook_secret"]}
	headers, templates := []any{}, []any{}
	for _, h := range blocks(d, "webhook_headers") {
		headers = append(headers, doc{"name": h["header"], "value": h["value"]})
	}
	payloads := inside(d, "webhook_payloads")
	bodies := inside(payloads, "payload_templates")
	for typ := range bodies {
		if b := inside(bodies, typ); b["body"] != nil {
			templates = append(templates, doc{"type": typ, "body": b["body"]})
		}
	}
	out["header"], out["variable"], out["template"] = headers, payloads["template_variables"], templates
	return out
}

func inside(d doc, name string) doc {
	x, _ := d[name].(doc)
	return x
}

func tagsOf(a doc) doc {
	m := doc{}
	for _, t := range blocks(a, "tags") {
		m[t["key"].(string)] = t["value"]
	}
	return m
}

func idsOf(a doc) []any {
	list := []any{}
	for _, r := range blocks(a, "recipients") {
		list = append(list, pick(r, "id"))
	}
	return list
}

// percent is parts of a million as a percentage; nil for none.
func percent(perMillion any) any {
	n, ok := perMillion.(json.Number)
	if !ok {
		return nil
	}
	f, _ := n.Float64()
	return f / 10_000
}

// imported is an object that exists, as the state of a resource that is imported has it.
func (s *server) imported(ctx context.Context, typ, dataset, name string) (map[string]tftypes.Value, error) {
	k, read := kinds[typ], readers[typ]
	if read == nil {
		return nil, fmt.Errorf("the provider imports no %s", typ)
	}
	id, err := k.found(ctx, dataset, name)
	if err != nil {
		return nil, err
	}
	var answer doc
	if err := send(ctx, http.MethodGet, k.path(dataset, id), nil, &answer); err != nil {
		return nil, err
	}
	state := read(answer)
	state["id"] = id
	if k.inDataset && dataset != "" {
		state["dataset"] = dataset
	}
	return filled(s.schema.ResourceSchemas[typ].Block, state)
}

// filled are the values of a block with these attributes and blocks in it.
func filled(b *tfprotov6.SchemaBlock, d doc) (map[string]tftypes.Value, error) {
	values := map[string]tftypes.Value{}
	var err error
	for _, a := range b.Attributes {
		if values[a.Name], err = valueOf(a.Type, d[a.Name]); err != nil {
			return nil, fmt.Errorf("%s: %w", a.Name, err)
		}
	}
	for _, n := range b.BlockTypes {
		if n.Nesting == tfprotov6.SchemaNestedBlockNestingModeSingle {
			one, ok := d[n.TypeName].(doc)
			if !ok {
				values[n.TypeName] = tftypes.NewValue(n.ValueType(), nil)
				continue
			}
			inner, err := filled(n.Block, one)
			if err != nil {
				return nil, err
			}
			values[n.TypeName] = tftypes.NewValue(n.ValueType(), inner)
			continue
		}
		items := []tftypes.Value{}
		for _, one := range blocks(d, n.TypeName) {
			inner, err := filled(n.Block, one)
			if err != nil {
				return nil, err
			}
			items = append(items, tftypes.NewValue(n.Block.ValueType(), inner))
		}
		values[n.TypeName] = tftypes.NewValue(n.ValueType(), items)
	}
	return values, nil
}

// valueOf is a value as encoding/json has it, as one of a type.
func valueOf(t tftypes.Type, v any) (tftypes.Value, error) {
	switch x := v.(type) {
	case json.Number:
		n, ok := new(big.Float).SetString(x.String())
		if !ok {
			return tftypes.Value{}, fmt.Errorf("%s is no number", x)
		}
		return tftypes.NewValue(t, n), nil
	case float64:
		return tftypes.NewValue(t, big.NewFloat(x)), nil
	case nil, string, bool:
		return tftypes.NewValue(t, x), nil
	case doc:
		m := map[string]tftypes.Value{}
		for name, one := range x {
			inner, err := valueOf(tftypes.String, one)
			if err != nil {
				return inner, err
			}
			m[name] = inner
		}
		return tftypes.NewValue(t, m), nil
	case []any:
		list := make([]tftypes.Value, 0, len(x))
		for _, one := range x {
			inner, err := valueOf(tftypes.String, one)
			if err != nil {
				return inner, err
			}
			list = append(list, inner)
		}
		return tftypes.NewValue(t, slices.Clip(list)), nil
	}
	return tftypes.Value{}, fmt.Errorf("%T has no type in Terraform", v)
}
