package calc

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/words"
)

// All wording of this package is in this file: one constructor per message.

// problem makes a diagnostic at o, for a broken rule.
func problem(o Origin, rule, summary, detail string) *hcl.Diagnostic {
	return noted(o, diag.RuleError(rule, summary, detail, o.Range()))
}

// unreadable makes a diagnostic at o, where the text isn't a formula.
func unreadable(o Origin, summary, detail string) *hcl.Diagnostic {
	return noted(o, diag.Error(RuleSyntax, summary, detail, o.Range()))
}

// noted adds the calls and references through which the node came as notes.
func noted(o Origin, d *hcl.Diagnostic) *hcl.Diagnostic {
	for v := o.Via; v != nil; v = v.Next {
		diag.AddNote(d, diag.Note{Text: v.Text, Range: v.Range})
	}
	return d
}

// Summaries that several messages share.
const (
	invalid     = "Invalid formula"
	badArgument = "Unsuitable function argument"
)

// --- reading

func tooLong(o Origin, n int) *hcl.Diagnostic {
	return problem(o, RuleLength, "Formula is too long",
		"A calculated field holds at most 4,095 bytes; this formula has "+strconv.Itoa(n)+
			". Everything from here on is over the limit. Shorten the formula, or move part of it to a calculated field of "+
			"its own.")
}

func emptyFormula(o Origin) *hcl.Diagnostic {
	return unreadable(o, "Formula is empty", "A formula is one expression, such as LT($duration_ms, 1000).")
}

func tooDeep(o Origin) *hcl.Diagnostic {
	return problem(o, RuleDepth, "Formula is nested too deeply",
		"Brackets, calls and ! may nest 500 levels deep. AND, OR, IN, SUM and IF accept many arguments: AND(a, b, c) is "+
			"one level.")
}

func tooManyProblems(o Origin) *hcl.Diagnostic {
	return unreadable(o, "Too many problems",
		"Reading this formula stops here: the rest would mostly repeat what was said above.")
}

func unknownCharacter(o Origin, c rune) *hcl.Diagnostic {
	what := strconv.QuoteRune(c)
	detail := "The character " + what + " means nothing here."
	switch c {
	case 0xfffd:
		detail = "These bytes are not valid UTF-8. Outside strings, only the characters of the formula language are allowed."
	case 0:
		detail = "A NUL byte means nothing in a formula."
	case '[', ']':
		detail = "There are no lists or indexes in formulas: to compare with several values write IN($a, 1, 2); a column " +
			"with brackets in its name is quoted, $\"a[0]\"."
	case '{', '}':
		detail = "There are no braces in formulas. ${...} is HCL's template syntax and works only in HCL strings; quote a " +
			"column with braces in its name, as in $\"a{b}\"."
	case ';':
		detail = "A formula is a single expression and has no end mark: leave the semicolon out."
	case '@':
		detail = "The character '@' means nothing here. Quote a column with it in its name: $\"user@host\"."
	case '?', ':':
		detail = "There is no conditional operator in formulas: write IF(condition, then, else)."
	case '&':
		detail = "There is no operator & in formulas: write AND."
	case '|':
		detail = "There is no operator | in formulas: write OR."
	case '^':
		detail = "There is no operator ^ in formulas: write a power as a * a."
	case '~':
		detail = "There is no operator ~ in formulas. For regular expressions write REG_MATCH($a, `...`)."
	case '\\':
		detail = "A backslash means something only in \"...\" strings."
	}
	return unreadable(o, "Unexpected character", detail)
}

func smartQuotes(o Origin) *hcl.Diagnostic {
	return unreadable(o, "Typographic quotes",
		"A word processor made these quotes. Put strings in straight double quotes: \"...\".")
}

func singleQuotes(o Origin, content string) *hcl.Diagnostic {
	return unreadable(o, "Single-quoted string", "Put strings in double quotes or back quotes: "+
		string(appendString(nil, content))+".")
}

func unclosedString(o Origin, quote byte) *hcl.Diagnostic {
	return unreadable(o, "String without an end", "The string that starts here has no closing "+string(rune(quote))+".")
}

func badEscape(o Origin, seq string) *hcl.Diagnostic {
	detail := "The escape " + seq + " does not exist. In \"...\" a backslash must come before one of a b f n r t v \\ " +
		"\" or a code (\\x41, \\u00e9, \\U0001F600, \\101)."
	if seq == `\'` {
		detail = "A single quote needs no backslash in \"...\"."
	} else {
		detail += " To write a backslash itself, as in regular expressions, double it (" + `\` + seq +
			") or put the string in back quotes (`" + seq + "`)."
	}
	return unreadable(o, "Unknown escape", detail)
}

func badCodePoint(o Origin, seq string) *hcl.Diagnostic {
	return unreadable(o, "Unknown escape", "The escape "+seq+" isn't a character: \\u and \\U need a valid Unicode "+
		"code point, and three octal digits are at most \\377.")
}

func lineInString(o Origin) *hcl.Diagnostic {
	return unreadable(o, "Line break in a string",
		"A \"...\" string ends on the line it starts on. Write \\n for a line break, or put the string in back quotes.")
}

func comment(o Origin) *hcl.Diagnostic {
	return unreadable(o, "Comment in a formula",
		"Formulas have no comments. Put the comment next to the expression, in HCL, where # starts one.")
}

func wrongOperator(o Origin, wrote, use string) *hcl.Diagnostic {
	return unreadable(o, "Unknown operator", "There is no operator "+wrote+" in formulas: write "+use+".")
}

func wrongConstant(o Origin, wrote, use string) *hcl.Diagnostic {
	return unreadable(o, "Unknown constant", "Constants are lower case: write "+use+" for "+wrote+".")
}

func badNumber(o Origin, text, why string) *hcl.Diagnostic {
	return unreadable(o, "Malformed number", text+" is not a number: "+why)
}

func integerRange(o Origin, text string) *hcl.Diagnostic {
	return unreadable(o, "Number out of range",
		"The integer "+text+" does not fit into 64 bits. As a float it is "+text+".0.")
}

func floatRange(o Origin) *hcl.Diagnostic {
	return unreadable(o, "Number out of range", "The number is greater than a float can hold, some 1.8e308.")
}

func bareWord(o Origin, word string) *hcl.Diagnostic {
	if f := Lookup(strings.ToUpper(word)); f != nil {
		return unreadable(o, invalid,
			f.Name+" is a function; its arguments must follow in brackets: "+f.Signature()+". A column is written "+
				string(AppendColumn(nil, word))+", a string in double quotes.")
	}
	return unreadable(o, "Column without $",
		"A column starts with a dollar sign: "+string(AppendColumn(nil, word))+". A string goes in double quotes: "+
			string(appendString(nil, word))+".")
}

func unknownFunction(name, whole Origin, wrote string) *hcl.Diagnostic {
	if name.Source == nil {
		name = whole
	}
	detail := "There is no function " + wrote + "."
	upper := strings.ToUpper(wrote)
	if Lookup(upper) != nil {
		detail = "Functions are written in upper case: " + upper + "."
	} else if hint, ok := notFunctions[upper]; ok {
		detail += " " + hint
	} else {
		detail += diag.DidYouMean(wrote, functionNames())
	}
	return unreadable(name, "Unknown function", detail)
}

func functionNames() []string {
	names := make([]string, len(Functions))
	for i, f := range Functions {
		names[i] = f.Name
	}
	return names
}

// notFunctions are names that people and generators believe in, upper case, and what to write instead.
var notFunctions = map[string]string{
	"NOT_EQUALS": "Write NOT(EQUALS(a, b)), or a != b.",
	"NOT_EQUAL":  "Write NOT(EQUALS(a, b)), or a != b.",
	"NEQ":        "Write NOT(EQUALS(a, b)), or a != b.",
	"NE":         "Write NOT(EQUALS(a, b)), or a != b.",
	"NOT_IN":     "Write NOT(IN(a, b, c)).",
	"NOT_EXISTS": "Write NOT(EXISTS(a)).",
	"EQ":         "Write EQUALS(a, b), or a = b.",
	"EQUAL":      "Write EQUALS(a, b), or a = b.",
	"HAS_VALUE":  "Write EXISTS(a).",
	"ISNULL":     "Write NOT(EXISTS(a)).",
	"IS_NULL":    "Write NOT(EXISTS(a)).",
	"IFNULL":     "Write COALESCE(a, b).",
	"NVL":        "Write COALESCE(a, b).",
	"PREFIX":     "Write STARTS_WITH(text, part).",
	"SUFFIX":     "Write ENDS_WITH(text, part).",
	"STARTSWITH": "Write STARTS_WITH(text, part).",
	"ENDSWITH":   "Write ENDS_WITH(text, part).",
	"MATCH":      "Write REG_MATCH(text, regexp).",
	"MATCHES":    "Write REG_MATCH(text, regexp).",
	"REGEX":      "Write REG_MATCH(text, regexp).",
	"LIKE":       "Write CONTAINS(text, part), or REG_MATCH(text, regexp).",
	"DIVIDE":     "Write DIV(a, b), or a / b.",
	"MULTIPLY":   "Write MUL(a, b), or a * b.",
	"ADD":        "Write SUM(a, b), or a + b.",
	"SUBTRACT":   "Write SUB(a, b), or a - b.",
	"AVG":        perEvent,
	"COUNT":      perEvent,
	"P95":        perEvent,
	"P99":        perEvent,
	"HEATMAP":    perEvent,
	"CEIL":       "Honeycomb's only rounding is INT(a), which truncates toward zero.",
	"FLOOR":      "Honeycomb's only rounding is INT(a), which truncates toward zero.",
	"ROUND": "Honeycomb's only rounding is INT(a), which truncates toward zero: INT(a + 0.5) rounds numbers that " +
		"aren't negative.",
	"ABS":         "Write IF(a < 0, 0 - a, a).",
	"LOG":         "Honeycomb has LOG10(a) only.",
	"LN":          "Honeycomb has LOG10(a) only; MUL(LOG10(a), 2.302585092994046) is the natural logarithm.",
	"POW":         "Honeycomb has no powers; write a * a.",
	"SQRT":        "Honeycomb has no roots; compare squares instead.",
	"TO_UPPER":    "Honeycomb has TO_LOWER(text) only.",
	"UPPER":       "Honeycomb has TO_LOWER(text) only.",
	"LOWER":       "Write TO_LOWER(text).",
	"LOWERCASE":   "Write TO_LOWER(text).",
	"SUBSTRING":   "Write REG_VALUE(text, regexp) with a group around the part.",
	"SUBSTR":      "Write REG_VALUE(text, regexp) with a group around the part.",
	"REPLACE":     "Honeycomb can't replace text; REG_VALUE(text, regexp) extracts a part of it.",
	"SPLIT":       "Honeycomb has no lists; REG_VALUE(text, regexp) extracts a part of a text.",
	"LEN":         "Write LENGTH(text).",
	"METRO_HASH":  "Honeycomb's public language has no hash functions.",
	"RAND":        "Honeycomb's public language has no random numbers.",
	"NOW":         "A formula sees the event's time only: EVENT_TIMESTAMP(), or INGEST_TIMESTAMP().",
	"TIMESTAMP":   "Write EVENT_TIMESTAMP(), or UNIX_TIMESTAMP(text) for a time held in a string.",
	"CASE":        "Write IF(condition, value, condition, value, else), or SWITCH(a, \"x\", 1, \"y\", 2).",
	"IIF":         "Write IF(condition, then, else).",
	"XOR":         "Write NOT(EQUALS(BOOL(a), BOOL(b))).",
	"BETWEEN":     "Write AND(GTE(a, low), LTE(a, high)).",
	"TO_STRING":   "Write STRING(a).",
	"TO_INT":      "Write INT(a).",
	"TOSTRING":    "Write STRING(a).",
	"TOINT":       "Write INT(a).",
	"HOUR":        "Write INT(FORMAT_TIME(\"%H\", EVENT_TIMESTAMP())), which is in UTC.",
	"DAY_OF_WEEK": "Write FORMAT_TIME(\"%A\", EVENT_TIMESTAMP()), which is in UTC.",
}

const perEvent = "A formula sees one event and can't aggregate; a trigger or a query does that, as in " +
	"count(event.error == true) / count()."

func secondTimeSeries(o Origin, name string) *hcl.Diagnostic {
	return problem(o, RuleTimeSeriesOnce, "Second time-series function",
		"Honeycomb accepts only one of LAST, SUMMARIZE, INCREASE, RATE and RAW_METRIC in a formula, and "+
			name+" is the second. An SLI can't have any of them: send what it should judge with each event.")
}

func minusBeforeExpression(o Origin, text string) *hcl.Diagnostic {
	if number, ok := strings.CutPrefix(text, "-"); ok {
		return unreadable(o, "Minus before an expression",
			"Two minus signs cancel out: write "+strings.TrimSpace(number)+".")
	}
	return unreadable(o, "Minus before an expression",
		"A minus sign belongs before a number, or between two expressions. Write 0 - "+text+", or SUB(0, "+text+").")
}

func expectedExpression(o Origin, found, where string) *hcl.Diagnostic {
	hint := ""
	if found == "the operator +" {
		hint = " Numbers are written without a plus sign."
	}
	return unreadable(o, invalid, "An expression is missing "+where+"; instead there is "+found+"."+hint)
}

func expectedEnd(o Origin, found string, hint string) *hcl.Diagnostic {
	return unreadable(o, invalid,
		"The formula should end here or continue with an operator; instead there is "+found+"."+hint)
}

func expectedComma(o Origin, found, fn string, hint string) *hcl.Diagnostic {
	return unreadable(o, invalid,
		"The arguments of "+fn+" should continue with a comma, an operator or ); instead there is "+found+"."+hint)
}

func expectedClose(o Origin, found string, hint string) *hcl.Diagnostic {
	return unreadable(o, invalid,
		"The bracket should close here or the expression continue with an operator; instead there is "+found+"."+hint)
}

func unclosedBracket(o Origin, what string) *hcl.Diagnostic {
	return unreadable(o, "Bracket without an end", "The formula ends before the ) that closes "+what+".")
}

func extraClose(o Origin) *hcl.Diagnostic {
	return unreadable(o, "Bracket too many", "This ) has no matching (.")
}

func dollarAlone(o Origin) *hcl.Diagnostic {
	return unreadable(o, "Column without a name",
		"After $ comes the name of a column: $name, or in quotes, $\"any name\".")
}

func nameSwallowed(prev string) string {
	return " The letters - + / = : ? . _ may be part of a column's name, so " + prev +
		" is one column: write a space before an operator, or quote the name."
}

func spaceInName(prev, word string) string {
	return " Quote a name with a space in it: " + string(AppendColumn(nil, prev[1:]+" "+word)) + "."
}

const commaHint = " Is a comma missing?"

// --- checking

func noLiteral(n *Literal) *hcl.Diagnostic {
	return unreadable(n.Origin, "Number out of range",
		"The formula language has no literal for the number "+string(AppendValue(nil, n.Value))+
			": integers go from -9223372036854775807 to 9223372036854775807, and floats are finite.")
}

func unknownColumn(n *Column, use *Call, env *Env) *hcl.Diagnostic {
	written := string(AppendColumn(nil, n.Name))
	if env.Calculations {
		return unreadable(n.Origin, "Unknown calculation",
			"No calculation of this query is named "+written+"."+suggestColumn(n, use, env))
	}
	hint := suggestColumn(n, use, env)
	if env.Query {
		return unreadable(n.Origin, "Unknown column",
			"The dataset's declaration has no column "+written+", so the query would look for something that no event "+
				"has."+hint)
	}
	return problem(n.Origin, RuleColumn, "Unknown column", "The dataset's declaration has no column "+written+
		", and Honeycomb rejects a calculated field with an unknown column."+hint)
}

func relationalColumn(n *Column) *hcl.Diagnostic {
	prefix, _, _ := strings.Cut(n.Name, ".")
	return problem(n.Origin, RuleRelational, "Column of another span",
		"A name that starts with \""+prefix+".\" refers to a column of another span in the trace. Honeycomb supports those "+
			"only in a query's filters and groups, not in calculated fields, SLOs or triggers. "+
			"Put the attribute on the span itself when it is sent, under another name. If the dataset really has a column "+
			"named "+string(appendString(nil, n.Name))+
			", declare it in the `columns` of the `dataset` block.")
}

func operatorInName(n *Column, env *Env) *hcl.Diagnostic {
	quoted := "$" + string(appendString(nil, n.Name))
	detail := "The characters + - / = : and ? may be part of a column's name, so this is one column named " +
		string(appendString(nil, n.Name)) + ". "
	apart := spacedOut(n.Name)
	if env.Columns != nil {
		detail += "The dataset's declaration has no such column."
		first := n.Name[:strings.IndexAny(n.Name, nameOperators)]
		_, declared := env.Columns(first)
		if hint := suggestColumn(n, nil, env); hint != "" && !declared || apart == "" {
			detail += hint
		} else {
			detail += " If you mean an operator, put spaces around it: `" + apart + "`."
		}
		return problem(n.Origin, RuleOperatorInName, "Operator in a column's name", detail)
	}
	if apart != "" {
		detail += "If you mean an operator, put spaces around it: `" + apart + "`. "
	} else if strings.ContainsAny(n.Name, ":?") {
		detail += "There is no conditional operator: write IF(condition, then, else). "
	}
	return problem(n.Origin, RuleOperatorInName, "Operator in a column's name",
		detail+"If that is really the column's name, quote it: `"+quoted+"`.")
}

// spacedOut is a bare name that holds operators, written as the expression that was probably meant; "" where there is
// none.
func spacedOut(name string) string {
	if strings.ContainsAny(name, ":?") {
		return ""
	}
	var b strings.Builder
	for len(name) > 0 {
		i := strings.IndexAny(name, "+-/=")
		operand := name
		if i >= 0 {
			operand = name[:i]
		}
		if operand == "" {
			return ""
		}
		if isDigit(operand[0]) {
			b.WriteString(operand)
		} else {
			b.Write(AppendColumn(nil, operand))
		}
		if i < 0 {
			return b.String()
		}
		b.WriteString(" " + name[i:i+1] + " ")
		if name[i] == '=' && strings.HasPrefix(name[i+1:], "=") { // == of other languages
			i++
		}
		name = name[i+1:]
	}
	return ""
}

func arity(f *Function) string {
	lo, hi := f.Min, f.MaxArgs()
	switch {
	case hi < 0:
		return "takes " + strconv.Itoa(lo) + " or more arguments"
	case lo == hi && lo == 0:
		return "takes no arguments"
	case lo == hi:
		return "takes " + words.Plural(lo, "argument")
	}
	if hi == lo+1 {
		return "takes " + strconv.Itoa(lo) + " or " + words.Plural(hi, "argument")
	}
	return "takes " + strconv.Itoa(lo) + " to " + words.Plural(hi, "argument")
}

func tooFewArguments(n *Call, f *Function) *hcl.Diagnostic {
	return problem(n.Origin, RuleArity, "Not enough function arguments",
		f.Signature()+" "+arity(f)+"; this call has "+strconv.Itoa(len(n.Args))+
			". Honeycomb rejects the calculated field.")
}

func tooManyArguments(n *Call, f *Function) *hcl.Diagnostic {
	extra := n.Args[f.MaxArgs()]
	return problem(extra.Place(), RuleArity, "Too many function arguments",
		f.Signature()+" "+arity(f)+"; this is argument "+
			strconv.Itoa(f.MaxArgs()+1)+". Honeycomb rejects the calculated field.")
}

func literalRequired(arg Expr, f *Function, p *Param) *hcl.Diagnostic {
	why := "The " + p.Name + " of " + f.Name + " must be a literal, not an expression or a column."
	if p.Form == AsRegexp {
		why += " To search for text from a column, write CONTAINS(text, part)."
	}
	return problem(arg.Place(), RuleLiteral, "Literal required", why)
}

// becomes is what a function makes of an argument that it can't use.
func becomes(f *Function) string {
	switch {
	case f.Name == "INT" || f.Name == "FLOAT":
		return "it becomes 0"
	case f.Name == "BUCKET" || f.Name == "LOG10":
		return "the result is always null"
	case f.Name == "REG_VALUE":
		return "the result is always empty"
	case f.Nulls == NullsZero && f.Section == mathematics:
		return "it counts as 0"
	case f.Nulls == NullsZero:
		return "the result is always 0"
	case f.Nulls == NullsFalse:
		return "the result is always false"
	}
	return "what Honeycomb does with it isn't documented"
}

func wrongType(n *Call, f *Function, p *Param, arg Expr, t Type) *hcl.Diagnostic {
	if t == TypeNull && f.Section == comparison {
		return problem(arg.Place(), RuleType, "Comparison with null",
			"A comparison with null is never true. To test whether a value is missing, write NOT(EXISTS(a)); to test whether "+
				"it is present, EXISTS(a).")
	}
	is := (t &^ TypeNull).String()
	if t == TypeNull {
		is = "null"
	}
	detail := "The " + p.Name + " of " + f.Name + " must be " + p.Takes.String() + ", but this is " + is + ": " +
		becomes(f) + "."
	if f.Name == "SWITCH" {
		detail = "Nothing equals null, so this case is never chosen."
		if p.Name == "subject" {
			detail = "Nothing equals null, so no case is ever chosen."
		}
	}
	rule := RuleType
	if p.literal() {
		rule = RuleLiteral
	}
	return problem(arg.Place(), rule, badArgument, detail+otherwise(f, p, arg, t&^TypeNull))
}

// otherwise says how to make an argument of the type t one that the parameter takes, where there is a way.
func otherwise(f *Function, p *Param, arg Expr, t Type) string {
	switch {
	case t.Only(TypeBool) && isOrdering(arg) && f.Section == comparison:
		return rangeHint
	case t.Only(TypeBool) && p.Takes&ordered == ordered && f.Section != comparison:
		return " To count with it write IF(condition, 1, 0)."
	case t.Only(TypeBool) && f.Section == comparison:
		return " Booleans have no order; write EQUALS(a, true)."
	case !t.Has(TypeString) && t != 0 && p.Takes == TypeString && p.Form == AnyExpr:
		return " STRING(a) turns it into a string."
	case t.Only(TypeString) && p.Takes == TypeNumber && p.Form == AnyExpr:
		return " FLOAT(a) reads a number from a string."
	}
	return ""
}

func notANumber(n *Literal, f *Function) *hcl.Diagnostic {
	return problem(n.Origin, RuleType, badArgument,
		f.Name+" reads numbers, but the string "+string(appendString(nil, n.Value.Str))+
			" doesn't hold one: "+becomes(f)+". If you mean a column, write "+string(AppendColumn(nil, n.Value.Str))+".")
}

func largeRegexp(n *Literal, instructions int) *hcl.Diagnostic {
	return problem(n.Origin, RuleRegexp, "Regular expression too large",
		fmt.Sprintf("It compiles to %d instructions, each of which may look at each "+
			"character of a text; slogen allows at most %d. Are repeats such as {0,10} nested in others?", instructions,
			maxInstructions))
}

func badRegexp(n *Literal, err error) *hcl.Diagnostic {
	s := n.Value.Str
	hint := ""
	switch {
	case strings.Contains(s, "(?=") || strings.Contains(s, "(?!") || strings.Contains(s, "(?<=") ||
		strings.Contains(s, "(?<!"):
		hint = " Honeycomb's regular expressions (RE2) have no look-around: match what you want to keep, and combine with " +
			"AND(REG_MATCH(...), NOT(REG_MATCH(...)))."
	case strings.Contains(s, `\1`) || strings.Contains(s, `\2`):
		hint = " Honeycomb's regular expressions (RE2) have no back references."
	}
	return problem(n.Origin, RuleRegexp, "Invalid regular expression",
		strings.TrimPrefix(err.Error(), "error parsing regexp: ")+"."+hint)
}

const rangeHint = " If you mean a range: a < b < c is read as (a < b) < c; write a < b AND b < c."

// isOrdering says whether e is a comparison by < <= > or >=.
func isOrdering(e Expr) bool {
	c, ok := e.(*Call)
	return ok && (c.Func == "LT" || c.Func == "LTE" || c.Func == "GT" || c.Func == "GTE")
}

func neverComparable(n *Call, at Expr, l, r Type) *hcl.Diagnostic {
	l, r = l&^TypeNull, r&^TypeNull
	detail := "This compares " + l.String() + " with " + r.String() +
		". Honeycomb reports nothing and returns false for every event"
	if n.Func == "EQUALS" {
		detail += " (true for !=)"
	}
	detail += "."
	switch {
	case (l|r) == (TypeString|TypeInt) || (l|r) == (TypeString|TypeFloat) || (l|r) == (TypeString|TypeNumber):
		detail += " Write the literal in the column's type, or convert: INT(a), STRING(a)."
	case (l | r).Has(TypeBool):
		detail += " A boolean equals true or false only."
	}
	if c, ok := n.Args[0].(*Call); ok && c.Func == "NOT" {
		detail += " The operator ! binds tighter than a comparison: !a = b is (!a) = b. Write a != b, or !(a = b)."
	} else if isOrdering(n.Args[0]) {
		detail += rangeHint
	}
	return problem(at.Place(), RuleType, "Comparison is always false", detail)
}

func repeatedCase(n *Literal, first Expr) *hcl.Diagnostic {
	d := problem(n.Origin, RuleSwitchCase, "Case is never chosen", "The first case that equals the subject is chosen, "+
		"and the same case comes earlier: this one has no effect. Remove one of them.")
	diag.AddNote(d, diag.Note{Text: "the same case", Range: first.Place().Range()})
	return d
}

func neverTrue(n *Literal, fn string) *hcl.Diagnostic {
	if n.Value.Kind == Null {
		return problem(n.Origin, RuleType, "Condition is never true",
			"null counts as false. Leave it out, or write false if you mean that.")
	}
	return problem(n.Origin, RuleType, "Condition is never true",
		"A string is true only when it is \"true\", so this operand of "+fn+" is always false. If you mean a column, write "+
			string(AppendColumn(nil, n.Value.Str))+"; to compare, repeat what is compared: OR(EQUALS(a, \"x\"), EQUALS(a, "+
			"\"y\")), or IN(a, \"x\", \"y\").")
}

func existsOfLiteral(n *Literal) *hcl.Diagnostic {
	detail := "EXISTS tests whether an event has a value, but this is a constant, the same for every event."
	if n.Value.Kind == String {
		detail += " If you mean a column, write " + string(AppendColumn(nil, n.Value.Str)) + "."
	}
	return problem(n.Origin, RuleType, badArgument, detail)
}

func divisionByZero(n *Call, at *Literal) *hcl.Diagnostic {
	return problem(at.Origin, RuleType, badArgument, "The divisor of "+n.Func+" is 0: the result is always null.")
}

func caseNeverEqual(at Expr, subject, t Type) *hcl.Diagnostic {
	return problem(at.Place(), RuleSwitchCase, "Case is never chosen",
		"SWITCH compares the way EQUALS does: the subject is "+(subject&^TypeNull).String()+
			", this case is "+(t&^TypeNull).String()+", and values of different types are never equal. Write the case in the "+
			"subject's type.")
}

func ignoredExtreme(n *Call, i int, first Type) *hcl.Diagnostic {
	kind, convert := "numbers", "FLOAT(a)"
	if first.Only(TypeString) {
		kind, convert = "strings", "STRING(a)"
	}
	return problem(n.Args[i].Place(), RuleType, badArgument,
		n.Func+" counts only arguments of the same type as the first that isn't missing. Here those are "+kind+
			" for every event, so this argument is silently ignored. Convert it with "+convert+", or leave it out.")
}

func badBucket(at Expr, why string) *hcl.Diagnostic {
	return problem(at.Place(), RuleLiteral, badArgument, why)
}

func badUnit(n *Literal) *hcl.Diagnostic {
	return problem(n.Origin, RuleLiteral, badArgument, "The unit of LENGTH is \"bytes\" or \"chars\".")
}

func timeSeriesInSLI(n *Call) *hcl.Diagnostic {
	at := n.FuncName
	if at.Source == nil {
		at = n.Origin
	}
	at.Via = n.Origin.Via
	return problem(at, RuleTimeSeriesSLI, "Time-series function in a calculated field",
		n.Func+" looks at a time series of a metrics dataset, but a calculated field of a dataset, such as an SLI, looks "+
			"at one event at a time. Send what it should judge with each event.")
}

func timeSeriesOffline(n *Call) *hcl.Diagnostic {
	at := n.FuncName
	if at.Source == nil {
		at = n.Origin
	}
	at.Via = n.Origin.Via
	return unreadable(at, "Time-series function can't be evaluated",
		n.Func+" looks at a time series of a metrics dataset: its value can't be computed from one event.")
}

func notAVerdict(e Expr, t Type) *hcl.Diagnostic {
	detail := "An SLI says whether each event is good (true), bad (false) or not eligible (null), but this is " +
		t.String() + "."
	if t.Only(TypeNumber) {
		if _, ok := e.(*Literal); ok {
			detail += " The only numbers that Honeycomb accepts are 1 for good and 0 for bad."
		} else {
			detail += " Compare it with a limit, as in LT(a, 1000)."
		}
	} else {
		detail += " Compare it, as in EQUALS(a, \"ok\")."
	}
	return problem(e.Place(), RuleVerdict, "SLI is not a boolean", detail)
}
