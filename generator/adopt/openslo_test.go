package adopt_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/slogen-project/slogen/generator/adopt"
	"github.com/slogen-project/slogen/generator/emit"
	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/internal/example"
)

// openSLOOf is a configuration in OpenSLO.
func openSLOOf(r *honeycomb.Resources) (files []adopt.File) {
	for _, f := range emit.OpenSLO.Files(r) {
		files = append(files, adopt.File{Name: f.Path, Data: f.Append(nil)})
	}
	return files
}

// said leaves of a configuration what OpenSLO can say.
func said(r *honeycomb.Resources) *honeycomb.Resources {
	out := &honeycomb.Resources{SLOs: r.SLOs, Recipients: r.Recipients}
	for _, x := range r.Recipients {
		x.Headers, x.Variables, x.Templates = nil, nil, nil
	}
	for _, s := range r.SLOs {
		out.CalculatedFields = append(out.CalculatedFields, s.SLI)
	}
	for _, a := range r.BurnAlerts {
		if a.AlertType == honeycomb.BudgetRate {
			a.Investigate = false
			for i := range a.Recipients {
				a.Recipients[i].Variables = nil
			}
			out.BurnAlerts = append(out.BurnAlerts, a)
		}
	}
	slices.SortFunc(out.CalculatedFields, func(x, y *honeycomb.CalculatedField) int {
		return strings.Compare(string(x.Key), string(y.Key))
	})
	return out
}

// hide makes those URLs alike that import takes for secrets: plain ones that came back as secrets nobody had.
func hide(is, was *honeycomb.Resources) {
	had, has := map[honeycomb.Text]bool{}, map[honeycomb.Text]bool{}
	for _, x := range was.Recipients {
		had[x.URL] = true
	}
	for _, x := range is.Recipients {
		has[x.URL] = true
	}
	for _, x := range is.Recipients {
		if x.URL.Secret != "" && !had[x.URL] {
			x.URL = honeycomb.Text{Secret: "hidden by import"}
		}
	}
	for _, x := range was.Recipients {
		if x.URL.Value != "" && !has[x.URL] {
			x.URL = honeycomb.Text{Secret: "hidden by import"}
		}
	}
}

// roundTrip holds what comes of a configuration's OpenSLO to the configuration.
func roundTrip(t fataler, r *honeycomb.Resources) {
	t.Helper()
	files := openSLOOf(r)
	again := imported(t, files...)
	is := compiled(t, again)
	is.CalculatedFields = slices.DeleteFunc(is.CalculatedFields, func(f *honeycomb.CalculatedField) bool {
		return !slices.ContainsFunc(is.SLOs, func(s *honeycomb.SLO) bool { return s.SLI == f })
	})
	want := said(r)
	hide(is, want)
	if got, want := bodies(is), bodies(want); got != want {
		t.Fatalf("%s\nbut it was\n%s\nin\n%s\nwith\n%s", got, want, files, text(again))
	}
}

// TestOpenSLODrawn writes drawn configurations as OpenSLO, and reads them.
func TestOpenSLODrawn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { roundTrip(t, drawn(t)) })
}

// TestOpenSLOExamples does the same with the examples.
func TestOpenSLOExamples(t *testing.T) {
	for _, x := range example.List(t, "../../examples") {
		t.Run(x.Name, func(t *testing.T) { roundTrip(t, loaded(t, x.Options)) })
	}
}
