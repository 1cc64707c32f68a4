package generator_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/slogen-project/slogen/generator"
	"github.com/slogen-project/slogen/generator/phrase"
	"github.com/slogen-project/slogen/generator/presets"
)

// TestBuiltins uses every built-in policy and template as a user would, with no parameter and with every one that is a
// list.
func TestBuiltins(t *testing.T) {
	var b strings.Builder
	b.WriteString(`recipient "slack" "team" {
  channel = "#team"
}

service "everything" {
  dataset = "everything"
  runbook = "https://runbooks.example.com"
  routes  = { page = [recipient.slack.team], ticket = [recipient.slack.team], inform = [recipient.slack.team] }
`)
	policies, templates := presets.Names()["burn_alerts"], presets.Names()["sli"]
	for _, name := range templates {
		list := `"/a", "/b"`
		parameters := map[string]string{
			"http_server_availability": "routes = [%s], except_routes = [%s]",
			"http_server_latency":      "routes = [%s], except_routes = [%s]",
			"grpc_server_availability": "methods = [%s]",
			"grpc_server_latency":      "methods = [%s], except_methods = [%s]",
			"messaging_processing":     "destinations = [%s]",
			"batch_job_success":        "executables = [%s]",
			"llm_request_success":      "providers = [%s], models = [%s]",
			"llm_request_latency":      "models = [%s]",
		}[name]
		fmt.Fprintf(&b, "  sli %q {\n    template = builtin.sli.%s\n  }\n", name, name)
		if parameters != "" {
			fmt.Fprintf(&b, "  sli \"some_%s\" {\n    template   = builtin.sli.%s\n    parameters = { %s }\n  }\n", name, name,
				strings.ReplaceAll(parameters, "%s", list))
		}
	}
	for i, name := range policies {
		fmt.Fprintf(&b, "  slo %q {\n    sli         = sli.%s\n    target      = 99.9\n    burn_alerts = "+
			"builtin.burn_alerts.%s\n  }\n", name, templates[i], name)
	}
	for _, name := range presets.Names()["triggers"] {
		fmt.Fprintf(&b, "  trigger %q {\n    template = builtin.triggers.%s\n    severity = \"inform\"\n  }\n", name,
			name)
	}
	b.WriteString("}\n")
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "all.slo.hcl"), []byte(b.String()), 0o666); err != nil {
		t.Fatal(err)
	}
	r := load(t, generator.Options{Paths: []string{dir}})
	got := map[string]string{}
	for _, f := range r.CalculatedFields {
		got[f.Alias] = f.Expression
	}
	for _, name := range templates {
		alias := "sli.everything." + name
		if !strings.HasPrefix(got[alias], "IF(") {
			t.Errorf("%s: got %q, want an SLI with events that are not eligible", name, got[alias])
		}
		if strings.Contains(got[alias], "true") && !strings.Contains(got[alias], "$error") {
			t.Errorf("%s: a parameter that says nothing left something behind: %s", name, got[alias])
		}
	}
	const some = "sli.everything.some_http_server_availability"
	if want := `IN($http.route, "/a", "/b"), NOT(IN($http.route, "/a", "/b"))`; !strings.Contains(got[some], want) {
		t.Errorf("%s: got %s, want it to hold %s", some, got[some], want)
	}
	want := map[string]string{
		"no_data": `COUNT < 1`, "traffic_drop": `COUNT <= -50% against a week before`, "batch_job_missing": `COUNT < 1`,
		"error_ratio": `IF(GTE($count_if_http_response_status_code, 20), DIV(MUL(100, ` +
			`$count_if_http_response_status_code), $count), 0) > 5`,
	}
	for _, x := range r.Triggers {
		name := strings.TrimPrefix(string(x.Key), "trigger/everything/")
		if got := phrase.Condition(x); got != want[name] {
			t.Errorf("trigger %s fires when %s, want %s", name, got, want[name])
		}
		delete(want, name)
	}
	if len(want) > 0 {
		t.Errorf("no trigger was made of %v", want)
	}
	for _, name := range policies {
		n := 0
		for _, a := range r.BurnAlerts {
			if strings.HasPrefix(string(a.Key), "burn_alert/everything/"+name+"/") {
				n++
			}
		}
		if n < 2 {
			t.Errorf("policy %s made %d burn alerts; every policy has a fast and a slow one", name, n)
		}
	}
}
