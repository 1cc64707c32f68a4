package suggest

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"time"

	"github.com/slogen-project/slogen/generator/burn"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/simulate"
	"github.com/slogen-project/slogen/generator/words"
)

// Options say what to look for.
type Options struct {
	File       string                 // what the history was read from, in words
	SLO        *honeycomb.SLO         // that it is of; nil for none yet
	Alerts     []*honeycomb.BurnAlert // of that SLO
	WindowDays int
	Kept       int    // the part of the windows in which a target must have been kept, per million
	Target     int    // the target to choose alerts for, per million; below 0 for the one that was kept
	BadHour    int    // what a bad hour takes of the budget, per million
	Seed       uint64 // of the resamples
}

// Defaults of [Options].
const (
	DefaultDays    = 30
	DefaultKept    = 95 * burn.PerPercent
	DefaultBadHour = 2 * burn.PerPercent
)

// Report is what a history supports.
type Report struct {
	Options
	Start       time.Time
	Minutes     int
	Events, Bad float64
	Notes       []string // what a reader has to know about the history

	All, Empty int // the windows that the history has, and those of them without events
	Block      int // how many days a block of a resample has
	Kept       []*KeptRow
	Targets    []*TargetRow
	Target     int    // per million; below 0 for none
	Why        string // where the target comes from
	Today      *Today // nil without an SLO

	Hours, Days []*Spell
	Pages, Slow []*Judged // the alerts that were tried, those that look at a day or more apart
	Page, Quiet []*Judged // those that are proposed
	halves      *halves
	LeftOut     []string // candidates that can't fire with this target and window, or fire while it is met
	Cant        []string // what the history can't tell
	HCL         string
}

// KeptRow is the highest target that was kept in a part of the windows.
type KeptRow struct {
	Part              int // of the windows, per million
	Target, Low, High int // per million, with its margin
}

// TargetRow is what a target means.
type TargetRow struct {
	Target        int
	Part          float64 // of the windows that kept it
	Low, High     float64
	BudgetEvents  float64 // in a window with as many events as the mean
	BudgetMinutes *big.Rat
}

// Today is how the SLO as it is would have fared.
type Today struct {
	Row    *TargetRow // nil when no window lies in the history
	Hours  []*Spell
	Alerts []*Judged
}

// halves is what was chosen on the first half of the spells, and how it does in the second.
type halves struct {
	alerts        []*Judged
	caught, total int
	same          bool
}

// Suggest says what a history supports. It fails when the history can't be counted.
func Suggest(h *simulate.History, o Options) (*Report, error) {
	r := &Report{Options: o, Start: h.Start, Minutes: len(h.Minutes), Notes: slices.Clone(h.Notes), Target: -1}
	silent := 0
	for _, c := range h.Minutes {
		r.Events, r.Bad = r.Events+float64(c.Total)/simulate.Micro, r.Bad+float64(c.Bad)/simulate.Micro
		if c.Total == 0 {
			silent++
		}
	}
	if silent*20 > len(h.Minutes) {
		r.Cant = append(r.Cant, fmt.Sprintf("%d%% of the minutes have no events. If data is missing there rather than "+
			"traffic, the failures of these minutes are missing too.", silent*100/len(h.Minutes)))
	}
	r.targets(h.Minutes)
	if r.Target < 0 {
		return r, nil
	}
	slo := &honeycomb.SLO{TargetPerMillion: r.Target, TimePeriodDays: o.WindowDays}
	course, err := simulate.NewMinutes(slo, h.Before, h.Minutes)
	if err != nil {
		return nil, err
	}
	if err := r.today(h); err != nil {
		return nil, err
	}
	r.alerts(slo, course)
	r.HCL = r.paste()
	return r, nil
}

// parts are the parts of the windows that targets are given for.
func (r *Report) parts() []int {
	parts := []int{50 * burn.PerPercent, 75 * burn.PerPercent, 90 * burn.PerPercent, 95 * burn.PerPercent,
		99 * burn.PerPercent, burn.Million, r.Options.Kept}
	slices.Sort(parts)
	return slices.Compact(parts)
}

// targets says which were kept, and settles on one.
func (r *Report) targets(minutes []simulate.Counts) {
	shares, all := rolling(minutes, r.WindowDays*day)
	r.All, r.Empty = all, all-len(shares)
	days := words.Plural(r.WindowDays, "day")
	if len(shares) == 0 {
		r.Cant = append(r.Cant, fmt.Sprintf("The history has %s, less than a window of %s: which target is kept "+
			"over %s can't be said. Over all of it, %s of the events were good. Give a longer history, a shorter "+
			"-window, or the -target to judge alerts by.", length(len(minutes)), days, days,
			share(1-r.Bad/r.Events)))
		r.given()
		return
	}
	if r.Empty > 0 {
		r.Cant = append(r.Cant, fmt.Sprintf("%s of the windows have no events, and say nothing about a target.",
			share(float64(r.Empty)/float64(all))))
	}
	if n := float64(len(minutes)) / float64(r.WindowDays*day); n < 4 {
		r.Cant = append(r.Cant, fmt.Sprintf("The history is %.1f windows long, and windows that overlap share their "+
			"events. So there are hardly more independent ones than that, and the margins are too narrow.", n))
	}
	drawn := bootstrap(minutes, r.WindowDays, r.Seed)
	if len(drawn) == 0 {
		r.Cant = append(r.Cant, "Only the last day, which isn't whole, has events: margins are drawn from whole days, "+
			"so no target can be proposed. Give a longer history, or the -target to judge alerts by.")
		r.given()
		return
	}
	r.Block = blockDays(len(minutes) / day)
	for _, p := range r.parts() {
		row := &KeptRow{Part: p, Target: keptTarget(shares, p)}
		row.Low, row.High = margin(drawn, func(s []float64) int { return keptTarget(s, p) })
		r.Kept = append(r.Kept, row)
	}
	if slices.ContainsFunc(r.Kept, func(k *KeptRow) bool { return k.Target < k.Low || k.Target > k.High }) {
		r.Cant = append(r.Cant, "Some figures lie outside their margins: failures came more regularly than chance "+
			"would have it, or became more or fewer over time. The next windows may be unlike these.")
	}
	perWindow := r.Events * float64(r.WindowDays*day) / float64(len(minutes))
	step := r.settle(perWindow)
	r.given()
	list := []int{}
	for i := max(step-1, 0); i <= min(step+2, len(ladder)-1); i++ {
		list = append(list, burn.Million-ladder[i])
	}
	if r.Target >= 0 {
		list = append(list, r.Target)
	}
	if r.SLO != nil {
		list = append(list, r.SLO.TargetPerMillion)
	}
	slices.Sort(list)
	for _, t := range slices.Compact(list) {
		r.Targets = append(r.Targets, targetRow(t, r.WindowDays, shares, drawn, perWindow))
	}
}

func targetRow(target, days int, shares []float64, drawn [][]float64, perWindow float64) *TargetRow {
	o := burn.Objective{TargetPerMillion: target, WindowDays: days}
	row := &TargetRow{Target: target, Part: keptPart(shares, target), BudgetMinutes: o.BudgetMinutes(),
		BudgetEvents: perWindow * float64(o.AllowedPerMillion()) / burn.Million}
	row.Low, row.High = margin(drawn, func(s []float64) float64 { return keptPart(s, target) })
	return row
}

// ladder are the shares of the events that round targets allow to be bad, per million, the largest first: 50%, 80%,
// 90%, 95%, 98%, 99%, 99.5% and so on.
var ladder = []int{500_000, 200_000, 100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50, 20, 10, 5,
	2, 1}

// settle chooses the round target below the lower margin of what was kept in the part of the windows that is asked for,
// and returns its step of the ladder.
func (r *Report) settle(perWindow float64) int {
	i := slices.IndexFunc(r.Kept, func(k *KeptRow) bool { return k.Part == r.Options.Kept })
	bad := float64(burn.Million - r.Kept[i].Low)
	r.Why = fmt.Sprintf("the round target below %s, the lower margin of what was kept in %s of the windows",
		words.Percent(r.Kept[i].Low), words.Percent(r.Options.Kept))
	// Nobody saw a failure in n events: the share may still be 3/n (the rule of three, Hanley and Lippman-Hand 1983).
	if unseen := 3 / r.Events * burn.Million; r.Bad == 0 && unseen > bad {
		bad = unseen
		r.Why = fmt.Sprintf("the round target that %.0f events without a failure support (the rule of three)", r.Events)
		r.Cant = append(r.Cant, "Nothing failed. How rare failures are can't be told from their absence.")
	}
	if one := burn.Million / perWindow; one > bad {
		bad = one
		r.Why = fmt.Sprintf("the round target of which the budget is at least one event: %.0f come in a window",
			perWindow)
	}
	step := -1
	for i, allowed := range ladder {
		if float64(allowed) > bad {
			step = i
		}
	}
	if step < 0 {
		r.Why = ""
		r.Cant = append(r.Cant, "Half of the events or more were bad: no target is worth a promise before that is "+
			"mended.")
		return 0
	}
	r.Target = burn.Million - ladder[step]
	return step
}

// given takes the target that was asked for, or else the SLO's where the history gives none.
func (r *Report) given() {
	switch {
	case r.Options.Target >= 0:
		r.Target, r.Why = r.Options.Target, "given with -target"
	case r.Target < 0 && r.SLO != nil:
		r.Target, r.Why = r.SLO.TargetPerMillion, "the SLO's own, as the history gives none"
	}
}

// today says how the SLO as it is would have fared.
func (r *Report) today(h *simulate.History) error {
	if r.SLO == nil {
		return nil
	}
	course, err := simulate.NewMinutes(r.SLO, h.Before, h.Minutes)
	if err != nil {
		return err
	}
	r.Today = &Today{Hours: spells(r.SLO, course, r.Start, r.hour())}
	if r.SLO.TimePeriodDays == r.WindowDays {
		i := slices.IndexFunc(r.Targets, func(t *TargetRow) bool { return t.Target == r.SLO.TargetPerMillion })
		if i >= 0 {
			r.Today.Row = r.Targets[i]
		}
	}
	for _, a := range r.Alerts {
		r.Today.Alerts = append(r.Today.Alerts, &Judged{Alert: a})
	}
	run(r.Today.Alerts, course)
	for _, j := range r.Today.Alerts {
		j.judge(r.Today.Hours, course, r.hour().width)
	}
	return nil
}

func (r *Report) hour() kindOfSpell { return kindOfSpell{60, r.BadHour, apart} }

// alerts tries those that there are, and chooses.
func (r *Report) alerts(slo *honeycomb.SLO, course *simulate.Minutes) {
	var all []*Judged
	for _, c := range candidates() {
		a := c.alert(slo)
		switch {
		case a == nil:
			r.LeftOut = append(r.LeftOut, c.text())
			continue
		case c.slow():
			r.Slow = append(r.Slow, &Judged{Alert: a, how: c})
		default:
			r.Pages = append(r.Pages, &Judged{Alert: a, how: c})
		}
	}
	all = append(append(all, r.Pages...), r.Slow...)
	run(all, course)
	r.Hours = spells(slo, course, r.Start, r.hour())
	r.Days = spells(slo, course, r.Start, kindOfSpell{day, slowPart, day})
	for _, j := range r.Pages {
		j.judge(r.Hours, course, r.hour().width)
	}
	for _, j := range r.Slow {
		j.judge(r.Days, course, day)
	}
	r.pick(course)
}

// pick chooses alerts, and says what their choice rests on.
func (r *Report) pick(course *simulate.Minutes) {
	best := choose(r.Pages)
	r.Page = best.alerts
	switch n := len(r.Hours); {
	case n == 0:
		r.Cant = append(r.Cant, fmt.Sprintf("No hour took %s of the budget, so the history can't tell which alert "+
			"would have reported a bad one; it tells only which would have been silent. The alerts below are "+
			"Honeycomb's advice.", words.Percent(r.BadHour)))
		r.Page = r.advised(r.Pages)
	case len(best.alerts) == 0:
		r.Cant = append(r.Cant, "No alert that was tried would have reported a bad hour while half of its failures "+
			"were still to come. The ones below are Honeycomb's advice.")
		r.Page = r.advised(r.Pages)
	case n < 5:
		r.Cant = append(r.Cant, fmt.Sprintf("There %s only %s to judge alerts by.", words.Verb(n, "is", "are"),
			spellsText(n)))
	}
	r.Quiet = choose(r.Slow).alerts
	if len(r.Quiet) > 1 { // it only informs; one is enough
		r.Quiet = r.Quiet[:1]
	}
	if len(r.Quiet) == 0 { // nothing tells which; the lowest rate misses no failures that use up the budget
		i := slices.IndexFunc(r.Slow, func(j *Judged) bool { return j.how.rate == "1" })
		if i < 0 {
			i = slices.IndexFunc(r.Slow, func(j *Judged) bool { return slices.Contains(j.how.from, "honeycomb") })
		}
		if i >= 0 {
			r.Quiet = r.Slow[i : i+1]
		}
	}
	r.validate(course)
}

// advised are the alerts of Honeycomb's policy among those tried.
func (r *Report) advised(all []*Judged) (out []*Judged) {
	for _, j := range all {
		if slices.Contains(j.how.from, "honeycomb") {
			out = append(out, j)
		}
	}
	return out
}

// validate chooses again on the first half of the bad times, and looks how that does in the second. What was chosen on
// all of them was also judged by them, so it looks better than it is.
func (r *Report) validate(course *simulate.Minutes) {
	n := len(r.Hours) / 2
	if n == 0 {
		return
	}
	cut := (r.Hours[n-1].until + r.Hours[n].From) / 2
	part := func(from, to int, spells []*Spell) (out []*Judged) {
		for _, j := range r.Pages {
			k := &Judged{Alert: j.Alert, how: j.how}
			for _, f := range j.Firings {
				if f.From > from && f.From <= to {
					k.Firings = append(k.Firings, f)
				}
			}
			k.judge(spells, course, r.hour().width)
			out = append(out, k)
		}
		return out
	}
	first := choose(part(0, cut, r.Hours[:n]))
	if len(first.alerts) == 0 {
		return
	}
	h := &halves{total: len(r.Hours) - n, same: len(first.alerts) == len(r.Page)}
	later := part(cut, math.MaxInt, r.Hours[n:])
	var again []*Judged
	for _, j := range first.alerts {
		i := slices.IndexFunc(later, func(k *Judged) bool { return k.Alert == j.Alert })
		again = append(again, later[i])
		h.same = h.same && slices.ContainsFunc(r.Page, func(k *Judged) bool { return k.Alert == j.Alert })
	}
	h.alerts, h.caught = again, len(catches(together(again...).caught))
	r.halves = h
}
