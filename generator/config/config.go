package config

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/slogen-project/slogen/generator/spec"
)

// Settings is the block slogen: what holds for the whole run.
type Settings struct {
	Decl            hcl.Range
	RequiredVersion spec.At[string]
	Outputs         spec.At[[]spec.At[string]]
	Provider        spec.At[string]
	MaxDatasets     spec.At[int]
}

// Variable is a value that is given from outside.
type Variable struct {
	Decl        hcl.Range
	Name        spec.At[string]
	Type        spec.At[spec.Expr]
	Default     spec.At[cty.Value]
	Description spec.At[string]
}

// Function is a user's function, inlined where it is called.
type Function struct {
	Decl   hcl.Range
	Name   spec.At[string]
	Params spec.At[spec.Expr]
	Result spec.At[spec.Expr]
	// ParamNames are the names in Params, in order.
	ParamNames []string
	Scope      *Scope
	File       *File
}

// Dataset says what is known of a dataset's columns; it creates nothing.
type Dataset struct {
	Decl        hcl.Range
	Name        spec.At[string]
	Columns     spec.At[[]Column]
	ColumnsFile spec.At[string]
	Each        []*ColumnBlock
	// Known are the columns by name from both arguments and the blocks; nil when nothing was declared.
	Known map[string]Column
}

// Column is a declared column and its type: string, integer, float, boolean or any.
type Column struct {
	Name        string
	Type        string
	Range       hcl.Range
	Description string // what it means; empty where that isn't said
	Owner       string // who answers for it; empty where that isn't said
	Successor   string // the column that replaces it; empty for none
}

// ColumnBlock says of one column what it means and what becomes of it.
type ColumnBlock struct {
	Decl         hcl.Range
	Name         spec.At[string]
	Type         spec.At[string]
	Description  spec.At[string]
	Owner        spec.At[string]
	DeprecatedBy spec.At[string]
}

// Common is what defaults, services, SLOs and triggers share. Nearer wins; the maps merge by key.
type Common struct {
	Owner   spec.At[string]
	Runbook spec.At[string]
	Tags    spec.At[[]spec.Item]
	Routes  spec.At[[]spec.Entry]
	Staged
	TrialRecipient    spec.At[spec.Expr]
	PagerDutySeverity spec.At[[]spec.Item]
	Variables         spec.At[[]spec.Item]
	Compose           spec.At[bool]
	Investigate       spec.At[bool]
	Expires           spec.At[string]
	ReviewedOn        spec.At[string]
	Meant             []string // the arguments of the block that others most likely stand for, which was reported
}

// Staged is what keeps alerts from those whom they are for.
type Staged struct {
	Stage spec.At[string]
	Until spec.At[string] // the day on which a trial was to end
	Quiet *Quiet          // nil for none; never of defaults
}

// Quiet says that nobody but the trial recipient hears of alerts for a while.
type Quiet struct {
	Decl          hcl.Range
	Until, Reason spec.At[string]
}

// Defaults are values that services inherit.
type Defaults struct {
	Decl  hcl.Range
	Level spec.At[string] // "organization" or not set
	Common
	Dataset    spec.At[string]
	Datasets   spec.At[[]spec.At[string]]
	Window     spec.At[int]
	BurnAlerts spec.At[spec.Expr]
	// What triggers inherit.
	Over, Every spec.At[spec.Seconds]
	For         spec.At[int]
	Repeat      spec.At[bool]
	Resolve     spec.At[string]
	Scope       *Scope
	File        *File
}

// Instance says which instance of a block with for_each something is. Each is its key, empty for what is no instance:
// a block without for_each, or one whose for_each is a list of at most one element. Label is the block's label, and
// Name what the object's key has for it: the label, and the key if there is one.
type Instance struct {
	ForEach     spec.At[spec.Expr]
	Label, Name spec.At[string]
	Each        string
}

// Recipient is who or what hears of an alert.
type Recipient struct {
	Decl hcl.Range
	Type spec.At[string]
	Instance
	Lookup          spec.At[bool]
	Existing        spec.At[string]
	Address         spec.At[string]
	Channel         spec.At[string]
	IntegrationName spec.At[string]
	IntegrationKey  spec.At[Secret]
	DisplayName     spec.At[string]
	URL             spec.At[Secret]
	Secret          spec.At[Secret]
	Headers         []*Header
	Variables       []*TemplateVariable
	Templates       []*PayloadTemplate
	decoded         bool
	// Failed says that it has errors of its own.
	Failed bool
}

// Header is an HTTP header of a webhook.
type Header struct {
	Decl  hcl.Range
	Name  spec.At[string]
	Value spec.At[Secret]
}

// TemplateVariable is a variable that a webhook's templates may use.
type TemplateVariable struct {
	Decl    hcl.Range
	Name    spec.At[string]
	Default spec.At[string]
}

// PayloadTemplate is the body that a webhook sends for one kind of alert.
type PayloadTemplate struct {
	Decl hcl.Range
	Type spec.At[string]
	Body spec.At[Body]
}

// Secret is a text or, when Name is set, the secret of that name.
type Secret struct {
	Text string
	Name string
}

// BurnAlertPolicy is a named set of burn alerts.
type BurnAlertPolicy struct {
	Decl        hcl.Range
	Name        spec.At[string]
	Description spec.At[string]
	BurnAlerts  []*BurnAlert
	Builtin     bool
}

// BurnAlert says when recipients hear that an error budget is going.
type BurnAlert struct {
	Decl, Whole hcl.Range
	Instance
	Staged
	Description       spec.At[string]
	BurnRate          spec.At[spec.Decimal]
	Budget            spec.At[spec.Share]
	Over              spec.At[spec.Seconds]
	ExhaustedWithin   spec.At[spec.Seconds]
	Severity          spec.At[string]
	Notify            spec.At[spec.Expr]
	PagerDutySeverity spec.At[[]spec.Item]
	Variables         spec.At[[]spec.Item]
	Compose           spec.At[bool]
	Investigate       spec.At[bool]
	Existing          spec.At[string]
	Policy            *BurnAlertPolicy // the policy it comes from; nil when it was written in the SLO
	Scope             *hcl.EvalContext // where its references are evaluated
	Meant             []string         // the arguments that others most likely stand for, which was reported
}

// SLITemplate is an SLI with parameters.
type SLITemplate struct {
	Decl        hcl.Range
	Name        spec.At[string]
	Description spec.At[string]
	Eligible    spec.At[spec.Expr]
	Good        spec.At[spec.Expr]
	Parameters  []*Parameter
	Scope       *Scope
	File        *File
	Builtin     bool
}

// TriggerTemplate is a trigger with parameters. What it says is decoded for each trigger that uses it, as it may depend
// on them: see [Shared.FromTemplate].
type TriggerTemplate struct {
	Decl                              hcl.Range
	Name                              spec.At[string]
	Where, FiresWhen, Having, GroupBy spec.At[spec.Expr]
	Description, Severity             spec.At[hcl.Expression]
	Over, Every, For, Repeat          spec.At[hcl.Expression]
	Resolve, IncidentPerGroup         spec.At[hcl.Expression]
	Routed                            []templateRoutes
	Parameters                        []*Parameter
	Scope                             *Scope
	File                              *File
	Builtin                           bool
	Baseline                          *TemplateBaseline
}

// TemplateBaseline is the baseline of a template.
type TemplateBaseline struct {
	Decl        hcl.Range
	Against, By spec.At[hcl.Expression]
}

// Parameter is a parameter of a template.
type Parameter struct {
	Decl        hcl.Range
	Name        spec.At[string]
	Type        spec.At[spec.Expr]
	Default     spec.At[cty.Value]
	Description spec.At[string]
	// Constraint is the type that Type names; cty.DynamicPseudoType when it was not written.
	Constraint cty.Type
}

// Moved says that an object has a new name.
type Moved struct {
	Decl     hcl.Range
	From, To spec.At[spec.Expr]
}

// Service is a service, or one instance of a service with for_each.
type Service struct {
	Decl     hcl.Range
	Whole    hcl.Range
	Instance // of a service, the name is each.key alone
	Common
	DisplayName  spec.At[string]
	Description  spec.At[string]
	Dataset      spec.At[string]
	Datasets     spec.At[[]spec.At[string]]
	Window       spec.At[int]
	BurnAlerts   spec.At[spec.Expr]
	EventsPerDay spec.At[spec.Decimal]
	ChangeNote   spec.At[[]spec.Item]
	Fields       []*CalculatedField
	SLIs         []*SLI
	SLOs         []*SLO
	Triggers     []*Trigger
	Boards       []*Board
	Scope        *Scope
	Ctx          *hcl.EvalContext
	File         *File
	Unknown      bool // the names of some of its SLIs and fields are not known, because of an error in a for_each
	// Absent are the blocks of which a for_each makes no instance, such as "sli.availability".
	Absent     []string
	Incomplete bool // something in it could not be decoded: what seems to be missing may be what was misspelt
}

// CalculatedField is a value of each event that has a name.
type CalculatedField struct {
	Decl hcl.Range
	Instance
	Description spec.At[string]
	Alias       spec.At[string]
	Value       spec.At[spec.Expr]
	Expression  spec.At[hcl.Expression] // a string, taken apart where it was written
	Dataset     spec.At[DatasetName]
	Existing    spec.At[string]
	Meant       []string // as [SLI.Meant]
	Ctx         *hcl.EvalContext
}

// SLI says which events count and which of them are good.
type SLI struct {
	Decl hcl.Range
	Instance
	Description spec.At[string]
	Alias       spec.At[string]
	Eligible    spec.At[spec.Expr]
	Good        spec.At[spec.Expr]
	Expression  spec.At[hcl.Expression] // a string, taken apart where it was written
	Template    spec.At[spec.Expr]
	Parameters  spec.At[[]spec.Entry]
	Existing    spec.At[string]
	Excludes    []*Exclude
	Meant       []string // the arguments that others most likely stand for, which was reported
	Ctx         *hcl.EvalContext
}

// Exclude makes the events of a time ineligible.
type Exclude struct {
	Decl     hcl.Range
	From, To spec.At[int64] // Unix seconds
	Reason   spec.At[string]
}

// SLO is a target for one SLI over a rolling window.
type SLO struct {
	Decl, Whole hcl.Range
	Instance
	Common
	DisplayName  spec.At[string]
	Description  spec.At[string]
	SLI          spec.At[spec.Expr]
	Target       spec.At[spec.PerMillion]
	Window       spec.At[int]
	BurnAlerts   spec.At[spec.Expr]
	Dataset      spec.At[string]
	Datasets     spec.At[[]spec.At[string]]
	EventsPerDay spec.At[spec.Decimal]
	DependsOn    spec.At[spec.Expr]
	Existing     spec.At[string]
	Alerts       []*BurnAlert
	Ctx          *hcl.EvalContext
}

// Trigger is an alert on a query.
type Trigger struct {
	Decl, Whole hcl.Range
	Instance
	Common
	DisplayName spec.At[string]
	Description spec.At[string]
	Template    spec.At[spec.Expr]
	Parameters  spec.At[[]spec.Entry]
	Dataset     spec.At[DatasetName]
	Where       spec.At[spec.Expr]
	FiresWhen   spec.At[spec.Expr]
	Having      spec.At[spec.Expr]
	GroupBy     spec.At[spec.Expr]
	Over        spec.At[spec.Seconds]
	Every       spec.At[spec.Seconds]
	For         spec.At[int]
	Repeat      spec.At[bool]
	Resolve     spec.At[string]
	Disabled    spec.At[bool]
	Severity    spec.At[string]
	Notify      spec.At[spec.Expr]
	Existing    spec.At[string]
	// IncidentPerGroup is about whom the trigger itself names; each route has its own.
	IncidentPerGroup spec.At[bool]
	Routes           []*Route
	Schedule         *Schedule
	Baseline         *Baseline
	Ctx              *hcl.EvalContext
}

// DatasetName is a dataset's slug or the whole environment.
type DatasetName struct {
	Slug string
	All  bool
}

// Schedule is the time of the week in which a trigger runs.
type Schedule struct {
	Decl           hcl.Range
	Days           spec.At[[]spec.At[string]]
	From, To       spec.At[string]
	Timezone       spec.At[string]
	DaylightSaving spec.At[string]
}

// Baseline compares a trigger's value with the past.
type Baseline struct {
	Decl    hcl.Range
	Against spec.At[spec.Seconds]
	By      spec.At[string]
}

// Board is a flexible board of a service.
type Board struct {
	Decl hcl.Range
	Instance
	DisplayName spec.At[string]
	Description spec.At[string]
	About       spec.At[bool]
	Panels      spec.At[spec.Expr]
	Existing    spec.At[string]
	Texts       []*BoardText
	Ctx         *hcl.EvalContext
}

// BoardText is a text on a board.
type BoardText struct {
	Decl    hcl.Range
	Name    spec.At[string]
	Content spec.At[string]
}
