package calc

import "github.com/slogen-project/slogen/generator/rule"

// The rules about formulas: errors that the vendor's API would answer with, or that make a formula meaningless.
const (
	RuleSyntax         = "calculated_field/syntax"
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

// Rules are all rules of this package. Bad and Good are formulas, of an SLI where the ID starts with "sli/". Bad is
// empty for rules that take a long formula, or declared columns, to break.
var Rules = []*rule.Rule{
	{
		ID:    RuleSyntax,
		Title: "Text that isn't a formula",
		Why:   "Honeycomb's server refuses a calculated field whose expression its parser can't read.",
		Fix: "Correct what the message points at: columns begin with $, strings stand in double quotes or back " +
			"quotes, and operators and functions are those that `slogen explain operators` and `slogen explain NAME` " +
			"show.",
		Source: "honeycomb-derived-column-validator v0.2.0, pkg/parser/HCDC.g4",
		Bad:    "LT(duration_ms, 1000)",
		Good:   "LT($duration_ms, 1000)",
	},
	{
		ID:    RuleLength,
		Title: "Formula is too long",
		Why: "Honeycomb's API and the Terraform provider reject expressions of more than 4,095 characters. slogen " +
			"counts bytes, to be safe.",
		Fix: "Shorten it: match long lists with a regular expression, or move part of it to a calculated field of " +
			"its own.",
		Source: "OpenAPI description, DerivedColumn.expression; provider honeycombio/resource_derived_column.go",
		Good:   "LT($duration_ms, 1000)",
	},
	{
		ID:    RuleDepth,
		Title: "Formula is nested too deeply",
		Why: "Brackets, calls and ! may nest 500 levels deep: this is slogen's own limit, the same as for " +
			"configuration files. Honeycomb documents none.",
		Fix:    "Write AND, OR, IN, SUM and IF with many arguments: AND(a, b, c) is one level.",
		Source: "slogen",
		Good:   "AND($a, $b, $c)",
	},
	{
		ID:    RuleArity,
		Title: "Wrong number of function arguments",
		Why: "Only the server counts arguments: it answers \"invalid arguments for op IF, got 1, expected 2 or " +
			"more\" when Terraform applies.",
		Fix:    "Pass the arguments in the function's signature: `slogen explain IF` shows it.",
		Source: "github.com/honeycombio/terraform-provider-honeycombio issue 310",
		Bad:    "IF(EXISTS($a))",
		Good:   "IF(EXISTS($a), true)",
	},
	{
		ID:     RuleColumn,
		Title:  "Unknown column",
		Why:    "The server answers \"unknown column\" to a formula with a column that the dataset doesn't have.",
		Fix:    "Correct the name, or add the column to the `columns` of the `dataset` block.",
		Source: "provider honeycombio/resource_derived_column_test.go",
		Good:   "EXISTS($duration_ms)",
	},
	{
		ID:    RuleRelational,
		Title: "Column of another span",
		Why: "Columns that begin with root., parent., child., any., any2., any3. or none. belong to other spans of " +
			"the trace. Honeycomb supports them in a query's filters and groups, but not in calculated fields, SLOs " +
			"or triggers.",
		Fix: "Put the attribute on the span itself when it is sent, under another name. If the dataset really has a " +
			"column of that name, declare it in the `columns` of the `dataset` block.",
		Source: "docs.honeycomb.io/troubleshoot/common-issues/alerts; provider query_specification_data_source.go",
		Bad:    "EQUALS($root.name, \"GET /\")",
		Good:   "EQUALS($name, \"GET /\")",
	},
	{
		ID:    RuleOperatorInName,
		Title: "Operator in a column's name",
		Why: "The characters + - / = : and ? are part of a column's name, like the point: $status=200 is one column, " +
			"which no event has, and Honeycomb doesn't report it.",
		Fix:    "Put spaces around the operator, or quote the name if you mean it: $\"status=200\".",
		Source: "honeycomb-derived-column-validator v0.2.0, pkg/parser/HCDC.g4",
		Bad:    "$status=200",
		Good:   "$status = 200",
	},
	{
		ID:     RuleRegexp,
		Title:  "Invalid regular expression",
		Why:    "Honeycomb uses Go's regular expressions (RE2). An expression that doesn't compile matches nothing.",
		Fix:    "Write RE2 syntax, which has neither look-around nor back references.",
		Source: "docs.honeycomb.io/reference/calculated-field-expression/string",
		Bad:    "REG_MATCH($a, \"[\")",
		Good:   "REG_MATCH($a, \"[a-z]\")",
	},
	{
		ID:    RuleLiteral,
		Title: "Literal required",
		Why: "Regular expressions, units and the bounds of buckets are fixed when the field is made and can't differ " +
			"from event to event.",
		Fix:    "Write the value itself. To search for a text that is in a column, write CONTAINS(text, part).",
		Source: "docs.honeycomb.io/reference/calculated-field-expression",
		Bad:    "REG_MATCH($a, $b)",
		Good:   "CONTAINS($a, $b)",
	},
	{
		ID:    RuleSwitchCase,
		Title: "Case is never chosen",
		Why: "The first case that equals the subject is chosen. A case that appears twice, or whose type the subject " +
			"never has, is never chosen.",
		Fix:    "Remove the case, or write it in the type of the subject.",
		Source: "docs.honeycomb.io/reference/calculated-field-expression/conditional",
		Bad:    "SWITCH($a, \"b\", true, \"b\", false)",
		Good:   "SWITCH($a, \"b\", true, \"c\", false)",
	},
	{
		ID:    RuleType,
		Title: "Value of a type that the function can't use",
		Why: "Honeycomb checks no types: a mismatch quietly becomes false, 0 or null, and an SLI is then 0% or " +
			"100%.",
		Fix:    "Convert with INT(a), FLOAT(a), STRING(a) or BOOL(a), or compare with a value of the column's type.",
		Source: "docs.honeycomb.io/reference/calculated-field-expression",
		Bad:    "LT($a, true)",
		Good:   "EQUALS($a, true)",
	},
	{
		ID:    RuleTimeSeriesOnce,
		Title: "Second time-series function",
		Why: "Honeycomb's parser rejects a second one anywhere in the formula: \"timeseries operations cannot be " +
			"nested\".",
		Fix:    "Send what the SLI should judge with each event: an SLI can't have any of them.",
		Source: "honeycomb-derived-column-validator v0.2.0, pkg/parser/antlr_parser.go",
		Bad:    "GT(RATE($a), RATE($b))",
		Good:   "GT($a, $b)",
	},
	{
		ID:    RuleTimeSeriesSLI,
		Title: "Time-series function in an SLI",
		Why: "Temporal aggregation works across the events of a time series, in calculated fields inside a query " +
			"on a metrics dataset.",
		Fix:    "Send what the SLI should judge with each event.",
		Source: "docs.honeycomb.io/investigate/query/apply-temporal-aggregation",
		Bad:    "LT(RATE($a), 5)",
		Good:   "LT($a, 5)",
	},
	{
		ID:    RuleVerdict,
		Title: "SLI is not a boolean",
		Why: "true is good, false is bad, null is not eligible; what Honeycomb does with anything else isn't " +
			"documented. It accepts 1 and 0 for true and false.",
		Fix:    "Compare the value: LT(a, 1000), EQUALS(a, \"ok\").",
		Source: "docs.honeycomb.io/notify/slos/create/sli",
		Bad:    "IF(EXISTS($a), \"good\", \"bad\")",
		Good:   "IF(EXISTS($a), true, false)",
	},
}
