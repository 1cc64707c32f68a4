package sample_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"pgregory.net/rapid"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/emit"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/internal/openapi"
	"github.com/slogen-project/slogen/generator/internal/sample"
	"github.com/slogen-project/slogen/generator/rules"
)

// stricter are the rules that may refuse what neither the document nor the provider refuses before it is applied, with
// what would happen then or why there is nothing to refuse. Any other rule that refuses alone is a false alarm.
var stricter = map[string]string{
	"burn_alert/type":                 "members of the other type are not written",
	"burn_alert/over_in_slo":          "422: the provider doesn't know the SLO's window",
	"calculated_field/alias_taken":    "409, or the other one is overwritten",
	"dataset/slug":                    "404: the API knows datasets by slug",
	"notification/pagerduty_severity": "the API's default would be written back, an endless difference",
	"notification/repeated":           "the API refuses the same recipient twice",
	"notification/variables":          "the webhook declares no such variable, or the recipient is no webhook",
	"object/existing":                 "the import would find another object, or the apply replace it",
	"object/existing_twice":           "each apply overwrites one declaration with the other",
	"query/breakdown":                 "the same group twice means nothing",
	"query/calculated_field": "400: a name twice, or none; the provider looks at a query's JSON without what " +
		"it means",
	"query/calculation":      "400: the provider doesn't look at aggregates in a query's JSON",
	"query/calculation_name": "400: the provider looks at names in triggers only",
	"query/filter": "400: the provider doesn't look at filters in a query's JSON, nor the document " +
		"at what belongs to which comparison",
	"query/filter_combination": "400: the provider doesn't look at it in a query's JSON",
	"query/formula":            "400: an unknown name in a formula",
	"query/having":             "400: a having of what isn't calculated",
	"query/relational":         "400: neither looks at columns of other spans in a query's JSON",
	"query/time_range":         "400: a granularity out of range",
	"query_annotation/query":   "404: the query is in another dataset",
	"recipient/address":        "an address with a name; Honeycomb sends to a bare one",
	"recipient/channel": "a recipient that is looked up by such a channel is not found; the provider " +
		"checks those that it creates",
	"recipient/declared_twice":  "409",
	"recipient/header":          "the same header again: Terraform keeps one of equal blocks",
	"recipient/integration":     "a name is required; the provider lets an empty one pass",
	"recipient/template":        "the same template again: Terraform keeps one of equal blocks",
	"recipient/variable":        "the same variable again: Terraform keeps one of equal blocks",
	"recipient/webhook_only":    "what other types don't have is not written",
	"slo/datasets":              "the same dataset twice means nothing",
	"slo/one_per_sli":           "the API refuses the second",
	"slo/sli_scope":             "404: there is no such calculated field in the SLO's dataset",
	"tag/key":                   "the same key twice: Terraform keeps the last",
	"terraform/budget":          "the apply fails after the burn alert was created",
	"terraform/existing_alias":  "the import looks in a dataset that isn't there",
	"terraform/lookup":          "the lookup finds two recipients, and the plan fails",
	"terraform/number":          "another number is sent",
	"terraform/slo_description": "the apply fails after the SLO was created",
	"terraform/target":          "the apply fails after the SLO was created",
	"terraform/text":            "another text is sent",
	"trigger/baseline_every":    "422: a baseline needs a quarter of an hour",
	"trigger/granularity":       "422: only metrics have one",
	"trigger/over":              "422: more than a day, or 7,200 seconds where nothing is said",
	"trigger/single_value":      "422: no calculation, beside a formula of what so isn't calculated",
	"trigger/size":              "413",
}

// said lists the rules that slogen says are broken.
func said(r *honeycomb.Resources) (ids []string) {
	all := append(append(rules.CheckPart(r.Settings, r), rules.CheckAll(r)...), emit.CheckTerraform(r)...)
	all = append(all, emit.CheckTerraformPart(r.Settings, r)...)
	for _, d := range all {
		if d.Severity != hcl.DiagError {
			continue
		}
		if code := d.Extra.(*diag.Extra).Code; !slices.Contains(ids, code) {
			ids = append(ids, code)
		}
	}
	return ids
}

// verdict is what is thought of one changed configuration.
type verdict struct {
	change   string
	rules    []string // that slogen says are broken
	document error
	module   []emit.File
	provider []string // what the provider says of the module
}

// TestVerdicts changes one member of one object of a configuration without fault, and compares slogen's rules with the
// document and, where SLOGEN_E2E_PROVIDER and SLOGEN_E2E_CLI name one, with the provider: slogen refuses whatever one
// of them refuses, and more only where the table above says why.
func TestVerdicts(t *testing.T) {
	doc := openapi.Load(t)
	provider, why := newProvider(t)
	t.Chdir(t.TempDir())
	var all []*verdict
	rapid.Check(t, func(t *rapid.T) {
		r := compiled(t, sample.Draw(t))
		r.Settings.Outputs = []string{"json", "terraform_module"}
		v := &verdict{change: mutate(t, r)}
		v.rules = said(r)
		v.document = refused(doc, r)
		v.module = emit.TerraformModule.Files(r)
		if v.document != nil && v.rules == nil {
			t.Fatalf("%s: no rule is broken, and the document says: %v", v.change, v.document)
		}
		if provider != nil && !slices.Contains(v.rules,
			"recipient/type") { // no Terraform can be written of a type that isn't one
			for i := range v.module { // now, since the next run may change what they are written from
				text := v.module[i].Append(nil)
				v.module[i].Append = func(b []byte) []byte { return append(b, text...) }
				if _, diags := hclsyntax.ParseConfig(text, v.module[i].Path, hcl.InitialPos); diags.HasErrors() {
					v.provider = append(v.provider, diags.Error()) // or nothing would be asked of any of them
				}
			}
			all = append(all, v)
		}
	})
	if provider == nil {
		t.Logf("the provider was not asked: %s", why)
		return
	}
	asked := slices.DeleteFunc(slices.Clone(all), func(v *verdict) bool { return v.provider != nil })
	for batch := range slices.Chunk(asked, 100) {
		provider.ask(t, batch)
	}
	alone := map[string]int{}
	refused := 0
	for _, v := range all {
		if v.provider != nil {
			refused++
		}
		switch {
		case v.provider != nil && v.rules == nil:
			t.Errorf("%s: no rule is broken, and the provider says: %q", v.change, v.provider)
		case v.provider == nil && v.document == nil && v.rules != nil:
			for _, rule := range v.rules {
				alone[rule]++
				if stricter[rule] == "" {
					t.Errorf("%s: the rule %s is broken, and nobody else minds", v.change, rule)
				}
			}
		}
	}
	t.Logf("%d changes, %d refused by the provider; rules that refused alone: %v", len(all), refused, alone)
}

// refused is what the document has against the bodies of r.
func refused(doc *openapi.Document, r *honeycomb.Resources) error {
	var all []error
	for x := range r.Objects() {
		if honeycomb.Method(x) == "GET" {
			continue
		}
		if err := doc.Check(x.Head().Key.Kind(), honeycomb.AppendBody(nil, x)); err != nil {
			all = append(all, fmt.Errorf("%s: %w", x.Head().Key, err))
		}
	}
	return errors.Join(all...)
}

// terraform is a CLI with the provider.
type terraform struct{ cli, config string }

// newProvider finds them; nil with the reason where they were not given.
func newProvider(t *testing.T) (*terraform, string) {
	t.Helper()
	clis, file := filepath.SplitList(os.Getenv("SLOGEN_E2E_CLI")), os.Getenv("SLOGEN_E2E_PROVIDER")
	if len(clis) == 0 || file == "" || file == "registry" {
		return nil, "SLOGEN_E2E_CLI and SLOGEN_E2E_PROVIDER name no files"
	}
	p := &terraform{cli: clis[0]}
	dir := t.TempDir()
	file, err := filepath.Abs(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(file, filepath.Join(dir, "terraform-provider-honeycombio")); err != nil {
		t.Fatal(err)
	}
	p.config = filepath.Join(dir, "cli.tfrc")
	text := fmt.Sprintf("provider_installation {\n  dev_overrides {\n    \"honeycombio/honeycombio\" = %q\n  }\n  "+
		"direct {}\n}\n", dir)
	if err := os.WriteFile(p.config, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return p, ""
}

var variable = regexp.MustCompile(`(?m)^variable "([^"]*)"`)

// crashed is what the CLI says when it has found an error in itself: of a place in a set that a provider names, for
// one.
const crashed = 11

// ask validates all modules as children of one. Where that crashes the CLI, it asks for ever fewer of them.
func (p *terraform) ask(t *testing.T, batch []*verdict) {
	t.Helper()
	dir := t.TempDir()
	write := func(name string, text []byte) {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, text, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	var root strings.Builder
	for i, v := range batch {
		fmt.Fprintf(&root, "module \"m%d\" {\n  source = \"./m%d\"\n", i, i)
		for _, f := range v.module {
			name, ok := strings.CutPrefix(f.Path, "terraform_module/")
			if !ok || strings.Contains(name, "/") {
				continue // an example of a root module
			}
			text := f.Append(nil)
			write(fmt.Sprintf("m%d/%s", i, name), text)
			for _, m := range variable.FindAllSubmatch(text, -1) {
				fmt.Fprintf(&root, "  %s = \"kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk\"\n", m[1])
			}
		}
		root.WriteString("}\n")
	}
	write("main.tf", []byte(root.String()))
	code := 0
	run := func(args ...string) []byte {
		cmd := exec.Command(p.cli, append([]string{"-chdir=" + dir}, args...)...)
		cmd.Env = append(os.Environ(), "TF_CLI_CONFIG_FILE="+p.config, "CHECKPOINT_DISABLE=1", "HONEYCOMB_API_KEY=none")
		var errs bytes.Buffer
		cmd.Stderr = &errs
		out, err := cmd.Output()
		exit := (*exec.ExitError)(nil)
		if errors.As(err, &exit) {
			code = exit.ExitCode()
		}
		if err != nil && code != crashed && !(exit != nil && len(out) > 0) {
			t.Fatalf("%v: %v\n%s", cmd, err, &errs)
		}
		return out
	}
	run("get")
	var said struct {
		Diagnostics []struct {
			Severity, Summary, Detail string
			Range                     *struct{ Filename string }
		}
	}
	out := run("validate", "-json")
	if code == crashed {
		if half := len(batch) / 2; half > 0 {
			p.ask(t, batch[:half])
			p.ask(t, batch[half:])
		} else {
			batch[0].provider = []string{"the CLI crashed"}
		}
		return
	}
	if err := json.Unmarshal(out, &said); err != nil {
		t.Fatalf("%v in %q", err, out)
	}
	modules := map[string]*verdict{}
	for i, v := range batch {
		modules[fmt.Sprintf("m%d", i)] = v
	}
	for _, d := range said.Diagnostics {
		if d.Severity != "error" {
			continue
		}
		var v *verdict
		if d.Range != nil {
			name, _, _ := strings.Cut(filepath.ToSlash(d.Range.Filename), "/")
			v = modules[name]
		}
		if v == nil {
			t.Fatalf("an error of no module: %s: %s %v", d.Summary, d.Detail, slices.Sorted(maps.Keys(modules))[:1])
		}
		v.provider = append(v.provider, d.Summary+": "+d.Detail)
	}
}
