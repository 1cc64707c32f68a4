package honeycomb

import "github.com/slogen-project/slogen/generator/burn"

// The limits of Honeycomb's API and of its Terraform provider. "OpenAPI" is the schema of Honeycomb's OpenAPI document
// (API version of August 2026); "provider" is a file of github.com/honeycombio/terraform-provider-honeycombio at
// 0.51.0. Lengths are in characters (Unicode code points), as JSON Schema counts, unless the name says bytes.
const (
	// AllDatasets is the dataset of the whole environment in request paths (OpenAPI, parameter datasetSlugOrAll).
	AllDatasets = "__all__"

	MaxSLOName        = 120    // OpenAPI SLOCreate.name; provider slo_resource.go
	MaxSLODescription = 1023   // OpenAPI SLOCreate.description
	MinTarget         = 0      // per million; OpenAPI SLOCreate.target_per_million
	MaxTarget         = 999999 // per million; same
	MinTimePeriodDays = 1      // OpenAPI SLOCreate.time_period_days, which has no maximum
	// DefaultMaxDatasets is the number of datasets an SLO may span unless Honeycomb raised it for the team (OpenAPI
	// SLOCreate.dataset_slugs; the provider dropped its own check in 0.51.0 because the limit is the team's).
	DefaultMaxDatasets = 10

	MaxBurnAlertDescription = 1023 // OpenAPI BurnAlertSharedParams.description
	MinExhaustionMinutes    = 0    // OpenAPI ExhaustionTimeBurnAlert.exhaustion_minutes
	// OpenAPI BudgetRateBurnAlert.budget_rate_window_minutes; the maximum is the SLO's period
	MinBudgetRateWindowMinutes  = 60
	MinBudgetDecreasePerMillion = 1            // OpenAPI BudgetRateBurnAlert.budget_rate_decrease_threshold_per_million
	MaxBudgetDecreasePerMillion = burn.Million // same

	MaxTriggerName        = 120   // OpenAPI BaseTrigger.name
	MaxTriggerDescription = 1023  // OpenAPI BaseTrigger.description
	MinFrequencySeconds   = 60    // OpenAPI BaseTrigger.frequency, in its prose; provider trigger_resource.go
	MaxFrequencySeconds   = 86400 // same
	FrequencyStepSeconds  = 60    // same
	// MaxDurationFrequencies and MaxDurationSeconds bound a trigger's query duration: at most four times the frequency and
	// a day (OpenAPI TriggerWithInlineQuery.query).
	MaxDurationFrequencies      = 4
	MaxDurationSeconds          = 86400
	MinExceededLimit            = 1   // OpenAPI BaseTrigger.threshold.exceeded_limit
	MaxExceededLimit            = 5   // same
	MinBaselineFrequencySeconds = 900 // answer of the server, quoted in provider issue 760; a team may have another
	// MaxBodyBytes is the size of the request body in the API's example of "payload too large" (OpenAPI response
	// PayloadTooLarge).
	MaxBodyBytes = 100000

	MaxAlias            = 255 // OpenAPI CalculatedField.alias
	MaxFieldDescription = 255 // OpenAPI CalculatedField.description
	// OpenAPI CalculatedField.expression; bytes, which the provider counts, are the safe reading
	MaxExpressionBytes   = 4095
	MaxTags              = 10  // OpenAPI SLOCreate.tags, BaseTrigger.tags, Board.tags
	MaxTagKey            = 32  // OpenAPI Tag.key
	MaxTagValue          = 128 // OpenAPI Tag.value
	MinTerraformTagValue = 2   // provider client/tags.go: one letter and 1 to 128 more
	// OpenAPI Query: breakdowns, calculations, filters, formulas, havings, calculated_fields
	MaxQueryItems            = 100
	DefaultTimeRangeSeconds  = 7200  // OpenAPI Query.time_range
	MaxGranularityParts      = 1000  // OpenAPI Query.granularity: at least a thousandth of the time range
	MaxAnnotationName        = 320   // OpenAPI QueryAnnotation.name
	MaxAnnotationDescription = 1023  // OpenAPI QueryAnnotation.description
	MaxBoardName             = 255   // OpenAPI Board.name
	MaxBoardDescription      = 1024  // OpenAPI Board.description
	MaxTerraformBoardDescr   = 1023  // provider flexible_board_resource.go
	MaxBoardText             = 10000 // OpenAPI TextPanel.text_panel.content

	PagerDutyKeyLength = 32   // OpenAPI PagerDutyRecipient.details.pagerduty_integration_key
	MaxWebhookName     = 255  // OpenAPI WebhookRecipient, MSTeamsWorkflowRecipient
	MaxWebhookURL      = 2048 // same
	MaxWebhookSecret   = 255  // OpenAPI WebhookRecipient
	MaxHeaders         = 5    // same
	MaxHeaderName      = 64   // OpenAPI WebhookHeader
	MaxHeaderValue     = 750  // same
	MaxVariables       = 10   // OpenAPI WebhookRecipient.details.webhook_payloads.template_variables; provider for alerts
	MaxVariableName    = 64   // OpenAPI TemplateVariableDefinition.name
	MaxVariableValue   = 256  // OpenAPI TemplateVariableDefinition.default_value, NotificationRecipientDetails.variables
)

// The values that enumerations of the API allow, in the order in which they are best offered.
var (
	// OpenAPI NotificationRecipientDetails.pagerduty_severity
	PagerDutySeverities = []string{"critical", "error", "warning", "info"}
	// OpenAPI BaseTrigger.threshold.op
	ThresholdOps = []string{">", ">=", "<", "<="}
	// OpenAPI BaseTrigger.alert_type; on_group_change is newer than it (provider 0.54.0)
	AlertTypes = []string{OnChange, OnTrue, OnGroupChange}
	DaysOfWeek = []string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday",
		"saturday"} // OpenAPI BaseTrigger.evaluation_schedule
	// minutes; OpenAPI BaseTrigger.baseline_details
	BaselineOffsets = []int{60, 1440, 10080, 40320}
	BaselineTypes   = []string{"value", "percentage"} // same
	// OpenAPI HavingOp
	HavingOps = []string{"=", "!=", ">", ">=", "<", "<="}
	// OpenAPI FilterCombination
	FilterCombinations = []string{"AND", "OR"}
	// OpenAPI WebhookRecipient.details.webhook_payloads.payload_templates
	TemplateTypes = []string{"trigger", "budget_rate", "exhaustion_time"}
	// OpenAPI RecipientType without the deprecated msteams, which can't be created any more
	RecipientTypes = []string{RecipientEmail, RecipientSlack, RecipientPagerDuty, RecipientWebhook,
		RecipientMSTeamsWorkflow}
	// ReservedHeaders are those Honeycomb sets itself on a webhook's request (provider webhook_recipient_resource.go).
	ReservedHeaders = []string{"Content-Type", "User-Agent", "X-Honeycomb-Webhook-Token"}
)

// The alert types of triggers.
const (
	OnChange      = "on_change"       // once, when the threshold is crossed
	OnTrue        = "on_true"         // at every run while it is
	OnGroupChange = "on_group_change" // once for each group, which is also resolved by itself
)

// CalculationOp is an aggregate of a query.
type CalculationOp struct {
	Name string
	// Column says whether the op has a column: it must not ("COUNT"), it must ("SUM"), or may.
	Column ColumnUse
	// Trigger and Having say whether a trigger and a having may use it.
	Trigger, Having bool
}

// ColumnUse says whether an aggregate takes a column.
type ColumnUse uint8

// The ways an aggregate uses a column.
const (
	NeedsColumn ColumnUse = iota
	NoColumn
	MayHaveColumn
)

// CalculationOps are the aggregates of queries (OpenAPI QueryOp and HavingCalculateOp; the last two, for metrics only,
// are known to the provider since 0.49.0 and not to the document). A trigger takes neither HEATMAP nor CONCURRENCY
// (OpenAPI TriggerWithInlineQuery.query).
var CalculationOps = []CalculationOp{
	{"COUNT", NoColumn, true, true},
	{"CONCURRENCY", NoColumn, false, true},
	{"SUM", NeedsColumn, true, true},
	{"AVG", NeedsColumn, true, true},
	{"COUNT_DISTINCT", NeedsColumn, true, true},
	{"HEATMAP", NeedsColumn, false, false},
	{"MAX", NeedsColumn, true, true},
	{"MIN", NeedsColumn, true, true},
	{"P001", NeedsColumn, true, true},
	{"P01", NeedsColumn, true, true},
	{"P05", NeedsColumn, true, true},
	{"P10", NeedsColumn, true, true},
	{"P20", NeedsColumn, true, true},
	{"P25", NeedsColumn, true, true},
	{"P50", NeedsColumn, true, true},
	{"P75", NeedsColumn, true, true},
	{"P80", NeedsColumn, true, true},
	{"P90", NeedsColumn, true, true},
	{"P95", NeedsColumn, true, true},
	{"P99", NeedsColumn, true, true},
	{"P999", NeedsColumn, true, true},
	{"RATE_AVG", NeedsColumn, true, true},
	{"RATE_SUM", NeedsColumn, true, true},
	{"RATE_MAX", NeedsColumn, true, true},
	{"COUNT_DATAPOINTS", MayHaveColumn, true, true},
	{"HISTOGRAM_COUNT", NeedsColumn, true, true},
}

// LookupCalculationOp finds an aggregate by its upper-case name; nil when there is none.
func LookupCalculationOp(name string) *CalculationOp {
	for i := range CalculationOps {
		if CalculationOps[i].Name == name {
			return &CalculationOps[i]
		}
	}
	return nil
}

// FilterOp is a comparison of a query's filter.
type FilterOp struct {
	Name  string
	Value FilterValue
}

// FilterValue is the kind of value a filter's comparison takes.
type FilterValue uint8

// The kinds of values of filters.
const (
	ScalarValue FilterValue = iota // string, number or boolean
	StringValue
	ListValue // of strings, numbers or booleans
	NoValue
)

// FilterOps are the comparisons of filters (OpenAPI FilterOp; provider client/query_spec.go).
var FilterOps = []FilterOp{
	{"=", ScalarValue}, {"!=", ScalarValue}, {">", ScalarValue}, {">=", ScalarValue}, {"<", ScalarValue},
	{"<=", ScalarValue},
	{"starts-with", StringValue}, {"does-not-start-with", StringValue},
	{"ends-with", StringValue}, {"does-not-end-with", StringValue},
	{"contains", StringValue}, {"does-not-contain", StringValue},
	{"in", ListValue}, {"not-in", ListValue},
	{"exists", NoValue}, {"does-not-exist", NoValue},
}

// LookupFilterOp finds a filter's comparison by its name; nil when there is none.
func LookupFilterOp(name string) *FilterOp {
	for i := range FilterOps {
		if FilterOps[i].Name == name {
			return &FilterOps[i]
		}
	}
	return nil
}
