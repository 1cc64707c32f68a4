package config

import "testing"

// What many read has no credential, and all else as it was.
func TestMasked(t *testing.T) {
	for text, want := range map[string]string{
		"post to https://hooks.slack.com/services/T0/B0/c0ffee now": "post to https://hooks.slack.com/(credential) now",
		"https://user:pass@example.com/a and a":                     "https://example.com/(credential) and a",
		"see https://wiki.example.com/checkout?page=2":              "see https://wiki.example.com/checkout?page=2",
		"no address": "no address",
	} {
		if got := Masked(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}
