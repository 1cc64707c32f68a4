package config

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
)

// FuzzReadColumns compares with encoding/json: an object that is read has the columns and types that a map of it has.
// An error comes alone.
func FuzzReadColumns(f *testing.F) {
	for _, s := range []string{
		`{"duration_ms": "float", "name": "string"}`, `[{"key_name": "a", "type": "integer"}, {"key_name": "b"}]`, "\ufeff{}",
		`[]`, `[`, `{"a": 5}`,
		`{"a": "string", "a": "float"}`, `[{"key_name": ""}]`, `[{"key_name": "a", "type": 5}]`, `{"a": "any"} x`,
		"{\n\"a\":\n\"flaot\"}", `[null]`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		columns, err := ReadColumns(src, hcl.Range{})
		if err != nil {
			if columns != nil || err.Error() == "" {
				t.Fatalf("%q: %v and %v", src, columns, err)
			}
			return
		}
		seen := map[string]string{}
		for _, c := range columns {
			if _, twice := seen[c.Name]; twice || !knownType(c.Type) {
				t.Fatalf("%q: %+v", src, columns)
			}
			seen[c.Name] = c.Type
		}
		var object map[string]string
		if json.Unmarshal([]byte(strings.TrimPrefix(string(src), "\ufeff")), &object) != nil {
			return // a list
		}
		if len(object) != len(seen) {
			t.Fatalf("%q: %v, want %v", src, seen, object)
		}
		for name, typ := range object {
			if seen[name] != typ {
				t.Fatalf("%q: %v, want %v", src, seen, object)
			}
		}
	})
}
