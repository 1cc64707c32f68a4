package calc

import "testing"

func TestHCLWords(t *testing.T) {
	for in, want := range map[string]string{
		`knows no column $statuss, and`:                          `knows no column event.statuss, and`,
		`Did you mean $http.route?`:                              `Did you mean event.http.route?`,
		`write $http.route.`:                                     `write event.http.route.`,
		`write $"user-agent".`:                                   `write event["user-agent"].`,
		`write $"a \"b\"".`:                                      `write event["a \"b\""].`,
		`write $a.0.`:                                            `write event["a.0"].`,
		`The text of CONTAINS must be`:                           `The text of contains() must be`,
		`EXISTS(value) takes 1 argument`:                         `exists(value) takes 1 argument`,
		`DIV reads numbers, but the string "SUM" holds none`:     "`/` reads numbers, but the string \"SUM\" holds none",
		"missing closing ): `AND(`.":                             "missing closing ): `AND(`.",
		`(RE2) have no look-around`:                              `(RE2) have no look-around`,
		`convert: INT(a), STRING(a).`:                            `convert: int(a), string(a).`,
		`OR(EQUALS(a, "x"), EQUALS(a, "y")), or IN(a, "x", "y")`: `a == "x" || a == "y", or in(a, "x", "y")`,
		`as in LT(a, 1000).`:                                     `as in event.duration_ms < 1000.`,
		`costs $5`:                                               `costs event["5"]`,
	} {
		if got := hclWords(in); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", in, got, want)
		}
	}
}
