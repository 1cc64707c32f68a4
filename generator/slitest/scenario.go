package slitest

import (
	"fmt"
	"iter"
	"math"
	"math/big"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/burn"
	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/parallel"
	"github.com/slogen-project/slogen/generator/simulate"
	"github.com/slogen-project/slogen/generator/spec"
	"github.com/slogen-project/slogen/generator/words"
)

// Scenario is a scenario that was run.
type Scenario struct {
	Name    string
	SLO     string // "slo.checkout.availability"
	Decl    hcl.Range
	Outcome *simulate.Outcome
	Expects int // how many expectations it has
	Unmet   []Unmet
	// Assumed lists the assumptions of package simulate that decide whether everything is as expected.
	Assumed []string
}

// passed reports whether everything was as expected.
func (s *Scenario) passed() bool { return len(s.Unmet) == 0 }

// Unmet is an expectation that was not met.
type Unmet struct {
	Alert string
	Decl  hcl.Range // of the expectation
	Text  string    // what was expected, what happened, and what to do, in sentences
}

// scenarioJob is a scenario with what it refers to.
type scenarioJob struct {
	scenario *config.Scenario
	slo      *honeycomb.SLO
	alerts   []*honeycomb.BurnAlert
}

// scenarioJobs resolves what the scenarios refer to, for those that the input's filter lets through.
func scenarioJobs(in Input) (jobs []scenarioJob, diags hcl.Diagnostics) {
	slos := make(map[string]*honeycomb.SLO, len(in.SLOs))
	var names []string
	for _, s := range in.SLOs {
		slos[sloName(s)] = s
		names = append(names, sloName(s))
	}
	for _, s := range in.Scenarios {
		if s.Failed {
			continue
		}
		_, name := objectPath(s.SLO.V, "slo")
		slo := slos[name]
		switch {
		case name == "":
			diags = append(diags, diag.Error("language/reference", "Invalid reference",
				"A scenario names its SLO with the service: slo.<service>.<name>."+inFull(s.SLO.V, names), s.SLO.Range))
			continue
		case slo == nil:
			diags = append(diags, unnamed("SLO", name, names, s.SLO.Range))
			continue
		}
		alerts := alertsOf(slo, in.Alerts)
		if bad := knownAlerts(s, name, alerts); len(bad) > 0 {
			diags = append(diags, bad...)
			continue
		}
		if in.lets(s, s.Name.V) {
			jobs = append(jobs, scenarioJob{s, slo, alerts})
		}
	}
	return jobs, diags
}

// Scenarios runs the burn alerts through every scenario that the input's filter lets through, and computes what would
// happen with other targets, which are per million. Diagnostics are about scenarios that make no sense. If there are
// errors among them, there is no result.
func Scenarios(in Input, o simulate.Options, targets ...int) (out []*Scenario, diags hcl.Diagnostics) {
	jobs, diags := scenarioJobs(in)
	for _, j := range jobs {
		s := j.scenario
		out = append(out, &Scenario{Name: s.Name.V, SLO: sloName(j.slo), Decl: s.Decl, Expects: len(s.Fires) + len(s.Silent)})
	}
	problems := make([]error, len(jobs))
	parallel.Do(len(jobs), 0, func(numbers iter.Seq[int]) {
		for i := range numbers {
			j, x := jobs[i], out[i]
			var c *simulate.Case
			if c, problems[i] = newCase(j.scenario, j.slo, j.alerts, o); problems[i] != nil {
				continue
			}
			x.Outcome = c.Simulate(o, targets...)
			x.Unmet = unmet(j.scenario, x.Outcome)
			x.Assumed = dependsOn(j.scenario, c, o, x.passed())
		}
	})
	for i, err := range problems {
		if err != nil {
			diags = append(diags, diag.Error("test/scenario", "Scenario can't be computed", err.Error()+".",
				out[i].Decl))
		}
	}
	if diags.HasErrors() {
		return nil, diags
	}
	return out, diags
}

func sloName(s *honeycomb.SLO) string { return s.Key.Address() }

// alertsOf returns the burn alerts of an SLO.
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
			diags = append(diags, diag.Error("test/scenario", "Unknown burn alert", fmt.Sprintf("%s has no burn "+
				"alerts, so %q can't fire. Give it a `burn_alert`, or a policy through `burn_alerts`.", slo, at.V),
				at.Range))
		default:
			diags = append(diags, diag.Error("test/scenario", "Unknown burn alert", fmt.Sprintf("%s has no burn alert "+
				"%q; it has %s.%s", slo,
				at.V, strings.Join(names, ", "),
				diag.DidYouMean(at.V, names)), at.Range))
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

// afterwards is how long a scenario continues after its last failures if nothing needs it to go on longer.
const afterwards = 60

// newCase makes the course of a scenario. If no duration is given, it ends an hour after the last failures, or later if
// an alert that fired takes longer to resolve or something is expected later.
func newCase(s *config.Scenario, slo *honeycomb.SLO, alerts []*honeycomb.BurnAlert, o simulate.Options) (*simulate.Case,
	error) {
	c := &simulate.Case{Name: s.Name.V, File: s.Decl.Filename, Line: s.Decl.Start.Line, SLO: slo, Alerts: alerts,
		Ordinary: s.BackgroundRatio()}
	over := 0
	for _, f := range s.Failures {
		c.Failures = append(c.Failures, simulate.Failures{Span: simulate.Span{From: f.From.V, To: f.End()},
			Share: shareOf(f)})
		over = max(over, f.End())
	}
	if s.Duration.Set() {
		return c, fill(c, s, s.Duration.V, nil)
	}
	least := max(over+afterwards, len(s.Traffic.V.Series)*s.StepMinutes())
	if s.Night != nil && len(s.Failures) == 0 {
		least = max(least, burn.MinutesPerDay)
	}
	for _, x := range s.Fires {
		least = max(least, x.Since.V+max(x.After.V, x.Within.V), over+x.ResolvesWithin.V)
	}
	least = min(least, config.MaxScenarioMinutes)
	long, err := course(s, slo, min(max(over+slo.Objective().WindowMinutes()+1, least),
		config.MaxScenarioMinutes))
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
	return c, fill(c, s, least, long)
}

// fill gives a case its course, of a given length: part of a longer course if one has been computed already.
func fill(c *simulate.Case, s *config.Scenario, length int, long *simulate.Minutes) (err error) {
	if long == nil {
		if long, err = course(s, c.SLO, length); err != nil {
			return err
		}
	}
	c.Course = long.First(length)
	unit, exact := unitOf(s, int64(max(2*c.SLO.Objective().WindowMinutes(), length)))
	if !exact {
		c.Notes = append(c.Notes, fmt.Sprintf("The traffic and the ratios have no common unit large enough to count in, so "+
			"counts are rounded "+
			"to 1/%s of an event, and an alert may fire a minute earlier or later than it should.", unit))
	}
	c.Parts, err = parts(c, s, length)
	return err
}

// parts says where failures have fractions of events, and makes a course in which one whole event fails instead; nil if
// all are whole.
func parts(c *simulate.Case, s *config.Scenario, length int) (*simulate.Parts, error) {
	for _, f := range s.Failures {
		p := &simulate.Parts{Span: simulate.Span{From: f.From.V, To: min(f.End(), length)}}
		p.Failed = c.Course.Between(p.From, p.To)
		for i := p.From; i < p.To && !p.Sparse; i++ {
			n := c.Course.Events(c.Course.Between(i, i+1).Total)
			p.Sparse = n > 0 && n < 1
		}
		if p.Failed.Bad == 0 || !p.Sparse && c.Course.Events(p.Failed.Bad) >= 1 {
			continue
		}
		quiet := *s
		quiet.Failures = nil
		unit, before, minutes := counts(&quiet, c.SLO, length)
		m := &minutes[p.From]
		m.Total, m.Bad = max(m.Total, unit), unit
		whole, err := simulate.NewMinutesAfter(c.SLO, unit, before, minutes)
		p.Whole = whole
		return p, err
	}
	return nil, nil
}

// shareOf puts the share of events that failures affect into words.
func shareOf(f *config.Failures) string {
	switch {
	case f.Series.Set():
		most := new(big.Rat)
		for _, v := range f.Series.V {
			if v != nil && v.Cmp(most) > 0 {
				most = v
			}
		}
		return "up to " + words.Share(most) + " of the events"
	case f.RatioAtEnd.Set():
		from, to, goes := f.Ratio.V.Rat(), f.RatioAtEnd.V.Rat(), "rising"
		if from.Cmp(to) > 0 {
			goes = "falling"
		}
		return fmt.Sprintf("%s %s evenly to %s of the events", words.Share(from), goes, words.Share(to))
	}
	return words.Share(f.Ratio.V.Rat()) + " of the events"
}

// course is what happens minute by minute in a scenario.
func course(s *config.Scenario, slo *honeycomb.SLO, length int) (*simulate.Minutes, error) {
	unit, before, minutes := counts(s, slo, length)
	return simulate.NewMinutesAfter(slo, unit, before, minutes)
}

// counts counts the events in a scenario's minutes and on the day before it. Counts are in a unit that makes all of
// them whole, so that thresholds are met exactly, unless there are so many events that such a unit would be too small
// to count in.
func counts(s *config.Scenario, slo *honeycomb.SLO, length int) (perEvent int64, before, minutes []simulate.Counts) {
	unit, _ := unitOf(s, int64(max(2*slo.Objective().WindowMinutes(), length)))
	background := s.BackgroundRatio()
	known := map[*big.Rat]simulate.Counts{}
	ordinary := func(minute int) simulate.Counts {
		rate := rateAt(s, minute)
		c, ok := known[rate]
		if !ok {
			c.Total = rounded(new(big.Int).Mul(unit, rate.Num()), rate.Denom())
			c.Bad = rounded(new(big.Int).Mul(big.NewInt(c.Total), background.Num()), background.Denom())
			known[rate] = c
		}
		return c
	}
	before = make([]simulate.Counts, 1)
	if s.Night != nil {
		before = make([]simulate.Counts, burn.MinutesPerDay)
	}
	for i := range before {
		before[i] = ordinary(i - len(before))
	}
	minutes = make([]simulate.Counts, length)
	for i := range minutes {
		minutes[i] = ordinary(i)
	}
	for _, f := range s.Failures {
		ratio := ratios(s, f)
		total, bad := new(big.Int), new(big.Int)
		for i := f.From.V; i < min(f.End(), length); i++ {
			if num, denom := ratio(i - f.From.V); num != nil {
				total.SetInt64(minutes[i].Total)
				minutes[i].Bad = rounded(bad.Mul(total, num), denom)
			}
		}
	}
	return unit.Int64(), before, minutes
}

// nothing is the rate of no events.
var nothing = new(big.Rat)

// rateAt returns how many events come in a minute of a scenario; a minute before its start is negative.
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
		day := burn.MinutesPerDay
		at := ((s.BeginsAt.V+minute)%day + day) % day
		if into, long := (at-n.From.V+day)%day, (n.To.V-n.From.V+day)%day; into < long {
			return n.Traffic.V
		}
	}
	return t.Rate
}

// ratios returns a function that gives the share of bad events in each minute of failures, from 0, as a fraction that
// is valid until the next call; nil means the usual share.
func ratios(s *config.Scenario, f *config.Failures) func(i int) (num, denom *big.Int) {
	if f.Series.Set() {
		return func(i int) (num, denom *big.Int) {
			r := f.Series.V[i/s.StepMinutes()]
			if r == nil {
				return nil, nil
			}
			return r.Num(), r.Denom()
		}
	}
	from := f.Ratio.V.Rat()
	if !f.RatioAtEnd.Set() {
		return func(int) (num, denom *big.Int) { return from.Num(), from.Denom() }
	}
	// Minute i of a ramp has the share at its middle: from + half·(2i+1), where half is the change within half a
	// minute.
	half := halfMinute(f)
	denom := lcm(from.Denom(), half.Denom())
	start := new(big.Int).Mul(from.Num(), new(big.Int).Quo(denom, from.Denom()))
	step := new(big.Int).Mul(half.Num(), new(big.Int).Quo(denom, half.Denom()))
	num := new(big.Int)
	return func(i int) (*big.Int, *big.Int) {
		num.SetInt64(int64(2*i + 1))
		return num.Add(num.Mul(num, step), start), denom
	}
}

// halfMinute is by how much the share of bad events changes in half a minute of a ramp.
func halfMinute(f *config.Failures) *big.Rat {
	rise := new(big.Rat).Sub(f.RatioAtEnd.V.Rat(), f.Ratio.V.Rat())
	return rise.Mul(rise, big.NewRat(1, 2*int64(f.End()-f.From.V)))
}

// lcm is the least common multiple.
func lcm(a, b *big.Int) *big.Int {
	common := new(big.Int).GCD(nil, nil, a, b)
	return common.Mul(new(big.Int).Quo(a, common), b)
}

// unitOf returns how many units of a course's counts make an event, for a course of some minutes, and whether all
// counts are whole in it.
func unitOf(s *config.Scenario, minutes int64) (unit *big.Int, exact bool) {
	fastest := new(big.Rat)
	// smallest numbers of units that make each whole; 0 if none is small enough
	rates, shares := big.NewInt(1), big.NewInt(1)
	most := big.NewInt(math.MaxInt64 / 5) // simulate counts somewhat more
	divide := func(whole *big.Int, r *big.Rat) {
		if whole.Sign() == 0 {
			return
		}
		if whole.Set(lcm(whole, r.Denom())); whole.Cmp(most) > 0 {
			whole.SetInt64(0)
		}
	}
	rate := func(r *big.Rat) {
		if r == nil {
			return
		}
		divide(rates, r)
		if r.Cmp(fastest) > 0 {
			fastest = r
		}
	}
	rate(s.Traffic.V.Rate)
	for _, r := range s.Traffic.V.Series {
		rate(r)
	}
	if s.Night != nil {
		rate(s.Night.Traffic.V)
	}
	divide(shares, s.BackgroundRatio())
	for _, f := range s.Failures {
		for _, r := range f.Series.V {
			if r != nil {
				divide(shares, r)
			}
		}
		if !f.Series.Set() {
			divide(shares, f.Ratio.V.Rat())
		}
		if f.RatioAtEnd.Set() {
			divide(shares, halfMinute(f))
		}
	}
	if fastest.Sign() == 0 {
		return big.NewInt(1), true
	}
	events := new(big.Rat).Mul(fastest, new(big.Rat).SetInt64(minutes))
	room := new(big.Int).Quo(new(big.Int).Mul(most, events.Denom()), events.Num())
	unit = big.NewInt(simulate.Micro)
	if whole := rates.Mul(rates, shares); whole.Sign() > 0 && whole.Cmp(room) <= 0 {
		// As many as possible, up to a million: the search for a larger share than usual must be able to see it.
		times := new(big.Int).Quo(unit, whole)
		if times.Sign() == 0 {
			return whole, true
		}
		if most := new(big.Int).Quo(room, whole); times.Cmp(most) > 0 {
			times = most
		}
		return whole.Mul(whole, times), true
	}
	if unit.Cmp(room) > 0 {
		return room, false
	}
	return unit, false
}

// rounded returns the whole number nearest to a fraction of at least 0. It overwrites num.
func rounded(num, denom *big.Int) int64 {
	num.Lsh(num, 1).Add(num, denom)
	return num.Quo(num, new(big.Int).Lsh(denom, 1)).Int64()
}

// unmet returns the expectations that were not met, in the order of the file.
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
		text := fmt.Sprintf("%s is expected not to fire, but it fires %s. %s", x.Alert.V, happened(o, a.Firings[0].From, 0),
			slower(a.Alert))
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

// firingFor returns the firing that an expectation is about: the first that begins after the moment it counts from.
func firingFor(x *config.ExpectAlert, a *simulate.AlertTimeline) *simulate.Firing {
	for i := range a.Firings {
		if a.Firings[i].From > x.Since.V {
			return &a.Firings[i]
		}
	}
	return nil
}

// overBefore returns the end of the last failures that began before a moment, or the moment itself if none did.
func overBefore(s *config.Scenario, at int) int {
	for _, f := range slices.Backward(s.Failures) {
		if f.From.V < at {
			return f.End()
		}
	}
	return at
}

// met reports whether an alert did what is expected of it.
func met(s *config.Scenario, x *config.ExpectAlert, a *simulate.AlertTimeline) bool {
	f := firingFor(x, a)
	if f == nil || f.From-x.Since.V < x.After.V || x.Within.Set() && f.From-x.Since.V > x.Within.V {
		return false
	}
	return !x.ResolvesWithin.Set() || !f.Open && f.To <= overBefore(s, f.From)+x.ResolvesWithin.V
}

// misfired says what is wrong with how an alert fired; empty if nothing is.
func misfired(s *config.Scenario, x *config.ExpectAlert, o *simulate.Outcome) string {
	a := timelineOf(o.Timeline, x.Alert.V)
	if met(s, x, a) {
		return ""
	}
	from := ""
	if x.Since.V > 0 {
		from = ", counted from " + words.Length(x.Since.V)
	}
	f := firingFor(x, a)
	switch {
	case f == nil && len(a.Firings) > 0:
		last := a.Firings[len(a.Firings)-1]
		if last.Open || last.To > x.Since.V {
			return fmt.Sprintf("%s is expected to fire after %s, but it has been firing since %s, so it notifies nobody "+
				"again. Put more time between the failures, or let the alert resolve sooner.", x.Alert.V,
				words.Length(x.Since.V), words.Length(last.From))
		}
		return fmt.Sprintf("%s is expected to fire after %s, but it fires only before that, last at %s. %s", x.Alert.V,
			words.Length(x.Since.V), words.Length(last.From), wouldFire(s, a.Alert))
	case f == nil:
		return fmt.Sprintf("%s is expected to fire, but it doesn't: %s. %s", x.Alert.V, o.Why(a.Alert), wouldFire(s, a.Alert))
	case f.From-x.Since.V < x.After.V:
		return fmt.Sprintf("%s is expected to fire after %s at the earliest%s, but it fires %s. %s", x.Alert.V,
			words.Length(x.After.V), from, happened(o, f.From, x.Since.V), slower(a.Alert))
	case x.Within.Set() && f.From-x.Since.V > x.Within.V:
		return fmt.Sprintf(
			"%s is expected to fire within %s%s, but it fires %s. %s",
			x.Alert.V,
			words.Length(x.Within.V),
			from,
			happened(o, f.From, x.Since.V),
			faster(a.Alert),
		)
	}
	over := overBefore(s, f.From)
	text := fmt.Sprintf("%s is expected to resolve within %s after the failures end", x.Alert.V,
		words.Length(x.ResolvesWithin.V))
	if f.Open {
		return fmt.Sprintf("%s, but %s after that, at the end of the scenario, it is still firing. %s", text,
			words.Length(f.To-over), resolves(a.Alert))
	}
	return fmt.Sprintf("%s, but it takes %s. %s", text, words.Length(f.To-over), resolves(a.Alert))
}

// happened says when an alert fires and how much budget is left by then.
func happened(o *simulate.Outcome, at, since int) string {
	left := o.BudgetLeft(at)
	budget := simulate.Share(1-left) + " of the budget gone"
	if left < 0 {
		budget = "the budget overspent by " + simulate.Share(-left)
	}
	return fmt.Sprintf("after %s, with %s", words.Length(at-since), budget)
}

// wouldFire says what would make a silent alert fire, compared with a scenario.
func wouldFire(s *config.Scenario, a *honeycomb.BurnAlert) string {
	least := simulate.LeastErrors(a)
	worst := s.BackgroundRatio()
	for _, f := range s.Failures {
		for _, r := range append(f.Series.V[:len(f.Series.V):len(f.Series.V)], f.Ratio.V.Rat(), f.RatioAtEnd.V.Rat()) {
			if r != nil && r.Cmp(worst) > 0 {
				worst = r
			}
		}
	}
	if a.AlertType == honeycomb.ExhaustionTime {
		return fmt.Sprintf("The scenario has at most %s errors. Errors that last longer, or a longer exhausted_within, "+
			"make it fire.", words.Share(worst))
	}
	if least.Cmp(big.NewRat(1, 1)) > 0 {
		return fmt.Sprintf("At even traffic not even a full outage makes it fire, because it needs %s errors. Lower its %s.",
			words.Share(least), rateArg(a))
	}
	needs, has := words.Shares(least, worst)
	if least.Cmp(worst) > 0 {
		return fmt.Sprintf("At even traffic it needs %s errors, and the scenario has at most %s. A lower %s makes it fire "+
			"for less.", needs, has, rateArg(a))
	}
	return fmt.Sprintf("At even traffic it needs %s errors for all of %s; the scenario has up to %s, but not for long "+
		"enough. A lower %s makes it fire for less.", needs, words.Length(a.BudgetRateWindowMinutes), has, rateArg(a))
}

// rateArg returns the argument that a budget rate alert was written with.
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
		return "It fires as long as the budget is gone or would run out. A shorter exhausted_within lets it resolve " +
			"sooner, but never before there is budget again."
	}
	return "The failures have to leave its window first. A shorter `over` lets it resolve sooner."
}

// dependsOn returns the IDs of the assumptions that decide whether all expectations of a scenario are met.
func dependsOn(s *config.Scenario, c *simulate.Case, o simulate.Options, passed bool) (ids []string) {
	if len(s.Fires)+len(s.Silent) == 0 {
		return nil
	}
	for _, v := range simulate.Variants(o) {
		if slices.Contains(ids, v.Assumption) {
			continue
		}
		if allMet(s, simulate.Run(c.SLO, c.Alerts, c.Course, v.Options)) != passed {
			ids = append(ids, v.Assumption)
		}
	}
	if c.Parts != nil && allMet(s, simulate.Run(c.SLO, c.Alerts, c.Parts.Whole, o)) != passed {
		ids = append(ids, "parts_of_events")
	}
	return ids
}

// allMet reports whether all expectations of a scenario are met.
func allMet(s *config.Scenario, t *simulate.Timeline) bool {
	for _, x := range s.Fires {
		if !met(s, x, timelineOf(t, x.Alert.V)) {
			return false
		}
	}
	for _, x := range s.Silent {
		if len(timelineOf(t, x.Alert.V).Firings) > 0 {
			return false
		}
	}
	return true
}
