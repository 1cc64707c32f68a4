package plan_test

import (
	"context"
	"fmt"

	"github.com/slogen-project/slogen/generator"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/plan"
)

// What a change of the target means: the catalogue of before is compared with a configuration.
func Example() {
	load := func(vars ...string) *honeycomb.Resources {
		o := generator.Options{Paths: []string{"../../examples/http-service"}, Vars: vars}
		res, diags := generator.Load(context.Background(), o)
		if diags.HasErrors() {
			panic(diags)
		}
		return res.Resources
	}
	prior, err := honeycomb.ReadCatalogue("slogen.json", honeycomb.AppendCatalogue(nil, load()))
	if err != nil {
		panic(err)
	}
	p, err := plan.Diff(prior, load("target=99.95"))
	if err != nil {
		panic(err)
	}
	for _, c := range p.Changes {
		fmt.Printf("%c %s\n", c.Action, c.Key)
		for _, what := range c.Meaning() {
			if what != "" {
				fmt.Println(" ", what)
			}
		}
	}
	// Output:
	// ~ slo/checkout/availability
	//   target 99.9% → 99.95%: budget 43 min 12 s → 21 min 36 s of full outage at even traffic
	//   alert fast now needs 0.72% errors for an hour, was 1.44%
	//   alert slow now needs 0.15% errors for a day, was 0.3%
	//   alert used_up still fires when the budget would run out within a day, of a budget of 21 min 36 s
	// ~ burn_alert/checkout/availability/fast
	//   only its description changes
	// ~ burn_alert/checkout/availability/slow
	//   only its description changes
	// ~ burn_alert/checkout/availability/used_up
	//   only its description changes
	// ~ board/checkout
	//   its text about the service follows what changes
}
