package generator_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/slogen-project/slogen/generator"
	"github.com/slogen-project/slogen/generator/phrase"
)

// A configuration is loaded from files and folders. What comes out are the objects that Honeycomb takes.
func ExampleLoad() {
	res, diags := generator.Load(context.Background(), generator.Options{Paths: []string{"../examples/http-service"}})
	if diags.HasErrors() {
		fmt.Println(diags)
		return
	}
	for _, slo := range res.Resources.SLOs {
		fmt.Printf("%s: %d per million over %d days\n", slo.Key, slo.TargetPerMillion, slo.TimePeriodDays)
	}
	for _, a := range res.Resources.BurnAlerts {
		fmt.Printf("%s notifies %s\n", a.Key, phrase.Notifies(a.Recipients))
	}
	// Output:
	// slo/checkout/availability: 999000 per million over 30 days
	// burn_alert/checkout/availability/fast notifies PagerDuty "Payments on-call" (critical)
	// burn_alert/checkout/availability/slow notifies #payments-alerts
	// burn_alert/checkout/availability/used_up notifies #payments-alerts
}

// All problems come in one run, each with its place and the way out; package diag shows them.
func ExampleLoad_problems() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	const source = `service "shop" {
  dataset = "shop"

  sli "availability" {
    good = event.status < 500
  }

  slo "availability" {
    sli    = sli.availabilty
    target = 99.9
    window = "30d"
  }
}
`
	if err := os.WriteFile(filepath.Join(dir, "shop.slo.hcl"), []byte(source), 0o666); err != nil {
		fmt.Println(err)
		return
	}
	_, diags := generator.Load(context.Background(), generator.Options{Paths: []string{dir}})
	for _, d := range diags {
		fmt.Printf("line %d: %s: %s\n", d.Subject.Start.Line, d.Summary, d.Detail)
	}

	// Output:
	// line 9: Reference to undeclared SLI: The service "shop" has no SLI "availabilty". Did you mean "availability"?
}

// An editor keeps a configuration loaded and says which files have changed: those are compiled again, with whatever
// depends on them.
func ExampleWorkspace() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "shop.slo.hcl")
	write := func(condition string) {
		source := `service "shop" {
  dataset = "shop"

  sli "availability" {
    good = ` + condition + `
  }
}
`
		if err := os.WriteFile(file, []byte(source), 0o666); err != nil {
			fmt.Println(err)
		}
	}
	write("event.status < 500")
	w := generator.NewWorkspace(generator.Options{Paths: []string{dir}})
	res, _ := w.Update(context.Background())
	fmt.Println(res.Resources.CalculatedFields[0].Expression)

	write("event.status <")
	_, diags := w.Update(context.Background(), filepath.ToSlash(file))
	fmt.Println(len(diags), "problem:", diags[0].Summary)

	write("event.status < 400")
	res, _ = w.Update(context.Background(), filepath.ToSlash(file))
	fmt.Println(res.Resources.CalculatedFields[0].Expression)

	// Output:
	// LT($status, 500)
	// 1 problem: Invalid expression
	// LT($status, 400)
}
