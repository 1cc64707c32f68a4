package plan

import (
	"fmt"
	"strings"
	"testing"

	"github.com/slogen-project/slogen/generator/honeycomb"
	"github.com/slogen-project/slogen/generator/review"
)

// deleted is the plan that deletes n SLOs.
func deleted(t *testing.T, n int) *Plan {
	t.Helper()
	was := newWorld()
	was.BurnAlerts = nil
	for i := 1; i < n; i++ {
		name := fmt.Sprintf("a%02d", i)
		slo := was.another()
		slo.SLI.Key, slo.SLI.Alias = honeycomb.Key("calculated_field/checkout/"+name), "sli.checkout."+name
		slo.Key, slo.Name = honeycomb.Key("slo/checkout/"+name), "checkout: "+name
	}
	is := newWorld()
	is.SLOs, is.CalculatedFields, is.BurnAlerts, is.Boards = nil, nil, nil, nil
	return diffOf(t, was.sorted(), is.sorted())
}

// What is much is one stop for each class, and can be accepted at once, by a note too.
func TestManyStops(t *testing.T) {
	classes := []review.Class{review.Loosened, review.HistoryLost}
	few, many := deleted(t, mostStops), deleted(t, mostStops+1)
	if n := len(few.FailOn(classes, nil).Open()); n != 2*mostStops {
		t.Errorf("%d stops of a few SLOs", n)
	}
	open := many.FailOn(classes, nil).Open()
	if len(open) != 2 || len(open[0].Changes) != mostStops+1 {
		t.Fatalf("%d stops, the first of %d changes", len(open), len(open[0].Changes))
	}
	const want = "loosened: slo/checkout/a01, slo/checkout/a02, slo/checkout/a03 and 8 more"
	if got := open[0].About(); got != want {
		t.Errorf("it is about %s, want %s", got, want)
	}
	reasons := map[string]string{}
	notes := []honeycomb.Note{{Fingerprint: open[0].Fingerprint, Reason: "all of them"}, {Fingerprint: "000000000000"}}
	if unused := many.Accepted(reasons, notes); len(unused) != 1 || unused[0].Fingerprint != notes[1].Fingerprint {
		t.Errorf("unused: %+v", unused)
	}
	left := many.FailOn(classes, reasons).Open()
	if len(left) != 1 || left[0].Class != review.HistoryLost {
		t.Errorf("left: %+v", left)
	}
	if n := len(few.FailOn(classes, reasons).Open()); n != 2*mostStops {
		t.Errorf("%d stops of a few are left: the fingerprint names others", n)
	}
	// One that is accepted alone doesn't join the others.
	first := ""
	for i := range many.Changes {
		if c := &many.Changes[i]; c.Key == "slo/checkout/a01" {
			first = c.Fingerprint(review.Loosened)
		}
	}
	f := many.FailOn(classes[:1], map[string]string{first: "one"})
	if n := len(f.Found); n != mostStops+1 || strings.Contains(f.Open()[0].About(), "a01") {
		t.Errorf("%d stops, the first open one about %s", n, f.Open()[0].About())
	}
}
