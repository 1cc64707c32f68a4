package suggest

import (
	"encoding/json"
	"io"
	"math"
	"time"
)

// formatVersion is the version of a report's JSON form. The major number changes when a reader would break.
const formatVersion = "1.0"

// The JSON form of a report.
type (
	// What a history of good and bad events supports.
	jsonReport struct {
		// Version of this format. The first number changes when readers would break.
		FormatVersion string `json:"format_version" jsonschema:"pattern=^1\\."`
		// The SLO that the history belongs to, such as slo.checkout.availability; absent without one.
		SLO     string      `json:"slo,omitempty"`
		History jsonHistory `json:"history"`
		Options jsonOptions `json:"options"`
		// How many rolling windows lie in the history, one a minute.
		Windows int `json:"windows" jsonschema:"minimum=0"`
		// How many of them have no events.
		Empty int `json:"windows_without_events" jsonschema:"minimum=0"`
		// How long the blocks of the bootstrap are, in days; 0 where there was none.
		Block int `json:"block_days" jsonschema:"minimum=0"`
		// The highest targets that were kept in parts of the windows; empty if the history is shorter than a window.
		Kept []jsonKept `json:"kept"`
		// What round targets allow, and those that are asked for.
		Targets []jsonTarget `json:"targets"`
		// The proposed target, per million; absent if the history supports none.
		Target *int `json:"target_per_million,omitempty" jsonschema:"minimum=0"`
		// Where the proposed target comes from.
		Why string `json:"target_why,omitempty"`
		// The bad times at this target, in order.
		BadTimes []jsonSpell `json:"bad_times"`
		// The bad days at this target, in order.
		BadDays []jsonSpell `json:"bad_days"`
		// The burn alerts that were tried.
		Alerts []jsonAlert `json:"alerts"`
		// Alerts that can't fire with this target and window, or fire while it is met, in words.
		LeftOut []string    `json:"left_out"`
		Halves  *jsonHalves `json:"validation,omitempty"`
		Today   *jsonToday  `json:"today,omitempty"`
		// What the history can't tell, in sentences.
		Cant []string `json:"cannot_tell"`
		// The SLO to paste; absent without a target.
		HCL string `json:"hcl,omitempty"`
	}
	// The history.
	jsonHistory struct {
		// What it was read from.
		File string `json:"file"`
		// The first minute.
		Start string `json:"start" jsonschema:"format=date-time"`
		// How long it is.
		Minutes int `json:"minutes" jsonschema:"minimum=1"`
		// How many eligible events it has.
		Events float64 `json:"events"`
		// How many of them were bad.
		Bad float64 `json:"bad"`
		// What a reader has to know about it.
		Notes []string `json:"notes"`
	}
	// What was asked for.
	jsonOptions struct {
		// The window of the SLO.
		Window int `json:"time_period_days" jsonschema:"minimum=1"`
		// The part of the windows in which a target must have been kept.
		Kept float64 `json:"kept"`
		// The part of the error budget that a bad hour takes.
		BadHour float64 `json:"bad_hour"`
		// The seed of the bootstrap.
		Seed uint64 `json:"seed"`
	}
	// The highest target that was kept in a part of the windows.
	jsonKept struct {
		// The part of the windows.
		Part float64 `json:"part"`
		// The target, per million.
		Target int `json:"target_per_million"`
		// The lower margin of the target, per million.
		Low int `json:"low_per_million"`
		// The upper margin of the target, per million.
		High int `json:"high_per_million"`
	}
	// What a target allows.
	jsonTarget struct {
		// The target, per million.
		Target int `json:"target_per_million"`
		// The part of the windows that kept it.
		Part float64 `json:"kept"`
		// The lower margin of that part.
		Low float64 `json:"kept_low"`
		// The upper margin of that part.
		High float64 `json:"kept_high"`
		// The error budget of a window with as many events as the mean.
		Events float64 `json:"budget_events"`
		// The error budget as minutes of total outage at even traffic.
		Minutes float64 `json:"budget_minutes"`
	}
	// A time in which much of the budget went.
	jsonSpell struct {
		// When the failures began, in minutes since the start.
		From int `json:"from" jsonschema:"minimum=0"`
		// When they ended, in minutes since the start.
		To int `json:"to" jsonschema:"minimum=0"`
		// The part of the error budget that they took.
		Budget float64 `json:"budget"`
	}
	// What a burn alert would have done.
	jsonAlert struct {
		// Its name, where it is pasted or declared.
		Name string `json:"name"`
		// Its type.
		Type string `json:"alert_type" jsonschema:"enum=budget_rate,enum=exhaustion_time"`
		// The built-in policies that have it.
		Policies []string `json:"policies"`
		// Whether it is judged by bad days instead of bad times.
		Slow bool `json:"slow"`
		// Whether it is proposed.
		Proposed bool `json:"proposed"`
		// How often it fired.
		Pages int `json:"pages" jsonschema:"minimum=0"`
		// How often that is in 30 days.
		Monthly float64 `json:"pages_a_month"`
		// When it fired, in minutes since the start.
		FiredAt []int `json:"fired_at"`
		// How many bad times, or bad days, it was in time for.
		InTime int `json:"in_time" jsonschema:"minimum=0"`
		// For how many it fired when more than half of the failures were over.
		Late int `json:"late" jsonschema:"minimum=0"`
		// How often it fired at no bad time.
		Outside int       `json:"outside" jsonschema:"minimum=0"`
		Cost    *jsonCost `json:"cost,omitempty"`
	}
	// What it took until it fired; only if it was in time for something.
	jsonCost struct {
		// Minutes from the beginning of the failures, the median.
		Delay int `json:"delay"`
		// Minutes from the beginning of the failures, the most.
		WorstDelay int `json:"worst_delay"`
		// The part of the error budget that was spent by then, the median.
		Spent float64 `json:"budget_spent"`
		// The part of the error budget that was spent by then, the most.
		WorstSpent float64 `json:"worst_budget_spent"`
	}
	// What would have been chosen by the first half of the bad times, and how it does in the second.
	jsonHalves struct {
		// The alerts that would have been chosen.
		Alerts []string `json:"alerts"`
		// Whether that is the same choice.
		Same bool `json:"same"`
		// How many bad times of the second half they were in time for.
		InTime int `json:"in_time"`
		// How many there are in the second half.
		Of int `json:"of"`
	}
	// How the SLO as it is declared would have fared.
	jsonToday struct {
		// Its target, per million.
		Target int `json:"target_per_million"`
		// Its window.
		Window int `json:"time_period_days"`
		// Its bad times, in order.
		BadTimes []jsonSpell `json:"bad_times"`
		// Its burn alerts.
		Alerts []jsonAlert `json:"alerts"`
	}
)

// rounded is a number with nine decimals: the last digits of floats differ between machines.
func rounded(f float64) float64 { return math.Round(f*1e9) / 1e9 }

// WriteJSON writes a report for programs: schemas/suggest.schema.json describes it.
func (r *Report) WriteJSON(w io.Writer) error {
	out := jsonReport{FormatVersion: formatVersion, History: jsonHistory{r.File, r.Start.UTC().Format(time.RFC3339),
		r.Minutes, rounded(r.Events), rounded(r.Bad), append([]string{}, r.Notes...)},
		Options: jsonOptions{r.WindowDays, share01(r.Options.Kept), share01(r.BadHour), r.Seed},
		Windows: r.All, Empty: r.Empty, Block: r.Block, Kept: []jsonKept{}, Targets: []jsonTarget{}, Why: r.Why,
		BadTimes: spellsJSON(r.Hours), BadDays: spellsJSON(r.Days), Alerts: []jsonAlert{},
		LeftOut: append([]string{}, r.LeftOut...), Cant: append([]string{}, r.Cant...), HCL: r.HCL}
	if r.SLO != nil {
		out.SLO = r.SLO.Key.Address()
	}
	if r.Target >= 0 {
		out.Target = &r.Target
	}
	for _, k := range r.Kept {
		out.Kept = append(out.Kept, jsonKept{share01(k.Part), k.Target, k.Low, k.High})
	}
	for _, t := range r.Targets {
		minutes, _ := t.BudgetMinutes.Float64()
		out.Targets = append(out.Targets, jsonTarget{t.Target, rounded(t.Part), rounded(t.Low), rounded(t.High),
			rounded(t.BudgetEvents), rounded(minutes)})
	}
	out.Alerts = append(r.alertsJSON(r.Pages, r.Page), r.alertsJSON(r.Slow, r.Quiet)...)
	if h := r.halves; h != nil {
		out.Halves = &jsonHalves{Same: h.same, InTime: h.caught, Of: h.total}
		for _, j := range h.alerts {
			out.Halves.Alerts = append(out.Halves.Alerts, j.Alert.Name)
		}
	}
	if r.Today != nil {
		out.Today = &jsonToday{r.SLO.TargetPerMillion, r.SLO.TimePeriodDays, spellsJSON(r.Today.Hours),
			r.alertsJSON(r.Today.Alerts, nil)}
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}

// share01 is a share per million as a part of 1.
func share01(perMillion int) float64 { return float64(perMillion) / 1e6 }

func spellsJSON(spells []*Spell) []jsonSpell {
	out := []jsonSpell{}
	for _, s := range spells {
		out = append(out, jsonSpell{s.From, s.To, rounded(s.Budget)})
	}
	return out
}

func (r *Report) alertsJSON(all, proposed []*Judged) []jsonAlert {
	out := []jsonAlert{}
	for _, j := range all {
		x := jsonAlert{Name: j.Alert.Name, Type: j.Alert.AlertType, Policies: append([]string{}, j.how.from...),
			Slow: j.how.slow(), Pages: len(j.Firings), Monthly: rounded(r.monthly(len(j.Firings))), FiredAt: []int{},
			InTime: j.caughtCount(), Late: j.Late, Outside: j.Outside}
		for _, p := range proposed {
			x.Proposed = x.Proposed || p == j
		}
		for _, f := range j.Firings {
			x.FiredAt = append(x.FiredAt, f.From)
		}
		if c := j.cost(); c.caught > 0 {
			x.Cost = &jsonCost{c.delay, c.worstDelay, rounded(c.spent), rounded(c.worstSpent)}
		}
		out = append(out, x)
	}
	return out
}
