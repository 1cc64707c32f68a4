package config

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/slogen-project/slogen/generator/burn"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/lazy"
	"github.com/slogen-project/slogen/generator/spec"
	"github.com/slogen-project/slogen/generator/words"
)

// MaxScenarioMinutes is as long as a scenario may last: a leap year.
const MaxScenarioMinutes = 366 * burn.MinutesPerDay

// Series are values one after the other; nil for one that is left out.
type Series []*big.Rat

// seriesItem is one item of the notation: a start, what is added each time, and how often.
var seriesItem = lazy.Regexp(`^(?:(_)|(-?[0-9]+(?:\.[0-9]+)?|-?\.[0-9]+)(?:([+-])([0-9]+(?:\.[0-9]+)?|\.[0-9]+))?)(?:x([0-9]+))?$`)

// parseSeries reads promtool's compact notation for series
// (prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules): items with spaces between, each a value
// ("0.5"), a value and n more of it ("0.5x3" is four), one that grows or falls n times ("1+2x3" is 1 3 5 7), a value
// left out ("_") or n of these ("_x3" is three). The problem is empty when there is none.
func parseSeries(text string) (out Series, problem string) {
	items := strings.Fields(text)
	if len(items) == 0 {
		return nil, "A series without values says nothing: write some, such as \"0.1x9 0.5+0.05x4\"."
	}
	for _, item := range items {
		m := seriesItem().FindStringSubmatch(item)
		if m == nil || len(item) > 200 {
			why := "an item is a value (\"0.5\"), a value and n more of the same (\"0.5x3\"), one that changes n times " +
				"(\"1+2x3\", \"1-0.1x3\"), or \"_\" or \"_x3\" for values left out"
			if item == "stale" {
				why = "counts don't become stale; \"_\" leaves a value out"
			}
			return nil, fmt.Sprintf("%q isn't a valid item of a series: %s.", words.Cut(item, 60), why)
		}
		if m[3] != "" && m[5] == "" {
			return nil, fmt.Sprintf("%q doesn't say how often it changes: write \"%sx5\" for five times.", item, item)
		}
		times := 0
		if m[5] != "" {
			n, err := strconv.Atoi(m[5])
			if err != nil || n > MaxScenarioMinutes {
				return nil, fmt.Sprintf(
					"%q repeats more often than a scenario has minutes, at most %d.",
					words.Cut(item, 60),
					MaxScenarioMinutes,
				)
			}
			times = n
		}
		values := times + 1
		if m[1] != "" && m[5] != "" {
			values = times
		}
		if len(out)+values > MaxScenarioMinutes {
			return nil, fmt.Sprintf("The series has more values than a scenario has minutes, at most %d.", MaxScenarioMinutes)
		}
		if m[1] != "" {
			out = append(out, make(Series, values)...)
			continue
		}
		value, _ := new(big.Rat).SetString(m[2])
		step := new(big.Rat)
		if m[4] != "" {
			step.SetString(m[4])
		}
		if m[3] == "-" {
			step.Neg(step)
		}
		out = append(out, value)
		for range times {
			if step.Sign() != 0 {
				value = new(big.Rat).Add(value, step)
			}
			out = append(out, value)
		}
	}
	if len(out) == 0 {
		return nil, fmt.Sprintf("%q neither holds a value nor leaves any out: write how many to leave out.", text)
	}
	return out, ""
}

// outside finds the first value that is less than 0, or more than most where there is a most; -1 when there is none.
func (s Series) outside(most *big.Rat) int {
	for i, v := range s {
		if v != nil && (v.Sign() < 0 || most != nil && v.Cmp(most) > 0) {
			return i
		}
	}
	return -1
}

const seriesDoc = "values separated by spaces, in promtool's notation: `0.5x3` is four times 0.5, `1+2x3` is 1 3 5 " +
	"7, `_x3` leaves out three values"

// ratioSeries is a series of shares of events.
var ratioSeries = &spec.Kind[Series]{
	KindDoc: spec.KindDoc{Name: "series of ratios", Doc: seriesDoc, Example: `"0.01x9 0.1+0.1x4 _x5 0.5"`,
		Schema: map[string]any{"type": "string"}},
	Decode: func(d *spec.Decoder, e hcl.Expression) (Series, bool) {
		text, ok := spec.Text.Decode(d, e)
		if !ok {
			return nil, false
		}
		s, problem := parseSeries(text)
		if problem == "" {
			if i := s.outside(big.NewRat(1, 1)); i >= 0 {
				problem = fmt.Sprintf("Value %d of the series is %s, but a ratio is between 0 and 1: half of all events is 0.5.",
					i+1, words.Rounded(s[i], 9))
			}
		}
		if problem != "" {
			d.Add(diag.Error("test/scenario", "Invalid series", problem, e.Range()))
			return nil, false
		}
		return s, true
	},
}

// Traffic is how many events come in a minute: always the same number, or a series of numbers.
type Traffic struct {
	Rate   *big.Rat // nil for a series
	Series Series
}

// rateUnits are the units of rates and how many of them a minute has.
var rateUnits = []struct {
	name      string
	perMinute *big.Rat
}{{"s", big.NewRat(60, 1)}, {"min", big.NewRat(1, 1)}, {"h", big.NewRat(1, 60)},
	{"day", big.NewRat(1, burn.MinutesPerDay)}}

// maxPerMinute bounds rates: more events than anybody has.
var maxPerMinute = big.NewRat(1_000_000_000_000, 1)

var plainNumber = lazy.Regexp(`^[0-9]{1,30}(\.[0-9]{1,30})?$`)

// parseRate reads "1000/min". The problem is empty when there is none.
func parseRate(text string) (perMinute *big.Rat, problem string) {
	number, unit, _ := strings.Cut(text, "/")
	number, unit = strings.TrimSpace(number), strings.TrimSpace(unit)
	if !plainNumber().MatchString(number) {
		return nil, fmt.Sprintf(
			"%q isn't a rate: write a number and a unit, such as \"1000/min\".",
			words.Cut(text, 60),
		)
	}
	names := make([]string, 0, len(rateUnits))
	for _, u := range rateUnits {
		names = append(names, u.name)
		if u.name != unit {
			continue
		}
		perMinute, _ = new(big.Rat).SetString(number)
		perMinute.Mul(perMinute, u.perMinute)
		if perMinute.Cmp(maxPerMinute) > 0 {
			return nil, fmt.Sprintf("%q is more than a million million events a minute.", words.Cut(text, 60))
		}
		return perMinute, ""
	}
	problem = fmt.Sprintf("%q isn't a unit of a rate: the units are /s, /min, /h and /day.", words.Cut(unit, 60))
	if near := diag.Suggest(unit, names); near != "" {
		problem += fmt.Sprintf(" Did you mean %q?", number+"/"+near)
	}
	return nil, problem
}

// rateKind is one rate of events.
var rateKind = &spec.Kind[*big.Rat]{
	KindDoc: spec.KindDoc{Name: "rate", Doc: "a number of events for each `/s`, `/min`, `/h` or `/day`",
		Example: `"100/min"`,
		Schema:  map[string]any{"type": "string", "pattern": `^[0-9]+(\.[0-9]+)? */ *(s|min|h|day)$`}},
	Decode: func(d *spec.Decoder, e hcl.Expression) (*big.Rat, bool) {
		text, ok := rateText(d, e)
		if !ok {
			return nil, false
		}
		r, problem := parseRate(text)
		if problem != "" {
			d.Add(diag.Error("test/scenario", "Invalid rate", problem, e.Range()))
		}
		return r, problem == ""
	},
}

// rateText is the text of a rate, with a word for a number that has no unit.
func rateText(d *spec.Decoder, e hcl.Expression) (string, bool) {
	v, ok := d.Eval(e)
	if !ok {
		return "", false
	}
	text := ""
	switch v.Type() {
	case cty.String:
		text = strings.TrimSpace(v.AsString())
	case cty.Number:
		text = spec.DecimalOf(v.AsBigFloat())
	default:
		d.Add(diag.Error("test/scenario", "Invalid rate",
			"Traffic such as \"1000/min\" is needed here, but this is "+spec.TypeName(v)+".",
			e.Range()))
		return "", false
	}
	if plainNumber().MatchString(text) {
		d.Add(diag.Error("test/scenario", "Invalid rate", fmt.Sprintf("%s events in how much time? Write \"%s/min\", "+
			"or use another of the units /s, /min, /h and /day.", words.Cut(text, 60), words.Cut(text, 60)), e.Range()))
		return "", false
	}
	return text, true
}

// trafficKind is a rate, or a series of events a minute.
var trafficKind = &spec.Kind[Traffic]{
	KindDoc: spec.KindDoc{Name: "traffic", Doc: "a rate such as `\"1000/min\"`, with `/s`, `/min`, `/h` or `/day`; or a " +
		"series of events a minute, such as `\"1000x59 1000-10x60\"`: " + seriesDoc, Example: `"1000/min"`,
		Schema: map[string]any{"type": "string"}},
	Decode: func(d *spec.Decoder, e hcl.Expression) (Traffic, bool) {
		text, ok := rateText(d, e)
		if !ok {
			return Traffic{}, false
		}
		if strings.Contains(text, "/") {
			r, problem := parseRate(text)
			if problem != "" {
				d.Add(diag.Error("test/scenario", "Invalid rate", problem, e.Range()))
			}
			return Traffic{Rate: r}, problem == ""
		}
		s, problem := parseSeries(text)
		if problem == "" {
			if i := s.outside(maxPerMinute); i >= 0 {
				problem = fmt.Sprintf("Value %d of the series is %s events a minute; it can be 0 to a million million.", i+1,
					words.Rounded(s[i], 9))
			}
		}
		if problem != "" {
			d.Add(diag.Error("test/scenario", "Invalid series", problem, e.Range()))
		}
		return Traffic{Series: s}, problem == ""
	},
}
