// Package words writes numbers, lengths of time and lists as people read them, in English.
//
// It exists so that all messages and pages write one figure in one way. Targets are exact. Other figures (error rates,
// burn rates, lengths of time) are as people say them: 1% for 0.9999%, 3 h 22 min for 201.6 minutes; the exact values
// are in JSON. It is not its job to judge, or to lay anything out.
package words

import (
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
)

// Number writes r exactly when four decimals are enough, else rounded to four significant digits (at least to whole
// ones) and with "about".
func Number(r *big.Rat) string {
	if s, exact := Decimals(r, 4); exact {
		return s
	}
	digits := 4 - wholeDigits(r)
	if digits < 0 {
		digits = 0
	}
	s, _ := Decimals(r, digits)
	return "about " + s
}

// wholeDigits is the number of digits before the decimal point, or, for fractions, minus the zeros behind it.
func wholeDigits(r *big.Rat) int {
	abs := new(big.Rat).Abs(r)
	if abs.Sign() == 0 {
		return 1
	}
	n, ten := 0, big.NewRat(10, 1)
	for one := big.NewRat(1, 1); abs.Cmp(one) >= 0; n++ {
		abs.Quo(abs, ten)
	}
	for tenth := big.NewRat(1, 10); n <= 0 && abs.Cmp(tenth) < 0; n-- {
		abs.Mul(abs, ten)
	}
	return n
}

// Decimals writes r with at most n decimals, without trailing zeros and with commas between thousands, and says whether
// that is exact.
func Decimals(r *big.Rat, n int) (string, bool) {
	s := r.FloatString(n)
	back, _ := new(big.Rat).SetString(s)
	exact := back != nil && back.Cmp(r) == 0
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	whole, frac, point := strings.Cut(s, ".")
	if point {
		frac = "." + frac
	}
	return sign + grouped(whole) + frac, exact
}

// Rounded writes r as [Decimals] does.
func Rounded(r *big.Rat, n int) string {
	s, _ := Decimals(r, n)
	return s
}

// Thousands writes a whole number with commas between thousands: "1,000,000".
func Thousands[N int | int64](n N) string {
	if n < 0 {
		return "-" + grouped(strconv.FormatInt(int64(n), 10)[1:])
	}
	return grouped(strconv.FormatInt(int64(n), 10))
}

// grouped puts commas between the thousands of a number's digits.
func grouped(digits string) string {
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

func times(r *big.Rat, a, b int64) *big.Rat { return new(big.Rat).Mul(r, big.NewRat(a, b)) }

// Exact is the decimal number that a float was read from, which it may only come near: 1/10 for 0.1.
func Exact(f float64) *big.Rat {
	r, ok := new(big.Rat).SetString(strconv.FormatFloat(f, 'g', -1, 64))
	if !ok {
		return new(big.Rat) // no number
	}
	return r
}

// Exactly is the decimal number that a text holds; false when it is no number or out of all reason (an exponent could
// fill the memory).
func Exactly(text string) (*big.Rat, bool) {
	if len(text) == 0 || len(text) > 64 {
		return nil, false
	}
	f, err := strconv.ParseFloat(text, 64)
	abs := math.Abs(f)
	if err != nil || abs > 1e30 || abs < 1e-30 && strings.ContainsAny(text, "eE") {
		return nil, false
	}
	return new(big.Rat).SetString(text)
}

// Whole writes a number of events, rounded to whole ones with "about".
func Whole(r *big.Rat) string {
	s, exact := Decimals(r, 0)
	if !exact {
		return "about " + s
	}
	return s
}

// Span words a whole number of minutes that an alert looks at: "an hour", "4 hours", "a day", "90 minutes".
func Span(min int) string {
	word := func(n int, one, many string) string {
		if n == 1 {
			return one
		}
		return fmt.Sprintf("%d %s", n, many)
	}
	switch {
	case min == 24*60 || min%(24*60) == 0 && min > 0:
		return word(min/(24*60), "a day", "days")
	case min%60 == 0 && min > 0:
		return word(min/60, "an hour", "hours")
	}
	return word(min, "a minute", "minutes")
}

// Seconds is [Span] for seconds.
func Seconds(s int) string {
	if s%60 == 0 {
		return Span(s / 60)
	}
	return fmt.Sprintf("%d seconds", s)
}

// Duration writes seconds as slogen's language does: "15m", "1h30m", "90s", "0s".
func Duration(seconds int64) string {
	out, left := "", uint64(seconds)
	switch {
	case seconds == 0:
		return "0s"
	case seconds < 0:
		out, left = "-", -left
	}
	for _, u := range [...]struct {
		seconds uint64
		name    string
	}{{24 * 60 * 60, "d"}, {60 * 60, "h"}, {60, "m"}, {1, "s"}} {
		if n := left / u.seconds; n > 0 {
			out += strconv.FormatUint(n, 10) + u.name
		}
		left %= u.seconds
	}
	return out
}

// Length writes minutes as slogen's language does: "2d3h", "1h5m", "0m".
func Length(minutes int) string {
	if minutes == 0 {
		return "0m"
	}
	return Duration(int64(minutes) * minute.seconds)
}
