package plan

import (
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/honeycomb"
)

// What an object has from elsewhere is said with its place.
func TestOrigin(t *testing.T) {
	at := func(file string, line int) honeycomb.Place {
		return honeycomb.Place{Range: hcl.Range{Filename: file, Start: hcl.Pos{Line: line}}}
	}
	slo := &honeycomb.SLO{Name: "checkout: availability", Datasets: []string{"checkout"}, TargetPerMillion: 999_000,
		TimePeriodDays: 30,
		SLI:            &honeycomb.CalculatedField{Alias: "sli.checkout.availability", Dataset: "checkout"}}
	slo.Key = "slo/checkout/availability"
	slo.SLI.Key = "calculated_field/checkout/availability"
	slo.Inherited = []honeycomb.Inherited{{Argument: "owner", Place: at("a.slo.hcl", 2)},
		{Argument: "runbook", Place: at("b.slo.hcl", 7)},
		{Argument: "window", Place: at("a.slo.hcl", 3)}}
	replaced := at("c.slo.hcl", 9)
	alert := &honeycomb.BurnAlert{SLO: slo, Name: "fast", AlertType: honeycomb.ExhaustionTime, ExhaustionMinutes: 240,
		Replaces: &replaced}
	alert.Key = "burn_alert/checkout/availability/fast"
	p, err := Diff(nil, &honeycomb.Resources{CalculatedFields: []*honeycomb.CalculatedField{slo.SLI},
		SLOs: []*honeycomb.SLO{slo}, BurnAlerts: []*honeycomb.BurnAlert{alert}})
	if err != nil {
		t.Fatal(err)
	}
	want := map[honeycomb.Key][]string{
		slo.Key: {"inherited from a.slo.hcl: owner (line 2), window (line 3)",
			"inherited from b.slo.hcl: runbook (line 7)"},
		alert.Key: {"overrides the policy's alert of the same name, at c.slo.hcl:9"},
	}
	for _, c := range p.Changes {
		for _, line := range want[c.Key] {
			if !slices.Contains(c.Meaning(), line) {
				t.Errorf("%s: %q does not say %q", c.Key, c.Meaning(), line)
			}
		}
	}
}

// What differs because of defaults is told with their place.
func TestSources(t *testing.T) {
	from := func(w *world, line int) {
		at := honeycomb.Place{Range: hcl.Range{Filename: "a.slo.hcl", Start: hcl.Pos{Line: line}}}
		w.slo.Inherited = []honeycomb.Inherited{{Argument: "owner", Place: at}, {Argument: "window", Place: at}}
	}
	was, is := newWorld(), newWorld()
	is.slo.TimePeriodDays = 28
	from(is, 3)
	other := is.another()
	other.Inherited = is.slo.Inherited
	was.another()
	text := printed(t, diffOf(t, was.sorted(), is.sorted()), Options{})
	if n := strings.Count(text, "  because of a.slo.hcl:3\n  defaults: window\n"); n != 2 ||
		strings.Contains(text, "owner") {
		t.Errorf("it says %d times where the window is from:\n%s", n, text)
	}
	was.slo.Description, is.slo.Description = "one", "another"
	if text := printed(t, diffOf(t, was.sorted(), is.sorted()), Options{}); !strings.Contains(text,
		"  because of a.slo.hcl:3: defaults: window\n") {
		t.Errorf("the window is not all that changes:\n%s", text)
	}
	is.slo.Description = "one"
	other.Inherited = nil
	if text := printed(t, diffOf(t, was.sorted(), is.sorted()), Options{}); strings.Count(text, "because of") != 1 {
		t.Errorf("one of the two has it from there:\n%s", text)
	}
}
