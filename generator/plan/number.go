package plan

import (
	"fmt"
	"math/big"
	"strings"
)

// num writes r exactly when four decimals are enough, else rounded to four significant digits (at least to whole ones) and with
// "about".
func num(r *big.Rat) string {
	if s, exact := decimals(r, 4); exact {
		return s
	}
	digits := 4 - wholeDigits(r)
	if digits < 0 {
		digits = 0
	}
	s, _ := decimals(r, digits)
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

// decimals writes r with at most n decimals, without trailing zeros and with commas between thousands, and says whether that is
// exact.
func decimals(r *big.Rat, n int) (string, bool) {
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
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if point {
		frac = "." + frac
	}
	return sign + whole + frac, exact
}

func rat(n int) *big.Rat { return big.NewRat(int64(n), 1) }

func ratio(a, b int) *big.Rat { return big.NewRat(int64(a), int64(b)) }

func mul(a, b *big.Rat) *big.Rat { return new(big.Rat).Mul(a, b) }

// percent writes a per-million as a percentage.
func percent(perMillion int) string { return num(ratio(perMillion, 10_000)) + " %" }

// share writes a fraction as a percentage.
func share(r *big.Rat) string { return num(mul(r, rat(100))) + " %" }

// minutes writes a length of time in the unit that reads best: seconds below a minute, minutes up to ten hours, then hours and
// days.
func minutes(r *big.Rat) string {
	unit, name := timeUnit(r)
	return num(mul(r, unit)) + " " + name
}

func timeUnit(r *big.Rat) (per *big.Rat, name string) {
	switch {
	case r.Sign() == 0 || r.Cmp(rat(1)) >= 0 && r.Cmp(rat(600)) < 0:
		return rat(1), "min"
	case r.Cmp(rat(1)) < 0:
		return rat(60), "s"
	case r.Cmp(rat(72*60)) < 0:
		return ratio(1, 60), "h"
	}
	return ratio(1, 1440), "days"
}

// fromTo writes two lengths of time, in one unit where one suits both: "43.2 → 21.6 min".
func fromTo(a, b *big.Rat) string {
	ua, na := timeUnit(a)
	_, nb := timeUnit(b)
	if na == nb {
		return num(mul(a, ua)) + " → " + num(mul(b, ua)) + " " + na
	}
	return minutes(a) + " → " + minutes(b)
}

// span words a whole number of minutes that an alert looks at: "an hour", "4 hours", "a day", "90 minutes".
func span(min int) string {
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

// seconds is span for seconds.
func seconds(s int) string {
	if s%60 == 0 {
		return span(s / 60)
	}
	return fmt.Sprintf("%d seconds", s)
}
