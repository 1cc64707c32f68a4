package explain_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/tools/txtar"

	"github.com/slogen-project/slogen/generator"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/explain"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/internal/golden"
	"github.com/slogen-project/slogen/generator/lint"
	"github.com/slogen-project/slogen/generator/simulate"
)

// pages loads files and makes the pages of all their SLOs.
func pages(t *testing.T, paths ...string) (out []*explain.Page, r *honeycomb.Resources) {
	t.Helper()
	res, diags := generator.Load(context.Background(), generator.Options{Paths: paths})
	if len(diags) > 0 {
		var b bytes.Buffer
		if err := diag.Render(&b, diag.Text, diags, res.Sources, diag.Options{}); err != nil {
			t.Fatal(err)
		}
		t.Fatal(b.String())
	}
	for _, x := range res.Resources.SLOs {
		s, alerts := explain.Find(res.Resources, string(x.Key))
		if s != x {
			t.Fatalf("%s is not found", x.Key)
		}
		findings := lint.Run(&honeycomb.Resources{SLOs: []*honeycomb.SLO{s}, BurnAlerts: alerts},
			lint.Options{Rules: lint.SLORules(), Ignores: res.Ignores})
		out = append(out, explain.New(s, alerts, findings))
	}
	return out, res.Resources
}

// TestPages holds what people read.
func TestPages(t *testing.T) {
	golden.Run(t, "testdata/*.txtar", func(t *testing.T, in *txtar.Archive) (out []txtar.File) {
		t.Chdir(t.TempDir())
		for _, f := range in.Files {
			if err := os.WriteFile(f.Name, f.Data, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		list, _ := pages(t, ".")
		for _, p := range list {
			text := p.Text(0)
			for line := range strings.Lines(text) {
				if utf8.RuneCountInString(strings.TrimSuffix(line, "\n")) > 80 {
					t.Errorf("a line is too long: %q", line)
				}
			}
			out = append(out, txtar.File{Name: strings.ReplaceAll(p.Key, "/", "."), Data: []byte(text)})
		}
		return out
	})
}

// TestExamples makes a page of every SLO of the examples, and reads its JSON with the schema.
func TestExamples(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile("../../schemas/explain.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, example := range []string{"catalogue", "http-service", "llm-service", "routes", "shop", "user-journey",
		"web-frontend"} {
		list, r := pages(t, "../../examples/"+example)
		for i, p := range list {
			text, err := p.AppendJSON(nil)
			if err != nil {
				t.Fatal(err)
			}
			v, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(v); err != nil {
				t.Errorf("%s: %v", p.Key, err)
			}
			var back explain.Page
			if err := json.Unmarshal(text, &back); err != nil {
				t.Fatal(err)
			}
			if back.Text(0) != p.Text(0) {
				t.Errorf("%s: the text is not made of what the JSON holds", p.Key)
			}
			s, alerts := explain.Find(r, p.Key)
			if s != r.SLOs[i] {
				t.Fatalf("%s is not found", p.Key)
			}
			for _, reaction := range p.Reactions {
				for j, a := range alerts {
					got, want := reaction.Alerts[j], simulate.React(a, int(reaction.ErrorsPercent*10_000+0.5), simulate.Options{})
					if got.Fires != want.Fires || got.AfterMinutes != want.After || got.ResolvesAfterMinutes != want.Reset ||
						fmt.Sprintf("%.4f", got.BudgetGonePercent) != fmt.Sprintf("%.4f", want.BudgetUsed*100) {
						t.Errorf("%s at %g %%: %+v, want %+v", a.Key, reaction.ErrorsPercent, got, want)
					}
				}
			}
			for _, a := range alerts { // the rate from which on it fires has a row
				first := false
				for k, reaction := range p.Reactions {
					for _, x := range reaction.Alerts {
						first = first || x.Name == a.Name && x.Fires && (k == 0 || reaction.ErrorsPercent <= 1.001*number(a))
					}
				}
				if !first && number(a) <= 100 {
					t.Errorf("%s: no row shows that it fires from %g %% on", a.Key, number(a))
				}
			}
		}
	}
}

// number is the lowest error rate at which an alert fires, in percent.
func number(a *honeycomb.BurnAlert) float64 {
	f, _ := simulate.LeastErrors(a).Float64()
	return f * 100
}

func TestFind(t *testing.T) {
	r := &honeycomb.Resources{SLOs: []*honeycomb.SLO{{Meta: honeycomb.Meta{Key: "slo/a/b"}},
		{Meta: honeycomb.Meta{Key: "slo/slo/a"}}}}
	for name, want := range map[string]honeycomb.Key{
		"slo/a/b": "slo/a/b", "slo.a.b": "slo/a/b", "a/b": "slo/a/b", "a.b": "slo/a/b",
		"slo/slo/a": "slo/slo/a", "slo/a": "slo/slo/a", "slo.a": "slo/slo/a", "a": "", "b": "", "slo/b/a": "", "A/b": "",
	} {
		got := honeycomb.Key("")
		if s, _ := explain.Find(r, name); s != nil {
			got = s.Key
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}
