package slitest

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/simulate"
	"github.com/slogen-project/slogen/generator/spec"
)

// Scenario is a scenario that was run.
type Scenario struct {
	Name    string
	SLO     string // "slo.checkout.availability"
	Decl    hcl.Range
	Outcome *simulate.Outcome
	Expects int // how many expectations it has
	Unmet   []Unmet
	// Assumed are the assumptions of package simulate on which it depends whether all is as expected.
	Assumed []string
}

// Passed says whether everything was as expected.
func (s *Scenario) Passed() bool { return len(s.Unmet) == 0 }

// Unmet is an expectation that was not met.
type Unmet struct {
	Alert string
	Decl  hcl.Range // of the expectation
	Text  string    // what was expected, what happened, and what to do, in sentences
}

// Scenarios puts the burn alerts to every scenario that the input's filter lets through, and says what would be with other targets, which
// are per million. Diagnostics are about scenarios that make no sense. With errors in them there is no result.
func Scenarios(in Input, o simulate.Options, targets ...int) (out []*Scenario, diags hcl.Diagnostics) {
	slos := make(map[string]*honeycomb.SLO, len(in.SLOs))
	var names []string
	for _, s := range in.SLOs {
		slos[sloName(s)] = s
		names = append(names, sloName(s))
	}
	for _, s := range in.Scenarios {
		name, slo := "", (*honeycomb.SLO)(nil)
		if tr, bad := hcl.AbsTraversalForExpr(s.SLO.V); s.SLO.V != nil && !bad.HasErrors() && len(tr) == 3 && tr.RootName() == "slo" {
			name = spec.Dotted(tr)
			slo = slos[name]
		}
		switch {
		case name == "":
			diags = append(diags, diag.Error("Invalid reference", "A scenario names its SLO with the service: slo.<service>.<name>.", s.SLO.Range))
			continue
		case slo == nil:
			diags = append(diags, diag.Error("Reference to undeclared SLO", fmt.Sprintf("There is no SLO %q in this configuration.%s", name, diag.DidYouMean(name, names)), s.SLO.Range))
			continue
		}
		alerts := alertsOf(slo, in.Alerts)
		if bad := knownAlerts(s, name, alerts); len(bad) > 0 {
			diags = append(diags, bad...)
			continue
		}
		if in.Filter != nil && !in.Filter.MatchString(s.Name.V) {
			continue
		}
		c, err := newCase(s, slo, alerts, o)
		if err != nil {
			diags = append(diags, diag.Error("Scenario can't be computed", err.Error()+".", s.Decl))
			continue
		}
		x := &Scenario{Name: s.Name.V, SLO: name, Decl: s.Decl, Outcome: c.Simulate(o, targets...), Expects: len(s.Fires) + len(s.Silent)}
		x.Unmet = unmet(s, x.Outcome)
		x.Assumed = dependsOn(s, c, o, x.Passed())
		out = append(out, x)
	}
	if diags.HasErrors() {
		return nil, diags
	}
	return out, diags
}

func sloName(s *honeycomb.SLO) string { return "slo." + strings.ReplaceAll(s.Key.Path(), "/", ".") }

// alertsOf are the burn alerts of an SLO.
func alertsOf(slo *honeycomb.SLO, all []*honeycomb.BurnAlert) (out []*honeycomb.BurnAlert) {
	for _, a := range all {
		if a.SLO == slo {
			out = append(out, a)
		}
	}
	return out
}

// knownAlerts finds expectations of alerts that the SLO doesn't have.
func knownAlerts(s *config.Scenario, slo string, alerts []*honeycomb.BurnAlert) (diags hcl.Diagnostics) {
	var names []string
	for _, a := range alerts {
		names = append(names, a.Name)
	}
	look := func(at spec.At[string]) {
		switch {
		case slices.Contains(names, at.V):
		case len(names) == 0:
			diags = append(diags, diag.Error("Unknown burn alert", fmt.Sprintf("%s has no burn alerts, so nothing can be expected of %q. Give it a `burn_alert`, or a policy with `burn_alerts`.", slo, at.V), at.Range))
		default:
			diags = append(diags, diag.Error("Unknown burn alert", fmt.Sprintf("%s has no burn alert %q; it has %s.%s", slo, at.V, strings.Join(names, ", "), diag.DidYouMean(at.V, names)), at.Range))
		}
	}
	for _, x := range s.Fires {
		look(x.Alert)
	}
	for _, x := range s.Silent {
		look(x.Alert)
	}
	return diags
}

// afterwards is how long a scenario goes on after its last failures when nothing else needs it to.
const afterwards = 60

// newCase makes the course of a scenario. Where no duration is given, it ends an hour after the last failures, and later where an alert
// that fired takes longer to resolve or something is expected later.
func newCase(s *config.Scenario, slo *honeycomb.SLO, alerts []*honeycomb.BurnAlert, o simulate.Options) (*simulate.Case, error) {
	c := &simulate.Case{Name: s.Name.V, File: s.Decl.Filename, Line: s.Decl.Start.Line, SLO: slo, Alerts: alerts, Ordinary: s.BackgroundRatio()}
	over := 0
	for _, f := range s.Failures {
		c.Failures = append(c.Failures, simulate.Failures{Span: simulate.Span{From: f.From.V, To: f.End()}, Share: shareOf(f)})
		over = max(over, f.End())
	}
	if s.Duration.Set() {
		var err error
		c.Course, err = course(s, slo, s.Duration.V)
		return c, err
	}
	least := max(over+afterwards, len(s.Traffic.V.Series)*s.StepMinutes())
	if s.Night != nil && len(s.Failures) == 0 {
		least = max(least, simulate.MinutesPerDay)
	}
	for _, x := range s.Fires {
		least = max(least, x.Since.V+max(x.After.V, x.Within.V), over+x.ResolvesWithin.V)
	}
	least = min(least, config.MaxScenarioMinutes)
	long, err := course(s, slo, min(max(over+slo.TimePeriodDays*simulate.MinutesPerDay+1, least), config.MaxScenarioMinutes))
	if err != nil {
		return nil, err
	}
	for _, a := range simulate.Run(slo, alerts, long, o).Alerts {
		for _, f := range a.Firings {
			if !f.Open {
				least = max(least, f.To)
			}
		}
	}
	c.Course, err = course(s, slo, least)
	return c, err
}

// shareOf is what share of the events failures make fail, in words.
func shareOf(f *config.Failures) string {
	switch {
	case f.Series.Set():
		most := new(big.Rat)
		for _, v := range f.Series.V {
			if v != nil && v.Cmp(most) > 0 {
				most = v
			}
		}
		return "up to " + percent(most) + " of the events"
	case f.RatioAtEnd.Set():
		from, to, goes := f.Ratio.V.Rat(), f.RatioAtEnd.V.Rat(), "rising"
		if from.Cmp(to) > 0 {
			goes = "falling"
		}
		return fmt.Sprintf("%s, evenly %s to %s, of the events", percent(from), goes, percent(to))
	}
	return percent(f.Ratio.V.Rat()) + " of the events"
}

// percent is a share of events in percent, with at most four decimals.
func percent(ratio *big.Rat) string {
	s := new(big.Rat).Mul(ratio, big.NewRat(100, 1)).FloatString(4)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".") + " %"
}

// kindOfMinute is what a minute is like: how many events come, and what share of them is bad.
type kindOfMinute struct{ rate, ratio *big.Rat }

// course counts the events of a scenario's minutes, and of the day before it. Counts are in a unit in which all of them are whole, so that
// thresholds are met exactly, unless there are so many events that such a unit would be too small to count in.
func course(s *config.Scenario, slo *honeycomb.SLO, length int) (*simulate.Minutes, error) {
	before := make([]kindOfMinute, 1)
	if s.Night != nil {
		before = make([]kindOfMinute, simulate.MinutesPerDay)
	}
	background := s.BackgroundRatio()
	for i := range before {
		before[i] = kindOfMinute{rateAt(s, i-len(before)), background}
	}
	minutes := make([]kindOfMinute, length)
	for i := range minutes {
		minutes[i] = kindOfMinute{rateAt(s, i), background}
	}
	for _, f := range s.Failures {
		ratio := ratios(s, f)
		for i := f.From.V; i < min(f.End(), length); i++ {
			if r := ratio(i - f.From.V); r != nil {
				minutes[i].ratio = r
			}
		}
	}
	unit := unitOf(slices.Concat(before, minutes), int64(2*slo.TimePeriodDays)*simulate.MinutesPerDay)
	counts := func(list []kindOfMinute) []simulate.Counts {
		out := make([]simulate.Counts, len(list))
		var last kindOfMinute
		for i, m := range list {
			if i > 0 && m == last {
				out[i] = out[i-1]
				continue
			}
			last = m
			total := nearest(new(big.Rat).Mul(m.rate, unit))
			out[i] = simulate.Counts{Total: total, Bad: nearest(new(big.Rat).Mul(m.ratio, new(big.Rat).SetInt64(total)))}
		}
		return out
	}
	return simulate.NewMinutesAfter(slo, counts(before), counts(minutes))
}

// nothing is the rate of no events.
var nothing = new(big.Rat)

// rateAt is how many events come in a minute of a scenario; one before it is less than 0.
func rateAt(s *config.Scenario, minute int) *big.Rat {
	t := s.Traffic.V
	if t.Rate == nil {
		i := min(max(minute, 0)/s.StepMinutes(), len(t.Series)-1)
		if t.Series[i] == nil {
			return nothing
		}
		return t.Series[i]
	}
	if n := s.Night; n != nil {
		day := simulate.MinutesPerDay
		at := ((s.BeginsAt.V+minute)%day + day) % day
		if into, long := (at-n.From.V+day)%day, (n.To.V-n.From.V+day)%day; into < long {
			return n.Traffic.V
		}
	}
	return t.Rate
}

// ratios gives the share of bad events in each minute of failures, from 0; nil for the ordinary one.
func ratios(s *config.Scenario, f *config.Failures) func(i int) *big.Rat {
	if f.Series.Set() {
		return func(i int) *big.Rat { return f.Series.V[i/s.StepMinutes()] }
	}
	from := f.Ratio.V.Rat()
	if !f.RatioAtEnd.Set() {
		return func(int) *big.Rat { return from }
	}
	rise, n := new(big.Rat).Sub(f.RatioAtEnd.V.Rat(), from), int64(f.End()-f.From.V)
	return func(i int) *big.Rat {
		r := big.NewRat(int64(2*i+1), 2*n)
		return r.Add(from, r.Mul(r, rise))
	}
}

// unitOf is how many units of a course's counts make an event.
func unitOf(list []kindOfMinute, reach int64) *big.Rat {
	const most = math.MaxInt64 / 5 // simulate counts somewhat more
	sum, rate := new(big.Rat), new(big.Rat)
	whole := big.NewInt(1) // the least number of units an event that makes all counts whole; 0 when that is too large
	seen := map[kindOfMinute]bool{}
	limit := big.NewInt(most)
	for _, m := range list {
		sum.Add(sum, m.rate)
		if m.rate.Cmp(rate) > 0 {
			rate = m.rate
		}
		if seen[m] || whole.Sign() == 0 {
			continue
		}
		seen[m] = true
		for _, d := range []*big.Int{m.rate.Denom(), new(big.Rat).Mul(m.rate, m.ratio).Denom()} {
			common := new(big.Int).GCD(nil, nil, whole, d)
			whole.Mul(whole, new(big.Int).Quo(d, common))
			if whole.Cmp(limit) > 0 {
				whole.SetInt64(0)
				break
			}
		}
	}
	largest := new(big.Rat).Mul(rate, new(big.Rat).SetInt64(reach))
	if sum.Cmp(largest) > 0 {
		largest = sum
	}
	if largest.Sign() == 0 {
		return big.NewRat(1, 1)
	}
	room := new(big.Rat).Quo(new(big.Rat).SetInt64(most), largest)
	available := new(big.Int).Quo(room.Num(), room.Denom())
	unit := big.NewInt(simulate.Micro)
	if whole.Sign() > 0 && whole.Cmp(available) <= 0 {
		times := new(big.Int).Quo(unit, whole)
		if most := new(big.Int).Quo(available, whole); times.Cmp(most) > 0 {
			times = most
		}
		if times.Sign() == 0 {
			times.SetInt64(1)
		}
		return new(big.Rat).SetInt(whole.Mul(whole, times))
	}
	if unit.Cmp(available) > 0 {
		unit = available
	}
	return new(big.Rat).SetInt(unit)
}

// nearest is the whole number nearest to r, which is not below 0.
func nearest(r *big.Rat) int64 {
	twice := new(big.Int).Lsh(r.Num(), 1)
	n := twice.Add(twice, r.Denom())
	return n.Quo(n, new(big.Int).Lsh(r.Denom(), 1)).Int64()
}

// unmet are the expectations that were not met, in the order of the file.
func unmet(s *config.Scenario, o *simulate.Outcome) (out []Unmet) {
	for _, x := range s.Fires {
		if text := misfired(s, x, o); text != "" {
			out = append(out, Unmet{x.Alert.V, x.Decl, text})
		}
	}
	for _, x := range s.Silent {
		a := timelineOf(o.Timeline, x.Alert.V)
		if len(a.Firings) == 0 {
			continue
		}
		text := fmt.Sprintf("%s is expected not to fire, and it fires %s. %s", x.Alert.V, happened(o, a.Firings[0].From, 0), slower(a.Alert))
		out = append(out, Unmet{x.Alert.V, x.Decl, text})
	}
	slices.SortStableFunc(out, func(a, b Unmet) int { return a.Decl.Start.Byte - b.Decl.Start.Byte })
	return out
}

func timelineOf(t *simulate.Timeline, alert string) *simulate.AlertTimeline {
	for _, a := range t.Alerts {
		if a.Alert.Name == alert {
			return a
		}
	}
	return nil // not for alerts that knownAlerts let through
}

// firingFor is the firing that an expectation is about: the first that begins after the moment it counts from.
func firingFor(x *config.ExpectAlert, a *simulate.AlertTimeline) *simulate.Firing {
	for i := range a.Firings {
		if a.Firings[i].From > x.Since.V {
			return &a.Firings[i]
		}
	}
	return nil
}

// overBefore is when the failures are over that began last before a moment; the moment itself when none did.
func overBefore(s *config.Scenario, at int) int {
	for _, f := range slices.Backward(s.Failures) {
		if f.From.V < at {
			return f.End()
		}
	}
	return at
}

// met says whether what is expected of an alert came about.
func met(s *config.Scenario, x *config.ExpectAlert, a *simulate.AlertTimeline) bool {
	f := firingFor(x, a)
	if f == nil || f.From-x.Since.V < x.After.V || x.Within.Set() && f.From-x.Since.V > x.Within.V {
		return false
	}
	return !x.ResolvesWithin.Set() || !f.Open && f.To <= overBefore(s, f.From)+x.ResolvesWithin.V
}

// misfired says what is wrong with how an alert fired; empty when nothing is.
func misfired(s *config.Scenario, x *config.ExpectAlert, o *simulate.Outcome) string {
	a := timelineOf(o.Timeline, x.Alert.V)
	if met(s, x, a) {
		return ""
	}
	from := ""
	if x.Since.V > 0 {
		from = ", counted from " + simulate.Length(x.Since.V)
	}
	f := firingFor(x, a)
	switch {
	case f == nil && len(a.Firings) > 0:
		last := a.Firings[len(a.Firings)-1]
		if last.Open || last.To > x.Since.V {
			return fmt.Sprintf("%s is expected to fire after %s, and it fires since %s already: nobody is told a second time. Failures that lie further apart, or an alert that resolves sooner, would be told anew.", x.Alert.V, simulate.Length(x.Since.V), simulate.Length(last.From))
		}
		return fmt.Sprintf("%s is expected to fire after %s, and it fires before that only, last at %s. %s", x.Alert.V, simulate.Length(x.Since.V), simulate.Length(last.From), wouldFire(s, a.Alert))
	case f == nil:
		return fmt.Sprintf("%s is expected to fire, and it doesn't: %s. %s", x.Alert.V, o.Why(a.Alert), wouldFire(s, a.Alert))
	case f.From-x.Since.V < x.After.V:
		return fmt.Sprintf("%s is expected to fire after %s at the earliest%s, and it fires %s. %s", x.Alert.V, simulate.Length(x.After.V), from, happened(o, f.From, x.Since.V), slower(a.Alert))
	case x.Within.Set() && f.From-x.Since.V > x.Within.V:
		return fmt.Sprintf("%s is expected to fire within %s%s, and it fires %s. %s", x.Alert.V, simulate.Length(x.Within.V), from, happened(o, f.From, x.Since.V), faster(a.Alert))
	}
	over := overBefore(s, f.From)
	text := fmt.Sprintf("%s is expected to resolve within %s after the failures are over", x.Alert.V, simulate.Length(x.ResolvesWithin.V))
	if f.Open {
		return fmt.Sprintf("%s, and it still fires %s after, at the end of the scenario. %s", text, simulate.Length(f.To-over), resolves(a.Alert))
	}
	return fmt.Sprintf("%s, and it does after %s. %s", text, simulate.Length(f.To-over), resolves(a.Alert))
}

// happened says when an alert fires and what is left by then.
func happened(o *simulate.Outcome, at, since int) string {
	left := o.BudgetLeft(at)
	budget := simulate.Share(1-left) + " of the budget gone"
	if left < 0 {
		budget = "the budget overspent by " + simulate.Share(-left)
	}
	return fmt.Sprintf("after %s, with %s", simulate.Length(at-since), budget)
}

// wouldFire says what would make an alert fire that doesn't, and how that compares with a scenario.
func wouldFire(s *config.Scenario, a *honeycomb.BurnAlert) string {
	least := simulate.LeastErrors(a)
	worst := s.BackgroundRatio()
	for _, f := range s.Failures {
		ratio := ratios(s, f)
		for i := range f.End() - f.From.V {
			if r := ratio(i); r != nil && r.Cmp(worst) > 0 {
				worst = r
			}
		}
	}
	if a.AlertType == honeycomb.ExhaustionTime {
		return fmt.Sprintf("The scenario has %s errors at the worst. Errors that last longer, or a longer exhausted_within, make it fire.", percent(worst))
	}
	if least.Cmp(big.NewRat(1, 1)) > 0 {
		return fmt.Sprintf("At even traffic not even a full outage makes it fire: it would take %s errors. A lower %s mends that.", percent(least), rateArg(a))
	}
	if least.Cmp(worst) > 0 {
		return fmt.Sprintf("At even traffic it fires from %s errors on, and the scenario has %s at the worst. A lower %s makes it fire for less.", percent(least), percent(worst), rateArg(a))
	}
	return fmt.Sprintf("At even traffic it takes %s errors during all of %s; the scenario has %s at the worst, but not for long enough. A lower %s makes it fire for less.", percent(least), simulate.Length(a.BudgetRateWindowMinutes), percent(worst), rateArg(a))
}

// rateArg is the argument that a budget rate alert was written with.
func rateArg(a *honeycomb.BurnAlert) string {
	if a.AskedBurnRate == "" {
		return "`budget`"
	}
	return "burn_rate"
}

// faster, slower and resolves say what changes when an alert fires and resolves.
func faster(a *honeycomb.BurnAlert) string {
	if a.AlertType == honeycomb.ExhaustionTime {
		return "A longer exhausted_within makes it fire sooner."
	}
	return "A lower " + rateArg(a) + " makes it fire sooner."
}

func slower(a *honeycomb.BurnAlert) string {
	if a.AlertType == honeycomb.ExhaustionTime {
		return "A shorter exhausted_within makes it fire later, or not at all."
	}
	return "A higher " + rateArg(a) + " makes it fire later, or not at all."
}

func resolves(a *honeycomb.BurnAlert) string {
	if a.AlertType == honeycomb.ExhaustionTime {
		return "It fires as long as the budget is gone or would be: a shorter exhausted_within lets it resolve sooner, but never before there is budget again."
	}
	return "The failures have to leave its window first: a shorter `over` lets it resolve sooner."
}

// dependsOn are the assumptions, by ID, on which it depends whether all expectations of a scenario are met.
func dependsOn(s *config.Scenario, c *simulate.Case, o simulate.Options, passed bool) (ids []string) {
	if len(s.Fires)+len(s.Silent) == 0 {
		return nil
	}
	for _, v := range simulate.Variants(o) {
		if slices.Contains(ids, v.Assumption) {
			continue
		}
		t := simulate.Run(c.SLO, c.Alerts, c.Course, v.Options)
		all := true
		for _, x := range s.Fires {
			all = all && met(s, x, timelineOf(t, x.Alert.V))
		}
		for _, x := range s.Silent {
			all = all && len(timelineOf(t, x.Alert.V).Firings) == 0
		}
		if all != passed {
			ids = append(ids, v.Assumption)
		}
	}
	return ids
}
