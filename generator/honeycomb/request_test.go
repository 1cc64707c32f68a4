package honeycomb_test

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/internal/openapi"
	"github.com/slogen-project/slogen/generator/internal/sample"
)

// TestBodiesMatchOpenAPI holds every body against Honeycomb's own document.
func TestBodiesMatchOpenAPI(t *testing.T) {
	doc := openapi.Load(t)
	seen := map[string]bool{}
	for x := range sample.Shop().Objects() {
		key := x.Head().Key
		seen[key.Kind()] = true
		if honeycomb.Method(x) == "GET" {
			continue
		}
		if err := doc.Check(key.Kind(), honeycomb.AppendBody(nil, x)); err != nil {
			t.Errorf("%s: %v", key, err)
		}
	}
	if len(seen) != 8 {
		t.Errorf("the fixture has the kinds %v only", seen)
	}
}

// TestOpenAPIBites makes sure the check above can fail.
func TestOpenAPIBites(t *testing.T) {
	doc := openapi.Load(t)
	r := sample.Shop()
	r.SLOs[0].Name = ""
	r.BurnAlerts[0].Recipients = nil
	r.Triggers[0].Threshold.Op = "="
	r.Triggers[1].Query.Calculations[0].Op = "MEDIAN"
	r.Boards[0].Name = ""
	for _, x := range []honeycomb.Object{r.SLOs[0], r.BurnAlerts[0], r.Triggers[0], r.Triggers[1], r.Boards[0]} {
		if doc.Check(x.Head().Key.Kind(), honeycomb.AppendBody(nil, x)) == nil {
			t.Errorf("the document takes a wrong %s", x.Head().Key.Kind())
		}
	}
	field := honeycomb.AppendBody(nil, r.CalculatedFields[0])
	for _, member := range []string{"surplus", "id"} { // one that is unknown, one that answers alone have
		if doc.Check(honeycomb.KindCalculatedField, bytes.Replace(field, []byte("{"), []byte(`{"`+member+`":"x",`),
			1)) == nil {
			t.Errorf("the document takes a member %q", member)
		}
	}
}

func TestPaths(t *testing.T) {
	got := map[honeycomb.Key]string{}
	for x := range sample.Shop().Objects() {
		got[x.Head().Key] = honeycomb.Method(x) + " " + string(honeycomb.AppendPath(nil, x))
	}
	for key, want := range map[honeycomb.Key]string{
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
	odd := &honeycomb.CalculatedField{Dataset: `a/b "ü"`}
	if got, want := string(honeycomb.AppendPath(nil, odd)), "/1/derived_columns/a%2Fb%20%22%C3%BC%22"; got != want {
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
		if got := string(honeycomb.AppendString(nil, s)); got != want {
			t.Errorf("%q: %s, want %s", s, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := string(rapid.SliceOf(rapid.Byte()).Draw(t, "s"))
		var back string
		if err := json.Unmarshal(honeycomb.AppendString(nil, s), &back); err != nil {
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
		if got := honeycomb.AppendFloat(nil, f); !bytes.Equal(got, want) {
			t.Fatalf("%s, want %s", got, want)
		}
	})
	for _, f := range []float64{math.Inf(1), math.NaN()} {
		if got := string(honeycomb.AppendFloat(nil, f)); got != "null" {
			t.Errorf("%v: %s", f, got)
		}
	}
}

func TestNumberValid(t *testing.T) {
	for _, s := range []string{"0", "-0", "5", "-50", "0.05", "1e3", "1E-7", "12345678901234567890", "1.5e+300"} {
		if !honeycomb.Number(s).Valid() {
			t.Errorf("%s is a number", s)
		}
		if !json.Valid([]byte(s)) {
			t.Errorf("%s isn't JSON", s)
		}
	}
	for _, s := range []string{"", "-", "01", ".5", "5.", "1e", "1e999", "+1", "NaN", "Infinity", "0x10", "1_000", "1 ",
		strconv.Itoa(5) + "e"} {
		if honeycomb.Number(s).Valid() {
			t.Errorf("%q is no number", s)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`-?[0-9.eE+-]{0,6}`).Draw(t, "s")
		f, err := strconv.ParseFloat(s, 64)
		want := json.Valid([]byte(s)) && err == nil && !math.IsInf(f, 0)
		if got := honeycomb.Number(s).Valid(); got != want {
			t.Fatalf("%q: %v, want %v", s, got, want)
		}
	})
}

func TestBodyIsWhole(t *testing.T) {
	// An object stripped bare must still be JSON: the compiler may ask for bodies of what the rules refuse.
	for _, x := range []honeycomb.Object{&honeycomb.CalculatedField{}, &honeycomb.SLO{}, &honeycomb.BurnAlert{},
		&honeycomb.Recipient{}, &honeycomb.Recipient{Type: honeycomb.RecipientWebhook},
		&honeycomb.SavedQuery{}, &honeycomb.QueryAnnotation{}, &honeycomb.Board{Panels: []honeycomb.Panel{{}}}} {
		if b := honeycomb.AppendBody(nil, x); !json.Valid(b) {
			t.Errorf("%T: %s", x, b)
		}
	}
	var board map[string]any
	if err := json.Unmarshal(honeycomb.AppendBody(nil, sample.Shop().Boards[0]), &board); err != nil {
		t.Fatal(err)
	}
	panel := board["panels"].([]any)[1].(map[string]any)["query_panel"]
	if diff := cmp.Diff(map[string]any{
		"query_id":            map[string]any{"$ref": "query/checkout/declines_spike"},
		"query_annotation_id": map[string]any{"$ref": "query_annotation/checkout/declines_spike"}, "query_style": "graph",
	}, panel); diff != "" {
		t.Errorf("a panel's dataset is refused with 422 (-want +got):\n%s", diff)
	}
}
