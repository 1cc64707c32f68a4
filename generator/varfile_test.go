package generator_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/slogen-project/slogen/generator"
)

// FuzzVarFile reads any file of values, as HCL and as JSON. Loading ends, and says what is wrong and where. A whole
// number that encoding/json finds in the JSON is the one that the calculated field compares with.
func FuzzVarFile(f *testing.F) {
	for _, s := range []string{
		"limit = 5\n", `{"limit": 5}`, "limit = 1e3\n", "limit = var.x\n", "limit = [for x in [1]: x]\n", "limit \"a\" {}\n", "limit = \"${1}\"\n", "other = 1\n",
		`{"limit": {"a": [null]}}`, `{"limit": 1, "limit": 2}`, "limit = 1e99999999\n", "\xff", "limit = <<EOT\n", "{", "\ufefflimit = 7\n", "limit = -0\n",
	} {
		f.Add(s, strings.HasPrefix(s, "{"))
	}
	dir := f.TempDir()
	config := filepath.Join(dir, "a.slo.hcl")
	const src = `variable "limit" {
  type = number
}
service "s" {
  dataset = "d"
  sli "a" { good = event.x == var.limit }
}
`
	if err := os.WriteFile(config, []byte(src), 0o666); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string, isJSON bool) {
		name := filepath.Join(dir, "a.slovars.hcl")
		if isJSON {
			name = filepath.Join(dir, "a.slovars.json")
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		res, diags := generator.Load(context.Background(), generator.Options{Paths: []string{config}, VarFiles: []string{name}, Workers: 1})
		fine(t, res, diags)
		var want struct{ Limit *json.Number }
		if !isJSON || diags.HasErrors() || json.Unmarshal([]byte(text), &want) != nil || want.Limit == nil || strings.Trim(want.Limit.String(), "0123456789") != "" {
			return
		}
		if got := res.Resources.CalculatedFields[0].Expression; !strings.Contains(got, want.Limit.String()) {
			t.Errorf("%q: %s", text, got)
		}
	})
}
