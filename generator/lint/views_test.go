package lint_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/internal/sample"
	"github.com/slogen-project/slogen/generator/lint"
)

// unseen are the fields of objects that neither conditions nor templates see, and why.
var unseen = map[string]string{
	"Meta.Origin":    "the file is seen, and the rest are places",
	"Meta.Instance":  "the key says it",
	"Meta.Keeps":     "follows from what is written where something is taken over",
	"Meta.Inherited": "what is inherited is seen as what is written",
	"Meta.Shared":    "what comes from a template is seen as what is written",
	"Formula":        "the expression says it",
	"Raw":            "the expression says it",
	"Types":          "for slogen's own checks",
	"Reads":          "places of what columns says",
	"Basis":          "the expression says it",
	"Summary":        "the description begins with it",
	"Replaces":       "a place",
	"AskedRatio":     "for slogen's own checks",
	"Form":           "for the plan",

	"Query.Calculations":       "fires_when says it",
	"Query.CalculatedFields":   "fires_when and where say it",
	"Query.FilterCombination":  "where says it, if there are several",
	"Query.GranularitySeconds": "only boards ask for it",

	"ExhaustionMinutes":                     "of another type of alert",
	"BudgetRateDecreaseThresholdPerMillion": "burn_rate says it as it was written",

	"Meta.Service": "recipients are everybody's", "Meta.Trial": "recipients are everybody's",
	"Meta.TrialUntil": "only SLOs and alerts have trials of their own", "Meta.Quiet": "only alerts are quiet",

	"IntegrationKey": "a secret", "URL": "may be a secret", "Secret": "a secret", "Headers": "may be secrets",
	"Variables": "words of webhooks", "Templates": "words of webhooks",
}

// TestViewsComplete changes each field of objects, and holds that conditions and templates see it, or that it says
// above why not. What the configuration says and no check can ask of is found that way.
func TestViewsComplete(t *testing.T) {
	used := map[string]bool{}
	for kind, object := range map[string]func(r *honeycomb.Resources) any{
		"slo":        func(r *honeycomb.Resources) any { return r.SLOs[0] },
		"burn_alert": func(r *honeycomb.Resources) any { return budgetRate(r) },
		"trigger":    func(r *honeycomb.Resources) any { return r.Triggers[0] },
		"sli":        func(r *honeycomb.Resources) any { return r.CalculatedFields[0] },
		"calculated_field": func(r *honeycomb.Resources) any {
			f := r.CalculatedFields[0]
			f.Key = "calculated_field/checkout/" + honeycomb.FieldPrefix + "status"
			return f
		},
		"recipient": func(r *honeycomb.Resources) any { return r.Recipients[0] },
	} {
		for _, path := range paths(reflect.TypeOf(object(sample.Shop())).Elem(), "") {
			r := sample.Shop()
			v := reflect.ValueOf(object(r)).Elem()
			before := fmt.Sprintf("%#v", lint.Objects(r, kind))
			for name := range strings.SplitSeq(path, ".") {
				v = reflect.Indirect(v).FieldByName(name)
			}
			change(t, v)
			seen := before != fmt.Sprintf("%#v", lint.Objects(r, kind))
			why, listed := unseen[path]
			used[path] = used[path] || listed && !seen
			if !seen && why == "" {
				t.Errorf("nobody sees %s of %s: show it in views.go, or say in this test why not", path, kind)
			}
		}
	}
	for path := range unseen {
		if !used[path] {
			t.Errorf("%s is seen, or there is no such field", path)
		}
	}
}

// budgetRate is an alert that has a window.
func budgetRate(r *honeycomb.Resources) *honeycomb.BurnAlert {
	for _, a := range r.BurnAlerts {
		if a.AlertType == honeycomb.BudgetRate {
			return a
		}
	}
	panic("the shop has none")
}

// paths are the fields of an object, with those of what is a part of it. Other objects are none.
func paths(typ reflect.Type, in string) (out []string) {
	for i := range typ.NumField() {
		f := typ.Field(i)
		inner := f.Type
		if inner.Kind() == reflect.Pointer {
			inner = inner.Elem()
		}
		_, object := reflect.New(inner).Interface().(honeycomb.Object)
		switch {
		case object || f.Type == reflect.TypeFor[hcl.Range]():
		case f.Anonymous || inner == reflect.TypeFor[honeycomb.Query]() ||
			inner == reflect.TypeFor[honeycomb.Threshold]():
			out = append(out, paths(inner, in+f.Name+".")...)
		default:
			out = append(out, in+f.Name)
		}
	}
	return out
}

// change gives a field another value.
func change(t *testing.T, v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		switch s := v.String(); {
		case v.Type() == reflect.TypeFor[honeycomb.Number]():
			v.SetString("77")
		case s == honeycomb.BudgetRate:
			v.SetString(honeycomb.ExhaustionTime)
		case s == honeycomb.OnTrue:
			v.SetString(honeycomb.OnChange)
		case s == honeycomb.OnChange:
			v.SetString(honeycomb.OnTrue)
		case strings.Contains(s, "$"):
			v.SetString("LT($other, 1)")
		default:
			v.SetString(s + "1")
		}
	case reflect.Bool:
		v.SetBool(!v.Bool())
	case reflect.Int:
		v.SetInt(v.Int() + 1)
	case reflect.Float64:
		v.SetFloat(v.Float() + 1)
	case reflect.Slice:
		if v.Len() > 0 {
			v.Set(v.Slice(0, 0))
		} else if e := reflect.New(v.Type().Elem()); e.Elem().Kind() != reflect.Pointer {
			v.Set(reflect.Append(v, e.Elem()))
		} else {
			v.Set(reflect.Append(v, reflect.New(v.Type().Elem().Elem())))
		}
	case reflect.Pointer:
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
			if e, ok := v.Interface().(*honeycomb.Expiry); ok {
				e.Day = "2027-01-01"
			}
			if q, ok := v.Interface().(*honeycomb.Quiet); ok {
				q.Until = "2027-01-01"
			}
		} else {
			v.SetZero()
		}
	case reflect.Struct: // most have no way into a view
		if e, ok := v.Addr().Interface().(*honeycomb.Expiry); ok {
			e.Day += "1"
		}
	default:
		t.Fatalf("no other value of a %s", v.Type())
	}
}
