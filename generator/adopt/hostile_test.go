package adopt_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"golang.org/x/tools/txtar"

	"github.com/slogen-project/slogen/generator/adopt"
)

// seeds are what the script of the command imports, with what is meant to be in the way.
func seeds(t testing.TB) (out [][]byte) {
	a, err := txtar.ParseFile("../../cmd/slogen/testdata/script/import.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range a.Files {
		if strings.HasSuffix(f.Name, ".json") {
			out = append(out, f.Data)
		}
	}
	for _, text := range hostile {
		out = append(out, []byte(text))
	}
	return out
}

// hostile is JSON that nobody sends.
var hostile = []string{
	``, `null`, `[]`, `{}`, `[[[]]]`, `"a"`, `{"alias": 1, "expression": []}`, `{"alias": "", "expression": ""}`,
	`{"sli": "a", "time_period_days": "30", "name": {}}`,
	`{"sli": {"alias": []}, "time_period_days": 1e99, "target_per_million": -1, "name": "${x}%{y}\u0000\n\"\\"}`,
	`{"id": 5, "exhaustion_minutes": 1.5, "slo": "a", "recipients": {"a": 1}}`,
	`[{"alias": "x", "expression": "$x"}, {"id": "${a}\n", "name": "\u202e", "description": "a\nb\u0085c\u2028",
"sli": {"alias": "x"}, "time_period_days": 30, "target_per_million": 999000, "dataset_slugs": ["a${b}", "c\"d"],
"tags": [{"key": "${k}", "value": "\n"}, 5, {"key": 1}]}]`,
	`{"threshold": [], "query": "x", "frequency": null}`,
	`{"threshold": {"op": ">; }", "value": 1e400}, "query": {"calculations": [{"op": "COUNT; DROP"}], "filters": [{}]}}`,
	`{"threshold": {"op": ">", "value": 1}, "query": {"calculations": [{"op": "MAX", "column": "a b\"${c}"}],
"breakdowns": ["\n", ""], "filters": [{"column": "x", "op": "in", "value": [null, {}]}]}, "name": "# a\n*/ b",
"baseline_details": {"offset_minutes": 7}, "evaluation_schedule": {"window": {"days_of_week": [1]}}}`,
	`{"type": "webhook", "details": {"webhook_url": "::", "webhook_headers": [1, {"header": "${a}\n"}],
"webhook_payloads": {"template_variables": [{}], "payload_templates": {"trigger": {"body": "%{if true}\n<<EOT"}}}}}`,
	`{"type": "pagerduty", "details": null}`, `{"type": "strange", "details": {}}`,
	`{"type": "flexible", "panels": [null, {"slo_panel": 1}, {"query_panel": {"query_id": {"$ref": "a"}}}]}`,
	`{"key": "slo/a/b", "kind": "slo", "body": {}}`, `{"key": "a", "kind": "trigger", "body": {"query": {}}}`,
	`{"key_name": "a", "type": "x"}`, `{"data": {"data": {"data": [{"key_name": "\n"}]}}}`,
	`{"version": 4, "lineage": "a", "resources": [{"mode": "managed", "type": "honeycombio_trigger", "name": "a",
"instances": [{"attributes": {"id": 5, "query_json": "[", "threshold": {}, "recipient": [1], "tags": []}}]}]}`,
}

// TestTooMany refuses files of which each byte would take many in memory.
func TestTooMany(t *testing.T) {
	many := "[" + strings.Repeat("{},", 1_000_000) + "{}]"
	for text, want := range map[string]string{
		many: "more than the 1,000,000 objects and lists",
		"[" + strings.Repeat("1,", 4_000_001) + "1]":                "the 4,000,000 values",
		`{"version": 4, "lineage": "a", "resources": ` + many + `}`: "it holds more than 1,000,000 objects",
	} {
		_, err := adopt.Import(t.Context(), []adopt.File{{Name: "a.json", Data: []byte(text)}}, adopt.Options{})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, and not %s", err, want)
		}
	}
}

func FuzzImport(f *testing.F) {
	for _, s := range seeds(f) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<16 {
			return
		}
		harmless(t, data)
	})
}

// harmless imports data: whatever it is, what is written parses, is formatted, and is the same again.
func harmless(t *testing.T, data []byte) *adopt.Result {
	t.Helper()
	r, err := adopt.Import(t.Context(), []adopt.File{{Name: "checkout/all.json", Data: data}}, adopt.Options{})
	if err != nil {
		return nil
	}
	again, err := adopt.Import(t.Context(), []adopt.File{{Name: "checkout/all.json", Data: data}}, adopt.Options{})
	if err != nil || text(again) != text(r) {
		t.Fatalf("another result: %v\n%s\n%s", err, text(r), text(again))
	}
	for _, f := range r.Files {
		if !strings.HasSuffix(f.Name, ".hcl") {
			continue
		}
		if _, diags := hclsyntax.ParseConfig(f.Text, f.Name, hcl.InitialPos); diags.HasErrors() {
			t.Fatalf("%v\n%s", diags, f.Text)
		}
		if !bytes.Equal(hclwrite.Format(f.Text), f.Text) {
			t.Fatalf("not formatted:\n%s\nbut\n%s", f.Text, hclwrite.Format(f.Text))
		}
	}
	return r
}

func TestHostile(t *testing.T) {
	for _, data := range seeds(t) {
		harmless(t, data)
	}
}

// TestLarge imports what is deep or has very many members: it is refused, or told in few words, and soon.
func TestLarge(t *testing.T) {
	var members strings.Builder
	for i := range 200_000 {
		fmt.Fprintf(&members, `"m%d": %d, `, i, i)
	}
	for name, data := range map[string]string{
		"deep":    strings.Repeat("[", 1_000_000),
		"nested":  strings.Repeat(`{"a":`, 5_000) + "1" + strings.Repeat("}", 5_000),
		"members": `{` + members.String() + `"alias": "a", "expression": "$a"}`,
		"unknown": `{` + members.String() + `"a": 1}`,
		"numbers": `{"sli": {"alias": "a"}, "time_period_days": 1` + strings.Repeat("0", 1_000_000) + `}`,
		"name":    `{"alias": "` + strings.Repeat("é", 1_000_000) + `", "expression": "$a"}`,
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			r, err := adopt.Import(t.Context(), []adopt.File{{Name: "a.json", Data: []byte(data)}}, adopt.Options{})
			if took := time.Since(start); took > 20*time.Second {
				t.Errorf("it took %s", took)
			}
			if err == nil && len(r.Left) > 100 {
				t.Errorf("%d notes", len(r.Left))
			}
		})
	}
}

// BenchmarkImport imports states with 1,000 and 2,000 SLOs, each with its SLI and two burn alerts. The second takes
// about twice as long as the first.
func BenchmarkImport(b *testing.B) {
	for _, n := range []int{1000, 2000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			files := []adopt.File{{Name: "state.json", Data: largeState(n)}}
			for b.Loop() {
				r, err := adopt.Import(b.Context(), files, adopt.Options{})
				if err != nil || !r.Whole() {
					b.Fatal(err, r.Left[:min(5, len(r.Left))])
				}
			}
		})
	}
}

// largeState is a state with this many SLOs.
func largeState(n int) []byte {
	var s strings.Builder
	s.WriteString(`{"format_version": "1.0", "terraform_version": "1.11.4", "values": {"root_module": {"resources": [`)
	add := func(typ, name, values string) {
		fmt.Fprintf(&s, `{"mode": "managed", "address": "honeycombio_%s.%s", "type": "honeycombio_%[1]s", "name": "%[2]s",
"values": {%s}},`, typ, name, values)
	}
	for i := range n {
		name := fmt.Sprintf("s%d", i)
		add("derived_column", name, fmt.Sprintf(`"id": "d%d", "alias": "sli_%[1]d", "dataset": "d%d", "expression":
"IF(AND(EQUALS($name, \"POST /%[1]d\"), EXISTS($status)), LT($status, 500))"`, i, i/10))
		add("slo", name, fmt.Sprintf(`"id": "o%d", "name": "SLO %[1]d", "description": "d", "dataset": "d%d", "sli":
"sli_%[1]d", "target_percentage": 99.95, "time_period": 28, "tags": {"team": "pay"}`, i, i/10))
		for k := range 2 {
			add("burn_alert", fmt.Sprint(name, k), fmt.Sprintf(`"id": "b%d_%d", "alert_type": "budget_rate",
"budget_rate_decrease_percent": %[2]d, "budget_rate_window_minutes": 60, "dataset": "d%[3]d", "slo_id": "o%[1]d",
"recipient": [{"id": "r"}]`, i, k+2, i/10))
		}
	}
	s.WriteString(`{"mode": "managed", "address": "honeycombio_slack_recipient.r", "type": "honeycombio_slack_recipient",
"name": "r", "values": {"id": "r", "channel": "#a"}}]}}}`)
	return []byte(s.String())
}

// TestSecrets imports secrets in all places where they may stand, also where they are in the way: none is written.
func TestSecrets(t *testing.T) {
	const text1 = `[{"id": "r", "type": "webhook", "details": {"webhook_name": "a", "webhook_url": "https://h/?t=hush1",
"webhook_secret": "hush2", "webhook_token": "hush3", "webhook_headers": [{"header": "X-Api-Key", "value": "hush4"},
{"header": "X-A", "value": "hush5hush5hush5hush5"}]}},
{"id": "r", "type": "webhook", "details": {"webhook_name": "a", "webhook_secret": "hush6"}},
{"id": "p", "type": "pagerduty", "details": {"pagerduty_integration_name": "p",
"pagerduty_integration_key": "hush70123456789abcdef0123456789a"}},
{"id": "m", "type": "msteams", "details": {"webhook_url": "https://h/hush8hush8hush8hush8"}},
{"id": "t", "name": "t", "description": "d", "dataset_slug": "a", "threshold": {"op": ">", "value": 1},
"frequency": 900, "query": {"time_range": 900}, "recipients": [{"type": "msteams", "target": "https://h/hush9hush9hush9hush9"}]}]`
	r := imported(t, adopt.File{Name: "a.json", Data: []byte(text1)})
	var report bytes.Buffer
	r.Print(&report)
	if all := text(r) + report.String(); strings.Contains(all, "hush") {
		t.Errorf("a secret is written:\n%s", all)
	}
	want := []string{"A_SECRET", "A_URL", "A_X_A", "A_X_API_KEY", "P_INTEGRATION_KEY"}
	if !slices.Equal(r.Secrets, want) {
		t.Errorf("secrets %v", r.Secrets)
	}
}
