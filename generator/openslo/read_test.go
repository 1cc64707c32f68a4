package openslo_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/slogen-project/slogen/generator/openslo"
)

// TestErrors holds mistakes to their messages and places.
func TestErrors(t *testing.T) {
	const slo = "apiVersion: openslo/v1\nkind: SLO\nmetadata: {name: a}\nspec:\n  "
	for text, want := range map[string]string{
		"kind: [SLO]\napiVersion: openslo/v1\n": "line 1, column 7: kind is a list",
		"apiVersion: openslo/v1\n":              "line 1, column 1: kind is missing",
		"apiVersion: openslo/v1\nkind: SLI\nmetadata: {}\n": "line 1, column 1: the SLI has no " +
			"metadata.name",
		"apiVersion: openslo/v1\nkind: SLI\nmetadata: {name: 5}\n": "line 3, column 18: metadata.name " +
			"is a number",
		"apiVersion: openslo/v1\nkind: SLI\n? [a]\n: b\n":                   "the key of an object is a list",
		slo + "objectives: []\n":                                            "has no objectives",
		slo + "objectives: [{}]\n":                                          "needs either target or targetPercent",
		slo + "objectives: [{target: 0.9, targetPercent: 90}]\n":            "needs either target or targetPercent",
		slo + "objectives: [{target: -0.1}]\n":                              "it is a ratio from 0 to below 1",
		slo + "objectives: [{targetPercent: 100}]\n":                        "it is a percentage from 0 to below 100",
		slo + "objectives: [{target: .inf}]\n":                              "isn't written as a decimal",
		slo + "objectives: [{target: 0." + strings.Repeat("9", 99) + "}]\n": "isn't written as a decimal",
		slo + "objectives: [{target: 1e-99999999}]\n":                       "isn't written as a decimal",
		slo + "budgetingMethod: Sometimes\n  objectives: [{target: 0.9}]\n": `is "Sometimes"; OpenSLO has Occurrences`,
		slo + "timeWindow: {duration: 1d}\n": "spec.timeWindow is an object, " +
			"where OpenSLO has a list",
		"a: {<<: 5}\n": "<< merges a number, where YAML " +
			"has an object",
		"a: &a [*a]\n": "deep",
		strings.Repeat("[", 500) + strings.Repeat("]", 500): "deep",
		strings.Repeat("{a: ", 20000):                       "it isn't YAML",
		"a: \x00":                                           "it isn't YAML",
		strings.Repeat("a", openslo.MaxBytes+1):             "MiB",
	} {
		begin := time.Now()
		_, err := openslo.Read([]byte(text))
		var at *openslo.Error
		if !errors.As(err, &at) || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60q: %v, not %s", text, err, want)
		}
		if took := time.Since(begin); took > 5*time.Second {
			t.Errorf("%.60q: took %s", text, took)
		}
	}
}

// FuzzRead reads whatever it is given.
func FuzzRead(f *testing.F) {
	f.Add("apiVersion: openslo/v1\nkind: SLO\nmetadata: {name: a}\nspec: {objectives: [{target: 0.9}]}\n---\n- a\n")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<12 {
			return
		}
		_, err := openslo.Read([]byte(text))
		if at := (*openslo.Error)(nil); err != nil && (!errors.As(err, &at) || at.Line < 1 || at.Column < 1) {
			t.Errorf("%v has no place", err)
		}
	})
}
