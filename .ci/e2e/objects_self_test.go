package e2e

import (
	"net/http"
	"strings"
	"testing"

	"github.com/slogen-project/slogen/generator/honeycomb"
)

// TestCompare proves that the comparison of objects finds what differs: were it blind, the scripts would prove nothing.
func TestCompare(t *testing.T) {
	records, err := readCatalogue(root + "/examples/shop/out")
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		method, path string
		key          honeycomb.Key // whose id follows the path
		body         string
		want         string // in the error; empty for none
	}{
		"nothing": {},
		"another": {http.MethodPost, "/1/boards", "", `{"type":"flexible","name":"More"}`, "nobody declared"},
		"gone":    {http.MethodDelete, "/1/boards/", "board/checkout", "", "board/checkout, by Terraform"},
		"value": {http.MethodPut, "/1/slos/checkout/", "slo/checkout/latency",
			`{"name":"Latency","sli":{"alias":"sli.checkout.latency"},"time_period_days":28,"target_per_million":990001}`,
			"slo/checkout/latency: "},
		"more": {http.MethodPut, "/1/boards/", "board/orders",
			`{"type":"flexible","name":"x","preset_filters":[{"column":"a","alias":"b"}]}`, "board/orders: "},
		"bystander": {http.MethodDelete, "/1/boards/Bystander14", "", "", "is gone"},
		"touched":   {http.MethodPut, "/1/boards/Bystander14", "", `{"type":"flexible","name":"Elsewhere"}`, "was changed"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld()
			ids, err := w.create(records)
			if err != nil {
				t.Fatal(err)
			}
			if test.method != "" {
				var body any
				if test.body != "" {
					body = decode([]byte(test.body))
				}
				if _, err := w.send(test.method, test.path+ids[test.key], body); err != nil {
					t.Fatal(err)
				}
			}
			err = w.compare(records, ids)
			if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("%v, want %q", err, test.want)
			}
		})
	}
}

// TestAgree proves that a plan that differs from what slogen says is found.
func TestAgree(t *testing.T) {
	slo := &record{Key: "slo/a/b", Kind: honeycomb.KindSLO}
	renamed := &record{Key: "slo/a/c", Kind: honeycomb.KindSLO}
	adopted := &record{Key: "slo/a/b", Kind: honeycomb.KindSLO, Existing: "a/1"}
	const at, to = "honeycombio_slo.a__b", "honeycombio_slo.a__c"
	none := []*record{}
	for name, test := range map[string]struct {
		says        []change
		before, now []*record
		plan        map[string]planned
		differ      bool
	}{
		"created": {[]change{{"create", "slo/a/b", ""}}, none, []*record{slo},
			map[string]planned{at: {action: "create"}},
			false},
		"not created": {[]change{{"create", "slo/a/b", ""}}, none, []*record{slo}, map[string]planned{}, true},
		"said nothing": {nil, []*record{slo}, []*record{slo}, map[string]planned{at: {action: "update"}},
			true},
		"replaced, not update": {[]change{{"update", "slo/a/b", ""}}, []*record{slo}, []*record{slo},
			map[string]planned{at: {action: "replace"}},
			true},
		"moved": {[]change{{"move", "slo/a/c", "slo/a/b"}}, []*record{slo}, []*record{renamed},
			map[string]planned{to: {from: at}}, false},
		"made anew, not moved": {[]change{{"move", "slo/a/c", "slo/a/b"}}, []*record{slo},
			[]*record{renamed},
			map[string]planned{at: {action: "delete"}, to: {action: "create"}}, true},
		"imported": {[]change{{"create", "slo/a/b", ""}}, none, []*record{adopted},
			map[string]planned{at: {action: "update", adopts: true}}, false},
		"created, not import": {[]change{{"create", "slo/a/b", ""}}, none, []*record{adopted},
			map[string]planned{at: {action: "create"}}, true},
	} {
		t.Run(name, func(t *testing.T) {
			if err := agree(test.says, test.plan, test.before, test.now); (err != nil) != test.differ {
				t.Errorf("%v", err)
			}
		})
	}
}
