package adopt_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2/hclwrite"
	"pgregory.net/rapid"

	"github.com/slogen-project/slogen/generator"
	"github.com/slogen-project/slogen/generator/adopt"
	"github.com/slogen-project/slogen/generator/draft"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/internal/example"
	"github.com/slogen-project/slogen/generator/internal/sample"
	"github.com/slogen-project/slogen/generator/internal/schema"
	"github.com/slogen-project/slogen/generator/source"
)

func TestSchema(t *testing.T) {
	schema.Test(t, "../..", "import.schema.json", "slogen import result", adopt.Report{}, nil)
}

// fataler is a test or a drawn one.
type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

// imported imports files, which must work.
func imported(t fataler, files ...adopt.File) *adopt.Result {
	t.Helper()
	r, err := adopt.Import(todo(), files, adopt.Options{})
	if err != nil {
		t.Fatalf("%v", err)
	}
	for _, f := range r.Files {
		if strings.HasSuffix(f.Name, ".hcl") && !bytes.Equal(hclwrite.Format(f.Text), f.Text) {
			t.Fatalf("%s isn't formatted:\n%s", f.Name, f.Text)
		}
	}
	return r
}

// compiled compiles what was imported.
func compiled(t fataler, r *adopt.Result) *honeycomb.Resources {
	t.Helper()
	files := map[string]string{}
	for _, f := range r.Files {
		files[f.Name] = string(f.Text)
	}
	res, diags := generator.Load(todo(), generator.Options{Paths: []string{"/import"},
		Storage: source.Memory("/import", files)})
	if diags.HasErrors() {
		t.Fatalf("%v\n%s", diags, text(r))
	}
	return res.Resources
}

func text(r *adopt.Result) string {
	var b strings.Builder
	for _, l := range r.Left {
		b.WriteString(l.Object + " " + l.Argument + ": " + l.Text + ": " + l.Original + "\n")
	}
	for _, f := range r.Files {
		b.WriteString("-- " + f.Name + " --\n" + string(f.Text))
	}
	return b.String()
}

// same holds the objects to those that they were imported from: the same keys and bodies.
func same(t fataler, was *honeycomb.Resources, r *adopt.Result) {
	t.Helper()
	is := compiled(t, r)
	found := map[honeycomb.Key]honeycomb.Object{}
	for y := range is.Objects() { // triggers that are alike have become instances again
		found[renamed(y.Head().Key)] = y
	}
	rename := func(body []byte) []byte {
		return ref.ReplaceAllFunc(body, func(m []byte) []byte {
			return []byte(`{"$ref":"` + string(renamed(honeycomb.Key(ref.FindSubmatch(m)[1]))) + `"}`)
		})
	}
	n := 0
	for x := range was.Objects() {
		key := renamed(x.Head().Key)
		if k := key.Kind(); k == honeycomb.KindQuery || k == honeycomb.KindQueryAnnotation {
			n++ // which boards make
			continue
		}
		y := found[key]
		if y == nil {
			t.Fatalf("%s is gone:\n%s", key, text(r))
		}
		n++
		if x, ok := x.(*honeycomb.CalculatedField); ok && x.Dataset != honeycomb.Dataset(y) && x.Dataset != "" {
			t.Fatalf("%s is in %s", key, honeycomb.Dataset(y))
		}
		a, b := rename(honeycomb.AppendBody(nil, x)), rename(honeycomb.AppendBody(nil, y))
		if !bytes.Equal(a, b) && !strings.Contains(text(r), "means the same") {
			t.Fatalf("%s was\n%s\nand is\n%s\n%s", key, a, b, text(r))
		}
	}
	if m := len(keys(is)); m != n {
		t.Fatalf("%d objects became %d:\n%s", n, m, text(r))
	}
}

var ref = regexp.MustCompile(`{"\$ref":"([^"]*)"}`)

// renamed is the key that an object has once it is imported: an instance is an object of its own.
func renamed(key honeycomb.Key) honeycomb.Key {
	parts := strings.Split(key.Path(), "/")
	switch n := len(parts); key.Kind() {
	case honeycomb.KindBoard:
		return key
	case honeycomb.KindBurnAlert:
		alert := strings.ReplaceAll(parts[n-1], ".", "_")
		parts = []string{parts[0], strings.Join(parts[1:n-1], "_"), alert}
	default:
		parts = []string{parts[0], strings.Join(parts[1:], "_")}
	}
	return honeycomb.Key(key.Kind() + "/" + strings.Join(parts, "/"))
}

func keys(r *honeycomb.Resources) (out []string) {
	for x := range r.Objects() {
		out = append(out, string(x.Head().Key))
	}
	return out
}

// drawn compiles a drawn configuration.
func drawn(t *rapid.T) *honeycomb.Resources {
	dir, err := os.MkdirTemp("", "adopt")
	if err != nil {
		t.Fatalf("%v", err)
	}
	defer os.RemoveAll(dir)
	if err := sample.Draw(t).Write(dir); err != nil {
		t.Fatalf("%v", err)
	}
	return loaded(t, generator.Options{Paths: []string{dir}})
}

// loaded compiles a configuration, which must be without errors.
func loaded(t fataler, o generator.Options) *honeycomb.Resources {
	t.Helper()
	res, diags := generator.Load(todo(), o)
	if diags.HasErrors() {
		t.Fatalf("%v", diags)
	}
	return res.Resources
}

// TestDrawn imports the catalogues of drawn configurations: all is said, and it compiles to the same objects.
func TestDrawn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		was := drawn(t)
		known := map[string]bool{}
		for _, s := range was.SLOs {
			for _, d := range s.Datasets {
				known[d] = true
			}
		}
		for _, f := range was.CalculatedFields {
			if f.Dataset == "" && len(known) < 2 {
				t.Skip("a field of the environment, of which no two datasets are known")
			}
		}
		for _, b := range was.Boards {
			if strings.Contains(b.Key.Path(), "/") {
				t.Skip("a board of several: a service of its own has one")
			}
		}
		r := imported(t, adopt.File{Name: "all.json", Data: honeycomb.AppendCatalogue(nil, was)})
		if !r.Whole() {
			t.Fatalf("not whole:\n%s", text(r))
		}
		same(t, was, r)
	})
}

// TestExamples imports the catalogues of the examples.
func TestExamples(t *testing.T) {
	for _, x := range example.List(t, "../../examples") {
		t.Run(x.Name, func(t *testing.T) {
			was := loaded(t, x.Options)
			r := imported(t, adopt.File{Name: "all.json", Data: honeycomb.AppendCatalogue(nil, was)})
			if !r.Whole() {
				t.Fatalf("not whole:\n%s", text(r))
			}
			same(t, was, r)
		})
	}
}

// TestOutputs imports the JSON that is generated for the examples, of each environment.
func TestOutputs(t *testing.T) {
	one, err := filepath.Glob("../../examples/*/out/json")
	if err != nil {
		t.Fatal(err)
	}
	several, err := filepath.Glob("../../examples/*/out/*/json")
	if err != nil {
		t.Fatal(err)
	}
	if len(one) < 6 || len(several) < 2 {
		t.Fatalf("%q and %q", one, several)
	}
	for _, dir := range append(one, several...) {
		r := imported(t, filesIn(t, dir)...)
		if !r.Whole() {
			t.Errorf("%s isn't whole:\n%s", dir, text(r))
		}
		compiled(t, r)
	}
}

// filesIn reads the files of JSON in a folder, of which there must be some.
func filesIn(t *testing.T, dir string) (files []adopt.File) {
	t.Helper()
	list, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil || len(list) == 0 {
		t.Fatalf("%s: no files of JSON, %v", dir, err)
	}
	for _, name := range list {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, adopt.File{Name: filepath.Base(name), Data: data})
	}
	return files
}

// TestRules imports with rules for services.
func TestRules(t *testing.T) {
	const slos = `[
{"id": "a", "name": "Pay: works", "description": "d", "sli": {"alias": "x"}, "time_period_days": 30,
 "target_per_million": 990000, "dataset_slugs": ["checkout"], "tags": [{"key": "team", "value": "blue"}]},
{"id": "b", "name": "Pay: quick", "description": "d", "sli": {"alias": "y"}, "time_period_days": 30,
 "target_per_million": 990000, "dataset_slugs": ["cart"], "tags": [{"key": "team", "value": "red"}]}]`
	const fields = `[{"alias": "x", "expression": "$x"}, {"alias": "y", "expression": "$y"}]`
	for rule, want := range map[string]string{"dataset": "cart checkout", "tag:team": "blue red",
		"name-prefix:: ": "pay pay_cart"} {
		parsed, err := draft.ParseRule(rule)
		if err != nil {
			t.Fatal(err)
		}
		r, err := adopt.Import(t.Context(), []adopt.File{{Name: "slos.json", Data: []byte(slos)},
			{Name: "derived_columns.json", Data: []byte(fields)}}, adopt.Options{Rule: parsed})
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, f := range r.Files {
			names = append(names, strings.TrimSuffix(f.Name, ".slo.hcl"))
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%s: %s, not %s", rule, got, want)
		}
		if strings.Contains(text(r), `slo "works"`) != strings.HasPrefix(rule, "name-prefix") {
			t.Errorf("%s: other names:\n%s", rule, text(r))
		}
		compiled(t, r)
	}
}

func todo() context.Context { return context.Background() }

// TestPolicy imports equal sets of burn alerts without ids: they become a policy. Those with ids are taken over one by
// one, which a policy can't.
func TestPolicy(t *testing.T) {
	const alert = `{"key": "burn_alert/a/%[1]s/%[2]s", "kind": "burn_alert", "body": {"alert_type": "exhaustion_time",
"exhaustion_minutes": %[3]s, "description": "", "slo": {"id": {"$ref": "slo/a/%[1]s"}}, "recipients": [{"id":
{"$ref": "recipient/slack/x"}}]}}`
	list := []string{`{"key": "recipient/slack/x", "kind": "recipient", "body": {"type": "slack", "details":
{"slack_channel": "#x"}}}`}
	for _, name := range []string{"one", "two", "three"} {
		last := "1440"
		if name == "three" {
			last = "2880"
		}
		list = append(list, fmt.Sprintf(`{"key": "calculated_field/a/%[1]s", "kind": "calculated_field", "service": "a",
"path": "/1/derived_columns/a", "body": {"alias": "%[1]s", "expression": "$ok", "description": "d"}}`, name),
			fmt.Sprintf(`{"key": "slo/a/%[1]s", "kind": "slo", "service": "a", "path": "/1/slos/a", "body":
{"name": "%[1]s", "description": "d", "sli": {"alias": "%[1]s"}, "time_period_days": 30, "target_per_million": 990000}}`,
				name), fmt.Sprintf(alert, name, "soon", "240"), fmt.Sprintf(alert, name, "later", last))
	}
	data := "[" + strings.Join(list, ",") + "]"
	r := imported(t, adopt.File{Name: "a.json", Data: []byte(data)})
	if !r.Whole() || strings.Count(text(r), "burn_alerts = burn_alert_policy.standard") != 2 ||
		strings.Count(text(r), `burn_alert "soon"`) != 2 {
		t.Errorf("no policy:\n%s", text(r))
	}
	if got := len(compiled(t, r).BurnAlerts); got != 6 {
		t.Errorf("%d burn alerts", got)
	}
}

// TestSameAlias imports two calculated fields of one alias. Which of them an SLO means is told by the files' names, or
// it isn't told.
func TestSameAlias(t *testing.T) {
	const slos = `[{"id": "a", "name": "a", "description": "d", "sli": {"alias": "ok"}, "time_period_days": 30,
"target_per_million": 990000, "dataset_slugs": ["cart"]}, {"id": "b", "name": "b", "description": "d", "sli":
{"alias": "ok"}, "time_period_days": 30, "target_per_million": 990000, "dataset_slugs": ["web"]}]`
	one, two := `{"id": "f", "alias": "ok", "expression": "$cart"}`, `{"id": "g", "alias": "ok", "expression": "$web"}`
	r := imported(t, adopt.File{Name: "slos.json", Data: []byte(slos)},
		adopt.File{Name: "derived_columns/web.json", Data: []byte(two)},
		adopt.File{Name: "derived_columns/cart.json", Data: []byte(one)})
	if !r.Whole() {
		t.Errorf("not whole:\n%s", text(r))
	}
	for _, f := range compiled(t, r).CalculatedFields {
		if f.Expression != "$"+f.Dataset {
			t.Errorf("%s in %s", f.Expression, f.Dataset)
		}
	}
	r = imported(t, adopt.File{Name: "slos.json", Data: []byte(slos)},
		adopt.File{Name: "derived_columns.json", Data: []byte("[" + one + "," + two + "]")})
	if r.Whole() || !strings.Contains(text(r), "there are several calculated fields") {
		t.Errorf("it is guessed:\n%s", text(r))
	}
}

// TestBoards takes a board over that shows the SLOs of a service, and leaves one alone that shows something else.
func TestBoards(t *testing.T) {
	const all = `[{"id": "r", "type": "flexible", "name": "%s", "panels": [
{"type": "slo", "slo_panel": {"slo_id": "a"}}%s]}, {"id": "q", "calculations": [{"op": "COUNT"}]},
{"alias": "ok", "expression": "$ok"}, {"id": "a", "name": "a", "description": "d", "sli": {"alias": "ok"},
"time_period_days": 30, "target_per_million": 990000, "dataset_slugs": ["cart"]}]`
	r := imported(t, adopt.File{Name: "a.json", Data: fmt.Appendf(nil, all, "SLOs", "")})
	is := compiled(t, r)
	if len(is.Boards) != 1 || is.Boards[0].Existing != "r" || strings.Contains(text(r), "SLOs\": a") {
		t.Errorf("the board isn't taken over:\n%s", text(r))
	}
	r = imported(t, adopt.File{Name: "a.json", Data: fmt.Appendf(nil, all, "Both",
		`, {"type": "query", "query_panel": {"query_id": "q", "query_annotation_id": "n"}}`)})
	is = compiled(t, r)
	if len(is.Boards) != 1 || is.Boards[0].Existing != "r" || len(is.Boards[0].Panels) != 0 ||
		!strings.Contains(text(r), "panels[1] stays as it is at Honeycomb while `existing` is written") {
		t.Errorf("the board doesn't keep its panels:\n%s", text(r))
	}
}

// TestExported imports objects as exporters save them: with their dataset, and with recipients that are named by type
// and target. All is said; of what differs all the same, all is told.
func TestExported(t *testing.T) {
	const all = `[{"id": "f", "alias": "ok", "expression": "$ok", "dataset": "cart", "dataset_slug": "%s"},
{"id": "a", "name": "a", "description": "d", "sli": {"alias": "ok"}, "time_period_days": 30,
"target_per_million": 990000, "dataset_slugs": ["cart"]},
{"id": "p", "type": "pagerduty", "details": {"pagerduty_integration_name": "p"}},
{"id": "b", "slo": {"id": "a"}, "exhaustion_minutes": 240, "recipients": [{"type": "slack", "target": "#a"},
{"type": "pagerduty", "target": "p", "details": {"pagerduty_severity": "%s"}}, {"type": "email", "target": "a@b.c"}]}]`
	r := imported(t, adopt.File{Name: "a.json", Data: fmt.Appendf(nil, all, "cart", "critical")})
	if !r.Whole() || strings.Count(text(r), "lookup ") != 2 {
		t.Errorf("not whole:\n%s", text(r))
	}
	r = imported(t, adopt.File{Name: "a.json", Data: fmt.Appendf(nil, all, "web", "loud")})
	if s := text(r); !strings.Contains(s, `dataset_slug can't be said: "web"`) || !strings.Contains(s, "loud") {
		t.Errorf("it isn't told:\n%s", s)
	}
	for _, c := range r.Counts {
		if c.Uncompared > 0 != (c.Kind == "burn alert") {
			t.Errorf("%+v", c)
		}
	}
}
