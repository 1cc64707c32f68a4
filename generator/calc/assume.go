package calc

import "math/bits"

// Assumption is a point that Honeycomb documents nothing about, or leaves in doubt, and what slogen takes it to be.
// An evaluation that came to such a point says so ([Assumed]), so that nobody has to take the result for certain.
type Assumption struct {
	ID     string // such as "int_equals_float"
	Choice string // what slogen takes it to be
	Why    string // why that and nothing else
	Source string // what is known, and where
}

// Assumed is a set of assumptions: those that an evaluation made on its way.
type Assumed uint64

// The assumptions, in the order of [Assumptions].
const (
	assumeIntFloat Assumed = 1 << iota
	assumeEqualsNull
	assumeSwitchCase
	assumeEmptyString
	assumeCoalesceEmpty
	assumeExistsEmpty
	assumeExistsExpr
	assumeRootEmpty
	assumeOrderBool
	assumeExtremeBool
	assumeExtremeNone
	assumeLargeInt
	assumeNotFinite
	assumeNumberText
	assumeTextOfFloat
	assumeBoolNumber
	assumeModSign
	assumeBucketEdge
	assumeBucketInt
	assumeRegNoMatch
	assumeRegNoGroup
	assumeRegGroupUnmatched
	assumeToLowerType
	assumeLengthUnit
	assumeUnixText
	assumeFormatTime
	assumeIngestTime
	assumeNoTime
	assumeVerdictNumber
	assumeEnd
)

const (
	docsPage  = "docs.honeycomb.io/reference/calculated-field-expression"
	llmPrompt = "honeycomb-derived-column-validator, examples/LLM_PROMPT.md"
)

// Assumptions are all assumptions of the evaluator. Bit i of [Assumed] is Assumptions[i].
var Assumptions = []Assumption{
	{"int_equals_float", "An integer equals the float of the same number, and MIN and MAX take both for numbers.",
		"Arithmetic always gives floats; if they were unequal, SUM($a, 1) could not be compared with a whole number.",
		docsPage + " says that values of different types are never equal, and not whether integer and float are two types"},
	{"equals_null", "Null is not equal to null.",
		"Every other comparison with a missing value is false.",
		docsPage + " documents comparison with one missing value only"},
	{"switch_case", "A case of SWITCH that is no string literal is compared as EQUALS does.",
		"The reference says so of all cases.",
		docsPage + ": \"rules for EQUALS apply\"; " + llmPrompt + ": cases must be string literals"},
	{"empty_string", "An empty string is a value like any other when it is compared, searched, or among the arguments of MIN and MAX.",
		"Elsewhere in the reference \"empty\" means missing.",
		docsPage + ": comparisons are false, and MIN and MAX pass over an argument, when it is \"empty\""},
	{"coalesce_empty_string", "COALESCE passes over an empty string.",
		"The text says \"non-empty\".",
		docsPage + "; " + llmPrompt + ": \"non-null, non-empty\""},
	{"exists_empty_string", "EXISTS of an empty string is true.",
		"It is a defined value.",
		docsPage + ": true when the argument has a defined value"},
	{"exists_of_expression", "EXISTS of an expression is whether its value is not null.",
		"The grammar allows it, and this is the plain reading.",
		docsPage + " shows columns only"},
	{"root_empty_string", "A formula that is a column alone gives an empty string as it is.",
		"The official parser wraps such a formula in COALESCE, which may turn it into null.",
		"honeycomb-derived-column-validator v0.2.0, pkg/parser"},
	{"boolean_order", "Booleans have no order: less and greater are false.",
		"Only numbers and strings are said to be comparable.",
		docsPage + " is silent"},
	{"extreme_boolean", "MIN and MAX pass over booleans.",
		"They have no order.",
		docsPage + " is silent"},
	{"extreme_of_nothing", "MIN and MAX are null when no argument has a value.",
		"There is nothing to choose from.",
		docsPage + " is silent"},
	{"large_integer", "Integers beyond 2^53 are kept where nothing has to be a float, and rounded where something has; INT of what no integer holds is the nearest integer, of NaN it is 0.",
		"That is what the types can do.",
		docsPage + " is silent"},
	{"not_finite", "Arithmetic that overflows gives infinity or NaN and goes on.",
		"Floats behave like that in Go.",
		docsPage + " is silent"},
	{"number_text", "A string holds a number if Go's strconv.ParseFloat reads it: with an exponent, a plus sign, a bare point, infinity or in hexadecimal too, but not with spaces around it, nor beyond the range of floats.",
		"Honeycomb's back end is written in Go.",
		docsPage + ": strings are parsed \"if possible\""},
	{"text_of_float", "A float becomes the shortest decimal text that means it, without an exponent, and without a point where it is whole.",
		"That is how Go writes it.",
		docsPage + " is silent on floats"},
	{"number_of_boolean", "INT and FLOAT of a boolean are 0.",
		"A boolean is no number, and of those it is 0.",
		docsPage + ": \"non-numeric values\""},
	{"mod_sign", "The remainder has the sign of the dividend.",
		"So it is in Go's math.Mod.",
		docsPage + " is silent"},
	{"bucket_edge", "BUCKET puts a number that is exactly the minimum, or 0 without one, into the bin above it; without a minimum the bins go on below 0; the last bin ends at the maximum.",
		"Any other choice leaves a number without a bin.",
		docsPage + " says only that a number between two bins belongs to the lower one"},
	{"bucket_integer", "BUCKET takes an integer for the float of the same number.",
		"All its examples would be null otherwise.",
		docsPage + ": null if the argument is no float"},
	{"reg_value_no_match", "REG_VALUE is null when nothing matches or the argument is no string.",
		"That is what an empty value is elsewhere.",
		docsPage + ": \"an empty value\""},
	{"reg_value_no_group", "REG_VALUE of an expression without a group is the whole match.",
		"The first entry of what Go's FindStringSubmatch gives.",
		docsPage + " is silent"},
	{"reg_value_group_unmatched", "REG_VALUE is null when the expression matches but its first group takes no part.",
		"The group has no value.",
		docsPage + " is silent"},
	{"to_lower_type", "TO_LOWER of what is no string is null.",
		"There is nothing to lower.",
		docsPage + " is silent"},
	{"length_unit", "LENGTH without a unit counts characters.",
		"The vendor's summary for language models says so.",
		llmPrompt},
	{"unix_timestamp_text", "UNIX_TIMESTAMP of what is no RFC 3339 time is null.",
		"LOG10 and DIV are null when they have no result.",
		docsPage + " is silent"},
	{"format_time", "FORMAT_TIME reads a string of seconds as arithmetic does; it is null for a format that is no string, for what is no number, and outside of the years 1 to 9999; conversions that POSIX doesn't have are written as they are or as common strftime libraries write them.",
		"There is nothing better to give.",
		docsPage + ": POSIX strftime, in UTC"},
	{"ingest_time", "INGEST_TIMESTAMP is the time of the event, unless the event says in ingest_timestamp when it arrived.",
		"When an event would arrive can't be known beforehand.",
		"slogen"},
	{"no_event_time", "EVENT_TIMESTAMP is null for an event that comes without a time.",
		"Honeycomb gives such an event the time at which it arrives.",
		"slogen"},
	{"verdict_number", "An SLI that gives 1 or 0 means good or bad.",
		"Published SLIs of the vendor do that.",
		"honeycombio/agent-skill; the SLI documentation allows only true, false and null"},
}

// List gives the assumptions of a set, in the order of the table.
func (a Assumed) List() []*Assumption {
	var out []*Assumption
	for ; a != 0; a &= a - 1 {
		if i := bits.TrailingZeros64(uint64(a)); i < len(Assumptions) {
			out = append(out, &Assumptions[i])
		}
	}
	return out
}

// IDs are the identifiers of a set's assumptions.
func (a Assumed) IDs() []string {
	var out []string
	for _, x := range a.List() {
		out = append(out, x.ID)
	}
	return out
}
