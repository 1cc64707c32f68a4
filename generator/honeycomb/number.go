package honeycomb

import (
	"math"
	"strconv"
)

// Valid says whether n is a number as JSON writes them, and one that a float64 can hold.
func (n Number) Valid() bool {
	s := string(n)
	if s != "" && s[0] == '-' {
		s = s[1:]
	}
	digits := func() bool {
		i := 0
		for i < len(s) && digit(s[i]) {
			i++
		}
		s = s[i:]
		return i > 0
	}
	if s != "" && s[0] == '0' {
		s = s[1:]
	} else if !digits() {
		return false
	}
	if s != "" && s[0] == '.' {
		if s = s[1:]; !digits() {
			return false
		}
	}
	if s != "" && (s[0] == 'e' || s[0] == 'E') {
		if s = s[1:]; s != "" && (s[0] == '+' || s[0] == '-') {
			s = s[1:]
		}
		if !digits() {
			return false
		}
	}
	if s != "" {
		return false
	}
	if len(n) < 300 && !containsExponent(n) {
		return true
	}
	f, err := strconv.ParseFloat(string(n), 64)
	return err == nil && !math.IsInf(f, 0)
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
