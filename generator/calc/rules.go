package calc

// The rules about formulas: errors that the vendor's API would answer with, or that make a formula meaningless.
const (
	RuleLength         = "calculated_field/length"
	RuleDepth          = "calculated_field/depth"
	RuleArity          = "calculated_field/arity"
	RuleColumn         = "calculated_field/unknown_column"
	RuleRegexp         = "calculated_field/regexp"
	RuleLiteral        = "calculated_field/literal"
	RuleSwitchCase     = "calculated_field/switch_case"
	RuleType           = "calculated_field/type"
	RuleTimeSeriesOnce = "calculated_field/one_time_series"
	RuleTimeSeriesSLI  = "sli/time_series"
	RuleVerdict        = "sli/boolean"
	RuleRelational     = "calculated_field/relational_column"
	RuleOperatorInName = "calculated_field/operator_in_name"
)

// Rule explains a rule. Bad breaks it and no other, Good is a way to write the same that doesn't; both are formulas,
// of an SLI where the ID starts with "sli/".
type Rule struct {
	ID, Title, Why, Source, Bad, Good string
}

// Rules are all rules of this package. Bad is empty for rules that take a long formula, or
// declared columns, to break.
var Rules = []Rule{
	{RuleLength, "A formula has at most 4,095 bytes",
		"Honeycomb's API and the Terraform provider refuse longer expressions. They say characters; bytes are the safe count.",
		"OpenAPI description, DerivedColumn.expression; provider honeycombio/resource_derived_column.go", "", "LT($duration_ms, 1000)"},
	{RuleDepth, "Brackets nest at most 500 levels deep",
		"slogen's own bound, the same as for configuration files. Honeycomb documents none.",
		"slogen", "", "AND($a, $b, $c)"},
	{RuleArity, "Every function gets as many arguments as it takes",
		"The provider checks names only; the server answers \"invalid arguments for op IF, got 1, expected 2 or more\" when Terraform applies.",
		"github.com/honeycombio/terraform-provider-honeycombio issue 310", "IF(EXISTS($a))", "IF(EXISTS($a), true)"},
	{RuleColumn, "Columns exist",
		"The server answers \"unknown column\" to a formula with a column that the dataset doesn't have.",
		"provider honeycombio/resource_derived_column_test.go", "", "EXISTS($duration_ms)"},
	{RuleRelational, "Only columns of the event itself",
		"Columns that begin with root., parent., child., any., any2., any3. or none. are of other spans of the trace. Honeycomb knows them in the filters and groups of a query, and supports them neither in calculated fields nor in SLOs and triggers.",
		"docs.honeycomb.io/troubleshoot/common-issues/alerts; provider query_specification_data_source.go", "EQUALS($root.name, \"GET /\")", "EQUALS($name, \"GET /\")"},
	{RuleOperatorInName, "An operator next to a column's name has a space before it",
		"The characters + - / = : and ? are letters of a column's name, as the point is: $status=200 is one column, which no event has, and Honeycomb says nothing.",
		"honeycomb-derived-column-validator v0.2.0, pkg/parser/HCDC.g4", "$status=200", "$status = 200"},
	{RuleRegexp, "Regular expressions compile",
		"Honeycomb uses Go's regular expressions (RE2). What doesn't compile there matches nothing.",
		"docs.honeycomb.io/reference/calculated-field-expression/string", "REG_MATCH($a, \"[\")", "REG_MATCH($a, \"[a-z]\")"},
	{RuleLiteral, "Some arguments must be literals",
		"Regular expressions, units and the bounds of buckets are fixed when the field is made and can't differ from event to event.",
		"docs.honeycomb.io/reference/calculated-field-expression", "REG_MATCH($a, $b)", "CONTAINS($a, $b)"},
	{RuleSwitchCase, "Every case of SWITCH can be chosen",
		"The first case that equals the subject is chosen. One that stands there twice, or is of a type that the subject never has, is chosen for no event.",
		"docs.honeycomb.io/reference/calculated-field-expression/conditional", "SWITCH($a, \"b\", 1, \"b\", 2)", "SWITCH($a, \"b\", 1, \"c\", 2)"},
	{RuleType, "Values have a type that the function can use",
		"Honeycomb checks no types: a mismatch quietly becomes false, 0 or null, and an SLI is then 0% or 100%.",
		"docs.honeycomb.io/reference/calculated-field-expression", "LT($a, true)", "EQUALS($a, true)"},
	{RuleTimeSeriesOnce, "A formula holds at most one time-series function",
		"Honeycomb's parser refuses a second one anywhere in the formula: \"timeseries operations cannot be nested\".",
		"honeycomb-derived-column-validator v0.2.0, pkg/parser/antlr_parser.go", "SUM(RATE($a), RATE($b))", "RATE($a)"},
	{RuleTimeSeriesSLI, "An SLI judges single events",
		"Temporal aggregation works across the events of a time series, in the calculated fields of a query on a metrics dataset.",
		"docs.honeycomb.io/investigate/query/apply-temporal-aggregation", "LT(RATE($a), 5)", "LT($a, 5)"},
	{RuleVerdict, "An SLI is true, false or null",
		"true is good, false is bad, null is not eligible; what Honeycomb makes of anything else is not documented. It takes 1 and 0 for true and false.",
		"docs.honeycomb.io/notify/slos/create/sli", "IF(EXISTS($a), \"good\", \"bad\")", "IF(EXISTS($a), true, false)"},
}
