package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"

	"sigs.k8s.io/yaml"
)

// Function is a function of the library that templates import.
type Function struct {
	Name, Params string
	Doc          string
	Example      string // arguments
	Gives        string // what it gives for them, in jsonnet
	code         string // its body, in jsonnet
	native       func(any) (any, error)
}

// Functions are those of the library.
var Functions = []Function{
	{Name: "slug", Params: "text", native: slug,
		Doc: "The text in lower case, with hyphens for all but letters and digits of ASCII, at most 63 characters: a " +
			"name for Kubernetes, Backstage and Grafana",
		Example: `"Checkout: Zahlung & Versand"`, Gives: `"checkout-zahlung-versand"`},
	{Name: "json", Params: "value", native: jsonText,
		Doc:     "The value as JSON, indented, with sorted names",
		Example: `{ b: 1, a: [99.95] }`, Gives: `"{\n  \"a\": [\n    99.95\n  ],\n  \"b\": 1\n}\n"`},
	{Name: "yaml", Params: "value", native: yamlText,
		Doc:     "The value as YAML, with sorted names",
		Example: `{ b: "yes", a: [99.95] }`, Gives: `"a:\n- 99.95\nb: \"yes\"\n"`},
	{Name: "yamlStream", Params: "values",
		Doc:     "The values as one file of YAML with a document for each",
		code:    `std.join("---\n", [self.yaml(value) for value in values])`,
		Example: `[{ a: 1 }, { a: 2 }]`, Gives: `"a: 1\n---\na: 2\n"`},
	{Name: "number", Params: "number", native: number,
		Doc:     "The number as text, as short as it was written: jsonnet's own \"\" + 99.95 is 99.950000000000003",
		Example: `99.95`, Gives: `"99.95"`},
	{Name: "duration", Params: "minutes", native: duration,
		Doc:     "Minutes as Grafana, Prometheus and Go write them; less than a minute is in seconds",
		Example: `1530`, Gives: `"25h30m"`},
	{Name: "budgetMinutes", Params: "slo", native: budgetMinutes,
		Doc:     "The minutes of total failure that the SLO's error budget allows in its window",
		Example: `{ target: 99.9, window_days: 30 }`, Gives: `43.2`},
	{Name: "groupBy", Params: "key, list",
		Doc: "An object with the members of a list by what the function `key` gives for each: a text. A list keeps its " +
			"order",
		code:    `{ [k]: [x for x in list if key(x) == k] for k in std.set([key(x) for x in list]) }`,
		Example: `function(slo) slo.owner, [{ owner: "a", n: 1 }, { owner: "b", n: 2 }, { owner: "a", n: 3 }]`,
		Gives:   `{ a: [{ owner: "a", n: 1 }, { owner: "a", n: 3 }], b: [{ owner: "b", n: 2 }] }`},
	{Name: "honeycombURL", Params: "team, environment, dataset",
		Doc: "Where a dataset is in Honeycomb; __all__ or an empty text stands for the whole environment",
		code: `"https://ui.honeycomb.io/" + std.join("/", [team, "environments", environment] +
		(if dataset == "" || dataset == "__all__" then [] else ["datasets", dataset]))`,
		Example: `"acme", "prod", "checkout"`,
		Gives:   `"https://ui.honeycomb.io/acme/environments/prod/datasets/checkout"`},
	{Name: "queryURL", Params: "team, environment, dataset, query",
		Doc:     "Where Honeycomb shows a query, given in the form of its API: a link that needs no saved query",
		code:    `self.honeycombURL(team, environment, dataset) + "?query=" + std.native("slogen.library.escape")(query)`,
		Example: `"acme", "prod", "checkout", { time_range: 7200, calculations: [{ op: "COUNT" }] }`,
		Gives: `"https://ui.honeycomb.io/acme/environments/prod/datasets/checkout?query=` +
			`%7B%22calculations%22%3A%5B%7B%22op%22%3A%22COUNT%22%7D%5D%2C%22time_range%22%3A7200%7D"`},
}

// library is the text that templates import.
func library() string {
	var b strings.Builder
	b.WriteString("{\n")
	for _, f := range Functions {
		code := f.code
		if f.native != nil {
			code = fmt.Sprintf("std.native(%q)(%s)", "slogen.library."+f.Name, f.Params)
		}
		fmt.Fprintf(&b, "  %s(%s):: %s,\n", f.Name, f.Params, code)
	}
	return b.String() + "}\n"
}

// native are the functions that jsonnet can't have itself, or not as fast.
func native() map[string]func(any) (any, error) {
	m := map[string]func(any) (any, error){"escape": escape, "groups": groups}
	for _, f := range Functions {
		if f.native != nil {
			m[f.Name] = f.native
		}
	}
	return m
}

// groups are the places of equal texts in a list, by the text.
func groups(v any) (any, error) {
	keys, _ := v.([]any)
	out := map[string]any{}
	for i, k := range keys {
		text, ok := k.(string)
		if !ok {
			return nil, fmt.Errorf("groupBy needs a function that gives text, and for the member %d it gives something "+
				"else", i)
		}
		list, _ := out[text].([]any)
		out[text] = append(list, float64(i))
	}
	return out, nil
}

const longestName = 63 // of Kubernetes

func slug(v any) (any, error) {
	text, ok := v.(string)
	if !ok {
		return nil, fmt.Errorf("slug needs text")
	}
	var b strings.Builder
	for _, r := range strings.ToLower(text) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() >= longestName {
			break
		}
	}
	name := strings.Trim(b.String(), "-")
	if name == "" {
		return nil, fmt.Errorf("nothing of %q can be in a name: it has no letter or digit of ASCII", text)
	}
	return name, nil
}

func jsonText(v any) (any, error) {
	var b bytes.Buffer
	err := encode(&b, v, "  ")
	return b.String(), err
}

func encode(b *bytes.Buffer, v any, indent string) error {
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	e.SetIndent("", indent)
	return e.Encode(v)
}

func yamlText(v any) (any, error) {
	text, err := yaml.Marshal(v)
	return string(text), err
}

func number(v any) (any, error) {
	x, ok := v.(float64)
	if !ok {
		return nil, fmt.Errorf("number needs a number")
	}
	return strconv.FormatFloat(x, 'f', -1, 64), nil
}

func budgetMinutes(v any) (any, error) {
	slo, _ := v.(map[string]any)
	target, ok := slo["target"].(float64)
	days, ok2 := slo["window_days"].(float64)
	if !ok || !ok2 {
		return nil, fmt.Errorf("budgetMinutes needs an SLO, with target and window_days")
	}
	const perDay, digits = 1440, 1e6
	return math.Round(days*perDay*(100-target)/100*digits) / digits, nil
}

const perHour, perMinute = 3600, 60 // seconds

func duration(v any) (any, error) {
	minutes, ok := v.(float64)
	if !ok || minutes < 0 || minutes > 1e9 {
		return nil, fmt.Errorf("duration needs a number of minutes, not below 0")
	}
	seconds := int(math.Round(minutes * perMinute))
	var b strings.Builder
	for _, u := range []struct {
		seconds int
		name    string
	}{{perHour, "h"}, {perMinute, "m"}, {1, "s"}} {
		if n := seconds / u.seconds; n > 0 || u.seconds == 1 && b.Len() == 0 {
			fmt.Fprintf(&b, "%d%s", n, u.name)
		}
		seconds %= u.seconds
	}
	return b.String(), nil
}
