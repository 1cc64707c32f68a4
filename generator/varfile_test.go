package generator_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/slogen-project/slogen/generator"
)

// FuzzVarFile reads any file of values, as HCL and as JSON. Loading ends, and says what is wrong and where. A whole
// number that encoding/json finds in the JSON is the one that the calculated field compares with.
func FuzzVarFile(f *testing.F) {
	for _, s := range []string{
		"limit = 5\n", `{"limit": 5}`, "limit = 1e3\n", "limit = var.x\n", "limit = [for x in [1]: x]\n", "limit \"a\" {}\n",
		"limit = \"${1}\"\n", "other = 1\n",
		`{"limit": {"a": [null]}}`, `{"limit": 1, "limit": 2}`, "limit = 1e99999999\n", "\xff", "limit = <<EOT\n", "{",
		"\ufefflimit = 7\n", "limit = -0\n",
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
		res, diags := generator.Load(context.Background(), generator.Options{Paths: []string{config},
			VarFiles: []string{name}, Workers: 1})
		fine(t, res, diags)
		var want struct{ Limit *json.Number }
		if !isJSON || diags.HasErrors() || json.Unmarshal([]byte(text), &want) != nil || want.Limit == nil ||
			strings.Trim(want.Limit.String(), "0123456789") != "" {
			return
		}
		if got := res.Resources.CalculatedFields[0].Expression; !strings.Contains(got, want.Limit.String()) {
			t.Errorf("%q: %s", text, got)
		}
	})
}

// FuzzVars gives variables any text, as -var and the environment do. A text is taken as it is, and a whole number is
// the one that was written.
func FuzzVars(f *testing.F) {
	for _, s := range []string{"", "5", "x", "null", "[1, 2]", "{a = 1}", "1e999999999", "-0", "${1}", "0x10", " 7 ",
		"007", "true", "e\u0301", "\xff", "\"", "a=b", "\n",
		strings.Repeat("[", 600)} {
		f.Add(s, false)
		f.Add(s, true)
	}
	config := filepath.Join(f.TempDir(), "a.slo.hcl")
	const src = `variable "text" {
  type = string
}
variable "number" {
  type    = number
  default = 5
}
variable "list" {
  type    = list(string)
  default = ["y"]
}
service "s" {
  dataset = "d"
  sli "a" { good = event.x == var.text }
  sli "b" { good = event.y == var.number }
  sli "c" { good = in(event.x, "z", var.list...) }
}
`
	if err := os.WriteFile(config, []byte(src), 0o666); err != nil {
		f.Fatal(err)
	}
	digits := regexp.MustCompile(`^[1-9][0-9]{0,14}$`)
	f.Fuzz(func(t *testing.T, text string, environment bool) {
		for _, name := range []string{"text", "number", "list"} {
			o := generator.Options{Paths: []string{config}, Workers: 1}
			values := []string{name + "=" + text}
			if name != "text" {
				values = append(values, "text=x")
			}
			for _, v := range values {
				if environment {
					o.Environ = append(o.Environ, "SLOGEN_VAR_"+v)
				} else {
					o.Vars = append(o.Vars, v)
				}
			}
			res, diags := generator.Load(context.Background(), o)
			for _, d := range diags {
				if d.Summary == "" || d.Detail == "" {
					t.Errorf("a diagnostic without words: %+v", d)
				}
			}
			render(t, res, diags)
			if diags.HasErrors() {
				if name == "number" && digits.MatchString(text) || name == "text" && plainText.MatchString(text) {
					t.Errorf("%s = %q: %s", name, text, diags)
				}
				continue
			}
			got := ""
			for _, c := range res.Resources.CalculatedFields {
				got += c.Expression + "\n"
			}
			if want := "EQUALS($y, " + text + ")"; name == "number" && digits.MatchString(text) && !strings.Contains(got, want) {
				t.Errorf("%q: %s", text, got)
			}
			if want := "\"" + text + "\""; name == "text" && plainText.MatchString(text) && !strings.Contains(got, want) {
				t.Errorf("%q: %s", text, got)
			}
		}
	})
}

var plainText = regexp.MustCompile(`^[a-zA-Z0-9 .,:;=(){}/_-]{1,50}$`)
