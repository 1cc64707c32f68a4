package simulate

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/slogen-project/slogen/generator/burn"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/phrase"
	"github.com/slogen-project/slogen/generator/words"
)

// formatVersion is the version of a report's JSON form. The major number changes when a reader would break.
const formatVersion = "1.1"

// Report is what came of several cases.
type Report struct {
	Outcomes []*Outcome
	Options  Options
	LeftOut  int // scenarios that a filter left out
}

// Show changes how a report is written as text.
type Show struct {
	Color   bool
	Explain bool // also list what the model assumes
}

const (
	red    = "\x1b[31m"
	green  = "\x1b[32m"
	yellow = "\x1b[33m"
	plain  = ""
)

func (s Show) paint(color, text string) string {
	if !s.Color {
		return text
	}
	return "\x1b[1m" + color + text + "\x1b[0m"
}

// Share is a part of something in percent, with two decimals at most.
func Share(part float64) string { return share(part, 2) }

func share(part float64, decimals int) string {
	percent := part * 100
	switch abs := math.Abs(percent); {
	case abs > 0 && abs < 0.005:
		return strconv.FormatFloat(percent, 'g', 1, 64) + "%"
	case abs >= 99.995 && abs < 100 && decimals == 2: // not all of it yet
		return "99.99%"
	}
	s := strings.TrimSuffix(strings.TrimRight(strconv.FormatFloat(percent, 'f', decimals, 64), "0"), ".")
	if s == "-0" {
		s = "0"
	}
	return s + "%"
}

// moment is a moment of a case: since its start, or the date and time.
func (o *Outcome) moment(at int) string {
	if o.Case.Start.IsZero() {
		return words.Length(at)
	}
	return o.Case.Start.Add(time.Duration(at) * time.Minute).UTC().Format("2006-01-02 15:04")
}

// name is what an SLO is called in references: "slo.checkout.availability".
func name(slo *honeycomb.SLO) string {
	return slo.Key.Address()
}

// happening is a moment at which something happens, with what does.
type happening struct {
	at, order int
	text      string
}

// maxRows is how many moments of a case are told one by one.
const maxRows = 60

// rows are the moments of a case in order.
func (o *Outcome) rows(s Show) (out []happening) {
	add := func(at, order int, text string) { out = append(out, happening{at, order, text}) }
	for _, f := range o.Case.Failures {
		add(f.From, 1, f.Share+" fail")
		add(f.To, 0, "these failures end")
	}
	for _, x := range o.Exhausted {
		add(x.From, 3, s.paint(red, "the budget is used up"))
		if !x.Open {
			add(x.To, 3, s.paint(green, "there is budget again"))
		}
	}
	for _, a := range o.Alerts {
		for _, f := range a.Firings {
			text := s.paint(red, a.Alert.Name+" fires")
			if ago, ok := o.Since(f.From); ok {
				text += fmt.Sprintf(" %s after the failures began", words.Length(ago))
			}
			add(f.From, 2, text+" and notifies "+phrase.Notifies(a.Alert.Recipients))
			if f.Open {
				continue
			}
			text = s.paint(green, a.Alert.Name+" resolves")
			if over, ok := o.Over(f.From); ok && over <= f.To {
				text += fmt.Sprintf(" %s after the failures ended", words.Length(f.To-over))
			}
			add(f.To, 4, text)
		}
	}
	if len(out) == 0 || slices.MinFunc(out, func(a, b happening) int { return a.at - b.at }).at > 0 {
		add(0, 0, "")
	}
	if o.Lowest > 0 && !slices.ContainsFunc(out, func(r happening) bool { return r.at == o.Lowest }) {
		add(o.Lowest, 0, "the budget is at its lowest")
	}
	slices.SortStableFunc(out, func(a, b happening) int { return cmp.Or(a.at-b.at, a.order-b.order) })
	return out
}

// WriteText writes a report for people.
func (r *Report) WriteText(w io.Writer, s Show) error {
	var b strings.Builder
	for _, o := range r.Outcomes {
		o.text(&b, s)
	}
	switch {
	case len(r.Outcomes) == 0 && r.LeftOut > 0:
		b.WriteString("No scenario has a name that matches.\n")
	case len(r.Outcomes) == 0:
		b.WriteString("There are no scenarios. Write one as a `scenario` block in a *.slotest.hcl file; `slogen explain " +
			"scenario` shows how.\n")
	case r.LeftOut > 0:
		fmt.Fprintf(&b, "%s left out.\n", words.Plural(r.LeftOut, "scenario"))
	}
	if s.Explain {
		r.explain(&b, s)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// text tells what came of a case.
func (o *Outcome) text(b *strings.Builder, s Show) {
	b.WriteString(s.paint(plain, o.Case.Name) + "\n")
	where := ""
	switch {
	case o.Case.Line > 0:
		where = fmt.Sprintf("; %s line %d", o.Case.File, o.Case.Line)
	case o.Case.File != "":
		where = "; " + o.Case.File
	}
	fmt.Fprintf(b, "  %s, %s over %s%s\n", name(o.SLO), words.Percent(o.SLO.TargetPerMillion),
		words.Plural(o.SLO.TimePeriodDays, "day"), where)
	for _, n := range o.Case.Notes {
		fmt.Fprintf(b, "  %s\n", n)
	}
	b.WriteString("\n")
	rows := o.rows(s)
	hidden := max(len(rows)-maxRows, 0)
	if hidden > 0 {
		rows = rows[:maxRows]
	}
	end := o.Course.Len()
	rows = append(rows, happening{at: end, text: "the end"})
	wide := utf8.RuneCountInString("at")
	for _, x := range rows {
		wide = max(wide, utf8.RuneCountInString(o.moment(x.at)))
	}
	fmt.Fprintf(b, "  %*s  budget left\n", wide, "at")
	for i, x := range rows {
		if hidden > 0 && i == len(rows)-1 {
			fmt.Fprintf(b, "  %*s  %11s  and %d more; -json lists them all\n", wide, "...", "", hidden)
		}
		at, left := o.moment(x.at), Share(o.BudgetLeft(x.at))
		if i > 0 && rows[i-1].at == x.at && hidden == 0 {
			at, left = "", ""
		}
		b.WriteString(strings.TrimRight(fmt.Sprintf("  %*s  %11s  %s", wide, at, left, x.text), " ") + "\n")
	}
	remarks := o.Whole.text(o)
	for _, a := range o.Alerts {
		switch {
		case len(a.Firings) == 0:
			remarks = append(remarks, s.paint(plain, a.Alert.Name)+" doesn't fire: "+o.Why(a.Alert)+".")
		case a.Firings[len(a.Firings)-1].Open:
			remarks = append(remarks, s.paint(plain, a.Alert.Name)+" is still firing at the end.")
		}
	}
	if n := len(o.Exhausted); n > 0 && o.Exhausted[n-1].Open {
		remarks = append(remarks, "The budget is still used up at the end.")
	}
	remarks = append(remarks, o.unalertedText(s)...)
	if len(o.Depends) > 0 {
		remarks = append(remarks, "Honeycomb doesn't document everything (see -explain). Under other assumptions:")
	}
	for _, d := range o.Depends {
		remarks = append(remarks, fmt.Sprintf("- with %s: %s %s", d.Words, s.paint(yellow, d.Alert.Name), o.would(d)))
	}
	if len(remarks) > 0 {
		b.WriteString("\n")
		for _, x := range remarks {
			b.WriteString("  " + x + "\n")
		}
	}
	o.whatIf(b)
	b.WriteString("\n")
}

// Why says how far an alert was from firing.
func (o *Outcome) Why(a *honeycomb.BurnAlert) string {
	at, part := o.Nearest(a)
	when := ""
	if part > 0 {
		when = " (at " + o.moment(at) + ")"
	}
	if a.AlertType == honeycomb.ExhaustionTime {
		if a.ExhaustionMinutes == 0 {
			return fmt.Sprintf("at most %s of the budget is used%s", Share(part), when)
		}
		return fmt.Sprintf("at most %s of the budget would be used %s later%s", Share(part),
			words.Length(a.ExhaustionMinutes), when)
	}
	needs, most := phrase.BudgetRate(a), ""
	for decimals := 2; decimals < 8 && (most == "" || most == needs); decimals++ { // a hair below is not the same
		most = share(part*float64(a.BudgetRateDecreaseThresholdPerMillion)/burn.Million, decimals)
	}
	return fmt.Sprintf("at most %s of the budget is used within %s%s, but it needs %s", most,
		words.Length(a.BudgetRateWindowMinutes), when, needs)
}

// maxUnalerted is how many incidents that no alert reported are listed one by one.
const maxUnalerted = 5

func (o *Outcome) unalertedText(s Show) (out []string) {
	list := o.Unalerted()
	for i, x := range list {
		if i == maxUnalerted {
			rest := 0.0
			for _, x := range list[i:] {
				rest += x.Budget
			}
			out = append(out, fmt.Sprintf("And %d more without an alert, which together use %s of the budget.", len(list)-i,
				Share(rest)))
			break
		}
		out = append(out, fmt.Sprintf("%s %s to %s, %s of the budget.", s.paint(yellow, "Failures without an alert:"),
			o.moment(x.From), o.moment(x.To), Share(x.Budget)))
	}
	return out
}

// text says what one real failure would do; nothing when the case counts whole events.
func (w *Whole) text(o *Outcome) []string {
	if w == nil {
		return nil
	}
	sparse := ""
	if w.Sparse {
		sparse = "Less than one event comes a minute, so the model counts parts of events: "
	}
	failed := big.NewRat(w.Failed.Bad, o.Course.perEvent)
	events := "events fail"
	if failed.Cmp(big.NewRat(1, 1)) <= 0 {
		events = "of an event fails"
	}
	from := "from "
	if sparse == "" {
		from = "From "
	}
	fires := "no alert fires"
	if len(w.Fires) > 0 {
		var names []string
		for _, a := range w.Fires {
			names = append(names, a.Name)
		}
		fires = words.List(names) + " " + map[bool]string{true: "fires", false: "fire"}[len(names) == 1]
	}
	return []string{
		fmt.Sprintf("%s%s%s to %s %s %s. Real events fail whole.",
			sparse, from, o.moment(w.From), o.moment(w.To), words.Figure(failed), events),
		fmt.Sprintf("A single failed event uses %s of the budget, and %s.", Share(w.Budget), fires),
	}
}

// would says what an alert would do if the model were another.
func (o *Outcome) would(d Dependence) string {
	for _, a := range o.Alerts {
		if a.Alert != d.Alert || !slices.EqualFunc(a.Firings, d.Firings, func(x, y Firing) bool { return x.From == y.From }) {
			continue
		}
		for i, f := range d.Firings {
			if f == a.Firings[i] {
				continue
			}
			if f.Open {
				return "is still firing at the end"
			}
			after := ""
			if len(d.Firings) > 1 {
				after = fmt.Sprintf(" after firing at %s", o.moment(f.From))
			}
			return fmt.Sprintf("resolves at %s%s", o.moment(f.To), after)
		}
	}
	return o.wouldFire(d)
}

// wouldFire says when an alert would fire if the model were another.
func (o *Outcome) wouldFire(d Dependence) string {
	const named = 3
	if len(d.Firings) == 0 {
		return "doesn't fire"
	}
	if ago, ok := o.Since(d.Firings[0].From); ok && len(d.Firings) == 1 {
		return fmt.Sprintf("fires %s after the failures began", words.Length(ago))
	}
	var at []string
	for i, f := range d.Firings {
		if i == named {
			at = append(at, fmt.Sprintf("and %d more times", len(d.Firings)-named))
			break
		}
		at = append(at, o.moment(f.From))
	}
	return "fires at " + strings.Join(at, ", ")
}

// whatIf compares targets.
func (o *Outcome) whatIf(b *strings.Builder) {
	if len(o.WhatIf) == 0 {
		return
	}
	lines := [][]string{{"target", "least budget left"}}
	for _, a := range o.Alerts {
		lines[0] = append(lines[0], a.Alert.Name+" fires")
	}
	for i, x := range slices.Concat([]*Outcome{o}, o.WhatIf) {
		target := words.Percent(x.SLO.TargetPerMillion)
		if i == 0 {
			target += " (now)"
		}
		line := []string{target, Share(x.BudgetLeft(x.Lowest))}
		for _, a := range x.Alerts {
			when := "-"
			if n := len(a.Firings); n > 0 {
				when = "at " + x.moment(a.Firings[0].From)
				if n > 1 {
					when += fmt.Sprintf(", %d times", n)
				}
			}
			line = append(line, when)
		}
		lines = append(lines, line)
	}
	b.WriteString("\n")
	for _, l := range lines {
		b.WriteString(" ")
		for i, c := range l {
			wide := 0
			for _, other := range lines {
				wide = max(wide, utf8.RuneCountInString(other[i]))
			}
			fmt.Fprintf(b, " %*s", wide+1, c)
		}
		b.WriteString("\n")
	}
}

// explain lists what the model assumes, and which of it a flag changed.
func (r *Report) explain(b *strings.Builder, s Show) {
	b.WriteString("What the model assumes:\n")
	for _, a := range Assumptions {
		fmt.Fprintf(b, "\n%s\n  %s\n", s.paint(plain, a.ID), a.Choice)
		if c := r.Options.chosen(a.ID); c != "" {
			fmt.Fprintf(b, "  %s %s\n", s.paint(yellow, "Changed here:"), c)
		}
		fmt.Fprintf(b, "  Why: %s\n  Source: %s.\n", a.Why, strings.TrimSuffix(a.Source, "."))
		if a.Flag != "" {
			fmt.Fprintf(b, "  To change it: -%s.\n", a.Flag)
		}
	}
	b.WriteString("\n")
}

// chosen says what was chosen instead of an assumption; empty when nothing was.
func (o Options) chosen(id string) string {
	switch {
	case id == "gross_budget_rate" && o.Net:
		return "the budget left now is compared with the budget left at the start of the alert's window."
	case id == "exhaustion_baseline" && cmp.Or(o.Baseline, 4) != 4:
		return fmt.Sprintf("an exhaustion time alert looks back 1/%d of its exhaustion time.", o.Baseline)
	case id == "evaluated_each_minute" && o.interval() != 1:
		return "alerts are evaluated every " + words.Length(o.interval()) + "."
	}
	return ""
}

// The JSON form of a report.
type (
	// What the burn alerts of SLOs do in scenarios.
	jsonReport struct {
		// Version of this format. The first number changes when readers would break.
		FormatVersion string      `json:"format_version" jsonschema:"pattern=^1\\."`
		Options       jsonOptions `json:"options"`
		// What happened in each.
		Scenarios []jsonOutcome `json:"scenarios"`
		// How many scenarios -run left out.
		LeftOut int `json:"left_out" jsonschema:"minimum=0"`
		// The model's assumptions.
		Assumptions []jsonAssumption `json:"assumptions"`
	}
	// Which variant of the model was chosen.
	jsonOptions struct {
		// How often alerts are evaluated.
		IntervalMinutes int `json:"interval_minutes" jsonschema:"minimum=1"`
		// Which part of its exhaustion time an exhaustion time alert looks back over, as a divisor.
		Baseline int `json:"baseline" jsonschema:"minimum=1"`
		// Whether budget rate alerts compare the budget left now with that at the start of their window.
		Net bool `json:"net"`
	}
	// A scenario, or real data.
	jsonOutcome struct {
		// What happens, in words.
		Name string `json:"name"`
		// The file that holds it.
		File string `json:"file,omitempty"`
		// The line it begins in.
		Line int `json:"line,omitempty" jsonschema:"minimum=1"`
		// The SLO, such as slo.checkout.availability.
		SLO string `json:"slo"`
		// The target, per million.
		Target int `json:"target_per_million" jsonschema:"minimum=0"`
		// The SLO's window.
		Window int `json:"time_period_days" jsonschema:"minimum=1"`
		// When it began; only for real data.
		Start string `json:"start,omitempty" jsonschema:"format=date-time"`
		// How long it lasts.
		Minutes int `json:"minutes" jsonschema:"minimum=0"`
		// What a reader has to know about the events.
		Notes []string `json:"notes"`
		// The failures, in order.
		Failures []jsonFailures `json:"failures"`
		// The burn alerts of the SLO.
		Alerts []jsonAlert `json:"alerts"`
		// The budget over time, at about 240 moments at most.
		Budget []jsonBudget `json:"budget"`
		Lowest jsonBudget   `json:"lowest"`
		// When no budget was left.
		Exhausted []jsonSpan `json:"exhausted"`
		// The failures that nobody was notified of, the most expensive first.
		Unalerted []jsonIncident `json:"unalerted"`
		Whole     *jsonWhole     `json:"parts_of_events,omitempty"`
		// The same with other targets; only with -target.
		WhatIf []jsonOutcome `json:"what_if,omitempty"`
	}
	// Imagined failures.
	jsonFailures struct {
		jsonSpan
		// What fails, in words.
		Share string `json:"share"`
	}
	// What a burn alert did.
	jsonAlert struct {
		// The burn alert.
		Name string `json:"name"`
		// Its type.
		Type string `json:"alert_type" jsonschema:"enum=budget_rate,enum=exhaustion_time"`
		// Its recipients, in words.
		Notifies string `json:"notifies"`
		// When it fired.
		Firings []jsonFiring `json:"firings"`
		Nearest *jsonNearest `json:"nearest,omitempty"`
		// Where its behaviour depends on what isn't documented.
		Depends []jsonDepends `json:"depends"`
	}
	// A time during which it fired.
	jsonFiring struct {
		// When it fired. In minutes since the start.
		At int `json:"at" jsonschema:"minimum=0"`
		// How many minutes after the failures started; absent without failures.
		After *int `json:"after,omitempty" jsonschema:"minimum=1"`
		// The part of the error budget that was left.
		BudgetLeft float64 `json:"budget_left"`
		// When it resolved; absent if it is still firing at the end. In minutes since the start.
		Resolves *int `json:"resolves_at,omitempty" jsonschema:"minimum=0"`
	}
	// How close it came to firing; only if it didn't.
	jsonNearest struct {
		// When it was closest. In minutes since the start.
		At int `json:"at" jsonschema:"minimum=0"`
		// How much there was of what makes it fire; 1 would make it fire.
		Part float64 `json:"part"`
	}
	// What one real failure would do; only if the scenario's failures have fractions of events.
	jsonWhole struct {
		jsonSpan
		// How many events fail in them.
		Failed float64 `json:"failed_events"`
		// The part of the error budget that a single failed event uses up.
		Budget float64 `json:"one_failure_budget"`
		// The burn alerts that fire on a single failed event.
		Fires []string `json:"one_failure_fires"`
	}
	// Another assumption about what Honeycomb doesn't document, under which it would fire or resolve at other times.
	jsonDepends struct {
		// The name of the assumption.
		Assumption string `json:"assumption"`
		// The other reading, in words.
		With string `json:"with"`
		// When it would fire, in minutes since the start; empty for never.
		FiresAt []int `json:"fires_at" jsonschema:"minimum=0"`
		// When it would resolve, in minutes since the start, one for each of fires_at; null if it would still be firing at
		// the end.
		ResolvesAt []*int `json:"resolves_at"`
	}
	// How much of the error budget is left at a moment.
	jsonBudget struct {
		// The moment. In minutes since the start.
		At int `json:"at" jsonschema:"minimum=0"`
		// The part that is left: 1 for all of it, less than 0 when it is overspent.
		Left float64 `json:"left"`
	}
	// A time.
	jsonSpan struct {
		// Its beginning. In minutes since the start.
		From int `json:"from" jsonschema:"minimum=0"`
		// Its end. In minutes since the start.
		To int `json:"to" jsonschema:"minimum=0"`
	}
	// A time when more failed than usual and no alert fired.
	jsonIncident struct {
		jsonSpan
		// The part of the error budget that it used up.
		Budget float64 `json:"budget"`
	}
	// A point that Honeycomb doesn't document, or that the model is built on.
	jsonAssumption struct {
		// Its name.
		ID string `json:"id"`
		// What slogen assumes.
		Choice string `json:"choice"`
		// Why slogen assumes that.
		Why string `json:"why"`
		// What is known, and from where.
		Source string `json:"source"`
		// What was chosen instead, if anything.
		Chosen string `json:"chosen,omitempty"`
	}
)

// maxBudgetPoints is how many moments the budget is given for.
const maxBudgetPoints = 240

// WriteJSON writes a report for programs: schemas/simulate.schema.json describes it.
func (r *Report) WriteJSON(w io.Writer) error {
	out := jsonReport{FormatVersion: formatVersion, Options: jsonOptions{r.Options.interval(),
		cmp.Or(r.Options.Baseline, 4), r.Options.Net}, Scenarios: []jsonOutcome{}, LeftOut: r.LeftOut}
	for _, o := range r.Outcomes {
		out.Scenarios = append(out.Scenarios, o.json())
	}
	for _, a := range Assumptions {
		out.Assumptions = append(out.Assumptions, jsonAssumption{a.ID, a.Choice, a.Why, a.Source, r.Options.chosen(a.ID)})
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}

// rounded is a number with nine decimals: the last digits of floats differ between machines.
func rounded(f float64) float64 { return math.Round(f*1e9) / 1e9 }

func (o *Outcome) json() jsonOutcome {
	j := jsonOutcome{Name: o.Case.Name, File: o.Case.File, Line: o.Case.Line, SLO: name(o.SLO),
		Target: o.SLO.TargetPerMillion, Window: o.SLO.TimePeriodDays, Minutes: o.Course.Len(),
		Notes: append([]string{}, o.Case.Notes...), Failures: []jsonFailures{}, Alerts: []jsonAlert{},
		Exhausted: []jsonSpan{}, Unalerted: []jsonIncident{}, Lowest: jsonBudget{o.Lowest, rounded(o.BudgetLeft(o.Lowest))}}
	if !o.Case.Start.IsZero() {
		j.Start = o.Case.Start.UTC().Format(time.RFC3339)
	}
	for _, f := range o.Case.Failures {
		j.Failures = append(j.Failures, jsonFailures{jsonSpan(f.Span), f.Share})
	}
	for _, a := range o.Alerts {
		x := jsonAlert{Name: a.Alert.Name, Type: a.Alert.AlertType, Notifies: phrase.Notifies(a.Alert.Recipients),
			Firings: []jsonFiring{}, Depends: []jsonDepends{}}
		for _, f := range a.Firings {
			y := jsonFiring{At: f.From, BudgetLeft: rounded(o.BudgetLeft(f.From))}
			if ago, ok := o.Since(f.From); ok {
				y.After = &ago
			}
			if !f.Open {
				y.Resolves = &f.To
			}
			x.Firings = append(x.Firings, y)
		}
		if len(a.Firings) == 0 {
			at, part := o.Nearest(a.Alert)
			x.Nearest = &jsonNearest{at, rounded(part)}
		}
		for _, d := range o.Depends {
			if d.Alert == a.Alert {
				y := jsonDepends{d.Assumption, d.Words, []int{}, []*int{}}
				for _, f := range d.Firings {
					y.FiresAt = append(y.FiresAt, f.From)
					at := &f.To
					if f.Open {
						at = nil
					}
					y.ResolvesAt = append(y.ResolvesAt, at)
				}
				x.Depends = append(x.Depends, y)
			}
		}
		j.Alerts = append(j.Alerts, x)
	}
	step := max((o.Course.Len()+maxBudgetPoints-1)/maxBudgetPoints, 1)
	for at := 0; at <= o.Course.Len(); at += step {
		j.Budget = append(j.Budget, jsonBudget{at, rounded(o.BudgetLeft(at))})
	}
	for _, x := range o.Exhausted {
		j.Exhausted = append(j.Exhausted, jsonSpan(x.Span))
	}
	for _, x := range o.Unalerted() {
		j.Unalerted = append(j.Unalerted, jsonIncident{jsonSpan(x.Span), rounded(x.Budget)})
	}
	if w := o.Whole; w != nil {
		j.Whole = &jsonWhole{jsonSpan(w.Span), rounded(o.Course.Events(w.Failed.Bad)), rounded(w.Budget), []string{}}
		for _, a := range w.Fires {
			j.Whole.Fires = append(j.Whole.Fires, a.Name)
		}
	}
	for _, x := range o.WhatIf {
		j.WhatIf = append(j.WhatIf, x.json())
	}
	return j
}
