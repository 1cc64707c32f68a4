package calc

const (
	text    = "Strings"
	clock   = "Time"
	metrics = "Metrics"
)

var concatFunc = &Function{
	Name: "CONCAT", Section: text,
	Params: []Param{{Name: "value", Takes: TypeAny}}, Min: 1, Repeat: 1,
	Result: TypeString, Nulls: NullsSkip,
	Doc:      "The arguments as strings, one after the other.",
	Examples: []Example{{`CONCAT($http.request.method, " ", $http.route)`, ""}, {`CONCAT("a", 1)`, `"a1"`}},
	Since:    "0.1",
}

var toLowerFunc = &Function{
	Name: "TO_LOWER", Section: text,
	Params: []Param{{Name: "text", Takes: TypeString}}, Min: 1,
	Result: TypeString | TypeNull, Nulls: NullsUnknown, check: checkToLower,
	Doc:      "The string in lower case. There is no function for upper case.",
	Examples: []Example{{`TO_LOWER($region)`, ""}, {`TO_LOWER("EU")`, `"eu"`}},
	Since:    "0.1",
}

func stringTest(name, doc string, examples ...Example) *Function {
	return &Function{
		Name: name, Section: text,
		Params: []Param{{Name: "text", Takes: TypeString}, {Name: "part", Takes: TypeString}}, Min: 2,
		Result: TypeBool, Nulls: NullsFalse,
		Doc:      doc + " Upper and lower case differ; false unless both are strings.",
		Examples: examples, Since: "0.1",
	}
}

var (
	startsWithFunc = stringTest("STARTS_WITH", "Whether text starts with part.", Example{`STARTS_WITH($http.route, "/api/")`, ""}, Example{`STARTS_WITH("abc", "ab")`, "true"})
	endsWithFunc   = stringTest("ENDS_WITH", "Whether text ends with part.", Example{`ENDS_WITH("abc", "bc")`, "true"})
	containsFunc   = stringTest("CONTAINS", "Whether part occurs in text.", Example{`CONTAINS($http.user_agent, "bot")`, ""}, Example{`CONTAINS("abc", "d")`, "false"})
)

func regexps(name string, result Type, nulls Nulls, doc string, examples ...Example) *Function {
	return &Function{
		Name: name, Section: text,
		Params: []Param{{Name: "text", Takes: TypeString}, {Name: "regexp", Takes: TypeString, Form: AsRegexp}}, Min: 2,
		Result: result, Nulls: nulls,
		Doc: doc + " The expression is a string literal in Go's syntax (RE2: no look-around, no back references), found anywhere in the " +
			"text unless it says ^ and $. Back quotes save the doubled backslashes.",
		Examples: examples, Since: "0.1",
	}
}

var (
	regMatchFunc = regexps("REG_MATCH", TypeBool, NullsFalse, "Whether the regular expression matches the text.",
		Example{"REG_MATCH($http.target, `^/v[0-9]+/`)", ""}, Example{`REG_MATCH("a1", "[0-9]")`, "true"})
	regValueFunc = regexps("REG_VALUE", TypeString|TypeNull, NullsNull, "What the first group of the regular expression matches.",
		Example{"REG_VALUE($http.target, `^/v([0-9]+)/`)", ""}, Example{`REG_VALUE("id=7", "id=([0-9]+)")`, `"7"`})
	regCountFunc = regexps("REG_COUNT", TypeInt, NullsZero, "How often the regular expression matches without overlap; 0 for what is no string.",
		Example{`REG_COUNT($db.statement, "JOIN")`, ""}, Example{`REG_COUNT("a-b-c", "-")`, "2"})
)

var lengthFunc = &Function{
	Name: "LENGTH", Section: text,
	Params: []Param{{Name: "text", Takes: TypeString}, {Name: "unit", Takes: TypeString, Form: AsLiteral, Optional: true}}, Min: 1,
	Result: TypeInt, Nulls: NullsZero, check: checkLength,
	Doc:      "The length of the string, in \"bytes\" or in \"chars\" as a reader sees them; 0 for what is no string.",
	Examples: []Example{{`LENGTH($http.url)`, ""}, {`LENGTH("é", "bytes")`, "2"}},
	Since:    "0.1",
}

var eventTimestampFunc = &Function{
	Name: "EVENT_TIMESTAMP", Section: clock, Result: TypeFloat,
	Doc:      "When the event happened, in seconds since 1970.",
	Examples: []Example{{`GTE(EVENT_TIMESTAMP(), 1767225600)`, ""}},
	Since:    "0.1",
}

var ingestTimestampFunc = &Function{
	Name: "INGEST_TIMESTAMP", Section: clock, Result: TypeFloat,
	Doc:      "When the event arrived at Honeycomb, in seconds since 1970.",
	Examples: []Example{{`GT(SUB(INGEST_TIMESTAMP(), EVENT_TIMESTAMP()), 300)`, ""}},
	Since:    "0.1",
}

var unixTimestampFunc = &Function{
	Name: "UNIX_TIMESTAMP", Section: clock,
	Params: []Param{{Name: "text", Takes: TypeString}}, Min: 1,
	Result: TypeFloat | TypeNull, Nulls: NullsUnknown,
	Doc:      "The time written in the string (RFC 3339) in seconds since 1970.",
	Examples: []Example{{`UNIX_TIMESTAMP($started_at)`, ""}, {`UNIX_TIMESTAMP("1970-01-01T00:01:00Z")`, "60.0"}},
	Since:    "0.1",
}

var formatTimeFunc = &Function{
	Name: "FORMAT_TIME", Section: clock,
	Params: []Param{{Name: "format", Takes: TypeString}, {Name: "seconds", Takes: numeric, Form: AsNumber}}, Min: 2,
	Result: TypeString | TypeNull, Nulls: NullsUnknown,
	Doc: "The time, given in seconds since 1970, written by a strftime format, in UTC. Honeycomb calls it costly. For another time zone add its " +
		"offset to the seconds.",
	Examples: []Example{{`INT(FORMAT_TIME("%H", EVENT_TIMESTAMP()))`, ""}, {`FORMAT_TIME("%F", 0)`, `"1970-01-01"`}},
	Since:    "0.1",
}

func temporal(name, doc string, window bool, examples ...Example) *Function {
	f := &Function{
		Name: name, Section: metrics, Params: []Param{{Name: "metric", Takes: numeric, Form: AsNumber}}, Min: 1,
		Result: TypeNumber | TypeNull, Nulls: NullsUnknown, Metrics: true,
		Doc: doc + " Only for metrics datasets, in a query's own calculated fields, at most once in a formula, never in an SLI: it looks at a " +
			"time series and not at one event.",
		Examples: examples, Since: "0.1",
	}
	if window {
		f.Params = append(f.Params, Param{Name: "seconds", Takes: TypeNumber, Optional: true})
	}
	return f
}

var (
	lastFunc      = temporal("LAST", "The latest value of the series in each step.", false, Example{`LAST($memory.used)`, ""})
	summarizeFunc = temporal("SUMMARIZE", "The values of the series in each step, summarized.", false, Example{`SUMMARIZE($latency)`, ""})
	increaseFunc  = temporal("INCREASE", "How much the series grew over the given time, by default the step of the query.", true, Example{`INCREASE($requests, 300)`, ""})
	rateFunc      = temporal("RATE", "How much the series grew per second over the given time, by default the step of the query.", true, Example{`RATE($requests)`, ""})
	rawMetricFunc = temporal("RAW_METRIC", "The values of the series as they were sent. Honeycomb does not document it.", false, Example{`RAW_METRIC($requests)`, ""})
)
