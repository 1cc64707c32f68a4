package lower

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/bound"
	"github.com/slogen-project/slogen/generator/calc"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/words"
)

// All wording of the package is here. A summary names the kind of problem and nothing of the user's; a detail says what
// is wrong, why, and the way out.

type message struct {
	code            string // the rule's ID
	summary, detail string
	rule            bool // everything could be read, and what it says breaks the rule
	general         bool // nothing is said about the very name
	follows         diag.Cause
}

// from says what the message follows from, if that has happened.
func (m message) from(c diag.Cause) message {
	m.follows = c
	return m
}

// broken says that everything could be read, and that what it says breaks the rule.
func (m message) broken() message {
	m.rule = true
	return m
}

func msg(code, summary, format string, args ...any) message {
	return message{code: code, summary: summary, detail: fmt.Sprintf(format, args...)}
}

func declaredHere(text string, r hcl.Range) diag.Note { return diag.Note{Text: text, Range: r} }

// diagnostic is the message about a place.
func (m message) diagnostic(r hcl.Range, notes ...diag.Note) *hcl.Diagnostic {
	if m.rule {
		return diag.RuleError(m.code, m.summary, m.detail, r, notes...)
	}
	return diag.Error(m.code, m.summary, m.detail, r, notes...)
}

// short is a piece of source fit for a sentence.
func short(s string) string {
	return words.Cut(strings.Join(strings.Fields(s), " "), 60)
}

// key is a column the way it has to be written when its name is not made of names.
func key(name string) string { return "`event[" + strconv.Quote(name) + "]`" }

// Limits.

func tooDeep() message {
	return msg("language/limit", "Expression nested too deeply", "The expression is nested more than %d levels deep, "+
		"functions included, which is slogen's limit. Split it, or join long chains with `&&`, `||` or `in(...)`, "+
		"which take one level only.",
		calc.MaxDepth)
}

func largeValue(s bound.Size) message {
	return msg("language/limit", "Value too large", "This value can't be used. %s. Does a function repeat its "+
		"argument?", s.Detail())
}

func tooManyNodes() message {
	return msg("language/limit", "Expression too large", "With its functions inlined, the expression has more than %s "+
		"parts. A calculated field holds only %s bytes; shorten the functions or what they call.",
		words.Thousands(calc.MaxNodes),
		words.Thousands(calc.MaxBytes))
}

func tooLong(n int) message {
	return msg("calculated_field/expression", "Expression too long", "As a calculated field, with its functions "+
		"inlined, this is %s bytes long; Honeycomb accepts %s. Shorten it, or match long lists with reg_match().",
		words.Thousands(n),
		words.Thousands(calc.MaxBytes)).broken()
}

// Columns.

func bareEvent() message {
	return msg("expression/column", "Column required", "`event` is the whole event, not a value. Name one of its "+
		"columns, as in `event.duration_ms` or `event[\"any name\"]`; only your own functions take the whole event.")
}

func hyphen(name, left, right string) message {
	return msg("expression/column", "Hyphen in a column name", "`event.%s` can be read in two ways. The column with "+
		"the hyphen is written %s; a subtraction needs spaces: `event.%s - %s`.", name, key(name), left, right)
}

func indexAfterName(name string) message {
	return msg("expression/column", "Index after a column name", "A column holds one value and has no elements. If "+
		"the column is named %q, write %s; columns that hold one element each have such names.", name, key(name))
}

func indexNotName(name string) message {
	return msg("expression/column", "Column name required",
		"`event[...]` needs the name of a column, which is a string. If the column is named %q, write %s.", name,
		key(name))
}

func nameAfterIndex(name string) message {
	return msg("expression/column", "Name after a quoted column", "`event[...]` holds the column's whole name, and a "+
		"column has no parts. If the column is named %q, write %s.", name, key(name))
}

func emptyColumn() message {
	return msg("expression/column", "Column name required", "The name of a column can't be empty.")
}

func columnNotString(what, is string) message {
	return msg("expression/column", "Column name required", "`event[...]` needs the name of a column, which is a "+
		"string; `%s` is %s.", what,
		words.Article(is))
}

func noParts(what string) message {
	return msg("expression/column", "No parts to choose from",
		"`%s` is computed for each event and is a single value: neither `.name` nor `[index]` can follow it.", what)
}

func unknownName(name, whole string) message {
	switch name {
	case "each":
		return msg("expression/name", "Unknown name", "`each` exists only inside a block with `for_each`.")
	case "param":
		return msg("expression/name", "Unknown name", "`param` exists only inside an `sli_template` or a "+
			"`trigger_template`.")
	}
	if word := otherValues[strings.ToLower(name)]; word != "" {
		return msg("expression/name", "Unknown name",
			"There is nothing named %q here. Write `%s`, or %q in quotes if the column holds that text.", name, word,
			name)
	}
	meant := diag.DidYouMean(name, []string{"event", "field", "local", "sli", "var"})
	way := "Columns are written `event." + whole + "`"
	if meant != "" || strings.ContainsAny(whole, "[*") {
		way = "Columns are written `event.name`"
	}
	return msg("expression/name", "Unknown name", "There is nothing named %q here. %s; other values are `var.name` "+
		"and `local.name`, and "+
		"text goes in double quotes.%s", name, way, meant)
}

func perEventIndex(what string) message {
	return msg("expression/column", "Index by a column", "`%s` differs from event to event, but lists and maps are "+
		"known only while the file is loaded, so nothing can be looked up for an event. Choose with conditions "+
		"instead: `event.a == \"x\" ? 1 : 2`, or `switch(event.a, \"x\", 1, \"y\", 2)`.", what)
}

func perEventKey(what string) message {
	return msg("expression/name", "Index by a column", "`%s` differs from event to event, but which instance of an "+
		"SLI is meant must be known when the file is loaded. Name it by its key, a text or `each.key`.", what)
}

func perEventIn(what, in, way string) message {
	return msg("expression/column", "Column where it can't be", "`%s` differs from event to event and can't be used "+
		"in %s. %s", what, in, way)
}

// Values.

func nullValue(what string) message {
	if what == "null" {
		return msg("language/null", "Value is null",
			"`null` stands for a missing column, in a comparison or as the result of a condition. Here a value is "+
				"needed.")
	}
	return msg("language/null", "Value is null", "`%s` is null. Only the literal `null` stands for a missing column; "+
		"slogen treats any other value that turns out to be null as a mistake. Give it a value, or choose with a "+
		"condition: `x == null ? ... : ...`.", what)
}

func unknownValue(what string) message {
	return msg("expression/value", "Value is not known", "The value or type of `%s` is not known when the file is "+
		"loaded. If it is a variable given on the command line, declare its type: `type = number`.",
		what).from(diag.AnyError)
}

func untypedValue(variable string) message {
	return msg("expression/value", "Variable without a type", "The value of var.%s was given as text, and nothing "+
		"says whether it is a number or a string, which makes a difference when it is compared with a column. Add "+
		"`type = number` (or string, bool) to the declaration of the variable.", variable)
}

func secretValue() message {
	return msg("language/secret", "Secret in an expression",
		"This value is secret, but Honeycomb stores and shows expressions in plain text.")
}

func listValue(what string) message {
	return msg("expression/value", "List where one value is needed", "`%s` is a list, but events hold single values. "+
		"To test for membership write `in(event.name, %s...)` or `contains(%[1]s, event.name)`.", what, what)
}

func noLiteral(what, is string, hasParts bool) message {
	way := "."
	if hasParts {
		way = "; choose a part of this value."
	}
	return msg("expression/value", "Value can't be compared with a column", "`%s` is %s. A column can be compared "+
		"with text, numbers, booleans and null%s", what, words.Article(is), way)
}

func infiniteValue(what string) message {
	return msg("language/value", "Number out of range",
		"`%s` is infinite, and Honeycomb has no literal for that. Was something divided by zero?", what)
}

func integerRange(what string) message {
	return msg("language/value", "Number out of range", "`%s` is a whole number beyond the 64 bits of Honeycomb's "+
		"integers (at most 9223372036854775807 either side of zero). Written with a point, as in `1.0e30`, it is a "+
		"float.", what)
}

func floatRange(what string) message {
	return msg("language/value", "Number out of range",
		"`%s` is beyond the 64-bit floats of Honeycomb: 1.8e308 is the largest, 4.9e-324 the smallest above zero.",
		what)
}

func tooManyDigits(what, nearest string) message {
	return msg("expression/value", "Number has too many digits", "`%s` has more digits than the 64-bit floats of "+
		"Honeycomb hold, and would be rounded. Write the nearest value: `%s`.", what, nearest)
}

func notBoolean(what, is string) message {
	return msg("expression/condition", "Condition is not a boolean", "`%s` is %s; a condition is true or false. "+
		"Compare it with something.", what,
		words.Article(is))
}

func notText(is string) message {
	return msg("expression/value", "Value has no text", "This is %s, which can't be part of a text.", words.Article(is))
}

func notList(what, is string) message {
	return msg("expression/value", "List required", "`...` after an argument spreads a list, but `%s` is %s.", what,
		words.Article(is))
}

func emptyList(what string) message {
	return msg("expression/value", "List is empty",
		"`%s` is empty, so no event can match. Leave the condition out, or put something into the list.", what)
}

// Operators.

func notBindsTighter(operand, negated, op, right string) message {
	switch op {
	case "==":
		return msg("expression/negation", "Negation binds tighter than the comparison", "`%s == %s` means `(%[1]s) == "+
			"%[2]s`. Write `%[3]s != "+
			"%[2]s`, or `!(%[3]s == %[2]s)`; if you mean the first reading, keep its parentheses.", negated, right,
			operand)
	case "!=":
		return msg("expression/negation", "Negation binds tighter than the comparison", "`%s != %s` means `(%[1]s) != "+
			"%[2]s`. Write `%[3]s == "+
			"%[2]s`, or `!(%[3]s != %[2]s)`; if you mean the first reading, keep its parentheses.", negated, right,
			operand)
	}
	return msg("expression/negation", "Negation binds tighter than the operator", "`%s %s %s` means `(%[1]s) %[2]s "+
		"%[3]s`. Write `!(%[4]s "+
		"%[2]s %[3]s)`; if you mean the first reading, keep its parentheses.", negated, op, right, operand)
}

// Functions.

func argumentCount(fn *Function, n int) message {
	return msg("expression/function", arity(n < len(fn.Params)), "%s(%s) takes %s, but %s given.", fn.Name,
		strings.Join(fn.Params, ", "),
		words.SmallPlural(len(fn.Params), "argument"),
		areGiven(n))
}

// arity is the title that HCL has for it, too.
func arity(few bool) string {
	if few {
		return "Not enough function arguments"
	}
	return "Too many function arguments"
}

func areGiven(n int) string {
	switch n {
	case 0:
		return "none is"
	case 1:
		return "one is"
	}
	return strconv.Itoa(n) + " are"
}

func recursion(name string) message {
	return msg("language/cycle", "Function calls itself", "%s() calls itself, directly or through other functions. "+
		"Functions are expanded where they are called, so they can't be recursive.", name)
}

func unknownFunction(name string, known []string) message {
	const summary = "Unknown function"
	if lower := strings.ToLower(name); lower != name {
		for _, k := range known {
			if k != lower {
				continue
			}
			if lower == "if" {
				return msg("expression/function", summary, "Functions are written in lower case here: `if(...)`, or "+
					"better `condition ? this : that`.")
			}
			return msg("expression/function", summary, "Functions are written in lower case here: `%s(...)`. Upper "+
				"case is for raw expressions (the argument `expression`).", lower)
		}
	}
	if fn := calc.Lookup(strings.ToUpper(name)); fn != nil && fn.Metrics {
		return msg("expression/function", summary, "%s works across the events of a time series, on metrics datasets "+
			"only. An expression over `event` sees one event at a time. Compare an aggregate of the column instead, "+
			"such as max(), avg() or rate_sum() in `fires_when`.", fn.Name)
	}
	if isPercentile(name) {
		return msg("expression/function", summary, "There is no aggregate %s(). Honeycomb computes the percentiles %s.",
			name, percentiles())
	}
	if strings.Contains(name, "::") {
		return msg("expression/function", summary, "No function here has `::` in its name.")
	}
	if way, ok := notFunctions[strings.ToLower(name)]; ok {
		return msg("expression/function", summary, "There is no function %s(). %s", name, way)
	}
	if s := diag.SuggestSlip(name, known); s != "" {
		return msg("expression/function", summary, "There is no function named %q. Did you mean %q?", name, s)
	}
	m := msg("expression/function", summary, "There is no function named %q. For each event you can call the "+
		"functions of Honeycomb's calculated fields, in lower case, and your own: `function %q { ... }`, declared in "+
		"this directory or one above it that is loaded.", name, name)
	m.general = true
	return m
}

func isPercentile(name string) bool {
	if len(name) < 2 || name[0] != 'p' {
		return false
	}
	for _, c := range name[1:] {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// notFunctions has a way out for names that people try.
var notFunctions = map[string]string{
	"round":    "Use `int(x)`, which cuts off the fraction.",
	"to_upper": "Use `to_lower(x)`; there is no upper-case counterpart.",
	"upper":    "Use `to_lower(x)`; there is no upper-case counterpart.",
	"now": "An expression has no clock: `event_timestamp()` is the time of the event, `ingest_timestamp()` the " +
		"time it arrived.",
}

// hclFunctions says for HCL's functions which of the per-event ones does the like.
var hclFunctions = map[string]string{
	"lower":       "`to_lower` does this per event.",
	"startswith":  "`starts_with` does this per event.",
	"endswith":    "`ends_with` does this per event.",
	"strcontains": "`contains` does this per event.",
	"regex":       "`reg_match` tests and `reg_value` extracts per event.",
	"regexall":    "`reg_count` counts matches per event.",
	"replace":     "Per event, `reg_value` extracts the part you need.",
	"substr":      "Per event, `reg_value` extracts the part you need.",
	"split":       "Per event, `reg_value` extracts the part you need.",
	"format":      "Write a template: `\"${event.a}-${event.b}\"`.",
	"join":        "Write a template: `\"${event.a}-${event.b}\"`.",
	"tonumber":    "`int` and `float` do this per event.",
	"parseint":    "`int` does this per event.",
	"floor":       "`int` cuts off the fraction per event.",
	"tostring":    "`string` does this per event.",
	"tobool":      "`bool` does this per event.",
	"try":         "`coalesce` takes the first that is not missing.",
	"can":         "Write `exists(x)`.",
	"formatdate":  "`format_time` does this per event.",
	"upper":       "Compare in lower case: `to_lower(x) == \"...\"`.",
	"title":       "Compare in lower case: `to_lower(x) == \"...\"`.",
	"trimspace":   "Per event, `reg_value` extracts the part you need.",
	"trim":        "Per event, `reg_value` extracts the part you need.",
	"trimprefix":  "Per event, `reg_value` extracts the part you need.",
	"trimsuffix":  "Per event, `reg_value` extracts the part you need.",
	"abs":         "Choose with a condition: `x < 0 ? -x : x`.",
	"timestamp":   "`event_timestamp()` is the time of the event.",
	"one":         "A column holds one value already.",
}

func notPerEvent(name, arg string, known []string) message {
	const summary = "Function can't take a column"
	way, ok := hclFunctions[name]
	if !ok {
		if s := diag.SuggestSlip(name, known); s != "" {
			way = fmt.Sprintf("Did you mean %q?", s)
		} else {
			way = "The functions of Honeycomb's calculated fields, in lower case, take columns."
		}
	}
	return msg("expression/function", summary, "%s() is computed once, when the file is loaded, but `%s` differs from "+
		"event to event. %s", name,
		arg, way)
}

func needsEvent(name string) message {
	return msg("expression/column", "Function needs a column", "%s() is computed for each event, but none of its "+
		"arguments is a column: write columns as `event.name`, without quotes.", name)
}

func perEventFunction(name string) message {
	return msg("expression/function", "Function is per event",
		"%s() looks at the event, but its value is needed when the file is loaded, before there is any event.", name)
}

func spreadPerEvent(what string) message {
	return msg("expression/value", "List required", "`...` spreads a list that is known when the file is loaded; `%s` "+
		"differs from event to event and is a single value.", what)
}

func spreadForgotten(x, list string) message {
	return msg("expression/value", "List where one value is needed",
		"in() needs the values one by one. Spread the list with three dots: `in(%s, %s...)`.", x, list)
}

func regexNewline(heredoc bool) message {
	if heredoc {
		return msg("expression/value", "Regular expression ends in a line break", "A heredoc ends in a line break, so "+
			"the expression would match only where the text has one too. Write it in double quotes with backslashes "+
			"doubled (`\"\\\\d+\"`), or wrap the heredoc: `chomp(<<EOT ... EOT)`.")
	}
	return msg("expression/value", "Regular expression ends in a line break",
		"The expression would match only where the text has a line break too. Remove it: `chomp(...)`.")
}

// SLIs.

func sliNowhere() message {
	return msg("expression/sli", "Name of an SLI required", "`sli` is followed by the name of an SLI: "+
		"`sli.availability` in the same "+
		"service, `sli.checkout.availability` from elsewhere.")
}

func fieldNowhere() message {
	return msg("expression/field", "Name of a calculated field required", "`field` is followed by the name of a "+
		"calculated field: `field.status` in the same service, `field.checkout.status` from elsewhere.")
}

func constantField(what string) message {
	return msg("expression/field", "Value is the same for every event", "`%s` doesn't look at the event. A calculated "+
		"field is a value of each event: `value = coalesce(event.http.response.status_code, event.http.status_code)`. "+
		"What is the same for all is a local value: `locals { ... }`.", what)
}

func fieldUnseen(what string) message {
	return msg("expression/field", "Calculated field out of sight", "A function or a template belongs to no service, so "+
		"it can't know %s. Give a function the field as an argument: `params = [value]`, and a call with %[1]s. In "+
		"place of a template's condition, write the condition where the template is used.", what)
}

func bareSLI(what string) message {
	return msg("expression/sli", "SLI isn't a plain value", "`%s` is null for events that are not eligible, and an "+
		"operator or function would turn that into bad. Say which part you mean: `%[1]s.good` or `%[1]s.eligible`. On "+
		"its own, as the whole of `good`, it means that SLI with its eligibility.", what)
}

func bareSLITrigger(what string) message {
	return msg("expression/sli", "SLI isn't a plain value", "`%s` is null for events that are not eligible. Say which "+
		"you mean: `%[1]s == "+
		"true` for good events, `%[1]s == false` for bad ones, `%[1]s != null` for all that count.", what)
}

func notEqualSLI(what string, value bool) message {
	return msg("expression/condition", "Comparison includes events that don't count", "`%s != %v` is also true for "+
		"events that are not eligible. Write `%[1]s == %[3]v`, or, to include those on purpose, `%[1]s == null || "+
		"%[1]s == %[3]v`.", what,
		value,
		!value)
}

func rawSLI() message {
	return msg("expression/sli", "SLI has no parts", "This SLI is a raw expression in which eligible and good can't "+
		"be told apart. Write it as IF(<eligible>, <good>), or with the arguments `eligible` and `good`.")
}

func nullableGood() message {
	return msg("expression/sli", "SLI has no parts", "The `good` of this SLI is null for some events, which leaves "+
		"them out, so its parts can't be told apart. There, say in `eligible` which events count, and make `good` "+
		"true or false for all of them: `eligible = exists(event.success)` and `good = event.success == true`.")
}

func constantGood(value bool) message {
	which := "good"
	if !value {
		which = "bad"
	}
	return msg("sli/criterion", "Criterion is the same for every event",
		"This doesn't look at the event, so every event is %s. Compare a column: `good = event.duration_ms < 500`.",
		which)
}

func goodNull() message {
	return msg("sli/criterion", "Criterion is the same for every event", "`null` means that an event doesn't count, "+
		"so no event would. `good` is a condition on the event: `good = event.duration_ms < 500`; `eligible` says "+
		"which events count.")
}

func goodNotBoolean(is string) message {
	return msg("sli/criterion", "Criterion is the same for every event", "This is %s and doesn't look at the event. "+
		"`good` is a condition on it: `good = event.duration_ms < 500`.", words.Article(is))
}

func neverEligible() message {
	return msg("sli/criterion", "No event is eligible",
		"This is always false, so the SLI would have no events at all. Leave `eligible` out to count every event.")
}

// Triggers.

func outsideAggregate(what string) message {
	return msg("expression/aggregate", "Column outside an aggregate", "`%s` differs from event to event, but a "+
		"trigger looks at many events at once. Aggregate it: `avg(%[1]s)`, `max(%[1]s)`, `count(<condition>)`.", what)
}

func comparisonOutsideAggregate(what, aggregated string) message {
	return msg("expression/aggregate", "Column outside an aggregate", "`%s` differs from event to event, but a "+
		"trigger looks at many events at once. Aggregate the column, `%s`, or count the events: `count(%[1]s) > 100`.",
		what, aggregated)
}

func conditionOutsideAggregate(what string) message {
	return msg("expression/aggregate", "Column outside an aggregate", "`%s` differs from event to event, but a "+
		"trigger looks at many events at once. Count the events for which it is true: `count(%[1]s) > 100`.", what)
}

func aggregateElsewhere(name string, m mode) message {
	if m == modeInside {
		return msg("expression/aggregate", "Aggregate inside an aggregate", "%s() looks at many events, but here it "+
			"is the argument of another aggregate, and such arguments are computed for each event.", name)
	}
	return msg("expression/aggregate", "Aggregate in a per-event expression", "%s() looks at many events; this "+
		"expression is about one. Aggregates belong in a trigger's `fires_when` and `having`.", name)
}

func refusedAggregate(a *Aggregate) message {
	return msg("trigger/aggregate", "Aggregate not allowed in a trigger", "%s", a.Refused).broken()
}

func aggregateArguments(a *Aggregate, n int) message {
	if !a.Column {
		return msg("expression/function", arity(n == 0), "count() counts all events; count(<condition>) counts those "+
			"that meet the condition.")
	}
	return msg("expression/function", arity(n == 0), "%s() needs a column or an expression: "+
		"`%[1]s(event.duration_ms)`. A condition may follow: `%[1]s(event.duration_ms, event.error == true)`. The "+
		"number of events is `count()`.", a.Name)
}

func aggregateOfConstant(name, text string) message {
	if column, ok := quotedColumn(text); ok {
		return msg("expression/aggregate", "Aggregate of a constant", "%s() needs a column, but in quotes this is "+
			"text: write `%[1]s(%s)`.", name,
			column)
	}
	return msg("expression/aggregate", "Aggregate of a constant",
		"%s() needs a column or an expression of the event; this is the same for every event.", name)
}

func aggregateType(name, what string) message {
	return msg("expression/aggregate", "Aggregate of something that isn't a number", "%s() needs numbers, but `%s` is "+
		"never one. count_distinct() counts different values, count(<condition>) events.", name, what)
}

func aggregateOfAggregate(name string) message {
	return msg("expression/aggregate", "Aggregate inside an aggregate",
		"The argument of %s() is computed for each event and can't hold an aggregate.", name)
}

func filterNever() message {
	return msg("expression/condition", "Condition is never true", "This is always false, so the query finds nothing.")
}

func filterColumn(what string) message {
	return msg("expression/condition", "Column isn't a condition", "`%s` alone isn't a condition. Say which you mean: "+
		"`%[1]s == true`, or "+
		"`exists(%[1]s)` for events that have it.", what)
}

func filterType(is string) message {
	return msg("expression/condition", "Condition is not a boolean", "This yields %s; a condition is true or false. "+
		"Compare it with something.",
		is)
}

func notComparison(what string) message {
	return msg("expression/condition", "Comparison required", "`%s` says when the trigger fires: one comparison of an "+
		"aggregate with a constant by `<`, `<=`, `>` or `>=`, such as `count() > 100`.", what)
}

func notOrdering(op string) message {
	if op == "!=" {
		return msg("trigger/threshold", "Trigger can't test for inequality", "A trigger's threshold is one of `<`, "+
			"`<=`, `>` and `>=`. For a "+
			"count, `!= 0` is `> 0`; otherwise write two triggers.").broken()
	}
	return msg("trigger/threshold", "Trigger can't test for equality", "A trigger's threshold is one of `<`, `<=`, "+
		"`>` and `>=`. For a "+
		"count, `== 0` is `< 1`; otherwise put the test into a formula: `if(count() == 5, 1, 0) > 0`.").broken()
}

func twoComparisons() message {
	return msg("trigger/threshold", "Trigger has one threshold", "A trigger compares once. Put all but one comparison "+
		"into a formula, as in `if(count() > 100, count(event.error == true) / count(), 0) > 0.05`, or write two "+
		"triggers.").broken()
}

func negatedComparison() message {
	return msg("expression/condition", "Comparison required",
		"A trigger's threshold can't be negated. Turn the comparison around: `!(x > 5)` is `x <= 5` where x is an "+
			"aggregate.")
}

func constantFiresWhen() message {
	return msg("expression/aggregate", "Trigger doesn't look at events",
		"`fires_when` compares an aggregate with a constant, such as `count() > 100`; this is the same whatever "+
			"happens.")
}

func noConstantSide(left, op, right string) message {
	return msg("expression/aggregate", "Constant required", "One side of the comparison has to be a constant, because "+
		"that is the trigger's threshold. Subtract: `%s - %s %s 0`.", left, right, op)
}

func thresholdNotNumber(what string) message {
	if s, err := strconv.Unquote(what); err == nil {
		if _, err := strconv.ParseFloat(s, 64); err == nil {
			return msg("expression/aggregate", "Threshold is not a number",
				"In quotes this is text, but aggregates are compared with numbers. Write `%s`.", s)
		}
	}
	return msg("expression/aggregate", "Threshold is not a number", "`%s` isn't a number, but aggregates are compared "+
		"with numbers.", what)
}

func baselineOp(op, want string) message {
	return msg("trigger/baseline_threshold", "Comparison not allowed with a baseline", "With a baseline Honeycomb "+
		"accepts `>=` and `<=` only. Write `%s` instead of `%s`.", want, op).broken()
}

func baselineSign(op, value string) message {
	if op == ">=" {
		return msg("trigger/baseline_threshold", "Threshold doesn't fit the baseline", "With a baseline the threshold "+
			"is a change: `>=` means a rise and needs 0 or more, not %s. For a fall write `<= %s`.", value,
			value).broken()
	}
	return msg("trigger/baseline_threshold", "Threshold doesn't fit the baseline", "With a baseline the threshold is "+
		"a change: `<=` means a fall and needs 0 or less, not %s. For a rise write `>= %s`.", value, value).broken()
}

func havingForm(way string) message {
	return msg("expression/condition", "Comparison required", "`having` compares one aggregate with a number, such as "+
		"`count() > 100`. For "+
		"more, remove it and put the test into the other argument: %s.", way)
}

func havingFilter(way string) message {
	return msg("expression/condition", "Condition not allowed in having", "Honeycomb finds the aggregate of `having` "+
		"by its kind and column, without conditions. Remove `having` and put its test into the other argument: %s.",
		way)
}

func havingAmbiguous(name, way string) message {
	return msg("expression/aggregate", "Having can't tell the aggregates apart", "Honeycomb finds the aggregate of "+
		"`having` by its kind and column, but this query also has %s() with a condition. Remove `having` and put its "+
		"test into the other argument: %s.", name, way)
}

func groupByForm(what string) message {
	if column, ok := quotedColumn(what); ok {
		what = column
	}
	if strings.HasPrefix(what, "event.") || strings.HasPrefix(what, "event[") {
		return msg("expression/column", "List of columns required", "`group_by` is a list of columns, even if there "+
			"is only one: `[%s]`.", what)
	}
	return msg("expression/column", "List of columns required", "`group_by` is a list of columns: "+
		"`[event.cloud.region, event.route]`.")
}

func groupByConstant(what string) message {
	if column, ok := quotedColumn(what); ok {
		return msg("expression/column", "Column required", "In quotes this is text, which is the same for every "+
			"event. Write the column: `%s`.",
			column)
	}
	return msg("expression/column", "Column required",
		"`%s` is the same for every event, so nothing is grouped by it. Columns are written `event.name`.", what)
}

func groupByTwice(what string) message {
	return msg("expression/column", "Column given twice", "`%s` is already in the list.", what)
}

// Words for the plan.

func formFormula(n int, where bool) string {
	s := "a formula over " + words.SmallPlural(n, "calculation")
	if where {
		s += "; `where` is part of each"
	}
	return s
}

func formInline(name string) string {
	return "the condition is one inline calculated field (" + name +
		") filtered on true, because query filters can't express it"
}

const formGlobalFilter = "the aggregate's condition is a filter of the whole query"
