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
	{"int_equals_float", "An integer equals the float of the same number, and MIN and MAX treat both as numbers.",
		"Arithmetic always returns floats; if the two were unequal, SUM($a, 1) could never equal a whole number.",
		docsPage + " says that values of different types are never equal, but not whether integer and float are different " +
			"types"},
	{"equals_null", "Null is not equal to null.",
		"Every other comparison with a missing value is false.",
		docsPage + " documents comparison with one missing value only"},
	{"switch_case", "A SWITCH case that isn't a string literal is compared the way EQUALS compares.",
		"The reference says this of every case.",
		docsPage + ": \"rules for EQUALS apply\"; " + llmPrompt + ": cases must be string literals"},
	{"empty_string", "An empty string is a value like any other in comparisons and searches, and among the arguments of " +
		"MIN and MAX.",
		"Elsewhere in the reference \"empty\" means missing.",
		docsPage + ": comparisons are false, and MIN and MAX skip an argument, when it is \"empty\""},
	{"coalesce_empty_string", "COALESCE skips an empty string.",
		"The text says \"non-empty\".",
		docsPage + "; " + llmPrompt + ": \"non-null, non-empty\""},
	{"exists_empty_string", "EXISTS of an empty string is true.",
		"It is a defined value.",
		docsPage + ": true when the argument has a defined value"},
	{"exists_of_expression", "EXISTS of an expression is true when its value isn't null.",
		"The grammar allows it, and this is the plain reading.",
		docsPage + " shows columns only"},
	{"root_empty_string", "A formula that is just a column returns an empty string unchanged.",
		"The official parser wraps such a formula in COALESCE, which may turn it into null.",
		"honeycomb-derived-column-validator v0.2.0, pkg/parser"},
	{"boolean_order", "Booleans have no order, so every comparison by size is false.",
		"Only numbers and strings are documented as comparable.",
		docsPage + " is silent"},
	{"extreme_boolean", "MIN and MAX skip booleans.",
		"They have no order.",
		docsPage + " is silent"},
	{"extreme_of_nothing", "MIN and MAX are null when no argument has a value.",
		"There is nothing to choose from.",
		docsPage + " is silent"},
	{"large_integer", "Integers beyond 2^53 stay exact unless they have to become floats, which rounds them; INT of a " +
		"number too large for an integer is the nearest integer, and INT of NaN is 0.",
		"The types allow nothing better.",
		docsPage + " is silent"},
	{"not_finite", "Arithmetic that overflows returns infinity or NaN and continues.",
		"Floats behave like that in Go.",
		docsPage + " is silent"},
	{"number_text", "A string holds a number if Go's strconv.ParseFloat accepts it: exponents, a plus sign, a bare " +
		"point, infinity and hexadecimal are fine; surrounding spaces and numbers beyond the range of floats aren't.",
		"Honeycomb's back end is written in Go.",
		docsPage + ": strings are parsed \"if possible\""},
	{"text_of_float", "A float becomes the shortest decimal text that reads back as the same float, without an " +
		"exponent, and without a point if it is whole.",
		"That is how Go writes it.",
		docsPage + " is silent on floats"},
	{"number_of_boolean", "INT and FLOAT of a boolean are 0.",
		"A boolean isn't a number, and INT and FLOAT of anything else are 0.",
		docsPage + ": \"non-numeric values\""},
	{"mod_sign", "The remainder has the sign of the dividend.",
		"Go's math.Mod works that way.",
		docsPage + " is silent"},
	{"bucket_edge", "BUCKET puts a number that is exactly the minimum (0 if none is given) into the bin above it; " +
		"without a minimum the bins continue below 0; the last bin ends at the maximum.",
		"Any other choice would leave a number without a bin.",
		docsPage + " says only that a number between two bins belongs to the lower one"},
	{"bucket_integer", "BUCKET treats an integer as the float of the same number.",
		"Otherwise all its documented examples would be null.",
		docsPage + ": null if the argument isn't a float"},
	{"reg_value_no_match", "REG_VALUE is null when nothing matches or the argument isn't a string.",
		"Elsewhere an empty value is null.",
		docsPage + ": \"an empty value\""},
	{"reg_value_no_group", "REG_VALUE of an expression without a group is the whole match.",
		"It is the first entry that Go's FindStringSubmatch returns.",
		docsPage + " is silent"},
	{"reg_value_group_unmatched", "REG_VALUE is null when the expression matches without its first group.",
		"The group has no value.",
		docsPage + " is silent"},
	{"to_lower_type", "TO_LOWER of anything but a string is null.",
		"There is nothing to convert.",
		docsPage + " is silent"},
	{"length_unit", "LENGTH without a unit counts characters.",
		"The vendor's summary for language models says so.",
		llmPrompt},
	{"unix_timestamp_text", "UNIX_TIMESTAMP of anything but an RFC 3339 time is null.",
		"LOG10 and DIV are null when they have no result.",
		docsPage + " is silent"},
	{"format_time", "FORMAT_TIME reads a string of seconds the way arithmetic does; it is null if the format isn't a " +
		"string, if the time isn't a number, and outside the years 1 to 9999; conversions that POSIX doesn't define are " +
		"left unchanged or written as common strftime libraries write them.",
		"There is no better answer.",
		docsPage + ": POSIX strftime, in UTC"},
	{"ingest_time", "INGEST_TIMESTAMP is the event's own time, unless its ingest_timestamp says when it arrived.",
		"Nobody can know in advance when an event will arrive.",
		"slogen"},
	{"no_event_time", "EVENT_TIMESTAMP is null for an event without a time.",
		"Honeycomb gives such an event the time at which it arrives.",
		"slogen"},
	{"verdict_number", "An SLI that returns 1 or 0 means good or bad.",
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
