package config

import "testing"

// What many read has no credential, and all else as it was.
func TestMasked(t *testing.T) {
	for text, want := range map[string]string{
		"post to https://hooks.slack.com/services/T0/B0/c0ffee now": "post to https://hooks.slack.com/(credential) now",
		"https://user:pass@example.com/a and a":                     "https://example.com/(credential) and a",
		"see https://wiki.example.com/checkout?page=2":              "see https://wiki.example.com/checkout?page=2",
		"no address":                              "no address",
		"log in with password=hunter2, then pay":  "log in with password=(credential), then pay",
		`{"api_key": "s3cr3tvalue"} is sent`:      `{"api_key": "(credential)"} is sent`,
		"Authorization: Bearer 0a1b2c3d4e5f":      "Authorization: Bearer (credential)",
		"HONEYCOMB_TOKEN = hcaik_01hqk4k20cjeh63": "HONEYCOMB_TOKEN = (credential)",
		"a token: expired ones count as bad":      "a token: expired ones count as bad",
		"The password reset page":                 "The password reset page",
		"secret = required":                       "secret = required",
		"basic availability 2026":                 "basic availability 2026",
	} {
		if got := Masked(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}
