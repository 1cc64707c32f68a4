package report

import (
	"encoding/json"

	"github.com/slogen-project/slogen/generator/inventory"
)

// formatVersion is the version of a report's JSON form. The major number changes when a reader would break.
const formatVersion = "1.0"

// Report is what there is to say of a configuration's alerting.
type Report struct {
	// Version of this format. The first number changes when readers would break.
	FormatVersion string `json:"format_version" jsonschema:"pattern=^1\\."`
	// The day on which dates are judged.
	Day string `json:"day" jsonschema:"format=date"`
	// What the report was narrowed to, such as owner=payments; absent for everything.
	Only []string `json:"only,omitempty"`
	// What needs a decision, the most urgent first.
	Decisions []Decision `json:"decisions"`
	// The figures that are compared with an earlier report.
	Totals Totals `json:"totals"`
	// What is otherwise than in an earlier report; absent if none was given.
	Change *Change `json:"change,omitempty"`
	// The services, sorted by name.
	Services []Service `json:"services"`
	// What is promised: the SLOs, sorted by key.
	Promises []Promise `json:"promises"`
	// Burn alerts and triggers, sorted by key.
	Alerts []Alert `json:"alerts"`
	// Who is told, those that are paged for most services first.
	Recipients []Recipient `json:"recipients"`
	// What would fire in scenarios, or would have fired in the counts that were given.
	Played []Played `json:"played"`
	// What lint is told to ignore, sorted by place.
	Waivers []inventory.Waiver `json:"waivers"`
	// What has a date of expiry or of a review, is on trial, or is quiet.
	Dates []Dated `json:"dates"`
	// What more than one service uses.
	Shared []Shared `json:"shared"`
	// The columns that SLIs and triggers read, those that most rests on first.
	Columns []Column `json:"columns"`
	// What each measure reads.
	Measures []Measure `json:"measures"`
}

// Place is where something is written.
type Place = inventory.Place

// Decision is something for which somebody has to decide.
type Decision struct {
	// What it is about, for programs.
	ID string `json:"id"`
	// What was found, with how many.
	Title string `json:"title"`
	// What there is to decide.
	Decide string `json:"decide"`
	// The measure that it comes from.
	Measure string `json:"measure"`
	// What it is about.
	Items []Item `json:"items"`
}

// Item is one thing that a decision is about.
type Item struct {
	// The object, as a reference names it.
	Name string `json:"name"`
	// What is to know of it.
	Words string `json:"words,omitempty"`
	// The team that is responsible for it.
	Owner string `json:"owner,omitempty"`
	// Where it is declared; absent for what is in several places.
	Place *Place `json:"place,omitempty"`
}

// Totals are figures of the whole report.
type Totals struct {
	// The services.
	Services int `json:"services"`
	// The services that have an SLO.
	ServicesWithSLO int `json:"services_with_slo"`
	// The SLOs.
	SLOs int `json:"slos"`
	// Burn alerts, which tell of a budget that is going.
	BurnAlerts int `json:"burn_alerts"`
	// Triggers, which tell of something that happened.
	Triggers int `json:"triggers"`
	// Burn alerts that wake somebody.
	PagingBurnAlerts int `json:"paging_burn_alerts"`
	// Triggers that wake somebody.
	PagingTriggers int `json:"paging_triggers"`
	// Alerts that have an owner, a runbook and a description.
	FullContext int `json:"full_context"`
	// Waivers that hold.
	Waivers int `json:"waivers"`
	// SLOs, burn alerts and triggers in stage trial; those of an SLO on trial count as one with it.
	Trials int `json:"trials"`
	// What is quiet for a while: burn alerts, triggers, and SLOs and services with all of theirs.
	Quiet int `json:"quiet"`
	// Recipients, policies and templates that several services use.
	Shared int `json:"shared"`
	// What lint finds and no waiver is about.
	Findings int `json:"findings"`
}

// Service is a service.
type Service struct {
	// Its name.
	Name string `json:"name"`
	// Who is responsible for its SLOs and triggers.
	Owners []string `json:"owners"`
	// Its SLOs.
	SLOs int `json:"slos"`
	// Their burn alerts.
	BurnAlerts int `json:"burn_alerts"`
	// Its triggers.
	Triggers int `json:"triggers"`
	// Burn alerts that wake somebody.
	PagingBurnAlerts int `json:"paging_burn_alerts"`
	// Triggers that wake somebody.
	PagingTriggers int   `json:"paging_triggers"`
	Place          Place `json:"place"`
}

// Promise is an SLO.
type Promise struct {
	// Its key, such as slo/checkout/availability.
	Key string `json:"key"`
	// Its service.
	Service string `json:"service"`
	// What Honeycomb shows.
	Name string `json:"name"`
	// What is promised to users.
	Promise string `json:"promise,omitempty"`
	// The team that is responsible for it.
	Owner string `json:"owner,omitempty"`
	// The share of eligible events that must be good.
	TargetPercent float64 `json:"target_percent" jsonschema:"minimum=0"`
	// The length of the rolling window.
	WindowDays int `json:"window_days" jsonschema:"minimum=1"`
	// The budget as minutes of full outage at even traffic.
	BudgetMinutes float64 `json:"budget_minutes" jsonschema:"minimum=0"`
	// The budget as failed events at the declared traffic; absent if none is declared.
	BudgetEvents float64 `json:"budget_events,omitempty" jsonschema:"minimum=0"`
	// The budget in words.
	Budget string `json:"budget"`
	// How many burn alerts watch it.
	Alerts int `json:"alerts"`
	// How many of them wake somebody.
	Pages int `json:"pages"`
	// Whether it is in stage trial.
	Trial bool  `json:"trial"`
	Place Place `json:"place"`
}

// Alert is a burn alert or a trigger.
type Alert struct {
	// Its key, such as burn_alert/checkout/availability/fast.
	Key string `json:"key"`
	// Its service.
	Service string `json:"service"`
	// Whether it tells of a budget that is going (proactive) or of something that happened (reactive).
	Kind string `json:"kind" jsonschema:"enum=proactive,enum=reactive"`
	// Its severity; absent if recipients are named directly.
	Severity string `json:"severity,omitempty"`
	// Whether it wakes somebody.
	Pages bool `json:"pages"`
	// The team that is responsible for it.
	Owner string `json:"owner,omitempty"`
	// What its readers don't get: owner, runbook, description.
	Missing []string `json:"missing"`
	// The keys of those that it tells.
	Recipients []string `json:"recipients"`
	// Whether it exists without running.
	Disabled bool  `json:"disabled,omitempty"`
	Place    Place `json:"place"`
}

// Recipient is who or what is told.
type Recipient struct {
	// Its key.
	Key string `json:"key"`
	// What people know it by.
	Name string `json:"name"`
	// Its type.
	Type string `json:"type"`
	// Burn alerts that wake it.
	PagingBurnAlerts int `json:"paging_burn_alerts"`
	// Triggers that wake it.
	PagingTriggers int `json:"paging_triggers"`
	// Alerts that tell it without waking anybody.
	OtherAlerts int `json:"other_alerts"`
	// The services whose alerts tell it, whatever the report is narrowed to.
	Services []string `json:"services"`
	// How often it would be told in what was played; absent if nothing was.
	Played []Told `json:"played,omitempty"`
}

// Told is how often somebody would be told.
type Told struct {
	// What was played, as in played.
	Case string `json:"case"`
	// How often it would be told.
	Times int `json:"times"`
	// How often of these it would wake somebody.
	Pages int `json:"pages"`
}

// Played is a scenario, or counts that were given.
type Played struct {
	// Its name.
	Case string `json:"case"`
	// The SLO that it is about.
	SLO string `json:"slo"`
	// Whether it was thought up, or happened.
	Kind string `json:"kind" jsonschema:"enum=scenario,enum=history"`
	// How long it is.
	Minutes int `json:"minutes"`
	// The alerts that fire in it.
	Alerts []Fired `json:"alerts"`
	// How often the budget was used up.
	Exhausted int `json:"exhausted"`
	// Failures during which no alert fired.
	Unalerted int `json:"unalerted"`
	// The file that gives it.
	File string `json:"file"`
	// The line of a scenario; absent for counts.
	Line int `json:"line,omitempty" jsonschema:"minimum=1"`
}

// Fired is how often an alert fires.
type Fired struct {
	// The alert's key.
	Key string `json:"key"`
	// How often it fires.
	Times int `json:"times"`
	// For how many minutes in all.
	Minutes int `json:"minutes"`
	// Whether it wakes somebody.
	Pages bool `json:"pages"`
}

// Dated is an SLO, a burn alert or a trigger with a date, or in a trial, or something that is quiet.
type Dated struct {
	// Its key.
	Key string `json:"key"`
	// The team that is responsible for it.
	Owner string `json:"owner,omitempty"`
	// The day by which it should be gone; absent for none.
	Expires string `json:"expires,omitempty"`
	// The day on which a person last reviewed it; absent for none.
	Reviewed string `json:"reviewed,omitempty"`
	// Whether it is in stage trial.
	Trial bool `json:"trial"`
	// The day on which the trial ends; absent for none.
	TrialUntil string `json:"trial_until,omitempty"`
	// The day until which it is quiet; absent for what isn't.
	QuietUntil string `json:"quiet_until,omitempty"`
	// Why it is quiet.
	QuietReason string `json:"quiet_reason,omitempty"`
	Place       Place  `json:"place"`
}

// Shared is something that several services use.
type Shared struct {
	// What it is, such as recipient or burn_alert_policy.
	Kind string `json:"kind" jsonschema:"enum=recipient,enum=burn_alert_policy,enum=sli_template"`
	// What references call it.
	Name string `json:"name"`
	// The services that use it.
	Services []string `json:"services"`
	// The teams that are responsible for what uses it.
	Owners []string `json:"owners"`
}

// Column is a column that something rests on.
type Column struct {
	// Its name.
	Name string `json:"name"`
	// How many SLOs read it.
	SLOs int `json:"slos"`
	// How many triggers read it.
	Triggers int `json:"triggers"`
	// How many services have these.
	Services int `json:"services"`
	// Whether OpenTelemetry's semantic conventions know the name.
	Conventional bool `json:"conventional"`
	// The names by which OpenTelemetry has replaced it; none while it is in use.
	ReplacedBy []string `json:"replaced_by"`
}

// Change is what is otherwise than in an earlier report.
type Change struct {
	// The earlier report's day.
	Since string `json:"since" jsonschema:"format=date"`
	// What that report was narrowed to; absent for everything.
	Only []string `json:"only,omitempty"`
	// The figures that changed.
	Figures []Figure `json:"figures"`
	// What was otherwise, in sentences: services, promises and waivers that came, went or changed.
	Words []string `json:"words"`
}

// Figure is one of the totals, then and now.
type Figure struct {
	// Its name in totals.
	Name string `json:"name"`
	// What it was.
	Before int `json:"before"`
	// What it is.
	After int `json:"after"`
}

// AppendJSON appends the report as JSON, with a newline at the end.
func (r *Report) AppendJSON(b []byte) ([]byte, error) {
	text, err := json.MarshalIndent(r, "", "  ")
	return append(append(b, text...), '\n'), err
}
