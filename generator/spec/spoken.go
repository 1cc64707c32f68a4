package spec

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/slogen-project/slogen/generator/lazy"
)

// spokenUnits are units of time as people and other tools write them. A month has no fixed length: Honeycomb's usual
// window stands for it.
var spokenUnits = []struct {
	size  Seconds
	names string
}{
	{1, "s sec secs second seconds"},
	{Minute, "m min mins minute minutes"},
	{Hour, "h hr hrs hour hours"},
	{Day, "d day days"},
	{Week, "w wk wks week weeks"},
	{30 * Day, "mo mon month months"},
	{90 * Day, "q quarter quarters"},
	{365 * Day, "y yr yrs year years"},
}

var (
	spokenPart = lazy.Regexp(`^(?:and)?([0-9]{1,6}(?:\.[0-9]{1,6})?)([a-z]+)`)
	isoPeriod  = lazy.Regexp(`^p((?:[0-9]+[dwmy])*)(?:t((?:[0-9]+[hms])+))?$`)
)

// meant is the duration that a text of another form most likely stands for, such as "1 hour", "1.5h" or "PT1H"; false
// for none.
func meant(text string) (Seconds, bool) {
	rest := strings.NewReplacer(" ", "", "\t", "", "_", "", ",", "").Replace(strings.ToLower(text))
	if iso := isoPeriod().FindStringSubmatch(rest); iso != nil {
		rest = strings.NewReplacer("m", "mo").Replace(iso[1]) + iso[2]
	}
	total := new(big.Rat)
	if rest == "" || len(rest) > 64 {
		return 0, false
	}
	for rest != "" {
		part := spokenPart().FindStringSubmatch(rest)
		if part == nil {
			return 0, false
		}
		n, _ := new(big.Rat).SetString(part[1])
		unit := Seconds(0)
		for _, u := range spokenUnits {
			for name := range strings.FieldsSeq(u.names) {
				if name == strings.TrimSuffix(part[2], "and") {
					unit = u.size
				}
			}
		}
		if n == nil || unit == 0 {
			return 0, false
		}
		total.Add(total, n.Mul(n, new(big.Rat).SetInt64(int64(unit))))
		rest = rest[len(part[0]):]
	}
	if !total.IsInt() || !total.Num().IsInt64() || total.Sign() <= 0 || total.Num().Int64() > int64(maxDuration) {
		return 0, false
	}
	return Seconds(total.Num().Int64()), true
}

// wholeDays rounds up to days.
func wholeDays(s Seconds) Seconds { return (s + Day - 1) / Day * Day }

// orMeant is what to write instead of a text that is no duration: what it most likely means, or how durations are
// written.
func orMeant(text, otherwise string) string {
	s, ok := meant(text)
	if !ok {
		return otherwise
	}
	return fmt.Sprintf("Write %q.", s)
}

// notUnit says what is wrong with a unit of time, or what to write for the whole text where that can be told.
func notUnit(text, unit string) string {
	if s, ok := meant(text); ok {
		return fmt.Sprintf("%q isn't a valid duration. Write %q.", text, s)
	}
	return fmt.Sprintf("%q: %q isn't a unit of time. The units are s, m, h, d and w.", text, unit)
}

// withUnit is a number with the unit it most likely has: the API of Honeycomb counts minutes wherever slogen takes a
// duration.
func withUnit(v cty.Value) string {
	if v.Type() != cty.Number {
		return ""
	}
	f := v.AsBigFloat()
	if !f.IsInt() || f.Sign() <= 0 || f.MantExp(nil) > 20 {
		return ""
	}
	return fmt.Sprintf(" For minutes write \"%sm\".", f.Text('f', 0))
}
