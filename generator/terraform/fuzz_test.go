package terraform_test

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/slogen-project/slogen/generator/terraform"
)

// FuzzRead reads whatever is a file of source, as the root and as a module. It ends without a panic, and what is kept
// can be put back: no mark is left.
func FuzzRead(f *testing.F) {
	for _, s := range []string{
		`resource "honeycombio_slo" "a" { name = "x-${var.b}" }`,
		`resource "honeycombio_slo" "a" {
  for_each = toset(["B", "c d"])
  name     = each.key
  slo_id   = honeycombio_slo.a[each.key].id
  sli      = honeycombio_slo.a["B"].name
}`,
		`locals {
  a = local.b
  b = local.a
  c = [for x in var.d : x.y if x.z]
}
resource "honeycombio_trigger" "t" {
  name       = local.a
  query_json = jsonencode({ filters = [{ value = local.c }], time_range = var.e, calculations = local.c[0] })
  dynamic "recipient" {
    for_each = local.c
    content { id = recipient.value }
  }
}`,
		`module "m" {
  source = "./m"
  v      = honeycombio_slack_recipient.s[0].id
}
output "o" { value = var.v }
variable "v" { default = { a = 1 } }
resource "honeycombio_slack_recipient" "s" {
  count   = var.v.a > 0 ? 1 : 0
  channel = "#${module.m.o}"
}
data "honeycombio_query_specification" "q" {
  calculation { op = var.v.a }
  filter {
    op    = "in"
    value = "1,${var.v}"
  }
}
resource "honeycombio_query" "q" { query_json = data.honeycombio_query_specification.q.json }`,
		`resource "honeycombio_derived_column" "d" {
  count      = 3
  expression = "LT($${var.c}, ${count.index + 1}) OR $a.${var.c} = \"${var.c}\""
  alias      = templatefile("m/main.tf", { v = var.c })
}`,
	} {
		f.Add(s, false)
	}
	f.Add(`{"resource": {"honeycombio_slo": {"a": {"name": "${var.x}", "tags": {"a": ["${1}", "x${local.y}"]}}}},
		"locals": {"y": {"z": "${local.y}"}}, "variable": {"x": {"type": "string"}}}`, true)
	f.Fuzz(func(t *testing.T, text string, isJSON bool) {
		if len(text) > 1<<14 {
			return
		}
		name := "main.tf"
		if isJSON {
			name += ".json"
		}
		tree := fstest.MapFS{name: {Data: []byte(text)}, "m/" + name: {Data: []byte(text)}}
		marks := &terraform.Marks{}
		s, err := terraform.Read(tree, ".", nil, "", marks, nil)
		if err != nil {
			return
		}
		for _, r := range s.Resources {
			all, err := json.Marshal(r.Values)
			if err != nil {
				t.Fatal(err)
			}
			marks.Known(r.Values)
			if strings.Contains(text, "tfmark") {
				continue
			}
			if back := marks.Restore(string(all)); marks.Marked(back) {
				t.Fatalf("%s becomes %s", all, back)
			}
		}
	})
}
