package review

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
)

// Fact is one thing that a change does: to what, and its value before and after. The values are exact; empty for none.
type Fact struct{ Of, Before, After string }

// FingerprintLength is the number of hexadecimal digits of a fingerprint.
const FingerprintLength = 12

// Fingerprint names what a change of one object (a key, such as "slo/checkout/availability") does in one class. It
// doesn't depend on the order of the facts, nor on where and how the change is written.
func Fingerprint(key string, c Class, facts []Fact) string {
	lines := make([]string, len(facts))
	for i, f := range facts {
		lines[i] = strconv.Quote(f.Of) + strconv.Quote(f.Before) + strconv.Quote(f.After)
	}
	return digest(strconv.Quote(key)+c.String(), lines)
}

// Together is the fingerprint of several: it names exactly these.
func Together(fingerprints []string) string {
	if len(fingerprints) == 1 {
		return fingerprints[0]
	}
	return digest("together", fingerprints)
}

func digest(head string, lines []string) string {
	lines = slices.Clone(lines)
	slices.Sort(lines)
	h := sha256.New()
	h.Write([]byte(head))
	for _, l := range slices.Compact(lines) {
		h.Write([]byte("\n" + l))
	}
	return hex.EncodeToString(h.Sum(nil))[:FingerprintLength]
}
