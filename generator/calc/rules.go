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

// Rule explains a rule: what is wrong, why it matters, and the way out. Bad breaks it and no other, Good is a way to
// write the same that doesn't; both are formulas, of an SLI where the ID starts with "sli/".
type Rule struct {
	ID, Title, Why, Fix, Source, Bad, Good string
}

// Rules are all rules of this package. Bad is empty for rules that take a long formula, or declared columns, to break.
var Rules = []Rule{
	{RuleLength, "Formula is too long",
		"Honeycomb's API and the Terraform provider reject expressions of more than 4,095 characters. slogen counts bytes, " +
			"to be safe.",
		"Shorten it: match long lists with a regular expression, or move part of it to a calculated field of its own.",
		"OpenAPI description, DerivedColumn.expression; provider honeycombio/resource_derived_column.go", "",
		"LT($duration_ms, 1000)"},
	{RuleDepth, "Formula is nested too deeply",
		"Brackets, calls and ! may nest 500 levels deep: this is slogen's own limit, the same as for configuration files. " +
			"Honeycomb documents none.",
		"Write AND, OR, IN, SUM and IF with many arguments: AND(a, b, c) is one level.",
		"slogen", "", "AND($a, $b, $c)"},
	{RuleArity, "Wrong number of function arguments",
		"Only the server counts arguments: it answers \"invalid arguments for op IF, got 1, expected 2 or more\" when " +
			"Terraform applies.",
		"Pass the arguments in the function's signature: `slogen explain IF` shows it.",
		"github.com/honeycombio/terraform-provider-honeycombio issue 310", "IF(EXISTS($a))", "IF(EXISTS($a), true)"},
	{RuleColumn, "Unknown column",
		"The server answers \"unknown column\" to a formula with a column that the dataset doesn't have.",
		"Correct the name, or add the column to the `columns` of the `dataset` block.",
		"provider honeycombio/resource_derived_column_test.go", "", "EXISTS($duration_ms)"},
	{RuleRelational, "Column of another span",
		"Columns that begin with root., parent., child., any., any2., any3. or none. belong to other spans of the trace. " +
			"Honeycomb supports them in a query's filters and groups, but not in calculated fields, SLOs or triggers.",
		"Put the attribute on the span itself when it is sent, under another name. If the dataset really has a column of " +
			"that name, declare it in the `columns` of the `dataset` block.",
		"docs.honeycomb.io/troubleshoot/common-issues/alerts; provider query_specification_data_source.go",
		"EQUALS($root.name, \"GET /\")", "EQUALS($name, \"GET /\")"},
	{RuleOperatorInName, "Operator in a column's name",
		"The characters + - / = : and ? are part of a column's name, like the point: $status=200 is one column, which no " +
			"event has, and Honeycomb doesn't report it.",
		"Put spaces around the operator, or quote the name if you mean it: $\"status=200\".",
		"honeycomb-derived-column-validator v0.2.0, pkg/parser/HCDC.g4", "$status=200", "$status = 200"},
	{RuleRegexp, "Invalid regular expression",
		"Honeycomb uses Go's regular expressions (RE2). An expression that doesn't compile matches nothing.",
		"Write RE2 syntax, which has neither look-around nor back references.",
		"docs.honeycomb.io/reference/calculated-field-expression/string", "REG_MATCH($a, \"[\")", "REG_MATCH($a, \"[a-z]\")"},
	{RuleLiteral, "Literal required",
		"Regular expressions, units and the bounds of buckets are fixed when the field is made and can't differ from event " +
			"to event.",
		"Write the value itself. To search for a text that is in a column, write CONTAINS(text, part).",
		"docs.honeycomb.io/reference/calculated-field-expression", "REG_MATCH($a, $b)", "CONTAINS($a, $b)"},
	{RuleSwitchCase, "Case is never chosen",
		"The first case that equals the subject is chosen. A case that appears twice, or whose type the subject never has, " +
			"is never chosen.",
		"Remove the case, or write it in the type of the subject.",
		"docs.honeycomb.io/reference/calculated-field-expression/conditional", "SWITCH($a, \"b\", true, \"b\", false)",
		"SWITCH($a, \"b\", true, \"c\", false)"},
	{RuleType, "Value of a type that the function can't use",
		"Honeycomb checks no types: a mismatch quietly becomes false, 0 or null, and an SLI is then 0% or 100%.",
		"Convert with INT(a), FLOAT(a), STRING(a) or BOOL(a), or compare with a value of the column's type.",
		"docs.honeycomb.io/reference/calculated-field-expression", "LT($a, true)", "EQUALS($a, true)"},
	{RuleTimeSeriesOnce, "Second time-series function",
		"Honeycomb's parser rejects a second one anywhere in the formula: \"timeseries operations cannot be nested\".",
		"Send what the SLI should judge with each event: an SLI can't have any of them.",
		"honeycomb-derived-column-validator v0.2.0, pkg/parser/antlr_parser.go", "GT(RATE($a), RATE($b))", "GT($a, $b)"},
	{RuleTimeSeriesSLI, "Time-series function in an SLI",
		"Temporal aggregation works across the events of a time series, in calculated fields inside a query on a metrics " +
			"dataset.",
		"Send what the SLI should judge with each event.",
		"docs.honeycomb.io/investigate/query/apply-temporal-aggregation", "LT(RATE($a), 5)", "LT($a, 5)"},
	{RuleVerdict, "SLI is not a boolean",
		"true is good, false is bad, null is not eligible; what Honeycomb does with anything else isn't documented. It " +
			"accepts 1 and 0 for true and false.",
		"Compare the value: LT(a, 1000), EQUALS(a, \"ok\").",
		"docs.honeycomb.io/notify/slos/create/sli", "IF(EXISTS($a), \"good\", \"bad\")", "IF(EXISTS($a), true, false)"},
}
