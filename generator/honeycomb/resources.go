package honeycomb

import (
	"cmp"
	"slices"
	"sort"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/calc"
)

// Origin says where an object was declared. It is never part of the body that is sent.
type Origin struct {
	Range hcl.Range // the header of the block
	// File is the file's name in outputs: relative to what was given, so that it doesn't depend on where the command is
	// run. Empty for Range.Filename.
	File string
	// Arg returns the place of the named slogen argument ("target", "name", "dataset", ...), or Range when it was not
	// written. Nil for an object that comes from no source: use [Origin.At].
	Arg func(name string) hcl.Range
}

// Keep forgets the places of all arguments but the named ones, which the rules for the whole configuration point at.
// Arg holds the syntax tree of a whole file, some fifteen times its source, and objects outlive it.
func (o *Origin) Keep(arguments ...string) {
	arg := o.Arg
	if o.Arg = nil; arg == nil {
		return
	}
	type place struct {
		name string
		at   hcl.Range
	}
	var kept []place
	for _, name := range arguments {
		if at := arg(name); at.Filename != "" {
			kept = append(kept, place{name, at})
		}
	}
	if len(kept) == 0 {
		return
	}
	kept = slices.Clip(kept)
	o.Arg = func(name string) hcl.Range {
		for i := range kept {
			if kept[i].name == name {
				return kept[i].at
			}
		}
		return hcl.Range{}
	}
}

// Name is the file's name in outputs.
func (o Origin) Name() string { return *o.name() }

// name is where the file's name in outputs is kept.
func (o *Origin) name() *string {
	if o.File == "" && o.Range.Filename != "" {
		return &o.Range.Filename
	}
	return &o.File
}

// At is the place of the named argument, or of the block where the argument was not written. A name with a dot is an
// entry of a map: "tags.tier"; where the entry has no place, it is that of the map.
func (o Origin) At(name string) hcl.Range {
	if o.Arg != nil {
		if r := o.Arg(name); r.Filename != "" {
			return r
		}
		if name, _, ok := strings.Cut(name, "."); ok {
			return o.At(name)
		}
	}
	return o.Range
}

// Inherited says where an object has an argument from that it doesn't write itself: from a block `defaults`, which may
// be far away.
type Inherited struct {
	Argument string // such as "window"
	Place
}

// Place is where something was written: the place itself, and the file's name in outputs (see [Origin.File]).
type Place struct {
	Range hcl.Range
	File  string
}

// Name is the file's name in outputs.
func (p Place) Name() string { return cmp.Or(p.File, p.Range.Filename) }

// Shared is a block that several objects are made from: an alert of a policy, or a template of SLIs.
type Shared struct {
	Name string // such as `burn_alert_policy.standard "fast"` or "sli_template.http"
	Place
	Arguments []Inherited // those that the block writes
}

// Meta is what every object has.
type Meta struct {
	Key     Key
	Origin  Origin
	Service string // the service it belongs to; empty for shared objects such as recipients
	// Instance names the instance of a repeated block that it is from, such as `SLO "eu"`; empty where nothing is
	// repeated.
	Instance string `wire:"-"`
	// Existing is the id of the object that exists already ("dataset/ID" or "ID"), to be imported instead of created;
	// empty otherwise.
	Existing string
	// Keeps is what the object keeps as it is, as paths in the body, sorted: see [Keep].
	Keeps []string
	// Inherited are the arguments that came from blocks `defaults`, sorted. It is never part of the body, nor of the
	// catalogue: moving a value from one file to another changes no object.
	Inherited []Inherited `wire:"-"`
	// Shared is the block that it is made from, if others are too; nil for none and for built-in ones.
	Shared *Shared `wire:"-"`
	// Trial says that the object, its SLO or its service is in stage "trial".
	Trial bool
	// TrialUntil is the day on which the trial ends; without a day where nobody says.
	TrialUntil Expiry
	// Quiet says that an alert is quiet for a while; nil for one that isn't, and for other objects.
	Quiet *Quiet
}

// Muted reports whether an alert is kept from those whom it is for, by a trial or because it is quiet.
func (m *Meta) Muted() bool { return m.Trial || m.Quiet != nil }

// Quiet is until when, and why, nobody but the trial recipient hears of an alert or, of a trigger without one, nobody.
type Quiet struct {
	Until  string // "2006-01-02"
	Reason string
	Of     Key       `wire:"-"` // what is declared to be quiet: the alert itself, its SLO or its service
	At     hcl.Range `wire:"-"`
}

// Fields with the tag `wire:"-"` are for slogen alone: Honeycomb and the catalogue don't have them. One with the tag
// `wire:"key"` follows from the key. Each other field of an object has a row in wire_members.go; tests read the tags.

// Resources is everything one configuration declares, in Honeycomb's vocabulary. Each slice is sorted by key.
// References are pointers, so nothing dangles.
type Resources struct {
	Settings         Settings
	Recipients       []*Recipient
	CalculatedFields []*CalculatedField
	SLOs             []*SLO
	BurnAlerts       []*BurnAlert
	Triggers         []*Trigger
	Queries          []*SavedQuery
	QueryAnnotations []*QueryAnnotation
	Boards           []*Board
	Moved            []Moved
	Notes            []Note // in the order of the services
	// Undeclared are the datasets that are used and declare no columns, sorted by slug.
	Undeclared []Undeclared
	// Unused are the SLIs that nothing refers to, sorted by key.
	Unused []*CalculatedField
}

// Undeclared is a dataset that declares no columns, and the place where it is named first.
type Undeclared struct {
	Dataset string
	Near    string // a declared dataset whose name is nearly this one; empty for none
	Range   hcl.Range
}

// Settings is what the configuration says of its outputs.
type Settings struct {
	Outputs         []string  // names of emit formats, sorted: "json", "terraform", ...
	ProviderVersion string    // version constraint for honeycombio, such as ">= 0.50.0"
	ProviderRange   hcl.Range // where ProviderVersion was written; zero when it was not
	MaxDatasets     int       // datasets an SLO may span; Honeycomb's default is 10 and can be raised for a team
}

// Output says whether any output of the configuration is the named format or, for a name that ends in "*", begins with
// it.
func (s Settings) Output(name string) bool {
	prefix, wild := strings.CutSuffix(name, "*")
	for _, o := range s.Outputs {
		if o == name || wild && strings.HasPrefix(o, prefix) {
			return true
		}
	}
	return false
}

// Find returns the object with this key, nil if there is none.
func (r *Resources) Find(key Key) Object {
	switch key.Kind() {
	case KindCalculatedField:
		return findIn(r.CalculatedFields, key)
	case KindSLO:
		return findIn(r.SLOs, key)
	case KindBurnAlert:
		return findIn(r.BurnAlerts, key)
	case KindTrigger:
		return findIn(r.Triggers, key)
	case KindRecipient:
		return findIn(r.Recipients, key)
	case KindQuery:
		return findIn(r.Queries, key)
	case KindQueryAnnotation:
		return findIn(r.QueryAnnotations, key)
	case KindBoard:
		return findIn(r.Boards, key)
	}
	return nil
}

func findIn[T Object](list []T, key Key) Object {
	i, ok := sort.Find(len(list), func(i int) int { return strings.Compare(string(key), string(list[i].Head().Key)) })
	if !ok {
		return nil
	}
	return list[i]
}

// Note is why a change is accepted, which its fingerprint names. It is never part of an output.
type Note struct {
	Fingerprint, Reason string
	Place
	Map      hcl.Range // the argument that has it, with others
	Block    hcl.Range // the service that has the argument
	Services []string  // the services that have it: several where one block declares them
}

// Moved says that an object has a new key and is otherwise the same. Both keys have the same kind.
type Moved struct {
	From, To Key
	Range    hcl.Range
}

// Renamed is a block that looks like one that is gone, when nothing says that it is the same.
type Renamed struct {
	From, To string    // as expressions name them, such as "slo.pay.works"
	At       hcl.Range // where the first of the objects is declared that are created anew
	About    Key       // that object
	Objects  int       // how many there are
	Moved    string    // the `moved` block that is missing
	Aliases  []KeptAlias
}

// KeptAlias is the alias that a calculated field had, as HCL, and the block that it belongs in.
type KeptAlias struct {
	Block hcl.Range
	HCL   string
}

// Tag is one key and value shown and filtered by in Honeycomb.
type Tag struct{ Key, Value string }

// Text is a text that may be a secret: either Value or, when Secret is set, the value that the secret of this name will
// have.
type Text struct {
	Value  string
	Secret string // name of the secret, such as "PAYMENTS_PAGERDUTY_KEY"
}

// CalculatedField is what the API calls a derived column.
type CalculatedField struct {
	Meta
	Alias       string
	Description string
	Dataset     string        // dataset slug; empty for environment-wide
	Expression  string        // canonical text, at most 4095 bytes
	Formula     *calc.Formula `wire:"-"` // nil once checked
	Raw         bool          `wire:"-"` // it was written as text
	// Types says what the formula takes the columns to hold that aren't declared. It is not sent.
	Types []calc.Use `wire:"-"`
	// Reads are the places in users' files where it reads columns.
	Reads []calc.Read `wire:"-"`
	// Basis are the other SLIs and calculated fields that it was written with, and whose formulas are in its own.
	Basis []Key `wire:"-"`
}

// SLO is a target for one SLI over a rolling window.
type SLO struct {
	Meta
	Name             string
	Description      string
	Datasets         []string // dataset slugs, sorted; more than one is sent to __all__
	SLI              *CalculatedField
	TargetPerMillion int
	TimePeriodDays   int
	Tags             []Tag // sorted by key
	Owner, Runbook   string
	EventsPerDay     float64 // expected eligible events a day; 0 when not declared
	Summary          string  `wire:"-"` // Description as it was declared, without what slogen adds
	// Alerts is the place of the argument burn_alerts, where the SLO itself has it; zero otherwise.
	Alerts hcl.Range `wire:"-"`
	// DependsOn are the SLOs that this one depends on, as declared at DependsAt. Honeycomb doesn't hear of it.
	DependsOn []*SLO    `wire:"-"`
	DependsAt hcl.Range `wire:"-"`
	Expires   *Expiry   `wire:"-"` // nil for never
	Reviewed  string    `wire:"-"` // the day of the last review, as "2006-01-02"; empty for none
}

// Expiry is the day from which something should be gone, and where that is declared. Honeycomb hears of it in
// descriptions only.
type Expiry struct {
	Day string    // "2006-01-02"
	At  hcl.Range `wire:"-"`
}

// The types of burn alerts.
const (
	ExhaustionTime = "exhaustion_time"
	BudgetRate     = "budget_rate"
)

// BurnAlert tells recipients that an SLO's error budget is going.
type BurnAlert struct {
	Meta
	SLO         *SLO
	Name        string `wire:"key"` // last part of the key, such as "fast"
	AlertType   string // ExhaustionTime or BudgetRate
	Description string
	Investigate bool // whether Honeycomb Intelligence looks into it when it fires

	ExhaustionMinutes int // for ExhaustionTime

	BudgetRateWindowMinutes               int // for BudgetRate
	BudgetRateDecreaseThresholdPerMillion int // for BudgetRate; 1 to 1,000,000

	// AskedBurnRate is the burn rate as it was written ("14.4"), empty when the alert was written another way.
	AskedBurnRate string
	// AskedRatio is the budget as it was written where that looks like a ratio ("0.02", for 0.02 percent); otherwise
	// empty.
	AskedRatio string `wire:"-"`
	Severity   string // severity as declared, such as "page"; empty when recipients were named directly
	Recipients []Notification
	// Replaces is the place of the policy's alert of the same name that this one of the SLO's own stands in for; nil
	// when there is none.
	Replaces *Place `wire:"-"`
	// Policy is the policy that the alert comes from, as a reference to it is written; empty when it was written in its
	// SLO.
	Policy string `wire:"-"`
	// When is the place of the argument that says when it fires: burn_rate, budget or exhausted_within.
	When hcl.Range `wire:"-"`
}

// Notification is one recipient of an alert with what is said to it.
type Notification struct {
	Recipient *Recipient
	// Groups says which groups of a trigger the recipient hears of, sorted by column: those that have one of the values
	// in each column. Empty for all groups.
	Groups []GroupValues
	// PerGroupIncidents says that PagerDuty gets an incident for each group, and not one for the trigger.
	PerGroupIncidents bool
	PagerDutySeverity string     // critical, error, warning or info; empty for recipients of other types
	Variables         []Variable // for webhooks, sorted by name
	// Route is the name of the block `route` that it comes from; empty for those that the alert itself names.
	Route string `wire:"-"`
}

// Routed says whether it is about groups: whom it tells, or with what.
func (n *Notification) Routed() bool { return len(n.Groups) > 0 || n.PerGroupIncidents }

// GroupValues are values that a column has in the groups that a recipient hears of, sorted.
type GroupValues struct {
	Column string
	Values []string
	// Printed are those of the values that were written as numbers or booleans.
	Printed []string  `wire:"-"`
	At      hcl.Range `wire:"-"` // where the values are written
}

// Variable is a value for a template variable of a webhook.
type Variable struct{ Name, Value string }

// Trigger is an alert on a query.
type Trigger struct {
	Meta
	Name             string
	Description      string
	Dataset          string // dataset slug; empty for the whole environment
	Disabled         bool
	Investigate      bool // whether Honeycomb Intelligence looks into it when it fires
	Query            *Query
	AlertType        string // on_change, on_true or on_group_change
	Threshold        Threshold
	FrequencySeconds int
	Schedule         *Schedule
	Baseline         *Baseline
	Recipients       []Notification
	Tags             []Tag
	Severity         string
	Owner, Runbook   string
	// When is the place of the argument fires_when.
	When    hcl.Range `wire:"-"`
	Expires *Expiry   `wire:"-"` // nil for never
	// Reviewed is the day of the last review, as "2006-01-02"; empty for none.
	Reviewed string `wire:"-"`
	// Form says in words how `where` and `fires_when` were compiled, for the plan; empty for the plain form.
	Form string
	// Types says what the trigger takes the columns to hold that aren't declared. It is not sent.
	Types []calc.Use `wire:"-"`
	// Reads are the places in users' files where it reads columns.
	Reads []calc.Read `wire:"-"`
}

// Threshold is the condition under which a trigger fires.
type Threshold struct {
	Op            string // > >= < <=
	Value         Number
	ExceededLimit int // consecutive runs, 1 to 5
}

// Number is a JSON number, exactly as it is sent.
type Number string

// Schedule restricts a trigger to a weekly window, in UTC.
type Schedule struct {
	DaysOfWeek         []string // sunday ... saturday, of the start of the window, in UTC
	StartTime, EndTime string   // HH:MM in UTC; an end that is not after the start is on the next day
	// Asked is the schedule as declared, in words with its time zone, for descriptions and the plan.
	Asked string
}

// Baseline compares a trigger's value with the past.
type Baseline struct {
	OffsetMinutes int    // 60, 1440, 10080 or 40320
	Type          string // value or percentage
}

// Query is a query specification as triggers, boards and saved queries hold it.
type Query struct {
	Breakdowns         []string
	Calculations       []Calculation
	Filters            []Filter
	FilterCombination  string // "AND" or "OR"; empty for the default, AND
	Formulas           []QueryFormula
	Havings            []Having
	CalculatedFields   []QueryField
	TimeRangeSeconds   int
	GranularitySeconds int // 0 for automatic
	// Uses holds the saved calculated fields that the query names as columns, so that they are created first. It is not
	// sent.
	Uses []*CalculatedField
}

// Calculation is one aggregate of a query.
type Calculation struct {
	Op                string // COUNT, AVG, P99, ...
	Column            string // empty for COUNT
	Name              string // empty unless a formula refers to it
	Filters           []Filter
	FilterCombination string
}

// Filter is one condition on events.
type Filter struct {
	Column string
	Op     string // = != > >= < <= starts-with ... exists in ...
	Value  any    // nil, or string, int64, float64, bool, or []any of these for in and not-in
}

// QueryFormula combines calculations: `DIV($errors, $total)`.
type QueryFormula struct {
	Name       string
	Expression string
}

// Having keeps the groups whose aggregate satisfies a comparison.
type Having struct {
	CalculateOp string
	Column      string
	Op          string // = != > >= < <=
	Value       Number
}

// QueryField is a calculated field that lives in one query.
type QueryField struct {
	Name       string
	Expression string
	Formula    *calc.Formula `wire:"-"` // nil once checked
}

// SavedQuery is a query with an id, as boards show it.
type SavedQuery struct {
	Meta
	Dataset string // empty for the whole environment
	Query   *Query
}

// QueryAnnotation names a saved query.
type QueryAnnotation struct {
	Meta
	Dataset     string
	Name        string
	Description string
	Query       *SavedQuery
}

// The types of recipients.
const (
	RecipientEmail           = "email"
	RecipientSlack           = "slack"
	RecipientPagerDuty       = "pagerduty"
	RecipientWebhook         = "webhook"
	RecipientMSTeamsWorkflow = "msteams_workflow"
)

// Recipient is who or what hears of an alert. Only the members of its type are set.
type Recipient struct {
	Meta
	Type   string
	Lookup bool // exists already and is found by its details, not created

	EmailAddress    string // email
	SlackChannel    string // slack
	IntegrationName string // pagerduty
	IntegrationKey  Text   // pagerduty; a secret unless Lookup
	Name            string // webhook, msteams_workflow
	URL             Text   // webhook, msteams_workflow
	Secret          Text   // webhook
	Headers         []Header
	Variables       []TemplateVariable
	Templates       []PayloadTemplate
}

// Header is an HTTP header of a webhook.
type Header struct {
	Name  string
	Value Text
}

// TemplateVariable is a variable that a webhook's templates may use.
type TemplateVariable struct{ Name, Default string }

// PayloadTemplate is the body a webhook sends for one kind of alert.
type PayloadTemplate struct {
	Type string // trigger, budget_rate or exhaustion_time
	Body string
	// Place is where the bytes start to end of the body were written; nil when that isn't known.
	Place func(start, end int) hcl.Range `wire:"-"`
}

// Board is a flexible board.
type Board struct {
	Meta
	Name        string
	Description string
	Panels      []Panel
	Tags        []Tag
}

// Panel is one panel of a board: exactly one member is set.
type Panel struct {
	SLO   *SLO
	Query *QueryAnnotation // and through it the saved query
	Text  string
}

// Outputs are the names of the formats that slogen can emit, as the argument `outputs` takes them.
var Outputs = []string{"json", "terraform", "terraform_module", "terraform_input"}
