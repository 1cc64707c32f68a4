package adopt_test

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/slogen-project/slogen/generator/adopt"
)

// definition is a definition from a public source, as it was collected.
type definition struct {
	Type        string
	Name, SLO   string
	Target      float64 `json:"target_percentage"`
	Days        int     `json:"time_period_days"`
	Scope       string
	Expression  string `json:"sli_expression"`
	Alias       string `json:"sli_alias"`
	AlertType   string `json:"alert_type"`
	Exhaustion  *int   `json:"exhaustion_minutes"`
	Window      *int   `json:"budget_rate_window_minutes"`
	Decrease    *float64
	Recipients  []string
	Calculation map[string]any
	Filters     string
	Breakdowns  []string
	Having      string
	Threshold   map[string]any
	Frequency   int
	TimeRange   *int `json:"time_range"`
	Granularity int
}

// filter is a filter that was collected in words, such as "http.status_code >= 500".
func filter(text string) map[string]any {
	parts := strings.SplitN(strings.TrimSpace(text), " ", 3)
	f := map[string]any{"column": parts[0], "op": parts[min(1, len(parts)-1)]}
	if len(parts) == 3 {
		f["value"] = parts[2]
		if json.Valid([]byte(parts[2])) {
			f["value"] = json.RawMessage(parts[2])
		}
	}
	return f
}

// having is a condition on groups that was collected in words, such as "COUNT > 100".
func having(text string) map[string]any {
	f := filter(text)
	return map[string]any{"calculate_op": f["column"], "op": f["op"], "value": f["value"]}
}

// bodies are the objects that the API would have.
func (d *definition) bodies(t *testing.T) []byte {
	var list []any
	slo := map[string]any{"id": "s", "name": cmp.Or(d.Name+d.SLO, "It works"), "description": "d",
		"sli": map[string]any{"alias": "ok"}, "time_period_days": 30, "target_per_million": 999_000,
		"dataset_slugs": []string{"web"}}
	field := map[string]any{"id": "f", "alias": "ok", "expression": "$ok"}
	var told []any
	for i, typ := range d.Recipients {
		details := map[string]any{"email": map[string]any{"email_address": "a@example.com"},
			"slack": map[string]any{"slack_channel": "#a"},
			"pagerduty": map[string]any{"pagerduty_integration_name": "On-call",
				"pagerduty_integration_key": "0123456789abcdef0123456789abcdef"},
			"webhook": map[string]any{"webhook_name": "bot", "webhook_url": "https://bot.example.com/h"},
			"msteams": map[string]any{"webhook_name": "t", "webhook_url": "https://t.example.com/h"}}[typ]
		n := map[string]any{"type": typ, "target": "x"}
		if details != nil {
			n["id"] = fmt.Sprint("r", i)
			if typ == "msteams" {
				typ = "msteams_workflow"
			}
			list = append(list, map[string]any{"id": n["id"], "type": typ, "details": details})
		}
		told = append(told, n)
	}
	switch d.Type {
	case "slo":
		if d.Expression != "" {
			field["expression"] = d.Expression
		}
		if d.Alias != "" {
			field["alias"], slo["sli"] = d.Alias, map[string]any{"alias": d.Alias}
		}
		slo["target_per_million"], slo["time_period_days"] = int(d.Target*10_000+0.5), d.Days
		if d.Scope == "environment" {
			slo["dataset_slugs"] = []string{"api", "web"}
		}
		list = append(list, slo, field)
	case "burn_alert":
		b := map[string]any{"id": "b", "alert_type": d.AlertType, "slo": map[string]any{"id": "s"}, "recipients": told}
		if d.Exhaustion != nil {
			b["exhaustion_minutes"] = *d.Exhaustion
		}
		if d.Window != nil {
			b["budget_rate_window_minutes"] = *d.Window
		}
		if d.Decrease != nil {
			b["budget_rate_decrease_threshold_per_million"] = int(*d.Decrease*10_000 + 0.5)
		}
		list = append(list, slo, field, b)
	case "trigger":
		q := map[string]any{"calculations": []any{d.Calculation}, "breakdowns": d.Breakdowns}
		var filters, havings []any
		for _, f := range strings.Split(d.Filters, ";") {
			if strings.TrimSpace(f) != "" {
				filters = append(filters, filter(f))
			}
		}
		if d.Having != "" {
			havings = append(havings, having(d.Having))
		}
		q["filters"], q["havings"] = filters, havings
		if d.TimeRange != nil {
			q["time_range"] = *d.TimeRange
		}
		if d.Granularity != 0 {
			q["granularity"] = d.Granularity
		}
		set := "web"
		if d.Scope == "environment" {
			set = "__all__"
		}
		list = append(list, map[string]any{"id": "t", "name": d.Name, "description": "d", "dataset_slug": set,
			"query": q, "threshold": d.Threshold, "frequency": d.Frequency, "alert_type": d.AlertType,
			"recipients": told})
	}
	out, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// reasons are why real definitions aren't imported whole: what was collected isn't what the API takes, or Honeycomb
// would refuse it, or slogen doesn't have it.
var reasons = []string{
	"this isn't valid", "slogen has no recipients of type", "the condition can't be said", "it wasn't compared",
	"the query isn't as the API has it", "the query or the threshold isn't as the API has it",
	"recipients[", "query.granularity", "its calculated field",
}

// TestReal imports real definitions.
func TestReal(t *testing.T) {
	whole, all := 0, 0
	if !definitions(t, "../../../shared/data/definitions.jsonl", func(d *definition, _ string) {
		all++
		r := imported(t, adopt.File{Name: "all.json", Data: d.bodies(t)})
		if r.Whole() {
			whole++
			return
		}
		for _, l := range r.Left {
			if l.Remark {
				continue
			}
			if !slices.ContainsFunc(reasons, func(why string) bool { return strings.HasPrefix(l.Text, why) }) {
				t.Errorf("%s %q: %s: %s", d.Type, d.Name, l.Text, l.Original)
			}
			t.Logf("%d %s %q: %.300s: %.200s", all, d.Type, d.Name+d.SLO, l.Text, l.Original)
		}
	}) {
		t.Skip("../shared/data/definitions.jsonl is not beside the checkout")
	}
	t.Logf("%d of %d are imported whole", whole, all)
	if whole < 51 {
		t.Errorf("only %d of %d are imported whole", whole, all)
	}
}

// TestRequests imports the answers to the requests of a whole apply with the real provider, in the shapes that the API
// was recorded in. What slogen's boards can't show is told, and nothing else.
func TestRequests(t *testing.T) {
	f, err := os.Open("../../../shared/data/honeycombio-provider-requests.jsonl")
	if os.IsNotExist(err) {
		t.Skip("../shared/data/honeycombio-provider-requests.jsonl is not beside the checkout")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	answers := map[string]adopt.File{}
	s := bufio.NewScanner(f)
	for s.Buffer(nil, 1<<20); s.Scan(); {
		var line struct {
			U   string
			St  int
			Res json.RawMessage
		}
		var res struct{ ID string }
		if json.Unmarshal(s.Bytes(), &line) != nil || line.St >= 300 || json.Unmarshal(line.Res, &res) != nil ||
			res.ID == "" {
			continue
		}
		path, _, _ := strings.Cut(strings.TrimPrefix(line.U, "/1/"), "?")
		parts := strings.Split(path, "/")
		file := adopt.File{Name: parts[0] + ".json", Data: line.Res}
		if len(parts) > 1 && parts[0] != "recipients" && parts[0] != "boards" {
			file.Dataset = parts[1]
		}
		answers[parts[0]+res.ID] = file // the last one
	}
	var files []adopt.File
	for _, key := range slices.Sorted(maps.Keys(answers)) {
		files = append(files, answers[key])
	}
	r := imported(t, files...)
	n := 0
	for _, c := range r.Counts {
		n += c.Read
	}
	if n < 15 {
		t.Errorf("only %d objects:\n%s", n, text(r))
	}
	for _, l := range r.Left {
		if !l.Remark && !strings.HasPrefix(l.Object, "board ") && !strings.HasPrefix(l.Object, "query ") {
			t.Errorf("%+v", l)
		}
	}
}
