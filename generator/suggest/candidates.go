package suggest

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/slogen-project/slogen/generator/burn"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/presets"
	"github.com/slogen-project/slogen/generator/spec"
	"github.com/slogen-project/slogen/generator/words"
)

// written is a burn alert as it is declared: either a burn rate or a part of the budget, in percent, over some minutes,
// or the minutes within which the budget is exhausted.
type written struct {
	rate, budget string
	over, within int
}

// grid are the alerts that are tried besides those of the built-in policies.
var grid = []written{
	{rate: "20", over: 60}, {rate: "14.4", over: 60}, {rate: "10", over: 60}, {rate: "6", over: 60},
	{rate: "10", over: 6 * 60}, {rate: "6", over: 6 * 60}, {rate: "3", over: 6 * 60},
	{rate: "3", over: day}, {rate: "1.5", over: day}, {rate: "1", over: 3 * day},
	{budget: "2", over: 60}, {budget: "5", over: 6 * 60}, {budget: "10", over: 3 * day},
	{within: 2 * 60}, {within: 4 * 60}, {within: 8 * 60}, {within: day}, {within: 3 * day},
}

const day = burn.MinutesPerDay

// slow are alerts that look at a day or more; nobody is woken by them.
func (w written) slow() bool { return max(w.over, w.within) >= day }

// name is what the alert is called where it is pasted.
func (w written) name() string {
	point := strings.NewReplacer(".", "_")
	over := spec.Seconds(w.over * 60).String()
	switch {
	case w.rate != "":
		return "burn_" + point.Replace(w.rate) + "x_" + over
	case w.budget != "":
		return "budget_" + point.Replace(w.budget) + "_percent_" + over
	}
	return "empty_in_" + spec.Seconds(w.within*60).String()
}

// text is the alert in few words.
func (w written) text() string {
	switch {
	case w.rate != "":
		return w.rate + "x over " + spec.Seconds(w.over*60).String()
	case w.budget != "":
		return w.budget + "% over " + spec.Seconds(w.over*60).String()
	}
	return "exhausted within " + spec.Seconds(w.within*60).String()
}

// alert is the object that is made of it for an SLO; nil where none is worth it: it looks at more than the window, not
// even a full outage makes it fire, or it fires while the target is met.
func (w written) alert(slo *honeycomb.SLO) *honeycomb.BurnAlert {
	a := &honeycomb.BurnAlert{SLO: slo, Name: w.name(), AlertType: honeycomb.ExhaustionTime,
		ExhaustionMinutes: w.within}
	o := slo.Objective()
	if max(w.over, w.within) >= o.WindowMinutes() {
		return nil
	}
	if w.over == 0 {
		return a
	}
	part, ok := words.Exactly(cmp.Or(w.budget, w.rate))
	if !ok {
		return nil // not reached: they are numbers
	}
	exact := new(big.Rat).Mul(part, big.NewRat(burn.PerPercent, 1))
	if w.rate != "" {
		exact = o.DecreasePerMillion(part, w.over)
	}
	floor := new(big.Int).Quo(exact.Num(), exact.Denom())
	if !floor.IsInt64() || floor.Int64() > burn.Million {
		return nil
	}
	used := honeycomb.LargestBudgetRate(int(floor.Int64()))
	off := new(big.Rat).Sub(exact, big.NewRat(int64(used), 1))
	if used == 0 || off.Mul(off, big.NewRat(1000, 1)).Cmp(exact) > 0 { // which the language refuses
		return nil
	}
	a.AlertType, a.AskedBurnRate = honeycomb.BudgetRate, w.rate
	a.BudgetRateWindowMinutes, a.BudgetRateDecreaseThresholdPerMillion = w.over, used
	rate, one := o.Rate(used, w.over), big.NewRat(1, 1)
	if o.Errors(rate).Cmp(one) > 0 || w.budget != "" && rate.Cmp(one) < 0 {
		return nil
	}
	return a
}

// candidate is an alert that is tried.
type candidate struct {
	written
	from []string // the built-in policies that have it
}

// candidates are the alerts of the built-in policies and of the grid, each once.
func candidates() (out []candidate) {
	find := func(w written) *candidate {
		i := slices.IndexFunc(out, func(c candidate) bool { return c.written == w })
		if i < 0 {
			out = append(out, candidate{written: w})
			i = len(out) - 1
		}
		return &out[i]
	}
	for _, name := range presets.Names()["burn_alerts"] {
		for _, w := range policy(name) {
			c := find(w)
			c.from = append(c.from, name)
		}
	}
	for _, w := range grid {
		find(w)
	}
	return out
}

// policy reads the alerts of a built-in policy. These hold literals only, which a test checks.
func policy(name string) (out []written) {
	src, _ := presets.Source("burn_alerts", name)
	f, diags := hclsyntax.ParseConfig(src, name, hcl.InitialPos)
	body, ok := f.Body.(*hclsyntax.Body)
	if diags.HasErrors() || !ok || len(body.Blocks) == 0 {
		return nil
	}
	for _, b := range body.Blocks[0].Body.Blocks {
		text := func(arg string) string {
			a := b.Body.Attributes[arg]
			if a == nil {
				return ""
			}
			v, _ := a.Expr.Value(nil)
			if v.Type() == cty.Number {
				return v.AsBigFloat().Text('g', 10)
			}
			return v.AsString()
		}
		minutes := func(arg string) int {
			s, _ := spec.ParseDuration(text(arg))
			return int(s / spec.Minute)
		}
		out = append(out, written{text("burn_rate"), text("budget"), minutes("over"), minutes("exhausted_within")})
	}
	return out
}

// where says what policy an alert is from.
func (c candidate) where() string {
	if len(c.from) == 0 {
		return ""
	}
	return fmt.Sprintf(" (%s)", strings.Join(c.from, ", "))
}
