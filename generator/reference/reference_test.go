package reference

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"

	"github.com/slogen-project/slogen/generator"
	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/functions"
	"github.com/slogen-project/slogen/generator/internal/golden"
	"github.com/slogen-project/slogen/generator/lower"
	"github.com/slogen-project/slogen/generator/presets"
	"github.com/slogen-project/slogen/generator/rule"
	"github.com/slogen-project/slogen/generator/spec"
	"github.com/slogen-project/slogen/generator/syntax"
)

const folder = "../../schemas"

// TestFiles compares the documents with schemas/; -update writes them.
func TestFiles(t *testing.T) {
	files := documents()
	for _, name := range sortedKeys(files) {
		file := filepath.Join(folder, name)
		if *golden.Update {
			if err := os.WriteFile(file, files[name], 0o666); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Error(err)
		} else if d := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(string(files[name]), "\n")); d != "" {
			t.Errorf("%s is not current (-file +tables; -update writes it):\n%s", file, d)
		}
		if again := documents()[name]; !bytes.Equal(again, files[name]) {
			t.Errorf("%s differs when it is made again", name)
		}
	}
	known := append(
		sortedKeys(files),
		"README.md",
		"cli.md",
		"guides",
		"schemas.go",
		"columns.schema.json",
		"diagnostics.schema.json",
		"eval.schema.json",
		"explain.schema.json",
		"generate.schema.json",
		"import.schema.json",
		"report.schema.json",
		"simulate.schema.json",
		"suggest.schema.json",
		"test.schema.json",
		"waivers.schema.json",
	) // made by other tests
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !slices.Contains(known, e.Name()) {
			t.Errorf("%s is nobody's", filepath.Join(folder, e.Name()))
		}
	}
}

// TestProse finds rows of the language that say nothing.
func TestProse(t *testing.T) {
	for _, b := range blocks() {
		name := b.paths[0]
		if !sentences(b.Doc) {
			t.Errorf("%s: its prose is no sentence: %q", name, b.Doc)
		}
		if b.Example == "" || !strings.HasSuffix(b.Example,
			"\n") || string(hclwrite.Format([]byte(b.Example))) != b.Example {
			t.Errorf("%s: its example is missing or not formatted: %q", name, b.Example)
		}
		if b.FreeDoc != "" && !sentences(b.FreeDoc) {
			t.Errorf("%s: the prose of its arguments is no sentence: %q", name, b.FreeDoc)
		}
		for _, l := range b.Labels {
			if !sentences(l.Doc) {
				t.Errorf("%s <%s>: its prose is no sentence: %q", name, l.Name, l.Doc)
			}
		}
		for _, a := range b.Args {
			if !sentences(a.Doc) {
				t.Errorf("%s.%s: its prose is no sentence: %q", name, a.Name, a.Doc)
			}
			if a.Example == "" || a.Kind.Name == "" || a.Kind.Doc == "" || a.Kind.Schema == nil {
				t.Errorf("%s.%s: no example, or its kind says nothing", name, a.Name)
			}
			if a.Required && a.Default != "" {
				t.Errorf("%s.%s is required and has a default", name, a.Name)
			}
		}
	}
	for _, f := range calc.Functions {
		if !sentences(f.Doc) || f.Section == "" || len(f.Examples) == 0 {
			t.Errorf("%s: no sentence, no section or no example: %q", f.Name, f.Doc)
		}
	}
	for _, f := range hclFunctions() {
		if f.doc == "" {
			t.Errorf("%s has no prose", f.name)
		}
	}
	table := new(functions.Table).Functions(".")
	for name := range undescribed {
		if f, ok := table[name]; !ok || f.Description() != "" {
			t.Errorf("%s needs no description here", name)
		}
	}
}

func sentences(s string) bool {
	return s != "" && (strings.HasSuffix(s, ".") || strings.HasSuffix(s, "`.)"))
}

// TestExamples decodes the example of every block and of every argument, in native syntax and in JSON, and checks the
// JSON with config.schema.json.
func TestExamples(t *testing.T) {
	schema := compile(t, "config.schema.json")
	for _, b := range blocks() {
		if b.file || b.ofProject {
			continue // package project decodes them
		}
		check := func(name, text string) {
			t.Run(name, func(t *testing.T) {
				whole := within(b, text)
				if top, _, _ := strings.Cut(b.paths[0], "."); top == "test" ||
					top == "scenario" { // of *.slotest.hcl, which have no JSON form
					if problems := decode(t, "example.slotest.hcl", whole); problems != "" {
						t.Errorf("it doesn't decode:\n%s\n%s", whole, problems)
					}
					return
				}
				if problems := decode(t, "example.slo.hcl", whole); problems != "" {
					t.Fatalf("it doesn't decode:\n%s\n%s", whole, problems)
				}
				asJSON := toJSON(t, whole)
				v, err := jsonschema.UnmarshalJSON(bytes.NewReader(asJSON))
				if err != nil {
					t.Fatal(err)
				}
				if err := schema.Validate(v); err != nil {
					t.Errorf("its JSON form is not as the schema says: %v\n%s", err, asJSON)
				}
				if problems := decode(t, "example.slo.json", string(asJSON)); problems != "" {
					t.Errorf("its JSON form doesn't decode:\n%s\n%s", asJSON, problems)
				}
			})
		}
		check(b.paths[0], b.Example)
		for _, a := range b.Args {
			check(b.paths[0]+"."+a.Name, single(b.Description, a))
		}
	}
}

// within puts an example in the blocks that it stands in.
func within(b *block, text string) string {
	parts := strings.Split(b.paths[0], ".")
	for i := len(parts) - 2; i >= 0; i-- {
		path := strings.Join(parts[:i+1], ".")
		for _, outer := range blocks() {
			if slices.Contains(outer.paths, path) {
				text = header(outer.Description, "webhook") + " {\n" + required(outer.Description, "webhook",
					"") + companions[path+"."+b.Type] + text + "}\n"
			}
		}
	}
	return text
}

// recipientTypes are the recipients that an argument or block can stand in: a label, and what such a recipient needs.
var recipientTypes = []struct{ label, needs string }{
	{"slack", "channel"},
	{"email", "address"},
	{"pagerduty", "integration_name integration_key"},
	{"webhook", "name url"},
	{"msteams_workflow", "name url"},
}

// companions are what a block or argument makes sense only beside.
var companions = map[string]string{
	"dataset.column":        "columns = { http.response.status_code = integer }\n",
	"burn_alert.until":      onTrial,
	"defaults.until":        onTrial,
	"service.until":         onTrial,
	"slo.until":             onTrial,
	"trigger.until":         onTrial,
	"scenario.night":        "begins_at = \"12:00\"\n",
	"scenario.begins_at":    "night {\nfrom = \"22:00\"\nto = \"06:00\"\ntraffic = \"1/min\"\n}\n",
	"scenario.step":         "failures {\nseries = \"1x9\"\n}\n",
	"failures.from":         "ratio = 1\nto = \"40m\"\n",
	"failures.to":           "ratio = 1\n",
	"failures.ratio":        "to = \"40m\"\n",
	"failures.ratio_at_end": "ratio = 1\nto = \"40m\"\n",
}

const onTrial = "stage = \"trial\"\n"

// header is a block's type with labels.
func header(d *spec.Description, recipient string) string {
	s := d.Type
	for _, l := range d.Labels {
		switch {
		case l.Optional:
		case d.Type == "recipient" && l.Name == "type":
			s += fmt.Sprintf(" %q", recipient)
		default:
			s += ` "x"`
		}
	}
	return s
}

// single is a block with one argument beside those it needs.
func single(d *spec.Description, a spec.ArgDoc) string {
	recipient := "slack"
	for _, r := range recipientTypes {
		if strings.HasPrefix(a.Doc, r.label+":") || strings.HasPrefix(a.Doc, r.label+" and ") {
			recipient = r.label
		}
	}
	return header(d, recipient) + " {\n" + required(d, recipient,
		a.Name) + a.Name + " = " + a.Example + "\n" + companions[d.Type+"."+a.Name] + "}\n"
}

// required are the arguments that a block needs, but one.
func required(d *spec.Description, recipient, but string) string {
	needs := ""
	for _, r := range recipientTypes {
		if d.Type == "recipient" && r.label == recipient {
			needs = r.needs
		}
	}
	var b strings.Builder
	for _, a := range d.Args {
		if d.Type == "test" && a.Name == "event" && !strings.HasPrefix(but, "event") {
			b.WriteString(a.Name + " = " + a.Example + "\n")
		}
		needed := a.Required || a.Unless != "" && but != a.Unless // a template stands in for it
		if (needed || slices.Contains(strings.Fields(needs), a.Name)) && a.Name != but {
			b.WriteString(a.Name + " = " + a.Example + "\n")
		}
	}
	return b.String()
}

// referredTo is what examples of arguments refer to.
const referredTo = `recipient "pagerduty" "payments_oncall" {
  integration_key  = secret("KEY")
  integration_name = "x"
}
`

// decode gives what is wrong with a file when it is decoded, without looking at what it means.
func decode(t *testing.T, name, text string) string {
	t.Helper()
	f, diags := syntax.Parse(name, []byte(text))
	if !diags.HasErrors() {
		file := &config.File{Name: name, Dir: ".", Src: []byte(text), Body: f.Body, JSON: strings.HasSuffix(name,
			".json")}
		others := []byte(referredTo)
		more, moreDiags := syntax.Parse("others.slo.hcl", others)
		if moreDiags.HasErrors() {
			t.Fatal(moreDiags)
		}
		beside := &config.File{Name: "others.slo.hcl", Dir: ".", Src: others, Body: more.Body}
		files := []*config.File{file, beside}
		tests := strings.HasSuffix(name, ".slotest.hcl")
		if tests {
			files = files[1:]
		}
		shared, problems := config.Declare(files, &config.Environment{
			Inputs:      []config.Input{{Name: "x", Value: cty.NumberIntVal(1), From: config.FromEnvironment}},
			Functions:   new(functions.Table).Everywhere(),
			FunctionsIn: new(functions.Table).In,
			JSONExpr:    syntax.JSONExpr,
			ReadFile:    func(string, string) ([]byte, error) { return []byte(`{"duration_ms": "float"}`), nil },
		})
		diags = append(diags, problems...)
		if tests {
			_, problems = shared.Tests(file)
		} else {
			_, problems = shared.Services(file)
		}
		diags = append(diags, problems...)
	}
	if !diags.HasErrors() {
		return ""
	}
	var b bytes.Buffer
	if err := diag.Render(&b, diag.Text, diags, func(string) []byte { return []byte(text) },
		diag.Options{}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// toJSON writes a file of native syntax in HCL's JSON form. What is no constant becomes a template.
func toJSON(t *testing.T, text string) []byte {
	t.Helper()
	f, diags := hclsyntax.ParseConfig([]byte(text), "example.hcl", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	b, err := json.MarshalIndent(jsonBody(t, []byte(text), f.Body.(*hclsyntax.Body)), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func jsonBody(t *testing.T, src []byte, body *hclsyntax.Body) map[string]any {
	out := map[string]any{}
	for name, a := range body.Attributes {
		out[name] = jsonValue(t, src, a.Expr)
	}
	for _, b := range body.Blocks {
		var v any = jsonBody(t, src, b.Body)
		for _, l := range slices.Backward(b.Labels) {
			v = map[string]any{l: v}
		}
		if before, ok := out[b.Type]; ok {
			v = append(before.([]any), v)
		} else if len(b.Labels) > 0 {
			v = []any{v}
		}
		out[b.Type] = v
	}
	return out
}

func jsonValue(t *testing.T, src []byte, e hclsyntax.Expression) any {
	switch e := e.(type) {
	case *hclsyntax.TupleConsExpr:
		out := []any{}
		for _, x := range e.Exprs {
			out = append(out, jsonValue(t, src, x))
		}
		return out
	case *hclsyntax.ObjectConsExpr:
		out := map[string]any{}
		for _, x := range e.Items {
			key := strings.Trim(string(x.KeyExpr.Range().SliceBytes(src)), `"`)
			out[key] = jsonValue(t, src, x.ValueExpr)
		}
		return out
	}
	if v, diags := e.Value(nil); !diags.HasErrors() && v.IsWhollyKnown() && v.Type().IsPrimitiveType() &&
		v.Type() != cty.DynamicPseudoType {
		b, err := ctyjson.Marshal(v, v.Type())
		if err != nil {
			t.Fatal(err)
		}
		if v.Type() == cty.String {
			b, _ = json.Marshal(strings.NewReplacer("${", "$${", "%{", "%%{").Replace(v.AsString()))
		}
		return json.RawMessage(b)
	}
	text := string(e.Range().SliceBytes(src))
	if hcl.ExprAsKeyword(e) != "" {
		return text
	}
	return "${" + text + "}"
}

func compile(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	s, err := jsonschema.NewCompiler().Compile(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestSchemaRefuses says that the schema of configurations is of use: it finds what isn't right.
func TestSchemaRefuses(t *testing.T) {
	schema := compile(t, "config.schema.json")
	for _, c := range []struct {
		text string
		ok   bool
	}{
		{`{"service": {"a": {"dataset": "a"}}}`, true},
		{`{"//": "a comment", "service": [{"a": {"dataset": "a"}}, {"b": {}}]}`, true},
		{`{"service": {"a": {"slo": {"x": {"sli": "sli.x", "target": 99.9}}}}}`, true},
		{`{"service": {"a": {"slo": {"x": {"sli": "sli.x", "target": "${var.target}"}}}}}`, true},
		{`{"$schema": "config.schema.json", "defaults": {"window": "30d"}}`, true},
		{`{"service": {"a": {"$schema": "config.schema.json"}}}`, false},
		{`{"defaults": {"organization": {"window": "30d"}}}`, true},
		{`{"locals": {"any": {"thing": 1}}}`, true},
		{`{"recipient": {"slack": {"a": {"channel": "#a"}}}}`, true},
		{`{"servise": {}}`, false},
		{`{"service": {"a": {"datset": "a"}}}`, false},
		{`{"service": {"a": {"slo": {"x": {"sli": "sli.x"}}}}}`, false},
		{`{"service": {"a": {"slo": {"x": {"sli": "sli.x", "target": [99.9]}}}}}`, false},
		{`{"service": {"a": {"stage": "tryout"}}}`, false},
		{`{"service": "a"}`, false},
		{`{"recipient": {"slack": {"channel": "#a"}}}`, false},
	} {
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(c.text))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(v); (err == nil) != c.ok {
			t.Errorf("%s: got %v, want valid %v", c.text, err, c.ok)
		}
	}
}

// TestSchemasCompile reads every schema as the JSON Schema it says it is.
func TestSchemasCompile(t *testing.T) {
	names, err := filepath.Glob(filepath.Join(folder, "*.schema.json"))
	if err != nil || len(names) == 0 {
		t.Fatal("no schemas", err)
	}
	for _, name := range names {
		compile(t, filepath.Base(name))
	}
}

// TestDiagnosticsSchema checks a report that uses every member with its schema.
func TestDiagnosticsSchema(t *testing.T) {
	schema := compile(t, "diagnostics.schema.json")
	const text = "service \"a\" {\n  dataset = var.x\n  owner   = var.x\n}\n"
	other := hcl.Range{Filename: "a.slo.hcl", Start: hcl.Pos{Line: 3, Column: 13, Byte: 44},
		End: hcl.Pos{Line: 3, Column: 18, Byte: 49}}
	at := hcl.Range{Filename: "a.slo.hcl", Start: hcl.Pos{Line: 2, Column: 13, Byte: 26},
		End: hcl.Pos{Line: 2, Column: 18, Byte: 31}}
	f, diags := hclsyntax.ParseConfig([]byte(text), "a.slo.hcl", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	expr := f.Body.(*hclsyntax.Body).Blocks[0].Body.Attributes["dataset"].Expr
	d := diag.RuleError("slo/some_rule", "Summary", "Detail.", at, diag.Note{Text: "declared here", Range: at},
		diag.Note{Text: "a remark"})
	d.Extra.(*diag.Extra).Fix = diag.Fix{Title: "Write a", Unsafe: true, Edits: []diag.Edit{{Range: at, New: `"a"`}}}
	d.Extra.(*diag.Extra).Own = true
	d.Expression = expr
	d.EvalContext = &hcl.EvalContext{
		Variables: map[string]cty.Value{"var": cty.ObjectVal(map[string]cty.Value{"x": cty.StringVal("five")})},
	}
	var b bytes.Buffer
	use := diag.Command(hcl.DiagError, "Twice", "Detail.", at)
	diag.InInstance(use, `SLO "x"`)
	again := diag.Command(hcl.DiagError, "Twice", "Detail.", other)
	info := diag.Warning("slo/some_rule", "Known", "Detail.", other)
	info.Extra.(*diag.Extra).Info = true
	nowhere := diag.Command(hcl.DiagWarning, "Nowhere", "Detail.", hcl.Range{})
	err := diag.Render(&b, diag.JSON, hcl.Diagnostics{d, use, again, info, nowhere},
		func(string) []byte { return []byte(text) },
		diag.Options{Evaluated: func(string) bool { return true }})
	if err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(v); err != nil {
		t.Errorf("%v\n%s", err, &b)
	}
	// The report has every member that the schema tells of.
	document, err := os.ReadFile(filepath.Join(folder, "diagnostics.schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	var made struct {
		Defs map[string]struct{ Properties map[string]any } `json:"$defs"`
	}
	if err := json.Unmarshal(document, &made); err != nil || len(made.Defs) == 0 {
		t.Fatal("no definitions", err)
	}
	for _, def := range made.Defs {
		for _, n := range sortedKeys(def.Properties) {
			if !strings.Contains(b.String(), `"`+n+`":`) {
				t.Errorf("the schema has a member %q that the report lacks:\n%s", n, &b)
			}
		}
	}
}

// quotedName is a name of the language in a text.
var quotedName = regexp.MustCompile("`([a-z_]+(?:\\.[a-z_]+)*)`")

// values are written like names of the language.
var values = map[string]bool{"all": true, "costcenter": true, "recipient.slack.payments": true}

// TestRuleRows looks at what the rows of all tables have in common.
func TestRuleRows(t *testing.T) {
	sentences := regexp.MustCompile("(?s)^[^ ].*[.`\"]$")
	for _, r := range allRules() {
		if rule.Lookup(allRules(), r.ID) != r {
			t.Errorf("another rule has the ID %s", r.ID)
		}
		if !aCode.MatchString(r.ID) {
			t.Errorf("the ID %q isn't category/name", r.ID)
		}
		if r.Title == "" || strings.HasSuffix(r.Title, ".") || len(r.Title) > 70 || r.Source == "" {
			t.Errorf("%s: title %q, source %q", r.ID, r.Title, r.Source)
		}
		for _, s := range []string{r.Why, r.Fix} {
			if !sentences.MatchString(s) {
				t.Errorf("%s: no sentences: %q", r.ID, s)
			}
			for _, m := range quotedName.FindAllStringSubmatch(s, -1) {
				if found, _ := Find(m[1]); len(found) == 0 && !values[m[1]] {
					t.Errorf("%s: there is no %s: %q", r.ID, m[0], s)
				}
			}
		}
		if r.Bad != "" && r.Good == "" {
			t.Errorf("%s lacks the example that is accepted", r.ID)
		}
		for _, s := range []string{r.Before, r.Bad, r.Good} {
			if want := string(hclwrite.Format([]byte(s))); s != want {
				t.Errorf("%s: an example isn't formatted (-want +got):\n%s", r.ID, cmp.Diff(want, s))
			}
		}
	}
	if rule.Lookup(allRules(), "no/such") != nil {
		t.Error("found a rule that isn't there")
	}
}

// TestRuleExamples shows that what a rule calls accepted is, and that what it calls not accepted breaks it and no
// other.
func TestRuleExamples(t *testing.T) {
	for _, r := range allRules() {
		if r.Bad == "" || ofLint(r) {
			continue
		}
		t.Run(r.ID, func(t *testing.T) {
			for _, c := range []struct {
				text string
				bad  bool
			}{{r.Bad, true}, {r.Good, false}} {
				dir := t.TempDir()
				if err := os.WriteFile(filepath.Join(dir, "example.slo.hcl"), []byte(rule.ExampleFile(c.text)),
					0o666); err != nil {
					t.Fatal(err)
				}
				_, diags := generator.Load(context.Background(), generator.Options{Paths: []string{dir}})
				codes := map[string]bool{}
				for _, d := range diags {
					code := d.Summary + "; " + d.Detail
					if x, ok := d.Extra.(*diag.Extra); ok && x.Code != "" {
						code = x.Code
					}
					if d.Severity == hcl.DiagError {
						codes[code] = true
					}
				}
				want := map[string]bool{}
				if c.bad {
					want[r.ID] = true
				}
				if !maps.Equal(codes, want) {
					t.Errorf("errors %q, want %q:\n%s", sortedKeys(codes), sortedKeys(want), rule.ExampleFile(c.text))
				}
			}
		})
	}
}

// TestOperators compiles the example of every operator: it becomes the formula that stands beside it, and the raw
// operator reads as the same function.
func TestOperators(t *testing.T) {
	level := 0
	for _, o := range operatorList {
		if o.level < level {
			t.Errorf("%s stands behind one that binds less tightly", o.name)
		}
		level = o.level
		dir := t.TempDir()
		text := "service \"a\" {\n  dataset = \"a\"\n  sli \"a\" {\n    good = " + o.example + "\n  }\n}\n"
		if err := os.WriteFile(filepath.Join(dir, "a.slo.hcl"), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		res, diags := generator.Load(context.Background(), generator.Options{Paths: []string{dir}})
		if diags.HasErrors() {
			t.Errorf("%s: %v", o.name, diags)
			continue
		}
		if got := res.Resources.CalculatedFields[0].Expression; got != o.formula {
			t.Errorf("%s becomes %s, not %s", o.example, got, o.formula)
		}
		if !strings.Contains(o.formula, o.fn+"(") || o.name != "? :" && !strings.Contains(o.example, o.name) {
			t.Errorf("%s: the example has no %s", o.name, o.fn)
		}
		raw := o.rawOperator()
		if raw == "" {
			continue
		}
		formula, want := "$a "+raw+" $b", o.fn+"($a, $b)"
		switch o.name {
		case "!":
			formula, want = "!$a", "NOT($a)"
		case "!=":
			want = "NOT(" + want + ")"
		}
		f, problems := calc.Parse(calc.FromString("f", formula))
		if problems.HasErrors() || f.String() != want {
			t.Errorf("%s: %s is not %s: %v", o.name, formula, want, problems)
		}
	}
	for _, f := range calc.Functions {
		if f.HCLOperator() != "" && !slices.ContainsFunc(operatorList, func(o operator) bool {
			return o.fn == f.Name &&
				o.name == f.HCLOperator()
		}) {
			t.Errorf("the operator %s of %s has no page", f.HCLOperator(), f.Name)
		}
	}
}

// TestAggregates compiles the example of every aggregate.
func TestAggregates(t *testing.T) {
	for _, a := range lower.Aggregates {
		if !sentences(a.Doc) || (a.Example == "") != (a.Refused != "") {
			t.Errorf("%s: its prose is no sentence, or its example is missing: %q %q", a.Name, a.Doc, a.Example)
		}
		if a.Refused != "" {
			continue
		}
		dir := t.TempDir()
		text := "service \"a\" {\n  dataset = \"a\"\n  trigger \"a\" {\n    description = \"a\"\n    over = " +
			"\"10m\"\n    every = \"10m\"\n    fires_when = " +
			a.Example + "\n  }\n}\n"
		if err := os.WriteFile(filepath.Join(dir, "a.slo.hcl"), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		res, diags := generator.Load(context.Background(), generator.Options{Paths: []string{dir}})
		if diags.HasErrors() {
			t.Errorf("%s: %v", a.Example, diags)
			continue
		}
		if got := res.Resources.Triggers[0].Query.Calculations[0].Op; got != a.Op {
			t.Errorf("%s calculates %s, not %s", a.Example, got, a.Op)
		}
	}
}

// TestMetrics: what is documented as refused is refused, in each place where somebody may write it.
func TestMetrics(t *testing.T) {
	for _, f := range calc.Functions {
		if !f.Metrics {
			continue
		}
		call := strings.ToLower(f.Name) + "(event.requests)"
		for place, text := range map[string]string{
			"good":       "sli \"a\" { good = " + call + " < 5 }",
			"expression": "sli \"a\" { expression = \"LT(" + f.Name + "($requests), 5)\" }",
			"where": "trigger \"a\" {\n description = \"a\"\n over = \"10m\"\n every = \"10m\"\n fires_when = " +
				"count() > 1\n where = " + call + " > 5\n}",
			"fires_when": "trigger \"a\" {\n description = \"a\"\n over = \"10m\"\n every = \"10m\"\n fires_when = " +
				"sum(" + call +
				") > 5\n}",
		} {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "a.slo.hcl"),
				[]byte("service \"a\" {\n dataset = \"a\"\n"+text+"\n}\n"),
				0o666); err != nil {
				t.Fatal(err)
			}
			if _, diags := generator.Load(context.Background(),
				generator.Options{Paths: []string{dir}}); !diags.HasErrors() {
				t.Errorf("%s is taken in %s, and the reference says that it is refused", f.Name, place)
			}
		}
		if !strings.Contains(f.Doc, "slogen recognizes the name and rejects it") {
			t.Errorf("%s: the reference doesn't say that it is refused", f.Name)
		}
	}
}

// TestTopics asks for everything by every name.
func TestTopics(t *testing.T) {
	listed := map[string]bool{}
	for _, topic := range Topics() {
		if listed[topic.Name] && topic.Kind != "HCL function" {
			t.Errorf("two topics are named %q", topic.Name)
		}
		listed[topic.Name] = true
		if topic.Kind != "built-in" && topic.Title == "" {
			t.Errorf("%s has no title", topic.Name)
		}
		text := topic.Text(0)
		if !strings.HasSuffix(text, "\n") || strings.HasSuffix(text, "\n\n") {
			t.Errorf("%s: its text ends badly: %q", topic.Name, text)
		}
		for _, name := range append([]string{topic.Name}, topic.aliases...) {
			found, also := Find(name)
			ok := slices.ContainsFunc(found, func(f Topic) bool { return f.Name == topic.Name }) ||
				slices.Contains(also, topic.Name)
			if !ok {
				t.Errorf("%q doesn't lead to %s %s", name, topic.Kind, topic.Name)
			}
		}
	}
	for _, name := range []string{"slo", "slo.target", "service.slo.target", "target", "REG_MATCH", "reg_match",
		"Reg_Match", "slo/target", "recipient.variable", "locals", "concat", "==", "!=", "&&", "||", "operators", "p99",
		"count_distinct", "aggregates", "count"} {
		if found, _ := Find(name); len(found) == 0 {
			t.Errorf("%q is not explained", name)
		}
	}
	for group, names := range presets.Names() {
		for _, name := range names {
			if found, _ := Find("builtin." + group + "." + name); len(found) != 1 {
				t.Errorf("builtin.%s.%s is not explained", group, name)
			}
		}
	}
	if found, _ := Find("slo.traget"); found != nil || Suggest("slo.traget") != "slo.target" {
		t.Errorf("slo.traget: found %v, suggested %q", found, Suggest("slo.traget"))
	}
}

// The blocks on the pages of recipients' types are valid.
func TestRecipientPages(t *testing.T) {
	n := 0
	for _, topic := range Topics() {
		if topic.Kind != "recipient" {
			continue
		}
		t.Chdir(t.TempDir())
		for _, m := range recipientOnPage.FindAllString(topic.Text(0), -1) {
			n++
			if err := os.WriteFile("a.slo.hcl", []byte(m), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, diags := generator.Load(t.Context(),
				generator.Options{Paths: []string{"a.slo.hcl"}}); diags.HasErrors() {
				t.Errorf("%s\n%s", m, diags)
			}
		}
	}
	if want := 2 * len(config.RecipientTypes); n != want {
		t.Errorf("%d blocks, want %d", n, want)
	}
}

var recipientOnPage = regexp.MustCompile(`(?m)^  recipient(?s:.*?)^  \}$`)
