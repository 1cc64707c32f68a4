// Package openapi holds the bodies of requests against Honeycomb's own OpenAPI document. It is for tests only, and
// knows nothing of slogen's: kinds of objects come by the names that the catalogue has for them.
//
// The document is not part of the repository. Where it isn't beside it, in ../shared/data, tests that ask for it skip.
package openapi

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"sigs.k8s.io/yaml"
)

const file = "shared/data/honeycomb-openapi-2026-08-13.yaml"

// Document is Honeycomb's OpenAPI document, with the schemas of the requests that create objects compiled.
type Document struct {
	doc     map[string]any
	schemas map[string]*jsonschema.Schema // by kind
	query   *jsonschema.Schema
}

// paths are the requests that create objects, by kind.
var paths = map[string]string{
	"calculated_field": "/1/derived_columns/{datasetSlug}",
	"slo":              "/1/slos/{datasetSlug}",
	"burn_alert":       "/1/burn_alerts/{datasetSlug}",
	"trigger":          "/1/triggers/{datasetSlug}",
	"recipient":        "/1/recipients",
	"query":            "/1/queries/{datasetSlug}",
	"query_annotation": "/1/query_annotations/{datasetSlug}",
	"board":            "/1/boards",
}

// members are the schemas that name a body's members, by kind, and for recipients by kind and type.
var members = map[string]string{
	"calculated_field": "CalculatedField", "slo": "SLOCreate", "burn_alert": "CreateBurnAlertRequest",
	"trigger": "BaseTrigger",
	"query":   "Query", "query_annotation": "QueryAnnotation", "board": "Board",
	"recipient email": "EmailRecipient", "recipient slack": "SlackRecipient", "recipient pagerduty": "PagerDutyRecipient",
	"recipient webhook": "WebhookRecipient", "recipient msteams_workflow": "MSTeamsWorkflowRecipient",
}

var load = sync.OnceValues(func() (*Document, error) {
	dir, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	for { // up to the repository's top folder
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		up := filepath.Dir(dir)
		if up == dir {
			return nil, errors.New("no go.mod above the working directory")
		}
		dir = up
	}
	text, err := os.ReadFile(filepath.Join(dir, "..", filepath.FromSlash(file)))
	if err != nil {
		return nil, err
	}
	d := &Document{schemas: map[string]*jsonschema.Schema{}}
	if err := yaml.Unmarshal(text, &d.doc); err != nil {
		return nil, err
	}
	dropReadOnly(d.doc)
	AddNewer(d.doc)
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	if err := c.AddResource("openapi.json", d.doc); err != nil {
		return nil, err
	}
	for kind, path := range paths {
		pointer := "/paths/" + strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace(path) +
			"/post/requestBody/content/application~1json/schema"
		if kind == "trigger" { // the request is oneOf two schemas that both match: this is the one that is meant
			pointer = "/components/schemas/TriggerWithInlineQuery"
		}
		if d.schemas[kind], err = c.Compile("openapi.json#" + pointer); err != nil {
			return nil, err
		}
	}
	d.query, err = c.Compile("openapi.json#/components/schemas/Query")
	return d, err
})

// Load reads the document, and skips the test where there is none. The working directory must still be the package's.
func Load(t testing.TB) *Document {
	t.Helper()
	d, err := load()
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("Honeycomb's OpenAPI document isn't in ../shared/data")
	}
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// AddNewer adds what is newer than the document: what provider 0.54.0 sends for grouped triggers. Burn alerts don't
// take it. Source: provider pull request 906.
func AddNewer(doc map[string]any) {
	schemas := doc["components"].(map[string]any)["schemas"].(map[string]any)
	trigger := schemas["BaseTrigger"].(map[string]any)["properties"].(map[string]any)
	alertType := trigger["alert_type"].(map[string]any)
	alertType["enum"] = append(alertType["enum"].([]any), "on_group_change")
	value := map[string]any{"type": "string", "minLength": 1}
	recipients := trigger["recipients"].(map[string]any)
	recipients["items"] = map[string]any{"allOf": []any{recipients["items"], map[string]any{
		"type": "object",
		"properties": map[string]any{
			"group_filter": map[string]any{
				"type": "object", "minProperties": 1, "propertyNames": map[string]any{"minLength": 1},
				"additionalProperties": map[string]any{"type": "array", "minItems": 1, "items": value},
			},
			"pagerduty_per_group_incidents": map[string]any{"type": []any{"boolean", "null"}},
		},
	}}}
}

// dropReadOnly takes the names that only answers have out of the lists of required ones, for the schemas are of
// requests here.
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

// Check says what the document has against a body of the catalogue as the request that creates an object of the kind:
// what its schema refuses, and members that it doesn't know or that only answers have. References become ids and
// secrets values, as they do when the body is sent.
func (d *Document) Check(kind string, body []byte) error {
	schema := d.schemas[kind]
	if schema == nil {
		return fmt.Errorf("no request creates a %q", kind)
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		return err
	}
	v = resolved(v)
	if err := schema.Validate(v); err != nil {
		return err
	}
	object, ok := v.(map[string]any)
	if !ok {
		return errors.New("the body is no object")
	}
	name := kind
	switch kind {
	case "trigger":
		// A trigger's inline query is a plain object to the document, in words a query specification.
		if err := d.query.Validate(object["query"]); err != nil {
			return fmt.Errorf("query: %w", err)
		}
		if u := d.unknown("Query", object["query"]); u != nil {
			return fmt.Errorf("the query has members that none has: %v", u)
		}
		delete(object, "query")
	case "recipient": // details of this type alone
		name = fmt.Sprint("recipient ", object["type"])
	}
	if members[name] == "" {
		return fmt.Errorf("no request creates a %s", name)
	}
	if u := d.unknown(members[name], object); u != nil {
		return fmt.Errorf("the body has members that the document doesn't know: %v", u)
	}
	return nil
}

// resolved is a body as it is sent: ids in place of references, values in place of secrets.
func resolved(v any) any {
	switch v := v.(type) {
	case map[string]any:
		if _, ok := v["$ref"]; ok {
			return "2LBq9LckbcA"
		}
		if _, ok := v["$secret"]; ok {
			return strings.Repeat("k", 32) // as long as PagerDuty's keys are
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

// unknown lists the members of v that the schema of the name doesn't have: the API refuses some of those.
func (d *Document) unknown(schema string, v any) []string {
	return d.unknownMembers(map[string]any{"$ref": "#/components/schemas/" + schema}, v, "")
}

func (d *Document) unknownMembers(s map[string]any, v any, at string) []string {
	names := map[string]map[string]any{}
	var collect func(s map[string]any)
	collect = func(s map[string]any) {
		if ref, ok := s["$ref"].(string); ok {
			target := d.doc
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
		if any, ok := s["additionalProperties"].(map[string]any); ok {
			names["*"] = any
		}
	}
	collect(s)
	var unknown []string
	switch v := v.(type) {
	case map[string]any:
		for name, e := range v {
			switch p := names[name]; {
			case p == nil && names["*"] != nil:
			case p == nil:
				unknown = append(unknown, at+"."+name)
			case p["readOnly"] == true:
				unknown = append(unknown, at+"."+name+" (read-only)")
			default:
				unknown = append(unknown, d.unknownMembers(p, e, at+"."+name)...)
			}
		}
		slices.Sort(unknown)
	case []any:
		for _, e := range v {
			if names["[]"] != nil {
				unknown = append(unknown, d.unknownMembers(names["[]"], e, at+"[]")...)
			}
		}
	}
	return unknown
}
