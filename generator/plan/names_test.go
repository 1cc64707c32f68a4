package plan

import (
	"fmt"
	"testing"

	"github.com/slogen-project/slogen/generator/honeycomb"
)

func TestNamesOf(t *testing.T) {
	slos := func(n int, file func(i int) string, owner func(i int) string) (list []*Change) {
		for i := range n {
			s := fmt.Sprintf("s%02d", i)
			x := &honeycomb.SLO{Meta: meta("slo/"+s+"/ok", s, file(i), 1), Owner: owner(i)}
			list = append(list, &Change{Action: Update, Kind: honeycomb.KindSLO, Key: x.Key, Before: x, After: x})
		}
		return list
	}
	flat := func(int) string { return "all.slo.hcl" }
	nobody := func(int) string { return "" }
	deep := func(i int) string { return fmt.Sprintf("teams/%c/%02d/x.slo.hcl", 'a'+i%3, i) }
	of := func(n int) func(int) string { return func(i int) string { return fmt.Sprintf("o%02d", i%n) } }
	for _, c := range []struct {
		name, want string
		changes    []*Change
	}{
		{"few", "s00/ok, s01/ok", slos(2, deep, of(2))},
		{"by folder", "30 services in teams, 3 folders: teams/a (10), teams/b (10) and teams/c (10)",
			slos(30, deep, of(2))},
		{"by owner", "30 services in teams, 4 owners: o00 (8), o01 (8), o02 (7) and o03 (7)", slos(30, deep, of(4))},
		{"many owners in a folder", "26 services, 13 owners: o00 (2), o01 (2), o02 (2), o03 (2), o04 (2), o05 (2), " +
			"o06 (2), o07 (2), o08 (2), o09 (2), o10 (2), o11 (2) and 1 more", slos(26, flat, of(13))},
		{"neither", "13 services: s00, s01, s02, s03, s04, s05, s06, s07, s08, s09, s10, s11 and 1 more",
			slos(13, flat, nobody)},
	} {
		if got := namesOf(c.changes, false); got != c.want {
			t.Errorf("%s: %s\nwant %s", c.name, got, c.want)
		}
	}
	// Alerts of a policy are where their SLOs are.
	alerts := slos(13, deep, of(13))
	for _, c := range alerts {
		a := &honeycomb.BurnAlert{Meta: meta("burn_alert/"+c.Key.Path()+"/fast", c.Service(), "p.slo.hcl", 3),
			SLO: c.After.(*honeycomb.SLO)}
		*c = Change{Kind: honeycomb.KindBurnAlert, Key: a.Key, Before: a}
	}
	const want = "13 services in teams, 3 folders: teams/a (5), teams/b (4) and teams/c (4)"
	if got := namesOf(alerts, true); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}
