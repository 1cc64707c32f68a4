package words

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// Figure writes r as people say it: with three significant digits where that is less than a tenth of a percent off,
// which is how much a burn rate may be off that outputs can't hold exactly, else with four. Whole numbers keep all
// their digits.
func Figure(r *big.Rat) string {
	s := significant(r, 3)
	if off := new(big.Rat).Sub(parsed(s), r); times(off.Abs(off), 1000, 1).Cmp(new(big.Rat).Abs(r)) <= 0 {
		return s
	}
	return significant(r, 4)
}

// Figures writes two figures, with as many digits as show that they differ.
func Figures(a, b *big.Rat) (string, string) {
	x, y := Figure(a), Figure(b)
	for digits := 4; x == y && a.Cmp(b) != 0 && digits < 16; digits++ {
		x, y = significant(a, digits), significant(b, digits)
	}
	return x, y
}

// Rough writes r with three significant digits, for a table, where nobody needs to tell it apart from what is near.
func Rough(r *big.Rat) string { return significant(r, 3) }

// significant rounds r to a number of significant digits, or to a whole number if that has more.
func significant(r *big.Rat, digits int) string {
	return Rounded(r, max(digits-wholeDigits(r), 0))
}

func parsed(s string) *big.Rat {
	r, ok := new(big.Rat).SetString(strings.ReplaceAll(s, ",", ""))
	if !ok {
		return new(big.Rat) // not reached: it is a decimal
	}
	return r
}

// PerMillion writes a per-million as a percentage without its sign, exactly: "99.95", as it is written in slogen's
// language.
func PerMillion(n int) string {
	sign, abs := "", uint64(n)
	if n < 0 {
		sign, abs = "-", -abs
	}
	whole := sign + strconv.FormatUint(abs/10_000, 10)
	if frac := abs % 10_000; frac != 0 {
		return whole + "." + strings.TrimRight(strconv.FormatUint(frac+10_000, 10)[1:], "0")
	}
	return whole
}

// Percent writes a per-million as a percentage, exactly: "99.95%".
func Percent(perMillion int) string { return PerMillion(perMillion) + "%" }

// Share writes a fraction as a percentage; what isn't all is never "100%".
func Share(r *big.Rat) string {
	percent, all := times(r, 100, 1), "100"
	s := Figure(percent)
	for digits := 5; s == all && percent.Cmp(big.NewRat(100, 1)) != 0; digits++ {
		s = significant(percent, digits)
	}
	return s + "%"
}

// Shares writes two fractions as percentages that show that they differ.
func Shares(a, b *big.Rat) (string, string) {
	x, y := Share(a), Share(b)
	if x != y {
		return x, y
	}
	x, y = Figures(times(a, 100, 1), times(b, 100, 1))
	return x + "%", y + "%"
}

// Times writes a multiple, such as a burn rate: "14.4x".
func Times(r *big.Rat) string { return Figure(r) + "x" }

// unit is a unit of time, and the one below it.
type unit struct {
	seconds     int64
	name, names string
	below       *unit
}

var (
	second = &unit{1, "s", "s", nil}
	minute = &unit{60, "min", "min", second}
	hour   = &unit{60 * 60, "h", "h", minute}
	day    = &unit{24 * 60 * 60, "day", "days", hour}
)

// Minutes writes a length of time, given in minutes, in at most two units: "3 h 22 min", "43 min 12 s", "2.59 s".
func Minutes(r *big.Rat) string {
	seconds := times(r, 60, 1)
	below := func(n int64) bool { return seconds.Cmp(big.NewRat(n, 1)) < 0 }
	u := day
	switch {
	case seconds.Sign() == 0:
		return "0 min"
	case below(minute.seconds):
		if s := significant(seconds, 3); s != "60" {
			return s + " s"
		}
		u = minute
	case below(hour.seconds):
		u = minute
	case below(3 * day.seconds):
		u = hour
	}
	return u.of(seconds)
}

// of writes seconds in the unit and the one below, the second of them rounded.
func (u *unit) of(seconds *big.Rat) string {
	parts := round(new(big.Rat).Quo(seconds, big.NewRat(u.below.seconds, 1)))
	each := u.seconds / u.below.seconds
	if u == minute && parts >= each*60 || u == hour && parts >= each*72 { // rounded up to the next unit
		return map[*unit]*unit{minute: hour, hour: day}[u].of(seconds)
	}
	whole, rest := parts/each, parts%each
	name := u.names
	if whole == 1 {
		name = u.name
	}
	s := fmt.Sprintf("%d %s", whole, name)
	if rest > 0 {
		s += fmt.Sprintf(" %d %s", rest, u.below.names)
	}
	return s
}

// round is the whole number next to r.
func round(r *big.Rat) int64 {
	n, ok := new(big.Int).SetString(r.FloatString(0), 10)
	if !ok || !n.IsInt64() {
		return 1<<63 - 1 // more time than there is
	}
	return n.Int64()
}

// FromTo writes two lengths of time: "43 min 12 s → 21 min 36 s".
func FromTo(a, b *big.Rat) string {
	x, y := Minutes(a), Minutes(b)
	if x == y && a.Cmp(b) != 0 {
		x, y = Figures(a, b)
		return x + " → " + y + " min"
	}
	return x + " → " + y
}
