package honeycomb

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"
	"sigs.k8s.io/yaml"
)

// openAPI is Honeycomb's OpenAPI document as JSON, or nil where it isn't beside the repository.
func openAPI(t *testing.T) map[string]any {
	t.Helper()
	path, err := filepath.Abs("../../../shared/data/honeycomb-openapi-2026-08-13.yaml")
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if os.IsNotExist(err) {
		t.Skip("Honeycomb's OpenAPI document isn't in ../shared/data")
	}
	if err != nil {
		t.Fatal(err)
	}
	var doc map[string]any
	if err := yaml.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	dropReadOnly(doc)
	return doc
}

// dropReadOnly takes the names that only answers have out of the lists of required ones, for the schemas are of requests here.
func dropReadOnly(v any) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			dropReadOnly(e)
		}
	case map[string]any:
		for _, e := range v {
			dropReadOnly(e)
		}
		properties, _ := v["properties"].(map[string]any)
		required, ok := v["required"].([]any)
		if !ok || properties == nil {
			return
		}
		required = slices.DeleteFunc(slices.Clone(required), func(name any) bool {
			s, _ := name.(string)
			p, _ := properties[s].(map[string]any)
			return p["readOnly"] == true || s == "created_at" || s == "updated_at"
		})
		if v["required"] = required; len(required) == 0 {
			delete(v, "required")
		}
	}
}

// requestSchemas compiles, for each kind, the schema of the body of the request that creates it.
func requestSchemas(t *testing.T) map[string]*jsonschema.Schema {
	t.Helper()
	doc := openAPI(t)
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	if err := c.AddResource("openapi.json", doc); err != nil {
		t.Fatal(err)
	}
	schemas := map[string]*jsonschema.Schema{}
	for kind, path := range map[string]string{
		KindCalculatedField: "/1/derived_columns/{datasetSlug}",
		KindSLO:             "/1/slos/{datasetSlug}",
		KindBurnAlert:       "/1/burn_alerts/{datasetSlug}",
		KindTrigger:         "/1/triggers/{datasetSlug}",
		KindRecipient:       "/1/recipients",
		KindQuery:           "/1/queries/{datasetSlug}",
		KindQueryAnnotation: "/1/query_annotations/{datasetSlug}",
		KindBoard:           "/1/boards",
	} {
		pointer := "/paths/" + strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace(path) + "/post/requestBody/content/application~1json/schema"
		if kind == KindTrigger { // the request is oneOf two schemas that both match: this is the one that is meant
			pointer = "/components/schemas/TriggerWithInlineQuery"
		}
		s, err := c.Compile("openapi.json#" + pointer)
		if err != nil {
			t.Fatalf("%s: %v", kind, err)
		}
		schemas[kind] = s
	}
	return schemas
}

// resolved is a body as it is sent: ids in place of references, values in place of secrets.
func resolved(v any) any {
	switch v := v.(type) {
	case map[string]any:
		if _, ok := v["$ref"]; ok {
			return "2LBq9LckbcA"
		}
		if _, ok := v["$secret"]; ok {
			return strings.Repeat("k", PagerDutyKeyLength)
		}
		for name, e := range v {
			v[name] = resolved(e)
		}
	case []any:
		for i, e := range v {
			v[i] = resolved(e)
		}
	}
	return v
}

// unknownMembers lists the members of v that schema s doesn't name: the API refuses some of those.
func unknownMembers(doc map[string]any, s map[string]any, v any, at string) []string {
	names := map[string]map[string]any{}
	var collect func(s map[string]any)
	collect = func(s map[string]any) {
		if ref, ok := s["$ref"].(string); ok {
			target := doc
			for _, part := range strings.Split(strings.TrimPrefix(ref, "#/"), "/") {
				target = target[part].(map[string]any)
			}
			collect(target)
		}
		for _, of := range []string{"allOf", "oneOf", "anyOf"} {
			list, _ := s[of].([]any)
			for _, e := range list {
				collect(e.(map[string]any))
			}
		}
		properties, _ := s["properties"].(map[string]any)
		for name, p := range properties {
			if p := p.(map[string]any); names[name] == nil || len(p) > len(names[name]) {
				names[name] = p
			}
		}
		if items, ok := s["items"].(map[string]any); ok {
			names["[]"] = items
		}
	}
	collect(s)
	var unknown []string
	switch v := v.(type) {
	case map[string]any:
		for name, e := range v {
			switch p := names[name]; {
			case p == nil:
				unknown = append(unknown, at+"."+name)
			case p["readOnly"] == true:
				unknown = append(unknown, at+"."+name+" (read-only)")
			default:
				unknown = append(unknown, unknownMembers(doc, p, e, at+"."+name)...)
			}
		}
	case []any:
		for _, e := range v {
			if names["[]"] != nil {
				unknown = append(unknown, unknownMembers(doc, names["[]"], e, at+"[]")...)
			}
		}
	}
	return unknown
}

// TestBodiesMatchOpenAPI holds every body against Honeycomb's own document.
func TestBodiesMatchOpenAPI(t *testing.T) {
	schemas := requestSchemas(t)
	doc := openAPI(t)
	inline := doc["components"].(map[string]any)["schemas"].(map[string]any)["Query"].(map[string]any)
	seen := map[string]bool{}
	for x := range shop().Objects() {
		m := x.Head()
		seen[m.Key.Kind()] = true
		body, err := jsonschema.UnmarshalJSON(bytes.NewReader(AppendBody(nil, x)))
		if err != nil {
			t.Fatalf("%s: %v", m.Key, err)
		}
		if Method(x) == "GET" {
			continue
		}
		body = resolved(body)
		if err := schemas[m.Key.Kind()].Validate(body); err != nil {
			t.Errorf("%s: %v", m.Key, err)
		}
		if trigger, ok := body.(map[string]any); ok && m.Key.Kind() == KindTrigger {
			// A trigger's inline query is a plain object to the document, in words a query specification.
			if u := unknownMembers(doc, inline, trigger["query"], "query"); u != nil {
				t.Errorf("%s has members no query has: %v", m.Key, u)
			}
			delete(trigger, "query")
		}
		schema := map[string]any{"$ref": "#/components/schemas/" + map[string]string{
			KindCalculatedField: "CalculatedField", KindSLO: "SLOCreate", KindBurnAlert: "CreateBurnAlertRequest", KindTrigger: "BaseTrigger",
			KindRecipient: "Recipient", KindQuery: "Query", KindQueryAnnotation: "QueryAnnotation", KindBoard: "Board",
		}[m.Key.Kind()]}
		if m.Key.Kind() == KindRecipient { // details of this type alone
			schema["$ref"] = "#/components/schemas/" + map[string]string{
				RecipientEmail: "EmailRecipient", RecipientSlack: "SlackRecipient", RecipientPagerDuty: "PagerDutyRecipient",
				RecipientWebhook: "WebhookRecipient", RecipientMSTeamsWorkflow: "MSTeamsWorkflowRecipient",
			}[x.(*Recipient).Type]
		}
		if u := unknownMembers(doc, schema, body, string(m.Key)); u != nil {
			t.Errorf("%s has members the document doesn't know: %v", m.Key, u)
		}
	}
	if len(seen) != 8 {
		t.Errorf("the fixture has the kinds %v only", seen)
	}
}

// TestBodySchemasBite makes sure the check above can fail.
func TestBodySchemasBite(t *testing.T) {
	schemas := requestSchemas(t)
	r := shop()
	r.SLOs[0].Name = ""
	r.BurnAlerts[0].Recipients = nil
	r.Triggers[0].Threshold.Op = "="
	r.Boards[0].Name = ""
	for _, x := range []Object{r.SLOs[0], r.BurnAlerts[0], r.Triggers[0], r.Boards[0]} {
		body, err := jsonschema.UnmarshalJSON(bytes.NewReader(AppendBody(nil, x)))
		if err != nil {
			t.Fatal(err)
		}
		if schemas[x.Head().Key.Kind()].Validate(resolved(body)) == nil {
			t.Errorf("the schema takes a wrong %s", x.Head().Key.Kind())
		}
	}
}

func TestPaths(t *testing.T) {
	got := map[Key]string{}
	for x := range shop().Objects() {
		got[x.Head().Key] = Method(x) + " " + string(AppendPath(nil, x))
	}
	for key, want := range map[Key]string{
		"calculated_field/checkout/availability":   "POST /1/derived_columns/checkout",
		"calculated_field/journey/availability":    "POST /1/derived_columns/__all__",
		"slo/checkout/availability":                "POST /1/slos/checkout",
		"slo/journey/availability":                 "POST /1/slos/__all__",
		"burn_alert/checkout/availability/fast":    "POST /1/burn_alerts/checkout",
		"burn_alert/journey/availability/slow":     "POST /1/burn_alerts/__all__",
		"trigger/checkout/declines_spike":          "POST /1/triggers/checkout",
		"trigger/checkout/traffic_drop":            "POST /1/triggers/__all__",
		"recipient/slack/legacy":                   "GET /1/recipients",
		"recipient/slack/payments":                 "POST /1/recipients",
		"query/checkout/declines_spike":            "POST /1/queries/checkout",
		"query_annotation/checkout/declines_spike": "POST /1/query_annotations/checkout",
		"board/checkout":                           "POST /1/boards",
	} {
		if got[key] != want {
			t.Errorf("%s: %s, want %s", key, got[key], want)
		}
	}
	odd := &CalculatedField{Dataset: `a/b "ü"`}
	if got, want := string(AppendPath(nil, odd)), "/1/derived_columns/a%2Fb%20%22%C3%BC%22"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestAppendString compares with encoding/json, which reads the same text back and differs only in what it escapes.
func TestAppendString(t *testing.T) {
	for s, want := range map[string]string{
		"":                `""`,
		`a"b\c`:           `"a\"b\\c"`,
		"a\nb\tc\x00\x1f": `"a\nb\tc\u0000\u001f"`,
		"<&>":             `"<&>"`,
		"ü€😀":             `"ü€😀"`,
		"a\u2028b\u2029":  `"a\u2028b\u2029"`,
		"a\xffb\xc3":      `"a\ufffdb\ufffd"`,
	} {
		if got := string(appendString(nil, s)); got != want {
			t.Errorf("%q: %s, want %s", s, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := string(rapid.SliceOf(rapid.Byte()).Draw(t, "s"))
		var back string
		if err := json.Unmarshal(appendString(nil, s), &back); err != nil {
			t.Fatal(err)
		}
		if want := strings.ToValidUTF8(s, "\ufffd"); strings.Count(back, "\ufffd") < strings.Count(want, "\ufffd") ||
			strings.ReplaceAll(back, "\ufffd", "") != strings.ReplaceAll(want, "\ufffd", "") {
			t.Fatalf("%q came back as %q", s, back)
		}
	})
}

func TestAppendFloat(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := rapid.Float64().Draw(t, "f")
		if math.IsInf(f, 0) || math.IsNaN(f) {
			t.Skip("no JSON")
		}
		want, _ := json.Marshal(f)
		if got := appendFloat(nil, f); !bytes.Equal(got, want) {
			t.Fatalf("%s, want %s", got, want)
		}
	})
	for _, f := range []float64{math.Inf(1), math.NaN()} {
		if got := string(appendFloat(nil, f)); got != "null" {
			t.Errorf("%v: %s", f, got)
		}
	}
}

func TestNumberValid(t *testing.T) {
	for _, s := range []string{"0", "-0", "5", "-50", "0.05", "1e3", "1E-7", "12345678901234567890", "1.5e+300"} {
		if !Number(s).valid() {
			t.Errorf("%s is a number", s)
		}
		if !json.Valid([]byte(s)) {
			t.Errorf("%s isn't JSON", s)
		}
	}
	for _, s := range []string{"", "-", "01", ".5", "5.", "1e", "1e999", "+1", "NaN", "Infinity", "0x10", "1_000", "1 ", strconv.Itoa(5) + "e"} {
		if Number(s).valid() {
			t.Errorf("%q is no number", s)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`-?[0-9.eE+-]{0,6}`).Draw(t, "s")
		f, err := strconv.ParseFloat(s, 64)
		want := json.Valid([]byte(s)) && err == nil && !math.IsInf(f, 0)
		if got := Number(s).valid(); got != want {
			t.Fatalf("%q: %v, want %v", s, got, want)
		}
	})
}

func TestBodyIsWhole(t *testing.T) {
	// An object stripped bare must still be JSON: the compiler may ask for bodies of what the rules refuse.
	for _, x := range []Object{&CalculatedField{}, &SLO{}, &BurnAlert{}, &Recipient{}, &Recipient{Type: RecipientWebhook}, &SavedQuery{}, &QueryAnnotation{}, &Board{Panels: []Panel{{}}}} {
		if b := AppendBody(nil, x); !json.Valid(b) {
			t.Errorf("%T: %s", x, b)
		}
	}
	var board map[string]any
	if err := json.Unmarshal(AppendBody(nil, shop().Boards[0]), &board); err != nil {
		t.Fatal(err)
	}
	panel := board["panels"].([]any)[1].(map[string]any)["query_panel"]
	if diff := cmp.Diff(map[string]any{
		"query_id": map[string]any{"$ref": "query/checkout/declines_spike"}, "query_annotation_id": map[string]any{"$ref": "query_annotation/checkout/declines_spike"}, "query_style": "graph",
	}, panel); diff != "" {
		t.Errorf("a panel's dataset is refused with 422 (-want +got):\n%s", diff)
	}
}
