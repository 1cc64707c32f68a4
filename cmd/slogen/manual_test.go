package main

import "testing"

// TestRoff writes what roff would take for requests, quotes, hyphens or escapes.
func TestRoff(t *testing.T) {
	for in, want := range map[string]string{
		".slo.hcl files":        `\&.slo.hcl files`,
		"a -b\n.c d\n'e' `f`":   "a \\-b\n\\&.c d\n\\(aqe\\(aq \\(gaf\\(ga",
		`C:\new ~ 2^3 “quoted”`: `C:\enew \(ti 2\(ha3 “quoted”`,
	} {
		if got := roff(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
