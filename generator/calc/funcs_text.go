package calc

import (
	"math"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/apparentlymart/go-textseg/v15/textseg"
	"github.com/ncruces/go-strftime"
)

const (
	text    = "Strings"
	clock   = "Time"
	metrics = "Metrics"
)

var concatFunc = &Function{
	Name: "CONCAT", Section: text,
	Params: []Param{{Name: "value", Takes: TypeAny}}, Min: 1, Repeat: 1,
	Result: TypeString, Nulls: NullsSkip, eval: evalConcat,
	Doc:      "The arguments as strings, joined together.",
	Examples: []Example{{`CONCAT($http.request.method, " ", $http.route)`, ""}, {`CONCAT("a", 1)`, `"a1"`}},
	Since:    "0.1",
}

var toLowerFunc = &Function{
	Name: "TO_LOWER", Section: text,
	Params: []Param{{Name: "text", Takes: TypeString}}, Min: 1,
	Result: TypeString | TypeNull, Nulls: NullsUnknown, check: checkToLower, eval: of1(toLower),
	Doc:      "The string in lower case. There is no function for upper case.",
	Examples: []Example{{`TO_LOWER($region)`, ""}, {`TO_LOWER("EU")`, `"eu"`}},
	Since:    "0.1",
}

func stringTest(name, doc string, f func(s, part string) bool, examples ...Example) *Function {
	return &Function{
		Name: name, Section: text,
		Params: []Param{{Name: "text", Takes: TypeString}, {Name: "part", Takes: TypeString}}, Min: 2,
		Result: TypeBool, Nulls: NullsFalse,
		eval:     test2(func(_ *Row, x, y Value) bool { return x.Kind == String && y.Kind == String && f(x.Str, y.Str) }),
		Doc:      doc + " Case matters; false unless both are strings.",
		Examples: examples, Since: "0.1",
	}
}

var (
	startsWithFunc = stringTest("STARTS_WITH", "Whether text starts with part.", strings.HasPrefix,
		Example{`STARTS_WITH($http.route, "/api/")`, ""}, Example{`STARTS_WITH("abc", "ab")`, "true"})
	endsWithFunc = stringTest("ENDS_WITH", "Whether text ends with part.", strings.HasSuffix,
		Example{`ENDS_WITH("abc", "bc")`, "true"})
	containsFunc = stringTest("CONTAINS", "Whether part occurs in text.", strings.Contains,
		Example{`CONTAINS($http.user_agent, "bot")`, ""}, Example{`CONTAINS("abc", "d")`, "false"})
)

func regexps(name string, result Type, nulls Nulls, doc string, eval func(re *regexp.Regexp, x func(r *Row) Value) code,
	examples ...Example) *Function {
	return &Function{
		Name: name, Section: text,
		Params: []Param{{Name: "text", Takes: TypeString}, {Name: "regexp", Takes: TypeString, Form: AsRegexp}}, Min: 2,
		Result: result, Nulls: nulls,
		eval: func(_ *Call, a []code) code {
			pattern, text := a[1].lit.Str, a[0].value
			instructions := Instructions(pattern)
			return eval(regexp.MustCompile(pattern), func(r *Row) Value { // Check compiled it
				v := text(r)
				if v.Kind == String && !r.Matching.spend(instructions, len(v.Str)) {
					return Value{}
				}
				return v
			})
		},
		Doc: doc + " The expression is a string literal in Go's syntax (RE2: no look-around, no back references), which " +
			"may match anywhere in the " +
			"text unless it has ^ and $. In back quotes, backslashes needn't be doubled.",
		Examples: examples, Since: "0.1",
	}
}

var (
	regMatchFunc = regexps("REG_MATCH", TypeBool, NullsFalse, "Whether the regular expression matches the text.", regMatch,
		Example{"REG_MATCH($http.target, `^/v[0-9]+/`)", ""}, Example{`REG_MATCH("a1", "[0-9]")`, "true"})
	regValueFunc = regexps("REG_VALUE", TypeString|TypeNull, NullsNull,
		"What the first group of the regular expression matches.", regValue,
		Example{"REG_VALUE($http.target, `^/v([0-9]+)/`)", ""}, Example{`REG_VALUE("id=7", "id=([0-9]+)")`, `"7"`})
	regCountFunc = regexps("REG_COUNT", TypeInt, NullsZero,
		"How many times the regular expression matches without overlap; 0 for anything that isn't a string.", regCount,
		Example{`REG_COUNT($db.statement, "JOIN")`, ""}, Example{`REG_COUNT("a-b-c", "-")`, "2"})
)

var lengthFunc = &Function{
	Name: "LENGTH", Section: text,
	Params: []Param{{Name: "text", Takes: TypeString}, {Name: "unit", Takes: TypeString, Form: AsLiteral, Optional: true}},
	Min:    1,
	Result: TypeInt, Nulls: NullsZero, check: checkLength, eval: evalLength,
	Doc: "The length of the string, in \"bytes\" or in \"chars\" as a reader sees them; 0 for anything that isn't " +
		"a string.",
	Examples: []Example{{`LENGTH($http.url)`, ""}, {`LENGTH("é", "bytes")`, "2"}},
	Since:    "0.1",
}

var eventTimestampFunc = &Function{
	Name: "EVENT_TIMESTAMP", Section: clock, Result: TypeFloat,
	eval:     func(*Call, []code) code { return values(eventTime) },
	Doc:      "When the event happened, in seconds since 1970.",
	Examples: []Example{{`GTE(EVENT_TIMESTAMP(), 1767225600)`, ""}},
	Since:    "0.1",
}

var ingestTimestampFunc = &Function{
	Name: "INGEST_TIMESTAMP", Section: clock, Result: TypeFloat,
	eval: func(*Call, []code) code {
		return values(func(r *Row) Value {
			if r.HasIngest {
				return Value{Kind: Float, Float: r.Ingest}
			}
			r.assumed |= assumeIngestTime
			return eventTime(r)
		})
	},
	Doc:      "When the event arrived at Honeycomb, in seconds since 1970.",
	Examples: []Example{{`GT(SUB(INGEST_TIMESTAMP(), EVENT_TIMESTAMP()), 300)`, ""}},
	Since:    "0.1",
}

var unixTimestampFunc = &Function{
	Name: "UNIX_TIMESTAMP", Section: clock,
	Params: []Param{{Name: "text", Takes: TypeString}}, Min: 1,
	Result: TypeFloat | TypeNull, Nulls: NullsUnknown, eval: of1(unixTimestamp),
	Doc:      "The time written in the string (RFC 3339) in seconds since 1970.",
	Examples: []Example{{`UNIX_TIMESTAMP($started_at)`, ""}, {`UNIX_TIMESTAMP("1970-01-01T00:01:00Z")`, "60.0"}},
	Since:    "0.1",
}

var formatTimeFunc = &Function{
	Name: "FORMAT_TIME", Section: clock,
	Params: []Param{{Name: "format", Takes: TypeString}, {Name: "seconds", Takes: numeric, Form: AsNumber}}, Min: 2,
	Result: TypeString | TypeNull, Nulls: NullsUnknown, eval: of2(formatTime),
	Doc: "The time, given in seconds since 1970, in a strftime format and in UTC. Honeycomb calls this costly. For " +
		"another time zone, add its " +
		"offset to the seconds.",
	Examples: []Example{{`INT(FORMAT_TIME("%H", EVENT_TIMESTAMP()))`, ""}, {`FORMAT_TIME("%F", 0)`, `"1970-01-01"`}},
	Since:    "0.1",
}

func temporal(name, doc string, window bool, examples ...Example) *Function {
	f := &Function{
		Name: name, Section: metrics, Params: []Param{{Name: "metric", Takes: numeric, Form: AsNumber}}, Min: 1,
		Result: TypeNumber | TypeNull, Nulls: NullsUnknown, Metrics: true,
		Doc: doc + " Honeycomb has it for metrics datasets only, at most once in a formula, in a calculated field inside a " +
			"query: it " +
			"looks at a time series, not at a single event. slogen recognizes the name and rejects it everywhere: in SLIs, in " +
			"the conditions and " +
			"aggregates of triggers, which are all about single events, and in `slogen eval`.",
		Examples: examples, Since: "0.1",
	}
	if window {
		f.Params = append(f.Params, Param{Name: "seconds", Takes: TypeNumber, Optional: true})
	}
	return f
}

var (
	lastFunc = temporal("LAST", "The latest value of the series in each step.", false,
		Example{`LAST($memory.used)`, ""})
	summarizeFunc = temporal("SUMMARIZE", "The values of the series in each step, summarized.", false,
		Example{`SUMMARIZE($latency)`, ""})
	increaseFunc = temporal("INCREASE", "How much the series grew over the given time, by default the step of the query.",
		true, Example{`INCREASE($requests, 300)`, ""})
	rateFunc = temporal("RATE", "How much the series grew per second over the given time, by default the step of "+
		"the query.", true, Example{`RATE($requests)`, ""})
	rawMetricFunc = temporal("RAW_METRIC", "The values of the series as they were sent. Honeycomb does not document it.",
		false, Example{`RAW_METRIC($requests)`, ""})
)

func evalConcat(_ *Call, a []code) code {
	return values(func(r *Row) Value {
		var b strings.Builder
		for i := range a {
			b.WriteString(textOfValue(r, a[i].value(r)))
		}
		return strValue(b.String())
	})
}

func toLower(r *Row, x Value) Value {
	if x.Kind != String {
		r.assumed |= assumeToLowerType
		return Value{}
	}
	return strValue(strings.ToLower(x.Str))
}

func regMatch(re *regexp.Regexp, x func(r *Row) Value) code {
	return tests(func(r *Row) bool {
		v := x(r)
		if v.Kind != String {
			return false
		}
		ok := re.MatchString(v.Str)
		if ok && v.Str == "" {
			r.assumed |= assumeEmptyString
		}
		return ok
	})
}

func regValue(re *regexp.Regexp, x func(r *Row) Value) code {
	group := 1
	if re.NumSubexp() == 0 {
		group = 0
	}
	return values(func(r *Row) Value {
		v := x(r)
		var at []int
		if v.Kind == String {
			at = re.FindStringSubmatchIndex(v.Str)
		}
		switch {
		case at == nil:
			r.assumed |= assumeRegNoMatch
			return Value{}
		case at[2*group] < 0:
			r.assumed |= assumeRegGroupUnmatched
			return Value{}
		case group == 0:
			r.assumed |= assumeRegNoGroup
		}
		return strValue(v.Str[at[2*group]:at[2*group+1]])
	})
}

func regCount(re *regexp.Regexp, x func(r *Row) Value) code {
	return values(func(r *Row) Value {
		v := x(r)
		if v.Kind != String {
			return intValue(0)
		}
		n := int64(0)
		re.ReplaceAllStringFunc(v.Str, func(string) string { // which keeps no list of the matches, as FindAll does
			n++
			return ""
		})
		return intValue(n)
	})
}

func evalLength(_ *Call, a []code) code {
	x := a[0].value
	unit := ""
	if len(a) == 2 {
		unit = a[1].lit.Str
	}
	return values(func(r *Row) Value {
		v := x(r)
		if v.Kind != String {
			return intValue(0)
		}
		n := len(v.Str)
		if unit != "bytes" {
			if n = characters(v.Str); unit == "" && n != len(v.Str) {
				r.assumed |= assumeLengthUnit
			}
		}
		return intValue(int64(n))
	})
}

// characters counts the characters that a reader sees; 0 in what is not UTF-8.
func characters(s string) int {
	if !utf8.ValidString(s) {
		return 0
	}
	ascii := true
	for i := 0; i < len(s); i++ {
		ascii = ascii && s[i] < utf8.RuneSelf && s[i] != '\r'
	}
	if ascii {
		return len(s)
	}
	// its only errors are the scanner's, which has none
	n, _ := textseg.TokenCount([]byte(s), textseg.ScanGraphemeClusters)
	return n
}

func eventTime(r *Row) Value {
	if !r.HasTime {
		r.assumed |= assumeNoTime
		return Value{}
	}
	return Value{Kind: Float, Float: r.Time}
}

func unixTimestamp(r *Row, x Value) Value {
	if x.Kind == String {
		if t, err := time.Parse(time.RFC3339, x.Str); err == nil {
			return Value{Kind: Float, Float: Seconds(t)}
		}
	}
	r.assumed |= assumeUnixText
	return Value{}
}

// Seconds is a time in seconds since 1970.
func Seconds(t time.Time) float64 { return float64(t.Unix()) + float64(t.Nanosecond())/1e9 }

// The seconds since 1970 at which the years 1 and 10000 begin.
const (
	year1     = -62135596800
	year10000 = 253402300800
)

func formatTime(r *Row, format, seconds Value) Value {
	s, ok := toNumber(r, seconds)
	if seconds.Kind == String {
		r.assumed |= assumeFormatTime
	}
	if format.Kind != String || !ok || !(s >= year1 && s < year10000) {
		r.assumed |= assumeFormatTime
		return Value{}
	}
	if !posixFormat(format.Str) {
		r.assumed |= assumeFormatTime
	}
	whole := math.Floor(s)
	return strValue(strftime.Format(format.Str, time.Unix(int64(whole), int64((s-whole)*1e9)).UTC()))
}

// posixFormat says whether a format has no other conversions than those of POSIX.
func posixFormat(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] != '%' {
			continue
		}
		if i++; i == len(s) || !strings.ContainsRune("aAbBcCdDeFgGhHIjmMnprRStTuUVwWxXyYzZ%", rune(s[i])) {
			return false
		}
	}
	return true
}
