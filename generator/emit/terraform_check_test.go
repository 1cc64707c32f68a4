package emit

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
)

func at(file string) hcl.Range {
	return hcl.Range{Filename: file, Start: hcl.InitialPos, End: hcl.InitialPos}
}

// Each case says what is wrong with the Terraform of some resources: "rule file: detail".
func TestCheckTerraform(t *testing.T) {
	eleven := strings.Split("abcdefghijk", "")
	recipient := func(kind, name string) *honeycomb.Recipient {
		return &honeycomb.Recipient{Meta: meta(honeycomb.Key("recipient/"+kind+"/"+name), "", name+".slo.hcl"),
			Type: kind}
	}
	for _, c := range []struct {
		name string
		edit func(r *honeycomb.Resources)
		want []string
	}{
		{"nothing", func(*honeycomb.Resources) {}, nil},
		{"no Terraform output", func(r *honeycomb.Resources) {
			r.Settings.Outputs, r.Settings.ProviderVersion = []string{"json"}, "< 0.50.0"
		}, nil},
		{"a version that is enough", func(r *honeycomb.Resources) { r.Settings.ProviderVersion = "~> 0.50.0" }, nil},
		{"a range that reaches far enough",
			func(r *honeycomb.Resources) { r.Settings.ProviderVersion = ">= 0.40, < 0.51, != 0.50.0" }, nil},
		{"too old", func(r *honeycomb.Resources) {
			r.Settings.ProviderVersion, r.Settings.ProviderRange = "~> 0.49.0", at("settings.slo.hcl")
		},
			[]string{`terraform/provider_version settings.slo.hcl: "~> 0.49.0" allows no version of the honeycombio provider from 0.50.0 on, which this needs for noticing that a query's calculated fields changed. Write ">= 0.50.0".`}},
		{"too old for one SLO", func(r *honeycomb.Resources) {
			r.Settings.ProviderVersion, r.Settings.ProviderRange = "< 0.51", at("settings.slo.hcl")
			r.SLOs = []*honeycomb.SLO{{Meta: meta("slo/a/b", "a", "a.slo.hcl"), Datasets: eleven}}
		},
			[]string{`terraform/provider_version settings.slo.hcl: "< 0.51" allows no version of the honeycombio provider from 0.51.0 on, which this needs for an SLO over more than ten datasets. Write ">= 0.51.0". [a.slo.hcl: Needed here.]`}},
		{"moved to a recipient of another type", func(r *honeycomb.Resources) {
			r.Moved = []honeycomb.Moved{
				{From: "recipient/slack/a", To: "recipient/email/a", Range: at("moved.slo.hcl")},
				{From: "recipient/slack/b", To: "recipient/slack/c", Range: at("moved.slo.hcl")},
			}
		},
			[]string{`terraform/moved_type moved.slo.hcl: "recipient/slack/a" is a honeycombio_slack_recipient in Terraform and "recipient/email/a" a honeycombio_email_recipient. ` + movedType.Fix}},
		{"a lookup that finds a webhook too", func(r *honeycomb.Resources) {
			pager, hook := recipient("pagerduty", "pager"), recipient("webhook", "hook")
			pager.Lookup, pager.IntegrationName, hook.Name = true, "Payments", "Payments"
			r.Recipients = []*honeycomb.Recipient{pager, hook}
		},
			[]string{`terraform/lookup pager.slo.hcl: The Terraform provider looks for "Payments" among recipients of every type, so it would find "recipient/webhook/hook" too, and fail. Rename one of the two in Honeycomb. [hook.slo.hcl: The other one is declared here.]`}},
		{"a lookup that finds one", func(r *honeycomb.Resources) {
			pager, hook, teams := recipient("pagerduty", "pager"), recipient("webhook", "hook"),
				recipient("msteams_workflow", "teams")
			pager.IntegrationName, hook.Name, teams.Lookup, teams.URL = "Payments", "Payments", true,
				honeycomb.Text{Secret: "TEAMS_URL"}
			r.Recipients = []*honeycomb.Recipient{teams, pager, hook}
		}, nil},
		{"whole numbers that survive", func(r *honeycomb.Resources) {
			r.Triggers = []*honeycomb.Trigger{{
				Meta:      meta("trigger/a/b", "a", "a.slo.hcl"),
				Threshold: honeycomb.Threshold{Value: "100000000000000000000"},
				Query: &honeycomb.Query{
					Filters: []honeycomb.Filter{{Value: int64(9007199254740992)}, {Value: int64(-9007199254740992)},
						{Value: "9007199254740993"},
						{Value: 1.5}, {Value: true}, {}},
					Havings: []honeycomb.Having{{Value: "0.12345678901234567890123"}},
				},
			}}
		}, nil},
		{"whole numbers that don't", func(r *honeycomb.Resources) {
			calculation := honeycomb.Calculation{Filters: []honeycomb.Filter{{Value: []any{int64(1), "a",
				int64(-9223372036854775807)}}}}
			r.Triggers = []*honeycomb.Trigger{{
				Meta:      meta("trigger/a/b", "a", "a.slo.hcl"),
				Threshold: honeycomb.Threshold{Value: "9007199254740993"},
				Query: &honeycomb.Query{
					Filters:      []honeycomb.Filter{{Value: int64(1152921504606846976)}},
					Havings:      []honeycomb.Having{{Value: "-9007199254740993"}},
					Calculations: []honeycomb.Calculation{calculation},
				},
			}}
		}, []string{
			"terraform/number a.slo.hcl: The provider would send 9007199254740992 instead of 9007199254740993, since " +
				"it reads the numbers of a trigger as floating point. " + wholeNumber.Fix,
			"terraform/number a.slo.hcl: The provider would send -9007199254740992 instead of -9007199254740993, " +
				"since it reads the numbers of a trigger as floating point. " + wholeNumber.Fix,
			"terraform/number a.slo.hcl: The provider would send 1152921504606847000 instead of 1152921504606846976, " +
				"since it reads the numbers of a trigger as floating point. " + wholeNumber.Fix,
			"terraform/number a.slo.hcl: The provider would send -9223372036854776000 instead of " +
				"-9223372036854775807, since it reads the numbers of a trigger as floating point. " + wholeNumber.Fix,
		}},
		{"texts that Terraform leaves alone", func(r *honeycomb.Resources) {
			text := "\u00e9 \" \u0301 \U0001f469\u200d\U0001f4bb \u0915\u094d\u092f\u093e <\u0301"
			r.CalculatedFields = []*honeycomb.CalculatedField{{Meta: meta("calculated_field/a/b", "a", "a.slo.hcl"),
				Expression: text}}
			r.Triggers = []*honeycomb.Trigger{{
				Meta:        meta("trigger/a/b", "a", "a.slo.hcl"),
				Description: text,
				Query: &honeycomb.Query{Filters: []honeycomb.Filter{{Column: "a", Op: "=",
					Value: strings.TrimSuffix(text, "<\u0301")}}},
			}}
		}, nil},
		{"texts that Terraform changes", func(r *honeycomb.Resources) {
			r.CalculatedFields = []*honeycomb.CalculatedField{{Meta: meta("calculated_field/a/b", "a", "a.slo.hcl"),
				Expression: "EQUALS($a, \"\\n\u0301\")"}}
			filter := func(column string, value any) *honeycomb.Query {
				return &honeycomb.Query{Filters: []honeycomb.Filter{{Column: column, Op: "=", Value: value}}}
			}
			r.Triggers = []*honeycomb.Trigger{
				{Meta: meta("trigger/a/b", "a", "b.slo.hcl"), Query: filter("a", "x\n\u0301")},
				{Meta: meta("trigger/a/c", "a", "c.slo.hcl"), Query: filter("e\u0301", 1.0),
					Description: "Fires when count(event.e\u0301 == 1) > 1"},
				{Meta: meta("trigger/a/d", "a", "d.slo.hcl"), Query: filter("a", ">\u0301")},
				{Meta: meta("trigger/a/e", "a", "e.slo.hcl"), Query: filter("a", "a"),
					Description: "Fires when e\u0301"},
			}
		}, []string{
			`terraform/text a.slo.hcl: In the expression, Terraform would make "\u0144" of "n\u0301". ` + normalText.Fix,
			`terraform/text b.slo.hcl: In the query, which the provider writes as JSON, Terraform would make "\u0144" of "n\u0301". ` + normalText.Fix,
			`terraform/text c.slo.hcl: In the query, which the provider writes as JSON, Terraform would make "\u00e9" of "e\u0301". ` + normalText.Fix,
			`terraform/text d.slo.hcl: In the query, which the provider writes as JSON, Terraform would make "\u00e9" of "e\u0301". ` + normalText.Fix,
			`terraform/text e.slo.hcl: In the description, which quotes the condition, Terraform would make "\u00e9" of "e\u0301". ` + normalText.Fix,
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := &honeycomb.Resources{Settings: honeycomb.Settings{Outputs: []string{"terraform_module"}}}
			c.edit(r)
			var got []string
			for _, d := range append(CheckTerraform(r), CheckTerraformPart(r.Settings, r)...) {
				x := d.Extra.(*diag.Extra)
				line := x.Code + " " + d.Subject.Filename + ": " + d.Detail
				for _, n := range x.Notes {
					line += " [" + n.Range.Filename + ": " + n.Text + "]"
				}
				got = append(got, line)
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
		})
	}
}

// The constraint that is written admits nothing too old, and otherwise what was asked for.
func TestProviderConstraint(t *testing.T) {
	for asked, want := range map[string]string{
		"":                   ">= 0.50.0",
		">= 0.50.0":          ">= 0.50.0",
		"~> 0.51":            "~> 0.51",
		"0.53.0":             "0.53.0",
		"> 0.49.0":           "> 0.49.0, >= 0.50.0",
		"~> 0.36":            "~> 0.36, >= 0.50.0",
		"< 1.0":              "< 1.0, >= 0.50.0",
		">= 0.50.0, != 0.51": ">= 0.50.0, != 0.51",
		"not a constraint":   "not a constraint, >= 0.50.0", // refused elsewhere
	} {
		r := &honeycomb.Resources{Settings: honeycomb.Settings{ProviderVersion: asked}}
		if got := providerConstraint(r); got != want {
			t.Errorf("%q becomes %q, want %q", asked, got, want)
		}
	}
	r := &honeycomb.Resources{Settings: honeycomb.Settings{ProviderVersion: "~> 0.50"},
		SLOs: []*honeycomb.SLO{{Datasets: make([]string, 11)}}}
	if got := providerConstraint(r); got != "~> 0.50, >= 0.51.0" {
		t.Errorf("for an SLO over eleven datasets: %q", got)
	}
	if got := oldestProvider(r); got != "0.51.0" {
		t.Errorf("an SLO over eleven datasets needs %s", got)
	}
}

// An environment-wide trigger is imported with the dataset that is written for it, or the provider would replace it.
func TestImportID(t *testing.T) {
	existing := func(id string) honeycomb.Meta { return honeycomb.Meta{Existing: id} }
	for _, c := range []struct {
		object honeycomb.Object
		want   string
	}{
		{&honeycomb.Trigger{Meta: existing("hKST")}, "__all__/hKST"},
		{&honeycomb.Trigger{Meta: existing("checkout/hKST"), Dataset: "checkout"}, "checkout/hKST"},
		{&honeycomb.SLO{Meta: existing("2LBq"), Datasets: []string{"cart", "checkout"}}, "2LBq"},
		{&honeycomb.CalculatedField{Meta: existing("sli.a")}, "sli.a"},
		{&honeycomb.Recipient{Meta: existing("yT8u")}, "yT8u"},
	} {
		if got := importID(c.object); got != c.want {
			t.Errorf("%T is imported as %q, want %q", c.object, got, c.want)
		}
	}
}

// The whole environment is written as a dataset, or the provider would leave a trigger in the dataset that it was in.
func TestWholeEnvironment(t *testing.T) {
	query := &honeycomb.SavedQuery{Meta: meta("query/a/b", "a", "a.slo.hcl")}
	r := &honeycomb.Resources{
		Triggers: []*honeycomb.Trigger{{Meta: meta("trigger/a/b", "a", "a.slo.hcl")}},
		Queries:  []*honeycomb.SavedQuery{query},
		QueryAnnotations: []*honeycomb.QueryAnnotation{{Meta: meta("query_annotation/a/b", "a", "a.slo.hcl"),
			Query: query}},
	}
	for _, format := range []*Format{Terraform, TerraformModule, TerraformInput} {
		var all []byte
		for _, f := range format.Files(r) {
			all = f.Append(all)
		}
		if n := strings.Count(string(all), `"__all__"`); n != 3 {
			t.Errorf("%s names the whole environment %d times, want 3:\n%s", format.Name, n, all)
		}
	}
}

func TestSecretVariable(t *testing.T) {
	for name, want := range map[string]string{"PAYMENTS_PAGERDUTY_KEY": "payments_pagerduty_key", "K9": "k9",
		"VERSION": "VERSION", "FOR_EACH": "FOR_EACH", "VERSIONS": "versions"} {
		if got := SecretVariable(name); got != want {
			t.Errorf("%s becomes %s, want %s", name, got, want)
		}
	}
}

func TestTerraformRules(t *testing.T) {
	for _, r := range Rules {
		if r.Category() != "terraform" || r.Bad == "" || r.Outputs != "terraform*" {
			t.Errorf("%s has the category of others, binds under others, or lacks an example", r.ID)
		}
	}
}

// TestAdmitsBound holds what is known of a single bound at sight to what the library makes of it, written so that it
// isn't known at sight.
func TestAdmitsBound(t *testing.T) {
	versions := []string{"0.0.0", "0.9.9", "0.49.9", "0.50.0", "0.50.1", "0.100.0", "1.0.0", "10.2.3", "0.50",
		"0.50.0-beta1"}
	for _, from := range versions {
		for _, least := range versions[:8] {
			older, enough, err := admits(">= "+from, least)
			older2, enough2, err2 := admits(">="+from, least)
			if older != older2 || enough != enough2 || (err == nil) != (err2 == nil) {
				t.Errorf(">= %s, at least %s: %t %t %v, want %t %t %v", from, least, older, enough, err, older2,
					enough2, err2)
			}
		}
	}
}
