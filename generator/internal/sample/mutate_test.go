package sample_test

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"github.com/slogen-project/slogen/generator/honeycomb"
)

// lengths are those about which Honeycomb's document, its provider or slogen say something, with their neighbours.
var lengths = []int{1, 2, 3, 32, 33, 64, 65, 120, 121, 128, 129, 130, 255, 256, 257, 320, 321, 750, 751, 1023, 1024,
	1025, 2048, 2049, 4095, 4096, 10000, 10001}

// words are texts that are right somewhere and wrong elsewhere.
var words = []string{
	"", "a", "aa", "A", "1", "a1", "a b", "a-b", "a_b", " a", "a\n", "é", "a/b", "${x}", "{{ .Name }}", "__all__",
	"root.name", "any2.x", "none",
	"on_change", "on_true", "always", ">", ">=", "<=", "=", "!=", "==", "starts-with", "contains", "in", "not-in",
	"exists", "does-not-exist",
	"AND", "OR", "and", "XOR", "COUNT", "CONCURRENCY", "HEATMAP", "SUM", "P99", "P999", "MEDIAN", "RATE_AVG", "monday",
	"Monday", "funday",
	"9:00", "09:00", "23:59", "24:00", "9", "09:00:00", "9:60", "value", "percentage", "pct", "exhaustion_time",
	"budget_rate", "trigger", "slo",
	"critical", "info", "high", "email", "slack", "pagerduty", "webhook", "msteams", "marker", "Content-Type",
	"user-agent", "X-A",
	"a@example.com", "Bob <a@example.com>", "@", "a@b@c", "#a", "#", "@a", "C024BE9", "C024BE", "c024be9",
	"https://example.com/x", "http://x", "x.com", "ftp://example.com", "https://", "https://a b",
	"0", "-1", "1.5", "1e3", "1e999", "-0", "01", "NaN", "12345678901234567890",
}

// numbers are those about which something is said, with their neighbours.
var numbers = []int{-1000, -1, 0, 1, 2, 3, 5, 6, 10, 11, 30, 59, 60, 61, 90, 120, 240, 300, 600, 840, 899, 900, 901,
	960, 1440, 3600, 3601, 10080, 20160, 40320, 43200, 43201, 86400, 86401, 86460, 172800,
	3650, 20100, 996000, 999600, 999999, 1000000, 1000001}

var values = []any{nil, "", "x", "500", int64(5), 1.5, true, math.Inf(1), []any{}, []any{"a"},
	[]any{"a", int64(1), true},
	[]any{[]any{}}, []any{nil}}

// names are the members that tell elements of a list apart.
var names = []string{"Key", "Name", "Column", "Type"}

// skipped are the members that no request has, that the compiler alone sets, or that are other objects.
var skipped = []string{"Meta", "Formula", "SLI", "SLO", "Recipient", "Uses", "Owner", "Runbook", "EventsPerDay",
	"AskedBurnRate", "Severity", "Replaces", "Form", "Asked", "Lookup", "Panels"}

// mutate changes one member of one object to something that may be wrong, and says what it did. What expressions mean
// is for the compiler to check: here only their length changes.
func mutate(t *rapid.T, r *honeycomb.Resources) string {
	var objects []honeycomb.Object
	for x := range r.Objects() {
		objects = append(objects, x)
	}
	kinds := map[string][]honeycomb.Object{}
	for _, x := range objects {
		k := x.Head().Key.Kind()
		kinds[k] = append(kinds[k], x)
	}
	var known []string
	for k := range kinds {
		known = append(known, k)
	}
	slices.Sort(known)
	x := rapid.SampledFrom(kinds[rapid.SampledFrom(known).Draw(t, "kind")]).Draw(t, "object")

	type place struct {
		path string
		v    reflect.Value
	}
	var places []place
	var walk func(path string, v reflect.Value)
	walk = func(path string, v reflect.Value) {
		switch v.Kind() {
		case reflect.Pointer:
			if !v.IsNil() {
				walk(path, v.Elem())
			}
			return
		case reflect.Struct:
			for i := range v.NumField() {
				if name := v.Type().Field(i).Name; !slices.Contains(skipped, name) {
					walk(path+"."+name, v.Field(i))
				}
			}
			return
		case reflect.Slice:
			for i := range v.Len() {
				walk(fmt.Sprintf("%s[%d]", path, i), v.Index(i))
			}
		case reflect.Bool:
			return
		}
		places = append(places, place{path, v})
	}
	walk(string(x.Head().Key), reflect.ValueOf(x))
	p := rapid.SampledFrom(places).Draw(t, "member")

	switch v := p.v; v.Kind() {
	case reflect.String:
		s := text1(t, p.path)
		if strings.HasSuffix(p.path, ".Secret.Secret") || strings.HasSuffix(p.path, ".URL.Secret") ||
			strings.HasSuffix(p.path, ".IntegrationKey.Secret") ||
			strings.HasSuffix(p.path, ".Value.Secret") {
			s = "A_SECRET" // the name of one, which the language checks
		}
		v.SetString(s)
		return fmt.Sprintf("%s = %.60q (%d bytes)", p.path, s, len(s))
	case reflect.Int:
		n := rapid.SampledFrom(numbers).Draw(t, "number")
		v.SetInt(int64(n))
		return fmt.Sprintf("%s = %d", p.path, n)
	case reflect.Interface:
		n := rapid.IntRange(0, len(values)-1).Draw(t, "value")
		if values[n] == nil {
			v.SetZero()
		} else {
			v.Set(reflect.ValueOf(values[n]))
		}
		return fmt.Sprintf("%s = %#v", p.path, values[n])
	case reflect.Slice:
		n := rapid.SampledFrom([]int{0, 1, 2, 5, 6, 7, 8, 10, 11, 100, 101}).Draw(t, "length")
		if n > v.Len() && v.Len() == 0 && v.Type().Elem().Kind() != reflect.String {
			return "nothing"
		}
		same := rapid.Bool().Draw(t, "the same again")
		v.Set(v.Slice(0, min(n, v.Len())))
		for i := v.Len(); i < n; i++ {
			e := reflect.New(v.Type().Elem()).Elem()
			if v.Len() > 0 {
				e.Set(v.Index(v.Len() - 1))
			}
			if !same {
				tell(e, strings.Repeat("z", i+1))
			}
			v.Set(reflect.Append(v, e))
		}
		return fmt.Sprintf("%s has %d elements, the same: %t", p.path, n, same)
	}
	return "nothing"
}

// tell gives an element of a list a name of its own.
func tell(e reflect.Value, name string) {
	switch e.Kind() {
	case reflect.String:
		e.SetString(name)
	case reflect.Struct:
		for _, member := range names {
			if f := e.FieldByName(member); f.IsValid() && f.Kind() == reflect.String && f.String() != "" {
				f.SetString(name)
				return
			}
		}
	}
}

func text1(t *rapid.T, path string) string {
	if strings.HasSuffix(path, ".Expression") {
		n := rapid.SampledFrom([]int{0, 1, 4095, 4096}).Draw(t, "length")
		if n == 0 {
			return ""
		}
		return "$" + strings.Repeat("x", max(1, n-1))
	}
	if rapid.Bool().Draw(t, "a word") {
		return rapid.SampledFrom(words).Draw(t, "word")
	}
	n := rapid.SampledFrom(lengths).Draw(t, "length")
	switch rapid.IntRange(0, 3).Draw(t, "of") {
	case 0:
		return strings.Repeat("é", n)
	case 1:
		return strings.Repeat("é", n/2) // as many bytes
	case 2:
		return "https://example.com/" + strings.Repeat("x", max(0, n-20))
	}
	return strings.Repeat("x", n)
}
