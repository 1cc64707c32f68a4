package honeycomb

import (
	"math"
	"strconv"
	"strings"
)

// Valid says whether n is a number as JSON writes them, and one that a float64 can hold.
func (n Number) Valid() bool {
	if !isNumeral(string(n)) {
		return false
	}
	if len(n) < 300 && !containsExponent(n) {
		return true
	}
	f, err := strconv.ParseFloat(string(n), 64)
	return err == nil && !math.IsInf(f, 0)
}

// isNumeral says whether s is a number in JSON's grammar: a sign, digits without zeros ahead, a fraction, an exponent.
func isNumeral(s string) bool {
	s, _ = strings.CutPrefix(s, "-")
	var ok bool
	if s, ok = strings.CutPrefix(s, "0"); !ok {
		if s, ok = cutDigits(s); !ok {
			return false
		}
	}
	if rest, fraction := strings.CutPrefix(s, "."); fraction {
		if s, ok = cutDigits(rest); !ok {
			return false
		}
	}
	if s != "" && s[0]|0x20 == 'e' {
		if s = s[1:]; s != "" && (s[0] == '+' || s[0] == '-') {
			s = s[1:]
		}
		if s, ok = cutDigits(s); !ok {
			return false
		}
	}
	return s == ""
}

// cutDigits is what follows the digits that s begins with, if it does.
func cutDigits(s string) (rest string, ok bool) {
	i := 0
	for i < len(s) && digit(s[i]) {
		i++
	}
	return s[i:], i > 0
}

func containsExponent(n Number) bool {
	for i := range len(n) {
		if n[i]|0x20 == 'e' {
			return true
		}
	}
	return false
}

func digit(c byte) bool { return '0' <= c && c <= '9' }
